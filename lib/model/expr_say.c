/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions joined by and, or and not. What a single one says is in expr_say_atom.c.
 *
 * not() is carried down to the single conditions (De Morgan). Alternatives inside a condition that
 * must hold go last, behind a colon, so that one sees where they end; anything deeper has no words.
 */
#include "model/expr_say.h"

#include "base/arena.h"
#include "model/expr_say_atom.h"

/* A condition or its opposite. */
struct term {
	const struct cips_expr *expr;
	bool negated;
};

struct terms {
	struct term *list;
	size_t n;
	size_t room;
};

/* What was said, and how many conditions it still consists of. */
struct part {
	const char *text;
	bool several;
};

struct parts {
	struct part *list;
	size_t n;
	size_t room;
};

enum shape { SHAPE_ATOM, SHAPE_AND, SHAPE_OR };

/* Takes the not() off; conditions that are joined have a shape. */
static enum shape shape_of(struct term *term)
{
	while (cips_expr_calls(term->expr, "not")) {
		term->expr = term->expr->operands[0];
		term->negated = !term->negated;
	}
	if (!cips_expr_is_junction(term->expr))
		return SHAPE_ATOM;
	bool is_or = term->expr->operators[1] == CIPS_EXPR_OR;
	return is_or != term->negated ? SHAPE_OR : SHAPE_AND;
}

/* The conditions of a junction, those of the same shape inside it included. */
static void flatten(struct say_words *words, struct terms *terms, struct term term)
{
	enum shape shape = shape_of(&term);
	for (size_t i = 0; i < term.expr->n; i++) {
		struct term inner = {term.expr->operands[i], term.negated};
		if (shape_of(&inner) == shape) {
			flatten(words, terms, inner);
			continue;
		}
		terms->list = cips_arena_grow(
			words->arena, terms->list, terms->n, &terms->room, sizeof *terms->list);
		terms->list[terms->n++] = inner;
	}
}

static void add_part(struct say_words *words, struct parts *parts, struct part part)
{
	parts->list = cips_arena_grow(
		words->arena, parts->list, parts->n, &parts->room, sizeof *parts->list);
	parts->list[parts->n++] = part;
}

static bool say_term(const struct cips_say *say, struct say_words *words, struct term term,
	int depth, struct part *part);

/* "A, B or C", where each may hold several conditions that are joined by "and". */
static const char *join_or(const struct say_words *words, const struct parts *parts)
{
	const char **texts = cips_arena_alloc(words->arena, parts->n, sizeof *texts);
	bool several = false;
	for (size_t i = 0; i < parts->n; i++) {
		texts[i] = parts->list[i].text;
		several = several || parts->list[i].several;
	}
	enum say_phrase strong = words->listed ? SAY_OR_STRONG_LISTED : SAY_OR_STRONG;
	enum say_phrase comma = words->listed ? SAY_COMMA_LISTED : SAY_COMMA;
	enum say_phrase last = words->listed ? SAY_OR_LISTED : SAY_OR;
	return cips_say_join(
		words, texts, parts->n, several ? strong : comma, several ? strong : last);
}

/* "A and B, and one of these is true: C or D". */
static const char *join_and(const struct say_words *words, const struct parts *parts)
{
	const char **texts = cips_arena_alloc(words->arena, parts->n, sizeof *texts);
	size_t single = 0, alternatives = 0;
	for (size_t i = 0; i < parts->n; i++)
		if (!parts->list[i].several)
			texts[single++] = parts->list[i].text;
	const char *text =
		cips_say_join(words, texts, single, words->listed ? SAY_COMMA_LISTED : SAY_COMMA,
			words->listed ? SAY_AND_LISTED : SAY_AND);
	for (size_t i = 0; i < parts->n; i++) {
		if (!parts->list[i].several)
			continue;
		enum say_phrase lead = alternatives++ ? SAY_ONE_MORE_OF
			: single		      ? SAY_ONE_OF
						      : SAY_FIRST_ONE_OF;
		text = cips_arena_printf(words->arena, "%s%s%s", text,
			cips_say_phrase(words, lead, NULL, NULL, NULL), parts->list[i].text);
	}
	return text;
}

/*
 * The facts of a junction that are about the same answer become one: of alternatives the choices
 * that do, of conditions that must all hold the choices that are left out, and bounds.
 */
static void merge(struct say_words *words, bool is_or, struct say_fact *facts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && facts[i].kind != SAY_FACT_NONE; k++)
			if (cips_say_merge(words, is_or, &facts[i], &facts[k]))
				facts[k].kind = SAY_FACT_NONE;
}

static bool say_junction(const struct cips_say *say, struct say_words *words, struct term term,
	int depth, struct part *part)
{
	bool is_or = shape_of(&term) == SHAPE_OR;
	struct terms terms = {0};
	struct parts parts = {0};
	flatten(words, &terms, term);
	struct say_fact *facts = cips_arena_alloc(words->arena, terms.n, sizeof *facts);
	for (size_t i = 0; i < terms.n; i++)
		if (shape_of(&terms.list[i]) == SHAPE_ATOM &&
			!cips_say_fact(
				say, words, terms.list[i].expr, terms.list[i].negated, &facts[i]))
			return false;
	merge(words, is_or, facts, terms.n);
	for (size_t i = 0; i < terms.n; i++) {
		struct part one = {0};
		if (shape_of(&terms.list[i]) != SHAPE_ATOM) {
			if (!say_term(say, words, terms.list[i], depth + 1, &one))
				return false;
		} else if (facts[i].kind != SAY_FACT_NONE) {
			one.text = cips_say_fact_text(say, words, &facts[i]);
		} else {
			continue;
		}
		add_part(words, &parts, one);
	}
	part->several = parts.n > 1;
	part->text = parts.n == 1 ? parts.list[0].text
		: is_or		  ? join_or(words, &parts)
				  : join_and(words, &parts);
	return true;
}

/*
 * Depth 0 is the whole, 1 the alternatives of a condition that must hold, 2 what must hold in one
 * of them; deeper there is room for one thing only. Alternatives at the top have depth 1.
 */
static bool say_term(const struct cips_say *say, struct say_words *words, struct term term,
	int depth, struct part *part)
{
	enum shape shape = shape_of(&term);
	if (shape == SHAPE_ATOM) {
		struct say_fact fact;
		if (!cips_say_fact(say, words, term.expr, term.negated, &fact))
			return false;
		part->text = cips_say_fact_text(say, words, &fact);
		return true;
	}
	if (shape == SHAPE_OR && depth == 0)
		return say_junction(say, words, term, 1, part);
	if (depth > 2)
		return say_junction(say, words, term, depth, part) && !part->several;
	struct say_words inner = *words;
	inner.listed = words->listed || (shape == SHAPE_OR && depth == 1);
	if (!say_junction(say, &inner, term, depth, part))
		return false;
	/* One condition after all stands in the sentence like any other. */
	return part->several || inner.listed == words->listed ||
		say_junction(say, words, term, depth, part);
}

const char *cips_model_say(
	const struct cips_say *say, const struct cips_expr *expr, struct cips_arena *arena)
{
	struct say_words words = {say->tongue, arena, false};
	struct part part = {0};
	if (!expr || !say_term(say, &words, (struct term){expr, false}, 0, &part))
		return NULL;
	return part.text;
}
