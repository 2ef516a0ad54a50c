/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LMG: Lindeman, Merenda and Gold (1980, pp. 119 ff.), in the form of Gromping (2006, eq. 8): the
 * mean over subsets of the other predictors, each size of subset counting the same. Johnson (2000),
 * eq. 1 to 7, with the eigenvectors of the correlation matrix in the place of the singular ones of
 * the data.
 *
 * R^2 of every subset comes from one walk over the tree of subsets, which decides about one
 * predictor a level. To take it in is to sweep it out of the variables still to come: what is left
 * of the outcome at the end is 1 - R^2. Half of all work is at the last level, which has two
 * variables left, so the walk is hardly dearer than the 2^p numbers that it finds.
 *
 * Edge cases: a variable with no variance left (under 1e-10 of its own) is passed over, so R^2 is
 * that of the space which the predictors span. Rounding never makes R^2 leave 0...1.
 */
#include "stats/importance.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_eigen.h>

#include "base/arena.h"
#include "base/err.h"

/* The share of a variance that rounding can leave: under it a variable is explained by others. */
#define NOTHING_LEFT 1e-10
#define COLLINEAR 1e-8

struct cips_importance {
	size_t predictors;
	size_t size;	   /* of the matrix: predictors + 1 */
	double *levels;	   /* a matrix for each level of the walk */
	double *r_squared; /* by subset: bit k is predictor k; NULL with too many predictors */
	double *weight;	   /* of a subset of each size */
	gsl_matrix *matrix;
	gsl_matrix *vectors;
	gsl_vector *values;
	gsl_eigen_symmv_workspace *eigen;
};

struct cips_importance *cips_stats_importance_new(size_t predictors)
{
	struct cips_importance *im = cips_calloc(1, sizeof(*im));
	size_t size = predictors + 1;

	assert(predictors >= 1 && predictors <= CIPS_DRIVERS_MOST);
	im->predictors = predictors;
	im->size = size;
	im->levels = cips_calloc(size * size, size * sizeof(*im->levels));
	im->weight = cips_calloc(predictors, sizeof(*im->weight));
	if (predictors <= CIPS_DRIVERS_MOST_LMG)
		im->r_squared = cips_calloc((size_t)1 << predictors, sizeof(*im->r_squared));
	/* s! (p - s - 1)! / p!, of which the first is 1 / p */
	im->weight[0] = 1 / (double)predictors;
	for (size_t s = 1; s < predictors; s++)
		im->weight[s] = im->weight[s - 1] * (double)s / (double)(predictors - s);
	im->matrix = gsl_matrix_alloc(predictors, predictors);
	im->vectors = gsl_matrix_alloc(predictors, predictors);
	im->values = gsl_vector_alloc(predictors);
	im->eigen = gsl_eigen_symmv_alloc(predictors);
	if (!im->matrix || !im->vectors || !im->values || !im->eigen)
		cips_out_of_memory(predictors * predictors * sizeof(double));
	return im;
}

void cips_stats_importance_free(struct cips_importance *im)
{
	if (!im)
		return;
	free(im->levels);
	free(im->r_squared);
	free(im->weight);
	gsl_matrix_free(im->matrix);
	gsl_matrix_free(im->vectors);
	gsl_vector_free(im->values);
	gsl_eigen_symmv_free(im->eigen);
	free(im);
}

/* Takes variable k out of the variables behind it: upper triangle of `from` into `to`. */
static void sweep(const double *from, double *to, size_t k, size_t size)
{
	const double *pivot_row = from + k * size;

	for (size_t i = k + 1; i < size; i++) {
		double factor = pivot_row[i] / pivot_row[k];

		for (size_t j = i; j < size; j++)
			to[i * size + j] = from[i * size + j] - factor * pivot_row[j];
	}
}

size_t cips_stats_collinear(struct cips_importance *im, const double *correlation)
{
	double *left = im->levels;

	memcpy(left, correlation, im->size * im->size * sizeof(*left));
	for (size_t k = 0; k < im->predictors; k++) {
		if (correlation[k * im->size + k] <= 0)
			continue;
		if (left[k * im->size + k] < COLLINEAR)
			return k;
		sweep(left, left, k, im->size);
	}
	return im->predictors;
}

