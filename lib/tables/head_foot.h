/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands above and below every table: what it is about, and how its numbers were made.
 */
#ifndef CIPS_TABLES_WORDING_H
#define CIPS_TABLES_WORDING_H

#include "report/table.h"
#include "tables/frame.h"
#include "tables/groups.h"
#include "tables/scores.h"

/* Row `r` of the groups as a category of a table, indented by depth, texts copied. */
void cips_tables_category(struct cips_document *document, const struct cips_groups *groups,
	size_t r, struct cips_category *category);

/* A scored column (a factor) as a category of a table, texts copied. */
void cips_tables_score_category(struct cips_document *document,
	const struct cips_score_column *column, struct cips_category *category);

/* Title of the survey, and a line about the frame: instrument, version, wave, respondents. */
void cips_tables_head(
	struct cips_document *document, const struct cips_scope *scope, const char *title);
void cips_tables_head_frame(struct cips_document *document, const struct cips_scope *scope,
	const struct cips_frame *frame, const char *side);

/* What people know, or do not know, of themselves in the groups: "unit", or the variable. */
const char *cips_tables_named(const struct cips_groups *groups);

/* That some may be in none of the groups, which are rows or tables (`where`). */
void cips_tables_foot_unknown(
	struct cips_document *document, const struct cips_groups *groups, const char *where);

/* Who is in none of them, if anybody is; not how many where the number in them is hidden. */
void cips_tables_foot_groups(struct cips_document *document, const struct cips_frame *frame,
	const struct cips_groups *groups, const char *where, bool hidden);

/*
 * That groups of a level (`unit@LEVEL`) are hidden by all units, where anything is; not without the
 * flagged responses, where they can show although no single unit does (tables/left_out.h).
 */
void cips_tables_foot_masked(struct cips_document *document, const struct cips_frame *frame,
	const struct cips_groups *groups, const char *where);

/*
 * The same, and who sits in a unit above the level, so in none of the groups; `counted` says where
 * they count all the same, or is "". Their number only where a table of all units hides none.
 */
void cips_tables_foot_level(struct cips_document *document, const struct cips_scope *scope,
	const struct cips_frame *frame, const struct cips_groups *groups, const char *where,
	const char *counted);

/* Who was left out for want of a weight, who was pooled from other versions; `side`: "" or "A: ".
 */
void cips_tables_foot_frame(
	struct cips_document *document, const struct cips_frame *frame, const char *side);

/* Unweighted, or by which weights with what loss; `side` as above. */
void cips_tables_foot_weights(
	struct cips_document *document, const struct cips_frame *frame, const char *side);

/* Whose interval a percentage has: "Wilson's". */
const char *cips_tables_interval_name(enum cips_interval interval);
/*
 * That weights are not used, for figures that take none; `why` ends the sentence where there are
 * some: "..., so weights are not used".
 */
void cips_tables_foot_no_weights(
	struct cips_document *document, const struct cips_frame *frame, const char *why);

/* How answers become a score or a percentage. */
void cips_tables_foot_scoring(
	struct cips_document *document, const struct cips_scoring *scoring, bool by_indicator);

/* The minimum group, or that there is no protection. */
void cips_tables_foot_minimum(struct cips_document *document, const struct cips_scope *scope);

#endif
