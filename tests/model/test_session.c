/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sitting, case by case; test_session_walk.c has what holds for any.
 */
#include "check.h"

#include "sitting.h"

#include <math.h>

struct sitting {
	struct form form;
	struct cips_session *session;
};

static struct sitting begin(struct form form)
{
	return (struct sitting){
		form, cips_model_session_new(form.instrument, NULL, today, &counted)};
}

static void end(struct sitting *sitting)
{
	cips_model_session_free(sitting->session);
	cips_model_instrument_free(sitting->form.instrument);
	assert_int_equal(n_blocks, 0);
}

static struct cips_question question_of(struct cips_session *session, size_t item)
{
	struct cips_question question;
	cips_model_session_question(session, item, 0, &question);
	return question;
}

static struct cips_fault fault_of(struct cips_session *session, size_t item)
{
	struct cips_fault fault;
	cips_model_session_fault(session, item, 0, &fault);
	return fault;
}

static bool type(struct cips_session *session, size_t item, const char *text)
{
	return cips_model_session_type(session, item, text, strlen(text));
}

/* The bytes of an item in the response. */
static const uint8_t *bytes_of(struct sitting *sitting, size_t item)
{
	return cips_model_session_response(sitting->session)->record +
		sitting->form.instrument->items[item].offset;
}

#define assert_bytes(sitting, item, ...)                                                          \
	do {                                                                                      \
		const uint8_t expected[] = {__VA_ARGS__};                                         \
		assert_int_equal((sitting)->form.instrument->items[item].width, sizeof expected); \
		assert_memory_equal(bytes_of(sitting, item), expected, sizeof expected);          \
	} while (0)

static void test_questions(void **state)
{
	(void)state;
	static const struct {
		size_t item;
		enum cips_question_kind kind;
		size_t n_choices;
		int battery, dont_know, refused;
		bool required, whole, read_only;
	} cases[] = {
		{NOTE, CIPS_QUESTION_NOTE, 0, -1, -1, -1, false, false, false},
		{GRADE, CIPS_QUESTION_ONE, 2, -1, -1, -1, true, false, false},
		{POST, CIPS_QUESTION_ONE, 4, -1, 3, -1, false, false, false},
		{AGE, CIPS_QUESTION_NUMBER, 0, -1, -1, -1, false, true, false},
		{HOURS, CIPS_QUESTION_NUMBER, 0, -1, -1, -1, false, false, false},
		{JOINED, CIPS_QUESTION_DATE, 0, -1, -1, -1, false, false, false},
		{SEEN, CIPS_QUESTION_ONE, 4, -1, 2, 3, false, false, false},
		{WHY, CIPS_QUESTION_MANY, 4, -1, 3, -1, false, false, false},
		{ORDER, CIPS_QUESTION_RANK, 3, -1, -1, -1, false, false, false},
		{CONSENT, CIPS_QUESTION_ONE, 1, -1, -1, -1, false, false, false},
		{AGREE1, CIPS_QUESTION_ONE, 5, AGREE1, 4, -1, false, false, false},
		{DOUBLED, CIPS_QUESTION_NONE, 0, -1, -1, -1, false, false, false},
		{AGREE2, CIPS_QUESTION_ONE, 5, AGREE1, 4, -1, false, false, false},
		{AGREE3, CIPS_QUESTION_ONE, 5, -1, 4, -1, false, false, false},
		{STAFF, CIPS_QUESTION_NUMBER, 0, -1, -1, -1, true, true, false},
		{COMMENT, CIPS_QUESTION_TEXT, 0, -1, -1, -1, false, false, false},
		{CODE, CIPS_QUESTION_TEXT, 0, -1, -1, -1, false, false, true},
	};
	struct sitting sitting = begin(every_type());
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_question q = question_of(sitting.session, cases[i].item);
		bool post = cases[i].item == POST; /* nothing is offered before the grade */
		assert_int_equal(q.kind, cases[i].kind);
		assert_int_equal(q.n_choices, cases[i].n_choices);
		assert_int_equal(q.battery, cases[i].battery);
		assert_int_equal(q.dont_know, post ? 3 : cases[i].dont_know);
		assert_int_equal(q.refused, cases[i].refused);
		assert_int_equal(q.required, cases[i].required);
		assert_int_equal(q.whole, cases[i].whole);
		assert_int_equal(q.read_only, cases[i].read_only);
	}
	end(&sitting);
}

