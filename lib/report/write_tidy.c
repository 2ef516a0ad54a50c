/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tidy: a CSV with one figure a line, in the order of cips_report_each_figure(), table after table.
 * In a document with layers a table that belongs to none has the layer `*`.
 */
#include "report/clean.h"
#include "report/figure.h"
#include "report/writers.h"

struct tidy {
	FILE *out;
	struct cips_arena scratch;
	bool layered;
	const struct cips_table *table;
};

static const char *or_star(const char *text)
{
	return text && *text ? text : "*";
}

static void write_line(struct tidy *tidy, const char *const *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cips_report_csv_field(&tidy->scratch, tidy->out, fields[i], i == 0);
	fputc('\n', tidy->out);
	cips_arena_reset(&tidy->scratch);
}

enum { FIELDS = 9, LAYER_FIELDS = 2 };

static void write_fields(struct tidy *tidy, const char *const fields[FIELDS])
{
	size_t skipped = tidy->layered ? 0 : LAYER_FIELDS;
	write_line(tidy, fields + skipped, FIELDS - skipped);
}

static void write_figure(
	void *context, const char *row, const char *column, const struct cips_figure *figure)
{
	struct tidy *tidy = context;
	const struct cips_table *table = tidy->table;
	const char *fields[FIELDS] = {
		table->layer_variable ? table->layer_variable : "*",
		table->layer_variable ? or_star(table->layer) : "*",
		or_star(table->rows.variable),
		row,
		or_star(table->columns.variable),
		column,
		cips_report_statistic_name(figure->statistic),
		cips_report_figure_value(&tidy->scratch, figure),
		cips_report_status_name(figure->status),
	};
	write_fields(tidy, fields);
}

void cips_report_write_tidy(
	const struct cips_document *document, const struct cips_write_options *options, FILE *out)
{
	static const char *const header[FIELDS] = {"layer_variable", "layer", "row_variable", "row",
		"column_variable", "column", "statistic", "value", "status"};
	(void)options;
	struct tidy tidy = {.out = out};
	for (size_t t = 0; t < document->n; t++)
		tidy.layered = tidy.layered || document->tables[t]->layer_variable;
	write_fields(&tidy, header);
	for (size_t t = 0; t < document->n; t++) {
		tidy.table = document->tables[t];
		cips_report_each_figure(tidy.table, write_figure, &tidy);
	}
	cips_arena_release(&tidy.scratch);
}
