/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shut in: each thing that must fail inside is tried outside first, where it must work, so that a
 * refusal is the guard's. Each trial has a process of its own.
 */
#include "guard/locks.h"
#include "inside.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>

static char folder[] = "/tmp/cips-inside-XXXXXX";
static char foreign[] = "/tmp/cips-outside-XXXXXX";

static int outcome(bool worked)
{
	return worked ? 0 : errno;
}

/* --- what must fail ------------------------------------------------------------------------- */

static int opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);
	return outcome(fd >= 0);
}

static int reads_foreign(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/file", foreign);
	return opens(path, O_RDONLY);
}

static int writes_foreign(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/file", foreign);
	return opens(path, O_WRONLY);
}

static int makes_foreign(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/new%d", foreign, (int)getpid());
	return opens(path, O_WRONLY | O_CREAT);
}

static int truncates_foreign(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/file", foreign);
	return outcome(truncate(path, 0) == 0);
}

static int reads_passwords(void)
{
	return opens("/etc/passwd", O_RDONLY);
}

static int lists_root(void)
{
	return opens("/", O_RDONLY | O_DIRECTORY);
}

static int moves_out(void)
{
	char from[64], to[64];
	snprintf(from, sizeof from, "%s/secret%d", folder, (int)getpid());
	snprintf(to, sizeof to, "%s/secret%d", foreign, (int)getpid());
	int failed = opens(from, O_WRONLY | O_CREAT);
	return failed ? INSIDE_UNFIT : outcome(rename(from, to) == 0);
}

static int makes_folder(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/folder%d", folder, (int)getpid());
	return outcome(mkdir(path, 0700) == 0);
}

static int makes_pipe(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/pipe%d", folder, (int)getpid());
	return outcome(mkfifo(path, 0600) == 0);
}

static int speaks_tcp(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM, 0) >= 0);
}

