/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "simulate/random.h"

#include <math.h>

/*
 * xoshiro256** from the state 1, 2, 3, 4: the reference implementation of Blackman and Vigna
 * (prng.di.unimi.it/xoshiro256starstar.c); the same vector is in the tests of Rust's rand_xoshiro.
 */
static void test_xoshiro(void **state)
{
	(void)state;
	static const uint64_t expected[] = {11520u, 0u, 1509978240u, 1215971899390074240u,
		1216172134540287360u, 607988272756665600u, 16172922978634559625u,
		8476171486693032832u, 10595114339597558777u, 2904607092377533576u};
	struct cips_random random = {{1, 2, 3, 4}};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_true(cips_simulate_random(&random) == expected[i]);
}

/*
 * SplitMix64 from 1234567: the reference implementation (prng.di.unimi.it/splitmix64.c), as listed
 * at rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64.
 */
static void test_splitmix(void **state)
{
	(void)state;
	static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
		9817491932198370423u, 4593380528125082431u, 16408922859458223821u};
	uint64_t at = 1234567;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_true(cips_simulate_splitmix(&at) == expected[i]);
}

/* 0 <= x < n, and each about as often: 5 standard errors of a binomial. */
static void test_below(void **state)
{
	(void)state;
	enum { DRAWS = 60000, N = 6 };
	struct cips_random random;
	int counts[N] = {0};
	cips_simulate_random_seed(&random, 1, 1);
	for (int i = 0; i < DRAWS; i++) {
		uint32_t x = cips_simulate_below(&random, N);
		assert_true(x < N);
		counts[x]++;
	}
	for (int k = 0; k < N; k++)
		assert_true(fabs(counts[k] - DRAWS / (double)N) < 5 * sqrt(DRAWS * 5 / 36.0));
	assert_true(cips_simulate_below(&random, 1) == 0);
}

/* Mean 0, variance 1, excess kurtosis -1.2 / 8 (that of one uniform, over how many there are). */
static void test_bell(void **state)
{
	(void)state;
	enum { DRAWS = 200000 };
	struct cips_random random;
	double sums[5] = {0};
	cips_simulate_random_seed(&random, 2, 7);
	for (int i = 0; i < DRAWS; i++) {
		double x = cips_simulate_bell(&random), power = 1;
		assert_true(fabs(x) < 4.9);
		for (int k = 1; k <= 4; k++)
			sums[k] += power *= x;
	}
	for (int k = 1; k <= 4; k++)
		sums[k] /= DRAWS;
	assert_true(fabs(sums[1]) < 5 / sqrt(DRAWS));
	assert_true(fabs(sums[2] - 1) < 5 * sqrt(2.0 / DRAWS));
	assert_true(fabs(sums[3]) < 5 * sqrt(15.0 / DRAWS));
	assert_true(fabs(sums[4] - 2.85) < 5 * sqrt(96.0 / DRAWS));
}

/* Two streams of a seed, and two seeds, have nothing in common. */
static void test_streams(void **state)
{
	(void)state;
	struct cips_random a, b, c, again;
	cips_simulate_random_seed(&a, 5, 1);
	cips_simulate_random_seed(&b, 5, 2);
	cips_simulate_random_seed(&c, 6, 1);
	cips_simulate_random_seed(&again, 5, 1);
	for (int i = 0; i < 1000; i++) {
		uint64_t x = cips_simulate_random(&a);
		assert_true(x != cips_simulate_random(&b));
		assert_true(x != cips_simulate_random(&c));
		assert_true(x == cips_simulate_random(&again));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xoshiro),
		cmocka_unit_test(test_splitmix),
		cmocka_unit_test(test_below),
		cmocka_unit_test(test_bell),
		cmocka_unit_test(test_streams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
