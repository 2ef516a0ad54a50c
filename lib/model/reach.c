/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach.h"

#include "model/reach_space.h"

#include <stdlib.h>

enum {
	WALKS = 40,  /* interviews with chance answers, where going through all was too much */
	GLANCE = 64, /* rows that are looked at even past the limit of work */
};

enum cips_reach_verdict cips_model_reach_verdict(struct cips_reach_fact fact)
{
	if (fact.yes && fact.no)
		return CIPS_REACH_SOMETIMES;
	if (!fact.complete)
		return CIPS_REACH_UNDECIDED;
	return fact.yes ? CIPS_REACH_ALWAYS : CIPS_REACH_NEVER;
}

static void note(struct cips_reach_fact *fact, bool so)
{
	if (so)
		fact->yes = true;
	else
		fact->no = true;
}

static void give_reason(struct cips_reach_reason *reason, enum cips_reach_why why, int item)
{
	if (reason->why == CIPS_REACH_DECIDED)
		*reason = (struct cips_reach_reason){why, item};
}

/* Whether the rows of the relation are all there are and the node says the same each day. */
static bool is_complete(const struct cips_reach_node *node,
	const struct cips_reach_relation *relation, enum cips_reach_depth depth,
	struct cips_reach_reason *reason)
{
	if (!relation->complete)
		give_reason(reason, relation->reason.why, relation->reason.item);
	if (node->unsteady[depth])
		give_reason(reason, CIPS_REACH_UNSTEADY, node->item);
	return relation->complete && !node->unsteady[depth];
}

/* --- what is shown -------------------------------------------------------------------------- */

/* Where it is written when a node is shown: what is known of an item or of a group. */
struct shown {
	struct cips_reach_fact *shown, *relevant;
	struct cips_reach_reason *reason;
};

static struct shown shown_of(const struct cips_reach *reach, const struct cips_reach_node *node)
{
	if (node->item == CIPS_NONE) {
		struct cips_reach_group *group = &reach->groups[node->group];
		return (struct shown){&group->shown, &group->relevant, &group->reason};
	}
	struct cips_reach_item *item = &reach->items[node->item];
	return (struct shown){&item->shown, &item->relevant, &item->reason};
}

static void find_shown(struct cips_reach_space *space, struct cips_reach *reach, int index)
{
	const struct cips_reach_node *node = &space->nodes[index];
	struct shown facts = shown_of(reach, node);
	const struct cips_reach_relation *relation =
		cips_reach_sources(space, index, CIPS_REACH_SHOWN, CIPS_REACH_ANYBODY);
	bool complete = is_complete(node, relation, CIPS_REACH_SHOWN, facts.reason);
	if (node->twin != CIPS_NONE) {
		struct shown twin = shown_of(reach, &space->nodes[node->twin]);
		*facts.shown = *twin.shown;
		*facts.relevant = *twin.relevant;
		return;
	}
	for (size_t i = 0; i < relation->rows.n; i++) {
		if (i >= GLANCE && cips_reach_tired(space)) {
			complete = false;
			give_reason(facts.reason, CIPS_REACH_TOO_MUCH, CIPS_NONE);
			break;
		}
		cips_reach_put(space, &relation->nodes, cips_reach_row(&relation->rows, i));
		bool holds = cips_reach_relevant(space, index);
		note(facts.relevant, holds);
		note(facts.shown, holds && cips_reach_open(space, index));
	}
	facts.shown->complete = facts.relevant->complete = complete;
}

/* --- what may be answered ------------------------------------------------------------------- */

/* The situation that has been put, seen from an item that people answer. */
struct situation {
	bool shown;
	bool answer; /* some answer was found that is allowed */
};

static struct situation look_at(
	struct cips_reach_space *space, int index, struct cips_rule *constraint, bool with_filter)
{
	struct situation found = {0};
	found.shown = cips_reach_open(space, index) && cips_reach_relevant(space, index);
	if (!found.shown)
		return found;
	struct cips_arena scratch = {0};
	const bool *through = with_filter ? cips_reach_let_through(space, index, &scratch) : NULL;
	found.answer = cips_reach_next(space, index, 0, through, constraint) > 0;
	cips_arena_release(&scratch);
	return found;
}

