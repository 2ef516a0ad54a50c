/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/between.h"

#include "base/err.h"
#include "tables/comparisons.h"
#include "tables/wave_contrast.h"

#include <stdlib.h>
#include <string.h>

/* --- the request ---------------------------------------------------------------------------- */

static enum cips_rc check_request(const struct cips_sides *sides,
	const struct cips_gap_request *request, struct cips_err *err)
{
	const struct cips_refusal refusals[] = {
		{sides->kind != CIPS_GAP_WAVE, "--between asks how a gap changed between two waves",
			"use it with --gap wave=A:B"},
		{request->per != NULL, "--between has no rows by unit", "leave --per out"},
		{request->standardize != NULL, "--between and --standardize are two tables",
			"ask for one of them"},
		{request->selection.score_rule == CIPS_RULE_ITEM,
			"--score-rule item gives people no scores to compare",
			"leave it out: --between works by the respondent rule"},
	};
	return cips_tables_refuse(refusals, sizeof refusals / sizeof *refusals, err);
}

static enum cips_rc find_group(const struct cips_groups *groups, const char *code, size_t *found,
	const char **name, struct cips_err *err)
{
	for (size_t g = 1; g < groups->n; g++)
		if (strcmp(groups->rows[g].code, code) == 0) {
			*found = g;
			*name = groups->rows[g].label;
			return CIPS_OK;
		}
	cips_err_set(err, CIPS_USAGE, "\"%s\" is no group of %s", code, groups->variable);
	return cips_err_hint(err, "cips instrument show lists the choices");
}

enum cips_rc cips_tables_between(struct cips_scope *scope, const struct cips_sides *sides,
	const struct cips_sides *out, const struct cips_gap_request *request,
	struct cips_between *between, struct cips_err *err)
{
	struct cips_gap_spec spec;
	enum cips_rc rc = check_request(sides, request, err);
	if (rc)
		return rc;
	if (!cips_tables_gap_spec(&scope->arena, request->between, &spec) ||
		strchr(spec.what, ',') || strcmp(spec.a, spec.b) == 0) {
		cips_err_set(
			err, CIPS_USAGE, "--between \"%s\" is not understood", request->between);
		return cips_err_hint(err, "write ITEM=A:B, as role=manager:staff");
	}
	rc = cips_tables_wave_cells(scope, sides, out, spec.what, &between->cells, err);
	if (rc)
		return rc;
	rc = find_group(&between->cells.a[0], spec.a, &between->first, &between->name_first, err);
	if (!rc)
		rc = find_group(
			&between->cells.a[0], spec.b, &between->second, &between->name_second, err);
	if (rc)
		cips_tables_wave_cells_release(&between->cells);
	return rc;
}

/* --- figures -------------------------------------------------------------------------------- */

/* The four groups of a column: first and second in A, then in B. */
struct change {
	bool comparable;
	bool hidden;
	bool tested;
	struct cips_moments groups[4];
	struct cips_difference test;
	double p_adjusted;
};

static struct change compute(const struct cips_document *document, const struct cips_sides *sides,
	const struct cips_between *between, size_t column, const struct cips_scoring *scoring)
{
	size_t minimum = document->minimum;
	size_t least = cips_tables_least_for_a_test(minimum);
	struct change change = {.comparable = sides->a.columns.list[column].n > 0};
	change.test.reason = CIPS_REASON_NO_VALUES;
	if (!change.comparable)
		return change;
	struct cips_wave_cell *cells = cips_calloc(between->cells.n, sizeof *cells);
	struct cips_wave_values values;
	cips_tables_wave_cells_score(
		&between->cells, sides, column, scoring, minimum, &values, cells);
	const struct cips_wave_cell *first = &cells[between->first];
	const struct cips_wave_cell *second = &cells[between->second];
	change.hidden = first->hidden || second->hidden;
	change.groups[0] = first->a;
	change.groups[1] = second->a;
	change.groups[2] = first->b;
	change.groups[3] = second->b;
	double *coefficient = cips_calloc(between->cells.n, sizeof *coefficient);
	coefficient[between->first] = 1;
	coefficient[between->second] = -1;
	change.test =
		cips_tables_wave_contrast(&between->cells, sides, &values, cells, coefficient);
	change.tested = !change.hidden && !change.test.reason;
	for (size_t g = 0; g < 4; g++)
		change.tested = change.tested && change.groups[g].n >= least;
	cips_tables_wave_values_release(&values);
	free(coefficient);
	free(cells);
	return change;
}

/* Adjusts the columns as one family, or each as its own; returns how many are tested. */
static size_t adjust(struct change *changes, size_t columns, const struct cips_gap_request *request)
{
	double *p = cips_malloc((columns + 1) * sizeof *p);
	size_t m = 0, k = 0;
	for (size_t c = 0; c < columns; c++)
		if (changes[c].tested)
			p[m++] = changes[c].test.p;
	if (!request->family_column)
		cips_stats_adjust(request->adjust, p, m, p);
	for (size_t c = 0; c < columns; c++)
		if (changes[c].tested)
			changes[c].p_adjusted = p[k++];
	free(p);
	return m;
}

