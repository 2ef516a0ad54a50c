/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An instrument with everything that is printed, against tests/report/golden/questionnaire.NAME;
 * CIPS_GOLDEN=write writes these files anew (see test_write.c).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "golden.h"
#include "report/questionnaire.h"

static struct cips_text in_two(struct cips_arena *arena, const char *en, const char *fr)
{
	struct cips_text text = {cips_arena_alloc(arena, 2, sizeof *text.by_language)};
	text.by_language[0] = en;
	text.by_language[1] = fr;
	return text;
}

static struct cips_choice choice(
	struct cips_arena *arena, const char *name, const char *en, const char *fr)
{
	return (struct cips_choice){.name = name, .label = in_two(arena, en, fr)};
}

static void fill_lists(struct cips_instrument *form)
{
	struct cips_arena *arena = &form->arena;
	static struct cips_list lists[3];
	form->n_lists = 3;
	form->lists = memset(lists, 0, sizeof lists);
	lists[0] = (struct cips_list){.name = "agree", .n = 6};
	lists[0].choices = cips_arena_alloc(arena, 6, sizeof(struct cips_choice));
	struct cips_choice *c = lists[0].choices;
	c[0] = choice(arena, "strongly_disagree", "Strongly disagree", "Pas du tout d'accord");
	c[1] = choice(arena, "disagree", "Disagree", "Pas d'accord");
	c[2] = choice(arena, "agree", "Agree", "D'accord");
	c[3] = choice(arena, "strongly_agree", "Strongly agree", NULL);
	c[4] = choice(arena, "dk", "Don't know", "Ne sait pas");
	c[4].missing = CIPS_MISSING_DONT_KNOW;
	c[5] = choice(arena, "na", "", NULL);
	c[5].missing = CIPS_MISSING_NOT_APPLICABLE;
	lists[1] = (struct cips_list){.name = "units", .from_units = true};
	lists[2] = (struct cips_list){.name = "channels", .n = 2};
	lists[2].choices = cips_arena_alloc(arena, 2, sizeof(struct cips_choice));
	lists[2].choices[0] = choice(arena, "a_name_that_is_longer_than_the_column",
		"By telephone, on the number of the integrity unit that is posted at every office "
		"open to the public",
		NULL);
	lists[2].choices[1] = choice(arena, "2", "By letter", NULL);
	lists[2].choices[1].has_score = true;
	lists[2].choices[1].score = 2.5;
}

static struct cips_item new_item(enum cips_item_type type, const char *name, struct cips_text label)
{
	struct cips_item item = cips_model_item_blank();
	item.type = type;
	item.name = name;
	item.indicator = name;
	item.label = label;
	return item;
}

static struct cips_expr *some_expression(struct cips_arena *arena)
{
	static const struct cips_expr_scope scope = {0};
	struct cips_expr *expr = NULL;
	struct cips_expr_fault fault;
	assert_true(cips_model_expr_parse("true()", &scope, arena, &expr, &fault));
	return expr;
}

static void fill_items(struct cips_instrument *form)
{
	struct cips_arena *arena = &form->arena;
	struct cips_item *i = form->items = cips_arena_alloc(arena, 12, sizeof *i);
	i[0] = new_item(CIPS_ITEM_NOTE, "welcome",
		in_two(arena, "Thank you for taking part. Nobody will know who answered what.",
			"Merci de participer."));
	i[1] = new_item(CIPS_ITEM_SELECT_ONE, "unit", in_two(arena, "Where do you work?", NULL));
	i[1].list = 1;
	i[1].use = CIPS_USE_UNIT;
	i[1].required = some_expression(arena);
	i[1].required_text = "yes";
	i[2] = new_item(CIPS_ITEM_SELECT_ONE, "lead_example",
		in_two(arena,
			"Managers in my unit set a personal example of integrity in their daily "
			"work, even when nobody is looking.",
			"Les responsables de mon unité donnent l'exemple."));
	i[2].hint = in_two(arena, "Think of the last twelve months.", NULL);
	i[2].list = 0;
	i[2].group = 0;
	i[2].factor = 0;
	i[2].required = some_expression(arena);
	i[2].required_text = "${unit} != ''";
	i[3] = new_item(CIPS_ITEM_SELECT_ONE, "lead_bend",
		in_two(arena, "Managers bend the rules when it suits them.", NULL));
	i[3].list = 0;
	i[3].group = 1;
	i[3].factor = 0;
	i[3].negative = true;
	i[3].indicator = "rules_bent";
	i[3].sensitive = true;
	i[4] = new_item(CIPS_ITEM_SELECT_MULTIPLE, "channels",
		in_two(arena, "Which ways to report do you know?", NULL));
	i[4].list = 2;
	i[4].group = 0;
	i[4].choice_filter_text = "region = ${unit}";
	i[5] = new_item(
		CIPS_ITEM_RANGE, "trust", in_two(arena, "How much do you trust them?", NULL));
	i[5].range_end = 10;
	i[5].range_step = 0.5;
	i[5].relevant_text = "selected(${channels}, '2') and count-selected(${channels}) > 1";
	i[5].guidance = in_two(arena, "Read the ends of the scale aloud.", NULL);
	i[6] = new_item(
		CIPS_ITEM_INTEGER, "years", in_two(arena, "Years of service \x1b[31m", NULL));
	i[6].constraint_text = ". >= 0 and . <= 50";
	i[6].constraint_message = in_two(arena, "Between 0 and 50", NULL);
	i[6].default_value = "1";
	for (int n = 7; n < 9; n++)
		i[n] = new_item(
			CIPS_ITEM_TEXT, n == 7 ? "comment" : "other", in_two(arena, "", NULL));
	i[9] = new_item(CIPS_ITEM_CALCULATE, "months", (struct cips_text){NULL});
	i[9].calculation_text = "${years} * 12";
	form->n_items = 10;
}

