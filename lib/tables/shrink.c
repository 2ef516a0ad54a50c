/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scores of units drawn towards what is usual among them (empirical Bayes).
 *
 * Disclosure. The units of a column are hidden as a crosstab of it by the same rows hides them, and
 * a shrunken value is hidden with the raw one: it is made of it. What is usual (the mean and the
 * spread of the units) is estimated from the units that show and from nobody else. With the hidden
 * ones in it, it would be a weighted sum of their scores, with weights other than their numbers of
 * people: beside the whole, which gives the sum by people, that is a second equation, and two units
 * hidden for each other's sake could be solved for. As it is, every figure here can be reckoned from
 * the numbers, means and standard deviations of the units that show.
 */
#include "tables/tables.h"

#include "base/err.h"
#include "base/number.h"
#include "stats/shrink.h"
#include "tables/dominance.h"
#include "tables/head_foot.h"
#include "tables/scored_groups.h"
#include "tables/trend.h"
#include "tables/unanimous.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One factor or indicator. */
struct drawn {
	struct cips_scored_column scored;
	struct cips_shrunken *shrunken; /* by group shown; percentages from 0 to 100 */
	bool shares;			/* percentages of one item: beta-binomial */
	enum cips_reason reason;	/* why nothing is drawn */
	struct cips_normal_prior normal;
	struct cips_beta_prior beta;
};

struct shrink {
	const struct cips_shrink_request *request;
	struct cips_scored_groups groups;
	struct drawn *list; /* by column */
	struct cips_document *document;
};

/* How each measure is written. */
static const struct {
	const char *title;
	enum cips_statistic estimate;
	int decimals; /* for people, on the 0-10 scale */
} measures[] = {
	[CIPS_MEASURE_SCORE] = {"score", CIPS_STAT_SCORE, 1},
	[CIPS_MEASURE_POSITIVE] = {"percent positive", CIPS_STAT_POSITIVE, 0},
	[CIPS_MEASURE_NEGATIVE] = {"percent negative", CIPS_STAT_NEGATIVE, 0},
};

static void release(struct shrink *s)
{
	for (size_t k = 0; s->list && k < s->groups.columns.n; k++) {
		cips_tables_scored_column_release(&s->list[k].scored);
		free(s->list[k].shrunken);
	}
	free(s->list);
	cips_tables_scored_groups_release(&s->groups);
}

static enum cips_rc check_request(const struct cips_shrink_request *request, struct cips_err *err)
{
	if (strcmp(request->rows, "unit") == 0) {
		cips_err_set(err, CIPS_USAGE,
			"units lie within each other, and are drawn together with units beside them");
		return cips_err_hint(err, "use unit@LEVEL (1 is below the root)");
	}
	if (request->selection.score_rule == CIPS_RULE_ITEM) {
		cips_err_set(
			err, CIPS_USAGE, "--score-rule item gives people no scores to draw on");
		return cips_err_hint(err, "leave it out: shrink works by the respondent rule");
	}
	if (request->selection.fpc == CIPS_FPC_YES) {
		cips_err_set(err, CIPS_USAGE,
			"--fpc yes does nothing here: shrunken scores have no "
			"finite population correction");
		return cips_err_hint(err, "leave it out");
	}
	return CIPS_OK;
}

static enum cips_rc prepare(struct shrink *s, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_shrink_request *request = s->request;
	enum cips_rc rc = check_request(request, err);
	return rc ? rc
		  : cips_tables_scored_groups(file,
			    &(struct cips_scored_request){&request->selection, request->rows,
				    request->by_indicator, request->measure},
			    &s->groups, err);
}

/* --- drawing -------------------------------------------------------------------------------- */

static void draw_shares(
	struct drawn *column, const struct cips_moments *units, struct cips_draws draws)
{
	struct cips_moments *shares = cips_calloc(column->scored.n + 1, sizeof *shares);
	for (size_t u = 0; u < column->scored.n; u++) {
		shares[u] = units[u];
		shares[u].mean /= 100;
	}
	column->beta = cips_stats_shrink_shares(shares, column->scored.n, draws, column->shrunken);
	column->reason = column->beta.reason;
	for (size_t u = 0; u < column->scored.n && !column->reason; u++) {
		column->shrunken[u].estimate *= 100;
		column->shrunken[u].low *= 100;
		column->shrunken[u].high *= 100;
	}
	free(shares);
}

