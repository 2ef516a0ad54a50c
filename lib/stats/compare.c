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

/* Each group's share of the variance of the difference, weighing its df. */
static double satterthwaite(
	const struct cips_estimate *a, const struct cips_estimate *b, double variance)
{
	double share_a = a->se * a->se / variance;
	double share_b = b->se * b->se / variance;

	return 1 / (share_a * share_a / a->df + share_b * share_b / b->df);
}

static double effect_size(
	const struct cips_estimate *a, const struct cips_estimate *b, double difference)
{
	double df = a->df + b->df;
	double pooled = sqrt((a->df * a->sd * a->sd + b->df * b->sd * b->sd) / df);

	return hedges_correction(df) * (difference / pooled);
}

struct cips_difference cips_stats_difference(
	const struct cips_moments *moments_a, const struct cips_moments *moments_b, bool weighted)
{
	struct cips_difference d = {.reason = CIPS_REASON_NONE};
	struct cips_estimate a = cips_stats_mean(moments_a, 0);
	struct cips_estimate b = cips_stats_mean(moments_b, 0);
	double variance = a.se * a.se + b.se * b.se;

	if (moments_a->n == 0 || moments_b->n == 0) {
		d.reason = CIPS_REASON_NO_VALUES;
		return d;
	}
	d.difference = a.mean - b.mean;
	if (moments_a->n == 1 || moments_b->n == 1) {
		d.reason = CIPS_REASON_ONE_VALUE;
		return d;
	}
	if (!(variance > 0)) {
		d.reason = CIPS_REASON_NO_VARIANCE;
		return d;
	}
	d.se = sqrt(variance);
	d.df = weighted ? a.df + b.df : satterthwaite(&a, &b, variance);
	d.t = d.difference / d.se;
	d.p = cips_stats_t_two_sided(d.t, d.df);
	double half = cips_stats_t_quantile(0.95, d.df) * d.se;
	double half90 = cips_stats_t_quantile(0.90, d.df) * d.se;

	d.low = d.difference - half;
	d.high = d.difference + half;
	d.low90 = d.difference - half90;
	d.high90 = d.difference + half90;
	d.hedges_g = effect_size(&a, &b, d.difference);
	return d;
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
