/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same form in pipe tables, in one .csv and in .xlsx is the same instrument: one content hash,
 * and where it is no instrument, the same findings. Tried on every form of the tests and samples,
 * and on forms full of what a container has to escape.
 */
#include "base/buf.h"
#include "base/file.h"
#include "forms/load.h"
#include "intake/small_files.h"
#include "sealed/digest.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../forms/containers.h"

/* What a container gave: the hash of the instrument, and which findings without their places. */
struct outcome {
	char hash[2 * CIPS_DIGEST_SIZE + 1]; /* "" when there is no instrument */
	struct cips_buf findings;
};

static struct outcome load(const char *path)
{
	struct outcome outcome = {.hash = ""};
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_instrument *instrument = NULL;
	struct cips_err err;
	if (!cips_intake_form(path, &workbook, &findings, &err))
		instrument = cips_forms_load(&workbook, &findings);
	if (instrument) {
		struct cips_buf text = {0};
		uint8_t sum[CIPS_DIGEST_SIZE];
		cips_forms_write(instrument, &text);
		cips_sealed_digest(sum, text.text, text.n);
		cips_sealed_hex(outcome.hash, sum, sizeof sum);
		cips_buf_release(&text);
	}
	cips_findings_sort(&findings);
	for (size_t i = 0; i < findings.n; i++)
		cips_buf_printf(&outcome.findings, "%s %s\n",
			findings.list[i].sheet ? findings.list[i].sheet : "",
			findings.list[i].code);
	cips_model_instrument_free(instrument);
	cips_findings_release(&findings);
	cips_forms_workbook_release(&workbook);
	return outcome;
}

static void expect_same(
	const char *form, const char *container, struct outcome *wanted, const char *path)
{
	struct outcome got = load(path);
	if (strcmp(got.hash, wanted->hash) != 0 ||
		strcmp(cips_buf_text(&got.findings), cips_buf_text(&wanted->findings)) != 0)
		fail_msg("%s as %s: %s\n%snot: %s\n%s", form, container, got.hash,
			cips_buf_text(&got.findings), wanted->hash,
			cips_buf_text(&wanted->findings));
	cips_buf_release(&got.findings);
	unlink(path);
}

/* All files of a form have one name, because a form without form_id is called like its file. */
static char folder[256];

static const char *place(const char *extension)
{
	static char path[300];
	snprintf(path, sizeof path, "%s/form%s", folder, extension);
	return path;
}

static void try_workbook(const char *form, const struct cips_workbook *workbook)
{
	struct cips_buf md = {0}, csv = {0};
	put_md(&md, workbook);
	put_csv(&csv, workbook);
	write_container(place(".md"), &md);
	struct outcome wanted = load(place(".md"));
	unlink(place(".md"));
	write_container(place(".csv"), &csv);
	expect_same(form, ".csv", &wanted, place(".csv"));
	for (int style = CELLS_INLINE; style <= CELLS_SHARED; style++) {
		char *path = write_xlsx(workbook, (enum cell_style)style);
		assert_int_equal(rename(path, place(".xlsx")), 0);
		expect_same(form, style ? ".xlsx with shared texts" : ".xlsx with inline texts",
			&wanted, place(".xlsx"));
		free(path);
	}
	cips_buf_release(&wanted.findings);
}

static size_t forms_tried;

/* A file that the reader of pipe tables is content with; what else lies there is passed over. */
static int try_file(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	(void)stat;
	(void)where;
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_buf text = {0};
	struct cips_err err;
	if (type != FTW_F || !cips_file_has_extension(path, ".md"))
		return 0;
	assert_int_equal(cips_file_read(path, "a form", CIPS_FORM_LIMIT, &text, &err), 0);
	if (cips_forms_read_md(text.text, text.n, &workbook, &findings) && !findings.n &&
		workbook.n <= MOST_SHEETS) {
		try_workbook(path, &workbook);
		forms_tried++;
	}
	cips_buf_release(&text);
	cips_findings_release(&findings);
	cips_forms_workbook_release(&workbook);
	return 0;
}

static void every_form_of_the_house(void **state)
{
	(void)state;
	assert_int_equal(nftw(SOURCE_DIR "/sample-surveys", try_file, 8, FTW_PHYS), 0);
	assert_int_equal(nftw(SOURCE_DIR "/tests", try_file, 8, FTW_PHYS), 0);
	assert_true(forms_tried >= 3);
}

/* Forms out of pieces that need escaping somewhere. */

static uint32_t seed = 20240501;

static uint32_t draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static const char *const pieces[] = {"a", "\u00e9t\u00e9", "|", "\\", "\\|", "\"", "\"\"", "'", ",",
	";", "\n", "\n\n", "  ", "\t", "#", "# x", "=1+1", "-", "---", "01", "1", "0.50", "<b>",
	"&amp;", "&", "]]>", "_x0041_", "_x", "\u6771\u4eac", "\U0001F600", "\u0627\u0644",
	"\u00a0", "${", "}", "%s", "*", "TRUE", "| |", "::"};

