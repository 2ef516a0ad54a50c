/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attackers who know what everybody answered and want to know who came before whom: they have the
 * secret key, the bundles and the opened survey file, and guess the order of each pair of people at
 * a station by every place at which something of them lies. They do as well as somebody who throws
 * dice.
 *
 *	test_api_order [TRIALS]        so many stations of each size
 */
#include "identities.h"
#include "roads.h"

#include "sealed/bundle.h"
#include "sanitized.h"

enum { SIZES = 4, LARGEST = 200, MOST_TRIALS = 1000, THROWS = 4000 };

static const unsigned sizes[SIZES] = {8, 15, 40, LARGEST};
static unsigned trials[SIZES] = {300, 200, 100, 20};

/* How much better than dice the mean of all trials may look, in percent of the pairs. */
static const double allowed = 3;

/* --- guessing -------------------------------------------------------------------------------- */

/*
 * The share of pairs that stand in the order in which they came, or in the opposite one, whatever
 * is more.
 */
static double ordered(const unsigned *came, size_t n)
{
	size_t right = 0, pairs = n * (n - 1) / 2;
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			right += came[i] < came[k];
	double share = (double)right / (double)pairs;
	return share < 0.5 ? 1 - share : share;
}

static double of_dice(size_t n)
{
	static unsigned came[LARGEST];
	uint64_t random = 7;
	double sum = 0;
	for (int t = 0; t < THROWS; t++) {
		for (unsigned i = 0; i < n; i++)
			came[i] = i;
		for (unsigned i = (unsigned)n; i > 1; i--) {
			unsigned k = draw(&random, i), swapped = came[k];
			came[k] = came[i - 1];
			came[i - 1] = swapped;
		}
		sum += ordered(came, n);
	}
	return sum / THROWS;
}

/* What a strategy finds, over all stations of a size. */
struct strategy {
	const char *name;
	double sum[SIZES];
	unsigned n[SIZES];
};

static void try_strategy(struct strategy *strategy, int size, const unsigned *came)
{
	strategy->sum[size] += ordered(came, sizes[size]);
	strategy->n[size]++;
}

static void assert_no_better_than_dice(const struct strategy *strategy)
{
	for (int s = 0; s < SIZES; s++) {
		double found = 100 * strategy->sum[s] / strategy->n[s];
		double dice = 100 * of_dice(sizes[s]);
		/* three standard errors of the mean: one station's share is within 20 points */
		double error = 3 * 20 / sqrt(strategy->n[s]) / sqrt(sizes[s]);
		printf("# %s, %u people: %.1f %% of pairs, dice %.1f %%\n", strategy->name,
			sizes[s], found, dice);
		assert_true(strategy->n[s] >= 20);
		if (found - dice > allowed + error)
			fail_msg("%s tells the order of %u people: %.1f %%, dice %.1f %%",
				strategy->name, sizes[s], found, dice);
	}
}

/* --- stations --------------------------------------------------------------------------------- */

static struct cips_secret_key *key;
static struct strategy in_bundle = {.name = "place in the bundle"};

/* Person `came` of station `trial` is known again by the number of years that she answered. */
static double years_of(int size, unsigned trial, unsigned came)
{
	return (double)((unsigned)size * 1000000 + trial * 1000 + came);
}

static void put_person(
	struct cips_station_file *file, const struct cips_station *like, double years)
{
	const struct cips_instrument *instrument = like->instrument;
	struct cips_arena arena = {0};
	struct cips_response response = cips_model_response_new(&arena, instrument);
	const struct cips_item *item = cips_model_item(instrument, "years");
	uint8_t packed[64], box[512];
	struct cips_box_head head = {.kind = CIPS_BOX_ANSWERS};
	for (size_t i = 0; i < instrument->n_items; i++)
		cips_model_set_state(&instrument->items[i], response.record, CIPS_BYTE_SKIPPED);
	response.record[item->offset] = 1;
	response.numbers[item->number] = years;
	memcpy(head.settings, like->sealing->digest, sizeof head.settings);
	assert_true(cips_model_packed_size(instrument) <= sizeof packed);
	assert_true(cips_sealed_box_size(&like->sealing->answers) <= sizeof box);
	cips_model_pack(instrument, &response, packed);
	cips_sealed_box(&like->sealing->answers, &head, packed, box);
	assert_done(cips_store_station_put(file, box, NULL, cips_api_draw, err));
	cips_arena_release(&arena);
}

static unsigned came_of(double years)
{
	return (unsigned)years % 1000;
}

