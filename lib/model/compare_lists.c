/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "base/number.h"
#include "model/compare_parts.h"
#include "model/score.h"
#include "model/words.h"

#include <string.h>

const struct cips_choice *cips_compare_choice(
	const struct cips_list *list, const struct cips_list *other, size_t i)
{
	const char *name = other->choices[i].name;
	if (i < list->n && strcmp(list->choices[i].name, name) == 0)
		return &list->choices[i];
	size_t position = cips_model_choice(list, name, strlen(name));
	return position ? &list->choices[position - 1] : NULL;
}

bool cips_model_both_listed(
	const struct cips_pair *pair, const struct cips_item *a, const struct cips_item *b)
{
	const struct cips_item *items[] = {a, b};
	for (size_t i = 0; i < 2; i++) {
		const struct cips_list *list = cips_model_list(i ? pair->b : pair->a, items[i]);
		if (!list || list->from_units || items[i]->type == CIPS_ITEM_RANGE ||
			items[i]->type == CIPS_ITEM_ACKNOWLEDGE)
			return false;
	}
	return true;
}

static const char *score_text(struct cips_arena *arena, const struct cips_choice *choice)
{
	char number[CIPS_NUMBER_SIZE];
	return choice->has_score
		? cips_arena_strdup(arena, cips_number_format(number, choice->score))
		: "";
}

/* What two choices of one name differ in; `part` is "choice NAME". */
static void compare_choices(const struct cips_pair *pair, const struct cips_choice *a,
	const struct cips_choice *b, bool same_scores, struct cips_change about,
	struct cips_changes *changes)
{
	const struct {
		const char *what;
		const char *before, *after;
		enum cips_change_class change;
	} columns[] = {
		{"score", score_text(pair->arena, a), score_text(pair->arena, b),
			same_scores ? CIPS_CHANGE_COSMETIC : CIPS_CHANGE_SCALE},
		{"missing", cips_model_missing_word(a->missing),
			cips_model_missing_word(b->missing), CIPS_CHANGE_SCALE},
		{"positive", cips_model_positive_word(a->positive),
			cips_model_positive_word(b->positive), CIPS_CHANGE_SCALE},
	};
	const char *choice = about.part;
	about.a = a->place;
	about.b = b->place;
	about.change = CIPS_CHANGE_WORDING;
	about.part = cips_arena_printf(pair->arena, "%s: label", choice);
	cips_model_compare_texts(pair, &a->label, &b->label, about, changes);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		if (strcmp(columns[i].before, columns[i].after) == 0)
			continue;
		about.change = columns[i].change;
		about.part = cips_arena_printf(pair->arena, "%s: %s", choice, columns[i].what);
		about.before = columns[i].before;
		about.after = columns[i].after;
		cips_model_change(pair, changes, about);
	}
}

static void compare_members(const struct cips_pair *pair, const struct cips_list *a,
	const struct cips_list *b, struct cips_change about, struct cips_changes *changes)
{
	bool same_scores = cips_model_same_scores(a, b);
	for (size_t i = 0; i < a->n; i++) {
		const struct cips_choice *choice = &a->choices[i];
		const struct cips_choice *match = cips_compare_choice(b, a, i);
		about.part = cips_arena_printf(pair->arena, "choice %s", choice->name);
		if (match) {
			compare_choices(pair, choice, match, same_scores, about, changes);
			continue;
		}
		struct cips_change gone = about;
		gone.change = CIPS_CHANGE_SCALE;
		gone.before = cips_model_text(pair->a, &choice->label, pair->a->default_language);
		gone.a = choice->place;
		cips_model_change(pair, changes, gone);
	}
	for (size_t i = 0; i < b->n; i++) {
		const struct cips_choice *choice = &b->choices[i];
		if (cips_compare_choice(a, b, i))
			continue;
		about.change = CIPS_CHANGE_SCALE;
		about.part = cips_arena_printf(pair->arena, "choice %s", choice->name);
		about.after = cips_model_text(pair->b, &choice->label, pair->b->default_language);
		about.b = choice->place;
		cips_model_change(pair, changes, about);
	}
}

/* The names of the choices that the other list has too, in order. */
static const char *common_order(
	struct cips_arena *arena, const struct cips_list *list, const struct cips_list *other)
{
	struct cips_buf buf = {0};
	for (size_t i = 0; i < list->n; i++)
		if (cips_compare_choice(other, list, i))
			cips_buf_printf(&buf, "%s%s", buf.n ? " " : "", list->choices[i].name);
	return cips_buf_keep(&buf, arena);
}

void cips_model_compare_lists(const struct cips_pair *pair, const struct cips_list *a,
	const struct cips_list *b, struct cips_changes *changes)
{
	struct cips_change about = {.kind = "list", .name = a->name};
	if (strcmp(a->name, b->name) != 0) {
		about.change = CIPS_CHANGE_COSMETIC;
		about.part = "name";
		about.before = a->name;
		about.after = b->name;
		cips_model_change(pair, changes, about);
		about.before = about.after = NULL;
	}
	compare_members(pair, a, b, about, changes);
	about.before = common_order(pair->arena, a, b);
	about.after = common_order(pair->arena, b, a);
	if (strcmp(about.before, about.after) == 0)
		return;
	about.change = CIPS_CHANGE_SCALE;
	about.part = "order of choices";
	cips_model_change(pair, changes, about);
}
