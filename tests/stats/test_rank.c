/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include <stdlib.h>
#include <time.h>

#include "ranks.h"

/* One group after the other, ranked together. */
static struct cips_mann_whitney compare(
	const double *a, size_t n_a, const double *b, size_t n_b, double *rank_sum, double *ties)
{
	double pooled[2 * MANY_A], rank[2 * MANY_A];

	assert_true(n_a + n_b <= 2 * MANY_A);
	memcpy(pooled, a, n_a * sizeof(*a));
	memcpy(pooled + n_a, b, n_b * sizeof(*b));
	*ties = rank_rows(pooled, n_a + n_b, rank);
	*rank_sum = 0;
	for (size_t i = 0; i < n_a; i++)
		*rank_sum += rank[i];
	return cips_stats_mann_whitney(*rank_sum, n_a, n_b, *ties);
}

/* reference/rank.R: rank() */
static void midranks_as_rank(void **state)
{
	static const double expected[N_A + N_B] = {
		5, 14.5, 10, 17, 1.5, 12.5, 7.5, 16, 10, 14.5, 3, 7.5, 5, 1.5, 10, 12.5, 5};
	double pooled[N_A + N_B], rank[N_A + N_B];

	(void)state;
	memcpy(pooled, sample_a, sizeof(sample_a));
	memcpy(pooled + N_A, sample_b, sizeof(sample_b));
	assert_true(rank_rows(pooled, N_A + N_B, rank) == 72);
	assert_memory_equal(rank, expected, sizeof(rank));
}

static void ranks_at_the_edges(void **state)
{
	static const double zeros[] = {0.0, -0.0, 0.0, -1};
	double rank[4];

	(void)state;
	assert_true(rank_rows(NULL, 0, NULL) == 0);
	assert_true(rank_rows(zeros, 1, rank) == 0);
	assert_true(rank[0] == 1);
	assert_true(rank_rows(zeros, 4, rank) == 24);
	assert_true(rank[0] == 3 && rank[1] == 3 && rank[2] == 3 && rank[3] == 1);
}

/* Ties of neighbours that are equal, and values that nobody has. */
static void midranks_of_counts(void **state)
{
	static const double value[] = {-2, 0, 1, 1, 3}, expected[] = {1.5, 0, 5.5, 5.5, 0};
	static const size_t count[] = {2, 0, 1, 5, 0};
	double rank[5];

	(void)state;
	assert_true(cips_stats_midranks(value, count, 5, rank) == 6 + 210);
	for (size_t l = 0; l < 5; l++)
		if (count[l])
			assert_true(rank[l] == expected[l]);
}

/* Enough distinct values for the table to grow often, in an order of their own, and each again. */
static void levels_of_many_values(void **state)
{
	enum { DISTINCT = 5000, N = 2 * DISTINCT };
	static double x[N];

	(void)state;
	for (size_t i = 0; i < N; i++)
		x[i] = (double)(i * 7919 % DISTINCT) / 3 - 700;
	struct cips_levels levels = cips_stats_levels(x, DISTINCT, x + DISTINCT, DISTINCT);

	assert_int_equal(levels.n, DISTINCT);
	for (size_t l = 0; l < DISTINCT; l++)
		assert_true(levels.value[l] == (double)l / 3 - 700);
	for (size_t i = 0; i < N; i++)
		assert_true(levels.value[levels.of[i]] == x[i]);
	cips_stats_levels_release(&levels);
	assert_null(levels.of);
}

static void zero_has_one_sign(void **state)
{
	static const double zeros[] = {-0.0, 0.0};
	struct cips_levels levels = cips_stats_levels(zeros, 1, zeros + 1, 1);

	(void)state;
	assert_int_equal(levels.n, 1);
	assert_false(signbit(levels.value[0]));
	assert_true(levels.of[0] == 0 && levels.of[1] == 0);
	cips_stats_levels_release(&levels);
}

struct reference {
	double rank_sum, ties, u, z, p, delta;
};

static void check(
	const double *a, size_t n_a, const double *b, size_t n_b, const struct reference *expected)
{
	double rank_sum, ties;
	struct cips_mann_whitney result = compare(a, n_a, b, n_b, &rank_sum, &ties);

	assert_int_equal(result.reason, CIPS_REASON_NONE);
	assert_close(rank_sum, expected->rank_sum, 0);
	assert_close(ties, expected->ties, 0);
	assert_close(result.u, expected->u, 0);
	assert_close(result.z, expected->z, CLOSED_FORM);
	assert_close(result.p, expected->p, P_VALUE);
	assert_close(result.cliffs_delta, expected->delta, CLOSED_FORM);
}

/* reference/rank.R: wilcox.test(correct = FALSE, exact = FALSE), effectsize::cliffs_delta */
static void mann_whitney_as_wilcox_test(void **state)
{
	static const double low[] = {2, 3, 5}, high[] = {1, 4, 6, 9}, one = 1, two = 2, three = 3;
	double a[MANY_A], b[MANY_B], count[MANY_A], later[MANY_A];

	(void)state;
	fill_many(a, b);
	for (int i = 0; i < MANY_A; i++) {
		count[i] = i;
		later[i] = i + 150;
	}
	check(sample_a, N_A, sample_b, N_B,
		&(struct reference){108.5, 72, 53.5, 1.8188384806302016, 0.068936075721390544,
			0.52857142857142847});
	check(sample_b, N_B, sample_a, N_A,
		&(struct reference){44.5, 72, 16.5, -1.8188384806302016, 0.068936075721390544,
			-0.52857142857142847});
	check(a, MANY_A, b, MANY_B,
		&(struct reference){28725.5, 11484, 8625.5, 5.1408354081651986,
			2.7351958188855492e-07, 0.43758333333333338});
	check(count, MANY_A, later, MANY_A,
		&(struct reference){
			21350, 300, 1250, -16.217754839845103, 3.7775283279984903e-59, -0.9375});
	check(high, 4, low, 3,
		&(struct reference){
			18, 0, 8, 0.70710678118654746, 0.47950012218695348, 0.33333333333333331});
	check(&two, 1, &one, 1, &(struct reference){2, 0, 1, 1, 0.31731050786291409, 1});
	check(&three, 1, sample_b, N_B,
		&(struct reference){
			5, 6, 4, 0.21952851997938069, 0.82623836591872823, 0.14285714285714285});
}

