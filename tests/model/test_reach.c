/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be shown and answered, on forms made by hand. What is right follows from reading them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "build.h"
#include "model/reach.h"

enum { DAY = 20000 };

static const char *const verdicts[] = {"never", "sometimes", "always", "undecided"};

/*
 * The items that cases hang on:
 *	role: officer manager other; team: a b; years: 0 to 40; ticks: four of them; grade: 1 to 5;
 *	five: a ranking of three; day, share and place: a date, a decimal and a text; open: any
 *	whole number
 */
static struct form basis(void)
{
	struct form form = form_new();
	int roles = form_list(&form, "officer manager other"), teams = form_list(&form, "a b");
	int ticks = form_list(&form, "w1 w2 w3 w4"), steps = form_list(&form, "1 2 3 4 5");
	int ranks = form_list(&form, "x y z");
	form_attribute(&form, "for", roles, "a b -");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "role", roles)->required_text = "true()";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "team", teams)->relevant_text =
		"${role} = 'manager'";
	form_item(&form, CIPS_ITEM_INTEGER, "years", CIPS_NONE)->constraint_text =
		". >= 0 and . <= 40";
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "ticks", ticks)->constraint_text =
		"count-selected(.) <= 2";
	form_item(&form, CIPS_ITEM_RANGE, "grade", steps);
	form_item(&form, CIPS_ITEM_RANK, "order", ranks);
	form_item(&form, CIPS_ITEM_DATE, "day", CIPS_NONE);
	form_item(&form, CIPS_ITEM_DECIMAL, "share", CIPS_NONE)->constraint_text = ". < 1";
	form_item(&form, CIPS_ITEM_TEXT, "place", CIPS_NONE);
	form_item(&form, CIPS_ITEM_INTEGER, "open", CIPS_NONE);
	form_item(&form, CIPS_ITEM_CALCULATE, "level", CIPS_NONE)->calculation_text =
		"if(${role} = 'manager', ${years}, 0)";
	form_item(&form, CIPS_ITEM_CALCULATE, "dice", CIPS_NONE)->calculation_text = "random()";
	return form;
}

static void check(const char *what, struct cips_reach_fact fact, const char *verdict)
{
	const char *found = verdicts[cips_model_reach_verdict(fact)];
	if (strcmp(found, verdict) != 0)
		fail_msg("%s: %s, not %s", what, found, verdict);
}

