/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/answers.h"

#include "base/number.h"

#include <string.h>

static const struct cips_value empty = {.kind = CIPS_VALUE_EMPTY};

static struct cips_value string_value(const char *text)
{
	if (!text || !text[0])
		return empty;
	return (struct cips_value){.kind = CIPS_VALUE_STRING, .text = text};
}

static struct cips_value number_value(enum cips_value_kind kind, double number)
{
	return (struct cips_value){.kind = kind, .number = number};
}

bool cips_model_computed(enum cips_item_type type)
{
	return type == CIPS_ITEM_CALCULATE || type == CIPS_ITEM_HIDDEN;
}

bool cips_model_answered(const struct cips_item *item, const uint8_t *record)
{
	if (item->width == 0)
		return false;
	const uint8_t *bytes = record + item->offset;
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE && bytes[0] <= CIPS_BYTE_SKIPPED)
		return memchr(bytes, CIPS_BYTE_TICKED, item->width) != NULL;
	return bytes[0] != CIPS_BYTE_NOT_SHOWN && bytes[0] != CIPS_BYTE_SKIPPED;
}

static const struct cips_unit *unit_of_id(const struct cips_answers *answers, unsigned id)
{
	int index = answers->units ? cips_model_unit_by_id(answers->units, id) : -1;
	return index < 0 ? NULL : &answers->units->list[index];
}

static const char *choice_name(const struct cips_list *list, unsigned position)
{
	return list && position >= 1 && position <= list->n ? list->choices[position - 1].name
							    : NULL;
}

/* The code of the unit; without a tree the codes are positions in the form's own list. */
static const char *unit_name(const struct cips_answers *answers, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(answers->instrument, item);
	unsigned code = cips_model_code(item, answers->response.record);
	if (code == 0)
		return choice_name(list, cips_model_unit_choice(item, answers->response.record));
	if (!answers->units)
		return choice_name(list, code);
	const struct cips_unit *unit = unit_of_id(answers, code);
	return unit ? unit->code : NULL;
}

static struct cips_value coded_value(const struct cips_answers *answers, int index)
{
	const struct cips_item *item = &answers->instrument->items[index];
	if (cips_model_unit_coded(answers->instrument, item))
		return string_value(unit_name(answers, item));
	const struct cips_list *list = cips_model_list(answers->instrument, item);
	unsigned code = cips_model_code(item, answers->response.record);
	const char *name = choice_name(list, code);
	if (name && answers->steps[index])
		return number_value(CIPS_VALUE_NUMBER, answers->steps[index][code - 1]);
	return string_value(name);
}

/* What the choices of the item are worth; NULL unless it is a range. */
static double *steps_of(
	const struct cips_instrument *instrument, size_t index, struct cips_arena *arena)
{
	const struct cips_item *item = &instrument->items[index];
	const struct cips_list *list = cips_model_list(instrument, item);
	if (item->type != CIPS_ITEM_RANGE || !list)
		return NULL;
	double *steps = cips_arena_alloc(arena, list->n, sizeof *steps);
	for (size_t i = 0; i < list->n; i++)
		if (!cips_number_parse(list->choices[i].name, &steps[i]))
			steps[i] = item->range_start + (double)i * item->range_step;
	return steps;
}

struct cips_answers cips_model_answers_new(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, struct cips_arena *arena)
{
	size_t n = instrument->n_items;
	struct cips_answers answers = {
		.instrument = instrument,
		.units = units,
		.response = cips_model_response_new(arena, instrument),
		.shown = cips_arena_alloc(arena, n, sizeof(bool)),
		.computed = cips_arena_alloc(arena, n, sizeof(struct cips_value)),
		.steps = cips_arena_alloc(arena, n, sizeof(double *)),
		.today = today,
	};
	for (size_t i = 0; i < n; i++) {
		answers.shown[i] = true;
		answers.steps[i] = steps_of(instrument, i, arena);
	}
	return answers;
}

/* The name in byte `k` of a list of ticks or a ranking, NULL for none. */
static const char *name_at(const struct cips_list *list, const struct cips_item *item,
	const uint8_t *bytes, unsigned k)
{
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
		return bytes[k] == CIPS_BYTE_TICKED ? list->choices[k].name : NULL;
	return choice_name(list, bytes[k]);
}

/* The names of the ticked choices in list order, or of the ranked ones in the order of places. */
static struct cips_value several_value(
	const struct cips_answers *answers, const struct cips_item *item, struct cips_arena *arena)
{
	const struct cips_list *list = cips_model_list(answers->instrument, item);
	const uint8_t *bytes = answers->response.record + item->offset;
	size_t size = 0;
	for (unsigned k = 0; k < item->width; k++) {
		const char *name = name_at(list, item, bytes, k);
		size += name ? strlen(name) + 1 : 0;
	}
	if (size == 0)
		return empty;
	char *text = cips_arena_alloc(arena, size, 1), *end = text;
	for (unsigned k = 0; k < item->width; k++) {
		const char *name = name_at(list, item, bytes, k);
		if (!name)
			continue;
		if (end > text)
			*end++ = ' ';
		end = stpcpy(end, name);
	}
	return string_value(text);
}

