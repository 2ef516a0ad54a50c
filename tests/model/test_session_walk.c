/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any sitting: undo and redo against a list of saved sessions, saved bytes back
 * again, and nothing of the answers in memory after clear.
 */
#include "check.h"

#include "sitting.h"

enum { STEPS = 100000, KEPT = 51 };

static uint8_t *saved(struct cips_session *session, size_t size)
{
	uint8_t *bytes = malloc(size);
	cips_model_session_save(session, bytes);
	return bytes;
}

/* The model: the session as it was before each change that can be taken back, and after. */
struct history {
	uint8_t *states[KEPT];
	size_t n, now;
};

static void drop(struct history *history, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++)
		free(history->states[i]);
	memmove(history->states + from, history->states + from + n,
		(history->n - from - n) * sizeof *history->states);
	history->n -= n;
}

/* A session with the same answers, typed afresh, so that it follows nothing but them. */
static void check_same_response(
	struct form *form, struct cips_session *session, struct cips_session *other, size_t size)
{
	uint8_t *bytes = saved(session, size);
	assert_true(cips_model_session_load(other, bytes));
	uint8_t *again = saved(other, size);
	assert_memory_equal(bytes, again, size);
	const struct cips_response *a = cips_model_session_response(session);
	const struct cips_response *b = cips_model_session_response(other);
	assert_memory_equal(a->record, b->record, form->instrument->record_size);
	for (size_t i = 0; i < ITEMS; i++)
		assert_int_equal(
			cips_model_session_shown(session, i), cips_model_session_shown(other, i));
	free(bytes);
	free(again);
}

static void note(struct history *history, struct cips_session *session, size_t size)
{
	uint8_t *bytes = saved(session, size);
	if (memcmp(bytes, history->states[history->now], size) == 0) {
		free(bytes);
		return;
	}
	drop(history, history->now + 1, history->n - history->now - 1);
	if (history->n == KEPT)
		drop(history, 0, 1);
	history->states[history->n++] = bytes;
	history->now = history->n - 1;
}

/* Something else follows each change, so that no two of typing become one. */
static void test_undo_is_a_list_of_states(void **state)
{
	(void)state;
	uint64_t seed = 4;
	struct form form = every_type();
	size_t size = cips_model_session_size(form.instrument);
	struct cips_session *session =
		cips_model_session_new(form.instrument, NULL, today, &counted);
	struct cips_session *other = cips_model_session_new(form.instrument, NULL, today, &counted);
	struct history history = {.states = {saved(session, size)}, .n = 1};
	for (int step = 0; step < STEPS; step++) {
		unsigned what = draw(&seed, 10);
		if (what < 2) {
			bool can = history.now > 0;
			assert_int_equal(cips_model_session_can_undo(session), can);
			assert_int_equal(cips_model_session_undo(session) >= 0, can);
			history.now -= can;
		} else if (what < 3) {
			bool can = history.now + 1 < history.n;
			assert_int_equal(cips_model_session_can_redo(session), can);
			assert_int_equal(cips_model_session_redo(session) >= 0, can);
			history.now += can;
		} else {
			uint64_t before = seed;
			change_something(session, &seed);
			note(&history, session, size);
			if (before % 3 == 0 && cips_model_session_undo(session) >= 0) {
				assert_int_equal(history.now > 0, true);
				history.now--;
			} else {
				cips_model_session_choose(session, AGREE1,
					cips_model_session_chosen(session, AGREE1, 0));
				note(&history, session, size);
			}
		}
		uint8_t *bytes = saved(session, size);
		assert_memory_equal(bytes, history.states[history.now], size);
		free(bytes);
		if (step % 16 == 0)
			check_same_response(&form, session, other, size);
	}
	drop(&history, 0, history.n);
	cips_model_session_free(session);
	cips_model_session_free(other);
	cips_model_instrument_free(form.instrument);
	assert_int_equal(n_blocks, 0);
}

