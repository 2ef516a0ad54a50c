/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures that rest on one person more than on the others, because of weights.
 *
 * A person who makes up a large share of a mean can be read from it, as from the mean of a small
 * group: everybody's weight counts as one in so many. So a figure of which one person is more than a
 * fifth is hidden like one of fewer than five people, the least that a minimum group may be; in
 * public data, which hides nothing, it is not. From a twentieth on it is shown, and the foot says so:
 * it is not wrong, but shaky.
 */
#ifndef CIPS_TABLES_DOMINANCE_H
#define CIPS_TABLES_DOMINANCE_H

#include "report/table.h"
#include "stats/moments.h"
#include "tables/groups.h"

/* Whether a weight makes up more of the sum of weights than may be shown; never with minimum 0. */
bool cips_tables_dominated(double largest, double sum, size_t minimum);

/* Whether it makes up so much that the foot must say so. */
bool cips_tables_heavy(double largest, double sum);

/* Hides the groups that are dominated by one person, before a mask is completed. */
void cips_tables_mask_dominated(
	const struct cips_moments *moments, size_t n, size_t minimum, unsigned char *mask);

/* The largest share of one person in the figures that are shown, by row of a table. */
struct cips_heaviest {
	double *share; /* NULL: none yet */
};

void cips_tables_heaviest_add(struct cips_heaviest *heaviest, const struct cips_groups *rows,
	size_t row, const struct cips_moments *shown);
void cips_tables_heaviest_release(struct cips_heaviest *heaviest);

/* Says in the foot of a weighted table that dominated figures are hidden, where anything is. */
void cips_tables_foot_dominated(struct cips_document *document, bool weighted);

/* Names the rows with such figures in the foot of a weighted table; `side` begins the sentence. */
void cips_tables_foot_heaviest(struct cips_document *document, const struct cips_frame *frame,
	const struct cips_groups *rows, const struct cips_heaviest *heaviest, const char *side);

#endif
