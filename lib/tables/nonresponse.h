/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Item nonresponse: of the answers that people in a group were asked for in the items of a scored
 * column, how many are of each state.
 */
#ifndef CIPS_TABLES_NONRESPONSE_H
#define CIPS_TABLES_NONRESPONSE_H

#include "stats/moments.h"
#include "stats/ratio.h"
#include "tables/groups.h"
#include "tables/score_columns.h"

/* By group, rolled up, but for the last two, which are by respondent. Weights do not count. */
struct cips_nonresponse {
	size_t *people; /* asked at least one of the items */
	size_t (*answers)[CIPS_STATES];
	/*
	 * Of each person's share of answers of the state in question, weighted by the number asked
	 * for: the mean is the ratio of all such answers to all that were asked for, and its
	 * variance that of the linearized ratio with the person as a cluster.
	 */
	struct cips_moments *moments;
	uint16_t *asked;    /* answers asked for; 0 for who is in no group */
	uint16_t *of_state; /* those of the state in question */
};

void cips_tables_nonresponse(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, enum cips_state state,
	struct cips_nonresponse *nonresponse);
void cips_tables_nonresponse_release(struct cips_nonresponse *nonresponse);

/*
 * The share of the state in a column and in all other columns, among the people of the groups:
 * `all` is about the items of all columns together.
 */
struct cips_ratio_difference cips_tables_against_others(
	const struct cips_nonresponse *column, const struct cips_nonresponse *all, size_t n);

#endif
