/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast and how large the program is, which terminals it takes and what it says of the others,
 * and that there is no colour where none is wanted.
 */
#include "beside.h"
#include "check.h"
#include "sanitized.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The figures hold on a machine that does nothing else; tests share theirs. */
enum { SLACK = SANITIZED ? 10 : 5, START = 200, KEY = 30, HIDE = 50, MEBIBYTES = 32 };

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static double key_time(struct beside *b, enum press press)
{
	pty_type(b->pty, beside_key(press)->bytes);
	double took = pty_answer_time(b->pty, 2000);
	pty_settle(b->pty, 4);
	assert_true(took >= 0);
	return took;
}

static void test_keys_are_quick(void **state)
{
	enum { KEYS = 400 };
	static double took[KEYS];
	struct beside b;
	(void)state;
	beside_start(&b, "xterm-256color", 24, 80, OFFICIALS, UNITS, NULL);
	for (int i = 0; i < 4; i++) {
		beside_press(&b, beside_key(i < 3 ? PRESS_ENTER : PRESS_DOWN));
		beside_check(&b);
	}
	for (int i = 0; i < KEYS; i++)
		took[i] = key_time(&b, i % 2 ? PRESS_UP : PRESS_DOWN);
	double hidden = key_time(&b, PRESS_F12);
	assert_null(strstr(pty_screen(b.pty), "work"));
	qsort(took, KEYS, sizeof *took, ascending);
	print_message("# key to screen: median %.1f ms, p99 %.1f ms; hidden in %.1f ms\n",
		took[KEYS / 2], took[KEYS * 99 / 100], hidden);
	assert_true(took[KEYS * 99 / 100] < KEY * SLACK);
	assert_true(hidden < HIDE * SLACK);
	beside_end(&b);
}

/* A form with so many questions; the caller unlinks `path`. */
static void write_long_form(char *path, int questions)
{
	int fd = mkstemps(path, 3);
	assert_true(fd >= 0);
	FILE *file = fdopen(fd, "w");
	fputs("| survey | | | |\n| | type | name | label |\n", file);
	for (int i = 0; i < questions; i++)
		fprintf(file, "| | text | q%d | What do you say to statement %d? |\n", i, i);
	fputs("| settings | | |\n| | form_title | form_id |\n| | Long | long |\n", file);
	assert_int_equal(fclose(file), 0);
}

/* What one key costs must not grow with the square of the list it moves in. */
static void test_keys_are_quick_in_a_long_review(void **state)
{
	enum { QUESTIONS = 2000, KEYS = 20 };
	double took[KEYS];
	char path[] = "/tmp/cips-long-XXXXXX.md";
	struct beside b;
	(void)state;
	write_long_form(path, QUESTIONS);
	beside_start(&b, "xterm-256color", 24, 80, path, NULL, NULL);
	unlink(path);
	beside_press(&b, beside_key(PRESS_ENTER));
	beside_press(&b, beside_key(PRESS_ENTER));
	beside_check(&b);
	beside_press(&b, beside_key(PRESS_F1 + 8));
	beside_check(&b);
	for (int i = 0; i < KEYS; i++)
		took[i] = key_time(&b, PRESS_UP);
	qsort(took, KEYS, sizeof *took, ascending);
	print_message("# in %d questions: median %.1f ms\n", QUESTIONS, took[KEYS / 2]);
	assert_true(took[KEYS / 2] < KEY * SLACK);
	beside_end(&b);
}

static long peak_kibibytes(pid_t pid)
{
	char path[64], line[256];
	long peak = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file))
		sscanf(line, "VmHWM: %ld", &peak);
	fclose(file);
	return peak;
}

