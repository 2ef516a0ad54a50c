/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cells of a table in layers, for the files that mask it: grid.c by its lines, corners.c by what
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
	int *parent;
	size_t *leaf; /* where the people directly in a group are counted: itself, or that group of
			 their own */
};

/* A layered table with such groups on both axes: cell (l, r) is at l * rows.n + r. */
struct grid {
	struct axis rows;
	struct axis layers;
	size_t *base;		    /* rolled up along both axes */
	struct cips_extremes *said; /* the same, or NULL */
	unsigned char *mask;
};

/*
 * Masks a table in layers by what people said, said[l * rows->n + r] directly in a layer and a row, or,
 * where that is NULL, by how many they are (tables/mask.h).
 */
void cips_tables_mask_layers(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, const struct cips_extremes *said, size_t minimum,
	unsigned char *mask);

/*
 * Hides cells of a grid, whose lines are masked, until nobody finds out about few people, or people
 * who are alike, by subtracting along both axes. The lines must be masked again where it hides any.
 */
void cips_tables_protect_corners(struct grid *grid, size_t minimum);

#endif
