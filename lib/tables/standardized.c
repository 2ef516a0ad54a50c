/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/standardized.h"

#include "base/err.h"
#include "tables/wave_contrast.h"

#include <stdlib.h>
#include <string.h>

/* --- the request ---------------------------------------------------------------------------- */

static enum cips_rc check_request(const struct cips_sides *sides,
	const struct cips_gap_request *request, struct cips_err *err)
{
	const struct cips_refusal refusals[] = {
		{sides->kind != CIPS_GAP_WAVE, "--standardize is for a gap of two waves",
			"use it with --gap wave=A:B"},
		{request->per != NULL, "--standardize has no rows by unit",
			"leave --per out, or name unit@LEVEL among its variables"},
		{request->selection.score_rule == CIPS_RULE_ITEM,
			"--score-rule item gives people no scores to standardize",
			"leave it out: --standardize works by the respondent rule"},
	};
	return cips_tables_refuse(refusals, sizeof refusals / sizeof *refusals, err);
}

enum cips_rc cips_tables_standardize(struct cips_scope *scope, const struct cips_sides *sides,
	const struct cips_sides *out, const struct cips_gap_request *request,
	struct cips_wave_cells *cells, struct cips_err *err)
{
	enum cips_rc rc = check_request(sides, request, err);
	if (!rc)
		rc = cips_tables_wave_cells(scope, sides, out, request->standardize, cells, err);
	for (size_t v = 0; !rc && v < cells->n_variables; v++) {
		const struct cips_item *item =
			cips_model_item(sides->a.source.instrument, cells->names[v]);
		if (cips_tables_by_unit(cells->names[v]) || item->use == CIPS_USE_BREAKDOWN)
			continue;
		cips_err_set(err, CIPS_USAGE, "the item \"%s\" is no breakdown", cells->names[v]);
		rc = cips_err_hint(err, "use unit@LEVEL or an item with bind::cips:use breakdown");
		cips_tables_wave_cells_release(cells);
	}
	return rc;
}

/* --- figures -------------------------------------------------------------------------------- */

/* One column; the shares are of the weights of each side, in percent. */
struct change {
	struct cips_difference test;
	bool any_hidden;
	double share_a, share_b;
	double p_adjusted;
};

struct standard {
	struct cips_document *document;
	const struct cips_sides *sides;
	const struct cips_wave_cells *cells;
	const struct cips_comparisons *comparisons;
	struct cips_wave_cell *cell; /* of the column at hand */
	struct change *changes;	     /* by column */
};

/* Whether a cell takes part, by the people who count in it. */
static bool is_used(const struct standard *s, size_t c)
{
	const struct cips_wave_cell *cell = &s->cell[c];
	return cips_tables_is_wave_cell(s->cells, c) && !cell->hidden &&
		cell->a.n >= CIPS_LEAST_FOR_A_TEST && cell->b.n >= CIPS_LEAST_FOR_A_TEST;
}

/* The contrast of the cells in use: the shares of B on both sides. */
static struct cips_difference contrast(
	const struct standard *s, const struct cips_wave_values *values)
{
	double *share = cips_calloc(s->cells->n, sizeof *share), sum = 0;
	for (size_t c = 0; c < s->cells->n; c++)
		if (is_used(s, c))
			sum += s->cell[c].b.sum_w;
	for (size_t c = 0; c < s->cells->n; c++)
		if (is_used(s, c))
			share[c] = s->cell[c].b.sum_w / sum;
	struct cips_difference test =
		cips_tables_wave_contrast(s->cells, s->sides, values, s->cell, share);
	free(share);
	return test;
}

static void compute(struct standard *s, size_t column, const struct cips_scoring *scoring)
{
	struct change *change = &s->changes[column];
	const struct cips_comparison *raw = cips_comparison_at(s->comparisons, 0, column);
	change->test.reason = CIPS_REASON_NO_VALUES;
	if (!raw->comparable || raw->hidden || !raw->a.n || !raw->b.n)
		return;
	struct cips_wave_values values;
	cips_tables_wave_cells_score(
		s->cells, s->sides, column, scoring, s->document->minimum, &values, s->cell);
	for (size_t c = 0; c < s->cells->n; c++) {
		change->any_hidden = change->any_hidden || s->cell[c].hidden;
		if (!is_used(s, c))
			continue;
		change->share_a += 100 * s->cell[c].a.sum_w / raw->a.sum_w;
		change->share_b += 100 * s->cell[c].b.sum_w / raw->b.sum_w;
	}
	change->test = contrast(s, &values);
	cips_tables_wave_values_release(&values);
}

