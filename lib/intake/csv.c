/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcsv is fed one physical line at a time, so that the lines at which a record begins and ends
 * are known without a word from the parser. A record on one line without any quote, as most are, is
 * only parted at its delimiters, which is what libcsv does of it too, and takes a fifth of the time.
 *
 * The lines keep the raw bytes of the current record: block[start, at).
 */
#include "intake/csv.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"
#include "intake/lines.h"

#include <csv.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	PARSER_STEP = 1 << 16, /* bytes by which libcsv's own buffer grows */
	SHORT = 16,	       /* bytes of most fields, with the NUL; less than a parser step */
	FIRST_FIELDS = 64,
	FIRST_TEXT = 4096,
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

/*
 * What stands for a \n or \r that does not end a line where line ends were said, while libcsv, which
 * takes both for an end, has it: bytes that no UTF-8 has.
 */
#define MASKED_LF '\xfe'
#define MASKED_CR '\xff'

struct cips_csv {
	struct cips_lines lines;
	struct cips_dialect dialect;
	struct cips_findings *findings;
	struct csv_parser parser;
	char delimiter;
	bool begun;
	bool in_doubt;
	long first_line; /* of the current record */

	/* The record being parsed. */
	struct cips_field *fields;
	size_t n_fields, fields_room;
	char *text;
	size_t text_size, text_room;
	bool complete;
	bool too_many, too_long;
	size_t too_long_field; /* the first that is */

	struct cips_buf masked; /* the line that libcsv is fed, where it is not as in the block */
};

static int no_space(unsigned char byte)
{
	(void)byte;
	return 0;
}

static void parser_start(struct cips_csv *csv)
{
	unsigned char options = CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_EMPTY_IS_NULL;
	if (csv_init(&csv->parser, options) != 0)
		cips_out_of_memory(0);
	csv_set_delim(&csv->parser, (unsigned char)csv->delimiter);
	csv_set_space_func(&csv->parser, no_space);
	csv_set_blk_size(&csv->parser, PARSER_STEP);
}

enum cips_rc cips_intake_csv_open(FILE *file, const struct cips_dialect *dialect,
	struct cips_findings *findings, struct cips_csv **out, struct cips_err *err)
{
	struct cips_decoder *decoder = NULL;
	enum cips_rc rc = CIPS_OK;
	*out = NULL;
	if (dialect->encoding != CIPS_UTF_8)
		rc = cips_intake_decoder_open(file, dialect->encoding, &decoder, err);
	if (rc)
		return rc;
	struct cips_csv *csv = cips_calloc(1, sizeof *csv);
	cips_intake_lines_begin(&csv->lines, file, decoder, dialect, CIPS_CSV_RECORD_LIMIT);
	csv->dialect = *dialect;
	csv->findings = findings;
	csv->delimiter = dialect->delimiter;
	csv->fields_room = FIRST_FIELDS;
	csv->fields = cips_calloc(FIRST_FIELDS, sizeof *csv->fields);
	csv->text_room = FIRST_TEXT;
	csv->text = cips_malloc(FIRST_TEXT);
	parser_start(csv);
	*out = csv;
	return CIPS_OK;
}

enum cips_rc cips_intake_csv_open_any(
	FILE *file, struct cips_findings *findings, struct cips_csv **out, struct cips_err *err)
{
	struct cips_sample sample;
	struct cips_dialect dialect;
	*out = NULL;
	enum cips_rc rc = cips_intake_sample(file, &sample, err);
	if (!rc)
		rc = cips_intake_recognise(&sample, &(struct cips_dialect_said){0}, &dialect, err);
	cips_intake_sample_release(&sample);
	return rc ? rc : cips_intake_csv_open(file, &dialect, findings, out, err);
}

void cips_intake_csv_close(struct cips_csv *csv)
{
	if (!csv)
		return;
	csv_free(&csv->parser);
	cips_intake_lines_release(&csv->lines);
	free(csv->fields);
	free(csv->text);
	cips_buf_release(&csv->masked);
	free(csv);
}

/* --- the record ----------------------------------------------------------------------------- */

