/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Responses out: one by its identity, or all of them one after the other.
 *
 * Most of the time of a large table is SQLite's, which decodes one row at a time. A file that is open
 * for reading alone is therefore read by several threads, each with a connection of its own; while the
 * first of them has its lock nobody can commit a change, so all see the same file. They take stretches
 * of rows by turns, and hand them out in their order, one after the other: who gets the responses
 * notices nothing of it.
 */
#include "store/identity_blocks.h"
#include "store/internal.h"

#include "base/err.h"
#include "base/parallel.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_BYTE = 190 }; /* in a record */

/* --- a response ----------------------------------------------------------------------------- */

/* The columns of RESPONSES and RESPONSE_FIND; RESPONSE_ANSWERS has the first of them. */
enum { ORIGIN, WEIGHT, SECONDS, RECORD, ROW, NUMBERS };

static bool good_record(const uint8_t *record, size_t n)
{
	uint8_t bad = 0;
	for (size_t i = 0; i < n; i++)
		bad |= record[i] > LARGEST_BYTE;
	return !bad;
}

/* SQLite keeps infinity; an import brings none, and nothing below 0. */
static bool good_amount(double amount)
{
	return isnan(amount) || (amount >= 0 && isfinite(amount));
}

static double real_or_nan(sqlite3_stmt *row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN
							       : sqlite3_column_double(row, column);
}

/* The numbers of the row in file->numbers, NaN where there is none. */
static bool read_numbers(struct cips_survey_file *file, sqlite3_stmt *row, size_t n)
{
	if (file->numbers_room < n) {
		file->numbers = cips_realloc(file->numbers, n, sizeof *file->numbers);
		file->numbers_room = n;
	}
	const char *text = (const char *)sqlite3_column_text(row, NUMBERS);
	if (text)
		return n > 0 && cips_store_unpack_numbers(text, file->numbers, n);
	for (size_t i = 0; i < n; i++)
		file->numbers[i] = NAN;
	return true;
}

/* The origin of a row, NULL when it is damaged. */
static const struct cips_origin *origin_of(struct cips_survey_file *file, sqlite3_stmt *row)
{
	int64_t id = sqlite3_column_int64(row, ORIGIN);
	return id < 1 || id > (int64_t)file->origins.n ? NULL : &file->origins.list[id - 1];
}

/* What RESPONSE_ANSWERS has. */
static enum cips_rc read_answers(struct cips_survey_file *file, sqlite3_stmt *row,
	const struct cips_origin *origin, struct cips_stored *out, struct cips_err *err)
{
	*out = (struct cips_stored){
		.version = origin->version,
		.wave = origin->wave,
		.language = origin->language,
		.mode = origin->mode,
		.assisted = origin->assisted,
		.origin = (long)(origin - file->origins.list) + 1,
		.weight = real_or_nan(row, WEIGHT),
		.seconds = real_or_nan(row, SECONDS),
		.record = sqlite3_column_blob(row, RECORD),
		.record_size = (size_t)sqlite3_column_bytes(row, RECORD),
	};
	if (out->record_size != origin->record_size)
		return cips_store_damaged(&file->sql, "a response has a wrong record", err);
	if (!good_amount(out->weight) || !good_amount(out->seconds))
		return cips_store_damaged(&file->sql, "a response has a wrong weight", err);
	return CIPS_OK;
}

/* Everything is checked that a reader relies on, so that no file makes it read beyond an array. */
static enum cips_rc read_response(struct cips_survey_file *file, sqlite3_stmt *row,
	const struct cips_origin *origin, struct cips_stored *out, struct cips_err *err)
{
	enum cips_rc rc = read_answers(file, row, origin, out, err);
	if (rc)
		return rc;
	if (!good_record(out->record, out->record_size))
		return cips_store_damaged(&file->sql, "a response has a wrong record", err);
	if (!read_numbers(file, row, origin->n_numbers))
		return cips_store_damaged(&file->sql, "a response has wrong numbers", err);
	out->row = sqlite3_column_int64(row, ROW);
	out->numbers = file->numbers;
	out->n_numbers = origin->n_numbers;
	return CIPS_OK;
}

/* Copies what would go with the row of the statement. */
static void keep_record(struct cips_survey_file *file, struct cips_stored *out)
{
	file->record = cips_realloc(file->record, out->record_size, 1);
	memcpy(file->record, out->record, out->record_size);
	out->record = file->record;
}

static enum cips_rc is_in_batch(struct cips_survey_file *file, const struct cips_origin *origin,
	long batch, bool *in_batch, struct cips_err *err)
{
	int64_t one;
	return cips_store_value(&file->sql, CIPS_SQL_BATCH_SET_HAS,
		CIPS_VALUES(cips_int(origin->batches), cips_int(batch)), &one, in_batch, err);
}

