/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "build.h"
#include "model/language.h"

#include <math.h>

static void test_layout(void **state)
{
	(void)state;
	struct form form = form_new();
	int few = form_list(&form, "a b c");
	int full = form_long_list(&form, 186), many = form_long_list(&form, 187);
	int tree = form_list(&form, "");
	form.instrument->lists[tree].from_units = true;
	static const struct {
		enum cips_item_type type;
		const char *name;
		int list; /* 0 few, 1 full, 2 many, 3 tree */
		enum cips_use use;
		size_t offset, width;
		int number, text;
	} cases[] = {
		{CIPS_ITEM_NOTE, "welcome", -1, CIPS_USE_NONE, 0, 0, -1, -1},
		{CIPS_ITEM_SELECT_ONE, "unit", 0, CIPS_USE_UNIT, 0, 2, -1, -1},
		{CIPS_ITEM_SELECT_ONE, "one", 0, CIPS_USE_NONE, 2, 1, -1, -1},
		{CIPS_ITEM_SELECT_ONE, "full", 1, CIPS_USE_BREAKDOWN, 3, 1, -1, -1},
		{CIPS_ITEM_SELECT_ONE, "many", 2, CIPS_USE_NONE, 4, 2, -1, -1},
		{CIPS_ITEM_SELECT_MULTIPLE, "ticks", 0, CIPS_USE_NONE, 6, 3, -1, -1},
		{CIPS_ITEM_RANK, "places", 0, CIPS_USE_NONE, 9, 3, -1, -1},
		{CIPS_ITEM_INTEGER, "years", -1, CIPS_USE_NONE, 12, 1, 0, -1},
		{CIPS_ITEM_CALCULATE, "total", -1, CIPS_USE_NONE, 13, 0, -1, -1},
		{CIPS_ITEM_TEXT, "remark", -1, CIPS_USE_NONE, 13, 1, -1, 0},
		{CIPS_ITEM_DECIMAL, "w", -1, CIPS_USE_WEIGHT, 14, 1, 1, -1},
		{CIPS_ITEM_DATE, "day", -1, CIPS_USE_NONE, 15, 1, 2, -1},
		{CIPS_ITEM_TEXT, "more", -1, CIPS_USE_NONE, 16, 1, -1, 1},
		{CIPS_ITEM_RANGE, "scale", 0, CIPS_USE_NONE, 17, 1, -1, -1},
		{CIPS_ITEM_RANGE, "fine", 2, CIPS_USE_NONE, 18, 2, -1, -1},
		{CIPS_ITEM_ACKNOWLEDGE, "agree", 0, CIPS_USE_NONE, 20, 1, -1, -1},
		{CIPS_ITEM_HIDDEN, "country", -1, CIPS_USE_NONE, 21, 0, -1, -1},
		{CIPS_ITEM_INTEGER, "secs", -1, CIPS_USE_SECONDS, 21, 1, 3, -1},
		{CIPS_ITEM_SELECT_ONE, "wish", 3, CIPS_USE_NONE, 22, 2, -1, -1},
	};
	enum { N = sizeof cases / sizeof *cases };
	const int lists[] = {few, full, many, tree};
	for (size_t i = 0; i < N; i++)
		form_item(&form, cases[i].type, cases[i].name,
			cases[i].list < 0 ? CIPS_NONE : lists[cases[i].list])
			->use = cases[i].use;
	form_seal(&form);
	for (size_t i = 0; i < N; i++) {
		const struct cips_item *item = cips_model_item(form.instrument, cases[i].name);
		assert_ptr_equal(item, &form.instrument->items[i]);
		assert_int_equal(item->offset, cases[i].offset);
		assert_int_equal(item->width, cases[i].width);
		assert_int_equal(item->number, cases[i].number);
		assert_int_equal(item->text, cases[i].text);
		bool stored = cases[i].type != CIPS_ITEM_NOTE &&
			cases[i].type != CIPS_ITEM_CALCULATE && cases[i].type != CIPS_ITEM_HIDDEN;
		assert_int_equal(cips_model_stored(item->type), stored);
	}
	assert_int_equal(form.instrument->record_size, 24);
	assert_int_equal(form.instrument->n_numbers, 4);
	assert_int_equal(form.instrument->n_texts, 2);
	assert_int_equal(form.instrument->unit_item, 1);
	assert_int_equal(form.instrument->weight_item, 10);
	assert_int_equal(form.instrument->seconds_item, 17);
	assert_null(cips_model_item(form.instrument, "nothing"));
	assert_true(
		cips_model_unit_coded(form.instrument, cips_model_item(form.instrument, "wish")));
	assert_false(
		cips_model_unit_coded(form.instrument, cips_model_item(form.instrument, "many")));
	cips_model_instrument_free(form.instrument);
}

