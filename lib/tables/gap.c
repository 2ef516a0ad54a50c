/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/tables.h"

#include "base/err.h"
#include "base/number.h"
#include "tables/between.h"
#include "tables/comparisons.h"
#include "tables/dominance.h"
#include "tables/head_foot.h"
#include "tables/mask.h"
#include "tables/modes.h"
#include "tables/standardized.h"
#include "tables/unanimous.h"

#include <string.h>

/* A gap table on its way. */
struct gap {
	const struct cips_gap_request *request;
	struct cips_scope scope;
	struct cips_sides sides;
	bool guarded;	       /* some were left out by their flags, and `out` is set */
	struct cips_sides out; /* the same sides of them */
	struct cips_scoring scoring;
	struct cips_comparisons comparisons;
	struct cips_wave_cells cells; /* with --standardize */
	struct cips_between between;  /* with --between */
	struct cips_heaviest heaviest_a, heaviest_b;
	struct cips_document *document;
	struct cips_table *table;
};

/* --- cells ---------------------------------------------------------------------------------- */

static const enum cips_statistic figures[] = {CIPS_STAT_SCORE_A, CIPS_STAT_SCORE_B, CIPS_STAT_N_A,
	CIPS_STAT_N_B, CIPS_STAT_DIFFERENCE, CIPS_STAT_DIFFERENCE_WHOLE, CIPS_STAT_SE, CIPS_STAT_DF,
	CIPS_STAT_T, CIPS_STAT_P, CIPS_STAT_P_ADJUSTED, CIPS_STAT_CI_LOW, CIPS_STAT_CI_HIGH,
	CIPS_STAT_HEDGES_G, CIPS_STAT_CLIFFS_DELTA, CIPS_STAT_MANN_WHITNEY_P, CIPS_STAT_CLASS};

static void write_none(struct gap *gap, struct cips_cell *cell, enum cips_status status)
{
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		if (figures[i] != CIPS_STAT_DIFFERENCE_WHOLE || gap->sides.kind == CIPS_GAP_UNITS)
			cips_report_none(gap->document, cell, figures[i], status);
}

static void write_side(struct gap *gap, struct cips_cell *cell, const struct cips_moments *moments,
	enum cips_statistic score, enum cips_statistic n)
{
	cips_report_number_or(
		gap->document, cell, score, moments->n > 0, moments->mean, CIPS_STATUS_NO_RETURNS);
	cips_report_number(gap->document, cell, n, (double)moments->n);
}

static void write_test(struct gap *gap, struct cips_cell *cell, const struct cips_comparison *c)
{
	const struct cips_difference *d = &c->difference;
	const struct {
		enum cips_statistic statistic;
		double number;
	} tests[] = {
		{CIPS_STAT_SE, d->se},
		{CIPS_STAT_DF, d->df},
		{CIPS_STAT_T, d->t},
		{CIPS_STAT_P, d->p},
		{CIPS_STAT_P_ADJUSTED, c->p_adjusted},
		{CIPS_STAT_CI_LOW, d->low},
		{CIPS_STAT_CI_HIGH, d->high},
		{CIPS_STAT_HEDGES_G, d->hedges_g},
	};
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		cips_report_number_or(gap->document, cell, tests[i].statistic, c->tested,
			tests[i].number, CIPS_STATUS_NOT_TESTED);
	bool ranked = c->ranks.reason != CIPS_REASON_WEIGHTED;
	bool there = ranked && c->ranks.reason != CIPS_REASON_NO_VALUES;
	enum cips_status none = ranked ? CIPS_STATUS_NOT_TESTED : CIPS_STATUS_UNDEFINED;
	cips_report_number_or(gap->document, cell, CIPS_STAT_CLIFFS_DELTA, c->tested && there,
		c->ranks.cliffs_delta, none);
	cips_report_number_or(gap->document, cell, CIPS_STAT_MANN_WHITNEY_P, c->tested && there,
		c->ranks.p, none);
	if (c->tested)
		cips_report_word(gap->document, cell, CIPS_STAT_CLASS,
			cips_stats_gap_class_name(c->gap_class));
	else
		cips_report_none(gap->document, cell, CIPS_STAT_CLASS, CIPS_STATUS_NOT_TESTED);
	cell->starred = c->tested && c->gap_class != CIPS_GAP_SIMILAR &&
		c->gap_class != CIPS_GAP_INCONCLUSIVE;
}

