/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The survey sheet: items and groups, without their expressions, which need all names.
 */
#include "forms/loader.h"

#include "base/suggest.h"
#include "forms/types.h"
#include "model/words.h"

#include <string.h>

/* The open groups. A repeat is refused, but its end must not be taken for that of a group. */
struct level {
	int group; /* index, CIPS_NONE for a repeat */
	const struct cips_row *row;
};

struct survey {
	struct loader *loader;
	struct level *levels;
	size_t n, room;
};

static struct table *survey_table(struct survey *survey)
{
	return &survey->loader->survey;
}

static int current_group(const struct survey *survey)
{
	for (size_t i = survey->n; i > 0; i--)
		if (survey->levels[i - 1].group != CIPS_NONE)
			return survey->levels[i - 1].group;
	return CIPS_NONE;
}

static void push(struct survey *survey, int group, const struct cips_row *row)
{
	survey->levels = cips_arena_grow(&survey->loader->scratch, survey->levels, survey->n,
		&survey->room, sizeof *survey->levels);
	survey->levels[survey->n++] = (struct level){group, row};
}

/* Names. */

static bool check_name(struct loader *loader, const struct cips_row *row)
{
	const struct table *table = &loader->survey;
	const char *name = forms_cell(table, row, COLUMN_NAME);
	if (!*name) {
		forms_fault(loader, CIPS_ERROR, "name-missing", table, row, COLUMN_NAME,
			"the row has no name");
		cips_findings_hint(loader->findings, "write a short name for the item");
		return false;
	}
	if (!forms_is_name(name)) {
		forms_fault(loader, CIPS_ERROR, "name-invalid", table, row, COLUMN_NAME,
			"\"%s\" cannot be a name", name);
		cips_findings_hint(loader->findings,
			"begin with a letter, go on with letters, digits, _ . or -");
		return false;
	}
	if (strcmp(name, "meta") == 0) {
		forms_fault(loader, CIPS_ERROR, "name-reserved", table, row, COLUMN_NAME,
			"the name \"meta\" is kept for what the standard tools add");
		cips_findings_hint(loader->findings, "choose another, such as \"q_meta\"");
		return false;
	}
	if (strlen(name) > NAME_LIMIT) {
		forms_fault(loader, CIPS_ERROR, "name-too-long", table, row, COLUMN_NAME,
			"the name has %zu characters; at most %d are possible", strlen(name),
			NAME_LIMIT);
		cips_findings_hint(loader->findings, "shorten it; the label says the rest");
		return false;
	}
	return true;
}

/* Groups. */

static void begin_group(struct survey *survey, const struct cips_row *row)
{
	struct loader *loader = survey->loader;
	struct cips_instrument *instrument = loader->instrument;
	const struct table *table = &loader->survey;
	check_name(loader, row);
	forms_check_group_cells(loader, row, false);
	instrument->groups = cips_arena_grow(&instrument->arena, instrument->groups,
		instrument->n_groups, &loader->groups_room, sizeof *instrument->groups);
	loader->group_rows = cips_arena_grow(&loader->scratch, loader->group_rows,
		instrument->n_groups, &loader->group_rows_room, sizeof *loader->group_rows);
	loader->group_rows[instrument->n_groups] = row;
	int items = (int)instrument->n_items;
	instrument->groups[instrument->n_groups] = (struct cips_group){
		.name = forms_keep(loader, forms_cell(table, row, COLUMN_NAME)),
		.label = forms_text(loader, table, row, COLUMN_LABEL),
		.relevant_text = "",
		.parent = current_group(survey),
		.first_item = items,
		.end_item = items,
		.appearance = forms_keep(loader, forms_cell(table, row, COLUMN_APPEARANCE)),
		.place = forms_place(table, row, COLUMN_NAME),
	};
	push(survey, (int)instrument->n_groups++, row);
}

/* The name of what is open at the top, for messages. */
static const char *top_name(struct survey *survey)
{
	return forms_cell(survey_table(survey), survey->levels[survey->n - 1].row, COLUMN_NAME);
}

