/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Most items of most forms have no rule at all, and an import passes over them millions of times.
 * So the form is planned once, when the interview is made:
 *
 *  - the bytes of items that are always shown and have no rule lie in runs: a blank byte in them
 *    becomes "skipped", and that is all there is to do; where an answer is required, the first byte
 *    is looked at afterwards;
 *  - everything else is a step, in form order: a group with a condition comes before the items in
 *    it, so that its condition is known by then.
 *
 * Invariant: while a form is passed through, `shown` is final for the items passed and true for
 * those to come.
 */
#include "model/interview.h"

#include "model/rule.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct run {
	size_t offset;
	size_t n;
};

enum step_kind {
	STEP_GROUP,
	STEP_COMPUTED, /* a calculation or a hidden item */
	STEP_ITEM,
};

struct step {
	enum step_kind kind;
	int index;
};

struct wanted {
	size_t offset;
	int item;
};

struct item_plan {
	struct cips_rule *relevant, *required, *constraint, *calculation, *filter;
	int gate; /* the innermost group around it that has a condition, or CIPS_NONE */
};

struct group_plan {
	struct cips_rule *relevant;
	int gate;
	bool shown;
};

struct cips_interview {
	struct cips_arena arena; /* the plan and what the rules remember */
	struct cips_arena kept;	 /* strings of this response */
	struct cips_answers answers;
	struct cips_value *previous; /* by item: computed by the last pass */
	struct item_plan *items;
	struct group_plan *groups;
	struct run *runs;
	size_t n_runs;
	struct wanted *wanted; /* items in runs whose answer may be required */
	size_t n_wanted;
	struct step *steps;
	size_t n_steps;
};

/* What a pass through the form finds. */
struct pass {
	struct cips_breach *breaches;
	size_t room;
	size_t n;
	size_t missing;
};

/* --- planning ------------------------------------------------------------------------------- */

/* A group without a condition of its own is as good as the next one around it that has one. */
static void plan_groups(struct cips_interview *interview)
{
	const struct cips_instrument *instrument = interview->answers.instrument;
	for (size_t g = 0; g < instrument->n_groups; g++) {
		const struct cips_group *group = &instrument->groups[g];
		struct group_plan *plan = &interview->groups[g];
		plan->relevant = cips_model_rule_new(&interview->arena, &interview->answers,
			group->relevant, CIPS_RULE_PLAIN, CIPS_NONE);
		plan->gate = CIPS_NONE;
		if (group->parent != CIPS_NONE) {
			const struct group_plan *outer = &interview->groups[group->parent];
			plan->gate = outer->relevant ? group->parent : outer->gate;
		}
	}
}

static void plan_rules(struct cips_interview *interview, size_t index)
{
	const struct cips_item *item = &interview->answers.instrument->items[index];
	struct item_plan *plan = &interview->items[index];
	const struct {
		struct cips_rule **rule;
		const struct cips_expr *expr;
		enum cips_rule_kind kind;
	} rules[] = {
		{&plan->relevant, item->relevant, CIPS_RULE_PLAIN},
		{&plan->required, item->required, CIPS_RULE_PLAIN},
		{&plan->constraint, item->constraint, CIPS_RULE_CONSTRAINT},
		{&plan->calculation, item->calculation, CIPS_RULE_PLAIN},
		{&plan->filter, item->choice_filter, CIPS_RULE_FILTER},
	};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		*rules[i].rule = cips_model_rule_new(&interview->arena, &interview->answers,
			rules[i].expr, rules[i].kind, (int)index);
	plan->gate = CIPS_NONE;
	if (item->group != CIPS_NONE) {
		const struct group_plan *group = &interview->groups[item->group];
		plan->gate = group->relevant ? item->group : group->gate;
	}
}

static bool conditional(const struct item_plan *plan)
{
	return plan->relevant || plan->gate != CIPS_NONE;
}

