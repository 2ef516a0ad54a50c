/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values: reference/contingency.R, and once more to three decimals reference/contingency.sps.
 */
#include "close_to.h"

#include "stats/contingency.h"

#define FISHER_TWO 0.023836895850243994
#define FISHER_FEW 0.10257441217193426
#define FISHER_JOB 0.78268493896567504
#define FISHER_ZEROS 9.293538705303367e-05

enum { MOST = 16, LIMIT = 5000000, TABLES = 10000, SEED = 20250101 };

struct table {
	size_t rows, columns;
	double cell[MOST];
};

static const struct table two = {2, 2, {12, 5, 7, 16}};
static const struct table job = {4, 4, {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11}};
static const struct table wide = {2, 5, {30, 22, 41, 18, 9, 25, 31, 20, 33, 14}};
static const struct table zeros = {3, 3, {4, 0, 0, 0, 5, 1, 0, 2, 6}};
static const struct table few = {3, 4, {2, 0, 1, 3, 1, 4, 0, 2, 3, 1, 2, 0}};
static const struct table large = {3, 3, {120, 90, 40, 80, 110, 70, 33, 65, 140}};

/*
 * independence: X^2, df, p, G^2, p, V, V corrected; residuals of the first and the last cell;
 * Kruskal-Wallis H and p; ordinal: value and ASE1 of gamma, tau-b, tau-c, d of rows, d of columns.
 */
static const struct known {
	const char *name;
	const struct table *table;
	double independence[7], residuals[2], kruskal[2], ordinal[10];
} known[] = {
	{"two", &two,
		{6.319891801114041, 1, 0.011939091377912265, 6.4874650234545639,
			0.010863778553999427, 0.39748873572448695, 0.36856387385028844},
		{2.5139394983002359, 2.5139394983002359},
		{6.1618945060861678, 0.013053133025567898},
		{0.69162995594713661, 0.18233267016453233, 0.3974887357244869, 0.14516668765270388,
			0.39250000000000002, 0.14428920611050572, 0.39348370927318294,
			0.14451663978685686, 0.40153452685421998, 0.1463479576549585}},
	{"job", &job,
		{5.9655145887704029, 9, 0.7433647250525508, 6.7640532013041748, 0.6616695831553181,
			0.14392217453234737, 0},
		{0.20960898543110063, 1.5936381457791915},
		{4.1199576528439303, 0.24879882102877965},
		{0.22110091743119267, 0.11716282939545594, 0.15235215134659694,
			0.081836065714331774, 0.13946759259259259, 0.075328148216996044,
			0.16377845735643901, 0.087802794135584908, 0.14172302264039988,
			0.076395112936106416}},
	{"wide", &wide,
		{14.676276624943768, 4, 0.0054219576161857949, 14.906777805564005,
			0.0048985232921771359, 0.24575638364577479, 0.20987924234815444},
		{0.87066037473581726, 1.0335686349751882},
		{1.7098624549274697, 0.19100321724119032},
		{0.11859518154054971, 0.090242721141131479, 0.075576807383286135,
			0.057679632212815662, 0.094701011024742168, 0.07230484448966322,
			0.06030540936933828, 0.046006780529733372, 0.094715447154471541,
			0.072315710927049567}},
	{"zeros", &zeros,
		{24, 4, 7.9874760593266728e-05, 24.073447401457443, 7.7212173484421794e-05,
			0.81649658092772603, 0.78881063774661542},
		{4.2426406871192857, 2.8109248836101437},
		{12.410468319559223, 0.0020188360232204121},
		{0.95454545454545459, 0.055478188355775011, 0.8038369524685004, 0.11584981828864352,
			0.77777777777777779, 0.13857990321384966, 0.80000000000000004,
			0.11754094187079248, 0.80769230769230771, 0.1159049865085735}},
	{"large", &large,
		{125.48451952705162, 4, 3.5959219637018569e-26, 125.57103489670324,
			3.4460241108097575e-26, 0.28962048688210223, 0.28534302855058757},
		{7.0507116090228896, 10.06058221932012},
		{114.53210986430511, 1.347933114180462e-25},
		{0.50139448404090492, 0.039607404291126365, 0.34737338744038943,
			0.029731514223324554, 0.34702164774514571, 0.029769217538780032,
			0.347499261725147, 0.029754147887532136, 0.34724755875093893,
			0.029714480358255541}},
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

static struct cips_contingency take(const struct table *t)
{
	return cips_stats_contingency(t->cell, t->rows, t->columns);
}

static void independence_as_chisq_test(void **state)
{
	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		const double *expected = known[i].independence;
		struct cips_contingency t = take(known[i].table);
		struct cips_independence x = cips_stats_independence(&t);

		assert_int_equal(x.reason, CIPS_REASON_NONE);
		assert_close(x.pearson, expected[0], CLOSED_FORM);
		assert_close(x.df, expected[1], 0);
		assert_close(x.pearson_p, expected[2], P_VALUE);
		assert_close(x.lr, expected[3], 1e-12);
		assert_close(x.lr_p, expected[4], 1e-11);
		assert_close(x.cramers_v, expected[5], CLOSED_FORM);
		assert_true(x.has_corrected);
		assert_close(x.cramers_v_corrected, expected[6], CLOSED_FORM);
		cips_stats_contingency_release(&t);
	}
}