static void end_level(struct survey *survey, const struct cips_row *row, bool repeat)
{
	struct loader *loader = survey->loader;
	const struct table *table = &loader->survey;
	const char *what = repeat ? "repeat" : "group";
	if (!repeat)
		forms_check_group_cells(loader, row, true);
	if (!survey->n) {
		forms_fault(loader, CIPS_ERROR, "group-unopened", table, row, COLUMN_TYPE,
			"a %s ends here, but none is open", what);
		cips_findings_hint(loader->findings, "remove the row, or add where it begins");
		return;
	}
	struct level top = survey->levels[--survey->n];
	if ((top.group == CIPS_NONE) != repeat) {
		survey->n++;
		forms_fault(loader, CIPS_ERROR, "group-mismatch", table, row, COLUMN_TYPE,
			"a %s ends here, but the %s \"%s\" of row %ld is open", what,
			repeat ? "group" : "repeat", top_name(survey), top.row->number);
		survey->n--;
		cips_findings_hint(loader->findings, "end what began last first");
	}
	const char *name = forms_cell(table, row, COLUMN_NAME);
	const char *begun = forms_cell(table, top.row, COLUMN_NAME);
	if (!repeat && *name && strcmp(name, begun) != 0) {
		forms_fault(loader, CIPS_WARNING, "group-name", table, row, COLUMN_NAME,
			"the end of the group \"%s\" (row %ld) is named \"%s\"", begun,
			top.row->number, name);
		cips_findings_hint(loader->findings, "check that the right group ends here");
	}
	if (top.group != CIPS_NONE)
		loader->instrument->groups[top.group].end_item = (int)loader->instrument->n_items;
}

static void close_levels(struct survey *survey)
{
	struct loader *loader = survey->loader;
	while (survey->n) {
		struct level top = survey->levels[--survey->n];
		forms_fault(loader, CIPS_ERROR, "group-unclosed", &loader->survey, top.row,
			COLUMN_TYPE, "the %s \"%s\" does not end",
			top.group == CIPS_NONE ? "repeat" : "group",
			forms_cell(&loader->survey, top.row, COLUMN_NAME));
		cips_findings_hint(loader->findings, "add a row \"end_group\"");
		if (top.group != CIPS_NONE)
			loader->instrument->groups[top.group].end_item =
				(int)loader->instrument->n_items;
	}
}

/* Items. */

static const char *list_name(const void *known, size_t i)
{
	return ((const struct cips_list *)known)[i].name;
}

/* The list that stands for units.csv, made when it is first needed. */
static int units_list(struct loader *loader, const struct row_type *type,
	const struct cips_item *item, const struct cips_row *row)
{
	const struct table *table = &loader->survey;
	const char *value = forms_parameter(&loader->scratch, item->parameters, "value");
	const char *label = forms_parameter(&loader->scratch, item->parameters, "label");
	if (strcmp(type->list, "units.csv") != 0) {
		forms_fault(loader, CIPS_ERROR, "file-refused", table, row, COLUMN_TYPE,
			"choices come from the file units.csv only, not from \"%s\"", type->list);
		cips_findings_hint(loader->findings, "put the choices into the sheet choices");
		return CIPS_NONE;
	}
	if (!value || !label || strcmp(value, "unit") || strcmp(label, "name")) {
		forms_fault(loader, CIPS_ERROR, "parameter-invalid", table, row, COLUMN_PARAMETERS,
			"choices from units.csv need their columns named");
		cips_findings_hint(loader->findings, "write \"value=unit label=name\"");
	}
	if (loader->units_list == CIPS_NONE) {
		loader->units_list = (int)loader->instrument->n_lists;
		forms_add_list(loader, "units.csv")->from_units = true;
	}
	return loader->units_list;
}

/* Says once that the lists which items name have no sheet. */
static void require_choices(struct loader *loader, const struct cips_row *row)
{
	if (loader->choices_missed)
		return;
	loader->choices_missed = true;
	cips_findings_add(loader->findings, CIPS_ERROR, "sheet-missing", "choices", 0, 0,
		"there is no sheet \"choices\", but the item \"%s\" needs one",
		forms_cell(&loader->survey, row, COLUMN_NAME));
	cips_findings_hint(loader->findings, "name the sheet with the lists \"choices\"");
}

