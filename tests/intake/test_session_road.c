/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One road: what a session hands in is what the import makes of the same answers written in a file,
 * byte for byte. The sittings are walked at random, with a fixed seed.
 */
#include "survey.h"

#include "base/number.h"
#include "intake/row.h"
#include "model/packed.h"
#include "model/session.h"

enum { CHANGES = 30000, CHANGES_IN_A_SITTING = 15, SITTINGS = CHANGES / CHANGES_IN_A_SITTING };

static const long today = 20000; /* 2024-10-04 */

struct road {
	struct cips_instrument *instrument;
	struct cips_units *units;
	struct cips_session *session;
	uint64_t seed;
	struct cips_buf csv;
	uint8_t *answers, *texts; /* packed, one sitting after the other */
	size_t n_answers, n_texts;
};

static unsigned draw(struct road *road, size_t n)
{
	road->seed = road->seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((road->seed >> 33) % n);
}

static void give(void *block)
{
	free(block);
}

static const struct cips_memory plain = {cips_malloc, give};

static struct road begin(const char *form, const char *units)
{
	struct road road = {.seed = 5};
	struct cips_findings findings = {0};
	struct cips_workbook workbook = {0};
	struct cips_err err = {0};
	check_rc(cips_intake_form(form, &workbook, &findings, &err), &err);
	road.instrument = cips_forms_load(&workbook, &findings);
	assert_non_null(road.instrument);
	check_rc(cips_intake_units(units, &road.units, &findings, &err), &err);
	for (size_t u = 0; u < road.units->n; u++)
		cips_model_unit_set_id(road.units, u, (unsigned)(170 + u));
	road.session = cips_model_session_new(road.instrument, road.units, today, &plain);
	road.n_answers = cips_model_packed_size(road.instrument);
	road.n_texts = cips_model_packed_texts_size(road.instrument);
	road.answers = cips_calloc(SITTINGS, road.n_answers);
	road.texts = cips_calloc(SITTINGS, road.n_texts);
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
	return road;
}

static void end(struct road *road)
{
	cips_model_session_free(road->session);
	cips_model_units_free(road->units);
	cips_model_instrument_free(road->instrument);
	cips_buf_release(&road->csv);
	free(road->answers);
	free(road->texts);
}

/* --- a sitting ------------------------------------------------------------------------------ */

static void change_something(struct road *road)
{
	static const char *const typed[] = {"", " ", "5", "30", "44", "3,5", " 3.25", "x",
		"2024-02-29", "2020-01-01 ", "caf\xc3\xa9", " two\nlines ", "say \"so\"", "-1",
		"\xc2\xa0", "a,b;c", "refused"};
	static const enum cips_state states[] = {
		CIPS_STATE_DONT_KNOW, CIPS_STATE_REFUSED, CIPS_STATE_SKIPPED};
	struct cips_session *session = road->session;
	size_t item = draw(road, road->instrument->n_items);
	struct cips_question q;
	cips_model_session_question(session, item, 0, &q);
	if (q.kind <= CIPS_QUESTION_NOTE)
		return;
	size_t choice = q.n_choices ? draw(road, q.n_choices) : 0;
	const char *text = typed[draw(road, sizeof typed / sizeof *typed)];
	if (draw(road, 8) == 0)
		cips_model_session_set_state(session, item, states[draw(road, 3)]);
	else if (q.kind == CIPS_QUESTION_ONE)
		cips_model_session_choose(session, item, choice);
	else if (q.kind == CIPS_QUESTION_MANY)
		cips_model_session_tick(session, item, choice, draw(road, 3) > 0);
	else if (q.kind == CIPS_QUESTION_RANK)
		cips_model_session_rank(session, item, choice);
	else
		cips_model_session_type(session, item, text, strlen(text));
}

/* A file has no word for a text that was not given: it is left blank. */
static void blank_texts(struct road *road)
{
	for (size_t i = 0; i < road->instrument->n_items; i++)
		if (road->instrument->items[i].type == CIPS_ITEM_TEXT &&
			cips_model_session_state(road->session, i) != CIPS_STATE_VALID)
			cips_model_session_set_state(road->session, i, CIPS_STATE_SKIPPED);
}

