/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The item rule: a factor score as the mean over items of the item means, with the variance of that
 * estimate.
 */
#ifndef CIPS_TABLES_ITEM_RULE_H
#define CIPS_TABLES_ITEM_RULE_H

#include "tables/scores.h"

/* Fills said, moments, rest and (unless NULL) value and group of `scores`, all allocated. */
void cips_tables_item_rule(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores);

#endif
