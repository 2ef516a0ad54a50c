/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser: from the top down, reading the text as it goes. Whether "*", "div" or "and" is an
 * operator follows from where it stands (XPath 1.0, section 3.7): the parser asks for an operator
 * only after an operand.
 *
 * A function that returns NULL (or false) has filled the fault, and everybody above it returns at
 * once.
 */
#include "model/expr_tree.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_TEXT = 16 * 1024, DEEPEST = 64 };

struct parser {
	const char *text;
	const char *at;
	const struct cips_expr_scope *scope;
	struct cips_arena *arena;
	struct cips_expr_fault *fault;
	int depth;
};

/* From the weakest level to the strongest. Where one starts another, the longer comes first. */
static const struct {
	const char *text;
	int level;
	enum cips_expr_operator operator;
} operators[] = {
	{"or", 0, CIPS_EXPR_OR},
	{"and", 1, CIPS_EXPR_AND},
	{"=", 2, CIPS_EXPR_EQUAL},
	{"!=", 2, CIPS_EXPR_UNEQUAL},
	{"<=", 3, CIPS_EXPR_LESS_EQUAL},
	{"<", 3, CIPS_EXPR_LESS},
	{">=", 3, CIPS_EXPR_GREATER_EQUAL},
	{">", 3, CIPS_EXPR_GREATER},
	{"+", 4, CIPS_EXPR_PLUS},
	{"-", 4, CIPS_EXPR_SUBTRACT},
	{"*", 5, CIPS_EXPR_TIMES},
	{"div", 5, CIPS_EXPR_DIVIDE},
	{"mod", 5, CIPS_EXPR_MODULO},
};

enum { N_OPERATORS = sizeof operators / sizeof *operators, STRONGEST = 5 };

static void hint(struct parser *p, const char *text)
{
	snprintf(p->fault->hint, sizeof p->fault->hint, "%s", text);
}

/* A fault at `where`; the %s of the format is the `n` bytes there, in quotes, or "the end". */
static struct cips_expr *syntax(struct parser *p, const char *where, const char *format, size_t n)
{
	const char *quoted = n ? cips_expr_quote(p->arena, where, n) : "the end";
	cips_expr_fault_set(
		p->fault, (size_t)(where - p->text), "expression-syntax", format, quoted);
	return NULL;
}

static void skip_blanks(struct parser *p)
{
	while (cips_expr_is_blank(*p->at))
		p->at++;
}

/* Refuses what stands here because a lookalike does; false when there is none. */
static bool refuse_lookalike(struct parser *p)
{
	size_t n;
	const char *advice = cips_expr_lookalike(p->at, &n);
	if (!advice)
		return false;
	syntax(p, p->at, "%s is not part of the expression language", n);
	hint(p, advice);
	return true;
}

static struct cips_expr *new_node(struct parser *p, enum cips_expr_kind kind, const char *where)
{
	struct cips_expr *node = cips_arena_alloc(p->arena, 1, sizeof *node);
	node->kind = kind;
	node->offset = (size_t)(where - p->text);
	return node;
}

static struct cips_expr *parse_expression(struct parser *p);

/* Where an operator, or one of the characters in `closing`, should have been. */
static struct cips_expr *no_operator(struct parser *p, const char *closing)
{
	if (refuse_lookalike(p))
		return NULL;
	size_t n = cips_expr_name_size(p->at);
	if (*p->at == '\0')
		return syntax(
			p, p->at, "%s of the expression comes before the ) that closes a (", 0);
	if (*p->at == ')')
		return syntax(p, p->at, "%s closes nothing", 1);
	syntax(p, p->at, "%s stands where an operator was expected",
		n ? n : cips_expr_character_size(p->at));
	if (*p->at == ',' && !strchr(closing, ','))
		hint(p, "decimals are written with a point");
	else if ((*p->at == 'e' || *p->at == 'E') && cips_expr_is_digit(p->at[-1]))
		hint(p, "write the number without an exponent");
	else
		hint(p,
			"join with and, or, =, !=, <, <=, >, >=, +, -, *, div or mod, in lower "
			"case and between blanks");
	return NULL;
}

