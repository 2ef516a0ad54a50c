/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * F by GSL's tail. Its quantile is not used: it gives up near a million degrees of freedom, where
 * the tail still has nine digits.
 */
#include "stats/fdist.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

double cips_stats_f_upper(double f, double df1, double df2)
{
	assert(f >= 0 && df1 > 0 && df2 > 0);
	return gsl_cdf_fdist_Q(f, df1, df2);
}

/* Halves an interval that holds the quantile until no number lies between its ends. */
double cips_stats_f_quantile(double p, double df1, double df2)
{
	double low = 1, high = 1;

	assert(p > 0 && p < 1);
	while (cips_stats_f_upper(low, df1, df2) < p)
		low /= 2;
	while (cips_stats_f_upper(high, df1, df2) > p)
		high *= 2;
	for (;;) {
		double middle = low + (high - low) / 2;

		if (middle <= low || middle >= high)
			return middle;
		if (cips_stats_f_upper(middle, df1, df2) > p)
			low = middle;
		else
			high = middle;
	}
}
