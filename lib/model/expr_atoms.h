/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an expression can tell apart of a single answer. Used inside this room only, by whoever
 * walks through all answers that a form allows and need not try two of which no expression sees the
 * difference.
 */
#ifndef CIPS_MODEL_EXPR_ATOMS_H
#define CIPS_MODEL_EXPR_ATOMS_H

#include "model/expr_tree.h"

enum { CIPS_EXPR_ITSELF = -1 }; /* as a reference: the answer that `.` stands for */

/*
 * Calls `visit` for each answer that the expression looks at. `atom` is the part of it that depends
 * on this answer alone and of which only the truth counts; NULL where there is no such part, so
 * that the value itself counts. `truth`: only the truth of the whole expression counts.
 */
void cips_model_expr_atoms(const struct cips_expr *expr, bool truth,
	void (*visit)(void *context, int reference, const struct cips_expr *atom), void *context);

/* A comparison of an answer, on the left, with a constant. */
struct cips_expr_bound {
	enum cips_expr_operator operator;
	struct cips_value constant;
	bool certain; /* the expression is false where this comparison is */
};

/*
 * Calls `visit` for each comparison of the answer with a constant; the bare answer as a condition
 * is one with the number 0. Returns whether the truth of the expression follows from these
 * comparisons, which then mention all that it depends on. Strings live in `scratch`.
 */
bool cips_model_expr_bounds(const struct cips_expr *expr, int reference, struct cips_arena *scratch,
	void (*visit)(void *context, const struct cips_expr_bound *bound), void *context);

/* How many values, names, operators and calls it is made of, about. */
size_t cips_model_expr_size(const struct cips_expr *expr);

#endif
