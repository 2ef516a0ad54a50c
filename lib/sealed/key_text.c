/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/key_parts.h"

#include "sealed/digest.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char public_title[] = "cips public key ";
static const char secret_title[] = "cips secret key ";
enum { CHECK_SIZE = 16, BASE64 = 96 };

void cips_sealed_fingerprint(const struct cips_public_key *key, char text[CIPS_FINGERPRINT])
{
	uint8_t digest[CIPS_DIGEST_SIZE];
	cips_sealed_digest(digest, key->bytes, sizeof key->bytes);
	cips_sealed_groups(digest, text);
}

/* --- writing -------------------------------------------------------------------------------- */

static size_t add(char text[CIPS_KEY_TEXT], size_t n, const char *name, const char *value)
{
	return n + (size_t)snprintf(text + n, CIPS_KEY_TEXT - n, "%s %s\n", name, value);
}

static size_t add_bytes(
	char text[CIPS_KEY_TEXT], size_t n, const char *name, const uint8_t *bytes, size_t size)
{
	char value[BASE64];
	sodium_bin2base64(value, sizeof value, bytes, size, sodium_base64_VARIANT_ORIGINAL);
	return add(text, n, name, value);
}

static size_t add_public(char text[CIPS_KEY_TEXT], size_t n, const struct cips_public_key *key)
{
	char fingerprint[CIPS_FINGERPRINT];
	cips_sealed_fingerprint(key, fingerprint);
	n = add_bytes(text, n, "public", key->bytes, sizeof key->bytes);
	return add(text, n, "fingerprint", fingerprint);
}

void cips_sealed_write_public(const struct cips_public_key *key, char text[CIPS_KEY_TEXT])
{
	add_public(text, (size_t)sprintf(text, "%s1\n", public_title), key);
}

size_t cips_sealed_write_unlocked(const struct cips_locked_key *key, char text[CIPS_KEY_TEXT])
{
	size_t n = add_public(text, (size_t)sprintf(text, "%s1\n", secret_title), &key->public);
	n = add_bytes(text, n, "salt", key->salt, sizeof key->salt);
	return add_bytes(text, n, "nonce", key->nonce, sizeof key->nonce);
}

void cips_sealed_write_locked(const struct cips_locked_key *key, char text[CIPS_KEY_TEXT])
{
	uint8_t digest[CIPS_DIGEST_SIZE];
	char check[2 * CHECK_SIZE + 1];
	size_t n = cips_sealed_write_unlocked(key, text);
	n = add_bytes(text, n, "locked", key->locked, sizeof key->locked);
	cips_sealed_digest(digest, text, n);
	cips_sealed_hex(check, digest, CHECK_SIZE);
	add(text, n, "check", check);
}

/* --- reading -------------------------------------------------------------------------------- */

enum cips_key_file cips_sealed_key_file(const char *bytes, size_t n, char version[CIPS_KEY_VERSION])
{
	const size_t length = sizeof public_title - 1;
	_Static_assert(sizeof public_title == sizeof secret_title, "titles of one length");
	version[0] = '\0';
	if (n < length)
		return CIPS_KEY_FILE_OTHER;
	enum cips_key_file kind = memcmp(bytes, secret_title, length) == 0 ? CIPS_KEY_FILE_SECRET
		: memcmp(bytes, public_title, length) == 0		   ? CIPS_KEY_FILE_PUBLIC
									   : CIPS_KEY_FILE_OTHER;
	if (kind == CIPS_KEY_FILE_OTHER)
		return kind;
	size_t v = 0;
	while (v < CIPS_KEY_VERSION - 1 && length + v < n && bytes[length + v] >= '0' &&
		bytes[length + v] <= '9') {
		version[v] = bytes[length + v];
		v++;
	}
	version[v] = '\0';
	return kind;
}

/* The text with line ends of its own; false when it is too long, or has a NUL. */
static bool tidy(const char *bytes, size_t n, char text[CIPS_KEY_TEXT])
{
	size_t length = 0;
	if (n >= CIPS_KEY_FILE)
		return false;
	while (n && (bytes[n - 1] == '\n' || bytes[n - 1] == '\r'))
		n--;
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\r' && i + 1 < n && bytes[i + 1] == '\n')
			continue;
		if (!bytes[i] || length + 2 >= CIPS_KEY_TEXT)
			return false;
		text[length++] = bytes[i];
	}
	text[length] = '\n';
	text[length + 1] = '\0';
	return true;
}

/* The bytes of the first line with this name. */
static bool find(const char *text, const char *name, uint8_t *bytes, size_t size)
{
	size_t length = strlen(name);
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		size_t n = strcspn(line, "\n"), got;
		if (n <= length || strncmp(line, name, length) != 0 || line[length] != ' ')
			continue;
		return sodium_base642bin(bytes, size, line + length + 1, n - length - 1, NULL, &got,
			       NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
			got == size;
	}
	return false;
}

bool cips_sealed_read_public(const char *bytes, size_t n, struct cips_public_key *key)
{
	char text[CIPS_KEY_TEXT], again[CIPS_KEY_TEXT];
	if (!tidy(bytes, n, text) || !find(text, "public", key->bytes, sizeof key->bytes))
		return false;
	cips_sealed_write_public(key, again);
	return strcmp(text, again) == 0;
}

bool cips_sealed_read_locked(const char *bytes, size_t n, struct cips_locked_key *key)
{
	char text[CIPS_KEY_TEXT], again[CIPS_KEY_TEXT];
	if (!tidy(bytes, n, text) ||
		!find(text, "public", key->public.bytes, sizeof key->public.bytes) ||
		!find(text, "salt", key->salt, sizeof key->salt) ||
		!find(text, "nonce", key->nonce, sizeof key->nonce) ||
		!find(text, "locked", key->locked, sizeof key->locked))
		return false;
	cips_sealed_write_locked(key, again);
	return strcmp(text, again) == 0;
}
