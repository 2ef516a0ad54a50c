/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/check.h"

/* The rows of the sheet are in rising order in a form people wrote. */
const struct cips_row *forms_choice_row(
	const struct loader *loader, const struct cips_choice *choice)
{
	const struct cips_sheet *sheet = loader->choices.sheet;
	for (size_t low = 1, high = sheet->n; low < high;) {
		size_t middle = low + (high - low) / 2;
		if (sheet->rows[middle].number == choice->place.row)
			return &sheet->rows[middle];
		if (sheet->rows[middle].number < choice->place.row)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Whether something was written there, be it good or bad. */
bool forms_choice_has(
	const struct loader *loader, const struct cips_choice *choice, enum column_kind kind)
{
	const struct cips_row *row = forms_choice_row(loader, choice);
	return row && *forms_cell(&loader->choices, row, kind);
}

bool forms_is_scale(const struct cips_item *item)
{
	return (item->type == CIPS_ITEM_SELECT_ONE || item->type == CIPS_ITEM_RANGE) &&
		item->use == CIPS_USE_NONE && item->list != CIPS_NONE;
}

size_t forms_substantive(const struct cips_list *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		n += list->choices[i].missing == CIPS_SUBSTANTIVE;
	return n;
}

bool forms_has_scores(const struct cips_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->choices[i].missing == CIPS_SUBSTANTIVE && list->choices[i].has_score)
			return true;
	return false;
}

bool forms_list_scored(const struct loader *loader, size_t list)
{
	const struct cips_instrument *instrument = loader->instrument;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->list == (int)list && item->factor != CIPS_NONE && forms_is_scale(item))
			return true;
	}
	return forms_has_scores(&instrument->lists[list]);
}