static void draw_column(struct shrink *s, struct drawn *column)
{
	struct cips_draws draws = {s->request->seed, s->request->replicates};
	struct cips_moments *units = cips_calloc(column->scored.n + 1, sizeof *units);
	for (size_t u = 0; u < column->scored.n; u++)
		units[u] = column->scored.scores.moments[column->scored.shown[u]];
	column->shrunken = cips_calloc(column->scored.n + 1, sizeof *column->shrunken);
	if (column->shares) {
		draw_shares(column, units, draws);
	} else {
		column->normal =
			cips_stats_shrink_means(units, column->scored.n, draws, column->shrunken);
		column->reason = column->normal.reason;
	}
	free(units);
}

static void compute(struct shrink *s)
{
	size_t columns = s->groups.columns.n;
	s->list = cips_calloc(columns, sizeof *s->list);
	for (size_t k = 0; k < columns; k++) {
		struct drawn *column = &s->list[k];
		bool item = s->groups.columns.list[k].n == 1;
		cips_tables_scored_column(&s->groups, k, 1, &column->scored);
		cips_tables_scores_forget_people(&column->scored.scores);
		column->shares = s->request->measure != CIPS_MEASURE_SCORE && item;
		draw_column(s, column);
	}
}

/* --- figures -------------------------------------------------------------------------------- */

/* A unit's own shrunken figures; NULL when it is hidden, empty, or nothing is drawn. */
static const struct cips_shrunken *shrunken_of(const struct drawn *column, size_t row)
{
	for (size_t u = 0; u < column->scored.n && !column->reason; u++)
		if (column->scored.shown[u] == row)
			return &column->shrunken[u];
	return NULL;
}

