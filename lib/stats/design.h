/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How precise the means of groups, and differences of them, are when people were drawn stratum by
 * stratum.
 */
#ifndef CIPS_STATS_DESIGN_H
#define CIPS_STATS_DESIGN_H

#include "stats/moments.h"

/* Everybody is in one stratum, of 0...n-1; those of a weight of 0 count in none. */
struct cips_strata {
	size_t n;
	const int32_t *of;	 /* by person */
	const double *headcount; /* by stratum, 0: not known, no correction for it */
	size_t people;
	size_t *order; /* the people who count, stratum by stratum; NULL: they come in that order */
	size_t *start; /* those of stratum h are order[start[h]]...order[start[h + 1] - 1] */
};

/* The k-th of the people who count. */
static inline size_t cips_stratum_person(const struct cips_strata *strata, size_t k)
{
	return strata->order ? strata->order[k] : k;
}

/* Sorts the people; `w` may be NULL, `of` and `headcount` are borrowed. */
struct cips_strata cips_stats_strata(
	size_t n, const int32_t *of, const double *headcount, size_t people, const double *w);
void cips_stats_strata_release(struct cips_strata *strata);

/* The people who count in stratum h, and the share of its headcount that they are: 0 when not known. */
size_t cips_stratum_size(const struct cips_strata *strata, size_t h);
double cips_stratum_fraction(const struct cips_strata *strata, size_t h);

/* How the variance is found. */
struct cips_variance {
	enum cips_variance_method method;
	size_t replicates; /* of the bootstrap, at least 2 */
	unsigned long seed;
};

/*
 * Groups in a tree, as domains of the design: parent[g] < g, -1 for the root, and a group stands
 * right before those in it; person i has the value y[i] and belongs directly to group[i], or to none
 * (-1: outside, or without a value), but counts in the size of its stratum all the same. `w` may be
 * NULL. `moments` are those of the groups with all below them.
 */
struct cips_domains {
	const double *y;
	const double *w;
	const int32_t *group;
	size_t people;
	const int *parent;
	size_t n;
	const struct cips_moments *moments;
};

/*
 * What is compared with the mean of a group: nothing (both NULL); the mean of everyone else who is in
 * a group, with these moments by group; or that of the same group of other domains, of the same
 * people, none of whom is in both.
 */
struct cips_against {
	const struct cips_moments *rest;
	const struct cips_domains *b;
};

/*
 * The variance of the mean of each group, or of the mean less that of what it is compared with:
 *
 *	Taylor linearization (Sarndal, Swensson and Wretman 1992, section 5.6; survey::svymean on a
 *	subset of the design, svycontrast of two of them): with z_i = w_i (y_i - m) / sum w in the
 *	group, the negative of it on the other side and 0 elsewhere, the sum over strata of
 *	(1 - f_h) n_h/(n_h - 1) sum (z - mean z)^2, f_h = n_h / N_h where a headcount N_h >= n_h is
 *	known. A stratum of one person has no variance of its own and adds (1 - f_h) z^2: centred on
 *	the mean of the group (survey.lonely.psu = "adjust").
 *
 *	Jackknife (Wolter 2007, section 4.5; as.svrepdesign(type = "JKn", mse = TRUE)): each person
 *	in turn is left out, the others of the stratum make up for him by n_h/(n_h - 1), and the
 *	variance is the sum over strata of (1 - f_h) (n_h - 1)/n_h sum (estimate without i -
 *	estimate)^2. For a stratum of one person as by linearization.
 *
 *	Bootstrap (Rao, Wu and Yue 1992; as.svrepdesign(type = "subbootstrap") without headcounts):
 *	n_h - 1 people of each stratum are drawn with replacement, k_i times person i, whose weight
 *	becomes w_i (1 + sqrt(1 - f_h) (k_i n_h/(n_h - 1) - 1)); the variance is the mean over
 *	replicates of (replicate - estimate)^2. Replicates without anybody in a group say nothing of
 *	it. A stratum of one person adds nothing. Draws come from the generator MT19937.
 *
 * df: people in the group and in what it is compared with, less the strata they are in. `fraction`
 * is the smallest f_h of these. Nothing is set for groups where a side is empty.
 */
void cips_stats_design(const struct cips_strata *strata, const struct cips_variance *variance,
	const struct cips_domains *domains, struct cips_against against,
	struct cips_precision *out);

/*
 * The same of a sum of coefficient[g] times the mean of group g, over groups none of which is in
 * another: what a sample adds to a change standardized to fixed shares of cells, or to the
 * difference of two gaps. z_i = coefficient w_i (y_i - m) / sum w, of the group that person i is in;
 * a replicate takes the means anew and keeps the coefficients. The groups with a coefficient of 0
 * have no part in it, and parent is NULL. Nothing is set where one with a part in it is empty, or none
 * has.
 */
struct cips_precision cips_stats_design_contrast(const struct cips_strata *strata,
	const struct cips_variance *variance, const struct cips_domains *domains,
	const double *coefficient);

#endif
