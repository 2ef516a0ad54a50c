/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several groups compared on each key factor.
 *
 * Disclosure. The groups of a factor are hidden as a crosstab of it by the same rows hides them. No
 * hidden group is in any test: neither in the common ranking nor in the number of groups, so that
 * every figure here can be reckoned from people whose groups show. A letter is only ever that of a
 * group that shows.
 */
#include "tables/tables.h"

#include "base/err.h"
#include "base/number.h"
#include "stats/compare.h"
#include "stats/several.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/mask.h"
#include "tables/ranks.h"
#include "tables/trend.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Groups have letters of the alphabet; two people at least give a variance. */
enum { ALPHABET = 26, LEAST_FOR_A_TEST = 2 };

/* Two groups of a factor, the first in the order of the rows first. */
struct pair {
	size_t a, b; /* rows of the groups */
	struct cips_games_howell test;
	struct cips_dunn dunn;
	double p_adjusted; /* of Dunn's test; under weights, of the t test */
};

/* One factor or indicator. */
struct compared {
	struct cips_scores scores;
	unsigned char *mask; /* by group */
	size_t *groups;	     /* those that show and have enough people, by row */
	size_t n;
	double *rank_sum; /* by group */
	struct cips_kruskal kruskal;
	struct cips_welch welch;
	double kruskal_p_adjusted;
	double welch_p_adjusted;
	struct pair *pairs;
	size_t n_pairs;
};

struct compare {
	const struct cips_compare_request *request;
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_groups rows;
	bool guarded;		/* what shows depends on those who were left out */
	struct cips_groups out; /* where guarded: their groups */
	struct cips_score_columns columns;
	struct cips_scoring scoring;
	unsigned char *row_mask;
	struct compared *list;			/* by column */
	struct cips_tukey *tukey[ALPHABET + 1]; /* by groups compared; NULL until needed */
	size_t omnibus_family;			/* columns whose groups are tested as a whole */
	size_t pair_family;			/* pairs of all columns */
	struct cips_document *document;
};

static void release(struct compare *c)
{
	for (size_t k = 0; c->list && k < c->columns.n; k++) {
		cips_tables_scores_release(&c->list[k].scores);
		free(c->list[k].mask);
		free(c->list[k].groups);
		free(c->list[k].rank_sum);
		free(c->list[k].pairs);
	}
	for (size_t n = 0; n <= ALPHABET; n++)
		cips_stats_tukey_free(c->tukey[n]);
	free(c->list);
	free(c->row_mask);
	cips_tables_score_columns_release(&c->columns);
	cips_tables_groups_release(&c->rows);
	cips_tables_groups_release(&c->out);
	cips_tables_frame_release(&c->frame);
	cips_tables_source_release(&c->source);
	cips_tables_scope_release(&c->scope);
}

static enum cips_rc check_groups(const struct compare *c, struct cips_err *err)
{
	size_t groups = c->rows.n - 1;
	if (groups <= ALPHABET)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "%s has %zu groups, and at most %d are compared",
		c->request->rows, groups, ALPHABET);
	return cips_err_hint(err,
		cips_tables_by_unit(c->request->rows)
			? "take a level nearer to the root, or cips gap --gap %s"
			: "cips crosstab --rows %s shows them",
		c->request->rows);
}

static enum cips_rc check_request(const struct cips_compare_request *request, struct cips_err *err)
{
	if (strcmp(request->rows, "unit") == 0) {
		cips_err_set(err, CIPS_USAGE,
			"units lie within each other: they are no groups to compare");
		return cips_err_hint(
			err, "use unit@LEVEL (1 is below the root), or cips gap --gap unit");
	}
	if (request->selection.score_rule == CIPS_RULE_ITEM) {
		cips_err_set(
			err, CIPS_USAGE, "--score-rule item gives people no scores to compare");
		return cips_err_hint(err, "leave it out: compare works by the respondent rule");
	}
	return CIPS_OK;
}

