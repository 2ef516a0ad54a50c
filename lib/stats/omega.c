/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood for one factor (Joreskog 1967; Lawley and Maxwell 1971).
 *
 * The fit does not depend on the units of the items, so it is made on the correlations R. For given
 * uniquenesses u the best loadings follow from the eigenvectors w and eigenvalues t (largest first)
 * of U^-1/2 R U^-1/2, and what is left to minimize over x = log u is
 *
 *	f = sum over m > 1 of (t_m - log t_m - 1),
 *
 * with the gradient g_i = sum over m > 1 of (1 - t_m) w_im^2. With a_m = w_im w_jm its second
 * derivatives, from those of eigenvalues and eigenvectors, are
 *
 *	(sum a_m) (sum t_m a_m) + a_1 sum (1 - t_m) (t_1 + t_m) / (t_1 - t_m) a_m,   all over m > 1,
 *
 * and far from the minimum, where these lead astray, Joreskog's approximation (sum a_m)^2 is taken,
 * which is exact where the model holds.
 */
#include "stats/omega.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>

#include "base/err.h"

/* R has an eigenvalue so near zero: an item follows from the others. */
static const double singular = 1e-9;
/* A uniqueness below this is no proper solution (the lower bound of R's factanal). */
static const double least_uniqueness = 0.005;
/* So little in common is rounding. */
static const double nothing_common = 1e-9;
/* Where the search is on its way to zero, it need not go on. */
static const double hopeless = 1e-8;

/* Of a logarithm, in one step: far from the minimum Newton's step says little. */
static const double farthest_step = 1;

enum { MOST_STEPS = 500, MOST_HALVINGS = 40 };

struct fit {
	size_t k;
	gsl_matrix *r;
	gsl_vector *x; /* log uniquenesses */
	gsl_vector *trial;
	gsl_vector *step;
	gsl_vector *t; /* at the last x looked at */
	gsl_matrix *w;
	gsl_matrix *scaled;
	gsl_matrix *second;
	gsl_eigen_symmv_workspace *eigen;
};

/* GSL says with NULL that there is no memory. */
static void *got(void *block, size_t k)
{
	if (!block)
		cips_out_of_memory(k * k * sizeof(double));
	return block;
}

static void fit_init(struct fit *fit, const double *s, size_t k)
{
	*fit = (struct fit){
		.k = k,
		.r = got(gsl_matrix_alloc(k, k), k),
		.x = got(gsl_vector_alloc(k), k),
		.trial = got(gsl_vector_alloc(k), k),
		.step = got(gsl_vector_alloc(k), k),
		.t = got(gsl_vector_alloc(k), k),
		.w = got(gsl_matrix_alloc(k, k), k),
		.scaled = got(gsl_matrix_alloc(k, k), k),
		.second = got(gsl_matrix_alloc(k, k), k),
		.eigen = got(gsl_eigen_symmv_alloc(k), k),
	};
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++)
			gsl_matrix_set(fit->r, i, j,
				i == j ? 1 : s[i * k + j] / sqrt(s[i * k + i] * s[j * k + j]));
}

static void fit_release(struct fit *fit)
{
	gsl_matrix_free(fit->r);
	gsl_vector_free(fit->x);
	gsl_vector_free(fit->trial);
	gsl_vector_free(fit->step);
	gsl_vector_free(fit->t);
	gsl_matrix_free(fit->w);
	gsl_matrix_free(fit->scaled);
	gsl_matrix_free(fit->second);
	gsl_eigen_symmv_free(fit->eigen);
}

/* f at x; t and w are set. */
static double look_at(struct fit *fit, const gsl_vector *x)
{
	double f = 0;

	for (size_t i = 0; i < fit->k; i++)
		for (size_t j = 0; j < fit->k; j++)
			gsl_matrix_set(fit->scaled, i, j,
				gsl_matrix_get(fit->r, i, j) *
					exp(-(gsl_vector_get(x, i) + gsl_vector_get(x, j)) / 2));
	gsl_eigen_symmv(fit->scaled, fit->t, fit->w, fit->eigen);
	gsl_eigen_symmv_sort(fit->t, fit->w, GSL_EIGEN_SORT_VAL_DESC);
	for (size_t m = 1; m < fit->k; m++) {
		double t = gsl_vector_get(fit->t, m);

		f += t - log(t) - 1;
	}
	return f;
}

/* Sets `step` to the gradient; returns its largest part. */
static double slope(struct fit *fit)
{
	double largest = 0;

	for (size_t i = 0; i < fit->k; i++) {
		double part = 0;

		for (size_t m = 1; m < fit->k; m++) {
			double w = gsl_matrix_get(fit->w, i, m);

			part += (1 - gsl_vector_get(fit->t, m)) * w * w;
		}
		gsl_vector_set(fit->step, i, part);
		largest = fmax(largest, fabs(part));
	}
	return largest;
}

