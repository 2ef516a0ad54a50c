/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evaluation. Comparing an answer with a literal is what an import does millions of times: nothing
 * on that way allocates, and a text is read as a number only where the comparison is one of
 * numbers.
 */
#include "model/expr_tree.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 0001-01-01 and 9999-12-31 in days since 1970-01-01: all that has a text. */
static const double first_day = -719162, last_day = 2932896;

struct cips_value cips_expr_string(const char *text)
{
	return (struct cips_value){.kind = CIPS_VALUE_STRING, .text = text};
}

struct cips_value cips_expr_number(double number)
{
	return (struct cips_value){.kind = CIPS_VALUE_NUMBER, .number = number};
}

struct cips_value cips_expr_boolean(bool truth)
{
	return (struct cips_value){.kind = CIPS_VALUE_BOOLEAN, .number = truth};
}

struct cips_value cips_expr_date(double days)
{
	if (!(days >= first_day && days < last_day + 1))
		return (struct cips_value){.kind = CIPS_VALUE_EMPTY};
	return (struct cips_value){.kind = CIPS_VALUE_DATE, .number = days};
}

bool cips_expr_is_empty(struct cips_value value)
{
	switch (value.kind) {
	case CIPS_VALUE_EMPTY:
		return true;
	case CIPS_VALUE_STRING:
		return value.text[0] == '\0';
	default:
		return isnan(value.number);
	}
}

/*
 * XPath 1.0, section 4.4: blanks, an optional minus sign, digits with an optional point, blanks;
 * neither a plus sign nor an exponent. Whole numbers that a double holds exactly, such as the names
 * of choices, are read here; the rest is left to strtod once its shape is known.
 */
static double read_number(const char *text)
{
	while (cips_expr_is_blank(*text))
		text++;
	const char *start = text;
	bool negative = *text == '-';
	text += negative;
	const char *digits = text;
	double value = 0;
	while (cips_expr_is_digit(*text))
		value = value * 10 + (*text++ - '0');
	ptrdiff_t n = text - digits;
	bool exact = n <= 15;
	if (*text == '.') {
		exact = false;
		const char *point = text++;
		while (cips_expr_is_digit(*text))
			text++;
		n += text - point - 1;
	}
	while (cips_expr_is_blank(*text))
		text++;
	if (*text != '\0' || n == 0)
		return NAN;
	if (!exact)
		return strtod(start, NULL);
	return negative ? -value : value;
}

bool cips_value_true(struct cips_value value)
{
	switch (value.kind) {
	case CIPS_VALUE_EMPTY:
		return false;
	case CIPS_VALUE_STRING:
		return value.text[0] != '\0';
	case CIPS_VALUE_DATE: /* 1970-01-01 is a day like any other */
		return true;
	default:
		return value.number != 0 && !isnan(value.number);
	}
}

double cips_value_number(struct cips_value value)
{
	switch (value.kind) {
	case CIPS_VALUE_EMPTY:
		return NAN;
	case CIPS_VALUE_STRING:
		return read_number(value.text);
	default:
		return value.number;
	}
}

/*
 * Writes "-1.5e-07" as "-0.00000015": XPath 1.0 has no exponents. `text` is in the scientific
 * notation of printf.
 */
static const char *without_exponent(const char *text, struct cips_arena *scratch)
{
	const char *e = strchr(text, 'e');
	long exponent = strtol(e + 1, NULL, 10);
	char digits[CIPS_NUMBER_SIZE];
	size_t n = 0;
	const char *p = text + (*text == '-');
	for (; p < e; p++)
		if (*p != '.')
			digits[n++] = *p;
	size_t zeros = (size_t)(labs(exponent) + 1);
	char *out = cips_arena_alloc(scratch, zeros + n + 4, 1), *o = out;
	if (*text == '-')
		*o++ = '-';
	if (exponent < 0) {
		*o++ = '0';
		*o++ = '.';
		for (long i = 1; i < -exponent; i++)
			*o++ = '0';
		memcpy(o, digits, n);
	} else {
		/* printf changes to an exponent only for numbers with no digit after the point. */
		memcpy(o, digits, n);
		memset(o + n, '0', zeros - n);
	}
	return out;
}

static const char *number_text(double number, struct cips_arena *scratch)
{
	if (isnan(number))
		return "";
	if (isinf(number))
		return number > 0 ? "Infinity" : "-Infinity";
	char text[CIPS_NUMBER_SIZE];
	cips_number_format(text, number);
	if (strchr(text, 'e'))
		return without_exponent(text, scratch);
	return cips_arena_strdup(scratch, text);
}

static const char *date_text(double days, struct cips_arena *scratch)
{
	char text[CIPS_NUMBER_SIZE];
	if (!(days >= first_day && days < last_day + 1))
		return "";
	return cips_arena_strdup(scratch, cips_date_format(text, (long)floor(days)));
}

const char *cips_value_text(struct cips_value value, struct cips_arena *scratch)
{
	switch (value.kind) {
	case CIPS_VALUE_STRING:
		return value.text;
	case CIPS_VALUE_NUMBER:
		return number_text(value.number, scratch);
	case CIPS_VALUE_BOOLEAN:
		return value.number != 0 ? "true" : "false";
	case CIPS_VALUE_DATE:
		return date_text(value.number, scratch);
	default:
		return "";
	}
}

/* The number of a value that is compared with a date. */
static double number_beside_date(struct cips_value value)
{
	long days;
	if (value.kind == CIPS_VALUE_STRING && cips_date_parse(value.text, &days))
		return (double)days;
	return cips_value_number(value);
}

