/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key drivers: how much of an outcome goes with each key factor.
 *
 * One base for all: the respondents with a value in the outcome and in every predictor. Every
 * figure of the table rests on all of them, so the minimum group holds for the whole table at once;
 * the least number for a regression is far above it. Without the flagged responses it holds for those
 * who were left out as well: by subtraction their sums of products show.
 */
#include "tables/tables.h"

#include "base/err.h"
#include "base/number.h"
#include "base/suggest.h"
#include "stats/drivers.h"
#include "stats/levels.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/trend.h"

#include <stdlib.h>
#include <string.h>

/*
 * A regression has ten respondents for each predictor and a hundred in all at least: with fewer the
 * bootstrap says little, and R^2 is mostly chance.
 */
enum { LEAST_IN_ALL = 100, LEAST_FOR_EACH = 10 };
/* From here on the coefficient of a predictor has little of its own left. */
enum { HIGH_INFLATION = 10 };
/* A listwise base under this share of those asked is warned about. */
static const double enough_complete = 0.7;

/* A column of the regression. */
struct variable {
	struct cips_score_column column;
	size_t asked;		  /* respondents who were asked it */
	size_t valid;		  /* respondents with a value */
	struct cips_levels value; /* of all respondents */
};

struct drivers {
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
	struct variable outcome;
	struct variable *predictors;
	size_t n_predictors;
	size_t *used; /* predictors that somebody has a value of */
	size_t n_used;
	unsigned char *missing;	  /* by respondent: of the outcome or of a predictor used */
	size_t asked;		  /* respondents who were asked the outcome */
	size_t complete;	  /* with a value in the outcome and all predictors used */
	struct cips_driver *list; /* by predictor used */
	struct cips_drivers whole;
	bool hidden;
	bool few;      /* too few for a regression */
	size_t *order; /* predictors as the rows have them: the most important first */
	struct cips_document *document;
	struct cips_table *table;
};

static void release(struct drivers *d)
{
	for (size_t k = 0; k < d->n_predictors; k++)
		cips_stats_levels_release(&d->predictors[k].value);
	cips_stats_levels_release(&d->outcome.value);
	free(d->predictors);
	free(d->used);
	free(d->missing);
	free(d->list);
	free(d->order);
	cips_tables_score_columns_release(&d->item);
	cips_tables_score_columns_release(&d->factors);
	cips_tables_groups_release(&d->everybody);
	cips_tables_frame_release(&d->frame);
	cips_tables_source_release(&d->source);
	cips_tables_scope_release(&d->scope);
}

/* --- the outcome and the predictors --------------------------------------------------------- */

static const struct cips_score_column *factor_named(const struct drivers *d, const char *code)
{
	for (size_t f = 0; f < d->factors.n; f++)
		if (strcmp(d->factors.list[f].code, code) == 0)
			return &d->factors.list[f];
	return NULL;
}

static enum cips_rc unknown_outcome(const struct drivers *d, struct cips_err *err)
{
	const char *wanted = d->request->outcome;
	const char *guess = cips_model_nearest_item(d->source.instrument, wanted);
	cips_err_set(err, CIPS_USAGE, "\"%s\" is neither a factor nor an item", wanted);
	return guess ? cips_err_hint(err, "did you mean \"%s\"?", guess)
		     : cips_err_hint(err,
			       "use a factor, such as %s, or an item; cips instrument "
			       "show lists them",
			       d->factors.n ? d->factors.list[0].code : "LEAD");
}

static enum cips_rc no_order(const struct drivers *d, struct cips_err *err)
{
	cips_err_set(err, CIPS_USAGE, "the answers to %s have no order to regress on",
		d->request->outcome);
	return cips_err_hint(err,
		"an outcome is a factor, a scored item, or a select_one item whose choices have "
		"scores or are two");
}

