/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers that expressions wait for and that nobody can give: ${x} = 'ys' where the list has "yes".
 * Such a comparison is the same for everybody, so whatever hangs on it never happens, or always.
 */
#include "forms/check.h"

#include "base/number.h"

#include <string.h>

/* One cell with an expression. */
struct cell {
	struct loader *loader;
	const struct cips_row *row;
	enum column_kind kind;
	const struct cips_item *own; /* what `.` and the columns of a choice_filter belong to */
};

static const struct cips_item *item_of(
	const struct cell *cell, const struct cips_compared_part *part)
{
	return part->kind == CIPS_COMPARED_ITEM ? &cell->loader->instrument->items[part->reference]
						: cell->own;
}

static bool same_number(const char *text, double wanted)
{
	double number;
	return cips_number_parse(text, &number) && number == wanted;
}

/* Whether the text that an answer or a column has equals the constant, by the rules of `=`. */
static bool equals(const char *known, struct cips_value value, const char *text)
{
	return value.kind == CIPS_VALUE_NUMBER ? same_number(known, value.number)
					       : strcmp(known, text) == 0;
}

static bool in_list(const struct cips_item *item, const struct cips_list *list,
	struct cips_value value, const char *text)
{
	double number;
	if (item->type == CIPS_ITEM_RANGE && value.kind == CIPS_VALUE_STRING &&
		cips_number_parse(text, &number))
		value = (struct cips_value){.kind = CIPS_VALUE_NUMBER, .number = number};
	for (size_t i = 0; i < list->n; i++)
		if (equals(list->choices[i].name, value, text))
			return true;
	return false;
}

static bool in_column(const struct cell *cell, const struct cips_list *list, int column,
	const char *text, struct cips_value value)
{
	int names = (int)cell->loader->instrument->n_attributes;
	if (column > names)
		return true; /* the label, which depends on the language */
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		if (equals(column == names ? choice->name : choice->attributes[column], value,
			    text))
			return true;
	}
	return false;
}

/* The list of the item, if all of its choices are known here. */
static const struct cips_list *known_list(const struct cell *cell, const struct cips_item *item)
{
	const struct cips_list *list =
		item ? cips_model_list(cell->loader->instrument, item) : NULL;
	return list && list->from_units ? NULL : list;
}

/* Whether the part can have that value, as far as is known. */
static bool possible(const struct cell *cell, const struct cips_compared_part *part,
	struct cips_value value, const char *text)
{
	const struct cips_forms_people *people = cell->loader->people;
	if (part->kind == CIPS_COMPARED_VALUE)
		return part->value.kind != value.kind || value.kind != CIPS_VALUE_STRING ||
			strcmp(part->value.text, text) == 0;
	const struct cips_item *item = item_of(cell, part);
	const struct cips_list *list = known_list(cell, item);
	if (part->kind == CIPS_COMPARED_COLUMN)
		return !list || in_column(cell, list, part->reference, text, value);
	if (list)
		return in_list(item, list, value, text);
	const struct cips_list *units = cips_model_list(cell->loader->instrument, item);
	return !units || !people || !people->units ||
		cips_model_unit_by_code(people->units, text) >= 0;
}

static const char *choice_name(const void *known, size_t i)
{
	return ((const struct cips_list *)known)->choices[i].name;
}

/* The choice that has the text as a label, or NULL. */
static const struct cips_choice *by_label(
	const struct cell *cell, const struct cips_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < cell->loader->instrument->n_languages; k++) {
			const char **labels = list->choices[i].label.by_language;
			if (labels && labels[k] && strcmp(labels[k], text) == 0)
				return &list->choices[i];
		}
	return NULL;
}

static void hint_choice(const struct cell *cell, const struct cips_list *list, const char *text)
{
	enum { LISTED = 8 };
	struct loader *loader = cell->loader;
	const struct cips_choice *choice = by_label(cell, list, text);
	if (choice) {
		cips_findings_hint(loader->findings, "that is its label; write the name, \"%s\"",
			choice->name);
		return;
	}
	if (forms_did_you_mean(loader, text, list, list->n, choice_name))
		return;
	const char *names = "";
	for (size_t i = 0; i < list->n && i < LISTED; i++)
		names = cips_arena_printf(&loader->scratch, "%s%s\"%s\"", names, i ? ", " : "",
			list->choices[i].name);
	cips_findings_hint(
		loader->findings, "its choices are %s%s", names, list->n > LISTED ? ", ..." : "");
}

static const char *unit_code(const void *known, size_t i)
{
	return ((const struct cips_units *)known)->list[i].code;
}

static void hint_unit(struct loader *loader, const char *text)
{
	const struct cips_units *units = loader->people->units;
	if (!forms_did_you_mean(loader, text, units, units->n, unit_code))
		cips_findings_hint(loader->findings, "write the code of a unit of units.csv");
}

/*
 * "NaN" is how forms of old asked whether there is a number: of no use here, but not misspelt.
 */
