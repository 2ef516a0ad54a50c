/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/ranks_drawn.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"

struct placed {
	double value;
	size_t place;
};

/* Falling; places settle ties, so that any sort gives one order. */
static int from_the_top(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	if (a->value > b->value)
		return -1;
	if (a->value < b->value)
		return 1;
	return (a->place > b->place) - (a->place < b->place);
}

/* One draw: counts the rank of each quantity. */
static void count_ranks(const double *drawn, size_t n, struct placed *sorted, uint32_t *counts)
{
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct placed){drawn[i], i};
	qsort(sorted, n, sizeof(*sorted), from_the_top);
	for (size_t i = 0; i < n; i++)
		counts[sorted[i].place * n + i]++;
}

/* The rank that stands at `place` (from 0) of all draws in order. */
static double rank_at(const uint32_t *counts, double place)
{
	double before = 0;

	for (size_t rank = 0;; rank++) {
		before += counts[rank];
		if (before > place)
			return (double)rank + 1;
	}
}

/* The quantile of type 7, which lies between two ranks that stand next to each other. */
static double quantile(const uint32_t *counts, size_t replicates, double p)
{
	double place = (double)(replicates - 1) * p;
	double low = rank_at(counts, floor(place)), high = rank_at(counts, ceil(place));

	return low + (place - floor(place)) * (high - low);
}

void cips_stats_ranks_drawn(struct cips_draws draws, size_t n, cips_draw_all *draw, void *context,
	struct cips_shrunken *shrunken)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double *drawn = cips_calloc(n, sizeof(*drawn));
	uint32_t *counts = cips_calloc(n, n * sizeof(*counts)); /* by quantity, then rank */
	struct placed *sorted = cips_calloc(n, sizeof(*sorted));

	assert(draws.replicates >= 2);
	if (!rng)
		cips_out_of_memory(gsl_rng_mt19937->size);
	gsl_rng_set(rng, draws.seed);
	for (size_t d = 0; d < draws.replicates; d++) {
		draw(context, rng, drawn);
		count_ranks(drawn, n, sorted, counts);
	}
	for (size_t i = 0; i < n; i++) {
		const uint32_t *own = counts + i * n;

		shrunken[i].rank_low = floor(quantile(own, draws.replicates, 0.025));
		shrunken[i].rank_high = ceil(quantile(own, draws.replicates, 0.975));
	}
	gsl_rng_free(rng);
	free(drawn);
	free(counts);
	free(sorted);
}

void cips_stats_ranks_open(size_t n, struct cips_shrunken *shrunken)
{
	for (size_t i = 0; i < n; i++) {
		shrunken[i].rank_low = 1;
		shrunken[i].rank_high = (double)n;
	}
}
