/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every screen in four languages against a file, and what must hold of each of them. With
 * CIPS_GOLDEN=write in the environment the files of tests/tui/screens are written anew instead.
 */
#include "check.h"

#include "screens.h"
#include "layout.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>

static const char *const languages[] = {"en", "fr", "es", "pt"};

enum { LANGUAGES = sizeof languages / sizeof *languages };

static int start(void **state)
{
	(void)state;
	struct cips_err err;
	setlocale(LC_ALL, "C.UTF-8");
	words_load(LOCALE);
	return (int)cips_start(&err);
}

/* --- texts ---------------------------------------------------------------------------------- */

static char *drawn(const struct app *app, struct frame **frame)
{
	*frame = frame_new(app->rows, app->columns);
	view_draw(app, *frame);
	return frame_text(*frame);
}

/* With every run of blanks and line ends made one blank: how lines break does not matter. */
static void squeeze(char *text)
{
	char *out = text;
	bool blank = true;
	for (const char *p = text; *p; p++) {
		bool now = *p == ' ' || *p == '\n';
		if (!now)
			*out++ = *p;
		else if (!blank)
			*out++ = ' ';
		blank = now;
	}
	while (out > text && out[-1] == ' ')
		out--;
	*out = '\0';
}

/* Whether a text stands in another, however the lines break. */
static bool holds(const char *text, const char *part)
{
	char *a = strdup(text), *b = strdup(part);
	squeeze(a);
	squeeze(b);
	bool found = strstr(a, b) != NULL;
	free(a);
	free(b);
	return found;
}

/* --- what holds of every screen -------------------------------------------------------------- */

static const char *name_of_key(const struct app *app, const char *cap)
{
	static const struct {
		const char *cap;
		enum say name;
	} names[] = {{"Enter", SAY_CAP_ENTER}, {"Space", SAY_CAP_SPACE}, {"Del", SAY_CAP_DELETE},
		{"Esc", SAY_CAP_ESCAPE}, {"↑↓", SAY_CAP_UP_DOWN}, {"←→", SAY_CAP_LEFT_RIGHT},
		{"⌫", SAY_CAP_ERASE}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(cap, names[i].cap) == 0 && (i < 4 || app->ascii))
			return words_say(app->tongue, names[i].name);
	return cap;
}

/* The legend is the live keys, all of them and nothing else, in the last rows below the rule. */
static void check_legend(const char *name, const struct app *app, const char *text)
{
	char expected[2048] = "";
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live);
	for (size_t i = 0; i < n; i++) {
		strcat(expected, i ? " " : "");
		strcat(expected, name_of_key(app, live[i].cap));
		strcat(expected, " ");
		strcat(expected, words_say(app->tongue, live[i].legend));
	}
	const char *rule = app->ascii ? "\n----------" : "\n──────────", *last = NULL;
	for (const char *p = text; (p = strstr(p, rule)); p++)
		last = p;
	assert_non_null(last);
	char *legend = strdup(strchr(last + 1, '\n'));
	int rows = 0;
	for (const char *p = legend + 1; *p; p++)
		rows += *p == '\n';
	const char *row = legend;
	for (const char *p = legend; (p = strchr(p, '\n')) && p[1]; p++)
		row = p + 1;
	if (keys_allows(app, ACTION_HELP) && strncmp(row, " F1 ", 4) != 0)
		fail_msg("%s, %s: the last row does not begin with the help:\n%s", name,
			words_tag(app->tongue), row);
	squeeze(legend);
	if (strcmp(legend, expected) != 0 || rows > LAYOUT_LEGEND_ROWS)
		fail_msg("%s, %s: the legend has %d rows:\n%s\nand not\n%s", name,
			words_tag(app->tongue), rows, legend, expected);
	free(legend);
}

/* The cursor stands where the next key acts. */
static void check_cursor(const char *name, const struct app *app, struct frame *frame)
{
	struct cips_question question;
	int row = frame->cursor_row, column = frame->cursor_column;
	assert_in_range(row, 0, frame->rows - 1);
	assert_in_range(column, 0, frame->columns - 1);
	if (app->screen != SCREEN_QUESTION || app->overlay != OVERLAY_NONE || app_too_small(app))
		return;
	cips_session_question(app->session, app->item, app->language, &question);
	if (question.kind == CIPS_QUESTION_NOTE)
		return;
	bool choice = question.kind < CIPS_QUESTION_NUMBER;
	const char *left = frame_cell(frame, row, column - 1)->text;
	bool mirrored = app->direction == DIRECTION_OURS;
	int end = mirrored ? layout_body(app).columns - 1 : 0;
	const char *first = frame_cell(frame, row, LAYOUT_MARGIN + end)->text;
	if (choice && *left != '(' && *left != '[')
		fail_msg("%s: the cursor is at %d, %d, not on a mark", name, row, column);
	if (choice && app->focus >= 0 && *first != (mirrored ? '<' : '>'))
		fail_msg("%s: the row of the cursor is not marked", name);
	if (!choice && !app->caret && !mirrored)
		assert_int_equal(column, LAYOUT_MARGIN + 2);
}

