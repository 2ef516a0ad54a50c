/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making and opening stations, what is refused and why; spares and drafts.
 */
#include "stations.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

/* --- making --------------------------------------------------------------------------------- */

static void a_station_is_made_and_noted(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("officials");
	struct cips_station_facts facts;
	struct cips_survey *survey;
	struct cips_arena arena = {0};
	struct cips_station_known *known;
	char digest[65];
	size_t n;
	const char *path = in_folder("post/made.station");
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	assert_done(cips_station_read(station, &facts, err));
	assert_string_equal(facts.code, "officials");
	assert_string_equal(facts.wave, "2025");
	assert_string_equal(facts.place, "Keld Border Crossing");
	assert_false(facts.practice);
	assert_int_equal(facts.languages, 4);
	assert_int_equal(facts.target, 40);
	assert_int_equal(facts.slots, 64);
	assert_int_equal(facts.used, 0);
	assert_int_equal(facts.keys, 1);
	assert_true(cips_station_unlocks(station, PASSPHRASE));
	assert_false(cips_station_unlocks(station, "four plain words hera"));

	assert_done(cips_open(in_folder("s.cips"), CIPS_READ, &survey, err));
	assert_done(cips_store_stations(survey->file, &arena, &known, &n, err));
	cips_sealed_hex(digest, station->sealing->digest, sizeof station->sealing->digest);
	assert_true(n > 0);
	assert_string_equal(known[n - 1].settings, digest);
	cips_sealed_hex(digest, cips_store_station_content(station->file)->sign_public, 32);
	assert_string_equal(known[n - 1].sign_public, digest);
	cips_close(survey);
	cips_arena_release(&arena);
	cips_station_close(station);
}

static void slots_follow_from_the_target(void **state)
{
	(void)state;
	static const struct {
		unsigned long target, slots, wanted;
	} cases[] = {{1, 0, 64}, {42, 0, 64}, {43, 0, 80}, {120, 0, 192}, {128, 0, 192},
		{129, 0, 208}, {40, 40, 40}, {40, 41, 41}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_station_options options = station_options("private");
		struct cips_station *station;
		options.target = cases[i].target;
		options.slots = cases[i].slots;
		make_station(&options, in_folder("post/slots.station"));
		station = open_station(in_folder("post/slots.station"));
		assert_int_equal(station->facts.slots, cases[i].wanted);
		cips_station_close(station);
	}
}

static size_t stations_noted(void)
{
	struct cips_arena arena = {0};
	struct cips_station_known *known;
	struct cips_survey *survey;
	size_t n;
	assert_done(cips_open(in_folder("s.cips"), CIPS_READ, &survey, err));
	assert_done(cips_store_stations(survey->file, &arena, &known, &n, err));
	cips_close(survey);
	cips_arena_release(&arena);
	return n;
}

/* What goes wrong leaves neither a file nor a note. */
static void assert_refused(const struct cips_station_options *options, const char *path,
	enum cips_rc rc, const char *why)
{
	struct cips_err err = {0};
	size_t before = stations_noted();
	bool there = access(path, F_OK) == 0;
	assert_int_equal(try_station(options, path, &err), rc);
	if (!strstr(err.text, why))
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
	assert_int_equal(stations_noted(), before);
	assert_int_equal(access(path, F_OK) == 0, there);
}

