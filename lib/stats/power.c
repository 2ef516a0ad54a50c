/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sample sizes, margins and detectable differences.
 *
 * GSL has no noncentral t. Given s = sqrt(chi-square / df), T > c is a normal beyond c s - ncp, so
 * the power is the mean of two normal tails over the distribution of s (Johnson, Kotz and
 * Balakrishnan 1995, section 31.2). It is taken by a Gauss-Legendre rule between points beyond
 * which s hardly ever lies: the integrand is smooth, and the rule is good for some 1e-13. With very
 * many degrees of freedom, where GSL's density loses its digits, s is normal with mean 1 - 1 / (4 df)
 * and variance 1 / (2 df), which leaves an error of some 1 / df^2.
 */
#include "stats/power.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include "base/err.h"
#include "stats/moments.h"

#define ALPHA 0.05
#define NEGLIGIBLE 1e-16  /* of the distribution of s, on either side */
#define NEARLY_NORMAL 1e5 /* degrees of freedom from which s is taken as normal */

enum { NODES = 128 }; /* a rule that GSL has to full precision */

static double normal_quantile(void)
{
	return gsl_cdf_ugaussian_Qinv(ALPHA / 2);
}

/* --- margins -------------------------------------------------------------------------------- */

double cips_stats_needed_share(double p, double margin, double population)
{
	double z = normal_quantile();
	double unlimited = z * z * p * (1 - p) / (margin * margin);

	assert(p > 0 && p < 1 && margin > 0);
	if (population <= 0)
		return fmax(ceil(unlimited), 1);
	return fmin(fmax(ceil(unlimited / (1 + (unlimited - 1) / population)), 1), population);
}

double cips_stats_margin_share(double p, double n, double population)
{
	double left = population > 1 ? (population - n) / (population - 1) : population > 0 ? 0 : 1;

	assert(n > 0);
	return normal_quantile() * sqrt(p * (1 - p) / n * fmax(left, 0));
}

double cips_stats_margin_mean(double sd, double n, double population)
{
	double left = population > 0 ? 1 - n / population : 1;

	assert(n >= 2);
	return cips_stats_t_quantile(1 - ALPHA, n - 1) * sd * sqrt(fmax(left, 0) / n);
}

/* The margin falls with n: found by halving, after a bound by doubling. */
double cips_stats_needed_mean(double sd, double margin, double population)
{
	double low = 1, high = 2;

	assert(sd > 0 && margin > 0);
	if (population > 0 && population <= 2)
		return population;
	while (cips_stats_margin_mean(sd, high, population) > margin) {
		low = high;
		high = population > 0 ? fmin(2 * high, population) : 2 * high;
	}
	while (high - low > 1) {
		double middle = floor((low + high) / 2);

		if (cips_stats_margin_mean(sd, middle, population) > margin)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* --- power ---------------------------------------------------------------------------------- */

/* The distribution of s = sqrt(chi-square / df) as points with weights that add to 1. */
struct spread {
	double s[NODES];
	double weight[NODES];
};

static double density(double s, double df)
{
	if (df > NEARLY_NORMAL)
		return gsl_ran_gaussian_pdf(s - 1 + 1 / (4 * df), 1 / sqrt(2 * df));
	return gsl_ran_chisq_pdf(df * s * s, df) * 2 * df * s;
}

static void spread_of(double df, struct spread *spread)
{
	bool normal = df > NEARLY_NORMAL;
	double far = 10 / sqrt(2 * df), sum = 0;
	double low = normal ? 1 - far : sqrt(gsl_cdf_chisq_Pinv(NEGLIGIBLE, df) / df);
	double high = normal ? 1 + far : sqrt(gsl_cdf_chisq_Qinv(NEGLIGIBLE, df) / df);
	gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(NODES);

	if (!rule)
		cips_out_of_memory(NODES * sizeof(double));
	for (size_t i = 0; i < NODES; i++) {
		double s, weight;

		gsl_integration_glfixed_point(low, high, i, &s, &weight, rule);
		spread->s[i] = s;
		spread->weight[i] = weight * density(s, df);
		sum += spread->weight[i];
	}
	for (size_t i = 0; i < NODES; i++)
		spread->weight[i] /= sum;
	gsl_integration_glfixed_table_free(rule);
}

static double power_over(const struct spread *spread, double ncp, double critical)
{
	double power = 0;

	for (size_t i = 0; i < NODES; i++) {
		double at = critical * spread->s[i];

		power += spread->weight[i] *
			(gsl_cdf_ugaussian_Q(at - ncp) + gsl_cdf_ugaussian_P(-at - ncp));
	}
	return fmin(power, 1);
}

double cips_stats_t_power(double ncp, double df, double alpha)
{
	struct spread spread;

	assert(ncp >= 0 && df >= 1 && alpha > 0 && alpha < 1);
	spread_of(df, &spread);
	return power_over(&spread, ncp, gsl_cdf_tdist_Qinv(alpha / 2, df));
}

/* Satterthwaite's degrees of freedom for groups of one variance. */
static double welch_df(double n_a, double n_b)
{
	double a = 1 / n_a, b = 1 / n_b;

	return (a + b) * (a + b) / (a * a / (n_a - 1) + b * b / (n_b - 1));
}

double cips_stats_detectable(double n_a, double n_b, double power)
{
	double df = welch_df(n_a, n_b), critical, low = 0, high = 1;
	struct spread spread;

	assert(n_a >= 2 && n_b >= 2 && power > ALPHA && power < 1);
	critical = gsl_cdf_tdist_Qinv(ALPHA / 2, df);
	spread_of(df, &spread);
	while (power_over(&spread, high, critical) < power)
		high *= 2;
	for (int i = 0; i < 100 && high - low > 1e-14 * high; i++) {
		double middle = (low + high) / 2;

		if (power_over(&spread, middle, critical) < power)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2 * sqrt(1 / n_a + 1 / n_b);
}
