/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/weight_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Margins whose totals differ by more than this share are not of the same people. */
static const double total_tolerance = 1e-6;

/* --- headcounts ------------------------------------------------------------------------------ */

enum cips_rc cips_tables_weight_lines(struct cips_scope *scope, const struct cips_frame *frame,
	struct cips_weight_base_lines *lines, struct cips_err *err)
{
	*lines = (struct cips_weight_base_lines){0};
	enum cips_rc rc = cips_store_headcounts(scope->file, frame->source->wave->code,
		frame->source->version->code, &scope->arena, &lines->list, &lines->n, err);
	const struct cips_units *units = frame->units;
	if (rc || !units)
		return rc;
	lines->counter = cips_arena_alloc(&scope->arena, units->n, sizeof *lines->counter);
	for (size_t u = 0; u < units->n; u++)
		lines->counter[u] = -1;
	for (size_t i = 0; i < lines->n; i++) {
		int unit = cips_model_unit_by_id(units, lines->list[i].unit);
		if (unit >= 0)
			lines->counter[unit] = unit;
	}
	for (size_t u = 1; u < units->n; u++)
		if (lines->counter[u] < 0)
			lines->counter[u] = lines->counter[units->list[u].parent];
	return CIPS_OK;
}

static int ancestor(const struct cips_units *units, int unit, int level)
{
	while (units->list[unit].level > level)
		unit = units->list[unit].parent;
	return unit;
}

/* The unit of the cell of people who are counted by a line of `unit`. */
static int unit_of_line(const struct cips_cells *cells, int unit)
{
	int level = cells->unit->level;
	return level ? ancestor(cells->frame->units, unit, level) : unit;
}

/* --- the numbers of cells --------------------------------------------------------------------- */

static size_t choices_of(const struct cips_cells *cells, const struct cips_weight_variable *v)
{
	return cips_model_list(cells->frame->source->instrument, v->item)->n;
}

/* Where a choice (1, 2, ...) of each item and a unit meet. */
static size_t cell_at(const struct cips_cells *cells, const unsigned *choice, int unit)
{
	size_t cell = 0;
	for (size_t v = 0; v < cells->n_variables; v++)
		if (cells->variables[v].item)
			cell = cell * choices_of(cells, &cells->variables[v]) + choice[v] - 1;
	return cell * cells->n_units + (size_t)(cells->unit ? unit : 0);
}

const char *cips_tables_cell_name(
	const struct cips_cells *cells, size_t cell, bool brief, struct cips_arena *arena)
{
	const struct cips_instrument *instrument = cells->frame->source->instrument;
	size_t unit = cell % cells->n_units, combination = cell / cells->n_units;
	const char *name = "";
	if (cell == cells->n)
		return "not known";
	for (size_t v = cells->n_variables; v-- > 0;) {
		const struct cips_weight_variable *variable = &cells->variables[v];
		const char *code = cells->unit ? cells->frame->units->list[unit].code : "";
		if (variable->item) {
			size_t n = choices_of(cells, variable);
			code = cips_model_list(instrument, variable->item)
				       ->choices[combination % n]
				       .name;
			combination /= n;
		}
		const char *before = brief ? "" : cips_arena_printf(arena, "%s ", variable->name);
		const char *between = !*name ? "" : brief ? " " : ", ";
		name = cips_arena_printf(arena, "%s%s%s%s", before, code, between, name);
	}
	return name;
}

static size_t count_cells(struct cips_cells *cells)
{
	size_t n = 1;
	for (size_t v = 0; v < cells->n_variables; v++) {
		const struct cips_weight_variable *variable = &cells->variables[v];
		n *= variable->item ? choices_of(cells, variable) : cells->frame->units->n;
		if (n >= INT32_MAX)
			return SIZE_MAX;
	}
	return n;
}

/* --- faults ------------------------------------------------------------------------------------ */

/* A fault of a cell or, with cell n + 1, of the variables. */
__attribute__((format(printf, 5, 6))) static void fault(struct cips_findings *findings,
	const struct cips_cells *cells, const char *code, size_t cell, const char *format, ...)
{
	struct cips_arena arena = {0};
	va_list args;
	va_start(args, format);
	cips_findings_vadd(findings, CIPS_ERROR, code, NULL, 0, 0, format, args);
	va_end(args);
	cips_findings_item(findings,
		cell < cells->n ? cips_tables_cell_name(cells, cell, false, &arena)
				: cells->variables[cell - cells->n - 1].name);
	cips_arena_release(&arena);
}

