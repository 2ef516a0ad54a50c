/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/fdist.h"
#include "stats/reliability.h"

/* Omega is promised to 1e-6; the quantiles of F come from a search on a tail of 12 digits. */
#define OMEGA 1e-8
#define INTERVAL 1e-11
/* From some hundred thousand degrees of freedom on the tail has fewer. */
#define QUANTILE 1e-9

enum { PEOPLE = 14, MOST = 6 };

/* The answers of the reference script, item by item. */
static const double answers[4][PEOPLE] = {
	{1, 3, 1, 3, 2, 4, 4, 4, 3, 5, 3, 4, 2, 5},
	{2, 1, 3, 3, 4, 2, 5, 3, 4, 5, 2, 2, 1, 4},
	{1, 3, 2, 4, 2, 3, 4, 5, 5, 3, 1, 4, 2, 5},
	{3, 2, 1, 2, 3, 4, 3, 5, 4, 4, 3, 3, 1, 3},
};
/* Leads the fit of one factor to a uniqueness of zero when it takes the place of the first. */
static const double leading[PEOPLE] = {1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 2, 4, 1, 5};

struct found {
	struct cips_reliability r;
	struct cips_item_reliability items[MOST];
};

static struct found reliability(const double *const *items, size_t k, size_t n)
{
	struct cips_products products;
	double s[MOST * MOST];
	struct found found;

	cips_stats_products_init(&products, k, 3);
	for (size_t i = 0; i < n; i++) {
		double row[MOST];

		for (size_t j = 0; j < k; j++)
			row[j] = items[j][i];
		cips_stats_products_add(&products, row);
	}
	assert_int_equal(products.n, n);
	cips_stats_covariances(&products, s);
	found.r = cips_stats_reliability(s, k, n, found.items);
	cips_stats_products_release(&products);
	return found;
}

struct expected {
	double alpha, low, high;
	double without[4];
	double item_rest[4];
};

static void check(const struct found *f, size_t k, const struct expected *expected)
{
	assert_int_equal(f->r.items, k);
	assert_int_equal(f->r.reason, CIPS_REASON_NONE);
	assert_close(f->r.alpha, expected->alpha, 1e-12);
	assert_close(f->r.alpha_low, expected->low, INTERVAL);
	assert_close(f->r.alpha_high, expected->high, INTERVAL);
	for (size_t j = 0; j < k; j++) {
		assert_true(f->items[j].varies && f->items[j].has_item_rest);
		assert_close(f->items[j].item_rest_r, expected->item_rest[j], 1e-12);
		assert_int_equal(f->items[j].has_deleted, k > 2);
		if (k > 2)
			assert_close(f->items[j].alpha_if_deleted, expected->without[j], 1e-12);
	}
}

/* reference/reliability.R: psych::alpha, psych::alpha.ci; omega by EM run to the end */
static void as_psych(void **state)
{
	const double *items[] = {answers[0], answers[1], answers[2], answers[3]};
	const double *two[] = {answers[1], answers[3]};
	struct found f = reliability(items, 4, PEOPLE);

	(void)state;
	check(&f, 4,
		&(struct expected){0.78877005347593576, 0.52314946876514012, 0.92413210270766655,
			{0.68035714285714288, 0.79203771608171814, 0.71731234866828086,
				0.74809160305343514},
			{0.70524351897244086, 0.48670913244736091, 0.63538917000800799,
				0.57881748952042245}});
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_FOUND);
	assert_close(f.r.omega, 0.79724187878544284, OMEGA);

	f = reliability(items, 3, PEOPLE);
	check(&f, 3,
		&(struct expected){0.74809160305343514, 0.3824478065180017, 0.91228373533392482,
			{0.58860103626943006, 0.79710144927536208, 0.58115777525539158},
			{0.64250837864953281, 0.45355160826213803, 0.64279037623203161}});
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_FOUND);
	assert_close(f.r.omega, 0.76589849413389866, OMEGA);

	f = reliability(two, 2, PEOPLE);
	check(&f, 2,
		&(struct expected){0.56923076923076921, -0.34186152939159076, 0.86171290694826763,
			{0}, {0.40243550506732251, 0.40243550506732251}});
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_FEW_ITEMS);
}

/* The last item turned round: its correlation with the others changes sign, and alpha falls. */
static void wrongly_keyed(void **state)
{
	double turned[PEOPLE];
	const double *items[] = {answers[0], answers[1], answers[2], turned};
	struct found f;

	(void)state;
	for (size_t i = 0; i < PEOPLE; i++)
		turned[i] = 6 - answers[3][i];
	f = reliability(items, 4, PEOPLE);
	check(&f, 4,
		&(struct expected){0.17941454202077428, -0.85246750283306216, 0.70526862185017958,
			{-0.40193370165745845, -0.24838292367399739, -0.71404109589041098,
				0.74809160305343514},
			{0.40925609290316717, 0.31919410435639139, 0.51033832452545846,
				-0.57881748952042245}});
	assert_close(f.r.omega, 0.5758217402270408, OMEGA);
}