/* In which situations there is a value that the constraint, the filter or both allow. */
static struct cips_reach_fact find_answer(struct cips_reach_space *space, int index,
	struct cips_rule *constraint, bool with_filter, struct cips_reach_reason *reason)
{
	const struct cips_reach_node *node = &space->nodes[index];
	const struct cips_reach_relation *relation =
		cips_reach_sources(space, index, CIPS_REACH_VALUE, CIPS_REACH_ANYBODY);
	struct cips_reach_fact fact = {0};
	fact.complete = is_complete(node, relation, CIPS_REACH_VALUE, reason);
	for (size_t i = 0; i < relation->rows.n && !(fact.yes && fact.no); i++) {
		if (cips_reach_tired(space)) {
			fact.complete = false;
			give_reason(reason, CIPS_REACH_TOO_MUCH, CIPS_NONE);
			break;
		}
		cips_reach_put(space, &relation->nodes, cips_reach_row(&relation->rows, i));
		struct situation found = look_at(space, index, constraint, with_filter);
		bool exact = cips_reach_values(space, index)->exact;
		if (found.shown && (found.answer || exact)) {
			note(&fact, found.answer);
		} else if (found.shown) {
			fact.complete = false;
			give_reason(reason, CIPS_REACH_OPEN, node->item);
		}
	}
	return fact;
}

/* "role = manager, age is empty": the items of a row that has been put. */
static const char *describe(struct cips_reach_space *space, const struct cips_reach_nodes *nodes,
	struct cips_arena *arena)
{
	const char *words = "";
	for (size_t i = 0; i < nodes->n; i++) {
		int item = space->nodes[nodes->list[i]].item;
		if (item == CIPS_NONE)
			continue;
		const char *name = space->answers.instrument->items[item].name;
		const char *value = cips_value_text(
			cips_model_answers_value(&space->answers, item, arena), arena);
		const char *comma = *words ? ", " : "";
		words = *value ? cips_arena_printf(arena, "%s%s%s = %s", words, comma, name, value)
			       : cips_arena_printf(arena, "%s%s%s is empty", words, comma, name);
	}
	return words;
}

static void find_stuck(struct cips_reach_space *space, int index, struct cips_reach_item *item,
	struct cips_arena *arena)
{
	const struct cips_reach_node *node = &space->nodes[index];
	const struct cips_reach_relation *relation =
		cips_reach_sources(space, index, CIPS_REACH_REQUIRED, CIPS_REACH_DUTIFUL);
	item->stuck.complete = is_complete(node, relation, CIPS_REACH_REQUIRED, &item->reason);
	for (size_t i = 0; i < relation->rows.n && !cips_reach_tired(space); i++) {
		cips_reach_put(space, &relation->nodes, cips_reach_row(&relation->rows, i));
		bool required = cips_reach_required(space, index);
		struct situation found = look_at(space, index, node->constraint, true);
		if (!found.shown)
			continue;
		if (required && !found.answer && !cips_reach_values(space, index)->exact) {
			item->stuck.complete = false;
			give_reason(&item->reason, CIPS_REACH_OPEN, node->item);
			continue;
		}
		note(&item->stuck, required && !found.answer);
		if (item->stuck.yes && !item->stuck_example)
			item->stuck_example = describe(space, &relation->nodes, arena);
	}
	if (cips_reach_tired(space)) {
		item->stuck.complete = false;
		give_reason(&item->reason, CIPS_REACH_TOO_MUCH, CIPS_NONE);
	}
}

static void find_item(struct cips_reach_space *space, struct cips_reach *reach, int index)
{
	const struct cips_reach_node *node = &space->nodes[index];
	struct cips_reach_item *item = &reach->items[node->item];
	find_shown(space, reach, index);
	item->answer = item->constraint = item->filter =
		(struct cips_reach_fact){.yes = true, .complete = true};
	item->stuck = (struct cips_reach_fact){.no = true, .complete = true};
	if (!node->constraint && !node->filter)
		return;
	item->answer = find_answer(space, index, node->constraint, true, &item->reason);
	if (item->answer.yes && !item->answer.no && item->answer.complete)
		return;
	if (!item->answer.yes && node->constraint)
		item->constraint =
			find_answer(space, index, node->constraint, false, &item->reason);
	if (!item->answer.yes && node->filter)
		item->filter = find_answer(space, index, NULL, true, &item->reason);
	if (node->required) {
		item->stuck.no = false;
		find_stuck(space, index, item, &reach->arena);
	}
}

/* --- chance interviews ---------------------------------------------------------------------- */

/* xorshift64* (Vigna 2016). */
static uint32_t draw(uint64_t *state, size_t n)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * 0x2545f4914f6cdd1du >> 33) % n);
}

static void put_one(struct cips_reach_space *space, int index, uint32_t value)
{
	struct cips_reach_nodes one = {&index, 1};
	cips_reach_put(space, &one, &value);
}

