/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include <stdlib.h>

#include "stats/shrink.h"

/* The digits that lme4, optim() and the like find. */
#define OPTIMIZED 1e-6

enum { UNITS = 7, PEOPLE = 120, BALANCED_UNITS = 6, BALANCED_PEOPLE = 60 };

static const size_t sizes[UNITS] = {40, 25, 20, 15, 12, 7, 1};
static const double shifts[UNITS] = {0, 2, -1, 3, 0.5, -2, 4};

/* The formula data of reference/shrink.R, the units moved apart by `by`. */
static void fill_units(struct cips_moments units[UNITS], double by)
{
	double y[PEOPLE];
	int32_t group[PEOPLE];
	size_t i = 0;

	for (size_t u = 0; u < UNITS; u++) {
		for (size_t k = 0; k < sizes[u]; k++, i++) {
			y[i] = (double)(i * 37 % 41) / 4 + by * shifts[u];
			group[i] = (int32_t)u;
		}
	}
	cips_stats_moments(y, NULL, group, PEOPLE, units, UNITS);
}

static void fill_balanced(struct cips_moments units[BALANCED_UNITS])
{
	double y[BALANCED_PEOPLE];
	int32_t group[BALANCED_PEOPLE];

	for (int i = 0; i < BALANCED_PEOPLE; i++) {
		group[i] = i / 10;
		y[i] = i * 17 % 23 / 2.0 + group[i] * 0.8;
	}
	cips_stats_moments(y, NULL, group, BALANCED_PEOPLE, units, BALANCED_UNITS);
}

/* A unit where `x` of `n` people said yes, with weights that make `share` of them effective. */
static struct cips_moments yes_of(double x, double n, double share)
{
	struct cips_moments m = {.n = (size_t)n,
		.sum_w = n,
		.sum_w2 = n / share,
		.mean = x / n,
		.low = x < n ? 0 : 1,
		.high = x > 0 ? 1 : 0};

	return m;
}

static const double x_of[UNITS] = {30, 12, 0, 9, 5, 3, 18},
		    n_of[UNITS] = {40, 25, 20, 15, 12, 7, 20};

static void fill_shares(struct cips_moments units[UNITS], double share)
{
	for (size_t u = 0; u < UNITS; u++)
		units[u] = yes_of(x_of[u], n_of[u], share);
}

struct reference {
	double estimate[UNITS], low[UNITS], high[UNITS];
	double rank_low[UNITS], rank_high[UNITS];
};

static void check(const struct cips_shrunken *s, size_t n, const struct reference *expected)
{
	for (size_t u = 0; u < n; u++) {
		assert_close(s[u].estimate, expected->estimate[u], OPTIMIZED);
		assert_close(s[u].low, expected->low[u], OPTIMIZED);
		assert_close(s[u].high, expected->high[u], OPTIMIZED);
		assert_close(s[u].rank_low, expected->rank_low[u], 0);
		assert_close(s[u].rank_high, expected->rank_high[u], 0);
	}
}

/*
 * reference/shrink.R: lme4's lmer() and ranef(), metafor's blup(), the restricted likelihood of the
 * values by optimize(); ranks from the same draws there.
 */
static void means_as_by_lme4(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS];
	struct cips_draws draws = {11, 500};

	(void)state;
	fill_units(units, 1);
	struct cips_normal_prior prior = cips_stats_shrink_means(units, UNITS, draws, s);

	assert_int_equal(prior.reason, CIPS_REASON_NONE);
	assert_close(prior.mean, 5.7475493670118771, OPTIMIZED);
	assert_close(prior.between, 1.8216870952172617, OPTIMIZED);
	assert_close(prior.within, 9.0630542096460349, OPTIMIZED);
	check(s, UNITS,
		&(struct reference){{5.1716311055511088, 6.7837853734581275, 4.2980655109046104,
					    7.4640253558606835, 5.3516402398718101,
					    5.039175003933571, 6.1245229795032561},
			{4.2815797250160399, 5.6873375730302627, 3.0928013345399457,
				6.1095371275400705, 3.8758545568983411, 3.2608441308198897,
				3.5069679448028004},
			{6.0616824860861778, 7.8802331738859923, 5.5033296872692752,
				8.8185135841812965, 6.8274259228452792, 6.8175058770472523,
				8.7420780142037113},
			{3, 1, 4, 1, 2, 2, 1}, {7, 4, 7, 3, 7, 7, 7}});
}

