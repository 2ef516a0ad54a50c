/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/findings.h"
#include "base/map.h"

#include <stdio.h>
#include <string.h>

static void test_arena_aligns_and_zeroes(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	for (size_t size = 1; size < 3000; size += 97) {
		unsigned char *p = cips_arena_alloc(&arena, size, 1);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAB, size);
	}
	cips_arena_reset(&arena);
	unsigned char *again = cips_arena_alloc(&arena, 64, 1);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(again[i], 0);
	assert_string_equal(cips_arena_printf(&arena, "%d %s", 7, "seven"), "7 seven");
	cips_arena_release(&arena);
	assert_null(arena.chunk);
}

static void test_arena_grow_keeps_what_is_there(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	int *list = NULL;
	size_t room = 0;
	for (size_t n = 0; n < 1000; n++) {
		list = cips_arena_grow(&arena, list, n, &room, sizeof *list);
		list[n] = (int)n;
	}
	for (int n = 0; n < 1000; n++)
		assert_int_equal(list[n], n);
	cips_arena_release(&arena);
}

static void test_buf(void **state)
{
	(void)state;
	struct cips_buf buf = {0};
	assert_string_equal(cips_buf_text(&buf), "");
	for (int i = 0; i < 500; i++)
		cips_buf_printf(&buf, "%d,", i % 10);
	assert_int_equal(buf.n, 1000);
	assert_int_equal(buf.text[998], '9');
	cips_buf_clear(&buf);
	assert_string_equal(cips_buf_text(&buf), "");
	cips_buf_release(&buf);
}

static void test_map(void **state)
{
	(void)state;
	struct cips_map map = {0};
	char key[32];
	size_t value;
	assert_false(cips_map_get(&map, "nothing", &value));
	for (size_t i = 0; i < 5000; i++) {
		snprintf(key, sizeof key, "key %zu", i);
		assert_true(cips_map_put(&map, key, i));
	}
	assert_false(cips_map_put(&map, "key 17", 99));
	for (size_t i = 0; i < 5000; i++) {
		snprintf(key, sizeof key, "key %zu", i);
		assert_true(cips_map_get(&map, key, &value));
		assert_int_equal(value, i);
	}
	assert_true(cips_map_find(&map, "key 42 and more", 6, &value));
	assert_int_equal(value, 42);
	assert_false(cips_map_get(&map, "key", NULL));
	*cips_map_at(&map, "count") += 2;
	*cips_map_at(&map, "count") += 3;
	assert_int_equal(*cips_map_at(&map, "count"), 5);
	cips_map_release(&map);
}

static void test_findings(void **state)
{
	(void)state;
	struct cips_findings findings = {.file = "a.csv"};
	cips_findings_add(&findings, CIPS_WARNING, "odd", NULL, 3, 0, "this is %s", "odd");
	cips_findings_add(&findings, CIPS_ERROR, "bad", "survey", 4, 2, "this is bad");
	cips_findings_item(&findings, "q1");
	cips_findings_value(&findings, "\x1b[2J");
	cips_findings_hint(&findings, "write %d", 5);
	assert_int_equal(findings.n, 2);
	assert_int_equal(findings.errors, 1);
	assert_int_equal(findings.warnings, 1);
	assert_string_equal(findings.list[0].text, "this is odd");
	assert_string_equal(findings.list[0].hint, "");
	assert_string_equal(findings.list[1].file, "a.csv");
	assert_string_equal(findings.list[1].value, "\\x1b[2J");
	assert_string_equal(findings.list[1].hint, "write 5");
	cips_findings_release(&findings);
}

/* Of each kind the first are listed; the others are counted, and one finding stands for them. */
static void test_many_findings(void **state)
{
	(void)state;
	enum { N = 3 * CIPS_FINDINGS_LISTED };
	struct cips_findings findings = {.file = "a.csv"}, all = {.file = "b.csv"};
	for (int i = 0; i < N; i++) {
		cips_findings_add(&findings, CIPS_ERROR, "bad", "survey", i + 1, 2, "row %d", i);
		cips_findings_hint(&findings, "hint %d", i);
		cips_findings_value(&findings, "value");
		cips_findings_item(&findings, "item");
	}
	cips_findings_add(&findings, CIPS_WARNING, "bad", NULL, 1, 1, "this is odd");
	cips_findings_hint(&findings, "look");
	assert_int_equal(findings.n, CIPS_FINDINGS_LISTED + 1);
	assert_int_equal(findings.found, N + 1);
	assert_int_equal(findings.errors, N);
	assert_int_equal(findings.warnings, 1);
	assert_string_equal(findings.list[CIPS_FINDINGS_LISTED - 1].hint, "hint 999");
	assert_string_equal(findings.list[CIPS_FINDINGS_LISTED].hint, "look");
	cips_findings_take(&all, &findings);
	cips_findings_take(&all, &findings);
	assert_int_equal(all.found, 2 * (N + 1));
	assert_int_equal(all.errors, 2 * N);
	cips_findings_sort(&all);
	assert_int_equal(all.n, CIPS_FINDINGS_LISTED + 2);
	const struct cips_finding *rest = cips_findings_at(&all, all.n);
	assert_non_null(rest);
	assert_int_equal(rest->more, 2 * N - CIPS_FINDINGS_LISTED);
	assert_int_equal(rest->severity, CIPS_ERROR);
	assert_string_equal(rest->code, "bad");
	assert_string_equal(rest->file, "b.csv");
	assert_string_equal(rest->text, "5000 more like this");
	assert_null(cips_findings_at(&all, all.n + 1));
	cips_findings_release(&findings);
	cips_findings_release(&all);
}

static size_t asked;

static const char *same_name(const void *known, size_t i)
{
	(void)i;
	asked++;
	return known;
}

/* Guesses end when they have cost enough, and are not made for what nobody reads. */
static void test_guesses_end(void **state)
{
	(void)state;
	enum { KNOWN = CIPS_FINDINGS_COMPARED / 10 };
	struct cips_findings findings = {0};
	size_t guesses = 0;
	cips_findings_add(&findings, CIPS_ERROR, "bad", NULL, 1, 1, "bad");
	while (guesses < 100 && cips_findings_guess(&findings, "nmae", "name", KNOWN, same_name))
		guesses++;
	assert_in_range(guesses, 10, 11);
	assert_true(asked <= CIPS_FINDINGS_COMPARED + KNOWN);
	cips_findings_release(&findings);
	for (int i = 0; i <= CIPS_FINDINGS_LISTED; i++)
		cips_findings_add(&findings, CIPS_ERROR, "bad", NULL, 1, 1, "bad");
	assert_null(cips_findings_guess(&findings, "nmae", "name", 1, same_name));
	cips_findings_release(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena_aligns_and_zeroes),
		cmocka_unit_test(test_arena_grow_keeps_what_is_there),
		cmocka_unit_test(test_buf),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_many_findings),
		cmocka_unit_test(test_guesses_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
