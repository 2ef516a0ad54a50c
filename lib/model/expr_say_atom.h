/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One condition in words: what it is about and what it says of that, kept apart until it is known
 * whether its neighbours say more of the same. Private to the expr_say*.c files of this room.
 */
#ifndef CIPS_MODEL_EXPR_SAY_ATOM_H
#define CIPS_MODEL_EXPR_SAY_ATOM_H

#include "model/expr_say.h"
#include "model/expr_say_words.h"
#include "model/expr_tree.h"

/* The answer that is spoken of. */
struct say_subject {
	int item;
	bool self; /* it is the one that is being given */
	int other; /* the item whose answer stands in for a blank one, or CIPS_NONE */
};

enum say_fact_kind {
	SAY_FACT_NONE,	   /* said by another fact */
	SAY_FACT_ANSWERED, /* there is an answer */
	SAY_FACT_CHOICE,   /* the answer is among these choices, or holds them */
	SAY_FACT_BOUND,	   /* a measure of the answer lies within bounds */
	SAY_FACT_VERB,	   /* a verb and a predicate */
};

enum say_measure { SAY_OF_NUMBER, SAY_OF_DATE, SAY_OF_COUNT, SAY_OF_LENGTH };

struct say_fact {
	enum say_fact_kind kind;
	struct say_subject subject;
	bool negated;

	/* CHOICE */
	bool several; /* the question takes several choices */
	bool only;    /* and these are all that were taken */
	bool all;     /* they were taken together */
	const char **labels;
	size_t n;
	size_t room;

	/* BOUND; `open`: the bound itself is outside, where there is one bound only */
	enum say_measure measure;
	bool has_low, has_high, open;
	double low, high;

	/* VERB */
	enum say_phrase verb;
	const char *predicate;
};

/* Makes out what a condition without and, or and not says; false when there are no words. */
bool cips_say_fact(const struct cips_say *say, const struct say_words *words,
	const struct cips_expr *expr, bool negated, struct say_fact *fact);

/* Whether `more`, joined to `fact` by or (else by and), could be put into it; then it is. */
bool cips_say_merge(const struct say_words *words, bool is_or, struct say_fact *fact,
	const struct say_fact *more);

const char *cips_say_fact_text(
	const struct cips_say *say, const struct say_words *words, const struct say_fact *fact);

#endif
