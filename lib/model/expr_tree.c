/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/expr_tree.h"

#include <string.h>

bool cips_expr_calls(const struct cips_expr *expr, const char *function)
{
	return expr->kind == CIPS_EXPR_CALL && strcmp(expr->function->name, function) == 0;
}

bool cips_expr_is_junction(const struct cips_expr *expr)
{
	return expr->kind == CIPS_EXPR_CHAIN && expr->operators[1] <= CIPS_EXPR_AND;
}

bool cips_expr_is_truth(const struct cips_expr *expr)
{
	if (expr->kind == CIPS_EXPR_CHAIN)
		return expr->operators[1] <= CIPS_EXPR_GREATER_EQUAL;
	return expr->kind == CIPS_EXPR_CALL && expr->function->traits & CIPS_EXPR_TRUTH;
}

enum cips_expr_operator cips_expr_mirrored(enum cips_expr_operator comparison)
{
	switch (comparison) {
	case CIPS_EXPR_LESS:
		return CIPS_EXPR_GREATER;
	case CIPS_EXPR_LESS_EQUAL:
		return CIPS_EXPR_GREATER_EQUAL;
	case CIPS_EXPR_GREATER:
		return CIPS_EXPR_LESS;
	case CIPS_EXPR_GREATER_EQUAL:
		return CIPS_EXPR_LESS_EQUAL;
	default:
		return comparison;
	}
}
