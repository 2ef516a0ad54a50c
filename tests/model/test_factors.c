/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "model/factors.h"

#include <string.h>

static void test_order_of_the_declaration(void **state)
{
	(void)state;
	static const char *const codes[] = {
		"LEAD", "REGF", "TRAN", "AUTO", "REFO", "AUDI", "CODE", "HRMT", "MORA", "PRIV"};
	for (int i = 0; i < CIPS_ARUSHA_FACTORS; i++) {
		assert_string_equal(cips_arusha_factors[i].code, codes[i]);
		assert_int_equal(cips_model_arusha(codes[i]), i);
	}
}

static void test_unknown_code(void **state)
{
	(void)state;
	static const char *const codes[] = {"", "lead", "LEA", "LEADX", "CULT"};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_int_equal(cips_model_arusha(codes[i]), -1);
}

static void test_names_by_language(void **state)
{
	(void)state;
	static const struct {
		size_t factor;
		const char *language, *name;
	} cases[] = {
		{0, "en", "Leadership and Commitment"},
		{0, "fr", "Conduite et engagement des responsables"},
		{8, "en", "Morale and Organizational Culture"},
		{8, "fr", "Esprit de corps"},
		{8, "FR", "Esprit de corps"},
		{8, "fr-CA", "Esprit de corps"},
		{8, "frr", "Morale and Organizational Culture"},
		{8, "es", "Moral y cultura organizacional"},
		{9, "pt_BR", "Relações com o setor privado"},
		{9, "uk", "Relationship with the Private Sector"},
		{9, "", "Relationship with the Private Sector"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
			cips_model_arusha_name(cases[i].factor, cases[i].language), cases[i].name);
}

static void test_all_names_are_there(void **state)
{
	(void)state;
	static const char *const languages[] = {"en", "fr", "es", "pt"};
	for (size_t i = 0; i < CIPS_ARUSHA_FACTORS; i++) {
		for (size_t l = 0; l < 4; l++) {
			const char *name = cips_model_arusha_name(i, languages[l]);
			assert_true(strlen(name) > 5);
			assert_int_equal(cips_utf8_check(name, strlen(name)), strlen(name));
		}
		for (size_t l = 1; l < 4; l++)
			assert_string_not_equal(cips_model_arusha_name(i, languages[l]),
				cips_model_arusha_name(i, "en"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_of_the_declaration),
		cmocka_unit_test(test_unknown_code),
		cmocka_unit_test(test_names_by_language),
		cmocka_unit_test(test_all_names_are_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
