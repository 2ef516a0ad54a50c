/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From facts to words, and two facts about one answer made one.
 */
#include "model/expr_say_atom.h"

static const char *number_of(const struct cips_say *say, const struct say_words *words, int item)
{
	return cips_arena_printf(words->arena, "%zu", say->numbers[item]);
}

static const char *subject_text(const struct cips_say *say, const struct say_words *words,
	const struct say_subject *subject)
{
	if (subject->self)
		return cips_say_phrase(words, SAY_SELF_ANSWER, NULL, NULL, NULL);
	const char *number = number_of(say, words, subject->item);
	if (subject->other == CIPS_NONE)
		return cips_say_phrase(words, SAY_ANSWER, NULL, number, NULL);
	return cips_say_phrase(
		words, SAY_FIRST_ANSWER, NULL, number, number_of(say, words, subject->other));
}

/* A phrase about the respondent: of the answer itself it is another. */
static const char *said(const struct cips_say *say, const struct say_words *words,
	const struct say_fact *fact, enum say_phrase phrase, enum say_phrase self, const char *what)
{
	if (fact->subject.self)
		return cips_say_phrase(words, self, what, NULL, NULL);
	return cips_say_phrase(
		words, phrase, what, number_of(say, words, fact->subject.item), NULL);
}

static const char *choice_text(
	const struct cips_say *say, const struct say_words *words, const struct say_fact *fact)
{
	bool neither = fact->negated && fact->n > 1;
	enum say_phrase joint = neither ? SAY_CHOICE_NOR
		: fact->all		? SAY_CHOICE_AND
					: SAY_CHOICE_OR;
	int row = fact->only	? SAY_CHOSE_ONLY
		: neither	? (fact->several ? SAY_NEITHER_CHOSE : SAY_NEITHER_SAID)
		: fact->negated ? (fact->several ? SAY_NOT_CHOSE : SAY_NOT_SAID)
				: (fact->several ? SAY_CHOSE : SAY_SAID);
	return said(say, words, fact, (enum say_phrase)row,
		(enum say_phrase)(row + SAY_SELF_SAID - SAY_SAID),
		cips_say_choices(words, fact->labels, fact->n, joint));
}

/* "at least 2 answers" */
static const char *quantity(
	const struct say_words *words, const struct say_fact *fact, enum say_phrase noun)
{
	const char *low = cips_say_number(words, fact->low);
	const char *high = cips_say_number(words, fact->high);
	double last = fact->has_high ? fact->high : fact->low;
	const char *name = cips_say_phrase(
		words, (enum say_phrase)((int)noun + (last != 1)), NULL, NULL, NULL);
	if (fact->has_low && fact->has_high && fact->low < fact->high)
		return cips_say_phrase(words, SAY_FROM_TO, low, high, name);
	enum say_phrase row = !fact->has_high ? SAY_AT_LEAST
		: !fact->has_low	      ? SAY_AT_MOST
					      : SAY_EXACTLY;
	return cips_say_phrase(words, row, fact->has_low ? low : high, name, NULL);
}

/* A number or a date: where it lies. */
static const char *value_text(
	const struct cips_say *say, const struct say_words *words, const struct say_fact *fact)
{
	bool days = fact->measure == SAY_OF_DATE;
	const char *(*write)(const struct say_words *, double) =
		days ? cips_say_date : cips_say_number;
	const char *subject = subject_text(say, words, &fact->subject);
	if (fact->has_low && fact->has_high && fact->low < fact->high)
		return cips_say_phrase(words, fact->negated ? SAY_LIES_NOT : SAY_LIES, subject,
			cips_say_phrase(words, days ? SAY_BETWEEN_DATE : SAY_BETWEEN_NUMBER,
				write(words, fact->low), write(words, fact->high), NULL),
			NULL);
	int row = fact->has_low && fact->has_high ? SAY_EQUAL_NUMBER
		: fact->has_low ? (fact->open ? SAY_GREATER_NUMBER : SAY_GREATER_EQUAL_NUMBER)
				: (fact->open ? SAY_LESS_NUMBER : SAY_LESS_EQUAL_NUMBER);
	if (days)
		row += SAY_EQUAL_DATE - SAY_EQUAL_NUMBER;
	return cips_say_phrase(words, fact->negated ? SAY_IS_NOT : SAY_IS, subject,
		cips_say_phrase(words, (enum say_phrase)row,
			write(words, fact->has_low ? fact->low : fact->high), NULL, NULL),
		NULL);
}

