/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements of the catalogue, and what SQLite's codes mean to a caller.
 */
#include "store/internal.h"

#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <string.h>

static const char *const catalogue[CIPS_STATEMENTS] = {
#define STATEMENT(name, sql) [CIPS_SQL_##name] = sql,
#include "store/shared_statements.def"
#include "store/statements.def"
#include "store/former_statements.def"
#include "store/station_statements.def"
#undef STATEMENT
};

struct meaning {
	int code;   /* of SQLite, primary or extended */
	int errnum; /* of the system; 0: any */
	enum cips_rc rc;
	const char *text;
	const char *hint; /* NULL: what is to be done with a damaged file of the kind */
};

#define DISK_FULL "the disk is full, or a quota or size limit is reached; nothing was changed"
#define MAKE_ROOM "make room and try again"
#define CHECK_DISK "check the disk or the network, and try again"
#define NEED_PERMISSION "ask for permission to write the file and its directory, or copy it"

/* The first line that fits counts: extended codes stand before primary ones. */
static const struct meaning meanings[] = {
	{SQLITE_BUSY, 0, CIPS_BUSY, "another process is using the file",
		"wait until it is done and try again"},
	{SQLITE_LOCKED, 0, CIPS_BUSY, "the file is in use by another part of this program",
		"try again"},
	{SQLITE_FULL, 0, CIPS_SYSTEM, DISK_FULL, MAKE_ROOM},
	{SQLITE_IOERR_CORRUPTFS, 0, CIPS_INTEGRITY, "the file system reports damage", NULL},
	{SQLITE_IOERR, EIO, CIPS_SYSTEM, "reading or writing failed", CHECK_DISK},
	{SQLITE_IOERR_WRITE, 0, CIPS_SYSTEM, DISK_FULL, MAKE_ROOM}, /* a quota or limit, too */
	{SQLITE_IOERR, 0, CIPS_SYSTEM, "reading or writing failed", CHECK_DISK},
	{SQLITE_CORRUPT, 0, CIPS_INTEGRITY, "the file is damaged", NULL},
	/* All statements are tested against a fresh file: it is this file that is not as it should
	 * be. */
	{SQLITE_ERROR, 0, CIPS_INTEGRITY, "the file is damaged", NULL},
	{SQLITE_READONLY_ROLLBACK, 0, CIPS_SYSTEM,
		"an interrupted change has to be undone first, and you may not write here",
		NEED_PERMISSION},
	{SQLITE_READONLY, 0, CIPS_SYSTEM, "you may not write this file", NEED_PERMISSION},
	{SQLITE_CANTOPEN, 0, CIPS_SYSTEM, "the file or its journal beside it cannot be opened",
		NEED_PERMISSION},
	{SQLITE_PERM, 0, CIPS_SYSTEM, "you may not use this file", NEED_PERMISSION},
	{SQLITE_TOOBIG, 0, CIPS_INPUT, "a text is too long for the file",
		"shorten the form or the text"},
};

static const struct meaning *meaning_of(int code, int errnum)
{
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
		const struct meaning *m = &meanings[i];
		if ((m->code == code || m->code == (code & 0xff)) &&
			(!m->errnum || m->errnum == errnum))
			return m;
	}
	return NULL;
}

enum cips_rc cips_store_not_ours(
	const struct cips_sql *sql, enum cips_rc rc, const char *what, struct cips_err *err)
{
	cips_err_set(err, rc, "%s: this is %s %s", sql->path, what, sql->kind->name);
	return cips_err_hint(err, "%s are made with \"%s\"", sql->kind->names, sql->kind->maker);
}

enum cips_rc cips_store_fail(const struct cips_sql *sql, int code, struct cips_err *err)
{
	const char *path = sql->path;
	if ((code & 0xff) == SQLITE_NOMEM)
		cips_out_of_memory(0);
	if ((code & 0xff) == SQLITE_NOTADB)
		return cips_store_not_ours(sql, CIPS_INPUT, "not", err);
	/* SQLite keeps the system's reason for some failures only. */
	int errnum = (code & 0xff) == SQLITE_IOERR ? errno : 0;
	const struct meaning *m = meaning_of(code, errnum);
	if (!m)
		return cips_err_set(err, CIPS_INTERNAL, "%s: SQLite says \"%s\" (code %d)", path,
			sql->db ? sqlite3_errmsg(sql->db) : sqlite3_errstr(code), code);
	if (m->rc == CIPS_SYSTEM && errnum)
		cips_err_system(err, errnum, "%s: %s", path, m->text);
	else
		cips_err_set(err, m->rc, "%s: %s", path, m->text);
	cips_err_hint(err, "%s", m->hint ? m->hint : sql->kind->damaged);
	return m->rc;
}

