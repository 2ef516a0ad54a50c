/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raking, on classes of people: those with the same cells and the same weight at first keep equal
 * weights throughout, so that a million people cost no more than the combinations that occur.
 *
 * Edge cases: a cell whose weights vanish (they underflow when the margins can only be met by
 * nobody) ends the raking; rounding may leave a class 1e-9 beyond a bound.
 */
#include "stats/weight.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
	MOST_ROUNDS = 10000,
	STALLED_ROUNDS = 200,
	MOST_TRIMS = 50,
};

#define STALLED 0.9
#define BOUND_TOLERANCE 1e-9

struct classes {
	size_t n;
	size_t n_margins;
	int32_t *cell; /* n x n_margins */
	double *weight;
	double *people;
	uint32_t *of; /* by person, NO_CLASS for a weight of 0 */
};

#define NO_CLASS UINT32_MAX

/* --- classes ----------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ (hash >> 32);
}

static uint64_t hash_of(const int32_t *cell, size_t n_margins, double weight)
{
	uint64_t bits;

	memcpy(&bits, &weight, sizeof(bits));
	uint64_t hash = mix(0, bits);

	for (size_t m = 0; m < n_margins; m++)
		hash = mix(hash, (uint64_t)cell[m]);
	return hash;
}

/* Classes by hash: an open table of class numbers plus 1, at most half full. */
struct table {
	uint32_t *slots;
	size_t size; /* a power of 2 */
};

static bool same_class(const struct classes *c, size_t k, const int32_t *cell, double weight)
{
	return memcmp(&c->weight[k], &weight, sizeof(weight)) == 0 &&
		memcmp(c->cell + k * c->n_margins, cell, c->n_margins * sizeof(*cell)) == 0;
}

static uint32_t *find_slot(
	const struct table *table, const struct classes *c, const int32_t *cell, double weight)
{
	size_t at = hash_of(cell, c->n_margins, weight) & (table->size - 1);

	while (table->slots[at] && !same_class(c, table->slots[at] - 1, cell, weight))
		at = (at + 1) & (table->size - 1);
	return &table->slots[at];
}

static void grow(struct table *table, struct classes *c)
{
	if (2 * (c->n + 1) <= table->size)
		return;
	table->size = table->size ? 4 * table->size : 1024;
	size_t room = table->size / 2;

	c->cell = cips_realloc(c->cell, room * c->n_margins, sizeof(*c->cell));
	c->weight = cips_realloc(c->weight, room, sizeof(*c->weight));
	c->people = cips_realloc(c->people, room, sizeof(*c->people));
	free(table->slots);
	table->slots = cips_calloc(table->size, sizeof(*table->slots));
	for (size_t k = 0; k < c->n; k++)
		*find_slot(table, c, c->cell + k * c->n_margins, c->weight[k]) = (uint32_t)k + 1;
}

static struct classes find_classes(
	const struct cips_margin *margins, size_t n_margins, const double *weight, size_t n)
{
	struct classes c = {.n_margins = n_margins, .of = cips_malloc((n + 1) * sizeof(*c.of))};
	struct table table = {0};
	int32_t *cell = cips_calloc(n_margins, sizeof(*cell));

	for (size_t i = 0; i < n; i++) {
		assert(weight[i] >= 0 && isfinite(weight[i]));
		c.of[i] = NO_CLASS;
		if (weight[i] <= 0)
			continue;
		for (size_t m = 0; m < n_margins; m++)
			cell[m] = margins[m].cell[i];
		grow(&table, &c);
		uint32_t *slot = find_slot(&table, &c, cell, weight[i]);

		if (!*slot) {
			memcpy(c.cell + c.n * n_margins, cell, n_margins * sizeof(*cell));
			c.weight[c.n] = weight[i];
			c.people[c.n] = 0;
			*slot = (uint32_t)++c.n;
		}
		c.of[i] = *slot - 1;
		c.people[*slot - 1]++;
	}
	free(cell);
	free(table.slots);
	return c;
}

static void release(struct classes *c)
{
	free(c->cell);
	free(c->weight);
	free(c->people);
	free(c->of);
}

/* --- raking ------------------------------------------------------------------------------------ */

static void add_up(const struct classes *c, const struct cips_margin *margin, size_t m, double *sum)
{
	memset(sum, 0, margin->n_cells * sizeof(*sum));
	for (size_t k = 0; k < c->n; k++)
		sum[c->cell[k * c->n_margins + m]] += c->people[k] * c->weight[k];
}

/* One round over the margins; false when a cell has no weight left. */
static bool adjust(struct classes *c, const struct cips_margin *margins, double *sum)
{
	for (size_t m = 0; m < c->n_margins; m++) {
		add_up(c, &margins[m], m, sum);
		for (size_t k = 0; k < c->n; k++) {
			int32_t cell = c->cell[k * c->n_margins + m];

			if (!(sum[cell] > 0))
				return false;
			c->weight[k] *= margins[m].target[cell] / sum[cell];
		}
	}
	return true;
}

/* Where the weights are farthest from the margins. */
static void measure(const struct classes *c, const struct cips_margin *margins, double *sum,
	struct cips_calibration *result)
{
	result->error = 0;
	for (size_t m = 0; m < c->n_margins; m++) {
		add_up(c, &margins[m], m, sum);
		for (size_t k = 0; k < c->n; k++) {
			size_t cell = (size_t)c->cell[k * c->n_margins + m];
			double target = margins[m].target[cell];
			double error = fabs(sum[cell] - target) / target;

			if (error <= result->error)
				continue;
			result->error = error;
			result->margin = m;
			result->cell = cell;
		}
	}
}

