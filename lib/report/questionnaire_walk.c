/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk over an instrument: the head, the sections, and the numbers of the questions, which are
 * the same for reading and on paper.
 */
#include "report/questionnaire_blocks.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "model/expr_say.h"
#include "model/score.h"

#include <string.h>

struct block *questionnaire_add(struct questionnaire *q, enum block_kind kind, const char *text)
{
	q->blocks = cips_arena_grow(&q->arena, q->blocks, q->n, &q->room, sizeof *q->blocks);
	struct block *block = &q->blocks[q->n++];
	*block = (struct block){
		.kind = kind, .lead = "", .text = text, .formula = "", .score = "", .mark = ""};
	return block;
}

void questionnaire_field(struct questionnaire *q, enum questionnaire_word lead, const char *text)
{
	if (text && *text)
		questionnaire_add(q, BLOCK_FIELD, text)->lead = questionnaire_word(q->tongue, lead);
}

const char *questionnaire_text(const struct questionnaire *q, const struct cips_text *text)
{
	return cips_model_text(q->instrument, text, q->language);
}

const char *questionnaire_say(
	struct questionnaire *q, const struct cips_expr *expr, const size_t *numbers, int self)
{
	const struct cips_say say = {
		.instrument = q->instrument,
		.language = q->language,
		.tongue = q->tongue,
		.numbers = numbers,
		.self = self,
	};
	return cips_model_say(&say, expr, &q->arena);
}

void questionnaire_condition(struct questionnaire *q, enum questionnaire_word lead,
	const struct cips_expr *expr, const char *formula, const size_t *numbers, int self)
{
	if (!formula || !*formula)
		return;
	const char *words = questionnaire_say(q, expr, numbers, self);
	struct block *block = questionnaire_add(q, BLOCK_FIELD, words ? words : "");
	block->lead = questionnaire_word(q->tongue, lead);
	block->formula = formula;
	block->own_words = true;
}

/* --- the head ------------------------------------------------------------------------------- */

static const char *languages(struct questionnaire *q)
{
	const struct cips_instrument *instrument = q->instrument;
	struct cips_buf buf = {0};
	bool other = false;
	if (!*instrument->languages[q->language])
		return "";
	cips_buf_puts(&buf, instrument->languages[q->language]);
	for (size_t l = 0; l < instrument->n_languages; l++) {
		if (l == q->language)
			continue;
		cips_buf_puts(&buf, other ? ", " : questionnaire_word(q->tongue, WORD_ALSO));
		cips_buf_puts(&buf, instrument->languages[l]);
		other = true;
	}
	return cips_buf_keep(&buf, &q->arena);
}

/* The languages that stand in for this one, as far as the form declares any. */
static const char *stand_ins(struct questionnaire *q)
{
	const struct cips_instrument *instrument = q->instrument;
	struct cips_buf buf = {0};
	if (!instrument->fallback)
		return "";
	const struct cips_fallback *fallback = &instrument->fallback[q->language];
	for (size_t i = 0; i < fallback->n; i++)
		cips_buf_printf(
			&buf, "%s%s", i ? ", " : "", instrument->languages[fallback->languages[i]]);
	return cips_buf_keep(&buf, &q->arena);
}

static bool any_scored(const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_items; i++)
		if (cips_model_scored(instrument, &instrument->items[i]))
			return true;
	return false;
}

/* Columns of a note that can stand as a title. */
enum { TITLE_COLUMNS = 80 };

/* Whether a text can stand as a title: it is short, one line and no sentence. */
static bool is_title(const char *text)
{
	size_t n = strlen(text);
	return n && text[n - 1] != '.' && !strchr(text, '\n') &&
		cips_utf8_width(text) <= TITLE_COLUMNS;
}

/*
 * A form's title is in one language. On a sheet of paper in another the note that the form begins
 * with may say better what it is.
 */
static bool is_headed_by_note(const struct questionnaire *q)
{
	const struct cips_instrument *instrument = q->instrument;
	const struct cips_item *first = instrument->items;
	if (!q->paper || !instrument->n_items || first->type != CIPS_ITEM_NOTE ||
		first->group != CIPS_NONE || (first->relevant_text && *first->relevant_text))
		return false;
	const char *const *title = instrument->title.by_language;
	const char *own = title ? title[q->language] : NULL;
	return !(own && *own) && is_title(questionnaire_text(q, &first->label));
}

static void walk_head(struct questionnaire *q)
{
	q->headed_by_note = is_headed_by_note(q);
	const char *title = questionnaire_text(
		q, q->headed_by_note ? &q->instrument->items[0].label : &q->instrument->title);
	if (*title)
		questionnaire_add(q, BLOCK_TITLE, title);
	if (q->paper)
		return;
	questionnaire_field(q, WORD_CODE, q->instrument->code);
	questionnaire_field(q, WORD_VERSION, q->instrument->version);
	questionnaire_field(q, WORD_LANGUAGE, languages(q));
	questionnaire_field(q, WORD_FALLBACK, stand_ins(q));
	if (any_scored(q->instrument))
		questionnaire_add(q, BLOCK_REMARK, questionnaire_word(q->tongue, WORD_SCORES))
			->own_words = true;
}

