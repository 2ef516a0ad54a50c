/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Relative importance: how the R^2 of a linear regression divides among its predictors, with
 * bootstrap intervals. It describes an association and says nothing about cause.
 *
 * Everything rests on the (weighted) correlation matrix: nothing here changes when a predictor, the
 * outcome or all weights are multiplied by a positive constant.
 */
#ifndef CIPS_STATS_DRIVERS_H
#define CIPS_STATS_DRIVERS_H

#include "stats/moments.h"

/*
 * The most predictors, and the most for which all their orders are averaged: 2^12 subsets, as many
 * again with each one more.
 */
enum { CIPS_DRIVERS_MOST = 40, CIPS_DRIVERS_MOST_LMG = 12 };

/* Numbers in a row: the predictors, the outcome, and room for the work. */
static inline size_t cips_stats_drivers_row(size_t predictors)
{
	return (predictors + 3) / 2 * 2;
}

/* What is regressed on what. */
struct cips_regression {
	double *rows; /* n rows of cips_stats_drivers_row() numbers: the predictors and the outcome
			 behind them, finite. The work is done in them, and leaves them changed. */
	const double *w; /* a positive weight for each row; NULL: all the same */
	size_t n;
	size_t predictors; /* 1...CIPS_DRIVERS_MOST */
};

/* One predictor. */
struct cips_driver {
	enum cips_reason reason; /* NO_VARIANCE: a constant, left out of the regression, and nothing
				    is set; else as in struct cips_drivers */
	/*
	 * LMG (Lindeman, Merenda and Gold 1980; the Shapley value of R^2; relaimpo's "lmg",
	 * Gromping 2006): the increase of R^2 when the predictor enters, averaged over all orders
	 * of entering. With more than CIPS_DRIVERS_MOST_LMG predictors that vary it is Johnson's
	 * weight. The values of all predictors add up to R^2, and none is negative.
	 */
	double importance;
	double johnson; /* relative weight (Johnson 2000): through the orthogonal variables nearest
			   to the predictors; they too add up to R^2 */
	double r;	/* correlation with the outcome */
	double beta;	/* standardized coefficient with all predictors in */
	double vif;	/* variance inflation factor, 1 or more */
	double rank;	/* 1 for the largest importance */
	/* 95 % percentile intervals over the replicates */
	double importance_low, importance_high;
	double share_low, share_high; /* of importance / R^2 */
	double rank_low, rank_high;
};

/* The regression as a whole. */
struct cips_drivers {
	enum cips_reason reason; /* NO_VALUES, ONE_VALUE; NO_VARIANCE: of the outcome or of all
				    predictors; FEW_VALUES: no more rows than coefficients;
				    COLLINEAR: see `collinear`. Then nothing else is set. */
	size_t collinear;	 /* the predictor that those before it determine */
	size_t used;		 /* predictors that vary */
	bool lmg;		 /* importance is LMG */
	double r_squared;
	double r_squared_adjusted; /* 1 - (1 - R^2) (n - 1) / (n - used - 1) */
	double r_squared_low, r_squared_high;
	size_t replicates; /* that the intervals rest on: in the others the outcome was constant, or
			      R^2 was 0. Under 2: there are no intervals, all of them are 0. */
};

/*
 * Divides R^2. `drivers` has regression->predictors elements, in their order. Intervals: rows drawn
 * with replacement, with their weights, by GSL's mt19937 with this seed (under 2^32), n of them
 * `replicates` times; quantiles 2.5 % and 97.5 % of type 7 (Hyndman and Fan 1996; R's default). The
 * same input gives the same bits. A replicate in which a predictor is constant or collinear gives
 * it what it adds to R^2, which may be nothing. Predictors are collinear when those before one
 * explain all but 1e-8 of its variance.
 */
struct cips_drivers cips_stats_drivers(const struct cips_regression *regression, unsigned long seed,
	size_t replicates, struct cips_driver *drivers);

#endif
