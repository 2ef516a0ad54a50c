/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libxml2's XPath 1.0 as the oracle: random expressions that mean the same in both languages must
 * have the same value. Answers are written ${a} here and given to libxml2 as XPath variables, $a.
 *
 * Left out, because the languages or the implementations differ on purpose: the text of NaN (ours
 * is empty) and of numbers that are not exact in binary (libxml2 writes 15 digits, ours reads
 * back), and texts such as "1e2" or "-", which libxml2 takes for numbers although XPath does not.
 * So where a number becomes a text, it is built from halves by +, - and *, in small amounts, and
 * the literals are such that a lone sign or an exponent does not come together in these rounds.
 */
#include "model/expr.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 20000, TEXT_SIZE = 16384 };

static const struct {
	const char *name;
	struct cips_value value;
} answers[] = {
	{"a", {.kind = CIPS_VALUE_STRING, .text = "oui"}},
	{"b", {.kind = CIPS_VALUE_STRING, .text = "4"}},
	{"c", {.kind = CIPS_VALUE_STRING, .text = ""}},
	{"d", {.kind = CIPS_VALUE_NUMBER, .number = 12}},
	{"e", {.kind = CIPS_VALUE_NUMBER, .number = -2.5}},
	{"f", {.kind = CIPS_VALUE_BOOLEAN, .number = 1}},
	{"g", {.kind = CIPS_VALUE_EMPTY}},
};

enum { N_ANSWERS = sizeof answers / sizeof *answers };

static int find_item(void *context, const char *name, size_t n)
{
	(void)context;
	for (int i = 0; i < N_ANSWERS; i++)
		if (n == 1 && answers[i].name[0] == *name)
			return i;
	return -1;
}

static struct cips_value item_value(void *context, int reference)
{
	(void)context;
	return answers[reference].value;
}

/* --- writing random expressions, once in each language -------------------------------------- */

struct pair {
	char ours[TEXT_SIZE];
	char xpath[TEXT_SIZE];
	size_t n_ours;
	size_t n_xpath;
};

static uint32_t seed;

static uint32_t draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static const char *pick(const char *const *words, uint32_t n)
{
	return words[draw(n)];
}

#define PICK(words) pick(words, sizeof words / sizeof *(words))

static void put(struct pair *p, const char *text)
{
	size_t n = strlen(text);
	assert_true(p->n_ours + n < TEXT_SIZE && p->n_xpath + n < TEXT_SIZE);
	memcpy(p->ours + p->n_ours, text, n + 1);
	memcpy(p->xpath + p->n_xpath, text, n + 1);
	p->n_ours += n;
	p->n_xpath += n;
}

static void put_answer(struct pair *p, int i)
{
	p->n_ours += (size_t)snprintf(
		p->ours + p->n_ours, TEXT_SIZE - p->n_ours, "${%s}", answers[i].name);
	p->n_xpath += (size_t)snprintf(
		p->xpath + p->n_xpath, TEXT_SIZE - p->n_xpath, "$%s", answers[i].name);
}

static void put_number(struct pair *p, int depth);
static void put_string(struct pair *p, int depth);
static void put_boolean(struct pair *p, int depth);

static void put_any(struct pair *p, int depth)
{
	switch (draw(4)) {
	case 0:
		put_number(p, depth);
		break;
	case 1:
		put_string(p, depth);
		break;
	case 2:
		put_boolean(p, depth);
		break;
	default:
		put_answer(p, (int)draw(N_ANSWERS));
	}
}

static void put_joined(struct pair *p, const char *const *operators, uint32_t n,
	void (*operand)(struct pair *p, int depth), int depth)
{
	bool parentheses = draw(2);
	put(p, parentheses ? "(" : "");
	operand(p, depth - 1);
	for (uint32_t i = draw(3) + 1; i > 0; i--) {
		put(p, pick(operators, n));
		operand(p, depth - 1);
	}
	put(p, parentheses ? ")" : "");
}

