/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trial.h"

/* --- values --------------------------------------------------------------------------------- */

static struct trial all_types(void)
{
	struct form form = form_new();
	int list = form_list(&form, "a b c"), steps = form_list(&form, "0 0.5 1"),
	    ok = form_list(&form, "OK");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "one", list);
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "ticks", list);
	form_item(&form, CIPS_ITEM_RANK, "places", list);
	form_item(&form, CIPS_ITEM_RANGE, "scale", steps);
	form_item(&form, CIPS_ITEM_ACKNOWLEDGE, "agree", ok);
	form_item(&form, CIPS_ITEM_INTEGER, "years", CIPS_NONE);
	form_item(&form, CIPS_ITEM_DECIMAL, "share", CIPS_NONE);
	form_item(&form, CIPS_ITEM_DATE, "day", CIPS_NONE);
	form_item(&form, CIPS_ITEM_TEXT, "remark", CIPS_NONE);
	form_item(&form, CIPS_ITEM_NOTE, "thanks", CIPS_NONE);
	form_item(&form, CIPS_ITEM_HIDDEN, "country", CIPS_NONE)->default_value = "BF";
	form_item(&form, CIPS_ITEM_CALCULATE, "label", CIPS_NONE)->calculation_text =
		"jr:choice-name(${one}, '${one}')";
	return begin(form, NULL);
}

static void test_values(void **state)
{
	(void)state;
	struct trial s = all_types();
	choose(&s, "one", 2);
	tick(&s, "ticks", "021"); /* a blank beside a tick is not ticked */
	tick(&s, "places", "310");
	choose(&s, "scale", 2);
	choose(&s, "agree", 1);
	enter(&s, "years", 12);
	enter(&s, "share", 0.25);
	enter(&s, "day", (double)today);
	write_text(&s, "remark", "more light");
	finish(&s);
	assert_int_equal(s.n, 0);
	check_value(&s, "one", CIPS_VALUE_STRING, "b");
	check_value(&s, "ticks", CIPS_VALUE_STRING, "c");
	assert_memory_equal(
		s.response->record + item_of(&s, "ticks")->offset, ((uint8_t[]){2, 2, 1}), 3);
	tick(&s, "ticks", "121");
	check_value(&s, "ticks", CIPS_VALUE_STRING, "a c");
	check_value(&s, "places", CIPS_VALUE_STRING, "c a");
	check_value(&s, "scale", CIPS_VALUE_NUMBER, "0.5");
	check_value(&s, "agree", CIPS_VALUE_STRING, "OK");
	check_value(&s, "years", CIPS_VALUE_NUMBER, "12");
	check_value(&s, "share", CIPS_VALUE_NUMBER, "0.25");
	check_value(&s, "day", CIPS_VALUE_DATE, "2024-10-04");
	check_value(&s, "remark", CIPS_VALUE_STRING, "more light");
	check_value(&s, "thanks", CIPS_VALUE_EMPTY, "");
	check_value(&s, "country", CIPS_VALUE_STRING, "BF");
	check_value(&s, "label", CIPS_VALUE_STRING, "[b]");
	/* A place that was left free in a rank is a blank. */
	assert_int_equal(s.response->record[item_of(&s, "places")->offset + 2], CIPS_BYTE_SKIPPED);
	end(&s);
}

static void test_blanks(void **state)
{
	(void)state;
	static const char *const names[] = {
		"one", "ticks", "places", "scale", "agree", "years", "share", "day", "remark"};
	struct trial s = all_types();
	for (int round = 0; round < 2; round++) {
		tick(&s, "ticks", "222");
		finish(&s);
		assert_int_equal(s.n, 0);
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			assert_int_equal(state_of(&s, names[i]), CIPS_STATE_SKIPPED);
			check_value(&s, names[i], CIPS_VALUE_EMPTY, "");
			const struct cips_item *item = item_of(&s, names[i]);
			for (size_t k = 0; k < item->width; k++)
				assert_int_equal(
					s.response->record[item->offset + k], CIPS_BYTE_SKIPPED);
		}
		check_value(&s, "label", CIPS_VALUE_EMPTY, "");
		choose(&s, "one", 1);
		cips_model_interview_clear(s.interview);
		assert_int_equal(state_of(&s, "one"), CIPS_STATE_NOT_SHOWN);
	}
	end(&s);
}

