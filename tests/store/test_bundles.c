/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes from the stations, as a survey file keeps it: sets that have no order, boxes that are
 * taken away and do not come again, and whole files copied and packed.
 */
#include "build.h"
#include "spoil.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { STATIONS = 3, BOXES = 40, BUNDLES = 12, LARGEST = 2500, NOBODY = 65534 };

/* --- things that arrive --------------------------------------------------------------------- */

static uint64_t chance = 88172645463325252u;

static uint32_t below(size_t n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (uint32_t)((chance >> 20) % n);
}

/* 32 bytes that follow from a name and a number, in no order. */
static const uint8_t *digest_of(char name, size_t number)
{
	static uint8_t digests[16][32];
	static unsigned next;
	uint8_t *digest = digests[next++ % 16];
	uint64_t random = 1 + (uint64_t)name * 1000003 + number;
	for (int i = 0; i < 32; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		digest[i] = (uint8_t)(random >> 56);
	}
	return digest;
}

/* The key that station `s` signs with, hexadecimal. */
static const char *key_of(size_t s)
{
	static char keys[STATIONS][65];
	memset(keys[s], (int)('a' + s), 64);
	return keys[s];
}

static size_t size_of(size_t number)
{
	return 100 + number * 61 % (LARGEST - 100);
}

static const uint8_t *bytes_of(size_t number)
{
	static uint8_t bytes[LARGEST];
	memset(bytes, (int)number, sizeof bytes);
	return bytes;
}

/* Box `number` is of a station; every third is of texts. */
static struct cips_sealed_box box_of(size_t number)
{
	return (struct cips_sealed_box){.digest = digest_of('d', number),
		.settings = digest_of('s', number % STATIONS),
		.texts = number % 3 == 2,
		.bytes = bytes_of(number),
		.size = size_of(number)};
}

static struct cips_bundle_known bundle_of(size_t number, bool whole)
{
	static char manifest[32];
	snprintf(manifest, sizeof manifest, "manifest %zu", number);
	return (struct cips_bundle_known){.root = digest_of('r', number),
		.sign_public = key_of(number % STATIONS),
		.whole = whole,
		.manifest = (const uint8_t *)manifest,
		.manifest_size = strlen(manifest)};
}

static bool put_box(struct cips_survey_file *file, const struct cips_sealed_box *box)
{
	bool added;
	assert_done(cips_store_add_box(file, box, &added, &err));
	return added;
}

static void put_bundle(struct cips_survey_file *file, size_t number, bool whole)
{
	struct cips_bundle_known bundle = bundle_of(number, whole);
	assert_done(cips_store_add_bundle(file, &bundle, &err));
}

/* A survey file with the stations, in a transaction. */
static struct cips_survey_file *begin_file(const char *name)
{
	create_demo(in_folder(name), 12);
	struct cips_survey_file *file = open_file(in_folder(name), CIPS_STORE_WRITE);
	assert_done(cips_store_begin(file, &err));
	for (size_t s = 0; s < STATIONS; s++) {
		struct cips_station_known station = {
			.settings = DIGEST_2, .version = 1, .wave = 1, .text = ""};
		strcpy(station.sign_public, key_of(s));
		assert_done(cips_store_add_station(file, &station, &err));
	}
	return file;
}

/* --- what is in a file ------------------------------------------------------------------------ */

static void say_hex(struct cips_buf *out, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cips_buf_printf(out, "%02x", bytes[i]);
	cips_buf_putc(out, '\n');
}

static void say_digest(void *context, const uint8_t *digest)
{
	say_hex(context, digest, 32);
}

static bool say_box(void *context, const struct cips_sealed_box *box)
{
	struct cips_buf *out = context;
	say_digest(out, box->settings);
	say_digest(out, box->digest);
	say_hex(out, box->bytes, box->size);
	cips_buf_printf(out, "%s\n", box->texts ? "texts" : "answers");
	return true;
}

static void say_count(void *context, const struct cips_sealed_box *box, size_t n)
{
	struct cips_buf *out = context;
	say_digest(out, box->settings);
	cips_buf_printf(out, "%s %zu\n", box->texts ? "texts" : "answers", n);
}

