/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/recognise.h"

#include "intake/text.h"

#include <string.h>

enum {
	LINES_TRIED = 30,     /* below the first, for the header */
	THOUSANDS_DIGITS = 3, /* behind the comma of 1,234 */
};

/* --- looking ahead -------------------------------------------------------------------------- */

/* The bytes of the sample up to its last line end, where the file goes on behind it. */
static size_t whole_lines(const struct cips_sample *sample)
{
	const char *end = sample->whole ? NULL : memrchr(sample->raw, '\n', sample->raw_size);
	return end ? (size_t)(end - sample->raw) + 1 : sample->raw_size;
}

bool cips_intake_peek(struct cips_peek *peek, const struct cips_sample *sample,
	const struct cips_dialect *dialect)
{
	*peek = (struct cips_peek){0};
	size_t n = whole_lines(sample);
	peek->memory = n ? fmemopen(sample->raw, n, "rb") : NULL;
	return peek->memory &&
		cips_intake_csv_open(peek->memory, dialect, &peek->aside, &peek->csv, NULL) ==
		CIPS_OK;
}

void cips_intake_peek_end(struct cips_peek *peek)
{
	cips_intake_csv_close(peek->csv);
	if (peek->memory)
		fclose(peek->memory);
	cips_findings_release(&peek->aside);
}

bool cips_intake_peek_next(struct cips_peek *peek, struct cips_record *record)
{
	bool broken;
	int got;
	do
		got = cips_intake_csv_next(peek->csv, record, &broken, NULL);
	while (got > 0 && broken);
	return got > 0;
}

/* --- lines above the header ----------------------------------------------------------------- */

/* The line of a first record that names mostly columns that are known, two at least; else 0. */
static long header_line(struct cips_peek *peek, const struct cips_instrument *instrument,
	struct cips_mapping *mapping)
{
	struct cips_record record;
	struct cips_columns columns;
	size_t known = 0;
	if (!cips_intake_peek_next(peek, &record) || record.n < 2)
		return 0;
	cips_intake_columns(&columns, instrument, peek->csv, &record, mapping, &peek->aside);
	for (size_t c = 0; c < columns.n; c++)
		known += columns.list[c].kind != CIPS_COLUMN_NONE;
	cips_intake_columns_release(&columns);
	return known > 1 && 2 * known >= record.n ? record.line : 0;
}

long cips_intake_preamble(const struct cips_sample *sample, const struct cips_dialect *dialect,
	const struct cips_instrument *instrument, struct cips_mapping *mapping)
{
	for (long above = 1; above <= LINES_TRIED; above++) {
		struct cips_dialect tried = *dialect;
		struct cips_peek peek;
		tried.skip += above;
		tried.delimiter = cips_intake_delimiter(sample, tried.skip);
		long line = cips_intake_peek(&peek, sample, &tried)
			? header_line(&peek, instrument, mapping)
			: 0;
		cips_intake_peek_end(&peek);
		if (line)
			return line - 1;
	}
	return 0;
}

bool cips_intake_begins_rejects(const struct cips_sample *sample)
{
	size_t n = strcspn(sample->text ? sample->text : "", "\r\n");
	for (size_t i = CIPS_REJECTS_COLUMNS; i-- > 0;) {
		size_t size = strlen(cips_rejects_columns[i]);
		if (n <= size ||
			memcmp(sample->text + n - size, cips_rejects_columns[i], size) != 0)
			return false;
		n -= size + 1;
	}
	return true;
}

static bool ends_in_rejects(const struct cips_record *header)
{
	const struct cips_field *tail = header->fields + header->n - CIPS_REJECTS_COLUMNS;
	if (header->n <= CIPS_REJECTS_COLUMNS)
		return false;
	for (size_t i = 0; i < CIPS_REJECTS_COLUMNS; i++)
		if (strcmp(tail[i].text, cips_rejects_columns[i]) != 0)
			return false;
	return true;
}

bool cips_intake_rejects_batch(
	const struct cips_sample *sample, const struct cips_dialect *dialect, char code[33])
{
	struct cips_peek peek;
	struct cips_record record;
	bool found = false;
	if (cips_intake_peek(&peek, sample, dialect) && cips_intake_peek_next(&peek, &record) &&
		ends_in_rejects(&record)) {
		while (!found && cips_intake_peek_next(&peek, &record)) {
			if (record.n <= CIPS_REJECTS_COLUMNS)
				continue;
			const char *text = record.fields[record.n - CIPS_REJECTS_COLUMNS].text;
			found = strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
			if (found)
				memcpy(code, text, 33);
		}
	}
	cips_intake_peek_end(&peek);
	return found;
}

/* --- decimal sign --------------------------------------------------------------------------- */

static bool takes_numbers(
	const struct cips_instrument *instrument, const struct cips_column *column)
{
	if (column->kind == CIPS_COLUMN_WEIGHT || column->kind == CIPS_COLUMN_SECONDS)
		return true;
	if (column->kind != CIPS_COLUMN_ITEM)
		return false;
	enum cips_item_type type = instrument->items[column->item].type;
	return type == CIPS_ITEM_DECIMAL || type == CIPS_ITEM_INTEGER || type == CIPS_ITEM_RANGE;
}

static size_t digits(const char **text, const char *end)
{
	const char *from = *text;
	while (*text < end && **text >= '0' && **text <= '9')
		(*text)++;
	return (size_t)(*text - from);
}

/* The sign between the digits of a plain number, 0 where there is none or it may part thousands. */
static char decimal_of(struct cips_span cell)
{
	const char *at = cell.text, *end = cell.text + cell.n;
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	size_t before = digits(&at, end);
	if (at == end || (*at != ',' && *at != '.'))
		return 0;
	char sign = *at++;
	size_t after = digits(&at, end);
	bool thousands = sign == ',' && after == THOUSANDS_DIGITS && before <= THOUSANDS_DIGITS;
	return at == end && before && after && !thousands ? sign : 0;
}

char cips_intake_decimal(const struct cips_sample *sample, const struct cips_dialect *dialect,
	const struct cips_instrument *instrument, const struct cips_columns *columns)
{
	struct cips_peek peek;
	struct cips_record record;
	char found = 0;
	bool any = false;
	for (size_t c = 0; c < columns->n && !any; c++)
		any = takes_numbers(instrument, &columns->list[c]);
	if (!any || dialect->delimiter == ',' || !cips_intake_peek(&peek, sample, dialect))
		return '.';
	while (found != '.' && cips_intake_peek_next(&peek, &record)) {
		for (size_t c = 0; record.n == columns->n && c < columns->n && found != '.'; c++) {
			if (!takes_numbers(instrument, &columns->list[c]))
				continue;
			char sign = decimal_of(
				cips_intake_trim(record.fields[c].text, record.fields[c].n));
			if (sign)
				found = sign;
		}
	}
	cips_intake_peek_end(&peek);
	return found ? found : '.';
}
