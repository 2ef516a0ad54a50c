/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small instruments by hand, for the tests of this room: lists first, then groups and items in form
 * order, then form_seal(). Expressions are set on the item as text and parsed by form_seal().
 */
#ifndef TESTS_MODEL_BUILD_H
#define TESTS_MODEL_BUILD_H

#include "base/number.h"
#include "model/instrument.h"
#include "model/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM_ROOM = 400 };

struct form {
	struct cips_instrument *instrument;
	int group; /* the one that is open */
};

static inline const char **form_words(struct form *form, const char *words, size_t *n)
{
	struct cips_arena *arena = &form->instrument->arena;
	const char **list = cips_arena_alloc(arena, strlen(words) + 1, sizeof *list);
	*n = 0;
	for (const char *at = words; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		list[(*n)++] = cips_arena_strndup(arena, at, length);
		at += length;
	}
	return list;
}

static inline struct form form_new(void)
{
	struct form form = {cips_model_instrument_new(), CIPS_NONE};
	struct cips_instrument *instrument = form.instrument;
	struct cips_arena *arena = &instrument->arena;
	instrument->items = cips_arena_alloc(arena, FORM_ROOM, sizeof *instrument->items);
	instrument->groups = cips_arena_alloc(arena, FORM_ROOM, sizeof *instrument->groups);
	instrument->lists = cips_arena_alloc(arena, FORM_ROOM, sizeof *instrument->lists);
	instrument->factors = cips_arena_alloc(arena, 1, sizeof *instrument->factors);
	instrument->factors[0].code = "LEAD";
	instrument->n_factors = 1;
	instrument->languages = cips_arena_alloc(arena, 1, sizeof *instrument->languages);
	instrument->languages[0] = "English (en)";
	instrument->n_languages = 1;
	return form;
}

/*
 * Adds a list of the named choices and returns its index. The names dont_know, refused and
 * not_applicable are missing values; a label is the name in brackets.
 */
static inline int form_list(struct form *form, const char *names)
{
	struct cips_instrument *instrument = form->instrument;
	struct cips_arena *arena = &instrument->arena;
	struct cips_list *list = &instrument->lists[instrument->n_lists];
	const char **words = form_words(form, names, &list->n);
	list->name = cips_arena_printf(arena, "list%zu", instrument->n_lists);
	list->choices = cips_arena_alloc(arena, list->n, sizeof *list->choices);
	for (size_t i = 0; i < list->n; i++) {
		struct cips_choice *choice = &list->choices[i];
		choice->name = words[i];
		choice->label.by_language = cips_arena_alloc(arena, 1, sizeof(char *));
		choice->label.by_language[0] = cips_arena_printf(arena, "[%s]", words[i]);
		if (strcmp(words[i], "dont_know") == 0)
			choice->missing = CIPS_MISSING_DONT_KNOW;
		else if (strcmp(words[i], "refused") == 0)
			choice->missing = CIPS_MISSING_REFUSED;
		else if (strcmp(words[i], "not_applicable") == 0)
			choice->missing = CIPS_MISSING_NOT_APPLICABLE;
	}
	return (int)instrument->n_lists++;
}

/* A list of n choices c1, c2, ... */
static inline int form_long_list(struct form *form, size_t n)
{
	char *names = calloc(n, 8);
	size_t used = 0;
	for (size_t i = 1; i <= n; i++)
		used += (size_t)snprintf(names + used, n * 8 - used, "c%zu ", i);
	int list = form_list(form, names);
	free(names);
	return list;
}

/* The scores of a list's choices, in order; "-" for none. */
static inline void form_scores(struct form *form, int list, const char *scores)
{
	size_t n;
	const char **words = form_words(form, scores, &n);
	for (size_t i = 0; i < n; i++) {
		struct cips_choice *choice = &form->instrument->lists[list].choices[i];
		choice->has_score = cips_number_parse(words[i], &choice->score);
	}
}

