/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The XLSForm expression language: XPath 1.0 operators, ${name}, `.`, bare column names in a
 * choice_filter, and the XLSForm functions. Parsed once into a typed tree, evaluated against a host
 * that knows the answers.
 *
 * Values. An empty value (not answered, not shown) is the empty string in text, NaN in arithmetic
 * and false as a condition (so it equals false()); else it equals '' and nothing else. `=` and `!=`
 * compare as booleans if either side is one, else as numbers if either side is a number or a date,
 * else as strings (XPath 1.0, section 3.4, with typed answers as in ODK). The order comparisons are
 * numeric. Dates are days since 1970-01-01 and count as numbers; a text of the form YYYY-MM-DD
 * compared with a date is taken as one.
 */
#ifndef CIPS_MODEL_EXPR_H
#define CIPS_MODEL_EXPR_H

#include "base/arena.h"
#include "cips_types.h"

#include <stdbool.h>
#include <stddef.h>

enum cips_value_kind {
	CIPS_VALUE_EMPTY,
	CIPS_VALUE_STRING,
	CIPS_VALUE_NUMBER,
	CIPS_VALUE_BOOLEAN,
	CIPS_VALUE_DATE,
};

struct cips_value {
	enum cips_value_kind kind;
	double number;	  /* NUMBER; BOOLEAN as 0 or 1; DATE in days */
	const char *text; /* STRING: NUL-terminated, borrowed or in the scratch arena */
};

struct cips_expr;

/* What names mean while parsing. References are non-negative numbers that the host understands. */
struct cips_expr_scope {
	void *context;
	int (*item)(void *context, const char *name, size_t n); /* ${name}; -1: unknown */
	int (*column)(void *context, const char *name,
		size_t n);   /* bare name; -1: unknown; NULL: not allowed */
	bool allow_self;     /* `.` has a meaning here */
	bool allow_volatile; /* now, random and uuid may be used */
};

/* A fault in an expression. */
struct cips_expr_fault {
	size_t offset;	  /* bytes before the fault */
	const char *code; /* constant: "expression-syntax", "name-unknown", "function-unknown",
			     "arity", "function-refused", "regex-invalid" */
	char text[200];
	char hint[200]; /* "" or what to do */
};

/*
 * Parses `text`. On success stores the tree, made in `arena`, and returns true. On failure fills
 * `fault` and returns false. For "name-unknown" the hint is left to the caller, who knows the
 * names; `fault->text` quotes the name.
 */
bool cips_model_expr_parse(const char *text, const struct cips_expr_scope *scope,
	struct cips_arena *arena, struct cips_expr **out, struct cips_expr_fault *fault);

/*
 * Who understands the patterns of regex(). This room has no library for them, so a room above lends
 * its engine, once, before the first expression is parsed. Without one regex() is refused.
 */
struct cips_regex_engine {
	/*
	 * The compiled pattern, which the engine owns until the process ends; the same pattern
	 * gives the same pointer. NULL for a bad pattern, with the reason in `why`.
	 */
	const void *(*compile)(const char *pattern, char *why, size_t why_size);
	/* Whether the whole text matches. */
	bool (*match)(const void *compiled, const char *text);
	/* The same for a pattern that was computed and need not be kept; false for a bad one. */
	bool (*match_once)(const char *pattern, const char *text);
};

/* Borrowed for the rest of the process; NULL takes the engine away. */
void cips_model_set_regex(const struct cips_regex_engine *engine);

/*
 * What the world looks like while evaluating. Functions that the expression cannot need may be
 * NULL.
 */
struct cips_expr_host {
	void *context;
	struct cips_value (*item)(void *context, int reference);
	struct cips_value (*column)(void *context, int reference);
	/*
	 * jr:choice-name(name, '${item}'): the label of a choice of the item, "" when it has none.
	 */
	const char *(*choice_label)(void *context, int reference, const char *name);
	struct cips_value self; /* `.` */
	bool has_previous;	/* the value that once() keeps is known */
	struct cips_value previous;
	long today; /* days since 1970-01-01, for today() */
	/* now(), random() and uuid() draw from here; only where the scope allowed them */
	double (*random)(void *context);
	double now; /* days with fraction; now() is a date that remembers its time of day */
};

/*
 * Never fails: what cannot be computed is empty, NaN or false. Strings made on the way live in
 * `scratch`.
 */
struct cips_value cips_model_expr_eval(const struct cips_expr *expr,
	const struct cips_expr_host *host, struct cips_arena *scratch);

/*
 * Conversions of XPath 1.0. The text of a number is the shortest that reads back, without an
 * exponent; NaN is "". A date is true, its text is YYYY-MM-DD.
 */
bool cips_value_true(struct cips_value value);
double cips_value_number(struct cips_value value); /* NaN when it is none */
const char *cips_value_text(struct cips_value value, struct cips_arena *scratch);

/*
 * Calls `visit` once for each time that a ${name} is written, in order of writing; the one inside
 * the quotes of jr:choice-name() counts.
 */
void cips_model_expr_references(
	const struct cips_expr *expr, void (*visit)(void *context, int reference), void *context);

/*
 * Whether the value depends on more than the referenced answers and `.` (today, now, random, uuid,
 * once).
 */
bool cips_model_expr_volatile(const struct cips_expr *expr);

/*
 * Whether a constraint says by constants that `.` lies between two numbers, or days; stores the
 * closest of them. The ends themselves may be forbidden, and so may be numbers in between.
 */
bool cips_model_expr_between(const struct cips_expr *constraint, double *low, double *high);

enum { CIPS_COMPARED_PARTS = 16 }; /* of one side; of a side with more nothing is said */

/* One thing that a side of a comparison can be. */
struct cips_compared_part {
	enum {
		CIPS_COMPARED_VALUE, /* a constant */
		CIPS_COMPARED_ITEM,
		CIPS_COMPARED_SELF,
		CIPS_COMPARED_COLUMN,
	} kind;
	int reference;		 /* ITEM, COLUMN */
	bool element;		 /* one name of the answer, not the whole answer */
	struct cips_value value; /* VALUE */
	size_t offset;		 /* bytes before it in the expression */
};

/* A constant and everything that the other side of its comparison can be. */
struct cips_compared {
	struct cips_value value;
	size_t offset; /* bytes before the constant */
	bool words;    /* the constant is a list of names, each of them compared */
	const struct cips_compared_part *with;
	size_t n;
};

/*
 * Calls `visit` for each constant that is compared with an answer or a column by =, !=, selected(),
 * selected-at() or jr:choice-name(), also through if(), coalesce(), once() and string(). A
 * comparison with anything that is computed otherwise is left out: nothing can be said about it.
 */
void cips_model_expr_compared(const struct cips_expr *expr,
	void (*visit)(void *context, const struct cips_compared *compared), void *context);

#endif
