/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/diff.h"

#include "forms/diff_match.h"
#include "model/score.h"

#include <string.h>

/* A comparison on its way. */
struct differ {
	struct cips_pair pair;
	struct forms_match match;
	struct cips_changes *changes;
};

static void add(struct differ *differ, struct cips_change change)
{
	cips_model_change(&differ->pair, differ->changes, change);
}

/* Adds a change of two texts that have no language. */
static void compare_plain(struct differ *differ, struct cips_change about)
{
	if (strcmp(about.before, about.after) != 0)
		add(differ, about);
}

/* --- settings ------------------------------------------------------------------------------- */

/* The languages that only one of the two has. */
static void compare_languages(struct differ *differ)
{
	const struct cips_pair *pair = &differ->pair;
	for (size_t side = 0; side < 2; side++) {
		const struct cips_instrument *instrument = side ? pair->b : pair->a;
		for (size_t l = 0; l < instrument->n_languages; l++) {
			bool common = false;
			for (size_t i = 0; i < pair->n_languages; i++)
				common = common || pair->languages[i][side] == l;
			const char *language = instrument->languages[l];
			if (!common)
				add(differ,
					(struct cips_change){.kind = "settings",
						.name = "settings",
						.part = "language",
						.before = side ? "" : language,
						.after = side ? language : ""});
		}
	}
}

static void compare_settings(struct differ *differ)
{
	const struct cips_instrument *a = differ->pair.a, *b = differ->pair.b;
	const struct {
		const char *part, *before, *after;
	} parts[] = {
		{"form_id", a->code, b->code},
		{"version", a->version, b->version},
		{"default_language", a->languages[a->default_language],
			b->languages[b->default_language]},
	};
	struct cips_change about = {.kind = "settings", .name = "settings"};
	about.part = "form_title";
	cips_model_compare_texts(&differ->pair, &a->title, &b->title, about, differ->changes);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		about.part = parts[i].part;
		about.before = parts[i].before;
		about.after = parts[i].after;
		compare_plain(differ, about);
	}
	compare_languages(differ);
}

static void compare_factors(struct differ *differ)
{
	const struct cips_pair *pair = &differ->pair;
	for (size_t f = 0; f < pair->a->n_factors; f++) {
		const struct cips_factor *a = &pair->a->factors[f];
		for (size_t k = 0; k < pair->b->n_factors; k++) {
			const struct cips_factor *b = &pair->b->factors[k];
			struct cips_change about = {.kind = "factor",
				.name = a->code,
				.part = "label",
				.a = a->place,
				.b = b->place};
			if (strcmp(a->code, b->code) == 0)
				cips_model_compare_texts(
					pair, &a->label, &b->label, about, differ->changes);
		}
	}
}

/* --- groups --------------------------------------------------------------------------------- */

static const char *group_name(const struct cips_instrument *instrument, int group)
{
	return group == CIPS_NONE ? "" : instrument->groups[group].name;
}

static void compare_group(struct differ *differ, size_t index_a, size_t index_b)
{
	const struct cips_pair *pair = &differ->pair;
	const struct cips_group *a = &pair->a->groups[index_a], *b = &pair->b->groups[index_b];
	struct cips_change about = {.kind = "group", .name = a->name, .a = a->place, .b = b->place};
	struct cips_change part = about;
	part.part = "name";
	part.before = a->name;
	part.after = b->name;
	compare_plain(differ, part);
	part.part = "appearance";
	part.before = a->appearance;
	part.after = b->appearance;
	compare_plain(differ, part);
	about.part = "label";
	cips_model_compare_texts(pair, &a->label, &b->label, about, differ->changes);
	about.part = "relevant";
	about.change = CIPS_CHANGE_ROUTING;
	about.before = a->relevant_text;
	about.after = b->relevant_text;
	cips_model_compare_expressions(pair, a->relevant, b->relevant, about, differ->changes);
}

static void compare_groups(struct differ *differ)
{
	const struct cips_pair *pair = &differ->pair;
	const struct forms_match *match = &differ->match;
	for (size_t g = 0; g < pair->a->n_groups; g++) {
		const struct cips_group *group = &pair->a->groups[g];
		if (match->group_in_b[g] != CIPS_NONE)
			compare_group(differ, g, (size_t)match->group_in_b[g]);
		else
			add(differ,
				(struct cips_change){.change = CIPS_CHANGE_REMOVED,
					.kind = "group",
					.name = group->name,
					.before = cips_model_text(
						pair->a, &group->label, pair->a->default_language),
					.a = group->place});
	}
	for (size_t g = 0; g < pair->b->n_groups; g++) {
		const struct cips_group *group = &pair->b->groups[g];
		if (match->group_in_a[g] == CIPS_NONE)
			add(differ,
				(struct cips_change){.change = CIPS_CHANGE_NEW,
					.kind = "group",
					.name = group->name,
					.after = cips_model_text(
						pair->b, &group->label, pair->b->default_language),
					.b = group->place});
	}
}

