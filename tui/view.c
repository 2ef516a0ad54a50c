/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

#include "view_parts.h"
#include "wrap.h"

#include <stdio.h>
#include <string.h>

/* A screen or an overlay: what its second row says, and what makes its lines. */
struct page {
	enum say head;
	body_filler fill; /* NULL: drawn by page_question() */
};

static const struct page screens[SCREENS] = {
	[SCREEN_WELCOME] = {SAYS, lists_fill_welcome},
	[SCREEN_PICTURE] = {SAY_HEAD_PICTURE, texts_fill_picture},
	[SCREEN_TRUST] = {SAY_HEAD_TRUST, texts_fill_trust},
	[SCREEN_DETAILS] = {SAY_HEAD_DETAILS, texts_fill_details},
	[SCREEN_QUESTION] = {SAYS, NULL},
	[SCREEN_REVIEW] = {SAY_HEAD_REVIEW, lists_fill_review},
	[SCREEN_CONFIRM] = {SAY_HEAD_CONFIRM, texts_fill_confirm},
	[SCREEN_TOKEN] = {SAY_HEAD_TOKEN, texts_fill_token},
	[SCREEN_UNSAVED] = {SAY_HEAD_UNSAVED, texts_fill_unsaved},
	[SCREEN_THANKS] = {SAY_HEAD_THANKS, texts_fill_thanks},
	[SCREEN_PAUSED] = {SAY_HEAD_PAUSED, texts_fill_paused},
	[SCREEN_RESUME] = {SAY_HEAD_RESUME, texts_fill_resume},
	[SCREEN_ORGANISER] = {SAY_HEAD_ORGANISER, texts_fill_organiser},
	[SCREEN_FULL] = {SAY_HEAD_FULL, texts_fill_full},
};

static const struct page overlays[OVERLAYS] = {
	[OVERLAY_HELP] = {SAY_HEAD_HELP, texts_fill_help},
	[OVERLAY_MENU] = {SAY_HEAD_MENU, lists_fill_menu},
	[OVERLAY_LANGUAGES] = {SAY_HEAD_LANGUAGES, lists_fill_languages},
	[OVERLAY_WARNING] = {SAY_HEAD_WARNING, texts_fill_warning},
};

/* Puts a line outside the body. */
static void put(const struct app *app, struct frame *frame, int row, int column, int columns,
	enum role role, enum voice voice, const char *text)
{
	struct body line = {.app = app, .frame = frame, .box = {row, column, 1, columns}};
	body_puts(&line, 0, columns, role, voice, text);
}

/* Puts a text so that it ends before a column; returns where it begins. */
static int put_right(const struct app *app, struct frame *frame, int row, int end, enum role role,
	const char *text)
{
	int width = frame_width(text, strlen(text)), most = app->columns / 2;
	width = width < most ? width : most;
	put(app, frame, row, end - width, width, role, VOICE_OURS, text);
	return end - width;
}

/* The survey on the left; practice, or else the place, on the right. */
static void draw_title(const struct app *app, struct frame *frame)
{
	const char *right = app->facts.practice ? body_say(app, SAY_PRACTICE) : app->facts.place;
	int end = put_right(app, frame, 0, app->columns - 1, ROLE_TITLE, right);
	put(app, frame, 0, 1, end - 3, ROLE_TITLE, VOICE_OURS, app->facts.title);
	frame_role(frame, 0, 0, app->columns, ROLE_TITLE);
}

/* "Question 12 of 48", of a grid "Questions 12 to 14 of 48", of a note nothing. */
static void progress(const struct app *app, char *out, size_t size)
{
	char first[24], last[24], all[24];
	struct cips_question question = app_question(app, app->item);
	*out = '\0';
	if (question.kind == CIPS_QUESTION_NOTE)
		return;
	size_t before = cips_session_before(app->session, app->n_page > 1 ? app->page : app->item);
	snprintf(first, sizeof first, "%zu", before + 1);
	snprintf(last, sizeof last, "%zu", before + app->n_page);
	snprintf(all, sizeof all, "%zu", cips_session_asked(app->session));
	if (app->n_page > 1)
		words_fill(out, size, app->tongue, SAY_QUESTIONS, first, last, all, NULL);
	else
		words_fill(out, size, app->tongue, SAY_QUESTION, first, all, NULL);
}

