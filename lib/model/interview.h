/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of an instrument applied to one person's answers: what is shown, what is allowed, what
 * follows. One engine for the terminal, for CSV import and for records that are opened later.
 *
 * An interview holds the answers of one response. Put answers in with the setters, in any order;
 * ask for relevance in form order, because an item that is not shown is empty for everything after
 * it.
 */
#ifndef CIPS_MODEL_INTERVIEW_H
#define CIPS_MODEL_INTERVIEW_H

#include "model/record.h"
#include "model/units.h"

struct cips_interview;

/*
 * `units` may be NULL when the instrument takes no units from the survey file. Both are borrowed.
 * `today` is the day that today() gives.
 */
struct cips_interview *cips_model_interview_new(
	const struct cips_instrument *instrument, const struct cips_units *units, long today);

/*
 * The same with everything that an answer may leave a trace in (the results that rules keep
 * included) in memory from `memory`; NULL: malloc.
 */
struct cips_interview *cips_model_interview_new_in(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, const struct cips_memory *memory);

void cips_model_interview_free(struct cips_interview *interview);

/* Forgets all answers. */
void cips_model_interview_clear(struct cips_interview *interview);

/* The answers so far; the setters below and cips_model_set_* on its record change them. */
struct cips_response *cips_model_interview_response(struct cips_interview *interview);

enum cips_breach_kind {
	CIPS_BREACH_NOT_SHOWN,	/* an answer to an item that this respondent could not have been
				   shown */
	CIPS_BREACH_CONSTRAINT, /* the constraint says no */
	CIPS_BREACH_FILTERED,	/* the choice is filtered out by choice_filter */
};

/* A rule that the answers break. */
struct cips_breach {
	enum cips_breach_kind kind;
	int item;
	unsigned choice; /* FILTERED: position (in the unit item: id) of the first choice that is
			    out */
};

/*
 * Completes the response: works out in form order which items are shown, computes calculations,
 * marks shown items without an answer as skipped and items not shown as such, and collects the
 * rules that are broken. Items that hold an answer but are not shown keep it in the response and
 * are reported. Returns the number of breaches found and stores up to `room` of them. `*missing`
 * (if not NULL) counts required items that were skipped.
 *
 * Before the call an item without an answer is CIPS_BYTE_NOT_SHOWN or CIPS_BYTE_SKIPPED, no matter
 * which.
 */
size_t cips_model_interview_finish(struct cips_interview *interview, struct cips_breach *breaches,
	size_t room, size_t *missing);

/*
 * The value of an item as expressions see it (empty when not shown); strings live until the next
 * clear.
 */
struct cips_value cips_model_interview_value(struct cips_interview *interview, int item);

/* Whether the last finish found the item shown (a note as well); true before the first. */
bool cips_model_interview_shown(const struct cips_interview *interview, int item);

/* Whether an answer to the item is required, as the last finish found the answers. */
bool cips_model_interview_required(struct cips_interview *interview, int item);

/*
 * Whether its choice_filter lets a choice through (a position; in the unit item an id), likewise.
 */
bool cips_model_interview_offered(struct cips_interview *interview, int item, unsigned code);

#endif
