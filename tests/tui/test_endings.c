/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * However it ends, nothing that was typed is left on the terminal, neither on the screen nor among
 * the lines scrolled off it, and the terminal is as it was. What should not end it does not.
 */
#include "beside.h"
#include "check.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARKER "zqx-marker"

static const char *const terms[] = {"linux", "vt100", "xterm-256color", "screen", "tmux-256color"};
enum { TERMS = sizeof terms / sizeof *terms };

static void press(struct beside *beside, enum press press)
{
	beside_press(beside, beside_key(press));
	beside_check(beside);
}

/* In the middle of a respondent: a marker typed, and on the screen. */
static void begin(struct beside *b, const char *term)
{
	beside_start(b, term, 24, 80, TEST_FORM, NULL, NULL);
	press(b, PRESS_ENTER);
	press(b, PRESS_ENTER);
	press(b, PRESS_ENTER);
	beside_type(b, MARKER);
	beside_check(b);
	assert_non_null(strstr(pty_screen(b->pty), MARKER));
}

static void check_clean(struct beside *b)
{
	assert_null(strstr(pty_screen(b->pty), "zqx"));
	assert_null(strstr(pty_scrollback(b->pty), "zqx"));
	assert_null(strstr(pty_screen(b->pty), "What should change"));
	assert_null(strstr(pty_scrollback(b->pty), "What should change"));
	assert_true(pty_sane(b->pty));
}

static void test_signals_end(void **state)
{
	static const struct {
		int signal_number;
		int status;
	} cases[] = {
		{SIGTERM, 128 + SIGTERM},
		{SIGHUP, 128 + SIGHUP},
		{SIGINT, 128 + SIGINT},
		{SIGSEGV, -SIGSEGV},
		{SIGBUS, -SIGBUS},
		{SIGABRT, -SIGABRT},
		{SIGSYS, -SIGSYS},
	};
	(void)state;
	for (size_t t = 0; t < TERMS; t++)
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct beside b;
			begin(&b, terms[t]);
			kill(pty_pid(b.pty), cases[i].signal_number);
			assert_int_equal(pty_wait_end(b.pty, BESIDE_PATIENCE), cases[i].status);
			check_clean(&b);
			beside_end(&b);
		}
}

/* After the answers are handed in nothing of them is there, before anybody presses a key. */
static void test_handed_in(void **state)
{
	(void)state;
	for (size_t t = 0; t < TERMS; t++) {
		struct beside b;
		begin(&b, terms[t]);
		press(&b, PRESS_ENTER);
		beside_type(&b, "1");
		press(&b, PRESS_ENTER);
		press(&b, PRESS_F1 + 8);
		press(&b, PRESS_F1 + 4);
		assert_non_null(strstr(pty_screen(b.pty), MARKER));
		beside_reach(&b, SCREEN_CONFIRM);
		press(&b, PRESS_ENTER);
		assert_int_equal(b.app.screen, SCREEN_THANKS);
		assert_null(strstr(pty_screen(b.pty), MARKER));
		assert_null(strstr(pty_scrollback(b.pty), MARKER));
		press(&b, PRESS_ENTER);
		beside_type(&b, "q");
		assert_int_equal(pty_wait_end(b.pty, BESIDE_PATIENCE), 0);
		check_clean(&b);
		beside_end(&b);
	}
}

/* Somebody who goes on in lines, from the first screen. */
static struct pty *go_on_in_lines(const char *term, const char *const *lines, size_t n)
{
	static const char *const argv[] = {COLLECT, "--practice", TEST_FORM, NULL};
	static const char *const environment[] = {"PATH=/usr/bin", "LANG=C.UTF-8", NULL};
	struct pty *pty = pty_start(term, 24, 80, argv, environment);
	assert_true(pty_wait_for(pty, "F12", BESIDE_PATIENCE));
	pty_type(pty, "p");
	for (size_t i = 0; i < n; i++) {
		pty_settle(pty, 100);
		pty_type(pty, lines[i]);
		pty_type(pty, "\r");
	}
	return pty;
}

static void check_forgotten(struct pty *pty)
{
	size_t n;
	assert_non_null(strstr(pty_bytes(pty, &n), MARKER));
	assert_null(strstr(pty_screen(pty), "zqx"));
	assert_null(strstr(pty_scrollback(pty), "zqx"));
	assert_null(strstr(pty_scrollback(pty), "What should change"));
}

