/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thousand marker answers are handed in at a real station, with a token each: none of them may be
 * in any byte that the program wrote anywhere but to its terminal (system calls traced), in any
 * file, or, after handing in, in its memory. Wants root and strace; without them those tests are
 * skipped by name.
 */
#include "check.h"
#include "pty_run.h"
#include "sanitized.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE = 20000, MARKERS = 60 /* in a text of 500 characters */, RESPONDENTS = 9 };

enum { TOKENS = 64, TOKEN = 22 /* characters */, GROUP = 4 };

static char tokens[TOKENS][TOKEN + 1]; /* as printed */
static size_t n_typed;		       /* the first so many were typed */

static char folder[] = "/tmp/cips-secrets-XXXXXX";
static char station[128];
static bool soak; /* also wait until the program thinks that nobody is there */

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

static void read_slips(void)
{
	char path[128], line[256], word[64], more[64];
	size_t n = 0;
	snprintf(path, sizeof path, "%s/slips", folder);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file))
		if (sscanf(line, "%63s %63s", word, more) == 1) {
			assert_true(n < TOKENS && strlen(word) == TOKEN);
			memcpy(tokens[n++], word, TOKEN);
		}
	fclose(file);
	assert_int_equal(n, TOKENS);
}

static int make_station(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(station, sizeof station, "%s/st/x.station", folder);
	run("cd %s && mkdir st && echo 'organise well' >pass && { %s init s.cips --title T && "
	    "%s instrument add s.cips %s/tests/tui/collect/form.md && "
	    "%s key new k --passphrase-file pass && %s token new -n %d -o slips && "
	    "%s station new s.cips --wave 2025 --key k.pub --target 64 --passphrase-file pass "
	    "--tokens slips -o st/x.station; } >log 2>&1",
		folder, CIPS, CIPS, SOURCE_DIR, CIPS, CIPS, TOKENS, CIPS);
	read_slips();
	return 0;
}

static int remove_station(void **state)
{
	(void)state;
	run("rm -rf %s", folder);
	return 0;
}

/* --- a respondent --------------------------------------------------------------------------- */

static void wait_for(struct pty *pty, const char *text)
{
	if (!pty_wait_for(pty, text, PATIENCE))
		fail_msg("\"%s\" was not shown:\n%s", text, pty_screen(pty));
}

/* Types a text of markers, which begin with "zqx" and a number. */
static void type_markers(struct pty *pty, int first)
{
	char marker[16], last[16];
	for (int i = 0; i < MARKERS; i++) {
		snprintf(marker, sizeof marker, "zqx%04d ", first + i);
		pty_type(pty, marker);
	}
	snprintf(last, sizeof last, "zqx%04d", first + MARKERS - 1);
	wait_for(pty, last);
}

/* Up to the review, with two texts typed. */
static void answer(struct pty *pty, int respondent)
{
	wait_for(pty, "Please choose your language");
	pty_type(pty, "1");
	wait_for(pty, "Before you begin");
	pty_type(pty, "\r");
	wait_for(pty, "F9");
	pty_type(pty, "\r");
	wait_for(pty, "What should change?");
	type_markers(pty, respondent * 2 * MARKERS);
	pty_type(pty, "\r");
	wait_for(pty, "Where do you work?");
	pty_type(pty, "2\r");
	wait_for(pty, "Years of service");
	pty_type(pty, "\033[20~");
	wait_for(pty, "Hand in my answers");
	pty_type(pty, "\033OA\r");
	wait_for(pty, "Anything else?");
	wait_for(pty, "of 500 characters");
	type_markers(pty, (respondent * 2 + 1) * MARKERS);
	pty_type(pty, "\r");
	wait_for(pty, "Hand in my answers");
	pty_type(pty, "\033[15~");
	wait_for(pty, "in plain sight");
}

/* The next token, in small letters and without hyphens, as somebody would. */
static void type_token(struct pty *pty)
{
	char typed[TOKEN + 1];
	size_t n = 0;
	assert_true(n_typed < TOKENS);
	for (const char *p = tokens[n_typed++]; *p; p++)
		if (*p != '-')
			typed[n++] = (char)tolower(*p);
	typed[n] = '\0';
	wait_for(pty, "Please type the code of your slip:");
	pty_type(pty, typed);
}

static void hand_in(struct pty *pty)
{
	pty_type(pty, "\033[4~\r");
	wait_for(pty, "Hand in your answers now?");
	pty_type(pty, "\r");
	type_token(pty);
	wait_for(pty, tokens[n_typed - 1]);
	pty_type(pty, "\r");
	wait_for(pty, "Thank you for taking part.");
}

/* --- what is written ------------------------------------------------------------------------ */

