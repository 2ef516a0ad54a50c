/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of any kind, described in a row of a list of tables, and made.
 */
#ifndef TESTS_API_ANY_TABLE_H
#define TESTS_API_ANY_TABLE_H

#include "cips.h"

enum kind {
	FREQ,
	CROSSTAB,
	GAP,
	COMPARE,
	SHRINK,
	DRIVERS,
	SCALE,
	AGREEMENT,
	RESPONSE,
	QUALITY,
	WEIGHT,
	PLAN,
};

struct table {
	enum kind kind;
	const char *what; /* an item; rows, the gap, the outcome, the units, the variables */
	const char *columns;
	const char *per;
	const char *wave;
	const char *standardize, *between; /* of a gap */
	const char *weights;
	struct cips_sampling design;
	enum cips_measure measure;
	enum cips_score_rule rule;
	enum cips_interval interval;
	enum cips_fpc fpc;
	bool without_flagged;
	bool other; /* by indicator, pairs, raking */
};

static inline enum cips_rc make_table(struct cips_survey *survey, const struct table *t,
	struct cips_findings *findings, struct cips_document **out, struct cips_err *err)
{
	struct cips_selection selection = {.wave = t->wave,
		.weights = t->weights,
		.design = t->design,
		.score_rule = t->rule,
		.interval = t->interval,
		.fpc = t->fpc,
		.without_flagged = t->without_flagged};
	switch (t->kind) {
	case FREQ:
		return cips_freq(survey,
			&(struct cips_freq_request){.selection = selection,
				.items = t->what ? &t->what : NULL,
				.n_items = t->what ? 1 : 0},
			out, err);
	case CROSSTAB:
		return cips_crosstab(survey,
			&(struct cips_crosstab_request){.selection = selection,
				.rows = t->what,
				.columns = t->columns,
				.per = t->per,
				.measure = t->measure},
			out, err);
	case GAP:
		return cips_gap(survey,
			&(struct cips_gap_request){.selection = selection,
				.gap = t->what,
				.by_indicator = t->other,
				.per = t->per,
				.standardize = t->standardize,
				.between = t->between},
			out, err);
	case COMPARE:
		return cips_compare(survey,
			&(struct cips_compare_request){
				.selection = selection, .rows = t->what, .pairs = t->other},
			out, err);
	case SHRINK:
		return cips_shrink(survey,
			&(struct cips_shrink_request){.selection = selection,
				.rows = t->what,
				.by_indicator = t->other,
				.measure = t->measure,
				.seed = 1,
				.replicates = 100},
			out, err);
	case DRIVERS:
		return cips_drivers(survey,
			&(struct cips_drivers_request){.selection = selection,
				.outcome = t->what,
				.seed = 1,
				.replicates = 100},
			out, err);
	case SCALE:
		return cips_scale(
			survey, &(struct cips_scale_request){.selection = selection}, out, err);
	case AGREEMENT:
		return cips_agreement(survey,
			&(struct cips_agreement_request){.selection = selection, .units = t->what},
			out, err);
	case RESPONSE:
		return cips_response(survey,
			&(struct cips_response_request){.selection = selection, .rows = t->what},
			out, err);
	case QUALITY:
		return cips_quality(survey,
			&(struct cips_quality_request){.selection = selection, .rows = t->what},
			out, err);
	case WEIGHT:
		return cips_weight(survey,
			&(struct cips_weight_request){
				.selection = selection, .variables = t->what, .rake = t->other},
			findings, out, err);
	case PLAN:
		return cips_plan(survey,
			&(struct cips_plan_request){
				.wave = t->wave, .margin = 1, .response_rate = 40},
			out, err);
	}
	return CIPS_INTERNAL;
}

#endif
