/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Invariant: the signals of `waited` are blocked except inside rescue_wait() and rescue_asked(), so
 * that none can come between looking for it and waiting.
 */
#include "rescue.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const int waited[] = {SIGTERM, SIGHUP, SIGINT, SIGWINCH};
static const int crashes[] = {
	SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS, SIGTRAP, SIGXCPU, SIGSTKFLT};
static const int ignored[] = {SIGTSTP, SIGQUIT, SIGTTIN, SIGTTOU, SIGPIPE, SIGUSR1, SIGUSR2,
	SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR, SIGXFSZ};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static volatile sig_atomic_t asked;
static sigset_t open_mask;

static struct {
	volatile sig_atomic_t armed;
	int descriptor;
	volatile size_t n;
	char farewell[256];
	struct termios settings;
} terminal;

static void note(int signal_number)
{
	asked = signal_number;
}

/*
 * Only what is safe in a handler; the default action, a core dump that the guard has forbidden,
 * follows.
 */
static void crash(int signal_number)
{
	if (terminal.armed) {
		size_t done = 0;
		while (done < terminal.n) {
			ssize_t n = write(
				terminal.descriptor, terminal.farewell + done, terminal.n - done);
			if (n <= 0)
				break;
			done += (size_t)n;
		}
		tcsetattr(terminal.descriptor, TCSANOW, &terminal.settings);
	}
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

void rescue_start(void)
{
	struct sigaction action = {.sa_handler = note};
	for (size_t i = 0; i + 1 < COUNT(waited); i++)
		sigaction(waited[i], &action, NULL);
	action.sa_handler = crash;
	for (size_t i = 0; i < COUNT(crashes); i++)
		sigaction(crashes[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	for (size_t i = 0; i < COUNT(ignored); i++)
		sigaction(ignored[i], &action, NULL);
	for (int i = SIGRTMIN; i <= SIGRTMAX; i++)
		sigaction(i, &action, NULL);

	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < COUNT(waited); i++)
		sigaddset(&set, waited[i]);
	sigprocmask(SIG_BLOCK, &set, &open_mask);
	for (size_t i = 0; i < COUNT(waited); i++)
		sigdelset(&open_mask, waited[i]);
}

/* Also while there is so much to read that nobody waits: then only this lets a signal in. */
int rescue_asked(void)
{
	static const struct timespec now = {0};
	ppoll(NULL, 0, &now, &open_mask);
	return asked;
}

long long rescue_now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_BOOTTIME, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

enum rescue_wait rescue_wait(int descriptor, long long wait)
{
	struct pollfd fd = {.fd = descriptor, .events = POLLIN};
	struct timespec time = {.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000};
	int n = ppoll(&fd, 1, wait < 0 ? NULL : &time, &open_mask);
	if (n < 0)
		return errno == EINTR ? RESCUE_SIGNAL : RESCUE_GONE;
	if (n == 0)
		return RESCUE_ELAPSED;
	return fd.revents & POLLIN ? RESCUE_READY : RESCUE_GONE;
}

void rescue_arm(int descriptor)
{
	terminal.descriptor = descriptor;
	terminal.n = 0;
	terminal.armed = tcgetattr(descriptor, &terminal.settings) == 0;
}

void rescue_farewell(const char *bytes, size_t n)
{
	terminal.n = 0;
	n = n < sizeof terminal.farewell ? n : sizeof terminal.farewell - 1;
	memcpy(terminal.farewell, bytes, n);
	terminal.n = n;
}

void rescue_disarm(void)
{
	terminal.armed = 0;
}
