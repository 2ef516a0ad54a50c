/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of an effects file, which says what the people of a simulated survey are like. lib/intake
 * reads the lines, lib/simulate knows what they mean (simulate/recipe.h).
 */
#ifndef CIPS_MODEL_EFFECTS_H
#define CIPS_MODEL_EFFECTS_H

/* The columns of the file, in this order. */
enum cips_effect_cell {
	CIPS_EFFECT_WHAT,
	CIPS_EFFECT_ITEM,
	CIPS_EFFECT_CHOICE,
	CIPS_EFFECT_FACTOR,
	CIPS_EFFECT_VALUE,
	CIPS_EFFECT_CELLS,
};

struct cips_effect_row {
	const char *cells[CIPS_EFFECT_CELLS]; /* "" where empty */
	long columns[CIPS_EFFECT_CELLS];      /* where they begin, for messages */
	long line;
};

#endif
