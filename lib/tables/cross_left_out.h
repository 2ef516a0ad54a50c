/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of counts without the flagged responses, beside which the same tables with them are printed
 * (tables/left_out.h).
 *
 * The two differ by the counts of those who were left out. So such a table shows where neither its own
 * counts nor those of whom it leaves out have anything to hide, and then in full: what follows from
 * both tables follows from two that may be printed. Elsewhere it is closed: it shows the number of all
 * people and nothing else, and not even that where few were left out, or where all of these, or all
 * but one, gave the same answer.
 */
#ifndef CIPS_TABLES_CROSS_LEFT_OUT_H
#define CIPS_TABLES_CROSS_LEFT_OUT_H

#include "tables/crossing.h"

/* The rows and layers of some crossings, of the people that these leave out. */
struct cips_cross_left_out {
	bool guarded; /* there are some, and disclosure control; then: */
	bool told;    /* they are in the same rows and layers; then: */
	struct cips_crossing base;
	bool hides_rows; /* how many are in no row, and why, is not to be said of those who are left */
	bool hides_layers;
};

/* Of the crossings of `base`. The caller releases it. */
void cips_tables_cross_left_out(struct cips_scope *scope, const struct cips_crossing *base,
	struct cips_cross_left_out *out);
void cips_tables_cross_left_out_release(struct cips_cross_left_out *out);

/* Closes a crossing of the base where it must be, and says of its columns what may not be said. */
void cips_tables_guard_crossing(struct cips_scope *scope, const struct cips_cross_left_out *out,
	struct cips_crossing *crossing);

#endif
