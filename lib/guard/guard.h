/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keeps a process to itself. Two moments: guard() as the first thing of main, shut_in() when
 * every file and the terminal are open.
 */
#ifndef CIPS_GUARD_GUARD_H
#define CIPS_GUARD_GUARD_H

#include "cips_types.h"

/*
 * No core dump (RLIMIT_CORE 0), no debugger of the same user (PR_SET_DUMPABLE 0), umask 077, no new
 * privileges, freed memory overwritten by the allocator (M_PERTURB). CIPS_SYSTEM when one of these
 * fails. What is freed into the allocator's cache for small blocks is not overwritten by it: a
 * program that holds answers has a free() of its own as well. Where locking has no limit, all
 * memory is locked; where it has one, that is left to whoever holds a secret.
 */
enum cips_rc cips_guard_process(struct cips_err *err);

/*
 * Landlock: only files under `folders` may be opened, read and written, terminal descriptions and
 * time zones read, the terminal used; where the kernel knows them, no network and no signals
 * outside. seccomp: no socket, no new program, no new process or thread, no ptrace, no faked keys.
 * Both or CIPS_POLICY, which names what is missing; CIPS_SYSTEM for a folder that is not there.
 */
enum cips_rc cips_guard_shut_in(const char *const *folders, size_t n, struct cips_err *err);

/* Overwrites 256 KiB of stack below the caller. */
void cips_guard_wipe_stack(void);

#endif
