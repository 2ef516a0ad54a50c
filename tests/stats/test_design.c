/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/design.h"

#include <stdlib.h>

enum { PEOPLE = 40, STRATA = 5, GROUPS = 4 };

static const double heads[STRATA] = {30, 15, 25, 2, 6}, no_heads[STRATA];
static const struct cips_variance linearized = {CIPS_VARIANCE_TAYLOR, 0, 0};
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
	struct cips_strata sorted = cips_stats_strata(strata, s->stratum, headcount, PEOPLE, s->w);

	cips_stats_design(&sorted, &linearized,
		&(struct cips_domains){s->y, s->w, s->group, PEOPLE, parent, GROUPS, s->moments},
		(struct cips_against){0}, s->precision);
	cips_stats_strata_release(&sorted);
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

	struct cips_strata sorted =
		cips_stats_strata(STRATA, without.stratum, heads, kept, without.w);

	cips_stats_design(&sorted, &linearized,
		&(struct cips_domains){
			without.y, without.w, without.group, kept, parent, GROUPS, s.moments},
		(struct cips_against){0}, expected);
	cips_stats_strata_release(&sorted);
	for (size_t g = 0; g < GROUPS; g++) {
		assert_close(s.precision[g].variance, expected[g].variance, CLOSED_FORM);
		assert_close(s.precision[g].df, expected[g].df, 0);
	}
}

/* --- differences, and second opinions --------------------------------------------------------- */

/* A sample in two sides, people of even and of odd numbers, beside that of everyone else. */
struct sides {
	struct sample whole, a, b;
	struct cips_moments rest[GROUPS];
};

static void sum_up(struct sample *s, size_t people)
{
	cips_stats_moments(s->y, s->w, s->group, people, s->moments, GROUPS);
	for (size_t g = GROUPS; g-- > 1;)
		s->moments[0] = cips_stats_join(&s->moments[0], &s->moments[g]);
}

static void fill_sides(struct sides *s, size_t people)
{
	fill(&s->whole);
	fill(&s->a);
	fill(&s->b);
	for (size_t i = 0; i < people; i++)
		*(i % 2 ? &s->a.group[i] : &s->b.group[i]) = -1;
	sum_up(&s->whole, people);
	sum_up(&s->a, people);
	sum_up(&s->b, people);
	for (int g = 1; g < GROUPS; g++) {
		s->rest[g] = (struct cips_moments){0};
		for (int k = 1; k < GROUPS; k++)
			if (k != g)
				s->rest[g] = cips_stats_join(&s->rest[g], &s->whole.moments[k]);
	}
	s->rest[0] = (struct cips_moments){0};
}

static struct cips_domains domains_of(const struct sample *s, size_t people)
{
	return (struct cips_domains){s->y, s->w, s->group, people, parent, GROUPS, s->moments};
}

/* The means of the groups, and their differences from everyone else and between the sides. */
struct estimated {
	struct cips_precision mean[GROUPS], rest[GROUPS], side[GROUPS];
};

static struct estimated estimate_all(const struct sides *s, size_t people, size_t strata,
	const double *headcount, struct cips_variance variance)
{
	struct estimated e;
	struct cips_strata sorted =
		cips_stats_strata(strata, s->whole.stratum, headcount, people, s->whole.w);
	const struct cips_domains whole = domains_of(&s->whole, people);
	const struct cips_domains a = domains_of(&s->a, people), b = domains_of(&s->b, people);

	cips_stats_design(&sorted, &variance, &whole, (struct cips_against){0}, e.mean);
	cips_stats_design(
		&sorted, &variance, &whole, (struct cips_against){.rest = s->rest}, e.rest);
	cips_stats_design(&sorted, &variance, &a, (struct cips_against){.b = &b}, e.side);
	cips_stats_strata_release(&sorted);
	return e;
}

