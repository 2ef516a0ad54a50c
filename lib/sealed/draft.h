/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drafts: a session that waits for its respondent. The key comes from six short words by Argon2id
 * (4 passes over 16 MiB) and the salt of the station; nothing of the words is kept.
 *
 * The words are made by rule (consonant, vowel, consonant, vowel; of bdfgklmnprt and aeio), so that
 * they belong to no language: 1,936 of them, over 65 bits in six. What is hashed is their 24
 * letters in lower case. A sealed draft is 24 random bytes (the nonce) and what
 * crypto_secretbox_xchacha20poly1305_easy of libsodium makes of the session: it looks like random
 * bytes, and random bytes stand where there is none.
 */
#ifndef CIPS_SEALED_DRAFT_H
#define CIPS_SEALED_DRAFT_H

#include "cips_types.h"

#include <stdint.h>

enum { CIPS_DRAFT_KEY_SIZE = 32, CIPS_DRAFT_SALT_SIZE = 16 };

/* New words, in lower case with a blank between them. The caller wipes them. */
void cips_sealed_draft_words(char code[CIPS_DRAFT_CODE]);

/*
 * Whether these are six such words; upper case, and blanks or hyphens in any number, do not matter.
 */
bool cips_sealed_draft_is_code(const char *code);

/*
 * The key of a code. False when it is none, or when 16 MiB of memory are not to be had; the key is
 * zero then. The caller wipes it.
 */
bool cips_sealed_draft_key(uint8_t key[CIPS_DRAFT_KEY_SIZE], const char *code,
	const uint8_t salt[CIPS_DRAFT_SALT_SIZE]);

/* Bytes of a sealed draft of `n` bytes. */
size_t cips_sealed_draft_size(size_t n);

/*
 * Open is false for another key and for anything that close() did not write; `bytes` is wiped then.
 */
void cips_sealed_draft_close(
	const uint8_t key[CIPS_DRAFT_KEY_SIZE], const uint8_t *bytes, size_t n, uint8_t *draft);
bool cips_sealed_draft_open(
	const uint8_t key[CIPS_DRAFT_KEY_SIZE], const uint8_t *draft, uint8_t *bytes, size_t n);

#endif
