/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lock of a secret key takes about half a second by design: one pair serves all tests, and what
 * is refused before the passphrase is looked at is refused without it.
 */
#include "folder.h"

#include "sealed/digest.h"
#include "sealed/key.h"
#include "sealed/key_parts.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char passphrase[] = "cormorant anvil d\xc3\xa9j\xc3\xa0";
static struct cips_public_key made;
static char key_text[CIPS_KEY_TEXT], pub_text[CIPS_KEY_TEXT];
static size_t key_n, pub_n;

static int make_pair(void **state)
{
	struct cips_err err;
	if (set_up(state) || cips_sealed_key_new(path_of("a"), passphrase, &made, &err))
		return -1;
	key_n = get("a.key", key_text, sizeof key_text);
	pub_n = get("a.pub", pub_text, sizeof pub_text);
	return 0;
}

static mode_t mode_of(const char *name)
{
	struct stat status;
	assert_int_equal(stat(path_of(name), &status), 0);
	return status.st_mode & 0777;
}

static bool there(const char *name)
{
	return access(path_of(name), F_OK) == 0;
}

/* A secret key with these bytes; no passphrase is tried on what is not one. */
static enum cips_rc open_text(const char *bytes, size_t n, struct cips_err *err)
{
	struct cips_secret_key *key;
	put("x.key", bytes, n);
	assert_int_equal(chmod(path_of("x.key"), 0600), 0);
	enum cips_rc rc = cips_sealed_secret_key_open(path_of("x.key"), "wrong, wrong", &key, err);
	assert_true(rc);
	assert_null(key);
	return rc;
}

static enum cips_rc read_text(const char *bytes, size_t n, struct cips_err *err)
{
	struct cips_public_key key;
	put("x.pub", bytes, n);
	return cips_sealed_public_key_read(path_of("x.pub"), &key, err);
}

/* --- pairs ---------------------------------------------------------------------------------- */

static void test_pair(void **state)
{
	(void)state;
	struct cips_err err;
	struct cips_public_key public;
	struct cips_secret_key *key;
	assert_int_equal(mode_of("a.key"), 0600);
	assert_int_equal(mode_of("a.pub") & 0600, 0600);
	assert_int_equal(cips_sealed_public_key_read(path_of("a.pub"), &public, &err), CIPS_OK);
	assert_memory_equal(&public, &made, sizeof made);
	assert_int_equal(
		cips_sealed_secret_key_open(path_of("a.key"), passphrase, &key, &err), CIPS_OK);
	assert_memory_equal(cips_sealed_secret_key_public(key), &made, sizeof made);
	cips_sealed_secret_key_free(key);
	cips_sealed_secret_key_free(NULL);
}

static void test_wrong_passphrase(void **state)
{
	(void)state;
	struct cips_err err;
	struct cips_secret_key *key;
	/* the same letters, composed another way: bytes count */
	assert_int_equal(cips_sealed_secret_key_open(path_of("a.key"),
				 "cormorant anvil de\xcc\x81ja\xcc\x80", &key, &err),
		CIPS_INPUT);
	assert_null(key);
	assert_non_null(strstr(err.text, "passphrase"));
}

/* The value of a line, by the words of key.h. */
static void fact(const char *text, const char *name, char *value, size_t room)
{
	char start[32];
	snprintf(start, sizeof start, "\n%s ", name);
	const char *at = strstr(text, start);
	assert_non_null(at);
	at += strlen(start);
	snprintf(value, room, "%.*s", (int)strcspn(at, "\n"), at);
}

static void bytes_of(const char *text, const char *name, uint8_t *bytes, size_t size)
{
	char value[128];
	size_t n;
	fact(text, name, value, sizeof value);
	assert_int_equal(sodium_base642bin(bytes, size, value, strlen(value), NULL, &n, NULL,
				 sodium_base64_VARIANT_ORIGINAL),
		0);
	assert_int_equal(n, size);
}

