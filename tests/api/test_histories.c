/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulated survey: stations at posts, sticks, couriers, offices between and the centre, all in one
 * process, with a clock of its own and chance from one seed. Sticks are lost, copied twice, cut, and
 * damaged; they overtake each other; a merge is killed in the middle of a write and started again.
 *
 * Whatever happens, the centre has in the end the boxes of exactly those bundles that reached it
 * whole, and says so by one digest; with salvage, also the whole boxes of those that did not.
 *
 *	test_api_histories [HISTORIES [SEED]]
 *
 * A failure names its seed, and `test_api_histories 1 SEED` shows it again.
 */
#include "roads.h"
#include "sanitized.h"

#include "sealed/bundle.h"

#include <sys/wait.h>

enum {
	POSTS = 6,
	SNAPSHOTS = 3, /* bundles that a post makes, one day after the other */
	BUNDLES = POSTS * SNAPSHOTS,
	OFFICES = 2,
	CENTRE = OFFICES, /* its number among the places that merge */
	EVENTS = 400,
	PEOPLE_A_DAY = 4,
	HISTORIES = SANITIZED ? 200 : 1000, /* in an ordinary run */
	OPENED = 5,			    /* histories whose boxes are opened, too */
	NAME = 2 * CIPS_DIGEST_SIZE, /* of a box: its station's settings, and its own digest */
};

/* --- the posts, once for all histories --------------------------------------------------------- */

static struct bundle {
	char *bytes;
	size_t n;
	uint8_t (*names)[NAME]; /* of its boxes, in their order */
	size_t n_boxes;
	size_t manifest;     /* bytes before the first box */
	size_t answers_size; /* of a box; this form has no texts */
} bundles[BUNDLES];

static void learn_boxes(struct bundle *bundle, const char *path)
{
	struct cips_bundle_reader reader = {.file = fopen(path, "rb"), .size = bundle->n};
	bool found;
	size_t index;
	assert_done(cips_sealed_bundle_next(&reader, &found, err));
	const struct cips_bundle_manifest *manifest = &reader.manifest;
	assert_int_equal(manifest->head.n_texts, 0);
	bundle->n_boxes = manifest->head.n_answers;
	bundle->answers_size = manifest->head.answers_size;
	bundle->manifest = manifest->size;
	bundle->names = malloc(bundle->n_boxes * NAME);
	for (size_t i = 0; i < bundle->n_boxes; i++) {
		cips_sealed_digest(
			bundle->names[i], manifest->head.settings, manifest->head.settings_size);
		memcpy(bundle->names[i] + CIPS_DIGEST_SIZE,
			manifest->digests + i * CIPS_DIGEST_SIZE, CIPS_DIGEST_SIZE);
	}
	do
		assert_done(cips_sealed_bundle_box(&reader, &index, &found, err));
	while (found);
	fclose(reader.file);
	cips_sealed_bundle_release(&reader);
}

static void make_bundles(int post, uint64_t *random, struct cips_buf *csv)
{
	struct cips_station_options options = station_options("short");
	const char *path = in_folder("post/sim.station"), *out = in_folder("sim.bundle");
	make_station(&options, path);
	for (int day = 0; day < SNAPSHOTS; day++) {
		struct cips_bundled bundled;
		struct bundle *bundle = &bundles[post * SNAPSHOTS + day];
		struct cips_station *station = open_station(path);
		collect(station, PEOPLE_A_DAY, random, csv);
		cips_station_close(station);
		unlink(out);
		assert_done(cips_bundle(path, true, out, &bundled, err));
		bundle->bytes = bytes_of(out, &bundle->n);
		learn_boxes(bundle, out);
	}
}

static char *empty_survey; /* the file that knows all posts, without answers */
static size_t empty_survey_size;

static int make_world(void **state)
{
	struct cips_buf csv = {0};
	struct cips_survey *made;
	uint64_t random = 1;
	char fingerprint[CIPS_FINGERPRINT];
	(void)state;
	/* in memory, where there is such a place */
	if (access("/dev/shm", W_OK) == 0)
		snprintf(folder, sizeof folder, "/dev/shm/cips-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	mkdir(in_folder("post"), 0700);
	mkdir(in_folder("keys"), 0700);
	assert_done(cips_start(err));
	assert_done(cips_key_new(in_folder("keys/a"), PASSPHRASE, fingerprint, err));
	key_files[0] = strdup(in_folder("keys/a.pub"));
	assert_done(
		cips_init(in_folder("s.cips"), &(struct cips_init_options){.min_group = 5}, err));
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &made, err));
	add_form(made, SOURCE_DIR "/tests/api/short.md");
	cips_close(made);
	for (int post = 0; post < POSTS; post++)
		make_bundles(post, &random, &csv);
	cips_buf_release(&csv);
	empty_survey = bytes_of(in_folder("s.cips"), &empty_survey_size);
	return 0;
}

