/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/score.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Scores closer than this are the same: both came from a few decimals. */
static const double near = 1e-9;

/* The scores of a list before they are brought to 0...10. */
struct raw {
	bool given; /* the list has a score column; choices without one are not valid then */
	long double min, max;
	size_t n; /* choices that have a score */
};

static bool any_given(const struct cips_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->choices[i].missing == CIPS_SUBSTANTIVE && list->choices[i].has_score)
			return true;
	return false;
}

/*
 * The score of a choice as listed: given, or its rank among the substantive ones, of which `before`
 * come first. False when it has none.
 */
static bool raw_score(
	const struct raw *raw, const struct cips_choice *choice, size_t before, long double *score)
{
	if (choice->missing != CIPS_SUBSTANTIVE || (raw->given && !choice->has_score))
		return false;
	*score = raw->given ? (long double)choice->score : (long double)before;
	return true;
}

static struct raw raw_scores(const struct cips_list *list)
{
	struct raw raw = {.given = any_given(list)};
	for (size_t i = 0; i < list->n; i++) {
		long double score;
		if (!raw_score(&raw, &list->choices[i], raw.n, &score))
			continue;
		if (raw.n == 0 || score < raw.min)
			raw.min = score;
		if (raw.n == 0 || score > raw.max)
			raw.max = score;
		raw.n++;
	}
	return raw;
}

/* The scores of the list of a select_one or range with an empty use; false when it has none. */
static bool scores_of(
	const struct cips_instrument *instrument, const struct cips_item *item, struct raw *raw)
{
	if (item->type != CIPS_ITEM_SELECT_ONE && item->type != CIPS_ITEM_RANGE)
		return false;
	const struct cips_list *list = cips_model_list(instrument, item);
	if (item->use != CIPS_USE_NONE || !list || list->from_units)
		return false;
	*raw = raw_scores(list);
	return raw->n > 1 && raw->max > raw->min;
}

bool cips_model_scored(const struct cips_instrument *instrument, const struct cips_item *item)
{
	struct raw raw;
	return item->factor != CIPS_NONE && scores_of(instrument, item, &raw);
}

bool cips_model_orders(const struct cips_instrument *instrument, const struct cips_item *item)
{
	struct raw raw;
	return scores_of(instrument, item, &raw) &&
		(raw.given || raw.n == 2 || item->factor != CIPS_NONE ||
			item->type == CIPS_ITEM_RANGE);
}

/* The sign of the positive column under polarity +, else of the item score. */
static signed char choice_sign(
	const struct cips_item *item, const struct cips_choice *choice, double score)
{
	signed char yes = item->negative ? -1 : 1;
	switch (choice->positive) {
	case CIPS_POSITIVE_YES:
		return yes;
	case CIPS_POSITIVE_NO:
		return (signed char)-yes;
	case CIPS_POSITIVE_NEUTRAL:
		return 0;
	case CIPS_POSITIVE_BY_SCORE:
		break;
	}
	if (fabs(score - 5) < near)
		return 0;
	return score > 5 ? 1 : -1;
}

struct cips_score_key cips_model_score_key(const struct cips_instrument *instrument,
	const struct cips_item *item, struct cips_arena *arena)
{
	assert(cips_model_orders(instrument, item));
	const struct cips_list *list = cips_model_list(instrument, item);
	struct raw raw = raw_scores(list);
	struct cips_score_key key = {
		.n = list->n,
		.valid = cips_arena_alloc(arena, list->n + 1, sizeof *key.valid),
		.score = cips_arena_alloc(arena, list->n + 1, sizeof *key.score),
		.sign = cips_arena_alloc(arena, list->n + 1, sizeof *key.sign),
	};
	size_t before = 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		long double score;
		if (!raw_score(&raw, choice, before, &score))
			continue;
		before++;
		/* Turned before it is rounded, so that both polarities are exact mirror images. */
		long double distance = item->negative ? raw.max - score : score - raw.min;
		key.valid[i + 1] = true;
		key.score[i + 1] = (double)(10 * (distance / (raw.max - raw.min)));
		key.sign[i + 1] = choice_sign(item, choice, key.score[i + 1]);
	}
	return key;
}

