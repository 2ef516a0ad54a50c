/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SCREEN_RESUME and _ORGANISER: one line typed outside the session. It is wiped as soon as it has
 * been used or the screen is left.
 */
#include "app_parts.h"

#include <string.h>

static void wipe_entry(struct app *app)
{
	explicit_bzero(app->entry, sizeof app->entry);
	app->entry_n = 0;
}

void app_show_entry(struct app *app, enum screen screen)
{
	app_go(app, screen);
	wipe_entry(app);
}

enum effect app_entry_do(struct app *app, const struct deed *deed)
{
	switch (deed->action) {
	case ACTION_TYPE:
		app->entry_n =
			app_add(app->entry, app->entry_n, sizeof app->entry, deed->character);
		app->refused = false;
		break;
	case ACTION_ERASE:
		app->entry_n = app_cluster_before(app->entry, app->entry_n, app->entry_n);
		explicit_bzero(app->entry + app->entry_n, sizeof app->entry - app->entry_n);
		app->refused = false;
		break;
	case ACTION_CLEAR:
		wipe_entry(app);
		app->refused = false;
		break;
	case ACTION_FORWARD:
		return app->screen == SCREEN_RESUME ? EFFECT_LOAD_DRAFT : EFFECT_UNLOCK;
	default:
		wipe_entry(app);
		if (app->running) {
			app_go(app, SCREEN_WELCOME);
			app->row = app->language;
		} else {
			app_rest(app);
		}
	}
	return EFFECT_NONE;
}
