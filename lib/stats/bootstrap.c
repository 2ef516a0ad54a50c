/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rao, Wu and Yue (1992). The people are laid out stratum by stratum once; a replicate then is a row
 * of draws and one pass over them. Within a stratum they stand in the order of what they hold, so
 * that a seed gives the same figures in whatever order people come.
 */
#include "stats/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_rng.h>

#include "base/arena.h"
#include "base/err.h"

/* A person on one side: of no group, a group behind all others and nothing to add. */
struct share {
	int32_t group;
	double w;
	double u; /* w (y - centre) */
};

struct person {
	struct share a, b;
};

/* One side of the estimates, and the sums of a replicate. */
struct side {
	const struct cips_domains *domains;
	double centre;
	double *sum_w, *sum_u; /* by group; one more for those in none */
};

struct draw {
	const struct cips_strata *strata;
	struct person *people; /* in the order of the strata */
	size_t n;
	uint32_t *times; /* by person: how often drawn */
	double *factor;	 /* of the weight, likewise */
	gsl_rng *rng;
};

static struct side side_of(const struct cips_domains *d)
{
	return (struct side){d, d->moments[0].mean, cips_malloc((d->n + 1) * sizeof(double)),
		cips_malloc((d->n + 1) * sizeof(double))};
}

static void side_release(struct side *side)
{
	free(side->sum_w);
	free(side->sum_u);
}

static struct share share_of(const struct side *side, size_t i)
{
	const struct cips_domains *d = side->domains;
	double w = d->w ? d->w[i] : 1;

	if (d->group[i] < 0)
		return (struct share){(int32_t)d->n, 0, 0};
	return (struct share){d->group[i], w, w * (d->y[i] - side->centre)};
}

static int by_share(const struct share *a, const struct share *b)
{
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->w < b->w || a->w > b->w)
		return a->w < b->w ? -1 : 1;
	return (a->u > b->u) - (a->u < b->u);
}

static int by_what_they_hold(const void *left, const void *right)
{
	const struct person *a = left, *b = right;
	int order = by_share(&a->a, &b->a);

	return order ? order : by_share(&a->b, &b->b);
}

static void lay_out(struct draw *draw, const struct side *a, const struct side *b)
{
	draw->n = draw->strata->start[draw->strata->n];
	draw->people = cips_calloc(draw->n + 1, sizeof(*draw->people));
	draw->times = cips_malloc((draw->n + 1) * sizeof(*draw->times));
	draw->factor = cips_malloc((draw->n + 1) * sizeof(*draw->factor));
	for (size_t k = 0; k < draw->n; k++) {
		draw->people[k].a = share_of(a, cips_stratum_person(draw->strata, k));
		if (b->domains)
			draw->people[k].b = share_of(b, cips_stratum_person(draw->strata, k));
	}
	for (size_t h = 0; h < draw->strata->n; h++)
		qsort(draw->people + draw->strata->start[h], cips_stratum_size(draw->strata, h),
			sizeof(*draw->people), by_what_they_hold);
}

/* Draws all strata anew. */
static void draw_people(struct draw *draw)
{
	memset(draw->times, 0, draw->n * sizeof(*draw->times));
	for (size_t h = 0; h < draw->strata->n; h++) {
		size_t first = draw->strata->start[h], n = cips_stratum_size(draw->strata, h);
		double spread = sqrt(1 - cips_stratum_fraction(draw->strata, h));
		double up = n > 1 ? (double)n / (double)(n - 1) : 1;

		for (size_t k = 1; k < n; k++)
			draw->times[first + gsl_rng_uniform_int(draw->rng, n)]++;
		for (size_t k = first; k < first + n; k++)
			draw->factor[k] = n > 1 ? 1 + spread * (up * draw->times[k] - 1) : 1;
	}
}

static void clear(struct side *side)
{
	memset(side->sum_w, 0, (side->domains->n + 1) * sizeof(*side->sum_w));
	memset(side->sum_u, 0, (side->domains->n + 1) * sizeof(*side->sum_u));
}

static void add(struct side *side, const struct share *share, double factor)
{
	side->sum_w[share->group] += factor * share->w;
	side->sum_u[share->group] += factor * share->u;
}

static void roll_up(struct side *side)
{
	const struct cips_domains *d = side->domains;

	for (size_t g = d->n; d->parent && g-- > 1;)
		if (d->parent[g] >= 0) {
			side->sum_w[d->parent[g]] += side->sum_w[g];
			side->sum_u[d->parent[g]] += side->sum_u[g];
		}
}

