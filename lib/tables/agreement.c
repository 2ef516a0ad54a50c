/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Agreement within units and differences between them, factor by factor.
 *
 * A unit here is the people who named it themselves, those who sit in a unit with others below it
 * included; with unit@LEVEL it is everybody in a unit of that level and below it.
 *
 * Disclosure. The mask of a factor is that of a crosstab of it by the same units. The analysis of
 * variance rests on the units that it shows alone, so it follows from the numbers, means and
 * standard deviations that the crosstab prints of these. With the hidden units in it, it would not:
 * of two of them the crosstab gives away the sum of their scores, by subtraction, and F and k0 their
 * squares, and from the two follows the mean of each. The people directly in a unit are shown when
 * the unit and all its children are; then they are what the children leave of it. Agreement rests on
 * the people who answered every item of the factor, and has a mask of its own on these besides;
 * medians are those of the figures that show. So nobody gets a figure of a hidden unit, but for its
 * part in the whole, which the crosstab shows as well. Without the flagged responses a unit shows
 * where the rule of tables/left_out.h lets the crosstab show it, for these bases alike.
 */
#include "tables/tables.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/number.h"
#include "stats/agreement.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/mask.h"
#include "tables/scores.h"
#include "tables/trend.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

/* What was found for one factor. */
struct factor {
	const struct cips_score_column *column;
	bool nobody; /* has a score and a known unit, and that is not hidden */
	struct cips_unit_variance variance;
	bool *in;			  /* by unit: shown, so part of the analysis of variance */
	size_t *people;			  /* by unit that shows: with a score */
	bool *hidden;			  /* by unit: its agreement is */
	struct cips_agreement *agreement; /* by unit */
	size_t n_agreements;		  /* how many are there and show */
	double rwg_j, ad_mean;		  /* their medians */
};

struct agreement {
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_groups groups;
	bool guarded;		/* what shows depends on those who were left out */
	struct cips_groups out; /* where guarded: their groups */
	struct cips_score_columns columns;
	struct cips_scoring scoring;
	unsigned char *wide_mask; /* by the groups to mask by: what the people in them hide */
	unsigned char *row_mask;  /* of the people in a group */
	size_t *units;		  /* the groups that are units here */
	size_t n_units;
	int32_t *unit_of; /* by group: its place among the units, -1 for none */
	struct factor *factors;
	struct cips_document *document;
};

static void release(struct agreement *a)
{
	for (size_t f = 0; a->factors && f < a->columns.n; f++) {
		free(a->factors[f].in);
		free(a->factors[f].people);
		free(a->factors[f].hidden);
		free(a->factors[f].agreement);
	}
	free(a->factors);
	free(a->wide_mask);
	free(a->row_mask);
	free(a->units);
	free(a->unit_of);
	cips_tables_score_columns_release(&a->columns);
	cips_tables_groups_release(&a->groups);
	cips_tables_groups_release(&a->out);
	cips_tables_frame_release(&a->frame);
	cips_tables_source_release(&a->source);
	cips_tables_scope_release(&a->scope);
}

/* --- units ---------------------------------------------------------------------------------- */

static bool as_answered(const struct agreement *a)
{
	return strcmp(a->groups.variable, "unit") == 0;
}

static bool is_leaf(const struct cips_groups *groups, size_t g)
{
	return groups->rows[g].end == (int)g + 1;
}

/* The leaves, and the inner units that somebody named; of a level, all but the whole. */
static void find_units(struct agreement *a, const size_t *direct)
{
	a->units = cips_malloc(a->groups.n * sizeof *a->units);
	a->unit_of = cips_malloc(a->groups.n * sizeof *a->unit_of);
	for (size_t g = 0; g < a->groups.n; g++) {
		bool is_unit = as_answered(a) ? is_leaf(&a->groups, g) || direct[g] > 0 : g > 0;
		a->unit_of[g] = is_unit ? (int32_t)a->n_units : -1;
		if (is_unit)
			a->units[a->n_units++] = g;
	}
}

