/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The app key by key: what lies over the screens, drafts, time, and the line mode.
 */
#include "app_case.h"

/* --- what lies over the screen ---------------------------------------------------------------- */

static void hidden_at_once(void **state)
{
	(void)state;
	struct live_key live[ACTIONS];
	to_battery();
	drive_f(&d, 1);
	under(HELP);
	drive_f(&d, 12);
	under(HIDDEN);
	assert_int_equal(keys_live(&d.app, live), 1);
	drive_keys(&d, "~1 <");
	under(HIDDEN);
	drive_f(&d, 12);
	drive_keys(&d, "1");
	under(HIDDEN);
	drive_keys(&d, "~");
	under(HELP);
	drive_press(&d, PRESS_ESCAPE);
	under(NONE);
	at_item(A1);
}

static void languages_keep_everything(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1~~12~");
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_CONSTRAINT);
	drive_f(&d, 1);
	drive_f(&d, 3);
	under(LANGUAGES);
	drive_keys(&d, "2");
	under(HELP);
	assert_int_equal(d.app.language, 1);
	assert_int_equal(d.app.tongue, TONGUE_FR);
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_CONSTRAINT);
	drive_keys(&d, "~");
	at_item(AGE);
	assert_string_equal(cips_session_typed(d.session, AGE), "12");
	drive_f(&d, 3);
	assert_int_equal(d.app.overlay_row, 1);
	drive_press(&d, PRESS_ESCAPE);
	assert_int_equal(d.app.language, 1);
}

static void scroll_is_kept_below(void **state)
{
	(void)state;
	drive_keys(&d, "1");
	drive_f(&d, 5);
	on_screen(DETAILS);
	assert_true(d.app.overflow > 2);
	drive_keys(&d, "__");
	assert_int_equal(d.app.scroll, 2);
	drive_f(&d, 1);
	assert_int_equal(d.app.scroll, 0);
	drive_press(&d, PRESS_ESCAPE);
	assert_int_equal(d.app.scroll, 2);
	drive_press(&d, PRESS_END);
	assert_int_equal(d.app.scroll, d.app.overflow);
	drive_press(&d, PRESS_PAGE_UP);
	on_screen(DETAILS);
	assert_true(d.app.scroll < d.app.overflow);
	drive_size(&d, 100, 100);
	assert_int_equal(d.app.scroll, 0);
	assert_false(keys_allows(&d.app, ACTION_MOVE));
}

static void picture_test(void **state)
{
	(void)state;
	drive_keys(&d, "3");
	on_screen(PICTURE);
	assert_int_equal(d.app.direction, DIRECTION_TERMINAL);
	drive_keys(&d, "<");
	on_screen(WELCOME);
	assert_int_equal(d.app.direction, DIRECTION_UNKNOWN);
	drive_keys(&d, "322");
	on_screen(PICTURE);
	assert_int_equal(d.app.direction, DIRECTION_NONE);
	drive_keys(&d, "1");
	on_screen(PICTURE);
	drive_keys(&d, "~");
	on_screen(WELCOME);
	assert_int_equal(d.app.row, 2);
	assert_int_equal(d.app.language, 0);
	drive_keys(&d, "321");
	on_screen(TRUST);
	assert_int_equal(d.app.direction, DIRECTION_OURS);
	assert_int_equal(d.app.language, 2);
	drive_keys(&d, "<");
	drive_keys(&d, "3");
	on_screen(TRUST);
}

static void picture_test_in_a_question(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1~ab");
	drive_f(&d, 3);
	drive_keys(&d, "3");
	on_screen(PICTURE);
	under(NONE);
	drive_keys(&d, "1");
	at_item(WHY);
	assert_int_equal(d.app.caret, 2);
	assert_int_equal(d.app.language, 2);
	assert_int_equal(d.app.direction, DIRECTION_TERMINAL);
}

/* Every action of every screen can be had with arrows and Enter. */
static void menu_does_it_all(void **state)
{
	struct live_key menu[ACTIONS];
	(void)state;
	to_questions();
	drive_keys(&d, "~1~");
	drive_press(&d, PRESS_ESCAPE);
	under(MENU);
	size_t n = keys_menu(&d.app, menu), pause = n;
	for (size_t i = 0; i < n; i++) {
		if (menu[i].action == ACTION_PAUSE)
			pause = i;
	}
	assert_true(pause < n);
	for (size_t i = 0; i < pause; i++)
		drive_keys(&d, "_");
	drive_keys(&d, "~");
	on_screen(PAUSED);
	assert_int_equal(d.done[0], EFFECT_SAVE_DRAFT);
	drive_press(&d, PRESS_ESCAPE);
	drive_press(&d, PRESS_ESCAPE);
	under(NONE);
}

