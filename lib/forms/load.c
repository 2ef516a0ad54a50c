/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/load.h"

#include "base/err.h"
#include "forms/check.h"
#include "forms/loader.h"
#include "forms/regex.h"

#include <string.h>

static void release(struct loader *loader)
{
	cips_map_release(&loader->item_by_name);
	cips_map_release(&loader->list_by_name);
	cips_map_release(&loader->factor_by_code);
	cips_arena_release(&loader->scratch);
}

/* Each sheet after those that it refers to; the expressions when every name is known. */
static void read_sheets(struct loader *loader)
{
	forms_load_headers(loader);
	forms_load_settings(loader);
	forms_load_fallback(loader);
	forms_load_factors(loader);
	forms_load_choices(loader);
	forms_load_survey(loader);
	forms_check_several(loader);
	forms_load_expressions(loader);
}

/*
 * A form that somebody wrote, and can still change, goes through all three rounds of check.h; one
 * that is stored through the first only. The last round works with the instrument as it will be
 * used, so there must be no errors before it.
 */
static struct cips_instrument *load(const struct cips_workbook *workbook, bool stored,
	const struct cips_forms_people *people, struct cips_findings *findings)
{
	size_t before = findings->errors;
	struct cips_instrument *instrument = cips_model_instrument_new();
	struct loader loader = {
		.workbook = workbook,
		.findings = findings,
		.people = people,
		.instrument = instrument,
		.units_list = CIPS_NONE,
	};
	cips_model_set_regex(&cips_forms_regex_engine);
	read_sheets(&loader);
	forms_check(&loader);
	if (!stored)
		forms_advise(&loader);
	if (findings->errors == before) {
		cips_model_seal(instrument);
		if (!stored)
			forms_check_reach(&loader);
	}
	release(&loader);
	if (findings->errors == before)
		return instrument;
	cips_model_instrument_free(instrument);
	return NULL;
}

struct cips_instrument *cips_forms_load_for(const struct cips_workbook *workbook,
	const struct cips_forms_people *people, struct cips_findings *findings)
{
	return load(workbook, false, people, findings);
}

struct cips_instrument *cips_forms_load(
	const struct cips_workbook *workbook, struct cips_findings *findings)
{
	return load(workbook, false, NULL, findings);
}

enum cips_rc cips_forms_reload(const char *text, struct cips_instrument **out, struct cips_err *err)
{
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	*out = NULL;
	if (cips_forms_read_md(text, strlen(text), &workbook, &findings))
		*out = load(&workbook, true, NULL, &findings);
	enum cips_rc rc = CIPS_OK;
	if (!*out) {
		const struct cips_finding *first = NULL;
		for (size_t i = 0; i < findings.n && !first; i++)
			if (findings.list[i].severity == CIPS_ERROR)
				first = &findings.list[i];
		rc = cips_err_set(err, CIPS_INTEGRITY, "the stored instrument cannot be read: %s",
			first ? first->text : "it is empty");
	}
	cips_findings_release(&findings);
	cips_forms_workbook_release(&workbook);
	return rc;
}
