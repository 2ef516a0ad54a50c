/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/dialect.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	SAMPLE = 1 << 20,
	ROWS_COMPARED = 20,
	SEPARATOR_LINE = 5, /* sep=; */
};

static const char delimiters[] = ",;\t|";
enum { DELIMITERS = sizeof delimiters - 1 };

static const char mark[] = "\xef\xbb\xbf";

enum cips_rc cips_intake_sample(FILE *file, struct cips_sample *sample, struct cips_err *err)
{
	*sample = (struct cips_sample){.raw = cips_malloc(SAMPLE)};
	sample->raw_size = fread(sample->raw, 1, SAMPLE, file);
	sample->whole = sample->raw_size < SAMPLE;
	if (ferror(file))
		return cips_err_system(err, errno ? errno : EIO, "cannot read");
	rewind(file);
	return CIPS_OK;
}

void cips_intake_sample_release(struct cips_sample *sample)
{
	free(sample->raw);
	free(sample->text);
	*sample = (struct cips_sample){0};
}

/* --- encoding ------------------------------------------------------------------------------- */

/* What a byte-order mark says; CIPS_ENCODINGS where there is none. */
static enum cips_encoding marked_encoding(const struct cips_sample *sample)
{
	if (sample->raw_size >= 3 && memcmp(sample->raw, mark, 3) == 0)
		return CIPS_UTF_8;
	if (sample->raw_size >= 2 && memcmp(sample->raw, "\xff\xfe", 2) == 0)
		return CIPS_UTF_16LE;
	if (sample->raw_size >= 2 && memcmp(sample->raw, "\xfe\xff", 2) == 0)
		return CIPS_UTF_16BE;
	return CIPS_ENCODINGS;
}

/*
 * UTF-16 by its NUL bytes: names, digits and delimiters are ASCII in any language, so one half of a
 * good part of the pairs is NUL, and the other half hardly ever.
 */
static enum cips_encoding wide_encoding(const struct cips_sample *sample)
{
	size_t pairs = sample->raw_size / 2, nul[2] = {0, 0};
	for (size_t i = 0; i < 2 * pairs; i++)
		nul[i & 1] += sample->raw[i] == '\0';
	if (nul[1] > pairs / 4 && nul[0] <= nul[1] / 8)
		return CIPS_UTF_16LE;
	if (nul[0] > pairs / 4 && nul[1] <= nul[0] / 8)
		return CIPS_UTF_16BE;
	return CIPS_ENCODINGS;
}

/* Whether windows-1252 has a character for the byte. */
static bool in_windows_1252(unsigned char byte)
{
	return !strchr("\x81\x8d\x8f\x90\x9d", byte) || !byte;
}

/* Whether the `n` bytes may be the start of a character that the end of the sample has cut. */
static bool may_be_cut(const char *bytes, size_t n)
{
	unsigned char first = (unsigned char)bytes[0];
	size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
	bool lead = size && first <= 0xf4 && n < size;
	for (size_t i = 1; lead && i < n; i++)
		lead = ((unsigned char)bytes[i] & 0xc0) == 0x80;
	return lead;
}

/* UTF-8 or, where bytes that cannot be UTF-8 prevail and all mean something in it, windows-1252. */
static enum cips_encoding narrow_encoding(const struct cips_sample *sample)
{
	size_t good = 0, bad = 0, n = sample->raw_size;
	bool windows = true;
	for (size_t at = 0; at < n;) {
		const char *from = sample->raw + at;
		size_t fine = cips_utf8_check(from, n - at);
		for (size_t i = 0; i < fine; i++)
			good += ((unsigned char)from[i] & 0xc0) == 0xc0;
		at += fine;
		if (at == n || may_be_cut(sample->raw + at, n - at))
			break;
		bad++;
		at++;
	}
	for (size_t i = 0; i < n && windows; i++)
		windows = in_windows_1252((unsigned char)sample->raw[i]);
	return bad > good && windows ? CIPS_WINDOWS_1252 : CIPS_UTF_8;
}

static bool plain(const struct cips_sample *sample)
{
	for (size_t i = 0; i < sample->n; i++)
		if ((unsigned char)sample->text[i] > 0x7f)
			return false;
	return true;
}

