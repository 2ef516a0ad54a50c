/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/suggest.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t cips_suggest_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	if (n > LONGEST || m > LONGEST)
		return SIZE_MAX;
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= m; j++)
		above[j] = j;
	for (size_t i = 1; i <= n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			int x = tolower((unsigned char)a[i - 1]),
			    y = tolower((unsigned char)b[j - 1]);
			row[j] = least(above[j - 1] + (x != y), least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
				y == tolower((unsigned char)a[i - 2]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[m];
}

/* How many characters two words have in common before they differ. */
static size_t common_beginning(const char *a, const char *b)
{
	size_t n = 0;
	while (a[n] && tolower((unsigned char)a[n]) == tolower((unsigned char)b[n]))
		n++;
	return n;
}

const char *cips_suggest(const char *word, const void *known, size_t n,
	const char *(*name)(const void *known, size_t i))
{
	size_t length = strlen(word);
	size_t limit = length / 3;
	if (limit > 2)
		limit = 2;
	if (limit < 1)
		limit = length > 1 ? 1 : 0;
	const char *best = NULL;
	size_t best_beginning = 0;
	for (size_t i = 0; i < n; i++) {
		size_t distance = cips_suggest_distance(word, name(known, i));
		size_t beginning = common_beginning(word, name(known, i));
		if (distance > limit || (best && distance == limit && beginning <= best_beginning))
			continue;
		best = name(known, i);
		best_beginning = beginning;
		limit = distance;
	}
	return best;
}

static const char *word_at(const void *known, size_t i)
{
	return ((const char *const *)known)[i];
}

const char *cips_suggest_word(const char *word, const char *const *known, size_t n)
{
	return cips_suggest(word, known, n, word_at);
}
