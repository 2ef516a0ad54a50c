/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the tree to facts. What the words are is in expr_say_fact.c.
 */
#include "model/expr_say_atom.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

static bool find_subject(
	const struct cips_say *say, const struct cips_expr *expr, struct say_subject *subject)
{
	int item = expr->kind == CIPS_EXPR_ITEM ? expr->reference
		: expr->kind == CIPS_EXPR_SELF	? say->self
						: CIPS_NONE;
	*subject = (struct say_subject){item, item == say->self, CIPS_NONE};
	return item != CIPS_NONE && (subject->self || say->numbers[item]);
}

static const struct cips_item *item_of(
	const struct cips_say *say, const struct say_subject *subject)
{
	return &say->instrument->items[subject->item];
}

/* A text that is written in the expression. */
static const char *literal_text(const struct cips_expr *expr)
{
	bool text = expr->kind == CIPS_EXPR_LITERAL && expr->literal.kind == CIPS_VALUE_STRING;
	return text ? expr->literal.text : NULL;
}

static bool literal_number(const struct cips_expr *expr, double *number)
{
	if (expr->kind == CIPS_EXPR_MINUS && literal_number(expr->operands[0], number)) {
		*number = expr->negative ? -*number : *number;
		return true;
	}
	const char *text = literal_text(expr);
	if (text)
		return cips_number_parse(text, number);
	*number = expr->literal.number;
	return expr->kind == CIPS_EXPR_LITERAL && expr->literal.kind == CIPS_VALUE_NUMBER;
}

static bool literal_date(const struct cips_expr *expr, double *days)
{
	const char *text = literal_text(cips_expr_calls(expr, "date") ? expr->operands[0] : expr);
	long day;
	if (!text || !cips_date_parse(text, &day))
		return false;
	*days = (double)day;
	return true;
}

/* --- choices -------------------------------------------------------------------------------- */

static void add_label(
	const struct say_words *words, struct say_fact *fact, const char *label, const char *name)
{
	fact->labels = cips_arena_grow(
		words->arena, fact->labels, fact->n, &fact->room, sizeof *fact->labels);
	fact->labels[fact->n++] = *label ? label : name;
}

static bool takes_several(const struct cips_item *item)
{
	return item->type == CIPS_ITEM_SELECT_MULTIPLE || item->type == CIPS_ITEM_RANK;
}

static bool takes_one(const struct cips_item *item)
{
	return item->type == CIPS_ITEM_SELECT_ONE || item->type == CIPS_ITEM_ACKNOWLEDGE;
}

static bool compares(enum cips_expr_operator sign, double left, double right)
{
	switch (sign) {
	case CIPS_EXPR_EQUAL:
		return left == right;
	case CIPS_EXPR_LESS:
		return left < right;
	case CIPS_EXPR_LESS_EQUAL:
		return left <= right;
	case CIPS_EXPR_GREATER:
		return left > right;
	case CIPS_EXPR_GREATER_EQUAL:
		return left >= right;
	default:
		return false;
	}
}

/* Adds the choice of that name; one that the form does not list is called by its name. */
static bool add_choice(const struct cips_say *say, const struct say_words *words,
	struct say_fact *fact, const char *name)
{
	const struct cips_list *list =
		cips_model_list(say->instrument, item_of(say, &fact->subject));
	size_t position = list ? cips_model_choice(list, name, strlen(name)) : 0;
	if (!*name)
		return false;
	add_label(words, fact,
		position ? cips_model_text(say->instrument, &list->choices[position - 1].label,
				   say->language)
			 : "",
		name);
	fact->kind = SAY_FACT_CHOICE;
	return true;
}

/* Choices whose names are numbers that compare so. */
static bool add_numbered(const struct cips_say *say, const struct say_words *words,
	struct say_fact *fact, enum cips_expr_operator sign, double number)
{
	const struct cips_list *list =
		cips_model_list(say->instrument, item_of(say, &fact->subject));
	double name;
	for (size_t i = 0; list && i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		if (cips_number_parse(choice->name, &name) && compares(sign, name, number))
			add_label(words, fact,
				cips_model_text(say->instrument, &choice->label, say->language),
				choice->name);
	}
	fact->kind = SAY_FACT_CHOICE;
	return fact->n > 0;
}

