/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table behind a mask of counts, for the files of this room that make it: cells.c says what
 * must be protected, paths.c and moves.c how.
 *
 * The people directly in an inner group get a group of their own behind the others, as in
 * tables/mask.c: nobody prints it, but it is what a group less its children leaves. A group without
 * children, or such a group, is an atom; every table is the sum of its cells of atoms.
 */
#ifndef CIPS_DISCLOSURE_CELL_TABLE_H
#define CIPS_DISCLOSURE_CELL_TABLE_H

#include "disclosure/cells.h"

#include <stddef.h>
#include <stdint.h>

enum { AXES = CIPS_CELL_AXES };

struct axis {
	size_t n;     /* with the groups of those directly in inner ones */
	size_t shown; /* without */
	size_t step;  /* from a cell of one group to that of the next */
	size_t height; /* how many groups there are at most from an atom up to the root, both in it */
	int *parent;
	size_t *depth;
	size_t *leaf;  /* of a shown group: where the people directly in it are counted */
	size_t *atoms; /* those of a group stand together, */
	size_t *first; /* by group: from here */
	size_t *end;   /* to before here */
	bool answers;
};

struct table {
	struct axis axis[AXES];
	size_t size;
	size_t *base;
	size_t *world;	 /* the other table */
	size_t *changed; /* cells in which it differs, some more than once */
	size_t n_changed;
	size_t changed_room;
	/* What it costs to hide a cell, nothing if it is hidden or never printed; BARRIER: no person may
	 * come into it, because everybody sees that it is empty. */
	size_t *price;
	unsigned char *hidden; /* enum cips_mask, of all cells; what nobody prints is SHOWN */
	bool *safe;	       /* the small cells for which there is another table */
	size_t minimum;
};

#define BARRIER SIZE_MAX

static inline size_t at(const struct table *t, const size_t group[AXES])
{
	return group[0] * t->axis[0].step + group[1] * t->axis[1].step + group[2];
}

static inline void groups_of(const struct table *t, size_t cell, size_t group[AXES])
{
	group[0] = cell / t->axis[0].step;
	group[1] = cell / t->axis[1].step % t->axis[1].n;
	group[2] = cell % t->axis[1].step;
}

/* From the groups of a cell to those of the next. */
static inline void next_cell(const struct table *t, size_t group[AXES])
{
	for (int k = AXES; k-- > 0;) {
		if (++group[k] < t->axis[k].n)
			return;
		group[k] = 0;
	}
}

static inline bool is_printed(const struct table *t, const size_t group[AXES])
{
	for (int k = 0; k < AXES; k++)
		if (group[k] >= t->axis[k].shown)
			return false;
	return true;
}

static inline bool is_atom(const struct axis *axis, size_t group)
{
	return axis->end[group] - axis->first[group] == 1;
}

/* Whether all atoms of `inner` are atoms of `group`. */
static inline bool contains(const struct axis *axis, size_t group, size_t inner)
{
	return axis->first[group] <= axis->first[inner] && axis->end[inner] <= axis->end[group];
}

/* Whether a cell is `target` or within it. */
static inline bool within(
	const struct table *t, const size_t group[AXES], const size_t target[AXES])
{
	for (int k = 0; k < AXES; k++)
		if (!contains(&t->axis[k], target[k], group[k]))
			return false;
	return true;
}

static inline bool is_small(const struct table *t, size_t cell)
{
	return t->base[cell] > 0 && t->base[cell] < t->minimum;
}

/* Hides a cell that is printed and not hidden yet. */
static inline void hide_cell(struct table *t, size_t cell, enum cips_mask why)
{
	t->hidden[cell] = (unsigned char)why;
	t->price[cell] = 0;
}

/*
 * Makes a cell of the other table hold more or fewer people, and hides it; with the minimum in it, it is
 * safe. The caller changes all that add up together.
 */
void cips_disclosure_change(struct table *t, size_t cell, bool gains, size_t people);

/* Makes the other table the first one again. */
void cips_disclosure_restore(struct table *t);

#endif
