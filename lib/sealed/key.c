/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/key.h"

#include "base/err.h"
#include "base/file.h"
#include "sealed/key_parts.h"
#include "sealed/secret.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(crypto_pwhash_argon2id_SALTBYTES == CIPS_KEY_SALT_SIZE, "the salt fits");
_Static_assert(
	crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == CIPS_KEY_NONCE_SIZE, "the nonce fits");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_ABYTES == CIPS_KEY_LOCKED_SIZE - CIPS_KEY_SIZE,
	"the authentication fits");

/* Of format 1, and never read from a file: a file must not choose how much memory it costs. */
enum { LOCK_KEY_SIZE = crypto_aead_xchacha20poly1305_ietf_KEYBYTES };
static const unsigned long long lock_passes = crypto_pwhash_argon2id_OPSLIMIT_MODERATE;
static const size_t lock_memory = crypto_pwhash_argon2id_MEMLIMIT_MODERATE;

/* --- the lock ------------------------------------------------------------------------------- */

/* The key of a passphrase, in memory to be given back; NULL with an error. */
static uint8_t *stretch(const char *passphrase, const uint8_t *salt, struct cips_err *err)
{
	uint8_t *key = cips_sealed_memory.take(LOCK_KEY_SIZE);
	if (crypto_pwhash(key, LOCK_KEY_SIZE, passphrase, strlen(passphrase), salt, lock_passes,
		    lock_memory, crypto_pwhash_ALG_ARGON2ID13) == 0)
		return key;
	cips_sealed_memory.give(key);
	cips_err_set(err, CIPS_SYSTEM, "a secret key takes %zu MiB of memory to lock or open",
		lock_memory >> 20);
	cips_err_hint(err, "close other programs, or raise the limit (ulimit -v)");
	return NULL;
}

/* Fills all of `locked` but the public key. */
static enum cips_rc lock(const struct cips_secret_key *key, const char *passphrase,
	struct cips_locked_key *locked, struct cips_err *err)
{
	char said[CIPS_KEY_TEXT];
	randombytes_buf(locked->salt, sizeof locked->salt);
	randombytes_buf(locked->nonce, sizeof locked->nonce);
	size_t n = cips_sealed_write_unlocked(locked, said);
	uint8_t *by = stretch(passphrase, locked->salt, err);
	if (!by)
		return err ? err->rc : CIPS_SYSTEM;
	crypto_aead_xchacha20poly1305_ietf_encrypt(locked->locked, NULL, key->secret,
		sizeof key->secret, (const uint8_t *)said, n, NULL, locked->nonce, by);
	cips_sealed_memory.give(by);
	return CIPS_OK;
}

static enum cips_rc unlock(const struct cips_locked_key *locked, const char *passphrase,
	const char *path, struct cips_secret_key *key, struct cips_err *err)
{
	char said[CIPS_KEY_TEXT];
	uint8_t public[CIPS_KEY_SIZE];
	size_t n = cips_sealed_write_unlocked(locked, said);
	uint8_t *by = stretch(passphrase, locked->salt, err);
	if (!by)
		return err ? err->rc : CIPS_SYSTEM;
	bool opened =
		crypto_aead_xchacha20poly1305_ietf_decrypt(key->secret, NULL, NULL, locked->locked,
			sizeof locked->locked, (const uint8_t *)said, n, locked->nonce, by) == 0;
	cips_sealed_memory.give(by);
	if (!opened) {
		cips_err_set(err, CIPS_INPUT, "%s: this is not its passphrase", path);
		return cips_err_hint(err, "upper and lower case count, and so do blanks");
	}
	key->public = locked->public;
	if (crypto_scalarmult_base(public, key->secret) != 0 ||
		sodium_memcmp(public, key->public.bytes, sizeof public) != 0)
		return cips_err_set(err, CIPS_INTEGRITY,
			"%s: the secret and the public key in it are no pair", path);
	return CIPS_OK;
}

/* --- a new pair ----------------------------------------------------------------------------- */

static enum cips_rc check_name(const char *name, struct cips_err *err)
{
	if (!*cips_file_name(name)) {
		cips_err_set(err, CIPS_USAGE, "\"%s\" is no name for a key", name);
		return cips_err_hint(
			err, "a name such as arcadia makes arcadia.key and arcadia.pub");
	}
	if (cips_file_has_extension(name, ".key") || cips_file_has_extension(name, ".pub")) {
		cips_err_set(err, CIPS_USAGE, "%s: name a key without .key or .pub", name);
		return cips_err_hint(err, "both endings are put behind the name");
	}
	return CIPS_OK;
}

