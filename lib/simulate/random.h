/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The random source: the same draws from the same seed on every machine. Integers, and doubles that
 * are made of them by exactly rounded operations only; no function of the C library is called.
 *
 * xoshiro256** 1.0 (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators", ACM
 * Trans. Math. Softw. 47), its state filled by SplitMix64 (Steele, Lea and Flood 2014).
 */
#ifndef CIPS_SIMULATE_RANDOM_H
#define CIPS_SIMULATE_RANDOM_H

#include <stdint.h>

struct cips_random {
	uint64_t state[4];
};

/* The next number of SplitMix64. */
uint64_t cips_simulate_splitmix(uint64_t *state);

/* The stream of number `stream` under a seed: one person's draws do not depend on another's. */
void cips_simulate_random_seed(struct cips_random *random, uint64_t seed, uint64_t stream);

uint64_t cips_simulate_random(struct cips_random *random);

/* 0 <= x < 1, all 53 bits of it drawn. */
double cips_simulate_uniform(struct cips_random *random);

/* 0 <= x < n, each alike (Lemire 2019, without its rejection: off by less than n in 2^64). */
uint32_t cips_simulate_below(struct cips_random *random, uint32_t n);

/*
 * Bell-shaped with mean 0 and variance 1: the sum of eight uniform draws of 16 bits, so within
 * -4.9...4.9, with an excess kurtosis of -0.15.
 */
double cips_simulate_bell(struct cips_random *random);

#endif
