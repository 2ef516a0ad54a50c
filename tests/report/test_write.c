/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every document of documents.h in every format, against tests/report/golden/NAME.FORMAT. To write
 * the golden files anew after a wanted change, run this program with CIPS_GOLDEN=write, and read
 * the difference before committing it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "documents.h"
#include "golden.h"
#include "report/write.h"

static char *written(const struct cips_document *document, const char *format,
	const struct cips_write_options *options)
{
	char *bytes = NULL;
	size_t n;
	FILE *out = open_memstream(&bytes, &n);
	assert_non_null(out);
	cips_report_writer(format)->write(document, options, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(strlen(bytes), n);
	return bytes;
}

static const struct golden {
	const char *extension;
	const char *format;
	struct cips_write_options options;
} goldens[] = {
	{"text", "text", {.width = 80}},
	{"ascii", "text", {.width = 80, .ascii = true}},
	{"csv", "csv", {0}},
	{"tidy", "tidy", {0}},
	{"json", "json", {0}},
	{"md", "md", {0}},
};

static void every_format_is_as_in_its_golden_file(void **state)
{
	(void)state;
	for (size_t d = 0; d < COUNT(document_cases); d++) {
		struct cips_document *document = document_cases[d].make();
		for (size_t g = 0; g < COUNT(goldens); g++) {
			char name[80];
			snprintf(name, sizeof name, "%s.%s", document_cases[d].name,
				goldens[g].extension);
			char *bytes = written(document, goldens[g].format, &goldens[g].options);
			golden_compare(name, bytes);
			free(bytes);
		}
		cips_report_document_free(document);
	}
}

static void no_line_of_text_is_wider_than_the_terminal(void **state)
{
	(void)state;
	for (size_t d = 0; d < COUNT(document_cases); d++) {
		struct cips_document *document = document_cases[d].make();
		for (size_t width = 48; width < 200; width += 3) /* two labels and a word */
			for (int ascii = 0; ascii < 2; ascii++) {
				struct cips_write_options options = {
					.width = width, .ascii = ascii};
				char *bytes = written(document, "text", &options);
				golden_each_line(bytes, width);
				if (ascii)
					for (const char *p = bytes; *p; p++)
						assert_true((unsigned char)*p < 0x80);
				free(bytes);
			}
		cips_report_document_free(document);
	}
}

static void the_width_that_is_asked_for_shows_it_in_one_piece(void **state)
{
	(void)state;
	struct cips_document *document = wide();
	char *parts = written(document, "text", &(struct cips_write_options){.width = 80});
	const char *note = strstr(parts, "a terminal ");
	assert_non_null(note);
	size_t needed = strtoul(note + strlen("a terminal "), NULL, 10);
	char *whole = written(document, "text", &(struct cips_write_options){.width = needed});
	char *less = written(document, "text", &(struct cips_write_options){.width = needed - 1});
	assert_null(strstr(whole, "--format csv"));
	assert_non_null(strstr(less, "--format csv"));
	free(parts);
	free(whole);
	free(less);
	cips_report_document_free(document);
}

static void colour_is_only_where_it_is_asked_for(void **state)
{
	(void)state;
	struct cips_document *document = gap_grid();
	char *plain = written(document, "text", &(struct cips_write_options){.width = 80});
	char *colour = written(
		document, "text", &(struct cips_write_options){.width = 80, .colour = true});
	assert_null(strchr(plain, '\x1b'));
	assert_non_null(strstr(colour, "\x1b[1mCulture gap by unit and factor\x1b[0m\n"));
	assert_non_null(strstr(colour, "+0.6\x1b[1;33m*\x1b[0m"));
	/* without the sequences it is the same text */
	char *to = colour;
	for (const char *p = colour; *p; p++) {
		if (*p == '\x1b')
			p = strchr(p, 'm');
		else
			*to++ = *p;
	}
	*to = '\0';
	assert_string_equal(colour, plain);
	free(plain);
	free(colour);
	cips_report_document_free(document);
}

/* One figure in a grid of one cell, as the text writer shows it. */
static const struct figure_case {
	enum cips_statistic statistic;
	double number;
	int decimals;
	bool sign, percent;
	const char *shown;
} figure_cases[] = {
	{CIPS_STAT_SCORE, 2.5, 0, false, false, "3"},
	{CIPS_STAT_SCORE, -2.5, 0, false, false, "-3"},
	{CIPS_STAT_SCORE, 1.005, 2, false, false, "1.01"},
	{CIPS_STAT_DIFFERENCE, .04, 1, true, false, "0.0"},
	{CIPS_STAT_DIFFERENCE, -.04, 1, true, false, "0.0"},
	{CIPS_STAT_DIFFERENCE, -.05, 1, true, false, "-0.1"},
	{CIPS_STAT_POSITIVE, 99.95, 1, false, true, "100.0%"},
	{CIPS_STAT_P, .00009, 3, false, false, "<.0001"},
	{CIPS_STAT_P_ADJUSTED, .0001, 3, false, false, "0.0001"},
	{CIPS_STAT_MANN_WHITNEY_P, .0004, 3, false, false, "0.0004"},
	{CIPS_STAT_P, .0005, 3, false, false, "0.001"},
	{CIPS_STAT_P, 0, 4, false, false, "<.0001"},
	{CIPS_STAT_SE, .00001, 3, false, false, "0.000"},
};

static void figures_are_rounded_once_for_people(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(figure_cases); i++) {
		const struct figure_case *c = &figure_cases[i];
		struct cips_document *document = cips_report_document_new("crosstab");
		struct cips_table *table = cips_report_table(document, 1, 1);
		table->rows.categories[0].code = "r";
		table->columns.categories[0].code = "c";
		table->layout.cell = (struct cips_view){
			c->statistic, "", c->decimals, c->sign, c->percent, false};
		cips_report_number(
			document, cips_report_cell(table, 0, 0), c->statistic, c->number);
		char *bytes = written(document, "text", &(struct cips_write_options){.width = 80});
		char *last = strrchr(bytes, ' ');
		last[strcspn(last, "\n")] = '\0';
		assert_string_equal(last + 1, c->shown);
		free(bytes);
		cips_report_document_free(document);
	}
}