static void residuals_as_stdres(void **state)
{
	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		struct cips_contingency t = take(known[i].table);
		size_t r = t.rows - 1, c = t.columns - 1;
		double first, last;

		assert_true(cips_stats_adjusted_residual(
			t.cell[0], t.row[0], t.column[0], t.n, &first));
		assert_true(cips_stats_adjusted_residual(
			t.cell[r * t.columns + c], t.row[r], t.column[c], t.n, &last));
		assert_close(first, known[i].residuals[0], CLOSED_FORM);
		assert_close(last, known[i].residuals[1], CLOSED_FORM);
		cips_stats_contingency_release(&t);
	}
}

static void ranks_as_kruskal_test(void **state)
{
	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		struct cips_contingency t = take(known[i].table);
		struct cips_kruskal_wallis k = cips_stats_kruskal_wallis(&t);

		assert_int_equal(k.reason, CIPS_REASON_NONE);
		assert_close(k.h, known[i].kruskal[0], 1e-12);
		assert_close(k.p, known[i].kruskal[1], 1e-11);
		cips_stats_contingency_release(&t);
	}
}

static void ordinal_measures_from_pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		struct cips_contingency t = take(known[i].table);
		struct cips_ordinal o = cips_stats_ordinal(&t);
		const struct cips_association got[] = {
			o.gamma, o.tau_b, o.tau_c, o.somers_rows, o.somers_columns};

		assert_int_equal(o.reason, CIPS_REASON_NONE);
		assert_true(o.has_gamma);
		for (size_t k = 0; k < 5; k++) {
			assert_close(got[k].value, known[i].ordinal[2 * k], CLOSED_FORM);
			assert_close(got[k].ase1, known[i].ordinal[2 * k + 1], 1e-12);
		}
		cips_stats_contingency_release(&t);
	}
}

/* An empty row in front, an empty column in the middle. */
static void empty_rows_and_columns_count_nowhere(void **state)
{
	static const double cell[] = {0, 0, 0, 12, 0, 5, 7, 0, 16};
	struct cips_contingency t = cips_stats_contingency(cell, 3, 3);
	struct cips_independence x = cips_stats_independence(&t);

	(void)state;
	assert_int_equal(t.rows, 2);
	assert_int_equal(t.columns, 2);
	assert_int_equal(t.empty_rows, 1);
	assert_int_equal(t.empty_columns, 1);
	assert_close(x.pearson, known[0].independence[0], CLOSED_FORM);
	assert_close(x.df, 1, 0);
	cips_stats_contingency_release(&t);
}

static void check_untestable(const struct table *table, enum cips_reason reason)
{
	struct cips_contingency t = take(table);
	size_t n = (size_t)t.n;

	assert_int_equal(cips_stats_independence(&t).reason, reason);
	assert_int_equal(cips_stats_ordinal(&t).reason, reason);
	assert_int_equal(cips_stats_kruskal_wallis(&t).reason, reason);
	assert_int_equal(cips_stats_exact(&t, LIMIT, TABLES, SEED).reason, reason);
	assert_int_equal(
		cips_stats_rao_scott(table->cell, table->cell, table->rows, table->columns, n)
			.reason,
		reason);
	cips_stats_contingency_release(&t);
}

