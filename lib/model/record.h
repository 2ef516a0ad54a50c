/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packed record: how the answers of one person lie in a row of bytes.
 *
 * A stored item takes `width` bytes from `offset`:
 *
 *	select_one, range, acknowledge   1: the position of the choice, 1...186
 *	  lists over 186, unit item      2: (code - 1) / 186 + 1, (code - 1) % 186 + 1
 *	select_multiple                  one per choice: 1 ticked, 2 not ticked
 *	rank                             one per place: the position of the choice in that place
 *	integer, decimal, date, text     1: 1 = there is a value, which is kept beside the record
 *
 * The code is the position in the list; for the unit item it is the id of the unit in the survey
 * file.
 *
 * An item without an answer has a state in each of its bytes instead: 0 not shown, 187 skipped, 188
 * don't know, 189 refused, 190 not applicable. The last three appear only where no listed choice
 * says it: a choice with `missing` is stored as its position, and cips_model_state() tells what it
 * means. (In the unit item, a listed choice that is no unit is a state byte and then its position.)
 *
 * No byte is over 190, so that SQLite's unicode(substr(record, k, 1)) reads them as they are (0 as
 * NULL).
 */
#ifndef CIPS_MODEL_RECORD_H
#define CIPS_MODEL_RECORD_H

#include "cips_types.h"
#include "model/instrument.h"

enum {
	CIPS_BYTE_NOT_SHOWN = 0,
	CIPS_BYTE_TICKED = 1, /* of a select_multiple */
	CIPS_BYTE_NOT_TICKED = 2,
	CIPS_BYTE_LARGEST = 186,
	CIPS_BYTE_SKIPPED = 187,
	CIPS_BYTE_DONT_KNOW = 188,
	CIPS_BYTE_REFUSED = 189,
	CIPS_BYTE_NOT_APPLICABLE = 190,
	CIPS_CODE_LARGEST = 186 * 186, /* of a two-byte code */
};

/* The names of contract section 2: "valid", "dont_know", ... */
const char *cips_model_state_name(enum cips_state state);

/* One person's answers. The arrays have the sizes that the instrument says. */
struct cips_response {
	uint8_t *record;
	double *numbers;    /* where the state byte is 1 */
	const char **texts; /* NULL where there is none */
};

/* A response with everything not shown, in the arena. */
struct cips_response cips_model_response_new(
	struct cips_arena *arena, const struct cips_instrument *instrument);

/* All items not shown again. */
void cips_model_response_clear(
	struct cips_response *response, const struct cips_instrument *instrument);

/* The state of the item, choices with `missing` taken into account. */
enum cips_state cips_model_state(const struct cips_instrument *instrument,
	const struct cips_item *item, const uint8_t *record);

/* Sets all bytes of the item to a state byte (0 or 187...190). */
void cips_model_set_state(const struct cips_item *item, uint8_t *record, uint8_t state);

/*
 * Whether the codes of the item are ids of units: the unit item, and any other select_one whose
 * list is the unit tree.
 */
bool cips_model_unit_coded(const struct cips_instrument *instrument, const struct cips_item *item);

/* Whether any item is unit-coded: nobody can answer without the unit tree. */
bool cips_model_needs_units(const struct cips_instrument *instrument);

/*
 * The code of a one- or two-byte item: 1... for a choice or a unit, 0 when the bytes hold a state.
 * In the unit item a listed choice that is no unit has code 0 as well.
 */
unsigned cips_model_code(const struct cips_item *item, const uint8_t *record);
void cips_model_set_code(const struct cips_item *item, uint8_t *record, unsigned code);

/*
 * The position of a listed choice that is no unit in the unit item, 0 if there is none; and storing
 * it.
 */
unsigned cips_model_unit_choice(const struct cips_item *item, const uint8_t *record);
void cips_model_set_unit_choice(const struct cips_instrument *instrument,
	const struct cips_item *item, uint8_t *record, unsigned position);

/*
 * What the records of an instrument can hold. Records come from files that anybody may have
 * changed: whoever looks up what their codes stand for checks each of them once.
 */
struct cips_record_check {
	const struct cips_instrument *instrument;
	const uint8_t *largest; /* code that each byte can hold; any byte can hold a state */
	bool long_lists;	/* some codes take two bytes */
};

struct cips_record_check cips_model_record_check(
	struct cips_arena *arena, const struct cips_instrument *instrument);

/* Whether every byte is a state or a code that its item has. */
bool cips_model_record_good(const struct cips_record_check *check, const uint8_t *record);

#endif
