/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The typed tree of an expression: private to the expr*.c files of this room.
 *
 * Invariants. A tree is never deeper than the nesting that the parser allows: a chain of operators
 * of one level (a + b - c) is one node with all its operands, so recursion over a tree is bounded.
 * A call has as many operands as its function takes. Everything lives in the arena of the parse.
 */
#ifndef CIPS_MODEL_EXPR_TREE_H
#define CIPS_MODEL_EXPR_TREE_H

#include "model/expr.h"

enum cips_expr_kind {
	CIPS_EXPR_LITERAL,
	CIPS_EXPR_ITEM,	  /* ${name} */
	CIPS_EXPR_COLUMN, /* a bare name */
	CIPS_EXPR_SELF,	  /* . */
	CIPS_EXPR_MINUS,  /* unary, once or several times */
	CIPS_EXPR_CHAIN,  /* operands joined by operators of one level, from left to right */
	CIPS_EXPR_CALL,
};

enum cips_expr_operator {
	CIPS_EXPR_OR,
	CIPS_EXPR_AND,
	CIPS_EXPR_EQUAL,
	CIPS_EXPR_UNEQUAL,
	CIPS_EXPR_LESS,
	CIPS_EXPR_LESS_EQUAL,
	CIPS_EXPR_GREATER,
	CIPS_EXPR_GREATER_EQUAL,
	CIPS_EXPR_PLUS,
	CIPS_EXPR_SUBTRACT,
	CIPS_EXPR_TIMES,
	CIPS_EXPR_DIVIDE,
	CIPS_EXPR_MODULO,
};

struct cips_expr {
	enum cips_expr_kind kind;
	size_t offset; /* where it is written, for faults */
	struct cips_value literal;
	int reference;		     /* ITEM, COLUMN */
	bool negative;		     /* MINUS: an odd number of signs */
	struct cips_expr **operands; /* MINUS (one), CHAIN, CALL */
	size_t n;
	enum cips_expr_operator *operators; /* CHAIN: [i] stands before operand i; [0] is unused */
	const struct cips_expr_function *function;
	const void *regex; /* CALL of regex() with a constant pattern: compiled */
};

/* A call while it is evaluated. Operands are evaluated only when a function asks for them. */
struct cips_expr_call {
	const struct cips_expr *expr;
	const struct cips_expr_host *host;
	struct cips_arena *scratch;
};

/* What a check at the time of parsing may look at. */
struct cips_expr_check {
	struct cips_expr *call;
	const struct cips_expr_scope *scope;
	struct cips_arena *arena;
	struct cips_expr_fault *fault;
};

enum { CIPS_EXPR_ANY = -1 }; /* no upper limit of arguments */

enum cips_expr_trait {
	CIPS_EXPR_TRUTH = 1,   /* the value is true or false */
	CIPS_EXPR_VARIES = 2,  /* the value depends on more than the answers */
	CIPS_EXPR_REFUSED = 4, /* unless the scope allows what varies */
};

struct cips_expr_function {
	const char *name;
	int least; /* arguments */
	int most;
	struct cips_value (*eval)(const struct cips_expr_call *call);
	unsigned traits;			      /* of enum cips_expr_trait */
	bool (*check)(struct cips_expr_check *check); /* NULL, or fills the fault for false */
};

/* The function of that name (`n` bytes), or NULL. */
const struct cips_expr_function *cips_expr_function(const char *name, size_t n);

/* Questions about a node. Whether it calls the function of that name; joins by and, by or. */
bool cips_expr_calls(const struct cips_expr *expr, const char *function);
bool cips_expr_is_junction(const struct cips_expr *expr);

/* Whether the value is true or false, whatever the answers are. */
bool cips_expr_is_truth(const struct cips_expr *expr);

/* The comparison that says the same with its sides exchanged: < for >. */
enum cips_expr_operator cips_expr_mirrored(enum cips_expr_operator comparison);

/*
 * What to say to somebody who wrote a function that is not ours; "" when there is nothing to say.
 * Whether it is one of the standard.
 */
