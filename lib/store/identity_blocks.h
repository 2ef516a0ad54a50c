/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index of identities in the survey file: pairs of an identity and the row of its response, in
 * blocks of a page each.
 *
 * The blocks part all the numbers there are among them: a block has the identities over the `upper` of
 * the one before it and up to its own, in ascending order, and those over the last `upper` are nowhere
 * yet. A pair is twelve bytes: the identity in eight, the row in four, the high byte first.
 */
#ifndef CIPS_STORE_IDENTITY_BLOCKS_H
#define CIPS_STORE_IDENTITY_BLOCKS_H

#include "store/internal.h"
#include "store/keyed.h"

enum {
	CIPS_PAIR_SIZE = 12,
	CIPS_BLOCK_PAIRS = 338, /* what fits into a page of 4096 bytes */
};

/* A block, with the keys of its identities. */
struct cips_identity_block {
	int64_t upper;
	struct cips_keyed pairs[CIPS_BLOCK_PAIRS];
	size_t n;
};

/* The block that follows that of `after`, NULL: the first; *found false where there is none. */
enum cips_rc cips_store_next_block(struct cips_sql *sql, const struct cips_identity_block *after,
	struct cips_identity_block *block, bool *found, struct cips_err *err);

/* The row of the response with an identity; also in a file of an earlier format. */
enum cips_rc cips_store_find_identity(
	struct cips_sql *sql, int64_t identity, int64_t *row, bool *found, struct cips_err *err);

/* Puts `n` pairs, at most CIPS_BLOCK_PAIRS and none: not at all, into the place of what a block has. */
enum cips_rc cips_store_replace_block(struct cips_sql *sql, const struct cips_identity_block *block,
	const struct cips_keyed *pairs, size_t n, struct cips_err *err);

/* Adds pairs to the index. Zero-initialize. */
struct cips_block_writer {
	struct cips_identity_block old; /* what the range at hand has in the file */
	size_t taken;			/* of these */
	bool in_range;
	struct cips_keyed pairs[2 * CIPS_BLOCK_PAIRS]; /* of that range, not yet written */
	size_t n;
};

/* In ascending order; CIPS_INTERNAL for an identity that is there. */
enum cips_rc cips_store_write_pair(struct cips_sql *sql, struct cips_block_writer *writer,
	const struct cips_keyed *pair, struct cips_err *err);

/* After the last one. */
enum cips_rc cips_store_write_rest(
	struct cips_sql *sql, struct cips_block_writer *writer, struct cips_err *err);

/* Takes over the identities of a file of the format before, which had a row for each. */
enum cips_rc cips_store_pack_identities(struct cips_sql *sql, struct cips_err *err);

#endif
