/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines that somebody types, with a time to wait. From a terminal, whose control keys then do
 * nothing, from a pipe or from a file; nothing of a line stays behind once the next is asked for.
 */
#ifndef CIPS_TUI_LINES_H
#define CIPS_TUI_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <termios.h>

enum { LINE_BYTES = 4096 };

struct lines {
	FILE *in;
	int descriptor; /* -1: none, `in` is read */
	bool terminal;
	struct termios settings; /* as they were */
	char waiting[LINE_BYTES];
	size_t from, to; /* in waiting */
	char line[LINE_BYTES];
	size_t n;
	bool cut;   /* the line was longer */
	bool whole; /* it was given out */
};

enum line { LINE_READ, LINE_ELAPSED, LINE_END };

void lines_open(struct lines *lines, FILE *in);

/* Puts the terminal back and wipes. */
void lines_close(struct lines *lines);

/*
 * The next line into lines->line, without its end and the blanks around it; `wait` in milliseconds,
 * -1 for ever. LINE_END at the end of the input and when a signal asks to end.
 */
enum line lines_read(struct lines *lines, long long wait);

/* Whether what is typed is shown. */
void lines_echo(struct lines *lines, bool shown);

/* Drops the last line and what was typed ahead. */
void lines_forget(struct lines *lines);

#endif
