/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rule.h"

#include "model/expr_atoms.h"

#include <math.h>
#include <string.h>

enum {
	TABLE_LARGEST = 4096, /* combinations of answers that are worth a table */
	UNKNOWN = 0,	      /* in a table of verdicts: not evaluated yet */
	FALSE_FOUND = 1,
	TRUE_FOUND = 2,
	NODES_OF_WORK = 12, /* of an expression that are as much work as the call */
};

/* An answer that the result depends on. */
struct input {
	int item;
	size_t states; /* none, and each choice; or each set of ticked choices */
	bool ticks;    /* select_multiple */
};

struct cips_rule {
	const struct cips_expr *expr;
	enum cips_rule_kind kind;
	int item;
	struct input *inputs;
	size_t n_inputs;
	size_t room;
	size_t work;
	size_t n_keys; /* combinations; 0: there is no table */
	uint8_t *verdicts;
	struct cips_value *values; /* of a calculation; made when first needed */
	struct cips_arena *arena;
	const struct cips_answers *answers; /* while the inputs are collected */
};

/* --- which answers a rule depends on -------------------------------------------------------- */

/* The states of an item as an input; 0: too many, or not coded. */
static size_t input_states(const struct cips_answers *answers, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(answers->instrument, item);
	if (!list)
		return 0;
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
		return list->n < 12 ? (size_t)1 << list->n : 0;
	bool one_byte = item->width == 1 && item->type != CIPS_ITEM_RANK;
	return one_byte && list->n <= CIPS_BYTE_LARGEST ? list->n + 1 : 0;
}

static void add_factor(struct cips_rule *rule, size_t states)
{
	rule->n_keys *= states;
	if (rule->n_keys > TABLE_LARGEST)
		rule->n_keys = 0;
}

static void add_input(void *context, int reference)
{
	struct cips_rule *rule = context;
	for (size_t i = 0; i < rule->n_inputs; i++)
		if (rule->inputs[i].item == reference)
			return;
	const struct cips_item *item = &rule->answers->instrument->items[reference];
	size_t states = input_states(rule->answers, item);
	add_factor(rule, states);
	rule->inputs = cips_arena_grow(
		rule->arena, rule->inputs, rule->n_inputs, &rule->room, sizeof *rule->inputs);
	rule->inputs[rule->n_inputs++] =
		(struct input){reference, states, item->type == CIPS_ITEM_SELECT_MULTIPLE};
}

static void plan_table(struct cips_rule *rule)
{
	rule->n_keys = 1;
	cips_model_expr_references(rule->expr, add_input, rule);
	if (rule->kind == CIPS_RULE_CONSTRAINT)
		add_input(rule, rule->item);
	if (rule->kind == CIPS_RULE_FILTER) {
		const struct cips_instrument *instrument = rule->answers->instrument;
		const struct cips_item *item = &instrument->items[rule->item];
		const struct cips_list *list = cips_model_list(instrument, item);
		bool units = cips_model_unit_coded(instrument, item);
		add_factor(rule, list && !units ? list->n + 1 : 0);
	}
	if (cips_model_expr_volatile(rule->expr))
		rule->n_keys = 0;
}

struct cips_rule *cips_model_rule_new(struct cips_arena *arena, const struct cips_answers *answers,
	const struct cips_expr *expr, enum cips_rule_kind kind, int item)
{
	if (!expr)
		return NULL;
	struct cips_rule *rule = cips_arena_alloc(arena, 1, sizeof *rule);
	*rule = (struct cips_rule){
		.expr = expr, .kind = kind, .item = item, .arena = arena, .answers = answers};
	rule->work = 1 + cips_model_expr_size(expr) / NODES_OF_WORK;
	plan_table(rule);
	rule->answers = NULL;
	return rule;
}

size_t cips_model_rule_work(const struct cips_rule *rule)
{
	return rule->work;
}

static size_t input_state(const struct input *input, const struct cips_answers *answers)
{
	if (!answers->shown[input->item])
		return 0;
	const struct cips_item *item = &answers->instrument->items[input->item];
	const uint8_t *bytes = answers->response.record + item->offset;
	if (!input->ticks)
		return bytes[0] < input->states ? bytes[0] : 0;
	size_t ticked = 0;
	for (size_t k = 0; k < item->width; k++)
		ticked |= (size_t)(bytes[k] == CIPS_BYTE_TICKED) << k;
	return ticked;
}

/* The entry of the table for these answers. */
static size_t find_key(
	const struct cips_rule *rule, const struct cips_answers *answers, unsigned choice)
{
	if (rule->n_keys == 0)
		return 0;
	size_t key = choice;
	for (size_t i = 0; i < rule->n_inputs; i++)
		key = key * rule->inputs[i].states + input_state(&rule->inputs[i], answers);
	return key;
}

