/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Screens that are a list to choose from.
 */
#include "view_parts.h"

#include "wrap.h"

#include <stdio.h>
#include <string.h>

/* --- languages ------------------------------------------------------------------------------ */

const char *lists_language(const struct app *app, size_t language, char *out, size_t size)
{
	const char *own = words_autonym(cips_station_language_tag(app->station, language));
	if (own)
		return own;
	const char *label = cips_station_language(app->station, language);
	size_t n = strlen(label), code = n;
	while (code > 0 && label[code - 1] != '(')
		code--;
	if (n && label[n - 1] == ')' && code > 1)
		n = code - 1;
	while (n && label[n - 1] == ' ')
		n--;
	snprintf(out, size, "%.*s", (int)n, label);
	return out;
}

const char *lists_offer(const struct app *app, size_t language, char *out, size_t size)
{
	const char *name = lists_language(app, language, out, size);
	return *name ? name : app->facts.title;
}

enum say lists_invitation(const struct app *app)
{
	return app->facts.languages > 1 ? SAY_WELCOME : SAY_LINE_ENTER;
}

static void fill_languages(struct body *body, size_t row)
{
	const struct app *app = body->app;
	for (size_t i = 0; i < app->facts.languages; i++) {
		char name[128];
		struct item item = {.focus = i == row,
			.number = i + 1,
			.of = app->facts.languages,
			.label = lists_offer(app, i, name, sizeof name)};
		body_item(body, &item);
	}
}

/* Says it in each of our tongues that the form has a language for. */
void lists_fill_welcome(struct body *body)
{
	const struct app *app = body->app;
	bool said[TONGUES] = {false};
	body_paragraph(body, ROLE_STRONG, VOICE_OURS, app->facts.title);
	body_gap(body);
	for (size_t i = 0; i < app->facts.languages; i++) {
		enum tongue tongue = words_tongue(cips_station_language_tag(app->station, i));
		if (!said[tongue])
			body_paragraph(body, ROLE_QUIET, VOICE_OURS,
				words_say(tongue, lists_invitation(app)));
		said[tongue] = true;
	}
	body_gap(body);
	fill_languages(body, app->row);
	if (app->direction == DIRECTION_NONE) {
		body_gap(body);
		body_words(body, ROLE_ERROR, SAY_PICTURE_NONE);
	}
}

void lists_fill_languages(struct body *body)
{
	fill_languages(body, body->app->overlay_row);
}

/* --- menu ----------------------------------------------------------------------------------- */

void lists_fill_menu(struct body *body)
{
	const struct app *app = body->app;
	struct live_key live[ACTIONS];
	size_t n = keys_menu(app, live);
	for (size_t i = 0; i < n; i++) {
		char text[256];
		snprintf(text, sizeof text, "%s (%s)", body_say(app, live[i].legend),
			legend_cap(app, live[i].cap));
		struct item item = {
			.focus = i == app->overlay_row, .number = i + 1, .of = n, .label = text};
		body_item(body, &item);
	}
}

/* --- review --------------------------------------------------------------------------------- */

/* A text cut to so many columns, "…" where it was cut. */
static void put_cut(struct body *body, int column, int columns, enum role role, enum voice voice,
	const char *text)
{
	char line[VIEW_TEXT];
	size_t n = strlen(text), next, first = wrap_line(text, n, 1 << 20, &next);
	const char *sign = body_sign(body->app, SIGN_CUT);
	if (first == n && frame_width(text, n) <= columns) {
		body_put(body, column, columns, role, voice, text, n);
		return;
	}
	int width = columns - frame_width(sign, strlen(sign));
	snprintf(line, sizeof line, "%.*s%s", (int)wrap_cut(text, first, width), text, sign);
	body_puts(body, column, columns, role, voice, line);
	explicit_bzero(line, strlen(line));
}

/* What stands in the right column: the answer, or a mask as long for every answer. */
static void put_answer(struct body *body, size_t item, int column, int columns)
{
	char answer[VIEW_TEXT];
	const struct app *app = body->app;
	struct cips_fault fault;
	enum cips_state state = cips_session_state(app->session, item);
	cips_session_fault(app->session, item, app->language, &fault);
	if (fault.kind != CIPS_FAULT_NONE) {
		snprintf(answer, sizeof answer, "! %s", body_say(app, SAY_REVIEW_MEND));
		put_cut(body, column, columns, ROLE_ERROR, VOICE_FORM, answer);
	} else if (state == CIPS_STATE_SKIPPED) {
		put_cut(body, column, columns, ROLE_QUIET, VOICE_FORM,
			body_say(app, SAY_NOT_ANSWERED));
	} else if (!app->unmasked) {
		put_cut(body, column, columns, ROLE_PLAIN, VOICE_FORM, body_sign(app, SIGN_MASK));
	} else {
		question_answer(app, item, answer, sizeof answer);
		put_cut(body, column, columns, ROLE_CHOSEN, VOICE_FORM, answer);
		explicit_bzero(answer, strlen(answer));
	}
}

static void mark_item(struct body *body, bool focus, int cursor)
{
	if (!focus)
		return;
	body_puts(body, 0, 1, ROLE_FOCUS, VOICE_FORM, body_mirrored(body->app) ? "<" : ">");
	body_cursor(body, cursor, VOICE_FORM);
	body->focus = body->line;
	body->focus_end = body->line + 1;
}

static void fill_review_row(struct body *body, size_t item, size_t number,
	const struct cips_question *question, bool focus)
{
	enum { NUMBER = 2, LABEL = 8 };
	char text[32];
	int columns = body->box.columns, right = columns / 3;
	int from = body->line;
	snprintf(text, sizeof text, body_mirrored(body->app) ? ".%zu" : "%4zu.", number);
	mark_item(body, focus, LABEL);
	body_puts(body, NUMBER, 5, ROLE_QUIET, VOICE_FORM, text);
	put_cut(body, LABEL, columns - LABEL - right - 2, ROLE_PLAIN, VOICE_FORM, question->label);
	put_answer(body, item, columns - right, right);
	body_next(body);
	if (focus)
		body_role(body, from, 0, columns, ROLE_FOCUS);
}

void lists_fill_review(struct body *body)
{
	const struct app *app = body->app;
	size_t n = 0;
	const char *section = "";
	body_words(body, ROLE_QUIET, app->unmasked ? SAY_REVIEW_SHOWN : SAY_REVIEW);
	for (size_t item = app_review_first(app); item != APP_NOWHERE;
		item = app_review_next(app, item)) {
		struct cips_question question = app_question(app, item);
		if (n == 0 || strcmp(section, question.section) != 0) {
			body_gap(body);
			body_paragraph(body, ROLE_STRONG, VOICE_FORM, question.section);
			section = question.section;
		}
		fill_review_row(body, item, n + 1, &question, n == app->row);
		n++;
	}
	body_gap(body);
	struct item last = {
		.focus = app->row >= n, .role = ROLE_STRONG, .label = body_say(app, SAY_HAND_IN)};
	body_item(body, &last);
}
