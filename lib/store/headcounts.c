/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static enum cips_rc clear(
	struct cips_survey_file *file, const struct cips_headcount *like, struct cips_err *err)
{
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_HEADCOUNT_BREAKDOWNS_CLEAR,
		CIPS_VALUES(cips_string(like->wave), cips_string(like->instrument)), err);
	return rc
		? rc
		: cips_store_run(&file->sql, CIPS_SQL_HEADCOUNT_CLEAR,
			  CIPS_VALUES(cips_string(like->wave), cips_string(like->instrument)), err);
}

static bool same_subject(const struct cips_headcount *a, const struct cips_headcount *b)
{
	return strcmp(a->wave, b->wave) == 0 && strcmp(a->instrument, b->instrument) == 0;
}

/*
 * Rows of one wave and instrument mostly stand together, and clearing twice does no harm before
 * anything is added.
 */
static enum cips_rc clear_all(struct cips_survey_file *file, const struct cips_headcount *rows,
	size_t n, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < n && !rc; i++)
		if (i == 0 || !same_subject(&rows[i], &rows[i - 1]))
			rc = clear(file, &rows[i], err);
	return rc;
}

static enum cips_rc add(
	struct cips_survey_file *file, const struct cips_headcount *row, struct cips_err *err)
{
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_HEADCOUNT_ADD,
		CIPS_VALUES(cips_string(row->wave), cips_string(row->instrument),
			cips_int(row->unit), cips_real(row->headcount)),
		err);
	int64_t id = sqlite3_last_insert_rowid(file->sql.db);
	for (size_t i = 0; i < row->n && !rc; i++)
		rc = cips_store_run(&file->sql, CIPS_SQL_HEADCOUNT_BREAKDOWN_ADD,
			CIPS_VALUES(cips_int(id), cips_int((int64_t)i), cips_string(row->items[i]),
				cips_string(row->choices[i])),
			err);
	return rc;
}

enum cips_rc cips_store_set_headcounts(struct cips_survey_file *file,
	const struct cips_headcount *rows, size_t n, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = clear_all(file, rows, n, err);
	for (size_t i = 0; i < n && !rc; i++)
		rc = add(file, &rows[i], err);
	return rc;
}

static enum cips_rc read_breakdowns(struct cips_survey_file *file, int64_t id,
	struct cips_arena *arena, struct cips_headcount *out, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t items = 0, choices = 0;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_HEADCOUNT_BREAKDOWNS, CIPS_VALUES(cips_int(id)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		out->items = cips_arena_grow(arena, out->items, out->n, &items, sizeof *out->items);
		out->choices = cips_arena_grow(
			arena, out->choices, out->n, &choices, sizeof *out->choices);
		out->items[out->n] = cips_arena_strdup(arena, cips_store_column(row, 0));
		out->choices[out->n] = cips_arena_strdup(arena, cips_store_column(row, 1));
		out->n++;
	}
	return rc;
}

enum cips_rc cips_store_headcounts(struct cips_survey_file *file, const char *wave,
	const char *instrument, struct cips_arena *arena, struct cips_headcount **rows, size_t *n,
	struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*rows = NULL;
	*n = 0;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_HEADCOUNTS,
		CIPS_VALUES(cips_string(wave), cips_string(instrument)), &row, err);
	wave = cips_arena_strdup(arena, wave);
	instrument = cips_arena_strdup(arena, instrument);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		double headcount = sqlite3_column_double(row, 2);
		if (!(headcount >= 0 && isfinite(headcount))) {
			sqlite3_reset(row);
			return cips_store_damaged(&file->sql, "a headcount is no number", err);
		}
		*rows = cips_arena_grow(arena, *rows, *n, &room, sizeof **rows);
		(*rows)[*n] = (struct cips_headcount){.wave = wave,
			.instrument = instrument,
			.unit = (unsigned)sqlite3_column_int64(row, 1),
			.headcount = headcount};
		rc = read_breakdowns(
			file, sqlite3_column_int64(row, 0), arena, &(*rows)[(*n)++], err);
		if (rc)
			sqlite3_reset(row);
	}
	return rc;
}

enum cips_rc cips_store_headcount_wave(struct cips_survey_file *file, const char *instrument,
	struct cips_arena *arena, const char **wave, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	*wave = NULL;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_HEADCOUNT_NEWEST_WAVE,
		CIPS_VALUES(cips_string(instrument)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (!rc && more)
			*wave = cips_arena_strdup(arena, cips_store_column(row, 0));
	}
	return rc;
}

enum cips_rc cips_store_headcount_pairs(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_headcount_pair **list, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*list = NULL;
	*n = 0;
	enum cips_rc rc =
		cips_store_start(&file->sql, CIPS_SQL_HEADCOUNT_PAIRS, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		*list = cips_arena_grow(arena, *list, *n, &room, sizeof **list);
		(*list)[(*n)++] = (struct cips_headcount_pair){
			.wave = cips_arena_strdup(arena, cips_store_column(row, 0)),
			.instrument = cips_arena_strdup(arena, cips_store_column(row, 1))};
	}
	return rc;
}
