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

/* The whole of them, under disclosure control, and why. */
static const char *together_words(enum cips_strata_together together)
{
	return together == CIPS_STRATA_BESIDE_OTHERS
		? "all strata are taken together, as in a sample without them: beside the table with "
		  "everybody they could tell of few"
		: "all strata are taken together, as in a sample without them: in each of several "
		  "tables they could tell of few";
}

/* How many strata there are, before any are taken together. */
static const char *number_words(struct cips_document *document,
	const struct cips_tables_strata *strata, const struct cips_tables_strata *other)
{
	return other ? cips_arena_printf(&document->arena, "%zu strata in A and %zu in B",
			       strata->sampled, other->sampled)
		     : cips_arena_printf(&document->arena, "%zu strata", strata->sampled);
}

/* Which strata are taken together where not all of them are from the outset. */
static const char *pooled_words(
	struct cips_document *document, enum cips_strata_of of, size_t minimum)
{
	struct cips_arena *arena = &document->arena;
	switch (of) {
	case CIPS_STRATA_OF_COUNTS:
		return cips_arena_printf(arena,
			"all strata are taken together, as in a sample without them, where one of "
			"them has fewer than %zu people in a cell that is not empty",
			minimum);
	case CIPS_STRATA_OF_BOTH:
		return cips_arena_printf(arena,
			"in each table the strata that could tell of fewer than %zu people are taken "
			"together, as in a sample without strata where these are all",
			minimum);
	default:
		return cips_arena_printf(arena,
			"strata in which a group of the table has fewer than %zu answers are taken "
			"together, with those that would give them away",
			minimum);
	}
}

const char *cips_tables_strata_words(struct cips_document *document,
	const struct cips_tables_strata *strata, const struct cips_tables_strata *other,
	enum cips_strata_of of)
{
	struct cips_arena *arena = &document->arena;
	enum cips_strata_together one = strata->together, two = other ? other->together : one;
	const char *by = cips_arena_printf(arena, "stratified by %s", strata->design.strata);
	if (one && two)
		return cips_arena_printf(arena, "%s, but %s", by, together_words(one));
	by = cips_arena_printf(arena,
		"%s, %s with respondents, those without a known unit one of them", by,
		number_words(document, strata, other));
	if (!strata->minimum)
		return by;
	const char *some = pooled_words(document, of, strata->minimum);
	if (one || two)
		return cips_arena_printf(arena, "%s; but of %s %s, and of %s %s", by,
			one ? "A" : "B", together_words(one ? one : two), one ? "B" : "A", some);
	return cips_arena_printf(arena, "%s; but %s", by, some);
}

/* With what finite population correction. */
static const char *correction_words(
	const struct cips_tables_strata *strata, const struct cips_tables_strata *other)
{
	if (!strata->has_headcounts)
		return "without finite population correction";
	if (strata->together && (!other || other->together))
		return "with the finite population correction where the headcount of each stratum "
		       "is known";
	return "with the finite population correction of each stratum";
}

void cips_tables_foot_strata(struct cips_document *document,
	const struct cips_tables_strata *strata, const struct cips_tables_strata *other,
	enum cips_strata_of of, const char *what)
{
	bool drawn = strata->design.method == CIPS_VARIANCE_BOOTSTRAP;
	cips_report_note(document,
		"Design%s: %s; %s with the groups as domains, Student's t with respondents less "
		"strata as degrees of freedom, %s.%s",
		what, cips_tables_strata_words(document, strata, other, of),
		method_words(document, &strata->design), correction_words(strata, other),
		strata->minimum ? ""
			: drawn
			? " A stratum of one respondent adds nothing to the variance."
			: " A stratum of one respondent is centred on the mean of the group.");
}
