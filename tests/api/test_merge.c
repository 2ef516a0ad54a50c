/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bundles on their way to the survey file: what a station can do to another, what a disk can do to
 * both, and what a list of receipts says.
 */
#include "stations.h"

#include "api/bundle.h"
#include "sanitized.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { PEOPLE = 12 };

/* --- posts and the centre --------------------------------------------------------------------- */

static void make_post(const char *name, unsigned long slots, int people)
{
	struct cips_station_options options = station_options("all");
	uint64_t random = 20261128;
	options.target = options.slots = slots;
	options.place = name;
	make_station(&options, in_folder(name));
	struct cips_station *station = open_station(in_folder(name));
	struct cips_session *session = cips_session_new(station);
	struct cips_origin_said origin = {0};
	for (int i = 0; i < people; i++) {
		answer_at_random(session, &random);
		assert_done(cips_station_store(station, session, &origin, err));
	}
	cips_session_free(session);
	cips_station_close(station);
}

static void bundle(const char *station, const char *name)
{
	struct cips_bundled bundled;
	unlink(in_folder(name));
	assert_done(cips_bundle(in_folder(station), true, in_folder(name), &bundled, err));
}

/* A copy of the survey file as it is now. */
static const char *fresh_centre(const char *name)
{
	const char *path = in_folder(name);
	unlink(path);
	assert_done(cips_copy(in_folder("s.cips"), path, err));
	return path;
}

static enum cips_rc merge(const char *centre, const char *const *paths, size_t n, bool salvage,
	struct cips_merge_result *result, struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_findings *findings = cips_findings_new();
	enum cips_rc rc = cips_open(centre, CIPS_WRITE, &survey, err);
	if (!rc)
		rc = cips_merge(survey, paths, n, salvage, findings, result, err);
	cips_findings_free(findings);
	cips_close(survey);
	return rc;
}

static struct cips_merge_result merged(const char *centre, const char *name)
{
	struct cips_merge_result result;
	const char *path = in_folder(name);
	assert_done(merge(centre, &path, 1, false, &result, err));
	return result;
}

/* What a centre has, as a text. */
static void content_of(const char *centre, char text[CIPS_FINGERPRINT])
{
	struct cips_merge_result result;
	assert_done(merge(centre, NULL, 0, false, &result, err));
	memcpy(text, result.content, CIPS_FINGERPRINT);
}

static enum cips_receipt receipt_of(const char *centre, const char *station)
{
	struct cips_survey *survey;
	struct cips_station *at;
	enum cips_receipt receipt;
	assert_done(cips_open(centre, CIPS_READ, &survey, err));
	assert_done(cips_receipts_write(survey, in_folder("receipts"), err));
	cips_close(survey);
	assert_done(cips_station_look(in_folder(station), &at, err));
	assert_done(cips_station_receipt(at, in_folder("receipts"), &receipt, err));
	cips_station_close(at);
	return receipt;
}

static size_t responses_opened(const char *centre)
{
	const char *key = in_folder("keys/a.key"), *passphrase = PASSPHRASE;
	const struct cips_opening_options options = {
		.keys = &key, .passphrases = &passphrase, .n_keys = 1};
	struct cips_opening_result result;
	struct cips_survey *survey;
	struct cips_err error = {0};
	struct cips_findings *findings = cips_findings_new();
	assert_done(cips_open(centre, CIPS_WRITE, &survey, err));
	enum cips_rc rc = cips_open_boxes(survey, &options, findings, &result, &error);
	if (rc > CIPS_FINDINGS)
		fail_msg("%s", error.text);
	cips_findings_free(findings);
	cips_close(survey);
	return result.stored;
}

/* --- a station that lies ---------------------------------------------------------------------- */

/* A bundle as the holder of a station's key can sign it. */
struct lie {
	const char *signer;   /* the station whose key signs */
	const char *settings; /* the station whose settings it has; NULL: the signer's */
	const char *boxes;    /* the station whose boxes it has */
	bool one_box;	      /* the first one in each place */
	size_t answers_less;  /* so many boxes of answers less than there are */
	size_t texts_less;
};

struct all_boxes {
	struct cips_buf bytes;
	struct cips_buf digests;
};

static void keep_box(void *context, const uint8_t *box, size_t size)
{
	struct all_boxes *all = context;
	uint8_t digest[CIPS_DIGEST_SIZE];
	cips_sealed_box_digest(digest, box, size);
	cips_buf_add(&all->bytes, (const char *)box, size);
	cips_buf_add(&all->digests, (const char *)digest, sizeof digest);
}

