/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text for a terminal: title, tables, and at the foot what they mean. No line is wider than the
 * terminal (but for a single column that is), and none ends in blanks.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/parallel.h"
#include "base/utf8.h"
#include "report/clean.h"
#include "report/figure.h"
#include "report/key.h"
#include "report/sheet.h"
#include "report/wrap.h"
#include "report/writers.h"

#include <stdlib.h>
#include <string.h>

#define STAR "\x1b[1;33m"

struct text {
	FILE *out;
	size_t width;
	bool ascii;
	bool colour;
	struct cips_arena scratch;
	struct cips_symbols met;
};

/* A line being drawn from left to right. */
struct pen {
	struct cips_buf line;
	size_t at;
};

/* Writes a text that takes `width` columns, beginning in column `x`. */
static void draw(struct pen *pen, size_t x, const char *text, size_t n, size_t width)
{
	if (!width)
		return;
	for (; pen->at < x; pen->at++)
		cips_buf_putc(&pen->line, ' ');
	cips_buf_add(&pen->line, text, n);
	pen->at += width;
}

static void end_line(struct text *text, struct pen *pen, bool bold)
{
	const char *line = cips_buf_text(&pen->line);
	bold = bold && text->colour && *line;
	if (bold)
		fputs(CIPS_BOLD, text->out);
	fputs(line, text->out);
	fputs(bold ? CIPS_PLAIN "\n" : "\n", text->out);
	cips_buf_clear(&pen->line);
	pen->at = 0;
}

/* The column of a panel after column `c`: the labels stand in front of each panel. */
static size_t next_column(const struct cips_sheet *sheet, struct cips_panel panel, size_t c)
{
	return c + 1 == sheet->laid->n_labels ? panel.from : c + 1;
}

static size_t header_height(const struct cips_sheet_column *column)
{
	const char *rest = column->header;
	size_t n, lines = 0;
	while (cips_report_next_line(&rest, column->width, true, &n))
		lines++;
	return lines;
}

/*
 * The part of a column's header that stands in line `k` of `lines`, set at the bottom; NULL: none.
 */
static const char *header_part(
	const struct cips_sheet_column *column, size_t k, size_t lines, size_t *n)
{
	const char *rest = column->header, *part = NULL;
	size_t empty = lines - header_height(column);
	for (size_t i = empty; i <= k; i++)
		part = cips_report_next_line(&rest, column->width, true, n);
	return part;
}

static void draw_header_line(struct text *text, struct pen *pen, const struct cips_sheet *sheet,
	struct cips_panel panel, size_t k, size_t lines)
{
	size_t x = 0;
	for (size_t c = 0; c < panel.to; c = next_column(sheet, panel, c)) {
		const struct cips_sheet_column *column = &sheet->columns[c];
		size_t n;
		x += cips_report_sheet_gap(sheet, panel.from, c);
		const char *part = header_part(column, k, lines, &n);
		if (part) {
			size_t width = cips_utf8_width(cips_arena_strndup(&text->scratch, part, n));
			bool left = sheet->laid->columns[c].left || width > column->width;
			draw(pen, left ? x : x + column->width - width, part, n, width);
		}
		x += column->width + column->mark;
	}
	end_line(text, pen, true);
}

static void draw_star(struct text *text, struct pen *pen, size_t x)
{
	const char *star = text->colour ? STAR "*" CIPS_PLAIN : "*";
	draw(pen, x, star, strlen(star), 1);
	text->met.star = true;
}

static void draw_row(struct text *text, struct pen *pen, const struct cips_sheet *sheet,
	struct cips_panel panel, size_t r)
{
	const struct cips_laid *laid = sheet->laid;
	size_t x = 0;
	for (size_t c = 0; c < panel.to; c = next_column(sheet, panel, c)) {
		const struct cips_sheet_column *column = &sheet->columns[c];
		const struct cips_slot *slot = &laid->rows[r].slots[c];
		const char *shown = sheet->texts[r * laid->n_columns + c];
		size_t width = cips_utf8_width(shown);
		x += cips_report_sheet_gap(sheet, panel.from, c);
		size_t start = laid->columns[c].left ? x : x + column->width - width;
		draw(pen, start, shown, strlen(shown), width);
		x += column->width;
		if (slot->starred)
			draw_star(text, pen, x);
		x += column->mark;
		cips_report_symbols_add(&text->met, slot->figure);
	}
	end_line(text, pen, false);
}

