/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/cross_pooled.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct pool {
	const struct cips_crossing *crossing;
	size_t layer;
	bool *row; /* by group: kept apart */
	bool *column;
};

void cips_tables_pooled_release(struct cips_pooled *pooled)
{
	free(pooled->row);
	free(pooled->column);
	free(pooled->people);
	free(pooled->w);
	free(pooled->w2);
	*pooled = (struct cips_pooled){0};
}

static bool hides(const struct pool *pool, size_t row, size_t column)
{
	const struct cips_crossing *x = pool->crossing;
	return x->mask[cips_crossing_at(x, pool->layer, row, column)] != 0;
}

/* The hidden cells of a kept row among the kept columns. */
static size_t hidden_in_row(const struct pool *pool, size_t row)
{
	size_t n = 0;
	for (size_t c = 1; c < pool->crossing->columns.n; c++)
		n += pool->column[c] && hides(pool, row, c);
	return n;
}

static size_t hidden_in_column(const struct pool *pool, size_t column)
{
	size_t n = 0;
	for (size_t r = 1; r < pool->crossing->rows.n; r++)
		n += pool->row[r] && hides(pool, r, column);
	return n;
}

/* Lets go of the row or column with the most hidden cells; false when none has any. */
static bool let_go(struct pool *pool)
{
	bool *worst = NULL;
	size_t most = 0;
	for (size_t r = 1; r < pool->crossing->rows.n; r++) {
		size_t n = pool->row[r] ? hidden_in_row(pool, r) : 0;
		if (n > most) {
			most = n;
			worst = &pool->row[r];
		}
	}
	for (size_t c = 1; c < pool->crossing->columns.n; c++) {
		size_t n = pool->column[c] ? hidden_in_column(pool, c) : 0;
		if (n > most) {
			most = n;
			worst = &pool->column[c];
		}
	}
	if (worst)
		*worst = false;
	return worst != NULL;
}

/* The groups that are kept apart; how many are not is added to `others`. */
static size_t *keep(const bool *kept, size_t groups, size_t *n, size_t *others)
{
	size_t *list = cips_calloc(groups, sizeof *list);
	*n = 0;
	for (size_t g = 1; g < groups; g++) {
		if (kept[g])
			list[(*n)++] = g;
		else
			(*others)++;
	}
	return list;
}

static struct cips_sums less(struct cips_sums from, const struct cips_sums *what)
{
	from.n -= what->n;
	from.w -= what->w;
	from.w2 -= what->w2;
	return from;
}

/* What a row group (0: all) has outside the kept columns. */
static struct cips_sums left_over(
	const struct pool *pool, const struct cips_pooled *pooled, size_t row)
{
	const struct cips_crossing *x = pool->crossing;
	struct cips_sums sums = x->sums[cips_crossing_at(x, pool->layer, row, 0)];
	assert(!hides(pool, row, 0));
	for (size_t c = 0; c + 1 < pooled->columns; c++)
		sums = less(
			sums, &x->sums[cips_crossing_at(x, pool->layer, row, pooled->column[c])]);
	return sums;
}

/* A cell of a row group (0: all), the last column being the others. */
static struct cips_sums cell_of(
	const struct pool *pool, const struct cips_pooled *pooled, size_t row, size_t c)
{
	const struct cips_crossing *x = pool->crossing;
	if (c + 1 == pooled->columns)
		return left_over(pool, pooled, row);
	assert(!hides(pool, row, pooled->column[c]));
	return x->sums[cips_crossing_at(x, pool->layer, row, pooled->column[c])];
}

static void store(struct cips_pooled *pooled, size_t at, const struct cips_sums *sums)
{
	/* weights that are nothing on paper may leave a rounding error */
	pooled->people[at] = (double)sums->n;
	pooled->w[at] = sums->n ? sums->w : 0;
	pooled->w2[at] = sums->n ? sums->w2 : 0;
}

static void fill(const struct pool *pool, struct cips_pooled *pooled)
{
	size_t size = pooled->rows * pooled->columns;
	pooled->people = cips_calloc(size, sizeof *pooled->people);
	pooled->w = cips_calloc(size, sizeof *pooled->w);
	pooled->w2 = cips_calloc(size, sizeof *pooled->w2);
	for (size_t c = 0; c < pooled->columns; c++) {
		struct cips_sums rest = cell_of(pool, pooled, 0, c);
		for (size_t r = 0; r + 1 < pooled->rows; r++) {
			struct cips_sums cell = cell_of(pool, pooled, pooled->row[r], c);
			store(pooled, r * pooled->columns + c, &cell);
			rest = less(rest, &cell);
		}
		store(pooled, (pooled->rows - 1) * pooled->columns + c, &rest);
	}
}

bool cips_tables_pool(const struct cips_crossing *x, size_t layer, struct cips_pooled *pooled)
{
	*pooled = (struct cips_pooled){0};
	if (!cips_crossing_first(&x->rows) || !cips_crossing_first(&x->columns))
		return false;
	struct pool pool = {.crossing = x,
		.layer = layer,
		.row = cips_calloc(x->rows.n, sizeof(bool)),
		.column = cips_calloc(x->columns.n, sizeof(bool))};
	for (size_t r = 1; r < x->rows.n; r++)
		pool.row[r] = !hides(&pool, r, 0);
	for (size_t c = 1; c < x->columns.n; c++)
		pool.column[c] = !hides(&pool, 0, c);
	while (let_go(&pool))
		;
	pooled->row = keep(pool.row, x->rows.n, &pooled->rows, &pooled->others);
	pooled->column = keep(pool.column, x->columns.n, &pooled->columns, &pooled->others_across);
	bool enough = !hides(&pool, 0, 0) && pooled->rows && pooled->columns;
	pooled->rows++;
	pooled->columns++;
	if (enough)
		fill(&pool, pooled);
	free(pool.row);
	free(pool.column);
	return enough;
}
