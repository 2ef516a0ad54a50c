/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help.h"

#define LIST "| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |\n"

static void types_have_aliases(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"text", "string"},
		{"text", " TEXT "},
		{"integer", "int"},
		{"acknowledge", "trigger"},
		{"select_one yn", "select one yn"},
		{"select_one yn", "select one from yn"},
		{"select_one yn", "select_one_from  yn"},
		{"select_one yn", "Select1 yn"},
		{"select_multiple yn", "select multiple yn"},
		{"select_multiple yn", "select all that apply from yn"},
		{"select_one yn or_other", "select one yn or other"},
		{"select_one yn or_other", "select_one yn or specify other"},
		{"rank yn", "Rank yn"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char a[512], b[512];
		static const char form[] =
			"| survey |\n| | type | name | label |\n| | %s | a | A |\n" LIST SETTINGS;
		snprintf(a, sizeof a, form, pairs[i][0]);
		snprintf(b, sizeof b, form, pairs[i][1]);
		expect_same(a, b);
	}
	expect_same("| survey |\n| | type | name | label |\n| | begin_group | g | G |\n"
		    "| | note | a | A |\n| | end_group |\n" SETTINGS,
		"| survey |\n| | type | name | label |\n| | Begin  group | g | G |\n"
		"| | note | a | A |\n| | end group | g |\n" SETTINGS);
}

static void a_list_may_be_named_like_a_word_of_the_type(void **state)
{
	(void)state;
	struct cips_instrument *i =
		load_md("| survey |\n| | type | name | label |\n| | select_one from | a | A |\n"
			"| | select_one or_other | b | B |\n"
			"| choices |\n| | list_name | name | label |\n| | from | x | X |\n"
			"| | or_other | y | Y |\n" SETTINGS,
			NULL);
	assert_string_equal(cips_model_list(i, item(i, "a"))->name, "from");
	assert_string_equal(cips_model_list(i, item(i, "b"))->name, "or_other");
	assert_false(item(i, "b")->or_other);
	cips_model_instrument_free(i);
}

static void columns_have_aliases(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"hint", "Hint"},
		{"hint", " hint "},
		{"guidance_hint", "guidance hint"},
		{"relevant", "relevance"},
		{"relevant", "bind::relevant"},
		{"constraint", "bind:constraint"},
		{"constraint_message", "constraint message"},
		{"constraint_message", "bind::jr:constraintMsg"},
		{"required_message", "required message"},
		{"required_message", "requiredMsg"},
		{"calculation", "calculate"},
		{"appearance", "control::appearance"},
		{"read_only", "readonly"},
		{"read_only", "Read Only"},
		{"bind::cips:indicator", "bind::cips::indicator"},
		{"bind::cips:use", "Bind :: CIPS : Use"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char a[512], b[512];
		const char *cell = strstr(pairs[i][0], "use") ? "weight"
			: strstr(pairs[i][0], "read")	      ? "yes"
			: strstr(pairs[i][0], "indicator")    ? "other_one"
							      : "1";
		static const char form[] = "| survey |\n| | type | name | label | %s |\n"
					   "| | integer | a | A | %s |\n"
					   "| settings |\n| | form_id | namespaces |\n"
					   "| | f | cips=\"https://example.org/cips\" |\n";
		snprintf(a, sizeof a, form, pairs[i][0], cell);
		snprintf(b, sizeof b, form, pairs[i][1], cell);
		expect_same(a, b);
	}
	expect_same("| survey |\n| | type | name | label |\n| | select_one yn | a | A |\n" LIST
		    "| settings |\n| | form_title | form_id |\n| | T | f |\n",
		"| Survey |\n| | Command | Value | Caption |\n| | select_one yn | a | A |\n"
		"| CHOICES |\n| | list name | value | caption |\n| | yn | y | Yes |\n"
		"| | yn | n | No |\n"
		"| settings |\n| | title | id string |\n| | T | f |\n");
}

