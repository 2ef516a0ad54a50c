/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds of any import, whatever the bytes of its file.
 */
#ifndef TEST_INTAKE_IMPORT_CHECKS_H
#define TEST_INTAKE_IMPORT_CHECKS_H

#include "survey.h"

static inline size_t lines_of(const char *bytes, size_t n)
{
	size_t lines = 1;
	for (size_t i = 0; i < n; i++)
		lines += bytes[i] == '\n' || bytes[i] == '\r';
	return lines;
}

static inline size_t stored_in(struct survey *survey)
{
	size_t n;
	struct cips_err err = {0};
	check_rc(cips_store_count(survey->file, 0, 0, &n, &err), &err);
	return n;
}

static inline void check_import(struct survey *survey, const char *path, size_t lines,
	const struct cips_import_options *options)
{
	struct cips_import_result r;
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	size_t before = stored_in(survey);
	enum cips_rc rc = cips_intake_import(
		survey->file, &survey->version, path, options, &findings, &r, &err);
	if (rc > CIPS_INPUT || (rc == CIPS_USAGE && options->wave))
		check_rc(rc, &err);
	assert_int_equal(r.read, r.stored + r.rejected + r.already_there + r.not_stored);
	assert_int_equal(
		stored_in(survey) - before, rc > CIPS_FINDINGS || options->dry_run ? 0 : r.stored);
	assert_true(r.read <= lines);
	assert_true(rc <= CIPS_FINDINGS ? !r.not_stored : r.not_stored == r.read);
	assert_true(rc <= CIPS_FINDINGS ? !findings.errors || r.rejected : findings.errors > 0);
	assert_true(options->rejects || !r.rejected);
	for (size_t i = 0; i < findings.n; i++) {
		assert_true(findings.list[i].line >= 0 && (size_t)findings.list[i].line <= lines);
		assert_true(findings.list[i].column >= 0);
	}
	cips_findings_release(&findings);
}

#endif