static struct cips_expr *parse_string(struct parser *p)
{
	const char *start = p->at, *end = strchr(start + 1, *start);
	if (!end) {
		syntax(p, start, "the text that starts with %s does not end", 1);
		hint(p, "close it with the same quotation mark");
		return NULL;
	}
	struct cips_expr *node = new_node(p, CIPS_EXPR_LITERAL, start);
	node->literal = cips_expr_string(
		cips_arena_strndup(p->arena, start + 1, (size_t)(end - start - 1)));
	p->at = end + 1;
	return node;
}

static struct cips_expr *parse_number(struct parser *p)
{
	const char *start = p->at;
	while (cips_expr_is_digit(*p->at))
		p->at++;
	if (*p->at == '.')
		p->at++;
	while (cips_expr_is_digit(*p->at))
		p->at++;
	struct cips_expr *node = new_node(p, CIPS_EXPR_LITERAL, start);
	/* Copied, because strtod would go on into an exponent or hexadecimal digits. */
	char *copy = cips_arena_strndup(p->arena, start, (size_t)(p->at - start));
	node->literal = cips_expr_number(strtod(copy, NULL));
	return node;
}

static struct cips_expr *parse_item(struct parser *p)
{
	const char *start = p->at, *name;
	size_t n, used = cips_expr_braced_name(start, &name, &n);
	if (!used) {
		const char *brace = strpbrk(start, "} \t\r\n");
		syntax(p, start, "%s is not a reference to a question",
			brace ? (size_t)(brace - start) + (*brace == '}') : strlen(start));
		hint(p,
			strncmp(start, "${last-saved#", 13) == 0
				? "what was answered in another interview is not known here"
				: "write ${name} with the name of the question");
		return NULL;
	}
	int reference = p->scope->item(p->scope->context, name, n);
	if (reference < 0) {
		cips_expr_fault_set(p->fault, (size_t)(start - p->text), "name-unknown",
			"no question has the name %s", cips_expr_quote(p->arena, name, n));
		return NULL;
	}
	struct cips_expr *node = new_node(p, CIPS_EXPR_ITEM, start);
	node->reference = reference;
	p->at = start + used;
	return node;
}

static struct cips_expr *parse_self(struct parser *p)
{
	const char *start = p->at++;
	if (*p->at == '.' || *p->at == '/') {
		syntax(p, start, "%s starts a path", 2);
		hint(p, "paths are not available; an answer is written ${name}");
		return NULL;
	}
	if (!p->scope->allow_self) {
		syntax(p, start, "%s means the answer itself, which there is none of here", 1);
		hint(p, "write ${name}");
		return NULL;
	}
	return new_node(p, CIPS_EXPR_SELF, start);
}

/* A name that is not followed by a parenthesis. */
static struct cips_expr *parse_column(struct parser *p, size_t n)
{
	const char *start = p->at;
	if (strncmp(start + n, "::", 2) == 0 || start[n] == '/') {
		syntax(p, start, "%s starts a path", n);
		hint(p, "paths are not available; an answer is written ${name}");
		return NULL;
	}
	if (cips_expr_function(start, n)) {
		syntax(p, start, "the function %s has no parentheses", n);
		hint(p, "put its arguments in parentheses, as in not(${name})");
		return NULL;
	}
	if (!p->scope->column) {
		syntax(p, start, "%s is neither a question nor a text", n);
		hint(p, "write ${name} for an answer and 'name' for a text");
		return NULL;
	}
	int reference = p->scope->column(p->scope->context, start, n);
	if (reference < 0) {
		cips_expr_fault_set(p->fault, (size_t)(start - p->text), "name-unknown",
			"no column has the name %s", cips_expr_quote(p->arena, start, n));
		return NULL;
	}
	struct cips_expr *node = new_node(p, CIPS_EXPR_COLUMN, start);
	node->reference = reference;
	p->at = start + n;
	return node;
}

/* The fault of the `n` bytes, which name none of our functions. */
static void no_function(struct parser *p, size_t n)
{
	char advice[sizeof p->fault->hint] = "";
	bool of_standard = cips_expr_function_hint(
		cips_arena_strndup(p->arena, p->at, n), advice, sizeof advice);
	cips_expr_fault_set(p->fault, (size_t)(p->at - p->text),
		of_standard ? "function-refused" : "function-unknown",
		of_standard ? "the function %s is not supported" : "there is no function %s",
		cips_expr_quote(p->arena, p->at, n));
	hint(p, advice);
}

