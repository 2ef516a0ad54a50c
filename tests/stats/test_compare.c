/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/compare.h"

static const double fives[N_A] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5};

struct reference {
	double difference, se, t, df, p, low, high, low90, high90, g;
};

static void check(const struct cips_difference *d, const struct reference *expected)
{
	assert_int_equal(d->reason, CIPS_REASON_NONE);
	assert_close(d->difference, expected->difference, CLOSED_FORM);
	assert_close(d->se, expected->se, CLOSED_FORM);
	assert_close(d->t, expected->t, CLOSED_FORM);
	assert_close(d->df, expected->df, CLOSED_FORM);
	assert_close(d->p, expected->p, P_VALUE);
	assert_close(d->low, expected->low, P_VALUE);
	assert_close(d->high, expected->high, P_VALUE);
	assert_close(d->low90, expected->low90, P_VALUE);
	assert_close(d->high90, expected->high90, P_VALUE);
	assert_close(d->hedges_g, expected->g, CLOSED_FORM);
}

static struct cips_difference compare(const double *a, const double *wa, size_t n_a,
	const double *b, const double *wb, size_t n_b)
{
	struct cips_moments ma = moments_of(a, wa, n_a), mb = moments_of(b, wb, n_b);

	return cips_stats_difference(&ma, &mb, wa != NULL);
}

static struct cips_difference unweighted(const double *a, size_t n_a, const double *b, size_t n_b)
{
	return compare(a, NULL, n_a, b, NULL, n_b);
}

/* reference/compare.R: t.test and effectsize::hedges_g */
static void unweighted_as_t_test(void **state)
{
	static const double pair_a[] = {1, 2}, pair_b[] = {4, 6};
	double many_a[MANY_A], many_b[MANY_B], far_b[MANY_B];
	struct cips_difference d;

	(void)state;
	fill_many(many_a, many_b);
	for (int i = 0; i < MANY_B; i++)
		far_b[i] = many_b[i] + 20;
	d = unweighted(sample_a, N_A, sample_b, N_B);
	check(&d,
		&(struct reference){2.5892857142857144, 1.2531847185373393, 2.0661644496493796,
			14.975960553583761, 0.056562607139082718, -0.082187775090719284,
			5.2607592036621478, 0.39215820104033128, 4.7864132275310967,
			0.90859958730552315});
	d = unweighted(sample_b, N_B, sample_a, N_A);
	check(&d,
		&(struct reference){-2.5892857142857144, 1.2531847185373393, -2.0661644496493796,
			14.975960553583761, 0.056562607139082718, -5.2607592036621478,
			0.082187775090719284, -4.7864132275310967, -0.39215820104033128,
			-0.90859958730552315});
	d = unweighted(many_a, MANY_A, many_b, MANY_B);
	check(&d,
		&(struct reference){2.2458333333333331, 0.30280853073541175, 7.4166778851276778,
			175.42165389218928, 4.9339868396957492e-12, 1.6482166451272906,
			2.8434500215393759, 1.7451133002853267, 2.7465533663813395,
			0.81851981108760719});
	d = unweighted(pair_a, 2, pair_b, 2);
	check(&d,
		&(struct reference){-3.5, 1.1180339887498949, -3.1304951684997055,
			1.4705882352941178, 0.12904783554828336, -10.418522830071065,
			3.4185228300710646, -7.7259799564269223, 0.72597995642692226,
			-1.7661927654141121});
	d = unweighted(many_a, MANY_A, far_b, MANY_B);
	check(&d,
		&(struct reference){-17.754166666666666, 0.30280853073541175, -58.631659496343303,
			175.42165389218928, 3.5961042982226945e-117, -18.351783354872708,
			-17.156549978460625, -18.254886699714675, -17.253446633618662,
			-6.4707104175218815});
}