static void write_test(struct cips_document *document, struct cips_cell *cell,
	const struct change *change, double scale, enum cips_status none)
{
	const struct cips_difference *d = &change->test;
	const struct {
		enum cips_statistic statistic;
		double number;
	} figures[] = {
		{CIPS_STAT_SE, d->se},
		{CIPS_STAT_DF, d->df},
		{CIPS_STAT_T, d->t},
		{CIPS_STAT_P, d->p},
		{CIPS_STAT_P_ADJUSTED, change->p_adjusted},
		{CIPS_STAT_CI_LOW, d->low},
		{CIPS_STAT_CI_HIGH, d->high},
		{CIPS_STAT_HEDGES_G, d->hedges_g},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(document, cell, figures[i].statistic, change->tested,
			figures[i].number, none);
	if (!change->tested) {
		cips_report_none(document, cell, CIPS_STAT_CLASS, none);
		return;
	}
	enum cips_gap_class class = cips_stats_gap_class(d, change->p_adjusted, scale);
	cips_report_word(document, cell, CIPS_STAT_CLASS, cips_stats_gap_class_name(class));
	cell->starred = class != CIPS_GAP_SIMILAR && class != CIPS_GAP_INCONCLUSIVE;
}

static void write_change(struct cips_document *document, struct cips_cell *cell,
	const struct change *change, double scale)
{
	static const enum cips_statistic counts[] = {CIPS_STAT_N_A_FIRST, CIPS_STAT_N_A_SECOND,
		CIPS_STAT_N_B_FIRST, CIPS_STAT_N_B_SECOND};
	const struct cips_moments *g = change->groups;
	bool shown = change->comparable && !change->hidden;
	bool a = shown && g[0].n && g[1].n, b = shown && g[2].n && g[3].n;
	enum cips_status none = !change->comparable ? CIPS_STATUS_NOT_COMPARABLE
		: change->hidden		    ? CIPS_STATUS_SUPPRESSED
						    : CIPS_STATUS_NO_RETURNS;
	cips_report_number_or(document, cell, CIPS_STAT_GAP_A, a, g[0].mean - g[1].mean, none);
	cips_report_number_or(document, cell, CIPS_STAT_GAP_B, b, g[2].mean - g[3].mean, none);
	for (size_t i = 0; i < 4; i++)
		cips_report_number_or(document, cell, counts[i], shown, (double)g[i].n, none);
	cips_report_number_or(
		document, cell, CIPS_STAT_DIFFERENCE, a && b, change->test.difference, none);
	write_test(document, cell, change, scale, a && b ? CIPS_STATUS_NOT_TESTED : none);
}

/* --- layout and foot ------------------------------------------------------------------------ */

static void lay_out(struct cips_document *document, struct cips_table *table, int decimals,
	enum cips_adjust method)
{
	const struct {
		enum cips_statistic statistic;
		const char *header;
		int decimals;
		bool sign;
	} columns[] = {
		{CIPS_STAT_GAP_A, "gap A", decimals, true},
		{CIPS_STAT_GAP_B, "gap B", decimals, true},
		{CIPS_STAT_DIFFERENCE, "A-B", decimals, true},
		{CIPS_STAT_CI_LOW, "low", decimals, true},
		{CIPS_STAT_CI_HIGH, "high", decimals, true},
		{CIPS_STAT_P_ADJUSTED, cips_tables_p_header(method), 3, false},
		{CIPS_STAT_HEDGES_G, "g", 2, true},
		{CIPS_STAT_CLASS, "reading", 0, false},
	};
	size_t n = sizeof columns / sizeof *columns;
	struct cips_view *views = cips_arena_alloc(&document->arena, n, sizeof *views);
	for (size_t i = 0; i < n; i++)
		views[i] = (struct cips_view){.statistic = columns[i].statistic,
			.header = columns[i].header,
			.decimals = columns[i].decimals,
			.sign = columns[i].sign};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = n;
}

static void foot(struct cips_document *document, struct cips_table *table,
	const struct cips_sides *sides, const struct cips_between *between)
{
	cips_report_table_note(document, table,
		"The gap of a wave: %s minus %s. The reading is of its change, A-B: with the sign of "
		"gap B the gap grew, with the other it closed or turned.",
		between->name_first, between->name_second);
	cips_report_table_note(document, table,
		"The variance of the change is the sum of those of the %s.",
		cips_tables_designed(&sides->a.strata) ? "gaps of the two waves" : "four means");
}

size_t cips_tables_between_table(struct cips_document *document, struct cips_table *table,
	const struct cips_sides *sides, const struct cips_between *between,
	const struct cips_scoring *scoring, const struct cips_gap_request *request)
{
	size_t columns = sides->a.columns.n;
	struct change *changes = cips_calloc(columns + 1, sizeof *changes);
	for (size_t k = 0; k < columns; k++) {
		changes[k] = compute(document, sides, between, k, scoring);
		for (size_t g = 0; g < 4 && changes[k].comparable && !changes[k].hidden; g++)
			cips_tables_heaviest_add(g < 2 ? between->heaviest_a : between->heaviest_b,
				&sides->a.rows, 0, &changes[k].groups[g]);
	}
	size_t family = adjust(changes, columns, request);
	for (size_t k = 0; k < columns; k++)
		write_change(
			document, cips_report_cell(table, 0, (long)k), &changes[k], scoring->scale);
	lay_out(document, table, scoring->scale > 10 ? 0 : 1, request->adjust);
	foot(document, table, sides, between);
	document->title = cips_arena_printf(&document->arena,
		"Change of the gap between %s and %s: A %s, B %s", between->name_first,
		between->name_second, sides->a.name, sides->b.name);
	free(changes);
	return family;
}
