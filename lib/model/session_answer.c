/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers and how they change. A change is made on a copy of the item's answer; when the copy then
 * differs, the answer is noted for undo and replaced.
 */
#include "model/session_parts.h"

#include "model/answering.h"

#include <assert.h>
#include <string.h>

static const struct cips_item *item_at(const struct cips_session *session, size_t item)
{
	assert(item < session->instrument->n_items);
	return &session->instrument->items[item];
}

char *cips_session_text(
	const struct cips_session *session, const struct session_answers *answers, size_t item)
{
	int text = session->questions[item].text;
	return text == CIPS_NONE ? NULL : answers->texts + (size_t)text * SESSION_TEXT;
}

static void copy_answer(const struct cips_session *session, size_t index,
	struct session_answers *to, const struct session_answers *from)
{
	const struct cips_item *item = item_at(session, index);
	char *text = cips_session_text(session, to, index);
	memcpy(to->record + item->offset, from->record + item->offset, item->width);
	if (text)
		memcpy(text, cips_session_text(session, from, index), SESSION_TEXT);
}

static bool same_answer(const struct cips_session *session, size_t index,
	const struct session_answers *a, const struct session_answers *b)
{
	const struct cips_item *item = item_at(session, index);
	const char *text = cips_session_text(session, a, index);
	return memcmp(a->record + item->offset, b->record + item->offset, item->width) == 0 &&
		(!text || strcmp(text, cips_session_text(session, b, index)) == 0);
}

/* Whether there is a state instead of an answer in the bytes. */
static bool is_state(const struct cips_session *session, size_t item)
{
	return session->answers.record[item_at(session, item)->offset] > CIPS_BYTE_SKIPPED;
}

/* --- reading -------------------------------------------------------------------------------- */

/* The position that is chosen in an item with one choice, 0: none. */
static size_t chosen(const struct cips_session *session, size_t item)
{
	return cips_model_chosen(session->instrument, session->units, item_at(session, item),
		session->answers.record);
}

static enum cips_state state_of_meaning(enum cips_missing missing)
{
	static const enum cips_state states[] = {
		[CIPS_SUBSTANTIVE] = CIPS_STATE_VALID,
		[CIPS_MISSING_DONT_KNOW] = CIPS_STATE_DONT_KNOW,
		[CIPS_MISSING_REFUSED] = CIPS_STATE_REFUSED,
		[CIPS_MISSING_NOT_APPLICABLE] = CIPS_STATE_NOT_APPLICABLE,
	};
	return states[missing];
}

enum cips_state cips_model_session_state(struct cips_session *session, size_t index)
{
	const struct cips_item *item = item_at(session, index);
	const struct cips_list *list = cips_model_list(session->instrument, item);
	if (session->questions[index].kind == CIPS_QUESTION_ONE && !list->from_units) {
		/* A listed choice that is no unit is a valid answer all the same. */
		size_t position = chosen(session, index);
		if (position)
			return state_of_meaning(list->choices[position - 1].missing);
	}
	enum cips_state state =
		cips_model_state(session->instrument, item, session->answers.record);
	return state == CIPS_STATE_NOT_SHOWN ? CIPS_STATE_SKIPPED : state;
}

bool cips_model_session_chosen(struct cips_session *session, size_t item, size_t choice)
{
	const uint8_t *bytes = session->answers.record + item_at(session, item)->offset;
	switch (session->questions[item].kind) {
	case CIPS_QUESTION_ONE:
		return chosen(session, item) == choice + 1;
	case CIPS_QUESTION_MANY:
		return bytes[choice] == CIPS_BYTE_TICKED;
	case CIPS_QUESTION_RANK:
		return cips_model_session_place(session, item, choice) > 0;
	default:
		return false;
	}
}

size_t cips_model_session_place(struct cips_session *session, size_t index, size_t choice)
{
	const struct cips_item *item = item_at(session, index);
	const uint8_t *bytes = session->answers.record + item->offset;
	if (session->questions[index].kind != CIPS_QUESTION_RANK || is_state(session, index))
		return 0;
	const uint8_t *place = memchr(bytes, (int)choice + 1, item->width);
	return place ? (size_t)(place - bytes) + 1 : 0;
}