/* The whole against nobody: its own score, for comparison. */
static void write_whole(struct gap *gap, struct cips_cell *cell, const struct cips_comparison *c)
{
	write_side(gap, cell, &c->a, CIPS_STAT_SCORE_A, CIPS_STAT_N_A);
	cips_report_number(gap->document, cell, CIPS_STAT_N_B, 0);
}

static void write_cell(struct gap *gap, size_t r, size_t k)
{
	const struct cips_comparison *c = cips_comparison_at(&gap->comparisons, r, k);
	struct cips_cell *cell = cips_report_cell(gap->table, (long)r, (long)k);
	bool units = gap->sides.kind == CIPS_GAP_UNITS;
	if (!c->comparable) {
		write_none(gap, cell, CIPS_STATUS_NOT_COMPARABLE);
	} else if (c->hidden) {
		write_none(gap, cell, CIPS_STATUS_SUPPRESSED);
	} else if (c->a.n == 0 && c->b.n == 0) {
		write_none(gap, cell, CIPS_STATUS_NO_RETURNS);
	} else if (units && r == 0) {
		write_whole(gap, cell, c);
	} else {
		bool both = c->a.n > 0 && c->b.n > 0;
		write_side(gap, cell, &c->a, CIPS_STAT_SCORE_A, CIPS_STAT_N_A);
		write_side(gap, cell, &c->b, CIPS_STAT_SCORE_B, CIPS_STAT_N_B);
		cips_report_number_or(gap->document, cell, CIPS_STAT_DIFFERENCE, both,
			c->difference.difference,
			c->a.n && units ? CIPS_STATUS_UNDEFINED : CIPS_STATUS_NO_RETURNS);
		if (units)
			cips_report_number_or(gap->document, cell, CIPS_STAT_DIFFERENCE_WHOLE,
				c->a.n > 0, c->a.mean - c->whole, CIPS_STATUS_NO_RETURNS);
		write_test(gap, cell, c);
	}
	if (c->comparable && !c->hidden) {
		cips_tables_heaviest_add(&gap->heaviest_a, &gap->sides.a.rows, r, &c->a);
		cips_tables_heaviest_add(&gap->heaviest_b, &gap->sides.a.rows, r, &c->b);
	}
}

static void write_margin(struct gap *gap, size_t r)
{
	struct cips_cell *cell = cips_report_cell(gap->table, (long)r, -1);
	bool shown = !gap->comparisons.row_mask[r];
	cips_report_number_or(gap->document, cell, CIPS_STAT_N_A, shown,
		(double)gap->sides.a.rows.rows[r].n, CIPS_STATUS_SUPPRESSED);
	if (gap->sides.kind != CIPS_GAP_UNITS)
		cips_report_number_or(gap->document, cell, CIPS_STAT_N_B, shown,
			(double)gap->sides.b.rows.rows[r].n, CIPS_STATUS_SUPPRESSED);
}

/* --- layout --------------------------------------------------------------------------------- */

static void lay_out_grid(struct gap *gap, int decimals)
{
	static const struct cips_view n_units[] = {
		{.statistic = CIPS_STAT_N_A, .header = "n", .from_row = true}};
	static const struct cips_view n_sides[] = {
		{.statistic = CIPS_STAT_N_A, .header = "n A", .from_row = true},
		{.statistic = CIPS_STAT_N_B, .header = "n B", .from_row = true}};
	struct cips_layout *layout = &gap->table->layout;
	bool units = gap->sides.kind == CIPS_GAP_UNITS;
	layout->kind = CIPS_LAYOUT_GRID;
	layout->leads = units ? n_units : n_sides;
	layout->n_leads = units ? 1 : 2;
	layout->cell = (struct cips_view){.statistic = CIPS_STAT_DIFFERENCE,
		.header = "",
		.decimals = decimals,
		.sign = true};
	layout->otherwise = (struct cips_view){
		.statistic = CIPS_STAT_SCORE_A, .header = "", .decimals = decimals};
}

static void lay_out_lines(struct gap *gap, int decimals)
{
	const struct cips_view views[] = {
		{.statistic = CIPS_STAT_SCORE_A, .header = "A", .decimals = decimals},
		{.statistic = CIPS_STAT_SCORE_B, .header = "B", .decimals = decimals},
		{.statistic = CIPS_STAT_DIFFERENCE,
			.header = "A-B",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_CI_LOW,
			.header = "low",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_CI_HIGH,
			.header = "high",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_P_ADJUSTED,
			.header = cips_tables_p_header(gap->request->adjust),
			.decimals = 3},
		{.statistic = CIPS_STAT_HEDGES_G, .header = "g", .decimals = 2, .sign = true},
		{.statistic = CIPS_STAT_CLASS, .header = "reading"},
	};
	struct cips_layout *layout = &gap->table->layout;
	layout->kind = CIPS_LAYOUT_LINES;
	layout->n_views = sizeof views / sizeof *views;
	struct cips_view *copy = cips_arena_alloc(&gap->document->arena, 1, sizeof views);
	layout->views = memcpy(copy, views, sizeof views);
}

