/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All responses of a file with so many that several threads read it, on a machine that has them.
 */
#include "build.h"
#include "spoil.h"

#include <time.h>

enum { PEOPLE = 40000 };

/* What was handed out: a digest of the records in their order. */
struct seen {
	size_t n;
	uint64_t hash;
};

static void see(void *context, const struct cips_stored *response)
{
	struct seen *seen = context;
	seen->n++;
	for (size_t i = 0; i < response->record_size; i++)
		seen->hash = (seen->hash ^ response->record[i]) * 0x100000001b3;
}

static struct seen one_after_the_other(const char *path)
{
	struct seen seen = {0};
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	assert_done(cips_store_each(file, 1, 0, see, &seen, &err));
	cips_store_close(file);
	return seen;
}

static struct seen shared(const char *path)
{
	struct seen seen = {0};
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	assert_done(cips_store_each_answers(file, 1, 0, see, &seen, &err));
	cips_store_close(file);
	return seen;
}

static void assert_same(struct seen a, struct seen b)
{
	assert_int_equal(a.n, b.n);
	assert_true(a.hash == b.hash);
}

static void same_responses_in_the_same_order(void **state)
{
	(void)state;
	const char *path = in_folder("many.cips");
	create_demo(path, PEOPLE);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	for (int i = 0; i < 20; i++) {
		struct seen seen = {0};
		assert_done(cips_store_each_answers(file, 1, 0, see, &seen, &err));
		assert_int_equal(seen.n, PEOPLE);
		assert_same(seen, one_after_the_other(path));
	}
	struct seen none = {0};
	assert_done(cips_store_each_answers(file, 1, 99, see, &none, &err));
	assert_done(cips_store_each_answers(file, 99, 0, see, &none, &err));
	assert_int_equal(none.n, 0);
	cips_store_close(file);
}

static void gaps_between_rows(void **state)
{
	(void)state;
	const char *path = in_folder("gaps.cips");
	create_demo(path, PEOPLE);
	run_sql(path, "DELETE FROM response WHERE row % 7 = 0 OR row BETWEEN 5000 AND 9000");
	struct seen seen = shared(path);
	assert_true(seen.n < PEOPLE * 6 / 7);
	assert_same(seen, one_after_the_other(path));
}

/* A row beyond all bounds is no reason to look at each number before it. */
static void a_row_far_away(void **state)
{
	(void)state;
	const char *path = in_folder("far.cips");
	create_demo(path, PEOPLE);
	run_sql(path, "UPDATE response SET row = 9223372036854775807 WHERE row = 100");
	struct seen seen = shared(path);
	assert_int_equal(seen.n, PEOPLE);
	assert_same(seen, one_after_the_other(path));
}

static void nothing_behind_a_damaged_row(void **state)
{
	(void)state;
	const char *path = in_folder("damaged.cips");
	create_demo(path, PEOPLE);
	run_sql(path, "UPDATE response SET record = x'00' WHERE row IN (30000, 35000)");
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	struct cips_err err = {0};
	struct seen seen = {0};
	assert_int_equal(cips_store_each_answers(file, 1, 0, see, &seen, &err), CIPS_INTEGRITY);
	assert_non_null(strstr(err.text, "a response has a wrong record"));
	assert_true(seen.n < 30000);
	assert_int_equal(cips_store_each_answers(file, 1, 0, see, &seen, NULL), CIPS_INTEGRITY);
	cips_store_close(file);
}

/* Another file at the path is not the one that was opened. */
static void another_file_at_the_path(void **state)
{
	(void)state;
	const char *path = in_folder("first.cips"), *other = in_folder("other.cips");
	create_demo(path, PEOPLE);
	create_demo(other, PEOPLE + 2);
	struct seen first = one_after_the_other(path);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	assert_int_equal(rename(other, path), 0);
	struct seen seen = {0};
	assert_done(cips_store_each_answers(file, 1, 0, see, &seen, &err));
	assert_same(seen, first);
	assert_int_equal(unlink(path), 0);
	seen = (struct seen){0};
	assert_done(cips_store_each_answers(file, 1, 0, see, &seen, &err));
	assert_same(seen, first);
	cips_store_close(file);
}

/*
 * A writer who waits for the readers to go keeps new ones out: what reads already goes on, without
 * another thread and without a wait.
 */
static void beside_a_writer_who_waits(void **state)
{
	(void)state;
	const char *path = in_folder("waits.cips");
	sqlite3 *writer;
	create_demo(path, PEOPLE);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	assert_int_equal(sqlite3_open(path, &writer), SQLITE_OK);
	assert_int_equal(sqlite3_exec(writer, "BEGIN IMMEDIATE; DELETE FROM response WHERE row = 7",
				 NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_exec(writer, "COMMIT", NULL, NULL, NULL), SQLITE_BUSY);
	struct seen seen = {0};
	time_t before = time(NULL);
	assert_done(cips_store_each_answers(file, 1, 0, see, &seen, &err));
	assert_in_range(time(NULL) - before, 0, 1);
	assert_int_equal(seen.n, PEOPLE);
	sqlite3_close(writer);
	cips_store_close(file);
}

/* While a change is under way only its own connection sees it. */
static void responses_of_an_open_change(void **state)
{
	(void)state;
	const char *path = in_folder("open.cips");
	create_file(path);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	assert_done(cips_store_begin(file, &err));
	struct demo demo = add_demo(file);
	add_responses(file, &demo, 1, PEOPLE);
	struct seen seen = {0};
	assert_done(cips_store_each_answers(file, 1, 0, see, &seen, &err));
	assert_int_equal(seen.n, PEOPLE);
	cips_store_close(file);
	free_demo(&demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_responses_in_the_same_order),
		cmocka_unit_test(gaps_between_rows),
		cmocka_unit_test(a_row_far_away),
		cmocka_unit_test(nothing_behind_a_damaged_row),
		cmocka_unit_test(another_file_at_the_path),
		cmocka_unit_test(beside_a_writer_who_waits),
		cmocka_unit_test(responses_of_an_open_change),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
