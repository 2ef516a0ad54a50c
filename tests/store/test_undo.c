/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undoing batches, held against a list of who brought whom: a response is there as long as one of
 * its batches is, and nothing else of a batch is left.
 */
#include "build.h"
#include "identities.h"
#include "spoil.h"

enum { PEOPLE = 60, BATCHES = 16, ROUNDS = 100 };

/* --- the model ------------------------------------------------------------------------------ */

struct model {
	struct cips_survey_file *file;
	struct demo demo;
	long ids[BATCHES]; /* 0: undone, or not yet there */
	size_t texts[BATCHES];
	size_t next;
	size_t made;		  /* batches, for their codes */
	uint64_t brought[PEOPLE]; /* a bit for each batch */
	uint64_t random;
};

static uint64_t draw(struct model *model, uint64_t n)
{
	model->random ^= model->random << 13;
	model->random ^= model->random >> 7;
	model->random ^= model->random << 17;
	return model->random % n;
}

static void bring(struct model *model, struct cips_response *response, size_t person, size_t batch)
{
	static const char *const modes[] = {"paper", "online"};
	struct cips_instrument *instrument = model->demo.instrument;
	put_code(instrument, response, "unit", 1 + (unsigned)(person % 2));
	put_number(instrument, response, "age", (double)person);
	struct cips_stored row = stored(&model->demo, response, (int64_t)person - PEOPLE / 2);
	row.batch = model->ids[batch];
	row.mode = modes[person % 3 == 0];
	if (!model->brought[person]) {
		assert_done(cips_store_add_response(model->file, &row, &err));
	} else {
		struct cips_stored there;
		bool found, in_batch;
		assert_done(cips_store_find_response(
			model->file, row.identity, row.batch, &there, &found, &in_batch, &err));
		assert_true(found && !in_batch);
		assert_done(cips_store_link_batch(model->file, there.row, row.batch, &err));
	}
	model->brought[person] |= UINT64_C(1) << batch;
}

static void add_batch(struct model *model)
{
	struct cips_arena arena = {0};
	struct cips_response response = cips_model_response_new(&arena, model->demo.instrument);
	size_t batch = model->next++;
	char code[33];
	snprintf(code, sizeof code, "%032zx", ++model->made);
	assert_done(cips_store_add_batch(model->file, code, DIGEST_2, 1, &model->ids[batch], &err));
	uint64_t share = 1 + draw(model, 4);
	for (size_t i = 0; i < PEOPLE; i++)
		if (draw(model, 4) < share)
			bring(model, &response, i, batch);
	model->texts[batch] = draw(model, 3);
	for (size_t i = 0; i < model->texts[batch]; i++)
		assert_done(cips_store_add_text(
			model->file, model->ids[batch], 1, "comment", "the same", &err));
	assert_done(cips_store_add_pending(model->file, model->ids[batch], 7, &err));
	assert_done(cips_store_finish_responses(model->file, NULL, &err));
	cips_arena_release(&arena);
}

static void undo_batch(struct model *model, size_t batch)
{
	struct cips_undone undone;
	uint64_t bit = UINT64_C(1) << batch;
	size_t gone = 0, left = 0;
	for (size_t i = 0; i < PEOPLE; i++) {
		gone += model->brought[i] == bit;
		left += model->brought[i] & bit && model->brought[i] != bit;
		model->brought[i] &= ~bit;
	}
	assert_done(cips_store_undo_batch(model->file, model->ids[batch], &undone, &err));
	assert_int_equal(undone.gone, gone);
	assert_int_equal(undone.left, left);
	assert_int_equal(undone.texts, model->texts[batch]);
	assert_int_equal(undone.pending, 1);
	model->ids[batch] = 0;
}

static void check_people(struct model *model)
{
	size_t there = 0;
	for (size_t i = 0; i < PEOPLE; i++) {
		struct cips_stored response;
		bool found, in_batch;
		for (size_t batch = 0; batch < model->next; batch++) {
			if (!model->ids[batch])
				continue;
			assert_done(cips_store_find_response(model->file, (int64_t)i - PEOPLE / 2,
				model->ids[batch], &response, &found, &in_batch, &err));
			assert_int_equal(in_batch, model->brought[i] >> batch & 1);
			assert_true(!found || response.numbers[0] == (double)i);
			assert_true(!found || !strcmp(response.mode, i % 3 ? "paper" : "online"));
		}
		there += model->brought[i] != 0;
	}
	assert_int_equal(count_all(model->file), there);
}