static enum cips_rc find_outcome(struct drivers *d, struct cips_err *err)
{
	const struct cips_instrument *instrument = d->source.instrument;
	d->own = factor_named(d, d->request->outcome);
	if (d->own) {
		d->outcome.column = *d->own;
		return CIPS_OK;
	}
	d->outcome_item = cips_model_item(instrument, d->request->outcome);
	if (!d->outcome_item)
		return unknown_outcome(d, err);
	if (!cips_model_orders(instrument, d->outcome_item))
		return no_order(d, err);
	cips_tables_item_column(&d->source, d->outcome_item, &d->item);
	d->outcome.column = d->item.list[0];
	if (d->outcome_item->factor != CIPS_NONE)
		d->own = factor_named(d, instrument->factors[d->outcome_item->factor].code);
	return CIPS_OK;
}

static enum cips_rc find_predictors(struct drivers *d, struct cips_err *err)
{
	d->predictors = cips_calloc(d->factors.n + 1, sizeof *d->predictors);
	for (size_t f = 0; f < d->factors.n; f++)
		if (&d->factors.list[f] != d->own)
			d->predictors[d->n_predictors++].column = d->factors.list[f];
	if (d->n_predictors >= 1 && d->n_predictors <= CIPS_DRIVERS_MOST)
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT, "the instrument %s has %zu factors besides the outcome",
		d->source.version->code, d->n_predictors);
	return cips_err_hint(err, "it takes 1 to %d with scored items", CIPS_DRIVERS_MOST);
}

/* A mean over items has no value for a person, and a share of R^2 no population to correct for. */
static enum cips_rc check_selection(const struct cips_selection *selection, struct cips_err *err)
{
	if (selection->score_rule == CIPS_RULE_ITEM) {
		cips_err_set(
			err, CIPS_USAGE, "--score-rule item gives people no scores to regress");
		return cips_err_hint(err, "leave it out: drivers works by the respondent rule");
	}
	if (selection->fpc == CIPS_FPC_YES) {
		cips_err_set(err, CIPS_USAGE,
			"importance has no finite population correction, so --fpc yes does nothing");
		return cips_err_hint(err, "leave it out");
	}
	return CIPS_OK;
}

static enum cips_rc prepare(struct drivers *d, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_selection *selection = &d->request->selection;
	enum cips_rc rc = check_selection(selection, err);
	if (!rc)
		rc = cips_tables_scope(file, &d->scope, err);
	d->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&d->scope, selection->instrument, selection->wave,
			selection->language, &d->source, err);
	if (!rc)
		rc = cips_tables_frame(
			&d->scope, &d->source, selection->weights, false, &d->frame, err);
	if (rc)
		return rc;
	d->scoring = (struct cips_scoring){
		CIPS_MEASURE_SCORE, CIPS_RULE_RESPONDENT, selection->scale_100 ? 100 : 10};
	cips_tables_everybody(&d->frame, &d->everybody);
	cips_tables_score_columns(&d->source, false, &d->factors);
	rc = find_outcome(d, err);
	return rc ? rc : find_predictors(d, err);
}

/* --- the regression ------------------------------------------------------------------------- */

static void score(struct drivers *d, struct variable *variable)
{
	struct cips_scores scores;
	cips_tables_scores(&d->frame, &d->everybody, &variable->column, &d->scoring, &scores);
	variable->asked = scores.bases[0].asked;
	variable->valid = scores.moments[0].n;
	variable->value = cips_stats_levels(scores.value, d->frame.n, NULL, 0);
	bool needed = variable == &d->outcome || variable->valid;
	for (size_t i = 0; i < d->frame.n && needed; i++)
		d->missing[i] |= scores.group[i] < 0;
	cips_tables_scores_release(&scores);
}

