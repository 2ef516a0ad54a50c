/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The range of k standard normal values is at most w with probability (Hartley 1942)
 *
 *	k * integral of phi(z) [Phi(z) - Phi(z - w)]^(k - 1) dz,
 *
 * and the studentized range Q is that range over an independent s = sqrt(chi^2 / df). The first
 * integral is taken once for each number of means and kept as Chebyshev polynomials, one after the
 * other along w; the second, over log s, is a sum over some dozens of their values.
 *
 * Both integrands are analytic and vanish at both ends, where the trapezoidal rule converges
 * exponentially (Trefethen and Weideman 2014): these steps leave less than 1e-12, and less than
 * 1e-14 of up to 26 means.
 */
#include "stats/tukey.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

#include "base/arena.h"
#include "base/err.h"

/* Beyond the last piece a range is found with a probability under 1e-25. */
enum { PIECES = 32, TERMS = 14 };
static const double width = 0.5;

/* Of the normal density, from its middle; more than CIPS_TUKEY_MOST_MEANS would take smaller steps. */
static const double normal_step = 0.2;
enum { NORMAL_STEPS = 43 };

/* Of log s, in standard deviations; at most `longest_step`. What is under exp(-40) is left out. */
static const double step = 0.5, longest_step = 0.08, least_log = -40;
enum { MOST_NODES = 512 }; /* 280 for 2 degrees of freedom, fewer for more */

static const double tolerance = 1e-10;
enum { MOST_STEPS = 100 }; /* halving alone takes fewer */

struct cips_tukey {
	size_t means;
	double piece[PIECES][TERMS]; /* of P(range > w) */
};

/* --- the range ------------------------------------------------------------------------------ */

static double normal_below(double z)
{
	return erfc(-z / M_SQRT2) / 2;
}

static double range_above(size_t means, double w)
{
	double sum = 0;

	for (int i = -NORMAL_STEPS; i <= NORMAL_STEPS; i++) {
		double z = i * normal_step;

		sum += exp(-z * z / 2) *
			pow(normal_below(z) - normal_below(z - w), (double)means - 1);
	}
	return 1 - (double)means * sum * normal_step / sqrt(2 * M_PI);
}

/* Interpolates at Chebyshev's points (of the first kind) of one piece. */
static void fit_piece(size_t means, double from, double *terms)
{
	double value[TERMS];

	for (int i = 0; i < TERMS; i++) {
		double x = cos(M_PI * (i + 0.5) / TERMS);

		value[i] = range_above(means, from + width * (x + 1) / 2);
	}
	for (int t = 0; t < TERMS; t++) {
		terms[t] = 0;
		for (int i = 0; i < TERMS; i++)
			terms[t] += value[i] * cos(M_PI * t * (i + 0.5) / TERMS);
		terms[t] *= t ? 2.0 / TERMS : 1.0 / TERMS;
	}
}

struct cips_tukey *cips_stats_tukey_new(size_t means)
{
	struct cips_tukey *tukey = cips_calloc(1, sizeof(*tukey));

	assert(means >= 2 && means <= CIPS_TUKEY_MOST_MEANS);
	tukey->means = means;
	for (int p = 0; p < PIECES; p++)
		fit_piece(means, p * width, tukey->piece[p]);
	return tukey;
}

void cips_stats_tukey_free(struct cips_tukey *tukey)
{
	free(tukey);
}

/* Clenshaw's sum of the piece that w lies in. */
static double above(const struct cips_tukey *tukey, double w)
{
	double at = w / width, next = 0, after = 0;

	if (!(at < PIECES))
		return 0;
	const double *terms = tukey->piece[(int)at];
	double x = 2 * (at - floor(at)) - 1;

	for (int t = TERMS - 1; t > 0; t--) {
		double here = 2 * x * next - after + terms[t];

		after = next;
		next = here;
	}
	return x * next - after + terms[0];
}

/* --- the studentized range ------------------------------------------------------------------ */

/* Values of s, and how much each of them counts; all together 1. */
struct scale {
	double s[MOST_NODES];
	double weight[MOST_NODES];
	int n;
};

/* Adds a node at log s = t, unless nothing is left there. The density of log s is of e^log. */
static bool add_node(struct scale *scale, double t, double df)
{
	double log = df * (t - expm1(2 * t) / 2);

	if (log < least_log)
		return false;
	assert(scale->n < MOST_NODES);
	scale->s[scale->n] = exp(t);
	scale->weight[scale->n++] = exp(log);
	return true;
}

static void find_scale(double df, struct scale *scale)
{
	double h = fmin(step / sqrt(2 * df), longest_step), sum = 0;

	assert(df >= CIPS_TUKEY_LEAST_DF);
	scale->n = 0;
	for (int i = 0; add_node(scale, i * h, df); i++)
		continue;
	for (int i = -1; add_node(scale, i * h, df); i--)
		continue;
	for (int i = 0; i < scale->n; i++)
		sum += scale->weight[i];
	for (int i = 0; i < scale->n; i++)
		scale->weight[i] /= sum;
}

static double upper(const struct cips_tukey *tukey, const struct scale *scale, double q)
{
	double sum = 0;

	for (int i = 0; i < scale->n; i++)
		sum += scale->weight[i] * above(tukey, q * scale->s[i]);
	return fmin(fmax(sum, 0), 1);
}

double cips_stats_tukey_upper(const struct cips_tukey *tukey, double q, double df)
{
	struct scale scale;

	assert(q >= 0);
	if (q <= 0)
		return 1;
	find_scale(df, &scale);
	return upper(tukey, &scale, q);
}

struct wanted {
	const struct cips_tukey *tukey;
	struct scale scale;
	double upper; /* the tail that is left */
};

static double too_much(double q, void *context)
{
	const struct wanted *wanted = context;

	return upper(wanted->tukey, &wanted->scale, q) - wanted->upper;
}

double cips_stats_tukey_quantile(const struct cips_tukey *tukey, double level, double df)
{
	struct wanted wanted = {.tukey = tukey, .upper = 1 - level};
	gsl_function function = {.function = too_much, .params = &wanted};
	double low = 0, high = 1;

	assert(level > 0 && level < 1);
	find_scale(df, &wanted.scale);
	while (too_much(high, &wanted) > 0) {
		low = high;
		high *= 2;
	}
	gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
	if (!solver)
		cips_out_of_memory(0);
	gsl_root_fsolver_set(solver, &function, low, high);
	for (int i = 0; i < MOST_STEPS; i++) {
		gsl_root_fsolver_iterate(solver);
		low = gsl_root_fsolver_x_lower(solver);
		high = gsl_root_fsolver_x_upper(solver);
		if (gsl_root_test_interval(low, high, 0, tolerance) == GSL_SUCCESS)
			break;
	}
	double root = gsl_root_fsolver_root(solver);
	gsl_root_fsolver_free(solver);
	return root;
}