/* Bytes that are changed somewhere are refused, or are a session that saves to the same bytes. */
static void test_hostile_bytes(void **state)
{
	(void)state;
	uint64_t seed = 7;
	struct form form = every_type();
	size_t size = cips_model_session_size(form.instrument), refused = 0;
	struct cips_session *session =
		cips_model_session_new(form.instrument, NULL, today, &counted);
	uint8_t *empty = saved(session, size), *again = malloc(size);
	for (int round = 0; round < 20000; round++) {
		cips_model_session_clear(session);
		for (int i = 0; i < 20; i++)
			change_something(session, &seed);
		uint8_t *bytes = saved(session, size);
		size_t record = form.instrument->record_size;
		size_t at = draw(&seed, draw(&seed, 2) ? record + 1 : size);
		bytes[at] ^= (uint8_t)(1 + draw(&seed, 255));
		if (cips_model_session_load(session, bytes)) {
			cips_model_session_save(session, again);
			assert_memory_equal(again, bytes, size);
			for (size_t i = 0; i < ITEMS; i++) {
				struct cips_fault fault;
				cips_model_session_fault(session, i, 0, &fault);
			}
		} else {
			refused++;
			cips_model_session_save(session, again);
			assert_memory_equal(again, empty, size);
		}
		free(bytes);
	}
	assert_true(refused > 10000);
	free(empty);
	free(again);
	cips_model_session_free(session);
	cips_model_instrument_free(form.instrument);
	assert_int_equal(n_blocks, 0);
}

/* --- what is left in memory ----------------------------------------------------------------- */

enum { CODED = 40 };

/* Forty coded answers with a rule on each, and a text that is looked at by a rule. */
static struct form marked(void)
{
	struct form form = form_new();
	int list = form_list(&form, "a b c d e f g");
	for (int i = 0; i < CODED; i++) {
		struct cips_arena *arena = &form.instrument->arena;
		struct cips_item *item = form_item(
			&form, CIPS_ITEM_SELECT_ONE, cips_arena_printf(arena, "q%d", i), list);
		if (i)
			item->constraint_text =
				cips_arena_printf(arena, ". != ${q%d} or . = 'a'", i - 1);
	}
	form_item(&form, CIPS_ITEM_TEXT, "text", CIPS_NONE)->constraint_text =
		"contains(concat(., ' '), 'ARKER')";
	form_item(&form, CIPS_ITEM_CALCULATE, "copy", CIPS_NONE)->calculation_text =
		"concat('<', ${text}, '>')";
	form_item(&form, CIPS_ITEM_DECIMAL, "number", CIPS_NONE);
	form_seal(&form);
	return form;
}

static void test_clear_leaves_nothing(void **state)
{
	(void)state;
	static const double number = 8675309.25;
	struct form form = marked();
	struct cips_session *session =
		cips_model_session_new(form.instrument, NULL, today, &counted);
	size_t size = cips_model_session_size(form.instrument), fresh = n_blocks;
	uint8_t pattern[CODED];
	for (size_t i = 0; i < CODED; i++) {
		cips_model_session_choose(session, i, 1 + i * 5 % 6);
		pattern[i] = (uint8_t)(2 + i * 5 % 6);
	}
	assert_true(cips_model_session_type(session, CODED, " MARKER-ONE ", 12));
	assert_true(cips_model_session_type(session, CODED + 2, "8675309,25", 10));
	for (size_t i = 0; i < CODED + 3; i++) {
		struct cips_fault fault;
		cips_model_session_fault(session, i, 0, &fault);
	}
	assert_true(in_memory(pattern, CODED));
	assert_true(in_memory("MARKER-ONE", 10));
	assert_true(in_memory(&number, sizeof number));
	cips_model_session_set_state(session, CODED, CIPS_STATE_SKIPPED);
	assert_true(in_memory("MARKER-ONE", 10)); /* for undo */
	cips_model_session_clear(session);
	assert_int_equal(n_blocks, fresh);
	assert_false(in_memory(pattern, 8));
	assert_false(in_memory("ARKER-ON", 8));
	assert_false(in_memory("675309", 6));
	assert_false(in_memory(&number, sizeof number));
	/* A draft that is refused leaves nothing either. */
	uint8_t *bytes = calloc(1, size);
	bytes[0] = 1;
	memcpy(bytes + size - 2 * (CIPS_TYPED_BYTES + 1), "MARKER-TWO\x1b", 11);
	assert_false(cips_model_session_load(session, bytes));
	assert_false(in_memory("MARKER-TWO", 10));
	free(bytes);
	cips_model_session_free(session);
	cips_model_instrument_free(form.instrument);
	assert_int_equal(n_blocks, 0);
	assert_true(n_taken > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undo_is_a_list_of_states),
		cmocka_unit_test(test_hostile_bytes),
		cmocka_unit_test(test_clear_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