/* Sorts respondents by their level in a variable, those of one level left as they are. */
static void sort_by(const struct cips_levels *value, size_t n, uint32_t **order, uint32_t **scratch)
{
	size_t *next = cips_calloc(value->n + 1, sizeof *next);
	for (size_t k = 0; k < n; k++)
		next[value->of[(*order)[k]] + 1]++;
	for (size_t l = 0; l < value->n; l++)
		next[l + 1] += next[l];
	for (size_t k = 0; k < n; k++)
		(*scratch)[next[value->of[(*order)[k]]]++] = (*order)[k];
	uint32_t *sorted = *scratch;
	*scratch = *order;
	*order = sorted;
	free(next);
}

/*
 * Those with all values, by their values in the predictors, the outcome and the weight, the first
 * that differs deciding: a survey file keeps its answers in an order of its own, and the same
 * answers in another file shall give the same samples.
 */
static uint32_t *complete_in_order(const struct drivers *d)
{
	uint32_t *order = cips_malloc((d->complete + 1) * sizeof *order);
	uint32_t *scratch = cips_malloc((d->complete + 1) * sizeof *scratch);
	size_t n = 0;
	for (size_t i = 0; i < d->frame.n; i++)
		if (!d->missing[i])
			order[n++] = (uint32_t)i;
	if (d->frame.weight) {
		struct cips_levels weight = cips_stats_levels(d->frame.weight, d->frame.n, NULL, 0);
		sort_by(&weight, n, &order, &scratch);
		cips_stats_levels_release(&weight);
	}
	sort_by(&d->outcome.value, n, &order, &scratch);
	for (size_t k = d->n_used; k-- > 0;)
		sort_by(&d->predictors[d->used[k]].value, n, &order, &scratch);
	free(scratch);
	return order;
}

static void regress(struct drivers *d)
{
	cips_tables_frame_forget_answers(&d->frame);
	size_t step = cips_stats_drivers_row(d->n_used);
	uint32_t *order = complete_in_order(d);
	double *rows = cips_malloc(d->complete * step * sizeof *rows);
	double *w = d->frame.weight ? cips_malloc(d->complete * sizeof *w) : NULL;
	for (size_t c = 0; c < d->complete; c++) {
		double *row = rows + c * step;
		for (size_t k = 0; k <= d->n_used; k++) {
			const struct cips_levels *value = k < d->n_used
				? &d->predictors[d->used[k]].value
				: &d->outcome.value;
			row[k] = value->value[value->of[order[c]]];
		}
		if (w)
			w[c] = d->frame.weight[order[c]];
	}
	free(order);
	struct cips_regression regression = {rows, w, d->complete, d->n_used};
	d->whole =
		cips_stats_drivers(&regression, d->request->seed, d->request->replicates, d->list);
	free(rows);
	free(w);
}

static size_t least(const struct drivers *d)
{
	size_t each = LEAST_FOR_EACH * d->n_used;
	return each > LEAST_IN_ALL ? each : LEAST_IN_ALL;
}

/* The rows of the table: used predictors by importance, as long as there is one, then the others. */
static void put_in_order(struct drivers *d)
{
	size_t n = 0;
	d->order = cips_calloc(d->n_predictors, sizeof *d->order);
	for (size_t k = 0; k < d->n_used; k++) {
		size_t at = n++;
		double importance = d->list[k].importance;
		for (; at > 0 && d->list[d->order[at - 1]].importance < importance; at--)
			d->order[at] = d->order[at - 1];
		d->order[at] = k;
	}
	for (size_t k = 0; k < n; k++)
		d->order[k] = d->used[d->order[k]];
	for (size_t p = 0; p < d->n_predictors; p++)
		if (!d->predictors[p].valid)
			d->order[n++] = p;
}

/* Of so few the figures of the whole table must not be known. */
static bool are_few(const struct drivers *d, size_t asked, size_t complete)
{
	size_t minimum = d->scope.minimum;
	return (complete > 0 && complete < minimum) || (asked > 0 && asked < minimum);
}

