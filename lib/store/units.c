/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The unit tree. A code keeps its id for ever: records of responses hold ids.
 */
#include "store/internal.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "model/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_UNITS = 5 }; /* at most so many in a message */

/* --- which units are in use ----------------------------------------------------------------- */

struct usage {
	bool used[CIPS_CODE_LARGEST + 1]; /* by id */
	size_t byte;			  /* of the unit item in the record */
};

static void note_unit(void *context, const struct cips_stored *response)
{
	struct usage *usage = context;
	if (response->record_size < 2 || usage->byte > response->record_size - 2)
		return;
	unsigned high = response->record[usage->byte], low = response->record[usage->byte + 1];
	if (high >= 1 && high <= CIPS_BYTE_LARGEST && low >= 1 && low <= CIPS_BYTE_LARGEST)
		usage->used[(high - 1) * CIPS_BYTE_LARGEST + low] = true;
}

static enum cips_rc note_responses(
	struct cips_survey_file *file, struct usage *usage, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(&file->sql, CIPS_SQL_UNIT_ITEMS, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		usage->byte = (size_t)sqlite3_column_int64(row, 1) - 1;
		rc = cips_store_each(
			file, (long)sqlite3_column_int64(row, 0), 0, note_unit, usage, err);
		if (rc)
			sqlite3_reset(row);
	}
	return rc;
}

static enum cips_rc note_headcounts(
	struct cips_survey_file *file, struct usage *usage, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_UNITS_WITH_HEADCOUNT, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		int64_t id = !rc && more ? sqlite3_column_int64(row, 0) : 0;
		if (id > 0 && id <= CIPS_CODE_LARGEST)
			usage->used[id] = true;
	}
	return rc;
}

/* --- units that go -------------------------------------------------------------------------- */

struct known {
	struct cips_arena arena;
	const char **codes; /* by id - 1 */
	size_t n;
	size_t room;
};

static enum cips_rc load_known(
	struct cips_survey_file *file, struct known *known, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc =
		cips_store_start(&file->sql, CIPS_SQL_UNIT_ALL, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		if (sqlite3_column_int64(row, 0) != (int64_t)known->n + 1) {
			sqlite3_reset(row);
			return cips_store_damaged(&file->sql, "a unit is missing", err);
		}
		known->codes = cips_arena_grow(
			&known->arena, known->codes, known->n, &known->room, sizeof *known->codes);
		known->codes[known->n++] =
			cips_arena_strdup(&known->arena, cips_store_column(row, 1));
	}
	return rc;
}

/* Names the units that are in use and not in the new tree. */
static enum cips_rc refuse_used(const struct known *known, const struct cips_units *units,
	const struct usage *usage, struct cips_err *err)
{
	struct cips_buf names = {0};
	size_t n = 0;
	for (size_t i = 0; i < known->n; i++) {
		if (!usage->used[i + 1] || cips_model_unit_by_code(units, known->codes[i]) >= 0)
			continue;
		if (n++ < NAMED_UNITS)
			cips_buf_printf(&names, "%s\"%s\"", n > 1 ? ", " : "", known->codes[i]);
	}
	enum cips_rc rc = CIPS_OK;
	if (n) {
		rc = cips_err_set(err, CIPS_INPUT,
			"%zu unit%s with responses or headcounts %s not in the new tree: %s%s", n,
			n == 1 ? "" : "s", n == 1 ? "is" : "are", cips_buf_text(&names),
			n > NAMED_UNITS ? ", ..." : "");
		cips_err_hint(err,
			"keep their codes in the units file; names and parents may "
			"change");
	}
	cips_buf_release(&names);
	return rc;
}

static enum cips_rc check_removed(struct cips_survey_file *file, const struct known *known,
	const struct cips_units *units, struct cips_err *err)
{
	bool removed = false;
	for (size_t i = 0; i < known->n && !removed; i++)
		removed = cips_model_unit_by_code(units, known->codes[i]) < 0;
	if (!removed)
		return CIPS_OK;
	struct usage *usage = cips_calloc(1, sizeof *usage);
	enum cips_rc rc = note_headcounts(file, usage, err);
	if (!rc)
		rc = note_responses(file, usage, err);
	if (!rc)
		rc = refuse_used(known, units, usage, err);
	free(usage);
	return rc;
}

/* --- setting -------------------------------------------------------------------------------- */

static enum cips_rc give_ids(
	const struct known *known, struct cips_units *units, struct cips_err *err)
{
	struct cips_map ids = {0};
	size_t next = known->n;
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < known->n; i++)
		cips_map_put(&ids, known->codes[i], i + 1);
	for (size_t i = 0; i < units->n && !rc; i++) {
		size_t id;
		if (!cips_map_get(&ids, units->list[i].code, &id))
			id = ++next;
		if (id <= CIPS_CODE_LARGEST) {
			cips_model_unit_set_id(units, i, (unsigned)id);
			continue;
		}
		rc = cips_err_set(err, CIPS_INPUT,
			"unit \"%s\" is one too many: a survey file knows at most %d units over "
			"its life",
			units->list[i].code, CIPS_CODE_LARGEST);
		cips_err_hint(err, "start a new survey file");
	}
	cips_map_release(&ids);
	return rc;
}

