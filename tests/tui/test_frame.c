/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells and lines: what one cluster takes, what is made visible, where a text breaks.
 */
#include "check.h"

#include "frame.h"
#include "wrap.h"

#include <stdlib.h>
#include <string.h>

#define ESC "\x1b"

/* What a row of ten columns shows for a text, and how many columns it took. */
static const struct {
	const char *name;
	const char *text;
	const char *row;
	int columns;
} rows[] = {
	{"plain", "abc", "abc", 3},
	{"an accent of its own", "e\u0301a", "e\u0301a", 2},
	{"a lone accent stands on a blank", "\u0301a", " \u0301a", 2},
	{"wide", "日本", "日本", 4},
	{"wide at the edge is left out", "123456789日", "123456789", 9},
	{"wide fits exactly", "12345678日", "12345678日", 10},
	{"a family is shown one by one", "👨\u200d👩\u200d👧", "👨👩👧", 6},
	{"a family is not split", "12345👨\u200d👩\u200d👧", "12345", 5},
	{"a flag", "🇫🇷", "🇫🇷", 2},
	{"a flag is not split", "123456789🇫🇷", "123456789", 9},
	{"a joiner inside a word", "می\u200cخ", "می\u200cخ", 3},
	{"a variation is not asked for", "❤\ufe0f", "❤", 1},
	{"Hangul of parts", "\u1112\u1161\u11ab", "\u1112\u1161\u11ab", 2},
	{"an escape sequence", ESC "[2J", "\\x1b[2J", 7},
	{"a control of eight bits",
		"\xc2\x9b"
		"A",
		"\\x9bA", 5},
	{"turned text", "a\u202eb", "aU+202Eb", 8},
	{"a mark of direction", "\u200fa", "U+200Fa", 7},
	{"a tag", "a\U000E0041", "aU+E0041", 8},
	{"broken bytes", "a\xff\xc3", "a\\xff\\xc3", 9},
	{"what is visible is not split", "12345678" ESC, "12345678", 8},
	{"line end and tabulator", "a\nb\tc", "a b c", 5},
	{"a bell", "\a", "\\x07", 4},
};

static void put(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct frame *frame = frame_new(1, 10);
		size_t n = strlen(rows[i].text);
		int used = frame_put(frame, 0, 0, 10, ROLE_PLAIN, rows[i].text, n);
		char *text = frame_text(frame);
		text[strlen(text) - 1] = '\0';
		if (strcmp(text, rows[i].row) != 0 || used != rows[i].columns)
			fail_msg("%s: \"%s\" in %d columns", rows[i].name, text, used);
		if (frame_width(rows[i].text, n) <= 10)
			assert_int_equal(frame_width(rows[i].text, n), used);
		free(text);
		frame_free(frame);
	}
}

/* A cell has at most one character that takes room, and no more marks than terminals hold. */
static void marks_are_bounded(void **state)
{
	(void)state;
	char text[256] = "a";
	struct frame *frame = frame_new(1, 4);
	for (int i = 0; i < 60; i++)
		strcat(text, "\u0301");
	strcat(text, "b");
	assert_int_equal(frame_put(frame, 0, 0, 4, ROLE_PLAIN, text, strlen(text)), 2);
	assert_int_equal(strlen(frame_cell(frame, 0, 0)->text), 1 + 4 * 2);
	assert_string_equal(frame_cell(frame, 0, 1)->text, "b");
	frame_free(frame);
}

static void overwrites_wide(void **state)
{
	(void)state;
	struct frame *frame = frame_new(1, 4);
	frame_put(frame, 0, 0, 4, ROLE_PLAIN, "日本", 6);
	frame_put(frame, 0, 1, 2, ROLE_PLAIN, "xy", 2);
	char *text = frame_text(frame);
	assert_string_equal(text, " xy\n");
	for (int i = 0; i < 4; i++)
		assert_int_equal(frame_cell(frame, 0, i)->width, 1);
	free(text);
	frame_free(frame);
}

static void outside_is_left_out(void **state)
{
	(void)state;
	struct frame *frame = frame_new(2, 3);
	assert_int_equal(frame_put(frame, -1, 0, 3, ROLE_PLAIN, "abc", 3), 0);
	assert_int_equal(frame_put(frame, 2, 0, 3, ROLE_PLAIN, "abc", 3), 0);
	assert_int_equal(frame_put(frame, 0, -1, 3, ROLE_PLAIN, "abc", 3), 0);
	assert_int_equal(frame_put(frame, 0, 3, 3, ROLE_PLAIN, "abc", 3), 0);
	assert_int_equal(frame_put(frame, 0, 1, 300, ROLE_PLAIN, "abc", 3), 2);
	frame_role(frame, 0, -5, 300, ROLE_FOCUS);
	frame_role(frame, 9, 0, 3, ROLE_FOCUS);
	char *text = frame_text(frame);
	assert_string_equal(text, " ab\n\n");
	assert_int_equal(frame_cell(frame, 0, 0)->role, ROLE_FOCUS);
	assert_int_equal(frame_cell(frame, 1, 0)->role, ROLE_PLAIN);
	free(text);
	frame_free(frame);
}

static const struct {
	const char *text;
	int columns;
	const char *lines; /* with | between them */
} breaks[] = {
	{"", 5, ""},
	{"one two three", 20, "one two three"},
	{"one two three", 7, "one two|three"},
	{"one two three", 3, "one|two|thr|ee"},
	{"one  two", 4, "one|two"},
	{"abcdefgh", 3, "abc|def|gh"},
	{"a\nb", 9, "a|b"},
	{"a\n\nb", 9, "a||b"},
	{"日本語", 3, "日|本|語"},
	{"日本語", 1, "日|本|語"},
	{"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301"},
	{"x 👨\u200d👩\u200d👧", 6, "x|👨\u200d👩\u200d👧"},
	{ESC "[2J", 4, ESC "|[2J"},
	{"trailing   ", 8, "trailing"},
};

static void wraps(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
		const char *text = breaks[i].text;
		char lines[128] = "";
		size_t n = strlen(text), next;
		int count = 0;
		for (size_t at = 0; at < n; at += next, count++) {
			size_t line = wrap_line(text + at, n - at, breaks[i].columns, &next);
			assert_true(next > 0);
			if (count)
				strcat(lines, "|");
			strncat(lines, text + at, line);
		}
		while (*lines && lines[strlen(lines) - 1] == ' ')
			lines[strlen(lines) - 1] = '\0';
		assert_string_equal(lines, breaks[i].lines);
		assert_int_equal(wrap_count(text, n, breaks[i].columns), count);
	}
}

static void measures(void **state)
{
	(void)state;
	assert_int_equal(wrap_widest("a long 日本語 word", strlen("a long 日本語 word")), 6);
	assert_int_equal(wrap_cut("abc", 3, 2), 2);
	assert_int_equal(wrap_cut("日本", 6, 3), 3);
	assert_int_equal(wrap_cut("abc", 3, 9), 3);
	assert_int_equal(wrap_cut("e\u0301x", 4, 1), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(put),
		cmocka_unit_test(marks_are_bounded),
		cmocka_unit_test(overwrites_wide),
		cmocka_unit_test(outside_is_left_out),
		cmocka_unit_test(wraps),
		cmocka_unit_test(measures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
