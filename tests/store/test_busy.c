/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two who want the same file. Each of these waits for the five seconds that the library waits.
 */
#include "build.h"

#include <sqlite3.h>

static void test_open_locked(void **state)
{
	(void)state;
	sqlite3 *other;
	struct cips_survey_file *file;
	struct cips_err err = {0};
	create_demo(in_folder("locked.cips"), 5);
	assert_int_equal(sqlite3_open(in_folder("locked.cips"), &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
		cips_store_open(in_folder("locked.cips"), CIPS_STORE_READ, &file, &err), CIPS_BUSY);
	assert_non_null(strstr(err.text, "another process is using the file"));
	assert_string_not_equal(err.hint, "");
	sqlite3_close(other);
	file = open_file(in_folder("locked.cips"), CIPS_STORE_READ);
	assert_int_equal(count_all(file), 5);
	cips_store_close(file);
}

/* A reader sees one state from open to close; a writer cannot finish before. */
static void test_reader_and_writer(void **state)
{
	(void)state;
	struct cips_err err = {0};
	long wave;
	create_demo(in_folder("both.cips"), 5);
	struct cips_survey_file *reader = open_file(in_folder("both.cips"), CIPS_STORE_READ);
	struct cips_survey_file *writer = open_file(in_folder("both.cips"), CIPS_STORE_WRITE);
	struct demo demo = {
		.instrument = demo_instrument(1), .version = {.id = 1}, .wave = 1, .batch = 1};
	assert_int_equal(cips_store_begin(writer, &err), CIPS_OK);
	add_responses(writer, &demo, 100, 10);
	assert_int_equal(cips_store_commit(writer, &err), CIPS_BUSY);
	assert_int_equal(count_all(reader), 5);
	cips_store_close(reader);
	/* The change is still there to be finished. */
	assert_int_equal(cips_store_wave(writer, "W2", &wave, &err), CIPS_OK);
	assert_int_equal(cips_store_commit(writer, &err), CIPS_OK);
	assert_int_equal(count_all(writer), 15);
	cips_store_close(writer);
	cips_model_instrument_free(demo.instrument);
}

static void test_two_writers(void **state)
{
	(void)state;
	struct cips_err err = {0};
	create_demo(in_folder("writers.cips"), 5);
	struct cips_survey_file *one = open_file(in_folder("writers.cips"), CIPS_STORE_WRITE);
	struct cips_survey_file *two = open_file(in_folder("writers.cips"), CIPS_STORE_WRITE);
	struct demo demo = {
		.instrument = demo_instrument(1), .version = {.id = 1}, .wave = 1, .batch = 1};
	assert_int_equal(cips_store_begin(one, &err), CIPS_OK);
	assert_int_equal(cips_store_begin(two, &err), CIPS_BUSY);
	add_responses(one, &demo, 100, 10);
	assert_int_equal(cips_store_commit(one, &err), CIPS_OK);
	/* and the second sees what the first did */
	assert_int_equal(count_all(two), 15);
	assert_int_equal(cips_store_begin(two, &err), CIPS_OK);
	add_responses(two, &demo, 200, 10);
	assert_int_equal(cips_store_commit(two, &err), CIPS_OK);
	assert_int_equal(count_all(one), 25);
	cips_store_close(one);
	cips_store_close(two);
	cips_model_instrument_free(demo.instrument);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_locked),
		cmocka_unit_test(test_reader_and_writer),
		cmocka_unit_test(test_two_writers),
	};
	return cmocka_run_group_tests_name("store busy", tests, make_folder, remove_folder);
}