static const char *difference_of_lists(const struct cips_list *a, const struct cips_list *b)
{
	if (a->n != b->n)
		return "the number of choices differs";
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->choices[i].name, b->choices[i].name) != 0)
			return "the choices or their order differ";
	return NULL;
}

static const char *difference_of_keys(
	const struct cips_score_key *a, const struct cips_score_key *b)
{
	for (size_t i = 1; i <= a->n; i++) {
		if (a->valid[i] != b->valid[i])
			return "a choice counts as an answer in one of them only";
		if (a->valid[i] && fabs(a->score[i] - b->score[i]) >= near)
			return "the scores of the choices differ";
	}
	return NULL;
}

bool cips_model_comparable(const struct cips_instrument *a, const struct cips_item *item_a,
	const struct cips_instrument *b, const struct cips_item *item_b, const char **why)
{
	*why = NULL;
	if (!cips_model_scored(a, item_a) || !cips_model_scored(b, item_b))
		*why = "one of them is not scored";
	else if (item_a->type != item_b->type)
		*why = "the types differ";
	else
		*why = difference_of_lists(cips_model_list(a, item_a), cips_model_list(b, item_b));
	if (*why)
		return false;
	struct cips_arena scratch = {0};
	struct cips_score_key key_a = cips_model_score_key(a, item_a, &scratch);
	struct cips_score_key key_b = cips_model_score_key(b, item_b, &scratch);
	*why = difference_of_keys(&key_a, &key_b);
	cips_arena_release(&scratch);
	return *why == NULL;
}

/* What choice `i` is worth from 0 to 1 over its list; -1 when it has no score. */
static double worth(const struct raw *raw, const struct cips_list *list, size_t i)
{
	size_t before = 0;
	long double score;
	for (size_t k = 0; k < i; k++)
		before += raw_score(raw, &list->choices[k], before, &score);
	if (!raw_score(raw, &list->choices[i], before, &score))
		return -1;
	return raw->max > raw->min ? (double)((score - raw->min) / (raw->max - raw->min)) : 0;
}

bool cips_model_same_scores(const struct cips_list *a, const struct cips_list *b)
{
	struct raw raw_a = raw_scores(a), raw_b = raw_scores(b);
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (fabs(worth(&raw_a, a, i) - worth(&raw_b, b, i)) >= near)
			return false;
	return true;
}

bool cips_model_same_signs(const struct cips_instrument *a, const struct cips_item *item_a,
	const struct cips_instrument *b, const struct cips_item *item_b)
{
	struct cips_arena scratch = {0};
	struct cips_score_key key_a = cips_model_score_key(a, item_a, &scratch);
	struct cips_score_key key_b = cips_model_score_key(b, item_b, &scratch);
	assert(key_a.n == key_b.n);
	bool same = memcmp(key_a.sign, key_b.sign, (key_a.n + 1) * sizeof *key_a.sign) == 0;
	cips_arena_release(&scratch);
	return same;
}

bool cips_model_same_answers(const struct cips_instrument *a, const struct cips_item *item_a,
	const struct cips_instrument *b, const struct cips_item *item_b)
{
	const struct cips_list *list_a = cips_model_list(a, item_a);
	const struct cips_list *list_b = cips_model_list(b, item_b);
	if (item_a->type != item_b->type || !list_a != !list_b)
		return false;
	if (!list_a)
		return true;
	if (list_a->from_units != list_b->from_units || difference_of_lists(list_a, list_b))
		return false;
	for (size_t i = 0; i < list_a->n; i++)
		if (list_a->choices[i].missing != list_b->choices[i].missing)
			return false;
	return true;
}
