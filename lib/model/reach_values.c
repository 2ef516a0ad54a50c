/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach_values.h"

#include "model/expr_same.h"
#include "model/reach_candidates.h"
#include "model/rule.h"

#include <string.h>

enum {
	SETS_LARGEST = 12,   /* choices of a select_multiple whose sets are all listed */
	RANKS_LARGEST = 6,   /* choices of a rank whose orders are all listed */
	FEW = 4,	     /* choices of either where it must be quick */
	PAIRS_LARGEST = 20,  /* else pairs are tried up to so many choices */
	RUNS = 16,	     /* and about so many sets of neighbours */
	LISTED = 4,	     /* numbers, sets or bytes that are as much work as an evaluation */
	ATOMS_WORK = 100000, /* evaluations that finding the classes of an item may take */
};

void cips_reach_sight_add(
	struct cips_reach_sight *sight, struct cips_arena *arena, const struct cips_expr *atom)
{
	if (!atom) {
		sight->whole = true;
		return;
	}
	for (size_t i = 0; i < sight->n; i++)
		if (cips_model_expr_same(sight->atoms[i], atom, NULL))
			return;
	sight->atoms =
		cips_arena_grow(arena, sight->atoms, sight->n, &sight->room, sizeof *sight->atoms);
	sight->atoms[sight->n++] = atom;
}

/* --- several choices ------------------------------------------------------------------------ */

static uint8_t *add_bytes(
	struct cips_reach_values *values, struct cips_arena *arena, const uint8_t *bytes)
{
	size_t width = values->item->width;
	values->bytes = cips_arena_grow(arena, values->bytes, values->n, &values->room, width);
	return memcpy(values->bytes + width * values->n++, bytes, width);
}

/* All orders that begin with the `place` choices in `bytes`, shorter ones included. */
static void add_orders(
	struct cips_reach_values *values, struct cips_arena *arena, uint8_t *bytes, size_t place)
{
	size_t n = values->item->width;
	if (place > 0)
		add_bytes(values, arena, bytes);
	for (unsigned choice = 1; place < n && choice <= n; choice++) {
		if (memchr(bytes, (int)choice, place))
			continue;
		bytes[place] = (uint8_t)choice;
		add_orders(values, arena, bytes, place + 1);
		bytes[place] = CIPS_BYTE_SKIPPED;
	}
}

/* Each choice first, alone and with the others behind it. */
static void add_some_orders(
	struct cips_reach_values *values, struct cips_arena *arena, uint8_t *bytes)
{
	size_t n = values->item->width;
	for (size_t first = 0; first < n; first++) {
		memset(bytes, CIPS_BYTE_SKIPPED, n);
		for (size_t place = 0; place < n; place++) {
			bytes[place] = (uint8_t)((first + place) % n + 1);
			if (place == 0 || place + 1 == n)
				add_bytes(values, arena, bytes);
		}
	}
}

/* Each choice alone, in pairs, the first ones together, and all but the first ones. */
static void add_some_sets(
	struct cips_reach_values *values, struct cips_arena *arena, uint8_t *bytes)
{
	size_t n = values->item->width;
	for (size_t i = 0; i < n; i++) {
		memset(bytes, CIPS_BYTE_NOT_TICKED, n);
		bytes[i] = CIPS_BYTE_TICKED;
		add_bytes(values, arena, bytes);
		for (size_t k = i + 1; n <= PAIRS_LARGEST && k < n; k++) {
			bytes[k] = CIPS_BYTE_TICKED;
			add_bytes(values, arena, bytes);
			bytes[k] = CIPS_BYTE_NOT_TICKED;
		}
	}
	for (size_t i = 0; i < n; i += 1 + n / RUNS) {
		memset(bytes, CIPS_BYTE_NOT_TICKED, n);
		memset(bytes, CIPS_BYTE_TICKED, i + 1);
		add_bytes(values, arena, bytes);
		memset(bytes, CIPS_BYTE_TICKED, n);
		memset(bytes, CIPS_BYTE_NOT_TICKED, i);
		add_bytes(values, arena, bytes);
	}
}

static void make_several(struct cips_reach_values *values, bool thorough, struct cips_arena *arena)
{
	size_t n = values->item->width;
	uint8_t *bytes = cips_arena_alloc(arena, n, 1);
	values->kind = CIPS_REACH_BYTES;
	if (values->item->type == CIPS_ITEM_SELECT_MULTIPLE) {
		values->exact = n <= (thorough ? SETS_LARGEST : FEW);
		if (!values->exact) {
			add_some_sets(values, arena, bytes);
			return;
		}
		values->kind = CIPS_REACH_SETS;
		values->n = ((size_t)1 << n) - 1;
		return;
	}
	values->exact = n <= (thorough ? RANKS_LARGEST : FEW);
	memset(bytes, CIPS_BYTE_SKIPPED, n);
	if (values->exact)
		add_orders(values, arena, bytes, 0);
	else
		add_some_orders(values, arena, bytes);
}