static void check_screen(
	const char *name, const struct app *app, struct frame *frame, const char *text)
{
	check_cursor(name, app, frame);
	if (app->overlay == OVERLAY_HIDDEN || app_too_small(app))
		return;
	check_legend(name, app, text);
	if (app->facts.practice && !strstr(text, words_say(app->tongue, SAY_PRACTICE)))
		fail_msg("%s does not say that it is practice", name);
	if (!strstr(text, app->facts.title))
		fail_msg("%s does not show the title", name);
}

/* --- golden screens ------------------------------------------------------------------------- */

static void compare(const char *language, const char *name, const char *text)
{
	char path[512], folder[400];
	static char expected[1 << 16];
	snprintf(folder, sizeof folder, SOURCE_DIR "/tests/tui/screens/%s", language);
	snprintf(path, sizeof path, "%s/%s.txt", folder, name);
	const char *wish = getenv("CIPS_GOLDEN");
	if (wish && strcmp(wish, "write") == 0) {
		assert_true(mkdir(folder, 0777) == 0 || errno == EEXIST);
		FILE *out = fopen(path, "w");
		assert_non_null(out);
		fputs(text, out);
		assert_int_equal(fclose(out), 0);
		return;
	}
	FILE *in = fopen(path, "r");
	if (!in)
		fail_msg("%s is missing", path);
	expected[fread(expected, 1, sizeof expected - 1, in)] = '\0';
	fclose(in);
	if (strcmp(text, expected) != 0)
		fail_msg("%s differs from what is drawn now:\n%s", path, text);
}

static void take(const struct shot *shot, const char *language)
{
	struct drive drive;
	struct frame *frame;
	static char all[1 << 16];
	if (!shot_open(&drive, shot->form, language))
		fail_msg("%s: no language %s", shot->name, language);
	shot->reach(&drive);
	struct app *app = &drive.app;
	char *text = drawn(app, &frame);
	check_screen(shot->name, app, frame, text);
	for (size_t i = 0; i < SCREEN_SAYS && shot->says[i]; i++)
		if (!holds(text, words_say(app->tongue, shot->says[i])))
			fail_msg("%s, %s: not in full: %s\n%s", shot->name, language,
				words_say(app->tongue, shot->says[i]), text);
	snprintf(all, sizeof all, "colour, contrast, monochrome; cursor at %d, %d\n\n%s",
		frame->cursor_row, frame->cursor_column, text);
	for (int look = 0; look < LOOKS; look++) {
		struct frame *other;
		app->look = (enum look)look;
		char *same = drawn(app, &other);
		assert_string_equal(same, text);
		free(same);
		frame_free(other);
	}
	free(text);
	frame_free(frame);
	app->ascii = true;
	text = drawn(app, &frame);
	check_screen(shot->name, app, frame, text);
	size_t n = strlen(all);
	snprintf(all + n, sizeof all - n, "\nASCII\n\n%s", text);
	compare(language, shot->name, all);
	free(text);
	frame_free(frame);
	drive_finish(&drive);
}

static void golden(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_shots; i++)
		for (size_t l = 0; l < LANGUAGES; l++)
			take(&shots[i], languages[l]);
}

/* In Arabic, ordered and joined by us: laid out from the right. */
static void from_the_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_shots; i++)
		if (shots[i].form == FORM_KINDS)
			take(&shots[i], "ar");
}

/* Nothing but letters is outside ASCII when signs cannot be shown; English has no such letters. */
static void ascii_is_ascii(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_shots; i++) {
		struct drive drive;
		struct frame *frame;
		assert_true(shot_open(&drive, shots[i].form, "en"));
		shots[i].reach(&drive);
		drive.app.ascii = true;
		char *text = drawn(&drive.app, &frame);
		bool names = drive.app.overlay == OVERLAY_LANGUAGES ||
			drive.app.screen == SCREEN_WELCOME || drive.app.screen == SCREEN_PICTURE;
		for (const char *p = text; *p && !names; p++)
			if ((unsigned char)*p >= 0x80)
				fail_msg("%s: %s", shots[i].name, p);
		free(text);
		frame_free(frame);
		drive_finish(&drive);
	}
}