static void a_wrong_station_is_not_made(void **state)
{
	(void)state;
	const char *same[] = {key_files[0], key_files[0]};
	const char *secret[] = {in_folder("keys/a.key")};
	const char *three[] = {key_files[0], key_files[1], key_files[0]};
	const char *none[] = {in_folder("keys/nobody.pub")};
	static const char long_place[] =
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"0123456789012345678901234567890";
	char long_passphrase[CIPS_PASSPHRASE_BYTES + 2];
	memset(long_passphrase, 'x', sizeof long_passphrase - 1);
	long_passphrase[sizeof long_passphrase - 1] = '\0';
	struct {
		struct cips_station_options options;
		enum cips_rc rc;
		const char *why;
	} cases[21];
	size_t n = 0;
#define CASE(member, value, result, words)                       \
	do {                                                     \
		cases[n].options = station_options("officials"); \
		cases[n].options.member = value;                 \
		cases[n].rc = result;                            \
		cases[n++].why = words;                          \
	} while (0)
	CASE(keys, secret, CIPS_INPUT, "secret");
	CASE(keys, none, CIPS_INPUT, "nobody.pub");
	CASE(target, 0, CIPS_USAGE, "target");
	CASE(target, 100001, CIPS_USAGE, "100000");
	CASE(slots, 100001, CIPS_USAGE, "100000");
	CASE(slots, 39, CIPS_USAGE, "39 slots");
	CASE(n_keys, 0, CIPS_USAGE, "public key");
	CASE(passphrase, NULL, CIPS_USAGE, "passphrase");
	CASE(passphrase, "", CIPS_USAGE, "passphrase");
	CASE(passphrase, "short", CIPS_INPUT, "passphrase");
	CASE(passphrase, long_passphrase, CIPS_INPUT, "typed");
	CASE(passphrase, "four plain\twords", CIPS_INPUT, "typed");
	CASE(passphrase, "four plain \xff words", CIPS_INPUT, "typed");
	CASE(passphrase, " four plain words", CIPS_INPUT, "typed");
	CASE(passphrase, "four plain words ", CIPS_INPUT, "typed");
	CASE(wave, NULL, CIPS_USAGE, "wave");
	CASE(wave, "20 25", CIPS_USAGE, "\"20 25\"");
	CASE(instrument, "oficials", CIPS_USAGE, "oficials");
	CASE(instrument, NULL, CIPS_USAGE, "instrument");
	CASE(place, "two\nlines", CIPS_USAGE, "place");
	CASE(place, long_place, CIPS_USAGE, "place");
#undef CASE
	for (size_t i = 0; i < n; i++)
		assert_refused(&cases[i].options, in_folder("post/wrong.station"), cases[i].rc,
			cases[i].why);
	struct cips_station_options options = station_options("officials");
	options.keys = same;
	options.n_keys = 2;
	assert_refused(&options, in_folder("post/wrong.station"), CIPS_USAGE, "same");
	options.keys = three;
	options.n_keys = 3;
	assert_refused(&options, in_folder("post/wrong.station"), CIPS_USAGE, "two keys");
}

static void nothing_is_overwritten(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("officials");
	assert_refused(&options, in_folder("s.cips"), CIPS_USAGE, "s.cips");
	assert_refused(&options, in_folder("nowhere/x.station"), CIPS_SYSTEM, "nowhere/x.station");
}

/* Somebody reads the survey file: the note cannot be written, and then there is no station. */
static void a_station_that_cannot_be_noted_is_not_left(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("private");
	struct cips_survey *reader;
	assert_done(cips_open(in_folder("s.cips"), CIPS_READ, &reader, err));
	struct cips_err busy = {0};
	const char *path = in_folder("post/unnoted.station");
	assert_int_equal(try_station(&options, path, &busy), CIPS_BUSY);
	cips_close(reader);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(access(in_folder("post/unnoted.station-journal"), F_OK), -1);
	make_station(&options, path);
}

/* --- opening -------------------------------------------------------------------------------- */

static void assert_not_opened(const char *path, enum cips_rc rc, const char *why)
{
	struct cips_station *station;
	struct cips_err err = {0};
	assert_int_equal(cips_station_open(path, &station, &err), rc);
	assert_null(station);
	if (!strstr(err.text, why))
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
	assert_true(*err.hint);
}

static void copy_file(const char *from, const char *to)
{
	char command[300];
	snprintf(command, sizeof command, "cp -p %s %s", from, to);
	assert_int_equal(system(command), 0);
}

static void a_secret_key_beside_the_station_is_refused(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("officials");
	struct cips_station *station;
	const char *path = in_folder("post/beside.station");
	make_station(&options, path);
	copy_file(in_folder("keys/a.key"), in_folder("post/holiday.txt"));
	assert_not_opened(path, CIPS_POLICY, "holiday.txt");
	assert_done(cips_station_look(path, &station, err));
	cips_station_close(station);
	unlink(in_folder("post/holiday.txt"));
	cips_station_close(open_station(path));
}