/* Both files read with libsodium alone, and the secret key tried on a box. */
static void test_as_the_header_says(void **state)
{
	(void)state;
	uint8_t public[32], salt[16], nonce[24], locked[48], by[32], secret[32], digest[32];
	uint8_t box[5 + crypto_box_SEALBYTES], back[5];
	char value[128], wanted[128];
	assert_memory_equal(key_text, "cips secret key 1\n", 18);
	assert_memory_equal(pub_text, "cips public key 1\n", 18);
	bytes_of(key_text, "public", public, sizeof public);
	assert_memory_equal(public, made.bytes, sizeof public);
	bytes_of(pub_text, "public", public, sizeof public);
	assert_memory_equal(public, made.bytes, sizeof public);
	bytes_of(key_text, "salt", salt, sizeof salt);
	bytes_of(key_text, "nonce", nonce, sizeof nonce);
	bytes_of(key_text, "locked", locked, sizeof locked);
	const char *end = strstr(key_text, "locked ");
	assert_int_equal(crypto_pwhash(by, sizeof by, passphrase, strlen(passphrase), salt, 3,
				 (size_t)256 << 20, crypto_pwhash_ALG_ARGON2ID13),
		0);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(secret, NULL, NULL, locked,
				 sizeof locked, (const uint8_t *)key_text, (size_t)(end - key_text),
				 nonce, by),
		0);
	assert_int_equal(crypto_box_seal(box, (const uint8_t *)"hello", 5, public), 0);
	assert_int_equal(crypto_box_seal_open(back, box, sizeof box, public, secret), 0);
	assert_memory_equal(back, "hello", 5);

	crypto_generichash(digest, 32, public, 32, NULL, 0);
	for (int i = 0; i < 8; i++)
		sprintf(wanted + 5 * i, "%02x%02x ", digest[2 * i], digest[2 * i + 1]);
	wanted[39] = '\0';
	fact(key_text, "fingerprint", value, sizeof value);
	assert_string_equal(value, wanted);
	fact(pub_text, "fingerprint", value, sizeof value);
	assert_string_equal(value, wanted);
	cips_sealed_fingerprint(&made, value);
	assert_string_equal(value, wanted);

	end = strstr(key_text, "check ");
	crypto_generichash(
		digest, 32, (const uint8_t *)key_text, (size_t)(end - key_text), NULL, 0);
	sodium_bin2hex(wanted, sizeof wanted, digest, 16);
	fact(key_text, "check", value, sizeof value);
	assert_string_equal(value, wanted);
}

/* Somebody exchanges the public half and mends the check: the lock knows. */
static void test_public_half_exchanged(void **state)
{
	(void)state;
	struct cips_locked_key locked;
	struct cips_secret_key *key;
	struct cips_err err;
	uint8_t secret[32];
	char text[CIPS_KEY_TEXT];
	assert_true(cips_sealed_read_locked(key_text, key_n, &locked));
	crypto_box_keypair(locked.public.bytes, secret);
	cips_sealed_write_locked(&locked, text);
	put("x.key", text, strlen(text));
	assert_int_equal(chmod(path_of("x.key"), 0600), 0);
	assert_int_equal(
		cips_sealed_secret_key_open(path_of("x.key"), passphrase, &key, &err), CIPS_INPUT);
	assert_null(key);
}

static void test_never_overwrites(void **state)
{
	(void)state;
	struct cips_err err;
	struct cips_public_key public;
	char now[CIPS_KEY_TEXT];
	assert_int_equal(cips_sealed_key_new(path_of("a"), passphrase, &public, &err), CIPS_USAGE);
	assert_non_null(strstr(err.text, "a.key"));
	get("a.key", now, sizeof now);
	assert_string_equal(now, key_text);
	put("b.pub", "mine", 4);
	assert_int_equal(cips_sealed_key_new(path_of("b"), passphrase, &public, &err), CIPS_USAGE);
	assert_non_null(strstr(err.text, "b.pub"));
	assert_false(there("b.key"));
	get("b.pub", now, sizeof now);
	assert_string_equal(now, "mine");
	assert_int_equal(symlink("nowhere", path_of("c.key")), 0);
	assert_int_equal(cips_sealed_key_new(path_of("c"), passphrase, &public, &err), CIPS_USAGE);
	assert_false(there("c.pub"));
	assert_false(there("nowhere"));
}

