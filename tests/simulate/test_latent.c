/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "simulate/latent.h"

#include <math.h>

/*
 * The mean of a normal variable that is cut at a and b (values beyond become a or b): with
 * z = (limit - centre) / sd, E = a P(za) + b (1 - P(zb)) + centre (P(zb) - P(za)) - sd (p(zb) -
 * p(za)), from the moments of the truncated normal (Johnson, Kotz and Balakrishnan 1994, 10.1).
 */
static double cut_mean(double centre, double sd)
{
	double za = -centre / sd, zb = (10 - centre) / sd;
	double pa = 0.5 * erfc(-za / sqrt(2)), pb = 0.5 * erfc(-zb / sqrt(2));
	double root = sqrt(2 * acos(-1.0));
	double da = exp(-za * za / 2) / root, db = exp(-zb * zb / 2) / root;
	return 10 * (1 - pb) + centre * (pb - pa) - sd * (db - da);
}

/* The binomial in place of the normal makes a difference under 0.01. */
static void test_means(void **state)
{
	(void)state;
	static const double sds[] = {0.5, 1, 1.7, 2.5, 4};
	struct cips_arena arena = {0};
	for (size_t s = 0; s < sizeof sds / sizeof *sds; s++) {
		const double *centres = cips_simulate_latent_new(&arena, sds[s]);
		for (double mean = 0.3; mean < 9.8; mean += 0.37) {
			double centre = cips_simulate_latent(centres, mean);
			if (fabs(cut_mean(centre, sds[s]) - mean) > 0.01)
				fail_msg("sd %g: %g has the mean %g", sds[s], mean,
					cut_mean(centre, sds[s]));
		}
	}
	cips_arena_release(&arena);
}

static void test_ends(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	const double *none = cips_simulate_latent_new(&arena, 0);
	const double *some = cips_simulate_latent_new(&arena, 1);
	assert_true(fabs(cips_simulate_latent(none, 3.33) - 3.33) < 1e-9);
	assert_true(cips_simulate_latent(some, -1) == cips_simulate_latent(some, 0));
	assert_true(cips_simulate_latent(some, 12) == cips_simulate_latent(some, 10));
	assert_true(cips_simulate_latent(some, 10) >= 14);
	assert_true(cips_simulate_latent(some, 0) <= -4);
	cips_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_means),
		cmocka_unit_test(test_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
