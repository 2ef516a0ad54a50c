/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/group_tests.h"

#include "tables/ranks.h"

#include <stdlib.h>

struct testing {
	const struct cips_scored_groups *groups;
	enum cips_adjust adjust;
	struct cips_tested_groups *tested;
	struct cips_tukey *tukey[CIPS_TESTED_MOST + 1]; /* by groups tested; NULL until needed */
};

/* Ranks the people of the groups that are compared; returns the ties. */
static double rank_people(const struct testing *t, struct cips_tested_column *column)
{
	bool *in = cips_calloc(t->groups->rows.n, sizeof *in);
	for (size_t g = 0; g < column->scored.n; g++)
		in[column->scored.shown[g]] = true;
	double ties = cips_tables_rank_groups(
		&t->groups->frame, &t->groups->rows, &column->scored.scores, in, column->rank_sum);
	free(in);
	return ties;
}

static void test_all(struct cips_tested_column *column, double ties)
{
	struct cips_moments moments[CIPS_TESTED_MOST];
	double rank_sum[CIPS_TESTED_MOST];
	size_t n[CIPS_TESTED_MOST];
	for (size_t g = 0; g < column->scored.n; g++) {
		moments[g] = column->scored.scores.moments[column->scored.shown[g]];
		rank_sum[g] = column->rank_sum[column->scored.shown[g]];
		n[g] = moments[g].n;
	}
	column->kruskal = cips_stats_kruskal(rank_sum, n, column->scored.n, ties);
	column->welch = cips_stats_welch(moments, column->scored.n);
}

/* Under weights: each group its own stratum, and no studentized range. */
static struct cips_games_howell weighted_pair(
	const struct cips_moments *a, const struct cips_moments *b)
{
	struct cips_difference d = cips_stats_difference(a, b, true);
	return (struct cips_games_howell){.reason = d.reason,
		.difference = d.difference,
		.se = d.se,
		.df = d.df,
		.p = d.p,
		.low = d.low,
		.high = d.high};
}

static void test_pair(struct testing *t, struct cips_tested_column *column,
	struct cips_tested_pair *pair, size_t people, double ties)
{
	const struct cips_moments *a = &column->scored.scores.moments[pair->a],
				  *b = &column->scored.scores.moments[pair->b];
	if (t->groups->frame.weight) {
		pair->test = weighted_pair(a, b);
		pair->dunn.reason = CIPS_REASON_WEIGHTED;
		return;
	}
	if (!t->tukey[column->scored.n])
		t->tukey[column->scored.n] = cips_stats_tukey_new(column->scored.n);
	pair->test = cips_stats_games_howell(a, b, t->tukey[column->scored.n]);
	pair->dunn = cips_stats_dunn((struct cips_ranked){column->rank_sum[pair->a], a->n},
		(struct cips_ranked){column->rank_sum[pair->b], b->n}, people, ties);
}

static void test_column(struct testing *t, struct cips_tested_column *column)
{
	size_t people = 0;
	double ties = 0;
	column->kruskal.reason = column->welch.reason = CIPS_REASON_WEIGHTED;
	if (!t->groups->frame.weight) {
		ties = rank_people(t, column);
		test_all(column, ties);
	}
	for (size_t g = 0; g < column->scored.n; g++)
		people += column->scored.scores.moments[column->scored.shown[g]].n;
	column->pairs =
		cips_calloc(column->scored.n * column->scored.n / 2 + 1, sizeof *column->pairs);
	for (size_t g = 0; g < column->scored.n; g++)
		for (size_t h = g + 1; h < column->scored.n; h++) {
			struct cips_tested_pair *pair = &column->pairs[column->n_pairs++];
			*pair = (struct cips_tested_pair){
				.a = column->scored.shown[g], .b = column->scored.shown[h]};
			test_pair(t, column, pair, people, ties);
		}
	cips_tables_scores_forget_people(&column->scored.scores);
}

