/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this room share: the handle, and the way to run a statement of the catalogue.
 */
#ifndef CIPS_STORE_INTERNAL_H
#define CIPS_STORE_INTERNAL_H

#include "base/arena.h"
#include "base/helper.h"
#include "store/survey_file.h"

#include <limits.h>
#include <sqlite3.h>

enum cips_statement {
#define STATEMENT(name, sql) CIPS_SQL_##name,
#include "store/shared_statements.def"
#include "store/statements.def"
#include "store/former_statements.def"
#include "store/station_statements.def"
#undef STATEMENT
	CIPS_STATEMENTS,
};

/* The tables that have a checksum. */
enum cips_summed {
#define SUMMED(NAME, name, select) CIPS_SUMMED_##NAME,
#include "store/summed.def"
#undef SUMMED
	CIPS_SUMMED,
};

enum { CIPS_FORMAT_WITH_SUMS = 6, CIPS_FORMAT_WITH_BLOCKS = 7 };

/* What the statements of a transaction do to the checksums; a table is a bit. */
struct cips_sums {
	uint64_t writes[CIPS_STATEMENTS]; /* tables that a prepared statement changes */
	uint64_t preparing;		  /* of the one that is being prepared */
	uint64_t changed;		  /* by statements that were started */
	uint64_t again;			  /* must be read again, although their sums follow */
	uint64_t added[CIPS_SUMMED];	  /* to those whose sums follow each row */
};

/* --- connect.c: the one way to an SQLite file ------------------------------------------------ */

/* What SQL cannot do of a migration. */
struct cips_sql;
typedef enum cips_rc cips_store_conversion(struct cips_sql *sql, struct cips_err *err);

/* What tells our kinds of files apart. */
struct cips_sql_kind {
	const char *name;    /* "a survey file" */
	const char *names;   /* "survey files" */
	const char *maker;   /* the command that makes one */
	const char *damaged; /* what is to be done with one that is damaged */
	int64_t application; /* id in the header of the file */
	enum cips_statement mark;
	enum cips_statement journal;
	const char *journal_mode;      /* what `journal` answers when it worked */
	bool lasting_journal;	       /* its journal is never deleted, nor cut, nor replaced */
	bool keeps_format;	       /* a file stays in the format that it was made in */
	const char *const *migrations; /* from version i to i + 1 */
	cips_store_conversion *const *conversions; /* behind these; NULL: none */
	int format;				   /* the newest version */
};

extern const struct cips_sql_kind cips_store_survey_kind;
extern const struct cips_sql_kind cips_store_station_kind;

/* A connection with its statements. */
struct cips_sql {
	const struct cips_sql_kind *kind;
	sqlite3 *db;
	char *path; /* as the user gave it, for messages */
	int format; /* version of the tables that the file has */
	bool journal_set;
	struct cips_sums sums;
	sqlite3_stmt *statements[CIPS_STATEMENTS];
	struct cips_helper *helper; /* NULL until it is needed */
	bool lent;		    /* to the helper; see cips_store_lend() */
	void (*work)(void *context);
	void *context;
};

/* The absolute path of a regular file that may be read. */
enum cips_rc cips_store_find(const struct cips_sql_kind *kind, const char *path,
	char absolute[PATH_MAX], struct cips_err *err);

/*
 * Opens a file of a kind with all the checks that survey_file.h promises, in the newest format when
 * it is for writing and its kind does not keep it as it is. Disconnect also after an error.
 */
enum cips_rc cips_store_connect(struct cips_sql *sql, const struct cips_sql_kind *kind,
	const char *path, enum cips_store_mode mode, struct cips_err *err);

/*
 * Makes an empty file (CIPS_USAGE where there is one), mode 0600, and opens it. `absolute` is its
 * path; "" when no file was made.
 */
enum cips_rc cips_store_connect_empty(struct cips_sql *sql, const struct cips_sql_kind *kind,
	const char *path, char absolute[PATH_MAX], struct cips_err *err);