static bool few_left_out(const struct drivers *d)
{
	const struct cips_frame *other = d->frame.other;
	struct cips_groups everybody;
	struct cips_scores scores;
	size_t asked = 0, complete = 0;
	if (!other)
		return false;
	size_t *values = cips_calloc(other->n + 1, sizeof *values);
	cips_tables_everybody(other, &everybody);
	for (size_t k = 0; k <= d->n_used; k++) {
		bool outcome = k == d->n_used;
		const struct variable *variable =
			outcome ? &d->outcome : &d->predictors[d->used[k]];
		cips_tables_scores(other, &everybody, &variable->column, &d->scoring, &scores);
		if (outcome)
			asked = scores.bases[0].asked;
		for (size_t i = 0; i < other->n; i++)
			values[i] += scores.group[i] >= 0;
		cips_tables_scores_release(&scores);
	}
	for (size_t i = 0; i < other->n; i++)
		complete += values[i] == d->n_used + 1;
	cips_tables_groups_release(&everybody);
	free(values);
	return are_few(d, asked, complete);
}

static void compute(struct drivers *d)
{
	d->missing = cips_calloc(d->frame.n + 1, 1);
	score(d, &d->outcome);
	d->asked = d->outcome.asked;
	d->used = cips_calloc(d->n_predictors, sizeof *d->used);
	d->list = cips_calloc(d->n_predictors, sizeof *d->list);
	for (size_t p = 0; p < d->n_predictors; p++) {
		score(d, &d->predictors[p]);
		if (d->predictors[p].valid)
			d->used[d->n_used++] = p;
	}
	for (size_t i = 0; i < d->frame.n; i++)
		d->complete += !d->missing[i];
	d->hidden = are_few(d, d->asked, d->complete) || few_left_out(d);
	d->few = d->n_used == 0 || d->complete < least(d);
	if (!d->few && !d->hidden)
		regress(d);
	put_in_order(d);
}

/* --- writing the document ------------------------------------------------------------------- */

static bool is_computed(const struct drivers *d)
{
	return !d->hidden && !d->few && d->whole.reason == CIPS_REASON_NONE;
}

/* The driver of a predictor; NULL when nobody has a value of it. */
static const struct cips_driver *driver_of(const struct drivers *d, size_t predictor)
{
	for (size_t k = 0; k < d->n_used; k++)
		if (d->used[k] == predictor)
			return &d->list[k];
	return NULL;
}

/* Why a row has no figures; SHOWN when it has. */
static enum cips_status row_status(const struct drivers *d, const struct cips_driver *driver)
{
	if (d->hidden)
		return CIPS_STATUS_SUPPRESSED;
	if (!driver)
		return CIPS_STATUS_NO_RETURNS;
	return is_computed(d) && !driver->reason ? CIPS_STATUS_SHOWN : CIPS_STATUS_UNDEFINED;
}

static void write_row(struct drivers *d, size_t row)
{
	const struct cips_driver none = {0}, *driver = driver_of(d, d->order[row]);
	enum cips_status status = row_status(d, driver);
	driver = driver ? driver : &none;
	bool shown = status == CIPS_STATUS_SHOWN, ranged = shown && d->whole.replicates > 1;
	bool divided = shown && d->whole.r_squared > 0;
	double percent = divided ? 100 / d->whole.r_squared : 0;
	const struct {
		enum cips_statistic statistic;
		bool defined;
		double number;
	} figures[] = {
		{CIPS_STAT_IMPORTANCE, shown, driver->importance},
		{CIPS_STAT_IMPORTANCE_LOW, ranged, driver->importance_low},
		{CIPS_STAT_IMPORTANCE_HIGH, ranged, driver->importance_high},
		{CIPS_STAT_SHARE, divided, driver->importance * percent},
		{CIPS_STAT_SHARE_LOW, ranged, 100 * driver->share_low},
		{CIPS_STAT_SHARE_HIGH, ranged, 100 * driver->share_high},
		{CIPS_STAT_RANK, shown, driver->rank},
		{CIPS_STAT_RANK_LOW, ranged, driver->rank_low},
		{CIPS_STAT_RANK_HIGH, ranged, driver->rank_high},
		{CIPS_STAT_JOHNSON, shown, driver->johnson},
		{CIPS_STAT_JOHNSON_SHARE, divided, driver->johnson * percent},
		{CIPS_STAT_R, shown, driver->r},
		{CIPS_STAT_BETA, shown, driver->beta},
		{CIPS_STAT_VIF, shown, driver->vif},
	};
	struct cips_cell *cell = cips_report_cell(d->table, (long)row, 0);
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(d->document, cell, figures[i].statistic, figures[i].defined,
			figures[i].number, shown ? CIPS_STATUS_UNDEFINED : status);
}