/* In the order of the bundle, who came when. */
static void attack_bundle(const char *path, const struct cips_station *like, int size)
{
	const struct cips_secret_key *const keys[] = {key};
	struct cips_bundle_reader reader = {.file = fopen(path, "rb")};
	unsigned came[LARGEST];
	size_t n = 0, index;
	bool found;
	const struct cips_item *item = cips_model_item(like->instrument, "years");
	size_t at = like->instrument->record_size + (size_t)item->number * 8;
	fseek(reader.file, 0, SEEK_END);
	reader.size = (uint64_t)ftell(reader.file);
	assert_done(cips_sealed_bundle_next(&reader, &found, err));
	for (;;) {
		struct cips_box_head head;
		uint8_t packed[64];
		double years;
		assert_done(cips_sealed_bundle_box(&reader, &index, &found, err));
		if (!found)
			break;
		assert_true(cips_sealed_box_open(
			&like->sealing->answers, keys, reader.box, &head, packed));
		memcpy(&years, packed + at, sizeof years);
		if (head.kind == CIPS_BOX_ANSWERS)
			came[n++] = came_of(years);
	}
	assert_int_equal(n, sizes[size]);
	try_strategy(&in_bundle, size, came);
	fclose(reader.file);
	cips_sealed_bundle_release(&reader);
}

static void merge_bundle(struct cips_survey *centre, const char *path)
{
	struct cips_merge_result result;
	struct cips_findings *findings = cips_findings_new();
	assert_done(cips_merge(centre, &path, 1, false, findings, &result, err));
	cips_findings_free(findings);
}

/*
 * Stations of one size with one place's settings, as spares have them: making each anew would take
 * longer than all that follows.
 */
static void live(struct cips_survey *centre, const struct cips_station *like, int size)
{
	const struct cips_station_content *content = cips_store_station_content(like->file);
	const char *path = in_folder("post/order.station"), *bundle = in_folder("order.bundle");
	const char *journal = in_folder("post/order.station-journal");
	for (unsigned trial = 0; trial < trials[size]; trial++) {
		struct cips_station_file *file;
		struct cips_bundled bundled;
		unlink(path);
		unlink(journal);
		unlink(bundle);
		assert_done(cips_api_station_create(path, like->sealing, content, err));
		assert_done(cips_store_station_open(path, true, &file, err));
		for (unsigned came = 0; came < sizes[size]; came++)
			put_person(file, like, years_of(size, trial, came));
		cips_store_station_close(file);
		assert_done(cips_bundle(path, true, bundle, &bundled, err));
		attack_bundle(bundle, like, size);
		merge_bundle(centre, bundle);
	}
}

static int make_world(void **state)
{
	(void)state;
	if (make_short_survey(0))
		return -1;
	assert_done(cips_sealed_secret_key_open(in_folder("keys/a.key"), PASSPHRASE, &key, err));
	return 0;
}

static int end_world(void **state)
{
	cips_sealed_secret_key_free(key);
	return remove_survey(state);
}

/* --- the opened survey file --------------------------------------------------------------------- */

/* A sequence of the answers of all stations, by some place at which they lie. */
struct sequence {
	const char *name;
	const char *sql; /* gives the numbers of each response */
};

static const struct sequence sequences[] = {
	{"row of the response", "SELECT json_extract(numbers, '$[0]') FROM response ORDER BY row"},
	{"row, from the last",
		"SELECT json_extract(numbers, '$[0]') FROM response ORDER BY row DESC"},
	{"identity",
		WITH_IDENTITIES "SELECT json_extract(numbers, '$[0]') FROM identities"
				" JOIN response ON row = response ORDER BY upper, place"},
	{"as a view gives it", "SELECT years FROM responses_short"},
};

/* Each station's people in the order of the sequence. */
static void attack_sequence(sqlite3 *db, const struct sequence *sequence)
{
	static unsigned came[SIZES][MOST_TRIALS][LARGEST];
	static size_t n[SIZES][MOST_TRIALS];
	struct strategy strategy = {.name = sequence->name};
	sqlite3_stmt *row;
	memset(n, 0, sizeof n);
	assert_int_equal(sqlite3_prepare_v2(db, sequence->sql, -1, &row, NULL), SQLITE_OK);
	while (sqlite3_step(row) == SQLITE_ROW) {
		unsigned years = (unsigned)sqlite3_column_int64(row, 0);
		unsigned size = years / 1000000, trial = years / 1000 % 1000;
		assert_true(size < SIZES && n[size][trial] < sizes[size]);
		came[size][trial][n[size][trial]++] = years % 1000;
	}
	sqlite3_finalize(row);
	for (int size = 0; size < SIZES; size++)
		for (unsigned trial = 0; trial < trials[size]; trial++) {
			assert_int_equal(n[size][trial], sizes[size]);
			try_strategy(&strategy, size, came[size][trial]);
		}
	assert_no_better_than_dice(&strategy);
}