/* What stands under a row: "HEADER: text", if there is any. */
static void draw_below(struct text *text, const struct cips_sheet *sheet, size_t r)
{
	const struct cips_laid_row *row = &sheet->laid->rows[r];
	for (size_t i = 0; i < sheet->laid->n_below; i++) {
		const struct cips_slot *slot = &row->below[i];
		if (!slot->figure)
			continue;
		const char *words =
			cips_report_figure_shown(&text->scratch, slot->figure, slot->view);
		const char *header = slot->view->header;
		words = cips_arena_printf(
			&text->scratch, "%s%s%s", header, *header ? ": " : "", words);
		cips_report_wrap(text->out, cips_report_clean(&text->scratch, words, text->ascii),
			text->width, 2 * CIPS_HANGING, 3 * CIPS_HANGING);
	}
}

static void draw_rule(struct text *text, const struct cips_sheet *sheet, struct cips_panel panel)
{
	size_t width = 0;
	for (size_t c = 0; c < panel.to; c = next_column(sheet, panel, c)) {
		width += cips_report_sheet_gap(sheet, panel.from, c) + sheet->columns[c].width;
		if (next_column(sheet, panel, c) < panel.to)
			width += sheet->columns[c].mark;
	}
	cips_report_repeat(text->out, '-', width);
	fputc('\n', text->out);
}

static void draw_panel(struct text *text, const struct cips_sheet *sheet, struct cips_panel panel)
{
	struct pen pen = {0};
	size_t lines = 1;
	for (size_t c = 0; c < panel.to; c = next_column(sheet, panel, c)) {
		size_t height = header_height(&sheet->columns[c]);
		lines = height > lines ? height : lines;
	}
	for (size_t k = 0; k < lines; k++)
		draw_header_line(text, &pen, sheet, panel, k, lines);
	draw_rule(text, sheet, panel);
	for (size_t r = 0; r < sheet->laid->n_rows; r++) {
		if (r && sheet->laid->rows[r].rule_above)
			draw_rule(text, sheet, panel);
		draw_row(text, &pen, sheet, panel, r);
		if (panel.to == sheet->laid->n_columns)
			draw_below(text, sheet, r);
	}
	cips_buf_release(&pen.line);
}

static void write_wrapped(struct text *text, const char *words, size_t other)
{
	cips_report_wrap(text->out, cips_report_clean(&text->scratch, words, text->ascii),
		text->width, 0, other);
}

static void write_heading(struct text *text, const char *words)
{
	cips_report_heading(text->out, cips_report_clean(&text->scratch, words, text->ascii),
		text->width, text->colour);
}

static void note_panels(struct text *text, const struct cips_sheet *sheet)
{
	if (sheet->n_panels < 2)
		return;
	write_wrapped(text,
		cips_arena_printf(&text->scratch,
			"In %zu parts: in one piece it needs a terminal %zu columns wide, or "
			"--format csv",
			sheet->n_panels, sheet->needed),
		CIPS_HANGING);
}

/* The notes of a table stand under it, set off by a blank line. */
static void write_table_foot(struct text *text, const struct cips_document *document, size_t t,
	const struct cips_sheet *sheet)
{
	const struct cips_table *table = document->tables[t];
	const char *key = cips_report_key(&text->scratch, document, t);
	if (table->n_notes || *key || sheet->n_panels > 1)
		fputc('\n', text->out);
	for (size_t i = 0; i < table->n_notes; i++)
		write_wrapped(text, table->notes[i], CIPS_HANGING);
	write_wrapped(text, key, CIPS_HANGING);
	note_panels(text, sheet);
}

