/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passphrases checked without keeping them, and signatures. */
#include "sealed/key.h"

#include "base/err.h"
#include "base/utf8.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_pwhash_argon2id_STRBYTES == CIPS_LOCK_SIZE, "a lock fits");
_Static_assert(crypto_sign_SECRETKEYBYTES == CIPS_SIGN_SECRET_SIZE, "a signing key fits");
_Static_assert(crypto_sign_PUBLICKEYBYTES == CIPS_KEY_SIZE, "its public key fits");
_Static_assert(crypto_sign_BYTES == CIPS_SIGNATURE_SIZE, "a signature fits");

/* Small enough for the front end, whose memory is bounded; four passes make up for it. */
static const unsigned long long passes = 4;
static const size_t memory = (size_t)16 << 20;

enum cips_rc cips_sealed_passphrase_check(const char *passphrase, struct cips_err *err)
{
	size_t n = strlen(passphrase);
	if (cips_utf8_check(passphrase, n) == n)
		n = cips_utf8_length(passphrase, n);
	if (n >= CIPS_PASSPHRASE_LEAST)
		return CIPS_OK;
	cips_err_set(
		err, CIPS_INPUT, "a passphrase has at least %d characters", CIPS_PASSPHRASE_LEAST);
	return cips_err_hint(err, "take five or six words that have nothing to do with each other");
}

void cips_sealed_lock(const char *passphrase, char lock[CIPS_LOCK_SIZE])
{
	if (crypto_pwhash_argon2id_str(lock, passphrase, strlen(passphrase), passes, memory) != 0)
		cips_out_of_memory(memory);
}

bool cips_sealed_unlocks(const char *lock, const char *passphrase)
{
	/* a lock of other limits is not ours, and might ask for all memory there is */
	return crypto_pwhash_argon2id_str_needs_rehash(lock, passes, memory) == 0 &&
		crypto_pwhash_argon2id_str_verify(lock, passphrase, strlen(passphrase)) == 0;
}

void cips_sealed_sign_new(uint8_t pub[CIPS_KEY_SIZE], uint8_t secret[CIPS_SIGN_SECRET_SIZE])
{
	crypto_sign_keypair(pub, secret);
}

void cips_sealed_sign(uint8_t signature[CIPS_SIGNATURE_SIZE],
	const uint8_t secret[CIPS_SIGN_SECRET_SIZE], const void *bytes, size_t n)
{
	crypto_sign_detached(signature, NULL, bytes, n, secret);
}

bool cips_sealed_signed(const uint8_t signature[CIPS_SIGNATURE_SIZE],
	const uint8_t pub[CIPS_KEY_SIZE], const void *bytes, size_t n)
{
	return crypto_sign_verify_detached(signature, bytes, n, pub) == 0;
}
