/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passing on what has arrived: an office between the posts and the centre sends the bundles that it
 * has, each as its station signed it.
 */
#include "api/handles.h"
#include "base/err.h"
#include "base/file.h"
#include "sealed/bundle.h"

#include <stdlib.h>
#include <string.h>

/* A bundle that is whole: its manifest is read when its turn comes. */
struct forwarded {
	uint8_t root[CIPS_DIGEST_SIZE];
	const char *sign_public;
};

struct forwarding {
	struct cips_survey_file *file;
	struct cips_arena arena;
	struct forwarded *list;
	size_t n, room;
	size_t left_out;
	struct cips_digest *content;
	size_t boxes;
};

static void note_whole(void *context, const struct cips_bundle_known *bundle)
{
	struct forwarding *forwarding = context;
	if (!bundle->whole) {
		forwarding->left_out++;
		return;
	}
	forwarding->list = cips_arena_grow(&forwarding->arena, forwarding->list, forwarding->n,
		&forwarding->room, sizeof *forwarding->list);
	struct forwarded *noted = &forwarding->list[forwarding->n++];
	memcpy(noted->root, bundle->root, sizeof noted->root);
	noted->sign_public = cips_arena_strdup(&forwarding->arena, bundle->sign_public);
}

static enum cips_rc opened(struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT,
		"boxes of these bundles were opened here: they cannot be passed on any more");
	return cips_err_hint(err, "pass on the bundle files themselves");
}

static enum cips_rc write_boxes(struct forwarding *forwarding,
	const struct cips_bundle_manifest *manifest, FILE *out, struct cips_err *err)
{
	const struct cips_bundle_head *head = &manifest->head;
	size_t largest =
		head->answers_size > head->texts_size ? head->answers_size : head->texts_size;
	uint8_t *box = cips_malloc(largest), settings[CIPS_DIGEST_SIZE];
	enum cips_rc rc = CIPS_OK;
	bool found = true;
	cips_sealed_digest(settings, head->settings, head->settings_size);
	for (size_t i = 0; i < head->n_answers + head->n_texts && !rc && found; i++) {
		size_t size = i < head->n_answers ? head->answers_size : head->texts_size;
		rc = cips_store_box(forwarding->file, settings,
			manifest->digests + i * CIPS_DIGEST_SIZE, box, size, &found, err);
		if (rc || !found)
			break;
		fwrite(box, 1, size, out);
		forwarding->boxes++;
	}
	free(box);
	return rc || found ? rc : opened(err);
}

static enum cips_rc write_bundle(struct forwarding *forwarding, const struct forwarded *bundle,
	FILE *out, struct cips_err *err)
{
	struct cips_bundle_manifest manifest;
	struct cips_arena arena = {0};
	struct cips_buf bytes = {0};
	uint8_t end[8];
	enum cips_rc rc = cips_store_manifest(
		forwarding->file, bundle->root, bundle->sign_public, &bytes, err);
	if (!rc &&
		!cips_sealed_bundle_parse(
			(const uint8_t *)cips_buf_text(&bytes), bytes.n, &arena, &manifest))
		rc = cips_err_set(err, CIPS_INTEGRITY, "a bundle in the survey file is damaged");
	if (!rc) {
		fwrite(manifest.bytes, 1, manifest.size, out);
		rc = write_boxes(forwarding, &manifest, out, err);
		cips_sealed_bundle_end(&manifest.head, end);
		fwrite(end, 1, sizeof end, out);
		cips_sealed_digest_feed(forwarding->content, manifest.root, CIPS_DIGEST_SIZE);
	}
	cips_buf_release(&bytes);
	cips_arena_release(&arena);
	return rc;
}

static enum cips_rc write_bundles(
	struct forwarding *forwarding, const char *path, struct cips_err *err)
{
	struct cips_file_out *file;
	enum cips_rc rc = cips_file_begin_new(path, false, &file, err);
	if (rc)
		return rc;
	cips_file_timeless(file);
	for (size_t i = 0; i < forwarding->n && !rc; i++)
		rc = write_bundle(forwarding, &forwarding->list[i], cips_file_stream(file), err);
	if (!rc)
		return cips_file_commit(file, err);
	cips_file_rollback(file);
	return rc;
}

static enum cips_rc nothing_there(const struct forwarding *forwarding, struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT,
		forwarding->left_out ? "no bundle has arrived whole in this survey file"
				     : "no bundle has arrived in this survey file");
	return cips_err_hint(err, "merge bundles into it first: cips merge FILE X.bundle");
}

enum cips_rc cips_forward(struct cips_survey *survey, const char *path,
	struct cips_bundled *bundled, struct cips_err *err)
{
	struct forwarding forwarding = {.file = survey->file};
	uint8_t sum[CIPS_DIGEST_SIZE];
	enum cips_rc rc = cips_store_each_bundle(survey->file, note_whole, &forwarding, err);
	if (!rc && !forwarding.n)
		rc = nothing_there(&forwarding, err);
	forwarding.content = cips_sealed_digest_begin();
	if (!rc)
		rc = write_bundles(&forwarding, path, err);
	cips_sealed_digest_end(forwarding.content, sum);
	if (!rc) {
		*bundled = (struct cips_bundled){.bundles = forwarding.n,
			.boxes = forwarding.boxes,
			.left_out = forwarding.left_out};
		cips_sealed_groups(sum, bundled->content);
	}
	cips_arena_release(&forwarding.arena);
	return rc;
}