static void write_whole(struct drivers *d)
{
	const struct cips_drivers *whole = &d->whole;
	bool computed = is_computed(d), ranged = computed && whole->replicates > 1;
	const struct {
		enum cips_statistic statistic;
		bool defined;
		double number;
	} figures[] = {
		{CIPS_STAT_N_ASKED, !d->hidden, (double)d->asked},
		{CIPS_STAT_N_LISTWISE, !d->hidden, (double)d->complete},
		{CIPS_STAT_R_SQUARED, computed, whole->r_squared},
		{CIPS_STAT_R_SQUARED_LOW, ranged, whole->r_squared_low},
		{CIPS_STAT_R_SQUARED_HIGH, ranged, whole->r_squared_high},
		{CIPS_STAT_R_SQUARED_ADJUSTED, computed, whole->r_squared_adjusted},
		{CIPS_STAT_REPLICATES, computed, (double)whole->replicates},
		{CIPS_STAT_SEED, computed, (double)d->request->seed},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(d->document, &d->table->whole, figures[i].statistic,
			figures[i].defined, figures[i].number,
			d->hidden ? CIPS_STATUS_SUPPRESSED : CIPS_STATUS_UNDEFINED);
}

static void lay_out(struct drivers *d)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_SHARE, .header = "share %", .decimals = 1},
		{.statistic = CIPS_STAT_SHARE_LOW, .header = "low", .decimals = 1},
		{.statistic = CIPS_STAT_SHARE_HIGH, .header = "high", .decimals = 1},
		{.statistic = CIPS_STAT_RANK_LOW, .header = "rank from"},
		{.statistic = CIPS_STAT_RANK_HIGH, .header = "to"},
		{.statistic = CIPS_STAT_JOHNSON_SHARE, .header = "Johnson %", .decimals = 1},
		{.statistic = CIPS_STAT_R, .header = "r", .decimals = 2, .sign = true},
		{.statistic = CIPS_STAT_BETA, .header = "beta", .decimals = 2, .sign = true},
	};
	struct cips_table *table = d->table;
	struct cips_arena *arena = &d->document->arena;
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
	table->rows.variable = "factor";
	table->rows.label = "Factor";
	for (size_t r = 0; r < d->n_predictors; r++) {
		const struct cips_score_column *column = &d->predictors[d->order[r]].column;
		table->rows.categories[r] = (struct cips_category){
			.code = cips_arena_strdup(arena, column->code),
			.label = cips_arena_printf(arena, "%s %s", column->code, column->label)};
	}
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = ""};
}

/* --- the foot ------------------------------------------------------------------------------- */

/* The factors that have a reason for not being in the regression, or nearly, as a list. */
typedef bool is_listed(const struct drivers *d, size_t predictor);

static bool is_unanswered(const struct drivers *d, size_t predictor)
{
	return !driver_of(d, predictor);
}

static bool is_constant(const struct drivers *d, size_t predictor)
{
	const struct cips_driver *driver = driver_of(d, predictor);
	return driver && driver->reason == CIPS_REASON_NO_VARIANCE;
}