/* Of reference/design.R, "group and rest" and "side a and b". */
static void differences_as_svycontrast(void **state)
{
	static const struct {
		const double *headcount;
		double rest[GROUPS], side[GROUPS];
	} cases[] = {
		{no_heads, {0, 1.324040477069556, 1.1120268121918016, 1.5057441408457097},
			{0, 3.2814255651909177, 2.6193848346071795, 2.7441720890823573}},
		{heads, {0, 0.51142761451912788, 0.35397750911026937, 0.47361776694341107},
			{0, 1.3180581109433462, 0.88999143027369343, 1.0209642443933238}},
	};
	static const double df_side[GROUPS] = {0, 12, 11, 3};
	struct sides s;

	(void)state;
	fill_sides(&s, PEOPLE);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct estimated e =
			estimate_all(&s, PEOPLE, STRATA, cases[i].headcount, linearized);

		for (size_t g = 1; g < GROUPS; g++) {
			assert_close(e.rest[g].variance, cases[i].rest[g], 1e-12);
			assert_close(e.rest[g].df, 32, 0);
			assert_close(e.side[g].variance, cases[i].side[g], 1e-12);
			assert_close(e.side[g].df, df_side[g], 0);
		}
		/* nobody is outside the whole */
		assert_close(e.rest[0].variance, 0, 0);
	}
}

/* Of reference/design.R, "jackknife": without the stratum of one person. */
static void jackknife_as_svrepdesign(void **state)
{
	static const struct {
		const double *headcount;
		double mean[GROUPS], rest[GROUPS], side[GROUPS];
	} cases[] = {
		{no_heads, {0, 0.96327438011225186, 0.69574233976038469, 1.4662176291622737},
			{0, 1.4265245268970264, 1.2543085474854805, 1.8797339043064407},
			{0, 4.5761453612384395, 3.543064479629535, 5.9278023608777115}},
		{heads, {0, 0.35536763796194626, 0.19596401389932361, 0.16205706262831315},
			{0, 0.49681570773375983, 0.36700364661230361, 0.31017391233499469},
			{0, 1.7913567450280452, 1.2445820773696481, 1.7005392194478874}},
	};
	struct sides s;

	(void)state;
	fill_sides(&s, PEOPLE - 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct estimated e = estimate_all(&s, PEOPLE - 1, STRATA - 1, cases[i].headcount,
			(struct cips_variance){CIPS_VARIANCE_JACKKNIFE, 0, 0});

		for (size_t g = 1; g < GROUPS; g++) {
			assert_close(e.mean[g].variance, cases[i].mean[g], 1e-12);
			assert_close(e.rest[g].variance, cases[i].rest[g], 1e-12);
			assert_close(e.side[g].variance, cases[i].side[g], 1e-12);
		}
	}
}

/* A person alone in a stratum adds the same whichever way. */
static void jackknife_of_a_stratum_of_one(void **state)
{
	const struct cips_variance jackknife = {CIPS_VARIANCE_JACKKNIFE, 0, 0};
	struct sides s;
	double alone[PEOPLE] = {0};

	(void)state;
	fill_sides(&s, PEOPLE);
	for (int i = 0; i < PEOPLE; i++)
		s.whole.stratum[i] = i;
	struct estimated e = estimate_all(&s, PEOPLE, PEOPLE, alone, jackknife);
	struct estimated taylor = estimate_all(&s, PEOPLE, PEOPLE, alone, linearized);

	for (size_t g = 1; g < GROUPS; g++) {
		assert_true(e.mean[g].variance > 0);
		assert_close(e.mean[g].variance, taylor.mean[g].variance, 0);
		assert_close(e.rest[g].variance, taylor.rest[g].variance, 0);
	}
}

/* --- contrasts ------------------------------------------------------------------------------- */

enum { CELLS = 3 };

static const double shares[CELLS] = {0.5, 0.3, 0.2}, gap[CELLS] = {0, 1, -1};

/* The contrast of the groups 1...3 of the sample, with nothing around them. */
static struct cips_precision contrast_of(const struct sample *s, size_t people, size_t strata,
	const double *headcount, struct cips_variance variance, const double *coefficient)
{
	int32_t cell[PEOPLE];
	struct cips_strata sorted = cips_stats_strata(strata, s->stratum, headcount, people, s->w);

	for (size_t i = 0; i < people; i++)
		cell[i] = s->group[i] - (s->group[i] > 0);
	const struct cips_domains domains = {s->y, s->w, cell, people, NULL, CELLS, s->moments + 1};
	struct cips_precision precision =
		cips_stats_design_contrast(&sorted, &variance, &domains, coefficient);

	cips_stats_strata_release(&sorted);
	return precision;
}

