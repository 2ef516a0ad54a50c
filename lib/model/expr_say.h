/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions in words, in English, French, Spanish or Portuguese: what stands behind "only if" in
 * a questionnaire for people. Not every expression has such words; the caller then shows the
 * formula.
 *
 * Questions are named by their numbers, choices by their labels in quotation marks. The words speak
 * to the person who answers.
 */
#ifndef CIPS_MODEL_EXPR_SAY_H
#define CIPS_MODEL_EXPR_SAY_H

#include "model/instrument.h"
#include "model/language.h"

struct cips_say {
	const struct cips_instrument *instrument;
	size_t language;	 /* of the labels: an index into its languages */
	enum cips_tongue tongue; /* of the sentence */
	const size_t *numbers;	 /* per item the number of its question, 0: it has none */
	int self;		 /* the item that `.` is, or CIPS_NONE */
};

/*
 * The condition as a clause that can follow "if" ("si", "se") and has no full stop: "you said “Yes”
 * to question 38". NULL when there are no good words for it, or when it names an item without
 * number. In the arena.
 */
const char *cips_model_say(
	const struct cips_say *say, const struct cips_expr *expr, struct cips_arena *arena);

#endif
