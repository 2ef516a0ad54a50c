/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/quantile.h"

#include <assert.h>
#include <stdlib.h>

#include <gsl/gsl_statistics_double.h>

static int by_value(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

void cips_stats_percentiles(double *values, size_t n, double *low, double *high)
{
	assert(n > 0);
	qsort(values, n, sizeof(*values), by_value);
	*low = gsl_stats_quantile_from_sorted_data(values, 1, n, 0.025);
	*high = gsl_stats_quantile_from_sorted_data(values, 1, n, 0.975);
}
