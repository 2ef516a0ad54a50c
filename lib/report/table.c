/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

const char *cips_report_statistic_name(enum cips_statistic statistic)
{
	static const char *const names[] = {
#define STATISTIC_NAME(id, name) [CIPS_STAT_##id] = name,
		CIPS_STATISTICS(STATISTIC_NAME)
#undef STATISTIC_NAME
	};
	assert(statistic < CIPS_STAT_COUNT_OF);
	return names[statistic];
}

const char *cips_report_status_name(enum cips_status status)
{
	static const char *const names[] = {
		[CIPS_STATUS_SHOWN] = "shown",
		[CIPS_STATUS_SUPPRESSED] = "suppressed",
		[CIPS_STATUS_UNDEFINED] = "undefined",
		[CIPS_STATUS_NOT_TESTED] = "not_tested",
		[CIPS_STATUS_NOT_COMPARABLE] = "not_comparable",
		[CIPS_STATUS_NO_RETURNS] = "no_returns",
	};
	assert((size_t)status < sizeof names / sizeof *names);
	return names[status];
}

struct cips_document *cips_report_document_new(const char *command)
{
	struct cips_document *document = cips_calloc(1, sizeof *document);
	document->command = cips_arena_strdup(&document->arena, command);
	document->title = "";
	return document;
}

void cips_report_document_free(struct cips_document *document)
{
	if (!document)
		return;
	cips_arena_release(&document->arena);
	free(document);
}

static void add_table(struct cips_document *document, struct cips_table *table)
{
	document->tables = cips_arena_grow(&document->arena, document->tables, document->n,
		&document->room, sizeof *document->tables);
	document->tables[document->n++] = table;
}

/* One more line at the end of a growing list. */
struct lines {
	const char ***list;
	size_t *n;
	size_t *room;
};

__attribute__((format(printf, 3, 0))) static void add_line(
	struct cips_arena *arena, struct lines to, const char *format, va_list args)
{
	char *line = cips_arena_vprintf(arena, format, args);
	*to.list = cips_arena_grow(arena, *to.list, *to.n, to.room, sizeof **to.list);
	(*to.list)[(*to.n)++] = line;
}

void cips_report_document_join(struct cips_document *whole, struct cips_document *part)
{
	for (size_t i = 0; i < part->n; i++)
		add_table(whole, part->tables[i]);
	for (size_t i = 0; i < part->n_notes; i++) {
		whole->notes = cips_arena_grow(&whole->arena, whole->notes, whole->n_notes,
			&whole->notes_room, sizeof *whole->notes);
		whole->notes[whole->n_notes++] = part->notes[i];
	}
	cips_arena_join(&whole->arena, &part->arena);
	cips_report_document_free(part);
}

void cips_report_subtitle(struct cips_document *document, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add_line(&document->arena,
		(struct lines){
			&document->subtitle, &document->n_subtitle, &document->subtitle_room},
		format, args);
	va_end(args);
}

void cips_report_note(struct cips_document *document, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add_line(&document->arena,
		(struct lines){&document->notes, &document->n_notes, &document->notes_room}, format,
		args);
	va_end(args);
}

void cips_report_table_note(
	struct cips_document *document, struct cips_table *table, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add_line(&document->arena,
		(struct lines){&table->notes, &table->n_notes, &table->notes_room}, format, args);
	va_end(args);
}

static void init_axis(struct cips_arena *arena, struct cips_axis *axis, size_t n)
{
	axis->variable = "*";
	axis->label = "";
	axis->n = n;
	axis->categories = cips_arena_alloc(arena, n, sizeof *axis->categories);
	for (size_t i = 0; i < n; i++)
		axis->categories[i].code = axis->categories[i].label = "";
}

struct cips_table *cips_report_table(struct cips_document *document, size_t rows, size_t columns)
{
	struct cips_arena *arena = &document->arena;
	struct cips_table *table = cips_arena_alloc(arena, 1, sizeof *table);
	table->title = "";
	init_axis(arena, &table->rows, rows);
	init_axis(arena, &table->columns, columns);
	table->cells = cips_arena_alloc(arena, rows * columns, sizeof *table->cells);
	table->row_margin = cips_arena_alloc(arena, rows, sizeof *table->row_margin);
	table->column_margin = cips_arena_alloc(arena, columns, sizeof *table->column_margin);
	add_table(document, table);
	return table;
}

struct cips_cell *cips_report_cell(struct cips_table *table, long row, long column)
{
	assert(row >= -1 && row < (long)table->rows.n);
	assert(column >= -1 && column < (long)table->columns.n);
	if (row < 0 && column < 0)
		return &table->whole;
	if (row < 0)
		return &table->column_margin[column];
	if (column < 0)
		return &table->row_margin[row];
	return &table->cells[(size_t)row * table->columns.n + (size_t)column];
}

static_assert(CIPS_STAT_COUNT_OF <= UCHAR_MAX + 1, "a figure has a byte for its statistic");

/* A new figure of a cell; one statistic is put into a cell once. */
static struct cips_figure *add_figure(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, enum cips_status status)
{
	assert(statistic < CIPS_STAT_COUNT_OF);
	assert(!cips_report_find(cell, statistic));
	size_t room = cell->room;
	cell->figures = cips_arena_grow(
		&document->arena, cell->figures, cell->n, &room, sizeof *cell->figures);
	cell->room = (unsigned short)room;
	struct cips_figure *figure = &cell->figures[cell->n++];
	*figure = (struct cips_figure){
		.statistic = (unsigned char)statistic, .status = (unsigned char)status};
	return figure;
}

void cips_report_number(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, double number)
{
	if (isfinite(number))
		add_figure(document, cell, statistic, CIPS_STATUS_SHOWN)->number = number;
	else
		add_figure(document, cell, statistic, CIPS_STATUS_UNDEFINED);
}

void cips_report_word(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, const char *word)
{
	struct cips_figure *figure = add_figure(document, cell, statistic, CIPS_STATUS_SHOWN);
	figure->is_word = true;
	figure->word = cips_arena_strdup(&document->arena, word);
}

void cips_report_none(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, enum cips_status status)
{
	assert(status != CIPS_STATUS_SHOWN);
	add_figure(document, cell, statistic, status);
}

void cips_report_number_or(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, bool there, double number, enum cips_status otherwise)
{
	if (there)
		cips_report_number(document, cell, statistic, number);
	else
		cips_report_none(document, cell, statistic, otherwise);
}

const struct cips_figure *cips_report_find(
	const struct cips_cell *cell, enum cips_statistic statistic)
{
	for (size_t i = 0; i < cell->n; i++)
		if (cell->figures[i].statistic == statistic)
			return &cell->figures[i];
	return NULL;
}