/* --- sections ------------------------------------------------------------------------------- */

static size_t level_of(const struct cips_instrument *instrument, int group)
{
	size_t level = 0;
	for (; group != CIPS_NONE; group = instrument->groups[group].parent)
		level++;
	return level;
}

/* What a section is called; on paper one without a label has no heading. */
static const char *heading(const struct questionnaire *q, const struct cips_group *group)
{
	const char *label = questionnaire_text(q, &group->label);
	return *label || q->paper ? label : group->name;
}

/* Whom a section is for, with the numbers of its questions where it has no heading. */
static void add_section_skip(
	struct questionnaire *q, const struct cips_group *group, const size_t *numbers)
{
	size_t first = 0, last = 0;
	for (int i = group->first_item; i < group->end_item; i++) {
		first = first ? first : numbers[i];
		last = numbers[i] ? numbers[i] : last;
	}
	const char *words = questionnaire_say(q, group->relevant, numbers, CIPS_NONE);
	enum questionnaire_word row = *heading(q, group) ? WORD_SECTION_ONLY_IF
		: !first				 ? WORD_READ_ONLY_IF
		: first == last				 ? WORD_QUESTION_ONLY_IF
							 : WORD_QUESTIONS_ONLY_IF;
	const char *text = questionnaire_fill(&q->arena, q->tongue, row,
		words ? words : group->relevant_text, cips_arena_printf(&q->arena, "%zu", first),
		cips_arena_printf(&q->arena, "%zu", last));
	questionnaire_add(q, BLOCK_SKIP, text)->own_words = true;
}

static void add_heading(struct questionnaire *q, int g, const char *more)
{
	const char *text = heading(q, &q->instrument->groups[g]);
	if (*text)
		text = cips_arena_printf(&q->arena, "%s%s", text, more);
	questionnaire_add(q, BLOCK_SECTION, text)->level = level_of(q->instrument, g);
}

static void open_section(struct questionnaire *q, int g, const size_t *numbers)
{
	const struct cips_group *group = &q->instrument->groups[g];
	bool conditional = group->relevant_text && *group->relevant_text;
	add_heading(q, g, "");
	if (conditional && q->paper)
		add_section_skip(q, group, numbers);
	else if (conditional)
		questionnaire_condition(q, WORD_SHOWN_IF, group->relevant, group->relevant_text,
			numbers, CIPS_NONE);
}

/* Whether an item is printed at all. */
static bool is_printed(const struct questionnaire *q, size_t i, const size_t *numbers)
{
	return !q->paper || numbers[i] || q->instrument->items[i].type == CIPS_ITEM_NOTE;
}

static bool any_printed(
	const struct questionnaire *q, const struct cips_group *group, const size_t *numbers)
{
	for (int i = group->first_item; i < group->end_item; i++)
		if (is_printed(q, (size_t)i, numbers))
			return true;
	return false;
}

/* The sections that begin at item `i`; whether there was one. */
static bool open_sections(struct questionnaire *q, size_t i, const size_t *numbers)
{
	const struct cips_instrument *instrument = q->instrument;
	bool opened = false;
	for (size_t g = 0; g < instrument->n_groups; g++) {
		const struct cips_group *group = &instrument->groups[g];
		if (group->first_item != (int)i || group->end_item <= (int)i ||
			!any_printed(q, group, numbers))
			continue;
		opened = true;
		open_section(q, (int)g, numbers);
	}
	return opened;
}

/* Where the form goes on in `group` after a section has ended. */
static void resume_section(struct questionnaire *q, int group)
{
	if (group == CIPS_NONE)
		questionnaire_add(q, BLOCK_RULE, "");
	else
		add_heading(q, group, questionnaire_word(q->tongue, WORD_CONTINUED));
}

/* --- all of it ------------------------------------------------------------------------------ */

/* Whether people are asked: it is stored, and not computed or filled in by the program. */
static bool is_asked(const struct cips_item *item)
{
	bool technical = item->use == CIPS_USE_WEIGHT || item->use == CIPS_USE_SECONDS;
	return cips_model_stored(item->type) && !*item->calculation_text && !technical &&
		!item->read_only;
}

void questionnaire_walk(struct questionnaire *q)
{
	const struct cips_instrument *instrument = q->instrument;
	size_t *numbers = cips_arena_alloc(&q->arena, instrument->n_items, sizeof *numbers);
	size_t last = 0;
	for (size_t i = 0; i < instrument->n_items; i++)
		numbers[i] = is_asked(&instrument->items[i]) ? ++last : 0;
	walk_head(q);
	int before = CIPS_NONE;
	for (size_t i = 0; i < instrument->n_items; i++) {
		int group = instrument->items[i].group;
		bool opened = open_sections(q, i, numbers), printed = is_printed(q, i, numbers);
		if (printed && !opened && group != before)
			resume_section(q, group);
		if (printed || opened)
			before = group;
		if (printed && q->paper)
			questionnaire_paper_item(q, i, numbers);
		else if (printed)
			questionnaire_read_item(q, i, numbers);
	}
}