static bool rake(struct classes *c, const struct cips_margin *margins, double *sum,
	struct cips_calibration *result)
{
	double before = INFINITY;

	for (size_t round = 1; round <= MOST_ROUNDS; round++) {
		bool whole = adjust(c, margins, sum);

		result->iterations++;
		measure(c, margins, sum, result);
		if (!whole)
			return false;
		if (result->error <= CIPS_MARGIN_TOLERANCE)
			return true;
		if (round % STALLED_ROUNDS)
			continue;
		if (result->error > STALLED * before)
			return false;
		before = result->error;
	}
	return false;
}

/* --- trimming ---------------------------------------------------------------------------------- */

struct bounds {
	double low;
	double high;
	double total; /* of all weights */
};

static bool within_bounds(const struct classes *c, const struct bounds *bounds)
{
	for (size_t k = 0; k < c->n; k++)
		if (c->weight[k] < bounds->low * (1 - BOUND_TOLERANCE) ||
			c->weight[k] > bounds->high * (1 + BOUND_TOLERANCE))
			return false;
	return true;
}

/* Sets what is beyond a bound to it; the sum of the weights there and of the others. */
static void clip(struct classes *c, const struct bounds *bounds, double *bound, double *free_sum)
{
	*bound = *free_sum = 0;
	for (size_t k = 0; k < c->n; k++) {
		c->weight[k] = fmin(fmax(c->weight[k], bounds->low), bounds->high);
		bool inside = c->weight[k] > bounds->low && c->weight[k] < bounds->high;

		*(inside ? free_sum : bound) += c->people[k] * c->weight[k];
	}
}

/* Shares out over the others what clipping took or added; ends with all weights in the bounds. */
static void trim_weights(struct classes *c, const struct bounds *bounds)
{
	double bound, free_sum;

	for (int round = 0; round < MOST_TRIMS; round++) {
		clip(c, bounds, &bound, &free_sum);
		double factor = free_sum > 0 ? (bounds->total - bound) / free_sum : 1;

		if (factor <= 0 || fabs(factor - 1) <= BOUND_TOLERANCE)
			return;
		for (size_t k = 0; k < c->n; k++)
			if (c->weight[k] > bounds->low && c->weight[k] < bounds->high)
				c->weight[k] *= factor;
	}
	clip(c, bounds, &bound, &free_sum);
}

static void trim_and_rake(struct classes *c, const struct cips_margin *margins, double *sum,
	const struct cips_trim *trim, struct cips_calibration *result)
{
	struct bounds bounds = {0};
	double people = 0;

	for (size_t k = 0; k < c->n; k++) {
		bounds.total += c->people[k] * c->weight[k];
		people += c->people[k];
	}
	bounds.low = trim->low * (bounds.total / people);
	bounds.high = trim->high * (bounds.total / people);
	for (int round = 1; round < MOST_TRIMS && !within_bounds(c, &bounds); round++) {
		trim_weights(c, &bounds);
		rake(c, margins, sum, result);
	}
	if (!within_bounds(c, &bounds))
		trim_weights(c, &bounds);
	measure(c, margins, sum, result);
	for (size_t k = 0; k < c->n; k++)
		if (c->weight[k] <= bounds.low * (1 + BOUND_TOLERANCE) ||
			c->weight[k] >= bounds.high * (1 - BOUND_TOLERANCE))
			result->trimmed += (size_t)c->people[k];
}

struct cips_calibration cips_stats_calibrate(const struct cips_margin *margins, size_t n_margins,
	const struct cips_trim *trim, double *weight, size_t n)
{
	struct cips_calibration result = {0};
	size_t most = 0;

	assert(n_margins > 0 && n < NO_CLASS);
	struct classes c = find_classes(margins, n_margins, weight, n);

	for (size_t m = 0; m < n_margins; m++)
		most = margins[m].n_cells > most ? margins[m].n_cells : most;
	double *sum = cips_calloc(most, sizeof(*sum));

	result.converged = c.n > 0 && rake(&c, margins, sum, &result);
	if (result.converged && trim)
		trim_and_rake(&c, margins, sum, trim, &result);
	for (size_t i = 0; i < n; i++)
		weight[i] = c.of[i] == NO_CLASS ? 0 : c.weight[c.of[i]];
	free(sum);
	release(&c);
	return result;
}

/* --- what unequal weights cost ----------------------------------------------------------------- */

struct cips_weight_loss cips_stats_weight_loss(const double *weight, size_t n)
{
	struct cips_weight_loss loss = {0};
	double squares = 0;

	for (size_t i = 0; i < n; i++) {
		if (weight[i] <= 0)
			continue;
		loss.smallest = loss.n ? fmin(loss.smallest, weight[i]) : weight[i];
		loss.largest = fmax(loss.largest, weight[i]);
		loss.n++;
		loss.sum += weight[i];
	}
	for (size_t i = 0; i < n; i++)
		if (weight[i] > 0)
			squares += (weight[i] / loss.sum) * (weight[i] / loss.sum);
	if (loss.n == 0)
		return loss;
	loss.n_effective = 1 / squares;
	loss.deff = (double)loss.n * squares;
	return loss;
}