static void order_and_blanks_do_not_matter(void **state)
{
	(void)state;
	expect_same(
		"| survey |\n| | type | name | label::English (en) | label::French (fr) | relevant "
		"|\n"
		"| | select_one yn | a | A | a | |\n| | text | b | B | b | contains('x  y', ${a}) and 1 |\n"
		"| choices |\n| | list_name | name | label::English (en) | label::French (fr) | z "
		"| w |\n"
		"| | yn | y | Y | y | 1 | 2 |\n| | yn | n | N | n | 3 | 4 |\n"
		"| settings |\n| | form_id | default_language |\n| | f | English (en) |\n",
		"| settings |\n| | default language | form_id |\n| | English (en) | f |\n"
		"| survey |\n| | label:French  (fr) | relevant | name | label : English (en) | type "
		"|\n"
		"| | a | | a | A | select one  yn |\n"
		"| | b | contains('x  y',   ${a})\xE2\x80\xA8 and 1 | b | B | text |\n"
		"| choices |\n| | w | z | label::french (FR) | name | list_name | "
		"label::English (en) |\n"
		"| | 2 | 1 | y | y | yn | Y |\n| | 4 | 3 | n | n | yn | N |\n");
}

static void required_is_yes_no_or_an_expression(void **state)
{
	(void)state;
	static const struct {
		const char *cell, *text;
		bool set;
	} cases[] = {
		{"yes", "yes", true},
		{"YES", "yes", true},
		{"true", "yes", true},
		{"TRUE", "yes", true},
		{"true()", "yes", true},
		{"1", "yes", true},
		{"", "", false},
		{"no", "", false},
		{"False", "", false},
		{"false()", "", false},
		{"0", "", false},
		{"${a} =  1", "${a} = 1", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char form[512];
		snprintf(form, sizeof form,
			"| survey |\n| | type | name | label | required |\n| | text | a | A | |\n"
			"| | text | b | B | %s |\n" SETTINGS,
			cases[i].cell);
		struct cips_instrument *instrument = load_md(form, NULL);
		assert_string_equal(item(instrument, "b")->required_text, cases[i].text);
		assert_int_equal(item(instrument, "b")->required != NULL, cases[i].set);
		cips_model_instrument_free(instrument);
	}
}

static void groups_hold_their_items(void **state)
{
	(void)state;
	struct cips_instrument *i =
		load_md("| survey |\n| | type | name | label | relevant | appearance | disabled |\n"
			"| | text | a | A |\n"
			"| | begin group | g | G | ${a} = 'x' | field-list |\n"
			"| | text | b | B |\n"
			"| | begin group | h | H |\n"
			"| | text | c | C | ${b} = 'x' |\n"
			"| | text | gone | Gone | | | yes |\n"
			"| | end group |\n"
			"| | end group |\n"
			"| | text | d | D |\n" SETTINGS,
			NULL);
	assert_int_equal(i->n_items, 4);
	assert_int_equal(i->n_groups, 2);
	assert_int_equal(i->groups[0].parent, CIPS_NONE);
	assert_int_equal(i->groups[0].first_item, 1);
	assert_int_equal(i->groups[0].end_item, 3);
	assert_non_null(i->groups[0].relevant);
	assert_string_equal(i->groups[0].appearance, "field-list");
	assert_int_equal(i->groups[1].parent, 0);
	assert_int_equal(i->groups[1].first_item, 2);
	assert_int_equal(i->groups[1].end_item, 3);
	assert_int_equal(item(i, "a")->group, CIPS_NONE);
	assert_int_equal(item(i, "b")->group, 0);
	assert_int_equal(item(i, "c")->group, 1);
	assert_int_equal(item(i, "d")->group, CIPS_NONE);
	assert_string_equal(item(i, "c")->place.sheet, "survey");
	assert_int_equal(item(i, "c")->place.row, 7);
	assert_int_equal(item(i, "c")->place.column, 2);
	cips_model_instrument_free(i);
}

/* The languages of a form by its headers and its setting. */
static void languages(void **state)
{
	(void)state;
	static const struct {
		const char *headers, *setting;
		const char *languages[4];
	} cases[] = {
		{"label", "", {""}},
		{"label", "English (en)", {"English (en)"}},
		{"label::English (en)", "", {"English (en)"}},
		{"label::French (fr) | label::English (en)", "", {"French (fr)", "English (en)"}},
		{"label::French (fr) | label::English (en)", "English (en)",
			{"English (en)", "French (fr)"}},
		{"label | label::French (fr)", "", {"", "French (fr)"}},
		{"label::French (fr) | label", "", {"", "French (fr)"}},
		{"label | label::French (fr)", "English (en)", {"English (en)", "French (fr)"}},
		{"label::French (fr) | hint", "", {"French (fr)"}},
		{"label::Wolof (wo) | label::Amharic (am) | label::French (fr)", "french (FR)",
			{"French (fr)", "Amharic (am)", "Wolof (wo)"}},
	};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		char form[512];
		snprintf(form, sizeof form,
			"| survey |\n| | type | name | %s |\n| | text | a | A | B | C |\n"
			"| settings |\n| | form_id | default_language |\n| | f | %s |\n",
			cases[k].headers, cases[k].setting);
		struct cips_instrument *i = load_md(form, NULL);
		size_t n = 0;
		while (n < 4 && cases[k].languages[n])
			n++;
		assert_int_equal(i->n_languages, n);
		assert_int_equal(i->default_language, 0);
		for (size_t l = 0; l < n; l++)
			assert_string_equal(i->languages[l], cases[k].languages[l]);
		cips_model_instrument_free(i);
	}
}

