/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other tables that an attacker cannot rule out, made of moves of people between cells (cells.h).
 */
#ifndef CIPS_DISCLOSURE_MOVES_H
#define CIPS_DISCLOSURE_MOVES_H

#include "disclosure/cell_table.h"

/* The mover of a table and what it needs, for as many targets as there are. */
struct cips_mover *cips_disclosure_mover_new(struct table *t);
void cips_disclosure_mover_free(struct cips_mover *mover);

/*
 * Looks for another table in which the cell `target` holds `need` people more, and hides what that
 * takes; false where there is none. Cells that hold the minimum in it are marked as safe.
 */
bool cips_disclosure_move_into(struct cips_mover *mover, const size_t target[AXES], size_t need);

#endif