static void write_axes(struct gap *gap)
{
	struct cips_arena *arena = &gap->document->arena;
	const struct cips_groups *rows = &gap->sides.a.rows;
	const struct cips_score_columns *columns = &gap->sides.a.columns;
	gap->table->rows.variable = cips_arena_strdup(arena, rows->variable);
	gap->table->rows.label = cips_arena_strdup(arena, rows->label);
	for (size_t r = 0; r < rows->n; r++)
		cips_tables_category(gap->document, rows, r, &gap->table->rows.categories[r]);
	gap->table->columns.variable = columns->variable;
	gap->table->columns.label =
		strcmp(columns->variable, "factor") == 0 ? "Factor" : "Indicator";
	for (size_t k = 0; k < columns->n; k++)
		gap->table->columns.categories[k] = (struct cips_category){
			.code = cips_arena_strdup(arena, columns->list[k].code),
			.label = cips_arena_strdup(arena, columns->list[k].label)};
	gap->table->columns.reasons =
		cips_arena_alloc(arena, columns->n, sizeof *gap->table->columns.reasons);
	for (size_t k = 0; k < columns->n; k++)
		if (!columns->list[k].n)
			gap->table->columns.reasons[k] = cips_tables_column_reason(
				&gap->sides.left_out, columns->list[k].code, arena);
}

/* --- head and foot -------------------------------------------------------------------------- */

static void write_head(struct gap *gap)
{
	const struct cips_sides *sides = &gap->sides;
	struct cips_arena *arena = &gap->scope.arena;
	if (sides->kind == CIPS_GAP_UNITS) {
		cips_tables_head(
			gap->document, &gap->scope, "Culture gap: each unit against everyone else");
		cips_tables_head_frame(gap->document, &gap->scope, &sides->a.frame, "");
		return;
	}
	cips_tables_head(gap->document, &gap->scope,
		cips_arena_printf(arena, "Culture gap by %s: A %s, B %s", sides->what,
			sides->a.name, sides->b.name));
	if (sides->kind == CIPS_GAP_ITEM)
		cips_tables_head_frame(gap->document, &gap->scope, &sides->a.frame, "");
	else {
		cips_tables_head_frame(gap->document, &gap->scope, &sides->a.frame, "A: ");
		cips_tables_head_frame(gap->document, &gap->scope, &sides->b.frame, "B: ");
	}
	if (!gap->comparisons.row_mask[0])
		cips_report_subtitle(gap->document,
			"A: %s, %zu respondents in the table. B: %s, %zu.", sides->a.name,
			sides->a.rows.rows[0].n, sides->b.name, sides->b.rows.rows[0].n);
}

/* A wave gap leaves out what the versions ask otherwise, and says so for itself. */
static void foot_versions(struct gap *gap)
{
	const struct cips_sides *sides = &gap->sides;
	bool two = sides->kind == CIPS_GAP_INSTRUMENT || sides->kind == CIPS_GAP_WAVE;
	bool said = sides->kind == CIPS_GAP_WAVE && sides->wording == CIPS_WORDING_SAME;
	cips_tables_foot_versions(gap->document, &sides->a.frame, two ? "A: " : "", said);
	if (two)
		cips_tables_foot_versions(gap->document, &sides->b.frame, "B: ", said);
}

/* Whether the sizes of parts that are told nowhere else may be: none of few people, flagged or not. */
static bool may_tell(const struct gap *gap, const size_t *parts, size_t n)
{
	bool told = !gap->comparisons.row_mask[0] && !gap->guarded;
	for (size_t i = 0; i < n; i++)
		told = told && !cips_tables_is_small(parts[i], gap->scope.minimum);
	return told;
}

static void foot_unknown_units(struct gap *gap, bool told)
{
	const struct cips_side *a = &gap->sides.a, *b = &gap->sides.b;
	if (!a->unknown && !b->unknown)
		return;
	if (told)
		cips_report_note(gap->document,
			"%zu respondents of A and %zu of B have no known unit and are left out.",
			a->unknown, b->unknown);
	else
		cips_report_note(gap->document, "Respondents without a known unit are left out.");
}

