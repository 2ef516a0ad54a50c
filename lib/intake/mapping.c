/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/mapping.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "intake/grid.h"
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

enum column { COLUMN, ITEM, VALUE, CHOICE, NOTE, COLUMNS };

static const char *const headers[COLUMNS] = {"column", "item", "value", "choice", "note"};

enum { NEEDED = 2 }; /* the first ones */

/* --- reading -------------------------------------------------------------------------------- */

struct reading {
	struct cips_mapping *mapping;
	struct cips_grid grid;
	int columns[COLUMNS];
	struct cips_arena cells; /* of the grid */
};

static const char *cell(const struct reading *reading, enum column column)
{
	return reading->columns[column] < 0 ? "" : reading->grid.cells[reading->columns[column]];
}

static long place_of(const struct reading *reading, enum column column)
{
	long line, place;
	if (reading->columns[column] < 0)
		return 0;
	cips_intake_csv_place(reading->grid.csv, (size_t)reading->columns[column], &line, &place);
	return place;
}

/* A finding at a cell of the line at hand, with what to do. */
static void fault(struct reading *reading, enum column column, const char *code, const char *text,
	const char *hint)
{
	cips_intake_grid_fault(
		&reading->grid, (size_t)reading->columns[column], CIPS_ERROR, code, "%s", text);
	cips_findings_hint(reading->grid.findings, "%s", hint);
}

/* Finds the columns of the map; what is missing or not known is a finding. */
static bool find_columns(struct reading *reading)
{
	struct cips_grid *grid = &reading->grid;
	size_t before = grid->findings->errors;
	for (int i = 0; i < COLUMNS; i++) {
		reading->columns[i] = cips_intake_grid_column(grid, headers[i]);
		if (reading->columns[i] >= 0 || i >= NEEDED)
			continue;
		cips_findings_add(grid->findings, CIPS_ERROR, "column-missing", NULL, grid->line, 0,
			"there is no column \"%s\"", headers[i]);
		cips_findings_hint(grid->findings, "the first line is column,item,value,choice");
	}
	for (size_t c = 0; c < grid->n; c++) {
		bool known = !*grid->header[c];
		for (int i = 0; i < COLUMNS; i++)
			known |= strcmp(grid->header[c], headers[i]) == 0;
		if (known)
			continue;
		cips_intake_grid_fault(grid, c, CIPS_ERROR, "column-unknown",
			"\"%s\" is no column of a map",
			cips_intake_shown(grid->findings, grid->header[c]));
		cips_findings_hint(
			grid->findings, "the columns are column, item, value, choice and note");
	}
	return grid->findings->errors == before;
}

static struct cips_mapped *mapped_at(struct cips_mapping *mapping, const char *column)
{
	size_t known;
	if (cips_map_get(&mapping->by_column, column, &known))
		return &mapping->list[known];
	mapping->list = cips_arena_grow(
		&mapping->arena, mapping->list, mapping->n, &mapping->room, sizeof *mapping->list);
	cips_map_put(&mapping->by_column, column, mapping->n);
	struct cips_mapped *mapped = &mapping->list[mapping->n++];
	*mapped = (struct cips_mapped){.column = cips_arena_strdup(&mapping->arena, column)};
	return mapped;
}

/* The line says which item the column holds, or that it is not read. */
static void take_item(struct reading *reading, struct cips_mapped *mapped, const char *item)
{
	if (mapped->item && strcmp(mapped->item, item) != 0) {
		fault(reading, ITEM, "map-item-twice", "another line says otherwise of this column",
			"keep one of the two");
		return;
	}
	if (mapped->item)
		return;
	mapped->item = cips_arena_strdup(&reading->mapping->arena, item);
	mapped->line = reading->grid.line;
	mapped->place = place_of(reading, ITEM);
}

static void take_value(
	struct reading *reading, struct cips_mapped *mapped, const char *value, const char *choice)
{
	struct cips_arena *arena = &reading->mapping->arena;
	size_t known;
	if (cips_map_get(&mapped->by_value, value, &known)) {
		if (strcmp(mapped->values[known].choice, choice) != 0)
			fault(reading, VALUE, "map-value-twice",
				"another line says otherwise of this value", "keep one of the two");
		return;
	}
	mapped->values = cips_arena_grow(
		arena, mapped->values, mapped->n, &mapped->room, sizeof *mapped->values);
	cips_map_put(&mapped->by_value, value, mapped->n);
	mapped->values[mapped->n++] =
		(struct cips_mapped_value){.value = cips_arena_strdup(arena, value),
			.choice = cips_arena_strdup(arena, choice),
			.line = reading->grid.line,
			.place = place_of(reading, CHOICE)};
}

