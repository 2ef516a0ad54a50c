/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The app key by key: the flow, the questions, the review.
 */
#include "app_case.h"

/* --- the flow --------------------------------------------------------------------------------- */

static void from_welcome_to_thanks(void **state)
{
	(void)state;
	on_screen(WELCOME);
	assert_int_equal(app_wait(&d.app), -1);
	drive_keys(&d, "_~");
	on_screen(TRUST);
	assert_int_equal(d.app.language, 1);
	drive_f(&d, 5);
	on_screen(DETAILS);
	drive_press(&d, PRESS_ENTER);
	on_screen(TRUST);
	assert_false(d.app.running);
	drive_press(&d, PRESS_ENTER);
	at_item(HELLO);
	assert_true(d.app.running);
	drive_keys(&d, "~");
	at_item(SMOKES);
	assert_int_equal(d.app.focus, -1);
	drive_keys(&d, "2~");
	at_item(AGE);
	drive_keys(&d, "40~1_ ~21~_~");
	assert_int_equal(d.app.item, A1);
	assert_int_equal(d.app.n_page, 3);
	assert_int_equal(cips_session_place(d.session, ORDER, 0), 2);
	assert_true(cips_session_chosen(d.session, TOWN, 0));
	drive_keys(&d, "132");
	at_item(A3);
	drive_keys(&d, "~");
	on_screen(REVIEW);
	assert_int_equal(d.app.row, review_rows());
	drive_keys(&d, "~");
	on_screen(CONFIRM);
	drive_keys(&d, "~");
	on_screen(THANKS);
	assert_int_equal(d.stored, 1);
	assert_int_equal(d.n_done, 2);
	assert_int_equal(d.done[0], EFFECT_STORE);
	assert_int_equal(d.done[1], EFFECT_FORGET);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	assert_string_equal(cips_session_typed(d.session, AGE), "");
	drive_keys(&d, "~");
	on_screen(WELCOME);
	assert_int_equal(d.app.language, 0);
	assert_int_equal(d.done[0], EFFECT_READ_FACTS);
}

static void thanks_for_twenty_seconds(void **state)
{
	(void)state;
	to_review();
	drive_keys(&d, "~~");
	on_screen(THANKS);
	assert_false(keys_allows(&d.app, ACTION_BACK));
	drive_wait(&d, 19900);
	on_screen(THANKS);
	drive_wait(&d, 200);
	on_screen(WELCOME);
}

static void used_up(void **state)
{
	(void)state;
	to_review();
	d.facts.used = 64;
	drive_keys(&d, "~~~");
	on_screen(FULL);
	drive_keys(&d, "1~");
	on_screen(FULL);
	drive_f(&d, 10);
	on_screen(ORGANISER);
	drive_f(&d, 2);
	on_screen(FULL);
}

/* Somebody elsewhere took the last place while nobody was here. */
static void used_up_in_between(void **state)
{
	(void)state;
	d.facts.used = 64;
	drive_keys(&d, "1");
	on_screen(TRUST);
	drive_wait(&d, 300000);
	on_screen(FULL);
}

static void not_stored(void **state)
{
	(void)state;
	to_review();
	uint64_t answers = drive_answers(&d);
	d.outcome = CIPS_SYSTEM;
	drive_keys(&d, "~~");
	on_screen(UNSAVED);
	assert_int_equal(d.app.err.rc, CIPS_SYSTEM);
	drive_keys(&d, "a");
	on_screen(UNSAVED);
	assert_true(drive_answers(&d) == answers);
	drive_f(&d, 2);
	on_screen(REVIEW);
	drive_keys(&d, "~~");
	on_screen(UNSAVED);
	assert_int_equal(d.stored, 0);
	d.outcome = CIPS_OK;
	drive_keys(&d, "e");
	on_screen(THANKS);
	assert_int_equal(d.done[0], EFFECT_STORE_ELSEWHERE);
	assert_int_equal(d.stored, 1);
}

/* --- tokens ----------------------------------------------------------------------------------- */

static void to_token(void)
{
	d.facts.tokens = d.app.facts.tokens = 60;
	to_review();
	drive_keys(&d, "~~");
	on_screen(TOKEN);
	assert_int_equal(d.n_done, 0);
}

static void a_token_is_asked_for(void **state)
{
	(void)state;
	to_token();
	drive_keys(&d, "04hm-ASW9 nf6y");
	assert_string_equal(d.app.entry, "04hmASW9nf6y");
	drive_press(&d, PRESS_ERASE);
	assert_string_equal(d.app.entry, "04hmASW9nf6");
	drive_press(&d, PRESS_DELETE);
	assert_string_equal(d.app.entry, "");
	drive_keys(&d, "p04~");
	on_screen(THANKS);
	assert_int_equal(d.done[0], EFFECT_STORE);
	assert_int_equal(d.stored, 1);
	for (size_t i = 0; i < sizeof d.app.entry; i++)
		assert_int_equal(d.app.entry[i], 0);
}