/* Who is in no row of two groups of the same people. Untold, also that it is nobody. */
static void foot_neither(struct gap *gap)
{
	const struct cips_side *a = &gap->sides.a, *b = &gap->sides.b;
	const size_t parts[] = {a->frame.n - a->on - b->on, a->unknown, b->unknown};
	bool told = may_tell(gap, parts, sizeof parts / sizeof *parts);
	if (parts[0] && told)
		cips_report_note(gap->document, "%zu of %zu respondents are on neither side.",
			parts[0], a->frame.n);
	else if (!told)
		cips_report_note(gap->document, "Respondents on neither side are left out.");
	foot_unknown_units(gap, told);
}

/* Who is in no row of two samples. Where it is all for one reason, the head tells how many as well. */
static void foot_units(struct gap *gap)
{
	const struct cips_side *a = &gap->sides.a, *b = &gap->sides.b;
	const size_t parts[] = {a->unknown, b->unknown, a->uncovered, b->uncovered};
	bool uncovered = a->uncovered || b->uncovered;
	bool told = uncovered ? may_tell(gap, parts, sizeof parts / sizeof *parts)
			      : !gap->comparisons.row_mask[0];
	foot_unknown_units(gap, told);
	if (!uncovered)
		return;
	const char *people = told
		? cips_arena_printf(&gap->document->arena, ": %zu respondents of A and %zu of B",
			  a->uncovered, b->uncovered)
		: "";
	cips_report_note(gap->document, "Units that %sare in one wave only are left out%s.%s",
		gap->scope.minimum ? "can be shown and " : "", people,
		gap->scope.minimum
			? " Units that are hidden stay in, or they would show by subtraction."
			: "");
}

/* What is compared between two instruments or two waves. */
static void foot_indicators(struct gap *gap)
{
	const struct cips_sides *sides = &gap->sides;
	struct cips_document *document = gap->document;
	cips_report_note(document,
		sides->left_out.n ? "Only indicators asked on both sides; %zu of them changed and "
				    "are not compared."
				  : "Only indicators asked on both sides.",
		sides->left_out.n);
	if (sides->kind == CIPS_GAP_INSTRUMENT)
		cips_report_note(document,
			"Indicators are matched by their names; the wording of the two "
			"questionnaires can differ, and is shown as in A.");
	cips_tables_foot_left_out(document, &sides->left_out, gap->request->by_indicator);
	if (sides->kind == CIPS_GAP_WAVE && sides->wording == CIPS_WORDING_ANY)
		cips_report_note(document,
			"Compared whatever changed in wording or in who was asked (--wording any): "
			"only type and scale must agree.");
}

static void foot_each_unit(struct gap *gap)
{
	cips_report_note(gap->document,
		"The first row shows scores; the others unit minus everyone else with a "
		"known unit.");
	cips_tables_foot_groups(gap->document, &gap->sides.a.frame, &gap->sides.a.rows, "row",
		gap->comparisons.row_mask[0]);
	cips_tables_foot_level(gap->document, &gap->scope, &gap->sides.a.frame, &gap->sides.a.rows,
		"row", ", but in All");
	cips_tables_foot_frame(gap->document, &gap->sides.a.frame, "");
	foot_versions(gap);
}

static void foot_sides(struct gap *gap)
{
	const struct cips_sides *sides = &gap->sides;
	struct cips_document *document = gap->document;
	if (sides->kind == CIPS_GAP_UNITS) {
		foot_each_unit(gap);
		return;
	}
	bool two = sides->kind != CIPS_GAP_ITEM;
	cips_report_note(document, "Differences are A minus B.");
	cips_tables_foot_frame(document, &sides->a.frame, two ? "A: " : "");
	if (two)
		cips_tables_foot_frame(document, &sides->b.frame, "B: ");
	foot_versions(gap);
	if (two)
		foot_units(gap);
	else
		foot_neither(gap);
	cips_tables_foot_masked(document, &sides->a.frame, &sides->a.rows, "row");
	if (sides->kind == CIPS_GAP_WAVE) {
		cips_tables_foot_modes(document, sides);
		cips_report_note(document,
			"Compared as two samples: nothing says who answered in both waves. Where many "
			"did, p values err on the large side and intervals on the wide one.");
	}
	if (two)
		foot_indicators(gap);
}

