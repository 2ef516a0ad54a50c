/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one way to open an SQLite file, and transactions.
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
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUSY_MILLISECONDS = 5000,
	LONGEST_VALUE = 64 << 20,
	LEAST_GROUP = 5, /* no survey file is made with a smaller minimum group */
};

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
#include "store/statements.def"
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
static enum cips_rc set_pragmas(struct cips_survey_file *file, struct cips_err *err)
{
	for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
		long value = LONG_MIN;
		int code = sqlite3_exec(file->db, pragmas[i].set, NULL, NULL, NULL);
		if (!code)
			code = sqlite3_exec(file->db, pragmas[i].get, first_number, &value, NULL);
		if (code)
			return cips_store_fail(file->path, file->db, code, err);
		if (value != pragmas[i].value)
			return cips_err_set(
				err, CIPS_INTERNAL, "SQLite does not know \"%s\"", pragmas[i].set);
	}
	return CIPS_OK;
}

static void disconnect(struct cips_survey_file *file)
{
	for (size_t i = 0; i < CIPS_STATEMENTS; i++) {
		sqlite3_finalize(file->statements[i]);
		file->statements[i] = NULL;
	}
	int code = sqlite3_close(file->db);
	assert(code == SQLITE_OK);
	(void)code;
	file->db = NULL;
}

/* Opens `absolute` (or ":memory:") with everything switched off that we do not need. */
static enum cips_rc connect_to(
	struct cips_survey_file *file, const char *absolute, int flags, struct cips_err *err)
{
	int code = sqlite3_open_v2(absolute, &file->db,
		flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX |
			SQLITE_OPEN_PRIVATECACHE,
		NULL);
	if (!file->db)
		cips_out_of_memory(0);
	for (size_t i = 0; i < sizeof switches / sizeof *switches && !code; i++)
		code = sqlite3_db_config(
			file->db, switches[i].option, switches[i].value, (int *)NULL);
	for (size_t i = 0; i < sizeof limits / sizeof *limits && !code; i++)
		sqlite3_limit(file->db, limits[i].limit, limits[i].value);
	if (!code)
		code = sqlite3_busy_timeout(file->db, BUSY_MILLISECONDS);
	if (code)
		return cips_store_fail(file->path, file->db, code, err);
	return CIPS_OK;
}

static struct cips_survey_file *new_handle(const char *path, enum cips_store_mode mode)
{
	struct cips_survey_file *file = cips_calloc(1, sizeof *file);
	file->path = cips_malloc(strlen(path) + 1);
	memcpy(file->path, path, strlen(path) + 1);
	file->mode = mode;
	return file;
}

void cips_store_close(struct cips_survey_file *file)
{
	if (!file)
		return;
	cips_store_rollback(file);
	/*
	 * Leaves no empty journal behind; that it may fail (somebody is reading) does not matter.
	 */
	if (file->journal_set)
		(void)cips_store_run(file, CIPS_SQL_JOURNAL_DELETE, CIPS_NO_VALUES, NULL);
	disconnect(file);
	cips_store_forget_origins(file);
	cips_store_forget_bulk(file);
	cips_arena_release(&file->arena);
	free(file->numbers);
	free(file->record);
	free(file->path);
	free(file);
}

/* --- what a file has to be ------------------------------------------------------------------ */

static enum cips_rc check_path(const char *path, char absolute[PATH_MAX], struct cips_err *err)
{
	struct stat status;
	if (!realpath(path, absolute) || stat(absolute, &status) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return cips_err_system(err, errno, "%s: cannot open", path);
		cips_err_set(err, CIPS_INPUT, "%s: no such file", path);
		return cips_err_hint(err,
			"give the path of a survey file, or make one with "
			"\"cips init\"");
	}
	if (S_ISREG(status.st_mode)) {
		if (access(absolute, R_OK) == 0)
			return CIPS_OK;
		cips_err_system(err, errno, "%s: you may not read this file", path);
		return cips_err_hint(err, "ask its owner for read permission");
	}
	cips_err_set(err, CIPS_INPUT, "%s: this is %s", path,
		S_ISDIR(status.st_mode) ? "a directory" : "not a regular file");
	return cips_err_hint(err, "give the path of a survey file");
}

