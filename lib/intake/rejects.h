/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rejects file: the bad rows as they stood, with five columns behind them that say which batch
 * and line they come from and what is wrong. Rows of a rejects file that are rejected again keep
 * the batch and the line that they came with.
 */
#ifndef CIPS_INTAKE_REJECTS_H
#define CIPS_INTAKE_REJECTS_H

#include "cips_types.h"
#include "intake/csv.h"

struct cips_rejects; /* NULL where none are written */

/*
 * Begins a file at `path` for rows of `source`. CIPS_USAGE when it would overwrite that, or a
 * survey file.
 */
enum cips_rc cips_intake_rejects_begin(const char *path, const char *source, char delimiter,
	struct cips_rejects **out, struct cips_err *err);

/*
 * The header of the imported file; `again` when that is a rejects file itself. The file is UTF-8;
 * a `mark` in front says so where not all of it is ASCII. Call it first.
 */
void cips_intake_rejects_header(
	struct cips_rejects *rejects, const struct cips_record *header, bool again, bool mark);

/*
 * One bad row with its `n` findings, at least one: place and code of the first, the messages of all
 * errors. `batch` is that of the import, for rows that do not name their own.
 */
void cips_intake_rejects_add(struct cips_rejects *rejects, const struct cips_record *record,
	const char *batch, const struct cips_finding *findings, size_t n);

/* Commit makes the file appear, rollback leaves what was there. Both free; NULL is fine. */
enum cips_rc cips_intake_rejects_commit(struct cips_rejects *rejects, struct cips_err *err);
void cips_intake_rejects_rollback(struct cips_rejects *rejects);

#endif