bool cips_expr_function_hint(const char *name, char *hint, size_t size);

/* White space of XML. */
static inline bool cips_expr_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline bool cips_expr_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether the value is empty, an empty text, or a number that could not be computed. */
bool cips_expr_is_empty(struct cips_value value);

struct cips_value cips_expr_string(const char *text);
struct cips_value cips_expr_number(double number);
struct cips_value cips_expr_boolean(bool truth);

/* Days in the years 1 to 9999; empty for others and for NaN. */
struct cips_value cips_expr_date(double days);

/* Operand `i` evaluated, and converted. */
struct cips_value cips_expr_arg(const struct cips_expr_call *call, size_t i);
double cips_expr_arg_number(const struct cips_expr_call *call, size_t i);
const char *cips_expr_arg_text(const struct cips_expr_call *call, size_t i);

/* Bytes of the (valid) UTF-8 character at `p`; 0 at the end. */
size_t cips_expr_character_size(const char *p);

/* Whether a name can start here: a letter, an underscore, or a character that is no sign. */
bool cips_expr_starts_name(const char *p);

/*
 * Bytes of the name at `p` (XML's NCName, roughly), 0 when there is none; the second takes one
 * prefix too, as in jr:choice-name.
 */
size_t cips_expr_name_size(const char *p);
size_t cips_expr_qualified_name_size(const char *p);

/*
 * What to say about the sign of another language that stands here, and its bytes; NULL when there
 * is none.
 */
const char *cips_expr_lookalike(const char *at, size_t *n);

/* Fills the fault of a check and returns false; the hint is "" until set. */
__attribute__((format(printf, 4, 5))) bool cips_expr_fault_set(
	struct cips_expr_fault *fault, size_t offset, const char *code, const char *format, ...);

/* The first `n` bytes of a text, fit for a message. */
const char *cips_expr_quote(struct cips_arena *arena, const char *text, size_t n);

/*
 * The name inside `${name}`, blanks allowed inside the braces. Returns the bytes up to and with the
 * brace that closes it, or 0 when `text` does not start so or the name is missing.
 */
size_t cips_expr_braced_name(const char *text, const char **name, size_t *n);

/* Evaluators and checks that have a file of their own; the table is in expr_functions.c. */
struct cips_value cips_expr_do_concat(const struct cips_expr_call *call);
struct cips_value cips_expr_do_join(const struct cips_expr_call *call);
struct cips_value cips_expr_do_contains(const struct cips_expr_call *call);
struct cips_value cips_expr_do_starts_with(const struct cips_expr_call *call);
struct cips_value cips_expr_do_ends_with(const struct cips_expr_call *call);
struct cips_value cips_expr_do_substr(const struct cips_expr_call *call);
struct cips_value cips_expr_do_substring_before(const struct cips_expr_call *call);
struct cips_value cips_expr_do_substring_after(const struct cips_expr_call *call);
struct cips_value cips_expr_do_translate(const struct cips_expr_call *call);
struct cips_value cips_expr_do_string_length(const struct cips_expr_call *call);
struct cips_value cips_expr_do_normalize_space(const struct cips_expr_call *call);
struct cips_value cips_expr_do_selected(const struct cips_expr_call *call);
struct cips_value cips_expr_do_selected_at(const struct cips_expr_call *call);
struct cips_value cips_expr_do_count_selected(const struct cips_expr_call *call);

struct cips_value cips_expr_do_regex(const struct cips_expr_call *call);
bool cips_expr_check_regex(struct cips_expr_check *check);

struct cips_value cips_expr_do_today(const struct cips_expr_call *call);
struct cips_value cips_expr_do_now(const struct cips_expr_call *call);
struct cips_value cips_expr_do_date(const struct cips_expr_call *call);
struct cips_value cips_expr_do_format_date(const struct cips_expr_call *call);
bool cips_expr_check_format_date(struct cips_expr_check *check);

#endif
