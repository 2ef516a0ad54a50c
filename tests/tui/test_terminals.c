/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program at terminals of different kinds shows what the app draws, whatever is pressed and
 * however often the size changes.
 *
 *	test_tui_terminals [KEYS AND SIZES]
 */
#include "beside.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const terms[] = {"linux", "vt100", "xterm-256color"};

static long keys = 1500, sizes = 300;

/* The same numbers in every run. */
static unsigned random_under(unsigned n)
{
	static unsigned long long state = 88172645463325252ULL;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % n;
}

/* --- pictures ------------------------------------------------------------------------------- */

/* Compares the screen with a file; CIPS_GOLDEN=write writes it, to be read before it is kept. */
static void picture(struct beside *beside, const char *name)
{
	char path[256], *kept = NULL;
	size_t size = 0;
	snprintf(path, sizeof path, SOURCE_DIR "/tests/tui/terminals/%s%s.txt", name,
		beside->app.ascii ? "-ascii" : "");
	beside_check(beside);
	const char *shown = pty_screen(beside->pty);
	bool writes = getenv("CIPS_GOLDEN") && strcmp(getenv("CIPS_GOLDEN"), "write") == 0;
	FILE *file = fopen(path, writes ? "w" : "r");
	if (!file)
		fail_msg("%s is not there", path);
	if (writes) {
		fputs(shown, file);
	} else {
		if (getdelim(&kept, &size, '\0', file) < 0)
			fail_msg("%s is empty", path);
		if (strcmp(kept, shown) != 0)
			print_error("%s has\n%sthe terminal shows\n%s", path, kept, shown);
		assert_string_equal(kept, shown);
	}
	free(kept);
	fclose(file);
}

static void press(struct beside *beside, enum press press)
{
	beside_press(beside, beside_key(press));
	beside_check(beside);
}

static void show_kinds(const char *term)
{
	struct beside b;
	beside_start(&b, term, 24, 80, TEST_FORM, NULL, NULL);
	picture(&b, "welcome");
	press(&b, PRESS_ENTER);
	picture(&b, "trust");
	press(&b, PRESS_ENTER);
	press(&b, PRESS_ENTER);
	beside_type(&b, "Less paper");
	picture(&b, "text");
	press(&b, PRESS_ENTER);
	press(&b, PRESS_ENTER);
	picture(&b, "required");
	press(&b, PRESS_F1);
	picture(&b, "help");
	press(&b, PRESS_ESCAPE);
	beside_type(&b, "2");
	press(&b, PRESS_ENTER);
	beside_type(&b, "77");
	press(&b, PRESS_ENTER);
	picture(&b, "constraint");
	press(&b, PRESS_F1 + 8);
	picture(&b, "review");
	press(&b, PRESS_F12);
	picture(&b, "hidden");
	beside_end(&b);
}

static void test_pictures(void **state)
{
	(void)state;
	for (size_t t = 0; t < sizeof terms / sizeof *terms; t++)
		show_kinds(terms[t]);
}

/* --- the whole survey ----------------------------------------------------------------------- */

static void answer_all(const char *term, const char *language)
{
	struct beside b;
	beside_start(&b, term, 24, 80, OFFICIALS, UNITS, NULL);
	beside_type(&b, language);
	beside_check(&b);
	for (int i = 0; i < 400 && b.app.screen != SCREEN_REVIEW; i++) {
		if (b.app.screen == SCREEN_QUESTION)
			beside_type(&b, "2");
		press(&b, PRESS_ENTER);
	}
	assert_int_equal(b.app.screen, SCREEN_REVIEW);
	beside_reach(&b, SCREEN_THANKS);
	press(&b, PRESS_ENTER);
	assert_int_equal(b.app.screen, SCREEN_WELCOME);
	beside_type(&b, "q");
	assert_true(b.ended);
	assert_int_equal(pty_wait_end(b.pty, BESIDE_PATIENCE), 0);
	assert_true(pty_sane(b.pty));
	beside_end(&b);
}

static void test_whole_survey(void **state)
{
	static const char *const languages[] = {"1", "2", "3", "4"};
	(void)state;
	for (size_t i = 0; i < 4; i++)
		answer_all(terms[i % 3], languages[i]);
}

/* --- any key -------------------------------------------------------------------------------- */

static void test_any_key(void **state)
{
	struct beside b;
	(void)state;
	beside_start(&b, "xterm-256color", 24, 80, TEST_FORM, NULL, NULL);
	for (long i = 0; i < keys; i++) {
		const struct key *key = &beside_keys[random_under((unsigned)beside_keys_n)];
		beside_press(&b, key);
		beside_check(&b);
	}
	beside_end(&b);
}

/* --- sizes ---------------------------------------------------------------------------------- */

static void test_sizes(void **state)
{
	struct beside b;
	char typed[64] = "";
	(void)state;
	beside_start(&b, "xterm-256color", 24, 80, TEST_FORM, NULL, NULL);
	press(&b, PRESS_ENTER);
	press(&b, PRESS_ENTER);
	press(&b, PRESS_ENTER);
	for (long i = 0; i < sizes; i++) {
		int rows = 1 + (int)random_under(100), columns = 1 + (int)random_under(300);
		beside_resize(&b, rows, columns);
		if (i % 16 == 0)
			beside_check(&b);
		if (i % 10 == 0 && i < 400 && rows >= APP_ROWS && columns >= APP_COLUMNS) {
			char letter[2] = {(char)('a' + i / 10 % 26), '\0'};
			beside_check(&b);
			beside_type(&b, letter);
			strcat(typed, letter);
		}
	}
	beside_resize(&b, 24, 80);
	beside_check(&b);
	assert_string_equal(cips_session_typed(b.session, b.app.item), typed);
	assert_true(strlen(typed) > 3);
	assert_non_null(strstr(pty_screen(b.pty), typed));
	beside_end(&b);
}

static void test_small(void **state)
{
	struct beside b;
	(void)state;
	beside_start(&b, "xterm-256color", 10, 40, TEST_FORM, NULL, NULL);
	assert_non_null(strstr(pty_screen(b.pty), "80"));
	beside_resize(&b, 24, 80);
	beside_check(&b);
	press(&b, PRESS_ENTER);
	assert_int_equal(b.app.screen, SCREEN_TRUST);
	beside_end(&b);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_whole_survey),
		cmocka_unit_test(test_any_key),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_small),
	};
	if (argc > 1)
		keys = sizes = atol(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
