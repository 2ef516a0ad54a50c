/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/strata_pool.h"

#include "disclosure/mask.h"
#include "tables/mask.h"

#include <stdlib.h>
#include <string.h>

/* Strata on their way together. */
struct pool {
	const struct cips_tables_strata *design;
	size_t n;      /* strata */
	size_t cells;  /* groups of the table that a stratum can have people of */
	size_t *count; /* stratum by stratum */
	bool *pooled;
};

static struct pool new_pool(const struct cips_tables_strata *design, size_t cells)
{
	size_t n = design->strata.n;
	return (struct pool){design, n, cells, cips_calloc(n * cells + 1, sizeof(size_t)),
		cips_calloc(n + 1, sizeof(bool))};
}

static void pool_every(struct pool *pool)
{
	for (size_t h = 0; h < pool->n; h++)
		pool->pooled[h] = true;
}

/* Counts those in cells of the table from `first` on. */
static void count(struct pool *pool, const int32_t *cell, size_t first)
{
	const struct cips_strata *strata = &pool->design->strata;
	for (size_t h = 0; h < pool->n; h++)
		for (size_t k = strata->start[h]; k < strata->start[h + 1]; k++) {
			int32_t c = cell[cips_stratum_person(strata, k)];
			if (c >= 0)
				pool->count[h * pool->cells + first + (size_t)c]++;
		}
}

/*
 * A stratum is the people directly in a unit: what is shown of the unit and of all those in it tells
 * of them.
 */
static void take_hidden(struct pool *pool, const bool *hidden)
{
	const struct cips_groups *units = &pool->design->groups;
	for (size_t g = units->n; g-- > 0;)
		if (hidden[g]) {
			pool->pooled[g] = true;
			if (units->rows[g].parent >= 0)
				pool->pooled[units->rows[g].parent] = true;
		}
}

static bool has_small(const struct pool *pool, const size_t *count, size_t minimum)
{
	for (size_t c = 0; c < pool->cells; c++)
		if (cips_tables_is_small(count[c], minimum))
			return true;
	return false;
}

/* The stratum of the fewest people, but some, that is still by itself; pool->n when there is none. */
static size_t next_one(const struct pool *pool)
{
	size_t next = pool->n;
	for (size_t h = 0; h < pool->n; h++) {
		size_t people = cips_stratum_size(&pool->design->strata, h);
		if (!pool->pooled[h] && people &&
			(next == pool->n ||
				people < cips_stratum_size(&pool->design->strata, next)))
			next = h;
	}
	return next;
}

/* Adds strata until those taken together are several, and no cell of them is small. */
static void complete(struct pool *pool, size_t minimum)
{
	size_t members = 0, *together = cips_calloc(pool->cells + 1, sizeof *together);
	for (size_t h = 0; h < pool->n; h++)
		pool->pooled[h] = pool->pooled[h] ||
			cips_tables_is_small(
				cips_stratum_size(&pool->design->strata, h), minimum) ||
			has_small(pool, &pool->count[h * pool->cells], minimum);
	for (size_t h = 0; h < pool->n; h++)
		if (pool->pooled[h] && cips_stratum_size(&pool->design->strata, h)) {
			members++;
			for (size_t c = 0; c < pool->cells; c++)
				together[c] += pool->count[h * pool->cells + c];
		}
	while (members && (members == 1 || has_small(pool, together, minimum))) {
		size_t next = next_one(pool);
		if (next == pool->n)
			break;
		pool->pooled[next] = true;
		members++;
		for (size_t c = 0; c < pool->cells; c++)
			together[c] += pool->count[next * pool->cells + c];
	}
	free(together);
}

/*
 * The headcount of the strata taken together, where it is known of each; those without a known unit,
 * the last one, are in the headcount of some unit.
 */
static double headcount_of(const struct pool *pool)
{
	double sum = 0;
	for (size_t h = 0; h + 1 < pool->n; h++) {
		if (!pool->pooled[h] || !cips_stratum_size(&pool->design->strata, h))
			continue;
		if (!(cips_stratum_fraction(&pool->design->strata, h) > 0))
			return 0;
		sum += pool->design->headcount[h];
	}
	return sum;
}

