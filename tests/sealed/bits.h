/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often each bit of a block of bytes is set.
 */
#ifndef TESTS_SEALED_BITS_H
#define TESTS_SEALED_BITS_H

#include "check.h"

#include <math.h>

enum { BITS_ROOM = 8 * 1024 };

struct bits {
	double n;
	double set[BITS_ROOM];
};

static inline void count_bits(struct bits *bits, const uint8_t *bytes, size_t size)
{
	bits->n++;
	for (size_t i = 0; i < 8 * size; i++)
		bits->set[i] += bytes[i / 8] >> i % 8 & 1;
}

/*
 * Six standard deviations of a share of fair bits: under 2e-9 for a bit, so that 10,000 bits in
 * 1,000 runs give a false alarm with a chance of 2 %.
 */
static inline double bits_bound(double n)
{
	return 6 * sqrt(0.25 / n);
}

#endif
