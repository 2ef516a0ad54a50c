/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the beginning of a file of responses says about the whole, once the instrument is known.
 */
#ifndef CIPS_INTAKE_RECOGNISE_H
#define CIPS_INTAKE_RECOGNISE_H

#include "intake/columns.h"

/* A second reader of the beginning of a file, for looking ahead. */
struct cips_peek {
	FILE *memory;
	struct cips_csv *csv;
	struct cips_findings aside; /* what is wrong there is told when the file itself is read */
};

/* Begins at the top of the sample; false when there is nothing to read. */
bool cips_intake_peek(struct cips_peek *peek, const struct cips_sample *sample,
	const struct cips_dialect *dialect);
void cips_intake_peek_end(struct cips_peek *peek);

/* The next record that is not broken; false at the end of the sample. */
bool cips_intake_peek_next(struct cips_peek *peek, struct cips_record *record);

/*
 * How many lines stand above the header, where the first line names no column that is known and one
 * of the next lines mostly such; 0 when there is no such line.
 */
long cips_intake_preamble(const struct cips_sample *sample, const struct cips_dialect *dialect,
	const struct cips_instrument *instrument, struct cips_mapping *mapping);

/*
 * The decimal sign of the numbers in the sample: ',' where some have a comma that cannot part
 * thousands and none has a point, else '.'. In a file whose delimiter is a comma a number with one
 * is more likely a mistake, and stays one.
 */
char cips_intake_decimal(const struct cips_sample *sample, const struct cips_dialect *dialect,
	const struct cips_instrument *instrument, const struct cips_columns *columns);

/*
 * The batch that the first row of a rejects file names; false where the file is none, or no row of
 * the sample names one.
 */
bool cips_intake_rejects_batch(
	const struct cips_sample *sample, const struct cips_dialect *dialect, char code[33]);

/* Whether the first line is the header of a rejects file, which has no lines above it. */
bool cips_intake_begins_rejects(const struct cips_sample *sample);

#endif
