/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/session_parts.h"

#include "base/number.h"

#include <assert.h>
#include <string.h>

size_t cips_model_session_items(const struct cips_session *session)
{
	return session->instrument->n_items;
}

/* The label of the innermost group around an item that has one. */
static const char *section(
	const struct cips_instrument *instrument, const struct cips_item *item, size_t language)
{
	for (int g = item->group; g != CIPS_NONE; g = instrument->groups[g].parent) {
		const char *label =
			cips_model_text(instrument, &instrument->groups[g].label, language);
		if (*label)
			return label;
	}
	return "";
}

/* The choice at a position, counted from 0; -1 where there is none or it is not offered. */
static int offered_choice(struct cips_session *session, size_t item, size_t position)
{
	bool there = position && cips_session_offered(session, item, position - 1);
	return there ? (int)position - 1 : -1;
}

void cips_model_session_question(
	struct cips_session *session, size_t index, size_t language, struct cips_question *question)
{
	const struct cips_instrument *instrument = session->instrument;
	assert(index < instrument->n_items);
	const struct cips_item *item = &instrument->items[index];
	const struct session_question *planned = &session->questions[index];
	cips_session_follow(session);
	*question = (struct cips_question){
		.kind = planned->kind,
		.name = item->name,
		.label = cips_model_text(instrument, &item->label, language),
		.hint = cips_model_text(instrument, &item->hint, language),
		.guidance = cips_model_text(instrument, &item->guidance, language),
		.section = section(instrument, item, language),
		.group = item->group,
		.n_choices = planned->n_choices,
		.battery = planned->battery,
		.required = item->width > 0 && !item->read_only &&
			cips_model_interview_required(session->interview, (int)index),
		.whole = item->type == CIPS_ITEM_INTEGER,
		.sensitive = item->sensitive,
		.read_only = item->read_only,
		.dont_know = offered_choice(session, index, planned->dont_know),
		.refused = offered_choice(session, index, planned->refused),
	};
}

static const char *choice_label(const struct cips_session *session, const struct cips_item *item,
	size_t choice, size_t language)
{
	const struct cips_instrument *instrument = session->instrument;
	const struct cips_list *list = cips_model_list(instrument, item);
	if (list->from_units)
		return cips_model_unit_name(
			session->units, choice, instrument->languages[language]);
	const struct cips_choice *listed = &list->choices[choice];
	const char *label = cips_model_text(instrument, &listed->label, language);
	return *label ? label : listed->name;
}

void cips_model_session_choice(struct cips_session *session, size_t index, size_t choice,
	size_t language, struct cips_choice_shown *shown)
{
	assert(index < session->instrument->n_items);
	assert(choice < session->questions[index].n_choices);
	const struct cips_item *item = &session->instrument->items[index];
	const struct cips_list *list = cips_model_list(session->instrument, item);
	*shown = (struct cips_choice_shown){
		.label = choice_label(session, item, choice, language),
		.level = list->from_units ? (unsigned)session->units->list[choice].level : 0,
		.offered = cips_session_offered(session, index, choice),
	};
}

bool cips_model_session_shown(struct cips_session *session, size_t item)
{
	cips_session_follow(session);
	return session->questions[item].kind != CIPS_QUESTION_NONE &&
		cips_model_interview_shown(session->interview, (int)item);
}

size_t cips_model_session_before(struct cips_session *session, size_t item)
{
	size_t n = 0;
	for (size_t i = 0; i < item; i++)
		n += session->questions[i].kind != CIPS_QUESTION_NOTE &&
			cips_model_session_shown(session, i);
	return n;
}

size_t cips_model_session_asked(struct cips_session *session)
{
	return cips_model_session_before(session, session->instrument->n_items);
}

/* --- faults --------------------------------------------------------------------------------- */

/* Whether a ranking was begun and leaves out a choice that stands for something. */
static bool unfinished(struct cips_session *session, size_t index)
{
	const struct cips_list *list =
		cips_model_list(session->instrument, &session->instrument->items[index]);
	bool placed = false, open = false;
	for (size_t c = 0; c < list->n; c++) {
		if (list->choices[c].missing != CIPS_SUBSTANTIVE)
			continue;
		if (cips_model_session_place(session, index, c))
			placed = true;
		else if (cips_session_offered(session, index, c))
			open = true;
	}
	return placed && open;
}

static enum cips_fault_kind fault_of_typed(struct cips_session *session, size_t index)
{
	const struct cips_item *item = &session->instrument->items[index];
	const char *text = cips_model_session_typed(session, index);
	double number;
	if (item->type == CIPS_ITEM_TEXT || session->questions[index].text == CIPS_NONE ||
		cips_session_is_blank(text))
		return CIPS_FAULT_NONE;
	return cips_session_read_number(item, text, &number);
}

static enum cips_fault_kind find_fault(struct cips_session *session, size_t index)
{
	const struct cips_item *item = &session->instrument->items[index];
	if (item->width == 0 || item->read_only || !cips_model_session_shown(session, index))
		return CIPS_FAULT_NONE;
	enum cips_fault_kind typed = fault_of_typed(session, index);
	if (typed != CIPS_FAULT_NONE)
		return typed;
	if (session->answers.record[item->offset] == CIPS_BYTE_NOT_SHOWN)
		return cips_model_interview_required(session->interview, (int)index)
			? CIPS_FAULT_REQUIRED
			: CIPS_FAULT_NONE;
	if (session->questions[index].kind == CIPS_QUESTION_RANK && unfinished(session, index))
		return CIPS_FAULT_UNFINISHED;
	if (cips_session_breaks(session, index, CIPS_BREACH_FILTERED))
		return CIPS_FAULT_NOT_OFFERED;
	if (cips_session_breaks(session, index, CIPS_BREACH_CONSTRAINT))
		return CIPS_FAULT_CONSTRAINT;
	return CIPS_FAULT_NONE;
}

void cips_model_session_fault(
	struct cips_session *session, size_t index, size_t language, struct cips_fault *fault)
{
	const struct cips_instrument *instrument = session->instrument;
	const struct cips_item *item = &instrument->items[index];
	*fault = (struct cips_fault){find_fault(session, index), ""};
	if (fault->kind == CIPS_FAULT_REQUIRED)
		fault->message = cips_model_text(instrument, &item->required_message, language);
	else if (fault->kind == CIPS_FAULT_CONSTRAINT)
		fault->message = cips_model_text(instrument, &item->constraint_message, language);
}
