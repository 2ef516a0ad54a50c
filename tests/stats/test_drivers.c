/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include <gsl/gsl_rng.h>

#include "stats/drivers.h"
#include "stats/twister.h"

/* Sums over some hundred rows, and eigenvectors. */
#define MATRIX 1e-10

enum { SWISS = 47, SWISS_PREDICTORS = 5, PEOPLE = 120, PREDICTORS = 4, WIDTH = PREDICTORS + 1 };

/*
 * Fertility in 47 provinces of Switzerland about 1888 (Mosteller and Tukey 1977; R's data set
 * swiss): agriculture, examination, education, catholic, infant mortality; fertility.
 */
static const double swiss[SWISS * (SWISS_PREDICTORS + 1)] = {
	17,
	15,
	12,
	9.96,
	22.2,
	80.2,
	45.1,
	6,
	9,
	84.84,
	22.2,
	83.1,
	39.7,
	5,
	5,
	93.4,
	20.2,
	92.5,
	36.5,
	12,
	7,
	33.77,
	20.3,
	85.8,
	43.5,
	17,
	15,
	5.16,
	20.6,
	76.9,
	35.3,
	9,
	7,
	90.57,
	26.6,
	76.1,
	70.2,
	16,
	7,
	92.85,
	23.6,
	83.8,
	67.8,
	14,
	8,
	97.16,
	24.9,
	92.4,
	53.3,
	12,
	7,
	97.67,
	21,
	82.4,
	45.2,
	16,
	13,
	91.38,
	24.4,
	82.9,
	64.5,
	14,
	6,
	98.61,
	24.5,
	87.1,
	62,
	21,
	12,
	8.52,
	16.5,
	64.1,
	67.5,
	14,
	7,
	2.27,
	19.1,
	66.9,
	60.7,
	19,
	12,
	4.43,
	22.7,
	68.9,
	69.3,
	22,
	5,
	2.82,
	18.7,
	61.7,
	72.6,
	18,
	2,
	24.2,
	21.2,
	68.3,
	34,
	17,
	8,
	3.3,
	20,
	71.7,
	19.4,
	26,
	28,
	12.11,
	20.2,
	55.7,
	15.2,
	31,
	20,
	2.15,
	10.8,
	54.3,
	73,
	19,
	9,
	2.84,
	20,
	65.1,
	59.8,
	22,
	10,
	5.23,
	18,
	65.5,
	55.1,
	14,
	3,
	4.52,
	22.4,
	65,
	50.9,
	22,
	12,
	15.14,
	16.7,
	56.6,
	54.1,
	20,
	6,
	4.2,
	15.3,
	57.4,
	71.2,
	12,
	1,
	2.4,
	21,
	72.5,
	58.1,
	14,
	8,
	5.23,
	23.8,
	74.2,
	63.5,
	6,
	3,
	2.56,
	18,
	72,
	60.8,
	16,
	10,
	7.72,
	16.3,
	60.5,
	26.8,
	25,
	19,
	18.46,
	20.9,
	58.3,
	49.5,
	15,
	8,
	6.1,
	22.5,
	65.4,
	85.9,
	3,
	2,
	99.71,
	15.1,
	75.5,
	84.9,
	7,
	6,
	99.68,
	19.8,
	69.3,
	89.7,
	5,
	2,
	100,
	18.3,
	77.3,
	78.2,
	12,
	6,
	98.96,
	19.4,
	70.5,
	64.9,
	7,
	3,
	98.22,
	20.2,
	79.4,
	75.9,
	9,
	9,
	99.06,
	17.8,
	65,
	84.6,
	3,
	3,
	99.46,
	16.3,
	92.2,
	63.1,
	13,
	13,
	96.83,
	18.1,
	79.3,
	38.4,
	26,
	12,
	5.62,
	20.3,
	70.4,
	7.7,
	29,
	11,
	13.79,
	20.5,
	65.7,
	16.7,
	22,
	13,
	11.22,
	18.9,
	72.7,
	17.6,
	35,
	32,
	16.92,
	23,
	64.4,
	37.6,
	15,
	7,
	4.97,
	20,
	77.6,
	18.7,
	25,
	7,
	8.65,
	19.5,
	67.6,
	1.2,
	37,
	53,
	42.34,
	18,
	35,
	46.6,
	16,
	29,
	50.43,
	18.2,
	44.7,
	27.7,
	22,
	29,
	58.33,
	19.3,
	42.8,
};

