/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The guarded process as the kernel and other processes see it. Each attack is first made on a
 * process without guard, where it must succeed.
 */
#include "inside.h"

#include <dirent.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>

#define MARKER "officer-knows-who"
enum { MARKERS = 64, NOBODY = 65534 };

/* --- dying ---------------------------------------------------------------------------------- */

struct death {
	const char *folder;
	bool guarded;
};

static int die(void *context)
{
	const struct death *death = context;
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
	struct cips_err err;
	signal(SIGSEGV, SIG_DFL);
	if (chdir(death->folder) || (setrlimit(RLIMIT_CORE, &all) && death->guarded == false) ||
		(death->guarded && cips_guard_process(&err)))
		return INSIDE_UNFIT;
	raise(SIGSEGV);
	return 0;
}

static size_t files_in(const char *folder)
{
	size_t n = 0;
	DIR *listed = opendir(folder);
	assert_non_null(listed);
	for (const struct dirent *entry; (entry = readdir(listed));)
		n += *entry->d_name != '.';
	closedir(listed);
	return n;
}

static void leaves_no_core(void **state)
{
	(void)state;
	char folder[] = "/tmp/cips-core-XXXXXX", command[64];
	assert_non_null(mkdtemp(folder));
	struct death death = {folder, true};
	int status = inside_status(die, &death);
	size_t left = files_in(folder);
	death.guarded = false;
	int unguarded = inside_status(die, &death);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
	assert_false(WCOREDUMP(status));
	assert_int_equal(left, 0);
	if (!WIFSIGNALED(unguarded) || !WCOREDUMP(unguarded))
		print_message("# an unguarded process leaves no core here either\n");
}

/* --- being looked at ------------------------------------------------------------------------ */

/* As a user who is not root: the test's own, or nobody. */
static bool become_nobody(void)
{
	return geteuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
}

/* Starts a process that waits, guarded or as any program is. */
static pid_t start_target(bool guarded)
{
	int ready[2];
	char byte = 0;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct cips_err err;
		bool fit = become_nobody() && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 &&
			(!guarded || cips_guard_process(&err) == CIPS_OK);
		_exit(!fit || write(ready[1], "x", 1) != 1 || pause());
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return child;
}

static void end_target(pid_t target)
{
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
}

static int attaches(void *target)
{
	if (!become_nobody())
		return INSIDE_UNFIT;
	return ptrace(PTRACE_SEIZE, *(pid_t *)target, NULL, NULL) == 0 ? 0 : errno;
}

static int opens_memory(void *target)
{
	char path[64];
	if (!become_nobody())
		return INSIDE_UNFIT;
	snprintf(path, sizeof path, "/proc/%d/mem", (int)*(pid_t *)target);
	return open(path, O_RDONLY) >= 0 ? 0 : errno;
}

static void keeps_debuggers_out(void **state)
{
	(void)state;
	pid_t open_one = start_target(false), guarded = start_target(true);
	int free_attach = inside(attaches, &open_one),
	    free_memory = inside(opens_memory, &open_one);
	int attach = inside(attaches, &guarded), memory = inside(opens_memory, &guarded);
	end_target(open_one);
	end_target(guarded);
	assert_int_equal(attach, EPERM);
	assert_int_equal(memory, EACCES);
	if (free_attach || free_memory)
		SKIP("this machine lets nobody attach to any process (kernel.yama.ptrace_scope)");
}

static long fact(const char *status, const char *name)
{
	const char *line = strstr(status, name);
	assert_non_null(line);
	return strtol(line + strlen(name), NULL, 10);
}

/* The start of a file of the process, behind a line break. */
static void read_facts(pid_t process, const char *name, char *facts, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)process, name);
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	size_t n = fread(facts, 1, size - 1, in);
	facts[n] = '\0';
	fclose(in);
}

