/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regex(), with the engine that a room above lends.
 */
#include "model/expr_tree.h"

static const struct cips_regex_engine *engine;

void cips_model_set_regex(const struct cips_regex_engine *lent)
{
	engine = lent;
}

bool cips_expr_check_regex(struct cips_expr_check *check)
{
	struct cips_expr *call = check->call;
	const struct cips_expr *pattern = call->operands[1];
	if (!engine)
		return cips_expr_fault_set(check->fault, call->offset, "function-refused",
			"regular expressions are not available here");
	if (pattern->kind != CIPS_EXPR_LITERAL || pattern->literal.kind != CIPS_VALUE_STRING)
		return true;
	char why[120] = "";
	call->regex = engine->compile(pattern->literal.text, why, sizeof why);
	if (call->regex)
		return true;
	return cips_expr_fault_set(check->fault, pattern->offset, "regex-invalid",
		"the regular expression is not valid: %s", why);
}

struct cips_value cips_expr_do_regex(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0);
	if (call->expr->regex)
		return cips_expr_boolean(engine->match(call->expr->regex, text));
	return cips_expr_boolean(engine->match_once(cips_expr_arg_text(call, 1), text));
}
