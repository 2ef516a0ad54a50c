/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each case is a file as text and what reading it gives, one line a record: its physical line, then
 * the fields in brackets (- for an empty one without quotes), "broken", or the code of a finding
 * with its place.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "intake/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct reading {
	const char *name;
	const char *input;
	size_t size; /* 0: up to the NUL */
	const char *expected;
};

static const struct reading readings[] = {
	{"plain", "a,b\n1,2\n", 0, "1 [a] [b]\n2 [1] [2]\n"},
	{"no line end at the end", "a,b\n1,2", 0, "1 [a] [b]\n2 [1] [2]\n"},
	{"carriage returns", "a,b\r1,2\r", 0, "1 [a] [b]\n2 [1] [2]\n"},
	{"DOS line ends", "a,b\r\n1,2\r\n", 0, "1 [a] [b]\n2 [1] [2]\n"},
	{"mixed line ends", "a\rb\r\nc\nd", 0, "1 [a]\n2 [b]\n3 [c]\n4 [d]\n"},
	{"blank lines are passed over but counted", "\n\na\n\r\n\nb\n", 0, "3 [a]\n6 [b]\n"},
	{"only blank lines", "\n\r\n\r", 0, ""},
	{"empty", "", 0, ""},
	{"blanks are kept", " a ,\tb\n", 0, "1 [ a ] [\tb]\n"},
	{"empty and quoted empty", "a,,\"\"\n", 0, "1 [a] - []\n"},
	{"delimiters and doubled quotes", "\"a,b\",\"say \"\"no\"\"\"\n", 0,
		"1 [a,b] [say \"no\"]\n"},
	{"line end in quotes", "a,\"x\ny\r\nz\"\nb\n", 0, "1 [a] [x\ny\r\nz]\n4 [b]\n"},
	{"blank line in quotes", "\"x\n\ny\"\nb\n", 0, "1 [x\n\ny]\n4 [b]\n"},
	{"quoted last field at the end", "a,\"b\"", 0, "1 [a] [b]\n"},
	{"byte-order mark", "\xef\xbb\xbf\"a\",b\n", 0, "1 [a] [b]\n"},
	{"ragged", "a,b\n1\n1,2,3\n", 0, "1 [a] [b]\n2 [1]\n3 [1] [2] [3]\n"},
	{"accents", "\xc3\xa9t\xc3\xa9\n", 0, "1 [\xc3\xa9t\xc3\xa9]\n"},
	{"stray quote, and on with the next line", "a\n\xc3\xa9 b\"c,d\ne\n", 0,
		"1 [a]\ncsv-quote-stray 2:4\n2 broken\n3 [e]\n"},
	{"text behind a closing quote", "a,\"b\"c\nd\n", 0,
		"csv-quote-stray 1:6\n1 broken\n2 [d]\n"},
	{"stray quotes in several lines", "\"a\"b\nc\"\n\"d\"\n", 0,
		"csv-quote-stray 1:4\n1 broken\ncsv-quote-stray 2:2\n2 broken\n3 [d]\n"},
	{"open quote", "a,b\nc,\"d\ne,f\n", 0,
		"1 [a] [b]\ncsv-quote-open 2:3\n2 broken\n3 [e] [f]\n"},
	{"open quote in the last line", "a,\"b", 0, "csv-quote-open 1:3\n1 broken\n"},
	{"open quote behind closed ones", "\"a\",\"b\"\"\",\"c\n", 0,
		"csv-quote-open 1:11\n1 broken\n"},
	{"two open quotes", "a,\"b\nc\nd,\"e\nf", 0, "csv-quote-stray 3:4\n1 broken\n4 [f]\n"},
	{"an open quote, and faults below it", "a,\"b\nc\"d\ne\"f\n", 0,
		"csv-quote-stray 2:3\n1 broken\ncsv-quote-stray 3:2\n3 broken\n"},
	{"an open quote on the second line of a record", "\"a\nb\",\"c\nd\ne", 0,
		"csv-quote-open 2:4\n1 broken\n3 [d]\n4 [e]\n"},
	{"an open quote in DOS lines", "a,\"b\r\nc\r\n", 0,
		"csv-quote-open 1:3\n1 broken\n2 [c]\n"},
	{"an open quote before lone carriage returns", "a,\"b\rc\rd", 0,
		"csv-quote-open 1:3\n1 broken\n2 [c]\n3 [d]\n"},
	{"open quote closed by a later one", "a,\"b\nc,\"d\"\ne\n", 0,
		"csv-quote-stray 2:4\n1 broken\n3 [e]\n"},
	{"not UTF-8",
		"a\n\xc3\xa9"
		"b\xe9"
		"c,d\ne\n",
		0, "1 [a]\ncsv-utf8 2:3\n2 broken\n3 [e]\n"},
	{"surrogates are not UTF-8", "\xed\xa0\x80\n", 0, "csv-utf8 1:1\n1 broken\n"},
	{"overlong is not UTF-8", "ab\xc0\xaf\n", 0, "csv-utf8 1:3\n1 broken\n"},
	{"cut character at the end", "ab\xc3", 0, "csv-utf8 1:3\n1 broken\n"},
	{"not UTF-8 in the second line of a record", "\"a\nb\xff\"\nc\n", 0,
		"csv-utf8 2:2\n1 broken\n3 [c]\n"},
	{"NUL byte", "a,b\0c\nd\n", 8, "csv-nul 1:4\n1 broken\n2 [d]\n"},
	{"NUL before broken UTF-8", "\0\xff\n", 3, "csv-nul 1:1\n1 broken\n"},
	{"only a NUL in a line", "\0\nd\n", 4, "csv-nul 1:1\n1 broken\n2 [d]\n"},
};

