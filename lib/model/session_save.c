/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session as bytes: a byte for the format, the record, the typed texts. Whatever is loaded is
 * checked against what the functions of session_answer.c can make.
 */
#include "model/session_parts.h"

#include "model/answering.h"

#include <string.h>

enum { FORMAT = 1 };

size_t cips_model_session_size(const struct cips_instrument *instrument)
{
	return 1 + instrument->record_size + cips_session_count_texts(instrument) * SESSION_TEXT;
}

void cips_model_session_save(struct cips_session *session, uint8_t *bytes)
{
	size_t n = session->instrument->record_size;
	bytes[0] = FORMAT;
	memcpy(bytes + 1, session->answers.record, n);
	memcpy(bytes + 1 + n, session->answers.texts, session->n_texts * SESSION_TEXT);
}

/* --- checking ------------------------------------------------------------------------------- */

static bool all_are(const uint8_t *bytes, size_t n, uint8_t byte)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != byte)
			return false;
	return true;
}

static bool good_text(const struct session_question *question, uint8_t byte, const char *text)
{
	size_t n = strnlen(text, SESSION_TEXT);
	if (n > CIPS_TYPED_BYTES || !all_are((const uint8_t *)text + n, SESSION_TEXT - n, 0) ||
		!cips_session_typable(text, n) || question->text == CIPS_NONE)
		return false;
	bool said = byte == CIPS_BYTE_DONT_KNOW || byte == CIPS_BYTE_REFUSED;
	return said ? n == 0 : byte == (cips_session_is_blank(text) ? CIPS_BYTE_NOT_SHOWN : 1);
}

/* A choice is good when choosing it gives the same bytes. */
static bool good_choice(struct cips_session *session, const struct session_question *question,
	const struct cips_item *item, const uint8_t *record)
{
	size_t position = cips_model_chosen(session->instrument, session->units, item, record);
	if (position == 0 || position > question->n_choices)
		return false;
	cips_model_set_choice(
		session->instrument, session->units, item, session->edited.record, position);
	return memcmp(session->edited.record + item->offset, record + item->offset, item->width) ==
		0;
}

static bool good_ticks(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != CIPS_BYTE_TICKED && bytes[i] != CIPS_BYTE_NOT_TICKED)
			return false;
	return memchr(bytes, CIPS_BYTE_TICKED, n) != NULL;
}

static bool good_ranking(const uint8_t *bytes, size_t n, size_t choices)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == CIPS_BYTE_NOT_SHOWN)
			return all_are(bytes + i, n - i, CIPS_BYTE_NOT_SHOWN);
		if (bytes[i] > choices || memchr(bytes, bytes[i], i))
			return false;
	}
	return true;
}

static bool good_answer(
	struct cips_session *session, const struct session_answers *answers, size_t index)
{
	const struct session_question *question = &session->questions[index];
	const struct cips_item *item = &session->instrument->items[index];
	const uint8_t *bytes = answers->record + item->offset;
	if (item->width == 0)
		return true;
	if (question->text != CIPS_NONE)
		return good_text(question, bytes[0], cips_session_text(session, answers, index));
	if (all_are(bytes, item->width, CIPS_BYTE_NOT_SHOWN) ||
		all_are(bytes, item->width, CIPS_BYTE_DONT_KNOW) ||
		all_are(bytes, item->width, CIPS_BYTE_REFUSED))
		return true;
	switch (question->kind) {
	case CIPS_QUESTION_ONE:
		return good_choice(session, question, item, answers->record);
	case CIPS_QUESTION_MANY:
		return good_ticks(bytes, item->width);
	default:
		return good_ranking(bytes, item->width, question->n_choices);
	}
}

/* What cannot be changed is as the form has it. */
static bool is_default(
	struct cips_session *session, const struct session_answers *answers, size_t index)
{
	const struct cips_item *item = &session->instrument->items[index];
	const char *text = cips_session_text(session, answers, index);
	return memcmp(answers->record + item->offset, session->defaults.record + item->offset,
		       item->width) == 0 &&
		(!text || strcmp(text, cips_session_text(session, &session->defaults, index)) == 0);
}

static bool all_good(struct cips_session *session, const struct session_answers *answers)
{
	for (size_t i = 0; i < session->instrument->n_items; i++)
		if (!good_answer(session, answers, i) ||
			(session->instrument->items[i].read_only &&
				!is_default(session, answers, i)))
			return false;
	return true;
}

bool cips_model_session_load(struct cips_session *session, const uint8_t *bytes)
{
	size_t n = session->instrument->record_size;
	cips_model_session_clear(session);
	memcpy(session->answers.record, bytes + 1, n);
	memcpy(session->answers.texts, bytes + 1 + n, session->n_texts * SESSION_TEXT);
	if (bytes[0] == FORMAT && all_good(session, &session->answers))
		return true;
	cips_model_session_clear(session);
	return false;
}
