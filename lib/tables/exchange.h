/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the cells of a table in layers that show tell of one that does not.
 *
 * Somebody who adds cells that show, and subtracts them from each other, gets a sum of the cells that
 * have no groups in them, each of these once, or not at all, or taken away. Give each a weight, such as
 * the people in it, and ask for the least weight of the sums that have a certain cell in them: that is
 * the weight of this cell and of what people can be exchanged between it and others without a change in
 * any cell that shows, where of each cell as much as it weighs can come or go (the minimum cut of a
 * network is its maximum flow: Ford and Fulkerson 1956; tables as networks: Cox 1995). So nobody finds
 * out about fewer people than that.
 *
 * The network takes one axis as a tree and the other as a list. Where both are trees of several levels,
 * people are exchanged within one group of the second axis after the other, as if it were a list of all
 * groups in it without others in them, each of which shows what any group around it does: then there
 * may be a larger exchange than the one that is found, but not a smaller one.
 */
#ifndef CIPS_TABLES_EXCHANGE_H
#define CIPS_TABLES_EXCHANGE_H

#include "tables/grid.h"

struct exchange;

/* The weight of the people of a cell. */
typedef size_t weigh_cell(const struct grid *grid, size_t cell, const void *context);

/* The caller frees it, and leaves the grid as it is until then. */
struct exchange *cips_tables_exchange_new(const struct grid *grid);

void cips_tables_exchange_free(struct exchange *exchange);

/*
 * Whether as much as `need` can be exchanged between others and a cell with people that does not show
 * and has no groups in it. If not, that sum can be found which weighs the least, and *culprit is the
 * cell with the fewest people that shows and is needed for it (of equals, the last).
 */
bool cips_tables_exchange(struct exchange *exchange, size_t cell, size_t need, weigh_cell *weigh,
	const void *context, size_t *culprit);

/*
 * Whether it is clear that two cells go together: a sum that can be found has both in it or none, so
 * that what can be exchanged of one, and with others of the other, is the same.
 */
bool cips_tables_exchange_same(struct exchange *exchange, size_t a, size_t b);

#endif
