/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate/random.h"

static const double bell_centre = 8 * 65535 / 2.0;
static const double bell_sd = 53509.91992145008; /* the root of 8 (2^32 - 1) / 12 */

uint64_t cips_simulate_splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void cips_simulate_random_seed(struct cips_random *random, uint64_t seed, uint64_t stream)
{
	uint64_t state = cips_simulate_splitmix(&seed) + stream;
	for (int i = 0; i < 4; i++)
		random->state[i] = cips_simulate_splitmix(&state);
}

static uint64_t rotate(uint64_t x, int by)
{
	return (x << by) | (x >> (64 - by));
}

uint64_t cips_simulate_random(struct cips_random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = rotate(s[3], 45);
	return result;
}

double cips_simulate_uniform(struct cips_random *random)
{
	return (double)(cips_simulate_random(random) >> 11) * 0x1p-53;
}

uint32_t cips_simulate_below(struct cips_random *random, uint32_t n)
{
	/* The upper half of the product of 64 and 32 bits. */
	uint64_t draw = cips_simulate_random(random);
	uint64_t low = (draw & 0xffffffffu) * n, high = (draw >> 32) * n;
	return (uint32_t)((high + (low >> 32)) >> 32);
}

double cips_simulate_bell(struct cips_random *random)
{
	uint64_t sum = 0;
	for (int i = 0; i < 2; i++) {
		uint64_t bits = cips_simulate_random(random);
		sum += (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) +
			(bits >> 48);
	}
	return ((double)sum - bell_centre) / bell_sd;
}
