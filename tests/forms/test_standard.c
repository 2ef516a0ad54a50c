/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forms that the standard's own converter accepts, in the ways people write them: what they mean
 * there is what they mean here. What it accepts and we do not is in test_findings.c, each with its
 * cell.
 */
#include "help.h"

#define S "| survey |\n| | type | name | label |\n"
#define LIST "| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |\n"

static struct cips_instrument *load_named(
	const char *text, const char *file, struct cips_findings *findings)
{
	findings->file = file;
	return load_md(text, findings);
}

static void old_words_for_types(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"text", "add text prompt"},
		{"text", "q string"},
		{"integer", "q int"},
		{"integer", "add integer prompt"},
		{"decimal", "add decimal prompt"},
		{"date", "add date prompt"},
		{"note", "Q Note"},
		{"acknowledge", "q acknowledge"},
		{"select_one yn", "add select one prompt using yn"},
		{"select_one yn", "select one using yn"},
		{"select_multiple yn", "add select multiple prompt using yn"},
		{"select_multiple yn", "select multiple from yn"},
		{"select_multiple yn or_other", "select all that apply from yn or specify other"},
		{"select_one yn", "select_one\u00a0yn"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char a[512], b[512];
		static const char form[] = S "| | %s | a | A |\n" LIST SETTINGS;
		snprintf(a, sizeof a, form, pairs[i][0]);
		snprintf(b, sizeof b, form, pairs[i][1]);
		expect_same(a, b);
	}
}

static void old_words_for_columns(void **state)
{
	(void)state;
	expect_same("| survey |\n| | type | name | label | constraint | constraint_message |\n"
		    "| | integer | a | A | . > 1 | More |\n" SETTINGS,
		"| survey |\n| | type | tag | caption | bind:constraint | constraining message |\n"
		"| | integer | a | A | . > 1 | More |\n"
		"| settings |\n| | set form id |\n| | f |\n");
	expect_same("| survey |\n| | type | name | label::English (en) | label::French (fr) |\n"
		    "| | text | a | A | B |\n" SETTINGS,
		"| survey |\n| | type | name | Label:English (en) | LABEL : French (fr) |\n"
		"| | text | a | A | B |\n" SETTINGS);
}

static void a_note_needs_no_name(void **state)
{
	(void)state;
	struct cips_instrument *i = load_md(
		S "| | note | | One |\n\n| | text | a | A |\n| | note | | Two |\n" SETTINGS, NULL);
	assert_int_equal(i->n_items, 3);
	assert_string_equal(i->items[0].name, "generated_note_name_2");
	assert_string_equal(i->items[2].name, "generated_note_name_4");
	char *text = canonical(i);
	struct cips_instrument *again = load_md(text, NULL);
	assert_string_equal(again->items[2].name, "generated_note_name_4");
	free(text);
	cips_model_instrument_free(again);
	cips_model_instrument_free(i);
}

static void a_form_is_called_like_its_file(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		const char *code; /* NULL: there must be a form_id */
	} cases[] = {
		{"forms/pulse-2.md", "pulse-2"},
		{"pulse", "pulse"},
		{"forms.d/pulse", "pulse"},
		{"my form.xlsx", NULL},
		{"2026.xlsx", NULL},
		{".md", NULL},
		{NULL, NULL},
	};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct cips_findings f = {0};
		struct cips_instrument *i = load_named(S "| | text | a | A |\n", cases[k].file, &f);
		assert_int_equal(f.n, 1);
		assert_string_equal(f.list[0].code, "form-id-missing");
		assert_int_equal(f.errors, !cases[k].code);
		if (cases[k].code)
			assert_string_equal(i->code, cases[k].code);
		cips_model_instrument_free(i);
		cips_findings_release(&f);
	}
}

static void the_only_sheet_is_the_survey(void **state)
{
	(void)state;
	struct cips_findings f = {0};
	struct cips_instrument *i = load_named(
		"| Sheet1 |\n| | type | name | label |\n| | text | a | A |\n", "f.md", &f);
	assert_non_null(i);
	assert_int_equal(i->n_items, 1);
	assert_non_null(finding(&f, "sheet-renamed"));
	cips_model_instrument_free(i);
	cips_findings_release(&f);
}

/* "_" in front says that a sheet is none of the form's. */
static void private_sheets_are_nobodys_business(void **state)
{
	(void)state;
	struct cips_findings f = {0};
	struct cips_instrument *i =
		load_md(S "| | text | a | A |\n" SETTINGS "| _choices |\n| | x |\n| | y |\n", &f);
	assert_non_null(i);
	assert_int_equal(f.n, 0);
	cips_model_instrument_free(i);
}

