/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "build.h"

#include "base/buf.h"
#include "store/internal.h"

/* --- numbers as text ------------------------------------------------------------------------ */

static void test_numbers(void **state)
{
	(void)state;
	static const struct {
		double numbers[3];
		size_t n;
		const char *text;
	} cases[] = {
		{{39, NAN, 2.5}, 3, "[39,null,2.5]"},
		{{0, -0.0, -7}, 3, "[0,0,-7]"},
		{{0.1, 1e300, -1e-300}, 3, "[0.1,1e+300,-1e-300]"},
		{{999999999999999, 9007199254740992, 1.2345678901234568e17}, 3,
			"[999999999999999,9007199254740992,1.2345678901234568e+17]"},
		{{NAN}, 1, "[null]"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_buf text = {0};
		double back[3];
		cips_store_pack_numbers(cases[i].numbers, cases[i].n, &text);
		assert_string_equal(cips_buf_text(&text), cases[i].text);
		assert_true(cips_store_unpack_numbers(cips_buf_text(&text), back, cases[i].n));
		for (size_t k = 0; k < cases[i].n; k++)
			assert_true(isnan(cases[i].numbers[k]) ? isnan(back[k])
							       : back[k] == cases[i].numbers[k]);
		cips_buf_release(&text);
	}
}

static void test_bad_numbers(void **state)
{
	(void)state;
	static const char *const cases[] = {"", "[", "[]", "[1]", "[1,2,3]", "[1,2", "[1,2]x",
		"1,2]", "[1,,2]", "[1,nan]", "[1,inf]", "[1,\"2\"]", "[1,]", "[1,nul]", "[1, 2]",
		"[1,00000000000000000000000000000000000000000000000000000000000001]"};
	double back[3];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (cips_store_unpack_numbers(cases[i], back, 2))
			fail_msg("accepted: %s", cases[i]);
}

/* --- in and out ----------------------------------------------------------------------------- */

struct seen {
	size_t n;
	double age_sum;
	size_t scales[7];
	const struct cips_instrument *instrument;
	struct cips_stored last;
};

static void see(void *context, const struct cips_stored *response)
{
	struct seen *seen = context;
	const struct cips_item *age = cips_model_item(seen->instrument, "age");
	const struct cips_item *scale = cips_model_item(seen->instrument, "scale");
	assert_int_equal(response->record_size, seen->instrument->record_size);
	assert_int_equal(response->n_numbers, seen->instrument->n_numbers);
	seen->n++;
	seen->age_sum += response->numbers[age->number];
	seen->scales[cips_model_code(scale, response->record)]++;
	seen->last = *response;
}

static void test_round_trip(void **state)
{
	(void)state;
	create_demo(in_folder("round.cips"), 1000);
	struct cips_survey_file *file = open_file(in_folder("round.cips"), CIPS_STORE_READ);
	struct cips_instrument *instrument = demo_instrument(1);
	struct seen seen = {.instrument = instrument};
	assert_true(cips_store_settings(file)->frozen);
	assert_int_equal(count_all(file), 1000);
	assert_done(cips_store_each(file, 1, 0, see, &seen, &err));
	assert_int_equal(seen.n, 1000);
	assert_true(seen.age_sum == 500500);
	for (size_t i = 1; i <= 5; i++)
		assert_int_equal(seen.scales[i], 200);
	struct seen none = {.instrument = instrument};
	assert_done(cips_store_each(file, 1, 99, see, &none, &err));
	assert_done(cips_store_each(file, 99, 0, see, &none, &err));
	assert_int_equal(none.n, 0);
	cips_store_close(file);
	cips_model_instrument_free(instrument);
}

static void test_one_response(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	create_file(in_folder("one.cips"));
	struct cips_survey_file *file = open_file(in_folder("one.cips"), CIPS_STORE_WRITE);
	assert_done(cips_store_begin(file, &err));
	struct demo demo = add_demo(file);
	struct cips_response response = cips_model_response_new(&arena, demo.instrument);
	put_number(demo.instrument, &response, "version", 0.1);
	struct cips_stored row = stored(&demo, &response, INT64_MIN);
	row.assisted = true;
	row.language = "";
	row.weight = 1.25;
	assert_done(cips_store_add_response(file, &row, &err));
	row.identity = INT64_MAX;
	row.weight = NAN;
	row.seconds = 61;
	response.numbers[0] = response.numbers[1] = response.numbers[2] = NAN;
	assert_done(cips_store_add_response(file, &row, &err));
	row.identity = 1;
	row.mode = "online";
	assert_done(cips_store_add_response(file, &row, &err));
	assert_done(cips_store_finish_responses(file, NULL, &err));
	assert_done(cips_store_commit(file, &err));

	struct cips_stored out;
	bool found, in_batch;
	assert_done(cips_store_find_response(
		file, INT64_MIN, demo.batch, &out, &found, &in_batch, &err));
	assert_true(found && in_batch && out.assisted && out.identity == INT64_MIN);
	assert_string_equal(out.language, "");
	assert_string_equal(out.mode, "paper");
	assert_int_equal(out.origin, 1);
	assert_true(out.weight == 1.25 && isnan(out.seconds));
	assert_true(isnan(out.numbers[0]) && out.numbers[1] == 0.1 && isnan(out.numbers[2]));
	assert_memory_equal(out.record, response.record, out.record_size);
	assert_done(cips_store_find_response(file, INT64_MAX, 99, &out, &found, &in_batch, &err));
	assert_true(found && !in_batch && isnan(out.weight) && out.seconds == 61);
	assert_true(isnan(out.numbers[1]));
	assert_int_equal(out.origin, 1);
	assert_done(cips_store_find_response(file, 1, 99, &out, &found, &in_batch, &err));
	assert_true(found && out.origin == 2 && strcmp(out.mode, "online") == 0);
	assert_done(cips_store_find_response(file, 0, 1, &out, &found, &in_batch, &err));
	assert_true(!found && !in_batch);
	cips_store_close(file);
	free_demo(&demo);
	cips_arena_release(&arena);
}

static void note_identity(void *context, const struct cips_stored *response)
{
	double **next = context;
	*(*next)++ = response->numbers[0];
}

/* The order of the rows is that of the identities, whatever the order in which they came. */
static void test_no_order_of_arrival(void **state)
{
	(void)state;
	static const int64_t arrival[] = {30, -5, 10, 7, -90, 20};
	static const double kept[] = {-90, -5, 7, 10, 20, 30};
	double ages[6], *next = ages;
	create_file(in_folder("order.cips"));
	struct cips_survey_file *file = open_file(in_folder("order.cips"), CIPS_STORE_WRITE);
	assert_done(cips_store_begin(file, &err));
	struct demo demo = add_demo(file);
	struct cips_arena arena = {0};
	struct cips_response response = cips_model_response_new(&arena, demo.instrument);
	for (size_t i = 0; i < 6; i++) {
		put_number(demo.instrument, &response, "age", (double)arrival[i]);
		struct cips_stored row = stored(&demo, &response, arrival[i]);
		assert_done(cips_store_add_response(file, &row, &err));
	}
	assert_done(cips_store_commit(file, &err));
	assert_done(cips_store_each(file, demo.version.id, 0, note_identity, &next, &err));
	assert_memory_equal(ages, kept, sizeof kept);
	cips_store_close(file);
	free_demo(&demo);
	cips_arena_release(&arena);
}

/* More than one block and one run of identities: all are there and found. */
static void test_many(void **state)
{
	(void)state;
	enum { N = 300000 };
	create_demo(in_folder("many.cips"), N);
	struct cips_survey_file *file = open_file(in_folder("many.cips"), CIPS_STORE_READ);
	struct cips_stored out;
	bool found, in_batch;
	assert_int_equal(count_all(file), N);
	for (int64_t i = 1; i <= N; i += 997) {
		assert_done(cips_store_find_response(file, i, 1, &out, &found, &in_batch, &err));
		assert_true(found && out.numbers[0] == (double)i);
	}
	assert_done(cips_store_find_response(file, N + 1, 1, &out, &found, &in_batch, &err));
	assert_false(found);
	cips_store_close(file);
}

static void test_twice_is_a_mistake(void **state)
{
	(void)state;
	struct cips_err error = {0};
	create_file(in_folder("twice.cips"));
	struct cips_survey_file *file = open_file(in_folder("twice.cips"), CIPS_STORE_WRITE);
	assert_done(cips_store_begin(file, &err));
	struct demo demo = add_demo(file);
	add_responses(file, &demo, 7, 1);
	add_responses(file, &demo, 7, 1);
	assert_int_equal(cips_store_finish_responses(file, NULL, &error), CIPS_INTERNAL);
	cips_store_rollback(file);
	assert_int_equal(count_all(file), 0);
	assert_false(cips_store_settings(file)->frozen);
	cips_store_close(file);
	free_demo(&demo);
}

static void test_rollback(void **state)
{
	(void)state;
	create_demo(in_folder("back.cips"), 10);
	struct cips_survey_file *file = open_file(in_folder("back.cips"), CIPS_STORE_WRITE);
	struct demo demo = {.instrument = demo_instrument(1), .version = {.id = 1}, .wave = 1};
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_batch(file, BATCH_2, DIGEST_2, 1, &demo.batch, &err));
	add_responses(file, &demo, 100, 20);
	assert_int_equal(count_all(file), 30);
	cips_store_rollback(file);
	assert_int_equal(count_all(file), 10);
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_batch(file, BATCH_2, DIGEST_2, 1, &demo.batch, &err));
	add_responses(file, &demo, 100, 5);
	assert_done(cips_store_commit(file, &err));
	cips_store_close(file);
	file = open_file(in_folder("back.cips"), CIPS_STORE_READ);
	assert_int_equal(count_all(file), 15);
	cips_store_close(file);
	free_demo(&demo);
}

