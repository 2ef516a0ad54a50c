/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Creating and opening: what is refused, and that refusing changes nothing.
 *
 * format-N.cips is a file of format version N, kept to see that newer programs read it. Each was
 * made by this program when that was the newest version, and then packed into small pages:
 *
 *	test_store_open --make format-N.cips
 *	sqlite3 format-N.cips 'PRAGMA page_size = 512; VACUUM'
 */
#include "build.h"
#include "spoil.h"

#include <fcntl.h>

enum { NOBODY = 65534 };

/* --- helpers -------------------------------------------------------------------------------- */

static enum cips_rc try_open(const char *path, enum cips_store_mode mode, struct cips_err *err)
{
	struct cips_survey_file *file;
	enum cips_rc rc = cips_store_open(path, mode, &file, err);
	assert_true((rc == CIPS_OK) == (file != NULL));
	cips_store_close(file);
	return rc;
}

static bool exists(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0;
}

/* --- creating ------------------------------------------------------------------------------- */

static void test_create(void **state)
{
	(void)state;
	const char *path = in_folder("new.cips");
	struct stat status;
	assert_done(cips_store_create(path, "Título", 12, true, SURVEY_ID, survey_key, &err));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_false(exists(in_folder("new.cips-journal")));
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	const struct cips_survey_settings *settings = cips_store_settings(file);
	assert_string_equal(settings->id, SURVEY_ID);
	assert_string_equal(settings->title, "Título");
	assert_int_equal(settings->min_group, 12);
	assert_true(settings->public_data && !settings->frozen);
	assert_memory_equal(settings->key, survey_key, sizeof survey_key);
	cips_store_close(file);
	assert_false(exists(in_folder("new.cips-journal")));
}

static void test_create_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum cips_rc rc;
		const char *says;
	} cases[] = {
		{"there.cips", CIPS_USAGE, "there is a file of that name already"},
		{"dangling.cips", CIPS_USAGE, "there is a file of that name already"},
		{"directory", CIPS_USAGE, "there is a file of that name already"},
		{"missing/new.cips", CIPS_SYSTEM, "cannot create: No such file"},
	};
	write_bytes(in_folder("there.cips"), "mine", 4);
	assert_int_equal(symlink("nowhere", in_folder("dangling.cips")), 0);
	assert_int_equal(mkdir(in_folder("directory"), 0755), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_err err = {0};
		assert_int_equal(cips_store_create(in_folder(cases[i].name), "T", 10, false,
					 SURVEY_ID, survey_key, &err),
			cases[i].rc);
		assert_non_null(strstr(err.text, cases[i].says));
	}
	struct bytes there = read_bytes(in_folder("there.cips"));
	assert_int_equal(there.n, 4);
	assert_memory_equal(there.bytes, "mine", 4);
	assert_false(exists(in_folder("nowhere")));
	free(there.bytes);
}

/* --- refused when opened -------------------------------------------------------------------- */

static void cut(const char *path, size_t (*keep)(size_t n))
{
	struct bytes all = read_bytes(path);
	write_bytes(path, all.bytes, keep(all.n));
	free(all.bytes);
}

static size_t half(size_t n)
{
	return n / 2;
}

static size_t all_but_one(size_t n)
{
	return n - 1;
}

static size_t one_page(size_t n)
{
	(void)n;
	return 4096;
}

static void make_half(const char *path)
{
	cut(path, half);
}

/* Only a page that is not read for opening is left to our own check. */
static void make_nearly_whole(const char *path)
{
	create_demo(path, 5000);
	cut(path, all_but_one);
}

static void make_one_page(const char *path)
{
	cut(path, one_page);
}

static void overwrite(const char *path, size_t from, size_t n)
{
	struct bytes all = read_bytes(path);
	memset(all.bytes + from, 0xa5, n);
	write_bytes(path, all.bytes, all.n);
	free(all.bytes);
}

static void make_bad_header(const char *path)
{
	overwrite(path, 0, 8);
}

static void make_bad_schema_format(const char *path)
{
	overwrite(path, 44, 4);
}

static void make_bad_first_page(const char *path)
{
	overwrite(path, 100, 3996);
}

static void make_extra_table(const char *path)
{
	run_sql(path, "CREATE TABLE zebra(a)");
}

