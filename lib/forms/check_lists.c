/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of choices as wholes: their size, their scores, their labels, and whether they are used.
 */
#include "forms/check.h"

#include "base/utf8.h"

#include <string.h>

static void list_fault(struct loader *loader, enum cips_severity severity, const char *code,
	const struct cips_choice *choice, long column, const char *text, const char *list)
{
	cips_findings_add(loader->findings, severity, code, "choices", choice->place.row, column,
		text, list, choice->name);
	cips_findings_value(loader->findings, choice->name);
}

/* Scores are given for all answers of a list or for none. */
static void check_scores(struct loader *loader, const struct cips_list *list)
{
	bool any = false;
	for (size_t i = 0; i < list->n; i++)
		any = any || list->choices[i].has_score;
	for (size_t i = 0; any && i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		if (choice->missing != CIPS_SUBSTANTIVE ||
			forms_choice_has(loader, choice, COLUMN_SCORE))
			continue;
		list_fault(loader, CIPS_ERROR, "score-mixed", choice,
			forms_column_number(&loader->choices, COLUMN_SCORE),
			"choices of the list \"%s\" have scores, but \"%s\" has none", list->name);
		cips_findings_hint(loader->findings,
			"score it, or say in the column missing why it is no answer");
	}
}

/* Two choices with one label cannot be told apart by people, nor in a file of labels. */
static void check_labels(struct loader *loader, const struct cips_list *list, size_t language)
{
	struct cips_map seen = {0};
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		const char *label =
			choice->label.by_language ? choice->label.by_language[language] : NULL;
		if (!label || cips_map_put(&seen, cips_utf8_normalize(&loader->scratch, label), i))
			continue;
		list_fault(loader, CIPS_WARNING, "label-duplicate", choice,
			loader->choices.texts[COLUMN_LABEL][language] + 1L,
			"two choices of the list \"%s\" have the label of \"%s\"", list->name);
		cips_findings_value(loader->findings, label);
		cips_findings_hint(loader->findings, "give them different labels");
	}
	cips_map_release(&seen);
}

static void check_use(struct loader *loader, size_t index)
{
	const struct cips_list *list = &loader->instrument->lists[index];
	if (loader->list_used[index] || !list->n)
		return;
	list_fault(loader, CIPS_NOTE, "list-unused", &list->choices[0],
		forms_column_number(&loader->choices, COLUMN_LIST_NAME),
		"no item uses the list \"%s\" (it begins with \"%s\")", list->name);
}

static void check_size(struct loader *loader, size_t index)
{
	const struct cips_item *item = &loader->instrument->items[index];
	if (item->list == CIPS_NONE || !loader->item_rows[index])
		return;
	size_t n = loader->instrument->lists[item->list].n;
	size_t limit = item->type == CIPS_ITEM_RANK ? RANK_LIMIT : CHOICES_LIMIT;
	if (n <= limit)
		return;
	forms_fault(loader, CIPS_ERROR, "list-too-long", &loader->survey, loader->item_rows[index],
		COLUMN_TYPE, "the list has %zu choices; at most %zu are possible here", n, limit);
	cips_findings_hint(loader->findings, "split the question, or ask in two steps");
}

/* A column that no filter names and whose name is nearly that of a known one. */
static void check_attributes(struct loader *loader)
{
	const struct table *table = &loader->choices;
	for (size_t i = 0; i < table->n; i++) {
		const struct column *column = &table->columns[i];
		if (column->kind != COLUMN_ATTRIBUTE || loader->attribute_used[column->attribute])
			continue;
		const char *near =
			forms_column_suggest(&loader->scratch, SHEET_CHOICES, column->header);
		if (!near)
			continue;
		cips_findings_add(loader->findings, CIPS_WARNING, "column-unknown", table->name,
			table->sheet->rows[0].number, (long)i + 1,
			"the column \"%s\" is used by no choice_filter", column->header);
		cips_findings_value(loader->findings, column->header);
		cips_findings_hint(loader->findings, "did you mean \"%s\"?", near);
	}
}

void forms_check_lists(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	for (size_t i = 0; i < loader->n_listed; i++) {
		check_scores(loader, &instrument->lists[i]);
		for (size_t k = 0; k < instrument->n_languages; k++)
			check_labels(loader, &instrument->lists[i], k);
		check_use(loader, i);
	}
	for (size_t i = 0; i < instrument->n_items; i++)
		check_size(loader, i);
	check_attributes(loader);
}
