/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/xlsx_sheet.h"

#include "base/number.h"

#include <stdlib.h>
#include <string.h>

enum {
	ROWS_LIMIT = 1048576,
	BYTES_LIMIT = 64 << 20,
	MERGES_LIMIT = 20, /* merged cells that are reported */
};

/* The cells of the row that is being read, and how far the reader is in it. */
struct sheet_reader {
	struct cips_workbook *out;
	struct cips_findings *findings;
	const struct xlsx_values *values;
	struct xlsx_kept *kept;
	const char *name; /* of the sheet */
	struct cips_arena scratch;
	const char **cells; /* CIPS_FORM_COLUMNS of them, "" but for the touched */
	size_t touched;	    /* cells [0, touched) may hold something */
	bool in_data;
	long row;
	size_t column; /* of the current cell, from 1; 0 before the first */
	const char *type;
	size_t style;
	struct cips_buf value; /* <v> */
	bool in_value;
	bool in_string; /* <is> */
	bool formula;	/* <f> */
	size_t merges;
	struct xlsx_text text;
	bool too_large;
};

/* "AB12" to its column, from 1; 0 when it is no reference within the limits. */
static size_t column_of(const char *reference)
{
	size_t column = 0;
	for (; *reference >= 'A' && *reference <= 'Z' && column <= CIPS_FORM_COLUMNS; reference++)
		column = column * 26 + (size_t)(*reference - 'A') + 1;
	return column <= CIPS_FORM_COLUMNS && *reference >= '0' && *reference <= '9' ? column : 0;
}

static void begin_row(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	const char *text = xlsx_attribute(&s->scratch, reader, "r");
	long row;
	s->row++;
	if (text && cips_number_parse_long(text, &row) && row >= 1 && row <= ROWS_LIMIT)
		s->row = row;
	s->column = 0;
}

static void begin_cell(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	const char *reference = xlsx_attribute(&s->scratch, reader, "r");
	const char *style = xlsx_attribute(&s->scratch, reader, "s");
	size_t column = reference ? column_of(reference) : 0;
	long number;
	s->column = column ? column : s->column + 1;
	s->type = xlsx_attribute(&s->scratch, reader, "t");
	if (!s->type)
		s->type = "n";
	s->style =
		style && cips_number_parse_long(style, &number) && number >= 0 ? (size_t)number : 0;
	s->formula = false;
	cips_buf_clear(&s->value);
	cips_buf_clear(&s->text.buf);
}

static const char *shared_string(struct sheet_reader *s, const char *index)
{
	const struct xlsx_values *values = s->values;
	long number;
	if (cips_number_parse_long(index, &number) && number >= 0 &&
		(size_t)number < values->n_strings)
		return values->strings[number];
	cips_findings_add(s->findings, CIPS_ERROR, "xlsx-damaged", s->name, s->row, (long)s->column,
		"the text of the cell is not in the workbook");
	cips_findings_hint(s->findings, "type the cell again and save the workbook");
	return "";
}

/* Says that a cell is read as a date. */
static const char *date_cell(struct sheet_reader *s, const char *text)
{
	cips_findings_add(s->findings, CIPS_NOTE, "cell-date", s->name, s->row, (long)s->column,
		"the cell is a date and is read as \"%s\"", text);
	cips_findings_value(s->findings, text);
	cips_findings_hint(s->findings,
		"if something else was typed, format the cell as text and type it again");
	return text;
}

/* "2024-02-03T00:00:00" as the strict form of the format writes it; a time of its own stays. */
static const char *iso_cell(struct sheet_reader *s, char *value)
{
	char *time = strchr(value, 'T');
	if (time && (!time[1] || strspn(time + 1, "0:.Z") == strlen(time + 1)))
		*time = '\0';
	else if (time)
		*time = ' ';
	return date_cell(s, value);
}

static const char *number_cell(struct sheet_reader *s, const char *value)
{
	bool date;
	const char *text = xlsx_number(s->values, &s->scratch, value, s->style, &date);
	return date ? date_cell(s, text) : text;
}

/* A program that writes a formula without its result leaves the cell empty for us. */
static void check_formula(struct sheet_reader *s)
{
	if (!s->formula || s->value.n || strcmp(s->type, "str") == 0)
		return;
	cips_findings_add(s->findings, CIPS_ERROR, "cell-formula", s->name, s->row, (long)s->column,
		"the cell has a formula whose result is not in the file");
	cips_findings_hint(s->findings,
		"open and save the workbook in a spreadsheet program, or type the text instead");
}

