/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index of identities: whatever is added to it in whatever portions, each identity leads to its
 * response and no other does, and its blocks are in order.
 */
#include "build.h"
#include "identities.h"
#include "spoil.h"

enum { MOST = 20000, A_BLOCK = 338 };

static uint64_t draw(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

/* --- what the index has to say ---------------------------------------------------------------- */

struct known {
	int64_t identity;
	double age; /* of the response */
};

struct model {
	struct cips_survey_file *file;
	struct demo demo;
	struct known list[MOST];
	size_t n;
	size_t at; /* while the index is walked */
	uint64_t random;
};

static struct model model;

static int by_identity(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	return (x->identity > y->identity) - (x->identity < y->identity);
}

static void meet(void *context, int64_t identity, int64_t row)
{
	(void)context;
	assert_true(model.at < model.n && row > 0);
	assert_true(identity == model.list[model.at++].identity);
}

static void check_good(void)
{
	struct cips_findings findings = {0};
	size_t n_sums;
	assert_done(cips_store_verify(model.file, &findings, &n_sums, &err));
	assert_int_equal(findings.found, 0);
	assert_true(n_sums > 0);
	cips_findings_release(&findings);
}

/* All of it, and some that are not there. */
static void check_all(void)
{
	struct cips_stored out;
	bool found, in_batch;
	qsort(model.list, model.n, sizeof *model.list, by_identity);
	model.at = 0;
	assert_done(cips_store_each_identity(model.file, meet, NULL, &err));
	assert_int_equal(model.at, model.n);
	for (size_t i = 0; i < model.n; i++) {
		int64_t identity = model.list[i].identity;
		assert_done(cips_store_find_response(
			model.file, identity, 1, &out, &found, &in_batch, &err));
		assert_true(found && out.identity == identity);
		assert_true(out.numbers[0] == model.list[i].age);
		if (identity == INT64_MAX ||
			(i + 1 < model.n && model.list[i + 1].identity == identity + 1))
			continue;
		assert_done(cips_store_find_response(
			model.file, identity + 1, 1, &out, &found, &in_batch, &err));
		assert_false(found);
	}
	check_good();
}

/* --- filling it ------------------------------------------------------------------------------- */

static void begin(const char *path)
{
	memset(&model, 0, sizeof model);
	model.random = 88172645463325252u;
	create_file(path);
	model.file = open_file(path, CIPS_STORE_WRITE);
	assert_done(cips_store_begin(model.file, &err));
	model.demo = add_demo(model.file);
	assert_done(cips_store_commit(model.file, &err));
}

static void end(void)
{
	cips_store_close(model.file);
	free_demo(&model.demo);
}

static void add(struct cips_response *response, int64_t identity)
{
	double age = (double)model.n;
	put_number(model.demo.instrument, response, "age", age);
	struct cips_stored row = stored(&model.demo, response, identity);
	assert_done(cips_store_add_response(model.file, &row, &err));
	model.list[model.n++] = (struct known){identity, age};
}

/* Adds `n` in one change: identities from `first` on by `step`, or any where that is 0. */
static void add_some(size_t n, int64_t first, int64_t step)
{
	struct cips_arena arena = {0};
	struct cips_response response = cips_model_response_new(&arena, model.demo.instrument);
	assert_done(cips_store_begin(model.file, &err));
	for (size_t i = 0; i < n; i++)
		add(&response, step ? first + (int64_t)i * step : (int64_t)draw(&model.random));
	assert_done(cips_store_commit(model.file, &err));
	cips_arena_release(&arena);
}

static int64_t number(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void test_any_portions(void **state)
{
	(void)state;
	static const size_t portions[] = {1, 1, 2, A_BLOCK, 1, 3 * A_BLOCK, 5000, 1, 700, 2, 9000};
	begin(in_folder("portions.cips"));
	for (size_t i = 0; i < sizeof portions / sizeof *portions; i++) {
		add_some(portions[i], 0, 0);
		check_all();
	}
	end();
}

/* The ends of the numbers, of the blocks, and of what is there. */
static void test_ends(void **state)
{
	(void)state;
	begin(in_folder("ends.cips"));
	add_some(A_BLOCK, 0, 2);
	check_all();
	add_some(1, INT64_MAX, 1);
	add_some(1, INT64_MIN, 1);
	check_all();
	add_some(A_BLOCK, 1, 2);
	check_all();
	add_some(3 * A_BLOCK, 10 * A_BLOCK, 1);
	add_some(3 * A_BLOCK, -10 * A_BLOCK, 1);
	check_all();
	end();
}

/* A page each, full where all came at once. */
static void test_sizes(void **state)
{
	(void)state;
	const char *path = in_folder("sizes.cips");
	begin(path);
	add_some(10 * A_BLOCK, 0, 0);
	assert_int_equal(number(path, "SELECT count(*) FROM identity_block"), 10);
	assert_int_equal(
		number(path, "SELECT max(length(pairs)) FROM identity_block"), 12 * A_BLOCK);
	assert_int_equal(number(path, "SELECT max(upper) FROM identity_block"), INT64_MAX);
	assert_int_equal(number(path,
				 "SELECT count(*) FROM dbstat WHERE name = 'identity_block'"
				 " AND pagetype = 'overflow'"),
		0);
	assert_int_equal(number(path,
				 WITH_IDENTITIES
				 "SELECT count(*) FROM identities JOIN response ON row = response"),
		10 * A_BLOCK);
	end();
}

static void test_undone(void **state)
{
	(void)state;
	struct cips_undone undone;
	begin(in_folder("undone.cips"));
	add_some(4000, 0, 0);
	long first = model.demo.batch;
	assert_done(cips_store_begin(model.file, &err));
	assert_done(
		cips_store_add_batch(model.file, BATCH_2, DIGEST_2, 1, &model.demo.batch, &err));
	assert_done(cips_store_commit(model.file, &err));
	size_t before = model.n;
	add_some(500, INT64_MAX - 499, 1); /* the last block, and more */
	add_some(500, 0, 0);
	assert_done(cips_store_begin(model.file, &err));
	assert_done(cips_store_undo_batch(model.file, model.demo.batch, &undone, &err));
	assert_done(cips_store_commit(model.file, &err));
	assert_int_equal(undone.gone, 1000);
	model.n = before;
	check_all();
	model.demo.batch = first;
	add_some(500, INT64_MAX - 499, 1);
	check_all();
	assert_done(cips_store_begin(model.file, &err));
	assert_done(cips_store_undo_batch(model.file, first, &undone, &err));
	assert_done(cips_store_commit(model.file, &err));
	model.n = 0;
	check_all();
	end();
	assert_int_equal(
		number(in_folder("undone.cips"), "SELECT count(*) FROM identity_block"), 0);
}

static void test_there_already(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	struct cips_err error = {0};
	begin(in_folder("there.cips"));
	add_some(1000, 0, 1);
	struct cips_response response = cips_model_response_new(&arena, model.demo.instrument);
	struct cips_stored row = stored(&model.demo, &response, 700);
	assert_done(cips_store_begin(model.file, &err));
	assert_done(cips_store_add_response(model.file, &row, &err));
	assert_int_equal(cips_store_finish_responses(model.file, NULL, &error), CIPS_INTERNAL);
	assert_non_null(strstr(error.text, "two responses have one identity"));
	cips_store_rollback(model.file);
	check_all();
	end();
	cips_arena_release(&arena);
}

static void pass(void *context, int64_t identity, int64_t row)
{
	(void)context;
	(void)identity;
	(void)row;
}

/* What is not in order is told, and not written on. */
static void test_disorder(void **state)
{
	(void)state;
	static const char *const spoils[] = {
		"substr(pairs, 2)",
		"x''",
		"zeroblob(12 * 339)",
		"cast(substr(pairs, 13, 12) || substr(pairs, 1, 12) || substr(pairs, 25) AS blob)",
		"cast(substr(pairs, 1, 12) || pairs AS blob)",
		"cast(substr(pairs, 1, 8) || zeroblob(4) || substr(pairs, 13) AS blob)",
		"pairs, upper = 5",
	};
	for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
		struct cips_err error = {0};
		char name[32], sql[256];
		snprintf(name, sizeof name, "disorder-%zu.cips", i);
		snprintf(sql, sizeof sql, "UPDATE identity_block SET pairs = %s", spoils[i]);
		create_demo(in_folder(name), 20);
		run_sql(in_folder(name), sql);
		struct cips_survey_file *file = open_file(in_folder(name), CIPS_STORE_WRITE);
		assert_int_equal(
			cips_store_each_identity(file, pass, NULL, &error), CIPS_INTEGRITY);
		assert_non_null(strstr(error.text, "not in order"));
		struct demo demo = {.instrument = demo_instrument(1),
			.version = {.id = 1},
			.wave = 1,
			.batch = 1};
		assert_done(cips_store_begin(file, &err));
		add_responses(file, &demo, 0, 1);
		assert_int_equal(cips_store_commit(file, &error), CIPS_INTEGRITY);
		cips_store_rollback(file);
		cips_store_close(file);
		free_demo(&demo);
	}
}

/* Two blocks that overlap: each is in order. */
static void test_overlap(void **state)
{
	(void)state;
	struct cips_err error = {0};
	create_demo(in_folder("overlap.cips"), 20);
	run_sql(in_folder("overlap.cips"),
		"INSERT INTO identity_block SELECT 20, pairs FROM identity_block");
	struct cips_survey_file *file = open_file(in_folder("overlap.cips"), CIPS_STORE_READ);
	assert_int_equal(cips_store_each_identity(file, pass, NULL, &error), CIPS_INTEGRITY);
	cips_store_close(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_portions),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_undone),
		cmocka_unit_test(test_there_already),
		cmocka_unit_test(test_disorder),
		cmocka_unit_test(test_overlap),
	};
	return cmocka_run_group_tests_name("store identities", tests, make_folder, remove_folder);
}
