/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random walks: keys that nobody would press, over forms that nobody would write, and what must
 * hold after each of them. The seed is fixed; the form and the key where a walk ended are said
 * after it.
 *
 *	test_tui_app_walk [FORMS]
 */
#include "drive.h"

#include "form_maker.h"
#include "layout.h"
#include "view.h"

#include <locale.h>
#include <stdio.h>

enum { KEYS = 100 };

static unsigned forms = 1000;

static uint64_t random_state;

/* Where a walk is. */
static unsigned form_now;
static size_t key_now;

static unsigned roll(unsigned n)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(random_state >> 33) % n;
}

/* --- keys ------------------------------------------------------------------------------------- */

static const uint32_t characters[] = {'1', '1', '2', '2', '3', '4', '5', '9', '0', ' ', ' ', 'a',
	'b', 'p', 'q', 'r', 'e', 'Z', '-', '.', 0xE9, 0x301, 0x4E2D, 0x627, 0x1F469, 0x200D, 0x202E,
	0x1B, 0x07, 0x9B, 0x7F, 0xD800, 0x110000, 0xFFFF, 0};

static struct event random_key(void)
{
	static const enum press often[] = {PRESS_ENTER, PRESS_ENTER, PRESS_ENTER, PRESS_DOWN,
		PRESS_UP, PRESS_LEFT, PRESS_RIGHT, PRESS_ERASE};
	struct event event = {.kind = EVENT_PRESS, .press = PRESS_CHARACTER};
	unsigned dice = roll(10);
	if (dice < 4)
		event.character = characters[roll(sizeof characters / sizeof *characters)];
	else if (dice < 7)
		event.press = often[roll(sizeof often / sizeof *often)];
	else
		event.press = (enum press)roll(PRESS_F12 + 1);
	return event;
}

/* --- what holds after each event -------------------------------------------------------------- */

static void check_question(const struct app *app)
{
	struct cips_question question;
	assert_true(cips_session_shown(app->session, app->item));
	cips_session_question(app->session, app->item, app->language, &question);
	assert_int_not_equal(question.kind, CIPS_QUESTION_NONE);
	assert_true(app->n_page >= 1);
	bool on_page = false;
	for (size_t i = 0; i < app->n_page; i++)
		on_page = on_page || app_page_item(app, i) == app->item;
	assert_true(on_page);
	if (app->n_page > 1)
		assert_int_equal(app->n_page, layout_battery(app, app->page));
	assert_true(app->focus >= -1 && app->focus < (int)question.n_choices);
	if (app->focus >= 0) {
		struct cips_choice_shown shown;
		cips_session_choice(app->session, app->item, (size_t)app->focus, 0, &shown);
		assert_true(shown.offered);
	}
	const char *typed = cips_session_typed(app->session, app->item);
	assert_true(app->caret <= strlen(typed));
	assert_true((typed[app->caret] & 0xC0) != 0x80);
	for (const char *c = typed; *c; c++)
		assert_true((unsigned char)*c >= 0x20 && *c != 0x7F);
}

static void check(const struct drive *drive)
{
	const struct app *app = &drive->app;
	struct live_key live[ACTIONS];
	size_t rows;
	if (app->screen == SCREEN_QUESTION)
		check_question(app);
	if (app->screen == SCREEN_REVIEW) {
		app_review_item(app, 0, &rows);
		assert_true(app->row <= rows);
	}
	if (app->overlay == OVERLAY_MENU)
		assert_true(app->overlay_row < keys_menu(app, live));
	assert_true(app->language < app->facts.languages);
	assert_true(app->scroll <= app->overflow || app->overflow == 0);
	assert_true(app->entry_n == strlen(app->entry));
	/* a token is asked for where one is to be had, and never outlives the screens that need it */
	assert_true(app->screen != SCREEN_TOKEN || app->facts.tokens);
	if (app->running && app->screen != SCREEN_TOKEN && app->screen != SCREEN_UNSAVED &&
		app->screen != SCREEN_PICTURE && app->screen != SCREEN_ORGANISER)
		assert_int_equal(app->entry_n, 0);
}

static bool is_cell(struct frame *frame, int row, int column, const char *any)
{
	const char *text = frame_cell(frame, row, column)->text;
	return *text && strchr(any, *text);
}

