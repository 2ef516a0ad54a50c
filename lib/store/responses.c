/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Responses in.
 *
 * Responses that are added wait in memory and are written in blocks, each in the order of the
 * identities. These are keyed hashes, so that nothing is left of the order in which the people of a
 * block came; the responses of a country's import are one block. The index of identities is written
 * at the end.
 *
 * A full block is written by another thread while the next one fills; the rows come in the same
 * order as if there were but one. What that thread uses, nobody else touches until settle(): the
 * connection, the block `writing`, and below it in struct cips_bulk. It reads the shapes of origins,
 * and a new origin is a statement, which waits for it.
 */
#include "store/identities.h"
#include "store/identity_blocks.h"

#include "base/buf.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_RESPONSES = 1 << 14,
	BLOCK_BYTES = 4 << 20,
};

/* The head of a response that waits. */
struct waiting {
	long origin;
	double weight;
	double seconds;
};

/* In `bytes` lies one response after the other: its head, its record, and its numbers. */
struct block {
	struct cips_keyed *order; /* identity, place in `bytes` */
	size_t n;
	size_t room;
	struct cips_buf bytes;
};

struct cips_bulk {
	struct block filling;
	struct block writing;
	enum cips_rc rc; /* of what was written */
	struct cips_err err;
	struct cips_buf numbers; /* as text, of the rows that are being written */
	double *unpacked;
	size_t unpacked_room;
	struct cips_identities identities;
	struct cips_sorter sorter;
};

static void release_block(struct block *block)
{
	cips_buf_release(&block->bytes);
	free(block->order);
}

void cips_store_forget_bulk(struct cips_survey_file *file)
{
	struct cips_bulk *bulk = file->bulk;
	if (!bulk)
		return;
	release_block(&bulk->filling);
	release_block(&bulk->writing);
	cips_buf_release(&bulk->numbers);
	cips_store_identities_release(&bulk->identities);
	cips_store_sorter_release(&bulk->sorter);
	free(bulk->unpacked);
	free(bulk);
	file->bulk = NULL;
}

/* --- writing -------------------------------------------------------------------------------- */

/* How many of the `n` things left are written next. */
static size_t next_rows(size_t n)
{
	return n >= CIPS_STORE_TOGETHER ? CIPS_STORE_TOGETHER : 1;
}

/* Appends the numbers as their column has them, with a NUL; nothing when there are none. */
static void pack_numbers(struct cips_bulk *bulk, const uint8_t *bytes, size_t n)
{
	bool any = false;
	if (bulk->unpacked_room < n) {
		bulk->unpacked = cips_realloc(bulk->unpacked, n, sizeof *bulk->unpacked);
		bulk->unpacked_room = n;
	}
	if (n) /* in the block they are not aligned */
		memcpy(bulk->unpacked, bytes, n * sizeof *bulk->unpacked);
	for (size_t i = 0; i < n; i++)
		any = any || !isnan(bulk->unpacked[i]);
	if (!any)
		return;
	cips_store_pack_numbers(bulk->unpacked, n, &bulk->numbers);
	cips_buf_putc(&bulk->numbers, '\0');
}

/*
 * Has the processor fetch responses that are soon written. In the order of the identities they lie
 * anywhere in the block, which is larger than its cache.
 */
static void fetch(const struct block *block, size_t from, size_t n)
{
	enum { LINE = 64, LINES = 2 }; /* more follows by itself */
	for (size_t i = from; i < from + n && i < block->n; i++)
		for (size_t line = 0; line < LINES; line++)
			__builtin_prefetch(block->bytes.text + block->order[i].value + line * LINE);
}

/*
 * `order` are the next `n` responses, 1 or CIPS_STORE_TOGETHER. `hashes` are those of their rows as
 * far as these are known.
 */