static enum cips_rc file_size(
	struct cips_survey_file *file, const char *absolute, int64_t *size, struct cips_err *err)
{
	struct stat status;
	if (stat(absolute, &status) != 0)
		return cips_err_system(err, errno, "%s: cannot read", file->path);
	*size = status.st_size;
	return CIPS_OK;
}

static enum cips_rc check_not_empty(
	struct cips_survey_file *file, const char *absolute, struct cips_err *err)
{
	int64_t size = 0;
	enum cips_rc rc = file_size(file, absolute, &size, err);
	if (rc || size)
		return rc;
	cips_err_set(err, CIPS_INPUT, "%s: the file is empty", file->path);
	cips_err_hint(err, "delete it and make a survey file with \"cips init\"");
	return CIPS_INPUT;
}

/* A file that is cut in the middle of its last page escapes SQLite. */
static enum cips_rc check_complete(
	struct cips_survey_file *file, const char *absolute, struct cips_err *err)
{
	int64_t pages, page, size = 0;
	enum cips_rc rc = file_size(file, absolute, &size, err);
	if (!rc)
		rc = cips_store_value(file, CIPS_SQL_PAGE_COUNT, CIPS_NO_VALUES, &pages, NULL, err);
	if (!rc)
		rc = cips_store_value(file, CIPS_SQL_PAGE_SIZE, CIPS_NO_VALUES, &page, NULL, err);
	if (rc || pages * page <= size)
		return rc;
	cips_err_set(err, CIPS_INTEGRITY, "%s: the file is cut short: %lld of %lld bytes",
		file->path, (long long)size, (long long)(pages * page));
	cips_err_hint(err, "copy it again from where it came");
	return CIPS_INTEGRITY;
}

static enum cips_rc check_ours(struct cips_survey_file *file, int *version, struct cips_err *err)
{
	int64_t application, format;
	enum cips_rc rc = cips_store_value(
		file, CIPS_SQL_APPLICATION_ID, CIPS_NO_VALUES, &application, NULL, err);
	if (!rc && application != CIPS_STORE_APPLICATION_ID) {
		cips_err_set(err, CIPS_INTEGRITY,
			"%s: this is an SQLite file of another program, not a survey file",
			file->path);
		cips_err_hint(err, "survey files are made with \"cips init\"");
		return CIPS_INTEGRITY;
	}
	if (!rc)
		rc = cips_store_value(
			file, CIPS_SQL_USER_VERSION, CIPS_NO_VALUES, &format, NULL, err);
	if (rc)
		return rc;
	if (format > cips_store_format) {
		cips_err_set(err, CIPS_INTEGRITY,
			"%s: the file has format version %lld, and this program knows versions up "
			"to %d",
			file->path, (long long)format, cips_store_format);
		cips_err_hint(err, "use a newer version of cips");
		return CIPS_INTEGRITY;
	}
	if (format < 1)
		return cips_store_damaged(file->path, "it has no format version", err);
	*version = (int)format;
	return CIPS_OK;
}

