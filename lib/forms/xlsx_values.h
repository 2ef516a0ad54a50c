/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the bytes of an .xlsx cell mean: its text, its number, and whether a style makes the number
 * a date.
 */
#ifndef CIPS_FORMS_XLSX_VALUES_H
#define CIPS_FORMS_XLSX_VALUES_H

#include "base/buf.h"
#include "forms/xlsx_part.h"

/* The shared strings of a workbook and the styles that show a date. Zero-initialize. */
struct xlsx_values {
	struct cips_arena arena;
	const char **strings;
	size_t n_strings;
	size_t strings_room;
	bool *dates; /* per cell style: shown as a date */
	size_t n_dates;
	size_t dates_room;
	bool since_1904; /* days count from 1904-01-01 */
};

void xlsx_values_release(struct xlsx_values *values);

bool xlsx_read_strings(
	zip_t *zip, const char *part, struct cips_findings *findings, struct xlsx_values *values);
bool xlsx_read_styles(
	zip_t *zip, const char *part, struct cips_findings *findings, struct xlsx_values *values);

/* Gathers the text of a string element (si or is): rich runs joined, phonetic runs left out. */
struct xlsx_text {
	struct cips_buf buf;
	bool open;     /* inside a <t> that counts */
	int phonetics; /* open phonetic runs */
};
void xlsx_text_event(struct xlsx_text *text, xmlTextReaderPtr reader);

/* Makes characters of _xHHHH_, in place. */
void xlsx_unescape(char *text);

/*
 * The text of a number as a person reads it: the shortest that gives the same number back, or a
 * date where `style` says so (*date is set then). The text as it is when it is no number.
 */
const char *xlsx_number(const struct xlsx_values *values, struct cips_arena *arena,
	const char *text, size_t style, bool *date);

#endif
