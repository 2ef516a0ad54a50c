/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A country's bundles merged in one go: of each post several, as its slots fill; three of ten come
 * twice, one of twenty is cut. Nobody opens them here, so their boxes are chance: merging sees no
 * difference.
 *
 *	test_api_merge_many [BUNDLES]
 *
 * The goal of 20,000 bundles from 5,000 stations is fifteen minutes and 256 MiB.
 */
#include "stations.h"

#include "sanitized.h"
#include "sealed/bundle.h"

#include <sodium.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { EACH = 3, SLOTS = 64, CHANGED = 10, TWICE = 30, CUT = 5, MINUTES = 15, MIB = 256 };

static size_t n_bundles = 60;

/* --- posts ---------------------------------------------------------------------------------- */

struct post {
	struct cips_buf settings;
	uint8_t sign_public[CIPS_KEY_SIZE], sign_secret[CIPS_SIGN_SECRET_SIZE];
	uint8_t signature[CIPS_SIGNATURE_SIZE];
	uint8_t *boxes; /* SLOTS of them */
	size_t size;
};

struct world {
	struct cips_station *model; /* a real station: the others are like it */
	uint64_t random;
	size_t posts;
	size_t bundles;	    /* different ones */
	size_t boxes;	    /* different ones */
	const char **paths; /* as they arrive */
	const char **whole; /* of those that were cut */
	size_t n_paths, n_whole, doubled;
};

static void make_post(struct world *world, struct cips_survey *survey, struct post *post)
{
	struct cips_station_settings settings = world->model->sealing->settings;
	struct cips_station_known known = {.version = 1, .wave = 1};
	uint8_t digest[CIPS_DIGEST_SIZE];
	char place[32];
	snprintf(place, sizeof place, "Post %zu", world->posts++);
	settings.place = place;
	cips_api_settings_write(&settings, &post->settings);
	cips_sealed_sign_new(post->sign_public, post->sign_secret);
	cips_sealed_sign(post->signature, post->sign_secret, post->settings.text, post->settings.n);
	cips_sealed_digest(digest, post->settings.text, post->settings.n);
	cips_sealed_hex(known.settings, digest, sizeof digest);
	cips_sealed_hex(known.sign_public, post->sign_public, CIPS_KEY_SIZE);
	known.text = post->settings.text;
	assert_done(cips_store_add_station(survey->file, &known, err));
	post->size = cips_sealed_box_size(&world->model->sealing->answers);
	post->boxes = malloc(SLOTS * post->size);
	randombytes_buf(post->boxes, SLOTS * post->size);
	world->boxes += SLOTS;
}

static void free_post(struct post *post)
{
	cips_buf_release(&post->settings);
	free(post->boxes);
}

/* People answer: other boxes lie in some of the slots. */
static void change_boxes(struct world *world, struct post *post)
{
	for (unsigned i = 0; i < CHANGED; i++) {
		unsigned slot = draw(&world->random, SLOTS / CHANGED) + i * (SLOTS / CHANGED);
		randombytes_buf(post->boxes + slot * post->size, post->size);
	}
	world->boxes += CHANGED;
}

/* --- bundles ---------------------------------------------------------------------------------- */

/* The bundle of a post as it is now; its boxes stay in their slots, which merging does not mind. */
static void write_bundle(const struct post *post, const char *path, size_t cut)
{
	uint8_t digests[SLOTS * CIPS_DIGEST_SIZE], end[8];
	struct cips_buf bytes = {0};
	const struct cips_bundle_head head = {
		.settings = post->settings.text,
		.settings_size = post->settings.n,
		.settings_signature = post->signature,
		.sign_public = post->sign_public,
		.n_answers = SLOTS,
		.answers_size = post->size,
	};
	for (size_t i = 0; i < SLOTS; i++)
		cips_sealed_box_digest(
			digests + i * CIPS_DIGEST_SIZE, post->boxes + i * post->size, post->size);
	cips_sealed_bundle_manifest(&head, digests, post->sign_secret, &bytes);
	cips_buf_add(&bytes, (const char *)post->boxes, SLOTS * post->size);
	cips_sealed_bundle_end(&head, end);
	cips_buf_add(&bytes, (const char *)end, sizeof end);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes.text, 1, bytes.n - cut, file), bytes.n - cut);
	assert_int_equal(fclose(file), 0);
	cips_buf_release(&bytes);
}

static const char *path_of(const struct world *world, const char *kind)
{
	char path[128];
	snprintf(path, sizeof path, "%s/stick/%s%zu", folder, kind, world->n_paths);
	return strdup(path);
}

static void send_bundle(struct world *world, const struct post *post)
{
	bool cut = draw(&world->random, 100) < CUT;
	const char *path = path_of(world, "b");
	world->bundles++;
	write_bundle(
		post, path, cut ? 1 + draw(&world->random, (unsigned)(SLOTS * post->size)) : 0);
	world->paths[world->n_paths++] = path;
	if (cut) {
		world->whole[world->n_whole] = path_of(world, "whole");
		write_bundle(post, world->whole[world->n_whole++], 0);
	} else if (draw(&world->random, 100) < TWICE) {
		world->paths[world->n_paths++] = strdup(path);
		world->doubled++;
	}
}

