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
#include "intake/dialect.h"

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
	const char *raw; /* its bytes as they stand in the file (or as UTF-8), line end included */
	size_t raw_size;
};

struct cips_csv;

/*
 * Reads from an open file (borrowed), at its beginning and written in that dialect. `findings` gets
 * what is wrong with the file as a CSV. CIPS_SYSTEM when this machine cannot read the encoding.
 */
enum cips_rc cips_intake_csv_open(FILE *file, const struct cips_dialect *dialect,
	struct cips_findings *findings, struct cips_csv **out, struct cips_err *err);
void cips_intake_csv_close(struct cips_csv *csv); /* NULL is fine */

/*
 * As open, in the dialect that the file itself shows (dialect.h). For tables whose reader is told
 * nothing of how they are written.
 */
enum cips_rc cips_intake_csv_open_any(
	FILE *file, struct cips_findings *findings, struct cips_csv **out, struct cips_err *err);

/*
 * The next record: 1 and *record, 0 at the end, -1 when the file cannot be read on (a finding or,
 * for input errors, `err` says why). Blank lines are passed over. Where a record is broken (not
 * text, a NUL byte, text after a closing quote, over a limit, a quote that stays open) it is
 * reported with its place, `broken` is set and reading goes on with the next one: behind the line
 * on which the open quote stands. Of a broken record only line and raw bytes mean anything.
 */
int cips_intake_csv_next(
	struct cips_csv *csv, struct cips_record *record, bool *broken, struct cips_err *err);

/*
 * Whether a quote stayed open or a line was over the limit, so that nobody knows for sure which
 * records there are.
 */
bool cips_intake_csv_in_doubt(const struct cips_csv *csv);

/*
 * The column (in characters, from 1) and the line at which field `index` of the current record
 * begins.
 */
void cips_intake_csv_place(const struct cips_csv *csv, size_t index, long *line, long *column);

/* Bytes consumed so far, for a progress bar. */
size_t cips_intake_csv_position(const struct cips_csv *csv);

#endif