static void take_line(struct reading *reading)
{
	const char *item = cell(reading, ITEM), *value = cell(reading, VALUE);
	const char *choice = cell(reading, CHOICE);
	if (*item == '?' || *choice == '?') {
		fault(reading, *item == '?' ? ITEM : CHOICE, "map-guess",
			"this is a guess that nobody has looked at",
			*item == '?' ? "take the ? away where it is right, else write the item, or "
				       "nothing if the column is not to be read"
				     : "take the ? away where it is right, else write the choice, "
				       "or nothing if the value counts as blank");
		return;
	}
	if (!*cell(reading, COLUMN)) {
		fault(reading, COLUMN, "map-column-missing", "the line names no column",
			"write the header of the column as it stands in the file");
		return;
	}
	if (*choice && !*value) {
		fault(reading, CHOICE, "map-value-missing", "a choice without a value",
			"write the value as it stands in the file");
		return;
	}
	struct cips_mapped *mapped = mapped_at(reading->mapping, cell(reading, COLUMN));
	if (*item || !*value)
		take_item(reading, mapped, item);
	if (*value)
		take_value(reading, mapped, value, choice);
}

static void add_text(struct cips_buf *out, const char *column, const char *item, const char *value,
	const char *choice)
{
	const char *const cells[] = {column, item, value, choice};
	for (size_t i = 0; i < 4; i++) {
		if (i)
			cips_buf_putc(out, ',');
		cips_buf_csv(out, cells[i], ',');
	}
	cips_buf_putc(out, '\n');
}

/* The map as it is remembered. */
static void write_text(struct cips_mapping *mapping)
{
	struct cips_buf out = {0};
	add_text(&out, headers[COLUMN], headers[ITEM], headers[VALUE], headers[CHOICE]);
	for (size_t i = 0; i < mapping->n; i++) {
		const struct cips_mapped *mapped = &mapping->list[i];
		if (mapped->item)
			add_text(&out, mapped->column, mapped->item, "", "");
		for (size_t v = 0; v < mapped->n; v++)
			add_text(&out, mapped->column, "", mapped->values[v].value,
				mapped->values[v].choice);
	}
	mapping->text = cips_buf_keep(&out, &mapping->arena);
}

/* Takes what stands in the grid that was opened. */
static enum cips_rc take_grid(struct reading *reading, struct cips_err *err)
{
	struct cips_err input = {0};
	if (!find_columns(reading))
		return CIPS_OK;
	reading->grid.short_rows = true;
	while (cips_intake_grid_next(&reading->grid, &input) > 0)
		take_line(reading);
	if (input.rc) {
		*err = input;
		return input.rc;
	}
	write_text(reading->mapping);
	return CIPS_OK;
}

enum cips_rc cips_intake_mapping_read(const char *path, struct cips_mapping **out,
	struct cips_findings *findings, struct cips_err *err)
{
	size_t before = findings->errors;
	const char *file = findings->file;
	struct reading reading = {.mapping = cips_calloc(1, sizeof **out)};
	*out = reading.mapping;
	findings->file = reading.mapping->file = path;
	enum cips_rc rc =
		cips_intake_grid_open(&reading.grid, path, "a map", &reading.cells, findings, err);
	if (!rc)
		rc = take_grid(&reading, err);
	if (!rc)
		rc = cips_intake_verdict(findings, before, path, err);
	cips_intake_grid_close(&reading.grid);
	cips_arena_release(&reading.cells);
	findings->file = file;
	return rc;
}