/* Whether the item belongs in a run. Ticks do not: none of them ticked is a blank too. */
static bool simple(const struct cips_item *item, const struct item_plan *plan)
{
	return item->type != CIPS_ITEM_SELECT_MULTIPLE && !conditional(plan) && !plan->constraint &&
		!plan->filter;
}

static void add_step(struct cips_interview *interview, enum step_kind kind, size_t index)
{
	interview->steps[interview->n_steps++] = (struct step){kind, (int)index};
}

static void add_run(struct cips_interview *interview, size_t index)
{
	const struct cips_item *item = &interview->answers.instrument->items[index];
	if (item->width == 0)
		return;
	if (interview->items[index].required)
		interview->wanted[interview->n_wanted++] =
			(struct wanted){item->offset, (int)index};
	struct run *last = interview->n_runs ? &interview->runs[interview->n_runs - 1] : NULL;
	if (last && last->offset + last->n == item->offset)
		last->n += item->width;
	else
		interview->runs[interview->n_runs++] = (struct run){item->offset, item->width};
}

/* Adds the conditions of the groups that begin at or before item `index`. */
static void add_groups(struct cips_interview *interview, size_t index, size_t *next)
{
	const struct cips_instrument *instrument = interview->answers.instrument;
	for (; *next < instrument->n_groups; ++*next) {
		if (instrument->groups[*next].first_item > (int)index)
			break;
		if (interview->groups[*next].relevant)
			add_step(interview, STEP_GROUP, *next);
	}
}

static void plan_steps(struct cips_interview *interview)
{
	const struct cips_instrument *instrument = interview->answers.instrument;
	struct cips_arena *arena = &interview->arena;
	size_t n = instrument->n_items;
	interview->steps =
		cips_arena_alloc(arena, n + instrument->n_groups, sizeof *interview->steps);
	interview->runs = cips_arena_alloc(arena, n, sizeof *interview->runs);
	interview->wanted = cips_arena_alloc(arena, n, sizeof *interview->wanted);
	size_t group = 0;
	for (size_t i = 0; i < n; i++) {
		const struct cips_item *item = &instrument->items[i];
		add_groups(interview, i, &group);
		assert(item->group == CIPS_NONE || (size_t)item->group < group);
		if (cips_model_computed(item->type))
			add_step(interview, STEP_COMPUTED, i);
		else if (simple(item, &interview->items[i]))
			add_run(interview, i);
		else
			add_step(interview, STEP_ITEM, i);
	}
}

struct cips_interview *cips_model_interview_new_in(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, const struct cips_memory *memory)
{
	struct cips_interview *interview = cips_calloc(1, sizeof *interview);
	struct cips_arena *arena = &interview->arena;
	size_t n = instrument->n_items;
	arena->memory = memory;
	interview->kept.memory = memory;
	interview->answers = cips_model_answers_new(instrument, units, today, arena);
	interview->answers.scratch.memory = memory;
	interview->previous = cips_arena_alloc(arena, n, sizeof *interview->previous);
	interview->items = cips_arena_alloc(arena, n, sizeof *interview->items);
	interview->groups =
		cips_arena_alloc(arena, instrument->n_groups, sizeof *interview->groups);
	plan_groups(interview);
	for (size_t i = 0; i < n; i++)
		plan_rules(interview, i);
	plan_steps(interview);
	return interview;
}

struct cips_interview *cips_model_interview_new(
	const struct cips_instrument *instrument, const struct cips_units *units, long today)
{
	return cips_model_interview_new_in(instrument, units, today, NULL);
}

void cips_model_interview_free(struct cips_interview *interview)
{
	if (!interview)
		return;
	cips_arena_release(&interview->answers.scratch);
	cips_arena_release(&interview->kept);
	cips_arena_release(&interview->arena);
	free(interview);
}

/* --- one response --------------------------------------------------------------------------- */

