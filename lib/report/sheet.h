/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A laid-out table as texts that were cleaned and measured, and how it fits a terminal. Internal to
 * lib/report; for the text writer.
 *
 * A table that is too wide with its labels whole gets them cut; one that is still too wide is split
 * into panels, one under the other, each with the labels in front.
 */
#ifndef CIPS_REPORT_SHEET_H
#define CIPS_REPORT_SHEET_H

#include "report/layout.h"

/* Labels are not cut shorter than this. */
enum { CIPS_LABEL_WIDTH = 14 };

/* How far apart columns are set: as far as the terminal allows. */
enum cips_spacing { CIPS_SPACING_TIGHT, CIPS_SPACING_USUAL, CIPS_SPACING_LOOSE };

struct cips_sheet_column {
	char *header;
	size_t width;	/* as fitted */
	size_t natural; /* of the widest text, uncut, the header in one line */
	size_t least;	/* labels: cut; figures: with the header broken */
	bool mark;	/* a column for stars follows */
};

struct cips_panel {
	size_t from, to; /* columns of figures [from, to) */
};

struct cips_sheet {
	const struct cips_laid *laid;
	const char **texts; /* n_rows x n_columns; labels indented and cut */
	struct cips_sheet_column *columns;
	struct cips_panel *panels;
	size_t n_panels;
	enum cips_spacing spacing;
	size_t needed; /* columns of the terminal that show it in one piece */
};

struct cips_sheet *cips_report_sheet(
	struct cips_arena *arena, const struct cips_laid *laid, size_t width, bool ascii);

/* Blanks in front of column `c` when the panel's figures begin with column `from`. */
size_t cips_report_sheet_gap(const struct cips_sheet *sheet, size_t from, size_t c);

#endif