/* --- batches -------------------------------------------------------------------------------- */

static void test_batches(void **state)
{
	(void)state;
	create_demo(in_folder("batches.cips"), 10);
	struct cips_survey_file *file = open_file(in_folder("batches.cips"), CIPS_STORE_WRITE);
	struct cips_batch batch;
	bool found, taken;
	assert_done(cips_store_batch_by_digest(file, DIGEST_1, &batch, &found, &err));
	assert_true(found && batch.id == 1 && batch.version == 1);
	assert_string_equal(batch.code, BATCH_1);
	assert_done(cips_store_batch_by_code(file, BATCH_1, &batch, &found, &err));
	assert_true(found && batch.id == 1);
	assert_string_equal(batch.digest, DIGEST_1);
	assert_done(cips_store_batch_by_code(file, BATCH_2, &batch, &found, &err));
	assert_false(found);
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_pending(file, 1, 17, &err));
	assert_done(cips_store_add_pending(file, 1, 17, &err));
	assert_done(cips_store_take_pending(file, 1, 18, &taken, &err));
	assert_false(taken);
	assert_done(cips_store_take_pending(file, 1, 17, &taken, &err));
	assert_true(taken);
	assert_done(cips_store_take_pending(file, 1, 17, &taken, &err));
	assert_false(taken);
	assert_done(cips_store_commit(file, &err));
	cips_store_close(file);
}

