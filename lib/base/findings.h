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
 *
 * A file from a stranger can have a fault in every cell, and nobody reads a million of them: of each
 * code and severity the first CIPS_FINDINGS_LISTED are kept, the others are only counted. One more
 * finding for each such kind, behind the list, says how many they are.
 */
#ifndef CIPS_BASE_FINDINGS_H
#define CIPS_BASE_FINDINGS_H

#include "cips_types.h"
#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>

enum {
	CIPS_FINDINGS_LISTED = 1000,	  /* of a kind */
	CIPS_FINDINGS_COMPARED = 5000000, /* names that guesses look at, for all findings */
};

/* What has one code and one severity. */
struct cips_findings_kind {
	size_t found;
	struct cips_finding rest; /* `more` says for how many it stands, 0: all are listed */
	char *rest_text;
};

/* Zero-initialize to start empty; set `file` before adding. */
struct cips_findings {
	struct cips_arena arena;
	struct cips_finding *list; /* in the order found */
	size_t n;
	size_t room;
	size_t found;  /* those that are not listed included, as in the next two */
	size_t errors; /* how many of them are CIPS_ERROR */
	size_t warnings;
	const char *file; /* the name that new findings carry; borrowed */
	struct cips_findings_kind *kinds;
	size_t n_kinds, kinds_room;
	bool unlisted;	 /* the last one was only counted */
	size_t compared; /* by cips_findings_guess() */
};

void cips_findings_release(struct cips_findings *findings);

/*
 * Adds a finding with its text (printf-like). `code` must be a constant; `sheet` may be NULL; text
 * and sheet are copied. Of a text or a hint that is long because it quotes something long, what is
 * quoted is cut to 60 characters.
 */
__attribute__((format(printf, 7, 8))) void cips_findings_add(struct cips_findings *findings,
	enum cips_severity severity, const char *code, const char *sheet, long line, long column,
	const char *format, ...);

__attribute__((format(printf, 7, 0))) void cips_findings_vadd(struct cips_findings *findings,
	enum cips_severity severity, const char *code, const char *sheet, long line, long column,
	const char *format, va_list args);

/*
 * Adds all that `from` has, those that it only counted as well; the strings are copied, the files
 * stay as they are.
 */
void cips_findings_take(struct cips_findings *findings, const struct cips_findings *from);

/*
 * Complete the finding that was added last. The value is cut to 60 characters and made printable.
 */
void cips_findings_item(struct cips_findings *findings, const char *item);
void cips_findings_value(struct cips_findings *findings, const char *value);
__attribute__((format(printf, 2, 3))) void cips_findings_hint(
	struct cips_findings *findings, const char *format, ...);

/*
 * The nearest of `n` known names for the hint of the finding that was added last, as cips_suggest();
 * NULL as well when that finding is not listed, or when guesses have cost enough already.
 */
const char *cips_findings_guess(struct cips_findings *findings, const char *word, const void *known,
	size_t n, const char *(*name)(const void *known, size_t i));

/*
 * All that is to be shown: finding `i` of the list, or behind it of those that stand for the ones
 * not listed; NULL behind the last.
 */
const struct cips_finding *cips_findings_at(const struct cips_findings *findings, size_t i);

/*
 * Puts them in the order of their places: by sheet (as first met), line and column; equals stay as
 * found.
 */
void cips_findings_sort(struct cips_findings *findings);

#endif