/* Two items that are each other's mirror image have no variance together. */
static void mirror_images(void **state)
{
	double turned[PEOPLE];
	const double *items[] = {answers[0], turned};
	struct found f;

	(void)state;
	for (size_t i = 0; i < PEOPLE; i++)
		turned[i] = 6 - answers[0][i];
	f = reliability(items, 2, PEOPLE);
	assert_int_equal(f.r.reason, CIPS_REASON_NO_VARIANCE);
	assert_true(f.items[0].has_item_rest);
	assert_close(f.items[0].item_rest_r, -1, 1e-12);
}

/* What one item of equal answers leaves is what the others have without it. */
static void constant_item(void **state)
{
	static const double same[PEOPLE] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
	const double *items[] = {answers[0], same, answers[1], answers[2]};
	const double *others[] = {answers[0], answers[1], answers[2]};
	struct found f = reliability(items, 4, PEOPLE), without = reliability(others, 3, PEOPLE);

	(void)state;
	assert_int_equal(f.r.items, 3);
	assert_false(f.items[1].varies || f.items[1].has_item_rest || f.items[1].has_deleted);
	assert_close(f.r.alpha, without.r.alpha, 0);
	assert_close(f.r.alpha_low, without.r.alpha_low, 0);
	assert_close(f.r.omega, without.r.omega, 0);
	assert_close(f.items[3].item_rest_r, without.items[2].item_rest_r, 0);

	items[0] = items[2] = items[3] = same;
	f = reliability(items, 4, PEOPLE);
	assert_int_equal(f.r.items, 0);
	assert_int_equal(f.r.reason, CIPS_REASON_NO_VARIANCE);
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_FEW_ITEMS);

	items[0] = answers[0];
	f = reliability(items, 4, PEOPLE);
	assert_int_equal(f.r.items, 1);
	assert_int_equal(f.r.reason, CIPS_REASON_NO_VARIANCE);
	assert_true(f.items[0].varies);
	assert_false(f.items[0].has_item_rest);
}

/* Thirds are not exact in a double: equal values still have no variance, in whatever order. */
static void any_order(void **state)
{
	double items[3][PEOPLE], turned[3][PEOPLE], flat[PEOPLE];
	const double *forth[] = {items[0], items[1], items[2], flat};
	const double *back[] = {turned[0], turned[1], turned[2], flat};

	(void)state;
	for (size_t i = 0; i < PEOPLE; i++) {
		flat[i] = 20 / 3.0;
		for (size_t j = 0; j < 3; j++) {
			items[j][i] = 10 / 3.0 * answers[j][i];
			turned[j][PEOPLE - 1 - i] = items[j][i];
		}
	}
	struct found f = reliability(forth, 4, PEOPLE), b = reliability(back, 4, PEOPLE);

	assert_int_equal(f.r.items, 3);
	assert_close(f.r.alpha, 0.74809160305343514, 1e-12);
	assert_close(f.r.alpha, b.r.alpha, 0);
	assert_close(f.r.omega, b.r.omega, 0);
	assert_close(f.items[0].item_rest_r, b.items[0].item_rest_r, 0);
}

static void few_people(void **state)
{
	const double *items[] = {answers[0], answers[1], answers[2]};
	static const double one[] = {1, 3}, two[] = {2, 5}, three[] = {4, 4.5};
	const double *pair[] = {one, two, three};
	struct found f = reliability(items, 3, 0);

	(void)state;
	assert_int_equal(f.r.reason, CIPS_REASON_NO_VALUES);
	f = reliability(items, 3, 1);
	assert_int_equal(f.r.reason, CIPS_REASON_ONE_VALUE);
	assert_false(f.items[0].varies);
	f = reliability(items, 1, PEOPLE);
	assert_int_equal(f.r.reason, CIPS_REASON_NO_VARIANCE);
	f = reliability(pair, 3, 2);
	check(&f, 3,
		&(struct expected){0.84297520661157033, -5.0464483732607928, 0.99980359625592441,
			{0.48979591836734704, 0.64, 0.96}, {1, 1, 1}});
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_SINGULAR);
}

