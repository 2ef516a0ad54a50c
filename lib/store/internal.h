/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this room share: the handle, and the way to run a statement of the catalogue.
 */
#ifndef CIPS_STORE_INTERNAL_H
#define CIPS_STORE_INTERNAL_H

#include "base/arena.h"
#include "store/survey_file.h"

#include <sqlite3.h>

enum cips_statement {
#define STATEMENT(name, sql) CIPS_SQL_##name,
#include "store/statements.def"
#undef STATEMENT
	CIPS_STATEMENTS,
};

/* "CIPS" in ASCII; in statements.def as a number. */
enum { CIPS_STORE_APPLICATION_ID = 0x43495053 };

/* Rows of RESPONSES_ADD and IDENTITIES_ADD. */
enum { CIPS_STORE_TOGETHER = 16 };

/* What many responses have in common: a row of `origin`, with the shape of its version. */
struct cips_origin {
	long version;
	long wave;
	const char *language; /* in the arena of the file */
	const char *mode;
	bool assisted;
	long batches; /* a set of batches */
	int64_t responses;
	bool changed; /* `responses` is not written yet */
	size_t record_size;
	size_t n_numbers;
};

/* Origin number i + 1 is list[i]. */
struct cips_origins {
	struct cips_origin *list;
	size_t n;
	size_t room;
	bool loaded;
	size_t last; /* the one used last */
};

struct cips_bulk; /* responses that were added and not yet written: responses.c */

/* The step from one set of batches to the next that was taken last. */
struct cips_batch_step {
	long from;
	long batch;
	long to; /* 0: none yet */
};

struct cips_survey_file {
	sqlite3 *db;
	char *path; /* as the user gave it, for messages */
	enum cips_store_mode mode;
	bool changing;	  /* between begin and commit or rollback */
	bool journal_set; /* to TRUNCATE */
	struct cips_survey_settings settings;
	uint8_t key[16];
	struct cips_arena arena;
	sqlite3_stmt *statements[CIPS_STATEMENTS];
	struct cips_origins origins;
	struct cips_batch_step step;
	struct cips_bulk *bulk;
	double *numbers; /* of the response that was read last */
	size_t numbers_room;
	uint8_t *record; /* of the response that was found last */
};

/* --- sql.c: running statements -------------------------------------------------------------- */

struct cips_sql_value {
	enum { CIPS_SQL_NULL, CIPS_SQL_INT, CIPS_SQL_REAL, CIPS_SQL_TEXT, CIPS_SQL_BLOB } type;
	int64_t integer;
	double real;
	const void *bytes;
	size_t n;
};

static inline struct cips_sql_value cips_int(int64_t value)
{
	return (struct cips_sql_value){.type = CIPS_SQL_INT, .integer = value};
}

/* NULL where the index is CIPS_NONE. */
static inline struct cips_sql_value cips_index(int value)
{
	return value < 0 ? (struct cips_sql_value){.type = CIPS_SQL_NULL} : cips_int(value);
}

static inline struct cips_sql_value cips_real(double value)
{
	return (struct cips_sql_value){.type = CIPS_SQL_REAL, .real = value};
}

/* NULL for a null pointer; the text must live until the statement has run. */
static inline struct cips_sql_value cips_string(const char *text)
{
	return (struct cips_sql_value){.type = text ? CIPS_SQL_TEXT : CIPS_SQL_NULL, .bytes = text};
}

static inline struct cips_sql_value cips_blob(const void *bytes, size_t n)
{
	return (struct cips_sql_value){.type = CIPS_SQL_BLOB, .bytes = bytes, .n = n};
}

/* The two arguments `values, n` of the functions below. */
#define CIPS_VALUES(...)                                               \
	(const struct cips_sql_value[]){__VA_ARGS__},                  \
		sizeof((const struct cips_sql_value[]){__VA_ARGS__}) / \
		sizeof(struct cips_sql_value)
