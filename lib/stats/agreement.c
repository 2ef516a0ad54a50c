/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Edge cases: a unit of one counts between units and nowhere else; without variance within units F
 * is no number; units of equal means have an ICC(1) below zero and no ICC(2).
 */
#include "stats/agreement.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "stats/fdist.h"

/* What the units add up to. */
struct sums {
	double squares; /* of their sizes */
	double mean;
	double between;
	double within;
};

static struct sums sum_up(const struct cips_moments *units, size_t n, size_t people)
{
	struct sums sums = {0};
	double origin = 0;

	for (size_t u = 0; u < n; u++)
		if (units[u].n)
			origin = units[u].mean;
	for (size_t u = 0; u < n; u++) {
		double size = (double)units[u].n;

		sums.squares += size * size;
		sums.mean += size * (units[u].mean - origin) / (double)people;
		sums.within += units[u].ss;
	}
	sums.mean += origin;
	for (size_t u = 0; u < n; u++) {
		double deviation = units[u].mean - sums.mean;

		sums.between += (double)units[u].n * deviation * deviation;
	}
	return sums;
}

/* The interval of ICC(1) from one limit of F. */
static double icc_of(double f, double k0)
{
	return (f - 1) / (f + k0 - 1);
}

static void compare_squares(struct cips_unit_variance *v, const struct sums *sums)
{
	double df1 = (double)v->units - 1, df2 = (double)(v->n - v->units);
	double between = sums->between / df1, within = sums->within / df2;

	/* equal means of different sums differ in their last digits */
	v->f = between > 1e-24 * within ? between / within : 0;
	v->p = cips_stats_f_upper(v->f, df1, df2);
	v->icc1 = icc_of(v->f, v->k0);
	v->low = icc_of(v->f / cips_stats_f_quantile(0.025, df1, df2), v->k0);
	v->high = icc_of(v->f / cips_stats_f_quantile(0.975, df1, df2), v->k0);
	v->has_icc2 = v->f > 0;
	if (v->has_icc2)
		v->icc2 = 1 - 1 / v->f;
}

struct cips_unit_variance cips_stats_unit_variance(const struct cips_moments *units, size_t n)
{
	struct cips_unit_variance v = {.reason = CIPS_REASON_NONE};

	for (size_t u = 0; u < n; u++) {
		v.units += units[u].n > 0;
		v.n += units[u].n;
	}
	if (v.units < 2) {
		v.reason = CIPS_REASON_NO_VALUES;
		return v;
	}
	struct sums sums = sum_up(units, n, v.n);

	v.k0 = ((double)v.n - sums.squares / (double)v.n) / ((double)v.units - 1);
	if (v.n == v.units)
		v.reason = CIPS_REASON_ONE_VALUE;
	else if (!(sums.within > 0))
		v.reason = CIPS_REASON_NO_VARIANCE;
	else
		compare_squares(&v, &sums);
	return v;
}

/* One item in one unit. */
struct spread {
	double ratio; /* s^2 / sigma^2 */
	double ad;
};

/* The variance of a choice taken at random. */
static double null_variance(const struct cips_item_counts *item)
{
	double mean = 0, square = 0;

	for (size_t c = 0; c < item->choices; c++)
		mean += item->value[c] / (double)item->choices;
	for (size_t c = 0; c < item->choices; c++)
		square += (item->value[c] - mean) * (item->value[c] - mean);
	return square / (double)item->choices;
}

/* For two people or more. Sums run about an answer that was given, so that equal ones leave zeros. */
static struct spread spread_of(const struct cips_item_counts *item, size_t n)
{
	struct spread spread = {0};
	double mean = 0, square = 0, origin = 0;

	for (size_t c = 0; c < item->choices; c++)
		if (item->count[c])
			origin = item->value[c];
	for (size_t c = 0; c < item->choices; c++)
		mean += (double)item->count[c] * (item->value[c] - origin) / (double)n;
	for (size_t c = 0; c < item->choices; c++) {
		double deviation = item->value[c] - origin - mean, count = (double)item->count[c];

		square += count * deviation * deviation;
		spread.ad += count * fabs(deviation) / (double)n;
	}
	spread.ratio = square / (double)(n - 1) / null_variance(item);
	return spread;
}

static size_t people_of(const struct cips_item_counts *item)
{
	size_t n = 0;

	for (size_t c = 0; c < item->choices; c++)
		n += item->count[c];
	return n;
}

struct cips_agreement cips_stats_agreement(const struct cips_item_counts *items, size_t k)
{
	struct cips_agreement a = {.reason = CIPS_REASON_NONE};
	size_t n = k ? people_of(&items[0]) : 0;
	double ratio = 0, count = (double)k;

	if (n < 2) {
		a.reason = n ? CIPS_REASON_ONE_VALUE : CIPS_REASON_NO_VALUES;
		return a;
	}
	for (size_t j = 0; j < k; j++) {
		assert(people_of(&items[j]) == n);
		struct spread spread = spread_of(&items[j], n);

		ratio += spread.ratio / count;
		a.ad_mean += spread.ad / count;
	}
	a.below_zero = ratio > 1;
	if (!a.below_zero)
		a.rwg_j = count * (1 - ratio) / (count * (1 - ratio) + ratio);
	return a;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

double cips_stats_median(double *values, size_t n)
{
	assert(n > 0);
	qsort(values, n, sizeof(*values), by_size);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

enum cips_culture cips_stats_culture(const struct cips_unit_variance *v, const double *rwg_j)
{
	if (v->reason != CIPS_REASON_NONE)
		return CIPS_CULTURE_UNDECIDED;
	if (v->low <= 0)
		return CIPS_CULTURE_NO_EVIDENCE;
	if (!rwg_j)
		return CIPS_CULTURE_UNDECIDED;
	return *rwg_j >= CIPS_RWG_AGREES ? CIPS_CULTURE_UNIT : CIPS_CULTURE_DIFFERENT;
}

const char *cips_stats_culture_name(enum cips_culture culture)
{
	static const char *const names[] = {
		[CIPS_CULTURE_UNDECIDED] = "undecided",
		[CIPS_CULTURE_UNIT] = "unit_culture",
		[CIPS_CULTURE_DIFFERENT] = "units_differ",
		[CIPS_CULTURE_NO_EVIDENCE] = "no_evidence",
	};

	assert((size_t)culture < sizeof(names) / sizeof(names[0]));
	return names[culture];
}
