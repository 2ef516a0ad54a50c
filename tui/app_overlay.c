/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies over a screen. The screen below keeps its focus, its row and its scroll: the help,
 * which scrolls too, puts the scroll of the screen aside. The warning and the hidden screen can lie
 * over another overlay; the list of languages over the help.
 */
#include "app_parts.h"

void app_open(struct app *app, enum overlay overlay)
{
	enum overlay was = app->overlay;
	if (overlay == OVERLAY_HIDDEN) {
		app->waking = was == OVERLAY_HIDDEN;
		if (was != OVERLAY_WARNING && was != OVERLAY_HIDDEN)
			app->under = was;
	} else if (overlay == OVERLAY_WARNING) {
		app->under = was;
	} else if (overlay == OVERLAY_LANGUAGES) {
		app->behind = was == OVERLAY_HELP ? OVERLAY_HELP : OVERLAY_NONE;
		app->overlay_row = app->language;
	} else if (overlay == OVERLAY_HELP) {
		app->scroll_under = app->scroll;
		app->scroll = 0;
	} else {
		app->overlay_row = 0;
	}
	app->overlay = overlay;
}

static void close_overlay(struct app *app)
{
	enum overlay was = app->overlay;
	app->overlay = OVERLAY_NONE;
	if (was == OVERLAY_HELP)
		app->scroll = app->scroll_under;
	if (was == OVERLAY_LANGUAGES) {
		app->overlay = app->behind;
		app->behind = OVERLAY_NONE;
	}
	if (was == OVERLAY_WARNING || was == OVERLAY_HIDDEN) {
		app->overlay = app->under;
		app->under = OVERLAY_NONE;
		app->waking = false;
	}
	/* The time of the thanks begins again when they can be seen again. */
	app->shown_since = app->now;
}

size_t app_step(const struct app *app, size_t row, size_t last, enum press press)
{
	size_t page = (size_t)(app->rows > 2 ? app->rows / 2 : 1);
	switch (press) {
	case PRESS_UP:
		return row ? row - 1 : 0;
	case PRESS_DOWN:
		return row < last ? row + 1 : last;
	case PRESS_PAGE_UP:
		return row > page ? row - page : 0;
	case PRESS_PAGE_DOWN:
		return last > page && row < last - page ? row + page : last;
	case PRESS_HOME:
		return 0;
	case PRESS_END:
		return last;
	default:
		return row;
	}
}

static enum effect help_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_MOVE)
		app->scroll = app_step(app, app->scroll, app->overflow, deed->press);
	else
		close_overlay(app);
	return EFFECT_NONE;
}

static enum effect menu_do(struct app *app, const struct deed *deed)
{
	struct live_key live[ACTIONS];
	size_t n = keys_menu(app, live);
	if (deed->action == ACTION_MOVE) {
		app->overlay_row = app_step(app, app->overlay_row, n - 1, deed->press);
		return EFFECT_NONE;
	}
	size_t row = deed->action == ACTION_CHOOSE ? deed->number - 1 : app->overlay_row;
	close_overlay(app);
	if (deed->action == ACTION_BACK || row >= n)
		return EFFECT_NONE;
	struct deed chosen = {live[row].action, PRESS_ENTER, 0, 0};
	return app_do(app, &chosen);
}

static enum effect languages_do(struct app *app, const struct deed *deed)
{
	size_t row = deed->action == ACTION_CHOOSE ? deed->number - 1 : app->overlay_row;
	if (deed->action == ACTION_MOVE) {
		app->overlay_row = app_step(app, row, app->facts.languages - 1, deed->press);
		return EFFECT_NONE;
	}
	close_overlay(app);
	if (deed->action == ACTION_BACK)
		return EFFECT_NONE;
	if (app_speak(app, row) && app->screen == SCREEN_WELCOME)
		app->row = row;
	return EFFECT_NONE;
}

/* Any key ends the warning. Two of them also do what they always do. */
static enum effect warning_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_HIDE) {
		app_open(app, OVERLAY_HIDDEN);
		return EFFECT_NONE;
	}
	close_overlay(app);
	if (deed->action == ACTION_LANGUAGE && app->overlay != OVERLAY_LANGUAGES)
		app_open(app, OVERLAY_LANGUAGES);
	return EFFECT_NONE;
}

static enum effect hidden_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_HIDE)
		app->waking = true;
	else
		close_overlay(app);
	return EFFECT_NONE;
}

static enum effect (*const overlays[OVERLAYS])(struct app *app, const struct deed *deed) = {
	[OVERLAY_HELP] = help_do,
	[OVERLAY_MENU] = menu_do,
	[OVERLAY_LANGUAGES] = languages_do,
	[OVERLAY_WARNING] = warning_do,
	[OVERLAY_HIDDEN] = hidden_do,
};

enum effect app_overlay_do(struct app *app, const struct deed *deed)
{
	bool own = app->overlay == OVERLAY_WARNING || app->overlay == OVERLAY_HIDDEN;
	switch (own ? ACTION_NONE : deed->action) {
	case ACTION_HIDE:
	case ACTION_LOOK:
	case ACTION_ASCII:
	case ACTION_LANGUAGE:
		return app_do(app, deed);
	default:
		return overlays[app->overlay](app, deed);
	}
}
