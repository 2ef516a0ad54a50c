/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/small_files.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "intake/grid.h"
#include "intake/text.h"

#include <string.h>

enum { LONGEST_CODE = 64 }; /* characters; what fits in a table's margin */

/* What the columns of the file are. */
struct columns {
	int unit;
	int parent;
	size_t *names; /* columns that hold names, one per language */
	const char **languages;
	size_t n_names;
};

static const char *const known[] = {"unit", "parent", "name"};

/* The language of a name column ("" for plain `name`), NULL for another column. */
static const char *name_language(const char *header)
{
	if (strcmp(header, "name") == 0)
		return "";
	return strncmp(header, "name::", 6) == 0 ? header + 6 + strspn(header + 6, " ") : NULL;
}

static void unknown_column(struct cips_grid *grid, size_t column)
{
	const char *header = grid->header[column];
	const char *guess = cips_suggest_word(header, known, 3);
	cips_intake_grid_fault(grid, column, CIPS_ERROR, "column-unknown",
		"\"%s\" is no column of a units file", cips_intake_shown(grid->findings, header));
	cips_findings_item(grid->findings, header);
	if (guess)
		cips_findings_hint(grid->findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(
			grid->findings, "the columns are unit, parent, name, name::language");
}

static void find_columns(struct cips_grid *grid, struct columns *columns)
{
	*columns = (struct columns){
		.unit = cips_intake_grid_column(grid, "unit"),
		.parent = cips_intake_grid_column(grid, "parent"),
		.names = cips_arena_alloc(grid->arena, grid->n, sizeof *columns->names),
		.languages = cips_arena_alloc(grid->arena, grid->n, sizeof *columns->languages),
	};
	for (size_t i = 0; i < grid->n; i++) {
		const char *language = name_language(grid->header[i]);
		if (language) {
			columns->languages[columns->n_names] = language;
			columns->names[columns->n_names++] = i;
		} else if ((int)i != columns->unit && (int)i != columns->parent &&
			*grid->header[i]) {
			unknown_column(grid, i);
		}
	}
	const bool there[] = {columns->unit >= 0, columns->parent >= 0, columns->n_names > 0};
	for (size_t i = 0; i < 3; i++) {
		if (there[i])
			continue;
		cips_findings_add(grid->findings, CIPS_ERROR, "column-missing", NULL, grid->line, 0,
			"there is no column \"%s\"", known[i]);
		cips_findings_item(grid->findings, known[i]);
		cips_findings_hint(grid->findings, "the first line is unit,parent,name");
	}
}

static bool check_code(struct cips_grid *grid, size_t column, const char *code)
{
	size_t n = strlen(code);
	if (cips_utf8_length(code, n) > LONGEST_CODE) {
		cips_intake_grid_fault(grid, column, CIPS_ERROR, "unit-code-long",
			"a unit code of more than %d characters", LONGEST_CODE);
		cips_findings_hint(grid->findings, "give it a short code and a long name");
	} else if (cips_utf8_control(code, n) < n) {
		cips_intake_grid_fault(grid, column, CIPS_ERROR, "control-character",
			"a control character in a unit code");
		cips_findings_hint(grid->findings, "type the code again");
	} else {
		return true;
	}
	return false;
}

static void fill_row(
	struct cips_grid *grid, const struct columns *columns, struct cips_unit_row *row)
{
	long line;
	size_t unit = (size_t)columns->unit, parent = (size_t)columns->parent;
	*row = (struct cips_unit_row){
		.code = grid->cells[unit],
		.parent = grid->cells[parent],
		.names = cips_arena_alloc(grid->arena, columns->n_names, sizeof *row->names),
		.line = grid->line,
	};
	cips_intake_csv_place(grid->csv, unit, &line, &row->code_column);
	cips_intake_csv_place(grid->csv, parent, &line, &row->parent_column);
	for (size_t i = 0; i < columns->n_names; i++)
		row->names[i] = grid->cells[columns->names[i]];
}

/* All rows of the file; the tree itself is the model's business. */
static enum cips_rc read_rows(struct cips_grid *grid, const struct columns *columns,
	struct cips_unit_row **rows, size_t *n, struct cips_err *err)
{
	size_t room = 0;
	struct cips_err input = {0};
	while (cips_intake_grid_next(grid, &input) > 0) {
		if (!check_code(grid, (size_t)columns->unit, grid->cells[columns->unit]))
			continue;
		*rows = cips_arena_grow(grid->arena, *rows, *n, &room, sizeof **rows);
		fill_row(grid, columns, &(*rows)[(*n)++]);
	}
	if (input.rc && err)
		*err = input;
	return input.rc;
}

enum cips_rc cips_intake_units(const char *path, struct cips_units **out,
	struct cips_findings *findings, struct cips_err *err)
{
	struct cips_arena arena = {0};
	struct cips_grid grid;
	struct columns columns;
	struct cips_unit_row *rows = NULL;
	size_t n = 0, before = findings->errors;
	findings->file = path;
	*out = NULL;
	enum cips_rc rc = cips_intake_grid_open(&grid, path, "a units file", &arena, findings, err);
	if (rc)
		goto out;
	find_columns(&grid, &columns);
	if (columns.unit >= 0 && columns.parent >= 0)
		rc = read_rows(&grid, &columns, &rows, &n, err);
	if (rc)
		goto out;
	if (!n && findings->errors == before) {
		cips_findings_add(findings, CIPS_ERROR, "rows-missing", NULL, 0, 0,
			"there are no units in the file");
		cips_findings_hint(findings, "one line for each unit, the first one the root");
	}
	if (n)
		*out = cips_model_units_new(rows, n, columns.languages, columns.n_names, findings);
	rc = cips_intake_verdict(findings, before, path, err);
	if (rc) {
		cips_model_units_free(*out);
		*out = NULL;
	}
out:
	cips_intake_grid_close(&grid);
	cips_arena_release(&arena);
	return rc;
}