/* The cursor is in the window; among choices it is on the mark of the one in focus. */
static void check_cursor(const struct app *app)
{
	struct frame *frame = frame_new(app->rows, app->columns);
	struct cips_question question = {0};
	view_draw(app, frame);
	int row = frame->cursor_row, column = frame->cursor_column;
	assert_in_range(row, 0, frame->rows - 1);
	assert_in_range(column, 0, frame->columns - 1);
	if (app->screen == SCREEN_QUESTION && !app->overlay && !app_too_small(app))
		cips_session_question(app->session, app->item, app->language, &question);
	bool choices = question.kind >= CIPS_QUESTION_ONE && question.kind <= CIPS_QUESTION_RANK;
	if (choices && keys_allows(app, ACTION_MOVE)) {
		int left = LAYOUT_MARGIN, right = left + layout_body(app).columns - 1;
		if (!is_cell(frame, row, column - 1, "(["))
			fail_msg("no mark at %d, %d:\n%s", row, column, frame_text(frame));
		assert_true(app->focus < 0 || is_cell(frame, row, left, ">") ||
			is_cell(frame, row, right, "<"));
	}
	frame_free(frame);
}

/* Whether some key of the keyboard does it now. */
static bool has_key(const struct app *app, enum action action)
{
	for (int press = PRESS_ENTER; press <= PRESS_F12; press++) {
		if (keys_action(app, (enum press)press, 0) == action)
			return true;
	}
	for (uint32_t c = ' '; c < 0x7F; c++) {
		if (keys_action(app, PRESS_CHARACTER, c) == action)
			return true;
	}
	return false;
}

static void check_legend(const struct app *app)
{
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live);
	for (size_t i = 0; i < n; i++) {
		if (!has_key(app, live[i].action))
			fail_msg("screen %d overlay %d: no key for action %d (%s)", app->screen,
				app->overlay, live[i].action, live[i].cap);
		assert_true(keys_allows(app, live[i].action));
	}
}

/* Presses one key: what is not in the legend must change nothing. */
static void press(struct drive *drive, struct event event)
{
	struct live_key live[ACTIONS];
	drive_wait(drive, 10);
	size_t n = keys_live(&drive->app, live);
	enum action action = keys_action(&drive->app, event.press, event.character);
	enum screen screen = drive->app.screen;
	uint64_t before = drive_state(drive);
	unsigned long stored = drive->stored;
	bool listed = false;
	for (size_t i = 0; i < n; i++)
		listed = listed || live[i].action == action;
	drive_event(drive, event);
	if (action == ACTION_NONE) {
		if (drive->n_done != 0 || drive_state(drive) != before)
			fail_msg("screen %d: key %d, character %x, acts without a legend", screen,
				event.press, event.character);
	} else if (!listed) {
		fail_msg("screen %d: action %d is not in the legend", screen, action);
	}
	if (drive->app.screen == SCREEN_THANKS && screen != SCREEN_THANKS)
		assert_true(drive->stored == stored + 1);
	check(drive);
	check_cursor(&drive->app);
}

/* --- from anywhere to the first screen -------------------------------------------------------- */

static bool at_first(const struct app *app)
{
	return app->overlay == OVERLAY_NONE &&
		(app->screen == SCREEN_WELCOME || app->screen == SCREEN_FULL);
}

/* Back is all it takes, and Enter after handing in; the hidden screen and the warning have to go first. */
static void go_back(struct drive *drive)
{
	size_t most = cips_session_items(drive->session) + 12;
	if (app_too_small(&drive->app))
		drive_size(drive, 24, 80);
	if (drive->app.overlay == OVERLAY_HIDDEN) {
		drive_f(drive, 12);
		drive_press(drive, PRESS_ENTER);
	}
	if (drive->app.overlay == OVERLAY_WARNING)
		drive_press(drive, PRESS_UP);
	uint64_t answers = drive_answers(drive);
	for (size_t i = 0; !at_first(&drive->app); i++) {
		if (i == most)
			fail_msg("dead end: screen %d overlay %d item %zu", drive->app.screen,
				drive->app.overlay, drive->app.item);
		bool thanks =
			drive->app.overlay == OVERLAY_NONE && drive->app.screen == SCREEN_THANKS;
		drive_press(drive, thanks ? PRESS_ENTER : PRESS_F1 + 1);
		check(drive);
	}
	assert_true(drive_answers(drive) == answers);
}

