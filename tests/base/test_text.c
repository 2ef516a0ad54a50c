/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "base/suggest.h"
#include "base/utf8.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void test_check_names_the_byte(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t bad; /* offset, or the length */
	} cases[] = {
		{"plain", 5},
		{"caf\xc3\xa9", 5},
		{"a\xff", 1},
		{"\xc3", 0},
		{"ab\xc3(", 2},
		{"\xed\xa0\x80", 0} /* a surrogate */,
		{"\xc0\xaf", 0} /* overlong */,
		{"\xf4\x90\x80\x80", 0} /* beyond U+10FFFF */,
		{"", 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
			cips_utf8_check(cases[i].text, strlen(cases[i].text)), cases[i].bad);
}

static void test_normalize_and_fold(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	/* e + combining acute is é; white space of all kinds is one blank */
	assert_string_equal(cips_utf8_normalize(&arena, "  cafe\xcc\x81 \t au\xc2\xa0lait "),
		"caf\xc3\xa9 au lait");
	assert_string_equal(cips_utf8_fold(&arena, "ÉCOLE Straße"), "école strasse");
	assert_string_equal(cips_utf8_normalize(&arena, " \n "), "");
	cips_arena_release(&arena);
}

/* Two texts have the same essence when they have the same words and numbers. */
static void test_essence(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool same;
	} pairs[] = {
		{"Customs is fair.", "customs IS fair", true},
		{"l'agent",
			"L\xE2\x80\x99"
			"agent",
			true},
		{"Pourquoi ?", "pourquoi\xC2\xA0?", true},
		{"two  words\n", "two words", true},
		{"e-mail", "email", true},
		{"\xEF\xAC\x81ne", "fine", true},	  /* a ligature */
		{"caf\xC3\xA9", "cafe\xCC\x81", true},	  /* composed or not */
		{"co\xC2\xADoperate", "cooperate", true}, /* a soft hyphen */
		{"caf\xC3\xA9", "cafe", false},
		{"It is fair", "It is not fair", false},
		{"1.5", "15", false},
		{"1.5", "1,5", false},
		{"1 - 5",
			"1\xE2\x80\x93"
			"5",
			true},
		{"1 5", "15", false},
		{"10 %", "10%", true},
		{"10 %", "10", false},
		{"a & b", "a b", false},
		{"\xE4\xBD\xA0\xE5\xA5\xBD\xEF\xBC\x9F", "\xE4\xBD\xA0\xE5\xA5\xBD?", true},
		{"?!", "", true},
	};
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *a = cips_utf8_essence(&arena, pairs[i].a);
		const char *b = cips_utf8_essence(&arena, pairs[i].b);
		if ((strcmp(a, b) == 0) != pairs[i].same)
			fail_msg("\"%s\" and \"%s\": \"%s\", \"%s\"", pairs[i].a, pairs[i].b, a, b);
	}
	cips_arena_release(&arena);
}

static void test_width_and_cut(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t width;
		size_t cut_at_3; /* bytes */
	} cases[] = {
		{"abc", 3, 3},
		{"abcd", 4, 3},
		{"caf\xc3\xa9", 4, 3},
		{"e\xcc\x81x", 2, 4},
		{"\xe6\xb5\xb7\xe5\x85\xb3", 4, 3} /* two wide characters: only one fits in 3 */,
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(cips_utf8_width(cases[i].text), cases[i].width);
		assert_int_equal(cips_utf8_cut(cases[i].text, 3), cases[i].cut_at_3);
	}
}

static void test_cluster(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t bytes;
		int width;
	} cases[] = {
		{"ab", 1, 1},
		{"e\xcc\x81x", 3, 1},		     /* e, combining acute */
		{"\xe6\xb5\xb7x", 3, 2},	     /* a wide character */
		{"\xcc\x81x", 2, 0},		     /* a mark with nothing under it */
		{"\xe0\xa4\x95\xe0\xa4\xbfx", 6, 2}, /* Devanagari ki: a mark that takes room */
		{"\xe1\x84\x92\xe1\x85\xa1x", 6, 2}, /* Hangul ha of two parts */
		{"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9x", 11, 4}, /* two emoji, joined */
		{"\x1b[2J", 1, -1},
		{"\r\n", 1, -1},
		{"\xe2\x80\xaex", 3, -1}, /* right-to-left override */
		{"a\xe2\x80\xae", 1, 1},
		{"\xff", 1, -1},
		{"a\xff", 1, 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int width;
		size_t n = strlen(cases[i].text);
		assert_int_equal(cips_utf8_cluster(cases[i].text, n, &width), cases[i].bytes);
		assert_int_equal(width, cases[i].width);
	}
}

/*
 * As wide as the C library has it, which terminal libraries ask: letters and marks of the scripts
 * of some of the world's languages.
 */
