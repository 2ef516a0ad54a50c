/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/mask.h"

#include "disclosure/mask.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_mask(
	const struct cips_groups *groups, const size_t *direct, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	size_t *base = cips_calloc(groups->n, sizeof *base);
	int *parent = cips_malloc(groups->n * sizeof *parent);
	cips_tables_roll_up(groups, direct, base);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
	cips_disclosure_mask(base, direct, parent, groups->n, minimum, mask);
	free(base);
	free(parent);
}

void cips_tables_people_mask(
	const struct cips_groups *groups, size_t respondents, size_t minimum, unsigned char *mask)
{
	size_t *direct = cips_malloc(groups->n * sizeof *direct);
	cips_tables_count_direct(groups, groups->of, respondents, direct);
	cips_tables_mask(groups, direct, minimum, mask);
	free(direct);
}

void cips_tables_grid_count(const struct cips_groups *rows, const struct cips_groups *layers,
	const int32_t *row_of, size_t n, size_t *direct)
{
	for (size_t i = 0; i < n; i++) {
		int32_t layer = layers ? layers->of[i] : 0;
		if (row_of[i] >= 0 && layer >= 0)
			direct[(size_t)layer * rows->n + (size_t)row_of[i]]++;
	}
}

void cips_tables_grid_said(const struct cips_groups *rows, const struct cips_groups *layers,
	const int32_t *row_of, const double *value, size_t n, struct cips_extremes *said)
{
	for (size_t i = 0; i < n; i++) {
		int32_t layer = layers ? layers->of[i] : 0;
		if (row_of[i] >= 0 && layer >= 0)
			cips_disclosure_add_value(
				&said[(size_t)layer * rows->n + (size_t)row_of[i]], value[i]);
	}
}

/*
 * One axis of a layered table. The people directly in an inner group get a group of their own,
 * behind the others: nobody prints it, but it is what a group less its children leaves, and along
 * the other axis such differences are subtracted again.
 */
struct axis {
	size_t n;
	int *parent;
	size_t *leaf; /* where the people directly in a group are counted: itself, or that group of
			 their own */
};

static struct axis axis_of(const struct cips_groups *groups)
{
	struct axis axis = {.n = groups->n,
		.parent = cips_malloc(2 * groups->n * sizeof *axis.parent),
		.leaf = cips_malloc(groups->n * sizeof *axis.leaf)};
	for (size_t g = 0; g < groups->n; g++)
		axis.parent[g] = groups->rows[g].parent;
	for (size_t g = 0; g < groups->n; g++) {
		bool inner = groups->rows[g].end > (int)g + 1;
		axis.leaf[g] = inner ? axis.n : g;
		if (inner)
			axis.parent[axis.n++] = (int)g;
	}
	return axis;
}

static void axis_release(struct axis *axis)
{
	free(axis->parent);
	free(axis->leaf);
}

/* A layered table with such groups on both axes: cell (l, r) is at l * rows.n + r. */
struct grid {
	struct axis rows;
	struct axis layers;
	size_t *base;		    /* rolled up along both axes */
	struct cips_extremes *said; /* the same, or NULL */
	unsigned char *mask;
};

static void add_cell(struct grid *grid, size_t to, size_t from)
{
	grid->base[to] += grid->base[from];
	if (grid->said)
		grid->said[to] = cips_disclosure_join_extremes(&grid->said[to], &grid->said[from]);
}

static void roll_up(struct grid *grid)
{
	size_t width = grid->rows.n;
	for (size_t l = 0; l < grid->layers.n; l++)
		for (size_t r = width; r-- > 1;)
			add_cell(grid, l * width + (size_t)grid->rows.parent[r], l * width + r);
	for (size_t l = grid->layers.n; l-- > 1;)
		for (size_t r = 0; r < width; r++)
			add_cell(grid, (size_t)grid->layers.parent[l] * width + r, l * width + r);
}

/* The cells of a grid along one of its axes, and room to mask them. */
struct line {
	const struct axis *axis;
	size_t *base;
	struct cips_extremes *said;
	unsigned char *mask;
};

static struct line line_of(const struct axis *axis)
{
	return (struct line){axis, cips_malloc(axis->n * sizeof(size_t)),
		cips_malloc(axis->n * sizeof(struct cips_extremes)), cips_malloc(axis->n)};
}

static void line_release(struct line *line)
{
	free(line->base);
	free(line->said);
	free(line->mask);
}

/* Where a line of cells begins, how far they are apart, and the line that contains it; NULL: none. */
struct place {
	size_t first;
	size_t step;
	const unsigned char *outer;
};

/*
 * Masks a line. What only protects others along it may be the only thing that does so along the other
 * axis, where the line that contains this one shows: then nobody alone may know it, as if it were
 * hidden for its own sake.
 */