static void json_parses_and_keeps_the_numbers(void **state)
{
	(void)state;
	for (size_t d = 0; d < COUNT(document_cases); d++) {
		struct cips_document *document = document_cases[d].make();
		char *bytes = written(document, "json", &(struct cips_write_options){0});
		json_error_t error;
		json_t *root = json_loads(bytes, JSON_REJECT_DUPLICATES, &error);
		if (!root)
			fail_msg("%s: %s", document_cases[d].name, error.text);
		assert_string_equal(
			json_string_value(json_object_get(root, "format")), "cips-table");
		assert_int_equal(json_integer_value(json_object_get(root, "version")), 1);
		assert_int_equal(json_array_size(json_object_get(root, "tables")), document->n);
		json_decref(root);
		free(bytes);
		cips_report_document_free(document);
	}
}

static void numbers_for_machines_read_back_the_same(void **state)
{
	(void)state;
	const double third = 1. / 3, tenth = .1;
	struct cips_document *document = cips_report_document_new("crosstab");
	struct cips_table *table = cips_report_table(document, 1, 1);
	struct cips_cell *cell = cips_report_cell(table, 0, 0);
	table->layout.cell = (struct cips_view){.statistic = CIPS_STAT_SCORE};
	cips_report_number(document, cell, CIPS_STAT_SCORE, third);
	cips_report_number(document, cell, CIPS_STAT_SE, tenth);
	char *csv = written(document, "csv", &(struct cips_write_options){0});
	char *tidy = written(document, "tidy", &(struct cips_write_options){0});
	char *json = written(document, "json", &(struct cips_write_options){0});
	assert_true(strtod(strrchr(csv, ',') + 1, NULL) == third);
	assert_non_null(strstr(tidy, "score,0.3333333333333333,shown\n"));
	assert_non_null(strstr(tidy, "se,0.1,shown\n"));
	assert_true(strtod(strstr(json, "\"value\": ") + strlen("\"value\": "), NULL) == third);
	free(csv);
	free(tidy);
	free(json);
	cips_report_document_free(document);
}

static void labels_that_read_the_same_are_cut_in_the_middle(void **state)
{
	(void)state;
	struct cips_document *document = wide();
	char *bytes = written(document, "text", &(struct cips_write_options){.width = 50});
	assert_non_null(strstr(bytes, " Nord"));
	assert_non_null(strstr(bytes, " Sud"));
	free(bytes);
	cips_report_document_free(document);
}

static void an_empty_document_is_written_in_every_format(void **state)
{
	(void)state;
	struct cips_document *document = cips_report_document_new("freq");
	struct cips_table *table = cips_report_table(document, 0, 0);
	for (int kind = CIPS_LAYOUT_GRID; kind <= CIPS_LAYOUT_LINES; kind++) {
		table->layout.kind = (enum cips_layout_kind)kind;
		for (size_t i = 0; i < cips_writers_n; i++)
			free(written(
				document, cips_writers[i].name, &(struct cips_write_options){0}));
	}
	cips_report_document_free(document);
}

static void writers_are_found_by_name_and_extension(void **state)
{
	(void)state;
	assert_ptr_equal(cips_report_writer("text"), &cips_writers[0]);
	assert_null(cips_report_writer("TEXT"));
	assert_null(cips_report_writer(""));
	assert_string_equal(cips_report_writer_for("out/table.CSV")->name, "csv");
	assert_string_equal(cips_report_writer_for("a.b.json")->name, "json");
	assert_string_equal(cips_report_writer_for("x.md")->name, "md");
	assert_string_equal(cips_report_writer_for("x.txt")->name, "text");
	assert_null(cips_report_writer_for("x.doc"));
	assert_null(cips_report_writer_for("csv"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_is_as_in_its_golden_file),
		cmocka_unit_test(no_line_of_text_is_wider_than_the_terminal),
		cmocka_unit_test(the_width_that_is_asked_for_shows_it_in_one_piece),
		cmocka_unit_test(colour_is_only_where_it_is_asked_for),
		cmocka_unit_test(figures_are_rounded_once_for_people),
		cmocka_unit_test(json_parses_and_keeps_the_numbers),
		cmocka_unit_test(numbers_for_machines_read_back_the_same),
		cmocka_unit_test(labels_that_read_the_same_are_cut_in_the_middle),
		cmocka_unit_test(an_empty_document_is_written_in_every_format),
		cmocka_unit_test(writers_are_found_by_name_and_extension),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