static void a_station_that_is_used_up_is_refused(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("private");
	struct cips_origin_said origin = {0};
	struct cips_err full = {0};
	const char *path = in_folder("post/full.station");
	options.target = options.slots = 3;
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	struct cips_session *session = cips_session_new(station);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(used_slots(station), i);
		assert_done(cips_station_store(station, session, &origin, err));
	}
	assert_int_equal(cips_station_store(station, session, &origin, &full), CIPS_USAGE);
	cips_session_free(session);
	cips_station_close(station);
	assert_not_opened(path, CIPS_USAGE, "used up");
	assert_done(cips_station_look(path, &station, err));
	assert_int_equal(used_slots(station), 3);
	cips_station_close(station);
}

/* Changes the byte behind the first `text` of the file. */
static void change(const char *path, const char *text)
{
	FILE *file = fopen(path, "r+");
	static char bytes[4 << 20];
	size_t n = fread(bytes, 1, sizeof bytes, file);
	char *at = memmem(bytes, n, text, strlen(text));
	if (!at || at + strlen(text) == bytes + n)
		fail_msg("\"%s\" is not in the file", text);
	at += strlen(text);
	fseek(file, at - bytes, SEEK_SET);
	fputc(*at ^ 1, file);
	fclose(file);
}

static void what_was_signed_cannot_be_changed(void **state)
{
	(void)state;
	static const char *const texts[] = {"cips-station ", "\nsurvey ", "\ninstrument offi",
		"\nform ", "\nunits ", "\nwave 20", "\nkey ", "\ntarget ", "\nslots ",
		"\nanswers-bytes ", "\ntexts-bytes ", "\ndraft-bytes ", "\nminimum-group ",
		"\nlock $argon2id$v=19$m=1", "\nplace Keld ", "My own manager ",
		"Keld Border Cross"};
	struct cips_station_options options = station_options("officials");
	const char *path = in_folder("post/signed.station");
	const char *changed = in_folder("post/changed.station");
	make_station(&options, path);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		unlink(changed);
		copy_file(path, changed);
		change(changed, texts[i]);
		assert_not_opened(changed, CIPS_INTEGRITY, "changed.station");
	}
	unlink(changed);
	cips_station_close(open_station(path));
}

