/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strata under disclosure control.
 *
 * A standard error by strata adds up something of each of them, and what is known of all but a few
 * can be taken away from it: so it tells of small groups as much as their scores would. Hence strata
 * that a crosstab of the table's groups by the strata would not show in full are taken together
 * before anything is computed, and others with them until each group of the table has in each
 * stratum nobody or at least the minimum. What a figure then tells, that crosstab tells too. (Fewer
 * strata make standard errors larger rather than smaller: Cochran 1977, section 5A.12.) Without the
 * flagged responses, and in layers, no stratum stays apart: how few people each of them would tell of
 * is not worked out.
 */
#ifndef CIPS_TABLES_STRATA_POOL_H
#define CIPS_TABLES_STRATA_POOL_H

#include "tables/scores.h"
#include "tables/strata.h"

struct cips_pooled_strata {
	struct cips_strata strata; /* the design's own where none are taken together; then: */
	int32_t *of;		   /* NULL */
	double *headcount;	   /* NULL */
};

/*
 * The strata of a design for the means of groups (of a second side too, unless NULL). The caller
 * releases them.
 */
void cips_tables_pool_means(const struct cips_tables_strata *design, const struct cips_frame *frame,
	const struct cips_groups *rows, const struct cips_scores *scores,
	const struct cips_scores *other, struct cips_pooled_strata *pooled);

/*
 * The same for counts: cell[i] is the cell of respondent i among `cells`, -1: in none. Which counts
 * protect a small one depends on all of them, so strata stay apart only where none is small: where
 * each has at least the minimum in each cell.
 */
void cips_tables_pool_counts(const struct cips_tables_strata *design,
	const struct cips_frame *frame, const int32_t *cell, size_t cells,
	struct cips_pooled_strata *pooled);

/* All strata together, where no crosstab would say which could stay apart; not without control. */
void cips_tables_pool_all(const struct cips_tables_strata *design, const struct cips_frame *frame,
	struct cips_pooled_strata *pooled);

void cips_tables_pooled_strata_release(struct cips_pooled_strata *pooled);

#endif
