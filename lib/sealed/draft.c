/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/draft.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_secretbox_xchacha20poly1305_KEYBYTES == CIPS_DRAFT_KEY_SIZE, "a key fits");
_Static_assert(crypto_pwhash_argon2id_SALTBYTES == CIPS_DRAFT_SALT_SIZE, "the salt fits");

/* Letters that look like no other of them, on every keyboard of the Latin script. */
static const char consonants[] = "bdfgklmnprt";
static const char vowels[] = "aeio";

enum {
	NONCE = crypto_secretbox_xchacha20poly1305_NONCEBYTES,
	EXTRA = NONCE + crypto_secretbox_xchacha20poly1305_MACBYTES,
	WORDS = 6,
	WORD = 4,
	LETTERS = WORDS * WORD,
	CONSONANTS = sizeof consonants - 1,
	VOWELS = sizeof vowels - 1,
};

_Static_assert(LETTERS + WORDS <= CIPS_DRAFT_CODE, "a code fits");

static const unsigned long long passes = 4;
static const size_t memory = (size_t)16 << 20;

void cips_sealed_draft_words(char code[CIPS_DRAFT_CODE])
{
	char *p = code;
	for (int word = 0; word < WORDS; word++) {
		if (word)
			*p++ = ' ';
		for (int syllable = 0; syllable < WORD / 2; syllable++) {
			*p++ = consonants[randombytes_uniform(CONSONANTS)];
			*p++ = vowels[randombytes_uniform(VOWELS)];
		}
	}
	*p = '\0';
}

/* The letters of a code alone, in lower case; false when it is none. */
static bool letters_of(const char *code, char letters[LETTERS])
{
	size_t n = 0;
	for (const char *p = code; *p; p++) {
		if (*p == ' ' || *p == '\t' || *p == '-')
			continue;
		char c = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
		if (n == LETTERS || !strchr(n % 2 ? vowels : consonants, c))
			return false;
		letters[n++] = c;
	}
	return n == LETTERS;
}

bool cips_sealed_draft_is_code(const char *code)
{
	char letters[LETTERS];
	bool good = letters_of(code, letters);
	sodium_memzero(letters, sizeof letters);
	return good;
}

bool cips_sealed_draft_key(uint8_t key[CIPS_DRAFT_KEY_SIZE], const char *code,
	const uint8_t salt[CIPS_DRAFT_SALT_SIZE])
{
	char letters[LETTERS];
	bool good = letters_of(code, letters) &&
		crypto_pwhash(key, CIPS_DRAFT_KEY_SIZE, letters, LETTERS, salt, passes, memory,
			crypto_pwhash_ALG_ARGON2ID13) == 0;
	sodium_memzero(letters, sizeof letters);
	if (!good)
		sodium_memzero(key, CIPS_DRAFT_KEY_SIZE);
	return good;
}

size_t cips_sealed_draft_size(size_t n)
{
	return n + EXTRA;
}

void cips_sealed_draft_close(
	const uint8_t key[CIPS_DRAFT_KEY_SIZE], const uint8_t *bytes, size_t n, uint8_t *draft)
{
	randombytes_buf(draft, NONCE);
	crypto_secretbox_xchacha20poly1305_easy(draft + NONCE, bytes, n, draft, key);
}

bool cips_sealed_draft_open(
	const uint8_t key[CIPS_DRAFT_KEY_SIZE], const uint8_t *draft, uint8_t *bytes, size_t n)
{
	if (crypto_secretbox_xchacha20poly1305_open_easy(
		    bytes, draft + NONCE, n + EXTRA - NONCE, draft, key) == 0)
		return true;
	if (n)
		sodium_memzero(bytes, n);
	return false;
}
