/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matsumoto and Nishimura (1998), with their seeding of 2002.
 */
#include "stats/twister.h"

#include <assert.h>
#include <string.h>

enum { WORDS = CIPS_TWISTER_WORDS, MIDDLE = 397 };
__extension__ typedef unsigned __int128 wide;

void cips_stats_twister_set(struct cips_twister *twister, unsigned long seed)
{
	assert(seed <= UINT32_MAX);
	twister->state[0] = seed ? (uint32_t)seed : 4357; /* GSL's default */
	for (uint32_t i = 1; i < WORDS; i++) {
		uint32_t before = twister->state[i - 1];

		twister->state[i] = 1812433253 * (before ^ (before >> 30)) + i;
	}
	twister->used = WORDS;
}

static uint32_t twist(uint32_t high, uint32_t low)
{
	uint32_t y = (high & 0x80000000) | (low & 0x7fffffff);

	return (y >> 1) ^ (y & 1 ? 0x9908b0df : 0);
}

static uint32_t temper(uint32_t y)
{
	y ^= y >> 11;
	y ^= (y << 7) & 0x9d2c5680;
	y ^= (y << 15) & 0xefc60000;
	return y ^ (y >> 18);
}

static void next_block(struct cips_twister *twister)
{
	uint32_t *state = twister->state;
	int i = 0;

	for (; i < WORDS - MIDDLE; i++)
		state[i] = state[i + MIDDLE] ^ twist(state[i], state[i + 1]);
	for (; i < WORDS - 1; i++)
		state[i] = state[i + MIDDLE - WORDS] ^ twist(state[i], state[i + 1]);
	state[i] = state[MIDDLE - 1] ^ twist(state[i], state[0]);
	for (i = 0; i < WORDS; i++)
		twister->number[i] = temper(state[i]);
	twister->used = 0;
}

void cips_stats_twister_draw(struct cips_twister *twister, size_t n, unsigned *count)
{
	assert(n >= 1 && n < UINT32_MAX / 2);
	uint32_t share = UINT32_MAX / (uint32_t)n, limit = share * (uint32_t)n;
	uint64_t inverse = UINT64_MAX / share + 1; /* as a product: Lemire, Kaser and Kurz (2019) */

	memset(count, 0, n * sizeof(*count));
	for (size_t drawn = 0; drawn < n;) {
		if (twister->used == WORDS)
			next_block(twister);
		uint32_t number = twister->number[twister->used++];

		if (number >= limit) /* what the rows do not share evenly */
			continue;
		count[(wide)number * inverse >> 64]++; /* number / share */
		drawn++;
	}
}
