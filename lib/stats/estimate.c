/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From moments to an estimated mean or percentage with its interval.
 *
 * The group is its own stratum (contract, "Precision"): Sarndal, Swensson and Wretman (1992);
 * survey::svymean. Edge cases: a complete count (f = 1) has no sampling error; a headcount smaller
 * than n says nothing about f; where a variance underflows to 0, the effective n is Kish's.
 */
#include "stats/moments.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

#define LEVEL 0.95

double cips_stats_t_quantile(double level, double df)
{
	assert(level > 0 && level < 1 && df > 0);
	return gsl_cdf_tdist_Qinv((1 - level) / 2, df);
}

static double sampling_fraction(size_t n, double headcount)
{
	return headcount >= (double)n && headcount > 0 ? (double)n / headcount : 0;
}

/* For two values or more. */
static double variance_of_mean(const struct cips_moments *m, double fraction)
{
	double n = (double)m->n;

	return (1 - fraction) * n / (n - 1) * (m->ss2 / m->sum_w / m->sum_w);
}

static double kish_n(const struct cips_moments *m)
{
	return m->sum_w / m->sum_w2 * m->sum_w;
}

struct cips_estimate cips_stats_mean(const struct cips_moments *m, double headcount)
{
	struct cips_estimate e = {.reason = CIPS_REASON_NONE};
	double n = (double)m->n;

	if (m->n == 0) {
		e.reason = CIPS_REASON_NO_VALUES;
		return e;
	}
	e.mean = m->mean;
	if (m->n == 1) {
		e.reason = CIPS_REASON_ONE_VALUE;
		return e;
	}
	e.df = n - 1;
	e.sd = sqrt(n / (n - 1) * (m->ss / m->sum_w));
	e.se = sqrt(variance_of_mean(m, sampling_fraction(m->n, headcount)));
	if (!(m->low < m->high && e.sd > 0)) {
		e.reason = CIPS_REASON_NO_VARIANCE;
		e.sd = e.se = 0;
		e.low = e.high = e.mean;
		e.deff = 1;
		e.n_effective = n;
		return e;
	}
	double half = cips_stats_t_quantile(LEVEL, e.df) * e.se;

	e.low = e.mean - half;
	e.high = e.mean + half;
	e.deff = n * (e.se / e.sd) * (e.se / e.sd);
	e.n_effective = e.deff > 0 ? n / e.deff : kish_n(m);
	return e;
}

/* n in the sense of Wilson's interval, after weights and finite population. */
static double effective_n(const struct cips_moments *m, double p, double fraction)
{
	double n = (double)m->n;
	double kish = fraction < 1 ? kish_n(m) / (1 - fraction) : kish_n(m);

	if (m->n == 1 || p <= 0 || p >= 1)
		return kish;
	double variance = variance_of_mean(m, fraction);

	return variance > 0 ? n * (p * (1 - p) / (n - 1)) / variance : kish;
}

/* Wilson (1927), as prop.test(correct = FALSE). */
static void wilson(double p, double n, double *low, double *high)
{
	double z = gsl_cdf_ugaussian_Qinv((1 - LEVEL) / 2);
	double shrink = 1 + z * z / n;
	double centre = (p + z * z / (2 * n)) / shrink;
	double half = z / shrink * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

	*low = p <= 0 ? 0 : fmax(centre - half, 0);
	*high = p >= 1 ? 1 : fmin(centre + half, 1);
}

struct cips_percentage cips_stats_percentage(const struct cips_moments *m, double headcount)
{
	struct cips_percentage result = {.reason = CIPS_REASON_NONE};
	double fraction = sampling_fraction(m->n, headcount);
	double low, high;

	if (m->n == 0) {
		result.reason = CIPS_REASON_NO_VALUES;
		return result;
	}
	assert(m->low >= 0 && m->high <= 1);
	result.n_effective = effective_n(m, m->mean, fraction);
	low = high = m->mean;
	if (fraction < 1) {
		wilson(m->mean, result.n_effective, &low, &high);
		result.deff = (double)m->n / result.n_effective;
	}
	result.percent = 100 * m->mean;
	result.low = 100 * low;
	result.high = 100 * high;
	return result;
}
