/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The review, and handing in: SCREEN_REVIEW, _CONFIRM and _UNSAVED; between the last two a station
 * that asks for tokens has SCREEN_TOKEN. The rows are the questions that are asked; behind them is
 * "hand in".
 */
#include "app_parts.h"

/* This item or the next behind it that is no note. */
static size_t past_notes(const struct app *app, size_t item)
{
	while (item != APP_NOWHERE && app_question(app, item).kind == CIPS_QUESTION_NOTE)
		item = app_next(app, item);
	return item;
}

size_t app_review_first(const struct app *app)
{
	return past_notes(app, app_first(app));
}

size_t app_review_next(const struct app *app, size_t item)
{
	return past_notes(app, app_next(app, item));
}

size_t app_review_item(const struct app *app, size_t i, size_t *n)
{
	size_t found = APP_NOWHERE, rows = 0;
	for (size_t item = app_review_first(app); item != APP_NOWHERE;
		item = app_review_next(app, item))
		if (rows++ == i)
			found = item;
	*n = rows;
	return found;
}

size_t app_review_blanks(const struct app *app)
{
	size_t blanks = 0;
	for (size_t item = app_review_first(app); item != APP_NOWHERE;
		item = app_review_next(app, item))
		blanks += cips_session_state(app->session, item) == CIPS_STATE_SKIPPED;
	return blanks;
}

void app_show_review(struct app *app, size_t item)
{
	size_t row = 0;
	app->editing = false;
	app->handing = false;
	app_go(app, SCREEN_REVIEW);
	for (size_t i = app_first(app); i != APP_NOWHERE && i < item; i = app_next(app, i))
		row += app_question(app, i).kind != CIPS_QUESTION_NOTE;
	app->row = row;
}

static void edit(struct app *app, size_t item, bool handing)
{
	app->editing = true;
	app->handing = handing;
	app_show(app, item);
}

/* To the first answer with a fault, or to the question whether to hand in. */
static void hand_in(struct app *app)
{
	for (size_t item = app_first(app); item != APP_NOWHERE; item = app_next(app, item)) {
		struct cips_fault fault;
		cips_session_fault(app->session, item, app->language, &fault);
		if (fault.kind == CIPS_FAULT_NONE)
			continue;
		edit(app, item, true);
		app->fault = fault;
		return;
	}
	app_go(app, SCREEN_CONFIRM);
}

/* Before the review came the page of the item last looked at. */
static void back(struct app *app)
{
	if (app_first(app) == APP_NOWHERE)
		app_go(app, SCREEN_TRUST);
	else
		app_show(app, app->item);
}

enum effect app_review_do(struct app *app, const struct deed *deed)
{
	size_t n = 0;
	size_t row = deed->action == ACTION_CHOOSE ? deed->number - 1 : app->row;
	size_t item = app_review_item(app, row, &n);
	switch (deed->action) {
	case ACTION_MOVE:
		app->row = app_step(app, app->row, n, deed->press);
		break;
	case ACTION_CHOOSE:
	case ACTION_FORWARD:
		if (item == APP_NOWHERE)
			hand_in(app);
		else
			edit(app, item, false);
		break;
	case ACTION_BACK:
		back(app);
		break;
	case ACTION_UNMASK:
		app->unmasked = !app->unmasked;
		break;
	case ACTION_UNDO:
	case ACTION_REDO:
		return app_undo(app, deed->action == ACTION_REDO);
	case ACTION_PAUSE:
		return EFFECT_SAVE_DRAFT;
	default:
		break;
	}
	return EFFECT_NONE;
}

/* Two rows: yes, and back to the answers. */
enum effect app_confirm_do(struct app *app, const struct deed *deed)
{
	size_t row = deed->action == ACTION_CHOOSE ? deed->number - 1 : app->row;
	if (deed->action == ACTION_MOVE) {
		app->row = app_step(app, app->row, 1, deed->press);
		return EFFECT_NONE;
	}
	if (deed->action == ACTION_BACK || row != 0)
		app_show_review(app, APP_NOWHERE);
	else if (app->facts.tokens)
		app_show_entry(app, SCREEN_TOKEN);
	else
		return EFFECT_STORE;
	return EFFECT_NONE;
}

enum effect app_unsaved_do(struct app *app, const struct deed *deed)
{
	switch (deed->action) {
	case ACTION_AGAIN:
		return EFFECT_STORE;
	case ACTION_ELSEWHERE:
		return EFFECT_STORE_ELSEWHERE;
	default:
		app->err = (struct cips_err){0};
		app_wipe_entry(app);
		app_show_review(app, APP_NOWHERE);
		return EFFECT_NONE;
	}
}