/* The second derivative by x_i and x_j. */
static double curve(const struct fit *fit, size_t i, size_t j, bool exact)
{
	double first = gsl_matrix_get(fit->w, i, 0) * gsl_matrix_get(fit->w, j, 0);
	double t1 = gsl_vector_get(fit->t, 0), sum = 0, weighted = 0, turned = 0;

	for (size_t m = 1; m < fit->k; m++) {
		double both = gsl_matrix_get(fit->w, i, m) * gsl_matrix_get(fit->w, j, m);
		double t = gsl_vector_get(fit->t, m);

		sum += both;
		weighted += t * both;
		turned += exact ? (1 - t) * (t1 + t) / (t1 - t) * both : 0;
	}
	return exact ? sum * weighted + first * turned : sum * sum;
}

/* Turns the gradient in `step` into a step of Newton's; false when there is none. */
static bool newton(struct fit *fit, bool exact)
{
	for (size_t i = 0; i < fit->k; i++) {
		for (size_t j = 0; j < fit->k; j++) {
			double second = curve(fit, i, j, exact);

			if (!isfinite(second))
				return false;
			gsl_matrix_set(fit->second, i, j, second);
		}
	}
	if (gsl_linalg_cholesky_decomp1(fit->second) != 0)
		return false;
	gsl_linalg_cholesky_svx(fit->second, fit->step);
	double farthest = fmax(gsl_vector_max(fit->step), -gsl_vector_min(fit->step));

	if (farthest > farthest_step)
		gsl_vector_scale(fit->step, farthest_step / farthest);
	return true;
}

/*
 * Joreskog's start: near what regression on the others leaves of each item. The eigenvalues of R
 * itself tell when there is nothing to begin with.
 */
static enum cips_omega_state begin(struct fit *fit)
{
	gsl_vector_set_zero(fit->x);
	look_at(fit, fit->x);
	if (gsl_vector_get(fit->t, fit->k - 1) <= singular)
		return CIPS_OMEGA_SINGULAR;
	if (gsl_vector_get(fit->t, 0) <= 1 + nothing_common)
		return CIPS_OMEGA_NO_FACTOR;
	for (size_t i = 0; i < fit->k; i++) {
		double inverse = 0;

		for (size_t m = 0; m < fit->k; m++) {
			double w = gsl_matrix_get(fit->w, i, m);

			inverse += w * w / gsl_vector_get(fit->t, m);
		}
		gsl_vector_set(fit->x, i, log((1 - 0.5 / (double)fit->k) / inverse));
	}
	return CIPS_OMEGA_FOUND;
}

/* Goes down along `step`, half as far each time until f falls; false when it never does. */
static bool descend(struct fit *fit, double *f)
{
	for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
		gsl_vector_memcpy(fit->trial, fit->x);
		gsl_vector_sub(fit->trial, fit->step);
		double there = look_at(fit, fit->trial);

		if (there < *f) {
			gsl_vector_memcpy(fit->x, fit->trial);
			*f = there;
			return true;
		}
		gsl_vector_scale(fit->step, 0.5);
	}
	look_at(fit, fit->x);
	return false;
}

/* True at a minimum: the gradient has come to nothing, or to so little that f cannot tell. */
static bool minimize(struct fit *fit)
{
	double f = look_at(fit, fit->x);

	for (int steps = 0; steps < MOST_STEPS; steps++) {
		double steepest = slope(fit);

		if (steepest < 1e-13)
			return true;
		if (exp(gsl_vector_min(fit->x)) < hopeless)
			return false;
		bool near = steepest < 0.01;

		if (!(near && newton(fit, true)) && !newton(fit, false))
			return false;
		if (!descend(fit, &f))
			return steepest < 1e-7;
	}
	return false;
}

/* From the loadings at x, in the units of the items. */
static enum cips_omega_state result(struct fit *fit, const double *s, double *omega)
{
	double first = gsl_vector_get(fit->t, 0) - 1, loadings = 0, unique = 0;

	if (exp(gsl_vector_min(fit->x)) < least_uniqueness)
		return CIPS_OMEGA_IMPROPER;
	if (first <= nothing_common)
		return CIPS_OMEGA_NO_FACTOR;
	for (size_t i = 0; i < fit->k; i++) {
		double u = exp(gsl_vector_get(fit->x, i)), variance = s[i * fit->k + i];

		loadings += gsl_matrix_get(fit->w, i, 0) * sqrt(first * u * variance);
		unique += u * variance;
	}
	*omega = loadings * loadings / (loadings * loadings + unique);
	return CIPS_OMEGA_FOUND;
}

enum cips_omega_state cips_stats_omega(const double *s, size_t k, double *omega)
{
	struct fit fit;

	fit_init(&fit, s, k);
	enum cips_omega_state state = begin(&fit);

	if (state == CIPS_OMEGA_FOUND)
		state = minimize(&fit) ? result(&fit, s, omega) : CIPS_OMEGA_IMPROPER;
	fit_release(&fit);
	return state;
}
