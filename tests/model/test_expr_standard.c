/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions against the values that the standard's own programs and documents give. Each case
 * names its source:
 *
 *	JR   JavaRosa, the engine of ODK Collect: XPathEvalTest
 *	EN   Enketo's openrosa-xpath-evaluator: test/integration/openrosa-xpath, by function
 *	ODK  docs.getodk.org: Form operators and functions
 *	XP   XPath 1.0, section 4
 *
 * Where these differ among themselves, or ours from them, the case says so.
 */
#include "model/expr.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

enum { TODAY = 20000 }; /* 2024-10-04 */

static int find_item(void *context, const char *name, size_t n)
{
	(void)context;
	return n == 5 && memcmp(name, "empty", n) == 0 ? 0 : -1;
}

static struct cips_value item_value(void *context, int reference)
{
	(void)context;
	(void)reference;
	return (struct cips_value){.kind = CIPS_VALUE_EMPTY};
}

static const struct cips_expr_scope scope = {.item = find_item};
static const struct cips_expr_host host = {.item = item_value, .today = TODAY};

struct value_case {
	const char *text;
	const char *expected; /* as text; that of NaN is "" */
	const char *source;
};

static const struct value_case cases[] = {
	/* Conversions. */
	{"boolean(0.0001)", "true", "JR"},
	{"boolean(-0)", "false", "JR"},
	{"boolean(0 div 0)", "false", "JR, XP 4.3"},
	{"boolean(1 div 0)", "true", "JR"},
	{"boolean('')", "false", "JR, XP 4.3"},
	{"boolean('  ')", "true", "JR"},
	{"boolean('false')", "true", "JR"},
	{"boolean(date('2000-01-01'))", "true", "JR"},
	{"number(true())", "1", "JR, XP 4.4"},
	{"number(false())", "0", "JR, XP 4.4"},
	{"number('.1001')", "0.1001", "JR"},
	{"number(' -12345.6789  ')", "-12345.6789", "JR"},
	{"number('- 17')", "", "JR"},
	{"number('  ')", "", "JR"},
	{"number('Infinity')", "", "JR"},
	{"number('1.1e6')", "", "JR"},
	{"number('34.56.7')", "", "JR"},
	{"number('1230000000000000000000') = 1230000000000000000000", "true", "JR"},
	{"number(date('1970-01-02'))", "1", "JR"},
	{"number(date('1969-12-31'))", "-1", "JR"},
	{"number(date('2008-09-05'))", "14127", "JR"},
	{"number(date('1941-12-07'))", "-10252", "JR"},
	{"string(-0)", "0", "JR"},
	{"string(123456.0000)", "123456", "JR"},
	{"string(.557586)", "0.557586", "JR"},
	{"string(-1 div 0)", "-Infinity", "JR"},
	{"string(date('1989-11-09'))", "1989-11-09", "JR"},
	{"string(0 div 0)", "", "ours; JR and XP 4.2 have NaN, which no text here shows"},
	/* Numbers. */
	{"int('100.001')", "100", "JR"},
	{"int(' -12345.6789  ')", "-12345", "JR"},
	{"int('0.00000000000000000123')", "0", "EN int; JR leaves it as it is"},
	{"int(2.51)", "2", "EN int"},
	{"int(-1.51)", "-1", "EN int"},
	{"int('a')", "", "EN int"},
	{"abs(-3.5)", "3.5", "JR"},
	{"round('14.29123456789')", "14", "JR"},
	{"round('14.6')", "15", "JR"},
	{"round('14.5')", "15", "JR"},
	{"round('14.29123456789', 1.5)", "14.3", "JR"},
	{"round('14.29123456789', 3)", "14.291", "JR"},
	{"round('14.29123456789', 4)", "14.2912", "JR"},
	{"round('-12345.14', 1)", "-12345.1", "JR"},
	{"round('12345.15', 1)", "12345.2", "JR"},
	{"round('-12345.15', 1)", "-12345.1", "JR"},
	{"round('12345.12345', -1)", "12350", "JR"},
	{"round('12350.12345', -2)", "12400", "JR"},
	{"round('12345.12345', -3)", "12000", "JR"},
	{"round('-0.5')", "0", "JR, XP 4.4"},
	{"round(-1.5)", "-1", "XP 4.4, JR; EN has -2"},
	{"round(-1.55)", "-2", "EN round"},
	{"round(-1.475, 2)", "-1.47", "JR's rule; EN has -1.48"},
	{"round('23.7825', 2)", "23.78", "EN round"},
	{"round('2.15', 1)", "2.2", "EN round"},
	{"round('626.3', -3)", "1000", "EN round"},
	{"round('-50.55', -2)", "-100", "EN round"},
	{"round('1', -1)", "0", "EN round"},
	{"round(1 div 47999799999)", "0", "EN round"},
	{"pow(2.5, 2)", "6.25", "JR"},
	{"pow(-1, 3)", "-1", "JR"},
	{"pow(16, 0.25)", "2", "JR"},
	{"sqrt(9)", "3", "JR"},
	{"log10(100)", "2", "JR"},
	{"exp(1) = 2.718281828459045", "true", "JR"},
	{"log(exp(2))", "2", "JR"},
	{"min(1, 2, 0)", "0", "EN min"},
	{"min(-1, 2, 3)", "-1", "EN min"},
	{"min('')", "", "EN min"},
	{"max(-4, -1, -3)", "-1", "EN max"},
	{"max('')", "", "EN max"},
	{"max(1, ${empty}, 3)", "3", "JR's max(), which passes over NaN; EN has NaN"},
	{"sum(1, ${empty}, 3)", "4", "JR's sum(), which passes over NaN; EN has NaN"},
	{"5 mod 0", "", "JR"},
	{"5 * (6 + 7)", "65", "JR"},
	{"'123' * '456'", "56088", "JR"},
	/* Texts. */
	{"substr('hello', 0)", "hello", "JR"},
	{"substr('hello', 1, 4)", "ell", "JR"},
	{"substr('hello', -2)", "lo", "JR"},
	{"substr('hello', 0, -1)", "hell", "JR"},
	{"substring-before('hello', 'l')", "he", "JR"},
	{"substring-before('hello', '')", "", "JR, ODK"},
	{"substring-before('', 'q')", "", "JR"},
	{"substring-after('hello', 'l')", "lo", "JR"},
	{"substring-after('hello', '')", "hello", "JR"},
	{"substring-after('hello', 'q')", "", "JR, ODK"},
	{"translate('hello', 'lo', 'LO')", "heLLO", "JR"},
	{"translate('hello', 'l', '')", "heo", "JR"},
	{"translate('hello world', 'hello', '')", " wrd", "JR"},
	{"translate('hello wor,ld', ' ,', ', ')", "hello,wor ld", "JR"},
	{"contains('abc', 'bcd')", "false", "JR"},
	{"starts-with('', '')", "true", "JR"},
	{"ends-with('abc', 'a')", "false", "JR"},
	{"ends-with('', '')", "true", "JR"},
	{"normalize-space(' \ta\n\t  b \n\t c   \n')", "a b c", "JR"},
	{"concat()", "", "JR"},
	{"concat('ab', 'cde', '', 'fgh', 1, false(), 'ijk')", "abcdefgh1falseijk", "JR"},
	{"join(' ', 'This', 'is', 'it.')", "This is it.", "EN join"},
	{"join(' ## ')", "", "EN join"},
	/* Lists. */
	{"selected('apple baby crimson', '  baby  ')", "true", "JR, EN selected"},
	{"selected('apple baby crimson', 'bab')", "false", "JR, EN selected"},
	{"selected('', 'apple')", "false", "JR, EN selected"},
	{"selected(${empty}, '')", "true", "EN selected"},
	{"count-selected('apple baby crimson')", "3", "JR"},
	{"count-selected('')", "0", "JR"},
	{"selected-at('apple baby crimson', 2)", "crimson", "JR, EN selected-at"},
	{"selected-at('apple baby', 2)", "", "JR, ODK"},
	{"selected-at('apple baby crimson', -1)", "", "EN selected-at"},
	{"selected-at('', 1)", "", "EN selected-at"},
	/* Conditions. */
	{"if(6 > 7, 5, 'abc')", "abc", "JR"},
	{"if('', 5, 'abc')", "abc", "JR"},
	{"not('')", "true", "JR"},
	{"coalesce('', 'SECOND')", "SECOND", "EN coalesce, ODK"},
	{"coalesce('FIRST', 'whatever')", "FIRST", "EN coalesce"},
	{"coalesce(${empty}, '')", "", "ODK"},
	/* Dates. */
	{"date('1996-02-29')", "1996-02-29", "JR"},
	{"date('1983-09-31')", "", "ours; JR stops with an error"},
	{"date('not a date')", "", "ours; JR stops with an error"},
	{"date(6.5)", "1970-01-07", "JR"},
	{"date(-10252)", "1941-12-07", "JR"},
	{"date(date('1989-11-09'))", "1989-11-09", "JR"},
	{"date('2018-01-02T10:20:30.123')", "2018-01-02", "ODK: a date keeps the day of a time"},
	{"date('2018-01-02 10:20')", "", "ours: no date of the standard"},
	{"date('2008-09-08') - date('1983-10-06')", "9104", "JR"},
	{"date('2001-12-26') > date('2001-12-25')", "true", "JR"},
	{"date('1969-07-20') < date('1969-07-21')", "true", "JR"},
	{"format-date('2018-01-02T10:20:30.123', '%Y-%m-%e')", "2018-01-2", "JR"},
	{"today() = date('2024-10-04')", "true", "ODK: days since 1970-01-01"},
	/* The empty value: a text without characters, and no number. */
	{"${empty} = ''", "true", "ODK, empty values"},
	{"${empty} + 1", "", "ODK, empty values: not converted to zero"},
	{"${empty} = 0", "false", "ODK, empty values"},
	{"string-length(${empty})", "0", "ODK, empty values"},
	{"count-non-empty(${empty}, 'a')", "1", "ODK"},
};