static void say_bundle(void *context, const struct cips_bundle_known *bundle)
{
	struct cips_buf *out = context;
	say_digest(out, bundle->root);
	cips_buf_printf(out, "%s %d %.*s\n", bundle->sign_public, bundle->whole,
		(int)bundle->manifest_size, (const char *)bundle->manifest);
}

static struct cips_buf content_of(struct cips_survey_file *file)
{
	struct cips_buf out = {0};
	cips_buf_puts(&out, "\n");
	assert_done(cips_store_each_digest(file, say_digest, &out, &err));
	assert_done(cips_store_each_box(file, NULL, say_box, &out, &err));
	assert_done(cips_store_count_boxes(file, say_count, &out, &err));
	assert_done(cips_store_each_bundle(file, say_bundle, &out, &err));
	return out;
}

static struct cips_buf content_at(const char *path)
{
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	struct cips_buf content = content_of(file);
	cips_store_close(file);
	return content;
}

static void assert_same_content(const char *path, const struct cips_buf *wanted)
{
	struct cips_buf content = content_at(path);
	assert_string_equal(content.text, wanted->text);
	cips_buf_release(&content);
}

static void count_digest(void *context, const uint8_t *digest)
{
	(void)digest;
	(*(size_t *)context)++;
}

static size_t arrived(struct cips_survey_file *file)
{
	size_t n = 0;
	assert_done(cips_store_each_digest(file, count_digest, &n, &err));
	return n;
}

static void add_count(void *context, const struct cips_sealed_box *box, size_t n)
{
	(void)box;
	*(size_t *)context += n;
}

static size_t sealed(struct cips_survey_file *file)
{
	size_t n = 0;
	assert_done(cips_store_count_boxes(file, add_count, &n, &err));
	return n;
}

/* --- sets ------------------------------------------------------------------------------------- */

static void shuffle(size_t *list, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = below(i), held = list[i - 1];
		list[i - 1] = list[k];
		list[k] = held;
	}
}

/* All boxes and bundles in some order, some of them several times, in several transactions. */
static void fill_in_some_order(const char *name)
{
	size_t order[3 * BOXES], fresh = 0;
	struct cips_survey_file *file = begin_file(name);
	for (size_t i = 0; i < 3 * BOXES; i++)
		order[i] = i < BOXES ? i : below(BOXES);
	shuffle(order, 3 * BOXES);
	for (size_t i = 0; i < 3 * BOXES; i++) {
		struct cips_sealed_box box = box_of(order[i]);
		fresh += put_box(file, &box);
		put_bundle(file, order[i] % BUNDLES, false);
		if (below(10))
			continue;
		assert_done(cips_store_commit(file, &err));
		assert_done(cips_store_begin(file, &err));
	}
	assert_int_equal(fresh, BOXES);
	for (size_t i = 0; i < BUNDLES; i += 2)
		put_bundle(file, i, true);
	assert_done(cips_store_commit(file, &err));
	assert_int_equal(arrived(file), BOXES);
	assert_int_equal(sealed(file), BOXES);
	cips_store_close(file);
}

static void a_set_has_no_order(void **state)
{
	(void)state;
	fill_in_some_order("set.cips");
	struct cips_buf first = content_at(in_folder("set.cips"));
	for (int i = 0; i < 10; i++) {
		fill_in_some_order("again.cips");
		assert_same_content(in_folder("again.cips"), &first);
	}
	cips_buf_release(&first);
}

/* Gathers one box, and says no to the next. */
struct walk {
	uint8_t settings[32], digest[32];
	size_t n;
};

static bool take_one(void *context, const struct cips_sealed_box *box)
{
	struct walk *walk = context;
	memcpy(walk->settings, box->settings, 32);
	memcpy(walk->digest, box->digest, 32);
	assert_int_equal(box->size, box_of(box->bytes[0]).size);
	walk->n++;
	return false;
}

static void boxes_are_read_in_steps(void **state)
{
	(void)state;
	fill_in_some_order("steps.cips");
	struct cips_survey_file *file = open_file(in_folder("steps.cips"), CIPS_STORE_READ);
	struct walk walk = {.n = 0};
	size_t before;
	struct cips_sealed_box after = {.settings = walk.settings, .digest = walk.digest};
	do {
		uint8_t last[64];
		memcpy(last, walk.settings, 32);
		memcpy(last + 32, walk.digest, 32);
		before = walk.n;
		assert_done(
			cips_store_each_box(file, before ? &after : NULL, take_one, &walk, &err));
		if (before && walk.n > before) {
			int order = memcmp(last, walk.settings, 32);
			assert_true(order < 0 ||
				(order == 0 && memcmp(last + 32, walk.digest, 32) < 0));
		}
	} while (walk.n > before);
	assert_int_equal(walk.n, BOXES);
	cips_store_close(file);
}

