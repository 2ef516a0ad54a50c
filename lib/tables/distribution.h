/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the people of a frame answered one item, and what of it is hidden.
 */
#ifndef CIPS_TABLES_DISTRIBUTION_H
#define CIPS_TABLES_DISTRIBUTION_H

#include "stats/moments.h"
#include "tables/frame.h"

/* By state, and by choice (index = position; rank: who put it first). */
struct cips_distribution {
	size_t states[CIPS_STATES];
	struct cips_sums valid; /* of positive weight */
	struct cips_sums *choices;
	size_t n_choices;
};

void cips_tables_add_weight(struct cips_sums *sums, double w);

/* Counts the answers; the caller releases them. */
struct cips_distribution cips_tables_distribution(
	const struct cips_frame *frame, const struct cips_item *item);
void cips_tables_distribution_release(struct cips_distribution *d);

/*
 * Whether too few people answered. Answer states are figures of all who were asked: these can be few
 * where nobody answered.
 */
bool cips_tables_is_of_few(const struct cips_distribution *d, size_t minimum);

/* Whether no figure of an item shows: its people are too few, or all did not answer it alike. */
bool cips_tables_hides_item(
	const struct cips_distribution *d, const struct cips_item *item, size_t minimum);

/*
 * Whether choice `c`, or (the second) any, is hidden, because all people, or all but one, made it, or
 * one that tells it. This is about answers, not about who people are and where.
 */
bool cips_tables_hides_choice(
	const struct cips_distribution *d, const struct cips_item *item, size_t c, size_t minimum);
bool cips_tables_hides_choices(
	const struct cips_distribution *d, const struct cips_item *item, size_t minimum);

#endif
