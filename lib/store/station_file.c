/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Creating and opening station files, and their content.
 */
#include "store/station_internal.h"

#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SIGNATURE = 64,
	SIGN_PUBLIC = 32,
	SIGN_SECRET = 64,
	DRAFT_SALT = 16,
	TOKEN_SALT = 16,
	FORMAT_WITH_TOKENS = 2,
	MOST_SLOTS = 1 << 20,
	LARGEST_BOX = 1 << 24,
	PAGE = 4096,
	PATIENCE = 10, /* seconds */
};

/* --- handles -------------------------------------------------------------------------------- */

static struct cips_station_file *new_handle(bool write)
{
	struct cips_station_file *file = cips_calloc(1, sizeof *file);
	file->lock = -1;
	file->write = write;
	file->patience = PATIENCE;
	return file;
}

static void name_files(struct cips_station_file *file, const char *path, const char *absolute)
{
	file->path = cips_arena_strdup(&file->arena, path);
	file->journal = cips_arena_printf(&file->arena, "%s-journal", absolute);
}

void cips_store_station_close(struct cips_station_file *file)
{
	if (!file)
		return;
	cips_store_disconnect(&file->sql);
	if (file->lock >= 0)
		close(file->lock);
	cips_store_forget_doubts(file);
	cips_model_units_free(file->units);
	cips_arena_release(&file->arena);
	free(file);
}

const struct cips_station_content *cips_store_station_content(const struct cips_station_file *file)
{
	return &file->content;
}

/* --- the content ---------------------------------------------------------------------------- */

static const enum cips_statement add_slot[] = {
	[CIPS_SLOTS_ANSWERS] = CIPS_SQL_ANSWERS_ADD,
	[CIPS_SLOTS_TEXTS] = CIPS_SQL_TEXTS_ADD,
	[CIPS_SLOTS_DRAFTS] = CIPS_SQL_DRAFTS_ADD,
};

static const enum cips_statement whole_slots[] = {
	[CIPS_SLOTS_ANSWERS] = CIPS_SQL_ANSWERS_WHOLE,
	[CIPS_SLOTS_TEXTS] = CIPS_SQL_TEXTS_WHOLE,
	[CIPS_SLOTS_DRAFTS] = CIPS_SQL_DRAFTS_WHOLE,
};

static const uint8_t *copy_blob(
	struct cips_station_file *file, sqlite3_stmt *row, int column, size_t n)
{
	if ((size_t)sqlite3_column_bytes(row, column) != n)
		return NULL;
	return (const uint8_t *)cips_arena_strndup(
		&file->arena, sqlite3_column_blob(row, column), n);
}

static bool size_fits(sqlite3_stmt *row, int column, int64_t least, int64_t most, size_t *size)
{
	int64_t value = sqlite3_column_int64(row, column);
	*size = (size_t)value;
	return value >= least && value <= most;
}

static bool copy_row(struct cips_station_file *file, sqlite3_stmt *row)
{
	struct cips_station_content *content = &file->content;
	size_t slots;
	content->settings = cips_arena_strdup(&file->arena, cips_store_column(row, 0));
	content->signature = copy_blob(file, row, 1, SIGNATURE);
	content->sign_public = copy_blob(file, row, 2, SIGN_PUBLIC);
	content->sign_secret = copy_blob(file, row, 3, SIGN_SECRET);
	content->draft_salt = copy_blob(file, row, 4, DRAFT_SALT);
	content->form = cips_arena_strdup(&file->arena, cips_store_column(row, 5));
	bool fits = size_fits(row, 6, 1, MOST_SLOTS, &slots) &&
		size_fits(row, 7, 1, LARGEST_BOX, &content->answers_size) &&
		size_fits(row, 8, 0, LARGEST_BOX, &content->texts_size) &&
		size_fits(row, 9, 0, LARGEST_BOX, &content->draft_size);
	content->slots = (unsigned long)slots;
	return fits && content->signature && content->sign_public && content->sign_secret &&
		content->draft_salt;
}

static enum cips_rc load_row(struct cips_station_file *file, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_STATION, CIPS_NO_VALUES, &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, &found, err);
	if (rc)
		return rc;
	bool good = found && copy_row(file, row);
	if (found)
		sqlite3_reset(row);
	return good ? CIPS_OK : cips_store_damaged(&file->sql, "its settings are missing", err);
}

/* A file that another program packed or filled up would show what changes. */
static enum cips_rc check_pages(struct cips_station_file *file, struct cips_err *err)
{
	static const struct {
		enum cips_statement statement;
		int64_t value;
	} expected[] = {{CIPS_SQL_PAGE_SIZE, PAGE}, {CIPS_SQL_FREE_PAGES, 0}};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		int64_t value;
		enum cips_rc rc = cips_store_value(
			&file->sql, expected[i].statement, CIPS_NO_VALUES, &value, NULL, err);
		if (rc)
			return rc;
		if (value != expected[i].value)
			return cips_store_damaged(
				&file->sql, "another program arranged its pages anew", err);
	}
	return CIPS_OK;
}