/* The first two groups of a token, as it is typed or shown. */
static bool token_at(const unsigned char *bytes, size_t step, const char *token)
{
	for (int i = 0; i < 2 * GROUP; i++) {
		bool hyphen = i >= GROUP && bytes[(size_t)GROUP * step] == '-';
		if (toupper(bytes[(size_t)(i + hyphen) * step]) != token[i + i / GROUP])
			return false;
	}
	return true;
}

/* The first bytes of what those groups stand for. */
static void token_bytes(const char *token, unsigned char bytes[5])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned long long bits = 0;
	for (int i = 0; i < 2 * GROUP; i++)
		bits = bits << 5 | (unsigned)(strchr(alphabet, token[i + i / GROUP]) - alphabet);
	for (int i = 0; i < 5; i++)
		bytes[i] = (unsigned char)(bits >> (32 - 8 * i));
}

static bool holds_token(const unsigned char *bytes, size_t n, size_t step)
{
	for (size_t t = 0; t < n_typed; t++) {
		unsigned char secret[5];
		token_bytes(tokens[t], secret);
		if (step == 1 && n && memmem(bytes, n, secret, sizeof secret))
			return true;
		for (size_t i = 0; i + (2 * GROUP + 1) * step < n; i++)
			if (toupper(bytes[i]) == tokens[t][0] &&
				token_at(bytes + i, step, tokens[t]))
				return true;
	}
	return false;
}

/*
 * A marker as it is, or as wide characters, or in cells of some size. Two of its digits count: with
 * one, a megabyte of random bytes (the boxes in the cache of the database) has a marker by chance in
 * one look of a hundred.
 */
static bool holds_marker(const unsigned char *bytes, size_t n)
{
	/* bytes; wchar_t; cells of a frame; cells of curses */
	static const size_t strides[] = {1, 4, 26, 28};
	for (size_t s = 0; s < sizeof strides / sizeof *strides; s++) {
		size_t step = strides[s];
		for (size_t i = 0; i + 4 * step < n; i++)
			if (bytes[i] == 'z' && bytes[i + step] == 'q' &&
				bytes[i + 2 * step] == 'x' && isdigit(bytes[i + 3 * step]) &&
				isdigit(bytes[i + 4 * step]))
				return true;
		if (holds_token(bytes, n, step))
			return true;
	}
	return false;
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* The bytes that strace -xx wrote as \x41. */
static size_t decode(const char *line, unsigned char *bytes)
{
	size_t n = 0;
	for (const char *p = line; (p = strstr(p, "\\x")); p += 4)
		bytes[n++] = (unsigned char)(hex(p[2]) << 4 | hex(p[3]));
	return n;
}

/* Reads a trace; how many writes to the terminal had a marker. None to another place may. */
static size_t read_trace(const char *path)
{
	size_t shown = 0, size = 0;
	char *line = NULL;
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (getline(&line, &size, file) > 0) {
		unsigned char *bytes = malloc(strlen(line) + 1);
		size_t n = decode(line, bytes);
		bool marked = holds_marker(bytes, n);
		/* the path of the descriptor is in hexadecimal too: /dev/pts/ */
		bool terminal = memmem(bytes, n, "/dev/pts/", 9) != NULL;
		free(bytes);
		if (marked && !terminal)
			fail_msg("written elsewhere: %.300s", line);
		if (strstr(line, "MAP_SHARED") && strstr(line, "PROT_WRITE") && strchr(line, '<'))
			fail_msg("a file is mapped for writing: %.300s", line);
		shown += marked;
	}
	free(line);
	fclose(file);
	return shown;
}

static void check_file(const char *path)
{
	struct stat facts;
	int fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	fstat(fd, &facts);
	unsigned char *bytes = malloc((size_t)facts.st_size + 1);
	ssize_t n = read(fd, bytes, (size_t)facts.st_size);
	if (n > 0 && holds_marker(bytes, (size_t)n))
		fail_msg("a marker is in %s", path);
	free(bytes);
	close(fd);
}

static void check_files(void)
{
	char path[512];
	snprintf(path, sizeof path, "%s/st", folder);
	DIR *dir = opendir(path);
	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		snprintf(path, sizeof path, "%s/st/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			check_file(path);
	}
	closedir(dir);
}

/* What a tracer traces. */
static pid_t child_of(pid_t pid)
{
	char path[64];
	int child = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &child), 1);
	fclose(file);
	return child;
}

