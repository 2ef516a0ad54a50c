/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be said about a layer of a crossing as a whole: tests of independence and measures of
 * association, as figures of the whole table and in words under it.
 *
 * They look at the finest groups: of a tree the units without those above them, and people directly
 * in an inner unit as a group of their own. Empty rows and columns are left out, and named.
 *
 * Disclosure: a test is one more equation about the counts behind it, and with one unknown the
 * unknown is found. So all of them are suppressed as soon as one figure of the layer is hidden, a
 * margin included; where none is, they tell no more than the counts that are shown. In words, a
 * chi-square test of what is shown is added, with hidden rows and columns taken together
 * (cross_pooled.h). Under weights
 * the tests of simple random samples are undefined, and standard errors too.
 */
#ifndef CIPS_TABLES_CROSS_TESTS_H
#define CIPS_TABLES_CROSS_TESTS_H

#include "report/table.h"
#include "tables/crossing.h"

/* Returns whether any is in the notes under the table. */
bool cips_tables_cross_tests(struct cips_document *document, struct cips_table *table,
	const struct cips_crossing *crossing, size_t layer);

/* How they were made, in the foot of the document; of several crossings with the same rows, once. */
void cips_tables_foot_cross_tests(
	struct cips_document *document, const struct cips_crossing *crossing);

/* What low and high mean in the crossing, under the table or, with it NULL, in the foot. */
void cips_tables_note_order(struct cips_document *document, struct cips_table *table,
	const struct cips_crossing *crossing);

#endif
