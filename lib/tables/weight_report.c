/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/weight.h"

#include "base/number.h"
#include "tables/head_foot.h"
#include "tables/mask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- tables: a variable each ------------------------------------------------------------------ */

static const enum cips_statistic hidden_figures[] = {CIPS_STAT_COUNT, CIPS_STAT_WEIGHTED_COUNT,
	CIPS_STAT_SAMPLE_PERCENT, CIPS_STAT_WEIGHTED_PERCENT};

static void lay_out(struct cips_table *table)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_HEADCOUNT, .header = "people"},
		{.statistic = CIPS_STAT_COUNT, .header = "n"},
		{.statistic = CIPS_STAT_POPULATION_PERCENT, .header = "% people", .decimals = 1},
		{.statistic = CIPS_STAT_SAMPLE_PERCENT, .header = "% n", .decimals = 1},
		{.statistic = CIPS_STAT_WEIGHTED_PERCENT, .header = "% weighted", .decimals = 1},
	};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
}

/* What the respondents of each group add up to, with everything inside it. */
struct members {
	size_t *people;
	double *weight;
	unsigned char *mask;
};

/* The mask of those with a weight above 0. */
static void mask_members(
	const struct cips_weighting *w, const struct cips_groups *groups, unsigned char *mask)
{
	const struct cips_groups *all = cips_groups_to_mask_by(groups);
	size_t *direct = cips_calloc(all->n, sizeof *direct);
	unsigned char *wide = cips_calloc(all->n, 1);
	for (size_t i = 0; i < w->frame.n; i++)
		if (all->of[i] >= 0 && w->weight[i] > 0)
			direct[all->of[i]]++;
	cips_tables_mask(all, direct, w->scope.minimum, wide);
	cips_tables_take_mask(groups, NULL, wide, mask);
	free(direct);
	free(wide);
}

static struct members count_members(
	const struct cips_weighting *w, const struct cips_groups *groups)
{
	struct members m = {.people = cips_calloc(groups->n, sizeof *m.people),
		.weight = cips_calloc(groups->n, sizeof *m.weight),
		.mask = cips_calloc(groups->n, 1)};
	for (size_t i = 0; i < w->frame.n; i++) {
		int32_t g = groups->of[i];
		if (g < 0 || w->weight[i] <= 0)
			continue;
		m.people[g]++;
		m.weight[g] += w->weight[i];
	}
	for (size_t g = groups->n; g-- > 1;) {
		m.people[groups->rows[g].parent] += m.people[g];
		m.weight[groups->rows[g].parent] += m.weight[g];
	}
	mask_members(w, groups, m.mask);
	return m;
}

static void members_release(struct members *m)
{
	free(m->people);
	free(m->weight);
	free(m->mask);
}

static void write_group(struct cips_document *document, struct cips_cell *cell,
	const struct cips_groups *groups, const struct members *m, size_t g)
{
	double headcount = groups->rows[g].headcount, all = groups->rows[0].headcount;
	bool counted = headcount > 0 && all > 0;
	bool any = m->people[0] > 0;
	cips_report_number_or(
		document, cell, CIPS_STAT_HEADCOUNT, counted, headcount, CIPS_STATUS_UNDEFINED);
	cips_report_number_or(document, cell, CIPS_STAT_POPULATION_PERCENT, counted,
		counted ? 100 * headcount / all : 0, CIPS_STATUS_UNDEFINED);
	if (m->mask[g]) {
		for (size_t i = 0; i < sizeof hidden_figures / sizeof *hidden_figures; i++)
			cips_report_none(document, cell, hidden_figures[i], CIPS_STATUS_SUPPRESSED);
		return;
	}
	cips_report_number(document, cell, CIPS_STAT_COUNT, (double)m->people[g]);
	cips_report_number(document, cell, CIPS_STAT_WEIGHTED_COUNT, m->weight[g]);
	cips_report_number_or(document, cell, CIPS_STAT_SAMPLE_PERCENT, any,
		any ? 100 * (double)m->people[g] / (double)m->people[0] : 0, CIPS_STATUS_UNDEFINED);
	cips_report_number_or(document, cell, CIPS_STAT_WEIGHTED_PERCENT, any,
		any ? 100 * m->weight[g] / m->weight[0] : 0, CIPS_STATUS_UNDEFINED);
}

