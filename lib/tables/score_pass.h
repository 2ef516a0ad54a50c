/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One pass over the records of a frame: for all columns of a table and all of its cells, how many
 * answers there are in each state and the moments of the respondents' values.
 */
#ifndef CIPS_TABLES_SCORE_PASS_H
#define CIPS_TABLES_SCORE_PASS_H

#include "disclosure/extremes.h"
#include "stats/moments.h"
#include "tables/groups.h"
#include "tables/score_columns.h"

/* How a column becomes a number. */
struct cips_scoring {
	enum cips_measure measure;
	enum cips_score_rule rule;
	double scale; /* 10 or 100: of scores; the other measures are percentages */
};

/* What a valid answer is worth under a measure: 0...scale, or 0, 100 (and -100 for net). */
double cips_tables_worth(
	const struct cips_scored *scored, unsigned position, const struct cips_scoring *scoring);

/* One column in one group. */
struct cips_bases {
	size_t asked; /* respondents who were asked at least one of its items */
	/* Answers, not respondents, in each state (for an indicator the two are the same). */
	size_t answers[CIPS_STATES];
};

void cips_tables_add_bases(struct cips_bases *to, const struct cips_bases *bases);
void cips_tables_subtract_bases(struct cips_bases *from, const struct cips_bases *bases);

/* Of those directly in a cell, by column and cell (column * cells + cell). */
struct cips_score_sums {
	struct cips_bases *bases;
	struct cips_moments *moments;
	struct cips_extremes *said; /* of the values in the moments */
};

void cips_tables_score_sums_release(struct cips_score_sums *sums);

/* Adds `n` sums from `first` on to those from `at` on. */
void cips_tables_add_score_sums(struct cips_score_sums *to, size_t at,
	const struct cips_score_sums *from, size_t first, size_t n);

/*
 * The sums of `n` columns; the caller releases them. The value of a respondent is the mean over the
 * items answered (of the score; of 100 for a positive or negative one), if at least half of the items
 * asked have a valid answer; without a value, or with a weight of 0, nobody is in the moments. Under
 * the item rule, which has no values of respondents, moments and extremes stay zero.
 *
 * Values are summed up in blocks of respondents whose sums are joined in their order: blocks depend
 * on the number of respondents and cells alone, so that the outcome is the same bits on any number
 * of threads.
 */
struct cips_score_sums cips_tables_score_pass(const struct cips_frame *frame,
	const struct cips_partition *cells, const struct cips_score_column *columns, size_t n,
	const struct cips_scoring *scoring);

/*
 * The same of one column, with the value of each respondent (0 without one) and the cell in which
 * he counts (-1: in none).
 */
struct cips_score_sums cips_tables_score_pass_of_people(const struct cips_frame *frame,
	const struct cips_partition *cells, const struct cips_score_column *column,
	const struct cips_scoring *scoring, double *value, int32_t *group);

#endif