/* `n` boxes of a kind and their digests, behind what is there. */
static void take_boxes(struct all_boxes *all, struct cips_station *from, bool texts, size_t size,
	size_t n, bool one)
{
	struct all_boxes kind = {0};
	assert_done(cips_store_station_each(from->file, texts, keep_box, &kind, err));
	for (size_t i = 0; i < n; i++) {
		size_t k = one ? 0 : i;
		cips_buf_add(&all->bytes, kind.bytes.text + k * size, size);
		cips_buf_add(
			&all->digests, kind.digests.text + k * CIPS_DIGEST_SIZE, CIPS_DIGEST_SIZE);
	}
	cips_buf_release(&kind.bytes);
	cips_buf_release(&kind.digests);
}

static void put_lie(const struct lie *lie, const char *name)
{
	struct cips_station *signer = open_station(in_folder(lie->signer));
	struct cips_station *named =
		open_station(in_folder(lie->settings ? lie->settings : lie->signer));
	struct cips_station *from = open_station(in_folder(lie->boxes));
	const struct cips_station_content *content = cips_store_station_content(signer->file);
	const struct cips_station_content *other = cips_store_station_content(named->file);
	uint8_t signature[CIPS_SIGNATURE_SIZE], end[8];
	struct all_boxes all = {0};
	struct cips_buf manifest = {0};
	cips_sealed_sign(signature, content->sign_secret, other->settings, strlen(other->settings));
	const struct cips_bundle_head head = {
		.settings = other->settings,
		.settings_size = strlen(other->settings),
		.settings_signature = signature,
		.sign_public = content->sign_public,
		.n_answers = content->slots - lie->answers_less,
		.answers_size = content->answers_size,
		.n_texts = content->slots - lie->texts_less,
		.texts_size = content->texts_size,
	};
	take_boxes(&all, from, false, head.answers_size, head.n_answers, lie->one_box);
	take_boxes(&all, from, true, head.texts_size, head.n_texts, lie->one_box);
	cips_sealed_bundle_manifest(
		&head, (const uint8_t *)all.digests.text, content->sign_secret, &manifest);
	cips_sealed_bundle_end(&head, end);
	FILE *file = fopen(in_folder(name), "wb");
	assert_non_null(file);
	fwrite(manifest.text, 1, manifest.n, file);
	fwrite(all.bytes.text, 1, all.bytes.n, file);
	fwrite(end, 1, sizeof end, file);
	assert_int_equal(fclose(file), 0);
	cips_buf_release(&manifest);
	cips_buf_release(&all.bytes);
	cips_buf_release(&all.digests);
	cips_station_close(from);
	cips_station_close(named);
	cips_station_close(signer);
}

/*
 * Keld's boxes signed by Oran, first: they are Oran's, and say so when they are opened; what Keld
 * sends is there all the same, and its people are counted.
 */
static void no_station_takes_the_place_of_another(void **state)
{
	(void)state;
	static const struct lie lie = {.signer = "oran", .boxes = "keld"};
	char content[CIPS_FINGERPRINT], other[CIPS_FINGERPRINT];
	make_post("keld", 40, PEOPLE);
	make_post("oran", 40, 0);
	bundle("keld", "keld.bundle");
	put_lie(&lie, "lie.bundle");
	const char *centre = fresh_centre("centre.cips");
	merged(centre, "lie.bundle");
	assert_int_equal(receipt_of(centre, "keld"), CIPS_RECEIPT_NONE);
	struct cips_merge_result result = merged(centre, "keld.bundle");
	assert_int_equal(result.known_bundles, 0);
	assert_int_equal(result.new_boxes, 80);
	assert_int_equal(receipt_of(centre, "keld"), CIPS_RECEIPT_WHOLE);
	assert_int_equal(receipt_of(centre, "oran"), CIPS_RECEIPT_OTHER);

	const char *honest_first = fresh_centre("honest.cips");
	merged(honest_first, "keld.bundle");
	merged(honest_first, "lie.bundle");
	content_of(centre, content);
	content_of(honest_first, other);
	assert_string_equal(content, other);
	assert_int_equal(responses_opened(centre), PEOPLE);
	assert_int_equal(responses_opened(honest_first), PEOPLE);
	/* Opened boxes do not come again, by whatever bundle. */
	assert_int_equal(merged(centre, "keld.bundle").new_boxes, 0);
	assert_int_equal(merged(centre, "lie.bundle").new_boxes, 0);
	content_of(centre, content);
	assert_string_equal(content, other);
}

