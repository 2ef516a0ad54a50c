/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * free() and realloc() of this program: what is given back is zeroed first. The allocator's own
 * overwriting (M_PERTURB) passes over its cache for small blocks, where typed answers and drawn
 * lines would stay. Being symbols of the program, they serve every library in it as well; memory
 * still comes from the C library's malloc().
 *
 * Under a sanitizer, which has its own, this file is empty.
 */
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define ALLOCATOR_OF_OTHERS
#endif
#endif
#else
#define ALLOCATOR_OF_OTHERS
#endif

#ifndef ALLOCATOR_OF_OTHERS
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* The C library's free() by its other name. */
extern void __libc_free(void *block);

void free(void *block)
{
	int kept = errno;
	if (block)
		explicit_bzero(block, malloc_usable_size(block));
	__libc_free(block);
	errno = kept;
}

/* A block that moves leaves nothing behind, nor does the end that a block gives up. */
void *realloc(void *old, size_t size)
{
	size_t had = old ? malloc_usable_size(old) : 0;
	if (old && size && size <= had && size >= had / 2) {
		explicit_bzero((char *)old + size, had - size);
		return old;
	}
	void *moved = size || !old ? malloc(size) : NULL;
	if (moved && old)
		memcpy(moved, old, had < size ? had : size);
	if (moved || !size)
		free(old);
	return moved;
}
#endif
