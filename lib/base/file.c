/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include "base/arena.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

const char *cips_file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

int cips_file_has_extension(const char *path, const char *extension)
{
	size_t n = strlen(path), m = strlen(extension);
	return n > m && strcasecmp(path + n - m, extension) == 0;
}

static enum cips_rc cannot_open(
	const char *path, const char *what, int errnum, struct cips_err *err)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		cips_err_set(err, CIPS_INPUT, "%s: no such file", path);
		return cips_err_hint(err, "give the path of %s", what);
	case EACCES:
		cips_err_set(err, CIPS_SYSTEM, "%s: you may not read this file", path);
		return cips_err_hint(err, "ask its owner for read permission");
	default:
		return cips_err_system(err, errnum, "%s: cannot open", path);
	}
}

enum cips_rc cips_file_open(const char *path, const char *what, FILE **out, struct cips_err *err)
{
	*out = NULL;
	FILE *file = fopen(path, "rbe");
	struct stat status;
	if (!file)
		return cannot_open(path, what, errno, err);
	if (fstat(fileno(file), &status) != 0) {
		int errnum = errno;
		fclose(file);
		return cips_err_system(err, errnum, "%s: cannot read", path);
	}
	if (S_ISDIR(status.st_mode)) {
		fclose(file);
		cips_err_set(err, CIPS_INPUT, "%s: this is a directory", path);
		return cips_err_hint(err, "give the path of %s", what);
	}
	*out = file;
	return CIPS_OK;
}

enum cips_rc cips_file_read(const char *path, const char *what, size_t limit, struct cips_buf *out,
	struct cips_err *err)
{
	FILE *file;
	enum cips_rc rc = cips_file_open(path, what, &file, err);
	if (rc)
		return rc;
	size_t before = out->n, got;
	char chunk[65536];
	while ((got = fread(chunk, 1, sizeof chunk, file)) > 0 && out->n - before <= limit)
		cips_buf_add(out, chunk, got);
	if (ferror(file))
		rc = cips_err_system(err, errno, "%s: cannot read", path);
	else if (out->n - before > limit) {
		rc = cips_err_set(err, CIPS_INPUT, "%s: larger than %zu MiB, the limit for %s",
			path, limit >> 20, what);
		cips_err_hint(err, "is this the right file?");
	} else if (out->n == before) {
		rc = cips_err_set(err, CIPS_INPUT, "%s: the file is empty", path);
		cips_err_hint(err, "give %s with some content", what);
	}
	fclose(file);
	return rc;
}

enum { CONSTANT_TIME = 946684800 }; /* 2000-01-01 */

struct cips_file_out {
	FILE *stream;
	char *path;
	char *temporary;
	bool fresh;    /* takes nobody's place */
	bool straight; /* into what is there: a pipe, a terminal */
	bool timeless;
};

/* Opens the stream beside the name, private as mkstemp() makes it. */
static enum cips_rc begin(const char *path, struct cips_file_out **out, struct cips_err *err)
{
	struct cips_file_out *file = cips_calloc(1, sizeof *file);
	size_t n = strlen(path);
	file->path = cips_malloc(n + 1);
	memcpy(file->path, path, n + 1);
	file->temporary = cips_malloc(n + sizeof ".XXXXXX");
	memcpy(file->temporary, path, n);
	memcpy(file->temporary + n, ".XXXXXX", sizeof ".XXXXXX");
	int fd = mkostemp(file->temporary, O_CLOEXEC);
	if (fd < 0) {
		int errnum = errno;
		file->temporary[0] = '\0';
		cips_file_rollback(file);
		return cips_err_system(err, errnum, "%s: cannot write", path);
	}
	file->stream = fdopen(fd, "wb");
	if (!file->stream) {
		close(fd);
		cips_file_rollback(file);
		cips_out_of_memory(0);
	}
	*out = file;
	return CIPS_OK;
}

/* Opens what is no file and so can neither be replaced nor taken back. */
static enum cips_rc begin_straight(
	const char *path, struct cips_file_out **out, struct cips_err *err)
{
	FILE *stream = fopen(path, "wbe");
	if (!stream)
		return cips_err_system(err, errno, "%s: cannot write", path);
	struct cips_file_out *file = cips_calloc(1, sizeof *file);
	size_t n = strlen(path);
	file->path = cips_malloc(n + 1);
	memcpy(file->path, path, n + 1);
	file->temporary = cips_calloc(1, 1);
	file->stream = stream;
	file->straight = true;
	*out = file;
	return CIPS_OK;
}

