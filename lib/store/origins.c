/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Origins: what many responses have in common (version, wave, language, mode, batches), kept once.
 * There are few of them, so all are in memory while a file is used.
 */
#include "store/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* No form that is accepted has so many bytes, or numbers, in a record. */
enum { LARGEST_SHAPE = 1 << 24 };

static struct cips_origin *append(struct cips_origins *origins)
{
	if (origins->n == origins->room) {
		origins->room = origins->room ? 2 * origins->room : 16;
		origins->list = cips_realloc(origins->list, origins->room, sizeof *origins->list);
	}
	struct cips_origin *origin = &origins->list[origins->n++];
	memset(origin, 0, sizeof *origin);
	return origin;
}

void cips_store_forget_origins(struct cips_survey_file *file)
{
	free(file->origins.list);
	file->origins = (struct cips_origins){0};
}

static void read_origin(struct cips_arena *arena, sqlite3_stmt *row, struct cips_origin *origin)
{
	origin->version = (long)sqlite3_column_int64(row, 1);
	origin->wave = (long)sqlite3_column_int64(row, 2);
	origin->language = cips_arena_strdup(arena, cips_store_column(row, 3));
	origin->mode = cips_arena_strdup(arena, cips_store_column(row, 4));
	origin->assisted = sqlite3_column_int(row, 5) != 0;
	origin->batches = (long)sqlite3_column_int64(row, 6);
	origin->responses = sqlite3_column_int64(row, 7);
	origin->record_size = (size_t)sqlite3_column_int64(row, 8);
	origin->n_numbers = (size_t)sqlite3_column_int64(row, 9);
}

enum cips_rc cips_store_load_origins(struct cips_survey_file *file, struct cips_err *err)
{
	/* Outside a transaction another process may have added some since. */
	if (file->origins.loaded && (file->changing || file->mode == CIPS_STORE_READ))
		return CIPS_OK;
	cips_store_forget_origins(file);
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_ORIGINS, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		if (sqlite3_column_int64(row, 0) != (int64_t)file->origins.n + 1) {
			sqlite3_reset(row);
			rc = cips_store_damaged(&file->sql, "an origin is missing", err);
			break;
		}
		struct cips_origin *origin = append(&file->origins);
		read_origin(&file->arena, row, origin);
		if (origin->record_size > LARGEST_SHAPE || origin->n_numbers > LARGEST_SHAPE) {
			sqlite3_reset(row);
			rc = cips_store_damaged(
				&file->sql, "an instrument has records of a wrong size", err);
		}
	}
	file->origins.loaded = !rc;
	if (rc)
		cips_store_forget_origins(file);
	return rc;
}

bool cips_store_same_origin(const struct cips_origin *a, const struct cips_origin *b)
{
	return a->version == b->version && a->wave == b->wave && a->batches == b->batches &&
		a->assisted == b->assisted && strcmp(a->language, b->language) == 0 &&
		strcmp(a->mode, b->mode) == 0;
}

static enum cips_rc add_row(struct cips_survey_file *file, const struct cips_origin *origin,
	long id, struct cips_err *err)
{
	return cips_store_run(&file->sql, CIPS_SQL_ORIGIN_ADD,
		CIPS_VALUES(cips_int(id), cips_int(origin->version), cips_int(origin->wave),
			cips_string(origin->language), cips_string(origin->mode),
			cips_int(origin->assisted), cips_int(origin->batches)),
		err);
}

static enum cips_rc make_origin(struct cips_survey_file *file, const struct cips_origin *wanted,
	long id, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	enum cips_rc rc = add_row(file, wanted, id, err);
	if (!rc)
		rc = cips_store_start(&file->sql, CIPS_SQL_VERSION_SHAPE,
			CIPS_VALUES(cips_int(wanted->version)), &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, &found, err);
	if (rc)
		return rc;
	assert(found); /* the foreign key saw to it */
	struct cips_origin *origin = append(&file->origins);
	*origin = *wanted;
	origin->language = cips_arena_strdup(&file->arena, wanted->language);
	origin->mode = cips_arena_strdup(&file->arena, wanted->mode);
	origin->responses = 0;
	origin->record_size = (size_t)sqlite3_column_int64(row, 0);
	origin->n_numbers = (size_t)sqlite3_column_int64(row, 1);
	sqlite3_reset(row);
	return CIPS_OK;
}

enum cips_rc cips_store_origin(struct cips_survey_file *file, const struct cips_origin *wanted,
	long *id, struct cips_err *err)
{
	enum cips_rc rc = cips_store_load_origins(file, err);
	if (rc)
		return rc;
	struct cips_origins *origins = &file->origins;
	size_t i = origins->last;
	if (i >= origins->n || !cips_store_same_origin(&origins->list[i], wanted))
		for (i = 0; i < origins->n && !cips_store_same_origin(&origins->list[i], wanted);)
			i++;
	if (i == origins->n)
		rc = make_origin(file, wanted, (long)i + 1, err);
	origins->last = i;
	*id = (long)i + 1;
	return rc;
}

void cips_store_origin_add(struct cips_survey_file *file, long id, int difference)
{
	struct cips_origin *origin = &file->origins.list[id - 1];
	origin->responses += difference;
	origin->changed = true;
}

enum cips_rc cips_store_write_origins(struct cips_survey_file *file, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < file->origins.n && !rc; i++) {
		struct cips_origin *origin = &file->origins.list[i];
		if (!origin->changed)
			continue;
		rc = cips_store_run(&file->sql, CIPS_SQL_ORIGIN_COUNT,
			CIPS_VALUES(cips_int(origin->responses), cips_int((int64_t)i + 1)), err);
		origin->changed = rc != CIPS_OK;
	}
	return rc;
}

enum cips_rc cips_store_replace_origins(struct cips_survey_file *file,
	const struct cips_origin *list, size_t n, struct cips_err *err)
{
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_ORIGINS_DROP, CIPS_NO_VALUES, err);
	for (size_t i = 0; i < n && !rc; i++) {
		long id = (long)i + 1;
		rc = add_row(file, &list[i], id, err);
		if (!rc)
			rc = cips_store_run(&file->sql, CIPS_SQL_ORIGIN_COUNT,
				CIPS_VALUES(cips_int(list[i].responses), cips_int(id)), err);
	}
	cips_store_forget_origins(file);
	return rc;
}