static void conditions(void **state)
{
	(void)state;
	static const struct {
		const char *relevant, *verdict;
	} cases[] = {
		/* One answer. */
		{"true()", "always"},
		{"false()", "never"},
		{"${role} = 'manager'", "sometimes"},
		{"${role} = 'Manager'", "never"},
		{"${role} != 'Manager'", "always"},
		{"${role} = 'manager' or ${role} != 'manager'", "always"},
		{"${role} = 'manager' and ${role} = 'other'", "never"},
		{"${role} != ''", "sometimes"}, /* people leave out what is required */
		{"${team} = 'a' and ${role} = 'officer'", "never"},
		{"${team} = '' and ${role} = 'manager'", "sometimes"},
		{"${team} = '' or ${role} = 'manager'", "always"},
		{"${years} > 40", "never"},
		{"${years} = 40", "sometimes"},
		{"${years} < 0 or ${years} = ''", "sometimes"},
		{"not(${years} < 0)", "always"},
		{"${grade} > 5", "never"},
		{"${grade} = 5", "sometimes"},
		{"${grade} = 2.5", "never"},
		{"selected(${ticks}, 'w1') and selected(${ticks}, 'w4')", "sometimes"},
		{"selected(${ticks}, 'w5')", "never"},
		{"count-selected(${ticks}) > 2", "never"},
		{"selected-at(${order}, 0) = 'y' and selected-at(${order}, 1) = 'x'", "sometimes"},
		{"selected-at(${order}, 0) = 'y' and selected-at(${order}, 1) = 'y'", "never"},
		/* Numbers, dates and texts that are only compared with constants. */
		{"${share} >= 1", "never"},
		{"${share} > 0.999", "sometimes"},
		{"${share} > 0.5 and ${share} < 0.500001", "sometimes"},
		{"${open} > 2 and ${open} < 3", "never"},
		{"${open} >= 2 and ${open} < 3", "sometimes"},
		{"${day} > '2024-02-28' and ${day} < date('2024-03-01')", "sometimes"},
		{"${day} > '2023-02-28' and ${day} < '2023-03-01'", "never"},
		{"${place} = 'Lyon' and ${place} = 'Paris'", "never"},
		{"${place} != 'Lyon' and ${place} != 'Paris' and ${place} != ''", "sometimes"},
		/* Several answers. */
		{"${years} > 30 and ${team} = 'b'", "sometimes"},
		{"${level} = 0 and ${role} = 'manager'", "sometimes"},
		{"${level} > 0 and ${role} != 'manager'", "never"},
		{"${level} = '' and ${role} != 'manager'", "never"},
		{"${years} + ${grade} > 45", "never"},
		{"${years} + ${grade} = 45", "sometimes"},
		/* What is seen to be possible is known, the rest is not. */
		{"string-length(${place}) > 0", "sometimes"},
		{"string-length(${place}) = 77", "undecided"},
		{"${open} = ${years}", "sometimes"},
		{"${open} * ${open} = 361", "undecided"},
		{"${dice} > 2", "undecided"},
		{"today() > '2001-01-01'", "undecided"},
		{"${open} * ${open} = 361 and ${role} = 'nobody'", "undecided"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form form = basis();
		form_item(&form, CIPS_ITEM_NOTE, "case", CIPS_NONE)->relevant_text =
			cases[i].relevant;
		form_seal(&form);
		struct cips_reach *reach =
			cips_model_reach_new(form.instrument, NULL, DAY, CIPS_REACH_LIMIT);
		const struct cips_reach_item *item = &reach->items[form.instrument->n_items - 1];
		check(cases[i].relevant, item->shown, cases[i].verdict);
		assert_true(item->shown.complete || item->reason.why != CIPS_REACH_DECIDED);
		cips_model_reach_free(reach);
		cips_model_instrument_free(form.instrument);
	}
}

struct answer_case {
	enum cips_item_type type;
	const char *relevant, *constraint, *filter, *required;
	const char *answer, *stuck; /* verdicts */
	const char *example;
};

static void answers(void **state)
{
	(void)state;
	static const struct answer_case cases[] = {
		{CIPS_ITEM_INTEGER, NULL, ". > 3 and . < 3", NULL, NULL, "never", "never", NULL},
		{CIPS_ITEM_INTEGER, NULL, ". > 3 and . < 4", NULL, NULL, "never", "never", NULL},
		{CIPS_ITEM_INTEGER, NULL, ". > 3 and . < 5", NULL, NULL, "always", "never", NULL},
		{CIPS_ITEM_DECIMAL, NULL, ". > 3 and . < 4", NULL, "true()", "always", "never",
			NULL},
		{CIPS_ITEM_DECIMAL, NULL, ". > 3 and . < 3", NULL, "true()", "never", "always", ""},
		{CIPS_ITEM_INTEGER, NULL, ". >= 0 and . <= 50 and . < ${years}", NULL, "true()",
			"sometimes", "sometimes", "years is empty"},
		{CIPS_ITEM_INTEGER, "${years} != ''", ". >= 0 and . <= 50 and . < ${years}", NULL,
			"true()", "sometimes", "sometimes", "years = 0"},
		{CIPS_ITEM_INTEGER, "${years} > 0", ". >= 0 and . <= 50 and . < ${years}", NULL,
			"true()", "always", "never", NULL},
		{CIPS_ITEM_TEXT, NULL, ". = 'a' and . = 'b'", NULL, NULL, "never", "never", NULL},
		{CIPS_ITEM_TEXT, NULL, "string-length(.) > 900", NULL, NULL, "undecided", "never",
			NULL},
		{CIPS_ITEM_SELECT_ONE, NULL, ". = 'clerk'", NULL, "true()", "never", "always", ""},
		/* Without a team there is "other", for which the column is empty. */
		{CIPS_ITEM_SELECT_ONE, NULL, NULL, "for = ${team}", "true()", "always", "never",
			NULL},
		{CIPS_ITEM_SELECT_ONE, NULL, NULL, "for = ${team} and for != ''", "true()",
			"sometimes", "sometimes", "team is empty"},
		{CIPS_ITEM_SELECT_ONE, "${team} != ''", NULL, "for = ${team} and for != ''",
			"true()", "always", "never", NULL},
		/* A blank is no excuse where an answer was required. */
		{CIPS_ITEM_SELECT_ONE, NULL, NULL, "name = ${role}", "true()", "sometimes", "never",
			NULL},
		{CIPS_ITEM_SELECT_ONE, NULL, ". != 'officer'", "name = 'officer'",
			"${role} = 'other'", "never", "sometimes", "role = other"},
		{CIPS_ITEM_SELECT_MULTIPLE, NULL, "count-selected(.) = 3", "name != 'other'", NULL,
			"never", "never", NULL},
		{CIPS_ITEM_SELECT_MULTIPLE, NULL, "count-selected(.) = 2", "name != 'other'", NULL,
			"always", "never", NULL},
		{CIPS_ITEM_RANK, NULL, "count-selected(.) = 3", "name != 'other'", NULL, "never",
			"never", NULL},
		{CIPS_ITEM_DATE, NULL, ". <= today()", NULL, "true()", "undecided", "undecided",
			NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct answer_case *c = &cases[i];
		struct form form = basis();
		bool choices = c->type == CIPS_ITEM_SELECT_ONE || c->type == CIPS_ITEM_RANK ||
			c->type == CIPS_ITEM_SELECT_MULTIPLE;
		struct cips_item *item = form_item(&form, c->type, "case", choices ? 0 : CIPS_NONE);
		item->relevant_text = c->relevant;
		item->constraint_text = c->constraint;
		item->choice_filter_text = c->filter;
		item->required_text = c->required;
		form_seal(&form);
		struct cips_reach *reach =
			cips_model_reach_new(form.instrument, NULL, DAY, CIPS_REACH_LIMIT);
		const struct cips_reach_item *found = &reach->items[form.instrument->n_items - 1];
		char what[200];
		snprintf(what, sizeof what, "case %zu, %s", i,
			c->constraint ? c->constraint : c->filter);
		check(what, found->answer, c->answer);
		check(what, found->stuck, c->stuck);
		if (c->example && !found->stuck_example)
			fail_msg("%s: no example", what);
		if (c->example)
			assert_string_equal(found->stuck_example, c->example);
		cips_model_reach_free(reach);
		cips_model_instrument_free(form.instrument);
	}
}

/* A group hides what is in it; a condition inside may hold all the same. */
static void groups(void **state)
{
	(void)state;
	struct form form = basis();
	form_begin(&form, "managers", "${role} = 'manager'");
	form_item(&form, CIPS_ITEM_NOTE, "a", CIPS_NONE);
	form_item(&form, CIPS_ITEM_NOTE, "b", CIPS_NONE)->relevant_text = "${role} = 'officer'";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "c", 0);
	form_begin(&form, "inside", NULL);
	form_begin(&form, "nobody", "${role} = 'other'");
	form_item(&form, CIPS_ITEM_NOTE, "d", CIPS_NONE);
	form_end(&form);
	form_end(&form);
	form_end(&form);
	form_item(&form, CIPS_ITEM_NOTE, "e", CIPS_NONE)->relevant_text =
		"${c} != '' and ${role} = 'officer'";
	form_seal(&form);
	struct cips_reach *reach =
		cips_model_reach_new(form.instrument, NULL, DAY, CIPS_REACH_LIMIT);
	const struct cips_reach_item *items = &reach->items[form.instrument->n_items - 5];
	check("a", items[0].shown, "sometimes");
	check("b", items[1].shown, "never");
	check("b relevant", items[1].relevant, "sometimes");
	check("managers", reach->groups[0].shown, "sometimes");
	check("inside", reach->groups[1].shown, "sometimes");
	check("nobody", reach->groups[2].shown, "never");
	check("nobody relevant", reach->groups[2].relevant, "sometimes");
	check("d", items[3].shown, "never");
	check("d relevant", items[3].relevant, "always");
	check("e", items[4].shown, "never");
	cips_model_reach_free(reach);
	cips_model_instrument_free(form.instrument);
}

/* Units count where the tree is known, and stay open where it is not. */
static void units(void **state)
{
	(void)state;
	const struct cips_unit_row rows[] = {
		{"HQ", "", (const char *[]){"Head office"}, 2, 1, 2},
		{"N", "HQ", (const char *[]){"North"}, 3, 1, 2},
	};
	struct cips_findings findings = {0};
	struct cips_units *tree = cips_model_units_new(rows, 2, (const char *[]){""}, 1, &findings);
	cips_model_unit_set_id(tree, 0, 7);
	cips_model_unit_set_id(tree, 1, 300);
	struct form form = form_new();
	int list = form_list(&form, "");
	form.instrument->lists[list].from_units = true;
	form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", list)->use = CIPS_USE_UNIT;
	form_item(&form, CIPS_ITEM_NOTE, "north", CIPS_NONE)->relevant_text = "${unit} = 'N'";
	form_item(&form, CIPS_ITEM_NOTE, "south", CIPS_NONE)->relevant_text = "${unit} = 'S'";
	form_seal(&form);
	struct cips_reach *reach =
		cips_model_reach_new(form.instrument, tree, DAY, CIPS_REACH_LIMIT);
	check("north", reach->items[1].shown, "sometimes");
	check("south", reach->items[2].shown, "never");
	cips_model_reach_free(reach);
	reach = cips_model_reach_new(form.instrument, NULL, DAY, CIPS_REACH_LIMIT);
	check("north, no tree", reach->items[1].shown, "undecided");
	assert_int_equal(reach->items[1].reason.why, CIPS_REACH_OPEN);
	assert_int_equal(reach->items[1].reason.item, 0);
	cips_model_reach_free(reach);
	cips_model_instrument_free(form.instrument);
	cips_model_units_free(tree);
	cips_findings_release(&findings);
}

/* A chain of skips is decided to its end, each question by the one before it. */
static void chains_are_long(void **state)
{
	(void)state;
	enum { LINKS = 300 };
	struct form form = form_new();
	int list = form_list(&form, "yes no");
	struct cips_arena *arena = &form.instrument->arena;
	for (int i = 0; i < LINKS; i++) {
		struct cips_item *item = form_item(
			&form, CIPS_ITEM_SELECT_ONE, cips_arena_printf(arena, "q%d", i), list);
		if (i)
			item->relevant_text = cips_arena_printf(arena, "${q%d} = 'yes'", i - 1);
	}
	form_item(&form, CIPS_ITEM_NOTE, "end", CIPS_NONE)->relevant_text =
		"${q299} = 'yes' and ${q0} = 'no'";
	form_seal(&form);
	struct cips_reach *reach =
		cips_model_reach_new(form.instrument, NULL, DAY, CIPS_REACH_LIMIT);
	check("the last link", reach->items[LINKS - 1].shown, "sometimes");
	check("the end", reach->items[LINKS].shown, "never");
	assert_true(reach->work < 20 * LINKS);
	cips_model_reach_free(reach);
	cips_model_instrument_free(form.instrument);
}

/* Past the limit nothing is claimed but what was seen. */
static void work_has_a_limit(void **state)
{
	(void)state;
	enum { QUESTIONS = 40 };
	struct form form = form_new();
	int list = form_list(&form, "1 2 3 4");
	struct cips_arena *arena = &form.instrument->arena;
	const char *sum = "0";
	for (int i = 0; i < QUESTIONS; i++) {
		form_item(&form, CIPS_ITEM_RANGE, cips_arena_printf(arena, "q%d", i), list);
		sum = cips_arena_printf(arena, "%s + coalesce(${q%d}, 0)", sum, i);
	}
	form_item(&form, CIPS_ITEM_CALCULATE, "sum", CIPS_NONE)->calculation_text = sum;
	form_item(&form, CIPS_ITEM_NOTE, "some", CIPS_NONE)->relevant_text = "${sum} > 60";
	form_item(&form, CIPS_ITEM_NOTE, "none", CIPS_NONE)->relevant_text = "${sum} > 160";
	form_seal(&form);
	struct cips_reach *reach =
		cips_model_reach_new(form.instrument, NULL, DAY, CIPS_REACH_LIMIT);
	check("some", reach->items[QUESTIONS + 1].shown, "sometimes");
	check("none", reach->items[QUESTIONS + 2].shown, "undecided");
	assert_int_equal(reach->items[QUESTIONS + 2].reason.why, CIPS_REACH_TOO_MUCH);
	assert_true(reach->work < 2 * CIPS_REACH_LIMIT);
	cips_model_reach_free(reach);
	/* Chance has its own share of the work. */
	reach = cips_model_reach_new(form.instrument, NULL, DAY, 2000);
	check("some, in haste", reach->items[QUESTIONS + 1].shown, "sometimes");
	cips_model_reach_free(reach);
	cips_model_instrument_free(form.instrument);
}

/* The condition on the question before that makes all its values count. */
static const char *condition_on(
	struct cips_arena *arena, enum cips_item_type type, const char *before)
{
	if (type == CIPS_ITEM_INTEGER)
		return cips_arena_printf(arena, "${%s} mod 2 = 0", before);
	return cips_arena_printf(arena, "count-selected(${%s}) mod 5 != 4", before);
}

/* Long lists of values, expensive conditions and wide rows are work as well. */
static void everything_costs_work(void **state)
{
	(void)state;
	enum { QUESTIONS = 390 };
	static const struct {
		enum cips_item_type type;
		const char *choices, *constraint;
		bool chained;
	} cases[] = {
		{CIPS_ITEM_INTEGER, NULL, ". >= 0 and . <= 9999 and . mod 7 = 8", false},
		{CIPS_ITEM_INTEGER, NULL, ". >= 0 and . <= 9999", true},
		{CIPS_ITEM_SELECT_MULTIPLE, "a b c d e f g h i j k l", "count-selected(.) > 12",
			false},
		{CIPS_ITEM_SELECT_MULTIPLE, "a b c d e f g h i j k l", NULL, true},
		{CIPS_ITEM_RANK, "a b c d e f", "selected-at(., 0) = selected-at(., 1)", false},
	};
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		struct form form = form_new();
		struct cips_arena *arena = &form.instrument->arena;
		int list = cases[c].choices ? form_list(&form, cases[c].choices) : CIPS_NONE;
		const char *name = NULL, *before;
		for (int i = 0; i < QUESTIONS; i++) {
			before = name;
			name = cips_arena_printf(arena, "q%d", i);
			struct cips_item *item = form_item(&form, cases[c].type, name, list);
			item->constraint_text = cases[c].constraint;
			item->required_text = "true()";
			if (before && cases[c].chained)
				item->relevant_text = condition_on(arena, cases[c].type, before);
		}
		form_seal(&form);
		struct cips_reach *reach =
			cips_model_reach_new(form.instrument, NULL, DAY, CIPS_REACH_LIMIT);
		assert_true(reach->work < 3 * (size_t)CIPS_REACH_LIMIT);
		cips_model_reach_free(reach);
		cips_model_instrument_free(form.instrument);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions),
		cmocka_unit_test(answers),
		cmocka_unit_test(groups),
		cmocka_unit_test(units),
		cmocka_unit_test(chains_are_long),
		cmocka_unit_test(work_has_a_limit),
		cmocka_unit_test(everything_costs_work),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