static void signed_lies_are_refused(void **state)
{
	(void)state;
	static const struct {
		struct lie lie;
		enum cips_rc rc;
		size_t new_boxes;
	} cases[] = {
		{{.signer = "oran", .boxes = "oran"}, CIPS_OK, 80},
		{{.signer = "oran", .boxes = "oran", .one_box = true}, CIPS_OK, 2},
		{{.signer = "oran", .settings = "keld", .boxes = "keld"}, CIPS_INTEGRITY, 0},
		{{.signer = "oran", .boxes = "oran", .answers_less = 1}, CIPS_INTEGRITY, 0},
		{{.signer = "oran", .boxes = "oran", .texts_less = 1}, CIPS_INTEGRITY, 0},
		{{.signer = "oran", .boxes = "oran", .answers_less = 39, .texts_less = 39},
			CIPS_INTEGRITY, 0},
	};
	make_post("keld", 40, 0);
	make_post("oran", 40, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int salvage = 0; salvage <= 1; salvage++) {
			struct cips_merge_result result;
			struct cips_err err = {0};
			const char *path = in_folder("lie.bundle");
			const char *centre = fresh_centre("centre.cips");
			put_lie(&cases[i].lie, "lie.bundle");
			enum cips_rc rc = merge(centre, &path, 1, salvage, &result, &err);
			if (rc != cases[i].rc || result.new_boxes != cases[i].new_boxes)
				fail_msg("case %zu: %d, %zu boxes, %s", i, rc, result.new_boxes,
					err.text);
		}
}

/* --- receipts ------------------------------------------------------------------------------------ */

static size_t read_file(const char *path, char *bytes, size_t room)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t n = fread(bytes, 1, room, file);
	assert_true(n < room);
	fclose(file);
	return n;
}

static void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static enum cips_rc try_receipts(
	struct cips_station *station, const void *bytes, size_t n, enum cips_receipt *receipt)
{
	struct cips_err err = {0};
	write_file(in_folder("changed"), bytes, n);
	enum cips_rc rc = cips_station_receipt(station, in_folder("changed"), receipt, &err);
	assert_true(!rc || (err.text[0] && err.hint[0]));
	return rc;
}

static void every_bit_of_a_receipt_counts(void **state)
{
	(void)state;
	char bytes[4096];
	enum cips_receipt receipt;
	struct cips_station *station;
	make_post("keld", 40, 0);
	bundle("keld", "keld.bundle");
	const char *centre = fresh_centre("centre.cips");
	merged(centre, "keld.bundle");
	assert_int_equal(receipt_of(centre, "keld"), CIPS_RECEIPT_WHOLE);
	size_t n = read_file(in_folder("receipts"), bytes, sizeof bytes);
	assert_done(cips_station_look(in_folder("keld"), &station, err));
	for (size_t bit = 0; bit < 8 * n; bit++) {
		bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
		enum cips_rc rc = try_receipts(station, bytes, n, &receipt);
		if (rc != CIPS_INTEGRITY && (rc != CIPS_INPUT || bit / 8 > 15))
			fail_msg("bit %zu: %d", bit, rc);
		bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t keep = 0; keep < n; keep++)
		assert_int_not_equal(try_receipts(station, bytes, keep, &receipt), CIPS_OK);
	bytes[n] = '\0';
	assert_int_equal(try_receipts(station, bytes, n + 1, &receipt), CIPS_INTEGRITY);
	bytes[n] = '\n';
	assert_int_equal(try_receipts(station, bytes, n + 1, &receipt), CIPS_INTEGRITY);
	assert_int_equal(try_receipts(station, bytes, n, &receipt), CIPS_OK);
	cips_station_close(station);
}

