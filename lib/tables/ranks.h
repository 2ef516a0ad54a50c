/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rank sums of groups of people by their scores in a column, without weights. Nothing here sorts
 * people: they are counted by the levels of the score (stats/levels.h).
 */
#ifndef CIPS_TABLES_RANKS_H
#define CIPS_TABLES_RANKS_H

#include "stats/compare.h"
#include "tables/scores.h"

/*
 * Ranks the people of the groups that are `in` (NULL: all of them) together. rank_sum[g] gets the
 * sum of the ranks of those who belong directly to group g, 0 where it is not in; returns the sum
 * of t^3 - t over the ties.
 */
double cips_tables_rank_groups(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_scores *scores, const bool *in, double *rank_sum);

/* People of a frame with the groups and the scores of them. */
struct cips_rank_side {
	const struct cips_frame *frame;
	const struct cips_groups *groups;
	const struct cips_scores *scores;
};

/*
 * Ranks the people of each group of `a`, whoever is below it included, together with those of the
 * same group of `b`: the test of the two for each group into `tests`.
 */
void cips_tables_rank_sides(const struct cips_rank_side *a, const struct cips_rank_side *b,
	struct cips_mann_whitney *tests);

#endif
