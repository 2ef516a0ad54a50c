/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stratum by stratum: each person adds to the group he belongs to and to those around it, so that no
 * table of groups by strata is ever held.
 */
#include "stats/design.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

/* What the people of one stratum add up to in one group. */
struct part {
	size_t n;
	double z;
	double z2;
};

static bool counts(const struct cips_domains *d, size_t i)
{
	return !d->w || d->w[i] > 0;
}

/* The people in the order of their strata; those of h are [start[h], start[h + 1]). */
static size_t *sort_people(
	const struct cips_strata *strata, const struct cips_domains *d, size_t *start)
{
	size_t *order = cips_malloc((d->people + 1) * sizeof(*order));

	for (size_t i = 0; i < d->people; i++)
		if (counts(d, i))
			start[strata->of[i] + 1]++;
	for (size_t h = 0; h < strata->n; h++)
		start[h + 1] += start[h];
	size_t *next = cips_malloc((strata->n + 1) * sizeof(*next));

	for (size_t h = 0; h < strata->n; h++)
		next[h] = start[h];
	for (size_t i = 0; i < d->people; i++)
		if (counts(d, i))
			order[next[strata->of[i]]++] = i;
	free(next);
	return order;
}

/* Adds person i to its group and those around it; groups met first go on the list. */
static void add_person(const struct cips_domains *d, size_t i, struct part *parts, size_t *touched,
	size_t *n_touched)
{
	double weight = d->w ? d->w[i] : 1;

	for (int g = d->group[i]; g >= 0; g = d->parent[g]) {
		struct part *part = &parts[g];
		double z = weight * (d->y[i] - d->moments[g].mean) / d->moments[g].sum_w;

		if (part->n++ == 0)
			touched[(*n_touched)++] = (size_t)g;
		part->z += z;
		part->z2 += z * z;
	}
}

/* Takes what a stratum of n people adds to a group, and clears it. */
static void take_part(struct part *part, size_t n, double headcount, struct cips_precision *out)
{
	double people = (double)n;
	double fraction = headcount >= people && headcount > 0 ? people / headcount : 0;
	double square = n == 1
		? part->z2
		: people / (people - 1) * fmax(part->z2 - part->z * part->z / people, 0);

	out->variance += (1 - fraction) * square;
	out->df += (double)part->n - 1;
	out->fraction = fmin(out->fraction, fraction);
	*part = (struct part){0};
}

void cips_stats_design(
	const struct cips_strata *strata, const struct cips_domains *d, struct cips_precision *out)
{
	size_t *start = cips_calloc(strata->n + 1, sizeof(*start));
	size_t *order = sort_people(strata, d, start);
	size_t *touched = cips_malloc((d->n + 1) * sizeof(*touched));
	struct part *parts = cips_calloc(d->n + 1, sizeof(*parts));

	for (size_t g = 0; g < d->n; g++)
		out[g] = (struct cips_precision){.fraction = 1};
	for (size_t h = 0; h < strata->n; h++) {
		size_t n_touched = 0;

		for (size_t k = start[h]; k < start[h + 1]; k++)
			add_person(d, order[k], parts, touched, &n_touched);
		for (size_t t = 0; t < n_touched; t++)
			take_part(&parts[touched[t]], start[h + 1] - start[h], strata->headcount[h],
				&out[touched[t]]);
	}
	free(parts);
	free(touched);
	free(order);
	free(start);
}
