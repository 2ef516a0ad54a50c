/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sheet.h"

#include "base/map.h"
#include "base/utf8.h"
#include "report/clean.h"
#include "report/figure.h"

#include <stdint.h>
#include <string.h>

/* GAP: behind the labels. A header of SHORT_HEADER columns is not broken. */
enum { INDENT = 2, GAP = 2, LEAST_LABEL = 6, SHORT_HEADER = 6 };

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The widest part of a header that cannot be broken. */
static size_t longest_word(const char *header)
{
	size_t longest = 0;
	for (const char *p = header; *p;) {
		size_t n = strcspn(p, " _");
		n += p[n] == '_';
		char word[256];
		size_t kept = smaller(n, sizeof word - 1);
		memcpy(word, p, kept);
		word[kept] = '\0';
		longest = larger(longest, cips_utf8_width(word));
		p += n + (p[n] == ' ');
	}
	return longest;
}

static size_t indent_of(const struct cips_laid *laid, size_t row, size_t column)
{
	int depth = laid->rows[row].depth;
	return column == 0 && depth > 0 ? (size_t)depth * INDENT : 0;
}

static const char *slot_text(struct cips_arena *arena, const struct cips_slot *slot, bool ascii)
{
	if (slot->label)
		return cips_report_clean(arena, slot->repeated ? "" : slot->label, ascii);
	const char *shown = cips_report_figure_shown(arena, slot->figure, slot->view);
	bool clean = !slot->figure || !slot->figure->is_word; /* a number, or a symbol of ours */
	return clean && !ascii ? shown : cips_report_clean(arena, shown, ascii);
}

static void measure_column(struct cips_arena *arena, struct cips_sheet *sheet, size_t c, bool ascii)
{
	const struct cips_laid *laid = sheet->laid;
	struct cips_sheet_column *column = &sheet->columns[c];
	size_t widest = 1;
	column->header = cips_report_clean(arena, laid->columns[c].header, ascii);
	for (size_t r = 0; r < laid->n_rows; r++) {
		const struct cips_slot *slot = &laid->rows[r].slots[c];
		const char *text = slot_text(arena, slot, ascii);
		sheet->texts[r * laid->n_columns + c] = text;
		widest = larger(widest, indent_of(laid, r, c) + cips_utf8_width(text));
		column->mark = column->mark || slot->starred;
	}
	size_t header = cips_utf8_width(column->header);
	column->natural = larger(widest, header);
	size_t broken = header > SHORT_HEADER ? longest_word(column->header) : header;
	column->least = c < laid->n_labels ? smaller(column->natural, CIPS_LABEL_WIDTH)
					   : larger(widest, broken);
	column->width = column->natural;
}

/* The cells of a grid look alike: all have a column for stars or none has. */
static void even_marks(struct cips_sheet *sheet)
{
	const struct cips_laid *laid = sheet->laid;
	bool any = false;
	for (size_t c = laid->n_labels; c < laid->n_columns; c++)
		any = any || (laid->columns[c].dense && sheet->columns[c].mark);
	for (size_t c = laid->n_labels; c < laid->n_columns; c++)
		if (laid->columns[c].dense)
			sheet->columns[c].mark = any;
}

size_t cips_report_sheet_gap(const struct cips_sheet *sheet, size_t from, size_t c)
{
	static const size_t gaps[] = {
		[CIPS_SPACING_TIGHT] = 1, [CIPS_SPACING_USUAL] = 2, [CIPS_SPACING_LOOSE] = 3};
	static const size_t dense_gaps[] = {
		[CIPS_SPACING_TIGHT] = 1, [CIPS_SPACING_USUAL] = 1, [CIPS_SPACING_LOOSE] = 2};
	const struct cips_laid_column *columns = sheet->laid->columns;
	if (c == 0)
		return 0;
	if (c <= from)
		return GAP;
	bool dense = columns[c].dense && columns[c - 1].dense;
	return (dense ? dense_gaps : gaps)[sheet->spacing] - sheet->columns[c - 1].mark;
}

/* Columns that the figures [from, to) take, with the gap in front of them. */
static size_t figures_width(const struct cips_sheet *sheet, size_t from, size_t to)
{
	size_t width = 0;
	for (size_t c = from; c < to; c++)
		width += cips_report_sheet_gap(sheet, from, c) + sheet->columns[c].width +
			sheet->columns[c].mark;
	return width;
}