/* A state without a listed choice is an answer, and empty in expressions. */
static void test_state_without_choice(void **state)
{
	(void)state;
	struct trial s = all_types();
	cips_model_set_state(item_of(&s, "one"), s.response->record, CIPS_BYTE_REFUSED);
	cips_model_set_state(item_of(&s, "ticks"), s.response->record, CIPS_BYTE_DONT_KNOW);
	finish(&s);
	assert_int_equal(state_of(&s, "one"), CIPS_STATE_REFUSED);
	assert_int_equal(state_of(&s, "ticks"), CIPS_STATE_DONT_KNOW);
	check_value(&s, "one", CIPS_VALUE_EMPTY, "");
	check_value(&s, "ticks", CIPS_VALUE_EMPTY, "");
	end(&s);
}

static struct cips_units *small_tree(void)
{
	static const char *languages[] = {""};
	static const char *names[][1] = {{"Headquarters"}, {"North"}, {"Port"}};
	static const struct cips_unit_row rows[] = {
		{"hq", "", names[0], 2, 1, 4},
		{"north", "hq", names[1], 3, 1, 7},
		{"port", "north", names[2], 4, 1, 6},
	};
	struct cips_findings findings = {0};
	struct cips_units *units = cips_model_units_new(rows, 3, languages, 1, &findings);
	static const unsigned ids[] = {200, 5, 34596};
	for (size_t i = 0; i < 3; i++)
		cips_model_unit_set_id(units, i, ids[i]);
	cips_findings_release(&findings);
	return units;
}

static void test_unit_item(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "hq north port refused");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", list)->use = CIPS_USE_UNIT;
	form_item(&form, CIPS_ITEM_TEXT, "at_port", CIPS_NONE)->relevant_text = "${unit} = 'port'";
	form_item(&form, CIPS_ITEM_CALCULATE, "called", CIPS_NONE)->calculation_text =
		"jr:choice-name(${unit}, '${unit}')";
	struct trial s = begin(form, small_tree());
	static const struct {
		unsigned id;
		const char *code, *name;
		enum cips_state follow_up;
	} cases[] = {
		{200, "hq", "Headquarters", CIPS_STATE_NOT_SHOWN},
		{34596, "port", "Port", CIPS_STATE_SKIPPED},
		{5, "north", "North", CIPS_STATE_NOT_SHOWN},
		{6, "", "", CIPS_STATE_NOT_SHOWN}, /* no such unit */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cips_model_interview_clear(s.interview);
		choose(&s, "unit", cases[i].id);
		finish(&s);
		bool known = cases[i].code[0] != '\0';
		enum cips_value_kind kind = known ? CIPS_VALUE_STRING : CIPS_VALUE_EMPTY;
		check_value(&s, "unit", kind, cases[i].code);
		check_value(&s, "called", kind, cases[i].name);
		assert_int_equal(state_of(&s, "at_port"), cases[i].follow_up);
	}
	cips_model_interview_clear(s.interview);
	cips_model_set_unit_choice(s.form.instrument, item_of(&s, "unit"), s.response->record, 4);
	finish(&s);
	check_value(&s, "unit", CIPS_VALUE_STRING, "refused");
	assert_int_equal(state_of(&s, "unit"), CIPS_STATE_REFUSED);
	end(&s);
}

/* Without a tree (a rehearsal) the codes are positions in the form's list. */
static void test_unit_item_without_tree(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "hq north");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", list)->use = CIPS_USE_UNIT;
	struct trial s = begin(form, NULL);
	choose(&s, "unit", 2);
	finish(&s);
	check_value(&s, "unit", CIPS_VALUE_STRING, "north");
	choose(&s, "unit", 3);
	check_value(&s, "unit", CIPS_VALUE_EMPTY, "");
	end(&s);
}

/* --- what is shown -------------------------------------------------------------------------- */

/* b is shown after a = yes, c after b = yes: an answer to b that was not shown is none for c. */
static struct trial chain(void)
{
	struct form form = form_new();
	int list = form_list(&form, "yes no");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "a", list);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b", list)->relevant_text = "${a} = 'yes'";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "c", list)->relevant_text = "${b} = 'yes'";
	form_item(&form, CIPS_ITEM_NOTE, "n", CIPS_NONE)->relevant_text = "${b} = ''";
	return begin(form, NULL);
}

