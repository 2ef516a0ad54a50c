/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/record.h"
#include "model/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 16 };

/* "code,parent;code,parent": one row each, on line 2 and after. */
static struct cips_units *build(const char *text, struct cips_findings *findings)
{
	static const char *names[] = {""};
	static const char *languages[] = {""};
	struct cips_unit_row rows[ROWS];
	struct cips_arena arena = {0};
	size_t n = 0;
	while (*text) {
		size_t code = strcspn(text, ","), parent = strcspn(text + code + 1, ";");
		rows[n] = (struct cips_unit_row){
			.code = cips_arena_strndup(&arena, text, code),
			.parent = cips_arena_strndup(&arena, text + code + 1, parent),
			.names = names,
			.line = (long)n + 2,
			.code_column = 1,
			.parent_column = 10,
		};
		n++;
		text += code + 1 + parent;
		text += *text == ';';
	}
	struct cips_units *units = cips_model_units_new(rows, n, languages, 1, findings);
	cips_arena_release(&arena);
	return units;
}

static void test_tree_order(void **state)
{
	(void)state;
	/* Children before their parents, and siblings apart, as in a file sorted by name. */
	static const struct {
		const char *code;
		int parent, level, end;
	} expected[] = {{"HQ", -1, 0, 6}, {"north", 0, 1, 4}, {"port", 1, 2, 3}, {"gate", 1, 2, 4},
		{"south", 0, 1, 6}, {"lake", 4, 2, 6}};
	struct cips_findings findings = {0};
	struct cips_units *units =
		build("port,north;north,HQ;lake,south;HQ,;gate,north;south,HQ", &findings);
	assert_non_null(units);
	assert_int_equal(findings.n, 0);
	assert_int_equal(units->n, 6);
	for (size_t i = 0; i < units->n; i++) {
		assert_string_equal(units->list[i].code, expected[i].code);
		assert_int_equal(units->list[i].parent, expected[i].parent);
		assert_int_equal(units->list[i].level, expected[i].level);
		assert_int_equal(units->list[i].end, expected[i].end);
		assert_int_equal(cips_model_unit_by_code(units, expected[i].code), i);
	}
	assert_int_equal(cips_model_unit_by_code(units, "East"), -1);
	cips_model_units_free(units);
	cips_findings_release(&findings);
}

static void test_ids(void **state)
{
	(void)state;
	struct cips_findings findings = {0};
	struct cips_units *units = build("a,;b,a;c,a", &findings);
	assert_int_equal(cips_model_unit_by_id(units, 1), -1);
	cips_model_unit_set_id(units, 0, 7);
	cips_model_unit_set_id(units, 2, CIPS_CODE_LARGEST);
	cips_model_unit_set_id(units, 1, 1);
	assert_int_equal(cips_model_unit_by_id(units, 7), 0);
	assert_int_equal(cips_model_unit_by_id(units, 1), 1);
	assert_int_equal(cips_model_unit_by_id(units, CIPS_CODE_LARGEST), 2);
	assert_int_equal(units->list[2].id, CIPS_CODE_LARGEST);
	assert_int_equal(cips_model_unit_by_id(units, 0), -1);
	assert_int_equal(cips_model_unit_by_id(units, 8), -1);
	assert_int_equal(cips_model_unit_by_id(units, 1u << 31), -1);
	cips_model_units_free(units);
	cips_findings_release(&findings);
}

