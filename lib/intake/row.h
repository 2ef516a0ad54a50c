/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One row of a file of responses into an interview.
 *
 * A reader is made once for a file; nothing is allocated for a row that is in order, apart from its
 * free texts.
 */
#ifndef CIPS_INTAKE_ROW_H
#define CIPS_INTAKE_ROW_H

#include "intake/columns.h"
#include "intake/lookup.h"
#include "model/interview.h"

/* What a row says beside its answers; texts live until the next row. */
struct cips_row_values {
	struct cips_span response_id; /* n 0: none */
	struct cips_span wave;
	struct cips_span batch;
	struct cips_span line;
	const char *mode;     /* "" */
	const char *language; /* as the instrument writes it, "" */
	bool assisted;
	double weight;	/* NaN: none */
	double seconds; /* NaN: none */
	size_t required_missing;
};

/* A short cell that was read before, and the bytes of the record that came of it. */
struct cips_known_cell {
	uint64_t text;
	uint8_t n; /* characters, 0: the place is free */
	uint8_t bytes[2];
};

/*
 * A column whose cells mean a choice. They are mostly one character long, and then a byte of the
 * record, or one of a few short words.
 */
struct cips_quick_column {
	const uint16_t *choices; /* by character: the position, 0: look closer; NULL: always */
	size_t offset;
	size_t width;		       /* bytes of the record; 0: cells are read each time */
	struct cips_known_cell *known; /* NULL: none yet */
};

struct cips_row_reader {
	const struct cips_instrument *instrument;
	const struct cips_units *units; /* NULL where the instrument needs none */
	const struct cips_csv *csv;
	const struct cips_columns *columns;
	struct cips_findings *findings; /* of this row */
	const char *wave;		/* from the options, or NULL */
	char decimal;			/* the sign in numbers; 0 is as '.' */
	struct cips_interview *interview;
	struct cips_lookup **lists; /* by list */
	struct cips_lookup *unit_lookup;
	struct cips_quick_column *quick; /* by column */
	bool *bad;			 /* by item: its cell in this row is at fault */
	bool *visited;			 /* by item: while dependencies are followed */
	size_t n_bad;
	struct cips_arena arena; /* of the reader */
	struct cips_arena row;	 /* of this row */
	const struct cips_record *record;
	struct cips_row_values values;
};

/*
 * `units` must be there when the instrument needs them. The other pointers are set by the caller
 * before it calls columns(), which comes before the first row.
 */
void cips_intake_reader_start(struct cips_row_reader *reader,
	const struct cips_instrument *instrument, const struct cips_units *units, long today);
void cips_intake_reader_columns(struct cips_row_reader *reader);
void cips_intake_reader_release(struct cips_row_reader *reader);

/*
 * Reads a row into reader->interview and reader->values and completes the response; true when there
 * is nothing wrong with it. Faults are findings.
 */
bool cips_intake_row(struct cips_row_reader *reader, const struct cips_record *record);

/* --- between the files of the reader -------------------------------------------------------- */

/* Adds a finding about a cell, with the item (or header) and the value. */
__attribute__((format(printf, 4, 5))) void cips_intake_row_fault(
	struct cips_row_reader *reader, size_t column, const char *code, const char *format, ...);

/* The (trimmed) text of the cell as a message quotes it. */
const char *cips_intake_row_shown(struct cips_row_reader *reader, struct cips_span cell);

/* Reads a cell that is not empty into the response; false with a finding. */
bool cips_intake_answer(struct cips_row_reader *reader, size_t column, struct cips_span cell);

/* Reads a number: a plain one, else a finding says why it is none. */
bool cips_intake_number(
	struct cips_row_reader *reader, size_t column, struct cips_span cell, double *number);

/* Completes the response; the rules that it breaks become findings. */
void cips_intake_rules(struct cips_row_reader *reader);

#endif
