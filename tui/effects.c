/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The effects that need only the library. What the terminal has to do about an effect (forget what
 * it showed, go on in lines, end) is for whoever owns the terminal, besides this.
 */
#include "app.h"

static enum cips_rc load_draft(struct app *app)
{
	bool found = false;
	enum cips_rc rc =
		cips_station_load_draft(app->station, app->session, app->entry, &found, &app->err);
	return rc == CIPS_OK && !found ? CIPS_INPUT : rc;
}

/*
 * Nothing of the answers is left in the session, and what dealt with them is wiped off the stack.
 */
static void forget(struct app *app)
{
	cips_session_clear(app->session);
	cips_process_wipe_stack();
}

/*
 * Where the station asks for tokens, one that is not good is refused before anything is sealed; and
 * again by the station, where another process was quicker. A station that cannot be asked is tried:
 * what fails then says why.
 */
static enum cips_rc store(struct app *app, bool elsewhere)
{
	const struct cips_origin_said origin = {
		.language = app->language,
		.assisted = app->options.assisted,
		.token = app->facts.tokens ? app->entry : NULL,
	};
	enum cips_rc rc = cips_station_token(app->station, origin.token, &app->fate, &app->err);
	if (rc == CIPS_OK && app->fate != CIPS_TOKEN_GOOD)
		return CIPS_INPUT;
	rc = elsewhere
		? cips_station_store_elsewhere(app->station, app->session, &origin, &app->err)
		: cips_station_store(app->station, app->session, &origin, &app->err);
	if (rc == CIPS_INPUT)
		cips_station_token(app->station, origin.token, &app->fate, &app->err);
	return rc;
}

static enum cips_rc perform(struct app *app, enum effect effect)
{
	switch (effect) {
	case EFFECT_STORE:
		return store(app, false);
	case EFFECT_STORE_ELSEWHERE:
		return store(app, true);
	case EFFECT_SAVE_DRAFT:
		return cips_station_save_draft(app->station, app->session, app->code, &app->err);
	case EFFECT_LOAD_DRAFT:
		return load_draft(app);
	case EFFECT_UNLOCK:
		return cips_station_unlocks(app->station, app->entry) ? CIPS_OK : CIPS_INPUT;
	case EFFECT_DROP_DRAFTS:
		return cips_station_forget_drafts(app->station, &app->err);
	case EFFECT_READ_FACTS:
		return cips_station_read(app->station, &app->facts, &app->err);
	case EFFECT_FORGET:
		forget(app);
		return CIPS_OK;
	case EFFECT_NONE:
	case EFFECT_PLAIN:
	case EFFECT_QUIT:
		break;
	}
	return CIPS_OK;
}

struct event app_perform(struct app *app, enum effect effect, long long now)
{
	app->err = (struct cips_err){0};
	enum cips_rc rc = perform(app, effect);
	if (rc != CIPS_OK)
		app->err.rc = rc;
	return (struct event){.kind = EVENT_OUTCOME, .now = now, .rc = rc};
}
