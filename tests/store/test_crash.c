/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 in the middle of a change: the next to open the file, for reading too, finds it as it was
 * before or as it was to be.
 */
#include "build.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

enum { ROUNDS = 30, BATCH = 400, NOBODY = 65534, BIG = 200000 };

/* Commits batches of responses until it is killed. */
static void write_for_ever(const char *path)
{
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	struct demo demo = {
		.instrument = demo_instrument(1), .version = {.id = 1}, .wave = 1, .batch = 1};
	for (int64_t first = (int64_t)count_all(file) + 1;; first += BATCH) {
		assert_done(cips_store_begin(file, &err));
		add_responses(file, &demo, first, BATCH);
		assert_done(cips_store_finish_responses(file, NULL, &err));
		assert_done(cips_store_commit(file, &err));
	}
}

static void kill_after(pid_t child, long microseconds)
{
	int status;
	const struct timespec wait = {.tv_nsec = microseconds * 1000};
	nanosleep(&wait, NULL);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

struct sum {
	size_t n;
	double ages;
};

static void add_up(void *context, const struct cips_stored *response)
{
	struct sum *sum = context;
	sum->n++;
	sum->ages += response->numbers[0];
}

static void assert_sound(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	sqlite3_finalize(statement);
	sqlite3_close(db);
}

/* Whole batches only, and the counts agree with the rows. */
static size_t check_content(const char *path)
{
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	struct sum sum = {0};
	size_t n = count_all(file);
	assert_done(cips_store_each(file, 1, 0, add_up, &sum, &err));
	cips_store_close(file);
	assert_int_equal(n % BATCH, 0);
	assert_int_equal(sum.n, n);
	assert_true(sum.ages == (double)n * (double)(n + 1) / 2);
	assert_sound(path);
	return n;
}

static void test_kill(void **state)
{
	(void)state;
	const char *path = in_folder("killed.cips");
	size_t before = 0;
	create_demo(path, 0);
	for (int round = 0; round < ROUNDS; round++) {
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			write_for_ever(path);
		kill_after(child, 2000 + 1300 * round);
		size_t after = check_content(path);
		assert_true(after >= before);
		before = after;
	}
	assert_true(before > 0);
}

/* A change so large that its pages are in the file already when the process dies. */
static void leave_hot_journal(const char *path)
{
	create_demo(path, BATCH);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
		struct demo demo = {.instrument = demo_instrument(1),
			.version = {.id = 1},
			.wave = 1,
			.batch = 1};
		assert_done(cips_store_begin(file, &err));
		add_responses(file, &demo, BATCH + 1, BIG);
		raise(SIGKILL);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	struct stat journal;
	char name[300];
	snprintf(name, sizeof name, "%s-journal", path);
	assert_int_equal(stat(name, &journal), 0);
	assert_true(journal.st_size > 0);
}

static void test_hot_journal(void **state)
{
	(void)state;
	leave_hot_journal(in_folder("hot.cips"));
	assert_int_equal(check_content(in_folder("hot.cips")), BATCH);
	leave_hot_journal(in_folder("hot2.cips"));
	struct cips_survey_file *file = open_file(in_folder("hot2.cips"), CIPS_STORE_WRITE);
	assert_int_equal(count_all(file), BATCH);
	cips_store_close(file);
}

/* Whoever may not undo the change is told, and sees none of it. */
static void test_hot_journal_read_only(void **state)
{
	(void)state;
	const char *path = in_folder("hot3.cips");
	struct cips_survey_file *file = NULL;
	struct cips_err err = {0};
	leave_hot_journal(path);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(in_folder("hot3.cips-journal"), 0444), 0);
	assert_int_equal(chmod(folder, 0555), 0);
	bool root = geteuid() == 0;
	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	enum cips_rc rc = cips_store_open(path, CIPS_STORE_READ, &file, &err);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(rc, CIPS_SYSTEM);
	assert_null(file);
	assert_non_null(strstr(err.text, "you may not write"));
	assert_string_not_equal(err.hint, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kill),
		cmocka_unit_test(test_hot_journal),
		cmocka_unit_test(test_hot_journal_read_only),
	};
	return cmocka_run_group_tests_name("store crash", tests, make_folder, remove_folder);
}
