/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adjusted p values of a family: Holm (1979) steps down from the smallest, Benjamini and Hochberg
 * (1995) step up from the largest; both stay monotone and at most 1, as p.adjust.
 */
#include "stats/compare.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct ordered {
	double p;
	size_t place;
};

static int by_p(const void *left, const void *right)
{
	const struct ordered *a = left;
	const struct ordered *b = right;

	if (a->p < b->p)
		return -1;
	if (a->p > b->p)
		return 1;
	return (a->place > b->place) - (a->place < b->place);
}

/* The smallest p values of a family, in order. */
struct smallest {
	struct ordered *sorted;
	size_t n;
	size_t family;
};

static void step_up(const struct smallest *of, double *adjusted)
{
	double least = 1;

	for (size_t i = of->n; i-- > 0;) {
		double p = of->sorted[i].p;

		least = fmin(least, (double)of->family / (double)(i + 1) * p);
		adjusted[of->sorted[i].place] = least;
	}
}

static void step_down(const struct smallest *of, double *adjusted)
{
	double most = 0;

	for (size_t i = 0; i < of->n; i++) {
		most = fmax(most, fmin(1, (double)(of->family - i) * of->sorted[i].p));
		adjusted[of->sorted[i].place] = most;
	}
}

void cips_stats_adjust_below(
	enum cips_adjust method, double alpha, const double *p, size_t n, double *adjusted)
{
	struct smallest smallest = {.family = n};

	if (n == 0)
		return;
	if (method == CIPS_ADJUST_NONE) {
		memmove(adjusted, p, n * sizeof(*p));
		return;
	}
	smallest.sorted = cips_malloc(n * sizeof(*smallest.sorted));
	for (size_t i = 0; i < n; i++) {
		assert(p[i] >= 0 && p[i] <= 1);
		if (p[i] < alpha)
			smallest.sorted[smallest.n++] = (struct ordered){p[i], i};
		else
			adjusted[i] = 1;
	}
	qsort(smallest.sorted, smallest.n, sizeof(*smallest.sorted), by_p);
	if (method == CIPS_ADJUST_HOLM)
		step_down(&smallest, adjusted);
	else
		step_up(&smallest, adjusted);
	free(smallest.sorted);
}

void cips_stats_adjust(enum cips_adjust method, const double *p, size_t n, double *adjusted)
{
	cips_stats_adjust_below(method, INFINITY, p, n, adjusted);
}