static void prepare_units(struct agreement *a)
{
	size_t *direct = cips_malloc(a->groups.n * sizeof *direct);
	const struct cips_groups *all = cips_groups_to_mask_by(&a->groups);
	a->wide_mask = cips_calloc(all->n, 1);
	a->row_mask = cips_calloc(a->groups.n, 1);
	cips_tables_people_mask(all, a->frame.n, a->scope.minimum, a->wide_mask);
	cips_tables_take_mask(&a->groups, NULL, a->wide_mask, a->row_mask);
	cips_tables_count_direct(&a->groups, a->groups.of, a->frame.n, direct);
	a->guarded =
		cips_tables_guard_left_out(&a->scope, &a->frame, &a->groups, &a->out, a->row_mask);
	/* a unit that those left out named is a unit of both tables */
	for (size_t i = 0; a->guarded && i < a->frame.other->n; i++)
		if (a->out.of[i] >= 0)
			direct[a->out.of[i]]++;
	find_units(a, direct);
	free(direct);
}

static enum cips_rc prepare(struct agreement *a, struct cips_survey_file *file,
	const struct cips_agreement_request *request, struct cips_err *err)
{
	const struct cips_selection *selection = &request->selection;
	const char *units = request->units ? request->units : "unit";
	if (!cips_tables_by_unit(units)) {
		cips_err_set(
			err, CIPS_USAGE, "--units takes unit or unit@LEVEL, not \"%s\"", units);
		return cips_err_hint(err, "unit@1 is the level below the root");
	}
	enum cips_rc rc = cips_tables_scope(file, &a->scope, err);
	a->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&a->scope, selection->instrument, selection->wave,
			selection->language, &a->source, err);
	if (!rc)
		rc = cips_tables_frame_unweighted(
			&a->scope, &a->source, selection->weights, &a->frame, err);
	if (!rc)
		rc = cips_tables_groups(&a->scope, &a->frame, units, &a->groups, err);
	if (rc)
		return rc;
	cips_tables_score_columns(&a->source, false, &a->columns);
	a->scoring = (struct cips_scoring){
		CIPS_MEASURE_SCORE, CIPS_RULE_RESPONDENT, selection->scale_100 ? 100 : 10};
	rc = cips_tables_check_scored(&a->source, &a->columns, err);
	if (!rc)
		prepare_units(a);
	return rc;
}

/* --- masks ---------------------------------------------------------------------------------- */

/*
 * The mask of a factor by values of `n` kinds and by who was asked, by the group to mask by that people
 * belong to directly; `mask` is what that hides of the groups.
 */
static void mask_bases(const struct agreement *a, const struct cips_extremes *const *said, size_t n,
	const struct cips_bases *direct, size_t items, unsigned char *wide, unsigned char *mask)
{
	const struct cips_groups *groups = cips_groups_to_mask_by(&a->groups);
	cips_tables_column_mask(groups, NULL, said, n, direct, items, a->scope.minimum, wide);
	cips_tables_hide_within(groups, NULL, a->scope.minimum, wide);
	cips_tables_take_mask(&a->groups, NULL, wide, mask);
}

/* Whether a unit is what the shown groups of a mask give: see above. */
static bool shows(const struct agreement *a, const unsigned char *mask, size_t unit)
{
	size_t group = a->units[unit];
	if (mask[group])
		return false;
	for (int child = (int)group + 1; child < a->groups.rows[group].end; child++)
		if (a->groups.rows[child].parent == (int)group && mask[child])
			return false;
	return true;
}

/* --- the answers of units to the items of a factor ------------------------------------------ */

/* How often each scored choice of each item was given in each unit, by who answered all items. */
struct answers {
	size_t k;
	struct cips_arena arena;
	double **value;	 /* by item: of the choices with a score */
	size_t *choices; /* by item */
	size_t **place;	 /* by item: of a position in the list among these */
	size_t *from;	 /* by item: where its counts begin within a unit's */
	size_t size;	 /* counts of a unit */
	size_t *count;	 /* by unit, then as above */
};