/* reference/compare.R: a survey design of two strata, df = degf */
static void weighted_as_a_design_of_two_strata(void **state)
{
	static const double twos[N_A] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
	static const double threes[N_B] = {3, 3, 3, 3, 3, 3, 3};
	struct cips_difference d = compare(sample_a, weights_a, N_A, sample_b, weights_b, N_B);

	(void)state;
	check(&d,
		&(struct reference){3.9079888712241653, 1.4843848068945236, 2.6327330036475214, 15,
			0.018829558257492808, 0.74409754913299864, 7.0718801933153319,
			1.3057875575130686, 6.5101901849352606, 1.3159597814871071});
	d = compare(sample_a, twos, N_A, sample_b, threes, N_B);
	check(&d,
		&(struct reference){2.5892857142857144, 1.2531847185373393, 2.0661644496493796, 15,
			0.056533410439714563, -0.081814284543151761, 5.2603857131145801,
			0.39238979770533389, 4.7861816308660936, 0.90859958730552393});
}

/* reference/compare.R: t.test(b, rep(5, 10)); the df is the other group's */
static void one_constant_group_is_tested(void **state)
{
	struct cips_difference d = unweighted(sample_b, N_B, fives, N_A);

	(void)state;
	check(&d,
		&(struct reference){-1.9642857142857144, 0.81179652958249149, -2.4196773978523294,
			6, 0.051885890524179086, -3.9506802632394704, 0.022108834668041127,
			-3.5417527223611698, -0.38681870621025971, -1.37229707179398});
	d = unweighted(fives, N_A, sample_b, N_B);
	assert_close(d.difference, 1.9642857142857144, CLOSED_FORM);
	assert_close(d.p, 0.051885890524179086, P_VALUE);
}

/* reference/compare.R */
static void identical_groups_do_not_differ(void **state)
{
	struct cips_difference d = unweighted(sample_a, N_A, sample_a, N_A);

	(void)state;
	check(&d,
		&(struct reference){0, 1.3501543121683042, 0, 17.999999999999996, 1,
			-2.8365689521608686, 2.8365689521608686, -2.3412534560487912,
			2.3412534560487912, 0});
}

static void two_constant_groups_are_not_tested(void **state)
{
	static const double thirds[] = {10.0 / 3, 10.0 / 3, 10.0 / 3};
	struct cips_difference d = unweighted(thirds, 3, fives, 4);

	(void)state;
	assert_int_equal(d.reason, CIPS_REASON_NO_VARIANCE);
	assert_close(d.difference, 10.0 / 3 - 5, 0);
	d = compare(thirds, weights_a, 3, fives, weights_a, 4);
	assert_int_equal(d.reason, CIPS_REASON_NO_VARIANCE);
}

static void one_value_is_not_tested(void **state)
{
	struct cips_difference d = unweighted(sample_a, 1, sample_b, N_B);

	(void)state;
	assert_int_equal(d.reason, CIPS_REASON_ONE_VALUE);
	assert_close(d.difference, 2.5 - 21.25 / 7, CLOSED_FORM);
	d = unweighted(fives, N_A, sample_b, 1);
	assert_int_equal(d.reason, CIPS_REASON_ONE_VALUE);
	assert_close(d.difference, 5 - 1.25, CLOSED_FORM);
}

static void no_value_is_not_compared(void **state)
{
	struct cips_difference d = unweighted(sample_a, 0, sample_b, N_B);

	(void)state;
	assert_int_equal(d.reason, CIPS_REASON_NO_VALUES);
	d = unweighted(sample_a, 1, sample_b, 0);
	assert_int_equal(d.reason, CIPS_REASON_NO_VALUES);
}

static void scale_of_the_weights_changes_nothing(void **state)
{
	static const double scales[] = {1e-90, 1.0 / 3, 1e90};
	struct cips_difference one = compare(sample_a, weights_a, N_A, sample_b, weights_b, N_B), d;
	double wa[N_A], wb[N_B];

	(void)state;
	for (size_t s = 0; s < sizeof(scales) / sizeof(scales[0]); s++) {
		for (int i = 0; i < N_A; i++)
			wa[i] = weights_a[i] * scales[s];
		for (int i = 0; i < N_B; i++)
			wb[i] = weights_b[i] * scales[s];
		d = compare(sample_a, wa, N_A, sample_b, wb, N_B);
		assert_close(d.difference, one.difference, CLOSED_FORM);
		assert_close(d.se, one.se, CLOSED_FORM);
		assert_close(d.p, one.p, P_VALUE);
		assert_close(d.hedges_g, one.hedges_g, CLOSED_FORM);
	}
}

