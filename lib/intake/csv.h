/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV with places: libcsv, plus what a message about a file needs: physical lines and columns, the
 * raw bytes of a record, and an open quote found where it opened.
 */
#ifndef CIPS_INTAKE_CSV_H
#define CIPS_INTAKE_CSV_H

#include "base/buf.h"
#include "base/findings.h"
#include "cips_types.h"

#include <stdbool.h>
#include <stdio.h>

/* What is larger than this is no survey data but a broken file. */
enum {
	CIPS_CSV_FIELD_LIMIT = 1 << 20,	 /* bytes */
	CIPS_CSV_RECORD_LIMIT = 4 << 20, /* bytes */
	CIPS_CSV_COLUMN_LIMIT = 4096,
};

/* One field; NUL-terminated. `present` is false for an empty field without quotes. */
struct cips_field {
	const char *text;
	size_t n;
	bool present;
};

/* One record, valid until the next. */
struct cips_record {
	struct cips_field *fields;
	size_t n;
	long line;	 /* the physical line on which it begins, from 1 */
	const char *raw; /* its bytes as they stand in the file, line end included */
	size_t raw_size;
};

struct cips_csv;

/* Reads from an open file (borrowed). `findings` gets what is wrong with the file as a CSV. */
struct cips_csv *cips_intake_csv_open(FILE *file, char delimiter, struct cips_findings *findings);
void cips_intake_csv_close(struct cips_csv *csv); /* NULL is fine */

/*
 * The next record: 1 and *record, 0 at the end, -1 when the file cannot be read on (a finding or,
 * for input errors, `err` says why). Blank lines are passed over. Where a record is broken (not
 * UTF-8, a NUL byte, text after a closing quote) it is reported with its place, `broken` is set and
 * reading goes on with the next one; an open quote ends the file. Of a broken record only line and
 * raw bytes mean anything.
 */
int cips_intake_csv_next(
	struct cips_csv *csv, struct cips_record *record, bool *broken, struct cips_err *err);

/*
 * The column (in characters, from 1) and the line at which field `index` of the current record
 * begins.
 */
void cips_intake_csv_place(const struct cips_csv *csv, size_t index, long *line, long *column);

/* Bytes consumed so far, for a progress bar. */
size_t cips_intake_csv_position(const struct cips_csv *csv);

/* Whether the file began with a byte-order mark; known after the first record. */
bool cips_intake_csv_had_bom(const struct cips_csv *csv);

/*
 * The delimiter that the first line speaks for: the most frequent of , ; tab | outside quotes, `,`
 * if none. Rewinds.
 */
char cips_intake_csv_delimiter(FILE *file);

#endif