static size_t labels_width(const struct cips_sheet *sheet)
{
	size_t width = 0;
	for (size_t c = 0; c < sheet->laid->n_labels; c++)
		width += (c ? GAP : 0) + sheet->columns[c].width;
	return width;
}

/* The ways to set a table, from the best to the narrowest. */
static const struct way {
	enum cips_spacing spacing;
	bool whole_headers;
	bool whole_labels;
} ways[] = {
	{CIPS_SPACING_LOOSE, true, true},
	{CIPS_SPACING_USUAL, true, true},
	{CIPS_SPACING_USUAL, false, true},
	{CIPS_SPACING_TIGHT, false, true},
	{CIPS_SPACING_USUAL, false, false},
	{CIPS_SPACING_TIGHT, false, false},
};
enum { WAYS = sizeof ways / sizeof *ways };

/* Sets the columns that way; returns the width of the whole. */
static size_t set_columns(struct cips_sheet *sheet, struct way way)
{
	const struct cips_laid *laid = sheet->laid;
	sheet->spacing = way.spacing;
	for (size_t c = 0; c < laid->n_columns; c++) {
		struct cips_sheet_column *column = &sheet->columns[c];
		bool whole = c < laid->n_labels ? way.whole_labels : way.whole_headers;
		column->width = whole ? column->natural : column->least;
	}
	return labels_width(sheet) + figures_width(sheet, laid->n_labels, laid->n_columns);
}

/*
 * Splits the figures into panels of at most `width` columns; a column is never split. Returns how
 * many; `panels` may be NULL.
 */
static size_t split(const struct cips_sheet *sheet, size_t width, struct cips_panel *panels)
{
	size_t n = 0, labels = labels_width(sheet), end = sheet->laid->n_columns;
	size_t from = sheet->laid->n_labels;
	do {
		size_t to = from < end ? from + 1 : from;
		while (to < end && labels + figures_width(sheet, from, to + 1) <= width)
			to++;
		if (panels)
			panels[n] = (struct cips_panel){from, to};
		n++;
		from = to;
	} while (from < end);
	return n;
}

/* As few panels as the width allows, about equally wide. */
static void split_evenly(struct cips_arena *arena, struct cips_sheet *sheet, size_t width)
{
	size_t n = split(sheet, width, NULL);
	while (n > 1 && width > 1 && split(sheet, width - 1, NULL) == n)
		width--;
	sheet->panels = cips_arena_alloc(arena, n, sizeof *sheet->panels);
	sheet->n_panels = split(sheet, width, sheet->panels);
}

/* The best way that fits, else the usual one in panels. */
static void choose_way(struct cips_arena *arena, struct cips_sheet *sheet, size_t width)
{
	size_t best = 0;
	while (best < WAYS && set_columns(sheet, ways[best]) > width)
		best++;
	sheet->needed = set_columns(sheet, ways[WAYS - 1]);
	set_columns(sheet, best < WAYS ? ways[best] : ways[WAYS - 2]);
	split_evenly(arena, sheet, best < WAYS ? SIZE_MAX : width);
}

/* Gives the labels what the widest panel leaves, the first label first. */
static void widen_labels(struct cips_sheet *sheet, size_t width)
{
	size_t used = 0;
	for (size_t p = 0; p < sheet->n_panels; p++)
		used = larger(
			used, figures_width(sheet, sheet->panels[p].from, sheet->panels[p].to));
	used += labels_width(sheet);
	size_t left = width > used ? width - used : 0;
	for (size_t c = 0; c < sheet->laid->n_labels; c++) {
		struct cips_sheet_column *column = &sheet->columns[c];
		size_t more = smaller(left, column->natural - column->width);
		column->width += more;
		left -= more;
	}
}

/*
 * The text in `width` columns, its end cut off; or its middle, so that what differs at the end is
 * seen.
 */
