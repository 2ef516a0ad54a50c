/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout.h"

#include "view_parts.h"
#include "wrap.h"

#include <string.h>

enum {
	HEADER_ROWS = 3,  /* title, section, a blank */
	LABEL_LEAST = 30, /* columns for the questions of a grid */
	LABEL_LINES = 3,
	CELL_LEAST = 5, /* "( )" and air */
	CELL_MOST = 16,
	HEAD_LINES = 3,
};

struct box layout_body(const struct app *app)
{
	int columns = app->columns - 2 * LAYOUT_MARGIN;
	return (struct box){
		.top = HEADER_ROWS,
		.left = LAYOUT_MARGIN,
		.rows = app->rows - HEADER_ROWS - LAYOUT_LEGEND_ROWS - 1,
		.columns = columns < LAYOUT_READABLE ? columns : LAYOUT_READABLE,
	};
}

/* Rows of the heads when labels stand over columns of that width; 0 when one does not fit. */
static int head_rows(const struct app *app, size_t item, size_t choices, int columns)
{
	int rows = 0;
	for (size_t i = 0; i < choices; i++) {
		const char *label = question_choice(app, item, i);
		size_t n = strlen(label);
		int lines = wrap_count(label, n, columns - 1);
		if (wrap_widest(label, n) > columns - 1 || lines > HEAD_LINES)
			return 0;
		rows = lines > rows ? lines : rows;
	}
	return rows;
}

static int note_rows(const char *text, int columns)
{
	return wrap_count(text, strlen(text), columns);
}

/* The next that somebody is asked or reads. */
static size_t next_asked(const struct app *app, size_t item)
{
	for (item++; item < cips_session_items(app->session); item++) {
		if (app_question(app, item).kind != CIPS_QUESTION_NONE &&
			cips_session_shown(app->session, item))
			break;
	}
	return item;
}

/* Whether `item` can stand in one grid with the question that begins it. */
static bool goes_with(const struct app *app, const struct cips_question *first, size_t item,
	struct cips_question *q)
{
	if (item >= cips_session_items(app->session) || !cips_session_shown(app->session, item))
		return false;
	*q = app_question(app, item);
	return q->battery == first->battery && q->group == first->group && !q->read_only &&
		strcmp(q->hint, first->hint) == 0 && strcmp(q->guidance, first->guidance) == 0;
}

/* How wide the columns are, and what stands over them. */
static struct grid columns_of(const struct app *app, size_t item, const struct cips_question *first)
{
	struct box box = layout_body(app);
	struct grid grid = {.n = 1, .choices = first->n_choices};
	int n = first->n_choices ? (int)first->n_choices : 1, room = box.columns - 2;
	int above = note_rows(first->hint, box.columns) + note_rows(first->guidance, box.columns);
	int cell = (room - room / 2) / n;
	grid.cell_columns = cell > CELL_MOST ? CELL_MOST : cell;
	grid.head_rows = head_rows(app, item, first->n_choices, grid.cell_columns);
	if (grid.head_rows == 0)
		grid.cell_columns = CELL_LEAST;
	grid.label_columns = room - n * grid.cell_columns;
	grid.above_rows = above ? above + 1 : 0;
	if (grid.head_rows == 0)
		grid.above_rows += battery_key_rows(app, item, box.columns) + 1;
	return grid;
}

/* Whether the question can begin a grid at all. */
static bool begins_grid(const struct app *app, size_t item, const struct cips_question *first,
	const struct grid *grid)
{
	struct cips_question question;
	return !app->options.plain && first->battery >= 0 && first->kind == CIPS_QUESTION_ONE &&
		first->n_choices >= 2 && first->n_choices <= 9 &&
		grid->label_columns >= LABEL_LEAST && goes_with(app, first, item, &question);
}

struct grid layout_grid(const struct app *app, size_t item)
{
	struct cips_question first = app_question(app, item), question;
	struct grid grid = columns_of(app, item, &first);
	if (!begins_grid(app, item, &first, &grid))
		return grid;
	int left = layout_body(app).rows - grid.above_rows - grid.head_rows - 2;
	size_t n = 0;
	for (; goes_with(app, &first, item, &question); item = next_asked(app, item), n++) {
		int lines = note_rows(question.label, grid.label_columns - 1);
		if (lines > LABEL_LINES || lines > left)
			break;
		left -= lines + 1;
	}
	grid.n = n > 1 ? n : 1;
	return grid;
}

size_t layout_battery(const struct app *app, size_t item)
{
	return layout_grid(app, item).n;
}

/* What makes the text of the screen, NULL when it is none that scrolls. */
static body_filler text_of(const struct app *app)
{
	if (app->overlay == OVERLAY_HELP)
		return texts_fill_help;
	if (app->overlay != OVERLAY_NONE)
		return NULL;
	if (app->screen == SCREEN_DETAILS)
		return texts_fill_details;
	if (app->screen != SCREEN_QUESTION)
		return NULL;
	return app_question(app, app->item).kind == CIPS_QUESTION_NOTE ? question_fill_note : NULL;
}

size_t layout_overflow(const struct app *app)
{
	body_filler fill = text_of(app);
	if (!fill || app_too_small(app))
		return 0;
	struct box box = layout_body(app);
	int lines = body_count(app, box, fill);
	return lines > box.rows ? (size_t)(lines - box.rows) : 0;
}