static double within(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* The walk: `left` holds what the predictors of `subset`, all before k, leave of the others. */
static void walk(struct cips_importance *im, const double *left, size_t k, size_t subset)
{
	size_t size = im->size;
	double *next = im->levels + k * size * size;

	if (k == im->predictors) {
		im->r_squared[subset] = within(1 - left[size * size - 1], 0, 1);
		return;
	}
	walk(im, left, k + 1, subset);
	if (left[k * size + k] > NOTHING_LEFT) {
		sweep(left, next, k, size);
		walk(im, next, k + 1, subset | (size_t)1 << k);
	} else {
		walk(im, left, k + 1, subset | (size_t)1 << k);
	}
}

double cips_stats_lmg(struct cips_importance *im, const double *correlation, double *lmg)
{
	size_t subsets = (size_t)1 << im->predictors;

	assert(im->r_squared);
	memset(lmg, 0, im->predictors * sizeof(*lmg));
	if (correlation[im->size * im->size - 1] <= 0)
		return 0;
	walk(im, correlation, 0, 0);
	for (size_t subset = 0; subset < subsets; subset++) {
		double r_squared = im->r_squared[subset];
		size_t members = (size_t)__builtin_popcountll(subset);

		for (size_t k = 0; k < im->predictors; k++) {
			size_t bit = (size_t)1 << k;

			if (subset & bit)
				lmg[k] += im->weight[members - 1] * r_squared;
			else
				lmg[k] -= im->weight[members] * r_squared;
		}
	}
	for (size_t k = 0; k < im->predictors; k++)
		lmg[k] = fmax(lmg[k], 0);
	return im->r_squared[subsets - 1];
}

/* The eigenvectors of the predictors' correlations; false when they are not found. */
static bool decompose(struct cips_importance *im, const double *correlation)
{
	for (size_t i = 0; i < im->predictors; i++) {
		for (size_t j = i; j < im->predictors; j++) {
			double r = correlation[i * im->size + j];

			gsl_matrix_set(im->matrix, i, j, r);
			gsl_matrix_set(im->matrix, j, i, r);
		}
	}
	return gsl_eigen_symmv(im->matrix, im->values, im->vectors, im->eigen) == 0;
}

/* The sum over eigenvectors of V_ij f(d_j) c_j, or of V_ij V_kj f(d_j) where c_j is V_kj. */
static double sum_over_vectors(
	const struct cips_importance *im, size_t i, double power, const double *c, size_t k)
{
	double sum = 0;

	for (size_t j = 0; j < im->predictors; j++) {
		double d = gsl_vector_get(im->values, j);
		double other = c ? c[j] : gsl_matrix_get(im->vectors, k, j);

		if (d > NOTHING_LEFT)
			sum += gsl_matrix_get(im->vectors, i, j) * pow(d, power) * other;
	}
	return sum;
}

double cips_stats_johnson(struct cips_importance *im, const double *correlation, double *johnson,
	double *beta, double *vif)
{
	size_t p = im->predictors;
	double turned[CIPS_DRIVERS_MOST], nearest[CIPS_DRIVERS_MOST], sum = 0;

	memset(johnson, 0, p * sizeof(*johnson));
	if (!decompose(im, correlation))
		return 0;
	/* V'r, then what regressing the outcome on the orthogonal variables gives: V d^-1/2 V'r */
	for (size_t j = 0; j < p; j++) {
		turned[j] = 0;
		for (size_t i = 0; i < p; i++)
			turned[j] +=
				gsl_matrix_get(im->vectors, i, j) * correlation[i * im->size + p];
	}
	for (size_t i = 0; i < p; i++)
		nearest[i] = sum_over_vectors(im, i, -0.5, turned, 0);
	for (size_t i = 0; i < p; i++) {
		for (size_t k = 0; k < p; k++) {
			double loading = sum_over_vectors(im, i, 0.5, NULL, k);

			johnson[i] += loading * loading * nearest[k] * nearest[k];
		}
		sum += johnson[i];
		if (beta)
			beta[i] = sum_over_vectors(im, i, -1, turned, 0);
		if (vif)
			vif[i] = fmax(sum_over_vectors(im, i, -1, NULL, i), 1);
	}
	return within(sum, 0, 1);
}