/* The formula data of reference/drivers.R. */
static void fill_people(double values[PEOPLE * WIDTH], double w[PEOPLE])
{
	for (int i = 0; i < PEOPLE; i++) {
		double *x = values + (ptrdiff_t)i * WIDTH, shared = i * 37 % 101;

		x[0] = shared / 10 + i * 17 % 23;
		x[1] = shared / 10 + i * 29 % 31;
		x[2] = shared / 5 + i * 7 % 13;
		x[3] = i * 11 % 19;
		x[4] = x[0] + 0.5 * x[1] - 0.25 * x[3] + i * 53 % 47;
		w[i] = 0.5 + i % 7 / 2.0;
	}
}

struct reference {
	double r_squared, adjusted;
	double lmg[SWISS_PREDICTORS], johnson[SWISS_PREDICTORS], r[SWISS_PREDICTORS],
		beta[SWISS_PREDICTORS], vif[SWISS_PREDICTORS];
};

/* What is regressed on what, in rows without room. */
struct rows {
	const double *values;
	const double *w;
	size_t n;
	size_t predictors;
};

static struct cips_drivers divide(
	const struct rows *rows, unsigned long seed, size_t replicates, struct cips_driver *drivers)
{
	size_t step = cips_stats_drivers_row(rows->predictors), width = rows->predictors + 1;
	struct cips_regression regression = {
		calloc(rows->n + 1, step * sizeof(double)), rows->w, rows->n, rows->predictors};

	assert_non_null(regression.rows);
	for (size_t i = 0; i < rows->n; i++)
		memcpy(regression.rows + i * step, rows->values + i * width,
			width * sizeof(double));
	struct cips_drivers whole = cips_stats_drivers(&regression, seed, replicates, drivers);

	free(regression.rows);
	return whole;
}

/* The bootstrap has its own copy of GSL's generator: twice as many rows as a block has numbers. */
static void draws_as_gsl(void **state)
{
	enum { N = 1300 };
	static const unsigned long seeds[] = {0, 1, 4294967295};
	struct cips_twister twister;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	unsigned count[N], expected[N];

	(void)state;
	assert_non_null(rng);
	for (size_t s = 0; s < sizeof(seeds) / sizeof(seeds[0]); s++) {
		gsl_rng_set(rng, seeds[s]);
		cips_stats_twister_set(&twister, seeds[s]);
		for (size_t n = 1; n <= N; n += 433) {
			memset(expected, 0, sizeof(expected));
			for (size_t i = 0; i < n; i++)
				expected[gsl_rng_uniform_int(rng, n)]++;
			cips_stats_twister_draw(&twister, n, count);
			assert_memory_equal(count, expected, n * sizeof(count[0]));
		}
	}
	gsl_rng_free(rng);
}

static void check(const struct rows *regression, const struct reference *expected)
{
	struct cips_driver d[SWISS_PREDICTORS];
	struct cips_drivers whole = divide(regression, 1, 0, d);
	double lmg = 0, johnson = 0;

	assert_int_equal(whole.reason, CIPS_REASON_NONE);
	assert_true(whole.lmg && whole.used == regression->predictors && whole.replicates == 0);
	assert_close(whole.r_squared, expected->r_squared, MATRIX);
	assert_close(whole.r_squared_adjusted, expected->adjusted, MATRIX);
	for (size_t k = 0; k < regression->predictors; k++) {
		assert_int_equal(d[k].reason, CIPS_REASON_NONE);
		assert_close(d[k].importance, expected->lmg[k], MATRIX);
		assert_close(d[k].johnson, expected->johnson[k], MATRIX);
		assert_close(d[k].r, expected->r[k], MATRIX);
		assert_close(d[k].beta, expected->beta[k], MATRIX);
		assert_close(d[k].vif, expected->vif[k], MATRIX);
		lmg += d[k].importance;
		johnson += d[k].johnson;
	}
	assert_close(lmg, whole.r_squared, CLOSED_FORM);
	assert_close(johnson, whole.r_squared, MATRIX);
}

/*
 * reference/drivers.R: lm() over all orders, svd(). relaimpo's calc.relimp(lm(Fertility ~ ., swiss),
 * "lmg") prints the same LMG in the 13 digits that it shows.
 */
