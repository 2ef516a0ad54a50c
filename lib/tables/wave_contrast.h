/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A change between two waves in a sum over cells, with its test: at fixed shares of the cells, or of
 * one less another.
 *
 * Disclosure. A cell with a part in it is one that shows (tables/wave_cells.h). Under a design strata
 * are taken together as strata_pool.h says, by the crosstab of all cells of the wave by the strata.
 */
#ifndef CIPS_TABLES_WAVE_CONTRAST_H
#define CIPS_TABLES_WAVE_CONTRAST_H

#include "stats/compare.h"
#include "tables/wave_cells.h"

/*
 * The sum over the cells of coefficient[c] times the difference of their means, A less B. `values`
 * and `cell` are what cips_tables_wave_cells_score() says of the column; a cell with a coefficient of
 * 0 has no part in it. By the design of the sides, where they have one: with the variances of the two
 * waves, and their df, added up.
 */
struct cips_difference cips_tables_wave_contrast(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, const struct cips_wave_values *values,
	const struct cips_wave_cell *cell, const double *coefficient);

#endif
