/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of others on their way to a terminal, and where their lines end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/clean.h"
#include "report/wrap.h"

static void white_space_is_squeezed_and_no_break_spaces_stay(void **state)
{
	static const struct {
		const char *text;
		const char *clean;
		const char *ascii;
	} cases[] = {
		{NULL, "", ""},
		{"  two \t  words \n", "two words", "two words"},
		{"quel\xC2\xA0?", "quel\xC2\xA0?", "quel ?"},
		{"quel\xE2\x80\xAF?", "quel\xC2\xA0?", "quel ?"},
		{"quel \xC2\xA0\xE2\x80\xAF ?", "quel\xC2\xA0?", "quel ?"},
		{"\xC2\xA0 a b \xC2\xA0", "a b", "a b"},
		{"\xC2\xA0", "", ""},
		{"a\xC2\xA0"
		 "b\xC2\xA0"
		 "c",
			"a\xC2\xA0"
			"b\xC2\xA0"
			"c",
			"a b c"},
	};
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(
			cips_report_clean(&arena, cases[i].text, false), cases[i].clean);
		assert_string_equal(cips_report_clean(&arena, cases[i].text, true), cases[i].ascii);
	}
	cips_arena_release(&arena);
	(void)state;
}

static void no_line_begins_behind_a_no_break_space(void **state)
{
	struct cips_arena arena = {0};
	const char *rest = cips_report_clean(&arena,
		"avant la proc\xC3\xA9"
		"dure\xC2\xA0?",
		false);
	size_t n;
	const char *line = cips_report_next_line(&rest, 18, false, &n);
	assert_int_equal(n, strlen("avant la"));
	assert_memory_equal(line, "avant la", n);
	line = cips_report_next_line(&rest, 18, false, &n);
	assert_string_equal(line,
		"proc\xC3\xA9"
		"dure\xC2\xA0?");
	assert_int_equal(n, strlen(line));
	assert_null(cips_report_next_line(&rest, 18, false, &n));
	cips_arena_release(&arena);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(white_space_is_squeezed_and_no_break_spaces_stay),
		cmocka_unit_test(no_line_begins_behind_a_no_break_space),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
