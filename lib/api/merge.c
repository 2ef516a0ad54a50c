/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Merging: the boxes of bundles join the set that a survey file has.
 *
 * Invariants: every file is read twice, and nothing is written before all of them were found good;
 * everything is written in one transaction; what a box is known by is its station and its digest,
 * so that order, repetition and way round make no difference, and no station can take the place of
 * another's boxes.
 */
#include "api/stations_known.h"
#include "base/err.h"
#include "base/findings.h"
#include "sealed/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct merging {
	struct cips_survey_file *file;
	const char *const *paths;
	size_t n;
	bool salvage;
	struct cips_findings *findings;
	struct cips_merge_result *result;
	struct cips_arena arena;
	struct cips_known_station *stations;
	size_t n_stations;
	enum cips_rc worst; /* of what is wrong with the files */
	bool changed;	    /* something was written that must be kept */
	bool passed_over;   /* whole bundles, of which nothing is known */
	bool in_survey;	    /* what failed is the survey file, not the bundle */
};

/* --- files from a stick ------------------------------------------------------------------------ */

static enum cips_rc not_a_file(struct cips_err *err, const char *what)
{
	cips_err_set(err, CIPS_INPUT, "this is %s", what);
	return cips_err_hint(err, "give the path of a bundle");
}

/* Never waits for a pipe, and goes where it was told to: a link on a stick can lead anywhere. */
static enum cips_rc open_file(
	const char *path, struct cips_bundle_reader *reader, struct cips_err *err)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ELOOP)
		return not_a_file(err, "a link, not a file");
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		cips_err_set(err, CIPS_INPUT, "there is no such file");
		return cips_err_hint(err, "give the path of a bundle");
	}
	if (fd < 0)
		return cips_err_system(err, errno, "it cannot be opened");
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		return not_a_file(err, S_ISDIR(status.st_mode) ? "a directory" : "no regular file");
	}
	reader->file = fdopen(fd, "rb");
	if (!reader->file)
		cips_out_of_memory(0);
	reader->size = (uint64_t)status.st_size;
	return CIPS_OK;
}

static void close_file(struct cips_bundle_reader *reader)
{
	cips_sealed_bundle_release(reader);
	if (reader->file)
		fclose(reader->file);
}

/* --- whose bundle it is ----------------------------------------------------------------------- */

static enum cips_rc other_survey(struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT, "this bundle belongs to another survey");
	return cips_err_hint(err, "merge it into the survey file that its station was made from");
}

static enum cips_rc unknown_station(struct cips_err *err)
{
	cips_err_set(err, CIPS_INTEGRITY,
		"this bundle is of a station that the survey file does not know");
	return cips_err_hint(err,
		"take the survey file that the station was made from, or a copy made after it; a "
		"station that nobody made there may be somebody's forgery");
}

static bool boxes_fit(
	const struct cips_bundle_head *head, const struct cips_station_sealing *sealing)
{
	struct cips_station_content content = {0};
	cips_api_sealing_sizes(sealing, &content);
	return head->n_answers == content.slots && head->answers_size == content.answers_size &&
		head->n_texts == (content.texts_size ? content.slots : 0) &&
		head->texts_size == content.texts_size;
}

/* The station that a bundle is of, with its settings known. */
static enum cips_rc find_station(struct merging *merging, const struct cips_bundle_head *head,
	struct cips_known_station **out, struct cips_err *err)
{
	struct cips_arena arena = {0};
	struct cips_station_settings settings;
	enum cips_rc rc = cips_api_settings_read(head->settings, &arena, &settings, err);
	if (!rc && strcmp(settings.survey, cips_store_settings(merging->file)->id) != 0)
		rc = other_survey(err);
	cips_arena_release(&arena);
	if (rc)
		return rc;
	char hex[CIPS_DIGEST_TEXT];
	cips_sealed_hex(hex, head->sign_public, CIPS_KEY_SIZE);
	struct cips_known_station *station =
		cips_api_find_station(merging->stations, merging->n_stations, hex);
	*out = station;
	if (!station)
		return unknown_station(err);
	if (!station->has_settings)
		rc = cips_api_know_settings(station,
			cips_arena_strdup(&merging->arena, head->settings), &merging->arena, err);
	if (rc)
		return rc;
	uint8_t digest[CIPS_DIGEST_SIZE];
	cips_sealed_digest(digest, head->settings, head->settings_size);
	if (memcmp(digest, station->sealing.digest, sizeof digest) != 0)
		return cips_err_set(err, CIPS_INTEGRITY,
			"the settings in this bundle are not those that its station was made with");
	return boxes_fit(head, &station->sealing)
		? CIPS_OK
		: cips_err_set(err, CIPS_INTEGRITY,
			  "this bundle has not the boxes that its station was made with");
}

