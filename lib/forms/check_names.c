/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of items are columns of a CSV file and of SQL views: each must be the only one of its kind,
 * also for programs that do not tell "A" from "a".
 */
#include "forms/check.h"

#include "model/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The row of an item, or of the one that it follows from. */
static const struct cips_row *row_of(const struct loader *loader, size_t item)
{
	return loader->item_rows[item] ? loader->item_rows[item] : loader->item_rows[item - 1];
}

static char *lower(struct loader *loader, const char *text)
{
	char *copy = cips_arena_strdup(&loader->scratch, text);
	for (char *p = copy; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

static void report_duplicate(struct loader *loader, size_t index, size_t first)
{
	const struct cips_item *items = loader->instrument->items;
	const char *name = items[index].name;
	bool same = strcmp(name, items[first].name) == 0;
	forms_fault(loader, CIPS_ERROR, same ? "name-duplicate" : "name-case", &loader->survey,
		row_of(loader, index), COLUMN_NAME,
		same ? "the name \"%s\" is in row %ld already"
		     : "the name \"%s\" differs from the one in row %ld only in its capitals",
		name, items[first].place.row);
	if (!loader->item_rows[index] || !loader->item_rows[first])
		cips_findings_hint(loader->findings,
			"or_other makes an item \"%s\" itself; rename the other one", name);
	else
		cips_findings_hint(loader->findings, "give one of the two another name");
}

static void check_item(struct loader *loader, struct cips_map *seen, size_t index)
{
	const char *name = loader->instrument->items[index].name;
	const struct cips_row *row = row_of(loader, index);
	size_t first;
	if (!*name)
		return;
	for (size_t i = 0; i < CIPS_RESERVED_COLUMNS; i++) {
		if (strcasecmp(cips_reserved_columns[i], name) != 0)
			continue;
		forms_fault(loader, CIPS_ERROR, "name-reserved", &loader->survey, row, COLUMN_NAME,
			"the name \"%s\" is a column that every file of answers may have", name);
		cips_findings_hint(loader->findings, "choose another, such as \"q_%s\"",
			cips_reserved_columns[i]);
	}
	if (!loader->item_rows[index] && strlen(name) > NAME_LIMIT) {
		forms_fault(loader, CIPS_ERROR, "name-too-long", &loader->survey, row, COLUMN_NAME,
			"or_other makes an item \"%s\", a name of more than %d characters", name,
			NAME_LIMIT);
		cips_findings_hint(loader->findings, "shorten the name of the item");
	}
	const char *key = lower(loader, name);
	if (!cips_map_put(seen, key, index) && cips_map_get(seen, key, &first))
		report_duplicate(loader, index, first);
}

/* Groups may share a name unless they stand side by side. */
static void check_group(struct loader *loader, struct cips_map *seen, size_t index)
{
	const struct cips_group *group = &loader->instrument->groups[index];
	const char *key = cips_arena_printf(&loader->scratch, "%d/%s", group->parent, group->name);
	size_t first;
	if (!*group->name || cips_map_put(seen, key, index) || !cips_map_get(seen, key, &first))
		return;
	forms_fault(loader, CIPS_ERROR, "name-duplicate", &loader->survey,
		loader->group_rows[index], COLUMN_NAME,
		"the group \"%s\" begins in row %ld already", group->name,
		loader->instrument->groups[first].place.row);
	cips_findings_hint(loader->findings, "give one of the two another name");
}

static void report_indicator(struct loader *loader, size_t index, size_t first)
{
	const struct cips_item *items = loader->instrument->items;
	enum column_kind kind = loader->survey.at[COLUMN_INDICATOR] == CIPS_NONE ||
			!*forms_cell(&loader->survey, row_of(loader, index), COLUMN_INDICATOR)
		? COLUMN_NAME
		: COLUMN_INDICATOR;
	forms_fault(loader, CIPS_ERROR, "indicator-duplicate", &loader->survey,
		row_of(loader, index), kind,
		"the indicator \"%s\" is measured by the item \"%s\" (row %ld) already",
		items[index].indicator, items[first].name, items[first].place.row);
	cips_findings_hint(
		loader->findings, "within a form each item measures an indicator of its own");
}

/* Two items of one name are reported as such, not for their indicator. */
static void check_indicator(struct loader *loader, struct cips_map *seen, size_t index)
{
	const struct cips_item *items = loader->instrument->items;
	size_t first;
	if (!*items[index].indicator || cips_map_put(seen, items[index].indicator, index) ||
		!cips_map_get(seen, items[index].indicator, &first) ||
		strcmp(items[index].name, items[first].name) == 0)
		return;
	report_indicator(loader, index, first);
}

void forms_check_names(struct loader *loader)
{
	struct cips_map names = {0}, groups = {0}, indicators = {0};
	for (size_t i = 0; i < loader->instrument->n_items; i++) {
		check_item(loader, &names, i);
		check_indicator(loader, &indicators, i);
	}
	for (size_t i = 0; i < loader->instrument->n_groups; i++)
		check_group(loader, &groups, i);
	cips_map_release(&names);
	cips_map_release(&groups);
	cips_map_release(&indicators);
}
