/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *const state_names[CIPS_STATES] = {
	[CIPS_STATE_VALID] = "valid",
	[CIPS_STATE_DONT_KNOW] = "dont_know",
	[CIPS_STATE_REFUSED] = "refused",
	[CIPS_STATE_NOT_APPLICABLE] = "not_applicable",
	[CIPS_STATE_SKIPPED] = "skipped",
	[CIPS_STATE_NOT_SHOWN] = "not_shown",
};

/* What a choice means, as a state, and as the state byte of a listed choice that is no unit. */
static const struct {
	enum cips_state state;
	uint8_t byte;
} meanings[] = {
	[CIPS_SUBSTANTIVE] = {CIPS_STATE_VALID, CIPS_BYTE_NOT_APPLICABLE},
	[CIPS_MISSING_DONT_KNOW] = {CIPS_STATE_DONT_KNOW, CIPS_BYTE_DONT_KNOW},
	[CIPS_MISSING_REFUSED] = {CIPS_STATE_REFUSED, CIPS_BYTE_REFUSED},
	[CIPS_MISSING_NOT_APPLICABLE] = {CIPS_STATE_NOT_APPLICABLE, CIPS_BYTE_NOT_APPLICABLE},
};

const char *cips_model_state_name(enum cips_state state)
{
	return state_names[state];
}

struct cips_response cips_model_response_new(
	struct cips_arena *arena, const struct cips_instrument *instrument)
{
	struct cips_response response = {
		.record = cips_arena_alloc(arena, instrument->record_size, 1),
		.numbers = cips_arena_alloc(arena, instrument->n_numbers, sizeof(double)),
		.texts = cips_arena_alloc(arena, instrument->n_texts, sizeof(char *)),
	};
	cips_model_response_clear(&response, instrument);
	return response;
}

void cips_model_response_clear(
	struct cips_response *response, const struct cips_instrument *instrument)
{
	memset(response->record, CIPS_BYTE_NOT_SHOWN, instrument->record_size);
	for (size_t i = 0; i < instrument->n_numbers; i++)
		response->numbers[i] = NAN;
	for (size_t i = 0; i < instrument->n_texts; i++)
		response->texts[i] = NULL;
}

bool cips_model_unit_coded(const struct cips_instrument *instrument, const struct cips_item *item)
{
	if (item->type != CIPS_ITEM_SELECT_ONE)
		return false;
	const struct cips_list *list = cips_model_list(instrument, item);
	return item->use == CIPS_USE_UNIT || (list && list->from_units);
}

bool cips_model_needs_units(const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_items; i++)
		if (cips_model_unit_coded(instrument, &instrument->items[i]))
			return true;
	return false;
}

static enum cips_state state_of_byte(uint8_t byte)
{
	switch (byte) {
	case CIPS_BYTE_NOT_SHOWN:
		return CIPS_STATE_NOT_SHOWN;
	case CIPS_BYTE_DONT_KNOW:
		return CIPS_STATE_DONT_KNOW;
	case CIPS_BYTE_REFUSED:
		return CIPS_STATE_REFUSED;
	case CIPS_BYTE_NOT_APPLICABLE:
		return CIPS_STATE_NOT_APPLICABLE;
	case CIPS_BYTE_SKIPPED:
		return CIPS_STATE_SKIPPED;
	default:
		return CIPS_STATE_VALID;
	}
}

static enum cips_state state_of_choice(const struct cips_list *list, size_t position)
{
	if (position == 0 || position > list->n)
		return CIPS_STATE_VALID;
	return meanings[list->choices[position - 1].missing].state;
}

/*
 * Several choices: valid as soon as one of them is substantive, else what the first of them means.
 * Nothing chosen is skipped, however it came to be so.
 */
static enum cips_state state_of_several(
	const struct cips_list *list, const struct cips_item *item, const uint8_t *bytes)
{
	enum cips_state state = CIPS_STATE_SKIPPED;
	for (size_t k = 0; k < item->width; k++) {
		size_t position = bytes[k];
		if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
			position = bytes[k] == 1 ? k + 1 : 0;
		if (position == 0 || position > list->n)
			continue;
		enum cips_state meaning = state_of_choice(list, position);
		if (meaning == CIPS_STATE_VALID)
			return CIPS_STATE_VALID;
		if (state == CIPS_STATE_SKIPPED)
			state = meaning;
	}
	return state;
}

enum cips_state cips_model_state(const struct cips_instrument *instrument,
	const struct cips_item *item, const uint8_t *record)
{
	if (item->width == 0)
		return CIPS_STATE_NOT_SHOWN;
	const uint8_t *bytes = record + item->offset;
	enum cips_state state = state_of_byte(bytes[0]);
	if (state != CIPS_STATE_VALID)
		return state;
	const struct cips_list *list = cips_model_list(instrument, item);
	if (!list || cips_model_unit_coded(instrument, item))
		return CIPS_STATE_VALID;
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE || item->type == CIPS_ITEM_RANK)
		return state_of_several(list, item, bytes);
	return state_of_choice(list, cips_model_code(item, record));
}

