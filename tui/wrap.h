/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Breaking a text into lines: at line ends, else at blanks, else, in a word longer than a line,
 * between clusters.
 */
#ifndef CIPS_TUI_WRAP_H
#define CIPS_TUI_WRAP_H

#include <stddef.h>

/*
 * The bytes of the first line of `n` bytes when it has `columns` > 0 columns; *next is where the
 * line after it begins, `n` when there is none.
 */
size_t wrap_line(const char *text, size_t n, int columns, size_t *next);

/* How many lines the text takes; 0 for an empty one. */
int wrap_count(const char *text, size_t n, int columns);

/* The columns of the widest word. */
int wrap_widest(const char *text, size_t n);

/* The longest start of the text that takes at most `columns` columns. */
size_t wrap_cut(const char *text, size_t n, int columns);

#endif
