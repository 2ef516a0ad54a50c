/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screens.h"

bool shot_open(struct drive *drive, enum form form, const char *language)
{
	static const struct app_options options = {.resume = true, .spare = true};
	size_t i = 0;
	drive_open(drive,
		form == FORM_OFFICIALS ? SOURCE_DIR "/sample-surveys/officials.md"
				       : SOURCE_DIR "/tests/tui/kinds.md",
		form == FORM_OFFICIALS ? SOURCE_DIR "/sample-surveys/units.csv" : NULL, &options);
	drive->app.facts.place = "Kigali airport";
	while (i < drive->app.facts.languages &&
		strcmp(cips_station_language_tag(drive->station, i), language) != 0)
		i++;
	if (i == drive->app.facts.languages)
		return false;
	drive_type(drive, '1' + (uint32_t)i);
	/* Not joined by the terminal; joined by us. */
	if (drive->app.screen == SCREEN_PICTURE) {
		drive_type(drive, '2');
		drive_type(drive, '1');
	}
	assert_int_equal(drive->app.screen, SCREEN_TRUST);
	return true;
}

size_t shot_item(const struct drive *drive, const char *name)
{
	size_t n = cips_session_items(drive->session);
	for (size_t i = 0; i < n; i++) {
		struct cips_question question;
		cips_session_question(drive->session, i, 0, &question);
		if (strcmp(question.name, name) == 0)
			return i;
	}
	fail_msg("no item %s", name);
	return n;
}

/* --- getting there -------------------------------------------------------------------------- */

static void stay(struct drive *drive)
{
	(void)drive;
}

/* A station that really stores. */
static void collect(struct drive *drive)
{
	drive->app.facts.practice = false;
	drive->app.facts.keys = 1;
	drive->app.facts.target = 40;
	drive->app.facts.slots = 64;
	drive->app.facts.used = 12;
	drive->facts = drive->app.facts;
}

static void collect_two_keys(struct drive *drive)
{
	collect(drive);
	drive->app.facts.keys = 2;
}

static void collect_tokens(struct drive *drive)
{
	collect(drive);
	drive->app.facts.tokens = 60;
	drive->facts = drive->app.facts;
}

static void welcome(struct drive *drive)
{
	drive_f(drive, 2);
}

static void details(struct drive *drive)
{
	drive_f(drive, 5);
}

static void details_end(struct drive *drive)
{
	details(drive);
	drive_press(drive, PRESS_END);
}

/* Forward until the item is in focus. */
static void go(struct drive *drive, const char *name)
{
	size_t item = shot_item(drive, name);
	drive_press(drive, PRESS_ENTER);
	for (int i = 0; i < 200 && drive->app.item != item; i++)
		drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.item, item);
}

static void note(struct drive *drive)
{
	go(drive, "welcome");
}

static void units(struct drive *drive)
{
	go(drive, "unit");
}

static void units_middle(struct drive *drive)
{
	go(drive, "unit");
	for (int i = 0; i < 9; i++)
		drive_press(drive, PRESS_DOWN);
}

static void one(struct drive *drive)
{
	go(drive, "tenure");
}

static void one_chosen(struct drive *drive)
{
	size_t item = shot_item(drive, "tenure");
	go(drive, "tenure");
	drive_type(drive, '3');
	if (drive->app.item != item)
		drive_f(drive, 2);
	drive_press(drive, PRESS_UP);
}

static void sensitive(struct drive *drive)
{
	go(drive, "witnessed");
}

static void battery(struct drive *drive)
{
	go(drive, "regf_clear");
}

static void battery_chosen(struct drive *drive)
{
	size_t item = shot_item(drive, "regf_clear");
	go(drive, "regf_clear");
	cips_session_choose(drive->session, item, 1);
	cips_session_choose(drive->session, item + 2, 6);
	drive_press(drive, PRESS_DOWN);
	drive_press(drive, PRESS_RIGHT);
	drive_press(drive, PRESS_RIGHT);
}

static void many_fault(struct drive *drive)
{
	go(drive, "help_most");
	for (size_t i = 0; i < 4; i++)
		cips_session_tick(drive->session, drive->app.item, i, true);
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.fault.kind, CIPS_FAULT_CONSTRAINT);
}