static enum cips_severity severity_of(const char *text)
{
	return strcmp(text, "NaN") == 0 ? CIPS_WARNING : CIPS_ERROR;
}

static void report_choice(
	const struct cell *cell, const struct cips_item *item, const char *text, size_t character)
{
	struct loader *loader = cell->loader;
	const struct cips_list *list = known_list(cell, item);
	const char *column = forms_column_header(cell->kind);
	if (!list)
		forms_fault(loader, severity_of(text), "choice-unknown", &loader->survey, cell->row,
			cell->kind,
			"the survey file has no unit \"%s\", at character %zu of the %s", text,
			character, column);
	else
		forms_fault(loader, severity_of(text), "choice-unknown", &loader->survey, cell->row,
			cell->kind, "\"%s\" has no choice \"%s\", at character %zu of the %s",
			item->name, text, character, column);
	cips_findings_value(loader->findings, text);
	if (list)
		hint_choice(cell, list, text);
	else
		hint_unit(loader, text);
}

static void report_column(const struct cell *cell, int column, const char *text, size_t character)
{
	struct loader *loader = cell->loader;
	const struct cips_instrument *instrument = loader->instrument;
	if (column >= (int)instrument->n_attributes) {
		report_choice(cell, cell->own, text, character);
		return;
	}
	forms_fault(loader, CIPS_WARNING, "filter-value-unknown", &loader->survey, cell->row,
		cell->kind,
		"no choice of the list \"%s\" has \"%s\" in its column \"%s\", at character %zu of "
		"the %s",
		known_list(cell, cell->own)->name, text, instrument->attributes[column], character,
		forms_column_header(cell->kind));
	cips_findings_value(loader->findings, text);
	cips_findings_hint(loader->findings, "correct it, or the column of the sheet choices");
}

/* One name. The first answer or column of the other side is the one to speak of. */
static void check_name(const struct cell *cell, const struct cips_compared *compared,
	struct cips_value value, const char *text)
{
	const struct cips_compared_part *first = NULL;
	for (size_t i = 0; i < compared->n; i++) {
		const struct cips_compared_part *part = &compared->with[i];
		if (possible(cell, part, value, text))
			return;
		if (!first && part->kind != CIPS_COMPARED_VALUE)
			first = part;
	}
	size_t character = forms_character_at(
		forms_cell(&cell->loader->survey, cell->row, cell->kind), compared->offset);
	if (first->kind == CIPS_COMPARED_COLUMN)
		report_column(cell, first->reference, text, character);
	else
		report_choice(cell, item_of(cell, first), text, character);
}

/* Whether an answer of the other side is several names with blanks between them. */
static bool has_several(const struct cell *cell, const struct cips_compared *compared)
{
	for (size_t i = 0; i < compared->n; i++) {
		const struct cips_compared_part *part = &compared->with[i];
		if (part->element || part->kind == CIPS_COMPARED_VALUE ||
			part->kind == CIPS_COMPARED_COLUMN)
			continue;
		enum cips_item_type type = item_of(cell, part)->type;
		if (type == CIPS_ITEM_SELECT_MULTIPLE || type == CIPS_ITEM_RANK)
			return true;
	}
	return false;
}

/* A comparison with '' asks whether there is an answer at all, which there may be not. */
static void check_compared(void *context, const struct cips_compared *compared)
{
	const struct cell *cell = context;
	struct cips_arena *scratch = &cell->loader->scratch;
	if (compared->value.kind == CIPS_VALUE_NUMBER) {
		char out[CIPS_NUMBER_SIZE];
		check_name(cell, compared, compared->value,
			cips_number_format(out, compared->value.number));
		return;
	}
	bool split = compared->words || has_several(cell, compared);
	const char *p = compared->value.text;
	while (*p) {
		size_t n = split ? strcspn(p, " \t\r\n") : strlen(p);
		if (n)
			check_name(
				cell, compared, compared->value, cips_arena_strndup(scratch, p, n));
		p += n;
		p += strspn(p, " \t\r\n");
	}
}

static void check_cell(struct loader *loader, const struct cips_row *row, enum column_kind kind,
	const struct cips_item *own, const struct cips_expr *expr)
{
	struct cell cell = {loader, row, kind, own};
	if (expr)
		cips_model_expr_compared(expr, check_compared, &cell);
}

void forms_check_comparisons(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	for (size_t i = 0; i < instrument->n_groups; i++)
		check_cell(loader, loader->group_rows[i], COLUMN_RELEVANT, NULL,
			instrument->groups[i].relevant);
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		const struct cips_row *row = loader->item_rows[i];
		if (!row)
			continue;
		check_cell(loader, row, COLUMN_REQUIRED, item, item->required);
		check_cell(loader, row, COLUMN_RELEVANT, item, item->relevant);
		check_cell(loader, row, COLUMN_CONSTRAINT, item, item->constraint);
		check_cell(loader, row, COLUMN_CALCULATION, item, item->calculation);
		check_cell(loader, row, COLUMN_CHOICE_FILTER, item, item->choice_filter);
	}
}
