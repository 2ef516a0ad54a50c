/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions in their order, and the page around the one in focus. Which items there are depends
 * on the answers, and how many stand on one page on the size and the language: both are found again
 * after each event, and the item stays what it was.
 */
#include "app_parts.h"

#include "layout.h"

#include <string.h>

struct cips_question app_question(const struct app *app, size_t item)
{
	struct cips_question question;
	cips_session_question(app->session, item, app->language, &question);
	return question;
}

bool app_visits(const struct app *app, size_t item)
{
	return cips_session_shown(app->session, item) &&
		app_question(app, item).kind != CIPS_QUESTION_NONE;
}

size_t app_next(const struct app *app, size_t item)
{
	size_t n = cips_session_items(app->session);
	for (size_t i = item + 1; i < n; i++) {
		if (app_visits(app, i))
			return i;
	}
	return APP_NOWHERE;
}

size_t app_previous(const struct app *app, size_t item)
{
	for (size_t i = item; i > 0; i--) {
		if (app_visits(app, i - 1))
			return i - 1;
	}
	return APP_NOWHERE;
}

size_t app_first(const struct app *app)
{
	if (cips_session_items(app->session) == 0)
		return APP_NOWHERE;
	return app_visits(app, 0) ? 0 : app_next(app, 0);
}

size_t app_page_item(const struct app *app, size_t i)
{
	size_t item = app->page;
	if (i >= app->n_page)
		return APP_NOWHERE;
	for (; i > 0 && item != APP_NOWHERE; i--)
		item = app_next(app, item);
	return item;
}

/* The first of the questions in a row that are of one battery with this one. */
static size_t battery_start(const struct app *app, size_t item)
{
	int battery = app_question(app, item).battery;
	size_t start = item;
	while (battery >= 0) {
		size_t before = app_previous(app, start);
		if (before == APP_NOWHERE || app_question(app, before).battery != battery)
			break;
		start = before;
	}
	return start;
}

static void lay_page(struct app *app)
{
	app->page = app->item;
	app->n_page = 1;
	if (app->editing || app->options.plain)
		return;
	size_t start = battery_start(app, app->item);
	while (start <= app->item) {
		app->page = start;
		app->n_page = layout_battery(app, start);
		size_t last = app_page_item(app, app->n_page - 1);
		if (last >= app->item)
			return;
		start = app_next(app, last);
	}
}

/* The item in focus is another one. */
static void enter_item(struct app *app, size_t item)
{
	app->item = item;
	app->focus = app_first_chosen(app);
	app->caret = strlen(cips_session_typed(app->session, item));
	app->fault = (struct cips_fault){CIPS_FAULT_NONE, ""};
}

void app_show(struct app *app, size_t item)
{
	if (app->screen != SCREEN_QUESTION)
		app_go(app, SCREEN_QUESTION);
	app->scroll = 0;
	enter_item(app, item);
	lay_page(app);
}

void app_show_page(struct app *app, size_t item)
{
	app_show(app, item);
	if (app->page != item)
		enter_item(app, app->page);
}

/* A typed answer, or the choice in focus, may have changed behind the back of the focus. */
static void settle_focus(struct app *app)
{
	size_t n = strlen(cips_session_typed(app->session, app->item));
	if (app->caret > n)
		app->caret = n;
	if (!app_is_offered(app, app->focus))
		app->focus = -1;
	if (app->fault.kind != CIPS_FAULT_NONE)
		cips_session_fault(app->session, app->item, app->language, &app->fault);
}

void app_settle_page(struct app *app)
{
	if (app->item >= cips_session_items(app->session) || !app_visits(app, app->item)) {
		size_t item = app_previous(app, app->item);
		if (item == APP_NOWHERE)
			item = app_first(app);
		if (item == APP_NOWHERE) {
			app_show_review(app, APP_NOWHERE);
			return;
		}
		enter_item(app, item);
	}
	lay_page(app);
	settle_focus(app);
}
