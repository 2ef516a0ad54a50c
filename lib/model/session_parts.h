/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session from within. Used by the files session*.c only.
 *
 * The answers of the session are its own: the record below, and the typed texts beside it. They are
 * kept whether asked or not; what a person does, undo and load change them, nothing else. To know
 * what follows from them they are put into an interview from the beginning, when something is asked
 * after a change (session_follow.c), exactly as the answers of a file would be.
 *
 * Invariants of the answers, which load() checks in bytes from outside:
 *  - a blank is 0 in all bytes of its item; 187 does not occur;
 *  - several choices: ticks are 1 or 2 and at least one is 1; places are filled from the first and
 *    the rest is 0; or all bytes are 188 or 189;
 *  - a typed text is UTF-8 without control characters and within its limits, zeros behind it; its
 *    byte is 1 where there is more to it than blanks, else 0, or 188 or 189 and no text.
 */
#ifndef CIPS_MODEL_SESSION_PARTS_H
#define CIPS_MODEL_SESSION_PARTS_H

#include "model/session.h"

enum {
	SESSION_TEXT = CIPS_TYPED_BYTES + 1, /* with a zero at the end */
	SESSION_CHANGES = 50,
};

struct session_answers {
	uint8_t *record; /* as in a response */
	char *texts;	 /* SESSION_TEXT bytes for each question that is typed */
};

/* What never changes about a question. */
struct session_question {
	enum cips_question_kind kind;
	int text;    /* which of the texts, CIPS_NONE */
	int battery; /* the first item of it, CIPS_NONE */
	size_t n_choices;
	size_t dont_know; /* position of the listed choice that says so, 0: none */
	size_t refused;
};

/* The changes that can be taken back: a ring, the oldest at `first`. */
struct session_changes {
	uint8_t *slots; /* what the item had on the other side of the change: bytes, then text */
	size_t slot_size;
	int items[SESSION_CHANGES];
	size_t first;
	size_t n;
	size_t done; /* of them; those behind have been taken back */
	int typing;  /* the item in which the last change was typed, CIPS_NONE */
};

struct cips_session {
	const struct cips_memory *memory;
	const struct cips_instrument *instrument;
	const struct cips_units *units;
	long today;
	struct cips_arena arena; /* what has a size from the beginning */
	struct cips_arena texts; /* those of the response */
	struct session_question *questions;
	size_t n_texts;
	struct session_answers answers;
	struct session_answers edited; /* room for the item that is being changed */
	struct session_answers defaults;
	struct session_changes changes;

	/* What follows from the answers; see cips_session_follow(). */
	struct cips_interview *interview;
	bool followed;
	struct cips_breach *breaches;
	size_t n_breaches;
	struct cips_response response;
	uint8_t *offered; /* choices of offered_item: 0 not looked at, 1 yes, 2 no */
	int offered_item;
};

/* --- session_plan.c ------------------------------------------------------------------------- */

size_t cips_session_count_texts(const struct cips_instrument *instrument);
struct session_question *cips_session_plan(const struct cips_instrument *instrument,
	const struct cips_units *units, struct cips_arena *arena);

/* --- session_answer.c ----------------------------------------------------------------------- */

/* The text of a question among `answers`, NULL for one that is not typed. */
char *cips_session_text(
	const struct cips_session *session, const struct session_answers *answers, size_t item);

/* The answers of the beginning, from the form. */
void cips_session_set_defaults(struct cips_session *session);

/* --- session_typed.c ------------------------------------------------------------------------ */

/* Whether a text can be typed at all. */
bool cips_session_typable(const char *text, size_t n);

/* Whether nothing or only blanks are typed. */
bool cips_session_is_blank(const char *text);

/* What is wrong with a text that is not blank; the number or the days that it says. */
enum cips_fault_kind cips_session_read_number(
	const struct cips_item *item, const char *text, double *number);

/* --- session_follow.c ----------------------------------------------------------------------- */

/* Brings what follows from the answers up to date. */
void cips_session_follow(struct cips_session *session);

/* Whether a choice, counted from 0, gets through the choice_filter. */
bool cips_session_offered(struct cips_session *session, size_t item, size_t choice);

/* Whether the interview found the item broken in that way. */
bool cips_session_breaks(struct cips_session *session, size_t item, enum cips_breach_kind kind);

/* --- session_undo.c ------------------------------------------------------------------------- */

void cips_session_changes_start(struct cips_session *session);
void cips_session_changes_forget(struct cips_session *session);

/* Notes what the item has now, before it changes. */
void cips_session_changes_note(struct cips_session *session, size_t item, bool typing);

#endif
