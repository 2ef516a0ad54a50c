/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/item_rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * The estimate of a group is m = mean over its J answered items of m_j = sum w y_j / W_j.
 * Linearized, respondent i stands for the value
 *
 *	m + W u_i,   u_i = (1/J) sum over valid j of (y_ij - m_j) / W_j,   W = sum w,
 *
 * so that the weighted mean of these values is m and their variance formula that of m. Its sums
 * sum w u^2 and sum w^2 u^2 need sum of w (y_j - m_j)(y_k - m_k), and of w^2, over respondents with
 * both j and k, for each group, also for complements. So each group keeps sums that add up, taken
 * about a centre c common to all groups (the middle of the scale):
 *
 *	per item:   W_j = sum w,  D = sum w (y - c)
 *	per pair:   A = sum v d_j d_k,  B = sum v d_j (both valid),  C = sum v (both valid)
 *
 * with d = y - c, once for v = w and once for v = w^2. With e_j = m_j - c the pair's sum is
 * A - e_k B_jk - e_j B_kj + e_j e_k C.
 */
struct sums {
	size_t items;
	size_t size; /* doubles per group */
	double centre;
};

/*
 * At the head of a group: the largest weight, which does not add up; respondents with a valid answer
 * and positive weight, sum w, sum w^2.
 */
enum { LARGEST, PEOPLE, WEIGHT, WEIGHT_2, PER_PERSON };
enum { BY_W, BY_W2, POWERS };

/* What is left of the sums of equal answers is rounding, far below this share of their parts. */
static const double rounding = 1e-11;

static double *item_sums(double *group, size_t j)
{
	return group + PER_PERSON + 2 * j; /* W, D */
}

static double *pair_sums(const struct sums *s, double *group, int power, size_t j, size_t k)
{
	size_t pair = (j * s->items + k) * POWERS + (size_t)power;
	return group + PER_PERSON + 2 * s->items + 3 * pair; /* A, B, C */
}

/* Adds one respondent's valid answers `d` (about the centre), where valid[j], with weight w. */
static void add_person(
	const struct sums *s, double *group, const double *d, const bool *valid, double w)
{
	for (size_t j = 0; j < s->items; j++) {
		if (!valid[j])
			continue;
		double *item = item_sums(group, j);
		item[0] += w;
		item[1] += w * d[j];
		for (size_t k = 0; k < s->items; k++) {
			if (!valid[k])
				continue;
			for (int power = BY_W; power < POWERS; power++) {
				double *pair = pair_sums(s, group, power, j, k);
				double v = power == BY_W ? w : w * w;
				pair[0] += v * d[j] * d[k];
				pair[1] += v * d[j];
				pair[2] += v;
			}
		}
	}
	group[LARGEST] = fmax(group[LARGEST], w);
	group[PEOPLE] += 1;
	group[WEIGHT] += w;
	group[WEIGHT_2] += w * w;
}

static void add_sums(const struct sums *s, double *to, const double *from)
{
	to[LARGEST] = fmax(to[LARGEST], from[LARGEST]);
	for (size_t i = LARGEST + 1; i < s->size; i++)
		to[i] += from[i];
}

/* The sum of w u^2 or w^2 u^2 of a group with `used` answered items; exactly 0 without variance. */
static double square_sum(const struct sums *s, double *group, int power, double used)
{
	double square = 0, parts = 0;
	for (size_t j = 0; j < s->items; j++) {
		const double *a = item_sums(group, j);
		for (size_t k = 0; k < s->items && a[0] > 0; k++) {
			const double *b = item_sums(group, k);
			if (b[0] <= 0)
				continue;
			const double *jk = pair_sums(s, group, power, j, k);
			const double *kj = pair_sums(s, group, power, k, j);
			double ej = a[1] / a[0], ek = b[1] / b[0], weights = a[0] * b[0];
			double terms[] = {jk[0], -ek * jk[1], -ej * kj[1], ej * ek * jk[2]};
			for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
				square += terms[i] / weights;
				parts += fabs(terms[i] / weights);
			}
		}
	}
	return square > rounding * parts ? square / (used * used) : 0;
}

