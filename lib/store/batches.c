/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waves, batches, and the sets of batches that responses point at.
 */
#include "store/internal.h"

#include <assert.h>
#include <stdio.h>

enum cips_rc cips_store_waves(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_wave **list, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*list = NULL;
	*n = 0;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_WAVES, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		*list = cips_arena_grow(arena, *list, *n, &room, sizeof **list);
		(*list)[(*n)++] = (struct cips_wave){.id = (long)sqlite3_column_int64(row, 0),
			.code = cips_arena_strdup(arena, cips_store_column(row, 1))};
	}
	return rc;
}

enum cips_rc cips_store_wave(
	struct cips_survey_file *file, const char *code, long *id, struct cips_err *err)
{
	int64_t value;
	bool found;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_WAVE_BY_CODE,
		CIPS_VALUES(cips_string(code)), &value, &found, err);
	if (!rc && !found) {
		assert(file->changing);
		rc = cips_store_run(
			&file->sql, CIPS_SQL_WAVE_ADD, CIPS_VALUES(cips_string(code)), err);
		value = sqlite3_last_insert_rowid(file->sql.db);
	}
	*id = (long)value;
	return rc;
}

static void take_batch(struct cips_arena *arena, sqlite3_stmt *row, struct cips_batch *batch)
{
	batch->id = (long)sqlite3_column_int64(row, 0);
	snprintf(batch->code, sizeof batch->code, "%s", cips_store_column(row, 1));
	batch->digest = cips_arena_strdup(arena, cips_store_column(row, 2));
	batch->version = (long)sqlite3_column_int64(row, 3);
}

static enum cips_rc read_batch(struct cips_survey_file *file, enum cips_statement which,
	const char *key, struct cips_batch *batch, bool *found, struct cips_err *err)
{
	sqlite3_stmt *row;
	*found = false;
	enum cips_rc rc =
		cips_store_start(&file->sql, which, CIPS_VALUES(cips_string(key)), &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, found, err);
	if (!*found)
		return rc;
	take_batch(&file->arena, row, batch);
	sqlite3_reset(row);
	return CIPS_OK;
}

enum cips_rc cips_store_batch_by_digest(struct cips_survey_file *file, const char *digest,
	struct cips_batch *batch, bool *found, struct cips_err *err)
{
	return read_batch(file, CIPS_SQL_BATCH_BY_DIGEST, digest, batch, found, err);
}

enum cips_rc cips_store_batch_by_code(struct cips_survey_file *file, const char *code,
	struct cips_batch *batch, bool *found, struct cips_err *err)
{
	return read_batch(file, CIPS_SQL_BATCH_BY_CODE, code, batch, found, err);
}

enum cips_rc cips_store_add_batch(struct cips_survey_file *file, const char *code,
	const char *digest, long version, long *id, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_BATCH_ADD,
		CIPS_VALUES(cips_string(code), cips_string(digest), cips_int(version)), err);
	*id = rc ? 0 : (long)sqlite3_last_insert_rowid(file->sql.db);
	return rc;
}

enum cips_rc cips_store_set_batch_digest(
	struct cips_survey_file *file, long batch, const char *digest, struct cips_err *err)
{
	assert(file->changing);
	return cips_store_run(&file->sql, CIPS_SQL_BATCH_SET_DIGEST,
		CIPS_VALUES(cips_string(digest), cips_int(batch)), err);
}

enum cips_rc cips_store_latest_batch(struct cips_survey_file *file, long *id, struct cips_err *err)
{
	int64_t value;
	enum cips_rc rc = cips_store_value(
		&file->sql, CIPS_SQL_BATCH_LATEST, CIPS_NO_VALUES, &value, NULL, err);
	*id = (long)value;
	return rc;
}

enum cips_rc cips_store_add_pending(
	struct cips_survey_file *file, long batch, long line, struct cips_err *err)
{
	assert(file->changing);
	return cips_store_run(&file->sql, CIPS_SQL_PENDING_ADD,
		CIPS_VALUES(cips_int(batch), cips_int(line)), err);
}

enum cips_rc cips_store_take_pending(
	struct cips_survey_file *file, long batch, long line, bool *taken, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_PENDING_TAKE,
		CIPS_VALUES(cips_int(batch), cips_int(line)), err);
	*taken = !rc && sqlite3_changes(file->sql.db) > 0;
	return rc;
}

enum cips_rc cips_store_add_reading(struct cips_survey_file *file, long batch,
	const struct cips_batch_reading *reading, struct cips_err *err)
{
	assert(file->changing);
	const char decimal[] = {reading->decimal, '\0'};
	return cips_store_run(&file->sql, CIPS_SQL_READING_ADD,
		CIPS_VALUES(cips_int(batch), cips_string(decimal), cips_string(reading->map)), err);
}

enum cips_rc cips_store_reading(struct cips_survey_file *file, long batch, struct cips_arena *arena,
	struct cips_batch_reading *reading, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	*reading = (struct cips_batch_reading){.decimal = '.', .map = ""};
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_READING, CIPS_VALUES(cips_int(batch)), &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, &found, err);
	if (!found)
		return rc;
	reading->decimal = *cips_store_column(row, 0) == ',' ? ',' : '.';
	reading->map = cips_arena_strdup(arena, cips_store_column(row, 1));
	sqlite3_reset(row);
	return CIPS_OK;
}

