/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/columns.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "intake/mapping.h"
#include "intake/text.h"
#include "model/words.h"

#include <string.h>

const char *const cips_rejects_columns[CIPS_REJECTS_COLUMNS] = {
	"batch", "line", "column", "code", "message"};

/* --- reading -------------------------------------------------------------------------------- */

struct reading {
	struct cips_columns *columns;
	const struct cips_instrument *instrument;
	const struct cips_csv *csv;
	struct cips_findings *findings;
	long line; /* of the header */
	struct cips_spellings spellings;
	const struct cips_mapping *mapping;
};

__attribute__((format(printf, 5, 6))) static void fault(struct reading *reading, size_t column,
	enum cips_severity severity, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *text = cips_arena_vprintf(&reading->spellings.arena, format, args);
	va_end(args);
	long line, place;
	cips_intake_csv_place(reading->csv, column, &line, &place);
	cips_findings_add(reading->findings, severity, code, NULL, line, place, "%s", text);
	cips_findings_item(reading->findings, reading->columns->list[column].name);
}

static const char *shown(struct reading *reading, const char *text)
{
	return cips_intake_shown(reading->findings, text);
}

/* What a column means, in words. */
static const char *meaning(struct reading *reading, const struct cips_column *column)
{
	const struct cips_instrument *instrument = reading->instrument;
	struct cips_arena *arena = &reading->spellings.arena;
	if (column->kind != CIPS_COLUMN_ITEM && column->kind != CIPS_COLUMN_TICK)
		return "the reserved column";
	const struct cips_item *item = &instrument->items[column->item];
	if (column->kind == CIPS_COLUMN_ITEM)
		return cips_arena_printf(arena, "the item %s", item->name);
	const struct cips_list *list = cips_model_list(instrument, item);
	return cips_arena_printf(
		arena, "the choice %s of %s", list->choices[column->choice - 1].name, item->name);
}

static void report_ambiguous(
	struct reading *reading, size_t c, const struct cips_spelling *spelling)
{
	fault(reading, c, CIPS_ERROR, "column-ambiguous", "this can be %s or %s",
		meaning(reading, &spelling->means), meaning(reading, &spelling->also));
	cips_findings_hint(reading->findings,
		"write it with the groups around the item, as group/item, or rename the item");
}

