/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answer of a person to one item, by the item's type.
 */
#include "simulate/person.h"

#include "model/answering.h"
#include "simulate/latent.h"

#include <math.h>
#include <string.h>

enum { TICK_DRAWS = 16 }; /* tries for one tick at least; then the item is left blank */

enum { FASTEST = 240, SLOWEST = 1500 }; /* seconds that the whole takes */

static const double farthest = 1e12; /* where steps are still exact */

static const char filler[] = "simulated text";

/*
 * Where numbers and days without two bounds are looked for, one place after the other when the form
 * refuses them.
 */
static const struct {
	int from;
	uint32_t n;
} number_ranges[] = {{0, 101}, {0, 11}, {0, 1001}, {1900, 131}, {0, 100001}, {-100, 100}},
  day_ranges[] = {{-365, 366}, {-3650, 3651}, {-36500, 36501}, {1, 3650}};

static const struct cips_item *item_of(const struct person *person, size_t index)
{
	return &person->recipe->instrument->items[index];
}

static uint8_t *bytes_of(const struct person *person, size_t index)
{
	return person->response->record + item_of(person, index)->offset;
}

void person_blank(struct person *person, size_t index)
{
	cips_model_set_state(item_of(person, index), person->response->record, CIPS_BYTE_NOT_SHOWN);
	person->entries[index] = 0;
}

/* --- choices -------------------------------------------------------------------------------- */

/* Stored as import stores it. */
static void set_entry(struct person *person, size_t index, unsigned entry)
{
	const struct cips_recipe *recipe = person->recipe;
	person->entries[index] = entry;
	cips_model_set_choice(recipe->instrument, recipe->units, item_of(person, index),
		person->response->record, entry);
}

static void draw_ticks(struct person *person, size_t index)
{
	const struct cips_item_recipe *plan = &person->recipe->items[index];
	uint8_t *bytes = bytes_of(person, index);
	bool any = false;
	for (int draw = 0; draw < TICK_DRAWS && !any; draw++) {
		for (size_t k = 0; k < plan->n_entries; k++) {
			bool ticked = cips_simulate_uniform(&person->random) < plan->ticks[k];
			bytes[k] = ticked ? CIPS_BYTE_TICKED : CIPS_BYTE_NOT_TICKED;
			any |= ticked;
		}
	}
	if (!any)
		person_blank(person, index);
}

/* Places are given by shares, and a choice that has one gets no other. */
static void draw_rank(struct person *person, size_t index)
{
	const struct cips_item *item = item_of(person, index);
	const struct cips_shares *shares = &person->recipe->items[index].shares;
	uint8_t *bytes = bytes_of(person, index);
	size_t place = 0;
	memset(bytes, CIPS_BYTE_SKIPPED, item->width);
	for (; place < item->width; place++) {
		double left = 0, sum = 0;
		size_t chosen = shares->n;
		for (size_t k = 0; k < shares->n; k++)
			if (!memchr(bytes, (int)k + 1, place))
				left += shares->upto[k] - (k ? shares->upto[k - 1] : 0);
		double u = cips_simulate_uniform(&person->random) * left;
		for (size_t k = 0; k < shares->n && sum <= u; k++) {
			double share = shares->upto[k] - (k ? shares->upto[k - 1] : 0);
			if (share <= 0 || memchr(bytes, (int)k + 1, place))
				continue;
			sum += share;
			chosen = k;
		}
		if (chosen == shares->n)
			break;
		bytes[place] = (uint8_t)(chosen + 1);
	}
}

/* --- views ---------------------------------------------------------------------------------- */

/*
 * The view lies between two scores of the list; the nearer it is to one of them, the likelier that
 * one: so the mean of the answers is the mean of the views.
 */
static unsigned draw_score(struct person *person, size_t index)
{
	const struct cips_recipe *recipe = person->recipe;
	const struct cips_item_recipe *plan = &recipe->items[index];
	int factor = item_of(person, index)->factor;
	double mean = plan->base + person->effects[factor];
	double view = cips_simulate_latent(recipe->latent, mean) + person->views[factor] +
		recipe->spread[CIPS_SPREAD_ITEM] * cips_simulate_bell(&person->random);
	double u = cips_simulate_uniform(&person->random);
	if (view <= plan->scores[0])
		return plan->positions[0];
	for (size_t k = 1; k < plan->n_scores; k++) {
		double low = plan->scores[k - 1], high = plan->scores[k];
		if (view < high)
			return plan->positions[u * (high - low) < view - low ? k : k - 1];
	}
	return plan->positions[plan->n_scores - 1];
}

/* A straight-liner thinks of the first item of a battery and gives the others the same answer. */
static void answer_scored(struct person *person, size_t index)
{
	int battery = person->recipe->items[index].battery;
	unsigned *row = battery == CIPS_NONE ? NULL : &person->rows[battery];
	unsigned position = draw_score(person, index);
	if (person->straight && row) {
		if (!*row)
			*row = position;
		position = *row;
	}
	set_entry(person, index, position);
}

/* --- numbers, days, text -------------------------------------------------------------------- */

