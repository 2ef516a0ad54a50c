/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

static const double yes_no[N_A] = {1, 0, 1, 1, 0, 1, 0, 1, 1, 1};
static const double ones[N_A] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const double zeros[N_A];

/* reference/estimate.R: survey::svymean of one stratum, confint with df = degf */
static void means_as_svymean(void **state)
{
	static const struct {
		const double *w;
		size_t n;
		double headcount;
		double mean, sd, se, low, high, deff, n_effective;
	} cases[] = {
		{NULL, 10, 0, 5.625, 3.0190368221227999, 0.95470326978246667, 3.4653111599147262,
			7.7846888400852734, 1, 10},
		{NULL, 10, 25, 5.625, 3.0190368221227999, 0.73950997288745202, 3.9521122178719441,
			7.2978877821280559, 0.59999999999999998, 16.666666666666668},
		{weights_a, 10, 0, 5.6985294117647056, 3.3316658891728697, 1.2912429564518839,
			2.7775349089143457, 8.6195239146150655, 1.5020799401123315,
			6.6574352888649591},
		{weights_a, 10, 25, 5.6985294117647056, 3.3316658891728697, 1.0001924932491548,
			3.4359367989841347, 7.9611220245452765, 0.90124796406739849,
			11.095725481441603},
		{NULL, 2, 0, 5, 3.5355339059327378, 2.5, -26.765511840436737, 36.765511840436737, 1,
			2},
		{weights_a, 2, 0, 6.0714285714285712, 3.1943828249996997, 2.0408163265306127,
			-19.859601502397339, 32.002458645254485, 0.81632653061224514,
			2.4499999999999993},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cips_moments m = moments_of(sample_a, cases[i].w, cases[i].n);
		struct cips_estimate e = cips_stats_mean(&m, cases[i].headcount);

		assert_int_equal(e.reason, CIPS_REASON_NONE);
		assert_close(e.mean, cases[i].mean, CLOSED_FORM);
		assert_close(e.sd, cases[i].sd, CLOSED_FORM);
		assert_close(e.se, cases[i].se, CLOSED_FORM);
		assert_close(e.df, (double)cases[i].n - 1, 0);
		assert_close(e.low, cases[i].low, CLOSED_FORM);
		assert_close(e.high, cases[i].high, CLOSED_FORM);
		assert_close(e.deff, cases[i].deff, CLOSED_FORM);
		assert_close(e.n_effective, cases[i].n_effective, CLOSED_FORM);
	}
}

static void no_value_has_no_mean(void **state)
{
	struct cips_moments none = moments_of(sample_a, NULL, 0);
	struct cips_estimate e = cips_stats_mean(&none, 25);

	(void)state;
	assert_int_equal(e.reason, CIPS_REASON_NO_VALUES);
}

static void one_value_has_a_mean_only(void **state)
{
	struct cips_moments one = moments_of(sample_a, weights_a, 1);

	(void)state;
	assert_int_equal(cips_stats_mean(&one, 0).reason, CIPS_REASON_ONE_VALUE);
	assert_int_equal(cips_stats_mean(&one, 1).reason, CIPS_REASON_ONE_VALUE);
	assert_close(cips_stats_mean(&one, 0).mean, 2.5, 0);
}

static void equal_values_have_no_variance(void **state)
{
	static const double third[] = {10.0 / 3, 10.0 / 3, 10.0 / 3};
	struct cips_moments m = moments_of(third, weights_a, 3);
	struct cips_estimate e = cips_stats_mean(&m, 0);

	(void)state;
	assert_int_equal(e.reason, CIPS_REASON_NO_VARIANCE);
	assert_true(e.mean == 10.0 / 3 && e.low == e.mean && e.high == e.mean);
	assert_true(e.sd == 0 && e.se == 0 && e.deff == 1 && e.n_effective == 3 && e.df == 2);
}

