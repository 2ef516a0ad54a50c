/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/file_digest.h"

#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

/* What this thread reads has no part in the place at which another one reads the same file. */
static void *feed_all(void *context)
{
	struct cips_file_digest *digest = context;
	unsigned char bytes[CHUNK];
	off_t at = 0;
	ssize_t n = 0;
	while (!digest->given_up && (n = pread(digest->fd, bytes, sizeof bytes, at)) > 0) {
		cips_sealed_digest_feed(digest->sum, bytes, (size_t)n);
		at += n;
	}
	digest->errnum = n < 0 ? errno : 0;
	return NULL;
}

void cips_intake_file_digest_begin(struct cips_file_digest *digest, FILE *file)
{
	digest->sum = cips_sealed_digest_begin();
	digest->fd = fileno(file);
	digest->running = pthread_create(&digest->thread, NULL, feed_all, digest) == 0;
	if (!digest->running)
		feed_all(digest);
}

static void wait_for(struct cips_file_digest *digest)
{
	if (!digest->running)
		return;
	int code = pthread_join(digest->thread, NULL);
	assert(code == 0);
	(void)code;
	digest->running = false;
}

enum cips_rc cips_intake_file_digest_wait(
	struct cips_file_digest *digest, const char *path, struct cips_err *err)
{
	wait_for(digest);
	return digest->errnum ? cips_err_system(err, digest->errnum, "%s: cannot read", path)
			      : CIPS_OK;
}

void cips_intake_file_digest_end(struct cips_file_digest *digest, uint8_t out[CIPS_DIGEST_SIZE])
{
	digest->given_up = true;
	wait_for(digest);
	memset(out, 0, CIPS_DIGEST_SIZE);
	if (digest->sum)
		cips_sealed_digest_end(digest->sum, out);
	digest->sum = NULL;
}