static void mix(struct world *world)
{
	for (size_t i = world->n_paths; i > 1; i--) {
		size_t k = draw(&world->random, (unsigned)i);
		const char *held = world->paths[k];
		world->paths[k] = world->paths[i - 1];
		world->paths[i - 1] = held;
	}
}

static void make_bundles(struct world *world, struct cips_survey *survey)
{
	world->paths = calloc(2 * n_bundles + EACH, sizeof *world->paths);
	world->whole = calloc(2 * n_bundles + EACH, sizeof *world->whole);
	assert_done(cips_store_begin(survey->file, err));
	while (world->n_paths < n_bundles) {
		struct post post = {0};
		make_post(world, survey, &post);
		for (int i = 0; i < EACH && world->n_paths < n_bundles; i++) {
			if (i)
				change_boxes(world, &post);
			send_bundle(world, &post);
		}
		free_post(&post);
	}
	assert_done(cips_store_commit(survey->file, err));
	mix(world);
}

/* --- merging ------------------------------------------------------------------------------------ */

static struct cips_merge_result merge(
	const char *const *paths, size_t n, bool salvage, enum cips_rc expected)
{
	struct cips_survey *survey;
	struct cips_merge_result result;
	struct cips_err error = {0};
	struct cips_findings *findings = cips_findings_new();
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err));
	enum cips_rc rc = cips_merge(survey, paths, n, salvage, findings, &result, &error);
	if (rc != expected)
		fail_msg("%d: %s", rc, error.text);
	cips_findings_free(findings);
	cips_close(survey);
	return result;
}

/* In a process of its own, whose memory is told; the megabytes it took. */
static double merge_all(const struct world *world, double *seconds)
{
	struct timespec from, to;
	struct rusage usage;
	int status;
	clock_gettime(CLOCK_MONOTONIC, &from);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct cips_merge_result result = merge(world->paths, world->n_paths, true,
			world->n_whole ? CIPS_FINDINGS : CIPS_OK);
		_exit(result.bundles == world->n_paths && result.known_bundles == world->doubled &&
					!result.lost_boxes == !world->n_whole
				? 0
				: 1);
	}
	assert_int_equal(wait4(child, &status, 0, &usage), child);
	clock_gettime(CLOCK_MONOTONIC, &to);
	*seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	return (double)usage.ru_maxrss / 1024;
}

static void count_whole(void *context, const struct cips_bundle_known *bundle)
{
	((size_t *)context)[bundle->whole]++;
}

static void count_digest(void *context, const uint8_t *digest)
{
	(void)digest;
	(*(size_t *)context)++;
}

/* Once the whole copies have come, nothing is missing and nothing is twice. */
static void assert_complete(const struct world *world)
{
	struct cips_survey *survey;
	size_t bundles[2] = {0}, boxes = 0;
	merge(world->whole, world->n_whole, false, CIPS_OK);
	assert_done(cips_open(in_folder("s.cips"), CIPS_READ, &survey, err));
	assert_done(cips_store_each_bundle(survey->file, count_whole, bundles, err));
	assert_done(cips_store_each_digest(survey->file, count_digest, &boxes, err));
	cips_close(survey);
	assert_int_equal(bundles[0], 0);
	assert_int_equal(bundles[1], world->bundles);
	assert_int_equal(boxes, world->boxes);
}

static void forget_paths(struct world *world)
{
	for (size_t i = 0; i < world->n_paths; i++)
		free((void *)(uintptr_t)world->paths[i]);
	for (size_t i = 0; i < world->n_whole; i++)
		free((void *)(uintptr_t)world->whole[i]);
	free(world->paths);
	free(world->whole);
}

static void a_country_is_merged(void **state)
{
	(void)state;
	struct world world = {.random = 20261128};
	struct cips_station_options options = station_options("officials");
	struct cips_survey *survey;
	struct stat status;
	double seconds;
	options.target = options.slots = SLOTS;
	make_station(&options, in_folder("model.station"));
	world.model = open_station(in_folder("model.station"));
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err));
	make_bundles(&world, survey);
	cips_close(survey);
	double megabytes = merge_all(&world, &seconds);
	assert_int_equal(stat(in_folder("s.cips"), &status), 0);
	print_message(
		"# %zu bundles of %zu stations, %zu of them twice, %zu cut: %.1f s, %.0f MiB; "
		"%zu boxes in %.1f MiB\n",
		world.n_paths, world.posts, world.doubled, world.n_whole, seconds, megabytes,
		world.boxes, (double)status.st_size / (1 << 20));
	assert_true(SANITIZED || megabytes <= MIB);
	assert_true(seconds < MINUTES * 60);
	assert_complete(&world);
	forget_paths(&world);
	cips_station_close(world.model);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_country_is_merged)};
	if (argc > 1)
		n_bundles = strtoul(argv[1], NULL, 10);
	return cmocka_run_group_tests_name("merge many", tests, make_survey, remove_survey);
}
