/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key drivers: how much of an outcome goes with each key factor.
 *
 * One base for all: the respondents with a value in the outcome and in every predictor. Every
 * figure of the table rests on all of them, so the minimum group holds for the whole table at once;
 * the least number for a regression is far above it. A factor in which they all have the same value,
 * or all but one, is hidden and in no figure; where the outcome is one, everything is hidden. Without
 * the flagged responses this holds for those who were left out as well: by subtraction their sums of
 * products show.
 */
#include "tables/tables.h"

#include "base/err.h"
#include "base/suggest.h"
#include "disclosure/extremes.h"
#include "tables/driver_table.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/mask.h"
#include "tables/scores.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

/*
 * A regression has ten respondents for each predictor and a hundred in all at least: with fewer the
 * bootstrap says little, and R^2 is mostly chance.
 */
enum { LEAST_IN_ALL = 100, LEAST_FOR_EACH = 10 };

static void release(struct cips_driver_table *d)
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

static const struct cips_score_column *factor_named(
	const struct cips_driver_table *d, const char *code)
{
	for (size_t f = 0; f < d->factors.n; f++)
		if (strcmp(d->factors.list[f].code, code) == 0)
			return &d->factors.list[f];
	return NULL;
}

static enum cips_rc unknown_outcome(const struct cips_driver_table *d, struct cips_err *err)
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

static enum cips_rc no_order(const struct cips_driver_table *d, struct cips_err *err)
{
	cips_err_set(err, CIPS_USAGE, "the answers to %s have no order to regress on",
		d->request->outcome);
	return cips_err_hint(err,
		"an outcome is a factor, a scored item, or a select_one item whose choices have "
		"scores or are two");
}

static enum cips_rc find_outcome(struct cips_driver_table *d, struct cips_err *err)
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

static enum cips_rc find_predictors(struct cips_driver_table *d, struct cips_err *err)
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

static enum cips_rc prepare(
	struct cips_driver_table *d, struct cips_survey_file *file, struct cips_err *err)
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

static void score(struct cips_driver_table *d, struct cips_driver_variable *variable)
{
	struct cips_scores scores;
	cips_tables_scores(&d->frame, &d->everybody, &variable->column, &d->scoring, &scores);
	variable->asked = scores.bases[0].asked;
	variable->valid = scores.moments[0].n;
	variable->unanimous =
		cips_tables_hides_silence(&scores.bases[0], variable->column.n, d->scope.minimum);
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
static uint32_t *complete_in_order(const struct cips_driver_table *d)
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

static void regress(struct cips_driver_table *d)
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

/* The rows of the table: used predictors by importance, as long as there is one, then the others. */
static void put_in_order(struct cips_driver_table *d)
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
		if (!cips_driver_of(d, p))
			d->order[n++] = p;
}

/* The variables of the regression: the predictors used and, behind them, the outcome. */
static struct cips_driver_variable *variable_at(struct cips_driver_table *d, size_t k)
{
	return k < d->n_used ? &d->predictors[d->used[k]] : &d->outcome;
}

/*
 * How many of those left out have a value in all variables, and what they said in each; marks those in
 * which they are silent alike.
 */
static size_t gather_left_out(struct cips_driver_table *d, struct cips_extremes *said)
{
	const struct cips_frame *other = d->frame.other;
	struct cips_groups everybody;
	size_t n = other->n, columns = d->n_used + 1, complete = 0;
	struct cips_scores *scores = cips_calloc(columns, sizeof *scores);
	cips_tables_everybody(other, &everybody);
	for (size_t k = 0; k < columns; k++)
		cips_tables_scores(
			other, &everybody, &variable_at(d, k)->column, &d->scoring, &scores[k]);
	for (size_t i = 0; i < n; i++) {
		size_t values = 0;
		for (size_t k = 0; k < columns; k++)
			values += scores[k].group[i] >= 0;
		if (values < columns)
			continue;
		complete++;
		for (size_t k = 0; k < columns; k++)
			cips_disclosure_add_value(&said[k], scores[k].value[i]);
	}
	for (size_t k = 0; k < columns; k++) {
		struct cips_driver_variable *variable = variable_at(d, k);
		variable->unanimous |= cips_tables_hides_silence(
			&scores[k].bases[0], variable->column.n, d->scope.minimum);
		cips_tables_scores_release(&scores[k]);
	}
	free(scores);
	cips_tables_groups_release(&everybody);
	return complete;
}