static char *cut_label(
	struct cips_arena *arena, const char *text, size_t width, const char *dots, bool middle)
{
	size_t whole = cips_utf8_width(text), mark = cips_utf8_width(dots);
	size_t room = width > mark ? width - mark : 0;
	size_t behind = middle ? room / 2 : 0;
	size_t head = cips_utf8_cut(text, room - behind);
	size_t tail = strlen(text);
	if (behind) {
		tail = cips_utf8_cut(text, whole - behind);
		if (cips_utf8_width(text + tail) > behind)
			tail = cips_utf8_cut(text, whole - behind + 1);
		tail += strspn(text + tail, " ");
	}
	while (head && text[head - 1] == ' ')
		head--;
	return cips_arena_printf(arena, "%.*s%s%s", (int)head, text, dots, text + tail);
}

/* Columns left for a label behind its indent; a deep indent gives way to the label. */
static size_t label_room(const struct cips_sheet *sheet, size_t r, size_t c)
{
	size_t width = sheet->columns[c].width, indent = indent_of(sheet->laid, r, c);
	return larger(width > indent ? width - indent : 0, smaller(width, LEAST_LABEL));
}

/* Whether different texts read the same when cut: those of the row and of the first row so cut. */
static bool note_cut(
	struct cips_map *first_row, const char *cut, const char *const *whole, size_t r)
{
	size_t first;
	if (cips_map_put(first_row, cut, r) || !cips_map_get(first_row, cut, &first))
		return false;
	return strcmp(whole[first], whole[r]) != 0;
}

/*
 * Cuts the labels of a column that do not fit; those that would then read like another one in the
 * middle.
 */
static void cut_labels(struct cips_arena *arena, struct cips_sheet *sheet, size_t c, bool ascii)
{
	size_t n = sheet->laid->n_rows, n_columns = sheet->laid->n_columns;
	const char *dots = ascii ? "..." : "…";
	struct cips_map first_row = {0}, same = {0};
	const char **whole = cips_arena_alloc(arena, n, sizeof *whole);
	char **cut = cips_arena_alloc(arena, n, sizeof *cut);
	for (size_t r = 0; r < n; r++) {
		whole[r] = sheet->texts[r * n_columns + c];
		size_t room = label_room(sheet, r, c);
		if (cips_utf8_width(whole[r]) <= room)
			continue;
		cut[r] = cut_label(arena, whole[r], room, dots, false);
		if (note_cut(&first_row, cut[r], whole, r))
			cips_map_put(&same, cut[r], 1);
	}
	for (size_t r = 0; r < n; r++)
		if (cut[r])
			sheet->texts[r * n_columns + c] = cips_map_get(&same, cut[r], NULL)
				? cut_label(arena, whole[r], label_room(sheet, r, c), dots, true)
				: cut[r];
	cips_map_release(&first_row);
	cips_map_release(&same);
}

static char *indented(struct cips_arena *arena, const char *text, size_t indent)
{
	size_t n = strlen(text);
	char *label = cips_arena_alloc(arena, indent + n + 1, 1);
	memset(label, ' ', indent);
	memcpy(label + indent, text, n);
	return label;
}

static void indent_labels(struct cips_arena *arena, struct cips_sheet *sheet)
{
	const struct cips_laid *laid = sheet->laid;
	for (size_t r = 0; r < laid->n_rows; r++) {
		const char **text = &sheet->texts[r * laid->n_columns];
		size_t width = cips_utf8_width(*text), whole = sheet->columns[0].width;
		size_t indent = smaller(indent_of(laid, r, 0), whole > width ? whole - width : 0);
		if (**text && indent)
			*text = indented(arena, *text, indent);
	}
}

struct cips_sheet *cips_report_sheet(
	struct cips_arena *arena, const struct cips_laid *laid, size_t width, bool ascii)
{
	struct cips_sheet *sheet = cips_arena_alloc(arena, 1, sizeof *sheet);
	sheet->laid = laid;
	sheet->columns = cips_arena_alloc(arena, laid->n_columns, sizeof *sheet->columns);
	sheet->texts =
		cips_arena_alloc(arena, laid->n_rows * laid->n_columns, sizeof *sheet->texts);
	for (size_t c = 0; c < laid->n_columns; c++)
		measure_column(arena, sheet, c, ascii);
	even_marks(sheet);
	choose_way(arena, sheet, width);
	widen_labels(sheet, width);
	for (size_t c = 0; c < laid->n_labels; c++)
		cut_labels(arena, sheet, c, ascii);
	indent_labels(arena, sheet);
	return sheet;
}
