/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cell holds what every terminal shows in the same number of columns: one character that takes
 * room and its marks. A cluster with several such characters (a family of emoji) is laid out as
 * they are, side by side and without the joiners between them, because terminals do not agree on
 * how wide the joined picture is.
 */
#include "frame.h"

#include "cips.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No terminal library holds more in one cell. */
enum { CELL_CHARACTERS = 5 };

/* Room for a character that is made visible: "U+10FFFF". */
enum { VISIBLE = 12 };

struct frame *frame_new(int rows, int columns)
{
	struct frame *frame = calloc(1, sizeof *frame);
	size_t cells = (size_t)(rows > 0 ? rows : 1) * (size_t)(columns > 0 ? columns : 1);
	if (frame)
		frame->cells = calloc(cells, sizeof *frame->cells);
	if (!frame || !frame->cells) {
		fputs("cips: memory is exhausted\n", stderr);
		exit(CIPS_SYSTEM);
	}
	frame->rows = rows > 0 ? rows : 1;
	frame->columns = columns > 0 ? columns : 1;
	frame_clear(frame);
	return frame;
}

void frame_free(struct frame *frame)
{
	if (!frame)
		return;
	explicit_bzero(
		frame->cells, (size_t)frame->rows * (size_t)frame->columns * sizeof *frame->cells);
	free(frame->cells);
	free(frame);
}

void frame_clear(struct frame *frame)
{
	size_t n = (size_t)frame->rows * (size_t)frame->columns;
	explicit_bzero(frame->cells, n * sizeof *frame->cells);
	for (size_t i = 0; i < n; i++)
		frame->cells[i].width = 1;
	frame->cursor_row = 0;
	frame->cursor_column = 0;
}

struct cell *frame_cell(struct frame *frame, int row, int column)
{
	return frame->cells + (size_t)row * (size_t)frame->columns + (size_t)column;
}

/* The character in `n` bytes, which are one; -1 for a broken byte. */
static long character(const char *text, size_t n)
{
	const unsigned char *b = (const unsigned char *)text;
	if (n == 1)
		return b[0] < 0x80 ? b[0] : -1;
	long c = b[0] & (0xFF >> (n + 1));
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (b[i] & 0x3F);
	return c;
}

/* The bytes of the first character. */
static size_t step(const char *text, size_t n)
{
	size_t i = 1;
	while (i < n && ((unsigned char)text[i] & 0xC0) == 0x80)
		i++;
	return i;
}

/* What stands for a character that must not be shown; returns its columns. */
static int visible(char out[VISIBLE], const char *text, size_t n)
{
	long c = character(text, n);
	if (c < 0)
		return snprintf(out, VISIBLE, "\\x%02x", (unsigned char)*text);
	return snprintf(out, VISIBLE, c < 0x100 ? "\\x%02lx" : "U+%04lX", (unsigned long)c);
}

size_t frame_cluster(const char *text, size_t n, int *columns)
{
	char shown[VISIBLE];
	size_t bytes = cips_text_cluster(text, n, columns);
	if (*columns < 0)
		*columns = *text == '\n' || *text == '\t' ? 1 : visible(shown, text, bytes);
	else if (*columns == 0)
		*columns = 1;
	return bytes;
}

int frame_width(const char *text, size_t n)
{
	int width = 0;
	for (size_t i = 0; i < n;) {
		int columns;
		i += frame_cluster(text + i, n - i, &columns);
		width += columns;
	}
	return width;
}

/* A wide character that is overwritten in part goes altogether. */
static void evict(struct frame *frame, int row, int column)
{
	struct cell *cell = frame_cell(frame, row, column);
	if (cell->width == 0 && column > 0) {
		*cell[-1].text = '\0';
		cell[-1].width = 1;
	}
	if (cell->width == 2) {
		*cell[1].text = '\0';
		cell[1].width = 1;
	}
	memset(cell->text, 0, sizeof cell->text);
	cell->width = 1;
}

