/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SCREEN_RESUME, _ORGANISER and _TOKEN: one line typed outside the session. It is wiped as soon as
 * it has been used or the screen is left; a token is used when the answers are stored.
 */
#include "app_parts.h"

#include <string.h>

void app_wipe_entry(struct app *app)
{
	explicit_bzero(app->entry, sizeof app->entry);
	app->entry_n = 0;
}

void app_show_entry(struct app *app, enum screen screen)
{
	app_go(app, screen);
	app_wipe_entry(app);
}

/* What groups the characters of a token is drawn, not typed. */
static bool is_between(const struct app *app, uint32_t character)
{
	return app->screen == SCREEN_TOKEN && (character == '-' || character == ' ');
}

static enum effect use(const struct app *app)
{
	switch (app->screen) {
	case SCREEN_RESUME:
		return EFFECT_LOAD_DRAFT;
	case SCREEN_TOKEN:
		return EFFECT_STORE;
	default:
		return EFFECT_UNLOCK;
	}
}

/* Back to where it came from. */
static void leave(struct app *app)
{
	app_wipe_entry(app);
	if (app->screen == SCREEN_TOKEN) {
		app_go(app, SCREEN_CONFIRM);
	} else if (app->running) {
		app_go(app, SCREEN_WELCOME);
		app->row = app->language;
	} else {
		app_rest(app);
	}
}

enum effect app_entry_do(struct app *app, const struct deed *deed)
{
	switch (deed->action) {
	case ACTION_TYPE:
		if (!is_between(app, deed->character))
			app->entry_n = app_add(
				app->entry, app->entry_n, sizeof app->entry, deed->character);
		app->refused = false;
		break;
	case ACTION_ERASE:
		app->entry_n = app_cluster_before(app->entry, app->entry_n, app->entry_n);
		explicit_bzero(app->entry + app->entry_n, sizeof app->entry - app->entry_n);
		app->refused = false;
		break;
	case ACTION_CLEAR:
		app_wipe_entry(app);
		app->refused = false;
		break;
	case ACTION_FORWARD:
		return use(app);
	default:
		leave(app);
	}
	return EFFECT_NONE;
}
