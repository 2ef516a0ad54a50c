/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mahalanobis distances by principal axes: with the eigenvectors v and eigenvalues l > 0 of the
 * covariance matrix, the squared distance is the sum of (v'(x - mean))^2 / l.
 *
 * Edge cases: constant and repeated columns lower the rank and nothing else.
 */
#include "stats/mahalanobis.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>

#include "base/arena.h"
#include "base/err.h"

#define NEGLIGIBLE 1e-9

struct cips_scatter {
	size_t k;
	size_t n;
	double *mean;
	double *deviation; /* of the row at hand */
	double *products;  /* k x k, the lower triangle: sums of products of deviations */
	size_t rank;
	double *axes; /* rank x k: eigenvectors over the roots of their eigenvalues */
};

struct cips_scatter *cips_stats_scatter_new(size_t k)
{
	struct cips_scatter *scatter = cips_calloc(1, sizeof(*scatter));

	assert(k > 0);
	scatter->k = k;
	scatter->mean = cips_calloc(k, sizeof(*scatter->mean));
	scatter->deviation = cips_calloc(k, sizeof(*scatter->deviation));
	scatter->products = cips_calloc(k * k, sizeof(*scatter->products));
	return scatter;
}

void cips_stats_scatter_free(struct cips_scatter *scatter)
{
	if (!scatter)
		return;
	free(scatter->mean);
	free(scatter->deviation);
	free(scatter->products);
	free(scatter->axes);
	free(scatter);
}

void cips_stats_scatter_add(struct cips_scatter *scatter, const double *row)
{
	size_t k = scatter->k;
	double n = (double)++scatter->n;

	for (size_t i = 0; i < k; i++)
		scatter->deviation[i] = row[i] - scatter->mean[i];
	for (size_t i = 0; i < k; i++) {
		double before = scatter->deviation[i] * ((n - 1) / n);

		scatter->mean[i] += scatter->deviation[i] / n;
		for (size_t j = 0; j <= i; j++)
			scatter->products[i * k + j] += before * scatter->deviation[j];
	}
}

/* Keeps the axes that have some extent. */
static void keep_axes(
	struct cips_scatter *scatter, const gsl_vector *values, const gsl_matrix *vectors)
{
	size_t k = scatter->k;
	double least = NEGLIGIBLE * gsl_vector_max(values);

	scatter->axes = cips_malloc(k * k * sizeof(*scatter->axes));
	for (size_t a = 0; a < k; a++) {
		double value = gsl_vector_get(values, a);
		double *axis = scatter->axes + scatter->rank * k;

		if (!(value > 0) || value <= least)
			continue;
		for (size_t i = 0; i < k; i++)
			axis[i] = gsl_matrix_get(vectors, i, a) / sqrt(value);
		scatter->rank++;
	}
}

static void find_axes(struct cips_scatter *scatter)
{
	size_t k = scatter->k;
	double divisor = (double)(scatter->n - 1);
	gsl_matrix *covariance = gsl_matrix_alloc(k, k), *vectors = gsl_matrix_alloc(k, k);
	gsl_vector *values = gsl_vector_alloc(k);
	gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(k);

	if (!covariance || !vectors || !values || !work)
		cips_out_of_memory(k * k * sizeof(double));
	for (size_t i = 0; i < k; i++) {
		for (size_t j = 0; j <= i; j++) {
			double c = scatter->products[i * k + j] / divisor;

			gsl_matrix_set(covariance, i, j, c);
			gsl_matrix_set(covariance, j, i, c);
		}
	}
	gsl_eigen_symmv(covariance, values, vectors, work);
	keep_axes(scatter, values, vectors);
	gsl_eigen_symmv_free(work);
	gsl_vector_free(values);
	gsl_matrix_free(vectors);
	gsl_matrix_free(covariance);
}

enum cips_reason cips_stats_scatter_finish(struct cips_scatter *scatter, size_t *n, size_t *rank)
{
	assert(!scatter->axes);
	*n = scatter->n;
	*rank = 0;
	if (scatter->n < 2)
		return scatter->n ? CIPS_REASON_ONE_VALUE : CIPS_REASON_NO_VALUES;
	find_axes(scatter);
	*rank = scatter->rank;
	return scatter->rank ? CIPS_REASON_NONE : CIPS_REASON_NO_VARIANCE;
}

double cips_stats_mahalanobis(const struct cips_scatter *scatter, const double *row)
{
	double distance = 0;

	for (size_t a = 0; a < scatter->rank; a++) {
		const double *axis = scatter->axes + a * scatter->k;
		double along = 0;

		for (size_t i = 0; i < scatter->k; i++)
			along += axis[i] * (row[i] - scatter->mean[i]);
		distance += along * along;
	}
	return distance;
}

double cips_stats_chi2_upper(double x, double df)
{
	assert(x >= 0 && df > 0);
	return gsl_cdf_chisq_Q(x, df);
}
