/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The views through which people read a survey file with their own tools, and the only place that
 * builds SQL text. Names of items and codes of instruments go into it as quoted identifiers and
 * literals only.
 *
 *	responses_CODE_ORDINAL   one version: wave, version, language, mode, weight, seconds, items
 *	responses_CODE           all versions; NULL where a version does not have the item
 *	labels_CODE              version, item, choice, language, label
 *
 * Everything they show comes from tables, so that new units need no new views. They are not read by
 * this program, and its connections cannot (open.c).
 */
#include "store/internal.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"

#include <assert.h>
#include <string.h>

/* SQLite has 2000 columns in a table or view, and 500 SELECTs in a UNION. */
enum { MOST_ITEMS = 1900, MOST_VERSIONS = 400 };

static const char *const fixed_columns[] = {
	"wave", "version", "language", "mode", "weight", "seconds"};
enum { FIXED_COLUMNS = sizeof fixed_columns / sizeof *fixed_columns };

/* --- writing SQL ---------------------------------------------------------------------------- */

static void quoted(struct cips_buf *sql, char quote, const char *text)
{
	cips_buf_putc(sql, quote);
	for (const char *p = text; *p; p++) {
		if (*p == quote)
			cips_buf_putc(sql, quote);
		cips_buf_putc(sql, *p);
	}
	cips_buf_putc(sql, quote);
}

static void identifier(struct cips_buf *sql, const char *name)
{
	quoted(sql, '"', name);
}

/* An item of the catalogue, on its way into a view. */
struct column {
	const char *kind;
	const char *name;
	long version;
	long byte; /* from 1 */
	long width;
	long number;
	long list;
};

static void write_byte(struct cips_buf *sql, long byte)
{
	cips_buf_printf(sql, "unicode(substr(r.record,%ld,1))", byte);
}

static void write_state(struct cips_buf *sql, const struct column *column)
{
	cips_buf_puts(sql, "(SELECT name FROM state WHERE byte=");
	write_byte(sql, column->byte);
	cips_buf_putc(sql, ')');
}

static void write_code(struct cips_buf *sql, const struct column *column)
{
	if (column->width == 1) {
		write_byte(sql, column->byte);
		return;
	}
	cips_buf_putc(sql, '(');
	write_byte(sql, column->byte);
	cips_buf_puts(sql, "-1)*186+");
	write_byte(sql, column->byte + 1);
}

static void write_choices(struct cips_buf *sql, const char *what, const struct column *column)
{
	cips_buf_printf(sql, "(SELECT %s FROM choice AS c WHERE c.version=%ld AND c.list=%ld AND ",
		what, column->version, column->list);
}

static void write_one(struct cips_buf *sql, const struct column *column)
{
	cips_buf_puts(sql, "coalesce(");
	write_choices(sql, "c.name", column);
	cips_buf_puts(sql, "c.position=");
	write_code(sql, column);
	cips_buf_puts(sql, "),");
	write_state(sql, column);
	cips_buf_putc(sql, ')');
}

/* A unit, else a listed choice behind a state byte, else the state. */
static void write_unit(struct cips_buf *sql, const struct column *column)
{
	cips_buf_puts(sql, "coalesce((SELECT u.code FROM unit AS u WHERE u.id=");
	write_code(sql, column);
	cips_buf_puts(sql, "),");
	if (column->list >= 0) {
		write_choices(sql, "c.name", column);
		write_byte(sql, column->byte);
		cips_buf_puts(sql, ">187 AND c.position<=186 AND c.position=");
		write_byte(sql, column->byte + 1);
		cips_buf_puts(sql, "),");
	}
	write_state(sql, column);
	cips_buf_putc(sql, ')');
}

/* The primary key of choice puts the names in the order of the list. */
static void write_multiple(struct cips_buf *sql, const struct column *column)
{
	cips_buf_puts(sql, "CASE WHEN ");
	write_byte(sql, column->byte);
	cips_buf_puts(sql, "<3 THEN coalesce(");
	write_choices(sql, "group_concat(c.name,' ')", column);
	cips_buf_printf(
		sql, "unicode(substr(r.record,%ld+c.position,1))=1),'') ELSE ", column->byte - 1);
	write_state(sql, column);
	cips_buf_puts(sql, " END");
}

