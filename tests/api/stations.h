/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of stations share: a folder with a survey file and two pairs of keys, stations
 * made of them, people who answer at random, and what the holders of the keys find in the boxes.
 */
#ifndef TESTS_API_STATIONS_H
#define TESTS_API_STATIONS_H

#include "check.h"

#include "api/station_sealing.h"
#include "cips.h"
#include "model/packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSPHRASE "four plain words here"

static char folder[] = "/tmp/cips-test-XXXXXX";
static const char *key_files[2];

#define assert_done(call)                                                     \
	do {                                                                  \
		struct cips_err done = {0};                                   \
		struct cips_err *const err = &done;                           \
		if (call)                                                     \
			fail_msg("%s: %s (%s)", #call, done.text, done.hint); \
	} while (0)

/* A folder in memory where there is one: stations sync a great deal, and some tests make many files. */
static inline void use_memory(void)
{
	_Static_assert(sizeof folder >= sizeof "/dev/shm/cips-XXXXXX", "the name fits");
	if (access("/dev/shm", W_OK) == 0)
		strcpy(folder, "/dev/shm/cips-XXXXXX");
}

static inline int make_fast_folder(void **state)
{
	(void)state;
	use_memory();
	assert_done(cips_start(err));
	return mkdtemp(folder) ? 0 : -1;
}

/* Paths in the folder; 64 of them stay valid. */
static inline const char *in_folder(const char *name)
{
	static char paths[64][256];
	static unsigned next;
	char *path = paths[next++ % 64];
	snprintf(path, sizeof *paths, "%s/%s", folder, name);
	return path;
}

/* --- the survey ----------------------------------------------------------------------------- */

static inline void add_form(struct cips_survey *survey, const char *path)
{
	struct cips_findings *findings = cips_findings_new();
	struct cips_added added;
	assert_done(cips_instrument_add(survey, path, NULL, &added, findings, err));
	cips_findings_free(findings);
}

/*
 * Argon2id with the limits of a secret key takes its time: one pair of keys each for two people.
 */
static inline int make_survey(void **state)
{
	(void)state;
	char fingerprint[CIPS_FINGERPRINT];
	struct cips_survey *survey;
	struct cips_findings *findings = cips_findings_new();
	size_t n;
	if (!mkdtemp(folder))
		return -1;
	mkdir(in_folder("keys"), 0700);
	mkdir(in_folder("post"), 0700);
	mkdir(in_folder("stick"), 0700);
	assert_done(cips_start(err));
	assert_done(cips_key_new(in_folder("keys/a"), PASSPHRASE, fingerprint, err));
	assert_done(cips_key_new(in_folder("keys/b"), PASSPHRASE, fingerprint, err));
	key_files[0] = strdup(in_folder("keys/a.pub"));
	key_files[1] = strdup(in_folder("keys/b.pub"));
	assert_done(cips_init(in_folder("s.cips"), &(struct cips_init_options){0}, err));
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err));
	add_form(survey, SOURCE_DIR "/sample-surveys/officials.md");
	add_form(survey, SOURCE_DIR "/sample-surveys/private.md");
	add_form(survey, SOURCE_DIR "/tests/api/all.md");
	assert_done(
		cips_units_load(survey, SOURCE_DIR "/sample-surveys/units.csv", &n, findings, err));
	cips_findings_free(findings);
	cips_close(survey);
	return 0;
}

static inline int remove_survey(void **state)
{
	(void)state;
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	free((void *)key_files[0]);
	free((void *)key_files[1]);
	return system(command);
}

/* --- stations ------------------------------------------------------------------------------- */

static inline struct cips_station_options station_options(const char *instrument)
{
	return (struct cips_station_options){
		.instrument = instrument,
		.wave = "2025",
		.keys = key_files,
		.n_keys = 1,
		.target = 40,
		.place = "Keld Border Crossing",
		.passphrase = PASSPHRASE,
	};
}

static inline enum cips_rc try_station(
	const struct cips_station_options *options, const char *path, struct cips_err *err)
{
	struct cips_survey *survey;
	assert_int_equal(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err), CIPS_OK);
	enum cips_rc rc = cips_station_new(survey, options, path, err);
	cips_close(survey);
	return rc;
}

static inline void make_station(const struct cips_station_options *options, const char *path)
{
	char journal[256];
	snprintf(journal, sizeof journal, "%s-journal", path);
	unlink(path);
	unlink(journal);
	assert_done(try_station(options, path, err));
}

static inline struct cips_station *open_station(const char *path)
{
	struct cips_station *station;
	assert_done(cips_station_open(path, &station, err));
	return station;
}

static inline unsigned long used_slots(struct cips_station *station)
{
	struct cips_station_facts facts;
	assert_done(cips_station_read(station, &facts, err));
	return facts.used;
}

/* --- people ----------------------------------------------------------------------------------- */

/* A fixed sequence: Numerical Recipes' linear congruential generator, its upper bits. */
static inline unsigned draw(uint64_t *random, unsigned n)
{
	*random = *random * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(*random >> 33) % n;
}

static inline size_t draw_choice(
	struct cips_session *session, size_t item, size_t n, uint64_t *random)
{
	struct cips_choice_shown shown;
	for (int i = 0; i < 100; i++) {
		size_t choice = draw(random, (unsigned)n);
		cips_session_choice(session, item, choice, 0, &shown);
		if (shown.offered)
			return choice;
	}
	return n;
}

