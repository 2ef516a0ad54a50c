/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rao and Scott's second-order correction (see contingency.h for the sources).
 *
 * With p the estimated shares of the cells, V their covariance, D = diag(p) and C a basis of the
 * interactions (what is orthogonal to the main effects), Delta = (C' D^-1 C / n)^-1 C' D^-1 V D^-1
 * C, d = trace(Delta)^2 / trace(Delta^2), F = X^2 / trace(Delta) on d and d (n - 1) degrees of
 * freedom. Where a cell is empty, D^-1 is 0.
 *
 * C has a column for each of the (r - 1)(c - 1) contrasts, but only the space of Y = D^-1/2 C
 * matters: with P the projection on it and W = D^-1/2 V D^-1/2, over the cells with people, the
 * traces are n tr(P W) and n^2 tr(P W P W). The complement of that space is small and known: u is
 * orthogonal to Y when D^-1/2 u, with 0 in the empty cells, is a sum of a row effect and a column
 * effect. An empty cell in row i and column j asks for row effect i = -column effect j, so rows and
 * columns that empty cells link share one effect (a block), and the complement has a vector for
 * each block, D^1/2 (1 for the cells of its rows, -1 for those of its columns). Blocks that cells
 * with people link depend on each other: one of each such class is left out.
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

/* The cells with people of a table without empty rows and columns. */
struct cells {
	size_t n;
	size_t *row;
	size_t *column; /* behind the rows: both in one numbering */
	double *p;	/* share */
	double *p2;   /* sum of squared weights over (sum of all weights)^2, with the factor of V */
	double sum_2; /* of p2 */
	double people;
	double df;     /* of the design */
	gsl_matrix *t; /* cells x strata, see times_w(); NULL without strata */
	size_t *block; /* of each row and column, a number among those kept; NONE: left out */
	size_t blocks; /* that are kept */
	size_t rows;
	size_t columns;
};

#define NONE ((size_t)-1)

static gsl_matrix *new_matrix(size_t rows, size_t columns)
{
	gsl_matrix *matrix = gsl_matrix_calloc(rows, columns);

	if (!matrix)
		cips_out_of_memory(rows * columns * sizeof(double));
	return matrix;
}

/* --- the table ------------------------------------------------------------------------------ */

/* The numbers of the rows (or columns) that are not empty, in order; NONE for the others. */
static size_t *number(const double *w, size_t count, size_t step, size_t others, size_t other_step)
{
	size_t *numbers = cips_calloc(count + 1, sizeof(*numbers)), next = 0;

	for (size_t i = 0; i < count; i++) {
		bool empty = true;

		for (size_t k = 0; k < others; k++)
			empty = empty && !(w[i * step + k * other_step] > 0);
		numbers[i] = empty ? NONE : next++;
	}
	return numbers;
}

static void take_cells(struct cells *cells, const double *w, const double *w2, size_t rows,
	size_t columns, double total)
{
	size_t *row = number(w, rows, columns, columns, 1);
	size_t *column = number(w, columns, 1, rows, columns);

	cells->row = cips_calloc(rows * columns, sizeof(*cells->row));
	cells->column = cips_calloc(rows * columns, sizeof(*cells->column));
	cells->p = cips_calloc(rows * columns, sizeof(*cells->p));
	cells->p2 = cips_calloc(rows * columns, sizeof(*cells->p2));
	for (size_t i = 0; i < rows * columns; i++) {
		if (!(w[i] > 0))
			continue;
		cells->row[cells->n] = row[i / columns];
		cells->column[cells->n] = cells->rows + column[i % columns];
		cells->p[cells->n] = w[i] / total;
		cells->p2[cells->n] = w2[i] / total / total;
		cells->sum_2 += cells->p2[cells->n++];
	}
	free(row);
	free(column);
}

static void cells_release(struct cells *cells)
{
	free(cells->row);
	free(cells->column);
	free(cells->p);
	free(cells->p2);
	free(cells->block);
	gsl_matrix_free(cells->t);
}

/* --- blocks --------------------------------------------------------------------------------- */

/* The first of the members that are linked with one. */
static size_t first_of(const size_t *link, size_t member)
{
	while (link[member] != member)
		member = link[member];
	return member;
}

static void join(size_t *link, size_t a, size_t b)
{
	a = first_of(link, a);
	b = first_of(link, b);
	if (a < b)
		link[b] = a;
	else
		link[a] = b;
}

static size_t *alone(size_t n)
{
	size_t *link = cips_calloc(n, sizeof(*link));

	for (size_t i = 0; i < n; i++)
		link[i] = i;
	return link;
}

/* Links each row and column that meet in an empty cell. */
static size_t *link_by_empty_cells(const struct cells *cells)
{
	size_t *link = alone(cells->rows + cells->columns), next = 0;

	for (size_t r = 0; r < cells->rows; r++)
		for (size_t c = cells->rows; c < cells->rows + cells->columns; c++) {
			/* cells stand by row, then column */
			if (next < cells->n && cells->row[next] == r && cells->column[next] == c)
				next++;
			else
				join(link, r, c);
		}
	return link;
}

/* Numbers the blocks, but for the first of each class that cells with people link. */
static void find_blocks(struct cells *cells)
{
	size_t n = cells->rows + cells->columns;
	size_t *block = link_by_empty_cells(cells), *class = alone(n);

	for (size_t i = 0; i < cells->n; i++)
		join(class, first_of(block, cells->row[i]), first_of(block, cells->column[i]));
	cells->block = cips_calloc(n, sizeof(*cells->block));
	for (size_t i = 0; i < n; i++) {
		size_t first = first_of(block, i);

		if (first != i)
			cells->block[i] = cells->block[first];
		else
			cells->block[i] = first_of(class, i) == i ? NONE : cells->blocks++;
	}
	free(block);
	free(class);
}

/* --- traces --------------------------------------------------------------------------------- */

/* The vectors of the complement, orthonormal: a row for each cell, a column for each block. */
static gsl_matrix *complement(const struct cells *cells)
{
	gsl_matrix *q = new_matrix(cells->n, cells->blocks);
	gsl_matrix *gram = new_matrix(cells->blocks, cells->blocks);

	for (size_t i = 0; i < cells->n; i++) {
		size_t row = cells->block[cells->row[i]], column = cells->block[cells->column[i]];
		double root = sqrt(cells->p[i]);

		if (row == column)
			continue;
		if (row != NONE)
			gsl_matrix_set(q, i, row, root);
		if (column != NONE)
			gsl_matrix_set(q, i, column, -root);
	}
	gsl_blas_dsyrk(CblasLower, CblasTrans, 1, q, 0, gram);
	if (gsl_linalg_cholesky_decomp1(gram) != GSL_SUCCESS) {
		gsl_matrix_free(q);
		q = NULL;
	} else {
		gsl_blas_dtrsm(CblasRight, CblasLower, CblasTrans, CblasNonUnit, 1, gram, q);
	}
	gsl_matrix_free(gram);
	return q;
}

/*
 * W0 x for a column x of the cells, and x over it: W0 = diag(p2/p) - v s' - s v' + sum_2 s s', where
 * s = sqrt(p) and v = p2/s, from sum w^2 (e - p)(e - p)' / (sum w)^2.
 */
static void times_w0(const struct cells *cells, gsl_vector *x)
{
	double by_s = 0, by_v = 0;

	for (size_t i = 0; i < cells->n; i++) {
		double s = sqrt(cells->p[i]);

		by_s += s * gsl_vector_get(x, i);
		by_v += cells->p2[i] / s * gsl_vector_get(x, i);
	}
	for (size_t i = 0; i < cells->n; i++) {
		double s = sqrt(cells->p[i]), v = cells->p2[i] / s;
		double value = cells->p2[i] / cells->p[i] * gsl_vector_get(x, i) - v * by_s -
			s * by_v + cells->sum_2 * s * by_s;

		gsl_vector_set(x, i, value);
	}
}

/* W = W0 - T T': T has a column for each stratum, what its mean takes away. */
static void times_w(const struct cells *cells, gsl_matrix *x)
{
	gsl_matrix *by_t = cells->t ? new_matrix(cells->t->size2, x->size2) : NULL;

	if (by_t)
		gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1, cells->t, x, 0, by_t);
	for (size_t k = 0; k < x->size2; k++) {
		gsl_vector_view column = gsl_matrix_column(x, k);

		times_w0(cells, &column.vector);
	}
	if (by_t)
		gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, -1, cells->t, by_t, 1, x);
	gsl_matrix_free(by_t);
}