static void review(struct drive *drive)
{
	drive_press(drive, PRESS_ENTER);
	cips_session_choose(drive->session, shot_item(drive, "role"), 1);
	cips_session_choose(drive->session, shot_item(drive, "gender"), 3);
	cips_session_choose(drive->session, shot_item(drive, "tenure"), 2);
	drive_f(drive, 9);
	drive_press(drive, PRESS_HOME);
}

static void review_shown(struct drive *drive)
{
	review(drive);
	drive_f(drive, 5);
}

static void review_end(struct drive *drive)
{
	size_t item = shot_item(drive, "help_most");
	review(drive);
	for (size_t i = 0; i < 4; i++)
		cips_session_tick(drive->session, item, i, true);
	drive_press(drive, PRESS_END);
}

static void confirm(struct drive *drive)
{
	review(drive);
	drive_press(drive, PRESS_END);
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.screen, SCREEN_CONFIRM);
}

static void confirm_no(struct drive *drive)
{
	confirm(drive);
	drive_press(drive, PRESS_DOWN);
}

static void confirm_collect(struct drive *drive)
{
	collect(drive);
	confirm(drive);
}

static void token(struct drive *drive)
{
	collect_tokens(drive);
	confirm(drive);
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.screen, SCREEN_TOKEN);
}

static void token_typed(struct drive *drive)
{
	token(drive);
	for (const char *p = "04hm asw9-nf6yy0"; *p; p++)
		drive_type(drive, (unsigned char)*p);
}

static void refuse_token(struct drive *drive, enum cips_token_fate fate)
{
	if (fate == CIPS_TOKEN_MISSING)
		token(drive);
	else
		token_typed(drive);
	drive->outcome = CIPS_INPUT;
	drive->fate = fate;
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.screen, SCREEN_TOKEN);
	assert_true(drive->app.refused);
}

static void token_missing(struct drive *drive)
{
	refuse_token(drive, CIPS_TOKEN_MISSING);
}

static void token_mistyped(struct drive *drive)
{
	refuse_token(drive, CIPS_TOKEN_MISTYPED);
}

static void token_unknown(struct drive *drive)
{
	refuse_token(drive, CIPS_TOKEN_UNKNOWN);
}

static void token_spent(struct drive *drive)
{
	refuse_token(drive, CIPS_TOKEN_SPENT);
}

static void token_help(struct drive *drive)
{
	token(drive);
	drive_f(drive, 1);
}

static void details_tokens(struct drive *drive)
{
	collect_tokens(drive);
	details(drive);
}

static void details_tokens_end(struct drive *drive)
{
	collect_tokens(drive);
	details_end(drive);
}

static void unsaved(struct drive *drive)
{
	collect(drive);
	confirm(drive);
	drive->outcome = CIPS_SYSTEM;
	strcpy(drive->app.err.text, "cannot write kigali.station: no space left on the device");
	strcpy(drive->app.err.hint, "make room on that disk");
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.screen, SCREEN_UNSAVED);
	strcpy(drive->app.err.text, "cannot write kigali.station: no space left on the device");
	strcpy(drive->app.err.hint, "make room on that disk");
}

static void thanks(struct drive *drive)
{
	confirm(drive);
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.screen, SCREEN_THANKS);
}

static void thanks_collect(struct drive *drive)
{
	collect(drive);
	thanks(drive);
}

static void paused(struct drive *drive)
{
	review(drive);
	drive_type(drive, 'p');
	assert_int_equal(drive->app.screen, SCREEN_PAUSED);
}

/* The outcome, and what the library says of it. */
static void fail_pause(struct drive *drive)
{
	enum screen screen = drive->app.screen;
	drive->outcome = CIPS_SYSTEM;
	drive_type(drive, 'p');
	assert_int_equal(drive->app.screen, screen);
	drive->app.err.rc = CIPS_SYSTEM;
	strcpy(drive->app.err.text, "cannot write kigali.station: no space left on the device");
}

static void pause_failed(struct drive *drive)
{
	review(drive);
	fail_pause(drive);
}

static void pause_failed_battery(struct drive *drive)
{
	battery(drive);
	fail_pause(drive);
}

static void resume(struct drive *drive)
{
	welcome(drive);
	drive_type(drive, 'r');
	for (const char *p = "able baker"; *p; p++)
		drive_type(drive, (unsigned char)*p);
}

