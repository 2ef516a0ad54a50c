/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the last effect came out. This is the only place from which "saved" is reached.
 */
#include "app_parts.h"

#include <string.h>

enum { APP_DRAFT_MS = APP_DRAFT_HOURS * 3600 * 1000, DROP_AGAIN_MS = 60 * 1000 };

/* The answers stay, and so does what was typed, to be mended; in lines it is typed anew. */
static enum effect token_refused(struct app *app)
{
	if (app->screen != SCREEN_TOKEN)
		app_go(app, SCREEN_TOKEN);
	if (app->options.plain)
		app_wipe_entry(app);
	app->refused = true;
	return EFFECT_NONE;
}

static enum effect stored(struct app *app, enum cips_rc rc)
{
	if (rc == CIPS_INPUT && app->fate != CIPS_TOKEN_GOOD)
		return token_refused(app);
	if (rc != CIPS_OK) {
		if (app->screen != SCREEN_UNSAVED)
			app_go(app, SCREEN_UNSAVED);
		return EFFECT_NONE;
	}
	app_forget(app);
	app_go(app, SCREEN_THANKS);
	app->overlay = OVERLAY_NONE;
	return EFFECT_FORGET;
}

static enum effect forgotten(struct app *app, enum cips_rc rc)
{
	(void)rc;
	return app->screen == SCREEN_THANKS ? EFFECT_NONE : EFFECT_READ_FACTS;
}

static enum effect facts_read(struct app *app, enum cips_rc rc)
{
	bool resting = app->screen == SCREEN_WELCOME && !app->running;
	if (rc == CIPS_OK && resting && app_full(app))
		app_go(app, SCREEN_FULL);
	return EFFECT_NONE;
}

static enum effect draft_saved(struct app *app, enum cips_rc rc)
{
	if (rc != CIPS_OK)
		return EFFECT_NONE;
	if (!app->drafts_due)
		app->drafts_due = app->now + APP_DRAFT_MS;
	app->from = app->screen;
	app_go(app, SCREEN_PAUSED);
	return EFFECT_NONE;
}

/* The first question that is not answered yet, or the review. */
static void go_on(struct app *app)
{
	for (size_t item = app_first(app); item != APP_NOWHERE; item = app_next(app, item)) {
		if (app_question(app, item).kind == CIPS_QUESTION_NOTE ||
			cips_session_state(app->session, item) != CIPS_STATE_SKIPPED)
			continue;
		app_show(app, item);
		return;
	}
	app_show_review(app, APP_NOWHERE);
}

/*
 * Back from the six words: the answers are still in memory, so that even a draft that cannot be
 * taken out of the station again stops nobody.
 */
static void unpause(struct app *app)
{
	explicit_bzero(app->code, sizeof app->code);
	app_wipe_entry(app);
	if (app->from == SCREEN_REVIEW)
		app_show_review(app, APP_NOWHERE);
	else
		app_show(app, app->item);
}

static enum effect draft_loaded(struct app *app, enum cips_rc rc)
{
	if (app->screen == SCREEN_PAUSED) {
		unpause(app);
	} else if (rc == CIPS_OK) {
		app_wipe_entry(app);
		app->running = true;
		go_on(app);
	} else {
		app->refused = rc == CIPS_INPUT; /* another failure is no fault of the words */
		if (app->options.plain)
			app_wipe_entry(app);
	}
	return EFFECT_NONE;
}

static enum effect unlocked(struct app *app, enum cips_rc rc)
{
	app_wipe_entry(app);
	if (rc == CIPS_OK) {
		app_forget(app);
		app->ending = true;
		return EFFECT_DROP_DRAFTS;
	}
	app->refused = true;
	return EFFECT_NONE;
}

/* A disk that fails keeps nobody from ending; while collecting goes on, it is tried again. */
static enum effect drafts_dropped(struct app *app, enum cips_rc rc)
{
	if (app->ending)
		return EFFECT_QUIT;
	if (rc != CIPS_OK)
		app->drafts_due = app->now + DROP_AGAIN_MS;
	return EFFECT_NONE;
}

static enum effect (*const outcomes[])(struct app *app, enum cips_rc rc) = {
	[EFFECT_STORE] = stored,
	[EFFECT_STORE_ELSEWHERE] = stored,
	[EFFECT_FORGET] = forgotten,
	[EFFECT_SAVE_DRAFT] = draft_saved,
	[EFFECT_LOAD_DRAFT] = draft_loaded,
	[EFFECT_UNLOCK] = unlocked,
	[EFFECT_DROP_DRAFTS] = drafts_dropped,
	[EFFECT_READ_FACTS] = facts_read,
	[EFFECT_QUIT] = NULL,
};

enum effect app_outcome(struct app *app, enum cips_rc rc)
{
	enum effect was = app->doing;
	app->doing = EFFECT_NONE;
	return outcomes[was] ? outcomes[was](app, rc) : EFFECT_NONE;
}