static double sum_of_squares(const gsl_matrix *m)
{
	double sum = 0;

	for (size_t i = 0; i < m->size1; i++)
		for (size_t k = 0; k < m->size2; k++)
			sum += gsl_matrix_get(m, i, k) * gsl_matrix_get(m, i, k);
	return sum;
}

/* The traces of W0 and of W0 W0. */
static void traces_of_w0(const struct cells *cells, double *trace, double *trace_2)
{
	double a2 = 0, av_s = 0, as_s = 0, v_v = 0, v_s = 0, s2 = cells->sum_2, a = 0, ones = 0;

	for (size_t i = 0; i < cells->n; i++) {
		double p = cells->p[i], p2 = cells->p2[i], ratio = p2 / p;

		a += ratio;
		a2 += ratio * ratio;
		av_s += ratio * p2; /* s' diag(a) v */
		as_s += ratio * p;  /* s' diag(a) s */
		v_v += p2 * ratio;
		v_s += p2;
		ones += p;
	}
	/* B = v s' + s v' - s2 s s': the traces are tr A - tr B and tr A A - 2 tr A B + tr B B */
	double b = 2 * v_s - s2 * ones, a_b = 2 * av_s - s2 * as_s;
	double b_b = 2 * v_s * v_s + 2 * v_v * ones - 4 * s2 * v_s * ones + s2 * s2 * ones * ones;

	*trace = a - b;
	*trace_2 = a2 - 2 * a_b + b_b;
}