static void test_names(void **state)
{
	(void)state;
	static const char *languages[] = {"", "fr", "Español (es)"};
	static const char *of_root[] = {"Customs", "Douanes", "Aduanas"};
	static const char *of_port[] = {"", "", "Puerto"};
	static const char *of_gate[] = {"", "", ""};
	static const struct cips_unit_row rows[] = {
		{"hq", "", of_root, 2, 1, 4},
		{"port", "hq", of_port, 3, 1, 6},
		{"gate", "hq", of_gate, 4, 1, 6},
	};
	static const struct {
		size_t unit;
		const char *language, *name;
	} cases[] = {
		{0, "", "Customs"},
		{0, "fr", "Douanes"},
		{0, "FR", "Douanes"},
		{0, "Français (fr)", "Douanes"},
		{0, "es", "Aduanas"},
		{0, "español", "Aduanas"},
		{0, "Castellano (es)", "Aduanas"},
		{0, "uk", "Customs"},
		{0, "English (en)", "Customs"},
		{1, "fr", "Puerto"},
		{1, "", "Puerto"},
		{2, "fr", "gate"},
	};
	struct cips_findings findings = {0};
	struct cips_units *units = cips_model_units_new(rows, 3, languages, 3, &findings);
	assert_non_null(units);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(cips_model_unit_name(units, cases[i].unit, cases[i].language),
			cases[i].name);
	cips_model_units_free(units);
	cips_findings_release(&findings);
}

struct fault {
	const char *code;
	long line, column;
	const char *words; /* in the text or the hint */
};

static const struct {
	const char *rows;
	struct fault faults[4];
} bad_cases[] = {
	{"", {{"unit-root-missing", 0, 0, "no unit"}}},
	{"a,;b,a;a,b", {{"unit-duplicate", 4, 1, "line 2"}}},
	{"a,;b,;c,b;d,",
		{{"unit-root-several", 3, 10, "\"a\" on line 2"},
			{"unit-root-several", 5, 10, "\"d\""}}},
	{"north,;port,nroth", {{"unit-parent-unknown", 3, 10, "did you mean \"north\""}}},
	{"north,;port,East", {{"unit-parent-unknown", 3, 10, "line of its own"}}},
	{"r,;a,a", {{"unit-cycle", 3, 10, "a -> a"}}},
	{"r,;x,b;b,a;a,b", {{"unit-cycle", 4, 10, "b -> a -> b"}}},
	{"a,b;b,c;c,a",
		{{"unit-root-missing", 0, 0, "none is the root"},
			{"unit-cycle", 2, 10, "a -> b -> c -> a"}}},
	{"r,;a,b;b,a;c,d;d,c",
		{{"unit-cycle", 3, 10, "a -> b -> a"}, {"unit-cycle", 5, 10, "c -> d -> c"}}},
	{"r,;,r;b,r", {{"unit-empty", 3, 1, "no code"}}},
	{"r,;a,r;a,q;b,;c,c",
		{{"unit-duplicate", 4, 1, "line 3"}, {"unit-parent-unknown", 4, 10, "\"q\""},
			{"unit-root-several", 5, 10, "\"r\""}, {"unit-cycle", 6, 10, "c -> c"}}},
};

static void test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_cases / sizeof *bad_cases; i++) {
		struct cips_findings findings = {.file = "units.csv"};
		assert_null(build(bad_cases[i].rows, &findings));
		size_t n = 0;
		for (; n < 4 && bad_cases[i].faults[n].code; n++) {
			const struct fault *fault = &bad_cases[i].faults[n];
			if (n >= findings.n)
				fail_msg("case %zu: %s is not found", i, fault->code);
			const struct cips_finding *found = &findings.list[n];
			assert_string_equal(found->code, fault->code);
			assert_int_equal(found->line, fault->line);
			assert_int_equal(found->column, fault->column);
			assert_int_equal(found->severity, CIPS_ERROR);
			assert_true(found->hint[0] != '\0');
			if (!strstr(found->text, fault->words) &&
				!strstr(found->hint, fault->words))
				fail_msg("case %zu: %s / %s", i, found->text, found->hint);
		}
		if (findings.n != n)
			fail_msg("case %zu: %s", i, findings.list[n].text);
		cips_findings_release(&findings);
	}
}

