/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sessions of the model, in memory that is locked and wiped.
 */
#include "api/handles.h"

#include "intake/options.h"
#include "sealed/secret.h"

struct cips_session *cips_session_new(struct cips_station *station)
{
	struct cips_err err;
	long today = 0;
	cips_intake_options(NULL, NULL, &today, &err);
	return cips_model_session_new(
		station->instrument, station->units, today, &cips_sealed_memory);
}

void cips_session_free(struct cips_session *session)
{
	cips_model_session_free(session);
}

void cips_session_clear(struct cips_session *session)
{
	cips_model_session_clear(session);
}

size_t cips_session_items(const struct cips_session *session)
{
	return cips_model_session_items(session);
}

void cips_session_question(
	struct cips_session *session, size_t item, size_t language, struct cips_question *question)
{
	cips_model_session_question(session, item, language, question);
}

void cips_session_choice(struct cips_session *session, size_t item, size_t choice, size_t language,
	struct cips_choice_shown *shown)
{
	cips_model_session_choice(session, item, choice, language, shown);
}

bool cips_session_shown(struct cips_session *session, size_t item)
{
	return cips_model_session_shown(session, item);
}

size_t cips_session_asked(struct cips_session *session)
{
	return cips_model_session_asked(session);
}

size_t cips_session_before(struct cips_session *session, size_t item)
{
	return cips_model_session_before(session, item);
}

enum cips_state cips_session_state(struct cips_session *session, size_t item)
{
	return cips_model_session_state(session, item);
}

bool cips_session_chosen(struct cips_session *session, size_t item, size_t choice)
{
	return cips_model_session_chosen(session, item, choice);
}

size_t cips_session_place(struct cips_session *session, size_t item, size_t choice)
{
	return cips_model_session_place(session, item, choice);
}

const char *cips_session_typed(struct cips_session *session, size_t item)
{
	return cips_model_session_typed(session, item);
}

void cips_session_choose(struct cips_session *session, size_t item, size_t choice)
{
	cips_model_session_choose(session, item, choice);
}

void cips_session_tick(struct cips_session *session, size_t item, size_t choice, bool ticked)
{
	cips_model_session_tick(session, item, choice, ticked);
}

void cips_session_rank(struct cips_session *session, size_t item, size_t choice)
{
	cips_model_session_rank(session, item, choice);
}

bool cips_session_type(struct cips_session *session, size_t item, const char *text, size_t n)
{
	return cips_model_session_type(session, item, text, n);
}

void cips_session_set_state(struct cips_session *session, size_t item, enum cips_state state)
{
	cips_model_session_set_state(session, item, state);
}

int cips_session_undo(struct cips_session *session)
{
	return cips_model_session_undo(session);
}

int cips_session_redo(struct cips_session *session)
{
	return cips_model_session_redo(session);
}

bool cips_session_can_undo(const struct cips_session *session)
{
	return cips_model_session_can_undo(session);
}

bool cips_session_can_redo(const struct cips_session *session)
{
	return cips_model_session_can_redo(session);
}

void cips_session_fault(
	struct cips_session *session, size_t item, size_t language, struct cips_fault *fault)
{
	cips_model_session_fault(session, item, language, fault);
}
