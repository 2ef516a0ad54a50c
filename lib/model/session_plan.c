/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/session_parts.h"

#include <string.h>

static const enum cips_question_kind kinds[] = {
	[CIPS_ITEM_TEXT] = CIPS_QUESTION_TEXT,
	[CIPS_ITEM_INTEGER] = CIPS_QUESTION_NUMBER,
	[CIPS_ITEM_DECIMAL] = CIPS_QUESTION_NUMBER,
	[CIPS_ITEM_RANGE] = CIPS_QUESTION_ONE,
	[CIPS_ITEM_DATE] = CIPS_QUESTION_DATE,
	[CIPS_ITEM_NOTE] = CIPS_QUESTION_NOTE,
	[CIPS_ITEM_ACKNOWLEDGE] = CIPS_QUESTION_ONE,
	[CIPS_ITEM_CALCULATE] = CIPS_QUESTION_NONE,
	[CIPS_ITEM_HIDDEN] = CIPS_QUESTION_NONE,
	[CIPS_ITEM_SELECT_ONE] = CIPS_QUESTION_ONE,
	[CIPS_ITEM_SELECT_MULTIPLE] = CIPS_QUESTION_MANY,
	[CIPS_ITEM_RANK] = CIPS_QUESTION_RANK,
};

/*
 * A weight is no question to the respondent; how long somebody took is an answer of which nobody
 * was told, and tells who it was.
 */
static enum cips_question_kind question_kind(const struct cips_item *item)
{
	bool technical = item->use == CIPS_USE_WEIGHT || item->use == CIPS_USE_SECONDS;
	return technical ? CIPS_QUESTION_NONE : kinds[item->type];
}

static bool is_typed(const struct cips_item *item)
{
	enum cips_question_kind kind = kinds[item->type];
	return kind == CIPS_QUESTION_NUMBER || kind == CIPS_QUESTION_DATE ||
		kind == CIPS_QUESTION_TEXT;
}

size_t cips_session_count_texts(const struct cips_instrument *instrument)
{
	size_t n = 0;
	for (size_t i = 0; i < instrument->n_items; i++)
		n += is_typed(&instrument->items[i]);
	return n;
}

static size_t choice_meaning(const struct cips_list *list, enum cips_missing missing)
{
	for (size_t i = 0; list && i < list->n; i++)
		if (list->choices[i].missing == missing)
			return i + 1;
	return 0;
}

static struct session_question plan_question(const struct cips_instrument *instrument,
	const struct cips_units *units, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	struct session_question question = {
		.kind = question_kind(item),
		.text = CIPS_NONE,
		.battery = CIPS_NONE,
		.n_choices = list ? list->n : 0,
		.dont_know = choice_meaning(list, CIPS_MISSING_DONT_KNOW),
		.refused = choice_meaning(list, CIPS_MISSING_REFUSED),
	};
	if (list && list->from_units)
		question.n_choices = units ? units->n : 0;
	return question;
}

/* Whether the item can stand in a grid with others. */
static bool in_grid(const struct cips_instrument *instrument, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	return question_kind(item) == CIPS_QUESTION_ONE && list && list->n > 1 &&
		!item->choice_filter && !item->read_only &&
		!cips_model_unit_coded(instrument, item);
}

static bool same_grid(const struct cips_instrument *instrument, const struct cips_item *a,
	const struct cips_item *b)
{
	return in_grid(instrument, b) && a->list == b->list && a->group == b->group &&
		strcmp(a->relevant_text, b->relevant_text) == 0;
}

/*
 * Runs of questions of one group with one list and one condition; what is computed between them
 * does not count.
 */
static void plan_batteries(
	const struct cips_instrument *instrument, struct session_question *questions)
{
	int last = CIPS_NONE;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (questions[i].kind == CIPS_QUESTION_NONE)
			continue;
		if (last != CIPS_NONE && same_grid(instrument, &instrument->items[last], item)) {
			if (questions[last].battery == CIPS_NONE)
				questions[last].battery = last;
			questions[i].battery = questions[last].battery;
		}
		last = in_grid(instrument, item) ? (int)i : CIPS_NONE;
	}
}

struct session_question *cips_session_plan(const struct cips_instrument *instrument,
	const struct cips_units *units, struct cips_arena *arena)
{
	struct session_question *questions =
		cips_arena_alloc(arena, instrument->n_items, sizeof *questions);
	int texts = 0;
	for (size_t i = 0; i < instrument->n_items; i++) {
		questions[i] = plan_question(instrument, units, &instrument->items[i]);
		if (is_typed(&instrument->items[i]))
			questions[i].text = texts++;
	}
	plan_batteries(instrument, questions);
	return questions;
}