/* The list of a country: the time grows with it, not with its square. */
static void a_long_list_is_read_at_once(void **state)
{
	(void)state;
	enum { LINES = SANITIZED ? 20000 : 200000 };
	struct cips_station *station;
	struct cips_centre centre;
	struct cips_survey *survey;
	struct cips_buf text = {0};
	enum cips_receipt receipt;
	char root[65], key[65], hex[129];
	uint8_t signature[64];
	bool found;
	make_post("keld", 40, 0);
	bundle("keld", "keld.bundle");
	const char *path = fresh_centre("centre.cips");
	merged(path, "keld.bundle");
	receipt_of(path, "keld");
	assert_done(cips_open(path, CIPS_READ, &survey, err));
	assert_done(cips_store_centre(survey->file, &centre, &found, err));
	cips_close(survey);
	char ours[4096];
	ours[read_file(in_folder("receipts"), ours, sizeof ours)] = '\0';
	cips_buf_puts(&text, "cips receipts 1\n");
	memset(root, 'a', 64);
	memset(key, 'b', 64);
	root[64] = key[64] = '\0';
	for (int i = 0; i < LINES; i++)
		cips_buf_printf(&text, "bundle %s whole %s Keld Border Crossing\n", root, key);
	char *line = strstr(ours, "\nbundle ") + 1;
	cips_buf_add(&text, line, (size_t)(strchr(line, '\n') + 1 - line));
	cips_sealed_sign(signature, centre.sign_secret, text.text, text.n);
	cips_sealed_hex(hex, centre.sign_public, 32);
	cips_buf_printf(&text, "signed %s ", hex);
	cips_sealed_hex(hex, signature, 64);
	cips_buf_printf(&text, "%s\n", hex);
	assert_done(cips_station_look(in_folder("keld"), &station, err));
	clock_t from = clock();
	assert_int_equal(try_receipts(station, text.text, text.n, &receipt), CIPS_OK);
	double seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
	assert_int_equal(receipt, CIPS_RECEIPT_WHOLE);
	assert_true(seconds < 4);
	cips_station_close(station);
	cips_buf_release(&text);
}

/* --- disks that are full ------------------------------------------------------------------------ */

enum { MANY = 400 };

/* Whether the folder has a file whose name begins so. */
static bool anything_like(const char *where, const char *name)
{
	char command[512];
	snprintf(command, sizeof command, "ls -a '%s' | grep -q '^%s'", where, name);
	return system(command) == 0;
}

/* Runs `work` in a process whose files cannot grow beyond the limit; its result. */
static int limited(int (*work)(void), rlim_t limit)
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit small = {limit, limit};
		signal(SIGXFSZ, SIG_IGN);
		_exit(setrlimit(RLIMIT_FSIZE, &small) ? 99 : work());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int bundle_large(void)
{
	struct cips_bundled bundled;
	struct cips_err err = {0};
	enum cips_rc rc = cips_bundle(
		in_folder("large"), true, in_folder("stick/full.bundle"), &bundled, &err);
	return rc &&
			(!strstr(err.text, "full.bundle: cannot write: ") ||
				strstr(err.text, "Input/output"))
		? 98
		: (int)rc;
}

static void a_bundle_that_finds_no_room_leaves_nothing(void **state)
{
	(void)state;
	static const rlim_t limits[] = {0, 1, 4096, 50000, 1 << 18};
	char command[640];
	make_post("large", MANY, 0);
	bundle("large", "large.bundle");
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		assert_int_equal(limited(bundle_large, limits[i]), CIPS_SYSTEM);
		assert_false(anything_like(in_folder("stick"), "full.bundle"));
	}
	assert_int_equal(limited(bundle_large, RLIM_INFINITY), CIPS_OK);
	snprintf(command, sizeof command, "cmp '%s' '%s'", in_folder("large.bundle"),
		in_folder("stick/full.bundle"));
	assert_int_equal(system(command), 0);
	unlink(in_folder("stick/full.bundle"));
}

static void a_full_stick_is_said(void **state)
{
	(void)state;
	const char *stick = in_folder("stick");
	make_post("large", MANY, 0);
	if (mount("none", stick, "tmpfs", 0, "mode=755,size=200k") != 0)
		skip();
	struct cips_bundled bundled;
	struct cips_err error = {0};
	enum cips_rc rc = cips_bundle(
		in_folder("large"), true, in_folder("stick/full.bundle"), &bundled, &error);
	bool left = anything_like(stick, "full.bundle");
	int larger = mount("none", stick, "tmpfs", MS_REMOUNT, "mode=755,size=32m");
	struct cips_err second = {0};
	enum cips_rc again = cips_bundle(
		in_folder("large"), true, in_folder("stick/full.bundle"), &bundled, &second);
	int gone = umount(stick);
	assert_int_equal(rc, CIPS_SYSTEM);
	assert_non_null(strstr(error.text, "No space left on device"));
	assert_false(left);
	assert_int_equal(larger, 0);
	assert_int_equal(again, CIPS_OK);
	assert_int_equal(gone, 0);
}