static void test_relevance_chain(void **state)
{
	(void)state;
	static const struct {
		unsigned a, b, c;
		size_t breaches;
		enum cips_state states[3];
		bool note;
	} cases[] = {
		{1, 1, 2, 0, {CIPS_STATE_VALID, CIPS_STATE_VALID, CIPS_STATE_VALID}, false},
		{1, 1, 0, 0, {CIPS_STATE_VALID, CIPS_STATE_VALID, CIPS_STATE_SKIPPED}, false},
		{1, 2, 0, 0, {CIPS_STATE_VALID, CIPS_STATE_VALID, CIPS_STATE_NOT_SHOWN}, false},
		{1, 0, 0, 0, {CIPS_STATE_VALID, CIPS_STATE_SKIPPED, CIPS_STATE_NOT_SHOWN}, true},
		{2, 0, 0, 0, {CIPS_STATE_VALID, CIPS_STATE_NOT_SHOWN, CIPS_STATE_NOT_SHOWN}, true},
		{0, 0, 0, 0, {CIPS_STATE_SKIPPED, CIPS_STATE_NOT_SHOWN, CIPS_STATE_NOT_SHOWN},
			true},
		{2, 1, 0, 1, {CIPS_STATE_VALID, CIPS_STATE_VALID, CIPS_STATE_NOT_SHOWN}, true},
		{2, 1, 1, 2, {CIPS_STATE_VALID, CIPS_STATE_VALID, CIPS_STATE_VALID}, true},
	};
	struct trial s = chain();
	for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
		size_t k = i / 2;
		if (i % 2 == 0) { /* else the same again: nothing may change */
			cips_model_interview_clear(s.interview);
			const unsigned codes[] = {cases[k].a, cases[k].b, cases[k].c};
			static const char *const names[] = {"a", "b", "c"};
			for (int j = 0; j < 3; j++)
				if (codes[j])
					choose(&s, names[j], codes[j]);
		}
		finish(&s);
		assert_int_equal(s.n, cases[k].breaches);
		if (s.n)
			check_breach(&s, 0, CIPS_BREACH_NOT_SHOWN, "b", 0);
		if (s.n > 1)
			check_breach(&s, 1, CIPS_BREACH_NOT_SHOWN, "c", 0);
		assert_int_equal(state_of(&s, "a"), cases[k].states[0]);
		assert_int_equal(state_of(&s, "b"), cases[k].states[1]);
		assert_int_equal(state_of(&s, "c"), cases[k].states[2]);
		assert_int_equal(
			cips_model_interview_shown(s.interview, index_of(&s, "n")), cases[k].note);
	}
	end(&s);
}

static void test_groups(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "yes no");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "a", list);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b", list);
	form_begin(&form, "outer", "${a} = 'yes'");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "in_outer", list);
	form_begin(&form, "plain", NULL);
	form_item(&form, CIPS_ITEM_INTEGER, "in_plain", CIPS_NONE);
	form_begin(&form, "inner", "${b} = 'yes'");
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "in_inner", list);
	form_item(&form, CIPS_ITEM_CALCULATE, "k", CIPS_NONE)->calculation_text = "1 + 1";
	form_end(&form);
	form_end(&form);
	form_begin(&form, "nothing", "false()");
	form_end(&form);
	form_end(&form);
	form_item(&form, CIPS_ITEM_TEXT, "after", CIPS_NONE);
	struct trial s = begin(form, NULL);
	for (unsigned a = 1; a <= 2; a++)
		for (unsigned b = 1; b <= 2; b++) {
			cips_model_interview_clear(s.interview);
			choose(&s, "a", a);
			choose(&s, "b", b);
			finish(&s);
			enum cips_state outer = a == 1 ? CIPS_STATE_SKIPPED : CIPS_STATE_NOT_SHOWN;
			enum cips_state inner = b == 1 ? outer : CIPS_STATE_NOT_SHOWN;
			assert_int_equal(state_of(&s, "in_outer"), outer);
			assert_int_equal(state_of(&s, "in_plain"), outer);
			assert_int_equal(state_of(&s, "in_inner"), inner);
			assert_int_equal(state_of(&s, "after"), CIPS_STATE_SKIPPED);
			bool shown = inner == CIPS_STATE_SKIPPED;
			check_value(&s, "k", shown ? CIPS_VALUE_NUMBER : CIPS_VALUE_EMPTY,
				shown ? "2" : "");
		}
	tick(&s, "in_inner", "12");
	finish(&s);
	assert_int_equal(s.n, 1);
	check_breach(&s, 0, CIPS_BREACH_NOT_SHOWN, "in_inner", 0);
	end(&s);
}

