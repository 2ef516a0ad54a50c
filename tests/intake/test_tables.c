/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forms in one CSV, units and headcounts: each case is the text of a file and what comes of it, the
 * findings as "line:column code" or the content.
 */
#include "survey.h"

struct table_case {
	const char *name;
	const char *input;
	const char *expected;
};

static void print_findings_to(struct cips_buf *out, const struct cips_findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct cips_finding *f = &findings->list[i];
		cips_buf_printf(out, "%ld:%ld %s\n", f->line, f->column, f->code);
		if (f->severity == CIPS_ERROR)
			assert_true(*f->text && *f->hint);
		assert_true(*f->file);
	}
}

typedef void run_case(struct survey *survey, const char *path, struct cips_buf *out);

static void run_cases(struct survey *survey, const struct table_case *cases, size_t n,
	const char *name, run_case *run)
{
	for (size_t i = 0; i < n; i++) {
		struct cips_buf out = {0};
		char *path = survey_write(survey, name, cases[i].input);
		run(survey, path, &out);
		if (strcmp(cips_buf_text(&out), cases[i].expected) != 0)
			fail_msg("%s: got\n%sexpected\n%s", cases[i].name, cips_buf_text(&out),
				cases[i].expected);
		cips_buf_release(&out);
		free(path);
	}
}

/* --- units ---------------------------------------------------------------------------------- */

static const struct table_case units_cases[] = {
	{"a tree", "unit,parent,name\nHQ,,Customs\nN,HQ,North\nN1,N,Port\nS,HQ,South\n",
		"HQ 0 Customs\nN 1 North\nN1 2 Port\nS 1 South\n"},
	{"children first, columns in any order",
		"name::fr,unit,name,parent\nNord,N,North,HQ\n,HQ,Customs,\n",
		"HQ 0 Customs\nN 1 Nord\n"},
	{"DOS, mark, semicolons", "\xef\xbb\xbfunit;parent;name\r\nHQ;;A, B\r\n", "HQ 0 A, B\n"},
	{"blanks and empty rows", " unit , parent ,name\n HQ ,, My  customs \n,,\n\n",
		"HQ 0 My customs\n"},
	{"only a header", "unit,parent,name\n", "0:0 rows-missing\n"},
	{"only blank lines", "\n\n", "0:0 header-missing\n"},
	{"unknown column", "unit,parnt,name\nHQ,,A\n", "1:6 column-unknown\n1:0 column-missing\n"},
	{"no name", "unit,parent\nHQ,\n", "1:0 column-missing\n"},
	{"duplicate column", "unit,parent,name,name\nHQ,,A,B\n", "1:18 column-duplicate\n"},
	{"unnamed column", "unit,parent,name,\nHQ,,A,B\n", "1:18 column-unnamed\n"},
	{"ragged", "unit,parent,name\nHQ,,A\nN,HQ\nS,HQ,B,C\n", "3:0 row-short\n4:0 row-long\n"},
	{"a cycle and an unknown parent", "unit,parent,name\nHQ,,A\nN,S,B\nS,N,C\nX,Q,D\n",
		"5:3 unit-parent-unknown\n3:3 unit-cycle\n"},
	{"duplicate", "unit,parent,name\nHQ,,A\nN,HQ,B\nN,HQ,C\n", "4:1 unit-duplicate\n"},
	{"two roots", "unit,parent,name\nHQ,,A\nN,,B\n", "3:3 unit-root-several\n"},
	{"control character", "unit,parent,name\nH\x01Q,,A\n", "2:1 control-character\n"},
	{"long code",
		"unit,parent,name\n12345678901234567890123456789012345678901234567890123456789012345"
		",,A\n",
		"2:1 unit-code-long\n"},
	{"open quote", "unit,parent,name\nHQ,,\"A\nN,HQ,B\n", "2:5 csv-quote-open\n"},
	{"not UTF-8", "unit,parent,name\nHQ,,\xc3\xa9\nN,HQ,\xe9\n", "3:6 csv-utf8\n"},
	{"windows-1252 with semicolons", "unit;parent;name\r\nHQ;;Si\xe8ge\r\n",
		"HQ 0 Si\xc3\xa8ge\n"},
};