static void a_complete_count_is_exact(void **state)
{
	struct cips_moments m = moments_of(sample_a, NULL, N_A);
	struct cips_estimate e = cips_stats_mean(&m, N_A);

	(void)state;
	assert_int_equal(e.reason, CIPS_REASON_NONE);
	assert_true(e.se == 0 && e.low == e.mean && e.high == e.mean && e.deff == 0);
	assert_close(e.sd, 3.0190368221227999, CLOSED_FORM);
	assert_close(e.n_effective, N_A, CLOSED_FORM);
	m = moments_of(sample_a, weights_a, N_A);
	assert_close(cips_stats_mean(&m, N_A).n_effective, 17 * 17 / 40.625, CLOSED_FORM);
}

static void a_headcount_below_n_is_not_used(void **state)
{
	static const double headcounts[] = {N_A - 1, 1, -5};
	struct cips_moments m = moments_of(sample_a, weights_a, N_A);
	struct cips_estimate without = cips_stats_mean(&m, 0);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct cips_estimate e = cips_stats_mean(&m, headcounts[i]);

		assert_true(e.se == without.se && e.low == without.low);
		assert_true(e.high == without.high && e.deff == without.deff);
	}
}

static void scale_of_the_weights_changes_nothing(void **state)
{
	static const double scales[] = {1e-90, 1e-9, 1.0 / 3, 7, 1e9, 1e90};
	struct cips_moments m = moments_of(sample_a, weights_a, N_A);
	struct cips_estimate one = cips_stats_mean(&m, 25);
	double w[N_A];

	(void)state;
	m = moments_of(yes_no, weights_a, N_A);
	struct cips_percentage percentage = cips_stats_percentage(&m, 25);

	for (size_t s = 0; s < sizeof(scales) / sizeof(scales[0]); s++) {
		for (int i = 0; i < N_A; i++)
			w[i] = weights_a[i] * scales[s];
		m = moments_of(sample_a, w, N_A);
		struct cips_estimate e = cips_stats_mean(&m, 25);

		assert_close(e.mean, one.mean, CLOSED_FORM);
		assert_close(e.sd, one.sd, CLOSED_FORM);
		assert_close(e.se, one.se, CLOSED_FORM);
		assert_close(e.deff, one.deff, CLOSED_FORM);
		m = moments_of(yes_no, w, N_A);
		struct cips_percentage p = cips_stats_percentage(&m, 25);

		assert_close(p.percent, percentage.percent, CLOSED_FORM);
		assert_close(p.low, percentage.low, CLOSED_FORM);
		assert_close(p.high, percentage.high, CLOSED_FORM);
	}
}

static void equal_weights_are_no_weights(void **state)
{
	static const double threes[N_A] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
	struct cips_moments with = moments_of(sample_a, threes, N_A);
	struct cips_moments without = moments_of(sample_a, NULL, N_A);
	struct cips_estimate e = cips_stats_mean(&with, 40);
	struct cips_estimate expected = cips_stats_mean(&without, 40);

	(void)state;
	assert_close(e.mean, expected.mean, CLOSED_FORM);
	assert_close(e.sd, expected.sd, CLOSED_FORM);
	assert_close(e.se, expected.se, CLOSED_FORM);
	assert_close(e.deff, expected.deff, CLOSED_FORM);
}

static void assert_all_finite(const struct cips_estimate *e)
{
	assert_true(isfinite(e->mean) && isfinite(e->sd) && isfinite(e->se) && isfinite(e->low));
	assert_true(isfinite(e->high) && isfinite(e->n_effective) && isfinite(e->deff));
}

static void one_overwhelming_weight_stays_finite(void **state)
{
	static const double weights[][3] = {{1e100, 1e-100, 1}, {1e-100, 1e100, 1},
		{1e-300, 1e300, 1e-300}, {1e-200, 1e-90, 1}};
	static const double values[][3] = {{1, 0, 1}, {0, 1, 1}, {0, 1, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
		for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
			struct cips_moments m = moments_of(values[k], weights[i], 3);

			for (int headcount = 0; headcount < 5; headcount++) {
				struct cips_estimate e = cips_stats_mean(&m, headcount);
				struct cips_percentage p = cips_stats_percentage(&m, headcount);

				assert_all_finite(&e);
				assert_true(isfinite(p.n_effective) && p.n_effective > 0);
				assert_true(p.low >= 0 && p.low <= p.percent);
				assert_true(p.high <= 100 && p.high >= p.percent);
			}
		}
	}
}