/* What keeps no lines knows no way to forget them either. */
static bool keeps_lines(const char *term)
{
	return strncmp(term, "vt", 2) != 0;
}

/* Nothing is left of the lines when the next one is welcomed, or the program is told to end. */
static void test_lines(void **state)
{
	static const char *const lines[] = {"1", "", "", MARKER, "1", "/review", "/next", "1", ""};
	enum { ALL = sizeof lines / sizeof *lines, TYPED = 4 };
	(void)state;
	for (size_t t = 0; t < TERMS; t++) {
		if (!keeps_lines(terms[t]))
			continue;
		struct pty *pty = go_on_in_lines(terms[t], lines, ALL);
		assert_true(pty_wait_for(pty, "F12", BESIDE_PATIENCE));
		check_forgotten(pty);
		pty_free(pty);
		pty = go_on_in_lines(terms[t], lines, TYPED);
		pty_settle(pty, 100);
		kill(pty_pid(pty), SIGTERM);
		assert_int_equal(pty_wait_end(pty, BESIDE_PATIENCE), 128 + SIGTERM);
		check_forgotten(pty);
		assert_true(pty_sane(pty));
		pty_free(pty);
	}
}

static void test_ended_in_lines(void **state)
{
	static const char *const lines[] = {"/quit"};
	(void)state;
	struct pty *pty = go_on_in_lines("xterm-256color", lines, 1);
	assert_int_equal(pty_wait_end(pty, BESIDE_PATIENCE), 0);
	assert_true(pty_sane(pty));
	pty_free(pty);
}

static void test_hang_up(void **state)
{
	struct beside b;
	(void)state;
	begin(&b, "xterm-256color");
	pty_hang_up(b.pty);
	assert_int_equal(pty_wait_end(b.pty, BESIDE_PATIENCE), 128 + SIGHUP);
	beside_end(&b);
}

static char state_of(pid_t pid)
{
	char path[64], line[256] = "", *end;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof line, file));
	fclose(file);
	end = strrchr(line, ')');
	return end ? end[2] : '?';
}

static void test_signals_ignored(void **state)
{
	static const int ignored[] = {SIGTSTP, SIGQUIT, SIGTTIN, SIGTTOU, SIGPIPE, SIGUSR1, SIGUSR2,
		SIGALRM, SIGPROF, SIGXFSZ, SIGCHLD, SIGURG, SIGCONT};
	struct beside b;
	(void)state;
	begin(&b, "xterm-256color");
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		kill(pty_pid(b.pty), ignored[i]);
	for (int i = SIGRTMIN; i <= SIGRTMAX; i++)
		kill(pty_pid(b.pty), i);
	beside_type(&b, "still");
	beside_check(&b);
	assert_int_not_equal(state_of(pty_pid(b.pty)), 'T');
	beside_end(&b);
}

/* Bytes that are no keys: none reaches a shell or the answer. */
static void test_control_bytes(void **state)
{
	struct beside b;
	(void)state;
	begin(&b, "xterm-256color");
	for (int c = 0; c < 256; c++) {
		char byte = (char)c;
		if (c >= ' ' && c < 127)
			continue;
		if (strchr("\b\t\n\r\033\177", c) && c)
			continue;
		pty_send(b.pty, &byte, 1);
	}
	pty_settle(b.pty, 200);
	beside_check(&b);
	beside_type(&b, "ok");
	beside_check(&b);
	assert_int_not_equal(state_of(pty_pid(b.pty)), 'T');
	assert_string_equal(cips_session_typed(b.session, b.app.item), MARKER "ok");
	beside_end(&b);
}

/* What a paste may bring: the sequences do nothing, and what is text in them is not typed. */
static void test_pasted_sequences(void **state)
{
	static const char *const sequences[] = {"\033]0;title\a", "\033]52;c;eA==\033\\",
		"\033[200~", "\033[31m", "\033[8;50;200t", "\033Pq#0\033\\", "\033[<0;5;5M",
		"\033[M !!", "\033x"};
	struct beside b;
	(void)state;
	begin(&b, "xterm-256color");
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
		pty_type(b.pty, sequences[i]);
		pty_settle(b.pty, 100);
		beside_check(&b);
	}
	beside_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals_end),
		cmocka_unit_test(test_handed_in),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_ended_in_lines),
		cmocka_unit_test(test_hang_up),
		cmocka_unit_test(test_signals_ignored),
		cmocka_unit_test(test_control_bytes),
		cmocka_unit_test(test_pasted_sequences),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
