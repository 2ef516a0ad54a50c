/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checks that need more than one row, each about one kind of thing.
 */
#ifndef CIPS_FORMS_CHECK_H
#define CIPS_FORMS_CHECK_H

#include "forms/loader.h"

/*
 * Three rounds, in this order. What the program relies on, of every form; what would make a form mean
 * something that its author did not mean; and what can be shown and answered, of a form without
 * errors whose instrument is sealed.
 */
void forms_check(struct loader *loader);
void forms_advise(struct loader *loader);
void forms_check_reach(struct loader *loader); /* check_reach.c */

/* The first round: check_references.c and so on. */
void forms_check_references(struct loader *loader);
void forms_check_names(struct loader *loader);
void forms_check_texts(struct loader *loader);
void forms_check_lists(struct loader *loader);
void forms_check_meanings(struct loader *loader);
void forms_check_values(struct loader *loader);

/* The second. */
void forms_check_comparisons(struct loader *loader);
void forms_check_labels(struct loader *loader);
void forms_check_scales(struct loader *loader);
void forms_check_factors(struct loader *loader);
void forms_check_people(struct loader *loader);

/* Facts that several checks need: check_facts.c. */

/* The row that a choice of the choices sheet comes from, and whether its cell of a kind is filled. */
const struct cips_row *forms_choice_row(
	const struct loader *loader, const struct cips_choice *choice);
bool forms_choice_has(
	const struct loader *loader, const struct cips_choice *choice, enum column_kind kind);

/*
 * Whether the answers to an item become a score, or would if it had
 * a factor; the number of answers of a list that count; whether somebody scores a list: it has
 * scores, or a scored item uses it.
 */
bool forms_is_scale(const struct cips_item *item);
size_t forms_substantive(const struct cips_list *list);
bool forms_has_scores(const struct cips_list *list);
bool forms_list_scored(const struct loader *loader, size_t list);

#endif