/* Of reference/design.R, "contrast"; the jackknife without the stratum of one person. */
static void contrasts_as_svycontrast(void **state)
{
	static const struct {
		const double *headcount, *coefficient;
		double linearized, df, jackknifed;
	} cases[] = {
		{no_heads, shares, 0.31312352537327887, 32, 0.36885219772449396},
		{heads, shares, 0.10769727778334687, 32, 0.11524946877237163},
		{no_heads, gap, 1.6847853727894666, 17, 2.1110422734471661},
		{heads, gap, 0.50238682793319889, 17, 0.35170109123997312},
	};
	struct sample s;

	(void)state;
	fill(&s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sum_up(&s, PEOPLE);
		struct cips_precision taylor = contrast_of(
			&s, PEOPLE, STRATA, cases[i].headcount, linearized, cases[i].coefficient);

		assert_close(taylor.variance, cases[i].linearized, 1e-12);
		assert_close(taylor.df, cases[i].df, 0);
		sum_up(&s, PEOPLE - 1);
		assert_close(contrast_of(&s, PEOPLE - 1, STRATA - 1, cases[i].headcount,
				     (struct cips_variance){CIPS_VARIANCE_JACKKNIFE, 0, 0},
				     cases[i].coefficient)
				     .variance,
			cases[i].jackknifed, 1e-12);
	}
}

/* One group alone is its mean, and alone in its stratum a person adds the same whichever way. */
static void contrasts_at_the_edge(void **state)
{
	static const double first[CELLS] = {1, 0, 0}, nothing[CELLS] = {0, 0, 0};
	const struct cips_variance jackknife = {CIPS_VARIANCE_JACKKNIFE, 0, 0};
	struct sample s;
	double alone[PEOPLE] = {0};

	(void)state;
	fill(&s);
	estimate(&s, heads, STRATA);
	struct cips_precision one = contrast_of(&s, PEOPLE, STRATA, heads, linearized, first);

	assert_close(one.variance, s.precision[1].variance, 1e-12);
	assert_close(one.df, s.precision[1].df, 0);
	assert_close(one.fraction, s.precision[1].fraction, 0);
	one = contrast_of(&s, PEOPLE, STRATA, heads, linearized, nothing);
	assert_true(one.variance == 0 && one.df == 0);
	/* a group with a part in it has nobody */
	s.moments[3] = (struct cips_moments){0};
	for (int i = 0; i < PEOPLE; i++)
		if (s.group[i] == 3)
			s.group[i] = -1;
	one = contrast_of(&s, PEOPLE, STRATA, heads, linearized, shares);
	assert_true(one.variance == 0 && one.df == 0);
	fill(&s);
	sum_up(&s, PEOPLE);
	for (int i = 0; i < PEOPLE; i++)
		s.stratum[i] = i;
	one = contrast_of(&s, PEOPLE, PEOPLE, alone, jackknife, shares);
	assert_true(one.variance > 0 && one.df == 0);
	assert_close(one.variance,
		contrast_of(&s, PEOPLE, PEOPLE, alone, linearized, shares).variance, 0);
}

/* --- all three ways --------------------------------------------------------------------------- */

enum { MANY = 600, DRAWN = 4 };

/* A larger sample, where all three ways must come to about the same. */
struct crowd {
	double y[MANY], w[MANY];
	int32_t stratum[MANY], group[MANY];
	struct cips_moments moments[GROUPS], rest[GROUPS];
};

static void fill_crowd(struct crowd *c)
{
	for (size_t i = 0; i < MANY; i++) {
		c->stratum[i] = (int32_t)(i * i % 7 % DRAWN);
		c->y[i] = (double)(i * 37 % 41) / 4 + c->stratum[i];
		c->w[i] = 1 + (double)(i * 13 % 5);
		c->group[i] = i * 17 % 11 == 0 ? -1 : 1 + (int32_t)(i * 29 % 31 % 3);
	}
	cips_stats_moments(c->y, c->w, c->group, MANY, c->moments, GROUPS);
	for (size_t g = GROUPS; g-- > 1;)
		c->moments[0] = cips_stats_join(&c->moments[0], &c->moments[g]);
	for (int g = 1; g < GROUPS; g++)
		for (int k = 1; k < GROUPS; k++)
			if (k != g)
				c->rest[g] = cips_stats_join(&c->rest[g], &c->moments[k]);
}

