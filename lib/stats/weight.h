/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weights that make a sample agree with what is known of the population, and what it costs that they
 * are unequal.
 */
#ifndef CIPS_STATS_WEIGHT_H
#define CIPS_STATS_WEIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the weights are to add up to, for one way of dividing the people: person i is in cell[i], in
 * 0...n_cells-1 (nobody is in none), whose people have the positive target[cell[i]] in all. Targets
 * of cells that hold nobody are not looked at. All margins have the same total.
 */
struct cips_margin {
	const int32_t *cell;
	const double *target;
	size_t n_cells;
};

/* A margin is met when no cell of it is off by more than this share of its target. */
#define CIPS_MARGIN_TOLERANCE 1e-10

/* Bounds of the weights, as multiples of their mean: 0 <= low < 1 < high. */
struct cips_trim {
	double low;
	double high;
};

struct cips_calibration {
	bool converged;	   /* raking itself met the margins; else the weights are of no use */
	size_t iterations; /* rounds over all margins */
	size_t trimmed;	   /* people whose weight stands at a bound */
	double error;	   /* the largest share by which a cell is off in the end, and where: */
	size_t margin;
	size_t cell;
};

/*
 * Changes the weights (by person; positive, or 0 for those who do not count and keep it) until they
 * meet the margins: iterative proportional fitting (Deming and Stephan 1940; Deville, Sarndal and
 * Sautory 1993; survey::rake). One margin alone is post-stratification (survey::postStratify) and
 * takes one round. Weights of people who are in the same cells stay in proportion.
 *
 * Raking ends when all margins are met, after 10,000 rounds, or when 200 of them have not made the
 * largest error a tenth smaller: then it has not converged, as where the sample has nobody in a
 * combination of cells without whom the margins cannot all hold.
 *
 * With `trim` (NULL: none) weights beyond a bound are set to it, what that takes or adds is shared
 * out over the others in proportion, and the margins are raked again, at most 50 times; the bounds
 * hold in the end (to 1e-9), and `error` says how far off that leaves the margins.
 *
 * Deterministic. `n` is under 2^32.
 */
struct cips_calibration cips_stats_calibrate(const struct cips_margin *margins, size_t n_margins,
	const struct cips_trim *trim, double *weight, size_t n);

/* Weights of 0 count nowhere; with no positive weight all is 0. */
struct cips_weight_loss {
	size_t n;
	double sum;
	double n_effective; /* (sum w)^2 / sum w^2 (Kish 1965) */
	double deff;	    /* n / n_effective = 1 + the squared coefficient of variation */
	double smallest;
	double largest;
};

struct cips_weight_loss cips_stats_weight_loss(const double *weight, size_t n);

#endif
