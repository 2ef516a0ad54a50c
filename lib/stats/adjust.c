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

static void step_up(const struct ordered *sorted, size_t n, double *adjusted)
{
	double least = 1;

	for (size_t i = n; i-- > 0;) {
		least = fmin(least, (double)n / (double)(i + 1) * sorted[i].p);
		adjusted[sorted[i].place] = least;
	}
}

static void step_down(const struct ordered *sorted, size_t n, double *adjusted)
{
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		most = fmax(most, fmin(1, (double)(n - i) * sorted[i].p));
		adjusted[sorted[i].place] = most;
	}
}

void cips_stats_adjust(enum cips_adjust method, const double *p, size_t n, double *adjusted)
{
	struct ordered *sorted;

	if (n == 0)
		return;
	if (method == CIPS_ADJUST_NONE) {
		memmove(adjusted, p, n * sizeof(*p));
		return;
	}
	sorted = cips_calloc(n, sizeof(*sorted));
	for (size_t i = 0; i < n; i++) {
		assert(p[i] >= 0 && p[i] <= 1);
		sorted[i] = (struct ordered){p[i], i};
	}
	qsort(sorted, n, sizeof(*sorted), by_p);
	if (method == CIPS_ADJUST_HOLM)
		step_down(sorted, n, adjusted);
	else
		step_up(sorted, n, adjusted);
	free(sorted);
}