static void agrees_with_the_standard(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	int failed = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct value_case *c = &cases[i];
		struct cips_expr *expr;
		struct cips_expr_fault fault;
		if (!cips_model_expr_parse(c->text, &scope, &arena, &expr, &fault))
			fail_msg("%s: %s", c->text, fault.text);
		struct cips_value value = cips_model_expr_eval(expr, &host, &arena);
		const char *text = cips_value_text(value, &arena);
		if (strcmp(text, c->expected) != 0) {
			print_error("%s is \"%s\", not \"%s\" (%s)\n", c->text, text, c->expected,
				c->source);
			failed++;
		}
		cips_arena_reset(&arena);
	}
	assert_int_equal(failed, 0);
	cips_arena_release(&arena);
}

/*
 * Functions of the standard that are not ours, each with the arguments of its documentation: they
 * are refused by name, with something to do instead.
 */
static void what_is_not_ours_is_refused_by_name(void **state)
{
	(void)state;
	static const char *const names[] = {"position", "indexed-repeat", "count", "digest",
		"base64-decode", "extract-signed", "boolean-from-string", "sin", "cos", "tan",
		"asin", "acos", "atan", "atan2", "exp10", "pi", "decimal-date-time", "decimal-time",
		"date-time", "format-date-time", "area", "distance", "geofence", "intersects",
		"randomize", "checklist", "weighted-checklist", "instance", "current", "pulldata",
		"version", "property", "depend", "is-selected", "jr:itext", "substring", "floor",
		"ceiling", "last", "name", "local-name", "lang", "id"};
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct cips_expr *expr;
		struct cips_expr_fault fault;
		const char *text = cips_arena_printf(&arena, "1 + %s(${empty}, 1)", names[i]);
		if (cips_model_expr_parse(text, &scope, &arena, &expr, &fault))
			fail_msg("%s is accepted", text);
		if (strcmp(fault.code, "function-refused") != 0 || !strstr(fault.text, names[i]) ||
			!*fault.hint || fault.offset != 4)
			fail_msg("%s: %s, %s (%s)", text, fault.code, fault.text, fault.hint);
	}
	cips_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_standard),
		cmocka_unit_test(what_is_not_ours_is_refused_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
