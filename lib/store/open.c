/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening and creating survey files, and their transactions.
 */
#include "store/internal.h"

#include "base/err.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEAST_GROUP = 5 }; /* no survey file is made with a smaller minimum group */

void cips_store_close(struct cips_survey_file *file)
{
	if (!file)
		return;
	cips_store_rollback(file);
	/*
	 * Leaves no empty journal behind; that it may fail (somebody is reading) does not matter.
	 */
	if (file->sql.journal_set)
		(void)cips_store_run(&file->sql, CIPS_SQL_JOURNAL_DELETE, CIPS_NO_VALUES, NULL);
	cips_store_disconnect(&file->sql);
	cips_store_forget_origins(file);
	cips_store_forget_bulk(file);
	cips_arena_release(&file->arena);
	free(file->numbers);
	free(file->record);
	free(file);
}

/* --- opening -------------------------------------------------------------------------------- */

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
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_SURVEY, CIPS_NO_VALUES, &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, &found, err);
	if (rc)
		return rc;
	if (!found || strlen(cips_store_column(row, 0)) != 32 ||
		sqlite3_column_int64(row, 2) < LEAST_GROUP ||
		sqlite3_column_int64(row, 2) > UINT_MAX ||
		sqlite3_column_bytes(row, 4) != sizeof file->key) {
		sqlite3_reset(row);
		return cips_store_damaged(&file->sql, "its settings are missing", err);
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

enum cips_rc cips_store_open(const char *path, enum cips_store_mode mode,
	struct cips_survey_file **out, struct cips_err *err)
{
	struct cips_survey_file *file = cips_calloc(1, sizeof *file);
	file->mode = mode;
	enum cips_rc rc = cips_store_connect(&file->sql, &cips_store_survey_kind, path, mode, err);
	if (!rc)
		rc = load_settings(file, err);
	if (rc) {
		cips_store_close(file);
		file = NULL;
	}
	*out = file;
	return rc;
}

const struct cips_survey_settings *cips_store_settings(const struct cips_survey_file *file)
{
	return &file->settings;
}

struct cips_helper *cips_store_helper(struct cips_survey_file *file)
{
	return cips_store_helper_of(&file->sql);
}

const char *cips_store_path(const struct cips_survey_file *file)
{
	return file->sql.path;
}

/* --- creating ------------------------------------------------------------------------------- */

enum cips_rc cips_store_create(const char *path, const char *title, unsigned min_group,
	bool public_data, const char *id, const uint8_t key[16], struct cips_err *err)
{
	char absolute[PATH_MAX];
	struct cips_sql sql;
	assert(strlen(id) == 32);
	enum cips_rc rc =
		cips_store_connect_new(&sql, &cips_store_survey_kind, path, absolute, err);
	if (!rc)
		rc = cips_store_run(&sql, CIPS_SQL_SURVEY_ADD,
			CIPS_VALUES(cips_string(id), cips_string(title), cips_int(min_group),
				cips_int(public_data), cips_blob(key, 16)),
			err);
	if (!rc)
		rc = cips_store_write_sums(&sql, err);
	if (!rc)
		rc = cips_store_run(&sql, CIPS_SQL_COMMIT, CIPS_NO_VALUES, err);
	if (rc && sql.db && !sqlite3_get_autocommit(sql.db))
		(void)cips_store_run(&sql, CIPS_SQL_ROLLBACK, CIPS_NO_VALUES, NULL);
	if (sql.journal_set)
		(void)cips_store_run(&sql, CIPS_SQL_JOURNAL_DELETE, CIPS_NO_VALUES, NULL);
	cips_store_disconnect(&sql);
	if (!rc)
		cips_store_sync_directory(absolute);
	else if (absolute[0])
		unlink(absolute);
	return rc;
}

/* --- transactions --------------------------------------------------------------------------- */

enum cips_rc cips_store_begin(struct cips_survey_file *file, struct cips_err *err)
{
	assert(file->mode == CIPS_STORE_WRITE && !file->changing);
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_BEGIN_WRITE, CIPS_NO_VALUES, err);
	if (rc)
		return rc;
	/* Another process may have added responses since. */
	cips_store_forget_origins(file);
	cips_store_forget_sums(&file->sql);
	file->changing = true;
	return CIPS_OK;
}

/* A file that was deleted or replaced since it was opened would take the change with it. */
static enum cips_rc check_in_place(struct cips_survey_file *file, struct cips_err *err)
{
	int moved = 0;
	(void)sqlite3_file_control(file->sql.db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	if (!moved)
		return CIPS_OK;
	cips_err_set(err, CIPS_SYSTEM,
		"%s: the file was deleted or replaced meanwhile; nothing was changed",
		file->sql.path);
	return cips_err_hint(err, "put it back and do the same again");
}

enum cips_rc cips_store_commit(struct cips_survey_file *file, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = cips_store_settle(file, err);
	if (rc)
		return rc;
	/* SQLite gives a transaction up on its own when the disk is full. */
	if (sqlite3_get_autocommit(file->sql.db))
		return cips_err_set(err, CIPS_SYSTEM,
			"%s: the change was given up after an error; nothing was changed",
			file->sql.path);
	rc = cips_store_flush(file, true, err);
	if (!rc)
		rc = check_in_place(file, err);
	if (!rc)
		rc = cips_store_write_sums(&file->sql, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_COMMIT, CIPS_NO_VALUES, err);
	if (!rc)
		file->changing = false;
	return rc;
}

void cips_store_rollback(struct cips_survey_file *file)
{
	if (!file->changing)
		return;
	cips_store_take_back(&file->sql);
	if (!sqlite3_get_autocommit(file->sql.db))
		(void)cips_store_run(&file->sql, CIPS_SQL_ROLLBACK, CIPS_NO_VALUES, NULL);
	file->changing = false;
	file->step.to = 0;
	cips_store_forget_origins(file);
	cips_store_forget_bulk(file);
	cips_store_forget_sums(&file->sql);
	if (file->settings.id)
		(void)load_frozen(file, NULL);
}
