/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pty_run.h"

#include "sanitized.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

struct text {
	char *bytes;
	size_t n, size;
};

struct pty {
	int master;
	int keeper; /* the other side, so that its settings can be read at the end */
	pid_t pid;
	bool ended;
	int status;
	int rows, columns;
	bool alternate, visible;
	VTerm *vterm;
	struct text all, scrolled, screen;
	size_t fed; /* bytes of `all` that the emulator has had */
};

static const char forget_scrolled[] = "\033[3J";

static void append(struct text *text, const char *bytes, size_t n)
{
	if (text->n + n + 1 > text->size) {
		text->size = 2 * (text->n + n + 1);
		text->bytes = realloc(text->bytes, text->size);
		if (!text->bytes)
			abort();
	}
	memcpy(text->bytes + text->n, bytes, n);
	text->n += n;
	text->bytes[text->n] = '\0';
}

static void append_character(struct text *text, uint32_t c)
{
	char bytes[4];
	size_t n = 0;
	if (c < 0x80) {
		bytes[n++] = (char)c;
	} else if (c < 0x800) {
		bytes[n++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		bytes[n++] = (char)(0xe0 | c >> 12);
		bytes[n++] = (char)(0x80 | (c >> 6 & 63));
	} else {
		bytes[n++] = (char)(0xf0 | c >> 18);
		bytes[n++] = (char)(0x80 | (c >> 12 & 63));
		bytes[n++] = (char)(0x80 | (c >> 6 & 63));
	}
	if (c >= 0x80)
		bytes[n++] = (char)(0x80 | (c & 63));
	append(text, bytes, n);
}

static void append_row(struct text *text, const VTermScreenCell *cells, int columns)
{
	size_t end = text->n;
	for (int column = 0; column < columns; column++) {
		const VTermScreenCell *cell = &cells[column];
		if (cell->chars[0] == (uint32_t)-1)
			continue;
		if (!cell->chars[0])
			append(text, " ", 1);
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
			append_character(text, cell->chars[i]);
		if (cell->chars[0] && (cell->chars[0] != ' ' || cell->chars[1]))
			end = text->n;
	}
	text->n = end;
	append(text, "\n", 1);
}

static int push_line(int columns, const VTermScreenCell *cells, void *user)
{
	struct pty *pty = user;
	append_row(&pty->scrolled, cells, columns);
	return 1;
}

static int set_property(VTermProp property, VTermValue *value, void *user)
{
	struct pty *pty = user;
	if (property == VTERM_PROP_ALTSCREEN)
		pty->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		pty->visible = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.sb_pushline = push_line,
	.settermprop = set_property,
};

static void become_program(
	int slave, const char *term, const char *const *argv, const char *const *environment)
{
	char name[64], *variables[32];
	size_t n = 0;
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	for (int i = 0; i < 3; i++)
		dup2(slave, i);
	for (int i = 3; i < 64; i++)
		close(i);
	if (term) {
		snprintf(name, sizeof name, "TERM=%s", term);
		variables[n++] = name;
	}
	/* Looking for leaks takes a debugger's rights, which the program gives up. */
	if (SANITIZED)
		variables[n++] = "ASAN_OPTIONS=detect_leaks=0";
	for (; environment && *environment && n < 31; environment++)
		variables[n++] = (char *)*environment;
	variables[n] = NULL;
	execve(argv[0], (char *const *)argv, variables);
	_exit(127);
}

struct pty *pty_start(const char *term, int rows, int columns, const char *const *argv,
	const char *const *environment)
{
	struct pty *pty = calloc(1, sizeof *pty);
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	pty->rows = rows;
	pty->columns = columns;
	pty->visible = true;
	pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->master < 0 || grantpt(pty->master) || unlockpt(pty->master))
		abort();
	pty->keeper = open(ptsname(pty->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ioctl(pty->master, TIOCSWINSZ, &size);
	append(&pty->all, "", 0);
	append(&pty->scrolled, "", 0);
	pty->vterm = vterm_new(rows, columns);
	vterm_set_utf8(pty->vterm, 1);
	VTermScreen *screen = vterm_obtain_screen(pty->vterm);
	vterm_screen_set_callbacks(screen, &callbacks, pty);
	vterm_screen_enable_altscreen(screen, 1);
	vterm_screen_reset(screen, 1);
	pty->pid = fork();
	if (pty->pid == 0)
		become_program(pty->keeper, term, argv, environment);
	return pty;
}

void pty_free(struct pty *pty)
{
	if (!pty)
		return;
	if (!pty->ended) {
		kill(pty->pid, SIGKILL);
		waitpid(pty->pid, NULL, 0);
	}
	if (pty->master >= 0)
		close(pty->master);
	if (pty->keeper >= 0)
		close(pty->keeper);
	vterm_free(pty->vterm);
	free(pty->all.bytes);
	free(pty->scrolled.bytes);
	free(pty->screen.bytes);
	free(pty);
}

pid_t pty_pid(const struct pty *pty)
{
	return pty->pid;
}

/* Feeds what is new; the emulator does not know how to forget what has scrolled off. */
static void feed(struct pty *pty)
{
	while (pty->fed < pty->all.n) {
		const char *from = pty->all.bytes + pty->fed;
		const char *end = strstr(from, forget_scrolled);
		size_t n = end ? (size_t)(end - from) : pty->all.n - pty->fed;
		vterm_input_write(pty->vterm, from, n);
		pty->fed += n;
		if (end) {
			pty->fed += sizeof forget_scrolled - 1;
			pty->scrolled.n = 0;
			*pty->scrolled.bytes = '\0';
		}
	}
}

/* Takes in what comes within `wait` milliseconds; whether anything did. */
static bool take_in(struct pty *pty, int wait)
{
	char bytes[65536];
	struct pollfd fd = {.fd = pty->master, .events = POLLIN};
	if (pty->master < 0 || poll(&fd, 1, wait) <= 0)
		return false;
	ssize_t n = read(pty->master, bytes, sizeof bytes);
	if (n <= 0)
		return false;
	append(&pty->all, bytes, (size_t)n);
	feed(pty);
	return true;
}

void pty_send(struct pty *pty, const char *bytes, size_t n)
{
	while (n > 0) {
		size_t part = n < 512 ? n : 512;
		ssize_t wrote = write(pty->master, bytes, part);
		if (wrote < 0)
			return;
		bytes += wrote;
		n -= (size_t)wrote;
		if (n)
			take_in(pty, 5);
	}
}

void pty_type(struct pty *pty, const char *text)
{
	pty_send(pty, text, strlen(text));
}

void pty_resize(struct pty *pty, int rows, int columns)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	take_in(pty, 0);
	pty->rows = rows;
	pty->columns = columns;
	vterm_set_size(pty->vterm, rows, columns);
	ioctl(pty->master, TIOCSWINSZ, &size);
}

void pty_settle(struct pty *pty, int quiet)
{
	while (take_in(pty, quiet))
		;
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

bool pty_wait_for(struct pty *pty, const char *text, int most)
{
	for (double until = now() + most; now() < until;) {
		if (strstr(pty_screen(pty), text))
			return true;
		take_in(pty, 20);
	}
	return strstr(pty_screen(pty), text) != NULL;
}

double pty_answer_time(struct pty *pty, int most)
{
	double from = now();
	return take_in(pty, most) ? now() - from : -1;
}

int pty_wait_end(struct pty *pty, int most)
{
	for (double until = now() + most; !pty->ended && now() < until;) {
		if (!take_in(pty, 10) && pty->master < 0)
			poll(NULL, 0, 10);
		if (waitpid(pty->pid, &pty->status, WNOHANG) == pty->pid)
			pty->ended = true;
	}
	if (!pty->ended)
		return -1000;
	pty_settle(pty, 20);
	return WIFEXITED(pty->status) ? WEXITSTATUS(pty->status) : -WTERMSIG(pty->status);
}

const char *pty_screen(struct pty *pty)
{
	VTermScreen *screen = vterm_obtain_screen(pty->vterm);
	VTermScreenCell *cells = calloc((size_t)pty->columns, sizeof *cells);
	pty->screen.n = 0;
	append(&pty->screen, "", 0);
	for (int row = 0; row < pty->rows; row++) {
		for (int column = 0; column < pty->columns; column++)
			vterm_screen_get_cell(screen, (VTermPos){row, column}, &cells[column]);
		append_row(&pty->screen, cells, pty->columns);
	}
	free(cells);
	return pty->screen.bytes;
}

const char *pty_scrollback(const struct pty *pty)
{
	return pty->scrolled.bytes;
}

const char *pty_bytes(const struct pty *pty, size_t *n)
{
	*n = pty->all.n;
	return pty->all.bytes;
}

void pty_cursor(const struct pty *pty, int *row, int *column, bool *visible)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(pty->vterm), &at);
	*row = at.row;
	*column = at.col;
	*visible = pty->visible;
}

bool pty_reversed(const struct pty *pty, int row, int column)
{
	VTermScreenCell cell;
	vterm_screen_get_cell(vterm_obtain_screen(pty->vterm), (VTermPos){row, column}, &cell);
	return cell.attrs.reverse;
}

bool pty_sane(const struct pty *pty)
{
	struct termios settings;
	tcflag_t wanted = ICANON | ECHO | ISIG;
	return !pty->alternate && pty->visible && tcgetattr(pty->keeper, &settings) == 0 &&
		(settings.c_lflag & wanted) == wanted && settings.c_iflag & IXON;
}

void pty_hang_up(struct pty *pty)
{
	close(pty->master);
	close(pty->keeper);
	pty->master = pty->keeper = -1;
}
