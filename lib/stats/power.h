/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many answers are needed, and what a number of answers can show.
 *
 * A population of 0 stands for one without limit.
 */
#ifndef CIPS_STATS_POWER_H
#define CIPS_STATS_POWER_H

#include <stddef.h>

/*
 * The number of answers from which a share p (0 < p < 1) has a 95 % margin of `margin` (0 < margin <
 * 1) or less: n0 / (1 + (n0 - 1) / N), n0 = z^2 p (1 - p) / margin^2 (Cochran 1977, section 4.4),
 * rounded up; never more than the population.
 */
double cips_stats_needed_share(double p, double margin, double population);

/* The margin of a share from n > 0 answers: z sqrt(p (1 - p) / n (N - n) / (N - 1)). */
double cips_stats_margin_share(double p, double n, double population);

/*
 * The smallest n from 2 on whose mean has a 95 % margin of `margin` > 0 or less, with Student's t
 * and the finite population correction of the tables: t(n - 1) sd sqrt((1 - n / N) / n); sd > 0;
 * never more than the population.
 */
double cips_stats_needed_mean(double sd, double margin, double population);

/* That margin, of n >= 2 answers; n not above the population. */
double cips_stats_margin_mean(double sd, double n, double population);

/*
 * The power of a two-sided t test: the probability that |T| is beyond its critical value at the
 * level alpha, T noncentral t with df >= 1 and noncentrality ncp >= 0. Both tails count, as in
 * power.t.test(strict = TRUE).
 */
double cips_stats_t_power(double ncp, double df, double alpha);

/*
 * The smallest difference of two means, in standard deviations (the expected Hedges' g), that
 * Welch's test at the two-sided level of 5 % finds with the probability `power` (0.05 < power < 1),
 * both groups having one standard deviation and n_a, n_b >= 2 answers.
 */
double cips_stats_detectable(double n_a, double n_b, double power);

#endif
