/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several groups compared: whether they differ at all, and which of them from which.
 */
#ifndef CIPS_STATS_SEVERAL_H
#define CIPS_STATS_SEVERAL_H

#include "stats/moments.h"
#include "stats/tukey.h"

struct cips_kruskal {
	enum cips_reason reason; /* NO_VALUES: fewer than two groups have values; NO_VARIANCE: all
				    values are equal. Then nothing is set. */
	double h;		 /* tie-corrected */
	double df;		 /* groups with values - 1 */
	double p;		 /* chi-square */
	double epsilon_squared;	 /* h / (n - 1): 0 none, 1 all of the variance of the ranks */
};

/*
 * Kruskal and Wallis (1952) from the rank sums of the groups among all their values together, with
 * the ties of cips_stats_midranks() (kruskal.test). Groups without values are passed over.
 */
struct cips_kruskal cips_stats_kruskal(
	const double *rank_sum, const size_t *n, size_t groups, double ties);

struct cips_welch {
	enum cips_reason reason; /* NO_VALUES: fewer than two groups; ONE_VALUE in a group;
				    NO_VARIANCE in a group. Then nothing is set. */
	double f;
	double df1; /* groups - 1 */
	double df2;
	double p;
};

/* Welch's analysis of variance (1951; oneway.test), unweighted; variances need not be equal. */
struct cips_welch cips_stats_welch(const struct cips_moments *groups, size_t n);

struct cips_games_howell {
	enum cips_reason reason; /* as of cips_stats_difference(), which has set what is set;
				    FEW_VALUES: df under 2, nothing but difference, se and df */
	double difference;	 /* mean a - mean b */
	double se;
	double df;
	double p;	  /* for all pairs of the groups together */
	double low, high; /* 95 %, likewise */
};

/*
 * Games and Howell (1976): Welch's difference of two of several groups, with p and interval from
 * the studentized range of as many means, q = |difference| sqrt(2) / se. Unweighted.
 */
struct cips_games_howell cips_stats_games_howell(
	const struct cips_moments *a, const struct cips_moments *b, const struct cips_tukey *tukey);

struct cips_dunn {
	enum cips_reason reason; /* NO_VALUES: a group is empty; NO_VARIANCE: all values equal */
	double z;		 /* of a above b, tie-corrected */
	double p;		 /* two-sided, of this pair alone */
};

/* One group's share of a common ranking. */
struct cips_ranked {
	double rank_sum;
	size_t n;
};

/*
 * Dunn (1964): two of several groups by their mean ranks among all `n` values of these groups, with
 * the variance of the whole ranking and its ties.
 */
struct cips_dunn cips_stats_dunn(struct cips_ranked a, struct cips_ranked b, size_t n, double ties);

#endif