static enum cips_rc check_tables(struct cips_survey_file *file, int version, struct cips_err *err)
{
	struct cips_survey_file *fresh = new_handle(":memory:", CIPS_STORE_READ);
	enum cips_rc rc = connect_to(fresh,
		":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY, err);
	if (!rc)
		rc = cips_store_check_schema(file, fresh, version, err);
	cips_store_close(fresh);
	return rc;
}

static enum cips_rc load_frozen(struct cips_survey_file *file, struct cips_err *err)
{
	size_t n;
	enum cips_rc rc = cips_store_count(file, 0, 0, &n, err);
	if (!rc)
		file->settings.frozen = n > 0;
	return rc;
}

static enum cips_rc load_settings(struct cips_survey_file *file, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	enum cips_rc rc = cips_store_start(file, CIPS_SQL_SURVEY, CIPS_NO_VALUES, &row, err);
	if (!rc)
		rc = cips_store_next(file, row, &found, err);
	if (rc)
		return rc;
	if (!found || strlen(cips_store_column(row, 0)) != 32 ||
		sqlite3_column_int64(row, 2) < LEAST_GROUP ||
		sqlite3_column_int64(row, 2) > UINT_MAX ||
		sqlite3_column_bytes(row, 4) != sizeof file->key) {
		sqlite3_reset(row);
		return cips_store_damaged(file->path, "its settings are missing", err);
	}
	struct cips_survey_settings *settings = &file->settings;
	settings->id = cips_arena_strdup(&file->arena, cips_store_column(row, 0));
	settings->title = cips_arena_strdup(&file->arena, cips_store_column(row, 1));
	settings->min_group = (unsigned)sqlite3_column_int64(row, 2);
	settings->public_data = sqlite3_column_int(row, 3) != 0;
	memcpy(file->key, sqlite3_column_blob(row, 4), sizeof file->key);
	settings->key = file->key;
	sqlite3_reset(row);
	return load_frozen(file, err);
}

/* --- opening -------------------------------------------------------------------------------- */

/* Reads the first page, and that undoes a change that was interrupted. */
static enum cips_rc connect_and_read(
	struct cips_survey_file *file, const char *absolute, int flags, struct cips_err *err)
{
	int64_t ignored;
	enum cips_rc rc = connect_to(file, absolute, flags, err);
	if (!rc && flags == SQLITE_OPEN_READWRITE && sqlite3_db_readonly(file->db, "main"))
		return cips_store_fail(file->path, NULL, SQLITE_READONLY, err);
	return rc ? rc
		  : cips_store_value(
			    file, CIPS_SQL_APPLICATION_ID, CIPS_NO_VALUES, &ignored, NULL, err);
}

/*
 * A connection that only reads cannot undo an interrupted change: one that may write does it first.
 */
static enum cips_rc connect_for_reading(
	struct cips_survey_file *file, const char *absolute, struct cips_err *err)
{
	enum cips_rc rc = connect_and_read(file, absolute, SQLITE_OPEN_READONLY, err);
	if (!rc || sqlite3_extended_errcode(file->db) != SQLITE_READONLY_ROLLBACK)
		return rc;
	disconnect(file);
	rc = connect_and_read(file, absolute, SQLITE_OPEN_READWRITE, err);
	if (rc)
		return rc;
	disconnect(file);
	return connect_and_read(file, absolute, SQLITE_OPEN_READONLY, err);
}

static enum cips_rc use_journal(struct cips_survey_file *file, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	enum cips_rc rc =
		cips_store_start(file, CIPS_SQL_JOURNAL_TRUNCATE, CIPS_NO_VALUES, &row, err);
	if (!rc)
		rc = cips_store_next(file, row, &found, err);
	if (!rc && (!found || strcmp(cips_store_column(row, 0), "truncate") != 0))
		rc = cips_err_set(err, CIPS_BUSY, "%s: the journal mode cannot be set", file->path);
	if (found)
		sqlite3_reset(row);
	file->journal_set = !rc;
	return rc;
}

static enum cips_rc migrate_old(struct cips_survey_file *file, int version, struct cips_err *err)
{
	if (version == cips_store_format)
		return CIPS_OK;
	enum cips_rc rc = cips_store_begin(file, err);
	if (!rc)
		rc = cips_store_migrate(file, version, err);
	return rc ? rc : cips_store_commit(file, err);
}

static enum cips_rc open_checked(
	struct cips_survey_file *file, const char *absolute, struct cips_err *err)
{
	int version = 0;
	bool writing = file->mode == CIPS_STORE_WRITE;
	enum cips_rc rc = writing ? connect_and_read(file, absolute, SQLITE_OPEN_READWRITE, err)
				  : connect_for_reading(file, absolute, err);
	if (!rc)
		rc = check_not_empty(file, absolute, err);
	if (!rc)
		rc = check_ours(file, &version, err);
	if (!rc)
		rc = check_complete(file, absolute, err);
	if (!rc)
		rc = set_pragmas(file, err);
	/* A reader sees one state of the file from here to the end. */
	if (!rc)
		rc = writing ? use_journal(file, err)
			     : cips_store_run(file, CIPS_SQL_BEGIN_READ, CIPS_NO_VALUES, err);
	if (!rc)
		rc = check_tables(file, version, err);
	if (!rc && writing)
		rc = migrate_old(file, version, err);
	return rc ? rc : load_settings(file, err);
}

enum cips_rc cips_store_open(const char *path, enum cips_store_mode mode,
	struct cips_survey_file **out, struct cips_err *err)
{
	char absolute[PATH_MAX];
	*out = NULL;
	enum cips_rc rc = check_path(path, absolute, err);
	if (rc)
		return rc;
	struct cips_survey_file *file = new_handle(path, mode);
	rc = open_checked(file, absolute, err);
	if (rc) {
		cips_store_close(file);
		return rc;
	}
	*out = file;
	return CIPS_OK;
}

const struct cips_survey_settings *cips_store_settings(const struct cips_survey_file *file)
{
	return &file->settings;
}

/* --- creating ------------------------------------------------------------------------------- */

static enum cips_rc fill_new(struct cips_survey_file *file, const char *title, unsigned min_group,
	bool public_data, const char *id, const uint8_t key[16], struct cips_err *err)
{
	enum cips_rc rc = set_pragmas(file, err);
	if (!rc)
		rc = use_journal(file, err);
	if (!rc)
		rc = cips_store_begin(file, err);
	if (!rc)
		rc = cips_store_run(file, CIPS_SQL_MARK_AS_OURS, CIPS_NO_VALUES, err);
	if (!rc)
		rc = cips_store_migrate(file, 0, err);
	if (!rc)
		rc = cips_store_run(file, CIPS_SQL_SURVEY_ADD,
			CIPS_VALUES(cips_string(id), cips_string(title), cips_int(min_group),
				cips_int(public_data), cips_blob(key, 16)),
			err);
	return rc ? rc : cips_store_commit(file, err);
}

/* So that the name of the new file outlives a power cut. */
static void sync_directory(const char *absolute)
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
		unlink(path);
		return cips_err_system(err, errnum, "%s: cannot create", path);
	}
	if (errno != EEXIST)
		return cips_err_system(err, errno, "%s: cannot create", path);
	cips_err_set(err, CIPS_USAGE, "%s: there is a file of that name already", path);
	cips_err_hint(err, "choose another name; nothing is ever overwritten");
	return CIPS_USAGE;
}

