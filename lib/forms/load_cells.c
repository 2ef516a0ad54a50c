/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells of the survey sheet in which the standard allows more than we support, or which have no
 * effect where they stand: each is reported at its place.
 */
#include "forms/loader.h"

#include <ctype.h>
#include <string.h>

/* What stands in the row of a group although it can only be said of an item. */
void forms_check_group_cells(struct loader *loader, const struct cips_row *row, bool ends)
{
	static const struct {
		enum column_kind kind;
		bool at_begin; /* it means something where a group begins */
	} kinds[] = {
		{COLUMN_RELEVANT, true},
		{COLUMN_APPEARANCE, true},
		{COLUMN_REQUIRED, false},
		{COLUMN_CONSTRAINT, false},
		{COLUMN_CALCULATION, false},
		{COLUMN_DEFAULT, false},
		{COLUMN_CHOICE_FILTER, false},
		{COLUMN_PARAMETERS, false},
		{COLUMN_READ_ONLY, false},
		{COLUMN_FACTOR, false},
		{COLUMN_POLARITY, false},
		{COLUMN_INDICATOR, false},
		{COLUMN_USE, false},
		{COLUMN_SENSITIVE, false},
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *cell = forms_cell(&loader->survey, row, kinds[i].kind);
		if (!*cell || forms_yes(cell) == 0 || (kinds[i].at_begin && !ends))
			continue;
		forms_fault(loader, CIPS_WARNING, "cell-ignored", &loader->survey, row,
			kinds[i].kind, "the %s of a group has no effect here",
			forms_column_header(kinds[i].kind));
		cips_findings_hint(loader->findings,
			kinds[i].at_begin ? "write it in the row where the group begins"
					  : "write it in the rows of the items");
	}
}

/* Whether the text would be computed by the standard tools: a reference, a function, a sum. */
static bool is_dynamic(const char *text)
{
	static const char *const operators[] = {"${", "*", "|", " + ", " - ", " div ", " mod "};
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (strstr(text, operators[i]))
			return true;
	for (const char *p = strchr(text, '('); p; p = strchr(p + 1, '('))
		if (p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '-'))
			return true;
	return false;
}

/* A default is a value here. One that is no text cannot be taken for an expression. */
void forms_check_default(
	struct loader *loader, enum cips_item_type type, const struct cips_row *row)
{
	const struct table *table = &loader->survey;
	bool text = type == CIPS_ITEM_TEXT || type == CIPS_ITEM_NOTE ||
		type == CIPS_ITEM_CALCULATE || type == CIPS_ITEM_HIDDEN;
	if (!text || !is_dynamic(forms_cell(table, row, COLUMN_DEFAULT)))
		return;
	forms_fault(loader, CIPS_ERROR, "default-dynamic", table, row, COLUMN_DEFAULT,
		"a default that is computed is not supported");
	cips_findings_hint(
		loader->findings, "write a value; a calculate item with once(...) computes one");
}

/* Appearances are looks, but for those that call something from outside. */
void forms_check_appearance(struct loader *loader, const struct cips_row *row)
{
	static const struct {
		const char *word;
		const char *hint;
	} refused[] = {
		{"search(", "put the choices into the sheet choices"},
		{"ex:", "other programs are not called"},
		{"printer:", "other programs are not called"},
	};
	const char *cell = forms_cell(&loader->survey, row, COLUMN_APPEARANCE);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *found = strstr(cell, refused[i].word);
		if (!found || (found > cell && found[-1] != ' '))
			continue;
		forms_fault(loader, CIPS_ERROR, "appearance-refused", &loader->survey, row,
			COLUMN_APPEARANCE, "the appearance \"%s\" is not supported", cell);
		cips_findings_hint(loader->findings, "%s", refused[i].hint);
	}
}

bool forms_read_only(struct loader *loader, const struct cips_row *row)
{
	const char *cell = forms_cell(&loader->survey, row, COLUMN_READ_ONLY);
	if (forms_yes(cell) >= 0 || !strpbrk(cell, "${('="))
		return forms_yes_cell(loader, &loader->survey, row, COLUMN_READ_ONLY);
	forms_fault(loader, CIPS_ERROR, "not-yes-no", &loader->survey, row, COLUMN_READ_ONLY,
		"an expression in read_only is not supported");
	cips_findings_hint(loader->findings, "write \"yes\", or \"no\", or nothing");
	return false;
}