/* Who signs for a copy of another station's box takes no place away from it. */
static void stations_do_not_touch_each_other(void **state)
{
	(void)state;
	struct cips_survey_file *file = begin_file("two.cips");
	struct cips_sealed_box box = box_of(1), copy = box;
	bool known, found;
	uint8_t bytes[LARGEST];
	copy.settings = digest_of('s', 2);
	assert_true(put_box(file, &copy));
	assert_true(put_box(file, &box));
	assert_false(put_box(file, &box));
	assert_int_equal(arrived(file), 2);
	assert_done(cips_store_drop_boxes(file, copy.settings, NULL, 0, &err));
	assert_int_equal(sealed(file), 1);
	assert_done(cips_store_box(file, box.settings, box.digest, bytes, box.size, &found, &err));
	assert_true(found);
	assert_done(cips_store_drop_boxes(file, box.settings, NULL, 0, &err));
	assert_int_equal(sealed(file), 0);
	assert_false(put_box(file, &copy) || put_box(file, &box));
	assert_done(cips_store_box_known(file, digest_of('s', 0), box.digest, &known, &err));
	assert_false(known);
	assert_int_equal(arrived(file), 2);

	/* The same for bundles. */
	struct cips_bundle_known bundle = bundle_of(1, true), forged = bundle;
	bool whole;
	forged.sign_public = key_of(2);
	assert_done(cips_store_add_bundle(file, &forged, &err));
	assert_done(cips_store_find_bundle(
		file, bundle.root, bundle.sign_public, &found, &whole, &err));
	assert_false(found || whole);
	bundle.whole = false;
	assert_done(cips_store_add_bundle(file, &bundle, &err));
	assert_done(cips_store_find_bundle(
		file, bundle.root, bundle.sign_public, &found, &whole, &err));
	assert_true(found && !whole);
	cips_store_close(file);
}

static void dropped_boxes_do_not_come_again(void **state)
{
	(void)state;
	struct cips_survey_file *file = begin_file("drop.cips");
	uint8_t kept[3 * 32], bytes[LARGEST];
	size_t of_station = 0;
	bool found, known;
	for (size_t i = 0; i < BOXES; i++) {
		struct cips_sealed_box box = box_of(i);
		put_box(file, &box);
		of_station += i % STATIONS == 1;
	}
	for (size_t i = 0; i < 3; i++)
		memcpy(kept + 32 * i, digest_of('d', 1 + 3 * i), 32);
	assert_done(cips_store_drop_boxes(file, digest_of('s', 1), kept, 3, &err));
	assert_int_equal(sealed(file), BOXES - of_station + 3);
	assert_int_equal(arrived(file), BOXES);
	for (size_t i = 0; i < BOXES; i++) {
		struct cips_sealed_box box = box_of(i);
		bool gone = i % STATIONS == 1 && i > 7;
		assert_false(put_box(file, &box));
		assert_done(cips_store_box_known(file, box.settings, box.digest, &known, &err));
		assert_true(known);
		assert_done(cips_store_box(
			file, box.settings, box.digest, bytes, box.size, &found, &err));
		assert_int_equal(found, !gone);
		if (found)
			assert_memory_equal(bytes, box.bytes, box.size);
	}
	/* What was kept can be dropped later; a station of which nothing is there has nothing. */
	assert_done(cips_store_drop_boxes(file, digest_of('s', 1), kept, 1, &err));
	assert_int_equal(sealed(file), BOXES - of_station + 1);
	assert_done(cips_store_drop_boxes(file, digest_of('s', 77), NULL, 0, &err));
	assert_int_equal(arrived(file), BOXES);
	assert_done(cips_store_commit(file, &err));
	cips_store_close(file);
}