#define CIPS_NO_VALUES NULL, 0

/* Turns a code of SQLite into an error about the file. The one place that knows SQLite's codes. */
enum cips_rc cips_store_fail(const char *path, sqlite3 *db, int code, struct cips_err *err);

/*
 * Says that the content of the file contradicts itself; `what` completes "the file is damaged: ".
 */
enum cips_rc cips_store_damaged(const char *path, const char *what, struct cips_err *err);

/* The statement with its values, ready for next(). */
enum cips_rc cips_store_start(struct cips_survey_file *file, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, sqlite3_stmt **out, struct cips_err *err);

/* The next row; *row false at the end, and then (or after an error) the statement is reset. */
enum cips_rc cips_store_next(
	struct cips_survey_file *file, sqlite3_stmt *statement, bool *row, struct cips_err *err);

/* Runs a statement to its end. */
enum cips_rc cips_store_run(struct cips_survey_file *file, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, struct cips_err *err);

/* The first column of the first row as a number; *found (may be NULL when there must be one). */
enum cips_rc cips_store_value(struct cips_survey_file *file, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, int64_t *value, bool *found,
	struct cips_err *err);

/* A column as text, "" for NULL; valid until the next step. */
const char *cips_store_column(sqlite3_stmt *statement, int column);

/* --- schema.c: migrations and the comparison with what a file has --------------------------- */

extern const char *const cips_store_migrations[];
extern const int cips_store_format; /* the newest version */

/* Takes the file from its version to the newest; inside a transaction. */
enum cips_rc cips_store_migrate(struct cips_survey_file *file, int from, struct cips_err *err);

/*
 * CIPS_INTEGRITY when the tables are not those of that version. `fresh` is an empty database in
 * memory.
 */
enum cips_rc cips_store_check_schema(struct cips_survey_file *file, struct cips_survey_file *fresh,
	int version, struct cips_err *err);

/* --- batches.c ------------------------------------------------------------------------------ */

/* The set of batches `from` (0: empty) with `batch` in it. */
enum cips_rc cips_store_batch_set(
	struct cips_survey_file *file, long from, long batch, long *to, struct cips_err *err);

/* --- origins.c ------------------------------------------------------------------------------ */

enum cips_rc cips_store_load_origins(struct cips_survey_file *file, struct cips_err *err);
void cips_store_forget_origins(struct cips_survey_file *file);

/* The id of the origin like `wanted`, made when it is new. Strings are copied. */
enum cips_rc cips_store_origin(struct cips_survey_file *file, const struct cips_origin *wanted,
	long *id, struct cips_err *err);
void cips_store_origin_add(struct cips_survey_file *file, long id, int difference);

/* Writes the counts that changed. */
enum cips_rc cips_store_write_origins(struct cips_survey_file *file, struct cips_err *err);

/* --- responses.c ---------------------------------------------------------------------------- */

/* Writes the responses that were added so far, with the counts; the identities only when `all`. */
enum cips_rc cips_store_flush(struct cips_survey_file *file, bool all, struct cips_err *err);
void cips_store_forget_bulk(struct cips_survey_file *file);

/* --- numbers.c: the numbers of a response as a JSON array ----------------------------------- */

struct cips_buf;
void cips_store_pack_numbers(const double *numbers, size_t n, struct cips_buf *out);

/* False when the text is not an array of exactly `n` numbers. */
bool cips_store_unpack_numbers(const char *text, double *numbers, size_t n);

/* --- views.c -------------------------------------------------------------------------------- */

/* Chooses the names of the columns that the items have in the views; NULL for those left out. */
const char **cips_store_view_columns(
	struct cips_arena *arena, const struct cips_instrument *instrument);

/* Makes the views of a new version and, anew, those over all versions of its code. */
enum cips_rc cips_store_make_views(struct cips_survey_file *file, const char *code, long version,
	unsigned ordinal, struct cips_err *err);

#endif
