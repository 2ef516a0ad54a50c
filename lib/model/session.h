/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One person's sitting with an instrument: answers typed and changed in any order, backwards and
 * forwards, until they are handed in. Pure, like all of this room: no clock, no input or output.
 *
 * Nothing here refuses an answer; fault() says what is wrong with one whenever somebody asks. An
 * answer to an item that is no longer asked is kept, in case it is asked again, and left out of the
 * response.
 *
 * What the functions do is said once, in cips.h, at cips_session_*; here stands what only the
 * library needs. All memory that ever holds an answer comes from the source given and goes back to
 * it.
 */
#ifndef CIPS_MODEL_SESSION_H
#define CIPS_MODEL_SESSION_H

#include "model/interview.h"

struct cips_session;

/* Instrument and units (may be NULL) are borrowed; `today` is the day that today() gives. */
struct cips_session *cips_model_session_new(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, const struct cips_memory *memory);
void cips_model_session_free(struct cips_session *session);

/* Wipes all answers, what is undone included; the defaults of the form stand again. */
void cips_model_session_clear(struct cips_session *session);

size_t cips_model_session_items(const struct cips_session *session);
void cips_model_session_question(
	struct cips_session *session, size_t item, size_t language, struct cips_question *question);
void cips_model_session_choice(struct cips_session *session, size_t item, size_t choice,
	size_t language, struct cips_choice_shown *shown);
bool cips_model_session_shown(struct cips_session *session, size_t item);
size_t cips_model_session_asked(struct cips_session *session);
size_t cips_model_session_before(struct cips_session *session, size_t item);

enum cips_state cips_model_session_state(struct cips_session *session, size_t item);
bool cips_model_session_chosen(struct cips_session *session, size_t item, size_t choice);
size_t cips_model_session_place(struct cips_session *session, size_t item, size_t choice);
const char *cips_model_session_typed(struct cips_session *session, size_t item);

void cips_model_session_choose(struct cips_session *session, size_t item, size_t choice);
void cips_model_session_tick(struct cips_session *session, size_t item, size_t choice, bool ticked);
void cips_model_session_rank(struct cips_session *session, size_t item, size_t choice);
bool cips_model_session_type(struct cips_session *session, size_t item, const char *text, size_t n);
void cips_model_session_set_state(struct cips_session *session, size_t item, enum cips_state state);
int cips_model_session_undo(struct cips_session *session);
int cips_model_session_redo(struct cips_session *session);
bool cips_model_session_can_undo(const struct cips_session *session);
bool cips_model_session_can_redo(const struct cips_session *session);
void cips_model_session_fault(
	struct cips_session *session, size_t item, size_t language, struct cips_fault *fault);

/*
 * The response as import packs the same answers: items not asked are not shown, blanks are skipped,
 * numbers and texts normalized alike. Borrowed until the next call. No item may have a fault.
 */
const struct cips_response *cips_model_session_response(struct cips_session *session);

/*
 * The whole session in a fixed number of bytes, for drafts: the same for every session with the
 * instrument. load is false (and the session clear) for bytes that no session gives.
 */
size_t cips_model_session_size(const struct cips_instrument *instrument);
void cips_model_session_save(struct cips_session *session, uint8_t *bytes);
bool cips_model_session_load(struct cips_session *session, const uint8_t *bytes);

#endif