static void nothing_to_compare_is_said(void **state)
{
	(void)state;
	check_untestable(&(struct table){0, 0, {0}}, CIPS_REASON_NO_VALUES);
	check_untestable(&(struct table){2, 2, {0}}, CIPS_REASON_NO_VALUES);
	check_untestable(&(struct table){1, 3, {4, 5, 6}}, CIPS_REASON_NO_VARIANCE);
	check_untestable(&(struct table){3, 1, {4, 5, 6}}, CIPS_REASON_NO_VARIANCE);
	check_untestable(&(struct table){2, 2, {0, 0, 4, 5}}, CIPS_REASON_NO_VARIANCE);
	check_untestable(&(struct table){2, 2, {7, 0, 0, 0}}, CIPS_REASON_NO_VARIANCE);
	check_untestable(&(struct table){2, 2, {1, 0, 0, 0}}, CIPS_REASON_NO_VARIANCE);
}

/* Two people in two cells: everything that can be computed is finite, the correction leaves nothing. */
static void two_people(void **state)
{
	struct cips_contingency t = take(&(struct table){2, 2, {1, 0, 0, 1}});
	struct cips_independence x = cips_stats_independence(&t);
	struct cips_ordinal o = cips_stats_ordinal(&t);

	(void)state;
	assert_close(x.pearson, 2, CLOSED_FORM);
	assert_close(x.cramers_v, 1, CLOSED_FORM);
	assert_false(x.has_corrected);
	assert_true(x.sparse);
	assert_close(o.gamma.value, 1, 0);
	assert_close(o.gamma.ase1, 0, 0);
	assert_close(o.tau_b.ase1, 0, 0);
	assert_close(cips_stats_exact(&t, LIMIT, TABLES, SEED).p, 1, 1e-12);
	cips_stats_contingency_release(&t);
}

/* Equal shares in both rows: no relation, and nothing negative by rounding. */
static void no_relation_at_all(void **state)
{
	struct cips_contingency t = take(&(struct table){2, 3, {1, 3, 7, 3, 9, 21}});
	struct cips_independence x = cips_stats_independence(&t);

	(void)state;
	assert_true(x.pearson >= 0 && x.pearson < 1e-12);
	assert_true(x.lr >= 0 && x.lr < 1e-12);
	assert_close(x.pearson_p, 1, 1e-9);
	assert_close(x.cramers_v_corrected, 0, 0);
	cips_stats_contingency_release(&t);
}

static void cochran_says_when_counts_are_small(void **state)
{
	struct cips_contingency small = take(&job), enough = take(&large);

	(void)state;
	assert_true(cips_stats_independence(&small).sparse);
	assert_false(cips_stats_independence(&enough).sparse);
	assert_close(cips_stats_independence(&enough).small_expected, 0, 0);
	cips_stats_contingency_release(&small);
	cips_stats_contingency_release(&enough);
}

static double exact_p(const struct table *table)
{
	struct cips_contingency t = take(table);
	struct cips_exact x = cips_stats_exact(&t, LIMIT, TABLES, SEED);

	assert_int_equal(x.reason, CIPS_REASON_NONE);
	assert_false(x.simulated);
	cips_stats_contingency_release(&t);
	return x.p;
}

/* fisher.test */
static void exact_as_fisher_test(void **state)
{
	struct table turned = {4, 3, {0}};

	(void)state;
	for (size_t i = 0; i < 12; i++)
		turned.cell[i % 4 * 3 + i / 4] = few.cell[i];
	assert_close(exact_p(&two), FISHER_TWO, 1e-9);
	assert_close(exact_p(&few), FISHER_FEW, 1e-9);
	assert_close(exact_p(&turned), FISHER_FEW, 1e-9);
	assert_close(exact_p(&zeros), FISHER_ZEROS, 1e-9);
}