/* One attribute (extra column) for choice_filter, the same in all lists. */
static inline void form_attribute(struct form *form, const char *name, int list, const char *values)
{
	struct cips_instrument *instrument = form->instrument;
	struct cips_arena *arena = &instrument->arena;
	size_t n;
	const char **words = form_words(form, values, &n);
	instrument->attributes = cips_arena_alloc(arena, 1, sizeof(char *));
	instrument->attributes[0] = name;
	instrument->n_attributes = 1;
	for (size_t i = 0; i < n; i++) {
		struct cips_choice *choice = &instrument->lists[list].choices[i];
		choice->attributes = cips_arena_alloc(arena, 1, sizeof(char *));
		choice->attributes[0] = strcmp(words[i], "-") == 0 ? "" : words[i];
	}
}

static inline struct cips_item *form_item(
	struct form *form, enum cips_item_type type, const char *name, int list)
{
	struct cips_instrument *instrument = form->instrument;
	struct cips_item *item = &instrument->items[instrument->n_items++];
	*item = (struct cips_item){
		.type = type,
		.name = name,
		.indicator = name,
		.list = list,
		.group = form->group,
		.factor = CIPS_NONE,
		.relevant_text = "",
		.default_value = "",
		.parameters = "",
		.appearance = "",
	};
	return item;
}

static inline void form_begin(struct form *form, const char *name, const char *relevant)
{
	struct cips_instrument *instrument = form->instrument;
	struct cips_group *group = &instrument->groups[instrument->n_groups];
	*group = (struct cips_group){
		.name = name,
		.relevant_text = relevant,
		.parent = form->group,
		.first_item = (int)instrument->n_items,
	};
	form->group = (int)instrument->n_groups++;
}

static inline void form_end(struct form *form)
{
	struct cips_group *group = &form->instrument->groups[form->group];
	group->end_item = (int)form->instrument->n_items;
	form->group = group->parent;
}

static inline int form_find_item(void *context, const char *name, size_t n)
{
	const struct cips_instrument *instrument = context;
	for (size_t i = 0; i < instrument->n_items; i++)
		if (strlen(instrument->items[i].name) == n &&
			memcmp(instrument->items[i].name, name, n) == 0)
			return (int)i;
	return -1;
}

static inline int form_find_column(void *context, const char *name, size_t n)
{
	const struct cips_instrument *instrument = context;
	for (size_t i = 0; i < instrument->n_attributes; i++)
		if (strlen(instrument->attributes[i]) == n &&
			memcmp(instrument->attributes[i], name, n) == 0)
			return (int)i;
	if (n == 4 && memcmp(name, "name", 4) == 0)
		return (int)instrument->n_attributes;
	return n == 5 && memcmp(name, "label", 5) == 0 ? (int)instrument->n_attributes + 1 : -1;
}

static inline struct cips_expr *form_parse(struct form *form, const char *text, bool filter)
{
	struct cips_expr_scope scope = {
		.context = form->instrument,
		.item = form_find_item,
		.column = filter ? form_find_column : NULL,
		.allow_self = true,
		.allow_volatile = true,
	};
	struct cips_expr *expr = NULL;
	struct cips_expr_fault fault;
	if (!text || !text[0])
		return NULL;
	if (cips_model_expr_parse(text, &scope, &form->instrument->arena, &expr, &fault))
		return expr;
	fprintf(stderr, "%s: %s\n", text, fault.text);
	abort();
}

static inline void form_seal(struct form *form)
{
	struct cips_instrument *instrument = form->instrument;
	for (size_t g = 0; g < instrument->n_groups; g++)
		instrument->groups[g].relevant =
			form_parse(form, instrument->groups[g].relevant_text, false);
	for (size_t i = 0; i < instrument->n_items; i++) {
		struct cips_item *item = &instrument->items[i];
		item->required = form_parse(form, item->required_text, false);
		item->relevant = form_parse(form, item->relevant_text, false);
		item->constraint = form_parse(form, item->constraint_text, false);
		item->calculation = form_parse(form, item->calculation_text, false);
		item->choice_filter = form_parse(form, item->choice_filter_text, true);
	}
	cips_model_seal(instrument);
}

#endif
