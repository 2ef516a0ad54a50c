/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mid-ranks and the Mann-Whitney test on them (Mann and Whitney 1947; tie correction as in
 * wilcox.test(exact = FALSE, correct = FALSE)); Cliff (1993) for delta.
 */
#include "stats/compare.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

/* t^3 - t; the same expression for ties and for all values, so that "all tied" is an equality. */
static double tie_term(double t)
{
	return (t - 1) * t * (t + 1);
}

double cips_stats_midranks(const double *value, const size_t *count, size_t n, double *rank)
{
	double ties = 0, below = 0;

	for (size_t first = 0, end; first < n; first = end) {
		double tied = (double)count[first];

		for (end = first + 1; end < n && value[end] <= value[first]; end++)
			tied += (double)count[end];
		for (size_t l = first; l < end; l++)
			rank[l] = below + (tied + 1) / 2;
		below += tied;
		ties += tie_term(tied);
	}
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
