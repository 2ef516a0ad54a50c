/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can happen in the interviews of an instrument: which items can be shown and answered.
 *
 * The rules are evaluated by the code that interviews use, for all answers that people can give
 * together: each choice that filter and constraint allow, or none, since people leave out what they
 * like. It is exact where all answers that count are choices, ticks (up to 12), rankings (up to 6)
 * or numbers, dates and texts whose comparisons with constants are all that counts, or whole
 * numbers and days between two bounds. Elsewhere, and past the limit of work, some answers are
 * tried: what they show can happen, and nothing else is claimed.
 */
#ifndef CIPS_MODEL_REACH_H
#define CIPS_MODEL_REACH_H

#include "model/instrument.h"
#include "model/units.h"

enum cips_reach_why {
	CIPS_REACH_DECIDED,
	CIPS_REACH_OPEN,     /* the item has too many values to try */
	CIPS_REACH_UNSTEADY, /* the item's expressions depend on more than answers, as today() */
	CIPS_REACH_TOO_MUCH, /* too many combinations of answers */
};

struct cips_reach_reason {
	enum cips_reach_why why;
	int item; /* OPEN, UNSTEADY; CIPS_NONE: a group */
};

/* Whether something is so in the situations that people can bring about. */
struct cips_reach_fact {
	bool yes;      /* it is so in one of them */
	bool no;       /* it is not so in one of them */
	bool complete; /* there are no others than those that were looked at */
};

enum cips_reach_verdict {
	CIPS_REACH_NEVER,
	CIPS_REACH_SOMETIMES,
	CIPS_REACH_ALWAYS,
	CIPS_REACH_UNDECIDED,
};

/* NEVER also where the situation itself never comes about. */
enum cips_reach_verdict cips_model_reach_verdict(struct cips_reach_fact fact);

struct cips_reach_item {
	/* Of all interviews. */
	struct cips_reach_fact shown;
	struct cips_reach_fact relevant; /* its own condition holds, whatever groups around it do */

	/*
	 * Of interviews where it is shown, for an item that people answer. Items without constraint
	 * and filter always have an answer.
	 */
	struct cips_reach_fact answer;	   /* some answer is allowed */
	struct cips_reach_fact constraint; /* some value meets the constraint, filter aside */
	struct cips_reach_fact filter;	   /* some choice passes the filter, constraint aside */

	/*
	 * Of interviews where it is shown and where, of all that this hangs on, what was required
	 * has its answer: an answer is required and none is allowed. (That other required questions
	 * have no answer either does not excuse this one.)
	 */
	struct cips_reach_fact stuck;
	const char
		*stuck_example; /* "role = manager, age is empty"; "" where nothing counts; NULL */

	struct cips_reach_reason reason; /* why one of the facts is not complete */
};

struct cips_reach_group {
	struct cips_reach_fact shown;
	struct cips_reach_fact relevant;
	struct cips_reach_reason reason;
};

/* Everything lives in the arena. */
struct cips_reach {
	struct cips_arena arena;
	struct cips_reach_item *items;
	struct cips_reach_group *groups;
	size_t work; /* how much was done, in evaluations or rows */
};

enum { CIPS_REACH_LIMIT = 250000 }; /* of work, for forms that somebody waits for */

/*
 * Looks at a sealed instrument whose expressions look back only, as the loader sees to. `units` may
 * be NULL; then nothing is known about the tree. `today` is the day that today() gives.
 */
struct cips_reach *cips_model_reach_new(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, size_t limit);
void cips_model_reach_free(struct cips_reach *reach); /* NULL is fine */

#endif
