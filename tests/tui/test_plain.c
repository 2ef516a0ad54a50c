/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line mode: what is said and what it makes of lines. Storing is caught (the linker's --wrap),
 * so that the answers can be compared with those of the same answers given by keys.
 */
#include "app.h"
#include "check.h"
#include "plain.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEST_FORM SOURCE_DIR "/tests/tui/collect/form.md"

static char stored[8192]; /* the answers as they were to be stored, an item a line */
static size_t language_stored;
static char token_stored[64];
static enum cips_token_fate next_fate; /* of the next token */
static enum cips_rc next_store;	       /* how the next one comes out */

/* --- answers -------------------------------------------------------------------------------- */

static void write_answers(struct cips_session *session, char *out, size_t size)
{
	FILE *file = fmemopen(out, size, "w");
	for (size_t item = 0; item < cips_session_items(session); item++) {
		struct cips_question question;
		cips_session_question(session, item, 0, &question);
		fprintf(file, "%s state %d typed '%s'", question.name,
			(int)cips_session_state(session, item), cips_session_typed(session, item));
		for (size_t i = 0; i < question.n_choices; i++)
			fprintf(file, " %d/%zu", cips_session_chosen(session, item, i),
				question.kind == CIPS_QUESTION_RANK
					? cips_session_place(session, item, i)
					: 0);
		fputc('\n', file);
	}
	fclose(file);
}

enum cips_rc __wrap_cips_station_store(struct cips_station *station, struct cips_session *session,
	const struct cips_origin_said *origin, struct cips_err *err);

enum cips_rc __wrap_cips_station_store(struct cips_station *station, struct cips_session *session,
	const struct cips_origin_said *origin, struct cips_err *err)
{
	enum cips_rc rc = next_store;
	(void)station;
	next_store = CIPS_OK;
	if (rc) {
		snprintf(err->text, sizeof err->text, "the disk is full");
		return rc;
	}
	language_stored = origin->language;
	snprintf(token_stored, sizeof token_stored, "%s", origin->token ? origin->token : "none");
	write_answers(session, stored, sizeof stored);
	return CIPS_OK;
}

enum cips_rc __wrap_cips_station_token(struct cips_station *station, const char *text,
	enum cips_token_fate *fate, struct cips_err *err);

enum cips_rc __wrap_cips_station_token(struct cips_station *station, const char *text,
	enum cips_token_fate *fate, struct cips_err *err)
{
	(void)station;
	(void)err;
	*fate = text ? next_fate : CIPS_TOKEN_GOOD;
	if (text && !*text)
		*fate = CIPS_TOKEN_MISSING;
	next_fate = CIPS_TOKEN_GOOD;
	return CIPS_OK;
}

/* --- running -------------------------------------------------------------------------------- */

struct run {
	struct cips_station *station;
	struct cips_session *session;
	struct app app;
	char *said;
	enum cips_rc rc;
};

static void start(struct run *run, const char *form, const char *units, bool plain)
{
	struct cips_err err = {0};
	struct cips_findings *findings = cips_findings_new();
	struct app_options options = {.plain = plain, .look = LOOK_MONO, .look_fixed = true};
	*run = (struct run){.rc = CIPS_OK};
	*stored = '\0';
	assert_int_equal(cips_start(&err), CIPS_OK);
	words_load(LOCALE);
	enum cips_rc rc = cips_station_practice(form, units, &run->station, findings, &err);
	if (rc)
		fail_msg("%s: %s", form, cips_findings_get(findings, 0)->text);
	cips_findings_free(findings);
	run->session = cips_session_new(run->station);
	app_start(&run->app, run->station, run->session, &options, 24, 80, 0);
}

static void finish(struct run *run)
{
	cips_session_free(run->session);
	cips_station_close(run->station);
	free(run->said);
}

/* Types the lines; what was said is in run->said. */
static void type_lines(struct run *run, const char *lines, bool once)
{
	size_t n;
	FILE *in = *lines ? fmemopen((char *)lines, strlen(lines), "r") : fopen("/dev/null", "r");
	FILE *out = open_memstream(&run->said, &n);
	run->rc = plain_run(&run->app, in, out, once);
	fclose(in);
	fclose(out);
}

static void run_lines(struct run *run, const char *form, const char *units, const char *lines)
{
	start(run, form, units, true);
	type_lines(run, lines, false);
}

/* --- what is said --------------------------------------------------------------------------- */

static void check_bytes(const char *said)
{
	for (const unsigned char *p = (const unsigned char *)said; *p; p++) {
		assert_true(*p == '\n' || *p >= ' ');
		assert_true(*p != 0x7f);
		if (p[0] == 0xe2)
			assert_false(p[1] >= 0x94 && p[1] <= 0xa3);
		if (p[0] == 0xc2)
			assert_true(p[1] >= 0xa0);
	}
}

static void expect(const struct run *run, const char *text)
{
	if (!strstr(run->said, text))
		fail_msg("\"%s\" was not said:\n%s", text, run->said);
}

#define TO_REVIEW "1\n\n\nLess paper\n2\n12\n2020-02-29\n1 3\n3 1 2\n1\n2\n3\n\n"

static void test_whole(void **state)
{
	struct run run;
	(void)state;
	run_lines(&run, TEST_FORM, NULL, TO_REVIEW "11\n1\n\n/quit\n");
	assert_int_equal(run.rc, CIPS_OK);
	check_bytes(run.said);
	expect(&run, "Question 1 of 10");
	expect(&run, "1. Headquarters\n2. Port\n3. Border\n");
	expect(&run, "Thank you for taking part.");
	assert_non_null(strstr(stored, "story state 0 typed 'Less paper'"));
	finish(&run);
}

/* --- the same answers by keys --------------------------------------------------------------- */

static void happen(struct app *app, struct event event)
{
	enum effect effect = app_update(app, &event);
	while (effect != EFFECT_NONE && effect != EFFECT_QUIT) {
		event = app_perform(app, effect, 0);
		effect = app_update(app, &event);
	}
}

/* '\n' is Enter, '\t' goes to the choice below. */
static void press_keys(struct app *app, const char *keys)
{
	for (; *keys; keys++) {
		struct event event = {.kind = EVENT_PRESS};
		event.press = *keys == '\n' ? PRESS_ENTER
			: *keys == '\t'	    ? PRESS_DOWN
					    : PRESS_CHARACTER;
		event.character = event.press == PRESS_CHARACTER ? (unsigned char)*keys : 0;
		happen(app, event);
	}
}

static void test_same_record(void **state)
{
	struct run lines, keys;
	static char by_lines[sizeof stored];
	(void)state;
	run_lines(&lines, TEST_FORM, NULL, TO_REVIEW "11\n1\n\n/quit\n");
	strcpy(by_lines, stored);
	assert_true(*by_lines);
	finish(&lines);
	start(&keys, TEST_FORM, NULL, false);
	/* the agree questions stand in one grid: a digit goes to the next row */
	press_keys(&keys.app, "1\n\nLess paper\n2\n12\n2020-02-29\n13\n312\n123\n\n\n\n");
	assert_int_equal(keys.app.screen, SCREEN_THANKS);
	assert_string_equal(stored, by_lines);
	assert_int_equal(language_stored, 0);
	finish(&keys);
}

/* --- faults and slips ----------------------------------------------------------------------- */

static void test_slips(void **state)
{
	static const struct {
		const char *lines;
		const char *says;
	} cases[] = {
		{"9\n", "\"9\" does nothing here"},
		{"1\n\n\n\n\n",
			"This question needs an answer. \"Don't know\" and \"prefer not to "
			"answer\" are answers too: /dontknow and /refuse."},
		{"1\n\n\n\n4\n", "There is no choice 4."},
		{"1\n\n\n\n0\n", "There is no choice 0."},
		{"1\n\n\n\n99999999999999999999999\n", "There is no choice"},
		{"1\n\n\n\n1 2\n", "Answer with the number of one choice."},
		{"1\n\n\n\nBORD\n", "These choices fit. Answer with a number.\n3. Border\n"},
		{"1\n\n\n\nmoon\n", "No choice fits \"moon\"."},
		{"1\n\n\n\n1\n99\n", "Between 0 and 59"},
		{"1\n\n\n\n1\nmany\n", "This is not a number."},
		{"1\n\n\n\n1\n2.5\n", "This number has decimals."},
		{"1\n\n\n\n1\n5\n2021-02-29\n", "This is not a date."},
		{"1\n\n\n\n1\n\n\n\n1 2\n", "Some choices have a place and some have none."},
		{"1\n\n\n\n/dontknow\n", "Question 3 of 10"},
		{"1\n\n\n\n/Don't know\n", "Question 3 of 10"},
		{"1\n\n\n/dance\n", "\"/dance\" does nothing here."},
		{"2\n\n\n/retour\n/RETOUR\n", "Avant de commencer"},
		{"2\n\n\n\n1\n77\n", "Entre 0 et 59"},
		{"1\n\n\nHello\n/back\n", "Your answer: Hello"},
		{"1\n\n\nHello\n/back\n/clear\n", "Your answer: not answered"},
		{"1\n\n\n/language\n2\n", "Que faut-il changer"},
		{"1\n\n\n//slash\n/back\n", "Your answer: /slash"},
		{"1\n\n\nHello\n2\n/review\n", "1. What should change? ****"},
		{"1\n\n\nHello\n2\n/review\n/show\n", "1. What should change? Hello"},
		{"1\n\n\nHello\n2\n/review\n/show\n", "/mask Mask answers"},
		{"1\n\n\nHello\n/review\n11\n", "This question needs an answer"},
		{"1\n/details\n", "What this program cannot prevent:"},
		{"1\n\n\n/help\n", "/refuse Prefer not to answer: Answers"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run run;
		run_lines(&run, TEST_FORM, NULL, cases[i].lines);
		check_bytes(run.said);
		if (!strstr(run.said, cases[i].says))
			fail_msg("%s\n\"%s\" was not said:\n%s", cases[i].lines, cases[i].says,
				run.said);
		finish(&run);
	}
}

static void test_long_text(void **state)
{
	struct run run;
	char lines[6000] = "1\n\n\n";
	(void)state;
	memset(lines + strlen(lines), 'x', 5000);
	strcat(lines, "\nshort\n/back\n");
	run_lines(&run, TEST_FORM, NULL, lines);
	expect(&run, "This is too long: at most 500 characters.");
	expect(&run, "Your answer: short");
	finish(&run);
}

/* Changing an answer and taking it back; the second answer is the one that stays. */
static void test_changes(void **state)
{
	struct run run;
	(void)state;
	run_lines(&run, TEST_FORM, NULL,
		TO_REVIEW "1\nMore light\n2\n3\n/undo\n\n6\n2 1 3\n11\n2\n11\n1\n\n/quit\n");
	assert_non_null(strstr(stored, "story state 0 typed 'More light'"));
	assert_non_null(strstr(stored, "office state 0 typed '' 0/0 1/0 0/0"));
	if (!strstr(stored, "order state 0 typed '' 1/2 1/1 1/3"))
		fail_msg("%s", stored);
	assert_int_equal(run.rc, CIPS_OK);
	finish(&run);
}

/* A station that asks for tokens: what is wrong with one is said, and the next line is the next. */
static void test_token(void **state)
{
	static const struct {
		enum cips_token_fate fate;
		const char *says;
	} cases[] = {
		{CIPS_TOKEN_MISTYPED, "This is not a code: a character is wrong or missing."},
		{CIPS_TOKEN_UNKNOWN, "This code is not one of this station."},
		{CIPS_TOKEN_SPENT, "This code was used here already."},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run run;
		start(&run, TEST_FORM, NULL, true);
		run.app.facts.tokens = 60;
		next_fate = cases[i].fate;
		type_lines(&run,
			TO_REVIEW "11\n1\n1111-2222-3333-4444-55\n/back\n1\n\n04hm asw9\n\n/quit\n",
			false);
		check_bytes(run.said);
		expect(&run, "At the end you need the code of the slip that you drew.");
		expect(&run, "Please type the code of your slip:");
		expect(&run, cases[i].says);
		expect(&run, "Your answers are still here: nothing is lost.");
		expect(&run, "No code is typed yet.");
		expect(&run, "Thank you for taking part.");
		assert_string_equal(token_stored, "04hmasw9");
		assert_true(*stored);
		finish(&run);
	}
	struct run run;
	run_lines(&run, TEST_FORM, NULL, TO_REVIEW "11\n1\n\n/quit\n");
	assert_string_equal(token_stored, "none");
	assert_null(strstr(run.said, "slip"));
	finish(&run);
}

static void test_not_saved(void **state)
{
	struct run run;
	(void)state;
	start(&run, TEST_FORM, NULL, true);
	next_store = CIPS_SYSTEM;
	type_lines(&run, TO_REVIEW "11\n1\n/again\n\n/quit\n", false);
	expect(&run, "Your answers could not be saved.");
	expect(&run, "The reason: the disk is full");
	expect(&run, "Thank you for taking part.");
	assert_true(strstr(run.said, "not be saved") < strstr(run.said, "Thank you"));
	assert_true(*stored);
	finish(&run);
}

/* --- long lists, foreign text --------------------------------------------------------------- */

static void test_units(void **state)
{
	struct run run;
	(void)state;
	run_lines(&run, SOURCE_DIR "/sample-surveys/officials.md",
		SOURCE_DIR "/sample-surveys/units.csv", "1\n\n\nkeld\n8\n/back\n");
	expect(&run, "8. Keld Border Crossing");
	expect(&run, "Your answer: Keld Border Crossing");
	check_bytes(run.said);
	finish(&run);
}

static void test_hostile_labels(void **state)
{
	static const char form[] =
		"| survey |\n|  | type | name | label |\n"
		"|  | text | a | A red \xe2\x94\x80\xe2\xa0\x81 \xe2\x81\xa6 |\n"
		"|  | select_one l | b | B |\n"
		"| choices |\n|  | list_name | name | label |\n|  | l | x | \xe2\x80\xae"
		"evil |\n"
		"| settings |\n|  | form_title | form_id | version |\n|  | T \xe2\x80\xae | t | 1 |\n";
	char path[] = "/tmp/cips-plain-XXXXXX.md";
	struct run run;
	(void)state;
	int fd = mkstemps(path, 3);
	assert_int_equal(write(fd, form, sizeof form - 1), sizeof form - 1);
	close(fd);
	run_lines(&run, path, NULL, "1\n\n\n\n\n");
	unlink(path);
	check_bytes(run.said);
	expect(&run, "red");
	assert_null(strstr(run.said, "\xe2\x80\xae"));
	finish(&run);
}

/* --- the end -------------------------------------------------------------------------------- */

static void test_end_of_input(void **state)
{
	struct run run;
	(void)state;
	run_lines(&run, TEST_FORM, NULL, "");
	assert_int_equal(run.rc, CIPS_OK);
	finish(&run);
	run_lines(&run, TEST_FORM, NULL, "1\n\n\nHello\n");
	assert_int_equal(run.rc, CIPS_FINDINGS);
	assert_string_equal(cips_session_typed(run.session, 1), "");
	assert_false(*stored);
	finish(&run);
}

static void test_once(void **state)
{
	struct run run;
	(void)state;
	start(&run, TEST_FORM, NULL, true);
	type_lines(&run, TO_REVIEW "11\n1\n\n1\n\n\nnext person\n", true);
	assert_int_equal(run.rc, CIPS_OK);
	assert_int_equal(run.app.screen, SCREEN_WELCOME);
	assert_null(strstr(stored, "next person"));
	finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_same_record),
		cmocka_unit_test(test_slips),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_token),
		cmocka_unit_test(test_not_saved),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_hostile_labels),
		cmocka_unit_test(test_end_of_input),
		cmocka_unit_test(test_once),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
