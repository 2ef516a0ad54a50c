/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists and items that a type implies: the steps of a range, the one choice of an acknowledge, the
 * choice "other" and the item that asks for it. The writer writes the type again and leaves these
 * out, so each must follow from the type alone.
 */
#include "forms/loader.h"

#include "base/number.h"
#include "model/language.h"

#include <math.h>
#include <string.h>

enum { DECIMALS_LIMIT = 9 };

/* Words for the languages that forms of this survey come in; English for the others. */
static const struct {
	const char *code;
	const char *other;
	const char *specify;
} words[] = {
	{"en", "Other", "Please specify"},
	{"fr", "Autre", "Veuillez préciser"},
	{"es", "Otro", "Por favor, especifique"},
	{"pt", "Outro", "Por favor, especifique"},
	{"ar", "أخرى", "يرجى التحديد"},
};

enum { WORDS = sizeof words / sizeof *words };

static struct cips_text words_for(struct loader *loader, bool specify)
{
	struct cips_text text = forms_same_text(loader, "");
	for (size_t i = 0; i < loader->instrument->n_languages; i++) {
		size_t k = WORDS;
		while (--k > 0)
			if (cips_model_language_matches(
				    loader->instrument->languages[i], words[k].code))
				break;
		text.by_language[i] = specify ? words[k].specify : words[k].other;
	}
	return text;
}

/* A choice that no sheet lists. */
static struct cips_choice implied_choice(
	struct loader *loader, const char *name, struct cips_text label, struct cips_place place)
{
	return (struct cips_choice){
		.name = forms_keep(loader, name),
		.label = label,
		.attributes = forms_no_attributes(loader),
		.place = place,
	};
}

/* Ranges. */

/* The digits behind the point in the shortest text of the number; too many for "1e-20". */
static int decimals_of(double value)
{
	char out[CIPS_NUMBER_SIZE];
	const char *text = cips_number_format(out, value);
	const char *point = strchr(text, '.');
	if (strchr(text, 'e'))
		return DECIMALS_LIMIT + 1;
	return point ? (int)strlen(point + 1) : 0;
}

static bool range_fault(
	struct loader *loader, const struct cips_row *row, const char *text, const char *hint)
{
	forms_fault(loader, CIPS_ERROR, "range-invalid", &loader->survey, row, COLUMN_PARAMETERS,
		"%s", text);
	cips_findings_hint(loader->findings, "%s", hint);
	return false;
}

static bool read_bound(struct loader *loader, const struct cips_item *item,
	const struct cips_row *row, const char *key, double standard, double *out)
{
	const char *text = forms_parameter(&loader->scratch, item->parameters, key);
	*out = standard;
	if (!text || (cips_number_parse(text, out) && fabs(*out) < 1e9))
		return true;
	return range_fault(loader, row,
		cips_arena_printf(
			&loader->scratch, "the %s \"%s\" of the range is not a number", key, text),
		"write a number such as 0, 10 or 0.5");
}

/* The number of steps of a sound range, else 0 and a finding. */
static size_t count_steps(
	struct loader *loader, const struct cips_item *item, const struct cips_row *row)
{
	double start = item->range_start, end = item->range_end, step = item->range_step;
	if (decimals_of(start) > DECIMALS_LIMIT || decimals_of(step) > DECIMALS_LIMIT)
		return range_fault(loader, row, "the range has more than 9 decimals",
			"round its start and its step");
	if (step <= 0)
		return range_fault(loader, row, "the step of the range is not above 0",
			"write step=1, for example");
	if (end <= start)
		return range_fault(loader, row, "the range ends where it starts, or before",
			"write the smaller number as start");
	double steps = (end - start) / step;
	if (fabs(steps - round(steps)) > 1e-6)
		return range_fault(loader, row, "the steps of the range do not meet its end",
			"choose an end that is a whole number of steps away from the start");
	if (round(steps) + 1 > CHOICES_LIMIT)
		return range_fault(loader, row, "the range has more than 34596 steps",
			"take larger steps, or ask for a number");
	return (size_t)lround(steps) + 1;
}