static void importance_of_swiss_fertility(void **state)
{
	struct rows regression = {swiss, NULL, SWISS, SWISS_PREDICTORS};

	(void)state;
	check(&regression,
		&(struct reference){0.70673500159272551, 0.67097097739671641,
			{0.057091220768091297, 0.17117302890023411, 0.2601346786243845,
				0.10557015037349356, 0.11276592292652207},
			{0.048416895811900666, 0.15470824980616044, 0.27196410464599957,
				0.11468002994756162, 0.11696572138110448},
			{0.35307918361997476, -0.64588270645728751, -0.6637888570350694,
				0.46368470065179396, 0.41655603143498282},
			{-0.31292128249992046, -0.16477822253934776, -0.67040078010607418,
				0.34760002814421853, 0.25113597629871104},
			{2.2841293775972962, 3.6754195755443386, 2.7749427811269496,
				1.9371603802631254, 1.1075422255569538}});
}

/* reference/drivers.R: lm() over all orders, svd() */
static void importance_as_lm(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, NULL, PEOPLE, PREDICTORS};

	(void)state;
	fill_people(values, w);
	check(&regression,
		&(struct reference){0.29186105143797209, 0.26723013148798846,
			{0.24561449579636863, 0.0055245688888737954, 0.037488541637153872,
				0.003233445115575803},
			{0.24598041967535642, 0.0051573641414353558, 0.037384989151621084,
				0.0033382784695595163},
			{0.52354917557041392, 0.12306863669609984, 0.26256653639891403,
				0.0028786128923924247},
			{0.50602064126202728, -0.0099136630579274038, 0.10808004339316342,
				-0.077738749572496824},
			{1.1612784592837837, 1.1408098415873917, 1.202348549637051,
				1.0661579821398606}});
	regression.w = w;
	check(&regression,
		&(struct reference){0.31709603747465259, 0.29334285616942302,
			{0.2770054702125721, 0.0018589502750905095, 0.035454029006267714,
				0.0027775879807222679},
			{0.27741979404200351, 0.0016581811271852811, 0.035111889800375232,
				0.0029061725050889024},
			{0.54974199773799115, 0.072836025470319921, 0.25277218351165986,
				-0.020016227793530367},
			{0.53131461028135563, -0.012666092915265031, 0.096980570560054782,
				-0.070874467124634799},
			{1.1165196237890984, 1.0769789809197812, 1.1505873271538194,
				1.0566958677955351}});
}

struct intervals {
	double r_squared[2], importance[2 * PREDICTORS], share[2 * PREDICTORS],
		rank[2 * PREDICTORS];
};

static void check_intervals(
	const struct rows *regression, unsigned long seed, const struct intervals *expected)
{
	struct cips_driver d[PREDICTORS];
	struct cips_drivers whole = divide(regression, seed, 100, d);

	assert_int_equal(whole.replicates, 100);
	assert_close(whole.r_squared_low, expected->r_squared[0], MATRIX);
	assert_close(whole.r_squared_high, expected->r_squared[1], MATRIX);
	for (size_t k = 0; k < PREDICTORS; k++) {
		assert_close(d[k].importance_low, expected->importance[2 * k], MATRIX);
		assert_close(d[k].importance_high, expected->importance[2 * k + 1], MATRIX);
		assert_close(d[k].share_low, expected->share[2 * k], MATRIX);
		assert_close(d[k].share_high, expected->share[2 * k + 1], MATRIX);
		assert_close(d[k].rank_low, expected->rank[2 * k], MATRIX);
		assert_close(d[k].rank_high, expected->rank[2 * k + 1], MATRIX);
	}
}

