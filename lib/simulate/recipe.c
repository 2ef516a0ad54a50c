/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate/recipe.h"

#include "model/score.h"
#include "simulate/draft.h"
#include "simulate/latent.h"

#include <math.h>
#include <stdlib.h>

/* What is so unless a line says otherwise. */
static const double default_score = 6;
static const double default_silence[CIPS_SILENCES] = {0.03, 0.02, 0.01, 0.01};
static const double default_sensitive_refusal = 0.08;
static const double default_text_skipped = 0.95;
static const double default_tick = 1 / 3.0;
static const double default_spread[CIPS_SPREADS] = {0.9, 0.7, 1.2};

static const double slack = 1e-9; /* of shares and rates that add up to 1 */

bool cips_simulate_needs_units(const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_list *list = cips_model_list(instrument, &instrument->items[i]);
		if (list && list->from_units)
			return true;
	}
	return false;
}

size_t cips_simulate_share(const struct cips_shares *shares, double u)
{
	size_t low = 0, high = shares->n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (u < shares->upto[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* --- what the instrument alone says --------------------------------------------------------- */

static const enum cips_silence silence_of[] = {
	[CIPS_MISSING_DONT_KNOW] = CIPS_SILENCE_DONT_KNOW,
	[CIPS_MISSING_REFUSED] = CIPS_SILENCE_REFUSED,
	[CIPS_MISSING_NOT_APPLICABLE] = CIPS_SILENCE_NOT_APPLICABLE,
};

static void plan_choices(struct cips_item_recipe *plan, const struct cips_list *list)
{
	plan->n_entries = list->n;
	for (size_t i = list->n; i-- > 0;)
		if (list->choices[i].missing != CIPS_SUBSTANTIVE)
			plan->listed[silence_of[list->choices[i].missing]] = (unsigned)i + 1;
}

/* The scores of a list in ascending order; equal ones stay as listed. */
static void plan_scores(
	struct cips_recipe *recipe, struct cips_item_recipe *plan, const struct cips_score_key *key)
{
	plan->scores = cips_arena_alloc(&recipe->arena, key->n, sizeof *plan->scores);
	plan->positions = cips_arena_alloc(&recipe->arena, key->n, sizeof *plan->positions);
	for (unsigned p = 1; p <= key->n; p++) {
		if (!key->valid[p])
			continue;
		/* Brought to a common grid: how a machine rounds its long doubles is no matter. */
		double score = floor(key->score[p] * 1e9 + 0.5) / 1e9;
		size_t at = plan->n_scores++;
		for (; at > 0 && plan->scores[at - 1] > score; at--) {
			plan->scores[at] = plan->scores[at - 1];
			plan->positions[at] = plan->positions[at - 1];
		}
		plan->scores[at] = score;
		plan->positions[at] = p;
	}
}

static void plan_item(struct cips_recipe *recipe, size_t index)
{
	const struct cips_instrument *instrument = recipe->instrument;
	const struct cips_item *item = &instrument->items[index];
	const struct cips_list *list = cips_model_list(instrument, item);
	struct cips_item_recipe *plan = &recipe->items[index];
	plan->asked = item->width > 0 && !item->read_only;
	plan->battery = CIPS_NONE;
	plan->between = item->constraint &&
		cips_model_expr_between(item->constraint, &plan->low, &plan->high);
	if (list && list->from_units) {
		plan->from_units = true;
		plan->n_entries = recipe->units->n;
	} else if (list) {
		plan_choices(plan, list);
	}
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
		plan->ticks =
			cips_arena_alloc(&recipe->arena, plan->n_entries, sizeof *plan->ticks);
	if (!cips_model_scored(instrument, item))
		return;
	struct cips_arena scratch = {0};
	struct cips_score_key key = cips_model_score_key(instrument, item, &scratch);
	plan->scored = true;
	plan_scores(recipe, plan, &key);
	cips_arena_release(&scratch);
}

/* Batteries: what is shown or computed between two items does not part them. */
static void plan_batteries(struct cips_recipe *recipe)
{
	const struct cips_instrument *instrument = recipe->instrument;
	int before = CIPS_NONE;
	for (size_t i = 0; i < instrument->n_items; i++) {
		struct cips_item_recipe *plan = &recipe->items[i];
		if (!plan->asked)
			continue;
		bool row = plan->scored && before != CIPS_NONE && recipe->items[before].scored &&
			instrument->items[before].list == instrument->items[i].list;
		if (row && recipe->items[before].battery == CIPS_NONE)
			recipe->items[before].battery = (int)recipe->n_batteries++;
		if (row)
			plan->battery = recipe->items[before].battery;
		before = (int)i;
	}
}

/* --- what the lines say --------------------------------------------------------------------- */

static double wished(const struct wish *wish, double otherwise)
{
	return wish->given ? wish->value : otherwise;
}

static void fill_score(const struct draft *draft, size_t index)
{
	const struct cips_item *item = &draft->recipe->instrument->items[index];
	double score = wished(&draft->score, default_score);
	score = wished(&draft->factor_scores[item->factor], score);
	draft->recipe->items[index].base = wished(&draft->items[index].score, score);
}

static double silence_rate(const struct draft *draft, size_t index, enum cips_silence silence)
{
	const struct cips_item *item = &draft->recipe->instrument->items[index];
	double rate = wished(&draft->silence[silence], default_silence[silence]);
	bool skipped = silence == CIPS_SILENCE_SKIPPED;
	if (item->sensitive && silence == CIPS_SILENCE_REFUSED)
		rate = default_sensitive_refusal;
	if (item->sensitive)
		rate = wished(&draft->sensitive[silence], rate);
	if (skipped && item->type == CIPS_ITEM_TEXT)
		rate = default_text_skipped;
	if (skipped && item->required)
		rate = 0;
	if (!skipped && !draft->recipe->items[index].listed[silence])
		return 0;
	return wished(&draft->items[index].silence[silence], rate);
}

static void fill_silence(const struct draft *draft, size_t index, struct cips_findings *findings)
{
	struct cips_item_recipe *plan = &draft->recipe->items[index];
	double sum = 0;
	for (enum cips_silence s = 0; s < CIPS_SILENCES; s++) {
		sum += silence_rate(draft, index, s);
		plan->silence[s] = sum;
	}
	if (sum <= 1 + slack)
		return;
	const char *name = draft->recipe->instrument->items[index].name;
	cips_findings_add(findings, CIPS_ERROR, "rate-sum", NULL, 0, 0,
		"the rates of no answer to %s add up to %.4g", name, sum);
	cips_findings_item(findings, name);
	cips_findings_hint(findings, "lower them to 1 or less in all");
}

static void no_shares(struct cips_findings *findings, const char *name)
{
	cips_findings_add(findings, CIPS_ERROR, "share-sum", NULL, 0, 0,
		"the shares leave %s no answer that anybody could give", name);
	cips_findings_item(findings, name);
	cips_findings_hint(findings, "give one of its choices a share over 0");
}

/*
 * Turns shares into sums that end in 1. Those `open` and not given share evenly what the given ones
 * leave of 1. False when all of them are 0.
 */
static bool fill_shares(struct cips_arena *arena, struct cips_shares *shares,
	const struct wish *wishes, const bool *open, size_t n)
{
	double given = 0, sum = 0;
	size_t n_open = 0;
	for (size_t k = 0; k < n; k++) {
		if (wishes && wishes[k].given)
			given += wishes[k].value;
		else
			n_open += open[k];
	}
	double rest = n_open && given < 1 - slack ? (1 - given) / (double)n_open : 0;
	shares->n = n;
	shares->upto = cips_arena_alloc(arena, n, sizeof *shares->upto);
	for (size_t k = 0; k < n; k++) {
		sum += wishes && wishes[k].given ? wishes[k].value : open[k] ? rest : 0;
		shares->upto[k] = sum;
	}
	for (size_t k = 0; k < n && sum > 0; k++)
		shares->upto[k] /= sum;
	return sum > 0;
}

/* Whether an entry is an answer that people give when nothing is said of it. */
static bool is_open(const struct cips_recipe *recipe, size_t index, size_t entry)
{
	if (recipe->items[index].from_units)
		return recipe->units->list[entry].end == (int)entry + 1;
	const struct cips_list *list =
		cips_model_list(recipe->instrument, &recipe->instrument->items[index]);
	return list->choices[entry].missing == CIPS_SUBSTANTIVE;
}

static void fill_choices(const struct draft *draft, size_t index, struct cips_findings *findings)
{
	struct cips_recipe *recipe = draft->recipe;
	struct cips_item_recipe *plan = &recipe->items[index];
	const struct wish *wishes = draft->items[index].shares;
	bool *open = cips_arena_alloc(&recipe->arena, plan->n_entries, sizeof *open);
	for (size_t k = 0; k < plan->n_entries; k++)
		open[k] = is_open(recipe, index, k);
	for (size_t k = 0; plan->ticks && k < plan->n_entries; k++)
		plan->ticks[k] = wishes && wishes[k].given ? wishes[k].value
			: open[k]			   ? default_tick
							   : 0;
	if (!plan->ticks &&
		!fill_shares(&recipe->arena, &plan->shares, wishes, open, plan->n_entries))
		no_shares(findings, recipe->instrument->items[index].name);
}

static void fill_columns(const struct draft *draft, struct cips_findings *findings)
{
	struct cips_recipe *recipe = draft->recipe;
	size_t n = recipe->instrument->n_languages;
	bool *open = cips_arena_alloc(&recipe->arena, n + draft->n_modes + 1, sizeof *open);
	struct wish *modes = cips_arena_alloc(&recipe->arena, draft->n_modes + 1, sizeof *modes);
	for (size_t l = 0; l < n; l++)
		open[l] = true;
	if (draft->languages &&
		!fill_shares(&recipe->arena, &recipe->languages, draft->languages, open, n))
		no_shares(findings, "language");
	for (size_t m = 0; m < draft->n_modes; m++)
		modes[m] = (struct wish){true, draft->mode_shares[m]};
	open[draft->n_modes] = true; /* no mode takes what is left */
	recipe->mode_names = draft->mode_names;
	if (draft->n_modes &&
		!fill_shares(&recipe->arena, &recipe->modes, modes, open, draft->n_modes + 1))
		no_shares(findings, "mode");
}

static void fill(const struct draft *draft, struct cips_findings *findings)
{
	struct cips_recipe *recipe = draft->recipe;
	for (size_t i = 0; i < recipe->instrument->n_items; i++) {
		const struct cips_item_recipe *plan = &recipe->items[i];
		if (!plan->asked)
			continue;
		fill_silence(draft, i, findings);
		if (plan->scored)
			fill_score(draft, i);
		else if (plan->n_entries)
			fill_choices(draft, i, findings);
	}
	fill_columns(draft, findings);
	double variance = 0;
	for (enum cips_spread s = 0; s < CIPS_SPREADS; s++)
		variance += recipe->spread[s] * recipe->spread[s];
	recipe->latent = cips_simulate_latent_new(&recipe->arena, sqrt(variance));
}

struct cips_recipe *cips_simulate_recipe_new(const struct cips_instrument *instrument,
	const struct cips_units *units, const struct cips_effect_row *rows, size_t n,
	struct cips_findings *findings)
{
	size_t before = findings->errors;
	struct cips_recipe *recipe = cips_calloc(1, sizeof *recipe);
	recipe->instrument = instrument;
	recipe->units = units;
	recipe->items =
		cips_arena_alloc(&recipe->arena, instrument->n_items, sizeof *recipe->items);
	for (enum cips_spread s = 0; s < CIPS_SPREADS; s++)
		recipe->spread[s] = default_spread[s];
	for (size_t i = 0; i < instrument->n_items; i++)
		plan_item(recipe, i);
	plan_batteries(recipe);
	struct draft draft = {
		.recipe = recipe,
		.items = cips_arena_alloc(&recipe->arena, instrument->n_items, sizeof *draft.items),
		.factor_scores = cips_arena_alloc(
			&recipe->arena, instrument->n_factors, sizeof *draft.factor_scores),
	};
	draft_read(&draft, rows, n, findings);
	if (findings->errors == before)
		fill(&draft, findings);
	if (findings->errors == before)
		return recipe;
	cips_simulate_recipe_free(recipe);
	return NULL;
}

void cips_simulate_recipe_free(struct cips_recipe *recipe)
{
	if (!recipe)
		return;
	cips_arena_release(&recipe->arena);
	free(recipe);
}
