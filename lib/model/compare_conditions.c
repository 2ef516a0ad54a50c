/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/compare_parts.h"
#include "model/expr_same.h"

#include <string.h>

/* What a reference means while two expressions are compared. */
struct meaning {
	const struct cips_pair *pair;
	/*
	 * By item of a: 1 + the item of b that was found to be the same. It is noted while the two
	 * are still compared, since what differs ends everything. NULL: only names count.
	 */
	int *found;
};

static bool is_calculated(const struct cips_item *item)
{
	return item->type == CIPS_ITEM_CALCULATE || item->type == CIPS_ITEM_HIDDEN;
}

static bool same_expression(
	struct meaning *meaning, const struct cips_expr *a, const struct cips_expr *b);
static bool same_relevance(
	struct meaning *meaning, const struct cips_item *a, const struct cips_item *b);

static bool same_words(const struct cips_pair *pair, const struct cips_text *a,
	const struct cips_text *b, size_t language)
{
	const char *before, *after;
	enum cips_text_change change = cips_compare_text(pair, a, b, language, &before, &after);
	return change == CIPS_TEXT_SAME || change == CIPS_TEXT_LOOKS;
}

static bool is_written(const struct cips_pair *pair, const struct cips_text *text, size_t language)
{
	const char *words =
		text->by_language ? text->by_language[pair->languages[language][0]] : NULL;
	return words && *words;
}

/* Whether a choice of b says what another one said in a: a condition on it means the other, then. */
static bool choices_exchanged(
	const struct cips_pair *pair, const struct cips_list *a, const struct cips_list *b)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct cips_choice *now = cips_compare_choice(b, a, i);
		for (size_t k = 0; now && k < a->n; k++)
			for (size_t l = 0; k != i && l < pair->n_languages; l++)
				if (is_written(pair, &a->choices[k].label, l) &&
					same_words(pair, &a->choices[k].label, &now->label, l) &&
					!same_words(pair, &a->choices[i].label, &now->label, l))
					return true;
	}
	return false;
}

/* Whether two questions are put in the same words to the same people and answered alike. */
static bool same_question(
	struct meaning *meaning, const struct cips_item *a, const struct cips_item *b)
{
	const struct cips_pair *pair = meaning->pair;
	for (size_t l = 0; l < pair->n_languages; l++) {
		const char *before, *after;
		if (cips_compare_text(pair, &a->label, &b->label, l, &before, &after) ==
			CIPS_TEXT_WORDS)
			return false;
	}
	if (cips_model_both_listed(pair, a, b) &&
		choices_exchanged(pair, cips_model_list(pair->a, a), cips_model_list(pair->b, b)))
		return false;
	return a->type == b->type && same_relevance(meaning, a, b);
}

static bool same_calculation(
	struct meaning *meaning, const struct cips_item *a, const struct cips_item *b)
{
	return a->type == b->type && strcmp(a->default_value, b->default_value) == 0 &&
		same_expression(meaning, a->calculation, b->calculation) &&
		same_relevance(meaning, a, b);
}

static bool same_item(void *context, int reference_a, int reference_b)
{
	struct meaning *meaning = context;
	const struct cips_item *a = &meaning->pair->a->items[reference_a];
	const struct cips_item *b = &meaning->pair->b->items[reference_b];
	bool calculated = meaning->found && is_calculated(a) && is_calculated(b);
	if (!calculated && strcmp(a->indicator, b->indicator) != 0 && strcmp(a->name, b->name) != 0)
		return false;
	if (!meaning->found)
		return true;
	if (meaning->found[reference_a])
		return meaning->found[reference_a] == reference_b + 1;
	meaning->found[reference_a] = reference_b + 1;
	return calculated ? same_calculation(meaning, a, b) : same_question(meaning, a, b);
}

/* The columns that every list has come after those of the form. */
static bool same_column(void *context, int reference_a, int reference_b)
{
	struct meaning *meaning = context;
	const struct cips_instrument *a = meaning->pair->a, *b = meaning->pair->b;
	size_t in_a = (size_t)reference_a, in_b = (size_t)reference_b;
	if (in_a >= a->n_attributes || in_b >= b->n_attributes)
		return in_a >= a->n_attributes && in_b >= b->n_attributes &&
			in_a - a->n_attributes == in_b - b->n_attributes;
	return strcmp(a->attributes[in_a], b->attributes[in_b]) == 0;
}

