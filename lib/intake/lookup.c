/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/lookup.h"

#include "base/utf8.h"

#include <stdlib.h>

static struct cips_lookup *lookup_new(size_t n)
{
	struct cips_lookup *lookup = cips_calloc(1, sizeof *lookup);
	lookup->names = cips_arena_alloc(&lookup->arena, n, sizeof *lookup->names);
	lookup->n = n;
	return lookup;
}

static void add_name(struct cips_lookup *lookup, size_t entry, const char *name)
{
	lookup->names[entry] = name;
	cips_map_put(&lookup->by_name, name, entry);
	unsigned char first = (unsigned char)name[0];
	if (first && first < 128 && !name[1] && entry < UINT16_MAX && !lookup->single[first])
		lookup->single[first] = (uint16_t)(entry + 1);
}

static void add_label(struct cips_lookup *lookup, size_t entry, const char *label)
{
	if (!label || !*label)
		return;
	const char *key = cips_utf8_normalize(&lookup->arena, label);
	size_t known;
	if (cips_map_get(&lookup->by_label, key, &known)) {
		if (known != entry)
			*cips_map_at(&lookup->by_label, key) = SIZE_MAX;
		return;
	}
	cips_map_put(&lookup->by_label, key, entry);
	lookup->labels = cips_arena_grow(&lookup->arena, lookup->labels, lookup->n_labels,
		&lookup->labels_room, sizeof *lookup->labels);
	lookup->labels[lookup->n_labels++] = key;
}

struct cips_lookup *cips_intake_lookup_list(
	const struct cips_instrument *instrument, const struct cips_list *list)
{
	struct cips_lookup *lookup = lookup_new(list->n);
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		add_name(lookup, i, choice->name);
		for (size_t l = 0; choice->label.by_language && l < instrument->n_languages; l++)
			add_label(lookup, i, choice->label.by_language[l]);
	}
	return lookup;
}

struct cips_lookup *cips_intake_lookup_units(const struct cips_units *units)
{
	struct cips_lookup *lookup = lookup_new(units->n);
	for (size_t i = 0; i < units->n; i++) {
		add_name(lookup, i, units->list[i].code);
		for (size_t l = 0; l < units->n_languages; l++)
			add_label(lookup, i, units->list[i].names[l]);
	}
	return lookup;
}

void cips_intake_lookup_free(struct cips_lookup *lookup)
{
	if (!lookup)
		return;
	cips_map_release(&lookup->by_name);
	cips_map_release(&lookup->by_label);
	cips_arena_release(&lookup->arena);
	free(lookup);
}

static int by_label(struct cips_lookup *lookup, const char *text, size_t n)
{
	struct cips_arena scratch = {0};
	const char *key = cips_utf8_normalize(&scratch, cips_arena_strndup(&scratch, text, n));
	int entry = CIPS_LOOKUP_UNKNOWN;
	size_t found;
	if (cips_map_get(&lookup->by_name, key, &found))
		entry = (int)found;
	else if (cips_map_get(&lookup->by_label, key, &found))
		entry = found == SIZE_MAX ? CIPS_LOOKUP_AMBIGUOUS : (int)found;
	cips_arena_release(&scratch);
	return entry;
}

int cips_intake_lookup(struct cips_lookup *lookup, const char *text, size_t n)
{
	unsigned char first = n ? (unsigned char)text[0] : 0;
	if (n == 1 && first < 128 && lookup->single[first])
		return lookup->single[first] - 1;
	size_t found;
	if (cips_map_find(&lookup->by_name, text, n, &found))
		return (int)found;
	return by_label(lookup, text, n);
}

static const char *word_at(const void *words, size_t i)
{
	return ((const char *const *)words)[i];
}

const char *cips_intake_lookup_guess(
	struct cips_findings *findings, const struct cips_lookup *lookup, const char *text)
{
	const char *guess = cips_findings_guess(findings, text, lookup->names, lookup->n, word_at);
	return guess
		? guess
		: cips_findings_guess(findings, text, lookup->labels, lookup->n_labels, word_at);
}