static enum cips_rc prepare(struct compare *c, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_selection *selection = &c->request->selection;
	enum cips_rc rc = check_request(c->request, err);
	if (!rc)
		rc = cips_tables_scope(file, &c->scope, err);
	c->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&c->scope, selection->instrument, selection->wave,
			selection->language, &c->source, err);
	if (!rc)
		rc = cips_tables_frame(
			&c->scope, &c->source, selection->weights, false, &c->frame, err);
	if (!rc)
		rc = cips_tables_groups(&c->scope, &c->frame, c->request->rows, &c->rows, err);
	if (!rc)
		rc = check_groups(c, err);
	if (rc)
		return rc;
	cips_tables_score_columns(&c->source, c->request->by_indicator, &c->columns);
	c->scoring = (struct cips_scoring){
		CIPS_MEASURE_SCORE, CIPS_RULE_RESPONDENT, selection->scale_100 ? 100 : 10};
	return cips_tables_check_scored(&c->source, &c->columns, err);
}

/* --- the tests ------------------------------------------------------------------------------ */

static size_t least(const struct compare *c)
{
	size_t minimum = c->scope.minimum;
	return minimum > LEAST_FOR_A_TEST ? minimum : LEAST_FOR_A_TEST;
}

/* Ranks the people of the groups that are compared; returns the ties. */
static double rank_people(const struct compare *c, struct compared *column)
{
	bool *in = cips_calloc(c->rows.n, sizeof *in);
	for (size_t g = 0; g < column->n; g++)
		in[column->groups[g]] = true;
	double ties =
		cips_tables_rank_groups(&c->frame, &c->rows, &column->scores, in, column->rank_sum);
	free(in);
	return ties;
}

static void test_all(struct compared *column, double ties)
{
	struct cips_moments moments[ALPHABET];
	double rank_sum[ALPHABET];
	size_t n[ALPHABET];
	for (size_t g = 0; g < column->n; g++) {
		moments[g] = column->scores.moments[column->groups[g]];
		rank_sum[g] = column->rank_sum[column->groups[g]];
		n[g] = moments[g].n;
	}
	column->kruskal = cips_stats_kruskal(rank_sum, n, column->n, ties);
	column->welch = cips_stats_welch(moments, column->n);
}

/* Under weights: each group its own stratum, and no studentized range. */
static struct cips_games_howell weighted_pair(
	const struct cips_moments *a, const struct cips_moments *b)
{
	struct cips_difference d = cips_stats_difference(a, b, true);
	return (struct cips_games_howell){.reason = d.reason,
		.difference = d.difference,
		.se = d.se,
		.df = d.df,
		.p = d.p,
		.low = d.low,
		.high = d.high};
}

static void test_pair(
	struct compare *c, struct compared *column, struct pair *pair, size_t people, double ties)
{
	const struct cips_moments *a = &column->scores.moments[pair->a],
				  *b = &column->scores.moments[pair->b];
	if (c->frame.weight) {
		pair->test = weighted_pair(a, b);
		pair->dunn.reason = CIPS_REASON_WEIGHTED;
		return;
	}
	if (!c->tukey[column->n])
		c->tukey[column->n] = cips_stats_tukey_new(column->n);
	pair->test = cips_stats_games_howell(a, b, c->tukey[column->n]);
	pair->dunn = cips_stats_dunn((struct cips_ranked){column->rank_sum[pair->a], a->n},
		(struct cips_ranked){column->rank_sum[pair->b], b->n}, people, ties);
}

static void test_column(struct compare *c, struct compared *column)
{
	size_t people = 0;
	double ties = 0;
	column->kruskal.reason = column->welch.reason = CIPS_REASON_WEIGHTED;
	if (!c->frame.weight) {
		ties = rank_people(c, column);
		test_all(column, ties);
	}
	for (size_t g = 0; g < column->n; g++)
		people += column->scores.moments[column->groups[g]].n;
	column->pairs = cips_calloc(column->n * column->n / 2 + 1, sizeof *column->pairs);
	for (size_t g = 0; g < column->n; g++)
		for (size_t h = g + 1; h < column->n; h++) {
			struct pair *pair = &column->pairs[column->n_pairs++];
			*pair = (struct pair){.a = column->groups[g], .b = column->groups[h]};
			test_pair(c, column, pair, people, ties);
		}
	cips_tables_scores_forget_people(&column->scores);
}

/* The p value of a pair that is adjusted by the method asked for; NULL when it has none. */
static const double *pair_p(const struct compare *c, const struct pair *pair)
{
	if (c->frame.weight)
		return pair->test.reason ? NULL : &pair->test.p;
	return pair->dunn.reason ? NULL : &pair->dunn.p;
}