/* How a fault of a whole variable is passed to fault(). */
static size_t whole(const struct cips_cells *cells, size_t variable)
{
	return cells->n + 1 + variable;
}

/* --- filling ----------------------------------------------------------------------------------- */

/* The choice of an item in a line of headcounts; 0 when it is not broken down by the item. */
static unsigned choice_of_line(struct cips_cells *cells, size_t v,
	const struct cips_headcount *line, struct cips_findings *findings)
{
	const struct cips_weight_variable *variable = &cells->variables[v];
	const struct cips_list *list =
		cips_model_list(cells->frame->source->instrument, variable->item);
	for (size_t k = 0; k < line->n; k++) {
		if (strcmp(line->items[k], variable->name) != 0 || !*line->choices[k])
			continue;
		size_t position =
			cips_model_choice(list, line->choices[k], strlen(line->choices[k]));
		if (position && list->choices[position - 1].missing == CIPS_SUBSTANTIVE)
			return (unsigned)position;
		fault(findings, cells, "choice-unknown", whole(cells, v),
			"the headcounts count \"%s\", which is no choice of it", line->choices[k]);
		cips_findings_hint(findings, "load headcounts with the choices of the form");
		return 0;
	}
	return 0;
}

/* People whom some lines count without saying their choice of an item. */
static void check_broken_down(const struct cips_cells *cells, size_t v, double not_broken_down,
	const char *first, struct cips_findings *findings)
{
	if (not_broken_down <= total_tolerance * cells->total)
		return;
	const char *name = cells->variables[v].name;
	if (not_broken_down >= cells->total * (1 - total_tolerance)) {
		fault(findings, cells, "headcount-not-broken-down", whole(cells, v),
			"the headcounts are not broken down by %s", name);
		cips_findings_hint(
			findings, "load headcounts with a column %s, or leave it out", name);
		return;
	}
	fault(findings, cells, "margins-disagree", whole(cells, v),
		"the headcounts count %.0f people, but by %s only %.0f of them; the first line "
		"without a %s is that of %s",
		cells->total, name, cells->total - not_broken_down, name, first);
	cips_findings_hint(findings, "give every line of headcounts.csv a %s", name);
}

static void add_lines(struct cips_cells *cells, const struct cips_weight_base_lines *lines,
	struct cips_findings *findings)
{
	const struct cips_units *units = cells->frame->units;
	unsigned *choice = cips_calloc(cells->n_variables, sizeof *choice);
	double *not_broken_down = cips_calloc(cells->n_variables, sizeof *not_broken_down);
	const char **first = cips_calloc(cells->n_variables, sizeof *first);
	for (size_t i = 0; i < lines->n; i++) {
		const struct cips_headcount *line = &lines->list[i];
		int unit = units ? cips_model_unit_by_id(units, line->unit) : -1;
		bool known = unit >= 0;
		if (!known)
			continue;
		cells->total += line->headcount;
		for (size_t v = 0; v < cells->n_variables; v++) {
			if (!cells->variables[v].item)
				continue;
			choice[v] = choice_of_line(cells, v, line, findings);
			if (choice[v])
				continue;
			known = false;
			not_broken_down[v] += line->headcount;
			if (!first[v])
				first[v] = units->list[unit].code;
		}
		if (known)
			cells->headcount[cell_at(cells, choice,
				cells->unit ? unit_of_line(cells, unit) : 0)] += line->headcount;
	}
	for (size_t v = 0; v < cells->n_variables; v++)
		check_broken_down(cells, v, not_broken_down[v], first[v], findings);
	free(choice);
	free(not_broken_down);
	free(first);
}

/*
 * The cell unit of each unit of the tree, -1 for those whose people no line counts, or only one
 * above the level.
 */
static int *place_units(const struct cips_cells *cells, const struct cips_weight_base_lines *lines)
{
	const struct cips_units *units = cells->frame->units;
	int *place = cips_malloc(units->n * sizeof *place);
	for (size_t u = 0; u < units->n; u++) {
		int counter = lines->counter[u], level = cells->unit->level;
		bool above = counter >= 0 && level && units->list[counter].level < level &&
			units->list[u].level >= level;
		place[u] = counter < 0 || above ? -1 : unit_of_line(cells, counter);
	}
	return place;
}

