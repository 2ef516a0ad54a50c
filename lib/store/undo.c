/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking a batch out of the file.
 *
 * A response knows its batches by its origin, so that it is decided for each origin what becomes of
 * its responses. Origins are numbered 1, 2, 3, ...: those that are left close up, two that are alike
 * now become one, and the responses follow. What the batch replaced is put back before.
 */
#include "store/identity_blocks.h"

#include <assert.h>
#include <stdlib.h>

/* A response that goes (to 0) or gets another origin. */
struct step {
	int64_t row;
	long to;
};

struct undoing {
	struct cips_survey_file *file;
	long batch;
	struct cips_undone *undone;
	long *to;		  /* by origin - 1: its new number, 0: its responses go */
	struct cips_origin *list; /* the new ones */
	size_t n;
	struct step *steps; /* by row */
	size_t n_steps, steps_room;
	struct cips_arena arena;
};

/* --- what becomes of each origin ------------------------------------------------------------ */

/* The number that an origin has among the new ones. */
static long place(struct undoing *undoing, const struct cips_origin *origin)
{
	for (size_t i = 0; i < undoing->n; i++)
		if (cips_store_same_origin(&undoing->list[i], origin)) {
			undoing->list[i].responses += origin->responses;
			return (long)i + 1;
		}
	undoing->list[undoing->n++] = *origin;
	return (long)undoing->n;
}

static enum cips_rc decide(
	struct undoing *undoing, const struct cips_origin *origin, long *to, struct cips_err *err)
{
	struct cips_origin after = *origin;
	int64_t one;
	bool ours;
	*to = 0;
	if (!origin->responses)
		return CIPS_OK;
	enum cips_rc rc = cips_store_value(&undoing->file->sql, CIPS_SQL_BATCH_SET_HAS,
		CIPS_VALUES(cips_int(origin->batches), cips_int(undoing->batch)), &one, &ours, err);
	if (!rc && ours)
		rc = cips_store_batch_rest(
			undoing->file, origin->batches, undoing->batch, &after.batches, err);
	if (rc)
		return rc;
	if (after.batches)
		*to = place(undoing, &after);
	if (ours && after.batches)
		undoing->undone->left += (size_t)origin->responses;
	return CIPS_OK;
}

static enum cips_rc decide_all(struct undoing *undoing, struct cips_err *err)
{
	enum cips_rc rc = cips_store_load_origins(undoing->file, err);
	const struct cips_origins *origins = &undoing->file->origins;
	if (rc)
		return rc;
	undoing->to = cips_arena_alloc(&undoing->arena, origins->n + 1, sizeof *undoing->to);
	undoing->list = cips_arena_alloc(&undoing->arena, origins->n + 1, sizeof *undoing->list);
	for (size_t i = 0; i < origins->n && !rc; i++)
		rc = decide(undoing, &origins->list[i], &undoing->to[i], err);
	return rc;
}

/* --- which responses that means ------------------------------------------------------------- */

static void add_step(struct undoing *undoing, int64_t row, long to)
{
	if (undoing->n_steps == undoing->steps_room) {
		undoing->steps_room = undoing->steps_room ? 2 * undoing->steps_room : 1024;
		undoing->steps =
			cips_realloc(undoing->steps, undoing->steps_room, sizeof *undoing->steps);
	}
	undoing->steps[undoing->n_steps++] = (struct step){row, to};
	undoing->undone->gone += !to;
}

static enum cips_rc find_responses(struct undoing *undoing, struct cips_err *err)
{
	struct cips_sql *sql = &undoing->file->sql;
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(sql, CIPS_SQL_RESPONSE_ORIGINS, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(sql, row, &more, err);
		if (rc || !more)
			break;
		int64_t origin = sqlite3_column_int64(row, 1);
		if (origin < 1 || origin > (int64_t)undoing->file->origins.n) {
			sqlite3_reset(row);
			return cips_store_damaged(sql, "a response has no origin", err);
		}
		long to = undoing->to[origin - 1];
		if (to != origin)
			add_step(undoing, sqlite3_column_int64(row, 0), to);
	}
	return rc;
}

static int by_row(const void *key, const void *element)
{
	int64_t row = *(const int64_t *)key, other = ((const struct step *)element)->row;
	return (row > other) - (row < other);
}

static bool goes(const struct undoing *undoing, int64_t row)
{
	if (!undoing->n_steps)
		return false;
	const struct step *step =
		bsearch(&row, undoing->steps, undoing->n_steps, sizeof *undoing->steps, by_row);
	return step && !step->to;
}

/* --- doing it ------------------------------------------------------------------------------- */

/* Takes the identities of the responses that go out of a block. */
static enum cips_rc thin_out(struct undoing *undoing, const struct cips_identity_block *block,
	size_t *gone, struct cips_err *err)
{
	struct cips_keyed stay[CIPS_BLOCK_PAIRS];
	size_t n = 0;
	for (size_t i = 0; i < block->n; i++)
		if (!goes(undoing, block->pairs[i].value))
			stay[n++] = block->pairs[i];
	*gone += block->n - n;
	return n == block->n ? CIPS_OK
			     : cips_store_replace_block(&undoing->file->sql, block, stay, n, err);
}

