/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What those who guess the order of responses have in common: the evidence, and the judge who
 * counts the pairs they got right.
 *
 * A guess is a score for each response; of two, the one with the lower score is said to have come
 * first. `right` is the share of pairs that are right, `either` the same for the better of the
 * guess and its reverse: of a guess that is chance, the first is one half on average and the second
 * what better_of_chance() says.
 */
#ifndef TESTS_STORE_STATION_ATTACK_H
#define TESTS_STORE_STATION_ATTACK_H

#include "station_build.h"

#include <math.h>

enum { PAGE = 4096 };

/* Where the box of a response is. The test knows its number, the attacker everything else. */
struct found {
	size_t slot;   /* from 0 */
	size_t offset; /* in the file */
};

struct evidence {
	struct bytes file;
	struct bytes journal;
	struct found *answers; /* by number, from 1 */
	struct found *texts;
	uint32_t n;
};

struct found_all {
	const struct bytes *file;
	struct found *found;
	size_t slot;
};

static inline void find_box(void *context, const uint8_t *box, size_t size)
{
	struct found_all *all = context;
	uint32_t number = marked(box);
	if (number) {
		const uint8_t *at = memmem(all->file->bytes, all->file->n, box, size);
		assert_non_null(at); /* boxes are small enough to lie in one page */
		all->found[number] = (struct found){all->slot, (size_t)(at - all->file->bytes)};
	}
	all->slot++;
}

static inline struct evidence gather(const char *path, uint32_t n)
{
	struct evidence evidence = {.file = read_bytes(path),
		.journal = read_bytes(journal_of(path)),
		.answers = calloc(n + 1, sizeof(struct found)),
		.texts = calloc(n + 1, sizeof(struct found)),
		.n = n};
	struct cips_station_file *file = open_station(path, false);
	struct found_all answers = {&evidence.file, evidence.answers, 0};
	struct found_all texts = {&evidence.file, evidence.texts, 0};
	assert_done(cips_store_station_each(file, false, find_box, &answers, &err));
	assert_done(cips_store_station_each(file, true, find_box, &texts, &err));
	cips_store_station_close(file);
	return evidence;
}

static inline void release(struct evidence *evidence)
{
	free(evidence->file.bytes);
	free(evidence->journal.bytes);
	free(evidence->answers);
	free(evidence->texts);
}

/* --- the judge ------------------------------------------------------------------------------ */

/* Scores by number from 1; where two are the same, a coin decides. */
static inline double pairs_right(const double *scores, uint32_t n)
{
	double right = 0;
	for (uint32_t i = 1; i <= n; i++)
		for (uint32_t k = i + 1; k <= n; k++)
			right += scores[i] == scores[k] ? below(2) : scores[i] < scores[k];
	return right / (n * (n - 1) / 2.0);
}

static inline double better_of(double right)
{
	return right > 0.5 ? right : 1 - right;
}

/* The mean of better_of() for random permutations of n. */
static inline double better_of_chance(uint32_t n)
{
	enum { TRIALS = 3000 };
	double *scores = calloc(n + 1, sizeof *scores), sum = 0;
	for (int trial = 0; trial < TRIALS; trial++) {
		for (uint32_t i = 1; i <= n; i++)
			scores[i] = (double)(next_chance() >> 11);
		sum += better_of(pairs_right(scores, n));
	}
	free(scores);
	return sum / TRIALS;
}

/*
 * How far a mean over that many trials may be from chance: three points, or four standard errors
 * where there are few trials. The variance is that of Kendall's tau (Kendall 1938), halved for a
 * share.
 */
static inline double tolerance(uint32_t n, int trials)
{
	double variance = 2 * (2.0 * n + 5) / (9.0 * n * (n - 1)) / 4;
	return fmax(0.03, 4 * sqrt(variance / trials));
}

#endif