/* Units of one size have a closed form: between is (MSB - MSW) / n. reference/shrink.R: anova() */
static void balanced_means_by_their_closed_form(void **state)
{
	struct cips_moments units[BALANCED_UNITS];
	struct cips_shrunken s[BALANCED_UNITS];
	struct cips_draws draws = {3, 500};

	(void)state;
	fill_balanced(units);
	struct cips_normal_prior prior = cips_stats_shrink_means(units, BALANCED_UNITS, draws, s);

	assert_close(prior.between, 2.088722222222223, 1e-11);
	assert_close(prior.within, 11.806944444444444, 1e-11);
	for (size_t u = 0; u < BALANCED_UNITS; u++)
		assert_close(s[u].reliability, prior.between / (prior.between + prior.within / 10),
			CLOSED_FORM);
	check(s, BALANCED_UNITS,
		&(struct reference){
			{6.6127656559941244, 6.3252755245699683, 7.5071793982026112,
				7.9543862693068554, 7.6668961378826985, 9.5834970140437399},
			{4.8321394066342158, 4.5446492752100598, 5.7265531488427026,
				6.1737600199469469, 5.88626988852279, 7.8028707646838313},
			{8.3933919053540329, 8.105901773929876, 9.2878056475625197,
				9.735012518666764, 9.4475223872426071, 11.364123263403648},
			{2, 3, 1, 1, 1, 1}, {6, 6, 6, 6, 6, 3}});
}

/* reference/shrink.R: lmer() is singular there */
static void means_that_differ_by_chance(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS];

	(void)state;
	fill_units(units, 0);
	struct cips_normal_prior prior =
		cips_stats_shrink_means(units, UNITS, (struct cips_draws){11, 500}, s);

	assert_int_equal(prior.reason, CIPS_REASON_NONE);
	assert_true(prior.between == 0);
	assert_close(prior.within, 8.794747899159665, 1e-12);
	for (size_t u = 0; u < UNITS; u++) {
		assert_close(s[u].estimate, 5.075, 1e-12);
		assert_close(s[u].low, 4.5443976544450626, 1e-12);
		assert_close(s[u].high, 5.605602345554936, 1e-12);
		assert_true(s[u].reliability == 0);
		assert_true(s[u].rank_low == 1 && s[u].rank_high == UNITS);
	}
}

/* Far apart, they stay where they are, and their order is sure. */
static void means_far_apart(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS];
	static const double rank[UNITS] = {5, 3, 6, 2, 4, 7, 1};

	(void)state;
	fill_units(units, 1e4);
	cips_stats_shrink_means(units, UNITS, (struct cips_draws){1, 200}, s);
	for (size_t u = 0; u < UNITS; u++) {
		assert_close(s[u].estimate, units[u].mean, 1e-5);
		assert_true(s[u].rank_low == rank[u] && s[u].rank_high == rank[u]);
	}
}

/* A unit of seven who agree by chance is drawn as any other of seven. */
static void unanimous_units_are_drawn_too(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS], t[UNITS];

	(void)state;
	fill_units(units, 1);
	cips_stats_shrink_means(units, UNITS, (struct cips_draws){1, 100}, s);
	units[5].low = units[5].high = units[5].mean;
	units[5].ss = units[5].ss2 = units[5].s2 = 0;
	cips_stats_shrink_means(units, UNITS, (struct cips_draws){1, 100}, t);
	assert_true(t[5].reliability < 0.7 && t[5].reliability > s[5].reliability);
	assert_true(t[5].high > t[5].low);
}

