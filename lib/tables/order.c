/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/order.h"

#include "model/score.h"
#include "tables/groups.h"
#include "tables/origins.h"

static enum cips_order order_of_scores(const struct cips_list *list)
{
	const struct cips_choice *before = NULL;
	enum cips_order order = CIPS_UNORDERED;
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		if (choice->missing != CIPS_SUBSTANTIVE)
			continue;
		if (!choice->has_score)
			return CIPS_UNORDERED;
		if (before) {
			bool up = choice->score > before->score,
			     down = choice->score < before->score;
			enum cips_order step = up ? CIPS_ASCENDING
				: down		  ? CIPS_DESCENDING
						  : CIPS_UNORDERED;
			if (!step || (order && order != step))
				return CIPS_UNORDERED;
			order = step;
		}
		before = choice;
	}
	return order;
}

static bool any_score(const struct cips_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->choices[i].missing == CIPS_SUBSTANTIVE && list->choices[i].has_score)
			return true;
	return false;
}

enum cips_order cips_tables_order(const struct cips_frame *frame, const char *variable)
{
	const struct cips_instrument *instrument = frame->source->instrument;
	if (cips_tables_by_unit(variable) || cips_tables_by_origin(variable))
		return CIPS_UNORDERED;
	const struct cips_item *item = cips_model_item(instrument, variable);
	const struct cips_list *list = item ? cips_model_list(instrument, item) : NULL;
	if (!list || list->from_units)
		return CIPS_UNORDERED;
	if (any_score(list))
		return order_of_scores(list);
	return cips_model_scored(instrument, item) ? CIPS_ASCENDING : CIPS_UNORDERED;
}