/* A chain of n units, the deepest first when `turned`. */
static struct cips_unit_row *chain(struct cips_arena *arena, size_t n, bool turned)
{
	static const char *names[] = {""};
	struct cips_unit_row *rows = cips_arena_alloc(arena, n, sizeof *rows);
	for (size_t i = 0; i < n; i++)
		rows[turned ? n - 1 - i : i] = (struct cips_unit_row){
			.code = cips_arena_printf(arena, "u%zu", i),
			.parent = i ? cips_arena_printf(arena, "u%zu", i - 1) : "",
			.names = names,
			.line = (long)(turned ? n - 1 - i : i) + 2,
			.code_column = 1,
			.parent_column = 8,
		};
	return rows;
}

static void test_depth(void **state)
{
	(void)state;
	static const char *languages[] = {""};
	static const size_t lengths[] = {63, 64, 65, 34596};
	for (size_t i = 0; i < 8; i++) {
		size_t n = lengths[i / 2];
		struct cips_arena arena = {0};
		struct cips_findings findings = {0};
		struct cips_units *units =
			cips_model_units_new(chain(&arena, n, i % 2), n, languages, 1, &findings);
		assert_int_equal(units != NULL, n <= 64);
		assert_int_equal(findings.n, n > 64);
		if (n > 64)
			assert_string_equal(findings.list[0].code, "unit-deep");
		else
			assert_int_equal(units->list[n - 1].level, n - 1);
		cips_model_units_free(units);
		cips_findings_release(&findings);
		cips_arena_release(&arena);
	}
}

static void test_size(void **state)
{
	(void)state;
	static const char *names[] = {""}, *languages[] = {""};
	for (size_t n = CIPS_CODE_LARGEST; n <= CIPS_CODE_LARGEST + 1; n++) {
		struct cips_arena arena = {0};
		struct cips_findings findings = {0};
		struct cips_unit_row *rows = cips_arena_alloc(&arena, n, sizeof *rows);
		for (size_t i = 0; i < n; i++)
			rows[i] = (struct cips_unit_row){
				.code = cips_arena_printf(&arena, "u%zu", i),
				.parent = i ? "u0" : "",
				.names = names,
				.line = (long)i + 2,
			};
		struct cips_units *units = cips_model_units_new(rows, n, languages, 1, &findings);
		if (n == CIPS_CODE_LARGEST) {
			assert_non_null(units);
			assert_int_equal(units->list[0].end, n);
			assert_string_equal(units->list[n - 1].code, rows[n - 1].code);
		} else {
			assert_null(units);
			assert_int_equal(findings.n, 1);
			assert_string_equal(findings.list[0].code, "unit-too-many");
			assert_int_equal(findings.list[0].line, CIPS_CODE_LARGEST + 2);
		}
		cips_model_units_free(units);
		cips_findings_release(&findings);
		cips_arena_release(&arena);
	}
}

/* A file where nothing fits is answered at once, and a long cycle in a short line. */
static void test_nonsense(void **state)
{
	(void)state;
	static const char *names[] = {""}, *languages[] = {""};
	enum { N = 20000 };
	struct cips_arena arena = {0};
	struct cips_findings findings = {0};
	struct cips_unit_row *rows = cips_arena_alloc(&arena, N, sizeof *rows);
	for (size_t i = 0; i < N; i++)
		rows[i] = (struct cips_unit_row){
			.code = cips_arena_printf(&arena, "unit%zu", i),
			.parent = i % 2 ? cips_arena_printf(&arena, "%zu.unknown", i)
					: cips_arena_printf(&arena, "unit%zu", (i + 2) % N),
			.names = names,
			.line = (long)i + 2,
		};
	assert_null(cips_model_units_new(rows, N, languages, 1, &findings));
	assert_int_equal(findings.found, N / 2 + 2);
	assert_string_equal(findings.list[findings.n - 1].code, "unit-cycle");
	assert_non_null(strstr(findings.list[findings.n - 1].text, "-> ... -> unit0"));
	assert_true(strlen(findings.list[findings.n - 1].text) < 160);
	cips_findings_release(&findings);
	cips_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree_order),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