static void test_nothing_stored(void **state)
{
	(void)state;
	struct form form = form_new();
	struct cips_item *item = form_item(&form, CIPS_ITEM_NOTE, "n", CIPS_NONE);
	form_seal(&form);
	assert_int_equal(form.instrument->record_size, 1);
	assert_int_equal(form.instrument->unit_item, CIPS_NONE);
	const uint8_t record[1] = {1};
	assert_int_equal(cips_model_state(form.instrument, item, record), CIPS_STATE_NOT_SHOWN);
	cips_model_instrument_free(form.instrument);
	cips_model_instrument_free(NULL);
}

/* Every code there is comes back, and no byte is over 186. */
static void test_codes(void **state)
{
	(void)state;
	struct form form = form_new();
	struct cips_item *one =
		form_item(&form, CIPS_ITEM_SELECT_ONE, "one", form_long_list(&form, 186));
	struct cips_item *two =
		form_item(&form, CIPS_ITEM_SELECT_ONE, "two", form_list(&form, "x"));
	two->use = CIPS_USE_UNIT;
	form_seal(&form);
	uint8_t record[3] = {0};
	for (unsigned code = 1; code <= CIPS_BYTE_LARGEST; code++) {
		cips_model_set_code(one, record, code);
		assert_int_equal(cips_model_code(one, record), code);
		assert_int_equal(record[0], code);
	}
	for (unsigned code = 1; code <= CIPS_CODE_LARGEST; code++) {
		cips_model_set_code(two, record, code);
		assert_true(
			record[1] >= 1 && record[1] <= 186 && record[2] >= 1 && record[2] <= 186);
		assert_int_equal(cips_model_code(two, record), code);
	}
	assert_int_equal(record[0], 186);
	cips_model_set_code(two, record, 187);
	assert_int_equal(record[1], 2);
	assert_int_equal(record[2], 1);
	assert_int_equal(cips_model_unit_choice(two, record), 0);
	assert_int_equal(cips_model_state(form.instrument, two, record), CIPS_STATE_VALID);
	cips_model_instrument_free(form.instrument);
}

static void test_state_bytes(void **state)
{
	(void)state;
	static const struct {
		uint8_t byte;
		enum cips_state state;
		const char *name;
	} cases[] = {
		{0, CIPS_STATE_NOT_SHOWN, "not_shown"},
		{187, CIPS_STATE_SKIPPED, "skipped"},
		{188, CIPS_STATE_DONT_KNOW, "dont_know"},
		{189, CIPS_STATE_REFUSED, "refused"},
		{190, CIPS_STATE_NOT_APPLICABLE, "not_applicable"},
	};
	static const enum cips_item_type types[] = {CIPS_ITEM_SELECT_ONE, CIPS_ITEM_SELECT_ONE,
		CIPS_ITEM_SELECT_MULTIPLE, CIPS_ITEM_RANK, CIPS_ITEM_DECIMAL, CIPS_ITEM_TEXT,
		CIPS_ITEM_DATE, CIPS_ITEM_RANGE};
	struct form form = form_new();
	int list = form_list(&form, "a b c");
	for (size_t t = 0; t < 8; t++)
		form_item(&form, types[t], "q", list);
	form.instrument->items[1].use = CIPS_USE_UNIT;
	form_seal(&form);
	uint8_t record[32];
	for (size_t t = 0; t < 8; t++) {
		const struct cips_item *item = &form.instrument->items[t];
		for (size_t i = 0; i < 5; i++) {
			memset(record, 77, sizeof record);
			cips_model_set_state(item, record, cases[i].byte);
			for (size_t k = 0; k < sizeof record; k++) {
				bool own = k >= item->offset && k < item->offset + item->width;
				assert_int_equal(record[k], own ? cases[i].byte : 77);
			}
			assert_int_equal(
				cips_model_state(form.instrument, item, record), cases[i].state);
			assert_string_equal(cips_model_state_name(cases[i].state), cases[i].name);
			assert_int_equal(cips_model_unit_choice(item, record), 0);
			if (item->width <= 2)
				assert_int_equal(cips_model_code(item, record), 0);
		}
	}
	assert_string_equal(cips_model_state_name(CIPS_STATE_VALID), "valid");
	cips_model_instrument_free(form.instrument);
}