static void make_trigger(const char *path)
{
	run_sql(path, "CREATE TRIGGER evil AFTER INSERT ON wave BEGIN DELETE FROM wave; END");
}

static void make_lost_table(const char *path)
{
	run_sql(path, "DROP TABLE free_text");
}

static void make_generated_column(const char *path)
{
	run_sql(path, "ALTER TABLE wave ADD COLUMN evil TEXT AS (hex(code))");
}

static void make_index(const char *path)
{
	run_sql(path, "CREATE INDEX evil ON wave(abs(id))");
}

static void make_no_settings(const char *path)
{
	run_sql(path, "DELETE FROM survey");
}

static void make_short_key(const char *path)
{
	run_sql(path, "UPDATE survey SET key = x'00'");
}

static void make_origin_gap(const char *path)
{
	run_sql(path, "UPDATE origin SET id = 1000000000");
}

static const struct {
	const char *name;
	void (*make)(const char *path);
	enum cips_rc rc;
	const char *says;
} refusals[] = {
	{"no such file", make_nothing, CIPS_INPUT, "no such file"},
	{"a directory", make_directory, CIPS_INPUT, "this is a directory"},
	{"a pipe", make_pipe, CIPS_INPUT, "not a regular file"},
	{"an empty file", make_empty, CIPS_INPUT, "the file is empty"},
	{"a text", make_text, CIPS_INPUT, "not a survey file"},
	{"bad header", make_bad_header, CIPS_INPUT, "not a survey file"},
	{"another program's", make_foreign, CIPS_INTEGRITY, "of another program"},
	{"newer", make_newer, CIPS_INTEGRITY, "format version 99, and this program knows versions"},
	{"no version", make_versionless, CIPS_INTEGRITY, "no format version"},
	{"half", make_half, CIPS_INTEGRITY, "damaged"},
	{"one byte short", make_nearly_whole, CIPS_INTEGRITY, "cut short"},
	{"one page", make_one_page, CIPS_INTEGRITY, "damaged"},
	{"bad schema format", make_bad_schema_format, CIPS_INTEGRITY, "damaged"},
	{"bad first page", make_bad_first_page, CIPS_INTEGRITY, "damaged"},
	{"an extra table", make_extra_table, CIPS_INTEGRITY, "\"zebra\" is not as"},
	{"a trigger", make_trigger, CIPS_INTEGRITY, "\"evil\" is not as"},
	{"a lost table", make_lost_table, CIPS_INTEGRITY, "is not as a survey file has it"},
	{"a generated column", make_generated_column, CIPS_INTEGRITY, "\"wave\" is not as"},
	{"an index", make_index, CIPS_INTEGRITY, "\"evil\" is not as"},
	{"no settings", make_no_settings, CIPS_INTEGRITY, "settings are missing"},
	{"a short key", make_short_key, CIPS_INTEGRITY, "settings are missing"},
	{"a gap", make_origin_gap, CIPS_INTEGRITY, "an origin is missing"},
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		char name[32];
		snprintf(name, sizeof name, "refused-%zu.cips", i);
		const char *path = in_folder(name);
		create_demo(path, 50);
		refusals[i].make(path);
		struct stat status = {0};
		bool regular = lstat(path, &status) == 0 && S_ISREG(status.st_mode);
		struct bytes before = regular ? read_bytes(path) : (struct bytes){0};
		for (int mode = CIPS_STORE_READ; mode <= CIPS_STORE_WRITE; mode++) {
			struct cips_err err = {0};
			enum cips_rc rc = try_open(path, (enum cips_store_mode)mode, &err);
			if (rc != refusals[i].rc || !strstr(err.text, refusals[i].says))
				fail_msg("%s: %d, %s", refusals[i].name, rc, err.text);
			assert_non_null(strstr(err.text, path));
			assert_string_not_equal(err.hint, "");
		}
		if (regular) {
			struct bytes after = read_bytes(path);
			assert_int_equal(after.n, before.n);
			assert_memory_equal(after.bytes, before.bytes, before.n);
			free(after.bytes);
		}
		free(before.bytes);
	}
}

/* Responses are checked when they are read. */
static void ignore(void *context, const struct cips_stored *response)
{
	(void)context;
	(void)response;
}

