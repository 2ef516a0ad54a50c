/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/instrument.h"

#include "base/suggest.h"

#include "model/language.h"
#include "model/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How a type is written, and how its answer lies in the record. */
enum layout {
	LAYOUT_NONE,
	LAYOUT_CODE,	   /* the position of a choice, or the id of a unit */
	LAYOUT_PER_CHOICE, /* a byte for each choice */
	LAYOUT_NUMBER,	   /* a state byte, the value beside the record */
	LAYOUT_TEXT,	   /* a state byte, the text beside the record */
};

static const struct {
	const char *name;
	enum layout layout;
} types[] = {
	[CIPS_ITEM_TEXT] = {"text", LAYOUT_TEXT},
	[CIPS_ITEM_INTEGER] = {"integer", LAYOUT_NUMBER},
	[CIPS_ITEM_DECIMAL] = {"decimal", LAYOUT_NUMBER},
	[CIPS_ITEM_RANGE] = {"range", LAYOUT_CODE},
	[CIPS_ITEM_DATE] = {"date", LAYOUT_NUMBER},
	[CIPS_ITEM_NOTE] = {"note", LAYOUT_NONE},
	[CIPS_ITEM_ACKNOWLEDGE] = {"acknowledge", LAYOUT_CODE},
	[CIPS_ITEM_CALCULATE] = {"calculate", LAYOUT_NONE},
	[CIPS_ITEM_HIDDEN] = {"hidden", LAYOUT_NONE},
	[CIPS_ITEM_SELECT_ONE] = {"select_one", LAYOUT_CODE},
	[CIPS_ITEM_SELECT_MULTIPLE] = {"select_multiple", LAYOUT_PER_CHOICE},
	[CIPS_ITEM_RANK] = {"rank", LAYOUT_PER_CHOICE},
};

struct cips_instrument *cips_model_instrument_new(void)
{
	struct cips_instrument *instrument = cips_calloc(1, sizeof *instrument);
	instrument->code = "";
	instrument->version = "";
	instrument->unit_item = instrument->weight_item = instrument->seconds_item = CIPS_NONE;
	return instrument;
}

void cips_model_instrument_free(struct cips_instrument *instrument)
{
	if (!instrument)
		return;
	cips_map_release(&instrument->item_by_name);
	cips_arena_release(&instrument->arena);
	free(instrument);
}

static size_t item_width(const struct cips_instrument *instrument, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	size_t choices = list ? list->n : 0;
	switch (types[item->type].layout) {
	case LAYOUT_NONE:
		return 0;
	case LAYOUT_CODE:
		return choices > CIPS_BYTE_LARGEST || cips_model_unit_coded(instrument, item) ? 2
											      : 1;
	case LAYOUT_PER_CHOICE:
		return choices;
	case LAYOUT_NUMBER:
	case LAYOUT_TEXT:
		return 1;
	}
	return 0;
}

static void note_special(int *special, size_t index)
{
	if (*special == CIPS_NONE)
		*special = (int)index;
}

static void seal_item(struct cips_instrument *instrument, size_t index)
{
	struct cips_item *item = &instrument->items[index];
	enum layout layout = types[item->type].layout;
	item->offset = instrument->record_size;
	item->width = item_width(instrument, item);
	item->number = layout == LAYOUT_NUMBER ? (int)instrument->n_numbers++ : CIPS_NONE;
	item->text = layout == LAYOUT_TEXT ? (int)instrument->n_texts++ : CIPS_NONE;
	instrument->record_size += item->width;
	cips_map_put(&instrument->item_by_name, item->name, index);
	if (item->use == CIPS_USE_UNIT)
		note_special(&instrument->unit_item, index);
	else if (item->use == CIPS_USE_WEIGHT)
		note_special(&instrument->weight_item, index);
	else if (item->use == CIPS_USE_SECONDS)
		note_special(&instrument->seconds_item, index);
}