/* The list that the type names; CIPS_NONE and a finding when there is none. */
static int find_list(struct loader *loader, const struct row_type *type, const struct cips_row *row)
{
	const struct table *table = &loader->survey;
	size_t index;
	if (cips_map_get(&loader->list_by_name, type->list, &index)) {
		loader->list_used[index] = true;
		return (int)index;
	}
	if (strncmp(type->list, "${", 2) == 0) {
		forms_fault(loader, CIPS_ERROR, "list-refused", table, row, COLUMN_TYPE,
			"choices cannot be taken from earlier answers");
		cips_findings_hint(loader->findings,
			"list them in the sheet choices, and filter them in the column "
			"choice_filter");
	} else if (!*type->list) {
		forms_fault(loader, CIPS_ERROR, "list-missing", table, row, COLUMN_TYPE,
			"the type names no list of choices");
		cips_findings_hint(loader->findings, "write \"%s LIST\"", type->word);
	} else if (loader->choices.sheet) {
		forms_fault(loader, CIPS_ERROR, "list-unknown", table, row, COLUMN_TYPE,
			"the sheet choices has no list \"%s\"", type->list);
		if (!forms_did_you_mean(loader, type->list, loader->instrument->lists,
			    loader->n_listed, list_name))
			cips_findings_hint(
				loader->findings, "add its choices, with this list_name");
	} else {
		require_choices(loader, row);
	}
	return CIPS_NONE;
}

static bool is_units_file(const struct row_type *type)
{
	return type->kind == ROW_ITEM && type->from_file;
}

static void load_list(struct loader *loader, size_t index, const struct row_type *type,
	const struct cips_row *row)
{
	struct cips_item *item = &loader->instrument->items[index];
	if (is_units_file(type)) {
		int list = units_list(loader, type, item, row);
		loader->instrument->items[index].list = list;
	} else if (type->takes_list) {
		item->list = find_list(loader, type, row);
	} else if (item->type == CIPS_ITEM_RANGE) {
		forms_expand_range(loader, index, row);
	} else if (item->type == CIPS_ITEM_ACKNOWLEDGE) {
		forms_expand_acknowledge(loader, index);
	}
}

static const char *factor_code(const void *known, size_t i)
{
	return ((const struct cips_factor *)known)[i].code;
}

static int find_factor(struct loader *loader, const struct cips_row *row)
{
	const struct cips_instrument *instrument = loader->instrument;
	const char *code = forms_cell(&loader->survey, row, COLUMN_FACTOR);
	if (!*code)
		return CIPS_NONE;
	size_t index;
	if (cips_map_get(&loader->factor_by_code, code, &index))
		return (int)index;
	forms_fault(loader, CIPS_ERROR, "factor-unknown", &loader->survey, row, COLUMN_FACTOR,
		"the factor \"%s\" is neither built in nor in the sheet factors", code);
	if (!forms_did_you_mean(
		    loader, code, instrument->factors, instrument->n_factors, factor_code)) {
		static const struct word builtin[] = {{"LEAD", 0}, {"REGF", 0}, {"TRAN", 0},
			{"AUTO", 0}, {"REFO", 0}, {"AUDI", 0}, {"CODE", 0}, {"HRMT", 0},
			{"MORA", 0}, {"PRIV", 0}};
		const char *near = NULL;
		for (size_t i = 0; !near && i < sizeof builtin / sizeof *builtin; i++)
			if (cips_suggest_distance(code, builtin[i].word) <= 1)
				near = builtin[i].word;
		if (near)
			cips_findings_hint(loader->findings, "did you mean \"%s\"?", near);
		else
			cips_findings_hint(
				loader->findings, "add it to the sheet factors, with a label");
	}
	return CIPS_NONE;
}

