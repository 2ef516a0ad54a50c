/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The studentized range, which GSL does not have: R's own, of r-mathlib.
 */
#ifndef CIPS_STATS_RMATH_H
#define CIPS_STATS_RMATH_H

#include <stddef.h>

/* The least degrees of freedom for which R has the studentized range. */
#define CIPS_TUKEY_LEAST_DF 2

/*
 * P(Q > q), q >= 0, for the studentized range of `means` (2 or more) means with df >=
 * CIPS_TUKEY_LEAST_DF, fractions allowed (Copenhaver and Holland 1988; ptukey). Absolutely right to
 * about 1e-11, so that what is smaller comes out as 0.
 */
double cips_stats_tukey_upper(double q, size_t means, double df);

/* The q with P(Q <= q) = level, 0 < level < 1, to 1e-9. */
double cips_stats_tukey_quantile(double level, size_t means, double df);

#endif
