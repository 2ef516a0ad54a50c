/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens: what is printed on a slip that people draw from a box, so that each of them answers once.
 *
 * A token is 80 random bits, written as 16 digits of Crockford's base 32 (no I, L, O, U) and two
 * that check them: XXXX-XXXX-XXXX-XXXX-CC. The 18 digits are a word of a Reed-Solomon code over 32
 * elements (Reed and Solomon 1960) with the roots 1 and a, where a^5 = a^2 + 1: its words differ in
 * three places at least, so that any one or two wrong digits are found, and any two that were
 * exchanged.
 *
 * Two things are made of a token, and neither leads back to it, or to the other, without it:
 *
 *  - the hash in the list of a station: BLAKE2b-128, personal "cips-token-list", keyed with the
 *    salt of that station;
 *  - the nullifier in a sealed box: BLAKE2b-128, personal "cips-nullifier", of survey id,
 *    instrument and wave, each with its NUL, and the token. It is the same at every station of
 *    these three, which is how a token that was used at two of them is found when boxes are opened.
 *
 * Tokens are secrets of those who hold them: who calls this wipes what it was given and what it
 * got.
 */
#ifndef CIPS_SEALED_TOKEN_H
#define CIPS_SEALED_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CIPS_TOKEN_SIZE = 10,
	CIPS_TOKEN_TEXT = 23, /* as it is printed, and a NUL */
	CIPS_TOKEN_HASH_SIZE = 16,
	CIPS_TOKEN_SALT_SIZE = 16,
};

/* Makes one and writes it as it is printed. */
void cips_sealed_token_new(char text[CIPS_TOKEN_TEXT]);

/*
 * Reads one of `n` bytes. Capital and small letters are the same, O is 0, I and L are 1; blanks and
 * hyphens do not count. False, and nothing in `token`, for anything else, and for a token that is
 * mistyped.
 */
bool cips_sealed_token_read(const char *text, size_t n, uint8_t token[CIPS_TOKEN_SIZE]);

/* The hash in the list of the station with that salt. */
void cips_sealed_token_hash(uint8_t hash[CIPS_TOKEN_HASH_SIZE],
	const uint8_t token[CIPS_TOKEN_SIZE], const uint8_t salt[CIPS_TOKEN_SALT_SIZE]);

/* CIPS_NULLIFIER_SIZE bytes (box.h), from the texts that the settings of a station have. */
void cips_sealed_nullifier(uint8_t *nullifier, const char *survey, const char *instrument,
	const char *wave, const uint8_t token[CIPS_TOKEN_SIZE]);

#endif
