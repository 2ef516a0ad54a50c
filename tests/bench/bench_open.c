/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening a million boxes of the officials' form, a third of them empty: seconds and memory of the
 * whole program, and of its passphrase alone.
 *
 *	bench_open CIPS [BOXES]
 */
#include "../api/stations.h"

#include "sealed/bundle.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { STATIONS = 10, ROUND = 4096, THREADS = 2 };

static double seconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Boxes of a round, sealed by some threads. */
struct sealing {
	const struct cips_station_sealing *of;
	const uint8_t *const *answers; /* some people's, packed */
	size_t n_answers, n, size;
	uint8_t *boxes;
	unsigned from;
};

static void *seal_share(void *context)
{
	const struct sealing *sealing = context;
	for (size_t i = sealing->from; i < sealing->n; i += THREADS) {
		struct cips_box_head head = {
			.kind = i % 3 ? CIPS_BOX_ANSWERS : CIPS_BOX_DUMMY, .language = i % 4};
		memcpy(head.settings, sealing->of->digest, sizeof head.settings);
		cips_sealed_box(&sealing->of->answers, &head,
			sealing->answers[i % sealing->n_answers],
			sealing->boxes + i * sealing->size);
	}
	return NULL;
}

static void seal_round(struct sealing *sealing)
{
	pthread_t threads[THREADS];
	struct sealing shares[THREADS];
	for (unsigned t = 0; t < THREADS; t++) {
		shares[t] = *sealing;
		shares[t].from = t;
		pthread_create(&threads[t], NULL, seal_share, &shares[t]);
	}
	for (unsigned t = 0; t < THREADS; t++)
		pthread_join(threads[t], NULL);
}

/* So many boxes of a station, as if its bundles had arrived. */
static void fill(struct cips_survey_file *file, struct cips_station *station, size_t n)
{
	enum { PEOPLE = 500 };
	static uint8_t *answers[PEOPLE];
	static uint64_t random = 1;
	struct cips_session *session = cips_session_new(station);
	struct sealing sealing = {.of = station->sealing,
		.answers = (const uint8_t *const *)answers,
		.n_answers = PEOPLE,
		.size = cips_sealed_box_size(&station->sealing->answers)};
	for (size_t i = 0; i < PEOPLE; i++) {
		if (!answers[i])
			answers[i] = malloc(cips_model_packed_size(station->instrument));
		answer_at_random(session, &random);
		cips_model_pack(
			station->instrument, cips_model_session_response(session), answers[i]);
	}
	sealing.boxes = malloc(ROUND * sealing.size);
	for (size_t filled = 0; filled < n; filled += sealing.n) {
		sealing.n = n - filled < ROUND ? n - filled : ROUND;
		seal_round(&sealing);
		for (size_t i = 0; i < sealing.n; i++) {
			uint8_t digest[CIPS_DIGEST_SIZE];
			bool added;
			struct cips_sealed_box box = {.digest = digest,
				.settings = station->sealing->digest,
				.bytes = sealing.boxes + i * sealing.size,
				.size = sealing.size};
			cips_sealed_box_digest(digest, box.bytes, box.size);
			assert_done(cips_store_add_box(file, &box, &added, err));
		}
	}
	free(sealing.boxes);
	cips_session_free(session);
}

static void prepare(size_t n)
{
	struct cips_survey *survey;
	const char *path = in_folder("post/bench.station");
	for (int i = 0; i < STATIONS; i++) {
		struct cips_station_options options = station_options("officials");
		make_station(&options, path);
		struct cips_station *station = open_station(path);
		assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err));
		assert_done(cips_store_begin(survey->file, err));
		fill(survey->file, station, n / STATIONS);
		assert_done(cips_store_commit(survey->file, err));
		cips_close(survey);
		cips_station_close(station);
	}
}

static void run(const char *what, const char *const *words)
{
	struct rusage usage;
	int status;
	double from = seconds();
	pid_t child = fork();
	if (!child) {
		execv(words[0], (char *const *)words);
		_exit(127);
	}
	wait4(child, &status, 0, &usage);
	printf("%s: status %d, %.1f s, %.0f MiB\n", what,
		WIFEXITED(status) ? WEXITSTATUS(status) : -1, seconds() - from,
		(double)usage.ru_maxrss / 1024);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000000;
	if (argc < 2 || make_survey(NULL))
		return 2;
	prepare(n);
	const char *passphrase = in_folder("passphrase"), *key = in_folder("keys/a.key");
	FILE *out = fopen(passphrase, "w");
	fprintf(out, "%s\n", PASSPHRASE);
	fclose(out);
	printf("%zu boxes sealed\n", n);
	fflush(stdout);
	const char *const open_them[] = {argv[1], "open", in_folder("s.cips"), "--key", key,
		"--passphrase-file", passphrase, NULL};
	const char *const new_key[] = {argv[1], "key", "new", in_folder("keys/other"),
		"--passphrase-file", passphrase, NULL};
	run("a passphrase alone (key new)", new_key);
	run("open", open_them);
	return remove_survey(NULL);
}
