/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table behind a mask of counts, for the two files of this room that make it: cells.c says what
 * must be protected, moves.c how.
 *
 * The people directly in an inner group get a group of their own behind the others, as in
 * tables/mask.c: nobody prints it, but it is what a group less its children leaves. A group without
 * children, or such a group, is an atom; every table is the sum of its cells of atoms.
 */
#ifndef CIPS_DISCLOSURE_CELL_TABLE_H
#define CIPS_DISCLOSURE_CELL_TABLE_H

#include "disclosure/cells.h"

#include <stddef.h>

enum { AXES = CIPS_CELL_AXES };

struct axis {
	size_t n;     /* with the groups of those directly in inner ones */
	size_t shown; /* without */
	int *parent;
	size_t *depth;
	size_t *leaf; /* of a shown group: where the people directly in it are counted */
	bool *atom;
	bool answers;
};

struct table {
	struct axis axis[AXES];
	size_t size;
	size_t *base;
	size_t *world;	       /* the other table */
	unsigned char *hidden; /* enum cips_mask, of all cells; what nobody prints is SHOWN */
	bool *safe;	       /* the small cells for which there is another table */
	size_t *touched;       /* cells in which the other table differs, some more than once */
	size_t n_touched;
	size_t room;
	size_t minimum;
};

static inline size_t at(const struct table *t, const size_t group[AXES])
{
	return (group[0] * t->axis[1].n + group[1]) * t->axis[2].n + group[2];
}

static inline void groups_of(const struct table *t, size_t cell, size_t group[AXES])
{
	group[2] = cell % t->axis[2].n;
	group[1] = cell / t->axis[2].n % t->axis[1].n;
	group[0] = cell / t->axis[2].n / t->axis[1].n;
}

static inline bool is_printed(const struct table *t, const size_t group[AXES])
{
	for (int k = 0; k < AXES; k++)
		if (group[k] >= t->axis[k].shown)
			return false;
	return true;
}

static inline bool contains(const struct axis *axis, size_t group, size_t inner)
{
	while (axis->depth[inner] > axis->depth[group])
		inner = (size_t)axis->parent[inner];
	return inner == group;
}

static inline bool is_small(const struct table *t, size_t cell)
{
	return t->base[cell] > 0 && t->base[cell] < t->minimum;
}

#endif