static void test_width_agrees_with_libc(void **state)
{
	(void)state;
	static const wchar_t blocks[][2] = {{0xA1, 0xAC}, {0xAE, 0x2FF}, {0x300, 0x52F},
		{0x530, 0x5FF}, {0x620, 0x6D3}, {0x900, 0xDFF}, {0xE00, 0xEFF}, {0xF00, 0x10FF},
		{0x1100, 0x11FF}, {0x1200, 0x139F}, {0x1780, 0x17FF}, {0x1E00, 0x1FFF},
		{0x2010, 0x2027}, {0x2500, 0x257F}, {0x3041, 0x30FF}, {0x4E00, 0x9FFF},
		{0xAC00, 0xD7A3}, {0xFB50, 0xFEFC}};
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
		for (wchar_t c = blocks[b][0]; c <= blocks[b][1]; c++) {
			char text[MB_LEN_MAX] = "";
			int width, libc = wcwidth(c), n = wctomb(text, c);
			if (libc < 0 || n < 0)
				continue;
			cips_utf8_cluster(text, (size_t)n, &width);
			if (width >= 0 && width != libc)
				fail_msg("U+%04lX: %d, and %d to libc", (long)c, width, libc);
		}
	setlocale(LC_CTYPE, "C");
}

static void test_printable_shows_what_would_act(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	assert_string_equal(cips_utf8_printable(&arena, "a\x1b[31mb", 40), "a\\x1b[31mb");
	assert_string_equal(cips_utf8_printable(&arena, "\xe2\x80\xaegnp", 40), "U+202Egnp");
	assert_string_equal(cips_utf8_printable(&arena, "x\xffy\n", 40), "x\\xffy\\x0a");
	assert_string_equal(cips_utf8_printable(&arena, "abcdefgh", 6), "abc...");
	cips_arena_release(&arena);
}

static void test_ascii(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	assert_string_equal(cips_utf8_to_ascii(&arena, "Réforme – «œuvre» · Łódź"),
		"Reforme - \"oeuvre\" . ?odz");
	assert_string_equal(cips_utf8_to_ascii(&arena, "«\u202fOui\u202f»\u00a0! ¿Sí? ☐ → ¡ya!"),
		"\"Oui\" ! Si? [ ] -> ya!");
	cips_arena_release(&arena);
}

static const char *word(const void *known, size_t i)
{
	return ((const char *const *)known)[i];
}

/* The edits between two words by their definition, for comparison. */
static size_t plain_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), d[16][16];
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			size_t best = i + j;
			if (i && d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (j && d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i && j && d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) < best)
				best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	return d[n][m];
}

static void random_word(char word[16])
{
	static unsigned long seed = 1;
	seed = (seed * 1103515245 + 12345) % 2147483648;
	size_t n = seed / 65536 % 11;
	for (size_t i = 0; i < n; i++) {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		word[i] = "abc"[seed / 65536 % 3];
	}
	word[n] = '\0';
}

/* Looking near the diagonal alone finds the same. */
static void test_distance(void **state)
{
	(void)state;
	size_t near = 0;
	for (int i = 0; i < 200000; i++) {
		char a[16], b[16];
		const char *known = b;
		random_word(a);
		random_word(b);
		size_t plain = plain_distance(a, b), n = strlen(a);
		size_t limit = n >= 6 ? 2 : n >= 2 ? 1 : 0;
		bool suggested = cips_suggest_word(a, &known, 1) != NULL;
		if (cips_suggest_distance(a, b) != plain || suggested != (plain <= limit))
			fail_msg("%s, %s: %zu", a, b, plain);
		near += suggested;
	}
	assert_true(near > 1000);
}

static void test_suggest(void **state)
{
	(void)state;
	static const char *const known[] = {
		"select_one", "select_multiple", "note", "integer", "LEAD"};
	static const struct {
		const char *typed;
		const char *guess;
	} cases[] = {
		{"select_oen", "select_one"},
		{"selct_one", "select_one"},
		{"nte", "note"},
		{"lead", "LEAD"},
		{"Integer", "integer"},
		{"geopoint", NULL},
		{"x", NULL},
		{"", NULL},
		{"LAED", "LEAD"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *guess = cips_suggest(cases[i].typed, known, 5, word);
		if (cases[i].guess ? !guess || strcmp(guess, cases[i].guess) != 0 : guess != NULL)
			fail_msg("%s: %s", cases[i].typed, guess ? guess : "(none)");
	}
	assert_int_equal(cips_suggest_distance("abcd", "acbd"), 1);
	assert_int_equal(cips_suggest_distance("kitten", "sitting"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_names_the_byte),
		cmocka_unit_test(test_normalize_and_fold),
		cmocka_unit_test(test_essence),
		cmocka_unit_test(test_width_and_cut),
		cmocka_unit_test(test_cluster),
		cmocka_unit_test(test_width_agrees_with_libc),
		cmocka_unit_test(test_printable_shows_what_would_act),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_suggest),
		cmocka_unit_test(test_distance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