/* --- checking --------------------------------------------------------------------------------- */

static void report(struct merging *merging, const char *path, enum cips_severity severity,
	const char *code, const char *text, const char *hint)
{
	merging->findings->file = path;
	cips_findings_add(merging->findings, severity, code, NULL, 0, 0, "%s", text);
	if (*hint)
		cips_findings_hint(merging->findings, "%s", hint);
}

static const char *code_of(enum cips_rc rc)
{
	switch (rc) {
	case CIPS_INTEGRITY:
		return "bundle-damaged";
	case CIPS_SYSTEM:
		return "bundle-unreadable";
	default:
		return "bundle-foreign";
	}
}

/* Damage is worse than a wrong file, and no better than a disk that cannot be read. */
static void note_worst(struct merging *merging, enum cips_rc rc)
{
	if (merging->worst != CIPS_INTEGRITY && (rc == CIPS_INTEGRITY || rc > merging->worst))
		merging->worst = rc;
}

static void report_lost(
	struct merging *merging, const char *path, const struct cips_bundle_reader *reader)
{
	char text[160];
	const struct cips_bundle_head *head = &reader->manifest.head;
	if (!reader->lost)
		return;
	snprintf(text, sizeof text, "%zu of the %zu boxes of this bundle are lost: it is %s",
		reader->lost, head->n_answers + head->n_texts,
		reader->cut ? "cut short" : "damaged");
	report(merging, path, CIPS_WARNING, "bundle-salvaged", text,
		"have it copied again: the whole bundle completes what is missing");
}

static void report_unreadable(
	struct merging *merging, const char *path, const struct cips_bundle_reader *reader)
{
	char text[160];
	if (!reader->unreadable)
		return;
	snprintf(text, sizeof text,
		"%zu bundle%s in this file %s lost: what says which boxes there are is cut or "
		"damaged",
		reader->unreadable, reader->unreadable == 1 ? "" : "s",
		reader->unreadable == 1 ? "is" : "are");
	report(merging, path, CIPS_WARNING, "bundle-lost", text, "have the file copied again");
	merging->passed_over = true;
}

/* What is done with each box of a bundle that was checked; NULL while checking. */
typedef enum cips_rc take_box(struct merging *merging, const struct cips_bundle_reader *reader,
	size_t index, struct cips_err *err);

static enum cips_rc each_box(struct merging *merging, struct cips_bundle_reader *reader,
	take_box *take, struct cips_err *err)
{
	size_t index;
	bool more = true;
	enum cips_rc rc = CIPS_OK;
	while (!rc && more) {
		rc = cips_sealed_bundle_box(reader, &index, &more, err);
		if (!rc && more && take)
			rc = take(merging, reader, index, err);
	}
	return rc;
}

static enum cips_rc check_bundles(
	struct merging *merging, struct cips_bundle_reader *reader, struct cips_err *err)
{
	struct cips_known_station *station;
	bool found = true;
	enum cips_rc rc = CIPS_OK;
	while (!rc && found) {
		rc = cips_sealed_bundle_next(reader, &found, err);
		if (rc || !found)
			break;
		rc = find_station(merging, &reader->manifest.head, &station, err);
		if (!rc)
			rc = each_box(merging, reader, NULL, err);
	}
	return rc;
}

static void check_file(struct merging *merging, const char *path)
{
	struct cips_bundle_reader reader = {.salvage = merging->salvage};
	struct cips_err err = {0};
	enum cips_rc rc = open_file(path, &reader, &err);
	if (!rc)
		rc = check_bundles(merging, &reader, &err);
	if (rc) {
		report(merging, path, CIPS_ERROR, code_of(rc), err.text, err.hint);
		note_worst(merging, rc);
	}
	close_file(&reader);
}

