/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table below a gap of two waves that says how much of the change is left when both waves have
 * the same mix of people.
 *
 * Direct standardization: the means of each wave by cell, weighted by the shares of the cells in B
 * (among those with a value in the column). The shares are taken as fixed, also by replicates of a
 * design. Cells that are hidden, or that have too few people in a wave, are left out on both sides.
 */
#ifndef CIPS_TABLES_STANDARDIZED_H
#define CIPS_TABLES_STANDARDIZED_H

#include "report/table.h"
#include "tables/comparisons.h"
#include "tables/wave_cells.h"

/*
 * The cells of request->standardize, which is not NULL; `out` as in cips_tables_wave_cells().
 * CIPS_USAGE where the request asks for what cannot be standardized, or a variable is neither
 * unit@LEVEL nor an item with use breakdown.
 */
enum cips_rc cips_tables_standardize(struct cips_scope *scope, const struct cips_sides *sides,
	const struct cips_sides *out, const struct cips_gap_request *request,
	struct cips_wave_cells *cells, struct cips_err *err);

/* Appends the table, with its foot; the axes are those of `raw`, the table of the gap. */
void cips_tables_standardized(struct cips_document *document, const struct cips_table *raw,
	const struct cips_sides *sides, const struct cips_wave_cells *cells,
	const struct cips_comparisons *comparisons, const struct cips_scoring *scoring,
	const struct cips_gap_request *request);

#endif