/* The same, and begins a change in which it has got its tables. */
enum cips_rc cips_store_connect_new(struct cips_sql *sql, const struct cips_sql_kind *kind,
	const char *path, char absolute[PATH_MAX], struct cips_err *err);
void cips_store_disconnect(struct cips_sql *sql);

/*
 * A second connection for reading, to the very file that a first one reads: that has its lock, so both
 * see it as it is. False where there can be none. Disconnect in any case; another thread may use it.
 */
bool cips_store_connect_beside(const struct cips_sql *first, struct cips_sql *second);

/* So that the name of a new file outlives a power cut. */
void cips_store_sync_directory(const char *absolute);

/* Rows of RESPONSES_ADD and WEIGHTS_ADD. */
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
	struct cips_sql sql;
	enum cips_store_mode mode;
	bool changing; /* between begin and commit or rollback */
	struct cips_survey_settings settings;
	uint8_t key[16];
	struct cips_arena arena;
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
enum cips_rc cips_store_fail(const struct cips_sql *sql, int code, struct cips_err *err);

/* Says that it is no file of its kind: "this is ", `what`, " a survey file". */
enum cips_rc cips_store_not_ours(
	const struct cips_sql *sql, enum cips_rc rc, const char *what, struct cips_err *err);

/*
 * Says that the content of the file contradicts itself; `what` completes "the file is damaged: ".
 */
enum cips_rc cips_store_damaged(const struct cips_sql *sql, const char *what, struct cips_err *err);

/* The statement with its values, ready for next(). */
enum cips_rc cips_store_start(struct cips_sql *sql, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, sqlite3_stmt **out, struct cips_err *err);

/* The next row; *row false at the end, and then (or after an error) the statement is reset. */
enum cips_rc cips_store_next(
	struct cips_sql *sql, sqlite3_stmt *statement, bool *row, struct cips_err *err);

/* Runs a statement to its end. */
enum cips_rc cips_store_run(struct cips_sql *sql, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, struct cips_err *err);

/* The first column of the first row as a number; *found (may be NULL when there must be one). */
enum cips_rc cips_store_value(struct cips_sql *sql, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, int64_t *value, bool *found,
	struct cips_err *err);

/* A column as text, "" for NULL; valid until the next step. */
const char *cips_store_column(sqlite3_stmt *statement, int column);

/* The helper of the connection. */
struct cips_helper *cips_store_helper_of(struct cips_sql *sql);

/*
 * Has `work` done by the helper, which has the connection for itself meanwhile: start() and next()
 * wait for its end.
 */
void cips_store_lend(struct cips_sql *sql, void (*work)(void *context), void *context);

/* Waits for the end of what was given to the helper; nothing where there is none. */
void cips_store_take_back(struct cips_sql *sql);

/* --- sums.c: checksums of the tables of a survey file --------------------------------------- */

/* Notes that the statement that is being prepared changes a table. */
void cips_store_note_write(struct cips_sql *sql, const char *table);

/*
 * Before a statement runs: CIPS_INTEGRITY when a table that it is the first to change is not as it was
 * written.
 */
enum cips_rc cips_store_sum_change(
	struct cips_sql *sql, enum cips_statement which, struct cips_err *err);

/* The hash of a row, or of as much of it as the values are, behind what came before (0: nothing). */
uint64_t cips_store_hash_values(uint64_t hash, const struct cips_sql_value *values, size_t n);

/*
 * For the two tables whose sums follow: adds the hash of a row (in the order of summed.def), adds or
 * takes away (`sign`) that of a response as it is now, or has all of them read again.
 */
void cips_store_sum_add(struct cips_sql *sql, enum cips_summed table, uint64_t hash);
enum cips_rc cips_store_sum_response(
	struct cips_sql *sql, int64_t row, int sign, struct cips_err *err);
void cips_store_sum_again(struct cips_sql *sql, enum cips_summed table);

/* Before each commit; forget after a rollback. */
enum cips_rc cips_store_write_sums(struct cips_sql *sql, struct cips_err *err);
void cips_store_forget_sums(struct cips_sql *sql);