static void resume_refused(struct drive *drive)
{
	resume(drive);
	drive->outcome = CIPS_INPUT;
	drive_press(drive, PRESS_ENTER);
	assert_true(drive->app.refused);
}

static void organiser(struct drive *drive)
{
	collect(drive);
	welcome(drive);
	drive_f(drive, 10);
	for (const char *p = "secret"; *p; p++)
		drive_type(drive, (unsigned char)*p);
	assert_int_equal(drive->app.screen, SCREEN_ORGANISER);
}

static void full(struct drive *drive)
{
	collect(drive);
	drive->app.facts.used = drive->app.facts.slots;
	drive->app.screen = SCREEN_FULL;
}

static void picture(struct drive *drive)
{
	drive->app.screen = SCREEN_PICTURE;
	drive->app.direction = DIRECTION_TERMINAL;
}

static void picture_none(struct drive *drive)
{
	welcome(drive);
	drive->app.direction = DIRECTION_NONE;
}

static void help(struct drive *drive)
{
	one(drive);
	drive_f(drive, 1);
}

static void menu(struct drive *drive)
{
	one(drive);
	drive_keys(drive, "1");
	drive_press(drive, PRESS_ESCAPE);
}

static void languages(struct drive *drive)
{
	one(drive);
	drive_f(drive, 3);
}

static void warning(struct drive *drive)
{
	one_chosen(drive);
	drive_wait(drive, 1000LL * (APP_IDLE_SECONDS + 15) + 10);
	assert_int_equal(drive->app.overlay, OVERLAY_WARNING);
}

static void hidden(struct drive *drive)
{
	one_chosen(drive);
	drive_f(drive, 12);
}

static void waking(struct drive *drive)
{
	hidden(drive);
	drive_f(drive, 12);
}

static void too_small(struct drive *drive)
{
	one(drive);
	drive_size(drive, 10, 40);
}

/* --- of the form with every kind --- */

static void type(struct drive *drive, const char *text)
{
	assert_true(cips_session_type(drive->session, drive->app.item, text, strlen(text)));
	drive->app.caret = strlen(text);
}

/* Puts the item on the screen, whatever stands before it. */
static void place(struct drive *drive, const char *name)
{
	drive_press(drive, PRESS_ENTER);
	drive->app.screen = SCREEN_QUESTION;
	drive->app.item = shot_item(drive, name);
	drive->app.page = drive->app.item;
	drive->app.n_page = 1;
	drive->app.focus = -1;
	drive->app.caret = 0;
	drive->app.running = true;
}

static void short_heads(struct drive *drive)
{
	go(drive, "gate");
}

static void number(struct drive *drive)
{
	place(drive, "years");
}

static void number_required(struct drive *drive)
{
	place(drive, "years");
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.fault.kind, CIPS_FAULT_REQUIRED);
}

static void number_fault(struct drive *drive)
{
	place(drive, "years");
	type(drive, "many");
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.fault.kind, CIPS_FAULT_NUMBER);
}

static void number_whole(struct drive *drive)
{
	place(drive, "years");
	type(drive, "3.5");
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.fault.kind, CIPS_FAULT_WHOLE);
}

static void date_fault(struct drive *drive)
{
	place(drive, "since");
	type(drive, "2024-02-30");
	drive_press(drive, PRESS_ENTER);
	assert_int_equal(drive->app.fault.kind, CIPS_FAULT_DATE);
}

static void rank_fault(struct drive *drive)
{
	place(drive, "order");
	drive_type(drive, '3');
	drive_type(drive, '1');
	drive->app.focus = 1;
	cips_session_fault(drive->session, drive->app.item, drive->app.language, &drive->app.fault);
	assert_int_equal(drive->app.fault.kind, CIPS_FAULT_UNFINISHED);
}

static void many(struct drive *drive)
{
	place(drive, "seen");
	drive_type(drive, '2');
}

static void text_empty(struct drive *drive)
{
	place(drive, "words");
}

static void text_long(struct drive *drive)
{
	char text[CIPS_TYPED_CHARACTERS + 1] = "";
	place(drive, "words");
	while (strlen(text) + 12 < CIPS_TYPED_CHARACTERS)
		strcat(text, MARKER " horse ");
	type(drive, text);
}

