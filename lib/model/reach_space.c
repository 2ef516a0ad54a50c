/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach_space.h"

#include "model/expr_same.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_LARGEST = 10000 }; /* of one relation */

/* --- nodes and their sources ---------------------------------------------------------------- */

/* While the sources of a node are collected. */
struct collection {
	struct cips_reach_space *space;
	bool *wanted; /* by node */
	int *list;    /* the nodes that are wanted */
	size_t n;
	int limit;
};

static void want_node(struct collection *c, int node)
{
	if (!c->wanted[node])
		c->list[c->n++] = node;
	c->wanted[node] = true;
}

static void want(void *context, int reference)
{
	struct collection *c = context;
	int node = c->space->node_of_item[reference];
	if (c->space->answers.instrument->items[reference].type == CIPS_ITEM_NOTE)
		return;
	if (node != c->limit) {
		assert(node < c->limit);
		want_node(c, node);
	}
}

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static struct cips_reach_nodes list_wanted(struct collection *c)
{
	struct cips_reach_nodes nodes = {NULL, c->n};
	nodes.list = cips_arena_alloc(&c->space->arena, c->n, sizeof *nodes.list);
	qsort(c->list, c->n, sizeof *c->list, by_number);
	memcpy(nodes.list, c->list, c->n * sizeof *c->list);
	return nodes;
}

/* Makes it ready for the next node. */
static void want_nothing(struct collection *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->wanted[c->list[i]] = false;
	c->n = 0;
}

static void add_sight(void *context, int reference, const struct cips_expr *atom)
{
	struct cips_reach_space *space = context;
	struct cips_reach_node *node = &space->nodes[space->node_of_item[reference]];
	cips_reach_sight_add(&node->sight, &space->arena, atom);
}

/* An expression of a node and what it has a say in. */
struct use {
	const struct cips_expr *expr;
	enum cips_reach_depth depth;
	enum cips_rule_kind kind;
	struct cips_rule **rule;
};

static void see_last(void *context, int reference)
{
	int *last = context;
	if (reference > *last)
		*last = reference;
}

/*
 * The rule for a condition: the same one for conditions that are written alike, so that what it
 * remembers serves all of them.
 */
static const struct cips_reach_shared *share_rule(
	struct cips_reach_space *space, const struct cips_expr *expr, int node)
{
	int last = CIPS_NONE;
	cips_model_expr_references(expr, see_last, &last);
	struct cips_reach_shared **list = &space->shared[last + 1], *shared;
	for (shared = *list; shared; shared = shared->next)
		if (cips_model_expr_same(shared->expr, expr, NULL))
			return shared;
	shared = cips_arena_alloc(&space->arena, 1, sizeof *shared);
	shared->expr = expr;
	shared->rule = cips_model_rule_new(
		&space->arena, &space->answers, expr, CIPS_RULE_PLAIN, space->nodes[node].item);
	shared->node = node;
	shared->next = *list;
	return *list = shared;
}

static bool is_twin(const struct cips_reach_node *a, const struct cips_reach_node *b)
{
	return a != b && a->relevant == b->relevant && a->gate == b->gate;
}

static void plan_use(struct cips_reach_space *space, int index, const struct use *use,
	struct collection *collection)
{
	struct cips_reach_node *node = &space->nodes[index];
	bool computes = use->rule == &node->calculation;
	if (use->kind == CIPS_RULE_PLAIN && !computes) {
		const struct cips_reach_shared *shared = share_rule(space, use->expr, index);
		*use->rule = shared->rule;
		if (use->depth == CIPS_REACH_SHOWN && is_twin(&space->nodes[shared->node], node))
			node->twin = shared->node;
	} else {
		*use->rule = cips_model_rule_new(
			&space->arena, &space->answers, use->expr, use->kind, node->item);
	}
	cips_model_expr_references(use->expr, want, collection);
	cips_model_expr_atoms(use->expr, !computes, add_sight, space);
	node->unsteady[use->depth] |= cips_model_expr_volatile(use->expr);
}

static void plan_uses(struct collection *collection, int index, const struct use *uses, size_t n)
{
	struct cips_reach_space *space = collection->space;
	struct cips_reach_node *node = &space->nodes[index];
	collection->limit = index;
	if (node->gate != CIPS_NONE)
		want_node(collection, node->gate);
	for (enum cips_reach_depth d = 0; d < CIPS_REACH_DEPTHS; d++) {
		node->unsteady[d] = d > 0 && node->unsteady[d - 1];
		for (size_t i = 0; i < n; i++)
			if (uses[i].expr && uses[i].depth == d)
				plan_use(space, index, &uses[i], collection);
		node->sources[d] = list_wanted(collection);
		node->steps[d].rows.width = node->sources[d].n;
	}
	want_nothing(collection);
}