static enum cips_rc check_slots(
	struct cips_station_file *file, enum cips_slots kind, struct cips_err *err)
{
	const struct cips_station_content *content = &file->content;
	int64_t whole, bits;
	enum cips_rc rc = cips_store_value(&file->sql, whole_slots[kind],
		CIPS_VALUES(cips_int((int64_t)cips_store_slots(content, kind)),
			cips_int((int64_t)cips_store_box_size(content, kind))),
		&whole, NULL, err);
	if (!rc)
		rc = cips_store_value(&file->sql, CIPS_SQL_BITS_SIZE,
			CIPS_VALUES(cips_int(kind + 1)), &bits, NULL, err);
	if (!rc && (!whole || bits != (int64_t)cips_store_bits_size(content, kind)))
		rc = cips_store_damaged(&file->sql, "a slot is missing", err);
	return rc;
}

static bool copy_tokens(struct cips_station_file *file, sqlite3_stmt *row)
{
	struct cips_station_content *content = &file->content;
	size_t size = (size_t)sqlite3_column_bytes(row, 1);
	if (!size || size % CIPS_STATION_HASH || size / CIPS_STATION_HASH > CIPS_STATION_TOKENS)
		return false;
	content->n_tokens = size / CIPS_STATION_HASH;
	content->token_salt = copy_blob(file, row, 0, TOKEN_SALT);
	content->tokens = copy_blob(file, row, 1, size);
	return content->token_salt && content->tokens;
}

static enum cips_rc load_tokens(struct cips_station_file *file, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool found = false;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_TOKENS, CIPS_NO_VALUES, &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, &found, err);
	if (rc || !found)
		return rc;
	bool good = copy_tokens(file, row);
	sqlite3_reset(row);
	return good ? CIPS_OK : cips_store_damaged(&file->sql, "its tokens are damaged", err);
}

/* Each response has spent one: other numbers were made by somebody who set or cleared bits. */
static enum cips_rc check_tokens(struct cips_station_file *file, struct cips_err *err)
{
	int64_t bits;
	size_t spent = 0, used = 0;
	enum cips_rc rc = cips_store_value(&file->sql, CIPS_SQL_BITS_SIZE,
		CIPS_VALUES(cips_int(CIPS_BITS_TOKENS + 1)), &bits, NULL, err);
	if (!rc && bits != (int64_t)cips_store_bits_size(&file->content, CIPS_BITS_TOKENS))
		return cips_store_damaged(&file->sql, "its tokens are damaged", err);
	if (rc || !file->content.n_tokens)
		return rc;
	rc = cips_store_count_bits(file, CIPS_BITS_TOKENS, &spent, err);
	if (!rc)
		rc = cips_store_count_bits(file, CIPS_SLOTS_ANSWERS, &used, err);
	if (!rc && spent != used)
		rc = cips_store_damaged(
			&file->sql, "it has not spent as many tokens as it has responses", err);
	return rc;
}

static enum cips_rc load_content(struct cips_station_file *file, struct cips_err *err)
{
	enum cips_rc rc = load_row(file, err);
	if (!rc)
		rc = check_pages(file, err);
	for (int kind = 0; kind < CIPS_SLOTS_KINDS && !rc; kind++)
		rc = check_slots(file, (enum cips_slots)kind, err);
	if (!rc && file->sql.format >= FORMAT_WITH_TOKENS)
		rc = load_tokens(file, err);
	if (!rc && file->sql.format >= FORMAT_WITH_TOKENS)
		rc = check_tokens(file, err);
	if (!rc)
		rc = cips_store_read_units(&file->sql, &file->units, err);
	file->content.units = file->units;
	file->journal_size = cips_store_journal_size(&file->content);
	return rc;
}

/* --- opening -------------------------------------------------------------------------------- */

static enum cips_rc check_place(const char *path, const char *absolute, struct cips_err *err)
{
	enum cips_rc rc = cips_store_check_no_link(path, absolute, err);
	return rc ? rc : cips_store_check_folder(path, absolute, err);
}

