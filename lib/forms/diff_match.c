/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/diff_match.h"

#include <string.h>

static int *none(struct cips_arena *arena, size_t n)
{
	int *list = cips_arena_alloc(arena, n + 1, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = CIPS_NONE;
	return list;
}

static void match_by(const struct cips_instrument *a, const struct cips_instrument *b,
	bool indicators, struct forms_match *match)
{
	struct cips_map in_b = {0};
	size_t k;
	for (size_t i = b->n_items; i-- > 0;)
		if (match->item_in_a[i] == CIPS_NONE)
			*cips_map_at(&in_b, indicators ? b->items[i].indicator : b->items[i].name) =
				i + 1;
	for (size_t i = 0; i < a->n_items; i++) {
		const char *key = indicators ? a->items[i].indicator : a->items[i].name;
		if (match->item_in_b[i] != CIPS_NONE || !cips_map_get(&in_b, key, &k) ||
			match->item_in_a[k - 1] != CIPS_NONE)
			continue;
		match->item_in_b[i] = (int)(k - 1);
		match->item_in_a[k - 1] = (int)i;
	}
	cips_map_release(&in_b);
}

/*
 * Marks the matched items outside a longest run that stands in the same order in both (longest
 * increasing subsequence by patience sorting): the fewest that can have moved.
 */
static void find_moved(
	const struct cips_instrument *a, struct cips_arena *arena, struct forms_match *match)
{
	size_t runs = 0;
	int *last = cips_arena_alloc(arena, a->n_items + 1, sizeof *last); /* of a run, by length */
	int *before = cips_arena_alloc(arena, a->n_items + 1, sizeof *before);
	for (size_t i = 0; i < a->n_items; i++) {
		if (match->item_in_b[i] == CIPS_NONE)
			continue;
		size_t low = 0, high = runs;
		while (low < high) {
			size_t middle = (low + high) / 2;
			if (match->item_in_b[last[middle]] < match->item_in_b[i])
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low ? last[low - 1] : CIPS_NONE;
		last[low] = (int)i;
		runs += low == runs;
		match->moved[i] = true;
	}
	for (int i = runs ? last[runs - 1] : CIPS_NONE; i != CIPS_NONE; i = before[i])
		match->moved[i] = false;
}

static void pair_groups(struct forms_match *match, size_t a, size_t b)
{
	match->group_in_b[a] = (int)b;
	match->group_in_a[b] = (int)a;
}

static void match_groups(
	const struct cips_instrument *a, const struct cips_instrument *b, struct forms_match *match)
{
	for (size_t i = 0; i < a->n_groups; i++)
		for (size_t k = 0; k < b->n_groups; k++)
			if (match->group_in_a[k] == CIPS_NONE &&
				match->group_in_b[i] == CIPS_NONE &&
				strcmp(a->groups[i].name, b->groups[k].name) == 0)
				pair_groups(match, i, k);
	/* of those under another name: the group of the first item that went from one to the other
	 */
	for (size_t i = 0; i < a->n_items; i++) {
		int group_a = a->items[i].group, other = match->item_in_b[i];
		int group_b = other == CIPS_NONE ? CIPS_NONE : b->items[other].group;
		if (group_a != CIPS_NONE && group_b != CIPS_NONE &&
			match->group_in_b[group_a] == CIPS_NONE &&
			match->group_in_a[group_b] == CIPS_NONE)
			pair_groups(match, (size_t)group_a, (size_t)group_b);
	}
}

struct forms_match forms_match(
	const struct cips_instrument *a, const struct cips_instrument *b, struct cips_arena *arena)
{
	struct forms_match match = {
		.item_in_b = none(arena, a->n_items),
		.item_in_a = none(arena, b->n_items),
		.group_in_b = none(arena, a->n_groups),
		.group_in_a = none(arena, b->n_groups),
		.moved = cips_arena_alloc(arena, a->n_items + 1, sizeof(bool)),
	};
	match_by(a, b, true, &match);
	match_by(a, b, false, &match);
	find_moved(a, arena, &match);
	match_groups(a, b, &match);
	return match;
}