/* A choice with no grade of its own goes through only while no grade is given. */
static void test_offered(void **state)
{
	(void)state;
	static const struct {
		int grade; /* -1: none */
		bool offered[4];
	} cases[] = {
		{-1, {false, false, false, true}},
		{0, {true, true, false, false}},
		{1, {false, false, true, false}},
	};
	struct sitting sitting = begin(every_type());
	for (size_t i = 0; i < 3; i++) {
		if (cases[i].grade >= 0)
			cips_model_session_choose(sitting.session, GRADE, (size_t)cases[i].grade);
		for (size_t c = 0; c < 4; c++) {
			struct cips_choice_shown shown;
			cips_model_session_choice(sitting.session, POST, c, 0, &shown);
			assert_int_equal(shown.offered, cases[i].offered[c]);
		}
		assert_int_equal(
			question_of(sitting.session, POST).dont_know, cases[i].offered[3] ? 3 : -1);
	}
	/* The listed choice is not offered: the state is said without it. */
	cips_model_session_set_state(sitting.session, POST, CIPS_STATE_DONT_KNOW);
	assert_bytes(&sitting, POST, CIPS_BYTE_DONT_KNOW);
	assert_int_equal(cips_model_session_state(sitting.session, POST), CIPS_STATE_DONT_KNOW);
	assert_int_equal(fault_of(sitting.session, POST).kind, CIPS_FAULT_NONE);
	cips_model_session_choose(sitting.session, POST, 2);
	assert_int_equal(fault_of(sitting.session, POST).kind, CIPS_FAULT_NONE);
	cips_model_session_choose(sitting.session, GRADE, 0);
	assert_int_equal(fault_of(sitting.session, POST).kind, CIPS_FAULT_NOT_OFFERED);
	assert_true(cips_model_session_chosen(sitting.session, POST, 2));
	end(&sitting);
}

static void test_typed(void **state)
{
	(void)state;
	static const struct {
		size_t item;
		const char *text;
		enum cips_fault_kind fault;
		double number; /* in the response */
	} cases[] = {
		{AGE, "30", CIPS_FAULT_NONE, 30},
		{AGE, "  30 ", CIPS_FAULT_NONE, 30},
		{AGE,
			"\xc2\xa0"
			"30",
			CIPS_FAULT_NONE, 30},
		{AGE, "+30", CIPS_FAULT_NONE, 30},
		{AGE, "30.0", CIPS_FAULT_WHOLE, NAN},
		{AGE, "30,5", CIPS_FAULT_WHOLE, NAN},
		{AGE, "1,000", CIPS_FAULT_WHOLE, NAN},
		{AGE, "thirty", CIPS_FAULT_NUMBER, NAN},
		{AGE, "3 0", CIPS_FAULT_NUMBER, NAN},
		{AGE, "9007199254740993000", CIPS_FAULT_NUMBER, NAN},
		{AGE, "17", CIPS_FAULT_CONSTRAINT, 17},
		{AGE, "   ", CIPS_FAULT_NONE, NAN},
		{HOURS, "7,5", CIPS_FAULT_NONE, 7.5},
		{HOURS, "7.5", CIPS_FAULT_NONE, 7.5},
		{HOURS, "-0", CIPS_FAULT_NONE, 0},
		{HOURS, "1,000.5", CIPS_FAULT_NUMBER, NAN},
		{HOURS, "1,2,3", CIPS_FAULT_NUMBER, NAN},
		{HOURS, "0x10", CIPS_FAULT_NUMBER, NAN},
		{HOURS, "nan", CIPS_FAULT_NUMBER, NAN},
		{HOURS, "1e999", CIPS_FAULT_NUMBER, NAN},
		{JOINED, "2024-10-04", CIPS_FAULT_NONE, 20000},
		{JOINED, "2024-10-05", CIPS_FAULT_CONSTRAINT, 20001},
		{JOINED, "2023-02-29", CIPS_FAULT_DATE, NAN},
		{JOINED, "04.10.2024", CIPS_FAULT_DATE, NAN},
		{JOINED, "2024-1-4", CIPS_FAULT_DATE, NAN},
		{JOINED, "2024-10-04x", CIPS_FAULT_DATE, NAN},
	};
	struct sitting sitting = begin(every_type());
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t item = cases[i].item;
		assert_true(type(sitting.session, item, cases[i].text));
		assert_string_equal(cips_model_session_typed(sitting.session, item), cases[i].text);
		assert_int_equal(fault_of(sitting.session, item).kind, cases[i].fault);
		const struct cips_response *r = cips_model_session_response(sitting.session);
		const struct cips_item *known = &sitting.form.instrument->items[item];
		bool there = !isnan(cases[i].number);
		assert_int_equal(r->record[known->offset], there ? 1 : CIPS_BYTE_SKIPPED);
		if (there)
			assert_memory_equal(
				&r->numbers[known->number], &cases[i].number, sizeof(double));
		else
			assert_true(isnan(r->numbers[known->number]));
	}
	end(&sitting);
}