static enum cips_rc write_responses(struct cips_survey_file *file, const struct cips_keyed *order,
	size_t n, uint64_t *hashes, struct cips_err *err)
{
	struct cips_sql_value values[5 * CIPS_STORE_TOGETHER];
	struct cips_bulk *bulk = file->bulk;
	size_t numbers[CIPS_STORE_TOGETHER + 1] = {0};
	cips_buf_clear(&bulk->numbers);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *bytes = (const uint8_t *)bulk->writing.bytes.text + order[i].value;
		struct cips_sql_value *value = values + 5 * i;
		struct waiting response;
		memcpy(&response, bytes, sizeof response); /* in the block it is not aligned */
		const struct cips_origin *origin = &file->origins.list[response.origin - 1];
		bytes += sizeof response;
		value[0] = cips_int(response.origin);
		value[1] = cips_real(response.weight);
		value[2] = cips_real(response.seconds);
		value[3] = cips_blob(bytes, origin->record_size);
		pack_numbers(bulk, bytes + origin->record_size, origin->n_numbers);
		numbers[i + 1] = bulk->numbers.n;
	}
	for (size_t i = 0; i < n; i++) { /* now the texts do not move any more */
		values[5 * i + 4] = cips_string(
			numbers[i + 1] > numbers[i] ? bulk->numbers.text + numbers[i] : NULL);
		hashes[i] = cips_store_hash_values(0, values + 5 * i, 5);
	}
	return cips_store_run(&file->sql, n > 1 ? CIPS_SQL_RESPONSES_ADD : CIPS_SQL_RESPONSE_ADD,
		values, 5 * n, err);
}

static enum cips_rc write_block(struct cips_survey_file *file, struct cips_err *err)
{
	struct cips_bulk *bulk = file->bulk;
	struct block *block = &bulk->writing;
	uint64_t hashes[CIPS_STORE_TOGETHER];
	enum cips_rc rc = CIPS_OK;
	cips_store_sort(&bulk->sorter, block->order, block->n);
	for (size_t i = 0, n; i < block->n && !rc; i += n) {
		n = next_rows(block->n - i);
		fetch(block, i + n, CIPS_STORE_TOGETHER);
		rc = write_responses(file, block->order + i, n, hashes, err);
		/* Each row gets the number after the largest: those of one statement follow. */
		int64_t row = sqlite3_last_insert_rowid(file->sql.db) - (int64_t)n;
		for (size_t k = 0; k < n && !rc; k++) {
			struct cips_sql_value last = cips_int(++row);
			cips_store_sum_add(&file->sql, CIPS_SUMMED_RESPONSE,
				cips_store_hash_values(hashes[k], &last, 1));
			rc = cips_store_identities_add(file, &bulk->identities,
				cips_identity_of(block->order[i + k].key), row, err);
		}
	}
	block->n = 0;
	cips_buf_clear(&block->bytes);
	return rc;
}

static void write_beside(void *context)
{
	struct cips_survey_file *file = context;
	file->bulk->rc = write_block(file, &file->bulk->err);
}

enum cips_rc cips_store_settle(struct cips_survey_file *file, struct cips_err *err)
{
	cips_store_take_back(&file->sql);
	if (!file->bulk || !file->bulk->rc)
		return CIPS_OK;
	if (err)
		*err = file->bulk->err;
	return file->bulk->rc;
}

/* Puts the block that has filled into the place of the one that was written. */
static enum cips_rc exchange_blocks(struct cips_survey_file *file, struct cips_err *err)
{
	struct cips_bulk *bulk = file->bulk;
	enum cips_rc rc = cips_store_settle(file, err);
	if (rc)
		return rc;
	struct block empty = bulk->writing;
	bulk->writing = bulk->filling;
	bulk->filling = empty;
	return CIPS_OK;
}

static enum cips_rc flush_rows(struct cips_survey_file *file, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	if (file->bulk)
		rc = exchange_blocks(file, err);
	if (!rc && file->bulk)
		rc = write_block(file, err);
	return rc ? rc : cips_store_write_origins(file, err);
}

enum cips_rc cips_store_flush(struct cips_survey_file *file, bool all, struct cips_err *err)
{
	enum cips_rc rc = flush_rows(file, err);
	if (!rc && all && file->bulk)
		rc = cips_store_identities_write(file, &file->bulk->identities, NULL, err);
	return rc;
}

enum cips_rc cips_store_finish_responses(
	struct cips_survey_file *file, struct cips_twice *twice, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = flush_rows(file, err);
	if (!rc && file->bulk)
		rc = cips_store_identities_write(file, &file->bulk->identities, twice, err);
	cips_store_forget_bulk(file);
	return rc;
}

