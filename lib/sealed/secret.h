/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for what nobody else may see: locked, so that it is never swapped out where the system
 * allows it, not in a core dump, between pages that cannot be touched, and wiped when it is given
 * back. Each block takes three pages and a system call or six: for arenas and keys, not for small
 * things in a loop. Where the limit of locked memory (RLIMIT_MEMLOCK) is reached a block is given
 * all the same, only not locked.
 */
#ifndef CIPS_SEALED_SECRET_H
#define CIPS_SEALED_SECRET_H

#include "base/arena.h"

#include <stdint.h>

/*
 * For arenas; its take and give also serve single blocks, aligned for any type and not zeroed. Call
 * cips_sealed_start() first.
 */
extern const struct cips_memory cips_sealed_memory;

/* Overwrites in a way that the compiler cannot leave out. */
void cips_sealed_wipe(void *bytes, size_t n);

#endif