static void test_missing_choices(void **state)
{
	(void)state;
	static const enum cips_state states[] = {CIPS_STATE_VALID, CIPS_STATE_DONT_KNOW,
		CIPS_STATE_REFUSED, CIPS_STATE_NOT_APPLICABLE, CIPS_STATE_VALID};
	static const uint8_t unit_bytes[] = {190, 188, 189, 190, 190};
	struct form form = form_new();
	int list = form_list(&form, "a dont_know refused not_applicable b");
	struct cips_item *one = form_item(&form, CIPS_ITEM_SELECT_ONE, "one", list);
	struct cips_item *unit = form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", list);
	unit->use = CIPS_USE_UNIT;
	form_seal(&form);
	uint8_t record[3] = {0};
	for (unsigned position = 1; position <= 5; position++) {
		cips_model_set_code(one, record, position);
		assert_int_equal(
			cips_model_state(form.instrument, one, record), states[position - 1]);
		cips_model_set_unit_choice(form.instrument, unit, record, position);
		assert_int_equal(record[1], unit_bytes[position - 1]);
		assert_int_equal(record[2], position);
		assert_int_equal(cips_model_unit_choice(unit, record), position);
		assert_int_equal(cips_model_code(unit, record), 0);
		enum cips_state expected = states[position - 1] == CIPS_STATE_VALID
			? CIPS_STATE_NOT_APPLICABLE
			: states[position - 1];
		assert_int_equal(cips_model_state(form.instrument, unit, record), expected);
	}
	/* The id of a unit is never taken for the position of a choice. */
	cips_model_set_code(unit, record, 2);
	assert_int_equal(cips_model_state(form.instrument, unit, record), CIPS_STATE_VALID);
	cips_model_instrument_free(form.instrument);
}

/* Positions that a byte cannot hold: the state stays right. */
static void test_far_unit_choice(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_long_list(&form, 250);
	form.instrument->lists[list].choices[249].missing = CIPS_MISSING_REFUSED;
	struct cips_item *unit = form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", list);
	unit->use = CIPS_USE_UNIT;
	form_seal(&form);
	uint8_t record[2] = {0};
	cips_model_set_unit_choice(form.instrument, unit, record, 250);
	assert_int_equal(cips_model_state(form.instrument, unit, record), CIPS_STATE_REFUSED);
	assert_true(record[0] <= 190 && record[1] <= 190);
	cips_model_instrument_free(form.instrument);
}

