/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distinct values get a number each as they come, in a hash table with open addressing; at the end
 * they are sorted and the numbers of the rows are exchanged for places in that order.
 */
#include "stats/levels.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { FIRST_LOG = 8 };
#define EMPTY UINT32_MAX

/* A distinct value, and the place that it came in. */
struct level {
	double value;
	uint32_t came;
};

struct table {
	struct level *levels; /* in the order they came; room for half as many as slots */
	uint32_t n;
	uint32_t *slots; /* index of a level, or EMPTY */
	unsigned log;	 /* there are 2^log of them */
};

static size_t n_slots(const struct table *table)
{
	return (size_t)1 << table->log;
}

/* The high bits of a product: the low ones know nothing of a short number's mantissa. */
static size_t first_slot(const struct table *table, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	bits *= UINT64_C(
		0x9e3779b97f4a7c15); /* 2^64 over the golden ratio (Knuth, volume 3, 6.4) */
	return (size_t)(bits >> (64 - table->log));
}

/* The slot of a value: it holds its level, or is empty. */
static uint32_t *slot_of(const struct table *table, double value)
{
	size_t s = first_slot(table, value);

	while (table->slots[s] != EMPTY) {
		double other = table->levels[table->slots[s]].value;

		if (!(other < value) && !(other > value))
			break;
		s = (s + 1) & (n_slots(table) - 1);
	}
	return &table->slots[s];
}

static void set_slots(struct table *table, unsigned log)
{
	table->log = log;
	table->slots = cips_realloc(table->slots, n_slots(table), sizeof(*table->slots));
	table->levels = cips_realloc(table->levels, n_slots(table) / 2, sizeof(*table->levels));
	memset(table->slots, 0xff, n_slots(table) * sizeof(*table->slots));
	for (uint32_t l = 0; l < table->n; l++)
		*slot_of(table, table->levels[l].value) = l;
}

static uint32_t level_of(struct table *table, double value)
{
	uint32_t *slot = slot_of(table, value);

	if (*slot != EMPTY)
		return *slot;
	if (table->n == n_slots(table) / 2) {
		set_slots(table, table->log + 1);
		slot = slot_of(table, value);
	}
	table->levels[table->n] = (struct level){value, table->n};
	return *slot = table->n++;
}

static void number_rows(struct table *table, const double *x, size_t n, uint32_t *of)
{
	for (size_t i = 0; i < n; i++) {
		assert(!isnan(x[i]));
		of[i] = level_of(table, x[i] + 0.0); /* -0 becomes 0 */
	}
}

static int by_value(const void *left, const void *right)
{
	const struct level *a = left, *b = right;

	return (a->value > b->value) - (a->value < b->value);
}

struct cips_levels cips_stats_levels(const double *a, size_t n_a, const double *b, size_t n_b)
{
	struct table table = {0};
	struct cips_levels levels = {.of = cips_malloc((n_a + n_b + 1) * sizeof(*levels.of))};

	assert(n_a + n_b < EMPTY);
	set_slots(&table, FIRST_LOG);
	number_rows(&table, a, n_a, levels.of);
	number_rows(&table, b, n_b, levels.of + n_a);
	qsort(table.levels, table.n, sizeof(*table.levels), by_value);

	uint32_t *place = cips_malloc((table.n + 1) * sizeof(*place));

	levels.n = table.n;
	levels.value = cips_malloc((table.n + 1) * sizeof(*levels.value));
	for (uint32_t l = 0; l < table.n; l++) {
		levels.value[l] = table.levels[l].value;
		place[table.levels[l].came] = l;
	}
	for (size_t i = 0; i < n_a + n_b; i++)
		levels.of[i] = place[levels.of[i]];
	free(place);
	free(table.slots);
	free(table.levels);
	return levels;
}

void cips_stats_levels_release(struct cips_levels *levels)
{
	free(levels->value);
	free(levels->of);
	*levels = (struct cips_levels){0};
}