static void plan_node(struct collection *collection, int index)
{
	struct cips_reach_space *space = collection->space;
	const struct cips_instrument *instrument = space->answers.instrument;
	struct cips_reach_node *node = &space->nodes[index];
	if (node->item == CIPS_NONE) {
		const struct use use = {instrument->groups[node->group].relevant, CIPS_REACH_SHOWN,
			CIPS_RULE_PLAIN, &node->relevant};
		plan_uses(collection, index, &use, 1);
		return;
	}
	const struct cips_item *item = &instrument->items[node->item];
	bool computed = cips_model_computed(item->type);
	bool answered = cips_model_stored(item->type);
	const struct use uses[] = {
		{item->relevant, CIPS_REACH_SHOWN, CIPS_RULE_PLAIN, &node->relevant},
		{computed ? item->calculation : NULL, CIPS_REACH_VALUE, CIPS_RULE_PLAIN,
			&node->calculation},
		{answered ? item->constraint : NULL, CIPS_REACH_VALUE, CIPS_RULE_CONSTRAINT,
			&node->constraint},
		{answered ? item->choice_filter : NULL, CIPS_REACH_VALUE, CIPS_RULE_FILTER,
			&node->filter},
		{answered ? item->required : NULL, CIPS_REACH_REQUIRED, CIPS_RULE_PLAIN,
			&node->required},
	};
	plan_uses(collection, index, uses, sizeof uses / sizeof *uses);
}

/* The node of the innermost group, from `group` outwards, that has a condition. */
static int gate_of(const struct cips_reach_space *space, int group)
{
	const struct cips_instrument *instrument = space->answers.instrument;
	while (group != CIPS_NONE && space->node_of_group[group] == CIPS_NONE)
		group = instrument->groups[group].parent;
	return group == CIPS_NONE ? CIPS_NONE : space->node_of_group[group];
}

static void add_node(struct cips_reach_space *space, int item, int group)
{
	const struct cips_instrument *instrument = space->answers.instrument;
	int around = item == CIPS_NONE ? instrument->groups[group].parent
				       : instrument->items[item].group;
	int gate = gate_of(space, around);
	if (item == CIPS_NONE)
		space->node_of_group[group] = (int)space->n;
	else
		space->node_of_item[item] = (int)space->n;
	space->nodes[space->n++] = (struct cips_reach_node){
		.item = item, .group = group, .gate = gate, .twin = CIPS_NONE};
}

/* A group comes before the items in it, as in an interview. */
static void add_nodes(struct cips_reach_space *space)
{
	const struct cips_instrument *instrument = space->answers.instrument;
	size_t group = 0;
	for (size_t i = 0; i <= instrument->n_items; i++) {
		for (; group < instrument->n_groups; group++) {
			if (instrument->groups[group].first_item > (int)i)
				break;
			space->node_of_group[group] = CIPS_NONE;
			if (instrument->groups[group].relevant)
				add_node(space, CIPS_NONE, (int)group);
		}
		if (i < instrument->n_items)
			add_node(space, (int)i, CIPS_NONE);
	}
}

void cips_reach_space_make(struct cips_reach_space *space, const struct cips_instrument *instrument,
	const struct cips_units *units, long today, size_t limit)
{
	*space = (struct cips_reach_space){.limit = limit};
	struct cips_arena *arena = &space->arena;
	size_t most = instrument->n_items + instrument->n_groups;
	/* What is not shown has no value here, which is the same to expressions. */
	space->answers = cips_model_answers_new(instrument, units, today, arena);
	space->nodes = cips_arena_alloc(arena, most, sizeof *space->nodes);
	space->now = cips_arena_alloc(arena, most, sizeof *space->now);
	space->shared = cips_arena_alloc(arena, instrument->n_items + 1, sizeof *space->shared);
	space->node_of_item = cips_arena_alloc(arena, instrument->n_items, sizeof(int));
	space->node_of_group = cips_arena_alloc(arena, instrument->n_groups, sizeof(int));
	add_nodes(space);
	struct collection collection = {
		.space = space,
		.wanted = cips_arena_alloc(arena, most, sizeof(bool)),
		.list = cips_arena_alloc(arena, most, sizeof(int)),
	};
	for (size_t i = 0; i < space->n; i++)
		plan_node(&collection, (int)i);
	space->unknown.reason = (struct cips_reach_reason){CIPS_REACH_TOO_MUCH, CIPS_NONE};
	for (int d = 0; d < CIPS_REACH_DEPTHS; d++) {
		cips_reach_rows_add(&space->nobody[d].rows, NULL, NULL);
		space->nobody[d].complete = true;
	}
}