static int end_world(void **state)
{
	for (int i = 0; i < BUNDLES; i++) {
		free(bundles[i].bytes);
		free(bundles[i].names);
	}
	free(empty_survey);
	return remove_survey(state);
}

/* --- sets of boxes ------------------------------------------------------------------------------ */

/* The boxes that somebody has: what the program is held against. */
struct boxes {
	uint8_t (*list)[NAME];
	size_t n;
};

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, NAME);
}

static void add_boxes(struct boxes *boxes, const struct bundle *bundle, size_t n)
{
	boxes->list = realloc(boxes->list, (boxes->n + n) * NAME + 1);
	memcpy(boxes->list + boxes->n, bundle->names, n * NAME);
	boxes->n += n;
	qsort(boxes->list, boxes->n, NAME, by_bytes);
	size_t kept = 0;
	for (size_t i = 0; i < boxes->n; i++)
		if (!kept || by_bytes(boxes->list[kept - 1], boxes->list[i]))
			memmove(boxes->list[kept++], boxes->list[i], NAME);
	boxes->n = kept;
}

static void content_of(const struct boxes *boxes, char content[CIPS_FINGERPRINT])
{
	uint8_t sum[CIPS_DIGEST_SIZE];
	struct cips_digest *digest = cips_sealed_digest_begin();
	for (size_t i = 0; i < boxes->n; i++)
		cips_sealed_digest_feed(
			digest, boxes->list[i] + CIPS_DIGEST_SIZE, CIPS_DIGEST_SIZE);
	cips_sealed_digest_end(digest, sum);
	cips_sealed_groups(sum, content);
}

/* --- one history -------------------------------------------------------------------------------- */

enum harm { UNHARMED, CUT, FLIPPED };

/* A stick on its way, or an office that sends on what it has. */
struct event {
	unsigned time;
	int to;	    /* a place */
	int bundle; /* -1: `office` sends on what it has */
	int office;
	enum harm harm;
	size_t where; /* bytes that are left, or the bit that is flipped */
	bool salvage;
};

struct history {
	uint64_t seed;
	uint64_t random;
	struct event events[EVENTS];
	size_t n;
	struct boxes has[CENTRE + 1];	 /* by place: what it must have */
	bool whole[CENTRE + 1][BUNDLES]; /* which bundles have reached it so */
	bool sent[CENTRE + 1][BUNDLES];	 /* or in part, with salvage */
	unsigned crashes;
};

static unsigned chance(struct history *history, unsigned n)
{
	return draw(&history->random, n);
}

static void add_event(struct history *history, struct event event)
{
	if (history->n < EVENTS)
		history->events[history->n++] = event;
}

static void harm(struct history *history, struct event *event)
{
	const struct bundle *bundle = &bundles[event->bundle];
	unsigned kind = chance(history, 10);
	if (kind < 2) {
		event->harm = CUT;
		event->where = chance(history, (unsigned)bundle->n);
		event->salvage = chance(history, 3) == 0 && event->where > bundle->manifest;
	} else if (kind == 2) {
		event->harm = FLIPPED;
		event->where = chance(history, (unsigned)bundle->n * 8);
	}
}

/* Couriers leave the posts on some days, some twice, some never to arrive. */
static void plan(struct history *history)
{
	unsigned posts = 1 + chance(history, POSTS);
	for (unsigned post = 0; post < posts; post++)
		for (int day = 0; day < SNAPSHOTS; day++)
			for (unsigned copies = chance(history, 3); copies; copies--) {
				struct event event = {
					.time = (unsigned)day * 100 + chance(history, 300),
					.to = (int)chance(history, CENTRE + 1),
					.bundle = (int)post * SNAPSHOTS + day};
				harm(history, &event);
				if (chance(history, 10))
					add_event(history, event);
			}
	for (int office = 0; office < OFFICES; office++)
		for (unsigned times = 1 + chance(history, 3); times; times--)
			add_event(history,
				(struct event){.time = 100 + chance(history, 500),
					.to = chance(history, 4) ? CENTRE : 1 - office,
					.bundle = -1,
					.office = office});
}

static const char *survey_of(int place)
{
	static const char *const names[] = {"office-0.cips", "office-1.cips", "centre.cips"};
	return in_folder(names[place]);
}

/* --- crashes ------------------------------------------------------------------------------------- */

static int writes_left;

