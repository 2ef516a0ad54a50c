/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/counts.h"

#include "base/err.h"
#include "base/parallel.h"
#include "stats/contingency.h"
#include "tables/cross_left_out.h"
#include "tables/cross_letters.h"
#include "tables/cross_tests.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/states.h"
#include "tables/strata_pool.h"
#include "tables/trend.h"

#include <stdlib.h>
#include <string.h>

/* Variables that are counted in one pass: so many that the memory of their counts is bounded. */
enum { AT_ONCE = 16 };

struct counts {
	const struct cips_crosstab_request *request;
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	const char **columns; /* the variables across; of several a table each */
	size_t n_columns;
	struct cips_crossing base; /* the rows and the layers */
	struct cips_cross_left_out left_out;
	struct cips_crossing *crossings; /* at most AT_ONCE */
	size_t n_crossings;
	struct cips_crossing *crossing;	  /* the one at hand, and what is written of it: */
	struct cips_tables_strata strata; /* when a design is asked for */
	bool has_tests;			  /* some table */
	bool has_letters;		  /* some table */
	struct cips_document *document;
};

/* How each measure is shown to people. */
static const struct shown {
	const char *title;
	enum cips_statistic cell;
	int decimals;
	bool percent_of_rows;	 /* the row of all has the same percentage, of everybody */
	bool percent_of_columns; /* likewise the column of all */
} shown_as[] = {
	[CIPS_MEASURE_COUNT] = {"count", CIPS_STAT_COUNT, 0, false, false},
	[CIPS_MEASURE_ROW_PERCENT] = {"row percent", CIPS_STAT_ROW_PERCENT, 1, true, false},
	[CIPS_MEASURE_COLUMN_PERCENT] = {"column percent", CIPS_STAT_COLUMN_PERCENT, 1, false,
		true},
	[CIPS_MEASURE_TOTAL_PERCENT] = {"percent of all", CIPS_STAT_TOTAL_PERCENT, 1, true, true},
};

static enum cips_rc check(const struct cips_crosstab_request *request, struct cips_err *err)
{
	if (request->measure < CIPS_MEASURE_COUNT) {
		cips_err_set(err, CIPS_USAGE,
			"scores, positive, negative and net are measures of factors, not of "
			"\"%s\"",
			request->columns);
		return cips_err_hint(err,
			"use --columns factor, or --measure count, row-percent, column-percent or "
			"total-percent");
	}
	if (request->selection.design.method != CIPS_VARIANCE_TAYLOR) {
		cips_err_set(err, CIPS_USAGE, "the test of a table of counts is linearized");
		return cips_err_hint(err, "leave --variance out, or use --columns factor");
	}
	if (request->selection.fpc != CIPS_FPC_YES || request->selection.design.strata)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "a table of counts has no intervals to correct");
	return cips_err_hint(
		err, "leave --fpc yes away: only with --design can the test of a table use it");
}

/* --- what is crossed ------------------------------------------------------------------------ */

/* Each select_one item that is no demographic: what "items" stands for. */
static void take_items(struct counts *t)
{
	const struct cips_instrument *instrument = t->source.instrument;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		bool wanted = item->type == CIPS_ITEM_SELECT_ONE && item->use == CIPS_USE_NONE;
		if (wanted && strcmp(item->name, t->request->rows) != 0 &&
			(!t->request->per || strcmp(item->name, t->request->per) != 0))
			t->columns[t->n_columns++] = item->name;
	}
}

static void take_listed(struct counts *t)
{
	const char *next = t->request->columns;
	for (const char *end; next; next = *end ? end + 1 : NULL) {
		end = next + strcspn(next, ",");
		t->columns[t->n_columns++] =
			cips_arena_strndup(&t->scope.arena, next, (size_t)(end - next));
	}
}

