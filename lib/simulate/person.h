/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One person after the other, and what each answers. Used inside this room only.
 */
#ifndef CIPS_SIMULATE_PERSON_H
#define CIPS_SIMULATE_PERSON_H

#include "model/interview.h"
#include "simulate/random.h"
#include "simulate/recipe.h"

struct person {
	const struct cips_recipe *recipe;
	struct cips_interview *interview;
	struct cips_response *response; /* of the interview */
	struct cips_random random;
	long today;
	double straight_liners; /* how many */
	bool settles;		/* some answers can be against the rules before views are asked */
	bool straight;		/* this one is a straight-liner */
	int language;		/* CIPS_NONE: no such column */
	int mode;
	unsigned *
		entries; /* by item: entry + 1 of the choice in the response; 0: none, or several */
	unsigned *truths; /* by item: entry + 1 that the person has, answered or not; 0: none */
	double *effects;  /* by factor: what the choices add */
	double *views;	  /* by factor: how far this person is off the centre */
	unsigned *rows;	  /* by battery: the position of a straight-liner, 0: not yet */
	struct cips_breach *breaches;
	size_t room;
	struct cips_arena arena;
};

/* `straight_liners` under 0: as the recipe says. */
void person_start(struct person *person, const struct cips_recipe *recipe, long today,
	double straight_liners);
void person_release(struct person *person);

/* Draws person `number` of a seed: the response is complete and breaks no rule of the form. */
void person_draw(struct person *person, uint64_t seed, uint64_t number);

/* An answer to an item; again, at the `attempt`th time, after one that was against the rules. */
void person_answer(struct person *person, size_t item);
void person_answer_again(struct person *person, size_t item, int attempt);

/* Takes an answer away. */
void person_blank(struct person *person, size_t item);

#endif
