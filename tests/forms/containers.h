/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workbook in memory written into each of the containers, for tests. Cells keep their bytes but
 * for what a container cannot hold: in pipe tables a line end becomes a line separator.
 */
#ifndef CIPS_TESTS_FORMS_CONTAINERS_H
#define CIPS_TESTS_FORMS_CONTAINERS_H

#include "base/buf.h"
#include "base/number.h"
#include "forms/workbook.h"
#include "xlsx_build.h"

enum { MOST_SHEETS = 12 };

/* Pipe tables. */

static inline void put_md_cell(struct cips_buf *out, const char *text)
{
	cips_buf_puts(out, " ");
	for (; *text; text++) {
		if (*text == '|')
			cips_buf_puts(out, "\\|");
		else if (*text == '\n')
			cips_buf_puts(out, "\u2028");
		else
			cips_buf_putc(out, *text);
	}
	cips_buf_puts(out, " |");
}

static inline void put_md(struct cips_buf *out, const struct cips_workbook *form)
{
	for (size_t i = 0; i < form->n; i++) {
		const struct cips_sheet *sheet = &form->sheets[i];
		cips_buf_printf(out, "| %s |\n", sheet->name);
		for (size_t r = 0; r < sheet->n; r++) {
			cips_buf_puts(out, "| |");
			for (size_t c = 0; c < sheet->rows[r].n; c++)
				put_md_cell(out, sheet->rows[r].cells[c]);
			cips_buf_puts(out, "\n");
		}
		cips_buf_puts(out, "\n");
	}
}

/* One .csv, the names of the sheets in the first column. */

static inline void put_csv_cell(struct cips_buf *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n; \t")) {
		cips_buf_puts(out, text);
		return;
	}
	cips_buf_putc(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			cips_buf_putc(out, '"');
		cips_buf_putc(out, *text);
	}
	cips_buf_putc(out, '"');
}

static inline void put_csv(struct cips_buf *out, const struct cips_workbook *form)
{
	for (size_t i = 0; i < form->n; i++) {
		const struct cips_sheet *sheet = &form->sheets[i];
		put_csv_cell(out, sheet->name);
		cips_buf_puts(out, "\r\n");
		for (size_t r = 0; r < sheet->n; r++) {
			for (size_t c = 0; c < sheet->rows[r].n; c++) {
				cips_buf_putc(out, ',');
				put_csv_cell(out, sheet->rows[r].cells[c]);
			}
			cips_buf_puts(out, "\r\n");
		}
	}
}

/* Writes the text into a file and releases it. */
static inline void write_container(const char *path, struct cips_buf *text)
{
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(cips_buf_text(text), 1, text->n, file) != text->n || fclose(file))
		abort();
	cips_buf_release(text);
}

/* .xlsx */

static inline void put_xml(struct cips_buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			cips_buf_puts(out, "&lt;");
		else if (*text == '&')
			cips_buf_puts(out, "&amp;");
		else if (*text == '>')
			cips_buf_puts(out, "&gt;");
		else if (*text == '"')
			cips_buf_puts(out, "&quot;");
		else if (text[0] == '_' && text[1] == 'x')
			cips_buf_puts(out, "_x005F_"); /* or it might begin an _xHHHH_ */
		else
			cips_buf_putc(out, *text);
	}
}

/* Whether a spreadsheet would keep the text as a number and show the same again. */
static inline bool is_number_cell(const char *text)
{
	double number;
	char out[CIPS_NUMBER_SIZE];
	return cips_number_parse(text, &number) &&
		strcmp(cips_number_format(out, number), text) == 0;
}

/* How the cells of a workbook are kept. */
enum cell_style {
	CELLS_INLINE,
	CELLS_SHARED, /* texts apart, and numbers as numbers: "1" as 1.0 */
};

struct xlsx_texts {
	struct cips_buf xml;
	size_t n;
};

