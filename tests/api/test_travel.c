/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From stations to the centre: what is opened there is what import stores of the same answers,
 * whatever way the bundles took; and what cannot be opened stays as it was, with the reason.
 */
#include "roads.h"

enum { STATIONS = 3, PEOPLE = 14 };

/* --- posts ------------------------------------------------------------------------------------- */

static const char *path_of(const char *what, int number, const char *ending)
{
	char name[64];
	snprintf(name, sizeof name, "%s%d.%s", what, number, ending);
	return in_folder(name);
}

static const char *station_path(int number)
{
	return path_of("post/travel-", number, "station");
}

/* A station of its own for each place, empty. */
static struct cips_station *new_post(const char *instrument, int number, size_t n_keys)
{
	struct cips_station_options options = station_options(instrument);
	options.n_keys = n_keys;
	make_station(&options, station_path(number));
	return open_station(station_path(number));
}

static void bundle_post(int number)
{
	struct cips_bundled bundled;
	unlink(path_of("b", number, "bundle"));
	assert_done(cips_bundle(
		station_path(number), true, path_of("b", number, "bundle"), &bundled, err));
}

/* A post where so many people answer at random, bundled. */
static void fill_post(const char *instrument, int number, size_t n_keys, size_t people,
	uint64_t *random, struct cips_buf *csv)
{
	struct cips_station *station = new_post(instrument, number, n_keys);
	collect(station, people, random, csv);
	cips_station_close(station);
	bundle_post(number);
}

/* --- the centre --------------------------------------------------------------------------------- */

/* A survey file that knows the stations made so far, and has no answers. */
static const char *new_centre(const char *name)
{
	const char *path = in_folder(name);
	copy_file(in_folder("s.cips"), path);
	return path;
}

static enum cips_rc try_merge(const char *survey_file, const char *const *paths, size_t n,
	struct cips_merge_result *result, struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_findings *findings = cips_findings_new();
	assert_int_equal(cips_open(survey_file, CIPS_WRITE, &survey, err), CIPS_OK);
	enum cips_rc rc = cips_merge(survey, paths, n, false, findings, result, err);
	if (cips_findings_count(findings))
		snprintf(err->text, sizeof err->text, "%s", cips_findings_get(findings, 0)->text);
	cips_close(survey);
	cips_findings_free(findings);
	return rc;
}

static struct cips_merge_result merge(const char *survey_file, const char *const *paths, size_t n)
{
	struct cips_merge_result result;
	assert_done(try_merge(survey_file, paths, n, &result, err));
	return result;
}

static struct cips_merge_result merge_post(const char *survey_file, int number)
{
	const char *path = path_of("b", number, "bundle");
	return merge(survey_file, &path, 1);
}

static const char *const passphrases[] = {PASSPHRASE, PASSPHRASE};

/* What opening says; its findings as "code item", each on a line. */
struct outcome {
	enum cips_rc rc;
	struct cips_err err;
	struct cips_opening_result result;
	char findings[2000];
};

static struct outcome open_with(const char *survey_file, const struct cips_opening_options *options)
{
	struct outcome outcome = {0};
	struct cips_survey *survey;
	const struct cips_finding *finding;
	struct cips_findings *findings = cips_findings_new();
	assert_done(cips_open(survey_file, CIPS_WRITE, &survey, err));
	outcome.rc = cips_open_boxes(survey, options, findings, &outcome.result, &outcome.err);
	for (size_t i = 0; (finding = cips_findings_get(findings, i)); i++) {
		size_t n = strlen(outcome.findings);
		snprintf(outcome.findings + n, sizeof outcome.findings - n, "%.*s %s %s\n",
			(int)strcspn(finding->text, " "), finding->text, finding->code,
			finding->item);
	}
	cips_close(survey);
	cips_findings_free(findings);
	return outcome;
}

static struct cips_opening_options keys_of_both(void)
{
	static const char *keys[2];
	keys[0] = in_folder("keys/a.key");
	keys[1] = in_folder("keys/b.key");
	return (struct cips_opening_options){.keys = keys, .passphrases = passphrases, .n_keys = 2};
}

static struct cips_opening_options key_of_one(void)
{
	struct cips_opening_options options = keys_of_both();
	options.n_keys = 1;
	return options;
}

static struct outcome open_all(const char *survey_file)
{
	struct cips_opening_options options = keys_of_both();
	return open_with(survey_file, &options);
}

