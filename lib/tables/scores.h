/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scored column over groups of respondents: bases, answer states and the moments of its measure.
 */
#ifndef CIPS_TABLES_SCORES_H
#define CIPS_TABLES_SCORES_H

#include "tables/groups.h"
#include "tables/score_pass.h"

/* By group, but for the last two, which are by respondent. */
struct cips_scores {
	struct cips_bases *bases;     /* everyone below the group included */
	struct cips_extremes *said;   /* of the values of those directly in the group who count */
	struct cips_moments *moments; /* everyone below the group included */
	struct cips_moments *rest;    /* everyone else who is in a group */
	double *value; /* of the respondents; under the item rule the mean of their valid answers */
	int32_t *group;		  /* the group of a respondent who counts in the moments, else -1 */
	struct cips_scores *tree; /* see cips_tables_scores_to_mask(); else NULL */
};

/* Those of the groups by which these are masked (cips_groups_to_mask_by()). */
static inline const struct cips_scores *cips_scores_to_mask_by(const struct cips_scores *scores)
{
	return scores->tree ? scores->tree : scores;
}

/*
 * Respondent rule: the moments are those of the respondents' values (tables/score_pass.h).
 * Item rule: the moments are those of the linearized values, whose mean is the mean over items of
 * the weighted item means and whose variance is that of the estimate (Sarndal, Swensson and Wretman
 * 1992, section 5.5); n counts respondents with at least one valid answer. Items that nobody in a
 * group answered are left out there.
 */
void cips_tables_scores(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores);

/* The same with those of the groups to mask by where these are others, but for what is by respondent. */
void cips_tables_scores_to_mask(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores);

/*
 * The scores of all columns, of everybody or (`layers` is not NULL) of those in each layer: layer *
 * columns + column. Without what is by respondent: one pass over the records makes all of them.
 * `said`, unless NULL, gets the values of those directly in a layer and a group: (column * layers + layer) * groups
 * + group.
 */
void cips_tables_scores_of_all(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_groups *layers, const struct cips_score_columns *columns,
	const struct cips_scoring *scoring, struct cips_scores *scores, struct cips_extremes *said);
void cips_tables_scores_release(struct cips_scores *scores);

/*
 * Of bases in which each group, and each layer (`layers` may be NULL), holds whoever is inside it,
 * those who belong directly to a layer and a group: layer * groups + group.
 */
void cips_tables_take_apart(const struct cips_groups *groups, const struct cips_groups *layers,
	struct cips_bases *bases);

/* Gives back what is by respondent: of a million people and ten columns it is most of the memory. */
void cips_tables_scores_forget_people(struct cips_scores *scores);

/* The bases of those who belong directly to a group; the caller frees them. */
struct cips_bases *cips_tables_direct_bases(
	const struct cips_groups *groups, const struct cips_scores *scores);

/*
 * The mask of a column of so many items without layers, as a crosstab of it has it: of those with a
 * value, of what they said, of those who were asked, and of whom one dominates the others
 * (tables/dominance.h). Groups and scores are those to mask by (cips_groups_to_mask_by()); `mask` comes in
 * with rows that are hidden for another reason.
 */
void cips_tables_score_mask(const struct cips_groups *groups, const struct cips_scores *scores,
	size_t items, size_t minimum, unsigned char *mask);

#endif
