/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Defaults, and expressions in places where they have no meaning.
 */
#include "forms/check.h"

#include "base/number.h"

#include <string.h>

static void default_fault(
	struct loader *loader, const struct cips_row *row, const char *text, const char *hint)
{
	forms_fault(loader, CIPS_ERROR, "default-invalid", &loader->survey, row, COLUMN_DEFAULT,
		"the default \"%s\" is %s", forms_cell(&loader->survey, row, COLUMN_DEFAULT), text);
	cips_findings_hint(loader->findings, "%s", hint);
}

static const char *choice_name(const void *known, size_t i)
{
	return ((const struct cips_list *)known)->choices[i].name;
}

/* One name for select_one and its like, several between blanks for the others. */
static void check_coded(struct loader *loader, const struct cips_item *item,
	const struct cips_row *row, const struct cips_list *list)
{
	bool several = item->type == CIPS_ITEM_SELECT_MULTIPLE || item->type == CIPS_ITEM_RANK;
	const char *p = item->default_value;
	while (*p) {
		size_t n = several ? strcspn(p, " \t\n") : strlen(p);
		const char *name = cips_arena_strndup(&loader->scratch, p, n);
		if (!cips_model_choice(list, name, n)) {
			forms_fault(loader, CIPS_ERROR, "default-invalid", &loader->survey, row,
				COLUMN_DEFAULT,
				"the default \"%s\" is no choice of the list \"%s\"", name,
				list->name);
			if (!forms_did_you_mean(loader, name, list, list->n, choice_name))
				cips_findings_hint(loader->findings,
					"write the name of a choice, not its label");
		}
		p += n;
		p += strspn(p, " \t\n");
	}
}

static void check_default(struct loader *loader, size_t index)
{
	const struct cips_item *item = &loader->instrument->items[index];
	const struct cips_row *row = loader->item_rows[index];
	double number;
	long whole;
	if (!*item->default_value)
		return;
	switch (item->type) {
	case CIPS_ITEM_INTEGER:
		if (!cips_number_parse_long(item->default_value, &whole))
			default_fault(loader, row, "not a whole number", "write digits only");
		break;
	case CIPS_ITEM_DECIMAL:
		if (!cips_number_parse(item->default_value, &number))
			default_fault(
				loader, row, "not a number", "write a number such as 2 or 2.5");
		break;
	case CIPS_ITEM_DATE:
		if (!cips_date_parse(item->default_value, &whole))
			default_fault(loader, row, "not a date", "write it as YYYY-MM-DD");
		break;
	case CIPS_ITEM_RANGE:
	case CIPS_ITEM_ACKNOWLEDGE:
	case CIPS_ITEM_SELECT_ONE:
	case CIPS_ITEM_SELECT_MULTIPLE:
	case CIPS_ITEM_RANK:
		if (item->list != CIPS_NONE && item->list != loader->units_list)
			check_coded(loader, item, row, &loader->instrument->lists[item->list]);
		break;
	case CIPS_ITEM_TEXT:
	case CIPS_ITEM_NOTE:
	case CIPS_ITEM_CALCULATE:
	case CIPS_ITEM_HIDDEN:
		break;
	}
}

static void check_expressions(struct loader *loader, size_t index)
{
	const struct cips_item *item = &loader->instrument->items[index];
	const struct cips_row *row = loader->item_rows[index];
	if (item->type == CIPS_ITEM_CALCULATE && !*item->calculation_text) {
		forms_fault(loader, CIPS_ERROR, "calculation-missing", &loader->survey, row,
			COLUMN_CALCULATION, "the calculate item \"%s\" has no calculation",
			item->name);
		cips_findings_hint(loader->findings, "write what it computes");
	}
	bool select = item->type == CIPS_ITEM_SELECT_ONE ||
		item->type == CIPS_ITEM_SELECT_MULTIPLE || item->type == CIPS_ITEM_RANK;
	if (*item->choice_filter_text && !select) {
		forms_fault(loader, CIPS_ERROR, "choice-filter-misplaced", &loader->survey, row,
			COLUMN_CHOICE_FILTER, "a %s item has no choices to filter",
			cips_model_type_name(item->type));
		cips_findings_hint(loader->findings, "empty the cell");
	} else if (*item->choice_filter_text && item->or_other) {
		forms_fault(loader, CIPS_ERROR, "or-other-refused", &loader->survey, row,
			COLUMN_TYPE, "or_other does not go with a choice_filter");
		cips_findings_hint(
			loader->findings, "list the choice \"other\" in the sheet choices");
	}
}

void forms_check_values(struct loader *loader)
{
	for (size_t i = 0; i < loader->instrument->n_items; i++) {
		if (!loader->item_rows[i])
			continue;
		check_default(loader, i);
		check_expressions(loader, i);
	}
}
