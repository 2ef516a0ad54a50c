/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the holders of the keys find in a station is what import stores of the same answers: one
 * road. All boxes have one size, and nothing that stands at the post opens any.
 */
#include "roads.h"

#include "sealed/key_parts.h"

#include <sodium.h>

enum { PEOPLE = 40 };

/* --- what is in a box --------------------------------------------------------------------------- */

static void note_answers(
	struct opening *opening, const struct cips_box_head *head, const uint8_t *content)
{
	const struct cips_instrument *instrument = opening->station->instrument;
	struct cips_arena arena = {0};
	struct cips_buf text = {0};
	struct cips_record_check check = cips_model_record_check(&arena, instrument);
	struct cips_response response = cips_model_response_new(&arena, instrument);
	if (head->kind == CIPS_BOX_ANSWERS) {
		assert_true(cips_model_unpack(&check, content, &response));
		write_answers(&text, response.record, instrument->record_size, response.numbers,
			instrument->n_numbers, instrument->languages[head->language],
			head->assisted);
		keep(opening, &text);
	} else {
		assert_true(cips_model_unpack_texts(instrument, content, &arena, &response));
		for (size_t i = 0; i < instrument->n_items; i++) {
			int at = instrument->items[i].text;
			if (at == CIPS_NONE || !response.texts[at])
				continue;
			cips_buf_printf(
				&text, "%s: %s", instrument->items[i].name, response.texts[at]);
			keep(opening, &text);
		}
	}
	cips_arena_release(&arena);
}

/* --- one road --------------------------------------------------------------------------------- */

static size_t size_of(const char *path)
{
	struct stat facts;
	assert_int_equal(stat(path, &facts), 0);
	return (size_t)facts.st_size;
}

static void check_road(const char *instrument, size_t n_keys, uint64_t seed)
{
	struct cips_station_options options = station_options(instrument);
	struct cips_buf csv = {0};
	struct opening sealed, imported = {0};
	const char *path = in_folder("post/road.station");
	options.n_keys = n_keys;
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	size_t size = size_of(path);
	size_t with_text = collect(station, PEOPLE, &seed, &csv);
	assert_int_equal(size_of(path), size);
	assert_int_equal(used_slots(station), PEOPLE);
	open_keys(&sealed);
	sealed.each = note_answers;
	open_boxes(&sealed, station);
	assert_int_equal(sealed.answers, PEOPLE);
	assert_int_equal(sealed.texts, with_text);
	import(&imported, instrument, &csv, PEOPLE);
	compare(&sealed, &imported);
	close_keys(&sealed);
	close_keys(&imported);
	cips_buf_release(&csv);
	cips_station_close(station);
}

static void officials_are_sealed_as_import_packs_them(void **state)
{
	(void)state;
	check_road("officials", 1, 1);
}

static void traders_are_sealed_as_import_packs_them(void **state)
{
	(void)state;
	check_road("private", 1, 2);
}

static void every_kind_of_item_is_sealed_as_import_packs_it(void **state)
{
	(void)state;
	check_road("all", 2, 3);
}

/* No one is asked for a weight, or how long it took. */
static void technical_items_are_not_asked(void **state)
{
	(void)state;
	struct cips_findings *findings = cips_findings_new();
	struct cips_station *station;
	assert_done(cips_station_practice(SOURCE_DIR "/tests/api/all.md",
		SOURCE_DIR "/sample-surveys/units.csv", &station, findings, err));
	const struct cips_instrument *instrument = station->instrument;
	struct cips_session *session = cips_session_new(station);
	const struct cips_response *response = cips_model_session_response(session);
	int technical[] = {instrument->weight_item, instrument->seconds_item};
	for (size_t i = 0; i < 2; i++) {
		assert_true(technical[i] >= 0);
		assert_false(cips_session_shown(session, (size_t)technical[i]));
		assert_int_equal(response->record[instrument->items[technical[i]].offset],
			CIPS_BYTE_SKIPPED);
	}
	cips_session_free(session);
	cips_station_close(station);
	cips_findings_free(findings);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void with_two_keys_both_are_needed(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("officials");
	struct opening opening;
	const char *path = in_folder("post/two.station");
	options.n_keys = 2;
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	open_keys(&opening);
	open_boxes(&opening, station);
	assert_int_equal(opening.dummies, station->facts.slots);

	/* each of them alone, and both in the wrong order */
	struct cips_box_maker maker = station->sealing->answers;
	const struct cips_secret_key *a = opening.keys[0], *b = opening.keys[1];
	const struct cips_secret_key *wrong[][2] = {{a, a}, {b, b}, {b, a}};
	uint8_t *box = malloc(cips_sealed_box_size(&maker)), *content = malloc(maker.content);
	struct cips_box_head head = {0};
	cips_sealed_box(&maker, &head, NULL, box);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(cips_sealed_box_open(&maker, wrong[i], box, &head, content));
	free(box);
	free(content);
	close_keys(&opening);
	cips_station_close(station);
}

static struct cips_buf whole_file(const char *path)
{
	struct cips_buf bytes = {0};
	char block[65536];
	FILE *in = fopen(path, "r");
	for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;)
		cips_buf_add(&bytes, block, n);
	fclose(in);
	return bytes;
}

