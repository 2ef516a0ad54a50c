/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table as its layout says: a rectangle of slots, before any format decides how it looks. The
 * text, md and csv writers walk over the same rectangle. Internal to lib/report.
 *
 * The first columns hold labels, the others figures. Strings are those of the table, not cleaned.
 */
#ifndef CIPS_REPORT_LAYOUT_H
#define CIPS_REPORT_LAYOUT_H

#include "report/table.h"

struct cips_slot {
	const char *label;		  /* in a column of labels */
	bool repeated;			  /* the label is that of the row above */
	const struct cips_figure *figure; /* in a column of figures; NULL: nothing stands here */
	const struct cips_view *view;	  /* how the figure is shown */
	bool starred;
};

struct cips_laid_column {
	const char *header;
	bool left;  /* labels, and figures that are words, stand left */
	bool dense; /* one of the cells of a grid: set close to its neighbours */
};

struct cips_laid_row {
	struct cips_slot *slots; /* one per column */
	struct cips_slot *below; /* those taken out by cips_report_take_below() */
	int depth;		 /* of the first label */
	bool rule_above;
};

struct cips_laid {
	struct cips_laid_column *columns;
	size_t n_columns;
	size_t n_labels; /* how many of them hold labels, at least 1 */
	struct cips_laid_row *rows;
	size_t n_rows;
	size_t n_below; /* of each row */
};

struct cips_laid *cips_report_lay_out(struct cips_arena *arena, const struct cips_table *table);

/* Takes the last columns, which the layout wants under the rows, out of the rectangle. */
void cips_report_take_below(struct cips_laid *laid, const struct cips_layout *layout);

/* What people call a category, for want of a label its code. */
const char *cips_report_category_name(const struct cips_category *category);

#endif