static enum cips_rc check_columns(const struct counts *t, struct cips_err *err)
{
	const char *rows = t->request->rows, *per = t->request->per;
	enum cips_rc rc = per ? cips_tables_check_crossed(per, rows, err) : CIPS_OK;
	for (size_t i = 0; i < t->n_columns && !rc; i++) {
		const char *name = t->columns[i];
		rc = cips_tables_check_crossed(name, rows, err);
		if (!rc && per)
			rc = cips_tables_check_crossed(name, per, err);
		for (size_t k = 0; k < i && !rc; k++)
			if (strcmp(name, t->columns[k]) == 0)
				rc = cips_tables_check_crossed(name, name, err);
	}
	return rc;
}

static enum cips_rc choose_columns(struct counts *t, struct cips_err *err)
{
	const struct cips_instrument *instrument = t->source.instrument;
	const char *text = t->request->columns;
	t->columns = cips_arena_alloc(
		&t->scope.arena, instrument->n_items + strlen(text) + 1, sizeof *t->columns);
	if (strcmp(text, "items") == 0 && !cips_model_item(instrument, text))
		take_items(t);
	else
		take_listed(t);
	enum cips_rc rc = check_columns(t, err);
	if (rc || t->n_columns)
		return rc;
	cips_err_set(err, CIPS_USAGE, "there are no select_one items to put across");
	return cips_err_hint(err, "name a variable, as --columns role");
}

/* Tests use the finite population correction only when they are told to. */
static enum cips_rc load_design(struct counts *t, struct cips_err *err)
{
	const struct cips_selection *selection = &t->request->selection;
	enum cips_fpc fpc = selection->fpc == CIPS_FPC_YES ? CIPS_FPC_YES : CIPS_FPC_NO;
	enum cips_rc rc = cips_tables_strata(&t->scope, &t->frame, selection, fpc, &t->strata, err);
	if (rc || !cips_tables_designed(&t->strata))
		return rc;
	t->base.strata = &t->strata;
	return t->request->per ? cips_tables_strata_in_layers(&t->strata, err) : CIPS_OK;
}

static enum cips_rc prepare(struct counts *t, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_selection *selection = &t->request->selection;
	enum cips_rc rc = check(t->request, err);
	if (!rc)
		rc = cips_tables_scope(file, &t->scope, err);
	t->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&t->scope, selection->instrument, selection->wave,
			selection->language, &t->source, err);
	if (!rc)
		rc = cips_tables_frame(
			&t->scope, &t->source, selection->weights, false, &t->frame, err);
	if (!rc)
		rc = choose_columns(t, err);
	if (!rc)
		rc = cips_tables_crossing(
			&t->scope, &t->frame, t->request->rows, t->request->per, &t->base, err);
	if (!rc)
		rc = load_design(t, err);
	if (!rc)
		cips_tables_cross_left_out(&t->scope, &t->base, &t->left_out);
	return rc;
}

static void release_crossings(struct counts *t)
{
	while (t->n_crossings)
		cips_tables_crossed_release(&t->crossings[--t->n_crossings]);
}

static void release(struct counts *t)
{
	release_crossings(t);
	cips_tables_cross_left_out_release(&t->left_out);
	cips_tables_crossing_release(&t->base);
	cips_tables_strata_release(&t->strata);
	cips_tables_frame_release(&t->frame);
	cips_tables_source_release(&t->source);
	cips_tables_scope_release(&t->scope);
}

/* --- figures -------------------------------------------------------------------------------- */

/* A figure that needs all of `places` to be shown; UNDEFINED where it cannot be computed. */
static void put(struct counts *t, struct cips_cell *cell, enum cips_statistic statistic,
	const size_t *places, size_t n, bool defined, double value)
{
	for (size_t i = 0; i < n; i++)
		if (t->crossing->mask[places[i]]) {
			cips_report_none(t->document, cell, statistic, CIPS_STATUS_SUPPRESSED);
			return;
		}
	cips_report_number_or(t->document, cell, statistic, defined, value, CIPS_STATUS_UNDEFINED);
}