/* The sample as UTF-8, without its mark. */
static enum cips_rc decode(
	struct cips_sample *sample, enum cips_encoding encoding, bool *marked, struct cips_err *err)
{
	struct cips_buf text = {0};
	char chunk[4096];
	size_t got;
	if (sample->raw_size && encoding == CIPS_UTF_8) {
		cips_buf_add(&text, sample->raw, sample->raw_size);
	} else if (sample->raw_size) {
		FILE *memory = fmemopen(sample->raw, sample->raw_size, "rb");
		struct cips_decoder *decoder;
		if (!memory)
			cips_out_of_memory(sample->raw_size);
		enum cips_rc rc = cips_intake_decoder_open(memory, encoding, &decoder, err);
		while (!rc && (got = cips_intake_decode(decoder, chunk, sizeof chunk)) > 0)
			cips_buf_add(&text, chunk, got);
		cips_intake_decoder_close(decoder);
		fclose(memory);
		if (rc)
			return rc;
	}
	*marked = text.n >= 3 && memcmp(text.text, mark, 3) == 0;
	sample->n = text.n - (*marked ? 3 : 0);
	if (*marked)
		memmove(text.text, text.text + 3, sample->n);
	sample->text = text.text;
	return CIPS_OK;
}

/* --- delimiter and line ends ---------------------------------------------------------------- */

/* How often each delimiter stands in a record, outside quotes. */
struct counts {
	size_t of[DELIMITERS];
	bool empty; /* a blank line */
};

/* Where line `skip` of the sample begins. */
static size_t line_start(const struct cips_sample *sample, long skip)
{
	size_t at = 0;
	for (; skip > 0 && at < sample->n; skip--) {
		while (at < sample->n && sample->text[at] != '\n' && sample->text[at] != '\r')
			at++;
		bool crlf = at + 1 < sample->n && memcmp(sample->text + at, "\r\n", 2) == 0;
		at += crlf ? 2 : 1;
	}
	return at < sample->n ? at : sample->n;
}

static int delimiter_index(char c)
{
	const char *found = c ? strchr(delimiters, c) : NULL;
	return found ? (int)(found - delimiters) : -1;
}

/*
 * Counts in the record at `at` and returns where the next one begins. A quote opens only where a
 * field may begin, so that inches in a text do no harm.
 */
static size_t count_record(
	const struct cips_sample *sample, size_t at, struct counts *counts, size_t ends[5])
{
	const char *text = sample->text;
	bool quoted = false, may_open = true;
	*counts = (struct counts){.empty = true};
	for (; at < sample->n; at++) {
		char c = text[at];
		if (quoted) {
			if (c == '"' && at + 1 < sample->n && text[at + 1] == '"')
				at++;
			else if (c == '"')
				quoted = false;
			continue;
		}
		if (c == '\n' || c == '\r') {
			bool crlf = c == '\r' && at + 1 < sample->n && text[at + 1] == '\n';
			ends[crlf ? CIPS_LINES_CRLF : c == '\n' ? CIPS_LINES_LF : CIPS_LINES_CR]++;
			return at + (crlf ? 2 : 1);
		}
		int delimiter = delimiter_index(c);
		if (delimiter >= 0)
			counts->of[delimiter]++;
		quoted = c == '"' && may_open;
		may_open = delimiter >= 0;
		counts->empty = false;
	}
	return at;
}

/* How many of the rows below the header have a delimiter as often as the header. */
struct evenness {
	struct counts header;
	bool started;
	size_t even[DELIMITERS];
	size_t rows;
};

static void compare(struct evenness *evenness, const struct counts *counts)
{
	if (counts->empty || evenness->rows == ROWS_COMPARED)
		return;
	if (!evenness->started) {
		evenness->header = *counts;
		evenness->started = true;
		return;
	}
	for (size_t d = 0; d < DELIMITERS; d++)
		evenness->even[d] += counts->of[d] == evenness->header.of[d];
	evenness->rows++;
}

static char best(const struct evenness *evenness)
{
	size_t best = 0;
	const size_t *count = evenness->header.of, *even = evenness->even;
	for (size_t d = 1; d < DELIMITERS; d++) {
		if (!count[d])
			continue;
		if (!count[best] || even[d] > even[best] ||
			(even[d] == even[best] && count[d] > count[best]))
			best = d;
	}
	return delimiters[best];
}

