/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/identities.h"

#include "base/err.h"
#include "store/identity_blocks.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	RUN = 1 << 18, /* identities: 4 MiB */
	FIRST_ROOM = 1 << 10,
};

void cips_store_identities_release(struct cips_identities *all)
{
	if (all->n_runs)
		close(all->fd);
	free(all->run);
	free(all->runs);
	cips_store_sorter_release(&all->sorter);
	*all = (struct cips_identities){0};
}

/* --- the file of runs ------------------------------------------------------------------------- */

static enum cips_rc cannot(
	const struct cips_survey_file *file, int errnum, const char *what, struct cips_err *err)
{
	cips_err_system(
		err, errnum, "%s: a temporary file beside it cannot be %s", file->sql.path, what);
	return cips_err_hint(err, "make room and try again");
}

/* A file that is gone when it is closed. */
static int open_unnamed(const char *beside)
{
	size_t n = strlen(beside);
	char *name = cips_malloc(n + sizeof ".XXXXXX");
	memcpy(name, beside, n);
	memcpy(name + n, ".XXXXXX", sizeof ".XXXXXX");
	int fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	free(name);
	return fd;
}

/* Sorts the run at hand and moves it to the end of the file. */
static enum cips_rc spill(
	struct cips_survey_file *file, struct cips_identities *all, struct cips_err *err)
{
	const char *from = (const char *)all->run;
	size_t left = all->n * sizeof *all->run;
	cips_store_sort(&all->sorter, all->run, all->n);
	if (!all->n_runs)
		all->fd = open_unnamed(file->sql.path);
	if (all->fd < 0)
		return cannot(file, errno, "made", err);
	if (all->n_runs == all->runs_room) {
		all->runs_room = all->runs_room ? 2 * all->runs_room : FIRST_ROOM;
		all->runs = cips_realloc(all->runs, all->runs_room, sizeof *all->runs);
	}
	all->runs[all->n_runs++] = all->n;
	while (left) {
		ssize_t n = write(all->fd, from, left);
		if (n < 0 && errno != EINTR)
			return cannot(file, errno, "written", err);
		from += n < 0 ? 0 : n;
		left -= n < 0 ? 0 : (size_t)n;
	}
	all->n = 0;
	return CIPS_OK;
}

enum cips_rc cips_store_identities_add(struct cips_survey_file *file, struct cips_identities *all,
	int64_t identity, int64_t row, struct cips_err *err)
{
	enum cips_rc rc = all->n == RUN ? spill(file, all, err) : CIPS_OK;
	if (rc)
		return rc;
	if (all->n == all->room) {
		all->room = all->room ? 2 * all->room : FIRST_ROOM;
		all->run = cips_realloc(all->run, all->room, sizeof *all->run);
	}
	all->run[all->n++] = (struct cips_keyed){.key = cips_key_of(identity), .value = row};
	return CIPS_OK;
}

/* --- all runs together ------------------------------------------------------------------------ */

/* A sorted run: what was read of it, and what is left in the file. */
struct source {
	struct cips_keyed *list;
	size_t at, n, room;
	size_t left;
	off_t next;
};

struct merge {
	struct source *sources;
	struct source **heap; /* those that have any left, the smallest first */
	size_t n;
};

static uint64_t head(const struct source *source)
{
	return source->list[source->at].key;
}

/* Puts the source at `i` where it belongs among those below it. */
static void sink(struct merge *merge, size_t i)
{
	struct source *moved = merge->heap[i];
	for (size_t child; (child = 2 * i + 1) < merge->n; i = child) {
		if (child + 1 < merge->n && head(merge->heap[child + 1]) < head(merge->heap[child]))
			child++;
		if (head(moved) <= head(merge->heap[child]))
			break;
		merge->heap[i] = merge->heap[child];
	}
	merge->heap[i] = moved;
}

/* Reads on in a run; nothing where all of it was read. */
static enum cips_rc refill(
	struct cips_survey_file *file, int fd, struct source *source, struct cips_err *err)
{
	source->at = 0;
	source->n = source->left < source->room ? source->left : source->room;
	size_t size = source->n * sizeof *source->list, got = 0;
	while (got < size) {
		ssize_t n = pread(
			fd, (char *)source->list + got, size - got, source->next + (off_t)got);
		if (n == 0 || (n < 0 && errno != EINTR))
			return cannot(file, n ? errno : EIO, "read", err);
		got += n < 0 ? 0 : (size_t)n;
	}
	source->next += (off_t)size;
	source->left -= source->n;
	return CIPS_OK;
}

