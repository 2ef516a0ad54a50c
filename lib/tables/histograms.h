/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One pass over the records of a frame: how often each answer was given to several items, in all
 * cells of a table.
 */
#ifndef CIPS_TABLES_HISTOGRAMS_H
#define CIPS_TABLES_HISTOGRAMS_H

#include "stats/moments.h"
#include "tables/groups.h"

/* The answers to a select_one item whose code is one byte. The first three are given. */
struct cips_histogram {
	const struct cips_item *item;
	const size_t *by_code; /* the group of each choice, 0: it has `missing` */
	size_t groups;	       /* the first of which is the whole, with nobody of its own */
	/*
	 * By cell and group (cell * groups + group): respondents of positive weight. The caller's,
	 * zeroed.
	 */
	struct cips_sums *sums;
	/* Of all respondents, in whatever cell and of whatever weight: by group, the caller's; by state. */
	size_t *members;
	size_t states[CIPS_STATES];
};

/*
 * Fills `n` of them. Items are shared among processors; each has its sums in the order of the
 * respondents, so that the bits do not depend on it.
 */
void cips_tables_histograms(const struct cips_frame *frame, const struct cips_partition *cells,
	struct cips_histogram *list, size_t n);

#endif