static struct cips_instrument *new_form(void)
{
	struct cips_instrument *form = cips_model_instrument_new();
	struct cips_arena *arena = &form->arena;
	form->code = "example";
	form->title = in_two(arena, "Integrity perception survey (example)", NULL);
	form->version = "2025-1";
	form->languages = cips_arena_alloc(arena, 2, sizeof *form->languages);
	form->languages[0] = "English (en)";
	form->languages[1] = "Français (fr)";
	form->n_languages = 2;
	form->factors = cips_arena_alloc(arena, 1, sizeof *form->factors);
	form->factors[0].code = "LEAD";
	form->factors[0].label = in_two(
		arena, "Leadership and Commitment", "Conduite et engagement des responsables");
	form->n_factors = 1;
	form->groups = cips_arena_alloc(arena, 2, sizeof *form->groups);
	form->groups[0] = (struct cips_group){.name = "lead",
		.label = in_two(arena, "Your managers", "Vos responsables"),
		.relevant_text = "${unit} != 'HQ'",
		.parent = CIPS_NONE,
		.first_item = 2,
		.end_item = 5};
	form->groups[1] = (struct cips_group){
		.name = "deeds", .relevant_text = "", .parent = 0, .first_item = 3, .end_item = 4};
	form->n_groups = 2;
	fill_lists(form);
	fill_items(form);
	cips_model_seal(form);
	return form;
}

static char *printed(const struct cips_instrument *form, size_t language,
	const struct cips_write_options *options)
{
	char *bytes = NULL;
	size_t n;
	FILE *out = open_memstream(&bytes, &n);
	assert_non_null(out);
	cips_report_questionnaire(form, language, options, out);
	assert_int_equal(fclose(out), 0);
	return bytes;
}

static void a_form_is_printed_as_in_its_golden_files(void **state)
{
	static const struct {
		const char *name;
		size_t language;
		struct cips_write_options options;
	} cases[] = {
		{"questionnaire.en", 0, {.width = 80}},
		{"questionnaire.fr", 1, {.width = 60}},
		{"questionnaire.ascii", 1, {.width = 80, .ascii = true}},
	};
	(void)state;
	struct cips_instrument *form = new_form();
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		char *bytes = printed(form, cases[c].language, &cases[c].options);
		golden_compare(cases[c].name, bytes);
		free(bytes);
	}
	cips_model_instrument_free(form);
}

static void lines_keep_to_the_width(void **state)
{
	(void)state;
	struct cips_instrument *form = new_form();
	for (size_t width = 60; width < 130; width += 7) {
		char *bytes = printed(form, 0, &(struct cips_write_options){.width = width});
		golden_each_line(bytes, width);
		free(bytes);
	}
	cips_model_instrument_free(form);
}

static void headings_are_bold_when_asked(void **state)
{
	(void)state;
	struct cips_instrument *form = new_form();
	char *plain = printed(form, 0, &(struct cips_write_options){0});
	char *colour = printed(form, 0, &(struct cips_write_options){.colour = true});
	assert_null(strchr(plain, '\x1b'));
	assert_non_null(strstr(colour, "\x1b[1mYour managers\x1b[0m\n"));
	free(plain);
	free(colour);
	cips_model_instrument_free(form);
}

static void an_empty_form_has_a_head(void **state)
{
	(void)state;
	struct cips_instrument *form = cips_model_instrument_new();
	static const char *no_name[] = {""};
	form->code = "empty";
	form->version = "";
	form->languages = no_name;
	form->n_languages = 1;
	cips_model_seal(form);
	char *bytes = printed(form, 0, &(struct cips_write_options){0});
	assert_string_equal(bytes, "Code: empty\n");
	free(bytes);
	cips_model_instrument_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_is_printed_as_in_its_golden_files),
		cmocka_unit_test(lines_keep_to_the_width),
		cmocka_unit_test(headings_are_bold_when_asked),
		cmocka_unit_test(an_empty_form_has_a_head),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
