/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "report/table.h"

static void statistics_and_statuses_have_their_names(void **state)
{
	(void)state;
	assert_string_equal(cips_report_statistic_name(CIPS_STAT_N_ASKED), "n_asked");
	assert_string_equal(cips_report_statistic_name(CIPS_STAT_MANN_WHITNEY_P), "mann_whitney_p");
	assert_string_equal(cips_report_statistic_name(CIPS_STAT_CLASS), "class");
	for (int s = 0; s < CIPS_STAT_COUNT_OF; s++)
		assert_non_null(cips_report_statistic_name((enum cips_statistic)s));
	assert_string_equal(cips_report_status_name(CIPS_STATUS_SHOWN), "shown");
	assert_string_equal(cips_report_status_name(CIPS_STATUS_SUPPRESSED), "suppressed");
	assert_string_equal(cips_report_status_name(CIPS_STATUS_UNDEFINED), "undefined");
	assert_string_equal(cips_report_status_name(CIPS_STATUS_NOT_TESTED), "not_tested");
	assert_string_equal(cips_report_status_name(CIPS_STATUS_NOT_COMPARABLE), "not_comparable");
	assert_string_equal(cips_report_status_name(CIPS_STATUS_NO_RETURNS), "no_returns");
}

static void a_new_document_is_empty_and_readable(void **state)
{
	(void)state;
	struct cips_document *document = cips_report_document_new("gap");
	assert_string_equal(document->command, "gap");
	assert_string_equal(document->title, "");
	assert_int_equal(document->n, 0);
	struct cips_table *table = cips_report_table(document, 2, 0);
	assert_ptr_equal(document->tables[0], table);
	assert_string_equal(table->rows.variable, "*");
	assert_string_equal(table->rows.categories[1].code, "");
	assert_null(table->layer_variable);
	cips_report_document_free(document);
	cips_report_document_free(NULL);
}

static void lists_grow_and_keep_their_order(void **state)
{
	(void)state;
	struct cips_document *document = cips_report_document_new("freq");
	struct cips_table *table = cips_report_table(document, 1, 1);
	for (int i = 0; i < 40; i++) {
		cips_report_subtitle(document, "line %d", i);
		cips_report_note(document, "note %d of %s", i, "the document");
		cips_report_table_note(document, table, "%d %%", i);
		cips_report_table(document, 1, 1);
	}
	assert_int_equal(document->n_subtitle, 40);
	assert_string_equal(document->subtitle[39], "line 39");
	assert_string_equal(document->notes[20], "note 20 of the document");
	assert_string_equal(table->notes[0], "0 %");
	assert_int_equal(document->n, 41);
	assert_ptr_equal(document->tables[0], table);
	cips_report_document_free(document);
}

static void a_joined_document_is_as_if_written_in_one(void **state)
{
	(void)state;
	struct cips_document *whole = cips_report_document_new("crosstab");
	struct cips_table *first = cips_report_table(whole, 1, 1);
	cips_report_note(whole, "note %d", 0);
	for (int k = 1; k <= 20; k++) {
		struct cips_document *part = cips_report_document_new("crosstab");
		for (int t = 0; t < k % 3; t++) {
			struct cips_table *table = cips_report_table(part, 2, 300);
			cips_report_number(
				part, cips_report_cell(table, 1, 299), CIPS_STAT_COUNT, k);
		}
		cips_report_note(part, "note %d", k);
		cips_report_document_join(whole, part);
		/* what is written next does not run over what came */
		cips_report_number(whole, cips_report_cell(first, 0, 0), (enum cips_statistic)k, k);
	}
	assert_int_equal(whole->n, 1 + 21);
	assert_int_equal(whole->n_notes, 21);
	assert_ptr_equal(whole->tables[0], first);
	for (int k = 1, t = 1; k <= 20; k++) {
		char note[16];
		snprintf(note, sizeof note, "note %d", k);
		assert_string_equal(whole->notes[k], note);
		const struct cips_figure *own =
			cips_report_find(cips_report_cell(first, 0, 0), (enum cips_statistic)k);
		assert_true(own && own->number >= k && own->number <= k);
		for (int i = 0; i < k % 3; i++, t++) {
			const struct cips_figure *figure = cips_report_find(
				cips_report_cell(whole->tables[t], 1, 299), CIPS_STAT_COUNT);
			assert_true(figure && figure->number >= k && figure->number <= k);
		}
	}
	cips_report_document_free(whole);
}

static void each_cell_and_margin_is_its_own(void **state)
{
	(void)state;
	struct cips_document *document = cips_report_document_new("crosstab");
	struct cips_table *table = cips_report_table(document, 2, 3);
	for (long r = -1; r < 2; r++)
		for (long c = -1; c < 3; c++)
			cips_report_number(document, cips_report_cell(table, r, c), CIPS_STAT_COUNT,
				(double)(r * 10 + c));
	for (long r = -1; r < 2; r++)
		for (long c = -1; c < 3; c++) {
			const struct cips_cell *cell = cips_report_cell(table, r, c);
			assert_int_equal(cell->n, 1);
			assert_true(cell->figures[0].number == (double)(r * 10 + c));
		}
	assert_ptr_equal(cips_report_cell(table, 1, 0), &table->cells[3]);
	cips_report_document_free(document);
}

static void figures_are_found_by_name(void **state)
{
	(void)state;
	struct cips_document *document = cips_report_document_new("gap");
	struct cips_table *table = cips_report_table(document, 1, 1);
	struct cips_cell *cell = cips_report_cell(table, 0, 0);
	char word[] = "similar";
	assert_null(cips_report_find(cell, CIPS_STAT_SCORE));
	cips_report_number(document, cell, CIPS_STAT_SCORE, 7.25);
	cips_report_word(document, cell, CIPS_STAT_CLASS, word);
	cips_report_none(document, cell, CIPS_STAT_P, CIPS_STATUS_NOT_TESTED);
	memset(word, 'x', sizeof word - 1); /* words are copied */
	const struct cips_figure *score = cips_report_find(cell, CIPS_STAT_SCORE);
	assert_int_equal(score->status, CIPS_STATUS_SHOWN);
	assert_false(score->is_word);
	assert_true(score->number == 7.25);
	assert_string_equal(cips_report_find(cell, CIPS_STAT_CLASS)->word, "similar");
	assert_int_equal(cips_report_find(cell, CIPS_STAT_P)->status, CIPS_STATUS_NOT_TESTED);
	cips_report_document_free(document);
}

static void what_is_no_number_is_undefined(void **state)
{
	(void)state;
	const double numbers[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
	struct cips_document *document = cips_report_document_new("gap");
	struct cips_table *table = cips_report_table(document, 1, 3);
	for (int i = 0; i < 3; i++) {
		struct cips_cell *cell = cips_report_cell(table, 0, i);
		cips_report_number(document, cell, CIPS_STAT_SE, numbers[i]);
		assert_int_equal(cell->figures[0].status, CIPS_STATUS_UNDEFINED);
		assert_true(isfinite(cell->figures[0].number));
	}
	cips_report_document_free(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statistics_and_statuses_have_their_names),
		cmocka_unit_test(a_new_document_is_empty_and_readable),
		cmocka_unit_test(lists_grow_and_keep_their_order),
		cmocka_unit_test(a_joined_document_is_as_if_written_in_one),
		cmocka_unit_test(each_cell_and_margin_is_its_own),
		cmocka_unit_test(figures_are_found_by_name),
		cmocka_unit_test(what_is_no_number_is_undefined),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
