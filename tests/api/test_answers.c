/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the holders of the keys find in a station is what import stores of the same answers: one
 * road. All boxes have one size, and nothing that stands at the post opens any.
 */
#include "stations.h"

#include "sealed/key_parts.h"

#include <math.h>
#include <sodium.h>
#include <sqlite3.h>

enum { PEOPLE = 40 };

/* --- answers as text that can be compared ----------------------------------------------------- */

static void keep(struct opening *opening, struct cips_buf *text)
{
	opening->found = realloc(opening->found, (opening->n_found + 1) * sizeof *opening->found);
	opening->found[opening->n_found++] = strdup(cips_buf_text(text));
	cips_buf_release(text);
}

static void write_answers(struct cips_buf *out, const uint8_t *record, size_t size,
	const double *numbers, size_t n, const char *language, bool assisted)
{
	for (size_t i = 0; i < size; i++)
		cips_buf_printf(out, "%d ", record[i]);
	for (size_t i = 0; i < n; i++)
		cips_buf_printf(out, "| %.17g ", numbers[i]);
	cips_buf_printf(out, "| %s %d", language, assisted);
}

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

/* --- the same answers as a row of CSV --------------------------------------------------------- */

static bool has_column(const struct cips_item *item)
{
	return cips_model_stored(item->type) && !*item->calculation_text &&
		item->use != CIPS_USE_WEIGHT && item->use != CIPS_USE_SECONDS;
}

static const char *choice_name(
	const struct cips_station *station, const struct cips_item *item, size_t choice)
{
	const struct cips_list *list = cips_model_list(station->instrument, item);
	return list->from_units ? station->units->list[choice].code : list->choices[choice].name;
}

static void write_choices(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, size_t item, size_t n)
{
	const struct cips_item *of = &station->instrument->items[item];
	for (size_t c = 0; c < n; c++)
		if (cips_session_chosen(session, item, c))
			cips_buf_printf(
				out, "%s%s", out->n ? " " : "", choice_name(station, of, c));
}

static void write_places(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, size_t item, size_t n)
{
	const struct cips_item *of = &station->instrument->items[item];
	for (size_t place = 1; place <= n; place++)
		for (size_t c = 0; c < n; c++)
			if (cips_session_place(session, item, c) == place)
				cips_buf_printf(out, "%s%s", out->n ? " " : "",
					choice_name(station, of, c));
}

static void write_cell(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, size_t item)
{
	struct cips_question question;
	struct cips_buf cell = {0};
	cips_session_question(session, item, 0, &question);
	if (cips_session_shown(session, item)) {
		if (question.kind == CIPS_QUESTION_ONE || question.kind == CIPS_QUESTION_MANY)
			write_choices(&cell, station, session, item, question.n_choices);
		else if (question.kind == CIPS_QUESTION_RANK)
			write_places(&cell, station, session, item, question.n_choices);
		else
			cips_buf_puts(&cell, cips_session_typed(session, item));
		enum cips_state said = cips_session_state(session, item);
		if (!cell.n && (said == CIPS_STATE_DONT_KNOW || said == CIPS_STATE_REFUSED))
			cips_buf_puts(&cell, cips_model_state_name(said));
	}
	cips_buf_csv(out, cips_buf_text(&cell), ',');
	cips_buf_release(&cell);
}

static void write_row(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, const struct cips_origin_said *origin)
{
	const struct cips_instrument *instrument = station->instrument;
	cips_buf_printf(
		out, "\"%s\",%d", instrument->languages[origin->language], origin->assisted);
	for (size_t i = 0; i < instrument->n_items; i++) {
		if (!has_column(&instrument->items[i]))
			continue;
		cips_buf_putc(out, ',');
		write_cell(out, station, session, i);
	}
	cips_buf_putc(out, '\n');
}

static void write_head(struct cips_buf *out, const struct cips_instrument *instrument)
{
	cips_buf_puts(out, "language,assisted");
	for (size_t i = 0; i < instrument->n_items; i++)
		if (has_column(&instrument->items[i]))
			cips_buf_printf(out, ",%s", instrument->items[i].name);
	cips_buf_putc(out, '\n');
}

/* --- what import makes of them ---------------------------------------------------------------- */