/* Groups with more respondents than people. */
static void note_overfull(struct cips_document *document, struct cips_table *table,
	const struct cips_groups *groups, const struct members *m)
{
	const char *list = "";
	for (size_t g = 0; g < groups->n; g++)
		if (groups->rows[g].headcount > 0 && !m->mask[g] &&
			(double)m->people[g] > groups->rows[g].headcount)
			list = cips_arena_printf(&document->arena, "%s%s%s", list,
				*list ? ", " : "", groups->rows[g].code);
	if (*list)
		cips_report_table_note(
			document, table, "More respondents than the headcount: %s.", list);
}

static struct cips_table *write_variable(
	struct cips_document *document, const struct cips_weighting *w, size_t v)
{
	const struct cips_groups *groups = &w->groups[v];
	struct cips_arena *arena = &document->arena;
	struct members m = count_members(w, groups);
	size_t first = strcmp(groups->rows[0].code, "*") == 0;
	struct cips_table *table = cips_report_table(document, groups->n - first, 1);
	table->rows.variable = cips_arena_strdup(arena, groups->variable);
	table->rows.label = cips_arena_strdup(
		arena, cips_tables_by_unit(groups->variable) ? groups->label : groups->variable);
	table->columns.variable = "*";
	table->columns.label = "";
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = ""};
	lay_out(table);
	for (size_t g = first; g < groups->n; g++) {
		cips_tables_category(document, groups, g, &table->rows.categories[g - first]);
		write_group(document, cips_report_cell(table, (long)(g - first), 0), groups, &m, g);
	}
	note_overfull(document, table, groups, &m);
	if (groups->tree)
		cips_report_table_note(document, table,
			"A row is hidden where a table by all units would hide it.");
	if (groups->without && !m.mask[0])
		cips_report_table_note(document, table,
			"%zu of %zu respondents have no known %s: a class of their own, which keeps its "
			"share of the weights.",
			groups->without, w->frame.n, cips_tables_named(groups));
	else if (groups->without)
		cips_report_table_note(document, table,
			"Respondents without a known %s keep their share of the weights.",
			cips_tables_named(groups));
	members_release(&m);
	return table;
}

/* --- foot ------------------------------------------------------------------------------------- */

static bool is_collapsed(const struct cips_cells *cells, size_t c)
{
	return cells->into[c] != (int32_t)c && (cells->people[c] > 0 || cells->headcount[c] > 0);
}

static bool any_collapsed(const struct cips_weighting *w)
{
	for (size_t m = 0; m < w->n_margins; m++)
		for (size_t c = 0; c < w->margins[m].n; c++)
			if (is_collapsed(&w->margins[m], c))
				return true;
	return false;
}

/* Every cell that gave its people to another one, in a list for each that took some. */
static void note_collapsed(struct cips_document *document, const struct cips_weighting *w,
	const struct cips_cells *cells)
{
	struct cips_arena *arena = &document->arena;
	const char *text = "";
	for (size_t into = 0; into < cells->n; into++) {
		const char *list = "";
		for (size_t c = 0; c < cells->n; c++)
			if (cells->into[c] == (int32_t)into && is_collapsed(cells, c))
				list = cips_arena_printf(arena, "%s%s%s", list, *list ? ", " : "",
					cips_tables_cell_name(cells, c, true, arena));
		if (*list)
			text = cips_arena_printf(arena, "%s%sinto %s: %s", text, *text ? "; " : "",
				cips_tables_cell_name(cells, into, true, arena), list);
	}
	if (*text)
		cips_report_note(document,
			"Collapsed because a cell had fewer than %zu respondent%s, or to bring such a cell "
			"up to that: %s.",
			w->request->collapse, w->request->collapse == 1 ? "" : "s", text);
	else if (cells->unit && w->request->collapse)
		cips_report_note(document,
			"Units with fewer than %zu respondent%s would go into the parent unit; there "
			"are none.",
			w->request->collapse, w->request->collapse == 1 ? "" : "s");
}

/* Whose shares are those of the headcounts: "every cell of unit by role, as collapsed,". */
static const char *met_words(struct cips_document *document, const struct cips_weighting *w)
{
	struct cips_arena *arena = &document->arena;
	const char *text = w->request->rake ? "every group of each variable" : "every cell of";
	for (size_t v = 0; v < w->n_variables && !w->request->rake; v++)
		text = cips_arena_printf(
			arena, "%s%s %s", text, v ? " by" : "", w->groups[v].variable);
	return any_collapsed(w) ? cips_arena_printf(arena, "%s, as collapsed,", text) : text;
}