static int forward_large(void)
{
	struct cips_bundled bundled;
	struct cips_survey *survey;
	struct cips_err err = {0};
	enum cips_rc rc = cips_open(in_folder("office.cips"), CIPS_READ, &survey, &err);
	if (!rc)
		rc = cips_forward(survey, in_folder("stick/full.bundle"), &bundled, &err);
	cips_close(survey);
	return rc && !strstr(err.text, "full.bundle: cannot write: ") ? 98 : (int)rc;
}

static void passing_on_that_finds_no_room_leaves_nothing(void **state)
{
	(void)state;
	static const rlim_t limits[] = {0, 1, 4096, 50000, 1 << 18};
	char command[640];
	make_post("large", MANY, 0);
	bundle("large", "large.bundle");
	merged(fresh_centre("office.cips"), "large.bundle");
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		assert_int_equal(limited(forward_large, limits[i]), CIPS_SYSTEM);
		assert_false(anything_like(in_folder("stick"), "full.bundle"));
	}
	assert_int_equal(limited(forward_large, RLIM_INFINITY), CIPS_OK);
	snprintf(command, sizeof command, "cmp '%s' '%s'", in_folder("large.bundle"),
		in_folder("stick/full.bundle"));
	assert_int_equal(system(command), 0);
	unlink(in_folder("stick/full.bundle"));
}

static int merge_large(void)
{
	const char *path = in_folder("large.bundle");
	struct cips_merge_result result;
	struct cips_err err = {0};
	enum cips_rc rc = merge(in_folder("centre.cips"), &path, 1, false, &result, &err);
	return rc &&
			(!strstr(err.text, "centre.cips: the disk is full") || !err.hint[0] ||
				strstr(err.text, "large.bundle") || result.boxes)
		? 98
		: (int)rc;
}

/* All of it or nothing, and the same again succeeds. */
static void a_merge_that_finds_no_room_takes_nothing(void **state)
{
	(void)state;
	char before[CIPS_FINGERPRINT], after[CIPS_FINGERPRINT], whole[CIPS_FINGERPRINT];
	struct stat status;
	make_post("large", MANY, 0);
	bundle("large", "large.bundle");
	const char *centre = fresh_centre("whole.cips");
	merged(centre, "large.bundle");
	content_of(centre, whole);
	centre = fresh_centre("centre.cips");
	content_of(centre, before);
	assert_string_not_equal(whole, before);
	assert_int_equal(stat(centre, &status), 0);
	rlim_t size = (rlim_t)status.st_size;
	const rlim_t limits[] = {0, 600, size, size + 4096, size + 40000, size + (1 << 18)};
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		assert_int_equal(limited(merge_large, limits[i]), CIPS_SYSTEM);
		content_of(centre, after);
		assert_string_equal(after, before);
		assert_int_equal(receipt_of(centre, "large"), CIPS_RECEIPT_NONE);
		assert_false(anything_like(folder, "centre.cips-journal"));
	}
	assert_int_equal(limited(merge_large, RLIM_INFINITY), CIPS_OK);
	content_of(centre, after);
	assert_string_equal(after, whole);
	assert_int_equal(receipt_of(centre, "large"), CIPS_RECEIPT_WHOLE);
}

/* Killed at any moment: what is there is all or nothing, and the same again completes it. */
static void a_merge_that_is_killed_takes_all_or_nothing(void **state)
{
	(void)state;
	enum { KILLS = 12 };
	char before[CIPS_FINGERPRINT], after[CIPS_FINGERPRINT], whole[CIPS_FINGERPRINT];
	uint64_t random = 7;
	make_post("large", MANY, 0);
	bundle("large", "large.bundle");
	const char *centre = fresh_centre("whole.cips");
	merged(centre, "large.bundle");
	content_of(centre, whole);
	for (int i = 0; i < KILLS; i++) {
		int status;
		centre = fresh_centre("centre.cips");
		content_of(centre, before);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(merge_large());
		usleep(draw(&random, 60000));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		content_of(centre, after);
		assert_true(!strcmp(after, before) || !strcmp(after, whole));
		merged(centre, "large.bundle");
		content_of(centre, after);
		assert_string_equal(after, whole);
	}
}

