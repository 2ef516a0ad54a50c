/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/strata.h"

#include "base/err.h"
#include "tables/strata_pool.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_REPLICATES = 100, MOST_REPLICATES = 100000 };

/* People directly in group g: its headcount less those of the groups in it; 0 when not known. */
static double direct_headcount(const struct cips_groups *groups, size_t g)
{
	double headcount = groups->rows[g].headcount;
	for (size_t k = g + 1; (int)k < groups->rows[g].end; k++)
		if (groups->rows[k].parent == (int)g)
			headcount -= groups->rows[k].headcount;
	return headcount > 0 ? headcount : 0;
}

static void fill(struct cips_tables_strata *strata, const struct cips_frame *frame, bool fpc)
{
	const struct cips_groups *groups = &strata->groups;
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
	strata->strata =
		cips_stats_strata(n, strata->of, strata->headcount, frame->n, frame->weight);
	free(sampled);
}

static enum cips_rc check(const struct cips_selection *selection, struct cips_err *err)
{
	const struct cips_sampling *design = &selection->design;
	if (!cips_tables_by_unit(design->strata)) {
		cips_err_set(err, CIPS_USAGE, "--design takes unit or unit@LEVEL, not \"%s\"",
			design->strata);
		return cips_err_hint(err, "the units are the strata");
	}
	if (selection->score_rule == CIPS_RULE_ITEM) {
		cips_err_set(err, CIPS_USAGE, "--design goes with the respondent rule only");
		return cips_err_hint(err, "leave --score-rule item out");
	}
	if (design->method != CIPS_VARIANCE_BOOTSTRAP ||
		(design->replicates >= LEAST_REPLICATES && design->replicates <= MOST_REPLICATES))
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "a bootstrap of %zu replicates", design->replicates);
	return cips_err_hint(err, "ask for %d to %d of them", LEAST_REPLICATES, MOST_REPLICATES);
}

enum cips_rc cips_tables_strata(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_selection *selection, enum cips_fpc fpc,
	struct cips_tables_strata *strata, struct cips_err *err)
{
	if (!selection->design.strata)
		return CIPS_OK;
	*strata = (struct cips_tables_strata){.minimum = scope->minimum,
		.together = scope->minimum && frame->other ? CIPS_STRATA_BESIDE_OTHERS
							   : CIPS_STRATA_APART};
	enum cips_rc rc = check(selection, err);
	if (!rc)
		rc = cips_tables_groups(
			scope, frame, selection->design.strata, &strata->groups, err);
	if (rc)
		return rc;
	strata->design = selection->design;
	fill(strata, frame, fpc != CIPS_FPC_NO);
	if (fpc != CIPS_FPC_YES || strata->has_headcounts)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE,
		"there are no headcounts for these strata, so --fpc yes has nothing to go by");
	return cips_err_hint(err, "load them with cips headcount load, or use --fpc no");
}

enum cips_rc cips_tables_strata_in_layers(struct cips_tables_strata *strata, struct cips_err *err)
{
	if (!strata->minimum)
		return CIPS_OK;
	strata->together = CIPS_STRATA_IN_LAYERS;
	if (strata->design.method != CIPS_VARIANCE_BOOTSTRAP)
		return CIPS_OK;
	cips_err_set(
		err, CIPS_POLICY, "a bootstrap in each of several layers could tell of few people");
	return cips_err_hint(err, "leave out --per, or use --variance jackknife");
}

void cips_tables_strata_release(struct cips_tables_strata *strata)
{
	cips_stats_strata_release(&strata->strata);
	cips_tables_groups_release(&strata->groups);
	free(strata->of);
	free(strata->headcount);
	*strata = (struct cips_tables_strata){0};
}

struct cips_variance cips_tables_variance(const struct cips_tables_strata *strata)
{
	return (struct cips_variance){
		strata->design.method, strata->design.replicates, strata->design.seed};
}

/*
 * The groups of respondents for the bootstrap, whose draws go by them: those in a group under the
 * minimum count in the smallest one around it that is not, so that which of several such groups they
 * are in changes no figure. The caller frees it.
 */