static void check_list(struct model *model)
{
	struct cips_arena arena = {0};
	struct cips_batch_kept *list;
	size_t n, k = 0;
	assert_done(cips_store_batches(model->file, &arena, &list, &n, &err));
	for (size_t batch = 0; batch < model->next; batch++) {
		uint64_t bit = UINT64_C(1) << batch;
		size_t responses = 0, alone = 0;
		if (!model->ids[batch])
			continue;
		for (size_t i = 0; i < PEOPLE; i++) {
			responses += (model->brought[i] & bit) != 0;
			alone += model->brought[i] == bit;
		}
		assert_true(k < n);
		assert_int_equal(list[k].batch.id, model->ids[batch]);
		assert_int_equal(list[k].responses, responses);
		assert_int_equal(list[k].alone, alone);
		assert_int_equal(list[k].texts, model->texts[batch]);
		assert_int_equal(list[k].pending, 1);
		assert_int_equal(list[k].n_waves, responses > 0);
		assert_false(list[k].opening);
		k++;
	}
	assert_int_equal(k, n);
	cips_arena_release(&arena);
}

/* What only SQL can see: counts, leftovers, and what belongs together. */
static void check_file(const char *path)
{
	static const char *const empty[] = {
		(WITH_IDENTITIES "SELECT 1 FROM response LEFT JOIN identities ON response = row"
				 " WHERE response IS NULL"),
		(WITH_IDENTITIES "SELECT 1 FROM identities LEFT JOIN response ON response = row"
				 " WHERE row IS NULL"),
		(WITH_IDENTITIES "SELECT 1 FROM identities GROUP BY response HAVING count(*) > 1"),
		("SELECT 1 FROM origin AS o"
		 " WHERE responses <> (SELECT count(*) FROM response WHERE origin = o.id)"),
		"SELECT 1 FROM (SELECT max(id) AS last, count(*) AS n FROM origin) WHERE last <> n",
		"SELECT 1 FROM batch_set_member WHERE batch NOT IN (SELECT id FROM batch)",
		"SELECT 1 FROM batch_set WHERE members = ''",
		"SELECT 1 FROM free_text WHERE batch NOT IN (SELECT id FROM batch)",
		"SELECT 1 FROM batch_pending WHERE batch NOT IN (SELECT id FROM batch)",
		"PRAGMA foreign_key_check",
	};
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		sqlite3_stmt *statement;
		assert_int_equal(sqlite3_prepare_v2(db, empty[i], -1, &statement, NULL), SQLITE_OK);
		if (sqlite3_step(statement) != SQLITE_DONE)
			fail_msg("%s", empty[i]);
		sqlite3_finalize(statement);
	}
	sqlite3_close(db);
}

/* --- tests ---------------------------------------------------------------------------------- */

static void start(struct model *model, const char *path)
{
	*model = (struct model){.random = 88172645463325252u};
	create_demo(path, 0);
	model->file = open_file(path, CIPS_STORE_WRITE);
	model->demo = (struct demo){
		.instrument = demo_instrument(1), .version = {.id = 1}, .wave = 1, .batch = 1};
	struct cips_undone undone;
	assert_done(cips_store_begin(model->file, &err));
	assert_done(cips_store_undo_batch(model->file, 1, &undone, &err));
	assert_done(cips_store_wave(model->file, "W1", &model->demo.wave, &err));
	assert_done(cips_store_commit(model->file, &err));
}

static void end(struct model *model)
{
	cips_store_close(model->file);
	free_demo(&model->demo);
}

/* The ids of batches are given again: the model forgets those that are undone. */
static void forget_undone(struct model *model)
{
	size_t kept = 0;
	uint64_t brought[PEOPLE] = {0};
	for (size_t batch = 0; batch < model->next; batch++) {
		if (!model->ids[batch])
			continue;
		for (size_t i = 0; i < PEOPLE; i++)
			brought[i] |= (model->brought[i] >> batch & 1) << kept;
		model->ids[kept] = model->ids[batch];
		model->texts[kept++] = model->texts[batch];
	}
	memcpy(model->brought, brought, sizeof brought);
	model->next = kept;
}

static void step(struct model *model)
{
	if (model->next < 2 || (model->next < 8 && draw(model, 2))) {
		assert_done(cips_store_wave(model->file, "W1", &model->demo.wave, &err));
		add_batch(model);
	} else {
		undo_batch(model, draw(model, model->next));
		forget_undone(model);
	}
}

