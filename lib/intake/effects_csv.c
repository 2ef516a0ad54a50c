/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/small_files.h"

#include "base/err.h"
#include "base/suggest.h"
#include "intake/grid.h"
#include "intake/text.h"
#include "model/words.h"

/* Finds the columns; what is missing or not known is a finding. */
static bool find_columns(struct cips_grid *grid, int columns[CIPS_EFFECT_CELLS])
{
	size_t before = grid->findings->errors;
	bool *known = cips_arena_alloc(grid->arena, grid->n, sizeof *known);
	for (int i = 0; i < CIPS_EFFECT_CELLS; i++) {
		columns[i] = cips_intake_grid_column(grid, cips_effect_columns[i]);
		if (columns[i] >= 0) {
			known[columns[i]] = true;
			continue;
		}
		cips_findings_add(grid->findings, CIPS_ERROR, "column-missing", NULL, grid->line, 0,
			"there is no column \"%s\"", cips_effect_columns[i]);
		cips_findings_item(grid->findings, cips_effect_columns[i]);
		cips_findings_hint(
			grid->findings, "the first line is what,item,choice,factor,value");
	}
	for (size_t c = 0; c < grid->n; c++) {
		const char *header = grid->header[c];
		if (known[c] || !*header || (int)c != cips_intake_grid_column(grid, header))
			continue;
		const char *guess =
			cips_suggest_word(header, cips_effect_columns, CIPS_EFFECT_CELLS);
		cips_intake_grid_fault(grid, c, CIPS_ERROR, "column-unknown",
			"\"%s\" is no column of an effects file",
			cips_intake_shown(grid->findings, header));
		cips_findings_item(grid->findings, header);
		if (guess)
			cips_findings_hint(grid->findings, "did you mean \"%s\"?", guess);
		else
			cips_findings_hint(grid->findings,
				"the columns are what, item, choice, factor and value");
	}
	return grid->findings->errors == before;
}

static void fill_row(
	struct cips_grid *grid, const int columns[CIPS_EFFECT_CELLS], struct cips_effect_row *row)
{
	row->line = grid->line;
	for (int i = 0; i < CIPS_EFFECT_CELLS; i++) {
		long line;
		row->cells[i] = grid->cells[columns[i]];
		cips_intake_csv_place(grid->csv, (size_t)columns[i], &line, &row->columns[i]);
	}
}

enum cips_rc cips_intake_effects(const char *path, struct cips_arena *arena,
	struct cips_effect_row **rows, size_t *n, struct cips_findings *findings,
	struct cips_err *err)
{
	struct cips_grid grid;
	struct cips_err input = {0};
	int columns[CIPS_EFFECT_CELLS];
	size_t room = 0;
	findings->file = path;
	*rows = NULL;
	*n = 0;
	enum cips_rc rc =
		cips_intake_grid_open(&grid, path, "an effects file", arena, findings, err);
	if (rc)
		goto out;
	if (!find_columns(&grid, columns)) {
		rc = CIPS_INPUT;
		cips_err_set(err, rc, "%s: the columns are not those of an effects file", path);
		goto out;
	}
	while (cips_intake_grid_next(&grid, &input) > 0) {
		*rows = cips_arena_grow(arena, *rows, *n, &room, sizeof **rows);
		fill_row(&grid, columns, &(*rows)[(*n)++]);
	}
	rc = input.rc;
	if (rc && err)
		*err = input;
out:
	cips_intake_grid_close(&grid);
	return rc;
}
