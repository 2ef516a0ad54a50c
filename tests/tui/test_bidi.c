/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines in visual order. `by_icu`: what ICU 72 makes of the same lines (u_shapeArabic with
 * LETTERS_SHAPE, then ubidi_writeReordered with DO_MIRRORING, KEEP_BASE_COMBINING and
 * REMOVE_BIDI_CONTROLS). `by_hand`: worked out from the rules of Unicode Standard Annex 9, named in
 * the case, and the joining types of the letters.
 */
#include "bidi.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

struct sample {
	const char *name;
	bool from_right;
	const char *logical, *visual;
};

static const struct sample by_icu[] = {
	{"peace: lam and alef in one letter, joined", true, "\u0633\u0644\u0627\u0645",
		"\ufee1\ufefc\ufeb3"},
	{"two words", true,
		"\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
		"\ufee2\ufedf\ufe8e\ufecc\ufedf\ufe8e\ufe91 \ufe8e\ufe92\ufea3\ufeae\ufee3"},
	{"Hebrew within Latin", false, "abc \u05d0\u05d1\u05d2 def", "abc \u05d2\u05d1\u05d0 def"},
	{"the same in a paragraph from the right", true, "abc \u05d0\u05d1\u05d2 def",
		"def \u05d2\u05d1\u05d0 abc"},
	{"a number in Arabic", true, "\u0627\u0644\u0639\u062f\u062f 123 \u0647\u0646\u0627",
		"\ufe8e\ufee8\ufeeb 123 \ufea9\ufeaa\ufecc\ufedf\ufe8d"},
	{"Arabic within a Latin paragraph", false,
		"\u0627\u0644\u0645\u0627\u062f\u0629 (12) \u0645\u0646 Code",
		"\ufee6\ufee3 (12) \ufe93\ufea9\ufe8e\ufee4\ufedf\ufe8d Code"},
	{"brackets around a number, and around Latin", true,
		"\u0627\u0644\u0645\u0627\u062f\u0629 (12) \u0645\u0646 Code [A]",
		"Code [A] \ufee6\ufee3 (12) \ufe93\ufea9\ufe8e\ufee4\ufedf\ufe8d"},
	{"a tatweel joins", true, "\u0643\u0640\u062a\u0627\u0628",
		"\ufe8f\ufe8e\ufe98\u0640\ufedb"},
	{"an isolated lam-alef, and a hamza", true, "\u0644\u0627 \u0625\u0644\u0647",
		"\ufeea\ufedf\ufe87 \ufefb"},
	{"percent goes with its number", true, "\u0646\u0633\u0628\u0629 45.5% \u0641\u0642\u0637",
		"\ufec2\ufed8\ufed3 %45.5 \ufe94\ufe92\ufeb4\ufee7"},
	{"signs and dashes in a telephone number", true, "\u0647\u0627\u062a\u0641 +33-1-22",
		"22-1-33+ \ufed2\ufe97\ufe8e\ufeeb"},
	{"Arabic-Indic digits", true, "\u0663\u0664 \u0633\u0624\u0627\u0644",
		"\ufedd\ufe8d\ufe86\ufeb3 \u0663\u0664"},
	{"a currency in brackets", false, "price: 5 \u05e9\u05e7\u05dc (\u20aa)!",
		"price: 5 \u05dc\u05e7\u05e9 (\u20aa)!"},
	{"an Arabic comma and question mark", true,
		"\u0646\u0639\u0645\u060c \u062f\u0627\u0626\u0645\u0627\u061f",
		"\u061f\ufe8e\ufee4\ufe8b\ufe8d\ufea9 \u060c\ufee2\ufecc\ufee7"},
	{"an address of mail", true,
		"\u0627\u0644\u0628\u0631\u064a\u062f a.b@c.org \u0647\u0646\u0627",
		"\ufe8e\ufee8\ufeeb a.b@c.org \ufeaa\ufef3\ufeae\ufe92\ufedf\ufe8d"},
	{"a point below its letter in Hebrew", true, "\u05d0\u05b8\u05d1", "\u05d1\u05d0\u05b8"},
	{"brackets face the other way", true, "a(\u0628)c", "c(\ufe8f)a"},
	{"a number that begins the line", true, "1. \u0646\u0639\u0645", "\ufee2\ufecc\ufee7 .1"},
	{"times of day", true, "\u0645\u0646 10:30 \u0625\u0644\u0649 11:45",
		"11:45 \ufef0\ufedf\ufe87 10:30 \ufee6\ufee3"},
	{"a non-joiner, which shows nothing, stops the joining", true,
		"\u067e\u0646\u062c\u200c\u0634\u0646\u0628\u0647",
		"\ufeea\ufe92\ufee8\ufeb7\ufe9e\ufee8\ufb58"},
	{"a ligature that is there already", true, "\ufefb", "\ufefb"},
	{"a character outside the first plane", true, "\u05d1\U0001f600\u05d2",
		"\u05d2\U0001f600\u05d1"},
};