/* --- calculations --------------------------------------------------------------------------- */

static void test_calculations(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "yes no");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "a", list);
	form_item(&form, CIPS_ITEM_INTEGER, "n", CIPS_NONE);
	form_item(&form, CIPS_ITEM_CALCULATE, "twice", CIPS_NONE)->calculation_text = "${n} * 2";
	form_item(&form, CIPS_ITEM_CALCULATE, "word", CIPS_NONE)->calculation_text =
		"concat('said ', ${a})";
	form_item(&form, CIPS_ITEM_CALCULATE, "truth", CIPS_NONE)->calculation_text =
		"${a} = 'yes'";
	form_item(&form, CIPS_ITEM_HIDDEN, "first", CIPS_NONE)->calculation_text = "once(${n})";
	form_item(&form, CIPS_ITEM_CALCULATE, "year", CIPS_NONE)->calculation_text = "today()";
	form_item(&form, CIPS_ITEM_TEXT, "why", CIPS_NONE)->relevant_text = "${twice} > 10";
	struct trial s = begin(form, NULL);
	for (int round = 0; round < 3; round++) {
		cips_model_interview_clear(s.interview);
		finish(&s);
		check_value(&s, "twice", CIPS_VALUE_EMPTY, "");
		check_value(&s, "word", CIPS_VALUE_STRING, "said ");
		check_value(&s, "truth", CIPS_VALUE_STRING, "false");
		check_value(&s, "first", CIPS_VALUE_EMPTY, "");
		check_value(&s, "year", CIPS_VALUE_DATE, "2024-10-04");
		assert_int_equal(state_of(&s, "why"), CIPS_STATE_NOT_SHOWN);
		choose(&s, "a", 1);
		enter(&s, "n", 6 + round);
		for (int again = 0; again < 3; again++) {
			finish(&s);
			check_value(&s, "twice", CIPS_VALUE_NUMBER,
				(const char *[]){"12", "14", "16"}[round]);
			check_value(&s, "word", CIPS_VALUE_STRING, "said yes");
			check_value(&s, "truth", CIPS_VALUE_STRING, "true");
			assert_int_equal(state_of(&s, "why"), CIPS_STATE_SKIPPED);
		}
		enter(&s, "n", 5);
		finish(&s);
		check_value(&s, "twice", CIPS_VALUE_NUMBER, "10");
		check_value(&s, "first", CIPS_VALUE_NUMBER, (const char *[]){"6", "7", "8"}[round]);
		assert_int_equal(state_of(&s, "why"), CIPS_STATE_NOT_SHOWN);
	}
	end(&s);
}

/* once() keeps its first value for a response, and nothing of it for the next. */
static void test_once(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "a b c");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "one", list);
	form_item(&form, CIPS_ITEM_HIDDEN, "first", CIPS_NONE)->calculation_text = "once(${one})";
	struct trial s = begin(form, NULL);
	static const char *const names[] = {"a", "b", "c"};
	for (unsigned first = 1; first <= 3; first++) {
		cips_model_interview_clear(s.interview);
		for (unsigned then = 0; then < 3; then++) {
			choose(&s, "one", (first + then - 1) % 3 + 1);
			finish(&s);
			check_value(&s, "first", CIPS_VALUE_STRING, names[first - 1]);
		}
	}
	end(&s);
}

/* An item that comes later counts with its answer as it stands, in every pass alike. */
static void test_reference_forward(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "yes no");
	form_item(&form, CIPS_ITEM_TEXT, "early", CIPS_NONE)->relevant_text = "${late} = 'yes'";
	form_item(&form, CIPS_ITEM_TEXT, "summed", CIPS_NONE)->relevant_text = "${sum} = 2";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "late", list)->relevant_text = "false()";
	form_item(&form, CIPS_ITEM_CALCULATE, "sum", CIPS_NONE)->calculation_text = "1 + 1";
	struct trial s = begin(form, NULL);
	choose(&s, "late", 1);
	for (int again = 0; again < 3; again++) {
		finish(&s);
		assert_int_equal(state_of(&s, "early"), CIPS_STATE_SKIPPED);
		assert_int_equal(state_of(&s, "summed"), CIPS_STATE_NOT_SHOWN);
		assert_int_equal(s.n, 1);
	}
	end(&s);
}

