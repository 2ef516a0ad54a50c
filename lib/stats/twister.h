/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GSL's generator mt19937, by the block: the same numbers in a seventh of the time, for a bootstrap
 * that draws millions of them.
 */
#ifndef CIPS_STATS_TWISTER_H
#define CIPS_STATS_TWISTER_H

#include <stddef.h>
#include <stdint.h>

enum { CIPS_TWISTER_WORDS = 624 };

struct cips_twister {
	uint32_t state[CIPS_TWISTER_WORDS];
	uint32_t number[CIPS_TWISTER_WORDS]; /* those of this block */
	size_t used;			     /* of them */
};

/* Starts it as gsl_rng_set() does; seeds are under 2^32. */
void cips_stats_twister_set(struct cips_twister *twister, unsigned long seed);

/*
 * Draws n of n rows with replacement, 1 <= n < 2^31, as gsl_rng_uniform_int() draws them: how often
 * each came into `count`.
 */
void cips_stats_twister_draw(struct cips_twister *twister, size_t n, unsigned *count);

#endif