static void random_text(struct cips_buf *out)
{
	cips_buf_clear(out);
	cips_buf_puts(out, "T");
	for (uint32_t n = draw(8); n > 0; n--)
		cips_buf_puts(out, pieces[draw(sizeof pieces / sizeof *pieces)]);
}

static void add_row(struct cips_workbook *form, const char *sheet, long number,
	const char *const *cells, size_t n)
{
	cips_forms_add_row(form, cips_forms_sheet(form, sheet), number, cells, n);
}

static void random_form(struct cips_workbook *form)
{
	static const char *const survey[] = {
		"type", "name", "label::English (en)", "label::French (fr)", "hint", "relevant"};
	static const char *const choices[] = {
		"list_name", "name", "label::English (en)", "label::French (fr)", "area"};
	static const char *const names[] = {"1", "01", "001", "1.5", "0.50", "x", "-1", "1e3"};
	static const char *const relevants[] = {"", "${q0} = '1'", "${q0} = \"01\" or ${q0} = 1",
		"regex(${q0}, '[a|b]\\|,;\"')", "contains(${q0}, '|')"};
	struct cips_buf en = {0}, fr = {0}, hint = {0};
	char name[16];
	add_row(form, "survey", 1, survey, 6);
	for (uint32_t i = 0, n = 1 + draw(6); i < n; i++) {
		random_text(&en);
		random_text(&fr);
		random_text(&hint);
		snprintf(name, sizeof name, "q%u", i);
		const char *cells[] = {draw(2) ? "select_one l" : "text", name, cips_buf_text(&en),
			cips_buf_text(&fr), draw(2) ? cips_buf_text(&hint) : "",
			i ? relevants[draw(sizeof relevants / sizeof *relevants)] : ""};
		add_row(form, "survey", (long)i + 2, cells, 6);
	}
	add_row(form, "choices", 1, choices, 5);
	for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
		random_text(&en);
		random_text(&fr);
		const char *cells[] = {"l", names[i], cips_buf_text(&en), cips_buf_text(&fr),
			names[draw(sizeof names / sizeof *names)]};
		add_row(form, "choices", (long)i + 2, cells, 5);
	}
	cips_buf_release(&en);
	cips_buf_release(&fr);
	cips_buf_release(&hint);
}

static void forms_full_of_signs(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct cips_workbook form = {0};
		char name[32];
		snprintf(name, sizeof name, "random form %d", round);
		random_form(&form);
		try_workbook(name, &form);
		cips_forms_workbook_release(&form);
	}
}

/* What only the .csv can get wrong: a sheet that begins again would hide its header in the rows. */
static void a_sheet_begins_once(void **state)
{
	(void)state;
	struct cips_buf text = {0};
	cips_buf_puts(&text,
		"survey\n,type,name,label\n,text,a,A\nsettings\n,form_id\n,f\n"
		"Survey\n,type,name,label\n,text,b,B\n");
	write_container(place(".csv"), &text);
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_err err;
	assert_int_equal(cips_intake_form(place(".csv"), &workbook, &findings, &err), CIPS_INPUT);
	assert_int_equal(findings.n, 1);
	assert_string_equal(findings.list[0].code, "sheet-duplicate");
	assert_int_equal(findings.list[0].line, 7);
	unlink(place(".csv"));
	cips_findings_release(&findings);
	cips_forms_workbook_release(&workbook);
}

/* Each is named with what to do. */
static void other_containers(void **state)
{
	(void)state;
	static const char *const names[] = {
		"form.xls", "form.XLS", "form.xlsm", "form.xlsb", "form.ods", "form.numbers"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct cips_workbook workbook = {0};
		struct cips_findings findings = {0};
		struct cips_err err = {0};
		assert_int_equal(
			cips_intake_form(names[i], &workbook, &findings, &err), CIPS_INPUT);
		assert_non_null(strstr(err.text, ".md, .csv or .xlsx"));
		assert_non_null(strstr(err.hint, "save it as .xlsx"));
		cips_forms_workbook_release(&workbook);
		cips_findings_release(&findings);
	}
}

static int open_folder(void **state)
{
	(void)state;
	const char *base = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/cips_containers_XXXXXX", base ? base : "/tmp");
	return mkdtemp(folder) && !cips_sealed_start(NULL) ? 0 : -1;
}

static int close_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* A form of a million short rows is refused, not kept. */
static void rows_without_end(void **state)
{
	(void)state;
	char path[1100];
	snprintf(path, sizeof path, "%s/rows.csv", folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("survey\n", file);
	for (int i = 0; i < CIPS_FORM_CELLS + 10; i++)
		fputs(",x\n", file);
	fclose(file);
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_err err;
	assert_int_equal(cips_intake_form(path, &workbook, &findings, &err), CIPS_INPUT);
	assert_int_equal(findings.n, 1);
	assert_string_equal(findings.list[0].code, "too-large");
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_of_the_house),
		cmocka_unit_test(forms_full_of_signs),
		cmocka_unit_test(a_sheet_begins_once),
		cmocka_unit_test(other_containers),
		cmocka_unit_test(rows_without_end),
	};
	return cmocka_run_group_tests(tests, open_folder, close_folder);
}