static void a_box_of_another_size_is_not_found(void **state)
{
	(void)state;
	struct cips_survey_file *file = begin_file("size.cips");
	struct cips_sealed_box box = box_of(4);
	uint8_t bytes[LARGEST] = {0};
	bool found;
	put_box(file, &box);
	for (int by = -1; by <= 1; by += 2) {
		assert_done(cips_store_box(file, box.settings, box.digest, bytes,
			box.size + (size_t)by, &found, &err));
		assert_false(found);
		assert_int_equal(bytes[0], 0);
	}
	cips_store_close(file);
}

/* --- bundles ---------------------------------------------------------------------------------- */

static void assert_bundle(struct cips_survey_file *file, size_t number, bool there, bool complete)
{
	bool found, whole;
	struct cips_bundle_known bundle = bundle_of(number, false);
	assert_done(cips_store_find_bundle(
		file, bundle.root, bundle.sign_public, &found, &whole, &err));
	assert_int_equal(found, there);
	assert_int_equal(whole, complete);
}

static void a_bundle_is_whole_later(void **state)
{
	(void)state;
	struct cips_survey_file *file = begin_file("later.cips");
	struct cips_buf manifest = {0};
	struct cips_err error = {0};
	struct cips_bundle_known bundle = bundle_of(5, true);
	assert_bundle(file, 5, false, false);
	put_bundle(file, 5, false);
	assert_bundle(file, 5, true, false);
	put_bundle(file, 5, false);
	assert_bundle(file, 5, true, false);
	put_bundle(file, 5, true);
	assert_bundle(file, 5, true, true);
	put_bundle(file, 5, false);
	assert_bundle(file, 5, true, true);
	put_bundle(file, 6, true);
	assert_bundle(file, 6, true, true);
	assert_done(cips_store_manifest(file, bundle.root, bundle.sign_public, &manifest, &err));
	assert_string_equal(cips_buf_text(&manifest), "manifest 5");
	cips_buf_release(&manifest);
	assert_int_equal(
		cips_store_manifest(file, digest_of('r', 77), key_of(0), &manifest, &error),
		CIPS_INTEGRITY);
	/* Of a station that nobody noted, none is kept. */
	bundle.sign_public = DIGEST_1;
	assert_int_equal(cips_store_add_bundle(file, &bundle, &error), CIPS_INTERNAL);
	cips_store_close(file);
}

static void what_is_given_up_is_not_there(void **state)
{
	(void)state;
	fill_in_some_order("rollback.cips");
	const char *path = in_folder("rollback.cips");
	struct cips_buf before = content_at(path);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	struct cips_sealed_box box = box_of(999);
	bool fresh;
	assert_done(cips_store_begin(file, &err));
	assert_true(put_box(file, &box));
	put_bundle(file, 1, true);
	assert_done(cips_store_drop_boxes(file, digest_of('s', 0), NULL, 0, &err));
	assert_done(cips_store_spend_token(file, digest_of('t', 1), &fresh, &err));
	cips_store_rollback(file);
	assert_done(cips_store_token_spent(file, digest_of('t', 1), &fresh, &err));
	assert_false(fresh);
	cips_store_close(file);
	assert_same_content(path, &before);
	cips_buf_release(&before);
}

/* --- openings and tokens ----------------------------------------------------------------------- */

static void tokens_are_spent_once(void **state)
{
	(void)state;
	struct cips_survey_file *file = begin_file("tokens.cips");
	bool fresh, spent;
	for (size_t i = 0; i < 50; i++) {
		assert_done(cips_store_token_spent(file, digest_of('t', i), &spent, &err));
		assert_false(spent);
		assert_done(cips_store_spend_token(file, digest_of('t', i), &fresh, &err));
		assert_true(fresh);
	}
	for (size_t i = 0; i < 50; i++) {
		assert_done(cips_store_token_spent(file, digest_of('t', i), &spent, &err));
		assert_true(spent);
		assert_done(cips_store_spend_token(file, digest_of('t', i), &fresh, &err));
		assert_false(fresh);
	}
	cips_store_close(file);
}

static size_t openings(struct cips_survey_file *file, const char *code, const char *wave)
{
	size_t n = 99;
	assert_done(cips_store_openings(file, code, wave, &n, &err));
	return n;
}