/* Past the limit a sample: the true p lies in its 99 % interval, and the same seed draws the same. */
static void past_the_limit_tables_are_drawn(void **state)
{
	static const struct {
		const struct table *table;
		double p;
	} cases[] = {{&two, FISHER_TWO}, {&job, FISHER_JOB}, {&zeros, FISHER_ZEROS}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cips_contingency t = take(cases[i].table);
		struct cips_exact x = cips_stats_exact(&t, 3, TABLES, SEED);
		struct cips_exact again = cips_stats_exact(&t, 3, TABLES, SEED);
		struct cips_exact other = cips_stats_exact(&t, 3, 200000, SEED + 1);

		assert_true(x.simulated);
		assert_int_equal(x.tables, TABLES);
		assert_int_equal(x.seed, SEED);
		assert_true(x.low <= cases[i].p && cases[i].p <= x.high);
		assert_true(x.low <= x.p && x.p <= x.high + 1.0 / TABLES);
		assert_close(again.p, x.p, 0);
		assert_true(other.low <= cases[i].p && cases[i].p <= other.high);
		assert_true(other.high - other.low < 0.01);
		cips_stats_contingency_release(&t);
	}
}

/* binom.test: no table of 10,000 as rare */
static void nothing_as_rare_has_an_upper_bound(void **state)
{
	struct cips_contingency t = take(&(struct table){2, 2, {60, 0, 0, 60}});
	struct cips_exact x = cips_stats_exact(&t, 1, TABLES, SEED);

	(void)state;
	assert_close(x.p, 1.0 / 10001, CLOSED_FORM);
	assert_close(x.low, 0, 0);
	assert_close(x.high, 0.00052969140060614536, P_VALUE);
	cips_stats_contingency_release(&t);
}

/* --- weighted ------------------------------------------------------------------------------- */

enum { PEOPLE = 60 };

/* The people of the reference script in 3 x 4 cells; equal: everybody weighs 2. */
static size_t weigh(const char *name, double *w, double *w2)
{
	bool equal = strcmp(name, "equal") == 0, empty = strncmp(name, "empty", 5) == 0;
	bool several = strcmp(name, "empty cells") == 0;
	bool linked = strcmp(name, "empty cells that link all") == 0;
	size_t n = 0;

	memset(w, 0, 12 * sizeof(*w));
	memset(w2, 0, 12 * sizeof(*w2));
	for (int i = 0; i < PEOPLE; i++) {
		int row = (i * 7 + i / 11) % 3, column = (i * i + i / 5) % 4;
		double weight = equal ? 2 : empty ? 1 + i % 7 / 3.0 : 1 + i % 5 / 2.0;

		if (empty && row == 0 && column == 1)
			continue;
		if (several && ((row == 1 && column % 2 == 0) || (row == 2 && column == 3)))
			continue;
		if (linked && (column == row || column == row + 1))
			continue;
		weight *= strcmp(name, "scaled") == 0 ? 1000 : 1;
		w[row * 4 + column] += weight;
		w2[row * 4 + column] += weight * weight;
		n++;
	}
	return n;
}

struct expected {
	double f, df1, df2, p, v;
};

static void assert_rao_scott(const struct cips_rao_scott *x, const struct expected *is)
{
	assert_int_equal(x->reason, CIPS_REASON_NONE);
	assert_close(x->f, is->f, 1e-11);
	assert_close(x->df1, is->df1, 1e-11);
	assert_close(x->df2, is->df2, 1e-11);
	assert_close(x->p, is->p, 1e-10);
	assert_close(x->cramers_v, is->v, 1e-12);
}