/* reference/drivers.R: lm() on the rows that the same generator draws there, and quantile() */
static void intervals_as_in_r(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, NULL, PEOPLE, PREDICTORS};

	(void)state;
	fill_people(values, w);
	check_intervals(&regression, 7,
		&(struct intervals){{0.17920988951282543, 0.42860877109598883},
			{0.11552212877613864, 0.36585065412330486, 0.0011434870222494277,
				0.030225016152843853, 0.0076939477618975897, 0.10703138809961935,
				0.00069526605011795638, 0.04100415438121912},
			{0.58635278691818804, 0.94579991015728049, 0.0037046227857506432,
				0.085479351007091031, 0.019760749014664215, 0.3248978461308879,
				0.0024541604475630339, 0.13811898173163439},
			{1, 1, 3, 4, 2, 3.525, 2, 4}});
	regression.w = w;
	check_intervals(&regression, 42,
		&(struct intervals){{0.20709566312805572, 0.45943447833401041},
			{0.14906392863606305, 0.3595315326602001, 0.00056919826461599809,
				0.036732123600311042, 0.0054479465045295357, 0.12065991810849709,
				0.00074187034511696793, 0.024873448585710611},
			{0.58049941531361837, 0.95141943640516558, 0.0021669345545451612,
				0.11341471917044088, 0.020027821771594869, 0.35349870233805686,
				0.0026823970984412413, 0.09503741684605746},
			{1, 1, 2.475, 4, 2, 3.525, 2, 4}});
}

static void one_seed_one_answer(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, NULL, PEOPLE, PREDICTORS};
	struct cips_driver first[PREDICTORS], again[PREDICTORS], other[PREDICTORS];

	(void)state;
	fill_people(values, w);
	divide(&regression, 3, 50, first);
	divide(&regression, 3, 50, again);
	divide(&regression, 4, 50, other);
	assert_memory_equal(first, again, sizeof(first));
	assert_true(first[0].importance == other[0].importance);
	assert_true(first[0].importance_low != other[0].importance_low);
}

/* Nothing depends on the units of measurement, or on weights that are all multiplied. */
/* The replicates are shared among the processors that the process may use. */
static void one_processor_or_many(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, w, PEOPLE, PREDICTORS};
	struct cips_driver one[PREDICTORS], many[PREDICTORS];
	cpu_set_t all, first;

	(void)state;
	fill_people(values, w);
	struct cips_drivers by_many = divide(&regression, 3, 101, many);

	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	CPU_ZERO(&first);
	for (size_t i = 0; i < CPU_SETSIZE && !CPU_COUNT(&first); i++)
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &first);
	assert_int_equal(sched_setaffinity(0, sizeof(first), &first), 0);
	struct cips_drivers by_one = divide(&regression, 3, 101, one);

	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
	assert_memory_equal(one, many, sizeof(one));
	assert_true(by_one.r_squared_low == by_many.r_squared_low);
	assert_true(by_one.r_squared_high == by_many.r_squared_high);
	assert_int_equal(by_one.replicates, by_many.replicates);
}

static void scale_does_not_matter(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, w, PEOPLE, PREDICTORS};
	struct cips_driver before[PREDICTORS], after[PREDICTORS];

	(void)state;
	fill_people(values, w);
	divide(&regression, 1, 20, before);
	for (size_t i = 0; i < PEOPLE; i++) {
		values[i * WIDTH] = 1e6 + 1e-3 * values[i * WIDTH];
		values[i * WIDTH + 4] *= 1000;
		w[i] *= 1e5;
	}
	divide(&regression, 1, 20, after);
	for (size_t k = 0; k < PREDICTORS; k++) {
		assert_close(after[k].importance, before[k].importance, 1e-6);
		assert_close(after[k].importance_high, before[k].importance_high, 1e-6);
		assert_close(after[k].johnson, before[k].johnson, 1e-6);
	}
}

/* A predictor alone has all of R^2, and orthogonal ones their own squared correlation. */
static void importance_without_overlap(void **state)
{
	static const double alone[] = {1, 2, 2, 3, 3, 5, 4, 4};
	static const double apart[] = {-1, -1, 0, -1, 1, 2, 1, -1, 7, 1, 1, 8};
	struct cips_driver d[2];
	struct rows one = {alone, NULL, 4, 1}, two = {apart, NULL, 4, 2};
	struct cips_drivers whole = divide(&one, 1, 0, d);

	(void)state;
	assert_int_equal(whole.reason, CIPS_REASON_NONE);
	assert_close(d[0].importance, 0.64, CLOSED_FORM); /* r = 0.8 by hand */
	assert_close(d[0].johnson, 0.64, CLOSED_FORM);
	assert_close(d[0].beta, 0.8, CLOSED_FORM);
	whole = divide(&two, 1, 0, d);
	assert_close(d[0].importance, d[0].r * d[0].r, CLOSED_FORM);
	assert_close(d[1].importance, d[1].r * d[1].r, CLOSED_FORM);
	assert_close(d[1].johnson, d[1].r * d[1].r, CLOSED_FORM);
	assert_true(d[0].rank == 1 && d[1].rank == 2);
}

