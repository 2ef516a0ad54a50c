/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests, keyed hashes and randomness; libsodium does the work.
 */
#ifndef CIPS_SEALED_DIGEST_H
#define CIPS_SEALED_DIGEST_H

#include "cips_types.h"

#include <stdint.h>

enum {
	CIPS_DIGEST_SIZE = 32,
	CIPS_HASH_KEY_SIZE = 16,
};

/* Call once before anything else of this room; CIPS_SYSTEM when the library cannot start. */
enum cips_rc cips_sealed_start(struct cips_err *err);

/* BLAKE2b-256 of `n` bytes. */
void cips_sealed_digest(uint8_t out[CIPS_DIGEST_SIZE], const void *bytes, size_t n);

/* The same in pieces: the digest of everything fed between begin and end. */
struct cips_digest;
struct cips_digest *cips_sealed_digest_begin(void);
void cips_sealed_digest_feed(struct cips_digest *digest, const void *bytes, size_t n);
void cips_sealed_digest_end(struct cips_digest *digest, uint8_t out[CIPS_DIGEST_SIZE]); /* frees */

/* SipHash-2-4: who does not hold the key can neither compute the hash nor go back from it. */
uint64_t cips_sealed_keyed_hash(const uint8_t key[CIPS_HASH_KEY_SIZE], const void *bytes, size_t n);

/* `n` bytes that nobody can guess. */
void cips_sealed_random(void *out, size_t n);

/* Writes `n` bytes as 2 n hexadecimal digits and a NUL. */
void cips_sealed_hex(char *out, const uint8_t *bytes, size_t n);

/*
 * Bytes for reading out: the first 16 of `digest` as eight groups of four hexadecimal digits.
 */
void cips_sealed_groups(const uint8_t digest[CIPS_DIGEST_SIZE], char text[CIPS_FINGERPRINT]);

#endif
