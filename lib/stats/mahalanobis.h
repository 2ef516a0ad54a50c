/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a row lies from the middle of all rows, in units of their scatter: Mahalanobis (1936).
 *
 * Rows are added one by one, so that nobody need hold them all. The inverse of the covariance
 * matrix is Moore and Penrose's, from its eigenvectors: directions in which the rows do not differ
 * count for nothing, and what is left of them is the rank.
 */
#ifndef CIPS_STATS_MAHALANOBIS_H
#define CIPS_STATS_MAHALANOBIS_H

#include "stats/moments.h"

struct cips_scatter;

/* For rows of `k` values, k > 0. */
struct cips_scatter *cips_stats_scatter_new(size_t k);
void cips_stats_scatter_free(struct cips_scatter *scatter); /* NULL is fine */

/* Adds a row; its values are finite, within 1e50. */
void cips_stats_scatter_add(struct cips_scatter *scatter, const double *row);

/*
 * To be called once, after the last row: the sample covariance (divisor n - 1; Welford's update)
 * and its rank, an eigenvalue counting as 0 up to 1e-9 of the largest. NO_VALUES, ONE_VALUE, or
 * NO_VARIANCE (rank 0): there are no distances then.
 */
enum cips_reason cips_stats_scatter_finish(struct cips_scatter *scatter, size_t *n, size_t *rank);

/* The squared distance of a row, as R's mahalanobis() with MASS::ginv(). */
double cips_stats_mahalanobis(const struct cips_scatter *scatter, const double *row);

/* The upper tail of chi-square with df > 0 degrees of freedom. */
double cips_stats_chi2_upper(double x, double df);

#endif
