/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values that an item can take, numbered: 0 is no answer (which a state such as "refused" is
 * for expressions too), 1...n are answers. Used inside this room only.
 *
 * Where the values are too many to list, those are listed that expressions can tell apart; where
 * that cannot be found out either, some likely ones, and the list is not `exact`.
 */
#ifndef CIPS_MODEL_REACH_VALUES_H
#define CIPS_MODEL_REACH_VALUES_H

#include "model/answers.h"
#include "model/expr_atoms.h"
#include "model/rule.h"

/* How the expressions of a form look at an item. */
struct cips_reach_sight {
	const struct cips_expr **atoms; /* each once; see model/expr_atoms.h */
	size_t n;
	size_t room;
	bool whole; /* some look at more than the truth of the atoms */
};

/* Notes that an expression looks at the item; NULL: at its whole value. */
void cips_reach_sight_add(
	struct cips_reach_sight *sight, struct cips_arena *arena, const struct cips_expr *atom);

enum cips_reach_kind {
	CIPS_REACH_NOTHING, /* there is never an answer, as with a note */
	CIPS_REACH_CODES,   /* one choice */
	CIPS_REACH_SETS,    /* ticks, as the bits of the number */
	CIPS_REACH_BYTES,   /* several choices, as the bytes of the record */
	CIPS_REACH_NUMBERS,
	CIPS_REACH_TEXTS,
	CIPS_REACH_COMPUTED, /* grows as values are met */
};

struct cips_reach_values {
	enum cips_reach_kind kind;
	const struct cips_item *item;
	size_t index; /* of the item */
	size_t n;
	size_t room;
	bool exact; /* the values stand for all there are */
	double *numbers;
	const char **texts;
	uint8_t *bytes;
	struct cips_value *computed;
	/*
	 * Numbers of classes by value, from 0: no expression sees the difference between values of
	 * a class. NULL: each value is its own class.
	 */
	uint32_t *classes;
	size_t n_classes;
};

/*
 * Lists the values of an item; everything is made in the arena. `*work` grows by the evaluations
 * and by the length of the list. Where it shall not be `thorough`, long lists are not made: some
 * values stand for them, and the list is not exact.
 */
void cips_reach_values_make(struct cips_reach_values *values, struct cips_answers *answers,
	size_t index, const struct cips_reach_sight *sight, bool thorough, struct cips_arena *arena,
	size_t *work);

/* Makes value `value` the answer. */
void cips_reach_values_put(
	const struct cips_reach_values *values, struct cips_answers *answers, uint32_t value);

/* The number of a computed value, which the list keeps. */
uint32_t cips_reach_values_keep(
	struct cips_reach_values *values, struct cips_value value, struct cips_arena *arena);

/* The choices that the filter lets through, by position from 0; made in the arena. */
bool *cips_reach_values_let_through(const struct cips_reach_values *values,
	struct cips_answers *answers, struct cips_rule *filter, struct cips_arena *arena,
	size_t *work);

/* Whether the value has only such choices. */
bool cips_reach_values_within(
	const struct cips_reach_values *values, uint32_t value, const bool *let_through);

#endif