static void answers_init(
	struct answers *answers, const struct agreement *a, const struct cips_score_column *column)
{
	struct cips_arena *arena = &answers->arena;
	*answers = (struct answers){.k = column->n};
	answers->value = cips_arena_alloc(arena, column->n, sizeof *answers->value);
	answers->choices = cips_arena_alloc(arena, column->n, sizeof *answers->choices);
	answers->place = cips_arena_alloc(arena, column->n, sizeof *answers->place);
	answers->from = cips_arena_alloc(arena, column->n, sizeof *answers->from);
	for (size_t j = 0; j < column->n; j++) {
		const struct cips_scored *scored = &column->items[j];
		size_t n = 0, listed = scored->key.n + 1;
		answers->value[j] = cips_arena_alloc(arena, listed, sizeof **answers->value);
		answers->place[j] = cips_arena_alloc(arena, listed, sizeof **answers->place);
		for (unsigned c = 1; c <= scored->key.n; c++) {
			if (!scored->key.valid[c])
				continue;
			answers->place[j][c] = n;
			answers->value[j][n++] = cips_tables_worth(scored, c, &a->scoring);
		}
		answers->choices[j] = n;
		answers->from[j] = answers->size;
		answers->size += n;
	}
	answers->count = cips_calloc(a->n_units * answers->size + 1, sizeof *answers->count);
}

static void answers_release(struct answers *answers)
{
	free(answers->count);
	cips_arena_release(&answers->arena);
}

/* Whether a respondent answered every item, and with which choice. */
static bool answered_all(const struct agreement *a, const struct cips_score_column *column,
	const uint8_t *record, unsigned *position)
{
	for (size_t j = 0; j < column->n; j++)
		if (cips_scored_answer(a->source.instrument, &column->items[j], record,
			    &position[j]) != CIPS_STATE_VALID)
			return false;
	return true;
}

static void count_answers(
	struct answers *answers, const struct agreement *a, const struct cips_score_column *column)
{
	unsigned *position = cips_malloc(column->n * sizeof *position);
	answers_init(answers, a, column);
	for (size_t i = 0; i < a->frame.n; i++) {
		int32_t group = a->groups.of[i], unit = group < 0 ? -1 : a->unit_of[group];
		if (unit < 0 || !answered_all(a, column, cips_frame_record(&a->frame, i), position))
			continue;
		size_t *count = answers->count + (size_t)unit * answers->size;
		for (size_t j = 0; j < column->n; j++)
			count[answers->from[j] + answers->place[j][position[j]]]++;
	}
	free(position);
}

/* What those who answered every item scored, by the group that they belong to directly; the caller frees it. */
static struct cips_extremes *said_listwise(const struct agreement *a,
	const struct cips_score_column *column, const struct answers *answers,
	const struct cips_frame *frame, const struct cips_groups *groups)
{
	struct cips_extremes *said = cips_calloc(groups->n, sizeof *said);
	unsigned *position = cips_malloc(column->n * sizeof *position);
	for (size_t i = 0; i < frame->n; i++) {
		double sum = 0;
		if (groups->of[i] < 0 ||
			!answered_all(a, column, cips_frame_record(frame, i), position))
			continue;
		for (size_t j = 0; j < column->n; j++)
			sum += answers->value[j][answers->place[j][position[j]]];
		cips_disclosure_add_value(&said[groups->of[i]], sum / (double)column->n);
	}
	free(position);
	return said;
}

/* Hides what those left out do not allow, by who answered every item of the factor. */
static void guard_agreement(const struct agreement *a, const struct cips_score_column *column,
	const struct answers *answers, unsigned char *mask)
{
	if (!a->guarded)
		return;
	const struct cips_frame *other = a->frame.other;
	struct cips_left_out_levels levels =
		cips_tables_left_out_levels(&a->groups, a->frame.n, &a->out, other->n);
	struct cips_extremes *left = said_listwise(a, column, answers, &a->frame, &levels.left);
	struct cips_extremes *out = said_listwise(a, column, answers, other, &levels.out);
	cips_tables_guard_values(&levels.left, NULL, left, out, a->scope.minimum, levels.closed);
	free(left);
	free(out);
	cips_tables_close_levels(&levels, a->groups.n, mask);
}

static struct cips_agreement agreement_of(const struct answers *answers, size_t unit)
{
	const size_t *count = answers->count + unit * answers->size;
	struct cips_item_counts *items = cips_malloc(answers->k * sizeof *items);
	for (size_t j = 0; j < answers->k; j++)
		items[j] = (struct cips_item_counts){
			answers->choices[j], answers->value[j], count + answers->from[j]};
	struct cips_agreement agreement = cips_stats_agreement(items, answers->k);
	free(items);
	return agreement;
}

/* --- computing ------------------------------------------------------------------------------ */

