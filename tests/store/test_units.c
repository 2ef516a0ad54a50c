/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "build.h"

#define ROWS(...)                              \
	(const char *const[][2]){__VA_ARGS__}, \
		sizeof((const char *const[][2]){__VA_ARGS__}) / sizeof(const char *[2])

static unsigned id_of(struct cips_survey_file *file, const char *code)
{
	struct cips_units *units;
	assert_done(cips_store_load_units(file, &units, &err));
	assert_non_null(units);
	int index = cips_model_unit_by_code(units, code);
	unsigned id = index < 0 ? 0 : units->list[index].id;
	cips_model_units_free(units);
	return id;
}

static void change_units(struct cips_survey_file *file, const char *const (*rows)[2], size_t n)
{
	assert_done(cips_store_begin(file, &err));
	set_units(file, rows, n);
	assert_done(cips_store_commit(file, &err));
}

static enum cips_rc refuse_units(struct cips_survey_file *file, const char *const (*rows)[2],
	size_t n, struct cips_err *error)
{
	assert_done(cips_store_begin(file, &err));
	struct cips_units *units = demo_units(rows, n);
	enum cips_rc rc = cips_store_set_units(file, units, error);
	cips_model_units_free(units);
	cips_store_rollback(file);
	return rc;
}

static void test_ids_stay(void **state)
{
	(void)state;
	create_file(in_folder("ids.cips"));
	struct cips_survey_file *file = open_file(in_folder("ids.cips"), CIPS_STORE_WRITE);
	struct cips_units *none;
	assert_done(cips_store_load_units(file, &none, &err));
	assert_null(none);
	change_units(file, ROWS({"hq", ""}, {"a", "hq"}, {"b", "hq"}));
	assert_int_equal(id_of(file, "hq"), 1);
	assert_int_equal(id_of(file, "b"), 3);
	/* a goes, c comes, b becomes the root. */
	change_units(file, ROWS({"b", ""}, {"c", "b"}, {"hq", "b"}));
	assert_int_equal(id_of(file, "a"), 0);
	assert_int_equal(id_of(file, "b"), 3);
	assert_int_equal(id_of(file, "c"), 4);
	/* and a comes again, with the id it had */
	change_units(file, ROWS({"hq", ""}, {"d", "hq"}, {"a", "d"}));
	assert_int_equal(id_of(file, "a"), 2);
	assert_int_equal(id_of(file, "d"), 5);
	cips_store_close(file);
}

static void test_tree(void **state)
{
	(void)state;
	create_file(in_folder("tree.cips"));
	struct cips_survey_file *file = open_file(in_folder("tree.cips"), CIPS_STORE_WRITE);
	change_units(file, ROWS({"hq", ""}, {"a", "hq"}, {"b", "hq"}, {"a1", "a"}));
	cips_store_close(file);
	file = open_file(in_folder("tree.cips"), CIPS_STORE_READ);
	struct cips_units *units;
	assert_done(cips_store_load_units(file, &units, &err));
	static const char *const codes[] = {"hq", "a", "a1", "b"};
	static const int levels[] = {0, 1, 2, 1};
	assert_int_equal(units->n, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(units->list[i].code, codes[i]);
		assert_int_equal(units->list[i].level, levels[i]);
		assert_int_equal(cips_model_unit_by_id(units, units->list[i].id), (int)i);
	}
	assert_int_equal(units->n_languages, 2);
	assert_string_equal(units->languages[1], "fr");
	assert_string_equal(cips_model_unit_name(units, 0, "fr"), "Siège");
	assert_string_equal(cips_model_unit_name(units, 1, ""), "a");
	cips_model_units_free(units);
	cips_store_close(file);
}