static const struct sample by_hand[] = {
	{"L3: a mark follows its letter: beh fatha, teh", true, "\u0628\u064e\u062a",
		"\ufe96\ufe91\u064e"},
	{"L3: two marks keep their order: seen shadda fatha", true, "\u0633\u0651\u064e",
		"\ufeb1\u0651\u064e"},
	{"a vowel between lam and alef keeps them apart", true, "\u0644\u064e\u0627",
		"\ufe8e\ufedf\u064e"},
	{"W2: digits behind an Arabic letter, W4: with a dot", true, "\u0628 1.5", "1.5 \ufe8f"},
	{"W4: a European comma between Arabic digits", true, "\u0663,\u0664 \u0628",
		"\ufe8f \u0663,\u0664"},
	{"N1: a full stop between two from the right", false, "\u05d0. \u05d1", "\u05d1 .\u05d0"},
	{"N2: a full stop at the end, paragraph from the left", false, "\u05d0\u05d1.",
		"\u05d1\u05d0."},
	{"N2: the same from the right", true, "\u05d0\u05d1.", ".\u05d1\u05d0"},
	{"N0: a pair of brackets goes with the paragraph", true, "\u05d0 (b) \u05d2",
		"\u05d2 (b) \u05d0"},
	{"L1: blanks at the end go to the end of the paragraph", true, "\u05d0\u05d1  ",
		"  \u05d1\u05d0"},
	{"a mark that only turns text shows nothing", true, "\u200f\u05d0\u200fa\u200e", "a\u05d0"},
	{"X5: an embedding", false, "a \u202b\u05d0 b\u202c c", "a b \u05d0 c"},
	{"dal joins to the right only", true, "\u062f\u0628\u062f", "\ufeaa\ufe91\ufea9"},
	{"tatweel joins on both sides", true, "\u0640\u0628\u0640", "\u0640\ufe92\u0640"},
};

static void show(const char *title, const char *text)
{
	print_message("# %s", title);
	for (; *text; text++)
		print_message(" %02x", (unsigned char)*text);
	print_message("\n");
}

static void check_sample(const struct sample *sample)
{
	char out[512];
	size_t n = bidi_line(
		sample->logical, strlen(sample->logical), sample->from_right, out, sizeof out);
	assert_int_equal(n, strlen(out));
	if (strcmp(out, sample->visual) != 0) {
		show("wanted", sample->visual);
		show("got   ", out);
		fail_msg("%s", sample->name);
	}
}

static void orders_as_icu(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof by_icu / sizeof *by_icu; i++)
		check_sample(&by_icu[i]);
}

static void orders_by_the_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof by_hand / sizeof *by_hand; i++)
		check_sample(&by_hand[i]);
}

/* --- lines that come back as they are ------------------------------------------------------- */

static void check_same(const char *text, size_t n, bool from_right)
{
	char out[8192];
	assert_int_equal(bidi_line(text, n, from_right, out, sizeof out), n);
	assert_memory_equal(out, text, n);
	assert_int_equal(out[n], '\0');
}

static void leaves_alone(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"", " ", "Yes (always).", "\u00c7a d\u00e9pend", "1. 45.5 %", "\u2192 \u2500\u2502",
		"\u05d0\xff\u05d1",	  /* a byte that is no UTF-8 */
		"\u05d0\u05d1\xd7",	  /* half a letter at the end */
		"\u05d0\xc0\xaf",	  /* a slash, overlong */
		"\u05d0\xed\xa0\x80",	  /* half of a pair of UTF-16 */
		"\u05d0\xf4\x90\x80\x80", /* beyond Unicode */
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		check_same(lines[i], strlen(lines[i]), false);
		check_same(lines[i], strlen(lines[i]), true);
	}
}

/* 1,000 letters are ordered, one more are not. */
static void long_lines(void **state)
{
	(void)state;
	char text[2 * 1001 + 1] = "", out[4000];
	for (size_t i = 0; i < 1001; i++)
		memcpy(text + 2 * i, i == 0 ? "\u05d0" : "\u05d1", 2);
	check_same(text, 2002, true);
	assert_int_equal(bidi_line(text, 2000, true, out, sizeof out), 2000);
	assert_memory_equal(out, "\u05d1", 2);
	assert_memory_equal(out + 1998, "\u05d0", 2);
}

/* Every size of room: never more than there is, and whole letters. */
static void little_room(void **state)
{
	(void)state;
	const char *lines[] = {"\u0633\u0644\u0627\u0645", "\u00e9t\u00e9 a\U0001f600", "abc"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		size_t n = strlen(lines[i]);
		for (size_t size = 0; size < 2 * n + 2; size++) {
			char out[64];
			memset(out, 'X', sizeof out);
			size_t got = bidi_line(lines[i], n, true, out, size);
			assert_true(got == 0 || got < size);
			for (size_t k = size; k < sizeof out; k++)
				assert_int_equal(out[k], 'X');
			assert_true(got == strlen(lines[i]) || got == 9 ||
				((unsigned char)lines[i][got] & 0xc0) != 0x80);
		}
	}
}

/* --- directions ----------------------------------------------------------------------------- */

static void finds_direction(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool from_right;
	} lines[] = {
		{"", false},
		{"123", false},
		{"abc \u05d0", false},
		{"\u05d0 abc", true},
		{"(1) \u0646\u0639\u0645", true},
		{"\u0663", false},
		{"\u200f1", true},
		{"\u0660 a", false},
		{"\xff\u05d0", false},
		{"... \u0646", true},
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(
			bidi_from_right(lines[i].text, strlen(lines[i].text)), lines[i].from_right);
}

static void knows_languages(void **state)
{
	(void)state;
	static const char *const right[] = {"ar", "AR", "ar-EG", "ar_MA", "fa", "he", "iw", "ur",
		"ps", "ckb", "dv", "az-Arab", "ku-Arab-IQ", "yi"};
	static const char *const left[] = {
		"", "en", "fr", "pt-BR", "arn", "a", "ar-Latn", "az", "es-419", "und-2024"};
	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		assert_true(bidi_language(right[i]));
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		assert_false(bidi_language(left[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_as_icu),
		cmocka_unit_test(orders_by_the_rules),
		cmocka_unit_test(leaves_alone),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(little_room),
		cmocka_unit_test(finds_direction),
		cmocka_unit_test(knows_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