/* --- comparisons ---------------------------------------------------------------------------- */

/* A comparison with its sides in the order in which one says it. */
struct comparison {
	const struct cips_expr *left, *right;
	enum cips_expr_operator sign; /* never UNEQUAL: that is a negated EQUAL */
};

static bool take_comparison(
	const struct cips_expr *expr, struct comparison *comparison, struct say_fact *fact)
{
	if (expr->kind != CIPS_EXPR_CHAIN || expr->n != 2 || expr->operators[1] < CIPS_EXPR_EQUAL ||
		expr->operators[1] > CIPS_EXPR_GREATER_EQUAL)
		return false;
	double number;
	const struct cips_expr *left = expr->operands[0], *right = expr->operands[1];
	bool swap = literal_text(left) || literal_number(left, &number) ||
		cips_expr_calls(left, "date") || cips_expr_calls(left, "today");
	enum cips_expr_operator sign = expr->operators[1];
	if (sign == CIPS_EXPR_UNEQUAL) {
		sign = CIPS_EXPR_EQUAL;
		fact->negated = !fact->negated;
	}
	*comparison = (struct comparison){
		swap ? right : left, swap ? left : right, swap ? cips_expr_mirrored(sign) : sign};
	return true;
}

static void set_bound(
	struct say_fact *fact, enum say_measure measure, enum cips_expr_operator sign, double value)
{
	fact->kind = SAY_FACT_BOUND;
	fact->measure = measure;
	fact->has_low = sign == CIPS_EXPR_EQUAL || sign == CIPS_EXPR_GREATER ||
		sign == CIPS_EXPR_GREATER_EQUAL;
	fact->has_high =
		sign == CIPS_EXPR_EQUAL || sign == CIPS_EXPR_LESS || sign == CIPS_EXPR_LESS_EQUAL;
	fact->open = sign == CIPS_EXPR_LESS || sign == CIPS_EXPR_GREATER;
	fact->low = fact->high = value;
}

/* How many there are of something: whole numbers from 0, so that the opposite is a bound too. */
static bool set_whole_bound(
	struct say_fact *fact, enum say_measure measure, enum cips_expr_operator sign, double value)
{
	static const enum cips_expr_operator opposites[] = {
		[CIPS_EXPR_EQUAL] = CIPS_EXPR_EQUAL,
		[CIPS_EXPR_LESS] = CIPS_EXPR_GREATER_EQUAL,
		[CIPS_EXPR_LESS_EQUAL] = CIPS_EXPR_GREATER,
		[CIPS_EXPR_GREATER] = CIPS_EXPR_LESS_EQUAL,
		[CIPS_EXPR_GREATER_EQUAL] = CIPS_EXPR_LESS,
	};
	if (fact->negated && sign != CIPS_EXPR_EQUAL) {
		sign = opposites[sign];
		fact->negated = false;
	}
	set_bound(fact, measure, sign, value);
	if (sign == CIPS_EXPR_GREATER)
		fact->low = floor(value) + 1;
	else if (sign == CIPS_EXPR_LESS)
		fact->high = ceil(value) - 1;
	else if (sign == CIPS_EXPR_GREATER_EQUAL)
		fact->low = ceil(value);
	else if (sign == CIPS_EXPR_LESS_EQUAL)
		fact->high = floor(value);
	else if (value != floor(value))
		return false;
	fact->open = false;
	return fact->has_high ? fact->high >= 0 : fact->low > 0;
}

static bool set_verb(struct say_fact *fact, enum say_phrase verb, const char *predicate)
{
	fact->kind = SAY_FACT_VERB;
	fact->verb = verb;
	fact->predicate = predicate;
	return true;
}

/* The row of a predicate: those of a kind stand in this order. */
static enum say_phrase predicate_row(enum say_phrase equal, enum cips_expr_operator sign)
{
	static const int after[] = {
		[CIPS_EXPR_EQUAL] = 0,
		[CIPS_EXPR_LESS] = SAY_LESS_NUMBER - SAY_EQUAL_NUMBER,
		[CIPS_EXPR_LESS_EQUAL] = SAY_LESS_EQUAL_NUMBER - SAY_EQUAL_NUMBER,
		[CIPS_EXPR_GREATER] = SAY_GREATER_NUMBER - SAY_EQUAL_NUMBER,
		[CIPS_EXPR_GREATER_EQUAL] = SAY_GREATER_EQUAL_NUMBER - SAY_EQUAL_NUMBER,
	};
	return (enum say_phrase)((int)equal + after[sign]);
}