/* The tests of the whole, which is no part of the family of the other rows; "" without them. */
static const char *whole_apart(struct gap *gap)
{
	size_t whole = gap->comparisons.whole;
	const char *row = gap->sides.a.rows.rows[0].label;
	if (!whole)
		return "";
	if (gap->request->family_column)
		return cips_arena_printf(
			&gap->document->arena, "; those of the row %s apart, not adjusted", row);
	return cips_arena_printf(&gap->document->arena,
		"; the row %s is a family of its own, of %zu test%s", row, whole,
		whole == 1 ? "" : "s");
}

/* How the p values were adjusted over how many tests. */
static void foot_family(struct gap *gap)
{
	static const char *const methods[] = {
		[CIPS_ADJUST_BH] = "adjusted by Benjamini and Hochberg",
		[CIPS_ADJUST_HOLM] = "adjusted by Holm",
		[CIPS_ADJUST_NONE] = "not adjusted",
	};
	struct cips_document *document = gap->document;
	size_t family = gap->comparisons.family, whole = gap->comparisons.whole;
	bool columns = gap->request->family_column;
	const char *method = methods[gap->request->adjust];
	if (gap->request->adjust == CIPS_ADJUST_NONE)
		cips_report_note(document, "p values are %s; the table has %zu test%s.", method,
			family + whole, family + whole == 1 ? "" : "s");
	else if (!family)
		cips_report_note(document,
			"Only the row %s is tested: %zu test%s, with p values %s.",
			gap->sides.a.rows.rows[0].label, whole, whole == 1 ? "" : "s",
			columns ? "not adjusted, as each column is a family" : method);
	else
		cips_report_note(document, "p values %s over %zu test%s (%s%s%s).", method, family,
			family == 1 ? "" : "s",
			columns ? "in all; each column a family" : "the table is the family",
			whole_apart(gap),
			gap->comparisons.rows > 1 ? "; identical groups once" : "");
}

static void foot_tests(struct gap *gap)
{
	struct cips_document *document = gap->document;
	bool weighted = gap->sides.a.frame.weight || gap->sides.b.frame.weight;
	bool designed = cips_tables_designed(&gap->sides.a.strata);
	char limit[CIPS_NUMBER_SIZE];
	if (!gap->comparisons.family && !gap->comparisons.whole) {
		cips_report_note(document, "Nothing was tested.");
		return;
	}
	foot_family(gap);
	cips_number_fixed(limit, gap->scoring.scale / 20, gap->scoring.scale > 10 ? 0 : 1);
	cips_report_note(document,
		"%s; finite population correction not used for differences. Strong: |g| of .5 or more. "
		"Similar: the 90 %% interval lies between -%s and %s, so the difference is small, "
		"but may still be significant; otherwise inconclusive.",
		designed			? "Design-based t test"
			: weighted		? "Design-based t test, each group its own stratum"
			: gap->request->between ? "Welch's t test of four means"
						: "Welch's t test",
		limit, limit);
	if (gap->table->layout.kind == CIPS_LAYOUT_LINES)
		cips_report_note(document,
			"low, high: 95 %% interval of the difference, not adjusted for the number of "
			"tests.");
}

static void foot_design(struct gap *gap)
{
	const struct cips_tables_strata *a = &gap->sides.a.strata, *b = &gap->sides.b.strata;
	if (cips_tables_designed(a))
		cips_tables_foot_strata(gap->document, a, cips_tables_designed(b) ? b : NULL,
			CIPS_STRATA_OF_MEANS, "");
}

