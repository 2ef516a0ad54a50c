/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sheets, columns and languages: what must be known before a row can be read.
 *
 * The languages of a form are the default language, then the others in the order of their names,
 * so that they do not depend on the order of columns. A column without language is in the default
 * language. A form that names no default language has "" when it has a plain `label` or no
 * language at all, else the first that a header names.
 */
#include "forms/loader.h"

#include "base/suggest.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Sheets. */

static const char *const known_sheets[] = {"survey", "choices", "settings", "factors"};
enum { KNOWN_SHEETS = sizeof known_sheets / sizeof *known_sheets };

static const char *known_sheet(const void *known, size_t i)
{
	(void)known;
	return known_sheets[i];
}

static const struct cips_sheet *find_sheet(const struct loader *loader, const char *name)
{
	for (size_t i = 0; i < loader->workbook->n; i++)
		if (strcasecmp(loader->workbook->sheets[i].name, name) == 0)
			return &loader->workbook->sheets[i];
	return NULL;
}

static void open_table(struct loader *loader, struct table *table, const struct cips_sheet *sheet,
	const char *name, enum sheet_kind kind)
{
	table->name = name;
	table->kind = kind;
	table->sheet = sheet;
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		table->at[i] = CIPS_NONE;
	if (!table->sheet || !table->sheet->n)
		return;
	size_t width = 0;
	for (size_t i = 0; i < table->sheet->n; i++)
		if (width < table->sheet->rows[i].n)
			width = table->sheet->rows[i].n;
	const struct cips_row *header = &table->sheet->rows[0];
	table->columns = cips_arena_alloc(&loader->scratch, width, sizeof *table->columns);
	table->n = width;
	for (size_t i = 0; i < width; i++)
		table->columns[i] = forms_column_parse(
			&loader->scratch, kind, i < header->n ? header->cells[i] : "");
}

static void open_sheet(
	struct loader *loader, struct table *table, const char *name, enum sheet_kind kind)
{
	open_table(loader, table, find_sheet(loader, name), name, kind);
}

/* The sheet of a form that a sheet of another name was probably meant to be, or NULL. */
static const char *meant(const struct loader *loader, const char *name)
{
	const char *near = cips_suggest(name, NULL, KNOWN_SHEETS, known_sheet);
	return near && !find_sheet(loader, near) ? near : NULL;
}

static bool is_known_sheet(const char *name)
{
	for (size_t i = 0; i < KNOWN_SHEETS; i++)
		if (strcasecmp(known_sheets[i], name) == 0)
			return true;
	return false;
}

/*
 * A sheet of the standard that changes what a form does: it makes records of its own. The other
 * ones, external_choices and osm, do nothing without a type that is refused.
 */
static bool is_refused_sheet(const char *name)
{
	return strcasecmp(name, "entities") == 0;
}

static void report_foreign_sheets(struct loader *loader)
{
	for (size_t i = 0; i < loader->workbook->n; i++) {
		const struct cips_sheet *sheet = &loader->workbook->sheets[i];
		const char *name = sheet->name;
		if (is_known_sheet(name) || sheet == loader->survey.sheet || *name == '_')
			continue;
		if (is_refused_sheet(name)) {
			cips_findings_add(loader->findings, CIPS_ERROR, "sheet-refused", name, 0, 0,
				"the sheet \"%s\" is not supported", name);
			cips_findings_hint(loader->findings,
				"remove it; the form must work without what it asks for");
			continue;
		}
		const char *near = meant(loader, name);
		cips_findings_add(loader->findings, near ? CIPS_WARNING : CIPS_NOTE,
			near ? "sheet-unknown" : "sheet-ignored", name, 0, 0,
			"\"%s\" is not a sheet of a form; it was left out", name);
		if (near)
			cips_findings_hint(loader->findings, "did you mean \"%s\"?", near);
	}
}

/* The only sheet of a workbook is the survey, whatever it is called, as in the standard. */
static void take_only_sheet(struct loader *loader)
{
	const struct cips_sheet *only = loader->workbook->n == 1 ? loader->workbook->sheets : NULL;
	if (loader->survey.sheet || !only || is_known_sheet(only->name) || only->n < 2)
		return;
	open_table(loader, &loader->survey, only, "survey", SHEET_SURVEY);
	cips_findings_add(loader->findings, CIPS_NOTE, "sheet-renamed", only->name, 0, 0,
		"the only sheet, \"%s\", is taken for the sheet \"survey\"", only->name);
}