/* Takes back what the last pass found out, for the steps to find it again in form order. */
static void forget_pass(struct cips_interview *interview)
{
	struct cips_answers *answers = &interview->answers;
	for (size_t s = 0; s < interview->n_steps; s++) {
		const struct step *step = &interview->steps[s];
		if (step->kind == STEP_GROUP)
			continue;
		answers->shown[step->index] = true;
		if (step->kind == STEP_COMPUTED) {
			interview->previous[step->index] = answers->computed[step->index];
			answers->computed[step->index] = (struct cips_value){0};
		}
	}
	answers->random = 0;
}

void cips_model_interview_clear(struct cips_interview *interview)
{
	struct cips_answers *answers = &interview->answers;
	cips_model_response_clear(&answers->response, answers->instrument);
	forget_pass(interview);
	cips_arena_reset(&interview->kept);
}

struct cips_response *cips_model_interview_response(struct cips_interview *interview)
{
	return &interview->answers.response;
}

static void add_breach(struct pass *pass, enum cips_breach_kind kind, int item, unsigned choice)
{
	if (pass->n < pass->room)
		pass->breaches[pass->n] = (struct cips_breach){kind, item, choice};
	pass->n++;
}

static bool is_shown(const struct cips_interview *interview, int gate)
{
	return gate == CIPS_NONE || interview->groups[gate].shown;
}

static void pass_group(struct cips_interview *interview, int index)
{
	struct group_plan *plan = &interview->groups[index];
	plan->shown = is_shown(interview, plan->gate) &&
		cips_model_rule_holds(plan->relevant, &interview->answers, 0);
}

/* Finds out whether the item is shown. */
static bool pass_relevance(struct cips_interview *interview, int index)
{
	struct item_plan *plan = &interview->items[index];
	bool shown = is_shown(interview, plan->gate);
	if (shown && plan->relevant)
		shown = cips_model_rule_holds(plan->relevant, &interview->answers, 0);
	interview->answers.shown[index] = shown;
	return shown;
}

static void pass_computed(struct cips_interview *interview, int index)
{
	struct cips_answers *answers = &interview->answers;
	const char *value = answers->instrument->items[index].default_value;
	struct cips_rule *calculation = interview->items[index].calculation;
	if (!pass_relevance(interview, index))
		return;
	if (calculation)
		answers->computed[index] = cips_model_rule_value(
			calculation, answers, interview->previous[index], &interview->kept);
	else if (value && value[0])
		answers->computed[index] =
			(struct cips_value){.kind = CIPS_VALUE_STRING, .text = value};
}

/* The first chosen choice that the filter leaves out, 0 if there is none. */
static unsigned filtered_out(struct cips_interview *interview, int index)
{
	struct cips_answers *answers = &interview->answers;
	const struct cips_item *item = &answers->instrument->items[index];
	struct cips_rule *filter = interview->items[index].filter;
	const uint8_t *bytes = answers->response.record + item->offset;
	if (item->type != CIPS_ITEM_SELECT_MULTIPLE && item->type != CIPS_ITEM_RANK) {
		unsigned code = cips_model_code(item, answers->response.record);
		return code && !cips_model_rule_holds(filter, answers, code) ? code : 0;
	}
	for (unsigned k = 0; k < item->width; k++) {
		unsigned code = bytes[k];
		if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
			code = bytes[k] == CIPS_BYTE_TICKED ? k + 1 : 0;
		bool chosen = code >= 1 && code <= item->width;
		if (chosen && !cips_model_rule_holds(filter, answers, code))
			return code;
	}
	return 0;
}

/* Makes the blank bytes among `n` read as `filling`. */
static void fill_blanks(uint8_t *bytes, size_t n, uint8_t filling)
{
	uint8_t *end = bytes + n;
	for (uint8_t *b = memchr(bytes, 0, n); b; b = memchr(b, 0, (size_t)(end - b)))
		*b = filling;
}

