/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The phrases of expr_say_words.def: filling them in, and lists, numbers and dates in words.
 * Private to the expr_say*.c files of this room.
 */
#ifndef CIPS_MODEL_EXPR_SAY_WORDS_H
#define CIPS_MODEL_EXPR_SAY_WORDS_H

#include "base/arena.h"
#include "model/language.h"

enum say_phrase {
#define PHRASE(id, en, fr, es, pt) SAY_##id,
#include "model/expr_say_words.def"
#undef PHRASE
	SAY_PHRASES
};

/* Where the words go: made in `arena`, `listed` in a list of conditions behind a colon. */
struct say_words {
	enum cips_tongue tongue;
	struct cips_arena *arena;
	bool listed;
};

/* The phrase with %1, %2 and %3 filled in; those that it does not have may be NULL. */
const char *cips_say_phrase(const struct say_words *words, enum say_phrase phrase, const char *one,
	const char *two, const char *three);

/* Pieces with a joint between any two and another before the last. */
const char *cips_say_join(const struct say_words *words, const char *const *pieces, size_t n,
	enum say_phrase joint, enum say_phrase last);

/* Choices in quotation marks: "“A”, “B” or “C”"; the last joint is CHOICE_OR, _AND or _NOR. */
const char *cips_say_choices(
	const struct say_words *words, const char *const *labels, size_t n, enum say_phrase last);

/* A number with the decimal sign of the language. */
const char *cips_say_number(const struct say_words *words, double number);

/* The day `days` after 1970-01-01. */
const char *cips_say_date(const struct say_words *words, double days);

#endif