/* --- another language ------------------------------------------------------------------------- */

static void speak(struct drive *drive, size_t language)
{
	size_t overlay_row = drive->app.overlay_row;
	bool help = drive->app.overlay == OVERLAY_HELP;
	size_t scroll = help ? drive->app.scroll_under : drive->app.scroll;
	drive_f(drive, 3);
	assert_int_equal(drive->app.overlay, OVERLAY_LANGUAGES);
	drive_type(drive, '1' + (uint32_t)language);
	assert_int_equal(drive->app.language, language);
	assert_int_equal(drive->app.overlay, help ? OVERLAY_HELP : OVERLAY_NONE);
	size_t now = help ? drive->app.scroll_under : drive->app.scroll;
	assert_true(now == scroll || now == drive->app.overflow);
	drive->app.overlay_row = overlay_row;
}

/* Through all ordered pairs of languages and back to the first. */
static void speak_all(struct drive *drive)
{
	size_t n = drive->app.facts.languages, first = drive->app.language;
	if (!keys_allows(&drive->app, ACTION_LANGUAGE))
		return;
	/* A language that needs the picture test first is not shown at once. */
	if (n == 5 &&
		(drive->app.direction == DIRECTION_UNKNOWN ||
			drive->app.direction == DIRECTION_NONE ||
			drive->app.screen == SCREEN_PICTURE))
		n = 4;
	if (first >= n)
		return;
	if (drive->app.overlay == OVERLAY_MENU || drive->app.overlay == OVERLAY_WARNING)
		drive_press(drive, PRESS_ESCAPE);
	if (drive->app.screen == SCREEN_WELCOME)
		speak(drive, first);
	drive->app.overlay_row = 0;
	size_t row = drive->app.row;
	uint64_t before = drive_place(drive);
	for (size_t from = 0; from < n; from++) {
		for (size_t to = 0; to < n; to++) {
			speak(drive, from);
			speak(drive, to);
			if (drive->app.screen == SCREEN_WELCOME)
				drive->app.row = row;
			assert_true(drive_place(drive) == before);
		}
	}
	speak(drive, first);
	check(drive);
}

/* --- undo, and the review --------------------------------------------------------------------- */

/* A digit where it chooses, taken back and put back. */
static void undo(struct drive *drive)
{
	if (app_too_small(&drive->app) || drive->app.screen != SCREEN_QUESTION ||
		drive->app.overlay != OVERLAY_NONE || !keys_allows(&drive->app, ACTION_CHOOSE))
		return;
	uint64_t before = drive_answers(drive);
	size_t item = drive->app.item;
	drive_type(drive, '1' + roll(9));
	uint64_t after = drive_answers(drive);
	if (after == before)
		return;
	drive_f(drive, 10);
	assert_true(drive_answers(drive) == before);
	assert_int_equal(drive->app.item, item);
	drive_f(drive, 11);
	assert_true(drive_answers(drive) == after);
	check(drive);
}

/* Enter, a digit, Enter: another answer, and the same row of the review. */
static void edit_each(struct drive *drive)
{
	size_t n;
	if (drive->app.overlay || drive->app.screen != SCREEN_QUESTION)
		return;
	drive_f(drive, 9);
	app_review_item(&drive->app, 0, &n);
	for (size_t row = 0; row < n; row++) {
		struct cips_question question;
		size_t item = app_review_item(&drive->app, row, &n);
		if (item == SIZE_MAX)
			return;
		cips_session_question(drive->session, item, 0, &question);
		if (question.kind != CIPS_QUESTION_ONE || question.read_only)
			continue;
		drive->app.row = row;
		drive_press(drive, PRESS_ENTER);
		assert_int_equal(drive->app.item, item);
		size_t offered = keys_numbers(&drive->app);
		unsigned digit = roll(offered < 9 ? (unsigned)offered : 9);
		drive_type(drive, '1' + digit);
		assert_int_equal(cips_session_state(drive->session, item) == CIPS_STATE_SKIPPED, 0);
		assert_true(cips_session_chosen(drive->session, item, (size_t)drive->app.focus));
		drive_press(drive, PRESS_ENTER);
		assert_int_equal(drive->app.screen, SCREEN_REVIEW);
		assert_int_equal(drive->app.row, row);
		check(drive);
	}
}

