/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * R's quantile functions are not used: qtukey has four digits, and where qtukey or qbeta do not find
 * their number they say so on standard output, which belongs to the tables.
 */
#include "stats/rmath.h"

#include <assert.h>
#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

double cips_stats_tukey_upper(double q, size_t means, double df)
{
	assert(q >= 0 && means >= 2 && df >= CIPS_TUKEY_LEAST_DF);
	double upper = ptukey(q, 1, (double)means, df, 0, 0);

	/* 1 - P(Q <= q) inside, so that rounding can lead out of 0...1 */
	return upper > 0 ? fmin(upper, 1) : 0;
}

double cips_stats_tukey_quantile(double level, size_t means, double df)
{
	assert(level > 0 && level < 1);
	double low = 0, high = 1;

	while (cips_stats_tukey_upper(high, means, df) > 1 - level)
		high *= 2;
	while (high - low > 1e-10 * high) {
		double middle = (low + high) / 2;

		if (cips_stats_tukey_upper(middle, means, df) > 1 - level)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}