static enum cips_rc open_lock(struct cips_station_file *file, const char *path,
	const char *absolute, struct cips_err *err)
{
	struct stat status;
	file->lock = open(absolute, (file->write ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC);
	if (file->lock < 0 || fstat(file->lock, &status) != 0) {
		int errnum = errno;
		cips_err_system(err, errnum, "%s: cannot open for %s", path,
			file->write ? "writing" : "reading");
		return cips_err_hint(err,
			errnum == EROFS ? "copy it to a medium that can be written"
					: "ask its owner for permission");
	}
	return file->write ? cips_store_check_own(path, &status, err) : CIPS_OK;
}

/* Whether SQLite opened what the lock is on. */
static enum cips_rc check_same(
	const struct cips_station_file *file, const char *absolute, struct cips_err *err)
{
	struct stat locked, named;
	if (fstat(file->lock, &locked) == 0 && stat(absolute, &named) == 0 &&
		locked.st_ino == named.st_ino && locked.st_dev == named.st_dev)
		return CIPS_OK;
	return cips_err_set(err, CIPS_BUSY, "%s: the file was replaced by another", file->path);
}

/* Under the lock. */
static enum cips_rc connect_station(struct cips_station_file *file, const char *path,
	const char *absolute, struct cips_err *err)
{
	enum cips_rc rc = cips_store_connect(&file->sql, &cips_store_station_kind, path,
		file->write ? CIPS_STORE_WRITE : CIPS_STORE_READ, err);
	if (!rc)
		rc = check_same(file, absolute, err);
	if (!rc)
		rc = load_content(file, err);
	if (!rc && file->write && !cips_store_journal_clean(file))
		rc = cips_store_station_tidy(file, err);
	return rc;
}

static enum cips_rc open_handle(struct cips_station_file *file, const char *path,
	const char *absolute, struct cips_err *err)
{
	name_files(file, path, absolute);
	enum cips_rc rc = file->write ? check_place(path, absolute, err) : CIPS_OK;
	if (!rc)
		rc = open_lock(file, path, absolute, err);
	if (!rc)
		rc = cips_store_station_lock(file, !file->write, err);
	if (rc)
		return rc;
	rc = connect_station(file, path, absolute, err);
	if (file->write)
		cips_store_station_leave(file);
	return rc;
}

static enum cips_rc open_as(const char *path, const char *absolute, bool write,
	struct cips_station_file **out, struct cips_err *err)
{
	struct cips_station_file *file = new_handle(write);
	enum cips_rc rc = open_handle(file, path, absolute, err);
	if (rc) {
		cips_store_station_close(file);
		file = NULL;
	}
	*out = file;
	return rc;
}

/* One who only reads cannot undo what was interrupted, but perhaps this user may. */
static void undo_first(const char *path, const char *absolute)
{
	struct cips_station_file *file = NULL;
	if (open_as(path, absolute, true, &file, NULL) == CIPS_OK)
		cips_store_station_close(file);
}

static bool interrupted(const char *path, const char *absolute)
{
	struct cips_station_file *file = new_handle(false);
	struct stat status;
	name_files(file, path, absolute);
	bool dirty = stat(file->journal, &status) == 0 && !cips_store_journal_clean(file);
	cips_store_station_close(file);
	return dirty;
}

enum cips_rc cips_store_station_open(
	const char *path, bool write, struct cips_station_file **out, struct cips_err *err)
{
	char absolute[PATH_MAX];
	*out = NULL;
	enum cips_rc rc = cips_store_find(&cips_store_station_kind, path, absolute, err);
	if (rc)
		return rc;
	if (!write && interrupted(path, absolute))
		undo_first(path, absolute);
	return open_as(path, absolute, write, out, err);
}

/* --- creating ------------------------------------------------------------------------------- */

static enum cips_rc add_row(
	struct cips_sql *sql, const struct cips_station_content *content, struct cips_err *err)
{
	return cips_store_run(sql, CIPS_SQL_STATION_ADD,
		CIPS_VALUES(cips_string(content->settings),
			cips_blob(content->signature, SIGNATURE),
			cips_blob(content->sign_public, SIGN_PUBLIC),
			cips_blob(content->sign_secret, SIGN_SECRET),
			cips_blob(content->draft_salt, DRAFT_SALT), cips_string(content->form),
			cips_int((int64_t)content->slots), cips_int((int64_t)content->answers_size),
			cips_int((int64_t)content->texts_size),
			cips_int((int64_t)content->draft_size)),
		err);
}

static enum cips_rc add_slots(struct cips_sql *sql, const struct cips_station_content *content,
	const struct cips_station_fill *fill, enum cips_slots kind, struct cips_err *err)
{
	void (*const fills[])(void *, uint8_t *) = {
		[CIPS_SLOTS_ANSWERS] = fill->answers,
		[CIPS_SLOTS_TEXTS] = fill->texts,
		[CIPS_SLOTS_DRAFTS] = fill->draft,
	};
	size_t n = cips_store_slots(content, kind), size = cips_store_box_size(content, kind);
	uint8_t *box = cips_calloc(size + 1, 1);
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < n && !rc; i++) {
		fills[kind](fill->context, box);
		rc = cips_store_run(sql, add_slot[kind],
			CIPS_VALUES(cips_int((int64_t)i + 1), cips_blob(box, size)), err);
	}
	free(box);
	return rc;
}

