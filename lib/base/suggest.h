/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Did you mean ...?": guesses are shown, never acted upon.
 */
#ifndef CIPS_BASE_SUGGEST_H
#define CIPS_BASE_SUGGEST_H

#include <stddef.h>

/*
 * The number of insertions, deletions, replacements and swaps of neighbours that turn one text into
 * the other, ASCII case ignored (optimal string alignment; Damerau 1964). Texts over 64 bytes
 * count as far apart.
 */
size_t cips_suggest_distance(const char *a, const char *b);

/*
 * The nearest of the `n` known words, or NULL when none is within 2 edits and a third of the length
 * (a single edit is always near enough for words of two or more characters). Of equally near words
 * the one that begins most alike. `name` picks the word out of the array.
 */
const char *cips_suggest(const char *word, const void *known, size_t n,
	const char *(*name)(const void *known, size_t i));

/* The same among plain words. */
const char *cips_suggest_word(const char *word, const char *const *known, size_t n);

#endif
