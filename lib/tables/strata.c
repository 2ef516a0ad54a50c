/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/strata.h"

#include "base/err.h"
#include "tables/groups.h"

#include <stdlib.h>
#include <string.h>

/* People directly in group g: its headcount less those of the groups in it; 0 when not known. */
static double direct_headcount(const struct cips_groups *groups, size_t g)
{
	double headcount = groups->rows[g].headcount;
	for (size_t k = g + 1; (int)k < groups->rows[g].end; k++)
		if (groups->rows[k].parent == (int)g)
			headcount -= groups->rows[k].headcount;
	return headcount > 0 ? headcount : 0;
}

static void fill(struct cips_tables_strata *strata, const struct cips_frame *frame,
	const struct cips_groups *groups, bool fpc)
{
	size_t n = groups->n + 1;
	bool *sampled = cips_calloc(n, sizeof *sampled);
	strata->of = cips_malloc((frame->n + 1) * sizeof *strata->of);
	strata->headcount = cips_calloc(n, sizeof *strata->headcount);
	for (size_t i = 0; i < frame->n; i++) {
		strata->of[i] = groups->of[i] < 0 ? (int32_t)groups->n : groups->of[i];
		if (!frame->weight || frame->weight[i] > 0)
			sampled[strata->of[i]] = true;
	}
	for (size_t g = 0; g < groups->n && fpc; g++) {
		strata->headcount[g] = direct_headcount(groups, g);
		strata->has_headcounts |= strata->headcount[g] > 0;
	}
	for (size_t h = 0; h < n; h++)
		strata->sampled += sampled[h];
	strata->strata = (struct cips_strata){n, strata->of, strata->headcount};
	free(sampled);
}

enum cips_rc cips_tables_strata(struct cips_scope *scope, const struct cips_frame *frame,
	const char *variable, enum cips_fpc fpc, struct cips_tables_strata *strata,
	struct cips_err *err)
{
	struct cips_groups groups;
	if (!cips_tables_by_unit(variable)) {
		cips_err_set(
			err, CIPS_USAGE, "--design takes unit or unit@LEVEL, not \"%s\"", variable);
		return cips_err_hint(err, "the units are the strata");
	}
	enum cips_rc rc = cips_tables_groups(scope, frame, variable, &groups, err);
	if (rc)
		return rc;
	*strata = (struct cips_tables_strata){.variable = variable};
	fill(strata, frame, &groups, fpc != CIPS_FPC_NO);
	cips_tables_groups_release(&groups);
	if (fpc != CIPS_FPC_YES || strata->has_headcounts)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE,
		"there are no headcounts for these strata, so --fpc yes has nothing to go by");
	return cips_err_hint(err, "load them with cips headcount load, or use --fpc no");
}

void cips_tables_strata_release(struct cips_tables_strata *strata)
{
	free(strata->of);
	free(strata->headcount);
	*strata = (struct cips_tables_strata){0};
}

struct cips_precision *cips_tables_strata_precision(const struct cips_tables_strata *strata,
	const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_scores *scores)
{
	struct cips_precision *precision = cips_calloc(groups->n, sizeof *precision);
	int *parent = cips_malloc(groups->n * sizeof *parent);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
	const struct cips_domains domains = {scores->value, frame->weight, scores->group, frame->n,
		parent, groups->n, scores->moments};
	cips_stats_design(&strata->strata, &domains, precision);
	free(parent);
	return precision;
}

void cips_tables_foot_strata(
	struct cips_document *document, const struct cips_tables_strata *strata)
{
	cips_report_note(document,
		"Design (formats tidy and json): stratified by %s, %zu strata, those without a known "
		"unit one of them; variance by linearization with the groups as domains, Student's t "
		"with respondents less strata as degrees of freedom, %s. A stratum of one respondent "
		"is centred on the mean of the group.",
		strata->variable, strata->sampled,
		strata->has_headcounts ? "with the finite population correction of each stratum"
				       : "without finite population correction");
}