/* The secret first: a public key without its secret would seal answers for nobody. */
static enum cips_rc write_pair(const char *paths[2], const char *secret_text,
	const char *public_text, struct cips_err *err)
{
	struct cips_file_out *secret = NULL, *public = NULL;
	enum cips_rc rc = cips_file_begin_new(paths[0], true, &secret, err);
	if (!rc)
		rc = cips_file_begin_new(paths[1], false, &public, err);
	if (rc)
		goto out;
	fputs(secret_text, cips_file_stream(secret));
	fputs(public_text, cips_file_stream(public));
	rc = cips_file_commit(secret, err);
	secret = NULL;
	if (rc)
		goto out;
	rc = cips_file_commit(public, err);
	public = NULL;
	if (rc)
		unlink(paths[0]);
out:
	cips_file_rollback(secret);
	cips_file_rollback(public);
	return rc;
}

static enum cips_rc make_pair(const char *paths[2], const char *passphrase,
	struct cips_public_key *public, struct cips_err *err)
{
	char secret_text[CIPS_KEY_TEXT], public_text[CIPS_KEY_TEXT];
	struct cips_locked_key locked;
	struct cips_secret_key *key = cips_sealed_memory.take(sizeof *key);
	crypto_box_keypair(key->public.bytes, key->secret);
	*public = locked.public = key->public;
	enum cips_rc rc = lock(key, passphrase, &locked, err);
	cips_sealed_memory.give(key);
	if (rc)
		return rc;
	cips_sealed_write_locked(&locked, secret_text);
	cips_sealed_write_public(&locked.public, public_text);
	return write_pair(paths, secret_text, public_text, err);
}

enum cips_rc cips_sealed_key_new(const char *name, const char *passphrase,
	struct cips_public_key *public, struct cips_err *err)
{
	assert(name && passphrase);
	enum cips_rc rc = check_name(name, err);
	if (!rc)
		rc = cips_sealed_passphrase_check(passphrase, err);
	if (rc)
		return rc;
	struct cips_arena arena = {0};
	const char *paths[2] = {cips_arena_printf(&arena, "%s.key", name),
		cips_arena_printf(&arena, "%s.pub", name)};
	for (int i = 0; i < 2 && !rc; i++)
		rc = cips_file_check_new(paths[i], err);
	if (!rc)
		rc = make_pair(paths, passphrase, public, err);
	cips_arena_release(&arena);
	return rc;
}

/* --- reading -------------------------------------------------------------------------------- */

/* A file that may be a key: its first bytes and what its first line says. */
struct key_file {
	char bytes[CIPS_KEY_FILE];
	size_t n;
	mode_t mode;
	enum cips_key_file kind;
	char version[CIPS_KEY_VERSION];
};

/* 0 or errno; a pipe or a device is not waited for. */
static int look(const char *path, struct key_file *file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), errnum = 0;
	struct stat status;
	if (fd < 0)
		return errno;
	if (fstat(fd, &status) != 0) {
		errnum = errno;
	} else if (!S_ISREG(status.st_mode)) {
		errnum = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
	} else {
		ssize_t got = 0;
		file->mode = status.st_mode;
		file->n = 0;
		do {
			file->n += (size_t)got;
			got = read(fd, file->bytes + file->n, sizeof file->bytes - file->n);
		} while (got > 0 || (got < 0 && errno == EINTR && !(got = 0)));
		errnum = got < 0 ? errno : 0;
	}
	close(fd);
	if (!errnum)
		file->kind = cips_sealed_key_file(file->bytes, file->n, file->version);
	return errnum;
}

static const char *const wanted_names[] = {
	[CIPS_KEY_FILE_PUBLIC] = "a public key (NAME.pub)",
	[CIPS_KEY_FILE_SECRET] = "a secret key (NAME.key)",
};