enum cips_rc cips_store_create(const char *path, const char *title, unsigned min_group,
	bool public_data, const char *id, const uint8_t key[16], struct cips_err *err)
{
	char absolute[PATH_MAX];
	assert(strlen(id) == 32);
	enum cips_rc rc = make_empty(path, absolute, err);
	if (rc)
		return rc;
	struct cips_survey_file *file = new_handle(path, CIPS_STORE_WRITE);
	rc = connect_and_read(file, absolute, SQLITE_OPEN_READWRITE, err);
	if (!rc)
		rc = fill_new(file, title, min_group, public_data, id, key, err);
	cips_store_close(file);
	if (rc)
		unlink(absolute);
	else
		sync_directory(absolute);
	return rc;
}

/* --- transactions --------------------------------------------------------------------------- */

enum cips_rc cips_store_begin(struct cips_survey_file *file, struct cips_err *err)
{
	assert(file->mode == CIPS_STORE_WRITE && !file->changing);
	enum cips_rc rc = cips_store_run(file, CIPS_SQL_BEGIN_WRITE, CIPS_NO_VALUES, err);
	if (rc)
		return rc;
	/* Another process may have added responses since. */
	cips_store_forget_origins(file);
	file->changing = true;
	return CIPS_OK;
}

enum cips_rc cips_store_commit(struct cips_survey_file *file, struct cips_err *err)
{
	assert(file->changing);
	/* SQLite gives a transaction up on its own when the disk is full. */
	if (sqlite3_get_autocommit(file->db))
		return cips_err_set(err, CIPS_SYSTEM,
			"%s: the change was given up after an error; nothing was changed",
			file->path);
	enum cips_rc rc = cips_store_flush(file, true, err);
	if (!rc)
		rc = cips_store_run(file, CIPS_SQL_COMMIT, CIPS_NO_VALUES, err);
	if (!rc)
		file->changing = false;
	return rc;
}

void cips_store_rollback(struct cips_survey_file *file)
{
	if (!file->changing)
		return;
	if (!sqlite3_get_autocommit(file->db))
		(void)cips_store_run(file, CIPS_SQL_ROLLBACK, CIPS_NO_VALUES, NULL);
	file->changing = false;
	file->step.to = 0;
	cips_store_forget_origins(file);
	cips_store_forget_bulk(file);
	if (file->settings.id)
		(void)load_frozen(file, NULL);
}
