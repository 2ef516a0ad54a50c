/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many people there are in a group, whether they answered or not.
 *
 * A line of headcounts counts the people who sit in its unit (or, in a coarse file, below it). The
 * headcount of a group is known only when the units of all its respondents are counted by lines
 * within it; it is never guessed from a part.
 */
#ifndef CIPS_TABLES_HEADCOUNTS_H
#define CIPS_TABLES_HEADCOUNTS_H

#include "tables/groups.h"

/* Fills the headcounts of the rows, 0 where they are not known, and has_headcounts. */
enum cips_rc cips_tables_group_headcounts(struct cips_scope *scope, const struct cips_frame *frame,
	struct cips_groups *groups, struct cips_err *err);

/* The headcount of everybody, 0 when it is not known. */
enum cips_rc cips_tables_total_headcount(struct cips_scope *scope, const struct cips_frame *frame,
	double *headcount, struct cips_err *err);

#endif