/* Codes that an item does not have, as in a file that somebody changed. */
static void test_good(void **state)
{
	(void)state;
	static const struct {
		uint8_t record[8]; /* few, long, long, ticks, ticks, number, unit, unit */
		bool good;
	} cases[] = {
		{{0, 0, 0, 0, 0, 0, 0, 0}, true},
		{{2, 2, 64, 1, 2, 1, 186, 186}, true},
		{{187, 188, 188, 189, 189, 190, 190, 186}, true},
		{{3, 0, 0, 0, 0, 0, 0, 0}, false},
		{{186, 0, 0, 0, 0, 0, 0, 0}, false},
		{{191, 0, 0, 0, 0, 0, 0, 0}, false},
		{{255, 0, 0, 0, 0, 0, 0, 0}, false},
		{{0, 2, 65, 0, 0, 0, 0, 0}, false},
		{{0, 186, 186, 0, 0, 0, 0, 0}, false},
		{{0, 0, 0, 3, 1, 0, 0, 0}, false},
		{{0, 0, 0, 0, 0, 2, 0, 0}, false},
	};
	struct form form = form_new();
	form_item(&form, CIPS_ITEM_SELECT_ONE, "few", form_list(&form, "a b"));
	form_item(&form, CIPS_ITEM_SELECT_ONE, "long", form_long_list(&form, 250));
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "ticks", form_list(&form, "a b"));
	form_item(&form, CIPS_ITEM_INTEGER, "number", CIPS_NONE);
	struct cips_item *unit =
		form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", form_list(&form, "u"));
	unit->use = CIPS_USE_UNIT;
	form_seal(&form);
	assert_int_equal(form.instrument->record_size, 8);
	struct cips_arena arena = {0};
	struct cips_record_check check = cips_model_record_check(&arena, form.instrument);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (cips_model_record_good(&check, cases[i].record) != cases[i].good)
			fail_msg("case %zu", i);
	cips_arena_release(&arena);
	cips_model_instrument_free(form.instrument);
}

static void test_several_choices(void **state)
{
	(void)state;
	static const struct {
		uint8_t ticks[4], places[4];
		enum cips_state ticked, ranked;
	} cases[] = {
		{{1, 2, 2, 2}, {1, 2, 3, 4}, CIPS_STATE_VALID, CIPS_STATE_VALID},
		{{2, 2, 1, 2}, {3, 187, 187, 187}, CIPS_STATE_DONT_KNOW, CIPS_STATE_DONT_KNOW},
		{{2, 2, 2, 1}, {4, 0, 0, 0}, CIPS_STATE_REFUSED, CIPS_STATE_REFUSED},
		{{2, 2, 1, 1}, {4, 3, 0, 0}, CIPS_STATE_DONT_KNOW, CIPS_STATE_REFUSED},
		{{2, 1, 2, 1}, {4, 2, 0, 0}, CIPS_STATE_VALID, CIPS_STATE_VALID},
		{{2, 2, 2, 2}, {187, 187, 187, 187}, CIPS_STATE_SKIPPED, CIPS_STATE_SKIPPED},
	};
	struct form form = form_new();
	int list = form_list(&form, "a b dont_know refused");
	struct cips_item *ticks = form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "t", list);
	struct cips_item *places = form_item(&form, CIPS_ITEM_RANK, "p", list);
	form_seal(&form);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t record[8];
		memcpy(record, cases[i].ticks, 4);
		memcpy(record + 4, cases[i].places, 4);
		assert_int_equal(cips_model_state(form.instrument, ticks, record), cases[i].ticked);
		assert_int_equal(
			cips_model_state(form.instrument, places, record), cases[i].ranked);
	}
	cips_model_instrument_free(form.instrument);
}

static void test_response(void **state)
{
	(void)state;
	struct form form = form_new();
	form_item(&form, CIPS_ITEM_TEXT, "t", CIPS_NONE);
	form_item(&form, CIPS_ITEM_INTEGER, "n", CIPS_NONE);
	form_seal(&form);
	struct cips_arena arena = {0};
	struct cips_response response = cips_model_response_new(&arena, form.instrument);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(response.record[0], 0);
		assert_int_equal(response.record[1], 0);
		assert_null(response.texts[0]);
		assert_true(isnan(response.numbers[0]));
		response.record[0] = response.record[1] = 1;
		response.texts[0] = "words";
		response.numbers[0] = 3;
		cips_model_response_clear(&response, form.instrument);
	}
	cips_arena_release(&arena);
	cips_model_instrument_free(form.instrument);
}

