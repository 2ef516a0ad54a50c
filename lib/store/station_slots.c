/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slots, and the bits that say which are used and which tokens are spent. All are written over in
 * place, through incremental blobs: no row changes its size and no page its place.
 */
#include "store/station_internal.h"

#include "base/err.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *table;
	const char *what; /* for messages */
} tables[] = {
	[CIPS_SLOTS_ANSWERS] = {"answers_slot", "answers"},
	[CIPS_SLOTS_TEXTS] = {"texts_slot", "texts"},
	[CIPS_SLOTS_DRAFTS] = {"draft_slot", "drafts"},
};

/* A box that is to be put somewhere. */
struct change {
	enum cips_slots kind;
	const uint8_t *box;
	int64_t slot;  /* from 1; 0: to be chosen */
	int64_t token; /* that is spent for it, from 1; 0: none */
};

/* --- sizes ---------------------------------------------------------------------------------- */

size_t cips_store_slots(const struct cips_station_content *content, enum cips_slots kind)
{
	if (kind == CIPS_BITS_TOKENS)
		return content->n_tokens;
	if (!cips_store_box_size(content, kind))
		return 0;
	return kind == CIPS_SLOTS_DRAFTS ? CIPS_STATION_DRAFTS : content->slots;
}

size_t cips_store_box_size(const struct cips_station_content *content, enum cips_slots kind)
{
	const size_t sizes[] = {
		[CIPS_SLOTS_ANSWERS] = content->answers_size,
		[CIPS_SLOTS_TEXTS] = content->texts_size,
		[CIPS_SLOTS_DRAFTS] = content->draft_size,
	};
	return sizes[kind];
}

size_t cips_store_bits_size(const struct cips_station_content *content, enum cips_slots kind)
{
	return (cips_store_slots(content, kind) + 7) / 8;
}

/* --- bytes in place ------------------------------------------------------------------------- */

struct place {
	const char *table;
	const char *column;
	int64_t row;
	size_t size; /* of the whole */
};

static struct place place_of_box(
	const struct cips_station_file *file, enum cips_slots kind, int64_t slot)
{
	return (struct place){
		tables[kind].table, "box", slot, cips_store_box_size(&file->content, kind)};
}

static struct place place_of_bits(const struct cips_station_file *file, enum cips_slots kind)
{
	return (struct place){"used", "bits", kind + 1, cips_store_bits_size(&file->content, kind)};
}

static enum cips_rc open_place(struct cips_station_file *file, const struct place *place,
	bool write, sqlite3_blob **blob, struct cips_err *err)
{
	*blob = NULL;
	int code = sqlite3_blob_open(
		file->sql.db, "main", place->table, place->column, place->row, write, blob);
	if (code)
		return cips_store_fail(&file->sql, code, err);
	if ((size_t)sqlite3_blob_bytes(*blob) == place->size)
		return CIPS_OK;
	sqlite3_blob_close(*blob);
	return cips_store_damaged(&file->sql, "a slot has a wrong size", err);
}

static enum cips_rc close_place(
	struct cips_station_file *file, sqlite3_blob *blob, int code, struct cips_err *err)
{
	int closed = sqlite3_blob_close(blob);
	if (code || closed)
		return cips_store_fail(&file->sql, code ? code : closed, err);
	return CIPS_OK;
}

static enum cips_rc read_place(struct cips_station_file *file, const struct place *place,
	uint8_t *bytes, struct cips_err *err)
{
	sqlite3_blob *blob;
	enum cips_rc rc = open_place(file, place, false, &blob, err);
	if (rc)
		return rc;
	return close_place(file, blob, sqlite3_blob_read(blob, bytes, (int)place->size, 0), err);
}

static enum cips_rc write_place(struct cips_station_file *file, const struct place *place,
	const uint8_t *bytes, size_t n, size_t at, struct cips_err *err)
{
	sqlite3_blob *blob;
	enum cips_rc rc = open_place(file, place, true, &blob, err);
	if (rc)
		return rc;
	return close_place(file, blob, sqlite3_blob_write(blob, bytes, (int)n, (int)at), err);
}

static enum cips_rc read_bits(
	struct cips_station_file *file, enum cips_slots kind, uint8_t **bits, struct cips_err *err)
{
	struct place place = place_of_bits(file, kind);
	*bits = cips_calloc(place.size + 1, 1);
	enum cips_rc rc = place.size ? read_place(file, &place, *bits, err) : CIPS_OK;
	if (rc) {
		free(*bits);
		*bits = NULL;
	}
	return rc;
}

