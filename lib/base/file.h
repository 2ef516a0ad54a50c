/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole files in and out.
 */
#ifndef CIPS_BASE_FILE_H
#define CIPS_BASE_FILE_H

#include "base/buf.h"
#include "cips_types.h"

#include <stdio.h>

/*
 * Opens a regular file for reading, with a message for each way in which that fails (no such file,
 * a directory, no permission). CIPS_INPUT, or CIPS_SYSTEM when the machine is at fault. `what` says
 * what the file should be: "a units file". Close with fclose().
 */
enum cips_rc cips_file_open(const char *path, const char *what, FILE **out, struct cips_err *err);

/*
 * Appends the whole of a file of at most `limit` bytes to `out`; CIPS_INPUT when it is larger or
 * empty.
 */
enum cips_rc cips_file_read(const char *path, const char *what, size_t limit, struct cips_buf *out,
	struct cips_err *err);

/*
 * A file that appears complete or not at all: written beside its name, synced, and renamed by
 * commit. An existing file is replaced. Rollback (or a crash) leaves what was there before.
 * What is there and no file (a pipe, /dev/stdout) is written into as it comes.
 */
struct cips_file_out;
enum cips_rc cips_file_begin(const char *path, struct cips_file_out **out, struct cips_err *err);

/*
 * The same for a file that takes nobody's place: begin and commit say CIPS_USAGE when there is one
 * of that name. A `secret` one is its owner's alone (mode 0600) from its first byte; CIPS_POLICY
 * where the file system cannot do that.
 */
enum cips_rc cips_file_begin_new(
	const char *path, bool secret, struct cips_file_out **out, struct cips_err *err);

/* CIPS_USAGE when there is a file of that name: for those who have long work to do before begin. */
enum cips_rc cips_file_check_new(const char *path, struct cips_err *err);

/* Its times will be those of the first day of 2000: they tell nobody when it was written. */
void cips_file_timeless(struct cips_file_out *out);

FILE *cips_file_stream(struct cips_file_out *out);
enum cips_rc cips_file_commit(struct cips_file_out *out, struct cips_err *err); /* frees `out` */
void cips_file_rollback(struct cips_file_out *out); /* frees; NULL is fine */

/* The part of a path after its last slash. */
const char *cips_file_name(const char *path);

/* Whether the name ends in `extension` (with its dot), ASCII case ignored. */
int cips_file_has_extension(const char *path, const char *extension);

#endif
