/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is left to test of a layer in which figures are hidden: the rows and columns that are shown
 * in full, and the others taken together.
 *
 * Every count of the pooled table is a figure that is shown, or one less others that are: the row of
 * the others is what the sums of the columns leave over. So a test of it tells nothing that is not
 * shown. Rows and columns leave one after the other, those with the most hidden cells first, until
 * nothing in between is hidden. Only for flat variables whose total is shown.
 */
#ifndef CIPS_TABLES_CROSS_POOLED_H
#define CIPS_TABLES_CROSS_POOLED_H

#include "tables/crossing.h"

struct cips_pooled {
	size_t rows;	      /* with the row of the others, which can be empty */
	size_t columns;	      /* likewise */
	size_t *row;	      /* the groups of all but the last */
	size_t *column;	      /* likewise */
	size_t others;	      /* rows taken together */
	size_t others_across; /* columns taken together */
	double *people;	      /* rows x columns */
	double *w;
	double *w2;
};

/* False when fewer than two rows or columns would be left. The caller releases it in any case. */
bool cips_tables_pool(
	const struct cips_crossing *crossing, size_t layer, struct cips_pooled *pooled);
void cips_tables_pooled_release(struct cips_pooled *pooled);

#endif