/* The last write is half done when the machine stops. */
static ssize_t dying_write(int fd, const void *bytes, size_t n, off_t at)
{
	if (--writes_left > 0)
		return pwrite(fd, bytes, n, at);
	(void)!pwrite(fd, bytes, n / 2, at);
	_exit(99);
}

static enum cips_rc merge_file(
	const char *survey_file, const char *path, bool salvage, struct cips_merge_result *result)
{
	struct cips_survey *survey;
	struct cips_err err = {0};
	struct cips_findings *findings = cips_findings_new();
	enum cips_rc rc = cips_open(survey_file, CIPS_WRITE, &survey, &err);
	if (!rc)
		rc = cips_merge(survey, &path, 1, salvage, findings, result, &err);
	cips_close(survey);
	cips_findings_free(findings);
	return rc;
}

/* The same merge in a process that dies at one of its first writes, if it writes so often. */
static void crash(struct history *history, int place, const char *path, bool salvage)
{
	int writes = 1 + (int)chance(history, 60);
	pid_t child = fork();
	assert_true(child >= 0);
	if (!child) {
		struct cips_merge_result result;
		sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
		writes_left = writes;
		vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)(void *)dying_write);
		vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)(void *)dying_write);
		merge_file(survey_of(place), path, salvage, &result);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 99));
	history->crashes += WEXITSTATUS(status) == 99;
}

/* --- arrivals ------------------------------------------------------------------------------------- */

static void fail_history(const struct history *history, const char *what)
{
	fail_msg("%s; again with: test_api_histories 1 %llu", what,
		(unsigned long long)history->seed);
}

/* What the place says it has, and what it must have. */
static void check_place(
	const struct history *history, int place, const struct cips_merge_result *result)
{
	char content[CIPS_FINGERPRINT];
	content_of(&history->has[place], content);
	if (strcmp(content, result->content) != 0)
		fail_history(history, "a place has not what it must have");
}

static const char *write_stick(const struct event *event)
{
	const char *path = in_folder("stick.bundle");
	const struct bundle *bundle = &bundles[event->bundle];
	size_t n = event->harm == CUT ? event->where : bundle->n;
	char *bytes = malloc(bundle->n);
	memcpy(bytes, bundle->bytes, bundle->n);
	if (event->harm == FLIPPED)
		bytes[event->where / 8] ^= (char)(1 << event->where % 8);
	write_file(path, bytes, n);
	free(bytes);
	return path;
}

static void note_arrival(struct history *history, const struct event *event)
{
	const struct bundle *bundle = &bundles[event->bundle];
	size_t n = bundle->n_boxes;
	if (event->harm == CUT && event->where < bundle->n) {
		size_t left = event->where - bundle->manifest;
		if (left / bundle->answers_size < n)
			n = left / bundle->answers_size;
	}
	history->whole[event->to][event->bundle] |= event->harm == UNHARMED;
	history->sent[event->to][event->bundle] = true;
	add_boxes(&history->has[event->to], bundle, n);
}

static void arrive(struct history *history, const struct event *event)
{
	struct cips_merge_result result;
	const char *path = write_stick(event);
	bool taken = event->harm == UNHARMED || event->salvage;
	if (chance(history, 4) == 0)
		crash(history, event->to, path, event->salvage);
	enum cips_rc rc = merge_file(survey_of(event->to), path, event->salvage, &result);
	if (!taken && rc != CIPS_INTEGRITY && rc != CIPS_INPUT)
		fail_history(history, "a bundle that is cut or changed was not refused");
	if (taken && rc > CIPS_FINDINGS)
		fail_history(history, "a good bundle was refused");
	if (!taken) {
		result = (struct cips_merge_result){0};
		struct cips_survey *survey;
		assert_done(cips_open(survey_of(event->to), CIPS_WRITE, &survey, err));
		assert_done(cips_merge(survey, NULL, 0, false, NULL, &result, err));
		cips_close(survey);
	} else {
		note_arrival(history, event);
	}
	check_place(history, event->to, &result);
}

/* An office has a bundle whole when all of its boxes came, in whatever pieces. */
static bool has_whole(const struct history *history, int place, int bundle)
{
	const struct boxes *boxes = &history->has[place];
	if (!history->sent[place][bundle])
		return false;
	for (size_t i = 0; i < bundles[bundle].n_boxes; i++)
		if (!boxes->n ||
			!bsearch(bundles[bundle].names[i], boxes->list, boxes->n, NAME, by_bytes))
			return false;
	return true;
}

