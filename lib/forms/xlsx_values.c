/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/xlsx_values.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	STRINGS_LIMIT = 1 << 20,
	STYLES_LIMIT = 1 << 16,
	/*
	 * Day numbers of 1970-01-01 in the two calendars of the format. In the first, the number 60
	 * is 29 February 1900, a day that was not.
	 */
	EPOCH_1900 = 25569,
	EPOCH_1904 = 24107,
	FALSE_LEAP_DAY = 60,
};

void xlsx_values_release(struct xlsx_values *values)
{
	cips_arena_release(&values->arena);
	*values = (struct xlsx_values){0};
}

static bool is_text_event(int type)
{
	return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
		type == XML_READER_TYPE_WHITESPACE ||
		type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
}

void xlsx_text_event(struct xlsx_text *text, xmlTextReaderPtr reader)
{
	int type = xmlTextReaderNodeType(reader);
	bool begins = type == XML_READER_TYPE_ELEMENT && !xmlTextReaderIsEmptyElement(reader);
	bool ends = type == XML_READER_TYPE_END_ELEMENT;
	if (begins || ends) {
		if (xlsx_is(reader, "rPh"))
			text->phonetics += begins ? 1 : -1;
		else if (xlsx_is(reader, "t"))
			text->open = begins && text->phonetics == 0;
	} else if (text->open && is_text_event(type)) {
		const xmlChar *value = xmlTextReaderConstValue(reader);
		if (value)
			cips_buf_puts(&text->buf, (const char *)value);
	}
}

/* The UTF-16 unit written as _xHHHH_ at `text`, -1 if there is none. */
static long escaped_unit(const char *text)
{
	if (text[0] != '_' || text[1] != 'x')
		return -1;
	for (int i = 2; i < 6; i++)
		if (!isxdigit((unsigned char)text[i]))
			return -1;
	return text[6] == '_' ? strtol(text + 2, NULL, 16) : -1;
}

static size_t put_utf8(char *out, unsigned long c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return c ? 1 : 0; /* a NUL is dropped */
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3F));
		c >>= 6;
	}
	out[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
	return n;
}

void xlsx_unescape(char *text)
{
	char *out = text;
	while (*text) {
		long unit = escaped_unit(text);
		if (unit < 0) {
			*out++ = *text++;
			continue;
		}
		text += 7;
		unsigned long c = (unsigned long)unit;
		if (c >= 0xD800 && c < 0xDC00) {
			long low = escaped_unit(text);
			bool pair = low >= 0xDC00 && low < 0xE000;
			c = pair ? 0x10000 + ((c - 0xD800) << 10) + ((unsigned long)low - 0xDC00)
				 : 0xFFFD;
			text += pair ? 7 : 0;
		} else if (c >= 0xDC00 && c < 0xE000) {
			c = 0xFFFD;
		}
		out += put_utf8(out, c);
	}
	*out = '\0';
}

/* Shared strings. */

struct strings {
	struct xlsx_values *values;
	struct xlsx_text text;
	bool too_many;
};

static bool add_string(struct strings *strings)
{
	struct xlsx_values *values = strings->values;
	if (values->n_strings == STRINGS_LIMIT) {
		strings->too_many = true;
		return false;
	}
	values->strings = cips_arena_grow(&values->arena, values->strings, values->n_strings,
		&values->strings_room, sizeof *values->strings);
	const char *kept = "";
	if (strings->text.buf.n) {
		char *copy = cips_arena_strdup(&values->arena, cips_buf_text(&strings->text.buf));
		xlsx_unescape(copy);
		kept = copy;
	}
	values->strings[values->n_strings++] = kept;
	cips_buf_clear(&strings->text.buf);
	return true;
}

static bool visit_string(void *context, xmlTextReaderPtr reader)
{
	struct strings *strings = context;
	int type = xmlTextReaderNodeType(reader);
	xlsx_text_event(&strings->text, reader);
	bool empty = type == XML_READER_TYPE_ELEMENT && xmlTextReaderIsEmptyElement(reader) == 1;
	if ((empty || type == XML_READER_TYPE_END_ELEMENT) && xlsx_is(reader, "si"))
		return add_string(strings);
	return true;
}

bool xlsx_read_strings(
	zip_t *zip, const char *part, struct cips_findings *findings, struct xlsx_values *values)
{
	struct strings strings = {.values = values};
	bool ok = xlsx_read_part(zip, part, findings, visit_string, &strings);
	cips_buf_release(&strings.text.buf);
	if (strings.too_many)
		return xlsx_fault(findings, "too-large",
			"the workbook has more texts than a form can have",
			"copy the sheets of the form into a new workbook and save that");
	return ok;
}

/* Styles. */

