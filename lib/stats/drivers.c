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
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
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
/* Rows that are read for all strips before the next ones are, so that they come from the nearest cache. */
enum { BLOCK = 64 };

/* The regression without the predictors that do not vary, and what it needs on the way. */
struct work {
	const struct cips_regression *from;
	size_t place[CIPS_DRIVERS_MOST]; /* of each predictor that varies, among all */
	size_t used;
	size_t size;	 /* used + 1 */
	size_t step;	 /* from one row to the next */
	uint32_t *drawn; /* rows of a replicate */
	double correlation[MOST * MOST];
	struct cips_importance *importance;
	/* by replicate that can be used */
	double *r_squared;
	double *importances; /* by driver, then replicate */
	double *shares;
	double *ranks;
	size_t replicates;
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
static void correlate(struct work *work, const struct sample *sample)
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

			work->correlation[a * size + b] = !both ? 0
				: a == b			? 1
								: covariance / (sd[a] * sd[b]);
		}
	}
}

/* Importance of the predictors that vary; returns R^2. */
static double divide(struct work *work, double *importance)
{
	if (work->used <= CIPS_DRIVERS_MOST_LMG)
		return cips_stats_lmg(work->importance, work->correlation, importance);
	return cips_stats_johnson(work->importance, work->correlation, importance, NULL, NULL);
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

/* Draws as many rows as there are. */
static struct sample draw(struct work *work, struct cips_twister *twister, unsigned *count)
{
	size_t n = 0;

	cips_stats_twister_draw(twister, work->from->n, count);
	for (size_t i = 0; i < work->from->n; i++) {
		work->drawn[n] = (uint32_t)i;
		n += count[i] > 0;
	}
	return (struct sample){count, work->drawn, n};
}

static void keep_replicate(
	struct work *work, size_t room, double r_squared, const double *importance)
{
	size_t at = work->replicates++;

	work->r_squared[at] = r_squared;
	for (size_t k = 0; k < work->used; k++) {
		work->importances[k * room + at] = importance[k];
		work->shares[k * room + at] = importance[k] / r_squared;
		work->ranks[k * room + at] = rank_of(importance, work->used, k);
	}
}

static void replicate(struct work *work, unsigned long seed, size_t replicates)
{
	struct cips_twister twister;
	unsigned *count = cips_calloc(work->from->n, sizeof(*count));
	double importance[CIPS_DRIVERS_MOST];

	work->drawn = cips_calloc(work->from->n, sizeof(*work->drawn));
	cips_stats_twister_set(&twister, seed);
	for (size_t b = 0; b < replicates; b++) {
		struct sample sample = draw(work, &twister, count);

		correlate(work, &sample);
		double r_squared = divide(work, importance);

		if (r_squared > NO_FIT)
			keep_replicate(work, replicates, r_squared, importance);
	}
	free(work->drawn);
	free(count);
}

static void take_intervals(
	struct work *work, size_t room, struct cips_driver *drivers, struct cips_drivers *whole)
{
	size_t n = work->replicates;

	whole->replicates = n;
	if (n < 2)
		return;
	cips_stats_percentiles(work->r_squared, n, &whole->r_squared_low, &whole->r_squared_high);
	for (size_t k = 0; k < work->used; k++) {
		struct cips_driver *d = &drivers[work->place[k]];

		cips_stats_percentiles(
			work->importances + k * room, n, &d->importance_low, &d->importance_high);
		cips_stats_percentiles(work->shares + k * room, n, &d->share_low, &d->share_high);
		cips_stats_percentiles(work->ranks + k * room, n, &d->rank_low, &d->rank_high);
	}
}

static void bootstrap(struct work *work, unsigned long seed, size_t replicates,
	struct cips_driver *drivers, struct cips_drivers *whole)
{
	if (replicates == 0)
		return;
	work->r_squared = cips_calloc(replicates, sizeof(double));
	work->importances = cips_calloc(replicates, work->used * sizeof(double));
	work->shares = cips_calloc(replicates, work->used * sizeof(double));
	work->ranks = cips_calloc(replicates, work->used * sizeof(double));
	replicate(work, seed, replicates);
	take_intervals(work, replicates, drivers, whole);
	free(work->r_squared);
	free(work->importances);
	free(work->shares);
	free(work->ranks);
}

/* --- the sample itself ---------------------------------------------------------------------- */

static void estimate(struct work *work, struct cips_driver *drivers, struct cips_drivers *whole)
{
	double importance[CIPS_DRIVERS_MOST], johnson[CIPS_DRIVERS_MOST];
	double beta[CIPS_DRIVERS_MOST], vif[CIPS_DRIVERS_MOST];
	double n = (double)work->from->n, used = (double)work->used;

	whole->r_squared = divide(work, importance);
	cips_stats_johnson(work->importance, work->correlation, johnson, beta, vif);
	whole->used = work->used;
	whole->lmg = work->used <= CIPS_DRIVERS_MOST_LMG;
	whole->r_squared_adjusted = 1 - (1 - whole->r_squared) * (n - 1) / (n - used - 1);
	for (size_t k = 0; k < work->used; k++) {
		struct cips_driver *d = &drivers[work->place[k]];

		d->importance = importance[k];
		d->johnson = johnson[k];
		d->r = work->correlation[k * work->size + work->used];
		d->beta = beta[k];
		d->vif = vif[k];
		d->rank = rank_of(importance, work->used, k);
	}
}

static enum cips_reason divide_all(struct work *work, unsigned long seed, size_t replicates,
	struct cips_driver *drivers, struct cips_drivers *whole)
{
	if (work->from->n == 0)
		return CIPS_REASON_NO_VALUES;
	if (work->from->n == 1)
		return CIPS_REASON_ONE_VALUE;
	enum cips_reason reason = take_columns(work, drivers);

	if (reason)
		return reason;
	work->importance = cips_stats_importance_new(work->used);
	correlate(work, &(struct sample){.n = work->from->n});
	size_t collinear = cips_stats_collinear(work->importance, work->correlation);

	if (collinear < work->used) {
		whole->collinear = work->place[collinear];
		return CIPS_REASON_COLLINEAR;
	}
	estimate(work, drivers, whole);
	bootstrap(work, seed, replicates, drivers, whole);
	return CIPS_REASON_NONE;
}

struct cips_drivers cips_stats_drivers(const struct cips_regression *regression, unsigned long seed,
	size_t replicates, struct cips_driver *drivers)
{
	struct cips_drivers whole = {.reason = CIPS_REASON_NONE};
	struct work *work = cips_calloc(1, sizeof(*work));

	assert(regression->predictors >= 1 && regression->predictors <= CIPS_DRIVERS_MOST);
	work->from = regression;
	work->step = cips_stats_drivers_row(regression->predictors);
	for (size_t k = 0; k < regression->predictors; k++)
		drivers[k] = (struct cips_driver){.reason = CIPS_REASON_NONE};
	whole.reason = divide_all(work, seed, replicates, drivers, &whole);
	for (size_t k = 0; k < regression->predictors && whole.reason; k++)
		if (!drivers[k].reason)
			drivers[k].reason = whole.reason;
	cips_stats_importance_free(work->importance);
	free(work);
	return whole;
}
