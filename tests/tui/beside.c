/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beside.h"

#include "check.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const struct key beside_keys[] = {
	{"\r", PRESS_ENTER, 0},
	{"\033", PRESS_ESCAPE, 0},
	{"\t", PRESS_TAB, 0},
	{"\033[Z", PRESS_BACK_TAB, 0},
	{"\177", PRESS_ERASE, 0},
	{"\033[3~", PRESS_DELETE, 0},
	{"\033OA", PRESS_UP, 0},
	{"\033OB", PRESS_DOWN, 0},
	{"\033OD", PRESS_LEFT, 0},
	{"\033OC", PRESS_RIGHT, 0},
	{"\033[1~", PRESS_HOME, 0},
	{"\033[4~", PRESS_END, 0},
	{"\033[5~", PRESS_PAGE_UP, 0},
	{"\033[6~", PRESS_PAGE_DOWN, 0},
	{"\033OP", PRESS_F1, 0},
	{"\033OQ", PRESS_F1 + 1, 0},
	{"\033OR", PRESS_F1 + 2, 0},
	{"\033OS", PRESS_F1 + 3, 0},
	{"\033[15~", PRESS_F1 + 4, 0},
	{"\033[17~", PRESS_F1 + 5, 0},
	{"\033[18~", PRESS_F1 + 6, 0},
	{"\033[19~", PRESS_F1 + 7, 0},
	{"\033[20~", PRESS_F1 + 8, 0},
	{"\033[21~", PRESS_F1 + 9, 0},
	{"\033[23~", PRESS_F1 + 10, 0},
	{"\033[24~", PRESS_F12, 0},
	{" ", PRESS_CHARACTER, ' '},
	{"1", PRESS_CHARACTER, '1'},
	{"2", PRESS_CHARACTER, '2'},
	{"3", PRESS_CHARACTER, '3'},
	{"7", PRESS_CHARACTER, '7'},
	{"x", PRESS_CHARACTER, 'x'},
	{"é", PRESS_CHARACTER, 0xe9},
	{"字", PRESS_CHARACTER, 0x5b57},
	{"\xcc\x81", PRESS_CHARACTER, 0x301},
	{"-", PRESS_CHARACTER, '-'},
};
const size_t beside_keys_n = sizeof beside_keys / sizeof *beside_keys;

const struct key *beside_key(enum press press)
{
	for (size_t i = 0; i < beside_keys_n; i++)
		if (beside_keys[i].press == press)
			return &beside_keys[i];
	abort();
}

static void start_app(struct beside *beside, const char *term, int rows, int columns,
	const char *form, const char *units)
{
	struct cips_err err = {0};
	struct cips_findings *findings = cips_findings_new();
	bool old = strncmp(term, "vt", 2) == 0;
	struct app_options options = {
		.look = old ? LOOK_MONO : LOOK_COLOUR,
		.look_fixed = old,
		.ascii = old,
	};
	assert_int_equal(cips_start(&err), CIPS_OK);
	words_load(LOCALE);
	assert_int_equal(
		cips_station_practice(form, units, &beside->station, findings, &err), CIPS_OK);
	cips_findings_free(findings);
	beside->session = cips_session_new(beside->station);
	app_start(&beside->app, beside->station, beside->session, &options, rows, columns, 0);
}

void beside_start(struct beside *beside, const char *term, int rows, int columns, const char *form,
	const char *units, const char *const *extra)
{
	static const char *const environment[] = {"PATH=/usr/bin", "LANG=C.UTF-8", NULL};
	const char *argv[16] = {COLLECT, "--practice", form};
	size_t n = 3;
	if (units) {
		argv[n++] = "--units";
		argv[n++] = units;
	}
	for (; extra && *extra; extra++)
		argv[n++] = *extra;
	*beside = (struct beside){.now = 0};
	start_app(beside, term, rows, columns, form, units);
	beside->pty = pty_start(term, rows, columns, argv, environment);
	beside_check(beside);
}

void beside_end(struct beside *beside)
{
	pty_free(beside->pty);
	frame_free(beside->frame);
	cips_session_free(beside->session);
	cips_station_close(beside->station);
}

static void happen(struct beside *beside, struct event event)
{
	event.now = beside->now;
	enum effect effect = app_update(&beside->app, &event);
	while (effect != EFFECT_NONE && !beside->ended) {
		beside->ended = effect == EFFECT_QUIT;
		event = app_perform(&beside->app, effect, beside->now);
		effect = app_update(&beside->app, &event);
	}
}

/*
 * Escape alone is Escape only when nothing comes for a while: with what is pressed next it would be
 * another key.
 */
enum { ESCAPE_ALONE = 60 };

void beside_press(struct beside *beside, const struct key *key)
{
	pty_type(beside->pty, key->bytes);
	if (strcmp(key->bytes, "\033") == 0)
		pty_settle(beside->pty, ESCAPE_ALONE);
	happen(beside,
		(struct event){
			.kind = EVENT_PRESS, .press = key->press, .character = key->character});
}

void beside_type(struct beside *beside, const char *text)
{
	for (; *text; text++) {
		char bytes[2] = {*text, '\0'};
		struct key key = {bytes, PRESS_CHARACTER, (unsigned char)*text};
		beside_press(beside, &key);
	}
}

void beside_resize(struct beside *beside, int rows, int columns)
{
	pty_resize(beside->pty, rows, columns);
	happen(beside, (struct event){.kind = EVENT_RESIZE, .rows = rows, .columns = columns});
}

static bool shows(struct beside *beside, const char *wanted)
{
	int row, column;
	bool visible;
	pty_cursor(beside->pty, &row, &column, &visible);
	return visible && row == beside->frame->cursor_row &&
		column == beside->frame->cursor_column &&
		strcmp(pty_screen(beside->pty), wanted) == 0;
}

static void complain(struct beside *beside, const char *wanted)
{
	int row, column;
	bool visible;
	pty_cursor(beside->pty, &row, &column, &visible);
	print_error("the app draws, with the cursor at %d,%d:\n%s\n", beside->frame->cursor_row,
		beside->frame->cursor_column, wanted);
	print_error("the terminal shows, with the cursor at %d,%d (%s):\n%s\n", row, column,
		visible ? "visible" : "hidden", pty_screen(beside->pty));
	fail();
}

void beside_check(struct beside *beside)
{
	struct app *app = &beside->app;
	if (beside->ended)
		return;
	if (!beside->frame || beside->frame->rows != app->rows ||
		beside->frame->columns != app->columns) {
		frame_free(beside->frame);
		beside->frame = frame_new(app->rows, app->columns);
	}
	view_draw(app, beside->frame);
	char *wanted = frame_text(beside->frame);
	int waited = 0;
	for (; waited < BESIDE_PATIENCE && !shows(beside, wanted); waited += 5)
		pty_settle(beside->pty, 5);
	if (waited >= BESIDE_PATIENCE)
		complain(beside, wanted);
	free(wanted);
}

void beside_reach(struct beside *beside, enum screen screen)
{
	for (int i = 0; i < 200 && beside->app.screen != screen; i++) {
		beside_press(beside, beside_key(PRESS_ENTER));
		beside_check(beside);
	}
	assert_int_equal(beside->app.screen, screen);
}