static void weighted_as_svychisq(void **state)
{
	static const struct {
		const char *name;
		struct expected is;
	} cases[] = {
		{"full",
			{0.54847826182864756, 5.9803787976700935, 352.8423490625355,
				0.7705627902324953, 0.17558569450419134}},
		{"scaled",
			{0.54847826182864767, 5.9803787976700953, 352.84234906253562,
				0.7705627902324953, 0.17558569450419134}},
		{"empty cell",
			{1.324318087402677, 5.968706002407103, 334.24753613479777,
				0.2457852219207716, 0.27697125623529883}},
		{"empty cells",
			{4.0092746339198095, 5.272058188332994, 210.88232753331977,
				0.0013812708506176913, 0.53577567952394722}},
		{"empty cells that link all",
			{4.710989155116903, 4.9631791290364662, 129.04265735494812,
				0.00056998552831318363, 0.70133260487365257}},
		{"equal", {0.56802398989899006, 6, 354, 0.75577667395156145, 0.16994874450132239}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double w[12], w2[12];
		size_t n = weigh(cases[i].name, w, w2);
		struct cips_rao_scott x = cips_stats_rao_scott(w, w2, 3, 4, n);

		assert_rao_scott(&x, &cases[i].is);
	}
}

/* The 60 people of reference/contingency.R, "strata". */
struct drawn {
	int32_t stratum[PEOPLE], cell[PEOPLE];
	double w[PEOPLE];
};

static void fill_drawn(struct drawn *d)
{
	for (int i = 0; i < PEOPLE; i++) {
		d->stratum[i] = i < 20 ? 0 : i < 45 ? 1 : i < 59 ? 2 : 3;
		d->cell[i] = i % 9 == 4 ? -1 : (i * 7 + i / 11) % 3 * 4 + (i * i + i / 5) % 4;
		d->w[i] = 1 + i % 5 / 2.0;
	}
}

static struct cips_rao_scott test_drawn(
	const struct drawn *d, size_t strata, const double *headcount, const double *w)
{
	struct cips_strata sorted = cips_stats_strata(strata, d->stratum, headcount, PEOPLE, w);
	struct cips_rao_scott x = cips_stats_rao_scott_strata(&sorted, w, d->cell, 3, 4);

	cips_stats_strata_release(&sorted);
	return x;
}

static void strata_as_svychisq(void **state)
{
	static const double unknown[4], heads[] = {50, 30, 14, 4};
	struct drawn d;
	const struct {
		const double *headcount, *w;
		struct expected is;
	} cases[] = {
		{unknown, d.w,
			{0.69577058825545812, 5.9568839794357862, 291.88731499235354,
				0.65218644818917837, 0.20931486890617471}},
		{heads, d.w,
			{2.1017997697636419, 5.4430636434049076, 266.71011852684046,
				0.059787266976230151, 0.20931486890617471}},
		{unknown, NULL,
			{0.621214706446095, 5.9930758534677917, 293.66071681992179,
				0.71311028891138128, 0.18999658586129994}},
	};

	(void)state;
	fill_drawn(&d);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cips_rao_scott x = test_drawn(&d, 4, cases[i].headcount, cases[i].w);

		assert_rao_scott(&x, &cases[i].is);
	}
}

/* One stratum with everybody in the table is what the weights alone give. */
static void one_stratum_is_no_design(void **state)
{
	static const double unknown[1];
	double w[12] = {0}, w2[12] = {0};
	struct drawn d;

	(void)state;
	fill_drawn(&d);
	for (int i = 0; i < PEOPLE; i++) {
		d.stratum[i] = 0;
		d.cell[i] = (i * 7 + i / 11) % 3 * 4 + (i * i + i / 5) % 4;
		w[d.cell[i]] += d.w[i];
		w2[d.cell[i]] += d.w[i] * d.w[i];
	}
	struct cips_rao_scott plain = cips_stats_rao_scott(w, w2, 3, 4, PEOPLE);
	struct cips_rao_scott x = test_drawn(&d, 1, unknown, d.w);

	assert_close(x.f, plain.f, 1e-12);
	assert_close(x.df1, plain.df1, 1e-12);
	assert_close(x.df2, plain.df2, 1e-12);
}

static void strata_without_a_test(void **state)
{
	static const double all[] = {20, 25, 14, 1};
	static const double unknown[PEOPLE];
	struct drawn d;

	(void)state;
	fill_drawn(&d);
	assert_int_equal(test_drawn(&d, 4, all, d.w).reason, CIPS_REASON_COMPLETE);
	assert_true(test_drawn(&d, 4, all, d.w).cramers_v > 0.2);
	for (int i = 0; i < PEOPLE; i++)
		d.stratum[i] = i;
	assert_int_equal(test_drawn(&d, PEOPLE, unknown, d.w).reason, CIPS_REASON_NO_FREEDOM);
	for (int i = 0; i < PEOPLE; i++)
		d.cell[i] = -1;
	assert_int_equal(test_drawn(&d, PEOPLE, unknown, d.w).reason, CIPS_REASON_NO_VALUES);
}