static inline void type_at_random(struct cips_session *session, size_t item,
	const struct cips_question *question, uint64_t *random)
{
	static const char *const words[] = {"clear rules", "  d'accord  ", "não, \"nunca\"",
		("e\xcc\x81"
		 "tat"),
		"a, b; c", "12", "-", "= 1 + 1", "\xd9\x86\xd8\xb9\xd9\x85"};
	char text[64];
	if (question->kind == CIPS_QUESTION_TEXT)
		snprintf(text, sizeof text, "%s", words[draw(random, 9)]);
	else if (question->kind == CIPS_QUESTION_DATE)
		snprintf(text, sizeof text, "2024-%02u-%02u", 1 + draw(random, 12),
			1 + draw(random, 28));
	else if (question->whole)
		snprintf(text, sizeof text, "%u", draw(random, 60));
	else
		snprintf(text, sizeof text, "%u.%02u", draw(random, 99), draw(random, 100));
	assert_true(cips_session_type(session, item, text, strlen(text)));
}

static inline void rank_all(struct cips_session *session, size_t item, size_t n, uint64_t *random)
{
	for (size_t left = n; left;) {
		size_t choice = draw(random, (unsigned)n);
		if (cips_session_place(session, item, choice))
			continue;
		cips_session_rank(session, item, choice);
		left--;
	}
}

static inline void answer_item(struct cips_session *session, size_t item, uint64_t *random)
{
	struct cips_question question;
	cips_session_question(session, item, 0, &question);
	size_t n = question.n_choices;
	if (question.kind < CIPS_QUESTION_ONE || question.read_only)
		return;
	cips_session_set_state(session, item, CIPS_STATE_SKIPPED);
	if (!question.required && !draw(random, 8))
		return;
	if (question.kind != CIPS_QUESTION_TEXT && !draw(random, 8)) {
		cips_session_set_state(
			session, item, draw(random, 2) ? CIPS_STATE_DONT_KNOW : CIPS_STATE_REFUSED);
	} else if (question.kind == CIPS_QUESTION_ONE) {
		size_t choice = draw_choice(session, item, n, random);
		if (choice < n)
			cips_session_choose(session, item, choice);
	} else if (question.kind == CIPS_QUESTION_MANY) {
		cips_session_tick(session, item, draw(random, (unsigned)n), true);
		cips_session_tick(session, item, draw(random, (unsigned)n), true);
	} else if (question.kind == CIPS_QUESTION_RANK) {
		rank_all(session, item, n, random);
	} else if (question.kind >= CIPS_QUESTION_NUMBER) {
		type_at_random(session, item, &question, random);
	}
}

static inline bool mend(struct cips_session *session, uint64_t *random)
{
	bool good = true;
	struct cips_fault fault;
	for (size_t i = 0; i < cips_session_items(session); i++) {
		cips_session_fault(session, i, 0, &fault);
		if (fault.kind == CIPS_FAULT_NONE)
			continue;
		good = false;
		answer_item(session, i, random);
	}
	return good;
}

/* Answers to everything that is asked, some of it blank, and now and then to what is not asked. */
static inline void answer_at_random(struct cips_session *session, uint64_t *random)
{
	cips_session_clear(session);
	for (size_t i = 0; i < cips_session_items(session); i++)
		if (cips_session_shown(session, i) || !draw(random, 4))
			answer_item(session, i, random);
	for (int i = 0; i < 100; i++)
		if (mend(session, random))
			return;
	fail_msg("nothing mends the answers");
}

/* --- what the holders of the keys find -------------------------------------------------------- */

struct opening {
	struct cips_station *station;
	const struct cips_secret_key *keys[CIPS_KEYS];
	const struct cips_box_maker *maker;
	size_t size; /* of a box */
	size_t answers;
	size_t texts;
	size_t dummies;
	void (*each)(
		struct opening *opening, const struct cips_box_head *head, const uint8_t *content);
	char **found; /* responses or texts, as the caller writes them */
	size_t n_found;
};

static inline void open_box(void *context, const uint8_t *box, size_t size)
{
	struct opening *opening = context;
	struct cips_box_head head;
	uint8_t *content = malloc(opening->maker->content);
	assert_int_equal(size, cips_sealed_box_size(opening->maker));
	assert_true(cips_sealed_box_open(opening->maker, opening->keys, box, &head, content));
	assert_memory_equal(head.settings, opening->station->sealing->digest, sizeof head.settings);
	opening->dummies += head.kind == CIPS_BOX_DUMMY;
	opening->answers += head.kind == CIPS_BOX_ANSWERS;
	opening->texts += head.kind == CIPS_BOX_TEXTS;
	if (head.kind != CIPS_BOX_DUMMY && opening->each)
		opening->each(opening, &head, content);
	free(content);
}

/* Opens all boxes of a station, both kinds, and counts them. */
static inline void open_boxes(struct opening *opening, struct cips_station *station)
{
	opening->station = station;
	opening->maker = &station->sealing->answers;
	assert_done(cips_store_station_each(station->file, false, open_box, opening, err));
	if (!station->sealing->settings.texts)
		return;
	opening->maker = &station->sealing->texts;
	assert_done(cips_store_station_each(station->file, true, open_box, opening, err));
}

static inline void open_keys(struct opening *opening)
{
	struct cips_secret_key *a, *b;
	assert_done(cips_sealed_secret_key_open(in_folder("keys/a.key"), PASSPHRASE, &a, err));
	assert_done(cips_sealed_secret_key_open(in_folder("keys/b.key"), PASSPHRASE, &b, err));
	*opening = (struct opening){.keys = {a, b}};
}

static inline void close_keys(struct opening *opening)
{
	for (size_t i = 0; i < CIPS_KEYS; i++)
		cips_sealed_secret_key_free((struct cips_secret_key *)opening->keys[i]);
	for (size_t i = 0; i < opening->n_found; i++)
		free(opening->found[i]);
	free(opening->found);
}

#endif