static void write_unit(
	struct shrink *s, struct cips_cell *cell, const struct drawn *column, size_t row)
{
	const struct cips_shrunken nothing = {0}, *found = shrunken_of(column, row);
	const struct cips_shrunken *drawn = found ? found : &nothing;
	const struct cips_moments *moments = &column->scored.scores.moments[row];
	bool hidden = column->scored.mask[row] != 0, any = !hidden && moments->n > 0;
	enum cips_status none = hidden ? CIPS_STATUS_SUPPRESSED : CIPS_STATUS_NO_RETURNS;
	const struct {
		enum cips_statistic statistic;
		bool there;
		double number;
		enum cips_status otherwise;
	} figures[] = {
		{CIPS_STAT_N_VALID, !hidden, (double)moments->n, none},
		{measures[s->request->measure].estimate, any, moments->mean, none},
		{CIPS_STAT_SHRUNKEN, found, drawn->estimate, any ? CIPS_STATUS_UNDEFINED : none},
		{CIPS_STAT_SHRUNKEN_LOW, found, drawn->low, any ? CIPS_STATUS_UNDEFINED : none},
		{CIPS_STAT_SHRUNKEN_HIGH, found, drawn->high, any ? CIPS_STATUS_UNDEFINED : none},
		{CIPS_STAT_RELIABILITY, found, drawn->reliability,
			any ? CIPS_STATUS_UNDEFINED : none},
		{CIPS_STAT_RANK_LOW, found, drawn->rank_low, any ? CIPS_STATUS_UNDEFINED : none},
		{CIPS_STAT_RANK_HIGH, found, drawn->rank_high, any ? CIPS_STATUS_UNDEFINED : none},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(s->document, cell, figures[i].statistic, figures[i].there,
			figures[i].number, figures[i].otherwise);
}

/* What is usual, for the margin of the column. */
static void write_prior(struct shrink *s, struct cips_cell *cell, const struct drawn *column)
{
	bool drawn = !column->reason;
	struct cips_document *document = s->document;
	cips_report_number(document, cell, CIPS_STAT_GROUPS, (double)column->scored.n);
	cips_report_number_or(document, cell, CIPS_STAT_PRIOR_MEAN, drawn,
		column->shares ? 100 * column->beta.mean : column->normal.mean,
		CIPS_STATUS_UNDEFINED);
	if (column->shares) {
		bool spread = drawn && !column->beta.pooled;
		cips_report_number_or(document, cell, CIPS_STAT_PRIOR_A, spread, column->beta.a,
			CIPS_STATUS_UNDEFINED);
		cips_report_number_or(document, cell, CIPS_STAT_PRIOR_B, spread, column->beta.b,
			CIPS_STATUS_UNDEFINED);
	} else {
		cips_report_number_or(document, cell, CIPS_STAT_SD_BETWEEN, drawn,
			sqrt(column->normal.between), CIPS_STATUS_UNDEFINED);
		cips_report_number_or(document, cell, CIPS_STAT_SD_WITHIN, drawn,
			sqrt(column->normal.within), CIPS_STATUS_UNDEFINED);
	}
	cips_report_number_or(document, cell, CIPS_STAT_SEED, drawn, (double)s->request->seed,
		CIPS_STATUS_UNDEFINED);
	cips_report_number_or(document, cell, CIPS_STAT_REPLICATES, drawn,
		(double)s->request->replicates, CIPS_STATUS_UNDEFINED);
}

/* --- in words ------------------------------------------------------------------------------- */

static const char *reason_of(const struct drawn *column)
{
	switch (column->reason) {
	case CIPS_REASON_FEW_VALUES:
		return "fewer than three groups show and have values";
	case CIPS_REASON_ONE_VALUE:
		return "each group is a single person";
	default:
		return column->shares ? "everybody answered alike"
				      : "within each group everybody has the same value";
	}
}

static bool differ(const struct drawn *column)
{
	return column->shares ? !column->beta.pooled : column->normal.between > 0;
}

static void note_prior(struct shrink *s, struct cips_table *table, const struct drawn *column)
{
	char mean[CIPS_NUMBER_SIZE], between[CIPS_NUMBER_SIZE], within[CIPS_NUMBER_SIZE];
	if (column->reason) {
		cips_report_table_note(
			s->document, table, "Nothing is shrunken: %s.", reason_of(column));
		return;
	}
	if (!differ(column)) {
		cips_report_table_note(s->document, table,
			"The %zu groups differ no more than chance alone would make them: all have the "
			"same shrunken value, and any order.",
			column->scored.n);
		return;
	}
	if (column->shares)
		cips_report_table_note(s->document, table,
			"Usual among the %zu groups: %s %%, as Beta(%s, %s).", column->scored.n,
			cips_number_fixed(mean, 100 * column->beta.mean, 1),
			cips_number_fixed(between, column->beta.a, 2),
			cips_number_fixed(within, column->beta.b, 2));
	else
		cips_report_table_note(s->document, table,
			"Usual among the %zu groups: %s, standard deviation %s between groups and %s "
			"within.",
			column->scored.n, cips_number_fixed(mean, column->normal.mean, 2),
			cips_number_fixed(between, sqrt(column->normal.between), 2),
			cips_number_fixed(within, sqrt(column->normal.within), 2));
}

static void lay_out(struct shrink *s, struct cips_table *table)
{
	enum cips_measure measure = s->request->measure;
	int decimals = s->groups.scoring.scale > 10 ? 0 : measures[measure].decimals;
	const struct cips_view views[] = {
		{.statistic = CIPS_STAT_N_VALID, .header = "n"},
		{.statistic = measures[measure].estimate,
			.header = measure == CIPS_MEASURE_SCORE ? "score" : "%",
			.decimals = decimals},
		{.statistic = CIPS_STAT_SHRUNKEN, .header = "shrunken", .decimals = decimals},
		{.statistic = CIPS_STAT_SHRUNKEN_LOW, .header = "low", .decimals = decimals},
		{.statistic = CIPS_STAT_SHRUNKEN_HIGH, .header = "high", .decimals = decimals},
		{.statistic = CIPS_STAT_RANK_LOW, .header = "rank from"},
		{.statistic = CIPS_STAT_RANK_HIGH, .header = "to"},
	};
	struct cips_view *copy = cips_arena_alloc(&s->document->arena, 1, sizeof views);
	table->layout.views = memcpy(copy, views, sizeof views);
	table->layout.n_views = sizeof views / sizeof *views;
}

static void write_column(struct shrink *s, size_t k)
{
	struct cips_table *table =
		cips_tables_scored_table(s->document, &s->groups, k, s->groups.rows.n - 1);
	lay_out(s, table);
	for (size_t r = 1; r < s->groups.rows.n; r++) {
		cips_tables_category(
			s->document, &s->groups.rows, r, &table->rows.categories[r - 1]);
		write_unit(s, cips_report_cell(table, (long)r - 1, 0), &s->list[k], r);
	}
	write_prior(s, cips_report_cell(table, -1, 0), &s->list[k]);
	note_prior(s, table, &s->list[k]);
}

static void foot_models(struct shrink *s)
{
	bool normal = false, beta = false;
	for (size_t k = 0; k < s->groups.columns.n; k++) {
		beta |= s->list[k].shares;
		normal |= !s->list[k].shares;
	}
	const char *effective = s->groups.frame.weight
		? "; n is Kish's effective n of the weights, by a "
		  "pseudo-likelihood"
		: "";
	if (normal)
		cips_report_note(s->document,
			"Model: the groups' true means are normal, and people vary alike within all "
			"groups (one-way random effects, REML)%s.",
			effective);
	if (beta)
		cips_report_note(s->document,
			"Model: the groups' true percentages of an item follow a beta distribution "
			"(beta-binomial, maximum likelihood)%s.",
			effective);
}

static void write_foot(struct shrink *s)
{
	struct cips_document *document = s->document;
	cips_tables_foot_groups(
		document, &s->groups.frame, &s->groups.rows, "group", s->groups.row_mask[0] != 0);
	cips_tables_foot_level(
		document, &s->groups.scope, &s->groups.frame, &s->groups.rows, "group", "");
	cips_report_note(document,
		"shrunken: the group's own figure drawn towards what is usual among the groups, the more "
		"the fewer people it rests on (empirical Bayes); a better guess on average over the "
		"groups, not for each one. The raw figure is what its people said.");
	cips_report_note(document,
		"low, high: 95 %% intervals of the shrunken figure, with the spread between groups "
		"taken as known. rank from, to: the ranks (1 is the highest figure) that the group "
		"holds in 95 %% of %zu draws from the posterior of all groups' true figures (generator "
		"mt19937, seed %lu). A rank by itself would say more than is known.",
		s->request->replicates, s->request->seed);
	foot_models(s);
	cips_report_note(document,
		"What is usual is estimated from only the groups that are shown; ranks count these.");
	cips_tables_foot_frame(document, &s->groups.frame, "");
	cips_tables_foot_versions(document, &s->groups.frame, "", false);
	cips_tables_foot_weights(document, &s->groups.frame, "");
	cips_tables_foot_dominated(document, s->groups.frame.weight != NULL);
	cips_tables_foot_scoring(document, &s->groups.scoring, s->request->by_indicator);
	cips_tables_foot_unanimous(document);
	cips_tables_foot_minimum(document, &s->groups.scope);
}

enum cips_rc cips_tables_shrink(struct cips_survey_file *file,
	const struct cips_shrink_request *request, struct cips_document **out, struct cips_err *err)
{
	struct shrink s = {.request = request};
	*out = NULL;
	enum cips_rc rc = prepare(&s, file, err);
	if (!rc) {
		compute(&s);
		s.document = *out = cips_report_document_new("shrink");
		cips_tables_head(s.document, &s.groups.scope,
			cips_arena_printf(&s.groups.scope.arena, "%s by %s: %s, raw and shrunken",
				request->by_indicator ? "Indicators" : "Key factors", request->rows,
				measures[request->measure].title));
		cips_tables_head_frame(s.document, &s.groups.scope, &s.groups.frame, "");
		for (size_t k = 0; k < s.groups.columns.n; k++)
			write_column(&s, k);
		write_foot(&s);
	}
	release(&s);
	return rc;
}