static void openings_are_counted(void **state)
{
	(void)state;
	struct cips_survey_file *file = begin_file("openings.cips");
	struct cips_err error = {0};
	long wave, batch;
	assert_done(cips_store_wave(file, "W2", &wave, &err));
	assert_int_equal(openings(file, "demo", "W1"), 0);
	assert_done(cips_store_add_opening(file, 1, "demo", 1, &err));
	assert_done(cips_store_add_batch(file, BATCH_2, DIGEST_2, 1, &batch, &err));
	assert_done(cips_store_add_opening(file, batch, "demo", 1, &err));
	assert_int_equal(openings(file, "demo", "W1"), 2);
	assert_int_equal(openings(file, "demo", "W2"), 0);
	assert_int_equal(openings(file, "other", "W1"), 0);
	assert_int_equal(openings(file, "demo", "unheard of"), 0);
	assert_int_equal(cips_store_add_opening(file, batch, "demo", wave, &error), CIPS_INTERNAL);
	cips_store_close(file);
}

/* --- older formats ------------------------------------------------------------------------------ */

static void assert_nothing_there(struct cips_survey_file *file)
{
	struct cips_centre centre;
	uint8_t bytes[8];
	bool found = true, whole = true;
	struct cips_buf content = content_of(file);
	assert_string_equal(content.text, "\n");
	cips_buf_release(&content);
	assert_bundle(file, 1, false, false);
	assert_done(cips_store_box_known(file, digest_of('s', 1), digest_of('d', 1), &found, &err));
	assert_false(found);
	found = true;
	assert_done(cips_store_box(
		file, digest_of('s', 1), digest_of('d', 1), bytes, sizeof bytes, &found, &err));
	assert_false(found);
	assert_int_equal(openings(file, "demo", "W1"), 0);
	assert_done(cips_store_token_spent(file, digest_of('t', 1), &whole, &err));
	assert_false(whole);
	found = true;
	assert_done(cips_store_centre(file, &centre, &found, &err));
	assert_false(found);
}

static void older_files_are_empty_and_grow(void **state)
{
	(void)state;
	for (int format = 1; format <= 2; format++) {
		char name[32], kept[256];
		snprintf(name, sizeof name, "format-%d.cips", format);
		snprintf(kept, sizeof kept, SOURCE_DIR "/tests/store/%s", name);
		struct bytes bytes = read_bytes(kept);
		write_bytes(in_folder(name), bytes.bytes, bytes.n);
		struct cips_survey_file *file = open_file(in_folder(name), CIPS_STORE_READ);
		assert_nothing_there(file);
		cips_store_close(file);
		struct bytes after = read_bytes(in_folder(name));
		assert_int_equal(after.n, bytes.n);
		assert_memory_equal(after.bytes, bytes.bytes, bytes.n);
		free(after.bytes);
		free(bytes.bytes);
		file = open_file(in_folder(name), CIPS_STORE_WRITE);
		assert_nothing_there(file);
		struct cips_sealed_box box = box_of(1);
		assert_done(cips_store_begin(file, &err));
		assert_true(put_box(file, &box));
		assert_done(cips_store_add_opening(file, 1, "demo", 1, &err));
		assert_done(cips_store_commit(file, &err));
		cips_store_close(file);
		file = open_file(in_folder(name), CIPS_STORE_READ);
		assert_int_equal(sealed(file), 1);
		assert_int_equal(openings(file, "demo", "W1"), 1);
		assert_int_equal(count_all(file), 25);
		cips_store_close(file);
	}
}

/* --- damage ------------------------------------------------------------------------------------- */

static enum cips_rc read_everything(const char *path, struct cips_err *error)
{
	struct cips_buf out = {0};
	struct cips_survey_file *file;
	enum cips_rc rc = cips_store_open(path, CIPS_STORE_READ, &file, error);
	if (!rc)
		rc = cips_store_each_digest(file, say_digest, &out, error);
	if (!rc)
		rc = cips_store_each_box(file, NULL, say_box, &out, error);
	if (!rc)
		rc = cips_store_count_boxes(file, say_count, &out, error);
	if (!rc)
		rc = cips_store_each_bundle(file, say_bundle, &out, error);
	cips_store_close(file);
	cips_buf_release(&out);
	return rc;
}

