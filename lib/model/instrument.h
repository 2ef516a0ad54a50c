/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An instrument: the questionnaire as loaded, complete and immutable. Everything in it lives in its
 * arena.
 *
 * Whoever builds one (lib/forms) fills the struct and calls cips_model_seal() once; from then on
 * all pointers are read only. `place` fields are positions in the workbook, for messages.
 */
#ifndef CIPS_MODEL_INSTRUMENT_H
#define CIPS_MODEL_INSTRUMENT_H

#include "base/arena.h"
#include "base/map.h"
#include "model/expr.h"

#include <stdbool.h>
#include <stdint.h>

enum { CIPS_NONE = -1 }; /* no group, no factor, no list, ... */

/* A text in the languages of its instrument: one entry per language, NULL where there is none. */
struct cips_text {
	const char **by_language; /* NULL when the text is absent in all languages */
};

/* Where a thing stands in its workbook (from 1; 0: it does not). */
struct cips_place {
	const char *sheet;
	long row;
	long column;
};

enum cips_item_type {
	CIPS_ITEM_TEXT,
	CIPS_ITEM_INTEGER,
	CIPS_ITEM_DECIMAL,
	CIPS_ITEM_RANGE, /* coded: its list holds the steps */
	CIPS_ITEM_DATE,
	CIPS_ITEM_NOTE,	       /* shown, not stored */
	CIPS_ITEM_ACKNOWLEDGE, /* coded: its list holds the one choice OK */
	CIPS_ITEM_CALCULATE,   /* computed, not stored */
	CIPS_ITEM_HIDDEN,      /* computed from its default or calculation, not stored */
	CIPS_ITEM_SELECT_ONE,
	CIPS_ITEM_SELECT_MULTIPLE,
	CIPS_ITEM_RANK,
};

enum cips_use {
	CIPS_USE_NONE,
	CIPS_USE_UNIT,
	CIPS_USE_BREAKDOWN,
	CIPS_USE_WEIGHT,
	CIPS_USE_SECONDS,
};

/* What a choice means when it is no answer. */
enum cips_missing {
	CIPS_SUBSTANTIVE,
	CIPS_MISSING_DONT_KNOW,
	CIPS_MISSING_REFUSED,
	CIPS_MISSING_NOT_APPLICABLE,
};

/* The `positive` column of a choice, as for polarity +. */
enum cips_positive {
	CIPS_POSITIVE_BY_SCORE, /* not given */
	CIPS_POSITIVE_YES,
	CIPS_POSITIVE_NEUTRAL,
	CIPS_POSITIVE_NO,
};

struct cips_choice {
	const char *name;
	struct cips_text label;
	bool has_score;
	double score;
	enum cips_missing missing;
	enum cips_positive positive;
	const char *
		*attributes; /* one per instrument.attributes, "" where empty; for choice_filter */
	struct cips_place place;
};

struct cips_list {
	const char *name;
	struct cips_choice *choices;
	size_t n;
	bool from_units; /* select_one_from_file units.csv: the units of the survey file are the
			    choices */
};

struct cips_group {
	const char *name;
	struct cips_text label;
	struct cips_expr *relevant; /* NULL: always */
	const char *relevant_text;
	int parent;	/* index of the enclosing group or CIPS_NONE */
	int first_item; /* items [first_item, end_item) are inside, nested groups included */
	int end_item;
	const char *appearance;
	struct cips_place place;
};

struct cips_item {
	enum cips_item_type type;
	const char *name;
	struct cips_text label;
	struct cips_text hint;
	struct cips_text guidance;
	int list;  /* index into lists, CIPS_NONE for items without choices */
	int group; /* innermost group or CIPS_NONE */

	/*
	 * Expressions: the parsed tree (NULL when absent) and the text as written ("" when absent).
	 */
	struct cips_expr *required; /* NULL: not required */
	struct cips_expr *relevant;
	struct cips_expr *constraint;
	struct cips_expr *calculation;
	struct cips_expr *choice_filter;
	const char *required_text;
	const char *relevant_text;
	const char *constraint_text;
	const char *calculation_text;
	const char *choice_filter_text;
	const char *default_value; /* "" when absent */
	struct cips_text required_message;
	struct cips_text constraint_message;
	const char *parameters; /* normalized: "key=value key=value", "" when absent */
	const char *appearance;
	bool read_only;
	bool or_other; /* the list ends in the choice "other" and the item NAME_other follows */