/* --- listing -------------------------------------------------------------------------------- */

static void make_codes(struct cips_reach_values *values, const struct cips_answers *answers)
{
	const struct cips_list *list = cips_model_list(answers->instrument, values->item);
	values->kind = CIPS_REACH_CODES;
	values->exact = true;
	if (list->from_units && answers->units)
		values->n = answers->units->n;
	else if (list->from_units)
		values->exact = false;
	else
		values->n = list->n;
}

/* Those of numbers, dates and texts. */
static void make_open(struct cips_reach_values *values, const struct cips_answers *answers,
	const struct cips_reach_sight *sight, bool thorough, struct cips_arena *arena)
{
	struct cips_reach_candidates candidates = {
		.arena = arena,
		.thorough = thorough,
		.type = values->item->type,
		.today = answers->today,
		.exact = !sight->whole,
	};
	for (size_t i = 0; i < sight->n; i++)
		cips_reach_candidates_look(&candidates, sight->atoms[i], (int)values->index);
	if (values->item->constraint)
		cips_reach_candidates_look(&candidates, values->item->constraint, CIPS_EXPR_ITSELF);
	cips_reach_candidates_finish(&candidates);
	values->kind = values->item->type == CIPS_ITEM_TEXT ? CIPS_REACH_TEXTS : CIPS_REACH_NUMBERS;
	values->exact = candidates.exact;
	values->numbers = candidates.numbers;
	values->texts = candidates.texts;
	values->n = candidates.n;
}

/* Splits the classes by what is true of their values. */
static void split_classes(
	struct cips_reach_values *values, const bool *truths, struct cips_arena *scratch)
{
	size_t n = 0;
	uint32_t *fresh = cips_arena_alloc(scratch, 2 * values->n_classes, sizeof *fresh);
	for (size_t v = 1; v <= values->n; v++) {
		uint32_t *class = &fresh[2 * values->classes[v] + truths[v]];
		if (*class == 0)
			*class = (uint32_t)++n;
		values->classes[v] = *class - 1;
	}
	values->n_classes = n;
}

static void find_classes(struct cips_reach_values *values, struct cips_answers *answers,
	const struct cips_reach_sight *sight, struct cips_arena *arena, size_t *work)
{
	if (sight->whole || values->kind == CIPS_REACH_COMPUTED || values->n == 0 ||
		(sight->n && values->n > ATOMS_WORK / sight->n))
		return;
	struct cips_arena scratch = {0};
	bool *truths = cips_arena_alloc(&scratch, values->n + 1, sizeof *truths);
	values->classes = cips_arena_alloc(arena, values->n + 1, sizeof *values->classes);
	values->n_classes = 1;
	for (size_t i = 0; i < sight->n; i++) {
		struct cips_rule *rule = cips_model_rule_new(
			&scratch, answers, sight->atoms[i], CIPS_RULE_PLAIN, (int)values->index);
		for (uint32_t v = 1; v <= values->n; v++) {
			cips_reach_values_put(values, answers, v);
			truths[v] = cips_model_rule_holds(rule, answers, 0);
		}
		split_classes(values, truths, &scratch);
		*work += values->n * cips_model_rule_work(rule);
	}
	cips_arena_release(&scratch);
}

void cips_reach_values_make(struct cips_reach_values *values, struct cips_answers *answers,
	size_t index, const struct cips_reach_sight *sight, bool thorough, struct cips_arena *arena,
	size_t *work)
{
	const struct cips_item *item = &answers->instrument->items[index];
	*values = (struct cips_reach_values){
		.kind = CIPS_REACH_NOTHING, .item = item, .index = index, .exact = true};
	switch (item->type) {
	case CIPS_ITEM_NOTE:
		break;
	case CIPS_ITEM_CALCULATE:
	case CIPS_ITEM_HIDDEN:
		values->kind = CIPS_REACH_COMPUTED;
		break;
	case CIPS_ITEM_RANGE:
	case CIPS_ITEM_ACKNOWLEDGE:
	case CIPS_ITEM_SELECT_ONE:
		make_codes(values, answers);
		break;
	case CIPS_ITEM_SELECT_MULTIPLE:
	case CIPS_ITEM_RANK:
		make_several(values, thorough, arena);
		break;
	case CIPS_ITEM_TEXT:
	case CIPS_ITEM_INTEGER:
	case CIPS_ITEM_DECIMAL:
	case CIPS_ITEM_DATE:
		make_open(values, answers, sight, thorough, arena);
		break;
	}
	*work += values->n / LISTED;
	if (values->kind == CIPS_REACH_BYTES)
		*work += values->n * item->width / LISTED;
	if (thorough)
		find_classes(values, answers, sight, arena, work);
}