static void note_margins(struct cips_document *document, const struct cips_weighting *w)
{
	const struct cips_calibration *done = &w->calibration;
	const char *what = w->request->rake ? "Raked" : "Post-stratified";
	bool differs = any_collapsed(w) || (!w->request->rake && w->n_variables > 1);
	const char *otherwise = differs
		? " The shares above can differ from it, by what was collapsed and by people who are "
		  "not known in a variable."
		: "";
	if (done->error <= 10 * CIPS_MARGIN_TOLERANCE)
		cips_report_note(document,
			"%s in %zu round%s; %s has its share of the headcounts to 1e-10 of it.%s",
			what, done->iterations, done->iterations == 1 ? "" : "s",
			met_words(document, w), otherwise);
	else
		cips_report_note(document,
			"%s in %zu rounds; trimming leaves the margins off by up to %.3g %% (%s).",
			what, done->iterations, 100 * done->error,
			cips_tables_cell_name(
				&w->margins[done->margin], done->cell, false, &document->arena));
	if (w->request->trim_high > 0)
		cips_report_note(document,
			"Weights are kept from %g to %g times the mean of all; %zu respondents stand at a "
			"bound.",
			w->request->trim_low, w->request->trim_high, done->trimmed);
}

static void write_loss(
	struct cips_document *document, const struct cips_weighting *w, struct cips_table *table)
{
	struct cips_weight_loss loss = cips_stats_weight_loss(w->weight, w->frame.n);
	char effective[CIPS_NUMBER_SIZE], deff[CIPS_NUMBER_SIZE], ratio[CIPS_NUMBER_SIZE],
		largest[CIPS_NUMBER_SIZE];
	bool hidden = loss.n < w->scope.minimum;
	const struct {
		enum cips_statistic statistic;
		double number;
	} figures[] = {
		{CIPS_STAT_N_VALID, (double)loss.n},
		{CIPS_STAT_N_EFFECTIVE, loss.n_effective},
		{CIPS_STAT_WEIGHT_SUM, loss.sum},
		{CIPS_STAT_DEFF, loss.deff},
		{CIPS_STAT_WEIGHT_RATIO, loss.largest / loss.smallest},
		{CIPS_STAT_ITERATIONS, (double)w->calibration.iterations},
		{CIPS_STAT_MARGIN_ERROR, w->calibration.error},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(document, &table->whole, figures[i].statistic, !hidden,
			figures[i].number, CIPS_STATUS_SUPPRESSED);
	if (!hidden)
		cips_report_note(document,
			"%zu respondents count as %s (Kish design effect %s); the largest weight is "
			"%s times the smallest, and %s times the mean.",
			loss.n, cips_number_fixed(effective, loss.n_effective, 0),
			cips_number_fixed(deff, loss.deff, 2),
			cips_number_fixed(ratio, loss.largest / loss.smallest, 1),
			cips_number_fixed(largest, loss.largest / (loss.sum / (double)loss.n), 1));
}

struct cips_document *cips_tables_weight_report(const struct cips_weighting *w)
{
	struct cips_document *document = cips_report_document_new("weight");
	struct cips_table *first = NULL;
	cips_tables_head(document, &w->scope,
		cips_arena_printf(&document->arena, "Weights \"%s\", %s", w->set.name,
			cips_tables_weights_made_by(&w->set, &document->arena)));
	cips_tables_head_frame(document, &w->scope, &w->frame, "");
	for (size_t v = 0; v < w->n_variables; v++) {
		struct cips_table *table = write_variable(document, w, v);
		first = first ? first : table;
	}
	if (w->frame.weight)
		cips_report_note(document, "They start from %s.", w->frame.weighted_by);
	cips_tables_foot_frame(document, &w->frame, "");
	note_margins(document, w);
	for (size_t m = 0; m < w->n_margins; m++)
		note_collapsed(document, w, &w->margins[m]);
	write_loss(document, w, first);
	cips_report_note(document, "Used by every table with --weights %s.", w->set.name);
	cips_tables_foot_minimum(document, &w->scope);
	return document;
}
