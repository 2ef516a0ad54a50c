/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shares drawn together: beta-binomial by maximum likelihood.
 *
 * In terms of the mean share p and the size m = a + b of the prior, the log-likelihood is for each m
 * concave in p, so its best p is found by Newton's steps within shrinking limits. Along these the
 * best m of a grid of its logarithms is made exact by the sign of the derivative, which is that for
 * fixed p.
 *
 * Edge cases: m goes to infinity where units differ no more than chance makes them (pooled), and to
 * 0 where each unit is of one mind; it stays within 0.1...1e6, so that no mean leaves its own
 * interval. Trigamma and digamma are called for positive numbers only.
 */
#include "stats/shrink.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>

#include "base/arena.h"
#include "stats/ranks_drawn.h"

#define LEVEL 0.95
#define SMALLEST_SIZE 0.1
/* Steps of the grid: five in each power of ten, up to 1e6. */
enum { STEPS = 36 };
/* A share as near to 0 or 1 as this is one of them. */
#define EDGE 1e-12

/* Successes and trials of each unit, both as people or as effective people. */
struct shares {
	size_t n;
	double *x;
	double *trials;
	double all_x, all_trials;
};

static double size_of(size_t step)
{
	return SMALLEST_SIZE * pow(10, (double)step / 5);
}

/* The derivative of the log-likelihood by p, divided by m, and that of it again by p. */
static double slope_by_share(const struct shares *s, double p, double m, double *curvature)
{
	double a = m * p, b = m * (1 - p), slope = 0;

	*curvature = 0;
	for (size_t i = 0; i < s->n; i++) {
		double x = s->x[i], y = s->trials[i] - x;

		if (x > 0) {
			slope += gsl_sf_psi(x + a) - gsl_sf_psi(a);
			*curvature += m * (gsl_sf_psi_1(x + a) - gsl_sf_psi_1(a));
		}
		if (y > 0) {
			slope -= gsl_sf_psi(y + b) - gsl_sf_psi(b);
			*curvature += m * (gsl_sf_psi_1(y + b) - gsl_sf_psi_1(b));
		}
	}
	return slope;
}

static double best_share(const struct shares *s, double m)
{
	double low = EDGE, high = 1 - EDGE, p = s->all_x / s->all_trials;

	for (int i = 0; i < 100 && high - low > 1e-15; i++) {
		double curvature, slope = slope_by_share(s, p, m, &curvature);

		if (slope > 0)
			low = p;
		else
			high = p;
		double next = curvature < 0 ? p - slope / curvature : low;

		if (fabs(next - p) < 1e-15)
			break;
		p = next > low && next < high ? next : (low + high) / 2;
	}
	return p;
}

static double log_likelihood(const struct shares *s, double p, double m)
{
	double a = m * p, b = m * (1 - p), sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += gsl_sf_lnbeta(s->x[i] + a, s->trials[i] - s->x[i] + b);
	return sum - (double)s->n * gsl_sf_lnbeta(a, b);
}

static double slope_by_size(const struct shares *s, double p, double m)
{
	double a = m * p, b = m * (1 - p), slope = 0;

	for (size_t i = 0; i < s->n; i++) {
		double x = s->x[i], y = s->trials[i] - x;

		slope += p * (gsl_sf_psi(x + a) - gsl_sf_psi(a)) +
			(1 - p) * (gsl_sf_psi(y + b) - gsl_sf_psi(b)) -
			(gsl_sf_psi(x + y + m) - gsl_sf_psi(m));
	}
	return slope;
}

/* The size of the prior; 0 when there is no largest likelihood below the limit: pooled. */
static double best_size(const struct shares *s)
{
	size_t best = 0;
	double most = -INFINITY;

	for (size_t step = 0; step < STEPS; step++) {
		double m = size_of(step), log_l = log_likelihood(s, best_share(s, m), m);

		if (log_l > most) {
			most = log_l;
			best = step;
		}
	}
	if (best + 1 == STEPS)
		return 0;
	double low = log(size_of(best > 0 ? best - 1 : 0)), high = log(size_of(best + 1));

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2, m = exp(middle);

		if (slope_by_size(s, best_share(s, m), m) > 0)
			low = middle;
		else
			high = middle;
	}
	return exp((low + high) / 2);
}

static enum cips_reason take_units(struct shares *s, const struct cips_moments *units, size_t n)
{
	size_t people = 0;

