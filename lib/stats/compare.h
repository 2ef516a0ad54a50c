/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two groups compared: difference, test, effect sizes, and the family of many comparisons.
 */
#ifndef CIPS_STATS_COMPARE_H
#define CIPS_STATS_COMPARE_H

#include "cips_types.h"
#include "stats/moments.h"

/* The two-sided p value of Student's t for df > 0 (fractional allowed). */
double cips_stats_t_two_sided(double t, double df);

struct cips_difference {
	enum cips_reason reason; /* NO_VALUES: nothing is set; ONE_VALUE (in a group) and
				    NO_VARIANCE (in both): the difference only */
	double difference;	 /* mean a - mean b */
	double se;
	double t;
	double df;
	double p;	      /* two-sided */
	double low, high;     /* 95 % */
	double low90, high90; /* 90 %, for equivalence */
	double hedges_g;
};

/*
 * Unweighted: Welch (1947) with Satterthwaite's df (t.test). Weighted: se^2 is the sum of the two
 * design-based variances of cips_stats_mean() without finite population correction, df = n_a + n_b
 * - 2 (each group its own stratum). Hedges' g = J (difference / pooled sd), J = Gamma(df/2) /
 * (sqrt(df/2) Gamma((df-1)/2)) with df = n_a + n_b - 2 (Hedges 1981, exact); pooled sd from the sd
 * of cips_stats_mean(). One group without variance is tested against one with; two are not.
 */
struct cips_difference cips_stats_difference(
	const struct cips_moments *a, const struct cips_moments *b, bool weighted);

/*
 * As cips_stats_difference() for a sum of coefficient[g] times the mean of group g, over independent groups: a change
 * standardized to fixed shares of cells (the coefficients of a side add up to 1 or -1), or the
 * difference of two differences (1, -1, -1, 1). se^2 is the sum of coefficient^2 times the variances
 * (survey::svycontrast over strata); df by Satterthwaite (1946) over all groups or, weighted, the sum
 * of n - 1. Hedges' g takes the sd within all groups. NO_VALUES: some group is empty.
 */
struct cips_difference cips_stats_contrast(
	const struct cips_moments *groups, const double *coefficient, size_t n, bool weighted);

/*
 * The same two with the variance and the df of a design (stats/design.h). NO_FREEDOM: the difference
 * only, since no df are left.
 */
struct cips_difference cips_stats_difference_with(const struct cips_moments *a,
	const struct cips_moments *b, const struct cips_precision *precision);
struct cips_difference cips_stats_contrast_with(const struct cips_moments *groups,
	const double *coefficient, size_t n, const struct cips_precision *precision);

/*
 * Mid-ranks (ties share their mean rank) of values that occur count[l] times each, from the least
 * to the largest; equal ones, which are neighbours, tie. The rank that each value has goes into
 * `rank`; returns the sum of t^3 - t over the ties.
 */
double cips_stats_midranks(const double *value, const size_t *count, size_t n, double *rank);

struct cips_mann_whitney {
	enum cips_reason reason; /* NO_VALUES when a group is empty; NO_VARIANCE: all values equal,
				    then z = 0 and p = 1 */
	double u;		 /* of group a: rank_sum - n_a (n_a + 1) / 2 */
	double z; /* tie-corrected, no continuity correction (as SPSS and PSPP; wilcox.test(correct
		     = FALSE)) */
	double p; /* two-sided, normal approximation */
	double cliffs_delta; /* 2 u / (n_a n_b) - 1 = P(a > b) - P(a < b) */
};

/* From the rank sum of group a among the n_a + n_b pooled values. */
struct cips_mann_whitney cips_stats_mann_whitney(
	double rank_sum, size_t n_a, size_t n_b, double ties);

/*
 * Adjusted p values of one family (p.adjust): Holm 1979, Benjamini and Hochberg 1995. In and out
 * may be the same array.
 */
void cips_stats_adjust(enum cips_adjust method, const double *p, size_t n, double *adjusted);

/*
 * The same, in less time, where only adjusted values below alpha matter: those are exact, the others
 * some number from alpha to 1. (A p that is not below alpha cannot become so, nor bring others there.)
 */
void cips_stats_adjust_below(
	enum cips_adjust method, double alpha, const double *p, size_t n, double *adjusted);

enum cips_gap_class {
	CIPS_GAP_NOT_TESTED,
	CIPS_GAP_STRONG_POSITIVE,
	CIPS_GAP_STRONG_NEGATIVE,
	CIPS_GAP_WEAK_POSITIVE,
	CIPS_GAP_WEAK_NEGATIVE,
	CIPS_GAP_SIMILAR,
	CIPS_GAP_INCONCLUSIVE,
};

/*
 * The class of a tested gap: strong and weak when the adjusted p < .05 and |g| >= .5 or .2 (sign of
 * the difference), else similar when the 90 % interval lies within +-0.05 * scale (scale 10 or
 * 100), else inconclusive.
 */
enum cips_gap_class cips_stats_gap_class(
	const struct cips_difference *difference, double p_adjusted, double scale);

/* "not_tested", "strong_positive", ... */
const char *cips_stats_gap_class_name(enum cips_gap_class gap_class);

#endif
