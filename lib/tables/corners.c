/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What several lines of a table in layers tell together.
 *
 * A layer and a row that show, both with others in them, less what shows in that layer of some of the
 * rows in the row, are the people in the other rows. The same difference can be taken in layers within
 * the layer, and subtracted again: that leaves the people who are neither in these layers nor in these
 * rows. They are a corner: like the hidden part of a line (disclosure/mask.h) it is nobody, or enough
 * people, not alike, and no single group that is hidden.
 *
 * The rows that are tried are those that show in the layer, and those that do in each layer within it.
 * Sums that take other rows from one of these layers than from another are not looked at.
 */
#include "tables/grid.h"

#include "disclosure/mask.h"

#include <stdlib.h>
#include <string.h>

/* The groups directly within one of an axis. */
struct children {
	size_t *list;
	size_t n;
};

/* A layer and a row, and which of those in them are subtracted. */
struct corner {
	struct grid *grid;
	size_t layer, row;
	struct children layers, rows;
	bool *of_layers, *of_rows; /* by child */
};

static size_t cell_at(const struct corner *corner, size_t layer, size_t row)
{
	return layer * corner->grid->rows.n + row;
}

static void find_children(const struct axis *axis, size_t group, struct children *children)
{
	children->n = 0;
	for (size_t g = group + 1; g < axis->n; g++)
		if (axis->parent[g] == (int)group)
			children->list[children->n++] = g;
}

/* Empty cells are known to be empty. */
static bool is_known(const struct corner *corner, size_t layer, size_t row)
{
	size_t cell = cell_at(corner, layer, row);
	return corner->grid->mask[cell] == CIPS_MASK_SHOWN || corner->grid->base[cell] == 0;
}

/* Takes the rows that show in a layer (and in the outer one); false: none do. */
static bool choose_rows(struct corner *corner, size_t layer)
{
	bool any = false;
	for (size_t c = 0; c < corner->rows.n; c++) {
		size_t row = corner->rows.list[c];
		corner->of_rows[c] =
			is_known(corner, corner->layer, row) && is_known(corner, layer, row);
		any |= corner->of_rows[c] &&
			corner->grid->base[cell_at(corner, corner->layer, row)];
	}
	return any;
}

/* Takes the layers in which these rows, and the whole of them, show; false: none do. */
static bool choose_layers(struct corner *corner)
{
	bool any = false;
	for (size_t l = 0; l < corner->layers.n; l++) {
		size_t layer = corner->layers.list[l];
		bool known = is_known(corner, layer, corner->row);
		for (size_t c = 0; c < corner->rows.n && known; c++)
			known = !corner->of_rows[c] ||
				is_known(corner, layer, corner->rows.list[c]);
		corner->of_layers[l] = known;
		any |= known && corner->grid->base[cell_at(corner, layer, corner->row)];
	}
	return any;
}

/* The people of a corner. */
struct found {
	size_t people;
	size_t few;   /* those of them in small cells */
	size_t large; /* other cells */
	bool hidden;  /* some cell is */
	struct cips_extremes said;
};

static struct found people_in(const struct corner *corner, size_t minimum)
{
	const struct grid *grid = corner->grid;
	struct found found = {0};
	for (size_t l = 0; l < corner->layers.n; l++)
		for (size_t c = 0; c < corner->rows.n; c++) {
			size_t cell = cell_at(corner, corner->layers.list[l], corner->rows.list[c]);
			if (corner->of_layers[l] || corner->of_rows[c] || !grid->base[cell])
				continue;
			found.people += grid->base[cell];
			bool small = grid->base[cell] < minimum;
			found.few += small ? grid->base[cell] : 0;
			found.large += !small;
			found.hidden |= grid->mask[cell] != CIPS_MASK_SHOWN;
			if (grid->said)
				found.said = cips_disclosure_join_extremes(
					&found.said, &grid->said[cell]);
		}
	return found;
}

/* One person can be taken away by himself, who knows what he said. */
static bool is_open(const struct found *found, size_t minimum)
{
	if (!found->hidden)
		return false;
	return found->people <= minimum || (found->large == 1 && found->few <= 1) ||
		cips_disclosure_is_unanimous(&found->said);
}

static void take_smaller(const struct corner *corner, size_t cell, size_t *best)
{
	const struct grid *grid = corner->grid;
	if (grid->mask[cell] == CIPS_MASK_SHOWN && grid->base[cell] > 0 &&
		(!*best || grid->base[cell] <= grid->base[*best]))
		*best = cell;
}

/*
 * Hides what the corner was found from: the smallest cell of the layers and rows that were subtracted,
 * or, where there is nobody in these, one of their margins. (Cell 0 is the whole table, and no such.)
 */
static void hide_corner(const struct corner *corner)
{
	size_t best = 0;
	for (size_t l = 0; l < corner->layers.n; l++)
		for (size_t c = 0; c < corner->rows.n; c++)
			if (corner->of_layers[l] && corner->of_rows[c])
				take_smaller(corner,
					cell_at(corner, corner->layers.list[l],
						corner->rows.list[c]),
					&best);
	for (size_t l = 0; l < corner->layers.n && !best; l++)
		if (corner->of_layers[l])
			take_smaller(corner, cell_at(corner, corner->layers.list[l], corner->row),
				&best);
	corner->grid->mask[best] = CIPS_MASK_COMPLEMENT;
}

/* Tries the rows that show in a layer; hides until that gives nothing away. */
static void protect_rows(struct corner *corner, size_t layer, size_t minimum)
{
	while (choose_rows(corner, layer) && choose_layers(corner)) {
		struct found found = people_in(corner, minimum);
		if (!is_open(&found, minimum))
			return;
		hide_corner(corner);
	}
}

static void protect_corner(struct corner *corner, size_t minimum)
{
	struct grid *grid = corner->grid;
	find_children(&grid->rows, corner->row, &corner->rows);
	if (!corner->rows.n || grid->mask[cell_at(corner, corner->layer, corner->row)])
		return;
	protect_rows(corner, corner->layer, minimum);
	for (size_t l = 0; l < corner->layers.n; l++)
		protect_rows(corner, corner->layers.list[l], minimum);
}

void cips_tables_protect_corners(struct grid *grid, size_t minimum)
{
	struct corner corner = {.grid = grid};
	corner.layers.list = cips_malloc(grid->layers.n * sizeof *corner.layers.list);
	corner.rows.list = cips_malloc(grid->rows.n * sizeof *corner.rows.list);
	corner.of_layers = cips_malloc(grid->layers.n * sizeof *corner.of_layers);
	corner.of_rows = cips_malloc(grid->rows.n * sizeof *corner.of_rows);
	for (corner.layer = 0; corner.layer < grid->layers.n; corner.layer++) {
		find_children(&grid->layers, corner.layer, &corner.layers);
		for (corner.row = 0; corner.layers.n && corner.row < grid->rows.n; corner.row++)
			protect_corner(&corner, minimum);
	}
	free(corner.layers.list);
	free(corner.rows.list);
	free(corner.of_layers);
	free(corner.of_rows);
}
