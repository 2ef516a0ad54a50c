/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include <stdlib.h>

#include "stats/compare.h"
#include "stats/fdist.h"
#include "ranks.h"
#include "stats/several.h"

/* Of 1, and as of the quantile of an interval. */
#define RANGE 1e-12
#define QUANTILE 1e-10

static const double sample_c[] = {5, 5, 7.5, 10, 8.75, 10};
static const double constant[] = {5, 5, 5, 5};
enum { N_C = 6, N_CONSTANT = 4, MOST = 3 };

struct group {
	const double *y;
	size_t n;
};

/* Groups ranked together. */
struct ranking {
	double rank_sum[MOST];
	size_t n[MOST];
	size_t all;
	double ties;
};

static struct ranking rank_together(const struct group *groups, size_t n)
{
	static double pooled[MOST * MANY_A], rank[MOST * MANY_A];
	struct ranking r = {.all = 0};
	size_t at = 0;

	for (size_t g = 0; g < n; g++) {
		for (size_t i = 0; i < groups[g].n; i++)
			pooled[r.all++] = groups[g].y[i];
	}
	r.ties = rank_rows(pooled, r.all, rank);
	for (size_t g = 0; g < n; g++) {
		r.n[g] = groups[g].n;
		for (size_t i = 0; i < groups[g].n; i++)
			r.rank_sum[g] += rank[at++];
	}
	return r;
}

static struct cips_kruskal kruskal(const struct group *groups, size_t n)
{
	struct ranking r = rank_together(groups, n);

	return cips_stats_kruskal(r.rank_sum, r.n, n, r.ties);
}

static struct cips_welch welch(const struct group *groups, size_t n)
{
	struct cips_moments moments[MOST];

	for (size_t g = 0; g < n; g++)
		moments[g] = moments_of(groups[g].y, NULL, groups[g].n);
	return cips_stats_welch(moments, n);
}

static struct cips_games_howell pair(struct group a, struct group b, size_t groups)
{
	struct cips_moments moments_a = moments_of(a.y, NULL, a.n);
	struct cips_moments moments_b = moments_of(b.y, NULL, b.n);

	struct cips_tukey *tukey = cips_stats_tukey_new(groups);
	struct cips_games_howell result = cips_stats_games_howell(&moments_a, &moments_b, tukey);

	cips_stats_tukey_free(tukey);
	return result;
}

static struct cips_dunn dunn(const struct group *groups, size_t n, size_t a, size_t b)
{
	struct ranking r = rank_together(groups, n);

	return cips_stats_dunn((struct cips_ranked){r.rank_sum[a], r.n[a]},
		(struct cips_ranked){r.rank_sum[b], r.n[b]}, r.all, r.ties);
}

static const struct group a = {sample_a, N_A}, b = {sample_b, N_B}, c = {sample_c, N_C},
			  still = {constant, N_CONSTANT};

/* The long samples of the scripts, the second of them moved by `shift`. */
static void fill_far(double many_a[MANY_A], double many_b[MANY_B], double shift)
{
	fill_many(many_a, many_b);
	for (int i = 0; i < MANY_B; i++)
		many_b[i] += shift;
}

static void check_kruskal(struct cips_kruskal k, double h, double df, double p, double epsilon)
{
	assert_int_equal(k.reason, CIPS_REASON_NONE);
	assert_close(k.h, h, CLOSED_FORM);
	assert_close(k.df, df, 0);
	assert_close(k.p, p, P_VALUE);
	assert_close(k.epsilon_squared, epsilon, CLOSED_FORM);
}

/* reference/several.R: kruskal.test */
static void kruskal_as_kruskal_test(void **state)
{
	double many_a[MANY_A], many_b[MANY_B];
	struct group many[] = {{many_a, MANY_A}, {many_b, MANY_B}, a};

	(void)state;
	check_kruskal(kruskal((struct group[]){a, b, c}, 3), 7.7235292708632706, 2,
		0.021030854967547575, 0.35106951231196687);
	check_kruskal(kruskal((struct group[]){a, b}, 2), 3.3081734186211689, 1,
		0.068936075721390974, 0.20676083866382305);
	check_kruskal(kruskal((struct group[]){a, still, b}, 3), 4.1990902051877699, 2,
		0.1225121460365331, 0.20995451025938849);
	check_kruskal(kruskal((struct group[]){a, a, a}, 3), 0, 2, 1, 0);
	fill_far(many_a, many_b, 0);
	check_kruskal(kruskal(many, 3), 27.920180743475392, 2, 8.6538583993732527e-07,
		0.10379249347016874);
	fill_far(many_a, many_b, 20);
	check_kruskal(kruskal(many, 3), 139.73756522473624, 2, 4.5328698979158146e-31,
		0.51947050269418682);
}

/* With two groups H is the square of Mann and Whitney's z. */
static void kruskal_of_two_is_mann_whitney(void **state)
{
	struct ranking r = rank_together((struct group[]){a, b}, 2);
	struct cips_mann_whitney u = cips_stats_mann_whitney(r.rank_sum[0], N_A, N_B, r.ties);
	struct cips_dunn d = dunn((struct group[]){a, b}, 2, 0, 1);

	(void)state;
	assert_close(kruskal((struct group[]){a, b}, 2).h, u.z * u.z, CLOSED_FORM);
	assert_close(d.z, u.z, CLOSED_FORM);
	assert_close(d.p, u.p, P_VALUE);
}

