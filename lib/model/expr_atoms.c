/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/expr_atoms.h"

#include "base/number.h"

#include <math.h>

/* What a tree looks at: nothing, one answer, or more than one. */
enum looks { AT_NOTHING, AT_ONE, AT_SEVERAL };

struct sight {
	enum looks looks;
	int reference; /* AT_ONE */
};

/* The columns of a choice are an answer of their own kind. */
enum { A_COLUMN = -2 };

static void see(struct sight *sight, int reference)
{
	if (sight->looks == AT_NOTHING)
		*sight = (struct sight){AT_ONE, reference};
	else if (sight->reference != reference)
		sight->looks = AT_SEVERAL;
}

static void look(const struct cips_expr *expr, struct sight *sight)
{
	if (expr->kind == CIPS_EXPR_ITEM)
		see(sight, expr->reference);
	else if (expr->kind == CIPS_EXPR_SELF)
		see(sight, CIPS_EXPR_ITSELF);
	else if (expr->kind == CIPS_EXPR_COLUMN)
		see(sight, A_COLUMN);
	for (size_t i = 0; i < expr->n && sight->looks != AT_SEVERAL; i++)
		look(expr->operands[i], sight);
}

static struct sight sight_of(const struct cips_expr *expr)
{
	struct sight sight = {AT_NOTHING, 0};
	look(expr, &sight);
	return sight;
}

/* Whether only the truth of operand `i` counts. */
static bool asks_truth(const struct cips_expr *expr, size_t i)
{
	return cips_expr_is_junction(expr) || cips_expr_calls(expr, "not") ||
		cips_expr_calls(expr, "boolean") || (cips_expr_calls(expr, "if") && i == 0);
}

void cips_model_expr_atoms(const struct cips_expr *expr, bool truth,
	void (*visit)(void *context, int reference, const struct cips_expr *atom), void *context)
{
	struct sight sight = sight_of(expr);
	if (sight.looks == AT_NOTHING)
		return;
	if (sight.looks == AT_ONE && (truth || cips_expr_is_truth(expr)) &&
		!cips_model_expr_volatile(expr)) {
		if (sight.reference >= 0)
			visit(context, sight.reference, expr);
		return;
	}
	if (expr->kind == CIPS_EXPR_ITEM)
		visit(context, expr->reference, NULL);
	for (size_t i = 0; i < expr->n; i++)
		cips_model_expr_atoms(expr->operands[i], asks_truth(expr, i), visit, context);
}

/* --- comparisons with constants ------------------------------------------------------------- */

struct search {
	int reference;
	struct cips_arena *scratch;
	void (*visit)(void *context, const struct cips_expr_bound *bound);
	void *context;
};

static bool is_answer(const struct search *search, const struct cips_expr *expr)
{
	if (search->reference == CIPS_EXPR_ITSELF)
		return expr->kind == CIPS_EXPR_SELF;
	return expr->kind == CIPS_EXPR_ITEM && expr->reference == search->reference;
}

static bool is_constant(const struct cips_expr *expr)
{
	return sight_of(expr).looks == AT_NOTHING && !cips_model_expr_volatile(expr);
}

static bool search_comparison(
	const struct search *search, const struct cips_expr *expr, bool certain)
{
	bool left = is_answer(search, expr->operands[0]);
	const struct cips_expr *constant = expr->operands[left ? 1 : 0];
	if (expr->n != 2 || (!left && !is_answer(search, expr->operands[1])) ||
		!is_constant(constant))
		return false;
	struct cips_expr_host nobody = {0};
	struct cips_expr_bound bound = {
		.operator= left ? expr->operators[1] : cips_expr_mirrored(expr->operators[1]),
		.constant = cips_model_expr_eval(constant, &nobody, search->scratch),
		.certain = certain,
	};
	search->visit(search->context, &bound);
	return true;
}

static bool search_truth(const struct search *search, const struct cips_expr *expr, bool certain)
{
	if (is_constant(expr))
		return true;
	if (is_answer(search, expr)) {
		struct cips_expr_bound bound = {CIPS_EXPR_UNEQUAL, cips_expr_number(0), false};
		search->visit(search->context, &bound);
		return true;
	}
	if (cips_expr_is_junction(expr) || cips_expr_calls(expr, "not") ||
		cips_expr_calls(expr, "boolean")) {
		bool all = true;
		bool and = expr->kind == CIPS_EXPR_CHAIN && expr->operators[1] == CIPS_EXPR_AND;
		for (size_t i = 0; i < expr->n; i++)
			all = search_truth(search, expr->operands[i], certain && and) && all;
		return all;
	}
	return cips_expr_is_truth(expr) && expr->kind == CIPS_EXPR_CHAIN &&
		search_comparison(search, expr, certain);
}

bool cips_model_expr_bounds(const struct cips_expr *expr, int reference, struct cips_arena *scratch,
	void (*visit)(void *context, const struct cips_expr_bound *bound), void *context)
{
	struct search search = {reference, scratch, visit, context};
	return search_truth(&search, expr, true);
}

/* The closest bounds so far. */
struct bounds {
	double low, high;
};

static void see_bound(void *context, const struct cips_expr_bound *bound)
{
	struct bounds *bounds = context;
	bool equal = bound->operator== CIPS_EXPR_EQUAL;
	double number = cips_value_number(bound->constant);
	long day;
	if (bound->constant.kind == CIPS_VALUE_STRING &&
		cips_date_parse(bound->constant.text, &day))
		number = (double)day;
	if (!bound->certain || !isfinite(number) || bound->constant.kind == CIPS_VALUE_BOOLEAN)
		return;
	if (equal ||
		bound->operator== CIPS_EXPR_GREATER || bound->operator== CIPS_EXPR_GREATER_EQUAL)
		bounds->low = fmax(bounds->low, number);
	if (equal || bound->operator== CIPS_EXPR_LESS || bound->operator== CIPS_EXPR_LESS_EQUAL)
		bounds->high = fmin(bounds->high, number);
}

bool cips_model_expr_between(const struct cips_expr *constraint, double *low, double *high)
{
	struct bounds bounds = {-INFINITY, INFINITY};
	struct cips_arena scratch = {0};
	cips_model_expr_bounds(constraint, CIPS_EXPR_ITSELF, &scratch, see_bound, &bounds);
	cips_arena_release(&scratch);
	*low = bounds.low;
	*high = bounds.high;
	return isfinite(bounds.low) && isfinite(bounds.high) && bounds.low <= bounds.high;
}

size_t cips_model_expr_size(const struct cips_expr *expr)
{
	size_t n = 1;
	for (size_t i = 0; i < expr->n; i++)
		n += cips_model_expr_size(expr->operands[i]);
	return n;
}
