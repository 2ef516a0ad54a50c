/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions with the same choices as a grid: one row for each question, one column for each choice.
 */
#include "view_parts.h"

#include "wrap.h"

#include <stdio.h>
#include <string.h>

enum { KEY_GAP = 3 };

/* Puts the key, entry by entry; returns the lines. */
static int put_key(struct body *body, const struct app *app, size_t item, int columns)
{
	struct cips_question question = app_question(app, item);
	int column = 0, rows = 1;
	for (size_t i = 0; i < question.n_choices; i++) {
		char digit[24];
		const char *label = question_choice(app, item, i);
		int width = frame_width(label, strlen(label)), head;
		head = snprintf(digit, sizeof digit, "%zu", i + 1);
		if (column > 0 && column + head + 1 + width > columns) {
			rows++;
			column = 0;
			if (body)
				body_next(body);
		}
		if (body) {
			body_puts(body, column, head, ROLE_KEY, VOICE_FORM, digit);
			body_puts(body, column + head + 1, width, ROLE_PLAIN, VOICE_FORM, label);
		}
		column += head + 1 + width + KEY_GAP;
	}
	return rows;
}

int battery_key_rows(const struct app *app, size_t item, int columns)
{
	return put_key(NULL, app, item, columns);
}

/* Where a column of the grid begins. */
static int cell_column(const struct grid *grid, size_t choice)
{
	return 2 + grid->label_columns + (int)choice * grid->cell_columns;
}

/* Puts a text into the middle of a cell. */
static void put_centred(struct body *body, const struct grid *grid, size_t choice, enum role role,
	const char *text, size_t n)
{
	int width = frame_width(text, n);
	int column = cell_column(grid, choice) + (grid->cell_columns - width) / 2;
	body_put(body, column, width, role, VOICE_FORM, text, n);
}

/* Line `line` of the heads, each standing on the line of digits below. */
static void put_heads(struct body *body, const struct grid *grid, size_t item, int line)
{
	for (size_t i = 0; i < grid->choices; i++) {
		const char *label = question_choice(body->app, item, i);
		size_t n = strlen(label), next;
		int own = wrap_count(label, n, grid->cell_columns - 1);
		int number = grid->head_rows - own;
		for (size_t at = 0; at < n; at += next, number++) {
			size_t bytes = wrap_line(label + at, n - at, grid->cell_columns - 1, &next);
			if (number == line)
				put_centred(body, grid, i, ROLE_PLAIN, label + at, bytes);
		}
	}
}

static void fill_head(struct body *body)
{
	const struct app *app = body->app;
	struct grid grid = layout_grid(app, app->page);
	struct cips_question question = app_question(app, app->page);
	body_paragraph(body, ROLE_QUIET, VOICE_FORM, question.hint);
	body_paragraph(body, ROLE_QUIET, VOICE_FORM, question.guidance);
	if (body->line)
		body_gap(body);
	if (grid.head_rows == 0) {
		put_key(body, app, app->page, body->box.columns);
		body_next(body);
		body_gap(body);
	}
	for (int line = 0; line < grid.head_rows; line++) {
		put_heads(body, &grid, app->page, line);
		body_next(body);
	}
	for (size_t i = 0; i < grid.choices; i++) {
		char digit[24];
		int n = snprintf(digit, sizeof digit, "%zu", i + 1);
		put_centred(body, &grid, i, ROLE_KEY, digit, (size_t)n);
	}
	body_next(body);
	body_gap(body);
}

/* Where the three columns of "( )" begin. */
static int mark_column(const struct grid *grid, size_t choice)
{
	return cell_column(grid, choice) + (grid->cell_columns - 3) / 2;
}

static void put_cells(struct body *body, const struct grid *grid, size_t item)
{
	const struct app *app = body->app;
	for (size_t i = 0; i < grid->choices; i++) {
		bool chosen = cips_session_chosen(app->session, item, i);
		body_puts(body, mark_column(grid, i), 3, chosen ? ROLE_CHOSEN : ROLE_PLAIN,
			VOICE_FORM, chosen ? "(*)" : "( )");
		if (item == app->item && (size_t)(app->focus < 0 ? 0 : app->focus) == i)
			body_cursor(body, mark_column(grid, i) + 1, VOICE_FORM);
	}
}

/* The row in focus is marked, and in it the cell. */
static void mark_row(struct body *body, const struct grid *grid, int from)
{
	const struct app *app = body->app;
	int line = body->line;
	body->focus = from;
	body_role(body, from, 0, grid->label_columns + 1, ROLE_FOCUS);
	if (app->focus >= 0) {
		body->line = from + 1;
		body_role(body, from, mark_column(grid, (size_t)app->focus), 3, ROLE_FOCUS);
		body->line = line;
	}
}

static void fill_rows(struct body *body)
{
	const struct app *app = body->app;
	struct grid grid = layout_grid(app, app->page);
	bool mirrored = body_mirrored(app);
	for (size_t i = 0; i < app->n_page; i++) {
		size_t item = app_page_item(app, i);
		struct cips_question question = app_question(app, item);
		int from = body->line;
		put_cells(body, &grid, item);
		if (item == app->item)
			body_puts(body, 0, 1, ROLE_FOCUS, VOICE_FORM, mirrored ? "<" : ">");
		body_wrap(body, 2, grid.label_columns - 1, ROLE_STRONG, VOICE_FORM, question.label);
		body_next(body);
		if (item == app->item) {
			mark_row(body, &grid, from);
			if (app->fault.kind != CIPS_FAULT_NONE)
				body_fault(body, 2);
			body->focus_end = body->line;
		}
		if (i + 1 < app->n_page)
			body_gap(body);
	}
}

void battery_draw(const struct app *app, struct frame *frame, struct box box)
{
	struct box upper = box, lower = box;
	int head = body_count(app, box, fill_head);
	upper.rows = head < box.rows - 3 ? head : box.rows - 3;
	lower.top += upper.rows;
	lower.rows -= upper.rows;
	body_show(app, frame, upper, fill_head);
	body_show(app, frame, lower, fill_rows);
}