/* Differences whose squares underflow count as none. */
static void vanishing_variance_is_none(void **state)
{
	static const double y[] = {0, 1e-200, 0};
	struct cips_moments m = moments_of(y, NULL, 3);
	struct cips_estimate e = cips_stats_mean(&m, 0);

	(void)state;
	assert_int_equal(e.reason, CIPS_REASON_NO_VARIANCE);
	assert_all_finite(&e);
}

static struct cips_moments share_of(size_t yes, size_t n)
{
	double p = (double)yes / (double)n;
	double ss = (double)n * p * (1 - p);

	return (struct cips_moments){
		n, (double)n, (double)n, p, ss, 0, ss, yes < n ? 0 : 1, yes > 0 ? 1 : 0, 1};
}

static void check_percentage(
	const struct cips_moments *m, double headcount, const struct cips_percentage *expected)
{
	struct cips_percentage p = cips_stats_percentage(m, headcount);

	assert_int_equal(p.reason, CIPS_REASON_NONE);
	assert_close(p.percent, expected->percent, CLOSED_FORM);
	assert_close(p.low, expected->low, CLOSED_FORM);
	assert_close(p.high, expected->high, CLOSED_FORM);
	assert_close(p.n_effective, expected->n_effective, CLOSED_FORM);
	assert_close(p.deff, expected->deff, CLOSED_FORM);
}