/* Makes room for `n` more bytes of text; where the buffer moves, so do the fields in it. */
static void reserve_text(struct cips_csv *csv, size_t n)
{
	if (csv->text_room - csv->text_size >= n)
		return;
	while (csv->text_room - csv->text_size < n)
		csv->text_room *= 2;
	char *moved = cips_malloc(csv->text_room);
	memcpy(moved, csv->text, csv->text_size);
	for (size_t i = 0; i < csv->n_fields; i++)
		csv->fields[i].text = moved + (csv->fields[i].text - csv->text);
	free(csv->text);
	csv->text = moved;
}

/* What is larger than any survey is noted and left out. */
static bool too_large(struct cips_csv *csv, size_t n)
{
	if (csv->n_fields == CIPS_CSV_COLUMN_LIMIT) {
		csv->too_many = true;
		return true;
	}
	if (n <= CIPS_CSV_FIELD_LIMIT)
		return false;
	if (!csv->too_long)
		csv->too_long_field = csv->n_fields;
	csv->too_long = true;
	return true;
}

static void unmask(char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text[i] = (char)(text[i] == MASKED_LF  ? '\n'
				: text[i] == MASKED_CR ? '\r'
						       : text[i]);
}

static void on_field(void *bytes, size_t n, void *context)
{
	struct cips_csv *csv = context;
	if (too_large(csv, n))
		return;
	if (csv->n_fields == csv->fields_room) {
		csv->fields_room *= 2;
		csv->fields = cips_realloc(csv->fields, csv->fields_room, sizeof *csv->fields);
	}
	reserve_text(csv, n + SHORT);
	char *text = csv->text + csv->text_size;
	if (!n)
		text[0] = '\0';
	else if (n < SHORT) /* a constant size needs no call; the parser's buffer is larger */
		memcpy(text, bytes, SHORT);
	else
		memcpy(text, bytes, n + 1);
	if (csv->dialect.ends_said)
		unmask(text, n);
	csv->fields[csv->n_fields++] =
		(struct cips_field){.text = text, .n = n, .present = bytes != NULL};
	csv->text_size += n + 1;
}

static void on_record(int terminator, void *context)
{
	struct cips_csv *csv = context;
	(void)terminator;
	csv->complete = true;
}

static void record_start(struct cips_csv *csv)
{
	csv->lines.start = csv->lines.at;
	csv->first_line = csv->lines.line;
	csv->n_fields = 0;
	csv->text_size = 0;
	csv->complete = csv->too_many = csv->too_long = false;
}

/* --- places --------------------------------------------------------------------------------- */

/* A walk over the raw bytes of a record that knows where it is as a person would say it. */
struct walk {
	const char *raw;
	size_t size, at;
	long line, column;
	bool quoted;
	size_t field;		       /* index of the field that `at` is in */
	size_t quote_at;	       /* the quote that was opened last, */
	long quote_line, quote_column; /* and where a person finds it */
};

static void step(struct walk *walk, char delimiter)
{
	char c = walk->raw[walk->at];
	bool field_start = walk->at == 0 || (!walk->quoted && walk->raw[walk->at - 1] == delimiter);
	bool crlf = c == '\r' && walk->at + 1 < walk->size && walk->raw[walk->at + 1] == '\n';
	if (c == '"' && (walk->quoted || field_start)) {
		walk->quoted = !walk->quoted;
		if (walk->quoted) {
			walk->quote_at = walk->at;
			walk->quote_line = walk->line;
			walk->quote_column = walk->column;
		}
	} else if (c == '"' && walk->raw[walk->at - 1] == '"') {
		walk->quoted = true; /* a doubled quote: still inside */
	} else if (c == delimiter && !walk->quoted) {
		walk->field++;
	}
	if (c == '\n' || (c == '\r' && !crlf)) {
		walk->line++;
		walk->column = 1;
	} else if (((unsigned char)c & 0xc0) != 0x80) {
		walk->column++;
	}
	walk->at++;
}

static struct walk walk_start(const struct cips_csv *csv)
{
	return (struct walk){
		.raw = csv->lines.block + csv->lines.start,
		.size = csv->lines.at - csv->lines.start,
		.line = csv->first_line,
		.column = 1,
	};
}

void cips_intake_csv_place(const struct cips_csv *csv, size_t index, long *line, long *column)
{
	struct walk walk = walk_start(csv);
	while (walk.at < walk.size && walk.field < index)
		step(&walk, csv->delimiter);
	*line = walk.line;
	*column = walk.column;
}

/* --- faults --------------------------------------------------------------------------------- */

