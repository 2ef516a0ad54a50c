/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

/* Loads a form, or with a survey file the instrument of that code. */
static enum cips_rc load_side(struct cips_survey *survey, const char *name,
	struct cips_instrument **out, struct cips_err *err)
{
	if (survey)
		return cips_instrument_get(survey, name, out, err);
	struct cips_findings *findings = cips_findings_new();
	enum cips_rc rc = cips_form_load(name, out, findings, err);
	if (rc)
		print_findings(findings, stderr);
	cips_findings_free(findings);
	return rc;
}

enum cips_rc cmd_instrument_diff(const struct invocation *invocation, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_SURVEY];
	struct cips_survey *survey = NULL;
	struct cips_instrument *a = NULL, *b = NULL;
	struct cips_document *document;
	const char *format;
	bool same = false;
	enum cips_rc rc = choose_format(invocation, &format, err);
	if (!rc && path)
		rc = cips_open(path, CIPS_READ, &survey, err);
	if (!rc)
		rc = load_side(survey, invocation->args[0], &a, err);
	if (!rc)
		rc = load_side(survey, invocation->args[1], &b, err);
	if (!rc) {
		struct cips_diff_side side_a = {a, invocation->args[0], !survey};
		struct cips_diff_side side_b = {b, invocation->args[1], !survey};
		cips_instrument_diff(&side_a, &side_b, &document, &same);
		rc = write_document(invocation, format, document, err);
	}
	cips_form_free(a);
	cips_form_free(b);
	cips_close(survey);
	return rc || same ? rc : CIPS_FINDINGS;
}
