/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The findings about a form as JSON, for editors and scripts.
 */
#ifndef CIPS_REPORT_FINDINGS_JSON_H
#define CIPS_REPORT_FINDINGS_JSON_H

#include "base/findings.h"

#include <stdio.h>

/* What a form is; all strings borrowed. */
struct cips_findings_form {
	const char *code;
	const char *title;
	const char *version;
	const char *digest;
	size_t items;
	size_t scored;
	size_t languages;
};

/*
 * Writes one object: the form (null for NULL: it was not accepted), how many findings there are of
 * each severity, and the findings in their order. A cell is named as a spreadsheet names it,
 * "survey!D12"; row, column and cell are null where there is none. A finding with `more` stands for
 * so many of its code that are counted and not listed.
 */
void cips_report_findings_json(
	const struct cips_findings *findings, const struct cips_findings_form *form, FILE *out);

#endif