const char *cips_model_session_typed(struct cips_session *session, size_t item)
{
	const char *text = cips_session_text(session, &session->answers, item);
	return text ? text : "";
}

/* --- changing ------------------------------------------------------------------------------- */

/* A copy of the item's answer to work on. */
static uint8_t *edit(struct cips_session *session, size_t item)
{
	copy_answer(session, item, &session->edited, &session->answers);
	return session->edited.record + item_at(session, item)->offset;
}

/* Makes the copy the answer. */
static void change(struct cips_session *session, size_t item, bool typing)
{
	if (same_answer(session, item, &session->edited, &session->answers))
		return;
	cips_session_changes_note(session, item, typing);
	copy_answer(session, item, &session->answers, &session->edited);
	session->followed = false;
}

/* What the copy holds becomes `byte` all over. */
static void fill(struct cips_session *session, size_t index, uint8_t byte)
{
	const struct cips_item *item = item_at(session, index);
	char *text = cips_session_text(session, &session->edited, index);
	memset(session->edited.record + item->offset, byte, item->width);
	if (text)
		memset(text, 0, SESSION_TEXT);
}

static void edit_choice(struct cips_session *session, size_t item, size_t position)
{
	cips_model_set_choice(session->instrument, session->units, item_at(session, item),
		session->edited.record, position);
}

static void edit_tick(struct cips_session *session, size_t index, size_t choice, bool ticked)
{
	const struct cips_item *item = item_at(session, index);
	uint8_t *bytes = session->edited.record + item->offset;
	if (bytes[0] == CIPS_BYTE_NOT_SHOWN || bytes[0] > CIPS_BYTE_SKIPPED)
		memset(bytes, CIPS_BYTE_NOT_TICKED, item->width);
	bytes[choice] = ticked ? CIPS_BYTE_TICKED : CIPS_BYTE_NOT_TICKED;
	if (!memchr(bytes, CIPS_BYTE_TICKED, item->width))
		memset(bytes, CIPS_BYTE_NOT_SHOWN, item->width);
}

static void edit_rank(struct cips_session *session, size_t index, size_t choice)
{
	const struct cips_item *item = item_at(session, index);
	uint8_t *bytes = session->edited.record + item->offset, *end = bytes + item->width;
	if (bytes[0] > CIPS_BYTE_SKIPPED)
		memset(bytes, CIPS_BYTE_NOT_SHOWN, item->width);
	uint8_t *place = memchr(bytes, (int)choice + 1, item->width);
	uint8_t *next = memchr(bytes, CIPS_BYTE_NOT_SHOWN, item->width);
	if (place) {
		memmove(place, place + 1, (size_t)(end - place) - 1);
		end[-1] = CIPS_BYTE_NOT_SHOWN;
	} else if (next) {
		*next = (uint8_t)(choice + 1);
	}
}

static void edit_text(struct cips_session *session, size_t index, const char *text, size_t n)
{
	fill(session, index, CIPS_BYTE_NOT_SHOWN);
	char *kept = cips_session_text(session, &session->edited, index);
	memcpy(kept, text, n);
	if (!cips_session_is_blank(kept))
		session->edited.record[item_at(session, index)->offset] = 1;
}

/* Whether answers to the question may change in this way. */
static bool open_for(const struct cips_session *session, size_t item, enum cips_question_kind kind,
	size_t choice)
{
	assert(session->questions[item].kind == kind);
	assert(choice < session->questions[item].n_choices);
	return !item_at(session, item)->read_only;
}

void cips_model_session_choose(struct cips_session *session, size_t item, size_t choice)
{
	if (!open_for(session, item, CIPS_QUESTION_ONE, choice))
		return;
	edit(session, item);
	edit_choice(session, item, choice + 1);
	change(session, item, false);
}

void cips_model_session_tick(struct cips_session *session, size_t item, size_t choice, bool ticked)
{
	if (!open_for(session, item, CIPS_QUESTION_MANY, choice))
		return;
	uint8_t *bytes = edit(session, item);
	if (!ticked && bytes[choice] != CIPS_BYTE_TICKED)
		return;
	edit_tick(session, item, choice, ticked);
	change(session, item, false);
}

