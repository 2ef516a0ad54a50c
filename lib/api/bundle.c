/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bundling. The boxes are sorted by what comes first in each, the public key that was made for it
 * alone: so a station of any size is bundled without holding its boxes in memory.
 */
#include "api/bundle.h"

#include "api/station_sealing.h"
#include "base/err.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = CIPS_KEY_SIZE };

/* A box, as long as only its place is in question. */
struct place {
	uint8_t first[FIRST_BYTES];
	uint8_t digest[CIPS_DIGEST_SIZE];
	uint32_t slot;
};

struct places {
	struct place *list;
	size_t n;
	size_t room;
};

static void note_place(void *context, const uint8_t *box, size_t size)
{
	struct places *places = context;
	if (places->n == places->room)
		return; /* more than the settings say: found by who called */
	struct place *place = &places->list[places->n++];
	memcpy(place->first, box, FIRST_BYTES);
	cips_sealed_box_digest(place->digest, box, size);
	place->slot = (uint32_t)places->n;
}

static int by_first_bytes(const void *a, const void *b)
{
	return memcmp(a, b, FIRST_BYTES);
}

/* The boxes of a kind, sorted, behind the `at` that the bundle has already. */
static enum cips_rc sort_boxes(struct cips_station *station, bool texts,
	struct cips_station_bundle *bundle, size_t at, size_t n, struct cips_err *err)
{
	struct places places = {.list = cips_malloc((n + 1) * sizeof *places.list), .room = n};
	enum cips_rc rc = cips_store_station_each(station->file, texts, note_place, &places, err);
	qsort(places.list, places.n, sizeof *places.list, by_first_bytes);
	for (size_t i = 0; i < places.n && !rc; i++) {
		if (i && !by_first_bytes(&places.list[i - 1], &places.list[i]))
			rc = cips_err_set(err, CIPS_INTEGRITY, "%s: two of its boxes are alike",
				station->sealing->path);
		bundle->slots[at + i] = places.list[i].slot;
		memcpy(bundle->digests + (at + i) * CIPS_DIGEST_SIZE, places.list[i].digest,
			CIPS_DIGEST_SIZE);
	}
	free(places.list);
	return rc;
}

enum cips_rc cips_api_station_bundle(
	struct cips_station *station, struct cips_station_bundle *bundle, struct cips_err *err)
{
	const struct cips_station_content *content = cips_store_station_content(station->file);
	struct cips_bundle_head *head = &bundle->head;
	*head = (struct cips_bundle_head){
		.settings = content->settings,
		.settings_size = strlen(content->settings),
		.settings_signature = content->signature,
		.sign_public = content->sign_public,
		.n_answers = content->slots,
		.answers_size = content->answers_size,
		.n_texts = content->texts_size ? content->slots : 0,
		.texts_size = content->texts_size,
	};
	size_t n = head->n_answers + head->n_texts;
	bundle->slots = cips_calloc(n, sizeof *bundle->slots);
	bundle->digests = cips_calloc(n, CIPS_DIGEST_SIZE);
	bundle->manifest = (struct cips_buf){0};
	enum cips_rc rc = sort_boxes(station, false, bundle, 0, head->n_answers, err);
	if (!rc && head->n_texts)
		rc = sort_boxes(station, true, bundle, head->n_answers, head->n_texts, err);
	if (!rc)
		cips_sealed_bundle_manifest(
			head, bundle->digests, content->sign_secret, &bundle->manifest);
	return rc;
}

void cips_api_station_bundle_release(struct cips_station_bundle *bundle)
{
	free(bundle->slots);
	free(bundle->digests);
	cips_buf_release(&bundle->manifest);
}

/* --- writing -------------------------------------------------------------------------------- */

static enum cips_rc check_group(const struct cips_station *station, bool few, struct cips_err *err)
{
	unsigned long least = station->sealing->settings.min_group;
	if (few || station->facts.used >= least)
		return CIPS_OK;
	cips_err_set(err, CIPS_POLICY,
		"%s: %lu of at least %lu people have answered: a bundle of so few would single "
		"them out",
		station->sealing->path, station->facts.used, least);
	return cips_err_hint(err,
		"wait for more, or send it with --few: they are opened together with the answers "
		"of other stations");
}

static enum cips_rc write_boxes(struct cips_station *station,
	const struct cips_station_bundle *bundle, FILE *out, struct cips_err *err)
{
	const struct cips_bundle_head *head = &bundle->head;
	size_t largest =
		head->answers_size > head->texts_size ? head->answers_size : head->texts_size;
	uint8_t *box = cips_malloc(largest);
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < head->n_answers + head->n_texts && !rc; i++) {
		bool texts = i >= head->n_answers;
		rc = cips_store_station_box(station->file, texts, bundle->slots[i], box, err);
		if (!rc)
			fwrite(box, 1, texts ? head->texts_size : head->answers_size, out);
	}
	free(box);
	return rc;
}

/* What could not be written shows when the file is committed. */
static enum cips_rc write_bundle(struct cips_station *station,
	const struct cips_station_bundle *bundle, const char *path, struct cips_err *err)
{
	struct cips_file_out *file;
	uint8_t end[8];
	enum cips_rc rc = cips_file_begin_new(path, false, &file, err);
	if (rc)
		return rc;
	FILE *out = cips_file_stream(file);
	cips_file_timeless(file);
	fwrite(bundle->manifest.text, 1, bundle->manifest.n, out);
	rc = write_boxes(station, bundle, out, err);
	cips_sealed_bundle_end(&bundle->head, end);
	fwrite(end, 1, sizeof end, out);
	if (!rc)
		return cips_file_commit(file, err);
	cips_file_rollback(file);
	return rc;
}

enum cips_rc cips_bundle(const char *path, bool few, const char *out, struct cips_bundled *bundled,
	struct cips_err *err)
{
	struct cips_station *station;
	struct cips_station_bundle bundle = {0};
	enum cips_rc rc = cips_file_check_new(out, err);
	if (!rc)
		rc = cips_station_look(path, &station, err);
	if (rc)
		return rc;
	rc = check_group(station, few, err);
	if (!rc)
		rc = cips_api_station_bundle(station, &bundle, err);
	if (!rc)
		rc = write_bundle(station, &bundle, out, err);
	if (!rc) {
		size_t n = bundle.head.n_answers + bundle.head.n_texts;
		uint8_t root[CIPS_DIGEST_SIZE];
		*bundled = (struct cips_bundled){.bundles = 1, .boxes = n};
		cips_sealed_merkle_root(root, bundle.digests, n);
		cips_sealed_groups(root, bundled->content);
	}
	cips_api_station_bundle_release(&bundle);
	cips_station_close(station);
	return rc;
}