static const char *const number_literals[] = {
	"0", "1", "2", "3", "4", "12", "0.5", "2.5", "7.25", ".25", "100", "5."};

/* Exact in binary and small, so that both write it the same. */
static void put_exact(struct pair *p, int depth)
{
	static const char *const operators[] = {" + ", " - ", " * ", "*", " -"};
	if (depth <= 0 || draw(3) == 0) {
		put(p, PICK(number_literals));
		return;
	}
	put(p, draw(4) ? "(" : "-(");
	put_exact(p, depth > 2 ? 1 : depth - 1);
	put(p, PICK(operators));
	put_exact(p, depth > 2 ? 1 : depth - 1);
	put(p, ")");
}

static void put_number(struct pair *p, int depth)
{
	static const char *const operators[] = {" + ", " - ", " * ", " div ", " mod "};
	switch (depth <= 0 ? draw(2) : 2 + draw(7)) {
	case 0:
		put(p, PICK(number_literals));
		break;
	case 1:
		put_answer(p, 3 + (int)draw(2));
		break;
	case 2:
		put(p, "string-length(");
		put_string(p, depth - 1);
		put(p, ")");
		break;
	case 3:
		put(p, "number(");
		put_any(p, depth - 1);
		put(p, ")");
		break;
	case 4:
		put(p, draw(2) ? "-" : "- -");
		put_number(p, depth - 1);
		break;
	case 5:
		put_joined(p, operators, 5, put_any, depth);
		break;
	case 6:
		put(p, "round(");
		put_number(p, depth - 1);
		put(p, ")");
		break;
	default:
		put_joined(p, operators, 5, put_number, depth);
	}
}

static const char *const string_literals[] = {"'oui'", "\"no\"", "''", "'4'", "' 4 '", "'-2.5'",
	"'4x'", "'a b  c '", "'\u00e9t\u00e9'", "\"it's\"", "'.5'", "'5.'", "'+4'", "'abcabc'",
	"'0012'", "'\t\n'"};

static void put_call(struct pair *p, const char *name, uint32_t n, int depth)
{
	put(p, name);
	put(p, "(");
	for (uint32_t i = 0; i < n; i++) {
		put(p, i ? ", " : "");
		put_string(p, depth - 1);
	}
	put(p, ")");
}

static const char *const replacements[] = {"'xyz'", "''", "'\u00e9 0'", "'1 2'", "'A\u00df'"};

static void put_string(struct pair *p, int depth)
{
	switch (depth <= 0 ? draw(2) : 2 + draw(7)) {
	case 0:
		put(p, PICK(string_literals));
		break;
	case 1:
		put_answer(p, (int)draw(3));
		break;
	case 2:
		put_call(p, "concat", 2 + draw(3), depth);
		break;
	case 3:
		put_call(p, "substring-before", 2, depth);
		break;
	case 4:
		put_call(p, "substring-after", 2, depth);
		break;
	case 5:
		put(p, "translate(");
		put_string(p, depth - 1);
		put(p, ", ");
		put_string(p, depth - 1);
		put(p, ", ");
		put(p, PICK(replacements));
		put(p, ")");
		break;
	case 6:
		put_call(p, "normalize-space", 1, depth);
		break;
	case 7:
		put(p, "string(");
		put_exact(p, depth - 1);
		put(p, ")");
		break;
	default:
		put(p, "string(");
		put_boolean(p, depth - 1);
		put(p, ")");
	}
}

static void put_boolean(struct pair *p, int depth)
{
	static const char *const comparisons[] = {" = ", " != ", " < ", " <= ", " > ", " >= ", "<"};
	static const char *const logic[] = {" and ", " or "};
	switch (depth <= 0 ? draw(2) : 2 + draw(7)) {
	case 0:
		put(p, draw(2) ? "true()" : "false()");
		break;
	case 1:
		put_answer(p, 5);
		break;
	case 2:
		put(p, "not(");
		put_any(p, depth - 1);
		put(p, ")");
		break;
	case 3:
		put(p, "boolean(");
		put_any(p, depth - 1);
		put(p, ")");
		break;
	case 4:
		put_call(p, draw(2) ? "contains" : "starts-with", 2, depth);
		break;
	case 5:
	case 6:
		put_joined(p, logic, 2, put_any, depth);
		break;
	default:
		put_joined(
			p, comparisons, sizeof comparisons / sizeof *comparisons, put_any, depth);
	}
}

