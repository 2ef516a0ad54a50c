/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/workbook.h"

#include <ctype.h>
#include <string.h>

/* White space beyond ASCII that spreadsheets leave around a text. */
static const char *const odd_blanks[] = {
	"\u00a0", "\u2007", "\u202f", "\u3000", "\ufeff", "\u2028", "\u2029"};

/* The bytes of white space that `text` begins with, 0 if there is none. */
static size_t blank_at(const char *text, size_t n)
{
	if (n && isspace((unsigned char)*text))
		return 1;
	for (size_t i = 0; i < sizeof odd_blanks / sizeof *odd_blanks; i++) {
		size_t length = strlen(odd_blanks[i]);
		if (n >= length && memcmp(text, odd_blanks[i], length) == 0)
			return length;
	}
	return 0;
}

/* The bytes of white space that `text` ends in, 0 if there is none. */
static size_t blank_before(const char *text, size_t n)
{
	if (n && isspace((unsigned char)text[n - 1]))
		return 1;
	for (size_t i = 0; i < sizeof odd_blanks / sizeof *odd_blanks; i++) {
		size_t length = strlen(odd_blanks[i]);
		if (n >= length && memcmp(text + n - length, odd_blanks[i], length) == 0)
			return length;
	}
	return 0;
}

static const char *trimmed(const char *text, size_t *n)
{
	size_t blank;
	while ((blank = blank_at(text, *n)) > 0) {
		text += blank;
		*n -= blank;
	}
	while ((blank = blank_before(text, *n)) > 0)
		*n -= blank;
	return text;
}

/*
 * Whether a line of the text ends at `text`, and in how many bytes: CR LF, CR, or a separator of
 * Unicode. A plain LF is left as it is.
 */
static size_t line_end_at(const char *text, size_t n)
{
	if (n && *text == '\r')
		return n > 1 && text[1] == '\n' ? 2 : 1;
	if (n >= 3 && (memcmp(text, "\u2028", 3) == 0 || memcmp(text, "\u2029", 3) == 0))
		return 3;
	return 0;
}

/* The text without outer white space and with LF at the end of each line. */
static const char *clean(struct cips_arena *arena, const char *text)
{
	size_t n = strlen(text);
	text = trimmed(text, &n);
	if (!n)
		return "";
	char *copy = cips_arena_alloc(arena, n + 1, 1);
	size_t out = 0;
	for (size_t i = 0; i < n;) {
		size_t end = line_end_at(text + i, n - i);
		copy[out++] = end ? '\n' : text[i];
		i += end ? end : 1;
	}
	return copy;
}

void cips_forms_workbook_release(struct cips_workbook *workbook)
{
	cips_arena_release(&workbook->arena);
	*workbook = (struct cips_workbook){0};
}

static bool same_name(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	a = trimmed(a, &n);
	b = trimmed(b, &m);
	return n == m && strncasecmp(a, b, n) == 0;
}

struct cips_sheet *cips_forms_sheet(struct cips_workbook *workbook, const char *name)
{
	for (size_t i = 0; i < workbook->n; i++)
		if (same_name(workbook->sheets[i].name, name))
			return &workbook->sheets[i];
	workbook->sheets = cips_arena_grow(&workbook->arena, workbook->sheets, workbook->n,
		&workbook->room, sizeof *workbook->sheets);
	struct cips_sheet *sheet = &workbook->sheets[workbook->n++];
	*sheet = (struct cips_sheet){.name = clean(&workbook->arena, name)};
	return sheet;
}

bool cips_forms_too_large(struct cips_findings *findings, long line)
{
	cips_findings_add(findings, CIPS_ERROR, "too-large", NULL, line, 0,
		"the file has far more cells than a form can have");
	cips_findings_hint(findings, "copy the sheets of the form into a new file");
	return false;
}

void cips_forms_add_row(struct cips_workbook *workbook, struct cips_sheet *sheet, long number,
	const char *const *cells, size_t n)
{
	struct cips_row row = {.number = number};
	for (size_t i = 0; i < n; i++) {
		size_t length = strlen(cells[i]);
		trimmed(cells[i], &length);
		if (length)
			row.n = i + 1;
	}
	if (!row.n)
		return;
	row.cells = cips_arena_alloc(&workbook->arena, row.n, sizeof *row.cells);
	for (size_t i = 0; i < row.n; i++)
		row.cells[i] = clean(&workbook->arena, cells[i]);
	sheet->rows = cips_arena_grow(
		&workbook->arena, sheet->rows, sheet->n, &sheet->room, sizeof *sheet->rows);
	sheet->rows[sheet->n++] = row;
	workbook->cells += row.n;
}
