/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach_candidates.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED_LARGEST = 10000 }; /* whole numbers or days that are listed one by one */

/* Where doubles are dense enough to have a number between two, and whole numbers are exact. */
static const double largest = 1e15;

/* The years 1 to 9999 in days since 1970-01-01. */
static const double first_day = -719162, last_day = 2932896;

static void add_number(struct cips_reach_candidates *c, double number)
{
	bool date = c->type == CIPS_ITEM_DATE;
	if (date && (number < first_day || number > last_day))
		return;
	c->numbers = cips_arena_grow(c->arena, c->numbers, c->n, &c->room, sizeof *c->numbers);
	c->numbers[c->n++] = number == 0 ? 0 : number; /* no -0 */
}

static void add_text(struct cips_reach_candidates *c, const char *text)
{
	if (!*text)
		return;
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->texts[i], text) == 0)
			return;
	c->texts = cips_arena_grow(c->arena, c->texts, c->n, &c->room, sizeof *c->texts);
	c->texts[c->n++] = text;
}

static void limit(struct cips_reach_candidates *c, enum cips_expr_operator operator, double number)
{
	bool low = operator== CIPS_EXPR_GREATER || operator== CIPS_EXPR_GREATER_EQUAL;
	bool high = operator== CIPS_EXPR_LESS || operator== CIPS_EXPR_LESS_EQUAL;
	if (low || operator== CIPS_EXPR_EQUAL) {
		c->low = c->has_low && c->low > number ? c->low : number;
		c->has_low = true;
	}
	if (high || operator== CIPS_EXPR_EQUAL) {
		c->high = c->has_high && c->high < number ? c->high : number;
		c->has_high = true;
	}
}

static void see_text(struct cips_reach_candidates *c, const struct cips_expr_bound *bound)
{
	bool equality = bound->operator== CIPS_EXPR_EQUAL || bound->operator== CIPS_EXPR_UNEQUAL;
	if (!equality || bound->constant.kind != CIPS_VALUE_STRING)
		c->exact = false;
	add_text(c, cips_value_text(bound->constant, c->arena));
}

static void see_bound(void *context, const struct cips_expr_bound *bound)
{
	struct cips_reach_candidates *c = context;
	if (c->type == CIPS_ITEM_TEXT) {
		see_text(c, bound);
		return;
	}
	double number = cips_value_number(bound->constant);
	long day;
	bool text = bound->constant.kind == CIPS_VALUE_STRING;
	if (c->type == CIPS_ITEM_DATE && text && cips_date_parse(bound->constant.text, &day))
		number = (double)day;
	if (bound->constant.kind == CIPS_VALUE_BOOLEAN)
		add_number(c, 0); /* what tells true numbers from others */
	else if (c->own && bound->certain && !isnan(number))
		limit(c, bound->operator, number);
	if (fabs(number) > largest)
		c->exact = false;
	else if (!isnan(number))
		add_number(c, number);
}

void cips_reach_candidates_look(
	struct cips_reach_candidates *candidates, const struct cips_expr *condition, int reference)
{
	candidates->own = reference == CIPS_EXPR_ITSELF;
	bool simple = cips_model_expr_bounds(
		condition, reference, candidates->arena, see_bound, candidates);
	candidates->exact = candidates->exact && simple;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void sort_once(struct cips_reach_candidates *c)
{
	size_t n = 0;
	if (c->n > 1)
		qsort(c->numbers, c->n, sizeof *c->numbers, compare);
	for (size_t i = 0; i < c->n; i++)
		if (n == 0 || c->numbers[i] != c->numbers[n - 1])
			c->numbers[n++] = c->numbers[i];
	c->n = n;
}

/* Whole numbers around and between the constants. */
static void fill_whole(struct cips_reach_candidates *c)
{
	size_t n = c->n;
	const double *constants = c->numbers;
	c->numbers = NULL;
	c->n = c->room = 0;
	for (size_t i = 0; i < n; i++) {
		double below = floor(constants[i]), above = ceil(constants[i]);
		add_number(c, below - 1);
		add_number(c, below);
		add_number(c, above);
		add_number(c, above + 1);
	}
}

/* Numbers beside and between the constants. */
static void fill_gaps(struct cips_reach_candidates *c)
{
	size_t n = c->n;
	for (size_t i = 0; i + 1 < n; i++)
		add_number(c, c->numbers[i] / 2 + c->numbers[i + 1] / 2);
	if (n) {
		add_number(c, c->numbers[0] - 1);
		add_number(c, c->numbers[n - 1] + 1);
	}
}

/* All whole numbers between the bounds, where they are few; whether it was done. */
static bool list_between(struct cips_reach_candidates *c)
{
	if (c->type == CIPS_ITEM_DECIMAL || !c->thorough || !c->has_low || !c->has_high ||
		c->high - c->low >= LISTED_LARGEST || fabs(c->low) > largest)
		return false;
	c->n = 0;
	c->room = c->high >= c->low ? (size_t)(c->high - c->low) + 1 : 0;
	c->numbers = cips_arena_alloc(c->arena, c->room, sizeof *c->numbers);
	for (double x = ceil(c->low); x <= c->high; x++)
		add_number(c, x);
	return true;
}

static void try_numbers(struct cips_reach_candidates *c)
{
	static const double likely[] = {0, 1, -1, 2, 5, 10, 18, 30, 50, 100, 1000};
	if (c->type == CIPS_ITEM_DATE)
		for (int i = -1; i <= 1; i++)
			add_number(c, (double)(c->today + i));
	for (size_t i = 0; i < sizeof likely / sizeof *likely; i++)
		add_number(c, likely[i]);
	sort_once(c);
}

static void finish_numbers(struct cips_reach_candidates *c)
{
	if (!c->exact && list_between(c)) {
		c->exact = true;
		return;
	}
	if (c->n == 0)
		add_number(c, 0);
	sort_once(c);
	if (c->type == CIPS_ITEM_DECIMAL)
		fill_gaps(c);
	else
		fill_whole(c);
	sort_once(c);
	if (!c->exact)
		try_numbers(c);
}

static void finish_texts(struct cips_reach_candidates *c)
{
	static const char *const likely[] = {"1", "10", "a", "A", "abc", "a b", "a@b.cd"};
	const char *other = "x";
	for (size_t n = c->n + 1; c->n < n; other = cips_arena_printf(c->arena, "%sx", other))
		add_text(c, other);
	for (size_t i = 0; !c->exact && i < sizeof likely / sizeof *likely; i++)
		add_text(c, likely[i]);
}

void cips_reach_candidates_finish(struct cips_reach_candidates *candidates)
{
	if (candidates->type == CIPS_ITEM_TEXT)
		finish_texts(candidates);
	else
		finish_numbers(candidates);
}