enum cips_rc cips_store_find_response(struct cips_survey_file *file, int64_t identity, long batch,
	struct cips_stored *out, bool *found, bool *in_batch, struct cips_err *err)
{
	sqlite3_stmt *row;
	int64_t number = 0;
	*found = *in_batch = false;
	enum cips_rc rc = cips_store_load_origins(file, err);
	if (!rc)
		rc = cips_store_find_identity(&file->sql, identity, &number, found, err);
	if (rc || !*found)
		return rc;
	rc = cips_store_start(
		&file->sql, CIPS_SQL_RESPONSE_FIND, CIPS_VALUES(cips_int(number)), &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, found, err);
	if (rc || !*found)
		return rc;
	const struct cips_origin *origin = origin_of(file, row);
	if (!origin)
		rc = cips_store_damaged(&file->sql, "a response has no origin", err);
	else
		rc = read_response(file, row, origin, out, err);
	if (!rc) {
		out->identity = identity;
		keep_record(file, out);
	}
	sqlite3_reset(row);
	return rc ? rc : is_in_batch(file, origin, batch, in_batch, err);
}

enum cips_rc cips_store_count(
	struct cips_survey_file *file, long version, long wave, size_t *n, struct cips_err *err)
{
	*n = 0;
	enum cips_rc rc = cips_store_load_origins(file, err);
	for (size_t i = 0; i < file->origins.n && !rc; i++) {
		const struct cips_origin *origin = &file->origins.list[i];
		if ((!version || origin->version == version) && (!wave || origin->wave == wave))
			*n += (size_t)origin->responses;
	}
	return rc;
}

/* --- all of them ---------------------------------------------------------------------------- */

/* Which responses are read, how, and for whom. */
struct walk {
	struct cips_survey_file *file;
	enum cips_statement statement;
	enum cips_rc (*read)(struct cips_survey_file *file, sqlite3_stmt *row,
		const struct cips_origin *origin, struct cips_stored *out, struct cips_err *err);
	long version;
	long wave;
	void (*each)(void *context, const struct cips_stored *response);
	void *context;
};

/* Reads a row, if it is one of those that are wanted. */
static enum cips_rc read_row(const struct walk *walk, sqlite3_stmt *row, struct cips_stored *out,
	bool *wanted, struct cips_err *err)
{
	const struct cips_origin *origin = origin_of(walk->file, row);
	if (!origin)
		return cips_store_damaged(&walk->file->sql, "a response has no origin", err);
	*wanted = origin->version == walk->version && (!walk->wave || origin->wave == walk->wave);
	return *wanted ? walk->read(walk->file, row, origin, out, err) : CIPS_OK;
}

static enum cips_rc each_row(const struct walk *walk, struct cips_err *err)
{
	struct cips_sql *sql = &walk->file->sql;
	sqlite3_stmt *row = NULL;
	bool more = true;
	enum cips_rc rc = cips_store_start(sql, walk->statement, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		struct cips_stored response;
		bool wanted;
		rc = cips_store_next(sql, row, &more, err);
		if (rc || !more)
			break;
		rc = read_row(walk, row, &response, &wanted, err);
		if (!rc && wanted)
			walk->each(walk->context, &response);
	}
	if (row)
		sqlite3_reset(row);
	return rc;
}

/* Before anything is read: what was added is there, and the origins are known. */
static enum cips_rc prepare(struct cips_survey_file *file, struct cips_err *err)
{
	enum cips_rc rc = file->changing ? cips_store_flush(file, false, err) : CIPS_OK;
	return rc ? rc : cips_store_load_origins(file, err);
}

enum cips_rc cips_store_each(struct cips_survey_file *file, long version, long wave,
	void (*each)(void *context, const struct cips_stored *response), void *context,
	struct cips_err *err)
{
	const struct walk walk = {
		file, CIPS_SQL_RESPONSES, read_response, version, wave, each, context};
	enum cips_rc rc = prepare(file, err);
	return rc ? rc : each_row(&walk, err);
}

/* --- the answers of all, on several threads ------------------------------------------------- */

/* Rows of a stretch, and how few responses one thread reads sooner than two. */
enum { STRETCH = 1024, FEW = 16 * STRETCH };

struct sharing {
	const struct walk *walk;
	struct cips_err *err;
	int64_t last; /* row */
	pthread_mutex_t mutex;
	pthread_cond_t turns;
	/* under the mutex: */
	int64_t next; /* the first row that nobody has taken */
	int64_t turn; /* the first row that was not handed out */
	enum cips_rc rc;
};

/* A thread's own: its connection and the responses of a stretch. */
struct sharer {
	struct cips_sql *sql;
	struct cips_stored list[STRETCH];
	size_t n;
	uint8_t *records;
	size_t room;
};

/* Takes the next stretch; false: there is none, or none is needed. */
static bool take_stretch(struct sharing *sharing, int64_t *first)
{
	pthread_mutex_lock(&sharing->mutex);
	*first = sharing->next;
	bool taken = !sharing->rc && sharing->next <= sharing->last;
	if (taken)
		sharing->next += STRETCH;
	pthread_mutex_unlock(&sharing->mutex);
	return taken;
}

