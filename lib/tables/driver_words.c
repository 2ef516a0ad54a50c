/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/driver_table.h"

#include "base/number.h"
#include "tables/head_foot.h"
#include "tables/trend.h"
#include "tables/unanimous.h"

/* From here on the coefficient of a predictor has little of its own left. */
enum { HIGH_INFLATION = 10 };
/* A listwise base under this share of those asked is warned about. */
static const double enough_complete = 0.7;

/* The factors that have a reason for not being in the regression, or nearly, as a list. */
typedef bool is_listed(const struct cips_driver_table *d, size_t predictor);

static bool is_unanswered(const struct cips_driver_table *d, size_t predictor)
{
	return !d->predictors[predictor].valid && !d->predictors[predictor].unanimous;
}

static bool is_hidden(const struct cips_driver_table *d, size_t predictor)
{
	return d->predictors[predictor].unanimous;
}

static bool is_constant(const struct cips_driver_table *d, size_t predictor)
{
	const struct cips_driver *driver = cips_driver_of(d, predictor);
	return driver && driver->reason == CIPS_REASON_NO_VARIANCE;
}

static bool is_inflated(const struct cips_driver_table *d, size_t predictor)
{
	const struct cips_driver *driver = cips_driver_of(d, predictor);
	return driver && !driver->reason && driver->vif > HIGH_INFLATION;
}

static const char *list_of(struct cips_driver_table *d, is_listed *listed)
{
	const char *list = "";
	for (size_t p = 0; p < d->n_predictors; p++)
		if (listed(d, p))
			list = cips_arena_printf(&d->document->arena, "%s%s%s", list,
				*list ? ", " : "", d->predictors[p].column.code);
	return list;
}

/* Why there is no regression at all. */
static void note_reason(struct cips_driver_table *d)
{
	struct cips_document *document = d->document;
	struct cips_table *table = d->table;
	if (d->few) {
		cips_report_table_note(document, table,
			"Not computed: %zu respondents have a value in all, and it takes %zu (ten "
			"for each factor, 100 at least).",
			d->complete, d->least);
		return;
	}
	switch (d->whole.reason) {
	case CIPS_REASON_NO_VARIANCE:
		cips_report_table_note(document, table,
			"Not computed: the outcome, or every factor, is the same for all %zu "
			"respondents.",
			d->complete);
		break;
	case CIPS_REASON_COLLINEAR:
		cips_report_table_note(document, table,
			"Not computed: %s follows from the factors before it in the instrument "
			"(collinear), so its share cannot be told from theirs.",
			d->predictors[d->used[d->whole.collinear]].column.code);
		break;
	default:
		break;
	}
}

static void note_fit(struct cips_driver_table *d)
{
	char fit[CIPS_NUMBER_SIZE], low[CIPS_NUMBER_SIZE], high[CIPS_NUMBER_SIZE],
		adjusted[CIPS_NUMBER_SIZE];
	const struct cips_drivers *whole = &d->whole;
	cips_number_fixed(fit, whole->r_squared, 2);
	cips_number_fixed(adjusted, whole->r_squared_adjusted, 2);
	if (whole->replicates > 1)
		cips_report_table_note(d->document, d->table,
			"R² %s (%s to %s), adjusted %s: the part of the variance of the outcome that "
			"goes with all factors together.",
			fit, cips_number_fixed(low, whole->r_squared_low, 2),
			cips_number_fixed(high, whole->r_squared_high, 2), adjusted);
	else
		cips_report_table_note(d->document, d->table,
			"R² %s, adjusted %s: the part of the variance of the outcome that goes with "
			"all factors together.",
			fit, adjusted);
}

/* R^2 is never negative, and neither is a quantile of it: only the adjusted one can say "nothing". */
static void note_chance(struct cips_driver_table *d)
{
	if (d->whole.r_squared_adjusted <= 0)
		cips_report_table_note(d->document, d->table,
			"The adjusted R² is not above 0: all factors together say no more about the "
			"outcome than chance would, so there is nothing to divide among them.");
}

static void note_base(struct cips_driver_table *d)
{
	bool low = (double)d->complete < enough_complete * (double)d->asked;
	cips_report_table_note(d->document, d->table,
		"%zu of %zu respondents who were asked for the outcome have a value in it and in all "
		"factors, and only they count%s.",
		d->complete, d->asked,
		low ? ": fewer than 70 %, who may differ from the others" : "");
}