/* Positions of the list stand for places as well: there are as many of one as of the other. */
static void write_rank(struct cips_buf *sql, const struct column *column)
{
	cips_buf_printf(sql,
		"coalesce((SELECT group_concat(c.name,' ') FROM choice AS place"
		" CROSS JOIN choice AS c ON c.version=place.version AND c.list=place.list"
		" AND c.position=unicode(substr(r.record,%ld+place.position,1))"
		" WHERE place.version=%ld AND place.list=%ld AND place.position<=%ld),",
		column->byte - 1, column->version, column->list, column->width);
	write_state(sql, column);
	cips_buf_putc(sql, ')');
}

static void write_number(struct cips_buf *sql, const struct column *column)
{
	cips_buf_printf(sql, "coalesce(json_extract(r.numbers,'$[%ld]'),", column->number);
	write_state(sql, column);
	cips_buf_putc(sql, ')');
}

static void write_date(struct cips_buf *sql, const struct column *column)
{
	cips_buf_printf(sql, "coalesce(date(json_extract(r.numbers,'$[%ld]')*86400,'unixepoch'),",
		column->number);
	write_state(sql, column);
	cips_buf_putc(sql, ')');
}

static const struct {
	const char *kind;
	void (*write)(struct cips_buf *sql, const struct column *column);
} writers[] = {
	{"one", write_one},
	{"unit", write_unit},
	{"multiple", write_multiple},
	{"rank", write_rank},
	{"number", write_number},
	{"date", write_date},
};

static bool write_column(struct cips_buf *sql, const struct column *column)
{
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
		if (strcmp(writers[i].kind, column->kind) == 0) {
			cips_buf_puts(sql, ",\n");
			writers[i].write(sql, column);
			cips_buf_puts(sql, " AS ");
			identifier(sql, column->name);
			return true;
		}
	return false;
}

/* --- names of columns ----------------------------------------------------------------------- */

/* SQLite takes names that differ in the case of ASCII letters for one. */
static const char *fold(struct cips_arena *arena, const char *name)
{
	char *folded = cips_arena_strdup(arena, name);
	for (char *p = folded; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return folded;
}

/* Items keep their names; one that is taken already gets "_2", "_3", ... */
const char **cips_store_view_columns(
	struct cips_arena *arena, const struct cips_instrument *instrument)
{
	struct cips_map taken = {0};
	const char **columns = cips_arena_alloc(arena, instrument->n_items + 1, sizeof *columns);
	for (size_t i = 0; i < FIXED_COLUMNS; i++)
		cips_map_put(&taken, fixed_columns[i], 0);
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (!item->width || item->type == CIPS_ITEM_TEXT)
			continue;
		const char *name = item->name;
		for (int n = 2; !cips_map_put(&taken, fold(arena, name), 0); n++)
			name = cips_arena_printf(arena, "%s_%d", item->name, n);
		columns[i] = name;
	}
	cips_map_release(&taken);
	return columns;
}

/* --- views ---------------------------------------------------------------------------------- */

struct names {
	const char *version; /* responses_CODE_ORDINAL */
	const char *all;     /* responses_CODE */
	const char *labels;
};

static enum cips_rc execute(
	struct cips_survey_file *file, const struct cips_buf *sql, struct cips_err *err)
{
	int code = sqlite3_exec(file->sql.db, cips_buf_text(sql), NULL, NULL, NULL);
	return code ? cips_store_fail(&file->sql, code, err) : CIPS_OK;
}

static long column_or_none(sqlite3_stmt *row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL
		? CIPS_NONE
		: (long)sqlite3_column_int64(row, column);
}

/* Calls `each` for every item of a version that has a column; stops when it returns false. */
static enum cips_rc each_column(struct cips_survey_file *file, long version,
	bool (*each)(void *context, const struct column *column), void *context,
	struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_VIEW_ITEMS, CIPS_VALUES(cips_int(version)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		struct column column = {.version = version,
			.kind = cips_store_column(row, 0),
			.byte = (long)sqlite3_column_int64(row, 1),
			.width = (long)sqlite3_column_int64(row, 2),
			.number = column_or_none(row, 3),
			.list = column_or_none(row, 4),
			.name = cips_store_column(row, 5)};
		if (!each(context, &column)) {
			rc = cips_store_damaged(&file->sql, "an item is of no known kind", err);
			sqlite3_reset(row);
		}
	}
	return rc;
}

static bool add_column(void *context, const struct column *column)
{
	return write_column(context, column);
}