/* Keeps a response, whose record would go with the row of the statement. */
static void keep_answers(struct sharer *sharer, const struct cips_stored *response)
{
	size_t size = response->record_size;
	if (sharer->room < STRETCH * size) {
		assert(!sharer->n); /* the records of a version are of one size */
		sharer->room = STRETCH * size;
		sharer->records = cips_realloc(sharer->records, STRETCH, size);
	}
	uint8_t *record = sharer->records + sharer->n * size;
	memcpy(record, response->record, size);
	sharer->list[sharer->n] = *response;
	sharer->list[sharer->n++].record = record;
}

static enum cips_rc read_stretch(
	const struct sharing *sharing, struct sharer *sharer, int64_t first, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	sharer->n = 0;
	enum cips_rc rc = cips_store_start(sharer->sql, CIPS_SQL_RESPONSE_STRETCH,
		CIPS_VALUES(cips_int(first), cips_int(first + STRETCH - 1)), &row, err);
	if (rc)
		return rc;
	while (!rc && more) {
		struct cips_stored response;
		bool wanted;
		rc = cips_store_next(sharer->sql, row, &more, err);
		if (rc || !more)
			break;
		rc = read_row(sharing->walk, row, &response, &wanted, err);
		if (!rc && wanted)
			keep_answers(sharer, &response);
	}
	sqlite3_reset(row);
	return rc;
}

/* Waits until all rows before the stretch are handed out, and hands it out. */
static void hand_out(struct sharing *sharing, const struct sharer *sharer, int64_t first,
	enum cips_rc rc, const struct cips_err *err)
{
	pthread_mutex_lock(&sharing->mutex);
	while (sharing->turn != first)
		pthread_cond_wait(&sharing->turns, &sharing->mutex);
	for (size_t i = 0; i < sharer->n && !sharing->rc; i++)
		sharing->walk->each(sharing->walk->context, &sharer->list[i]);
	if (rc && !sharing->rc) {
		sharing->rc = rc;
		if (sharing->err)
			*sharing->err = *err;
	}
	sharing->turn += STRETCH;
	pthread_cond_broadcast(&sharing->turns);
	pthread_mutex_unlock(&sharing->mutex);
}

static void read_part(void *context, size_t part)
{
	struct sharing *sharing = context;
	struct cips_sql *own = &sharing->walk->file->sql, beside;
	struct sharer *sharer = cips_calloc(1, sizeof *sharer);
	sharer->sql = part == 0 ? own : &beside;
	bool connected = part == 0 || cips_store_connect_beside(own, &beside);
	int64_t first;
	while (connected && take_stretch(sharing, &first)) {
		struct cips_err err;
		enum cips_rc rc = read_stretch(sharing, sharer, first, &err);
		hand_out(sharing, sharer, first, rc, &err);
	}
	if (part > 0)
		cips_store_disconnect(&beside);
	free(sharer->records);
	free(sharer);
}

/* The rows from the first to the last, if it is worth sharing them: they are many, with few gaps. */
static enum cips_rc find_rows(struct cips_survey_file *file, int64_t *first, int64_t *last,
	bool *share, struct cips_err *err)
{
	size_t n = 0;
	enum cips_rc rc = cips_store_count(file, 0, 0, &n, err);
	*share = false;
	if (rc || file->mode != CIPS_STORE_READ || n < FEW)
		return rc;
	rc = cips_store_value(
		&file->sql, CIPS_SQL_RESPONSE_FIRST, CIPS_NO_VALUES, first, NULL, err);
	if (!rc)
		rc = cips_store_value(
			&file->sql, CIPS_SQL_RESPONSE_LAST, CIPS_NO_VALUES, last, NULL, err);
	*share = !rc && *first > 0 && *last / 2 < (int64_t)n;
	return rc;
}

enum cips_rc cips_store_each_answers(struct cips_survey_file *file, long version, long wave,
	void (*each)(void *context, const struct cips_stored *response), void *context,
	struct cips_err *err)
{
	const struct walk walk = {
		file, CIPS_SQL_RESPONSE_ANSWERS, read_answers, version, wave, each, context};
	int64_t first, last;
	bool share;
	enum cips_rc rc = prepare(file, err);
	if (!rc)
		rc = find_rows(file, &first, &last, &share, err);
	if (rc || !share)
		return rc ? rc : each_row(&walk, err);
	struct sharing sharing = {.walk = &walk,
		.err = err,
		.last = last,
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.turns = PTHREAD_COND_INITIALIZER,
		.next = first,
		.turn = first};
	cips_parallel(cips_parallel_parts(), read_part, &sharing);
	pthread_cond_destroy(&sharing.turns);
	pthread_mutex_destroy(&sharing.mutex);
	return sharing.rc;
}