/* What is drawn is the same for the same answers. */
static void test_random_is_steady(void **state)
{
	(void)state;
	struct form form = form_new();
	form_item(&form, CIPS_ITEM_CALCULATE, "r", CIPS_NONE)->calculation_text = "random()";
	struct trial s = begin(form, NULL);
	finish(&s);
	double first = cips_model_interview_value(s.interview, 0).number;
	assert_true(first >= 0 && first < 1);
	finish(&s);
	assert_true(cips_model_interview_value(s.interview, 0).number == first);
	end(&s);
}

/* --- rules that are broken ------------------------------------------------------------------ */

static void test_constraints(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "a b none");
	form_item(&form, CIPS_ITEM_INTEGER, "years", CIPS_NONE)->constraint_text =
		". >= 0 and . <= 45";
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "ticks", list)->constraint_text =
		"not(selected(., 'none') and count-selected(.) > 1)";
	form_item(&form, CIPS_ITEM_DATE, "day", CIPS_NONE)->constraint_text = ". <= today()";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "one", list)->constraint_text = ". != 'none'";
	struct trial s = begin(form, NULL);
	finish(&s);
	assert_int_equal(s.n, 0); /* nothing is tested on a blank */
	enter(&s, "years", 45);
	tick(&s, "ticks", "112");
	enter(&s, "day", (double)today);
	choose(&s, "one", 1);
	finish(&s);
	assert_int_equal(s.n, 0);
	for (int again = 0; again < 2; again++) {
		enter(&s, "years", 46);
		tick(&s, "ticks", "121");
		enter(&s, "day", (double)today + 1);
		choose(&s, "one", 3);
		finish(&s);
		assert_int_equal(s.n, 4);
		static const char *const names[] = {"years", "ticks", "day", "one"};
		for (size_t i = 0; i < 4; i++)
			check_breach(&s, i, CIPS_BREACH_CONSTRAINT, names[i], 0);
	}
	tick(&s, "ticks", "221");
	assert_int_equal(cips_model_interview_finish(s.interview, s.breaches, 1, NULL), 3);
	check_breach(&s, 0, CIPS_BREACH_CONSTRAINT, "years", 0);
	assert_int_equal(cips_model_interview_finish(s.interview, NULL, 0, NULL), 3);
	end(&s);
}

static void test_choice_filters(void **state)
{
	(void)state;
	struct form form = form_new();
	int regions = form_list(&form, "north south"), ports = form_list(&form, "p1 p2 p3 other");
	form_attribute(&form, "region", ports, "north south south -");
	static const char filter[] = "region = ${region} or name = 'other'";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "region", regions);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "port", ports)->choice_filter_text = filter;
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "ports", ports)->choice_filter_text = filter;
	form_item(&form, CIPS_ITEM_RANK, "order", ports)->choice_filter_text = filter;
	form_item(&form, CIPS_ITEM_SELECT_ONE, "same", ports)->choice_filter_text =
		"label = '[p2]'";
	struct trial s = begin(form, NULL);
	static const struct {
		unsigned region, port;
		const char *ports, *order;
		unsigned same, out[4]; /* the choices that are out: port, ports, order, same */
	} cases[] = {
		{1, 1, "1222", "1400", 2, {0, 0, 0, 0}},
		{2, 1, "2112", "3240", 2, {1, 0, 0, 0}},
		{2, 4, "1121", "2100", 1, {0, 1, 1, 1}},
		{1, 3, "2221", "4123", 4, {3, 0, 2, 4}},
		{0, 2, "2112", "4000", 2, {2, 2, 0, 0}},
	};
	static const char *const names[] = {"port", "ports", "order", "same"};
	for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
		size_t k = i / 2; /* each twice: the second time the verdicts are known */
		cips_model_interview_clear(s.interview);
		if (cases[k].region)
			choose(&s, "region", cases[k].region);
		choose(&s, "port", cases[k].port);
		tick(&s, "ports", cases[k].ports);
		tick(&s, "order", cases[k].order);
		choose(&s, "same", cases[k].same);
		finish(&s);
		size_t n = 0;
		for (size_t j = 0; j < 4; j++)
			if (cases[k].out[j])
				check_breach(
					&s, n++, CIPS_BREACH_FILTERED, names[j], cases[k].out[j]);
		assert_int_equal(s.n, n);
	}
	end(&s);
}

