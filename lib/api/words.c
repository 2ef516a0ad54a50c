/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cips.h"

#include "base/suggest.h"
#include "base/utf8.h"

#include <string.h>

const char *cips_nearest(const char *word, const char *const *known, size_t n)
{
	return cips_suggest_word(word, known, n);
}

char *cips_printable(const char *text)
{
	struct cips_arena arena = {0};
	const char *shown = cips_utf8_printable(&arena, text, (size_t)-1 / 2);
	char *copy = cips_malloc(strlen(shown) + 1);
	memcpy(copy, shown, strlen(shown) + 1);
	cips_arena_release(&arena);
	return copy;
}

size_t cips_text_cluster(const char *text, size_t n, int *width)
{
	return cips_utf8_cluster(text, n, width);
}