static enum cips_reason reason_of(
	const double *values, size_t n, size_t predictors, struct cips_driver *d)
{
	struct rows regression = {values, NULL, n, predictors};
	struct cips_drivers whole = divide(&regression, 1, 10, d);

	return whole.reason;
}

static void bad_data_has_a_reason(void **state)
{
	static const double rows[] = {1, 2, 2, 3, 3, 3, 4, 7, 1, 2, 5, 4, 9, 1, 1};
	static const double flat[] = {1, 2, 5, 3, 3, 5, 4, 7, 5, 2, 5, 5};
	static const double still[] = {6, 2, 6, 3, 6, 3, 6, 1};
	struct cips_driver d[2];

	(void)state;
	assert_int_equal(reason_of(rows, 0, 2, d), CIPS_REASON_NO_VALUES);
	assert_int_equal(reason_of(rows, 1, 2, d), CIPS_REASON_ONE_VALUE);
	assert_int_equal(reason_of(rows, 3, 2, d), CIPS_REASON_FEW_VALUES);
	assert_int_equal(d[0].reason, CIPS_REASON_FEW_VALUES);
	assert_int_equal(reason_of(rows, 4, 2, d), CIPS_REASON_NONE);
	assert_int_equal(reason_of(flat, 4, 2, d), CIPS_REASON_NO_VARIANCE);
	assert_int_equal(reason_of(still, 4, 1, d), CIPS_REASON_NO_VARIANCE);
}

/* A constant predictor is left out, and the others are as they are without it. */
static void a_constant_predictor_is_left_out(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE], wider[PEOPLE * (WIDTH + 1)];
	struct rows regression = {values, NULL, PEOPLE, PREDICTORS};
	struct rows with = {wider, NULL, PEOPLE, PREDICTORS + 1};
	struct cips_driver d[PREDICTORS], e[PREDICTORS + 1];

	(void)state;
	fill_people(values, w);
	for (size_t i = 0; i < PEOPLE; i++) {
		wider[i * (WIDTH + 1)] = 7.1;
		memcpy(wider + i * (WIDTH + 1) + 1, values + i * WIDTH, WIDTH * sizeof(double));
	}
	divide(&regression, 5, 30, d);
	struct cips_drivers whole = divide(&with, 5, 30, e);

	assert_int_equal(whole.reason, CIPS_REASON_NONE);
	assert_int_equal(whole.used, PREDICTORS);
	assert_int_equal(e[0].reason, CIPS_REASON_NO_VARIANCE);
	assert_memory_equal(d, e + 1, sizeof(d));
}

static void collinear_predictors_are_named(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, NULL, PEOPLE, PREDICTORS};
	struct cips_driver d[PREDICTORS];

	(void)state;
	fill_people(values, w);
	for (size_t i = 0; i < PEOPLE; i++)
		values[i * WIDTH + 2] = 3 + values[i * WIDTH] - 2 * values[i * WIDTH + 1];
	struct cips_drivers whole = divide(&regression, 1, 10, d);

	assert_int_equal(whole.reason, CIPS_REASON_COLLINEAR);
	assert_int_equal(whole.collinear, 2);
	assert_int_equal(d[3].reason, CIPS_REASON_COLLINEAR);
	/* nearly, but not quite: an answer as good as the digits of the data */
	for (size_t i = 0; i < PEOPLE; i++)
		values[i * WIDTH + 2] += 1e-2 * w[i];
	whole = divide(&regression, 1, 10, d);
	assert_int_equal(whole.reason, CIPS_REASON_NONE);
	assert_true(d[2].vif > 1e4 && isfinite(d[2].vif));
	assert_close(d[0].importance + d[1].importance + d[2].importance + d[3].importance,
		whole.r_squared, 1e-9);
	assert_close(
		d[0].johnson + d[1].johnson + d[2].johnson + d[3].johnson, whole.r_squared, 1e-6);
}