/*
 * A quote in the record that was read up to `at` stays open. The record ends with the line on which
 * it stands: what was swallowed below is read again, so that the faults there are found as well. No
 * line is read a third time: those that were swallowed hold quotes in pairs only, and none that is
 * read from its beginning can open one that stays open.
 */
static void end_at_open_quote(struct cips_csv *csv)
{
	struct walk walk = walk_start(csv);
	while (walk.at < walk.size)
		step(&walk, csv->delimiter);
	cips_findings_add(csv->findings, CIPS_ERROR, "csv-quote-open", NULL, walk.quote_line,
		walk.quote_column, "the quote opened here is never closed");
	cips_findings_hint(
		csv->findings, "close it, or double it (\"\") if it belongs to the text");
	csv_free(&csv->parser);
	parser_start(csv);
	csv->in_doubt = true;
	size_t read_to = csv->lines.at;
	csv->lines.at = csv->lines.start + walk.quote_at;
	csv->lines.newline = 0;
	size_t end = cips_intake_line_end(&csv->lines);
	csv->lines.at = end && end < read_to ? end : read_to;
	csv->lines.line = walk.quote_line +
		cips_intake_lines_seen(&csv->lines, csv->lines.start + walk.quote_at,
			csv->lines.at - csv->lines.start - walk.quote_at);
}

/*
 * A quote where none may be; `offset` is its place, or that of the text behind it, in the line at
 * `at`.
 */
static void report_stray_quote(struct cips_csv *csv, size_t line_size, size_t offset)
{
	const char *line = csv->lines.block + csv->lines.at;
	long column = (long)cips_utf8_length(line, offset) + 1;
	if (line[offset] == '"') {
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-quote-stray", NULL,
			csv->lines.line, column,
			"a quote inside a field that does not begin with one");
		cips_findings_hint(csv->findings,
			"put the whole field in quotes and double those inside it (\"\")");
		return;
	}
	size_t before = csv->lines.at;
	csv->lines.at += offset < line_size ? offset : line_size;
	struct walk walk = walk_start(csv);
	csv->lines.at = before;
	while (walk.at < walk.size)
		step(&walk, csv->delimiter);
	cips_findings_add(csv->findings, CIPS_ERROR, "csv-quote-stray", NULL, csv->lines.line,
		column,
		"text behind a closing quote; the quoted field began at line %ld, column %ld",
		walk.quote_line, walk.quote_column);
	cips_findings_hint(csv->findings,
		"close the quote where the field ends, and double quotes inside it (\"\")");
}

/* Whether the bytes are plain ASCII without NUL, eight at a time. */
static bool plain(const char *bytes, size_t n)
{
	const uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
	size_t i = 0;
	for (; i + 8 <= n; i += 8) {
		uint64_t word;
		memcpy(&word, bytes + i, 8);
		if ((word | (word - ones)) & high)
			return false;
	}
	for (; i < n; i++)
		if (bytes[i] <= 0)
			return false;
	return true;
}

static void report_byte(struct cips_csv *csv, long column, unsigned char byte)
{
	enum cips_encoding encoding = csv->dialect.encoding;
	const char *name = cips_intake_encoding_name(encoding);
	if (encoding == CIPS_UTF_8)
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-utf8", NULL, csv->lines.line,
			column, "the byte 0x%02X is not UTF-8", byte);
	else if (encoding == CIPS_UTF_16LE || encoding == CIPS_UTF_16BE)
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-encoding", NULL, csv->lines.line,
			column, "half a character, which %s does not have", name);
	else
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-encoding", NULL, csv->lines.line,
			column, "the byte 0x%02X stands for nothing in %s", byte, name);
	cips_findings_hint(csv->findings, "save the file as CSV in UTF-8");
}

/* Whether the line at `at` is text; reports the first byte that is not. */
static bool check_bytes(struct cips_csv *csv, size_t n)
{
	const char *line = csv->lines.block + csv->lines.at;
	if (plain(line, n))
		return true;
	const char *nul = memchr(line, '\0', n);
	size_t good = cips_utf8_check(line, n);
	if (nul && (size_t)(nul - line) <= good) {
		size_t before = (size_t)(nul - line);
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-nul", NULL, csv->lines.line,
			(long)cips_utf8_length(line, before) + 1,
			"a NUL byte, which no text holds");
		cips_findings_hint(csv->findings, "save the file as CSV in UTF-8");
		return false;
	}
	if (good < n)
		report_byte(csv, (long)cips_utf8_length(line, good) + 1, (unsigned char)line[good]);
	return good == n;
}