/* Units with respondents and no place are named once each. */
static void unit_fault(const struct cips_cells *cells, const struct cips_weight_base_lines *lines,
	int unit, struct cips_findings *findings)
{
	const struct cips_unit *list = cells->frame->units->list;
	size_t v = (size_t)(cells->unit - cells->variables);
	int counter = lines->counter[unit];
	if (counter < 0)
		fault(findings, cells, "unit-not-counted", whole(cells, v),
			"there are respondents in %s, which no line of headcounts counts",
			list[unit].code);
	else
		fault(findings, cells, "unit-not-counted", whole(cells, v),
			"the people of %s are counted with %s only, above the level",
			list[unit].code, list[counter].code);
	cips_findings_hint(
		findings, "give %s a line of its own in headcounts.csv", list[unit].code);
}

static void add_people(struct cips_cells *cells, const struct cips_weight_base_lines *lines,
	const double *weight, struct cips_findings *findings)
{
	const struct cips_frame *frame = cells->frame;
	unsigned *choice = cips_calloc(cells->n_variables, sizeof *choice);
	int *place = cells->unit ? place_units(cells, lines) : NULL;
	bool *named = cips_calloc(cells->n_units, sizeof *named);
	for (size_t i = 0; i < frame->n; i++) {
		int unit = cells->unit ? frame->unit[i] : 0;
		bool known = unit >= 0;
		for (size_t v = 0; v < cells->n_variables; v++) {
			const struct cips_item *item = cells->variables[v].item;
			if (!item)
				continue;
			const struct cips_list *list =
				cips_model_list(frame->source->instrument, item);
			choice[v] = cips_model_code(item, cips_frame_record(frame, i));
			known &= choice[v] &&
				list->choices[choice[v] - 1].missing == CIPS_SUBSTANTIVE;
		}
		if (known && place && place[unit] < 0) {
			if (!named[unit])
				unit_fault(cells, lines, unit, findings);
			named[unit] = true;
			known = false;
		}
		size_t cell = known ? cell_at(cells, choice, place ? place[unit] : 0) : cells->n;
		cells->of[i] = (int32_t)cell;
		if (weight[i] <= 0)
			continue;
		cells->people[cell]++;
		cells->start[cell] += weight[i];
	}
	free(choice);
	free(place);
	free(named);
}

/* --- checks and collapsing ---------------------------------------------------------------------- */

/* A headcount of 0 for a unit as a whole is wrong, not small. */
static void check_units(const struct cips_cells *cells, struct cips_findings *findings)
{
	if (!cells->unit)
		return;
	for (size_t u = 0; u < cells->n_units; u++) {
		double headcount = 0;
		size_t people = 0;
		for (size_t c = u; c < cells->n; c += cells->n_units) {
			headcount += cells->headcount[c];
			people += cells->people[c];
		}
		if (!people || headcount > 0)
			continue;
		fault(findings, cells, "cell-without-headcount",
			whole(cells, (size_t)(cells->unit - cells->variables)),
			"there are respondents in %s, whose headcount is 0",
			cells->frame->units->list[u].code);
		cips_findings_hint(findings, "correct the headcounts, or the unit of the answers");
	}
}

static bool is_live(const struct cips_cells *cells, size_t cell)
{
	return cells->into[cell] == (int32_t)cell &&
		(cells->people[cell] > 0 || cells->headcount[cell] > 0);
}

static bool is_small(const struct cips_cells *cells, size_t cell, size_t least)
{
	return is_live(cells, cell) &&
		(cells->people[cell] < least || !(cells->headcount[cell] > 0));
}

static void collapse(struct cips_cells *cells, size_t cell, size_t into)
{
	cells->into[cell] = (int32_t)into;
	cells->people[into] += cells->people[cell];
	cells->headcount[into] += cells->headcount[cell];
	cells->start[into] += cells->start[cell];
}

/* The cells [first, first + n_units) are one combination of choices in each unit. */
static void collapse_units(struct cips_cells *cells, size_t first, size_t least)
{
	for (size_t u = cells->n_units; u-- > 1;)
		if (is_small(cells, first + u, least))
			collapse(cells, first + u,
				first + (size_t)cells->frame->units->list[u].parent);
	while (is_small(cells, first, least)) {
		size_t smallest = first;
		for (size_t c = first + 1; c < first + cells->n_units; c++)
			if (is_live(cells, c) &&
				(smallest == first || cells->people[c] < cells->people[smallest]))
				smallest = c;
		if (smallest == first)
			return;
		collapse(cells, smallest, first);
	}
}

