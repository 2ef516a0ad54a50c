/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expected answers are those of java.util.regex.Pattern.matches(), which the tablets use. */
#include "forms/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const struct cips_regex_engine *const engine = &cips_forms_regex_engine;

struct match_case {
	const char *pattern;
	const char *text;
	bool matches;
};

static const struct match_case match_cases[] = {
	{"[0-9]{4}", "2024", true}, {"[0-9]{4}", "20245", false}, /* the whole text */
	{"[0-9]{4}", "x2024", false}, {"^[0-9]{4}$", "2024", true}, {"^[0-9]{4}$", "^2024$", false},
	{"^(a|b)$", "b", true}, {"(^a$)|(^b$)", "b", true}, {"^a$|^b$", "a", true},
	{"^a$|^b$", "b", true}, {"^a$|^b$", "ab", false}, {"(?:ab)+", "abab", true},
	{"\\d+", "123", true}, {"\\d+", "\u0661", false}, /* an Arabic digit */
	{"\\w+", "a_b", true}, {"\\w+", "a-b", false}, {"\\D+", "abc", true},
	{"\\D+", "a1c", false}, {"\\W", "-", true},
	{"[\\w.-]+@[\\w-]+\\.[a-z]{2,}", "some.one@customs-office.example", true},
	{"[\\w.-]+@[\\w-]+\\.[a-z]{2,}", "someone@", false},
	{"[a-zA-Z0-9._%+-]+", "a.b+c%d-e", true}, {"[^\\d]+", "abc", true},
	{"[^\\d]+", "a1", false}, {"[$^]+", "$^", true}, {"\\$\\d\\.\\d", "$1.5", true},
	{"\\^", "^", true}, {"a\\/b\\@c", "a/b@c", true},
	{"\\(\\)\\[\\]\\{\\}\\*\\+\\?\\|\\\\", "()[]{}*+?|\\", true},
	{"\\p{L}+", "Gr\u00fc\u00dfe", true}, {"\\p{Lu}\\p{Ll}*", "\u00c9tat", true},
	{"\\p{L}+", "a1", false}, {".", "\u00e9", true}, /* one character, not two bytes */
	{"\\s*", " \t", true}, {"[A-Z]{2}-?[0-9]{3,5}", "FR-1234", true},
	{"[A-Z]{2}-?[0-9]{3,5}", "fr-1234", false}, {"", "", true}, {"", "a", false},
	{".*", "", true}, {".+", "", false}, {".{0,500}", "hello", true}, {"a|bc", "ac", false},
	{"a", "\xff", false}, /* no UTF-8 */
};

static void matches_as_on_tablets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof match_cases / sizeof *match_cases; i++) {
		const struct match_case *c = &match_cases[i];
		char why[100] = "";
		const void *compiled = engine->compile(c->pattern, why, sizeof why);
		if (!compiled)
			fail_msg("%s: %s", c->pattern, why);
		if (engine->match(compiled, c->text) != c->matches)
			fail_msg("%s on %s: %d expected", c->pattern, c->text, c->matches);
		assert_int_equal(engine->match_once(c->pattern, c->text), c->matches);
	}
}

static const char *const bad_patterns[] = {
	"(",
	")",
	"[",
	"[a",
	"a{",
	"a{2",
	"*",
	"+a",
	"a**",
	"a{3,2}",
	"\\",
	"a\\",
	"[z-a]",
	"a^b",
	"a$b",
	"(?=a)b",
	"(?!a)b",
	"(?i)a",
	"(a)\\1",
	"\\bword\\b",
	"a+?",
	"a*+",
	"a{99999999}",
	"a{1,2000}",
	"\\p{Nonsense}",
	"\\q",
	"\xff",
};

static void refuses_bad_patterns(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_patterns / sizeof *bad_patterns; i++) {
		char why[100] = "";
		if (engine->compile(bad_patterns[i], why, sizeof why))
			fail_msg("%s was accepted", bad_patterns[i]);
		if (!*why)
			fail_msg("%s: no reason", bad_patterns[i]);
		assert_false(engine->match_once(bad_patterns[i], "a"));
	}
}

static void keeps_one_of_each(void **state)
{
	(void)state;
	char why[100] = "", long_pattern[1200];
	const void *first = engine->compile("[a-c]+", why, sizeof why);
	for (int i = 0; i < 50; i++) {
		char other[40];
		snprintf(other, sizeof other, "[a-c]{%d}", i + 1);
		assert_ptr_not_equal(engine->compile(other, why, sizeof why), first);
	}
	assert_ptr_equal(engine->compile("[a-c]+", why, sizeof why), first);
	memset(long_pattern, 'a', sizeof long_pattern - 1);
	long_pattern[sizeof long_pattern - 1] = '\0';
	assert_null(engine->compile(long_pattern, why, sizeof why));
}

/* Patterns of random characters end in a match, no match or a reason. */
static void survives_garbage(void **state)
{
	(void)state;
	static const char alphabet[] = "ab^$.*+?()[]{}|\\dpLwsn-,:0129& \xc3\xa9";
	uint32_t seed = 20240501;
	for (int round = 0; round < 20000; round++) {
		char pattern[13] = "";
		for (size_t i = 0; i < sizeof pattern - 1; i++) {
			seed = seed * 1664525 + 1013904223;
			pattern[i] = alphabet[(seed >> 16) % (sizeof alphabet)];
		}
		engine->match_once(pattern, "ab-\u00e9 09");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches_as_on_tablets),
		cmocka_unit_test(refuses_bad_patterns),
		cmocka_unit_test(keeps_one_of_each),
		cmocka_unit_test(survives_garbage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