static const char *text_or_empty(const struct cips_value *value)
{
	return value->kind == CIPS_VALUE_STRING ? value->text : "";
}

static bool equal(struct cips_value a, struct cips_value b)
{
	if (a.kind == CIPS_VALUE_BOOLEAN || b.kind == CIPS_VALUE_BOOLEAN)
		return cips_value_true(a) == cips_value_true(b);
	if (a.kind == CIPS_VALUE_DATE || b.kind == CIPS_VALUE_DATE)
		return number_beside_date(a) == number_beside_date(b);
	if (a.kind == CIPS_VALUE_NUMBER || b.kind == CIPS_VALUE_NUMBER)
		return cips_value_number(a) == cips_value_number(b);
	return strcmp(text_or_empty(&a), text_or_empty(&b)) == 0;
}

static bool in_order(enum cips_expr_operator operator, struct cips_value a, struct cips_value b)
{
	bool dates = a.kind == CIPS_VALUE_DATE || b.kind == CIPS_VALUE_DATE;
	double x = dates ? number_beside_date(a) : cips_value_number(a);
	double y = dates ? number_beside_date(b) : cips_value_number(b);
	switch (operator) {
	case CIPS_EXPR_LESS:
		return x < y;
	case CIPS_EXPR_LESS_EQUAL:
		return x <= y;
	case CIPS_EXPR_GREATER:
		return x > y;
	default:
		return x >= y;
	}
}

static double calculate(enum cips_expr_operator operator, double x, double y)
{
	switch (operator) {
	case CIPS_EXPR_PLUS:
		return x + y;
	case CIPS_EXPR_SUBTRACT:
		return x - y;
	case CIPS_EXPR_TIMES:
		return x * y;
	case CIPS_EXPR_DIVIDE:
		return x / y; /* IEEE 754, as in XPath: 1 div 0 is infinite, 0 div 0 NaN */
	default:
		return fmod(x, y); /* takes the sign of x, as in XPath */
	}
}

static struct cips_value combine(
	enum cips_expr_operator operator, struct cips_value a, struct cips_value b)
{
	switch (operator) {
	case CIPS_EXPR_EQUAL:
		return cips_expr_boolean(equal(a, b));
	case CIPS_EXPR_UNEQUAL:
		return cips_expr_boolean(!equal(a, b));
	case CIPS_EXPR_LESS:
	case CIPS_EXPR_LESS_EQUAL:
	case CIPS_EXPR_GREATER:
	case CIPS_EXPR_GREATER_EQUAL:
		return cips_expr_boolean(in_order(operator, a, b));
	default:
		return cips_expr_number(
			calculate(operator, cips_value_number(a), cips_value_number(b)));
	}
}

static struct cips_value eval_chain(
	const struct cips_expr *expr, const struct cips_expr_host *host, struct cips_arena *scratch)
{
	enum cips_expr_operator first = expr->operators[1];
	if (first == CIPS_EXPR_AND || first == CIPS_EXPR_OR) {
		bool decides = first == CIPS_EXPR_OR;
		for (size_t i = 0; i < expr->n; i++)
			if (cips_value_true(cips_model_expr_eval(
				    expr->operands[i], host, scratch)) == decides)
				return cips_expr_boolean(decides);
		return cips_expr_boolean(!decides);
	}
	struct cips_value value = cips_model_expr_eval(expr->operands[0], host, scratch);
	for (size_t i = 1; i < expr->n; i++)
		value = combine(expr->operators[i], value,
			cips_model_expr_eval(expr->operands[i], host, scratch));
	return value;
}

struct cips_value cips_model_expr_eval(
	const struct cips_expr *expr, const struct cips_expr_host *host, struct cips_arena *scratch)
{
	struct cips_expr_call call = {expr, host, scratch};
	switch (expr->kind) {
	case CIPS_EXPR_LITERAL:
		return expr->literal;
	case CIPS_EXPR_ITEM:
		return host->item(host->context, expr->reference);
	case CIPS_EXPR_COLUMN:
		return host->column(host->context, expr->reference);
	case CIPS_EXPR_SELF:
		return host->self;
	case CIPS_EXPR_MINUS: {
		double number = cips_expr_arg_number(&call, 0);
		return cips_expr_number(expr->negative ? -number : number);
	}
	case CIPS_EXPR_CHAIN:
		return eval_chain(expr, host, scratch);
	case CIPS_EXPR_CALL:
		return expr->function->eval(&call);
	}
	return (struct cips_value){.kind = CIPS_VALUE_EMPTY};
}

struct cips_value cips_expr_arg(const struct cips_expr_call *call, size_t i)
{
	return cips_model_expr_eval(call->expr->operands[i], call->host, call->scratch);
}

double cips_expr_arg_number(const struct cips_expr_call *call, size_t i)
{
	return cips_value_number(cips_expr_arg(call, i));
}

const char *cips_expr_arg_text(const struct cips_expr_call *call, size_t i)
{
	return cips_value_text(cips_expr_arg(call, i), call->scratch);
}

void cips_model_expr_references(
	const struct cips_expr *expr, void (*visit)(void *context, int reference), void *context)
{
	if (expr->kind == CIPS_EXPR_ITEM)
		visit(context, expr->reference);
	for (size_t i = 0; i < expr->n; i++)
		cips_model_expr_references(expr->operands[i], visit, context);
}

bool cips_model_expr_volatile(const struct cips_expr *expr)
{
	if (expr->kind == CIPS_EXPR_CALL && expr->function->traits & CIPS_EXPR_VARIES)
		return true;
	for (size_t i = 0; i < expr->n; i++)
		if (cips_model_expr_volatile(expr->operands[i]))
			return true;
	return false;
}