/* An answer that is allowed, or none, by chance. */
static uint32_t choose(struct cips_reach_space *space, int index, uint64_t *state)
{
	const struct cips_reach_node *node = &space->nodes[index];
	size_t n = cips_reach_values(space, index)->n;
	uint32_t start = draw(state, n + 1), value = 0;
	struct cips_arena scratch = {0};
	const bool *through = cips_reach_let_through(space, index, &scratch);
	if (start > 0)
		value = cips_reach_next(space, index, start - 1, through, node->constraint);
	if (start > 1 && value == 0)
		value = cips_reach_next(space, index, 0, through, node->constraint);
	cips_arena_release(&scratch);
	return value;
}

static void walk_item(
	struct cips_reach_space *space, struct cips_reach *reach, int index, uint64_t *state)
{
	const struct cips_reach_node *node = &space->nodes[index];
	struct cips_reach_item *item = &reach->items[node->item];
	bool holds = cips_reach_relevant(space, index);
	bool shown = holds && cips_reach_open(space, index);
	note(&item->relevant, holds);
	note(&item->shown, shown);
	uint32_t value = 0;
	if (shown && cips_reach_values(space, index)->kind == CIPS_REACH_COMPUTED)
		value = cips_reach_compute(space, index);
	else if (shown)
		value = choose(space, index, state);
	item->answer.yes |= value > 0;
	item->constraint.yes |= value > 0;
	item->filter.yes |= value > 0;
	put_one(space, index, value);
}

/* One interview, given up after so much work. */
static void walk(
	struct cips_reach_space *space, struct cips_reach *reach, uint64_t *state, size_t most)
{
	size_t rest = space->limit;
	space->limit = space->work + most; /* of one interview, so that few of them end early */
	for (int i = 0; i < (int)space->n && !cips_reach_tired(space); i++) {
		if (space->nodes[i].item != CIPS_NONE) {
			walk_item(space, reach, i, state);
			continue;
		}
		struct cips_reach_group *group = &reach->groups[space->nodes[i].group];
		bool holds = cips_reach_relevant(space, i);
		bool shown = holds && cips_reach_open(space, i);
		note(&group->relevant, holds);
		note(&group->shown, shown);
		put_one(space, i, shown);
	}
	space->limit = rest;
}

/* Whether going through all left something open that chance may find. */
static bool anything_open(const struct cips_reach *reach, const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_reach_item *item = &reach->items[i];
		if (cips_model_reach_verdict(item->shown) == CIPS_REACH_UNDECIDED ||
			(!item->answer.yes && !item->answer.complete))
			return true;
	}
	return false;
}

/* --- everything ----------------------------------------------------------------------------- */

/* Groups without a condition are shown where the group around them is. */
static void pass_down(struct cips_reach_space *space, struct cips_reach *reach)
{
	const struct cips_instrument *instrument = space->answers.instrument;
	for (size_t g = 0; g < instrument->n_groups; g++) {
		struct cips_reach_group *group = &reach->groups[g];
		int parent = instrument->groups[g].parent;
		if (space->node_of_group[g] != CIPS_NONE)
			continue;
		group->shown = (struct cips_reach_fact){.yes = true, .complete = true};
		if (parent != CIPS_NONE)
			*group = reach->groups[parent];
		group->relevant = (struct cips_reach_fact){.yes = true, .complete = true};
	}
}

struct cips_reach *cips_model_reach_new(const struct cips_instrument *instrument,
	const struct cips_units *units, long today, size_t limit)
{
	struct cips_reach *reach = cips_calloc(1, sizeof *reach);
	reach->items = cips_arena_alloc(&reach->arena, instrument->n_items, sizeof *reach->items);
	reach->groups =
		cips_arena_alloc(&reach->arena, instrument->n_groups, sizeof *reach->groups);
	struct cips_reach_space space;
	cips_reach_space_make(&space, instrument, units, today, limit);
	for (int i = 0; i < (int)space.n; i++) {
		if (space.nodes[i].item == CIPS_NONE)
			find_shown(&space, reach, i);
		else
			find_item(&space, reach, i);
	}
	uint64_t state = 0x9e3779b97f4a7c15u;
	space.limit = space.work + limit / 4;
	for (int i = 0; i < WALKS && anything_open(reach, instrument); i++)
		if (!cips_reach_tired(&space))
			walk(&space, reach, &state, limit);
	pass_down(&space, reach);
	reach->work = space.work;
	cips_reach_space_release(&space);
	return reach;
}

void cips_model_reach_free(struct cips_reach *reach)
{
	if (!reach)
		return;
	cips_arena_release(&reach->arena);
	free(reach);
}
