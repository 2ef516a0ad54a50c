/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view_parts.h"

#include "bidi.h"
#include "wrap.h"

#include <stdio.h>
#include <string.h>

static const char *const signs[SIGNS][2] = {
	[SIGN_RULE] = {"─", "-"},
	[SIGN_TOP_LEFT] = {"┌", "+"},
	[SIGN_TOP_RIGHT] = {"┐", "+"},
	[SIGN_BOTTOM_LEFT] = {"└", "+"},
	[SIGN_BOTTOM_RIGHT] = {"┘", "+"},
	[SIGN_SIDE] = {"│", "|"},
	[SIGN_MASK] = {"••••", "****"},
	[SIGN_DOT] = {"•", "*"},
	[SIGN_CUT] = {"…", "..."},
	[SIGN_ABOVE] = {"↑", "^"},
	[SIGN_BELOW] = {"↓", "v"},
	[SIGN_BETWEEN] = {"·", "-"},
};

const char *body_sign(const struct app *app, enum sign sign)
{
	return signs[sign][app->ascii];
}

const char *body_say(const struct app *app, enum say what)
{
	return words_say(app->tongue, what);
}

bool body_mirrored(const struct app *app)
{
	return app->direction == DIRECTION_OURS &&
		bidi_language(cips_station_language_tag(app->station, app->language));
}

/* The row of the frame for the current line, -1 when the window does not show it. */
static int body_row(const struct body *body, int line)
{
	int row = line - body->skip;
	return row < 0 || row >= body->box.rows ? -1 : body->box.top + row;
}

/* A column of the box in the frame; lines of the form may count from the right. */
static int body_column(const struct body *body, int column, int columns, enum voice voice)
{
	if (voice == VOICE_FORM && body_mirrored(body->app))
		column = body->box.columns - column - columns;
	return body->box.left + column;
}

void body_put(struct body *body, int column, int columns, enum role role, enum voice voice,
	const char *text, size_t n)
{
	int row = body_row(body, body->line);
	if (!body->frame || row < 0)
		return;
	bool from_right = voice == VOICE_FORM && body_mirrored(body->app);
	int at = body_column(body, column, columns, voice);
	char ordered[VIEW_TEXT];
	if (body->app->direction == DIRECTION_OURS) {
		n = bidi_line(text, n, from_right, ordered, sizeof ordered);
		text = ordered;
	}
	if (from_right) {
		int width = frame_width(text, n);
		at += width < columns ? columns - width : 0;
	}
	frame_put(body->frame, row, at, columns, role, text, n);
	explicit_bzero(ordered, body->app->direction == DIRECTION_OURS ? n : 0);
}

void body_puts(struct body *body, int column, int columns, enum role role, enum voice voice,
	const char *text)
{
	body_put(body, column, columns, role, voice, text, strlen(text));
}

void body_next(struct body *body)
{
	body->line++;
}

void body_wrap(struct body *body, int column, int columns, enum role role, enum voice voice,
	const char *text)
{
	size_t n = strlen(text), next;
	if (columns < 1)
		columns = 1;
	for (size_t i = 0; i < n; i += next) {
		size_t line = wrap_line(text + i, n - i, columns, &next);
		body_put(body, column, columns, role, voice, text + i, line);
		if (i + next < n)
			body_next(body);
	}
}

void body_paragraph(struct body *body, enum role role, enum voice voice, const char *text)
{
	if (!*text)
		return;
	body_wrap(body, 0, body->box.columns, role, voice, text);
	body_next(body);
}

void body_words(struct body *body, enum role role, enum say what)
{
	body_paragraph(body, role, VOICE_OURS, body_say(body->app, what));
}

void body_gap(struct body *body)
{
	body_next(body);
}

void body_role(struct body *body, int from, int column, int columns, enum role role)
{
	int at = body_column(body, column, columns, VOICE_FORM);
	for (int line = from; body->frame && line < body->line; line++)
		frame_role(body->frame, body_row(body, line), at, columns, role);
}

void body_cursor(struct body *body, int column, enum voice voice)
{
	body->cursor_line = body->line;
	body->cursor_column = body_column(body, column, 1, voice) - body->box.left;
}

static struct body body_begin(const struct app *app, struct frame *frame, struct box box)
{
	return (struct body){.app = app,
		.frame = frame,
		.box = box,
		.focus = -1,
		.focus_end = -1,
		.cursor_line = -1};
}

int body_count(const struct app *app, struct box box, body_filler fill)
{
	struct body body = body_begin(app, NULL, box);
	fill(&body);
	return body.line;
}

/*
 * How far to scroll so that the focus, or what was scrolled to, is in view; the first and the last
 * row of the window may be covered by the marks that there is more.
 */
static int body_scroll(const struct body *body)
{
	int rows = body->box.rows, most = body->line - rows, skip = (int)body->app->scroll;
	if (body->focus >= 0) {
		int height = body->focus_end - body->focus;
		skip = height > rows - 2 ? body->focus - 1 : body->focus - (rows - height) / 2;
		if (body->cursor_line > skip + rows - 2)
			skip = body->cursor_line - rows + 2;
	}
	skip = skip > most ? most : skip;
	return skip < 0 ? 0 : skip;
}