/* --- items ---------------------------------------------------------------------------------- */

static const char *item_text(const struct cips_instrument *instrument, const struct cips_item *item)
{
	return cips_model_text(instrument, &item->label, instrument->default_language);
}

/* Where an item stands: "in group G, after ITEM". */
static const char *standing(
	struct cips_arena *arena, const struct cips_instrument *instrument, size_t i)
{
	const struct cips_item *item = &instrument->items[i];
	const char *group = group_name(instrument, item->group);
	return cips_arena_printf(arena, "%s%s%s%s", *group ? "in group " : "", group,
		*group ? ", " : "",
		i ? cips_arena_printf(arena, "after %s", instrument->items[i - 1].name) : "first");
}

static bool in_another_group(struct differ *differ, size_t a, size_t b)
{
	int group_a = differ->pair.a->items[a].group, group_b = differ->pair.b->items[b].group;
	if (group_a == CIPS_NONE || group_b == CIPS_NONE)
		return group_a != group_b;
	return differ->match.group_in_b[group_a] != group_b;
}

static void compare_place(struct differ *differ, size_t a, size_t b)
{
	const struct cips_pair *pair = &differ->pair;
	if (!differ->match.moved[a] && !in_another_group(differ, a, b))
		return;
	add(differ,
		(struct cips_change){.change = CIPS_CHANGE_MOVED,
			.kind = "item",
			.name = pair->a->items[a].name,
			.part = "place",
			.before = standing(pair->arena, pair->a, a),
			.after = standing(pair->arena, pair->b, b),
			.a = pair->a->items[a].place,
			.b = pair->b->items[b].place});
}

static void compare_items(struct differ *differ)
{
	const struct cips_pair *pair = &differ->pair;
	const struct forms_match *match = &differ->match;
	for (size_t i = 0; i < pair->a->n_items; i++) {
		const struct cips_item *item = &pair->a->items[i];
		if (match->item_in_b[i] == CIPS_NONE) {
			add(differ,
				(struct cips_change){.change = CIPS_CHANGE_REMOVED,
					.kind = "item",
					.name = item->name,
					.before = item_text(pair->a, item),
					.a = item->place});
			continue;
		}
		size_t other = (size_t)match->item_in_b[i];
		cips_model_compare_items(pair, item, &pair->b->items[other], differ->changes);
		compare_place(differ, i, other);
	}
	for (size_t i = 0; i < pair->b->n_items; i++) {
		const struct cips_item *item = &pair->b->items[i];
		if (match->item_in_a[i] == CIPS_NONE)
			add(differ,
				(struct cips_change){.change = CIPS_CHANGE_NEW,
					.kind = "item",
					.name = item->name,
					.after = item_text(pair->b, item),
					.b = item->place});
	}
}

static bool has_list(const struct cips_instrument *instrument, const char *name)
{
	for (size_t i = 0; i < instrument->n_lists; i++)
		if (strcmp(instrument->lists[i].name, name) == 0)
			return true;
	return false;
}

/* The gravest class of what makes one list another: scale before wording before cosmetic. */
static enum cips_change_class class_of_lists(
	const struct cips_pair *pair, const struct cips_list *a, const struct cips_list *b)
{
	struct cips_changes changes = {0};
	enum cips_change_class gravest = CIPS_CHANGE_COSMETIC;
	cips_model_compare_lists(pair, a, b, &changes);
	for (size_t i = 0; i < changes.n; i++)
		if (changes.list[i].change > gravest)
			gravest = changes.list[i].change;
	return gravest;
}

/*
 * A list that kept its name, or took the place of another, is compared once; an item that went from
 * one list to another while the lists stayed has changed itself.
 */
