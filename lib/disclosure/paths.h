/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other tables that an attacker cannot rule out (cells.h), found as paths in a network.
 *
 * A table of two axes of which one at least is a list, and the other any tree, is a network: the
 * equations that say what adds up to what are its nodes, and each cell is an arc between the two
 * equations that it stands in. Another table is then the first one and some people who go round in
 * cycles, so that a cell can hold more people exactly where a path leads from the one of its nodes to
 * the other; and the cheapest such path hides the fewest people. (Castro 2007, A shortest-paths
 * heuristic for statistical data protection in positive tables, INFORMS J. Computing 19:520; the
 * networks: Gusfield 1988, SIAM J. Comput. 17:552.)
 */
#ifndef CIPS_DISCLOSURE_PATHS_H
#define CIPS_DISCLOSURE_PATHS_H

#include "disclosure/cell_table.h"

/* The network of a table, or NULL where it is none. */
struct cips_network *cips_disclosure_network_new(struct table *t);
void cips_disclosure_network_free(struct cips_network *network);

/*
 * Looks for another table in which the cell `target` holds `need` people more, and hides what that
 * takes; false where there is none. Cells that hold the minimum in it are marked as safe.
 */
bool cips_disclosure_flow_into(
	struct cips_network *network, const size_t target[AXES], size_t need);

#endif