static void release_relations(struct cips_reach_relation *relation)
{
	for (; relation; relation = relation->next)
		cips_reach_rows_release(&relation->rows);
}

void cips_reach_space_release(struct cips_reach_space *space)
{
	for (int d = 0; d < CIPS_REACH_DEPTHS; d++) {
		cips_reach_rows_release(&space->nobody[d].rows);
		for (size_t i = 0; i < space->n; i++) {
			release_relations(space->nodes[i].relations[d]);
			cips_reach_rows_release(&space->nodes[i].steps[d].rows);
			free(space->nodes[i].steps[d].list);
			free(space->nodes[i].steps[d].values);
		}
	}
	cips_arena_release(&space->answers.scratch);
	cips_arena_release(&space->arena);
}

bool cips_reach_tired(const struct cips_reach_space *space)
{
	return space->work >= space->limit;
}

/* --- one situation -------------------------------------------------------------------------- */

const struct cips_reach_values *cips_reach_values(struct cips_reach_space *space, int index)
{
	struct cips_reach_node *node = &space->nodes[index];
	if (!node->listed) {
		cips_reach_values_make(&node->values, &space->answers, (size_t)node->item,
			&node->sight, !cips_reach_tired(space), &space->arena, &space->work);
		node->listed = true;
		space->now[index] = 0;
		cips_reach_values_put(&node->values, &space->answers, 0);
	}
	return &node->values;
}

void cips_reach_put(
	struct cips_reach_space *space, const struct cips_reach_nodes *nodes, const uint32_t *row)
{
	for (size_t i = 0; i < nodes->n; i++) {
		int node = nodes->list[i];
		if (space->nodes[node].item != CIPS_NONE)
			cips_reach_values_put(
				cips_reach_values(space, node), &space->answers, row[i]);
		space->now[node] = row[i];
	}
}

bool cips_reach_open(const struct cips_reach_space *space, int node)
{
	int gate = space->nodes[node].gate;
	return gate == CIPS_NONE || space->now[gate];
}

static bool holds(struct cips_reach_space *space, struct cips_rule *rule)
{
	space->work += cips_model_rule_work(rule);
	return cips_model_rule_holds(rule, &space->answers, 0);
}

bool cips_reach_relevant(struct cips_reach_space *space, int node)
{
	struct cips_rule *rule = space->nodes[node].relevant;
	return !rule || holds(space, rule);
}

bool cips_reach_required(struct cips_reach_space *space, int node)
{
	struct cips_rule *rule = space->nodes[node].required;
	return rule && holds(space, rule);
}

uint32_t cips_reach_next(struct cips_reach_space *space, int index, uint32_t value,
	const bool *let_through, struct cips_rule *constraint)
{
	const struct cips_reach_values *values = cips_reach_values(space, index);
	while (++value <= values->n) {
		if (let_through && !cips_reach_values_within(values, value, let_through))
			continue;
		cips_reach_values_put(values, &space->answers, value);
		if (!constraint || holds(space, constraint))
			return value;
	}
	return 0;
}

const bool *cips_reach_let_through(
	struct cips_reach_space *space, int index, struct cips_arena *scratch)
{
	struct cips_rule *filter = space->nodes[index].filter;
	const struct cips_reach_values *values = cips_reach_values(space, index);
	if (!filter || values->kind > CIPS_REACH_BYTES || values->kind == CIPS_REACH_NOTHING)
		return NULL;
	return cips_reach_values_let_through(
		values, &space->answers, filter, scratch, &space->work);
}

uint32_t cips_reach_compute(struct cips_reach_space *space, int index)
{
	struct cips_reach_node *node = &space->nodes[index];
	const char *text = space->answers.instrument->items[node->item].default_value;
	struct cips_value value = {.kind = CIPS_VALUE_EMPTY}, none = value;
	cips_reach_values(space, index);
	space->work++;
	if (node->calculation)
		value = cips_model_rule_value(
			node->calculation, &space->answers, none, &space->arena);
	else if (text && text[0])
		value = (struct cips_value){.kind = CIPS_VALUE_STRING, .text = text};
	return cips_reach_values_keep(&node->values, value, &space->arena);
}

/* --- steps ---------------------------------------------------------------------------------- */