/* Limits that the record went over while it was parsed. */
static bool check_limits(struct cips_csv *csv)
{
	long line, column;
	if (csv->too_many) {
		cips_intake_csv_place(csv, CIPS_CSV_COLUMN_LIMIT, &line, &column);
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-too-many-columns", NULL, line,
			column, "more than %d fields in one record", CIPS_CSV_COLUMN_LIMIT);
	}
	if (csv->too_long) {
		cips_intake_csv_place(csv, csv->too_long_field, &line, &column);
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-field-too-long", NULL, line,
			column, "a field of more than %d bytes", CIPS_CSV_FIELD_LIMIT);
	}
	if (csv->too_many || csv->too_long)
		cips_findings_hint(csv->findings, "is a quote or a line end missing?");
	return !csv->too_many && !csv->too_long;
}

/* Reports the line at `at`, which is over the limit, and lets go of it. */
static bool pass_long_line(struct cips_csv *csv, struct cips_err *err)
{
	cips_findings_add(csv->findings, CIPS_ERROR, "csv-record-too-long", NULL, csv->lines.line,
		0, "a line of more than %d bytes", CIPS_CSV_RECORD_LIMIT);
	cips_findings_hint(csv->findings, "is this a CSV file?");
	csv->in_doubt = true;
	for (;;) {
		size_t end = csv->lines.at < csv->lines.end ? cips_intake_line_end(&csv->lines) : 0;
		if (end || csv->lines.at_end) {
			csv->lines.start = csv->lines.at = end ? end : csv->lines.end;
			csv->lines.line++;
			return true;
		}
		/* A \r may be the first half of a \r\n. */
		bool half = csv->lines.end > csv->lines.at &&
			csv->lines.block[csv->lines.end - 1] == '\r';
		csv->lines.start = csv->lines.at = csv->lines.end - half;
		if (!cips_intake_lines_refill(&csv->lines, err))
			return false;
	}
}

/* --- reading -------------------------------------------------------------------------------- */

/* Passes over the byte-order mark, and over the lines above the header. */
static bool begin(struct cips_csv *csv, struct cips_err *err)
{
	csv->begun = true;
	if (!cips_intake_lines_refill(&csv->lines, err))
		return false;
	if (csv->lines.end >= 3 && memcmp(csv->lines.block, byte_order_mark, 3) == 0)
		csv->lines.at = 3;
	for (long passed = 0; passed < csv->dialect.skip; passed++) {
		size_t n;
		csv->lines.start = csv->lines.at;
		enum cips_line_status status = cips_intake_line(&csv->lines, &n, err);
		if (status == CIPS_LINE_NONE)
			break;
		if (status == CIPS_LINE_FAILED ||
			(status == CIPS_LINE_TOO_LONG && !pass_long_line(csv, err)))
			return false;
		if (status == CIPS_LINE_READ) {
			csv->lines.line += cips_intake_lines_seen(&csv->lines, csv->lines.at, n);
			csv->lines.at += n;
		}
	}
	return true;
}

/* Whether the line of `n` bytes is a record that no quote and no limit has a say in. */
static bool unquoted(const struct cips_csv *csv, size_t n)
{
	return csv->lines.at == csv->lines.start && n <= CIPS_CSV_FIELD_LIMIT &&
		!memchr(csv->lines.block + csv->lines.at, '"', n);
}

/* Parts such a line at its delimiters; a blank one is no record. */
static void part(struct cips_csv *csv, size_t n)
{
	const char *line = csv->lines.block + csv->lines.at;
	n = cips_intake_without_end(line, n);
	if (!n)
		return;
	reserve_text(csv, n + 1);
	memcpy(csv->text, line, n);
	csv->text[n] = csv->delimiter; /* behind the last field as well */
	for (char *from = csv->text, *end = from + n, *to; from <= end; from = to + 1) {
		if (csv->n_fields == csv->fields_room) {
			csv->fields_room *= 2;
			csv->fields =
				cips_realloc(csv->fields, csv->fields_room, sizeof *csv->fields);
		}
		for (to = from; *to != csv->delimiter;)
			to++;
		*to = '\0';
		size_t size = (size_t)(to - from);
		if (too_large(csv, size))
			break;
		csv->fields[csv->n_fields++] =
			(struct cips_field){.text = from, .n = size, .present = size > 0};
	}
	csv->text_size = n + 1;
	csv->complete = true;
}