static void texts_are_in_their_language(void **state)
{
	(void)state;
	struct cips_instrument *i =
		load_md("| survey |\n| | type | name | label::French (fr) | hint | label |\n"
			"| | text | a | Bonjour | Say it | Hello |\n| | text | b | | | World |\n"
			"| settings |\n| | form_id | default_language | form_title |\n"
			"| | f | English (en) | My form |\n",
			NULL);
	assert_string_equal(i->languages[0], "English (en)");
	assert_string_equal(item(i, "a")->label.by_language[0], "Hello");
	assert_string_equal(item(i, "a")->label.by_language[1], "Bonjour");
	assert_string_equal(item(i, "a")->hint.by_language[0], "Say it");
	assert_null(item(i, "a")->hint.by_language[1]);
	assert_null(item(i, "b")->label.by_language[1]);
	assert_null(item(i, "b")->hint.by_language);
	assert_string_equal(i->title.by_language[0], "My form");
	assert_string_equal(i->code, "f");
	assert_string_equal(i->version, "");
	cips_model_instrument_free(i);
}

static void or_other_adds_a_choice_and_an_item(void **state)
{
	(void)state;
	struct cips_instrument *i = load_md(
		"| survey |\n| | type | name | label::English (en) | label::French (fr) |\n"
		"| | begin group | g | G | G |\n"
		"| | select_one yn or_other | a | A | A |\n| | end group |\n"
		"| | select_one yn | b | B | B |\n"
		"| choices |\n| | list_name | name | label::English (en) | label::French (fr) |\n"
		"| | yn | y | Yes | Oui |\n" SETTINGS,
		NULL);
	const struct cips_item *a = item(i, "a"), *other = item(i, "a_other");
	const struct cips_list *list = cips_model_list(i, a);
	assert_ptr_equal(other, a + 1);
	assert_true(a->or_other);
	assert_int_equal(other->type, CIPS_ITEM_TEXT);
	assert_int_equal(other->group, 0);
	assert_int_equal(i->groups[0].end_item, 2);
	assert_string_equal(other->relevant_text, "selected(${a}, 'other')");
	assert_non_null(other->relevant);
	assert_int_equal(list->n, 2);
	assert_string_equal(list->choices[1].name, "other");
	assert_string_equal(list->choices[1].label.by_language[0], "Other");
	assert_string_equal(list->choices[1].label.by_language[1], "Autre");
	/* The list of the sheet is as it was. */
	assert_int_equal(cips_model_list(i, item(i, "b"))->n, 1);
	cips_model_instrument_free(i);
}

