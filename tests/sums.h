/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What follows by linear algebra from the sums of some sets of disjoint parts: whoever knows the sums
 * of these sets knows those of all sets that are made of them by adding and subtracting.
 */
#ifndef TESTS_SUMS_H
#define TESTS_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#ifndef MOST_PARTS
#define MOST_PARTS 320
#endif

/* Larger than any determinant of such rows. */
#define PRIME 1000000007

struct known {
	int n;
	int64_t row[MOST_PARTS][MOST_PARTS]; /* echelon form, pivots 1 */
	int pivot[MOST_PARTS];
};

static inline int64_t inverse(int64_t x)
{
	int64_t result = 1;
	for (int64_t power = PRIME - 2; power > 0; power /= 2) {
		if (power % 2)
			result = result * x % PRIME;
		x = x * x % PRIME;
	}
	return result;
}

/* Subtracts what is known of a row of n parts; true when nothing remains. */
static inline bool reduce(const struct known *known, int n, int64_t *row, int *pivot)
{
	for (int k = 0; k < known->n; k++) {
		int64_t factor = row[known->pivot[k]];
		for (int j = 0; factor && j < n; j++)
			row[j] = ((row[j] - factor * known->row[k][j]) % PRIME + PRIME) % PRIME;
	}
	for (*pivot = 0; *pivot < n; ++*pivot)
		if (row[*pivot])
			return false;
	return true;
}

/* Learns the sum of a set of n parts. */
static inline void learn(struct known *known, int n, const bool *set)
{
	int64_t row[MOST_PARTS];
	int pivot;
	for (int a = 0; a < n; a++)
		row[a] = set[a];
	if (reduce(known, n, row, &pivot))
		return;
	int64_t scale = inverse(row[pivot]);
	for (int a = 0; a < n; a++)
		known->row[known->n][a] = row[a] * scale % PRIME;
	known->pivot[known->n++] = pivot;
}

/* Whether the sum of a set of n parts is known. */
static inline bool follows(const struct known *known, int n, const bool *set)
{
	int64_t row[MOST_PARTS];
	int pivot;
	for (int a = 0; a < n; a++)
		row[a] = set[a];
	return reduce(known, n, row, &pivot);
}

#endif
