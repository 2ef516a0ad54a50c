/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instrument versions: the canonical text, and beside it the catalogue of items, choices and labels
 * that the views read.
 */
#include "store/internal.h"

#include "forms/load.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* What an item is to the views; written into the file, so these words do not change. */
static const char *kind_of(const struct cips_instrument *instrument, const struct cips_item *item)
{
	static const char *const kinds[] = {
		[CIPS_ITEM_TEXT] = "text",
		[CIPS_ITEM_INTEGER] = "number",
		[CIPS_ITEM_DECIMAL] = "number",
		[CIPS_ITEM_RANGE] = "one",
		[CIPS_ITEM_DATE] = "date",
		[CIPS_ITEM_ACKNOWLEDGE] = "one",
		[CIPS_ITEM_SELECT_ONE] = "one",
		[CIPS_ITEM_SELECT_MULTIPLE] = "multiple",
		[CIPS_ITEM_RANK] = "rank",
	};
	return cips_model_unit_coded(instrument, item) ? "unit" : kinds[item->type];
}

/*
 * Runs the statement for a text in each language that has it; the values end in language and text.
 */
static enum cips_rc add_labels(struct cips_survey_file *file, enum cips_statement which,
	const struct cips_instrument *instrument, const struct cips_text *text,
	struct cips_sql_value *values, size_t n, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; text->by_language && i < instrument->n_languages && !rc; i++) {
		if (!text->by_language[i])
			continue;
		values[n] = cips_string(instrument->languages[i]);
		values[n + 1] = cips_string(text->by_language[i]);
		rc = cips_store_run(&file->sql, which, values, n + 2, err);
	}
	return rc;
}

static enum cips_rc add_item(struct cips_survey_file *file, long version,
	const struct cips_instrument *instrument, int index, const char *column,
	struct cips_err *err)
{
	const struct cips_item *item = &instrument->items[index];
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_ITEM_ADD,
		CIPS_VALUES(cips_int(version), cips_int(index), cips_string(item->name),
			cips_string(kind_of(instrument, item)), cips_int((int64_t)item->offset + 1),
			cips_int((int64_t)item->width), cips_index(item->number),
			cips_index(item->list), cips_string(column)),
		err);
	struct cips_sql_value label[4] = {cips_int(version), cips_int(index)};
	return rc ? rc
		  : add_labels(
			    file, CIPS_SQL_ITEM_LABEL_ADD, instrument, &item->label, label, 2, err);
}

static enum cips_rc add_list(struct cips_survey_file *file, long version,
	const struct cips_instrument *instrument, size_t list, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < instrument->lists[list].n && !rc; i++) {
		const struct cips_choice *choice = &instrument->lists[list].choices[i];
		struct cips_sql_value values[5] = {cips_int(version), cips_int((int64_t)list),
			cips_int((int64_t)i + 1), cips_string(choice->name)};
		rc = cips_store_run(&file->sql, CIPS_SQL_CHOICE_ADD, values, 4, err);
		if (!rc)
			rc = add_labels(file, CIPS_SQL_CHOICE_LABEL_ADD, instrument, &choice->label,
				values, 3, err);
	}
	return rc;
}

static enum cips_rc add_catalogue(struct cips_survey_file *file, long version,
	const struct cips_instrument *instrument, struct cips_err *err)
{
	struct cips_arena arena = {0};
	const char **columns = cips_store_view_columns(&arena, instrument);
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < instrument->n_lists && !rc; i++)
		rc = add_list(file, version, instrument, i, err);
	for (size_t i = 0; i < instrument->n_items && !rc; i++)
		if (instrument->items[i].width)
			rc = add_item(file, version, instrument, (int)i, columns[i], err);
	cips_arena_release(&arena);
	return rc;
}

/* Reads the row of VERSIONS. */
static void read_version(struct cips_arena *arena, sqlite3_stmt *row, struct cips_version *version)
{
	version->id = (long)sqlite3_column_int64(row, 0);
	version->code = cips_arena_strdup(arena, cips_store_column(row, 1));
	version->ordinal = (unsigned)sqlite3_column_int64(row, 2);
	version->text = cips_arena_strdup(arena, cips_store_column(row, 3));
	snprintf(version->digest, sizeof version->digest, "%s", cips_store_column(row, 4));
	version->title = cips_arena_strdup(arena, cips_store_column(row, 5));
	version->has_responses = sqlite3_column_int(row, 6) != 0;
}