static FILE *as_file(const char *bytes, size_t n)
{
	FILE *file = tmpfile();
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	rewind(file);
	return file;
}

static struct cips_csv *open_csv(FILE *file, char delimiter, struct cips_findings *findings)
{
	struct cips_csv *csv;
	struct cips_dialect dialect = {.delimiter = delimiter};
	assert_int_equal(cips_intake_csv_open(file, &dialect, findings, &csv, NULL), CIPS_OK);
	return csv;
}

static void print_record(struct cips_buf *out, const struct cips_record *record, bool broken)
{
	cips_buf_printf(out, "%ld", record->line);
	if (broken)
		cips_buf_puts(out, " broken");
	for (size_t i = 0; !broken && i < record->n; i++) {
		const struct cips_field *field = &record->fields[i];
		assert_int_equal(strlen(field->text), field->n);
		if (field->present)
			cips_buf_printf(out, " [%s]", field->text);
		else
			cips_buf_puts(out, " -");
	}
	cips_buf_putc(out, '\n');
}

/*
 * Reads the whole file; also checks that the raw bytes of the records and the blank lines between
 * them make the file.
 */
static char *read_dialect(FILE *file, const struct cips_dialect *dialect)
{
	struct cips_findings findings = {0};
	struct cips_csv *csv;
	assert_int_equal(cips_intake_csv_open(file, dialect, &findings, &csv, NULL), CIPS_OK);
	struct cips_buf out = {0};
	struct cips_record record;
	bool broken;
	int got;
	size_t reported = 0;
	struct cips_err err = {0};
	do {
		got = cips_intake_csv_next(csv, &record, &broken, &err);
		for (; reported < findings.n; reported++) {
			const struct cips_finding *f = &findings.list[reported];
			cips_buf_printf(&out, "%s %ld:%ld\n", f->code, f->line, f->column);
			assert_true(*f->hint);
		}
		if (got > 0)
			print_record(&out, &record, broken);
	} while (got > 0);
	assert_int_equal(err.rc, 0);
	assert_int_equal(got, 0);
	cips_intake_csv_close(csv);
	cips_findings_release(&findings);
	fclose(file);
	cips_buf_puts(&out, "");
	return out.text;
}

static char *read_all(FILE *file, char delimiter)
{
	return read_dialect(file, &(struct cips_dialect){.delimiter = delimiter});
}

