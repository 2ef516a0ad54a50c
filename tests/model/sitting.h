/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form with every type of question, and a source of memory that knows what is out. Included after
 * cmocka.h.
 */
#ifndef TESTS_MODEL_SITTING_H
#define TESTS_MODEL_SITTING_H

#include "build.h"
#include "model/session.h"

static const long today = 20000; /* 2024-10-04 */

/* --- memory that counts --------------------------------------------------------------------- */

enum { BLOCKS = 4096 };

static struct {
	unsigned char *bytes;
	size_t size;
} blocks[BLOCKS];
static size_t n_blocks, n_taken;

/* Filled with what no zero is, so that nobody relies on it. */
static void *take(size_t size)
{
	assert_true(n_blocks < BLOCKS);
	unsigned char *bytes = malloc(size);
	memset(bytes, 0xa5, size);
	blocks[n_blocks].bytes = bytes;
	blocks[n_blocks++].size = size;
	n_taken++;
	return bytes;
}

static void give(void *bytes)
{
	for (size_t i = 0; i < n_blocks; i++) {
		if (blocks[i].bytes != bytes)
			continue;
		memset(bytes, 0, blocks[i].size);
		free(bytes);
		blocks[i] = blocks[--n_blocks];
		return;
	}
	fail_msg("given back what was never taken");
}

static const struct cips_memory counted = {take, give};

/* Whether any block that is out holds these bytes. */
static inline bool in_memory(const void *bytes, size_t n)
{
	for (size_t i = 0; i < n_blocks; i++)
		if (memmem(blocks[i].bytes, blocks[i].size, bytes, n))
			return true;
	return false;
}

/* --- a form --------------------------------------------------------------------------------- */

enum {
	NOTE,
	GRADE,
	POST,
	AGE,
	HOURS,
	JOINED,
	SEEN,
	WHY,
	ORDER,
	CONSENT,
	AGREE1,
	DOUBLED,
	AGREE2,
	AGREE3,
	STAFF,
	COMMENT,
	CODE,
	ITEMS
};

static inline struct cips_text said(struct form *form, const char *text)
{
	struct cips_text said = {cips_arena_alloc(&form->instrument->arena, 1, sizeof(char *))};
	said.by_language[0] = text;
	return said;
}

static inline void add_typed(struct form *form)
{
	struct cips_item *age = form_item(form, CIPS_ITEM_INTEGER, "age", CIPS_NONE);
	age->constraint_text = ". >= 18 and . <= 70";
	age->constraint_message = said(form, "18 to 70");
	form_item(form, CIPS_ITEM_DECIMAL, "hours", CIPS_NONE)->default_value = "38.5";
	form_item(form, CIPS_ITEM_DATE, "joined", CIPS_NONE)->constraint_text = ". <= today()";
}

static inline struct form every_type(void)
{
	struct form form = form_new();
	int grade = form_list(&form, "officer manager");
	int posts = form_list(&form, "gate desk head dont_know");
	int yes_no = form_list(&form, "yes no dont_know refused");
	int reasons = form_list(&form, "fear useless unknown dont_know");
	int places = form_list(&form, "pay respect safety");
	int agree = form_list(&form, "1 2 3 4 dont_know");
	int ok = form_list(&form, "OK");
	form_attribute(&form, "grade", posts, "officer officer manager -");
	form_item(&form, CIPS_ITEM_NOTE, "welcome", CIPS_NONE);
	struct cips_item *asked = form_item(&form, CIPS_ITEM_SELECT_ONE, "grade", grade);
	asked->required_text = "true()";
	asked->required_message = said(&form, "which grade?");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "post", posts)->choice_filter_text =
		"grade = ${grade}";
	add_typed(&form);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "seen", yes_no);
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "why", reasons)->relevant_text =
		"${seen} = 'yes'";
	form_item(&form, CIPS_ITEM_RANK, "order", places);
	form_item(&form, CIPS_ITEM_ACKNOWLEDGE, "consent", ok);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "agree1", agree);
	form_item(&form, CIPS_ITEM_CALCULATE, "doubled", CIPS_NONE)->calculation_text =
		"${age} * 2";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "agree2", agree);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "agree3", agree)->relevant_text = "${doubled} > 60";
	form_begin(&form, "managers", "${grade} = 'manager'");
	form_item(&form, CIPS_ITEM_INTEGER, "staff", CIPS_NONE)->required_text = "true()";
	form_end(&form);
	form_item(&form, CIPS_ITEM_TEXT, "comment", CIPS_NONE);
	struct cips_item *code = form_item(&form, CIPS_ITEM_TEXT, "code", CIPS_NONE);
	code->default_value = "A-7";
	code->read_only = true;
	form_seal(&form);
	assert_int_equal(form.instrument->n_items, ITEMS);
	return form;
}

static inline unsigned draw(uint64_t *seed, size_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((*seed >> 33) % n);
}

/* One change to any question, some of which change nothing. */
static inline void change_something(struct cips_session *session, uint64_t *seed)
{
	static const char *const typed[] = {"", " ", "5", "30", "44", "3,5", "3.5", "x", "1e3",
		"2024-02-29", "2023-02-29", "2020-01-01", "caf\xc3\xa9", " two\nlines ",
		"12345678901234567890", "-1"};
	static const enum cips_state states[] = {
		CIPS_STATE_DONT_KNOW, CIPS_STATE_REFUSED, CIPS_STATE_SKIPPED};
	size_t item = draw(seed, cips_model_session_items(session));
	struct cips_question question;
	cips_model_session_question(session, item, 0, &question);
	if (question.kind <= CIPS_QUESTION_NOTE)
		return;
	size_t choice = question.n_choices ? draw(seed, question.n_choices) : 0;
	const char *text = typed[draw(seed, sizeof typed / sizeof *typed)];
	if (draw(seed, 6) == 0)
		cips_model_session_set_state(session, item, states[draw(seed, 3)]);
	else if (question.kind == CIPS_QUESTION_ONE)
		cips_model_session_choose(session, item, choice);
	else if (question.kind == CIPS_QUESTION_MANY)
		cips_model_session_tick(session, item, choice, draw(seed, 3) > 0);
	else if (question.kind == CIPS_QUESTION_RANK)
		cips_model_session_rank(session, item, choice);
	else
		cips_model_session_type(session, item, text, strlen(text));
}

#endif
