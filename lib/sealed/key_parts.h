/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside keys: what box.c needs of a secret key, and key files as text.
 *
 * A key file is ASCII, one fact a line, and there is one way to write it: what does not come out
 * the same when it is written again is damaged. Only line ends may be those of Windows, and blank
 * lines at the end may be there or not, because a .pub file is sent by mail.
 */
#ifndef CIPS_SEALED_KEY_PARTS_H
#define CIPS_SEALED_KEY_PARTS_H

#include "sealed/key.h"

struct cips_secret_key {
	struct cips_public_key public;
	uint8_t secret[CIPS_KEY_SIZE];
};

enum {
	CIPS_KEY_SALT_SIZE = 16,
	CIPS_KEY_NONCE_SIZE = 24,
	CIPS_KEY_LOCKED_SIZE = CIPS_KEY_SIZE + 16,
	CIPS_KEY_TEXT = 512,  /* room for either file, as it is written */
	CIPS_KEY_FILE = 1024, /* a file as long as this is none, whatever it ends in */
};

/* A NAME.key. */
struct cips_locked_key {
	struct cips_public_key public;
	uint8_t salt[CIPS_KEY_SALT_SIZE];
	uint8_t nonce[CIPS_KEY_NONCE_SIZE];
	uint8_t locked[CIPS_KEY_LOCKED_SIZE];
};

/* What the first line of a file says. */
enum cips_key_file { CIPS_KEY_FILE_OTHER, CIPS_KEY_FILE_PUBLIC, CIPS_KEY_FILE_SECRET };

/*
 * Looks at `n` bytes; `version` is "" when there is none, else as it is written, cut to its room.
 */
enum { CIPS_KEY_VERSION = 12 };
enum cips_key_file cips_sealed_key_file(
	const char *bytes, size_t n, char version[CIPS_KEY_VERSION]);

void cips_sealed_write_public(const struct cips_public_key *key, char text[CIPS_KEY_TEXT]);
void cips_sealed_write_locked(const struct cips_locked_key *key, char text[CIPS_KEY_TEXT]);

/* The part of NAME.key that its lock authenticates too: all before the line `locked`. */
size_t cips_sealed_write_unlocked(const struct cips_locked_key *key, char text[CIPS_KEY_TEXT]);

/* False for a damaged text. */
bool cips_sealed_read_public(const char *bytes, size_t n, struct cips_public_key *key);
bool cips_sealed_read_locked(const char *bytes, size_t n, struct cips_locked_key *key);

#endif
