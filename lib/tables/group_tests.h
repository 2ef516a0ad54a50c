/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The groups of each column tested: all at once, and each two of them. No hidden group is in any
 * test: neither in the common ranking nor in the number of groups.
 */
#ifndef CIPS_TABLES_GROUP_TESTS_H
#define CIPS_TABLES_GROUP_TESTS_H

#include "stats/compare.h"
#include "stats/several.h"
#include "tables/scored_groups.h"

/* Groups have letters of the alphabet. */
enum { CIPS_TESTED_MOST = 26 };

/* Two groups of a column, the first in the order of the rows first. */
struct cips_tested_pair {
	size_t a, b;		       /* rows of the groups */
	struct cips_games_howell test; /* under weights a t test */
	struct cips_dunn dunn;
	double p_adjusted; /* of Dunn's test; under weights, of the t test */
};

struct cips_tested_column {
	struct cips_scored_column scored; /* the groups that are shown are tested */
	double *rank_sum;		  /* by group */
	struct cips_kruskal kruskal;
	struct cips_welch welch;
	double kruskal_p_adjusted;
	double welch_p_adjusted;
	struct cips_tested_pair *pairs;
	size_t n_pairs;
};

struct cips_tested_groups {
	struct cips_tested_column *list;
	size_t n;
	size_t omnibus_family; /* columns whose groups are tested as a whole */
	size_t pair_family;    /* pairs of all columns */
};

/* Tests at most CIPS_TESTED_MOST groups; p values are adjusted over the table or each column. */
void cips_tables_test_groups(const struct cips_scored_groups *groups, enum cips_adjust adjust,
	bool family_column, struct cips_tested_groups *tested);
void cips_tables_tested_groups_release(struct cips_tested_groups *tested);

#endif