static void test_readings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++) {
		const struct reading *r = &readings[i];
		char *got = read_all(as_file(r->input, r->size ? r->size : strlen(r->input)), ',');
		if (strcmp(got, r->expected) != 0)
			fail_msg("%s: got\n%sexpected\n%s", r->name, got, r->expected);
		free(got);
	}
}

static void test_places(void **state)
{
	(void)state;
	static const char input[] = "\"\xc3\xa9\",\"b\n\"\"c,\",d,,\"\"\n";
	static const long expected[][2] = {{1, 1}, {1, 5}, {2, 7}, {2, 9}, {2, 10}};
	struct cips_findings findings = {0};
	FILE *file = as_file(input, strlen(input));
	struct cips_csv *csv = open_csv(file, ',', &findings);
	struct cips_record record;
	bool broken;
	assert_int_equal(cips_intake_csv_next(csv, &record, &broken, NULL), 1);
	assert_int_equal(record.n, 5);
	for (size_t i = 0; i < 5; i++) {
		long line, column;
		cips_intake_csv_place(csv, i, &line, &column);
		assert_int_equal(line, expected[i][0]);
		assert_int_equal(column, expected[i][1]);
	}
	assert_int_equal(record.raw_size, strlen(input));
	assert_memory_equal(record.raw, input, strlen(input));
	assert_int_equal(cips_intake_csv_position(csv), strlen(input));
	assert_int_equal(cips_intake_csv_next(csv, &record, &broken, NULL), 0);
	cips_intake_csv_close(csv);
	fclose(file);
}

/* Many blocks: records and their raw bytes are the same wherever the blocks are cut. */
static void test_large(void **state)
{
	(void)state;
	struct cips_buf input = {0};
	enum { ROWS = 60000 };
	for (int i = 0; i < ROWS; i++)
		cips_buf_printf(&input, "%d,\"r\xc3\xa9ponse\n%d\",%s%s", i, i * 7,
			i % 3 ? "" : "x", i % 2 ? "\r\n" : "\n");
	struct cips_findings findings = {0};
	FILE *file = as_file(input.text, input.n);
	struct cips_csv *csv = open_csv(file, ',', &findings);
	struct cips_record record;
	bool broken;
	size_t at = 0;
	int i = 0;
	char number[32];
	while (cips_intake_csv_next(csv, &record, &broken, NULL) > 0) {
		assert_false(broken);
		assert_int_equal(record.n, 3);
		assert_int_equal(record.line, 2 * i + 1);
		snprintf(number, sizeof number, "%d", i);
		assert_string_equal(record.fields[0].text, number);
		assert_memory_equal(record.raw, input.text + at, record.raw_size);
		at += record.raw_size;
		i++;
	}
	assert_int_equal(i, ROWS);
	assert_int_equal(at, input.n);
	assert_int_equal(findings.n, 0);
	cips_intake_csv_close(csv);
	fclose(file);
	cips_buf_release(&input);
}

/* Whatever the bytes: reading ends, lines go up, raw bytes follow each other in the file. */
static void test_random(void **state)
{
	(void)state;
	static const char alphabet[] = ",,\"\"\n\r;a \xc3\xa9\xff\0";
	uint64_t seed = 7;
	for (int round = 0; round < 3000; round++) {
		char input[64];
		for (size_t i = 0; i < sizeof input; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			input[i] = alphabet[(seed >> 33) % (sizeof alphabet - 1)];
		}
		struct cips_findings findings = {0};
		FILE *file = as_file(input, sizeof input);
		struct cips_csv *csv = open_csv(file, ',', &findings);
		struct cips_record record;
		bool broken;
		const char *at = input;
		long line = 0;
		while (cips_intake_csv_next(csv, &record, &broken, NULL) > 0) {
			assert_true(record.line > line);
			line = record.line;
			while (*at == '\n' || *at == '\r')
				at++;
			assert_true(record.raw_size <= (size_t)(input + sizeof input - at));
			assert_memory_equal(record.raw, at, record.raw_size);
			at += record.raw_size;
			assert_true(!broken || findings.n);
			cips_intake_csv_place(csv, record.n, &(long){0}, &(long){0});
		}
		cips_intake_csv_close(csv);
		cips_findings_release(&findings);
		fclose(file);
	}
}