static void refused_text(struct drive *drive)
{
	place(drive, "words");
	cips_session_set_state(drive->session, drive->app.item, CIPS_STATE_REFUSED);
}

static void acknowledge(struct drive *drive)
{
	place(drive, "read");
}

static void review_kinds(struct drive *drive)
{
	text_long(drive);
	cips_session_rank(drive->session, shot_item(drive, "order"), 2);
	cips_session_rank(drive->session, shot_item(drive, "order"), 0);
	cips_session_rank(drive->session, shot_item(drive, "order"), 1);
	cips_session_set_state(drive->session, shot_item(drive, "since"), CIPS_STATE_DONT_KNOW);
	drive_f(drive, 9);
}

static void review_kinds_shown(struct drive *drive)
{
	review_kinds(drive);
	drive_f(drive, 5);
}

const struct shot shots[] = {
	{"welcome", FORM_OFFICIALS, welcome, {SAY_WELCOME}},
	{"picture", FORM_OFFICIALS, picture, {SAY_PICTURE_LOOK, SAY_PICTURE_ASK, SAY_PICTURE_YES}},
	{"picture-none", FORM_OFFICIALS, picture_none, {SAY_PICTURE_NONE}},
	{"trust-practice", FORM_OFFICIALS, stay, {SAY_TRUST_PRACTICE, SAY_TRUST_WHO}},
	{"trust", FORM_OFFICIALS, collect,
		{SAY_TRUST_STORED, SAY_TRUST_NOT, SAY_TRUST_WHO, SAY_TRUST_SKIP}},
	{"trust-tokens", FORM_OFFICIALS, collect_tokens, {SAY_TRUST_TOKEN, SAY_TRUST_SKIP}},
	{"trust-two-keys", FORM_OFFICIALS, collect_two_keys, {SAY_TRUST_WHO_TWO}},
	{"details", FORM_OFFICIALS, details, {SAY_DETAILS_SEALED, SAY_DETAILS_ORDER}},
	{"details-end", FORM_OFFICIALS, details_end,
		{SAY_DETAILS_LIMITS, SAY_DETAILS_COPIES, SAY_DETAILS_POWER}},
	{"details-tokens", FORM_OFFICIALS, details_tokens, {SAY_DETAILS_TOKEN}},
	{"details-tokens-end", FORM_OFFICIALS, details_tokens_end, {SAY_DETAILS_ISSUER}},
	{"note", FORM_OFFICIALS, note, {0}},
	{"units", FORM_OFFICIALS, units, {SAY_MORE_BELOW}},
	{"units-middle", FORM_OFFICIALS, units_middle, {SAY_MORE_ABOVE, SAY_MORE_BELOW}},
	{"one", FORM_OFFICIALS, one, {0}},
	{"one-chosen", FORM_OFFICIALS, one_chosen, {0}},
	{"sensitive", FORM_OFFICIALS, sensitive, {SAY_SENSITIVE}},
	{"battery", FORM_OFFICIALS, battery, {0}},
	{"battery-chosen", FORM_OFFICIALS, battery_chosen, {0}},
	{"many-fault", FORM_OFFICIALS, many_fault, {0}},
	{"review", FORM_OFFICIALS, review, {SAY_REVIEW, SAY_NOT_ANSWERED}},
	{"review-shown", FORM_OFFICIALS, review_shown, {SAY_REVIEW_SHOWN}},
	{"review-end", FORM_OFFICIALS, review_end, {SAY_HAND_IN, SAY_REVIEW_MEND}},
	{"confirm", FORM_OFFICIALS, confirm, {SAY_CONFIRM_ASK, SAY_CONFIRM_PRACTICE}},
	{"confirm-no", FORM_OFFICIALS, confirm_no, {SAY_CONFIRM_YES, SAY_CONFIRM_NO}},
	{"confirm-collect", FORM_OFFICIALS, confirm_collect,
		{SAY_CONFIRM_ASK, SAY_CONFIRM_AFTER, SAY_CONFIRM_YES, SAY_CONFIRM_NO}},
	{"token", FORM_OFFICIALS, token, {SAY_TOKEN_ASK, SAY_TOKEN_HOW}},
	{"token-typed", FORM_OFFICIALS, token_typed, {SAY_TOKEN_ASK}},
	{"token-missing", FORM_OFFICIALS, token_missing, {SAY_TOKEN_MISSING, SAY_TOKEN_STAY}},
	{"token-mistyped", FORM_OFFICIALS, token_mistyped, {SAY_TOKEN_MISTYPED, SAY_TOKEN_STAY}},
	{"token-unknown", FORM_OFFICIALS, token_unknown, {SAY_TOKEN_UNKNOWN, SAY_TOKEN_STAY}},
	{"token-spent", FORM_OFFICIALS, token_spent, {SAY_TOKEN_SPENT, SAY_TOKEN_STAY}},
	{"token-help", FORM_OFFICIALS, token_help,
		{SAY_TOKEN_MISTYPED, SAY_TOKEN_UNKNOWN, SAY_TOKEN_SPENT}},
	{"unsaved", FORM_OFFICIALS, unsaved, {SAY_UNSAVED, SAY_UNSAVED_DO, SAY_UNSAVED_SPARE}},
	{"thanks", FORM_OFFICIALS, thanks, {SAY_THANKS, SAY_THANKS_PRACTICE}},
	{"thanks-collect", FORM_OFFICIALS, thanks_collect,
		{SAY_THANKS, SAY_THANKS_SAVED, SAY_THANKS_LEAVE}},
	{"paused", FORM_OFFICIALS, paused, {SAY_PAUSED, SAY_PAUSED_KEEP}},
	{"pause-failed", FORM_OFFICIALS, pause_failed, {SAY_FAILED}},
	{"pause-failed-battery", FORM_OFFICIALS, pause_failed_battery, {SAY_FAILED}},
	{"resume", FORM_OFFICIALS, resume, {SAY_RESUME_ASK}},
	{"resume-refused", FORM_OFFICIALS, resume_refused, {SAY_RESUME_WRONG}},
	{"organiser", FORM_OFFICIALS, organiser, {SAY_ORGANISER_ASK}},
	{"full", FORM_OFFICIALS, full, {SAY_FULL, SAY_FULL_DO}},
	{"help", FORM_OFFICIALS, help, {SAY_HELP_BACK, SAY_HELP_REFUSE}},
	{"menu", FORM_OFFICIALS, menu, {SAY_KEY_REFUSE, SAY_KEY_UNDO}},
	{"languages", FORM_OFFICIALS, languages, {0}},
	{"warning", FORM_OFFICIALS, warning, {SAY_WARNING_KEY}},
	{"hidden", FORM_OFFICIALS, hidden, {SAY_HIDDEN}},
	{"hidden-waking", FORM_OFFICIALS, waking, {SAY_HIDDEN}},
	{"too-small", FORM_OFFICIALS, too_small, {0}},
	{"battery-short-heads", FORM_KINDS, short_heads, {0}},
	{"number", FORM_KINDS, number, {SAY_HOW_WHOLE}},
	{"number-required", FORM_KINDS, number_required, {0}},
	{"number-fault", FORM_KINDS, number_fault, {SAY_FAULT_NUMBER}},
	{"number-whole", FORM_KINDS, number_whole, {SAY_FAULT_WHOLE}},
	{"date-fault", FORM_KINDS, date_fault, {SAY_FAULT_DATE, SAY_HOW_DATE}},
	{"rank-fault", FORM_KINDS, rank_fault, {SAY_HOW_RANK, SAY_FAULT_UNFINISHED}},
	{"many", FORM_KINDS, many, {SAY_HOW_MANY}},
	{"text", FORM_KINDS, text_empty, {SAY_HOW_TEXT, SAY_SENSITIVE}},
	{"text-long", FORM_KINDS, text_long, {SAY_HOW_TEXT}},
	{"text-refused", FORM_KINDS, refused_text, {SAY_REFUSED}},
	{"acknowledge", FORM_KINDS, acknowledge, {0}},
	{"review-kinds", FORM_KINDS, review_kinds, {SAY_REVIEW}},
	{"review-kinds-shown", FORM_KINDS, review_kinds_shown, {SAY_REVIEW_SHOWN, SAY_DONT_KNOW}},
};
const size_t n_shots = sizeof shots / sizeof *shots;
