/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of the station file share: a small station whose boxes are random bytes, and boxes
 * that carry a number by which a test knows them again.
 */
#ifndef TESTS_STORE_STATION_BUILD_H
#define TESTS_STORE_STATION_BUILD_H

#include "build.h"
#include "spoil.h"
#include "store/station_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { BOX = 640, TEXTS = 1300, DRAFT = 900 };

/*
 * In memory, where there is such a place: a station syncs a great deal. TMPDIR says otherwise.
 */
static inline int make_station_folder(void **state)
{
	const char *place = getenv("TMPDIR");
	(void)state;
	if (!place)
		place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(folder, sizeof folder, "%s/cips-store-XXXXXX", place);
	return mkdtemp(folder) && chmod(folder, 0755) == 0 ? 0 : -1;
}

/* What a failed test left mounted must not keep the folder. */
static inline int remove_station_folder(void **state)
{
	char command[256];
	snprintf(command, sizeof command, "for f in '%s'/*/; do umount -l \"$f\" 2>/dev/null; done",
		folder);
	(void)!system(command);
	return remove_folder(state);
}

/* --- chance --------------------------------------------------------------------------------- */

static uint64_t chance = 88172645463325252u;

static inline uint64_t next_chance(void)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return chance;
}

static inline uint32_t below(uint32_t n)
{
	return (uint32_t)(next_chance() >> 20) % n;
}

/* So that a child does not choose what its parent chose. */
static inline void reseed(void)
{
	while (getrandom(&chance, sizeof chance, 0) != sizeof chance || !chance)
		continue;
}

static inline void fill_bytes(uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(next_chance() >> 24);
	bytes[0] = 0; /* no mark */
}

static inline void fill_answers(void *context, uint8_t *box)
{
	fill_bytes(box, ((const struct cips_station_content *)context)->answers_size);
}

static inline void fill_texts(void *context, uint8_t *box)
{
	fill_bytes(box, ((const struct cips_station_content *)context)->texts_size);
}

static inline void fill_draft(void *context, uint8_t *box)
{
	fill_bytes(box, ((const struct cips_station_content *)context)->draft_size);
}

/* A box with a number, above 0. */
static inline void mark(uint8_t *box, size_t size, uint32_t number)
{
	fill_bytes(box, size);
	box[0] = 1;
	memcpy(box + 1, &number, sizeof number);
}

static inline uint32_t marked(const uint8_t *box)
{
	uint32_t number;
	memcpy(&number, box + 1, sizeof number);
	return box[0] == 1 ? number : 0;
}

/* --- a station ------------------------------------------------------------------------------ */

static inline struct cips_station_content small_station(unsigned long slots)
{
	static uint8_t bytes[64];
	return (struct cips_station_content){.settings = "settings\n",
		.signature = bytes,
		.sign_public = bytes,
		.sign_secret = bytes,
		.draft_salt = bytes,
		.form = "form\n",
		.slots = slots,
		.answers_size = BOX,
		.texts_size = TEXTS,
		.draft_size = DRAFT};
}

static inline struct cips_station_fill filling(struct cips_station_content *content)
{
	return (struct cips_station_fill){.answers = fill_answers,
		.texts = fill_texts,
		.draft = fill_draft,
		.context = content};
}

enum { MOST_TOKENS = 1 << 16 };

/* The hash of a token, by its place in the list, from 1. */
static inline const uint8_t *token(size_t place)
{
	static uint8_t hashes[MOST_TOKENS][CIPS_STATION_HASH];
	for (size_t i = hashes[0][0] ? MOST_TOKENS : 0; i < MOST_TOKENS; i++) {
		fill_bytes(hashes[i], sizeof hashes[i]);
		for (size_t k = 0; k < 3; k++)
			hashes[i][k] = (uint8_t)((i + (1 << 16)) >> (16 - 8 * k));
	}
	return hashes[place - 1];
}

static inline void ask_for_tokens(struct cips_station_content *content, size_t n)
{
	content->token_salt = content->draft_salt;
	content->tokens = n ? token(1) : NULL;
	content->n_tokens = n;
}

static inline void create_with_tokens(const char *path, unsigned long slots, size_t tokens)
{
	char journal[300];
	struct cips_err err = {0};
	struct cips_station_content content = small_station(slots);
	struct cips_station_fill fill = filling(&content);
	ask_for_tokens(&content, tokens);
	snprintf(journal, sizeof journal, "%s-journal", path);
	unlink(path);
	unlink(journal);
	if (cips_store_station_create(path, &content, &fill, &err))
		fail_msg("%s", err.text);
}

static inline void create_station(const char *path, unsigned long slots)
{
	create_with_tokens(path, slots, 0);
}

static inline struct cips_station_file *open_station(const char *path, bool write)
{
	struct cips_err err = {0};
	struct cips_station_file *file;
	if (cips_store_station_open(path, write, &file, &err))
		fail_msg("%s: %s", path, err.text);
	return file;
}

/* Puts boxes with that number, as large as the station wants them, for a token (0: without). */
static inline enum cips_rc spend_marked(
	struct cips_station_file *file, uint32_t number, size_t place, struct cips_err *err)
{
	const struct cips_station_content *content = cips_store_station_content(file);
	uint8_t *answers = malloc(content->answers_size), *texts = NULL;
	mark(answers, content->answers_size, number);
	if (content->texts_size) {
		texts = malloc(content->texts_size);
		mark(texts, content->texts_size, number);
	}
	enum cips_rc rc = place
		? cips_store_station_spend(file, token(place), answers, texts, below, err)
		: cips_store_station_put(file, answers, texts, below, err);
	free(answers);
	free(texts);
	return rc;
}

static inline enum cips_rc put_marked(
	struct cips_station_file *file, uint32_t number, struct cips_err *err)
{
	return spend_marked(file, number, 0, err);
}

static inline enum cips_token_fate fate_of(struct cips_station_file *file, size_t place)
{
	struct cips_err err = {0};
	enum cips_token_fate fate;
	if (cips_store_station_token(file, token(place), &fate, &err))
		fail_msg("%s", err.text);
	return fate;
}

/* How often each number below `n` is there. */
struct tally {
	unsigned *count;
	uint32_t n;
};

static inline void tally_box(void *context, const uint8_t *box, size_t size)
{
	struct tally *tally = context;
	uint32_t number = marked(box);
	(void)size;
	if (number && number < tally->n)
		tally->count[number]++;
}

static inline struct tally tally_station(struct cips_station_file *file, bool texts, uint32_t n)
{
	struct cips_err err = {0};
	struct tally tally = {calloc(n, sizeof *tally.count), n};
	if (cips_store_station_each(file, texts, tally_box, &tally, &err))
		fail_msg("%s", err.text);
	return tally;
}

/* --- files ---------------------------------------------------------------------------------- */

static inline const char *journal_of(const char *path)
{
	static char names[4][300];
	static unsigned next;
	char *name = names[next++ % 4];
	snprintf(name, sizeof *names, "%s-journal", path);
	return name;
}

static inline bool journal_is_zeros(const char *path)
{
	struct bytes journal = read_bytes(journal_of(path));
	bool zeros = journal.n > 0;
	for (size_t i = 0; i < journal.n; i++)
		zeros = zeros && !journal.bytes[i];
	free(journal.bytes);
	return zeros;
}

#endif
