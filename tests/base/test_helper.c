/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "base/helper.h"

#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>

enum { STEPS = 1000 };

struct log {
	atomic_int works, steps;
	atomic_bool hold; /* the steps wait until it is false */
	atomic_int most;  /* steps in all */
};

static void note_work(void *context)
{
	struct log *log = context;
	log->works++;
}

static bool note_step(void *context)
{
	struct log *log = context;
	while (log->hold)
		nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL);
	return ++log->steps < log->most;
}

static void test_works_one_after_another(void **state)
{
	(void)state;
	struct log log = {.works = 0};
	struct cips_helper *helper = cips_helper_new();
	for (int i = 1; i <= 100; i++) {
		cips_helper_do(helper, note_work, &log);
		cips_helper_wait(helper);
		assert_int_equal(log.works, i);
	}
	cips_helper_wait(helper);
	cips_helper_finish(helper);
	cips_helper_free(helper);
}

static void test_steps_to_the_last(void **state)
{
	(void)state;
	struct log log = {.most = STEPS};
	struct cips_helper *helper = cips_helper_new();
	for (int i = 1; i <= 3; i++) {
		log.steps = 0;
		cips_helper_meanwhile(helper, note_step, &log);
		cips_helper_finish(helper);
		assert_int_equal(log.steps, STEPS);
	}
	cips_helper_free(helper);
}

/* A work does not wait for more than the step at hand. */
static void test_work_goes_before_steps(void **state)
{
	(void)state;
	struct log log = {.hold = true, .most = INT32_MAX};
	struct cips_helper *helper = cips_helper_new();
	cips_helper_meanwhile(helper, note_step, &log);
	cips_helper_do(helper, note_work, &log);
	log.hold = false;
	cips_helper_wait(helper);
	assert_int_equal(log.works, 1);
	assert_true(log.steps < log.most);
	log.most = 0;
	cips_helper_finish(helper);
	cips_helper_free(helper);
}

/* Where the system has no threads left. Root may start them all the same. */
static void test_without_threads(void **state)
{
	(void)state;
	struct log log = {.most = STEPS};
	struct rlimit before, none;
	assert_int_equal(getrlimit(RLIMIT_NPROC, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NPROC, &none), 0);
	struct cips_helper *helper = cips_helper_new();
	assert_int_equal(setrlimit(RLIMIT_NPROC, &before), 0);
	cips_helper_meanwhile(helper, note_step, &log);
	cips_helper_do(helper, note_work, &log);
	cips_helper_wait(helper);
	assert_int_equal(log.works, 1);
	cips_helper_finish(helper);
	assert_int_equal(log.steps, STEPS);
	cips_helper_free(helper);
}

static void test_none(void **state)
{
	(void)state;
	cips_helper_free(NULL);
	cips_helper_free(cips_helper_new());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_works_one_after_another),
		cmocka_unit_test(test_steps_to_the_last),
		cmocka_unit_test(test_work_goes_before_steps),
		cmocka_unit_test(test_without_threads),
		cmocka_unit_test(test_none),
	};
	return cmocka_run_group_tests_name("base helper", tests, NULL, NULL);
}
