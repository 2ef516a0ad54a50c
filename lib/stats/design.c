/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stratum by stratum: each person adds to the group he belongs to and to those around it, so that no
 * table of groups by strata is ever held. What a stratum adds to everyone else than a group is what
 * all of it adds less what the group does.
 */
#include "stats/design.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "stats/bootstrap.h"

/* --- strata --------------------------------------------------------------------------------- */

struct cips_strata cips_stats_strata(
	size_t n, const int32_t *of, const double *headcount, size_t people, const double *w)
{
	struct cips_strata strata = {n, of, headcount, people,
		cips_malloc((people + 1) * sizeof(size_t)), cips_calloc(n + 1, sizeof(size_t))};
	size_t *next = cips_malloc((n + 1) * sizeof(*next));

	for (size_t i = 0; i < people; i++)
		if (!w || w[i] > 0)
			strata.start[of[i] + 1]++;
	for (size_t h = 0; h < n; h++)
		strata.start[h + 1] += strata.start[h];
	for (size_t h = 0; h < n; h++)
		next[h] = strata.start[h];
	for (size_t i = 0; i < people; i++)
		if (!w || w[i] > 0)
			strata.order[next[of[i]]++] = i;
	free(next);
	return strata;
}

void cips_stats_strata_release(struct cips_strata *strata)
{
	free(strata->order);
	free(strata->start);
	*strata = (struct cips_strata){0};
}

size_t cips_stratum_size(const struct cips_strata *strata, size_t h)
{
	return strata->start[h + 1] - strata->start[h];
}

double cips_stratum_fraction(const struct cips_strata *strata, size_t h)
{
	double n = (double)cips_stratum_size(strata, h), headcount = strata->headcount[h];

	return n > 0 && headcount >= n ? n / headcount : 0;
}

/* --- what people add up to ------------------------------------------------------------------ */

/* Sums of the weights v and of u = w (y - centre). */
struct sums {
	size_t n;
	double v, v2;
	double u, u2;
	double uv;
};

static void add(struct sums *sums, double w, double deviation)
{
	double u = w * deviation;

	sums->n++;
	sums->v += w;
	sums->v2 += w * w;
	sums->u += u;
	sums->u2 += u * u;
	sums->uv += u * w;
}

static struct sums less(struct sums from, const struct sums *part)
{
	if (from.n == part->n)
		return (struct sums){0};
	from.n -= part->n;
	from.v -= part->v;
	from.v2 -= part->v2;
	from.u -= part->u;
	from.u2 -= part->u2;
	from.uv -= part->uv;
	return from;
}

/* The same sums with the centre moved up. */
static struct sums centred(struct sums s, double by)
{
	s.u2 = fmax(s.u2 - 2 * by * s.uv + by * by * s.v2, 0);
	s.uv -= by * s.v2;
	s.u -= by * s.v;
	return s;
}

/* What one stratum adds to a group. */
struct part {
	bool touched;
	struct sums a;	/* about the mean of the group */
	struct sums b;	/* of the other domains, likewise */
	struct sums in; /* a again, about the mean of the whole */
};

struct work {
	const struct cips_strata *strata;
	enum cips_variance_method method;
	const struct cips_domains *a;
	struct cips_against against;
	struct part *parts; /* by group */
	size_t *touched;
	size_t n_touched;
	struct sums whole; /* everybody who is in a group */
	int *end;	   /* the first group that stands behind those in a group */
	struct cips_precision *out;
};

static double weight_of(const struct cips_domains *d, size_t i)
{
	return d->w ? d->w[i] : 1;
}

static void add_side(struct work *work, const struct cips_domains *d, size_t i, bool other)
{
	double w = weight_of(d, i);

	for (int g = d->group[i]; g >= 0; g = d->parent[g]) {
		struct part *part = &work->parts[g];

		if (!part->touched)
			work->touched[work->n_touched++] = (size_t)g;
		part->touched = true;
		add(other ? &part->b : &part->a, w, d->y[i] - d->moments[g].mean);
		if (work->against.rest)
			add(&part->in, w, d->y[i] - d->moments[0].mean);
	}
	if (work->against.rest && d->group[i] >= 0)
		add(&work->whole, w, d->y[i] - d->moments[0].mean);
}

/* --- one stratum and one group -------------------------------------------------------------- */

/* A group and what it is compared with: their parts of a stratum, and their means and weights. */
struct pair {
	struct sums a,
		b; /* each about its own mean; b is empty where there is nothing to compare */
	double weight_a, weight_b;
	double mean_a, mean_b;
};

static bool is_compared(const struct work *work)
{
	return work->against.rest || work->against.b;
}

static const struct cips_moments *other_moments(const struct work *work, size_t g)
{
	return work->against.rest ? &work->against.rest[g] : &work->against.b->moments[g];
}

static bool has_estimate(const struct work *work, size_t g)
{
	return work->a->moments[g].n > 0 && (!is_compared(work) || other_moments(work, g)->n > 0);
}

