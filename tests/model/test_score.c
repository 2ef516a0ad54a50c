/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expected scores are worked out by hand from 10 (s - min) / (max - min). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"
#include "model/score.h"

static const double tolerance = 1e-12; /* the scores given in tenths are rounded themselves */

enum { NOT_VALID = -1 };

struct key_case {
	const char *name;
	const char *choices;
	const char *scores; /* "" for none */
	bool negative;
	double expected[8]; /* NOT_VALID: no score */
	int signs[8];
};

static const struct key_case key_cases[] = {
	{"four points", "a b c d", "", false, {0, 10.0 / 3, 20.0 / 3, 10}, {-1, -1, 1, 1}},
	{"five points", "a b c d e", "", false, {0, 2.5, 5, 7.5, 10}, {-1, -1, 0, 1, 1}},
	{"six points", "a b c d e f", "", false, {0, 2, 4, 6, 8, 10}, {-1, -1, -1, 1, 1, 1}},
	{"six points turned", "a b c d e f", "", true, {10, 8, 6, 4, 2, 0}, {1, 1, 1, -1, -1, -1}},
	{"five points turned", "a b c d e", "", true, {10, 7.5, 5, 2.5, 0}, {1, 1, 0, -1, -1}},
	{"given", "a b c d e f", "0 2 4 6 8 10", false, {0, 2, 4, 6, 8, 10}, {-1, -1, -1, 1, 1, 1}},
	{"given in descending order", "a b c", "3 2 1", false, {10, 5, 0}, {1, 0, -1}},
	{"given with uneven steps", "a b c", "-1 0 3", false, {0, 2.5, 10}, {-1, -1, 1}},
	{"given in tenths", "a b c", "1.1 1.2 1.3", false, {0, 5, 10}, {-1, 0, 1}},
	{"missing at the end", "a b c dont_know refused", "", false,
		{0, 5, 10, NOT_VALID, NOT_VALID}, {-1, 0, 1, 0, 0}},
	{"missing in between", "a dont_know b not_applicable c", "", false,
		{0, NOT_VALID, 5, NOT_VALID, 10}, {-1, 0, 0, 0, 1}},
	{"a score on a missing choice counts for nothing", "a b dont_know", "1 2 9", false,
		{0, 10, NOT_VALID}, {-1, 1, 0}},
	{"some scores only", "a b c", "1 - 2", false, {0, NOT_VALID, 10}, {-1, 0, 1}},
	{"huge scores", "a b c", "-1e308 0 1e308", false, {0, 5, 10}, {-1, 0, 1}},
};

static struct cips_item *scored_item(struct form *form, int list)
{
	struct cips_item *item = form_item(form, CIPS_ITEM_SELECT_ONE, "q", list);
	item->factor = 0;
	return item;
}

static void check_key(const struct key_case *expected)
{
	struct form form = form_new();
	int list = form_list(&form, expected->choices);
	form_scores(&form, list, expected->scores);
	struct cips_item *item = scored_item(&form, list);
	item->negative = expected->negative;
	form_seal(&form);
	assert_true(cips_model_scored(form.instrument, item));
	struct cips_arena arena = {0};
	struct cips_score_key key = cips_model_score_key(form.instrument, item, &arena);
	assert_int_equal(key.n, form.instrument->lists[list].n);
	assert_false(key.valid[0]);
	for (size_t i = 0; i < key.n; i++) {
		bool valid = expected->expected[i] >= 0;
		if (key.valid[i + 1] != valid)
			fail_msg("%s: choice %zu: valid is %d", expected->name, i + 1,
				key.valid[i + 1]);
		double error = key.score[i + 1] - (valid ? expected->expected[i] : 0);
		if (error > tolerance || error < -tolerance)
			fail_msg("%s: choice %zu: %.17g", expected->name, i + 1, key.score[i + 1]);
		if (key.sign[i + 1] != expected->signs[i])
			fail_msg("%s: choice %zu: sign %d", expected->name, i + 1, key.sign[i + 1]);
	}
	cips_arena_release(&arena);
	cips_model_instrument_free(form.instrument);
}

static void test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof key_cases / sizeof *key_cases; i++)
		check_key(&key_cases[i]);
}

/* The column is as for polarity +: strong agreement only counts as positive here. */
static void test_positive_column(void **state)
{
	(void)state;
	static const enum cips_positive column[] = {CIPS_POSITIVE_NO, CIPS_POSITIVE_NO,
		CIPS_POSITIVE_NEUTRAL, CIPS_POSITIVE_YES, CIPS_POSITIVE_BY_SCORE};
	static const int signs[2][5] = {{-1, -1, 0, 1, 1}, {1, 1, 0, -1, -1}};
	for (int negative = 0; negative < 2; negative++) {
		struct form form = form_new();
		int list = form_list(&form, "a b c d e");
		for (size_t i = 0; i < 5; i++)
			form.instrument->lists[list].choices[i].positive = column[i];
		struct cips_item *item = scored_item(&form, list);
		item->negative = negative;
		form_seal(&form);
		struct cips_score_key key =
			cips_model_score_key(form.instrument, item, &form.instrument->arena);
		for (size_t i = 0; i < 5; i++)
			assert_int_equal(key.sign[i + 1], signs[negative][i]);
		cips_model_instrument_free(form.instrument);
	}
}