static bool same_expression(
	struct meaning *meaning, const struct cips_expr *a, const struct cips_expr *b)
{
	struct cips_expr_meaning names = {meaning, same_item, same_column};
	return cips_model_expr_same(a, b, &names);
}

static struct meaning deep_meaning(const struct cips_pair *pair)
{
	return (struct meaning){
		pair, cips_arena_alloc(pair->arena, pair->a->n_items + 1, sizeof(int))};
}

bool cips_compare_same_expression(const struct cips_pair *pair, const struct cips_expr *a,
	const struct cips_expr *b, bool deep)
{
	struct meaning meaning = {.pair = pair};
	if (!a || !b)
		return a == b;
	if (deep)
		meaning = deep_meaning(pair);
	return same_expression(&meaning, a, b);
}

/* The conditions under which an item is shown, its own first, then outwards. */
struct conditions {
	const struct cips_instrument *instrument;
	const struct cips_expr *next;
	int group;
};

static struct conditions conditions_of(
	const struct cips_instrument *instrument, const struct cips_item *item)
{
	return (struct conditions){instrument, item->relevant, item->group};
}

static const struct cips_expr *next_condition(struct conditions *conditions)
{
	const struct cips_expr *found = conditions->next;
	conditions->next = NULL;
	while (!found && conditions->group != CIPS_NONE) {
		const struct cips_group *group = &conditions->instrument->groups[conditions->group];
		found = group->relevant;
		conditions->group = group->parent;
	}
	return found;
}

static bool same_relevance(
	struct meaning *meaning, const struct cips_item *a, const struct cips_item *b)
{
	struct conditions in_a = conditions_of(meaning->pair->a, a);
	struct conditions in_b = conditions_of(meaning->pair->b, b);
	const struct cips_expr *one, *other;
	do {
		one = next_condition(&in_a);
		other = next_condition(&in_b);
		if (!one != !other || (one && !same_expression(meaning, one, other)))
			return false;
	} while (one);
	return true;
}

bool cips_compare_same_relevance(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, bool deep)
{
	struct meaning meaning = {.pair = pair};
	if (deep && (a->relevant || a->group != CIPS_NONE))
		meaning = deep_meaning(pair);
	return same_relevance(&meaning, a, b);
}

/* The value of a choice in the column of that name, "" where there is none. */
static const char *attribute(const struct cips_instrument *instrument,
	const struct cips_choice *choice, const char *name)
{
	for (size_t i = 0; choice->attributes && i < instrument->n_attributes; i++)
		if (strcmp(instrument->attributes[i], name) == 0)
			return choice->attributes[i];
	return "";
}

/* Whether all columns of `from` have the values in `other` that they have in it. */
static bool attributes_within(const struct cips_instrument *from, const struct cips_list *list,
	const struct cips_instrument *other, const struct cips_list *other_list)
{
	for (size_t c = 0; c < list->n; c++) {
		const struct cips_choice *choice = &list->choices[c];
		const struct cips_choice *match = cips_compare_choice(other_list, list, c);
		for (size_t i = 0; match && choice->attributes && i < from->n_attributes; i++)
			if (strcmp(choice->attributes[i],
				    attribute(other, match, from->attributes[i])) != 0)
				return false;
	}
	return true;
}

bool cips_compare_same_columns(
	const struct cips_pair *pair, const struct cips_item *a, const struct cips_item *b)
{
	if (!a->choice_filter || !b->choice_filter || !cips_model_both_listed(pair, a, b))
		return true;
	const struct cips_list *in_a = cips_model_list(pair->a, a);
	const struct cips_list *in_b = cips_model_list(pair->b, b);
	return attributes_within(pair->a, in_a, pair->b, in_b) &&
		attributes_within(pair->b, in_b, pair->a, in_a);
}

void cips_model_compare_expressions(const struct cips_pair *pair, const struct cips_expr *a,
	const struct cips_expr *b, struct cips_change about, struct cips_changes *changes)
{
	if (!cips_compare_same_expression(pair, a, b, false))
		cips_model_change(pair, changes, about);
	else if (strcmp(about.before ? about.before : "", about.after ? about.after : "") != 0) {
		about.change = CIPS_CHANGE_COSMETIC;
		cips_model_change(pair, changes, about);
	}
}