static void a_difference_beyond_all_doubt_stays_finite(void **state)
{
	static const double low[] = {0, 1e-100, 0}, high[] = {1e50, 1e50, 1e50};
	struct cips_difference d = unweighted(low, 3, high, 3);

	(void)state;
	assert_int_equal(d.reason, CIPS_REASON_NONE);
	assert_true(isfinite(d.t) && isfinite(d.p) && isfinite(d.df) && isfinite(d.hedges_g));
	assert_true(d.p >= 0 && d.p < 1e-100);
}

/* g of two groups of sd 1, one apart, is J itself. reference/compare.R: gamma(), beta() */
static void hedges_correction_is_exact(void **state)
{
	static const double cases[][2] = {
		{2, 0.56418958354775628},
		{3, 0.72360125455826774},
		{5, 0.84074868245968926},
		{10, 0.92274560805308692},
		{15, 0.94900758714270261},
		{100, 0.99247805498142183},
		{300, 0.99749756684378643},
		{1000, 0.99924978117971597},
		{2000000, 0.99999962499994544},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t n_a = (size_t)cases[i][0] / 2 + 1, n_b = (size_t)cases[i][0] + 2 - n_a;
		double na = (double)n_a, nb = (double)n_b;
		struct cips_moments a = {n_a, na, na, 3, na - 1, 0, na - 1, 0, 6, 1};
		struct cips_moments b = {n_b, nb, nb, 2, nb - 1, 0, nb - 1, 0, 6, 1};

		assert_close(cips_stats_difference(&a, &b, false).hedges_g, cases[i][1], 1e-13);
	}
}

static void classes_in_their_order(void **state)
{
	static const struct {
		const char *name;
		enum cips_reason reason;
		double difference, g, low90, high90, p_adjusted, scale;
	} cases[] = {
		{"strong_positive", 0, 2, 0.5, 1, 3, 0.0499, 10},
		{"strong_negative", 0, -2, -0.5, -3, -1, 0, 10},
		{"weak_positive", 0, 1, 0.4999, 0.5, 1.5, 0.01, 10},
		{"weak_positive", 0, 1, 0.2, 0.5, 1.5, 0.01, 10},
		{"weak_negative", 0, -1, -0.2, -1.5, -0.5, 0.01, 10},
		{"inconclusive", 0, 2, 0.9, 1, 3, 0.05, 10},
		{"similar", 0, 0.1, 0.05, -0.3, 0.49, 0.6, 10},
		{"similar", 0, 0.3, 0.19, 0.1, 0.5, 0.01, 10},
		{"similar", 0, -0.3, -0.19, -0.5, -0.1, 0.01, 10},
		{"inconclusive", 0, 0.3, 0.19, 0.1, 0.51, 0.01, 10},
		{"inconclusive", 0, -0.3, -0.19, -0.51, -0.1, 0.01, 10},
		{"similar", 0, 3, 0.19, 1, 5, 0.01, 100},
		{"inconclusive", 0, 3, 0.19, 1, 5.1, 0.01, 100},
		{"not_tested", CIPS_REASON_ONE_VALUE, 3, 0.9, 1, 5, 0.01, 10},
		{"not_tested", CIPS_REASON_NO_VALUES, 0, 0, 0, 0, 0, 10},
		{"not_tested", CIPS_REASON_NO_VARIANCE, 3, 0, 0, 0, 0, 10},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cips_difference d = {.reason = cases[i].reason,
			.difference = cases[i].difference,
			.hedges_g = cases[i].g,
			.low90 = cases[i].low90,
			.high90 = cases[i].high90};

		assert_string_equal(cips_stats_gap_class_name(cips_stats_gap_class(
					    &d, cases[i].p_adjusted, cases[i].scale)),
			cases[i].name);
	}
}