static void looks(void **state)
{
	(void)state;
	drive_f(&d, 4);
	assert_int_equal(d.app.look, LOOK_CONTRAST);
	drive_f(&d, 1);
	drive_f(&d, 4);
	assert_int_equal(d.app.look, LOOK_MONO);
	drive_f(&d, 6);
	assert_true(d.app.ascii);
	d.app.options.look_fixed = true;
	drive_f(&d, 4);
	assert_int_equal(d.app.look, LOOK_MONO);
}

/* How the last one liked the screen is nobody's business. */
static void looks_are_forgotten(void **state)
{
	(void)state;
	to_questions();
	drive_f(&d, 4);
	drive_f(&d, 6);
	drive_wait(&d, 300000);
	on_screen(WELCOME);
	assert_int_equal(d.app.look, d.app.options.look);
	assert_int_equal(d.app.ascii, d.app.options.ascii);
}

/* But for the clock, the app is as it was before the first respondent came. */
static void check_as_new(const struct app *fresh)
{
	struct app now = d.app;
	now.now = fresh->now;
	now.last_press = fresh->last_press;
	now.shown_since = fresh->shown_since;
	now.drafts_due = fresh->drafts_due;
	/* bytes are compared, and a fault has some that mean nothing */
	assert_int_equal(now.fault.kind, fresh->fault.kind);
	memcpy(&now.fault, &fresh->fault, sizeof now.fault);
	assert_memory_equal(&now, fresh, sizeof now);
}

/* Everything that an app remembers, used once. */
static void leave_traces(void)
{
	to_questions();
	drive_keys(&d, "~1~abc");
	drive_press(&d, PRESS_LEFT);
	drive_keys(&d, "~12~");
	drive_f(&d, 3);
	drive_keys(&d, "_~");
	drive_f(&d, 1);
	drive_press(&d, PRESS_PAGE_DOWN);
	drive_f(&d, 3);
	drive_press(&d, PRESS_ESCAPE);
	drive_press(&d, PRESS_ESCAPE);
	drive_f(&d, 4);
	drive_f(&d, 6);
	drive_f(&d, 10);
	drive_f(&d, 12);
	drive_f(&d, 12);
	drive_keys(&d, "~");
	drive_f(&d, 9);
	drive_f(&d, 5);
	drive_keys(&d, "___");
}

static void nobody_finds_traces(void **state)
{
	struct app fresh;
	(void)state;
	drive_wait(&d, 1000);
	fresh = d.app;
	leave_traces();
	drive_wait(&d, 300000);
	on_screen(WELCOME);
	check_as_new(&fresh);
	leave_traces();
	drive_keys(&d, "p");
	on_screen(PAUSED);
	drive_keys(&d, "~");
	on_screen(WELCOME);
	check_as_new(&fresh);
	drive_keys(&d, "rable baker~");
	d.outcome = CIPS_SYSTEM;
	while (d.app.screen != SCREEN_UNSAVED && d.now < 10000000)
		drive_keys(&d, d.app.screen == SCREEN_QUESTION && d.app.item == AGE ? "18~" : "1~");
	on_screen(UNSAVED);
	d.outcome = CIPS_OK;
	drive_keys(&d, "a");
	on_screen(THANKS);
	drive_wait(&d, 30000);
	on_screen(WELCOME);
	check_as_new(&fresh);
}

/* --- drafts, passphrase ----------------------------------------------------------------------- */

