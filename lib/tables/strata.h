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

/* Why all strata have to be taken together, under disclosure control. */
enum cips_strata_together {
	CIPS_STRATA_APART,	   /* they need not be, but for some (strata_pool.h) */
	CIPS_STRATA_BESIDE_OTHERS, /* some people were left out by their flags */
	CIPS_STRATA_IN_LAYERS,	   /* what could stay apart in each layer is not worked out */
};

struct cips_tables_strata {
	struct cips_sampling design; /* as asked for; without strata: none, and nothing is set */
	struct cips_groups groups;   /* the units; who is directly in one is a stratum */
	size_t minimum;		     /* as of the scope: strata may have to be taken together */
	enum cips_strata_together together;
	struct cips_strata strata;
	int32_t *of;
	double *headcount; /* all 0 without finite population correction */
	bool has_headcounts;
	size_t sampled; /* strata with respondents */
};

/*
 * The design of the selection for a frame; none is asked for: nothing is done. With fpc as
 * CIPS_FPC_NO headcounts have no part in it. CIPS_USAGE for strata that are no units, for numbers out
 * of their range, for the item rule, and for --fpc yes when no headcount of a stratum is known.
 */
enum cips_rc cips_tables_strata(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_selection *selection, enum cips_fpc fpc,
	struct cips_tables_strata *strata, struct cips_err *err);
void cips_tables_strata_release(struct cips_tables_strata *strata);

/*
 * The strata of a table in layers. Under disclosure control CIPS_POLICY for the bootstrap, whose draws
 * go by the groups of one layer at a time.
 */
enum cips_rc cips_tables_strata_in_layers(struct cips_tables_strata *strata, struct cips_err *err);

static inline bool cips_tables_designed(const struct cips_tables_strata *strata)
{
	return strata->design.strata != NULL;
}

/* How the variances are found. */
struct cips_variance cips_tables_variance(const struct cips_tables_strata *strata);

/*
 * The precision of the means of the groups, by group, with strata taken together as strata_pool.h
 * says; the caller frees it. With `other`, that of
 * their differences from the same groups of these scores, and with `rest` from everyone else.
 */
struct cips_precision *cips_tables_strata_precision(const struct cips_tables_strata *strata,
	const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_scores *scores, const struct cips_scores *other, bool rest);

/* What is made by strata, which decides how they are taken together (strata_pool.h). */
enum cips_strata_of {
	CIPS_STRATA_OF_MEANS,
	CIPS_STRATA_OF_COUNTS,
	CIPS_STRATA_OF_BOTH, /* in tables of several kinds */
};

/*
 * "stratified by unit, 23 strata ...", and which of them are taken together; those of A and B where
 * there is an `other`.
 */
const char *cips_tables_strata_words(struct cips_document *document,
	const struct cips_tables_strata *strata, const struct cips_tables_strata *other,
	enum cips_strata_of of);

/*
 * The design in words, of A and B where there is an `other`; `what` has it, such as " (formats tidy
 * and json)", and can be empty.
 */
void cips_tables_foot_strata(struct cips_document *document,
	const struct cips_tables_strata *strata, const struct cips_tables_strata *other,
	enum cips_strata_of of, const char *what);

#endif
