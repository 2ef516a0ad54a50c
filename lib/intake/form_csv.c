/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form from whichever container its extension names; here the one in a single CSV file: the
 * sheet's name in the first column, the sheet's own rows below it, from the second column on.
 */
#include "intake/small_files.h"

#include "base/err.h"
#include "base/file.h"
#include "intake/csv.h"
#include "intake/text.h"

#include <string.h>

enum { SHEETS_LIMIT = 64 };

/* The cells of a record from the second on, as an array for the workbook. */
static void add_content(struct cips_workbook *out, struct cips_sheet *sheet,
	const struct cips_record *record, struct cips_arena *scratch)
{
	size_t n = record->n - 1;
	const char **cells = cips_arena_alloc(scratch, n + 1, sizeof *cells);
	for (size_t i = 0; i < n; i++)
		cells[i] = record->fields[i + 1].text;
	cips_forms_add_row(out, sheet, record->line, cells, n);
}

static bool has_content(const struct cips_record *record)
{
	for (size_t i = 1; i < record->n; i++)
		if (cips_intake_trim(record->fields[i].text, record->fields[i].n).n)
			return true;
	return false;
}

/* One record: the first cell starts a sheet, the others are a row of the sheet at hand. */
static void add_record(struct cips_workbook *out, const char **sheet_name,
	const struct cips_record *record, struct cips_findings *findings)
{
	struct cips_arena scratch = {0};
	struct cips_span first = cips_intake_trim(record->fields[0].text, record->fields[0].n);
	if (first.n) {
		size_t before = out->n;
		*sheet_name = cips_arena_strndup(&out->arena, first.text, first.n);
		cips_forms_sheet(out, *sheet_name);
		if (out->n == before) {
			cips_findings_add(findings, CIPS_ERROR, "sheet-duplicate", *sheet_name,
				record->line, 0, "the sheet \"%s\" begins a second time",
				*sheet_name);
			cips_findings_hint(findings,
				"put its rows under the first one, with an empty first cell");
		}
	}
	if (*sheet_name) {
		add_content(out, cips_forms_sheet(out, *sheet_name), record, &scratch);
	} else if (has_content(record)) {
		cips_findings_add(findings, CIPS_ERROR, "form-no-sheet", NULL, record->line, 1,
			"a row before the first sheet name");
		cips_findings_hint(findings,
			"the first column holds the name of a sheet, as "
			"\"survey\", in a row above its header");
	}
	cips_arena_release(&scratch);
}

/* Whether the form is small enough to go on. */
static bool within_limits(const struct cips_workbook *out, const struct cips_record *record,
	struct cips_findings *findings)
{
	if (out->cells > CIPS_FORM_CELLS)
		return cips_forms_too_large(findings, record->line);
	if (out->n <= SHEETS_LIMIT)
		return true;
	cips_findings_add(findings, CIPS_ERROR, "too-large", NULL, record->line, 1,
		"the form has too many sheets");
	cips_findings_hint(findings, "the first cell of a row is empty, or the name of a sheet");
	return false;
}

static enum cips_rc read_csv(const char *path, struct cips_workbook *out,
	struct cips_findings *findings, struct cips_err *err)
{
	FILE *file;
	enum cips_rc rc = cips_file_open(path, "a form", &file, err);
	if (rc)
		return rc;
	struct cips_csv *csv;
	rc = cips_intake_csv_open_any(file, findings, &csv, err);
	if (rc) {
		fclose(file);
		return rc;
	}
	const char *sheet_name = NULL;
	struct cips_record record;
	struct cips_err input = {0};
	bool broken;
	int got;
	while ((got = cips_intake_csv_next(csv, &record, &broken, &input)) > 0) {
		if (cips_intake_csv_in_doubt(csv))
			break;
		if (!broken)
			add_record(out, &sheet_name, &record, findings);
		if (!within_limits(out, &record, findings))
			break;
		if (cips_intake_csv_position(csv) > CIPS_FORM_LIMIT) {
			cips_err_set(&input, CIPS_INPUT,
				"%s: larger than %d MiB, the limit for "
				"a form",
				path, CIPS_FORM_LIMIT >> 20);
			cips_err_hint(&input, "is this the right file?");
			break;
		}
	}
	if (input.rc && err)
		*err = input;
	cips_intake_csv_close(csv);
	fclose(file);
	if (input.rc)
		return input.rc;
	if (!out->n && !got) {
		cips_findings_add(findings, CIPS_ERROR, "form-empty", NULL, 0, 0,
			"there is no sheet in the file");
		cips_findings_hint(findings, "a form has at least the sheet \"survey\"");
	}
	return CIPS_OK;
}

static enum cips_rc read_md(const char *path, struct cips_workbook *out,
	struct cips_findings *findings, struct cips_err *err)
{
	struct cips_buf text = {0};
	enum cips_rc rc = cips_file_read(path, "a form", CIPS_FORM_LIMIT, &text, err);
	if (!rc && !cips_forms_read_md(text.text, text.n, out, findings))
		rc = CIPS_INPUT;
	cips_buf_release(&text);
	return rc;
}

static enum cips_rc read_xlsx(const char *path, struct cips_workbook *out,
	struct cips_findings *findings, struct cips_err *err)
{
	FILE *file; /* says what is wrong with the path in our words */
	enum cips_rc rc = cips_file_open(path, "a form", &file, err);
	if (rc)
		return rc;
	fclose(file);
	return cips_forms_read_xlsx(path, out, findings) ? CIPS_OK : CIPS_INPUT;
}

static const struct {
	const char *extension;
	enum cips_rc (*read)(const char *path, struct cips_workbook *out,
		struct cips_findings *findings, struct cips_err *err);
} containers[] = {
	{".md", read_md},
	{".csv", read_csv},
	{".xlsx", read_xlsx},
};

/* Workbooks that people have and that are not read. */
static const char *const foreign[] = {".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".numbers"};

enum cips_rc cips_intake_form(const char *path, struct cips_workbook *out,
	struct cips_findings *findings, struct cips_err *err)
{
	size_t before = findings->errors;
	findings->file = path;
	for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
		if (!cips_file_has_extension(path, containers[i].extension))
			continue;
		struct cips_err own = {0};
		enum cips_rc rc = containers[i].read(path, out, findings, &own);
		if (!own.rc && (rc || findings->errors > before))
			rc = cips_err_set(
				&own, CIPS_INPUT, "%s: this cannot be read as a form", path);
		if (own.rc && err)
			*err = own;
		return rc;
	}
	cips_err_set(err, CIPS_INPUT, "%s: a form is a .md, .csv or .xlsx file", path);
	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
		if (cips_file_has_extension(path, foreign[i]))
			return cips_err_hint(err,
				"open the %s workbook in a spreadsheet program and save it as "
				".xlsx",
				foreign[i]);
	return cips_err_hint(err, "an .xls or .ods workbook: save it as .xlsx");
}
