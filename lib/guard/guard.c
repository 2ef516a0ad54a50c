/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guard/guard.h"

#include "base/err.h"
#include "base/sanitized.h"
#include "guard/locks.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FREED = 0x5a, STACK_WIPED = 256 * 1024, OWNER_ONLY = 077 };

static bool no_core(void)
{
	const struct rlimit none = {0, 0};
	struct rlimit now;
	return setrlimit(RLIMIT_CORE, &none) == 0 && getrlimit(RLIMIT_CORE, &now) == 0 &&
		now.rlim_cur == 0 && now.rlim_max == 0;
}

static bool no_debugger(void)
{
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}

static bool no_privileges(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

static bool private_files(void)
{
	umask(OWNER_ONLY);
	return umask(OWNER_ONLY) == OWNER_ONLY;
}

/* A sanitizer has an allocator of its own, which takes no wishes. */
static bool freed_overwritten(void)
{
	return mallopt(M_PERTURB, FREED) == 1 || SANITIZED;
}

/*
 * Nothing at all is swapped out, where that is allowed without a limit; under one, a page too many
 * would end the process, and the answers alone are locked (sealed/secret.h).
 */
static bool kept_in_memory(void)
{
	struct rlimit limit;
	bool unlimited = geteuid() == 0 ||
		(getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY);
	if (unlimited && !SANITIZED)
		mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
	return true;
}

/* Each step sets something and reads it back, but for the last, which does what it may. */
static const struct {
	bool (*step)(void);
	const char *what;
} steps[] = {
	{no_core, "core dumps cannot be turned off"},
	{no_debugger, "debuggers cannot be kept out"},
	{no_privileges, "new privileges cannot be given up"},
	{private_files, "new files cannot be made private"},
	{freed_overwritten, "freed memory cannot be overwritten"},
	{kept_in_memory, "memory cannot be kept from swap"},
};

enum cips_rc cips_guard_process(struct cips_err *err)
{
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		errno = 0;
		if (!steps[i].step())
			return cips_err_system(err, errno ? errno : ENOSYS, "%s", steps[i].what);
	}
	return CIPS_OK;
}

enum cips_rc cips_guard_shut_in(const char *const *folders, size_t n, struct cips_err *err)
{
	if (!no_privileges())
		return cips_err_system(err, errno, "new privileges cannot be given up");
	enum cips_rc rc = cips_guard_landlock(folders, n, err);
	return rc ? rc : cips_guard_seccomp(err);
}

__attribute__((noinline)) void cips_guard_wipe_stack(void)
{
	unsigned char stack[STACK_WIPED];
	explicit_bzero(stack, sizeof stack);
}
