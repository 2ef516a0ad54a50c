/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/weight.h"

/* survey::rake and postStratify; what is promised is 1e-7 */
#define RAKED 1e-9

enum { PEOPLE = 60, MARGINS = 3 };

static const double target_a[] = {310, 120, 240, 330}, target_b[] = {500, 275, 225},
		    target_c[] = {640, 360};

/* The people of reference/weight.R. */
struct sample {
	int32_t a[PEOPLE], b[PEOPLE], c[PEOPLE];
	double weight[PEOPLE];
	struct cips_margin margins[MARGINS];
};

static void fill(struct sample *s, bool start)
{
	for (int i = 0; i < PEOPLE; i++) {
		s->a[i] = i * 7 % 13 % 4;
		s->b[i] = i * 5 % 11 % 3;
		s->c[i] = i / 3 % 2;
		s->weight[i] = start ? 1 + i * 13 % 5 / 4.0 : 1;
	}
	s->margins[0] = (struct cips_margin){s->a, target_a, 4};
	s->margins[1] = (struct cips_margin){s->b, target_b, 3};
	s->margins[2] = (struct cips_margin){s->c, target_c, 2};
}

/* The largest share by which a cell is off, from the weights alone. */
static double farthest(const struct sample *s)
{
	double most = 0;

	for (size_t m = 0; m < MARGINS; m++) {
		double sum[4] = {0};

		for (size_t i = 0; i < PEOPLE; i++)
			sum[s->margins[m].cell[i]] += s->weight[i];
		for (size_t c = 0; c < s->margins[m].n_cells; c++)
			most = fmax(most, fabs(sum[c] / s->margins[m].target[c] - 1));
	}
	return most;
}

static void rakes_as_survey(void **state)
{
	static const struct {
		int person;
		double weight;
	} expected[] = {{0, 30.832787340899621}, {1, 27.557274775389633}, {2, 7.6876338886925719},
		{3, 8.5608417523259543}, {4, 16.685404048512968}, {5, 8.2349448447201894},
		{7, 17.97468623144707}, {8, 15.697504898757}, {9, 13.023554032940204},
		{11, 16.81506805769251}, {14, 23.880514223471113}, {17, 9.8027326869836049},
		{18, 8.8712595323881196}, {20, 15.576458619770509}, {22, 25.580655939286096},
		{23, 4.8380586271772108}, {29, 9.8789107416123105}, {32, 46.9057230045469},
		{38, 30.595030181244692}, {40, 15.028723991425869}, {41, 4.1925527397750084},
		{44, 15.099927177823041}, {46, 8.4948275643518283}, {50, 18.114369386481084}};
	struct sample s;

	(void)state;
	fill(&s, false);
	struct cips_calibration done =
		cips_stats_calibrate(s.margins, MARGINS, NULL, s.weight, PEOPLE);

	assert_true(done.converged && done.iterations > 1 && done.trimmed == 0);
	assert_true(done.error <= CIPS_MARGIN_TOLERANCE);
	assert_true(farthest(&s) <= 2 * CIPS_MARGIN_TOLERANCE);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_close(s.weight[expected[i].person], expected[i].weight, RAKED);
}

static void starts_from_weights(void **state)
{
	static const double expected[] = {20.992682170232506, 32.427530714343227,
		6.4055170588226176, 11.921783455923617, 16.082792545159137, 5.5329509576510665,
		32.427530714343227, 14.701640024877157, 21.530953195428271, 12.994119294303895,
		5.5329509576510665, 20.341545739365696};
	struct sample s;

	(void)state;
	fill(&s, true);
	assert_true(cips_stats_calibrate(s.margins, MARGINS, NULL, s.weight, PEOPLE).converged);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_close(s.weight[i], expected[i], RAKED);
	struct cips_weight_loss loss = cips_stats_weight_loss(s.weight, PEOPLE);

	assert_int_equal(loss.n, PEOPLE);
	assert_close(loss.sum, 1000, RAKED);
	assert_close(loss.n_effective, 42.973199631622904, RAKED);
	assert_close(loss.deff, 1.3962190508115553, RAKED);
	assert_close(loss.smallest, 3.54676296053269, RAKED);
	assert_close(loss.largest, 61.015796265923044, RAKED);
}