static bool is_used(const uint8_t *bits, size_t i)
{
	return bits[i / 8] >> i % 8 & 1;
}

static enum cips_rc set_bit(struct cips_station_file *file, enum cips_slots kind, int64_t slot,
	bool used, struct cips_err *err)
{
	uint8_t *bits;
	size_t i = (size_t)slot - 1;
	enum cips_rc rc = read_bits(file, kind, &bits, err);
	if (rc)
		return rc;
	uint8_t mask = (uint8_t)(1u << i % 8);
	uint8_t byte = (uint8_t)(used ? bits[i / 8] | mask : bits[i / 8] & ~mask);
	struct place place = place_of_bits(file, kind);
	free(bits);
	return write_place(file, &place, &byte, 1, i / 8, err);
}

static size_t count_used(const uint8_t *bits, size_t n)
{
	size_t used = 0;
	for (size_t i = 0; i < n; i++)
		used += is_used(bits, i);
	return used;
}

enum cips_rc cips_store_count_bits(
	struct cips_station_file *file, enum cips_slots kind, size_t *set, struct cips_err *err)
{
	uint8_t *bits;
	*set = 0;
	enum cips_rc rc = read_bits(file, kind, &bits, err);
	if (rc)
		return rc;
	*set = count_used(bits, cips_store_slots(&file->content, kind));
	free(bits);
	return CIPS_OK;
}

/* --- choosing ------------------------------------------------------------------------------- */

static enum cips_rc all_used(
	const struct cips_station_file *file, enum cips_slots kind, size_t n, struct cips_err *err)
{
	if (kind == CIPS_SLOTS_DRAFTS) {
		cips_err_set(
			err, CIPS_POLICY, "%s: all %zu places for drafts are taken", file->path, n);
		return cips_err_hint(err, "finish now, or wait until another draft is finished");
	}
	cips_err_set(err, CIPS_USAGE, "%s: all %zu places for %s are used", file->path, n,
		tables[kind].what);
	return cips_err_hint(err, "go on with a new station: \"cips station new\"");
}

/* Any of the unused slots, each as likely as the others. */
static enum cips_rc choose(struct cips_station_file *file, enum cips_slots kind,
	cips_station_random random, int64_t *slot, struct cips_err *err)
{
	uint8_t *bits;
	size_t n = cips_store_slots(&file->content, kind);
	enum cips_rc rc = read_bits(file, kind, &bits, err);
	if (rc)
		return rc;
	size_t free_ones = n - count_used(bits, n);
	if (!free_ones)
		rc = all_used(file, kind, n, err);
	uint32_t skip = rc ? 0 : random((uint32_t)free_ones);
	for (size_t i = 0; i < n && !rc; i++) {
		if (is_used(bits, i))
			continue;
		*slot = (int64_t)i + 1;
		if (!skip--)
			break;
	}
	free(bits);
	return rc;
}

/* --- tokens --------------------------------------------------------------------------------- */

/* The place of a hash in the list, from 1; 0: it is not in it. */
static int64_t find_token(const struct cips_station_file *file, const uint8_t *hash)
{
	size_t from = 0, to = file->content.n_tokens;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = memcmp(
			hash, file->content.tokens + middle * CIPS_STATION_HASH, CIPS_STATION_HASH);
		if (order == 0)
			return (int64_t)middle + 1;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return 0;
}

/*
 * The token of the response whose place the next one takes is as good as one that was not spent.
 * When the doubt is settled.
 */
static int64_t doubted_token(const struct cips_station_file *file)
{
	return file->doubts[CIPS_SLOTS_ANSWERS].known_token;
}

static enum cips_rc look_up(struct cips_station_file *file, int64_t token,
	enum cips_token_fate *fate, struct cips_err *err)
{
	uint8_t *bits;
	*fate = CIPS_TOKEN_UNKNOWN;
	if (!token)
		return CIPS_OK;
	enum cips_rc rc = read_bits(file, CIPS_BITS_TOKENS, &bits, err);
	if (rc)
		return rc;
	bool spent = is_used(bits, (size_t)token - 1) && token != doubted_token(file);
	*fate = spent ? CIPS_TOKEN_SPENT : CIPS_TOKEN_GOOD;
	free(bits);
	return CIPS_OK;
}