static struct cell *occupy(struct frame *frame, int row, int column, int width, enum role role)
{
	for (int i = 0; i < width; i++) {
		evict(frame, row, column + i);
		frame_cell(frame, row, column + i)->role = (unsigned char)role;
	}
	struct cell *cell = frame_cell(frame, row, column);
	cell->width = (unsigned char)width;
	if (width == 2)
		cell[1].width = 0;
	return cell;
}

/* Asks for another picture of the character before it, which terminals take to be wider or not. */
static bool is_variation(const char *text, size_t n)
{
	long c = character(text, n);
	return c >= 0xFE00 && c <= 0xFE0F;
}

/* The characters of a cluster, each that takes room in cells of its own. */
static void put_cluster(struct frame *frame, int row, int column, enum role role, const char *text,
	size_t n, int width)
{
	struct cell *cell = NULL;
	size_t used = 0;
	int characters = 0, taken = 0;
	for (size_t i = 0; i < n;) {
		size_t bytes = step(text + i, n - i);
		int own;
		cips_text_cluster(text + i, bytes, &own);
		if (own > 0 || !cell) {
			cell = occupy(frame, row, column + taken, own > 0 ? own : 1, role);
			taken += own > 0 ? own : 1;
			used = 0;
			characters = 0;
			if (own == 0)
				cell->text[used++] = ' ';
		}
		bool joiner = own < 0 && width > (int)cell->width;
		if (characters < CELL_CHARACTERS && used + bytes < CELL_BYTES && !joiner &&
			!is_variation(text + i, bytes)) {
			memcpy(cell->text + used, text + i, bytes);
			used += bytes;
			characters++;
		}
		i += bytes;
	}
}

int frame_put(struct frame *frame, int row, int column, int columns, enum role role,
	const char *text, size_t n)
{
	int used = 0;
	if (row < 0 || row >= frame->rows || column < 0)
		return 0;
	if (columns > frame->columns - column)
		columns = frame->columns - column;
	for (size_t i = 0; i < n;) {
		char shown[VISIBLE];
		int width, raw;
		size_t bytes = frame_cluster(text + i, n - i, &width);
		if (used + width > columns)
			break;
		cips_text_cluster(text + i, bytes, &raw);
		if (raw >= 0) {
			put_cluster(frame, row, column + used, role, text + i, bytes, width);
		} else if (text[i] == '\n' || text[i] == '\t') {
			occupy(frame, row, column + used, 1, role);
		} else {
			visible(shown, text + i, bytes);
			for (int k = 0; k < width; k++)
				*occupy(frame, row, column + used + k, 1, role)->text = shown[k];
		}
		used += width;
		i += bytes;
	}
	return used;
}

void frame_role(struct frame *frame, int row, int column, int columns, enum role role)
{
	if (row < 0 || row >= frame->rows)
		return;
	for (int i = column < 0 ? 0 : column; i < column + columns && i < frame->columns; i++)
		frame_cell(frame, row, i)->role = (unsigned char)role;
}

char *frame_text(const struct frame *frame)
{
	size_t room = (size_t)frame->rows * ((size_t)frame->columns * CELL_BYTES + 1) + 1, n = 0;
	char *text = malloc(room);
	if (!text) {
		fputs("cips: memory is exhausted\n", stderr);
		exit(CIPS_SYSTEM);
	}
	for (int row = 0; row < frame->rows; row++) {
		size_t end = n;
		for (int column = 0; column < frame->columns; column++) {
			const struct cell *cell = frame->cells +
				(size_t)row * (size_t)frame->columns + (size_t)column;
			size_t bytes = strlen(cell->text);
			if (cell->width == 0)
				continue;
			if (bytes == 0)
				text[n++] = ' ';
			memcpy(text + n, cell->text, bytes);
			n += bytes;
			if (bytes && strcmp(cell->text, " ") != 0)
				end = n;
		}
		n = end;
		text[n++] = '\n';
	}
	text[n] = '\0';
	return text;
}
