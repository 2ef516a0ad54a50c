/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Factors as wholes: items that seem to have been forgotten, and factors that rest on one item.
 *
 * Many items of a survey have no factor and should have none. One is asked about only where the form
 * itself tells that it was to be scored: its list has scores written; or it has the answers of
 * scored items and stands in a group in which it is the only such item without a factor, among three
 * or more.
 */
#include "forms/check.h"

static bool has_factor(const struct cips_item *item)
{
	return item->factor != CIPS_NONE && forms_is_scale(item);
}

static bool factors_used(const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_items; i++)
		if (has_factor(&instrument->items[i]))
			return true;
	return false;
}

/* Whether the item is the one of its group that has no factor, and shares a list with one that has.
 */
static bool left_out(const struct cips_instrument *instrument, const struct cips_item *wanted)
{
	bool shares = false;
	size_t others = 0;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->group != wanted->group || item == wanted || !forms_is_scale(item))
			continue;
		if (!has_factor(item))
			return false;
		others++;
		shares = shares || item->list == wanted->list;
	}
	return wanted->group != CIPS_NONE && shares && others >= 2;
}

static void check_absent(struct loader *loader, size_t index)
{
	const struct cips_instrument *instrument = loader->instrument;
	const struct cips_item *item = &instrument->items[index];
	const struct cips_row *row = loader->item_rows[index];
	if (!row || item->factor != CIPS_NONE || item->negative || !forms_is_scale(item) ||
		*forms_cell(&loader->survey, row, COLUMN_FACTOR))
		return; /* a polarity, or a factor that is not known, has a finding already */
	bool scores = forms_has_scores(&instrument->lists[item->list]);
	if (!scores && !left_out(instrument, item))
		return;
	forms_fault(loader, CIPS_WARNING, "factor-absent", &loader->survey, row, COLUMN_FACTOR,
		scores ? "the list of \"%s\" has scores, but without a factor they go nowhere"
		       : "\"%s\" is the only item of its group that has no factor, so it is not "
			 "scored",
		item->name);
	cips_findings_hint(loader->findings, "name the factor that it belongs to%s",
		scores ? ", or give it a list without scores" : ", or move it out of the group");
}

static void check_single(struct loader *loader, size_t factor)
{
	const struct cips_instrument *instrument = loader->instrument;
	size_t n = 0, only = 0;
	for (size_t i = 0; i < instrument->n_items; i++) {
		if (instrument->items[i].factor != (int)factor ||
			!has_factor(&instrument->items[i]))
			continue;
		n++;
		only = i;
	}
	if (n != 1 || !loader->item_rows[only])
		return;
	forms_fault(loader, CIPS_WARNING, "factor-single", &loader->survey, loader->item_rows[only],
		COLUMN_FACTOR,
		"the factor \"%s\" rests on this item alone, so nothing tells how reliable it is",
		instrument->factors[factor].code);
	cips_findings_hint(loader->findings, "ask two or more items for each factor");
}

void forms_check_factors(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	if (!factors_used(instrument))
		return;
	for (size_t i = 0; i < instrument->n_items; i++)
		check_absent(loader, i);
	for (size_t i = 0; i < instrument->n_factors; i++)
		check_single(loader, i);
}