static struct pair pair_of(const struct work *work, size_t g)
{
	const struct part *part = &work->parts[g];
	const struct cips_moments *a = &work->a->moments[g];
	struct pair pair = {.a = part->a, .weight_a = a->sum_w, .mean_a = a->mean};

	if (!is_compared(work))
		return pair;
	const struct cips_moments *b = other_moments(work, g);

	pair.weight_b = b->sum_w;
	pair.mean_b = b->mean;
	pair.b = work->against.rest
		? centred(less(work->whole, &part->in), b->mean - work->a->moments[0].mean)
		: part->b;
	return pair;
}

/* Sum of (z - mean z)^2 over a stratum of n people, with n/(n - 1); of z^2 where n is 1. */
static double spread(double z, double z2, double n)
{
	return n > 1 ? n / (n - 1) * fmax(z2 - z * z / n, 0) : z2;
}

static double linearized(const struct pair *pair, double n)
{
	double z = pair->a.u / pair->weight_a, z2 = pair->a.u2 / pair->weight_a / pair->weight_a;

	if (pair->b.n) {
		z -= pair->b.u / pair->weight_b;
		z2 += pair->b.u2 / pair->weight_b / pair->weight_b;
	}
	return spread(z, z2, n);
}

/* How far the mean of a side moves when a person of weight w and deviation is left out. */
static double moved(const struct sums *side, double weight, double up, double w, double deviation)
{
	double rest = weight + (up - 1) * side->v - up * w;

	return rest > 0 ? ((up - 1) * side->u - up * w * deviation) / rest : 0;
}

static bool is_inside(const struct work *work, const struct cips_domains *d, size_t i, size_t g)
{
	return d->group[i] >= (int)g && d->group[i] < work->end[g];
}

/* How far the estimate moves when person i, of a stratum that makes up for him by `up`, is left out. */
static double without(
	const struct work *work, const struct pair *pair, size_t g, size_t i, double up)
{
	const struct cips_domains *a = work->a, *b = work->against.b ? work->against.b : a;
	bool in_a = is_inside(work, a, i, g);
	bool in_b = work->against.rest ? a->group[i] >= 0 && !in_a
				       : work->against.b && is_inside(work, b, i, g);
	double change = moved(&pair->a, pair->weight_a, up, in_a ? weight_of(a, i) : 0,
		in_a ? a->y[i] - pair->mean_a : 0);

	if (is_compared(work))
		change -= moved(&pair->b, pair->weight_b, up, in_b ? weight_of(b, i) : 0,
			in_b ? b->y[i] - pair->mean_b : 0);
	return change;
}

/* The sum of (estimate without i - estimate)^2 over stratum h of n > 1 people, with (n - 1)/n. */
static double jackknifed(const struct work *work, const struct pair *pair, size_t g, size_t h)
{
	double n = (double)cips_stratum_size(work->strata, h), squares = 0;

	for (size_t k = work->strata->start[h]; k < work->strata->start[h + 1]; k++) {
		double change =
			without(work, pair, g, cips_stratum_person(work->strata, k), n / (n - 1));

		squares += change * change;
	}
	return (n - 1) / n * squares;
}

static void take_part(struct work *work, size_t g, size_t h)
{
	struct cips_precision *out = &work->out[g];
	double fraction = cips_stratum_fraction(work->strata, h);
	size_t n = cips_stratum_size(work->strata, h);

	if (!has_estimate(work, g))
		return;
	struct pair pair = pair_of(work, g);
	size_t inside = pair.a.n + pair.b.n;

	if (!inside)
		return;
	out->variance += (1 - fraction) *
		(work->method == CIPS_VARIANCE_JACKKNIFE && n > 1 ? jackknifed(work, &pair, g, h)
								  : linearized(&pair, (double)n));
	out->df += (double)inside - 1;
	out->fraction = fmin(out->fraction, fraction);
}

/* --- all of them ---------------------------------------------------------------------------- */

static void take_stratum(struct work *work, size_t h)
{
	work->n_touched = 0;
	work->whole = (struct sums){0};
	for (size_t k = work->strata->start[h]; k < work->strata->start[h + 1]; k++) {
		add_side(work, work->a, cips_stratum_person(work->strata, k), false);
		if (work->against.b)
			add_side(work, work->against.b, cips_stratum_person(work->strata, k), true);
	}
	/* everyone else than a group can be in a stratum where the group is not */
	if (work->against.rest && work->whole.n)
		for (size_t g = 0; g < work->a->n; g++)
			take_part(work, g, h);
	for (size_t t = 0; t < work->n_touched; t++) {
		if (!work->against.rest)
			take_part(work, work->touched[t], h);
		work->parts[work->touched[t]] = (struct part){0};
	}
}

static int *find_ends(const struct cips_domains *d)
{
	int *end = cips_malloc((d->n + 1) * sizeof(*end));

	for (size_t g = 0; g < d->n; g++)
		end[g] = (int)g + 1;
	for (size_t g = d->n; g-- > 1;)
		if (d->parent[g] >= 0 && end[d->parent[g]] < end[g])
			end[d->parent[g]] = end[g];
	return end;
}

