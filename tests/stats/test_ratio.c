/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "close_to.h"

#include "stats/ratio.h"

enum { TEN = 10, MANY = 120 };

static const double ten_ya[TEN] = {1, 0, 2, 0, 0, 3, 1, 0, 1, 0};
static const double ten_xa[TEN] = {3, 3, 3, 2, 3, 3, 1, 3, 2, 3};
static const double ten_yb[TEN] = {0, 0, 1, 0, 2, 0, 0, 1, 0, 0};
static const double ten_xb[TEN] = {5, 6, 6, 4, 6, 5, 6, 6, 0, 6};

struct reference {
	double a, b, difference, se, t, df, p, low, high;
};

static void check(const struct cips_ratio_difference *d, const struct reference *expected)
{
	assert_int_equal(d->reason, CIPS_REASON_NONE);
	assert_close(d->a, expected->a, CLOSED_FORM);
	assert_close(d->b, expected->b, CLOSED_FORM);
	assert_close(d->difference, expected->difference, CLOSED_FORM);
	assert_close(d->se, expected->se, CLOSED_FORM);
	assert_close(d->t, expected->t, CLOSED_FORM);
	assert_close(d->df, expected->df, CLOSED_FORM);
	assert_close(d->p, expected->p, P_VALUE);
	assert_close(d->low, expected->low, 1e-9); /* two figures of .06 that cancel */
	assert_close(d->high, expected->high, P_VALUE);
}

static struct cips_ratio_difference compare(
	const double *ya, const double *xa, const double *yb, const double *xb, size_t n)
{
	return cips_stats_ratio_difference(
		(struct cips_ratio){ya, xa}, (struct cips_ratio){yb, xb}, n);
}

/* reference/ratio.R */
static void two_ratios_of_the_same_people(void **state)
{
	double ya[MANY], xa[MANY], yb[MANY], xb[MANY];
	struct cips_ratio_difference d = compare(ten_ya, ten_xa, ten_yb, ten_xb, TEN);

	(void)state;
	check(&d,
		&(struct reference){0.30769230769230771, 0.080000000000000002, 0.22769230769230769,
			0.14308963414415277, 1.5912564809755798, 9, 0.14601551114171582,
			-0.095998933109062046, 0.55138354849367743});
	for (int i = 0; i < MANY; i++) {
		ya[i] = i * 7 % 3;
		xa[i] = 3;
		yb[i] = i * 5 % 4;
		xb[i] = 5 + i % 2;
	}
	d = compare(ya, xa, yb, xb, MANY);
	check(&d,
		&(struct reference){0.33333333333333331, 0.27272727272727271, 0.060606060606060608,
			0.030610484751250725, 1.9799118210169566, 119, 0.050021413540289203,
			-5.7564681773952797e-06, 0.12121787768029861});
}

/* Who was asked nothing in either does not count, and the sides can change places. */
static void people_who_were_not_asked(void **state)
{
	double ya[TEN + 1] = {0}, xa[TEN + 1] = {0}, yb[TEN + 1] = {0}, xb[TEN + 1] = {0};

	(void)state;
	memcpy(ya + 1, ten_ya, sizeof(ten_ya));
	memcpy(xa + 1, ten_xa, sizeof(ten_xa));
	memcpy(yb + 1, ten_yb, sizeof(ten_yb));
	memcpy(xb + 1, ten_xb, sizeof(ten_xb));
	struct cips_ratio_difference d = compare(ten_ya, ten_xa, ten_yb, ten_xb, TEN);
	struct cips_ratio_difference more = compare(ya, xa, yb, xb, TEN + 1);
	struct cips_ratio_difference turned = compare(ten_yb, ten_xb, ten_ya, ten_xa, TEN);

	assert_int_equal(more.n, TEN);
	assert_close(more.p, d.p, CLOSED_FORM);
	assert_close(turned.t, -d.t, CLOSED_FORM);
	assert_close(turned.low, -d.high, CLOSED_FORM);
}

static void what_cannot_be_tested(void **state)
{
	static const double none[] = {0, 0, 0}, some[] = {1, 0, 2}, whole[] = {3, 3, 3};
	struct cips_ratio_difference d = compare(none, none, some, whole, 3);

	(void)state;
	assert_int_equal(d.reason, CIPS_REASON_NO_VALUES);
	d = compare(some, whole, none, none, 3);
	assert_int_equal(d.reason, CIPS_REASON_NO_VALUES);
	d = compare(some, whole, none, whole, 1);
	assert_int_equal(d.reason, CIPS_REASON_ONE_VALUE);
	assert_close(d.difference, 1 / 3.0, CLOSED_FORM);
	d = compare(none, whole, none, whole, 3);
	assert_int_equal(d.reason, CIPS_REASON_NO_VARIANCE);
	d = compare(whole, whole, none, whole, 3);
	assert_int_equal(d.reason, CIPS_REASON_NO_VARIANCE);
	assert_close(d.difference, 1, CLOSED_FORM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_ratios_of_the_same_people),
		cmocka_unit_test(people_who_were_not_asked),
		cmocka_unit_test(what_cannot_be_tested),
	};

	cips_stats_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
