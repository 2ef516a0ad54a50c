/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The physical lines of a file of responses, in a block of it that moves on.
 *
 * Invariants: block[start, at) is what the reader still needs, at is the beginning of a physical
 * line, and block[at, end) was read but not yet taken. Bytes before `start` are gone after the next
 * refill; what is needed moves to the front of the block then.
 */
#ifndef CIPS_INTAKE_LINES_H
#define CIPS_INTAKE_LINES_H

#include "intake/dialect.h"

struct cips_lines {
	FILE *file;		      /* borrowed */
	struct cips_decoder *decoder; /* NULL: the file is UTF-8 */
	enum cips_line_ends ends;
	bool ends_said; /* only that ends a line */
	size_t limit;	/* of block[start, end of a line) */

	char *block;
	size_t start, at, end, room;
	size_t newline;	 /* offset of the first \n at or after `at`, `end`: there is none */
	size_t consumed; /* bytes of the file before block[0] */
	bool at_end;	 /* the file has no more bytes */
	long line;	 /* number of the physical line that begins at `at` */
};

/* The decoder becomes the lines' own. */
void cips_intake_lines_begin(struct cips_lines *lines, FILE *file, struct cips_decoder *decoder,
	const struct cips_dialect *dialect, size_t limit);
void cips_intake_lines_release(struct cips_lines *lines);

/* Reads on behind block[end); false on an input error. */
bool cips_intake_lines_refill(struct cips_lines *lines, struct cips_err *err);

/* The end of the line at `at` within what was read, or 0 when it is not there yet. */
size_t cips_intake_line_end(struct cips_lines *lines);

enum cips_line_status {
	CIPS_LINE_READ,
	CIPS_LINE_NONE, /* the file ends here */
	CIPS_LINE_TOO_LONG,
	CIPS_LINE_FAILED, /* and `err` says why */
};

/* Finds the line at `at`; *n is its size with its end. */
enum cips_line_status cips_intake_line(struct cips_lines *lines, size_t *n, struct cips_err *err);

/* How many lines a person sees in a line of `n` bytes from `from` on: several where ends were said. */
long cips_intake_lines_seen(const struct cips_lines *lines, size_t from, size_t n);

/* The bytes of a line before its end, and before other ends in front of that. */
size_t cips_intake_without_end(const char *line, size_t n);

/* The bytes of the file up to `at`. */
size_t cips_intake_lines_position(const struct cips_lines *lines);

#endif