/* The text of the cell that ends here, in the scratch arena or in the workbook. */
static const char *cell_text(struct sheet_reader *s)
{
	char *value = cips_arena_strdup(&s->scratch, cips_buf_text(&s->value));
	if (strcmp(s->type, "inlineStr") == 0) {
		char *text = cips_arena_strdup(&s->scratch, cips_buf_text(&s->text.buf));
		xlsx_unescape(text);
		return text;
	}
	if (!*value)
		return "";
	if (strcmp(s->type, "s") == 0)
		return shared_string(s, value);
	if (strcmp(s->type, "b") == 0)
		return strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ? "FALSE" : "TRUE";
	if (strcmp(s->type, "n") == 0)
		return number_cell(s, value);
	xlsx_unescape(value); /* str: what a formula gave; d: a date; e: an error such as #N/A */
	return strcmp(s->type, "d") == 0 ? iso_cell(s, value) : value;
}

static bool end_cell(struct sheet_reader *s)
{
	if (s->column < 1 || s->column > CIPS_FORM_COLUMNS)
		return true;
	check_formula(s);
	const char *text = cell_text(s);
	if (!*text)
		return true;
	s->kept->bytes += strlen(text);
	s->cells[s->column - 1] = text;
	if (s->touched < s->column)
		s->touched = s->column;
	s->too_large = s->kept->bytes > BYTES_LIMIT;
	return !s->too_large;
}

static bool end_row(struct sheet_reader *s)
{
	s->kept->cells += s->touched;
	if (s->kept->cells > CIPS_FORM_CELLS) {
		s->too_large = true;
		return false;
	}
	cips_forms_add_row(s->out, cips_forms_sheet(s->out, s->name), s->row, s->cells, s->touched);
	for (size_t i = 0; i < s->touched; i++)
		s->cells[i] = "";
	s->touched = 0;
	cips_arena_reset(&s->scratch);
	return true;
}

static bool begin_element(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	bool empty = xmlTextReaderIsEmptyElement(reader) == 1;
	if (xlsx_is(reader, "row")) {
		begin_row(s, reader);
		return !empty || end_row(s);
	}
	if (xlsx_is(reader, "c"))
		begin_cell(s, reader);
	else if (xlsx_is(reader, "v"))
		s->in_value = !empty;
	else if (xlsx_is(reader, "is"))
		s->in_string = !empty;
	else if (xlsx_is(reader, "f"))
		s->formula = true;
	return true;
}

static bool end_element(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	if (xlsx_is(reader, "row"))
		return end_row(s);
	if (xlsx_is(reader, "c"))
		return end_cell(s);
	if (xlsx_is(reader, "v"))
		s->in_value = false;
	else if (xlsx_is(reader, "is"))
		s->in_string = false;
	return true;
}

/* Only the first of merged cells holds the text: the rows below it have none. */
static void note_merge(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	const char *reference = xlsx_attribute(&s->scratch, reader, "ref");
	size_t letters = reference ? strspn(reference, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
	if (!letters || s->merges++ >= MERGES_LIMIT)
		return;
	cips_findings_add(s->findings, CIPS_WARNING, "cells-merged", s->name,
		strtol(reference + letters, NULL, 10), (long)column_of(reference),
		"the cells %s are merged; only the first of them holds something", reference);
	cips_findings_hint(s->findings, "unmerge them and fill in each");
}

static bool visit_sheet(void *context, xmlTextReaderPtr reader)
{
	struct sheet_reader *s = context;
	int type = xmlTextReaderNodeType(reader);
	bool begins = type == XML_READER_TYPE_ELEMENT;
	if ((begins || type == XML_READER_TYPE_END_ELEMENT) && xlsx_is(reader, "sheetData")) {
		s->in_data = begins && !xmlTextReaderIsEmptyElement(reader);
		return true;
	}
	if (begins && xlsx_is(reader, "mergeCell"))
		note_merge(s, reader);
	if (!s->in_data)
		return true;
	if (s->in_string)
		xlsx_text_event(&s->text, reader);
	if (begins)
		return begin_element(s, reader);
	if (type == XML_READER_TYPE_END_ELEMENT)
		return end_element(s, reader);
	const xmlChar *text = s->in_value ? xmlTextReaderConstValue(reader) : NULL;
	if (text)
		cips_buf_puts(&s->value, (const char *)text);
	return true;
}

bool xlsx_read_sheet(zip_t *zip, const char *part, const char *name,
	const struct xlsx_values *values, struct xlsx_kept *kept, struct cips_workbook *out,
	struct cips_findings *findings)
{
	struct sheet_reader s = {.out = out,
		.findings = findings,
		.values = values,
		.kept = kept,
		.name = name,
		.type = "n"};
	s.cells = cips_malloc(CIPS_FORM_COLUMNS * sizeof *s.cells);
	for (size_t i = 0; i < CIPS_FORM_COLUMNS; i++)
		s.cells[i] = "";
	bool ok = xlsx_read_part(zip, part, findings, visit_sheet, &s);
	if (s.too_large)
		ok = xlsx_fault(findings, "too-large",
			"the workbook has far more cells than a form can have",
			"copy the sheets of the form into a new workbook and save that");
	cips_buf_release(&s.value);
	cips_buf_release(&s.text.buf);
	cips_arena_release(&s.scratch);
	free(s.cells);
	return ok;
}
