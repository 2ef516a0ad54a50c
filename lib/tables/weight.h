/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weights being made, from the request to what is reported.
 */
#ifndef CIPS_TABLES_WEIGHT_H
#define CIPS_TABLES_WEIGHT_H

#include "report/table.h"
#include "tables/groups.h"
#include "tables/weight_cells.h"
#include "tables/weight_set.h"

struct cips_weighting {
	const struct cips_weight_request *request;
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_weight_set set;
	struct cips_weight_variable *variables;
	size_t n_variables;
	struct cips_groups *groups; /* by variable, for the report */
	size_t n_groups;	    /* that are filled */
	struct cips_cells *margins;
	size_t n_margins;
	double *weight; /* by respondent */
	struct cips_calibration calibration;
};

/* What was done, for people and for machines. */
struct cips_document *cips_tables_weight_report(const struct cips_weighting *w);

#endif
