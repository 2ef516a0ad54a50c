/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instruments with everything that is printed, against tests/report/golden: one made by hand, with
 * what a form cannot hold, and the form tests/report/forms/visit.md in four languages.
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
#include "forms/load.h"
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

static char *printed_as(const struct cips_instrument *form, size_t language, bool paper,
	const char *format, const struct cips_write_options *options)
{
	char *bytes = NULL;
	size_t n;
	FILE *out = open_memstream(&bytes, &n);
	assert_non_null(out);
	cips_report_questionnaire(
		form, language, paper, cips_report_questionnaire_writer(format), options, out);
	assert_int_equal(fclose(out), 0);
	return bytes;
}

static char *printed(const struct cips_instrument *form, size_t language,
	const struct cips_write_options *options)
{
	return printed_as(form, language, false, "text", options);
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

/* --- a form of its own, from a file ---------------------------------------------------------- */

/* tests/report/forms/visit.md, where every type of question and every kind of skip occurs. */
static struct cips_instrument *load_visit(void)
{
	struct cips_buf text = {0};
	struct cips_err err;
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	if (cips_file_read(
		    SOURCE_DIR "/tests/report/forms/visit.md", "a form", 1 << 20, &text, &err))
		fail_msg("%s", err.text);
	assert_true(cips_forms_read_md(text.text, text.n, &workbook, &findings));
	struct cips_instrument *form = cips_forms_load(&workbook, &findings);
	assert_int_equal(findings.errors, 0);
	cips_buf_release(&text);
	cips_findings_release(&findings);
	cips_forms_workbook_release(&workbook);
	return form;
}

static void a_form_has_a_reading_copy_and_a_paper_in_each_language(void **state)
{
	static const char *const languages[] = {"en", "fr", "es", "pt"};
	static const char *const formats[] = {"text", "md", "html"};
	(void)state;
	struct cips_instrument *form = load_visit();
	for (size_t l = 0; l < 4; l++)
		for (size_t f = 0; f < 3; f++)
			for (int paper = 0; paper < 2; paper++) {
				char name[60];
				if (f == 2 && l != 1) /* a page is much style and few words */
					continue;
				snprintf(name, sizeof name, "visit.%s.%s.%s",
					paper ? "paper" : "read", languages[l], formats[f]);
				char *bytes = printed_as(form,
					(size_t)cips_model_language(form, languages[l]), paper,
					formats[f], &(struct cips_write_options){.width = 80});
				golden_compare(name, bytes);
				if (f == 0)
					golden_each_line(bytes, 80);
				free(bytes);
			}
	char *bytes = printed_as(
		form, 1, true, "text", &(struct cips_write_options){.width = 60, .ascii = true});
	for (const char *p = bytes; *p; p++)
		assert_in_range((unsigned char)*p, 1, 0x7e);
	golden_compare("visit.paper.fr.ascii", bytes);
	free(bytes);
	cips_model_instrument_free(form);
}

/* Nothing that only an analyst should see. */
static void paper_tells_no_names_and_no_scores(void **state)
{
	static const char *const secrets[] = {"lead_", "LEAD", "refused", "polari", "rules_bent",
		"select_one", "* 12", "Weight", ">w<", "count-selected", "6.7", "sensitive"};
	static const char *const formats[] = {"text", "md", "html"};
	(void)state;
	struct cips_instrument *form = load_visit();
	for (size_t f = 0; f < 3; f++) {
		char *bytes =
			printed_as(form, 0, true, formats[f], &(struct cips_write_options){0});
		for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
			if (strstr(bytes, secrets[i]))
				fail_msg("%s: %s", formats[f], secrets[i]);
		free(bytes);
	}
	cips_model_instrument_free(form);
}

/* --- HTML ------------------------------------------------------------------------------------ */

/* Whether each tag that opens is closed in its order; void elements have no end. */
static void assert_balanced(const char *html)
{
	static const char *const empty[] = {"meta", "br", "hr", "!DOCTYPE"};
	const char *open[64];
	size_t depth = 0;
	for (const char *p = strchr(html, '<'); p; p = strchr(p + 1, '<')) {
		bool closes = p[1] == '/';
		const char *name = p + 1 + closes;
		size_t n = strcspn(name, " >\n");
		bool is_empty = false;
		for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
			is_empty = is_empty ||
				(strlen(empty[i]) == n && strncmp(empty[i], name, n) == 0);
		if (is_empty)
			continue;
		if (closes) {
			assert_true(depth > 0);
			depth--;
			if (strncmp(open[depth], name, n) != 0)
				fail_msg("%.20s closes %.20s", name, open[depth]);
		} else {
			assert_true(depth < 64);
			open[depth++] = name;
		}
	}
	assert_int_equal(depth, 0);
}

static void a_page_stands_alone_and_is_escaped(void **state)
{
	static const char *languages[] = {"العربية (ar)"};
	static const char *const never[] = {
		"<script", "<b>x", "src=", "href=", "url(", "@import", "http", "\x1b", "U+202E<"};
	(void)state;
	struct cips_instrument *form = cips_model_instrument_new();
	struct cips_arena *arena = &form->arena;
	const char *evil = "<script>alert(1)</script> \"&' <b>x\x1b[2J \u202eback";
	struct cips_text text = {&evil};
	form->code = "evil";
	form->title = text;
	form->languages = languages;
	form->n_languages = 1;
	form->lists = cips_arena_alloc(arena, 1, sizeof *form->lists);
	form->lists[0] = (struct cips_list){"l", cips_arena_alloc(arena, 1, 1000), 1, false};
	form->lists[0].choices[0] = (struct cips_choice){.name = evil, .label = text};
	form->n_lists = 1;
	form->items = cips_arena_alloc(arena, 1, sizeof *form->items);
	form->items[0] = new_item(CIPS_ITEM_SELECT_ONE, "q", text);
	form->items[0].list = 0;
	form->items[0].hint = form->items[0].constraint_message = text;
	form->items[0].default_value = evil;
	form->items[0].relevant_text = form->items[0].calculation_text = "";
	form->n_items = 1;
	cips_model_seal(form);
	for (int paper = 0; paper < 2; paper++) {
		char *html = printed_as(
			form, 0, paper, "html", &(struct cips_write_options){.width = 80});
		for (size_t i = 0; i < sizeof never / sizeof *never; i++)
			if (strstr(html, never[i]))
				fail_msg("%s in %s", never[i], html);
		assert_non_null(strstr(html, "<html lang=\"ar\" dir=\"rtl\">"));
		assert_non_null(
			strstr(html, "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;&#39;"));
		assert_balanced(html);
		if (paper)
			assert_non_null(strstr(
				html, "<p class=\"how\" lang=\"en\" dir=\"ltr\">Choose one.</p>"));
		free(html);
	}
	cips_model_instrument_free(form);
}

/* A title has one language; the sheet in another is headed by the note that it begins with. */
static void paper_is_headed_in_its_language(void **state)
{
	static const struct {
		const char *note_fr, *relevant;
		size_t language;
		bool paper;
		const char *head;
	} cases[] = {
		{"Enquête", "", 1, true, "Enquête\n\n     Aide\n"},
		{"Enquête", "", 0, true, "Survey: officials\n\n     Welcome\n     Help\n"},
		{"Enquête", "", 1, false, "Survey: officials\n"},
		{"Enquête", "1 = 1", 1, true, "Survey: officials\n"},
		{"Enquête\nde 2025", "", 1, true, "Survey: officials\n"},
		{"Voici une enquête.", "", 1, true, "Survey: officials\n"},
		{NULL, "", 1, true, "Welcome\n\n     Aide\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_instrument *form = cips_model_instrument_new();
		struct cips_arena *arena = &form->arena;
		static const char *languages[] = {"English (en)", "Français (fr)"};
		form->code = "officials";
		form->title = in_two(arena, "Survey: officials", NULL);
		form->languages = languages;
		form->n_languages = 2;
		form->items = cips_arena_alloc(arena, 1, sizeof *form->items);
		form->items[0] = new_item(
			CIPS_ITEM_NOTE, "welcome", in_two(arena, "Welcome", cases[i].note_fr));
		form->items[0].hint = in_two(arena, "Help", "Aide");
		form->items[0].relevant_text = cases[i].relevant;
		form->n_items = 1;
		cips_model_seal(form);
		char *text = printed_as(form, cases[i].language, cases[i].paper, "text",
			&(struct cips_write_options){.width = 80});
		if (strncmp(text, cases[i].head, strlen(cases[i].head)) != 0)
			fail_msg("case %zu: %s", i, text);
		free(text);
		cips_model_instrument_free(form);
	}
}

static void pages_are_balanced(void **state)
{
	(void)state;
	struct cips_instrument *form = load_visit(), *other = new_form();
	size_t french = (size_t)cips_model_language(form, "fr");
	for (int paper = 0; paper < 2; paper++) {
		char *html =
			printed_as(form, french, paper, "html", &(struct cips_write_options){0});
		assert_balanced(html);
		assert_non_null(strstr(html, "<html lang=\"fr\" dir=\"ltr\">"));
		free(html);
		html = printed_as(other, 1, paper, "html", &(struct cips_write_options){0});
		assert_balanced(html);
		free(html);
	}
	cips_model_instrument_free(form);
	cips_model_instrument_free(other);
}

static void writers_are_found(void **state)
{
	(void)state;
	assert_ptr_equal(cips_report_questionnaire_writer("html"),
		cips_report_questionnaire_writer_for("a/b.HTML"));
	assert_string_equal(cips_report_questionnaire_writer_for("x.txt")->name, "text");
	assert_null(cips_report_questionnaire_writer("csv"));
	assert_null(cips_report_questionnaire_writer_for("x.csv"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_is_printed_as_in_its_golden_files),
		cmocka_unit_test(lines_keep_to_the_width),
		cmocka_unit_test(headings_are_bold_when_asked),
		cmocka_unit_test(an_empty_form_has_a_head),
		cmocka_unit_test(a_form_has_a_reading_copy_and_a_paper_in_each_language),
		cmocka_unit_test(paper_tells_no_names_and_no_scores),
		cmocka_unit_test(a_page_stands_alone_and_is_escaped),
		cmocka_unit_test(paper_is_headed_in_its_language),
		cmocka_unit_test(pages_are_balanced),
		cmocka_unit_test(writers_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