/* The index leads from identities to responses only: all of it is looked through. */
static enum cips_rc take_identities(struct undoing *undoing, struct cips_err *err)
{
	struct cips_sql *sql = &undoing->file->sql;
	struct cips_identity_block block;
	size_t gone = 0;
	bool found;
	enum cips_rc rc = cips_store_next_block(sql, NULL, &block, &found, err);
	while (!rc && found) {
		rc = thin_out(undoing, &block, &gone, err);
		if (!rc)
			rc = cips_store_next_block(sql, &block, &block, &found, err);
	}
	if (!rc && gone != undoing->undone->gone)
		rc = cips_store_damaged(sql, "a response has no identity", err);
	return rc;
}

/*
 * The one place where responses leave the file. Whatever is kept by the row of a response must go
 * with it here, because the number of a row can be given again.
 */
static enum cips_rc take_out(struct undoing *undoing, struct cips_err *err)
{
	struct cips_sql *sql = &undoing->file->sql;
	enum cips_rc rc = take_identities(undoing, err);
	for (size_t i = 0; i < undoing->n_steps && !rc; i++)
		if (!undoing->steps[i].to)
			rc = cips_store_run(sql, CIPS_SQL_RESPONSE_DROP,
				CIPS_VALUES(cips_int(undoing->steps[i].row)), err);
	return rc ? rc : cips_store_run(sql, CIPS_SQL_WEIGHTS_TIDY, CIPS_NO_VALUES, err);
}

static enum cips_rc renumber(struct undoing *undoing, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < undoing->n_steps && !rc; i++)
		if (undoing->steps[i].to)
			rc = cips_store_run(&undoing->file->sql, CIPS_SQL_RESPONSE_SET_ORIGIN,
				CIPS_VALUES(cips_int(undoing->steps[i].to),
					cips_int(undoing->steps[i].row)),
				err);
	return rc ? rc : cips_store_replace_origins(undoing->file, undoing->list, undoing->n, err);
}

/* The waves of the batch that nothing refers to any more. */
static enum cips_rc tidy_waves(
	struct undoing *undoing, const long *waves, size_t n, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < n && !rc; i++)
		rc = cips_store_run(&undoing->file->sql, CIPS_SQL_WAVE_TIDY,
			CIPS_VALUES(cips_int(waves[i])), err);
	return rc;
}

static enum cips_rc drop_batch(struct undoing *undoing, struct cips_err *err)
{
	static const enum cips_statement of_batch[] = {
		CIPS_SQL_BATCH_TEXTS_DROP, CIPS_SQL_BATCH_PENDING_DROP, CIPS_SQL_READING_DROP};
	static const enum cips_statement of_sets[] = {
		CIPS_SQL_BATCH_SET_MEMBERS_TIDY, CIPS_SQL_BATCH_SETS_TIDY};
	struct cips_sql *sql = &undoing->file->sql;
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < sizeof of_batch / sizeof *of_batch && !rc; i++)
		rc = cips_store_run(sql, of_batch[i], CIPS_VALUES(cips_int(undoing->batch)), err);
	for (size_t i = 0; i < sizeof of_sets / sizeof *of_sets && !rc; i++)
		rc = cips_store_run(sql, of_sets[i], CIPS_NO_VALUES, err);
	undoing->file->step.to = 0;
	return rc ? rc
		  : cips_store_run(
			    sql, CIPS_SQL_BATCH_DROP, CIPS_VALUES(cips_int(undoing->batch)), err);
}

/* Their sums are reckoned anew, and must not make good what was wrong before. */
static enum cips_rc check_sums(struct cips_survey_file *file, struct cips_err *err)
{
	static const enum cips_summed followed[] = {
		CIPS_SUMMED_RESPONSE, CIPS_SUMMED_IDENTITY_BLOCK};
	enum cips_sum_state state = CIPS_SUM_GOOD;
	const char *name;
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < 2 && !rc && state != CIPS_SUM_WRONG; i++) {
		rc = cips_store_check_sum(&file->sql, followed[i], &state, &name, err);
		cips_store_sum_again(&file->sql, followed[i]);
	}
	return rc || state != CIPS_SUM_WRONG
		? rc
		: cips_store_damaged(&file->sql, "its responses are not as they were written", err);
}

static enum cips_rc undo(struct undoing *undoing, struct cips_err *err)
{
	struct cips_batch_kept *list, *kept = NULL;
	size_t n;
	enum cips_rc rc = cips_store_batches(undoing->file, &undoing->arena, &list, &n, err);
	for (size_t i = 0; i < n && !rc; i++)
		if (list[i].batch.id == undoing->batch)
			kept = &list[i];
	if (rc)
		return rc;
	assert(kept && !kept->opening);
	rc = check_sums(undoing->file, err);
	if (rc)
		return rc;
	undoing->undone->texts = kept->texts;
	undoing->undone->pending = kept->pending;
	rc = cips_store_put_back(undoing->file, undoing->batch, &undoing->undone->put_back, err);
	if (!rc)
		rc = decide_all(undoing, err);
	if (!rc)
		rc = find_responses(undoing, err);
	if (!rc)
		rc = take_out(undoing, err);
	if (!rc)
		rc = renumber(undoing, err);
	if (!rc)
		rc = drop_batch(undoing, err);
	return rc ? rc : tidy_waves(undoing, kept->waves, kept->n_waves, err);
}

enum cips_rc cips_store_undo_batch(
	struct cips_survey_file *file, long batch, struct cips_undone *undone, struct cips_err *err)
{
	struct undoing undoing = {.file = file, .batch = batch, .undone = undone};
	assert(file->changing);
	*undone = (struct cips_undone){0};
	enum cips_rc rc = cips_store_flush(file, true, err);
	if (!rc)
		rc = undo(&undoing, err);
	free(undoing.steps);
	cips_arena_release(&undoing.arena);
	return rc;
}
