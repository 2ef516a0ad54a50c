/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wrap.h"

#include "frame.h"

#include <string.h>

size_t wrap_line(const char *text, size_t n, int columns, size_t *next)
{
	size_t i = 0, end = 0; /* end: behind the last word that fits whole */
	bool broken = false;   /* whether there is a blank to break at */
	int used = 0;
	while (i < n) {
		int width;
		size_t bytes = frame_cluster(text + i, n - i, &width);
		if (text[i] == '\n') {
			*next = i + 1;
			return i;
		}
		if (text[i] == ' ') {
			if (used <= columns && (i == 0 || text[i - 1] != ' '))
				end = i;
			broken = true;
		} else if (used + width > columns) {
			if (!broken)
				end = i ? i : bytes;
			*next = end;
			while (*next < n && text[*next] == ' ')
				*next += 1;
			return end;
		}
		used += width;
		i += bytes;
	}
	*next = n;
	return n;
}

int wrap_count(const char *text, size_t n, int columns)
{
	int lines = 0;
	for (size_t i = 0, next; i < n; i += next, lines++)
		wrap_line(text + i, n - i, columns, &next);
	return lines;
}

int wrap_widest(const char *text, size_t n)
{
	int widest = 0;
	for (size_t i = 0; i < n;) {
		size_t word = i;
		while (word < n && text[word] != ' ' && text[word] != '\n')
			word++;
		int width = frame_width(text + i, word - i);
		if (width > widest)
			widest = width;
		i = word + 1;
	}
	return widest;
}

size_t wrap_cut(const char *text, size_t n, int columns)
{
	size_t i = 0;
	while (i < n) {
		int width;
		size_t bytes = frame_cluster(text + i, n - i, &width);
		if (width > columns)
			break;
		columns -= width;
		i += bytes;
	}
	return i;
}