/* The sum of the squares of the elements of T' T, which are those of T T' too. */
static double squared_products(const gsl_matrix *t)
{
	bool tall = t->size1 > t->size2;
	size_t n = tall ? t->size2 : t->size1;
	gsl_matrix *products = new_matrix(n, n);

	gsl_blas_dgemm(tall ? CblasTrans : CblasNoTrans, tall ? CblasNoTrans : CblasTrans, 1, t, t,
		0, products);
	double sum = sum_of_squares(products);

	gsl_matrix_free(products);
	return sum;
}

/* The traces of W and of W W. */
static void traces_of_w(const struct cells *cells, double *trace, double *trace_2)
{
	traces_of_w0(cells, trace, trace_2);
	if (!cells->t)
		return;
	double across = 0;

	for (size_t h = 0; h < cells->t->size2; h++) {
		gsl_vector_view column = gsl_matrix_column(cells->t, h);
		gsl_vector *image = gsl_vector_alloc(cells->n);

		if (!image)
			cips_out_of_memory(cells->n * sizeof(double));
		gsl_vector_memcpy(image, &column.vector);
		times_w0(cells, image);
		double product;

		gsl_blas_ddot(&column.vector, image, &product);
		across += product;
		gsl_vector_free(image);
	}
	*trace -= sum_of_squares(cells->t);
	*trace_2 += squared_products(cells->t) - 2 * across;
}

/* Takes from the traces of W and of W W what is in the complement; false where that is not defined. */
static bool take_complement(const struct cells *cells, double *trace, double *trace_2)
{
	gsl_matrix *q = complement(cells);

	if (!q)
		return false;
	gsl_matrix *wq = new_matrix(q->size1, q->size2), *qwq = new_matrix(q->size2, q->size2);
	double part = 0;

	gsl_matrix_memcpy(wq, q);
	times_w(cells, wq);
	gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1, q, wq, 0, qwq);
	for (size_t k = 0; k < q->size2; k++)
		part += gsl_matrix_get(qwq, k, k);
	/* P = 1 - Q Q' */
	*trace -= part;
	*trace_2 += sum_of_squares(qwq) - 2 * sum_of_squares(wq);
	gsl_matrix_free(q);
	gsl_matrix_free(wq);
	gsl_matrix_free(qwq);
	return true;
}