static void kruskal_at_the_edges(void **state)
{
	struct group none = {NULL, 0};

	(void)state;
	assert_int_equal(kruskal((struct group[]){a}, 1).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(kruskal((struct group[]){a, none}, 2).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(kruskal((struct group[]){none, none}, 2).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(
		kruskal((struct group[]){still, still}, 2).reason, CIPS_REASON_NO_VARIANCE);
	check_kruskal(kruskal((struct group[]){a, none, b}, 3), 3.3081734186211689, 1,
		0.068936075721390974, 0.20676083866382305);
}

static void check_welch(struct cips_welch w, double f, double df1, double df2, double p)
{
	assert_int_equal(w.reason, CIPS_REASON_NONE);
	assert_close(w.f, f, 1e-12);
	assert_close(w.df1, df1, 0);
	assert_close(w.df2, df2, 1e-12);
	assert_close(w.p, p, 1e-10);
}

/* reference/several.R: oneway.test */
static void welch_as_oneway_test(void **state)
{
	double many_a[MANY_A], many_b[MANY_B];
	struct group many[] = {{many_a, MANY_A}, {many_b, MANY_B}, a};

	(void)state;
	check_welch(welch((struct group[]){a, b, c}, 3), 6.8767525304037154, 2, 12.589925438509054,
		0.0095835281440246854);
	check_welch(welch((struct group[]){a, b}, 2), 4.2690355329949234, 1, 14.975960553583763,
		0.056562607139082705);
	fill_far(many_a, many_b, 0);
	check_welch(
		welch(many, 3), 28.191073578852375, 2, 23.87245514793452, 5.1844954503819338e-07);
	fill_far(many_a, many_b, 20);
	check_welch(
		welch(many, 3), 1705.4834880781957, 2, 23.87245514793452, 1.7438504832735221e-26);
	assert_true(welch((struct group[]){a, a, a}, 3).f == 0);
	assert_true(welch((struct group[]){a, a, a}, 3).p == 1);
}

static void welch_at_the_edges(void **state)
{
	struct group one = {sample_a, 1}, none = {NULL, 0};

	(void)state;
	assert_int_equal(welch((struct group[]){a}, 1).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(welch((struct group[]){a, none}, 2).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(welch((struct group[]){a, one}, 2).reason, CIPS_REASON_ONE_VALUE);
	assert_int_equal(welch((struct group[]){a, still}, 2).reason, CIPS_REASON_NO_VARIANCE);
}

static void check_pair(struct cips_games_howell p, const double expected[6])
{
	assert_int_equal(p.reason, CIPS_REASON_NONE);
	assert_close(p.difference, expected[0], CLOSED_FORM);
	assert_close(p.se, expected[1], CLOSED_FORM);
	assert_close(p.df, expected[2], 1e-12);
	assert_true(fabs(p.p - expected[3]) < RANGE);
	assert_close(p.low, expected[4], 10 * QUANTILE);
	assert_close(p.high, expected[5], 10 * QUANTILE);
}

/* reference/several.R: integrate; of two groups, t.test */
static void pairs_as_by_two_integrals(void **state)
{
	double many_a[MANY_A], many_b[MANY_B];

	(void)state;
	check_pair(pair(a, b, 3),
		(double[]){2.5892857142857144, 1.2531847185373393, 14.975960553583761,
			0.13089271326875407, -0.66637894347614379, 5.8449503720475722});
	check_pair(pair(c, b, 3),
		(double[]){4.6726190476190474, 1.2392536933789176, 10.430588946703393,
			0.0087044793950962675, 1.2983586333127186, 8.0468794619253767});
	check_pair(pair(a, b, 2),
		(double[]){2.5892857142857144, 1.2531847185373393, 14.975960553583761,
			0.056562607139082614, -0.082187775090718063, 5.2607592036621469});
	check_pair(pair(a, still, 3),
		(double[]){0.625, 0.95470326978246667, 9, 0.79448990370678541, -2.0405368875305268,
			3.2905368875305268});
	fill_far(many_a, many_b, 0);
	check_pair(pair((struct group){many_a, MANY_A}, (struct group){many_b, MANY_B}, 26),
		(double[]){2.2458333333333331, 0.30280853073541175, 175.4216538921892,
			1.5965361038293414e-09, 1.1138202773652033, 3.377846389301463});
	fill_far(many_a, many_b, 2000);
	assert_true(pair((struct group){many_a, MANY_A}, (struct group){many_b, MANY_B}, 3).p == 0);
}

static void pairs_at_the_edges(void **state)
{
	static const double narrow[] = {1, 1.01}, wide[] = {1, 9};
	struct group one = {sample_a, 1}, two = {wide, 2}, near = {narrow, 2}, none = {NULL, 0};

	(void)state;
	assert_int_equal(pair(a, none, 3).reason, CIPS_REASON_NO_VALUES);
	assert_int_equal(pair(a, one, 3).reason, CIPS_REASON_ONE_VALUE);
	assert_int_equal(pair(still, still, 3).reason, CIPS_REASON_NO_VARIANCE);
	/* df is next to 1 */
	assert_int_equal(pair(two, near, 3).reason, CIPS_REASON_FEW_VALUES);
	assert_true(pair(a, a, 3).p == 1);
}

/* reference/several.R: by the formula */
static void dunn_by_its_formula(void **state)
{
	struct group three[] = {a, b, c}, flat[] = {still, still, still};
	struct cips_dunn first = dunn(three, 3, 0, 1), second = dunn(three, 3, 2, 1);
	struct cips_dunn third = dunn((struct group[]){a, still, b}, 3, 0, 1);

	(void)state;
	assert_close(first.z, 1.7552503840934257, CLOSED_FORM);
	assert_close(first.p, 0.079216489159934386, P_VALUE);
	assert_close(second.z, 2.7536449263836849, CLOSED_FORM);
	assert_close(second.p, 0.0058935670108987478, P_VALUE);
	assert_close(third.z, 0.34782661297070094, CLOSED_FORM);
	assert_close(third.p, 0.72797040189830242, P_VALUE);
	assert_close(dunn(three, 3, 1, 0).z, -first.z, 0);
	assert_int_equal(dunn(flat, 3, 0, 1).reason, CIPS_REASON_NO_VARIANCE);
	assert_int_equal(
		cips_stats_dunn((struct cips_ranked){0, 0}, (struct cips_ranked){3, 2}, 2, 0)
			.reason,
		CIPS_REASON_NO_VALUES);
}

static double above(double q, size_t means, double df)
{
	struct cips_tukey *tukey = cips_stats_tukey_new(means);
	double p = cips_stats_tukey_upper(tukey, q, df);

	cips_stats_tukey_free(tukey);
	return p;
}

static double quantile(double level, size_t means, double df)
{
	struct cips_tukey *tukey = cips_stats_tukey_new(means);
	double q = cips_stats_tukey_quantile(tukey, level, df);

	cips_stats_tukey_free(tukey);
	return q;
}

/* reference/several.R: integrate; pt, as the range of two is a t test */
static void studentized_range_as_by_two_integrals(void **state)
{
	(void)state;
	assert_true(fabs(above(3, 3, 10) - 0.134983415189564) < RANGE);
	assert_true(fabs(above(4.5, 5, 20.5) - 0.033146158113935703) < RANGE);
	assert_true(fabs(above(0.5, 26, 2) - 0.99999999888737157) < RANGE);
	assert_true(fabs(above(3.2, 26, 60) - 0.8489781687012008) < RANGE);
	assert_true(fabs(above(8, 10, 1e5) - 6.9132890916345502e-07) < RANGE);
	assert_true(fabs(above(20, 4, 60)) < RANGE);
	assert_true(fabs(above(3, 2, 2) - 0.16794970566215631) < RANGE);
	assert_true(fabs(above(25, 2, 2) - 0.0031847214638750015) < RANGE);
	assert_true(fabs(above(3, 2, 30000) - 0.033903030201173995) < RANGE);
	assert_true(above(0, 3, 10) == 1);
	assert_true(above(1e6, 3, 10) >= 0);
}

/* reference/several.R: integrate, uniroot; 3.877 and 4.232 stand in printed tables for df 10 and 20 */
static void quantiles_as_by_two_integrals(void **state)
{
	(void)state;
	assert_close(quantile(0.95, 3, 10), 3.8767767500131236, QUANTILE);
	assert_close(quantile(0.95, 5, 20.5), 4.2221823117151915, QUANTILE);
	assert_close(quantile(0.95, 26, 2), 17.749135059383814, QUANTILE);
	assert_close(quantile(0.99, 10, 1e5), 5.156803194664155, QUANTILE);
	assert_close(quantile(0.95, 3, 10), 3.877, 1e-4);
	assert_close(quantile(0.95, 5, 20), 4.232, 1e-4);
}

/* reference/several.R: pf */
static void f_as_in_r(void **state)
{
	(void)state;
	assert_close(cips_stats_f_upper(4.2, 3, 45.7), 0.01046589025253125, P_VALUE);
	assert_close(cips_stats_f_upper(2.5, 4, 900000.5), 0.040428430655914283, 1e-10);
	assert_close(cips_stats_f_upper(0.1, 2, 3.3), 0.90747721096944411, P_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kruskal_as_kruskal_test),
		cmocka_unit_test(kruskal_of_two_is_mann_whitney),
		cmocka_unit_test(kruskal_at_the_edges),
		cmocka_unit_test(welch_as_oneway_test),
		cmocka_unit_test(welch_at_the_edges),
		cmocka_unit_test(pairs_as_by_two_integrals),
		cmocka_unit_test(pairs_at_the_edges),
		cmocka_unit_test(dunn_by_its_formula),
		cmocka_unit_test(studentized_range_as_by_two_integrals),
		cmocka_unit_test(quantiles_as_by_two_integrals),
		cmocka_unit_test(f_as_in_r),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
