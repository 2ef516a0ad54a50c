/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/grid.h"

#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "intake/text.h"

#include <stdarg.h>
#include <string.h>

static enum cips_rc check_size(FILE *file, const char *path, const char *what, struct cips_err *err)
{
	if (fseeko(file, 0, SEEK_END) != 0) {
		cips_err_set(err, CIPS_INPUT, "%s: this is not a regular file", path);
		return cips_err_hint(err, "give the path of %s", what);
	}
	off_t size = ftello(file);
	rewind(file);
	if (size == 0) {
		cips_err_set(err, CIPS_INPUT, "%s: the file is empty", path);
		return cips_err_hint(err, "give %s with some content", what);
	}
	if (size > CIPS_GRID_LIMIT) {
		cips_err_set(err, CIPS_INPUT, "%s: larger than %d MiB, the limit for %s", path,
			CIPS_GRID_LIMIT >> 20, what);
		return cips_err_hint(err, "is this the right file?");
	}
	return CIPS_OK;
}

static void check_header(struct cips_grid *grid)
{
	for (size_t i = 0; i < grid->n; i++) {
		if (!*grid->header[i]) {
			cips_intake_grid_fault(grid, i, CIPS_ERROR, "column-unnamed",
				"column %zu has no name", i + 1);
			cips_findings_hint(grid->findings, "name it, or delete the column");
			continue;
		}
		for (size_t j = 0; j < i; j++) {
			if (strcmp(grid->header[i], grid->header[j]) != 0)
				continue;
			cips_intake_grid_fault(grid, i, CIPS_ERROR, "column-duplicate",
				"the column \"%s\" is there twice, also as column %zu",
				cips_intake_shown(grid->findings, grid->header[i]), j + 1);
			cips_findings_item(grid->findings, grid->header[i]);
			cips_findings_hint(grid->findings, "delete or rename one of them");
			break;
		}
	}
}

static const char **normalized(struct cips_grid *grid, const struct cips_record *record)
{
	size_t n = record->n > grid->n ? record->n : grid->n;
	const char **cells = cips_arena_alloc(grid->arena, n, sizeof *cells);
	for (size_t i = 0; i < n; i++)
		cells[i] = i < record->n ? cips_utf8_normalize(grid->arena, record->fields[i].text)
					 : "";
	return cells;
}

enum cips_rc cips_intake_grid_begin(struct cips_grid *grid, FILE *file, const char *path,
	struct cips_arena *arena, struct cips_findings *findings, struct cips_err *err)
{
	*grid = (struct cips_grid){.arena = arena, .findings = findings, .file = file};
	struct cips_record record;
	bool broken;
	struct cips_err input = {0};
	enum cips_rc rc = cips_intake_csv_open_any(grid->file, findings, &grid->csv, err);
	if (rc)
		return rc;
	int got = cips_intake_csv_next(grid->csv, &record, &broken, &input);
	if (got < 0 && input.rc) {
		*err = input;
		return input.rc;
	}
	if (got > 0 && !broken) {
		grid->header = normalized(grid, &record);
		grid->n = record.n;
		grid->line = record.line;
		check_header(grid);
		return CIPS_OK;
	}
	if (got == 0) {
		cips_findings_add(findings, CIPS_ERROR, "header-missing", NULL, 0, 0,
			"there is no header in the file");
		cips_findings_hint(findings, "the first line names the columns");
	}
	return cips_err_set(err, CIPS_INPUT, "%s: there is no header to go by", path);
}

enum cips_rc cips_intake_grid_open(struct cips_grid *grid, const char *path, const char *what,
	struct cips_arena *arena, struct cips_findings *findings, struct cips_err *err)
{
	FILE *file;
	*grid = (struct cips_grid){.arena = arena, .findings = findings};
	enum cips_rc rc = cips_file_open(path, what, &file, err);
	if (rc)
		return rc;
	grid->file = file;
	rc = check_size(file, path, what, err);
	return rc ? rc : cips_intake_grid_begin(grid, file, path, arena, findings, err);
}

void cips_intake_grid_close(struct cips_grid *grid)
{
	cips_intake_csv_close(grid->csv);
	if (grid->file)
		fclose(grid->file);
	grid->csv = NULL;
	grid->file = NULL;
}

static bool all_empty(const struct cips_record *record)
{
	for (size_t i = 0; i < record->n; i++)
		if (record->fields[i].text[strspn(record->fields[i].text, " \t")])
			return false;
	return true;
}

int cips_intake_grid_next(struct cips_grid *grid, struct cips_err *err)
{
	struct cips_record record;
	bool broken;
	int got;
	while ((got = cips_intake_csv_next(grid->csv, &record, &broken, err)) > 0) {
		/* Rows that hang together make no sense with some of them lost. */
		if (cips_intake_csv_in_doubt(grid->csv))
			return -1;
		if (broken || all_empty(&record))
			continue;
		if (record.n == grid->n || (grid->short_rows && record.n < grid->n))
			break;
		bool short_row = record.n < grid->n;
		cips_findings_add(grid->findings, CIPS_ERROR, short_row ? "row-short" : "row-long",
			NULL, record.line, 0, "%zu %s, but the header has %zu", record.n,
			record.n == 1 ? "field" : "fields", grid->n);
		cips_findings_hint(grid->findings,
			short_row ? "is a delimiter missing?"
				  : "put a field that holds the delimiter in quotes");
	}
	if (got > 0) {
		grid->cells = normalized(grid, &record);
		grid->line = record.line;
		grid->rows++;
	}
	return got;
}

int cips_intake_grid_column(const struct cips_grid *grid, const char *name)
{
	for (size_t i = 0; i < grid->n; i++)
		if (strcmp(grid->header[i], name) == 0)
			return (int)i;
	return -1;
}

void cips_intake_grid_fault(struct cips_grid *grid, size_t column, enum cips_severity severity,
	const char *code, const char *format, ...)
{
	long line, place;
	cips_intake_csv_place(grid->csv, column, &line, &place);
	va_list args;
	va_start(args, format);
	cips_findings_vadd(grid->findings, severity, code, NULL, line, place, format, args);
	va_end(args);
	if (grid->cells) {
		cips_findings_item(grid->findings, grid->header[column]);
		cips_findings_value(grid->findings, grid->cells[column]);
	}
}

enum cips_rc cips_intake_verdict(
	const struct cips_findings *findings, size_t before, const char *path, struct cips_err *err)
{
	size_t errors = findings->errors - before;
	if (!errors)
		return CIPS_OK;
	return cips_err_set(
		err, CIPS_INPUT, "%s: %zu %s", path, errors, errors == 1 ? "fault" : "faults");
}