static enum cips_rc check_files(struct merging *merging, struct cips_err *err)
{
	for (size_t i = 0; i < merging->n; i++)
		check_file(merging, merging->paths[i]);
	if (!merging->worst)
		return CIPS_OK;
	cips_err_set(err, merging->worst, "nothing was merged: %zu of %zu files %s not acceptable",
		merging->findings->errors, merging->n,
		merging->findings->errors == 1 ? "is" : "are");
	return cips_err_hint(err, "leave out what is wrong, or have it copied again");
}

/* --- taking ----------------------------------------------------------------------------------- */

static enum cips_rc take(struct merging *merging, const struct cips_bundle_reader *reader,
	size_t index, struct cips_err *err)
{
	const struct cips_bundle_manifest *manifest = &reader->manifest;
	const struct cips_bundle_head *head = &manifest->head;
	uint8_t settings[CIPS_DIGEST_SIZE];
	bool texts = index >= head->n_answers, added;
	cips_sealed_digest(settings, head->settings, head->settings_size);
	struct cips_sealed_box box = {
		.digest = manifest->digests + index * CIPS_DIGEST_SIZE,
		.settings = settings,
		.texts = texts,
		.bytes = reader->box,
		.size = texts ? head->texts_size : head->answers_size,
	};
	enum cips_rc rc = cips_store_add_box(merging->file, &box, &added, err);
	merging->in_survey |= rc != CIPS_OK;
	merging->result->new_boxes += added;
	merging->changed |= added;
	return rc;
}

static enum cips_rc note_bundle(
	struct merging *merging, const struct cips_bundle_reader *reader, struct cips_err *err)
{
	const struct cips_bundle_manifest *manifest = &reader->manifest;
	char hex[CIPS_DIGEST_TEXT];
	cips_sealed_hex(hex, manifest->head.sign_public, CIPS_KEY_SIZE);
	struct cips_bundle_known bundle = {
		.root = manifest->root,
		.sign_public = hex,
		.whole = !reader->lost,
		.manifest = manifest->bytes,
		.manifest_size = manifest->size,
	};
	merging->changed = true;
	enum cips_rc rc = cips_store_add_bundle(merging->file, &bundle, err);
	if (!rc)
		rc = cips_store_note_settings(merging->file, hex, manifest->head.settings, err);
	merging->in_survey |= rc != CIPS_OK;
	return rc;
}

/* One that came before, whole, brings nothing. */
static enum cips_rc take_bundle(struct merging *merging, const char *path,
	struct cips_bundle_reader *reader, struct cips_err *err)
{
	struct cips_merge_result *result = merging->result;
	struct cips_known_station *station;
	bool known, whole;
	enum cips_rc rc = find_station(merging, &reader->manifest.head, &station, err);
	if (!rc)
		rc = cips_store_find_bundle(merging->file, reader->manifest.root,
			station->sign_public, &known, &whole, err);
	if (rc)
		return rc;
	result->bundles++;
	result->known_bundles += known;
	result->boxes += reader->manifest.head.n_answers + reader->manifest.head.n_texts;
	rc = each_box(merging, reader, known && whole ? NULL : take, err);
	if (rc)
		return rc;
	result->lost_boxes += reader->lost;
	report_lost(merging, path, reader);
	return known && whole ? CIPS_OK : note_bundle(merging, reader, err);
}

static enum cips_rc take_file(struct merging *merging, const char *path, struct cips_err *err)
{
	struct cips_bundle_reader reader = {.salvage = merging->salvage};
	bool found = true;
	enum cips_rc rc = open_file(path, &reader, err);
	while (!rc && found) {
		rc = cips_sealed_bundle_next(&reader, &found, err);
		if (!rc && found)
			rc = take_bundle(merging, path, &reader, err);
	}
	if (!rc)
		report_unreadable(merging, path, &reader);
	if (rc && !merging->in_survey) {
		struct cips_err found_so = *err;
		cips_err_set(err, rc, "%s: %s", path, found_so.text);
		cips_err_hint(err, "%s", found_so.hint);
	}
	close_file(&reader);
	return rc;
}

/* --- bundles that were cut -------------------------------------------------------------------- */

/* The manifests of those that are not whole, one behind the other. */
struct cut_bundles {
	struct cips_arena arena;
	struct cips_bundle_known *list;
	size_t n;
	size_t room;
};

