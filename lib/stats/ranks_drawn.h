/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intervals of ranks from draws of the quantities that are ranked. Internal to lib/stats.
 */
#ifndef CIPS_STATS_RANKS_DRAWN_H
#define CIPS_STATS_RANKS_DRAWN_H

#include <gsl/gsl_rng.h>

#include "stats/shrink.h"

/* Fills drawn[0...n-1] with one draw of all quantities. */
typedef void cips_draw_all(void *context, gsl_rng *rng, double *drawn);

/* Sets rank_low and rank_high of each of n quantities. */
void cips_stats_ranks_drawn(struct cips_draws draws, size_t n, cips_draw_all *draw, void *context,
	struct cips_shrunken *shrunken);

/* All orders are as likely: from 1 to n. */
void cips_stats_ranks_open(size_t n, struct cips_shrunken *shrunken);

#endif