enum cips_rc cips_store_put_unit(
	struct cips_sql *sql, const struct cips_units *units, size_t index, struct cips_err *err)
{
	const struct cips_unit *unit = &units->list[index];
	struct cips_sql_value parent = {.type = CIPS_SQL_NULL};
	if (unit->parent >= 0)
		parent = cips_int(units->list[unit->parent].id);
	enum cips_rc rc = cips_store_run(sql, CIPS_SQL_UNIT_PUT,
		CIPS_VALUES(cips_int(unit->id), cips_string(unit->code), parent,
			cips_int((int64_t)index)),
		err);
	for (size_t i = 0; i < units->n_languages && !rc; i++)
		rc = cips_store_run(sql, CIPS_SQL_UNIT_NAME_ADD,
			CIPS_VALUES(cips_int(unit->id), cips_int((int64_t)i),
				cips_string(units->languages[i]), cips_string(unit->names[i])),
			err);
	return rc;
}

enum cips_rc cips_store_set_units(
	struct cips_survey_file *file, struct cips_units *units, struct cips_err *err)
{
	assert(file->changing);
	struct known known = {0};
	enum cips_rc rc = load_known(file, &known, err);
	if (!rc)
		rc = check_removed(file, &known, units, err);
	if (!rc)
		rc = give_ids(&known, units, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_UNIT_LEAVE_TREE, CIPS_NO_VALUES, err);
	if (!rc)
		rc = cips_store_run(&file->sql, CIPS_SQL_UNIT_NAMES_CLEAR, CIPS_NO_VALUES, err);
	for (size_t i = 0; i < units->n && !rc; i++)
		rc = cips_store_put_unit(&file->sql, units, i, err);
	cips_arena_release(&known.arena);
	return rc;
}

/* --- loading -------------------------------------------------------------------------------- */

struct tree {
	struct cips_arena arena;
	struct cips_unit_row *rows;
	int64_t *ids;
	size_t n;
	size_t rows_room;
	size_t ids_room;
	const char **languages;
	size_t n_languages;
	size_t languages_room;
};

static enum cips_rc read_languages(struct cips_sql *sql, struct tree *tree, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc = cips_store_start(sql, CIPS_SQL_UNIT_LANGUAGES, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(sql, row, &more, err);
		if (rc || !more)
			break;
		tree->languages = cips_arena_grow(&tree->arena, tree->languages, tree->n_languages,
			&tree->languages_room, sizeof *tree->languages);
		tree->languages[tree->n_languages++] =
			cips_arena_strdup(&tree->arena, cips_store_column(row, 0));
	}
	return rc;
}

static enum cips_rc read_names(struct cips_sql *sql, struct tree *tree, int64_t id,
	const char ***out, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	const char **names = cips_arena_alloc(&tree->arena, tree->n_languages + 1, sizeof *names);
	for (size_t i = 0; i < tree->n_languages; i++)
		names[i] = "";
	enum cips_rc rc =
		cips_store_start(sql, CIPS_SQL_UNIT_NAMES, CIPS_VALUES(cips_int(id)), &row, err);
	for (size_t i = 0; !rc && more; i++) {
		rc = cips_store_next(sql, row, &more, err);
		if (!rc && more && i < tree->n_languages)
			names[i] = cips_arena_strdup(&tree->arena, cips_store_column(row, 0));
	}
	*out = names;
	return rc;
}

static enum cips_rc read_rows(struct cips_sql *sql, struct tree *tree, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc = cips_store_start(sql, CIPS_SQL_UNIT_TREE, CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(sql, row, &more, err);
		if (rc || !more)
			break;
		tree->rows = cips_arena_grow(
			&tree->arena, tree->rows, tree->n, &tree->rows_room, sizeof *tree->rows);
		tree->ids = cips_arena_grow(
			&tree->arena, tree->ids, tree->n, &tree->ids_room, sizeof *tree->ids);
		int64_t id = tree->ids[tree->n] = sqlite3_column_int64(row, 0);
		struct cips_unit_row *unit = &tree->rows[tree->n++];
		*unit = (struct cips_unit_row){
			.code = cips_arena_strdup(&tree->arena, cips_store_column(row, 1)),
			.parent = cips_arena_strdup(&tree->arena, cips_store_column(row, 2))};
		rc = read_names(sql, tree, id, &unit->names, err);
		if (rc)
			sqlite3_reset(row);
	}
	return rc;
}

static enum cips_rc build(struct cips_sql *sql, const struct tree *tree, struct cips_units **out,
	struct cips_err *err)
{
	struct cips_findings findings = {0};
	struct cips_units *units = cips_model_units_new(
		tree->rows, tree->n, tree->languages, tree->n_languages, &findings);
	cips_findings_release(&findings);
	if (!units)
		return cips_store_damaged(sql, "the units are no tree", err);
	for (size_t i = 0; i < tree->n; i++) {
		int index = cips_model_unit_by_code(units, tree->rows[i].code);
		if (index < 0 || tree->ids[i] < 1 || tree->ids[i] > CIPS_CODE_LARGEST) {
			cips_model_units_free(units);
			return cips_store_damaged(sql, "a unit has no id", err);
		}
		cips_model_unit_set_id(units, (size_t)index, (unsigned)tree->ids[i]);
	}
	*out = units;
	return CIPS_OK;
}

enum cips_rc cips_store_read_units(
	struct cips_sql *sql, struct cips_units **out, struct cips_err *err)
{
	struct tree tree = {0};
	*out = NULL;
	enum cips_rc rc = read_languages(sql, &tree, err);
	if (!rc)
		rc = read_rows(sql, &tree, err);
	if (!rc && tree.n)
		rc = build(sql, &tree, out, err);
	cips_arena_release(&tree.arena);
	return rc;
}

enum cips_rc cips_store_load_units(
	struct cips_survey_file *file, struct cips_units **out, struct cips_err *err)
{
	return cips_store_read_units(&file->sql, out, err);
}
