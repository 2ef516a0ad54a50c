/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key files, as text, a fact a line. NAME.pub is for anybody to have: it seals.
 *
 *	cips public key 1
 *	public BASE64          the X25519 key, 32 bytes
 *	fingerprint HEX        of it, see cips_sealed_fingerprint()
 *
 * NAME.key is the secret that opens, itself locked under a passphrase.
 *
 *	cips secret key 1
 *	public BASE64
 *	fingerprint HEX
 *	salt BASE64            16 bytes
 *	nonce BASE64           24 bytes
 *	locked BASE64          the secret key, 32 bytes, and 16 that authenticate it
 *	check HEX              the first 16 bytes of BLAKE2b-256 of all lines above
 *
 * The lock is XChaCha20-Poly1305 (IETF) over the secret key, with all lines above `locked` as
 * additional data, under the key that Argon2id makes of the passphrase and the salt with 3 passes
 * over 256 MiB. The passphrase is taken as the bytes that were typed: nothing is normalized. The
 * check tells a damaged file from a wrong passphrase. BASE64 is the common alphabet, with padding.
 */
#ifndef CIPS_SEALED_KEY_H
#define CIPS_SEALED_KEY_H

#include "cips_types.h"

#include <stdint.h>

enum { CIPS_KEY_SIZE = 32, CIPS_KEYS = 2, CIPS_PASSPHRASE_LEAST = 8 };

struct cips_public_key {
	uint8_t bytes[CIPS_KEY_SIZE];
};

/* In memory from cips_sealed_memory; free it. */
struct cips_secret_key;

/* CIPS_INPUT for a passphrase under CIPS_PASSPHRASE_LEAST characters. */
enum cips_rc cips_sealed_passphrase_check(const char *passphrase, struct cips_err *err);

/*
 * Writes NAME.key (mode 0600) and NAME.pub, both or neither, and tells the public key. CIPS_USAGE
 * when one exists or the name has such an ending, CIPS_INPUT as passphrase_check, CIPS_POLICY where
 * the file system cannot keep a file private.
 */
enum cips_rc cips_sealed_key_new(const char *name, const char *passphrase,
	struct cips_public_key *public, struct cips_err *err);

/*
 * What people read out to each other to see that they have the same key: eight groups of four
 * hexadecimal digits, the first 16 bytes of BLAKE2b-256 of its bytes.
 */
void cips_sealed_fingerprint(const struct cips_public_key *key, char text[CIPS_FINGERPRINT]);

/*
 * CIPS_INPUT for what is no such file, with a special word for a secret key given as public;
 * CIPS_INTEGRITY for a damaged or newer one.
 */
enum cips_rc cips_sealed_public_key_read(
	const char *path, struct cips_public_key *key, struct cips_err *err);

/*
 * Whether anything can be sealed with it: a few points of the curve are no keys. True of a key
 * that was read from its file; to be asked about one that came another way, before boxes are made.
 */
bool cips_sealed_public_key_seals(const struct cips_public_key *key);

/*
 * CIPS_INPUT also for a wrong passphrase; CIPS_INTEGRITY for a damaged or newer file; CIPS_POLICY
 * when others may read or change it; CIPS_SYSTEM also when 256 MiB of memory are not to be had.
 */
enum cips_rc cips_sealed_secret_key_open(const char *path, const char *passphrase,
	struct cips_secret_key **key, struct cips_err *err);
void cips_sealed_secret_key_free(struct cips_secret_key *key); /* NULL is fine */
const struct cips_public_key *cips_sealed_secret_key_public(const struct cips_secret_key *key);

/*
 * Whether the file at `path` is a secret key, of any version: a look at its first bytes. False for
 * what cannot be read; never waits for a pipe.
 */
bool cips_sealed_is_secret_key(const char *path);

/*
 * A passphrase as a text that checks one (Argon2id, 4 passes over 16 MiB), and the check, which is
 * false as well when `lock` is no such text or the memory is not to be had. Lock ends the process
 * then: see cips_out_of_memory().
 */
enum { CIPS_LOCK_SIZE = 128 };
void cips_sealed_lock(const char *passphrase, char lock[CIPS_LOCK_SIZE]);
bool cips_sealed_unlocks(const char *lock, const char *passphrase);

/* The pair with which a station signs (Ed25519). */
enum { CIPS_SIGN_SECRET_SIZE = 64, CIPS_SIGNATURE_SIZE = 64 };
void cips_sealed_sign_new(uint8_t pub[CIPS_KEY_SIZE], uint8_t secret[CIPS_SIGN_SECRET_SIZE]);
void cips_sealed_sign(uint8_t signature[CIPS_SIGNATURE_SIZE],
	const uint8_t secret[CIPS_SIGN_SECRET_SIZE], const void *bytes, size_t n);
bool cips_sealed_signed(const uint8_t signature[CIPS_SIGNATURE_SIZE],
	const uint8_t pub[CIPS_KEY_SIZE], const void *bytes, size_t n);

#endif
