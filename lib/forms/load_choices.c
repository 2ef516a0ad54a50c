/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choices sheet. Rows of one list need not stand together; the lists come in the order in which
 * they are first named.
 */
#include "forms/loader.h"

#include "base/number.h"
#include "base/utf8.h"
#include "model/words.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void report_duplicate(struct loader *loader, const struct table *table, size_t column)
{
	const char *header = table->columns[column].header;
	cips_findings_add(loader->findings, CIPS_ERROR, "column-duplicate", table->name,
		table->sheet->rows[0].number, (long)column + 1, "the column \"%s\" is there twice",
		header);
	cips_findings_value(loader->findings, header);
	cips_findings_hint(loader->findings, "keep one of them");
}

/* The extra columns, in the order of their names. */
static void load_attributes(struct loader *loader)
{
	struct table *table = &loader->choices;
	struct cips_instrument *instrument = loader->instrument;
	struct cips_map seen = {0};
	const char **names =
		cips_arena_alloc(&instrument->arena, table->n, sizeof *instrument->attributes);
	size_t n = 0;
	for (size_t i = 0; i < table->n; i++) {
		struct column *column = &table->columns[i];
		if (column->kind != COLUMN_ATTRIBUTE)
			continue;
		if (cips_map_put(&seen, column->header, 0))
			names[n++] = forms_keep(loader, column->header);
		else
			report_duplicate(loader, table, i);
	}
	if (n)
		qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++)
		*cips_map_at(&seen, names[i]) = i;
	for (size_t i = 0; i < table->n; i++)
		if (table->columns[i].kind == COLUMN_ATTRIBUTE)
			cips_map_get(&seen, table->columns[i].header, &table->columns[i].attribute);
	cips_map_release(&seen);
	instrument->attributes = names;
	instrument->n_attributes = n;
	loader->attribute_used = cips_arena_alloc(&loader->scratch, n, sizeof(bool));
}

static const char **read_attributes(struct loader *loader, const struct cips_row *row)
{
	const struct table *table = &loader->choices;
	const char **values = forms_no_attributes(loader);
	for (size_t i = 0; values && i < table->n && i < row->n; i++)
		if (table->columns[i].kind == COLUMN_ATTRIBUTE)
			values[table->columns[i].attribute] = forms_keep(loader, row->cells[i]);
	return values;
}

static void read_score(
	struct loader *loader, struct cips_choice *choice, const struct cips_row *row)
{
	const struct table *table = &loader->choices;
	const char *cell = forms_cell(table, row, COLUMN_SCORE);
	if (!*cell)
		return;
	choice->has_score = cips_number_parse(cell, &choice->score);
	if (!choice->has_score) {
		forms_fault(loader, CIPS_ERROR, "score-invalid", table, row, COLUMN_SCORE,
			"the score \"%s\" is not a number", cell);
		cips_findings_hint(loader->findings,
			strchr(cell, ',') ? "write the decimals behind a point, not a comma"
					  : "write a number such as 2 or 2.5, or nothing");
	} else if (choice->missing != CIPS_SUBSTANTIVE) {
		forms_fault(loader, CIPS_WARNING, "score-unused", table, row, COLUMN_SCORE,
			"the choice \"%s\" is no answer, so its score has no effect", choice->name);
		cips_findings_hint(loader->findings, "empty one of the cells missing and score");
		choice->has_score = false;
		choice->score = 0;
	}
}

static struct cips_choice read_choice(struct loader *loader, const struct cips_row *row)
{
	struct word missing[CIPS_MISSING_NOT_APPLICABLE], positive[CIPS_POSITIVE_NO];
	for (int m = CIPS_MISSING_DONT_KNOW; m <= CIPS_MISSING_NOT_APPLICABLE; m++)
		missing[m - 1] = (struct word){cips_model_missing_word((enum cips_missing)m), m};
	for (int p = CIPS_POSITIVE_YES; p <= CIPS_POSITIVE_NO; p++)
		positive[p - 1] = (struct word){cips_model_positive_word((enum cips_positive)p), p};
	const struct table *table = &loader->choices;
	struct cips_choice choice = {
		.name = forms_keep(loader, forms_cell(table, row, COLUMN_NAME)),
		.label = forms_text(loader, table, row, COLUMN_LABEL),
		.attributes = read_attributes(loader, row),
		.place = forms_place(table, row, COLUMN_NAME),
	};
	choice.missing = (enum cips_missing)forms_word(loader, table, row, COLUMN_MISSING, missing,
		3, CIPS_SUBSTANTIVE, "missing-unknown");
	choice.positive = (enum cips_positive)forms_word(loader, table, row, COLUMN_POSITIVE,
		positive, 3, CIPS_POSITIVE_BY_SCORE, "positive-unknown");
	read_score(loader, &choice, row);
	return choice;
}

static bool has_blank(struct loader *loader, const char *name)
{
	return strpbrk(cips_utf8_normalize(&loader->scratch, name), " \t\n") != NULL;
}