/* --- all questions, all sizes --------------------------------------------------------------- */

/* Texts and choices of a question are all there. */
static void check_question(const struct app *app, const char *text)
{
	struct cips_question question;
	cips_session_question(app->session, app->item, app->language, &question);
	if (app->n_page > 1 || strstr(text, words_say(app->tongue, SAY_MORE_BELOW)))
		return;
	if (!holds(text, question.label) || !holds(text, question.hint) ||
		!holds(text, question.section))
		fail_msg("not in full:\n%s\n%s\n%s", question.label, question.hint, text);
	for (size_t i = 0; i < question.n_choices; i++) {
		struct cips_choice_shown shown;
		cips_session_choice(app->session, app->item, i, app->language, &shown);
		if (shown.offered && !holds(text, shown.label))
			fail_msg("not in full: %s\n%s", shown.label, text);
	}
}

/* In a grid each label is there word by word, and there is a column for each choice. */
static void check_grid(const struct app *app, const char *text)
{
	struct grid grid = layout_grid(app, app->page);
	assert_int_equal(grid.n, app->n_page);
	size_t marks = 0;
	for (const char *p = text; (p = strstr(p, "( )")); p++)
		marks++;
	assert_int_equal(marks, grid.n * grid.choices);
	for (size_t i = 0; i < app->n_page; i++) {
		struct cips_question question;
		cips_session_question(
			app->session, app_page_item(app, i), app->language, &question);
		char *label = strdup(question.label), *rest = NULL;
		for (char *w = strtok_r(label, " ", &rest); w; w = strtok_r(NULL, " ", &rest))
			assert_non_null(strstr(text, w));
		free(label);
	}
}

static void all_questions(void **state)
{
	(void)state;
	for (size_t l = 0; l < LANGUAGES; l++) {
		struct drive drive;
		size_t pages = 0, grids = 0;
		assert_true(shot_open(&drive, FORM_OFFICIALS, languages[l]));
		cips_session_choose(drive.session, shot_item(&drive, "witnessed"), 0);
		cips_session_choose(drive.session, shot_item(&drive, "reported"), 1);
		drive_press(&drive, PRESS_ENTER);
		for (; drive.app.screen == SCREEN_QUESTION && pages < 100; pages++) {
			struct frame *frame;
			char *text = drawn(&drive.app, &frame);
			check_screen("a question", &drive.app, frame, text);
			check_question(&drive.app, text);
			if (drive.app.n_page > 1)
				check_grid(&drive.app, text);
			grids += drive.app.n_page > 1;
			free(text);
			frame_free(frame);
			drive_press(&drive, PRESS_ENTER);
			for (size_t i = 1; i < drive.app.n_page && drive.app.item != drive.app.page;
				i++)
				drive_press(&drive, PRESS_ENTER);
		}
		assert_int_equal(drive.app.screen, SCREEN_REVIEW);
		assert_in_range(grids, 5, 40);
		drive_finish(&drive);
	}
}

static void any_size(void **state)
{
	(void)state;
	static const int sizes[][2] = {{1, 1}, {1, 80}, {2, 3}, {10, 40}, {24, 79}, {23, 80},
		{24, 80}, {24, 81}, {25, 80}, {24, 300}, {100, 80}, {60, 132}, {100, 300}};
	for (size_t i = 0; i < n_shots; i++) {
		struct drive drive;
		assert_true(shot_open(&drive, shots[i].form, "pt"));
		shots[i].reach(&drive);
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
			struct frame *frame;
			drive_size(&drive, sizes[s][0], sizes[s][1]);
			char *text = drawn(&drive.app, &frame);
			check_screen(shots[i].name, &drive.app, frame, text);
			free(text);
			frame_free(frame);
		}
		drive_finish(&drive);
	}
}

/* Draws the screen, and again at the end of what scrolls; to be freed. */
static char *drawn_through(struct drive *drive)
{
	struct frame *frame;
	char *top = drawn(&drive->app, &frame);
	frame_free(frame);
	drive_press(drive, PRESS_END);
	char *end = drawn(&drive->app, &frame), *both;
	frame_free(frame);
	assert_true(asprintf(&both, "%s\n%s", top, end) > 0);
	free(top);
	free(end);
	return both;
}

