/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/token.h"

#include "sealed/box.h"

#include <sodium.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum {
	BITS = 5, /* of a digit */
	DIGITS = 16,
	CHECKS = 2,
	ALL = DIGITS + CHECKS,
	GROUP = 4,
	VALUES = 1 << BITS,
};

_Static_assert(DIGITS *BITS == 8 * CIPS_TOKEN_SIZE, "the digits are the token");
_Static_assert(ALL + (ALL - 1) / GROUP + 1 == CIPS_TOKEN_TEXT, "digits, hyphens and a NUL fit");
_Static_assert(
	CIPS_TOKEN_SALT_SIZE >= crypto_generichash_blake2b_KEYBYTES_MIN, "the salt is a key");
_Static_assert(CIPS_TOKEN_HASH_SIZE >= crypto_generichash_blake2b_BYTES_MIN &&
		CIPS_NULLIFIER_SIZE >= crypto_generichash_blake2b_BYTES_MIN,
	"BLAKE2b makes so few bytes");

/* --- digits --------------------------------------------------------------------------------- */

static void to_digits(const uint8_t token[CIPS_TOKEN_SIZE], uint8_t digits[ALL])
{
	for (size_t i = 0; i < DIGITS; i++) {
		size_t bit = i * BITS, byte = bit / 8;
		unsigned two = (unsigned)token[byte] << 8;
		if (byte + 1 < CIPS_TOKEN_SIZE)
			two |= token[byte + 1];
		digits[i] = (uint8_t)(two >> (16 - BITS - bit % 8) & (VALUES - 1));
	}
}

static void to_bytes(const uint8_t digits[ALL], uint8_t token[CIPS_TOKEN_SIZE])
{
	memset(token, 0, CIPS_TOKEN_SIZE);
	for (size_t bit = 0; bit < (size_t)DIGITS * BITS; bit++) {
		unsigned value = (unsigned)digits[bit / BITS] >> (BITS - 1 - bit % BITS) & 1u;
		token[bit / 8] = (uint8_t)(token[bit / 8] | value << (7 - bit % 8));
	}
}

/* Times a, where a^5 = a^2 + 1. */
static unsigned times_a(unsigned value)
{
	const unsigned over = 1u << BITS, instead = 5; /* a^2 + 1 */
	unsigned twice = value << 1;
	return twice & over ? twice ^ over ^ instead : twice;
}

/* The values of the word at 1 and at a; of a word of the code both are zero. */
static void evaluate(const uint8_t *digits, size_t n, unsigned *at_1, unsigned *at_a)
{
	*at_1 = *at_a = 0;
	for (size_t i = 0; i < n; i++) {
		*at_1 ^= digits[i];
		*at_a = times_a(*at_a) ^ digits[i];
	}
}

/*
 * The two last digits, x and y: with the values p and q of what is before them, moved up two
 * places, x + y = p and ax + y = q.
 */
static void add_checks(uint8_t digits[ALL])
{
	unsigned p, q, x = 0;
	evaluate(digits, DIGITS, &p, &q);
	q = times_a(times_a(q));
	while ((times_a(x) ^ x) != (p ^ q))
		x++;
	digits[DIGITS] = (uint8_t)x;
	digits[DIGITS + 1] = (uint8_t)(p ^ x);
}

/* --- text ----------------------------------------------------------------------------------- */

void cips_sealed_token_new(char text[CIPS_TOKEN_TEXT])
{
	uint8_t token[CIPS_TOKEN_SIZE], digits[ALL];
	char *p = text;
	randombytes_buf(token, sizeof token);
	to_digits(token, digits);
	add_checks(digits);
	for (size_t i = 0; i < ALL; i++) {
		if (i && i % GROUP == 0)
			*p++ = '-';
		*p++ = alphabet[digits[i]];
	}
	*p = '\0';
	sodium_memzero(token, sizeof token);
	sodium_memzero(digits, sizeof digits);
}

/* The value of a character, VALUES for one that is no digit. */
static unsigned value_of(char c)
{
	char upper = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	if (upper == 'O')
		upper = '0';
	if (upper == 'I' || upper == 'L')
		upper = '1';
	const char *at = upper ? strchr(alphabet, upper) : NULL;
	return at ? (unsigned)(at - alphabet) : VALUES;
}

static bool read_digits(const char *text, size_t n, uint8_t digits[ALL])
{
	size_t found = 0;
	for (size_t i = 0; i < n; i++) {
		if (text[i] == ' ' || text[i] == '\t' || text[i] == '-')
			continue;
		unsigned value = value_of(text[i]);
		if (value == VALUES || found == ALL)
			return false;
		digits[found++] = (uint8_t)value;
	}
	return found == ALL;
}

bool cips_sealed_token_read(const char *text, size_t n, uint8_t token[CIPS_TOKEN_SIZE])
{
	uint8_t digits[ALL] = {0};
	unsigned at_1, at_a;
	bool good = read_digits(text, n, digits);
	evaluate(digits, ALL, &at_1, &at_a);
	good = good && !at_1 && !at_a;
	if (good)
		to_bytes(digits, token);
	sodium_memzero(digits, sizeof digits);
	return good;
}

/* --- what is made of a token ---------------------------------------------------------------- */

/* BLAKE2b for one purpose: what is made for another has nothing to do with it. */
static void begin(crypto_generichash_blake2b_state *state, const char *purpose, const uint8_t *key,
	size_t n_key, size_t size)
{
	uint8_t personal[crypto_generichash_blake2b_PERSONALBYTES] = {0};
	memcpy(personal, purpose, strlen(purpose));
	crypto_generichash_blake2b_init_salt_personal(state, key, n_key, size, NULL, personal);
}

void cips_sealed_token_hash(uint8_t hash[CIPS_TOKEN_HASH_SIZE],
	const uint8_t token[CIPS_TOKEN_SIZE], const uint8_t salt[CIPS_TOKEN_SALT_SIZE])
{
	crypto_generichash_blake2b_state state;
	begin(&state, "cips-token-list", salt, CIPS_TOKEN_SALT_SIZE, CIPS_TOKEN_HASH_SIZE);
	crypto_generichash_blake2b_update(&state, token, CIPS_TOKEN_SIZE);
	crypto_generichash_blake2b_final(&state, hash, CIPS_TOKEN_HASH_SIZE);
	sodium_memzero(&state, sizeof state);
}

void cips_sealed_nullifier(uint8_t *nullifier, const char *survey, const char *instrument,
	const char *wave, const uint8_t token[CIPS_TOKEN_SIZE])
{
	const char *texts[] = {survey, instrument, wave};
	crypto_generichash_blake2b_state state;
	begin(&state, "cips-nullifier", NULL, 0, CIPS_NULLIFIER_SIZE);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		crypto_generichash_blake2b_update(
			&state, (const uint8_t *)texts[i], strlen(texts[i]) + 1);
	crypto_generichash_blake2b_update(&state, token, CIPS_TOKEN_SIZE);
	crypto_generichash_blake2b_final(&state, nullifier, CIPS_NULLIFIER_SIZE);
	sodium_memzero(&state, sizeof state);
}
