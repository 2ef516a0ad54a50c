/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of this room share: a folder of their own, a small instrument with an item of each
 * kind, and a survey file with answers to it.
 */
#ifndef TESTS_STORE_BUILD_H
#define TESTS_STORE_BUILD_H

#include "base/buf.h"
#include "forms/load.h"
#include "model/record.h"
#include "store/survey_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SURVEY_ID "00112233445566778899aabbccddeeff"
#define DIGEST_1 "1111111111111111111111111111111111111111111111111111111111111111"
#define DIGEST_2 "2222222222222222222222222222222222222222222222222222222222222222"
#define BATCH_1 "b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1"
#define BATCH_2 "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2"

static const uint8_t survey_key[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

/* --- files ---------------------------------------------------------------------------------- */

static char folder[64];

static inline int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/cips-store-XXXXXX");
	return mkdtemp(folder) && chmod(folder, 0755) == 0 ? 0 : -1;
}

static inline int remove_folder(void **state)
{
	(void)state;
	char command[96];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

/* The path of a file in the folder; eight of them stay valid. */
static inline const char *in_folder(const char *name)
{
	static char paths[8][256];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof *paths, "%s/%s", folder, name);
	return path;
}

static inline struct cips_survey_file *open_file(const char *path, enum cips_store_mode mode)
{
	struct cips_err err = {0};
	struct cips_survey_file *file;
	if (cips_store_open(path, mode, &file, &err))
		fail_msg("%s", err.text);
	return file;
}