/* reference/estimate.R: prop.test(correct = FALSE)$conf.int */
static void percentages_as_prop_test(void **state)
{
	static const struct {
		size_t yes, n;
		struct cips_percentage expected;
	} cases[] = {
		{7, 10, {0, 70, 39.677814746114535, 89.22087325936991, 10, 1}},
		{431, 1203,
			{0, 35.827098919368247, 33.166603334115337, 38.577821129623281, 1203, 1}},
		{0, 10, {0, 0, 0, 27.753279986288916, 10, 1}},
		{10, 10, {0, 100, 72.246720013711084, 100, 10, 1}},
		{1, 1, {0, 100, 20.65493143772375, 100, 1, 1}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cips_moments m = share_of(cases[i].yes, cases[i].n);

		check_percentage(&m, 0, &cases[i].expected);
	}
}

/*
 * reference/estimate.R: Wilson on n [p (1 - p) / (n - 1)] / v, v from survey::svymean; at 0 and 1
 * on Kish's n over 1 - f
 */
static void percentages_on_the_effective_n(void **state)
{
	static const struct {
		const double *y, *w;
		double headcount;
		struct cips_percentage expected;
	} cases[] = {
		{yes_no, weights_a, 0,
			{0, 63.235294117647058, 29.36069437863172, 87.681172949676125,
				6.9432144842594594, 1.4402550897239879}},
		{yes_no, weights_a, 25,
			{0, 63.235294117647058, 35.640798414062999, 84.232599885517814,
				11.572024140432433, 0.8641530538343927}},
		{yes_no, NULL, 25,
			{0, 70, 46.069716816933585, 86.437723567002763, 16.666666666666668, 0.6}},
		{ones, weights_a, 0,
			{0, 100, 64.93517223279926, 100, 7.1138461538461542, 1.4057093425605536}},
		{zeros, weights_a, 25,
			{0, 0, 0, 24.471211995881401, 11.856410256410257, 0.8434256055363322}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cips_moments m = moments_of(cases[i].y, cases[i].w, N_A);

		check_percentage(&m, cases[i].headcount, &cases[i].expected);
	}
}

/*
 * reference/estimate.R: svyciprop(method = "xlogit"), and "beta" with n* held at n; quantiles of GSL
 */
static void other_intervals_as_svyciprop(void **state)
{
	static const struct {
		const double *y, *w;
		double headcount, logit_low, logit_high, beta_low, beta_high;
	} cases[] = {
		{yes_no, weights_a, 0, 20.84143513328214, 91.827661620661559, 20.622214756684702,
			94.051021870678227},
		{yes_no, weights_a, 25, 28.67000991558341, 88.038844909584185, 28.881697070335115,
			89.743688233178347},
		{yes_no, NULL, 0, 31.041510796692499, 92.36337710135362, 32.798079390527171,
			94.09658880352066},
		{yes_no, NULL, 25, 39.477523902763259, 89.301158799794749, 34.754714994000281,
			93.326048882226559},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cips_moments m = moments_of(cases[i].y, cases[i].w, N_A);
		struct cips_precision own = cips_stats_own_stratum(&m, cases[i].headcount);
		struct cips_percentage logit =
			cips_stats_percentage_with(&m, &own, CIPS_INTERVAL_LOGIT);
		struct cips_percentage beta =
			cips_stats_percentage_with(&m, &own, CIPS_INTERVAL_KORN_GRAUBARD);

		assert_true(logit.reason == CIPS_REASON_NONE && beta.reason == CIPS_REASON_NONE);
		assert_close(logit.low, cases[i].logit_low, 1e-11);
		assert_close(logit.high, cases[i].logit_high, 1e-11);
		assert_close(beta.low, cases[i].beta_low, 1e-10);
		assert_close(beta.high, cases[i].beta_high, 1e-10);
		assert_close(beta.percent, 100 * m.mean, 0);
	}
}

static void other_intervals_at_the_ends(void **state)
{
	static const double *const answers[] = {ones, zeros};
	static const double headcounts[] = {0, 25};
	static const double low[] = {59.538368577391374, 0}, high[] = {100, 30.849710781876084};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct cips_moments m = moments_of(answers[i], weights_a, N_A);
		struct cips_precision own = cips_stats_own_stratum(&m, headcounts[i]);
		struct cips_percentage p =
			cips_stats_percentage_with(&m, &own, CIPS_INTERVAL_LOGIT);

		assert_int_equal(p.reason, CIPS_REASON_NO_VARIANCE);
		assert_close(p.percent, i == 0 ? 100 : 0, 0);
		p = cips_stats_percentage_with(&m, &own, CIPS_INTERVAL_KORN_GRAUBARD);
		assert_int_equal(p.reason, CIPS_REASON_NONE);
		assert_close(p.low, low[i], 1e-10);
		assert_close(p.high, high[i], 1e-10);
	}
}

/* One answer, a complete count, and a design that leaves no degrees of freedom. */
static void other_intervals_without_freedom(void **state)
{
	static const enum cips_interval intervals[] = {
		CIPS_INTERVAL_LOGIT, CIPS_INTERVAL_KORN_GRAUBARD};
	struct cips_moments one = moments_of(ones, NULL, 1), m = moments_of(yes_no, NULL, N_A);
	struct cips_precision own = cips_stats_own_stratum(&one, 0),
			      none = {.variance = 0.02, .df = 0};

	(void)state;
	struct cips_percentage p =
		cips_stats_percentage_with(&one, &own, CIPS_INTERVAL_KORN_GRAUBARD);

	assert_int_equal(p.reason, CIPS_REASON_NONE);
	assert_close(p.low, 2.5, 1e-10);
	for (size_t i = 0; i < 2; i++) {
		p = cips_stats_percentage_with(&m, &none, intervals[i]);
		assert_int_equal(p.reason, CIPS_REASON_NO_FREEDOM);
		assert_close(p.percent, 70, CLOSED_FORM);
		own = cips_stats_own_stratum(&m, N_A);
		p = cips_stats_percentage_with(&m, &own, intervals[i]);
		assert_true(p.reason == CIPS_REASON_NONE && p.low == p.high);
	}
	struct cips_estimate e = cips_stats_mean_with(&m, &none);

	assert_int_equal(e.reason, CIPS_REASON_NO_FREEDOM);
	assert_close(e.se, sqrt(0.02), CLOSED_FORM);
}

static void percentage_ends_are_exact(void **state)
{
	struct cips_moments none = moments_of(zeros, weights_a, N_A);
	struct cips_moments all = moments_of(ones, weights_a, N_A);

	(void)state;
	assert_true(cips_stats_percentage(&none, 0).low == 0);
	assert_true(cips_stats_percentage(&none, 0).percent == 0);
	assert_true(cips_stats_percentage(&all, 0).high == 100);
	assert_true(cips_stats_percentage(&all, 0).percent == 100);
}

static void a_complete_count_has_an_exact_percentage(void **state)
{
	static const double *const answers[] = {yes_no, ones, zeros};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		for (size_t n = 1; n <= N_A; n++) {
			struct cips_moments m = moments_of(answers[i], weights_a, n);
			struct cips_percentage p = cips_stats_percentage(&m, (double)n);

			assert_int_equal(p.reason, CIPS_REASON_NONE);
			assert_true(p.low == p.percent && p.high == p.percent && p.deff == 0);
			assert_true(isfinite(p.n_effective) && p.n_effective > 0);
		}
	}
}