/* The traces of Delta and of its square; false where Delta is not defined. */
static bool traces(const struct cells *cells, double *trace, double *trace_2)
{
	traces_of_w(cells, trace, trace_2);
	/* empty cells can link all rows and columns, so that nothing is left of their effects */
	if (cells->blocks && !take_complement(cells, trace, trace_2))
		return false;
	*trace *= cells->people;
	*trace_2 *= cells->people * cells->people;
	return *trace > 0 && *trace_2 > 0;
}

/* With more contrasts, or more products of strata, than are worked out in about a second. */
static bool too_large(const struct cips_contingency *t, size_t strata)
{
	double cells = (double)t->rows * (double)t->columns, columns = (double)strata;

	return (t->rows - 1) * (t->columns - 1) > CIPS_RAO_SCOTT_MOST ||
		fmin(cells, columns) * cells * columns > CIPS_RAO_SCOTT_PRODUCTS;
}

static void test(
	struct cells *cells, const struct cips_contingency *t, struct cips_rao_scott *result)
{
	double trace, trace_2;

	find_blocks(cells);
	/* as many dimensions as contrasts, or some contrast has no data */
	if (cells->n - cells->blocks != (t->rows - 1) * (t->columns - 1) ||
		!traces(cells, &trace, &trace_2)) {
		result->reason = CIPS_REASON_NO_VARIANCE;
		return;
	}
	result->f = cips_stats_independence(t).pearson / t->n * cells->people / trace;
	result->df1 = trace * trace / trace_2;
	result->df2 = result->df1 * cells->df;
	result->p = gsl_cdf_fdist_Q(result->f, result->df1, result->df2);
}

/* V of people drawn with replacement in one stratum has the factor n/(n - 1). */
static void one_stratum(struct cells *cells)
{
	double factor = cells->people / (cells->people - 1);

	for (size_t i = 0; i < cells->n; i++)
		cells->p2[i] *= factor;
	cells->sum_2 *= factor;
	cells->df = cells->people - 1;
}

struct cips_rao_scott cips_stats_rao_scott(
	const double *w, const double *w2, size_t rows, size_t columns, size_t n)
{
	struct cips_contingency t = cips_stats_contingency(w, rows, columns);
	struct cips_rao_scott result = {.reason = cips_stats_untestable(&t)};
	struct cells cells = {.rows = t.rows, .columns = t.columns, .people = (double)n};

	if (result.reason == CIPS_REASON_NONE && n < 2)
		result.reason = CIPS_REASON_ONE_VALUE;
	if (result.reason == CIPS_REASON_NONE) {
		result.too_large = too_large(&t, 0);
		result.cramers_v = cips_stats_independence(&t).cramers_v;
	}
	if (result.reason == CIPS_REASON_NONE && !result.too_large) {
		take_cells(&cells, w, w2, rows, columns, t.n);
		one_stratum(&cells);
		test(&cells, &t, &result);
		cells_release(&cells);
	}
	cips_stats_contingency_release(&t);
	return result;
}

/* --- strata --------------------------------------------------------------------------------- */

/* The people of the table cell by cell, and those of one stratum. */
struct tally {
	const struct cips_strata *strata;
	const double *w;
	const int32_t *cell;
	double *sum_w;	/* by cell: over all strata */
	double *factor; /* of V over all strata, times w^2 */
	size_t people;
	size_t strata_here; /* with people in the table */
	bool complete;	    /* each of these counted in full */
};

static double weight_of(const struct tally *tally, size_t i)
{
	return tally->w ? tally->w[i] : 1;
}

/* What multiplies the squares of a stratum in V. */
static double factor_of(const struct cips_strata *strata, size_t h)
{
	double n = (double)cips_stratum_size(strata, h),
	       fraction = cips_stratum_fraction(strata, h);

	return (1 - fraction) * (n > 1 ? n / (n - 1) : 1);
}