void cips_stats_design(const struct cips_strata *strata, const struct cips_variance *variance,
	const struct cips_domains *domains, struct cips_against against, struct cips_precision *out)
{
	struct work work = {.strata = strata,
		.method = variance->method,
		.a = domains,
		.against = against,
		.parts = cips_calloc(domains->n + 1, sizeof(*work.parts)),
		.touched = cips_malloc((domains->n + 1) * sizeof(*work.touched)),
		.end = find_ends(domains),
		.out = out};

	for (size_t g = 0; g < domains->n; g++)
		out[g] = (struct cips_precision){.fraction = 1};
	for (size_t h = 0; h < strata->n; h++)
		take_stratum(&work, h);
	if (variance->method == CIPS_VARIANCE_BOOTSTRAP)
		cips_stats_bootstrap(strata, variance, domains, against, out);
	free(work.parts);
	free(work.touched);
	free(work.end);
}

/* --- a contrast ----------------------------------------------------------------------------- */

struct contrast {
	const struct cips_strata *strata;
	const struct cips_domains *domains;
	const double *coefficient;
	struct sums *parts; /* by group: of the stratum at hand, about the mean of the group */
};

static bool has_part(const struct contrast *c, int32_t g)
{
	return g >= 0 && c->coefficient[g] != 0;
}

static bool is_estimable(const struct contrast *c)
{
	bool some = false;

	for (size_t g = 0; g < c->domains->n; g++) {
		if (!has_part(c, (int32_t)g))
			continue;
		if (!c->domains->moments[g].n)
			return false;
		some = true;
	}
	return some;
}

/* Adds stratum h up by group; returns how many of its people have a part in the contrast. */
static size_t gather(struct contrast *c, size_t h)
{
	const struct cips_domains *d = c->domains;
	size_t inside = 0;

	for (size_t g = 0; g < d->n; g++)
		c->parts[g] = (struct sums){0};
	for (size_t k = c->strata->start[h]; k < c->strata->start[h + 1]; k++) {
		size_t i = cips_stratum_person(c->strata, k);
		int32_t g = d->group[i];

		if (!has_part(c, g))
			continue;
		add(&c->parts[g], weight_of(d, i), d->y[i] - d->moments[g].mean);
		inside++;
	}
	return inside;
}

static double contrast_linearized(const struct contrast *c, double n)
{
	double z = 0, z2 = 0;

	for (size_t g = 0; g < c->domains->n; g++) {
		double share = c->coefficient[g] / c->domains->moments[g].sum_w;

		if (!c->parts[g].n)
			continue;
		z += share * c->parts[g].u;
		z2 += share * share * c->parts[g].u2;
	}
	return spread(z, z2, n);
}

/* How far a group moves the contrast when a person of it is left out, or with a weight of 0 another. */
static double contrast_moved(
	const struct contrast *c, int32_t g, double up, double w, double deviation)
{
	return c->coefficient[g] *
		moved(&c->parts[g], c->domains->moments[g].sum_w, up, w, deviation);
}

/* As jackknifed(). */
static double contrast_jackknifed(const struct contrast *c, size_t h)
{
	const struct cips_domains *d = c->domains;
	double n = (double)cips_stratum_size(c->strata, h), up = n / (n - 1);
	double all = 0, squares = 0;

	for (size_t g = 0; g < d->n; g++)
		if (c->parts[g].n)
			all += contrast_moved(c, (int32_t)g, up, 0, 0);
	for (size_t k = c->strata->start[h]; k < c->strata->start[h + 1]; k++) {
		size_t i = cips_stratum_person(c->strata, k);
		int32_t g = d->group[i];
		double change = all;

		if (has_part(c, g))
			change += contrast_moved(
					  c, g, up, weight_of(d, i), d->y[i] - d->moments[g].mean) -
				contrast_moved(c, g, up, 0, 0);
		squares += change * change;
	}
	return (n - 1) / n * squares;
}

struct cips_precision cips_stats_design_contrast(const struct cips_strata *strata,
	const struct cips_variance *variance, const struct cips_domains *domains,
	const double *coefficient)
{
	struct contrast c = {
		strata, domains, coefficient, cips_calloc(domains->n + 1, sizeof(struct sums))};
	struct cips_precision out = {.fraction = 1};
	bool estimable = is_estimable(&c);

	for (size_t h = 0; estimable && h < strata->n; h++) {
		double fraction = cips_stratum_fraction(strata, h);
		size_t n = cips_stratum_size(strata, h), inside = gather(&c, h);

		if (!inside)
			continue;
		out.variance += (1 - fraction) *
			(variance->method == CIPS_VARIANCE_JACKKNIFE && n > 1
					? contrast_jackknifed(&c, h)
					: contrast_linearized(&c, (double)n));
		out.df += (double)inside - 1;
		out.fraction = fmin(out.fraction, fraction);
	}
	if (estimable && variance->method == CIPS_VARIANCE_BOOTSTRAP)
		out.variance =
			cips_stats_bootstrap_contrast(strata, variance, domains, coefficient);
	free(c.parts);
	return out;
}