/* --- comparing ------------------------------------------------------------------------------ */

static xmlXPathContextPtr new_context(xmlDocPtr doc)
{
	xmlXPathContextPtr context = xmlXPathNewContext(doc);
	for (int i = 0; i < N_ANSWERS; i++) {
		struct cips_value value = answers[i].value;
		xmlXPathObjectPtr object = value.kind == CIPS_VALUE_NUMBER
			? xmlXPathNewFloat(value.number)
			: value.kind == CIPS_VALUE_BOOLEAN
			? xmlXPathNewBoolean(value.number != 0)
			: xmlXPathNewCString(value.text ? value.text : "");
		xmlXPathRegisterVariable(context, (const xmlChar *)answers[i].name, object);
	}
	return context;
}

static bool same_number(double a, double b)
{
	return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= 1e-12 * fabs(a);
}

static bool same(struct cips_value value, xmlXPathObjectPtr expected)
{
	switch (expected->type) {
	case XPATH_NUMBER:
		if (value.kind != CIPS_VALUE_NUMBER)
			return false;
		return same_number(value.number, expected->floatval);
	case XPATH_BOOLEAN:
		if (value.kind != CIPS_VALUE_BOOLEAN)
			return false;
		return cips_value_true(value) == (expected->boolval != 0);
	case XPATH_STRING:
		if (value.kind == CIPS_VALUE_EMPTY)
			return !*expected->stringval;
		if (value.kind != CIPS_VALUE_STRING)
			return false;
		return strcmp(value.text, (const char *)expected->stringval) == 0;
	default:
		return false;
	}
}

static void compare_one(struct pair *p, xmlXPathContextPtr context, struct cips_arena *arena)
{
	static const struct cips_expr_scope scope = {.item = find_item};
	static const struct cips_expr_host host = {.item = item_value};
	struct cips_expr *expr;
	struct cips_expr_fault fault;
	if (!cips_model_expr_parse(p->ours, &scope, arena, &expr, &fault))
		fail_msg("%s: %s at %zu", p->ours, fault.text, fault.offset);
	struct cips_value value = cips_model_expr_eval(expr, &host, arena);
	xmlXPathObjectPtr expected = xmlXPathEvalExpression((const xmlChar *)p->xpath, context);
	if (!expected)
		fail_msg("libxml2 refuses %s", p->xpath);
	if (!same(value, expected)) {
		xmlChar *text = xmlXPathCastToString(expected);
		fail_msg("%s: %s, libxml2: %s", p->ours, cips_value_text(value, arena),
			(char *)text);
	}
	xmlXPathFreeObject(expected);
}

static void agrees_with_libxml2(void **state)
{
	(void)state;
	static struct pair p;
	xmlDocPtr doc = xmlNewDoc((const xmlChar *)"1.0");
	xmlDocSetRootElement(doc, xmlNewNode(NULL, (const xmlChar *)"data"));
	xmlXPathContextPtr context = new_context(doc);
	struct cips_arena arena = {0};
	seed = 20240501;
	for (int round = 0; round < ROUNDS; round++) {
		p.n_ours = p.n_xpath = 0;
		int depth = 1 + (int)draw(4);
		if (round % 3 == 0)
			put_number(&p, depth);
		else if (round % 3 == 1)
			put_string(&p, depth);
		else
			put_boolean(&p, depth);
		compare_one(&p, context, &arena);
		cips_arena_reset(&arena);
	}
	cips_arena_release(&arena);
	xmlXPathFreeContext(context);
	xmlFreeDoc(doc);
	xmlCleanupParser();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_libxml2),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
