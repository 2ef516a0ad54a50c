/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of a station: what it collects, for whom it seals, how large its boxes are. One
 * text, written in one way only, signed by the station; its digest lies in every box. So no setting
 * can be changed later without somebody noticing.
 *
 * Format 2 says for whom receipts are signed and which tokens are taken; stations of format 1 are
 * still read, and written as they were.
 */
#ifndef CIPS_API_STATION_SETTINGS_H
#define CIPS_API_STATION_SETTINGS_H

#include "base/buf.h"
#include "model/units.h"
#include "sealed/digest.h"
#include "sealed/key.h"

enum {
	CIPS_SURVEY_ID = 33,	     /* 32 hexadecimal digits and a NUL */
	CIPS_DIGEST_TEXT = 65,	     /* 64 and a NUL */
	CIPS_STATION_MOST = 100000,  /* slots */
	CIPS_PLACE_CHARACTERS = 100, /* the most that the name of a place has */
	CIPS_SETTINGS_FORMAT = 2,
};

struct cips_station_settings {
	unsigned format; /* 1...CIPS_SETTINGS_FORMAT */
	char survey[CIPS_SURVEY_ID];
	const char *instrument; /* its code in the survey file */
	char form[CIPS_DIGEST_TEXT];
	char units[CIPS_DIGEST_TEXT]; /* of the tree, "" when the instrument needs none */
	const char *wave;
	struct cips_public_key keys[CIPS_KEYS];
	size_t n_keys;
	unsigned long target;
	unsigned long slots;
	unsigned long answers;	       /* bytes of packed answers */
	unsigned long texts;	       /* of packed texts, 0: none */
	unsigned long draft;	       /* of a session, before it is sealed */
	unsigned long min_group;       /* of the survey when the station was made; 0: public data */
	char centre[CIPS_DIGEST_TEXT]; /* the key that receipts are signed with; "" in format 1 */
	char tokens[CIPS_DIGEST_TEXT]; /* digest of the tokens' hashes; "": none are asked for */
	char lock[CIPS_LOCK_SIZE];
	const char *place;
};

/* The text: a line "key value" each, in a fixed order. */
void cips_api_settings_write(const struct cips_station_settings *settings, struct cips_buf *out);

/*
 * Reads exactly what write() writes of a station that could be made; strings in the arena.
 * CIPS_INTEGRITY for anything else, with a word of its own for the settings of a newer program.
 */
enum cips_rc cips_api_settings_read(const char *text, struct cips_arena *arena,
	struct cips_station_settings *settings, struct cips_err *err);

/* The digest of the tree with codes, ids and names, in hexadecimal. */
void cips_api_units_digest(const struct cips_units *units, char digest[CIPS_DIGEST_TEXT]);

/* Whether a text can be the name of a place: UTF-8, no control character, not too long. */
bool cips_api_is_place(const char *text);

#endif
