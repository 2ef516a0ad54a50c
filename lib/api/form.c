/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/handles.h"

#include "base/err.h"
#include "base/file.h"
#include "forms/load.h"
#include "intake/small_files.h"
#include "model/score.h"
#include "report/questionnaire.h"
#include "sealed/digest.h"

void cips_api_canonical(
	const struct cips_instrument *instrument, struct cips_buf *form, char digest[65])
{
	uint8_t hash[CIPS_DIGEST_SIZE];
	cips_forms_write(instrument, form);
	cips_sealed_digest(hash, form->text, form->n);
	cips_sealed_hex(digest, hash, sizeof hash);
}

enum cips_rc cips_api_not_accepted(const char *path, struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT, "%s: the form is not accepted", cips_file_name(path));
	return cips_err_hint(err, "mend the errors above; cells are named sheet:row:column");
}

enum cips_rc cips_form_load(const char *path, struct cips_instrument **out,
	struct cips_findings *findings, struct cips_err *err)
{
	struct cips_workbook workbook = {0};
	*out = NULL;
	findings->file = path;
	enum cips_rc rc = cips_intake_form(path, &workbook, findings, err);
	if (!rc) {
		*out = cips_forms_load(&workbook, findings);
		if (!*out)
			rc = cips_api_not_accepted(path, err);
	}
	cips_findings_sort(findings);
	cips_forms_workbook_release(&workbook);
	return rc;
}

void cips_form_free(struct cips_instrument *instrument)
{
	cips_model_instrument_free(instrument);
}

void cips_form_facts(const struct cips_instrument *instrument, struct cips_form_facts *facts)
{
	struct cips_buf form = {0};
	*facts = (struct cips_form_facts){
		.code = instrument->code,
		.title = cips_model_text(
			instrument, &instrument->title, instrument->default_language),
		.version = instrument->version,
		.languages = instrument->n_languages,
	};
	for (size_t i = 0; i < instrument->n_items; i++) {
		facts->items += instrument->items[i].width > 0;
		facts->scored += cips_model_scored(instrument, &instrument->items[i]);
	}
	cips_api_canonical(instrument, &form, facts->digest);
	cips_buf_release(&form);
}

/* --- showing --------------------------------------------------------------------------------- */

static enum cips_rc find_language(const struct cips_instrument *instrument, const char *wanted,
	size_t *language, struct cips_err *err)
{
	int index = wanted ? cips_model_language(instrument, wanted)
			   : (int)instrument->default_language;
	if (index != CIPS_NONE) {
		*language = (size_t)index;
		return CIPS_OK;
	}
	struct cips_arena arena = {0};
	cips_err_set(err, CIPS_USAGE, "the form has no language \"%s\"", wanted);
	cips_err_hint(err, "its languages are: %s", cips_model_languages(instrument, &arena));
	cips_arena_release(&arena);
	return CIPS_USAGE;
}

/* The writer of the format, else the one for the extension of the path, else text. */
static enum cips_rc find_writer(const char *format, const char *path,
	const struct cips_questionnaire_writer **writer, struct cips_err *err)
{
	if (format)
		*writer = cips_report_questionnaire_writer(format);
	else if (path)
		*writer = cips_report_questionnaire_writer_for(path);
	else
		*writer = &cips_questionnaire_writers[0];
	if (*writer)
		return CIPS_OK;
	if (format)
		cips_err_set(err, CIPS_USAGE, "a questionnaire has no format \"%s\"", format);
	else
		cips_err_set(err, CIPS_USAGE,
			"the extension of \"%s\" stands for no format of a questionnaire", path);
	struct cips_arena arena = {0};
	const char *known = "";
	for (size_t i = 0; i < cips_questionnaire_writers_n; i++)
		known = cips_arena_printf(&arena, "%s%s%s (%s)", known, i ? ", " : "",
			cips_questionnaire_writers[i].name,
			cips_questionnaire_writers[i].extension);
	cips_err_hint(err, "the formats are: %s", known);
	cips_arena_release(&arena);
	return CIPS_USAGE;
}

enum cips_rc cips_form_show(const struct cips_instrument *instrument,
	const struct cips_show_options *show, const struct cips_write_options *options, FILE *out,
	struct cips_err *err)
{
	const struct cips_questionnaire_writer *writer;
	size_t language;
	enum cips_rc rc = find_language(instrument, show->language, &language, err);
	if (!rc)
		rc = find_writer(show->format, NULL, &writer, err);
	if (rc)
		return rc;
	cips_report_questionnaire(instrument, language, show->paper, writer, options, out);
	return cips_api_written(out, "the questionnaire", err);
}

enum cips_rc cips_form_show_file(const struct cips_instrument *instrument,
	const struct cips_show_options *show, const struct cips_write_options *options,
	const char *path, struct cips_err *err)
{
	const struct cips_questionnaire_writer *writer;
	struct cips_file_out *out;
	size_t language;
	enum cips_rc rc = find_language(instrument, show->language, &language, err);
	if (!rc)
		rc = find_writer(show->format, path, &writer, err);
	if (!rc)
		rc = cips_file_begin(path, &out, err);
	if (rc)
		return rc;
	cips_report_questionnaire(
		instrument, language, show->paper, writer, options, cips_file_stream(out));
	return cips_file_commit(out, err);
}