static void test_bad_content(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		const char *says;
	} cases[] = {
		{"UPDATE response SET record = x'0101' WHERE row = 7", "wrong record"},
		{"UPDATE response SET record = replace(hex(record), '0', 'F') WHERE row = 7",
			"wrong record"},
		{"UPDATE response SET record = zeroblob(length(record) - 1) || x'BF'"
		 " WHERE row = 7",
			"wrong record"},
		{"UPDATE response SET numbers = '[1,2]' WHERE row = 7", "wrong numbers"},
		{"UPDATE response SET origin = 77 WHERE row = 7", "no origin"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[32];
		struct cips_err err = {0};
		snprintf(name, sizeof name, "content-%zu.cips", i);
		create_demo(in_folder(name), 50);
		char sql[256];
		snprintf(sql, sizeof sql, "PRAGMA ignore_check_constraints = ON; %s", cases[i].sql);
		sqlite3 *db;
		assert_int_equal(sqlite3_open(in_folder(name), &db), SQLITE_OK);
		/* STRICT tables refuse some of it outright. */
		int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
		sqlite3_close(db);
		if (code == SQLITE_CONSTRAINT)
			continue;
		struct cips_survey_file *file = open_file(in_folder(name), CIPS_STORE_READ);
		assert_int_equal(cips_store_each(file, 1, 0, ignore, NULL, &err), CIPS_INTEGRITY);
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].sql, err.text);
		cips_store_close(file);
	}
}

/* Reads everything; the first error. */
static enum cips_rc read_all(const char *path, struct cips_err *error)
{
	struct cips_arena arena = {0};
	struct cips_survey_file *file;
	struct cips_version *versions;
	struct cips_headcount *heads;
	struct cips_wave *waves;
	struct cips_units *units = NULL;
	struct cips_instrument *instrument = NULL;
	struct cips_stored response;
	size_t n;
	bool found, in_batch;
	enum cips_rc rc = cips_store_open(path, CIPS_STORE_READ, &file, error);
	if (rc)
		return rc;
	rc = cips_store_versions(file, &arena, &versions, &n, error);
	if (!rc)
		rc = cips_store_waves(file, &arena, &waves, &n, error);
	if (!rc)
		rc = cips_store_headcounts(file, "W1", "demo", &arena, &heads, &n, error);
	if (!rc)
		rc = cips_store_load_units(file, &units, error);
	if (!rc)
		rc = cips_store_load_instrument(file, 1, &instrument, error);
	if (!rc)
		rc = cips_store_each(file, 1, 0, ignore, NULL, error);
	if (!rc)
		rc = cips_store_find_response(file, 7, 1, &response, &found, &in_batch, error);
	cips_model_units_free(units);
	cips_model_instrument_free(instrument);
	cips_store_close(file);
	cips_arena_release(&arena);
	return rc;
}

static void flip_bits(const char *path)
{
	enum { FLIPS = 500 };
	struct bytes whole = read_bytes(path);
	uint64_t random = 88172645463325252u;
	size_t refused = 0;
	for (int i = 0; i < FLIPS; i++) {
		struct cips_err error = {0};
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		size_t at = random % whole.n;
		uint8_t bit = (uint8_t)(1 << (random >> 40) % 8);
		whole.bytes[at] ^= bit;
		write_bytes(in_folder("flipped.cips"), whole.bytes, whole.n);
		whole.bytes[at] ^= bit;
		enum cips_rc rc = read_all(in_folder("flipped.cips"), &error);
		if (rc != CIPS_OK && rc != CIPS_INPUT && rc != CIPS_INTEGRITY)
			fail_msg("byte %zu, bit %d: %d, %s", at, bit, rc, error.text);
		refused += rc != CIPS_OK;
	}
	assert_true(refused > FLIPS / 20);
	free(whole.bytes);
}

/* Wherever a bit is wrong, the file is read or refused: nothing crashes, nothing is our mistake. */
static void test_flipped_bits(void **state)
{
	(void)state;
	flip_bits(SOURCE_DIR "/tests/store/format-3.cips");
	create_demo(in_folder("whole.cips"), 25);
	run_sql(in_folder("whole.cips"), "PRAGMA page_size = 512; VACUUM");
	flip_bits(in_folder("whole.cips"));
}

