/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include <stdlib.h>
#include <time.h>

static const int32_t two_groups[N_A] = {0, 1, 0, 1, 1, 0, 0, 1, 1, 0};

static void check_sums(const struct cips_moments *m, const struct cips_moments *expected)
{
	assert_int_equal(m->n, expected->n);
	assert_close(m->sum_w, expected->sum_w, CLOSED_FORM);
	assert_close(m->sum_w2, expected->sum_w2, CLOSED_FORM);
	assert_close(m->mean, expected->mean, CLOSED_FORM);
	assert_close(m->ss, expected->ss, CLOSED_FORM);
	assert_close(m->s2, expected->s2, CLOSED_FORM);
	assert_close(m->ss2, expected->ss2, CLOSED_FORM);
	assert_close(m->low, expected->low, 0);
	assert_close(m->high, expected->high, 0);
	assert_close(m->largest_w, expected->largest_w, 0);
}

/* reference/moments.R: n, sum_w, sum_w2, mean, ss, s2, ss2, low, high, largest_w */
static const struct cips_moments equal_by_group[] = {
	{5, 5, 5, 5, 15.625, 0, 15.625, 2.5, 7.5, 1},
	{5, 5, 5, 6.25, 62.5, 0, 62.5, 0, 10, 1},
};
static const struct cips_moments weighted_by_group[] = {
	{5, 7.5, 19.375, 6.083333333333333, 25.572916666666664, 17.760416666666671,
		48.35069444444445, 2.5, 7.5, 4},
	{5, 9.5, 21.25, 5.3947368421052628, 142.26973684210526, -17.763157894736832,
		356.02493074792244, 0, 10, 3},
};
static const struct cips_moments equal_together = {
	10, 10, 10, 5.625, 82.03125, 0, 82.03125, 0, 10, 1};
static const struct cips_moments weighted_together = {10, 17, 40.625, 5.6985294117647056,
	169.82996323529414, 0.99724264705883736, 433.66690770977516, 0, 10, 4};

static void equal_weights_by_group(void **state)
{
	struct cips_moments m[2];

	(void)state;
	cips_stats_moments(sample_a, NULL, two_groups, N_A, m, 2);
	check_sums(&m[0], &equal_by_group[0]);
	check_sums(&m[1], &equal_by_group[1]);
	assert_true(m[0].s2 == 0 && m[1].s2 == 0);
}

static void weights_by_group(void **state)
{
	struct cips_moments m[2];

	(void)state;
	cips_stats_moments(sample_a, weights_a, two_groups, N_A, m, 2);
	check_sums(&m[0], &weighted_by_group[0]);
	check_sums(&m[1], &weighted_by_group[1]);
}

static void joined_groups_are_one_group(void **state)
{
	struct cips_moments m[2], both;

	(void)state;
	cips_stats_moments(sample_a, NULL, two_groups, N_A, m, 2);
	both = cips_stats_join(&m[0], &m[1]);
	check_sums(&both, &equal_together);
	cips_stats_moments(sample_a, weights_a, two_groups, N_A, m, 2);
	both = cips_stats_join(&m[0], &m[1]);
	check_sums(&both, &weighted_together);
	both = cips_stats_join(&m[1], &m[0]);
	check_sums(&both, &weighted_together);
}

static void joining_nothing_changes_nothing(void **state)
{
	struct cips_moments none = {0};
	struct cips_moments some = moments_of(sample_a, weights_a, N_A);
	struct cips_moments left = cips_stats_join(&none, &some);
	struct cips_moments right = cips_stats_join(&some, &none);
	struct cips_moments neither = cips_stats_join(&none, &none);

	(void)state;
	assert_memory_equal(&left, &some, sizeof(some));
	assert_memory_equal(&right, &some, sizeof(some));
	assert_memory_equal(&neither, &none, sizeof(none));
}

static void groups_without_rows_are_empty(void **state)
{
	static const int32_t group[] = {-1, 2, -1};
	static const struct cips_moments none;
	struct cips_moments m[3];

	(void)state;
	cips_stats_moments(sample_a, NULL, group, 3, m, 3);
	assert_memory_equal(&m[0], &none, sizeof(none));
	assert_memory_equal(&m[1], &none, sizeof(none));
	assert_int_equal(m[2].n, 1);
	assert_close(m[2].mean, 7.5, 0);
	assert_true(m[2].low == m[2].high && m[2].ss == 0 && m[2].ss2 == 0);
	cips_stats_moments(NULL, NULL, NULL, 0, m, 1);
	assert_memory_equal(&m[0], &none, sizeof(none));
	cips_stats_moments(sample_a, NULL, group, 0, NULL, 0);
}

static void weight_zero_counts_nowhere(void **state)
{
	double y[N_A + 2], w[N_A + 2];
	struct cips_moments expected = moments_of(sample_a, weights_a, N_A), m;

	(void)state;
	memcpy(y + 1, sample_a, sizeof(sample_a));
	memcpy(w + 1, weights_a, sizeof(weights_a));
	y[0] = -7;
	y[N_A + 1] = 99;
	w[0] = 0;
	w[N_A + 1] = -0.0;
	m = moments_of(y, w, N_A + 2);
	assert_memory_equal(&m, &expected, sizeof(m));
}

