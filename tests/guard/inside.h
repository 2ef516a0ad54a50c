/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running a function in a process of its own, where it may lock itself up or die.
 */
#ifndef TESTS_GUARD_INSIDE_H
#define TESTS_GUARD_INSIDE_H

#include "check.h"
#include "guard/guard.h"
#include "sanitized.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child says when it could not even begin; no errno is that high. */
enum { INSIDE_UNFIT = 250 };

/* The wait status of a child that ends with what `work` returns. */
static inline int inside_status(int (*work)(void *), void *context)
{
	int status;
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(work(context));
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* What `work` returned: 0 or an errno. */
static inline int inside(int (*work)(void *), void *context)
{
	int status = inside_status(work, context);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/*
 * A named skip, which ends the test. cmocka's own prints "not ok" as well, which the runner takes
 * for a failure.
 */
#define SKIP(why)                                   \
	do {                                        \
		print_message("# skip: %s\n", why); \
		return;                             \
	} while (0)

#endif
