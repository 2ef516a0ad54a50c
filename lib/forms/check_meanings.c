/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our own columns: whether factor, use and polarity fit the items that have them.
 */
#include "forms/check.h"

#include "model/words.h"

#include <string.h>

static bool is_select_one(const struct cips_item *item)
{
	return item->type == CIPS_ITEM_SELECT_ONE;
}

static bool is_number(const struct cips_item *item)
{
	return item->type == CIPS_ITEM_INTEGER || item->type == CIPS_ITEM_DECIMAL;
}

/* What each use asks of its item. */
static const struct {
	enum cips_use use;
	bool (*fits)(const struct cips_item *item);
	const char *needs;
	bool once;
} uses[] = {
	{CIPS_USE_UNIT, is_select_one, "a select_one item", true},
	{CIPS_USE_BREAKDOWN, is_select_one, "a select_one item", false},
	{CIPS_USE_WEIGHT, is_number, "an integer or decimal item", true},
	{CIPS_USE_SECONDS, is_number, "an integer or decimal item", true},
};

enum { USES = sizeof uses / sizeof *uses };

static void check_use(struct loader *loader, size_t index, int first[USES])
{
	const struct cips_item *item = &loader->instrument->items[index];
	const struct cips_row *row = loader->item_rows[index];
	for (size_t i = 0; i < USES; i++) {
		if (uses[i].use != item->use)
			continue;
		if (!uses[i].fits(item)) {
			forms_fault(loader, CIPS_ERROR, "use-type", &loader->survey, row,
				COLUMN_USE, "the use \"%s\" needs %s, and this is %s",
				cips_model_use_word(item->use), uses[i].needs,
				cips_model_type_name(item->type));
			cips_findings_hint(loader->findings, "change the type, or empty the use");
		}
		if (uses[i].once && first[i] != CIPS_NONE) {
			forms_fault(loader, CIPS_ERROR, "use-duplicate", &loader->survey, row,
				COLUMN_USE, "the item \"%s\" in row %ld has the use \"%s\" already",
				loader->instrument->items[first[i]].name,
				loader->instrument->items[first[i]].place.row,
				cips_model_use_word(item->use));
			cips_findings_hint(loader->findings, "only one item can have it");
		} else {
			first[i] = (int)index;
		}
	}
}

static void check_units_file(struct loader *loader, size_t index)
{
	const struct cips_item *item = &loader->instrument->items[index];
	if (item->list == CIPS_NONE || item->list != loader->units_list ||
		item->use == CIPS_USE_UNIT)
		return;
	forms_fault(loader, CIPS_ERROR, "use-missing", &loader->survey, loader->item_rows[index],
		COLUMN_USE, "choices from units.csv are for the item that holds the unit");
	cips_findings_hint(loader->findings, "write \"unit\" in the column bind::cips:use");
}

/* A scored item needs two different scores, given or from the places in the list. */
static bool has_spread(const struct cips_list *list)
{
	const struct cips_choice *first = NULL;
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		if (choice->missing != CIPS_SUBSTANTIVE)
			continue;
		if (first &&
			(!choice->has_score || choice->score < first->score ||
				choice->score > first->score))
			return true;
		first = first ? first : choice;
	}
	return false;
}

static void check_scored(struct loader *loader, size_t index)
{
	const struct cips_item *item = &loader->instrument->items[index];
	const struct cips_row *row = loader->item_rows[index];
	const struct table *table = &loader->survey;
	bool scale = is_select_one(item) || item->type == CIPS_ITEM_RANGE;
	if (item->factor == CIPS_NONE) {
		if (item->negative) {
			forms_fault(loader, CIPS_WARNING, "polarity-unused", table, row,
				COLUMN_POLARITY,
				"the item has a polarity but no factor, so it is not scored");
			cips_findings_hint(
				loader->findings, "name its factor, or empty the polarity");
		}
	} else if (!scale || item->use != CIPS_USE_NONE) {
		forms_fault(loader, CIPS_WARNING, "factor-unused", table, row, COLUMN_FACTOR,
			scale ? "an item with a use is not scored, so its factor has no effect"
			      : "only select_one and range items are scored; the factor has no "
				"effect");
		cips_findings_hint(loader->findings, "empty the factor");
	} else if (item->or_other) {
		forms_fault(loader, CIPS_ERROR, "or-other-scored", table, row, COLUMN_TYPE,
			"the item is scored, and the choice \"other\" has no place on its scale");
		cips_findings_hint(loader->findings, "remove or_other, or the factor");
	} else if (item->list != CIPS_NONE && !has_spread(&loader->instrument->lists[item->list])) {
		forms_fault(loader, CIPS_ERROR, "scale-flat", table, row, COLUMN_TYPE,
			"the item is scored, but its choices do not have two different scores");
		cips_findings_hint(loader->findings,
			"check the columns score and missing of its list, or remove the factor");
	}
}

/* Our columns need the name space to be declared, or the standard tools refuse the form. */
static void check_namespaces(struct loader *loader)
{
	static const enum column_kind ours[] = {
		COLUMN_FACTOR, COLUMN_POLARITY, COLUMN_INDICATOR, COLUMN_USE, COLUMN_SENSITIVE};
	const struct cips_sheet *sheet = loader->settings.sheet;
	const struct cips_row *row = sheet && sheet->n > 1 ? &sheet->rows[1] : NULL;
	const char *cell = row ? forms_cell(&loader->settings, row, COLUMN_NAMESPACES) : "";
	bool used = false;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		used = used || loader->survey.at[ours[i]] != CIPS_NONE;
	if (!used || !row || strstr(cell, "cips=\"https://example.org/cips\""))
		return;
	forms_fault(loader, CIPS_WARNING, "namespace-missing", &loader->settings, row,
		COLUMN_NAMESPACES, "the name space of the columns bind::cips:... is not declared");
	cips_findings_hint(loader->findings,
		"write cips=\"https://example.org/cips\" in the column namespaces");
}

void forms_check_meanings(struct loader *loader)
{
	int first[USES];
	for (size_t i = 0; i < USES; i++)
		first[i] = CIPS_NONE;
	for (size_t i = 0; i < loader->instrument->n_items; i++) {
		if (!loader->item_rows[i])
			continue;
		check_use(loader, i, first);
		check_units_file(loader, i);
		check_scored(loader, i);
	}
	check_namespaces(loader);
}
