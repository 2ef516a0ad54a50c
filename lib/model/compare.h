/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changed between two instruments, part by part, and whether an indicator may be trended over
 * the change. Everything that compares versions asks here: the report of a form (forms/diff.h) and
 * the gap between waves.
 *
 * Words. A text is compared in every language that both instruments have (an instrument that names
 * no language has the default language of the other). It has a new wording when its essence
 * (cips_utf8_essence: no case, punctuation, white space) differs, names of questions in ${...}
 * counted by what they measure; else it only looks different. A language that one of them lacks is
 * no change of wording.
 *
 * Conditions. An expression has changed when its tree has; questions in it count by what they
 * measure, calculated ones by their calculation. An item is asked of others when its relevance or
 * that of a group around it has changed, or a question or calculation that these look at: its
 * words, what its choices say, and who is asked it in turn.
 *
 * Trends. A change of wording (of the label, the hint, a choice or the default answer; a hint often
 * says what time or which people are meant), of scale, of type or use, of the indicator, and of who
 * is asked or may answer what (relevance, constraint, choice filter, read only) forbids a trend.
 * Looks, places, factors, and whether an answer is required do not.
 */
#ifndef CIPS_MODEL_COMPARE_H
#define CIPS_MODEL_COMPARE_H

#include "cips_types.h"
#include "model/instrument.h"

/* The first three in rising gravity. */
enum cips_change_class {
	CIPS_CHANGE_COSMETIC, /* it looks different */
	CIPS_CHANGE_WORDING,  /* people read something else */
	CIPS_CHANGE_SCALE,    /* choices, their order, or what they are worth */
	CIPS_CHANGE_TYPE,     /* the type or use of an item */
	CIPS_CHANGE_ROUTING,  /* who is asked, and what may or must be answered */
	CIPS_CHANGE_FACTOR,   /* the factor an item counts in */
	CIPS_CHANGE_MOVED,
	CIPS_CHANGE_REMOVED,
	CIPS_CHANGE_NEW,
};

const char *cips_model_change_name(enum cips_change_class change);

/* One change. Strings are never NULL; places have row 0 where there is none. */
struct cips_change {
	enum cips_change_class change;
	const char *kind; /* "item", "list", "group", "factor", "settings" */
	const char *name; /* in the first instrument, of what is new in the second */
	const char *part; /* "label", "choice agree: score"; "" for the whole */
	const char *language;
	const char *before;
	const char *after;
	struct cips_place a;
	struct cips_place b;
};

struct cips_changes {
	struct cips_change *list;
	size_t n;
	size_t room;
};

/* Two instruments that are compared. All that is found lives in the arena, or in them. */
struct cips_pair {
	const struct cips_instrument *a;
	const struct cips_instrument *b;
	struct cips_arena *arena;
	size_t (*languages)[2]; /* those that both have: index in a, index in b */
	size_t n_languages;
};

struct cips_pair cips_model_pair(
	const struct cips_instrument *a, const struct cips_instrument *b, struct cips_arena *arena);

/* Adds a change; strings are borrowed, NULL counts as "". */
void cips_model_change(
	const struct cips_pair *pair, struct cips_changes *changes, struct cips_change change);

/*
 * Adds what changed in a text, a change for each language; `about` has what they have in common,
 * its class is that of a new wording.
 */
void cips_model_compare_texts(const struct cips_pair *pair, const struct cips_text *a,
	const struct cips_text *b, struct cips_change about, struct cips_changes *changes);

/* Adds what changed in an expression, NULL where there is none, and its text; `about` as above. */
void cips_model_compare_expressions(const struct cips_pair *pair, const struct cips_expr *a,
	const struct cips_expr *b, struct cips_change about, struct cips_changes *changes);

/* Adds what changed within an item; not in its list. */
void cips_model_compare_items(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_changes *changes);

/* Adds what changed in a list of choices. */
void cips_model_compare_lists(const struct cips_pair *pair, const struct cips_list *a,
	const struct cips_list *b, struct cips_changes *changes);

/*
 * Whether the lists of two items are worth comparing: both are written in the choices sheet.
 */
bool cips_model_both_listed(
	const struct cips_pair *pair, const struct cips_item *a, const struct cips_item *b);

/* Whether answers to two items may be put into one trend. */
struct cips_trend {
	bool may;
	const char *why;    /* why not: "wording changed in fr; the scores differ"; "" if `may` */
	const char *remark; /* of what may be trended: what else to know; "" for nothing */
};

/* Under CIPS_WORDING_ANY only the type, the use and the scale count. */
struct cips_trend cips_model_trend(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, enum cips_wording_rule rule);

#endif
