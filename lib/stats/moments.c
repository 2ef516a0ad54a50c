/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments by group in two passes: means, then sums centred on them.
 *
 * Invariants:
 * - Sums run over deviations from the group's first value, so a group of equal values has that very
 *   value as its mean and exact zeros as its centred sums, whatever the weights and the joins.
 * - The mean lies within low...high, and -0 never leaves.
 * - A sum depends only on the rows of its group and their order.
 */
#include "stats/moments.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "base/arena.h"

#define LARGEST_VALUE 1e50
#define SMALLEST_WEIGHT 1e-100
#define LARGEST_WEIGHT 1e100

void cips_stats_start(void)
{
	gsl_set_error_handler_off();
}

/* A sum and the rounding it lost so far (Knuth's two-sum, as Neumaier 1974 uses it). */
struct sum {
	double value;
	double lost;
};

static inline void add(struct sum *sum, double x)
{
	double total = sum->value + x;
	double part = total - sum->value;

	sum->lost += (sum->value - (total - part)) + (x - part);
	sum->value = total;
}

static double total_of(const struct sum *sum)
{
	return sum->value + sum->lost;
}

/* The running sums of one group; the second pass uses the memory of the first again. */
struct tally {
	struct sum w, w2, wy; /* first pass; y is the deviation from the first value */
	struct sum ss, s2, ss2;
};

static double within(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* The weight of row i, 0 when the row counts nowhere. */
static inline double weight_of(const double *w, size_t i)
{
	if (!w)
		return 1;
	assert(w[i] >= 0 && isfinite(w[i]));
	if (w[i] <= 0)
		return 0;
	return within(w[i], SMALLEST_WEIGHT, LARGEST_WEIGHT);
}

/* Until settle_means(), `mean` holds the first value of the group. */
static void sum_values(const double *y, const double *w, const int32_t *group, size_t n,
	struct cips_moments *out, struct tally *tallies)
{
	for (size_t i = 0; i < n; i++) {
		double weight = group[i] < 0 ? 0 : weight_of(w, i);

		if (weight <= 0)
			continue;
		struct cips_moments *m = &out[group[i]];
		struct tally *tally = &tallies[group[i]];
		double value = y[i] + 0.0; /* -0 becomes 0 */

		assert(fabs(value) <= LARGEST_VALUE);
		if (m->n++ == 0)
			m->mean = m->low = m->high = value;
		else if (value < m->low)
			m->low = value;
		else if (value > m->high)
			m->high = value;
		if (weight > m->largest_w)
			m->largest_w = weight;
		add(&tally->wy, weight * (value - m->mean));
		if (w) {
			add(&tally->w, weight);
			add(&tally->w2, weight * weight);
		}
	}
}

static void settle_means(
	struct cips_moments *out, const struct tally *tallies, size_t n_groups, bool weighted)
{
	for (size_t g = 0; g < n_groups; g++) {
		struct cips_moments *m = &out[g];

		if (m->n == 0)
			continue;
		m->sum_w = weighted ? total_of(&tallies[g].w) : (double)m->n;
		m->sum_w2 = weighted ? total_of(&tallies[g].w2) : (double)m->n;
		m->mean += total_of(&tallies[g].wy) / m->sum_w;
		m->mean = within(m->mean, m->low, m->high);
	}
}

static void sum_deviations(const double *y, const double *w, const int32_t *group, size_t n,
	const struct cips_moments *out, struct tally *tallies)
{
	for (size_t i = 0; i < n; i++) {
		double weight = group[i] < 0 ? 0 : weight_of(w, i);

		if (weight <= 0)
			continue;
		struct tally *tally = &tallies[group[i]];
		double deviation = y[i] - out[group[i]].mean;
		double weighted = weight * deviation;

		add(&tally->ss, weighted * deviation);
		if (w) {
			add(&tally->s2, weight * weighted);
			add(&tally->ss2, weighted * weighted);
		}
	}
}

void cips_stats_moments(const double *y, const double *w, const int32_t *group, size_t n,
	struct cips_moments *out, size_t n_groups)
{
	struct tally *tallies;

	if (n_groups == 0)
		return;
	tallies = cips_calloc(n_groups, sizeof(*tallies));
	for (size_t g = 0; g < n_groups; g++)
		out[g] = (struct cips_moments){0};
	sum_values(y, w, group, n, out, tallies);
	settle_means(out, tallies, n_groups, w != NULL);
	sum_deviations(y, w, group, n, out, tallies);
	for (size_t g = 0; g < n_groups; g++) {
		out[g].ss = total_of(&tallies[g].ss);
		out[g].s2 = total_of(&tallies[g].s2);
		out[g].ss2 = w ? total_of(&tallies[g].ss2) : out[g].ss;
	}
	free(tallies);
}

/* The part of a group in the sums of both together, once its mean has moved by `shift`. */
static void add_centred(struct cips_moments *both, const struct cips_moments *part, double shift)
{
	both->ss += part->ss + shift * shift * part->sum_w;
	both->s2 += part->s2 + shift * part->sum_w2;
	both->ss2 += part->ss2 + shift * (2 * part->s2 + shift * part->sum_w2);
}

struct cips_moments cips_stats_join(const struct cips_moments *a, const struct cips_moments *b)
{
	struct cips_moments both = {0};

	if (a->n == 0)
		return *b;
	if (b->n == 0)
		return *a;
	both.n = a->n + b->n;
	both.sum_w = a->sum_w + b->sum_w;
	both.sum_w2 = a->sum_w2 + b->sum_w2;
	both.largest_w = fmax(a->largest_w, b->largest_w);
	both.low = fmin(a->low, b->low);
	both.high = fmax(a->high, b->high);
	both.mean = within(
		a->mean + (b->mean - a->mean) * (b->sum_w / both.sum_w), both.low, both.high);
	add_centred(&both, a, a->mean - both.mean);
	add_centred(&both, b, b->mean - both.mean);
	both.ss2 = fmax(both.ss2, 0);
	return both;
}

struct cips_moments cips_stats_indicator(const struct cips_sums *some, const struct cips_sums *all)
{
	/* nobody and everybody exactly, whatever the order of the sums */
	double p = some->n == all->n ? 1 : some->w / all->w, q = 1 - p;

	return (struct cips_moments){
		.n = all->n,
		.sum_w = all->w,
		.sum_w2 = all->w2,
		.largest_w = all->largest,
		.mean = p,
		.ss = some->w * q * q + (all->w - some->w) * p * p,
		.s2 = some->w2 - p * all->w2,
		.ss2 = some->w2 * q * q + (all->w2 - some->w2) * p * p,
		.low = some->n < all->n ? 0 : 1,
		.high = some->n > 0 ? 1 : 0,
	};
}