static bool is_inflated(const struct drivers *d, size_t predictor)
{
	const struct cips_driver *driver = driver_of(d, predictor);
	return driver && !driver->reason && driver->vif > HIGH_INFLATION;
}

static const char *list_of(struct drivers *d, is_listed *listed)
{
	const char *list = "";
	for (size_t p = 0; p < d->n_predictors; p++)
		if (listed(d, p))
			list = cips_arena_printf(&d->document->arena, "%s%s%s", list,
				*list ? ", " : "", d->predictors[p].column.code);
	return list;
}

/* Why there is no regression at all. */
static void note_reason(struct drivers *d)
{
	struct cips_document *document = d->document;
	struct cips_table *table = d->table;
	if (d->few) {
		cips_report_table_note(document, table,
			"Not computed: %zu respondents have a value in all, and it takes %zu (ten "
			"for each factor, 100 at least).",
			d->complete, least(d));
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

static void note_fit(struct drivers *d)
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
static void note_chance(struct drivers *d)
{
	if (d->whole.r_squared_adjusted <= 0)
		cips_report_table_note(d->document, d->table,
			"The adjusted R² is not above 0: all factors together say no more about the "
			"outcome than chance would, so there is nothing to divide among them.");
}

static void note_base(struct drivers *d)
{
	bool low = (double)d->complete < enough_complete * (double)d->asked;
	cips_report_table_note(d->document, d->table,
		"%zu of %zu respondents who were asked for the outcome have a value in it and in all "
		"factors, and only they count%s.",
		d->complete, d->asked,
		low ? ": fewer than 70 %, who may differ from the others" : "");
}

static void write_table_notes(struct drivers *d)
{
	if (d->hidden)
		return;
	if (is_computed(d)) {
		note_fit(d);
		note_chance(d);
	} else {
		note_reason(d);
	}
	note_base(d);
}

static void foot_outcome(struct drivers *d)
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

static void foot_predictors(struct drivers *d)
{
	const char *unanswered = list_of(d, is_unanswered);
	if (*unanswered && !d->hidden)
		cips_report_note(
			d->document, "Left out, as nobody has a value of it: %s.", unanswered);
	if (!is_computed(d))
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

static void foot_intervals(struct drivers *d)
{
	size_t used = d->whole.replicates, wanted = d->request->replicates;
	if (!is_computed(d))
		return;
	cips_report_note(d->document,
		"low, high, rank from, to: 95 %% percentile intervals over %zu bootstrap samples of the "
		"respondents (generator mt19937, seed %lu)%s. A wide interval of ranks means that the "
		"order is not settled.",
		used, d->request->seed,
		used < wanted ? "; further samples, in which the outcome did not vary, are left out"
			      : "");
}

static void write_foot(struct drivers *d)
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
	cips_tables_foot_minimum(document, &d->scope);
}

static void write_document(struct drivers *d)
{
	d->document = cips_report_document_new("drivers");
	cips_tables_head(d->document, &d->scope,
		cips_arena_printf(&d->scope.arena,
			"Key drivers of %s: relative importance of the factors",
			d->request->outcome));
	cips_tables_head_frame(d->document, &d->scope, &d->frame, "");
	cips_report_subtitle(d->document, "%s: %s", d->request->outcome, d->outcome.column.label);
	d->table = cips_report_table(d->document, d->n_predictors, 1);
	lay_out(d);
	for (size_t r = 0; r < d->n_predictors; r++)
		write_row(d, r);
	write_whole(d);
	write_table_notes(d);
	write_foot(d);
}

enum cips_rc cips_tables_drivers(struct cips_survey_file *file,
	const struct cips_drivers_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct drivers d = {.request = request};
	*out = NULL;
	enum cips_rc rc = prepare(&d, file, err);
	if (!rc) {
		compute(&d);
		write_document(&d);
		*out = d.document;
	}
	release(&d);
	return rc;
}