/* Says that there is more, in place of the line that is there. */
static void body_more(const struct body *body, int row, enum sign sign, enum say what)
{
	char text[128];
	struct box box = body->box;
	for (int column = 0; column < box.columns; column++)
		frame_put(body->frame, box.top + row, box.left + column, 1, ROLE_PLAIN, "\n", 1);
	snprintf(text, sizeof text, "%s %s", body_sign(body->app, sign), body_say(body->app, what));
	frame_put(
		body->frame, box.top + row, box.left, box.columns, ROLE_QUIET, text, strlen(text));
}

void body_show(const struct app *app, struct frame *frame, struct box box, body_filler fill)
{
	struct body body = body_begin(app, NULL, box);
	fill(&body);
	int skip = body_scroll(&body), lines = body.line;
	body = body_begin(app, frame, box);
	body.skip = skip;
	fill(&body);
	if (skip > 0 && box.rows > 2)
		body_more(&body, 0, SIGN_ABOVE, SAY_MORE_ABOVE);
	if (skip + box.rows < lines && box.rows > 2)
		body_more(&body, box.rows - 1, SIGN_BELOW, SAY_MORE_BELOW);
	int row = body_row(&body, body.cursor_line);
	if (body.cursor_line >= 0 && row >= 0) {
		frame->cursor_row = row;
		frame->cursor_column = box.left + body.cursor_column;
	}
}

/* Digits of the highest number of a list. */
static int digits(size_t n)
{
	int count = 1;
	for (; n > 9; n /= 10)
		count++;
	return count;
}

/* The number of an item, right-aligned; returns the column behind it. */
static int put_number(struct body *body, const struct item *item, int column)
{
	char text[32];
	if (!item->number)
		return column;
	int width = digits(item->of) + 1;
	bool mirrored = item->voice == VOICE_FORM && body_mirrored(body->app);
	snprintf(text, sizeof text, mirrored ? ".%zu" : "%zu.", item->number);
	int blanks = mirrored ? 0 : width - (int)strlen(text);
	body_puts(body, column + blanks, width - blanks, ROLE_QUIET, item->voice, text);
	return column + width + 1;
}

void body_item(struct body *body, const struct item *item)
{
	int from = body->line, column = put_number(body, item, 2), at = column;
	bool mirrored = item->voice == VOICE_FORM && body_mirrored(body->app);
	if (item->focus)
		body_puts(body, 0, 1, ROLE_FOCUS, item->voice, mirrored ? "<" : ">");
	if (item->mark) {
		int columns = frame_width(item->mark, strlen(item->mark));
		body_puts(body, column, columns, item->role, item->voice, item->mark);
		at = column + columns / 2;
		column += columns + 1;
	}
	if (item->focus || item->cursor)
		body_cursor(body, at, item->voice);
	column += item->indent;
	body_wrap(body, column, body->box.columns - column, item->role, item->voice, item->label);
	body_next(body);
	if (item->focus) {
		body_role(body, from, 0, body->box.columns, ROLE_FOCUS);
		body->focus = from;
		body->focus_end = body->line;
	}
}

/* One row of the frame around a field: corner, line, corner. */
static void field_edge(
	struct body *body, int columns, enum voice voice, enum sign left, enum sign right)
{
	const struct app *app = body->app;
	if (voice == VOICE_FORM && body_mirrored(app)) {
		enum sign swap = left;
		left = right;
		right = swap;
	}
	body_puts(body, 0, 1, ROLE_QUIET, voice, body_sign(app, left));
	for (int i = 1; i < columns - 1; i++)
		body_puts(body, i, 1, ROLE_QUIET, voice, body_sign(app, SIGN_RULE));
	body_puts(body, columns - 1, 1, ROLE_QUIET, voice, body_sign(app, right));
	body_next(body);
}

/* One row of a field; the cursor where `caret` bytes of the line lie before it, if that is >= 0. */
static void field_row(
	struct body *body, int columns, enum voice voice, const char *line, size_t n, long caret)
{
	const char *side = body_sign(body->app, SIGN_SIDE);
	body_puts(body, 0, 1, ROLE_QUIET, voice, side);
	body_put(body, 2, columns - 4, ROLE_MARK, voice, line, n);
	body_puts(body, columns - 1, 1, ROLE_QUIET, voice, side);
	if (caret >= 0) {
		int column = 2 + frame_width(line, (size_t)caret);
		body_cursor(body, column > columns - 2 ? columns - 2 : column, voice);
		body->focus = body->line;
		body->focus_end = body->line + 1;
	}
	body_next(body);
}

void body_field(struct body *body, int columns, const char *text, size_t caret, enum voice voice)
{
	size_t n = strlen(text), next = 0, i = 0;
	if (columns > body->box.columns)
		columns = body->box.columns;
	field_edge(body, columns, voice, SIGN_TOP_LEFT, SIGN_TOP_RIGHT);
	do {
		size_t line = wrap_line(text + i, n - i, columns - 4, &next);
		bool last = i + next >= n;
		bool here = caret >= i && (caret < i + next || last);
		size_t before = here && caret - i > line ? line : caret - i;
		field_row(body, columns, voice, text + i, line, here ? (long)before : -1);
		i += next;
	} while (i < n);
	field_edge(body, columns, voice, SIGN_BOTTOM_LEFT, SIGN_BOTTOM_RIGHT);
}
