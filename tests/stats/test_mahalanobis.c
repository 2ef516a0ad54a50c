/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/mahalanobis.h"

/* Distances come from the roots of a polynomial: 1e-9 is promised for closed forms. */
#define DISTANCE 1e-11

enum { ROWS = 40, COLUMNS = 4, MORE = 6, SHOWN = 5 };

static const int shown[SHOWN] = {0, 1, 7, 26, 39};

/* The rows of the reference script: four columns, a constant, the sum of the first two. */
static void row_of(int i, double row[MORE])
{
	row[0] = i * 7 % 5;
	row[1] = i * 11 % 7;
	row[2] = i * i % 6;
	row[3] = (i * 3 + i % 4) % 9;
	row[4] = 3;
	row[5] = row[0] + row[1];
}

static struct cips_scatter *scatter_of(size_t k, int n, double shift)
{
	struct cips_scatter *scatter = cips_stats_scatter_new(k);
	double row[MORE];

	for (int i = 0; i < n; i++) {
		row_of(i, row);
		for (size_t c = 0; c < k; c++)
			row[c] += shift;
		cips_stats_scatter_add(scatter, row);
	}
	return scatter;
}

static void check(const struct cips_scatter *scatter, size_t k, double shift,
	const double expected[SHOWN], double tolerance)
{
	double row[MORE];

	for (int s = 0; s < SHOWN; s++) {
		row_of(shown[s], row);
		for (size_t c = 0; c < k; c++)
			row[c] += shift;
		assert_close(cips_stats_mahalanobis(scatter, row), expected[s], tolerance);
	}
}

/* reference/mahalanobis.R */
static const double distances[SHOWN] = {5.8133902278845335, 0.88018786291184914, 7.3879709222313128,
	4.4950333409739116, 1.2696736709483321};

static void as_mahalanobis(void **state)
{
	static const double tens[COLUMNS] = {10, 10, 10, 10};
	struct cips_scatter *scatter = scatter_of(COLUMNS, ROWS, 0);
	double row[MORE], sum = 0;
	size_t n, rank;

	(void)state;
	assert_int_equal(cips_stats_scatter_finish(scatter, &n, &rank), CIPS_REASON_NONE);
	assert_int_equal(n, ROWS);
	assert_int_equal(rank, COLUMNS);
	check(scatter, COLUMNS, 0, distances, DISTANCE);
	assert_close(cips_stats_mahalanobis(scatter, tens), 69.141260531989275, DISTANCE);
	for (int i = 0; i < ROWS; i++) {
		row_of(i, row);
		sum += cips_stats_mahalanobis(scatter, row);
	}
	assert_close(sum, (ROWS - 1) * COLUMNS, DISTANCE);
	cips_stats_scatter_free(scatter);
}

/* What cannot vary on its own changes no distance: MASS::ginv() of the singular covariance. */
static void singular_covariance(void **state)
{
	static const double expected[SHOWN] = {5.813390227884538, 0.88018786291185136,
		7.3879709222312755, 4.4950333409739054, 1.2696736709483389};
	struct cips_scatter *scatter = scatter_of(MORE, ROWS, 0);
	size_t n, rank;

	(void)state;
	assert_int_equal(cips_stats_scatter_finish(scatter, &n, &rank), CIPS_REASON_NONE);
	assert_int_equal(rank, COLUMNS);
	check(scatter, MORE, 0, expected, DISTANCE);
	cips_stats_scatter_free(scatter);
}

/* A million away from 0 the distances are the same. */
static void far_from_zero(void **state)
{
	struct cips_scatter *scatter = scatter_of(COLUMNS, ROWS, 1e6);
	size_t n, rank;

	(void)state;
	assert_int_equal(cips_stats_scatter_finish(scatter, &n, &rank), CIPS_REASON_NONE);
	check(scatter, COLUMNS, 1e6, distances, 1e-8);
	cips_stats_scatter_free(scatter);
}

static void without_distances(void **state)
{
	static const struct {
		int n;
		size_t k;
		enum cips_reason reason;
	} cases[] = {{0, 2, CIPS_REASON_NO_VALUES}, {1, 2, CIPS_REASON_ONE_VALUE},
		{2, 1, CIPS_REASON_NONE}};
	static const double constant[2] = {7, 7};
	size_t n, rank;

	(void)state;
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		struct cips_scatter *scatter = scatter_of(cases[c].k, cases[c].n, 0);

		assert_int_equal(cips_stats_scatter_finish(scatter, &n, &rank), cases[c].reason);
		cips_stats_scatter_free(scatter);
	}
	struct cips_scatter *scatter = cips_stats_scatter_new(2);

	for (int i = 0; i < 5; i++)
		cips_stats_scatter_add(scatter, constant);
	assert_int_equal(cips_stats_scatter_finish(scatter, &n, &rank), CIPS_REASON_NO_VARIANCE);
	assert_int_equal(rank, 0);
	cips_stats_scatter_free(scatter);
	cips_stats_scatter_free(NULL);
}

/* reference/mahalanobis.R: pchisq */
static void tail_of_chi_square(void **state)
{
	(void)state;
	assert_close(cips_stats_chi2_upper(0, 1), 1, CLOSED_FORM);
	assert_close(cips_stats_chi2_upper(5, 4), 0.28729749518364578, P_VALUE);
	assert_close(cips_stats_chi2_upper(40, 30), 0.10486428110798465, P_VALUE);
	assert_close(cips_stats_chi2_upper(59.7, 31), 0.0014639660321580277, P_VALUE);
	assert_close(cips_stats_chi2_upper(300, 60), 1.2835090407159061e-33, 1e-10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_mahalanobis),
		cmocka_unit_test(singular_covariance),
		cmocka_unit_test(far_from_zero),
		cmocka_unit_test(without_distances),
		cmocka_unit_test(tail_of_chi_square),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