static void require_survey(struct loader *loader)
{
	const struct cips_sheet *sheet = loader->survey.sheet;
	if (!sheet) {
		cips_findings_add(loader->findings, CIPS_ERROR, "sheet-missing", "survey", 0, 0,
			"there is no sheet \"survey\"");
		cips_findings_hint(
			loader->findings, "name the sheet with the questions \"survey\"");
	} else if (sheet->n < 2) {
		cips_findings_add(loader->findings, CIPS_ERROR, "survey-empty", "survey", 0, 0,
			"the sheet \"survey\" has no questions");
		cips_findings_hint(loader->findings,
			"its first row holds the names of the columns, the others a question each");
	}
}

/* Columns. */

static void header_fault(struct loader *loader, enum cips_severity severity, const char *code,
	const struct table *table, size_t column, const char *text)
{
	const char *header = table->columns[column].header;
	cips_findings_add(loader->findings, severity, code, table->name,
		table->sheet->rows[0].number, (long)column + 1, text, header);
	cips_findings_value(loader->findings, header);
}

static void report_unknown(struct loader *loader, const struct table *table, size_t column)
{
	header_fault(loader, CIPS_WARNING, "column-unknown", table, column,
		"the column \"%s\" is not known; it was left out");
	const char *near =
		forms_column_suggest(&loader->scratch, table->kind, table->columns[column].header);
	if (near)
		cips_findings_hint(loader->findings, "did you mean \"%s\"?", near);
	else
		cips_findings_hint(loader->findings, "remove the column if it is not needed");
}

/* The first row below the header with something in the column, or NULL. */
static const struct cips_row *first_content(const struct table *table, size_t column)
{
	for (size_t i = 1; i < table->sheet->n; i++) {
		const struct cips_row *row = &table->sheet->rows[i];
		if (column < row->n && *row->cells[column])
			return row;
	}
	return NULL;
}

static void report_refused(struct loader *loader, const struct table *table, size_t column)
{
	for (size_t i = 1; i < table->sheet->n; i++) {
		const struct cips_row *row = &table->sheet->rows[i];
		if (column >= row->n || !*row->cells[column])
			continue;
		cips_findings_add(loader->findings, CIPS_ERROR, "column-refused", table->name,
			row->number, (long)column + 1, "the column \"%s\" is not supported",
			table->columns[column].header);
		cips_findings_value(loader->findings, row->cells[column]);
		cips_findings_hint(loader->findings,
			"empty the cell; the form must work without what it asks for");
	}
}

static void report_column(struct loader *loader, const struct table *table, size_t column)
{
	const struct cips_row *row = first_content(table, column);
	switch (table->columns[column].treatment) {
	case COLUMN_READ:
		break;
	case COLUMN_UNKNOWN:
		report_unknown(loader, table, column);
		break;
	case COLUMN_REFUSED:
		report_refused(loader, table, column);
		break;
	case COLUMN_IGNORED:
		if (row)
			header_fault(loader, CIPS_NOTE, "column-ignored", table, column,
				"the column \"%s\" has no effect here");
		break;
	case COLUMN_EMPTY:
		if (!row)
			break;
		cips_findings_add(loader->findings, CIPS_WARNING, "column-unnamed", table->name,
			row->number, (long)column + 1,
			"the cell is in a column without a name; it was left out");
		cips_findings_value(loader->findings, row->cells[column]);
		cips_findings_hint(loader->findings, "name the column in the first row");
		break;
	}
}

static void duplicate(struct loader *loader, const struct table *table, size_t column, int first)
{
	header_fault(loader, CIPS_ERROR, "column-duplicate", table, column,
		"the column \"%s\" says the same as another one");
	cips_findings_hint(loader->findings, "keep it or column %d (\"%s\"), not both", first + 1,
		table->columns[first].header);
}

/* Enters the columns that are read under their kinds. */
static void index_columns(struct loader *loader, struct table *table)
{
	size_t languages = loader->instrument->n_languages;
	for (size_t i = 0; i < table->n; i++) {
		struct column *column = &table->columns[i];
		report_column(loader, table, i);
		if (column->treatment != COLUMN_READ || column->kind == COLUMN_ATTRIBUTE)
			continue;
		int *at = &table->at[column->kind];
		if (column->translated) {
			int **texts = &table->texts[column->kind];
			if (!*texts) {
				*texts = cips_arena_alloc(
					&loader->scratch, languages, sizeof **texts);
				for (size_t k = 0; k < languages; k++)
					(*texts)[k] = CIPS_NONE;
				*at = (int)i;
			}
			at = &(*texts)[column->text];
		}
		if (*at == CIPS_NONE)
			*at = (int)i;
		else
			duplicate(loader, table, i, *at);
	}
}

