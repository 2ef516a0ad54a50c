/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/expr_same.h"

#include "model/expr_tree.h"

#include <string.h>

static bool same_literal(struct cips_value a, struct cips_value b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == CIPS_VALUE_STRING)
		return strcmp(a.text, b.text) == 0;
	return a.kind == CIPS_VALUE_EMPTY || a.number == b.number;
}

/* What a node is, without its operands. */
static bool same_node(const struct cips_expr *a, const struct cips_expr *b,
	const struct cips_expr_meaning *meaning)
{
	if (a->kind != b->kind || a->n != b->n)
		return false;
	switch (a->kind) {
	case CIPS_EXPR_LITERAL:
		return same_literal(a->literal, b->literal);
	case CIPS_EXPR_ITEM:
		if (!meaning)
			return a->reference == b->reference;
		return meaning->same_item(meaning->context, a->reference, b->reference);
	case CIPS_EXPR_COLUMN:
		if (!meaning)
			return a->reference == b->reference;
		return meaning->same_column(meaning->context, a->reference, b->reference);
	case CIPS_EXPR_MINUS:
		return a->negative == b->negative;
	case CIPS_EXPR_CHAIN:
		for (size_t i = 1; i < a->n; i++)
			if (a->operators[i] != b->operators[i])
				return false;
		return true;
	case CIPS_EXPR_CALL:
		return a->function == b->function;
	case CIPS_EXPR_SELF:
		break;
	}
	return true;
}

bool cips_model_expr_same(const struct cips_expr *a, const struct cips_expr *b,
	const struct cips_expr_meaning *meaning)
{
	if (!a || !b)
		return a == b;
	if (!same_node(a, b, meaning))
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!cips_model_expr_same(a->operands[i], b->operands[i], meaning))
			return false;
	return true;
}
