/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SCREEN_QUESTION. Only going forward looks at what is wrong with an answer; going back, to the
 * review and away is free at any time.
 */
#include "app_parts.h"

/* The next row of a battery; stays on the last. */
static void next_row(struct app *app, int by)
{
	for (size_t i = 0; i < app->n_page; i++) {
		if (app_page_item(app, i) != app->item)
			continue;
		size_t other = by < 0 ? i - 1 : i + 1;
		if (other < app->n_page)
			app_show(app, app_page_item(app, other));
		return;
	}
}

/* Whether the page may be left; if not, what is at fault is in focus. */
static bool page_is_sound(struct app *app)
{
	for (size_t i = 0; i < app->n_page; i++) {
		size_t item = app_page_item(app, i);
		struct cips_fault fault;
		if (item == APP_NOWHERE)
			break;
		cips_session_fault(app->session, item, app->language, &fault);
		if (fault.kind == CIPS_FAULT_NONE)
			continue;
		if (item != app->item)
			app_show(app, item);
		app->fault = fault;
		return false;
	}
	return true;
}

static void leave_for_review(struct app *app)
{
	app_show_review(app, app->editing && !app->handing ? app->item : APP_NOWHERE);
}

static void page_forward(struct app *app)
{
	if (!page_is_sound(app))
		return;
	size_t last = app_page_item(app, app->n_page - 1);
	size_t next = app->editing || last == APP_NOWHERE ? APP_NOWHERE : app_next(app, last);
	if (next == APP_NOWHERE)
		leave_for_review(app);
	else
		app_show_page(app, next);
}

static void forward(struct app *app)
{
	struct cips_question question = app_question(app, app->item);
	bool chooses = question.kind == CIPS_QUESTION_ONE && !question.read_only &&
		app_is_offered(app, app->focus) && !app_is_chosen(app, app->focus);
	if (chooses) {
		size_t item = app->item;
		app_mark(app, app->focus);
		app_settle_page(app);
		if (app->n_page > 1) {
			next_row(app, 1);
			if (app->item != item)
				return;
		}
	}
	page_forward(app);
}

static void back(struct app *app)
{
	if (app->editing) {
		leave_for_review(app);
		return;
	}
	size_t before = app_previous(app, app->page);
	if (before == APP_NOWHERE)
		app_go(app, SCREEN_TRUST);
	else
		app_show_page(app, before);
}

/* After an answer given in one stroke, a battery is on its next row. */
static void answered(struct app *app)
{
	app_settle_page(app);
	if (app->n_page > 1)
		next_row(app, 1);
}

static void choose(struct app *app, size_t number)
{
	int choice = app_nth_offered(app, number);
	if (choice < 0)
		return;
	app_mark(app, choice);
	answered(app);
}

/* A form may list "don't know" among its choices: then that is what is chosen, and in focus. */
static void say(struct app *app, enum cips_state state)
{
	cips_session_set_state(app->session, app->item, state);
	app->focus = app_first_chosen(app);
	answered(app);
}

static void move(struct app *app, enum press press)
{
	if (app_question(app, app->item).kind == CIPS_QUESTION_NOTE)
		app->scroll = app_step(app, app->scroll, app->overflow, press);
	else if (app->n_page == 1)
		app->focus = app_neighbour(app, press);
	else if (press == PRESS_HOME || press == PRESS_END)
		app_show(app, app_page_item(app, press == PRESS_HOME ? 0 : app->n_page - 1));
	else
		next_row(app, press == PRESS_UP ? -1 : 1);
}

enum effect app_undo(struct app *app, bool redo)
{
	int item = redo ? cips_session_redo(app->session) : cips_session_undo(app->session);
	if (item < 0 || !app_visits(app, (size_t)item))
		return EFFECT_NONE;
	if (app->screen == SCREEN_REVIEW)
		app->editing = true;
	app_show(app, (size_t)item);
	return EFFECT_NONE;
}

/* What changes the answer of the item in focus. */
static void answer(struct app *app, const struct deed *deed)
{
	switch (deed->action) {
	case ACTION_CHOOSE:
		choose(app, deed->number);
		break;
	case ACTION_MARK:
		app_mark(app, app->focus);
		break;
	case ACTION_DONT_KNOW:
		say(app, CIPS_STATE_DONT_KNOW);
		break;
	case ACTION_REFUSE:
		say(app, CIPS_STATE_REFUSED);
		break;
	case ACTION_CLEAR:
		cips_session_set_state(app->session, app->item, CIPS_STATE_SKIPPED);
		app->focus = -1;
		break;
	default:
		app_type(app, deed);
	}
}

enum effect app_question_do(struct app *app, const struct deed *deed)
{
	switch (deed->action) {
	case ACTION_FORWARD:
		forward(app);
		break;
	case ACTION_BACK:
		back(app);
		break;
	case ACTION_REVIEW:
		leave_for_review(app);
		break;
	case ACTION_UNDO:
	case ACTION_REDO:
		return app_undo(app, deed->action == ACTION_REDO);
	case ACTION_PAUSE:
		return EFFECT_SAVE_DRAFT;
	case ACTION_MOVE:
		move(app, deed->press);
		break;
	case ACTION_JUMP:
		app->focus = app_choice_by_letter(app, deed->character);
		break;
	case ACTION_SIDE:
		if (app->n_page > 1)
			app->focus = app_neighbour(app, deed->press);
		else
			app_type(app, deed);
		break;
	default:
		answer(app, deed);
	}
	return EFFECT_NONE;
}