static void pause_and_resume(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~2p");
	on_screen(PAUSED);
	assert_true(*d.app.code);
	drive_keys(&d, "<");
	assert_int_equal(d.done[0], EFFECT_LOAD_DRAFT);
	at_item(SMOKES);
	assert_false(*d.app.code);
	drive_keys(&d, "p~");
	on_screen(WELCOME);
	assert_int_equal(d.done[0], EFFECT_FORGET);
	assert_false(*d.app.code);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	d.outcome = CIPS_INPUT;
	drive_keys(&d, "r~able p~");
	on_screen(RESUME);
	assert_true(d.app.refused);
	assert_string_equal(d.app.entry, "able p");
	drive_press(&d, PRESS_ERASE);
	assert_false(d.app.refused);
	assert_string_equal(d.app.entry, "able ");
	d.outcome = CIPS_SYSTEM;
	drive_keys(&d, "~");
	on_screen(RESUME);
	assert_false(d.app.refused);
	assert_int_equal(d.app.err.rc, CIPS_SYSTEM);
	d.outcome = CIPS_OK;
	drive_keys(&d, "~");
	at_item(SMOKES);
	assert_true(d.app.running);
	assert_int_equal(d.app.entry_n, 0);
	d.outcome = CIPS_POLICY;
	drive_keys(&d, "p");
	at_item(SMOKES);
	assert_int_equal(d.app.err.rc, CIPS_POLICY);
	drive_keys(&d, "1");
	assert_int_equal(d.app.err.rc, CIPS_OK);
}

static void drafts_wait_a_day(void **state)
{
	const long long day = 24LL * 3600 * 1000;
	(void)state;
	to_questions();
	drive_keys(&d, "~2p~");
	on_screen(WELCOME);
	drive_wait(&d, day - 60000);
	assert_int_not_equal(d.app.doing, EFFECT_DROP_DRAFTS);
	assert_int_not_equal(d.app.drafts_due, 0);
	d.outcome = CIPS_SYSTEM;
	drive_wait(&d, 90000);
	assert_int_equal(d.done[0], EFFECT_DROP_DRAFTS);
	assert_int_not_equal(d.app.drafts_due, 0);
	d.outcome = CIPS_OK;
	drive_wait(&d, 90000);
	assert_int_equal(d.done[0], EFFECT_DROP_DRAFTS);
	assert_int_equal(d.app.drafts_due, 0);
	assert_true(app_wait(&d.app) < 0);
	on_screen(WELCOME);
}

static void only_the_passphrase_ends_it(void **state)
{
	(void)state;
	drive_f(&d, 10);
	on_screen(ORGANISER);
	for (int i = 0; i < 400; i++)
		drive_keys(&d, "x");
	assert_int_equal(d.app.entry_n, APP_ENTRY - 1);
	d.outcome = CIPS_INPUT;
	drive_keys(&d, "~");
	on_screen(ORGANISER);
	assert_true(d.app.refused);
	assert_int_equal(d.app.entry_n, 0);
	d.outcome = CIPS_OK;
	drive_keys(&d, "secret~");
	assert_int_equal(d.n_done, 3);
	assert_int_equal(d.done[1], EFFECT_DROP_DRAFTS);
	assert_int_equal(d.done[2], EFFECT_QUIT);
	assert_int_equal(d.app.entry[0], 0);
}

static void practice_just_quits(void **state)
{
	(void)state;
	d.app.facts.practice = true;
	drive_f(&d, 10);
	on_screen(WELCOME);
	drive_keys(&d, "q");
	assert_int_equal(d.done[0], EFFECT_QUIT);
}

/* --- time ------------------------------------------------------------------------------------- */

static void warned_and_wiped(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1~abc");
	drive_wait(&d, 179900);
	under(NONE);
	drive_wait(&d, 200);
	under(WARNING);
	assert_true(app_wait(&d.app) <= 1000);
	drive_wait(&d, 59000);
	under(WARNING);
	at_item(WHY);
	drive_keys(&d, "x");
	under(NONE);
	assert_string_equal(cips_session_typed(d.session, WHY), "abc");
	for (int i = 0; i < 12; i++) {
		drive_wait(&d, 200000);
		under(WARNING);
		drive_keys(&d, "~");
		at_item(WHY);
	}
	drive_wait(&d, 239900);
	under(WARNING);
	drive_wait(&d, 200);
	on_screen(WELCOME);
	under(NONE);
	assert_int_equal(d.done[0], EFFECT_FORGET);
	assert_int_equal(d.done[1], EFFECT_READ_FACTS);
	assert_string_equal(cips_session_typed(d.session, WHY), "");
	assert_false(d.app.running);
	assert_int_equal(app_wait(&d.app), -1);
}

/* A machine that slept gets no tick in time: the first key finds the answers gone. */
static void wiped_before_a_late_key(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1~abc");
	d.now += 3600000;
	drive_keys(&d, "d");
	on_screen(WELCOME);
	assert_int_equal(d.done[0], EFFECT_FORGET);
	assert_string_equal(cips_session_typed(d.session, WHY), "");
}

