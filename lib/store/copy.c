/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole survey files: copied to another place, and packed.
 */
#include "store/internal.h"

#include "base/err.h"

#include <assert.h>
#include <unistd.h>

/* What is packed is in memory meanwhile: on a disk it would leave answers behind. */
enum { MOST_PACKED = 64 << 20 };

/* Bytes that are in use; 0 when that cannot be told. */
static int64_t used(struct cips_sql *sql)
{
	int64_t pages, unused, size;
	if (cips_store_value(sql, CIPS_SQL_PAGE_COUNT, CIPS_NO_VALUES, &pages, NULL, NULL) ||
		cips_store_value(sql, CIPS_SQL_FREE_PAGES, CIPS_NO_VALUES, &unused, NULL, NULL) ||
		cips_store_value(sql, CIPS_SQL_PAGE_SIZE, CIPS_NO_VALUES, &size, NULL, NULL))
		return 0;
	return (pages - unused) * size;
}

void cips_store_pack(struct cips_survey_file *file)
{
	assert(!file->changing);
	int64_t n = used(&file->sql);
	if (!n || n > MOST_PACKED)
		return;
	/* What VACUUM writes into is attached for the time. */
	sqlite3_limit(file->sql.db, SQLITE_LIMIT_ATTACHED, 1);
	(void)cips_store_run(&file->sql, CIPS_SQL_PACK, CIPS_NO_VALUES, NULL);
	sqlite3_limit(file->sql.db, SQLITE_LIMIT_ATTACHED, 0);
}

/* The pages as they are: format, checks and all come along. */
static enum cips_rc copy_pages(struct cips_sql *from, struct cips_sql *to, struct cips_err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	int code = backup ? sqlite3_backup_step(backup, -1) : sqlite3_extended_errcode(to->db);
	if (backup) {
		int finished = sqlite3_backup_finish(backup);
		code = finished ? finished : code;
	}
	return code == SQLITE_OK || code == SQLITE_DONE ? CIPS_OK : cips_store_fail(to, code, err);
}

enum cips_rc cips_store_copy(const char *from, const char *to, struct cips_err *err)
{
	struct cips_sql source = {0}, copy = {0};
	char absolute[PATH_MAX] = "";
	enum cips_rc rc =
		cips_store_connect(&source, &cips_store_survey_kind, from, CIPS_STORE_READ, err);
	if (!rc)
		rc = cips_store_connect_empty(&copy, &cips_store_survey_kind, to, absolute, err);
	if (!rc)
		rc = copy_pages(&source, &copy, err);
	cips_store_disconnect(&copy);
	cips_store_disconnect(&source);
	if (!rc)
		cips_store_sync_directory(absolute);
	else if (absolute[0])
		unlink(absolute);
	return rc;
}