/* What part of the base is in the place, if that is to be shown; nobody and everybody exactly. */
static void put_percent(struct counts *t, struct cips_cell *cell, enum cips_statistic statistic,
	size_t place, size_t base)
{
	if (t->request->shown_only && shown_as[t->request->measure].cell != statistic)
		return;
	const struct cips_sums *some = &t->crossing->sums[place], *all = &t->crossing->sums[base];
	double percent = some->n == all->n ? 100 : 100 * (some->w / all->w);
	put(t, cell, statistic, (size_t[]){place, base}, 2, all->n > 0, all->n ? percent : 0);
}

/* What the count of a cell is compared with: of no use in a margin. */
static void put_expected(struct counts *t, struct cips_cell *cell, size_t place, size_t row,
	size_t column, size_t all)
{
	const struct cips_sums *sums = t->crossing->sums;
	const size_t places[] = {place, row, column, all};
	double residual = 0;
	bool there = sums[all].n > 0;
	bool residuals = there && !t->frame.weight &&
		cips_stats_adjusted_residual((double)sums[place].n, (double)sums[row].n,
			(double)sums[column].n, (double)sums[all].n, &residual);
	put(t, cell, CIPS_STAT_EXPECTED, places, 4, there,
		there ? sums[row].w * (sums[column].w / sums[all].w) : 0);
	put(t, cell, CIPS_STAT_ADJUSTED_RESIDUAL, places, 4, residuals, residual);
}

/* The figures of a row and a column, 0 for the margins. */
static void write_cell(
	struct counts *t, struct cips_cell *cell, size_t layer, size_t row, size_t column)
{
	const struct cips_crossing *x = t->crossing;
	size_t place = cips_crossing_at(x, layer, row, column);
	size_t of_row = cips_crossing_at(x, layer, row, 0);
	size_t of_column = cips_crossing_at(x, layer, 0, column);
	size_t all = cips_crossing_at(x, layer, 0, 0);
	put(t, cell, CIPS_STAT_COUNT, &place, 1, true, (double)x->sums[place].n);
	if (t->frame.weight)
		put(t, cell, CIPS_STAT_WEIGHTED_COUNT, &place, 1, true, x->sums[place].w);
	put_percent(t, cell, CIPS_STAT_ROW_PERCENT, place, of_row);
	put_percent(t, cell, CIPS_STAT_COLUMN_PERCENT, place, of_column);
	put_percent(t, cell, CIPS_STAT_TOTAL_PERCENT, place, all);
	if (row && column && !t->request->shown_only)
		put_expected(t, cell, place, of_row, of_column, all);
}

/* --- layout --------------------------------------------------------------------------------- */

static void copy_axis(struct counts *t, const struct cips_groups *groups, struct cips_axis *axis)
{
	size_t first = cips_crossing_first(groups);
	axis->variable = cips_arena_strdup(&t->document->arena, groups->variable);
	axis->label = cips_arena_strdup(&t->document->arena, groups->label);
	for (size_t g = first; g < groups->n; g++)
		cips_tables_category(t->document, groups, g, &axis->categories[g - first]);
}

static enum cips_statistic cell_statistic(const struct counts *t)
{
	bool weighted = t->request->measure == CIPS_MEASURE_COUNT && t->frame.weight;
	return weighted ? CIPS_STAT_WEIGHTED_COUNT : shown_as[t->request->measure].cell;
}

