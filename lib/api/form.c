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

enum cips_rc cips_form_show(const struct cips_instrument *instrument, const char *language,
	const struct cips_write_options *options, FILE *out, struct cips_err *err)
{
	int index = language ? cips_model_language(instrument, language)
			     : (int)instrument->default_language;
	if (index == CIPS_NONE) {
		struct cips_arena arena = {0};
		cips_err_set(err, CIPS_USAGE, "the form has no language \"%s\"", language);
		cips_err_hint(
			err, "its languages are: %s", cips_model_languages(instrument, &arena));
		cips_arena_release(&arena);
		return CIPS_USAGE;
	}
	cips_report_questionnaire(instrument, (size_t)index, options, out);
	return CIPS_OK;
}