static void report_unknown(struct reading *reading, size_t c)
{
	const char *name = reading->columns->list[c].name;
	if (!*name) {
		fault(reading, c, CIPS_ERROR, "column-unnamed", "the column has no name");
		cips_findings_hint(reading->findings, "name it, or delete the column");
		return;
	}
	const char *guess = cips_suggest(
		name, reading->spellings.list, reading->spellings.n, cips_intake_spelling_at);
	fault(reading, c, CIPS_ERROR, "column-unknown",
		"\"%s\" is no item of the instrument and no reserved column", shown(reading, name));
	if (guess)
		cips_findings_hint(reading->findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(reading->findings, "delete the column, or rename it");
}

/* Whether a column before `c` means the same thing, in whatever spelling. */
static bool is_duplicate(struct reading *reading, size_t c)
{
	const struct cips_column *list = reading->columns->list;
	for (size_t i = 0; i < c; i++) {
		if (!cips_intake_same_column(&list[i], &list[c]))
			continue;
		const char *name = shown(reading, list[c].name);
		if (strcmp(list[i].name, list[c].name) == 0)
			fault(reading, c, CIPS_ERROR, "column-duplicate",
				"the column \"%s\" is there twice", name);
		else
			fault(reading, c, CIPS_ERROR, "column-duplicate",
				"the column \"%s\" is there already, as \"%s\"", name,
				shown(reading, list[i].name));
		cips_findings_hint(reading->findings, "delete or rename one of them");
		return true;
	}
	return false;
}

/* What the map says of a column; false where it is not read, or the map is at fault. */
static bool bind_mapped(struct cips_column *column, const struct cips_mapped *mapped)
{
	const char *name = column->name;
	if (!mapped->bound)
		return false;
	*column = mapped->means;
	column->name = name;
	return true;
}

/* What the header itself says; false with a finding. */
static bool bind_spelled(struct reading *reading, size_t c)
{
	struct cips_column *column = &reading->columns->list[c];
	const char *name = column->name;
	size_t found;
	if (!cips_map_get(&reading->spellings.by_text, name, &found)) {
		report_unknown(reading, c);
		return false;
	}
	const struct cips_spelling *spelling = &reading->spellings.list[found];
	if (spelling->ambiguous) {
		report_ambiguous(reading, c, spelling);
		return false;
	}
	*column = spelling->means;
	column->name = name;
	return true;
}

static void read_column(struct reading *reading, size_t c)
{
	struct cips_column *column = &reading->columns->list[c];
	const struct cips_mapped *mapped = cips_intake_mapped(reading->mapping, column->name);
	if (mapped && mapped->item ? !bind_mapped(column, mapped) : !bind_spelled(reading, c))
		return;
	if (mapped && mapped->n)
		column->values = mapped;
	if (is_duplicate(reading, c)) {
		column->kind = CIPS_COLUMN_NONE;
		return;
	}
	if (column->kind != CIPS_COLUMN_ITEM)
		return;
	const struct cips_item *item = &reading->instrument->items[column->item];
	if (cips_model_stored(item->type))
		return;
	fault(reading, c, CIPS_NOTE, "column-ignored", "%s is a %s, so its column is not read",
		item->name, cips_model_type_name(item->type));
	column->kind = CIPS_COLUMN_NONE;
}

/* Columns of the map that the file does not have: a map may serve several files. */
static void report_unused(struct reading *reading, const struct cips_mapping *mapping)
{
	struct cips_findings *findings = reading->findings;
	const char *file = findings->file;
	for (size_t i = 0; i < mapping->n; i++) {
		const struct cips_mapped *mapped = &mapping->list[i];
		bool used = false;
		for (size_t c = 0; c < reading->columns->n && !used; c++)
			used = strcmp(reading->columns->list[c].name, mapped->column) == 0;
		if (used)
			continue;
		findings->file = mapping->file;
		cips_findings_add(findings, CIPS_NOTE, "map-column-unused", NULL,
			mapped->item ? mapped->line : mapped->values[0].line, 0,
			"the file has no column \"%s\"", shown(reading, mapped->column));
		findings->file = file;
	}
}

/* The five columns that end a rejects file. */
static bool ends_in_rejects(const struct cips_columns *columns)
{
	if (columns->n <= CIPS_REJECTS_COLUMNS)
		return false;
	const struct cips_column *tail = &columns->list[columns->n - CIPS_REJECTS_COLUMNS];
	for (size_t i = 0; i < CIPS_REJECTS_COLUMNS; i++)
		if (strcmp(tail[i].name, cips_rejects_columns[i]) != 0)
			return false;
	return true;
}

/* --- what the columns are together ---------------------------------------------------------- */

/* Notes which column holds what; a select_multiple has one column or one per choice. */
static void index_columns(struct reading *reading, size_t *column_of_item)
{
	struct cips_columns *columns = reading->columns;
	for (size_t k = 0; k < CIPS_COLUMN_KINDS; k++)
		columns->of_kind[k] = -1;
	for (size_t c = 0; c < columns->n; c++) {
		const struct cips_column *column = &columns->list[c];
		if (column->kind == CIPS_COLUMN_ITEM)
			column_of_item[column->item] = c + 1;
		else if (column->kind == CIPS_COLUMN_TICK)
			columns->ticked[column->item] = true;
		columns->of_kind[column->kind] = (int)c;
	}
	for (size_t i = 0; i < reading->instrument->n_items; i++) {
		if (!columns->ticked[i] || !column_of_item[i])
			continue;
		const char *name = reading->instrument->items[i].name;
		fault(reading, column_of_item[i] - 1, CIPS_ERROR, "column-both-forms",
			"%s has a column of its own and columns for its choices", name);
		cips_findings_hint(reading->findings, "keep one of the two forms");
		columns->list[column_of_item[i] - 1].kind = CIPS_COLUMN_NONE;
	}
}

static void report_missing_item(struct reading *reading, const struct cips_item *item)
{
	bool unit = item->use == CIPS_USE_UNIT;
	cips_findings_add(reading->findings, unit ? CIPS_WARNING : CIPS_NOTE, "column-missing",
		NULL, reading->line, 0,
		unit ? "there is no column for %s, so nobody belongs to a unit"
		     : "there is no column for %s, so nobody has answered it",
		item->name);
	cips_findings_item(reading->findings, item->name);
	if (unit)
		cips_findings_hint(reading->findings, "add a column with the code of the unit");
}

/* Choices without a column while others of the item have one. */
static void report_missing_ticks(struct reading *reading, int index)
{
	const struct cips_columns *columns = reading->columns;
	const struct cips_item *item = &reading->instrument->items[index];
	const struct cips_list *list = cips_model_list(reading->instrument, item);
	for (size_t choice = 1; choice <= list->n; choice++) {
		bool there = false;
		for (size_t c = 0; c < columns->n && !there; c++)
			there = columns->list[c].kind == CIPS_COLUMN_TICK &&
				columns->list[c].item == index && columns->list[c].choice == choice;
		if (there)
			continue;
		cips_findings_add(reading->findings, CIPS_NOTE, "column-missing", NULL,
			reading->line, 0, "there is no column %s/%s, so nobody has ticked it",
			item->name, list->choices[choice - 1].name);
		cips_findings_item(reading->findings, item->name);
	}
}

static void report_missing(struct reading *reading, const size_t *column_of_item)
{
	for (int i = 0; i < (int)reading->instrument->n_items; i++) {
		const struct cips_item *item = &reading->instrument->items[i];
		if (reading->columns->ticked[i])
			report_missing_ticks(reading, i);
		else if (cips_model_stored(item->type) && !column_of_item[i])
			report_missing_item(reading, item);
	}
}

/* The reserved columns stand for items with that use; both together would be two answers. */
static void check_uses(struct reading *reading)
{
	const struct cips_instrument *instrument = reading->instrument;
	const struct {
		enum cips_column_kind kind;
		int item;
	} pairs[] = {
		{CIPS_COLUMN_WEIGHT, instrument->weight_item},
		{CIPS_COLUMN_SECONDS, instrument->seconds_item},
	};
	for (size_t p = 0; p < 2; p++) {
		int c = reading->columns->of_kind[pairs[p].kind];
		if (c < 0 || pairs[p].item == CIPS_NONE)
			continue;
		fault(reading, (size_t)c, CIPS_ERROR, "column-both-forms",
			"the instrument has the item %s for this",
			instrument->items[pairs[p].item].name);
		cips_findings_hint(reading->findings, "use the item's name as the header");
	}
}

void cips_intake_columns(struct cips_columns *columns, const struct cips_instrument *instrument,
	const struct cips_csv *csv, const struct cips_record *header, struct cips_mapping *mapping,
	struct cips_findings *findings)
{
	*columns = (struct cips_columns){.n = header->n};
	struct cips_arena *arena = &columns->arena;
	columns->list = cips_arena_alloc(arena, header->n, sizeof *columns->list);
	columns->ticked = cips_arena_alloc(arena, instrument->n_items, sizeof *columns->ticked);
	for (size_t c = 0; c < header->n; c++)
		columns->list[c].name = cips_utf8_normalize(arena, header->fields[c].text);
	columns->rejects = ends_in_rejects(columns);
	struct reading reading = {.columns = columns,
		.instrument = instrument,
		.csv = csv,
		.findings = findings,
		.mapping = mapping,
		.line = header->line};
	cips_intake_spell(&reading.spellings, instrument);
	if (mapping)
		cips_intake_mapping_bind(mapping, &reading.spellings, instrument, findings);
	size_t own = columns->n - (columns->rejects ? CIPS_REJECTS_COLUMNS : 0);
	for (size_t c = 0; c < own; c++)
		read_column(&reading, c);
	if (mapping)
		report_unused(&reading, mapping);
	if (columns->rejects) {
		columns->list[own].kind = CIPS_COLUMN_BATCH;
		columns->list[own + 1].kind = CIPS_COLUMN_LINE;
	}
	size_t *column_of_item =
		cips_arena_alloc(arena, instrument->n_items, sizeof *column_of_item);
	index_columns(&reading, column_of_item);
	report_missing(&reading, column_of_item);
	check_uses(&reading);
	cips_intake_spellings_release(&reading.spellings);
}

void cips_intake_columns_release(struct cips_columns *columns)
{
	cips_arena_release(&columns->arena);
}
