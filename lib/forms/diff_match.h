/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which item and group of one form is which of another. Internal to lib/forms.
 */
#ifndef CIPS_FORMS_DIFF_MATCH_H
#define CIPS_FORMS_DIFF_MATCH_H

#include "model/instrument.h"

/* Indices into the other form, or CIPS_NONE. */
struct forms_match {
	int *item_in_b;
	int *item_in_a;
	int *group_in_b;
	int *group_in_a;
	bool *moved; /* items of a that left the order of the others */
};

struct forms_match forms_match(
	const struct cips_instrument *a, const struct cips_instrument *b, struct cips_arena *arena);

#endif
