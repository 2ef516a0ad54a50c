/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/wave_cells.h"

#include "base/err.h"
#include "tables/dominance.h"
#include "tables/left_out.h"
#include "tables/mask.h"
#include "tables/origins.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_wave_cells_release(struct cips_wave_cells *cells)
{
	for (size_t v = 0; v < CIPS_WAVE_VARIABLES; v++) {
		cips_tables_groups_release(&cells->a[v]);
		cips_tables_groups_release(&cells->b[v]);
		cips_tables_groups_release(&cells->out_a[v]);
		cips_tables_groups_release(&cells->out_b[v]);
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
	if (cips_tables_same_groups(a, b))
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT, "the choices of %s are not the same in both waves", name);
	return cips_err_hint(err, "cips instrument diff shows what changed");
}

/* The groups of a side, without whoever is not in its rows. */
static enum cips_rc group_side(struct cips_scope *scope, const struct cips_side *side,
	const char *name, struct cips_groups *groups, struct cips_err *err)
{
	enum cips_rc rc = cips_tables_groups(scope, &side->frame, name, groups, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < side->frame.n; i++)
		if (side->rows.of[i] < 0)
			cips_groups_leave_out(groups, i);
	cips_tables_count_members(groups, side->frame.n);
	return CIPS_OK;
}

static enum cips_rc add_variable(struct cips_scope *scope, const struct cips_sides *sides,
	const char *name, struct cips_wave_cells *cells, struct cips_err *err)
{
	size_t v = cells->n_variables;
	enum cips_rc rc = check_name(name, err);
	if (!rc)
		rc = group_side(scope, &sides->a, name, &cells->a[v], err);
	if (!rc)
		rc = group_side(scope, &sides->b, name, &cells->b[v], err);
	if (!rc)
		rc = check_alike(name, &cells->a[v], &cells->b[v], err);
	if (!rc && cells->out)
		rc = group_side(scope, &cells->out->a, name, &cells->out_a[v], err);
	if (!rc && cells->out)
		rc = group_side(scope, &cells->out->b, name, &cells->out_b[v], err);
	if (rc)
		return rc;
	cells->names[cells->n_variables++] = name;
	cells->n *= cells->a[v].n;
	return CIPS_OK;
}