/* Whether a number format shows a day: y, m, d, outside quotes, brackets and escapes. */
static bool format_shows_date(const char *format)
{
	for (const char *p = format; *p && *p != ';'; p++) {
		if (*p == '"' || *p == '[') {
			const char *close = strchr(p + 1, *p == '"' ? '"' : ']');
			if (!close)
				return false;
			p = close;
		} else if (*p == '\\' || *p == '_' || *p == '*') {
			if (!*++p)
				return false;
		} else if (strchr("yYdD", *p)) {
			return true;
		} else if (strchr("mM", *p) && (p[1] == p[0]) && (p[2] == p[0])) {
			return true; /* the name of a month; m and mm may be minutes */
		}
	}
	return false;
}

/* The formats that every workbook has without saying so, in one of the editions of Excel. */
static bool builtin_shows_date(long id)
{
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
		(id >= 50 && id <= 54) || id == 57 || id == 58;
}

struct styles {
	struct xlsx_values *values;
	struct cips_arena scratch;
	struct {
		long id;
		bool date;
	} * formats;
	size_t n;
	size_t room;
	bool in_cell_formats;
};

static long number_attribute(struct cips_arena *arena, xmlTextReaderPtr reader, const char *name)
{
	const char *text = xlsx_attribute(arena, reader, name);
	long value;
	return text && cips_number_parse_long(text, &value) ? value : -1;
}

static bool shows_date(const struct styles *styles, long id)
{
	for (size_t i = 0; i < styles->n; i++)
		if (styles->formats[i].id == id)
			return styles->formats[i].date;
	return builtin_shows_date(id);
}

static void add_format(struct styles *styles, xmlTextReaderPtr reader)
{
	const char *code = xlsx_attribute(&styles->scratch, reader, "formatCode");
	styles->formats = cips_arena_grow(&styles->scratch, styles->formats, styles->n,
		&styles->room, sizeof *styles->formats);
	styles->formats[styles->n].id = number_attribute(&styles->scratch, reader, "numFmtId");
	styles->formats[styles->n++].date = code && format_shows_date(code);
}

static void add_cell_format(struct styles *styles, xmlTextReaderPtr reader)
{
	struct xlsx_values *values = styles->values;
	values->dates = cips_arena_grow(&values->arena, values->dates, values->n_dates,
		&values->dates_room, sizeof *values->dates);
	values->dates[values->n_dates++] =
		shows_date(styles, number_attribute(&styles->scratch, reader, "numFmtId"));
}

static bool visit_style(void *context, xmlTextReaderPtr reader)
{
	struct styles *styles = context;
	int type = xmlTextReaderNodeType(reader);
	if (type != XML_READER_TYPE_ELEMENT && type != XML_READER_TYPE_END_ELEMENT)
		return true;
	if (xlsx_is(reader, "cellXfs"))
		styles->in_cell_formats =
			type == XML_READER_TYPE_ELEMENT && !xmlTextReaderIsEmptyElement(reader);
	else if (type == XML_READER_TYPE_END_ELEMENT)
		return true;
	else if (xlsx_is(reader, "numFmt") && styles->n < 1024)
		add_format(styles, reader);
	else if (xlsx_is(reader, "xf") && styles->in_cell_formats &&
		styles->values->n_dates < STYLES_LIMIT)
		add_cell_format(styles, reader);
	return true;
}

bool xlsx_read_styles(
	zip_t *zip, const char *part, struct cips_findings *findings, struct xlsx_values *values)
{
	struct styles styles = {.values = values};
	bool ok = xlsx_read_part(zip, part, findings, visit_style, &styles);
	cips_arena_release(&styles.scratch);
	return ok;
}

/* Numbers. */

/* Days since 1970 of a day number; false when it is no day. */
static bool day_of(const struct xlsx_values *values, double number, long *day)
{
	double whole = floor(number);
	if (values->since_1904) {
		*day = (long)whole - EPOCH_1904;
		return true;
	}
	if (whole < 1 || whole == FALSE_LEAP_DAY)
		return false;
	*day = (long)whole - EPOCH_1900 + (whole < FALSE_LEAP_DAY);
	return true;
}

const char *xlsx_number(const struct xlsx_values *values, struct cips_arena *arena,
	const char *text, size_t style, bool *date)
{
	double number;
	char out[CIPS_NUMBER_SIZE];
	long day;
	*date = false;
	if (!cips_number_parse(text, &number))
		return text;
	bool dated = style < values->n_dates && values->dates[style];
	if (!dated || number < 0 || number >= 2958466 || !day_of(values, number, &day))
		return cips_arena_strdup(arena, cips_number_format(out, number));
	*date = true;
	cips_date_format(out, day);
	long seconds = lround((number - floor(number)) * 86400);
	if (seconds == 0 || seconds == 86400)
		return cips_arena_strdup(arena, out);
	return cips_arena_printf(arena, "%s %02ld:%02ld:%02ld", out, seconds / 3600,
		seconds / 60 % 60, seconds % 60);
}
