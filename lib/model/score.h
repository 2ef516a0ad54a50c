/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a choice to a score (contract section 2, "Scoring").
 *
 * Item score = 10 (s - min) / (max - min) over the substantive choices of the list, then 10 minus
 * that under polarity -. Scores default to even spacing in listed order. A choice counts as
 * positive (+1), neutral (0) or negative (-1) by its `positive` column, exchanged under polarity -,
 * else by an item score above, at or below 5.
 */
#ifndef CIPS_MODEL_SCORE_H
#define CIPS_MODEL_SCORE_H

#include "model/instrument.h"

/* What each choice of a scored item is worth; index = position of the choice, entry 0 unused. */
struct cips_score_key {
	size_t n;	   /* choices */
	bool *valid;	   /* substantive, so it has a score */
	double *score;	   /* 0...10 */
	signed char *sign; /* +1, 0, -1 */
};

/*
 * Whether an item is scored: select_one or range, with a factor, an empty use, and two different
 * scores in its list.
 */
bool cips_model_scored(const struct cips_instrument *instrument, const struct cips_item *item);

/*
 * Whether an item orders its respondents although it may have no factor: select_one or range, with
 * an empty use, that is scored, is a range, or whose list gives two different scores or has two
 * substantive choices.
 */
bool cips_model_orders(const struct cips_instrument *instrument, const struct cips_item *item);

/* The key of an item that is scored or orders its respondents, in the arena. */
struct cips_score_key cips_model_score_key(const struct cips_instrument *instrument,
	const struct cips_item *item, struct cips_arena *arena);

/*
 * Whether two items of the same indicator give comparable scores: same type, same choice names in
 * the same order, and the same score for each of them. On false *why says the reason in a few words
 * (a constant).
 */
bool cips_model_comparable(const struct cips_instrument *a, const struct cips_item *item_a,
	const struct cips_instrument *b, const struct cips_item *item_b, const char **why);

/*
 * Whether the choices of two lists, as many and in the same order, are worth the same under one
 * polarity; names do not count.
 */
bool cips_model_same_scores(const struct cips_list *a, const struct cips_list *b);

/* Whether two comparable items also count the same choices as positive, neutral and negative. */
bool cips_model_same_signs(const struct cips_instrument *a, const struct cips_item *item_a,
	const struct cips_instrument *b, const struct cips_item *item_b);

/*
 * Whether answers to two items that need not be scored mean the same: same type, and the same
 * choices in the same order, with the same of them for an answer that is missing.
 */
bool cips_model_same_answers(const struct cips_instrument *a, const struct cips_item *item_a,
	const struct cips_instrument *b, const struct cips_item *item_b);

#endif
