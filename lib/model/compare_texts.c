/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "base/utf8.h"
#include "model/compare_parts.h"
#include "model/language.h"

#include <string.h>

/* Whether the instrument names no language: its texts are in one that nobody says. */
static bool unnamed(const struct cips_instrument *instrument)
{
	return instrument->n_languages == 1 && !*instrument->languages[0];
}

static bool same_language(
	const struct cips_instrument *a, size_t in_a, const struct cips_instrument *b, size_t in_b)
{
	if (unnamed(a))
		return in_b == b->default_language;
	if (unnamed(b))
		return in_a == a->default_language;
	return cips_model_language_matches(a->languages[in_a], b->languages[in_b]);
}

struct cips_pair cips_model_pair(
	const struct cips_instrument *a, const struct cips_instrument *b, struct cips_arena *arena)
{
	struct cips_pair pair = {.a = a, .b = b, .arena = arena};
	pair.languages = cips_arena_alloc(arena, a->n_languages + 1, sizeof *pair.languages);
	for (size_t i = 0; i < a->n_languages; i++)
		for (size_t k = 0; k < b->n_languages; k++) {
			if (!same_language(a, i, b, k))
				continue;
			pair.languages[pair.n_languages][0] = i;
			pair.languages[pair.n_languages++][1] = k;
			break;
		}
	return pair;
}

/* With the names in ${...} replaced by what they measure. */
static const char *by_indicator(
	struct cips_arena *arena, const struct cips_instrument *instrument, const char *text)
{
	struct cips_buf buf = {0};
	const char *at = text, *open;
	if (!strstr(text, "${"))
		return text;
	while ((open = strstr(at, "${")) && strchr(open, '}')) {
		size_t blanks = strspn(open + 2, " "), n = strcspn(open + 2 + blanks, " }");
		const char *name = cips_arena_strndup(arena, open + 2 + blanks, n);
		const struct cips_item *item = cips_model_item(instrument, name);
		cips_buf_add(&buf, at, (size_t)(open - at));
		/* the brackets would go with the punctuation; a sign no label has stays */
		cips_buf_printf(&buf, "${%s$", item ? item->indicator : name);
		at = strchr(open, '}') + 1;
	}
	cips_buf_puts(&buf, at);
	return cips_buf_keep(&buf, arena);
}

static bool same_words(const struct cips_pair *pair, const char *a, const char *b)
{
	a = cips_utf8_essence(pair->arena, by_indicator(pair->arena, pair->a, a));
	b = cips_utf8_essence(pair->arena, by_indicator(pair->arena, pair->b, b));
	return strcmp(a, b) == 0;
}

static const char *text_in(const struct cips_text *text, size_t language)
{
	const char *found = text->by_language ? text->by_language[language] : NULL;
	return found ? found : "";
}

enum cips_text_change cips_compare_text(const struct cips_pair *pair, const struct cips_text *a,
	const struct cips_text *b, size_t l, const char **before, const char **after)
{
	*before = text_in(a, pair->languages[l][0]);
	*after = text_in(b, pair->languages[l][1]);
	if (strcmp(*before, *after) == 0)
		return CIPS_TEXT_SAME;
	if (!**before)
		return CIPS_TEXT_ADDED;
	if (!**after)
		return CIPS_TEXT_DROPPED;
	return same_words(pair, *before, *after) ? CIPS_TEXT_LOOKS : CIPS_TEXT_WORDS;
}

static bool written(const struct cips_instrument *instrument, const struct cips_text *text)
{
	for (size_t l = 0; l < instrument->n_languages; l++)
		if (*text_in(text, l))
			return true;
	return false;
}

bool cips_compare_apart(
	const struct cips_pair *pair, const struct cips_text *a, const struct cips_text *b)
{
	for (size_t l = 0; l < pair->n_languages; l++)
		if (*text_in(a, pair->languages[l][0]) && *text_in(b, pair->languages[l][1]))
			return false;
	return written(pair->a, a) && written(pair->b, b) &&
		!same_words(pair, cips_model_text(pair->a, a, pair->a->default_language),
			cips_model_text(pair->b, b, pair->b->default_language));
}

const char *cips_compare_language(const struct cips_pair *pair, size_t l)
{
	const char *language = pair->a->languages[pair->languages[l][0]];
	if (!*language)
		language = pair->b->languages[pair->languages[l][1]];
	return cips_model_language_code(language, pair->arena);
}

void cips_model_compare_texts(const struct cips_pair *pair, const struct cips_text *a,
	const struct cips_text *b, struct cips_change about, struct cips_changes *changes)
{
	enum cips_change_class words = about.change;
	if (cips_compare_apart(pair, a, b)) {
		about.before = cips_model_text(pair->a, a, pair->a->default_language);
		about.after = cips_model_text(pair->b, b, pair->b->default_language);
		cips_model_change(pair, changes, about);
		return;
	}
	for (size_t l = 0; l < pair->n_languages; l++) {
		enum cips_text_change change =
			cips_compare_text(pair, a, b, l, &about.before, &about.after);
		if (change == CIPS_TEXT_SAME)
			continue;
		about.change = change == CIPS_TEXT_WORDS ? words : CIPS_CHANGE_COSMETIC;
		about.language = cips_compare_language(pair, l);
		cips_model_change(pair, changes, about);
	}
}
