/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forms in broken/ have one fault each: the finding is that fault, at its cell, and there is no
 * other. The table "expected" says which. Each form is read once more as .xlsx,
 * where the rows of a sheet count from its own first.
 */
#include "containers.h"
#include "help.h"

#define FOLDER SOURCE_DIR "/tests/forms/broken/"

struct expected {
	char file[80], severity[16], code[40], sheet[24], item[40];
	long row, column;
};

static const char *severity_word(enum cips_severity severity)
{
	static const char *const words[] = {
		[CIPS_NOTE] = "note", [CIPS_WARNING] = "warning", [CIPS_ERROR] = "error"};
	return words[severity];
}

static bool is_it(const struct cips_finding *f, const struct expected *e, long row)
{
	return strcmp(severity_word(f->severity), e->severity) == 0 &&
		strcmp(f->code, e->code) == 0 && strcmp(f->sheet, e->sheet) == 0 &&
		f->line == row && f->column == e->column &&
		strcmp(*f->item ? f->item : "-", e->item) == 0;
}

/* Whether the workbook has that fault and no other. */
static bool has_only(const struct cips_workbook *workbook, const struct expected *e, long row)
{
	struct cips_findings findings = {0};
	struct cips_instrument *instrument = cips_forms_load(workbook, &findings);
	bool good = findings.n == 1 && is_it(&findings.list[0], e, row) && *findings.list[0].hint &&
		!instrument == (findings.errors > 0);
	if (!good) {
		print_error("%s: expected %s %s at %s:%ld:%ld about %s, found\n", e->file,
			e->severity, e->code, e->sheet, row, e->column, e->item);
		print_findings(&findings);
	}
	cips_model_instrument_free(instrument);
	cips_findings_release(&findings);
	return good;
}

static long first_row(const struct cips_workbook *workbook, const char *sheet)
{
	for (size_t i = 0; i < workbook->n; i++)
		if (strcmp(workbook->sheets[i].name, sheet) == 0 && workbook->sheets[i].n)
			return workbook->sheets[i].rows[0].number;
	return 1;
}

static bool check_form(const struct expected *e)
{
	struct cips_workbook md = {0}, xlsx = {0};
	struct cips_findings none = {0};
	char path[512], text[8192];
	snprintf(path, sizeof path, FOLDER "%s", e->file);
	FILE *in = fopen(path, "r");
	if (!in)
		fail_msg("there is no %s", path);
	size_t n = fread(text, 1, sizeof text - 1, in);
	text[n] = '\0';
	fclose(in);
	assert_true(cips_forms_read_md(text, n, &md, &none));
	bool good = has_only(&md, e, e->row);

	char *name = write_xlsx(&md, CELLS_INLINE);
	assert_true(cips_forms_read_xlsx(name, &xlsx, &none));
	good = has_only(&xlsx, e, e->row ? e->row - first_row(&md, e->sheet) + 1 : 0) && good;
	assert_int_equal(none.n, 0);
	unlink(name);
	free(name);
	cips_forms_workbook_release(&md);
	cips_forms_workbook_release(&xlsx);
	cips_findings_release(&none);
	return good;
}

static void check_table(const char *table, size_t least)
{
	char line[400];
	size_t n = 0, failed = 0;
	FILE *in = fopen(table, "r");
	assert_non_null(in);
	while (fgets(line, sizeof line, in)) {
		struct expected e;
		if (*line == '#')
			continue;
		if (sscanf(line, "%79s %15s %39s %23s %ld %ld %39s", e.file, e.severity, e.code,
			    e.sheet, &e.row, &e.column, e.item) != 7)
			fail_msg("not understood: %s", line);
		failed += !check_form(&e);
		n++;
	}
	fclose(in);
	assert_int_equal(failed, 0);
	assert_true(n >= least);
}

static void each_form_has_its_fault_and_no_other(void **state)
{
	(void)state;
	check_table(FOLDER "expected", 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_has_its_fault_and_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