static void add_value(struct cips_reach_steps *steps, struct cips_reach_step *step, uint32_t value)
{
	if (steps->n_values == steps->values_room) {
		steps->values_room = steps->values_room ? steps->values_room * 2 : 16;
		steps->values =
			cips_realloc(steps->values, steps->values_room, sizeof *steps->values);
	}
	steps->values[steps->n_values++] = value;
	step->n++;
}

/* The values that are allowed now, one of each class. */
static void add_answers(struct cips_reach_space *space, int index, struct cips_reach_steps *steps,
	struct cips_reach_step *step)
{
	struct cips_reach_node *node = &space->nodes[index];
	const struct cips_reach_values *values = cips_reach_values(space, index);
	struct cips_arena scratch = {0};
	const bool *let_through = cips_reach_let_through(space, index, &scratch);
	bool *met = cips_arena_alloc(&scratch, values->n_classes, sizeof *met);
	size_t left = values->classes ? values->n_classes : values->n;
	uint32_t v = 0;
	while (left && (v = cips_reach_next(space, index, v, let_through, node->constraint))) {
		if (values->classes && met[values->classes[v]])
			continue;
		if (values->classes)
			met[values->classes[v]] = true;
		add_value(steps, step, v);
		left--;
	}
	space->work += values->n / 8;
	if (!values->exact) {
		step->complete = false;
		step->reason = (struct cips_reach_reason){CIPS_REACH_OPEN, node->item};
	}
	cips_arena_release(&scratch);
}

/* Works out the step from what has been put. */
static void make_step(struct cips_reach_space *space, int index, enum cips_reach_people people,
	struct cips_reach_step *step)
{
	struct cips_reach_node *node = &space->nodes[index];
	struct cips_reach_steps *steps = &node->steps[people];
	bool shown = cips_reach_open(space, index) && cips_reach_relevant(space, index);
	*step = (struct cips_reach_step){.first = steps->n_values, .complete = true};
	if (node->unsteady[shown ? (int)people : CIPS_REACH_SHOWN]) {
		step->complete = false;
		step->reason = (struct cips_reach_reason){CIPS_REACH_UNSTEADY, node->item};
	}
	if (node->item == CIPS_NONE) {
		add_value(steps, step, shown);
	} else if (!shown) {
		add_value(steps, step, 0);
	} else if (cips_reach_values(space, index)->kind == CIPS_REACH_COMPUTED) {
		add_value(steps, step, cips_reach_compute(space, index));
	} else {
		if (people == CIPS_REACH_ANYBODY || !cips_reach_required(space, index))
			add_value(steps, step, 0);
		add_answers(space, index, steps, step);
	}
}

/* The step from a row of the node's sources. */
static const struct cips_reach_step *find_step(struct cips_reach_space *space, int index,
	enum cips_reach_people people, const uint32_t *row)
{
	struct cips_reach_node *node = &space->nodes[index];
	struct cips_reach_steps *steps = &node->steps[people];
	bool is_new;
	size_t i = cips_reach_rows_add(&steps->rows, row, &is_new);
	if (!is_new)
		return &steps->list[i];
	if (i >= steps->room) {
		steps->room = steps->room ? steps->room * 2 : 4;
		steps->list = cips_realloc(steps->list, steps->room, sizeof *steps->list);
	}
	cips_reach_put(space, &node->sources[people], row);
	make_step(space, index, people, &steps->list[i]);
	return &steps->list[i];
}

/* --- relations ------------------------------------------------------------------------------ */

static struct cips_reach_relation *find_relation(struct cips_reach_space *space,
	enum cips_reach_people people, const struct cips_reach_nodes *nodes)
{
	if (nodes->n == 0)
		return &space->nobody[people];
	struct cips_reach_relation *relation =
		space->nodes[nodes->list[nodes->n - 1]].relations[people];
	for (; relation; relation = relation->next)
		if (relation->nodes.n == nodes->n &&
			memcmp(relation->nodes.list, nodes->list, nodes->n * sizeof(int)) == 0)
			break;
	return relation;
}

/* The nodes with the sources of the last one in its place. */
static struct cips_reach_nodes nodes_before(struct cips_reach_space *space,
	enum cips_reach_people people, const struct cips_reach_nodes *nodes)
{
	const struct cips_reach_nodes *sources =
		&space->nodes[nodes->list[nodes->n - 1]].sources[people];
	size_t most = nodes->n - 1 + sources->n;
	struct cips_reach_nodes before = {cips_arena_alloc(&space->arena, most, sizeof(int)), 0};
	size_t a = 0, b = 0;
	while (a < nodes->n - 1 || b < sources->n) {
		bool from_sources =
			a == nodes->n - 1 || (b < sources->n && sources->list[b] < nodes->list[a]);
		int node = from_sources ? sources->list[b++] : nodes->list[a++];
		if (before.n == 0 || before.list[before.n - 1] != node)
			before.list[before.n++] = node;
	}
	space->work += most / 4;
	return before;
}