/* The strata with those that were taken together as one more behind the others. */
static void put_together(
	const struct pool *pool, const struct cips_frame *frame, struct cips_pooled_strata *pooled)
{
	const struct cips_tables_strata *design = pool->design;
	pooled->of = cips_malloc((frame->n + 1) * sizeof *pooled->of);
	pooled->headcount = cips_calloc(pool->n + 1, sizeof *pooled->headcount);
	for (size_t i = 0; i < frame->n; i++)
		pooled->of[i] = pool->pooled[design->of[i]] ? (int32_t)pool->n : design->of[i];
	for (size_t h = 0; h < pool->n; h++)
		pooled->headcount[h] = design->headcount[h];
	pooled->headcount[pool->n] = headcount_of(pool);
	pooled->strata = cips_stats_strata(
		pool->n + 1, pooled->of, pooled->headcount, frame->n, frame->weight);
}

static void hand_out(
	struct pool *pool, const struct cips_frame *frame, struct cips_pooled_strata *pooled)
{
	*pooled = (struct cips_pooled_strata){.strata = pool->design->strata};
	if (memchr(pool->pooled, true, pool->n))
		put_together(pool, frame, pooled);
	free(pool->count);
	free(pool->pooled);
}

void cips_tables_pooled_strata_release(struct cips_pooled_strata *pooled)
{
	if (pooled->of)
		cips_stats_strata_release(&pooled->strata);
	free(pooled->of);
	free(pooled->headcount);
	*pooled = (struct cips_pooled_strata){0};
}

/* --- means ---------------------------------------------------------------------------------- */

/* What a crosstab of the rows by the strata is masked by. */
struct crossed {
	const struct cips_groups *rows;
	const struct cips_groups
		*layers; /* NULL: the rows are units as well, and lie in the strata */
	bool units;	 /* the rows are those of all units */
};

static struct crossed crossed_by(
	const struct cips_tables_strata *design, const struct cips_groups *rows)
{
	bool units = rows->variable && cips_tables_by_unit(rows->variable);
	const struct cips_groups *strata = cips_groups_to_mask_by(&design->groups);
	return units ? (struct crossed){strata, NULL, true} : (struct crossed){rows, strata, false};
}

/* The rows to mask by of respondents, from those of the table; the caller frees it. */
static int32_t *rows_to_mask_by(
	const struct cips_frame *frame, const struct crossed *crossed, const int32_t *row_of)
{
	int32_t *of = cips_malloc((frame->n + 1) * sizeof *of);
	for (size_t i = 0; i < frame->n; i++)
		of[i] = crossed->units && row_of[i] >= 0 ? frame->unit[i] : row_of[i];
	return of;
}

static size_t size_of(const struct crossed *crossed)
{
	return crossed->rows->n * (crossed->layers ? crossed->layers->n : 1);
}

/* The mask of the people of groups, by strata. */
static void mask_people(const struct cips_frame *frame, const struct crossed *crossed,
	const int32_t *row_of, size_t minimum, unsigned char *mask)
{
	size_t *people = cips_calloc(size_of(crossed), sizeof *people);
	int32_t *of = rows_to_mask_by(frame, crossed, row_of);
	cips_tables_grid_count(crossed->rows, crossed->layers, of, frame->n, people);
	cips_tables_grid_mask(crossed->rows, crossed->layers, people, minimum, mask);
	free(people);
	free(of);
}

/* The mask of what they said. */
static void mask_values(const struct cips_frame *frame, const struct crossed *crossed,
	const struct cips_scores *scores, size_t minimum, unsigned char *mask)
{
	struct cips_extremes *said = cips_calloc(size_of(crossed), sizeof *said);
	int32_t *of = rows_to_mask_by(frame, crossed, scores->group);
	cips_tables_grid_said(crossed->rows, crossed->layers, of, scores->value, frame->n, said);
	cips_tables_said_mask(crossed->rows, crossed->layers, said, minimum, mask);
	free(said);
	free(of);
}

