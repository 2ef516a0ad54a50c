/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t apart(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

/* A text of at most LONGEST bytes, ASCII letters in lower case. */
struct folded {
	unsigned char text[LONGEST];
	size_t n;
};

/* False when the text is too long. */
static bool fold(struct folded *out, const char *text)
{
	for (out->n = 0; text[out->n]; out->n++) {
		if (out->n == LONGEST)
			return false;
		out->text[out->n] = (unsigned char)tolower((unsigned char)text[out->n]);
	}
	return true;
}

/*
 * The edits between two texts whose lengths are at most `limit` apart, or limit + 1 when there are
 * more: only cells within `limit` of the diagonal are computed, and no further row once two in a
 * row (a swap looks back over two) are beyond it.
 */
static size_t edits_within(const struct folded *a, const struct folded *b, size_t limit)
{
	size_t n = a->n, m = b->n, far = limit + 1;
	size_t rows[3][LONGEST + 2];
	size_t *before = rows[0], *above = rows[1], *row = rows[2], nearest = 0;
	for (size_t j = 0; j <= m + 1; j++) {
		above[j] = least(j, far);
		before[j] = row[j] = far;
	}
	for (size_t i = 1; i <= n; i++) {
		size_t from = i > limit ? i - limit : 1, to = least(m, i + limit), best;
		row[from - 1] = best = from == 1 ? least(i, far) : far;
		for (size_t j = from; j <= to; j++) {
			unsigned char x = a->text[i - 1], y = b->text[j - 1];
			row[j] = least(above[j - 1] + (x != y), least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == b->text[j - 2] && y == a->text[i - 2])
				row[j] = least(row[j], before[j - 2] + 1);
			best = least(best, row[j]);
		}
		row[to + 1] = far;
		if (best > limit && nearest > limit)
			return far;
		nearest = best;
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return least(above[m], far);
}

size_t cips_suggest_distance(const char *a, const char *b)
{
	struct folded x, y;
	return fold(&x, a) && fold(&y, b) ? edits_within(&x, &y, LONGEST) : SIZE_MAX;
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
	struct folded wanted, other;
	if (!fold(&wanted, word))
		return NULL;
	size_t limit = wanted.n / 3;
	if (limit > 2)
		limit = 2;
	if (limit < 1)
		limit = wanted.n > 1 ? 1 : 0;
	const char *best = NULL;
	size_t best_beginning = 0;
	for (size_t i = 0; i < n; i++) {
		const char *candidate = name(known, i);
		if (apart(strnlen(candidate, LONGEST + 1), wanted.n) > limit ||
			!fold(&other, candidate))
			continue;
		size_t distance = edits_within(&wanted, &other, limit);
		if (distance > limit)
			continue;
		size_t beginning = common_beginning(word, candidate);
		if (best && distance == limit && beginning <= best_beginning)
			continue;
		best = candidate;
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