/* The analysis of variance over the units that show. */
static void compare_units(
	const struct agreement *a, struct factor *factor, const struct cips_scores *scores)
{
	struct cips_moments *moments = cips_calloc(a->n_units + 1, sizeof *moments);
	int32_t *unit = cips_malloc((a->frame.n + 1) * sizeof *unit);
	for (size_t i = 0; i < a->frame.n; i++) {
		unit[i] = scores->group[i] < 0 ? -1 : a->unit_of[scores->group[i]];
		if (unit[i] >= 0 && !factor->in[unit[i]])
			unit[i] = -1;
	}
	cips_stats_moments(scores->value, NULL, unit, a->frame.n, moments, a->n_units);
	factor->variance = cips_stats_unit_variance(moments, a->n_units);
	for (size_t u = 0; u < a->n_units; u++)
		factor->people[u] = moments[u].n;
	free(unit);
	free(moments);
}

static void find_medians(const struct agreement *a, struct factor *factor)
{
	double *rwg_j = cips_malloc((a->n_units + 1) * sizeof *rwg_j);
	double *ad_mean = cips_malloc((a->n_units + 1) * sizeof *ad_mean);
	size_t n = 0;
	for (size_t u = 0; u < a->n_units; u++) {
		if (factor->hidden[u] || factor->agreement[u].reason != CIPS_REASON_NONE)
			continue;
		rwg_j[n] = factor->agreement[u].rwg_j;
		ad_mean[n++] = factor->agreement[u].ad_mean;
	}
	factor->n_agreements = n;
	if (n) {
		factor->rwg_j = cips_stats_median(rwg_j, n);
		factor->ad_mean = cips_stats_median(ad_mean, n);
	}
	free(rwg_j);
	free(ad_mean);
}

static void compute(const struct agreement *a, struct factor *factor)
{
	struct cips_scores scores;
	struct answers answers;
	const struct cips_groups *groups = cips_groups_to_mask_by(&a->groups);
	unsigned char *wide = cips_malloc(groups->n), *mask = cips_malloc(a->groups.n);
	size_t items = factor->column->n;
	factor->in = cips_calloc(a->n_units + 1, sizeof *factor->in);
	factor->people = cips_calloc(a->n_units + 1, sizeof *factor->people);
	factor->hidden = cips_calloc(a->n_units + 1, sizeof *factor->hidden);
	factor->agreement = cips_calloc(a->n_units + 1, sizeof *factor->agreement);
	cips_tables_scores_to_mask(&a->frame, &a->groups, factor->column, &a->scoring, &scores);
	count_answers(&answers, a, factor->column);
	struct cips_extremes *listwise =
		said_listwise(a, factor->column, &answers, &a->frame, groups);
	const struct cips_scores *in_groups = cips_scores_to_mask_by(&scores);
	struct cips_bases *direct = cips_tables_direct_bases(groups, in_groups);
	const struct cips_extremes *const said[] = {in_groups->said, listwise};
	memcpy(wide, a->wide_mask, groups->n);
	memcpy(mask, a->row_mask, a->groups.n);
	mask_bases(a, said, 1, direct, items, wide, mask);
	if (a->guarded)
		cips_tables_guard_scores(&a->frame, &a->groups, a->frame.other, &a->out,
			factor->column, &a->scoring, a->scope.minimum, mask);
	factor->nobody = !scores.moments[0].n && !mask[0];
	for (size_t u = 0; u < a->n_units; u++)
		factor->in[u] = shows(a, mask, u);
	compare_units(a, factor, &scores);
	mask_bases(a, said, 2, direct, items, wide, mask);
	guard_agreement(a, factor->column, &answers, mask);
	for (size_t u = 0; u < a->n_units; u++) {
		factor->hidden[u] = !shows(a, mask, u);
		factor->agreement[u] = agreement_of(&answers, u);
	}
	find_medians(a, factor);
	answers_release(&answers);
	free(listwise);
	cips_tables_scores_release(&scores);
	free(direct);
	free(wide);
	free(mask);
}

/* --- figures -------------------------------------------------------------------------------- */