static void ranges_list_their_steps(void **state)
{
	(void)state;
	static const struct {
		const char *parameters, *normalized;
		size_t n;
		const char *second, *last;
	} cases[] = {
		{"", "start=1 end=10 step=1", 10, "2", "10"},
		{"end=5", "start=1 end=5 step=1", 5, "2", "5"},
		{"step=0.1, start=0; end = 1", "start=0 end=1 step=0.1", 11, "0.1", "1"},
		{"start=-2 end=2.0 step=0.50", "start=-2 end=2 step=0.5", 9, "-1.5", "2"},
		{"start=0.7 end=1.3 step=0.2", "start=0.7 end=1.3 step=0.2", 4, "0.9", "1.3"},
		{"start=1 end=34596", "start=1 end=34596 step=1", 34596, "2", "34596"},
	};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		char form[256];
		snprintf(form, sizeof form,
			"| survey |\n| | type | name | label | parameters |\n"
			"| | range | r | R | %s |\n" SETTINGS,
			cases[k].parameters);
		struct cips_instrument *i = load_md(form, NULL);
		const struct cips_list *list = cips_model_list(i, item(i, "r"));
		assert_string_equal(item(i, "r")->parameters, cases[k].normalized);
		assert_int_equal(list->n, cases[k].n);
		assert_string_equal(list->choices[1].name, cases[k].second);
		assert_string_equal(list->choices[list->n - 1].name, cases[k].last);
		assert_string_equal(list->choices[1].label.by_language[0], cases[k].second);
		cips_model_instrument_free(i);
	}
}

static void acknowledge_has_one_choice(void **state)
{
	(void)state;
	struct cips_instrument *i = load_md("| survey |\n| | type | name | label | default |\n"
					    "| | acknowledge | a | A | OK |\n" SETTINGS,
		NULL);
	const struct cips_list *list = cips_model_list(i, item(i, "a"));
	assert_int_equal(list->n, 1);
	assert_string_equal(list->choices[0].name, "OK");
	cips_model_instrument_free(i);
}

static void units_come_from_the_survey_file(void **state)
{
	(void)state;
	struct cips_instrument *i = load_md(
		"| survey |\n| | type | name | label | parameters | bind::cips:use |\n"
		"| | select_one_from_file units.csv | u | U | label=name value=unit | unit |\n"
		"| settings |\n| | form_id | namespaces |\n"
		"| | f | cips=\"https://example.org/cips\" |\n",
		NULL);
	const struct cips_list *list = cips_model_list(i, item(i, "u"));
	assert_true(list->from_units);
	assert_int_equal(list->n, 0);
	assert_int_equal(i->unit_item, 0);
	cips_model_instrument_free(i);
}

static void our_columns_are_read(void **state)
{
	(void)state;
	struct cips_instrument *i = load_md(
		"| survey |\n| | type | name | label::English (en) | label::French (fr) | "
		"bind::cips:factor | bind::cips:polarity | bind::cips:indicator | bind::cips:use | "
		"bind::cips:sensitive |\n"
		"| | select_one yn | a | A | A | PRIV | \u2212 | trust | | yes |\n"
		"| | select_one yn | b | B | B | LEAD | negative |\n"
		"| | select_one yn | c | C | C | OWN | + |\n"
		"| | select_one yn | d | D | D | | | | Breakdown |\n"
		"| | decimal | w | W | W | | | | weight |\n"
		"| choices |\n| | list_name | name | label::English (en) | label::French (fr) | "
		"score | missing | positive | area |\n"
		"| | yn | y | Y | O | 1 | | yes | north |\n"
		"| | yn | n | N | N | 0.50 | | no |\n"
		"| | yn | dk | D | D | | dont_know |\n"
		"| factors |\n| | factor | label::English (en) | label::French (fr) |\n"
		"| | OWN | Ours | Notre |\n| | LEAD | Leaders | |\n"
		"| settings |\n| | form_id | namespaces |\n"
		"| | f | cips=\"https://example.org/cips\" |\n",
		NULL);
	assert_int_equal(i->n_factors, 3);
	assert_string_equal(i->factors[0].code, "OWN");
	assert_string_equal(i->factors[1].code, "LEAD");
	assert_string_equal(i->factors[1].label.by_language[0], "Leaders");
	/* Names of the factors: reference/domain.md, section 3, checked in the tests of model. */
	assert_true(*i->factors[1].label.by_language[1]);
	assert_string_equal(i->factors[2].code, "PRIV");
	assert_string_not_equal(
		i->factors[2].label.by_language[0], i->factors[2].label.by_language[1]);
	assert_int_equal(item(i, "a")->factor, 2);
	assert_true(item(i, "a")->negative);
	assert_true(item(i, "a")->sensitive);
	assert_string_equal(item(i, "a")->indicator, "trust");
	assert_true(item(i, "b")->negative);
	assert_string_equal(item(i, "b")->indicator, "b");
	assert_false(item(i, "c")->negative);
	assert_int_equal(item(i, "d")->use, CIPS_USE_BREAKDOWN);
	assert_int_equal(item(i, "w")->use, CIPS_USE_WEIGHT);
	const struct cips_list *yn = cips_model_list(i, item(i, "a"));
	assert_true(yn->choices[1].has_score);
	assert_true(yn->choices[1].score == 0.5);
	assert_int_equal(yn->choices[0].positive, CIPS_POSITIVE_YES);
	assert_int_equal(yn->choices[2].missing, CIPS_MISSING_DONT_KNOW);
	assert_false(yn->choices[2].has_score);
	assert_int_equal(i->n_attributes, 1);
	assert_string_equal(yn->choices[0].attributes[0], "north");
	assert_string_equal(yn->choices[1].attributes[0], "");
	cips_model_instrument_free(i);
}

