/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens when something happens. A key is looked up in keys.c; what it stands for goes to the
 * overlay, or to the one function of its screen; then the page is laid again, so that focus, page
 * and scroll hold on the answers, the language and the size as they are now.
 */
#include "app_parts.h"

#include "bidi.h"
#include "layout.h"

#include <string.h>

static enum effect (*const screens[SCREENS])(struct app *app, const struct deed *deed) = {
	[SCREEN_WELCOME] = app_welcome_do,
	[SCREEN_PICTURE] = app_picture_do,
	[SCREEN_TRUST] = app_trust_do,
	[SCREEN_DETAILS] = app_details_do,
	[SCREEN_QUESTION] = app_question_do,
	[SCREEN_REVIEW] = app_review_do,
	[SCREEN_CONFIRM] = app_confirm_do,
	[SCREEN_TOKEN] = app_entry_do,
	[SCREEN_UNSAVED] = app_unsaved_do,
	[SCREEN_THANKS] = app_thanks_do,
	[SCREEN_PAUSED] = app_paused_do,
	[SCREEN_RESUME] = app_entry_do,
	[SCREEN_ORGANISER] = app_entry_do,
	[SCREEN_FULL] = app_full_do,
};

bool app_too_small(const struct app *app)
{
	return !app->options.plain && (app->rows < APP_ROWS || app->columns < APP_COLUMNS);
}

void app_go(struct app *app, enum screen screen)
{
	app->screen = screen;
	app->row = 0;
	app->scroll = 0;
	app->unmasked = false;
	app->refused = false;
	app->fault = (struct cips_fault){CIPS_FAULT_NONE, ""};
	app->shown_since = app->now;
}

void app_start(struct app *app, struct cips_station *station, struct cips_session *session,
	const struct app_options *options, int rows, int columns, long long now)
{
	*app = (struct app){.station = station,
		.session = session,
		.options = *options,
		.rows = rows,
		.columns = columns,
		.look = options->look,
		.ascii = options->ascii,
		.n_page = 1,
		.focus = -1,
		.now = now,
		.last_press = now};
	if (!app->options.idle_seconds)
		app->options.idle_seconds = APP_IDLE_SECONDS;
	cips_station_read(station, &app->facts, &app->err);
	app_rest(app);
}

/* What is done alike on every screen. False when the screen itself has to do it. */
static bool do_everywhere(struct app *app, enum action action)
{
	switch (action) {
	case ACTION_HELP:
		app_open(app, OVERLAY_HELP);
		return true;
	case ACTION_MENU:
		app_open(app, OVERLAY_MENU);
		return true;
	case ACTION_LANGUAGE:
		app_open(app, OVERLAY_LANGUAGES);
		return true;
	case ACTION_HIDE:
		app_open(app, OVERLAY_HIDDEN);
		return true;
	case ACTION_LOOK:
		app->look = (enum look)((app->look + 1) % LOOKS);
		return true;
	case ACTION_ASCII:
		app->ascii = !app->ascii;
		return true;
	default:
		return false;
	}
}

enum effect app_do(struct app *app, const struct deed *deed)
{
	if (do_everywhere(app, deed->action))
		return EFFECT_NONE;
	return screens[app->screen](app, deed);
}

static bool scrolls(const struct app *app)
{
	if (app->overlay == OVERLAY_HELP)
		return true;
	if (app->overlay != OVERLAY_NONE)
		return false;
	return app->screen == SCREEN_DETAILS ||
		(app->screen == SCREEN_QUESTION &&
			app_question(app, app->item).kind == CIPS_QUESTION_NOTE);
}

/*
 * Overflow is measured with the keys that scroll in the legend, so that taking them out of it again
 * can only make the window larger.
 */
static void settle_scroll(struct app *app)
{
	bool text = scrolls(app);
	app->overflow = text;
	if (!text)
		return;
	app->overflow = layout_overflow(app);
	if (app->scroll > app->overflow)
		app->scroll = app->overflow;
}

static void settle(struct app *app)
{
	if (app->screen == SCREEN_QUESTION)
		app_settle_page(app);
	if (app->screen == SCREEN_REVIEW) {
		size_t rows = 0;
		app_review_item(app, 0, &rows);
		if (app->row > rows)
			app->row = rows;
	}
	settle_scroll(app);
}

/* A key, or the word for it. */
static enum effect press(struct app *app, const struct deed *deed)
{
	app->last_press = app->now;
	if (deed->action == ACTION_NONE)
		return EFFECT_NONE;
	if (app->err.rc != CIPS_OK && app->screen != SCREEN_UNSAVED)
		app->err = (struct cips_err){0};
	if (app->overlay != OVERLAY_NONE)
		return app_overlay_do(app, deed);
	return app_do(app, deed);
}

static struct deed deed_of(const struct app *app, const struct event *event)
{
	struct deed deed = {ACTION_NONE, event->press, event->character, event->number};
	if (event->kind == EVENT_PRESS) {
		deed.action = keys_action(app, event->press, event->character);
		if (deed.action == ACTION_CHOOSE)
			deed.number = event->character - '0';
		return deed;
	}
	bool counts = event->action != ACTION_CHOOSE ||
		(event->number > 0 && event->number <= keys_numbers(app));
	if (app->overlay == OVERLAY_WARNING && !keys_allows(app, event->action))
		deed.action = ACTION_STAY;
	else if (counts && keys_allows(app, event->action))
		deed.action = event->action;
	return deed;
}

static enum effect happen(struct app *app, const struct event *event)
{
	switch (event->kind) {
	case EVENT_PRESS:
	case EVENT_ACTION: {
		if (app_expired(app))
			return app_pass_time(app);
		struct deed deed = deed_of(app, event);
		return press(app, &deed);
	}
	case EVENT_RESIZE:
		app->rows = event->rows;
		app->columns = event->columns;
		return EFFECT_NONE;
	case EVENT_TICK:
		return app_pass_time(app);
	case EVENT_OUTCOME:
		return app_outcome(app, event->rc);
	}
	return EFFECT_NONE;
}

enum effect app_update(struct app *app, const struct event *event)
{
	if (event->now > app->now)
		app->now = event->now;
	enum effect effect = happen(app, event);
	if (effect != EFFECT_NONE)
		app->doing = effect;
	settle(app);
	return effect;
}
