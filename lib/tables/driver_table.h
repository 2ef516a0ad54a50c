/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of key drivers on its way: what it is about, and what was found.
 */
#ifndef CIPS_TABLES_DRIVER_TABLE_H
#define CIPS_TABLES_DRIVER_TABLE_H

#include "report/table.h"
#include "stats/drivers.h"
#include "stats/levels.h"
#include "tables/groups.h"
#include "tables/score_columns.h"
#include "tables/score_pass.h"

/* A column of the regression. */
struct cips_driver_variable {
	struct cips_score_column column;
	size_t asked;		  /* respondents who were asked it */
	size_t valid;		  /* respondents with a value */
	struct cips_levels value; /* of all respondents */
	bool unanimous;		  /* hidden, as everybody's value, or silence, is the same */
};

struct cips_driver_table {
	const struct cips_drivers_request *request;
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_groups everybody;
	struct cips_score_columns factors;
	struct cips_score_columns item; /* when the outcome is an item */
	const struct cips_item *outcome_item;
	const struct cips_score_column *own; /* the factor of that item, or the outcome; or NULL */
	struct cips_scoring scoring;
	struct cips_driver_variable outcome;
	struct cips_driver_variable *predictors;
	size_t n_predictors;
	size_t *used; /* predictors that somebody has a value of, without the hidden ones */
	size_t n_used;
	unsigned char *missing;	  /* by respondent: of the outcome or a predictor with values */
	size_t asked;		  /* respondents who were asked the outcome */
	size_t complete;	  /* with a value in the outcome and all predictors with values */
	struct cips_driver *list; /* by predictor used */
	struct cips_drivers whole;
	bool hidden;
	size_t least;  /* people that a regression takes */
	bool few;      /* too few for it */
	size_t *order; /* predictors as the rows have them: the most important first */
	struct cips_document *document;
	struct cips_table *table;
};

/* The driver of a predictor; NULL when it is not used. */
static inline const struct cips_driver *cips_driver_of(
	const struct cips_driver_table *d, size_t predictor)
{
	for (size_t k = 0; k < d->n_used; k++)
		if (d->used[k] == predictor)
			return &d->list[k];
	return NULL;
}

static inline bool cips_drivers_are_computed(const struct cips_driver_table *d)
{
	return !d->hidden && !d->few && d->whole.reason == CIPS_REASON_NONE;
}

/* The notes under the table, and the foot of the document. */
void cips_tables_driver_notes(struct cips_driver_table *d);
void cips_tables_driver_foot(struct cips_driver_table *d);

#endif
