/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who gave an answer and who did not, in the order of the strata of a design: what the precision of
 * one percentage after another is worked out from.
 */
#ifndef CIPS_TABLES_MARKS_H
#define CIPS_TABLES_MARKS_H

#include "stats/design.h"
#include "tables/groups.h"

struct cips_marks;

/* Whether a valid answer holds a choice (1...); a rank holds the one that was put first. */
bool cips_tables_chose(const struct cips_item *item, const uint8_t *record, size_t choice);

/* Of the people of a frame; the strata are borrowed. */
struct cips_marks *cips_tables_marks(const struct cips_strata *strata,
	struct cips_variance variance, const struct cips_frame *frame);
void cips_tables_marks_free(struct cips_marks *marks);

/* Who has a valid answer to an item, and then who of them chose one of its choices. */
void cips_tables_mark_base(
	struct cips_marks *marks, const struct cips_frame *frame, const struct cips_item *item);
void cips_tables_mark_choice(struct cips_marks *marks, const struct cips_frame *frame,
	const struct cips_item *item, size_t choice);

/* Or who is in some group, and who of them in this one or in one below it. */
void cips_tables_mark_group(
	struct cips_marks *marks, const struct cips_groups *groups, size_t group);

/* The precision of the share that was marked last, a mean of 0 and 1 with these moments. */
struct cips_precision cips_tables_marks_precision(
	const struct cips_marks *marks, const struct cips_moments *moments);

#endif