/* --- paths ---------------------------------------------------------------------------------- */

static void test_paths(void **state)
{
	(void)state;
	char before[4096];
	create_demo(in_folder("file:a?mode=memory"), 3);
	assert_int_equal(mkdir(in_folder("deep"), 0755), 0);
	assert_int_equal(symlink("deep", in_folder("link")), 0);
	create_demo(in_folder("deep/b.cips"), 3);
	assert_int_equal(symlink("deep/b.cips", in_folder("c.cips")), 0);
	static const char *const names[] = {
		"file:a?mode=memory", "./deep/../deep/b.cips", "link/b.cips", "c.cips"};
	assert_non_null(getcwd(before, sizeof before));
	assert_int_equal(chdir(folder), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (int mode = CIPS_STORE_READ; mode <= CIPS_STORE_WRITE; mode++) {
			struct cips_survey_file *file =
				open_file(names[i], (enum cips_store_mode)mode);
			assert_int_equal(count_all(file), 3);
			cips_store_close(file);
		}
	assert_int_equal(chdir(before), 0);
}

/* --- permissions ---------------------------------------------------------------------------- */

/* Root may do everything: then these tests are done as nobody. */
static void become_nobody(void)
{
	if (geteuid() == 0)
		assert_int_equal(seteuid(NOBODY), 0);
}

static void become_self(void)
{
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
}

static void test_read_only_directory(void **state)
{
	(void)state;
	assert_int_equal(mkdir(in_folder("readonly"), 0755), 0);
	const char *path = in_folder("readonly/f.cips");
	struct cips_err err = {0};
	create_demo(path, 100);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(in_folder("readonly"), 0555), 0);
	struct bytes before = read_bytes(path);
	become_nobody();
	struct cips_survey_file *file = open_file(path, CIPS_STORE_READ);
	size_t n = count_all(file);
	cips_store_close(file);
	enum cips_rc rc = try_open(path, CIPS_STORE_WRITE, &err);
	become_self();
	assert_int_equal(n, 100);
	assert_int_equal(rc, CIPS_SYSTEM);
	assert_non_null(strstr(err.text, "you may not write this file"));
	struct bytes after = read_bytes(path);
	assert_int_equal(after.n, before.n);
	assert_memory_equal(after.bytes, before.bytes, before.n);
	free(before.bytes);
	free(after.bytes);
	assert_int_equal(chmod(in_folder("readonly"), 0755), 0);
}

static void test_unreadable(void **state)
{
	(void)state;
	struct cips_err err = {0};
	create_demo(in_folder("secret.cips"), 1);
	assert_int_equal(chmod(in_folder("secret.cips"), 0), 0);
	if (geteuid() == 0) {
		/* access() asks for the real user. */
		assert_int_equal(setreuid(NOBODY, 0), 0);
	}
	enum cips_rc rc = try_open(in_folder("secret.cips"), CIPS_STORE_READ, &err);
	if (geteuid() == 0)
		assert_int_equal(setreuid(0, 0), 0);
	assert_int_equal(rc, CIPS_SYSTEM);
	assert_non_null(strstr(err.text, "you may not read this file"));
}

/* Writing needs the directory as well, for the journal. */
static void test_no_journal(void **state)
{
	(void)state;
	assert_int_equal(mkdir(in_folder("nojournal"), 0755), 0);
	const char *path = in_folder("nojournal/f.cips");
	create_demo(path, 1);
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(chmod(in_folder("nojournal"), 0555), 0);
	struct cips_survey_file *file = NULL;
	struct cips_err err = {0};
	long wave;
	become_nobody();
	enum cips_rc rc = cips_store_open(path, CIPS_STORE_WRITE, &file, &err);
	if (!rc)
		rc = cips_store_begin(file, &err);
	if (!rc)
		rc = cips_store_wave(file, "W2", &wave, &err);
	if (!rc)
		rc = cips_store_commit(file, &err);
	cips_store_close(file);
	become_self();
	assert_int_equal(chmod(in_folder("nojournal"), 0755), 0);
	assert_int_equal(rc, CIPS_SYSTEM);
}

/* --- historical files ----------------------------------------------------------------------- */