static void test_names_and_passphrases(void **state)
{
	(void)state;
	struct cips_err err;
	struct cips_public_key public;
	static const char *const names[] = {"", "new.key", "new.pub", "new.KEY", "sub/"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(cips_sealed_key_new(path_of(names[i]), passphrase, &public, &err),
			CIPS_USAGE);
	assert_int_equal(cips_sealed_key_new(path_of("new"), "seven77", &public, &err), CIPS_INPUT);
	assert_false(there("new.key"));
	assert_int_equal(cips_sealed_passphrase_check("", &err), CIPS_INPUT);
	assert_int_equal(cips_sealed_passphrase_check("eight888", &err), CIPS_OK);
	assert_int_equal(cips_sealed_passphrase_check(
				 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", &err),
		CIPS_INPUT);
	assert_int_equal(
		cips_sealed_passphrase_check("\xff\xff\xff\xff\xff\xff\xff\xff", &err), CIPS_OK);
}

/* --- files that are not as they were -------------------------------------------------------- */

/* Each byte in every other way; the end of the last line alone may be another. */
static void test_damaged_at_each_byte(void **state)
{
	(void)state;
	struct cips_public_key public;
	struct cips_locked_key locked;
	char text[CIPS_KEY_TEXT], version[CIPS_KEY_VERSION];
	assert_true(cips_sealed_read_public(pub_text, pub_n, &public));
	assert_true(cips_sealed_read_locked(key_text, key_n, &locked));
	memcpy(text, pub_text, pub_n);
	for (size_t at = 0; at < pub_n; at++) {
		for (int value = 0; value < 256; value++) {
			text[at] = (char)value;
			if (text[at] == pub_text[at] || (at == pub_n - 1 && value == '\r'))
				continue;
			assert_false(cips_sealed_read_public(text, pub_n, &public));
		}
		text[at] = pub_text[at];
	}
	memcpy(text, key_text, key_n);
	for (size_t at = 0; at < key_n; at++) {
		for (int bit = 0; bit < 8; bit++) {
			text[at] = (char)(key_text[at] ^ 1 << bit);
			assert_false(cips_sealed_read_locked(text, key_n, &locked));
		}
		text[at] = key_text[at];
	}
	assert_int_equal(cips_sealed_key_file(text, key_n, version), CIPS_KEY_FILE_SECRET);
}

/* What people are told: no key at all while the title is broken, then a damaged one. */
static void test_damaged_files(void **state)
{
	(void)state;
	struct cips_err err;
	char text[CIPS_KEY_TEXT];
	for (int secret = 0; secret <= 1; secret++) {
		const char *whole = secret ? key_text : pub_text;
		size_t n = secret ? key_n : pub_n;
		for (size_t at = 0; at < n; at++) {
			memcpy(text, whole, n);
			text[at] ^= 1;
			enum cips_rc rc =
				secret ? open_text(text, n, &err) : read_text(text, n, &err);
			assert_int_equal(rc, at < 16 ? CIPS_INPUT : CIPS_INTEGRITY);
			assert_null(strstr(err.text, "passphrase"));
		}
		/* without its last line end it is whole */
		for (size_t length = 0; length < n - 1; length++) {
			enum cips_rc rc = secret ? open_text(whole, length, &err)
						 : read_text(whole, length, &err);
			assert_int_equal(rc, length < 16 ? CIPS_INPUT : CIPS_INTEGRITY);
			assert_null(strstr(err.text, "passphrase"));
		}
	}
}

static void test_line_ends(void **state)
{
	(void)state;
	struct cips_err err;
	char text[CIPS_KEY_FILE];
	size_t n = 0;
	for (size_t i = 0; i < pub_n; i++) {
		if (pub_text[i] == '\n')
			text[n++] = '\r';
		text[n++] = pub_text[i];
	}
	assert_int_equal(read_text(text, n, &err), CIPS_OK);
	assert_int_equal(read_text(pub_text, pub_n - 1, &err), CIPS_OK);
	snprintf(text, sizeof text, "%s\n\n", pub_text);
	assert_int_equal(read_text(text, strlen(text), &err), CIPS_OK);
	snprintf(text, sizeof text, "%sx 1\n", pub_text);
	assert_int_equal(read_text(text, strlen(text), &err), CIPS_INTEGRITY);
	snprintf(text, sizeof text, "\n%s", pub_text);
	assert_int_equal(read_text(text, strlen(text), &err), CIPS_INPUT);
}

static void test_newer(void **state)
{
	(void)state;
	static const char *const versions[] = {"2", "10", "11", "0", "99999999999999999999"};
	struct cips_err err;
	char text[CIPS_KEY_TEXT];
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		snprintf(text, sizeof text, "cips public key %s\n%s", versions[i], pub_text + 18);
		assert_int_equal(read_text(text, strlen(text), &err), CIPS_INTEGRITY);
		assert_non_null(strstr(err.text, "version"));
		snprintf(text, sizeof text, "cips secret key %s\n%s", versions[i], key_text + 18);
		assert_int_equal(open_text(text, strlen(text), &err), CIPS_INTEGRITY);
		assert_non_null(strstr(err.text, "version"));
		assert_true(cips_sealed_is_secret_key(path_of("x.key")));
	}
}

static void test_no_keys(void **state)
{
	(void)state;
	struct cips_err err;
	struct cips_public_key public;
	struct cips_secret_key *key;
	char *large = calloc(1, 1 << 20);
	assert_int_equal(read_text("", 0, &err), CIPS_INPUT);
	assert_int_equal(read_text("hello\n", 6, &err), CIPS_INPUT);
	assert_int_equal(read_text(large, 1 << 20, &err), CIPS_INPUT);
	memcpy(large, pub_text, pub_n);
	assert_int_equal(read_text(large, 1 << 20, &err), CIPS_INTEGRITY);
	memset(large + pub_n, '\n', (1 << 20) - pub_n);
	assert_int_equal(read_text(large, 1 << 20, &err), CIPS_INTEGRITY);
	memcpy(large, key_text, key_n);
	memset(large + key_n, 'x', (1 << 20) - key_n);
	assert_int_equal(open_text(large, 1 << 20, &err), CIPS_INTEGRITY);
	free(large);
	assert_int_equal(cips_sealed_public_key_read(path_of("none"), &public, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "no such file"));
	assert_int_equal(cips_sealed_public_key_read(folder, &public, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "directory"));
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	assert_int_equal(cips_sealed_public_key_read(path_of("pipe"), &public, &err), CIPS_INPUT);
	assert_int_equal(
		cips_sealed_secret_key_open(path_of("pipe"), passphrase, &key, &err), CIPS_INPUT);
	assert_false(cips_sealed_is_secret_key(path_of("pipe")));
	assert_false(cips_sealed_is_secret_key(path_of("none")));
	assert_false(cips_sealed_is_secret_key(folder));
	assert_false(cips_sealed_is_secret_key(path_of("a.pub")));
	assert_true(cips_sealed_is_secret_key(path_of("a.key")));
}

static void test_one_for_the_other(void **state)
{
	(void)state;
	struct cips_err err;
	struct cips_public_key public;
	struct cips_secret_key *key;
	assert_int_equal(cips_sealed_public_key_read(path_of("a.key"), &public, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "secret key"));
	assert_non_null(strstr(err.hint, ".pub"));
	assert_int_equal(
		cips_sealed_secret_key_open(path_of("a.pub"), passphrase, &key, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "public key"));
	assert_non_null(strstr(err.hint, ".key"));
}

static void test_modes(void **state)
{
	(void)state;
	static const mode_t modes[] = {0640, 0604, 0620, 0602, 0610, 0601, 0666, 0444};
	struct cips_err err;
	struct cips_secret_key *key;
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		assert_int_equal(chmod(path_of("a.key"), modes[i]), 0);
		assert_int_equal(
			cips_sealed_secret_key_open(path_of("a.key"), passphrase, &key, &err),
			CIPS_POLICY);
		assert_null(key);
		assert_non_null(strstr(err.hint, "chmod 600 "));
	}
	assert_int_equal(chmod(path_of("a.key"), 0600), 0);
}