/* The columns as one family, or each its own. */
static void adjust(struct standard *s, const struct cips_gap_request *request)
{
	size_t columns = s->comparisons->columns, m = 0;
	double *p = cips_malloc((columns + 1) * sizeof *p);
	for (size_t k = 0; k < columns; k++)
		if (!s->changes[k].test.reason)
			p[m++] = s->changes[k].test.p;
	if (!request->family_column)
		cips_stats_adjust(request->adjust, p, m, p);
	m = 0;
	for (size_t k = 0; k < columns; k++)
		if (!s->changes[k].test.reason)
			s->changes[k].p_adjusted = p[m++];
	free(p);
}

static void write_change(struct standard *s, struct cips_cell *cell, size_t column)
{
	const struct change *change = &s->changes[column];
	const struct cips_comparison *raw = cips_comparison_at(s->comparisons, 0, column);
	const struct cips_difference *d = &change->test;
	bool there = d->reason != CIPS_REASON_NO_VALUES, tested = !d->reason;
	bool hidden = raw->hidden || change->any_hidden;
	enum cips_status none = !raw->comparable ? CIPS_STATUS_NOT_COMPARABLE
		: hidden			 ? CIPS_STATUS_SUPPRESSED
						 : CIPS_STATUS_NO_RETURNS;
	const struct {
		enum cips_statistic statistic;
		bool there;
		double number;
	} figures[] = {
		{CIPS_STAT_DIFFERENCE_STD, there, d->difference},
		{CIPS_STAT_SE_STD, tested, d->se},
		{CIPS_STAT_DF_STD, tested, d->df},
		{CIPS_STAT_P_STD, tested, d->p},
		{CIPS_STAT_P_STD_ADJUSTED, tested, change->p_adjusted},
		{CIPS_STAT_STD_LOW, tested, d->low},
		{CIPS_STAT_STD_HIGH, tested, d->high},
		{CIPS_STAT_STD_SHARE_A, there, change->share_a},
		{CIPS_STAT_STD_SHARE_B, there, change->share_b},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(s->document, cell, figures[i].statistic, figures[i].there,
			figures[i].number, there ? CIPS_STATUS_NOT_TESTED : none);
}

/* --- layout and foot ------------------------------------------------------------------------ */

static void lay_out(struct cips_document *document, struct cips_table *table, int decimals,
	enum cips_adjust method)
{
	const struct cips_view views[] = {
		{.statistic = CIPS_STAT_DIFFERENCE_STD,
			.header = "A-B std.",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_STD_LOW,
			.header = "low",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_STD_HIGH,
			.header = "high",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_P_STD_ADJUSTED,
			.header = cips_tables_p_header(method),
			.decimals = 3},
		{.statistic = CIPS_STAT_STD_SHARE_A, .header = "of A", .percent = true},
		{.statistic = CIPS_STAT_STD_SHARE_B, .header = "of B", .percent = true},
	};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.n_views = sizeof views / sizeof *views;
	struct cips_view *copy = cips_arena_alloc(&document->arena, 1, sizeof views);
	table->layout.views = memcpy(copy, views, sizeof views);
}

static const char *variables_of(const struct standard *s)
{
	return s->cells->n_variables == 1 ? s->cells->names[0]
					  : cips_arena_printf(&s->document->arena, "%s and %s",
						    s->cells->names[0], s->cells->names[1]);
}

/* The cells that have people in one wave only, by name and share of that wave. */
static void foot_one_sided(
	const struct standard *s, struct cips_table *table, double sum_a, double sum_b)
{
	struct cips_arena *arena = &s->document->arena;
	const char *list = "";
	for (size_t c = 0; c < s->cells->n; c++) {
		const struct cips_wave_cell *cell = &s->cell[c];
		if (!cips_tables_is_wave_cell(s->cells, c) || cell->hidden ||
			!cell->a.n == !cell->b.n)
			continue;
		list = cips_arena_printf(arena, "%s%s%s (%.0f %% of %s)", list, *list ? "; " : "",
			cips_tables_wave_cell_name(s->cells, c, arena),
			cell->a.n ? 100 * cell->a.sum_w / sum_a : 100 * cell->b.sum_w / sum_b,
			cell->a.n ? "A" : "B");
	}
	if (*list)
		cips_report_table_note(
			s->document, table, "Left out, with people in one wave only: %s.", list);
}

static bool by_level(const struct standard *s)
{
	for (size_t v = 0; v < s->cells->n_variables; v++)
		if (cips_tables_by_level(s->cells->names[v]))
			return true;
	return false;
}

/*
 * How much the cells that are too small, and those hidden for their sake, were of each wave: where no
 * other cells are, that would only say how many are known by the variables.
 */
static void foot_small(
	const struct standard *s, struct cips_table *table, double sum_a, double sum_b)
{
	size_t minimum = s->document->minimum, cells = 0;
	size_t least = cips_tables_least_for_a_test(minimum), n_a = 0, n_b = 0, used = 0;
	double a = 0, b = 0;
	for (size_t c = 0; c < s->cells->n; c++) {
		const struct cips_wave_cell *cell = &s->cell[c];
		bool one_sided = !cell->hidden && !cell->a.n != !cell->b.n;
		used += is_used(s, c);
		if (!cips_tables_is_wave_cell(s->cells, c) || is_used(s, c) || one_sided ||
			!(cell->a.n + cell->b.n))
			continue;
		cells++;
		n_a += cell->a.n;
		n_b += cell->b.n;
		a += 100 * cell->a.sum_w / sum_a;
		b += 100 * cell->b.sum_w / sum_b;
	}
	if (!cells)
		return;
	bool told = used && (!n_a || n_a >= minimum) && (!n_b || n_b >= minimum);
	cips_report_table_note(s->document, table,
		"Left out%s: cells with fewer than %zu people in a wave%s%s.",
		minimum ? ", and not named" : "", least,
		!minimum ? ""
			: by_level(s)
			? ", or hidden by all units, or that would give such away by subtraction"
			: ", or that would give such away by subtraction",
		told ? cips_arena_printf(&s->document->arena,
			       " (by people, %.0f %% of A and %.0f %% of B; more where few answers are valid)",
			       a, b)
		     : "");
}

static double sum_of_weights(const struct cips_side *side)
{
	double sum = 0;
	for (size_t i = 0; i < side->frame.n; i++)
		if (side->rows.of[i] >= 0)
			sum += side->frame.weight ? side->frame.weight[i] : 1;
	return sum;
}

static void foot(struct standard *s, struct cips_table *table)
{
	const char *variables = variables_of(s);
	cips_report_table_note(s->document, table,
		"Direct standardization: in both waves the means by %s, weighted by the shares that "
		"these have in B. What is left of the change is not due to who answered, as far as "
		"%s tell%s.",
		variables, variables, s->cells->n_variables == 1 ? "s" : "");
	cips_report_table_note(s->document, table,
		"%s, the shares taken as fixed. Columns of A, of B: how much of a wave the cells in "
		"use are; who is not known by %s is in none.",
		cips_tables_designed(&s->sides->a.strata)
			? "Standard errors by the design below, the cells of each wave domains of it"
			: "Standard errors from the variances within the cells, each cell of each "
			  "wave its own stratum",
		variables);
	cips_tables_wave_cells_people(s->cells, s->sides, s->document->minimum, s->cell);
	double sum_a = sum_of_weights(&s->sides->a), sum_b = sum_of_weights(&s->sides->b);
	if (s->comparisons->row_mask[0] || !(sum_a > 0) || !(sum_b > 0))
		return;
	foot_one_sided(s, table, sum_a, sum_b);
	foot_small(s, table, sum_a, sum_b);
}

void cips_tables_standardized(struct cips_document *document, const struct cips_table *raw,
	const struct cips_sides *sides, const struct cips_wave_cells *cells,
	const struct cips_comparisons *comparisons, const struct cips_scoring *scoring,
	const struct cips_gap_request *request)
{
	struct standard s = {.document = document,
		.sides = sides,
		.cells = cells,
		.comparisons = comparisons,
		.cell = cips_calloc(cells->n, sizeof *s.cell),
		.changes = cips_calloc(comparisons->columns + 1, sizeof *s.changes)};
	struct cips_table *table = cips_report_table(document, 1, comparisons->columns);
	table->title = cips_arena_printf(&document->arena,
		"The change in the cells in use, with the mix of B by %s", variables_of(&s));
	table->rows = raw->rows;
	table->columns = raw->columns;
	lay_out(document, table, scoring->scale > 10 ? 0 : 1, request->adjust);
	for (size_t k = 0; k < comparisons->columns; k++)
		compute(&s, k, scoring);
	adjust(&s, request);
	for (size_t k = 0; k < comparisons->columns; k++)
		write_change(&s, cips_report_cell(table, 0, (long)k), k);
	foot(&s, table);
	free(s.cell);
	free(s.changes);
}