static bool is_number(const struct cips_item *item)
{
	return item->type == CIPS_ITEM_INTEGER || item->type == CIPS_ITEM_DECIMAL ||
		item->type == CIPS_ITEM_RANGE;
}

/* A comparison with the answer to another question of the same kind. */
static bool compare_items(const struct cips_say *say, const struct say_words *words,
	const struct comparison *c, struct say_fact *fact)
{
	struct say_subject other;
	if (!find_subject(say, c->right, &other) || other.self)
		return false;
	const struct cips_item *a = item_of(say, &fact->subject), *b = item_of(say, &other);
	bool dates = a->type == CIPS_ITEM_DATE && b->type == CIPS_ITEM_DATE;
	bool numbers = is_number(a) && is_number(b);
	bool choices = takes_one(a) && takes_one(b) && c->sign == CIPS_EXPR_EQUAL;
	if (!dates && !numbers && !choices)
		return false;
	return set_verb(fact, SAY_IS,
		cips_say_phrase(words,
			predicate_row(dates ? SAY_EQUAL_DATE_ITEM : SAY_EQUAL_ITEM, c->sign),
			cips_arena_printf(words->arena, "%zu", say->numbers[other.item]), NULL,
			NULL));
}

static bool compare_choice(const struct cips_say *say, const struct say_words *words,
	const struct comparison *c, struct say_fact *fact)
{
	const char *name = literal_text(c->right);
	double number;
	if (name && c->sign == CIPS_EXPR_EQUAL)
		return add_choice(say, words, fact, name);
	return literal_number(c->right, &number) && add_numbered(say, words, fact, c->sign, number);
}

static bool compare_several(const struct cips_say *say, const struct say_words *words,
	const struct comparison *c, struct say_fact *fact)
{
	const char *name = literal_text(c->right);
	fact->several = fact->only = true;
	return name && c->sign == CIPS_EXPR_EQUAL && !strchr(name, ' ') && !fact->negated &&
		item_of(say, &fact->subject)->type == CIPS_ITEM_SELECT_MULTIPLE &&
		add_choice(say, words, fact, name);
}

static bool compare_date(
	const struct say_words *words, const struct comparison *c, struct say_fact *fact)
{
	double days;
	if (cips_expr_calls(c->right, "today"))
		return set_verb(fact, SAY_IS,
			cips_say_phrase(
				words, predicate_row(SAY_EQUAL_TODAY, c->sign), NULL, NULL, NULL));
	if (!literal_date(c->right, &days))
		return false;
	set_bound(fact, SAY_OF_DATE, c->sign, days);
	return true;
}

static bool compare_text(
	const struct say_words *words, const struct comparison *c, struct say_fact *fact)
{
	const char *text = literal_text(c->right);
	return text && c->sign == CIPS_EXPR_EQUAL &&
		set_verb(fact, SAY_IS, cips_say_phrase(words, SAY_QUOTED, text, NULL, NULL));
}

/* A comparison of an answer. */
static bool compare_answer(const struct cips_say *say, const struct say_words *words,
	const struct comparison *c, struct say_fact *fact)
{
	const struct cips_item *item = item_of(say, &fact->subject);
	const char *text = literal_text(c->right);
	double number;
	if (text && !*text && c->sign == CIPS_EXPR_EQUAL) {
		fact->kind = SAY_FACT_ANSWERED;
		fact->negated = !fact->negated;
		return true;
	}
	if (compare_items(say, words, c, fact))
		return true;
	if (takes_one(item))
		return compare_choice(say, words, c, fact);
	if (takes_several(item))
		return compare_several(say, words, c, fact);
	if (item->type == CIPS_ITEM_DATE)
		return compare_date(words, c, fact);
	if (item->type == CIPS_ITEM_TEXT)
		return compare_text(words, c, fact);
	if (!is_number(item) || !literal_number(c->right, &number))
		return false;
	set_bound(fact, SAY_OF_NUMBER, c->sign, number);
	return true;
}