/* Points of small order: what is sealed to them anybody can open, so libsodium refuses. */
static void test_keys_that_are_none(void **state)
{
	(void)state;
	struct cips_err err;
	struct cips_public_key public = {{0}};
	char text[CIPS_KEY_TEXT];
	for (uint8_t x = 0; x <= 1; x++) {
		public.bytes[0] = x;
		assert_false(cips_sealed_public_key_seals(&public));
		cips_sealed_write_public(&public, text);
		assert_int_equal(read_text(text, strlen(text), &err), CIPS_INTEGRITY);
		assert_non_null(strstr(err.text, "sealed"));
	}
	assert_true(cips_sealed_public_key_seals(&made));
}

/* --- locks and signatures ------------------------------------------------------------------- */

static void test_lock(void **state)
{
	(void)state;
	char lock[CIPS_LOCK_SIZE], other[CIPS_LOCK_SIZE];
	cips_sealed_lock("end of collecting", lock);
	cips_sealed_lock("end of collecting", other);
	assert_string_not_equal(lock, other);
	assert_non_null(strstr(lock, "$argon2id$v=19$m=16384,t=4,p=1$"));
	assert_true(cips_sealed_unlocks(lock, "end of collecting"));
	assert_false(cips_sealed_unlocks(lock, "end of Collecting"));
	assert_false(cips_sealed_unlocks(lock, ""));
	assert_int_equal(
		crypto_pwhash_str_verify(lock, "end of collecting", strlen("end of collecting")),
		0);
	lock[strlen(lock) - 3] ^= 1;
	assert_false(cips_sealed_unlocks(lock, "end of collecting"));
}

