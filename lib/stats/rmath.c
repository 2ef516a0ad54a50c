/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * R's quantile functions are not used: qtukey has four digits, and where qtukey or qbeta do not find
 * their number they say so on standard output, which belongs to the tables.
 */
#include "stats/rmath.h"

#include "base/err.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

static const double TOLERANCE = 1e-10;
enum { MOST_STEPS = 100 }; /* halving alone takes fewer */

double cips_stats_tukey_upper(double q, size_t means, double df)
{
	assert(q >= 0 && means >= 2 && df >= CIPS_TUKEY_LEAST_DF);
	double upper = ptukey(q, 1, (double)means, df, 0, 0);

	/* 1 - P(Q <= q) inside, so that rounding can lead out of 0...1 */
	return upper > 0 ? fmin(upper, 1) : 0;
}

struct wanted {
	double upper; /* the tail that is left */
	double df;
	size_t means;
};

static double too_much(double q, void *context)
{
	const struct wanted *wanted = context;

	return cips_stats_tukey_upper(q, wanted->means, wanted->df) - wanted->upper;
}

/* Brent's method: a value of the studentized range costs much, and halving takes 34 of them. */
double cips_stats_tukey_quantile(double level, size_t means, double df)
{
	struct wanted wanted = {.upper = 1 - level, .df = df, .means = means};
	gsl_function function = {.function = too_much, .params = &wanted};
	double low = 0, high = 1;

	assert(level > 0 && level < 1);
	while (too_much(high, &wanted) > 0) {
		low = high;
		high *= 2;
	}
	gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
	if (!solver)
		cips_out_of_memory(0);
	gsl_root_fsolver_set(solver, &function, low, high);
	for (int step = 0; step < MOST_STEPS; step++) {
		gsl_root_fsolver_iterate(solver);
		low = gsl_root_fsolver_x_lower(solver);
		high = gsl_root_fsolver_x_upper(solver);
		if (gsl_root_test_interval(low, high, 0, TOLERANCE) == GSL_SUCCESS)
			break;
	}
	double root = gsl_root_fsolver_root(solver);
	gsl_root_fsolver_free(solver);
	return root;
}
