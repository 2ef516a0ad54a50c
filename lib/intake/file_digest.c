/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/file_digest.h"

#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

/* What the helper reads has no part in the place at which another thread reads the same file. */
static bool feed(void *context)
{
	struct cips_file_digest *digest = context;
	unsigned char bytes[CHUNK];
	if (digest->given_up)
		return false;
	ssize_t n = pread(digest->fd, bytes, sizeof bytes, digest->at);
	digest->errnum = n < 0 ? errno : 0;
	if (n <= 0)
		return false;
	cips_sealed_digest_feed(digest->sum, bytes, (size_t)n);
	digest->at += n;
	return true;
}

void cips_intake_file_digest_begin(
	struct cips_file_digest *digest, FILE *file, struct cips_helper *helper)
{
	digest->sum = cips_sealed_digest_begin();
	digest->fd = fileno(file);
	digest->helper = helper;
	cips_helper_meanwhile(helper, feed, digest);
}

enum cips_rc cips_intake_file_digest_wait(
	struct cips_file_digest *digest, const char *path, struct cips_err *err)
{
	cips_helper_finish(digest->helper);
	return digest->errnum ? cips_err_system(err, digest->errnum, "%s: cannot read", path)
			      : CIPS_OK;
}

void cips_intake_file_digest_end(struct cips_file_digest *digest, uint8_t out[CIPS_DIGEST_SIZE])
{
	memset(out, 0, CIPS_DIGEST_SIZE);
	if (!digest->sum)
		return;
	digest->given_up = true;
	cips_helper_finish(digest->helper);
	cips_sealed_digest_end(digest->sum, out);
	digest->sum = NULL;
}
