/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One figure as text, for people and for machines, and the key to the symbols that people see.
 * Internal to lib/report.
 */
#ifndef CIPS_REPORT_FIGURE_H
#define CIPS_REPORT_FIGURE_H

#include "report/table.h"

/*
 * As people see it: rounded half away from zero once, or a word with blanks, or the symbol of its
 * status. "" for no figure (NULL).
 */
const char *cips_report_figure_shown(
	struct cips_arena *arena, const struct cips_figure *figure, const struct cips_view *view);

/* Unrounded, or the word as it is; NULL when the figure is not shown. */
const char *cips_report_figure_value(struct cips_arena *arena, const struct cips_figure *figure);

/*
 * Calls `visit` for each figure of a table that goes to machines, in the order of tidy and json:
 * the whole table, the row margins, the column margins, the cells by row; within a cell in the
 * order of CIPS_STATISTICS. `row` and `column` are codes, or "*".
 */
typedef void cips_figure_visit(
	void *context, const char *row, const char *column, const struct cips_figure *figure);
void cips_report_each_figure(
	const struct cips_table *table, cips_figure_visit *visit, void *context);

/* The symbols met in a document, to be explained at its foot. */
struct cips_symbols {
	bool status[CIPS_STATUS_NO_RETURNS + 1];
	bool star;
};

void cips_report_symbols_add(struct cips_symbols *met, const struct cips_figure *figure);
void cips_report_symbols_join(struct cips_symbols *met, const struct cips_symbols *more);

/*
 * The explanations of the symbols met in a document, symbol first; returns how many. `lines` has room for
 * CIPS_SYMBOL_LINES.
 */
enum { CIPS_SYMBOL_LINES = CIPS_STATUS_NO_RETURNS + 1 };
struct cips_symbol_line {
	const char *symbol;
	const char *meaning;
};
size_t cips_report_symbols_explain(struct cips_arena *arena, const struct cips_symbols *met,
	const struct cips_document *document, struct cips_symbol_line lines[CIPS_SYMBOL_LINES]);

#endif
