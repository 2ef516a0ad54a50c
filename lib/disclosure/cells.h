/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which cells of a table of counts may be shown.
 *
 * A table crosses the groups of three axes (layers, rows, columns; an axis that is not there has
 * one group). A cell is a combination of groups, those of inner groups and of the roots (the
 * margins) included, and counts the people who are in all of them. Here the cells themselves are
 * groups: mask.h protects who stands behind a mean, this file how many gave an answer.
 *
 * The attacker sees every cell that is not hidden, knows the trees, and solves the equations that
 * say what adds up to what, in numbers that are not negative. He is taken to know, too, that a
 * hidden cell is not empty, where not everything is hidden. Who is alone in such a cell knows no more
 * of it than that: himself, but not whether others are there. Against him:
 *
 *  1. A cell with people, but fewer than the minimum, is hidden, and what lies within it (an empty
 *     cell of a small row tells as much as a full one).
 *  2. For each such cell there is another table, in which all that is shown is the same and the cell
 *     holds at least the minimum: nobody can tell that it is small, let alone how small. The same
 *     holds for people directly in an inner group, whom no cell shows and subtraction would; and so
 *     for every union of hidden cells that can be subtracted: if it has a small cell in it, it holds
 *     at least the minimum.
 *  3. Where all people of a group gave one and the same answer, whatever their number, the cell of
 *     some other answer is hidden, and there is another table in which people gave it. This goes for
 *     the axes whose groups are answers, not for units, languages or demographics, which colleagues
 *     know.
 *
 * Where one axis is a list, another any tree and the third has one group, the other table is found as
 * cycles in a network, those first that hide the fewest people per person moved (paths.h). Elsewhere it
 * is made of moves: people move between two rows in one column and back in another, so that four cells
 * change (with layers eight) and no sum that is shown; where one row is all there is, between columns,
 * and the margins are hidden as well. (Hypercubes: Giessing and Repsilber 2002; here the moves are
 * checked against the counts, and add up.) Where there is none the whole table is hidden, but for the
 * number of all people in it.
 *
 * What other tables show of the same people is not looked at.
 */
#ifndef CIPS_DISCLOSURE_CELLS_H
#define CIPS_DISCLOSURE_CELLS_H

#include "disclosure/mask.h"

#include <stdbool.h>

enum { CIPS_CELL_AXES = 3 };

struct cips_cell_axis {
	const int *parent; /* of each group, smaller than its own number; -1 for group 0 alone */
	size_t n;
	bool answers; /* a group of people who are all in one of these groups is given away */
};

/*
 * Fills `mask` (enum cips_mask) for a `minimum` above 0, by the groups of the first, the second and
 * the third axis. direct has the same shape: the people who belong directly to the three groups, in
 * no child of them. Which cells protect a small one depends on the order of the axes and of their
 * groups: a caller that shows a table in several ways should always ask in the same order.
 */
void cips_disclosure_cells(const struct cips_cell_axis axes[CIPS_CELL_AXES], const size_t *direct,
	size_t minimum, unsigned char *mask);

#endif
