/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An item on paper: what a respondent needs to answer it, and no more.
 */
#include "report/questionnaire_blocks.h"

#include "base/number.h"

#include <string.h>

/* Steps of a range that fit into a row; text boxes and their lines. */
enum { ROW_OF_STEPS = 21, LINES = 2, MANY_LINES = 5 };

static void add_words(struct questionnaire *q, enum block_kind kind, const char *text)
{
	questionnaire_add(q, kind, text)->own_words = true;
}

static void instruct(struct questionnaire *q, enum questionnaire_word word)
{
	add_words(q, BLOCK_INSTRUCTION, questionnaire_word(q->tongue, word));
}

static void add_skip(struct questionnaire *q, const struct cips_item *item, const size_t *numbers)
{
	if (!item->relevant_text || !*item->relevant_text)
		return;
	const char *words = questionnaire_say(q, item->relevant, numbers, CIPS_NONE);
	add_words(q, BLOCK_SKIP,
		questionnaire_fill(&q->arena, q->tongue,
			item->type == CIPS_ITEM_NOTE ? WORD_READ_ONLY_IF : WORD_ANSWER_ONLY_IF,
			words ? words : item->relevant_text, NULL, NULL));
}

/* Nothing where the message of the constraint, which comes below it, begins with the same words. */
static void add_hint(
	struct questionnaire *q, const struct cips_item *item, const struct cips_text *text)
{
	const char *hint = questionnaire_text(q, text);
	const char *message = questionnaire_text(q, &item->constraint_message);
	if (*hint && strncmp(message, hint, strlen(hint)) != 0)
		questionnaire_add(q, BLOCK_HINT, hint);
}

/* What the answer must be like: in the form's own words, else in ours; whether there are any. */
static bool add_constraint(
	struct questionnaire *q, const struct cips_item *item, const size_t *numbers, int self)
{
	const char *message = questionnaire_text(q, &item->constraint_message);
	if (*message) {
		questionnaire_add(q, BLOCK_HINT, message);
		return true;
	}
	const char *words = questionnaire_say(q, item->constraint, numbers, self);
	if (words)
		add_words(q, BLOCK_INSTRUCTION,
			questionnaire_fill(
				&q->arena, q->tongue, WORD_VALID_ONLY_IF, words, NULL, NULL));
	return words != NULL;
}

static void add_choices(struct questionnaire *q, const struct cips_item *item, enum block_kind kind)
{
	const struct cips_list *list = cips_model_list(q->instrument, item);
	for (size_t c = 0; list && c < list->n; c++) {
		const struct cips_choice *choice = &list->choices[c];
		const char *label = questionnaire_text(q, &choice->label);
		questionnaire_add(q, kind, *label ? label : choice->name);
	}
}

static void add_lines(struct questionnaire *q, size_t lines)
{
	questionnaire_add(q, BLOCK_LINES, "")->level = lines;
}

/* Whether the steps of a range are few enough for a row of boxes. */
static bool is_row(const struct questionnaire *q, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(q->instrument, item);
	return list && list->n <= ROW_OF_STEPS;
}

static bool takes_unit(const struct questionnaire *q, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(q->instrument, item);
	return list && list->from_units;
}

static void instruct_range(struct questionnaire *q, const struct cips_item *item)
{
	char from[CIPS_NUMBER_SIZE], to[CIPS_NUMBER_SIZE], step[CIPS_NUMBER_SIZE];
	if (is_row(q, item))
		instruct(q, WORD_CHOOSE_NUMBER);
	else
		add_words(q, BLOCK_INSTRUCTION,
			questionnaire_fill(&q->arena, q->tongue, WORD_WRITE_STEP,
				cips_number_format(from, item->range_start),
				cips_number_format(to, item->range_end),
				cips_number_format(step, item->range_step)));
}

/* How to answer. Of several choices a rule says it better, where there is one. */
static void add_instruction(
	struct questionnaire *q, const struct cips_item *item, const size_t *numbers, int self)
{
	static const struct {
		enum cips_item_type type;
		enum questionnaire_word word;
	} words[] = {
		{CIPS_ITEM_INTEGER, WORD_WRITE_WHOLE},
		{CIPS_ITEM_DECIMAL, WORD_WRITE_NUMBER},
		{CIPS_ITEM_ACKNOWLEDGE, WORD_TICK},
		{CIPS_ITEM_SELECT_ONE, WORD_CHOOSE_ONE},
		{CIPS_ITEM_RANK, WORD_PUT_IN_ORDER},
	};
	if (item->type == CIPS_ITEM_RANGE)
		instruct_range(q, item);
	else if (takes_unit(q, item))
		instruct(q, WORD_WRITE_NAME);
	else
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			if (words[w].type == item->type)
				instruct(q, words[w].word);
	bool bounded = add_constraint(q, item, numbers, self);
	if (!bounded && item->type == CIPS_ITEM_SELECT_MULTIPLE)
		instruct(q, WORD_CHOOSE_ALL);
}

/* Where to answer. */
static void add_room(struct questionnaire *q, const struct cips_item *item)
{
	switch (item->type) {
	case CIPS_ITEM_TEXT:
		add_lines(q, strstr(item->appearance, "multiline") ? MANY_LINES : LINES);
		break;
	case CIPS_ITEM_INTEGER:
	case CIPS_ITEM_DECIMAL:
		add_lines(q, 0);
		break;
	case CIPS_ITEM_RANGE:
		if (is_row(q, item))
			add_choices(q, item, BLOCK_STEP);
		else
			add_lines(q, 0);
		break;
	case CIPS_ITEM_DATE:
		add_words(q, BLOCK_DATE, questionnaire_word(q->tongue, WORD_DAY_MONTH_YEAR));
		break;
	case CIPS_ITEM_ACKNOWLEDGE:
	case CIPS_ITEM_SELECT_ONE:
	case CIPS_ITEM_SELECT_MULTIPLE:
		if (takes_unit(q, item))
			add_lines(q, 1);
		else
			add_choices(q, item, BLOCK_CHOICE);
		break;
	case CIPS_ITEM_RANK:
		add_choices(q, item, BLOCK_PLACE);
		break;
	case CIPS_ITEM_NOTE:
	case CIPS_ITEM_CALCULATE:
	case CIPS_ITEM_HIDDEN:
		break;
	}
}

void questionnaire_paper_item(struct questionnaire *q, size_t i, const size_t *numbers)
{
	const struct cips_item *item = &q->instrument->items[i];
	questionnaire_add(q, BLOCK_QUESTION, "")->number = numbers[i];
	add_skip(q, item, numbers);
	if (i > 0 || !q->headed_by_note)
		questionnaire_add(q, BLOCK_ASK, questionnaire_text(q, &item->label));
	add_hint(q, item, &item->hint);
	add_hint(q, item, &item->guidance);
	add_instruction(q, item, numbers, (int)i);
	add_room(q, item);
}
