/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two locks of the kernel, each in its own file: Landlock for files, seccomp for calls. Neither
 * can be opened again.
 */
#ifndef CIPS_GUARD_LOCKS_H
#define CIPS_GUARD_LOCKS_H

#include "cips_types.h"

/* The version of Landlock that runs here; 0 with errno: none. */
int cips_guard_landlock_version(void);

/* Whether the kernel takes filters on calls. */
bool cips_guard_seccomp_there(void);

/* Both are for a process that can gain no privileges any more. */
enum cips_rc cips_guard_landlock(const char *const *folders, size_t n, struct cips_err *err);
enum cips_rc cips_guard_seccomp(struct cips_err *err);

#endif