static void remarks_behind_the_last_pipe(void **state)
{
	(void)state;
	struct cips_findings f = {0};
	struct cips_instrument *i = load_md(
		"# A form\n| survey | # the questions\n| | type | name | label | # headers\n"
		"| | text | a | A | # first\n| | text | b | # no remark | \n" SETTINGS,
		&f);
	assert_non_null(i);
	assert_int_equal(f.n, 0);
	assert_string_equal(item(i, "b")->label.by_language[0], "# no remark");
	cips_model_instrument_free(i);
}

/* Marks that a word processor made curly, and wide blanks, in an expression. */
static void curly_marks_are_plain_in_expressions(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"${a} = 'x'", "${a} = \u2018x\u2019"},
		{"${a} = 'x'", "${a}\u00a0=\u00a0\u2019x\u2019"},
		{"${a} = \"it's\"", "${a} = \u201cit's\u201d"},
		{"${a} = \"it's\"", "${a} = \u201cit\u2019s\u201d"},
		{"${a} = 'x' or ${a} = \"y\"", "${a} = \u2018x\u2019 or ${a} = \u201cy\u201d"},
		/* Inside plain marks they are part of the text. */
		{"${a} = 'l\u2019eau'", "${a}  = 'l\u2019eau'"},
		{"${a} = \"\u201cx\u201d\u00a0\"", "${a} =  \"\u201cx\u201d\u00a0\""},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char a[512], b[512];
		static const char form[] =
			"| survey |\n| | type | name | label | relevant |\n| | text | a | A |\n"
			"| | begin group | g | G | %s |\n| | text | b | B | %s |\n"
			"| | end group |\n" SETTINGS;
		snprintf(a, sizeof a, form, pairs[i][0], pairs[i][0]);
		snprintf(b, sizeof b, form, pairs[i][1], pairs[i][1]);
		expect_same(a, b);
	}
	/* In texts that people read they stay as they are. */
	struct cips_instrument *i = load_md(S "| | text | a | L\u2019eau |\n" SETTINGS, NULL);
	assert_string_equal(item(i, "a")->label.by_language[0], "L\u2019eau");
	cips_model_instrument_free(i);
}

static void one_of_several_words(void **state)
{
	(void)state;
	struct cips_instrument *i =
		load_md("| survey |\n| | type | name | label | default | relevant |\n"
			"| | select_one l | a | A | very good |\n"
			"| | text | b | B | | selected(${a}, 'very good') |\n"
			"| choices |\n| | list name | name | label |\n"
			"| | l | very good | V |\n| | l | bad | B |\n" SETTINGS,
			NULL);
	assert_string_equal(cips_model_list(i, item(i, "a"))->choices[0].name, "very good");
	cips_model_instrument_free(i);
}

static void comments_and_disabled_rows_are_left_out(void **state)
{
	(void)state;
	expect_same(S "| | text | a | A |\n" SETTINGS,
		"| survey |\n| | type | name | label | hint | disabled |\n| | text | a | A |\n"
		"| | | | | a remark |\n| | image | b | B | | yes |\n| | no type at all | c | C | | "
		"TRUE |\n| | begin group | g | G | | yes |\n| | end group | | | | yes |\n" SETTINGS);
}

/* or_other with more than one answer: the item that asks is shown when it is among them. */
static void or_other_of_several(void **state)
{
	(void)state;
	struct cips_instrument *i =
		load_md("| survey |\n| | type | name | label::English (en) | label::French (fr) |\n"
			"| | select_multiple yn or_other | a | A | A |\n"
			"| choices |\n| | list_name | name | label::English (en) | "
			"label::French (fr) |\n"
			"| | yn | other | Else | Sinon |\n| | yn | y | Yes | Oui |\n" SETTINGS,
			NULL);
	const struct cips_list *list = cips_model_list(i, item(i, "a"));
	assert_int_equal(list->n, 2);
	assert_string_equal(list->choices[1].name, "other");
	assert_string_equal(list->choices[1].label.by_language[1], "Sinon");
	assert_string_equal(item(i, "a_other")->relevant_text, "selected(${a}, 'other')");
	assert_true(*item(i, "a_other")->label.by_language[1]);
	cips_model_instrument_free(i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_words_for_types),
		cmocka_unit_test(old_words_for_columns),
		cmocka_unit_test(a_note_needs_no_name),
		cmocka_unit_test(a_form_is_called_like_its_file),
		cmocka_unit_test(the_only_sheet_is_the_survey),
		cmocka_unit_test(private_sheets_are_nobodys_business),
		cmocka_unit_test(remarks_behind_the_last_pipe),
		cmocka_unit_test(curly_marks_are_plain_in_expressions),
		cmocka_unit_test(one_of_several_words),
		cmocka_unit_test(comments_and_disabled_rows_are_left_out),
		cmocka_unit_test(or_other_of_several),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