static void no_prior_without_spread_or_units(void **state)
{
	struct cips_moments units[UNITS], still[UNITS];
	struct cips_shrunken s[UNITS];
	struct cips_draws draws = {1, 100};

	(void)state;
	fill_units(units, 1);
	assert_int_equal(
		cips_stats_shrink_means(units, 0, draws, s).reason, CIPS_REASON_FEW_VALUES);
	assert_int_equal(
		cips_stats_shrink_means(units, 1, draws, s).reason, CIPS_REASON_FEW_VALUES);
	assert_int_equal(
		cips_stats_shrink_means(units, 2, draws, s).reason, CIPS_REASON_FEW_VALUES);
	assert_int_equal(cips_stats_shrink_means(units, 3, draws, s).reason, CIPS_REASON_NONE);
	for (size_t u = 0; u < UNITS; u++) {
		double y[3] = {(double)u, (double)u, (double)u};

		still[u] = moments_of(y, NULL, u % 3 + 1);
	}
	assert_int_equal(
		cips_stats_shrink_means(still, UNITS, draws, s).reason, CIPS_REASON_NO_VARIANCE);
	units[1] = (struct cips_moments){0};
	assert_int_equal(
		cips_stats_shrink_means(units, UNITS, draws, s).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(
		cips_stats_shrink_shares(units, UNITS, draws, s).reason, CIPS_REASON_NO_VALUES);
	for (size_t u = 0; u < UNITS; u++)
		units[u] = yes_of(0, 10, 1);
	assert_int_equal(
		cips_stats_shrink_shares(units, UNITS, draws, s).reason, CIPS_REASON_NO_VARIANCE);
	for (size_t u = 0; u < UNITS; u++)
		units[u] = yes_of(10, 10, 1);
	assert_int_equal(
		cips_stats_shrink_shares(units, UNITS, draws, s).reason, CIPS_REASON_NO_VARIANCE);
	assert_int_equal(
		cips_stats_shrink_shares(units, 2, draws, s).reason, CIPS_REASON_FEW_VALUES);
	for (size_t u = 0; u < UNITS; u++)
		units[u] = yes_of((double)(u % 2), 1, 1);
	assert_int_equal(
		cips_stats_shrink_shares(units, UNITS, draws, s).reason, CIPS_REASON_ONE_VALUE);
	assert_int_equal(
		cips_stats_shrink_means(units, UNITS, draws, s).reason, CIPS_REASON_ONE_VALUE);
}

static void check_shares(const struct cips_beta_prior *prior, const struct cips_shrunken *s,
	const double ab[3], const struct reference *expected)
{
	assert_int_equal(prior->reason, CIPS_REASON_NONE);
	assert_false(prior->pooled);
	assert_close(prior->a, ab[0], OPTIMIZED);
	assert_close(prior->b, ab[1], OPTIMIZED);
	assert_close(prior->mean, ab[2], OPTIMIZED);
	check(s, UNITS, expected);
	for (size_t u = 0; u < UNITS; u++)
		assert_close(s[u].estimate,
			prior->mean + s[u].reliability * (x_of[u] / n_of[u] - prior->mean), 1e-12);
}

/* reference/shrink.R: optim(), qbeta(), and ranks of rbeta() */
static void shares_as_by_optim(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS];
	struct cips_draws draws = {1, 20000};

	(void)state;
	fill_shares(units, 1);
	struct cips_beta_prior prior = cips_stats_shrink_shares(units, UNITS, draws, s);

	check_shares(&prior, s,
		(double[]){1.1162977633217428, 1.1962460808106468, 0.48271420503188373},
		&(struct reference){{0.73539179960310375, 0.48022981082150445, 0.050030053548345173,
					    0.58433340902413855, 0.42733827263203089,
					    0.44201647071066658, 0.85675115741447949},
			{0.59386177803342644, 0.29822545935567352, 0.0015249050829595665,
				0.35064462868129981, 0.19133065836967969, 0.15520192081435422,
				0.68576352386766626},
			{0.85569418810717979, 0.66500773870921814, 0.17339268870078461,
				0.79924671943449832, 0.68297689877642309, 0.75312130874950167,
				0.96657045423566357},
			{1, 3, 7, 2, 3, 2, 1}, {3, 6, 7, 6, 6, 6, 2}});
	fill_shares(units, 0.75);
	prior = cips_stats_shrink_shares(units, UNITS, draws, s);
	check_shares(&prior, s,
		(double[]){1.2587178437804485, 1.3076570608248175, 0.49046530244732572},
		&(struct reference){{0.72954751375845295, 0.48125996515308611, 0.07165495730427901,
					    0.57965406259430519, 0.43304128433414157,
					    0.4488932384388542, 0.84016867019678887},
			{0.56627944709720579, 0.27634652033055462, 0.0030575536741431564,
				0.31867388289951099, 0.17254470373238273, 0.13805397282108695,
				0.63799389401273743},
			{0.86580392542513018, 0.68956163857552011, 0.23281293010777726,
				0.81822378059730017, 0.71614207652353978, 0.78556490855790628,
				0.96760316463338614},
			{1, 3, 7, 1, 2, 2, 1}, {4, 6, 7, 6, 6, 6, 3}});
}