static void gather(struct cips_driver_table *d, struct cips_extremes *said)
{
	for (size_t k = 0; k <= d->n_used; k++) {
		const struct cips_levels *value = &variable_at(d, k)->value;
		for (size_t i = 0; i < d->frame.n; i++)
			if (!d->missing[i])
				cips_disclosure_add_value(&said[k], value->value[value->of[i]]);
	}
}

static void mark_unanimous(struct cips_driver_table *d, struct cips_extremes *said)
{
	for (size_t k = 0; k <= d->n_used && d->scope.minimum; k++)
		variable_at(d, k)->unanimous |= cips_disclosure_is_unanimous(&said[k]);
	memset(said, 0, (d->n_used + 1) * sizeof *said);
}

/* Hides what too few people, or people who all have the same value, do not allow. */
static void hide(struct cips_driver_table *d)
{
	struct cips_extremes *said = cips_calloc(d->n_used + 1, sizeof *said);
	size_t used = 0, minimum = d->scope.minimum;
	gather(d, said);
	mark_unanimous(d, said);
	d->hidden = cips_tables_is_small(d->complete, minimum);
	if (d->frame.other) {
		d->hidden |= cips_tables_is_small(gather_left_out(d, said), minimum);
		mark_unanimous(d, said);
	}
	for (size_t k = 0; k < d->n_used; k++)
		if (!d->predictors[d->used[k]].unanimous)
			d->used[used++] = d->used[k];
	d->hidden |= d->outcome.unanimous || (d->n_used && !used);
	d->n_used = used;
	free(said);
}

static void compute(struct cips_driver_table *d)
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
	hide(d);
	d->least = LEAST_FOR_EACH * d->n_used;
	d->least = d->least > LEAST_IN_ALL ? d->least : LEAST_IN_ALL;
	d->few = d->n_used == 0 || d->complete < d->least;
	if (!d->few && !d->hidden)
		regress(d);
	put_in_order(d);
}

/* --- writing the document ------------------------------------------------------------------- */

/* Why a row has no figures; SHOWN when it has. */
static enum cips_status row_status(const struct cips_driver_table *d, size_t predictor)
{
	const struct cips_driver *driver = cips_driver_of(d, predictor);
	if (d->hidden || d->predictors[predictor].unanimous)
		return CIPS_STATUS_SUPPRESSED;
	if (!driver)
		return CIPS_STATUS_NO_RETURNS;
	return cips_drivers_are_computed(d) && !driver->reason ? CIPS_STATUS_SHOWN
							       : CIPS_STATUS_UNDEFINED;
}

static void write_row(struct cips_driver_table *d, size_t row)
{
	const struct cips_driver none = {0}, *driver = cips_driver_of(d, d->order[row]);
	enum cips_status status = row_status(d, d->order[row]);
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

static void write_whole(struct cips_driver_table *d)
{
	const struct cips_drivers *whole = &d->whole;
	bool computed = cips_drivers_are_computed(d), ranged = computed && whole->replicates > 1;
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

static void lay_out(struct cips_driver_table *d)
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

static void write_document(struct cips_driver_table *d)
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
	cips_tables_driver_notes(d);
	cips_tables_driver_foot(d);
}

enum cips_rc cips_tables_drivers(struct cips_survey_file *file,
	const struct cips_drivers_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct cips_driver_table d = {.request = request};
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
