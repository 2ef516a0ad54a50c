/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cells of a table in layers, for the files that mask it: grid.c by its lines, sums.c by what
 * several lines tell together.
 */
#ifndef CIPS_TABLES_GRID_H
#define CIPS_TABLES_GRID_H

#include "disclosure/extremes.h"
#include "tables/groups.h"

/*
 * One axis of a layered table. The people directly in an inner group get a group of their own,
 * behind the others: nobody prints it, but it is what a group less its children leaves, and along
 * the other axis such differences are subtracted again.
 */
struct axis {
	size_t n;
	size_t printed; /* the first of them, without those groups */
	int *parent;
	size_t *leaf; /* where the people directly in a group are counted: itself, or that group of
			 their own */
	size_t *first, *end; /* where the groups directly within one stand among `children` */
	size_t *children;
};

/* A layered table with such groups on both axes: cell (l, r) is at l * rows.n + r. */
struct grid {
	struct axis rows;
	struct axis layers;
	size_t *base;		    /* rolled up along both axes */
	struct cips_extremes *said; /* the same, or NULL */
	unsigned char *mask;
	unsigned char
		*safe; /* by cell, what sums.c need not look at again when others are hidden */
};

static inline bool cips_tables_is_leaf(const struct axis *axis, size_t group)
{
	return axis->first[group] == axis->end[group];
}

/* Whether a table prints a cell, not only groups in it or that it is in, and there is anybody in it. */
static inline bool cips_tables_cell_shows(const struct grid *grid, size_t cell)
{
	return !grid->mask[cell] && grid->base[cell] && cell % grid->rows.n < grid->rows.printed &&
		cell / grid->rows.n < grid->layers.printed;
}

/*
 * Masks a table in layers by what people said, said[l * rows->n + r] directly in a layer and a row, or,
 * where that is NULL, by how many they are (tables/mask.h).
 */
void cips_tables_mask_layers(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, const struct cips_extremes *said, size_t minimum,
	unsigned char *mask);

/*
 * Hides a cell of a grid, whose lines are masked, where somebody finds out about few people, or people
 * who are alike, from what several lines show; then the lines must be masked again, and so on until it
 * hides none and returns false.
 */
bool cips_tables_protect_sums(struct grid *grid, size_t minimum);

#endif
