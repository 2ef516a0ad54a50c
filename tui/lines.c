/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lines.h"

#include "rescue.h"

#include <string.h>
#include <unistd.h>

/* No key stops, suspends or ends the program, holds the output or closes the input. */
static void tame(const struct lines *lines)
{
	struct termios settings = lines->settings;
	settings.c_lflag |= ICANON | ECHO | ECHOE | ECHOK;
	settings.c_lflag &= ~(tcflag_t)ISIG;
	settings.c_iflag |= ICRNL;
	settings.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	settings.c_cc[VEOF] = _POSIX_VDISABLE;
	settings.c_cc[VEOL] = _POSIX_VDISABLE;
	settings.c_cc[VEOL2] = _POSIX_VDISABLE;
	tcsetattr(lines->descriptor, TCSANOW, &settings);
}

void lines_open(struct lines *lines, FILE *in)
{
	*lines = (struct lines){.in = in, .descriptor = fileno(in)};
	lines->terminal =
		lines->descriptor >= 0 && tcgetattr(lines->descriptor, &lines->settings) == 0;
	if (lines->terminal) {
		rescue_arm(lines->descriptor);
		tame(lines);
	}
}

void lines_close(struct lines *lines)
{
	if (lines->terminal) {
		tcsetattr(lines->descriptor, TCSAFLUSH, &lines->settings);
		rescue_disarm();
	}
	explicit_bzero(lines, sizeof *lines);
}

void lines_echo(struct lines *lines, bool shown)
{
	struct termios settings;
	if (!lines->terminal || tcgetattr(lines->descriptor, &settings) != 0)
		return;
	if (shown)
		settings.c_lflag |= ECHO;
	else
		settings.c_lflag = (settings.c_lflag & ~(tcflag_t)ECHO) | ECHONL;
	tcsetattr(lines->descriptor, TCSADRAIN, &settings);
}

static void drop_line(struct lines *lines)
{
	explicit_bzero(lines->line, sizeof lines->line);
	lines->n = 0;
	lines->cut = false;
	lines->whole = false;
}

void lines_forget(struct lines *lines)
{
	drop_line(lines);
	if (!lines->terminal)
		return;
	tcflush(lines->descriptor, TCIFLUSH);
	explicit_bzero(lines->waiting, sizeof lines->waiting);
	lines->from = lines->to = 0;
}

enum { NO_BYTE = -1, NO_TIME = -2 };

/* The next byte, NO_BYTE at the end, NO_TIME when `until` has come (-1: never). */
static int next_byte(struct lines *lines, long long until)
{
	if (lines->descriptor < 0)
		return getc(lines->in);
	while (lines->from == lines->to) {
		long long now = rescue_now();
		long long wait = until < 0 ? -1 : until > now ? until - now : 0;
		enum rescue_wait ended = rescue_wait(lines->descriptor, wait);
		if (rescue_asked() || ended == RESCUE_GONE)
			return NO_BYTE;
		if (ended == RESCUE_ELAPSED)
			return NO_TIME;
		if (ended == RESCUE_SIGNAL)
			continue;
		ssize_t n = read(lines->descriptor, lines->waiting, sizeof lines->waiting);
		if (n <= 0)
			return NO_BYTE;
		lines->from = 0;
		lines->to = (size_t)n;
	}
	char byte = lines->waiting[lines->from];
	lines->waiting[lines->from++] = '\0';
	return (unsigned char)byte;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(struct lines *lines)
{
	size_t blanks = 0;
	while (lines->n && is_blank(lines->line[lines->n - 1]))
		lines->n--;
	while (blanks < lines->n && is_blank(lines->line[blanks]))
		blanks++;
	lines->n -= blanks;
	memmove(lines->line, lines->line + blanks, lines->n);
	explicit_bzero(lines->line + lines->n, sizeof lines->line - lines->n);
}

/*
 * A line that was begun when the time was over is gone on with: `n` stays. What ends without a line
 * end is a line too.
 */
enum line lines_read(struct lines *lines, long long wait)
{
	long long until = wait < 0 ? -1 : rescue_now() + wait;
	if (lines->whole)
		drop_line(lines);
	for (;;) {
		int byte = next_byte(lines, until);
		if (byte == NO_TIME)
			return LINE_ELAPSED;
		if (byte == '\n' || (byte == NO_BYTE && lines->n && !rescue_asked())) {
			trim(lines);
			lines->whole = true;
			return LINE_READ;
		}
		if (byte == NO_BYTE)
			return LINE_END;
		lines->cut |= lines->n + 1 >= sizeof lines->line;
		if (!lines->cut)
			lines->line[lines->n++] = (char)byte;
	}
}