/* The version with that id (0: all) into a list in the arena. */
static enum cips_rc list_versions(struct cips_survey_file *file, long id, struct cips_arena *arena,
	struct cips_version **list, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*list = NULL;
	*n = 0;
	enum cips_rc rc = file->changing ? cips_store_write_origins(file, err) : CIPS_OK;
	if (!rc)
		rc = cips_store_start(
			&file->sql, CIPS_SQL_VERSIONS, CIPS_VALUES(cips_int(id)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		*list = cips_arena_grow(arena, *list, *n, &room, sizeof **list);
		read_version(arena, row, &(*list)[(*n)++]);
	}
	return rc;
}

enum cips_rc cips_store_versions(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_version **list, size_t *n, struct cips_err *err)
{
	return list_versions(file, 0, arena, list, n, err);
}

static enum cips_rc give_version(
	struct cips_survey_file *file, long id, struct cips_version *version, struct cips_err *err)
{
	struct cips_version *list;
	size_t n;
	enum cips_rc rc = list_versions(file, id, &file->arena, &list, &n, err);
	if (!rc && !n)
		rc = cips_store_damaged(&file->sql, "an instrument version is missing", err);
	if (!rc)
		*version = list[0];
	return rc;
}

static enum cips_rc add_version(struct cips_survey_file *file, const char *code,
	const struct cips_instrument *instrument, const char *form, const char *digest,
	struct cips_version *version, struct cips_err *err)
{
	enum cips_rc rc = cips_store_run(&file->sql, CIPS_SQL_VERSION_ADD,
		CIPS_VALUES(cips_string(code), cips_string(instrument->version),
			cips_string(cips_model_text(
				instrument, &instrument->title, instrument->default_language)),
			cips_string(digest), cips_int((int64_t)instrument->record_size),
			cips_int((int64_t)instrument->n_numbers), cips_string(form)),
		err);
	long id = (long)sqlite3_last_insert_rowid(file->sql.db);
	if (!rc)
		rc = add_catalogue(file, id, instrument, err);
	if (!rc)
		rc = give_version(file, id, version, err);
	return rc ? rc : cips_store_make_views(file, code, id, version->ordinal, err);
}

enum cips_rc cips_store_add_instrument(struct cips_survey_file *file, const char *code,
	const struct cips_instrument *instrument, const char *form, const char *digest,
	struct cips_version *version, bool *added, struct cips_err *err)
{
	assert(file->changing && strlen(digest) < sizeof version->digest);
	int64_t id;
	bool found;
	*added = false;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_VERSION_BY_DIGEST,
		CIPS_VALUES(cips_string(code), cips_string(digest)), &id, &found, err);
	if (rc)
		return rc;
	if (found)
		return give_version(file, (long)id, version, err);
	rc = add_version(file, code, instrument, form, digest, version, err);
	*added = !rc;
	return rc;
}

/* The row with the form of a version; the caller resets it. On failure there is none. */
static enum cips_rc find_form(
	struct cips_survey_file *file, long version, sqlite3_stmt **row, struct cips_err *err)
{
	bool found = false;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_VERSION_FORM, CIPS_VALUES(cips_int(version)), row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, *row, &found, err);
	if (!rc && !found)
		return cips_store_damaged(&file->sql, "an instrument version is missing", err);
	return rc;
}

enum cips_rc cips_store_load_instrument(struct cips_survey_file *file, long version,
	struct cips_instrument **out, struct cips_err *err)
{
	sqlite3_stmt *row;
	*out = NULL;
	enum cips_rc rc = find_form(file, version, &row, err);
	if (rc)
		return rc;
	rc = cips_forms_reload(cips_store_column(row, 0), out, err);
	if (!rc &&
		((int64_t)(*out)->record_size != sqlite3_column_int64(row, 1) ||
			(int64_t)(*out)->n_numbers != sqlite3_column_int64(row, 2))) {
		rc = cips_store_damaged(&file->sql, "a form does not fit its records", err);
		cips_model_instrument_free(*out);
		*out = NULL;
	}
	sqlite3_reset(row);
	return rc;
}

enum cips_rc cips_store_form(
	struct cips_survey_file *file, long version, struct cips_buf *out, struct cips_err *err)
{
	sqlite3_stmt *row;
	enum cips_rc rc = find_form(file, version, &row, err);
	if (rc)
		return rc;
	cips_buf_add(out, cips_store_column(row, 0), (size_t)sqlite3_column_bytes(row, 0));
	sqlite3_reset(row);
	return CIPS_OK;
}