/* Our own columns. */
static void load_meaning(struct loader *loader, struct cips_item *item, const struct cips_row *row)
{
	static const struct word polarities[] = {
		{"+", 0}, {"positive", 0}, {"-", 1}, {"−", 1}, {"–", 1}, {"negative", 1}};
	struct word uses[CIPS_USE_SECONDS];
	for (int use = CIPS_USE_UNIT; use <= CIPS_USE_SECONDS; use++)
		uses[use - CIPS_USE_UNIT] =
			(struct word){cips_model_use_word((enum cips_use)use), use};
	const struct table *table = &loader->survey;
	item->factor = find_factor(loader, row);
	item->negative =
		forms_word(loader, table, row, COLUMN_POLARITY, polarities,
			sizeof polarities / sizeof *polarities, 0, "polarity-unknown") == 1;
	item->use = (enum cips_use)forms_word(loader, table, row, COLUMN_USE, uses,
		sizeof uses / sizeof *uses, CIPS_USE_NONE, "use-unknown");
	item->sensitive = forms_yes_cell(loader, table, row, COLUMN_SENSITIVE);
	const char *indicator = forms_cell(table, row, COLUMN_INDICATOR);
	item->indicator = *indicator ? forms_keep(loader, indicator) : item->name;
	if (*indicator && (!forms_is_name(indicator) || strlen(indicator) > NAME_LIMIT)) {
		forms_fault(loader, CIPS_ERROR, "indicator-invalid", table, row, COLUMN_INDICATOR,
			"\"%s\" cannot be the name of an indicator", indicator);
		cips_findings_hint(loader->findings,
			"begin with a letter, go on with letters, digits, _ . or -");
	}
}

/* A note may go without a name: it has no answer. "" when the row must have its own. */
static const char *implied_name(
	struct loader *loader, const struct row_type *type, const struct cips_row *row)
{
	if (type->item != CIPS_ITEM_NOTE || *forms_cell(&loader->survey, row, COLUMN_NAME))
		return "";
	return cips_arena_printf(&loader->instrument->arena, "generated_note_name_%zu",
		(size_t)(row - loader->survey.sheet->rows) + 1);
}

static void load_item(
	struct survey *survey, const struct row_type *type, const struct cips_row *row)
{
	struct loader *loader = survey->loader;
	const struct table *table = &loader->survey;
	size_t index = loader->instrument->n_items;
	const char *name = implied_name(loader, type, row);
	bool named = *name || check_name(loader, row);
	struct cips_item *item = forms_add_item(loader, row);
	item->type = type->item;
	item->name = *name ? name : forms_keep(loader, forms_cell(table, row, COLUMN_NAME));
	item->label = forms_text(loader, table, row, COLUMN_LABEL);
	item->hint = forms_text(loader, table, row, COLUMN_HINT);
	item->guidance = forms_text(loader, table, row, COLUMN_GUIDANCE);
	item->required_message = forms_text(loader, table, row, COLUMN_REQUIRED_MESSAGE);
	item->constraint_message = forms_text(loader, table, row, COLUMN_CONSTRAINT_MESSAGE);
	item->default_value = forms_keep(loader, forms_cell(table, row, COLUMN_DEFAULT));
	item->appearance = forms_keep(loader, forms_cell(table, row, COLUMN_APPEARANCE));
	item->read_only = forms_read_only(loader, row);
	forms_check_appearance(loader, row);
	item->group = current_group(survey);
	item->place = forms_place(table, row, COLUMN_NAME);
	forms_check_default(loader, item->type, row);
	load_meaning(loader, item, row);
	forms_load_parameters(loader, item, row, type->from_file);
	load_list(loader, index, type, row);
	item = &loader->instrument->items[index];
	if (!type->or_other)
		return;
	if (item->type == CIPS_ITEM_RANK || is_units_file(type)) {
		forms_fault(loader, CIPS_ERROR, "or-other-refused", table, row, COLUMN_TYPE,
			"or_other works with select_one and select_multiple only");
		cips_findings_hint(
			loader->findings, "list the choice \"other\" in the sheet choices");
	} else {
		item->or_other = true;
		if (named && item->list != CIPS_NONE)
			forms_expand_other(loader, index);
	}
}

/* Rows. */

static void report_refused(
	struct loader *loader, const struct row_type *type, const struct cips_row *row)
{
	forms_fault(loader, CIPS_ERROR, "type-refused", &loader->survey, row, COLUMN_TYPE,
		"the type \"%s\" is not supported", type->word);
	cips_findings_hint(loader->findings, "%s", type->why);
}