/* Languages. */

struct languages {
	const char *names[LANGUAGES_LIMIT + 2]; /* as first written */
	const char *folded[LANGUAGES_LIMIT + 2];
	size_t n;
	size_t limit;
	bool plain;	  /* a translated column has no language */
	bool plain_label; /* the label of the items has a column without language */
	bool too_many;
};

static int find_language(struct loader *loader, const struct languages *languages, const char *name)
{
	const char *folded = cips_utf8_fold(&loader->scratch, name);
	for (size_t i = 0; i < languages->n; i++)
		if (strcmp(languages->folded[i], folded) == 0)
			return (int)i;
	return CIPS_NONE;
}

static int add_language(struct loader *loader, struct languages *languages, const char *name)
{
	int found = find_language(loader, languages, name);
	if (found != CIPS_NONE || languages->n >= languages->limit) {
		languages->too_many = languages->too_many || found == CIPS_NONE;
		return found;
	}
	languages->names[languages->n] = name;
	languages->folded[languages->n] = cips_utf8_fold(&loader->scratch, name);
	return (int)languages->n++;
}

/* The code in parentheses at the end of a language's name, as it is written there; "" if none. */
static const char *code_of(struct cips_arena *arena, const char *language)
{
	const char *open = strrchr(language, '(');
	const char *close = open ? strchr(open, ')') : NULL;
	return close ? cips_arena_strndup(arena, open + 1, (size_t)(close - open) - 1) : "";
}

static void collect_languages(
	struct loader *loader, const struct table *table, struct languages *languages)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct column *column = &table->columns[i];
		if (!column->translated)
			continue;
		if (!*column->language) {
			languages->plain = true;
			if (table->kind == SHEET_SURVEY && column->kind == COLUMN_LABEL)
				languages->plain_label = true;
			continue;
		}
		size_t before = languages->n;
		add_language(loader, languages, column->language);
		if (languages->n == before || *code_of(&loader->scratch, column->language))
			continue;
		header_fault(loader, CIPS_WARNING, "language-code", table, i,
			"the language of \"%s\" has no code");
		cips_findings_hint(loader->findings,
			"write its code behind it, such as \"label::French (fr)\"");
	}
}

/* The cell of the settings that names the default language, before the columns are indexed. */
static const char *default_cell(const struct table *settings, size_t *column)
{
	for (size_t i = 0; i < settings->n; i++)
		if (settings->columns[i].kind == COLUMN_DEFAULT_LANGUAGE &&
			settings->sheet->n > 1 && i < settings->sheet->rows[1].n) {
			*column = i;
			return settings->sheet->rows[1].cells[i];
		}
	return "";
}

static const char *language_name(const void *known, size_t i)
{
	return ((const struct languages *)known)->names[i];
}

static void report_language(
	struct loader *loader, const struct languages *languages, const char *wanted, size_t column)
{
	cips_findings_add(loader->findings, CIPS_ERROR, "language-unknown", "settings",
		loader->settings.sheet->rows[1].number, (long)column + 1,
		"the form has no texts in the default language \"%s\"", wanted);
	cips_findings_value(loader->findings, wanted);
	for (size_t i = 0; i < languages->n; i++) {
		const char *code = code_of(&loader->scratch, languages->names[i]);
		if (strcasecmp(code, wanted) != 0 && strcasecmp(languages->names[i], wanted) != 0 &&
			strcasecmp(code, code_of(&loader->scratch, wanted)) != 0)
			continue;
		cips_findings_hint(loader->findings, "did you mean \"%s\"?", languages->names[i]);
		return;
	}
	if (!forms_did_you_mean(loader, wanted, languages, languages->n, language_name))
		cips_findings_hint(loader->findings,
			"write a language as in the headers, such as \"English (en)\"");
}

