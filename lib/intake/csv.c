/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcsv is fed one physical line at a time, so that the lines at which a record begins and ends
 * are known without a word from the parser.
 *
 * Invariants: block[start, at) are the raw bytes of the current record, at is the beginning of a
 * physical line, and block[at, end) was read but not yet parsed. Bytes before `start` are gone
 * after the next refill; the record moves to the front of the block then.
 */
#include "intake/csv.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"

#include <csv.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK = 1 << 18,       /* bytes read at a time */
	PARSER_STEP = 1 << 16, /* bytes by which libcsv's own buffer grows */
	SHORT = 16,	       /* bytes of most fields, with the NUL; less than a parser step */
	FIRST_FIELDS = 64,
	FIRST_TEXT = 4096,
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

struct cips_csv {
	FILE *file;
	struct cips_findings *findings;
	struct csv_parser parser;
	char delimiter;

	char *block;
	size_t start, at, end, room;
	size_t newline;	 /* offset of the first \n at or after `at`, SIZE_MAX: not looked for */
	size_t consumed; /* bytes of the file before block[0] */
	bool at_end;	 /* the file has no more bytes */
	bool begun;
	bool had_bom;

	long line;	 /* number of the physical line that begins at `at` */
	long first_line; /* of the current record */

	/* The record being parsed. */
	struct cips_field *fields;
	size_t n_fields, fields_room;
	char *text;
	size_t text_size, text_room;
	bool complete;
	bool too_many, too_long;
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

struct cips_csv *cips_intake_csv_open(FILE *file, char delimiter, struct cips_findings *findings)
{
	struct cips_csv *csv = cips_calloc(1, sizeof *csv);
	csv->file = file;
	csv->findings = findings;
	csv->delimiter = delimiter;
	csv->room = 2 * BLOCK;
	csv->block = cips_malloc(csv->room);
	csv->newline = SIZE_MAX;
	csv->line = 1;
	csv->fields_room = FIRST_FIELDS;
	csv->fields = cips_calloc(FIRST_FIELDS, sizeof *csv->fields);
	csv->text_room = FIRST_TEXT;
	csv->text = cips_malloc(FIRST_TEXT);
	parser_start(csv);
	return csv;
}

void cips_intake_csv_close(struct cips_csv *csv)
{
	if (!csv)
		return;
	csv_free(&csv->parser);
	free(csv->block);
	free(csv->fields);
	free(csv->text);
	free(csv);
}

/* --- physical lines ------------------------------------------------------------------------- */

/* Reads on behind block[end); false on an input error. */
static bool refill(struct cips_csv *csv, struct cips_err *err)
{
	size_t gone = csv->start;
	memmove(csv->block, csv->block + gone, csv->end - gone);
	csv->consumed += gone;
	csv->start = 0;
	csv->at -= gone;
	csv->end -= gone;
	if (csv->newline != SIZE_MAX)
		csv->newline -= gone;
	if (csv->room - csv->end < BLOCK) {
		csv->room *= 2;
		csv->block = cips_realloc(csv->block, csv->room, 1);
	}
	size_t got = fread(csv->block + csv->end, 1, BLOCK, csv->file);
	csv->end += got;
	csv->at_end = got == 0;
	if (got == 0 && ferror(csv->file)) {
		cips_err_system(
			err, errno ? errno : EIO, "cannot read on after line %ld", csv->line - 1);
		return false;
	}
	return true;
}

/* The end of the line at `at` within what was read, or 0 when it is not there yet. */
static size_t line_end(struct cips_csv *csv)
{
	if (csv->newline == SIZE_MAX || csv->newline < csv->at) {
		const char *found = memchr(csv->block + csv->at, '\n', csv->end - csv->at);
		csv->newline = found ? (size_t)(found - csv->block) : SIZE_MAX;
	}
	size_t limit = csv->newline == SIZE_MAX ? csv->end : csv->newline;
	const char *found = memchr(csv->block + csv->at, '\r', limit - csv->at);
	if (!found)
		return csv->newline == SIZE_MAX ? 0 : limit + 1;
	size_t after = (size_t)(found - csv->block) + 1;
	if (after == csv->newline)
		return after + 1;
	/* A \r at the end of what was read may be the first half of a \r\n. */
	return after < csv->end || csv->at_end ? after : 0;
}

enum line_status { LINE_READ, LINE_NONE, LINE_TOO_LONG, LINE_FAILED };

/* Finds the line at `at`; *n is its size with its end. */
static enum line_status find_line(struct cips_csv *csv, size_t *n, struct cips_err *err)
{
	for (;;) {
		size_t end = csv->at < csv->end ? line_end(csv) : 0;
		if (!end && csv->at_end)
			end = csv->end;
		size_t known = end ? end : csv->end;
		if (known - csv->start > CIPS_CSV_RECORD_LIMIT)
			return LINE_TOO_LONG;
		if (end > csv->at) {
			*n = end - csv->at;
			return LINE_READ;
		}
		if (csv->at_end)
			return LINE_NONE;
		csv->newline = SIZE_MAX;
		if (!refill(csv, err))
			return LINE_FAILED;
	}
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
	if (csv->n_fields == CIPS_CSV_COLUMN_LIMIT)
		csv->too_many = true;
	else if (n > CIPS_CSV_FIELD_LIMIT)
		csv->too_long = true;
	else
		return false;
	return true;
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
	csv->start = csv->at;
	csv->first_line = csv->line;
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
	long quote_line, quote_column; /* of the quote that was opened last */
};

static void step(struct walk *walk, char delimiter)
{
	char c = walk->raw[walk->at];
	bool field_start = walk->at == 0 || (!walk->quoted && walk->raw[walk->at - 1] == delimiter);
	bool crlf = c == '\r' && walk->at + 1 < walk->size && walk->raw[walk->at + 1] == '\n';
	if (c == '"' && (walk->quoted || field_start)) {
		walk->quoted = !walk->quoted;
		if (walk->quoted) {
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
		.raw = csv->block + csv->start,
		.size = csv->at - csv->start,
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

static void report_open_quote(struct cips_csv *csv)
{
	struct walk walk = walk_start(csv);
	while (walk.at < walk.size)
		step(&walk, csv->delimiter);
	cips_findings_add(csv->findings, CIPS_ERROR, "csv-quote-open", NULL, walk.quote_line,
		walk.quote_column, "the quote opened here is never closed");
	cips_findings_hint(
		csv->findings, "close it, or double it (\"\") if it belongs to the text");
}

/*
 * A quote where none may be; `offset` is its place, or that of the text behind it, in the line at
 * `at`.
 */
static void report_stray_quote(struct cips_csv *csv, size_t line_size, size_t offset)
{
	const char *line = csv->block + csv->at;
	long column = (long)cips_utf8_length(line, offset) + 1;
	if (line[offset] == '"') {
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-quote-stray", NULL, csv->line,
			column, "a quote inside a field that does not begin with one");
		cips_findings_hint(csv->findings,
			"put the whole field in quotes and double those inside it (\"\")");
		return;
	}
	size_t before = csv->at;
	csv->at += offset < line_size ? offset : line_size;
	struct walk walk = walk_start(csv);
	csv->at = before;
	while (walk.at < walk.size)
		step(&walk, csv->delimiter);
	cips_findings_add(csv->findings, CIPS_ERROR, "csv-quote-stray", NULL, csv->line, column,
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

/* Whether the line at `at` is text; reports the first byte that is not. */
static bool check_bytes(struct cips_csv *csv, size_t n)
{
	const char *line = csv->block + csv->at;
	if (plain(line, n))
		return true;
	const char *nul = memchr(line, '\0', n);
	size_t good = cips_utf8_check(line, n);
	if (nul && (size_t)(nul - line) <= good) {
		size_t before = (size_t)(nul - line);
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-nul", NULL, csv->line,
			(long)cips_utf8_length(line, before) + 1,
			"a NUL byte, which no text holds");
		cips_findings_hint(csv->findings, "save the file as CSV in UTF-8");
		return false;
	}
	if (good == n)
		return true;
	cips_findings_add(csv->findings, CIPS_ERROR, "csv-utf8", NULL, csv->line,
		(long)cips_utf8_length(line, good) + 1, "the byte 0x%02X is not UTF-8",
		(unsigned)(unsigned char)line[good]);
	cips_findings_hint(csv->findings, "save the file as CSV in UTF-8");
	return false;
}

/* Limits that the record went over while it was parsed. */
static bool check_limits(struct cips_csv *csv)
{
	if (csv->too_many)
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-too-many-columns", NULL,
			csv->first_line, 0, "more than %d fields in one record",
			CIPS_CSV_COLUMN_LIMIT);
	if (csv->too_long)
		cips_findings_add(csv->findings, CIPS_ERROR, "csv-field-too-long", NULL,
			csv->first_line, 0, "a field of more than %d bytes", CIPS_CSV_FIELD_LIMIT);
	if (csv->too_many || csv->too_long)
		cips_findings_hint(csv->findings, "is a quote or a line end missing?");
	return !csv->too_many && !csv->too_long;
}

static void report_too_long(struct cips_csv *csv)
{
	if (csv->at > csv->start) {
		report_open_quote(csv);
		return;
	}
	cips_findings_add(csv->findings, CIPS_ERROR, "csv-record-too-long", NULL, csv->line, 0,
		"a line of more than %d bytes", CIPS_CSV_RECORD_LIMIT);
	cips_findings_hint(csv->findings, "is this a CSV file?");
}

/* --- reading -------------------------------------------------------------------------------- */

/* Byte-order marks: UTF-8's is passed over, UTF-16's ends the file. */
static bool begin(struct cips_csv *csv, struct cips_err *err)
{
	csv->begun = true;
	if (!refill(csv, err))
		return false;
	const char *bytes = csv->block;
	if (csv->end >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || !memcmp(bytes, "\xfe\xff", 2))) {
		cips_findings_add(
			csv->findings, CIPS_ERROR, "csv-utf16", NULL, 1, 1, "the file is UTF-16");
		cips_findings_hint(
			csv->findings, "save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")");
		return false;
	}
	if (csv->end >= 3 && memcmp(bytes, byte_order_mark, 3) == 0) {
		csv->had_bom = true;
		csv->at = 3;
	}
	return true;
}

/* Feeds the line of `n` bytes; false when the parser stopped, which has then been reported. */
static bool feed(struct cips_csv *csv, size_t n)
{
	const char *line = csv->block + csv->at;
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

/* The last line has no line end: lets the parser finish. False when a quote is open. */
static bool finish(struct cips_csv *csv)
{
	if (csv_fini(&csv->parser, on_field, on_record, csv) == 0)
		return true;
	report_open_quote(csv);
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
		.raw = csv->block + csv->start,
		.raw_size = csv->at - csv->start,
	};
	return 1;
}

/* Whether nothing but a line end, `n` bytes, was read since the record began. */
static bool blank_line(const struct cips_csv *csv, size_t n)
{
	char first = csv->block[csv->start];
	return csv->at - csv->start == n && n <= 2 && (first == '\r' || first == '\n');
}

/* There is no further line: 0, or the record that ends without a line end. */
static int last(struct cips_csv *csv, struct cips_record *record, bool *broken)
{
	if (csv->at == csv->start)
		return 0;
	return finish(csv) ? deliver(csv, record, broken) : -1;
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
		enum line_status status = find_line(csv, &n, err);
		if (status == LINE_NONE)
			return last(csv, record, broken);
		if (status == LINE_TOO_LONG)
			report_too_long(csv);
		if (status != LINE_READ)
			return -1;
		if (!*broken)
			*broken = !check_bytes(csv, n);
		bool parsed = feed(csv, n);
		csv->at += n;
		csv->line++;
		*broken |= !parsed;
		if (csv->complete || !parsed)
			return deliver(csv, record, broken);
		if (blank_line(csv, n))
			record_start(csv);
	}
}

size_t cips_intake_csv_position(const struct cips_csv *csv)
{
	return csv->consumed + csv->at;
}

bool cips_intake_csv_had_bom(const struct cips_csv *csv)
{
	return csv->had_bom;
}

/* --- dialect ------------------------------------------------------------------------------ */

char cips_intake_csv_delimiter(FILE *file)
{
	static const char candidates[] = ",;\t|";
	size_t counts[sizeof candidates - 1] = {0};
	bool quoted = false;
	rewind(file);
	for (long n = 0; n < CIPS_CSV_RECORD_LIMIT; n++) {
		int c = getc(file);
		if (c == EOF || (!quoted && (c == '\n' || c == '\r')))
			break;
		if (c == '"')
			quoted = !quoted;
		const char *found = c && !quoted ? strchr(candidates, c) : NULL;
		if (found)
			counts[found - candidates]++;
	}
	rewind(file);
	size_t best = 0;
	for (size_t i = 1; i < sizeof candidates - 1; i++)
		if (counts[i] > counts[best])
			best = i;
	return candidates[best];
}
