/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a CSV file is written: as the user says, else as its first MiB shows (contract section 4).
 */
#ifndef CIPS_INTAKE_DIALECT_H
#define CIPS_INTAKE_DIALECT_H

#include "intake/encoding.h"

#include <stdbool.h>
#include <stdio.h>

enum cips_line_ends {
	CIPS_LINES_NONE, /* a single line without an end */
	CIPS_LINES_LF,
	CIPS_LINES_CRLF,
	CIPS_LINES_CR,
	CIPS_LINES_MIXED,
};

struct cips_dialect {
	enum cips_encoding encoding;
	char delimiter;
	long skip;   /* physical lines above the header that are passed over */
	bool marked; /* the file begins with a byte-order mark */
	bool ascii;  /* nothing outside ASCII was seen */
	enum cips_line_ends ends;
	bool ends_said; /* nothing else ends a line; without, everything does */
};

/* What a user says of a file; zero-initialize where nothing is said. */
struct cips_dialect_said {
	const char *encoding;  /* a name, NULL */
	char delimiter;	       /* 0 */
	long skip;	       /* 0 */
	const char *line_ends; /* "lf", "crlf", "cr", NULL */
};

/* The beginning of a file, as it stands and as UTF-8. */
struct cips_sample {
	char *raw;
	size_t raw_size;
	bool whole; /* there is no more in the file */
	char *text;
	size_t n;
};

/* Reads the sample and rewinds the file (borrowed). CIPS_SYSTEM when it cannot be read. */
enum cips_rc cips_intake_sample(FILE *file, struct cips_sample *sample, struct cips_err *err);
void cips_intake_sample_release(struct cips_sample *sample);

/*
 * How the file of the sample is written; what is said stands, but not against the mark of UTF-8. The
 * encoding is what a byte-order mark says, else UTF-16 where every other byte is mostly NUL, else
 * UTF-8 where there is more of it than bytes that cannot be, else windows-1252. The delimiter is
 * that of , ; tab | which parts the first rows most evenly, `,` if none does. A first line sep=; is
 * passed over and heeded. CIPS_USAGE for an encoding or line
 * ends that are not known.
 */
enum cips_rc cips_intake_recognise(struct cips_sample *sample, const struct cips_dialect_said *said,
	struct cips_dialect *dialect, struct cips_err *err);

/* The delimiter of what stands below the first `skip` lines of a sample that was recognised. */
char cips_intake_delimiter(const struct cips_sample *sample, long skip);

#endif