static void warning_over_other_things(void **state)
{
	(void)state;
	to_questions();
	drive_f(&d, 1);
	drive_wait(&d, 200000);
	under(WARNING);
	drive_f(&d, 12);
	under(HIDDEN);
	drive_f(&d, 12);
	drive_keys(&d, "~");
	under(HELP);
	drive_wait(&d, 200000);
	drive_f(&d, 3);
	under(LANGUAGES);
	drive_keys(&d, "2");
	under(HELP);
	assert_int_equal(d.app.language, 1);
}

static void hidden_is_not_warned(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1");
	drive_f(&d, 12);
	drive_wait(&d, 239000);
	under(HIDDEN);
	drive_wait(&d, 2000);
	on_screen(WELCOME);
	under(NONE);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
}

static void too_small_is_wiped_too(void **state)
{
	(void)state;
	to_questions();
	drive_size(&d, 10, 40);
	drive_wait(&d, 250000);
	on_screen(WELCOME);
}

/* --- in lines --------------------------------------------------------------------------------- */

static void the_same_in_lines(void **state)
{
	(void)state;
	drive_finish(&d);
	open_with(&(struct app_options){.plain = true, .resume = true});
	drive_action(&d, ACTION_CHOOSE, 3);
	on_screen(TRUST);
	drive_action(&d, ACTION_FORWARD, 0);
	drive_action(&d, ACTION_FORWARD, 0);
	drive_action(&d, ACTION_CHOOSE, 3);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	drive_action(&d, ACTION_CHOOSE, 1);
	drive_action(&d, ACTION_FORWARD, 0);
	at_item(WHY);
	drive_keys(&d, "because");
	drive_action(&d, ACTION_HIDE, 0);
	under(NONE);
	for (int i = 0; i < 4; i++)
		drive_action(&d, ACTION_FORWARD, 0);
	at_item(TOWN);
	drive_action(&d, ACTION_CHOOSE, 10);
	assert_true(cips_session_chosen(d.session, TOWN, 9));
	drive_action(&d, ACTION_FORWARD, 0);
	at_item(A1);
	assert_int_equal(d.app.n_page, 1);
	drive_action(&d, ACTION_REVIEW, 0);
	drive_action(&d, ACTION_CHOOSE, 2);
	at_item(WHY);
	drive_action(&d, ACTION_PAUSE, 0);
	on_screen(PAUSED);
}

/* --- what effects.c does ---------------------------------------------------------------------- */

static enum cips_rc perform(enum effect effect)
{
	struct event event = app_perform(&d.app, effect, 77);
	assert_int_equal(event.kind, EVENT_OUTCOME);
	assert_int_equal(event.now, 77);
	assert_int_equal(event.rc == CIPS_OK, d.app.err.rc == CIPS_OK);
	return event.rc;
}

static void effects_of_the_library(void **state)
{
	(void)state;
	to_review();
	assert_int_equal(perform(EFFECT_STORE), CIPS_OK);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_VALID);
	d.app.facts.languages = 0;
	assert_int_equal(perform(EFFECT_READ_FACTS), CIPS_OK);
	assert_int_equal(d.app.facts.languages, 3);
	assert_true(d.app.facts.practice);
	assert_int_equal(perform(EFFECT_UNLOCK), CIPS_OK);
	assert_int_equal(perform(EFFECT_DROP_DRAFTS), CIPS_OK);
	strcpy(d.app.entry, "no such six words at all");
	assert_int_not_equal(perform(EFFECT_LOAD_DRAFT), CIPS_OK);
	assert_int_equal(perform(EFFECT_FORGET), CIPS_OK);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FORM(hidden_at_once),
		WITH_FORM(languages_keep_everything),
		WITH_FORM(scroll_is_kept_below),
		WITH_FORM(picture_test),
		WITH_FORM(picture_test_in_a_question),
		WITH_FORM(menu_does_it_all),
		WITH_FORM(looks),
		WITH_FORM(looks_are_forgotten),
		WITH_FORM(nobody_finds_traces),
		WITH_FORM(pause_and_resume),
		WITH_FORM(drafts_wait_a_day),
		WITH_FORM(only_the_passphrase_ends_it),
		WITH_FORM(practice_just_quits),
		WITH_FORM(warned_and_wiped),
		WITH_FORM(wiped_before_a_late_key),
		WITH_FORM(warning_over_other_things),
		WITH_FORM(hidden_is_not_warned),
		WITH_FORM(too_small_is_wiped_too),
		WITH_FORM(the_same_in_lines),
		WITH_FORM(effects_of_the_library),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
