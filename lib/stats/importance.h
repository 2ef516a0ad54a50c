/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How R^2 divides among predictors, from a correlation matrix. Internal to lib/stats.
 *
 * The matrix is square, by row, of the predictors and the outcome behind them. A row and column of
 * zeros stands for a variable that does not vary; it explains nothing and nothing explains it.
 */
#ifndef CIPS_STATS_IMPORTANCE_H
#define CIPS_STATS_IMPORTANCE_H

#include "stats/drivers.h"

/* Memory for one number of predictors, used again for each matrix. */
struct cips_importance;

struct cips_importance *cips_stats_importance_new(size_t predictors);
void cips_stats_importance_free(struct cips_importance *importance); /* NULL is fine */

/*
 * The predictor that those before it determine: all but 1e-8 of its variance. `predictors` when
 * there is none. One that does not vary is none.
 */
size_t cips_stats_collinear(struct cips_importance *importance, const double *correlation);

/*
 * LMG of each predictor into `lmg`; returns R^2, their sum. At most CIPS_DRIVERS_MOST_LMG
 * predictors. Exact over all subsets; a predictor that is collinear with others of a subset adds
 * nothing to it.
 */
double cips_stats_lmg(struct cips_importance *importance, const double *correlation, double *lmg);

/*
 * Johnson's weight of each predictor, its beta and its vif (the last two may be NULL); returns R^2,
 * the sum of the weights. Where predictors are collinear, the beta of least norm counts.
 */
double cips_stats_johnson(struct cips_importance *importance, const double *correlation,
	double *johnson, double *beta, double *vif);

#endif