static struct cips_bulk *bulk_of(struct cips_survey_file *file)
{
	if (!file->bulk)
		file->bulk = cips_calloc(1, sizeof *file->bulk);
	return file->bulk;
}

enum cips_rc cips_store_note_identity(
	struct cips_survey_file *file, int64_t identity, struct cips_err *err)
{
	assert(file->changing);
	cips_store_take_back(&file->sql);
	return cips_store_identities_add(file, &bulk_of(file)->identities, identity, 0, err);
}

static void add_waiting(
	struct cips_survey_file *file, const struct cips_stored *response, long origin)
{
	struct block *block = &bulk_of(file)->filling;
	if (block->n == block->room) {
		block->room = block->room ? 2 * block->room : 256;
		block->order = cips_realloc(block->order, block->room, sizeof *block->order);
	}
	const struct waiting head = {
		.origin = origin, .weight = response->weight, .seconds = response->seconds};
	block->order[block->n++] = (struct cips_keyed){
		.key = cips_key_of(response->identity), .value = (int64_t)block->bytes.n};
	cips_buf_add(&block->bytes, (const char *)&head, sizeof head);
	cips_buf_add(&block->bytes, (const char *)response->record, response->record_size);
	if (response->n_numbers)
		cips_buf_add(&block->bytes, (const char *)response->numbers,
			response->n_numbers * sizeof *response->numbers);
}

enum cips_rc cips_store_add_response(
	struct cips_survey_file *file, const struct cips_stored *response, struct cips_err *err)
{
	assert(file->changing);
	long batches, origin;
	enum cips_rc rc = cips_store_batch_set(file, 0, response->batch, &batches, err);
	if (!rc)
		rc = cips_store_origin(file,
			&(struct cips_origin){.version = response->version,
				.wave = response->wave,
				.language = response->language,
				.mode = response->mode,
				.assisted = response->assisted,
				.batches = batches},
			&origin, err);
	if (rc)
		return rc;
	assert(response->record_size == file->origins.list[origin - 1].record_size);
	assert(response->n_numbers == file->origins.list[origin - 1].n_numbers);
	add_waiting(file, response, origin);
	cips_store_origin_add(file, origin, 1);
	file->settings.frozen = true;
	const struct block *block = &file->bulk->filling;
	if (block->n < BLOCK_RESPONSES && block->bytes.n < BLOCK_BYTES)
		return CIPS_OK;
	rc = exchange_blocks(file, err);
	if (!rc)
		cips_store_lend(&file->sql, write_beside, file);
	return rc;
}

enum cips_rc cips_store_link_batch(
	struct cips_survey_file *file, int64_t row, long batch, struct cips_err *err)
{
	assert(file->changing);
	int64_t before;
	long after;
	enum cips_rc rc = cips_store_load_origins(file, err);
	if (!rc)
		rc = cips_store_value(&file->sql, CIPS_SQL_RESPONSE_ORIGIN,
			CIPS_VALUES(cips_int(row)), &before, NULL, err);
	if (rc)
		return rc;
	if (before < 1 || before > (int64_t)file->origins.n)
		return cips_store_damaged(&file->sql, "a response has no origin", err);
	struct cips_origin origin = file->origins.list[before - 1];
	rc = cips_store_batch_set(file, origin.batches, batch, &origin.batches, err);
	if (!rc)
		rc = cips_store_origin(file, &origin, &after, err);
	if (rc || after == before)
		return rc;
	cips_store_origin_add(file, (long)before, -1);
	cips_store_origin_add(file, after, 1);
	rc = cips_store_sum_response(&file->sql, row, -1, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_RESPONSE_SET_ORIGIN,
			CIPS_VALUES(cips_int(after), cips_int(row)), err);
	return rc ? rc : cips_store_sum_response(&file->sql, row, 1, err);
}

enum cips_rc cips_store_add_text(struct cips_survey_file *file, long batch, long version,
	const char *item, const char *text, struct cips_err *err)
{
	assert(file->changing);
	return cips_store_run(&file->sql, CIPS_SQL_TEXT_ADD,
		CIPS_VALUES(
			cips_int(batch), cips_int(version), cips_string(item), cips_string(text)),
		err);
}
