/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers, dates and texts that are enough to try. Used inside this room only.
 *
 * Where a number is compared with constants and nothing else, the constants cut the line into
 * pieces that no expression can look into: one number of each piece, and the constants, stand for
 * all. A text that is compared with constants is one of them, or another one. For other uses, whole
 * numbers and days between two bounds are listed one by one, and else a few likely values, which
 * prove nothing by their absence.
 */
#ifndef CIPS_MODEL_REACH_CANDIDATES_H
#define CIPS_MODEL_REACH_CANDIDATES_H

#include "model/expr_atoms.h"
#include "model/instrument.h"

struct cips_reach_candidates {
	struct cips_arena *arena;
	enum cips_item_type type;
	long today;
	bool thorough; /* long lists may be made */
	bool exact;    /* the values stand for all there are */
	double *numbers;
	const char **texts;
	size_t n;
	size_t room;
	bool has_low, has_high; /* every answer that is allowed lies between */
	double low, high;
	bool own; /* while the constraint of the item is looked at */
};

/* Takes in a condition on the item (CIPS_EXPR_ITSELF: its constraint). */
void cips_reach_candidates_look(
	struct cips_reach_candidates *candidates, const struct cips_expr *condition, int reference);

/* Makes the list of values, each once. */
void cips_reach_candidates_finish(struct cips_reach_candidates *candidates);

#endif
