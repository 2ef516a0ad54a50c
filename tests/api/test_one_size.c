/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whoever answers nothing and whoever answers everything, at length, leave the same behind: boxes of
 * one size in files of one size, after as much time.
 *
 *	test_api_one_size [RESPONSES]
 */
#include "stations.h"

#include <sys/stat.h>
#include <time.h>

enum { HANDED_IN = 3 };

static unsigned long responses = 240;

/* --- people ----------------------------------------------------------------------------------- */

/* As much as can be typed, of characters that take 1 to 4 bytes. */
static void type_all(struct cips_session *session, size_t item, unsigned bytes)
{
	static const char *const letters[] = {"x", "\xc3\xa9", "\xe5\xad\x97", "\xf0\x9f\x98\x80"};
	char text[CIPS_TYPED_BYTES];
	size_t n = 0;
	for (int i = 0; i < CIPS_TYPED_CHARACTERS; i++, n += bytes)
		memcpy(text + n, letters[bytes - 1], bytes);
	assert_true(cips_session_type(session, item, text, n));
}

static void answer_all(struct cips_session *session, uint64_t *random)
{
	answer_at_random(session, random);
	for (size_t i = 0; i < cips_session_items(session); i++) {
		struct cips_question question;
		cips_session_question(session, i, 0, &question);
		if (question.kind == CIPS_QUESTION_TEXT && !question.read_only)
			type_all(session, i, 1 + draw(random, 4));
	}
}

static void answer_as(unsigned how, struct cips_session *session, uint64_t *random)
{
	if (how == 0)
		cips_session_clear(session);
	else if (how == 1)
		answer_all(session, random);
	else
		answer_at_random(session, random);
}

/* --- what is left behind ------------------------------------------------------------------------ */

struct left {
	off_t size, blocks, journal_size, journal_blocks;
};

static struct left left_behind(const char *path)
{
	char journal[300];
	struct stat file, beside;
	snprintf(journal, sizeof journal, "%s-journal", path);
	assert_int_equal(stat(path, &file) || stat(journal, &beside), 0);
	return (struct left){file.st_size, file.st_blocks, beside.st_size, beside.st_blocks};
}

struct sizes {
	size_t n;
	size_t size;
};

static void note_size(void *context, const uint8_t *box, size_t size)
{
	struct sizes *sizes = context;
	(void)box;
	if (sizes->n++ == 0)
		sizes->size = size;
	assert_int_equal(size, sizes->size);
}

static double microseconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static void all_are_alike(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("all");
	struct cips_origin_said origin = {0};
	const char *path = in_folder("post/alike.station");
	double *took[HANDED_IN];
	uint64_t random = 4;
	options.target = options.slots = responses;
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	struct cips_session *session = cips_session_new(station);
	struct left before = left_behind(path);
	for (int how = 0; how < HANDED_IN; how++)
		took[how] = malloc((responses / HANDED_IN + 1) * sizeof *took[how]);
	for (unsigned long i = 0; i < responses; i++) {
		unsigned how = (unsigned)(i % HANDED_IN);
		answer_as(how, session, &random);
		double from = microseconds();
		assert_done(cips_station_store(station, session, &origin, err));
		took[how][i / HANDED_IN] = microseconds() - from;
		struct left after = left_behind(path);
		assert_memory_equal(&before, &after, sizeof before);
	}
	for (int texts = 0; texts < 2; texts++) {
		struct sizes sizes = {0};
		assert_done(cips_store_station_each(station->file, texts, note_size, &sizes, err));
		assert_int_equal(sizes.n, responses);
	}
	for (int how = 0; how < HANDED_IN; how++)
		qsort(took[how], responses / HANDED_IN, sizeof *took[how], ascending);
	print_message(
		"# %lu responses; to hand in nothing, everything, anything: %.0f, %.0f, %.0f us\n",
		responses, took[0][responses / 6], took[1][responses / 6], took[2][responses / 6]);
	for (int how = 0; how < HANDED_IN; how++)
		free(took[how]);
	cips_session_free(session);
	cips_station_close(station);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_are_alike)};
	if (argc > 1)
		responses = strtoul(argv[1], NULL, 10);
	return cmocka_run_group_tests(tests, make_survey, remove_survey);
}
