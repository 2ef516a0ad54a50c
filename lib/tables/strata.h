/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stratified design, when a table is asked for one: the units that people sit in, or those of one
 * level, as strata. People without a known unit are one more.
 */
#ifndef CIPS_TABLES_STRATA_H
#define CIPS_TABLES_STRATA_H

#include "report/table.h"
#include "stats/design.h"
#include "tables/scores.h"

struct cips_tables_strata {
	const char *variable; /* as typed; NULL: no design was asked for */
	struct cips_strata strata;
	int32_t *of;
	double *headcount; /* all 0 without finite population correction */
	bool has_headcounts;
	size_t sampled; /* strata with respondents */
};

/*
 * `variable` is unit or unit@LEVEL. CIPS_USAGE for another, and for --fpc yes when no headcount of a
 * stratum is known.
 */
enum cips_rc cips_tables_strata(struct cips_scope *scope, const struct cips_frame *frame,
	const char *variable, enum cips_fpc fpc, struct cips_tables_strata *strata,
	struct cips_err *err);
void cips_tables_strata_release(struct cips_tables_strata *strata);

/* The precision of the means of the groups, by group; the caller frees it. Respondent rule only. */
struct cips_precision *cips_tables_strata_precision(const struct cips_tables_strata *strata,
	const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_scores *scores);

/* The design in words. */
void cips_tables_foot_strata(
	struct cips_document *document, const struct cips_tables_strata *strata);

#endif