static void test_choice_names(void **state)
{
	(void)state;
	struct form form = form_new();
	const struct cips_list *list = &form.instrument->lists[form_list(&form, "yes no not_sure")];
	assert_int_equal(cips_model_choice(list, "no", 2), 2);
	assert_int_equal(cips_model_choice(list, "not_sure,", 8), 3);
	assert_int_equal(cips_model_choice(list, "not_sure", 3), 0);
	assert_int_equal(cips_model_choice(list, "YES", 3), 0);
	assert_int_equal(cips_model_choice(list, "yes\0more", 8), 0);
	assert_int_equal(cips_model_choice(list, "", 0), 0);
	cips_model_instrument_free(form.instrument);
}

static void test_languages(void **state)
{
	(void)state;
	static const struct {
		const char *wanted;
		int language;
	} cases[] = {{"en", 0}, {"English", 0}, {"english (EN)", 0}, {"fr", 1},
		{"FRANÇAIS (fr)", 1}, {"es", 2}, {"Español (es)", 2}, {"English (fr)", 1},
		{"e", CIPS_NONE}, {"(en)", 0}, {"Deutsch", CIPS_NONE}, {"", CIPS_NONE},
		{"()", CIPS_NONE}};
	static const char *languages[] = {"English (en)", "Français (fr)", "es"};
	static const char *all[] = {"yes", "oui", "si"}, *some[] = {NULL, "oui", NULL},
			  *last[] = {NULL, NULL, "si"};
	struct form form = form_new();
	form.instrument->languages = languages;
	form.instrument->n_languages = 3;
	form.instrument->default_language = 1;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (cips_model_language(form.instrument, cases[i].wanted) != cases[i].language)
			fail_msg("\"%s\"", cases[i].wanted);
	/* Two of one code: the whole text tells them apart. */
	static const char *twins[] = {"Português do Brasil (pt)", "Português (pt)"};
	form.instrument->languages = twins;
	form.instrument->n_languages = 2;
	assert_int_equal(cips_model_language(form.instrument, "Português (pt)"), 1);
	assert_int_equal(cips_model_language(form.instrument, "português DO Brasil (pt)"), 0);
	assert_int_equal(cips_model_language(form.instrument, "Português"), 1);
	form.instrument->languages = languages;
	form.instrument->n_languages = 3;
	static const char *codes[][2] = {{"English (en)", "en"}, {"es", "es"},
		{"Deutsch", "Deutsch"}, {"Português (do Brasil) (pt-BR)", "pt-BR"},
		{"Latin ()", "Latin ()"}, {"(en) English", "(en) English"}, {"", ""}};
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_string_equal(cips_model_language_code(codes[i][0], &arena), codes[i][1]);
	cips_arena_release(&arena);
	struct cips_text text = {all};
	assert_string_equal(cips_model_text(form.instrument, &text, 2), "si");
	assert_string_equal(cips_model_text(form.instrument, &text, 9), "oui");
	text.by_language = some;
	assert_string_equal(cips_model_text(form.instrument, &text, 0), "oui");
	text.by_language = last;
	assert_string_equal(cips_model_text(form.instrument, &text, 0), "si");
	text.by_language = NULL;
	assert_string_equal(cips_model_text(form.instrument, &text, 0), "");
	cips_model_instrument_free(form.instrument);
}

static void test_no_language(void **state)
{
	(void)state;
	static const char *languages[] = {""};
	struct form form = form_new();
	form.instrument->languages = languages;
	assert_int_equal(cips_model_language(form.instrument, ""), 0);
	assert_int_equal(cips_model_language(form.instrument, "en"), CIPS_NONE);
	cips_model_instrument_free(form.instrument);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_nothing_stored),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_state_bytes),
		cmocka_unit_test(test_missing_choices),
		cmocka_unit_test(test_far_unit_choice),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_several_choices),
		cmocka_unit_test(test_response),
		cmocka_unit_test(test_choice_names),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_no_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
