/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An item for reading: all that an analyst wants to know of it.
 */
#include "report/questionnaire_blocks.h"

#include "base/buf.h"
#include "base/number.h"
#include "model/score.h"
#include "model/words.h"

#include <string.h>

/* Whether an expression as written says no more than "yes". */
static bool is_plain_yes(const char *text)
{
	return !*text || cips_model_is_yes(text);
}

/* "select_one · required": what the item is. */
static const char *what_it_is(struct questionnaire *q, const struct cips_item *item)
{
	bool required = item->required && is_plain_yes(item->required_text);
	const char *marks[] = {
		cips_model_type_name(item->type),
		required ? questionnaire_word(q->tongue, WORD_REQUIRED) : NULL,
		item->read_only ? questionnaire_word(q->tongue, WORD_READ_ONLY) : NULL,
		item->use ? cips_arena_printf(&q->arena, "use %s", cips_model_use_word(item->use))
			  : NULL,
		item->sensitive ? questionnaire_word(q->tongue, WORD_SENSITIVE) : NULL,
	};
	struct cips_buf buf = {0};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i])
			cips_buf_printf(&buf, "%s%s", i ? " · " : "", marks[i]);
	return cips_buf_keep(&buf, &q->arena);
}

/* --- choices -------------------------------------------------------------------------------- */

/*
 * What choice `c` (from 0) is worth: of a scored item the item score, else what the form says; ""
 * for nothing.
 */
static const char *choice_score(struct questionnaire *q, const struct cips_score_key *key,
	const struct cips_choice *choice, size_t c)
{
	char number[CIPS_NUMBER_SIZE];
	if (key->n)
		return key->valid[c + 1] ? cips_arena_strdup(&q->arena,
						   cips_number_fixed(number, key->score[c + 1], 1))
					 : "";
	return choice->has_score
		? cips_arena_strdup(&q->arena, cips_number_format(number, choice->score))
		: "";
}

static const char *missing_mark(const struct questionnaire *q, enum cips_missing missing)
{
	static const enum questionnaire_word marks[] = {
		[CIPS_MISSING_DONT_KNOW] = WORD_MARK_DONT_KNOW,
		[CIPS_MISSING_REFUSED] = WORD_MARK_REFUSED,
		[CIPS_MISSING_NOT_APPLICABLE] = WORD_MARK_NOT_APPLICABLE,
	};
	return missing == CIPS_SUBSTANTIVE ? "" : questionnaire_word(q->tongue, marks[missing]);
}

static void read_list(
	struct questionnaire *q, const struct cips_item *item, const struct cips_list *list)
{
	struct cips_score_key key = {0};
	if (cips_model_scored(q->instrument, item))
		key = cips_model_score_key(q->instrument, item, &q->arena);
	for (size_t c = 0; c < list->n; c++) {
		const struct cips_choice *choice = &list->choices[c];
		const char *score = choice_score(q, &key, choice, c);
		struct block *block =
			questionnaire_add(q, BLOCK_CHOICE, questionnaire_text(q, &choice->label));
		block->lead = choice->name;
		block->score = score;
		block->mark = missing_mark(q, choice->missing);
	}
}

static void read_range(struct questionnaire *q, const struct cips_item *item)
{
	char from[CIPS_NUMBER_SIZE], to[CIPS_NUMBER_SIZE], step[CIPS_NUMBER_SIZE];
	const char *text = questionnaire_fill(&q->arena, q->tongue, WORD_STEPS,
		cips_number_format(from, item->range_start),
		cips_number_format(to, item->range_end),
		cips_number_format(step, item->range_step));
	questionnaire_add(q, BLOCK_INSTRUCTION, text)->own_words = true;
}

static void read_choices(struct questionnaire *q, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(q->instrument, item);
	if (item->type == CIPS_ITEM_RANGE)
		read_range(q, item);
	else if (list && list->from_units)
		questionnaire_add(q, BLOCK_INSTRUCTION, questionnaire_word(q->tongue, WORD_UNITS))
			->own_words = true;
	else if (list && item->type != CIPS_ITEM_ACKNOWLEDGE)
		read_list(q, item, list);
}

/* --- the item ------------------------------------------------------------------------------- */

static void read_factor(struct questionnaire *q, const struct cips_item *item)
{
	if (item->factor == CIPS_NONE)
		return;
	const struct cips_factor *factor = &q->instrument->factors[item->factor];
	questionnaire_field(q, WORD_FACTOR,
		questionnaire_fill(&q->arena, q->tongue,
			item->negative ? WORD_POLARITY_MINUS : WORD_POLARITY_PLUS, factor->code,
			questionnaire_text(q, &factor->label), NULL));
	if (item->indicator && strcmp(item->indicator, item->name) != 0)
		questionnaire_field(q, WORD_INDICATOR, item->indicator);
}

void questionnaire_read_item(struct questionnaire *q, size_t i, const size_t *numbers)
{
	const struct cips_item *item = &q->instrument->items[i];
	struct block *head = questionnaire_add(q, BLOCK_QUESTION, "");
	head->number = numbers[i];
	head->lead = item->name;
	head->text = what_it_is(q, item);
	questionnaire_add(q, BLOCK_ASK, questionnaire_text(q, &item->label));
	questionnaire_field(q, WORD_HINT, questionnaire_text(q, &item->hint));
	questionnaire_field(q, WORD_GUIDANCE, questionnaire_text(q, &item->guidance));
	read_choices(q, item);
	read_factor(q, item);
	if (item->required && !is_plain_yes(item->required_text))
		questionnaire_condition(q, WORD_REQUIRED_IF, item->required, item->required_text,
			numbers, CIPS_NONE);
	questionnaire_condition(
		q, WORD_SHOWN_IF, item->relevant, item->relevant_text, numbers, CIPS_NONE);
	questionnaire_condition(
		q, WORD_ALLOWED_IF, item->constraint, item->constraint_text, numbers, (int)i);
	questionnaire_field(q, WORD_MESSAGE, questionnaire_text(q, &item->constraint_message));
	questionnaire_condition(
		q, WORD_CHOICES_IF, NULL, item->choice_filter_text, numbers, CIPS_NONE);
	questionnaire_condition(
		q, WORD_CALCULATED, NULL, item->calculation_text, numbers, CIPS_NONE);
	questionnaire_field(q, WORD_DEFAULT, item->default_value);
}