/* Values and weights whose sums do not come out even in binary. */
static void constant_values_stay_without_variance(void **state)
{
	static const double constants[] = {0.1, 3.3, 10.0 / 3, 6.25, -1e-3, 0, 1e8 / 7};
	double y[MANY_A], w[MANY_A];
	int32_t group[MANY_A];
	struct cips_moments m[7];

	(void)state;
	for (size_t c = 0; c < sizeof(constants) / sizeof(constants[0]); c++) {
		for (int i = 0; i < MANY_A; i++) {
			y[i] = constants[c];
			w[i] = 0.1 + i * i / 7.0;
			group[i] = i % 7;
		}
		for (int weighted = 0; weighted < 2; weighted++) {
			cips_stats_moments(y, weighted ? w : NULL, group, MANY_A, m, 7);
			for (int g = 1; g < 7; g++)
				m[0] = cips_stats_join(&m[0], &m[g]);
			assert_int_equal(m[0].n, MANY_A);
			assert_true(m[0].mean == constants[c]);
			assert_true(m[0].low == m[0].high && m[0].low == constants[c]);
			assert_true(m[0].ss == 0 && m[0].s2 == 0 && m[0].ss2 == 0);
		}
	}
}

static void negative_zero_is_zero(void **state)
{
	static const double zeros[] = {-0.0, 0.0, -0.0};
	struct cips_moments m = moments_of(zeros, NULL, 3);

	(void)state;
	assert_true(m.low == m.high && m.ss == 0);
	assert_false(signbit(m.mean) || signbit(m.low) || signbit(m.high));
}

static void mean_stays_within_the_values(void **state)
{
	double y[MANY_A], w[MANY_A];

	(void)state;
	for (int i = 0; i < MANY_A; i++) {
		y[i] = i % 2 ? 0.1 : nextafter(0.1, 1);
		w[i] = 1 + i / 3.0;
	}
	struct cips_moments m = moments_of(y, w, MANY_A);

	assert_true(m.mean >= m.low && m.mean <= m.high && m.ss >= 0 && m.ss2 >= 0);
}

/* 1e9 + 0, 1, 2, ...: plain sums of squares lose every digit of the variance. */
static void far_from_zero_keeps_its_digits(void **state)
{
	double y[MANY_A];

	(void)state;
	for (int i = 0; i < MANY_A; i++)
		y[i] = 1e9 + i;
	struct cips_moments m = moments_of(y, NULL, MANY_A);

	/* n (n^2 - 1) / 12 for the integers 0...n-1 */
	assert_close(m.mean, 1e9 + 99.5, 0);
	assert_close(m.ss, 200.0 * (200.0 * 200 - 1) / 12, CLOSED_FORM);
}

static void sums_are_finite_at_the_ends_of_the_range(void **state)
{
	static const double y[] = {1e50, -1e50, 3};
	static const double w[] = {1e300, 1e-300, 5e-324};
	struct cips_moments m = moments_of(y, w, 3);

	(void)state;
	assert_int_equal(m.n, 3);
	m = cips_stats_join(&m, &m);
	assert_true(isfinite(m.sum_w) && isfinite(m.sum_w2) && m.sum_w2 > 0);
	assert_true(isfinite(m.mean) && isfinite(m.ss) && isfinite(m.s2) && isfinite(m.ss2));
}

static void same_input_gives_the_same_bits(void **state)
{
	double a[MANY_A], b[MANY_B];
	int32_t mixed[MANY_A];
	struct cips_moments one[2], again[2], alone;

	(void)state;
	fill_many(a, b);
	for (int i = 0; i < MANY_A; i++)
		mixed[i] = i >= MANY_B ? 0 : 1;
	cips_stats_moments(a, a, mixed, MANY_A, one, 2);
	cips_stats_moments(a, a, mixed, MANY_A, again, 2);
	assert_memory_equal(one, again, sizeof(one));
	alone = moments_of(a + MANY_B, a + MANY_B, MANY_A - MANY_B);
	assert_memory_equal(&one[0], &alone, sizeof(alone));
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A bound that only a change of the algorithm can break; it takes some tens of milliseconds. */
static void a_million_rows_are_quick(void **state)
{
	enum { N = 1000000, GROUPS = 240 };
	double *y = malloc(N * sizeof(*y));
	int32_t *group = malloc(N * sizeof(*group));
	struct cips_moments m[GROUPS];

	(void)state;
	assert_non_null(y);
	assert_non_null(group);
	for (int i = 0; i < N; i++) {
		y[i] = i % 11;
		group[i] = (int32_t)((unsigned)i * 2654435761u >> 8) % GROUPS;
	}
	double start = seconds();

	cips_stats_moments(y, y, group, N, m, GROUPS);
	double taken = seconds() - start;

	print_message("# %.1f ms\n", taken * 1000);
	assert_true(taken < 1);
	free(y);
	free(group);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_weights_by_group),
		cmocka_unit_test(weights_by_group),
		cmocka_unit_test(joined_groups_are_one_group),
		cmocka_unit_test(joining_nothing_changes_nothing),
		cmocka_unit_test(groups_without_rows_are_empty),
		cmocka_unit_test(weight_zero_counts_nowhere),
		cmocka_unit_test(constant_values_stay_without_variance),
		cmocka_unit_test(negative_zero_is_zero),
		cmocka_unit_test(mean_stays_within_the_values),
		cmocka_unit_test(far_from_zero_keeps_its_digits),
		cmocka_unit_test(sums_are_finite_at_the_ends_of_the_range),
		cmocka_unit_test(same_input_gives_the_same_bits),
		cmocka_unit_test(a_million_rows_are_quick),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
