/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A questionnaire as a row of blocks, between the walk over the instrument and the writers.
 * Internal to lib/report.
 *
 * A question goes from its block QUESTION up to the next QUESTION, SECTION or RULE. All texts are
 * raw: each writer makes them harmless for where they go.
 */
#ifndef CIPS_REPORT_QUESTIONNAIRE_BLOCKS_H
#define CIPS_REPORT_QUESTIONNAIRE_BLOCKS_H

#include "base/arena.h"
#include "model/instrument.h"
#include "model/language.h"
#include "report/questionnaire.h"

enum block_kind {
	BLOCK_TITLE,	   /* text */
	BLOCK_FIELD,	   /* lead, text, formula: a fact of the form or of the question above */
	BLOCK_REMARK,	   /* text: about the whole, in fixed words */
	BLOCK_SECTION,	   /* text ("": it has no heading), level */
	BLOCK_RULE,	   /* here a section has ended and none begins */
	BLOCK_QUESTION,	   /* number; lead: the name, text: what it is */
	BLOCK_SKIP,	   /* text: who goes on here; of a section or a question */
	BLOCK_ASK,	   /* text: what people are asked or told */
	BLOCK_HINT,	   /* text */
	BLOCK_INSTRUCTION, /* text: how to answer */
	BLOCK_CHOICE,	   /* text; for reading with lead (the name), score, mark */
	BLOCK_PLACE,	   /* text: a choice that gets a number */
	BLOCK_STEP,	   /* text: one of a row of numbers */
	BLOCK_LINES,	   /* level: how many lines to write on, 0: room for a number */
	BLOCK_DATE,	   /* text: room for a date, with what comes first */
};

struct block {
	enum block_kind kind;
	size_t level;  /* of a section, from 1; how many lines */
	size_t number; /* of the question, 0: none */
	const char *lead;
	const char *text;
	const char *formula; /* as written in the form */
	const char *score;
	const char *mark;
	bool own_words; /* the text is in the fixed words, not in those of the form */
};

struct questionnaire {
	const struct cips_instrument *instrument;
	size_t language;
	enum cips_tongue tongue;
	bool paper;
	bool headed_by_note; /* the label of the first item is the title */
	struct cips_arena arena;
	struct block *blocks;
	size_t n;
	size_t room;
};

enum questionnaire_word {
#define WORDS(id, en, fr, es, pt) WORD_##id,
#include "report/questionnaire_words.def"
#undef WORDS
	QUESTIONNAIRE_WORDS
};

/* The fixed words of the tongue. */
const char *questionnaire_word(enum cips_tongue tongue, enum questionnaire_word word);

/* With %1, %2, %3 filled in; those that it does not have may be NULL. In the arena. */
const char *questionnaire_fill(struct cips_arena *arena, enum cips_tongue tongue,
	enum questionnaire_word word, const char *one, const char *two, const char *three);

/* Fills the blocks; arena and blocks are empty before. */
void questionnaire_walk(struct questionnaire *questionnaire);

/* The blocks of item `i`, whose questions are numbered in `numbers` (0: not a question). */
void questionnaire_read_item(struct questionnaire *questionnaire, size_t i, const size_t *numbers);
void questionnaire_paper_item(struct questionnaire *questionnaire, size_t i, const size_t *numbers);

/* Adds a block and returns it; the pointer holds until the next one is added. */
struct block *questionnaire_add(
	struct questionnaire *questionnaire, enum block_kind kind, const char *text);

/* A field in fixed words; nothing for an empty text. */
void questionnaire_field(
	struct questionnaire *questionnaire, enum questionnaire_word lead, const char *text);

/* The text as it is shown in the language. */
const char *questionnaire_text(
	const struct questionnaire *questionnaire, const struct cips_text *text);

/* A condition in words, or NULL; `self` is the item that `.` means, or CIPS_NONE. */
const char *questionnaire_say(struct questionnaire *questionnaire, const struct cips_expr *expr,
	const size_t *numbers, int self);

/* Where a thing is shown or allowed: in words, and as written. Nothing for an empty formula. */
void questionnaire_condition(struct questionnaire *questionnaire, enum questionnaire_word lead,
	const struct cips_expr *expr, const char *formula, const size_t *numbers, int self);

typedef void questionnaire_write_fn(const struct questionnaire *questionnaire,
	const struct cips_write_options *options, FILE *out);
questionnaire_write_fn questionnaire_write_text, questionnaire_write_md, questionnaire_write_html;

#endif