/* Adjusts the pairs of the columns [from, to) as one family; returns its size. */
static size_t adjust_pairs(struct compare *c, size_t from, size_t to)
{
	size_t m = 0, most = 0;
	for (size_t k = from; k < to; k++)
		most += c->list[k].n_pairs;
	double *p = cips_malloc((most + 1) * sizeof *p);
	struct pair **members = cips_malloc((most + 1) * sizeof *members);
	for (size_t k = from; k < to; k++)
		for (size_t i = 0; i < c->list[k].n_pairs; i++) {
			const double *own = pair_p(c, &c->list[k].pairs[i]);
			if (!own)
				continue;
			members[m] = &c->list[k].pairs[i];
			p[m++] = *own;
		}
	cips_stats_adjust(c->request->adjust, p, m, p);
	for (size_t i = 0; i < m; i++)
		members[i]->p_adjusted = p[i];
	free(p);
	free(members);
	return m;
}

/* The tests of all groups at once: each method's p values over the columns are a family. */
static void adjust_omnibus(struct compare *c)
{
	size_t kruskals = 0, welches = 0, columns = c->columns.n;
	double *h = cips_malloc((columns + 1) * sizeof *h),
	       *f = cips_malloc((columns + 1) * sizeof *f);
	for (size_t k = 0; k < columns; k++) {
		if (!c->list[k].kruskal.reason)
			h[kruskals++] = c->list[k].kruskal.p;
		if (!c->list[k].welch.reason)
			f[welches++] = c->list[k].welch.p;
	}
	cips_stats_adjust(c->request->adjust, h, kruskals, h);
	cips_stats_adjust(c->request->adjust, f, welches, f);
	c->omnibus_family = kruskals;
	kruskals = welches = 0;
	for (size_t k = 0; k < columns; k++) {
		if (!c->list[k].kruskal.reason)
			c->list[k].kruskal_p_adjusted = h[kruskals++];
		if (!c->list[k].welch.reason)
			c->list[k].welch_p_adjusted = f[welches++];
	}
	free(h);
	free(f);
}

static void compute_column(struct compare *c, size_t k)
{
	struct compared *column = &c->list[k];
	cips_tables_scores(&c->frame, &c->rows, &c->columns.list[k], &c->scoring, &column->scores);
	column->mask = cips_malloc(c->rows.n);
	memcpy(column->mask, c->row_mask, c->rows.n);
	cips_tables_score_mask(&c->rows, &column->scores, c->scope.minimum, column->mask);
	if (c->guarded)
		cips_tables_guard_scores(&c->frame, &c->rows, &c->out, &c->columns.list[k],
			&c->scoring, c->scope.minimum, column->mask);
	column->groups = cips_calloc(c->rows.n, sizeof *column->groups);
	column->rank_sum = cips_calloc(c->rows.n, sizeof *column->rank_sum);
	for (size_t r = 1; r < c->rows.n; r++)
		if (!column->mask[r] && column->scores.moments[r].n >= least(c))
			column->groups[column->n++] = r;
	test_column(c, column);
}

static void compute(struct compare *c)
{
	c->row_mask = cips_calloc(c->rows.n, 1);
	cips_tables_people_mask(&c->rows, c->frame.n, c->scope.minimum, c->row_mask);
	c->guarded =
		cips_tables_guard_left_out(&c->scope, &c->frame, &c->rows, &c->out, c->row_mask);
	c->list = cips_calloc(c->columns.n, sizeof *c->list);
	for (size_t k = 0; k < c->columns.n; k++)
		compute_column(c, k);
	adjust_omnibus(c);
	if (!c->request->family_column)
		c->pair_family = adjust_pairs(c, 0, c->columns.n);
	for (size_t k = 0; k < c->columns.n && c->request->family_column; k++)
		c->pair_family += adjust_pairs(c, k, k + 1);
}

/* --- figures -------------------------------------------------------------------------------- */

static char letter_of(size_t row)
{
	return (char)('a' + (int)row - 1);
}

/* The p by which a pair gets its letter. */
static double letter_p(const struct compare *c, const struct pair *pair)
{
	return c->frame.weight ? pair->p_adjusted : pair->test.p;
}