static void test_starts_quickly(void **state)
{
	static const char *const argv[] = {
		COLLECT, "--practice", OFFICIALS, "--units", UNITS, NULL};
	double best = 1e9;
	(void)state;
	for (int i = 0; i < 5; i++) {
		double from = now();
		struct pty *pty = pty_start("xterm-256color", 24, 80, argv, NULL);
		assert_true(pty_wait_for(pty, "F12", 10000));
		double took = now() - from;
		best = took < best ? took : best;
		long peak = peak_kibibytes(pty_pid(pty));
		if (i == 4)
			print_message(
				"# start %.0f ms, memory %.1f MiB\n", best, (double)peak / 1024);
		assert_true(SANITIZED || peak < MEBIBYTES * 1024);
		pty_free(pty);
	}
	assert_true(best < START * SLACK);
}

/* --- terminals that cannot be used ---------------------------------------------------------- */

static const char *const argv_form[] = {COLLECT, "--practice", TEST_FORM, NULL};

static void test_goes_on_in_lines(void **state)
{
	static const struct {
		const char *term;
		const char *reason;
	} cases[] = {
		{"dumb", "TERM names no terminal with a screen"},
		{"", "TERM names no terminal with a screen"},
		{NULL, "TERM names no terminal with a screen"},
		{"nonsense", "nothing is known here about the terminal \"nonsense\""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pty *pty = pty_start(cases[i].term, 24, 80, argv_form, NULL);
		size_t n;
		assert_true(pty_wait_for(pty, "\n>", 10000));
		assert_non_null(strstr(pty_screen(pty), cases[i].reason));
		assert_non_null(strstr(pty_screen(pty), "going on in lines"));
		pty_type(pty, "1\r");
		assert_true(pty_wait_for(pty, "Before you begin", 10000));
		assert_null(strchr(pty_bytes(pty, &n), '\033'));
		pty_free(pty);
	}
}

static void test_accessible(void **state)
{
	static const char *const environment[] = {"ACCESSIBLE=1", NULL};
	size_t n;
	(void)state;
	struct pty *pty = pty_start("xterm-256color", 24, 80, argv_form, environment);
	assert_true(pty_wait_for(pty, "\n>", 10000));
	assert_null(strchr(pty_bytes(pty, &n), '\033'));
	/* What a keyboard may send to stop or end a program in lines. */
	pty_send(pty, "\003\032\034\004\023\021\r", 7);
	pty_type(pty, "/quit\r");
	assert_int_equal(pty_wait_end(pty, 10000), 0);
	assert_true(pty_sane(pty));
	pty_free(pty);
}

/* --- colour --------------------------------------------------------------------------------- */

/* Whether a colour is among the parameters of CSI ... m. */
static bool has_colour(const char *bytes)
{
	for (const char *p = bytes; (p = strstr(p, "\033[")); p++) {
		const char *end = p + 2 + strspn(p + 2, "0123456789;");
		if (*end != 'm')
			continue;
		for (const char *number = p + 2; number < end; number++) {
			long value = strtol(number, (char **)&number, 10);
			if (value >= 30)
				return true;
		}
	}
	return false;
}

static bool shows_colour(const char *term, const char *option, const char *variable)
{
	const char *argv[] = {COLLECT, "--practice", TEST_FORM, option, NULL};
	const char *const environment[] = {variable, NULL};
	size_t n;
	struct pty *pty = pty_start(term, 24, 80, argv, environment);
	assert_true(pty_wait_for(pty, "F12", 10000));
	pty_type(pty, "\033OS");
	pty_settle(pty, 100);
	pty_type(pty, "1");
	assert_true(pty_wait_for(pty, "Before you begin", 10000));
	bool colour = has_colour(pty_bytes(pty, &n));
	pty_type(pty, "\033OQ");
	assert_true(pty_wait_for(pty, "Line by line", 10000));
	pty_type(pty, "q");
	assert_int_equal(pty_wait_end(pty, 10000), 0);
	assert_int_equal(has_colour(pty_bytes(pty, &n)), colour);
	pty_free(pty);
	return colour;
}

static void test_colour(void **state)
{
	static const struct {
		const char *term, *option, *variable;
		bool colour;
	} cases[] = {
		{"xterm-256color", NULL, NULL, true},
		{"linux", NULL, NULL, true},
		{"xterm-256color", "--no-color", NULL, false},
		{"xterm-256color", "--color=never", NULL, false},
		{"xterm-256color", NULL, "NO_COLOR=1", false},
		{"xterm-256color", NULL, "NO_COLOR=", true},
		{"xterm-256color", "--color=always", "NO_COLOR=1", true},
		{"xterm-mono", NULL, NULL, false},
		{"vt100", NULL, NULL, false},
		{"vt220", NULL, NULL, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (shows_colour(cases[i].term, cases[i].option, cases[i].variable) !=
			cases[i].colour)
			fail_msg("%s %s %s", cases[i].term, cases[i].option ? cases[i].option : "",
				cases[i].variable ? cases[i].variable : "");
}

/* No title, no clipboard, nothing of the kind; the order of letters is left as it was. */
static void test_no_osc(void **state)
{
	static const char *const terms[] = {"linux", "xterm-256color", "screen"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		size_t n;
		struct pty *pty = pty_start(terms[i], 24, 80, argv_form, NULL);
		assert_true(pty_wait_for(pty, "F12", 10000));
		pty_type(pty, "q");
		assert_int_equal(pty_wait_end(pty, 10000), 0);
		assert_null(strstr(pty_bytes(pty, &n), "\033]"));
		assert_null(strstr(pty_bytes(pty, &n), "\033P"));
		pty_free(pty);
	}
}

/* --- wrong use ------------------------------------------------------------------------------ */

static void test_wrong_use(void **state)
{
	static const struct {
		const char *arguments;
		int status;
		const char *says;
	} cases[] = {
		{"", 2, "no station is named"},
		{"--plian x", 2, "did you mean \"--plain\"?"},
		{"--practice", 2, "--practice needs a value (FORM)"},
		{"--practice a.md --practice b.md", 2, "given twice"},
		{"x.station --practice a.md", 2, "do not go together"},
		{"x.station y.station", 2, "one word too many"},
		{"--idle 5 x.station", 2, "from 20 to 86400"},
		{"--idle 1e9 x.station", 2, "from 20 to 86400"},
		{"--color maybe x.station", 2, "auto always never"},
		{"--practice " TEST_FORM " --resume", 2, "nothing is stored when practising"},
		{"--practice " TEST_FORM " --lang xx", 2, "use one of: en fr"},
		{"--practice /nonexistent.md", 3, "nonexistent"},
		{"/nonexistent.station", 3, "nonexistent"},
		{TEST_FORM, 3, "not a station file"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char command[1024], said[2048];
		snprintf(command, sizeof command, "%s %s 2>&1 </dev/null", COLLECT,
			cases[i].arguments);
		FILE *pipe = popen(command, "r");
		size_t n = fread(said, 1, sizeof said - 1, pipe);
		said[n] = '\0';
		int status = pclose(pipe);
		if (WEXITSTATUS(status) != cases[i].status || !strstr(said, cases[i].says))
			fail_msg(
				"%s: status %d\n%s", cases[i].arguments, WEXITSTATUS(status), said);
	}
}

/* A pipe that ends in the middle: the one who wrote it must hear that nothing was stored. */
static void test_input_ends(void **state)
{
	char said[4096];
	(void)state;
	FILE *pipe = popen("printf '1\\n\\nHello\\n' | " COLLECT " --practice " TEST_FORM
			   " 2>&1 >/dev/null",
		"r");
	size_t n = fread(said, 1, sizeof said - 1, pipe);
	said[n] = '\0';
	assert_int_equal(WEXITSTATUS(pclose(pipe)), 1);
	assert_non_null(strstr(said, "the input ended before the answers were handed in"));
}

/* --- a station that asks for tokens ---------------------------------------------------------- */

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void run(const char *format, ...)
{
	char command[2048];
	va_list args;
	va_start(args, format);
	vsnprintf(command, sizeof command, format, args);
	va_end(args);
	assert_int_equal(system(command), 0);
}

/* The first token of a file of slips. */
static void first_token(const char *folder, const char *name, char token[64])
{
	char path[128], line[256], more[64];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	*token = '\0';
	while (!*token && fgets(line, sizeof line, file))
		if (sscanf(line, "%63s %63s", token, more) != 1)
			*token = '\0';
	fclose(file);
	assert_int_equal(strlen(token), 22);
}

static void shows(struct pty *pty, const char *text)
{
	if (!pty_wait_for(pty, text, 20000))
		fail_msg("\"%s\" is not shown:\n%s", text, pty_screen(pty));
}

/* From the first screen to where the token is asked for, with a choice made on the way. */
static void go_to_token(struct pty *pty)
{
	shows(pty, "Please choose your language");
	pty_type(pty, "1");
	shows(pty, "you need the code of the slip");
	pty_type(pty, "\r");
	shows(pty, "Enter");
	pty_type(pty, "\r");
	shows(pty, "What should change?");
	pty_type(pty, "\r");
	shows(pty, "Where do you work?");
	pty_type(pty, "2\r");
	shows(pty, "Years of service");
	pty_type(pty, "\033[20~");
	shows(pty, "Hand in my answers");
	pty_type(pty, "\033[4~\r");
	shows(pty, "Hand in your answers now?");
	pty_type(pty, "\r");
	shows(pty, "Please type the code of your slip:");
}

static void test_tokens(void **state)
{
	char folder[] = "/tmp/cips-program-XXXXXX", station[64], token[64], foreign[64], wrong[64];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(station, sizeof station, "%s/st/x.station", folder);
	run("cd %s && mkdir st && echo 'organise well' >pass && { %s init s.cips && "
	    "%s instrument add s.cips " TEST_FORM " && %s key new k --passphrase-file pass && "
	    "%s token new -n 60 -o slips && %s token new -n 60 -o others && "
	    "%s station new s.cips --wave 2025 --key k.pub --target 60 --passphrase-file pass "
	    "--tokens slips -o st/x.station; } >log 2>&1",
		folder, CIPS, CIPS, CIPS, CIPS, CIPS, CIPS);
	first_token(folder, "slips", token);
	first_token(folder, "others", foreign);
	memcpy(wrong, token, sizeof wrong);
	wrong[21] = wrong[21] == '7' ? '8' : '7';
	const char *const argv[] = {COLLECT, station, NULL};
	struct pty *pty = pty_start("xterm-256color", 24, 80, argv, NULL);
	for (int person = 0; person < 2; person++) {
		go_to_token(pty);
		pty_type(pty, "\r");
		shows(pty, "No code is typed yet.");
		pty_type(pty, wrong);
		shows(pty, wrong);
		pty_type(pty, "\r");
		shows(pty, "This is not a code");
		pty_type(pty, "\033[3~");
		pty_type(pty, foreign);
		pty_type(pty, "\r");
		shows(pty, "This code is not one of this station.");
		pty_type(pty, "\033[3~");
		pty_type(pty, token);
		pty_type(pty, "\r");
		shows(pty, person ? "This code was used here already." : "Thank you");
		pty_type(pty, person ? "\033OQ\033OQ" : "\r");
	}
	/* and the answers of the second are all there */
	pty_type(pty, "\033[15~");
	shows(pty, "in plain sight");
	shows(pty, "Port");
	pty_free(pty);
	run("%s station status %s | grep -q '1 of the 60 in its list'", CIPS, station);
	run("rm -rf %s", folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_are_quick),
		cmocka_unit_test(test_keys_are_quick_in_a_long_review),
		cmocka_unit_test(test_starts_quickly),
		cmocka_unit_test(test_goes_on_in_lines),
		cmocka_unit_test(test_accessible),
		cmocka_unit_test(test_colour),
		cmocka_unit_test(test_no_osc),
		cmocka_unit_test(test_wrong_use),
		cmocka_unit_test(test_input_ends),
		cmocka_unit_test(test_tokens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
