/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is who (contract section 4). A response is known by a keyed hash: of its response_id where
 * the file has one, else of its coded answers and of how many equal rows came before it, so that
 * the same file twice adds nothing and two equal people stay two. Free text is never part of it.
 */
#ifndef CIPS_INTAKE_IDENTITY_H
#define CIPS_INTAKE_IDENTITY_H

#include "base/buf.h"
#include "intake/row.h"
#include "store/survey_file.h"

/* What is remembered of a row of the file: 16 bytes. */
struct cips_seen {
	uint64_t hash;	  /* 0: free */
	uint32_t count;	  /* equal rows so far; with a response_id the line of the first */
	uint32_t content; /* with a response_id a hash of the content */
};

enum { CIPS_SEEN_PARTS = 64 };

/*
 * Zero-initialize to start empty. In parts that grow one at a time and by little, because a large
 * file's set is most of the memory of its import.
 */
struct cips_seen_set {
	size_t n;
	struct cips_seen_part {
		struct cips_seen *slots;
		uint32_t n, room;
	} parts[CIPS_SEEN_PARTS];
};

/* The entry of a hash; *fresh when it was not there. Valid until the next call. */
struct cips_seen *cips_intake_seen(struct cips_seen_set *set, uint64_t hash, bool *fresh);

/* The same, NULL when it is not there. */
struct cips_seen *cips_intake_seen_before(const struct cips_seen_set *set, uint64_t hash);
void cips_intake_seen_release(struct cips_seen_set *set);

/* The hash of a response_id within an instrument and a wave. */
uint64_t cips_intake_identity_of_id(const uint8_t *key, const char *code, struct cips_span wave,
	struct cips_span id, struct cips_buf *scratch);

/* Writes what is hashed of a response without id: everything coded, in one canonical way. */
void cips_intake_canonical(struct cips_buf *out, const char *code, struct cips_span wave,
	const struct cips_stored *response);

/*
 * The identity of the `occurrence`th (from 1) response with these canonical bytes; 0: what all of
 * them share.
 */
uint64_t cips_intake_identity_of_answers(
	const uint8_t *key, struct cips_buf *canonical, uint32_t occurrence);

/* Whether two responses say the same. */
bool cips_intake_same(const struct cips_stored *a, const struct cips_stored *b);

#endif
