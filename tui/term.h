/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: the only file of the house that knows curses is term.c.
 */
#ifndef CIPS_TUI_TERM_H
#define CIPS_TUI_TERM_H

#include "app.h"
#include "frame.h"

struct term;

/*
 * Takes the terminal over: raw, no echo, alternate screen where there is one. NULL with a reason in
 * `err` for an unknown or a dumb TERM and for what is no terminal.
 */
struct term *term_open(struct cips_err *err);

/* Gives it back with the screen, and the lines scrolled off it, empty. NULL is fine. */
void term_close(struct term *term);

/* The most colours that it has: 0 for none. */
int term_colours(const struct term *term);
void term_size(const struct term *term, int *rows, int *columns);

void term_draw(struct term *term, const struct frame *frame, enum look look);

/*
 * Waits for a key, a new size, or `wait` milliseconds (-1: for ever). False when the terminal has
 * gone or a signal asks to end.
 */
bool term_read(struct term *term, long long wait, struct event *event);

/* Forgets everything that was ever shown or typed, in curses' memory and in the scrollback. */
void term_forget(struct term *term);

/* Whether the terminal is told to leave the order of letters to us. */
void term_direction(struct term *term, enum direction direction);

#endif