static void mask_line(
	struct grid *grid, struct line *line, const struct place *place, size_t minimum)
{
	size_t n = line->axis->n, step = place->step;
	unsigned char *mask = grid->mask + place->first;
	for (size_t i = 0; i < n; i++) {
		line->base[i] = grid->base[place->first + i * step];
		if (grid->said)
			line->said[i] = grid->said[place->first + i * step];
		bool protects = mask[i * step] && place->outer && !place->outer[i * step];
		line->mask[i] = protects ? CIPS_MASK_SMALL : mask[i * step];
	}
	if (grid->said)
		cips_disclosure_mask_said(
			line->said, NULL, line->axis->parent, n, minimum, line->mask);
	else
		cips_disclosure_mask(line->base, NULL, line->axis->parent, n, minimum, line->mask);
	for (size_t i = 0; i < n; i++)
		if (!mask[i * step])
			mask[i * step] = line->mask[i];
}

static const unsigned char *outer_line(
	const struct grid *grid, const struct axis *axis, size_t group, size_t step)
{
	return group ? grid->mask + (size_t)axis->parent[group] * step : NULL;
}

static void mask_grid(struct grid *grid, size_t minimum)
{
	size_t width = grid->rows.n, height = grid->layers.n;
	struct line along_rows = line_of(&grid->rows), along_layers = line_of(&grid->layers);
	unsigned char *before = cips_malloc(width * height);
	do {
		memcpy(before, grid->mask, width * height);
		for (size_t l = 0; l < height; l++)
			mask_line(grid, &along_rows,
				&(struct place){
					l * width, 1, outer_line(grid, &grid->layers, l, width)},
				minimum);
		for (size_t r = 0; r < width; r++)
			mask_line(grid, &along_layers,
				&(struct place){r, width, outer_line(grid, &grid->rows, r, 1)},
				minimum);
	} while (memcmp(before, grid->mask, width * height) != 0);
	line_release(&along_rows);
	line_release(&along_layers);
	free(before);
}

/* Copies the mask of the printed cells into the grid, or back. */
static void copy_mask(struct grid *grid, const struct cips_groups *rows,
	const struct cips_groups *layers, unsigned char *mask, bool back)
{
	for (size_t l = 0; l < layers->n; l++) {
		unsigned char *inside = grid->mask + l * grid->rows.n,
			      *outside = mask + l * rows->n;
		memcpy(back ? outside : inside, back ? inside : outside, rows->n);
	}
}

/* Of what people said, or, where that is NULL, of how many they are. */
static void mask_layered(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, const struct cips_extremes *said, size_t minimum, unsigned char *mask)
{
	struct grid grid = {.rows = axis_of(rows), .layers = axis_of(layers)};
	size_t size = grid.rows.n * grid.layers.n;
	grid.base = cips_calloc(size, sizeof *grid.base);
	grid.said = said ? cips_calloc(size, sizeof *grid.said) : NULL;
	grid.mask = cips_calloc(size, 1);
	for (size_t l = 0; l < layers->n; l++)
		for (size_t r = 0; r < rows->n; r++) {
			size_t cell = grid.layers.leaf[l] * grid.rows.n + grid.rows.leaf[r];
			size_t given = l * rows->n + r;
			grid.base[cell] = said ? said[given].n : direct[given];
			if (said)
				grid.said[cell] = said[given];
		}
	roll_up(&grid);
	copy_mask(&grid, rows, layers, mask, false);
	mask_grid(&grid, minimum);
	copy_mask(&grid, rows, layers, mask, true);
	axis_release(&grid.rows);
	axis_release(&grid.layers);
	free(grid.base);
	free(grid.said);
	free(grid.mask);
}

void cips_tables_grid_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	if (layers)
		mask_layered(rows, layers, direct, NULL, minimum, mask);
	else
		cips_tables_mask(rows, direct, minimum, mask);
}

static void mask_said(const struct cips_groups *groups, const struct cips_extremes *direct,
	size_t minimum, unsigned char *mask)
{
	struct cips_extremes *said = cips_malloc(groups->n * sizeof *said);
	int *parent = cips_malloc(groups->n * sizeof *parent);
	memcpy(said, direct, groups->n * sizeof *said);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
	for (size_t g = groups->n; g-- > 1;)
		said[parent[g]] = cips_disclosure_join_extremes(&said[parent[g]], &said[g]);
	cips_disclosure_mask_said(said, direct, parent, groups->n, minimum, mask);
	free(said);
	free(parent);
}

void cips_tables_said_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *said, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	if (layers)
		mask_layered(rows, layers, NULL, said, minimum, mask);
	else
		mask_said(rows, said, minimum, mask);
}

void cips_tables_hide_within(const struct cips_groups *rows, const struct cips_groups *layers,
	size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	for (size_t l = 0; l < (layers ? layers->n : 1); l++)
		for (size_t r = 0; r < rows->n; r++) {
			const struct cips_group_row *row = &rows->rows[r];
			unsigned char *cells = mask + l * rows->n;
			bool within = cips_tables_is_small(row->n, minimum) ||
				(row->parent >= 0 && cells[row->parent]);
			if (layers) {
				const struct cips_group_row *layer = &layers->rows[l];
				within = within || cips_tables_is_small(layer->n, minimum) ||
					(layer->parent >= 0 &&
						mask[(size_t)layer->parent * rows->n + r]);
			}
			if (within && !cells[r])
				cells[r] = CIPS_MASK_COMPLEMENT;
		}
}
