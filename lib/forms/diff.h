/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changed between two forms, as a whole. Single parts are compared in model/compare.h.
 *
 * Items are matched by indicator, the others by name. Of the items in both, as few as possible are
 * called moved: those outside a longest run that kept its order, and those in another group. A group
 * is matched by name, else by the first item in it.
 */
#ifndef CIPS_FORMS_DIFF_H
#define CIPS_FORMS_DIFF_H

#include "model/diff.h"

/* All that is found lives in the arena, or in the instruments. */
void cips_forms_diff(const struct cips_instrument *a, const struct cips_instrument *b,
	struct cips_arena *arena, struct cips_diff *diff);

#endif
