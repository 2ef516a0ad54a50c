/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What both the app and the view must know about how things lie on the screen.
 *
 * Everything has its fixed place: two rows of header, the body, and at the bottom the legend, for
 * which there is always as much room as it can ever need. So the body does not depend on which keys
 * are live, and which keys are live may depend on the body.
 */
#ifndef CIPS_TUI_LAYOUT_H
#define CIPS_TUI_LAYOUT_H

#include "app.h"

struct box {
	int top;
	int left;
	int rows;
	int columns;
};

enum {
	LAYOUT_LEGEND_ROWS = 3,
	LAYOUT_MESSAGE_ROWS = 3,
	LAYOUT_MARGIN = 2,
	LAYOUT_READABLE = 100, /* no line of text is longer, however wide the screen */
};

/* Where the body lies when no message stands below it. */
struct box layout_body(const struct app *app);

/*
 * A battery as a grid: the labels on the left, a column for each choice. Heads are the labels of
 * the choices, or digits with a key above them when those are too long.
 */
struct grid {
	size_t n;	   /* questions; 1: no grid */
	size_t choices;	   /* columns */
	int label_columns; /* of the questions */
	int cell_columns;
	int head_rows;	/* of the labels over the columns; 0: digits and a key */
	int above_rows; /* of hint, guidance and key, with the blank line below each */
};

/* The grid that begins with question `item`. */
struct grid layout_grid(const struct app *app, size_t item);

/*
 * How many questions from `item` on stand in one grid: consecutive, asked, of one battery and one
 * group, with the same hint and guidance, as many as fit the body. 1 when a grid does not fit, in
 * plain mode, and for what is no battery. `item` is the first of the page.
 */
size_t layout_battery(const struct app *app, size_t item);

/*
 * By how many lines a text (details, help, a note) is longer than its window; 0 for what is no
 * text.
 */
size_t layout_overflow(const struct app *app);

#endif