/*
 * Holds a table against its sum. A file of an earlier version has none, and neither has a table that
 * is to be read again.
 */
enum cips_sum_state { CIPS_SUM_NONE, CIPS_SUM_GOOD, CIPS_SUM_WRONG };
enum cips_rc cips_store_check_sum(struct cips_sql *sql, size_t table, enum cips_sum_state *state,
	const char **name, struct cips_err *err);

/* The same; CIPS_INTEGRITY when it is wrong. */
enum cips_rc cips_store_check_before(
	struct cips_sql *sql, size_t table, enum cips_sum_state *state, struct cips_err *err);

/* Puts the sum of the blocks of identities into the place of that of the table they come from. */
enum cips_rc cips_store_sum_packed(struct cips_sql *sql, struct cips_err *err);

/* --- schema.c: migrations and the comparison with what a file has --------------------------- */

/* Takes the file from its format to the newest; inside a transaction. */
enum cips_rc cips_store_migrate(struct cips_sql *sql, struct cips_err *err);

/*
 * CIPS_INTEGRITY when the tables are not those of that version. `fresh` is an empty database in
 * memory.
 */
enum cips_rc cips_store_check_schema(
	struct cips_sql *sql, struct cips_sql *fresh, int version, struct cips_err *err);

/* --- units.c -------------------------------------------------------------------------------- */

/* The tree with ids from whatever file has one; NULL in *out when there is none. */
enum cips_rc cips_store_read_units(
	struct cips_sql *sql, struct cips_units **out, struct cips_err *err);
enum cips_rc cips_store_put_unit(
	struct cips_sql *sql, const struct cips_units *units, size_t index, struct cips_err *err);

/* --- batches.c ------------------------------------------------------------------------------ */

/* The set of batches `from` (0: empty) with `batch` in it. */
enum cips_rc cips_store_batch_set(
	struct cips_survey_file *file, long from, long batch, long *to, struct cips_err *err);

/* The set `from` without `batch`; 0: nothing is left. */
enum cips_rc cips_store_batch_rest(
	struct cips_survey_file *file, long from, long batch, long *to, struct cips_err *err);

/* --- updates.c ------------------------------------------------------------------------------ */

/* Puts back what a batch replaced; its responses stay with the batch. */
enum cips_rc cips_store_put_back(
	struct cips_survey_file *file, long batch, size_t *n, struct cips_err *err);

/* --- bundles.c ------------------------------------------------------------------------------ */

enum cips_rc cips_store_is_opening(
	struct cips_survey_file *file, long batch, bool *opening, struct cips_err *err);

/* --- origins.c ------------------------------------------------------------------------------ */

enum cips_rc cips_store_load_origins(struct cips_survey_file *file, struct cips_err *err);
void cips_store_forget_origins(struct cips_survey_file *file);

/* The id of the origin like `wanted`, made when it is new. Strings are copied. */
enum cips_rc cips_store_origin(struct cips_survey_file *file, const struct cips_origin *wanted,
	long *id, struct cips_err *err);
void cips_store_origin_add(struct cips_survey_file *file, long id, int difference);

/* Whether two have everything in common. */
bool cips_store_same_origin(const struct cips_origin *a, const struct cips_origin *b);

/* Puts these in the place of all, with ids from 1 on. */
enum cips_rc cips_store_replace_origins(struct cips_survey_file *file,
	const struct cips_origin *list, size_t n, struct cips_err *err);

/* Writes the counts that changed. */
enum cips_rc cips_store_write_origins(struct cips_survey_file *file, struct cips_err *err);

/* --- responses.c ---------------------------------------------------------------------------- */

/* Writes the responses that were added so far, with the counts; the identities only when `all`. */
enum cips_rc cips_store_flush(struct cips_survey_file *file, bool all, struct cips_err *err);
void cips_store_forget_bulk(struct cips_survey_file *file);

/* Waits until nothing is being written any more; the error that came up there, if one did. */
enum cips_rc cips_store_settle(struct cips_survey_file *file, struct cips_err *err);

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