struct cips_value cips_model_answers_value(
	const struct cips_answers *answers, int index, struct cips_arena *arena)
{
	const struct cips_item *item = &answers->instrument->items[index];
	if (!answers->shown[index])
		return empty;
	if (cips_model_computed(item->type))
		return answers->computed[index];
	bool present = item->width && answers->response.record[item->offset] == 1;
	switch (item->type) {
	case CIPS_ITEM_TEXT:
		return present ? string_value(answers->response.texts[item->text]) : empty;
	case CIPS_ITEM_INTEGER:
	case CIPS_ITEM_DECIMAL:
		return present
			? number_value(CIPS_VALUE_NUMBER, answers->response.numbers[item->number])
			: empty;
	case CIPS_ITEM_DATE:
		return present
			? number_value(CIPS_VALUE_DATE, answers->response.numbers[item->number])
			: empty;
	case CIPS_ITEM_RANGE:
	case CIPS_ITEM_ACKNOWLEDGE:
	case CIPS_ITEM_SELECT_ONE:
		return coded_value(answers, index);
	case CIPS_ITEM_SELECT_MULTIPLE:
	case CIPS_ITEM_RANK:
		return several_value(answers, item, arena);
	default:
		return empty;
	}
}

bool cips_model_answers_empty(struct cips_answers *answers, int index)
{
	const struct cips_item *item = &answers->instrument->items[index];
	const uint8_t *bytes = answers->response.record + item->offset;
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE || item->type == CIPS_ITEM_RANK)
		return !cips_model_answered(item, answers->response.record) ||
			bytes[0] > CIPS_BYTE_LARGEST;
	return cips_model_answers_value(answers, index, &answers->scratch).kind == CIPS_VALUE_EMPTY;
}

/* The language of the form's default texts, for the names of units. */
static const char *default_language(const struct cips_instrument *instrument)
{
	if (instrument->default_language >= instrument->n_languages)
		return "";
	return instrument->languages[instrument->default_language];
}

static const char *label_of(
	const struct cips_instrument *instrument, const struct cips_choice *choice)
{
	return cips_model_text(instrument, &choice->label, instrument->default_language);
}

const char *cips_model_answers_label(
	const struct cips_answers *answers, int index, const char *name)
{
	const struct cips_instrument *instrument = answers->instrument;
	const struct cips_item *item = &instrument->items[index];
	if (answers->units && cips_model_unit_coded(instrument, item)) {
		int unit = cips_model_unit_by_code(answers->units, name);
		if (unit >= 0)
			return cips_model_unit_name(
				answers->units, (size_t)unit, default_language(instrument));
	}
	const struct cips_list *list = cips_model_list(instrument, item);
	size_t position = list ? cips_model_choice(list, name, strlen(name)) : 0;
	return position ? label_of(instrument, &list->choices[position - 1]) : "";
}

static struct cips_value unit_column(
	const struct cips_answers *answers, const struct cips_unit *unit, int column)
{
	const struct cips_instrument *instrument = answers->instrument;
	if (column >= (int)instrument->n_attributes)
		return string_value(cips_model_unit_name(answers->units,
			(size_t)(unit - answers->units->list), default_language(instrument)));
	const char *attribute = instrument->attributes[column];
	if (strcmp(attribute, "unit") == 0)
		return string_value(unit->code);
	if (strcmp(attribute, "parent") == 0 && unit->parent >= 0)
		return string_value(answers->units->list[unit->parent].code);
	return empty;
}

/* The listed choice that a unit is, where the form lists its units itself. */
static size_t listed_unit(const struct cips_list *list, const struct cips_unit *unit)
{
	return unit ? cips_model_choice(list, unit->code, strlen(unit->code)) : 0;
}

struct cips_value cips_model_answers_column(
	const struct cips_answers *answers, int index, unsigned choice, int column)
{
	const struct cips_instrument *instrument = answers->instrument;
	const struct cips_item *item = &instrument->items[index];
	const struct cips_list *list = cips_model_list(instrument, item);
	size_t position = choice;
	if (list && answers->units && cips_model_unit_coded(instrument, item)) {
		const struct cips_unit *unit = unit_of_id(answers, choice);
		if (unit && list->from_units)
			return unit_column(answers, unit, column);
		position = listed_unit(list, unit);
	}
	if (!list || position == 0 || position > list->n)
		return empty;
	const struct cips_choice *listed = &list->choices[position - 1];
	if (column < (int)instrument->n_attributes)
		return string_value(listed->attributes ? listed->attributes[column] : NULL);
	bool name = column == (int)instrument->n_attributes;
	return string_value(name ? listed->name : label_of(instrument, listed));
}
