/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form checked for its author, alone or against the people of a survey file.
 */
#include "api/handles.h"

#include "base/err.h"
#include "base/file.h"
#include "forms/load.h"
#include "intake/small_files.h"
#include "report/findings_json.h"

/* What a survey file knows, and the error that came up when it was asked. */
struct known {
	struct cips_survey_file *file;
	struct cips_units *units;
	struct cips_err *err;
	enum cips_rc rc;
};

/* People of the newest wave that has headcounts for the instrument. */
static double headcount(void *context, const char *instrument)
{
	struct known *known = context;
	struct cips_arena arena = {0};
	struct cips_headcount *rows = NULL;
	const char *wave;
	size_t n = 0;
	double people = 0;
	known->rc = cips_store_headcount_wave(known->file, instrument, &arena, &wave, known->err);
	if (!known->rc && wave)
		known->rc = cips_store_headcounts(
			known->file, wave, instrument, &arena, &rows, &n, known->err);
	for (size_t i = 0; !known->rc && i < n; i++)
		people += rows[i].headcount;
	cips_arena_release(&arena);
	return people;
}

/* Public data have no smallest group. */
static unsigned minimum_of(const struct cips_survey_file *file)
{
	const struct cips_survey_settings *settings = cips_store_settings(file);
	return settings->public_data ? 0 : settings->min_group;
}

static enum cips_rc load_for(const char *path, struct known *known, unsigned minimum,
	struct cips_instrument **out, struct cips_findings *findings, struct cips_err *err)
{
	struct cips_workbook workbook = {0};
	const struct cips_forms_people people = {
		.units = known->units,
		.minimum = minimum,
		.headcount = headcount,
		.context = known,
	};
	enum cips_rc rc = cips_intake_form(path, &workbook, findings, err);
	if (!rc)
		*out = cips_forms_load_for(&workbook, &people, findings);
	if (!rc && !*out)
		rc = cips_api_not_accepted(path, err);
	cips_forms_workbook_release(&workbook);
	return rc;
}

enum cips_rc cips_form_check(const char *path, struct cips_survey *survey,
	struct cips_instrument **out, struct cips_findings *findings, struct cips_err *err)
{
	if (!survey)
		return cips_form_load(path, out, findings, err);
	struct known known = {.file = survey->file, .err = err};
	*out = NULL;
	findings->file = path;
	enum cips_rc rc = cips_store_load_units(survey->file, &known.units, err);
	if (!rc)
		rc = load_for(path, &known, minimum_of(survey->file), out, findings, err);
	if (known.rc) {
		cips_form_free(*out);
		*out = NULL;
		rc = known.rc;
	}
	cips_findings_sort(findings);
	cips_model_units_free(known.units);
	return rc;
}

static void write_json(
	const struct cips_findings *findings, const struct cips_instrument *instrument, FILE *out)
{
	struct cips_form_facts facts;
	if (!instrument) {
		cips_report_findings_json(findings, NULL, out);
		return;
	}
	cips_form_facts(instrument, &facts);
	const struct cips_findings_form form = {
		.code = facts.code,
		.title = facts.title,
		.version = facts.version,
		.digest = facts.digest,
		.items = facts.items,
		.scored = facts.scored,
		.languages = facts.languages,
	};
	cips_report_findings_json(findings, &form, out);
}

enum cips_rc cips_findings_write_json(const struct cips_findings *findings,
	const struct cips_instrument *instrument, FILE *out, struct cips_err *err)
{
	write_json(findings, instrument, out);
	return cips_api_written(out, "the findings", err);
}

enum cips_rc cips_findings_write_json_file(const struct cips_findings *findings,
	const struct cips_instrument *instrument, const char *path, struct cips_err *err)
{
	struct cips_file_out *out;
	enum cips_rc rc = cips_file_begin(path, &out, err);
	if (rc)
		return rc;
	write_json(findings, instrument, cips_file_stream(out));
	return cips_file_commit(out, err);
}
