/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The encodings of text files that people send, and their bytes as UTF-8.
 */
#ifndef CIPS_INTAKE_ENCODING_H
#define CIPS_INTAKE_ENCODING_H

#include "cips_types.h"

#include <stdio.h>

enum cips_encoding {
	CIPS_UTF_8,
	CIPS_UTF_16LE,
	CIPS_UTF_16BE,
	CIPS_WINDOWS_1252,
	CIPS_LATIN_1,
	CIPS_WINDOWS_1250,
	CIPS_WINDOWS_1251,
	CIPS_WINDOWS_1256,
	CIPS_ENCODINGS,
};

/* As a user writes and reads it: "windows-1252". */
const char *cips_intake_encoding_name(enum cips_encoding encoding);

/* The encoding of that name, CIPS_ENCODINGS for one that is not known. */
enum cips_encoding cips_intake_encoding(const char *name);

/*
 * Reads a file (borrowed) in some encoding as UTF-8, a byte-order mark included. What its encoding
 * does not have comes out as bytes that are not UTF-8, so that whoever checks them finds the place.
 */
struct cips_decoder;

/* CIPS_SYSTEM when this machine cannot convert from the encoding. */
enum cips_rc cips_intake_decoder_open(
	FILE *file, enum cips_encoding encoding, struct cips_decoder **out, struct cips_err *err);
void cips_intake_decoder_close(struct cips_decoder *decoder); /* NULL is fine */

/* Up to `room` (at least 8) bytes; 0 at the end, or where ferror() says that reading failed. */
size_t cips_intake_decode(struct cips_decoder *decoder, char *out, size_t room);

/* Bytes of the file that were read so far. */
size_t cips_intake_decoder_taken(const struct cips_decoder *decoder);

#endif