static enum cips_rc make_version_view(struct cips_survey_file *file, const char *name, long version,
	unsigned ordinal, struct cips_err *err)
{
	struct cips_buf sql = {0};
	cips_buf_puts(&sql, "CREATE VIEW ");
	identifier(&sql, name);
	cips_buf_printf(&sql,
		" AS SELECT w.code AS wave,%u AS version,nullif(o.language,'') AS language,"
		"nullif(o.mode,'') AS mode,r.weight AS weight,r.seconds AS seconds",
		ordinal);
	enum cips_rc rc = each_column(file, version, add_column, &sql, err);
	cips_buf_printf(&sql,
		"\nFROM response AS r CROSS JOIN origin AS o ON o.id=r.origin"
		" CROSS JOIN wave AS w ON w.id=o.wave WHERE o.version=%ld",
		version);
	if (!rc)
		rc = execute(file, &sql, err);
	cips_buf_release(&sql);
	return rc;
}

/* The columns of all versions together, in the order in which they were first seen. */
struct union_columns {
	struct cips_arena arena;
	const char **names;
	size_t n;
	size_t room;
	struct cips_map by_name; /* folded: index */
	struct cips_map here;	 /* those of the version that is being written */
};

static bool note_column(void *context, const struct column *column)
{
	struct union_columns *all = context;
	if (cips_map_put(&all->by_name, fold(&all->arena, column->name), all->n)) {
		all->names = cips_arena_grow(
			&all->arena, all->names, all->n, &all->room, sizeof *all->names);
		all->names[all->n++] = cips_arena_strdup(&all->arena, column->name);
	}
	return true;
}

static bool mark_column(void *context, const struct column *column)
{
	struct union_columns *all = context;
	cips_map_put(&all->here, fold(&all->arena, column->name), 0);
	return true;
}

/* SELECT ... FROM the view of one version, with NULL for the columns that it lacks. */
static enum cips_rc add_select(struct cips_survey_file *file, struct cips_buf *sql,
	struct union_columns *all, const char *view, long version, struct cips_err *err)
{
	enum cips_rc rc = each_column(file, version, mark_column, all, err);
	cips_buf_puts(sql, "SELECT ");
	for (size_t i = 0; i < FIXED_COLUMNS; i++)
		cips_buf_printf(sql, "%s%s", i ? "," : "", fixed_columns[i]);
	for (size_t i = 0; i < all->n; i++) {
		bool here = cips_map_get(&all->here, fold(&all->arena, all->names[i]), NULL);
		cips_buf_puts(sql, here ? "," : ",NULL AS ");
		identifier(sql, all->names[i]);
	}
	cips_buf_puts(sql, " FROM ");
	identifier(sql, view);
	cips_map_release(&all->here);
	all->here = (struct cips_map){0};
	return rc;
}

struct versions {
	long *ids;
	long *ordinals;
	size_t n;
};

static enum cips_rc read_versions(struct cips_survey_file *file, const char *code,
	struct cips_arena *arena, struct versions *out, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t ids = 0, ordinals = 0;
	enum cips_rc rc = cips_store_start(
		&file->sql, CIPS_SQL_VIEW_VERSIONS, CIPS_VALUES(cips_string(code)), &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		out->ids = cips_arena_grow(arena, out->ids, out->n, &ids, sizeof *out->ids);
		out->ordinals = cips_arena_grow(
			arena, out->ordinals, out->n, &ordinals, sizeof *out->ordinals);
		out->ids[out->n] = (long)sqlite3_column_int64(row, 0);
		out->ordinals[out->n++] = (long)sqlite3_column_int64(row, 1);
	}
	return rc;
}

static enum cips_rc too_many(const char *code, const struct versions *versions,
	const struct union_columns *all, struct cips_err *err)
{
	if (versions->n > MOST_VERSIONS) {
		cips_err_set(err, CIPS_INPUT,
			"instrument \"%s\" has %d versions already, the "
			"most that a survey file holds",
			code, MOST_VERSIONS);
		cips_err_hint(err, "add it under another code");
		return CIPS_INPUT;
	}
	if (all->n <= MOST_ITEMS)
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT,
		"instrument \"%s\" has %zu different items%s; a survey file holds at most %d", code,
		all->n, versions->n > 1 ? " in its versions together" : "", MOST_ITEMS);
	cips_err_hint(err, "%s",
		versions->n > 1 ? "add it under another code"
				: "divide the form into two instruments");
	return CIPS_INPUT;
}