/* With equal weights Delta is the identity times n/(n - 1). */
static void equal_weights_are_near_to_pearson(void **state)
{
	double w[12], w2[12];
	size_t n = weigh("equal", w, w2);
	struct cips_rao_scott x = cips_stats_rao_scott(w, w2, 3, 4, n);

	(void)state;
	for (size_t i = 0; i < 12; i++)
		w[i] /= 2;
	struct cips_contingency t = cips_stats_contingency(w, 3, 4);
	double pearson = cips_stats_independence(&t).pearson;

	assert_close(x.f * 6, pearson * (PEOPLE - 1) / PEOPLE, 1e-12);
	cips_stats_contingency_release(&t);
}

/* A block of empty cells leaves a contrast without data, one person leaves no variance. */
static void weighted_without_a_test(void **state)
{
	static const double block[] = {0, 0, 3, 0, 0, 4, 5, 6, 0};
	static const double pair[] = {1, 0, 0, 1};
	double *many = test_calloc(72 * 72, sizeof(*many));

	(void)state;
	assert_int_equal(
		cips_stats_rao_scott(block, block, 3, 3, 18).reason, CIPS_REASON_NO_VARIANCE);
	assert_true(cips_stats_rao_scott(block, block, 3, 3, 18).cramers_v > 0.5);
	assert_int_equal(cips_stats_rao_scott(pair, pair, 2, 2, 1).reason, CIPS_REASON_ONE_VALUE);
	for (size_t i = 0; i < 72 * 72; i++)
		many[i] = 1 + (double)(i % 5);
	assert_true(cips_stats_rao_scott(many, many, 72, 72, 3000).too_large);
	assert_true(cips_stats_rao_scott(many, many, 72, 72, 3000).cramers_v > 0);
	assert_false(cips_stats_rao_scott(many, many, 30, 72, 3000).too_large);
	test_free(many);
}

/* prop.test(correct = FALSE); where all or nobody is in both there is no test */
static void proportions_as_prop_test(void **state)
{
	static const struct {
		struct cips_share a, b;
		double p;
	} cases[] = {
		{{12, 40}, {5, 33}, 0.13521027018755885},
		{{0, 20}, {6, 25}, 0.018602929901135767},
		{{30, 30}, {10, 20}, 1.4902335792427668e-05},
	};
	double p = -1;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(cips_stats_proportions(cases[i].a, cases[i].b, &p));
		assert_close(p, cases[i].p, P_VALUE);
		assert_true(cips_stats_proportions(cases[i].b, cases[i].a, &p));
		assert_close(p, cases[i].p, P_VALUE);
	}
	assert_false(
		cips_stats_proportions((struct cips_share){0, 9}, (struct cips_share){0, 7}, &p));
	assert_false(
		cips_stats_proportions((struct cips_share){9, 9}, (struct cips_share){7, 7}, &p));
	assert_false(
		cips_stats_proportions((struct cips_share){0, 0}, (struct cips_share){3, 7}, &p));
}

static void residuals_of_all_or_nothing(void **state)
{
	double residual;

	(void)state;
	assert_false(cips_stats_adjusted_residual(5, 10, 20, 10, &residual));
	assert_false(cips_stats_adjusted_residual(0, 0, 5, 10, &residual));
	assert_false(cips_stats_adjusted_residual(5, 5, 10, 10, &residual));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(independence_as_chisq_test),
		cmocka_unit_test(residuals_as_stdres),
		cmocka_unit_test(ranks_as_kruskal_test),
		cmocka_unit_test(ordinal_measures_from_pairs),
		cmocka_unit_test(empty_rows_and_columns_count_nowhere),
		cmocka_unit_test(nothing_to_compare_is_said),
		cmocka_unit_test(two_people),
		cmocka_unit_test(no_relation_at_all),
		cmocka_unit_test(cochran_says_when_counts_are_small),
		cmocka_unit_test(exact_as_fisher_test),
		cmocka_unit_test(past_the_limit_tables_are_drawn),
		cmocka_unit_test(nothing_as_rare_has_an_upper_bound),
		cmocka_unit_test(weighted_as_svychisq),
		cmocka_unit_test(strata_as_svychisq),
		cmocka_unit_test(one_stratum_is_no_design),
		cmocka_unit_test(strata_without_a_test),
		cmocka_unit_test(equal_weights_are_near_to_pearson),
		cmocka_unit_test(weighted_without_a_test),
		cmocka_unit_test(proportions_as_prop_test),
		cmocka_unit_test(residuals_of_all_or_nothing),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
