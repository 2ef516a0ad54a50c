/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/identity_blocks.h"

#include "base/err.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

/* --- pairs ------------------------------------------------------------------------------------ */

static void put_pair(uint8_t *bytes, const struct cips_keyed *pair)
{
	uint64_t identity = htobe64((uint64_t)cips_identity_of(pair->key));
	uint32_t row = htobe32((uint32_t)pair->value);
	memcpy(bytes, &identity, sizeof identity);
	memcpy(bytes + sizeof identity, &row, sizeof row);
}

static struct cips_keyed get_pair(const uint8_t *bytes)
{
	uint64_t identity;
	uint32_t row;
	memcpy(&identity, bytes, sizeof identity);
	memcpy(&row, bytes + sizeof identity, sizeof row);
	return (struct cips_keyed){
		.key = cips_key_of((int64_t)be64toh(identity)), .value = be32toh(row)};
}

static enum cips_rc disorder(struct cips_sql *sql, struct cips_err *err)
{
	return cips_store_damaged(sql, "the index of identities is not in order", err);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Pairs of a row of IDENTITY_BLOCK; false where it is none. */
static bool pairs_of(sqlite3_stmt *row, const uint8_t **bytes, size_t *n)
{
	size_t size = (size_t)sqlite3_column_bytes(row, 1);
	*bytes = sqlite3_column_blob(row, 1);
	*n = size / CIPS_PAIR_SIZE;
	return size && size % CIPS_PAIR_SIZE == 0 && *n <= CIPS_BLOCK_PAIRS;
}

/* Reads a row of IDENTITY_BLOCK; its keys are `least` or more. */
static bool read_block(sqlite3_stmt *row, uint64_t least, struct cips_identity_block *block)
{
	const uint8_t *bytes;
	block->upper = sqlite3_column_int64(row, 0);
	if (!pairs_of(row, &bytes, &block->n))
		return false;
	for (size_t i = 0; i < block->n; i++, bytes += CIPS_PAIR_SIZE) {
		block->pairs[i] = get_pair(bytes);
		bool ascending = i ? block->pairs[i].key > block->pairs[i - 1].key
				   : block->pairs[i].key >= least;
		if (!ascending || !block->pairs[i].value)
			return false;
	}
	return block->pairs[block->n - 1].key <= cips_key_of(block->upper);
}

/* The block whose range has `key`; its keys are `least` or more. */
static enum cips_rc block_of(struct cips_sql *sql, uint64_t key, uint64_t least,
	struct cips_identity_block *block, bool *found, struct cips_err *err)
{
	sqlite3_stmt *row;
	*found = false;
	enum cips_rc rc = cips_store_start(sql, CIPS_SQL_IDENTITY_BLOCK,
		CIPS_VALUES(cips_int(cips_identity_of(key))), &row, err);
	if (!rc)
		rc = cips_store_next(sql, row, found, err);
	if (rc || !*found)
		return rc;
	bool good = read_block(row, least, block);
	sqlite3_reset(row);
	return good ? CIPS_OK : disorder(sql, err);
}

enum cips_rc cips_store_next_block(struct cips_sql *sql, const struct cips_identity_block *after,
	struct cips_identity_block *block, bool *found, struct cips_err *err)
{
	uint64_t key = 0;
	*found = false;
	if (after && after->upper == INT64_MAX)
		return CIPS_OK;
	if (after)
		key = cips_key_of(after->upper) + 1;
	return block_of(sql, key, key, block, found, err);
}

/* The row that belongs to the key, 0: none. */
static int64_t search(const uint8_t *bytes, size_t n, uint64_t key)
{
	size_t from = 0;
	while (n) {
		size_t half = n / 2;
		struct cips_keyed pair = get_pair(bytes + (from + half) * CIPS_PAIR_SIZE);
		if (pair.key == key)
			return pair.value;
		if (pair.key < key) {
			from += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return 0;
}

enum cips_rc cips_store_find_identity(
	struct cips_sql *sql, int64_t identity, int64_t *row, bool *found, struct cips_err *err)
{
	sqlite3_stmt *block;
	const uint8_t *bytes;
	size_t n;
	bool any = false;
	*found = false;
	if (sql->format < CIPS_FORMAT_WITH_BLOCKS)
		return cips_store_value(sql, CIPS_SQL_FORMER_IDENTITY_FIND,
			CIPS_VALUES(cips_int(identity)), row, found, err);
	enum cips_rc rc = cips_store_start(
		sql, CIPS_SQL_IDENTITY_BLOCK, CIPS_VALUES(cips_int(identity)), &block, err);
	if (!rc)
		rc = cips_store_next(sql, block, &any, err);
	if (rc || !any)
		return rc;
	if (pairs_of(block, &bytes, &n))
		*row = search(bytes, n, cips_key_of(identity));
	else
		rc = disorder(sql, err);
	*found = !rc && *row;
	sqlite3_reset(block);
	return rc;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* The block as bytes, and its part in the checksum. */
static size_t pack(
	uint8_t *bytes, int64_t upper, const struct cips_keyed *pairs, size_t n, uint64_t *hash)
{
	for (size_t i = 0; i < n; i++)
		put_pair(bytes + i * CIPS_PAIR_SIZE, &pairs[i]);
	*hash = cips_store_hash_values(
		0, CIPS_VALUES(cips_int(upper), cips_blob(bytes, n * CIPS_PAIR_SIZE)));
	return n * CIPS_PAIR_SIZE;
}

static enum cips_rc put_block(struct cips_sql *sql, int64_t upper, const struct cips_keyed *pairs,
	size_t n, struct cips_err *err)
{
	uint8_t bytes[CIPS_BLOCK_PAIRS * CIPS_PAIR_SIZE];
	uint64_t hash;
	size_t size = pack(bytes, upper, pairs, n, &hash);
	cips_store_sum_add(sql, CIPS_SUMMED_IDENTITY_BLOCK, hash);
	return cips_store_run(sql, CIPS_SQL_IDENTITY_BLOCK_PUT,
		CIPS_VALUES(cips_int(upper), cips_blob(bytes, size)), err);
}

/* Has the checksum forget a block. */
static void take_from_sum(struct cips_sql *sql, const struct cips_identity_block *block)
{
	uint8_t bytes[CIPS_BLOCK_PAIRS * CIPS_PAIR_SIZE];
	uint64_t hash;
	(void)pack(bytes, block->upper, block->pairs, block->n, &hash);
	cips_store_sum_add(sql, CIPS_SUMMED_IDENTITY_BLOCK, 0 - hash);
}

enum cips_rc cips_store_replace_block(struct cips_sql *sql, const struct cips_identity_block *block,
	const struct cips_keyed *pairs, size_t n, struct cips_err *err)
{
	take_from_sum(sql, block);
	return n ? put_block(sql, block->upper, pairs, n, err)
		 : cips_store_run(sql, CIPS_SQL_IDENTITY_BLOCK_DROP,
			   CIPS_VALUES(cips_int(block->upper)), err);
}

/* Writes the first `n` of the pairs at hand. */
static enum cips_rc write_first(struct cips_sql *sql, struct cips_block_writer *writer,
	int64_t upper, size_t n, struct cips_err *err)
{
	enum cips_rc rc = put_block(sql, upper, writer->pairs, n, err);
	writer->n -= n;
	memmove(writer->pairs, writer->pairs + n, writer->n * sizeof *writer->pairs);
	return rc;
}

/* The same, as a block of their own within the range. */
static enum cips_rc part_off(
	struct cips_sql *sql, struct cips_block_writer *writer, size_t n, struct cips_err *err)
{
	return write_first(sql, writer, cips_identity_of(writer->pairs[n - 1].key), n, err);
}

static enum cips_rc append(struct cips_sql *sql, struct cips_block_writer *writer,
	const struct cips_keyed *pair, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	if (pair->value < 1 || pair->value > UINT32_MAX)
		return cips_store_damaged(sql, "a response has a row that is too large", err);
	if (writer->n == 2 * CIPS_BLOCK_PAIRS)
		rc = part_off(sql, writer, CIPS_BLOCK_PAIRS, err);
	writer->pairs[writer->n++] = *pair;
	return rc;
}

/* What is in the file of the range in which the key lies; over the last one nothing is. */
static enum cips_rc begin_range(
	struct cips_sql *sql, struct cips_block_writer *writer, uint64_t key, struct cips_err *err)
{
	bool found;
	enum cips_rc rc = block_of(sql, key, 0, &writer->old, &found, err);
	if (rc)
		return rc;
	if (found)
		take_from_sum(sql, &writer->old);
	else
		writer->old = (struct cips_identity_block){.upper = INT64_MAX};
	writer->taken = writer->n = 0;
	writer->in_range = true;
	return CIPS_OK;
}

/* What is too much for one block becomes two of half the size, with room for more. */
static enum cips_rc end_range(
	struct cips_sql *sql, struct cips_block_writer *writer, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (; writer->taken < writer->old.n && !rc; writer->taken++)
		rc = append(sql, writer, &writer->old.pairs[writer->taken], err);
	if (!rc && writer->n > CIPS_BLOCK_PAIRS)
		rc = part_off(sql, writer, writer->n / 2, err);
	writer->in_range = false;
	return rc ? rc : write_first(sql, writer, writer->old.upper, writer->n, err);
}

enum cips_rc cips_store_write_pair(struct cips_sql *sql, struct cips_block_writer *writer,
	const struct cips_keyed *pair, struct cips_err *err)
{
	const struct cips_identity_block *old = &writer->old;
	enum cips_rc rc = CIPS_OK;
	if (writer->in_range && pair->key > cips_key_of(old->upper))
		rc = end_range(sql, writer, err);
	if (!rc && !writer->in_range)
		rc = begin_range(sql, writer, pair->key, err);
	while (!rc && writer->taken < old->n && old->pairs[writer->taken].key < pair->key)
		rc = append(sql, writer, &old->pairs[writer->taken++], err);
	if (rc)
		return rc;
	if (writer->taken < old->n && old->pairs[writer->taken].key == pair->key)
		return cips_err_set(
			err, CIPS_INTERNAL, "%s: two responses have one identity", sql->path);
	return append(sql, writer, pair, err);
}

enum cips_rc cips_store_write_rest(
	struct cips_sql *sql, struct cips_block_writer *writer, struct cips_err *err)
{
	return writer->in_range ? end_range(sql, writer, err) : CIPS_OK;
}

/* --- from the format before ------------------------------------------------------------------- */

static enum cips_rc pack_rows(struct cips_sql *sql, struct cips_err *err)
{
	struct cips_block_writer writer = {.n = 0};
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(sql, CIPS_SQL_FORMER_IDENTITIES, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(sql, row, &more, err);
		if (rc || !more)
			break;
		const struct cips_keyed pair = {.key = cips_key_of(sqlite3_column_int64(row, 0)),
			.value = sqlite3_column_int64(row, 1)};
		rc = cips_store_write_pair(sql, &writer, &pair, err);
		if (rc)
			sqlite3_reset(row);
	}
	return rc ? rc : cips_store_write_rest(sql, &writer, err);
}

enum cips_rc cips_store_pack_identities(struct cips_sql *sql, struct cips_err *err)
{
	enum cips_sum_state state;
	enum cips_rc rc = cips_store_check_before(sql, CIPS_SUMMED_IDENTITY_BLOCK, &state, err);
	if (!rc)
		rc = pack_rows(sql, err);
	if (!rc)
		rc = cips_store_run(sql, CIPS_SQL_FORMER_IDENTITIES_DROP, CIPS_NO_VALUES, err);
	return rc || state == CIPS_SUM_NONE ? rc : cips_store_sum_packed(sql, err);
}
