/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/agreement.h"

#define INTERVAL 1e-11

enum { MOST_UNITS = 8 };

static struct cips_unit_variance compare(const double *y, const int32_t *unit, size_t n)
{
	struct cips_moments units[MOST_UNITS];

	cips_stats_moments(y, NULL, unit, n, units, MOST_UNITS);
	return cips_stats_unit_variance(units, MOST_UNITS);
}

struct expected {
	double k0, f, p, icc1, low, high, icc2;
};

static void check(const struct cips_unit_variance *v, const struct expected *expected)
{
	assert_int_equal(v->reason, CIPS_REASON_NONE);
	assert_close(v->k0, expected->k0, CLOSED_FORM);
	assert_close(v->f, expected->f, 1e-12);
	assert_close(v->p, expected->p, 1e-11);
	assert_close(v->icc1, expected->icc1, 1e-12);
	assert_close(v->low, expected->low, INTERVAL);
	assert_close(v->high, expected->high, INTERVAL);
	assert_true(v->has_icc2);
	assert_close(v->icc2, expected->icc2, 1e-12);
}

/*
 * reference/agreement.R: six targets and four judges (Shrout and Fleiss 1979, table 2), whose
 * ICC(1,1) and ICC(1,4) they print as .17 and .44; psych::ICC
 */
static void published_example(void **state)
{
	static const double ratings[] = {
		9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7};
	static const int32_t target[] = {
		0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5};
	struct cips_unit_variance v = compare(ratings, target, 24);

	(void)state;
	check(&v,
		&(struct expected){4, 1.7946784922394672, 0.16476880834463997, 0.16574176840547528,
			-0.13293232487475104, 0.72256006232812087, 0.44279713367926843});
	assert_int_equal(v.units, 6);
	assert_int_equal(v.n, 24);
}

static const double scores[] = {2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5, 1.25, 3.75, 2.5, 9};
/* the last person is in no unit, and unit 3 has one person */
static const int32_t unequal[] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, -1};

/* reference/agreement.R: anova(lm()), and the formulas with k0 */
static void units_of_unequal_size(void **state)
{
	struct cips_unit_variance v = compare(scores, unequal, 14);

	(void)state;
	check(&v,
		&(struct expected){3.0256410256410255, 0.38965952080706212, 0.76337801472398725,
			-0.25269752871562806, -0.43915446066247654, 0.60527641491633566,
			-1.5663430420711952});
	assert_int_equal(v.units, 4);
	assert_int_equal(v.n, 13);
}

/* Units more alike than chance: the ICC is below zero, and it is not cut there. */
static void negative(void **state)
{
	static const double y[] = {1, 5, 9, 2, 5, 8.5, 1.5, 5, 9}, same[] = {1, 2, 3, 2, 1, 3},
			    nearly[] = {0, 0.1, 0.2, 0.1, 0, 0.2};
	static const int32_t unit[] = {0, 0, 0, 1, 1, 1, 2, 2, 2}, two[] = {0, 0, 0, 1, 1, 1};
	struct cips_unit_variance v = compare(y, unit, 9);

	(void)state;
	assert_close(v.icc1, -0.49846468781985676, 1e-12);
	assert_close(v.icc2, -487.00000000000784, 1e-11);
	v = compare(same, two, 6);
	assert_int_equal(v.reason, CIPS_REASON_NONE);
	assert_close(v.f, 0, 0);
	assert_close(v.p, 1, 0);
	assert_close(v.icc1, -0.5, 1e-15);
	assert_false(v.has_icc2);
	assert_int_equal(cips_stats_culture(&v, NULL), CIPS_CULTURE_NO_EVIDENCE);
	v = compare(nearly, two, 6);
	assert_close(v.f, 0, 0);
	assert_false(v.has_icc2);
}