static void test_link(void **state)
{
	(void)state;
	create_demo(in_folder("link.cips"), 4);
	struct cips_survey_file *file = open_file(in_folder("link.cips"), CIPS_STORE_WRITE);
	struct cips_stored out;
	bool found, in_batch;
	long second, third;
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_batch(file, BATCH_2, DIGEST_2, 1, &second, &err));
	assert_done(cips_store_add_batch(file, SURVEY_ID, DIGEST_2, 1, &third, &err));
	/* 1 gets the third and then the second, 2 the other way round: the same set. */
	const long steps[][2] = {{1, third}, {2, second}, {1, second}, {2, third}, {2, third}};
	for (size_t i = 0; i < 5; i++) {
		assert_done(cips_store_find_response(
			file, steps[i][0], steps[i][1], &out, &found, &in_batch, &err));
		assert_true(found && in_batch == (i == 4));
		assert_done(cips_store_link_batch(file, out.row, steps[i][1], &err));
	}
	for (int64_t identity = 1; identity <= 4; identity++)
		for (long batch = 1; batch <= 3; batch++) {
			assert_done(cips_store_find_response(
				file, identity, batch, &out, &found, &in_batch, &err));
			assert_int_equal(in_batch, batch == 1 || identity <= 2);
		}
	size_t n;
	assert_done(cips_store_commit(file, &err));
	assert_done(cips_store_count(file, 1, 1, &n, &err));
	assert_int_equal(n, 4);
	cips_store_close(file);
}