/* The outcome is one of the predictors under another name. */
static void a_perfect_fit(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, NULL, PEOPLE, PREDICTORS};
	struct cips_driver d[PREDICTORS];

	(void)state;
	fill_people(values, w);
	for (size_t i = 0; i < PEOPLE; i++)
		values[i * WIDTH + 4] = 10 - values[i * WIDTH + 1];
	struct cips_drivers whole = divide(&regression, 1, 40, d);

	assert_close(whole.r_squared, 1, CLOSED_FORM);
	assert_close(d[1].r, -1, CLOSED_FORM);
	assert_true(d[1].rank == 1 && d[1].rank_low == 1 && d[1].rank_high == 1);
	assert_true(whole.r_squared_high <= 1);
}

/* One person in 120 differs in the outcome: in some replicates nobody does. */
static void an_outcome_that_hardly_varies(void **state)
{
	double values[PEOPLE * WIDTH], w[PEOPLE];
	struct rows regression = {values, NULL, PEOPLE, PREDICTORS};
	struct cips_driver d[PREDICTORS];

	(void)state;
	fill_people(values, w);
	for (size_t i = 0; i < PEOPLE; i++)
		values[i * WIDTH + 4] = i == 17;
	struct cips_drivers whole = divide(&regression, 1, 1000, d);

	assert_int_equal(whole.reason, CIPS_REASON_NONE);
	/* (1 - 1/120)^120 = 0.366 of them */
	assert_in_range(whole.replicates, 580, 690);
	for (size_t k = 0; k < PREDICTORS; k++)
		assert_true(isfinite(d[k].share_high) && d[k].share_low >= 0);
}

/* More predictors than orders can be averaged for: Johnson's weights. */
static void many_predictors(void **state)
{
	enum { MANY = 15, ROWS = 400 };
	double *values = calloc((size_t)ROWS * (MANY + 1), sizeof(*values));
	struct rows regression = {values, NULL, ROWS, MANY};
	struct cips_driver d[MANY];
	double sum = 0;

	(void)state;
	assert_non_null(values);
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t k = 0; k < MANY; k++)
			values[i * (MANY + 1) + k] = (double)((i * (2 * k + 37) + k * i * i) % 101);
		values[i * (MANY + 1) + MANY] =
			values[i * (MANY + 1)] + values[i * (MANY + 1) + 3] + (double)(i * 53 % 47);
	}
	struct cips_drivers whole = divide(&regression, 1, 20, d);

	assert_int_equal(whole.reason, CIPS_REASON_NONE);
	assert_false(whole.lmg);
	for (size_t k = 0; k < MANY; k++) {
		assert_true(d[k].importance == d[k].johnson);
		sum += d[k].importance;
	}
	assert_close(sum, whole.r_squared, MATRIX);
	assert_true(d[0].rank <= 2 && d[3].rank <= 2);
	free(values);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* 1,000 replicates of 20,000 people and ten predictors in less than five seconds. */
static void a_thousand_replicates_are_quick(void **state)
{
	enum { ROWS = 20000, FACTORS = 10 };
	double *values = calloc((size_t)ROWS * (FACTORS + 1), sizeof(*values));
	struct rows regression = {values, NULL, ROWS, FACTORS};
	struct cips_driver d[FACTORS];

	(void)state;
	assert_non_null(values);
	for (size_t i = 0; i < (size_t)ROWS * (FACTORS + 1); i++)
		values[i] = ((unsigned)i * 2654435761u >> 8) % 13 / 1.2;
	double start = seconds();
	struct cips_drivers whole = divide(&regression, 1, 1000, d);
	double taken = seconds() - start;

	print_message("# %.1f ms\n", taken * 1000);
	assert_int_equal(whole.replicates, 1000);
	assert_true(taken < 5);
	free(values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_as_gsl),
		cmocka_unit_test(importance_of_swiss_fertility),
		cmocka_unit_test(importance_as_lm),
		cmocka_unit_test(intervals_as_in_r),
		cmocka_unit_test(one_seed_one_answer),
		cmocka_unit_test(one_processor_or_many),
		cmocka_unit_test(scale_does_not_matter),
		cmocka_unit_test(importance_without_overlap),
		cmocka_unit_test(bad_data_has_a_reason),
		cmocka_unit_test(a_constant_predictor_is_left_out),
		cmocka_unit_test(collinear_predictors_are_named),
		cmocka_unit_test(a_perfect_fit),
		cmocka_unit_test(an_outcome_that_hardly_varies),
		cmocka_unit_test(many_predictors),
		cmocka_unit_test(a_thousand_replicates_are_quick),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
