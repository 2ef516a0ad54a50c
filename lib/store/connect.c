/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one way to open an SQLite file, of whatever kind.
 *
 * A file may come from anybody: it is opened by an absolute path that is never read as a URI, it
 * can run nothing (no triggers, views, extensions, functions of the schema), and its tables must be
 * those of the migrations to the letter.
 */
#include "store/internal.h"

#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUSY_MILLISECONDS = 5000,
	LONGEST_VALUE = 64 << 20,
};

static const struct cips_sql_kind *const kinds[] = {
	&cips_store_survey_kind, &cips_store_station_kind};

static const struct {
	int option;
	int value;
} switches[] = {
	{SQLITE_DBCONFIG_DEFENSIVE, 1},
	{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	{SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
	{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
	{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
	{SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
	{SQLITE_DBCONFIG_DQS_DML, 0},
	{SQLITE_DBCONFIG_DQS_DDL, 0},
};

static const struct {
	int limit;
	int value;
} limits[] = {
	{SQLITE_LIMIT_LENGTH, LONGEST_VALUE},
	{SQLITE_LIMIT_SQL_LENGTH, 4 << 20}, /* a generated view of 1900 items has 1 MiB */
	{SQLITE_LIMIT_EXPR_DEPTH, 64},
	{SQLITE_LIMIT_VDBE_OP, 1 << 20},
	{SQLITE_LIMIT_FUNCTION_ARG, 16},
	{SQLITE_LIMIT_ATTACHED, 0},
	{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
	{SQLITE_LIMIT_VARIABLE_NUMBER, 128},
	{SQLITE_LIMIT_TRIGGER_DEPTH, 1},
	{SQLITE_LIMIT_WORKER_THREADS, 0},
};

static const struct {
	const char *set;
	const char *get;
	int value;
} pragmas[] = {
#define PRAGMA(set, get, value) {set, get, value},
#include "store/shared_statements.def"
#undef PRAGMA
};

/* --- connecting ----------------------------------------------------------------------------- */

static int first_number(void *context, int n, char **values, char **names)
{
	(void)names;
	if (n > 0 && values[0])
		*(long *)context = strtol(values[0], NULL, 10);
	return 0;
}

/* SQLite passes over a pragma that it does not know: each is read back. */
static enum cips_rc set_pragmas(struct cips_sql *sql, struct cips_err *err)
{
	for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
		long value = LONG_MIN;
		int code = sqlite3_exec(sql->db, pragmas[i].set, NULL, NULL, NULL);
		if (!code)
			code = sqlite3_exec(sql->db, pragmas[i].get, first_number, &value, NULL);
		if (code)
			return cips_store_fail(sql, code, err);
		if (value != pragmas[i].value)
			return cips_err_set(
				err, CIPS_INTERNAL, "SQLite does not know \"%s\"", pragmas[i].set);
	}
	return CIPS_OK;
}

static void start(struct cips_sql *sql, const struct cips_sql_kind *kind, const char *path)
{
	*sql = (struct cips_sql){.kind = kind, .path = cips_malloc(strlen(path) + 1)};
	memcpy(sql->path, path, strlen(path) + 1);
}

static void close_connection(struct cips_sql *sql)
{
	for (size_t i = 0; i < CIPS_STATEMENTS; i++) {
		sqlite3_finalize(sql->statements[i]);
		sql->statements[i] = NULL;
	}
	int code = sqlite3_close(sql->db);
	assert(code == SQLITE_OK);
	(void)code;
	sql->db = NULL;
}

void cips_store_disconnect(struct cips_sql *sql)
{
	cips_store_take_back(sql);
	cips_helper_free(sql->helper);
	sql->helper = NULL;
	close_connection(sql);
	free(sql->path);
	sql->path = NULL;
}

/* SQLite tells what a statement that it prepares will do; everything is allowed. */
static int note_write(void *context, int action, const char *table, const char *column,
	const char *database, const char *trigger)
{
	(void)column;
	(void)database;
	(void)trigger;
	if (action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE)
		cips_store_note_write(context, table);
	return SQLITE_OK;
}

/* Opens `absolute` (or ":memory:") with everything switched off that we do not need. */
static enum cips_rc connect_to(
	struct cips_sql *sql, const char *absolute, int flags, struct cips_err *err)
{
	int code = sqlite3_open_v2(absolute, &sql->db,
		flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX |
			SQLITE_OPEN_PRIVATECACHE,
		NULL);
	if (!sql->db)
		cips_out_of_memory(0);
	for (size_t i = 0; i < sizeof switches / sizeof *switches && !code; i++)
		code = sqlite3_db_config(
			sql->db, switches[i].option, switches[i].value, (int *)NULL);
	for (size_t i = 0; i < sizeof limits / sizeof *limits && !code; i++)
		sqlite3_limit(sql->db, limits[i].limit, limits[i].value);
	if (!code)
		code = sqlite3_busy_timeout(sql->db, BUSY_MILLISECONDS);
	if (!code)
		code = sqlite3_set_authorizer(sql->db, note_write, sql);
	if (code)
		return cips_store_fail(sql, code, err);
	return CIPS_OK;
}

/* --- what a file has to be ------------------------------------------------------------------ */

enum cips_rc cips_store_find(const struct cips_sql_kind *kind, const char *path,
	char absolute[PATH_MAX], struct cips_err *err)
{
	struct stat status;
	if (!realpath(path, absolute) || stat(absolute, &status) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return cips_err_system(err, errno, "%s: cannot open", path);
		cips_err_set(err, CIPS_INPUT, "%s: no such file", path);
		return cips_err_hint(err, "give the path of %s, or make one with \"%s\"",
			kind->name, kind->maker);
	}
	if (S_ISREG(status.st_mode)) {
		if (access(absolute, R_OK) == 0)
			return CIPS_OK;
		cips_err_system(err, errno, "%s: you may not read this file", path);
		return cips_err_hint(err, "ask its owner for read permission");
	}
	cips_err_set(err, CIPS_INPUT, "%s: this is %s", path,
		S_ISDIR(status.st_mode) ? "a directory" : "not a regular file");
	return cips_err_hint(err, "give the path of %s", kind->name);
}

static enum cips_rc file_size(
	struct cips_sql *sql, const char *absolute, int64_t *size, struct cips_err *err)
{
	struct stat status;
	if (stat(absolute, &status) != 0)
		return cips_err_system(err, errno, "%s: cannot read", sql->path);
	*size = status.st_size;
	return CIPS_OK;
}

static enum cips_rc check_not_empty(
	struct cips_sql *sql, const char *absolute, struct cips_err *err)
{
	int64_t size = 0;
	enum cips_rc rc = file_size(sql, absolute, &size, err);
	if (rc || size)
		return rc;
	cips_err_set(err, CIPS_INPUT, "%s: the file is empty", sql->path);
	return cips_err_hint(
		err, "delete it and make %s with \"%s\"", sql->kind->name, sql->kind->maker);
}

/* A file that is cut in the middle of its last page escapes SQLite. */
static enum cips_rc check_complete(struct cips_sql *sql, const char *absolute, struct cips_err *err)
{
	int64_t pages, page, size = 0;
	enum cips_rc rc = file_size(sql, absolute, &size, err);
	if (!rc)
		rc = cips_store_value(sql, CIPS_SQL_PAGE_COUNT, CIPS_NO_VALUES, &pages, NULL, err);
	if (!rc)
		rc = cips_store_value(sql, CIPS_SQL_PAGE_SIZE, CIPS_NO_VALUES, &page, NULL, err);
	if (rc || pages * page <= size)
		return rc;
	cips_err_set(err, CIPS_INTEGRITY, "%s: the file is cut short: %lld of %lld bytes",
		sql->path, (long long)size, (long long)(pages * page));
	return cips_err_hint(err, "copy it again from where it came");
}

/* A file of another kind of ours was given by mistake: it is named. */
static enum cips_rc wrong_kind(
	const struct cips_sql *sql, int64_t application, struct cips_err *err)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char what[64];
		if (kinds[i]->application != application)
			continue;
		snprintf(what, sizeof what, "%s, not", kinds[i]->name);
		return cips_store_not_ours(sql, CIPS_INPUT, what, err);
	}
	return cips_store_not_ours(
		sql, CIPS_INTEGRITY, "an SQLite file of another program, not", err);
}

static enum cips_rc check_ours(struct cips_sql *sql, struct cips_err *err)
{
	int64_t application, format = 0;
	enum cips_rc rc = cips_store_value(
		sql, CIPS_SQL_APPLICATION_ID, CIPS_NO_VALUES, &application, NULL, err);
	if (!rc && application != sql->kind->application)
		return wrong_kind(sql, application, err);
	if (!rc)
		rc = cips_store_value(
			sql, CIPS_SQL_USER_VERSION, CIPS_NO_VALUES, &format, NULL, err);
	if (rc)
		return rc;
	if (format > sql->kind->format) {
		cips_err_set(err, CIPS_INTEGRITY,
			"%s: the file has format version %lld, and this program knows versions up "
			"to %d",
			sql->path, (long long)format, sql->kind->format);
		return cips_err_hint(err, "use a newer version of cips");
	}
	if (format < 1)
		return cips_store_damaged(sql, "it has no format version", err);
	sql->format = (int)format;
	return CIPS_OK;
}

static enum cips_rc check_tables(struct cips_sql *sql, struct cips_err *err)
{
	struct cips_sql fresh;
	start(&fresh, sql->kind, ":memory:");
	enum cips_rc rc = connect_to(&fresh,
		":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY, err);
	if (!rc)
		rc = cips_store_check_schema(sql, &fresh, sql->format, err);
	cips_store_disconnect(&fresh);
	return rc;
}

/* --- opening -------------------------------------------------------------------------------- */

/*
 * Reads the first page, and that undoes a change that was interrupted. SQLite would then delete the
 * journal, except in the exclusive mode.
 */
static enum cips_rc connect_and_read(
	struct cips_sql *sql, const char *absolute, int flags, struct cips_err *err)
{
	int64_t ignored;
	bool writing = flags == SQLITE_OPEN_READWRITE;
	enum cips_rc rc = connect_to(sql, absolute, flags, err);
	if (!rc && writing && sqlite3_db_readonly(sql->db, "main"))
		return cips_store_fail(sql, SQLITE_READONLY, err);
	if (!rc && writing && sql->kind->lasting_journal)
		rc = cips_store_run(sql, CIPS_SQL_LOCK_FOR_GOOD, CIPS_NO_VALUES, err);
	return rc ? rc
		  : cips_store_value(
			    sql, CIPS_SQL_APPLICATION_ID, CIPS_NO_VALUES, &ignored, NULL, err);
}

/*
 * A connection that only reads cannot undo an interrupted change: one that may write does it first.
 * Who opens a file with a lasting journal has seen to that.
 */
static enum cips_rc connect_for_reading(
	struct cips_sql *sql, const char *absolute, struct cips_err *err)
{
	enum cips_rc rc = connect_and_read(sql, absolute, SQLITE_OPEN_READONLY, err);
	if (!rc || sqlite3_extended_errcode(sql->db) != SQLITE_READONLY_ROLLBACK ||
		sql->kind->lasting_journal)
		return rc;
	close_connection(sql);
	rc = connect_and_read(sql, absolute, SQLITE_OPEN_READWRITE, err);
	if (rc)
		return rc;
	close_connection(sql);
	return connect_and_read(sql, absolute, SQLITE_OPEN_READONLY, err);
}

static enum cips_rc use_journal(struct cips_sql *sql, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	enum cips_rc rc = cips_store_start(sql, sql->kind->journal, CIPS_NO_VALUES, &row, err);
	if (!rc)
		rc = cips_store_next(sql, row, &found, err);
	if (!rc && (!found || strcmp(cips_store_column(row, 0), sql->kind->journal_mode) != 0))
		rc = cips_err_set(err, CIPS_BUSY, "%s: the journal mode cannot be set", sql->path);
	if (found)
		sqlite3_reset(row);
	sql->journal_set = !rc;
	if (!rc && sql->kind->lasting_journal)
		rc = cips_store_run(sql, CIPS_SQL_LOCK_BY_CHANGE, CIPS_NO_VALUES, err);
	return rc;
}

static enum cips_rc migrate_old(struct cips_sql *sql, struct cips_err *err)
{
	if (sql->format == sql->kind->format || sql->kind->keeps_format)
		return CIPS_OK;
	enum cips_rc rc = cips_store_run(sql, CIPS_SQL_BEGIN_WRITE, CIPS_NO_VALUES, err);
	if (!rc)
		rc = cips_store_migrate(sql, err);
	if (!rc)
		rc = cips_store_run(sql, CIPS_SQL_COMMIT, CIPS_NO_VALUES, err);
	cips_store_forget_sums(sql); /* what was converted has written them */
	return rc;
}

/* A reader sees one state of the file from here to the end, and most of it goes by once. */
static enum cips_rc begin_reading(struct cips_sql *sql, struct cips_err *err)
{
	enum cips_rc rc = cips_store_run(sql, CIPS_SQL_SMALL_CACHE, CIPS_NO_VALUES, err);
	return rc ? rc : cips_store_run(sql, CIPS_SQL_BEGIN_READ, CIPS_NO_VALUES, err);
}

static enum cips_rc open_checked(
	struct cips_sql *sql, const char *absolute, bool writing, struct cips_err *err)
{
	enum cips_rc rc = writing ? connect_and_read(sql, absolute, SQLITE_OPEN_READWRITE, err)
				  : connect_for_reading(sql, absolute, err);
	if (!rc)
		rc = check_not_empty(sql, absolute, err);
	if (!rc)
		rc = check_ours(sql, err);
	if (!rc)
		rc = check_complete(sql, absolute, err);
	if (!rc)
		rc = set_pragmas(sql, err);
	if (!rc)
		rc = writing ? use_journal(sql, err) : begin_reading(sql, err);
	if (!rc)
		rc = check_tables(sql, err);
	return rc || !writing ? rc : migrate_old(sql, err);
}

enum cips_rc cips_store_connect(struct cips_sql *sql, const struct cips_sql_kind *kind,
	const char *path, enum cips_store_mode mode, struct cips_err *err)
{
	char absolute[PATH_MAX];
	start(sql, kind, path);
	enum cips_rc rc = cips_store_find(kind, path, absolute, err);
	return rc ? rc : open_checked(sql, absolute, mode == CIPS_STORE_WRITE, err);
}

static bool has_moved(const struct cips_sql *sql)
{
	int moved = 0;
	int code = sqlite3_file_control(sql->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	return code || moved;
}

bool cips_store_connect_beside(const struct cips_sql *first, struct cips_sql *second)
{
	char absolute[PATH_MAX];
	struct cips_err err;
	int64_t ignored;
	start(second, first->kind, first->path);
	second->format = first->format;
	enum cips_rc rc = cips_store_find(first->kind, first->path, absolute, &err);
	if (!rc)
		rc = connect_to(second, absolute, SQLITE_OPEN_READONLY, &err);
	/* where a writer waits for the first one to go, nobody else is let in: not worth a wait */
	if (!rc && sqlite3_busy_timeout(second->db, 0))
		return false;
	if (!rc)
		rc = set_pragmas(second, &err);
	if (!rc)
		rc = begin_reading(second, &err);
	if (!rc) /* takes the lock, for good */
		rc = cips_store_value(
			second, CIPS_SQL_APPLICATION_ID, CIPS_NO_VALUES, &ignored, NULL, &err);
	return !rc && !has_moved(first) && !has_moved(second);
}

/* --- creating ------------------------------------------------------------------------------- */

void cips_store_sync_directory(const char *absolute)
{
	char directory[PATH_MAX];
	size_t n = (size_t)(strrchr(absolute, '/') - absolute);
	memcpy(directory, absolute, n);
	strcpy(directory + n, n ? "" : "/");
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

static enum cips_rc make_empty(const char *path, char absolute[PATH_MAX], struct cips_err *err)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0) {
		close(fd);
		if (realpath(path, absolute))
			return CIPS_OK;
		int errnum = errno;
		absolute[0] = 0;
		unlink(path);
		return cips_err_system(err, errnum, "%s: cannot create", path);
	}
	if (errno != EEXIST)
		return cips_err_system(err, errno, "%s: cannot create", path);
	cips_err_set(err, CIPS_USAGE, "%s: there is a file of that name already", path);
	return cips_err_hint(err, "choose another name; nothing is ever overwritten");
}

static enum cips_rc fill_new(struct cips_sql *sql, struct cips_err *err)
{
	static const enum cips_statement steps[] = {CIPS_SQL_PAGES_OF_4096, CIPS_SQL_PAGES_STAY};
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < sizeof steps / sizeof *steps && !rc; i++)
		rc = cips_store_run(sql, steps[i], CIPS_NO_VALUES, err);
	if (!rc)
		rc = set_pragmas(sql, err);
	if (!rc)
		rc = use_journal(sql, err);
	if (!rc)
		rc = cips_store_run(sql, CIPS_SQL_BEGIN_WRITE, CIPS_NO_VALUES, err);
	if (!rc)
		rc = cips_store_run(sql, sql->kind->mark, CIPS_NO_VALUES, err);
	return rc ? rc : cips_store_migrate(sql, err);
}

enum cips_rc cips_store_connect_empty(struct cips_sql *sql, const struct cips_sql_kind *kind,
	const char *path, char absolute[PATH_MAX], struct cips_err *err)
{
	absolute[0] = 0;
	start(sql, kind, path);
	enum cips_rc rc = make_empty(path, absolute, err);
	return rc ? rc : connect_and_read(sql, absolute, SQLITE_OPEN_READWRITE, err);
}

enum cips_rc cips_store_connect_new(struct cips_sql *sql, const struct cips_sql_kind *kind,
	const char *path, char absolute[PATH_MAX], struct cips_err *err)
{
	enum cips_rc rc = cips_store_connect_empty(sql, kind, path, absolute, err);
	return rc ? rc : fill_new(sql, err);
}