/* What is wrong with one takes nothing away, and back is free. */
static void a_wrong_token_costs_nothing(void **state)
{
	(void)state;
	to_token();
	uint64_t answers = drive_answers(&d);
	d.outcome = CIPS_INPUT;
	for (int fate = CIPS_TOKEN_MISSING; fate <= CIPS_TOKEN_SPENT; fate++) {
		d.fate = (enum cips_token_fate)fate;
		drive_keys(&d, "~");
		on_screen(TOKEN);
		assert_true(d.app.refused);
		assert_int_equal(d.app.fate, fate);
		drive_keys(&d, "0");
		assert_false(d.app.refused);
		assert_int_equal(d.app.entry_n, fate - CIPS_TOKEN_MISSING + 1);
	}
	drive_keys(&d, "~<");
	on_screen(CONFIRM);
	assert_int_equal(d.app.entry_n, 0);
	drive_keys(&d, "<");
	on_screen(REVIEW);
	drive_keys(&d, "~~");
	on_screen(TOKEN);
	assert_false(d.app.refused);
	assert_true(drive_answers(&d) == answers);
	assert_int_equal(d.stored, 0);
	d.outcome = CIPS_OK;
	drive_keys(&d, "04~");
	on_screen(THANKS);
}

/* The disk fails: the same token again, here or elsewhere; and elsewhere it may be refused. */
static void a_token_waits_for_the_disk(void **state)
{
	(void)state;
	to_token();
	d.outcome = CIPS_SYSTEM;
	drive_keys(&d, "04~");
	on_screen(UNSAVED);
	assert_string_equal(d.app.entry, "04");
	drive_keys(&d, "a");
	on_screen(UNSAVED);
	assert_string_equal(d.app.entry, "04");
	d.outcome = CIPS_INPUT;
	d.fate = CIPS_TOKEN_SPENT;
	drive_keys(&d, "e");
	on_screen(TOKEN);
	assert_true(d.app.refused);
	d.outcome = CIPS_SYSTEM;
	drive_keys(&d, "~<");
	on_screen(REVIEW);
	assert_int_equal(d.app.entry_n, 0);
	d.outcome = CIPS_OK;
	drive_keys(&d, "~~04~");
	on_screen(THANKS);
	assert_int_equal(d.stored, 1);
}

static void a_token_left_alone_is_wiped(void **state)
{
	(void)state;
	to_token();
	drive_keys(&d, "04HM");
	drive_f(&d, 12);
	under(HIDDEN);
	drive_f(&d, 12);
	drive_keys(&d, "~");
	assert_string_equal(d.app.entry, "04HM");
	drive_wait(&d, 1000LL * APP_IDLE_SECONDS);
	under(WARNING);
	drive_wait(&d, 1000LL * APP_WARNING_SECONDS);
	on_screen(WELCOME);
	for (size_t i = 0; i < sizeof d.app.entry; i++)
		assert_int_equal(d.app.entry[i], 0);
}

static void confirm_has_a_no(void **state)
{
	(void)state;
	to_review();
	drive_keys(&d, "~_~");
	on_screen(REVIEW);
	drive_keys(&d, "~2");
	on_screen(REVIEW);
	drive_keys(&d, "~1");
	on_screen(THANKS);
}

/* --- answering -------------------------------------------------------------------------------- */

static void nothing_is_chosen_unless_asked(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~~");
	at_item(SMOKES);
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_REQUIRED);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	drive_keys(&d, "9");
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	drive_keys(&d, "_");
	assert_int_equal(d.app.focus, 0);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	drive_keys(&d, " ");
	at_item(SMOKES);
	assert_true(cips_session_chosen(d.session, SMOKES, 0));
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_NONE);
	drive_keys(&d, "_~");
	at_item(AGE);
	assert_true(cips_session_chosen(d.session, SMOKES, 1));
}

static void back_from_what_is_wrong(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1~~12~");
	at_item(AGE);
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_CONSTRAINT);
	drive_keys(&d, "<");
	at_item(WHY);
	drive_press(&d, PRESS_BACK_TAB);
	at_item(SMOKES);
	assert_int_equal(d.app.focus, 0);
	drive_press(&d, PRESS_PAGE_UP);
	at_item(HELLO);
	drive_keys(&d, "<");
	on_screen(TRUST);
	drive_keys(&d, "<");
	on_screen(WELCOME);
	drive_keys(&d, "<2~");
	at_item(HELLO);
	assert_string_equal(cips_session_typed(d.session, AGE), "12");
	assert_int_equal(d.app.language, 1);
}

