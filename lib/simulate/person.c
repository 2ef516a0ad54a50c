/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everybody answers everything first, then the interview says what was not shown and what is
 * against the rules. Whatever breaks a rule is drawn again and, after ATTEMPTS rounds, left blank;
 * each round after that takes an answer away, so there is an end. What was not shown goes last.
 *
 * Who a person is is settled before what the person thinks, so that units, roles and the like have
 * their effects wherever the form asks for them.
 */
#include "simulate/person.h"

#include <string.h>

enum { ATTEMPTS = 100 };

/* Whether an answer that is not scored can be against the rules. */
static bool can_break(const struct cips_recipe *recipe)
{
	for (size_t i = 0; i < recipe->instrument->n_items; i++) {
		const struct cips_item *item = &recipe->instrument->items[i];
		if (!recipe->items[i].scored && (item->constraint || item->choice_filter))
			return true;
	}
	return false;
}

void person_start(
	struct person *person, const struct cips_recipe *recipe, long today, double straight_liners)
{
	const struct cips_instrument *instrument = recipe->instrument;
	*person = (struct person){
		.recipe = recipe,
		.today = today,
		.straight_liners = straight_liners < 0 ? recipe->straight_liners : straight_liners,
		.settles = can_break(recipe),
		.interview = cips_model_interview_new(instrument, recipe->units, today),
		.room = 2 * instrument->n_items, /* a filter and a constraint each */
	};
	struct cips_arena *arena = &person->arena;
	size_t n = instrument->n_items, factors = instrument->n_factors;
	person->response = cips_model_interview_response(person->interview);
	person->entries = cips_arena_alloc(arena, n, sizeof *person->entries);
	person->truths = cips_arena_alloc(arena, n, sizeof *person->truths);
	person->effects = cips_arena_alloc(arena, factors, sizeof *person->effects);
	person->views = cips_arena_alloc(arena, factors, sizeof *person->views);
	person->rows = cips_arena_alloc(arena, recipe->n_batteries, sizeof *person->rows);
	person->breaches = cips_arena_alloc(arena, person->room, sizeof *person->breaches);
}

void person_release(struct person *person)
{
	cips_model_interview_free(person->interview);
	cips_arena_release(&person->arena);
}

static void draw_columns(struct person *person)
{
	const struct cips_recipe *recipe = person->recipe;
	double language = cips_simulate_uniform(&person->random);
	double mode = cips_simulate_uniform(&person->random);
	double straight = cips_simulate_uniform(&person->random);
	person->straight = straight < person->straight_liners;
	person->language = recipe->languages.n
		? (int)cips_simulate_share(&recipe->languages, language)
		: CIPS_NONE;
	person->mode = recipe->modes.n ? (int)cips_simulate_share(&recipe->modes, mode) : CIPS_NONE;
}

static void draw_answers(struct person *person, bool scored)
{
	const struct cips_recipe *recipe = person->recipe;
	for (size_t i = 0; i < recipe->instrument->n_items; i++)
		if (recipe->items[i].asked && recipe->items[i].scored == scored)
			person_answer(person, i);
}

/* Draws again what is against the rules, until nothing is; leaves what was not shown. */
static size_t settle(struct person *person)
{
	for (int attempt = 1;; attempt++) {
		size_t n = cips_model_interview_finish(
			person->interview, person->breaches, person->room, NULL);
		bool changed = false;
		int before = CIPS_NONE;
		for (size_t b = 0; b < n; b++) {
			const struct cips_breach *breach = &person->breaches[b];
			if (breach->kind == CIPS_BREACH_NOT_SHOWN || breach->item == before)
				continue;
			before = breach->item;
			changed = true;
			if (attempt > ATTEMPTS)
				person_blank(person, (size_t)before);
			else
				person_answer_again(person, (size_t)before, attempt);
		}
		if (!changed)
			return n;
	}
}

static void draw_views(struct person *person)
{
	const struct cips_recipe *recipe = person->recipe;
	size_t n = recipe->instrument->n_factors;
	double whole = recipe->spread[CIPS_SPREAD_PERSON] * cips_simulate_bell(&person->random);
	for (size_t f = 0; f < n; f++) {
		person->effects[f] = 0;
		person->views[f] = whole +
			recipe->spread[CIPS_SPREAD_FACTOR] * cips_simulate_bell(&person->random);
	}
	for (size_t i = 0; i < recipe->instrument->n_items; i++) {
		const double *effects = recipe->items[i].effects;
		if (!effects || !person->truths[i])
			continue;
		for (size_t f = 0; f < n; f++)
			person->effects[f] += effects[(person->truths[i] - 1) * n + f];
	}
}

void person_draw(struct person *person, uint64_t seed, uint64_t number)
{
	const struct cips_recipe *recipe = person->recipe;
	cips_simulate_random_seed(&person->random, seed, number);
	cips_model_interview_clear(person->interview);
	memset(person->entries, 0, recipe->instrument->n_items * sizeof *person->entries);
	memset(person->rows, 0, recipe->n_batteries * sizeof *person->rows);
	draw_columns(person);
	draw_answers(person, false);
	if (person->settles)
		settle(person);
	draw_views(person);
	draw_answers(person, true);
	size_t n = settle(person);
	for (size_t b = 0; b < n; b++)
		person_blank(person, (size_t)person->breaches[b].item);
}
