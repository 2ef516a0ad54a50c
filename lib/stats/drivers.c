/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Relative importance with the bootstrap of Efron and Tibshirani (1993, chapter 13): rows are drawn,
 * so that predictors are as random as the outcome (relaimpo's default).
 *
 * Invariants:
 * - The rows are standardized once, by the moments of all of them: a replicate then needs one pass
 *   over the rows it drew, and its sums stay near the size of n.
 * - A replicate is a count for each row, added in row order: the same draws give the same bits.
 * - Behind the outcome of a standardized row stands a 1, so that its sums of products with the
 *   others are theirs, and then a 0 where it takes one for an even width.
 */
#include "stats/drivers.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/parallel.h"
#include "stats/importance.h"
#include "stats/quantile.h"
#include "stats/twister.h"

/* Less than this of a standardized variance is rounding: the variable is constant. */
#define CONSTANT 1e-12
/* Under this R^2 there is nothing to divide. */
#define NO_FIT 1e-12

enum { MOST = CIPS_DRIVERS_MOST + 1 };
/* The most that a row is wide. */
enum { WIDEST = (MOST + 2) / 2 * 2, WIDEST_STRIP = 6 };
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));
/* Rows that are read for all strips before the next are, so that they are in the nearest cache. */
enum { BLOCK = 64 };

/* The regression without the predictors that do not vary, and what it needs on the way. */
struct work {
	const struct cips_regression *from;
	size_t place[CIPS_DRIVERS_MOST]; /* of each predictor that varies, among all */
	size_t used;
	size_t size; /* used + 1 */
	size_t step; /* from one row to the next */
	unsigned long seed;
	size_t replicates;
	pthread_mutex_t turn; /* of who draws the next replicate */
	struct cips_twister twister;
	size_t next;
	double *r_squared;   /* by replicate */
	double *importances; /* by driver, then replicate, as are the others */
	double *shares;
	double *ranks;
};

/* What it takes to divide the R^2 of one sample after the other. */
struct bench {
	double correlation[MOST * MOST];
	struct cips_importance *importance;
	unsigned *count; /* of a replicate, by row */
	uint32_t *drawn; /* the rows that there are any of */
};

static double weight_of(const struct work *work, size_t row)
{
	return work->from->w ? work->from->w[row] : 1;
}

/* The moments of one column. */
static struct cips_moments column_moments(
	const struct cips_regression *from, size_t column, double *y, const int32_t *one_group)
{
	struct cips_moments moments;
	size_t step = cips_stats_drivers_row(from->predictors);

	for (size_t i = 0; i < from->n; i++)
		y[i] = from->rows[i * step + column];
	cips_stats_moments(y, from->w, one_group, from->n, &moments, 1);
	return moments;
}

/* Standardizes the columns that vary, and the outcome behind them, to the head of each row. */
static void standardize(struct work *work, const struct cips_moments *moments)
{
	const struct cips_regression *from = work->from;
	size_t column[MOST];
	double sd[MOST];

	for (size_t k = 0; k < work->size; k++) {
		column[k] = k < work->used ? work->place[k] : from->predictors;
		sd[k] = sqrt(moments[column[k]].ss / moments[column[k]].sum_w);
	}
	for (size_t i = 0; i < from->n; i++) {
		double *row = from->rows + i * work->step;

		for (size_t k = 0; k < work->size; k++)
			row[k] = (row[column[k]] - moments[column[k]].mean) / sd[k];
		row[work->size] = 1;
		if (work->size + 1 < work->step)
			row[work->size + 1] = 0;
	}
}

static bool varies(const struct cips_moments *moments)
{
	return moments->low < moments->high && moments->ss > 0;
}

/* Finds the predictors that vary, and standardizes them and the outcome. */
static enum cips_reason take_columns(struct work *work, struct cips_driver *drivers)
{
	const struct cips_regression *from = work->from;
	double *y = cips_calloc(from->n, sizeof(*y));
	int32_t *one_group = cips_calloc(from->n, sizeof(*one_group));
	struct cips_moments moments[MOST];
	enum cips_reason reason = CIPS_REASON_NONE;