static void test_nothing_written(void **state)
{
	char trace[256];
	(void)state;
	if (SANITIZED || geteuid() != 0 || system("strace -o /dev/null true 2>/dev/null") != 0) {
		print_message("# skipped: strace cannot trace here\n");
		return;
	}
	snprintf(trace, sizeof trace, "%s/trace", folder);
	const char *const argv[] = {"/usr/bin/strace", "-f", "-y", "-xx", "-s", "1000000", "-o",
		trace, "-e",
		"trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendfile,splice,"
		"vmsplice,tee,copy_file_range,memfd_create,mmap,process_vm_writev",
		COLLECT, "--resume", station, NULL};
	struct pty *pty = pty_start("xterm-256color", 24, 80, argv, NULL);
	for (int respondent = 0; respondent < RESPONDENTS; respondent++) {
		answer(pty, respondent);
		/* one pauses in between: the draft is sealed as well */
		if (respondent == 3) {
			pty_type(pty, "p");
			wait_for(pty, "six words");
			pty_type(pty, "\033OQ");
			wait_for(pty, "Hand in my answers");
		}
		hand_in(pty);
		pty_type(pty, "\r");
	}
	answer(pty, RESPONDENTS);
	kill(child_of(pty_pid(pty)), SIGKILL);
	pty_wait_end(pty, PATIENCE);
	pty_free(pty);
	size_t shown = read_trace(trace);
	print_message("# %d markers typed; %zu writes to the terminal show some, none elsewhere\n",
		(RESPONDENTS + 1) * 2 * MARKERS, shown);
	assert_true(shown > 0);
	check_files();
}

/* --- memory --------------------------------------------------------------------------------- */

/* Whether a marker is in any memory of the process; says where. */
static bool memory_holds_marker(pid_t pid, char *where, size_t size)
{
	char path[64], line[512];
	bool found = false;
	snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
	int memory = open(path, O_RDONLY);
	assert_true(memory >= 0);
	snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
	FILE *maps = fopen(path, "r");
	assert_non_null(maps);
	while (!found && fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		if (sscanf(line, "%lx-%lx", &from, &to) != 2 || strstr(line, "[v"))
			continue;
		unsigned char *bytes = malloc(to - from);
		ssize_t n = pread(memory, bytes, to - from, (off_t)from);
		if (n > 0 && holds_marker(bytes, (size_t)n)) {
			snprintf(where, size, "%s", line);
			found = true;
		}
		free(bytes);
	}
	fclose(maps);
	close(memory);
	return found;
}

static void test_nothing_remembered(void **state)
{
	static const char *const terms[] = {"xterm-256color", "linux"};
	(void)state;
	if (SANITIZED || geteuid() != 0) {
		print_message("# skipped: only root may read the memory of the program\n");
		return;
	}
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		const char *const argv[] = {COLLECT, station, NULL};
		char where[512] = "";
		struct pty *pty = pty_start(terms[i], 24, 80, argv, NULL);
		answer(pty, 0);
		assert_true(memory_holds_marker(pty_pid(pty), where, sizeof where));
		hand_in(pty);
		if (memory_holds_marker(pty_pid(pty), where, sizeof where))
			fail_msg("a marker is in %s", where);
		pty_free(pty);
	}
}

/* Left alone, the program wipes just the same. */
static void test_forgotten_when_idle(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0) {
		print_message("# skipped: only root may read the memory of the program\n");
		return;
	}
	if (!soak) {
		print_message("# skipped: takes a minute and a half; the suite soak has it\n");
		return;
	}
	const char *const argv[] = {COLLECT, "--idle", "20", station, NULL};
	char where[512] = "";
	struct pty *pty = pty_start("xterm-256color", 24, 80, argv, NULL);
	answer(pty, 0);
	assert_true(pty_wait_for(pty, "Are you still there?", 30000));
	assert_true(pty_wait_for(pty, "Please choose your language", 70000));
	if (memory_holds_marker(pty_pid(pty), where, sizeof where))
		fail_msg("a marker is in %s", where);
	pty_free(pty);
}

static void test_plain_remembers_nothing(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0) {
		print_message("# skipped: only root may read the memory of the program\n");
		return;
	}
	const char *const argv[] = {COLLECT, "--plain", station, NULL};
	char where[512] = "";
	struct pty *pty = pty_start("xterm-256color", 24, 80, argv, NULL);
	wait_for(pty, "Please choose your language");
	pty_type(pty, "1\r\r\rzqx0001 zqx0002\r");
	wait_for(pty, "Where do you work?");
	assert_true(memory_holds_marker(pty_pid(pty), where, sizeof where));
	pty_type(pty, "2\r/back\r\r/review\r/show\r11\r");
	wait_for(pty, "Hand in your answers now?");
	pty_type(pty, "1\r");
	type_token(pty);
	assert_true(memory_holds_marker(pty_pid(pty), where, sizeof where));
	pty_type(pty, "\r");
	wait_for(pty, "Thank you for taking part.");
	assert_null(strstr(pty_screen(pty), "zqx"));
	if (memory_holds_marker(pty_pid(pty), where, sizeof where))
		fail_msg("a marker is in %s", where);
	pty_free(pty);
}

int main(int argc, char **argv)
{
	soak = argc > 1 && strcmp(argv[1], "idle") == 0;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_written),
		cmocka_unit_test(test_nothing_remembered),
		cmocka_unit_test(test_forgotten_when_idle),
		cmocka_unit_test(test_plain_remembers_nothing),
	};
	return cmocka_run_group_tests(tests, make_station, remove_station);
}
