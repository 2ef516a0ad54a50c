/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How precise the means of groups are when people were drawn stratum by stratum.
 */
#ifndef CIPS_STATS_DESIGN_H
#define CIPS_STATS_DESIGN_H

#include "stats/moments.h"

/* Everybody is in one stratum, of 0...n-1. */
struct cips_strata {
	size_t n;
	const int32_t *of;	 /* by person */
	const double *headcount; /* by stratum, 0: not known, no correction for it */
};

/*
 * Groups in a tree, as domains of the design: parent[g] < g, -1 for the root; person i has the value
 * y[i] and belongs directly to group[i], or to none (-1: outside, or without a value), but counts in
 * the size of its stratum all the same. `w` may be NULL; a weight of 0 counts nowhere. `moments` are
 * those of the groups with all below them.
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
 * Taylor linearization (Sarndal, Swensson and Wretman 1992, section 5.6; survey::svymean on a subset
 * of the design): with z_i = w_i (y_i - m) / sum w in the group and 0 outside, the variance is the
 * sum over strata of (1 - f_h) n_h/(n_h - 1) sum (z - mean z)^2, f_h = n_h / N_h where a headcount
 * N_h >= n_h is known. A stratum of one person has no variance of its own and adds (1 - f_h) z^2:
 * centred on the mean of the group (survey.lonely.psu = "adjust"). df: people in the group less the
 * strata they are in. `fraction` is the smallest f_h of these. Nothing is set for empty groups.
 */
void cips_stats_design(const struct cips_strata *strata, const struct cips_domains *domains,
	struct cips_precision *out);

#endif