/*
 * The set with these members, made when it is new: `fill` copies them from the set `from`, with or
 * without `batch`.
 */
static enum cips_rc intern_set(struct cips_survey_file *file, const char *members,
	enum cips_statement fill, long from, long batch, int64_t *to, struct cips_err *err)
{
	bool found;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_BATCH_SET_FIND,
		CIPS_VALUES(cips_string(members)), to, &found, err);
	if (rc || found)
		return rc;
	rc = cips_store_run(
		&file->sql, CIPS_SQL_BATCH_SET_ADD, CIPS_VALUES(cips_string(members)), err);
	if (rc)
		return rc;
	*to = sqlite3_last_insert_rowid(file->sql.db);
	return cips_store_run(
		&file->sql, fill, CIPS_VALUES(cips_int(*to), cips_int(from), cips_int(batch)), err);
}

/* The set whose members the statement `list` names; 0 when it names none. */
static enum cips_rc derive_set(struct cips_survey_file *file, enum cips_statement list,
	enum cips_statement fill, long from, long batch, long *to, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	int64_t id = 0;
	enum cips_rc rc = cips_store_start(
		&file->sql, list, CIPS_VALUES(cips_int(from), cips_int(batch)), &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, &found, err);
	if (!rc && *cips_store_column(row, 0))
		rc = intern_set(file, cips_store_column(row, 0), fill, from, batch, &id, err);
	if (found)
		sqlite3_reset(row);
	*to = (long)id;
	return rc;
}

enum cips_rc cips_store_batch_set(
	struct cips_survey_file *file, long from, long batch, long *to, struct cips_err *err)
{
	const struct cips_batch_step *step = &file->step;
	*to = step->to;
	if (step->to && step->from == from && step->batch == batch)
		return CIPS_OK;
	enum cips_rc rc = derive_set(
		file, CIPS_SQL_BATCH_SET_MEMBERS, CIPS_SQL_BATCH_SET_FILL, from, batch, to, err);
	if (!rc)
		file->step = (struct cips_batch_step){.from = from, .batch = batch, .to = *to};
	return rc;
}

enum cips_rc cips_store_batch_rest(
	struct cips_survey_file *file, long from, long batch, long *to, struct cips_err *err)
{
	return derive_set(
		file, CIPS_SQL_BATCH_SET_REST, CIPS_SQL_BATCH_SET_FILL_REST, from, batch, to, err);
}

/* --- what the file holds of each ------------------------------------------------------------- */

static enum cips_rc read_responses(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_batch_kept *kept, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_BATCH_RESPONSES,
		CIPS_VALUES(cips_int(kept->batch.id)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		kept->waves = cips_arena_grow(
			arena, kept->waves, kept->n_waves, &room, sizeof *kept->waves);
		kept->waves[kept->n_waves++] = (long)sqlite3_column_int64(row, 0);
		kept->responses += (size_t)sqlite3_column_int64(row, 1);
		kept->alone += (size_t)sqlite3_column_int64(row, 2);
	}
	return rc;
}

static enum cips_rc count_rows(struct cips_survey_file *file, enum cips_statement which, long batch,
	size_t *n, struct cips_err *err)
{
	int64_t value;
	enum cips_rc rc = cips_store_value(
		&file->sql, which, CIPS_VALUES(cips_int(batch)), &value, NULL, err);
	*n = (size_t)value;
	return rc;
}

static enum cips_rc read_kept(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_batch_kept *kept, struct cips_err *err)
{
	enum cips_rc rc = read_responses(file, arena, kept, err);
	if (!rc)
		rc = count_rows(file, CIPS_SQL_BATCH_PENDING, kept->batch.id, &kept->pending, err);
	if (!rc)
		rc = count_rows(file, CIPS_SQL_BATCH_TEXTS, kept->batch.id, &kept->texts, err);
	if (!rc && file->sql.format >= CIPS_FORMAT_WITH_SUMS)
		rc = count_rows(
			file, CIPS_SQL_REPLACED_COUNT, kept->batch.id, &kept->replaced, err);
	return rc ? rc : cips_store_is_opening(file, kept->batch.id, &kept->opening, err);
}

enum cips_rc cips_store_batches(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_batch_kept **list, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*list = NULL;
	*n = 0;
	enum cips_rc rc = file->changing ? cips_store_flush(file, false, err) : CIPS_OK;
	if (!rc)
		rc = cips_store_start(&file->sql, CIPS_SQL_BATCHES, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		*list = cips_arena_grow(arena, *list, *n, &room, sizeof **list);
		struct cips_batch *batch = &(*list)[(*n)++].batch;
		take_batch(arena, row, batch);
	}
	for (size_t i = 0; i < *n && !rc; i++)
		rc = read_kept(file, arena, &(*list)[i], err);
	return rc;
}