/* --- evaluating ----------------------------------------------------------------------------- */

struct world {
	struct cips_answers *answers;
	int item;
	unsigned choice;
};

static struct cips_value world_item(void *context, int reference)
{
	struct cips_answers *answers = ((struct world *)context)->answers;
	return cips_model_answers_value(answers, reference, &answers->scratch);
}

static struct cips_value world_column(void *context, int reference)
{
	struct world *world = context;
	return cips_model_answers_column(world->answers, world->item, world->choice, reference);
}

static const char *world_label(void *context, int reference, const char *name)
{
	return cips_model_answers_label(((struct world *)context)->answers, reference, name);
}

/* SplitMix64 (Steele, Lea and Flood 2014), in 0 <= x < 1: the same draws for each response. */
static double world_random(void *context)
{
	uint64_t *state = &((struct world *)context)->answers->random;
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* The strings of the result live in the scratch arena, or where the answers are. */
static struct cips_value evaluate(const struct cips_rule *rule, struct cips_answers *answers,
	unsigned choice, struct cips_value previous)
{
	struct world world = {answers, rule->item, choice};
	struct cips_expr_host host = {
		.context = &world,
		.item = world_item,
		.column = rule->kind == CIPS_RULE_FILTER ? world_column : NULL,
		.choice_label = world_label,
		.has_previous = previous.kind != CIPS_VALUE_EMPTY,
		.previous = previous,
		.today = answers->today,
		.random = world_random,
		.now = (double)answers->today,
	};
	if (rule->kind == CIPS_RULE_CONSTRAINT)
		host.self = cips_model_answers_value(answers, rule->item, &answers->scratch);
	return cips_model_expr_eval(rule->expr, &host, &answers->scratch);
}

static bool evaluate_verdict(
	const struct cips_rule *rule, struct cips_answers *answers, unsigned choice)
{
	bool holds = cips_value_true(evaluate(rule, answers, choice, (struct cips_value){0}));
	cips_arena_reset(&answers->scratch);
	return holds;
}

bool cips_model_rule_holds(struct cips_rule *rule, struct cips_answers *answers, unsigned choice)
{
	size_t key = find_key(rule, answers, choice);
	if (key >= rule->n_keys) /* no table, or a code that is not in the list */
		return evaluate_verdict(rule, answers, choice);
	if (!rule->verdicts)
		rule->verdicts = cips_arena_alloc(rule->arena, rule->n_keys, 1);
	uint8_t *verdict = &rule->verdicts[key];
	if (*verdict == UNKNOWN)
		*verdict = evaluate_verdict(rule, answers, choice) ? TRUE_FOUND : FALSE_FOUND;
	return *verdict == TRUE_FOUND;
}

/*
 * A calculation's result as an answer: nothing where there is no number or no text, and truth as
 * the text that a form keeps of it.
 */
static struct cips_value as_answer(struct cips_value value)
{
	bool number = value.kind == CIPS_VALUE_NUMBER || value.kind == CIPS_VALUE_DATE;
	if ((number && !isfinite(value.number)) ||
		(value.kind == CIPS_VALUE_STRING && !value.text[0]))
		return (struct cips_value){.kind = CIPS_VALUE_EMPTY};
	if (value.kind == CIPS_VALUE_BOOLEAN)
		return (struct cips_value){
			.kind = CIPS_VALUE_STRING, .text = value.number != 0 ? "true" : "false"};
	return value;
}

static struct cips_value evaluate_answer(const struct cips_rule *rule, struct cips_answers *answers,
	struct cips_value previous, struct cips_arena *arena)
{
	struct cips_value value = as_answer(evaluate(rule, answers, 0, previous));
	if (value.kind == CIPS_VALUE_STRING) {
		bool again = previous.kind == CIPS_VALUE_STRING &&
			strcmp(previous.text, value.text) == 0;
		value.text = again ? previous.text : cips_arena_strdup(arena, value.text);
	}
	cips_arena_reset(&answers->scratch);
	return value;
}

struct cips_value cips_model_rule_value(struct cips_rule *rule, struct cips_answers *answers,
	struct cips_value previous, struct cips_arena *arena)
{
	if (rule->n_keys == 0)
		return evaluate_answer(rule, answers, previous, arena);
	if (!rule->values) {
		rule->values = cips_arena_alloc(rule->arena, rule->n_keys, sizeof *rule->values);
		rule->verdicts = cips_arena_alloc(rule->arena, rule->n_keys, 1);
	}
	size_t key = find_key(rule, answers, 0);
	if (rule->verdicts[key] == UNKNOWN) {
		struct cips_value none = {.kind = CIPS_VALUE_EMPTY};
		rule->values[key] = evaluate_answer(rule, answers, none, rule->arena);
		rule->verdicts[key] = TRUE_FOUND;
	}
	return rule->values[key];
}
