/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the people of two waves answered in other ways: on paper, online, and so on. What changed
 * with the mode can look like a change of opinion.
 */
#ifndef CIPS_TABLES_MODES_H
#define CIPS_TABLES_MODES_H

#include "report/table.h"
#include "tables/sides.h"

/*
 * Notes in the foot, with the percentages of each wave, that the mix of modes differs by more than
 * ten points, or that one wave has a mode that the other has not. Modes that a table of the counts
 * would hide are neither named nor judged; people whose mode is not known are one more mode. Says
 * nothing where no mode is known at all, nor without the flagged responses, of which a second count by
 * mode beside that of everybody could show few.
 */
void cips_tables_foot_modes(struct cips_document *document, const struct cips_sides *sides);

#endif