/* A figure of a factor, or why there is none: nobody, nobody that shows, or not to be computed. */
static void write_figure(struct agreement *a, const struct factor *factor, struct cips_cell *cell,
	enum cips_statistic statistic, bool there, double number)
{
	enum cips_status none = factor->nobody ? CIPS_STATUS_NO_RETURNS
		: !factor->variance.units      ? CIPS_STATUS_SUPPRESSED
					       : CIPS_STATUS_UNDEFINED;
	cips_report_number_or(a->document, cell, statistic, there, number, none);
}

/* Without any that shows they are hidden where some are, else there is nothing to take one of. */
static void write_medians(struct agreement *a, const struct factor *factor, struct cips_cell *cell)
{
	enum cips_status none = factor->nobody ? CIPS_STATUS_NO_RETURNS : CIPS_STATUS_UNDEFINED;
	for (size_t u = 0; u < a->n_units; u++)
		if (factor->hidden[u])
			none = CIPS_STATUS_SUPPRESSED;
	bool there = factor->n_agreements > 0;
	cips_report_number_or(a->document, cell, CIPS_STAT_RWG_J, there, factor->rwg_j, none);
	cips_report_number_or(a->document, cell, CIPS_STAT_AD_MEAN, there, factor->ad_mean, none);
}

static void write_factor(struct agreement *a, const struct factor *factor, struct cips_cell *cell)
{
	const struct cips_unit_variance *v = &factor->variance;
	bool tested = v->reason == CIPS_REASON_NONE, people = v->units > 0 || factor->nobody;
	write_figure(a, factor, cell, CIPS_STAT_N_VALID, people, (double)v->n);
	write_figure(a, factor, cell, CIPS_STAT_UNITS, people, (double)v->units);
	write_figure(a, factor, cell, CIPS_STAT_K0, v->units > 1, v->k0);
	write_figure(a, factor, cell, CIPS_STAT_F_VALUE, tested, v->f);
	write_figure(a, factor, cell, CIPS_STAT_F_P, tested, v->p);
	write_figure(a, factor, cell, CIPS_STAT_ICC1, tested, v->icc1);
	write_figure(a, factor, cell, CIPS_STAT_ICC1_LOW, tested, v->low);
	write_figure(a, factor, cell, CIPS_STAT_ICC1_HIGH, tested, v->high);
	write_figure(a, factor, cell, CIPS_STAT_ICC2, tested && v->has_icc2, v->icc2);
	write_medians(a, factor, cell);
	enum cips_culture culture =
		cips_stats_culture(v, factor->n_agreements ? &factor->rwg_j : NULL);
	if (culture == CIPS_CULTURE_UNDECIDED)
		write_figure(a, factor, cell, CIPS_STAT_CLASS, false, 0);
	else
		cips_report_word(
			a->document, cell, CIPS_STAT_CLASS, cips_stats_culture_name(culture));
}

static const char *why_not(const struct cips_unit_variance *v)
{
	switch (v->reason) {
	case CIPS_REASON_NO_VALUES:
		return "there is only one unit to look at";
	case CIPS_REASON_ONE_VALUE:
		return "no unit has two respondents with a score";
	case CIPS_REASON_NO_VARIANCE:
		return "within each unit all scores are equal";
	default:
		return NULL;
	}
}

static void write_overview(struct agreement *a)
{
	const struct cips_view views[] = {
		{.statistic = CIPS_STAT_N_VALID, .header = "n"},
		{.statistic = CIPS_STAT_UNITS, .header = "units"},
		{.statistic = CIPS_STAT_F_VALUE, .header = "F", .decimals = 1},
		{.statistic = CIPS_STAT_F_P, .header = "p", .decimals = 3},
		{.statistic = CIPS_STAT_ICC1, .header = "ICC1", .decimals = 2},
		{.statistic = CIPS_STAT_ICC1_LOW, .header = "low", .decimals = 2},
		{.statistic = CIPS_STAT_ICC1_HIGH, .header = "high", .decimals = 2},
		{.statistic = CIPS_STAT_ICC2, .header = "ICC2", .decimals = 2},
		{.statistic = CIPS_STAT_RWG_J, .header = "rwg", .decimals = 2},
		{.statistic = CIPS_STAT_AD_MEAN,
			.header = "AD",
			.decimals = a->scoring.scale > 10 ? 0 : 1},
		{.statistic = CIPS_STAT_CLASS, .header = "reading"},
	};
	enum { VIEWS = sizeof views / sizeof *views };
	struct cips_table *table = cips_report_table(a->document, a->columns.n, 0);
	struct cips_view *leads = cips_arena_alloc(&a->document->arena, VIEWS, sizeof *leads);
	table->title = "Factors";
	memcpy(leads, views, sizeof views);
	for (size_t v = 0; v < VIEWS; v++)
		leads[v].from_row = true;
	table->rows.variable = "factor";
	table->rows.label = "Factor";
	table->columns.variable = cips_arena_strdup(&a->document->arena, a->groups.variable);
	table->layout.kind = CIPS_LAYOUT_GRID;
	table->layout.leads = leads;
	table->layout.n_leads = VIEWS;
	for (size_t f = 0; f < a->columns.n; f++) {
		const struct factor *factor = &a->factors[f];
		const char *why = factor->variance.units ? why_not(&factor->variance) : NULL;
		cips_tables_score_category(a->document, factor->column, &table->rows.categories[f]);
		write_factor(a, factor, cips_report_cell(table, (long)f, -1));
		if (why)
			cips_report_table_note(a->document, table, "%s: not compared, because %s.",
				table->rows.categories[f].code, why);
	}
}

