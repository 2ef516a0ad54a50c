/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether two expressions say the same, however they are written: blanks, kinds of quotes and
 * brackets that change nothing do not count.
 */
#ifndef CIPS_MODEL_EXPR_SAME_H
#define CIPS_MODEL_EXPR_SAME_H

#include "model/expr.h"

/* Whether a reference of the first expression means what one of the second means. */
struct cips_expr_meaning {
	void *context;
	bool (*same_item)(void *context, int a, int b);
	bool (*same_column)(void *context, int a, int b);
};

/*
 * NULL is an expression that is not there: it is the same as another such one only. Without a
 * `meaning` a reference is the same as itself.
 */
bool cips_model_expr_same(const struct cips_expr *a, const struct cips_expr *b,
	const struct cips_expr_meaning *meaning);

#endif
