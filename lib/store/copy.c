/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole survey files: copied to another place, and packed.
 */
#include "store/internal.h"

#include "base/err.h"

#include <assert.h>
#include <unistd.h>

void cips_store_pack(struct cips_survey_file *file)
{
	assert(!file->changing);
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
