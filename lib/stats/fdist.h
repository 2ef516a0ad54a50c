/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fisher's F distribution for any degrees of freedom above 0, those of a million respondents
 * included.
 */
#ifndef CIPS_STATS_FDIST_H
#define CIPS_STATS_FDIST_H

/* P(F > f) for f >= 0 (pf(lower.tail = FALSE)). */
double cips_stats_f_upper(double f, double df1, double df2);

/* The value that F exceeds with probability `p`, 0 < p < 1 (qf(lower.tail = FALSE)). */
double cips_stats_f_quantile(double p, double df1, double df2);

#endif
