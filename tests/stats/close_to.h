/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing with a reference value, and the sample the reference scripts share.
 */
#ifndef CIPS_TESTS_STATS_CLOSE_TO_H
#define CIPS_TESTS_STATS_CLOSE_TO_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stats/moments.h"

/* Relative, or absolute where 0 is expected; tighter than the 1e-9 and 1e-7 promised. */
#define CLOSED_FORM 1e-13
#define P_VALUE 1e-12

#define assert_close(actual, expected, tolerance) \
	assert_close_at(#actual, actual, expected, tolerance, __FILE__, __LINE__)

static inline void assert_close_at(const char *what, double actual, double expected,
	double tolerance, const char *file, int line)
{
	double allowed = tolerance * (expected != 0 ? fabs(expected) : 1);

	if (fabs(actual - expected) <= allowed)
		return;
	print_error("%s is %.17g, not %.17g\n", what, actual, expected);
	_fail(file, line);
}

/* The sample of the reference scripts: group a and group b, with weights. */
static const double sample_a[] = {2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5};
static const double weights_a[] = {1, 2.5, 0.5, 1, 3, 1.25, 0.75, 2, 1, 4};
static const double sample_b[] = {1.25, 3.75, 2.5, 0, 5, 6.25, 2.5};
static const double weights_b[] = {2, 1, 1, 3, 0.5, 0.25, 1.5};

enum { N_A = sizeof(sample_a) / sizeof(sample_a[0]), N_B = sizeof(sample_b) / sizeof(sample_b[0]) };

enum { MANY_A = 200, MANY_B = 60 };

/* The long samples of the reference scripts, by formula. */
static inline void fill_many(double a[MANY_A], double b[MANY_B])
{
	for (int i = 0; i < MANY_A; i++)
		a[i] = i * 37 % 41 / 4.0;
	for (int i = 0; i < MANY_B; i++)
		b[i] = i * 17 % 23 / 4.0;
}

/* The moments of one group of at most MANY_A values. */
static inline struct cips_moments moments_of(const double *y, const double *w, size_t n)
{
	static const int32_t one_group[MANY_A];
	struct cips_moments m;

	assert_true(n <= MANY_A);
	cips_stats_moments(y, w, one_group, n, &m, 1);
	return m;
}

#endif