static void wrong_content_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		const char *says; /* NULL: the room above has to see to it */
	} cases[] = {
		{"UPDATE bundle SET root = x'00' WHERE root = (SELECT max(root) FROM bundle)",
			"a bundle has no root"},
		{"UPDATE sealed_box SET digest = x''"
		 " WHERE digest = (SELECT max(digest) FROM sealed_box)",
			"no digest"},
		{"UPDATE sealed_box SET settings = zeroblob(33) WHERE texts", "no digest"},
		{"INSERT INTO opened_box VALUES(x'00', x'00')", "no digest"},
		{"UPDATE bundle SET manifest = x''", NULL},
		{"UPDATE sealed_box SET box = x''", NULL},
		{"UPDATE sealed_box SET texts = 2", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_err error = {0};
		fill_in_some_order("wrong.cips");
		run_sql(in_folder("wrong.cips"), cases[i].sql);
		enum cips_rc rc = read_everything(in_folder("wrong.cips"), &error);
		assert_int_equal(rc, cases[i].says ? CIPS_INTEGRITY : CIPS_OK);
		if (cases[i].says && !strstr(error.text, cases[i].says))
			fail_msg("%s: %s", cases[i].sql, error.text);
	}
}

/* --- copies ------------------------------------------------------------------------------------- */

static bool exists(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0;
}

/* Neither the copy nor anything beside it. */
static void assert_no_copy(const char *path)
{
	char journal[300];
	snprintf(journal, sizeof journal, "%s-journal", path);
	assert_false(exists(path) || exists(journal));
}

static void a_copy_is_the_same(void **state)
{
	(void)state;
	fill_in_some_order("source.cips");
	const char *source = in_folder("source.cips"), *copy = in_folder("copy.cips");
	struct cips_buf content = content_at(source);
	struct bytes before = read_bytes(source);
	struct stat status;
	unlink(copy);
	assert_done(cips_store_copy(source, copy, &err));
	assert_same_content(copy, &content);
	struct cips_survey_file *file = open_file(copy, CIPS_STORE_WRITE);
	assert_int_equal(count_all(file), 12);
	assert_string_equal(cips_store_settings(file)->id, SURVEY_ID);
	assert_done(cips_store_begin(file, &err));
	put_bundle(file, 1, true);
	assert_done(cips_store_commit(file, &err));
	cips_store_close(file);
	assert_int_equal(stat(copy, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_false(exists(in_folder("copy.cips-journal")));
	struct bytes after = read_bytes(source);
	assert_int_equal(after.n, before.n);
	assert_memory_equal(after.bytes, before.bytes, before.n);
	free(before.bytes);
	free(after.bytes);
	cips_buf_release(&content);
}

static void a_copy_of_an_older_file_is_as_old(void **state)
{
	(void)state;
	const char *copy = in_folder("old-copy.cips");
	assert_done(cips_store_copy(SOURCE_DIR "/tests/store/format-1.cips", copy, &err));
	struct bytes bytes = read_bytes(copy);
	assert_int_equal(bytes.bytes[63], 1); /* user_version, the last of its four bytes */
	free(bytes.bytes);
	struct cips_survey_file *file = open_file(copy, CIPS_STORE_READ);
	assert_nothing_there(file);
	assert_int_equal(count_all(file), 25);
	cips_store_close(file);
}

static void copies_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
		enum cips_rc rc;
		const char *says;
	} cases[] = {
		{"source.cips", "there.cips", CIPS_USAGE, "there is a file of that name"},
		{"source.cips", "dangling.cips", CIPS_USAGE, "there is a file of that name"},
		{"source.cips", "directory", CIPS_USAGE, "there is a file of that name"},
		{"source.cips", "source.cips", CIPS_USAGE, "there is a file of that name"},
		{"source.cips", "missing/new.cips", CIPS_SYSTEM, "cannot create"},
		{"nowhere.cips", "new.cips", CIPS_INPUT, "no such file"},
		{"there.cips", "new.cips", CIPS_INPUT, "not a survey file"},
		{"cut.cips", "new.cips", CIPS_INTEGRITY, "cut short"},
		{"directory", "new.cips", CIPS_INPUT, "this is a directory"},
	};
	fill_in_some_order("source.cips");
	struct bytes source = read_bytes(in_folder("source.cips"));
	write_bytes(in_folder("cut.cips"), source.bytes, source.n - 1);
	write_bytes(in_folder("there.cips"), "mine", 4);
	assert_int_equal(symlink("nowhere", in_folder("dangling.cips")), 0);
	assert_int_equal(mkdir(in_folder("directory"), 0755), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_err error = {0};
		enum cips_rc rc =
			cips_store_copy(in_folder(cases[i].from), in_folder(cases[i].to), &error);
		if (rc != cases[i].rc || !strstr(error.text, cases[i].says))
			fail_msg("%s to %s: %d, %s", cases[i].from, cases[i].to, rc, error.text);
		assert_no_copy(in_folder("new.cips"));
	}
	struct bytes there = read_bytes(in_folder("there.cips"));
	assert_int_equal(there.n, 4);
	assert_false(exists(in_folder("nowhere")));
	struct bytes after = read_bytes(in_folder("source.cips"));
	assert_int_equal(after.n, source.n);
	assert_memory_equal(after.bytes, source.bytes, source.n);
	free(there.bytes);
	free(after.bytes);
	free(source.bytes);
}