static const struct cips_station_known a_station = {.sign_public = DIGEST_1,
	.settings = DIGEST_2,
	.version = 1,
	.wave = 1,
	.text = "settings\n"};

static const uint8_t a_digest[32] = {1, 2, 3}, another_digest[32] = {4, 5, 6};
static const struct cips_bundle_known a_bundle = {.root = a_digest,
	.sign_public = DIGEST_1,
	.whole = true,
	.manifest = (const uint8_t *)"manifest",
	.manifest_size = 8};
static const struct cips_sealed_box a_box = {.digest = a_digest,
	.settings = another_digest,
	.texts = true,
	.bytes = (const uint8_t *)"a sealed box",
	.size = 12};
static const struct cips_centre a_centre = {.sign_public = {7}, .sign_secret = {8}};

/* Two boxes, one of which was opened, and what else comes from the stations. */
static void add_arrivals(struct cips_survey_file *file)
{
	struct cips_sealed_box opened = a_box;
	bool added;
	opened.digest = another_digest;
	assert_done(cips_store_add_bundle(file, &a_bundle, &err));
	assert_done(cips_store_add_box(file, &opened, &added, &err));
	assert_done(cips_store_drop_boxes(file, opened.settings, NULL, 0, &err));
	assert_done(cips_store_add_box(file, &a_box, &added, &err));
	assert_done(cips_store_set_centre(file, &a_centre, &err));
	assert_done(cips_store_add_opening(file, 1, "demo", 1, &err));
	assert_done(cips_store_spend_token(file, a_digest, &added, &err));
}

/* What is in format-N.cips; before 2 there were no stations, before 3 nothing came from them. */
static void make_sample(const char *path)
{
	create_demo(path, 25);
	struct cips_survey_file *file = open_file(path, CIPS_STORE_WRITE);
	const char *items[] = {"scale"}, *choices[] = {"1"};
	struct cips_headcount heads = {"W1", "demo", 2, items, choices, 1, 40};
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_set_headcounts(file, &heads, 1, &err));
	assert_done(cips_store_add_text(file, 1, 1, "comment", "Everything is fine", &err));
	assert_done(cips_store_add_text(file, 1, 1, "comment", "Everything is fine", &err));
	assert_done(cips_store_add_pending(file, 1, 12, &err));
	assert_done(cips_store_add_station(file, &a_station, &err));
	add_arrivals(file);
	assert_done(cips_store_commit(file, &err));
	cips_store_close(file);
}

static void sum_ages(void *context, const struct cips_stored *response)
{
	*(double *)context += response->numbers[0];
}

static void check_bundle(void *context, const struct cips_bundle_known *bundle)
{
	assert_memory_equal(bundle->root, a_bundle.root, 32);
	assert_string_equal(bundle->sign_public, a_bundle.sign_public);
	assert_true(bundle->whole);
	assert_int_equal(bundle->manifest_size, a_bundle.manifest_size);
	assert_memory_equal(bundle->manifest, a_bundle.manifest, a_bundle.manifest_size);
	(*(size_t *)context)++;
}

static bool check_box(void *context, const struct cips_sealed_box *box)
{
	assert_memory_equal(box->digest, a_box.digest, 32);
	assert_memory_equal(box->settings, a_box.settings, 32);
	assert_true(box->texts);
	assert_int_equal(box->size, a_box.size);
	assert_memory_equal(box->bytes, a_box.bytes, a_box.size);
	(*(size_t *)context)++;
	return true;
}

static void check_arrivals(struct cips_survey_file *file, size_t expected)
{
	struct cips_centre centre;
	size_t bundles = 0, boxes = 0, n;
	bool found;
	assert_done(cips_store_each_bundle(file, check_bundle, &bundles, &err));
	assert_done(cips_store_each_box(file, NULL, check_box, &boxes, &err));
	assert_true(bundles == expected && boxes == expected);
	assert_done(cips_store_box_known(file, another_digest, another_digest, &found, &err));
	assert_int_equal(found, expected);
	assert_done(cips_store_openings(file, "demo", "W1", &n, &err));
	assert_int_equal(n, expected);
	assert_done(cips_store_token_spent(file, a_digest, &found, &err));
	assert_int_equal(found, expected);
	assert_done(cips_store_centre(file, &centre, &found, &err));
	assert_int_equal(found, expected);
	if (found) {
		assert_memory_equal(centre.sign_public, a_centre.sign_public, 32);
		assert_memory_equal(centre.sign_secret, a_centre.sign_secret, 64);
	}
}