static void mend(struct cips_session *session, size_t item, const struct cips_item *known)
{
	struct cips_fault fault;
	cips_model_session_fault(session, item, 0, &fault);
	if (fault.kind == CIPS_FAULT_NONE)
		return;
	cips_model_session_set_state(session, item, CIPS_STATE_SKIPPED);
	cips_model_session_fault(session, item, 0, &fault);
	if (fault.kind == CIPS_FAULT_REQUIRED && known->type == CIPS_ITEM_TEXT)
		assert_true(cips_model_session_type(session, item, "x", 1));
	else if (fault.kind == CIPS_FAULT_REQUIRED)
		cips_model_session_set_state(session, item, CIPS_STATE_REFUSED);
}

/* Forward through the form once: nobody is stuck. */
static void mend_all(struct road *road)
{
	struct cips_fault fault;
	for (size_t i = 0; i < road->instrument->n_items; i++)
		mend(road->session, i, &road->instrument->items[i]);
	for (size_t i = 0; i < road->instrument->n_items; i++) {
		cips_model_session_fault(road->session, i, 0, &fault);
		assert_int_equal(fault.kind, CIPS_FAULT_NONE);
	}
}

/* --- the same as a file --------------------------------------------------------------------- */

static const char *choice_name(struct road *road, const struct cips_item *item, size_t choice)
{
	const struct cips_list *list = cips_model_list(road->instrument, item);
	return list->from_units ? road->units->list[choice].code : list->choices[choice].name;
}

static void write_choices(struct road *road, size_t index, struct cips_buf *cell)
{
	const struct cips_item *item = &road->instrument->items[index];
	struct cips_question q;
	cips_model_session_question(road->session, index, 0, &q);
	for (size_t place = 1; place <= q.n_choices; place++)
		for (size_t c = 0; c < q.n_choices; c++) {
			bool here = q.kind == CIPS_QUESTION_RANK
				? cips_model_session_place(road->session, index, c) == place
				: c == place - 1 &&
					cips_model_session_chosen(road->session, index, c);
			if (here)
				cips_buf_printf(cell, "%s%s", cell->n ? " " : "",
					choice_name(road, item, c));
		}
}

static void write_cell(struct road *road, size_t index, const struct cips_response *response,
	struct cips_buf *cell)
{
	const struct cips_item *item = &road->instrument->items[index];
	uint8_t byte = response->record[item->offset];
	char number[CIPS_NUMBER_SIZE];
	if (byte == CIPS_BYTE_NOT_SHOWN || byte == CIPS_BYTE_SKIPPED)
		return;
	if (item->type == CIPS_ITEM_TEXT)
		cips_buf_puts(cell, cips_model_session_typed(road->session, index));
	else if (byte <= CIPS_BYTE_LARGEST && item->type == CIPS_ITEM_DATE)
		cips_buf_puts(
			cell, cips_date_format(number, (long)response->numbers[item->number]));
	else if (byte <= CIPS_BYTE_LARGEST && item->number >= 0)
		cips_buf_puts(cell, cips_number_format(number, response->numbers[item->number]));
	else
		write_choices(road, index, cell);
	if (!cell->n)
		cips_buf_puts(cell, byte == CIPS_BYTE_DONT_KNOW ? "dont_know" : "refused");
}

static void write_quoted(struct cips_buf *csv, const char *cell)
{
	cips_buf_putc(csv, '"');
	for (; *cell; cell++)
		cips_buf_printf(csv, *cell == '"' ? "\"\"" : "%c", *cell);
	cips_buf_putc(csv, '"');
}

static void write_row(struct road *road, const struct cips_response *response)
{
	bool first = true;
	for (size_t i = 0; i < road->instrument->n_items; i++) {
		const struct cips_item *item = &road->instrument->items[i];
		struct cips_buf cell = {0};
		if (item->width == 0)
			continue;
		if (!first)
			cips_buf_putc(&road->csv, ',');
		first = false;
		if (response)
			write_cell(road, i, response, &cell);
		else
			cips_buf_puts(&cell, item->name);
		write_quoted(&road->csv, cips_buf_text(&cell));
		cips_buf_release(&cell);
	}
	cips_buf_putc(&road->csv, '\n');
}

