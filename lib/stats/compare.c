/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two means compared: Welch (1947), Satterthwaite (1946) for the df, Hedges (1981) for the effect
 * size; and the class of a gap (contract, "Gaps").
 *
 * Edge cases: one group of equal values leaves the df to the other; two of them leave no test.
 */
#include "stats/compare.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>

/*
 * Between df 30 and some hundreds GSL's Student tail is a Cornish-Fisher expansion that is off by
 * up to 5e-7 (relative) far out; there the incomplete beta function is right to 1e-13.
 */
double cips_stats_t_two_sided(double t, double df)
{
	double size = fabs(t);

	if (size > 1 && df > 30 && df < 400)
		return gsl_cdf_beta_P(df / (df + size * size), df / 2, 0.5);
	return 2 * gsl_cdf_tdist_Q(size, df);
}

/*
 * J = Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)) for df >= 2, through the beta function, which
 * keeps its digits for large df.
 */
static double hedges_correction(double df)
{
	return sqrt(2 * M_PI / df) * exp(-gsl_sf_lnbeta((df - 1) / 2, 0.5));
}

/* Each group's share of the variance of the contrast, weighing its df. */
static double satterthwaite(
	const struct cips_moments *groups, const double *coefficient, size_t n, double variance)
{
	double sum = 0;

	for (size_t g = 0; g < n; g++) {
		struct cips_estimate e = cips_stats_mean(&groups[g], 0);
		double share = coefficient[g] * coefficient[g] * e.se * e.se / variance;

		sum += share * share / e.df;
	}
	return 1 / sum;
}

/* Why there is no test of a contrast, but for want of variance. */
static enum cips_reason untestable(const struct cips_moments *groups, size_t n)
{
	enum cips_reason reason = CIPS_REASON_NONE;

	for (size_t g = 0; g < n; g++) {
		if (groups[g].n == 0)
			return CIPS_REASON_NO_VALUES;
		if (groups[g].n == 1)
			reason = CIPS_REASON_ONE_VALUE;
	}
	return n ? reason : CIPS_REASON_NO_VALUES;
}

static void test_contrast(struct cips_difference *d, double variance)
{
	d->se = sqrt(variance);
	d->t = d->difference / d->se;
	d->p = cips_stats_t_two_sided(d->t, d->df);
	double half = cips_stats_t_quantile(0.95, d->df) * d->se;
	double half90 = cips_stats_t_quantile(0.90, d->df) * d->se;

	d->low = d->difference - half;
	d->high = d->difference + half;
	d->low90 = d->difference - half90;
	d->high90 = d->difference + half90;
}

/* The sums of a contrast over its groups, each its own stratum. */
struct parts {
	double variance;
	double df;     /* of the sd within all groups */
	double spread; /* sum of df sd^2 */
};

static struct parts add_up(struct cips_difference *d, const struct cips_moments *groups,
	const double *coefficient, size_t n)
{
	struct parts parts = {0};

	for (size_t g = 0; g < n; g++) {
		struct cips_estimate e = cips_stats_mean(&groups[g], 0);

		d->difference += coefficient[g] * e.mean;
		parts.variance += coefficient[g] * coefficient[g] * e.se * e.se;
		parts.df += e.df;
		parts.spread += e.df * e.sd * e.sd;
	}
	if (!d->reason && !(parts.variance > 0))
		d->reason = CIPS_REASON_NO_VARIANCE;
	return parts;
}

static double effect_size(double difference, const struct parts *parts)
{
	return hedges_correction(parts->df) * (difference / sqrt(parts->spread / parts->df));
}

struct cips_difference cips_stats_contrast(
	const struct cips_moments *groups, const double *coefficient, size_t n, bool weighted)
{
	struct cips_difference d = {.reason = untestable(groups, n)};

	if (d.reason == CIPS_REASON_NO_VALUES)
		return d;
	struct parts parts = add_up(&d, groups, coefficient, n);

	if (d.reason)
		return d;
	d.df = weighted ? parts.df : satterthwaite(groups, coefficient, n, parts.variance);
	test_contrast(&d, parts.variance);
	d.hedges_g = effect_size(d.difference, &parts);
	return d;
}

static const double a_less_b[] = {1, -1};

struct cips_difference cips_stats_difference(
	const struct cips_moments *a, const struct cips_moments *b, bool weighted)
{
	return cips_stats_contrast((const struct cips_moments[]){*a, *b}, a_less_b, 2, weighted);
}

struct cips_difference cips_stats_contrast_with(const struct cips_moments *groups,
	const double *coefficient, size_t n, const struct cips_precision *precision)
{
	struct cips_difference d = {.reason = untestable(groups, n)};

	if (d.reason == CIPS_REASON_NO_VALUES)
		return d;
	struct parts parts = add_up(&d, groups, coefficient, n);

	if (!d.reason && !(precision->variance > 0))
		d.reason = CIPS_REASON_NO_VARIANCE;
	if (!d.reason && !(precision->df > 0))
		d.reason = CIPS_REASON_NO_FREEDOM;
	if (d.reason)
		return d;
	d.df = precision->df;
	test_contrast(&d, precision->variance);
	d.hedges_g = effect_size(d.difference, &parts);
	return d;
}

struct cips_difference cips_stats_difference_with(const struct cips_moments *a,
	const struct cips_moments *b, const struct cips_precision *precision)
{
	return cips_stats_contrast_with(
		(const struct cips_moments[]){*a, *b}, a_less_b, 2, precision);
}

enum cips_gap_class cips_stats_gap_class(
	const struct cips_difference *d, double p_adjusted, double scale)
{
	double margin = 0.05 * scale;
	double size = fabs(d->hedges_g);
	bool above = d->difference > 0;

	if (d->reason != CIPS_REASON_NONE)
		return CIPS_GAP_NOT_TESTED;
	if (p_adjusted < 0.05 && size >= 0.5)
		return above ? CIPS_GAP_STRONG_POSITIVE : CIPS_GAP_STRONG_NEGATIVE;
	if (p_adjusted < 0.05 && size >= 0.2)
		return above ? CIPS_GAP_WEAK_POSITIVE : CIPS_GAP_WEAK_NEGATIVE;
	if (d->low90 >= -margin && d->high90 <= margin)
		return CIPS_GAP_SIMILAR;
	return CIPS_GAP_INCONCLUSIVE;
}

const char *cips_stats_gap_class_name(enum cips_gap_class gap_class)
{
	static const char *const names[] = {
		[CIPS_GAP_NOT_TESTED] = "not_tested",
		[CIPS_GAP_STRONG_POSITIVE] = "strong_positive",
		[CIPS_GAP_STRONG_NEGATIVE] = "strong_negative",
		[CIPS_GAP_WEAK_POSITIVE] = "weak_positive",
		[CIPS_GAP_WEAK_NEGATIVE] = "weak_negative",
		[CIPS_GAP_SIMILAR] = "similar",
		[CIPS_GAP_INCONCLUSIVE] = "inconclusive",
	};

	assert((size_t)gap_class < sizeof(names) / sizeof(names[0]));
	return names[gap_class];
}
