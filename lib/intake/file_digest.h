/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The digest of a file, made by a helper while this thread reads the file.
 */
#ifndef CIPS_INTAKE_FILE_DIGEST_H
#define CIPS_INTAKE_FILE_DIGEST_H

#include "base/helper.h"
#include "sealed/digest.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

/* Zero-initialize. */
struct cips_file_digest {
	struct cips_digest *sum;    /* from begin to end */
	struct cips_helper *helper; /* borrowed */
	int fd;
	off_t at;	      /* what was fed */
	int errnum;	      /* why the file could not be read, 0: it could */
	atomic_bool given_up; /* nobody wants it any more */
};

/* Begins with the first byte of the file, which must be regular and stay open. */
void cips_intake_file_digest_begin(
	struct cips_file_digest *digest, FILE *file, struct cips_helper *helper);

/*
 * Waits until all bytes have been fed; more can be fed to `sum` then. CIPS_SYSTEM when the file
 * cannot be read; `path` is its name for that.
 */
enum cips_rc cips_intake_file_digest_wait(
	struct cips_file_digest *digest, const char *path, struct cips_err *err);

/*
 * Ends it, with the digest where wait() was there before, else with nothing that means anything.
 * Also where it was not begun.
 */
void cips_intake_file_digest_end(struct cips_file_digest *digest, uint8_t out[CIPS_DIGEST_SIZE]);

#endif
