/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lock of a station and its journal.
 *
 * Whoever changes the file holds the lock from before BEGIN until the journal is zeros again, so
 * that whoever gets the lock and finds something else knows that somebody was interrupted. SQLite
 * keeps its own locks besides; closing any descriptor of the file would drop them, hence the lock
 * is closed last.
 *
 * The journal is a file of zeros as large as any change needs, and is written over in place.
 */
#include "store/station_internal.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum {
	PAGE = 4096,
	IN_OVERFLOW = PAGE - 4, /* bytes of a box on a page of its own */
	RECORD = PAGE + 8,	/* of a page in the journal */
	HEADER = PAGE,		/* of the journal: a sector */
	NANOSECONDS = 1000000000,
	SHORTEST_NAP = 100000,
	LONGEST_NAP = 3000000,
	CONSTANT_TIME = 946684800, /* 2000-01-01 */
};

/* --- the lock ------------------------------------------------------------------------------- */

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * NANOSECONDS + time.tv_nsec;
}

/* Who waits long looks more often, so that nobody waits for ever; chance keeps them apart. */
static void nap(int64_t waited, uint64_t *chance)
{
	*chance ^= *chance << 13;
	*chance ^= *chance >> 7;
	*chance ^= *chance << 17;
	int64_t longest = LONGEST_NAP - waited / 100;
	if (longest < SHORTEST_NAP)
		longest = SHORTEST_NAP;
	struct timespec pause = {.tv_nsec = (long)(*chance % (uint64_t)longest)};
	nanosleep(&pause, NULL);
}

