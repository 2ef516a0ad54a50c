/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the versions of an instrument allow a table to compare: the rule of model/compare.h, applied
 * to the versions that were answered.
 */
#ifndef CIPS_TABLES_TREND_H
#define CIPS_TABLES_TREND_H

#include "model/compare.h"
#include "report/table.h"
#include "tables/frame.h"

/* An indicator that both sides were asked and that is not compared. */
struct cips_left_out {
	const char *column; /* code of the column it would count in */
	const char *indicator;
	const char *why;
};

struct cips_left_outs {
	struct cips_left_out *list; /* by column */
	size_t n;
	size_t room;
};

/* Adds one behind the others of its column. Strings are borrowed. */
void cips_tables_leave_out(
	struct cips_arena *arena, struct cips_left_outs *outs, struct cips_left_out out);

/*
 * Why the answers of two frames to an item of each are not compared: "" when one of them has no
 * answers to it in any form, NULL when they are. Under CIPS_WORDING_SAME every version that brought
 * answers to the one must agree with every version that brought answers to the other.
 */
const char *cips_tables_apart(const struct cips_frame *a, const struct cips_item *item_a,
	const struct cips_frame *b, const struct cips_item *item_b, enum cips_wording_rule rule,
	struct cips_arena *arena);

/*
 * What kept a column from being compared, in words: the reasons of its indicators that were left
 * out, else that no indicator was asked on both sides.
 */
const char *cips_tables_column_reason(
	const struct cips_left_outs *outs, const char *column, struct cips_arena *arena);

/* A note for each column with indicators that were left out, with the reasons. */
void cips_tables_foot_left_out(
	struct cips_document *document, const struct cips_left_outs *outs, bool by_indicator);

/*
 * What differs, besides the scale, between the versions whose answers were pooled: wording, who was
 * asked, factors; `side`: "" or "A: ". `factors` only: of the first two the table speaks elsewhere.
 */
void cips_tables_foot_versions(struct cips_document *document, const struct cips_frame *frame,
	const char *side, bool factors_only);

#endif
