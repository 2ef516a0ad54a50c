/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of tokens that a station is made with, and the one that a respondent types.
 */
#include "api/tokens.h"

#include "api/station_sealing.h"
#include "base/err.h"
#include "base/file.h"
#include "sealed/secret.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)CIPS_STATION_HASH == (int)CIPS_TOKEN_HASH_SIZE, "a hash fits the station");

/* --- a file of slips ------------------------------------------------------------------------- */

enum { LINE = 512, BUFFER = 1 << 16 };

static const char WHAT[] = "a file of tokens, as cips token new writes it";

struct listed {
	uint8_t hash[CIPS_TOKEN_HASH_SIZE];
	long line;
};

struct reading {
	const char *path;
	FILE *file;
	char *buffer; /* of the file: tokens pass through it */
	char *line;
	long number; /* of the line, from 1 */
	struct cips_arena *arena;
	struct listed *list;
	size_t n;
	size_t room;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

/* The only word of a line, without the blanks around it; NULL where there is none, or several. */
static char *only_word(char *line, size_t *n)
{
	size_t end = strlen(line);
	while (end && is_blank(line[end - 1]))
		end--;
	while (end && is_blank(*line)) {
		line++;
		end--;
	}
	*n = end;
	for (size_t i = 0; i < end; i++)
		if (is_blank(line[i]))
			return NULL;
	return end ? line : NULL;
}

static enum cips_rc take_word(struct reading *reading, const char *word, size_t n,
	const uint8_t salt[CIPS_TOKEN_SALT_SIZE], struct cips_err *err)
{
	uint8_t token[CIPS_TOKEN_SIZE];
	if (!cips_sealed_token_read(word, n, token)) {
		cips_err_set(err, CIPS_INPUT, "%s:%ld: this is no token: a character is wrong",
			reading->path, reading->number);
		return cips_err_hint(err, "compare the line with the printed slip");
	}
	reading->list = cips_arena_grow(
		reading->arena, reading->list, reading->n, &reading->room, sizeof *reading->list);
	struct listed *listed = &reading->list[reading->n++];
	listed->line = reading->number;
	cips_sealed_token_hash(listed->hash, token, salt);
	cips_sealed_wipe(token, sizeof token);
	return CIPS_OK;
}

static enum cips_rc take_line(
	struct reading *reading, const uint8_t salt[CIPS_TOKEN_SALT_SIZE], struct cips_err *err)
{
	size_t n;
	reading->number++;
	if (strlen(reading->line) == LINE - 1 && reading->line[LINE - 2] != '\n') {
		cips_err_set(err, CIPS_INPUT, "%s:%ld: the line is too long for a slip",
			reading->path, reading->number);
		return cips_err_hint(err, "give %s", WHAT);
	}
	const char *word = only_word(reading->line, &n);
	enum cips_rc rc = word ? take_word(reading, word, n, salt, err) : CIPS_OK;
	if (rc || reading->n <= CIPS_STATION_TOKENS)
		return rc;
	cips_err_set(err, CIPS_INPUT, "%s: there are more than %d tokens in it", reading->path,
		CIPS_STATION_TOKENS);
	return cips_err_hint(err, "give each station the tokens of its own people");
}

static enum cips_rc read_lines(
	struct reading *reading, const uint8_t salt[CIPS_TOKEN_SALT_SIZE], struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	while (!rc && fgets(reading->line, LINE, reading->file))
		rc = take_line(reading, salt, err);
	if (!rc && ferror(reading->file))
		rc = cips_err_system(err, errno, "%s: cannot read", reading->path);
	return rc;
}

static int by_hash(const void *a, const void *b)
{
	const struct listed *left = a, *right = b;
	int order = memcmp(left->hash, right->hash, sizeof left->hash);
	return order ? order : (left->line > right->line) - (left->line < right->line);
}

/* The first line with a token that is there before, and that place; NULL: there is none. */
static const struct listed *find_doubled(const struct reading *reading)
{
	const struct listed *first = NULL;
	for (size_t i = 1; i < reading->n; i++) {
		const struct listed *pair = &reading->list[i - 1];
		if (memcmp(pair[0].hash, pair[1].hash, sizeof pair->hash) == 0 &&
			(!first || pair[1].line < first[1].line))
			first = pair;
	}
	return first;
}

static enum cips_rc check_list(const struct reading *reading, size_t least, struct cips_err *err)
{
	const struct listed *doubled = find_doubled(reading);
	if (doubled) {
		cips_err_set(err, CIPS_INPUT, "%s:%ld: the same token is in line %ld",
			reading->path, doubled[1].line, doubled[0].line);
		return cips_err_hint(err, "two people would hold one token: leave one slip out");
	}
	if (!reading->n) {
		cips_err_set(err, CIPS_INPUT, "%s: there is no token in it", reading->path);
		return cips_err_hint(err, "make them first: cips token new -n 120 -o slips.txt");
	}
	if (reading->n >= least)
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT, "%s: %zu tokens are too few for the %zu responses expected",
		reading->path, reading->n, least);
	return cips_err_hint(err, "make as many as there are people, or more: cips token new");
}

