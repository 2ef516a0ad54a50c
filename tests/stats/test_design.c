/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/design.h"

#include <stdlib.h>

enum { PEOPLE = 40, STRATA = 5, GROUPS = 4 };

static const double heads[STRATA] = {30, 15, 25, 2, 6}, no_heads[STRATA];
static const int parent[GROUPS] = {-1, 0, 0, 0};

/* The people of reference/design.R: strata of 12, 15, 10, 2 and 1, and three groups in one. */
struct sample {
	double y[PEOPLE], w[PEOPLE];
	int32_t stratum[PEOPLE], group[PEOPLE];
	struct cips_moments moments[GROUPS];
	struct cips_precision precision[GROUPS];
};

static void fill(struct sample *s)
{
	for (int i = 0; i < PEOPLE; i++) {
		s->y[i] = i * 7 % 11;
		s->w[i] = 1 + i * 5 % 7 / 2.0;
		s->stratum[i] = i < 12 ? 0 : i < 27 ? 1 : i < 37 ? 2 : i < 39 ? 3 : 4;
		s->group[i] = i * 11 % 13 == 4 ? -1 : 1 + i * 3 % 5 % 3;
	}
}

static void estimate(struct sample *s, const double *headcount, size_t strata)
{
	cips_stats_moments(s->y, s->w, s->group, PEOPLE, s->moments, GROUPS);
	for (size_t g = GROUPS; g-- > 1;)
		s->moments[0] = cips_stats_join(&s->moments[0], &s->moments[g]);
	cips_stats_design(&(struct cips_strata){strata, s->stratum, headcount},
		&(struct cips_domains){s->y, s->w, s->group, PEOPLE, parent, GROUPS, s->moments},
		s->precision);
}

static void domains_as_svymean(void **state)
{
	static const struct {
		const double *headcount;
		double mean[GROUPS], variance[GROUPS], df[GROUPS];
	} cases[] = {
		{no_heads,
			{5.179347826086957, 5.943661971830986, 3.8630136986301369,
				6.2249999999999996},
			{0.33916324257721348, 0.84241663972363445, 0.6238137792353774,
				1.0877726449765519},
			{32, 12, 11, 3}},
		{heads,
			{5.179347826086957, 5.943661971830986, 3.8630136986301369,
				6.2249999999999996},
			{0.1253756242604025, 0.31368087913442788, 0.17662038784000528,
				0.32192175662878791},
			{32, 12, 11, 3}},
	};
	struct sample s;

	(void)state;
	fill(&s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		estimate(&s, cases[i].headcount, STRATA);
		for (size_t g = 0; g < GROUPS; g++) {
			assert_close(s.moments[g].mean, cases[i].mean[g], CLOSED_FORM);
			assert_close(s.precision[g].variance, cases[i].variance[g], 1e-12);
			assert_close(s.precision[g].df, cases[i].df[g], 0);
		}
	}
}

/* One stratum and one group that is all of it are what cips_stats_mean() takes a group for. */
static void one_stratum_is_the_group_itself(void **state)
{
	static const double headcounts[] = {0, 100, PEOPLE, 20};
	struct sample s;

	(void)state;
	for (size_t i = 0; i < sizeof(headcounts) / sizeof(headcounts[0]); i++) {
		fill(&s);
		for (int k = 0; k < PEOPLE; k++) {
			s.stratum[k] = 0;
			s.group[k] = 1;
		}
		estimate(&s, &headcounts[i], 1);
		struct cips_precision own = cips_stats_own_stratum(&s.moments[0], headcounts[i]);

		assert_close(s.precision[0].variance, own.variance, 1e-12);
		assert_close(s.precision[0].df, own.df, 0);
		assert_close(s.precision[0].fraction, own.fraction, CLOSED_FORM);
	}
}