static char *filled(size_t n, char c)
{
	char *text = cips_malloc(n + 1);
	memset(text, c, n);
	text[n] = '\0';
	return text;
}

static void check_limit(
	const char *start, size_t n, char fill, const char *end, const char *expected)
{
	struct cips_buf input = {0};
	char *middle = filled(n, fill);
	cips_buf_puts(&input, start);
	cips_buf_puts(&input, middle);
	cips_buf_puts(&input, end);
	char *got = read_all(as_file(input.text, input.n), ',');
	assert_string_equal(got, expected);
	free(got);
	free(middle);
	cips_buf_release(&input);
}

static void test_limits(void **state)
{
	(void)state;
	check_limit("a\n", CIPS_CSV_FIELD_LIMIT + 1, 'x', "\nb\n",
		"1 [a]\ncsv-field-too-long 2:1\n2 broken\n3 [b]\n");
	check_limit("a\n", CIPS_CSV_COLUMN_LIMIT, ',', "\nb\n",
		"1 [a]\ncsv-too-many-columns 2:4097\n2 broken\n3 [b]\n");
	check_limit("a\n", CIPS_CSV_RECORD_LIMIT + 1, 'x', "\r\nb\n",
		"1 [a]\ncsv-record-too-long 2:0\n2 broken\n3 [b]\n");
	/* What the open quote swallowed is read again: blank lines, and one more open quote. */
	check_limit("a\nb,\"", CIPS_CSV_RECORD_LIMIT, '\n', "\"\n",
		"1 [a]\ncsv-quote-open 2:3\n2 broken\ncsv-quote-open 4194306:1\n"
		"4194306 broken\n");
}

static char delimiter_of(const char *input)
{
	struct cips_sample sample;
	struct cips_dialect dialect;
	FILE *file = as_file(input, strlen(input));
	assert_int_equal(cips_intake_sample(file, &sample, NULL), CIPS_OK);
	assert_int_equal(ftell(file), 0);
	assert_int_equal(
		cips_intake_recognise(&sample, &(struct cips_dialect_said){0}, &dialect, NULL),
		CIPS_OK);
	cips_intake_sample_release(&sample);
	fclose(file);
	return dialect.delimiter;
}

