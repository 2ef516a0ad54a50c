/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of what was wrong with somebody's file, found in one pass.
 *
 * A finding is started by cips_findings_add() and completed by the setters, which speak of the one
 * just added:
 *
 *	cips_findings_add(f, CIPS_ERROR, "type-unknown", "survey", row, column,
 *		"type \"%s\" is not known", type);
 *	cips_findings_value(f, type);
 *	cips_findings_hint(f, "did you mean \"%s\"?", guess);
 */
#ifndef CIPS_BASE_FINDINGS_H
#define CIPS_BASE_FINDINGS_H

#include "cips_types.h"
#include "base/arena.h"

/* Zero-initialize to start empty; set `file` before adding. */
struct cips_findings {
	struct cips_arena arena;
	struct cips_finding *list; /* in the order found */
	size_t n;
	size_t room;
	size_t errors; /* how many of them are CIPS_ERROR */
	size_t warnings;
	const char *file; /* the name that new findings carry; borrowed */
};

void cips_findings_release(struct cips_findings *findings);

/*
 * Adds a finding with its text (printf-like). `code` must be a constant; `sheet` may be NULL; text
 * and sheet are copied.
 */
__attribute__((format(printf, 7, 8))) void cips_findings_add(struct cips_findings *findings,
	enum cips_severity severity, const char *code, const char *sheet, long line, long column,
	const char *format, ...);

/*
 * Complete the finding that was added last. The value is cut to 60 characters and made printable.
 */
void cips_findings_item(struct cips_findings *findings, const char *item);
void cips_findings_value(struct cips_findings *findings, const char *value);
__attribute__((format(printf, 2, 3))) void cips_findings_hint(
	struct cips_findings *findings, const char *format, ...);

/*
 * Puts them in the order of their places: by sheet (as first met), line and column; equals stay as
 * found.
 */
void cips_findings_sort(struct cips_findings *findings);

#endif