static void a_copy_is_taken_of_what_may_only_be_read(void **state)
{
	(void)state;
	fill_in_some_order("readable.cips");
	struct cips_buf content = content_at(in_folder("readable.cips"));
	assert_int_equal(mkdir(in_folder("locked"), 0755), 0);
	assert_int_equal(mkdir(in_folder("mine"), 0755), 0);
	assert_int_equal(rename(in_folder("readable.cips"), in_folder("locked/f.cips")), 0);
	assert_int_equal(chmod(in_folder("locked/f.cips"), 0444), 0);
	assert_int_equal(chmod(in_folder("locked"), 0555), 0);
	struct cips_err error = {0}, refusal = {0};
	if (geteuid() == 0) {
		assert_int_equal(chown(in_folder("mine"), NOBODY, NOBODY), 0);
		assert_int_equal(seteuid(NOBODY), 0);
	}
	enum cips_rc rc =
		cips_store_copy(in_folder("locked/f.cips"), in_folder("mine/copy.cips"), &error);
	enum cips_rc refused = cips_store_copy(
		in_folder("locked/f.cips"), in_folder("locked/copy.cips"), &refusal);
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(in_folder("locked"), 0755), 0);
	if (rc)
		fail_msg("%s", error.text);
	assert_int_equal(refused, CIPS_SYSTEM);
	assert_no_copy(in_folder("locked/copy.cips"));
	assert_same_content(in_folder("mine/copy.cips"), &content);
	cips_buf_release(&content);
}

/* The state that others have committed, whole. */
static void a_copy_waits_for_nobody_who_has_not_committed(void **state)
{
	(void)state;
	fill_in_some_order("busy.cips");
	const char *path = in_folder("busy.cips"), *copy = in_folder("busy-copy.cips");
	struct cips_buf content = content_at(path);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	struct cips_sealed_box box = box_of(500);
	assert_done(cips_store_begin(file, &err));
	assert_true(put_box(file, &box));
	assert_done(cips_store_copy(path, copy, &err));
	assert_done(cips_store_commit(file, &err));
	cips_store_close(file);
	assert_same_content(copy, &content);
	cips_buf_release(&content);
}

/* --- full disks ------------------------------------------------------------------------------- */

/* Copies in a process whose files cannot grow beyond the limit. */
static int copy_within(rlim_t limit, const char *from, const char *to)
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit small = {limit, limit};
		struct cips_err error = {0};
		signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &small))
			_exit(99);
		enum cips_rc rc = cips_store_copy(from, to, &error);
		_exit(rc && (!strstr(error.text, "disk is full") || !*error.hint) ? 98 : (int)rc);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_copy_that_finds_no_room_leaves_nothing(void **state)
{
	(void)state;
	static const rlim_t limits[] = {0, 1, 512, 4096, 4097, 40000, 100000};
	fill_in_some_order("large.cips");
	const char *from = in_folder("large.cips"), *to = in_folder("no-room.cips");
	struct cips_buf content = content_at(from);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		assert_int_equal(copy_within(limits[i], from, to), CIPS_SYSTEM);
		assert_no_copy(to);
	}
	assert_int_equal(copy_within(RLIM_INFINITY, from, to), CIPS_OK);
	assert_same_content(to, &content);
	cips_buf_release(&content);
}

