/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bundles: what travels from a station to the centre. A bundle holds all boxes of a station, full
 * and empty, in the order of their bytes: who carries it cannot count, equal stations give equal
 * bytes, and nothing is left of places and times. A file holds one bundle or more, one after the
 * other.
 *
 * A bundle is, with numbers of 4 or 8 bytes, the lowest first:
 *
 *	"cips bundle 1\n"
 *	8 bytes  length of the whole
 *	4 bytes  length of the settings
 *	4 bytes  boxes of answers
 *	4 bytes  size of each
 *	4 bytes  boxes of texts
 *	4 bytes  size of each, 0 where there are none
 *	32 bytes the station's public key (Ed25519)
 *	         its settings, as text
 *	64 bytes the station's signature of that text
 *	         32 bytes for each box: its digest, in the order of the boxes
 *	32 bytes the Merkle root of these digests
 *	64 bytes the station's signature of "cips bundle\0" and the digest of all before it
 *	         the boxes of answers, ascending; those of texts, ascending
 *	8 bytes  length of the whole, again
 *
 * All before the boxes is the manifest: with it each box can be told to be as it was signed, also in
 * a file that was cut. The digest of a box is BLAKE2b-256 of a byte 0 and the box; a node of the
 * tree is BLAKE2b-256 of a byte 1 and its two children, the left one a perfect tree as large as can
 * be (the shape of RFC 6962).
 */
#ifndef CIPS_SEALED_BUNDLE_H
#define CIPS_SEALED_BUNDLE_H

#include "base/buf.h"
#include "sealed/digest.h"
#include "sealed/key.h"

#include <stdio.h>

enum {
	CIPS_BUNDLE_MOST = 1 << 17,    /* boxes of a kind */
	CIPS_BUNDLE_LARGEST = 1 << 24, /* bytes of a box */
	CIPS_BUNDLE_SETTINGS = 1 << 16,
};

struct cips_bundle_head {
	const char *settings; /* with a NUL */
	size_t settings_size;
	const uint8_t *settings_signature;
	const uint8_t *sign_public;
	size_t n_answers;
	size_t answers_size;
	size_t n_texts;
	size_t texts_size;
};

/* The digest of a box: what it is known by at the centre. */
void cips_sealed_box_digest(uint8_t out[CIPS_DIGEST_SIZE], const uint8_t *box, size_t size);

/* The Merkle root of `n` > 0 digests, CIPS_DIGEST_SIZE bytes each. */
void cips_sealed_merkle_root(uint8_t root[CIPS_DIGEST_SIZE], const uint8_t *digests, size_t n);

/* Appends the manifest of a bundle with these boxes, signed. */
void cips_sealed_bundle_manifest(const struct cips_bundle_head *head, const uint8_t *digests,
	const uint8_t sign_secret[CIPS_SIGN_SECRET_SIZE], struct cips_buf *out);

/* The length of the whole, which stands behind its boxes. */
void cips_sealed_bundle_end(const struct cips_bundle_head *head, uint8_t end[8]);

/* --- reading -------------------------------------------------------------------------------- */

/* A manifest that is as it was signed. */
struct cips_bundle_manifest {
	struct cips_bundle_head head;
	const uint8_t *digests; /* head.n_answers + head.n_texts of them */
	const uint8_t *root;
	const uint8_t *bytes; /* the whole of it */
	size_t size;
};

/*
 * Understands a manifest of `n` bytes, as read from a survey file; what it points at lies in `bytes`
 * but for the settings, which are copied into the arena. False for any that write did not make.
 */
bool cips_sealed_bundle_parse(const uint8_t *bytes, size_t n, struct cips_arena *arena,
	struct cips_bundle_manifest *manifest);

/*
 * A file of bundles that is being read; zero-initialize with file, size and salvage. With `salvage`
 * it goes on where the file is cut or something is damaged, and counts what is lost.
 */
struct cips_bundle_reader {
	FILE *file;
	uint64_t size; /* of the file */
	bool salvage;
	struct cips_arena arena;
	struct cips_bundle_manifest manifest; /* of the bundle at hand */
	uint8_t *box;			      /* the one read last */
	size_t room;
	uint64_t at;	   /* where the bundle at hand begins */
	size_t next;	   /* its next box */
	size_t lost;	   /* its boxes that were not there, or not as signed */
	bool cut;	   /* the file ends in it */
	size_t bundles;	   /* whose manifest was good, the one at hand included */
	size_t unreadable; /* those that were passed over; what lies behind one may be several */
};

/*
 * Reads the next manifest; *found false at the end of the file. Every length is held against the
 * size of the file before memory is taken. CIPS_INPUT for a file that is no bundle; CIPS_INTEGRITY,
 * with the place, for one that is cut, changed, or of a newer format, whatever is left of it. The
 * name of the file is the caller's to add. With `salvage` a bundle whose manifest is cut or changed
 * is passed over, with all behind it where its numbers do not say where it ends; an error is only a
 * file of which no manifest is good.
 */
enum cips_rc cips_sealed_bundle_next(
	struct cips_bundle_reader *reader, bool *found, struct cips_err *err);

/*
 * Reads the next box of the bundle into reader->box; *index (from 0, answers first) is its place,
 * *found false behind the last, and then the end of the bundle has been checked as well.
 * CIPS_INTEGRITY for a box that is not as it was signed; with `salvage` it is passed over and
 * counted.
 */
enum cips_rc cips_sealed_bundle_box(
	struct cips_bundle_reader *reader, size_t *index, bool *found, struct cips_err *err);

void cips_sealed_bundle_release(struct cips_bundle_reader *reader); /* does not close the file */

#endif
