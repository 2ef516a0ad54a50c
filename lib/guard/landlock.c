/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landlock by its system calls: the C library has no functions for it, and the headers of a
 * distribution may be older than the kernel, so the rights of later versions have names of ours.
 * Everything that the running version knows is forbidden, and then little is allowed again.
 */
#include "base/err.h"
#include "guard/locks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of version 1; what versions 2, 3 and 5 added. */
#define FILES_1 ((UINT64_C(1) << 13) - 1)
#define REFER (UINT64_C(1) << 13)
#define TRUNCATE (UINT64_C(1) << 14)
#define IOCTL_DEVICE (UINT64_C(1) << 15)
/* Version 4: binding and connecting by TCP. Version 6: abstract sockets and signals. */
#define NETWORK_4 UINT64_C(3)
#define SCOPED_6 UINT64_C(3)

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define CHANGE                                                                \
	(READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | \
		LANDLOCK_ACCESS_FS_REMOVE_FILE | TRUNCATE)
#define OF_A_FILE                                                    \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | \
		LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE | IOCTL_DEVICE)
#define TERMINAL (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | IOCTL_DEVICE)

/* The newest form of the kernel's struct landlock_ruleset_attr; older kernels take its start. */
struct forbidden {
	uint64_t files;
	uint64_t network;
	uint64_t scoped;
};

/* What may be used besides the folders, where it exists. The time zone is for today(). */
static const struct {
	const char *path;
	uint64_t rights;
} always[] = {
	{"/etc/terminfo", READ},
	{"/lib/terminfo", READ},
	{"/usr/lib/terminfo", READ},
	{"/usr/share/terminfo", READ},
	{"/usr/share/zoneinfo", READ},
	{"/etc/localtime", READ},
	{"/dev/urandom", READ},
	{"/dev/tty", TERMINAL},
};

int cips_guard_landlock_version(void)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	return version > 0 ? (int)version : 0;
}

static struct forbidden all_of(int version)
{
	return (struct forbidden){
		.files = FILES_1 | (version >= 2 ? REFER : 0) | (version >= 3 ? TRUNCATE : 0) |
			(version >= 5 ? IOCTL_DEVICE : 0),
		.network = version >= 4 ? NETWORK_4 : 0,
		.scoped = version >= 6 ? SCOPED_6 : 0,
	};
}

static size_t size_of(int version)
{
	if (version >= 6)
		return sizeof(struct forbidden);
	return version >= 4 ? offsetof(struct forbidden, scoped)
			    : offsetof(struct forbidden, network);
}

/* 0, or the errno of what failed. A file takes no rights on folders. */
static int allow(int rules, const char *path, uint64_t rights)
{
	struct stat facts;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno;
	if (fstat(fd, &facts) == 0 && !S_ISDIR(facts.st_mode))
		rights &= OF_A_FILE;
	struct landlock_path_beneath_attr below = {.allowed_access = rights, .parent_fd = fd};
	long done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
	int failed = done ? errno : 0;
	close(fd);
	return failed;
}

/* Where one of these does not exist, there is nothing to allow. */
static int allow_if_there(int rules, const char *path, uint64_t rights)
{
	int failed = allow(rules, path, rights);
	return failed == ENOENT || failed == ENOTDIR || failed == EACCES || failed == ENXIO
		? 0
		: failed;
}

/* Folders between colons; one that is too long for a path is none. */
static int allow_list(int rules, const char *list, uint64_t rights)
{
	char path[PATH_MAX];
	int failed = 0;
	while (!failed && *list) {
		size_t n = strcspn(list, ":");
		if (n && n < sizeof path) {
			memcpy(path, list, n);
			path[n] = '\0';
			failed = allow_if_there(rules, path, rights);
		}
		list += n;
		list += *list == ':';
	}
	return failed;
}

/* Where the environment has descriptions of terminals: they are read anew for each respondent. */
static int allow_descriptions(int rules, uint64_t known)
{
	static const char *const names[] = {"TERMINFO", "TERMINFO_DIRS"};
	char path[PATH_MAX];
	const char *home = getenv("HOME");
	int failed = 0;
	if (home && *home == '/' &&
		snprintf(path, sizeof path, "%s/.terminfo", home) < (int)sizeof path)
		failed = allow_if_there(rules, path, READ & known);
	for (size_t i = 0; !failed && i < sizeof names / sizeof *names; i++) {
		const char *list = getenv(names[i]);
		failed = list ? allow_list(rules, list, READ & known) : 0;
	}
	return failed;
}

static int allow_always(int rules, uint64_t known)
{
	int failed = 0;
	for (size_t i = 0; !failed && i < sizeof always / sizeof *always; i++)
		failed = allow_if_there(rules, always[i].path, always[i].rights & known);
	if (!failed)
		failed = allow_descriptions(rules, known);
	char path[PATH_MAX];
	if (!failed && isatty(STDIN_FILENO) && ttyname_r(STDIN_FILENO, path, sizeof path) == 0)
		failed = allow_if_there(rules, path, TERMINAL & known);
	return failed;
}

static enum cips_rc none_here(int errnum, struct cips_err *err)
{
	if (errnum == EOPNOTSUPP) {
		cips_err_set(err, CIPS_POLICY,
			"this kernel has Landlock turned off, so the program cannot shut itself in");
		cips_err_hint(err,
			"add landlock to the list lsm= on the kernel's command line and restart");
	} else if (errnum == EPERM) {
		cips_err_set(err, CIPS_POLICY,
			"Landlock is forbidden here, so the program cannot shut itself in");
		cips_err_hint(err, "let the container or the sandbox around it allow landlock_*");
	} else {
		cips_err_set(err, CIPS_POLICY,
			"this kernel has no Landlock, so the program cannot shut itself in");
		cips_err_hint(err, "use a Linux kernel from 5.13 on, built with Landlock");
	}
	return CIPS_POLICY;
}

static enum cips_rc allow_folders(
	int rules, const char *const *folders, size_t n, uint64_t known, struct cips_err *err)
{
	for (size_t i = 0; i < n; i++) {
		int failed = allow(rules, folders[i], CHANGE & known);
		if (failed)
			return cips_err_system(
				err, failed, "the folder \"%s\" cannot be used", folders[i]);
	}
	return CIPS_OK;
}

enum cips_rc cips_guard_landlock(const char *const *folders, size_t n, struct cips_err *err)
{
	int version = cips_guard_landlock_version();
	if (!version)
		return none_here(errno, err);
	struct forbidden forbidden = all_of(version);
	int rules = (int)syscall(SYS_landlock_create_ruleset, &forbidden, size_of(version), 0);
	if (rules < 0)
		return cips_err_system(err, errno, "Landlock takes no rules");
	enum cips_rc rc = allow_folders(rules, folders, n, forbidden.files, err);
	int failed = rc ? 0 : allow_always(rules, forbidden.files);
	if (!rc && !failed && syscall(SYS_landlock_restrict_self, rules, 0))
		failed = errno;
	close(rules);
	return failed ? cips_err_system(err, failed, "Landlock takes no rules") : rc;
}
