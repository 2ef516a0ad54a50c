/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Boxes: what a station stores. A box is a libsodium sealed box, to one public key or, for custody
 * by two, to the first and that box to the second. Who has only public keys cannot open it, the
 * station that made it included, and cannot tell an empty one (a dummy) from a full one.
 *
 * What lies in a box is, in this order:
 *
 *	1 byte   format, 1
 *	1 byte   kind: 0 dummy, 1 answers, 2 texts
 *	32 bytes digest of the station's settings, as signed
 *	32 bytes of a box for answers only: language (its place in the form, from 0), assisted (0 or
 *	         1), 16 bytes of the nullifier of the token that was spent for it (token.h; zeros
 *	         where none was asked for), and zeros; in a dummy all zeros
 *	the packed answers or the packed texts (model/packed.h), in a dummy zeros
 *	zeros up to the next multiple of 64
 *
 * Each sealing adds 48 bytes: an X25519 public key made for this box alone, and the authentication
 * of XSalsa20-Poly1305 (crypto_box_seal of libsodium). All boxes of a station for answers have one
 * size, all for texts have one size.
 */
#ifndef CIPS_SEALED_BOX_H
#define CIPS_SEALED_BOX_H

#include "sealed/digest.h"
#include "sealed/key.h"

enum { CIPS_NULLIFIER_SIZE = 16 };

enum cips_box_kind { CIPS_BOX_DUMMY, CIPS_BOX_ANSWERS, CIPS_BOX_TEXTS };

/* What a box says about itself when it is opened. */
struct cips_box_head {
	enum cips_box_kind kind;
	uint8_t settings[CIPS_DIGEST_SIZE];
	uint8_t language;			/* of answers, else 0 */
	bool assisted;				/* likewise */
	uint8_t nullifier[CIPS_NULLIFIER_SIZE]; /* likewise; zeros: none */
};

/* What boxes of a kind (ANSWERS or TEXTS) are made for. */
struct cips_box_maker {
	enum cips_box_kind kind;
	const struct cips_public_key *keys; /* the outermost last */
	size_t n_keys;
	size_t content; /* bytes of packed answers or texts */
};

/* Bytes of a box. */
size_t cips_sealed_box_size(const struct cips_box_maker *maker);

/*
 * Seals `content` (NULL in a dummy). The head's kind is the maker's or DUMMY; of a dummy only the
 * settings count. Takes the same steps for a dummy. The keys are such as seal (see key.h). Each
 * call gives other bytes.
 */
void cips_sealed_box(const struct cips_box_maker *maker, const struct cips_box_head *head,
	const uint8_t *content, uint8_t *box);

/*
 * Opens a box with the secret keys (in the order of the public ones). False for a box that is
 * damaged or for other keys, and for what was never made by cips_sealed_box(). `content` has room
 * for maker->content bytes and is wiped on failure.
 */
bool cips_sealed_box_open(const struct cips_box_maker *maker,
	const struct cips_secret_key *const *keys, const uint8_t *box, struct cips_box_head *head,
	uint8_t *content);

/* One of many boxes that are opened together. */
struct cips_box_task {
	const struct cips_box_maker *maker;
	const struct cips_secret_key *const *keys;
	const uint8_t *box;
	uint8_t *content; /* room for maker->content bytes */
	struct cips_box_head head;
	bool good; /* the answer of cips_sealed_box_open() */
};

/* Opens them all, on so many threads (at least 1): each as cips_sealed_box_open() does. */
void cips_sealed_boxes_open(struct cips_box_task *tasks, size_t n, unsigned threads);

#endif
