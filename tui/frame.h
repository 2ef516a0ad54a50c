/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A screen as a grid of cells, without any terminal. A cell holds one cluster of characters that
 * stand in one place; a wide one is followed by an empty cell of width 0.
 */
#ifndef CIPS_TUI_FRAME_H
#define CIPS_TUI_FRAME_H

#include <stdbool.h>
#include <stddef.h>

/* What a cell is for; the terminal decides how that looks. Nothing rests on colour alone. */
enum role {
	ROLE_PLAIN,
	ROLE_TITLE,  /* first line */
	ROLE_STRONG, /* the question */
	ROLE_QUIET,  /* hints, numbers */
	ROLE_FOCUS,  /* where the next key acts */
	ROLE_CHOSEN,
	ROLE_ERROR,
	ROLE_KEY,  /* the key of a legend entry */
	ROLE_MARK, /* what is typed */
	ROLES,
};

enum { CELL_BYTES = 24 };

struct cell {
	char text[CELL_BYTES]; /* UTF-8, NUL-terminated; "" is a blank */
	unsigned char width;   /* columns: 1, 2, or 0 behind a wide one */
	unsigned char role;
};

struct frame {
	int rows;
	int columns;
	int cursor_row; /* always inside */
	int cursor_column;
	struct cell *cells; /* rows x columns */
};

/* All blank, cursor at the top left. */
struct frame *frame_new(int rows, int columns);
void frame_free(struct frame *frame); /* wipes; NULL is fine */
void frame_clear(struct frame *frame);

struct cell *frame_cell(struct frame *frame, int row, int column);

/*
 * The bytes of the first cluster of `n` > 0 bytes, and the columns that frame_put() gives it. A
 * line end or tabulator counts as a blank.
 */
size_t frame_cluster(const char *text, size_t n, int *columns);
int frame_width(const char *text, size_t n);

/*
 * Puts text (UTF-8) into a row from a column on, at most `columns` wide, never splitting a cluster;
 * control characters, escape sequences and directional controls become visible. Returns the
 * columns used. What lies outside is left out.
 */
int frame_put(struct frame *frame, int row, int column, int columns, enum role role,
	const char *text, size_t n);

/* Gives cells another role. */
void frame_role(struct frame *frame, int row, int column, int columns, enum role role);

/* The frame as lines of text, without trailing blanks, for tests; the caller frees. */
char *frame_text(const struct frame *frame);

#endif