static void test_waves(void **state)
{
	(void)state;
	create_demo(in_folder("waves.cips"), 1);
	struct cips_survey_file *file = open_file(in_folder("waves.cips"), CIPS_STORE_WRITE);
	struct cips_arena arena = {0};
	struct cips_wave *waves;
	size_t n;
	long id, again;
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_wave(file, "2024", &id, &err));
	assert_done(cips_store_wave(file, "2024", &again, &err));
	assert_int_equal(id, again);
	assert_done(cips_store_commit(file, &err));
	assert_done(cips_store_waves(file, &arena, &waves, &n, &err));
	assert_int_equal(n, 2);
	assert_string_equal(waves[0].code, "W1");
	assert_string_equal(waves[1].code, "2024");
	assert_int_equal(waves[1].id, id);
	cips_store_close(file);
	cips_arena_release(&arena);
}

/* --- instruments ---------------------------------------------------------------------------- */

static void test_versions(void **state)
{
	(void)state;
	create_demo(in_folder("versions.cips"), 3);
	struct cips_survey_file *file = open_file(in_folder("versions.cips"), CIPS_STORE_WRITE);
	struct cips_instrument *first = demo_instrument(1), *second = demo_instrument(2);
	struct cips_arena arena = {0};
	struct cips_version version, *list;
	bool added;
	size_t n;
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_instrument(
		file, "demo", first, "the same", DIGEST_1, &version, &added, &err));
	assert_true(!added && version.id == 1 && version.ordinal == 1 && version.has_responses);
	assert_done(cips_store_add_instrument(
		file, "demo", second, "form 2", DIGEST_2, &version, &added, &err));
	assert_true(added && version.ordinal == 2 && !version.has_responses);
	assert_done(cips_store_add_instrument(
		file, "a\"b'c", second, "form 2", DIGEST_2, &version, &added, &err));
	assert_true(added && version.ordinal == 1);
	assert_done(cips_store_commit(file, &err));
	assert_done(cips_store_versions(file, &arena, &list, &n, &err));
	assert_int_equal(n, 3);
	assert_string_equal(list[0].code, "a\"b'c");
	assert_string_equal(list[1].code, "demo");
	assert_string_equal(list[1].digest, DIGEST_1);
	assert_string_equal(list[1].text, "first");
	assert_string_equal(list[2].text, "second");
	assert_string_equal(list[2].title, "Demo");
	assert_true(list[1].has_responses && !list[2].has_responses);
	cips_store_close(file);
	cips_arena_release(&arena);
	cips_model_instrument_free(first);
	cips_model_instrument_free(second);
}

static void test_load_instrument(void **state)
{
	(void)state;
	struct cips_instrument *original = demo_instrument(1), *loaded;
	struct cips_version version;
	struct cips_err error = {0};
	bool added;
	create_demo(in_folder("load.cips"), 0);
	struct cips_survey_file *file = open_file(in_folder("load.cips"), CIPS_STORE_WRITE);
	assert_done(cips_store_load_instrument(file, 1, &loaded, &err));
	assert_int_equal(loaded->record_size, original->record_size);
	assert_int_equal(loaded->n_items, original->n_items);
	for (size_t i = 0; i < loaded->n_items; i++) {
		assert_string_equal(loaded->items[i].name, original->items[i].name);
		assert_int_equal(loaded->items[i].offset, original->items[i].offset);
	}
	cips_model_instrument_free(loaded);
	assert_int_equal(cips_store_load_instrument(file, 2, &loaded, &error), CIPS_INTEGRITY);
	assert_null(loaded);
	/* What was kept is no form. */
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_instrument(
		file, "demo", original, "no form", DIGEST_2, &version, &added, &err));
	assert_done(cips_store_commit(file, &err));
	assert_int_equal(
		cips_store_load_instrument(file, version.id, &loaded, &error), CIPS_INTEGRITY);
	assert_null(loaded);
	cips_store_close(file);
	cips_model_instrument_free(original);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_bad_numbers),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_one_response),
		cmocka_unit_test(test_no_order_of_arrival),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_twice_is_a_mistake),
		cmocka_unit_test(test_rollback),
		cmocka_unit_test(test_batches),
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_waves),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_load_instrument),
	};
	return cmocka_run_group_tests_name("store responses", tests, make_folder, remove_folder);
}