/* A lock of somebody's choice must not cost what he chooses. */
static void test_hostile_locks(void **state)
{
	(void)state;
	static const char *const locks[] = {
		"",
		"$",
		"$argon2id$",
		"open sesame",
		"$argon2id$v=19$m=4294967295,t=4,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=16384,t=4294967295,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2i$v=19$m=16384,t=4,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=16384,t=4,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	};
	for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
		assert_false(cips_sealed_unlocks(locks[i], "open sesame"));
}

/* RFC 8032, section 7.1, test 2. */
static void test_signature(void **state)
{
	(void)state;
	uint8_t pub[32], secret[64], signature[64], wanted[64];
	static const char secret_hex[] =
		"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
	static const char signature_hex[] =
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
	sodium_hex2bin(secret, 64, secret_hex, 128, NULL, NULL, NULL);
	sodium_hex2bin(wanted, 64, signature_hex, 128, NULL, NULL, NULL);
	memcpy(pub, secret + 32, 32);
	cips_sealed_sign(signature, secret, "\x72", 1);
	assert_memory_equal(signature, wanted, sizeof signature);
	assert_true(cips_sealed_signed(signature, pub, "\x72", 1));
	assert_false(cips_sealed_signed(signature, pub, "\x73", 1));
	assert_false(cips_sealed_signed(signature, pub, "\x72", 0));
	for (int bit = 0; bit < 512; bit++) {
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(cips_sealed_signed(signature, pub, "\x72", 1));
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	cips_sealed_sign_new(pub, secret);
	cips_sealed_sign(signature, secret, "settings", 8);
	assert_true(cips_sealed_signed(signature, pub, "settings", 8));
}

int main(void)
{
	struct cips_err err;
	if (cips_sealed_start(&err))
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pair),
		cmocka_unit_test(test_wrong_passphrase),
		cmocka_unit_test(test_as_the_header_says),
		cmocka_unit_test(test_public_half_exchanged),
		cmocka_unit_test(test_never_overwrites),
		cmocka_unit_test(test_names_and_passphrases),
		cmocka_unit_test(test_damaged_at_each_byte),
		cmocka_unit_test(test_damaged_files),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_no_keys),
		cmocka_unit_test(test_one_for_the_other),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_keys_that_are_none),
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_hostile_locks),
		cmocka_unit_test(test_signature),
	};
	return cmocka_run_group_tests(tests, make_pair, tear_down);
}
