/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bundles and the set of their boxes. A set has no order: its tables are keyed by content, and what
 * is read of them comes in the order of the keys.
 */
#include "store/internal.h"

#include <assert.h>
#include <string.h>

enum { DIGEST = 32, TOKEN_HASH = 16, FORMAT_WITH_BUNDLES = 3 };

static struct cips_sql_value digest_of(const uint8_t *digest)
{
	return cips_blob(digest, DIGEST);
}

/* A file of a format before has no such tables, and nothing in them. */
static bool has_tables(const struct cips_survey_file *file)
{
	return file->sql.format >= FORMAT_WITH_BUNDLES;
}

static const uint8_t *blob_of(sqlite3_stmt *row, int column, size_t n)
{
	return (size_t)sqlite3_column_bytes(row, column) == n ? sqlite3_column_blob(row, column)
							      : NULL;
}

/* Goes through the rows of a statement while `take` returns CIPS_OK and *more stays true. */
static enum cips_rc each_row(struct cips_survey_file *file, enum cips_statement which,
	const struct cips_sql_value *values, size_t n,
	enum cips_rc (*take)(struct cips_survey_file *file, sqlite3_stmt *row, void *context,
		bool *more, struct cips_err *err),
	void *context, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = true, more = true;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc = cips_store_start(&file->sql, which, values, n, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &found, err);
		if (rc || !found)
			return rc;
		rc = take(file, row, context, &more, err);
		if (rc || !more)
			sqlite3_reset(row);
	}
	return rc;
}

/* --- bundles -------------------------------------------------------------------------------- */

enum cips_rc cips_store_add_bundle(
	struct cips_survey_file *file, const struct cips_bundle_known *bundle, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_BUNDLE_ADD,
		CIPS_VALUES(digest_of(bundle->root), cips_string(bundle->sign_public),
			cips_int(bundle->whole),
			cips_blob(bundle->manifest, bundle->manifest_size)),
		err);
	if (!rc && bundle->whole)
		rc = cips_store_run(&file->sql, CIPS_SQL_BUNDLE_WHOLE,
			CIPS_VALUES(digest_of(bundle->root), cips_string(bundle->sign_public)),
			err);
	return rc;
}

enum cips_rc cips_store_find_bundle(struct cips_survey_file *file, const uint8_t *root,
	const char *sign_public, bool *found, bool *whole, struct cips_err *err)
{
	int64_t value;
	*found = *whole = false;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_BUNDLE_FIND,
		CIPS_VALUES(digest_of(root), cips_string(sign_public)), &value, found, err);
	*whole = !rc && *found && value;
	return rc;
}

enum cips_rc cips_store_manifest(struct cips_survey_file *file, const uint8_t *root,
	const char *sign_public, struct cips_buf *out, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_BUNDLE_MANIFEST,
		CIPS_VALUES(digest_of(root), cips_string(sign_public)), &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, &found, err);
	if (rc)
		return rc;
	if (!found)
		return cips_store_damaged(&file->sql, "a bundle is missing", err);
	int n = sqlite3_column_bytes(row, 0);
	if (n)
		cips_buf_add(out, sqlite3_column_blob(row, 0), (size_t)n);
	sqlite3_reset(row);
	return CIPS_OK;
}

struct bundles {
	void (*each)(void *context, const struct cips_bundle_known *bundle);
	void *context;
};

static enum cips_rc take_bundle(struct cips_survey_file *file, sqlite3_stmt *row, void *context,
	bool *more, struct cips_err *err)
{
	const struct bundles *bundles = context;
	struct cips_bundle_known bundle = {
		.root = blob_of(row, 0, DIGEST),
		.sign_public = cips_store_column(row, 1),
		.whole = sqlite3_column_int(row, 2) == 1,
		.manifest = sqlite3_column_blob(row, 3),
		.manifest_size = (size_t)sqlite3_column_bytes(row, 3),
	};
	(void)more;
	if (!bundle.root)
		return cips_store_damaged(&file->sql, "a bundle has no root", err);
	bundles->each(bundles->context, &bundle);
	return CIPS_OK;
}