static void assert_opened(const struct outcome *outcome, size_t stored)
{
	if (outcome->rc)
		fail_msg("%s (%s) %s", outcome->err.text, outcome->err.hint, outcome->findings);
	assert_int_equal(outcome->result.stored, stored);
}

static long number_in(const char *survey_file, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *row;
	assert_int_equal(sqlite3_open(survey_file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	long number = (long)sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(db);
	return number;
}

/* --- one road, whatever the way ------------------------------------------------------------------ */

/* In this order, the second one twice, all at once. */
static void straight(const char *centre, char content[CIPS_FINGERPRINT])
{
	const char *paths[] = {path_of("b", 0, "bundle"), path_of("b", 1, "bundle"),
		path_of("b", 2, "bundle"), path_of("b", 1, "bundle")};
	struct cips_merge_result result = merge(centre, paths, 4);
	assert_int_equal(result.bundles, 4);
	assert_int_equal(result.known_bundles, 1);
	memcpy(content, result.content, CIPS_FINGERPRINT);
}

/* The last one first, the others through an office between, and all again. */
static void round_about(const char *centre, char content[CIPS_FINGERPRINT])
{
	const char *office = new_centre("office.cips"), *passed_on = in_folder("office.bundle");
	struct cips_bundled bundled;
	struct cips_survey *survey;
	merge_post(centre, 2);
	merge_post(office, 1);
	merge_post(office, 0);
	unlink(passed_on);
	assert_done(cips_open(office, CIPS_READ, &survey, err));
	assert_done(cips_forward(survey, passed_on, &bundled, err));
	cips_close(survey);
	assert_int_equal(bundled.bundles, 2);
	merge(centre, &passed_on, 1);
	memcpy(content, merge_post(centre, 0).content, CIPS_FINGERPRINT);
}

static void compare_with_import(
	const char *centre, const char *instrument, const struct cips_buf *csv)
{
	struct opening opened = {0}, imported = {0};
	read_survey(&opened, centre, instrument);
	import(&imported, instrument, csv, (size_t)STATIONS * PEOPLE);
	compare(&opened, &imported);
	forget(&opened);
	forget(&imported);
}

static void check_ways(const char *instrument, size_t n_keys, uint64_t random)
{
	struct cips_buf csv = {0};
	char first[CIPS_FINGERPRINT], second[CIPS_FINGERPRINT];
	for (int i = 0; i < STATIONS; i++)
		fill_post(instrument, i, n_keys, PEOPLE, &random, &csv);
	const char *a = new_centre("a.cips"), *b = new_centre("b.cips");
	straight(a, first);
	round_about(b, second);
	assert_string_equal(first, second);
	const char *const centres[] = {a, b};
	for (int i = 0; i < 2; i++) {
		struct outcome outcome = open_all(centres[i]);
		assert_opened(&outcome, (size_t)STATIONS * PEOPLE);
		assert_false(outcome.result.supplement);
		assert_string_equal(outcome.findings, "");
		compare_with_import(centres[i], instrument, &csv);
		assert_int_equal(number_in(centres[i], "SELECT count(*) FROM sealed_box"), 0);
		assert_int_equal(number_in(centres[i], "SELECT count(*) FROM batch"), 1);
		assert_int_equal(number_in(centres[i],
					 "SELECT count(*) FROM origin WHERE mode <> 'station'"),
			0);
	}
	cips_buf_release(&csv);
}

static void officials_travel(void **state)
{
	(void)state;
	check_ways("officials", 1, 11);
}

static void traders_travel(void **state)
{
	(void)state;
	check_ways("private", 2, 12);
}

static void every_kind_of_item_travels(void **state)
{
	(void)state;
	check_ways("all", 2, 13);
}

/* --- once only ------------------------------------------------------------------------------------ */

static void opening_again_changes_nothing(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 21;
	size_t n, m;
	fill_post("officials", 0, 1, PEOPLE, &random, &csv);
	const char *centre = new_centre("again.cips");
	struct cips_merge_result merged = merge_post(centre, 0);
	struct outcome outcome = open_all(centre);
	assert_opened(&outcome, PEOPLE);
	char *before = bytes_of(centre, &n);
	outcome = open_all(centre);
	assert_opened(&outcome, 0);
	assert_true(outcome.result.supplement);
	struct cips_merge_result again = merge_post(centre, 0);
	assert_int_equal(again.known_bundles, 1);
	assert_int_equal(again.new_boxes, 0);
	assert_string_equal(again.content, merged.content);
	outcome = open_all(centre);
	assert_opened(&outcome, 0);
	char *after = bytes_of(centre, &m);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	free(before);
	free(after);
	cips_buf_release(&csv);
}

static void a_dry_run_changes_no_byte(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 22;
	size_t n, m;
	struct cips_opening_options options = key_of_one();
	options.dry_run = true;
	fill_post("officials", 0, 1, PEOPLE, &random, &csv);
	const char *centre = new_centre("dry.cips");
	merge_post(centre, 0);
	char *before = bytes_of(centre, &n);
	struct outcome outcome = open_with(centre, &options);
	assert_opened(&outcome, PEOPLE);
	char *after = bytes_of(centre, &m);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	free(before);
	free(after);
	cips_buf_release(&csv);
}

/* One thread or many: the same answers from the same boxes. */
static void threads_make_no_difference(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 23;
	struct opening one = {0}, many = {0};
	struct cips_opening_options options = key_of_one();
	fill_post("officials", 0, 1, PEOPLE, &random, &csv);
	const char *a = new_centre("one.cips"), *b = new_centre("many.cips");
	merge_post(a, 0);
	merge_post(b, 0);
	options.threads = 1;
	struct outcome outcome = open_with(a, &options);
	assert_opened(&outcome, PEOPLE);
	options.threads = 7;
	outcome = open_with(b, &options);
	assert_opened(&outcome, PEOPLE);
	read_survey(&one, a, "officials");
	read_survey(&many, b, "officials");
	compare(&one, &many);
	forget(&one);
	forget(&many);
	cips_buf_release(&csv);
}

/* --- small groups ----------------------------------------------------------------------------------- */

static void few_stay_sealed_until_there_are_more(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 31;
	size_t n, m;
	fill_post("officials", 0, 1, 9, &random, &csv);
	fill_post("officials", 1, 1, 12, &random, &csv);
	fill_post("officials", 2, 1, 4, &random, &csv);
	fill_post("officials", 3, 1, 6, &random, &csv);
	const char *centre = new_centre("few.cips");
	merge_post(centre, 0);
	char *before = bytes_of(centre, &n);
	struct outcome outcome = open_all(centre);
	assert_int_equal(outcome.rc, CIPS_POLICY);
	assert_non_null(strstr(outcome.err.text, "9 responses"));
	char *after = bytes_of(centre, &m);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	merge_post(centre, 1);
	outcome = open_all(centre);
	assert_opened(&outcome, 21);

	/* a late bundle of four, and then another one */
	merge_post(centre, 2);
	outcome = open_all(centre);
	assert_int_equal(outcome.rc, CIPS_POLICY);
	assert_int_equal(number_in(centre, "SELECT sum(responses) FROM origin"), 21);
	merge_post(centre, 3);
	outcome = open_all(centre);
	assert_opened(&outcome, 10);
	assert_true(outcome.result.supplement);
	assert_int_equal(number_in(centre, "SELECT sum(responses) FROM origin"), 31);
	assert_int_equal(number_in(centre, "SELECT count(*) FROM opening"), 2);
	free(before);
	free(after);
	cips_buf_release(&csv);
}

static void a_bundle_of_few_needs_a_word(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	struct cips_bundled bundled;
	struct cips_err refused = {0};
	uint64_t random = 32;
	const char *path = in_folder("few.bundle");
	struct cips_station *station = new_post("officials", 0, 1);
	collect(station, 9, &random, &csv);
	cips_station_close(station);
	assert_int_equal(
		cips_bundle(station_path(0), false, path, &bundled, &refused), CIPS_POLICY);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_done(cips_bundle(station_path(0), true, path, &bundled, err));
	unlink(path);
	station = open_station(station_path(0));
	collect(station, 1, &random, &csv);
	cips_station_close(station);
	assert_done(cips_bundle(station_path(0), false, path, &bundled, err));
	cips_buf_release(&csv);
}

static void opening_closes_the_wave(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	struct cips_err refused = {0};
	struct cips_survey *survey;
	struct cips_station_options options = station_options("officials");
	uint64_t random = 33;
	fill_post("officials", 0, 1, PEOPLE, &random, &csv);
	const char *centre = new_centre("closed.cips");
	merge_post(centre, 0);
	struct outcome outcome = open_all(centre);
	assert_opened(&outcome, PEOPLE);
	assert_done(cips_open(centre, CIPS_WRITE, &survey, err));
	assert_int_equal(
		cips_station_new(survey, &options, in_folder("post/late.station"), &refused),
		CIPS_POLICY);
	options.wave = "2026";
	assert_done(cips_station_new(survey, &options, in_folder("post/late.station"), err));
	cips_close(survey);
	cips_buf_release(&csv);
}

/* --- keys --------------------------------------------------------------------------------------- */

static void assert_refused(const struct outcome *outcome, enum cips_rc rc, const char *says)
{
	assert_int_equal(outcome->rc, rc);
	if (!strstr(outcome->err.text, says))
		fail_msg("\"%s\" does not say \"%s\"", outcome->err.text, says);
	assert_true(*outcome->err.hint);
}

static void wrong_keys_are_named(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 41;
	static const char *const wrong[] = {"not the passphrase", PASSPHRASE};
	const char *second = in_folder("keys/b.key");
	const char *centre = new_centre("empty.cips");
	struct outcome outcome = open_all(centre);
	assert_refused(&outcome, CIPS_INPUT, "no sealed boxes have arrived");

	fill_post("officials", 0, 2, PEOPLE, &random, &csv);
	fill_post("officials", 1, 1, PEOPLE, &random, &csv);
	centre = new_centre("keys.cips");
	merge_post(centre, 0);
	struct cips_opening_options options = key_of_one();
	outcome = open_with(centre, &options);
	assert_refused(&outcome, CIPS_INPUT, "only one of them was given");
	options = keys_of_both();
	options.passphrases = wrong;
	outcome = open_with(centre, &options);
	assert_refused(&outcome, CIPS_INPUT, "passphrase");
	options.wave = "1999";
	outcome = open_with(centre, &options);
	assert_refused(&outcome, CIPS_INPUT, "of that instrument and wave");
	options = (struct cips_opening_options){0};
	outcome = open_with(centre, &options);
	assert_refused(&outcome, CIPS_USAGE, "needs a secret key");

	const char *other = new_centre("other-key.cips");
	merge_post(other, 1);
	options = (struct cips_opening_options){
		.keys = &second, .passphrases = passphrases, .n_keys = 1};
	outcome = open_with(other, &options);
	assert_refused(&outcome, CIPS_INPUT, "another key");

	/* boxes for one key beside boxes for two: who has one opens those */
	merge_post(centre, 1);
	options = key_of_one();
	outcome = open_with(centre, &options);
	assert_opened(&outcome, PEOPLE);
	assert_int_equal(outcome.result.other_keys, 64);
	assert_int_equal(number_in(centre, "SELECT count(*) FROM sealed_box"), 64);
	options = keys_of_both();
	outcome = open_with(centre, &options);
	assert_opened(&outcome, PEOPLE);
	cips_buf_release(&csv);
}

static void the_order_of_keys_does_not_matter(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 42;
	const char *keys[] = {in_folder("keys/b.key"), in_folder("keys/a.key")};
	struct cips_opening_options options = {
		.keys = keys, .passphrases = passphrases, .n_keys = 2};
	fill_post("officials", 0, 2, PEOPLE, &random, &csv);
	const char *centre = new_centre("turned.cips");
	merge_post(centre, 0);
	struct outcome outcome = open_with(centre, &options);
	assert_opened(&outcome, PEOPLE);
	cips_buf_release(&csv);
}

static void two_instruments_are_opened_one_by_one(void **state)
{
	(void)state;
	struct cips_buf officials = {0}, traders = {0};
	uint64_t random = 43;
	struct cips_opening_options options = key_of_one();
	fill_post("officials", 0, 1, PEOPLE, &random, &officials);
	fill_post("private", 1, 1, PEOPLE, &random, &traders);
	const char *centre = new_centre("both.cips");
	merge_post(centre, 0);
	merge_post(centre, 1);
	struct outcome outcome = open_with(centre, &options);
	assert_refused(&outcome, CIPS_USAGE, "more than one instrument");
	assert_non_null(strstr(outcome.err.hint, "--instrument private --wave 2025"));
	options.instrument = "private";
	outcome = open_with(centre, &options);
	assert_opened(&outcome, PEOPLE);
	assert_string_equal(outcome.result.instrument, "private");
	options.instrument = NULL;
	outcome = open_with(centre, &options);
	assert_opened(&outcome, PEOPLE);
	cips_buf_release(&officials);
	cips_buf_release(&traders);
}

/* --- boxes that somebody made ---------------------------------------------------------------------- */

/* Puts a box with these answers into a station, as one would who has its file and no program. */
static void put_box(
	struct cips_station *station, const struct cips_box_head *head, const uint8_t *content)
{
	const struct cips_station_sealing *sealing = station->sealing;
	uint8_t *box = malloc(cips_sealed_box_size(&sealing->answers));
	uint8_t *texts = NULL;
	cips_sealed_box(&sealing->answers, head, content, box);
	if (sealing->settings.texts) {
		struct cips_box_head empty = {.kind = CIPS_BOX_DUMMY};
		memcpy(empty.settings, sealing->digest, sizeof empty.settings);
		texts = malloc(cips_sealed_box_size(&sealing->texts));
		cips_sealed_box(&sealing->texts, &empty, NULL, texts);
	}
	assert_done(cips_store_station_put(station->file, box, texts, cips_api_draw, err));
	free(box);
	free(texts);
}

static struct cips_box_head head_for(const struct cips_station *station)
{
	struct cips_box_head head = {.kind = CIPS_BOX_ANSWERS};
	memcpy(head.settings, station->sealing->digest, sizeof head.settings);
	return head;
}

/* Good answers, packed. */
static uint8_t *good_answers(struct cips_station *station, uint64_t *random)
{
	struct cips_session *session = cips_session_new(station);
	uint8_t *packed = malloc(cips_model_packed_size(station->instrument));
	answer_at_random(session, random);
	cips_model_pack(station->instrument, cips_model_session_response(session), packed);
	cips_session_free(session);
	return packed;
}

static size_t byte_of(const struct cips_station *station, const char *item)
{
	return cips_model_item(station->instrument, item)->offset;
}

static void forge(struct cips_station *station, uint64_t *random)
{
	size_t manager = byte_of(station, "manager"), people = byte_of(station, "people");
	size_t place = byte_of(station, "place"), unit = byte_of(station, "unit");
	const struct cips_instrument *instrument = station->instrument;
	int number = cips_model_item(instrument, "people")->number;
	for (int kind = 0; kind < 7; kind++) {
		struct cips_box_head head = head_for(station);
		uint8_t *packed = good_answers(station, random);
		uint8_t *numbers = packed + instrument->record_size;
		/* whoever directs others says how many: 12 */
		const uint8_t twelve[] = {0, 0, 0, 0, 0, 0, 0x28, 0x40};
		const uint8_t ninety[] = {0, 0, 0, 0, 0, 0x80, 0x56, 0x40};
		packed[manager] = 1;
		packed[place] = 187;
		packed[people] = 1;
		memcpy(numbers + (size_t)number * 8, kind == 3 ? ninety : twelve, 8);
		if (kind == 0)
			packed[manager] = 77;
		if (kind == 1)
			head.language = 9;
		if (kind == 2)
			packed[manager] = 2; /* no manager, and yet so many people */
		if (kind == 4)
			packed[place] = 3; /* the yard is offered to others */
		if (kind == 5)
			packed[unit] = packed[unit + 1] = 150;
		if (kind == 6)
			head.settings[0] ^= 1;
		put_box(station, &head, packed);
		free(packed);
	}
}

static void what_fails_stays_sealed(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 51;
	struct cips_station *station = new_post("all", 0, 2);
	collect(station, PEOPLE, &random, &csv);
	forge(station, &random);
	cips_station_close(station);
	bundle_post(0);
	const char *centre = new_centre("failed.cips");
	merge_post(centre, 0);
	struct outcome outcome = open_all(centre);
	assert_int_equal(outcome.rc, CIPS_FINDINGS);
	assert_int_equal(outcome.result.stored, PEOPLE);
	assert_int_equal(outcome.result.failed, 7);
	assert_string_equal(outcome.findings,
		"1 box-foreign \n"
		"1 answers-unreadable \n"
		"1 language-unknown \n"
		"1 unit-unknown unit\n"
		"1 not-shown people\n"
		"1 constraint-broken people\n"
		"1 choice-filtered place\n");
	assert_int_equal(number_in(centre, "SELECT count(*) FROM sealed_box"), 7);
	const struct cips_opening_result *result = &outcome.result;
	assert_int_equal(result->boxes,
		result->empty + result->stored + result->doubled + result->failed + result->texts +
			result->failed_texts);

	/* again: the same seven, and nothing else */
	outcome = open_all(centre);
	assert_int_equal(outcome.rc, CIPS_FINDINGS);
	assert_int_equal(outcome.result.stored, 0);
	assert_int_equal(outcome.result.failed, 7);
	assert_int_equal(number_in(centre, "SELECT count(*) FROM sealed_box"), 7);
	cips_buf_release(&csv);
}

/* --- tokens ---------------------------------------------------------------------------------------- */

static void put_with_token(struct cips_station *station, uint8_t token, uint64_t *random)
{
	struct cips_box_head head = head_for(station);
	uint8_t *packed = good_answers(station, random);
	head.nullifier[0] = token;
	head.nullifier[15] = 1;
	put_box(station, &head, packed);
	free(packed);
}

/* The tokens 0 to 11 at the first post, 6 to 17 at the second. */
static void fill_with_tokens(uint64_t *random)
{
	for (int post = 0; post < 2; post++) {
		struct cips_station *station = new_post("officials", post, 1);
		for (int i = 0; i < 12; i++)
			put_with_token(station, (uint8_t)(i + 6 * post), random);
		cips_station_close(station);
		bundle_post(post);
	}
}

static void a_token_counts_once(void **state)
{
	(void)state;
	uint64_t random = 61;
	struct opening one = {0}, other = {0};
	fill_with_tokens(&random);
	const char *a = new_centre("tokens-a.cips"), *b = new_centre("tokens-b.cips");
	merge_post(a, 0);
	merge_post(a, 1);
	merge_post(b, 1);
	merge_post(b, 0);
	const char *const centres[] = {a, b};
	for (int i = 0; i < 2; i++) {
		struct outcome outcome = open_all(centres[i]);
		assert_opened(&outcome, 18);
		assert_int_equal(outcome.result.doubled, 6);
		assert_int_equal(number_in(centres[i], "SELECT count(*) FROM spent_token"), 18);
	}
	read_survey(&one, a, "officials");
	read_survey(&other, b, "officials");
	compare(&one, &other);
	forget(&one);
	forget(&other);
}

static void what_is_stored_wins_over_what_comes_late(void **state)
{
	(void)state;
	uint64_t random = 62;
	struct cips_buf csv = {0};
	struct opening before = {0}, after = {0};
	fill_with_tokens(&random);
	fill_post("officials", 2, 1, 4, &random, &csv);
	const char *centre = new_centre("tokens-late.cips");
	merge_post(centre, 0);
	struct outcome outcome = open_all(centre);
	assert_opened(&outcome, 12);
	read_survey(&before, centre, "officials");
	merge_post(centre, 1);
	outcome = open_all(centre);
	assert_int_equal(outcome.rc, CIPS_POLICY); /* six new ones are too few */
	merge_post(centre, 2);
	outcome = open_all(centre);
	assert_opened(&outcome, 10);
	assert_int_equal(outcome.result.doubled, 6);
	read_survey(&after, centre, "officials");
	qsort(after.found, after.n_found, sizeof *after.found, by_text);
	for (size_t i = 0; i < before.n_found; i++)
		assert_non_null(bsearch(&before.found[i], after.found, after.n_found,
			sizeof *after.found, by_text));
	forget(&before);
	forget(&after);
	cips_buf_release(&csv);
}

/* --- receipts --------------------------------------------------------------------------------------- */

static enum cips_receipt receipt_for(const char *station_file, const char *list)
{
	struct cips_station *station;
	enum cips_receipt receipt;
	assert_done(cips_station_look(station_file, &station, err));
	assert_done(cips_station_receipt(station, list, &receipt, err));
	cips_station_close(station);
	return receipt;
}

static void write_receipts(const char *centre, const char *list)
{
	struct cips_survey *survey;
	assert_done(cips_open(centre, CIPS_READ, &survey, err));
	assert_done(cips_receipts_write(survey, list, err));
	cips_close(survey);
}

static void receipts_say_what_has_arrived(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 71;
	const char *list = in_folder("receipts.txt");
	for (int i = 0; i < 3; i++)
		fill_post("officials", i, 1, PEOPLE, &random, &csv);
	const char *centre = new_centre("receipts.cips");
	merge_post(centre, 0);
	merge_post(centre, 1);
	struct cips_station *station = open_station(station_path(1));
	collect(station, 1, &random, &csv);
	cips_station_close(station);
	write_receipts(centre, list);
	assert_int_equal(receipt_for(station_path(0), list), CIPS_RECEIPT_WHOLE);
	assert_int_equal(receipt_for(station_path(1), list), CIPS_RECEIPT_OTHER);
	assert_int_equal(receipt_for(station_path(2), list), CIPS_RECEIPT_NONE);
	cips_buf_release(&csv);
}

static void a_changed_receipt_is_refused(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	struct cips_err refused = {0};
	enum cips_receipt receipt;
	struct cips_station *station;
	uint64_t random = 72;
	size_t n;
	const char *list = in_folder("receipts.txt"), *changed = in_folder("changed.txt");
	fill_post("officials", 0, 1, PEOPLE, &random, &csv);
	const char *centre = new_centre("changed.cips");
	merge_post(centre, 0);
	write_receipts(centre, list);
	char *text = bytes_of(list, &n);
	assert_done(cips_station_look(station_path(0), &station, err));
	for (size_t i = 0; i < n; i++) {
		text[i] ^= 1;
		write_file(changed, text, n);
		text[i] ^= 1;
		enum cips_rc rc = cips_station_receipt(station, changed, &receipt, &refused);
		if (rc != CIPS_INTEGRITY && rc != CIPS_INPUT)
			fail_msg("byte %zu", i);
		write_file(changed, text, i);
		rc = cips_station_receipt(station, changed, &receipt, &refused);
		if (rc != CIPS_INTEGRITY && rc != CIPS_INPUT)
			fail_msg("cut at %zu", i);
	}
	cips_station_close(station);
	free(text);
	cips_buf_release(&csv);
}

/* --- copies ----------------------------------------------------------------------------------------- */

static void a_survey_file_that_nobody_may_write_is_opened_elsewhere(void **state)
{
	(void)state;
	struct cips_buf csv = {0};
	uint64_t random = 81;
	const char *copy = in_folder("opened.cips");
	size_t n, m;
	fill_post("officials", 0, 1, PEOPLE, &random, &csv);
	mkdir(in_folder("medium"), 0700);
	const char *centre = new_centre("medium/read-only.cips");
	merge_post(centre, 0);
	char *before = bytes_of(centre, &n);
	assert_int_equal(chmod(centre, 0400), 0);
	assert_int_equal(chmod(in_folder("medium"), 0500), 0);
	assert_done(cips_copy(centre, copy, err));
	struct outcome outcome = open_all(copy);
	assert_opened(&outcome, PEOPLE);
	assert_int_equal(number_in(copy, "SELECT sum(responses) FROM origin"), PEOPLE);
	char *after = bytes_of(centre, &m);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	struct cips_err refused = {0};
	assert_int_equal(cips_copy(centre, copy, &refused), CIPS_USAGE);
	assert_int_equal(chmod(in_folder("medium"), 0700), 0);
	free(before);
	free(after);
	cips_buf_release(&csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(officials_travel),
		cmocka_unit_test(traders_travel),
		cmocka_unit_test(every_kind_of_item_travels),
		cmocka_unit_test(opening_again_changes_nothing),
		cmocka_unit_test(a_dry_run_changes_no_byte),
		cmocka_unit_test(threads_make_no_difference),
		cmocka_unit_test(few_stay_sealed_until_there_are_more),
		cmocka_unit_test(a_bundle_of_few_needs_a_word),
		cmocka_unit_test(opening_closes_the_wave),
		cmocka_unit_test(wrong_keys_are_named),
		cmocka_unit_test(the_order_of_keys_does_not_matter),
		cmocka_unit_test(two_instruments_are_opened_one_by_one),
		cmocka_unit_test(what_fails_stays_sealed),
		cmocka_unit_test(a_token_counts_once),
		cmocka_unit_test(what_is_stored_wins_over_what_comes_late),
		cmocka_unit_test(receipts_say_what_has_arrived),
		cmocka_unit_test(a_changed_receipt_is_refused),
		cmocka_unit_test(a_survey_file_that_nobody_may_write_is_opened_elsewhere),
	};
	return cmocka_run_group_tests(tests, make_survey, remove_survey);
}