static void sit(struct road *road, size_t sitting)
{
	if (draw(road, 4) == 0)
		cips_model_session_clear(road->session);
	for (int i = 0; i < CHANGES_IN_A_SITTING; i++)
		change_something(road);
	blank_texts(road);
	mend_all(road);
	const struct cips_response *response = cips_model_session_response(road->session);
	cips_model_pack(road->instrument, response, road->answers + sitting * road->n_answers);
	cips_model_pack_texts(road->instrument, response, road->texts + sitting * road->n_texts);
	write_row(road, response);
}

/* --- and read again ------------------------------------------------------------------------- */

static void check_row(struct road *road, size_t sitting, const struct cips_response *response,
	uint8_t *answers, uint8_t *texts)
{
	cips_model_pack(road->instrument, response, answers);
	cips_model_pack_texts(road->instrument, response, texts);
	assert_memory_equal(answers, road->answers + sitting * road->n_answers, road->n_answers);
	assert_memory_equal(texts, road->texts + sitting * road->n_texts, road->n_texts);
}

static void read_rows(struct road *road)
{
	struct cips_findings findings = {0};
	struct cips_row_reader reader;
	struct cips_columns columns = {0};
	struct cips_record record;
	struct cips_err err = {0};
	bool broken;
	uint8_t *answers = cips_malloc(road->n_answers), *texts = cips_malloc(road->n_texts);
	FILE *file = fmemopen(road->csv.text, road->csv.n, "r");
	struct cips_csv *csv;
	check_rc(cips_intake_csv_open_any(file, &findings, &csv, &err), &err);
	cips_intake_reader_start(&reader, road->instrument, road->units, today);
	reader.csv = csv;
	reader.columns = &columns;
	reader.findings = &findings;
	reader.wave = "w1";
	assert_int_equal(cips_intake_csv_next(csv, &record, &broken, &err), 1);
	cips_intake_columns(&columns, road->instrument, csv, &record, NULL, &findings);
	cips_intake_reader_columns(&reader);
	for (size_t sitting = 0; sitting < SITTINGS; sitting++) {
		assert_int_equal(cips_intake_csv_next(csv, &record, &broken, &err), 1);
		if (!cips_intake_row(&reader, &record)) {
			print_findings(&findings);
			fail_msg("row %zu is not accepted: %.*s", sitting, (int)record.raw_size,
				record.raw);
		}
		check_row(road, sitting, cips_model_interview_response(reader.interview), answers,
			texts);
	}
	assert_int_equal(cips_intake_csv_next(csv, &record, &broken, &err), 0);
	cips_intake_reader_release(&reader);
	cips_intake_columns_release(&columns);
	cips_intake_csv_close(csv);
	fclose(file);
	cips_findings_release(&findings);
	free(answers);
	free(texts);
}

static void walk(const char *form, const char *units)
{
	struct road road = begin(form, units);
	write_row(&road, NULL);
	for (size_t sitting = 0; sitting < SITTINGS; sitting++)
		sit(&road, sitting);
	read_rows(&road);
	end(&road);
}

static void test_every_type(void **state)
{
	(void)state;
	walk(HERE "form.md", HERE "units.csv");
}

static void test_listed_units(void **state)
{
	(void)state;
	walk(SOURCE_DIR "/tests/simulate/listed.md", SOURCE_DIR "/tests/simulate/units.csv");
}

static void test_officials(void **state)
{
	(void)state;
	walk(SOURCE_DIR "/sample-surveys/officials.md", SOURCE_DIR "/sample-surveys/units.csv");
}

static void test_private(void **state)
{
	(void)state;
	walk(SOURCE_DIR "/sample-surveys/private.md", SOURCE_DIR "/sample-surveys/units.csv");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_type),
		cmocka_unit_test(test_listed_units),
		cmocka_unit_test(test_officials),
		cmocka_unit_test(test_private),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