static void report_unknown(struct loader *loader, const struct cips_row *row)
{
	const char *cell = forms_cell(&loader->survey, row, COLUMN_TYPE);
	const char *near = forms_type_suggest(&loader->scratch, cell);
	forms_fault(loader, CIPS_ERROR, "type-unknown", &loader->survey, row, COLUMN_TYPE,
		"the type \"%s\" is not known", cell);
	if (near)
		cips_findings_hint(loader->findings, "did you mean \"%s\"?", near);
	else
		cips_findings_hint(loader->findings,
			"write a type such as text, integer, select_one LIST or note");
}

static bool has_label(struct loader *loader, const struct cips_row *row)
{
	return forms_text(loader, &loader->survey, row, COLUMN_LABEL).by_language != NULL;
}

/* A row without type: a comment, or an item whose type was forgotten. */
static void load_untyped(struct loader *loader, const struct cips_row *row)
{
	const struct table *table = &loader->survey;
	const char *name = forms_cell(table, row, COLUMN_NAME);
	if (*name || has_label(loader, row)) {
		forms_fault(loader, CIPS_ERROR, "type-missing", table, row, COLUMN_TYPE,
			*name ? "the item \"%s\" has no type"
			      : "the row has a label, but neither a type nor a name%s",
			name);
		cips_findings_hint(loader->findings, "write a type, or empty the row");
	} else {
		forms_fault(loader, CIPS_NOTE, "row-ignored", table, row, COLUMN_NONE,
			"the row has neither a type nor a name nor a label; it was left out");
	}
}

static void load_row(struct survey *survey, const struct cips_row *row)
{
	struct loader *loader = survey->loader;
	const char *cell = forms_cell(&loader->survey, row, COLUMN_TYPE);
	if (forms_yes_cell(loader, &loader->survey, row, COLUMN_DISABLED))
		return;
	if (!*cell) {
		load_untyped(loader, row);
		return;
	}
	struct row_type type = forms_type_parse(&loader->scratch, cell);
	switch (type.kind) {
	case ROW_ITEM:
		load_item(survey, &type, row);
		break;
	case ROW_BEGIN_GROUP:
		begin_group(survey, row);
		break;
	case ROW_END_GROUP:
	case ROW_END_REPEAT:
		end_level(survey, row, type.kind == ROW_END_REPEAT);
		break;
	case ROW_BEGIN_REPEAT:
		report_refused(loader, &type, row);
		push(survey, CIPS_NONE, row);
		break;
	case ROW_REFUSED:
		report_refused(loader, &type, row);
		break;
	case ROW_UNKNOWN:
		report_unknown(loader, row);
		break;
	}
}

static bool require_columns(struct loader *loader)
{
	static const enum column_kind required[] = {COLUMN_TYPE, COLUMN_NAME};
	const struct table *table = &loader->survey;
	bool all = true;
	for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
		if (table->at[required[i]] != CIPS_NONE)
			continue;
		all = false;
		cips_findings_add(loader->findings, CIPS_ERROR, "column-missing", table->name,
			table->sheet->rows[0].number, 0, "there is no column \"%s\"",
			forms_column_header(required[i]));
		cips_findings_hint(loader->findings, "add it to the first row of the sheet");
	}
	return all;
}

void forms_load_survey(struct loader *loader)
{
	struct survey survey = {.loader = loader};
	const struct cips_sheet *sheet = loader->survey.sheet;
	if (!sheet || sheet->n < 2 || !require_columns(loader))
		return;
	size_t errors = loader->findings->errors;
	for (size_t i = 1; i < sheet->n; i++)
		load_row(&survey, &sheet->rows[i]);
	close_levels(&survey);
	if (loader->instrument->n_items || loader->findings->errors > errors)
		return; /* there are questions, or it was said why there are none */
	cips_findings_add(loader->findings, CIPS_ERROR, "survey-empty", "survey", 0, 0,
		"the sheet \"survey\" has no questions");
	cips_findings_hint(loader->findings, "add a row for each question");
}
