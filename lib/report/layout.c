/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/layout.h"

#include <string.h>

const char *cips_report_category_name(const struct cips_category *category)
{
	if (category->label && *category->label)
		return category->label;
	return category->code ? category->code : "";
}

static const char *axis_name(const struct cips_axis *axis)
{
	if (axis->label && *axis->label)
		return axis->label;
	return axis->variable && strcmp(axis->variable, "*") != 0 ? axis->variable : "";
}

static struct cips_laid *new_laid(
	struct cips_arena *arena, size_t n_labels, size_t n_columns, size_t n_rows)
{
	struct cips_laid *laid = cips_arena_alloc(arena, 1, sizeof *laid);
	laid->n_labels = n_labels;
	laid->n_columns = n_columns;
	laid->n_rows = n_rows;
	laid->columns = cips_arena_alloc(arena, n_columns, sizeof *laid->columns);
	laid->rows = cips_arena_alloc(arena, n_rows, sizeof *laid->rows);
	for (size_t r = 0; r < n_rows; r++)
		laid->rows[r].slots =
			cips_arena_alloc(arena, n_columns, sizeof *laid->rows[r].slots);
	return laid;
}

static struct cips_slot figure_slot(const struct cips_cell *cell, const struct cips_view *view)
{
	return (struct cips_slot){.figure = cips_report_find(cell, view->statistic), .view = view};
}

static const struct cips_cell *cell_of(const struct cips_table *table, size_t row, size_t column)
{
	return &table->cells[row * table->columns.n + column];
}

static void lay_grid_row(struct cips_laid *laid, const struct cips_table *table, size_t r)
{
	const struct cips_layout *layout = &table->layout;
	const struct cips_category *category = &table->rows.categories[r];
	struct cips_laid_row *row = &laid->rows[r];
	struct cips_slot *slot = row->slots;
	row->depth = category->depth;
	row->rule_above = category->rule_above;
	(slot++)->label = cips_report_category_name(category);
	for (size_t l = 0; l < layout->n_leads; l++)
		*slot++ = figure_slot(&table->row_margin[r], &layout->leads[l]);
	for (size_t c = 0; c < table->columns.n; c++, slot++) {
		const struct cips_cell *cell = cell_of(table, r, c);
		*slot = figure_slot(
			layout->cell.from_row ? &table->row_margin[r] : cell, &layout->cell);
		if (!slot->figure && layout->otherwise.header)
			*slot = figure_slot(cell, &layout->otherwise);
		slot->starred = cell->starred;
	}
}

static void lay_tail(
	struct cips_arena *arena, struct cips_laid *laid, const struct cips_table *table, size_t t)
{
	const struct cips_tail *tail = &table->layout.tails[t];
	struct cips_laid_row *row = &laid->rows[table->rows.n + t];
	struct cips_view *view = cips_arena_alloc(arena, 1, sizeof *view);
	*view = (struct cips_view){.statistic = tail->statistic,
		.header = tail->label,
		.decimals = tail->decimals,
		.percent = tail->percent};
	row->rule_above = t == 0;
	row->slots[0].label = tail->label;
	for (size_t c = 0; c < table->columns.n; c++)
		row->slots[1 + table->layout.n_leads + c] =
			figure_slot(&table->column_margin[c], view);
}

static struct cips_laid *lay_grid(struct cips_arena *arena, const struct cips_table *table)
{
	const struct cips_layout *layout = &table->layout;
	struct cips_laid *laid = new_laid(
		arena, 1, 1 + layout->n_leads + table->columns.n, table->rows.n + layout->n_tails);
	struct cips_laid_column *column = laid->columns;
	(column++)->header = axis_name(&table->rows);
	for (size_t l = 0; l < layout->n_leads; l++)
		(column++)->header = layout->leads[l].header;
	for (size_t c = 0; c < table->columns.n; c++) {
		column->header = table->columns.categories[c].code;
		(column++)->dense = true;
	}
	for (size_t r = 0; r < table->rows.n; r++)
		lay_grid_row(laid, table, r);
	for (size_t t = 0; t < layout->n_tails; t++)
		lay_tail(arena, laid, table, t);
	return laid;
}

/* The axes that tell the lines of a LINES layout apart. */
struct line_labels {
	bool rows;
	bool columns;
};

static void lay_line(struct cips_laid *laid, const struct cips_table *table,
	struct line_labels labels, size_t r, size_t c)
{
	const struct cips_layout *layout = &table->layout;
	const struct cips_category *category = &table->rows.categories[r];
	const struct cips_cell *cell = cell_of(table, r, c);
	struct cips_laid_row *row = &laid->rows[r * table->columns.n + c];
	struct cips_slot *slot = row->slots;
	row->depth = labels.rows ? category->depth : 0;
	row->rule_above = labels.rows ? c == 0 && category->rule_above
				      : table->columns.categories[c].rule_above;
	if (labels.rows) {
		slot->label = cips_report_category_name(category);
		(slot++)->repeated = c > 0;
	}
	if (labels.columns)
		(slot++)->label = cips_report_category_name(&table->columns.categories[c]);
	for (size_t v = 0; v < layout->n_views; v++, slot++) {
		const struct cips_view *view = &layout->views[v];
		*slot = figure_slot(view->from_row ? &table->row_margin[r] : cell, view);
		slot->starred = cell->starred && view->statistic == CIPS_STAT_DIFFERENCE;
	}
}

static struct cips_laid *lay_lines(struct cips_arena *arena, const struct cips_table *table)
{
	const struct cips_layout *layout = &table->layout;
	/* of a single line, the axis that says something */
	bool named = *axis_name(&table->rows) != '\0';
	struct line_labels labels = {.columns = table->columns.n > 1};
	labels.rows = table->rows.n > 1 || (!labels.columns && named);
	labels.columns = labels.columns || !labels.rows;
	size_t n_labels = (size_t)labels.rows + (size_t)labels.columns;
	struct cips_laid *laid = new_laid(
		arena, n_labels, n_labels + layout->n_views, table->rows.n * table->columns.n);
	struct cips_laid_column *column = laid->columns;
	if (labels.rows)
		(column++)->header = axis_name(&table->rows);
	if (labels.columns)
		(column++)->header = axis_name(&table->columns);
	for (size_t v = 0; v < layout->n_views; v++)
		(column++)->header = layout->views[v].header;
	for (size_t r = 0; r < table->rows.n; r++)
		for (size_t c = 0; c < table->columns.n; c++)
			lay_line(laid, table, labels, r, c);
	return laid;
}

void cips_report_take_below(struct cips_laid *laid, const struct cips_layout *layout)
{
	laid->n_below = layout->kind == CIPS_LAYOUT_LINES ? layout->n_below : 0;
	laid->n_columns -= laid->n_below;
	for (size_t r = 0; r < laid->n_rows; r++)
		laid->rows[r].below = laid->rows[r].slots + laid->n_columns;
}

static void align(struct cips_laid *laid)
{
	for (size_t c = 0; c < laid->n_columns; c++) {
		laid->columns[c].left = c < laid->n_labels;
		for (size_t r = 0; r < laid->n_rows; r++) {
			const struct cips_figure *figure = laid->rows[r].slots[c].figure;
			if (figure && figure->is_word)
				laid->columns[c].left = true;
		}
	}
}

struct cips_laid *cips_report_lay_out(struct cips_arena *arena, const struct cips_table *table)
{
	struct cips_laid *laid = table->layout.kind == CIPS_LAYOUT_GRID ? lay_grid(arena, table)
									: lay_lines(arena, table);
	align(laid);
	return laid;
}
