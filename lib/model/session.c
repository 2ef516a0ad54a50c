/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/session_parts.h"

#include <string.h>

static struct session_answers new_answers(struct cips_session *session)
{
	return (struct session_answers){
		.record = cips_arena_alloc(&session->arena, session->instrument->record_size, 1),
		.texts = cips_arena_alloc(&session->arena, session->n_texts, SESSION_TEXT),
	};
}

static void copy_answers(const struct cips_session *session, struct session_answers *to,
	const struct session_answers *from)
{
	memcpy(to->record, from->record, session->instrument->record_size);
	memcpy(to->texts, from->texts, session->n_texts * SESSION_TEXT);
}

static size_t most_choices(const struct cips_session *session)
{
	size_t most = 0;
	for (size_t i = 0; i < session->instrument->n_items; i++)
		if (session->questions[i].n_choices > most)
			most = session->questions[i].n_choices;
	return most;
}

static void start_interview(struct cips_session *session)
{
	session->interview = cips_model_interview_new_in(
		session->instrument, session->units, session->today, session->memory);
	session->followed = false;
}

struct cips_session *cips_model_session_new(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, const struct cips_memory *memory)
{
	struct cips_session *session = memory->take(sizeof *session);
	*session = (struct cips_session){
		.memory = memory,
		.instrument = instrument,
		.units = units,
		.today = today,
		.arena.memory = memory,
		.texts.memory = memory,
		.n_texts = cips_session_count_texts(instrument),
	};
	struct cips_arena *arena = &session->arena;
	session->questions = cips_session_plan(instrument, units, arena);
	session->answers = new_answers(session);
	session->edited = new_answers(session);
	session->defaults = new_answers(session);
	session->breaches =
		cips_arena_alloc(arena, instrument->n_items, 2 * sizeof *session->breaches);
	session->response = cips_model_response_new(arena, instrument);
	session->offered = cips_arena_alloc(arena, most_choices(session), 1);
	cips_session_changes_start(session);
	cips_session_set_defaults(session);
	copy_answers(session, &session->answers, &session->defaults);
	start_interview(session);
	return session;
}

void cips_model_session_free(struct cips_session *session)
{
	if (!session)
		return;
	cips_model_interview_free(session->interview);
	cips_arena_release(&session->texts);
	cips_arena_release(&session->arena);
	session->memory->give(session);
}

/*
 * What rules have found out for some answers would tell which answers those were: the interview
 * begins anew.
 */
void cips_model_session_clear(struct cips_session *session)
{
	const struct cips_instrument *instrument = session->instrument;
	cips_model_interview_free(session->interview);
	start_interview(session);
	cips_arena_release(&session->texts);
	cips_session_changes_forget(session);
	memset(session->breaches, 0, 2 * instrument->n_items * sizeof *session->breaches);
	memset(session->offered, 0, most_choices(session));
	session->n_breaches = 0;
	session->offered_item = CIPS_NONE;
	cips_model_response_clear(&session->response, instrument);
	copy_answers(session, &session->answers, &session->defaults);
	copy_answers(session, &session->edited, &session->defaults);
}