static void test_any_order(void **state)
{
	(void)state;
	struct model model;
	const char *path = in_folder("any.cips");
	start(&model, path);
	for (int round = 0; round < ROUNDS; round++) {
		assert_done(cips_store_begin(model.file, &err));
		for (uint64_t n = 1 + draw(&model, 3); n > 0; n--)
			step(&model);
		assert_done(cips_store_commit(model.file, &err));
		check_people(&model);
		check_list(&model);
		if (round % 20 == 0)
			check_file(path);
	}
	while (model.next) {
		assert_done(cips_store_begin(model.file, &err));
		undo_batch(&model, draw(&model, model.next));
		forget_undone(&model);
		assert_done(cips_store_commit(model.file, &err));
		check_people(&model);
	}
	check_file(path);
	end(&model);
}

static void test_rolled_back(void **state)
{
	(void)state;
	struct model model;
	struct cips_undone undone;
	start(&model, in_folder("back.cips"));
	assert_done(cips_store_begin(model.file, &err));
	add_batch(&model);
	add_batch(&model);
	assert_done(cips_store_commit(model.file, &err));
	struct bytes before = read_bytes(in_folder("back.cips"));
	assert_done(cips_store_begin(model.file, &err));
	assert_done(cips_store_undo_batch(model.file, model.ids[0], &undone, &err));
	cips_store_rollback(model.file);
	check_people(&model);
	check_list(&model);
	struct bytes after = read_bytes(in_folder("back.cips"));
	assert_int_equal(before.n, after.n);
	assert_memory_equal(before.bytes, after.bytes, before.n);
	free(before.bytes);
	free(after.bytes);
	end(&model);
}

/* A wave stays while anything refers to it. */
static void test_waves(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		size_t waves;
	} cases[] = {
		{"SELECT 1", 0},
		{"INSERT INTO station VALUES(hex(zeroblob(32)), hex(zeroblob(32)), 1, 1, '')", 1},
		{"DELETE FROM checksum; INSERT INTO batch VALUES(9, 'code', 'digest', 1);"
		 "INSERT INTO opening VALUES(9, 'demo', 1)",
			1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[32];
		struct cips_arena arena = {0};
		struct cips_undone undone;
		struct cips_wave *waves;
		size_t n;
		snprintf(name, sizeof name, "wave-%zu.cips", i);
		create_demo(in_folder(name), 5);
		run_sql(in_folder(name), cases[i].sql);
		struct cips_survey_file *file = open_file(in_folder(name), CIPS_STORE_WRITE);
		assert_done(cips_store_begin(file, &err));
		assert_done(cips_store_undo_batch(file, 1, &undone, &err));
		assert_done(cips_store_commit(file, &err));
		assert_int_equal(undone.gone, 5);
		assert_done(cips_store_waves(file, &arena, &waves, &n, &err));
		assert_int_equal(n, cases[i].waves);
		cips_store_close(file);
		cips_arena_release(&arena);
	}
}

static void test_damaged(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		const char *says;
	} cases[] = {
		{"UPDATE response SET origin = 77 WHERE row = 7", "not as they were written"},
		{"UPDATE response SET seconds = 77 WHERE row = 7", "not as they were written"},
		{"UPDATE identity_block SET pairs ="
		 " cast(substr(pairs, 1, 8) || x'00000007' || substr(pairs, 13) AS blob)",
			"not as they were written"},
		{"DELETE FROM checksum; UPDATE response SET origin = 77 WHERE row = 7",
			"no origin"},
		{"DELETE FROM checksum; UPDATE identity_block SET pairs = substr(pairs, 13)",
			"no identity"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_err error = {0};
		struct cips_undone undone;
		char name[32];
		snprintf(name, sizeof name, "damaged-%zu.cips", i);
		create_demo(in_folder(name), 20);
		run_sql(in_folder(name), cases[i].sql);
		struct cips_survey_file *file = open_file(in_folder(name), CIPS_STORE_WRITE);
		assert_done(cips_store_begin(file, &err));
		assert_int_equal(cips_store_undo_batch(file, 1, &undone, &error), CIPS_INTEGRITY);
		assert_non_null(strstr(error.text, cases[i].says));
		cips_store_rollback(file);
		cips_store_close(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_rolled_back),
		cmocka_unit_test(test_waves),
		cmocka_unit_test(test_damaged),
	};
	return cmocka_run_group_tests_name("store undo", tests, make_folder, remove_folder);
}