/* The names of lists and choices; that of a choice is looked at again once its use is known. */
static bool check_name(
	struct loader *loader, const struct cips_row *row, enum column_kind kind, const char *what)
{
	const struct table *table = &loader->choices;
	const char *name = forms_cell(table, row, kind);
	if (!*name) {
		forms_fault(loader, CIPS_ERROR, "name-missing", table, row, kind,
			"the row has no %s", what);
		cips_findings_hint(loader->findings, "write it, or empty the row");
		return false;
	}
	if (kind == COLUMN_LIST_NAME && has_blank(loader, name)) {
		forms_fault(loader, CIPS_ERROR, "name-blank", table, row, kind,
			"the %s \"%s\" has a blank in it", what, name);
		cips_findings_hint(loader->findings, "write _ instead");
		return false;
	}
	return true;
}

/* Keys of choices: "list name", to find the first of two that are the same. */
static void check_choice(
	struct loader *loader, struct cips_map *seen, const char *list, const struct cips_row *row)
{
	const struct table *table = &loader->choices;
	const char *name = forms_cell(table, row, COLUMN_NAME);
	const char *key = cips_arena_printf(&loader->scratch, "%s %s", list, name);
	size_t first;
	if (!cips_map_put(seen, key, (size_t)row->number) && cips_map_get(seen, key, &first)) {
		forms_fault(loader, CIPS_ERROR, "choice-duplicate", table, row, COLUMN_NAME,
			"the list \"%s\" has the choice \"%s\" in row %zu already", list, name,
			first);
		cips_findings_hint(loader->findings, "give one of the two another name");
	}
}

static bool is_comment(const struct table *table, const struct cips_row *row)
{
	return !*forms_cell(table, row, COLUMN_LIST_NAME) && !*forms_cell(table, row, COLUMN_NAME);
}

static void require_columns(struct loader *loader)
{
	static const enum column_kind required[] = {COLUMN_LIST_NAME, COLUMN_NAME};
	const struct table *table = &loader->choices;
	if (!table->sheet || !table->sheet->n)
		return;
	for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
		if (table->at[required[i]] != CIPS_NONE)
			continue;
		cips_findings_add(loader->findings, CIPS_ERROR, "column-missing", table->name,
			table->sheet->rows[0].number, 0, "there is no column \"%s\"",
			forms_column_header(required[i]));
		cips_findings_hint(loader->findings, "add it to the first row of the sheet");
	}
}

void forms_load_choices(struct loader *loader)
{
	const struct table *table = &loader->choices;
	const struct cips_sheet *sheet = table->sheet;
	struct cips_map seen = {0};
	size_t *rooms = cips_arena_alloc(
		&loader->scratch, sheet ? sheet->n : 0, sizeof *rooms); /* per list */
	require_columns(loader);
	load_attributes(loader);
	bool usable = sheet && table->at[COLUMN_LIST_NAME] != CIPS_NONE &&
		table->at[COLUMN_NAME] != CIPS_NONE;
	for (size_t i = 1; usable && i < sheet->n; i++) {
		const struct cips_row *row = &sheet->rows[i];
		if (is_comment(table, row)) {
			forms_fault(loader, CIPS_NOTE, "row-ignored", table, row, COLUMN_NONE,
				"the row has neither a list nor a name; it was left out");
			continue;
		}
		bool named = check_name(loader, row, COLUMN_LIST_NAME, "name of a list");
		if (!check_name(loader, row, COLUMN_NAME, "name") || !named)
			continue;
		const char *name = forms_cell(table, row, COLUMN_LIST_NAME);
		size_t index;
		if (!cips_map_get(&loader->list_by_name, name, &index)) {
			index = loader->instrument->n_lists;
			cips_map_put(&loader->list_by_name, name, index);
			forms_add_list(loader, name);
		}
		check_choice(loader, &seen, name, row);
		struct cips_list *list = &loader->instrument->lists[index];
		list->choices = cips_arena_grow(&loader->instrument->arena, list->choices, list->n,
			&rooms[index], sizeof *list->choices);
		list->choices[list->n++] = read_choice(loader, row);
	}
	cips_map_release(&seen);
	loader->n_listed = loader->instrument->n_lists;
	loader->list_used = cips_arena_alloc(&loader->scratch, loader->n_listed, sizeof(bool));
}

/* Where several names make an answer, they are separated by blanks. */
void forms_check_several(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	bool *seen = cips_arena_alloc(&loader->scratch, instrument->n_lists, sizeof *seen);
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		bool several =
			item->type == CIPS_ITEM_SELECT_MULTIPLE || item->type == CIPS_ITEM_RANK;
		if (!several || item->list == CIPS_NONE || seen[item->list])
			continue;
		seen[item->list] = true;
		const struct cips_list *list = &instrument->lists[item->list];
		for (size_t k = 0; k < list->n; k++) {
			const struct cips_choice *choice = &list->choices[k];
			if (!has_blank(loader, choice->name))
				continue;
			cips_findings_add(loader->findings, CIPS_ERROR, "name-blank",
				choice->place.sheet, choice->place.row, choice->place.column,
				"the name \"%s\" has a blank in it, and several of its list can "
				"be chosen",
				choice->name);
			cips_findings_value(loader->findings, choice->name);
			cips_findings_hint(loader->findings, "write _ instead");
		}
	}
}