static void set_number(struct person *person, size_t index, double number)
{
	cips_model_set_number(person->response, item_of(person, index), number);
}

/* Evenly in steps between the bounds of the constraint, where they are not too far apart. */
static bool draw_between(struct person *person, size_t index, double steps)
{
	const struct cips_item_recipe *plan = &person->recipe->items[index];
	double from = ceil(plan->low * steps), to = floor(plan->high * steps);
	if (!plan->between || from > to || to - from >= UINT32_MAX - 1 || fabs(from) > farthest)
		return false;
	uint32_t n = (uint32_t)(to - from) + 1;
	set_number(person, index, (from + cips_simulate_below(&person->random, n)) / steps);
	return true;
}

static void draw_number(struct person *person, size_t index, int attempt)
{
	size_t range = (size_t)attempt % (sizeof number_ranges / sizeof *number_ranges);
	const struct cips_item *item = item_of(person, index);
	const struct cips_item_recipe *plan = &person->recipe->items[index];
	double steps = plan->high - plan->low >= 2 ? 10 : 100; /* of decimals, to 1 */
	int from = number_ranges[range].from;
	uint32_t n = number_ranges[range].n;
	if (item->use == CIPS_USE_WEIGHT)
		set_number(person, index, 1);
	else if (item->use == CIPS_USE_SECONDS)
		set_number(person, index,
			FASTEST + (double)cips_simulate_below(&person->random, SLOWEST - FASTEST));
	else if (draw_between(person, index, item->type == CIPS_ITEM_INTEGER ? 1 : steps))
		return;
	else if (item->type == CIPS_ITEM_INTEGER)
		set_number(person, index, from + (double)cips_simulate_below(&person->random, n));
	else
		set_number(person, index,
			from + (double)cips_simulate_below(&person->random, 10 * (n - 1) + 1) / 10);
}

static void draw_date(struct person *person, size_t index, int attempt)
{
	size_t range = (size_t)attempt % (sizeof day_ranges / sizeof *day_ranges);
	if (draw_between(person, index, 1))
		return;
	double day = (double)person->today + day_ranges[range].from +
		(double)cips_simulate_below(&person->random, day_ranges[range].n);
	set_number(person, index, day);
}

static void set_text(struct person *person, size_t index)
{
	cips_model_set_text(person->response, item_of(person, index), filler);
}

/* --- an answer ------------------------------------------------------------------------------ */

static void draw_choice(struct person *person, size_t index)
{
	double u = cips_simulate_uniform(&person->random);
	person->truths[index] =
		(unsigned)cips_simulate_share(&person->recipe->items[index].shares, u) + 1;
	set_entry(person, index, person->truths[index]);
}

static void draw_answer(struct person *person, size_t index, int attempt)
{
	switch (item_of(person, index)->type) {
	case CIPS_ITEM_INTEGER:
	case CIPS_ITEM_DECIMAL:
		draw_number(person, index, attempt);
		break;
	case CIPS_ITEM_DATE:
		draw_date(person, index, attempt);
		break;
	case CIPS_ITEM_TEXT:
		set_text(person, index);
		break;
	case CIPS_ITEM_SELECT_MULTIPLE:
		draw_ticks(person, index);
		break;
	case CIPS_ITEM_RANK:
		draw_rank(person, index);
		break;
	default:
		draw_choice(person, index);
	}
}

/* No answer, in the words of the list where it has them. */
static void set_silence(struct person *person, size_t index, enum cips_silence silence)
{
	unsigned position = person->recipe->items[index].listed[silence];
	const struct cips_item *item = item_of(person, index);
	uint8_t *bytes = bytes_of(person, index);
	person_blank(person, index);
	if (!position)
		return;
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE) {
		memset(bytes, CIPS_BYTE_NOT_TICKED, item->width);
		bytes[position - 1] = CIPS_BYTE_TICKED;
	} else if (item->type == CIPS_ITEM_RANK) {
		memset(bytes, CIPS_BYTE_SKIPPED, item->width);
		bytes[0] = (uint8_t)position;
	} else {
		set_entry(person, index, position);
	}
}

void person_answer(struct person *person, size_t index)
{
	const struct cips_item_recipe *plan = &person->recipe->items[index];
	enum cips_use use = item_of(person, index)->use;
	double u = cips_simulate_uniform(&person->random);
	if (plan->scored)
		answer_scored(person, index);
	else
		draw_answer(person, index, 0);
	bool in_row = person->straight && plan->battery != CIPS_NONE;
	bool given = use == CIPS_USE_WEIGHT || use == CIPS_USE_SECONDS;
	if (in_row || given || u >= plan->silence[CIPS_SILENCES - 1])
		return;
	enum cips_silence silence = 0;
	while (u >= plan->silence[silence])
		silence++;
	set_silence(person, index, silence);
}

void person_answer_again(struct person *person, size_t index, int attempt)
{
	if (item_of(person, index)->type == CIPS_ITEM_TEXT)
		person_blank(person, index); /* there is but one text to try */
	else if (person->recipe->items[index].scored)
		set_entry(person, index, draw_score(person, index));
	else
		draw_answer(person, index, attempt);
}
