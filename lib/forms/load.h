/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a workbook to an instrument and back.
 */
#ifndef CIPS_FORMS_LOAD_H
#define CIPS_FORMS_LOAD_H

#include "base/buf.h"
#include "forms/workbook.h"
#include "model/instrument.h"
#include "model/units.h"

/* What a survey file knows of the people who will answer. */
struct cips_forms_people {
	const struct cips_units *units; /* NULL: none were loaded */
	unsigned minimum;		/* the smallest group that is shown; 0: no control */
	/* How many people an instrument is for; 0 when there are no headcounts for it. */
	double (*headcount)(void *context, const char *instrument);
	void *context;
};

/*
 * Makes an instrument of an XLSForm. All faults are collected in one pass with their cells; returns
 * NULL when one of them is an error. The result owns its memory: the workbook may go.
 *
 * Languages come with the default first, then by name. A list with or_other is a copy under the
 * name of its original, which keeps its own entry; the lists of range and acknowledge items bear
 * the name of the item, the list of units is "units.csv".
 */
struct cips_instrument *cips_forms_load(
	const struct cips_workbook *workbook, struct cips_findings *findings);

/* As load, and checks the form against the people as well. */
struct cips_instrument *cips_forms_load_for(const struct cips_workbook *workbook,
	const struct cips_forms_people *people, struct cips_findings *findings);

/*
 * The instrument written as pipe tables in one canonical way: loading the text gives the same
 * instrument, and two forms that mean the same give the same text, whatever their containers,
 * column order, aliases and stray blanks. The content hash of an instrument version is the digest
 * of this text, and the survey file keeps it.
 */
void cips_forms_write(const struct cips_instrument *instrument, struct cips_buf *out);

/*
 * Reads what cips_forms_write() wrote; CIPS_INTEGRITY when it cannot be read. What was accepted
 * once is accepted for ever: of the checks only those run that the program itself relies on.
 */
enum cips_rc cips_forms_reload(
	const char *text, struct cips_instrument **out, struct cips_err *err);

#endif