static void pass_answer(struct cips_interview *interview, int index, struct pass *pass)
{
	struct cips_answers *answers = &interview->answers;
	const struct cips_item *item = &answers->instrument->items[index];
	const struct item_plan *plan = &interview->items[index];
	fill_blanks(answers->response.record + item->offset, item->width,
		item->type == CIPS_ITEM_SELECT_MULTIPLE ? CIPS_BYTE_NOT_TICKED : CIPS_BYTE_SKIPPED);
	if (plan->filter) {
		unsigned out = filtered_out(interview, index);
		if (out)
			add_breach(pass, CIPS_BREACH_FILTERED, index, out);
	}
	if (plan->constraint && !cips_model_answers_empty(answers, index) &&
		!cips_model_rule_holds(plan->constraint, answers, 0))
		add_breach(pass, CIPS_BREACH_CONSTRAINT, index, 0);
}

static void pass_wanted(struct cips_interview *interview, int index, struct pass *pass)
{
	struct cips_rule *required = interview->items[index].required;
	if (required && cips_model_rule_holds(required, &interview->answers, 0))
		pass->missing++;
}

static void pass_item(struct cips_interview *interview, int index, struct pass *pass)
{
	struct cips_answers *answers = &interview->answers;
	const struct cips_item *item = &answers->instrument->items[index];
	uint8_t *record = answers->response.record;
	bool answered = cips_model_answered(item, record);
	bool shown = !conditional(&interview->items[index]) || pass_relevance(interview, index);
	if (item->width == 0)
		return;
	if (answered && shown) {
		pass_answer(interview, index, pass);
	} else if (answered) {
		add_breach(pass, CIPS_BREACH_NOT_SHOWN, index, 0);
	} else {
		cips_model_set_state(item, record, shown ? CIPS_BYTE_SKIPPED : CIPS_BYTE_NOT_SHOWN);
		if (shown)
			pass_wanted(interview, index, pass);
	}
}

static void pass_runs(struct cips_interview *interview)
{
	uint8_t *record = interview->answers.response.record;
	for (size_t r = 0; r < interview->n_runs; r++)
		fill_blanks(record + interview->runs[r].offset, interview->runs[r].n,
			CIPS_BYTE_SKIPPED);
}

size_t cips_model_interview_finish(struct cips_interview *interview, struct cips_breach *breaches,
	size_t room, size_t *missing)
{
	struct pass pass = {.breaches = breaches, .room = room};
	forget_pass(interview);
	pass_runs(interview);
	for (size_t s = 0; s < interview->n_steps; s++) {
		const struct step *step = &interview->steps[s];
		if (step->kind == STEP_GROUP)
			pass_group(interview, step->index);
		else if (step->kind == STEP_COMPUTED)
			pass_computed(interview, step->index);
		else
			pass_item(interview, step->index, &pass);
	}
	const uint8_t *record = interview->answers.response.record;
	for (size_t w = 0; w < interview->n_wanted; w++)
		if (record[interview->wanted[w].offset] == CIPS_BYTE_SKIPPED)
			pass_wanted(interview, interview->wanted[w].item, &pass);
	if (missing)
		*missing = pass.missing;
	return pass.n;
}

struct cips_value cips_model_interview_value(struct cips_interview *interview, int item)
{
	return cips_model_answers_value(&interview->answers, item, &interview->kept);
}

bool cips_model_interview_shown(const struct cips_interview *interview, int item)
{
	return interview->answers.shown[item];
}

bool cips_model_interview_required(struct cips_interview *interview, int item)
{
	struct cips_rule *required = interview->items[item].required;
	return required && cips_model_rule_holds(required, &interview->answers, 0);
}

bool cips_model_interview_offered(struct cips_interview *interview, int item, unsigned code)
{
	struct cips_rule *filter = interview->items[item].filter;
	return !filter || cips_model_rule_holds(filter, &interview->answers, code);
}
