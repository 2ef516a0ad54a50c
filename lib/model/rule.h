/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An expression of an instrument, evaluated for one response after the other. Used inside this
 * room only.
 *
 * Where the result depends on a few coded answers only, it is kept in a table with one entry for
 * each combination of them: a million respondents share it. An answer counts there as expressions
 * see it, so one that is not shown is the same as none.
 */
#ifndef CIPS_MODEL_RULE_H
#define CIPS_MODEL_RULE_H

#include "model/answers.h"

struct cips_rule;

/* What `.` and bare column names mean in an expression. */
enum cips_rule_kind {
	CIPS_RULE_PLAIN,      /* nothing */
	CIPS_RULE_CONSTRAINT, /* `.` is the value of the item */
	CIPS_RULE_FILTER,     /* columns are those of a choice of the item */
};

/*
 * A rule of item `item` (CIPS_NONE: of a group), made in the arena, where its results stay too.
 * NULL for no expression.
 */
struct cips_rule *cips_model_rule_new(struct cips_arena *arena, const struct cips_answers *answers,
	const struct cips_expr *expr, enum cips_rule_kind kind, int item);

/*
 * Whether the expression is true; `choice` is the choice (or the unit id) that a filter is about.
 */
bool cips_model_rule_holds(struct cips_rule *rule, struct cips_answers *answers, unsigned choice);

/* How much work it is to evaluate the expression once: 1 for a comparison or two. */
size_t cips_model_rule_work(const struct cips_rule *rule);

/*
 * The value of a calculation. `previous` is what it gave before for this response; a string is
 * that one, or one that lasts as long as the rule, or a new one in `arena`.
 */
struct cips_value cips_model_rule_value(struct cips_rule *rule, struct cips_answers *answers,
	struct cips_value previous, struct cips_arena *arena);

#endif