/* The function that `n` bytes name, or NULL with a fault. */
static const struct cips_expr_function *find_function(struct parser *p, size_t n)
{
	const struct cips_expr_function *function = cips_expr_function(p->at, n);
	size_t offset = (size_t)(p->at - p->text);
	if (!function) {
		no_function(p, n);
		return NULL;
	}
	if (function->traits & CIPS_EXPR_REFUSED && !p->scope->allow_volatile) {
		cips_expr_fault_set(p->fault, offset, "function-refused",
			"the function %s is not allowed here: its value is another each time",
			cips_expr_quote(p->arena, p->at, n));
		return NULL;
	}
	return function;
}

/* Whether the call has as many arguments as its function takes. */
static bool check_arity(struct parser *p, const struct cips_expr *call)
{
	const struct cips_expr_function *f = call->function;
	int n = (int)call->n;
	if (n >= f->least && (f->most == CIPS_EXPR_ANY || n <= f->most))
		return true;
	char takes[40];
	if (f->most == CIPS_EXPR_ANY)
		snprintf(takes, sizeof takes, "at least %d argument%s", f->least,
			f->least == 1 ? "" : "s");
	else if (f->most == 0)
		snprintf(takes, sizeof takes, "no arguments");
	else if (f->least == f->most)
		snprintf(takes, sizeof takes, "%d argument%s", f->most, f->most == 1 ? "" : "s");
	else
		snprintf(takes, sizeof takes, "%d or %d arguments", f->least, f->most);
	return cips_expr_fault_set(
		p->fault, call->offset, "arity", "%s takes %s, not %d", f->name, takes, n);
}

/* The arguments and the closing parenthesis; `p->at` is behind the opening one. */
static bool parse_arguments(struct parser *p, struct cips_expr *call)
{
	size_t room = 0;
	skip_blanks(p);
	if (*p->at == ')') {
		p->at++;
		return true;
	}
	for (;;) {
		struct cips_expr *argument = parse_expression(p);
		if (!argument)
			return false;
		call->operands = cips_arena_grow(
			p->arena, call->operands, call->n, &room, sizeof *call->operands);
		call->operands[call->n++] = argument;
		char c = *p->at;
		if (c != ',' && c != ')')
			return no_operator(p, ",)") != NULL;
		p->at++;
		if (c == ')')
			return true;
	}
}

static struct cips_expr *parse_call(struct parser *p, size_t n)
{
	const struct cips_expr_function *function = find_function(p, n);
	if (!function)
		return NULL;
	struct cips_expr *call = new_node(p, CIPS_EXPR_CALL, p->at);
	call->function = function;
	p->at = strchr(p->at + n, '(') + 1;
	if (!parse_arguments(p, call) || !check_arity(p, call))
		return NULL;
	struct cips_expr_check check = {call, p->scope, p->arena, p->fault};
	if (function->check && !function->check(&check))
		return NULL;
	return call;
}

static struct cips_expr *parse_name(struct parser *p)
{
	size_t n = cips_expr_qualified_name_size(p->at);
	const char *behind = p->at + n;
	while (cips_expr_is_blank(*behind))
		behind++;
	return *behind == '(' ? parse_call(p, n) : parse_column(p, n);
}

static struct cips_expr *parse_parentheses(struct parser *p)
{
	p->at++;
	struct cips_expr *inner = parse_expression(p);
	if (!inner)
		return NULL;
	if (*p->at != ')')
		return no_operator(p, ")");
	p->at++;
	return inner;
}

/* Where an operand should have been. */
static struct cips_expr *no_operand(struct parser *p)
{
	if (refuse_lookalike(p))
		return NULL;
	syntax(p, p->at, "%s stands where a value was expected", cips_expr_character_size(p->at));
	if (*p->at == '!')
		hint(p, "negation is written not(...)");
	return NULL;
}

static struct cips_expr *parse_operand(struct parser *p)
{
	char c = *p->at;
	if (c == '(')
		return parse_parentheses(p);
	if (c == '\'' || c == '"')
		return parse_string(p);
	if (cips_expr_is_digit(c) || (c == '.' && cips_expr_is_digit(p->at[1])))
		return parse_number(p);
	if (c == '.')
		return parse_self(p);
	if (c == '$')
		return parse_item(p);
	if (cips_expr_starts_name(p->at))
		return parse_name(p);
	return no_operand(p);
}

