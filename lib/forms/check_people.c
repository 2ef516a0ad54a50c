/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The demographics of a form against the people who will answer it: asked for their office, role,
 * gender and age at once, people are alone in their group. The items that make groups are added up
 * in the order of the form; the finding stands at the one with which the average group falls under
 * the minimum.
 */
#include "forms/check.h"

#include "base/number.h"

#include <stdio.h>
#include <string.h>

static bool makes_groups(const struct cips_item *item)
{
	return item->type == CIPS_ITEM_SELECT_ONE && item->list != CIPS_NONE &&
		(item->use == CIPS_USE_UNIT || item->use == CIPS_USE_BREAKDOWN);
}

static size_t groups_of(const struct loader *loader, const struct cips_item *item)
{
	const struct cips_list *list = &loader->instrument->lists[item->list];
	const struct cips_units *units = loader->people->units;
	if (list->from_units)
		return units ? units->n : 0;
	return forms_substantive(list);
}

/* A whole number as people write it: 1,161. */
static const char *grouped(struct loader *loader, double number)
{
	char digits[CIPS_NUMBER_SIZE];
	const char *p = cips_number_fixed(digits, number, 0);
	char *text = cips_arena_alloc(&loader->scratch, 2 * sizeof digits, 1), *out = text;
	for (size_t left = strlen(p); left; left--) {
		if (out > text && left % 3 == 0)
			*out++ = ',';
		*out++ = *p++;
	}
	return text;
}

static const double countless = 1e15; /* from here on a double no longer counts one by one */

static void report(
	struct loader *loader, size_t index, const char *product, double groups, double people)
{
	char each[CIPS_NUMBER_SIZE];
	forms_fault(loader, CIPS_WARNING, "demographics-identify", &loader->survey,
		loader->item_rows[index], COLUMN_USE,
		"%s: %s groups for %s people, %s each; the minimum group is %u", product,
		groups < countless ? grouped(loader, groups) : "countless", grouped(loader, people),
		cips_number_fixed(each, people / groups, 1), loader->people->minimum);
	cips_findings_hint(loader->findings,
		"ask fewer or broader demographics, or the region in the place of the office");
}

void forms_check_people(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	const struct cips_forms_people *about = loader->people;
	if (!about || !about->minimum)
		return;
	double people = about->headcount(about->context, instrument->code), groups = 1;
	const char *product = "";
	for (size_t i = 0; people > 0 && i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		size_t n = makes_groups(item) ? groups_of(loader, item) : 0;
		if (!n || !loader->item_rows[i])
			continue;
		groups *= (double)n;
		product = cips_arena_printf(&loader->scratch, "%s%s%s (%zu)", product,
			*product ? " x " : "", item->name, n);
		if (people / groups >= about->minimum)
			continue;
		report(loader, i, product, groups, people);
		return;
	}
}