static enum cips_rc refuse_token(
	const struct cips_station_file *file, enum cips_token_fate fate, struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT, "%s: %s", file->path,
		fate == CIPS_TOKEN_SPENT ? "the token was used here already"
					 : "the token is none of this station");
	return cips_err_hint(err, "nothing was stored: use a token that is of this station");
}

/* Sets the bit of the token, and takes that of the response back whose place is taken. */
static enum cips_rc spend(
	struct cips_station_file *file, const struct change *change, struct cips_err *err)
{
	enum cips_token_fate fate;
	int64_t before = doubted_token(file);
	enum cips_rc rc = look_up(file, change->token, &fate, err);
	if (!rc && fate != CIPS_TOKEN_GOOD)
		rc = refuse_token(file, fate, err);
	if (!rc && before && before != change->token)
		rc = set_bit(file, CIPS_BITS_TOKENS, before, false, err);
	return rc ? rc : set_bit(file, CIPS_BITS_TOKENS, change->token, true, err);
}

/* --- changes -------------------------------------------------------------------------------- */

static enum cips_rc write_change(struct cips_station_file *file, struct change *change,
	cips_station_random random, struct cips_err *err)
{
	enum cips_rc rc = change->token ? spend(file, change, err) : CIPS_OK;
	if (!rc && !change->slot)
		rc = choose(file, change->kind, random, &change->slot, err);
	struct place place = place_of_box(file, change->kind, change->slot);
	if (!rc)
		rc = write_place(file, &place, change->box, place.size, 0, err);
	return rc ? rc : set_bit(file, change->kind, change->slot, true, err);
}

/* --- doubts --------------------------------------------------------------------------------- */

static void forget_doubt(struct cips_station_doubt *doubt)
{
	free(doubt->known);
	free(doubt->tried);
	*doubt = (struct cips_station_doubt){0};
}

void cips_store_forget_doubts(struct cips_station_file *file)
{
	for (int kind = 0; kind < CIPS_SLOTS_KINDS; kind++)
		forget_doubt(&file->doubts[kind]);
}

static void doubt(struct cips_station_file *file, const struct change *change)
{
	struct cips_station_doubt *doubt = &file->doubts[change->kind];
	size_t size = cips_store_box_size(&file->content, change->kind);
	doubt->slot = change->slot;
	doubt->tried_token = change->token;
	free(doubt->tried);
	doubt->tried = cips_malloc(size);
	memcpy(doubt->tried, change->box, size);
}

/*
 * Looks what became of a change: afterwards there is no doubt, or `known` is what the slot holds.
 */
static enum cips_rc settle(
	struct cips_station_file *file, enum cips_slots kind, struct cips_err *err)
{
	struct cips_station_doubt *doubt = &file->doubts[kind];
	if (!doubt->slot)
		return CIPS_OK;
	struct place place = place_of_box(file, kind, doubt->slot);
	uint8_t *bits, *box = cips_malloc(place.size);
	enum cips_rc rc = read_place(file, &place, box, err);
	if (!rc)
		rc = read_bits(file, kind, &bits, err);
	if (rc) {
		free(box);
		return rc;
	}
	bool tried = doubt->tried && memcmp(box, doubt->tried, place.size) == 0;
	bool known = doubt->known && memcmp(box, doubt->known, place.size) == 0;
	bool ours = is_used(bits, (size_t)doubt->slot - 1) && (tried || known);
	struct cips_station_doubt found = {.slot = doubt->slot,
		.known = box,
		.known_token = tried ? doubt->tried_token : doubt->known_token};
	free(bits);
	forget_doubt(doubt);
	if (ours)
		*doubt = found;
	else
		free(box);
	return CIPS_OK;
}

static bool holds(const struct cips_station_file *file, const struct change *change)
{
	const struct cips_station_doubt *doubt = &file->doubts[change->kind];
	return doubt->slot &&
		memcmp(doubt->known, change->box,
			cips_store_box_size(&file->content, change->kind)) == 0;
}

/* --- putting -------------------------------------------------------------------------------- */

static void give_up(struct cips_station_file *file)
{
	if (!sqlite3_get_autocommit(file->sql.db))
		(void)cips_store_run(&file->sql, CIPS_SQL_ROLLBACK, CIPS_NO_VALUES, NULL);
	(void)cips_store_station_tidy(file, NULL);
}