static void test_refused_texts(void **state)
{
	(void)state;
	char long_text[CIPS_TYPED_BYTES + 2], wide[4 * CIPS_TYPED_CHARACTERS + 8] = "";
	struct sitting sitting = begin(every_type());
	memset(long_text, 'a', sizeof long_text);
	for (size_t i = 0; i < CIPS_TYPED_CHARACTERS; i++)
		strcat(wide, "\xf0\x9f\x98\x80");
	static const struct {
		const char *text;
		size_t n;
	} bad[] = {{"a\x1b[2J", 5}, {"a\0b", 3}, {"a\x7f", 2}, {"\xc2\x85", 2}, {"a\r", 2},
		{"\xff", 1}, {"\xc3", 1}, {"\xed\xa0\x80", 3}};
	assert_true(type(sitting.session, COMMENT, "kept"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(
			cips_model_session_type(sitting.session, COMMENT, bad[i].text, bad[i].n));
	assert_false(cips_model_session_type(
		sitting.session, COMMENT, long_text, CIPS_TYPED_CHARACTERS + 1));
	assert_string_equal(cips_model_session_typed(sitting.session, COMMENT), "kept");
	assert_true(cips_model_session_type(
		sitting.session, COMMENT, long_text, CIPS_TYPED_CHARACTERS));
	assert_true(type(sitting.session, COMMENT, wide)); /* 500 characters, 2,000 bytes */
	assert_string_equal(cips_model_session_response(sitting.session)->texts[0], wide);
	strcat(wide, "a");
	assert_false(type(sitting.session, COMMENT, wide));
	assert_true(type(sitting.session, COMMENT, "\n two\r\n\tlines \xc2\xa0"));
	assert_string_equal(
		cips_model_session_response(sitting.session)->texts[0], "two\r\n\tlines");
	assert_false(type(sitting.session, CODE, "B")); /* read only */
	assert_string_equal(cips_model_session_typed(sitting.session, CODE), "A-7");
	end(&sitting);
}

static void test_states(void **state)
{
	(void)state;
	struct sitting sitting = begin(every_type());
	struct cips_session *session = sitting.session;
	cips_model_session_choose(session, SEEN, 0);
	static const struct {
		size_t item;
		enum cips_state said;
		uint8_t first; /* byte of the response */
		size_t width;
	} cases[] = {
		{GRADE, CIPS_STATE_DONT_KNOW, CIPS_BYTE_DONT_KNOW, 1},
		{GRADE, CIPS_STATE_REFUSED, CIPS_BYTE_REFUSED, 1},
		{AGE, CIPS_STATE_REFUSED, CIPS_BYTE_REFUSED, 1},
		{COMMENT, CIPS_STATE_DONT_KNOW, CIPS_BYTE_DONT_KNOW, 1},
		{ORDER, CIPS_STATE_REFUSED, CIPS_BYTE_REFUSED, 3},
		{WHY, CIPS_STATE_REFUSED, CIPS_BYTE_REFUSED, 4},
		{AGREE1, CIPS_STATE_DONT_KNOW, 5, 1},
		{AGREE1, CIPS_STATE_REFUSED, CIPS_BYTE_REFUSED, 1},
		{SEEN, CIPS_STATE_REFUSED, 4, 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cips_model_session_set_state(session, cases[i].item, cases[i].said);
		assert_int_equal(cips_model_session_state(session, cases[i].item), cases[i].said);
		assert_int_equal(fault_of(session, cases[i].item).kind, CIPS_FAULT_NONE);
		if (cases[i].item != WHY || cips_model_session_shown(session, WHY))
			for (size_t b = 0; b < cases[i].width; b++)
				assert_int_equal(
					bytes_of(&sitting, cases[i].item)[b], cases[i].first);
		cips_model_session_set_state(session, cases[i].item, CIPS_STATE_SKIPPED);
		assert_int_equal(
			cips_model_session_state(session, cases[i].item), CIPS_STATE_SKIPPED);
	}
	assert_true(type(session, AGE, "17"));
	assert_string_equal(fault_of(session, AGE).message, "18 to 70");
	assert_int_equal(fault_of(session, GRADE).kind, CIPS_FAULT_REQUIRED);
	assert_string_equal(fault_of(session, GRADE).message, "which grade?");
	/* The listed choice is the only one of several. */
	cips_model_session_choose(session, SEEN, 0);
	cips_model_session_tick(session, WHY, 0, true);
	cips_model_session_set_state(session, WHY, CIPS_STATE_DONT_KNOW);
	assert_bytes(&sitting, WHY, 2, 2, 2, 1);
	assert_int_equal(cips_model_session_state(session, WHY), CIPS_STATE_DONT_KNOW);
	/* A text takes the place of a state, nothing typed does not. */
	cips_model_session_set_state(session, COMMENT, CIPS_STATE_REFUSED);
	assert_true(type(session, COMMENT, ""));
	assert_int_equal(cips_model_session_state(session, COMMENT), CIPS_STATE_REFUSED);
	assert_true(type(session, COMMENT, "x"));
	assert_int_equal(cips_model_session_state(session, COMMENT), CIPS_STATE_VALID);
	end(&sitting);
}

static void test_several(void **state)
{
	(void)state;
	struct sitting sitting = begin(every_type());
	struct cips_session *session = sitting.session;
	cips_model_session_choose(session, SEEN, 0);
	assert_bytes(&sitting, WHY, 187, 187, 187, 187);
	cips_model_session_tick(session, WHY, 1, true);
	assert_bytes(&sitting, WHY, 2, 1, 2, 2);
	cips_model_session_tick(session, WHY, 1, false);
	assert_bytes(&sitting, WHY, 187, 187, 187, 187);
	assert_int_equal(cips_model_session_state(session, WHY), CIPS_STATE_SKIPPED);
	cips_model_session_rank(session, ORDER, 2);
	cips_model_session_rank(session, ORDER, 0);
	assert_bytes(&sitting, ORDER, 3, 1, 187);
	assert_int_equal(fault_of(session, ORDER).kind, CIPS_FAULT_UNFINISHED);
	assert_int_equal(cips_model_session_place(session, ORDER, 0), 2);
	assert_int_equal(cips_model_session_place(session, ORDER, 1), 0);
	cips_model_session_rank(session, ORDER, 1);
	assert_bytes(&sitting, ORDER, 3, 1, 2);
	assert_int_equal(fault_of(session, ORDER).kind, CIPS_FAULT_NONE);
	cips_model_session_rank(session, ORDER, 2);
	assert_bytes(&sitting, ORDER, 1, 2, 187);
	cips_model_session_rank(session, ORDER, 0);
	cips_model_session_rank(session, ORDER, 1);
	assert_bytes(&sitting, ORDER, 187, 187, 187);
	end(&sitting);
}

static void test_relevance(void **state)
{
	(void)state;
	struct sitting sitting = begin(every_type());
	struct cips_session *session = sitting.session;
	assert_true(cips_model_session_shown(session, NOTE));
	assert_false(cips_model_session_shown(session, DOUBLED));
	assert_false(cips_model_session_shown(session, WHY));
	assert_int_equal(cips_model_session_asked(session), ITEMS - 5);
	assert_int_equal(cips_model_session_before(session, POST), 1);
	cips_model_session_tick(session, WHY, 0, true);
	assert_bytes(&sitting, WHY, 0, 0, 0, 0);
	assert_true(cips_model_session_chosen(session, WHY, 0));
	cips_model_session_choose(session, SEEN, 0);
	assert_bytes(&sitting, WHY, 1, 2, 2, 2);
	cips_model_session_choose(session, SEEN, 1);
	assert_bytes(&sitting, WHY, 0, 0, 0, 0);
	assert_int_equal(cips_model_session_state(session, WHY), CIPS_STATE_VALID);
	/* Through a group, and through a calculation of what is typed. */
	assert_true(type(session, STAFF, "12"));
	assert_true(isnan(cips_model_session_response(session)
				  ->numbers[sitting.form.instrument->items[STAFF].number]));
	cips_model_session_choose(session, GRADE, 1);
	assert_true(cips_model_session_shown(session, STAFF));
	assert_bytes(&sitting, STAFF, 1);
	assert_true(type(session, STAFF, ""));
	assert_int_equal(fault_of(session, STAFF).kind, CIPS_FAULT_REQUIRED);
	assert_true(type(session, AGE, "31"));
	assert_true(cips_model_session_shown(session, AGREE3));
	assert_true(type(session, AGE, "31x"));
	assert_false(cips_model_session_shown(session, AGREE3));
	end(&sitting);
}

static void test_defaults(void **state)
{
	(void)state;
	struct form form = form_new();
	int list = form_list(&form, "a b c");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "one", list)->default_value = "b";
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "many", list)->default_value = "a  c";
	form_item(&form, CIPS_ITEM_RANK, "rank", list)->default_value = "c a";
	form_item(&form, CIPS_ITEM_DATE, "date", CIPS_NONE)->default_value = "1970-01-02";
	form_seal(&form);
	struct sitting sitting = begin(form);
	for (int round = 0; round < 2; round++) {
		assert_bytes(&sitting, 0, 2);
		assert_bytes(&sitting, 1, 1, 2, 1);
		assert_bytes(&sitting, 2, 3, 1, 187);
		assert_bytes(&sitting, 3, 1);
		assert_string_equal(cips_model_session_typed(sitting.session, 3), "1970-01-02");
		assert_int_equal(cips_model_session_undo(sitting.session), -1);
		cips_model_session_set_state(sitting.session, 0, CIPS_STATE_SKIPPED);
		cips_model_session_tick(sitting.session, 1, 1, true);
		assert_true(type(sitting.session, 3, ""));
		cips_model_session_clear(sitting.session);
	}
	end(&sitting);
}

/* What cannot be changed is nobody's fault, and comes back from a draft as it was. */
static void test_read_only(void **state)
{
	(void)state;
	struct form form = form_new();
	struct cips_item *fixed = form_item(&form, CIPS_ITEM_INTEGER, "fixed", CIPS_NONE);
	fixed->read_only = true;
	fixed->required_text = "true()";
	struct cips_item *given =
		form_item(&form, CIPS_ITEM_SELECT_ONE, "given", form_list(&form, "a b"));
	given->read_only = true;
	given->default_value = "b";
	given->constraint_text = ". = 'a'";
	form_seal(&form);
	struct sitting sitting = begin(form);
	assert_true(question_of(sitting.session, 0).read_only);
	assert_false(question_of(sitting.session, 0).required);
	assert_int_equal(fault_of(sitting.session, 0).kind, CIPS_FAULT_NONE);
	assert_int_equal(fault_of(sitting.session, 1).kind, CIPS_FAULT_NONE);
	cips_model_session_choose(sitting.session, 1, 0);
	cips_model_session_set_state(sitting.session, 1, CIPS_STATE_REFUSED);
	assert_true(cips_model_session_chosen(sitting.session, 1, 1));
	assert_int_equal(cips_model_session_undo(sitting.session), -1);
	uint8_t *bytes = calloc(1, cips_model_session_size(form.instrument));
	cips_model_session_save(sitting.session, bytes);
	assert_true(cips_model_session_load(sitting.session, bytes));
	bytes[1 + given->offset] = 1;
	assert_false(cips_model_session_load(sitting.session, bytes));
	assert_true(cips_model_session_chosen(sitting.session, 1, 1));
	free(bytes);
	end(&sitting);
}

/* A battery ends where the list, the group, the condition or the kind changes, or a note stands. */
static void test_batteries(void **state)
{
	(void)state;
	struct form form = form_new();
	int a = form_list(&form, "1 2 3"), b = form_list(&form, "x y"), one = form_list(&form, "o");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "a1", a);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "a2", a);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b1", b);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b2", b);
	form_item(&form, CIPS_ITEM_NOTE, "note", CIPS_NONE);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b3", b);
	form_begin(&form, "group", "");
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b4", b);
	form_item(&form, CIPS_ITEM_HIDDEN, "hidden", CIPS_NONE);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b5", b);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b6", b)->relevant_text = "${a1} = '1'";
	form_item(&form, CIPS_ITEM_SELECT_ONE, "b7", b)->relevant_text = "${a1} = '1'";
	form_item(&form, CIPS_ITEM_SELECT_MULTIPLE, "b8", b);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "o1", one);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "o2", one);
	form_end(&form);
	form_seal(&form);
	static const int batteries[] = {0, 0, 2, 2, -1, -1, 6, -1, 6, 9, 9, -1, -1, -1};
	struct sitting sitting = begin(form);
	for (size_t i = 0; i < sizeof batteries / sizeof *batteries; i++)
		assert_int_equal(question_of(sitting.session, i).battery, batteries[i]);
	end(&sitting);
}

