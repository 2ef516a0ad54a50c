/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/power.h"

/* R's pt() with a noncentrality sums a series to some 1e-12. */
#define POWER 1e-10

#define WITHOUT_LIMIT 0

/* reference/power.R: Cochran's formula; 278 of 1000 is in every textbook. */
static void needed_for_a_share(void **state)
{
	(void)state;
	assert_true(cips_stats_needed_share(.5, .05, WITHOUT_LIMIT) == 385);
	assert_true(cips_stats_needed_share(.5, .05, 1000) == 278);
	assert_true(cips_stats_needed_share(.5, .05, 100) == 80);
	assert_true(cips_stats_needed_share(.5, .03, 1e5) == 1056);
	assert_true(cips_stats_needed_share(.1, .02, 2400) == 636);
	assert_true(cips_stats_needed_share(.5, .05, 9) == 9);
	assert_true(cips_stats_needed_share(.5, .05, 1) == 1);
	assert_true(cips_stats_needed_share(.5, .99, WITHOUT_LIMIT) == 1);
}

/* reference/power.R: one n after the other */
static void needed_for_a_mean(void **state)
{
	(void)state;
	assert_true(cips_stats_needed_mean(2, .5, WITHOUT_LIMIT) == 64);
	assert_true(cips_stats_needed_mean(2, .5, 100) == 40);
	assert_true(cips_stats_needed_mean(2.5, .25, 2400) == 334);
	assert_true(cips_stats_needed_mean(2, .5, 12) == 11);
	assert_true(cips_stats_needed_mean(1, 3, WITHOUT_LIMIT) == 3);
	assert_true(cips_stats_needed_mean(1, 100, WITHOUT_LIMIT) == 2);
	for (int n = 1; n <= 3; n++)
		assert_true(cips_stats_needed_mean(5, .001, n) == n);
}

/* What is needed suffices, and one answer fewer does not. */
static void needed_is_the_least(void **state)
{
	static const double populations[] = {WITHOUT_LIMIT, 20, 137, 2400};

	(void)state;
	for (size_t i = 0; i < sizeof(populations) / sizeof(populations[0]); i++) {
		double population = populations[i];
		double n = cips_stats_needed_mean(1.8, .4, population);

		assert_true(cips_stats_margin_mean(1.8, n, population) <= .4);
		assert_true(cips_stats_margin_mean(1.8, n - 1, population) > .4);
		n = cips_stats_needed_share(.3, .06, population);
		assert_true(cips_stats_margin_share(.3, n, population) <= .06);
		assert_true(cips_stats_margin_share(.3, n - 1, population) > .06);
	}
}

/* reference/power.R */
static void margins(void **state)
{
	(void)state;
	assert_close(cips_stats_margin_mean(2, 2, 0), 17.969287064187508, P_VALUE);
	assert_close(cips_stats_margin_mean(2, 30, 90), 0.60976966792083909, P_VALUE);
	assert_close(cips_stats_margin_mean(1.7, 871, 2400), 0.090238249846459159, P_VALUE);
	assert_close(cips_stats_margin_share(.5, 384, 0), 0.050009496628701133, P_VALUE);
	assert_close(cips_stats_margin_share(.5, 30, 90), 0.14690551157033649, P_VALUE);
	assert_close(cips_stats_margin_share(.5, 90, 90), 0, P_VALUE);
	assert_close(cips_stats_margin_share(.5, 1, 1), 0, P_VALUE);
	assert_close(cips_stats_margin_mean(2, 90, 90), 0, P_VALUE);
}

/* reference/power.R: power.t.test(strict = TRUE), and pt() for few and fractional df */
static void power_of_a_t_test(void **state)
{
	(void)state;
	assert_close(cips_stats_t_power(.5 * sqrt(32), 126, .05), 0.80145955792232759, POWER);
	assert_close(cips_stats_t_power(.2 * sqrt(10), 38, .05), 0.094567327617373298, POWER);
	assert_close(cips_stats_t_power(1, 2, .05), 0.095201755497972829, POWER);
	assert_close(cips_stats_t_power(.001 * sqrt(250), 998, .05), 0.05002858299056745, POWER);
	assert_close(cips_stats_t_power(3, 1, .05), 0.18613206160688212, POWER);
	assert_close(cips_stats_t_power(2, 7.5, .05), 0.41494799500505986, POWER);
	assert_close(cips_stats_t_power(0, 11, .05), .05, POWER);
	assert_close(cips_stats_t_power(60, 11, .05), 1, POWER);
}

/* reference/power.R: uniroot over pt(), and power.t.test for equal groups */
static void detectable_differences(void **state)
{
	(void)state;
	assert_close(cips_stats_detectable(2, 2, .8), 5.6534892661922784, POWER);
	assert_close(cips_stats_detectable(10, 10, .8), 1.3249473925786397, POWER);
	assert_close(cips_stats_detectable(30, 30, .8), 0.73562106959738616, POWER);
	assert_close(cips_stats_detectable(100, 100, .8), 0.39813813756823241, POWER);
	assert_close(cips_stats_detectable(1000, 1000, .8), 0.12535080890200653, POWER);
	assert_close(cips_stats_detectable(10, 861, .8), 0.99885515969543626, POWER);
	assert_close(cips_stats_detectable(861, 10, .8), 0.99885515969543626, POWER);
	assert_close(cips_stats_detectable(30, 15, .9), 1.0619816491176761, POWER);
}

/* reference/power.R; the last two with s taken as normal */
static void large_groups(void **state)
{
	(void)state;
	assert_close(cips_stats_detectable(6e3, 6e3, .8), 0.051153746043029052, POWER);
	assert_close(cips_stats_detectable(6e4, 6e4, .8), 0.016175069441902629, POWER);
	assert_close(cips_stats_detectable(1e7, 1e7, .8), 0.0012529055242198593, POWER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needed_for_a_share),
		cmocka_unit_test(needed_for_a_mean),
		cmocka_unit_test(needed_is_the_least),
		cmocka_unit_test(margins),
		cmocka_unit_test(power_of_a_t_test),
		cmocka_unit_test(detectable_differences),
		cmocka_unit_test(large_groups),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