/* coalesce(${a}, ${b}): the answer to the one or, where it is blank, to the other. */
static bool compare_first(const struct cips_say *say, const struct say_words *words,
	const struct comparison *c, struct say_fact *fact)
{
	struct say_subject other;
	if (!find_subject(say, c->left->operands[0], &fact->subject) ||
		!find_subject(say, c->left->operands[1], &other) || fact->subject.self ||
		other.self || !compare_answer(say, words, c, fact))
		return false;
	fact->subject.other = other.item;
	if (fact->kind == SAY_FACT_CHOICE)
		return !fact->several &&
			set_verb(fact, SAY_IS,
				cips_say_choices(words, fact->labels, fact->n, SAY_CHOICE_OR));
	return fact->kind != SAY_FACT_ANSWERED;
}

static bool compare(const struct cips_say *say, const struct say_words *words,
	const struct cips_expr *expr, struct say_fact *fact)
{
	struct comparison c;
	double number;
	if (!take_comparison(expr, &c, fact))
		return false;
	if (cips_expr_calls(c.left, "coalesce") && c.left->n == 2)
		return compare_first(say, words, &c, fact);
	bool count = cips_expr_calls(c.left, "count-selected");
	if (count || cips_expr_calls(c.left, "string-length"))
		return find_subject(say, c.left->operands[0], &fact->subject) &&
			literal_number(c.right, &number) &&
			set_whole_bound(fact, count ? SAY_OF_COUNT : SAY_OF_LENGTH, c.sign, number);
	if (cips_expr_calls(c.left, "number") || cips_expr_calls(c.left, "string"))
		c.left = c.left->operands[0];
	return find_subject(say, c.left, &fact->subject) && compare_answer(say, words, &c, fact);
}

/* --- calls ---------------------------------------------------------------------------------- */

static bool say_selected(const struct cips_say *say, const struct say_words *words,
	const struct cips_expr *call, struct say_fact *fact)
{
	const char *name = literal_text(call->operands[1]);
	if (!name || !find_subject(say, call->operands[0], &fact->subject))
		return false;
	const struct cips_item *item = item_of(say, &fact->subject);
	fact->several = takes_several(item);
	return (fact->several || takes_one(item)) && add_choice(say, words, fact, name);
}

static bool say_part_of_text(const struct cips_say *say, const struct say_words *words,
	const struct cips_expr *call, struct say_fact *fact)
{
	static const struct {
		const char *function;
		enum say_phrase verb;
	} verbs[] = {
		{"contains", SAY_CONTAINS},
		{"starts-with", SAY_BEGINS},
		{"ends-with", SAY_ENDS},
	};
	const char *part = call->n == 2 ? literal_text(call->operands[1]) : NULL;
	if (!part || !find_subject(say, call->operands[0], &fact->subject) ||
		item_of(say, &fact->subject)->type != CIPS_ITEM_TEXT)
		return false;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (cips_expr_calls(call, verbs[i].function))
			return set_verb(fact, verbs[i].verb,
				cips_say_phrase(words, SAY_QUOTED, part, NULL, NULL));
	return false;
}

/* An answer as a condition: that there is one. A number would have to differ from 0. */
static bool say_answer(
	const struct cips_say *say, const struct cips_expr *expr, struct say_fact *fact)
{
	fact->kind = SAY_FACT_ANSWERED;
	return find_subject(say, expr, &fact->subject) && !is_number(item_of(say, &fact->subject));
}

bool cips_say_fact(const struct cips_say *say, const struct say_words *words,
	const struct cips_expr *expr, bool negated, struct say_fact *fact)
{
	*fact = (struct say_fact){.negated = negated};
	if (expr->kind == CIPS_EXPR_CHAIN)
		return compare(say, words, expr, fact);
	if (cips_expr_calls(expr, "selected"))
		return say_selected(say, words, expr, fact);
	if (expr->kind == CIPS_EXPR_CALL)
		return say_part_of_text(say, words, expr, fact);
	return say_answer(say, expr, fact);
}
