/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A full disk, played by a limit on the size of files: nothing is stored, and it is said.
 */
#include "build.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { LIMIT = 400 * 1024, MANY = 100000 };

/* Runs `work` in a process whose files cannot grow beyond the limit; its result. */
static int limited(int (*work)(const char *path), const char *path, rlim_t limit)
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit small = {limit, limit};
		signal(SIGXFSZ, SIG_IGN);
		_exit(setrlimit(RLIMIT_FSIZE, &small) ? 99 : work(path));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The first error of adding many responses; 98 when its words are not those of a full disk. */
static int add_many(const char *path)
{
	struct cips_survey_file *file;
	struct cips_err err = {0};
	struct cips_arena arena = {0};
	struct demo demo = {
		.instrument = demo_instrument(1), .version = {.id = 1}, .wave = 1, .batch = 1};
	struct cips_response response = cips_model_response_new(&arena, demo.instrument);
	enum cips_rc rc = cips_store_open(path, CIPS_STORE_WRITE, &file, &err);
	if (!rc)
		rc = cips_store_begin(file, &err);
	for (int64_t i = 1000; i < 1000 + MANY && !rc; i++) {
		struct cips_stored row = stored(&demo, &response, i);
		rc = cips_store_add_response(file, &row, &err);
	}
	if (!rc)
		rc = cips_store_finish_responses(file, NULL, &err);
	if (!rc)
		rc = cips_store_commit(file, &err);
	if (rc && (!strstr(err.text, "disk is full") || !err.hint[0]))
		return 98;
	/* A second try in the same process must not look like a success. */
	enum cips_rc again = file ? cips_store_commit(file, &err) : rc;
	cips_store_close(file);
	return again ? (int)rc : 97;
}

static void test_full_while_adding(void **state)
{
	(void)state;
	const char *path = in_folder("full.cips");
	create_demo(path, 50);
	assert_int_equal(limited(add_many, path, LIMIT), CIPS_SYSTEM);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	assert_int_equal(count_all(file), 50);
	struct demo demo = {
		.instrument = demo_instrument(1), .version = {.id = 1}, .wave = 1, .batch = 1};
	assert_done(cips_store_begin(file, &err));
	add_responses(file, &demo, 1000, 50);
	assert_done(cips_store_commit(file, &err));
	assert_int_equal(count_all(file), 100);
	cips_store_close(file);
	cips_model_instrument_free(demo.instrument);
}

static int create(const char *path)
{
	struct cips_err err = {0};
	enum cips_rc rc = cips_store_create(path, "T", 10, false, SURVEY_ID, survey_key, &err);
	return rc && !strstr(err.text, "disk is full") ? 98 : (int)rc;
}

static void test_full_while_creating(void **state)
{
	(void)state;
	static const rlim_t limits[] = {0, 10, 4096, 20000, 60000};
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		assert_int_equal(limited(create, in_folder("new.cips"), limits[i]), CIPS_SYSTEM);
		assert_int_not_equal(access(in_folder("new.cips"), F_OK), 0);
		assert_int_not_equal(access(in_folder("new.cips-journal"), F_OK), 0);
	}
	assert_int_equal(limited(create, in_folder("new.cips"), LIMIT), CIPS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_while_adding),
		cmocka_unit_test(test_full_while_creating),
	};
	return cmocka_run_group_tests_name("store full", tests, make_folder, remove_folder);
}