/* The p value of a pair that is adjusted by the method asked for; NULL when it has none. */
static const double *pair_p(const struct testing *t, const struct cips_tested_pair *pair)
{
	if (t->groups->frame.weight)
		return pair->test.reason ? NULL : &pair->test.p;
	return pair->dunn.reason ? NULL : &pair->dunn.p;
}

/* Adjusts the pairs of the columns [from, to) as one family; returns its size. */
static size_t adjust_pairs(struct testing *t, size_t from, size_t to)
{
	size_t m = 0, most = 0;
	for (size_t k = from; k < to; k++)
		most += t->tested->list[k].n_pairs;
	double *p = cips_malloc((most + 1) * sizeof *p);
	struct cips_tested_pair **members = cips_malloc((most + 1) * sizeof *members);
	for (size_t k = from; k < to; k++)
		for (size_t i = 0; i < t->tested->list[k].n_pairs; i++) {
			const double *own = pair_p(t, &t->tested->list[k].pairs[i]);
			if (!own)
				continue;
			members[m] = &t->tested->list[k].pairs[i];
			p[m++] = *own;
		}
	cips_stats_adjust(t->adjust, p, m, p);
	for (size_t i = 0; i < m; i++)
		members[i]->p_adjusted = p[i];
	free(p);
	free(members);
	return m;
}

/* The tests of all groups at once: each method's p values over the columns are a family. */
static void adjust_omnibus(struct testing *t)
{
	size_t kruskals = 0, welches = 0, columns = t->groups->columns.n;
	double *h = cips_malloc((columns + 1) * sizeof *h),
	       *f = cips_malloc((columns + 1) * sizeof *f);
	for (size_t k = 0; k < columns; k++) {
		if (!t->tested->list[k].kruskal.reason)
			h[kruskals++] = t->tested->list[k].kruskal.p;
		if (!t->tested->list[k].welch.reason)
			f[welches++] = t->tested->list[k].welch.p;
	}
	cips_stats_adjust(t->adjust, h, kruskals, h);
	cips_stats_adjust(t->adjust, f, welches, f);
	t->tested->omnibus_family = kruskals;
	kruskals = welches = 0;
	for (size_t k = 0; k < columns; k++) {
		if (!t->tested->list[k].kruskal.reason)
			t->tested->list[k].kruskal_p_adjusted = h[kruskals++];
		if (!t->tested->list[k].welch.reason)
			t->tested->list[k].welch_p_adjusted = f[welches++];
	}
	free(h);
	free(f);
}

void cips_tables_test_groups(const struct cips_scored_groups *groups, enum cips_adjust adjust,
	bool family_column, struct cips_tested_groups *tested)
{
	struct testing t = {.groups = groups, .adjust = adjust, .tested = tested};
	size_t columns = groups->columns.n,
	       least = cips_tables_least_for_a_test(groups->scope.minimum);
	*tested = (struct cips_tested_groups){
		.list = cips_calloc(columns, sizeof *tested->list), .n = columns};
	for (size_t k = 0; k < columns; k++) {
		cips_tables_scored_column(groups, k, least, &tested->list[k].scored);
		tested->list[k].rank_sum = cips_calloc(groups->rows.n, sizeof(double));
		test_column(&t, &tested->list[k]);
	}
	adjust_omnibus(&t);
	if (!family_column)
		tested->pair_family = adjust_pairs(&t, 0, columns);
	for (size_t k = 0; k < columns && family_column; k++)
		tested->pair_family += adjust_pairs(&t, k, k + 1);
	for (size_t n = 0; n <= CIPS_TESTED_MOST; n++)
		cips_stats_tukey_free(t.tukey[n]);
}

void cips_tables_tested_groups_release(struct cips_tested_groups *tested)
{
	for (size_t k = 0; k < tested->n; k++) {
		cips_tables_scored_column_release(&tested->list[k].scored);
		free(tested->list[k].rank_sum);
		free(tested->list[k].pairs);
	}
	free(tested->list);
	*tested = (struct cips_tested_groups){0};
}