/* Where each of the `n` nodes stands in a relation. */
static size_t *places_in(const struct cips_reach_relation *relation, const int *nodes, size_t n,
	struct cips_arena *scratch)
{
	size_t *places = cips_arena_alloc(scratch, n, sizeof *places);
	for (size_t i = 0, k = 0; i < n; i++) {
		while (relation->nodes.list[k] != nodes[i])
			k++;
		places[i] = k;
	}
	return places;
}

static void take(const uint32_t *from, const size_t *places, size_t n, uint32_t *row)
{
	for (size_t i = 0; i < n; i++)
		row[i] = from[places[i]];
}

static void leave_open(struct cips_reach_relation *relation, struct cips_reach_reason reason)
{
	if (relation->complete)
		relation->reason = reason;
	relation->complete = false;
}

/* Takes each row of the relation before this one a step further. */
static void fill_relation(struct cips_reach_space *space, enum cips_reach_people people,
	struct cips_reach_relation *relation, const struct cips_reach_relation *before)
{
	size_t kept = relation->nodes.n - 1;
	int last = relation->nodes.list[kept];
	const struct cips_reach_nodes *sources = &space->nodes[last].sources[people];
	struct cips_arena scratch = {0};
	size_t *kept_places = places_in(before, relation->nodes.list, kept, &scratch);
	size_t *source_places = places_in(before, sources->list, sources->n, &scratch);
	uint32_t *row = cips_arena_alloc(&scratch, kept + 1, sizeof *row);
	uint32_t *source = cips_arena_alloc(&scratch, sources->n, sizeof *source);
	bool full = false;
	for (size_t i = 0; i < before->rows.n && !full; i++) {
		if (i > 0 && cips_reach_tired(space)) {
			full = true;
			break;
		}
		take(cips_reach_row(&before->rows, i), kept_places, kept, row);
		take(cips_reach_row(&before->rows, i), source_places, sources->n, source);
		const struct cips_reach_step *step = find_step(space, last, people, source);
		if (!step->complete)
			leave_open(relation, step->reason);
		for (size_t v = 0; v < step->n && !full; v++) {
			row[kept] = space->nodes[last].steps[people].values[step->first + v];
			cips_reach_rows_add(&relation->rows, row, NULL);
			space->work += 1 + kept / 8;
			full = relation->rows.n >= ROWS_LARGEST || cips_reach_tired(space);
		}
	}
	if (full)
		leave_open(relation, (struct cips_reach_reason){CIPS_REACH_TOO_MUCH, CIPS_NONE});
	if (!before->complete)
		leave_open(relation, before->reason);
	cips_arena_release(&scratch);
}

static struct cips_reach_relation *new_relation(struct cips_reach_space *space,
	enum cips_reach_people people, struct cips_reach_nodes nodes)
{
	struct cips_reach_node *last = &space->nodes[nodes.list[nodes.n - 1]];
	struct cips_reach_relation *relation = cips_arena_alloc(&space->arena, 1, sizeof *relation);
	*relation = (struct cips_reach_relation){
		.nodes = nodes,
		.rows = {.width = nodes.n},
		.complete = true,
		.next = last->relations[people],
	};
	last->relations[people] = relation;
	return relation;
}

const struct cips_reach_relation *cips_reach_sources(struct cips_reach_space *space, int node,
	enum cips_reach_depth depth, enum cips_reach_people people)
{
	struct cips_reach_nodes nodes = space->nodes[node].sources[depth];
	struct cips_reach_relation **waiting = NULL, *relation;
	size_t n = 0, room = 0;
	struct cips_arena scratch = {0};
	while (!(relation = find_relation(space, people, &nodes))) {
		if (cips_reach_tired(space)) {
			relation = &space->unknown;
			break;
		}
		waiting = cips_arena_grow(&scratch, waiting, n, &room, sizeof(void *));
		waiting[n++] = new_relation(space, people, nodes);
		nodes = nodes_before(space, people, &nodes);
	}
	while (n > 0) {
		if (relation == &space->unknown)
			leave_open(waiting[n - 1], relation->reason);
		else
			fill_relation(space, people, waiting[n - 1], relation);
		relation = waiting[--n];
	}
	cips_arena_release(&scratch);
	return relation;
}