enum cips_rc cips_store_station_lock(
	struct cips_station_file *file, bool shared, struct cips_err *err)
{
	int64_t start = now(), waited = 0;
	uint64_t chance = (uint64_t)start ^ (uint64_t)getpid() << 40 ^ 1;
	while (flock(file->lock, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return cips_err_system(err, errno, "%s: cannot lock", file->path);
		if (waited > (int64_t)file->patience * NANOSECONDS) {
			cips_err_set(err, CIPS_BUSY, "%s: another process is using the station",
				file->path);
			return cips_err_hint(err, "wait until it is done and try again");
		}
		nap(waited, &chance);
		waited = now() - start;
	}
	return CIPS_OK;
}

static void unlock(struct cips_station_file *file)
{
	(void)flock(file->lock, LOCK_UN);
}

/* --- the journal ---------------------------------------------------------------------------- */

/* Pages that may hold a part of `n` bytes of one row: those of its own and one that is shared. */
static size_t pages(size_t n)
{
	return 1 + (n + IN_OVERFLOW - 1) / IN_OVERFLOW;
}

size_t cips_store_journal_size(const struct cips_station_content *content)
{
	size_t n[CIPS_SLOTS_KINDS];
	for (int kind = 0; kind < CIPS_SLOTS_KINDS; kind++)
		n[kind] = pages(cips_store_box_size(content, (enum cips_slots)kind)) +
			pages(cips_store_bits_size(content, (enum cips_slots)kind));
	size_t response = n[CIPS_SLOTS_ANSWERS] + n[CIPS_SLOTS_TEXTS];
	if (content->n_tokens)
		response += pages(cips_store_bits_size(content, CIPS_BITS_TOKENS));
	size_t draft = n[CIPS_SLOTS_DRAFTS];
	/* and the first page, which counts changes */
	size_t size = HEADER + (1 + (response > draft ? response : draft)) * RECORD;
	return (size + PAGE - 1) / PAGE * PAGE;
}

static enum cips_rc journal_failed(
	const struct cips_station_file *file, int errnum, const char *what, struct cips_err *err)
{
	cips_err_system(err, errnum, "%s-journal: cannot %s", file->path, what);
	if (errnum == ENOSPC || errnum == EDQUOT || errnum == EFBIG)
		return cips_err_hint(err, "make room and try again");
	return cips_err_hint(err, "check the disk and the permissions of its folder");
}

/* One that does not exist yet is made, when that is allowed. */
static enum cips_rc open_journal(
	const struct cips_station_file *file, int *fd, struct stat *status, struct cips_err *err)
{
	bool made = false;
	*fd = open(file->journal, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT) {
		made = true;
		*fd = open(file->journal, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	}
	if (*fd < 0 || fstat(*fd, status) != 0)
		return journal_failed(file, errno, "open", err);
	if (made)
		cips_store_sync_directory(file->journal);
	if (!S_ISREG(status->st_mode)) {
		cips_err_set(err, CIPS_POLICY, "%s-journal: this is no file", file->path);
		return cips_err_hint(err, "delete it");
	}
	return cips_store_check_own(file->journal, status, err);
}

static bool write_zeros(int fd, size_t n)
{
	static const char zeros[1 << 16];
	for (size_t at = 0; at < n;) {
		size_t some = n - at < sizeof zeros ? n - at : sizeof zeros;
		ssize_t written = pwrite(fd, zeros, some, (off_t)at);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		at += (size_t)written;
	}
	return true;
}

static void set_times(int fd)
{
	const struct timespec times[] = {{.tv_sec = CONSTANT_TIME}, {.tv_sec = CONSTANT_TIME}};
	(void)futimens(fd, times);
}

enum cips_rc cips_store_clean_journal(struct cips_station_file *file, struct cips_err *err)
{
	int fd = -1;
	struct stat status;
	enum cips_rc rc = open_journal(file, &fd, &status, err);
	if (!rc) {
		size_t size = (size_t)status.st_size;
		if (size < file->journal_size)
			size = file->journal_size;
		if (!write_zeros(fd, size) || fdatasync(fd) != 0)
			rc = journal_failed(file, errno, "write", err);
		set_times(fd);
	}
	if (fd >= 0)
		close(fd);
	return rc;
}

static bool all_zeros(int fd, size_t size)
{
	char bytes[1 << 14];
	size_t at = 0;
	while (at < size) {
		ssize_t n = pread(fd, bytes, sizeof bytes, (off_t)at);
		if (n <= 0)
			return false;
		for (ssize_t i = 0; i < n; i++)
			if (bytes[i])
				return false;
		at += (size_t)n;
	}
	return true;
}

bool cips_store_journal_clean(const struct cips_station_file *file)
{
	struct stat status;
	int fd = open(file->journal, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool clean = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
		(size_t)status.st_size >= file->journal_size &&
		all_zeros(fd, (size_t)status.st_size);
	if (fd >= 0)
		close(fd);
	return clean;
}

/* --- both ----------------------------------------------------------------------------------- */

enum cips_rc cips_store_station_tidy(struct cips_station_file *file, struct cips_err *err)
{
	int64_t ignored;
	enum cips_rc rc = cips_store_value(
		&file->sql, CIPS_SQL_APPLICATION_ID, CIPS_NO_VALUES, &ignored, NULL, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_BEGIN_WRITE, CIPS_NO_VALUES, err);
	if (rc)
		return rc;
	rc = cips_store_clean_journal(file, err);
	enum cips_rc end =
		cips_store_run(&file->sql, CIPS_SQL_ROLLBACK, CIPS_NO_VALUES, rc ? NULL : err);
	return rc ? rc : end;
}

enum cips_rc cips_store_station_enter(struct cips_station_file *file, struct cips_err *err)
{
	if (!file->write)
		return CIPS_OK;
	enum cips_rc rc = cips_store_station_lock(file, false, err);
	if (rc || cips_store_journal_clean(file))
		return rc;
	rc = cips_store_station_tidy(file, err);
	if (rc)
		unlock(file);
	return rc;
}

void cips_store_station_leave(struct cips_station_file *file)
{
	if (!file->write)
		return;
	int fd = open(file->journal, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		set_times(fd);
		close(fd);
	}
	set_times(file->lock);
	unlock(file);
}