static enum cips_rc read_file(struct reading *reading, size_t least,
	const uint8_t salt[CIPS_TOKEN_SALT_SIZE], struct cips_err *err)
{
	enum cips_rc rc = cips_file_open(reading->path, WHAT, &reading->file, err);
	if (rc)
		return rc;
	setvbuf(reading->file, reading->buffer, _IOFBF, BUFFER);
	rc = read_lines(reading, salt, err);
	fclose(reading->file);
	if (!rc && reading->n)
		qsort(reading->list, reading->n, sizeof *reading->list, by_hash);
	return rc ? rc : check_list(reading, least, err);
}

enum cips_rc cips_api_tokens_read(const char *path, size_t least, struct cips_arena *arena,
	struct cips_token_list *list, struct cips_err *err)
{
	struct cips_arena memory = {.memory = &cips_sealed_memory}, found = {0};
	struct reading reading = {.path = path,
		.arena = &found,
		.buffer = cips_arena_alloc(&memory, 1, BUFFER),
		.line = cips_arena_alloc(&memory, 1, LINE)};
	cips_sealed_random(list->salt, sizeof list->salt);
	enum cips_rc rc = read_file(&reading, least, list->salt, err);
	if (!rc) {
		list->n = reading.n;
		list->hashes = cips_arena_alloc(arena, list->n, CIPS_TOKEN_HASH_SIZE);
		for (size_t i = 0; i < list->n; i++)
			memcpy(list->hashes + i * CIPS_TOKEN_HASH_SIZE, reading.list[i].hash,
				CIPS_TOKEN_HASH_SIZE);
	}
	cips_arena_release(&memory);
	cips_arena_release(&found);
	return rc;
}

void cips_api_tokens_digest(
	const struct cips_station_content *content, char digest[CIPS_DIGEST_TEXT])
{
	uint8_t bytes[CIPS_DIGEST_SIZE];
	digest[0] = '\0';
	if (!content->n_tokens)
		return;
	struct cips_digest *all = cips_sealed_digest_begin();
	cips_sealed_digest_feed(all, content->token_salt, CIPS_TOKEN_SALT_SIZE);
	cips_sealed_digest_feed(all, content->tokens, content->n_tokens * CIPS_TOKEN_HASH_SIZE);
	cips_sealed_digest_end(all, bytes);
	cips_sealed_hex(digest, bytes, sizeof bytes);
}

/* --- one that is typed ----------------------------------------------------------------------- */

enum cips_token_fate cips_api_token_typed(
	const struct cips_station *station, const char *text, struct cips_token_typed *typed)
{
	const struct cips_station_content *content = cips_store_station_content(station->file);
	size_t n = text ? strlen(text) : 0;
	*typed = (struct cips_token_typed){.place = 0};
	if (!n || strspn(text, " \t-") == n)
		return CIPS_TOKEN_MISSING;
	if (!cips_sealed_token_read(text, n, typed->token))
		return CIPS_TOKEN_MISTYPED;
	cips_sealed_token_hash(typed->hash, typed->token, content->token_salt);
	typed->place = cips_store_station_token_place(station->file, typed->hash);
	return typed->place ? CIPS_TOKEN_GOOD : CIPS_TOKEN_UNKNOWN;
}

bool cips_api_token_elsewhere(const struct cips_station *station, size_t place)
{
	const uint8_t *bits = station->sealing->spent_elsewhere;
	return bits && bits[(place - 1) / 8] >> (place - 1) % 8 & 1;
}

void cips_api_token_spent_elsewhere(struct cips_station *station, size_t place)
{
	struct cips_station_sealing *sealing = station->sealing;
	size_t n = cips_store_station_content(station->file)->n_tokens;
	if (!sealing->spent_elsewhere)
		sealing->spent_elsewhere = cips_arena_alloc(&station->arena, (n + 7) / 8, 1);
	sealing->spent_elsewhere[(place - 1) / 8] |= (uint8_t)(1u << (place - 1) % 8);
}

enum cips_rc cips_api_token_refuse(enum cips_token_fate fate, struct cips_err *err)
{
	static const char *const words[] = {
		[CIPS_TOKEN_MISSING] = "the station asks for a token",
		[CIPS_TOKEN_MISTYPED] = "that is no token: a character is wrong",
		[CIPS_TOKEN_UNKNOWN] = "the token is none of this station",
		[CIPS_TOKEN_SPENT] = "the token was used here already",
	};
	cips_err_set(err, CIPS_INPUT, "%s", words[fate]);
	return cips_err_hint(err, "nothing was stored: compare it with the slip");
}

enum cips_rc cips_station_token(struct cips_station *station, const char *text,
	enum cips_token_fate *fate, struct cips_err *err)
{
	struct cips_token_typed typed;
	*fate = CIPS_TOKEN_GOOD;
	if (!station->facts.tokens)
		return CIPS_OK;
	enum cips_rc rc = CIPS_OK;
	*fate = cips_api_token_typed(station, text, &typed);
	if (*fate == CIPS_TOKEN_GOOD && cips_api_token_elsewhere(station, typed.place))
		*fate = CIPS_TOKEN_SPENT;
	else if (*fate == CIPS_TOKEN_GOOD)
		rc = cips_store_station_token(station->file, typed.hash, fate, err);
	cips_sealed_wipe(&typed, sizeof typed);
	return rc;
}