static void note_stored(void *context, const struct cips_stored *stored)
{
	struct cips_buf text = {0};
	write_answers(&text, stored->record, stored->record_size, stored->numbers,
		stored->n_numbers, stored->language, stored->assisted);
	keep(context, &text);
}

static void note_texts(struct opening *imported, const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *row;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(
			db, "SELECT item || ': ' || text, copies FROM free_text", -1, &row, NULL),
		SQLITE_OK);
	while (sqlite3_step(row) == SQLITE_ROW)
		for (int copies = sqlite3_column_int(row, 1); copies > 0; copies--) {
			struct cips_buf text = {0};
			cips_buf_puts(&text, (const char *)sqlite3_column_text(row, 0));
			keep(imported, &text);
		}
	sqlite3_finalize(row);
	sqlite3_close(db);
}

static long version_id(struct cips_survey *survey, const char *instrument)
{
	struct cips_arena arena = {0};
	struct cips_version *list;
	const struct cips_version *found;
	size_t n;
	assert_done(cips_store_versions(survey->file, &arena, &list, &n, err));
	assert_done(cips_store_choose_version(list, n, instrument, &found, err));
	long id = found->id;
	cips_arena_release(&arena);
	return id;
}

static void import(struct opening *imported, const char *instrument, const struct cips_buf *csv)
{
	const char *path = in_folder("rows.csv"), *copy = in_folder("copy.cips");
	char command[600];
	struct cips_survey *survey;
	struct cips_findings *findings = cips_findings_new();
	struct cips_import_result result;
	struct cips_import_options options = {.wave = "2025"};
	struct cips_err refused;
	snprintf(command, sizeof command, "cp %s %s", in_folder("s.cips"), copy);
	assert_int_equal(system(command), 0);
	FILE *out = fopen(path, "w");
	fwrite(csv->text, 1, csv->n, out);
	fclose(out);
	assert_done(cips_open(copy, CIPS_WRITE, &survey, err));
	if (cips_import(survey, path, instrument, &options, findings, &result, &refused))
		fail_msg("%s: %s", refused.text,
			cips_findings_count(findings) ? cips_findings_get(findings, 0)->text : "");
	assert_int_equal(result.stored, PEOPLE);
	assert_done(cips_store_each(
		survey->file, version_id(survey, instrument), 0, note_stored, imported, err));
	cips_close(survey);
	cips_findings_free(findings);
	note_texts(imported, copy);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void compare(struct opening *sealed, struct opening *imported)
{
	assert_int_equal(sealed->n_found, imported->n_found);
	qsort(sealed->found, sealed->n_found, sizeof *sealed->found, by_text);
	qsort(imported->found, imported->n_found, sizeof *imported->found, by_text);
	for (size_t i = 0; i < sealed->n_found; i++)
		assert_string_equal(sealed->found[i], imported->found[i]);
}

/* --- one road --------------------------------------------------------------------------------- */

/* Random answers into the station, the same into the CSV; how many of them have a text. */
static size_t collect(struct cips_station *station, uint64_t *random, struct cips_buf *csv)
{
	struct cips_session *session = cips_session_new(station);
	size_t with_text = 0;
	write_head(csv, station->instrument);
	for (int person = 0; person < PEOPLE; person++) {
		struct cips_origin_said origin = {
			.language = draw(random, (unsigned)station->instrument->n_languages),
			.assisted = draw(random, 4) == 0,
		};
		bool text = false;
		answer_at_random(session, random);
		for (size_t i = 0; i < station->instrument->n_items; i++)
			text |= station->instrument->items[i].text != CIPS_NONE &&
				cips_session_shown(session, i) && *cips_session_typed(session, i);
		with_text += text;
		write_row(csv, station, session, &origin);
		assert_done(cips_station_store(station, session, &origin, err));
	}
	cips_session_free(session);
	return with_text;
}

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
	size_t with_text = collect(station, &seed, &csv);
	assert_int_equal(size_of(path), size);
	assert_int_equal(used_slots(station), PEOPLE);
	open_keys(&sealed);
	sealed.each = note_answers;
	open_boxes(&sealed, station);
	assert_int_equal(sealed.answers, PEOPLE);
	assert_int_equal(sealed.texts, with_text);
	import(&imported, instrument, &csv);
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
