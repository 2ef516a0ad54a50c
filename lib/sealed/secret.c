/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/secret.h"

#include "base/err.h"

#include <sodium.h>

/*
 * sodium_malloc() puts a block against the end of its page, so that it is aligned only as well as
 * its size is.
 */
enum { ALIGNMENT = 64 };

static void *take(size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT)
		cips_out_of_memory(size);
	size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	void *block = sodium_malloc(rounded ? rounded : ALIGNMENT);
	if (!block)
		cips_out_of_memory(size);
	return block;
}

static void give(void *block)
{
	sodium_free(block);
}

const struct cips_memory cips_sealed_memory = {take, give};

void cips_sealed_wipe(void *bytes, size_t n)
{
	sodium_memzero(bytes, n);
}