static void write_document(struct gap *gap)
{
	size_t rows = gap->comparisons.rows, columns = gap->comparisons.columns;
	int decimals = gap->scoring.scale > 10 ? 0 : 1;
	gap->document = cips_report_document_new("gap");
	gap->document->unadjusted = gap->request->adjust == CIPS_ADJUST_NONE;
	gap->table = cips_report_table(gap->document, rows, columns);
	write_head(gap);
	write_axes(gap);
	if (rows > 1 || gap->sides.kind == CIPS_GAP_UNITS)
		lay_out_grid(gap, decimals);
	else
		lay_out_lines(gap, decimals);
	for (size_t r = 0; r < rows; r++) {
		write_margin(gap, r);
		for (size_t k = 0; k < columns && !gap->request->between; k++)
			write_cell(gap, r, k);
	}
	if (gap->request->between)
		gap->comparisons.family = cips_tables_between_table(gap->document, gap->table,
			&gap->sides, &gap->between, &gap->scoring, gap->request);
	if (gap->request->standardize)
		cips_tables_standardized(gap->document, gap->table, &gap->sides, &gap->cells,
			&gap->comparisons, &gap->scoring, gap->request);
	foot_sides(gap);
	bool two = gap->sides.kind == CIPS_GAP_INSTRUMENT || gap->sides.kind == CIPS_GAP_WAVE;
	bool alike = !gap->sides.a.frame.weight && !gap->sides.b.frame.weight;
	cips_tables_foot_weights(gap->document, &gap->sides.a.frame, two && !alike ? "A: " : "");
	if (two && !alike)
		cips_tables_foot_weights(gap->document, &gap->sides.b.frame, "B: ");
	bool units = gap->sides.kind == CIPS_GAP_UNITS;
	cips_tables_foot_dominated(
		gap->document, gap->sides.a.frame.weight || gap->sides.b.frame.weight);
	cips_tables_foot_heaviest(gap->document, &gap->sides.a.frame, &gap->sides.a.rows,
		&gap->heaviest_a, units ? "" : "A: ");
	cips_tables_foot_heaviest(gap->document, units ? &gap->sides.a.frame : &gap->sides.b.frame,
		&gap->sides.a.rows, &gap->heaviest_b, units ? "everyone else: " : "B: ");
	cips_tables_foot_scoring(gap->document, &gap->scoring, gap->request->by_indicator);
	foot_tests(gap);
	foot_design(gap);
	cips_tables_foot_unanimous(gap->document);
	cips_tables_foot_minimum(gap->document, &gap->scope);
}

/*
 * Loads the sides, and again those of the people left out by their flags: what is shown depends on
 * how many they are.
 */
static enum cips_rc load_sides(struct gap *gap, struct cips_err *err)
{
	bool without = gap->request->selection.without_flagged;
	gap->scope.take = without ? CIPS_TAKE_UNFLAGGED : CIPS_TAKE_ALL;
	enum cips_rc rc = cips_tables_sides(&gap->scope, gap->request, &gap->sides, err);
	bool some = !rc && (gap->sides.a.frame.other || gap->sides.b.frame.other);
	if (!some || !gap->scope.minimum)
		return rc;
	gap->scope.take = CIPS_TAKE_FLAGGED;
	gap->guarded = !cips_tables_sides(&gap->scope, gap->request, &gap->out, err) &&
		gap->out.a.rows.n == gap->sides.a.rows.n;
	if (gap->guarded)
		return CIPS_OK;
	cips_err_set(err, CIPS_POLICY,
		"who has a flag cannot be told by the sides of this gap, so it is not shown without "
		"them: few people could show by subtraction");
	return cips_err_hint(err, "leave out --without-flagged");
}

enum cips_rc cips_tables_gap(struct cips_survey_file *file, const struct cips_gap_request *request,
	struct cips_document **out, struct cips_err *err)
{
	struct gap gap = {.request = request};
	*out = NULL;
	enum cips_rc rc = cips_tables_scope(file, &gap.scope, err);
	if (!rc)
		rc = load_sides(&gap, err);
	const struct cips_sides *left_out = gap.guarded ? &gap.out : NULL;
	if (!rc && request->standardize)
		rc = cips_tables_standardize(
			&gap.scope, &gap.sides, left_out, request, &gap.cells, err);
	gap.between.heaviest_a = &gap.heaviest_a;
	gap.between.heaviest_b = &gap.heaviest_b;
	if (!rc && request->between)
		rc = cips_tables_between(
			&gap.scope, &gap.sides, left_out, request, &gap.between, err);
	if (!rc) {
		gap.scoring = (struct cips_scoring){CIPS_MEASURE_SCORE,
			request->selection.score_rule, request->selection.scale_100 ? 100 : 10};
		cips_tables_compare(&gap.sides, left_out, &gap.scoring, gap.scope.minimum,
			request->adjust, request->family_column, &gap.comparisons);
		write_document(&gap);
		*out = gap.document;
	}
	cips_tables_heaviest_release(&gap.heaviest_a);
	cips_tables_heaviest_release(&gap.heaviest_b);
	cips_tables_comparisons_release(&gap.comparisons);
	cips_tables_wave_cells_release(&gap.cells);
	cips_tables_wave_cells_release(&gap.between.cells);
	cips_tables_sides_release(&gap.out);
	cips_tables_sides_release(&gap.sides);
	cips_tables_scope_release(&gap.scope);
	return rc;
}
