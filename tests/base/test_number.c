/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "base/number.h"

#include <string.h>

static void test_parse(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		double value;
	} cases[] = {
		/* good */
		{"0", true, 0},
		{"-0", true, 0},
		{"+7", true, 7},
		{"3.5", true, 3.5},
		{".5", true, 0.5},
		{"5.", true, 5},
		{"1e3", true, 1000},
		{"2E-2", true, 0.02},
		/* bad */
		{"", false, 0},
		{".", false, 0},
		{"-", false, 0},
		{"1,5", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"0x10", false, 0},
		{"inf", false, 0},
		{"nan", false, 0},
		{"1e", false, 0},
		{"1e400", false, 0},
		{"-1e400", false, 0},
		{"1.2.3", false, 0},
		{"--1", false, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double value = -99;
		if (cips_number_parse(cases[i].text, &value) != cases[i].good)
			fail_msg("\"%s\" is read as %s", cases[i].text,
				cases[i].good ? "bad" : "good");
		if (cases[i].good && value != cases[i].value)
			fail_msg("\"%s\" is %g", cases[i].text, value);
	}
}

static void test_parse_long(void **state)
{
	(void)state;
	long value = 0;
	assert_true(cips_number_parse_long("-12", &value));
	assert_int_equal(value, -12);
	assert_false(cips_number_parse_long("3.5", &value));
	assert_false(cips_number_parse_long("99999999999999999999", &value));
	assert_false(cips_number_parse_long("", &value));
	assert_false(cips_number_parse_long("+", &value));
}

static void test_format_reads_back(void **state)
{
	(void)state;
	static const struct {
		double value;
		const char *text;
	} cases[] = {{0.1, "0.1"}, {1.0 / 3, "0.3333333333333333"}, {-0.0, "0"}, {1e21, "1e+21"},
		{123456, "123456"}, {0.1 + 0.2, "0.30000000000000004"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[CIPS_NUMBER_SIZE];
		assert_string_equal(cips_number_format(out, cases[i].value), cases[i].text);
	}
}

/*
 * Halves as written in decimal: the UK rule of the People Survey, rounded last and away from zero.
 */
static void test_fixed_rounds_half_away(void **state)
{
	(void)state;
	static const struct {
		double value;
		int decimals;
		const char *text;
	} cases[] = {
		{0.5, 0, "1"},
		{1.5, 0, "2"},
		{2.5, 0, "3"},
		{-2.5, 0, "-3"},
		{1.005, 2, "1.01"},
		{0.285, 2, "0.29"},
		{1.45, 1, "1.5"},
		{-0.04, 1, "0.0"},
		{-0.05, 1, "-0.1"},
		{75.43647583, 0, "75"},
		{74.63572484, 0, "75"},
		{75.43647583 - 74.63572484, 0, "1"},
		{9.99, 1, "10.0"},
		{0, 0, "0"},
		{-0.0, 3, "0.000"},
		{0.05, 2, "0.05"},
		{-12.5, 9, "-12.500000000"},
		{999999999999999.0, 0, "999999999999999"},
		{999999999999999.5, 0, "1000000000000000"},
		{490.15 - 1e-11, 1, "490.2"}, /* the same weights, in another order */
		{490.15 + 1e-11, 1, "490.2"},
		{490.15 - 1e-9, 1, "490.1"},
		{123456789012345, 0, "123456789012345"},
		{0.4999999, 0, "0"},
		{1e20, 1, "100000000000000000000.0"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[CIPS_NUMBER_SIZE];
		cips_number_fixed(out, cases[i].value, cases[i].decimals);
		if (strcmp(out, cases[i].text) != 0)
			fail_msg("%.17g with %d decimals is %s, not %s", cases[i].value,
				cases[i].decimals, out, cases[i].text);
	}
}

static void test_dates(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		long days;
	} cases[] = {
		{"1970-01-01", true, 0},
		{"1969-12-31", true, -1},
		{"2000-02-29", true, 11016},
		{"2024-12-31", true, 20088},
		{"0001-01-01", true, -719162},
		{"9999-12-31", true, 2932896},
		{"2023-02-29", false, 0},
		{"2024-13-01", false, 0},
		{"2024-00-01", false, 0},
		{"2024-1-1", false, 0},
		{"2024-01-01 ", false, 0},
		{"", false, 0},
		{"0000-01-01", false, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		long days = 0;
		char out[CIPS_NUMBER_SIZE];
		if (cips_date_parse(cases[i].text, &days) != cases[i].good)
			fail_msg("%s", cases[i].text);
		if (!cases[i].good)
			continue;
		assert_int_equal(days, cases[i].days);
		assert_string_equal(cips_date_format(out, days), cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_long),
		cmocka_unit_test(test_format_reads_back),
		cmocka_unit_test(test_fixed_rounds_half_away),
		cmocka_unit_test(test_dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