static void run_units(struct survey *survey, const char *path, struct cips_buf *out)
{
	(void)survey;
	struct cips_findings findings = {0};
	struct cips_units *units;
	struct cips_err err = {0};
	enum cips_rc rc = cips_intake_units(path, &units, &findings, &err);
	assert_int_equal(rc, units ? CIPS_OK : CIPS_INPUT);
	assert_int_equal(err.rc, rc);
	print_findings_to(out, &findings);
	for (size_t i = 0; units && i < units->n; i++)
		cips_buf_printf(out, "%s %d %s\n", units->list[i].code, units->list[i].level,
			cips_model_unit_name(units, i, "fr"));
	cips_model_units_free(units);
	cips_findings_release(&findings);
}

/* --- headcounts ----------------------------------------------------------------------------- */

static const struct table_case headcount_cases[] = {
	{"plain", "wave,instrument,unit,headcount\nw1,staff,HQ,120\nw1,staff,N1,0\n",
		"w1 staff 1 = 120\nw1 staff 3 = 0\n"},
	{"breakdowns by name and label, empty for all",
		"wave,instrument,unit,grade,headcount\nw1,staff,N,officer,7\nw1,staff,N,Cadre,3\n"
		"w1,staff,N,,10\n",
		"w1 staff 2 grade=officer = 7\nw1 staff 2 grade=manager = 3\n"
		"w1 staff 2 grade= = 10\n"},
	{"only a header", "wave,instrument,unit,headcount\n", "0:0 rows-missing\n"},
	{"unknown column", "wave,instrument,unit,grad,headcount\nw1,staff,N,,1\n",
		"1:22 column-unknown\n"},
	{"an item that is no breakdown", "wave,instrument,unit,q1,headcount\nw1,staff,N,,1\n",
		"1:22 column-unknown\n"},
	{"missing columns", "wave,unit\nw1,N\n", "1:0 column-missing\n1:0 column-missing\n"},
	{"everything wrong",
		"wave,instrument,unit,grade,headcount\nw 1,stuff,N9,x,-1\n,staff,,boss,1.5\n",
		"2:1 wave-invalid\n2:5 instrument-unknown\n2:11 unit-unknown\n2:16 "
		"headcount-invalid\n3:1 wave-missing\n3:8 unit-missing\n3:14 "
		"headcount-invalid\n3:9 choice-unknown\n"},
	{"duplicate rows",
		"wave,instrument,unit,headcount\nw1,staff,N,1\nw2,staff,N,1\nw1,staff,N,2\n",
		"4:0 row-duplicate\n"},
	{"thousands", "wave,instrument,unit,headcount\nw1,staff,N,\"1,200\"\n",
		"2:12 headcount-invalid\n"},
	{"ragged", "wave,instrument,unit,headcount\nw1,staff,N\n", "2:0 row-short\n"},
};

static void run_headcounts(struct survey *survey, const char *path, struct cips_buf *out)
{
	struct cips_findings findings = {0};
	struct cips_arena arena = {0};
	struct cips_units *units;
	struct cips_headcount *rows;
	struct cips_err err = {0};
	size_t n;
	check_rc(cips_store_load_units(survey->file, &units, &err), &err);
	enum cips_rc rc = cips_intake_headcounts(
		path, survey->file, units, &arena, &rows, &n, &findings, &err);
	assert_int_equal(rc, findings.errors ? CIPS_INPUT : CIPS_OK);
	print_findings_to(out, &findings);
	for (size_t i = 0; !rc && i < n; i++) {
		cips_buf_printf(out, "%s %s %u", rows[i].wave, rows[i].instrument, rows[i].unit);
		for (size_t b = 0; b < rows[i].n; b++)
			cips_buf_printf(out, " %s=%s", rows[i].items[b], rows[i].choices[b]);
		cips_buf_printf(out, " = %g\n", rows[i].headcount);
	}
	cips_model_units_free(units);
	cips_arena_release(&arena);
	cips_findings_release(&findings);
}

/* --- forms ---------------------------------------------------------------------------------- */

