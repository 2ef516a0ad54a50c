/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help.h"

/* The cell of a sheet in a workbook, "" when there is none. */
static const char *cell(struct cips_workbook *w, const char *sheet, size_t row, size_t column)
{
	struct cips_sheet *s = cips_forms_sheet(w, sheet);
	assert_true(row < s->n);
	return column < s->rows[row].n ? s->rows[row].cells[column] : "";
}

static void rows_have_their_lines(void **state)
{
	(void)state;
	const char text[] = "\xEF\xBB\xBF# A title\n"
			    "| survey |\n"
			    "|  | type | name |\n"
			    "\n"
			    "|  |  |  |\n"
			    "|  | text | a |  | \n"
			    "prose\r\n"
			    "  | | note | b\r\n"
			    "| choices ||\n"
			    "|---|:-:|\n"
			    "| | list_name |\n";
	struct cips_workbook w = {0};
	struct cips_findings f = {0};
	assert_true(cips_forms_read_md(text, sizeof text - 1, &w, &f));
	assert_int_equal(f.n, 0);
	assert_int_equal(w.n, 2);
	assert_int_equal(w.sheets[0].n, 3);
	assert_int_equal(w.sheets[0].rows[0].number, 3);
	assert_int_equal(w.sheets[0].rows[1].number, 6);
	assert_int_equal(w.sheets[0].rows[1].n, 2);
	assert_int_equal(w.sheets[0].rows[2].number, 8);
	assert_string_equal(cell(&w, "survey", 1, 1), "a");
	assert_string_equal(cell(&w, " SURVEY ", 2, 1), "b");
	assert_int_equal(cips_forms_sheet(&w, "choices")->n, 1);
	cips_forms_workbook_release(&w);
	cips_findings_release(&f);
}

static void cells_are_trimmed_and_unescaped(void **state)
{
	(void)state;
	static const struct {
		const char *written, *read;
	} cases[] = {
		{"  a b  ", "a b"},
		{"\t a\xC2\xA0", "a"},
		{"a \\| b", "a | b"},
		{"\\|", "|"},
		{"a\\\\|", "a\\|"},
		{"\\d+\\s", "\\d+\\s"},
		{"one\xE2\x80\xA8two", "one\ntwo"},
		{"\xE2\x80\xA8one", "one"},
		{"", ""},
		{"-", "-"},
		{"---", "---"},
		{"é", "é"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[128];
		int n = snprintf(text, sizeof text, "| s |\n| | %s | x |\n", cases[i].written);
		struct cips_workbook w = {0};
		struct cips_findings f = {0};
		assert_true(cips_forms_read_md(text, (size_t)n, &w, &f));
		assert_string_equal(cell(&w, "s", 0, 0), cases[i].read);
		assert_string_equal(cell(&w, "s", 0, 1), "x");
		cips_forms_workbook_release(&w);
		cips_findings_release(&f);
	}
}

static void faults_of_the_file(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n;
		const char *code;
		long line, column;
	} cases[] = {
		{"", 0, "no-table", 0, 0},
		{"just prose\n", 11, "no-table", 0, 0},
		{"| survey |\n| | \xFF |\n", 19, "not-utf8", 2, 5},
		{"| survey |\n| | a\0b |\n", 22, "not-utf8", 2, 6},
		{"\xFF\xFE|\0", 4, "not-utf8", 1, 1},
		{"| | type | name |\n", 18, "sheet-missing", 1, 0},
		{"| s |\n| | a |\n| S |\n| | b |\n", 28, "sheet-duplicate", 3, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_workbook w = {0};
		struct cips_findings f = {0};
		assert_false(cips_forms_read_md(cases[i].text, cases[i].n, &w, &f));
		assert_true(f.n >= 1);
		assert_string_equal(f.list[0].code, cases[i].code);
		assert_int_equal(f.list[0].line, cases[i].line);
		assert_int_equal(f.list[0].column, cases[i].column);
		assert_true(*f.list[0].hint);
		cips_forms_workbook_release(&w);
		cips_findings_release(&f);
	}
}

static void a_row_without_its_first_pipe_is_noticed(void **state)
{
	(void)state;
	const char text[] = "| s |\n| | a |\n b | c | d\n";
	struct cips_workbook w = {0};
	struct cips_findings f = {0};
	assert_true(cips_forms_read_md(text, sizeof text - 1, &w, &f));
	assert_int_equal(f.n, 1);
	assert_string_equal(f.list[0].code, "line-ignored");
	assert_int_equal(f.list[0].line, 3);
	cips_forms_workbook_release(&w);
	cips_findings_release(&f);
}

static void limits(void **state)
{
	(void)state;
	size_t n = (size_t)CIPS_FORM_LIMIT + 1;
	char *text = malloc(n);
	memset(text, 'x', n);
	struct cips_workbook w = {0};
	struct cips_findings f = {0};
	assert_false(cips_forms_read_md(text, n, &w, &f));
	assert_string_equal(f.list[0].code, "too-large");
	cips_findings_release(&f);
	/* A sheet on every line: refused early, not after a million look-ups. */
	size_t used = 0;
	for (int i = 0; i < 1000; i++)
		used += (size_t)sprintf(text + used, "| s%d |\n", i);
	assert_false(cips_forms_read_md(text, used, &w, &f));
	assert_int_equal(f.n, 1);
	assert_string_equal(f.list[0].code, "too-large");
	assert_true(w.n < 100);
	cips_forms_workbook_release(&w);
	cips_findings_release(&f);
	/* A million short rows, and a row of a million cells. */
	static const char *const parts[][2] = {{"| s |\n", "||x|\n"}, {"| s |\n|", "x|"}};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		size_t width = strlen(parts[i][1]);
		used = (size_t)sprintf(text, "%s", parts[i][0]);
		for (int k = 0; k < CIPS_FORM_CELLS + 10 && used + width < n; k++, used += width)
			memcpy(text + used, parts[i][1], width);
		assert_false(cips_forms_read_md(text, used, &w, &f));
		assert_int_equal(f.n, 1);
		assert_string_equal(f.list[0].code, "too-large");
		cips_forms_workbook_release(&w);
		cips_findings_release(&f);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_have_their_lines),
		cmocka_unit_test(cells_are_trimmed_and_unescaped),
		cmocka_unit_test(faults_of_the_file),
		cmocka_unit_test(a_row_without_its_first_pipe_is_noticed),
		cmocka_unit_test(limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