static void order_of_margins_does_not_count(void **state)
{
	struct sample s, t;

	(void)state;
	fill(&s, true);
	fill(&t, true);
	struct cips_margin turned[] = {t.margins[2], t.margins[0], t.margins[1]};

	cips_stats_calibrate(s.margins, MARGINS, NULL, s.weight, PEOPLE);
	cips_stats_calibrate(turned, MARGINS, NULL, t.weight, PEOPLE);
	for (size_t i = 0; i < PEOPLE; i++)
		assert_close(t.weight[i], s.weight[i], 1e-8);
}

static void one_margin_is_post_stratification(void **state)
{
	static const double expected[] = {11.481481481481481, 27.831325301204824,
		7.0588235294117645, 22.962962962962962, 17.142857142857146, 5.6470588235294121,
		27.831325301204824, 14.285714285714285};
	struct sample s;

	(void)state;
	fill(&s, true);
	struct cips_calibration done = cips_stats_calibrate(s.margins, 1, NULL, s.weight, PEOPLE);

	assert_true(done.converged);
	assert_int_equal(done.iterations, 1);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_close(s.weight[i], expected[i], CLOSED_FORM);
}

static void weight_of_zero_stays(void **state)
{
	struct sample s, t;

	(void)state;
	fill(&s, false);
	fill(&t, false);
	s.weight[7] = s.weight[30] = 0;
	assert_true(cips_stats_calibrate(s.margins, MARGINS, NULL, s.weight, PEOPLE).converged);
	assert_true(s.weight[7] == 0 && s.weight[30] == 0);
	/* as if they had never answered */
	size_t n = 0;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (i == 7 || i == 30)
			continue;
		t.a[n] = s.a[i];
		t.b[n] = s.b[i];
		t.c[n++] = s.c[i];
	}
	assert_true(cips_stats_calibrate(t.margins, MARGINS, NULL, t.weight, n).converged);
	assert_close(t.weight[6], s.weight[6], RAKED);
	assert_close(t.weight[7], s.weight[8], RAKED);
	assert_close(t.weight[PEOPLE - 3], s.weight[PEOPLE - 1], RAKED);
	assert_int_equal(cips_stats_weight_loss(s.weight, PEOPLE).n, PEOPLE - 2);
}

static void one_person(void **state)
{
	static const int32_t cell[] = {0};
	static const double target[] = {12};
	const struct cips_margin margins[] = {{cell, target, 1}, {cell, target, 1}};
	double weight[] = {3};

	(void)state;
	assert_true(cips_stats_calibrate(margins, 2, NULL, weight, 1).converged);
	assert_close(weight[0], 12, CLOSED_FORM);
	struct cips_weight_loss loss = cips_stats_weight_loss(weight, 1);

	assert_true(loss.n == 1 && loss.n_effective == 1 && loss.deff == 1);
	double none[] = {0};

	assert_false(cips_stats_calibrate(margins, 2, NULL, none, 1).converged);
	assert_int_equal(cips_stats_weight_loss(none, 1).n, 0);
}

/* All in cell 0 of the one are in cell 0 of the other, where the targets differ. */
static void margins_that_cannot_be_met(void **state)
{
	static const int32_t cell[] = {0, 0, 1, 1};
	static const double target_1[] = {30, 70}, target_2[] = {60, 40};
	const struct cips_margin margins[] = {{cell, target_1, 2}, {cell, target_2, 2}};
	double weight[] = {1, 1, 1, 1};

	(void)state;
	struct cips_calibration done = cips_stats_calibrate(margins, 2, NULL, weight, 4);

	assert_false(done.converged);
	assert_int_equal(done.margin, 0);
	assert_close(done.error, 1, CLOSED_FORM);
	assert_true(done.iterations <= 1000);
}

