/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ordinal association from concordant and discordant pairs.
 *
 * For a person in cell (i, j), C is the number of people above in both or below in both, D of those
 * above in one and below in the other. P = sum n C and Q = sum n D count each pair twice.
 */
#include "stats/contingency.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

struct pairs {
	const struct cips_contingency *table;
	double *concordant; /* C of each cell */
	double *discordant; /* D */
	double p;
	double q;
	double rows;	/* n^2 - sum of the squares of the row sums: pairs that differ in the row */
	double columns; /* likewise */
};

/* Sum of the cells above and left of (i, j), exclusive, from sums over such rectangles. */
static double *rectangles(const struct cips_contingency *t)
{
	size_t width = t->columns + 1;
	double *sum = cips_calloc((t->rows + 1) * width, sizeof(*sum));

	for (size_t r = 0; r < t->rows; r++)
		for (size_t c = 0; c < t->columns; c++)
			sum[(r + 1) * width + c + 1] = t->cell[r * t->columns + c] +
				sum[r * width + c + 1] + sum[(r + 1) * width + c] -
				sum[r * width + c];
	return sum;
}

/* Sum of the cells in rows [r0, r1) and columns [c0, c1). */
static double within(const struct cips_contingency *t, const double *sum, size_t r0, size_t r1,
	size_t c0, size_t c1)
{
	size_t width = t->columns + 1;

	return sum[r1 * width + c1] - sum[r0 * width + c1] - sum[r1 * width + c0] +
		sum[r0 * width + c0];
}

static double unequal(const double *sum, size_t count, double n)
{
	double squares = 0;

	for (size_t i = 0; i < count; i++)
		squares += sum[i] * sum[i];
	return n * n - squares;
}

static struct pairs count_pairs(const struct cips_contingency *t)
{
	struct pairs pairs = {.table = t};
	double *sum = rectangles(t);

	pairs.concordant = cips_calloc(t->rows * t->columns, sizeof(double));
	pairs.discordant = cips_calloc(t->rows * t->columns, sizeof(double));
	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c < t->columns; c++) {
			size_t at = r * t->columns + c;

			pairs.concordant[at] = within(t, sum, 0, r, 0, c) +
				within(t, sum, r + 1, t->rows, c + 1, t->columns);
			pairs.discordant[at] = within(t, sum, 0, r, c + 1, t->columns) +
				within(t, sum, r + 1, t->rows, 0, c);
			pairs.p += t->cell[at] * pairs.concordant[at];
			pairs.q += t->cell[at] * pairs.discordant[at];
		}
	}
	pairs.rows = unequal(t->row, t->rows, t->n);
	pairs.columns = unequal(t->column, t->columns, t->n);
	free(sum);
	return pairs;
}

/* The root of what is a sum of squares on paper. */
static double root(double square)
{
	return square > 0 ? sqrt(square) : 0;
}

static struct cips_association gamma_of(const struct pairs *pairs)
{
	double all = pairs->p + pairs->q, squares = 0;

	for (size_t i = 0; i < pairs->table->rows * pairs->table->columns; i++) {
		double part = pairs->q * pairs->concordant[i] - pairs->p * pairs->discordant[i];

		squares += pairs->table->cell[i] * part * part;
	}
	return (struct cips_association){
		(pairs->p - pairs->q) / all, 4 * sqrt(squares) / all / all};
}

static struct cips_association tau_b_of(const struct pairs *pairs)
{
	const struct cips_contingency *t = pairs->table;
	double width = sqrt(pairs->rows * pairs->columns), squares = 0;
	double tau = (pairs->p - pairs->q) / width;

	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c < t->columns; c++) {
			size_t at = r * t->columns + c;
			double d = pairs->concordant[at] - pairs->discordant[at];
			double v = t->row[r] * pairs->columns + t->column[c] * pairs->rows;
			double part = 2 * width * d + tau * v;

			squares += t->cell[at] * part * part;
		}
	}
	double both = tau * (pairs->rows + pairs->columns);

	squares -= t->n * t->n * t->n * both * both;
	return (struct cips_association){tau, root(squares) / width / width};
}

static struct cips_association tau_c_of(const struct pairs *pairs)
{
	const struct cips_contingency *t = pairs->table;
	double q = (double)(t->rows < t->columns ? t->rows : t->columns), squares = 0;
	double gap = pairs->p - pairs->q, scale = q / (q - 1) / (t->n * t->n);

	for (size_t i = 0; i < t->rows * t->columns; i++) {
		double d = pairs->concordant[i] - pairs->discordant[i];

		squares += t->cell[i] * d * d;
	}
	return (struct cips_association){scale * gap, 2 * scale * root(squares - gap * gap / t->n)};
}

/* With `rows` the rows depend on the columns, and pairs that are tied in the columns count out. */
static struct cips_association somers_of(const struct pairs *pairs, bool rows)
{
	const struct cips_contingency *t = pairs->table;
	double width = rows ? pairs->columns : pairs->rows;
	double gap = pairs->p - pairs->q, squares = 0;

	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c < t->columns; c++) {
			size_t at = r * t->columns + c;
			double d = pairs->concordant[at] - pairs->discordant[at];
			double part = width * d - gap * (t->n - (rows ? t->column[c] : t->row[r]));

			squares += t->cell[at] * part * part;
		}
	}
	return (struct cips_association){gap / width, 2 * sqrt(squares) / width / width};
}

struct cips_ordinal cips_stats_ordinal(const struct cips_contingency *t)
{
	struct cips_ordinal result = {.reason = cips_stats_untestable(t)};

	if (result.reason != CIPS_REASON_NONE)
		return result;
	struct pairs pairs = count_pairs(t);

	result.has_gamma = pairs.p + pairs.q > 0;
	if (result.has_gamma)
		result.gamma = gamma_of(&pairs);
	result.tau_b = tau_b_of(&pairs);
	result.tau_c = tau_c_of(&pairs);
	result.somers_rows = somers_of(&pairs, true);
	result.somers_columns = somers_of(&pairs, false);
	free(pairs.concordant);
	free(pairs.discordant);
	return result;
}