/* --- using ---------------------------------------------------------------------------------- */

static void put_code(
	const struct cips_reach_values *values, struct cips_answers *answers, uint32_t value)
{
	const struct cips_item *item = values->item;
	const struct cips_units *units = answers->units;
	uint8_t *record = answers->response.record;
	if (!units || !cips_model_unit_coded(answers->instrument, item)) {
		cips_model_set_code(item, record, value);
		return;
	}
	const struct cips_list *list = cips_model_list(answers->instrument, item);
	int unit = list->from_units ? (int)value - 1
				    : cips_model_unit_by_code(units, list->choices[value - 1].name);
	if (unit >= 0)
		cips_model_set_code(item, record, units->list[unit].id);
	else
		cips_model_set_unit_choice(answers->instrument, item, record, value);
}

static void put_set(const struct cips_item *item, uint8_t *record, uint32_t set)
{
	for (size_t k = 0; k < item->width; k++)
		record[item->offset + k] = set >> k & 1 ? CIPS_BYTE_TICKED : CIPS_BYTE_NOT_TICKED;
}

void cips_reach_values_put(
	const struct cips_reach_values *values, struct cips_answers *answers, uint32_t value)
{
	const struct cips_item *item = values->item;
	uint8_t *record = answers->response.record;
	if (values->kind == CIPS_REACH_COMPUTED) {
		answers->computed[values->index] =
			value ? values->computed[value - 1] : (struct cips_value){0};
		return;
	}
	if (value == 0) {
		cips_model_set_state(item, record, CIPS_BYTE_SKIPPED);
		return;
	}
	switch (values->kind) {
	case CIPS_REACH_CODES:
		put_code(values, answers, value);
		break;
	case CIPS_REACH_SETS:
		put_set(item, record, value);
		break;
	case CIPS_REACH_BYTES:
		memcpy(record + item->offset, values->bytes + item->width * (value - 1),
			item->width);
		break;
	case CIPS_REACH_NUMBERS:
		record[item->offset] = 1;
		answers->response.numbers[item->number] = values->numbers[value - 1];
		break;
	case CIPS_REACH_TEXTS:
		record[item->offset] = 1;
		answers->response.texts[item->text] = values->texts[value - 1];
		break;
	default:
		break;
	}
}

static bool same_value(struct cips_value a, struct cips_value b)
{
	if (a.kind != b.kind)
		return false;
	return a.kind == CIPS_VALUE_STRING ? strcmp(a.text, b.text) == 0 : a.number == b.number;
}

uint32_t cips_reach_values_keep(
	struct cips_reach_values *values, struct cips_value value, struct cips_arena *arena)
{
	if (value.kind == CIPS_VALUE_EMPTY)
		return 0;
	for (size_t v = 0; v < values->n; v++)
		if (same_value(values->computed[v], value))
			return (uint32_t)v + 1;
	values->computed = cips_arena_grow(
		arena, values->computed, values->n, &values->room, sizeof *values->computed);
	values->computed[values->n++] = value;
	return (uint32_t)values->n;
}

static bool has_one_choice(const struct cips_reach_values *values)
{
	return values->kind == CIPS_REACH_CODES;
}

bool *cips_reach_values_let_through(const struct cips_reach_values *values,
	struct cips_answers *answers, struct cips_rule *filter, struct cips_arena *arena,
	size_t *work)
{
	size_t n = has_one_choice(values) ? values->n : values->item->width;
	bool *through = cips_arena_alloc(arena, n + 1, sizeof *through);
	for (size_t i = 0; i < n; i++) {
		unsigned code = (unsigned)i + 1;
		if (has_one_choice(values)) {
			cips_reach_values_put(values, answers, (uint32_t)code);
			code = cips_model_code(values->item, answers->response.record);
		}
		/* A listed choice that is no unit has no code, and no filter asks about it. */
		through[i] = code == 0 || cips_model_rule_holds(filter, answers, code);
	}
	*work += n * cips_model_rule_work(filter);
	return through;
}

bool cips_reach_values_within(
	const struct cips_reach_values *values, uint32_t value, const bool *let_through)
{
	if (has_one_choice(values))
		return let_through[value - 1];
	const struct cips_item *item = values->item;
	if (values->kind == CIPS_REACH_SETS) {
		for (size_t k = 0; k < item->width; k++)
			if ((value >> k & 1) && !let_through[k])
				return false;
		return true;
	}
	const uint8_t *bytes = values->bytes + item->width * (value - 1);
	for (size_t k = 0; k < item->width; k++) {
		size_t code = bytes[k];
		if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
			code = bytes[k] == CIPS_BYTE_TICKED ? k + 1 : 0;
		if (code >= 1 && code <= item->width && !let_through[code - 1])
			return false;
	}
	return true;
}