/*
 * A commit that failed may have come to the disk all the same. When it did, and the journal cannot
 * take it back any more, it is done.
 */
static enum cips_rc look_again(struct cips_station_file *file, const struct change *changes,
	size_t n, enum cips_rc failed, struct cips_err *err)
{
	bool done = true;
	for (size_t i = 0; i < n; i++)
		doubt(file, &changes[i]);
	if (!sqlite3_get_autocommit(file->sql.db))
		(void)cips_store_run(&file->sql, CIPS_SQL_ROLLBACK, CIPS_NO_VALUES, NULL);
	enum cips_rc rc = cips_store_station_tidy(file, NULL);
	for (size_t i = 0; i < n && !rc; i++) {
		rc = settle(file, changes[i].kind, NULL);
		done = done && !rc && holds(file, &changes[i]);
	}
	if (!rc)
		return done ? CIPS_OK : failed;
	cips_err_set(err, CIPS_SYSTEM, "%s: writing failed, and so does looking what was written",
		file->path);
	return cips_err_hint(err, "try again: nothing will be stored twice");
}

static enum cips_rc write_changes(struct cips_station_file *file, struct change *changes, size_t n,
	cips_station_random random, struct cips_err *err)
{
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_BEGIN_WRITE, CIPS_NO_VALUES, err);
	for (size_t i = 0; i < n && !rc; i++)
		rc = write_change(file, &changes[i], random, err);
	if (rc) {
		give_up(file);
		return rc;
	}
	rc = cips_store_run(&file->sql, CIPS_SQL_COMMIT, CIPS_NO_VALUES, err);
	if (rc)
		return look_again(file, changes, n, rc, err);
	/* Stored. Where the journal cannot be cleaned now, whoever has the lock next does it. */
	(void)cips_store_station_tidy(file, NULL);
	return CIPS_OK;
}

static enum cips_rc put(struct cips_station_file *file, struct change *changes, size_t n,
	cips_station_random random, struct cips_err *err)
{
	assert(file->write);
	enum cips_rc rc = cips_store_station_enter(file, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < n && !rc; i++) {
		rc = settle(file, changes[i].kind, err);
		changes[i].slot = file->doubts[changes[i].kind].slot;
	}
	if (!rc)
		rc = write_changes(file, changes, n, random, err);
	for (size_t i = 0; i < n && !rc; i++)
		forget_doubt(&file->doubts[changes[i].kind]);
	cips_store_station_leave(file);
	return rc;
}

static enum cips_rc put_response(struct cips_station_file *file, int64_t token,
	const uint8_t *answers, const uint8_t *texts, cips_station_random random,
	struct cips_err *err)
{
	assert(answers && !texts == !file->content.texts_size);
	struct change changes[] = {
		{.kind = CIPS_SLOTS_ANSWERS, .box = answers, .token = token},
		{.kind = CIPS_SLOTS_TEXTS, .box = texts},
	};
	return put(file, changes, texts ? 2 : 1, random, err);
}

enum cips_rc cips_store_station_put(struct cips_station_file *file, const uint8_t *answers,
	const uint8_t *texts, cips_station_random random, struct cips_err *err)
{
	assert(!file->content.n_tokens);
	return put_response(file, 0, answers, texts, random, err);
}

enum cips_rc cips_store_station_spend(struct cips_station_file *file, const uint8_t *hash,
	const uint8_t *answers, const uint8_t *texts, cips_station_random random,
	struct cips_err *err)
{
	assert(file->content.n_tokens);
	int64_t token = find_token(file, hash);
	if (!token)
		return refuse_token(file, CIPS_TOKEN_UNKNOWN, err);
	return put_response(file, token, answers, texts, random, err);
}

size_t cips_store_station_token_place(const struct cips_station_file *file, const uint8_t *hash)
{
	return (size_t)find_token(file, hash);
}

enum cips_rc cips_store_station_token(struct cips_station_file *file, const uint8_t *hash,
	enum cips_token_fate *fate, struct cips_err *err)
{
	*fate = CIPS_TOKEN_UNKNOWN;
	enum cips_rc rc = cips_store_station_enter(file, err);
	if (rc)
		return rc;
	rc = settle(file, CIPS_SLOTS_ANSWERS, err);
	if (!rc)
		rc = look_up(file, find_token(file, hash), fate, err);
	cips_store_station_leave(file);
	return rc;
}

