/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Means drawn together: a random intercept by REML.
 *
 * With ratio = between / within, and v_i = 1 / n_i + ratio the variance of a unit's mean in units of
 * `within`, all but the ratio can be solved for: -2 log L (ratio) = (N - 1) log(SSW + Q) + sum log
 * v_i + log sum 1 / v_i, where SSW are the squares within units and Q = sum (m_i - mean)^2 / v_i
 * with mean = sum (m_i / v_i) / sum (1 / v_i). The best of a grid of ratios is made exact by the
 * sign of the derivative; where that rises from 0 on, the ratio is 0.
 *
 * Edge cases: a unit of one person adds to Q only. All sums run over deviations from the first
 * unit's mean.
 */
#include "stats/shrink.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "base/arena.h"
#include "stats/ranks_drawn.h"

#define LEVEL 0.95
#define SMALLEST_RATIO 1e-9
#define LARGEST_RATIO 1e9
/* Steps of the grid: ten in each power of ten. */
enum { STEPS = 181 };

/* What the likelihood needs of the units. */
struct means {
	size_t n;
	double *mean;	 /* less the mean of the first unit */
	double *inverse; /* 1 / effective n */
	double ss;	 /* within units */
	double people;
};

/* What follows from a ratio. */
struct fit {
	double ratio;
	double criterion; /* -2 log L but for a constant */
	double slope;	  /* its derivative by the ratio */
	double weights;	  /* sum 1 / v */
	double mean;
	double within;
};

static struct fit fit_at(const struct means *m, double ratio)
{
	struct fit fit = {.ratio = ratio};
	double logs = 0, q = 0, squares = 0, slope = 0;

	for (size_t i = 0; i < m->n; i++) {
		double w = 1 / (m->inverse[i] + ratio);

		logs -= log(w);
		squares += w * w;
		fit.weights += w;
		fit.mean += w * m->mean[i];
	}
	fit.mean /= fit.weights;
	for (size_t i = 0; i < m->n; i++) {
		double w = 1 / (m->inverse[i] + ratio), d = m->mean[i] - fit.mean;

		q += w * d * d;
		slope += w * w * d * d;
	}
	fit.within = (m->ss + q) / (m->people - 1);
	fit.criterion = (m->people - 1) * log(m->ss + q) + logs + log(fit.weights);
	fit.slope = fit.weights - squares / fit.weights - (m->people - 1) * slope / (m->ss + q);
	return fit;
}

/* The grid: 0, then powers. */
static double ratio_of(size_t step)
{
	return step == 0 ? 0 : SMALLEST_RATIO * pow(10, (double)(step - 1) / 10);
}

static double best_ratio(const struct means *m)
{
	size_t best = 0;
	double least = INFINITY;

	for (size_t step = 0; step < STEPS; step++) {
		double criterion = fit_at(m, ratio_of(step)).criterion;

		if (criterion < least) {
			least = criterion;
			best = step;
		}
	}
	double low = ratio_of(best > 0 ? best - 1 : 0), high = ratio_of(best + 1);

	if (fit_at(m, low).slope >= 0)
		return low;
	for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
		double middle = (low + high) / 2;

		if (fit_at(m, middle).slope < 0)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

static enum cips_reason take_units(struct means *m, const struct cips_moments *units, size_t n)
{
	if (n < CIPS_SHRINK_LEAST)
		return CIPS_REASON_FEW_VALUES;
	m->n = n;
	m->mean = cips_calloc(n, sizeof(*m->mean));
	m->inverse = cips_calloc(n, sizeof(*m->inverse));
	for (size_t i = 0; i < n; i++) {
		struct cips_estimate e = cips_stats_mean(&units[i], 0);

		if (units[i].n == 0)
			return CIPS_REASON_NO_VALUES;
		m->mean[i] = e.mean - units[0].mean;
		m->inverse[i] = units[i].sum_w2 / units[i].sum_w / units[i].sum_w;
		m->people += (double)units[i].n;
		if (!e.reason)
			m->ss += e.df * e.sd * e.sd;
	}
	if (m->people <= (double)n)
		return CIPS_REASON_ONE_VALUE;
	return m->ss > 0 ? CIPS_REASON_NONE : CIPS_REASON_NO_VARIANCE;
}

/* One draw of the true means: that of the prior's mean moves all of them. */
struct drawing {
	const struct fit *fit;
	const struct cips_shrunken *shrunken;
	size_t n;
};

static double normal(gsl_rng *rng)
{
	return gsl_cdf_ugaussian_Pinv(gsl_rng_uniform_pos(rng));
}

static void draw_means(void *context, gsl_rng *rng, double *drawn)
{
	const struct drawing *d = context;
	double within = d->fit->within, between = d->fit->ratio * within;
	double shift = normal(rng) * sqrt(within / d->fit->weights);

	for (size_t i = 0; i < d->n; i++) {
		double left = 1 - d->shrunken[i].reliability;

		drawn[i] =
			d->shrunken[i].estimate + left * shift + sqrt(between * left) * normal(rng);
	}
}

static void predict(
	const struct means *m, const struct fit *fit, double origin, struct cips_shrunken *shrunken)
{
	double z = gsl_cdf_ugaussian_Qinv((1 - LEVEL) / 2);

	for (size_t i = 0; i < m->n; i++) {
		double reliability = fit->ratio / (fit->ratio + m->inverse[i]);
		double left = 1 - reliability;
		double estimate = origin + fit->mean + reliability * (m->mean[i] - fit->mean);
		double variance = fit->within * left * (fit->ratio + left / fit->weights);

		shrunken[i] = (struct cips_shrunken){.estimate = estimate,
			.reliability = reliability,
			.low = estimate - z * sqrt(variance),
			.high = estimate + z * sqrt(variance)};
	}
}

struct cips_normal_prior cips_stats_shrink_means(const struct cips_moments *units, size_t n,
	struct cips_draws draws, struct cips_shrunken *shrunken)
{
	struct means means = {0};
	struct cips_normal_prior prior = {.reason = take_units(&means, units, n)};

	if (!prior.reason) {
		struct fit fit = fit_at(&means, best_ratio(&means));
		struct drawing drawing = {&fit, shrunken, n};

		prior.mean = units[0].mean + fit.mean;
		prior.within = fit.within;
		prior.between = fit.ratio * fit.within;
		predict(&means, &fit, units[0].mean, shrunken);
		if (fit.ratio > 0)
			cips_stats_ranks_drawn(draws, n, draw_means, &drawing, shrunken);
		else
			cips_stats_ranks_open(n, shrunken);
	}
	free(means.mean);
	free(means.inverse);
	return prior;
}
