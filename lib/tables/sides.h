/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two sides of a culture gap: who is compared with whom, on which columns.
 */
#ifndef CIPS_TABLES_SIDES_H
#define CIPS_TABLES_SIDES_H

#include "tables/groups.h"
#include "tables/score_columns.h"
#include "tables/strata.h"

enum cips_gap_kind {
	CIPS_GAP_UNITS,	     /* each unit against everyone else with a known unit: one side */
	CIPS_GAP_ITEM,	     /* two choices of an item, two languages or modes */
	CIPS_GAP_INSTRUMENT, /* two instruments, on shared indicators */
	CIPS_GAP_WAVE,	     /* two waves, on the units and indicators of both */
};

struct cips_side {
	const char *name; /* for people: "Manager", "wave 2025" */
	struct cips_source source;
	struct cips_frame frame;
	struct cips_groups rows; /* the rows of the table; who is not on this side is in none */
	/*
	 * CIPS_GAP_WAVE by units, under a minimum group: the units to mask by, with everybody of the
	 * wave, those included who are left out because their unit is in one wave only; else empty.
	 */
	struct cips_groups whole;
	/* by row to mask by, of the frame, or all of this side if fewer; NULL: CIPS_GAP_UNITS */
	size_t *people;
	struct cips_score_columns columns;
	struct cips_tables_strata
		strata; /* when a design is asked for; of CIPS_GAP_ITEM only a's */
	size_t on;	/* CIPS_GAP_ITEM: people on this side, in a row or not */
	size_t unknown; /* of this side, left out because their unit is not known */
	size_t uncovered; /* CIPS_GAP_WAVE: left out, their unit can be shown and is in one wave only */
};

struct cips_sides {
	enum cips_gap_kind kind;
	const char *what; /* the left side of the request: "role", "wave", "unit@1" */
	struct cips_side a;
	struct cips_side b;  /* not used by CIPS_GAP_UNITS */
	unsigned char *told; /* rows to mask by in which they tell what people answered; or NULL */
	struct cips_left_outs left_out; /* indicators of both sides that are not compared */
	enum cips_wording_rule wording; /* the rule that was applied */
};

/* Something that a request may ask for in vain, and what to do instead. */
struct cips_refusal {
	bool wrong;
	const char *what, *hint;
};

/* CIPS_USAGE with the first that is wrong, if any is. */
enum cips_rc cips_tables_refuse(
	const struct cips_refusal *refusals, size_t n, struct cips_err *err);

/* WHAT=A:B, in three parts. */
struct cips_gap_spec {
	const char *what;
	const char *a;
	const char *b;
};

/* Splits a text, into the arena; false when it has another form. */
bool cips_tables_gap_spec(struct cips_arena *arena, const char *text, struct cips_gap_spec *spec);

enum cips_rc cips_tables_sides(struct cips_scope *scope, const struct cips_gap_request *request,
	struct cips_sides *sides, struct cips_err *err);
void cips_tables_sides_release(struct cips_sides *sides);

#endif