static int speaks_locally(void)
{
	return outcome(socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
}

static int speaks_in_pairs(void)
{
	int pair[2];
	return outcome(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
}

static int starts_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return errno;
}

static int forks(void)
{
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	return outcome(child > 0);
}

static int runs_command(void)
{
	int status = system("true");
	return status == 0 ? 0 : status == -1 ? errno : EPERM;
}

static void *idle(void *context)
{
	return context;
}

static int starts_thread(void)
{
	pthread_t thread;
	return pthread_create(&thread, NULL, idle, NULL);
}

static int clones_anew(void)
{
	uint64_t args[8] = {[4] = SIGCHLD};
	long child = syscall(SYS_clone3, args, sizeof args);
	if (child == 0)
		_exit(0);
	return outcome(child > 0);
}

static int is_traced(void)
{
	return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
}

static int reads_memory(void)
{
	char here[4] = "abc", there[4];
	struct iovec from = {here, 4}, to = {there, 4};
	return outcome(process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 4);
}

static int makes_dumpable(void)
{
	return outcome(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

static int makes_memory_file(void)
{
	return outcome(memfd_create("x", 0) >= 0);
}

static int signals_parent(void)
{
	return outcome(kill(getppid(), 0) == 0);
}

/* A terminal of its own, as the one the program runs in. */
static int fake_key(int (*between)(void), bool wide)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	if (master < 0 || grantpt(master) || unlockpt(master) || setsid() < 0)
		return INSIDE_UNFIT;
	int slave = open(ptsname(master), O_RDWR);
	if (slave < 0 || (ioctl(slave, TIOCSCTTY, 0) && errno != EPERM) || between())
		return INSIDE_UNFIT;
	unsigned long command = TIOCSTI | (wide ? 1UL << 40 : 0);
	return outcome(syscall(SYS_ioctl, slave, command, "x") == 0);
}

static int shut_in(void)
{
	const char *folders[] = {folder};
	struct cips_err err = {0};
	enum cips_rc rc = cips_guard_process(&err);
	if (!rc)
		rc = cips_guard_shut_in(folders, 1, &err);
	if (rc)
		fprintf(stderr, "%s\n", err.text);
	return (int)rc;
}

static int nothing(void)
{
	return 0;
}

static const struct trial {
	const char *name;
	int (*act)(void);
	int refused; /* with which errno */
	int version; /* of Landlock, from which it is refused */
} trials[] = {
	{"reads a file elsewhere", reads_foreign, EACCES, 1},
	{"writes a file elsewhere", writes_foreign, EACCES, 1},
	{"makes a file elsewhere", makes_foreign, EACCES, 1},
	{"truncates a file elsewhere", truncates_foreign, EPERM, 1},
	{"reads /etc/passwd", reads_passwords, EACCES, 1},
	{"lists /", lists_root, EACCES, 1},
	{"moves a file out", moves_out, EACCES, 1},
	{"makes a folder", makes_folder, EACCES, 1},
	{"makes a pipe", makes_pipe, EACCES, 1},
	{"speaks TCP", speaks_tcp, EPERM, 1},
	{"speaks over a local socket", speaks_locally, EPERM, 1},
	{"makes a pair of sockets", speaks_in_pairs, EPERM, 1},
	{"starts a program", starts_program, EPERM, 1},
	{"forks", forks, EPERM, 1},
	{"runs a command", runs_command, EPERM, 1},
	{"starts a thread", starts_thread, EPERM, 1},
	{"clones by clone3", clones_anew, ENOSYS, 1},
	{"is traced", is_traced, EPERM, 1},
	{"reads memory as a debugger", reads_memory, EPERM, 1},
	{"makes itself dumpable", makes_dumpable, EPERM, 1},
	{"makes a file in memory", makes_memory_file, EPERM, 1},
	{"signals its parent", signals_parent, EPERM, 6},
};

static int outside(void *trial)
{
	return ((const struct trial *)trial)->act();
}

static int shut(void *trial)
{
	return shut_in() ? INSIDE_UNFIT : ((const struct trial *)trial)->act();
}

/* Whether the kernel has both locks; which it lacks is said. */
static bool have_locks(void)
{
	if (!cips_guard_landlock_version())
		print_message("# this kernel runs without Landlock\n");
	if (!cips_guard_seccomp_there())
		print_message("# this kernel runs without seccomp filters\n");
	return cips_guard_landlock_version() && cips_guard_seccomp_there();
}

#define NEED_LOCKS                                \
	do {                                      \
		if (!have_locks())                \
			SKIP("needs both locks"); \
	} while (0)

static void refuses(void **state)
{
	(void)state;
	NEED_LOCKS;
	for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
		struct trial trial = trials[i];
		if (cips_guard_landlock_version() < trial.version) {
			print_message("# %s: needs Landlock %d\n", trial.name, trial.version);
			continue;
		}
		int free = inside(outside, &trial), caught = inside(shut, &trial);
		if (free || caught != trial.refused)
			fail_msg("%s: outside %d, inside %d (%s), not %d", trial.name, free, caught,
				strerror(caught), trial.refused);
	}
}

struct faking {
	bool wide;
	bool shut;
};

static int fakes(void *context)
{
	const struct faking *faking = context;
	return fake_key(faking->shut ? shut_in : nothing, faking->wide);
}

static void refuses_faked_keys(void **state)
{
	(void)state;
	NEED_LOCKS;
	struct faking faking = {false, false};
	if (inside(fakes, &faking))
		SKIP("this kernel lets nobody fake keys (dev.tty.legacy_tiocsti)");
	faking.shut = true;
	assert_int_equal(inside(fakes, &faking), EPERM);
	faking.wide = true; /* the kernel drops the upper half of the word: so must the rule */
	assert_int_equal(inside(fakes, &faking), EPERM);
}

/* --- what must go on ------------------------------------------------------------------------ */

#define GO_ON(condition)                                                          \
	do {                                                                      \
		if (!(condition)) {                                               \
			fprintf(stderr, "%s: %s\n", #condition, strerror(errno)); \
			return 1;                                                 \
		}                                                                 \
	} while (0)

/* What a database does with its file, its journal and their folder. */
static int keeps_files(void *context)
{
	(void)context;
	char path[64], journal[64], moved[64];
	snprintf(path, sizeof path, "%s/x.station", folder);
	snprintf(journal, sizeof journal, "%s/x.station-journal", folder);
	snprintf(moved, sizeof moved, "%s/y.station", folder);
	GO_ON(shut_in() == 0);
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	GO_ON(fd >= 0);
	struct stat facts;
	GO_ON(fstat(fd, &facts) == 0 && (facts.st_mode & 0777) == 0600);
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	GO_ON(fcntl(fd, F_SETLK, &lock) == 0);
	GO_ON(pwrite(fd, "sealed", 6, 4096) == 6);
	GO_ON(fsync(fd) == 0 && fdatasync(fd) == 0 && ftruncate(fd, 4096) == 0);
	const struct timespec times[2] = {{1, 0}, {1, 0}};
	GO_ON(futimens(fd, times) == 0);
	int other = open(journal, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	GO_ON(other >= 0 && close(other) == 0 && unlink(journal) == 0);
	GO_ON(rename(path, moved) == 0 && access(moved, R_OK | W_OK) == 0);
	int there = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	GO_ON(there >= 0 && fsync(there) == 0);
	return 0;
}

static int uses_machine(void *context)
{
	(void)context;
	unsigned char random[8];
	time_t now = time(NULL);
	GO_ON(shut_in() == 0);
	GO_ON(opens("/dev/urandom", O_RDONLY) == 0);
	GO_ON(getentropy(random, sizeof random) == 0);
	GO_ON(localtime(&now) != NULL);
	void *page =
		mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	GO_ON(page != MAP_FAILED);
	memset(page, 1, 1 << 20);
	int pipes[2];
	GO_ON(pipe(pipes) == 0 && write(pipes[1], "x", 1) == 1);
	GO_ON(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	GO_ON(signal(SIGWINCH, SIG_IGN) != SIG_ERR && raise(SIGWINCH) == 0);
	GO_ON(shut_in() == 0); /* a second time, it is tighter at most */
	return 0;
}

static int reads_terminfo(void *context)
{
	GO_ON(shut_in() == 0);
	DIR *listed = opendir(context);
	GO_ON(listed != NULL && readdir(listed) != NULL);
	return 0;
}

/* Those that the environment names, whatever else stands beside them. */
static int reads_named_terminfo(void *context)
{
	char list[256];
	snprintf(list, sizeof list, ":/nowhere:%s:/nowhere/else", foreign);
	GO_ON(setenv(context, strcmp(context, "TERMINFO") == 0 ? foreign : list, 1) == 0);
	GO_ON(shut_in() == 0);
	GO_ON(reads_foreign() == 0 && writes_foreign() == EACCES);
	return 0;
}

static int uses_terminal(void *context)
{
	(void)context;
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	GO_ON(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 && setsid() >= 0);
	char name[64];
	GO_ON(ptsname_r(master, name, sizeof name) == 0);
	int slave = open(name, O_RDWR);
	GO_ON(slave >= 0 && (ioctl(slave, TIOCSCTTY, 0) == 0 || errno == EPERM));
	GO_ON(dup2(slave, 0) == 0 && shut_in() == 0);
	struct winsize size;
	int again = open("/dev/tty", O_RDWR);
	GO_ON(again >= 0 && ioctl(again, TIOCGWINSZ, &size) == 0);
	again = open(name, O_RDWR | O_NOCTTY);
	GO_ON(again >= 0 && ioctl(again, TIOCGWINSZ, &size) == 0);
	return 0;
}

static void goes_on(void **state)
{
	(void)state;
	NEED_LOCKS;
	assert_int_equal(inside(keeps_files, NULL), 0);
	assert_int_equal(inside(uses_machine, NULL), 0);
	assert_int_equal(inside(uses_terminal, NULL), 0);
	static const char *const places[] = {
		"/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo"};
	size_t there = 0;
	assert_int_equal(inside(reads_named_terminfo, "TERMINFO"), 0);
	assert_int_equal(inside(reads_named_terminfo, "TERMINFO_DIRS"), 0);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char place[32];
		strcpy(place, places[i]);
		if (access(place, R_OK) == 0 && ++there)
			assert_int_equal(inside(reads_terminfo, place), 0);
	}
	if (!there)
		print_message("# no terminal descriptions on this machine\n");
}

/* --- kernels that cannot -------------------------------------------------------------------- */

struct lame {
	int call;
	int errnum;
	const char *text, *hint;
};

/* A kernel that answers a call with an error, as one without the feature does. */
static int shut_in_lame(void *context)
{
	const struct lame *lame = context;
	const char *folders[] = {folder};
	struct cips_err err = {0};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	GO_ON(filter &&
		seccomp_rule_add(
			filter, SCMP_ACT_ERRNO((unsigned int)lame->errnum), lame->call, 0) == 0);
	GO_ON(seccomp_load(filter) == 0);
	GO_ON(cips_guard_shut_in(folders, 1, &err) == CIPS_POLICY && err.rc == CIPS_POLICY);
	GO_ON(strstr(err.text, lame->text) && strstr(err.hint, lame->hint));
	return 0;
}

static void names_what_is_missing(void **state)
{
	(void)state;
	NEED_LOCKS;
	static const struct lame kernels[] = {
		{SCMP_SYS(landlock_create_ruleset), ENOSYS, "no Landlock", "5.13"},
		{SCMP_SYS(landlock_create_ruleset), EOPNOTSUPP, "turned off", "lsm="},
		{SCMP_SYS(landlock_create_ruleset), EPERM, "forbidden", "container"},
		{SCMP_SYS(seccomp), EINVAL, "no seccomp", "SECCOMP_FILTER"},
	};
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		struct lame lame = kernels[i];
		assert_int_equal(inside(shut_in_lame, &lame), 0);
	}
}

static int shut_in_nowhere(void *context)
{
	const char *folders[] = {folder, context};
	struct cips_err err = {0};
	GO_ON(cips_guard_shut_in(folders, 2, &err) == CIPS_SYSTEM);
	GO_ON(strstr(err.text, context) && strstr(err.text, "No such file"));
	return 0;
}

static void names_folder(void **state)
{
	(void)state;
	NEED_LOCKS;
	char nowhere[] = "/nowhere/at/all";
	assert_int_equal(inside(shut_in_nowhere, nowhere), 0);
}

static int make_folders(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || !mkdtemp(foreign))
		return -1;
	char path[64];
	snprintf(path, sizeof path, "%s/file", foreign);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	return fd < 0 ? -1 : close(fd);
}

static int remove_folders(void **state)
{
	(void)state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s %s", folder, foreign);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses),
		cmocka_unit_test(refuses_faked_keys),
		cmocka_unit_test(goes_on),
		cmocka_unit_test(names_what_is_missing),
		cmocka_unit_test(names_folder),
	};
	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