static void test_what_is_scored(void **state)
{
	(void)state;
	static const struct {
		enum cips_item_type type;
		const char *choices, *scores;
		int factor;
		enum cips_use use;
		bool scored;
	} cases[] = {
		{CIPS_ITEM_SELECT_ONE, "a b", "", 0, CIPS_USE_NONE, true},
		{CIPS_ITEM_RANGE, "0 1 2", "", 0, CIPS_USE_NONE, true},
		{CIPS_ITEM_SELECT_ONE, "a b", "", CIPS_NONE, CIPS_USE_NONE, false},
		{CIPS_ITEM_SELECT_ONE, "a b", "", 0, CIPS_USE_BREAKDOWN, false},
		{CIPS_ITEM_SELECT_MULTIPLE, "a b", "", 0, CIPS_USE_NONE, false},
		{CIPS_ITEM_RANK, "a b", "", 0, CIPS_USE_NONE, false},
		{CIPS_ITEM_SELECT_ONE, "a", "", 0, CIPS_USE_NONE, false},
		{CIPS_ITEM_SELECT_ONE, "a dont_know", "", 0, CIPS_USE_NONE, false},
		{CIPS_ITEM_SELECT_ONE, "a b c", "4 4 4", 0, CIPS_USE_NONE, false},
		{CIPS_ITEM_SELECT_ONE, "a b c", "4 - -", 0, CIPS_USE_NONE, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form form = form_new();
		int list = form_list(&form, cases[i].choices);
		form_scores(&form, list, cases[i].scores);
		struct cips_item *item = form_item(&form, cases[i].type, "q", list);
		item->factor = cases[i].factor;
		item->use = cases[i].use;
		form_seal(&form);
		if (cips_model_scored(form.instrument, item) != cases[i].scored)
			fail_msg("case %zu", i);
		cips_model_instrument_free(form.instrument);
	}
	struct form form = form_new();
	struct cips_item *item = form_item(&form, CIPS_ITEM_INTEGER, "q", CIPS_NONE);
	item->factor = 0;
	form_seal(&form);
	assert_false(cips_model_scored(form.instrument, item));
	cips_model_instrument_free(form.instrument);
}

static void test_comparable(void **state)
{
	(void)state;
	static const struct {
		const char *choices, *scores;
		bool negative;
		enum cips_item_type type;
		bool comparable;
	} cases[] = {
		{"a b c", "", false, CIPS_ITEM_SELECT_ONE, true},
		{"a b c", "10 20 30", false, CIPS_ITEM_SELECT_ONE, true},
		{"a b c", "0.1 0.3 0.5", false, CIPS_ITEM_SELECT_ONE, true},
		{"a b c", "1 2 4", false, CIPS_ITEM_SELECT_ONE, false},
		{"a b c", "1 - 2", false, CIPS_ITEM_SELECT_ONE, false},
		{"a b c", "", true, CIPS_ITEM_SELECT_ONE, false},
		{"a b c d", "", false, CIPS_ITEM_SELECT_ONE, false},
		{"a c b", "", false, CIPS_ITEM_SELECT_ONE, false},
		{"a b c", "", false, CIPS_ITEM_RANGE, false},
		{"a b c", "", false, CIPS_ITEM_SELECT_MULTIPLE, false},
	};
	struct form one = form_new();
	struct cips_item *first = scored_item(&one, form_list(&one, "a b c"));
	form_seal(&one);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form two = form_new();
		int list = form_list(&two, cases[i].choices);
		form_scores(&two, list, cases[i].scores);
		struct cips_item *second = form_item(&two, cases[i].type, "q", list);
		second->factor = 0;
		second->negative = cases[i].negative;
		form_seal(&two);
		const char *why = "unset";
		bool comparable =
			cips_model_comparable(one.instrument, first, two.instrument, second, &why);
		if (comparable != cases[i].comparable)
			fail_msg("case %zu: %s", i, why ? why : "comparable");
		assert_true(comparable ? why == NULL : why[0] != '\0');
		cips_model_instrument_free(two.instrument);
	}
	cips_model_instrument_free(one.instrument);
}