static void check_cell(
	const struct cips_cells *cells, size_t cell, size_t least, struct cips_findings *findings)
{
	const char *cure = cells->unit && !least ? "let small units be collapsed with --collapse"
		: cells->n_variables > 1	 ? "rake, or leave a variable out"
						 : "leave the variable out";
	if (!cells->people[cell])
		fault(findings, cells, "cell-without-respondents", cell,
			"%.0f people by the headcounts, of whom nobody answered",
			cells->headcount[cell]);
	else if (!(cells->headcount[cell] > 0)) {
		fault(findings, cells, "cell-without-headcount", cell,
			"there are respondents, and the headcount is 0");
		cure = "correct the headcounts, or leave the variable out";
	} else if (cells->people[cell] < least) {
		fault(findings, cells, "cell-small", cell,
			"fewer than %zu respondents stand for %.0f people", least,
			cells->headcount[cell]);
		cure = "leave the variable out, or allow it with a smaller --collapse";
	} else {
		return;
	}
	cips_findings_hint(findings, "%s", cure);
}

/* Replaces collapsed cells by what they went into, which can have gone on. */
static void settle(struct cips_cells *cells)
{
	for (size_t c = 0; c < cells->n; c++) {
		int32_t into = cells->into[c];
		while (cells->into[into] != into)
			into = cells->into[into];
		cells->into[c] = into;
	}
	for (size_t i = 0; i < cells->frame->n; i++)
		if ((size_t)cells->of[i] < cells->n)
			cells->of[i] = cells->into[cells->of[i]];
}

/* People who are not known keep their share of the weights; the others fill the headcounts. */
static void set_targets(struct cips_cells *cells, struct cips_findings *findings)
{
	double known = 0, unknown = cells->start[cells->n];
	for (size_t c = 0; c < cells->n; c++)
		if (cells->into[c] == (int32_t)c)
			known += cells->start[c];
	if (!(known > 0)) {
		for (size_t v = 0; v < cells->n_variables; v++) {
			fault(findings, cells, "nobody-known", whole(cells, v),
				"it is not known of any respondent");
			cips_findings_hint(findings, "leave the variable out");
		}
		return;
	}
	for (size_t c = 0; c < cells->n; c++)
		cells->target[c] = cells->headcount[c] * (known / (known + unknown));
	cells->target[cells->n] = cells->total * (unknown / (known + unknown));
}

void cips_tables_cells(const struct cips_frame *frame, const struct cips_weight_base_lines *lines,
	const struct cips_weight_variable *variables, size_t n_variables, size_t least,
	const double *weight, struct cips_cells *cells, struct cips_findings *findings)
{
	size_t before = findings->errors;
	*cells = (struct cips_cells){
		.frame = frame, .variables = variables, .n_variables = n_variables, .n_units = 1};
	for (size_t v = 0; v < n_variables; v++)
		if (!variables[v].item)
			cells->unit = &variables[v];
	if (cells->unit)
		cells->n_units = frame->units->n;
	cells->n = count_cells(cells);
	if (cells->n == SIZE_MAX) {
		cells->n = 0;
		fault(findings, cells, "cells-too-many", whole(cells, 0),
			"with the other variables it makes more cells than can be counted");
		cips_findings_hint(findings, "use fewer variables, or --rake");
		return;
	}
	cells->headcount = cips_calloc(cells->n + 1, sizeof *cells->headcount);
	cells->people = cips_calloc(cells->n + 1, sizeof *cells->people);
	cells->start = cips_calloc(cells->n + 1, sizeof *cells->start);
	cells->target = cips_calloc(cells->n + 1, sizeof *cells->target);
	cells->into = cips_malloc((cells->n + 1) * sizeof *cells->into);
	for (size_t c = 0; c < cells->n; c++)
		cells->into[c] = (int32_t)c;
	cells->of = cips_malloc((frame->n + 1) * sizeof *cells->of);
	add_lines(cells, lines, findings);
	add_people(cells, lines, weight, findings);
	set_targets(cells, findings);
	if (findings->errors > before)
		return;
	check_units(cells, findings);
	if (findings->errors > before)
		return;
	if (cells->unit && least)
		for (size_t c = 0; c < cells->n; c += cells->n_units)
			collapse_units(cells, c, least);
	for (size_t c = 0; c < cells->n; c++)
		if (is_live(cells, c))
			check_cell(cells, c, least, findings);
	settle(cells);
	set_targets(cells, findings);
}

void cips_tables_cells_release(struct cips_cells *cells)
{
	free(cells->headcount);
	free(cells->people);
	free(cells->start);
	free(cells->target);
	free(cells->into);
	free(cells->of);
	*cells = (struct cips_cells){0};
}