struct cips_item cips_model_item_blank(void)
{
	return (struct cips_item){
		.name = "",
		.list = CIPS_NONE,
		.group = CIPS_NONE,
		.required_text = "",
		.relevant_text = "",
		.constraint_text = "",
		.calculation_text = "",
		.choice_filter_text = "",
		.default_value = "",
		.parameters = "",
		.appearance = "",
		.factor = CIPS_NONE,
		.indicator = "",
		.number = CIPS_NONE,
		.text = CIPS_NONE,
	};
}

void cips_model_seal(struct cips_instrument *instrument)
{
	assert(instrument->record_size == 0);
	for (size_t i = 0; i < instrument->n_items; i++)
		seal_item(instrument, i);
	if (instrument->record_size == 0)
		instrument->record_size = 1;
}

const struct cips_item *cips_model_item(const struct cips_instrument *instrument, const char *name)
{
	size_t index;
	if (!cips_map_get(&instrument->item_by_name, name, &index))
		return NULL;
	return &instrument->items[index];
}

static const char *item_name(const void *known, size_t i)
{
	return ((const struct cips_item *)known)[i].name;
}

const char *cips_model_nearest_item(const struct cips_instrument *instrument, const char *word)
{
	return cips_suggest(word, instrument->items, instrument->n_items, item_name);
}

static const char *choice_name(const void *known, size_t i)
{
	return ((const struct cips_choice *)known)[i].name;
}

const char *cips_model_nearest_choice(const struct cips_list *list, const char *word)
{
	return cips_suggest(word, list->choices, list->n, choice_name);
}

const struct cips_list *cips_model_list(
	const struct cips_instrument *instrument, const struct cips_item *item)
{
	return item->list == CIPS_NONE ? NULL : &instrument->lists[item->list];
}

size_t cips_model_choice(const struct cips_list *list, const char *name, size_t n)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *known = list->choices[i].name;
		if (strlen(known) == n && memcmp(known, name, n) == 0)
			return i + 1;
	}
	return 0;
}

static bool has_text(
	const struct cips_instrument *instrument, const struct cips_text *text, size_t language)
{
	return language < instrument->n_languages && text->by_language[language] &&
		*text->by_language[language];
}

int cips_model_shown_language(
	const struct cips_instrument *instrument, const struct cips_text *text, size_t language)
{
	if (!text->by_language)
		return CIPS_NONE;
	if (has_text(instrument, text, language))
		return (int)language;
	if (instrument->fallback && language < instrument->n_languages) {
		const struct cips_fallback *fallback = &instrument->fallback[language];
		for (size_t i = 0; i < fallback->n; i++)
			if (has_text(instrument, text, fallback->languages[i]))
				return (int)fallback->languages[i];
	}
	if (has_text(instrument, text, instrument->default_language))
		return (int)instrument->default_language;
	for (size_t i = 0; i < instrument->n_languages; i++)
		if (has_text(instrument, text, i))
			return (int)i;
	return CIPS_NONE;
}

const char *cips_model_text(
	const struct cips_instrument *instrument, const struct cips_text *text, size_t language)
{
	int shown = cips_model_shown_language(instrument, text, language);
	return shown == CIPS_NONE ? "" : text->by_language[shown];
}

int cips_model_language(const struct cips_instrument *instrument, const char *wanted)
{
	for (size_t i = 0; i < instrument->n_languages; i++)
		if (strcasecmp(instrument->languages[i], wanted) == 0)
			return (int)i;
	for (size_t i = 0; i < instrument->n_languages; i++)
		if (cips_model_language_matches(instrument->languages[i], wanted))
			return (int)i;
	return CIPS_NONE;
}

const char *cips_model_languages(const struct cips_instrument *instrument, struct cips_arena *arena)
{
	const char *all = "";
	for (size_t i = 0; i < instrument->n_languages; i++)
		all = cips_arena_printf(
			arena, "%s%s%s", all, i ? ", " : "", instrument->languages[i]);
	return all;
}

bool cips_model_stored(enum cips_item_type type)
{
	return types[type].layout != LAYOUT_NONE;
}

const char *cips_model_type_name(enum cips_item_type type)
{
	return types[type].name;
}
