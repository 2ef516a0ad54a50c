/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets of weights. A weight belongs to the row of a response, whose number may be given again once
 * a response is gone: whoever reads a set compares its bases with what he finds.
 */
#include "store/internal.h"

#include <assert.h>
#include <math.h>

enum { FORMAT_WITH_WEIGHTS = 4 };

/* A file of a format before has no such tables, and nothing in them. */
static bool has_tables(const struct cips_survey_file *file)
{
	return file->sql.format >= FORMAT_WITH_WEIGHTS;
}

enum cips_rc cips_store_weight_sets(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_weight_set **list, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*list = NULL;
	*n = 0;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc =
		cips_store_start(&file->sql, CIPS_SQL_WEIGHT_SETS, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		*list = cips_arena_grow(arena, *list, *n, &room, sizeof **list);
		(*list)[(*n)++] = (struct cips_weight_set){
			.id = (long)sqlite3_column_int64(row, 0),
			.code = cips_arena_strdup(arena, cips_store_column(row, 1)),
			.wave = (long)sqlite3_column_int64(row, 2),
			.wave_code = cips_arena_strdup(arena, cips_store_column(row, 3)),
			.name = cips_arena_strdup(arena, cips_store_column(row, 4)),
			.method = cips_arena_strdup(arena, cips_store_column(row, 5)),
			.variables = cips_arena_strdup(arena, cips_store_column(row, 6)),
		};
	}
	return rc;
}

/* FNV-1a: byte by byte, so that the order of bytes in a machine's numbers does not count. */
static uint64_t hash_byte(uint64_t hash, uint8_t byte)
{
	return (hash ^ byte) * UINT64_C(0x100000001b3);
}

uint64_t cips_store_hash(uint64_t before, const struct cips_stored *response)
{
	uint64_t hash = before ^ UINT64_C(0xcbf29ce484222325);
	for (int shift = 0; shift < 64; shift += 8)
		hash = hash_byte(hash, (uint8_t)((uint64_t)response->row >> shift));
	for (size_t i = 0; i < response->record_size; i++)
		hash = hash_byte(hash, response->record[i]);
	return hash;
}

/* --- writing -------------------------------------------------------------------------------- */

static enum cips_rc drop(struct cips_survey_file *file, int64_t id, struct cips_err *err)
{
	static const enum cips_statement statements[] = {
		CIPS_SQL_WEIGHTS_DROP, CIPS_SQL_WEIGHT_BASES_DROP, CIPS_SQL_WEIGHT_SET_DROP};
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < sizeof statements / sizeof *statements && !rc; i++)
		rc = cips_store_run(&file->sql, statements[i], CIPS_VALUES(cips_int(id)), err);
	return rc;
}

static enum cips_rc add_set(struct cips_survey_file *file, const struct cips_weight_set *set,
	int64_t *id, bool *replaced, struct cips_err *err)
{
	bool found;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_WEIGHT_SET_FIND,
		CIPS_VALUES(cips_string(set->code), cips_int(set->wave), cips_string(set->name)),
		id, &found, err);
	if (!rc && found)
		rc = drop(file, *id, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_WEIGHT_SET_ADD,
			CIPS_VALUES(cips_string(set->code), cips_int(set->wave),
				cips_string(set->name), cips_string(set->method),
				cips_string(set->variables)),
			err);
	*id = sqlite3_last_insert_rowid(file->sql.db);
	if (replaced)
		*replaced = !rc && found;
	return rc;
}

static enum cips_rc add_weights(struct cips_survey_file *file, int64_t set, const int64_t *rows,
	const double *weights, size_t n, struct cips_err *err)
{
	struct cips_sql_value values[3 * CIPS_STORE_TOGETHER];
	for (size_t i = 0; i < n; i++) {
		assert(weights[i] >= 0 && isfinite(weights[i]));
		values[3 * i] = cips_int(set);
		values[3 * i + 1] = cips_int(rows[i]);
		values[3 * i + 2] = cips_real(weights[i]);
	}
	return cips_store_run(
		&file->sql, n > 1 ? CIPS_SQL_WEIGHTS_ADD : CIPS_SQL_WEIGHT_ADD, values, 3 * n, err);
}

enum cips_rc cips_store_put_weights(struct cips_survey_file *file,
	const struct cips_weight_set *set, const struct cips_weight_base *bases, size_t n_bases,
	const int64_t *rows, const double *weights, size_t n, bool *replaced, struct cips_err *err)
{
	assert(file->changing);
	int64_t id;
	enum cips_rc rc = add_set(file, set, &id, replaced, err);
	for (size_t i = 0; i < n_bases && !rc; i++)
		rc = cips_store_run(&file->sql, CIPS_SQL_WEIGHT_BASE_ADD,
			CIPS_VALUES(cips_int(id), cips_int(bases[i].version),
				cips_int((int64_t)bases[i].responses),
				cips_int((int64_t)bases[i].hash)),
			err);
	for (size_t i = 0, together; i < n && !rc; i += together) {
		together = n - i >= CIPS_STORE_TOGETHER ? CIPS_STORE_TOGETHER : 1;
		rc = add_weights(file, id, rows + i, weights + i, together, err);
	}
	return rc;
}

/* --- reading -------------------------------------------------------------------------------- */

enum cips_rc cips_store_weight_bases(struct cips_survey_file *file, long set,
	struct cips_arena *arena, struct cips_weight_base **list, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*list = NULL;
	*n = 0;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_WEIGHT_BASES, CIPS_VALUES(cips_int(set)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		*list = cips_arena_grow(arena, *list, *n, &room, sizeof **list);
		(*list)[(*n)++] = (struct cips_weight_base){
			.version = (long)sqlite3_column_int64(row, 0),
			.responses = (size_t)sqlite3_column_int64(row, 1),
			.hash = (uint64_t)sqlite3_column_int64(row, 2),
		};
	}
	return rc;
}

enum cips_rc cips_store_each_weight(struct cips_survey_file *file, long set,
	void (*each)(void *context, int64_t row, double weight), void *context,
	struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_WEIGHTS, CIPS_VALUES(cips_int(set)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		double weight = sqlite3_column_double(row, 1);
		if (!(weight >= 0 && isfinite(weight))) {
			sqlite3_reset(row);
			return cips_store_damaged(&file->sql, "a weight is no weight", err);
		}
		each(context, sqlite3_column_int64(row, 0), weight);
	}
	return rc;
}