/* Marks the groups to mask by of which something is hidden, and of units those that they lie in. */
static void mark_hidden(const struct crossed *crossed, const unsigned char *mask, bool *hidden)
{
	const struct cips_groups *units = crossed->layers ? crossed->layers : crossed->rows;
	size_t step = crossed->layers ? crossed->rows->n : 1;
	for (size_t g = 0; g < units->n; g++)
		hidden[g] = memchr(mask + g * step, CIPS_MASK_SMALL, step) ||
			memchr(mask + g * step, CIPS_MASK_COMPLEMENT, step);
	for (size_t g = units->n; g-- > 1 && !crossed->layers;)
		hidden[units->rows[g].parent] |= hidden[g];
}

/*
 * Marks the strata that a crosstab of the rows by them would not show in full: by people, where it is
 * known who is in a row, by those with a value, and by what they said, unless nobody was asked anything.
 */
static void hide_means(const struct cips_tables_strata *design, const struct cips_frame *frame,
	const struct cips_groups *rows, const struct cips_scores *scores, bool *hidden)
{
	const struct crossed crossed = crossed_by(design, rows);
	unsigned char *mask = cips_calloc(size_of(&crossed), 1);
	bool *wide = cips_calloc(cips_groups_to_mask_by(&design->groups)->n, sizeof *wide);
	if (rows->of)
		mask_people(frame, &crossed, rows->of, design->minimum, mask);
	mask_people(frame, &crossed, scores->group, design->minimum, mask);
	if (scores->value)
		mask_values(frame, &crossed, scores, design->minimum, mask);
	mark_hidden(&crossed, mask, wide);
	for (size_t g = 0; g < design->groups.n; g++)
		hidden[g] = hidden[g] || wide[cips_groups_mask_row(&design->groups, g)];
	free(wide);
	free(mask);
}

void cips_tables_pool_means(const struct cips_tables_strata *design, const struct cips_frame *frame,
	const struct cips_groups *rows, const struct cips_scores *scores,
	const struct cips_scores *other, struct cips_pooled_strata *pooled)
{
	struct pool pool = new_pool(design, 2 * rows->n);
	if (design->together) {
		pool_every(&pool);
	} else if (design->minimum) {
		bool *hidden = cips_calloc(design->groups.n + 1, sizeof *hidden);
		hide_means(design, frame, rows, scores, hidden);
		count(&pool, scores->group, 0);
		if (other) {
			hide_means(design, frame, rows, other, hidden);
			count(&pool, other->group, rows->n);
		}
		take_hidden(&pool, hidden);
		complete(&pool, design->minimum);
		free(hidden);
	}
	hand_out(&pool, frame, pooled);
}

/* --- counts --------------------------------------------------------------------------------- */

/* Whether each stratum has at least the minimum in each cell that has anybody at all. */
static bool all_full(const struct pool *pool, size_t minimum)
{
	for (size_t c = 0; c < pool->cells; c++) {
		size_t people = 0, least = SIZE_MAX;
		for (size_t h = 0; h < pool->n; h++) {
			size_t n = pool->count[h * pool->cells + c];
			people += n;
			if (n < least && cips_stratum_size(&pool->design->strata, h))
				least = n;
		}
		if (people && least < minimum)
			return false;
	}
	return true;
}

void cips_tables_pool_counts(const struct cips_tables_strata *design,
	const struct cips_frame *frame, const int32_t *cell, size_t cells,
	struct cips_pooled_strata *pooled)
{
	struct pool pool = new_pool(design, cells);
	count(&pool, cell, 0);
	if (design->together || !all_full(&pool, design->minimum))
		pool_every(&pool);
	hand_out(&pool, frame, pooled);
}

void cips_tables_pool_all(const struct cips_tables_strata *design, const struct cips_frame *frame,
	struct cips_pooled_strata *pooled)
{
	struct pool pool = new_pool(design, 0);
	if (design->minimum)
		pool_every(&pool);
	hand_out(&pool, frame, pooled);
}
