/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tokens of a station: the list that it is made with, and what becomes of one that is typed.
 */
#ifndef CIPS_API_TOKENS_H
#define CIPS_API_TOKENS_H

#include "api/handles.h"
#include "api/station_settings.h"
#include "sealed/token.h"
#include "store/station_file.h"

/* The list, as a station file has it. */
struct cips_token_list {
	uint8_t salt[CIPS_TOKEN_SALT_SIZE];
	uint8_t *hashes; /* ascending */
	size_t n;
};

/*
 * Reads the tokens of a file of slips, under a new salt; the hashes in the arena. A line of one
 * word is a token, every other line is what is printed besides. CIPS_INPUT with the line for a
 * token that is mistyped or there before, for a file without any, and for fewer than `least`.
 */
enum cips_rc cips_api_tokens_read(const char *path, size_t least, struct cips_arena *arena,
	struct cips_token_list *list, struct cips_err *err);

/* The digest of salt and list, in hexadecimal; "" where there is no list. */
void cips_api_tokens_digest(
	const struct cips_station_content *content, char digest[CIPS_DIGEST_TEXT]);

/* A token that somebody typed. A secret: cips_sealed_wipe() it. */
struct cips_token_typed {
	uint8_t token[CIPS_TOKEN_SIZE];
	uint8_t hash[CIPS_TOKEN_HASH_SIZE];
	size_t place; /* in the list, from 1 */
};

/*
 * Reads one (NULL: none was typed) and finds it in the list of the station: CIPS_TOKEN_GOOD when it
 * is there, whether it was spent or not.
 */
enum cips_token_fate cips_api_token_typed(
	const struct cips_station *station, const char *text, struct cips_token_typed *typed);

/* Whether this process has spent it in a spare station; and that it now has. */
bool cips_api_token_elsewhere(const struct cips_station *station, size_t place);
void cips_api_token_spent_elsewhere(struct cips_station *station, size_t place);

/* CIPS_INPUT for a token that is not good. */
enum cips_rc cips_api_token_refuse(enum cips_token_fate fate, struct cips_err *err);

#endif