static void test_delimiter(void **state)
{
	(void)state;
	static const struct {
		const char *input;
		char delimiter;
	} cases[] = {
		{"a,b;c,d\n", ','},
		{"a;b;c,d\n", ';'},
		{"a\tb\n1,2,3\n", '\t'},
		{"a|b\r,,,", '|'},
		{"a\n", ','},
		{"", ','},
		{"\"a,b,c\";d\n", ';'},
		{"\"a\n,,\";b\n", ';'},
		{"\n\na;b\n", ';'},
		/* commas in the names, and rows that tell */
		{"name, first;name, last\nA;B\nC;D\n", ';'},
		{"name, first, second;name\nA;B\nC;D\n", ';'},
		{"a;b\n1,5;2,5\n3,5;4,5\n", ';'},
		{"a|b,c\n1|2\n", '|'},
		{"a,b\n5\" pipe,1\n6,2\n", ','},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (delimiter_of(cases[i].input) != cases[i].delimiter)
			fail_msg("%s: %c", cases[i].input, delimiter_of(cases[i].input));
	char *got = read_all(as_file("a;b,c\n", 6), ';');
	assert_string_equal(got, "1 [a] [b,c]\n");
	free(got);
}

/* --- recognised ----------------------------------------------------------------------------- */

/* A file and all that is recognised: encoding, mark, delimiter, line ends, lines passed over. */
static const struct {
	const char *name;
	const char *input;
	size_t size;
	const char *expected;
} dialects[] = {
#define FILE_OF(bytes) bytes, sizeof(bytes) - 1
	{"ASCII", FILE_OF("a,b\n1,2\n"), "utf-8 , LF 0 ascii\n1 [a] [b]\n2 [1] [2]\n"},
	{"UTF-8", FILE_OF("a,\xc3\xa9\r\n"), "utf-8 , CRLF 0\n1 [a] [\xc3\xa9]\n"},
	{"UTF-8 with a mark", FILE_OF("\xef\xbb\xbf\"a\",b\n"),
		"utf-8 mark , LF 0 ascii\n1 [a] [b]\n"},
	{"a mark alone", FILE_OF("\xef\xbb\xbf"), "utf-8 mark , none 0 ascii\n"},
	{"UTF-16, small end first, with a mark",
		FILE_OF("\xff\xfe"
			"a\0;\0\xe9\0\n\0"),
		"utf-16le mark ; LF 0\n1 [a] [\xc3\xa9]\n"},
	{"UTF-16, big end first, with a mark", FILE_OF("\xfe\xff\0a\0\t\0\xe9\0\r\0\n"),
		"utf-16be mark \\t CRLF 0\n1 [a] [\xc3\xa9]\n"},
	{"UTF-16, small end first, without a mark", FILE_OF("a\0,\0b\0\n\0\xe9\0,\0\x34\x04\n\0"),
		"utf-16le , LF 0\n1 [a] [b]\n2 [\xc3\xa9] [\xd0\xb4]\n"},
	{"UTF-16, big end first, without a mark", FILE_OF("\0a\0,\0b\0\n\0\xe9\0,\x04\x34\0\n"),
		"utf-16be , LF 0\n1 [a] [b]\n2 [\xc3\xa9] [\xd0\xb4]\n"},
	{"UTF-16 with a character beyond its plane",
		FILE_OF("\xff\xfe"
			"\x3d\xd8\x00\xde,\0b\0\"\0\n\0"),
		"utf-16le mark , LF 0\ncsv-quote-stray 1:4\n1 broken\n"},
	{"half a pair of UTF-16",
		FILE_OF("\xff\xfe"
			"a\0\x3d\xd8"
			"b\0\n\0c\0\n\0"),
		"utf-16le mark , LF 0\ncsv-encoding 1:2\n1 broken\n2 [c]\n"},
	{"the second half of a pair", FILE_OF("\xfe\xff\0a\xde\x00\0b\0\n\0c"),
		"utf-16be mark , LF 0\ncsv-encoding 1:2\n1 broken\n2 [c]\n"},
	{"half a pair at the end",
		FILE_OF("\xff\xfe"
			"a\0\x3d\xd8"),
		"utf-16le mark , none 0\ncsv-encoding 1:2\n1 broken\n"},
	{"half a character at the end",
		FILE_OF("\xff\xfe"
			"a\0\n\0b"),
		"utf-16le mark , LF 0\n1 [a]\ncsv-encoding 2:1\n2 broken\n"},
	{"a NUL in UTF-16",
		FILE_OF("\xff\xfe"
			"a\0b\0\0\0\n\0c\0"),
		"utf-16le mark , LF 0 ascii\ncsv-nul 1:3\n1 broken\n2 [c]\n"},
	{"windows-1252", FILE_OF("a;\xe9t\xe9\n\x80;\x92\n"),
		"windows-1252 ; LF 0\n1 [a] [\xc3\xa9t\xc3\xa9]\n2 [\xe2\x82\xac] [\xe2\x80\x99]\n"},
	{"windows-1252, places", FILE_OF("\xe9\xe8,b\"\n"),
		"windows-1252 , LF 0\ncsv-quote-stray 1:5\n1 broken\n"},
	{"UTF-8 with one byte that is not", FILE_OF("\xc3\xa9\xc3\xa8\nb\xe9\nc\n"),
		"utf-8 , LF 0\n1 [\xc3\xa9\xc3\xa8]\ncsv-utf8 2:2\n2 broken\n3 [c]\n"},
	{"more bytes that are not UTF-8 than are", FILE_OF("\xc3\xa9\n\xe9\xe9\n"),
		"windows-1252 , LF 0\n1 [\xc3\x83\xc2\xa9]\n2 [\xc3\xa9\xc3\xa9]\n"},
	{"a byte that windows-1252 does not have either", FILE_OF("a\x81\nb\n"),
		"utf-8 , LF 0\ncsv-utf8 1:2\n1 broken\n2 [b]\n"},
	{"UTF-8 that ends within a character", FILE_OF("a\nb\xc3"),
		"utf-8 , LF 0\n1 [a]\ncsv-utf8 2:2\n2 broken\n"},
	{"a NUL early is not UTF-16", FILE_OF("a\0b,c\nd,e\n"),
		"utf-8 , LF 0 ascii\ncsv-nul 1:2\n1 broken\n2 [d] [e]\n"},
	{"a tail of NULs", FILE_OF("a,b\nc,d\n\0\0\0\0\0\0"),
		"utf-8 , LF 0 ascii\n1 [a] [b]\n2 [c] [d]\ncsv-nul 3:1\n3 broken\n"},
	{"lone carriage returns", FILE_OF("a,b\rc,d\r"),
		"utf-8 , CR 0 ascii\n1 [a] [b]\n2 [c] [d]\n"},
	{"mixed line ends", FILE_OF("a\r\nb\nc\r"), "utf-8 , mixed 0 ascii\n1 [a]\n2 [b]\n3 [c]\n"},
	{"a line end in quotes does not mix", FILE_OF("a,b\r\n\"c\nd\",e\r\n"),
		"utf-8 , CRLF 0 ascii\n1 [a] [b]\n2 [c\nd] [e]\n"},
	{"a line that names the delimiter", FILE_OF("sep=;\r\na;b,c\r\n"),
		"utf-8 ; CRLF 1 ascii\n2 [a] [b,c]\n"},
	{"such a line behind a mark", FILE_OF("\xef\xbb\xbfSEP=|\na|b\n"),
		"utf-8 mark | LF 1 ascii\n2 [a] [b]\n"},
	{"a column named sep=;", FILE_OF("sep=;,b\n"), "utf-8 , LF 0 ascii\n1 [sep=;] [b]\n"},
#undef FILE_OF
};

static void print_dialect(struct cips_buf *out, const struct cips_dialect *dialect)
{
	static const char *const ends[] = {"none", "LF", "CRLF", "CR", "mixed"};
	cips_buf_puts(out, cips_intake_encoding_name(dialect->encoding));
	cips_buf_puts(out, dialect->marked ? " mark" : "");
	if (dialect->delimiter == '\t')
		cips_buf_puts(out, " \\t");
	else
		cips_buf_printf(out, " %c", dialect->delimiter);
	cips_buf_printf(out, " %s %ld%s\n", ends[dialect->ends], dialect->skip,
		dialect->ascii ? " ascii" : "");
}

static void test_dialects(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
		struct cips_sample sample;
		struct cips_dialect dialect;
		struct cips_buf out = {0};
		FILE *file = as_file(dialects[i].input, dialects[i].size);
		assert_int_equal(cips_intake_sample(file, &sample, NULL), CIPS_OK);
		assert_int_equal(cips_intake_recognise(
					 &sample, &(struct cips_dialect_said){0}, &dialect, NULL),
			CIPS_OK);
		cips_intake_sample_release(&sample);
		print_dialect(&out, &dialect);
		char *got = read_dialect(file, &dialect);
		cips_buf_puts(&out, got);
		if (strcmp(out.text, dialects[i].expected) != 0)
			fail_msg("%s: got\n%sexpected\n%s", dialects[i].name, out.text,
				dialects[i].expected);
		free(got);
		cips_buf_release(&out);
	}
}

static void test_write(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *written;
	} cases[] = {
		{"a", "a"},
		{"", ""},
		{"a b", "a b"},
		{" a", "\" a\""},
		{"a;b", "\"a;b\""},
		{"a,b", "a,b"},
		{"a\"b", "\"a\"\"b\""},
		{"a\nb", "\"a\nb\""},
		{"\r", "\"\r\""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct cips_buf out = {0};
		cips_buf_csv(&out, cases[i].text, ';');
		assert_string_equal(cips_buf_text(&out), cases[i].written);
		cips_buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_delimiter),
		cmocka_unit_test(test_dialects),
		cmocka_unit_test(test_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
