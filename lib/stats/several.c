/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kruskal and Wallis (1952), Welch (1951), Games and Howell (1976), Dunn (1964).
 *
 * Edge cases: sums of squares are taken of deviations from the mean rank, which is exact in halves,
 * so equal groups have an H of exactly 0. Where one group has no variance its weight in Welch's
 * test would be infinite: there is no test, and the pairs say more.
 */
#include "stats/several.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "stats/compare.h"
#include "stats/fdist.h"

#define LEVEL 0.95

/* n^3 - n as the ties are counted: equal to them when all values are tied. */
static double all_tied(double n)
{
	return (n - 1) * n * (n + 1);
}

struct cips_kruskal cips_stats_kruskal(
	const double *rank_sum, const size_t *n, size_t groups, double ties)
{
	struct cips_kruskal result = {.reason = CIPS_REASON_NONE};
	double all = 0, between = 0, with_values = 0;

	for (size_t g = 0; g < groups; g++) {
		all += (double)n[g];
		with_values += n[g] > 0;
	}
	if (with_values < 2) {
		result.reason = CIPS_REASON_NO_VALUES;
		return result;
	}
	if (ties >= all_tied(all)) {
		result.reason = CIPS_REASON_NO_VARIANCE;
		return result;
	}
	for (size_t g = 0; g < groups; g++) {
		double members = (double)n[g];

		if (n[g] == 0)
			continue;
		double deviation = rank_sum[g] - members * (all + 1) / 2;

		between += deviation * deviation / members;
	}
	result.h = 12 * (all - 1) * between / (all_tied(all) - ties);
	result.df = with_values - 1;
	result.p = gsl_cdf_chisq_Q(result.h, result.df);
	result.epsilon_squared = result.h / (all - 1);
	return result;
}

/* The first reason that keeps groups from Welch's test. */
static enum cips_reason untestable(const struct cips_moments *groups, size_t n)
{
	if (n < 2)
		return CIPS_REASON_NO_VALUES;
	for (size_t g = 0; g < n; g++) {
		enum cips_reason reason = cips_stats_mean(&groups[g], 0).reason;

		if (reason)
			return reason;
	}
	return CIPS_REASON_NONE;
}

struct cips_welch cips_stats_welch(const struct cips_moments *groups, size_t n)
{
	struct cips_welch result = {.reason = untestable(groups, n)};
	double weights = 0, mean = 0, between = 0, lambda = 0, k = (double)n;

	if (result.reason)
		return result;
	for (size_t g = 0; g < n; g++) {
		struct cips_estimate e = cips_stats_mean(&groups[g], 0);
		double weight = 1 / (e.se * e.se);

		weights += weight;
		mean += weight * (e.mean - groups[0].mean);
	}
	mean = groups[0].mean + mean / weights;
	for (size_t g = 0; g < n; g++) {
		struct cips_estimate e = cips_stats_mean(&groups[g], 0);
		double weight = 1 / (e.se * e.se), left = 1 - weight / weights;

		between += weight * (e.mean - mean) * (e.mean - mean);
		lambda += left * left / e.df;
	}
	result.df1 = k - 1;
	result.df2 = (k * k - 1) / (3 * lambda);
	result.f = between / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * lambda);
	result.p = cips_stats_f_upper(result.f, result.df1, result.df2);
	return result;
}

struct cips_games_howell cips_stats_games_howell(
	const struct cips_moments *a, const struct cips_moments *b, const struct cips_tukey *tukey)
{
	struct cips_difference d = cips_stats_difference(a, b, false);
	struct cips_games_howell pair = {
		.reason = d.reason, .difference = d.difference, .se = d.se, .df = d.df};

	if (!pair.reason && pair.df < CIPS_TUKEY_LEAST_DF)
		pair.reason = CIPS_REASON_FEW_VALUES;
	if (pair.reason)
		return pair;
	double half = cips_stats_tukey_quantile(tukey, LEVEL, d.df) * d.se / M_SQRT2;

	pair.p = cips_stats_tukey_upper(tukey, fabs(d.t) * M_SQRT2, d.df);
	pair.low = d.difference - half;
	pair.high = d.difference + half;
	return pair;
}

struct cips_dunn cips_stats_dunn(struct cips_ranked a, struct cips_ranked b, size_t n, double ties)
{
	struct cips_dunn result = {.reason = CIPS_REASON_NONE};
	double all = (double)n, n_a = (double)a.n, n_b = (double)b.n;

	if (a.n == 0 || b.n == 0) {
		result.reason = CIPS_REASON_NO_VALUES;
		return result;
	}
	if (ties >= all_tied(all)) {
		result.reason = CIPS_REASON_NO_VARIANCE;
		return result;
	}
	double variance = (all_tied(all) - ties) / (12 * (all - 1));

	result.z = (a.rank_sum / n_a - b.rank_sum / n_b) / sqrt(variance * (1 / n_a + 1 / n_b));
	result.p = 2 * gsl_cdf_ugaussian_Q(fabs(result.z));
	return result;
}
