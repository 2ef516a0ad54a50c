/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/small_files.h"

#include "base/err.h"
#include "base/number.h"
#include "base/suggest.h"
#include "intake/grid.h"
#include "intake/lookup.h"

#include <stdlib.h>
#include <string.h>

/* An instrument of the survey file (the newest version of its code). */
struct form {
	const char *code;
	struct cips_instrument *instrument;
	int *items; /* for each column of the file the breakdown it is here, CIPS_NONE */
};

enum { WAVE, INSTRUMENT, UNIT, HEADCOUNT, FIXED_COLUMNS };

static const char *const fixed[FIXED_COLUMNS] = {"wave", "instrument", "unit", "headcount"};

struct reading {
	struct cips_grid grid;
	const struct cips_units *units;
	struct cips_lookup *unit_names;
	bool *unknown; /* columns that the header line has reported already */
	struct form *forms;
	size_t n_forms;
	int columns[FIXED_COLUMNS];
	struct cips_map lines; /* key of a row -> the line it is on */
	struct cips_arena arena;
};

/* Loads the newest version of each code; versions come by code and ordinal. */
static enum cips_rc load_forms(
	struct reading *reading, struct cips_survey_file *file, struct cips_err *err)
{
	struct cips_version *versions;
	size_t n;
	enum cips_rc rc = cips_store_versions(file, &reading->arena, &versions, &n, err);
	if (rc)
		return rc;
	reading->forms = cips_arena_alloc(&reading->arena, n + 1, sizeof *reading->forms);
	for (size_t i = 0; i < n && !rc; i++) {
		if (i + 1 < n && strcmp(versions[i].code, versions[i + 1].code) == 0)
			continue;
		struct form *form = &reading->forms[reading->n_forms++];
		form->code = versions[i].code;
		rc = cips_store_load_instrument(file, versions[i].id, &form->instrument, err);
	}
	return rc;
}

/* The breakdown item that a column is in an instrument, or CIPS_NONE. */
static int breakdown(const struct cips_instrument *instrument, const char *header)
{
	const struct cips_item *item = cips_model_item(instrument, header);
	bool fits = item && item->use == CIPS_USE_BREAKDOWN && cips_model_list(instrument, item);
	return fits ? (int)(item - instrument->items) : CIPS_NONE;
}

/* Every name that a column may have, for guesses. */
static const char *guess_column(const struct reading *reading, const char *header)
{
	const char *best = cips_suggest_word(header, fixed, FIXED_COLUMNS);
	for (size_t f = 0; !best && f < reading->n_forms; f++) {
		const struct cips_instrument *instrument = reading->forms[f].instrument;
		for (size_t i = 0; !best && i < instrument->n_items; i++)
			if (breakdown(instrument, instrument->items[i].name) >= 0)
				best = cips_suggest_word(header, &instrument->items[i].name, 1);
	}
	return best;
}

