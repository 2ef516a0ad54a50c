/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "sitting.h"

#include "model/packed.h"

#include <math.h>

struct packing {
	struct form form;
	struct cips_arena arena;
	struct cips_record_check check;
	struct cips_response back;
	uint8_t *answers, *texts;
	size_t n_answers, n_texts;
};

static struct packing begin(struct form form)
{
	struct packing p = {.form = form};
	p.n_answers = cips_model_packed_size(form.instrument);
	p.n_texts = cips_model_packed_texts_size(form.instrument);
	p.check = cips_model_record_check(&p.arena, form.instrument);
	p.back = cips_model_response_new(&p.arena, form.instrument);
	p.answers = cips_arena_alloc(&p.arena, p.n_answers, 1);
	p.texts = cips_arena_alloc(&p.arena, p.n_texts, 1);
	return p;
}

static void end(struct packing *p)
{
	cips_arena_release(&p->arena);
	cips_model_instrument_free(p->form.instrument);
}

static void test_sizes(void **state)
{
	(void)state;
	struct packing p = begin(every_type());
	/* age, hours, joined, staff; comment, code */
	assert_int_equal(p.n_answers, p.form.instrument->record_size + 4 * 8);
	assert_int_equal(p.n_texts, 2 * (2 + 2000));
	end(&p);
}

/* The layout, byte by byte: 38.5 is 0x4043400000000000 as a double of IEEE 754. */
static void test_layout(void **state)
{
	(void)state;
	static const uint8_t hours[8] = {0, 0, 0, 0, 0, 0x40, 0x43, 0x40}, none[8] = {0};
	struct packing p = begin(every_type());
	struct cips_session *session =
		cips_model_session_new(p.form.instrument, NULL, today, &counted);
	cips_model_pack(p.form.instrument, cips_model_session_response(session), p.answers);
	assert_true(cips_model_pack_texts(
		p.form.instrument, cips_model_session_response(session), p.texts));
	const uint8_t *numbers = p.answers + p.form.instrument->record_size;
	assert_memory_equal(numbers, none, 8);
	assert_memory_equal(numbers + 8, hours, 8);
	assert_memory_equal(numbers + 16, none, 8);
	assert_memory_equal(p.texts, none, 2);
	assert_memory_equal(p.texts + 2002, "\3\0A-7\0", 6);
	cips_model_session_free(session);
	end(&p);
}

static void check_back(struct packing *p, const struct cips_response *response)
{
	const struct cips_instrument *instrument = p->form.instrument;
	assert_true(cips_model_unpack(&p->check, p->answers, &p->back));
	assert_true(cips_model_unpack_texts(instrument, p->texts, &p->arena, &p->back));
	assert_memory_equal(p->back.record, response->record, instrument->record_size);
	for (size_t i = 0; i < instrument->n_numbers; i++) {
		assert_int_equal(isnan(p->back.numbers[i]), isnan(response->numbers[i]));
		if (!isnan(response->numbers[i]))
			assert_memory_equal(
				&p->back.numbers[i], &response->numbers[i], sizeof(double));
	}
	for (size_t i = 0; i < instrument->n_texts; i++) {
		assert_int_equal(!p->back.texts[i], !response->texts[i]);
		if (response->texts[i])
			assert_string_equal(p->back.texts[i], response->texts[i]);
	}
}

static void test_round_trip(void **state)
{
	(void)state;
	uint64_t seed = 11;
	struct packing p = begin(every_type());
	struct cips_session *session =
		cips_model_session_new(p.form.instrument, NULL, today, &counted);
	for (int round = 0; round < 5000; round++) {
		change_something(session, &seed);
		const struct cips_response *response = cips_model_session_response(session);
		cips_model_pack(p.form.instrument, response, p.answers);
		cips_model_pack_texts(p.form.instrument, response, p.texts);
		check_back(&p, response);
	}
	cips_model_session_free(session);
	end(&p);
}

static void test_no_texts(void **state)
{
	(void)state;
	struct form form = form_new();
	form_item(&form, CIPS_ITEM_SELECT_ONE, "q", form_list(&form, "a b"));
	form_seal(&form);
	struct packing p = begin(form);
	assert_int_equal(p.n_texts, 0);
	assert_false(cips_model_pack_texts(form.instrument, &p.back, p.texts));
	assert_true(cips_model_unpack_texts(form.instrument, p.texts, &p.arena, &p.back));
	end(&p);
}

static void test_bad_answers(void **state)
{
	(void)state;
	static const struct {
		size_t item;
		uint8_t byte;
		double number;
		bool good;
	} cases[] = {
		{GRADE, 2, 0, true},
		{GRADE, 3, 0, false},
		{GRADE, 191, 0, false},
		{GRADE, 190, 0, true},
		{AGE, 1, 30, true},
		{AGE, 1, 0, true},
		{AGE, 1, 30.5, false},
		{AGE, 1, 1e17, false},
		{AGE, 2, 0, false},
		{AGE, 0, 30, false},
		{AGE, 188, 30, false},
		{AGE, 188, 0, true},
		{HOURS, 1, 7.5, true},
		{HOURS, 1, -0.0, false},
		{HOURS, 1, INFINITY, false},
		{HOURS, 1, NAN, false},
		{JOINED, 1, 20000, true},
		{JOINED, 1, 20000.5, false},
		{JOINED, 1, 1e9, false},
		{JOINED, 1, -800000, false},
	};
	struct packing p = begin(every_type());
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct cips_item *item = &p.form.instrument->items[cases[i].item];
		memset(p.answers, 0, p.n_answers);
		p.answers[item->offset] = cases[i].byte;
		if (item->number >= 0)
			memcpy(p.answers + p.form.instrument->record_size +
					8 * (size_t)item->number,
				&cases[i].number, 8);
		assert_int_equal(cips_model_unpack(&p.check, p.answers, &p.back), cases[i].good);
		assert_int_equal(p.back.record[item->offset], cases[i].good ? cases[i].byte : 0);
	}
	end(&p);
}

static void test_bad_texts(void **state)
{
	(void)state;
	static const struct {
		const char *bytes; /* the first of the second text */
		size_t n;
		bool good;
	} cases[] = {
		{"\2\0ab", 4, true},
		{"\0\0", 2, true},
		{"\1\0ab", 4, false},
		{"\0\0a", 3, false},
		{"\3\0ab", 4, false}, /* a zero in it */
		{"\1\0\xff", 3, false},
		{"\1\0\xc3", 3, false},
		{"\2\0\x1b[", 4, false},
		{"\xd1\x07", 2, false}, /* 2,001 bytes */
		{"\xff\xff", 2, false},
	};
	struct packing p = begin(every_type());
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		memset(p.texts, 0, p.n_texts);
		memcpy(p.texts, "\2\0ok", 4);
		memcpy(p.texts + 2002, cases[i].bytes, cases[i].n);
		bool good = cips_model_unpack_texts(p.form.instrument, p.texts, &p.arena, &p.back);
		assert_int_equal(good, cases[i].good);
		if (good)
			assert_string_equal(p.back.texts[0], "ok");
		else
			assert_null(p.back.texts[0]);
	}
	memset(p.texts + 2, 'a', 501); /* over 500 characters */
	p.texts[0] = 501 & 0xff;
	p.texts[1] = 501 >> 8;
	assert_false(cips_model_unpack_texts(p.form.instrument, p.texts, &p.arena, &p.back));
	end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_no_texts),
		cmocka_unit_test(test_bad_answers),
		cmocka_unit_test(test_bad_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