/* The unit tree, and the same units listed in the form. */
static void test_units(void **state)
{
	(void)state;
	static const char *names[][1] = {{"Customs"}, {"North"}, {"Port"}};
	const struct cips_unit_row rows[] = {{"HQ", "", names[0], 2, 1, 1},
		{"N", "HQ", names[1], 3, 1, 1}, {"P", "N", names[2], 4, 1, 1}};
	static const char *languages[] = {""};
	struct cips_findings findings = {0};
	struct cips_units *units = cips_model_units_new(rows, 3, languages, 1, &findings);
	assert_non_null(units);
	for (size_t u = 0; u < 3; u++)
		cips_model_unit_set_id(units, u, 200 + (unsigned)u);
	struct form form = form_new();
	int tree = form_list(&form, ""), listed = form_list(&form, "P elsewhere dont_know");
	form.instrument->lists[tree].from_units = true;
	form_item(&form, CIPS_ITEM_SELECT_ONE, "where", tree);
	form_item(&form, CIPS_ITEM_SELECT_ONE, "unit", listed)->use = CIPS_USE_UNIT;
	form_seal(&form);
	struct sitting sitting = {
		form, cips_model_session_new(form.instrument, units, today, &counted)};
	struct cips_session *session = sitting.session;
	struct cips_choice_shown shown;
	assert_int_equal(question_of(session, 0).n_choices, 3);
	cips_model_session_choice(session, 0, 2, 0, &shown);
	assert_string_equal(shown.label, "Port");
	assert_int_equal(shown.level, 2);
	assert_true(shown.offered);
	cips_model_session_choose(session, 0, 2);
	assert_bytes(&sitting, 0, 2, 16); /* id 202: (202 - 1) / 186 + 1, (202 - 1) % 186 + 1 */
	assert_true(cips_model_session_chosen(session, 0, 2));
	cips_model_session_set_state(session, 0, CIPS_STATE_DONT_KNOW);
	assert_bytes(&sitting, 0, 188, 188);
	assert_false(cips_model_session_chosen(session, 0, 2));
	assert_int_equal(question_of(session, 1).n_choices, 3);
	cips_model_session_choose(session, 1, 0);
	assert_bytes(&sitting, 1, 2, 16);
	assert_true(cips_model_session_chosen(session, 1, 0));
	cips_model_session_choose(session, 1, 1);
	assert_bytes(&sitting, 1, 190, 2);
	assert_int_equal(cips_model_session_state(session, 1), CIPS_STATE_VALID);
	cips_model_session_set_state(session, 1, CIPS_STATE_DONT_KNOW);
	assert_bytes(&sitting, 1, 188, 3);
	assert_int_equal(cips_model_session_state(session, 1), CIPS_STATE_DONT_KNOW);
	cips_model_session_set_state(session, 1, CIPS_STATE_REFUSED);
	assert_bytes(&sitting, 1, 189, 189);
	end(&sitting);
	cips_model_units_free(units);
	cips_findings_release(&findings);
}