static void send_on(struct history *history, const struct event *event)
{
	struct cips_bundled bundled;
	struct cips_survey *survey;
	struct cips_merge_result result;
	struct cips_err err = {0};
	const char *path = in_folder("stick.bundle");
	size_t expected = 0;
	for (int i = 0; i < BUNDLES; i++)
		expected += has_whole(history, event->office, i);
	unlink(path);
	assert_int_equal(cips_open(survey_of(event->office), CIPS_READ, &survey, &err), CIPS_OK);
	enum cips_rc rc = cips_forward(survey, path, &bundled, &err);
	cips_close(survey);
	if (rc != (expected ? CIPS_OK : CIPS_INPUT) || (expected && bundled.bundles != expected))
		fail_history(history, "an office does not send on what it has");
	if (rc)
		return;
	if (chance(history, 4) == 0)
		crash(history, event->to, path, false);
	if (merge_file(survey_of(event->to), path, false, &result))
		fail_history(history, "what an office sent on was refused");
	for (int i = 0; i < BUNDLES; i++) {
		if (!has_whole(history, event->office, i))
			continue;
		history->whole[event->to][i] = history->sent[event->to][i] = true;
		add_boxes(&history->has[event->to], &bundles[i], bundles[i].n_boxes);
	}
	check_place(history, event->to, &result);
}

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;
	return (x->time > y->time) - (x->time < y->time);
}

/* --- the end of a history ------------------------------------------------------------------------ */

static void open_centre(const char *survey_file, struct opening *found)
{
	const char *key = in_folder("keys/a.key"), *passphrase = PASSPHRASE;
	struct cips_opening_options options = {
		.keys = &key, .passphrases = &passphrase, .n_keys = 1};
	struct cips_opening_result result;
	struct cips_survey *survey;
	struct cips_err err = {0};
	struct cips_findings *findings = cips_findings_new();
	assert_int_equal(cips_open(survey_file, CIPS_WRITE, &survey, &err), CIPS_OK);
	enum cips_rc rc = cips_open_boxes(survey, &options, findings, &result, &err);
	cips_close(survey);
	cips_findings_free(findings);
	/* nothing arrived, or too little */
	assert_true(rc == CIPS_OK || rc == CIPS_INPUT || rc == CIPS_POLICY);
	if (!rc)
		read_survey(found, survey_file, "short");
}

/* A centre that got each whole bundle once, in the order of the posts: it must be the same. */
static void compare_with_plain(const struct history *history, bool open)
{
	struct cips_merge_result result = {0};
	const char *plain = in_folder("plain.cips"), *path = in_folder("stick.bundle");
	write_file(plain, empty_survey, empty_survey_size);
	struct boxes boxes = {0};
	char content[CIPS_FINGERPRINT];
	for (int i = 0; i < BUNDLES; i++) {
		if (!history->whole[CENTRE][i])
			continue;
		write_file(path, bundles[i].bytes, bundles[i].n);
		assert_int_equal(merge_file(plain, path, false, &result), CIPS_OK);
		add_boxes(&boxes, &bundles[i], bundles[i].n_boxes);
	}
	content_of(&boxes, content);
	if (boxes.n && strcmp(content, result.content) != 0)
		fail_history(history, "a plain centre has not what it must have");
	if (open && boxes.n == history->has[CENTRE].n) {
		struct opening found = {0}, other = {0};
		open_centre(survey_of(CENTRE), &found);
		open_centre(plain, &other);
		compare(&found, &other);
		forget(&found);
		forget(&other);
	}
	free(boxes.list);
}

static unsigned live(uint64_t seed, bool open)
{
	static struct history history;
	history = (struct history){.seed = seed, .random = seed * 2654435761u + 1};
	for (int place = 0; place <= CENTRE; place++)
		write_file(survey_of(place), empty_survey, empty_survey_size);
	plan(&history);
	qsort(history.events, history.n, sizeof *history.events, by_time);
	for (size_t i = 0; i < history.n; i++) {
		const struct event *event = &history.events[i];
		if (event->bundle < 0)
			send_on(&history, event);
		else
			arrive(&history, event);
	}
	compare_with_plain(&history, open);
	for (int place = 0; place <= CENTRE; place++)
		free(history.has[place].list);
	return history.crashes;
}

static unsigned long n_histories = HISTORIES, first_seed = 1;

static void every_history_ends_with_one_digest(void **state)
{
	(void)state;
	unsigned crashes = 0;
	for (unsigned long i = 0; i < n_histories; i++)
		crashes += live(first_seed + i, i < OPENED);
	printf("# %lu histories, %u merges killed\n", n_histories, crashes);
	if (n_histories >= 100)
		assert_true(crashes > n_histories / 10);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_history_ends_with_one_digest),
	};
	if (argc > 1)
		n_histories = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		first_seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests(tests, make_world, end_world);
}