static bool holds(const struct cips_buf *bytes, const uint8_t *secret)
{
	char hex[2 * CIPS_KEY_SIZE + 1], base64[64];
	cips_sealed_hex(hex, secret, CIPS_KEY_SIZE);
	sodium_bin2base64(
		base64, sizeof base64, secret, CIPS_KEY_SIZE, sodium_base64_VARIANT_ORIGINAL);
	return memmem(bytes->text, bytes->n, secret, CIPS_KEY_SIZE) ||
		memmem(bytes->text, bytes->n, hex, strlen(hex)) ||
		memmem(bytes->text, bytes->n, base64, strlen(base64));
}

/* The boxes of a station against a pair of its own. */
struct attempt {
	const uint8_t *public;
	const uint8_t *secret;
	size_t opened;
};

static void try_pair(void *context, const uint8_t *box, size_t size)
{
	struct attempt *attempt = context;
	uint8_t *plain = malloc(size);
	attempt->opened +=
		crypto_box_seal_open(plain, box, size, attempt->public, attempt->secret) == 0;
	free(plain);
}

static void nothing_at_the_post_opens_a_box(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("officials");
	struct opening opening;
	const char *path = in_folder("post/secret.station");
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	const struct cips_station_content *content = cips_store_station_content(station->file);

	/* the secret key is in neither the file nor the program */
	open_keys(&opening);
	const uint8_t *secret = opening.keys[0]->secret;
	struct cips_buf file = whole_file(path), program = whole_file("/proc/self/exe");
	assert_false(holds(&file, secret));
	assert_false(holds(&program, secret));

	/* and what secrets the file has are no key to its boxes */
	uint8_t curve_public[32], curve_secret[32];
	assert_int_equal(
		crypto_sign_ed25519_pk_to_curve25519(curve_public, content->sign_public), 0);
	assert_int_equal(
		crypto_sign_ed25519_sk_to_curve25519(curve_secret, content->sign_secret), 0);
	const uint8_t *sealed_for = station->sealing->settings.keys[0].bytes;
	struct attempt attempts[] = {{curve_public, curve_secret, 0}, {sealed_for, curve_secret, 0},
		{sealed_for, content->sign_secret, 0}, {sealed_for, content->sign_secret + 32, 0},
		{sealed_for, sealed_for, 0}};
	for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
		assert_done(
			cips_store_station_each(station->file, false, try_pair, &attempts[i], err));
		assert_int_equal(attempts[i].opened, 0);
	}

	/* while the secret key does: the attempt is a good one */
	struct attempt right = {sealed_for, secret, 0};
	assert_done(cips_store_station_each(station->file, false, try_pair, &right, err));
	assert_int_equal(right.opened, station->facts.slots);
	cips_buf_release(&file);
	cips_buf_release(&program);
	close_keys(&opening);
	cips_station_close(station);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(officials_are_sealed_as_import_packs_them),
		cmocka_unit_test(traders_are_sealed_as_import_packs_them),
		cmocka_unit_test(every_kind_of_item_is_sealed_as_import_packs_it),
		cmocka_unit_test(technical_items_are_not_asked),
		cmocka_unit_test(with_two_keys_both_are_needed),
		cmocka_unit_test(nothing_at_the_post_opens_a_box),
	};
	return cmocka_run_group_tests(tests, make_survey, remove_survey);
}