static void note_cut(void *context, const struct cips_bundle_known *bundle)
{
	struct cut_bundles *cut = context;
	if (bundle->whole)
		return;
	cut->list = cips_arena_grow(&cut->arena, cut->list, cut->n, &cut->room, sizeof *cut->list);
	struct cips_bundle_known *copy = &cut->list[cut->n++];
	*copy = *bundle;
	copy->sign_public = cips_arena_strdup(&cut->arena, bundle->sign_public);
	copy->manifest = (const uint8_t *)cips_arena_strndup(
		&cut->arena, (const char *)bundle->manifest, bundle->manifest_size);
	copy->root = (const uint8_t *)cips_arena_strndup(
		&cut->arena, (const char *)bundle->root, CIPS_DIGEST_SIZE);
}

static enum cips_rc complete(struct merging *merging, struct cut_bundles *cut,
	struct cips_bundle_known *bundle, struct cips_err *err)
{
	struct cips_bundle_manifest manifest;
	if (!cips_sealed_bundle_parse(
		    bundle->manifest, bundle->manifest_size, &cut->arena, &manifest))
		return cips_err_set(err, CIPS_INTEGRITY, "a bundle in the survey file is damaged");
	enum cips_rc rc = CIPS_OK;
	uint8_t settings[CIPS_DIGEST_SIZE];
	cips_sealed_digest(settings, manifest.head.settings, manifest.head.settings_size);
	bundle->whole = true;
	size_t n = manifest.head.n_answers + manifest.head.n_texts;
	for (size_t i = 0; i < n && !rc && bundle->whole; i++)
		rc = cips_store_box_known(merging->file, settings,
			manifest.digests + i * CIPS_DIGEST_SIZE, &bundle->whole, err);
	return rc || !bundle->whole ? rc : cips_store_add_bundle(merging->file, bundle, err);
}

/* Boxes that one bundle lost may have come with another: the result does not depend on the order. */
static enum cips_rc complete_bundles(struct merging *merging, struct cips_err *err)
{
	struct cut_bundles cut = {0};
	enum cips_rc rc = cips_store_each_bundle(merging->file, note_cut, &cut, err);
	for (size_t i = 0; i < cut.n && !rc; i++)
		rc = complete(merging, &cut, &cut.list[i], err);
	cips_arena_release(&cut.arena);
	return rc;
}

/* --- all together ------------------------------------------------------------------------------ */

static void feed(void *context, const uint8_t *digest)
{
	cips_sealed_digest_feed(context, digest, CIPS_DIGEST_SIZE);
}

/* What two centres compare: it says which boxes have come, opened or not. */
static enum cips_rc read_content(struct merging *merging, struct cips_err *err)
{
	uint8_t sum[CIPS_DIGEST_SIZE];
	struct cips_digest *digest = cips_sealed_digest_begin();
	enum cips_rc rc = cips_store_each_digest(merging->file, feed, digest, err);
	cips_sealed_digest_end(digest, sum);
	cips_sealed_groups(sum, merging->result->content);
	return rc;
}

static enum cips_rc merge_files(struct merging *merging, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < merging->n && !rc; i++)
		rc = take_file(merging, merging->paths[i], err);
	if (!rc)
		rc = complete_bundles(merging, err);
	return rc ? rc : read_content(merging, err);
}

static enum cips_rc run(struct merging *merging, struct cips_err *err)
{
	enum cips_rc rc = cips_store_begin(merging->file, err);
	if (rc)
		return rc;
	rc = cips_api_known_stations(
		merging->file, &merging->arena, &merging->stations, &merging->n_stations, err);
	if (!rc)
		rc = check_files(merging, err);
	if (!rc)
		rc = merge_files(merging, err);
	if (!rc && merging->changed)
		rc = cips_store_commit(merging->file, err);
	cips_store_rollback(merging->file); /* of nothing after a commit */
	return rc;
}

enum cips_rc cips_merge(struct cips_survey *survey, const char *const *paths, size_t n,
	bool salvage, struct cips_findings *findings, struct cips_merge_result *result,
	struct cips_err *err)
{
	struct merging merging = {
		.file = survey->file,
		.paths = paths,
		.n = n,
		.salvage = salvage,
		.findings = findings,
		.result = result,
	};
	*result = (struct cips_merge_result){0};
	enum cips_rc rc = run(&merging, err);
	cips_arena_release(&merging.arena);
	if (rc)
		*result = (struct cips_merge_result){0};
	return rc || !(result->lost_boxes || merging.passed_over) ? rc : CIPS_FINDINGS;
}
