/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Holding a file against itself: what SQLite knows of its structure, and what the file knows of its
 * tables.
 */
#include "store/identity_blocks.h"
#include "store/station_internal.h"

#include "base/err.h"

#include <string.h>

/* The error of a damaged file becomes a finding; any other stays one. */
static enum cips_rc as_finding(
	enum cips_rc rc, struct cips_findings *findings, const char *what, struct cips_err *err)
{
	if (rc != CIPS_INTEGRITY)
		return rc;
	cips_findings_add(findings, CIPS_ERROR, "structure", NULL, 0, 0, "%s cannot be read", what);
	*err = (struct cips_err){0};
	return CIPS_OK;
}

static enum cips_rc check_structure(
	struct cips_sql *sql, struct cips_findings *findings, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(sql, CIPS_SQL_INTEGRITY_CHECK, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(sql, row, &more, err);
		if (!rc && more && strcmp(cips_store_column(row, 0), "ok") != 0)
			cips_findings_add(findings, CIPS_ERROR, "structure", NULL, 0, 0,
				"SQLite says: %s", cips_store_column(row, 0));
	}
	return as_finding(rc, findings, "the structure", err);
}

static enum cips_rc check_references(
	struct cips_sql *sql, struct cips_findings *findings, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(sql, CIPS_SQL_FOREIGN_KEY_CHECK, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(sql, row, &more, err);
		if (!rc && more)
			cips_findings_add(findings, CIPS_ERROR, "reference", NULL, 0, 0,
				"a row of the table %s refers to one of %s that is not there",
				cips_store_column(row, 0), cips_store_column(row, 2));
	}
	return as_finding(rc, findings, "the references", err);
}

static enum cips_rc check_origins(
	struct cips_sql *sql, struct cips_findings *findings, struct cips_err *err)
{
	int64_t wrong = 0;
	enum cips_rc rc =
		cips_store_value(sql, CIPS_SQL_ORIGINS_WRONG, CIPS_NO_VALUES, &wrong, NULL, err);
	if (!rc && wrong)
		cips_findings_add(findings, CIPS_ERROR, "origin", NULL, 0, 0,
			"the number of responses of %lld origins is not the one that was noted",
			(long long)wrong);
	return as_finding(rc, findings, "the responses", err);
}

static enum cips_rc check_sums(
	struct cips_sql *sql, struct cips_findings *findings, size_t *n_sums, struct cips_err *err)
{
	size_t missing = 0;
	enum cips_rc rc = CIPS_OK;
	*n_sums = 0;
	for (size_t i = 0; i < CIPS_SUMMED && !rc; i++) {
		enum cips_sum_state state;
		const char *name;
		rc = as_finding(
			cips_store_check_sum(sql, i, &state, &name, err), findings, "a table", err);
		*n_sums += state != CIPS_SUM_NONE;
		missing += state == CIPS_SUM_NONE;
		if (!rc && state == CIPS_SUM_WRONG)
			cips_findings_add(findings, CIPS_ERROR, "checksum", NULL, 0, 0,
				"the table %s is not as it was written", name);
	}
	if (!rc && *n_sums && missing)
		cips_findings_add(findings, CIPS_ERROR, "checksum", NULL, 0, 0,
			"the checksums of %zu tables are missing", missing);
	return rc;
}

enum cips_rc cips_store_verify(struct cips_survey_file *file, struct cips_findings *findings,
	size_t *n_sums, struct cips_err *err)
{
	struct cips_sql *sql = &file->sql;
	enum cips_rc rc = check_structure(sql, findings, err);
	if (!rc)
		rc = check_references(sql, findings, err);
	if (!rc)
		rc = check_origins(sql, findings, err);
	return rc ? rc : check_sums(sql, findings, n_sums, err);
}

enum cips_rc cips_store_station_verify(
	struct cips_station_file *file, struct cips_findings *findings, struct cips_err *err)
{
	enum cips_rc rc = check_structure(&file->sql, findings, err);
	return rc ? rc : check_references(&file->sql, findings, err);
}

/* --- what only verifying reads --------------------------------------------------------------- */

/* In a file of an earlier format. */
static enum cips_rc each_former_identity(struct cips_survey_file *file,
	void (*each)(void *context, int64_t identity, int64_t row), void *context,
	struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(&file->sql, CIPS_SQL_FORMER_IDENTITIES, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (!rc && more)
			each(context, sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1));
	}
	return rc;
}

enum cips_rc cips_store_each_identity(struct cips_survey_file *file,
	void (*each)(void *context, int64_t identity, int64_t row), void *context,
	struct cips_err *err)
{
	struct cips_identity_block block;
	bool found;
	if (file->sql.format < CIPS_FORMAT_WITH_BLOCKS)
		return each_former_identity(file, each, context, err);
	enum cips_rc rc = cips_store_next_block(&file->sql, NULL, &block, &found, err);
	while (!rc && found) {
		for (size_t i = 0; i < block.n; i++)
			each(context, cips_identity_of(block.pairs[i].key), block.pairs[i].value);
		rc = cips_store_next_block(&file->sql, &block, &block, &found, err);
	}
	return rc;
}

enum cips_rc cips_store_each_text(struct cips_survey_file *file,
	void (*each)(void *context, const struct cips_text_kept *text), void *context,
	struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(&file->sql, CIPS_SQL_TEXTS_KEPT, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		each(context,
			&(struct cips_text_kept){.version = (long)sqlite3_column_int64(row, 0),
				.item = cips_store_column(row, 1),
				.text = cips_store_column(row, 2),
				.copies = (size_t)sqlite3_column_int64(row, 3)});
	}
	return rc;
}