static void count(struct tally *tally, size_t n_cells)
{
	const struct cips_strata *strata = tally->strata;

	tally->sum_w = cips_calloc(n_cells + 1, sizeof(*tally->sum_w));
	tally->factor = cips_calloc(n_cells + 1, sizeof(*tally->factor));
	tally->complete = true;
	for (size_t h = 0; h < strata->n; h++) {
		size_t before = tally->people;

		for (size_t k = strata->start[h]; k < strata->start[h + 1]; k++) {
			size_t i = cips_stratum_person(strata, k);
			double w = weight_of(tally, i);

			if (tally->cell[i] < 0)
				continue;
			tally->people++;
			tally->sum_w[tally->cell[i]] += w;
			tally->factor[tally->cell[i]] += factor_of(strata, h) * w * w;
		}
		if (tally->people == before)
			continue;
		tally->strata_here++;
		tally->complete = tally->complete && factor_of(strata, h) <= 0;
	}
}

/* Where a cell of the whole table stands among those with people. */
static size_t *places(const double *sum_w, size_t n_cells)
{
	size_t *place = cips_malloc((n_cells + 1) * sizeof(*place)), next = 0;

	for (size_t c = 0; c < n_cells; c++)
		place[c] = sum_w[c] > 0 ? next++ : NONE;
	return place;
}

/*
 * The column of T of stratum h: sqrt(factor/n) (w_c - p_c w) / (sum of all w sqrt(p_c)), w_c and w
 * its weights in the cell and in the table.
 */
static void fill_column(struct cells *cells, const struct tally *tally, const size_t *place,
	size_t h, double total, size_t column)
{
	const struct cips_strata *strata = tally->strata;
	double here = 0, n = (double)cips_stratum_size(strata, h);

	for (size_t k = strata->start[h]; k < strata->start[h + 1]; k++) {
		size_t i = cips_stratum_person(strata, k);

		if (tally->cell[i] < 0)
			continue;
		size_t c = place[tally->cell[i]];

		here += weight_of(tally, i);
		gsl_matrix_set(cells->t, c, column,
			gsl_matrix_get(cells->t, c, column) + weight_of(tally, i));
	}
	for (size_t c = 0; c < cells->n; c++) {
		double off = gsl_matrix_get(cells->t, c, column) - cells->p[c] * here;

		gsl_matrix_set(cells->t, c, column,
			sqrt(factor_of(strata, h) / n) * off / (total * sqrt(cells->p[c])));
	}
}

static void take_strata(
	struct cells *cells, const struct tally *tally, size_t n_cells, double total)
{
	size_t *place = places(tally->sum_w, n_cells), column = 0;

	cells->df = (double)tally->people - (double)tally->strata_here;
	cells->t = new_matrix(cells->n, tally->strata->n);
	for (size_t h = 0; h < tally->strata->n; h++)
		/* the mean of a single person is taken as that of the table */
		if (cips_stratum_size(tally->strata, h) > 1)
			fill_column(cells, tally, place, h, total, column++);
	free(place);
}

/* Why there is no test although there is a table. */
static enum cips_reason untestable_by_design(const struct tally *tally)
{
	if (tally->complete)
		return CIPS_REASON_COMPLETE;
	return tally->people > tally->strata_here ? CIPS_REASON_NONE : CIPS_REASON_NO_FREEDOM;
}

struct cips_rao_scott cips_stats_rao_scott_strata(const struct cips_strata *strata, const double *w,
	const int32_t *cell, size_t rows, size_t columns)
{
	struct tally tally = {.strata = strata, .w = w, .cell = cell};

	count(&tally, rows * columns);
	struct cips_contingency t = cips_stats_contingency(tally.sum_w, rows, columns);
	struct cips_rao_scott result = {.reason = cips_stats_untestable(&t)};
	struct cells cells = {.rows = t.rows, .columns = t.columns, .people = (double)tally.people};

	if (result.reason == CIPS_REASON_NONE) {
		result.reason = untestable_by_design(&tally);
		result.too_large = too_large(&t, strata->n);
		result.cramers_v = cips_stats_independence(&t).cramers_v;
	}
	if (result.reason == CIPS_REASON_NONE && !result.too_large) {
		take_cells(&cells, tally.sum_w, tally.factor, rows, columns, t.n);
		take_strata(&cells, &tally, rows * columns, t.n);
		test(&cells, &t, &result);
		cells_release(&cells);
	}
	cips_stats_contingency_release(&t);
	free(tally.sum_w);
	free(tally.factor);
	return result;
}
