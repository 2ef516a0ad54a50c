/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The people of two waves in the same cells: the choices of a variable, or of two crossed.
 *
 * Disclosure. A cell is hidden on both sides where a crosstab of the column by these variables would
 * hide it in either of the waves, among the people of the gap. So a figure made of the cells that
 * show says nothing that those tables would not. Without the flagged responses no cell shows where
 * such a crosstab would show the whole alone (tables/left_out.h).
 */
#ifndef CIPS_TABLES_WAVE_CELLS_H
#define CIPS_TABLES_WAVE_CELLS_H

#include "tables/scores.h"
#include "tables/sides.h"

enum { CIPS_WAVE_VARIABLES = 2 };

struct cips_wave_cells {
	size_t n_variables;
	const char *names[CIPS_WAVE_VARIABLES]; /* as typed */
	struct cips_groups a[CIPS_WAVE_VARIABLES];
	struct cips_groups b[CIPS_WAVE_VARIABLES];
	const struct cips_sides
		*out; /* the sides of those left out by their flags, or NULL; then: */
	struct cips_groups out_a[CIPS_WAVE_VARIABLES];
	struct cips_groups out_b[CIPS_WAVE_VARIABLES];
	size_t n; /* cells, those included that are none: see cips_tables_is_wave_cell() */
};

/* One cell in one column, or (without a mean) its people. */
struct cips_wave_cell {
	bool hidden;
	struct cips_moments a;
	struct cips_moments b;
};

/* Of one column, by respondent of a wave. */
struct cips_cell_values {
	double *value;
	int32_t *cell; /* -1: without a value, or in no cell */
};

struct cips_wave_values {
	struct cips_cell_values a;
	struct cips_cell_values b;
};

/*
 * The cells of `variables`, "role" or "unit@1,role", for the people in the rows of both sides; `out`
 * (kept, NULL for none): the same sides of those who were left out by their flags, where that hides
 * cells. Who is unknown in a variable is in no cell. CIPS_USAGE for other variables than unit@LEVEL and
 * select_one items, CIPS_INPUT where their choices differ between the waves. On failure there is
 * nothing to release.
 */
enum cips_rc cips_tables_wave_cells(struct cips_scope *scope, const struct cips_sides *sides,
	const struct cips_sides *out, const char *variables, struct cips_wave_cells *cells,
	struct cips_err *err);
void cips_tables_wave_cells_release(struct cips_wave_cells *cells);

/* Whether cell c is one: the groups of a variable begin with the whole, which is not. */
bool cips_tables_is_wave_cell(const struct cips_wave_cells *cells, size_t c);

/* "unit@1 NORTH, role staff", in the arena. */
const char *cips_tables_wave_cell_name(
	const struct cips_wave_cells *cells, size_t c, struct cips_arena *arena);

/* Fills `values` and cells->n of `out` with a column; respondent rule only. */
void cips_tables_wave_cells_score(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, size_t column, const struct cips_scoring *scoring,
	size_t minimum, struct cips_wave_values *values, struct cips_wave_cell *out);
void cips_tables_wave_values_release(struct cips_wave_values *values);

/* The same with the people, whatever they answered: n, sum_w and what belongs to them. */
void cips_tables_wave_cells_people(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, size_t minimum, struct cips_wave_cell *out);

#endif