enum cips_rc cips_store_station_put_draft(struct cips_station_file *file, const uint8_t *draft,
	cips_station_random random, struct cips_err *err)
{
	assert(file->content.draft_size);
	struct change change = {.kind = CIPS_SLOTS_DRAFTS, .box = draft};
	return put(file, &change, 1, random, err);
}

/* --- drafts --------------------------------------------------------------------------------- */

enum cips_rc cips_store_station_draft(
	struct cips_station_file *file, unsigned i, uint8_t *draft, struct cips_err *err)
{
	assert(i < cips_store_slots(&file->content, CIPS_SLOTS_DRAFTS));
	struct place place = place_of_box(file, CIPS_SLOTS_DRAFTS, (int64_t)i + 1);
	enum cips_rc rc = cips_store_station_enter(file, err);
	if (rc)
		return rc;
	rc = read_place(file, &place, draft, err);
	cips_store_station_leave(file);
	return rc;
}

/* To be done twice does no harm: an unclear end is a failure. */
static enum cips_rc drop(
	struct cips_station_file *file, int64_t slot, const uint8_t *filling, struct cips_err *err)
{
	struct place place = place_of_box(file, CIPS_SLOTS_DRAFTS, slot);
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_BEGIN_WRITE, CIPS_NO_VALUES, err);
	if (!rc)
		rc = write_place(file, &place, filling, place.size, 0, err);
	if (!rc)
		rc = set_bit(file, CIPS_SLOTS_DRAFTS, slot, false, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_COMMIT, CIPS_NO_VALUES, err);
	give_up(file);
	return rc;
}

enum cips_rc cips_store_station_drop_draft(
	struct cips_station_file *file, unsigned i, const uint8_t *filling, struct cips_err *err)
{
	assert(file->write && i < cips_store_slots(&file->content, CIPS_SLOTS_DRAFTS));
	enum cips_rc rc = cips_store_station_enter(file, err);
	if (rc)
		return rc;
	rc = drop(file, (int64_t)i + 1, filling, err);
	cips_store_station_leave(file);
	return rc;
}

/* --- reading -------------------------------------------------------------------------------- */

enum cips_rc cips_store_station_used(
	struct cips_station_file *file, unsigned long *used, struct cips_err *err)
{
	size_t set;
	*used = 0;
	enum cips_rc rc = cips_store_station_enter(file, err);
	if (rc)
		return rc;
	rc = cips_store_count_bits(file, CIPS_SLOTS_ANSWERS, &set, err);
	*used = set;
	cips_store_station_leave(file);
	return rc;
}

enum cips_rc cips_store_station_box(
	struct cips_station_file *file, bool texts, size_t slot, uint8_t *box, struct cips_err *err)
{
	enum cips_slots kind = texts ? CIPS_SLOTS_TEXTS : CIPS_SLOTS_ANSWERS;
	assert(slot >= 1 && slot <= cips_store_slots(&file->content, kind));
	struct place place = place_of_box(file, kind, (int64_t)slot);
	enum cips_rc rc = cips_store_station_enter(file, err);
	if (rc)
		return rc;
	rc = read_place(file, &place, box, err);
	cips_store_station_leave(file);
	return rc;
}

static enum cips_rc each_box(struct cips_station_file *file, bool texts,
	void (*each)(void *context, const uint8_t *box, size_t size), void *context,
	struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t size = texts ? file->content.texts_size : file->content.answers_size;
	enum cips_rc rc = cips_store_start(
		&file->sql, texts ? CIPS_SQL_TEXTS : CIPS_SQL_ANSWERS, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		if ((size_t)sqlite3_column_bytes(row, 0) != size) {
			sqlite3_reset(row);
			return cips_store_damaged(&file->sql, "a slot has a wrong size", err);
		}
		each(context, sqlite3_column_blob(row, 0), size);
	}
	return rc;
}

enum cips_rc cips_store_station_each(struct cips_station_file *file, bool texts,
	void (*each)(void *context, const uint8_t *box, size_t size), void *context,
	struct cips_err *err)
{
	enum cips_rc rc = cips_store_station_enter(file, err);
	if (rc)
		return rc;
	rc = each_box(file, texts, each, context, err);
	cips_store_station_leave(file);
	return rc;
}