	for (size_t k = 0; k <= from->predictors; k++)
		moments[k] = column_moments(from, k, y, one_group);
	for (size_t k = 0; k < from->predictors; k++) {
		drivers[k].reason =
			varies(&moments[k]) ? CIPS_REASON_NONE : CIPS_REASON_NO_VARIANCE;
		if (!drivers[k].reason)
			work->place[work->used++] = k;
	}
	work->size = work->used + 1;
	if (!varies(&moments[from->predictors]) || work->used == 0)
		reason = CIPS_REASON_NO_VARIANCE;
	else if (from->n <= work->size)
		reason = CIPS_REASON_FEW_VALUES;
	free(y);
	free(one_group);
	if (!reason)
		standardize(work, moments);
	return reason;
}

/* --- correlations --------------------------------------------------------------------------- */

/* Some rows: how many of each, and those of which there are any. */
struct sample {
	const unsigned *count; /* NULL: all rows once */
	const uint32_t *drawn;
	size_t n;
};

/* Some rows that are near at hand, and how much each counts. */
struct block {
	const double *row[BLOCK];
	double w[BLOCK];
	size_t n;
};

static void take_block(
	const struct work *work, const struct sample *sample, size_t from, struct block *block)
{
	block->n = sample->n - from < BLOCK ? sample->n - from : BLOCK;
	for (size_t d = 0; d < block->n; d++) {
		size_t i = sample->count ? sample->drawn[from + d] : from + d;

		block->row[d] = work->from->rows + i * work->step;
		block->w[d] = weight_of(work, i) * (sample->count ? sample->count[i] : 1);
	}
}

/*
 * Adds to the sums the weighted products of two numbers of each row, from `a`, with `pairs` pairs of
 * numbers from `b`. The sums of a strip stay in registers, so that its width is to be a constant.
 */
static inline __attribute__((always_inline)) void add_strip(
	const struct block *block, size_t a, size_t b, size_t pairs, double sums[WIDEST][WIDEST])
{
	pair first[WIDEST_STRIP], second[WIDEST_STRIP];

	memcpy(first, &sums[a][b], pairs * sizeof(pair));
	memcpy(second, &sums[a + 1][b], pairs * sizeof(pair));
	for (size_t d = 0; d < block->n; d++) {
		const double *row = block->row[d];
		double left = block->w[d] * row[a], next = block->w[d] * row[a + 1];

		for (size_t p = 0; p < pairs; p++) {
			pair right = *(const pair *)(row + b + 2 * p);

			first[p] += left * right;
			second[p] += next * right;
		}
	}
	memcpy(&sums[a][b], first, pairs * sizeof(pair));
	memcpy(&sums[a + 1][b], second, pairs * sizeof(pair));
}

static void add_strip_of(
	const struct block *block, size_t a, size_t b, size_t pairs, double sums[WIDEST][WIDEST])
{
	switch (pairs) {
	case 1:
		add_strip(block, a, b, 1, sums);
		break;
	case 2:
		add_strip(block, a, b, 2, sums);
		break;
	case 3:
		add_strip(block, a, b, 3, sums);
		break;
	case 4:
		add_strip(block, a, b, 4, sums);
		break;
	case 5:
		add_strip(block, a, b, 5, sums);
		break;
	default:
		add_strip(block, a, b, WIDEST_STRIP, sums);
	}
}

/* The sums of weighted products of a sample: their upper triangle. */
static void add_rows(
	const struct work *work, const struct sample *sample, double sums[WIDEST][WIDEST])
{
	struct block block;

	for (size_t from = 0; from < sample->n; from += BLOCK) {
		take_block(work, sample, from, &block);
		for (size_t a = 0; a <= work->size; a += 2)
			for (size_t b = a; b <= work->size; b += 2 * WIDEST_STRIP)
				add_strip_of(&block, a, b, (work->size - b) / 2 + 1, sums);
	}
}

/* Fills the upper triangle of the correlations; 0 for variables that do not vary in these rows. */
static void correlate(const struct work *work, const struct sample *sample, double *correlation)
{
	double sums[WIDEST][WIDEST] = {{0}}, sd[MOST];
	size_t size = work->size;

	add_rows(work, sample, sums);
	double w = sums[size][size];

	for (size_t a = 0; a < size; a++) {
		double variance = sums[a][a] / w - sums[a][size] / w * (sums[a][size] / w);

		sd[a] = variance > CONSTANT ? sqrt(variance) : 0;
	}
	for (size_t a = 0; a < size; a++) {
		for (size_t b = a; b < size; b++) {
			double covariance =
				sums[a][b] / w - sums[a][size] / w * (sums[b][size] / w);
			bool both = sd[a] > 0 && sd[b] > 0;

			correlation[a * size + b] = !both ? 0
				: a == b		  ? 1
							  : covariance / (sd[a] * sd[b]);
		}
	}
}

