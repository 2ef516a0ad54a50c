/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mid-ranks and the Mann-Whitney test on them (Mann and Whitney 1947; tie correction as in
 * wilcox.test(exact = FALSE, correct = FALSE)); Cliff (1993) for delta.
 */
#include "stats/compare.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "base/arena.h"

struct ranked {
	double value;
	size_t row;
};

/* Rows settle ties, so that any sort gives one order. */
static int by_value(const void *left, const void *right)
{
	const struct ranked *a = left;
	const struct ranked *b = right;

	if (a->value < b->value)
		return -1;
	if (a->value > b->value)
		return 1;
	return (a->row > b->row) - (a->row < b->row);
}

/* t^3 - t; the same expression for ties and for all values, so that "all tied" is an equality. */
static double tie_term(double t)
{
	return (t - 1) * t * (t + 1);
}

double cips_stats_midranks(const double *x, size_t n, double *rank)
{
	struct ranked *sorted;
	double ties = 0;

	if (n == 0)
		return 0;
	sorted = cips_calloc(n, sizeof(*sorted));
	for (size_t i = 0; i < n; i++) {
		assert(!isnan(x[i]));
		sorted[i] = (struct ranked){x[i], i};
	}
	qsort(sorted, n, sizeof(*sorted), by_value);
	for (size_t first = 0, end; first < n; first = end) {
		for (end = first + 1; end < n && sorted[end].value <= sorted[first].value;)
			end++;
		double shared = ((double)first + 1 + (double)end) / 2;

		for (size_t k = first; k < end; k++)
			rank[sorted[k].row] = shared;
		ties += tie_term((double)(end - first));
	}
	free(sorted);
	return ties;
}

struct cips_mann_whitney cips_stats_mann_whitney(
	double rank_sum, size_t n_a, size_t n_b, double ties)
{
	struct cips_mann_whitney result = {.reason = CIPS_REASON_NONE};
	double a = (double)n_a, b = (double)n_b, both = a + b;

	if (n_a == 0 || n_b == 0) {
		result.reason = CIPS_REASON_NO_VALUES;
		return result;
	}
	result.u = rank_sum - a * (a + 1) / 2;
	result.cliffs_delta = 2 * result.u / (a * b) - 1;
	if (ties >= tie_term(both)) {
		result.reason = CIPS_REASON_NO_VARIANCE;
		result.p = 1;
		return result;
	}
	double variance = a * b / 12 * (both + 1 - ties / (both * (both - 1)));

	result.z = (result.u - a * b / 2) / sqrt(variance);
	result.p = 2 * gsl_cdf_ugaussian_Q(fabs(result.z));
	return result;
}
