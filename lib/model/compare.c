/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/compare.h"

#include "model/compare_parts.h"
#include "model/factors.h"
#include "model/words.h"

#include <string.h>

const char *cips_model_change_name(enum cips_change_class change)
{
	static const char *const names[] = {
		[CIPS_CHANGE_COSMETIC] = "cosmetic",
		[CIPS_CHANGE_WORDING] = "wording",
		[CIPS_CHANGE_SCALE] = "scale",
		[CIPS_CHANGE_TYPE] = "type",
		[CIPS_CHANGE_ROUTING] = "routing",
		[CIPS_CHANGE_FACTOR] = "factor",
		[CIPS_CHANGE_MOVED] = "moved",
		[CIPS_CHANGE_REMOVED] = "removed",
		[CIPS_CHANGE_NEW] = "new",
	};
	return names[change];
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

void cips_model_change(
	const struct cips_pair *pair, struct cips_changes *changes, struct cips_change change)
{
	change.part = or_empty(change.part);
	change.language = or_empty(change.language);
	change.before = or_empty(change.before);
	change.after = or_empty(change.after);
	changes->list = cips_arena_grow(
		pair->arena, changes->list, changes->n, &changes->room, sizeof *changes->list);
	changes->list[changes->n++] = change;
}

/* One part of an item as two texts that are the same or are not. */
struct part {
	const char *name;
	const char *before;
	const char *after;
	enum cips_change_class change;
};

/* Where the choices come from, of two items that both have some. */
static void origins_of_choices(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct part *part)
{
	const struct cips_list *in_a = cips_model_list(pair->a, a);
	const struct cips_list *in_b = cips_model_list(pair->b, b);
	*part = (struct part){"choices from", "", "", CIPS_CHANGE_SCALE};
	if (!in_a || !in_b || in_a->from_units == in_b->from_units)
		return;
	part->before = in_a->from_units ? "units.csv" : "the form";
	part->after = in_b->from_units ? "units.csv" : "the form";
}

static const char *yes_or_no(bool yes)
{
	return yes ? "yes" : "";
}

static void compare_parts(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_change about, struct cips_changes *changes)
{
	bool range = a->type == CIPS_ITEM_RANGE && b->type == CIPS_ITEM_RANGE;
	struct part origins;
	origins_of_choices(pair, a, b, &origins);
	const struct part parts[] = {
		{"name", a->name, b->name, CIPS_CHANGE_COSMETIC},
		{"type", cips_model_type_name(a->type), cips_model_type_name(b->type),
			CIPS_CHANGE_TYPE},
		{"use", cips_model_use_word(a->use), cips_model_use_word(b->use), CIPS_CHANGE_TYPE},
		{"indicator", a->indicator, b->indicator, CIPS_CHANGE_SCALE},
		{"polarity", a->negative ? "-" : "+", b->negative ? "-" : "+", CIPS_CHANGE_SCALE},
		origins,
		{"factor", cips_model_factor_code(pair->a, a), cips_model_factor_code(pair->b, b),
			CIPS_CHANGE_FACTOR},
		{"parameters", a->parameters, b->parameters,
			range ? CIPS_CHANGE_SCALE : CIPS_CHANGE_COSMETIC},
		{"default", a->default_value, b->default_value, CIPS_CHANGE_WORDING},
		{"read_only", yes_or_no(a->read_only), yes_or_no(b->read_only),
			CIPS_CHANGE_ROUTING},
		{"appearance", a->appearance, b->appearance, CIPS_CHANGE_COSMETIC},
		{"sensitive", yes_or_no(a->sensitive), yes_or_no(b->sensitive),
			CIPS_CHANGE_COSMETIC},
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strcmp(parts[i].before, parts[i].after) == 0)
			continue;
		about.change = parts[i].change;
		about.part = parts[i].name;
		about.before = parts[i].before;
		about.after = parts[i].after;
		cips_model_change(pair, changes, about);
	}
}

static void compare_item_texts(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_change about, struct cips_changes *changes)
{
	const struct {
		const char *part;
		const struct cips_text *a, *b;
		enum cips_change_class change;
	} texts[] = {
		{"label", &a->label, &b->label, CIPS_CHANGE_WORDING},
		{"hint", &a->hint, &b->hint, CIPS_CHANGE_WORDING},
		{"guidance_hint", &a->guidance, &b->guidance, CIPS_CHANGE_COSMETIC},
		{"required_message", &a->required_message, &b->required_message,
			CIPS_CHANGE_COSMETIC},
		{"constraint_message", &a->constraint_message, &b->constraint_message,
			CIPS_CHANGE_COSMETIC},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		about.part = texts[i].part;
		about.change = texts[i].change;
		cips_model_compare_texts(pair, texts[i].a, texts[i].b, about, changes);
	}
}

static void compare_conditions(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_change about, struct cips_changes *changes)
{
	const struct {
		const char *part;
		const struct cips_expr *a, *b;
		const char *before, *after;
	} conditions[] = {
		{"relevant", a->relevant, b->relevant, a->relevant_text, b->relevant_text},
		{"constraint", a->constraint, b->constraint, a->constraint_text,
			b->constraint_text},
		{"required", a->required, b->required, a->required_text, b->required_text},
		{"choice_filter", a->choice_filter, b->choice_filter, a->choice_filter_text,
			b->choice_filter_text},
		{"calculation", a->calculation, b->calculation, a->calculation_text,
			b->calculation_text},
	};
	for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
		about.change = CIPS_CHANGE_ROUTING;
		about.part = conditions[i].part;
		about.before = conditions[i].before;
		about.after = conditions[i].after;
		cips_model_compare_expressions(
			pair, conditions[i].a, conditions[i].b, about, changes);
	}
	if (cips_compare_same_columns(pair, a, b))
		return;
	about.part = "columns of the choice_filter";
	about.change = CIPS_CHANGE_ROUTING;
	about.before = about.after = NULL;
	cips_model_change(pair, changes, about);
}

void cips_model_compare_items(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_changes *changes)
{
	struct cips_change about = {.kind = "item", .name = a->name, .a = a->place, .b = b->place};
	compare_parts(pair, a, b, about, changes);
	compare_item_texts(pair, a, b, about, changes);
	compare_conditions(pair, a, b, about, changes);
}