/* The letters of the groups that score significantly lower than `row`. */
static const char *letters_of(const struct compare *c, const struct compared *column, size_t row)
{
	char text[ALPHABET + 1];
	size_t n = 0;
	for (size_t i = 0; i < column->n_pairs; i++) {
		const struct pair *pair = &column->pairs[i];
		bool first = pair->a == row, above = pair->test.difference > 0;
		if ((!first && pair->b != row) || pair->test.reason || first != above ||
			letter_p(c, pair) >= 0.05)
			continue;
		char letter = letter_of(first ? pair->b : pair->a);
		text[n++] = letter_p(c, pair) < 0.01 ? (char)toupper(letter) : letter;
	}
	return cips_arena_strndup(&c->document->arena, text, n);
}

static bool is_compared(const struct compared *column, size_t row)
{
	for (size_t g = 0; g < column->n; g++)
		if (column->groups[g] == row)
			return true;
	return false;
}

static void write_group(
	struct compare *c, struct cips_cell *cell, const struct compared *column, size_t row)
{
	struct cips_document *document = c->document;
	const struct cips_moments *moments = &column->scores.moments[row];
	const char letter[] = {letter_of(row), '\0'};
	bool hidden = column->mask[row] != 0, any = moments->n > 0;
	enum cips_status none = hidden ? CIPS_STATUS_SUPPRESSED : CIPS_STATUS_NO_RETURNS;
	struct cips_estimate e = cips_stats_mean(moments, 0);
	bool spread = any && e.reason != CIPS_REASON_ONE_VALUE;
	cips_report_word(document, cell, CIPS_STAT_LETTER, letter);
	cips_report_number_or(document, cell, CIPS_STAT_N_VALID, !hidden, (double)moments->n, none);
	cips_report_number_or(document, cell, CIPS_STAT_SCORE, !hidden && any, e.mean, none);
	cips_report_number_or(document, cell, CIPS_STAT_SD, !hidden && spread, e.sd,
		any && !hidden ? CIPS_STATUS_UNDEFINED : none);
	if (is_compared(column, row) && column->n > 1)
		cips_report_word(document, cell, CIPS_STAT_LETTERS, letters_of(c, column, row));
	else
		cips_report_none(document, cell, CIPS_STAT_LETTERS,
			hidden || !any ? none : CIPS_STATUS_NOT_TESTED);
}

/* A pair of which one group is hidden or has too few people is not among the tested ones. */
static const struct pair *find_pair(const struct compared *column, size_t a, size_t b)
{
	for (size_t i = 0; i < column->n_pairs; i++)
		if (column->pairs[i].a == a && column->pairs[i].b == b)
			return &column->pairs[i];
	return NULL;
}

