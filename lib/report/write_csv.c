/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV: each table as laid out, with unrounded numbers. A figure that is not shown prints the name
 * of its status. With several tables a column `table` comes first, and a header line stands
 * wherever the columns change.
 */
#include "report/clean.h"
#include "report/figure.h"
#include "report/layout.h"
#include "report/writers.h"

#include <string.h>

struct csv {
	FILE *out;
	struct cips_arena scratch;
	bool named; /* there is a column `table` */
};

static const char *header_of(const struct cips_laid *laid, size_t column)
{
	const char *header = laid->columns[column].header;
	return header && *header ? header : "label";
}

static bool same_header(const struct cips_laid *a, const struct cips_laid *b)
{
	if (a->n_columns != b->n_columns)
		return false;
	for (size_t c = 0; c < a->n_columns; c++)
		if (strcmp(header_of(a, c), header_of(b, c)) != 0)
			return false;
	return true;
}

static void write_header(struct csv *csv, const struct cips_laid *laid)
{
	if (csv->named)
		cips_report_csv_field(&csv->scratch, csv->out, "table", true);
	for (size_t c = 0; c < laid->n_columns; c++)
		cips_report_csv_field(
			&csv->scratch, csv->out, header_of(laid, c), c == 0 && !csv->named);
	fputc('\n', csv->out);
}

static void write_slot(struct csv *csv, const struct cips_slot *slot, bool first)
{
	const char *value = slot->label ? slot->label : "";
	if (slot->figure)
		value = cips_report_figure_value(&csv->scratch, slot->figure);
	if (!value)
		value = cips_report_status_name(slot->figure->status);
	cips_report_csv_field(&csv->scratch, csv->out, value, first);
}

static void write_rows(struct csv *csv, const struct cips_laid *laid, const char *name)
{
	for (size_t r = 0; r < laid->n_rows; r++) {
		if (csv->named)
			cips_report_csv_field(&csv->scratch, csv->out, name, true);
		for (size_t c = 0; c < laid->n_columns; c++)
			write_slot(csv, &laid->rows[r].slots[c], c == 0 && !csv->named);
		fputc('\n', csv->out);
	}
}

void cips_report_write_csv(
	const struct cips_document *document, const struct cips_write_options *options, FILE *out)
{
	(void)options;
	struct csv csv = {.out = out, .named = document->n > 1};
	struct cips_laid *before = NULL;
	for (size_t t = 0; t < document->n; t++) {
		const struct cips_table *table = document->tables[t];
		struct cips_laid *laid = cips_report_lay_out(&csv.scratch, table);
		if (!before || !same_header(before, laid))
			write_header(&csv, laid);
		write_rows(&csv, laid, table->layer_variable ? table->layer : table->title);
		before = laid;
	}
	cips_arena_release(&csv.scratch);
}