/*
 * One combination is missing (1, 1), and the margins leave no room for the others: the weights of
 * (0, 0) would have to vanish.
 */
static void margins_that_are_only_approached(void **state)
{
	static const int32_t one[] = {0, 0, 1}, two[] = {0, 1, 0};
	static const double target_1[] = {50, 50}, target_2[] = {50, 50};
	const struct cips_margin margins[] = {{one, target_1, 2}, {two, target_2, 2}};
	double weight[] = {1, 1, 1};

	(void)state;
	struct cips_calibration done = cips_stats_calibrate(margins, 2, NULL, weight, 3);

	assert_false(done.converged);
	assert_true(done.error < 0.01 && done.error > CIPS_MARGIN_TOLERANCE);
}

static double mean_weight(const struct sample *s)
{
	double sum = 0;

	for (size_t i = 0; i < PEOPLE; i++)
		sum += s->weight[i];
	return sum / PEOPLE;
}

static void trims_and_meets_the_margins(void **state)
{
	static const struct cips_trim trim = {0.3, 2.2};
	struct sample s;

	(void)state;
	fill(&s, true);
	struct cips_calibration done =
		cips_stats_calibrate(s.margins, MARGINS, &trim, s.weight, PEOPLE);

	assert_true(done.converged && done.trimmed > 0);
	assert_true(done.error <= 2e-9 && farthest(&s) <= 2e-9);
	struct cips_weight_loss loss = cips_stats_weight_loss(s.weight, PEOPLE);

	assert_true(loss.smallest >= 0.3 * mean_weight(&s) * (1 - 1e-8));
	assert_true(loss.largest <= 2.2 * mean_weight(&s) * (1 + 1e-8));
}

/* Where both cannot hold, the bounds do, and it ends. */
static void trims_beyond_the_margins(void **state)
{
	static const struct cips_trim narrow[] = {{0.9, 1.1}, {0.999, 1.001}, {0, 1.0001}};

	(void)state;
	for (size_t i = 0; i < sizeof(narrow) / sizeof(narrow[0]); i++) {
		struct sample s;

		fill(&s, true);
		struct cips_calibration done =
			cips_stats_calibrate(s.margins, MARGINS, &narrow[i], s.weight, PEOPLE);
		struct cips_weight_loss loss = cips_stats_weight_loss(s.weight, PEOPLE);

		assert_true(done.converged && done.trimmed > 0 && done.error > 0.01);
		assert_close(farthest(&s), done.error, 1e-9);
		assert_true(loss.smallest >= narrow[i].low * (1000.0 / PEOPLE) * (1 - 1e-8));
		assert_true(loss.largest <= narrow[i].high * (1000.0 / PEOPLE) * (1 + 1e-8));
	}
}

static void bounds_that_nothing_meets_change_nothing(void **state)
{
	static const struct cips_trim wide = {0.001, 1000};
	struct sample s, t;

	(void)state;
	fill(&s, true);
	fill(&t, true);
	assert_int_equal(
		cips_stats_calibrate(s.margins, MARGINS, &wide, s.weight, PEOPLE).trimmed, 0);
	cips_stats_calibrate(t.margins, MARGINS, NULL, t.weight, PEOPLE);
	assert_memory_equal(s.weight, t.weight, sizeof(s.weight));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rakes_as_survey),
		cmocka_unit_test(starts_from_weights),
		cmocka_unit_test(order_of_margins_does_not_count),
		cmocka_unit_test(one_margin_is_post_stratification),
		cmocka_unit_test(weight_of_zero_stays),
		cmocka_unit_test(one_person),
		cmocka_unit_test(margins_that_cannot_be_met),
		cmocka_unit_test(margins_that_are_only_approached),
		cmocka_unit_test(trims_and_meets_the_margins),
		cmocka_unit_test(trims_beyond_the_margins),
		cmocka_unit_test(bounds_that_nothing_meets_change_nothing),
	};

	return cmocka_run_group_tests_name("stats weight", tests, NULL, NULL);
}
