/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The content of a survey file as a digest that two people can compare: of the same instruments,
 * units, headcounts, answers and free texts it is the same, in whatever order and in however many
 * batches they came, and whatever key and ids the files have. Titles, batches, weights, stations and
 * sealed boxes are no part of it.
 *
 * It is BLAKE2b-256 over the digests of all facts (an instrument, a unit, a headcount, a response, a
 * text), in the order of their bytes.
 */
#ifndef CIPS_API_CONTENT_H
#define CIPS_API_CONTENT_H

#include "base/buf.h"
#include "sealed/digest.h"
#include "store/survey_file.h"

/* Zero-initialize to start empty. */
struct cips_content {
	uint8_t (*facts)[CIPS_DIGEST_SIZE];
	size_t n, room;
	struct cips_buf scratch;
};

/* Appends a text with its NUL to what the next fact is made of. */
void cips_api_content_text(struct cips_content *content, const char *text);

/* Makes a fact of what is in `scratch`, and empties that. */
void cips_api_content_fact(struct cips_content *content);

void cips_api_content_units(struct cips_content *content, const struct cips_units *units);
void cips_api_content_headcount(struct cips_content *content, const struct cips_headcount *row,
	const struct cips_units *units);

/*
 * A response to a version of an instrument in a wave, whose record is good; units are known by their
 * codes.
 */
void cips_api_content_response(struct cips_content *content, const struct cips_version *version,
	const char *wave, const struct cips_instrument *instrument, const struct cips_units *units,
	const struct cips_stored *response);

/* The digest of all facts, in groups; releases the content. */
void cips_api_content_end(struct cips_content *content, char text[CIPS_FINGERPRINT]);

#endif