static void not_saying(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~");
	drive_f(&d, 7);
	at_item(SMOKES);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_DONT_KNOW);
	drive_f(&d, 8);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_REFUSED);
	assert_true(keys_allows(&d.app, ACTION_CLEAR));
	drive_press(&d, PRESS_DELETE);
	assert_false(keys_allows(&d.app, ACTION_CLEAR));
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	drive_f(&d, 8);
	drive_keys(&d, "~");
	at_item(AGE);
	drive_keys(&d, "33");
	drive_f(&d, 7);
	assert_string_equal(cips_session_typed(d.session, AGE), "");
	assert_int_equal(d.app.caret, 0);
	drive_keys(&d, "3");
	assert_string_equal(cips_session_typed(d.session, AGE), "3");
}

static void battery_row_by_row(void **state)
{
	(void)state;
	to_battery();
	drive_keys(&d, "3");
	at_item(A2);
	assert_int_equal(d.app.page, A1);
	assert_int_equal(d.app.focus, -1);
	drive_press(&d, PRESS_RIGHT);
	drive_press(&d, PRESS_RIGHT);
	assert_int_equal(d.app.focus, 1);
	drive_keys(&d, "~");
	at_item(A3);
	assert_true(cips_session_chosen(d.session, A2, 1));
	drive_keys(&d, "~");
	at_item(A3);
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_REQUIRED);
	drive_keys(&d, "^^");
	at_item(A1);
	assert_int_equal(d.app.focus, 2);
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_NONE);
	drive_f(&d, 7);
	at_item(A2);
	drive_keys(&d, "_1~");
	on_screen(REVIEW);
	assert_int_equal(cips_session_state(d.session, A1), CIPS_STATE_DONT_KNOW);
}

static void battery_in_a_small_window(void **state)
{
	(void)state;
	to_battery();
	drive_keys(&d, "3");
	uint64_t before = drive_answers(&d);
	drive_size(&d, 5, 10);
	drive_keys(&d, "1~<");
	drive_f(&d, 1);
	at_item(A2);
	under(NONE);
	drive_size(&d, 24, 80);
	assert_int_equal(d.app.page, A1);
	at_item(A2);
	assert_true(drive_answers(&d) == before);
}

static void letters_find_in_long_lists(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~2~~~~");
	at_item(TOWN);
	drive_keys(&d, "L");
	assert_int_equal(d.app.focus, 2);
	drive_keys(&d, "l");
	assert_int_equal(d.app.focus, 3);
	drive_keys(&d, "l");
	assert_int_equal(d.app.focus, 2);
	drive_keys(&d, "e");
	assert_int_equal(d.app.focus, 1);
	drive_keys(&d, "p");
	assert_int_equal(d.app.focus, 6);
	drive_keys(&d, "x");
	assert_int_equal(d.app.focus, 6);
	assert_int_equal(cips_session_state(d.session, TOWN), CIPS_STATE_SKIPPED);
	drive_press(&d, PRESS_END);
	assert_int_equal(d.app.focus, 9);
	drive_press(&d, PRESS_HOME);
	assert_int_equal(d.app.focus, 0);
}

static void typing(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1~");
	at_item(WHY);
	drive_keys(&d, "ab p1");
	assert_string_equal(cips_session_typed(d.session, WHY), "ab p1");
	drive_press(&d, PRESS_LEFT);
	drive_press(&d, PRESS_LEFT);
	drive_type(&d, 0xE9);
	drive_type(&d, 'e');
	drive_type(&d, 0x301);
	assert_string_equal(cips_session_typed(d.session, WHY),
		"ab \xc3\xa9"
		"e\xcc\x81p1");
	drive_press(&d, PRESS_ERASE);
	assert_string_equal(cips_session_typed(d.session, WHY), "ab \xc3\xa9p1");
	drive_press(&d, PRESS_HOME);
	drive_press(&d, PRESS_ERASE);
	assert_string_equal(cips_session_typed(d.session, WHY), "ab \xc3\xa9p1");
	drive_press(&d, PRESS_RIGHT);
	drive_press(&d, PRESS_ERASE);
	drive_press(&d, PRESS_END);
	drive_type(&d, 'z');
	assert_string_equal(cips_session_typed(d.session, WHY), "b \xc3\xa9p1z");
	static const uint32_t never[] = {0, 7, 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0xD800, 0x110000};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		drive_type(&d, never[i]);
	assert_string_equal(cips_session_typed(d.session, WHY), "b \xc3\xa9p1z");
}

static void a_paste_of_five_thousand(void **state)
{
	(void)state;
	to_questions();
	drive_keys(&d, "~1~");
	for (int i = 0; i < 5000; i++)
		drive_type(&d, i % 2 ? 0x1F600 : 'a' + (uint32_t)(i % 26));
	const char *typed = cips_session_typed(d.session, WHY);
	size_t n = 0;
	for (const char *c = typed; *c; c++)
		n += (*c & 0xC0) != 0x80;
	assert_int_equal(n, CIPS_TYPED_CHARACTERS);
	drive_keys(&d, "~");
	at_item(AGE);
}