/* Importance of the predictors that vary; returns R^2. */
static double divide(const struct work *work, struct bench *bench, double *importance)
{
	if (work->used <= CIPS_DRIVERS_MOST_LMG)
		return cips_stats_lmg(bench->importance, bench->correlation, importance);
	return cips_stats_johnson(bench->importance, bench->correlation, importance, NULL, NULL);
}

/* 1 for the largest; equal ones share the better rank. */
static double rank_of(const double *importance, size_t n, size_t k)
{
	double rank = 1;

	for (size_t i = 0; i < n; i++)
		rank += importance[i] > importance[k];
	return rank;
}

/* --- replicates ----------------------------------------------------------------------------- */

/* Draws as many rows as there are, for the next replicate; false when there is none left. */
static bool draw_next(struct work *work, struct bench *bench, size_t *b)
{
	pthread_mutex_lock(&work->turn);
	*b = work->next;
	bool left = work->next < work->replicates;
	if (left) {
		work->next++;
		cips_stats_twister_draw(&work->twister, work->from->n, bench->count);
	}
	pthread_mutex_unlock(&work->turn);
	return left;
}

/* The rows that were drawn. */
static struct sample sample_of(const struct work *work, struct bench *bench)
{
	size_t n = 0;

	for (size_t i = 0; i < work->from->n; i++) {
		bench->drawn[n] = (uint32_t)i;
		n += bench->count[i] > 0;
	}
	return (struct sample){bench->count, bench->drawn, n};
}

static void replicate(struct work *work, struct bench *bench, size_t b)
{
	double importance[CIPS_DRIVERS_MOST];
	struct sample sample = sample_of(work, bench);

	correlate(work, &sample, bench->correlation);
	work->r_squared[b] = divide(work, bench, importance);
	for (size_t k = 0; k < work->used && work->r_squared[b] > NO_FIT; k++) {
		work->importances[k * work->replicates + b] = importance[k];
		work->shares[k * work->replicates + b] = importance[k] / work->r_squared[b];
		work->ranks[k * work->replicates + b] = rank_of(importance, work->used, k);
	}
}

/* Some of the replicates, which each part draws by turns, in their order. */
static void replicate_part(void *context, size_t part)
{
	struct work *work = context;
	size_t n = work->from->n, b;
	struct bench bench = {.importance = cips_stats_importance_new(work->used),
		.count = cips_calloc(n, sizeof(*bench.count)),
		.drawn = cips_calloc(n, sizeof(*bench.drawn))};

	(void)part;
	while (draw_next(work, &bench, &b))
		replicate(work, &bench, b);
	cips_stats_importance_free(bench.importance);
	free(bench.count);
	free(bench.drawn);
}

/* Moves the values of replicates with something to divide to the head; returns how many these are. */
static size_t keep_divided(const struct work *work, double *values)
{
	size_t n = 0;

	for (size_t b = 0; b < work->replicates; b++)
		if (work->r_squared[b] > NO_FIT)
			values[n++] = values[b];
	return n;
}

static void take_interval(const struct work *work, double *values, double *low, double *high)
{
	cips_stats_percentiles(values, keep_divided(work, values), low, high);
}

static void take_intervals(
	struct work *work, struct cips_driver *drivers, struct cips_drivers *whole)
{
	size_t room = work->replicates;

	for (size_t b = 0; b < room; b++)
		whole->replicates += work->r_squared[b] > NO_FIT;
	if (whole->replicates < 2)
		return;
	for (size_t k = 0; k < work->used; k++) {
		struct cips_driver *d = &drivers[work->place[k]];

		take_interval(work, work->importances + k * room, &d->importance_low,
			&d->importance_high);
		take_interval(work, work->shares + k * room, &d->share_low, &d->share_high);
		take_interval(work, work->ranks + k * room, &d->rank_low, &d->rank_high);
	}
	take_interval(work, work->r_squared, &whole->r_squared_low, &whole->r_squared_high);
}