/* Settings that somebody signed again are read as strictly. */
static void settings_are_written_in_one_way(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("officials");
	struct cips_station_settings settings;
	struct cips_arena arena = {0};
	struct cips_buf text = {0};
	struct cips_err none = {0};
	make_station(&options, in_folder("post/strict.station"));
	struct cips_station *station = open_station(in_folder("post/strict.station"));
	cips_api_settings_write(&station->sealing->settings, &text);
	assert_done(cips_api_settings_read(text.text, &arena, &settings, err));
	static const struct {
		const char *from, *to;
	} cases[] = {{"\ntarget 40", "\ntarget 040"}, {"\ntarget 40", "\ntarget -4"},
		{"\ntarget 40", "\ntarget 4x"}, {"\ntarget 40", "\ntarget "}, {"\ntarget 40", ""},
		{"\nslots ", "\nslot "}, {"\nkey ", "\nkey 00"},
		{"\nsecond-key none", "\nsecond-key None"}, {"\nform ", "\nform g"},
		{"\nplace ", "\nplace x\ny "}, {"\nplace ", "\nplace \xff"},
		{"\nplace ", "\nplace \033]0;x\a"}, {"\nwave ", "\nwave \033]0;x\a"},
		{"\nwave ", "\nwave \u202e"}, {"\ninstrument ", "\ninstrument \033[2J"},
		{"\ninstrument officials", "\ninstrument "}, {"\ntarget 40", "\ntarget 0"},
		{"\ntarget 40", "\ntarget 65"}, {"\nslots 64", "\nslots 39"},
		{"\nslots 64", "\nslots 100001"}, {"\nminimum-group 10", "\nminimum-group 4"},
		{"cips-station 2", "cips-station 3"}, {"cips-station 2", "cips-station 1"},
		{"cips-station 2", "station 2"}, {"\ncentre ", "\ncentre g"},
		{"\ntokens none", "\ntokens None"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *at = strstr(text.text, cases[i].from);
		assert_non_null(at);
		char *other = cips_arena_printf(&arena, "%.*s%s%s", (int)(at - text.text),
			text.text, cases[i].to, at + strlen(cases[i].from));
		if (cips_api_settings_read(other, &arena, &settings, &none) != CIPS_INTEGRITY)
			fail_msg("\"%s\" was read", cases[i].to);
	}
	for (size_t n = 0; n < text.n; n++) {
		char *cut = cips_arena_strndup(&arena, text.text, n);
		assert_int_equal(
			cips_api_settings_read(cut, &arena, &settings, &none), CIPS_INTEGRITY);
	}
	cips_buf_release(&text);
	cips_arena_release(&arena);
	cips_station_close(station);
}

/* --- elsewhere ------------------------------------------------------------------------------ */

static void a_spare_is_a_station_of_its_own(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("officials");
	struct cips_origin_said origin = {.language = 2};
	struct cips_err none = {0};
	struct opening opening;
	uint64_t random = 7;
	make_station(&options, in_folder("post/keld.station"));
	struct cips_station *station = open_station(in_folder("post/keld.station"));
	struct cips_session *session = cips_session_new(station);
	answer_at_random(session, &random);
	assert_int_equal(
		cips_station_store_elsewhere(station, session, &origin, &none), CIPS_USAGE);
	assert_int_equal(cips_station_set_spare(station, in_folder("nowhere"), &none), CIPS_USAGE);
	assert_int_equal(cips_station_set_spare(station, in_folder("keys"), &none), CIPS_POLICY);
	assert_int_equal(
		cips_station_store_elsewhere(station, session, &origin, &none), CIPS_USAGE);
	close(creat(in_folder("stick/keld-spare-1.station"), 0600));
	assert_done(cips_station_set_spare(station, in_folder("stick"), err));
	assert_done(cips_station_store_elsewhere(station, session, &origin, err));
	assert_done(cips_station_store_elsewhere(station, session, &origin, err));
	assert_int_equal(used_slots(station), 0);

	struct cips_station *spare = open_station(in_folder("stick/keld-spare-2.station"));
	assert_int_equal(used_slots(spare), 2);
	assert_memory_equal(spare->sealing->digest, station->sealing->digest, CIPS_DIGEST_SIZE);
	open_keys(&opening);
	open_boxes(&opening, spare);
	assert_int_equal(opening.answers, 2);
	assert_int_equal(access(in_folder("stick/keld-spare-3.station"), F_OK), -1);
	close_keys(&opening);
	cips_station_close(spare);
	cips_session_free(session);
	cips_station_close(station);
}

static void a_spare_that_is_used_up_gets_another(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("private");
	struct cips_origin_said origin = {0};
	options.target = options.slots = 1;
	make_station(&options, in_folder("post/one.station"));
	struct cips_station *station = open_station(in_folder("post/one.station"));
	struct cips_session *session = cips_session_new(station);
	assert_done(cips_station_set_spare(station, in_folder("stick"), err));
	for (int i = 0; i < 2; i++)
		assert_done(cips_station_store_elsewhere(station, session, &origin, err));
	assert_not_opened(in_folder("stick/one-spare-1.station"), CIPS_USAGE, "used up");
	assert_not_opened(in_folder("stick/one-spare-2.station"), CIPS_USAGE, "used up");
	cips_session_free(session);
	cips_station_close(station);
}

/* --- drafts --------------------------------------------------------------------------------- */

static void a_draft_comes_back_to_who_has_its_words(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("all");
	struct cips_err none = {0};
	char code[CIPS_DRAFT_CODE], shouted[CIPS_DRAFT_CODE];
	uint64_t random = 11;
	bool found;
	make_station(&options, in_folder("post/drafts.station"));
	struct cips_station *station = open_station(in_folder("post/drafts.station"));
	struct cips_session *session = cips_session_new(station);
	size_t size = cips_model_session_size(station->instrument);
	uint8_t *before = malloc(size), *after = malloc(size);
	answer_at_random(session, &random);
	cips_model_session_save(session, before);
	assert_done(cips_station_save_draft(station, session, code, err));
	cips_session_clear(session);

	assert_done(cips_station_load_draft(station, session, "no such words", &found, err));
	assert_false(found);
	assert_done(cips_station_load_draft(
		station, session, "baba bebe bibi bobo dada dede", &found, err));
	assert_false(found);
	snprintf(shouted, sizeof shouted, "%s", code);
	for (char *c = shouted; *c; c++)
		*c = (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
	assert_done(cips_station_load_draft(station, session, shouted, &found, err));
	assert_true(found);
	cips_model_session_save(session, after);
	assert_memory_equal(before, after, size);
	assert_done(cips_station_load_draft(station, session, code, &found, err));
	assert_false(found);

	for (int i = 0; i < CIPS_STATION_DRAFTS; i++)
		assert_done(cips_station_save_draft(station, session, code, err));
	assert_int_equal(cips_station_save_draft(station, session, shouted, &none), CIPS_POLICY);
	assert_int_equal(strlen(shouted), 0);
	assert_done(cips_station_load_draft(station, session, code, &found, err));
	assert_true(found);
	assert_done(cips_station_save_draft(station, session, code, err));
	assert_done(cips_station_forget_drafts(station, err));
	assert_done(cips_station_load_draft(station, session, code, &found, err));
	assert_false(found);
	assert_int_equal(used_slots(station), 0);
	free(before);
	free(after);
	cips_session_free(session);
	cips_station_close(station);
}

/* What can be read but not written keeps its draft; who came back to it keeps the answers. */
static void a_draft_that_stays_takes_no_answers_away(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("all");
	struct rlimit was, none = {0};
	struct cips_err error = {0};
	char code[CIPS_DRAFT_CODE];
	uint64_t random = 12;
	bool found;
	make_station(&options, in_folder("post/stays.station"));
	struct cips_station *station = open_station(in_folder("post/stays.station"));
	struct cips_session *session = cips_session_new(station);
	size_t size = cips_model_session_size(station->instrument);
	uint8_t *before = malloc(size), *after = malloc(size);
	answer_at_random(session, &random);
	assert_done(cips_station_save_draft(station, session, code, err));
	answer_at_random(session, &random);
	cips_model_session_save(session, before);

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	none.rlim_max = was.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	enum cips_rc rc = cips_station_load_draft(station, session, code, &found, &error);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(rc, CIPS_SYSTEM);
	assert_false(found);
	cips_model_session_save(session, after);
	assert_memory_equal(before, after, size);

	assert_done(cips_station_load_draft(station, session, code, &found, err));
	assert_true(found);
	free(before);
	free(after);
	cips_session_free(session);
	cips_station_close(station);
}

/* --- practice ------------------------------------------------------------------------------- */

static void practice_stores_nothing(void **state)
{
	(void)state;
	struct cips_findings *findings = cips_findings_new();
	struct cips_station *station;
	struct cips_station_facts facts;
	struct cips_origin_said origin = {0};
	struct cips_err none = {0};
	char code[CIPS_DRAFT_CODE];
	bool found;
	assert_done(cips_station_practice(SOURCE_DIR "/sample-surveys/officials.md",
		SOURCE_DIR "/sample-surveys/units.csv", &station, findings, err));
	struct cips_session *session = cips_session_new(station);
	assert_done(cips_station_set_spare(station, in_folder("nowhere"), err));
	assert_done(cips_station_store(station, session, &origin, err));
	assert_done(cips_station_store_elsewhere(station, session, &origin, err));
	assert_done(cips_station_read(station, &facts, err));
	assert_true(facts.practice);
	assert_true(cips_station_unlocks(station, "anything"));
	assert_int_equal(cips_station_save_draft(station, session, code, &none), CIPS_USAGE);
	assert_int_equal(cips_station_load_draft(station, session, "a", &found, &none), CIPS_USAGE);
	assert_done(cips_station_forget_drafts(station, err));
	cips_session_free(session);
	cips_station_close(station);
	cips_findings_free(findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_station_is_made_and_noted),
		cmocka_unit_test(slots_follow_from_the_target),
		cmocka_unit_test(a_wrong_station_is_not_made),
		cmocka_unit_test(nothing_is_overwritten),
		cmocka_unit_test(a_station_that_cannot_be_noted_is_not_left),
		cmocka_unit_test(a_secret_key_beside_the_station_is_refused),
		cmocka_unit_test(a_station_that_is_used_up_is_refused),
		cmocka_unit_test(what_was_signed_cannot_be_changed),
		cmocka_unit_test(settings_are_written_in_one_way),
		cmocka_unit_test(a_spare_is_a_station_of_its_own),
		cmocka_unit_test(a_spare_that_is_used_up_gets_another),
		cmocka_unit_test(a_draft_comes_back_to_who_has_its_words),
		cmocka_unit_test(a_draft_that_stays_takes_no_answers_away),
		cmocka_unit_test(practice_stores_nothing),
	};
	return cmocka_run_group_tests(tests, make_survey, remove_survey);
}