static const struct table_case form_cases[] = {
	{"two sheets",
		"survey,,,\n,type,name,label\n,text,a,\"A, b\"\nchoices,,,\n,list_name,name,label\n",
		"[survey] 2|type|name|label| 3|text|a|A, b|\n[choices] 5|list_name|name|label|\n"},
	{"header beside the sheet name, blank rows, a mark",
		"\xef\xbb\xbfsurvey,type,name\n,,\n,text,a\n\n,text,b\n",
		"[survey] 1|type|name| 3|text|a| 5|text|b|\n"},
	{"before the first sheet", ",type,name\nsurvey,,\n,type,name\n", "1:1 form-no-sheet\n"},
	{"nothing", "\n", "0:0 form-empty\n"},
	{"open quote", "survey\n,\"type\n", "2:2 csv-quote-open\n"},
};

static void print_workbook(struct cips_buf *out, const struct cips_workbook *workbook)
{
	for (size_t s = 0; s < workbook->n; s++) {
		const struct cips_sheet *sheet = &workbook->sheets[s];
		cips_buf_printf(out, "[%s]", sheet->name);
		for (size_t r = 0; r < sheet->n; r++) {
			cips_buf_printf(out, " %ld|", sheet->rows[r].number);
			for (size_t c = 0; c < sheet->rows[r].n; c++)
				cips_buf_printf(out, "%s|", sheet->rows[r].cells[c]);
		}
		cips_buf_putc(out, '\n');
	}
}

static void run_form(struct survey *survey, const char *path, struct cips_buf *out)
{
	(void)survey;
	struct cips_findings findings = {0};
	struct cips_workbook workbook = {0};
	struct cips_err err = {0};
	enum cips_rc rc = cips_intake_form(path, &workbook, &findings, &err);
	assert_int_equal(rc, findings.errors ? CIPS_INPUT : CIPS_OK);
	assert_int_equal(err.rc, rc);
	print_findings_to(out, &findings);
	if (!rc)
		print_workbook(out, &workbook);
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
}

/* The form of the other tests as a CSV loads to the same instrument as the pipe tables. */
static void test_same_form(void **state)
{
	(void)state;
	struct survey survey;
	struct cips_workbook md = {0};
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	struct cips_buf csv = {0};
	survey_new(&survey, true);
	check_rc(cips_intake_form(HERE "form.md", &md, &findings, &err), &err);
	for (size_t s = 0; s < md.n; s++) {
		cips_buf_printf(&csv, "%s\n", md.sheets[s].name);
		for (size_t r = 0; r < md.sheets[s].n; r++) {
			for (size_t c = 0; c < md.sheets[s].rows[r].n; c++) {
				cips_buf_putc(&csv, ',');
				cips_buf_csv(&csv, md.sheets[s].rows[r].cells[c], ',');
			}
			cips_buf_putc(&csv, '\n');
		}
	}
	char *path = survey_write(&survey, "form.csv", csv.text);
	struct cips_version version = survey.version;
	add_form(&survey, path);
	assert_int_equal(survey.version.id, version.id);
	assert_string_equal(survey.version.digest, version.digest);
	free(path);
	cips_buf_release(&csv);
	cips_forms_workbook_release(&md);
	cips_findings_release(&findings);
	survey_end(&survey);
}

static void test_paths(void **state)
{
	(void)state;
	struct cips_findings findings = {0};
	struct cips_workbook workbook = {0};
	struct cips_units *units;
	struct cips_err err = {0};
	static const char *const bad[] = {
		"form.ods", "form", "missing.csv", "missing.md", "missing.xlsx", HERE "cases"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(cips_intake_form(bad[i], &workbook, &findings, &err), CIPS_INPUT);
		assert_true(*err.hint);
		assert_int_equal(cips_intake_units(bad[i], &units, &findings, &err), CIPS_INPUT);
		assert_null(units);
	}
	assert_int_equal(findings.n, 0);
}

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static void test_tables(void **state)
{
	(void)state;
	struct survey survey;
	survey_new(&survey, true);
	run_cases(&survey, units_cases, COUNT(units_cases), "units.csv", run_units);
	run_cases(
		&survey, headcount_cases, COUNT(headcount_cases), "headcounts.csv", run_headcounts);
	run_cases(&survey, form_cases, COUNT(form_cases), "form.csv", run_form);
	survey_end(&survey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_same_form),
		cmocka_unit_test(test_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