/* --- files that change meanwhile ------------------------------------------------------------------ */

static volatile bool enough;

/* Puts now a good bundle and now a damaged one under the same name, each in one step. */
static void *exchange(void *context)
{
	(void)context;
	char good[256], bad[256], name[256], step[256];
	snprintf(good, sizeof good, "%s/large.bundle", folder);
	snprintf(bad, sizeof bad, "%s/bad.bundle", folder);
	snprintf(name, sizeof name, "%s/now.bundle", folder);
	snprintf(step, sizeof step, "%s/step.bundle", folder);
	for (int i = 0; !enough; i++) {
		unlink(step);
		if (link(i % 2 ? good : bad, step) == 0)
			rename(step, name);
		usleep(2000);
	}
	return NULL;
}

/* Between the check and the taking a file can become another: nothing is believed twice. */
static void a_file_that_changes_meanwhile_is_taken_whole_or_not(void **state)
{
	(void)state;
	enum { TIMES = 15 };
	char before[CIPS_FINGERPRINT], after[CIPS_FINGERPRINT], whole[CIPS_FINGERPRINT];
	static char bytes[4 << 20];
	pthread_t thread;
	int taken = 0;
	make_post("large", MANY, 0);
	bundle("large", "large.bundle");
	size_t n = read_file(in_folder("large.bundle"), bytes, sizeof bytes);
	bytes[n - 100] ^= 1; /* in the last box: most of it is good */
	write_file(in_folder("bad.bundle"), bytes, n);
	write_file(in_folder("now.bundle"), bytes, n);
	const char *path = strdup(in_folder("now.bundle"));
	const char *centre = fresh_centre("whole.cips");
	merged(centre, "large.bundle");
	content_of(centre, whole);
	enough = false;
	assert_int_equal(pthread_create(&thread, NULL, exchange, NULL), 0);
	for (int i = 0; i < TIMES; i++) {
		struct cips_merge_result result;
		struct cips_err error = {0};
		centre = fresh_centre("centre.cips");
		content_of(centre, before);
		enum cips_rc rc = merge(centre, &path, 1, false, &result, &error);
		content_of(centre, after);
		assert_true(rc == CIPS_OK || rc == CIPS_INTEGRITY);
		assert_string_equal(after, rc ? before : whole);
		taken += !rc;
	}
	enough = true;
	pthread_join(thread, NULL);
	free((void *)(uintptr_t)path);
	print_message("# %d of %d were taken\n", taken, TIMES);
}

/* People answer while the station is bundled: each bundle is one state of it. */
static void a_station_in_use_is_bundled_whole(void **state)
{
	(void)state;
	enum { SENT = 12 };
	const char *centre;
	make_post("used", 64, 0);
	centre = fresh_centre("centre.cips");
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct cips_station *station = open_station(in_folder("used"));
		struct cips_session *session = cips_session_new(station);
		struct cips_origin_said origin = {0};
		uint64_t random = 3;
		struct cips_err err = {0};
		for (;;) {
			answer_at_random(session, &random);
			if (cips_station_store(station, session, &origin, &err))
				_exit(0);
		}
	}
	for (int i = 0; i < SENT; i++) {
		bundle("used", "used.bundle");
		merged(centre, "used.bundle");
		usleep(20000);
	}
	int status;
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	bundle("used", "used.bundle");
	merged(centre, "used.bundle");
	assert_int_equal(receipt_of(centre, "used"), CIPS_RECEIPT_WHOLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_station_takes_the_place_of_another),
		cmocka_unit_test(signed_lies_are_refused),
		cmocka_unit_test(every_bit_of_a_receipt_counts),
		cmocka_unit_test(a_long_list_is_read_at_once),
		cmocka_unit_test(a_bundle_that_finds_no_room_leaves_nothing),
		cmocka_unit_test(a_full_stick_is_said),
		cmocka_unit_test(passing_on_that_finds_no_room_leaves_nothing),
		cmocka_unit_test(a_merge_that_finds_no_room_takes_nothing),
		cmocka_unit_test(a_merge_that_is_killed_takes_all_or_nothing),
		cmocka_unit_test(a_file_that_changes_meanwhile_is_taken_whole_or_not),
		cmocka_unit_test(a_station_in_use_is_bundled_whole),
	};
	return cmocka_run_group_tests_name("merge", tests, make_survey, remove_survey);
}
