/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small table in a CSV file: a header whose columns are known by name, and rows of that width.
 * Ragged, broken and blank rows are reported or passed over here, so that who reads units or
 * headcounts sees only proper rows.
 */
#ifndef CIPS_INTAKE_GRID_H
#define CIPS_INTAKE_GRID_H

#include "intake/csv.h"

struct cips_grid {
	struct cips_arena *arena; /* of the cells; borrowed */
	struct cips_findings *findings;
	FILE *file;
	struct cips_csv *csv;
	const char **header; /* normalized */
	size_t n;
	const char **cells; /* of the current row, normalized, `n` of them */
	long line;	    /* on which it begins */
	size_t rows;	    /* proper rows so far */
	bool short_rows;    /* set by who allows them: cells that a row does not have are empty */
};

enum { CIPS_GRID_LIMIT = 64 << 20 };

/*
 * Opens the file and reads its header; `what` says what the file should be. An empty file, a column
 * without a name and a name that comes twice are findings. CIPS_INPUT when there is no header to
 * go by: `err` or the findings say why. To be closed in any case.
 */
enum cips_rc cips_intake_grid_open(struct cips_grid *grid, const char *path, const char *what,
	struct cips_arena *arena, struct cips_findings *findings, struct cips_err *err);

/* As open, of a file that is open already and becomes the grid's. */
enum cips_rc cips_intake_grid_begin(struct cips_grid *grid, FILE *file, const char *path,
	struct cips_arena *arena, struct cips_findings *findings, struct cips_err *err);
void cips_intake_grid_close(struct cips_grid *grid);

/* The next row: 1, 0 at the end, -1 when the file cannot be read on. */
int cips_intake_grid_next(struct cips_grid *grid, struct cips_err *err);

/* The column of that name, or -1. */
int cips_intake_grid_column(const struct cips_grid *grid, const char *name);

/* Adds a finding at a cell of the current row; complete it with the setters. */
__attribute__((format(printf, 5, 6))) void cips_intake_grid_fault(struct cips_grid *grid,
	size_t column, enum cips_severity severity, const char *code, const char *format, ...);

/*
 * What an operation on a table returns when it came to its end: CIPS_INPUT with a summary in `err`
 * if there were errors since `before`.
 */
enum cips_rc cips_intake_verdict(const struct cips_findings *findings, size_t before,
	const char *path, struct cips_err *err);

#endif