void cips_tables_driver_notes(struct cips_driver_table *d)
{
	if (d->hidden)
		return;
	if (cips_drivers_are_computed(d)) {
		note_fit(d);
		note_chance(d);
	} else {
		note_reason(d);
	}
	note_base(d);
}

static void foot_outcome(struct cips_driver_table *d)
{
	struct cips_document *document = d->document;
	const struct cips_item *item = d->outcome_item;
	if (item && d->own)
		cips_report_note(document,
			"%s is not among the factors: the outcome is one of its items.",
			d->own->code);
	if (!item || cips_model_scored(d->source.instrument, item))
		return;
	const struct cips_list *list = cips_model_list(d->source.instrument, item);
	const struct cips_score_key *key = &d->outcome.column.items[0].key;
	const char *worth = "";
	for (size_t c = 1; c <= key->n; c++) {
		char number[CIPS_NUMBER_SIZE];
		if (key->valid[c])
			worth = cips_arena_printf(&document->arena, "%s%s%s %s", worth,
				*worth ? ", " : "", list->choices[c - 1].name,
				cips_number_fixed(
					number, key->score[c] * (d->scoring.scale / 10), 1));
	}
	cips_report_note(document, "The outcome %s has no factor; its answers count: %s.",
		item->name, worth);
}

static void foot_predictors(struct cips_driver_table *d)
{
	const char *unanswered = list_of(d, is_unanswered);
	if (*unanswered && !d->hidden)
		cips_report_note(
			d->document, "Left out, as nobody has a value of it: %s.", unanswered);
	if (*list_of(d, is_hidden) && !d->hidden)
		cips_report_note(d->document, "Hidden factors are left out.");
	if (!cips_drivers_are_computed(d))
		return;
	const char *constant = list_of(d, is_constant), *inflated = list_of(d, is_inflated);
	if (*constant)
		cips_report_note(
			d->document, "Left out, as it is the same for everybody: %s.", constant);
	if (*inflated)
		cips_report_note(d->document,
			"Nearly collinear (variance inflation factor over %d): %s. How R² divides "
			"among these hangs on few people.",
			HIGH_INFLATION, inflated);
}

static void foot_intervals(struct cips_driver_table *d)
{
	size_t used = d->whole.replicates, wanted = d->request->replicates;
	if (!cips_drivers_are_computed(d))
		return;
	cips_report_note(d->document,
		"low, high, rank from, to: 95 %% percentile intervals over %zu bootstrap samples of the "
		"respondents (generator mt19937, seed %lu)%s. A wide interval of ranks means that the "
		"order is not settled.",
		used, d->request->seed,
		used < wanted ? "; further samples, in which the outcome did not vary, are left out"
			      : "");
	if (used > 1)
		cips_report_note(d->document,
			"The interval of R² leans upwards and, like those of shares, never contains 0: it "
			"is no test.");
}

void cips_tables_driver_foot(struct cips_driver_table *d)
{
	struct cips_document *document = d->document;
	bool lmg = d->n_used <= CIPS_DRIVERS_MOST_LMG;
	cips_report_note(document,
		"An association among answers of the same people, not cause and effect: a factor with "
		"a large share need not be one whose change would change the outcome.");
	cips_report_note(document,
		lmg ? "share: percent of R². It is what a factor adds to R² in a linear regression, averaged over "
		      "all orders in which the factors can enter (LMG, the Shapley value)."
		    : "share: percent of R². These are Johnson's relative weights, as there are too many factors to "
		      "average over the orders in which they can enter.");
	cips_report_note(document,
		"Johnson: relative weights (Johnson 2000), another division of the same R². r: "
		"correlation with the outcome; beta: standardized coefficient with all factors in. "
		"Opposite signs of the two point to suppression.");
	foot_intervals(d);
	foot_outcome(d);
	foot_predictors(d);
	cips_tables_foot_frame(document, &d->frame, "");
	cips_tables_foot_versions(document, &d->frame, "", false);
	cips_tables_foot_weights(document, &d->frame, "");
	cips_report_note(document,
		"Value of a person in a factor: the mean score of the items answered, if at least "
		"half of those asked have a valid answer.");
	cips_tables_foot_unanimous(document);
	cips_tables_foot_minimum(document, &d->scope);
}
