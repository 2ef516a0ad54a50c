/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reliability of a sum of items, from their covariances. Unweighted.
 *
 * Variances and covariances have the divisor n - 1. An item whose values are all equal says nothing
 * about reliability: it is left out of every figure, as if it had not been asked (as SPSS
 * RELIABILITY and psych::alpha do), and marked.
 */
#ifndef CIPS_STATS_RELIABILITY_H
#define CIPS_STATS_RELIABILITY_H

#include "stats/moments.h"

/* Sums of the answers of some rows to `k` items, and of their products, about a centre. */
struct cips_products {
	size_t k;
	size_t n;
	double centre;
	double *low, *high; /* k: smallest and largest value of each item */
	double *sum;	    /* k, and behind it what rounding lost so far */
	double *product;    /* k x k, likewise */
};

/* `centre`: the middle of the scale; any value will do, one far from the answers costs digits. */
void cips_stats_products_init(struct cips_products *products, size_t k, double centre);
void cips_stats_products_release(struct cips_products *products);

/* Adds one row of k finite values. */
void cips_stats_products_add(struct cips_products *products, const double *row);

/*
 * The covariances of the rows into `s` (k x k), zeros for fewer than two. An item whose values are
 * all equal has a variance of exactly 0, and no other has. Sums are compensated, so that the order
 * of the rows hardly ever shows in the last digit.
 */
void cips_stats_covariances(const struct cips_products *products, double *s);

/* Why there is no omega. */
enum cips_omega_state {
	CIPS_OMEGA_FOUND,
	CIPS_OMEGA_FEW_ITEMS, /* under three that vary: the model is not identified */
	CIPS_OMEGA_SINGULAR, /* an item follows from others, or there are not more rows than items */
	CIPS_OMEGA_NO_FACTOR, /* the items have nothing in common */
	CIPS_OMEGA_IMPROPER,  /* the fit ends at a uniqueness of zero (Heywood) */
};

struct cips_item_reliability {
	bool varies;
	bool has_item_rest; /* the item varies, and so does the sum of the others */
	double item_rest_r; /* with the sum of the other items (corrected item-total) */
	bool has_deleted;   /* at least two other items vary, and so does their sum */
	double alpha_if_deleted;
};

struct cips_reliability {
	size_t items;		 /* that vary */
	enum cips_reason reason; /* of alpha. NO_VALUES, ONE_VALUE: so many rows; NO_VARIANCE: under
				    two items vary, or their sum does not */
	double alpha;
	double alpha_low, alpha_high; /* 95 % */
	enum cips_omega_state omega_state;
	double omega;
};

/*
 * alpha = k/(k-1) (1 - sum of variances / variance of the sum) (Cronbach 1951), may be negative.
 * Its interval is Feldt's (1965): 1 - (1 - alpha) F, with the .975 and .025 quantiles of F with n -
 * 1 and (n-1)(k-1) degrees of freedom (psych::alpha.ci).
 *
 * omega = (sum l)^2 / ((sum l)^2 + sum u) with loadings l and uniquenesses u of the one-factor
 * model fitted to the covariances by maximum likelihood (McDonald 1999; the fit as in factanal):
 * model-implied, for the sum of the items as they are, not standardized. A uniqueness under .005 of
 * its item's variance, factanal's lower bound, counts as none: the solution is improper.
 *
 * `s` are the covariances of `k` items over `n` rows; one of variance 0 does not vary. `items` has k
 * elements.
 */
struct cips_reliability cips_stats_reliability(
	const double *s, size_t k, size_t n, struct cips_item_reliability *items);

#endif
