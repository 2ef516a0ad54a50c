/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checksums of tables, so that a byte that changed on a disk or on its way is found.
 *
 * The sum of a table is the sum of the hashes of its rows, whatever their order. Each step of a hash
 * is a bijection of what came before and of what it takes in: one value that differs in a row always
 * shows. They are no defence against somebody who changes the file on purpose.
 *
 * A commit writes the sums of the tables that its statements changed: it reads these tables again,
 * but for the two that grow with the responses, whose sums follow each row. Before a table is changed
 * it is held against its sum, so that nothing that was wrong before is made good by the way.
 */
#include "store/internal.h"

#include <assert.h>
#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	enum cips_statement all;
} tables[] = {
#define SUMMED(NAME, name, select) [CIPS_SUMMED_##NAME] = {name, CIPS_SQL_SUM_##NAME},
#include "store/summed.def"
#undef SUMMED
};

_Static_assert(CIPS_SUMMED <= 64, "a table is a bit");

static uint64_t bit(size_t table)
{
	return UINT64_C(1) << table;
}

static bool is_running(size_t table)
{
	return table == CIPS_SUMMED_RESPONSE || table == CIPS_SUMMED_IDENTITY_BLOCK;
}

/* What a file of an earlier format had instead of blocks of identities. */
static const char former_identities[] = "response_identity";

static bool is_former(const struct cips_sql *sql, size_t table)
{
	return table == CIPS_SUMMED_IDENTITY_BLOCK && sql->format < CIPS_FORMAT_WITH_BLOCKS;
}

static const char *name_of(const struct cips_sql *sql, size_t table)
{
	return is_former(sql, table) ? former_identities : tables[table].name;
}

/* --- hashes --------------------------------------------------------------------------------- */

static uint64_t add_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15); /* odd: nothing is lost */
	return hash ^ hash >> 32;
}

static uint64_t add_real(uint64_t hash, double value)
{
	uint64_t bits;
	value += 0.0; /* there is one zero */
	memcpy(&bits, &value, sizeof bits);
	return add_word(hash, bits);
}

static uint64_t add_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const uint8_t *from = bytes;
	uint64_t word;
	hash = add_word(hash, n);
	for (; n >= sizeof word; n -= sizeof word, from += sizeof word) {
		memcpy(&word, from, sizeof word);
		hash = add_word(hash, le64toh(word));
	}
	if (!n)
		return hash;
	word = 0;
	for (size_t k = 0; k < n; k++)
		word |= (uint64_t)from[k] << 8 * k;
	return add_word(hash, word);
}

/* The kinds of values as they count in a hash. */
enum { HASH_NULL = 1, HASH_INT, HASH_REAL, HASH_TEXT, HASH_BLOB };

uint64_t cips_store_hash_values(uint64_t hash, const struct cips_sql_value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct cips_sql_value *value = &values[i];
		if (value->type == CIPS_SQL_INT)
			hash = add_word(add_word(hash, HASH_INT), (uint64_t)value->integer);
		else if (value->type == CIPS_SQL_REAL && !isnan(value->real))
			hash = add_real(add_word(hash, HASH_REAL), value->real);
		else if (value->type == CIPS_SQL_TEXT)
			hash = add_bytes(
				add_word(hash, HASH_TEXT), value->bytes, strlen(value->bytes));
		else if (value->type == CIPS_SQL_BLOB)
			hash = add_bytes(add_word(hash, HASH_BLOB), value->bytes, value->n);
		else
			hash = add_word(hash, HASH_NULL);
	}
	return hash;
}

static uint64_t add_column(uint64_t hash, sqlite3_stmt *row, int column)
{
	switch (sqlite3_column_type(row, column)) {
	case SQLITE_INTEGER:
		return add_word(
			add_word(hash, HASH_INT), (uint64_t)sqlite3_column_int64(row, column));
	case SQLITE_FLOAT:
		return add_real(add_word(hash, HASH_REAL), sqlite3_column_double(row, column));
	case SQLITE_TEXT: {
		const void *text = sqlite3_column_text(row, column);
		return add_bytes(
			add_word(hash, HASH_TEXT), text, (size_t)sqlite3_column_bytes(row, column));
	}
	case SQLITE_BLOB: {
		const void *blob = sqlite3_column_blob(row, column);
		return add_bytes(
			add_word(hash, HASH_BLOB), blob, (size_t)sqlite3_column_bytes(row, column));
	}
	default:
		return add_word(hash, HASH_NULL);
	}
}

/* --- sums ----------------------------------------------------------------------------------- */

static enum cips_rc sum_rows(
	struct cips_sql *sql, sqlite3_stmt *row, uint64_t *sum, struct cips_err *err)
{
	bool more = true;
	enum cips_rc rc = CIPS_OK;
	*sum = 0;
	while (!rc && more) {
		rc = cips_store_next(sql, row, &more, err);
		if (rc || !more)
			break;
		uint64_t hash = 0;
		for (int column = 0; column < sqlite3_column_count(row); column++)
			hash = add_column(hash, row, column);
		*sum += hash;
	}
	return rc;
}

static enum cips_rc sum_table(
	struct cips_sql *sql, size_t table, uint64_t *sum, struct cips_err *err)
{
	sqlite3_stmt *row;
	enum cips_statement all =
		is_former(sql, table) ? CIPS_SQL_FORMER_IDENTITIES : tables[table].all;
	enum cips_rc rc = cips_store_start(sql, all, CIPS_NO_VALUES, &row, err);
	return rc ? rc : sum_rows(sql, row, sum, err);
}

