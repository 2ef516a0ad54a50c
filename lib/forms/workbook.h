/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form as a grid of cells, whichever container it came in.
 *
 * Readers fill a workbook; the loader (forms/load.h) makes an instrument of it. Cells are UTF-8,
 * outer white space removed, "" when empty; a line end inside a cell is LF (pipe tables have U+2028
 * for it). Places are those a person sees: in .xlsx the row and column of the cell, in .csv and .md
 * the line and the cell's number in it (the sheet name's cell not counted).
 */
#ifndef CIPS_FORMS_WORKBOOK_H
#define CIPS_FORMS_WORKBOOK_H

#include "base/arena.h"
#include "base/findings.h"

#include <stdbool.h>

struct cips_row {
	long number;	    /* the row as a person would call it, from 1 */
	const char **cells; /* `n` cells */
	size_t n;
};

struct cips_sheet {
	const char *name;
	struct cips_row *rows; /* rows[0] is the header; rows without content are left out */
	size_t n;
	size_t room;
};

/* Zero-initialize; everything lives in its arena. */
struct cips_workbook {
	struct cips_arena arena;
	struct cips_sheet *sheets;
	size_t n;
	size_t room;
	size_t cells; /* in all rows */
};

void cips_forms_workbook_release(struct cips_workbook *workbook);

/*
 * The sheet of that name (ASCII case and stray blanks ignored), added at the end when it is not
 * there. Valid until the next sheet is added.
 */
struct cips_sheet *cips_forms_sheet(struct cips_workbook *workbook, const char *name);

/* Appends a row (the cells are trimmed and copied); a row without any content is dropped. */
void cips_forms_add_row(struct cips_workbook *workbook, struct cips_sheet *sheet, long number,
	const char *const *cells, size_t n);

/*
 * Readers. Faults of the container itself (not UTF-8, no table, a password, OLE2 in disguise, too
 * large) are findings of the file; then the result is false and the workbook unusable. The limits of
 * a form are below.
 */
bool cips_forms_read_md(
	const char *text, size_t n, struct cips_workbook *out, struct cips_findings *findings);
bool cips_forms_read_xlsx(
	const char *path, struct cips_workbook *out, struct cips_findings *findings);

enum {
	CIPS_FORM_LIMIT = 16 << 20, /* bytes */
	CIPS_FORM_CELLS = 1 << 20,
	CIPS_FORM_COLUMNS = 16384,
};

/* Says that a form has more cells than that; false. */
bool cips_forms_too_large(struct cips_findings *findings, long line);

#endif