#define assert_done(call)                                    \
	do {                                                 \
		struct cips_err err = {0};                   \
		if (call)                                    \
			fail_msg("%s: %s", #call, err.text); \
	} while (0)

static inline void create_file(const char *path)
{
	unlink(path);
	assert_done(cips_store_create(path, "Test survey", 10, false, SURVEY_ID, survey_key, &err));
}

/* --- an instrument -------------------------------------------------------------------------- */

static inline struct cips_text in_two_languages(
	struct cips_arena *arena, const char *first, const char *second)
{
	const char **texts = cips_arena_alloc(arena, 2, sizeof *texts);
	texts[0] = first;
	texts[1] = second;
	return (struct cips_text){texts};
}

/* A list of the names between blanks; its labels are the names in brackets, and one in French. */
static inline int demo_list(struct cips_instrument *instrument, const char *names)
{
	struct cips_arena *arena = &instrument->arena;
	struct cips_list *list = &instrument->lists[instrument->n_lists];
	list->name = cips_arena_printf(arena, "list%zu", instrument->n_lists);
	list->choices = cips_arena_alloc(arena, strlen(names) / 2 + 1, sizeof *list->choices);
	for (const char *at = names; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		struct cips_choice *choice = &list->choices[list->n++];
		choice->name = cips_arena_strndup(arena, at, length);
		choice->label =
			in_two_languages(arena, cips_arena_printf(arena, "[%s]", choice->name),
				list->n == 1 ? "premier" : NULL);
		if (strcmp(choice->name, "refused") == 0)
			choice->missing = CIPS_MISSING_REFUSED;
		at += length;
	}
	return (int)instrument->n_lists++;
}

static inline struct cips_item *demo_item(
	struct cips_instrument *instrument, enum cips_item_type type, const char *name, int list)
{
	struct cips_item *item = &instrument->items[instrument->n_items++];
	*item = cips_model_item_blank();
	item->type = type;
	item->name = name;
	item->indicator = name;
	item->list = list;
	item->label = in_two_languages(
		&instrument->arena, cips_arena_printf(&instrument->arena, "Item %s", name), NULL);
	return item;
}

static inline struct cips_instrument *empty_instrument(size_t n_items)
{
	struct cips_instrument *instrument = cips_model_instrument_new();
	struct cips_arena *arena = &instrument->arena;
	instrument->items = cips_arena_alloc(arena, n_items, sizeof *instrument->items);
	instrument->lists = cips_arena_alloc(arena, 16, sizeof *instrument->lists);
	instrument->languages = cips_arena_alloc(arena, 2, sizeof *instrument->languages);
	instrument->languages[0] = "English (en)";
	instrument->languages[1] = "Français (fr)";
	instrument->n_languages = 2;
	instrument->title = in_two_languages(arena, "Demo", "Démo");
	return instrument;
}

static inline const char *long_names(struct cips_arena *arena, size_t n)
{
	char *names = cips_arena_alloc(arena, n + 1, 8);
	size_t used = 0;
	for (size_t i = 1; i <= n; i++)
		used += (size_t)snprintf(names + used, 8 * n - used, "c%zu ", i);
	names[used - 1] = '\0';
	return names;
}

/* An item of each kind; version 2 has no `scale` and an item `extra`. */
static inline struct cips_instrument *demo_instrument(int version)
{
	struct cips_instrument *it = empty_instrument(16);
	it->code = "demo";
	it->version = version == 1 ? "first" : "second";
	demo_item(it, CIPS_ITEM_NOTE, "welcome", CIPS_NONE);
	demo_item(it, CIPS_ITEM_SELECT_ONE, "unit", demo_list(it, "hq north none refused"))->use =
		CIPS_USE_UNIT;
	if (version == 1)
		demo_item(it, CIPS_ITEM_SELECT_ONE, "scale", demo_list(it, "1 2 3 4 5 refused"));
	demo_item(it, CIPS_ITEM_SELECT_MULTIPLE, "tools", demo_list(it, "phone laptop car"));
	demo_item(it, CIPS_ITEM_RANK, "order", demo_list(it, "x y z"));
	demo_item(it, CIPS_ITEM_SELECT_ONE, "many", demo_list(it, long_names(&it->arena, 200)));
	demo_item(it, CIPS_ITEM_ACKNOWLEDGE, "agree", demo_list(it, "OK"));
	demo_item(it, CIPS_ITEM_INTEGER, "age", CIPS_NONE);
	demo_item(it, CIPS_ITEM_DECIMAL, "version", CIPS_NONE)->use = CIPS_USE_WEIGHT;
	demo_item(it, CIPS_ITEM_DATE, "since", CIPS_NONE);
	demo_item(it, CIPS_ITEM_TEXT, "comment", CIPS_NONE);
	if (version != 1)
		demo_item(it, CIPS_ITEM_SELECT_ONE, "extra", demo_list(it, "yes no"));
	cips_model_seal(it);
	return it;
}

/* --- a survey file with content ------------------------------------------------------------- */

static inline struct cips_units *demo_units(const char *const (*rows)[2], size_t n)
{
	static const char *languages[] = {"", "fr"};
	struct cips_unit_row list[32] = {0};
	const char *names[32][2];
	struct cips_findings findings = {0};
	for (size_t i = 0; i < n; i++) {
		names[i][0] = rows[i][0];
		names[i][1] = i ? "" : "Siège";
		list[i] = (struct cips_unit_row){
			.code = rows[i][0], .parent = rows[i][1], .names = names[i]};
	}
	struct cips_units *units = cips_model_units_new(list, n, languages, 2, &findings);
	cips_findings_release(&findings);
	assert_non_null(units);
	return units;
}

static inline void set_units(struct cips_survey_file *file, const char *const (*rows)[2], size_t n)
{
	struct cips_units *units = demo_units(rows, n);
	assert_done(cips_store_set_units(file, units, &err));
	cips_model_units_free(units);
}

/* The ids of an administration: what add_demo() made. */
struct demo {
	struct cips_instrument *instrument;
	struct cips_version version;
	long wave;
	long batch;
};

/* Adds units hq > north, the instrument, wave W1 and a batch; inside a transaction. */
static inline struct demo add_demo(struct cips_survey_file *file)
{
	static const char *const rows[][2] = {{"hq", ""}, {"north", "hq"}};
	struct demo demo = {.instrument = demo_instrument(1)};
	struct cips_buf form = {0};
	bool added;
	set_units(file, rows, 2);
	cips_forms_write(demo.instrument, &form);
	assert_done(cips_store_add_instrument(file, "demo", demo.instrument, cips_buf_text(&form),
		DIGEST_1, &demo.version, &added, &err));
	cips_buf_release(&form);
	assert_true(added);
	assert_done(cips_store_wave(file, "W1", &demo.wave, &err));
	assert_done(
		cips_store_add_batch(file, BATCH_1, DIGEST_1, demo.version.id, &demo.batch, &err));
	return demo;
}

static inline void free_demo(struct demo *demo)
{
	cips_model_instrument_free(demo->instrument);
}

static inline void put_code(struct cips_instrument *instrument, struct cips_response *response,
	const char *item, unsigned code)
{
	cips_model_set_code(cips_model_item(instrument, item), response->record, code);
}

static inline void put_number(struct cips_instrument *instrument, struct cips_response *response,
	const char *item, double value)
{
	const struct cips_item *it = cips_model_item(instrument, item);
	response->record[it->offset] = 1;
	response->numbers[it->number] = value;
}

/* The response as cips_store_add_response() wants it. */
static inline struct cips_stored stored(
	const struct demo *demo, const struct cips_response *response, int64_t identity)
{
	return (struct cips_stored){.identity = identity,
		.version = demo->version.id,
		.wave = demo->wave,
		.batch = demo->batch,
		.language = "en",
		.mode = "paper",
		.weight = NAN,
		.seconds = NAN,
		.record = response->record,
		.record_size = demo->instrument->record_size,
		.numbers = response->numbers,
		.n_numbers = demo->instrument->n_numbers};
}

/*
 * Adds `n` responses with identities from `first` on: `scale` is 1 + identity % 5, `age` the
 * identity.
 */
static inline void add_responses(
	struct cips_survey_file *file, const struct demo *demo, int64_t first, int64_t n)
{
	struct cips_arena arena = {0};
	struct cips_response response = cips_model_response_new(&arena, demo->instrument);
	for (int64_t i = first; i < first + n; i++) {
		put_code(demo->instrument, &response, "unit", 1 + (unsigned)(i % 2));
		put_code(demo->instrument, &response, "scale", 1 + (unsigned)(i % 5));
		put_number(demo->instrument, &response, "age", (double)i);
		struct cips_stored row = stored(demo, &response, i);
		assert_done(cips_store_add_response(file, &row, &err));
	}
	cips_arena_release(&arena);
}

static inline size_t count_all(struct cips_survey_file *file)
{
	size_t n = 0;
	assert_done(cips_store_count(file, 0, 0, &n, &err));
	return n;
}

/* A file with the demo and `n` responses. */
static inline void create_demo(const char *path, int64_t n)
{
	create_file(path);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	assert_done(cips_store_begin(file, &err));
	struct demo demo = add_demo(file);
	add_responses(file, &demo, 1, n);
	assert_done(cips_store_finish_responses(file, NULL, &err));
	assert_done(cips_store_commit(file, &err));
	free_demo(&demo);
	cips_store_close(file);
}

#endif
