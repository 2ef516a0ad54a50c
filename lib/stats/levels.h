/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A variable by its distinct values. Scores have few of them, whoever answers, so that what would
 * sort the rows can count them.
 */
#ifndef CIPS_STATS_LEVELS_H
#define CIPS_STATS_LEVELS_H

#include <stddef.h>
#include <stdint.h>

struct cips_levels {
	double *value; /* distinct, ascending */
	size_t n;      /* of them */
	uint32_t *of;  /* the level of each row */
};

/*
 * The levels of the n_a rows of `a` and the n_b of `b` behind them, which may be NULL, together;
 * less than 2^32 rows. NaN is a mistake of the caller, -0 is 0. The caller releases them.
 */
struct cips_levels cips_stats_levels(const double *a, size_t n_a, const double *b, size_t n_b);
void cips_stats_levels_release(struct cips_levels *levels);

#endif
