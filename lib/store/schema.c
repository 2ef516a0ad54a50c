/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include "base/err.h"

#include <string.h>

/* Invariant: step i takes a file from version i to version i + 1. */
const char *const cips_store_migrations[] = {
#define MIGRATION(version, sql) [version - 1] = sql,
#include "store/migrations.def"
#undef MIGRATION
};

const int cips_store_format = sizeof cips_store_migrations / sizeof *cips_store_migrations;

enum cips_rc cips_store_migrate(struct cips_survey_file *file, int from, struct cips_err *err)
{
	for (int version = from; version < cips_store_format; version++) {
		int code = sqlite3_exec(file->db, cips_store_migrations[version], NULL, NULL, NULL);
		if (code)
			return cips_store_fail(file->path, file->db, code, err);
	}
	return CIPS_OK;
}

static bool same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
	for (int column = 0; column < 4; column++)
		if (strcmp(cips_store_column(a, column), cips_store_column(b, column)) != 0)
			return false;
	return true;
}

static enum cips_rc wrong_table(
	struct cips_survey_file *file, const char *name, struct cips_err *err)
{
	cips_err_set(
		err, CIPS_INTEGRITY, "%s: \"%s\" is not as a survey file has it", file->path, name);
	cips_err_hint(err, "another program changed the file; go back to a copy");
	return CIPS_INTEGRITY;
}

enum cips_rc cips_store_check_schema(struct cips_survey_file *file, struct cips_survey_file *fresh,
	int version, struct cips_err *err)
{
	for (int i = 0; i < version; i++)
		if (sqlite3_exec(fresh->db, cips_store_migrations[i], NULL, NULL, NULL))
			return cips_store_fail(
				fresh->path, fresh->db, sqlite3_extended_errcode(fresh->db), err);
	sqlite3_stmt *have, *want;
	enum cips_rc rc = cips_store_start(file, CIPS_SQL_SCHEMA, CIPS_NO_VALUES, &have, err);
	if (!rc)
		rc = cips_store_start(fresh, CIPS_SQL_SCHEMA, CIPS_NO_VALUES, &want, err);
	for (bool a = true, b = true; !rc && (a || b);) {
		rc = cips_store_next(file, have, &a, err);
		if (!rc)
			rc = cips_store_next(fresh, want, &b, err);
		if (!rc && (a != b || (a && !same_row(have, want))))
			rc = wrong_table(file, cips_store_column(a ? have : want, 1), err);
	}
	if (have)
		sqlite3_reset(have);
	return rc;
}