/* Everybody alone in a stratum: no degrees of freedom, and a number all the same. */
static void strata_of_one_person(void **state)
{
	struct sample s;
	double none[PEOPLE] = {0};

	(void)state;
	fill(&s);
	for (int i = 0; i < PEOPLE; i++)
		s.stratum[i] = i;
	estimate(&s, none, PEOPLE);
	for (size_t g = 0; g < GROUPS; g++) {
		const struct cips_moments *m = &s.moments[g];

		assert_close(s.precision[g].variance, m->ss2 / m->sum_w / m->sum_w, 1e-12);
		assert_close(s.precision[g].df, 0, 0);
		assert_int_equal(
			cips_stats_mean_with(m, &s.precision[g]).reason, CIPS_REASON_NO_FREEDOM);
	}
	/* a complete count of one */
	none[0] = 1;
	s.group[0] = 1;
	for (int i = 1; i < PEOPLE; i++)
		s.group[i] = -1;
	estimate(&s, none, PEOPLE);
	assert_true(s.precision[1].variance == 0 && s.precision[1].fraction == 1);
	assert_true(s.precision[2].variance == 0 && s.precision[2].df == 0);
}

static void weights_of_zero_count_nowhere(void **state)
{
	struct sample s, without;

	(void)state;
	fill(&s);
	fill(&without);
	s.w[3] = s.w[20] = s.w[39] = 0;
	estimate(&s, heads, STRATA);
	size_t kept = 0;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (s.w[i] <= 0)
			continue;
		without.y[kept] = s.y[i];
		without.w[kept] = s.w[i];
		without.stratum[kept] = s.stratum[i];
		without.group[kept++] = s.group[i];
	}
	struct cips_precision expected[GROUPS];

	cips_stats_design(&(struct cips_strata){STRATA, without.stratum, heads},
		&(struct cips_domains){
			without.y, without.w, without.group, kept, parent, GROUPS, s.moments},
		expected);
	for (size_t g = 0; g < GROUPS; g++) {
		assert_close(s.precision[g].variance, expected[g].variance, CLOSED_FORM);
		assert_close(s.precision[g].df, expected[g].df, 0);
	}
}

/* --- a second opinion: the jackknife, which knows nothing of linearization ---------------------- */

enum { MANY = 600, DRAWN = 4 };

/* The mean of a domain when person `left_out` is left out and his stratum makes up for him. */
static double mean_without(const double *y, const double *w, const int32_t *stratum,
	const int32_t *group, const size_t *size, size_t left_out)
{
	double sum = 0, weights = 0;

	for (size_t i = 0; i < MANY; i++) {
		if (i == left_out || group[i] < 0)
			continue;
		double n = (double)size[stratum[i]];
		double weight = left_out < MANY && stratum[i] == stratum[left_out]
			? w[i] * n / (n - 1)
			: w[i];

		sum += weight * y[i];
		weights += weight;
	}
	return sum / weights;
}

static void jackknife_agrees(void **state)
{
	static double y[MANY], w[MANY];
	static int32_t stratum[MANY], group[MANY];
	static const double headcount[DRAWN] = {0, 300, 200, 160};
	static const int root[] = {-1};
	size_t size[DRAWN] = {0};
	double variance = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		stratum[i] = (int32_t)(i * i % 7 % DRAWN);
		y[i] = (double)(i * 37 % 41) / 4 + stratum[i];
		w[i] = 1 + (double)(i * 13 % 5);
		group[i] = i * 17 % 3 == 0 ? -1 : 0;
		size[stratum[i]]++;
	}
	double mean = mean_without(y, w, stratum, group, size, MANY);

	for (size_t i = 0; i < MANY; i++) {
		double n = (double)size[stratum[i]], heads_here = headcount[stratum[i]];
		double fraction = heads_here >= n ? n / heads_here : 0;
		double off = mean_without(y, w, stratum, group, size, i) - mean;

		variance += (1 - fraction) * (n - 1) / n * off * off;
	}
	struct cips_moments m;
	struct cips_precision precision;

	cips_stats_moments(y, w, group, MANY, &m, 1);
	cips_stats_design(&(struct cips_strata){DRAWN, stratum, headcount},
		&(struct cips_domains){y, w, group, MANY, root, 1, &m}, &precision);
	assert_close(precision.variance, variance, 0.01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domains_as_svymean),
		cmocka_unit_test(one_stratum_is_the_group_itself),
		cmocka_unit_test(strata_of_one_person),
		cmocka_unit_test(weights_of_zero_count_nowhere),
		cmocka_unit_test(jackknife_agrees),
	};

	return cmocka_run_group_tests_name("stats design", tests, NULL, NULL);
}