/* n in front, and the percentage of all where the measure has one; the same below. */
static void lay_out(struct counts *t, struct cips_table *table)
{
	const struct shown *shown = &shown_as[t->request->measure];
	struct cips_layout *layout = &table->layout;
	struct cips_arena *arena = &t->document->arena;
	struct cips_view *leads = cips_arena_alloc(arena, 2, sizeof *leads);
	struct cips_tail *tails = cips_arena_alloc(arena, 2, sizeof *tails);
	bool tree = !cips_crossing_first(&t->crossing->rows); /* its root is the row of all */
	leads[layout->n_leads++] =
		(struct cips_view){.statistic = CIPS_STAT_COUNT, .header = "n", .from_row = true};
	if (shown->percent_of_columns)
		leads[layout->n_leads++] = (struct cips_view){.statistic = shown->cell,
			.header = "all",
			.decimals = shown->decimals,
			.from_row = true};
	if (shown->percent_of_rows && !tree)
		tails[layout->n_tails++] =
			(struct cips_tail){"All", shown->cell, shown->decimals, false};
	else if (t->request->measure == CIPS_MEASURE_COUNT && !tree)
		tails[layout->n_tails++] = (struct cips_tail){
			"All", cell_statistic(t), t->frame.weight ? 1 : 0, false};
	if (t->request->measure != CIPS_MEASURE_COUNT || t->frame.weight)
		tails[layout->n_tails++] = (struct cips_tail){"n", CIPS_STAT_COUNT, 0, false};
	layout->kind = CIPS_LAYOUT_GRID;
	layout->leads = leads;
	layout->tails = tails;
	layout->cell = (struct cips_view){.statistic = cell_statistic(t),
		.header = "",
		.decimals = cell_statistic(t) == CIPS_STAT_WEIGHTED_COUNT ? 1 : shown->decimals};
}

/* The title of a table says which of several it is. */
static void name_table(struct counts *t, struct cips_table *table, size_t layer)
{
	struct cips_arena *arena = &t->document->arena;
	const struct cips_crossing *x = t->crossing;
	const char *columns = t->n_columns > 1
		? cips_arena_printf(arena, "%s: %s", x->columns.variable, x->columns.label)
		: "";
	struct cips_category category = {.label = ""};
	if (x->layered) {
		cips_tables_category(t->document, &x->layers, layer, &category);
		table->layer_variable = cips_arena_strdup(arena, x->layers.variable);
		table->layer = category.code;
	}
	table->title = cips_arena_printf(
		arena, "%s%s%s", category.label, *columns && *category.label ? "; " : "", columns);
}

/* How many people are in the table: the first of its notes. */
static void note_people(struct counts *t, struct cips_table *table, size_t layer)
{
	size_t all = cips_crossing_at(t->crossing, layer, 0, 0);
	if (!t->crossing->mask[all])
		cips_report_table_note(t->document, table, "%zu respondents in the table.",
			t->crossing->sums[all].n);
}

static void write_layer(struct counts *t, size_t layer)
{
	const struct cips_crossing *x = t->crossing;
	size_t row = cips_crossing_first(&x->rows), column = cips_crossing_first(&x->columns);
	struct cips_table *table =
		cips_report_table(t->document, x->rows.n - row, x->columns.n - column);
	copy_axis(t, &x->rows, &table->rows);
	copy_axis(t, &x->columns, &table->columns);
	lay_out(t, table);
	name_table(t, table, layer);
	note_people(t, table, layer);
	write_cell(t, &table->whole, layer, 0, 0);
	bool tested = cips_tables_cross_tests(t->document, table, x, layer);
	t->has_tests |= tested;
	if (tested && t->n_columns > 1)
		cips_tables_note_order(t->document, table, x);
	for (size_t r = row; r < x->rows.n; r++)
		write_cell(t, cips_report_cell(table, (long)(r - row), -1), layer, r, 0);
	for (size_t c = column; c < x->columns.n; c++)
		write_cell(t, cips_report_cell(table, -1, (long)(c - column)), layer, 0, c);
	for (size_t r = row; r < x->rows.n; r++)
		for (size_t c = column; c < x->columns.n; c++)
			write_cell(t, cips_report_cell(table, (long)(r - row), (long)(c - column)),
				layer, r, c);
	if (cips_tables_has_letters(x))
		t->has_letters |= cips_tables_letters(
			t->document, table, x, layer, t->scope.minimum, t->request->adjust);
}

/* --- foot ----------------------------------------------------------------------------------- */

static void count_states(const struct counts *t, const struct cips_groups *groups,
	const struct cips_item *item, size_t states[CIPS_STATES])
{
	if (!groups->of) {
		memcpy(states, t->crossing->states, sizeof t->crossing->states);
		return;
	}
	for (size_t i = 0; i < t->frame.n; i++)
		states[cips_model_state(
			t->source.instrument, item, cips_frame_record(&t->frame, i))]++;
}

