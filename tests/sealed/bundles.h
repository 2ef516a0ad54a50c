/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bundles of random boxes, and what is read of bytes that may be such.
 */
#ifndef TESTS_SEALED_BUNDLES_H
#define TESTS_SEALED_BUNDLES_H

#include "check.h"

#include "sealed/bundle.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BOXES = 200, MOST_BUNDLES = 4 };

/* A station that signs, and the bundle of its boxes. */
struct sample {
	uint8_t sign_public[CIPS_KEY_SIZE], sign_secret[CIPS_SIGN_SECRET_SIZE];
	char settings[64];
	uint8_t settings_signature[CIPS_SIGNATURE_SIZE];
	struct cips_bundle_head head;
	const uint8_t *boxes[MOST_BOXES]; /* in `bytes` */
	size_t sizes[MOST_BOXES];
	size_t n_boxes;
	size_t manifest; /* bytes of it */
	struct cips_buf bytes;
};

static inline int compare_boxes(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

/* `n` random boxes, ascending; their digests. */
static inline uint8_t *random_boxes(size_t n, size_t size, uint8_t *digests)
{
	uint8_t *boxes = malloc(n * size + 1);
	randombytes_buf(boxes, n * size);
	qsort(boxes, n, size ? size : 1, compare_boxes);
	for (size_t i = 0; i < n; i++)
		cips_sealed_box_digest(digests + i * CIPS_DIGEST_SIZE, boxes + i * size, size);
	return boxes;
}

static inline void find_boxes(struct sample *sample)
{
	const uint8_t *at = (const uint8_t *)sample->bytes.text + sample->manifest;
	sample->n_boxes = sample->head.n_answers + sample->head.n_texts;
	assert_true(sample->n_boxes <= MOST_BOXES);
	for (size_t i = 0; i < sample->n_boxes; i++) {
		sample->boxes[i] = at;
		sample->sizes[i] = i < sample->head.n_answers ? sample->head.answers_size
							      : sample->head.texts_size;
		at += sample->sizes[i];
	}
}

/* Another bundle of a station that is there already. */
static inline void bundle_again(struct sample *sample)
{
	struct cips_bundle_head *head = &sample->head;
	uint8_t *digests = malloc((head->n_answers + head->n_texts) * CIPS_DIGEST_SIZE), end[8];
	uint8_t *answers = random_boxes(head->n_answers, head->answers_size, digests);
	uint8_t *texts = random_boxes(
		head->n_texts, head->texts_size, digests + head->n_answers * CIPS_DIGEST_SIZE);
	sample->bytes = (struct cips_buf){0};
	cips_sealed_bundle_manifest(head, digests, sample->sign_secret, &sample->bytes);
	sample->manifest = sample->bytes.n;
	cips_buf_add(&sample->bytes, (const char *)answers, head->n_answers * head->answers_size);
	cips_buf_add(&sample->bytes, (const char *)texts, head->n_texts * head->texts_size);
	cips_sealed_bundle_end(head, end);
	cips_buf_add(&sample->bytes, (const char *)end, sizeof end);
	find_boxes(sample);
	free(digests);
	free(answers);
	free(texts);
}

static inline void make_sample(struct sample *sample, const char *settings, size_t n_answers,
	size_t answers_size, size_t n_texts, size_t texts_size)
{
	snprintf(sample->settings, sizeof sample->settings, "%s", settings);
	cips_sealed_sign_new(sample->sign_public, sample->sign_secret);
	cips_sealed_sign(
		sample->settings_signature, sample->sign_secret, settings, strlen(settings));
	sample->head = (struct cips_bundle_head){
		.settings = sample->settings,
		.settings_size = strlen(settings),
		.settings_signature = sample->settings_signature,
		.sign_public = sample->sign_public,
		.n_answers = n_answers,
		.answers_size = answers_size,
		.n_texts = n_texts,
		.texts_size = texts_size,
	};
	bundle_again(sample);
}

static inline void free_sample(struct sample *sample)
{
	cips_buf_release(&sample->bytes);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* What was read, in the order in which it came. */
struct found {
	enum cips_rc rc;
	struct cips_err err;
	size_t n_bundles;
	size_t lost[MOST_BUNDLES]; /* boxes */
	size_t n_boxes[MOST_BUNDLES];
	size_t index[MOST_BUNDLES][MOST_BOXES];
	uint8_t digests[MOST_BUNDLES][MOST_BOXES][CIPS_DIGEST_SIZE];
	uint8_t roots[MOST_BUNDLES][CIPS_DIGEST_SIZE];
	size_t unreadable;
};

static inline enum cips_rc read_boxes(struct cips_bundle_reader *reader, struct found *found)
{
	size_t b = found->n_bundles++, index;
	bool more = true;
	enum cips_rc rc = CIPS_OK;
	assert_true(b < MOST_BUNDLES);
	memcpy(found->roots[b], reader->manifest.root, CIPS_DIGEST_SIZE);
	found->n_boxes[b] = 0;
	while (!rc && more) {
		rc = cips_sealed_bundle_box(reader, &index, &more, &found->err);
		if (rc || !more)
			break;
		size_t k = found->n_boxes[b]++;
		assert_true(k < MOST_BOXES);
		found->index[b][k] = index;
		cips_sealed_box_digest(found->digests[b][k], reader->box,
			index < reader->manifest.head.n_answers ? reader->manifest.head.answers_size
								: reader->manifest.head.texts_size);
	}
	found->lost[b] = reader->lost;
	return rc;
}

/* Reads a file as a merge does. */
static inline void read_file(FILE *file, size_t size, bool salvage, struct found *found)
{
	struct cips_bundle_reader reader = {.file = file, .size = size, .salvage = salvage};
	bool more = true;
	found->rc = CIPS_OK;
	found->n_bundles = 0;
	found->err = (struct cips_err){0};
	while (!found->rc && more) {
		found->rc = cips_sealed_bundle_next(&reader, &more, &found->err);
		if (!found->rc && more)
			found->rc = read_boxes(&reader, found);
	}
	found->unreadable = reader.unreadable;
	cips_sealed_bundle_release(&reader);
	if (found->rc)
		assert_true(found->err.text[0] && found->err.hint[0]);
}

static inline void read_bytes_of(const void *bytes, size_t n, bool salvage, struct found *found)
{
	static char nothing[1];
	FILE *file = fmemopen(n ? (void *)(uintptr_t)bytes : nothing, n ? n : 1, "rb");
	assert_non_null(file);
	read_file(file, n, salvage, found);
	fclose(file);
}

#endif
