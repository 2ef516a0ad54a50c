/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the lines of an effects file ask for, before it is made into a recipe. Used inside this room
 * only. Everything lives in the arena of the recipe.
 */
#ifndef CIPS_SIMULATE_DRAFT_H
#define CIPS_SIMULATE_DRAFT_H

#include "simulate/recipe.h"

/* A number that may not be given. */
struct wish {
	bool given;
	double value;
};

struct draft_item {
	struct wish score;
	struct wish silence[CIPS_SILENCES];
	struct wish *shares; /* by entry; NULL: none given */
};

struct draft {
	struct cips_recipe *recipe; /* instrument, units, and the entries of its items, are known */
	struct draft_item *items;
	struct wish score;
	struct wish *factor_scores;
	struct wish silence[CIPS_SILENCES];
	struct wish sensitive[CIPS_SILENCES];
	struct wish *languages; /* by language; NULL: none given */
	const char **mode_names;
	double *mode_shares;
	size_t n_modes, modes_room;
};

extern const char *const draft_silence_names[CIPS_SILENCES];

/* Reads the lines; everything that is wrong with them is a finding. */
void draft_read(struct draft *draft, const struct cips_effect_row *rows, size_t n,
	struct cips_findings *findings);

#endif