static void looks_guarded(void **state)
{
	(void)state;
	char status[8192], limits[8192];
	pid_t guarded = start_target(true);
	read_facts(guarded, "status", status, sizeof status);
	read_facts(guarded, "limits", limits, sizeof limits);
	end_target(guarded);
	assert_int_equal(fact(status, "\nTracerPid:"), 0);
	assert_int_equal(fact(status, "\nNoNewPrivs:"), 1);
	assert_int_equal(fact(status, "\nUmask:\t00"), 77);
	char *hard;
	assert_int_equal(strtol(strstr(limits, "\nMax core file size") + 20, &hard, 10), 0);
	assert_int_equal(strtol(hard, NULL, 10), 0);
}

/* --- what stays in memory ------------------------------------------------------------------- */

static size_t markers_in(const volatile char *bytes, size_t n)
{
	size_t found = 0;
	for (size_t i = 0; i + sizeof MARKER - 1 <= n; i++) {
		size_t same = 0;
		while (same < sizeof MARKER - 1 && bytes[i + same] == MARKER[same])
			same++;
		found += same == sizeof MARKER - 1;
	}
	return found;
}

static void write_markers(char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = MARKER[i % (sizeof MARKER - 1)];
}

/* Blocks too large for the allocator's cache, one behind it so that they stay mapped. */
static int frees(void *guarded)
{
	enum { BLOCK = 20000 };
	struct cips_err err;
	mallopt(M_PERTURB, 0); /* which the environment may have set */
	if (*(bool *)guarded && cips_guard_process(&err))
		return INSIDE_UNFIT;
	char *block = malloc(BLOCK), *behind = malloc(BLOCK);
	volatile uintptr_t was = (uintptr_t)block;
	write_markers(block, BLOCK);
	__asm__ volatile("" : : "r"(block) : "memory");
	free(block);
	size_t left = markers_in((const volatile char *)was, BLOCK);
	free(behind);
	return left > 100 ? 100 : (int)left;
}

static void overwrites_freed_memory(void **state)
{
	(void)state;
	if (SANITIZED)
		SKIP("the address sanitizer frees memory in its own way");
	bool guarded = false;
	assert_int_equal(inside(frees, &guarded), 100);
	guarded = true;
	assert_int_equal(inside(frees, &guarded), 0);
}

/* Says where. */
static __attribute__((noinline)) void leave_marker(volatile uintptr_t *was)
{
	char bytes[MARKERS * (sizeof MARKER - 1)];
	write_markers(bytes, sizeof bytes);
	__asm__ volatile("" : : "r"(bytes) : "memory");
	*was = (uintptr_t)bytes;
}

static void wipes_stack(void **state)
{
	(void)state;
	if (SANITIZED)
		SKIP("the address sanitizer keeps variables off the stack");
	enum { LOOK = MARKERS * (sizeof MARKER - 1) };
	volatile uintptr_t was;
	leave_marker(&was);
	size_t before = markers_in((const volatile char *)was, LOOK);
	leave_marker(&was);
	cips_guard_wipe_stack();
	size_t after = markers_in((const volatile char *)was, LOOK);
	assert_true(before > 0);
	assert_int_equal(after, 0);
}

/* 0 when a page that was never locked by hand is locked. */
static int is_locked(void *context)
{
	struct cips_err err;
	size_t locked = 0;
	char line[128];
	(void)context;
	FILE *status = fopen("/proc/self/status", "r");
	if (!status || cips_guard_process(&err))
		return INSIDE_UNFIT;
	while (fgets(line, sizeof line, status)) {
		if (sscanf(line, "VmLck: %zu kB", &locked) == 1)
			break;
	}
	return locked > 0 ? 0 : EAGAIN;
}

static void stays_in_memory(void **state)
{
	struct rlimit limit;
	(void)state;
	if (SANITIZED)
		SKIP("a sanitizer locks no memory");
	if (getrlimit(RLIMIT_MEMLOCK, &limit) || (geteuid() && limit.rlim_cur != RLIM_INFINITY))
		SKIP("only so much memory may be locked here");
	assert_int_equal(inside(is_locked, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_no_core),
		cmocka_unit_test(keeps_debuggers_out),
		cmocka_unit_test(looks_guarded),
		cmocka_unit_test(stays_in_memory),
		cmocka_unit_test(overwrites_freed_memory),
		cmocka_unit_test(wipes_stack),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
