/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a gap between two groups changed from wave B to wave A: the difference of two differences,
 * of four groups that are independent but for the strata which those of a wave share under a design.
 *
 * Disclosure. A figure shows where a crosstab of each wave by the item would show both groups
 * (tables/wave_cells.h).
 */
#ifndef CIPS_TABLES_BETWEEN_H
#define CIPS_TABLES_BETWEEN_H

#include "report/table.h"
#include "tables/dominance.h"
#include "tables/wave_cells.h"

struct cips_between {
	struct cips_wave_cells cells;
	size_t first; /* the cells whose difference is the gap: first - second */
	size_t second;
	const char *name_first; /* for people: "Manager" */
	const char *name_second;
	struct cips_heaviest *heaviest_a; /* the caller's; get what is shown of each wave */
	struct cips_heaviest *heaviest_b;
};

/*
 * Finds the two groups of request->between, which is not NULL; CIPS_USAGE where there are none. `out`
 * as in cips_tables_wave_cells().
 */
enum cips_rc cips_tables_between(struct cips_scope *scope, const struct cips_sides *sides,
	const struct cips_sides *out, const struct cips_gap_request *request,
	struct cips_between *between, struct cips_err *err);

/* Fills the cells, layout and foot of `table`, whose axes are set; returns the size of the family. */
size_t cips_tables_between_table(struct cips_document *document, struct cips_table *table,
	const struct cips_sides *sides, const struct cips_between *between,
	const struct cips_scoring *scoring, const struct cips_gap_request *request);

#endif
