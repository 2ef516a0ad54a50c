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
	cips_arena_release(&loader->scratch);
}

/* `advise`: somebody wrote this form and can still change it. */
static struct cips_instrument *load(const struct cips_workbook *workbook, bool advise,
	const struct cips_forms_people *people, struct cips_findings *findings)
{
	size_t errors = findings->errors;
	struct loader loader = {
		.workbook = workbook,
		.findings = findings,
		.people = people,
		.instrument = cips_model_instrument_new(),
		.units_list = CIPS_NONE,
	};
	cips_model_set_regex(&cips_forms_regex_engine);
	forms_load_headers(&loader);
	forms_load_settings(&loader);
	forms_load_fallback(&loader);
	forms_load_factors(&loader);
	forms_load_choices(&loader);
	forms_load_survey(&loader);
	forms_check_several(&loader);
	forms_load_expressions(&loader);
	forms_check(&loader);
	if (advise)
		forms_advise(&loader);
	if (findings->errors == errors)
		cips_model_seal(loader.instrument);
	if (findings->errors == errors && advise)
		forms_check_reach(&loader);
	release(&loader);
	if (findings->errors > errors) {
		cips_model_instrument_free(loader.instrument);
		return NULL;
	}
	return loader.instrument;
}

struct cips_instrument *cips_forms_load_for(const struct cips_workbook *workbook,
	const struct cips_forms_people *people, struct cips_findings *findings)
{
	return load(workbook, true, people, findings);
}

struct cips_instrument *cips_forms_load(
	const struct cips_workbook *workbook, struct cips_findings *findings)
{
	return load(workbook, true, NULL, findings);
}

enum cips_rc cips_forms_reload(const char *text, struct cips_instrument **out, struct cips_err *err)
{
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	*out = NULL;
	if (cips_forms_read_md(text, strlen(text), &workbook, &findings))
		*out = load(&workbook, false, NULL, &findings);
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
