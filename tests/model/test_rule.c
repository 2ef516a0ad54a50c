/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of remembered results change nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trial.h"

/* A form where each kind of rule depends on coded answers, and on others as well. */
static struct form mixed_form(void)
{
	struct form form = form_new();
	int yes_no = form_list(&form, "yes no dont_know"), five = form_list(&form, "a b c d e"),
	    long_list = form_long_list(&form, 190);
	form_attribute(&form, "side", five, "yes yes no no -");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "q1", yes_no)->required_text = "true()";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "q2", five)->choice_filter_text =
		"side = ${q1} or name = 'e'";
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "q3", five)->relevant_text =
		"${q1} != 'no' and ${q2} != 'a'";
	form_item(&form, CIPS_ITEM_INTEGER, "q4", CIPS_NONE)->constraint_text = ". < 50";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "q5", long_list)->relevant_text =
		"selected(${q3}, 'b') or ${q4} > 40";
	form_item(&form, CIPS_ITEM_CALCULATE, "k1", CIPS_NONE)->calculation_text =
		"if(${q1} = 'yes', concat(${q2}, '-', ${q3}), count-selected(${q3}))";
	form_item(&form, CIPS_ITEM_CALCULATE, "k2", CIPS_NONE)->calculation_text =
		"concat(${k1}, ${q4})";
	form_begin(&form, "g1", "${q2} = 'b' or ${q2} = 'c' or ${q2} = ''");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "q6", five)->constraint_text = ". != ${q2}";
	form_begin(&form, "g2", "count-selected(${q3}) < 3 and ${q5} != 'c7'");
	form_item(&form, CIPS_ITEM_RANK, "q7", yes_no)->required_text = "${q6} = 'a'";
	struct cips_item *q8 = form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "q8", five);
	q8->relevant_text = "${q6} != ''";
	q8->constraint_text = "count-selected(.) <= 2 or ${q1} = 'yes'";
	q8->choice_filter_text = "not(selected(${q3}, name))";
	form_end(&form);
	form_end(&form);
	form_item(&form, CIPS_ITEM_TEXT, "q9", CIPS_NONE)->required_text =
		"${q8} = '' and ${q6} = 'd'";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "q10", yes_no)->relevant_text =
		"contains(${k2}, 'b') or ${q7} = 'no yes dont_know'";
	return form;
}

static unsigned draw(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((*state >> 33) % n);
}

/* A third of the items stays blank, as 0 or as 187. */
static void answer_at_random(const struct cips_instrument *instrument, const struct cips_item *item,
	struct cips_response *response, uint64_t *seed)
{
	const struct cips_list *list = cips_model_list(instrument, item);
	unsigned choices = list ? (unsigned)list->n : 0;
	uint8_t *bytes = response->record + item->offset;
	if (item->width == 0)
		return;
	if (draw(seed, 3) == 0) {
		cips_model_set_state(item, response->record, draw(seed, 2) ? 0 : CIPS_BYTE_SKIPPED);
	} else if (item->type == CIPS_ITEM_SELECT_ONE) {
		cips_model_set_code(item, response->record, draw(seed, choices) + 1);
	} else if (item->type == CIPS_ITEM_SELECT_MULTIPLE) {
		for (size_t k = 0; k < item->width; k++)
			bytes[k] = draw(seed, 3) == 0 ? 1 : 2;
	} else if (item->type == CIPS_ITEM_RANK) {
		unsigned first = draw(seed, choices);
		for (unsigned k = 0; k < choices; k++)
			bytes[k] = (uint8_t)((first + k) % choices + 1);
	} else {
		bytes[0] = 1;
		if (item->number != CIPS_NONE)
			response->numbers[item->number] = draw(seed, 60);
		else
			response->texts[item->text] = "words";
	}
}

static void copy_answers(struct cips_response *to, const struct cips_response *from,
	const struct cips_instrument *instrument)
{
	memcpy(to->record, from->record, instrument->record_size);
	memcpy(to->numbers, from->numbers, instrument->n_numbers * sizeof *to->numbers);
	memcpy(to->texts, from->texts, instrument->n_texts * sizeof *to->texts);
}

static void check_same(struct trial *one, struct trial *two)
{
	const struct cips_instrument *instrument = one->form.instrument;
	assert_memory_equal(one->response->record, two->response->record, instrument->record_size);
	assert_int_equal(one->missing, two->missing);
	assert_int_equal(one->n, two->n);
	assert_true(one->n <= 4 || instrument->n_items > 4);
	for (size_t i = 0; i < one->n && i < 4; i++)
		assert_memory_equal(&one->breaches[i], &two->breaches[i], sizeof *one->breaches);
	struct cips_arena arena = {0};
	for (int i = 0; i < (int)instrument->n_items; i++) {
		struct cips_value a = cips_model_interview_value(one->interview, i);
		struct cips_value b = cips_model_interview_value(two->interview, i);
		assert_int_equal(a.kind, b.kind);
		assert_string_equal(cips_value_text(a, &arena), cips_value_text(b, &arena));
	}
	cips_arena_release(&arena);
}

/* One interview that remembers, one made new for each response, and each response twice. */
static void test_remembered_results(void **state)
{
	(void)state;
	enum { RESPONSES = 3000 };
	uint64_t seed = 20240104;
	size_t breaches = 0, missing = 0, kinds[3] = {0};
	struct trial s = begin(mixed_form(), NULL);
	const struct cips_instrument *instrument = s.form.instrument;
	for (int i = 0; i < RESPONSES; i++) {
		cips_model_interview_clear(s.interview);
		for (size_t k = 0; k < instrument->n_items; k++)
			answer_at_random(instrument, &instrument->items[k], s.response, &seed);
		struct trial fresh = s;
		fresh.interview = cips_model_interview_new(instrument, NULL, today);
		fresh.response = cips_model_interview_response(fresh.interview);
		copy_answers(fresh.response, s.response, instrument);
		finish(&s);
		finish(&fresh);
		check_same(&s, &fresh);
		finish(&s);
		check_same(&s, &fresh);
		breaches += s.n;
		missing += s.missing;
		for (size_t k = 0; k < s.n && k < 4; k++)
			kinds[s.breaches[k].kind]++;
		cips_model_interview_free(fresh.interview);
	}
	/* The answers do reach every rule. */
	assert_true(breaches > RESPONSES / 2 && missing > RESPONSES / 4);
	assert_true(kinds[CIPS_BREACH_NOT_SHOWN] > 100 && kinds[CIPS_BREACH_CONSTRAINT] > 100 &&
		kinds[CIPS_BREACH_FILTERED] > 100);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remembered_results),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
