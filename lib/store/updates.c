/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Responses that take the place of others.
 *
 * What was replaced is kept with the batch that did it, so that undoing the batch puts it back. That
 * works from the latest batch backwards only: a batch before it may have brought what is replaced.
 */
#include "store/internal.h"

#include "base/buf.h"

#include <assert.h>
#include <math.h>

/* A row of `response`, but for its number. */
enum { ORIGIN, WEIGHT, SECONDS, RECORD, NUMBERS, VALUES };

/* Overwrites a response that has the origin `before`. */
static enum cips_rc overwrite(struct cips_survey_file *file, int64_t row, long before,
	const struct cips_origin *origin, struct cips_sql_value values[VALUES + 1],
	struct cips_err *err)
{
	long after;
	enum cips_rc rc = cips_store_origin(file, origin, &after, err);
	if (!rc)
		rc = cips_store_sum_response(&file->sql, row, -1, err);
	if (rc)
		return rc;
	values[ORIGIN] = cips_int(after);
	values[VALUES] = cips_int(row);
	cips_store_origin_add(file, before, -1);
	cips_store_origin_add(file, after, 1);
	rc = cips_store_run(&file->sql, CIPS_SQL_RESPONSE_REPLACE, values, VALUES + 1, err);
	return rc ? rc : cips_store_sum_response(&file->sql, row, 1, err);
}

static enum cips_rc origin_of(
	struct cips_survey_file *file, int64_t row, long *id, struct cips_err *err)
{
	int64_t value;
	enum cips_rc rc = cips_store_load_origins(file, err);
	if (!rc)
		rc = cips_store_value(&file->sql, CIPS_SQL_RESPONSE_ORIGIN,
			CIPS_VALUES(cips_int(row)), &value, NULL, err);
	if (!rc && (value < 1 || value > (int64_t)file->origins.n))
		rc = cips_store_damaged(&file->sql, "a response has no origin", err);
	*id = rc ? 0 : (long)value;
	return rc;
}

/* The numbers as their column has them; NULL where there are none. */
static const char *packed(const struct cips_stored *response, struct cips_buf *text)
{
	bool any = false;
	for (size_t i = 0; i < response->n_numbers; i++)
		any = any || !isnan(response->numbers[i]);
	if (any)
		cips_store_pack_numbers(response->numbers, response->n_numbers, text);
	return any ? cips_buf_text(text) : NULL;
}

enum cips_rc cips_store_replace_response(struct cips_survey_file *file, int64_t row,
	const struct cips_stored *response, struct cips_err *err)
{
	struct cips_buf numbers = {0};
	struct cips_sql_value values[VALUES + 1];
	long before;
	assert(file->changing);
	enum cips_rc rc = cips_store_write_origins(file, err);
	if (!rc)
		rc = origin_of(file, row, &before, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_REPLACED_KEEP,
			CIPS_VALUES(cips_int(response->batch), cips_int(row)), err);
	if (rc)
		return rc;
	struct cips_origin origin = file->origins.list[before - 1];
	rc = cips_store_batch_set(file, origin.batches, response->batch, &origin.batches, err);
	origin.version = response->version;
	origin.language = response->language;
	origin.mode = response->mode;
	origin.assisted = response->assisted;
	values[WEIGHT] = cips_real(response->weight);
	values[SECONDS] = cips_real(response->seconds);
	values[RECORD] = cips_blob(response->record, response->record_size);
	values[NUMBERS] = cips_string(packed(response, &numbers));
	if (!rc)
		rc = overwrite(file, row, before, &origin, values, err);
	cips_buf_release(&numbers);
	return rc;
}

enum cips_rc cips_store_has_text(struct cips_survey_file *file, int64_t row, const char *item,
	const char *text, bool *found, struct cips_err *err)
{
	int64_t one;
	return cips_store_value(&file->sql, CIPS_SQL_TEXT_OF_BATCHES,
		CIPS_VALUES(cips_int(row), cips_string(item), cips_string(text)), &one, found, err);
}

/* --- putting back --------------------------------------------------------------------------- */

static struct cips_sql_value real_of(sqlite3_stmt *row, int column)
{
	return cips_real(sqlite3_column_type(row, column) == SQLITE_NULL
			? NAN
			: sqlite3_column_double(row, column));
}

/* The batch stays with the response: undoing it takes it away. */
static enum cips_rc put_back(struct cips_survey_file *file, sqlite3_stmt *row, struct cips_err *err)
{
	struct cips_sql_value values[VALUES + 1];
	int64_t response = sqlite3_column_int64(row, 0);
	long before;
	enum cips_rc rc = origin_of(file, response, &before, err);
	if (rc)
		return rc;
	struct cips_origin origin = file->origins.list[before - 1];
	origin.version = (long)sqlite3_column_int64(row, 1);
	origin.language = cips_store_column(row, 2);
	origin.mode = cips_store_column(row, 3);
	origin.assisted = sqlite3_column_int(row, 4) != 0;
	values[WEIGHT] = real_of(row, 5);
	values[SECONDS] = real_of(row, 6);
	values[RECORD] =
		cips_blob(sqlite3_column_blob(row, 7), (size_t)sqlite3_column_bytes(row, 7));
	values[NUMBERS] = cips_string((const char *)sqlite3_column_text(row, 8));
	return overwrite(file, response, before, &origin, values, err);
}

enum cips_rc cips_store_put_back(
	struct cips_survey_file *file, long batch, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	*n = 0;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_REPLACED, CIPS_VALUES(cips_int(batch)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		rc = put_back(file, row, err);
		*n += !rc;
		if (rc)
			sqlite3_reset(row);
	}
	if (!rc)
		rc = cips_store_run(
			&file->sql, CIPS_SQL_REPLACED_DROP, CIPS_VALUES(cips_int(batch)), err);
	return rc;
}