/* --- sizes ------------------------------------------------------------------------------------ */

static void resize(struct drive *drive)
{
	uint64_t before = drive_place(drive);
	drive_size(drive, 1 + (int)roll(100), 1 + (int)roll(300));
	check(drive);
	assert_true(drive_place(drive) == before);
	if (roll(4))
		drive_size(drive, 24, 80);
	assert_true(drive_place(drive) == before);
}

/* --- the walks -------------------------------------------------------------------------------- */

static void between_keys(struct drive *drive)
{
	switch (roll(40)) {
	case 0:
	case 1:
	case 2:
	case 3:
		resize(drive);
		break;
	case 4: {
		static const enum cips_rc outcomes[] = {CIPS_OK, CIPS_OK, CIPS_SYSTEM, CIPS_INPUT};
		drive->outcome = outcomes[roll(4)];
		drive->fate = (enum cips_token_fate)roll(CIPS_TOKEN_SPENT + 1);
		break;
	}
	case 5:
		go_back(drive);
		break;
	case 6:
		speak_all(drive);
		break;
	case 7:
		drive_wait(drive, 1000 * (long long)roll(300));
		check(drive);
		break;
	case 8:
	case 9:
		undo(drive);
		break;
	case 10:
		if (!app_too_small(&drive->app))
			edit_each(drive);
		break;
	default:
		break;
	}
	if (roll(8) == 0)
		check_legend(&drive->app);
}

static void walk(struct drive *drive, size_t keys, size_t reached[SCREENS])
{
	drive->facts.practice = roll(2);
	drive->facts.slots = 1 + roll(3);
	drive->facts.tokens = drive->facts.practice ? 0 : roll(2) * 50;
	drive->app.facts = drive->facts;
	for (size_t i = 0; i < keys; i++) {
		key_now = i;
		press(drive, random_key());
		between_keys(drive);
		drive->facts.used = drive->stored;
		reached[drive->app.screen]++;
	}
}

static struct app_options random_options(void)
{
	struct app_options options = {0};
	options.resume = roll(2);
	options.spare = roll(2);
	options.look_fixed = roll(2);
	return options;
}

static void any_key_over_any_form(void **state)
{
	size_t reached[SCREENS] = {0};
	(void)state;
	for (unsigned seed = 1; seed <= forms; seed++) {
		struct drive drive;
		char *form = form_make(seed);
		struct app_options options = random_options();
		form_now = seed;
		drive_text(&drive, form, &options);
		walk(&drive, KEYS, reached);
		drive_finish(&drive);
		free(form);
	}
	for (int screen = 0; screen < SCREENS; screen++)
		assert_true(reached[screen] > 0);
}

static void any_key_over_the_samples(void **state)
{
	static const char *const samples[] = {
		SOURCE_DIR "/sample-surveys/officials.md", SOURCE_DIR "/sample-surveys/private.md"};
	size_t reached[SCREENS] = {0};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct drive drive;
		form_now = (unsigned)i;
		struct app_options options = {.resume = true, .spare = true};
		drive_open(&drive, samples[i], SOURCE_DIR "/sample-surveys/units.csv", &options);
		walk(&drive, 5000, reached);
		drive_finish(&drive);
	}
}

static int say_where(void **state)
{
	(void)state;
	print_message("# ended in form %u at key %zu\n", form_now, key_now);
	return 0;
}

static int start(void **state)
{
	struct cips_err err;
	(void)state;
	random_state = 20251122;
	setlocale(LC_CTYPE, "C.UTF-8");
	return cips_start(&err) == CIPS_OK ? 0 : -1;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(any_key_over_any_form, say_where),
		cmocka_unit_test_teardown(any_key_over_the_samples, say_where),
	};
	if (argc > 1)
		forms = (unsigned)atoi(argv[1]);
	return cmocka_run_group_tests(tests, start, NULL);
}