/*
 * All have half: there is nothing but chance. reference/shrink.R: qbeta() of 119 people, as a beta
 * distribution counts one less than the 120 there are.
 */
static void shares_that_are_all_alike(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS];

	(void)state;
	for (size_t u = 0; u < 6; u++)
		units[u] = yes_of(10, 20, 1);
	struct cips_beta_prior prior =
		cips_stats_shrink_shares(units, 6, (struct cips_draws){1, 100}, s);

	assert_int_equal(prior.reason, CIPS_REASON_NONE);
	assert_true(prior.pooled && prior.mean == 0.5);
	for (size_t u = 0; u < 6; u++) {
		assert_close(s[u].estimate, 0.5, CLOSED_FORM);
		assert_close(s[u].low, 0.41070144735557057, 1e-9);
		assert_close(s[u].high, 0.58929855264442943, 1e-9);
		assert_true(s[u].rank_low == 1 && s[u].rank_high == 6);
	}
}

/* 0 % and 100 %: each unit of one mind, which is as far apart as units can be. */
static void shares_of_nobody_and_everybody(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS];

	(void)state;
	for (size_t u = 0; u < UNITS; u++)
		units[u] = yes_of(u % 2 ? 20 : 0, 20, 1);
	struct cips_beta_prior prior =
		cips_stats_shrink_shares(units, UNITS, (struct cips_draws){1, 100}, s);

	assert_int_equal(prior.reason, CIPS_REASON_NONE);
	assert_false(prior.pooled);
	for (size_t u = 0; u < UNITS; u++) {
		assert_true(s[u].estimate >= 0 && s[u].estimate <= 1);
		assert_true(fabs(s[u].estimate - units[u].mean) < 0.005);
		assert_true(s[u].low >= 0 && s[u].low <= s[u].estimate);
		assert_true(s[u].high <= 1 && s[u].high >= s[u].estimate);
	}
	/* one unit of nobody among usual ones is drawn away from 0 */
	fill_shares(units, 1);
	cips_stats_shrink_shares(units, UNITS, (struct cips_draws){1, 100}, s);
	assert_true(s[2].estimate > 0.04 && s[2].low > 0);
}

static void one_seed_one_order(void **state)
{
	struct cips_moments units[UNITS];
	struct cips_shrunken s[UNITS], t[UNITS];

	(void)state;
	fill_units(units, 1);
	cips_stats_shrink_means(units, UNITS, (struct cips_draws){5, 300}, s);
	cips_stats_shrink_means(units, UNITS, (struct cips_draws){5, 300}, t);
	assert_memory_equal(s, t, sizeof(s));
	fill_shares(units, 1);
	cips_stats_shrink_shares(units, UNITS, (struct cips_draws){5, 300}, s);
	cips_stats_shrink_shares(units, UNITS, (struct cips_draws){5, 300}, t);
	assert_memory_equal(s, t, sizeof(s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(means_as_by_lme4),
		cmocka_unit_test(balanced_means_by_their_closed_form),
		cmocka_unit_test(means_that_differ_by_chance),
		cmocka_unit_test(means_far_apart),
		cmocka_unit_test(unanimous_units_are_drawn_too),
		cmocka_unit_test(no_prior_without_spread_or_units),
		cmocka_unit_test(shares_as_by_optim),
		cmocka_unit_test(shares_that_are_all_alike),
		cmocka_unit_test(shares_of_nobody_and_everybody),
		cmocka_unit_test(one_seed_one_order),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
