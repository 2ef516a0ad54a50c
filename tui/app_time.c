/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A screen that is left alone: a warning, then everything of the respondent is wiped. Without
 * answers there is nothing to warn of, and the first screen comes back at once.
 */
#include "app_parts.h"

/* Nobody is there: the screen may stay as it is for ever. */
static bool at_rest(const struct app *app)
{
	return !app->running && app->overlay == OVERLAY_NONE &&
		(app->screen == SCREEN_WELCOME || app->screen == SCREEN_FULL);
}

static bool thanking(const struct app *app)
{
	return app->screen == SCREEN_THANKS && app->overlay == OVERLAY_NONE;
}

static long long warning_due(const struct app *app)
{
	return app->last_press + 1000LL * app->options.idle_seconds;
}

static long long end_due(const struct app *app)
{
	if (thanking(app))
		return app->shown_since + 1000LL * APP_THANKS_SECONDS;
	return warning_due(app) + (app->running ? 1000LL * APP_WARNING_SECONDS : 0);
}

/* A hidden screen must not show that there is something to lose. */
static bool warns(const struct app *app)
{
	return app->running && !thanking(app) && app->overlay != OVERLAY_HIDDEN &&
		app->overlay != OVERLAY_WARNING;
}

static long long not_negative(long long ms)
{
	return ms > 0 ? ms : 0;
}

long long app_left(const struct app *app)
{
	return not_negative(end_due(app) - app->now);
}

bool app_expired(const struct app *app)
{
	return !at_rest(app) && app->now >= end_due(app);
}

/* Until the drafts go, -1: there are none. */
static long long drafts_left(const struct app *app)
{
	return app->drafts_due ? not_negative(app->drafts_due - app->now) : -1;
}

enum effect app_pass_time(struct app *app)
{
	if (app_expired(app)) {
		bool wiped = thanking(app);
		app_forget(app);
		app_rest(app);
		return wiped ? EFFECT_READ_FACTS : EFFECT_FORGET;
	}
	if (!at_rest(app) && warns(app) && app->now >= warning_due(app))
		app_open(app, OVERLAY_WARNING);
	if (drafts_left(app) == 0) {
		app->drafts_due = 0;
		return EFFECT_DROP_DRAFTS;
	}
	return EFFECT_NONE;
}

/* Until something happens to the respondent who is there, -1: nothing will. */
static long long respondent_wait(const struct app *app)
{
	if (at_rest(app))
		return -1;
	if (warns(app))
		return not_negative(warning_due(app) - app->now);
	long long left = app_left(app);
	if (app->overlay != OVERLAY_WARNING || left == 0)
		return left;
	return left % 1000 ? left % 1000 : 1000;
}

long long app_wait(const struct app *app)
{
	long long respondent = respondent_wait(app), drafts = drafts_left(app);
	if (respondent < 0 || (drafts >= 0 && drafts < respondent))
		return drafts;
	return respondent;
}
