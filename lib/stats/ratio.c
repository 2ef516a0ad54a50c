/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The difference of two ratios over the same people, by linearization.
 *
 * Edge cases: nobody in a whole leaves no ratio; where nobody or everybody is in both parts there
 * is a difference (of 0 or 1) without a test.
 */
#include "stats/ratio.h"

#include <assert.h>
#include <math.h>

#include "stats/compare.h"

struct sums {
	double part;
	double whole;
};

static struct sums sum_up(struct cips_ratio ratio, size_t n)
{
	struct sums sums = {0};

	for (size_t i = 0; i < n; i++) {
		assert(ratio.part[i] >= 0 && ratio.part[i] <= ratio.whole[i]);
		sums.part += ratio.part[i];
		sums.whole += ratio.whole[i];
	}
	return sums;
}

/* What person i adds to the deviation of a ratio from its value. */
static double linearized(struct cips_ratio ratio, size_t i, double value, double whole)
{
	return (ratio.part[i] - value * ratio.whole[i]) / whole;
}

static bool all_or_nothing(struct sums sums)
{
	return sums.part <= 0 || sums.part >= sums.whole;
}

struct cips_ratio_difference cips_stats_ratio_difference(
	struct cips_ratio a, struct cips_ratio b, size_t n)
{
	struct cips_ratio_difference d = {.reason = CIPS_REASON_NONE};
	struct sums of_a = sum_up(a, n), of_b = sum_up(b, n);
	double squares = 0;

	if (!(of_a.whole > 0) || !(of_b.whole > 0)) {
		d.reason = CIPS_REASON_NO_VALUES;
		return d;
	}
	d.a = of_a.part / of_a.whole;
	d.b = of_b.part / of_b.whole;
	d.difference = d.a - d.b;
	for (size_t i = 0; i < n; i++) {
		double z = linearized(a, i, d.a, of_a.whole) - linearized(b, i, d.b, of_b.whole);

		d.n += a.whole[i] > 0 || b.whole[i] > 0;
		squares += z * z;
	}
	if (d.n < 2) {
		d.reason = CIPS_REASON_ONE_VALUE;
		return d;
	}
	if (!(squares > 0) || (all_or_nothing(of_a) && all_or_nothing(of_b))) {
		d.reason = CIPS_REASON_NO_VARIANCE;
		return d;
	}
	d.df = (double)(d.n - 1);
	d.se = sqrt((double)d.n / d.df * squares);
	d.t = d.difference / d.se;
	d.p = cips_stats_t_two_sided(d.t, d.df);
	double half = cips_stats_t_quantile(0.95, d.df) * d.se;

	d.low = d.difference - half;
	d.high = d.difference + half;
	return d;
}