static enum cips_rc cannot_read(
	const char *path, enum cips_key_file wanted, int errnum, struct cips_err *err)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		cips_err_set(err, CIPS_INPUT, "%s: no such file", path);
		break;
	case EISDIR:
		cips_err_set(err, CIPS_INPUT, "%s: this is a directory", path);
		break;
	case EINVAL:
		cips_err_set(err, CIPS_INPUT, "%s: this is no ordinary file", path);
		break;
	case EACCES:
		cips_err_set(err, CIPS_SYSTEM, "%s: you may not read this file", path);
		return cips_err_hint(err, "ask its owner for it");
	default:
		return cips_err_system(err, errnum, "%s: cannot read", path);
	}
	return cips_err_hint(err, "give the path of %s", wanted_names[wanted]);
}

/* The file when it is of the wanted kind, and of a version that we know. */
static enum cips_rc read_file(
	const char *path, enum cips_key_file wanted, struct key_file *file, struct cips_err *err)
{
	int errnum = look(path, file);
	if (errnum)
		return cannot_read(path, wanted, errnum, err);
	if (file->kind == CIPS_KEY_FILE_SECRET && wanted == CIPS_KEY_FILE_PUBLIC) {
		cips_err_set(
			err, CIPS_INPUT, "%s: this is a secret key, which opens answers", path);
		return cips_err_hint(err, "give its NAME.pub; a secret key stays where it is");
	}
	if (file->kind == CIPS_KEY_FILE_PUBLIC && wanted == CIPS_KEY_FILE_SECRET) {
		cips_err_set(
			err, CIPS_INPUT, "%s: this is a public key, which opens nothing", path);
		return cips_err_hint(err, "give its NAME.key");
	}
	if (file->kind != wanted) {
		cips_err_set(err, CIPS_INPUT, "%s: this is no key of cips", path);
		return cips_err_hint(
			err, "give %s, as cips key new writes it", wanted_names[wanted]);
	}
	if (*file->version && strcmp(file->version, "1") != 0) {
		cips_err_set(err, CIPS_INTEGRITY,
			"%s: a key of version %s, and this program knows version 1", path,
			file->version);
		return cips_err_hint(err, "use a newer cips");
	}
	return CIPS_OK;
}

static enum cips_rc damaged(const char *path, struct cips_err *err)
{
	cips_err_set(err, CIPS_INTEGRITY, "%s: this key is damaged", path);
	return cips_err_hint(err, "use another copy of it");
}

enum cips_rc cips_sealed_public_key_read(
	const char *path, struct cips_public_key *key, struct cips_err *err)
{
	struct key_file file;
	enum cips_rc rc = read_file(path, CIPS_KEY_FILE_PUBLIC, &file, err);
	if (rc)
		return rc;
	if (!cips_sealed_read_public(file.bytes, file.n, key))
		return damaged(path, err);
	if (!cips_sealed_public_key_seals(key)) {
		cips_err_set(err, CIPS_INTEGRITY, "%s: nothing can be sealed with this key", path);
		return cips_err_hint(err, "ask its owner for the right one");
	}
	return CIPS_OK;
}

bool cips_sealed_public_key_seals(const struct cips_public_key *key)
{
	uint8_t box[crypto_box_SEALBYTES + 1];
	return crypto_box_seal(box, (const uint8_t *)"", 1, key->bytes) == 0;
}

bool cips_sealed_is_secret_key(const char *path)
{
	struct key_file file;
	return look(path, &file) == 0 && file.kind == CIPS_KEY_FILE_SECRET;
}

enum cips_rc cips_sealed_secret_key_open(const char *path, const char *passphrase,
	struct cips_secret_key **key, struct cips_err *err)
{
	struct key_file file;
	struct cips_locked_key locked;
	*key = NULL;
	enum cips_rc rc = read_file(path, CIPS_KEY_FILE_SECRET, &file, err);
	if (rc)
		return rc;
	if (file.mode & (S_IRWXG | S_IRWXO)) {
		cips_err_set(
			err, CIPS_POLICY, "%s: others may read or change this secret key", path);
		return cips_err_hint(err, "chmod 600 %s", path);
	}
	if (!cips_sealed_read_locked(file.bytes, file.n, &locked))
		return damaged(path, err);
	struct cips_secret_key *opened = cips_sealed_memory.take(sizeof *opened);
	rc = unlock(&locked, passphrase, path, opened, err);
	if (rc)
		cips_sealed_memory.give(opened);
	else
		*key = opened;
	return rc;
}

void cips_sealed_secret_key_free(struct cips_secret_key *key)
{
	if (key)
		cips_sealed_memory.give(key);
}

const struct cips_public_key *cips_sealed_secret_key_public(const struct cips_secret_key *key)
{
	return &key->public;
}