/* The moments of the linearized values. */
static struct cips_moments linearize(const struct sums *s, double *group)
{
	struct cips_moments moments = {0};
	double mean = 0, used = 0, weight = group[WEIGHT];
	for (size_t j = 0; j < s->items; j++) {
		const double *item = item_sums(group, j);
		if (item[0] <= 0)
			continue;
		mean += item[1] / item[0];
		used++;
	}
	if (used == 0)
		return moments;
	double by_w = square_sum(s, group, BY_W, used), by_w2 = square_sum(s, group, BY_W2, used);
	bool varies = by_w > 0 && by_w2 > 0;
	moments.n = (size_t)group[PEOPLE];
	moments.sum_w = weight;
	moments.sum_w2 = group[WEIGHT_2];
	moments.largest_w = group[LARGEST];
	moments.mean = s->centre + mean / used;
	moments.ss = varies ? weight * weight * by_w : 0;
	moments.ss2 = varies ? weight * weight * by_w2 : 0;
	moments.low = moments.mean;
	moments.high = varies ? moments.mean + 1 : moments.mean;
	return moments;
}

static void add_everybody(const struct sums *s, const struct cips_frame *frame,
	const struct cips_groups *groups, const struct cips_score_column *column,
	const struct cips_scoring *scoring, double *direct, struct cips_scores *scores)
{
	double *d = cips_calloc(s->items, sizeof *d);
	bool *valid = cips_calloc(s->items, sizeof *valid);
	for (size_t i = 0; i < frame->n; i++) {
		double w = frame->weight ? frame->weight[i] : 1;
		if (scores->group)
			scores->group[i] = -1;
		if (groups->of[i] < 0 || w <= 0)
			continue;
		size_t answered = 0;
		double sum = 0;
		for (size_t j = 0; j < s->items; j++) {
			unsigned position;
			valid[j] =
				cips_scored_answer(frame->source->instrument, &column->items[j],
					cips_frame_record(frame, i), &position) == CIPS_STATE_VALID;
			answered += valid[j];
			d[j] = valid[j] ? cips_tables_worth(&column->items[j], position, scoring) -
					s->centre
					: 0;
			sum += d[j];
		}
		if (!answered)
			continue;
		size_t g = (size_t)groups->of[i];
		add_person(s, direct + g * s->size, d, valid, w);
		double mean = s->centre + sum / (double)answered;
		cips_disclosure_add_value(&scores->said[g], mean);
		if (!scores->group)
			continue;
		scores->group[i] = groups->of[i];
		scores->value[i] = mean;
	}
	free(d);
	free(valid);
}

void cips_tables_item_rule(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores)
{
	size_t n = groups->n, items = column->n;
	struct sums s = {
		.items = items,
		.size = PER_PERSON + 2 * items + 3 * POWERS * items * items,
		.centre = scoring->measure == CIPS_MEASURE_SCORE ? scoring->scale / 2 : 50,
	};
	double *sums = cips_calloc(n * s.size, sizeof *sums);
	double *behind = cips_calloc((n + 1) * s.size, sizeof *behind);
	double *before = cips_calloc(s.size, sizeof *before);
	double *rest = cips_calloc(s.size, sizeof *rest);
	add_everybody(&s, frame, groups, column, scoring, sums, scores);

	for (size_t g = n; g-- > 0;) {
		add_sums(&s, behind + g * s.size, sums + g * s.size);
		add_sums(&s, behind + g * s.size, behind + (g + 1) * s.size);
	}
	for (size_t g = 0; g < n; g++) {
		memcpy(rest, before, s.size * sizeof *rest);
		add_sums(&s, rest, behind + (size_t)groups->rows[g].end * s.size);
		scores->rest[g] = linearize(&s, rest);
		add_sums(&s, before, sums + g * s.size);
	}
	for (size_t g = n; g-- > 1;)
		add_sums(&s, sums + (size_t)groups->rows[g].parent * s.size, sums + g * s.size);
	for (size_t g = 0; g < n; g++)
		scores->moments[g] = linearize(&s, sums + g * s.size);
	free(sums);
	free(behind);
	free(before);
	free(rest);
}
