/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No stdio for what is secret: its buffers would keep it.
 */
#include "passphrase.h"

#include "messages.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

static enum cips_rc refuse(
	struct cips_err *err, enum cips_rc rc, const char *hint, const char *text)
{
	err->rc = rc;
	snprintf(err->text, sizeof err->text, "%s", text);
	snprintf(err->hint, sizeof err->hint, "%s", hint);
	return rc;
}

static enum cips_rc cannot_read(const char *name, int errnum, struct cips_err *err)
{
	err->rc = errnum == ENOENT || errnum == ENOTDIR || errnum == EISDIR ? CIPS_INPUT
									    : CIPS_SYSTEM;
	err->hint[0] = '\0';
	snprintf(err->text, sizeof err->text, "%s: the passphrase cannot be read: %s", name,
		strerror(errnum));
	return err->rc;
}

/* --- a line --------------------------------------------------------------------------------- */

/* A line that grows byte by byte. What has no room is counted only. */
struct line {
	char *text;
	size_t size;
	size_t n;
	bool nul; /* has one in it */
};

static void put(struct line *line, char c)
{
	if (line->n + 1 < line->size)
		line->text[line->n] = c;
	line->n++;
	line->nul |= !c;
}

static enum cips_rc end_line(struct line *line, struct cips_err *err)
{
	if (line->n && line->n < line->size && line->text[line->n - 1] == '\r')
		line->n--;
	if (line->n >= line->size)
		return refuse(err, CIPS_INPUT, "is it the first line of the right file?",
			"the passphrase is too long");
	if (line->nul)
		return refuse(err, CIPS_INPUT, "is it the first line of the right file?",
			"the passphrase has a zero byte in it");
	if (!line->n)
		return refuse(err, CIPS_INPUT, "type it, or put it in the first line of a file",
			"there is no passphrase");
	line->text[line->n] = '\0';
	return CIPS_OK;
}

/* --- from a file ---------------------------------------------------------------------------- */

static enum cips_rc read_file(const char *file, char *out, size_t size, struct cips_err *err)
{
	bool standard = strcmp(file, "-") == 0;
	const char *name = standard ? "standard input" : file;
	if (!*file)
		return usage(err, "give the path of a file, or - for standard input",
			"\"\" is no file with a passphrase");
	int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return cannot_read(name, errno, err);
	struct line line = {.text = out, .size = size};
	enum cips_rc rc = CIPS_OK;
	char c = 0;
	for (;;) {
		ssize_t got = read(fd, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			rc = cannot_read(name, errno, err);
		if (got <= 0 || c == '\n' || line.n > size)
			break;
		put(&line, c);
	}
	explicit_bzero(&c, 1);
	if (!standard)
		close(fd);
	return rc ? rc : end_line(&line, err);
}

/* --- from the terminal ---------------------------------------------------------------------- */

/* What would leave the terminal mute. */
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGALRM, SIGPIPE};
enum { SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
	caught = number;
}

/* The terminal and what it was like. */
struct terminal {
	int fd;
	struct termios before;
	sigset_t mask; /* signals are let through only while waiting */
	struct sigaction actions[SIGNALS];
};

static void make_as_before(struct terminal *terminal)
{
	tcsetattr(terminal->fd, TCSAFLUSH, &terminal->before);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &terminal->actions[i], NULL);
	sigprocmask(SIG_SETMASK, &terminal->mask, NULL);
}

/* False, with everything as before, when the terminal does not let itself be changed. */
static bool make_mute(struct terminal *terminal)
{
	struct sigaction action = {.sa_handler = catch_signal};
	sigset_t block;
	if (tcgetattr(terminal->fd, &terminal->before) != 0)
		return false;
	sigemptyset(&block);
	for (int i = 0; i < SIGNALS; i++)
		sigaddset(&block, signals[i]);
	sigprocmask(SIG_BLOCK, &block, &terminal->mask);
	caught = 0;
	for (int i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], NULL, &terminal->actions[i]);
		if (terminal->actions[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
	struct termios mute = terminal->before;
	mute.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	mute.c_lflag |= ICANON | ISIG;
	if (tcsetattr(terminal->fd, TCSAFLUSH, &mute) == 0)
		return true;
	int errnum = errno;
	make_as_before(terminal);
	errno = errnum;
	return false;
}

static void say(const struct terminal *terminal, const char *text)
{
	for (size_t n = strlen(text); n;) {
		ssize_t written = write(terminal->fd, text, n);
		if (written < 0)
			return;
		text += written;
		n -= (size_t)written;
	}
}

/* Whether a line came; false at the end of input, when a signal came first, or with errno. */
static bool read_line(const struct terminal *terminal, struct line *line)
{
	char c = 0;
	errno = 0;
	for (;;) {
		fd_set wanted;
		FD_ZERO(&wanted);
		FD_SET(terminal->fd, &wanted);
		if (pselect(terminal->fd + 1, &wanted, NULL, NULL, NULL, &terminal->mask) < 0) {
			if (errno == EINTR && !caught)
				continue;
			return false;
		}
		ssize_t got = read(terminal->fd, &c, 1);
		if (got <= 0 || c == '\n')
			return got > 0 || (got == 0 && line->n);
		put(line, c);
		explicit_bzero(&c, 1);
	}
}

/* Asks once, and again when the program was stopped and goes on. */
static enum cips_rc ask(
	struct terminal *terminal, const char *prompt, char *out, size_t size, struct cips_err *err)
{
	for (;;) {
		struct line line = {.text = out, .size = size};
		if (!make_mute(terminal))
			return cannot_read("/dev/tty", errno, err);
		say(terminal, prompt);
		bool read = read_line(terminal, &line);
		int errnum = errno, signal_caught = caught;
		say(terminal, "\n");
		make_as_before(terminal);
		if (!read && signal_caught) {
			explicit_bzero(out, size);
			raise(signal_caught);
			continue;
		}
		return read || !errnum ? end_line(&line, err)
				       : cannot_read("/dev/tty", errnum, err);
	}
}

static enum cips_rc ask_twice(
	struct terminal *terminal, char *out, size_t size, struct cips_err *err)
{
	char again[PASSPHRASE_ROOM];
	enum cips_rc rc = ask(terminal, "Once more: ", again, sizeof again, err);
	if (!rc && (strnlen(out, size) >= sizeof again || strcmp(out, again) != 0))
		rc = refuse(err, CIPS_INPUT, "try again", "the two passphrases are not the same");
	explicit_bzero(again, sizeof again);
	return rc;
}

static enum cips_rc ask_at_terminal(
	const char *what, bool twice, char *out, size_t size, struct cips_err *err)
{
	struct terminal terminal = {.fd = -1};
	if (isatty(STDIN_FILENO))
		terminal.fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (terminal.fd < 0)
		return refuse(err, CIPS_USAGE, "use --passphrase-file FILE (- for standard input)",
			"there is no terminal to ask for the passphrase");
	char prompt[160];
	snprintf(prompt, sizeof prompt, "Passphrase of %.100s: ", what);
	enum cips_rc rc = ask(&terminal, prompt, out, size, err);
	if (!rc && twice)
		rc = ask_twice(&terminal, out, size, err);
	close(terminal.fd);
	return rc;
}

enum cips_rc read_passphrase(const char *what, const char *file, bool twice, char *out, size_t size,
	struct cips_err *err)
{
	enum cips_rc rc = file ? read_file(file, out, size, err)
			       : ask_at_terminal(what, twice, out, size, err);
	if (rc)
		explicit_bzero(out, size);
	return rc;
}
