/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Leaving the terminal clean when the process does not leave by itself: signals that ask it to end,
 * and crashes.
 */
#ifndef CIPS_TUI_RESCUE_H
#define CIPS_TUI_RESCUE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * SIGTERM, SIGHUP and SIGINT only leave a note from now on, and reach the process nowhere but in
 * rescue_wait() and rescue_asked(). A crash, or what only a crash sends, cleans the terminal and then takes its
 * course. Other signals that would stop or end the process are ignored.
 */
void rescue_start(void);

/* The signal that asked to end, 0 when none did. */
int rescue_asked(void);

/* How a wait ended. */
enum rescue_wait {
	RESCUE_READY,	/* there is something to read */
	RESCUE_ELAPSED, /* the time is over */
	RESCUE_SIGNAL,	/* a signal came: of a new size, or one that asks to end */
	RESCUE_GONE,	/* whoever was at the other end of the descriptor is not there any more */
};

/* Waits until there is something to read, at most `wait` milliseconds (-1: for ever). */
enum rescue_wait rescue_wait(int descriptor, long long wait);

/* Milliseconds of a clock that only goes forward. */
long long rescue_now(void);

/* A crash gives the terminal the settings again that it has now, until rescue_disarm(). */
void rescue_arm(int descriptor);

/* What it writes on the terminal before that; what is longer than 255 bytes is cut. */
void rescue_farewell(const char *bytes, size_t n);

void rescue_disarm(void);

#endif