enum cips_rc cips_store_each_bundle(struct cips_survey_file *file,
	void (*each)(void *context, const struct cips_bundle_known *bundle), void *context,
	struct cips_err *err)
{
	struct bundles bundles = {each, context};
	return each_row(file, CIPS_SQL_BUNDLES, CIPS_NO_VALUES, take_bundle, &bundles, err);
}

/* --- boxes ---------------------------------------------------------------------------------- */

enum cips_rc cips_store_add_box(struct cips_survey_file *file, const struct cips_sealed_box *box,
	bool *added, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_BOX_ADD,
		CIPS_VALUES(digest_of(box->settings), digest_of(box->digest), cips_int(box->texts),
			cips_blob(box->bytes, box->size)),
		err);
	*added = !rc && sqlite3_changes(file->sql.db) > 0;
	return rc;
}

enum cips_rc cips_store_box_known(struct cips_survey_file *file, const uint8_t *settings,
	const uint8_t *digest, bool *known, struct cips_err *err)
{
	int64_t n = 0;
	*known = false;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_BOX_KNOWN,
		CIPS_VALUES(digest_of(settings), digest_of(digest)), &n, NULL, err);
	*known = n > 0;
	return rc;
}

enum cips_rc cips_store_box(struct cips_survey_file *file, const uint8_t *settings,
	const uint8_t *digest, uint8_t *bytes, size_t size, bool *found, struct cips_err *err)
{
	sqlite3_stmt *row;
	*found = false;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_BOX,
		CIPS_VALUES(digest_of(settings), digest_of(digest)), &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, found, err);
	if (rc || !*found)
		return rc;
	const uint8_t *box = blob_of(row, 0, size);
	*found = box != NULL;
	if (box)
		memcpy(bytes, box, size);
	sqlite3_reset(row);
	return CIPS_OK;
}

struct boxes {
	bool (*each)(void *context, const struct cips_sealed_box *box);
	void *context;
};

static enum cips_rc take_box(struct cips_survey_file *file, sqlite3_stmt *row, void *context,
	bool *more, struct cips_err *err)
{
	const struct boxes *boxes = context;
	struct cips_sealed_box box = {
		.settings = blob_of(row, 0, DIGEST),
		.digest = blob_of(row, 1, DIGEST),
		.texts = sqlite3_column_int(row, 2) == 1,
		.bytes = sqlite3_column_blob(row, 3),
		.size = (size_t)sqlite3_column_bytes(row, 3),
	};
	if (!box.digest || !box.settings)
		return cips_store_damaged(&file->sql, "a sealed box has no digest", err);
	*more = boxes->each(boxes->context, &box);
	return CIPS_OK;
}

enum cips_rc cips_store_each_box(struct cips_survey_file *file, const struct cips_sealed_box *after,
	bool (*each)(void *context, const struct cips_sealed_box *box), void *context,
	struct cips_err *err)
{
	struct boxes boxes = {each, context};
	struct cips_sql_value nothing = cips_blob("", 0);
	return each_row(file, CIPS_SQL_BOXES,
		CIPS_VALUES(after ? digest_of(after->settings) : nothing,
			after ? digest_of(after->digest) : nothing),
		take_box, &boxes, err);
}

struct counts {
	void (*each)(void *context, const struct cips_sealed_box *box, size_t n);
	void *context;
};

static enum cips_rc take_count(struct cips_survey_file *file, sqlite3_stmt *row, void *context,
	bool *more, struct cips_err *err)
{
	const struct counts *counts = context;
	struct cips_sealed_box box = {.settings = blob_of(row, 0, DIGEST)};
	(void)more;
	if (!box.settings)
		return cips_store_damaged(&file->sql, "a sealed box has no settings", err);
	for (int texts = 0; texts <= 1; texts++) {
		size_t n = (size_t)sqlite3_column_int64(row, 1 + texts);
		box.texts = texts;
		if (n)
			counts->each(counts->context, &box, n);
	}
	return CIPS_OK;
}

