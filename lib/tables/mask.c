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
	size_t *base; /* rolled up along both axes */
	unsigned char *mask;
};

static void roll_up(struct grid *grid)
{
	size_t width = grid->rows.n;
	for (size_t l = 0; l < grid->layers.n; l++)
		for (size_t r = width; r-- > 1;)
			grid->base[l * width + (size_t)grid->rows.parent[r]] +=
				grid->base[l * width + r];
	for (size_t l = grid->layers.n; l-- > 1;)
		for (size_t r = 0; r < width; r++)
			grid->base[(size_t)grid->layers.parent[l] * width + r] +=
				grid->base[l * width + r];
}

/* Along the layers of row `r`. */
static void mask_layers(
	struct grid *grid, size_t r, size_t minimum, size_t *base, unsigned char *mask)
{
	for (size_t l = 0; l < grid->layers.n; l++) {
		base[l] = grid->base[l * grid->rows.n + r];
		mask[l] = grid->mask[l * grid->rows.n + r];
	}
	cips_disclosure_mask(base, NULL, grid->layers.parent, grid->layers.n, minimum, mask);
	for (size_t l = 0; l < grid->layers.n; l++)
		grid->mask[l * grid->rows.n + r] = mask[l];
}

static void mask_grid(struct grid *grid, size_t minimum)
{
	size_t size = grid->rows.n * grid->layers.n;
	size_t *column = cips_malloc(grid->layers.n * sizeof *column);
	unsigned char *column_mask = cips_malloc(grid->layers.n);
	unsigned char *before = cips_malloc(size);
	do {
		memcpy(before, grid->mask, size);
		for (size_t l = 0; l < grid->layers.n; l++)
			cips_disclosure_mask(grid->base + l * grid->rows.n, NULL, grid->rows.parent,
				grid->rows.n, minimum, grid->mask + l * grid->rows.n);
		for (size_t r = 0; r < grid->rows.n; r++)
			mask_layers(grid, r, minimum, column, column_mask);
	} while (memcmp(before, grid->mask, size) != 0);
	free(column);
	free(column_mask);
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

static void mask_layered(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, size_t minimum, unsigned char *mask)
{
	struct grid grid = {.rows = axis_of(rows), .layers = axis_of(layers)};
	grid.base = cips_calloc(grid.rows.n * grid.layers.n, sizeof *grid.base);
	grid.mask = cips_calloc(grid.rows.n * grid.layers.n, 1);
	for (size_t l = 0; l < layers->n; l++)
		for (size_t r = 0; r < rows->n; r++)
			grid.base[grid.layers.leaf[l] * grid.rows.n + grid.rows.leaf[r]] +=
				direct[l * rows->n + r];
	roll_up(&grid);
	copy_mask(&grid, rows, layers, mask, false);
	mask_grid(&grid, minimum);
	copy_mask(&grid, rows, layers, mask, true);
	axis_release(&grid.rows);
	axis_release(&grid.layers);
	free(grid.base);
	free(grid.mask);
}

void cips_tables_grid_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	if (layers)
		mask_layered(rows, layers, direct, minimum, mask);
	else
		cips_tables_mask(rows, direct, minimum, mask);
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