static void test_used_units_stay(void **state)
{
	(void)state;
	struct cips_err error = {0};
	create_demo(in_folder("used.cips"), 10);
	struct cips_survey_file *file = open_file(in_folder("used.cips"), CIPS_STORE_WRITE);
	/* hq and north have responses. */
	assert_int_equal(
		refuse_units(file, ROWS({"south", ""}, {"hq", "south"}), &error), CIPS_INPUT);
	assert_string_equal(error.text,
		"1 unit with responses or headcounts is not in the new tree: \"north\"");
	assert_int_equal(refuse_units(file, ROWS({"south", ""}), &error), CIPS_INPUT);
	assert_string_equal(error.text,
		"2 units with responses or headcounts are not in the new "
		"tree: \"hq\", \"north\"");
	change_units(file, ROWS({"south", ""}, {"hq", "south"}, {"north", "south"}));
	assert_int_equal(id_of(file, "north"), 2);
	/* south has neither responses nor headcounts. */
	change_units(file, ROWS({"hq", ""}, {"north", "hq"}, {"east", "hq"}));
	struct cips_headcount row = {
		.wave = "W9", .instrument = "demo", .unit = id_of(file, "east"), .headcount = 5};
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_set_headcounts(file, &row, 1, &err));
	assert_done(cips_store_commit(file, &err));
	assert_int_equal(refuse_units(file, ROWS({"hq", ""}, {"north", "hq"}), &error), CIPS_INPUT);
	assert_non_null(strstr(error.text, "\"east\""));
	cips_store_close(file);
}

static void test_too_many(void **state)
{
	(void)state;
	enum { N = 20000 };
	char(*names)[8] = calloc(2 * N, sizeof *names);
	struct cips_unit_row *rows = calloc(N, sizeof *rows);
	struct cips_findings findings = {0};
	struct cips_err error = {0};
	enum cips_rc rc = CIPS_OK;
	create_file(in_folder("lots.cips"));
	struct cips_survey_file *file = open_file(in_folder("lots.cips"), CIPS_STORE_WRITE);
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < N; i++) {
			char *name = names[round * N + i];
			snprintf(name, sizeof *names, "u%zu", round * N + i);
			rows[i] = (struct cips_unit_row){
				.code = name, .parent = i ? names[round * N] : ""};
		}
		struct cips_units *units = cips_model_units_new(rows, N, NULL, 0, &findings);
		assert_non_null(units);
		assert_done(cips_store_begin(file, &err));
		rc = cips_store_set_units(file, units, &error);
		if (rc)
			cips_store_rollback(file);
		else
			assert_done(cips_store_commit(file, &err));
		cips_model_units_free(units);
	}
	assert_int_equal(rc, CIPS_INPUT);
	assert_non_null(strstr(error.text, "\"u34596\" is one too many"));
	assert_int_equal(id_of(file, "u19999"), N);
	cips_store_close(file);
	cips_findings_release(&findings);
	free(names);
	free(rows);
}

static void test_headcounts(void **state)
{
	(void)state;
	create_demo(in_folder("heads.cips"), 1);
	struct cips_survey_file *file = open_file(in_folder("heads.cips"), CIPS_STORE_WRITE);
	struct cips_arena arena = {0};
	struct cips_headcount *list;
	size_t n;
	const char *items[] = {"sex", "age"}, *woman[] = {"f", "old"}, *man[] = {"m", "young"};
	struct cips_headcount rows[] = {
		{"W1", "demo", 1, NULL, NULL, 0, 120},
		{"W2", "demo", 1, items, woman, 2, 60},
		{"W1", "demo", 2, NULL, NULL, 0, 30},
		{"W2", "demo", 1, items, man, 2, 70.5},
	};
	for (int round = 0; round < 2; round++) {
		assert_done(cips_store_begin(file, &err));
		assert_done(cips_store_set_headcounts(file, rows, 4, &err));
		assert_done(cips_store_commit(file, &err));
	}
	assert_done(cips_store_headcounts(file, "W2", "demo", &arena, &list, &n, &err));
	assert_int_equal(n, 2);
	assert_int_equal(list[1].n, 2);
	assert_string_equal(list[1].items[1], "age");
	assert_string_equal(list[1].choices[0], "m");
	assert_true(list[1].headcount == 70.5 && list[1].unit == 1);
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_set_headcounts(file, rows, 1, &err));
	assert_done(cips_store_commit(file, &err));
	assert_done(cips_store_headcounts(file, "W1", "demo", &arena, &list, &n, &err));
	assert_int_equal(n, 1);
	assert_done(cips_store_headcounts(file, "W2", "demo", &arena, &list, &n, &err));
	assert_int_equal(n, 2);
	assert_done(cips_store_headcounts(file, "W3", "demo", &arena, &list, &n, &err));
	assert_int_equal(n, 0);
	cips_store_close(file);
	cips_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids_stay),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_used_units_stay),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_headcounts),
	};
	return cmocka_run_group_tests_name("store units", tests, make_folder, remove_folder);
}