static void add_up(const struct draw *draw, struct side *a, struct side *b)
{
	clear(a);
	for (size_t k = 0; k < draw->n; k++)
		add(a, &draw->people[k].a, draw->factor[k]);
	roll_up(a);
	if (!b->domains)
		return;
	clear(b);
	for (size_t k = 0; k < draw->n; k++)
		add(b, &draw->people[k].b, draw->factor[k]);
	roll_up(b);
}

/* How far a mean of a replicate is from the estimate; false where nobody of it was drawn. */
static bool distance(
	double sum_u, double sum_w, double whole, double centre, double mean, double *far)
{
	/* what is left of a weight by rounding is nobody's */
	if (!(sum_w > 1e-9 * whole))
		return false;
	*far = sum_u / sum_w - (mean - centre);
	return true;
}

/* The same for a group, or its difference from what it is compared with. */
static bool replicate(const struct side *a, const struct side *b, const struct cips_moments *rest,
	size_t g, double *far)
{
	const struct cips_moments *m = &a->domains->moments[g];
	double other = 0;

	if (!distance(a->sum_u[g], a->sum_w[g], m->sum_w, a->centre, m->mean, far))
		return false;
	if (b &&
		!distance(b->sum_u[g], b->sum_w[g], b->domains->moments[g].sum_w, b->centre,
			b->domains->moments[g].mean, &other))
		return false;
	if (rest &&
		!distance(a->sum_u[0] - a->sum_u[g], a->sum_w[0] - a->sum_w[g], rest[g].sum_w,
			a->centre, rest[g].mean, &other))
		return false;
	*far -= other;
	return true;
}

/* Lays the people of one or two sides out for drawing; `b` may be of nobody. */
static void begin(struct draw *draw, unsigned long seed, const struct side *a, const struct side *b)
{
	draw->rng = gsl_rng_alloc(gsl_rng_mt19937);
	if (!draw->rng)
		cips_out_of_memory(gsl_rng_mt19937->size);
	gsl_rng_set(draw->rng, seed);
	lay_out(draw, a, b);
}

static void end(struct draw *draw)
{
	free(draw->people);
	free(draw->times);
	free(draw->factor);
	gsl_rng_free(draw->rng);
}

void cips_stats_bootstrap(const struct cips_strata *strata, const struct cips_variance *variance,
	const struct cips_domains *domains, struct cips_against against, struct cips_precision *out)
{
	struct draw draw = {.strata = strata};
	struct side a = side_of(domains), b = {0};
	size_t *said = cips_calloc(domains->n + 1, sizeof(*said));

	if (against.b)
		b = side_of(against.b);
	begin(&draw, variance->seed, &a, &b);
	for (size_t g = 0; g < domains->n; g++)
		out[g].variance = 0;
	for (size_t r = 0; r < variance->replicates; r++) {
		draw_people(&draw);
		add_up(&draw, &a, &b);
		for (size_t g = 0; g < domains->n; g++) {
			double far;

			if (!replicate(&a, against.b ? &b : NULL, against.rest, g, &far))
				continue;
			said[g]++;
			out[g].variance += far * far;
		}
	}
	for (size_t g = 0; g < domains->n; g++)
		if (said[g])
			out[g].variance /= (double)said[g];
	side_release(&a);
	side_release(&b);
	free(said);
	end(&draw);
}

/* How far a contrast of a replicate is from the estimate; false where a group of it was not drawn. */
static bool contrast(const struct side *side, const double *coefficient, double *far)
{
	const struct cips_domains *d = side->domains;

	*far = 0;
	for (size_t g = 0; g < d->n; g++) {
		const struct cips_moments *m = &d->moments[g];
		double of_group;

		if (coefficient[g] == 0)
			continue;
		if (!distance(side->sum_u[g], side->sum_w[g], m->sum_w, side->centre, m->mean,
			    &of_group))
			return false;
		*far += coefficient[g] * of_group;
	}
	return true;
}

double cips_stats_bootstrap_contrast(const struct cips_strata *strata,
	const struct cips_variance *variance, const struct cips_domains *domains,
	const double *coefficient)
{
	struct draw draw = {.strata = strata};
	struct side side = side_of(domains), none = {0};
	double squares = 0, far;
	size_t said = 0;

	begin(&draw, variance->seed, &side, &none);
	for (size_t r = 0; r < variance->replicates; r++) {
		draw_people(&draw);
		add_up(&draw, &side, &none);
		if (!contrast(&side, coefficient, &far))
			continue;
		said++;
		squares += far * far;
	}
	side_release(&side);
	end(&draw);
	return said ? squares / (double)said : 0;
}
