/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What follows from the answers: what is shown, what is broken, and the response.
 */
#include "model/session_parts.h"

#include "base/utf8.h"
#include "model/answering.h"

#include <math.h>
#include <string.h>

/* The text as a file would bring it: without blanks at its ends. */
static const char *trimmed(struct cips_session *session, const char *text)
{
	size_t n = strlen(text);
	const char *start = cips_utf8_trim(text, &n);
	return start[n] ? cips_arena_strndup(&session->texts, start, n) : start;
}

/* What is typed becomes an answer where it can be one, else the item is blank. */
static void put_typed(struct cips_session *session, struct cips_response *response, size_t index)
{
	const struct cips_item *item = &session->instrument->items[index];
	const char *text = cips_session_text(session, &session->answers, index);
	double number;
	if (response->record[item->offset] != 1)
		return;
	if (item->type == CIPS_ITEM_TEXT)
		cips_model_set_text(response, item, trimmed(session, text));
	else if (cips_session_read_number(item, text, &number) == CIPS_FAULT_NONE)
		cips_model_set_number(response, item, number);
	else
		cips_model_set_state(item, response->record, CIPS_BYTE_NOT_SHOWN);
}

/* Answers to items that are not asked are left out. */
static void leave_out(struct cips_session *session, struct cips_response *response)
{
	const struct cips_instrument *instrument = session->instrument;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->width == 0 || cips_model_interview_shown(session->interview, (int)i))
			continue;
		cips_model_set_state(item, response->record, CIPS_BYTE_NOT_SHOWN);
		if (item->number != CIPS_NONE)
			response->numbers[item->number] = NAN;
		if (item->text != CIPS_NONE)
			response->texts[item->text] = NULL;
	}
}

static void copy_response(struct cips_session *session, const struct cips_response *from)
{
	const struct cips_instrument *instrument = session->instrument;
	struct cips_response *to = &session->response;
	memcpy(to->record, from->record, instrument->record_size);
	memcpy(to->numbers, from->numbers, instrument->n_numbers * sizeof *to->numbers);
	memcpy(to->texts, from->texts, instrument->n_texts * sizeof *to->texts);
}

void cips_session_follow(struct cips_session *session)
{
	const struct cips_instrument *instrument = session->instrument;
	if (session->followed)
		return;
	cips_model_interview_clear(session->interview);
	cips_arena_reset(&session->texts);
	struct cips_response *response = cips_model_interview_response(session->interview);
	memcpy(response->record, session->answers.record, instrument->record_size);
	for (size_t i = 0; i < instrument->n_items; i++)
		if (session->questions[i].text != CIPS_NONE)
			put_typed(session, response, i);
	session->n_breaches = cips_model_interview_finish(
		session->interview, session->breaches, 2 * instrument->n_items, NULL);
	copy_response(session, response);
	leave_out(session, &session->response);
	session->offered_item = CIPS_NONE;
	session->followed = true;
}

/* What a choice_filter knows a choice by, 0 for what no filter leaves out. */
static unsigned filter_code(const struct cips_session *session, size_t index, size_t choice)
{
	const struct cips_instrument *instrument = session->instrument;
	const struct cips_item *item = &instrument->items[index];
	const struct cips_list *list = cips_model_list(instrument, item);
	if (!session->units || !cips_model_unit_coded(instrument, item))
		return (unsigned)choice + 1;
	if (list->from_units)
		return session->units->list[choice].id;
	int unit = list->choices[choice].missing == CIPS_SUBSTANTIVE
		? cips_model_unit_by_code(session->units, list->choices[choice].name)
		: -1;
	return unit >= 0 ? session->units->list[unit].id : 0;
}

bool cips_session_offered(struct cips_session *session, size_t item, size_t choice)
{
	size_t n = session->questions[item].n_choices;
	if (!session->instrument->items[item].choice_filter || choice >= n)
		return choice < n;
	cips_session_follow(session);
	if (session->offered_item != (int)item) {
		memset(session->offered, 0, n);
		session->offered_item = (int)item;
	}
	uint8_t *offered = &session->offered[choice];
	if (!*offered) {
		unsigned code = filter_code(session, item, choice);
		bool through = code == 0 ||
			cips_model_interview_offered(session->interview, (int)item, code);
		*offered = through ? 1 : 2;
	}
	return *offered == 1;
}

bool cips_session_breaks(struct cips_session *session, size_t item, enum cips_breach_kind kind)
{
	cips_session_follow(session);
	for (size_t i = 0; i < session->n_breaches; i++)
		if (session->breaches[i].item == (int)item && session->breaches[i].kind == kind)
			return true;
	return false;
}

const struct cips_response *cips_model_session_response(struct cips_session *session)
{
	cips_session_follow(session);
	return &session->response;
}