/*
 * Who gave no valid answer to an item, by state; not how many where the number of all is hidden, nor
 * where they are not to be told from those left out: then not even whether there are any.
 */
static void foot_states(
	struct counts *t, const struct cips_groups *groups, const char *where, bool untold)
{
	const struct cips_item *item = cips_crossing_item(&t->frame, groups->variable);
	bool hidden = t->crossing->mask[0] != 0;
	if (untold || t->crossing->closed) {
		cips_tables_foot_unknown(t->document, groups, where);
		return;
	}
	if (!item || hidden || !groups->without) {
		cips_tables_foot_groups(t->document, &t->frame, groups, where, hidden);
		return;
	}
	size_t states[CIPS_STATES] = {0};
	count_states(t, groups, item, states);
	const char *list = "";
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++)
		list = cips_arena_printf(&t->document->arena, "%s%zu %s, ", list,
			states[cips_tables_states[s].state], cips_tables_states[s].label);
	cips_report_note(t->document,
		"%s: %zu of %zu respondents gave no answer that counts and are in no %s (%s%zu "
		"not asked).",
		groups->variable, groups->without, t->frame.n, where, list,
		states[CIPS_STATE_NOT_SHOWN]);
}

static void foot_figures(struct counts *t)
{
	cips_report_note(t->document,
		"Percentages%s: of the people in the table with a valid answer to %s; in the formats "
		"tidy and json of each row, each column and all, with expected counts and adjusted "
		"residuals (Haberman's%s).",
		t->frame.weight ? ", weighted" : "",
		t->crossing->layered ? "all three variables" : "both variables",
		t->frame.weight ? "; not defined under weights" : "");
	if (t->crossing->weightless)
		cips_report_note(
			t->document, "Respondents with a weight of 0 count nowhere in the table.");
}

static void foot_minimum(struct counts *t)
{
	if (!t->scope.minimum) {
		cips_tables_foot_minimum(t->document, &t->scope);
		return;
	}
	cips_report_note(t->document,
		"Minimum group: a count of 1 to %zu respondents is hidden, and so many others that it "
		"cannot be worked out or told from a larger one; where all of a group gave one "
		"answer to a question that is no demographic, that is hidden too.",
		t->scope.minimum - 1);
	if (t->left_out.guarded)
		cips_report_note(t->document,
			"Without the flagged responses a table shows in full where no count of "
			"those who are left, or of those left out, is to be hidden; else nothing "
			"but the number of all, if that.");
}

static void write_foot(struct counts *t)
{
	cips_tables_foot_frame(t->document, &t->frame, "");
	cips_tables_foot_versions(t->document, &t->frame, "", false);
	cips_tables_foot_weights(t->document, &t->frame, "");
	foot_figures(t);
	if (t->has_tests)
		cips_tables_foot_cross_tests(t->document, t->crossing);
	if (t->has_tests && t->n_columns == 1)
		cips_tables_note_order(t->document, NULL, t->crossing);
	if (t->has_letters)
		cips_tables_foot_letters(
			t->document, t->crossing, t->scope.minimum, t->request->adjust);
	foot_minimum(t);
}

/* Takes strata together for the test of a table, so that none tells of a few people. */
static void pool_strata(struct counts *t, struct cips_pooled_strata *pooled)
{
	const struct cips_crossing *x = t->crossing;
	int32_t *cell = cips_tables_crossed_cells(&x->columns, &x->rows, t->frame.n);
	cips_tables_pool_counts(&t->strata, &t->frame, cell, x->rows.n * x->columns.n, pooled);
	free(cell);
}

static void write_layers(struct counts *t)
{
	const struct cips_crossing *x = t->crossing;
	/* layer 0 of a flat variable is everybody: no layer of its own */
	for (size_t l = x->layered ? cips_crossing_first(&x->layers) : 0; l < x->layers.n; l++)
		write_layer(t, l);
}

