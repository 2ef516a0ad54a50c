/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answers of one interview as expressions see them. Used inside this room only.
 */
#ifndef CIPS_MODEL_ANSWERS_H
#define CIPS_MODEL_ANSWERS_H

#include "model/record.h"
#include "model/units.h"

struct cips_answers {
	const struct cips_instrument *instrument;
	const struct cips_units *units; /* may be NULL */
	struct cips_response response;
	bool *shown;		     /* by item; true until its relevance says otherwise */
	struct cips_value *computed; /* by item; empty for items that are not computed */
	double **steps;		     /* by item; what the choices of a range are worth, else NULL */
	long today;
	uint64_t random;	   /* state of the generator behind random() and uuid() */
	struct cips_arena scratch; /* what one evaluation leaves behind */
};

/* Nothing answered, all items shown. In the arena but for the scratch, which is the caller's. */
struct cips_answers cips_model_answers_new(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, struct cips_arena *arena);

/* Whether the value of the type is computed, not answered. */
bool cips_model_computed(enum cips_item_type type);

/* Whether there is an answer, or a state that was given as one; a blank is none. */
bool cips_model_answered(const struct cips_item *item, const uint8_t *record);

/* The value of an item, empty when it is not shown; strings are borrowed or made in `arena`. */
struct cips_value cips_model_answers_value(
	const struct cips_answers *answers, int item, struct cips_arena *arena);

/* Whether that value is empty, for an item that is shown; makes no strings. */
bool cips_model_answers_empty(struct cips_answers *answers, int item);

/*
 * The label of the item's choice of that name in the default language; "" when there is none.
 */
const char *cips_model_answers_label(
	const struct cips_answers *answers, int item, const char *name);

/*
 * The value of a column for a choice (a position, or the id of a unit where codes are ids): the
 * attributes of the instrument, then `name`, then `label`. A list that is the unit tree has the
 * columns of units.csv: `unit`, `parent`, `name`.
 */
struct cips_value cips_model_answers_column(
	const struct cips_answers *answers, int item, unsigned choice, int column);

#endif
