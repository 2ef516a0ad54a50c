/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include <sys/resource.h>

#include "base/parallel.h"

static void note(void *context, size_t part)
{
	unsigned *times = context;

	times[part]++;
}

static void each_part_runs_once(void **state)
{
	(void)state;
	for (size_t parts = 0; parts <= CIPS_PARALLEL_MOST; parts++) {
		unsigned times[CIPS_PARALLEL_MOST + 1] = {0};

		cips_parallel(parts, note, times);
		for (size_t part = 0; part <= CIPS_PARALLEL_MOST; part++)
			assert_int_equal(times[part], part < parts ? 1 : 0);
	}
}

/* Where the system has no threads left. Root may start them all the same. */
static void parts_run_without_threads(void **state)
{
	unsigned times[CIPS_PARALLEL_MOST] = {0};
	struct rlimit before, none;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NPROC, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NPROC, &none), 0);
	cips_parallel(CIPS_PARALLEL_MOST, note, times);
	assert_int_equal(setrlimit(RLIMIT_NPROC, &before), 0);
	for (size_t part = 0; part < CIPS_PARALLEL_MOST; part++)
		assert_int_equal(times[part], 1);
}

static void there_is_a_processor(void **state)
{
	(void)state;
	assert_in_range(cips_parallel_parts(), 1, CIPS_PARALLEL_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_runs_once),
		cmocka_unit_test(parts_run_without_threads),
		cmocka_unit_test(there_is_a_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
