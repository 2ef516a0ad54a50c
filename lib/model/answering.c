/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/answering.h"

#include <math.h>
#include <string.h>

static const double largest_whole = 9007199254740992.0;

enum cips_number_fit cips_model_number_fit(const struct cips_item *item, double number)
{
	if (item->type != CIPS_ITEM_INTEGER)
		return CIPS_NUMBER_FITS;
	if (number != floor(number))
		return CIPS_NUMBER_NOT_WHOLE;
	return fabs(number) > largest_whole ? CIPS_NUMBER_TOO_LARGE : CIPS_NUMBER_FITS;
}

void cips_model_set_number(
	struct cips_response *response, const struct cips_item *item, double number)
{
	response->record[item->offset] = 1;
	response->numbers[item->number] = number == 0 ? 0 : number; /* no -0 */
}

void cips_model_set_text(
	struct cips_response *response, const struct cips_item *item, const char *text)
{
	response->record[item->offset] = 1;
	response->texts[item->text] = text;
}

void cips_model_set_choice(const struct cips_instrument *instrument, const struct cips_units *units,
	const struct cips_item *item, uint8_t *record, size_t position)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	if (!units || !cips_model_unit_coded(instrument, item)) {
		cips_model_set_code(item, record, (unsigned)position);
		return;
	}
	if (list->from_units) {
		cips_model_set_code(item, record, units->list[position - 1].id);
		return;
	}
	const struct cips_choice *choice = &list->choices[position - 1];
	int unit = choice->missing == CIPS_SUBSTANTIVE
		? cips_model_unit_by_code(units, choice->name)
		: -1;
	if (unit >= 0)
		cips_model_set_code(item, record, units->list[unit].id);
	else
		cips_model_set_unit_choice(instrument, item, record, (unsigned)position);
}

size_t cips_model_chosen(const struct cips_instrument *instrument, const struct cips_units *units,
	const struct cips_item *item, const uint8_t *record)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	unsigned code = cips_model_code(item, record);
	if (!units || !cips_model_unit_coded(instrument, item))
		return code;
	if (code == 0)
		return cips_model_unit_choice(item, record);
	int unit = cips_model_unit_by_id(units, code);
	if (unit < 0)
		return 0;
	const char *name = units->list[unit].code;
	return list->from_units ? (size_t)unit + 1 : cips_model_choice(list, name, strlen(name));
}
