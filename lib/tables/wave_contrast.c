/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/wave_contrast.h"

#include "tables/strata_pool.h"

#include <stdlib.h>

/* The strata for means of cells, which are a flat variable: the whole, where nobody is, and they. */
static void pool_strata(const struct cips_side *side, const struct cips_cell_values *values,
	size_t cells, struct cips_pooled_strata *pooled)
{
	const struct cips_groups flat = {.n = cells, .rows = cips_calloc(cells, sizeof *flat.rows)};
	const struct cips_scores scores = {.group = values->cell, .value = values->value};
	for (size_t c = 0; c < cells; c++)
		flat.rows[c] = (struct cips_group_row){
			.parent = c ? 0 : -1, .end = c ? (int)c + 1 : (int)cells};
	cips_tables_pool_means(&side->strata, &side->frame, &flat, &scores, NULL, pooled);
	free(flat.rows);
}

/* What the sample of one wave adds to the variance and the df. */
static struct cips_precision precision_of(const struct cips_side *side,
	const struct cips_cell_values *values, const struct cips_moments *moments,
	const double *coefficient, size_t cells)
{
	const struct cips_variance variance = cips_tables_variance(&side->strata);
	struct cips_pooled_strata pooled;
	/* draws go by the order of the cells: those without a part are one to them, whichever it is */
	int32_t *cell = cips_malloc((side->frame.n + 1) * sizeof *cell);
	for (size_t i = 0; i < side->frame.n; i++) {
		int32_t c = values->cell[i];
		cell[i] = c >= 0 && coefficient[c] != 0 ? c : -1;
	}
	pool_strata(side, values, cells, &pooled);
	const struct cips_domains domains = {
		values->value, side->frame.weight, cell, side->frame.n, NULL, cells, moments};
	struct cips_precision precision =
		cips_stats_design_contrast(&pooled.strata, &variance, &domains, coefficient);
	cips_tables_pooled_strata_release(&pooled);
	free(cell);
	return precision;
}

/* Of both, which are two samples. */
static struct cips_precision precision_of_both(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, const struct cips_wave_values *values,
	const struct cips_wave_cell *cell, const double *coefficient)
{
	struct cips_moments *moments = cips_malloc(cells->n * sizeof *moments);
	for (size_t c = 0; c < cells->n; c++)
		moments[c] = cell[c].a;
	struct cips_precision both =
		precision_of(&sides->a, &values->a, moments, coefficient, cells->n);
	for (size_t c = 0; c < cells->n; c++)
		moments[c] = cell[c].b;
	struct cips_precision b =
		precision_of(&sides->b, &values->b, moments, coefficient, cells->n);
	both.variance += b.variance;
	both.df += b.df;
	free(moments);
	return both;
}

struct cips_difference cips_tables_wave_contrast(const struct cips_wave_cells *cells,
	const struct cips_sides *sides, const struct cips_wave_values *values,
	const struct cips_wave_cell *cell, const double *coefficient)
{
	bool weighted = sides->a.frame.weight || sides->b.frame.weight;
	struct cips_moments *groups = cips_malloc(2 * cells->n * sizeof *groups);
	double *of_group = cips_malloc(2 * cells->n * sizeof *of_group);
	struct cips_difference difference;
	size_t n = 0;
	for (size_t c = 0; c < cells->n; c++) {
		if (coefficient[c] == 0)
			continue;
		groups[n] = cell[c].a;
		of_group[n++] = coefficient[c];
		groups[n] = cell[c].b;
		of_group[n++] = -coefficient[c];
	}
	if (cips_tables_designed(&sides->a.strata)) {
		struct cips_precision precision =
			precision_of_both(cells, sides, values, cell, coefficient);
		difference = cips_stats_contrast_with(groups, of_group, n, &precision);
	} else {
		difference = cips_stats_contrast(groups, of_group, n, weighted);
	}
	free(groups);
	free(of_group);
	return difference;
}