	if (n < CIPS_SHRINK_LEAST)
		return CIPS_REASON_FEW_VALUES;
	s->n = n;
	s->x = cips_calloc(n, sizeof(*s->x));
	s->trials = cips_calloc(n, sizeof(*s->trials));
	for (size_t i = 0; i < n; i++) {
		if (units[i].n == 0)
			return CIPS_REASON_NO_VALUES;
		people += units[i].n;
		s->trials[i] = units[i].sum_w / units[i].sum_w2 * units[i].sum_w;
		s->x[i] = units[i].mean * s->trials[i];
		s->all_x += s->x[i];
		s->all_trials += s->trials[i];
	}
	if (!(s->all_x > 0 && s->all_x < s->all_trials))
		return CIPS_REASON_NO_VARIANCE;
	/* the likelihood of single people is the same for any size of the prior */
	return people > n ? CIPS_REASON_NONE : CIPS_REASON_ONE_VALUE;
}

/* One draw of the true shares from their posteriors. */
struct drawing {
	const struct shares *shares;
	double a, b;
};

static void draw_shares(void *context, gsl_rng *rng, double *drawn)
{
	const struct drawing *d = context;
	const struct shares *s = d->shares;

	for (size_t i = 0; i < s->n; i++)
		drawn[i] = gsl_ran_beta(rng, s->x[i] + d->a, s->trials[i] - s->x[i] + d->b);
}

/* The x with P(X <= x) = p; halving never fails, however near to 0 or 1 it lies. */
static double beta_quantile(double p, double a, double b)
{
	double low = 0, high = 1;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (gsl_cdf_beta_P(middle, a, b) < p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

/*
 * The variance of the mean of the prior, as that of a weighted mean of the units' shares, which vary
 * by chance and by the prior: p (1 - p) / n (1 + (n - 1) / (m + 1)). `inverse` is 1 / (m + 1).
 */
static double variance_of_mean(const struct shares *s, double p, double inverse)
{
	double weights = 0;

	for (size_t i = 0; i < s->n; i++)
		weights += s->trials[i] / (1 + (s->trials[i] - 1) * inverse);
	return p * (1 - p) / weights;
}

/* The interval of a beta distribution with this mean and variance. */
static void set_interval(struct cips_shrunken *shrunken, double variance)
{
	double mean = shrunken->estimate, tail = (1 - LEVEL) / 2;
	double size = mean * (1 - mean) / variance - 1;

	shrunken->low = beta_quantile(tail, size * mean, size * (1 - mean));
	shrunken->high = beta_quantile(1 - tail, size * mean, size * (1 - mean));
}

static void predict(
	const struct shares *s, const struct cips_beta_prior *prior, struct cips_shrunken *shrunken)
{
	double size = prior->a + prior->b;
	double of_mean = variance_of_mean(s, prior->mean, 1 / (size + 1));

	for (size_t i = 0; i < s->n; i++) {
		double all = s->trials[i] + size, left = size / all;
		double mean = (s->x[i] + prior->a) / all, own = mean * (1 - mean) / (all + 1);

		shrunken[i] =
			(struct cips_shrunken){.estimate = mean, .reliability = s->trials[i] / all};
		/* in a beta distribution the variance is under mean (1 - mean) */
		set_interval(
			&shrunken[i], fmin(own + left * left * of_mean, mean * (1 - mean) / 1.1));
	}
}

/* All units have the share of all of them together, as if they were one. */
static void pool(
	const struct shares *s, struct cips_beta_prior *prior, struct cips_shrunken *shrunken)
{
	prior->pooled = true;
	prior->mean = s->all_x / s->all_trials;
	for (size_t i = 0; i < s->n; i++) {
		shrunken[i] = (struct cips_shrunken){.estimate = prior->mean};
		set_interval(&shrunken[i], variance_of_mean(s, prior->mean, 0));
	}
	cips_stats_ranks_open(s->n, shrunken);
}

struct cips_beta_prior cips_stats_shrink_shares(const struct cips_moments *units, size_t n,
	struct cips_draws draws, struct cips_shrunken *shrunken)
{
	struct shares shares = {0};
	struct cips_beta_prior prior = {.reason = take_units(&shares, units, n)};
	double size = prior.reason ? 0 : best_size(&shares);

	if (!prior.reason && size > 0) {
		prior.mean = best_share(&shares, size);
		prior.a = size * prior.mean;
		prior.b = size * (1 - prior.mean);
		struct drawing drawing = {&shares, prior.a, prior.b};

		predict(&shares, &prior, shrunken);
		cips_stats_ranks_drawn(draws, n, draw_shares, &drawing, shrunken);
	} else if (!prior.reason) {
		pool(&shares, &prior, shrunken);
	}
	free(shares.x);
	free(shares.trials);
	return prior;
}
