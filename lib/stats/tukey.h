/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The studentized range, which GSL does not have, for many degrees of freedom. R's ptukey is not
 * used: it takes a hundred times as long, and is off by up to 7e-4 where df is near 2, by 5e-7
 * where there are 26 means, and by 1e-4 where df is above 25,000.
 */
#ifndef CIPS_STATS_TUKEY_H
#define CIPS_STATS_TUKEY_H

#include <stddef.h>

enum { CIPS_TUKEY_LEAST_DF = 2, CIPS_TUKEY_MOST_MEANS = 50 };

/* The distribution of the range of a number of means, 2...CIPS_TUKEY_MOST_MEANS. */
struct cips_tukey;

struct cips_tukey *cips_stats_tukey_new(size_t means);
void cips_stats_tukey_free(struct cips_tukey *tukey); /* NULL is fine */

/*
 * P(Q > q), q >= 0, with df >= CIPS_TUKEY_LEAST_DF, fractions allowed. Absolutely right to 1e-11, so
 * that what is smaller may come out as 0.
 */
double cips_stats_tukey_upper(const struct cips_tukey *tukey, double q, double df);

/* The q with P(Q <= q) = level, 0 < level < 1, to 1e-9. */
double cips_stats_tukey_quantile(const struct cips_tukey *tukey, double level, double df);

#endif
