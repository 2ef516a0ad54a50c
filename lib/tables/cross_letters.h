/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Column proportions compared: within each row, which columns have a larger share of their people
 * there than which others.
 *
 * A column gets the letter of each column whose share in that row is smaller: a small letter where
 * the adjusted p is below .05, a capital where it is below .01. Unweighted: the z test of two
 * proportions with a pooled variance; under weights: Student's t of the difference of the two
 * estimated proportions, each column its own stratum. The family is all tested pairs of the table
 * (of the layer), without the row of all.
 *
 * Compared are flat columns, up to 26 of them, each of at least the minimum group (of two in public
 * data). A hidden cell, or one whose base is hidden, has no part in it, not even as the smaller one:
 * so letters say no more than what is shown.
 */
#ifndef CIPS_TABLES_CROSS_LETTERS_H
#define CIPS_TABLES_CROSS_LETTERS_H

#include "report/table.h"
#include "tables/crossing.h"

/* Whether the columns of a crossing can be compared. */
bool cips_tables_has_letters(const struct cips_crossing *crossing);

/*
 * A table of the letters of a layer, behind those that the document has, with the axes of `counts`;
 * where no column differs only a note under `counts`. `minimum`: the minimum group, 0 for public
 * data. Returns whether any columns were compared.
 */
bool cips_tables_letters(struct cips_document *document, struct cips_table *counts,
	const struct cips_crossing *crossing, size_t layer, size_t minimum,
	enum cips_adjust adjust);

/* How they were made. */
void cips_tables_foot_letters(struct cips_document *document, const struct cips_crossing *crossing,
	size_t minimum, enum cips_adjust adjust);

#endif
