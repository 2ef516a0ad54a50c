/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/text_bound.h"

#include "model/expr.h"

struct look {
	const bool *bound;
	bool found;
};

static void visit(void *context, int reference)
{
	struct look *look = context;
	look->found |= look->bound[reference];
}

static void look_at(struct look *look, const struct cips_expr *expr)
{
	if (expr)
		cips_model_expr_references(expr, visit, look);
}

static bool depends(
	const struct cips_instrument *instrument, const struct cips_item *item, const bool *bound)
{
	struct look look = {.bound = bound};
	look_at(&look, item->relevant);
	for (int g = item->group; g != CIPS_NONE; g = instrument->groups[g].parent)
		look_at(&look, instrument->groups[g].relevant);
	look_at(&look, item->constraint);
	look_at(&look, item->choice_filter);
	look_at(&look, item->calculation);
	return look.found;
}

/* A rule may look ahead: until a round finds no more. */
bool cips_model_text_bound(const struct cips_instrument *instrument, bool *bound)
{
	bool any = false, more = true;
	for (size_t i = 0; i < instrument->n_items; i++)
		bound[i] = instrument->items[i].text != CIPS_NONE;
	while (more) {
		more = false;
		for (size_t i = 0; i < instrument->n_items; i++)
			if (!bound[i] && depends(instrument, &instrument->items[i], bound))
				bound[i] = any = more = true;
	}
	return any;
}
