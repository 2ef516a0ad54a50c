/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/packed.h"

#include "base/number.h"
#include "base/utf8.h"
#include "model/answering.h"

#include <math.h>
#include <string.h>

enum {
	NUMBER_BYTES = 8,
	LENGTH_BYTES = 2,
	TEXT_BYTES = LENGTH_BYTES + CIPS_TYPED_BYTES,
};

size_t cips_model_packed_size(const struct cips_instrument *instrument)
{
	return instrument->record_size + instrument->n_numbers * NUMBER_BYTES;
}

size_t cips_model_packed_texts_size(const struct cips_instrument *instrument)
{
	return instrument->n_texts * TEXT_BYTES;
}

static void put_number(uint8_t *bytes, double number)
{
	uint64_t bits;
	memcpy(&bits, &number, sizeof bits);
	for (size_t i = 0; i < NUMBER_BYTES; i++)
		bytes[i] = (uint8_t)(bits >> 8 * i);
}

static double take_number(const uint8_t *bytes)
{
	uint64_t bits = 0;
	double number;
	for (size_t i = 0; i < NUMBER_BYTES; i++)
		bits |= (uint64_t)bytes[i] << 8 * i;
	memcpy(&number, &bits, sizeof number);
	return number;
}

void cips_model_pack(const struct cips_instrument *instrument, const struct cips_response *response,
	uint8_t *answers)
{
	uint8_t *numbers = answers + instrument->record_size;
	memcpy(answers, response->record, instrument->record_size);
	memset(numbers, 0, instrument->n_numbers * NUMBER_BYTES);
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->number != CIPS_NONE && response->record[item->offset] == 1)
			put_number(numbers + (size_t)item->number * NUMBER_BYTES,
				response->numbers[item->number]);
	}
}

bool cips_model_pack_texts(const struct cips_instrument *instrument,
	const struct cips_response *response, uint8_t *texts)
{
	bool any = false;
	memset(texts, 0, cips_model_packed_texts_size(instrument));
	for (size_t i = 0; i < instrument->n_texts; i++) {
		const char *text = response->texts[i];
		uint8_t *bytes = texts + i * TEXT_BYTES;
		size_t n = text ? strlen(text) : 0;
		bytes[0] = (uint8_t)(n & 0xff);
		bytes[1] = (uint8_t)(n >> 8);
		if (n)
			memcpy(bytes + LENGTH_BYTES, text, n);
		any |= n > 0;
	}
	return any;
}

/* --- back again ----------------------------------------------------------------------------- */

static bool is_zero(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return true;
}

/* Whether the item can have the number, which has one way of being written. */
static bool good_number(const struct cips_item *item, double number)
{
	char date[CIPS_NUMBER_SIZE];
	long days;
	if (!isfinite(number) || (number == 0 && signbit(number)) ||
		cips_model_number_fit(item, number) != CIPS_NUMBER_FITS)
		return false;
	if (item->type != CIPS_ITEM_DATE)
		return true;
	return number == floor(number) && fabs(number) < 1e7 &&
		cips_date_parse(cips_date_format(date, (long)number), &days) &&
		days == (long)number;
}

static bool unpack_number(
	const struct cips_item *item, const uint8_t *bytes, struct cips_response *response)
{
	if (response->record[item->offset] != 1)
		return is_zero(bytes, NUMBER_BYTES);
	double number = take_number(bytes);
	if (!good_number(item, number))
		return false;
	response->numbers[item->number] = number;
	return true;
}

bool cips_model_unpack(const struct cips_record_check *check, const uint8_t *answers,
	struct cips_response *response)
{
	const struct cips_instrument *instrument = check->instrument;
	const uint8_t *numbers = answers + instrument->record_size;
	cips_model_response_clear(response, instrument);
	bool good = cips_model_record_good(check, answers);
	if (good)
		memcpy(response->record, answers, instrument->record_size);
	for (size_t i = 0; good && i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->number != CIPS_NONE)
			good = unpack_number(
				item, numbers + (size_t)item->number * NUMBER_BYTES, response);
	}
	if (!good)
		cips_model_response_clear(response, instrument);
	return good;
}

static bool good_text(const uint8_t *bytes, size_t n)
{
	const char *text = (const char *)bytes + LENGTH_BYTES;
	return n <= CIPS_TYPED_BYTES && is_zero(bytes + LENGTH_BYTES + n, CIPS_TYPED_BYTES - n) &&
		cips_utf8_check(text, n) == n && cips_utf8_control(text, n) == n &&
		cips_utf8_length(text, n) <= CIPS_TYPED_CHARACTERS;
}

bool cips_model_unpack_texts(const struct cips_instrument *instrument, const uint8_t *texts,
	struct cips_arena *arena, struct cips_response *response)
{
	for (size_t i = 0; i < instrument->n_texts; i++)
		response->texts[i] = NULL;
	for (size_t i = 0; i < instrument->n_texts; i++) {
		const uint8_t *bytes = texts + i * TEXT_BYTES;
		size_t n = bytes[0] | (size_t)bytes[1] << 8;
		if (!good_text(bytes, n)) {
			for (size_t k = 0; k < i; k++)
				response->texts[k] = NULL;
			return false;
		}
		if (n)
			response->texts[i] =
				cips_arena_strndup(arena, (const char *)bytes + LENGTH_BYTES, n);
	}
	return true;
}
