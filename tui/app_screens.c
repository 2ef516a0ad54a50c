/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screens before and after the questions, and the languages, which may need a picture test
 * first: whether the terminal can show letters that are written from the right.
 */
#include "app_parts.h"

#include "bidi.h"

#include <string.h>
#include <strings.h>

bool app_full(const struct app *app)
{
	return !app->facts.practice && app->facts.used >= app->facts.slots;
}

void app_forget(struct app *app)
{
	cips_session_clear(app->session);
	explicit_bzero(app->entry, sizeof app->entry);
	explicit_bzero(app->code, sizeof app->code);
	app->entry_n = 0;
	app->running = false;
	app->editing = false;
	app->handing = false;
	app->item = 0;
	app->page = 0;
	app->n_page = 1;
	app->focus = -1;
	app->caret = 0;
	app->from = SCREEN_WELCOME;
	app->wanted = 0;
	app->overlay_row = 0;
	app->scroll_under = 0;
}

static void set_language(struct app *app, size_t language)
{
	app->language = language;
	app->tongue = words_tongue(cips_station_language_tag(app->station, language));
}

static size_t first_language(const struct app *app)
{
	const char *wanted = app->options.language;
	for (size_t i = 0; wanted && i < app->facts.languages; i++) {
		if (strcasecmp(cips_station_language_tag(app->station, i), wanted) == 0)
			return i;
	}
	return cips_station_default_language(app->station);
}

void app_rest(struct app *app)
{
	if (app->screen == SCREEN_PICTURE && app->direction != DIRECTION_NONE)
		app->direction = DIRECTION_UNKNOWN;
	app_go(app, app_full(app) ? SCREEN_FULL : SCREEN_WELCOME);
	app->overlay = OVERLAY_NONE;
	app->under = OVERLAY_NONE;
	app->behind = OVERLAY_NONE;
	app->waking = false;
	app->look = app->options.look;
	app->ascii = app->options.ascii;
	set_language(app, first_language(app));
	app->row = app->language;
}

/* Lines are read out in their own order: no test is needed for them. */
static bool needs_picture(const struct app *app, size_t language)
{
	return !app->options.plain && app->direction != DIRECTION_TERMINAL &&
		app->direction != DIRECTION_OURS &&
		bidi_language(cips_station_language_tag(app->station, language));
}

bool app_speak(struct app *app, size_t language)
{
	bool trying = app->screen == SCREEN_PICTURE;
	if (trying && bidi_language(cips_station_language_tag(app->station, language))) {
		app->wanted = language;
		app->direction = DIRECTION_TERMINAL;
		return false;
	}
	if (!needs_picture(app, language)) {
		set_language(app, language);
		return true;
	}
	app->from = app->screen;
	app->wanted = language;
	app->direction = DIRECTION_TERMINAL;
	app->screen = SCREEN_PICTURE;
	app->overlay = OVERLAY_NONE;
	app->shown_since = app->now;
	return false;
}

/* After two times no it stays, to say that the language cannot be shown here. */
enum effect app_picture_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_NO) {
		app->direction =
			app->direction == DIRECTION_TERMINAL ? DIRECTION_OURS : DIRECTION_NONE;
		return EFFECT_NONE;
	}
	app->screen = app->from;
	app->shown_since = app->now;
	if (deed->action == ACTION_YES) {
		set_language(app, app->wanted);
		if (app->from == SCREEN_WELCOME)
			app_go(app, SCREEN_TRUST);
	} else if (app->direction != DIRECTION_NONE) {
		app->direction = DIRECTION_UNKNOWN;
	}
	return EFFECT_NONE;
}

enum effect app_welcome_do(struct app *app, const struct deed *deed)
{
	switch (deed->action) {
	case ACTION_MOVE:
		app->row = app_step(app, app->row, app->facts.languages - 1, deed->press);
		break;
	case ACTION_CHOOSE:
		app->row = deed->number - 1;
		if (app_speak(app, app->row))
			app_go(app, SCREEN_TRUST);
		break;
	case ACTION_FORWARD:
		if (app_speak(app, app->row))
			app_go(app, SCREEN_TRUST);
		break;
	case ACTION_RESUME:
		app_show_entry(app, SCREEN_RESUME);
		break;
	case ACTION_ORGANISER:
		app_show_entry(app, SCREEN_ORGANISER);
		break;
	case ACTION_PLAIN:
		return EFFECT_PLAIN;
	case ACTION_QUIT:
		app_forget(app);
		return EFFECT_QUIT;
	default:
		break;
	}
	return EFFECT_NONE;
}

/* Who came back to the trust screen goes on where the first page was. */
static void begin(struct app *app)
{
	size_t first = app_first(app);
	app->running = true;
	app->editing = false;
	if (first == APP_NOWHERE)
		app_show_review(app, APP_NOWHERE);
	else
		app_show_page(app, first);
}

enum effect app_trust_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_FORWARD) {
		begin(app);
	} else if (deed->action == ACTION_DETAILS) {
		app_go(app, SCREEN_DETAILS);
	} else {
		app_go(app, SCREEN_WELCOME);
		app->row = app->language;
	}
	return EFFECT_NONE;
}

enum effect app_details_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_MOVE)
		app->scroll = app_step(app, app->scroll, app->overflow, deed->press);
	else
		app_go(app, SCREEN_TRUST);
	return EFFECT_NONE;
}

/* Going back takes the draft out of the station again, so that it cannot be handed in twice. */
enum effect app_paused_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_BACK) {
		memcpy(app->entry, app->code, sizeof app->code);
		app->entry_n = strlen(app->entry);
		return EFFECT_LOAD_DRAFT;
	}
	app_forget(app);
	app_rest(app);
	return EFFECT_FORGET;
}

enum effect app_thanks_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_ORGANISER) {
		app_show_entry(app, SCREEN_ORGANISER);
		return EFFECT_NONE;
	}
	if (deed->action == ACTION_QUIT)
		return EFFECT_QUIT;
	app_rest(app);
	return EFFECT_READ_FACTS;
}

enum effect app_full_do(struct app *app, const struct deed *deed)
{
	if (deed->action == ACTION_ORGANISER)
		app_show_entry(app, SCREEN_ORGANISER);
	return EFFECT_NONE;
}
