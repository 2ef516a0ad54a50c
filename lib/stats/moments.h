/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Means, their precision and the sums behind them, for many groups in one pass.
 *
 * Weights are survey weights, not frequencies: no result here changes when all weights are
 * multiplied by a constant. Rows of weight 0 count nowhere.
 */
#ifndef CIPS_STATS_MOMENTS_H
#define CIPS_STATS_MOMENTS_H

#include "cips_types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Turns off GSL's error handler, which would end the process. Once, at program start, before any
 * other function of this room; the setting is global to the process.
 */
void cips_stats_start(void);

/*
 * The sums of one group, centred on its mean m, so that groups can be joined without loss (Chan,
 * Golub, LeVeque 1983, extended to weights).
 */
struct cips_moments {
	size_t n; /* values with positive weight */
	double sum_w;
	double sum_w2; /* sum of w^2 */
	double mean;   /* 0 when n is 0 */
	double ss;     /* sum of w (y - m)^2 */
	double s2;     /* sum of w^2 (y - m); 0 (but for rounding) when the weights are equal */
	double ss2;    /* sum of w^2 (y - m)^2 */
	double low;    /* smallest and largest value; equal when there is no variance */
	double high;
	double largest_w; /* the weight of the person who counts most */
};

/*
 * Moments of y by group. Row i belongs to group[i] in 0...n_groups-1, or to none when it is
 * negative; `w` may be NULL for equal weights. `out` has n_groups elements. Sums are compensated
 * and taken in row order: the same input gives the same bits. |y| is at most 1e50 and a weight is
 * finite and not negative; NaN is a mistake of the caller. Positive weights beyond 1e-100...1e100
 * count as that limit, so that their squares stay finite.
 */
void cips_stats_moments(const double *y, const double *w, const int32_t *group, size_t n,
	struct cips_moments *out, size_t n_groups);

/* People of positive weight, the sum of their weights and of the squares of these. */
struct cips_sums {
	size_t n;
	double w;
	double w2;
	double largest; /* of the weights */
};

/* Adds those of other people. */
static inline void cips_stats_add_sums(struct cips_sums *to, const struct cips_sums *sums)
{
	to->n += sums->n;
	to->w += sums->w;
	to->w2 += sums->w2;
	to->largest = sums->largest > to->largest ? sums->largest : to->largest;
}

/* The moments of a variable that is 1 for `some` of `all` people and 0 for the others. */
struct cips_moments cips_stats_indicator(const struct cips_sums *some, const struct cips_sums *all);

/*
 * The moments of two disjoint groups together. Exact for constant values: they stay without
 * variance.
 */
struct cips_moments cips_stats_join(const struct cips_moments *a, const struct cips_moments *b);

/* Why there is no number. */
enum cips_reason {
	CIPS_REASON_NONE, /* there is one */
	CIPS_REASON_NO_VALUES,
	CIPS_REASON_ONE_VALUE,
	CIPS_REASON_NO_VARIANCE,
	CIPS_REASON_WEIGHTED,	/* the statistic is not defined under weights */
	CIPS_REASON_NO_FREEDOM, /* no degrees of freedom are left for an interval */
	CIPS_REASON_FEW_VALUES,
	CIPS_REASON_COLLINEAR,
	CIPS_REASON_COMPLETE, /* a complete count has no sampling error */
};

/*
 * How precise a mean is. For a group of one value variance and df are 0.
 */
struct cips_precision {
	double variance; /* of the mean */
	double df;
	double fraction; /* of the population that was sampled: 1 for a complete count */
};

/*
 * The group as its own stratum: variance (1 - f) n/(n-1) sum w^2 (y-m)^2 / (sum w)^2, f = n /
 * headcount when headcount >= n and > 0, else 0; df n - 1 (contract section 6; Sarndal, Swensson
 * and Wretman 1992; survey::svymean).
 */
struct cips_precision cips_stats_own_stratum(const struct cips_moments *moments, double headcount);

/*
 * An estimated mean. Fields from `sd` on are set only when `reason` is CIPS_REASON_NONE or
 * NO_VARIANCE.
 */
struct cips_estimate {
	enum cips_reason reason; /* NO_VALUES: nothing is set; ONE_VALUE: the mean only;
				    NO_VARIANCE: sd and se are 0, the interval is the mean;
				    NO_FREEDOM: all but the interval */
	double mean;
	double sd; /* sqrt(n/(n-1) sum w (y-m)^2 / sum w) */
	double se;
	double df;
	double low; /* 95 %, Student's t */
	double high;
	double n_effective; /* n / deff; where deff is 0 (a complete count), Kish's
			       (sum w)^2 / sum w^2 */
	double deff;	    /* se^2 / (sd^2 / n); 1 when sd is 0 */
};

/* With the precision of a design, or (the second) of the group as its own stratum. */
struct cips_estimate cips_stats_mean_with(
	const struct cips_moments *moments, const struct cips_precision *precision);
struct cips_estimate cips_stats_mean(const struct cips_moments *moments, double headcount);

/* An estimated percentage of one item. */
struct cips_percentage {
	enum cips_reason reason; /* NO_VALUES: nothing is set; NO_VARIANCE and NO_FREEDOM: all but
				    the interval */
	double percent;		 /* 0...100 */
	double low;		 /* 95 % */
	double high;
	double n_effective;
	double deff; /* n / n_effective; 0 for a complete count, which has no sampling error */
};

/*
 * From the moments of a 0/1 variable. n_effective = n [p(1-p)/(n-1)] / v with the variance v; where
 * p is 0 or 1, or n is 1, it is Kish's (sum w)^2 / sum w^2 over 1 - f (no correction when f is 1:
 * then low = high = percent). Intervals:
 *
 *	Wilson (1927) on n_effective, exactly 0 and 100 at the ends.
 *	Logit: logit(p) +- t se / (p (1-p)), Student's t with the df (svyciprop(method = "xlogit"));
 *	none where p is 0 or 1 (NO_VARIANCE) or the df are 0 (NO_FREEDOM).
 *	Korn and Graubard (1998): Clopper and Pearson's on n* = p(1-p)/v (t_{n-1} / t_df)^2, at most
 *	n as in the standards of the NCHS (Parker et al. 2017), which svyciprop(method = "beta") does
 *	not ask for; n_effective where p is 0 or 1. None where the df are 0 and n is over 1.
 */
struct cips_percentage cips_stats_percentage_with(const struct cips_moments *moments,
	const struct cips_precision *precision, enum cips_interval interval);

/* Wilson's, the group as its own stratum. */
struct cips_percentage cips_stats_percentage(const struct cips_moments *moments, double headcount);

/*
 * The half of a two-sided Student interval: the quantile of `level` (0.95) for df > 0 (fractional
 * allowed).
 */
double cips_stats_t_quantile(double level, double df);

#endif