/* The index of the default language among those collected, which may get one more. */
static int choose_default(struct loader *loader, struct languages *languages)
{
	size_t column = 0;
	const char *cell = default_cell(&loader->settings, &column);
	const char *wanted = cips_utf8_normalize(&loader->scratch, cell + strspn(cell, ": "));
	if (*wanted) {
		int found = find_language(loader, languages, wanted);
		if (found == CIPS_NONE && !languages->plain && languages->n)
			report_language(loader, languages, wanted, column);
		else
			return found != CIPS_NONE ? found : add_language(loader, languages, wanted);
	} else if (languages->n && languages->plain_label) {
		return add_language(loader, languages, "");
	}
	return languages->n ? 0 : add_language(loader, languages, "");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void set_languages(struct loader *loader)
{
	struct cips_instrument *instrument = loader->instrument;
	struct languages found = {.limit = LANGUAGES_LIMIT};
	struct table *tables[] = {
		&loader->survey, &loader->choices, &loader->factors, &loader->settings};
	for (size_t i = 0; i < 3; i++)
		collect_languages(loader, tables[i], &found);
	if (found.too_many) {
		cips_findings_add(loader->findings, CIPS_ERROR, "too-large", "survey", 0, 0,
			"the form has more than %d languages", LANGUAGES_LIMIT);
		cips_findings_hint(loader->findings, "put the others into a form of their own");
	}
	found.limit++; /* for a default language that no header names */
	int chosen = choose_default(loader, &found);
	const char **names =
		cips_arena_alloc(&instrument->arena, found.n, sizeof *instrument->languages);
	for (size_t i = 0; i < found.n; i++)
		names[i] = forms_keep(loader, found.names[i]);
	const char *first = names[chosen];
	names[chosen] = names[0];
	names[0] = first;
	qsort(names + 1, found.n - 1, sizeof *names, by_name);
	instrument->languages = names;
	instrument->n_languages = found.n;
	instrument->default_language = 0;
	for (size_t t = 0; t < 4; t++)
		for (size_t i = 0; i < tables[t]->n; i++) {
			struct column *column = &tables[t]->columns[i];
			int index = *column->language
				? find_language(loader, &found, column->language)
				: chosen;
			column->text = 0;
			for (size_t k = 0; index >= 0 && k < found.n; k++)
				if (strcmp(names[k], found.names[index]) == 0)
					column->text = (int)k;
		}
}

/* Every cell is looked at for what no text of a form can hold. */
static void check_cell(
	struct loader *loader, const char *sheet, long row, long column, const char *cell)
{
	static const char *const errors[] = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!",
		"#NULL!", "#NUM!", "#SPILL!", "#CALC!"};
	for (size_t i = 0; *cell == '#' && i < sizeof errors / sizeof *errors; i++) {
		if (strcmp(cell, errors[i]) != 0)
			continue;
		cips_findings_add(loader->findings, CIPS_ERROR, "cell-error", sheet, row, column,
			"the formula of the cell gives the error \"%s\"", cell);
		cips_findings_hint(loader->findings, "mend the formula, or type the text instead");
	}
	for (const char *p = cell; *p; p++) {
		if (((unsigned char)*p >= ' ' || *p == '\n' || *p == '\t') && *p != 0x7F)
			continue;
		cips_findings_add(loader->findings, CIPS_ERROR, "control-character", sheet, row,
			column, "the cell holds a control character (0x%02x)", (unsigned char)*p);
		cips_findings_value(loader->findings, cell);
		cips_findings_hint(loader->findings, "type the text again");
		return;
	}
}

static void check_cells(struct loader *loader, const struct table *table)
{
	for (size_t i = 0; table->sheet && i < table->sheet->n; i++) {
		const struct cips_row *row = &table->sheet->rows[i];
		for (size_t k = 0; k < row->n; k++)
			check_cell(loader, table->name, row->number, (long)k + 1, row->cells[k]);
	}
}

void forms_load_headers(struct loader *loader)
{
	open_sheet(loader, &loader->survey, "survey", SHEET_SURVEY);
	open_sheet(loader, &loader->choices, "choices", SHEET_CHOICES);
	open_sheet(loader, &loader->settings, "settings", SHEET_SETTINGS);
	open_sheet(loader, &loader->factors, "factors", SHEET_FACTORS);
	take_only_sheet(loader);
	report_foreign_sheets(loader);
	require_survey(loader);
	set_languages(loader);
	struct table *tables[] = {
		&loader->survey, &loader->choices, &loader->settings, &loader->factors};
	for (size_t i = 0; i < 4; i++) {
		check_cells(loader, tables[i]);
		index_columns(loader, tables[i]);
	}
}