void forms_expand_range(struct loader *loader, size_t index, const struct cips_row *row)
{
	struct cips_item *item = &loader->instrument->items[index];
	if (!read_bound(loader, item, row, "start", 1, &item->range_start) ||
		!read_bound(loader, item, row, "end", 10, &item->range_end) ||
		!read_bound(loader, item, row, "step", 1, &item->range_step))
		return;
	size_t n = count_steps(loader, item, row);
	if (!n)
		return;
	char a[CIPS_NUMBER_SIZE], b[CIPS_NUMBER_SIZE], c[CIPS_NUMBER_SIZE];
	item->parameters = cips_arena_printf(&loader->instrument->arena, "start=%s end=%s step=%s",
		cips_number_format(a, item->range_start), cips_number_format(b, item->range_end),
		cips_number_format(c, item->range_step));
	int decimals = decimals_of(item->range_start);
	if (decimals < decimals_of(item->range_step))
		decimals = decimals_of(item->range_step);
	item->list = (int)loader->instrument->n_lists;
	struct cips_list *list = forms_add_list(loader, item->name);
	list->choices = cips_arena_alloc(&loader->instrument->arena, n, sizeof *list->choices);
	list->n = n;
	for (size_t i = 0; i < n; i++) {
		/* Rounded to the decimals of the parameters: three steps of 0.1 are 0.3. */
		double value;
		cips_number_parse(
			cips_number_fixed(
				a, item->range_start + (double)i * item->range_step, decimals),
			&value);
		const char *name = cips_number_format(a, value);
		list->choices[i] =
			implied_choice(loader, name, forms_same_text(loader, name), item->place);
	}
}

void forms_expand_acknowledge(struct loader *loader, size_t index)
{
	struct cips_item *item = &loader->instrument->items[index];
	item->list = (int)loader->instrument->n_lists;
	struct cips_list *list = forms_add_list(loader, item->name);
	list->choices = cips_arena_alloc(&loader->instrument->arena, 1, sizeof *list->choices);
	list->n = 1;
	list->choices[0] = implied_choice(loader, "OK", forms_same_text(loader, "OK"), item->place);
}

/* or_other */

/* A copy of the list that ends in the choice "other", which the list may have already. */
static int copy_with_other(struct loader *loader, int original, struct cips_place place)
{
	int index = (int)loader->instrument->n_lists;
	struct cips_list *list = forms_add_list(loader, loader->instrument->lists[original].name);
	const struct cips_list *from = &loader->instrument->lists[original];
	struct cips_choice other = implied_choice(loader, "other", words_for(loader, false), place);
	list->choices =
		cips_arena_alloc(&loader->instrument->arena, from->n + 1, sizeof *list->choices);
	for (size_t i = 0; i < from->n; i++) {
		if (strcmp(from->choices[i].name, "other") == 0)
			other = from->choices[i];
		else
			list->choices[list->n++] = from->choices[i];
	}
	list->choices[list->n++] = other;
	return index;
}

void forms_expand_other(struct loader *loader, size_t index)
{
	struct cips_arena *arena = &loader->instrument->arena;
	struct cips_item *item = &loader->instrument->items[index];
	item->list = copy_with_other(loader, item->list, item->place);
	struct cips_item *text = forms_add_item(loader, NULL);
	item = &loader->instrument->items[index]; /* may have moved */
	text->type = CIPS_ITEM_TEXT;
	text->name = cips_arena_printf(arena, "%s_other", item->name);
	text->indicator = text->name;
	text->label = words_for(loader, true);
	text->group = item->group;
	text->sensitive = item->sensitive;
	text->place = item->place;
	text->relevant_text = cips_arena_printf(arena, "selected(${%s}, 'other')", item->name);
}