static void test_undo(void **state)
{
	(void)state;
	struct sitting sitting = begin(every_type());
	struct cips_session *session = sitting.session;
	assert_int_equal(cips_model_session_undo(session), -1);
	cips_model_session_choose(session, GRADE, 0);
	assert_true(type(session, COMMENT, "a"));
	assert_true(type(session, COMMENT, "ab"));
	assert_true(type(session, COMMENT, "abc"));
	cips_model_session_choose(session, GRADE, 0); /* no change */
	assert_true(type(session, COMMENT, "abcd"));
	assert_true(type(session, AGE, "4"));
	assert_true(type(session, COMMENT, "abcde"));
	assert_int_equal(cips_model_session_undo(session), COMMENT);
	assert_string_equal(cips_model_session_typed(session, COMMENT), "abcd");
	assert_int_equal(cips_model_session_undo(session), AGE);
	assert_int_equal(cips_model_session_undo(session), COMMENT);
	assert_string_equal(cips_model_session_typed(session, COMMENT), "");
	assert_int_equal(cips_model_session_redo(session), COMMENT);
	assert_string_equal(cips_model_session_typed(session, COMMENT), "abcd");
	assert_true(type(session, COMMENT, "new")); /* a change of its own, ends what was undone */
	assert_int_equal(cips_model_session_redo(session), -1);
	assert_int_equal(cips_model_session_undo(session), COMMENT);
	assert_string_equal(cips_model_session_typed(session, COMMENT), "abcd");
	cips_model_session_clear(session);
	assert_int_equal(cips_model_session_undo(session), -1);
	assert_int_equal(cips_model_session_redo(session), -1);
	for (int i = 0; i < 60; i++)
		cips_model_session_choose(session, SEEN, (size_t)i % 2);
	for (int i = 0; i < 50; i++)
		assert_int_equal(cips_model_session_undo(session), SEEN);
	assert_int_equal(cips_model_session_undo(session), -1);
	assert_true(cips_model_session_chosen(session, SEEN, 1));
	end(&sitting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_offered),
		cmocka_unit_test(test_typed),
		cmocka_unit_test(test_refused_texts),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_relevance),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_batteries),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_undo),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