/* The line of `n` bytes with what does not end it masked. */
static const char *mask(struct cips_csv *csv, size_t n)
{
	const char *line = csv->lines.block + csv->lines.at;
	size_t end = cips_intake_without_end(line, n);
	cips_buf_clear(&csv->masked);
	cips_buf_add(&csv->masked, line, n);
	for (size_t i = 0; i < end; i++)
		if (line[i] == '\n' || line[i] == '\r')
			csv->masked.text[i] = line[i] == '\n' ? MASKED_LF : MASKED_CR;
	return csv->masked.text;
}

/* Feeds the line of `n` bytes; false when the parser stopped, which has then been reported. */
static bool feed(struct cips_csv *csv, size_t n)
{
	const char *line = csv->dialect.ends_said ? mask(csv, n) : csv->lines.block + csv->lines.at;
	size_t taken = csv_parse(&csv->parser, line, n, on_field, on_record, csv);
	if (taken == n)
		return true;
	if (csv_error(&csv->parser) != CSV_EPARSE)
		cips_out_of_memory(n);
	report_stray_quote(csv, n, taken);
	csv_free(&csv->parser);
	parser_start(csv);
	return false;
}

static int deliver(struct cips_csv *csv, struct cips_record *record, bool *broken)
{
	if (!*broken)
		*broken = !check_limits(csv);
	*record = (struct cips_record){
		.fields = csv->fields,
		.n = csv->n_fields,
		.line = csv->first_line,
		.raw = csv->lines.block + csv->lines.start,
		.raw_size = csv->lines.at - csv->lines.start,
	};
	return 1;
}

/* Whether nothing but a line end, `n` bytes, was read since the record began. */
static bool blank_line(const struct cips_csv *csv, size_t n)
{
	char first = csv->lines.block[csv->lines.start];
	return csv->lines.at - csv->lines.start == n && n <= 2 && (first == '\r' || first == '\n');
}

/* There is no further line: 0, or the record that ends without a line end. */
static int last(struct cips_csv *csv, struct cips_record *record, bool *broken)
{
	if (csv->lines.at == csv->lines.start)
		return 0;
	if (csv_fini(&csv->parser, on_field, on_record, csv) == 0)
		return deliver(csv, record, broken);
	*broken = true;
	end_at_open_quote(csv);
	return deliver(csv, record, broken);
}

/* The record has become too long: by a quote that stays open, or in a single line. */
static int too_long(
	struct cips_csv *csv, struct cips_record *record, bool *broken, struct cips_err *err)
{
	bool quote = csv->lines.at > csv->lines.start;
	*broken = true;
	if (quote)
		end_at_open_quote(csv);
	else if (!pass_long_line(csv, err))
		return -1;
	return deliver(csv, record, broken);
}

int cips_intake_csv_next(
	struct cips_csv *csv, struct cips_record *record, bool *broken, struct cips_err *err)
{
	*broken = false;
	if (!csv->begun && !begin(csv, err))
		return -1;
	record_start(csv);
	for (;;) {
		size_t n;
		enum cips_line_status status = cips_intake_line(&csv->lines, &n, err);
		if (status == CIPS_LINE_NONE)
			return last(csv, record, broken);
		if (status == CIPS_LINE_TOO_LONG)
			return too_long(csv, record, broken, err);
		if (status != CIPS_LINE_READ)
			return -1;
		if (!*broken)
			*broken = !check_bytes(csv, n);
		bool parsed = true;
		if (unquoted(csv, n))
			part(csv, n);
		else
			parsed = feed(csv, n);
		csv->lines.line += cips_intake_lines_seen(&csv->lines, csv->lines.at, n);
		csv->lines.at += n;
		*broken |= !parsed;
		if (csv->complete || !parsed)
			return deliver(csv, record, broken);
		if (blank_line(csv, n))
			record_start(csv);
	}
}

size_t cips_intake_csv_position(const struct cips_csv *csv)
{
	return cips_intake_lines_position(&csv->lines);
}

bool cips_intake_csv_in_doubt(const struct cips_csv *csv)
{
	return csv->in_doubt;
}