void cips_model_session_rank(struct cips_session *session, size_t item, size_t choice)
{
	if (!open_for(session, item, CIPS_QUESTION_RANK, choice))
		return;
	edit(session, item);
	edit_rank(session, item, choice);
	change(session, item, false);
}

bool cips_model_session_type(struct cips_session *session, size_t item, const char *text, size_t n)
{
	assert(session->questions[item].text != CIPS_NONE);
	if (item_at(session, item)->read_only || !cips_session_typable(text, n))
		return false;
	if (n == 0 && is_state(session, item))
		return true; /* nothing typed: what was said stands */
	edit(session, item);
	edit_text(session, item, text, n);
	change(session, item, true);
	return true;
}

/* Says the state with the listed choice at `position`. */
static void edit_meaning(struct cips_session *session, size_t index, size_t position)
{
	fill(session, index, CIPS_BYTE_NOT_SHOWN);
	if (session->questions[index].kind == CIPS_QUESTION_ONE)
		edit_choice(session, index, position);
	else if (session->questions[index].kind == CIPS_QUESTION_MANY)
		edit_tick(session, index, position - 1, true);
	else
		edit_rank(session, index, position - 1);
}

void cips_model_session_set_state(struct cips_session *session, size_t item, enum cips_state state)
{
	const struct session_question *question = &session->questions[item];
	const struct cips_item *known = item_at(session, item);
	assert(known->width > 0);
	assert(state == CIPS_STATE_DONT_KNOW || state == CIPS_STATE_REFUSED ||
		state == CIPS_STATE_SKIPPED);
	if (known->read_only)
		return;
	edit(session, item);
	size_t position = state == CIPS_STATE_DONT_KNOW ? question->dont_know : question->refused;
	if (state == CIPS_STATE_SKIPPED)
		fill(session, item, CIPS_BYTE_NOT_SHOWN);
	else if (position && cips_session_offered(session, item, position - 1))
		edit_meaning(session, item, position);
	else
		fill(session, item,
			state == CIPS_STATE_DONT_KNOW ? CIPS_BYTE_DONT_KNOW : CIPS_BYTE_REFUSED);
	change(session, item, false);
}

/* --- defaults ------------------------------------------------------------------------------- */

static void default_choice(struct cips_session *session, size_t item, size_t position)
{
	if (session->questions[item].kind == CIPS_QUESTION_ONE)
		edit_choice(session, item, position);
	else if (session->questions[item].kind == CIPS_QUESTION_MANY)
		edit_tick(session, item, position - 1, true);
	else if (!cips_model_session_place(session, item, position - 1))
		edit_rank(session, item, position - 1);
}

/* The choice at position of a name, of a unit where the list is the tree; 0: none. */
static size_t position_of(
	const struct cips_session *session, const struct cips_list *list, const char *name)
{
	if (!list->from_units)
		return cips_model_choice(list, name, strlen(name));
	return session->units ? (size_t)(cips_model_unit_by_code(session->units, name) + 1) : 0;
}

/* Names between blanks; in an item with one choice the whole text is the name. */
static void default_choices(struct cips_session *session, size_t index, const char *names)
{
	const struct cips_list *list =
		cips_model_list(session->instrument, item_at(session, index));
	bool several = session->questions[index].kind != CIPS_QUESTION_ONE;
	while (*names) {
		size_t n = several ? strcspn(names, " \t\n") : strlen(names);
		const char *name = cips_arena_strndup(&session->arena, names, n);
		size_t position = position_of(session, list, name);
		if (position)
			default_choice(session, index, position);
		names += n;
		names += strspn(names, " \t\n");
	}
}

void cips_session_set_defaults(struct cips_session *session)
{
	for (size_t i = 0; i < session->instrument->n_items; i++) {
		const char *value = item_at(session, i)->default_value;
		if (!*value || item_at(session, i)->width == 0)
			continue;
		edit(session, i);
		if (session->questions[i].text == CIPS_NONE)
			default_choices(session, i, value);
		else if (cips_session_typable(value, strlen(value)))
			edit_text(session, i, value, strlen(value));
		copy_answer(session, i, &session->defaults, &session->edited);
	}
}
