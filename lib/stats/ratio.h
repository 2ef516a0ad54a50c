/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two shares among the same people compared: of all answers that each of them was asked for, how
 * many are of a kind.
 */
#ifndef CIPS_STATS_RATIO_H
#define CIPS_STATS_RATIO_H

#include "stats/moments.h"

/*
 * A ratio of sums: for person i, part[i] of whole[i]. 0 <= part <= whole, both finite.
 */
struct cips_ratio {
	const double *part;
	const double *whole;
};

struct cips_ratio_difference {
	enum cips_reason reason; /* NO_VALUES: a whole is 0, nothing is set; ONE_VALUE (a single
				    person) and NO_VARIANCE: a, b and the difference only */
	size_t n;		 /* people with something in either whole */
	double a;		 /* sum of parts / sum of wholes */
	double b;
	double difference; /* a - b */
	double se;
	double t;
	double df;  /* n - 1 */
	double p;   /* two-sided */
	double low; /* 95 % */
	double high;
};

/*
 * Both ratios come from the same `n` people, so they are not independent. Linearized (Sarndal,
 * Swensson and Wretman 1992, result 5.6.1): z = (part_a - a whole_a) / sum whole_a less the same of
 * b, one value a person; se^2 = n / (n - 1) sum z^2; Student's t. As survey::svyratio and
 * svycontrast with the person as the sampling unit.
 */
struct cips_ratio_difference cips_stats_ratio_difference(
	struct cips_ratio a, struct cips_ratio b, size_t n);

#endif