struct cips_mapping *cips_intake_mapping_of_text(const char *text)
{
	struct cips_findings aside = {0};
	struct cips_err err = {0};
	struct reading reading = {.mapping = cips_calloc(1, sizeof *reading.mapping)};
	reading.mapping->file = "map";
	FILE *memory = fmemopen((void *)(uintptr_t)text, strlen(text), "rb");
	enum cips_rc rc = memory
		? cips_intake_grid_begin(&reading.grid, memory, "map", &reading.cells, &aside, &err)
		: CIPS_INPUT;
	if (!rc)
		rc = take_grid(&reading, &err);
	cips_intake_grid_close(&reading.grid);
	cips_arena_release(&reading.cells);
	bool sound = !rc && !aside.errors;
	cips_findings_release(&aside);
	if (sound)
		return reading.mapping;
	cips_intake_mapping_free(reading.mapping);
	return NULL;
}

void cips_intake_mapping_free(struct cips_mapping *mapping)
{
	if (!mapping)
		return;
	for (size_t i = 0; i < mapping->n; i++)
		cips_map_release(&mapping->list[i].by_value);
	cips_map_release(&mapping->by_column);
	cips_arena_release(&mapping->arena);
	free(mapping);
}

/* --- binding -------------------------------------------------------------------------------- */