/* Where one is on the left; how far, and in which language, on the right. */
static void draw_head(const struct app *app, struct frame *frame, enum say head)
{
	char text[256], name[128], done[128] = "";
	const char *left = head < SAYS ? body_say(app, head) : "";
	bool welcome = app->screen == SCREEN_WELCOME && app->overlay == OVERLAY_NONE;
	if (head == SAYS && !welcome) {
		struct cips_question question = app_question(app, app->item);
		left = question.section;
		progress(app, done, sizeof done);
	}
	int end = app->columns - 1;
	if (!welcome) {
		const char *language = lists_language(app, app->language, name, sizeof name);
		bool both = *done && *language;
		snprintf(text, sizeof text, "%s%s%s%s%s", done, both ? " " : "",
			both ? body_sign(app, SIGN_BETWEEN) : "", both ? " " : "", language);
		end = put_right(app, frame, 1, end, ROLE_QUIET, text);
	}
	put(app, frame, 1, 1, end - 3, ROLE_QUIET, head < SAYS ? VOICE_OURS : VOICE_FORM, left);
}

static void draw_rule(const struct app *app, struct frame *frame, int row)
{
	const char *rule = body_sign(app, SIGN_RULE);
	for (int i = 0; i < app->columns; i++)
		frame_put(frame, row, i, 1, ROLE_QUIET, rule, strlen(rule));
}

static void fill_message(struct body *body)
{
	body_fault(body, 0);
}

/* Above the legend: why it does not go forward or pause. Takes its rows from the body. */
static void draw_message(const struct app *app, struct frame *frame, struct box *body)
{
	struct box box = *body;
	int rows = body_count(app, box, fill_message);
	if (rows == 0)
		return;
	box.rows = rows < LAYOUT_MESSAGE_ROWS ? rows : LAYOUT_MESSAGE_ROWS;
	box.top = body->top + body->rows - box.rows;
	body->rows -= box.rows + 1;
	int row = frame->cursor_row, column = frame->cursor_column;
	body_show(app, frame, box, fill_message);
	frame->cursor_row = row;
	frame->cursor_column = column;
}

static void draw_question(const struct app *app, struct frame *frame, struct box box)
{
	draw_message(app, frame, &box);
	if (app->n_page > 1)
		battery_draw(app, frame, box);
	else
		question_draw(app, frame, box);
}

static void put_middle(struct frame *frame, int row, enum role role, const char *text)
{
	size_t n = strlen(text);
	int width = frame_width(text, n);
	frame_put(frame, row, (frame->columns - width) / 2, width, role, text, n);
}

/* Nothing of a survey: a word, and the keys that lead back. */
static void draw_hidden(const struct app *app, struct frame *frame)
{
	char text[128];
	int row = app->rows / 2;
	snprintf(text, sizeof text, "%s%s", app->waking ? "" : "F12, ", legend_cap(app, "Enter"));
	put_middle(frame, row - 1, ROLE_PLAIN, body_say(app, SAY_HIDDEN));
	put_middle(frame, row + 1, ROLE_QUIET, text);
	frame->cursor_row = row + 1;
	frame->cursor_column = (frame->columns - frame_width(text, strlen(text))) / 2;
}

static void draw_too_small(const struct app *app, struct frame *frame)
{
	char size[32], text[256];
	snprintf(size, sizeof size, "%dx%d", APP_COLUMNS, APP_ROWS);
	words_fill(text, sizeof text, app->tongue, SAY_TOO_SMALL, size, NULL);
	for (size_t i = 0, n = strlen(text), next, row = 0; i < n; i += next, row++) {
		size_t line = wrap_line(text + i, n - i, frame->columns, &next);
		frame_put(frame, (int)row, 0, frame->columns, ROLE_STRONG, text + i, line);
	}
}

void view_draw(const struct app *app, struct frame *frame)
{
	frame_clear(frame);
	if (app_too_small(app)) {
		draw_too_small(app, frame);
		return;
	}
	if (app->overlay == OVERLAY_HIDDEN) {
		draw_hidden(app, frame);
		return;
	}
	const struct page *page =
		app->overlay == OVERLAY_NONE ? &screens[app->screen] : &overlays[app->overlay];
	struct box box = layout_body(app);
	frame->cursor_row = box.top;
	frame->cursor_column = box.left;
	draw_title(app, frame);
	draw_head(app, frame, page->head);
	draw_rule(app, frame, legend_draw(app, frame));
	if (app->overlay == OVERLAY_NONE && app->screen == SCREEN_REVIEW)
		draw_message(app, frame, &box);
	if (page->fill)
		body_show(app, frame, box, page->fill);
	else
		draw_question(app, frame, box);
}