enum cips_rc cips_store_count_boxes(struct cips_survey_file *file,
	void (*each)(void *context, const struct cips_sealed_box *box, size_t n), void *context,
	struct cips_err *err)
{
	struct counts counts = {each, context};
	return each_row(file, CIPS_SQL_BOX_COUNT, CIPS_NO_VALUES, take_count, &counts, err);
}

struct digests {
	void (*each)(void *context, const uint8_t *digest);
	void *context;
};

static enum cips_rc take_digest(struct cips_survey_file *file, sqlite3_stmt *row, void *context,
	bool *more, struct cips_err *err)
{
	const struct digests *digests = context;
	const uint8_t *digest = blob_of(row, 1, DIGEST);
	(void)more;
	if (!digest)
		return cips_store_damaged(&file->sql, "a box has no digest", err);
	digests->each(digests->context, digest);
	return CIPS_OK;
}

enum cips_rc cips_store_each_digest(struct cips_survey_file *file,
	void (*each)(void *context, const uint8_t *digest), void *context, struct cips_err *err)
{
	struct digests digests = {each, context};
	return each_row(file, CIPS_SQL_BOX_DIGESTS, CIPS_NO_VALUES, take_digest, &digests, err);
}

/* --- openings ------------------------------------------------------------------------------- */

enum cips_rc cips_store_drop_boxes(struct cips_survey_file *file, const uint8_t *settings,
	const uint8_t *kept, size_t n, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = cips_store_run(
		&file->sql, CIPS_SQL_BOXES_OPENED, CIPS_VALUES(digest_of(settings)), err);
	for (size_t i = 0; i < n && !rc; i++)
		rc = cips_store_run(&file->sql, CIPS_SQL_BOX_KEPT,
			CIPS_VALUES(digest_of(settings), digest_of(kept + i * DIGEST)), err);
	return rc ? rc
		  : cips_store_run(
			    &file->sql, CIPS_SQL_BOXES_DROP, CIPS_VALUES(digest_of(settings)), err);
}

enum cips_rc cips_store_add_opening(struct cips_survey_file *file, long batch, const char *code,
	long wave, struct cips_err *err)
{
	assert(file->changing);
	return cips_store_run(&file->sql, CIPS_SQL_OPENING_ADD,
		CIPS_VALUES(cips_int(batch), cips_string(code), cips_int(wave)), err);
}

enum cips_rc cips_store_is_opening(
	struct cips_survey_file *file, long batch, bool *opening, struct cips_err *err)
{
	int64_t one;
	*opening = false;
	if (!has_tables(file))
		return CIPS_OK;
	return cips_store_value(
		&file->sql, CIPS_SQL_OPENING_IS, CIPS_VALUES(cips_int(batch)), &one, opening, err);
}

enum cips_rc cips_store_openings(struct cips_survey_file *file, const char *code, const char *wave,
	size_t *n, struct cips_err *err)
{
	int64_t count = 0;
	*n = 0;
	if (!has_tables(file))
		return CIPS_OK;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_OPENING_FIND,
		CIPS_VALUES(cips_string(code), cips_string(wave)), &count, NULL, err);
	*n = (size_t)count;
	return rc;
}

enum cips_rc cips_store_spend_token(
	struct cips_survey_file *file, const uint8_t *hash, bool *fresh, struct cips_err *err)
{
	assert(file->changing);
	enum cips_rc rc = cips_store_run(
		&file->sql, CIPS_SQL_TOKEN_SPEND, CIPS_VALUES(cips_blob(hash, TOKEN_HASH)), err);
	*fresh = !rc && sqlite3_changes(file->sql.db) > 0;
	return rc;
}

enum cips_rc cips_store_token_spent(
	struct cips_survey_file *file, const uint8_t *hash, bool *spent, struct cips_err *err)
{
	int64_t one;
	*spent = false;
	if (!has_tables(file))
		return CIPS_OK;
	return cips_store_value(&file->sql, CIPS_SQL_TOKEN_SPENT,
		CIPS_VALUES(cips_blob(hash, TOKEN_HASH)), &one, spent, err);
}