	/* range */
	double range_start;
	double range_end;
	double range_step;

	/* ours */
	int factor;	       /* index into factors or CIPS_NONE */
	bool negative;	       /* polarity -: agreement is bad */
	const char *indicator; /* the name where not given */
	enum cips_use use;
	bool sensitive;

	struct cips_place place;

	/* Where the answer lives in a response; set by cips_model_seal(), see model/record.h. */
	size_t offset; /* first byte in the record */
	size_t width;  /* bytes in the record, 0: not stored */
	int number;    /* index into the numbers of a response or CIPS_NONE */
	int text;      /* index into its texts or CIPS_NONE */
};

struct cips_factor {
	const char *code;
	struct cips_text label;
	struct cips_place place;
};

/* Languages that stand in for another one, nearest first. */
struct cips_fallback {
	const size_t *languages;
	size_t n;
};

struct cips_instrument {
	struct cips_arena arena;
	const char *code; /* form_id */
	struct cips_text title;
	const char *version;	/* the form's own version text, "" when absent */
	const char **languages; /* as written in the form, "English (en)"; one entry "" when it
				   names none */
	size_t n_languages;
	size_t default_language;
	struct cips_fallback
		*fallback;	 /* what the form declares, one per language; NULL: nothing */
	struct cips_item *items; /* in the order of the form */
	size_t n_items;
	struct cips_group *groups; /* a group comes before those inside it */
	size_t n_groups;
	struct cips_list *lists;
	size_t n_lists;
	struct cips_factor *factors; /* those of the sheet, then built-in ones that an item names */
	size_t n_factors;
	const char **attributes; /* extra columns of the choices sheet, usable in choice_filter */
	size_t n_attributes;

	/* Set by cips_model_seal(). */
	size_t record_size; /* bytes of a packed record, at least 1 */
	size_t n_numbers;
	size_t n_texts;
	int unit_item; /* the item with use unit, or CIPS_NONE */
	int weight_item;
	int seconds_item;
	struct cips_map item_by_name;
};

/* A new, empty instrument, to be filled in its own arena. */
struct cips_instrument *cips_model_instrument_new(void);
void cips_model_instrument_free(struct cips_instrument *instrument); /* NULL is fine */

/*
 * Computes what follows from the items: the layout of the record, the look-up by name, the special
 * items.
 */
void cips_model_seal(struct cips_instrument *instrument);

/* An item with nothing said about it: no list, no group, no factor, texts "". */
struct cips_item cips_model_item_blank(void);

/* The item of that name, or NULL. */
const struct cips_item *cips_model_item(const struct cips_instrument *instrument, const char *name);

/* The names that are nearest to a word, for "did you mean"; NULL when none is near. */
const char *cips_model_nearest_item(const struct cips_instrument *instrument, const char *word);
const char *cips_model_nearest_choice(const struct cips_list *list, const char *word);

/* The list of an item; NULL for items without choices. */
const struct cips_list *cips_model_list(
	const struct cips_instrument *instrument, const struct cips_item *item);

/* The position (from 1) of the choice with that name, or 0. */
size_t cips_model_choice(const struct cips_list *list, const char *name, size_t n);

/*
 * The language in which a text is shown to a reader of `language` (an index into `languages`): that
 * one, else the nearest that its fallback declares, else the default language, else the first of
 * the others that has it. CIPS_NONE when the text is blank in all.
 */
int cips_model_shown_language(
	const struct cips_instrument *instrument, const struct cips_text *text, size_t language);

/* The text as it is shown to a reader of `language`; "" when there is none at all. */
const char *cips_model_text(
	const struct cips_instrument *instrument, const struct cips_text *text, size_t language);

/*
 * The language that a user means: a code as in "English (en)", the whole name, or the name before
 * the parenthesis; ASCII case ignored. The whole text as it is written wins over the others.
 * CIPS_NONE when the instrument does not have it.
 */
int cips_model_language(const struct cips_instrument *instrument, const char *wanted);

/* The languages as a message lists them: "English (en), French (fr)"; in the arena. */
const char *cips_model_languages(
	const struct cips_instrument *instrument, struct cips_arena *arena);

/* Whether the type holds an answer of the respondent that is stored. */
bool cips_model_stored(enum cips_item_type type);

/* The name of a type as an XLSForm writes it. */
const char *cips_model_type_name(enum cips_item_type type);

#endif