static void a_copy_to_a_full_stick_leaves_nothing(void **state)
{
	(void)state;
	fill_in_some_order("large.cips");
	const char *from = in_folder("large.cips"), *stick = in_folder("stick");
	const char *to = in_folder("stick/copy.cips");
	struct cips_buf content = content_at(from);
	assert_int_equal(mkdir(stick, 0755), 0);
	if (mount("none", stick, "tmpfs", 0, "mode=755,size=64k") != 0) {
		cips_buf_release(&content);
		skip();
	}
	struct cips_err error = {0};
	enum cips_rc rc = cips_store_copy(from, to, &error);
	bool left = exists(to) || exists(in_folder("stick/copy.cips-journal"));
	bool larger = mount("none", stick, "tmpfs", MS_REMOUNT, "mode=755,size=4m") == 0;
	enum cips_rc again = cips_store_copy(from, to, &error);
	if (!again)
		assert_same_content(to, &content);
	assert_int_equal(umount(stick), 0);
	assert_int_equal(rc, CIPS_SYSTEM);
	assert_false(left);
	assert_true(larger);
	assert_int_equal(again, CIPS_OK);
	cips_buf_release(&content);
}

/* --- packing ------------------------------------------------------------------------------------ */

static void packing_keeps_the_content(void **state)
{
	(void)state;
	fill_in_some_order("pack.cips");
	const char *path = in_folder("pack.cips");
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_drop_boxes(file, digest_of('s', 0), NULL, 0, &err));
	assert_done(cips_store_commit(file, &err));
	struct cips_buf content = content_of(file);
	struct bytes before = read_bytes(path);
	cips_store_pack(file);
	struct bytes after = read_bytes(path);
	assert_true(after.n < before.n);
	struct cips_buf again = content_of(file);
	assert_string_equal(again.text, content.text);
	/* The file goes on as before. */
	struct cips_sealed_box box = box_of(700);
	assert_done(cips_store_begin(file, &err));
	assert_true(put_box(file, &box));
	cips_store_rollback(file);
	assert_int_equal(count_all(file), 12);
	cips_store_close(file);
	assert_same_content(path, &content);
	cips_buf_release(&again);
	cips_buf_release(&content);
	free(before.bytes);
	free(after.bytes);
}

/* Where there is no room for it, or somebody reads, the file stays as it is and good. */
static void packing_that_fails_changes_nothing(void **state)
{
	(void)state;
	fill_in_some_order("tight.cips");
	const char *path = in_folder("tight.cips");
	struct cips_buf content = content_at(path);
	struct bytes before = read_bytes(path);
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit small = {20000, 20000};
		struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
		signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &small))
			_exit(99);
		cips_store_pack(file);
		cips_store_close(file);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_same_content(path, &content);
	struct bytes after = read_bytes(path);
	assert_int_equal(after.n, before.n);
	free(before.bytes);
	free(after.bytes);
	cips_buf_release(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_has_no_order),
		cmocka_unit_test(boxes_are_read_in_steps),
		cmocka_unit_test(stations_do_not_touch_each_other),
		cmocka_unit_test(dropped_boxes_do_not_come_again),
		cmocka_unit_test(a_box_of_another_size_is_not_found),
		cmocka_unit_test(a_bundle_is_whole_later),
		cmocka_unit_test(what_is_given_up_is_not_there),
		cmocka_unit_test(tokens_are_spent_once),
		cmocka_unit_test(openings_are_counted),
		cmocka_unit_test(older_files_are_empty_and_grow),
		cmocka_unit_test(wrong_content_is_told),
		cmocka_unit_test(a_copy_is_the_same),
		cmocka_unit_test(a_copy_of_an_older_file_is_as_old),
		cmocka_unit_test(copies_are_refused),
		cmocka_unit_test(a_copy_is_taken_of_what_may_only_be_read),
		cmocka_unit_test(a_copy_waits_for_nobody_who_has_not_committed),
		cmocka_unit_test(a_copy_that_finds_no_room_leaves_nothing),
		cmocka_unit_test(a_copy_to_a_full_stick_leaves_nothing),
		cmocka_unit_test(packing_keeps_the_content),
		cmocka_unit_test(packing_that_fails_changes_nothing),
	};
	return cmocka_run_group_tests_name("store bundles", tests, make_folder, remove_folder);
}