enum cips_rc cips_store_damaged(const struct cips_sql *sql, const char *what, struct cips_err *err)
{
	cips_err_set(err, CIPS_INTEGRITY, "%s: the file is damaged: %s", sql->path, what);
	cips_err_hint(err, "%s", sql->kind->damaged);
	return CIPS_INTEGRITY;
}

static int bind(sqlite3_stmt *statement, int i, const struct cips_sql_value *value)
{
	switch (value->type) {
	case CIPS_SQL_NULL:
		return sqlite3_bind_null(statement, i);
	case CIPS_SQL_INT:
		return sqlite3_bind_int64(statement, i, value->integer);
	case CIPS_SQL_REAL:
		if (isnan(value->real))
			return sqlite3_bind_null(statement, i);
		return sqlite3_bind_double(statement, i, value->real);
	case CIPS_SQL_TEXT:
		return sqlite3_bind_text(statement, i, value->bytes, -1, SQLITE_STATIC);
	case CIPS_SQL_BLOB:
		return sqlite3_bind_blob64(statement, i, value->bytes, value->n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static int prepare(struct cips_sql *sql, enum cips_statement which)
{
	sql->sums.preparing = 0;
	int code = sqlite3_prepare_v3(sql->db, catalogue[which], -1, SQLITE_PREPARE_PERSISTENT,
		&sql->statements[which], NULL);
	sql->sums.writes[which] = sql->sums.preparing;
	return code;
}

/* --- two threads ------------------------------------------------------------------------------ */

static _Thread_local bool borrowing; /* this thread has got a connection from another one */

static void borrow(void *lender)
{
	struct cips_sql *sql = lender;
	borrowing = true;
	sql->work(sql->context);
	borrowing = false;
}

struct cips_helper *cips_store_helper_of(struct cips_sql *sql)
{
	if (!sql->helper)
		sql->helper = cips_helper_new();
	return sql->helper;
}

void cips_store_lend(struct cips_sql *sql, void (*work)(void *context), void *context)
{
	assert(!sql->lent && !borrowing);
	sql->work = work;
	sql->context = context;
	sql->lent = true; /* before the other thread looks */
	cips_helper_do(cips_store_helper_of(sql), borrow, sql);
}

void cips_store_take_back(struct cips_sql *sql)
{
	if (!sql->lent || borrowing)
		return;
	cips_helper_wait(sql->helper);
	sql->lent = false;
}

/* --- running ---------------------------------------------------------------------------------- */

enum cips_rc cips_store_start(struct cips_sql *sql, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, sqlite3_stmt **out, struct cips_err *err)
{
	sqlite3_stmt **statement = &sql->statements[which];
	int code = SQLITE_OK;
	*out = NULL;
	cips_store_take_back(sql);
	if (!*statement)
		code = prepare(sql, which);
	if (code)
		return cips_store_fail(sql, code, err);
	if (sql->sums.writes[which] & ~sql->sums.changed) {
		enum cips_rc rc = cips_store_sum_change(sql, which, err);
		if (rc)
			return rc;
	}
	assert((size_t)sqlite3_bind_parameter_count(*statement) == n);
	sqlite3_reset(*statement);
	for (size_t i = 0; i < n && !code; i++)
		code = bind(*statement, (int)i + 1, &values[i]);
	if (code)
		return cips_store_fail(sql, code, err);
	*out = *statement;
	return CIPS_OK;
}

enum cips_rc cips_store_next(
	struct cips_sql *sql, sqlite3_stmt *statement, bool *row, struct cips_err *err)
{
	cips_store_take_back(sql);
	int code = sqlite3_step(statement);
	*row = code == SQLITE_ROW;
	if (*row)
		return CIPS_OK;
	enum cips_rc rc = CIPS_OK;
	if (code != SQLITE_DONE)
		rc = cips_store_fail(sql, code, err);
	sqlite3_reset(statement);
	return rc;
}

enum cips_rc cips_store_run(struct cips_sql *sql, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, struct cips_err *err)
{
	sqlite3_stmt *statement;
	bool row = true;
	enum cips_rc rc = cips_store_start(sql, which, values, n, &statement, err);
	while (!rc && row)
		rc = cips_store_next(sql, statement, &row, err);
	return rc;
}

enum cips_rc cips_store_value(struct cips_sql *sql, enum cips_statement which,
	const struct cips_sql_value *values, size_t n, int64_t *value, bool *found,
	struct cips_err *err)
{
	sqlite3_stmt *statement;
	bool row = false;
	*value = 0;
	enum cips_rc rc = cips_store_start(sql, which, values, n, &statement, err);
	if (!rc)
		rc = cips_store_next(sql, statement, &row, err);
	if (row) {
		*value = sqlite3_column_int64(statement, 0);
		sqlite3_reset(statement);
	}
	if (found)
		*found = row;
	else if (!rc && !row)
		rc = cips_store_damaged(sql, "a row is missing", err);
	return rc;
}

const char *cips_store_column(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	return text ? text : "";
}