/* The permissions that a file has by default. */
static void make_ordinary(struct cips_file_out *file)
{
	mode_t mask = umask(0);
	umask(mask);
	(void)fchmod(fileno(file->stream), 0666 & ~mask);
}

enum cips_rc cips_file_begin(const char *path, struct cips_file_out **out, struct cips_err *err)
{
	struct stat status;
	*out = NULL;
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		cips_err_set(err, CIPS_USAGE, "%s: this is a directory", path);
		return cips_err_hint(err, "give the name of a file to write");
	}
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return begin_straight(path, out, err);
	enum cips_rc rc = begin(path, out, err);
	if (!rc)
		make_ordinary(*out);
	return rc;
}

static enum cips_rc name_taken(const char *path, struct cips_err *err)
{
	cips_err_set(err, CIPS_USAGE, "%s: there is a file of that name already", path);
	return cips_err_hint(err, "choose another name; nothing is ever overwritten");
}

enum cips_rc cips_file_check_new(const char *path, struct cips_err *err)
{
	struct stat status;
	return lstat(path, &status) == 0 ? name_taken(path, err) : CIPS_OK;
}

enum cips_rc cips_file_begin_new(
	const char *path, bool secret, struct cips_file_out **out, struct cips_err *err)
{
	struct stat status;
	*out = NULL;
	enum cips_rc rc = cips_file_check_new(path, err);
	if (!rc)
		rc = begin(path, out, err);
	if (rc)
		return rc;
	(*out)->fresh = true;
	if (!secret) {
		make_ordinary(*out);
	} else if (fstat(fileno((*out)->stream), &status) != 0 ||
		(status.st_mode & (S_IRWXG | S_IRWXO))) {
		cips_file_rollback(*out);
		*out = NULL;
		cips_err_set(err, CIPS_POLICY,
			"%s: a file cannot be kept from others in this folder", path);
		return cips_err_hint(err,
			"choose a folder on a disk of this machine, or an encrypted stick with "
			"ext4; FAT knows no permissions");
	}
	return CIPS_OK;
}

void cips_file_timeless(struct cips_file_out *out)
{
	out->timeless = true;
}

FILE *cips_file_stream(struct cips_file_out *out)
{
	return out->stream;
}

void cips_file_rollback(struct cips_file_out *out)
{
	if (!out)
		return;
	if (out->stream)
		fclose(out->stream);
	if (out->temporary[0])
		unlink(out->temporary);
	free(out->temporary);
	free(out->path);
	free(out);
}

/* 0, or -1 with errno; EEXIST when a fresh file's name was taken meanwhile. */
static int put_in_place(const struct cips_file_out *out)
{
	if (out->straight)
		return 0;
	if (!out->fresh)
		return rename(out->temporary, out->path);
	if (renameat2(AT_FDCWD, out->temporary, AT_FDCWD, out->path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	/* a file system that cannot rename like that */
	return link(out->temporary, out->path) == 0 ? unlink(out->temporary) : -1;
}

/*
 * Writes what is left, sets the times behind it, and waits for the disk. What could not be written
 * before is tried once more, so that the system says why.
 */
static bool write_out(struct cips_file_out *out)
{
	const struct timespec times[] = {{.tv_sec = CONSTANT_TIME}, {.tv_sec = CONSTANT_TIME}};
	if (fflush(out->stream) != 0 || ferror(out->stream))
		return false;
	if (out->straight)
		return true;
	if (out->timeless && futimens(fileno(out->stream), times) != 0)
		return false;
	return fsync(fileno(out->stream)) == 0;
}

enum cips_rc cips_file_commit(struct cips_file_out *out, struct cips_err *err)
{
	errno = 0;
	bool written = write_out(out);
	int errnum = errno;
	if (fclose(out->stream) != 0 && written) {
		written = false;
		errnum = errno;
	}
	out->stream = NULL;
	if (written && put_in_place(out) != 0) {
		written = false;
		errnum = errno;
	}
	enum cips_rc rc = CIPS_OK;
	if (written)
		out->temporary[0] = '\0';
	else if (out->fresh && errnum == EEXIST)
		rc = name_taken(out->path, err);
	else
		rc = cips_err_system(err, errnum ? errnum : EIO, "%s: cannot write", out->path);
	cips_file_rollback(out);
	return rc;
}