static void no_test_of_an_empty_group(void **state)
{
	double rank_sum, ties;

	(void)state;
	assert_int_equal(compare(sample_a, 0, sample_b, N_B, &rank_sum, &ties).reason,
		CIPS_REASON_NO_VALUES);
	assert_int_equal(compare(sample_a, N_A, sample_b, 0, &rank_sum, &ties).reason,
		CIPS_REASON_NO_VALUES);
	assert_int_equal(cips_stats_mann_whitney(0, 0, 0, 0).reason, CIPS_REASON_NO_VALUES);
}

/* Up to a size where n^3 is no longer exact in a double. */
static void all_values_equal(void **state)
{
	static const size_t sizes[] = {2, 3, 7, 1000, 300001, 999999};
	double *y = calloc(999999, sizeof(*y)), *rank = calloc(999999, sizeof(*rank));

	(void)state;
	assert_non_null(y);
	assert_non_null(rank);
	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		double n = (double)sizes[s];
		double ties = rank_rows(y, sizes[s], rank);
		struct cips_mann_whitney r =
			cips_stats_mann_whitney((n + 1) / 2, 1, sizes[s] - 1, ties);

		assert_int_equal(r.reason, CIPS_REASON_NO_VARIANCE);
		assert_true(r.z == 0 && r.p == 1 && r.cliffs_delta == 0);
	}
	free(y);
	free(rank);
}

static void almost_all_values_equal(void **state)
{
	enum { N = 200000 };
	double *y = calloc(N, sizeof(*y)), *rank = calloc(N, sizeof(*rank));

	(void)state;
	assert_non_null(y);
	assert_non_null(rank);
	y[0] = 1;
	double ties = rank_rows(y, N, rank);
	struct cips_mann_whitney r = cips_stats_mann_whitney(rank[0], 1, N - 1, ties);

	/* One value above N - 1 equal ones: z = sqrt(N - 1), by hand from the definition. */
	assert_int_equal(r.reason, CIPS_REASON_NONE);
	assert_close(r.z, sqrt(N - 1), 1e-9);
	assert_true(r.cliffs_delta == 1);
	free(y);
	free(rank);
}

static void identical_groups_do_not_differ(void **state)
{
	double rank_sum, ties;
	struct cips_mann_whitney r = compare(sample_a, N_A, sample_a, N_A, &rank_sum, &ties);

	(void)state;
	assert_int_equal(r.reason, CIPS_REASON_NONE);
	assert_true(r.z == 0 && r.p == 1 && r.cliffs_delta == 0);
}

/* P(a > b) - P(a < b), counted pair by pair. */
static void cliffs_delta_is_the_count_of_pairs(void **state)
{
	double a[MANY_A], b[MANY_B];

	(void)state;
	fill_many(a, b);
	for (size_t n_a = 1; n_a < MANY_A; n_a += 13) {
		for (size_t n_b = 1; n_b < MANY_B; n_b += 7) {
			double above = 0, rank_sum, ties;
			struct cips_mann_whitney r = compare(a, n_a, b, n_b, &rank_sum, &ties);

			for (size_t i = 0; i < n_a; i++) {
				for (size_t k = 0; k < n_b; k++)
					above += (a[i] > b[k]) - (a[i] < b[k]);
			}
			assert_close(r.cliffs_delta, above / (double)(n_a * n_b), CLOSED_FORM);
		}
	}
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A bound that only a change of the algorithm can break. */
static void a_million_values_are_quick(void **state)
{
	enum { N = 1000000 };
	double *y = malloc(N * sizeof(*y)), *rank = malloc(N * sizeof(*rank));

	(void)state;
	assert_non_null(y);
	assert_non_null(rank);
	for (int i = 0; i < N; i++)
		y[i] = ((unsigned)i * 2654435761u >> 8) % 600 / 60.0;
	double start = seconds();

	rank_rows(y, N, rank);
	double taken = seconds() - start;

	print_message("# %.1f ms\n", taken * 1000);
	assert_true(taken < 3);
	free(y);
	free(rank);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(midranks_as_rank),
		cmocka_unit_test(midranks_of_counts),
		cmocka_unit_test(levels_of_many_values),
		cmocka_unit_test(zero_has_one_sign),
		cmocka_unit_test(ranks_at_the_edges),
		cmocka_unit_test(mann_whitney_as_wilcox_test),
		cmocka_unit_test(no_test_of_an_empty_group),
		cmocka_unit_test(all_values_equal),
		cmocka_unit_test(almost_all_values_equal),
		cmocka_unit_test(identical_groups_do_not_differ),
		cmocka_unit_test(cliffs_delta_is_the_count_of_pairs),
		cmocka_unit_test(a_million_values_are_quick),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
