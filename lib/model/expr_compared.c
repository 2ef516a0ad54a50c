/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which values an expression compares with which answers.
 *
 * A side of a comparison is understood where all that it can be is known: an answer, the answer
 * itself, a column, a constant, or a choice between these by if() and coalesce(). Whatever else
 * computes (arithmetic, concat, substr, ...) makes values that are nobody's choice, so nothing is
 * said about a comparison with it.
 */
#include "model/expr_tree.h"

/* What one side can be. */
struct side {
	struct cips_compared_part parts[CIPS_COMPARED_PARTS];
	size_t n;
	bool understood;
};

struct walk {
	void (*visit)(void *context, const struct cips_compared *compared);
	void *context;
};

static void add_part(struct side *side, struct cips_compared_part part)
{
	if (side->n == CIPS_COMPARED_PARTS)
		side->understood = false;
	else
		side->parts[side->n++] = part;
}

/* Functions whose value is that of one of their operands, the first of them `first`. */
static bool passes_on(const struct cips_expr *call, size_t *first)
{
	*first = cips_expr_calls(call, "if");
	return *first || cips_expr_calls(call, "coalesce") || cips_expr_calls(call, "once") ||
		cips_expr_calls(call, "string");
}

static void gather(const struct cips_expr *expr, bool element, struct side *side)
{
	struct cips_compared_part part = {.element = element, .offset = expr->offset};
	size_t first;
	switch (expr->kind) {
	case CIPS_EXPR_LITERAL:
		part.kind = CIPS_COMPARED_VALUE;
		part.value = expr->literal;
		add_part(side, part);
		return;
	case CIPS_EXPR_ITEM:
		part.kind = CIPS_COMPARED_ITEM;
		part.reference = expr->reference;
		add_part(side, part);
		return;
	case CIPS_EXPR_COLUMN:
		part.kind = CIPS_COMPARED_COLUMN;
		part.reference = expr->reference;
		add_part(side, part);
		return;
	case CIPS_EXPR_SELF:
		part.kind = CIPS_COMPARED_SELF;
		add_part(side, part);
		return;
	case CIPS_EXPR_MINUS:
		part.kind = CIPS_COMPARED_VALUE;
		part.value = expr->operands[0]->literal;
		side->understood = side->understood &&
			expr->operands[0]->kind == CIPS_EXPR_LITERAL &&
			part.value.kind == CIPS_VALUE_NUMBER;
		part.value.number = expr->negative ? -part.value.number : part.value.number;
		add_part(side, part);
		return;
	case CIPS_EXPR_CHAIN:
		side->understood = false;
		return;
	case CIPS_EXPR_CALL:
		break;
	}
	if (cips_expr_calls(expr, "selected-at"))
		gather(expr->operands[0], true, side);
	else if (!passes_on(expr, &first))
		side->understood = false;
	else
		for (size_t i = first; i < expr->n; i++)
			gather(expr->operands[i], element, side);
}

/* Tells of the constants of one side and all that the other can be. */
static void tell(const struct walk *walk, const struct side *constants, const struct side *others,
	bool words)
{
	bool answers = false;
	for (size_t i = 0; i < others->n; i++)
		answers = answers || others->parts[i].kind != CIPS_COMPARED_VALUE;
	if (!answers || !others->understood)
		return;
	for (size_t i = 0; i < constants->n; i++) {
		const struct cips_compared_part *part = &constants->parts[i];
		struct cips_compared compared = {
			.value = part->value,
			.offset = part->offset,
			.words = words,
			.with = others->parts,
			.n = others->n,
		};
		if (part->kind == CIPS_COMPARED_VALUE)
			walk->visit(walk->context, &compared);
	}
}

static struct side side_of(const struct cips_expr *expr, bool element)
{
	struct side side = {.understood = true};
	gather(expr, element, &side);
	return side;
}

/* Only the first two operands of a = b = c are values; what follows is compared with a truth. */
static void compare(const struct walk *walk, const struct cips_expr *chain)
{
	if (chain->operators[1] != CIPS_EXPR_EQUAL && chain->operators[1] != CIPS_EXPR_UNEQUAL)
		return;
	struct side left = side_of(chain->operands[0], false);
	struct side right = side_of(chain->operands[1], false);
	tell(walk, &right, &left, false);
	tell(walk, &left, &right, false);
}

/* selected(answer, 'name'), and selected('name name', answer), which asks the other way round. */
static void selected(const struct walk *walk, const struct cips_expr *call)
{
	struct side list = side_of(call->operands[0], true);
	struct side name = side_of(call->operands[1], true);
	tell(walk, &name, &list, false);
	tell(walk, &list, &name, true);
}

static void choice_name(const struct walk *walk, const struct cips_expr *call)
{
	struct side name = side_of(call->operands[0], true);
	struct side item = side_of(call->operands[1], true);
	tell(walk, &name, &item, false);
}

static void walk_tree(const struct walk *walk, const struct cips_expr *expr)
{
	if (expr->kind == CIPS_EXPR_CHAIN)
		compare(walk, expr);
	else if (cips_expr_calls(expr, "selected"))
		selected(walk, expr);
	else if (cips_expr_calls(expr, "jr:choice-name"))
		choice_name(walk, expr);
	for (size_t i = 0; i < expr->n; i++)
		walk_tree(walk, expr->operands[i]);
}

void cips_model_expr_compared(const struct cips_expr *expr,
	void (*visit)(void *context, const struct cips_compared *compared), void *context)
{
	const struct walk walk = {visit, context};
	walk_tree(&walk, expr);
}