/* Minus signs, as many as there are, and an operand. */
static struct cips_expr *parse_unary(struct parser *p)
{
	skip_blanks(p);
	const char *start = p->at;
	bool negative = false;
	for (; *p->at == '-'; skip_blanks(p)) {
		negative = !negative;
		p->at++;
	}
	bool is_signed = p->at > start;
	struct cips_expr *operand = parse_operand(p);
	if (!operand || !is_signed)
		return operand;
	struct cips_expr *node = new_node(p, CIPS_EXPR_MINUS, start);
	node->negative = negative;
	node->operands = cips_arena_alloc(p->arena, 1, sizeof *node->operands);
	node->operands[0] = operand;
	node->n = 1;
	return node;
}

/* The index of the operator that stands here, or -1. */
static int find_operator(struct parser *p)
{
	skip_blanks(p);
	size_t n;
	if (cips_expr_lookalike(p->at, &n))
		return -1;
	size_t word = cips_expr_name_size(p->at);
	for (int i = 0; i < N_OPERATORS; i++) {
		n = strlen(operators[i].text);
		bool is_word = operators[i].text[0] >= 'a';
		if (strncmp(p->at, operators[i].text, n) == 0 && (!is_word || word == n))
			return i;
	}
	return -1;
}

static void add_operand(struct parser *p, struct cips_expr *chain, size_t *room,
	enum cips_expr_operator operator, struct cips_expr * operand)
{
	size_t old_room = *room;
	chain->operators = cips_arena_grow(
		p->arena, chain->operators, chain->n, &old_room, sizeof *chain->operators);
	chain->operands =
		cips_arena_grow(p->arena, chain->operands, chain->n, room, sizeof *chain->operands);
	chain->operators[chain->n] = operator;
	chain->operands[chain->n++] = operand;
}

/* Operands of the levels above, joined by operators of this one. */
static struct cips_expr *parse_level(struct parser *p, int level)
{
	if (level > STRONGEST)
		return parse_unary(p);
	struct cips_expr *left = parse_level(p, level + 1), *chain = NULL;
	size_t room = 0;
	int found;
	while (left && (found = find_operator(p)) >= 0 && operators[found].level == level) {
		if (!chain) {
			chain = new_node(p, CIPS_EXPR_CHAIN, p->at);
			add_operand(p, chain, &room, operators[found].operator, left);
		}
		p->at += strlen(operators[found].text);
		left = parse_level(p, level + 1);
		if (left)
			add_operand(p, chain, &room, operators[found].operator, left);
	}
	return left && chain ? chain : left;
}

/* A whole expression with the blanks behind it. */
static struct cips_expr *parse_expression(struct parser *p)
{
	if (p->depth == DEEPEST) {
		cips_expr_fault_set(p->fault, (size_t)(p->at - p->text), "expression-syntax",
			"parentheses are nested more than %d deep", DEEPEST);
		hint(p, "split it with a calculate");
		return NULL;
	}
	p->depth++;
	struct cips_expr *expr = parse_level(p, 0);
	p->depth--;
	return expr;
}

/* Whether the text may be looked at at all. */
static bool check_text(struct parser *p)
{
	size_t n = strlen(p->text), bad;
	if (n > LONGEST_TEXT)
		return cips_expr_fault_set(p->fault, LONGEST_TEXT, "expression-syntax",
			"the expression is longer than %d bytes", LONGEST_TEXT);
	if ((bad = cips_utf8_check(p->text, n)) < n)
		return cips_expr_fault_set(
			p->fault, bad, "expression-syntax", "the expression is not valid UTF-8");
	skip_blanks(p);
	if (*p->at == '\0')
		return cips_expr_fault_set(
			p->fault, 0, "expression-syntax", "the expression is empty");
	return true;
}

bool cips_model_expr_parse(const char *text, const struct cips_expr_scope *scope,
	struct cips_arena *arena, struct cips_expr **out, struct cips_expr_fault *fault)
{
	struct parser p = {
		.text = text, .at = text, .scope = scope, .arena = arena, .fault = fault};
	if (!check_text(&p))
		return false;
	struct cips_expr *expr = parse_expression(&p);
	if (!expr)
		return false;
	if (*p.at)
		return no_operator(&p, "") != NULL;
	*out = expr;
	return true;
}