static inline void put_xlsx_cell(struct cips_buf *out, const char *text, enum cell_style style,
	size_t row, size_t column, struct xlsx_texts *texts)
{
	if (style == CELLS_INLINE) {
		cips_buf_puts(out, "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
		put_xml(out, text);
		cips_buf_puts(out, "</t></is></c>");
	} else if (is_number_cell(text)) {
		cips_buf_printf(out, "<c r=\"%c%zu\"><v>%s%s</v></c>", (int)('A' + column), row + 1,
			text, strpbrk(text, ".e") ? "" : ".0");
	} else if (*text) {
		cips_buf_printf(out, "<c r=\"%c%zu\" t=\"s\"><v>%zu</v></c>", (int)('A' + column),
			row + 1, texts->n++);
		cips_buf_puts(&texts->xml, "<si><t xml:space=\"preserve\">");
		put_xml(&texts->xml, text);
		cips_buf_puts(&texts->xml, "</t></si>");
	}
}

static inline void put_xlsx_sheet(struct cips_buf *out, const struct cips_sheet *sheet,
	enum cell_style style, struct xlsx_texts *texts)
{
	cips_buf_puts(out, "<worksheet " MAIN "><sheetData>");
	for (size_t r = 0; r < sheet->n; r++) {
		/* Columns behind Z have no letter here. */
		enum cell_style own = sheet->rows[r].n > 26 ? CELLS_INLINE : style;
		cips_buf_printf(out, "<row r=\"%zu\">", r + 1);
		for (size_t c = 0; c < sheet->rows[r].n; c++)
			put_xlsx_cell(out, sheet->rows[r].cells[c], own, r, c, texts);
		cips_buf_puts(out, "</row>");
	}
	cips_buf_puts(out, "</sheetData></worksheet>");
}

/* The name of a new .xlsx file (without extension); unlink() and free() it. */
static inline char *write_xlsx(const struct cips_workbook *form, enum cell_style style)
{
	struct cips_buf sheets[MOST_SHEETS] = {{0}}, workbook = {0}, relationships = {0};
	struct xlsx_texts texts = {0};
	char names[MOST_SHEETS][32];
	struct part parts[MOST_SHEETS + 3] = {{0}};
	if (form->n > MOST_SHEETS)
		abort();
	cips_buf_puts(&workbook, "<workbook " MAIN " xmlns:r=\"" REL "\"><sheets>");
	cips_buf_puts(&relationships,
		"<Relationships " PACKAGE "><Relationship Id=\"texts\" Type=\"" REL
		"/sharedStrings\" Target=\"texts.xml\"/>");
	cips_buf_puts(&texts.xml, "<sst " MAIN ">");
	for (size_t i = 0; i < form->n; i++) {
		snprintf(names[i], sizeof names[i], "xl/part%zu.xml", i);
		put_xlsx_sheet(&sheets[i], &form->sheets[i], style, &texts);
		parts[i + 3] = (struct part){names[i], cips_buf_text(&sheets[i])};
		cips_buf_puts(&workbook, "<sheet name=\"");
		put_xml(&workbook, form->sheets[i].name);
		cips_buf_printf(&workbook, "\" r:id=\"p%zu\"/>", i);
		cips_buf_printf(&relationships,
			"<Relationship Id=\"p%zu\" Type=\"" REL "/worksheet\" Target=\"/%s\"/>", i,
			names[i]);
	}
	cips_buf_puts(&workbook, "</sheets></workbook>");
	cips_buf_puts(&relationships, "</Relationships>");
	cips_buf_puts(&texts.xml, "</sst>");
	parts[0] = (struct part){"xl/workbook.xml", cips_buf_text(&workbook)};
	parts[1] = (struct part){"xl/_rels/workbook.xml.rels", cips_buf_text(&relationships)};
	parts[2] = (struct part){"xl/texts.xml", cips_buf_text(&texts.xml)};
	char *path = build_parts(parts, form->n + 3);
	for (size_t i = 0; i < MOST_SHEETS; i++)
		cips_buf_release(&sheets[i]);
	cips_buf_release(&workbook);
	cips_buf_release(&relationships);
	cips_buf_release(&texts.xml);
	return path;
}

#endif