enum cips_rc cips_tables_wave_cells(struct cips_scope *scope, const struct cips_sides *sides,
	const struct cips_sides *out, const char *variables, struct cips_wave_cells *cells,
	struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	*cells = (struct cips_wave_cells){.out = out, .n = 1};
	for (const char *at = variables; at && !rc;
		at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
		const char *name = cips_arena_strndup(&scope->arena, at, strcspn(at, ","));
		if (cells->n_variables == CIPS_WAVE_VARIABLES) {
			cips_err_set(err, CIPS_USAGE, "at most %d variables are crossed here",
				CIPS_WAVE_VARIABLES);
			rc = cips_err_hint(err, "keep those whose mix changed most");
		} else {
			if (cells->n_variables)
				rc = cips_tables_check_crossed(cells->names[0], name, err);
			if (!rc)
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

/* The cell of each respondent, those included that are none; the caller frees it. */
static int32_t *cells_of(
	const struct cips_wave_cells *cells, const struct cips_groups *groups, size_t respondents)
{
	const struct cips_groups *layers = layers_of(cells, groups);
	return layers ? cips_tables_crossed_cells(&groups[0], layers, respondents)
		      : cips_tables_in_layer(&groups[0], NULL, 0, respondents);
}

/* --- what is in them ------------------------------------------------------------------------ */

/* Of one wave by cell, those included that are none: all that a mask rests on, and the moments. */
struct base {
	struct cips_moments *moments;
	struct cips_extremes *said; /* by those with a value */
	size_t *valid;
	struct cips_bases *asked;
	size_t items; /* of the column */
};

static struct base new_base(size_t n, size_t items)
{
	return (struct base){.items = items,
		.moments = cips_calloc(n, sizeof(struct cips_moments)),
		.said = cips_calloc(n, sizeof(struct cips_extremes)),
		.valid = cips_calloc(n, sizeof(size_t)),
		.asked = cips_calloc(n, sizeof(struct cips_bases))};
}

static void base_release(struct base *base)
{
	free(base->moments);
	free(base->said);
	free(base->valid);
	free(base->asked);
}

/* The people of a side, whatever they answered: nobody said anything. */
static struct base count_side(const struct cips_wave_cells *cells, const struct cips_side *side,
	const struct cips_groups *groups)
{
	size_t n = side->frame.n;
	struct base base = new_base(cells->n, 0);
	double *nothing = cips_calloc(n + 1, sizeof *nothing);
	int32_t *of = cells_of(cells, groups, n);
	for (size_t i = 0; i < n; i++) {
		if (of[i] < 0)
			continue;
		base.valid[of[i]]++;
		base.asked[of[i]].asked++;
	}
	cips_stats_moments(nothing, side->frame.weight, of, n, base.moments, cells->n);
	free(of);
	free(nothing);
	return base;
}

/* Those of a side with a value in a column, and what is by respondent. */
static struct base score_side(const struct cips_wave_cells *cells, const struct cips_side *side,
	const struct cips_groups *groups, const struct cips_score_column *column,
	const struct cips_scoring *scoring, struct cips_cell_values *values)
{
	size_t n = side->frame.n;
	struct base base = new_base(cells->n, column->n);
	int32_t *of = cells_of(cells, groups, n);
	const struct cips_partition partition = {of, cells->n};
	values->value = cips_malloc((n + 1) * sizeof *values->value);
	values->cell = cips_malloc((n + 1) * sizeof *values->cell);
	struct cips_score_sums sums = cips_tables_score_pass_of_people(
		&side->frame, &partition, column, scoring, values->value, values->cell);
	for (size_t c = 0; c < cells->n; c++) {
		base.moments[c] = sums.moments[c];
		base.said[c] = sums.said[c];
		base.valid[c] = sums.said[c].n;
		base.asked[c] = sums.bases[c];
	}
	for (size_t i = 0; i < n; i++)
		if (values->cell[i] >= 0 &&
			!cips_tables_is_wave_cell(cells, (size_t)values->cell[i]))
			values->cell[i] = -1;
	cips_tables_score_sums_release(&sums);
	free(of);
	return base;
}

static void cell_values_release(struct cips_cell_values *values)
{
	free(values->value);
	free(values->cell);
}

void cips_tables_wave_values_release(struct cips_wave_values *values)
{
	cell_values_release(&values->a);
	cell_values_release(&values->b);
	*values = (struct cips_wave_values){0};
}

/* --- masks ---------------------------------------------------------------------------------- */

/* Hides cells of which one person dominates the others, those within included. */
static void mask_dominated(const struct cips_wave_cells *cells, const struct base *base,
	size_t minimum, unsigned char *mask)
{
	const struct cips_groups *rows = &cells->a[0], *layers = layers_of(cells, cells->a);
	size_t n = rows->n;
	struct cips_moments *all = cips_malloc(cells->n * sizeof *all);
	memcpy(all, base->moments, cells->n * sizeof *all);
	for (size_t c = cells->n; c-- > 0;)
		if (c % n) {
			struct cips_moments *to =
				&all[c - c % n + (size_t)rows->rows[c % n].parent];
			*to = cips_stats_join(to, &all[c]);
		}
	for (size_t c = cells->n; c-- > n;) {
		struct cips_moments *to = &all[(size_t)layers->rows[c / n].parent * n + c % n];
		*to = cips_stats_join(to, &all[c]);
	}
	cips_tables_mask_dominated(all, cells->n, minimum, mask);
	free(all);
}

/* Hides what a crosstab of one wave by the variables would, of its people and of a column. */
static void mask_wave(const struct cips_wave_cells *cells, const struct cips_groups *groups,
	const struct base *people, const struct base *base, size_t minimum, unsigned char *mask)
{
	const struct cips_groups *rows = &groups[0], *layers = layers_of(cells, groups);
	const struct cips_extremes *const said[] = {base->said};
	cips_tables_grid_mask(rows, layers, people->valid, minimum, mask);
	cips_tables_hide_within(rows, layers, minimum, mask);
	mask_dominated(cells, base, minimum, mask);
	cips_tables_column_mask(
		rows, layers, said, base->items > 0, base->asked, base->items, minimum, mask);
	cips_tables_hide_within(rows, layers, minimum, mask);
}

/*
 * Hides what a crosstab of either wave hides, and goes on from there until neither hides any more, in
 * the order of their names. The cells are those to mask by.
 */
static void mask_waves(const struct cips_wave_cells *cells, const struct cips_sides *sides,
	const struct base *a, const struct base *b, size_t minimum, unsigned char *mask)
{
	const struct cips_groups *groups[] = {cells->a, cells->b};
	struct base people[] = {
		count_side(cells, &sides->a, cells->a), count_side(cells, &sides->b, cells->b)};
	const struct base *base[] = {a, b};
	size_t first = strcmp(sides->a.name, sides->b.name) > 0;
	unsigned char *own = cips_malloc(cells->n), *before = cips_malloc(cells->n);
	for (size_t k = 0; k < 2; k++) {
		memset(own, 0, cells->n);
		mask_wave(cells, groups[k], &people[k], base[k], minimum, own);
		cips_tables_join_masks(own, cells->n, mask);
	}
	do {
		memcpy(before, mask, cells->n);
		for (size_t i = 0; i < 2; i++) {
			size_t k = i ^ first;
			mask_wave(cells, groups[k], &people[k], base[k], minimum, mask);
		}
	} while (memcmp(before, mask, cells->n) != 0);
	base_release(&people[0]);
	base_release(&people[1]);
	free(own);
	free(before);
}

/* A column of both waves; without items the people, whatever they answered. */
struct wave_column {
	const struct cips_score_column *a;
	const struct cips_score_column *b;
	const struct cips_scoring *scoring;
};

static struct base base_of(const struct cips_wave_cells *cells, const struct cips_side *side,
	const struct cips_groups *groups, const struct cips_score_column *column,
	const struct cips_scoring *scoring)
{
	struct cips_cell_values values;
	if (!column)
		return count_side(cells, side, groups);
	struct base base = score_side(cells, side, groups, column, scoring, &values);
	cell_values_release(&values);
	return base;
}

/* The mask of the whole tree for a level of it, which is one of the variables or both. */
static void take_mask(const struct cips_wave_cells *cells, const struct cips_sides *sides,
	const struct wave_column *column, size_t minimum, unsigned char *mask)
{
	struct cips_wave_cells tree = *cells;
	tree.n = 1;
	for (size_t v = 0; v < cells->n_variables; v++) {
		tree.a[v] = *cips_groups_to_mask_by(&cells->a[v]);
		tree.b[v] = *cips_groups_to_mask_by(&cells->b[v]);
		tree.n *= tree.a[v].n;
	}
	struct base a = base_of(&tree, &sides->a, tree.a, column->a, column->scoring);
	struct base b = base_of(&tree, &sides->b, tree.b, column->b, column->scoring);
	unsigned char *wide = cips_calloc(tree.n, 1);
	mask_waves(&tree, sides, &a, &b, minimum, wide);
	cips_tables_take_mask(&cells->a[0], layers_of(cells, cells->a), wide, mask);
	free(wide);
	base_release(&a);
	base_release(&b);
}

/* One wave of the cells by all units down to their levels, of those who are left or of those left out. */
struct levels {
	struct cips_wave_cells cells; /* of which only `groups` count */
	struct cips_groups groups[CIPS_WAVE_VARIABLES];
};

static struct levels levels_of(
	const struct cips_wave_cells *cells, const struct cips_groups *groups, size_t respondents)
{
	struct levels levels = {.cells = *cells};
	levels.cells.n = 1;
	for (size_t v = 0; v < cells->n_variables; v++) {
		levels.groups[v] = cips_tables_levels(&groups[v], respondents);
		levels.cells.a[v] = levels.groups[v];
		levels.cells.n *= levels.groups[v].n;
	}
	return levels;
}

static void levels_release(struct levels *levels)
{
	for (size_t v = 0; v < levels->cells.n_variables; v++)
		cips_tables_groups_release(&levels->groups[v]);
}

/* Hides what those left out of a wave do not allow, of a column or (NULL) of its people. */
static void guard_wave(const struct cips_wave_cells *cells, const struct cips_side *side,
	const struct cips_groups *groups, const struct cips_side *out_side,
	const struct cips_groups *out_groups, const struct cips_score_column *column,
	const struct cips_scoring *scoring, size_t minimum, unsigned char *mask)
{
	struct levels left = levels_of(cells, groups, side->frame.n);
	struct levels left_out = levels_of(cells, out_groups, out_side->frame.n);
	struct base base = base_of(&left.cells, side, left.groups, column, scoring);
	struct base out = base_of(&left_out.cells, out_side, left_out.groups, column, scoring);
	unsigned char *closed = cips_calloc(left.cells.n, 1);
	cips_tables_guard_column(&left.groups[0], layers_of(cells, left.groups),
		&(struct cips_column_base){base.said, base.asked},
		&(struct cips_column_base){out.said, out.asked}, base.items, minimum, closed);
	cips_tables_take_closed(closed, left.cells.n, cells->n, mask);
	free(closed);
	base_release(&base);
	base_release(&out);
	levels_release(&left);
	levels_release(&left_out);
}

static void guard_waves(const struct cips_wave_cells *cells, const struct cips_sides *sides,
	const struct wave_column *column, size_t minimum, unsigned char *mask)
{
	guard_wave(cells, &sides->a, cells->a, &cells->out->a, cells->out_a, column->a,
		column->scoring, minimum, mask);
	guard_wave(cells, &sides->b, cells->b, &cells->out->b, cells->out_b, column->b,
		column->scoring, minimum, mask);
}

/* The mask of a column, whose bases are those of the two waves; the caller frees it. */
static unsigned char *mask_of(const struct cips_wave_cells *cells, const struct cips_sides *sides,
	const struct wave_column *column, const struct base *a, const struct base *b,
	size_t minimum)
{
	unsigned char *mask = cips_calloc(cells->n, 1);
	if (cells->a[0].tree || cells->a[1].tree)
		take_mask(cells, sides, column, minimum, mask);
	else
		mask_waves(cells, sides, a, b, minimum, mask);
	if (!cells->out)
		return mask;
	guard_waves(cells, sides, &(struct wave_column){0}, minimum, mask);
	if (column->a)
		guard_waves(cells, sides, column, minimum, mask);
	return mask;
}

/* Hands out the moments of both waves; frees what it is given. */
static void hand_out(const struct cips_wave_cells *cells, unsigned char *mask, struct base *a,
	struct base *b, struct cips_wave_cell *out)
{
	for (size_t c = 0; c < cells->n; c++)
		out[c] = (struct cips_wave_cell){mask[c] != 0, a->moments[c], b->moments[c]};
	free(mask);
	base_release(a);
	base_release(b);
}

void cips_tables_wave_cells_score(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, size_t column, const struct cips_scoring *scoring,
	size_t minimum, struct cips_wave_values *values, struct cips_wave_cell *out)
{
	const struct cips_score_column *of_a = &sides->a.columns.list[column];
	const struct cips_score_column *of_b = &sides->b.columns.list[column];
	struct base a = score_side(cells, &sides->a, cells->a, of_a, scoring, &values->a);
	struct base b = score_side(cells, &sides->b, cells->b, of_b, scoring, &values->b);
	const struct wave_column both = {of_a, of_b, scoring};
	unsigned char *mask = mask_of(cells, sides, &both, &a, &b, minimum);
	hand_out(cells, mask, &a, &b, out);
}

void cips_tables_wave_cells_people(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, size_t minimum, struct cips_wave_cell *out)
{
	struct base a = count_side(cells, &sides->a, cells->a);
	struct base b = count_side(cells, &sides->b, cells->b);
	const struct wave_column people = {0};
	hand_out(cells, mask_of(cells, sides, &people, &a, &b, minimum), &a, &b, out);
}
