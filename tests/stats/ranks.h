/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rank of each row, which the library only finds by level.
 */
#ifndef CIPS_TESTS_STATS_RANKS_H
#define CIPS_TESTS_STATS_RANKS_H

#include <stdlib.h>

#include "stats/compare.h"
#include "stats/levels.h"

/* Mid-ranks of x into `rank`; returns the sum of t^3 - t over the ties. */
static double rank_rows(const double *x, size_t n, double *rank)
{
	struct cips_levels levels = cips_stats_levels(x, n, NULL, 0);
	size_t *count = calloc(levels.n + 1, sizeof(*count));
	double *of_level = calloc(levels.n + 1, sizeof(*of_level));

	assert_non_null(count);
	assert_non_null(of_level);
	for (size_t i = 0; i < n; i++)
		count[levels.of[i]]++;
	double ties = cips_stats_midranks(levels.value, count, levels.n, of_level);

	for (size_t i = 0; i < n; i++)
		rank[i] = of_level[levels.of[i]];
	free(count);
	free(of_level);
	cips_stats_levels_release(&levels);
	return ties;
}

#endif
