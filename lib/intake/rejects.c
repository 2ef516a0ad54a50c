/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/rejects.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "intake/columns.h"
#include "intake/lines.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BATCH_DIGITS = 32 };

struct cips_rejects {
	struct cips_file_out *file;
	char delimiter;
	bool again; /* the rows come from a rejects file */
	struct cips_buf line;
};

static enum cips_rc check_path(const char *path, const char *source, struct cips_err *err)
{
	struct stat target, input;
	if (cips_file_has_extension(path, ".cips")) {
		cips_err_set(err, CIPS_USAGE, "%s: this is the name of a survey file", path);
		return cips_err_hint(err, "give the rejects a name of their own, as rejects.csv");
	}
	if (stat(path, &target) == 0 && stat(source, &input) == 0 &&
		target.st_dev == input.st_dev && target.st_ino == input.st_ino) {
		cips_err_set(err, CIPS_USAGE,
			"%s: the rejects would overwrite the file that is "
			"imported",
			path);
		return cips_err_hint(err, "give the rejects a name of their own");
	}
	return CIPS_OK;
}

enum cips_rc cips_intake_rejects_begin(const char *path, const char *source, char delimiter,
	struct cips_rejects **out, struct cips_err *err)
{
	struct cips_file_out *file = NULL;
	*out = NULL;
	enum cips_rc rc = check_path(path, source, err);
	if (!rc)
		rc = cips_file_begin(path, &file, err);
	if (rc)
		return rc;
	*out = cips_calloc(1, sizeof **out);
	(*out)->file = file;
	(*out)->delimiter = delimiter;
	return CIPS_OK;
}

/* The bytes of a record without its line end. */
static size_t without_end(const struct cips_record *record)
{
	return cips_intake_without_end(record->raw, record->raw_size);
}

static bool is_hex(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strchr("0123456789abcdef", text[i]) || !text[i])
			return false;
	return true;
}

/*
 * Where the columns that an earlier import put behind a row begin: the last place with a delimiter,
 * a batch code and a delimiter. Looked for from the end because the row itself may be in any state.
 * `n` when there are none.
 */
static size_t find_origin(const char *raw, size_t n, char delimiter)
{
	for (size_t at = n; at-- > 0;) {
		if (raw[at] != delimiter || n - at < BATCH_DIGITS + 2)
			continue;
		if (raw[at + 1 + BATCH_DIGITS] == delimiter && is_hex(raw + at + 1, BATCH_DIGITS))
			return at;
	}
	return n;
}

static void add_line(struct cips_rejects *rejects, const struct cips_record *record)
{
	size_t n = without_end(record);
	const char *end = record->raw + n;
	size_t end_size = record->raw_size - n;
	if (end_size)
		cips_buf_add(&rejects->line, end, end_size);
	else
		cips_buf_putc(&rejects->line, '\n');
	fwrite(rejects->line.text, 1, rejects->line.n, cips_file_stream(rejects->file));
	cips_buf_clear(&rejects->line);
}

void cips_intake_rejects_header(
	struct cips_rejects *rejects, const struct cips_record *header, bool again, bool mark)
{
	if (!rejects)
		return;
	rejects->again = again;
	cips_buf_puts(&rejects->line, mark ? "\xef\xbb\xbf" : "");
	cips_buf_add(&rejects->line, header->raw, without_end(header));
	for (size_t i = 0; !again && i < CIPS_REJECTS_COLUMNS; i++) {
		cips_buf_putc(&rejects->line, rejects->delimiter);
		cips_buf_puts(&rejects->line, cips_rejects_columns[i]);
	}
	add_line(rejects, header);
}

/* Batch and line: those that the row came with, else those of this import. */
static void add_origin(
	struct cips_rejects *rejects, const struct cips_record *record, const char *batch)
{
	struct cips_buf *out = &rejects->line;
	size_t n = without_end(record);
	size_t origin = rejects->again ? find_origin(record->raw, n, rejects->delimiter) : n;
	cips_buf_add(out, record->raw, origin);
	cips_buf_putc(out, rejects->delimiter);
	if (origin == n) {
		cips_buf_printf(out, "%s%c%ld", rejects->again ? "" : batch, rejects->delimiter,
			record->line);
		return;
	}
	const char *from = record->raw + origin + 1;
	size_t rest = n - origin - 1;
	size_t code = BATCH_DIGITS + 1;
	const char *end = memchr(from + code, rejects->delimiter, rest - code);
	cips_buf_add(out, from, end ? (size_t)(end - from) : rest);
}

/* "item: text; hint" of one fault. */
static void add_message(struct cips_buf *message, const struct cips_finding *finding)
{
	if (message->n)
		cips_buf_puts(message, " | ");
	if (*finding->item)
		cips_buf_printf(message, "%s: ", finding->item);
	cips_buf_puts(message, finding->text);
	if (*finding->hint)
		cips_buf_printf(message, "; %s", finding->hint);
}

void cips_intake_rejects_add(struct cips_rejects *rejects, const struct cips_record *record,
	const char *batch, const struct cips_finding *findings, size_t n)
{
	if (!rejects)
		return;
	struct cips_buf *out = &rejects->line, message = {0};
	char delimiter = rejects->delimiter;
	add_origin(rejects, record, batch);
	cips_buf_printf(out, "%c", delimiter);
	if (findings[0].column)
		cips_buf_printf(out, "%ld", findings[0].column);
	cips_buf_printf(out, "%c%s%c", delimiter, findings[0].code, delimiter);
	for (size_t i = 0; i < n; i++)
		if (findings[i].severity == CIPS_ERROR)
			add_message(&message, &findings[i]);
	cips_buf_csv(out, cips_buf_text(&message), delimiter);
	cips_buf_release(&message);
	add_line(rejects, record);
}

static void release(struct cips_rejects *rejects)
{
	cips_buf_release(&rejects->line);
	free(rejects);
}

enum cips_rc cips_intake_rejects_commit(struct cips_rejects *rejects, struct cips_err *err)
{
	if (!rejects)
		return CIPS_OK;
	enum cips_rc rc = cips_file_commit(rejects->file, err);
	release(rejects);
	return rc;
}

void cips_intake_rejects_rollback(struct cips_rejects *rejects)
{
	if (!rejects)
		return;
	cips_file_rollback(rejects->file);
	release(rejects);
}
