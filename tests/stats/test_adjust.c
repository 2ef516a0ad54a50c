/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include <math.h>

#include "stats/compare.h"

#define MOST 8

/* reference/adjust.R: p.adjust */
static const struct {
	enum cips_adjust method;
	size_t n;
	double p[MOST];
	double expected[MOST];
} cases[] = {
	{CIPS_ADJUST_BH, 8, {0.01, 0.04, 0.03, 0.005, 0.8, 0.5, 0.03, 0.2},
		{0.04, 0.064, 0.06, 0.04, 0.8, 0.5714285714285714, 0.06, 0.26666666666666666}},
	{CIPS_ADJUST_HOLM, 8, {0.01, 0.04, 0.03, 0.005, 0.8, 0.5, 0.03, 0.2},
		{0.07, 0.18, 0.18, 0.04, 1, 1, 0.18, 0.6}},
	{CIPS_ADJUST_NONE, 8, {0.01, 0.04, 0.03, 0.005, 0.8, 0.5, 0.03, 0.2},
		{0.01, 0.04, 0.03, 0.005, 0.8, 0.5, 0.03, 0.2}},
	{CIPS_ADJUST_BH, 4, {0.9, 0.95, 1, 0.6}, {1, 1, 1, 1}},
	{CIPS_ADJUST_HOLM, 4, {0.9, 0.95, 1, 0.6}, {1, 1, 1, 1}},
	{CIPS_ADJUST_BH, 4, {1e-300, 0.5, 0, 1e-12}, {2e-300, 0.5, 0, 4e-12 / 3}},
	{CIPS_ADJUST_HOLM, 4, {1e-300, 0.5, 0, 1e-12}, {3e-300, 0.5, 0, 2e-12}},
	{CIPS_ADJUST_BH, 1, {0.03}, {0.03}},
	{CIPS_ADJUST_HOLM, 1, {0.03}, {0.03}},
};

static void families_as_p_adjust(void **state)
{
	double adjusted[MOST];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cips_stats_adjust(cases[i].method, cases[i].p, cases[i].n, adjusted);
		for (size_t k = 0; k < cases[i].n; k++)
			assert_close(adjusted[k], cases[i].expected[k], CLOSED_FORM);
	}
}

static void input_and_output_may_be_one_array(void **state)
{
	double p[MOST];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memcpy(p, cases[i].p, sizeof(p));
		cips_stats_adjust(cases[i].method, p, cases[i].n, p);
		for (size_t k = 0; k < cases[i].n; k++)
			assert_close(p[k], cases[i].expected[k], CLOSED_FORM);
	}
}

static void an_empty_family_is_left_alone(void **state)
{
	double sentinel = 42;

	(void)state;
	cips_stats_adjust(CIPS_ADJUST_BH, NULL, 0, &sentinel);
	cips_stats_adjust(CIPS_ADJUST_HOLM, NULL, 0, &sentinel);
	cips_stats_adjust(CIPS_ADJUST_NONE, NULL, 0, &sentinel);
	assert_true(sentinel == 42);
}

static void adjusted_values_keep_the_order(void **state)
{
	enum { N = 500 };
	double p[N], adjusted[N];

	(void)state;
	for (int i = 0; i < N; i++)
		p[i] = i * 211 % N / (double)N;
	for (int method = CIPS_ADJUST_BH; method <= CIPS_ADJUST_HOLM; method++) {
		cips_stats_adjust((enum cips_adjust)method, p, N, adjusted);
		for (int i = 0; i < N; i++) {
			assert_true(adjusted[i] >= p[i] && adjusted[i] <= 1);
			for (int k = 0; k < N; k++)
				assert_true(p[i] > p[k] || adjusted[i] <= adjusted[k]);
		}
	}
}

static void below_alpha_nothing_changes(void **state)
{
	enum { N = 400 };
	static const double alphas[] = {0.01, 0.05, 0.5};
	double p[N], whole[N], below[N];
	size_t kept = 0;

	(void)state;
	for (int i = 0; i < N; i++)
		p[i] = pow(i * 211 % N / (double)N, 4);
	for (size_t a = 0; a < sizeof(alphas) / sizeof(alphas[0]); a++)
		for (int method = CIPS_ADJUST_BH; method <= CIPS_ADJUST_NONE; method++) {
			cips_stats_adjust((enum cips_adjust)method, p, N, whole);
			cips_stats_adjust_below((enum cips_adjust)method, alphas[a], p, N, below);
			for (int i = 0; i < N; i++) {
				assert_int_equal(whole[i] < alphas[a], below[i] < alphas[a]);
				assert_true(whole[i] >= alphas[a] || below[i] == whole[i]);
				kept += below[i] < alphas[a];
			}
		}
	assert_true(kept > N);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_as_p_adjust),
		cmocka_unit_test(input_and_output_may_be_one_array),
		cmocka_unit_test(an_empty_family_is_left_alone),
		cmocka_unit_test(adjusted_values_keep_the_order),
		cmocka_unit_test(below_alpha_nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
