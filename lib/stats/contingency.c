/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Independence of rows and columns: Pearson, likelihood ratio, Cramer's V, residuals, and the tests
 * that look at a table in another way (ranks, two proportions).
 */
#include "stats/contingency.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "base/arena.h"

/* The numbers of those that are not 0. */
static size_t keep(const double *sum, size_t n, size_t *kept)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		if (sum[i] > 0)
			kept[found++] = i;
	return found;
}

static void sum_up(struct cips_contingency *t)
{
	t->row = cips_calloc(t->rows + 1, sizeof(*t->row));
	t->column = cips_calloc(t->columns + 1, sizeof(*t->column));
	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c < t->columns; c++) {
			double cell = t->cell[r * t->columns + c];

			t->row[r] += cell;
			t->column[c] += cell;
			t->n += cell;
		}
	}
}

struct cips_contingency cips_stats_contingency(const double *cell, size_t rows, size_t columns)
{
	struct cips_contingency all = {.rows = rows, .columns = columns, .cell = (double *)cell};
	size_t *row = cips_calloc(rows + 1, sizeof(*row));
	size_t *column = cips_calloc(columns + 1, sizeof(*column));

	sum_up(&all);
	struct cips_contingency t = {
		.rows = keep(all.row, rows, row), .columns = keep(all.column, columns, column)};

	t.empty_rows = rows - t.rows;
	t.empty_columns = columns - t.columns;
	t.cell = cips_calloc(t.rows * t.columns + 1, sizeof(*t.cell));
	for (size_t r = 0; r < t.rows; r++)
		for (size_t c = 0; c < t.columns; c++)
			t.cell[r * t.columns + c] = cell[row[r] * columns + column[c]];
	sum_up(&t);
	free(row);
	free(column);
	free(all.row);
	free(all.column);
	return t;
}

void cips_stats_contingency_release(struct cips_contingency *t)
{
	free(t->cell);
	free(t->row);
	free(t->column);
	*t = (struct cips_contingency){0};
}

enum cips_reason cips_stats_untestable(const struct cips_contingency *t)
{
	if (!(t->n > 0))
		return CIPS_REASON_NO_VALUES;
	return t->rows < 2 || t->columns < 2 ? CIPS_REASON_NO_VARIANCE : CIPS_REASON_NONE;
}

/* Sums over the cells, with what small expected counts there are. */
static void sum_cells(const struct cips_contingency *t, struct cips_independence *result)
{
	size_t below_5 = 0;

	result->least_expected = t->n;
	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c < t->columns; c++) {
			double observed = t->cell[r * t->columns + c];
			double expected = t->row[r] * (t->column[c] / t->n);
			double gap = observed - expected;

			result->pearson += gap * gap / expected;
			if (observed > 0)
				result->lr += 2 * observed * log(observed / expected);
			result->least_expected = fmin(result->least_expected, expected);
			below_5 += expected < 5;
		}
	}
	/* what is 0 on paper can be a negative rounding error here */
	result->lr = fmax(result->lr, 0);
	result->small_expected = (double)below_5 / (double)(t->rows * t->columns);
	result->sparse = result->least_expected < 1 || result->small_expected > 0.2;
}

static void correct_v(const struct cips_contingency *t, struct cips_independence *result)
{
	double r = (double)t->rows, c = (double)t->columns;

	if (!(t->n > 1))
		return;
	double phi2 = fmax(0, result->pearson / t->n - result->df / (t->n - 1));
	double rows = r - (r - 1) * (r - 1) / (t->n - 1);
	double columns = c - (c - 1) * (c - 1) / (t->n - 1);
	double least = fmin(rows, columns) - 1;

	result->has_corrected = least > 0;
	if (result->has_corrected)
		result->cramers_v_corrected = sqrt(phi2 / least);
}

struct cips_independence cips_stats_independence(const struct cips_contingency *t)
{
	struct cips_independence result = {.reason = cips_stats_untestable(t)};

	if (result.reason != CIPS_REASON_NONE)
		return result;
	result.df = (double)((t->rows - 1) * (t->columns - 1));
	sum_cells(t, &result);
	result.pearson_p = gsl_cdf_chisq_Q(result.pearson, result.df);
	result.lr_p = gsl_cdf_chisq_Q(result.lr, result.df);
	double smaller = fmin((double)t->rows, (double)t->columns) - 1;

	result.cramers_v = sqrt(result.pearson / (t->n * smaller));
	correct_v(t, &result);
	return result;
}

bool cips_stats_adjusted_residual(
	double cell, double row, double column, double n, double *residual)
{
	if (!(row > 0 && row < n && column > 0 && column < n))
		return false;
	double expected = row * (column / n);

	*residual = (cell - expected) / sqrt(expected * (1 - row / n) * (1 - column / n));
	return true;
}

struct cips_kruskal_wallis cips_stats_kruskal_wallis(const struct cips_contingency *t)
{
	struct cips_kruskal_wallis result = {.reason = cips_stats_untestable(t)};
	double n = t->n, below = 0, ties = 0, squares = 0;

	if (result.reason != CIPS_REASON_NONE)
		return result;
	double *ranks = cips_calloc(t->rows, sizeof(*ranks));

	for (size_t c = 0; c < t->columns; c++) {
		/* ranks from the middle of all, so that nothing cancels in the end */
		double tied = t->column[c], rank = below + (tied + 1) / 2 - (n + 1) / 2;

		for (size_t r = 0; r < t->rows; r++)
			ranks[r] += t->cell[r * t->columns + c] * rank;
		ties += (tied - 1) * tied * (tied + 1);
		below += tied;
	}
	for (size_t r = 0; r < t->rows; r++)
		squares += ranks[r] * ranks[r] / t->row[r];
	free(ranks);
	result.df = (double)t->rows - 1;
	result.h = 12 / (n * (n + 1)) * squares / (1 - ties / ((n - 1) * n * (n + 1)));
	result.p = gsl_cdf_chisq_Q(result.h, result.df);
	return result;
}

bool cips_stats_proportions(struct cips_share a, struct cips_share b, double *p)
{
	double pooled = (a.some + b.some) / (a.all + b.all);

	if (!(a.all > 0 && b.all > 0 && pooled > 0 && pooled < 1))
		return false;
	double se = sqrt(pooled * (1 - pooled) * (1 / a.all + 1 / b.all));

	*p = 2 * gsl_cdf_ugaussian_Q(fabs(a.some / a.all - b.some / b.all) / se);
	return true;
}