/* Where the bytes of the numbers lie in the file, whatever they belong to. */
static void attack_bytes(const char *path)
{
	static unsigned came[SIZES][MOST_TRIALS][LARGEST];
	static size_t n[SIZES][MOST_TRIALS];
	struct strategy strategy = {.name = "place in the file"};
	size_t size_of_file;
	char *bytes = bytes_of(path, &size_of_file);
	memset(n, 0, sizeof n);
	for (char *at = bytes; (at = memchr(at, '[', size_of_file - (size_t)(at - bytes))); at++) {
		unsigned long years = strtoul(at + 1, NULL, 10);
		unsigned long size = years / 1000000, trial = years / 1000 % 1000;
		char written[32];
		int length = snprintf(written, sizeof written, "[%lu]", years);
		if ((size_t)(bytes + size_of_file - at) < (size_t)length ||
			memcmp(at, written, (size_t)length) != 0 || size >= SIZES ||
			trial >= trials[size] || n[size][trial] == sizes[size])
			continue;
		came[size][trial][n[size][trial]++] = (unsigned)(years % 1000);
	}
	free(bytes);
	for (int size = 0; size < SIZES; size++)
		for (unsigned trial = 0; trial < trials[size]; trial++) {
			assert_int_equal(n[size][trial], sizes[size]);
			try_strategy(&strategy, size, came[size][trial]);
		}
	assert_no_better_than_dice(&strategy);
}

static void open_centre(struct cips_survey *centre)
{
	const char *path = in_folder("keys/a.key"), *passphrase = PASSPHRASE;
	struct cips_opening_options options = {
		.keys = &path, .passphrases = &passphrase, .n_keys = 1};
	struct cips_opening_result result;
	struct cips_findings *findings = cips_findings_new();
	size_t people = 0;
	for (int size = 0; size < SIZES; size++)
		people += (size_t)sizes[size] * trials[size];
	assert_done(cips_open_boxes(centre, &options, findings, &result, err));
	assert_int_equal(result.stored, people);
	cips_findings_free(findings);
}

/* --- the tests ------------------------------------------------------------------------------------- */

/* The attack is a good one: it finds an order where there is one. */
static void an_order_is_found_where_there_is_one(void **state)
{
	(void)state;
	unsigned came[] = {0, 1, 2, 3, 4, 5}, back[] = {5, 4, 3, 2, 1, 0};
	assert_true(ordered(came, 6) == 1 && ordered(back, 6) == 1);
	assert_true(of_dice(8) < 0.65 && of_dice(200) < 0.53);
}

static void bundles_and_opened_files_tell_no_order(void **state)
{
	(void)state;
	struct cips_station *stations[SIZES];
	struct cips_survey *centre;
	sqlite3 *db;
	for (int size = 0; size < SIZES; size++) {
		struct cips_station_options options = station_options("short");
		options.target = sizes[size];
		options.slots = sizes[size] + sizes[size] / 2;
		const char *path = in_folder("post/like.station");
		make_station(&options, path);
		stations[size] = open_station(path);
	}
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &centre, err));
	for (int size = 0; size < SIZES; size++) {
		live(centre, stations[size], size);
		cips_station_close(stations[size]);
	}
	assert_no_better_than_dice(&in_bundle);
	open_centre(centre);
	cips_close(centre);
	assert_int_equal(sqlite3_open(in_folder("s.cips"), &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
		attack_sequence(db, &sequences[i]);
	sqlite3_close(db);
	attack_bytes(in_folder("s.cips"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_is_found_where_there_is_one),
		cmocka_unit_test(bundles_and_opened_files_tell_no_order),
	};
	for (int size = 0; size < SIZES; size++) {
		if (argc > 1)
			trials[size] = (unsigned)strtoul(argv[1], NULL, 10);
		if (trials[size] > MOST_TRIALS)
			trials[size] = MOST_TRIALS;
		if (SANITIZED && trials[size] > 60)
			trials[size] = 60;
	}
	return cmocka_run_group_tests(tests, make_world, end_world);
}