/* In a list of units the columns are those of units.csv. */
static void test_filter_on_units(void **state)
{
	(void)state;
	struct form form = form_new();
	int tree = form_list(&form, "");
	form.instrument->lists[tree].from_units = true;
	form_attribute(&form, "parent", tree, "");
	struct cips_item *unit = form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", tree);
	unit->use = CIPS_USE_UNIT;
	unit->choice_filter_text = "parent = 'hq' or name = 'Port'";
	struct trial s = begin(form, small_tree());
	static const struct {
		unsigned id;
		bool out;
	} cases[] = {{200, true}, {5, false}, {34596, false}, {9, true}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cips_model_interview_clear(s.interview);
		choose(&s, "unit", cases[i].id);
		finish(&s);
		assert_int_equal(s.n, cases[i].out);
		if (s.n)
			check_breach(&s, 0, CIPS_BREACH_FILTERED, "unit", cases[i].id);
	}
	end(&s);
}

/* Where the form lists its units itself, the columns are those of the choices sheet. */
static void test_filter_on_listed_units(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "port hq north");
	form_attribute(&form, "kind", list, "field centre field");
	struct cips_item *unit = form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", list);
	unit->use = CIPS_USE_UNIT;
	unit->choice_filter_text = "kind = 'field' and name != 'north'";
	struct trial s = begin(form, small_tree());
	static const struct {
		unsigned id;
		bool out;
	} cases[] = {{200, true}, {5, true}, {34596, false}, {1, true}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cips_model_interview_clear(s.interview);
		choose(&s, "unit", cases[i].id);
		finish(&s);
		assert_int_equal(s.n, cases[i].out);
	}
	end(&s);
}

static void test_required(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "yes no");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "a", list)->required_text = "true()";
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "t", list)->required_text = "true()";
	form_item(&form, CIPS_ITEM_NOTE, "n", CIPS_NONE)->required_text = "true()";
	struct cips_item *b = form_item(&form, CIPS_ITEM_TEXT, "b", CIPS_NONE);
	b->required_text = "true()";
	b->relevant_text = "${a} = 'no'";
	form_item(&form, CIPS_ITEM_INTEGER, "c", CIPS_NONE)->required_text = "${a} = 'yes'";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "d", list)->required_text = "false()";
	struct trial s = begin(form, NULL);
	finish(&s);
	assert_int_equal(s.missing, 2); /* a, t */
	choose(&s, "a", 1);
	finish(&s);
	assert_int_equal(s.missing, 2); /* t, c */
	choose(&s, "a", 2);
	tick(&s, "t", "12");
	finish(&s);
	assert_int_equal(s.missing, 1); /* b */
	write_text(&s, "b", "because");
	finish(&s);
	assert_int_equal(s.missing, 0);
	end(&s);
}

/* A byte from a damaged record is no choice, and reads nothing that is not there. */
static void test_code_beyond_the_list(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "a b");
	struct cips_item *item = form_item(&form, CIPS_ITEM_SELECT_ONE, "one", list);
	item->choice_filter_text = "name != ''";
	item->constraint_text = ". != 'a'";
	form_item(&form, CIPS_ITEM_TEXT, "t", CIPS_NONE)->relevant_text = "${one} = ''";
	struct trial s = begin(form, NULL);
	choose(&s, "one", 186);
	finish(&s);
	assert_int_equal(s.n, 1);
	check_breach(&s, 0, CIPS_BREACH_FILTERED, "one", 186);
	check_value(&s, "one", CIPS_VALUE_EMPTY, "");
	assert_int_equal(state_of(&s, "t"), CIPS_STATE_SKIPPED);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_state_without_choice),
		cmocka_unit_test(test_unit_item),
		cmocka_unit_test(test_unit_item_without_tree),
		cmocka_unit_test(test_relevance_chain),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_calculations),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_reference_forward),
		cmocka_unit_test(test_random_is_steady),
		cmocka_unit_test(test_constraints),
		cmocka_unit_test(test_choice_filters),
		cmocka_unit_test(test_filter_on_units),
		cmocka_unit_test(test_filter_on_listed_units),
		cmocka_unit_test(test_required),
		cmocka_unit_test(test_code_beyond_the_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
