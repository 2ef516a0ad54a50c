/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/wave_cells.h"

#include "base/err.h"
#include "tables/dominance.h"
#include "tables/left_out.h"
#include "tables/mask.h"
#include "tables/origins.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_wave_cells_release(struct cips_wave_cells *cells)
{
	for (size_t v = 0; v < CIPS_WAVE_VARIABLES; v++) {
		cips_tables_groups_release(&cells->a[v]);
		cips_tables_groups_release(&cells->b[v]);
	}
}

/* --- the variables -------------------------------------------------------------------------- */

static enum cips_rc check_name(const char *name, struct cips_err *err)
{
	if (strcmp(name, "unit") != 0 && !cips_tables_by_origin(name))
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "people of two waves are not matched by %s", name);
	return cips_err_hint(err, "use unit@LEVEL (1 is below the root) or a select_one item");
}

static enum cips_rc check_alike(const char *name, const struct cips_groups *a,
	const struct cips_groups *b, struct cips_err *err)
{
	bool alike = a->n == b->n;
	for (size_t g = 0; alike && g < a->n; g++)
		alike = strcmp(a->rows[g].code, b->rows[g].code) == 0;
	if (alike)
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT, "the choices of %s are not the same in both waves", name);
	return cips_err_hint(err, "cips instrument diff shows what changed");
}

/* Takes out of the groups whoever is not in the rows of the side. */
static void keep_people(const struct cips_side *side, struct cips_groups *groups)
{
	for (size_t i = 0; i < side->frame.n; i++)
		if (side->rows.of[i] < 0)
			groups->of[i] = -1;
	cips_tables_count_members(groups, side->frame.n);
}

static enum cips_rc add_variable(struct cips_scope *scope, const struct cips_sides *sides,
	const char *name, struct cips_wave_cells *cells, struct cips_err *err)
{
	size_t v = cells->n_variables;
	enum cips_rc rc = check_name(name, err);
	if (!rc)
		rc = cips_tables_groups(scope, &sides->a.frame, name, &cells->a[v], err);
	if (!rc)
		rc = cips_tables_groups(scope, &sides->b.frame, name, &cells->b[v], err);
	if (!rc)
		rc = check_alike(name, &cells->a[v], &cells->b[v], err);
	if (rc)
		return rc;
	keep_people(&sides->a, &cells->a[v]);
	keep_people(&sides->b, &cells->b[v]);
	cells->names[cells->n_variables++] = name;
	cells->n *= cells->a[v].n;
	return CIPS_OK;
}

enum cips_rc cips_tables_wave_cells(struct cips_scope *scope, const struct cips_sides *sides,
	const char *variables, struct cips_wave_cells *cells, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	*cells = (struct cips_wave_cells){.n = 1};
	for (const char *at = variables; at && !rc;
		at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
		const char *name = cips_arena_strndup(&scope->arena, at, strcspn(at, ","));
		if (cells->n_variables == CIPS_WAVE_VARIABLES) {
			cips_err_set(err, CIPS_USAGE, "at most %d variables are crossed here",
				CIPS_WAVE_VARIABLES);
			rc = cips_err_hint(err, "keep those whose mix changed most");
		} else if (cells->n_variables && strcmp(cells->names[0], name) == 0) {
			rc = cips_err_set(err, CIPS_USAGE, "the variable %s is named twice", name);
		} else {
			rc = add_variable(scope, sides, name, cells, err);
		}
	}
	if (rc)
		cips_tables_wave_cells_release(cells);
	return rc;
}

/* --- cells ---------------------------------------------------------------------------------- */

bool cips_tables_is_wave_cell(const struct cips_wave_cells *cells, size_t c)
{
	size_t rows = cells->a[0].n;
	return c % rows > 0 && (cells->n_variables == 1 || c / rows > 0);
}

const char *cips_tables_wave_cell_name(
	const struct cips_wave_cells *cells, size_t c, struct cips_arena *arena)
{
	size_t rows = cells->a[0].n;
	const char *name =
		cips_arena_printf(arena, "%s %s", cells->names[0], cells->a[0].rows[c % rows].code);
	if (cells->n_variables == 1)
		return name;
	return cips_arena_printf(
		arena, "%s, %s %s", name, cells->names[1], cells->a[1].rows[c / rows].code);
}

static const struct cips_groups *layers_of(
	const struct cips_wave_cells *cells, const struct cips_groups *groups)
{
	return cells->n_variables > 1 ? &groups[1] : NULL;
}

/* The cell of somebody in row `row` (-1: in none), or -1. */
static int32_t cell_of(const struct cips_wave_cells *cells, const struct cips_groups *groups,
	int32_t row, size_t i)
{
	const struct cips_groups *layers = layers_of(cells, groups);
	int32_t layer = layers ? layers->of[i] : 0;
	if (row < 1 || (layers && layer < 1))
		return -1;
	return layer * (int32_t)groups[0].n + row;
}

/* Two counts of people by cell, whole included, in each wave, and what those of the first said: all
 * that a mask rests on. */
struct bases {
	size_t *a[2], *b[2];
	struct cips_extremes *said_a, *said_b;
};