/* The help explains the keys of the screen below it, those that scroll it included. */
static void help_is_of_the_screen(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_shots; i++) {
		struct drive drive;
		struct live_key live[ACTIONS];
		assert_true(shot_open(&drive, shots[i].form, "en"));
		shots[i].reach(&drive);
		size_t n = keys_live(&drive.app, live);
		bool moves = keys_allows(&drive.app, ACTION_MOVE);
		if (keys_allows(&drive.app, ACTION_HELP)) {
			drive_f(&drive, 1);
			char *text = drawn_through(&drive);
			for (size_t k = 0; k < n; k++)
				if (!holds(text, words_say(TONGUE_EN, live[k].help)))
					fail_msg("%s: the help leaves out %s", shots[i].name,
						live[k].cap);
			if (!moves && holds(text, words_say(TONGUE_EN, SAY_HELP_MOVE)))
				fail_msg("%s: the help says that it moves", shots[i].name);
			free(text);
		}
		drive_finish(&drive);
	}
}

/* --- what must not be seen ------------------------------------------------------------------ */

static void answers_are_masked(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_shots; i++) {
		struct drive drive;
		struct frame *frame;
		assert_true(shot_open(&drive, shots[i].form, "en"));
		shots[i].reach(&drive);
		char *text = drawn(&drive.app, &frame);
		bool question = drive.app.screen == SCREEN_QUESTION;
		if (!question && !drive.app.unmasked && strstr(text, MARKER))
			fail_msg("%s shows an answer", shots[i].name);
		if (drive.app.screen == SCREEN_REVIEW && !drive.app.unmasked)
			assert_null(strstr(text, "Don't know"));
		free(text);
		frame_free(frame);
		drive_finish(&drive);
	}
}

static void hidden_says_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_shots; i++) {
		struct drive drive;
		struct frame *frame;
		assert_true(shot_open(&drive, shots[i].form, "en"));
		shots[i].reach(&drive);
		drive_size(&drive, 24, 80);
		if (drive.app.overlay != OVERLAY_HIDDEN)
			drive_f(&drive, 12);
		assert_int_equal(drive.app.overlay, OVERLAY_HIDDEN);
		drive.app.waking = false;
		char *text = drawn(&drive.app, &frame);
		squeeze(text);
		assert_string_equal(text, "Paused F12, Enter");
		free(text);
		frame_free(frame);
		drive_finish(&drive);
	}
}

/* --- a form that names no language ------------------------------------------------------------ */

static void no_language(void **state)
{
	static const struct app_options options = {0};
	static const char form[] = "| survey | | | |\n| | type | name | label |\n"
				   "| | text | t | Say it |\n| settings | | |\n"
				   "| | form_title | form_id |\n| | Plain words | p |\n";
	struct drive drive;
	struct frame *frame;
	(void)state;
	drive_text(&drive, form, &options);
	char *first = drawn(&drive.app, &frame);
	assert_true(holds(first, "Press Enter to go on."));
	assert_true(holds(first, "> 1. Plain words"));
	frame_free(frame);
	free(first);
	drive_press(&drive, PRESS_ENTER);
	drive_press(&drive, PRESS_ENTER);
	char *question = drawn(&drive.app, &frame);
	assert_true(holds(question, "Question 1 of 1 Say it"));
	frame_free(frame);
	free(question);
	drive_finish(&drive);
}

/* --- a text that is as long as one can be ------------------------------------------------------ */

static bool warns(const struct drive *drive)
{
	struct frame *frame;
	bool found = false;
	free(drawn(&drive->app, &frame));
	for (int i = 0; i < frame->rows * frame->columns; i++)
		found |= frame->cells[i].role == ROLE_ERROR;
	frame_free(frame);
	return found;
}

static void full_text_is_marked(void **state)
{
	static const struct app_options options = {0};
	static const char form[] = "| survey | | | |\n| | type | name | label |\n"
				   "| | text | t | Say it |\n| settings | | |\n"
				   "| | form_title | form_id |\n| | Plain words | p |\n";
	struct drive drive;
	(void)state;
	drive_text(&drive, form, &options);
	drive_press(&drive, PRESS_ENTER);
	drive_press(&drive, PRESS_ENTER);
	for (int i = 1; i < CIPS_TYPED_CHARACTERS; i++)
		drive_type(&drive, 'x');
	assert_false(warns(&drive));
	drive_type(&drive, 'x');
	assert_true(warns(&drive));
	drive_finish(&drive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),
		cmocka_unit_test(from_the_right),
		cmocka_unit_test(ascii_is_ascii),
		cmocka_unit_test(all_questions),
		cmocka_unit_test(help_is_of_the_screen),
		cmocka_unit_test(any_size),
		cmocka_unit_test(answers_are_masked),
		cmocka_unit_test(hidden_says_nothing),
		cmocka_unit_test(no_language),
		cmocka_unit_test(full_text_is_marked),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