static void report_item(const struct cips_mapped *mapped, const struct cips_spellings *spellings,
	struct cips_findings *findings, bool ambiguous)
{
	const char *name = cips_intake_shown(findings, mapped->item);
	cips_findings_add(findings, CIPS_ERROR,
		ambiguous ? "map-item-ambiguous" : "map-item-unknown", NULL, mapped->line,
		mapped->place,
		ambiguous ? "\"%s\" can be more than one item"
			  : "\"%s\" is no item of the instrument and no reserved column",
		name);
	cips_findings_item(findings, mapped->column);
	const char *guess = ambiguous ? NULL
				      : cips_findings_guess(findings, mapped->item, spellings->list,
						spellings->n, cips_intake_spelling_at);
	if (guess)
		cips_findings_hint(findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(findings,
			ambiguous ? "write it as group/item"
				  : "write the name of an item, or nothing");
}

static const char *choice_name(const void *choices, size_t i)
{
	return ((const struct cips_choice *)choices)[i].name;
}

static bool is_choice_name(const struct cips_list *list, const char *text, size_t n)
{
	for (size_t i = 0; i < list->n; i++)
		if (strlen(list->choices[i].name) == n && !memcmp(list->choices[i].name, text, n))
			return true;
	return false;
}

static bool is_state(const char *text)
{
	return strcmp(text, cips_model_state_name(CIPS_STATE_DONT_KNOW)) == 0 ||
		strcmp(text, cips_model_state_name(CIPS_STATE_REFUSED)) == 0 ||
		strcmp(text, cips_model_state_name(CIPS_STATE_NOT_APPLICABLE)) == 0;
}

/* Whether a choice of the map is a choice of the list, or several of them where that may be. */
static bool are_choices(const struct cips_list *list, const char *choice, bool words)
{
	struct cips_span rest = {choice, strlen(choice)}, word;
	if (is_choice_name(list, rest.text, rest.n))
		return true;
	while (words && (word = cips_intake_word(&rest)).n)
		if (!is_choice_name(list, word.text, word.n))
			return false;
	return words;
}

static void report_value(const struct cips_mapped *mapped, const struct cips_mapped_value *value,
	const char *code, const char *text, struct cips_findings *findings)
{
	cips_findings_add(findings, CIPS_ERROR, code, NULL, value->line, value->place, "%s", text);
	cips_findings_item(findings, mapped->column);
	cips_findings_value(findings, value->choice);
}

/*
 * A value that is the name of another choice changes the codes; then what the code that it becomes
 * stands for in the file must be said as well, or two answers would be one.
 */
static bool leaves_open(const struct cips_mapped *mapped, const struct cips_mapped_value *value,
	const struct cips_list *list)
{
	return strcmp(value->value, value->choice) != 0 &&
		is_choice_name(list, value->value, strlen(value->value)) &&
		!cips_map_get(&mapped->by_value, value->choice, NULL);
}

static void check_value(const struct cips_mapped *mapped, const struct cips_mapped_value *value,
	const struct cips_list *list, struct cips_findings *findings)
{
	if (!*value->choice || is_state(value->choice))
		return;
	struct cips_arena *arena = &findings->arena;
	const char *shown = cips_intake_shown(findings, value->choice);
	if (!are_choices(list, value->choice, mapped->words)) {
		report_value(mapped, value, "map-choice-unknown",
			cips_arena_printf(arena, "\"%s\" is no choice of the item", shown),
			findings);
		const char *guess = cips_findings_guess(
			findings, value->choice, list->choices, list->n, choice_name);
		if (guess)
			cips_findings_hint(findings, "did you mean \"%s\"?", guess);
		else
			cips_findings_hint(findings,
				"write the name of a choice, dont_know, refused, not_applicable "
				"or nothing");
	} else if (leaves_open(mapped, value, list)) {
		report_value(mapped, value, "map-value-open",
			cips_arena_printf(arena,
				"\"%s\" becomes \"%s\", and nothing says what \"%s\" is",
				cips_intake_shown(findings, value->value), shown, shown),
			findings);
		cips_findings_hint(findings, "add a line for the value \"%s\"", shown);
	}
}

static void check_values(struct cips_mapped *mapped, const struct cips_column *means,
	const struct cips_instrument *instrument, struct cips_findings *findings)
{
	if (means->kind != CIPS_COLUMN_ITEM)
		return;
	const struct cips_item *item = &instrument->items[means->item];
	const struct cips_list *list = cips_model_list(instrument, item);
	mapped->words = item->type == CIPS_ITEM_SELECT_MULTIPLE || item->type == CIPS_ITEM_RANK;
	for (size_t v = 0; list && !list->from_units && v < mapped->n; v++)
		check_value(mapped, &mapped->values[v], list, findings);
}

static void bind_column(struct cips_mapped *mapped, const struct cips_spellings *spellings,
	const struct cips_instrument *instrument, struct cips_findings *findings)
{
	const char *name = mapped->item ? mapped->item : mapped->column;
	size_t found;
	mapped->bound = false;
	if (!*name)
		return;
	bool known = cips_map_get(&spellings->by_text, name, &found);
	const struct cips_spelling *spelling = known ? &spellings->list[found] : NULL;
	if (!spelling || spelling->ambiguous) {
		if (mapped->item) /* else the header itself is at fault, if it is there */
			report_item(mapped, spellings, findings, known);
		return;
	}
	mapped->bound = true;
	mapped->means = spelling->means;
	check_values(mapped, &mapped->means, instrument, findings);
}

void cips_intake_mapping_bind(struct cips_mapping *mapping, const struct cips_spellings *spellings,
	const struct cips_instrument *instrument, struct cips_findings *findings)
{
	const char *file = findings->file;
	findings->file = mapping->file;
	for (size_t i = 0; i < mapping->n; i++)
		bind_column(&mapping->list[i], spellings, instrument, findings);
	findings->file = file;
}

/* --- using ---------------------------------------------------------------------------------- */

const struct cips_mapped *cips_intake_mapped(const struct cips_mapping *mapping, const char *header)
{
	size_t found;
	if (!mapping || !cips_map_get(&mapping->by_column, header, &found))
		return NULL;
	return &mapping->list[found];
}

/* The value that a text is, as it stands or normalized; NULL for none. */
static const struct cips_mapped_value *find_value(
	const struct cips_mapped *mapped, struct cips_span text, struct cips_arena *arena)
{
	size_t found;
	if (cips_map_find(&mapped->by_value, text.text, text.n, &found))
		return &mapped->values[found];
	const char *key = cips_utf8_normalize(arena, cips_arena_strndup(arena, text.text, text.n));
	return cips_map_get(&mapped->by_value, key, &found) ? &mapped->values[found] : NULL;
}

struct cips_span cips_intake_mapped_cell(
	const struct cips_mapped *mapped, struct cips_span cell, struct cips_arena *arena)
{
	const struct cips_mapped_value *value = find_value(mapped, cell, arena);
	if (value)
		return (struct cips_span){value->choice, strlen(value->choice)};
	if (!mapped->words)
		return cell;
	const char *all = "";
	for (struct cips_span rest = cell, word; (word = cips_intake_word(&rest)).n;) {
		value = find_value(mapped, word, arena);
		const char *text =
			value ? value->choice : cips_arena_strndup(arena, word.text, word.n);
		all = cips_arena_printf(arena, "%s%s%s", all, *all && *text ? " " : "", text);
	}
	return (struct cips_span){all, strlen(all)};
}