/* Alpha does without an inverse; omega does not. */
static void singular(void **state)
{
	double sum[PEOPLE];
	const double *items[] = {answers[0], answers[1], sum, answers[2]};
	struct found f;

	(void)state;
	for (size_t i = 0; i < PEOPLE; i++)
		sum[i] = answers[0][i] + answers[1][i];
	f = reliability(items, 4, PEOPLE);
	assert_int_equal(f.r.reason, CIPS_REASON_NONE);
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_SINGULAR);
	items[1] = items[2] = items[0];
	f = reliability(items, 3, PEOPLE);
	assert_close(f.r.alpha, 1, 1e-14);
	assert_close(f.r.alpha_low, 1, 1e-14);
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_SINGULAR);
}

/* reference/reliability.R, "heywood": factanal stops at its bound of .005, EM goes on to 1e-6. */
static void improper(void **state)
{
	const double *items[] = {leading, answers[1], answers[2], answers[3]};
	struct found f = reliability(items, 4, PEOPLE);

	(void)state;
	assert_close(f.r.alpha, 0.84591914569031268, 1e-12);
	assert_int_equal(f.r.omega_state, CIPS_OMEGA_IMPROPER);
}

/* Six tests of ability, 112 people (Bartholomew 1987; R's ability.cov); omega from factanal, EM. */
static void published_covariances(void **state)
{
	static const double ability[] = {24.641, 5.991, 33.520, 6.023, 20.755, 29.701, 5.991, 6.700,
		18.137, 1.782, 4.936, 7.204, 33.520, 18.137, 149.831, 19.424, 31.430, 50.753, 6.023,
		1.782, 19.424, 12.711, 4.757, 9.075, 20.755, 4.936, 31.430, 4.757, 52.604, 66.762,
		29.701, 7.204, 50.753, 9.075, 66.762, 135.292};
	/* correlations .5 .4 .3 and standard deviations 1 2 3: loadings in closed form */
	static const double three[] = {1, 1, 1.2, 1, 4, 1.8, 1.2, 1.8, 9};
	/* nothing in common */
	static const double none[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
	struct cips_item_reliability items[MOST];
	struct cips_reliability r = cips_stats_reliability(ability, 6, 112, items);

	(void)state;
	assert_int_equal(r.omega_state, CIPS_OMEGA_FOUND);
	assert_close(r.omega, 0.80074497369590036, OMEGA);
	r = cips_stats_reliability(three, 3, 100, items);
	assert_close(r.omega, 0.56030303030303019, OMEGA);
	r = cips_stats_reliability(none, 3, 100, items);
	assert_close(r.alpha, 0, 0);
	assert_close(items[0].item_rest_r, 0, 0);
	assert_int_equal(r.omega_state, CIPS_OMEGA_NO_FACTOR);
}

/* reference/reliability.R: qbeta turned into F, and pf */
static void f_distribution(void **state)
{
	static const struct {
		double df1, df2, high, low, tail;
	} cases[] = {
		{1, 1, 647.7890114778661, 0.0015437125086741341, 0.49684836547479883},
		{1, 2, 38.506329113924096, 0.0012507817385866186, 0.41883879657115708},
		{3.5, 17.2, 3.8055576135539715, 0.09376402142542091, 0.41719780677131785},
		{9, 18, 2.9291124931232653, 0.27016213936232103, 0.46076424089280027},
		{651, 1302, 1.1407070535612858, 0.87402816374283854, 0.38228115798687867},
		{14, 200679, 1.8657047760688463, 0.4020454823977872, 0.42907193944871169},
		{19, 860, 1.7450318555371633, 0.46657764173363053, 0.43437579404469456},
		{239, 999760, 1.1871108302268945, 0.82874313409785716, 0.40222105837710848},
		{1e6, 1e6, 1.0039276231790086, 0.99608774269347067, 2.0559261346503237e-23},
		{999999, 2999997, 1.0032044359799639, 0.99680321171859565, 2.982124880493194e-34},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double df1 = cases[i].df1, df2 = cases[i].df2;

		assert_close(cips_stats_f_quantile(0.025, df1, df2), cases[i].high, QUANTILE);
		assert_close(cips_stats_f_quantile(0.975, df1, df2), cases[i].low, QUANTILE);
		assert_close(cips_stats_f_upper(1.02, df1, df2), cases[i].tail, 1e-8);
	}
	assert_close(cips_stats_f_upper(0, 3, 4), 1, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_psych),
		cmocka_unit_test(wrongly_keyed),
		cmocka_unit_test(mirror_images),
		cmocka_unit_test(constant_item),
		cmocka_unit_test(any_order),
		cmocka_unit_test(few_people),
		cmocka_unit_test(singular),
		cmocka_unit_test(improper),
		cmocka_unit_test(published_covariances),
		cmocka_unit_test(f_distribution),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
