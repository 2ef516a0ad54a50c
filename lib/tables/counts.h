/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of counts: two variables crossed, with percentages, expected counts and adjusted residuals
 * in each cell.
 *
 * Every figure passes the mask of its cell; a percentage, an expected count and a residual also
 * that of the margins it is made of, because with one of them and the count the other is known.
 */
#ifndef CIPS_TABLES_COUNTS_H
#define CIPS_TABLES_COUNTS_H

#include "tables/tables.h"

/* cips_tables_crosstab() of columns that are no factors. */
enum cips_rc cips_tables_counts(struct cips_survey_file *file,
	const struct cips_crosstab_request *request, struct cips_document **out,
	struct cips_err *err);

#endif
