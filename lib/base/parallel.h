/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work in independent parts, on as many processors as there are.
 */
#ifndef CIPS_BASE_PARALLEL_H
#define CIPS_BASE_PARALLEL_H

#include <stddef.h>

enum { CIPS_PARALLEL_MOST = 4 };

/* How many parts can be worked on at once: the processors of this process, at most the above. */
size_t cips_parallel_parts(void);

/*
 * Calls run(context, part) for each part in 0...parts-1, at most CIPS_PARALLEL_MOST, on a thread
 * each, and returns when all of them have. Where a thread cannot be started, the caller's does its
 * part. A part writes to what is its own alone, so that the outcome does not depend on any of this.
 */
void cips_parallel(size_t parts, void (*run)(void *context, size_t part), void *context);

/*
 * Calls run(context, i) for each i in 0...n-1, on as many processors as there are, which take the next
 * one when they are done with one. The same holds for what a call writes to.
 */
void cips_parallel_each(size_t n, void (*run)(void *context, size_t i), void *context);

#endif
