/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The app with a keyboard and a clock of the test's, and outcomes that the test decides. Nothing is
 * drawn and nothing stored.
 */
#ifndef TESTS_TUI_DRIVE_H
#define TESTS_TUI_DRIVE_H

#include "app.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include <unistd.h>

struct drive {
	struct cips_station *station;
	struct cips_session *session;
	struct app app;
	long long now;
	enum cips_rc outcome;	   /* of the next effects */
	enum cips_token_fate fate; /* of the token, when storing comes out as CIPS_INPUT */
	enum effect done[8];	   /* the effects of the last event, in order */
	size_t n_done;
	unsigned long stored;		 /* that came out as OK */
	struct cips_station_facts facts; /* what EFFECT_READ_FACTS reads */
};

static inline void drive_finish(struct drive *drive)
{
	cips_session_free(drive->session);
	cips_station_close(drive->station);
}

static inline void drive_open(
	struct drive *drive, const char *form, const char *units, const struct app_options *options)
{
	struct cips_err err = {0};
	struct cips_findings *findings = cips_findings_new();
	*drive = (struct drive){.now = 1000};
	enum cips_rc rc = cips_station_practice(form, units, &drive->station, findings, &err);
	for (size_t i = 0; rc && i < cips_findings_count(findings); i++)
		print_message("# %s: %s\n", form, cips_findings_get(findings, i)->text);
	if (rc)
		print_message("# %s: %s\n", form, err.text);
	assert_int_equal(rc, CIPS_OK);
	cips_findings_free(findings);
	drive->session = cips_session_new(drive->station);
	app_start(&drive->app, drive->station, drive->session, options, 24, 80, drive->now);
	drive->facts = drive->app.facts;
}

/* From a form written out. */
static inline void drive_text(
	struct drive *drive, const char *text, const struct app_options *options)
{
	char path[] = "/tmp/cips-app-XXXXXX.md";
	int fd = mkstemps(path, 3);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	drive_open(drive, path, NULL, options);
	unlink(path);
}

/* What the effects do, with the outcome that the test has set. */
static inline void drive_perform(struct drive *drive, enum effect effect)
{
	drive->n_done = 0;
	while (effect != EFFECT_NONE) {
		struct event event = {
			.kind = EVENT_OUTCOME, .now = drive->now, .rc = drive->outcome};
		assert_true(drive->n_done < 8);
		drive->done[drive->n_done++] = effect;
		if (effect == EFFECT_PLAIN || effect == EFFECT_QUIT)
			return;
		if (effect == EFFECT_FORGET || effect == EFFECT_READ_FACTS)
			event.rc = CIPS_OK;
		if (effect == EFFECT_READ_FACTS)
			drive->app.facts = drive->facts;
		if (effect == EFFECT_SAVE_DRAFT && !event.rc)
			strcpy(drive->app.code, "able baker charlie delta echo fox");
		if (effect == EFFECT_STORE || effect == EFFECT_STORE_ELSEWHERE) {
			drive->stored += event.rc == CIPS_OK;
			bool refused = event.rc == CIPS_INPUT && drive->app.facts.tokens;
			drive->app.fate = refused ? drive->fate : CIPS_TOKEN_GOOD;
		}
		drive->app.err.rc = event.rc;
		effect = app_update(&drive->app, &event);
	}
}

static inline void drive_event(struct drive *drive, struct event event)
{
	event.now = drive->now;
	drive_perform(drive, app_update(&drive->app, &event));
}

static inline void drive_press(struct drive *drive, enum press press)
{
	drive->now += 10;
	drive_event(drive, (struct event){.kind = EVENT_PRESS, .press = press});
}

static inline void drive_type(struct drive *drive, uint32_t character)
{
	drive->now += 10;
	drive_event(drive,
		(struct event){
			.kind = EVENT_PRESS, .press = PRESS_CHARACTER, .character = character});
}

static inline void drive_f(struct drive *drive, int key)
{
	drive_press(drive, (enum press)(PRESS_F1 + key - 1));
}

static inline void drive_action(struct drive *drive, enum action action, size_t number)
{
	drive->now += 10;
	drive_event(
		drive, (struct event){.kind = EVENT_ACTION, .action = action, .number = number});
}

static inline void drive_size(struct drive *drive, int rows, int columns)
{
	drive_event(drive, (struct event){.kind = EVENT_RESIZE, .rows = rows, .columns = columns});
}

/* Time passes, with a tick when the app asked for one. */
static inline void drive_wait(struct drive *drive, long long ms)
{
	long long end = drive->now + ms;
	for (;;) {
		long long wait = app_wait(&drive->app);
		if (wait < 0 || drive->app.now + wait > end)
			break;
		if (drive->app.now + wait > drive->now)
			drive->now = drive->app.now + wait;
		drive_event(drive, (struct event){.kind = EVENT_TICK});
	}
	drive->now = end;
}

/* Keys as text: letters and digits type, others are keys: "~" Enter, "<" F2, "^" Up, "v" is not. */
static inline void drive_keys(struct drive *drive, const char *keys)
{
	for (; *keys; keys++) {
		switch (*keys) {
		case '~':
			drive_press(drive, PRESS_ENTER);
			break;
		case '<':
			drive_f(drive, 2);
			break;
		case '_':
			drive_press(drive, PRESS_DOWN);
			break;
		case '^':
			drive_press(drive, PRESS_UP);
			break;
		default:
			drive_type(drive, (unsigned char)*keys);
		}
	}
}

static inline uint64_t drive_mix(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ p[i]) * 0x100000001B3u;
	return hash;
}

/* All answers, those to questions that are not asked included. */
static inline uint64_t drive_answers(const struct drive *drive)
{
	struct cips_session *session = drive->session;
	uint64_t hash = 0xCBF29CE484222325u;
	for (size_t i = 0; i < cips_session_items(session); i++) {
		struct cips_question question;
		cips_session_question(session, i, 0, &question);
		if (question.kind == CIPS_QUESTION_NONE)
			continue;
		enum cips_state state = cips_session_state(session, i);
		const char *typed = cips_session_typed(session, i);
		hash = drive_mix(hash, &state, sizeof state);
		hash = drive_mix(hash, typed, strlen(typed) + 1);
		for (size_t c = 0; c < question.n_choices; c++) {
			size_t place = cips_session_place(session, i, c);
			bool chosen = cips_session_chosen(session, i, c);
			hash = drive_mix(hash, &place, sizeof place);
			hash = drive_mix(hash, &chosen, sizeof chosen);
		}
	}
	return hash;
}

/* What the respondent looks at, apart from the language and how much of it fits a page. */
static inline uint64_t drive_place(const struct drive *drive)
{
	const struct app *app = &drive->app;
	size_t at[] = {app->screen, app->overlay, app->under, app->behind, app->item,
		(size_t)app->focus, app->caret, app->editing, app->handing, app->row,
		app->overlay_row, app->unmasked, app->waking, app->entry_n, app->refused,
		app->running, app->direction, app->fault.kind, app->fate};
	uint64_t hash = drive_mix(drive_answers(drive), at, sizeof at);
	return drive_mix(hash, app->entry, sizeof app->entry);
}

/* Everything that a key may change. */
static inline uint64_t drive_state(const struct drive *drive)
{
	const struct app *app = &drive->app;
	size_t at[] = {app->language, app->tongue, app->page, app->n_page, app->scroll,
		app->scroll_under, app->look, app->ascii, app->options.plain};
	uint64_t hash = drive_mix(drive_place(drive), at, sizeof at);
	return drive_mix(hash, app->code, sizeof app->code);
}

#endif
