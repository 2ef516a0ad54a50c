/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/digest.h"

#include "base/arena.h"
#include "base/err.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum cips_rc cips_sealed_start(struct cips_err *err)
{
	if (sodium_init() < 0)
		return cips_err_set(err, CIPS_SYSTEM,
			"the cryptographic library cannot start (no source of randomness?)");
	return CIPS_OK;
}

void cips_sealed_digest(uint8_t out[CIPS_DIGEST_SIZE], const void *bytes, size_t n)
{
	crypto_generichash(out, CIPS_DIGEST_SIZE, bytes, n, NULL, 0);
}

struct cips_digest {
	crypto_generichash_state state;
};

struct cips_digest *cips_sealed_digest_begin(void)
{
	/* the state wants 64-byte alignment */
	struct cips_digest *digest = aligned_alloc(64, (sizeof *digest + 63) / 64 * 64);
	if (!digest)
		cips_out_of_memory(sizeof *digest);
	crypto_generichash_init(&digest->state, NULL, 0, CIPS_DIGEST_SIZE);
	return digest;
}

void cips_sealed_digest_feed(struct cips_digest *digest, const void *bytes, size_t n)
{
	crypto_generichash_update(&digest->state, bytes, n);
}

void cips_sealed_digest_end(struct cips_digest *digest, uint8_t out[CIPS_DIGEST_SIZE])
{
	crypto_generichash_final(&digest->state, out, CIPS_DIGEST_SIZE);
	free(digest);
}

uint64_t cips_sealed_keyed_hash(const uint8_t key[CIPS_HASH_KEY_SIZE], const void *bytes, size_t n)
{
	_Static_assert(crypto_shorthash_BYTES == sizeof(uint64_t), "one word");
	_Static_assert(crypto_shorthash_KEYBYTES == CIPS_HASH_KEY_SIZE, "the key fits");
	unsigned char out[crypto_shorthash_BYTES];
	crypto_shorthash(out, bytes, n, key);
	uint64_t hash = 0;
	for (size_t i = 0; i < sizeof out; i++)
		hash |= (uint64_t)out[i] << (8 * i);
	return hash;
}

void cips_sealed_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void cips_sealed_hex(char *out, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

void cips_sealed_groups(const uint8_t digest[CIPS_DIGEST_SIZE], char text[CIPS_FINGERPRINT])
{
	for (int group = 0; group < 8; group++, text += 5) {
		cips_sealed_hex(text, digest + (ptrdiff_t)2 * group, 2);
		text[4] = group < 7 ? ' ' : '\0';
	}
}
