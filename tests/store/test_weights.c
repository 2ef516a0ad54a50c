/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "build.h"
#include "spoil.h"

enum { RESPONSES = 50 };

static const struct cips_weight_set a_set = {
	.code = "demo", .wave = 1, .name = "rake", .method = "rake", .variables = "unit@1,role"};

/* Rows 1, 3, 5, ... with a weight of a tenth of them. */
static void put(struct cips_survey_file *file, const char *name, size_t n, bool expect_replaced)
{
	int64_t rows[RESPONSES];
	double weights[RESPONSES];
	const struct cips_weight_base base = {.version = 1, .responses = n, .hash = UINT64_MAX - n};
	struct cips_weight_set set = a_set;
	bool replaced;
	set.name = name;
	for (size_t i = 0; i < n; i++) {
		rows[i] = 2 * (int64_t)i + 1;
		weights[i] = (double)rows[i] / 10;
	}
	assert_done(cips_store_begin(file, &err));
	assert_done(
		cips_store_put_weights(file, &set, &base, 1, rows, weights, n, &replaced, &err));
	assert_done(cips_store_commit(file, &err));
	assert_true(replaced == expect_replaced);
}

struct seen {
	size_t n;
	int64_t last;
};

static void see(void *context, int64_t row, double weight)
{
	struct seen *seen = context;
	assert_true(row > seen->last && weight == (double)row / 10);
	seen->last = row;
	seen->n++;
}

static void check(struct cips_survey_file *file, const char *name, size_t n)
{
	struct cips_arena arena = {0};
	struct cips_weight_set *sets;
	struct cips_weight_base *bases;
	struct seen seen = {0};
	size_t n_sets, n_bases, found = SIZE_MAX;
	assert_done(cips_store_weight_sets(file, &arena, &sets, &n_sets, &err));
	for (size_t i = 0; i < n_sets; i++)
		if (strcmp(sets[i].name, name) == 0)
			found = i;
	assert_true(found < n_sets);
	assert_string_equal(sets[found].code, "demo");
	assert_string_equal(sets[found].wave_code, "W1");
	assert_string_equal(sets[found].variables, "unit@1,role");
	assert_done(cips_store_weight_bases(file, sets[found].id, &arena, &bases, &n_bases, &err));
	assert_int_equal(n_bases, 1);
	assert_true(bases[0].version == 1 && bases[0].responses == n &&
		bases[0].hash == UINT64_MAX - n);
	assert_done(cips_store_each_weight(file, sets[found].id, see, &seen, &err));
	assert_int_equal(seen.n, n);
	cips_arena_release(&arena);
}

static void test_kept(void **state)
{
	(void)state;
	const char *path = in_folder("kept.cips");
	create_demo(path, RESPONSES);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	put(file, "rake", 40, false);
	put(file, "other", 7, false);
	check(file, "rake", 40);
	check(file, "other", 7);
	put(file, "rake", 18, true);
	check(file, "rake", 18);
	cips_store_close(file);
	file = open_file(path, CIPS_STORE_READ);
	check(file, "rake", 18);
	check(file, "other", 7);
	cips_store_close(file);
}

/* Nothing of a set that was not committed is left, and nothing of the one it replaces is lost. */
static void test_rolled_back(void **state)
{
	(void)state;
	static const int64_t rows[] = {1, 2};
	static const double weights[] = {1, 2};
	const char *path = in_folder("rolled.cips");
	create_demo(path, RESPONSES);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	put(file, "rake", 40, false);
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_put_weights(file, &a_set, NULL, 0, rows, weights, 2, NULL, &err));
	cips_store_rollback(file);
	check(file, "rake", 40);
	cips_store_close(file);
}

static void test_damaged(void **state)
{
	(void)state;
	static const char *const spoilers[] = {
		"UPDATE response_weight SET weight = -1 WHERE response = 5",
		"UPDATE response_weight SET weight = 9e999 WHERE response = 5",
	};
	for (size_t i = 0; i < sizeof spoilers / sizeof *spoilers; i++) {
		const char *path = in_folder("damaged.cips");
		struct cips_err error = {0};
		struct seen seen = {0};
		create_demo(path, RESPONSES);
		struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
		put(file, "rake", 20, false);
		cips_store_close(file);
		run_sql(path, spoilers[i]);
		file = open_file(path, CIPS_STORE_READ);
		assert_int_equal(
			cips_store_each_weight(file, 1, see, &seen, &error), CIPS_INTEGRITY);
		assert_non_null(strstr(error.text, "a weight is no weight"));
		cips_store_close(file);
	}
}

/* Whatever changes in the responses, or in their order, changes the hash. */
static void test_hash(void **state)
{
	(void)state;
	static const uint8_t record[] = {1, 2, 3, 0}, other[] = {1, 2, 4, 0};
	const struct cips_stored a = {.row = 1, .record = record, .record_size = 4},
				 b = {.row = 2, .record = record, .record_size = 4},
				 changed = {.row = 2, .record = other, .record_size = 4};
	uint64_t both = cips_store_hash(cips_store_hash(0, &a), &b);
	assert_true(both != cips_store_hash(cips_store_hash(0, &a), &changed));
	assert_true(both != cips_store_hash(cips_store_hash(0, &b), &a));
	assert_true(both != cips_store_hash(0, &a) && both != cips_store_hash(0, &b));
	/* it is kept in files: the same for ever */
	assert_true(cips_store_hash(0, &a) == UINT64_C(0xedc1b1420e9f41a4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_rolled_back),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_hash),
	};
	return cmocka_run_group_tests_name("store weights", tests, make_folder, remove_folder);
}