/* The figure of a unit, or why there is none. */
static void write_unit(struct agreement *a, const struct factor *factor, struct cips_cell *cell,
	size_t unit, enum cips_statistic statistic)
{
	const struct cips_agreement *agreement = &factor->agreement[unit];
	enum cips_status none = factor->hidden[unit] ? CIPS_STATUS_SUPPRESSED
		: factor->people[unit]		     ? CIPS_STATUS_UNDEFINED
						     : CIPS_STATUS_NO_RETURNS;
	cips_report_number_or(a->document, cell, statistic,
		!factor->hidden[unit] && agreement->reason == CIPS_REASON_NONE,
		statistic == CIPS_STAT_RWG_J ? agreement->rwg_j : agreement->ad_mean, none);
}

static struct cips_table *write_units(
	struct agreement *a, const char *title, enum cips_statistic statistic, int decimals)
{
	struct cips_table *table = cips_report_table(a->document, a->columns.n, a->n_units);
	table->title = title;
	table->rows.variable = "factor";
	table->rows.label = "Factor";
	table->columns.variable = cips_arena_strdup(&a->document->arena, a->groups.variable);
	table->columns.label = "Unit";
	table->layout.kind = CIPS_LAYOUT_GRID;
	table->layout.cell =
		(struct cips_view){.statistic = statistic, .header = "", .decimals = decimals};
	for (size_t u = 0; u < a->n_units; u++) {
		cips_tables_category(
			a->document, &a->groups, a->units[u], &table->columns.categories[u]);
		table->columns.categories[u].depth = 0;
	}
	for (size_t f = 0; f < a->columns.n; f++) {
		cips_tables_score_category(
			a->document, a->factors[f].column, &table->rows.categories[f]);
		for (size_t u = 0; u < a->n_units; u++)
			write_unit(a, &a->factors[f], cips_report_cell(table, (long)f, (long)u), u,
				statistic);
	}
	return table;
}

/* Units whose answers spread wider than at random, and on what. */
static void note_two_minds(struct agreement *a, struct cips_table *table)
{
	struct cips_buf list = {0};
	for (size_t u = 0; u < a->n_units; u++) {
		size_t n = 0;
		for (size_t f = 0; f < a->columns.n; f++) {
			const struct factor *factor = &a->factors[f];
			if (factor->hidden[u] || !factor->agreement[u].below_zero)
				continue;
			if (n == 0)
				cips_buf_printf(&list, "%s%s (", list.n ? ", " : "",
					a->groups.rows[a->units[u]].code);
			cips_buf_printf(&list, "%s%s", n++ ? " " : "", factor->column->code);
		}
		if (n)
			cips_buf_puts(&list, ")");
	}
	if (list.n)
		cips_report_table_note(a->document, table,
			"Below zero and shown as 0, because answers spread wider than at random, as "
			"in a unit of two minds: %s.",
			cips_buf_text(&list));
	cips_buf_release(&list);
}

/* --- the document --------------------------------------------------------------------------- */