static void unknown_column(struct reading *reading, size_t column)
{
	struct cips_grid *grid = &reading->grid;
	const char *guess = guess_column(reading, grid->header[column]);
	cips_intake_grid_fault(grid, column, CIPS_ERROR, "column-unknown",
		"\"%s\" is neither a column of a headcounts file nor an item with use breakdown",
		cips_intake_shown(grid->findings, grid->header[column]));
	cips_findings_item(grid->findings, grid->header[column]);
	if (guess)
		cips_findings_hint(grid->findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(grid->findings,
			"the columns are wave, instrument, unit, breakdowns, headcount");
}

/* Finds out what each column is; false when one of the fixed ones is missing. */
static bool find_columns(struct reading *reading)
{
	struct cips_grid *grid = &reading->grid;
	bool complete = true;
	for (int i = 0; i < FIXED_COLUMNS; i++) {
		reading->columns[i] = cips_intake_grid_column(grid, fixed[i]);
		if (reading->columns[i] >= 0)
			continue;
		complete = false;
		cips_findings_add(grid->findings, CIPS_ERROR, "column-missing", NULL, grid->line, 0,
			"there is no column \"%s\"", fixed[i]);
		cips_findings_item(grid->findings, fixed[i]);
		cips_findings_hint(
			grid->findings, "the first line is wave,instrument,unit,headcount");
	}
	reading->unknown = cips_arena_alloc(&reading->arena, grid->n, sizeof *reading->unknown);
	for (size_t f = 0; f < reading->n_forms; f++)
		reading->forms[f].items =
			cips_arena_alloc(&reading->arena, grid->n, sizeof *reading->forms[f].items);
	for (size_t c = 0; c < grid->n; c++) {
		bool known = !*grid->header[c];
		for (int i = 0; i < FIXED_COLUMNS; i++)
			known |= reading->columns[i] == (int)c;
		bool is_fixed = known;
		for (size_t f = 0; f < reading->n_forms; f++) {
			struct form *form = &reading->forms[f];
			form->items[c] =
				is_fixed ? CIPS_NONE : breakdown(form->instrument, grid->header[c]);
			known |= form->items[c] >= 0;
		}
		reading->unknown[c] = !known;
		if (!known)
			unknown_column(reading, c);
	}
	return complete;
}

static const char *cell(const struct reading *reading, int column)
{
	return reading->grid.cells[reading->columns[column]];
}

/* The offending cell as a message quotes it. */
static const char *shown(struct reading *reading, int column)
{
	return cips_intake_shown(reading->grid.findings, cell(reading, column));
}

static void fault(struct reading *reading, int column, const char *code, const char *text)
{
	cips_intake_grid_fault(&reading->grid, (size_t)reading->columns[column], CIPS_ERROR, code,
		text, shown(reading, column));
}

static const struct form *find_form(struct reading *reading)
{
	const char *code = cell(reading, INSTRUMENT), *guess = NULL;
	for (size_t f = 0; f < reading->n_forms; f++) {
		if (strcmp(reading->forms[f].code, code) == 0)
			return &reading->forms[f];
		if (!guess)
			guess = cips_suggest_word(code, &reading->forms[f].code, 1);
	}
	fault(reading, INSTRUMENT, "instrument-unknown",
		"there is no instrument \"%s\" in the survey file");
	if (guess)
		cips_findings_hint(reading->grid.findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(
			reading->grid.findings, "add it first: cips instrument add FILE FORM");
	return NULL;
}

static unsigned find_unit(struct reading *reading)
{
	const char *code = cell(reading, UNIT);
	int unit = cips_model_unit_by_code(reading->units, code);
	if (unit >= 0)
		return reading->units->list[unit].id;
	if (!*code)
		fault(reading, UNIT, "unit-missing", "the row has no unit");
	else
		fault(reading, UNIT, "unit-unknown", "there is no unit \"%s\" in the tree");
	const char *guess =
		cips_intake_lookup_guess(reading->grid.findings, reading->unit_names, code);
	if (guess)
		cips_findings_hint(reading->grid.findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(reading->grid.findings,
			"give a code of units.csv; the root stands for everybody");
	return 0;
}

static bool find_headcount(struct reading *reading, double *headcount)
{
	const char *text = cell(reading, HEADCOUNT);
	long number;
	if (cips_number_parse_long(text, &number) && number >= 0) {
		*headcount = (double)number;
		return true;
	}
	fault(reading, HEADCOUNT, "headcount-invalid", "\"%s\" is no number of people");
	cips_findings_hint(reading->grid.findings,
		"give a whole number from 0, without a sign "
		"for thousands");
	return false;
}

/* The choice that a breakdown cell names: "" for all, NULL with a finding when it is none. */
static const char *find_choice(
	struct reading *reading, size_t column, const struct form *form, int item)
{
	struct cips_grid *grid = &reading->grid;
	const char *text = grid->cells[column];
	if (!*text)
		return "";
	const struct cips_list *list =
		cips_model_list(form->instrument, &form->instrument->items[item]);
	struct cips_lookup *lookup = cips_intake_lookup_list(form->instrument, list);
	int entry = cips_intake_lookup(lookup, text, strlen(text));
	if (entry < 0) {
		cips_intake_grid_fault(grid, column, CIPS_ERROR, "choice-unknown",
			"\"%s\" is no choice of %s", cips_intake_shown(grid->findings, text),
			grid->header[column]);
		const char *guess = cips_intake_lookup_guess(grid->findings, lookup, text);
		if (guess)
			cips_findings_hint(grid->findings, "did you mean \"%s\"?", guess);
		else
			cips_findings_hint(grid->findings,
				"give the name of a choice of the list %s, or leave it empty for "
				"all",
				list->name);
	}
	cips_intake_lookup_free(lookup);
	return entry < 0 ? NULL : list->choices[entry].name;
}

/* The breakdowns of a row: all columns that are one in its instrument. */
static bool fill_breakdowns(struct reading *reading, const struct form *form,
	struct cips_arena *arena, struct cips_headcount *row)
{
	struct cips_grid *grid = &reading->grid;
	bool good = true;
	row->items = cips_arena_alloc(arena, grid->n, sizeof *row->items);
	row->choices = cips_arena_alloc(arena, grid->n, sizeof *row->choices);
	for (size_t c = 0; c < grid->n; c++) {
		int item = form->items[c];
		if (item >= 0) {
			const char *choice = find_choice(reading, c, form, item);
			good &= choice != NULL;
			row->items[row->n] = cips_arena_strdup(arena, grid->header[c]);
			row->choices[row->n++] = cips_arena_strdup(arena, choice ? choice : "");
			continue;
		}
		bool of_another = *grid->cells[c] != '\0';
		for (int i = 0; i < FIXED_COLUMNS; i++)
			of_another &= reading->columns[i] != (int)c;
		if (!of_another)
			continue;
		good = false;
		if (reading->unknown[c])
			continue;
		cips_intake_grid_fault(grid, c, CIPS_ERROR, "breakdown-unknown",
			"%s is no breakdown of the instrument %s", grid->header[c], form->code);
		cips_findings_hint(grid->findings, "leave the cell empty in this row");
	}
	return good;
}

/* Whether no row before had the same wave, instrument, unit and breakdowns. */
static bool check_unique(struct reading *reading, const struct cips_headcount *row)
{
	struct cips_buf key = {0};
	cips_buf_printf(&key, "%s\x1f%s\x1f%u", row->wave, row->instrument, row->unit);
	for (size_t i = 0; i < row->n; i++)
		cips_buf_printf(&key, "\x1f%s", row->choices[i]);
	size_t *line = cips_map_at(&reading->lines, key.text);
	cips_buf_release(&key);
	if (!*line) {
		*line = (size_t)reading->grid.line;
		return true;
	}
	cips_findings_add(reading->grid.findings, CIPS_ERROR, "row-duplicate", NULL,
		reading->grid.line, 0, "the same wave, instrument, unit and breakdowns as line %zu",
		*line);
	cips_findings_hint(reading->grid.findings, "keep one of the two lines");
	return false;
}

static bool fill_row(struct reading *reading, struct cips_arena *arena, struct cips_headcount *row)
{
	const char *wave = cell(reading, WAVE);
	bool good = cips_intake_is_wave(wave, strlen(wave));
	if (!good) {
		fault(reading, WAVE, *wave ? "wave-invalid" : "wave-missing",
			*wave ? "\"%s\" is no code of a wave" : "the row has no wave");
		cips_findings_hint(reading->grid.findings,
			"a wave's code is 1 to 32 letters, digits, _ . or -");
	}
	const struct form *form = find_form(reading);
	row->unit = find_unit(reading);
	good &= find_headcount(reading, &row->headcount);
	row->wave = cips_arena_strdup(arena, wave);
	if (!form)
		return false;
	row->instrument = cips_arena_strdup(arena, form->code);
	good &= fill_breakdowns(reading, form, arena, row);
	return good && row->unit && check_unique(reading, row);
}

static enum cips_rc read_rows(struct reading *reading, struct cips_arena *arena,
	struct cips_headcount **rows, size_t *n, struct cips_err *err)
{
	size_t room = 0;
	struct cips_err input = {0};
	while (cips_intake_grid_next(&reading->grid, &input) > 0) {
		struct cips_headcount row = {0};
		if (!fill_row(reading, arena, &row))
			continue;
		*rows = cips_arena_grow(arena, *rows, *n, &room, sizeof **rows);
		(*rows)[(*n)++] = row;
	}
	if (input.rc && err)
		*err = input;
	return input.rc;
}

static enum cips_rc read_file(struct reading *reading, const char *path, struct cips_arena *arena,
	struct cips_headcount **rows, size_t *n, struct cips_err *err)
{
	struct cips_findings *findings = reading->grid.findings;
	size_t before = findings->errors;
	enum cips_rc rc = cips_intake_grid_open(
		&reading->grid, path, "a headcounts file", &reading->arena, findings, err);
	if (!rc && find_columns(reading))
		rc = read_rows(reading, arena, rows, n, err);
	if (rc)
		return rc;
	if (!*n && findings->errors == before) {
		cips_findings_add(findings, CIPS_ERROR, "rows-missing", NULL, 0, 0,
			"there are no headcounts in the file");
		cips_findings_hint(findings, "one line for each wave, instrument and unit");
	}
	return cips_intake_verdict(findings, before, path, err);
}

enum cips_rc cips_intake_headcounts(const char *path, struct cips_survey_file *file,
	const struct cips_units *units, struct cips_arena *arena, struct cips_headcount **rows,
	size_t *n, struct cips_findings *findings, struct cips_err *err)
{
	*rows = NULL;
	*n = 0;
	findings->file = path;
	if (!units) {
		cips_err_set(err, CIPS_INPUT, "there are no units in the survey file yet");
		return cips_err_hint(err, "load them first: cips units load FILE units.csv");
	}
	struct reading reading = {.units = units, .grid = {.findings = findings}};
	enum cips_rc rc = load_forms(&reading, file, err);
	reading.unit_names = cips_intake_lookup_units(units);
	if (!rc)
		rc = read_file(&reading, path, arena, rows, n, err);
	cips_intake_grid_close(&reading.grid);
	cips_intake_lookup_free(reading.unit_names);
	cips_map_release(&reading.lines);
	for (size_t f = 0; f < reading.n_forms; f++)
		cips_model_instrument_free(reading.forms[f].instrument);
	cips_arena_release(&reading.arena);
	return rc;
}