static enum cips_rc add_tokens(
	struct cips_sql *sql, const struct cips_station_content *content, struct cips_err *err)
{
	if (!content->n_tokens)
		return CIPS_OK;
	return cips_store_run(sql, CIPS_SQL_TOKENS_ADD,
		CIPS_VALUES(cips_blob(content->token_salt, TOKEN_SALT),
			cips_blob(content->tokens, content->n_tokens * CIPS_STATION_HASH)),
		err);
}

/* None is set. */
static enum cips_rc add_bits(struct cips_sql *sql, const struct cips_station_content *content,
	enum cips_slots kind, struct cips_err *err)
{
	size_t n = cips_store_bits_size(content, kind);
	uint8_t *bits = cips_calloc(n + 1, 1);
	enum cips_rc rc = cips_store_run(
		sql, CIPS_SQL_USED_ADD, CIPS_VALUES(cips_int(kind + 1), cips_blob(bits, n)), err);
	free(bits);
	return rc;
}

static enum cips_rc fill_station(struct cips_sql *sql, const struct cips_station_content *content,
	const struct cips_station_fill *fill, struct cips_err *err)
{
	enum cips_rc rc = add_row(sql, content, err);
	for (size_t i = 0; content->units && i < content->units->n && !rc; i++)
		rc = cips_store_put_unit(sql, content->units, i, err);
	for (int kind = 0; kind < CIPS_SLOTS_KINDS && !rc; kind++)
		rc = add_slots(sql, content, fill, (enum cips_slots)kind, err);
	if (!rc)
		rc = add_tokens(sql, content, err);
	for (int kind = 0; kind < CIPS_BITS_KINDS && !rc; kind++)
		rc = add_bits(sql, content, (enum cips_slots)kind, err);
	return rc ? rc : cips_store_run(sql, CIPS_SQL_COMMIT, CIPS_NO_VALUES, err);
}

/* What is left of a journal would be taken for that of the new file. */
static enum cips_rc check_no_journal(const char *path, const char *journal, struct cips_err *err)
{
	struct stat status;
	if (lstat(journal, &status) != 0)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "%s: there is a journal of another file of that name", path);
	return cips_err_hint(err, "choose another name, or delete %s", journal);
}

/* The folder in which a new file would lie. */
static enum cips_rc find_folder(const char *path, char absolute[PATH_MAX], struct cips_err *err)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t n = (size_t)(name - path);
	if (strlen(path) >= PATH_MAX - 8)
		return cips_err_system(err, ENAMETOOLONG, "%s: cannot create", path);
	memcpy(folder, n ? path : ".", n ? n : 1);
	folder[n ? n : 1] = 0;
	if (!realpath(folder, absolute))
		return cips_err_system(err, errno, "%s: cannot create", path);
	size_t length = strlen(absolute);
	if (length + 1 + strlen(name) + sizeof "-journal" > PATH_MAX)
		return cips_err_system(err, ENAMETOOLONG, "%s: cannot create", path);
	if (length > 1)
		absolute[length++] = '/';
	strcpy(absolute + length, name);
	return CIPS_OK;
}

static enum cips_rc create_filled(struct cips_station_file *file, const char *path,
	const struct cips_station_content *content, const struct cips_station_fill *fill,
	char absolute[PATH_MAX], struct cips_err *err)
{
	enum cips_rc rc =
		cips_store_connect_new(&file->sql, &cips_store_station_kind, path, absolute, err);
	if (!rc)
		rc = fill_station(&file->sql, content, fill, err);
	if (!rc)
		rc = cips_store_clean_journal(file, err);
	if (!rc)
		rc = open_lock(file, path, absolute, err);
	if (!rc) {
		cips_store_station_leave(file);
		cips_store_sync_directory(absolute);
	}
	return rc;
}

enum cips_rc cips_store_station_create(const char *path, const struct cips_station_content *content,
	const struct cips_station_fill *fill, struct cips_err *err)
{
	char absolute[PATH_MAX], made[PATH_MAX] = "";
	assert(content->slots >= 1 && content->slots <= MOST_SLOTS && content->answers_size);
	assert(content->n_tokens <= CIPS_STATION_TOKENS);
	enum cips_rc rc = find_folder(path, absolute, err);
	if (!rc)
		rc = cips_store_check_folder(path, absolute, err);
	if (rc)
		return rc;
	struct cips_station_file *file = new_handle(true);
	name_files(file, path, absolute);
	file->journal_size = cips_store_journal_size(content);
	rc = check_no_journal(path, file->journal, err);
	if (!rc)
		rc = create_filled(file, path, content, fill, made, err);
	if (rc && made[0]) {
		unlink(made);
		unlink(file->journal);
	}
	cips_store_station_close(file);
	return rc;
}