static void write_table(struct text *text, const struct cips_document *document, size_t t)
{
	const struct cips_table *table = document->tables[t];
	struct cips_laid *laid = cips_report_lay_out(&text->scratch, table);
	cips_report_take_below(laid, &table->layout);
	struct cips_sheet *sheet =
		cips_report_sheet(&text->scratch, laid, text->width, text->ascii);
	bool titled = table->title && *table->title;
	if (t || *document->title || document->n_subtitle)
		fputs(t && titled ? "\n\n" : "\n", text->out);
	if (titled) {
		write_heading(text, table->title);
		fputc('\n', text->out);
	}
	for (size_t p = 0; p < sheet->n_panels; p++) {
		if (p)
			fputc('\n', text->out);
		draw_panel(text, sheet, sheet->panels[p]);
	}
	write_table_foot(text, document, t, sheet);
}

/* The symbols met in the tables, their meanings set under each other. */
static void write_symbols(struct text *text, const struct cips_document *document)
{
	struct cips_symbol_line lines[CIPS_SYMBOL_LINES];
	size_t n = cips_report_symbols_explain(&text->scratch, &text->met, document, lines);
	size_t widest = 0;
	if (n)
		fputc('\n', text->out);
	for (size_t i = 0; i < n; i++) {
		size_t width = cips_utf8_width(lines[i].symbol);
		widest = width > widest ? width : widest;
	}
	for (size_t i = 0; i < n; i++) {
		const char *symbol =
			cips_report_clean(&text->scratch, lines[i].symbol, text->ascii);
		size_t blanks = widest + CIPS_HANGING - cips_utf8_width(symbol);
		const char *meaning =
			cips_report_clean(&text->scratch, lines[i].meaning, text->ascii);
		cips_report_wrap(text->out,
			cips_arena_printf(
				&text->scratch, "%s%*s%s", symbol, (int)blanks, "", meaning),
			text->width, 0, widest + CIPS_HANGING);
	}
}

static void write_foot(struct text *text, const struct cips_document *document)
{
	write_symbols(text, document);
	if (document->n_notes)
		fputc('\n', text->out);
	for (size_t i = 0; i < document->n_notes; i++)
		write_wrapped(text, document->notes[i], CIPS_HANGING);
}

/* Tables of a document, shared among processors; each is written into memory first. */
struct tables {
	const struct text *like;
	const struct cips_document *document;
	struct written {
		char *bytes;
		size_t n;
	} * written;		  /* by table */
	struct cips_symbols *met; /* by part */
	size_t parts;
};

static void write_part(void *context, size_t part)
{
	const struct tables *tables = context;
	struct text text = *tables->like;
	text.scratch = (struct cips_arena){0};
	for (size_t t = part; t < tables->document->n; t += tables->parts) {
		struct written *written = &tables->written[t];
		text.out = open_memstream(&written->bytes, &written->n);
		if (!text.out)
			cips_out_of_memory(0);
		write_table(&text, tables->document, t);
		if (fclose(text.out) != 0)
			cips_out_of_memory(written->n);
		cips_arena_reset(&text.scratch);
	}
	tables->met[part] = text.met;
	cips_arena_release(&text.scratch);
}

static void write_tables(struct text *text, const struct cips_document *document)
{
	struct cips_symbols met[CIPS_PARALLEL_MOST];
	struct tables tables = {text, document, cips_calloc(document->n, sizeof *tables.written),
		met, cips_parallel_parts()};
	cips_parallel(tables.parts, write_part, &tables);
	for (size_t t = 0; t < document->n; t++) {
		fwrite(tables.written[t].bytes, 1, tables.written[t].n, text->out);
		free(tables.written[t].bytes);
	}
	for (size_t part = 0; part < tables.parts; part++)
		cips_report_symbols_join(&text->met, &met[part]);
	free(tables.written);
}

void cips_report_write_text(
	const struct cips_document *document, const struct cips_write_options *options, FILE *out)
{
	struct text text = {
		.out = out,
		.width = options->width ? options->width : CIPS_USUAL_WIDTH,
		.ascii = options->ascii,
		.colour = options->colour,
	};
	write_heading(&text, document->title);
	for (size_t i = 0; i < document->n_subtitle; i++)
		write_wrapped(&text, document->subtitle[i], CIPS_HANGING);
	write_tables(&text, document);
	write_foot(&text, document);
	cips_arena_release(&text.scratch);
}