/* Same scores, another `positive` column: comparable, but not in what counts as positive. */
static void test_same_signs(void **state)
{
	(void)state;
	struct form one = form_new(), two = form_new();
	struct cips_item *a = scored_item(&one, form_list(&one, "a b c"));
	int list = form_list(&two, "a b c");
	struct cips_item *b = scored_item(&two, list);
	form_seal(&one);
	form_seal(&two);
	const char *why;
	assert_true(cips_model_comparable(one.instrument, a, two.instrument, b, &why));
	assert_true(cips_model_same_signs(one.instrument, a, two.instrument, b));
	two.instrument->lists[list].choices[2].positive = CIPS_POSITIVE_NEUTRAL;
	assert_true(cips_model_comparable(one.instrument, a, two.instrument, b, &why));
	assert_false(cips_model_same_signs(one.instrument, a, two.instrument, b));
	cips_model_instrument_free(one.instrument);
	cips_model_instrument_free(two.instrument);
}

/* Scores written otherwise that come to the same item scores are no other scale. */
static void test_same_scores(void **state)
{
	(void)state;
	static const struct {
		const char *choices, *scores;
		bool same;
	} cases[] = {
		{"a b c", "", true},
		{"x y z", "10 20 30", true},
		{"a b c", "1 2 4", false},
		{"a b c", "3 2 1", false},
		{"a b c", "1 - 2", false},
		{"a b c d", "", false},
		{"a b dont_know", "", false},
	};
	struct form one = form_new();
	int first = form_list(&one, "a b c");
	form_seal(&one);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form two = form_new();
		int list = form_list(&two, cases[i].choices);
		form_scores(&two, list, cases[i].scores);
		form_seal(&two);
		if (cips_model_same_scores(&one.instrument->lists[first],
			    &two.instrument->lists[list]) != cases[i].same)
			fail_msg("case %zu", i);
		cips_model_instrument_free(two.instrument);
	}
	cips_model_instrument_free(one.instrument);
}

static void test_same_answers(void **state)
{
	(void)state;
	static const struct {
		enum cips_item_type type;
		const char *choices;
		enum cips_missing last;
		bool same;
	} cases[] = {
		{CIPS_ITEM_SELECT_ONE, "a b c", CIPS_SUBSTANTIVE, true},
		{CIPS_ITEM_SELECT_ONE, "a b c", CIPS_MISSING_REFUSED, false},
		{CIPS_ITEM_SELECT_ONE, "a c b", CIPS_SUBSTANTIVE, false},
		{CIPS_ITEM_SELECT_ONE, "a b", CIPS_SUBSTANTIVE, false},
		{CIPS_ITEM_SELECT_MULTIPLE, "a b c", CIPS_SUBSTANTIVE, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form one = form_new(), two = form_new();
		struct cips_item *a =
			form_item(&one, CIPS_ITEM_SELECT_ONE, "q", form_list(&one, "a b c"));
		int list = form_list(&two, cases[i].choices);
		struct cips_list *choices = &two.instrument->lists[list];
		choices->choices[choices->n - 1].missing = cases[i].last;
		struct cips_item *b = form_item(&two, cases[i].type, "q", list);
		form_seal(&one);
		form_seal(&two);
		if (cips_model_same_answers(one.instrument, a, two.instrument, b) != cases[i].same)
			fail_msg("case %zu", i);
		cips_model_instrument_free(one.instrument);
		cips_model_instrument_free(two.instrument);
	}
}

/* Outcomes of a regression: scored, or of two choices, or with scores of their own. */
static void test_what_orders_its_respondents(void **state)
{
	static const struct {
		const char *choices, *scores;
		bool orders;
	} cases[] = {
		{"yes no dont_know", "", true},
		{"a b c", "", false},
		{"a b c", "1 2 3", true},
		{"a b c", "2 2 2", false},
		{"yes dont_know", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form form = form_new();
		int list = form_list(&form, cases[i].choices);
		form_scores(&form, list, cases[i].scores);
		struct cips_item *item = form_item(&form, CIPS_ITEM_SELECT_ONE, "q", list);
		struct cips_item *about = form_item(&form, CIPS_ITEM_SELECT_ONE, "r", list);
		about->use = CIPS_USE_BREAKDOWN;
		form_seal(&form);
		assert_false(cips_model_scored(form.instrument, item));
		assert_int_equal(cips_model_orders(form.instrument, item), cases[i].orders);
		assert_false(cips_model_orders(form.instrument, about));
		item->factor = 0;
		assert_int_equal(cips_model_orders(form.instrument, item),
			cips_model_scored(form.instrument, item));
		cips_model_instrument_free(form.instrument);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_positive_column),
		cmocka_unit_test(test_what_is_scored),
		cmocka_unit_test(test_comparable),
		cmocka_unit_test(test_same_signs),
		cmocka_unit_test(test_same_scores),
		cmocka_unit_test(test_same_answers),
		cmocka_unit_test(test_what_orders_its_respondents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