static enum cips_rc make_union_view(
	struct cips_survey_file *file, const char *code, const char *name, struct cips_err *err)
{
	struct union_columns all = {0};
	struct versions versions = {0};
	struct cips_buf sql = {0};
	enum cips_rc rc = read_versions(file, code, &all.arena, &versions, err);
	for (size_t i = 0; i < versions.n && !rc; i++)
		rc = each_column(file, versions.ids[i], note_column, &all, err);
	if (!rc)
		rc = too_many(code, &versions, &all, err);
	cips_buf_puts(&sql, "CREATE VIEW ");
	identifier(&sql, name);
	cips_buf_puts(&sql, " AS\n");
	for (size_t i = 0; i < versions.n && !rc; i++) {
		const char *view = cips_arena_printf(
			&all.arena, "responses_%s_%ld", code, versions.ordinals[i]);
		cips_buf_puts(&sql, i ? "\nUNION ALL " : "");
		rc = add_select(file, &sql, &all, view, versions.ids[i], err);
	}
	if (!rc)
		rc = execute(file, &sql, err);
	cips_buf_release(&sql);
	cips_map_release(&all.by_name);
	cips_map_release(&all.here);
	cips_arena_release(&all.arena);
	return rc;
}

static void write_label_parts(struct cips_buf *sql, const char *code)
{
	static const char *const parts[] = {
		" AS\nSELECT v.ordinal AS version,i.name AS item,NULL AS choice,"
		"l.language AS language,l.label AS label"
		" FROM instrument_version AS v JOIN item AS i ON i.version=v.id"
		" JOIN item_label AS l ON l.version=i.version AND l.item=i.position WHERE v.code=",
		"\nUNION ALL SELECT v.ordinal,i.name,c.name,l.language,l.label"
		" FROM instrument_version AS v JOIN item AS i ON i.version=v.id"
		" JOIN choice AS c ON c.version=i.version AND c.list=i.list"
		" JOIN choice_label AS l ON l.version=c.version AND l.list=c.list"
		" AND l.position=c.position WHERE v.code=",
		"\nUNION ALL SELECT v.ordinal,i.name,u.code,n.language,n.name"
		" FROM instrument_version AS v JOIN item AS i ON i.version=v.id AND i.kind='unit'"
		" JOIN unit AS u ON u.in_tree JOIN unit_name AS n ON n.unit=u.id AND n.name<>''"
		" WHERE v.code=",
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		cips_buf_puts(sql, parts[i]);
		quoted(sql, '\'', code);
	}
}

static enum cips_rc make_label_view(
	struct cips_survey_file *file, const char *code, const char *name, struct cips_err *err)
{
	struct cips_buf sql = {0};
	cips_buf_puts(&sql, "CREATE VIEW ");
	identifier(&sql, name);
	write_label_parts(&sql, code);
	enum cips_rc rc = execute(file, &sql, err);
	cips_buf_release(&sql);
	return rc;
}

static enum cips_rc drop_view(struct cips_survey_file *file, const char *name, struct cips_err *err)
{
	struct cips_buf sql = {0};
	cips_buf_puts(&sql, "DROP VIEW IF EXISTS ");
	identifier(&sql, name);
	enum cips_rc rc = execute(file, &sql, err);
	cips_buf_release(&sql);
	return rc;
}

/* Code "a" in version 1 and code "a_1" would both want the view "responses_a_1". */
static enum cips_rc check_free(
	struct cips_survey_file *file, const char *code, const char *name, struct cips_err *err)
{
	int64_t ignored;
	bool taken;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_NAME_TAKEN,
		CIPS_VALUES(cips_string(name)), &ignored, &taken, err);
	if (rc || !taken)
		return rc;
	cips_err_set(err, CIPS_INPUT,
		"instrument \"%s\" needs the view \"%s\", and another instrument has it", code,
		name);
	cips_err_hint(err, "add it under another code");
	return CIPS_INPUT;
}

enum cips_rc cips_store_make_views(struct cips_survey_file *file, const char *code, long version,
	unsigned ordinal, struct cips_err *err)
{
	assert(code);
	struct cips_arena arena = {0};
	struct names names = {
		.version = cips_arena_printf(&arena, "responses_%s_%u", code, ordinal),
		.all = cips_arena_printf(&arena, "responses_%s", code),
		.labels = cips_arena_printf(&arena, "labels_%s", code)};
	enum cips_rc rc = CIPS_OK;
	if (ordinal > 1) {
		rc = drop_view(file, names.all, err);
		if (!rc)
			rc = drop_view(file, names.labels, err);
	}
	if (!rc)
		rc = check_free(file, code, names.version, err);
	if (!rc)
		rc = check_free(file, code, names.all, err);
	if (!rc)
		rc = check_free(file, code, names.labels, err);
	if (!rc)
		rc = make_version_view(file, names.version, version, ordinal, err);
	if (!rc)
		rc = make_union_view(file, code, names.all, err);
	if (!rc)
		rc = make_label_view(file, code, names.labels, err);
	cips_arena_release(&arena);
	return rc;
}