void cips_model_set_state(const struct cips_item *item, uint8_t *record, uint8_t state)
{
	assert(state == CIPS_BYTE_NOT_SHOWN || state >= CIPS_BYTE_SKIPPED);
	assert(state <= CIPS_BYTE_NOT_APPLICABLE);
	memset(record + item->offset, state, item->width);
}

unsigned cips_model_code(const struct cips_item *item, const uint8_t *record)
{
	unsigned high = record[item->offset];
	if (item->width == 0 || high == 0 || high > CIPS_BYTE_LARGEST)
		return 0;
	if (item->width == 1)
		return high;
	unsigned low = record[item->offset + 1];
	return low == 0 || low > CIPS_BYTE_LARGEST ? 0 : (high - 1) * CIPS_BYTE_LARGEST + low;
}

void cips_model_set_code(const struct cips_item *item, uint8_t *record, unsigned code)
{
	uint8_t *bytes = record + item->offset;
	assert(code >= 1);
	if (item->width == 1) {
		assert(code <= CIPS_BYTE_LARGEST);
		bytes[0] = (uint8_t)code;
		return;
	}
	assert(item->width == 2 && code <= CIPS_CODE_LARGEST);
	bytes[0] = (uint8_t)((code - 1) / CIPS_BYTE_LARGEST + 1);
	bytes[1] = (uint8_t)((code - 1) % CIPS_BYTE_LARGEST + 1);
}

unsigned cips_model_unit_choice(const struct cips_item *item, const uint8_t *record)
{
	if (item->width != 2)
		return 0;
	const uint8_t *bytes = record + item->offset;
	bool other = bytes[0] > CIPS_BYTE_SKIPPED && bytes[1] <= CIPS_BYTE_LARGEST;
	return other ? bytes[1] : 0;
}

void cips_model_set_unit_choice(const struct cips_instrument *instrument,
	const struct cips_item *item, uint8_t *record, unsigned position)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	assert(item->width == 2 && list && position >= 1 && position <= list->n);
	uint8_t *bytes = record + item->offset;
	bytes[0] = meanings[list->choices[position - 1].missing].byte;
	/* A position that no byte holds leaves the state alone. */
	bytes[1] = position <= CIPS_BYTE_LARGEST ? (uint8_t)position : bytes[0];
}

/* The largest code in each byte of an item. */
static uint8_t largest_code(const struct cips_instrument *instrument, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	size_t choices = list ? list->n : 1;
	switch (item->type) {
	case CIPS_ITEM_SELECT_MULTIPLE:
		return 2;
	case CIPS_ITEM_SELECT_ONE:
	case CIPS_ITEM_RANGE:
	case CIPS_ITEM_RANK:
		if (item->type != CIPS_ITEM_RANK && item->width == 2)
			return CIPS_BYTE_LARGEST;
		return choices < CIPS_BYTE_LARGEST ? (uint8_t)choices : CIPS_BYTE_LARGEST;
	default:
		return 1;
	}
}

/* Whether the item has two bytes that together are a position in a list. */
static bool is_long_list(const struct cips_instrument *instrument, const struct cips_item *item)
{
	bool code = item->type == CIPS_ITEM_SELECT_ONE || item->type == CIPS_ITEM_RANGE;
	return code && item->width == 2 && !cips_model_unit_coded(instrument, item);
}

struct cips_record_check cips_model_record_check(
	struct cips_arena *arena, const struct cips_instrument *instrument)
{
	uint8_t *largest = cips_arena_alloc(arena, instrument->record_size, 1);
	struct cips_record_check check = {.instrument = instrument, .largest = largest};
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		check.long_lists |= is_long_list(instrument, item);
		if (item->width)
			memset(largest + item->offset, largest_code(instrument, item), item->width);
	}
	return check;
}

bool cips_model_record_good(const struct cips_record_check *check, const uint8_t *record)
{
	const struct cips_instrument *instrument = check->instrument;
	unsigned bad = 0;
	for (size_t i = 0; i < instrument->record_size; i++) {
		uint8_t from_states = (uint8_t)(record[i] - CIPS_BYTE_SKIPPED);
		bad |= (record[i] > check->largest[i]) &
			(from_states > CIPS_BYTE_NOT_APPLICABLE - CIPS_BYTE_SKIPPED);
	}
	for (size_t i = 0; check->long_lists && i < instrument->n_items && !bad; i++) {
		const struct cips_item *item = &instrument->items[i];
		bad = is_long_list(instrument, item) &&
			cips_model_code(item, record) > cips_model_list(instrument, item)->n;
	}
	return !bad;
}