static void no_value_has_no_percentage(void **state)
{
	struct cips_moments none = {0};

	(void)state;
	assert_int_equal(cips_stats_percentage(&none, 10).reason, CIPS_REASON_NO_VALUES);
}

/* reference/estimate.R: qt */
static void t_quantiles_as_qt(void **state)
{
	static const double cases[][3] = {
		{0.90, 1, 6.3137515146750447},
		{0.90, 1.5, 3.7051808200967518},
		{0.90, 2, 2.919985580353726},
		{0.90, 9, 1.8331129326562374},
		{0.90, 17.3456, 1.7376148238559312},
		{0.90, 29.99, 1.6972789126966739},
		{0.90, 30.5, 1.696375115852746},
		{0.90, 99, 1.6603911560169913},
		{0.90, 1234.567, 1.6460888131811453},
		{0.90, 1e6, 1.6448551507220404},
		{0.95, 1, 12.706204736174694},
		{0.95, 1.5, 6.0166631044279288},
		{0.95, 2, 4.3026527297494619},
		{0.95, 9, 2.2621571627982049},
		{0.95, 17.3456, 2.1066179185823444},
		{0.95, 29.99, 2.042301012840122},
		{0.95, 30.5, 2.0408694451863205},
		{0.95, 99, 1.9842169515864172},
		{0.95, 1234.567, 1.961887378842337},
		{0.95, 1e6, 1.9599663568141066},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_close(cips_stats_t_quantile(cases[i][0], cases[i][1]), cases[i][2], 2e-13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(means_as_svymean),
		cmocka_unit_test(no_value_has_no_mean),
		cmocka_unit_test(one_value_has_a_mean_only),
		cmocka_unit_test(equal_values_have_no_variance),
		cmocka_unit_test(a_complete_count_is_exact),
		cmocka_unit_test(a_headcount_below_n_is_not_used),
		cmocka_unit_test(scale_of_the_weights_changes_nothing),
		cmocka_unit_test(equal_weights_are_no_weights),
		cmocka_unit_test(one_overwhelming_weight_stays_finite),
		cmocka_unit_test(vanishing_variance_is_none),
		cmocka_unit_test(percentages_as_prop_test),
		cmocka_unit_test(percentages_on_the_effective_n),
		cmocka_unit_test(other_intervals_as_svyciprop),
		cmocka_unit_test(other_intervals_at_the_ends),
		cmocka_unit_test(other_intervals_without_freedom),
		cmocka_unit_test(percentage_ends_are_exact),
		cmocka_unit_test(a_complete_count_has_an_exact_percentage),
		cmocka_unit_test(no_value_has_no_percentage),
		cmocka_unit_test(t_quantiles_as_qt),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
