/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions that both the list of changes and the rule of trends ask. Internal to the
 * compare*.c files of this room.
 */
#ifndef CIPS_MODEL_COMPARE_PARTS_H
#define CIPS_MODEL_COMPARE_PARTS_H

#include "model/compare.h"

enum cips_text_change {
	CIPS_TEXT_SAME,
	CIPS_TEXT_LOOKS,   /* another look, the same words */
	CIPS_TEXT_WORDS,   /* another wording */
	CIPS_TEXT_ADDED,   /* only in b */
	CIPS_TEXT_DROPPED, /* only in a */
};

/* A text in common language number `l`; *before and *after are the texts, "" for none. */
enum cips_text_change cips_compare_text(const struct cips_pair *pair, const struct cips_text *a,
	const struct cips_text *b, size_t l, const char **before, const char **after);

/* Both are written in some language, in none of them both, and not with the same words. */
bool cips_compare_apart(
	const struct cips_pair *pair, const struct cips_text *a, const struct cips_text *b);

/* "fr" of "French (fr)"; the whole where there are no brackets. */
const char *cips_compare_language(const struct cips_pair *pair, size_t l);

/*
 * Whether two expressions mean the same. `deep`: calculated items count by their calculation, and
 * questions by their words and by who is asked them.
 */
bool cips_compare_same_expression(const struct cips_pair *pair, const struct cips_expr *a,
	const struct cips_expr *b, bool deep);

/* Whether the relevance of an item, with that of the groups around it, is the same. */
bool cips_compare_same_relevance(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, bool deep);

/* Whether the choice_filters of two items, where both have one, find the same in the columns. */
bool cips_compare_same_columns(
	const struct cips_pair *pair, const struct cips_item *a, const struct cips_item *b);

/* The choice of `list` with the name of choice `i` of `other`, mostly in the same place; or NULL. */
const struct cips_choice *cips_compare_choice(
	const struct cips_list *list, const struct cips_list *other, size_t i);

#endif
