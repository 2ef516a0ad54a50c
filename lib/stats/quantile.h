/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles of simulated values.
 */
#ifndef CIPS_STATS_QUANTILE_H
#define CIPS_STATS_QUANTILE_H

#include <stddef.h>

/*
 * The quantiles 2.5 % and 97.5 % of n values (at least 1), which it sorts: type 7 of Hyndman and
 * Fan (1996), R's default, linear between the order statistics.
 */
void cips_stats_percentiles(double *values, size_t n, double *low, double *high);

#endif