static void no_comparison(void **state)
{
	static const double y[] = {5, 2, 5, 5}, thirds[] = {10 / 3.0, 10 / 3.0, 20 / 3.0, 20 / 3.0};
	static const int32_t one[] = {2, 2, 2, 2}, each[] = {0, 1, 2, 3}, two[] = {0, 0, 1, 1};
	struct cips_unit_variance v = compare(y, one, 4);

	(void)state;
	assert_int_equal(v.reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(v.units, 1);
	assert_int_equal(v.n, 4);
	v = compare(y, one, 0);
	assert_int_equal(v.reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(v.units, 0);
	v = compare(y, each, 4);
	assert_int_equal(v.reason, CIPS_REASON_ONE_VALUE);
	assert_close(v.k0, 1, 0);
	v = compare(thirds, two, 4);
	assert_int_equal(v.reason, CIPS_REASON_NO_VARIANCE);
	assert_close(v.k0, 2, 0);
	assert_int_equal(cips_stats_culture(&v, NULL), CIPS_CULTURE_UNDECIDED);
	v = compare(thirds, one, 4);
	assert_int_equal(v.reason, CIPS_REASON_NO_VALUES);
}

static const double five[] = {1, 2, 3, 4, 5};

/* reference/agreement.R: multilevel::rwg.j, rwg and ad.m */
static void one_scale(void **state)
{
	static const size_t a[] = {0, 0, 1, 4, 1}, b[] = {0, 0, 1, 3, 2}, c[] = {0, 1, 1, 3, 1};
	const struct cips_item_counts items[] = {{5, five, a}, {5, five, b}, {5, five, c}};
	struct cips_agreement agreement = cips_stats_agreement(items, 3);

	(void)state;
	assert_int_equal(agreement.reason, CIPS_REASON_NONE);
	assert_close(agreement.rwg_j, 0.85406698564593297, CLOSED_FORM);
	assert_close(agreement.ad_mean, 0.55555555555555558, CLOSED_FORM);
	assert_false(agreement.below_zero);
	agreement = cips_stats_agreement(items, 1);
	assert_close(agreement.rwg_j, 0.8, CLOSED_FORM);
	assert_close(agreement.ad_mean, 0.33333333333333331, CLOSED_FORM);
}

/* reference/agreement.R: choices at uneven distances, and each item against its own. */
static void two_scales(void **state)
{
	static const double given[] = {0, 1, 4, 5}, ends[] = {0, 10};
	static const size_t p[] = {1, 2, 2, 1}, r[] = {2, 4}, p2[] = {0, 2, 4, 0}, r2[] = {1, 5};
	const struct cips_item_counts apart[] = {{4, given, p}, {2, ends, r}};
	const struct cips_item_counts near[] = {{4, given, p2}, {2, ends, r2}};
	struct cips_agreement agreement = cips_stats_agreement(apart, 2);

	(void)state;
	assert_true(agreement.below_zero);
	assert_close(agreement.rwg_j, 0, 0);
	assert_close(agreement.ad_mean, 3.1388888888888888, CLOSED_FORM);
	agreement = cips_stats_agreement(near, 2);
	assert_false(agreement.below_zero);
	assert_close(agreement.rwg_j, 0.55524079320113306, CLOSED_FORM);
	assert_close(agreement.ad_mean, 2.0555555555555554, CLOSED_FORM);
}

/* Answers as at random leave 0, halves at both ends less, equal ones 1 in whatever digits. */
static void ends_of_the_scale(void **state)
{
	static const double thirds[] = {0, 10 / 3.0, 20 / 3.0, 10};
	static const size_t halves[] = {5, 0, 0, 0, 5}, equal[] = {0, 0, 7, 0}, nobody[5] = {0};
	static const size_t alone[] = {0, 1, 0, 0, 0};
	struct cips_item_counts item = {5, five, halves};
	struct cips_agreement agreement = cips_stats_agreement(&item, 1);

	(void)state;
	assert_true(agreement.below_zero);
	assert_close(agreement.ad_mean, 2, CLOSED_FORM);
	item = (struct cips_item_counts){4, thirds, equal};
	agreement = cips_stats_agreement(&item, 1);
	assert_close(agreement.rwg_j, 1, 0);
	assert_close(agreement.ad_mean, 0, 0);
	item = (struct cips_item_counts){5, five, nobody};
	assert_int_equal(cips_stats_agreement(&item, 1).reason, CIPS_REASON_NO_VALUES);
	item.count = alone;
	assert_int_equal(cips_stats_agreement(&item, 1).reason, CIPS_REASON_ONE_VALUE);
}

static void medians(void **state)
{
	double odd[] = {3, 1, 2}, even[] = {4, 1, 3, 2}, one[] = {7};

	(void)state;
	assert_close(cips_stats_median(odd, 3), 2, 0);
	assert_close(cips_stats_median(even, 4), 2.5, 0);
	assert_close(cips_stats_median(one, 1), 7, 0);
}

static void readings(void **state)
{
	struct cips_unit_variance v = {.reason = CIPS_REASON_NONE, .low = 0.01, .high = 0.2};
	double agrees = 0.70, differs = 0.699;

	(void)state;
	assert_int_equal(cips_stats_culture(&v, &agrees), CIPS_CULTURE_UNIT);
	assert_int_equal(cips_stats_culture(&v, &differs), CIPS_CULTURE_DIFFERENT);
	assert_int_equal(cips_stats_culture(&v, NULL), CIPS_CULTURE_UNDECIDED);
	v.low = 0;
	assert_int_equal(cips_stats_culture(&v, &agrees), CIPS_CULTURE_NO_EVIDENCE);
	assert_string_equal(cips_stats_culture_name(CIPS_CULTURE_UNIT), "unit_culture");
	assert_string_equal(cips_stats_culture_name(CIPS_CULTURE_DIFFERENT), "units_differ");
	assert_string_equal(cips_stats_culture_name(CIPS_CULTURE_NO_EVIDENCE), "no_evidence");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_example),
		cmocka_unit_test(units_of_unequal_size),
		cmocka_unit_test(negative),
		cmocka_unit_test(no_comparison),
		cmocka_unit_test(one_scale),
		cmocka_unit_test(two_scales),
		cmocka_unit_test(ends_of_the_scale),
		cmocka_unit_test(medians),
		cmocka_unit_test(readings),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