/* Before format 3 their settings were not kept. */
static void check_stations(struct cips_survey_file *file, size_t expected, bool with_text)
{
	struct cips_arena arena = {0};
	struct cips_station_known *stations;
	size_t n;
	assert_done(cips_store_stations(file, &arena, &stations, &n, &err));
	assert_int_equal(n, expected);
	if (n) {
		assert_string_equal(stations->sign_public, a_station.sign_public);
		assert_string_equal(stations->settings, a_station.settings);
		assert_true(stations->version == 1 && stations->wave == 1);
		assert_string_equal(stations->text, with_text ? a_station.text : "");
	}
	cips_arena_release(&arena);
}

/* A batch of before the readings was read plainly; another reading can be noted for it. */
static void check_reading(struct cips_survey_file *file)
{
	static const struct cips_batch_reading noted = {',', "column,item\nQ1,q1\n"};
	struct cips_arena arena = {0};
	struct cips_batch_reading reading;
	assert_done(cips_store_reading(file, 1, &arena, &reading, &err));
	assert_true(reading.decimal == '.');
	assert_string_equal(reading.map, "");
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_reading(file, 1, &noted, &err));
	assert_done(cips_store_reading(file, 1, &arena, &reading, &err));
	assert_true(reading.decimal == ',');
	assert_string_equal(reading.map, noted.map);
	cips_store_rollback(file);
	cips_arena_release(&arena);
}

static void count_identity(void *context, int64_t identity, int64_t row)
{
	size_t *n = context;
	assert_true(identity == (int64_t)++ * n && row > 0);
}

/* In whatever form that format has them. */
static void check_identities(struct cips_survey_file *file)
{
	struct cips_findings findings = {0};
	struct cips_stored out;
	size_t n = 0, n_sums;
	bool found, in_batch;
	assert_done(cips_store_each_identity(file, count_identity, &n, &err));
	assert_int_equal(n, 25);
	for (int64_t identity = 1; identity <= 26; identity++) {
		assert_done(
			cips_store_find_response(file, identity, 1, &out, &found, &in_batch, &err));
		assert_int_equal(found, identity <= 25);
		assert_true(!found || out.numbers[0] == (double)identity);
	}
	assert_done(cips_store_verify(file, &findings, &n_sums, &err));
	if (findings.found)
		fail_msg("%s", findings.list[0].text);
	cips_findings_release(&findings);
}

static void check_sample(const char *path, enum cips_store_mode mode, int format)
{
	struct cips_arena arena = {0};
	struct cips_survey_file *file = open_file(path, mode);
	struct cips_version *versions;
	struct cips_headcount *heads;
	struct cips_units *units;
	struct cips_batch batch;
	struct cips_instrument *instrument;
	double ages = 0;
	size_t n;
	bool found;
	assert_string_equal(cips_store_settings(file)->title, "Test survey");
	assert_int_equal(count_all(file), 25);
	assert_done(cips_store_each(file, 1, 0, sum_ages, &ages, &err));
	assert_true(ages == 325);
	assert_done(cips_store_versions(file, &arena, &versions, &n, &err));
	assert_int_equal(n, 1);
	assert_true(versions[0].has_responses);
	assert_done(cips_store_load_instrument(file, versions[0].id, &instrument, &err));
	assert_string_equal(cips_model_item(instrument, "age")->name, "age");
	cips_model_instrument_free(instrument);
	assert_done(cips_store_headcounts(file, "W1", "demo", &arena, &heads, &n, &err));
	assert_int_equal(n, 1);
	assert_string_equal(heads[0].choices[0], "1");
	assert_done(cips_store_batch_by_code(file, BATCH_1, &batch, &found, &err));
	assert_true(found);
	assert_done(cips_store_load_units(file, &units, &err));
	assert_int_equal(units->n, 2);
	cips_model_units_free(units);
	check_stations(file, format > 1, format > 2);
	check_arrivals(file, format > 2);
	check_identities(file);
	if (mode == CIPS_STORE_WRITE)
		check_reading(file);
	cips_store_close(file);
	cips_arena_release(&arena);
}

