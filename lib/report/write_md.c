/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown: the tables as laid out, as GitHub's pipe tables, with figures as people see them. Rows
 * of a tree are indented by no-break spaces, which a reader keeps.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "report/clean.h"
#include "report/figure.h"
#include "report/key.h"
#include "report/layout.h"
#include "report/wrap.h"
#include "report/writers.h"

#include <string.h>

struct md {
	FILE *out;
	struct cips_arena scratch;
	struct cips_symbols met;
};

static void write_paragraph(struct md *md, const char *text)
{
	const char *clean = cips_report_clean_paragraph(&md->scratch, text);
	if (*clean)
		fprintf(md->out, "\n%s\n", clean);
}

static char *indented(struct md *md, const char *label, int depth)
{
	struct cips_buf buf = {0};
	for (int i = 0; i < depth; i++)
		cips_buf_puts(&buf, "\xC2\xA0\xC2\xA0");
	cips_buf_puts(&buf, cips_report_clean_markdown(&md->scratch, label));
	return cips_buf_keep(&buf, &md->scratch);
}

static char *slot_text(struct md *md, const struct cips_slot *slot, int depth)
{
	if (slot->label)
		return indented(md, slot->label, depth);
	cips_report_symbols_add(&md->met, slot->figure);
	md->met.star = md->met.star || slot->starred;
	const char *figure = cips_report_figure_shown(&md->scratch, slot->figure, slot->view);
	return cips_arena_printf(&md->scratch, "%s%s",
		cips_report_clean_markdown(&md->scratch, figure), slot->starred ? "\\*" : "");
}

/* All texts of a table, header first, by row. */
static char **table_texts(struct md *md, const struct cips_laid *laid)
{
	size_t n = laid->n_columns;
	char **texts = cips_arena_alloc(&md->scratch, (laid->n_rows + 1) * n, sizeof *texts);
	for (size_t c = 0; c < n; c++)
		texts[c] = cips_report_clean_markdown(&md->scratch, laid->columns[c].header);
	for (size_t r = 0; r < laid->n_rows; r++)
		for (size_t c = 0; c < n; c++)
			texts[(r + 1) * n + c] = slot_text(
				md, &laid->rows[r].slots[c], c == 0 ? laid->rows[r].depth : 0);
	return texts;
}

enum { NARROWEST_COLUMN = 3 };

/* One line of a pipe table, its columns set under each other for those who read the source. */
static void write_line(
	struct md *md, const struct cips_laid *laid, char *const *texts, const size_t *widths)
{
	for (size_t c = 0; c < laid->n_columns; c++) {
		size_t blanks = widths[c] - cips_utf8_width(texts[c]);
		bool left = laid->columns[c].left;
		fputs("| ", md->out);
		cips_report_repeat(md->out, ' ', left ? 0 : blanks);
		fputs(texts[c], md->out);
		cips_report_repeat(md->out, ' ', (left ? blanks : 0) + 1);
	}
	fputs("|\n", md->out);
}

static void write_alignment(struct md *md, const struct cips_laid *laid, const size_t *widths)
{
	for (size_t c = 0; c < laid->n_columns; c++) {
		bool left = laid->columns[c].left;
		fputs(left ? "| :" : "| ", md->out);
		cips_report_repeat(md->out, '-', widths[c] - 1);
		fputs(left ? " " : ": ", md->out);
	}
	fputs("|\n", md->out);
}

static void write_laid(struct md *md, const struct cips_laid *laid)
{
	size_t n = laid->n_columns;
	char **texts = table_texts(md, laid);
	size_t *widths = cips_arena_alloc(&md->scratch, n, sizeof *widths);
	for (size_t i = 0; i < (laid->n_rows + 1) * n; i++) {
		size_t width = cips_utf8_width(texts[i]);
		if (i < n)
			widths[i] = NARROWEST_COLUMN;
		if (width > widths[i % n])
			widths[i % n] = width;
	}
	fputc('\n', md->out);
	write_line(md, laid, texts, widths);
	write_alignment(md, laid, widths);
	for (size_t r = 1; r <= laid->n_rows; r++)
		write_line(md, laid, texts + r * n, widths);
}

static void write_table(struct md *md, const struct cips_document *document, size_t t)
{
	const struct cips_table *table = document->tables[t];
	const char *title = cips_report_clean_markdown(&md->scratch, table->title);
	if (*title)
		fprintf(md->out, "\n## %s\n", title);
	write_laid(md, cips_report_lay_out(&md->scratch, table));
	for (size_t i = 0; i < table->n_notes; i++)
		write_paragraph(md, table->notes[i]);
	write_paragraph(md, cips_report_key(&md->scratch, document, t));
}

static void write_foot(struct md *md, const struct cips_document *document)
{
	struct cips_symbol_line lines[CIPS_SYMBOL_LINES];
	size_t n = cips_report_symbols_explain(&md->scratch, &md->met, document, lines);
	for (size_t i = 0; i < n; i++)
		write_paragraph(md,
			cips_arena_printf(
				&md->scratch, "%s %s", lines[i].symbol, lines[i].meaning));
	for (size_t i = 0; i < document->n_notes; i++)
		write_paragraph(md, document->notes[i]);
}

void cips_report_write_md(
	const struct cips_document *document, const struct cips_write_options *options, FILE *out)
{
	(void)options;
	struct md md = {.out = out};
	fprintf(out, "# %s\n", cips_report_clean_markdown(&md.scratch, document->title));
	for (size_t i = 0; i < document->n_subtitle; i++)
		write_paragraph(&md, document->subtitle[i]);
	for (size_t t = 0; t < document->n; t++)
		write_table(&md, document, t);
	write_foot(&md, document);
	cips_arena_release(&md.scratch);
}