static enum cips_rc stored_sum(
	struct cips_sql *sql, size_t table, uint64_t *sum, bool *found, struct cips_err *err)
{
	int64_t value;
	enum cips_rc rc = cips_store_value(sql, CIPS_SQL_CHECKSUM,
		CIPS_VALUES(cips_string(name_of(sql, table))), &value, found, err);
	*sum = (uint64_t)value;
	return rc;
}

/* --- checking ------------------------------------------------------------------------------- */

enum cips_rc cips_store_check_sum(struct cips_sql *sql, size_t table, enum cips_sum_state *state,
	const char **name, struct cips_err *err)
{
	uint64_t stored, now;
	bool found;
	*name = name_of(sql, table);
	*state = CIPS_SUM_NONE;
	if (sql->format < CIPS_FORMAT_WITH_SUMS || sql->sums.again & bit(table))
		return CIPS_OK;
	enum cips_rc rc = stored_sum(sql, table, &stored, &found, err);
	if (!rc && found)
		rc = sum_table(sql, table, &now, err);
	if (!rc && found)
		*state = stored + sql->sums.added[table] == now ? CIPS_SUM_GOOD : CIPS_SUM_WRONG;
	return rc;
}

/* --- while the file is changed -------------------------------------------------------------- */

void cips_store_note_write(struct cips_sql *sql, const char *table)
{
	for (size_t i = 0; i < CIPS_SUMMED; i++)
		if (strcmp(tables[i].name, table) == 0)
			sql->sums.preparing |= bit(i);
}

void cips_store_sum_add(struct cips_sql *sql, enum cips_summed table, uint64_t hash)
{
	sql->sums.added[table] += hash;
}

void cips_store_sum_again(struct cips_sql *sql, enum cips_summed table)
{
	sql->sums.again |= bit(table);
}

enum cips_rc cips_store_sum_response(
	struct cips_sql *sql, int64_t row, int sign, struct cips_err *err)
{
	sqlite3_stmt *statement;
	uint64_t hash;
	enum cips_rc rc = cips_store_start(
		sql, CIPS_SQL_RESPONSE_WHOLE, CIPS_VALUES(cips_int(row)), &statement, err);
	if (!rc)
		rc = sum_rows(sql, statement, &hash, err);
	if (!rc)
		cips_store_sum_add(sql, CIPS_SUMMED_RESPONSE, sign < 0 ? 0 - hash : hash);
	return rc;
}

void cips_store_forget_sums(struct cips_sql *sql)
{
	sql->sums.changed = sql->sums.again = 0;
	memset(sql->sums.added, 0, sizeof sql->sums.added);
}

enum cips_rc cips_store_check_before(
	struct cips_sql *sql, size_t table, enum cips_sum_state *state, struct cips_err *err)
{
	const char *name;
	char what[96];
	enum cips_rc rc = cips_store_check_sum(sql, table, state, &name, err);
	if (rc || *state != CIPS_SUM_WRONG)
		return rc;
	snprintf(what, sizeof what, "the table %s is not as it was written", name);
	return cips_store_damaged(sql, what, err);
}

enum cips_rc cips_store_sum_change(
	struct cips_sql *sql, enum cips_statement which, struct cips_err *err)
{
	uint64_t fresh = sql->sums.writes[which] & ~sql->sums.changed;
	enum cips_sum_state state;
	enum cips_rc rc = CIPS_OK;
	sql->sums.changed |= fresh;
	for (size_t i = 0; fresh >> i && !rc; i++)
		if (fresh & bit(i) && !is_running(i))
			rc = cips_store_check_before(sql, i, &state, err);
	return rc;
}

static enum cips_rc write_sum(struct cips_sql *sql, size_t table, struct cips_err *err)
{
	uint64_t sum;
	bool found;
	enum cips_rc rc = stored_sum(sql, table, &sum, &found, err);
	if (rc || (found && !(sql->sums.changed & bit(table))))
		return rc;
	if (found && is_running(table) && !(sql->sums.again & bit(table)))
		sum += sql->sums.added[table];
	else
		rc = sum_table(sql, table, &sum, err);
	return rc ? rc
		  : cips_store_run(sql, CIPS_SQL_CHECKSUM_SET,
			    CIPS_VALUES(cips_string(tables[table].name), cips_int((int64_t)sum)),
			    err);
}

enum cips_rc cips_store_write_sums(struct cips_sql *sql, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	if (sql->sums.changed & bit(CIPS_SUMMED_INSTRUMENT_VERSION))
		sql->sums.changed |= bit(CIPS_SUMMED_VIEWS);
	for (size_t i = 0; i < CIPS_SUMMED && !rc; i++)
		rc = write_sum(sql, i, err);
	if (!rc)
		cips_store_forget_sums(sql);
	return rc;
}

enum cips_rc cips_store_sum_packed(struct cips_sql *sql, struct cips_err *err)
{
	const size_t table = CIPS_SUMMED_IDENTITY_BLOCK;
	return cips_store_run(sql, CIPS_SQL_CHECKSUM_REPLACE,
		CIPS_VALUES(cips_string(former_identities), cips_string(tables[table].name),
			cips_int((int64_t)sql->sums.added[table])),
		err);
}
