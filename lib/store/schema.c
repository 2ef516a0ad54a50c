/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/identity_blocks.h"

#include "base/err.h"

#include <string.h>

/* Invariant: step i takes a file from version i to version i + 1. */
static const char *const survey_migrations[] = {
#define MIGRATION(version, sql) [version - 1] = sql,
#include "store/migrations.def"
#undef MIGRATION
};

static cips_store_conversion *const survey_conversions[] = {
	[CIPS_FORMAT_WITH_BLOCKS - 1] = cips_store_pack_identities,
};

static const char *const station_migrations[] = {
#define MIGRATION(version, sql) [version - 1] = sql,
#include "store/station_migrations.def"
#undef MIGRATION
};

/* The application ids are "CIPS" and "CIST" in ASCII; the catalogues have them as numbers. */
const struct cips_sql_kind cips_store_survey_kind = {
	.name = "a survey file",
	.names = "survey files",
	.maker = "cips init",
	.damaged = "keep the file as it is and go back to a copy",
	.application = 0x43495053,
	.mark = CIPS_SQL_MARK_AS_SURVEY,
	.journal = CIPS_SQL_JOURNAL_TRUNCATE,
	.journal_mode = "truncate",
	.migrations = survey_migrations,
	.conversions = survey_conversions,
	.format = sizeof survey_migrations / sizeof *survey_migrations,
};

const struct cips_sql_kind cips_store_station_kind = {
	.name = "a station file",
	.names = "station files",
	.maker = "cips station new",
	.damaged = "keep the file as it is for the centre, and collect on with a new station",
	.application = 0x43495354,
	.mark = CIPS_SQL_MARK_AS_STATION,
	.journal = CIPS_SQL_JOURNAL_PERSIST,
	.journal_mode = "persist",
	.lasting_journal = true,
	.keeps_format = true,
	.migrations = station_migrations,
	.format = sizeof station_migrations / sizeof *station_migrations,
};

_Static_assert(sizeof survey_conversions / sizeof *survey_conversions ==
		sizeof survey_migrations / sizeof *survey_migrations,
	"a conversion or NULL for each migration");

/* Takes the file to a version, step by step. */
static enum cips_rc migrate(struct cips_sql *sql, int version, struct cips_err *err)
{
	cips_store_conversion *const *conversions = sql->kind->conversions;
	for (; sql->format < version; sql->format++) {
		int code =
			sqlite3_exec(sql->db, sql->kind->migrations[sql->format], NULL, NULL, NULL);
		if (code)
			return cips_store_fail(sql, code, err);
		enum cips_rc rc = CIPS_OK;
		if (conversions && conversions[sql->format])
			rc = conversions[sql->format](sql, err);
		if (rc)
			return rc;
	}
	return CIPS_OK;
}

enum cips_rc cips_store_migrate(struct cips_sql *sql, struct cips_err *err)
{
	return migrate(sql, sql->kind->format, err);
}

static bool same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
	for (int column = 0; column < 4; column++)
		if (strcmp(cips_store_column(a, column), cips_store_column(b, column)) != 0)
			return false;
	return true;
}

static enum cips_rc wrong_table(struct cips_sql *sql, const char *name, struct cips_err *err)
{
	cips_err_set(err, CIPS_INTEGRITY, "%s: \"%s\" is not as %s has it", sql->path, name,
		sql->kind->name);
	cips_err_hint(err, "another program changed the file; %s", sql->kind->damaged);
	return CIPS_INTEGRITY;
}

enum cips_rc cips_store_check_schema(
	struct cips_sql *sql, struct cips_sql *fresh, int version, struct cips_err *err)
{
	sqlite3_stmt *have = NULL, *want;
	enum cips_rc rc = migrate(fresh, version, err);
	if (!rc)
		rc = cips_store_start(sql, CIPS_SQL_SCHEMA, CIPS_NO_VALUES, &have, err);
	if (!rc)
		rc = cips_store_start(fresh, CIPS_SQL_SCHEMA, CIPS_NO_VALUES, &want, err);
	for (bool a = true, b = true; !rc && (a || b);) {
		rc = cips_store_next(sql, have, &a, err);
		if (!rc)
			rc = cips_store_next(fresh, want, &b, err);
		if (!rc && (a != b || (a && !same_row(have, want))))
			rc = wrong_table(sql, cips_store_column(a ? have : want, 1), err);
	}
	if (have)
		sqlite3_reset(have);
	return rc;
}
