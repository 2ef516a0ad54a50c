/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Alpha, its interval, and what each item does for it.
 *
 * A variance of a sum is the sum of all covariances in it; what rounding leaves of one that is zero
 * is far below `rounding` times the sum of their sizes.
 */
#include "stats/reliability.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "stats/fdist.h"
#include "stats/omega.h"

static const double rounding = 1e-12;

void cips_stats_products_init(struct cips_products *p, size_t k, double centre)
{
	*p = (struct cips_products){
		.k = k,
		.centre = centre,
		.low = cips_calloc(k + 1, sizeof(*p->low)),
		.high = cips_calloc(k + 1, sizeof(*p->high)),
		.sum = cips_calloc(2 * k + 1, sizeof(*p->sum)),
		.product = cips_calloc(2 * k * k + 1, sizeof(*p->product)),
	};
}

void cips_stats_products_release(struct cips_products *p)
{
	free(p->low);
	free(p->high);
	free(p->sum);
	free(p->product);
	*p = (struct cips_products){0};
}

/* Knuth's two-sum, as Neumaier (1974) uses it: what rounding takes from `sum` goes to `lost`. */
static void add(double *sum, double *lost, double x)
{
	double total = *sum + x, part = total - *sum;

	*lost += (*sum - (total - part)) + (x - part);
	*sum = total;
}

void cips_stats_products_add(struct cips_products *p, const double *row)
{
	size_t k = p->k;

	for (size_t i = 0; i < k; i++) {
		p->low[i] = p->n ? fmin(p->low[i], row[i]) : row[i];
		p->high[i] = p->n ? fmax(p->high[i], row[i]) : row[i];
		add(&p->sum[i], &p->sum[k + i], row[i] - p->centre);
		for (size_t j = i; j < k; j++)
			add(&p->product[i * k + j], &p->product[k * k + i * k + j],
				(row[i] - p->centre) * (row[j] - p->centre));
	}
	p->n++;
}

static double covariance(const struct cips_products *p, size_t i, size_t j)
{
	size_t k = p->k;
	double n = (double)p->n;
	double product = p->product[i * k + j] + p->product[k * k + i * k + j];
	double sum_i = p->sum[i] + p->sum[k + i], sum_j = p->sum[j] + p->sum[k + j];
	bool vary = p->low[i] < p->high[i] && p->low[j] < p->high[j];

	return p->n > 1 && vary ? (product - sum_i * sum_j / n) / (n - 1) : 0;
}

void cips_stats_covariances(const struct cips_products *p, double *s)
{
	for (size_t i = 0; i < p->k; i++)
		for (size_t j = i; j < p->k; j++)
			s[i * p->k + j] = s[j * p->k + i] = covariance(p, i, j);
}

/* The covariances of the items that vary, and what they add up to. */
struct items {
	size_t k;
	double *s;	/* k x k */
	size_t *number; /* of each among all items */
	double trace;
	double total; /* the variance of the sum; 0 when it does not vary */
};

static double cov(const struct items *items, size_t i, size_t j)
{
	return items->s[i * items->k + j];
}

/* What is left of a sum of covariances, of which `size` adds up the sizes. */
static double but_rounding(double sum, double size)
{
	return fabs(sum) > rounding * size ? sum : 0;
}

/* The variance of the sum of all items but `left_out`; 0 when that sum does not vary. */
static double variance_of_sum(const struct items *items, size_t left_out)
{
	double sum = 0, size = 0;

	for (size_t i = 0; i < items->k; i++) {
		for (size_t j = 0; j < items->k; j++) {
			if (i == left_out || j == left_out)
				continue;
			sum += cov(items, i, j);
			size += fabs(cov(items, i, j));
		}
	}
	return fmax(but_rounding(sum, size), 0);
}

static struct items varying_items(const double *s, size_t k)
{
	struct items items = {
		.s = cips_calloc(k * k + 1, sizeof(*items.s)),
		.number = cips_calloc(k + 1, sizeof(*items.number)),
	};

	for (size_t i = 0; i < k; i++) {
		if (s[i * k + i] > 0)
			items.number[items.k++] = i;
	}
	for (size_t i = 0; i < items.k; i++) {
		for (size_t j = 0; j < items.k; j++)
			items.s[i * items.k + j] = s[items.number[i] * k + items.number[j]];
		items.trace += cov(&items, i, i);
	}
	items.total = variance_of_sum(&items, items.k);
	return items;
}

static double alpha_of(size_t k, double trace, double total)
{
	return (double)k / (double)(k - 1) * (but_rounding(total - trace, total + trace) / total);
}

static void describe_item(
	const struct items *items, size_t i, struct cips_item_reliability *reliability)
{
	double rest = variance_of_sum(items, i), with_rest = 0, size = 0;

	for (size_t j = 0; j < items->k; j++) {
		if (j == i)
			continue;
		with_rest += cov(items, i, j);
		size += fabs(cov(items, i, j));
	}
	with_rest = but_rounding(with_rest, size);
	reliability->varies = true;
	reliability->has_item_rest = rest > 0;
	reliability->has_deleted = rest > 0 && items->k > 2;
	if (reliability->has_item_rest)
		reliability->item_rest_r =
			fmax(-1, fmin(1, with_rest / sqrt(rest * cov(items, i, i))));
	if (reliability->has_deleted)
		reliability->alpha_if_deleted =
			alpha_of(items->k - 1, items->trace - cov(items, i, i), rest);
}

/* Feldt (1965). */
static void interval(struct cips_reliability *r, size_t n, size_t k)
{
	double df1 = (double)n - 1, df2 = df1 * ((double)k - 1);

	r->alpha_low = 1 - (1 - r->alpha) * cips_stats_f_quantile(0.025, df1, df2);
	r->alpha_high = 1 - (1 - r->alpha) * cips_stats_f_quantile(0.975, df1, df2);
}

/* For two rows or more. */
static void describe(const struct items *items, size_t n, struct cips_reliability *r,
	struct cips_item_reliability *list)
{
	r->items = items->k;
	for (size_t i = 0; i < items->k; i++)
		describe_item(items, i, &list[items->number[i]]);
	if (items->k < 2 || items->total <= 0) {
		r->reason = CIPS_REASON_NO_VARIANCE;
	} else {
		r->alpha = alpha_of(items->k, items->trace, items->total);
		interval(r, n, items->k);
	}
	if (items->k > 2)
		r->omega_state = n > items->k ? cips_stats_omega(items->s, items->k, &r->omega)
					      : CIPS_OMEGA_SINGULAR;
}

struct cips_reliability cips_stats_reliability(
	const double *s, size_t k, size_t n, struct cips_item_reliability *list)
{
	struct cips_reliability r = {.omega_state = CIPS_OMEGA_FEW_ITEMS};

	for (size_t i = 0; i < k; i++)
		list[i] = (struct cips_item_reliability){0};
	if (n < 2) {
		r.reason = n ? CIPS_REASON_ONE_VALUE : CIPS_REASON_NO_VALUES;
		return r;
	}
	struct items items = varying_items(s, k);

	describe(&items, n, &r, list);
	free(items.s);
	free(items.number);
	return r;
}