static void add_reference(void *context, int reference)
{
	int *sum = context;
	*sum = *sum * 10 + reference + 1;
}

static void expressions_refer_to_items(void **state)
{
	(void)state;
	struct cips_instrument *i = load_md(
		"| survey |\n| | type | name | label | relevant | constraint | calculation | "
		"choice_filter |\n"
		"| | integer | a | A | | . > 1 and . < ${a} + 1 and today() > 0 |\n"
		"| | calculate | b | | | | ${a} * 2 + random() |\n"
		"| | hidden | h | | | | uuid() |\n"
		"| | text | c | C | regex(${b}, '^[0-9]+$') and ${a} = 1 |\n"
		"| | select_one l | d | D | | | | zone = ${c} or name = 'x' or label = 'X' |\n"
		"| choices |\n| | list_name | name | label | zone |\n| | l | x | X | 1 |\n" SETTINGS,
		NULL);
	int sum = 0;
	cips_model_expr_references(item(i, "c")->relevant, add_reference, &sum);
	assert_int_equal(sum, 21);
	sum = 0;
	cips_model_expr_references(item(i, "d")->choice_filter, add_reference, &sum);
	assert_int_equal(sum, 4);
	assert_non_null(item(i, "a")->constraint);
	assert_non_null(item(i, "b")->calculation);
	assert_non_null(item(i, "h")->calculation);
	cips_model_instrument_free(i);
}

static void built_in_names_are_not_needed_in_every_language(void **state)
{
	(void)state;
	struct cips_findings f = {0};
	struct cips_instrument *i =
		load_md("| survey |\n| | type | name | label | bind::cips:factor |\n"
			"| | select_one yn | a | A | MORA |\n" LIST
			"| settings |\n| | form_id | namespaces "
			"|\n| | f | cips=\"https://example.org/cips\" |\n",
			&f);
	assert_non_null(i);
	assert_null(finding(&f, "label-missing"));
	assert_null(finding(&f, "translation-missing"));
	assert_int_equal(i->n_factors, 1);
	assert_true(*i->factors[0].label.by_language[0]);
	cips_model_instrument_free(i);
	cips_findings_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_have_aliases),
		cmocka_unit_test(a_list_may_be_named_like_a_word_of_the_type),
		cmocka_unit_test(columns_have_aliases),
		cmocka_unit_test(order_and_blanks_do_not_matter),
		cmocka_unit_test(required_is_yes_no_or_an_expression),
		cmocka_unit_test(groups_hold_their_items),
		cmocka_unit_test(languages),
		cmocka_unit_test(texts_are_in_their_language),
		cmocka_unit_test(or_other_adds_a_choice_and_an_item),
		cmocka_unit_test(ranges_list_their_steps),
		cmocka_unit_test(acknowledge_has_one_choice),
		cmocka_unit_test(units_come_from_the_survey_file),
		cmocka_unit_test(our_columns_are_read),
		cmocka_unit_test(expressions_refer_to_items),
		cmocka_unit_test(built_in_names_are_not_needed_in_every_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