/* A copy of format-N.cips in the folder. */
static void copy_sample(int format)
{
	char name[32], kept[256];
	snprintf(name, sizeof name, "format-%d.cips", format);
	snprintf(kept, sizeof kept, SOURCE_DIR "/tests/store/%s", name);
	struct bytes bytes = read_bytes(kept);
	assert_true(bytes.n <= 65536);
	write_bytes(in_folder(name), bytes.bytes, bytes.n);
	free(bytes.bytes);
}

/* Format 5 differs from 4 by one table that has nothing in it. */
static void test_formats(void **state)
{
	(void)state;
	static const int formats[] = {1, 2, 3, 4, 6};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		char name[32];
		int format = formats[i];
		snprintf(name, sizeof name, "format-%d.cips", format);
		copy_sample(format);
		check_sample(in_folder(name), CIPS_STORE_READ, format);
		check_sample(in_folder(name), CIPS_STORE_WRITE, format);
		check_sample(in_folder(name), CIPS_STORE_READ, format);
	}
}

/* What was damaged in the index of an earlier format is not made good by packing it. */
static void test_damaged_format(void **state)
{
	(void)state;
	struct cips_err error = {0};
	copy_sample(6);
	run_sql(in_folder("format-6.cips"),
		"UPDATE response_identity SET identity = 77 WHERE response = 7");
	struct bytes before = read_bytes(in_folder("format-6.cips"));
	assert_int_equal(
		try_open(in_folder("format-6.cips"), CIPS_STORE_WRITE, &error), CIPS_INTEGRITY);
	assert_non_null(strstr(error.text, "response_identity is not as it was written"));
	struct bytes after = read_bytes(in_folder("format-6.cips"));
	assert_true(after.n == before.n && !memcmp(after.bytes, before.bytes, before.n));
	free(before.bytes);
	free(after.bytes);
	struct cips_findings findings = {0};
	size_t n_sums;
	struct cips_survey_file *file = open_file(in_folder("format-6.cips"), CIPS_STORE_READ);
	assert_done(cips_store_verify(file, &findings, &n_sums, &err));
	assert_int_equal(findings.found, 1);
	cips_findings_release(&findings);
	cips_store_close(file);
}

/* --- stations ------------------------------------------------------------------------------- */

static void test_stations(void **state)
{
	(void)state;
	struct cips_err error = {0};
	struct cips_station_known other = a_station;
	create_demo(in_folder("stations.cips"), 3);
	struct cips_survey_file *file = open_file(in_folder("stations.cips"), CIPS_STORE_WRITE);
	check_stations(file, 0, true);
	memset(other.sign_public, 'f', 64);
	assert_done(cips_store_begin(file, &err));
	assert_done(cips_store_add_station(file, &other, &err));
	assert_done(cips_store_add_station(file, &a_station, &err));
	assert_int_equal(cips_store_add_station(file, &a_station, &error), CIPS_INTERNAL);
	assert_done(cips_store_commit(file, &err));
	check_stations(file, 2, true);
	assert_done(cips_store_begin(file, &err));
	other.sign_public[0] = '0';
	other.wave = 99;
	assert_int_equal(cips_store_add_station(file, &other, &error), CIPS_INTERNAL);
	cips_store_rollback(file);
	cips_store_close(file);
	run_sql(in_folder("stations.cips"), "UPDATE station SET settings = 'short'");
	file = open_file(in_folder("stations.cips"), CIPS_STORE_READ);
	struct cips_arena arena = {0};
	struct cips_station_known *list;
	size_t n;
	assert_int_equal(cips_store_stations(file, &arena, &list, &n, &error), CIPS_INTEGRITY);
	cips_arena_release(&arena);
	cips_store_close(file);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_create_refused),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bad_content),
		cmocka_unit_test(test_flipped_bits),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_read_only_directory),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_no_journal),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_damaged_format),
		cmocka_unit_test(test_stations),
	};
	if (argc == 3 && strcmp(argv[1], "--make") == 0) {
		make_sample(argv[2]);
		return 0;
	}
	return cmocka_run_group_tests_name("store open", tests, make_folder, remove_folder);
}