static void mask_cells(const struct cips_wave_cells *cells, const struct bases *bases,
	size_t minimum, unsigned char *mask)
{
	const struct cips_groups *rows = &cells->a[0], *layers = layers_of(cells, cells->a);
	unsigned char *before = cips_malloc(cells->n);
	do {
		memcpy(before, mask, cells->n);
		for (size_t i = 0; i < 2; i++) {
			cips_tables_grid_mask(rows, layers, bases->a[i], minimum, mask);
			cips_tables_grid_mask(rows, layers, bases->b[i], minimum, mask);
		}
		cips_tables_said_mask(rows, layers, bases->said_a, minimum, mask);
		cips_tables_said_mask(rows, layers, bases->said_b, minimum, mask);
	} while (memcmp(before, mask, cells->n) != 0);
	free(before);
}

/* Masks the cells by their moments and bases and hands them out; frees what it is given. */
static void hand_out(const struct cips_wave_cells *cells, struct bases *bases,
	struct cips_moments *a, struct cips_moments *b, size_t minimum, struct cips_wave_cell *out)
{
	unsigned char *mask = cips_calloc(cells->n, 1);
	cips_tables_mask_dominated(a, cells->n, minimum, mask);
	cips_tables_mask_dominated(b, cells->n, minimum, mask);
	mask_cells(cells, bases, minimum, mask);
	for (size_t c = 0; c < cells->n; c++)
		out[c] = (struct cips_wave_cell){mask[c] != 0, a[c], b[c]};
	for (size_t i = 0; i < 2; i++) {
		free(bases->a[i]);
		free(bases->b[i]);
	}
	free(bases->said_a);
	free(bases->said_b);
	free(mask);
	free(a);
	free(b);
}

static void new_bases(size_t n, struct bases *bases)
{
	for (size_t i = 0; i < 2; i++) {
		bases->a[i] = cips_calloc(n, sizeof *bases->a[i]);
		bases->b[i] = cips_calloc(n, sizeof *bases->b[i]);
	}
	bases->said_a = cips_calloc(n, sizeof *bases->said_a);
	bases->said_b = cips_calloc(n, sizeof *bases->said_b);
}

/* Keeps what is by respondent of the scores, and takes it from them. */
static void take_values(struct cips_scores *scores, struct cips_cell_values *values)
{
	*values = (struct cips_cell_values){scores->value, scores->group};
	scores->value = NULL;
	scores->group = NULL;
}

void cips_tables_wave_values_release(struct cips_wave_values *values)
{
	free(values->a.value);
	free(values->a.cell);
	free(values->b.value);
	free(values->b.cell);
	*values = (struct cips_wave_values){0};
}

static struct cips_moments *score_side(const struct cips_wave_cells *cells,
	const struct cips_side *side, const struct cips_groups *groups, size_t column,
	const struct cips_scoring *scoring, size_t *const *base, struct cips_extremes *said,
	struct cips_cell_values *values)
{
	const struct cips_score_column *list = &side->columns.list[column];
	struct cips_scores scores;
	struct cips_moments *moments = cips_calloc(cells->n, sizeof *moments);
	cips_tables_count_bases(&side->frame, &groups[0], layers_of(cells, groups), list, scoring,
		base[0], said, base[1]);
	cips_tables_scores(&side->frame, &groups[0], list, scoring, &scores);
	for (size_t i = 0; i < side->frame.n; i++)
		scores.group[i] = cell_of(cells, groups, scores.group[i], i);
	cips_stats_moments(
		scores.value, side->frame.weight, scores.group, side->frame.n, moments, cells->n);
	take_values(&scores, values);
	cips_tables_scores_release(&scores);
	return moments;
}

void cips_tables_wave_cells_score(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, size_t column, const struct cips_scoring *scoring,
	size_t minimum, struct cips_wave_values *values, struct cips_wave_cell *out)
{
	struct bases bases;
	new_bases(cells->n, &bases);
	struct cips_moments *a = score_side(
		cells, &sides->a, cells->a, column, scoring, bases.a, bases.said_a, &values->a);
	struct cips_moments *b = score_side(
		cells, &sides->b, cells->b, column, scoring, bases.b, bases.said_b, &values->b);
	hand_out(cells, &bases, a, b, minimum, out);
}

static struct cips_moments *count_side(const struct cips_wave_cells *cells,
	const struct cips_side *side, const struct cips_groups *groups, size_t *const *base)
{
	size_t n = side->frame.n;
	struct cips_moments *moments = cips_calloc(cells->n, sizeof *moments);
	double *nothing = cips_calloc(n + 1, sizeof *nothing);
	int32_t *of = cips_malloc((n + 1) * sizeof *of);
	for (size_t i = 0; i < n; i++)
		of[i] = cell_of(cells, groups, groups[0].of[i], i);
	cips_stats_moments(nothing, side->frame.weight, of, n, moments, cells->n);
	for (size_t i = 0; i < 2; i++)
		cips_tables_grid_count(
			&groups[0], layers_of(cells, groups), groups[0].of, n, base[i]);
	free(of);
	free(nothing);
	return moments;
}

void cips_tables_wave_cells_people(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, size_t minimum, struct cips_wave_cell *out)
{
	struct bases bases;
	new_bases(cells->n, &bases);
	struct cips_moments *a = count_side(cells, &sides->a, cells->a, bases.a);
	struct cips_moments *b = count_side(cells, &sides->b, cells->b, bases.b);
	hand_out(cells, &bases, a, b, minimum, out);
}
