/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Putting an answer into a response, the same from a file and from a keyboard.
 */
#ifndef CIPS_MODEL_ANSWERING_H
#define CIPS_MODEL_ANSWERING_H

#include "model/record.h"
#include "model/units.h"

enum cips_number_fit {
	CIPS_NUMBER_FITS,
	CIPS_NUMBER_NOT_WHOLE,
	CIPS_NUMBER_TOO_LARGE, /* where doubles no longer hold every whole number */
};

/* Whether a number can be the answer to an integer or decimal item. */
enum cips_number_fit cips_model_number_fit(const struct cips_item *item, double number);

/* A number, or the days of a date. */
void cips_model_set_number(
	struct cips_response *response, const struct cips_item *item, double number);

/* The text is borrowed. */
void cips_model_set_text(
	struct cips_response *response, const struct cips_item *item, const char *text);

/*
 * Chooses in an item with one choice. `position` counts from 1 in the list of the item; where the
 * list is the unit tree, in the tree. A listed unit is stored as its id where there is a tree that
 * has it, else as a choice that is no unit. `units` may be NULL: then codes are positions.
 */
void cips_model_set_choice(const struct cips_instrument *instrument, const struct cips_units *units,
	const struct cips_item *item, uint8_t *record, size_t position);

/* The position that is chosen, 0: none. */
size_t cips_model_chosen(const struct cips_instrument *instrument, const struct cips_units *units,
	const struct cips_item *item, const uint8_t *record);

#endif