static void write_pair(struct compare *c, struct cips_cell *cell, const struct compared *column,
	size_t a, size_t b)
{
	const struct pair nothing = {
		.test.reason = CIPS_REASON_NO_VALUES, .dunn.reason = CIPS_REASON_NO_VALUES};
	const struct pair *found = find_pair(column, a, b), *pair = found ? found : &nothing;
	bool hidden = column->mask[a] || column->mask[b], tested = !pair->test.reason;
	bool ranked = !pair->dunn.reason, weighted = pair->dunn.reason == CIPS_REASON_WEIGHTED;
	enum cips_status none = hidden ? CIPS_STATUS_SUPPRESSED : CIPS_STATUS_NOT_TESTED;
	enum cips_status no_rank = weighted ? CIPS_STATUS_UNDEFINED : none;
	const struct {
		enum cips_statistic statistic;
		bool there;
		double number;
		enum cips_status otherwise;
	} figures[] = {
		{CIPS_STAT_DIFFERENCE, found != NULL, pair->test.difference, none},
		{CIPS_STAT_SE, tested, pair->test.se, none},
		{CIPS_STAT_DF, tested, pair->test.df, none},
		{CIPS_STAT_P, tested, pair->test.p, none},
		{CIPS_STAT_CI_LOW, tested, pair->test.low, none},
		{CIPS_STAT_CI_HIGH, tested, pair->test.high, none},
		{CIPS_STAT_DUNN_Z, ranked, pair->dunn.z, no_rank},
		{CIPS_STAT_DUNN_P, ranked, pair->dunn.p, no_rank},
		{CIPS_STAT_DUNN_P_ADJUSTED, ranked, pair->p_adjusted, no_rank},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(c->document, cell, figures[i].statistic, figures[i].there,
			figures[i].number, figures[i].otherwise);
	if (c->frame.weight)
		cips_report_number_or(
			c->document, cell, CIPS_STAT_P_ADJUSTED, tested, pair->p_adjusted, none);
}

static enum cips_status omnibus_status(enum cips_reason reason)
{
	return reason == CIPS_REASON_WEIGHTED ? CIPS_STATUS_UNDEFINED : CIPS_STATUS_NOT_TESTED;
}

static void write_omnibus(struct compare *c, struct cips_cell *cell, const struct compared *column)
{
	const struct cips_kruskal *kruskal = &column->kruskal;
	const struct cips_welch *welch = &column->welch;
	const struct {
		enum cips_statistic statistic;
		enum cips_reason reason;
		double number;
	} figures[] = {
		{CIPS_STAT_KRUSKAL_WALLIS_H, kruskal->reason, kruskal->h},
		{CIPS_STAT_KRUSKAL_WALLIS_DF, kruskal->reason, kruskal->df},
		{CIPS_STAT_KRUSKAL_WALLIS_P, kruskal->reason, kruskal->p},
		{CIPS_STAT_KW_P_ADJUSTED, kruskal->reason, column->kruskal_p_adjusted},
		{CIPS_STAT_EPSILON_SQUARED, kruskal->reason, kruskal->epsilon_squared},
		{CIPS_STAT_WELCH_F, welch->reason, welch->f},
		{CIPS_STAT_WELCH_DF1, welch->reason, welch->df1},
		{CIPS_STAT_WELCH_DF2, welch->reason, welch->df2},
		{CIPS_STAT_WELCH_P, welch->reason, welch->p},
		{CIPS_STAT_WELCH_P_ADJUSTED, welch->reason, column->welch_p_adjusted},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(c->document, cell, figures[i].statistic, !figures[i].reason,
			figures[i].number, omnibus_status(figures[i].reason));
}

/* --- in words ------------------------------------------------------------------------------- */

/* "p = 0.012" or "p < .0001". */
static const char *p_in_words(struct compare *c, double p)
{
	char text[CIPS_NUMBER_SIZE];
	if (p < 1e-4)
		return "< .0001";
	return cips_arena_printf(
		&c->document->arena, "= %s", cips_number_fixed(text, p, p < 0.001 ? 4 : 3));
}

/* ", adjusted p ...", where p values are adjusted. */
static const char *adjusted_in_words(struct compare *c, double p)
{
	if (c->request->adjust == CIPS_ADJUST_NONE)
		return "";
	return cips_arena_printf(&c->document->arena, ", adjusted p %s", p_in_words(c, p));
}

static void note_kruskal(struct compare *c, struct cips_table *table, const struct compared *column)
{
	const struct cips_kruskal *k = &column->kruskal;
	char h[CIPS_NUMBER_SIZE], epsilon[CIPS_NUMBER_SIZE];
	if (k->reason == CIPS_REASON_NO_VARIANCE)
		cips_report_table_note(
			c->document, table, "No test: all people of these groups answered alike.");
	if (k->reason)
		return;
	cips_report_table_note(c->document, table,
		"Kruskal-Wallis: H(%.0f) = %s, p %s%s, epsilon² %s.", k->df,
		cips_number_fixed(h, k->h, 2), p_in_words(c, k->p),
		adjusted_in_words(c, column->kruskal_p_adjusted),
		cips_number_fixed(epsilon, k->epsilon_squared, 3));
}

static void note_welch(struct compare *c, struct cips_table *table, const struct compared *column)
{
	const struct cips_welch *w = &column->welch;
	char f[CIPS_NUMBER_SIZE], df2[CIPS_NUMBER_SIZE];
	if (w->reason == CIPS_REASON_NO_VARIANCE && !column->kruskal.reason)
		cips_report_table_note(c->document, table,
			"Welch's analysis of variance: none, as all people of one group answered "
			"alike.");
	if (w->reason)
		return;
	cips_report_table_note(c->document, table, "Welch: F(%.0f, %s) = %s, p %s%s.", w->df1,
		cips_number_fixed(df2, w->df2, 1), cips_number_fixed(f, w->f, 2),
		p_in_words(c, w->p), adjusted_in_words(c, column->welch_p_adjusted));
}

static void note_tests(struct compare *c, struct cips_table *table, const struct compared *column)
{
	if (column->n < 2) {
		cips_report_table_note(c->document, table,
			"No test: fewer than two groups show with enough answers.");
		return;
	}
	note_kruskal(c, table, column);
	note_welch(c, table, column);
}

/* --- tables --------------------------------------------------------------------------------- */

/* A table of one column with so many rows. */
static struct cips_table *begin_table(struct compare *c, size_t k, size_t rows)
{
	struct cips_arena *arena = &c->document->arena;
	const struct cips_score_column *column = &c->columns.list[k];
	struct cips_table *table = cips_report_table(c->document, rows, 1);
	table->title = cips_arena_printf(arena, "%s: %s", column->code, column->label);
	table->rows.variable = cips_arena_strdup(arena, c->rows.variable);
	table->rows.label = cips_arena_strdup(arena, c->rows.label);
	table->columns.variable = c->columns.variable;
	table->columns.label = c->request->by_indicator ? "Indicator" : "Factor";
	table->columns.categories[0] =
		(struct cips_category){.code = cips_arena_strdup(arena, column->code),
			.label = cips_arena_strdup(arena, column->label)};
	table->layout.kind = CIPS_LAYOUT_LINES;
	write_omnibus(c, cips_report_cell(table, -1, 0), &c->list[k]);
	return table;
}

static void lay_out(
	struct compare *c, struct cips_table *table, const struct cips_view *views, size_t n)
{
	struct cips_view *copy = cips_arena_alloc(&c->document->arena, n, sizeof *copy);
	memcpy(copy, views, n * sizeof *copy);
	table->layout.views = copy;
	table->layout.n_views = n;
}

static void write_groups(struct compare *c, size_t k)
{
	int decimals = c->scoring.scale > 10 ? 0 : 1;
	const struct cips_view views[] = {
		{.statistic = CIPS_STAT_LETTER, .header = ""},
		{.statistic = CIPS_STAT_N_VALID, .header = "n"},
		{.statistic = CIPS_STAT_SCORE, .header = "score", .decimals = decimals},
		{.statistic = CIPS_STAT_SD, .header = "sd", .decimals = decimals},
		{.statistic = CIPS_STAT_LETTERS, .header = "higher than"},
	};
	struct cips_table *table = begin_table(c, k, c->rows.n - 1);
	lay_out(c, table, views, sizeof views / sizeof *views);
	for (size_t r = 1; r < c->rows.n; r++) {
		cips_tables_category(c->document, &c->rows, r, &table->rows.categories[r - 1]);
		write_group(c, cips_report_cell(table, (long)r - 1, 0), &c->list[k], r);
	}
	note_tests(c, table, &c->list[k]);
}

static void name_pair(struct compare *c, size_t a, size_t b, struct cips_category *category)
{
	struct cips_arena *arena = &c->document->arena;
	const struct cips_group_row *row_a = &c->rows.rows[a], *row_b = &c->rows.rows[b];
	*category = (struct cips_category){
		.code = cips_arena_printf(arena, "%s:%s", row_a->code, row_b->code),
		.label = cips_arena_printf(arena, "%s - %s", row_a->label, row_b->label)};
}

static void write_pairs(struct compare *c, size_t k)
{
	int decimals = c->scoring.scale > 10 ? 1 : 2;
	bool weighted = c->frame.weight != NULL;
	const struct cips_view views[] = {
		{.statistic = CIPS_STAT_DIFFERENCE,
			.header = "diff.",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_CI_LOW,
			.header = "low",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_CI_HIGH,
			.header = "high",
			.decimals = decimals,
			.sign = true},
		{.statistic = CIPS_STAT_P, .header = "p", .decimals = 3},
		{.statistic = weighted ? CIPS_STAT_P_ADJUSTED : CIPS_STAT_DUNN_Z,
			.header = weighted ? "adj. p" : "Dunn z",
			.decimals = weighted ? 3 : 2,
			.sign = !weighted},
		{.statistic = CIPS_STAT_DUNN_P_ADJUSTED, .header = "Dunn p", .decimals = 3},
	};
	size_t groups = c->rows.n - 1, row = 0;
	struct cips_table *table = begin_table(c, k, groups * (groups - 1) / 2);
	lay_out(c, table, views, sizeof views / sizeof *views - weighted);
	for (size_t a = 1; a < c->rows.n; a++)
		for (size_t b = a + 1; b < c->rows.n; b++, row++) {
			name_pair(c, a, b, &table->rows.categories[row]);
			write_pair(c, cips_report_cell(table, (long)row, 0), &c->list[k], a, b);
		}
	note_tests(c, table, &c->list[k]);
}

/* --- the foot ------------------------------------------------------------------------------- */

static const char *method_of(enum cips_adjust adjust)
{
	static const char *const methods[] = {
		[CIPS_ADJUST_BH] = "adjusted by Benjamini and Hochberg",
		[CIPS_ADJUST_HOLM] = "adjusted by Holm",
		[CIPS_ADJUST_NONE] = "not adjusted",
	};
	return methods[adjust];
}

/* Which p values were adjusted together. */
static const char *pair_family(struct compare *c)
{
	const char *one = c->request->by_indicator ? "indicator" : "factor";
	if (c->request->adjust == CIPS_ADJUST_NONE)
		return method_of(CIPS_ADJUST_NONE);
	return cips_arena_printf(&c->document->arena, "%s over %zu pairs%s%s%s",
		method_of(c->request->adjust), c->pair_family,
		c->request->family_column ? " in all, each " : " (the table is the family)",
		c->request->family_column ? one : "", c->request->family_column ? " a family" : "");
}

static void foot_tests(struct compare *c)
{
	struct cips_document *document = c->document;
	const char *one = c->request->by_indicator ? "indicator" : "factor";
	if (c->frame.weight) {
		cips_report_note(document,
			"Pairs: design-based t test, each group its own stratum; p values %s. There "
			"is no test of all groups at once, and none of ranks, under weights.",
			pair_family(c));
		return;
	}
	bool adjusted = c->request->adjust != CIPS_ADJUST_NONE;
	cips_report_note(document,
		"All groups at once: Kruskal-Wallis on ranks, corrected for ties, and Welch's "
		"analysis of variance on means; %s%s%s.",
		adjusted ? "adjusted p: each of the two " : "their p values are ",
		method_of(c->request->adjust),
		adjusted ? cips_arena_printf(&document->arena, " over %zu %s%s", c->omnibus_family,
				   one, c->omnibus_family == 1 ? "" : "s")
			 : "");
	cips_report_note(document,
		"Pairs: Games and Howell; p values and 95 %% intervals hold for all pairs of a%s %s "
		"together, not for the %ss together.",
		*one == 'i' ? "n" : "", one, one);
	if (c->request->pairs)
		cips_report_note(document,
			"Dunn z, p: Dunn's test on ranks, corrected for ties; p values %s.",
			pair_family(c));
}

static void foot_letters(struct compare *c)
{
	cips_report_note(c->document,
		"higher than: the letters of the groups whose score is significantly lower, small "
		"for p below .05, capital for p below .01. No letter does not mean that two groups "
		"are alike.");
}

static void write_foot(struct compare *c)
{
	struct cips_document *document = c->document;
	cips_tables_foot_groups(document, &c->frame, &c->rows, "group", c->row_mask[0] != 0);
	if (!c->request->pairs)
		foot_letters(c);
	foot_tests(c);
	cips_report_note(document,
		"Tested: groups of at least %zu people with a value that are not hidden; hidden ones "
		"are in no test. Finite population correction not used for differences.",
		least(c));
	cips_tables_foot_frame(document, &c->frame, "");
	cips_tables_foot_versions(document, &c->frame, "", false);
	cips_tables_foot_weights(document, &c->frame, "");
	cips_tables_foot_scoring(document, &c->scoring, c->request->by_indicator);
	cips_tables_foot_minimum(document, &c->scope);
}

enum cips_rc cips_tables_compare_groups(struct cips_survey_file *file,
	const struct cips_compare_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct compare c = {.request = request};
	*out = NULL;
	enum cips_rc rc = prepare(&c, file, err);
	if (!rc) {
		compute(&c);
		c.document = *out = cips_report_document_new("compare");
		cips_tables_head(c.document, &c.scope,
			cips_arena_printf(&c.scope.arena, "%s compared by %s",
				request->by_indicator ? "Indicators" : "Key factors",
				request->rows));
		cips_tables_head_frame(c.document, &c.scope, &c.frame, "");
		for (size_t k = 0; k < c.columns.n; k++) {
			if (request->pairs)
				write_pairs(&c, k);
			else
				write_groups(&c, k);
		}
		write_foot(&c);
	}
	release(&c);
	return rc;
}