char cips_intake_delimiter(const struct cips_sample *sample, long skip)
{
	struct evenness evenness = {0};
	struct counts counts;
	size_t ends[5] = {0};
	for (size_t at = line_start(sample, skip);
		at < sample->n && evenness.rows < ROWS_COMPARED;) {
		at = count_record(sample, at, &counts, ends);
		compare(&evenness, &counts);
	}
	return best(&evenness);
}

static enum cips_line_ends line_ends(const struct cips_sample *sample, long skip)
{
	struct counts counts;
	size_t ends[5] = {0};
	for (size_t at = line_start(sample, skip); at < sample->n;)
		at = count_record(sample, at, &counts, ends);
	enum cips_line_ends met = CIPS_LINES_NONE;
	for (int e = CIPS_LINES_LF; e <= CIPS_LINES_CR; e++)
		if (ends[e])
			met = met == CIPS_LINES_NONE ? (enum cips_line_ends)e : CIPS_LINES_MIXED;
	return met;
}

/* What a first line sep=; says, 0 where there is none. */
static char said_by_first_line(const struct cips_sample *sample)
{
	const char *text = sample->text;
	if (sample->n <= SEPARATOR_LINE || strncasecmp(text, "sep=", 4) != 0)
		return 0;
	bool line = text[SEPARATOR_LINE] == '\r' || text[SEPARATOR_LINE] == '\n';
	return line && delimiter_index(text[4]) >= 0 ? text[4] : 0;
}

/* --- all of it ------------------------------------------------------------------------------ */

static enum cips_rc find_encoding(struct cips_sample *sample, const char *said,
	enum cips_encoding *encoding, struct cips_err *err)
{
	*encoding = said ? cips_intake_encoding(said) : marked_encoding(sample);
	if (said && *encoding == CIPS_ENCODINGS) {
		cips_err_set(err, CIPS_USAGE, "\"%s\" is no encoding that can be read", said);
		return cips_err_hint(err, "say utf-8, utf-16le, utf-16be, windows-1252 or latin-1");
	}
	/* No other encoding begins with this mark, and a rejects file does whatever its source is. */
	if (marked_encoding(sample) == CIPS_UTF_8)
		*encoding = CIPS_UTF_8;
	if (*encoding == CIPS_ENCODINGS)
		*encoding = wide_encoding(sample);
	if (*encoding == CIPS_ENCODINGS)
		*encoding = narrow_encoding(sample);
	return CIPS_OK;
}

static enum cips_rc find_line_ends(const struct cips_sample *sample, const char *said,
	struct cips_dialect *dialect, struct cips_err *err)
{
	static const struct {
		const char *name;
		enum cips_line_ends ends;
	} names[] = {{"lf", CIPS_LINES_LF}, {"crlf", CIPS_LINES_CRLF}, {"cr", CIPS_LINES_CR}};
	dialect->ends = line_ends(sample, 0);
	if (!said)
		return CIPS_OK;
	dialect->ends_said = true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(said, names[i].name) == 0) {
			dialect->ends = names[i].ends;
			return CIPS_OK;
		}
	cips_err_set(err, CIPS_USAGE, "\"%s\" is no way to end a line", said);
	return cips_err_hint(err, "say lf, crlf or cr");
}

enum cips_rc cips_intake_recognise(struct cips_sample *sample, const struct cips_dialect_said *said,
	struct cips_dialect *dialect, struct cips_err *err)
{
	*dialect = (struct cips_dialect){.delimiter = said->delimiter, .skip = said->skip};
	enum cips_rc rc = find_encoding(sample, said->encoding, &dialect->encoding, err);
	if (!rc)
		rc = decode(sample, dialect->encoding, &dialect->marked, err);
	if (rc)
		return rc;
	dialect->ascii = plain(sample);
	char first_line = said->skip ? 0 : said_by_first_line(sample);
	if (first_line)
		dialect->skip = 1;
	if (!dialect->delimiter)
		dialect->delimiter = first_line;
	if (!dialect->delimiter)
		dialect->delimiter = cips_intake_delimiter(sample, dialect->skip);
	return find_line_ends(sample, said->line_ends, dialect, err);
}