static void undo_goes_there(void **state)
{
	(void)state;
	to_review();
	uint64_t all = drive_answers(&d);
	assert_true(keys_allows(&d.app, ACTION_UNDO));
	assert_false(keys_allows(&d.app, ACTION_REDO));
	drive_f(&d, 10);
	at_item(A3);
	assert_true(keys_allows(&d.app, ACTION_REDO));
	assert_true(d.app.editing);
	assert_int_equal(cips_session_state(d.session, A3), CIPS_STATE_SKIPPED);
	drive_f(&d, 10);
	at_item(A2);
	drive_f(&d, 11);
	drive_f(&d, 11);
	at_item(A3);
	assert_true(drive_answers(&d) == all);
	drive_keys(&d, "~");
	on_screen(REVIEW);
	for (int i = 0; i < 60; i++)
		drive_f(&d, 10);
	at_item(SMOKES);
	assert_int_equal(cips_session_state(d.session, SMOKES), CIPS_STATE_SKIPPED);
	assert_false(keys_allows(&d.app, ACTION_UNDO));
}

/* --- the review ------------------------------------------------------------------------------- */

/* What is typed or ranked takes as many keys between the two Enters as it has parts. */
static void any_answer_in_three_keys(void **state)
{
	static const char *const keys[] = {[SMOKES] = "~1~",
		[WHY] = "~x~",
		[AGE] = "~50~",
		[SEEN] = "~1~",
		[ORDER] = "~12~",
		[TOWN] = "~1~",
		[A1] = "~2~",
		[A2] = "~1~",
		[A3] = "~1~"};
	(void)state;
	to_review();
	size_t n = review_rows();
	for (size_t row = 0; row < n; row++) {
		size_t item = app_review_item(&d.app, row, &n);
		uint64_t before = drive_answers(&d);
		d.app.row = row;
		drive_keys(&d, keys[item]);
		on_screen(REVIEW);
		assert_int_equal(d.app.row, row);
		assert_true(drive_answers(&d) != before);
		n = review_rows();
	}
	assert_int_equal(n, 9);
}

static void review_shows_on_request(void **state)
{
	(void)state;
	to_review();
	assert_false(d.app.unmasked);
	drive_f(&d, 5);
	assert_true(d.app.unmasked);
	d.app.row = 1;
	drive_keys(&d, "~<");
	on_screen(REVIEW);
	assert_int_equal(d.app.row, 1);
	assert_false(d.app.unmasked);
	drive_keys(&d, "<");
	at_item(AGE);
	assert_false(d.app.editing);
}

static void hand_in_finds_each_fault(void **state)
{
	(void)state;
	to_questions();
	drive_f(&d, 9);
	on_screen(REVIEW);
	drive_keys(&d, "~");
	at_item(SMOKES);
	assert_int_equal(d.app.fault.kind, CIPS_FAULT_REQUIRED);
	drive_keys(&d, "2~");
	on_screen(REVIEW);
	assert_int_equal(d.app.row, review_rows());
	drive_keys(&d, "~");
	at_item(A3);
	assert_int_equal(d.app.n_page, 1);
	drive_keys(&d, "<");
	on_screen(REVIEW);
	drive_keys(&d, "~1~~");
	on_screen(CONFIRM);
	drive_keys(&d, "<");
	drive_f(&d, 10);
	at_item(A3);
	drive_keys(&d, "1~");
	on_screen(REVIEW);
	assert_int_equal(d.app.row, review_rows() - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FORM(from_welcome_to_thanks),
		WITH_FORM(thanks_for_twenty_seconds),
		WITH_FORM(used_up),
		WITH_FORM(used_up_in_between),
		WITH_FORM(not_stored),
		WITH_FORM(a_token_is_asked_for),
		WITH_FORM(a_wrong_token_costs_nothing),
		WITH_FORM(a_token_waits_for_the_disk),
		WITH_FORM(a_token_left_alone_is_wiped),
		WITH_FORM(confirm_has_a_no),
		WITH_FORM(nothing_is_chosen_unless_asked),
		WITH_FORM(back_from_what_is_wrong),
		WITH_FORM(not_saying),
		WITH_FORM(battery_row_by_row),
		WITH_FORM(battery_in_a_small_window),
		WITH_FORM(letters_find_in_long_lists),
		WITH_FORM(typing),
		WITH_FORM(a_paste_of_five_thousand),
		WITH_FORM(undo_goes_there),
		WITH_FORM(any_answer_in_three_keys),
		WITH_FORM(review_shows_on_request),
		WITH_FORM(hand_in_finds_each_fault),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