static const char *answered_text(const struct cips_say *say, const struct say_words *words,
	const struct say_fact *fact, bool answered)
{
	return said(say, words, fact, answered ? SAY_ANSWERED : SAY_NOT_ANSWERED,
		answered ? SAY_SELF_ANSWERED : SAY_SELF_NOT_ANSWERED, NULL);
}

/* How many there are: none and at least one have words of their own. */
static const char *amount_text(
	const struct cips_say *say, const struct say_words *words, const struct say_fact *fact)
{
	if (fact->has_high && fact->high == 0)
		return answered_text(say, words, fact, fact->negated);
	if (!fact->has_high && fact->low == 1)
		return answered_text(say, words, fact, !fact->negated);
	if (fact->measure == SAY_OF_COUNT)
		return said(say, words, fact, fact->negated ? SAY_NOT_COUNT : SAY_COUNT,
			fact->negated ? SAY_SELF_NOT_COUNT : SAY_SELF_COUNT,
			quantity(words, fact, SAY_ANSWER_ONE));
	return cips_say_phrase(words, fact->negated ? SAY_HAS_NOT : SAY_HAS,
		subject_text(say, words, &fact->subject), quantity(words, fact, SAY_CHARACTER_ONE),
		NULL);
}

const char *cips_say_fact_text(
	const struct cips_say *say, const struct say_words *words, const struct say_fact *fact)
{
	switch (fact->kind) {
	case SAY_FACT_ANSWERED:
		return answered_text(say, words, fact, !fact->negated);
	case SAY_FACT_CHOICE:
		return choice_text(say, words, fact);
	case SAY_FACT_BOUND:
		return fact->measure == SAY_OF_COUNT || fact->measure == SAY_OF_LENGTH
			? amount_text(say, words, fact)
			: value_text(say, words, fact);
	case SAY_FACT_VERB: /* its opposite stands in the next row */
		return cips_say_phrase(words, (enum say_phrase)(fact->verb + fact->negated),
			subject_text(say, words, &fact->subject), fact->predicate, NULL);
	case SAY_FACT_NONE:
		break;
	}
	return "";
}

/* --- two facts about one answer -------------------------------------------------------------- */

/* The choices that both allow; false when there is none. */
static bool keep_common(struct say_fact *fact, const struct say_fact *more)
{
	size_t kept = 0;
	for (size_t i = 0; i < fact->n; i++)
		for (size_t k = 0; k < more->n; k++)
			if (fact->labels[i] == more->labels[k]) {
				const char *label = fact->labels[kept];
				fact->labels[kept++] = fact->labels[i];
				fact->labels[i] = label;
				break;
			}
	fact->n = kept ? kept : fact->n;
	return kept > 0;
}

static bool merge_choices(const struct say_words *words, bool is_or, struct say_fact *fact,
	const struct say_fact *more)
{
	bool together = !is_or && !fact->negated;
	if (fact->negated != more->negated || fact->only || more->only || (is_or && fact->negated))
		return false;
	if (together && !fact->several)
		return keep_common(fact, more);
	for (size_t i = 0; i < more->n; i++) {
		fact->labels = cips_arena_grow(
			words->arena, fact->labels, fact->n, &fact->room, sizeof *fact->labels);
		fact->labels[fact->n++] = more->labels[i];
	}
	fact->all = together;
	return true;
}

/* A lower and an upper bound of the same. */
static bool merge_bounds(bool is_or, struct say_fact *fact, const struct say_fact *more)
{
	bool one_each = fact->has_low != fact->has_high && more->has_low != more->has_high &&
		fact->has_low != more->has_low;
	if (is_or || !one_each || fact->measure != more->measure || fact->open || more->open ||
		fact->negated || more->negated)
		return false;
	double low = fact->has_low ? fact->low : more->low;
	double high = fact->has_high ? fact->high : more->high;
	if (low >= high)
		return false;
	fact->has_low = fact->has_high = true;
	fact->low = low;
	fact->high = high;
	return true;
}

bool cips_say_merge(const struct say_words *words, bool is_or, struct say_fact *fact,
	const struct say_fact *more)
{
	if (fact->kind != more->kind || fact->subject.item != more->subject.item ||
		fact->subject.self != more->subject.self ||
		fact->subject.other != more->subject.other)
		return false;
	if (fact->kind == SAY_FACT_CHOICE)
		return merge_choices(words, is_or, fact, more);
	return fact->kind == SAY_FACT_BOUND && merge_bounds(is_or, fact, more);
}
