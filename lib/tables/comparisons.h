/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The comparisons of a culture-gap table: for each row and column two means, their difference and
 * what can be said about it.
 */
#ifndef CIPS_TABLES_COMPARISONS_H
#define CIPS_TABLES_COMPARISONS_H

#include "stats/compare.h"
#include "tables/scores.h"
#include "tables/sides.h"

struct cips_comparison {
	bool comparable; /* the column has items on both sides */
	bool hidden;
	struct cips_moments a;
	struct cips_moments b; /* CIPS_GAP_UNITS: everyone else */
	double whole;	       /* CIPS_GAP_UNITS: the mean of everybody in a unit */
	struct cips_difference difference;
	struct cips_mann_whitney ranks; /* reason CIPS_REASON_WEIGHTED where there are none */
	bool tested;
	int same_as; /* row with exactly the same people in this column, or -1 */
	double p_adjusted;
	enum cips_gap_class gap_class;
};

struct cips_comparisons {
	size_t rows;
	size_t columns;
	struct cips_comparison *list; /* by row, then column */
	unsigned char *row_mask;      /* rows whose counts of people are hidden */
	size_t family; /* m: tested cells, identical groups once, without the whole */
	size_t whole;  /* tested cells of the whole, where there are other rows */
};

/*
 * Computes all of them. `minimum`: the minimum group, 0 for public data. The first row is the whole
 * when there are others: it is no part of the family and, if it is tested, a family of its own.
 * `out`: the same sides of those who were left out by their flags, NULL for none.
 */
void cips_tables_compare(const struct cips_sides *sides, const struct cips_sides *out,
	const struct cips_scoring *scoring, size_t minimum, enum cips_adjust adjust,
	bool family_column, struct cips_comparisons *comparisons);

/* The head of the column of p values that were adjusted by a method, or by none. */
const char *cips_tables_p_header(enum cips_adjust adjust);

void cips_tables_comparisons_release(struct cips_comparisons *comparisons);

static inline struct cips_comparison *cips_comparison_at(
	const struct cips_comparisons *comparisons, size_t row, size_t column)
{
	return &comparisons->list[row * comparisons->columns + column];
}

#endif