static void foot_units(struct agreement *a)
{
	bool hidden = false;
	for (size_t f = 0; f < a->columns.n; f++)
		for (size_t u = 0; u < a->n_units; u++)
			hidden |= !a->factors[f].in[u];
	cips_report_note(a->document,
		as_answered(a)
			? "Units as answered: the column of a unit with others below it holds "
			  "the people who named the unit itself."
			: "Units rolled up to this level; people who sit above it are in "
			  "no unit.");
	cips_tables_foot_masked(a->document, &a->frame, &a->groups, "unit");
	if (hidden)
		cips_report_note(a->document,
			"Hidden units are left out of every figure, the analysis of variance "
			"included: from it they could be reckoned.");
	cips_tables_foot_groups(
		a->document, &a->frame, &a->groups, "unit here", a->row_mask[0] != 0);
}

static void foot_methods(struct agreement *a)
{
	struct cips_document *document = a->document;
	char cut[CIPS_NUMBER_SIZE];
	int decimals = a->scoring.scale > 10 ? 0 : 1;
	cips_tables_foot_scoring(document, &a->scoring, false);
	cips_report_note(document,
		"F, p: one-way analysis of variance of these scores over units; p is not adjusted for "
		"the number of factors. ICC1 is ICC(1), the share of the variance that lies between "
		"units, with k0 as the size of a unit; low and high: its 95 %% interval from F, exact "
		"for normal scores and units of one size. ICC2 is ICC(2), the reliability of the means of units.");
	cips_report_note(document,
		"rwg: rwg(j) (James, Demaree and Wolf 1984) against answers at random, every choice as "
		"likely. AD: average deviation from the mean of the item, in points of the score. Both "
		"of people who answered every item of the factor; the first table has their medians "
		"over units.");
	cips_report_note(document,
		"Reading: unit culture where the whole interval of ICC(1) lies above 0 and the median "
		"rwg(j) is .70 or more; units differ where only the first holds; no evidence (that "
		"units differ) otherwise.");
	cips_report_note(document,
		"Rules of thumb after LeBreton and Senter (2008): an rwg(j) above .70 is strong agreement, an "
		"ICC(1) of .01, .10 and .25 a small, medium and large effect, and units should not be "
		"ranked by their means where ICC(2) is under .70.");
	cips_report_note(document,
		"People agree by AD where it is at most A/6 steps of a scale of A choices (Burke and "
		"Dunlap 2002): for five choices %s points.",
		cips_number_fixed(cut, 5.0 / 6 * a->scoring.scale / 4, decimals));
}

static void write_foot(struct agreement *a)
{
	foot_units(a);
	cips_tables_foot_frame(a->document, &a->frame, "");
	cips_tables_foot_versions(a->document, &a->frame, "", false);
	foot_methods(a);
	cips_tables_foot_no_weights(
		a->document, &a->frame, "F and rwg(j) are for people who count the same");
	cips_report_note(a->document,
		"Always by the respondent rule and without finite population correction: "
		"--score-rule and --fpc make no difference here.");
	cips_tables_foot_unanimous(a->document);
	cips_tables_foot_minimum(a->document, &a->scope);
}

static void write_document(struct agreement *a)
{
	int decimals = a->scoring.scale > 10 ? 0 : 1;
	a->document = cips_report_document_new("agreement");
	cips_tables_head(a->document, &a->scope,
		"Unit culture: do units differ, and do their people agree?");
	cips_tables_head_frame(a->document, &a->scope, &a->frame, "");
	write_overview(a);
	note_two_minds(a,
		write_units(
			a, "rwg(j): agreement within each unit, from 0 to 1", CIPS_STAT_RWG_J, 2));
	write_units(a, "AD: average deviation within each unit, in points", CIPS_STAT_AD_MEAN,
		decimals);
	write_foot(a);
}

enum cips_rc cips_tables_agreement(struct cips_survey_file *file,
	const struct cips_agreement_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct agreement a = {0};
	*out = NULL;
	enum cips_rc rc = prepare(&a, file, request, err);
	if (!rc) {
		a.factors = cips_calloc(a.columns.n, sizeof *a.factors);
		for (size_t f = 0; f < a.columns.n; f++) {
			a.factors[f].column = &a.columns.list[f];
			compute(&a, &a.factors[f]);
		}
		write_document(&a);
		*out = a.document;
	}
	release(&a);
	return rc;
}