static void all_three_agree(void **state)
{
	static const double headcount[DRAWN] = {0, 300, 200, 160};
	static const struct cips_variance ways[] = {{CIPS_VARIANCE_TAYLOR, 0, 0},
		{CIPS_VARIANCE_JACKKNIFE, 0, 0}, {CIPS_VARIANCE_BOOTSTRAP, 4000, 7}};
	/* the jackknife's bias is of order 1/n; the bootstrap's error of one standard deviation
	   is sqrt(1/(2 x 4000)) of the standard error, 2.2 % of the variance */
	static const double tolerance[] = {0, 0.02, 0.08};
	static struct crowd c;
	static const double standardized[GROUPS] = {0, 0.5, 0.3, 0.2};
	struct cips_precision mean[3][GROUPS], rest[3][GROUPS], contrast[3];

	(void)state;
	fill_crowd(&c);
	struct cips_strata sorted = cips_stats_strata(DRAWN, c.stratum, headcount, MANY, c.w);
	const struct cips_domains domains = {c.y, c.w, c.group, MANY, parent, GROUPS, c.moments};
	struct cips_domains flat = domains;

	flat.parent = NULL;
	for (size_t i = 0; i < 3; i++) {
		cips_stats_design(&sorted, &ways[i], &domains, (struct cips_against){0}, mean[i]);
		cips_stats_design(&sorted, &ways[i], &domains,
			(struct cips_against){.rest = c.rest}, rest[i]);
		contrast[i] = cips_stats_design_contrast(&sorted, &ways[i], &flat, standardized);
		assert_close(contrast[i].variance, contrast[0].variance, tolerance[i]);
		assert_close(contrast[i].df, contrast[0].df, 0);
		assert_close(contrast[i].fraction, contrast[0].fraction, 0);
		for (size_t g = 0; g < GROUPS; g++) {
			assert_close(mean[i][g].variance, mean[0][g].variance, tolerance[i]);
			assert_close(rest[i][g].variance, rest[0][g].variance, tolerance[i]);
			assert_close(mean[i][g].df, mean[0][g].df, 0);
			assert_close(mean[i][g].fraction, mean[0][g].fraction, 0);
		}
	}
	cips_stats_strata_release(&sorted);
}

/* Three people: the mean of two draws has a variance that can be written down. */
static void bootstrap_of_three(void **state)
{
	static const double y[] = {0, 3, 9}, heads_of_three[] = {0};
	static const int32_t of[] = {0, 0, 0};
	static const int root[] = {-1};
	struct cips_moments m;
	struct cips_precision first, again, other;

	(void)state;
	cips_stats_moments(y, NULL, of, 3, &m, 1);
	struct cips_strata sorted = cips_stats_strata(1, of, heads_of_three, 3, NULL);
	const struct cips_domains domains = {y, NULL, of, 3, root, 1, &m};
	struct cips_variance variance = {CIPS_VARIANCE_BOOTSTRAP, 100000, 1};

	cips_stats_design(&sorted, &variance, &domains, (struct cips_against){0}, &first);
	cips_stats_design(&sorted, &variance, &domains, (struct cips_against){0}, &again);
	/* a seed means the same in whatever order people come */
	static const double turned[] = {9, 0, 3};
	struct cips_domains other_order = domains;

	other_order.y = turned;
	cips_stats_design(&sorted, &variance, &other_order, (struct cips_against){0}, &other);
	assert_true(other.variance == first.variance);
	variance.seed = 2;
	cips_stats_design(&sorted, &variance, &domains, (struct cips_against){0}, &other);
	/* population variance 14 over 2 draws; the standard error of 100,000 squares is .3 % */
	assert_close(first.variance, 7, 0.01);
	assert_true(first.variance == again.variance);
	assert_true(first.variance != other.variance);
	cips_stats_strata_release(&sorted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domains_as_svymean),
		cmocka_unit_test(one_stratum_is_the_group_itself),
		cmocka_unit_test(strata_of_one_person),
		cmocka_unit_test(weights_of_zero_count_nowhere),
		cmocka_unit_test(differences_as_svycontrast),
		cmocka_unit_test(jackknife_as_svrepdesign),
		cmocka_unit_test(jackknife_of_a_stratum_of_one),
		cmocka_unit_test(contrasts_as_svycontrast),
		cmocka_unit_test(contrasts_at_the_edge),
		cmocka_unit_test(all_three_agree),
		cmocka_unit_test(bootstrap_of_three),
	};

	return cmocka_run_group_tests_name("stats design", tests, NULL, NULL);
}
