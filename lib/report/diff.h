/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changed between two instruments, as a document: the changes, the indicators, the factors.
 */
#ifndef CIPS_REPORT_DIFF_H
#define CIPS_REPORT_DIFF_H

#include "model/diff.h"
#include "report/table.h"

/* What one of the two is called, and whether its places are those of a form that people see. */
struct cips_report_diff_side {
	const char *name;
	const char *digest; /* of the content, hexadecimal */
	bool places;
};

/* Everything is copied. */
struct cips_document *cips_report_diff(const struct cips_diff *diff,
	const struct cips_report_diff_side *a, const struct cips_report_diff_side *b);

#endif