/* The run at hand is the only one: it is merged where it lies. */
static void start_single(struct cips_identities *all, struct merge *merge)
{
	cips_store_sort(&all->sorter, all->run, all->n);
	merge->sources = cips_calloc(1, sizeof *merge->sources);
	merge->heap = cips_calloc(1, sizeof *merge->heap);
	merge->sources[0] = (struct source){.list = all->run, .n = all->n};
	merge->heap[0] = merge->sources;
	merge->n = all->n > 0;
}

/* All runs lie in the file; the memory of the last one is parted among them. */
static enum cips_rc start_merge(struct cips_survey_file *file, struct cips_identities *all,
	struct merge *merge, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	off_t at = 0;
	size_t each = all->room / all->n_runs;
	merge->sources = cips_calloc(all->n_runs, sizeof *merge->sources);
	merge->heap = cips_calloc(all->n_runs, sizeof *merge->heap);
	if (!each)
		return cips_err_set(err, CIPS_INTERNAL, "too many identities");
	for (size_t i = 0; i < all->n_runs && !rc; i++) {
		merge->sources[i] = (struct source){.list = all->run + i * each,
			.room = each,
			.left = all->runs[i],
			.next = at};
		merge->heap[i] = &merge->sources[i];
		at += (off_t)(all->runs[i] * sizeof *all->run);
		rc = refill(file, all->fd, merge->heap[i], err);
	}
	merge->n = all->n_runs;
	for (size_t i = merge->n / 2; i-- > 0;)
		sink(merge, i);
	return rc;
}

/* Takes the smallest one. */
static enum cips_rc take(struct cips_survey_file *file, int fd, struct merge *merge,
	struct cips_keyed *out, struct cips_err *err)
{
	struct source *source = merge->heap[0];
	enum cips_rc rc = CIPS_OK;
	*out = source->list[source->at++];
	if (source->at == source->n && source->left)
		rc = refill(file, fd, source, err);
	if (source->at == source->n)
		merge->heap[0] = merge->heap[--merge->n];
	if (!rc && merge->n)
		sink(merge, 0);
	return rc;
}

/* --- writing ---------------------------------------------------------------------------------- */

static enum cips_rc note_twice(const struct cips_survey_file *file, uint64_t key,
	struct cips_twice *twice, struct cips_err *err)
{
	if (!twice)
		return cips_err_set(
			err, CIPS_INTERNAL, "%s: two responses have one identity", file->sql.path);
	if (twice->n && twice->list[twice->n - 1] == cips_identity_of(key))
		return CIPS_OK;
	if (twice->n == twice->room) {
		twice->room = twice->room ? 2 * twice->room : FIRST_ROOM;
		twice->list = cips_realloc(twice->list, twice->room, sizeof *twice->list);
	}
	twice->list[twice->n++] = cips_identity_of(key);
	return CIPS_OK;
}

static enum cips_rc write_merged(struct cips_survey_file *file, int fd, struct merge *merge,
	struct cips_twice *twice, struct cips_err *err)
{
	struct cips_block_writer writer = {.n = 0};
	struct cips_keyed keyed, last = {0};
	enum cips_rc rc = CIPS_OK;
	for (bool any = false; merge->n && !rc; any = true, last = keyed) {
		rc = take(file, fd, merge, &keyed, err);
		if (rc)
			break;
		if (any && keyed.key == last.key)
			rc = note_twice(file, keyed.key, twice, err);
		else if (keyed.value && !(twice && twice->n))
			rc = cips_store_write_pair(&file->sql, &writer, &keyed, err);
	}
	return rc ? rc : cips_store_write_rest(&file->sql, &writer, err);
}

enum cips_rc cips_store_identities_write(struct cips_survey_file *file, struct cips_identities *all,
	struct cips_twice *twice, struct cips_err *err)
{
	struct merge merge = {0};
	enum cips_rc rc = CIPS_OK;
	if (!all->n_runs)
		start_single(all, &merge);
	else
		rc = spill(file, all, err);
	if (!rc && all->n_runs)
		rc = start_merge(file, all, &merge, err);
	if (!rc)
		rc = write_merged(file, all->fd, &merge, twice, err);
	free(merge.sources);
	free(merge.heap);
	if (!rc)
		cips_store_identities_release(all);
	return rc;
}
