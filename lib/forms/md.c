/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pipe tables. A line that begins with a pipe is a row; its first cell is the name of a sheet, or
 * empty in the rows of that sheet. Other lines are prose between the tables. `\|` is a pipe inside
 * a cell; a backslash before anything else is itself. A cell cannot hold a line end, so a line
 * separator (U+2028) stands for one.
 */
#include "forms/workbook.h"

#include "base/utf8.h"

#include <string.h>

enum { SHEETS_LIMIT = 64 };

struct md {
	struct cips_workbook *out;
	struct cips_findings *findings;
	struct cips_arena scratch; /* of one line */
	size_t sheet;		   /* index + 1 of the sheet that rows go to, 0 before the first */
	long line;
	bool failed;
	bool too_large;
};

static bool file_fault(struct cips_findings *findings, const char *code, long line,
	const char *text, const char *hint)
{
	cips_findings_add(findings, CIPS_ERROR, code, NULL, line, 0, "%s", text);
	cips_findings_hint(findings, "%s", hint);
	return false;
}

/* Checks that the whole is text in UTF-8; the line of the first fault is reported. */
static bool check_text(const char *text, size_t n, struct cips_findings *findings)
{
	if (n > CIPS_FORM_LIMIT)
		return file_fault(findings, "too-large", 0, "the form is larger than 16 MiB",
			"a form is a small text; is this the right file?");
	const char *nul = memchr(text, 0, n);
	size_t bad = cips_utf8_check(text, n);
	if (nul && (size_t)(nul - text) < bad)
		bad = (size_t)(nul - text);
	if (bad == n)
		return true;
	long line = 1, column = 1;
	for (size_t i = 0; i < bad; i++) {
		line += text[i] == '\n';
		column = text[i] == '\n' ? 1 : column + ((text[i] & 0xC0) != 0x80);
	}
	cips_findings_add(findings, CIPS_ERROR, "not-utf8", NULL, line, column,
		"the form is not text in UTF-8 (byte 0x%02x)", (unsigned char)text[bad]);
	cips_findings_hint(findings, "save the file with the encoding UTF-8");
	return false;
}

/* What may stand behind the last pipe: nothing, or a remark behind a #. */
static bool is_comment(const char *text)
{
	return *text == '\0' || *text == '#';
}

/*
 * Splits a row into its cells, in the scratch arena; `text` begins behind the first pipe. What
 * stands behind the last pipe is a cell only if there is something.
 */
static size_t split(struct md *md, const char *text, size_t n, const char ***out)
{
	char *copy = cips_arena_alloc(&md->scratch, n + 1, 1);
	const char **cells = NULL;
	size_t count = 0, room = 0, used = 0, start = 0;
	for (size_t i = 0; i <= n; i++) {
		if (i < n && text[i] == '\\' && i + 1 < n && text[i + 1] == '|') {
			copy[used++] = text[++i];
			continue;
		}
		if (i < n && text[i] != '|') {
			copy[used++] = text[i];
			continue;
		}
		copy[used++] = '\0';
		if (i == n && count && is_comment(copy + start + strspn(copy + start, " \t\r")))
			break;
		cells = cips_arena_grow(&md->scratch, cells, count, &room, sizeof *cells);
		if (count == CIPS_FORM_COLUMNS)
			md->too_large = true;
		if (md->too_large)
			break;
		cells[count++] = copy + start;
		start = used;
	}
	*out = cells;
	return count;
}

/* The line under a header that makes a table of it for other programs: |---|:--|. */
static bool is_rule(const char *text, size_t n)
{
	bool dash = false;
	for (size_t i = 0; i < n; i++) {
		if (!strchr("-:| \t\r", text[i]))
			return false;
		dash = dash || text[i] == '-';
	}
	/* The first cell must be ruled as well: in a row of data it is empty. */
	size_t blank = 0;
	while (blank < n && strchr(" \t", text[blank]))
		blank++;
	return dash && text[blank] != '|';
}

static void begin_sheet(struct md *md, const char *name)
{
	size_t before = md->out->n;
	struct cips_sheet *sheet = cips_forms_sheet(md->out, name);
	md->sheet = (size_t)(sheet - md->out->sheets) + 1;
	if (md->out->n == before) {
		cips_findings_add(md->findings, CIPS_ERROR, "sheet-duplicate", sheet->name,
			md->line, 0, "the sheet \"%s\" begins a second time", sheet->name);
		cips_findings_hint(md->findings, "put its rows under the first one");
		md->failed = true;
	} else if (md->out->n > SHEETS_LIMIT) {
		file_fault(md->findings, "too-large", md->line, "the form has too many sheets",
			"the first cell of a row is empty, or the name of a sheet");
		md->failed = true;
	}
}

static void read_row(struct md *md, const char *text, size_t n)
{
	const char **cells;
	if (is_rule(text, n))
		return;
	size_t count = split(md, text, n, &cells);
	if (!count)
		return;
	if (cells[0][strspn(cells[0], " \t\r")])
		begin_sheet(md, cells[0]);
	if (count < 2)
		return;
	if (!md->sheet) {
		file_fault(md->findings, "sheet-missing", md->line,
			"this row stands before the name of a sheet",
			"begin the table with a row such as \"| survey |\"");
		md->failed = true;
		return;
	}
	cips_forms_add_row(
		md->out, &md->out->sheets[md->sheet - 1], md->line, cells + 1, count - 1);
	md->too_large = md->too_large || md->out->cells > CIPS_FORM_CELLS;
}

/* A line outside the tables; one with pipes in it was probably meant to be a row. */
static void read_prose(struct md *md, const char *text, size_t n)
{
	const char *pipe = memchr(text, '|', n);
	if (!pipe || !memchr(pipe + 1, '|', n - (size_t)(pipe + 1 - text)))
		return;
	cips_findings_add(md->findings, CIPS_WARNING, "line-ignored", NULL, md->line, 0,
		"the line has pipes but does not begin with one; it was left out");
	cips_findings_hint(md->findings, "begin each row of a table with a pipe");
}

static void read_line(struct md *md, const char *text, size_t n)
{
	size_t blank = 0;
	while (blank < n && strchr(" \t", text[blank]))
		blank++;
	if (blank < n && text[blank] == '|')
		read_row(md, text + blank + 1, n - blank - 1);
	else
		read_prose(md, text, n);
	cips_arena_reset(&md->scratch);
}

bool cips_forms_read_md(
	const char *text, size_t n, struct cips_workbook *out, struct cips_findings *findings)
{
	if (!check_text(text, n, findings))
		return false;
	struct md md = {.out = out, .findings = findings};
	const char *end = text + n;
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	while (text < end && !md.too_large && !(md.failed && out->n > SHEETS_LIMIT)) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		if (!stop)
			stop = end;
		md.line++;
		read_line(&md, text, (size_t)(stop - text));
		text = stop < end ? stop + 1 : end;
	}
	cips_arena_release(&md.scratch);
	if (md.too_large)
		return cips_forms_too_large(findings, md.line);
	if (!out->n && !md.failed)
		return file_fault(findings, "no-table", 0, "there is no table in this file",
			"a form has pipe tables for its sheets survey, choices and settings");
	return !md.failed;
}