static void bootstrap(struct work *work, struct cips_driver *drivers, struct cips_drivers *whole)
{
	size_t replicates = work->replicates;

	if (replicates == 0)
		return;
	work->r_squared = cips_calloc(replicates, sizeof(double));
	work->importances = cips_calloc(replicates, work->used * sizeof(double));
	work->shares = cips_calloc(replicates, work->used * sizeof(double));
	work->ranks = cips_calloc(replicates, work->used * sizeof(double));
	pthread_mutex_init(&work->turn, NULL);
	cips_stats_twister_set(&work->twister, work->seed);
	cips_parallel(cips_parallel_parts(), replicate_part, work);
	pthread_mutex_destroy(&work->turn);
	take_intervals(work, drivers, whole);
	free(work->r_squared);
	free(work->importances);
	free(work->shares);
	free(work->ranks);
}

/* --- the sample itself ---------------------------------------------------------------------- */

static void estimate(const struct work *work, struct bench *bench, struct cips_driver *drivers,
	struct cips_drivers *whole)
{
	double importance[CIPS_DRIVERS_MOST], johnson[CIPS_DRIVERS_MOST];
	double beta[CIPS_DRIVERS_MOST], vif[CIPS_DRIVERS_MOST];
	double n = (double)work->from->n, used = (double)work->used;

	whole->r_squared = divide(work, bench, importance);
	cips_stats_johnson(bench->importance, bench->correlation, johnson, beta, vif);
	whole->used = work->used;
	whole->lmg = work->used <= CIPS_DRIVERS_MOST_LMG;
	whole->r_squared_adjusted = 1 - (1 - whole->r_squared) * (n - 1) / (n - used - 1);
	for (size_t k = 0; k < work->used; k++) {
		struct cips_driver *d = &drivers[work->place[k]];

		d->importance = importance[k];
		d->johnson = johnson[k];
		d->r = bench->correlation[k * work->size + work->used];
		d->beta = beta[k];
		d->vif = vif[k];
		d->rank = rank_of(importance, work->used, k);
	}
}

/* The standardized rows as they are; COLLINEAR where a predictor follows from those before it. */
static enum cips_reason divide_sample(
	const struct work *work, struct cips_driver *drivers, struct cips_drivers *whole)
{
	struct bench bench = {.importance = cips_stats_importance_new(work->used)};

	correlate(work, &(struct sample){.n = work->from->n}, bench.correlation);
	size_t collinear = cips_stats_collinear(bench.importance, bench.correlation);
	bool good = collinear == work->used;

	if (good)
		estimate(work, &bench, drivers, whole);
	else
		whole->collinear = work->place[collinear];
	cips_stats_importance_free(bench.importance);
	return good ? CIPS_REASON_NONE : CIPS_REASON_COLLINEAR;
}

static enum cips_reason divide_all(
	struct work *work, struct cips_driver *drivers, struct cips_drivers *whole)
{
	if (work->from->n == 0)
		return CIPS_REASON_NO_VALUES;
	if (work->from->n == 1)
		return CIPS_REASON_ONE_VALUE;
	enum cips_reason reason = take_columns(work, drivers);

	if (!reason)
		reason = divide_sample(work, drivers, whole);
	if (!reason)
		bootstrap(work, drivers, whole);
	return reason;
}

struct cips_drivers cips_stats_drivers(const struct cips_regression *regression, unsigned long seed,
	size_t replicates, struct cips_driver *drivers)
{
	struct cips_drivers whole = {.reason = CIPS_REASON_NONE};
	struct work work = {.from = regression,
		.step = cips_stats_drivers_row(regression->predictors),
		.seed = seed,
		.replicates = replicates};

	assert(regression->predictors >= 1 && regression->predictors <= CIPS_DRIVERS_MOST);
	for (size_t k = 0; k < regression->predictors; k++)
		drivers[k] = (struct cips_driver){.reason = CIPS_REASON_NONE};
	whole.reason = divide_all(&work, drivers, &whole);
	for (size_t k = 0; k < regression->predictors && whole.reason; k++)
		if (!drivers[k].reason)
			drivers[k].reason = whole.reason;
	return whole;
}