static int32_t *groups_to_draw(const struct cips_tables_strata *strata,
	const struct cips_groups *groups, const struct cips_scores *scores, size_t respondents)
{
	int32_t *whole = cips_malloc(groups->n * sizeof *whole);
	int32_t *group = cips_malloc((respondents + 1) * sizeof *group);
	for (size_t g = 0; g < groups->n; g++) {
		int parent = groups->rows[g].parent;
		bool small = scores->moments[g].n < strata->minimum;
		whole[g] = small && parent >= 0 ? whole[parent] : (int32_t)g;
	}
	for (size_t i = 0; i < respondents; i++)
		group[i] = scores->group[i] < 0 ? -1 : whole[scores->group[i]];
	free(whole);
	return group;
}

struct cips_precision *cips_tables_strata_precision(const struct cips_tables_strata *strata,
	const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_scores *scores, const struct cips_scores *other, bool rest)
{
	struct cips_precision *precision = cips_calloc(groups->n, sizeof *precision);
	int *parent = cips_malloc(groups->n * sizeof *parent);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
	bool drawn = strata->design.method == CIPS_VARIANCE_BOOTSTRAP;
	int32_t *group = drawn ? groups_to_draw(strata, groups, scores, frame->n) : NULL;
	int32_t *group_b = drawn && other ? groups_to_draw(strata, groups, other, frame->n) : NULL;
	const struct cips_domains domains = {scores->value, frame->weight,
		drawn ? group : scores->group, frame->n, parent, groups->n, scores->moments};
	struct cips_domains others = domains;
	struct cips_against against = {.rest = rest ? scores->rest : NULL};
	if (other) {
		others.y = other->value;
		others.group = drawn ? group_b : other->group;
		others.moments = other->moments;
		against.b = &others;
	}
	const struct cips_variance variance = cips_tables_variance(strata);
	struct cips_pooled_strata pooled;
	cips_tables_pool_means(strata, frame, groups, scores, other, &pooled);
	cips_stats_design(&pooled.strata, &variance, &domains, against, precision);
	cips_tables_pooled_strata_release(&pooled);
	free(group);
	free(group_b);
	free(parent);
	return precision;
}

static const char *method_words(struct cips_document *document, const struct cips_sampling *design)
{
	switch (design->method) {
	case CIPS_VARIANCE_JACKKNIFE:
		return "variance by the jackknife, each respondent of a stratum left out in turn,";
	case CIPS_VARIANCE_BOOTSTRAP:
		return cips_arena_printf(&document->arena,
			"variance by the bootstrap of Rao, Wu and Yue, %zu replicates from seed %lu,",
			design->replicates, design->seed);
	default:
		return "variance by linearization";
	}
}

const char *cips_tables_pooled_words(
	struct cips_document *document, const struct cips_tables_strata *strata)
{
	if (strata->together == CIPS_STRATA_BESIDE_OTHERS)
		return " Where responses are left out all strata are taken together: beside the "
		       "table with everybody they could tell of few.";
	if (strata->together == CIPS_STRATA_IN_LAYERS)
		return " All strata are taken together: in each of several tables they could tell "
		       "of few.";
	return strata->minimum
		? cips_arena_printf(&document->arena,
			  " Strata in which a group of the table has fewer than %zu answers are "
			  "taken together, with those that would give them away.",
			  strata->minimum)
		: "";
}

void cips_tables_foot_strata(struct cips_document *document,
	const struct cips_tables_strata *strata, const struct cips_tables_strata *other,
	const char *what)
{
	bool drawn = strata->design.method == CIPS_VARIANCE_BOOTSTRAP;
	const char *sampled = other
		? cips_arena_printf(&document->arena, "%zu strata in A and %zu in B",
			  strata->sampled, other->sampled)
		: cips_arena_printf(&document->arena, "%zu strata", strata->sampled);
	cips_report_note(document,
		"Design%s: stratified by %s, %s, those without a known unit one of them; %s with "
		"the groups as domains, Student's t with respondents less strata as degrees of "
		"freedom, %s. A stratum of one respondent %s.%s",
		what, strata->design.strata, sampled, method_words(document, &strata->design),
		strata->has_headcounts ? "with the finite population correction of each stratum"
				       : "without finite population correction",
		drawn ? "adds nothing to the variance" : "is centred on the mean of the group",
		cips_tables_pooled_words(document, other && other->together ? other : strata));
}