/* reference/compare.R: svycontrast over a stratum for each group; Satterthwaite's df by its formula */
static void contrasts_of_several_groups(void **state)
{
	static const double did[] = {1, -1, -1, 1}, shares[] = {0.7, 0.3, -0.7, -0.3};
	double many_a[MANY_A], many_b[MANY_B], rev_a[N_A], rev_b[N_B];

	(void)state;
	fill_many(many_a, many_b);
	for (size_t i = 0; i < N_A; i++)
		rev_a[i] = sample_a[N_A - 1 - i];
	for (size_t i = 0; i < N_B; i++)
		rev_b[i] = sample_b[N_B - 1 - i];
	const struct cips_moments four[] = {moments_of(sample_a, NULL, N_A),
		moments_of(sample_b, NULL, N_B), moments_of(many_b, NULL, MANY_B),
		moments_of(many_a, NULL, MANY_A)};
	const struct cips_moments weighted[] = {moments_of(sample_a, weights_a, N_A),
		moments_of(sample_b, weights_b, N_B), moments_of(rev_a, weights_a, N_A),
		moments_of(rev_b, weights_b, N_B)};
	struct cips_difference d = cips_stats_contrast(four, did, 4, false);
	check(&d,
		&(struct reference){4.8351190476190471, 1.2892497605435687, 3.750335424208636,
			16.770893200252594, 0.0016264514988880256, 2.1122064355619741,
			7.5580316596761197, 2.5905674428993639, 7.0796706523387289,
			1.7636021115494049});
	d = cips_stats_contrast(weighted, did, 4, true);
	check(&d,
		&(struct reference){1.2877583465818758, 1.9585463009516333, 0.657507226638538, 30,
			0.51586832799312143, -2.7121268182423197, 5.2876435114060714,
			-2.0364056846066108, 4.6119223777703597, 0.4754971207888285});
	d = cips_stats_contrast(four, shares, 4, false);
	check(&d,
		&(struct reference){1.3702976190476182, 0.73016044495418886, 1.8767075490286143,
			12.48918953132082, 0.084113552052381843, -0.21370159899626562,
			2.9542968370915021, 0.073175728259708306, 2.6674195098355273,
			0.49981391370157363});
}

static void contrasts_that_cannot_be_tested(void **state)
{
	static const double did[] = {1, -1, -1, 1};
	struct cips_moments groups[] = {moments_of(fives, NULL, N_A), moments_of(fives, NULL, 2),
		moments_of(fives, NULL, 3), moments_of(fives, NULL, 4)};

	(void)state;
	assert_int_equal(
		cips_stats_contrast(groups, did, 4, false).reason, CIPS_REASON_NO_VARIANCE);
	groups[2] = moments_of(fives, NULL, 1);
	assert_int_equal(cips_stats_contrast(groups, did, 4, false).reason, CIPS_REASON_ONE_VALUE);
	groups[3] = moments_of(fives, NULL, 0);
	assert_int_equal(cips_stats_contrast(groups, did, 4, false).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(cips_stats_contrast(groups, did, 0, false).reason, CIPS_REASON_NO_VALUES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unweighted_as_t_test),
		cmocka_unit_test(weighted_as_a_design_of_two_strata),
		cmocka_unit_test(one_constant_group_is_tested),
		cmocka_unit_test(identical_groups_do_not_differ),
		cmocka_unit_test(two_constant_groups_are_not_tested),
		cmocka_unit_test(one_value_is_not_tested),
		cmocka_unit_test(no_value_is_not_compared),
		cmocka_unit_test(scale_of_the_weights_changes_nothing),
		cmocka_unit_test(a_difference_beyond_all_doubt_stays_finite),
		cmocka_unit_test(hedges_correction_is_exact),
		cmocka_unit_test(classes_in_their_order),
		cmocka_unit_test(contrasts_of_several_groups),
		cmocka_unit_test(contrasts_that_cannot_be_tested),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
