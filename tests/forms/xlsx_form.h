/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form that was read from pipe tables, put into an .xlsx file cell by cell, for tests. The rows of
 * a sheet count from 1.
 */
#ifndef CIPS_TESTS_FORMS_XLSX_FORM_H
#define CIPS_TESTS_FORMS_XLSX_FORM_H

#include "base/buf.h"
#include "forms/workbook.h"
#include "xlsx_build.h"

static inline void put_escaped(struct cips_buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			cips_buf_puts(out, "&lt;");
		else if (*text == '&')
			cips_buf_puts(out, "&amp;");
		else
			cips_buf_putc(out, *text);
	}
}

static inline void put_sheet(struct cips_buf *out, const struct cips_sheet *from)
{
	cips_buf_puts(out, "<worksheet " MAIN "><sheetData>");
	for (size_t i = 0; i < from->n; i++) {
		cips_buf_puts(out, "<row>");
		for (size_t k = 0; k < from->rows[i].n; k++) {
			cips_buf_puts(out, "<c t=\"inlineStr\"><is><t>");
			put_escaped(out, from->rows[i].cells[k]);
			cips_buf_puts(out, "</t></is></c>");
		}
		cips_buf_puts(out, "</row>");
	}
	cips_buf_puts(out, "</sheetData></worksheet>");
}

/* The name of a new file; unlink() and free() it. */
static inline char *workbook_of(const struct cips_workbook *form)
{
	struct cips_buf sheets[8] = {{0}}, workbook = {0}, relationships = {0};
	char names[8][32];
	struct part parts[10] = {{0}};
	cips_buf_puts(&workbook, "<workbook " MAIN " xmlns:r=\"" REL "\"><sheets>");
	cips_buf_puts(&relationships, "<Relationships " PACKAGE ">");
	if (form->n > 8)
		abort();
	for (size_t i = 0; i < form->n; i++) {
		snprintf(names[i], sizeof names[i], "xl/part%zu.xml", i);
		put_sheet(&sheets[i], &form->sheets[i]);
		parts[i + 2] = (struct part){names[i], cips_buf_text(&sheets[i])};
		cips_buf_printf(
			&workbook, "<sheet name=\"%s\" r:id=\"p%zu\"/>", form->sheets[i].name, i);
		cips_buf_printf(&relationships,
			"<Relationship Id=\"p%zu\" Type=\"" REL "/worksheet\" Target=\"/%s\"/>", i,
			names[i]);
	}
	cips_buf_puts(&workbook, "</sheets></workbook>");
	cips_buf_puts(&relationships, "</Relationships>");
	parts[0] = (struct part){"xl/workbook.xml", cips_buf_text(&workbook)};
	parts[1] = (struct part){"xl/_rels/workbook.xml.rels", cips_buf_text(&relationships)};
	char *path = build_parts(parts, form->n + 2);
	for (size_t i = 0; i < 8; i++)
		cips_buf_release(&sheets[i]);
	cips_buf_release(&workbook);
	cips_buf_release(&relationships);
	return path;
}

#endif