static void compare_lists(struct differ *differ)
{
	const struct cips_pair *pair = &differ->pair;
	bool *done = cips_arena_alloc(
		pair->arena, pair->a->n_lists * pair->b->n_lists + 1, sizeof *done);
	for (size_t i = 0; i < pair->a->n_items; i++) {
		int other = differ->match.item_in_b[i];
		const struct cips_item *a = &pair->a->items[i];
		const struct cips_item *b = other == CIPS_NONE ? NULL : &pair->b->items[other];
		if (!b || !cips_model_both_listed(pair, a, b))
			continue;
		const struct cips_list *in_a = &pair->a->lists[a->list];
		const struct cips_list *in_b = &pair->b->lists[b->list];
		bool *seen = &done[(size_t)a->list * pair->b->n_lists + (size_t)b->list];
		if (strcmp(in_a->name, in_b->name) != 0 &&
			(has_list(pair->b, in_a->name) || has_list(pair->a, in_b->name)))
			add(differ,
				(struct cips_change){.change = class_of_lists(pair, in_a, in_b),
					.kind = "item",
					.name = a->name,
					.part = "list",
					.before = in_a->name,
					.after = in_b->name,
					.a = a->place,
					.b = b->place});
		else if (!*seen)
			cips_model_compare_lists(pair, in_a, in_b, differ->changes);
		*seen = true;
	}
}

/* --- what may be trended -------------------------------------------------------------------- */

static void judge_indicators(struct differ *differ, struct cips_diff *diff)
{
	const struct cips_pair *pair = &differ->pair;
	const struct forms_match *match = &differ->match;
	diff->indicators = cips_arena_alloc(
		pair->arena, pair->a->n_items + pair->b->n_items + 1, sizeof *diff->indicators);
	for (size_t i = 0; i < pair->b->n_items; i++) {
		const struct cips_item *b = &pair->b->items[i];
		int in_a = match->item_in_a[i];
		const struct cips_item *a = in_a == CIPS_NONE ? NULL : &pair->a->items[in_a];
		if (!b->width && !(a && a->width))
			continue;
		diff->indicators[diff->n_indicators++] =
			(struct cips_indicator_diff){.indicator = a ? a->indicator : b->indicator,
				.a = a,
				.b = b,
				.trend = a ? cips_model_trend(pair, a, b, CIPS_WORDING_SAME)
					   : (struct cips_trend){false, "only in B", ""}};
	}
	for (size_t i = 0; i < pair->a->n_items; i++)
		if (match->item_in_b[i] == CIPS_NONE && pair->a->items[i].width)
			diff->indicators[diff->n_indicators++] = (struct cips_indicator_diff){
				.indicator = pair->a->items[i].indicator,
				.a = &pair->a->items[i],
				.trend = {false, "only in A", ""}};
}

/* The row of a factor, made when it is new. */
static struct cips_factor_diff *factor_row(struct cips_diff *diff,
	const struct cips_instrument *instrument, const struct cips_factor *factor)
{
	for (size_t f = 0; f < diff->n_factors; f++)
		if (strcmp(diff->factors[f].code, factor->code) == 0)
			return &diff->factors[f];
	struct cips_factor_diff *row = &diff->factors[diff->n_factors++];
	row->code = factor->code;
	row->label = cips_model_text(instrument, &factor->label, instrument->default_language);
	return row;
}

static struct cips_factor_diff *row_of_item(struct cips_diff *diff,
	const struct cips_instrument *instrument, const struct cips_item *item)
{
	return item && cips_model_scored(instrument, item)
		? factor_row(diff, instrument, &instrument->factors[item->factor])
		: NULL;
}

static void count_factors(struct differ *differ, struct cips_diff *diff)
{
	const struct cips_pair *pair = &differ->pair;
	diff->factors = cips_arena_alloc(
		pair->arena, pair->a->n_factors + pair->b->n_factors + 1, sizeof *diff->factors);
	for (size_t i = 0; i < diff->n_indicators; i++) {
		const struct cips_indicator_diff *indicator = &diff->indicators[i];
		struct cips_factor_diff *in_a = row_of_item(diff, pair->a, indicator->a);
		struct cips_factor_diff *in_b = row_of_item(diff, pair->b, indicator->b);
		if (in_a)
			in_a->in_a++;
		if (in_b)
			in_b->in_b++;
		if (!in_a || in_a != in_b)
			continue;
		in_a->in_both++;
		in_a->trended += indicator->trend.may;
	}
}

void cips_forms_diff(const struct cips_instrument *a, const struct cips_instrument *b,
	struct cips_arena *arena, struct cips_diff *diff)
{
	*diff = (struct cips_diff){.a = a, .b = b};
	struct differ differ = {
		.pair = cips_model_pair(a, b, arena),
		.match = forms_match(a, b, arena),
		.changes = &diff->changes,
	};
	compare_settings(&differ);
	compare_factors(&differ);
	compare_groups(&differ);
	compare_items(&differ);
	compare_lists(&differ);
	judge_indicators(&differ, diff);
	count_factors(&differ, diff);
}
