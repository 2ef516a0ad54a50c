/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rao and Scott's second-order correction (see contingency.h for the sources).
 *
 * With p the estimated shares of the cells, V their covariance, D = diag(p) and C a basis of the
 * interactions (what is orthogonal to the main effects), Delta = (C' D^-1 C / n)^-1 C' D^-1 V D^-1
 * C, d = trace(Delta)^2 / trace(Delta^2), F = X^2 / trace(Delta) on d and d (n - 1) degrees of
 * freedom. Where a cell is empty, D^-1 is 0. trace(Delta) and trace(Delta^2) do not depend on which
 * basis is taken, so C is made of products of orthonormal contrasts of rows and of columns, and
 * with C' D^-1 C / n = L L' they are the trace and the sum of squares of the symmetric L^-1 B L'^-1.
 */
#include "stats/contingency.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>

#include "base/arena.h"
#include "base/err.h"

/* The table without empty rows and columns, as shares. */
struct shares {
	size_t rows;
	size_t columns;
	size_t cells;
	size_t contrasts; /* (rows - 1)(columns - 1) */
	double n;
	double *p;    /* of each cell */
	double *p2;   /* sums of squared weights over (sum of all weights)^2 */
	double sum_2; /* of p2 */
};

static gsl_matrix *new_matrix(size_t rows, size_t columns)
{
	gsl_matrix *matrix = gsl_matrix_calloc(rows, columns);

	if (!matrix)
		cips_out_of_memory(rows * columns * sizeof(double));
	return matrix;
}

/* The cells of the rows and columns that are kept, in the order of `kept`. */
static void take_squares(struct shares *s, const double *w, const double *w2, size_t rows,
	size_t columns, double total)
{
	size_t at = 0;

	for (size_t r = 0; r < rows; r++) {
		double row = 0;

		for (size_t c = 0; c < columns; c++)
			row += w[r * columns + c];
		for (size_t c = 0; c < columns && row > 0; c++) {
			double column = 0;

			for (size_t i = 0; i < rows; i++)
				column += w[i * columns + c];
			if (!(column > 0))
				continue;
			s->p2[at] = w2[r * columns + c] / total / total;
			s->sum_2 += s->p2[at++];
		}
	}
}

/* Contrast k of m - 1 orthonormal ones (Helmert's) at place i of m. */
static double contrast(size_t k, size_t i)
{
	double size = (double)(k + 1);

	if (i > k + 1)
		return 0;
	return (i <= k ? 1 : -size) / sqrt(size * (size + 1));
}

/* D^-1 C, a row for each cell and a column for each contrast. */
static gsl_matrix *scaled_contrasts(const struct shares *s)
{
	gsl_matrix *x = new_matrix(s->cells, s->contrasts);

	for (size_t cell = 0; cell < s->cells; cell++) {
		if (!(s->p[cell] > 0))
			continue;
		size_t r = cell / s->columns, c = cell % s->columns;

		for (size_t k = 0; k < s->contrasts; k++)
			gsl_matrix_set(x, cell, k,
				contrast(k / (s->columns - 1), r) *
					contrast(k % (s->columns - 1), c) / s->p[cell]);
	}
	return x;
}

/* X' diag(weight) X. */
static gsl_matrix *weighted_square(const gsl_matrix *x, const double *weight)
{
	gsl_matrix *scaled = new_matrix(x->size1, x->size2),
		   *square = new_matrix(x->size2, x->size2);

	for (size_t i = 0; i < x->size1; i++)
		for (size_t k = 0; k < x->size2; k++)
			gsl_matrix_set(scaled, i, k, gsl_matrix_get(x, i, k) * sqrt(weight[i]));
	gsl_blas_dsyrk(CblasLower, CblasTrans, 1, scaled, 0, square);
	gsl_matrix_free(scaled);
	return square;
}

/* a(k) = sum over the cells of x(cell, k) weight(cell) */
static double *weighted_sums(const gsl_matrix *x, const double *weight)
{
	double *sums = cips_calloc(x->size2, sizeof(*sums));

	for (size_t i = 0; i < x->size1; i++)
		for (size_t k = 0; k < x->size2; k++)
			sums[k] += gsl_matrix_get(x, i, k) * weight[i];
	return sums;
}

/*
 * B = X' V X with V = n/(n - 1) sum w^2 (e - p)(e - p)' / (sum w)^2, e being 1 in a person's cell
 * and 0 elsewhere: diag(p2) - p2 p' - p p2' + sum_2 p p'.
 */
static gsl_matrix *design_covariance(const struct shares *s, const gsl_matrix *x)
{
	gsl_matrix *b = weighted_square(x, s->p2);
	double *by_p = weighted_sums(x, s->p), *by_p2 = weighted_sums(x, s->p2);

	for (size_t j = 0; j < s->contrasts; j++) {
		for (size_t k = 0; k <= j; k++) {
			double value = gsl_matrix_get(b, j, k) - by_p2[j] * by_p[k] -
				by_p[j] * by_p2[k] + s->sum_2 * by_p[j] * by_p[k];

			value *= s->n / (s->n - 1);
			gsl_matrix_set(b, j, k, value);
			gsl_matrix_set(b, k, j, value);
		}
	}
	free(by_p);
	free(by_p2);
	return b;
}

/* Whether the Cholesky factor in `a` is that of a matrix of full rank, beyond rounding. */
static bool full_rank(const gsl_matrix *a)
{
	double largest = 0, smallest = INFINITY;

	for (size_t i = 0; i < a->size1; i++) {
		double size = fabs(gsl_matrix_get(a, i, i));

		largest = fmax(largest, size);
		smallest = fmin(smallest, size);
	}
	return smallest > 1e-7 * largest;
}

/* The traces of Delta and of its square; false when C' D^-1 C has no inverse. */
static bool traces(const struct shares *s, double *trace, double *trace_2)
{
	gsl_matrix *x = scaled_contrasts(s), *a = weighted_square(x, s->p), *b = NULL;
	bool done = false;

	gsl_matrix_scale(a, 1 / s->n);
	if (gsl_linalg_cholesky_decomp1(a) == GSL_SUCCESS && full_rank(a)) {
		b = design_covariance(s, x);
		gsl_blas_dtrsm(CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, 1, a, b);
		gsl_blas_dtrsm(CblasRight, CblasLower, CblasTrans, CblasNonUnit, 1, a, b);
		*trace = *trace_2 = 0;
		for (size_t j = 0; j < s->contrasts; j++) {
			*trace += gsl_matrix_get(b, j, j);
			for (size_t k = 0; k < s->contrasts; k++)
				*trace_2 += gsl_matrix_get(b, j, k) * gsl_matrix_get(b, j, k);
		}
		done = *trace > 0 && *trace_2 > 0;
		gsl_matrix_free(b);
	}
	gsl_matrix_free(a);
	gsl_matrix_free(x);
	return done;
}

static void test(
	const struct shares *s, const struct cips_contingency *t, struct cips_rao_scott *result)
{
	double trace, trace_2;

	if (!traces(s, &trace, &trace_2)) {
		result->reason = CIPS_REASON_NO_VARIANCE;
		return;
	}
	result->f = cips_stats_independence(t).pearson / t->n * s->n / trace;
	result->df1 = trace * trace / trace_2;
	result->df2 = result->df1 * (s->n - 1);
	result->p = gsl_cdf_fdist_Q(result->f, result->df1, result->df2);
}

struct cips_rao_scott cips_stats_rao_scott(
	const double *w, const double *w2, size_t rows, size_t columns, size_t n)
{
	struct cips_contingency t = cips_stats_contingency(w, rows, columns);
	struct cips_rao_scott result = {.reason = cips_stats_untestable(&t)};
	struct shares s = {
		.rows = t.rows, .columns = t.columns, .cells = t.rows * t.columns, .n = (double)n};

	if (result.reason == CIPS_REASON_NONE && n < 2)
		result.reason = CIPS_REASON_ONE_VALUE;
	if (result.reason == CIPS_REASON_NONE) {
		s.contrasts = (t.rows - 1) * (t.columns - 1);
		result.too_large = s.contrasts > CIPS_RAO_SCOTT_MOST;
		result.cramers_v = cips_stats_independence(&t).cramers_v;
	}
	if (result.reason == CIPS_REASON_NONE && !result.too_large) {
		s.p = cips_calloc(s.cells, sizeof(*s.p));
		s.p2 = cips_calloc(s.cells, sizeof(*s.p2));
		for (size_t i = 0; i < s.cells; i++)
			s.p[i] = t.cell[i] / t.n;
		take_squares(&s, w, w2, rows, columns, t.n);
		test(&s, &t, &result);
		free(s.p);
		free(s.p2);
	}
	cips_stats_contingency_release(&t);
	return result;
}
