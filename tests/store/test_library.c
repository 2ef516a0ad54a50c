/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"
#include "store/library.h"

#include <string.h>

static const char *used;

static int built_with(const char *option)
{
	return strcmp(option, used) == 0;
}

static void names_harm(void **state)
{
	(void)state;
	static const struct {
		int version;
		const char *used, *harm;
	} builds[] = {
		{3040000, "", NULL},
		{3051002, "THREADSAFE=1", NULL},
		{3039004, "", "older than 3.40"},
		{3040001, "TEMP_STORE=0", "temporary tables"},
		{3040001, "ENABLE_SQLLOG", "log"},
		{3040001, "DISABLE_DIRSYNC", "sync"},
	};
	for (size_t i = 0; i < sizeof builds / sizeof *builds; i++) {
		used = builds[i].used;
		const char *harm = cips_store_library_harm(builds[i].version, built_with);
		if (!builds[i].harm)
			assert_null(harm);
		else
			assert_true(harm && strstr(harm, builds[i].harm));
	}
}

static void reads_this_one(void **state)
{
	(void)state;
	assert_int_equal(strncmp(cips_store_library_version(), "3.", 2), 0);
	assert_null(cips_store_library_harm_here());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_harm),
		cmocka_unit_test(reads_this_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