/* The tables of one variable across, and who is in none of them. */
static void write_column(struct counts *t, bool first)
{
	struct cips_crossing *x = t->crossing;
	struct cips_pooled_strata pooled = {0};
	if (x->strata) {
		pool_strata(t, &pooled);
		x->drawn = &pooled.strata;
	}
	write_layers(t);
	cips_tables_pooled_strata_release(&pooled);
	x->drawn = NULL;
	if (first) {
		foot_states(t, &x->rows, "row", t->left_out.hides_rows);
		cips_tables_foot_level(
			t->document, &t->scope, &t->frame, &x->rows, "row", ", but in All");
	}
	foot_states(t, &x->columns, "column", x->hides_states);
	cips_tables_foot_level(
		t->document, &t->scope, &t->frame, &x->columns, "column", ", but in n");
	if (first && x->layered) {
		foot_states(t, &x->layers, "table", t->left_out.hides_layers);
		cips_tables_foot_level(t->document, &t->scope, &t->frame, &x->layers, "table", "");
	}
}

/* The tables of crossings; each has a document of its own. */
struct writing {
	struct counts *counts;
	size_t first; /* of the variables across: that of the first crossing */
	struct cips_document *documents[AT_ONCE];
	bool tested[AT_ONCE];
	bool compared[AT_ONCE]; /* with letters */
};

static void write_crossing(void *context, size_t k)
{
	struct writing *writing = context;
	struct counts t = *writing->counts;
	t.document = writing->documents[k] = cips_report_document_new("crosstab");
	t.crossing = &t.crossings[k];
	t.has_tests = t.has_letters = false;
	write_column(&t, writing->first + k == 0);
	writing->tested[k] = t.has_tests;
	writing->compared[k] = t.has_letters;
}

static void write_crossings(struct counts *t, size_t first)
{
	struct writing writing = {.counts = t, .first = first};
	cips_parallel_each(t->n_crossings, write_crossing, &writing);
	for (size_t k = 0; k < t->n_crossings; k++) {
		t->crossing = &t->crossings[k];
		t->has_tests |= writing.tested[k];
		t->has_letters |= writing.compared[k];
		cips_report_document_join(t->document, writing.documents[k]);
	}
}

static enum cips_rc write_columns(struct counts *t, struct cips_err *err)
{
	/* what a design needs of each respondent is kept of one variable at a time */
	size_t at_once = t->base.strata ? 1 : AT_ONCE;
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < t->n_columns && !rc; i += t->n_crossings) {
		size_t left = t->n_columns - i, n = left < at_once ? left : at_once;
		release_crossings(t);
		rc = cips_tables_cross(&t->scope, &t->base, t->columns + i, n, t->crossings, err);
		t->n_crossings = rc ? 0 : n;
		for (size_t k = 0; k < t->n_crossings; k++)
			cips_tables_guard_crossing(&t->scope, &t->left_out, &t->crossings[k]);
		write_crossings(t, i);
	}
	return rc;
}

static void write_head(struct counts *t)
{
	const struct cips_crosstab_request *request = t->request;
	const char *across = t->n_columns == 1
		? t->columns[0]
		: cips_arena_printf(&t->scope.arena, "%zu variables", t->n_columns);
	cips_tables_head(t->document, &t->scope,
		cips_arena_printf(&t->scope.arena, "%s by %s: %s%s", request->rows, across,
			t->frame.weight ? "weighted " : "", shown_as[request->measure].title));
	cips_tables_head_frame(t->document, &t->scope, &t->frame, "");
}

enum cips_rc cips_tables_counts(struct cips_survey_file *file,
	const struct cips_crosstab_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct cips_crossing crossings[AT_ONCE];
	struct counts t = {.request = request, .crossings = crossings};
	*out = NULL;
	enum cips_rc rc = prepare(&t, file, err);
	if (!rc) {
		t.document = cips_report_document_new("crosstab");
		write_head(&t);
	}
	if (!rc)
		rc = write_columns(&t, err);
	if (!rc)
		write_foot(&t);
	if (!rc)
		*out = t.document;
	else
		cips_report_document_free(t.document);
	release(&t);
	return rc;
}
