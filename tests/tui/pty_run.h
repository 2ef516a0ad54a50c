/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program at a terminal that the test looks at: keys go in as bytes, what the program writes goes
 * through a terminal emulator, and the screen, the cursor and the lines scrolled off it can be
 * read.
 */
#ifndef TESTS_PTY_RUN_H
#define TESTS_PTY_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty;

/*
 * Starts argv with TERM and `environment` ("NAME=value", NULL at the end; it is all that there is)
 * at a terminal of its own. NULL `term`: TERM is not set.
 */
struct pty *pty_start(const char *term, int rows, int columns, const char *const *argv,
	const char *const *environment);

/* Kills what still runs. */
void pty_free(struct pty *pty);

pid_t pty_pid(const struct pty *pty);

void pty_send(struct pty *pty, const char *bytes, size_t n);
void pty_type(struct pty *pty, const char *text);
void pty_resize(struct pty *pty, int rows, int columns);

/* Takes in what comes, until nothing has come for `quiet` milliseconds. */
void pty_settle(struct pty *pty, int quiet);

/* Takes in what comes until the screen shows the text; false after `most` milliseconds. */
bool pty_wait_for(struct pty *pty, const char *text, int most);

/* The same until anything comes: milliseconds that it took, -1 after `most`. */
double pty_answer_time(struct pty *pty, int most);

/* The exit status, or -signal, or -1000 when it still runs after `most` milliseconds. */
int pty_wait_end(struct pty *pty, int most);

/* What the screen shows, without trailing blanks; until the next call. */
const char *pty_screen(struct pty *pty);

/* The lines that have scrolled off it. */
const char *pty_scrollback(const struct pty *pty);

/* All bytes that the program has written, with a zero behind them. */
const char *pty_bytes(const struct pty *pty, size_t *n);

void pty_cursor(const struct pty *pty, int *row, int *column, bool *visible);

/* Whether the cell is shown reversed. */
bool pty_reversed(const struct pty *pty, int row, int column);

/* Whether the terminal was left on the screen that it had before, keys echoed and read in lines. */
bool pty_sane(const struct pty *pty);

/* The end of the terminal: the other side closes. */
void pty_hang_up(struct pty *pty);

#endif
