/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tables of groups by key factor rest on: a frame, the groups of one variable in it, and
 * the scored columns. Groups of a column are hidden as a crosstab of it by the same rows hides them.
 */
#ifndef CIPS_TABLES_SCORED_GROUPS_H
#define CIPS_TABLES_SCORED_GROUPS_H

#include "report/table.h"
#include "tables/groups.h"
#include "tables/scores.h"

struct cips_scored_groups {
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_groups rows;
	struct cips_score_columns columns;
	struct cips_scoring scoring;
	unsigned char *wide_mask; /* by the groups to mask by: what the number of people hides */
	unsigned char *row_mask;  /* groups whose number of people is hidden */
	bool guarded;		  /* what shows depends on those who were left out */
	struct cips_groups out;	  /* where guarded: their groups */
};

/* What is asked of them, by the respondent rule. */
struct cips_scored_request {
	const struct cips_selection *selection;
	const char *rows;
	bool by_indicator;
	enum cips_measure measure;
};

/* Loads them. The caller releases them, whatever comes back. */
enum cips_rc cips_tables_scored_groups(struct cips_survey_file *file,
	const struct cips_scored_request *request, struct cips_scored_groups *groups,
	struct cips_err *err);
void cips_tables_scored_groups_release(struct cips_scored_groups *groups);

/* One column of them. */
struct cips_scored_column {
	struct cips_scores scores;
	unsigned char *mask; /* by group */
	size_t *shown; /* groups that show and have people enough, by row; without the whole */
	size_t n;
};

/* Scores column `k`; `least` are people enough. The caller releases it. */
void cips_tables_scored_column(const struct cips_scored_groups *groups, size_t k, size_t least,
	struct cips_scored_column *column);
void cips_tables_scored_column_release(struct cips_scored_column *column);

/*
 * A table of column `k` by itself with so many rows, laid out in lines: titled and with its axes,
 * but for the categories of the rows.
 */
struct cips_table *cips_tables_scored_table(struct cips_document *document,
	const struct cips_scored_groups *groups, size_t k, size_t rows);

#endif
