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

struct cips_precision cips_stats_own_stratum(const struct cips_moments *m, double headcount)
{
	struct cips_precision precision = {.fraction = sampling_fraction(m->n, headcount)};
	double n = (double)m->n;

	if (m->n < 2)
		return precision;
	precision.variance =
		(1 - precision.fraction) * n / (n - 1) * (m->ss2 / m->sum_w / m->sum_w);
	precision.df = n - 1;
	return precision;
}

static double kish_n(const struct cips_moments *m)
{
	return m->sum_w / m->sum_w2 * m->sum_w;
}

struct cips_estimate cips_stats_mean_with(
	const struct cips_moments *m, const struct cips_precision *precision)
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
	e.df = precision->df;
	e.sd = sqrt(n / (n - 1) * (m->ss / m->sum_w));
	e.se = sqrt(precision->variance);
	if (!(m->low < m->high && e.sd > 0)) {
		e.reason = CIPS_REASON_NO_VARIANCE;
		e.sd = e.se = 0;
		e.low = e.high = e.mean;
		e.deff = 1;
		e.n_effective = n;
		return e;
	}
	e.deff = n * (e.se / e.sd) * (e.se / e.sd);
	e.n_effective = e.deff > 0 ? n / e.deff : kish_n(m);
	if (!(e.df > 0)) {
		e.reason = CIPS_REASON_NO_FREEDOM;
		return e;
	}
	double half = cips_stats_t_quantile(LEVEL, e.df) * e.se;

	e.low = e.mean - half;
	e.high = e.mean + half;
	return e;
}

struct cips_estimate cips_stats_mean(const struct cips_moments *m, double headcount)
{
	struct cips_precision precision = cips_stats_own_stratum(m, headcount);

	return cips_stats_mean_with(m, &precision);
}

/* n in the sense of Wilson's interval, after weights and finite population. */
static double effective_n(
	const struct cips_moments *m, double p, const struct cips_precision *precision)
{
	double n = (double)m->n, fraction = precision->fraction;
	double kish = fraction < 1 ? kish_n(m) / (1 - fraction) : kish_n(m);

	if (m->n == 1 || p <= 0 || p >= 1)
		return kish;
	return precision->variance > 0 ? n * (p * (1 - p) / (n - 1)) / precision->variance : kish;
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

/* As svyciprop(method = "xlogit"). */
static enum cips_reason logit(
	double p, const struct cips_precision *precision, double *low, double *high)
{
	if (p <= 0 || p >= 1)
		return CIPS_REASON_NO_VARIANCE;
	if (!(precision->df > 0))
		return CIPS_REASON_NO_FREEDOM;
	double middle = log(p / (1 - p));
	double half = cips_stats_t_quantile(LEVEL, precision->df) * sqrt(precision->variance) /
		(p * (1 - p));

	*low = 1 / (1 + exp(half - middle));
	*high = 1 / (1 + exp(-half - middle));
	return CIPS_REASON_NONE;
}

/*
 * Where the lower tail of the beta distribution (or the upper one) is `tail`, by bisection: GSL's
 * inverse goes on for ever for some large parameters. Right to 1e-9 (compared with qbeta up to
 * 2.5 million).
 */
static double beta_quantile(double tail, double a, double b, bool upper)
{
	double low = 0, high = 1;

	for (double middle = 0.5; middle > low && middle < high && high - low > 1e-15 * high;
		middle = low + (high - low) / 2) {
		double here = upper ? gsl_cdf_beta_Q(middle, a, b) : gsl_cdf_beta_P(middle, a, b);

		if (upper ? here > tail : here < tail)
			low = middle;
		else
			high = middle;
	}
	return low + (high - low) / 2;
}

/* Clopper and Pearson's (1934) for x = p n successes of a fractional number n, as binom.test. */
static void clopper_pearson(double p, double n, double *low, double *high)
{
	double x = p * n, tail = (1 - LEVEL) / 2;

	*low = p <= 0 ? 0 : beta_quantile(tail, x, n - x + 1, false);
	*high = p >= 1 ? 1 : beta_quantile(tail, x + 1, n - x, true);
}

static enum cips_reason korn_graubard(const struct cips_moments *m, double p, double n_effective,
	const struct cips_precision *precision, double *low, double *high)
{
	double n = (double)m->n, star = n_effective;

	if (m->n > 1 && !(precision->df > 0))
		return CIPS_REASON_NO_FREEDOM;
	if (m->n > 1 && p > 0 && p < 1 && precision->variance > 0) {
		double ratio = cips_stats_t_quantile(LEVEL, n - 1) /
			cips_stats_t_quantile(LEVEL, precision->df);

		star = p * (1 - p) / precision->variance * ratio * ratio;
	}
	clopper_pearson(p, fmin(star, n), low, high);
	return CIPS_REASON_NONE;
}

struct cips_percentage cips_stats_percentage_with(const struct cips_moments *m,
	const struct cips_precision *precision, enum cips_interval interval)
{
	struct cips_percentage result = {.reason = CIPS_REASON_NONE};
	double low, high;

	if (m->n == 0) {
		result.reason = CIPS_REASON_NO_VALUES;
		return result;
	}
	assert(m->low >= 0 && m->high <= 1);
	result.percent = 100 * m->mean;
	result.n_effective = effective_n(m, m->mean, precision);
	low = high = m->mean;
	if (precision->fraction < 1) {
		result.deff = (double)m->n / result.n_effective;
		if (interval == CIPS_INTERVAL_LOGIT)
			result.reason = logit(m->mean, precision, &low, &high);
		else if (interval == CIPS_INTERVAL_KORN_GRAUBARD)
			result.reason = korn_graubard(
				m, m->mean, result.n_effective, precision, &low, &high);
		else
			wilson(m->mean, result.n_effective, &low, &high);
	}
	if (result.reason != CIPS_REASON_NONE)
		return result;
	result.low = 100 * low;
	result.high = 100 * high;
	return result;
}

struct cips_percentage cips_stats_percentage(const struct cips_moments *m, double headcount)
{
	struct cips_precision precision = cips_stats_own_stratum(m, headcount);

	return cips_stats_percentage_with(m, &precision, CIPS_INTERVAL_WILSON);
}
