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
#include "tables/dominance.h"
#include "tables/group_tests.h"
#include "tables/head_foot.h"
#include "tables/trend.h"
#include "tables/unanimous.h"

#include <ctype.h>
#include <string.h>

struct compare {
	const struct cips_compare_request *request;
	struct cips_scored_groups groups;
	struct cips_tested_groups tested;
	struct cips_document *document;
};

static enum cips_rc check_groups(const struct compare *c, struct cips_err *err)
{
	size_t groups = c->groups.rows.n - 1;
	if (groups <= CIPS_TESTED_MOST)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "%s has %zu groups, and at most %d are compared",
		c->request->rows, groups, CIPS_TESTED_MOST);
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
	const struct cips_compare_request *request = c->request;
	enum cips_rc rc = check_request(request, err);
	if (!rc)
		rc = cips_tables_scored_groups(file,
			&(struct cips_scored_request){&request->selection, request->rows,
				request->by_indicator, CIPS_MEASURE_SCORE},
			&c->groups, err);
	return rc ? rc : check_groups(c, err);
}

/* --- figures -------------------------------------------------------------------------------- */

static char letter_of(size_t row)
{
	return (char)('a' + (int)row - 1);
}

/* The p by which a pair gets its letter. */
static double letter_p(const struct compare *c, const struct cips_tested_pair *pair)
{
	return c->groups.frame.weight ? pair->p_adjusted : pair->test.p;
}

/* The letters of the groups that score significantly lower than `row`. */
static const char *letters_of(
	const struct compare *c, const struct cips_tested_column *column, size_t row)
{
	char text[CIPS_TESTED_MOST + 1];
	size_t n = 0;
	for (size_t i = 0; i < column->n_pairs; i++) {
		const struct cips_tested_pair *pair = &column->pairs[i];
		bool first = pair->a == row, above = pair->test.difference > 0;
		if ((!first && pair->b != row) || pair->test.reason || first != above ||
			letter_p(c, pair) >= 0.05)
			continue;
		char letter = letter_of(first ? pair->b : pair->a);
		text[n++] = letter_p(c, pair) < 0.01 ? (char)toupper(letter) : letter;
	}
	return cips_arena_strndup(&c->document->arena, text, n);
}

static bool is_compared(const struct cips_tested_column *column, size_t row)
{
	for (size_t g = 0; g < column->scored.n; g++)
		if (column->scored.shown[g] == row)
			return true;
	return false;
}

static void write_group(struct compare *c, struct cips_cell *cell,
	const struct cips_tested_column *column, size_t row)
{
	struct cips_document *document = c->document;
	const struct cips_moments *moments = &column->scored.scores.moments[row];
	const char letter[] = {letter_of(row), '\0'};
	bool hidden = column->scored.mask[row] != 0, any = moments->n > 0;
	enum cips_status none = hidden ? CIPS_STATUS_SUPPRESSED : CIPS_STATUS_NO_RETURNS;
	struct cips_estimate e = cips_stats_mean(moments, 0);
	bool spread = any && e.reason != CIPS_REASON_ONE_VALUE;
	cips_report_word(document, cell, CIPS_STAT_LETTER, letter);
	cips_report_number_or(document, cell, CIPS_STAT_N_VALID, !hidden, (double)moments->n, none);
	cips_report_number_or(document, cell, CIPS_STAT_SCORE, !hidden && any, e.mean, none);
	cips_report_number_or(document, cell, CIPS_STAT_SD, !hidden && spread, e.sd,
		any && !hidden ? CIPS_STATUS_UNDEFINED : none);
	if (is_compared(column, row) && column->scored.n > 1)
		cips_report_word(document, cell, CIPS_STAT_LETTERS, letters_of(c, column, row));
	else
		cips_report_none(document, cell, CIPS_STAT_LETTERS,
			hidden || !any ? none : CIPS_STATUS_NOT_TESTED);
}

/* A pair of which one group is hidden or has too few people is not among the tested ones. */
static const struct cips_tested_pair *find_pair(
	const struct cips_tested_column *column, size_t a, size_t b)
{
	for (size_t i = 0; i < column->n_pairs; i++)
		if (column->pairs[i].a == a && column->pairs[i].b == b)
			return &column->pairs[i];
	return NULL;
}

static void write_pair(struct compare *c, struct cips_cell *cell,
	const struct cips_tested_column *column, size_t a, size_t b)
{
	const struct cips_tested_pair nothing = {
		.test.reason = CIPS_REASON_NO_VALUES, .dunn.reason = CIPS_REASON_NO_VALUES};
	const struct cips_tested_pair *found = find_pair(column, a, b),
				      *pair = found ? found : &nothing;
	bool hidden = column->scored.mask[a] || column->scored.mask[b], tested = !pair->test.reason;
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
	if (c->groups.frame.weight)
		cips_report_number_or(
			c->document, cell, CIPS_STAT_P_ADJUSTED, tested, pair->p_adjusted, none);
}

static enum cips_status omnibus_status(enum cips_reason reason)
{
	return reason == CIPS_REASON_WEIGHTED ? CIPS_STATUS_UNDEFINED : CIPS_STATUS_NOT_TESTED;
}

static void write_omnibus(
	struct compare *c, struct cips_cell *cell, const struct cips_tested_column *column)
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

static void note_kruskal(
	struct compare *c, struct cips_table *table, const struct cips_tested_column *column)
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

static void note_welch(
	struct compare *c, struct cips_table *table, const struct cips_tested_column *column)
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

static void note_tests(
	struct compare *c, struct cips_table *table, const struct cips_tested_column *column)
{
	if (column->scored.n < 2) {
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
	struct cips_table *table = cips_tables_scored_table(c->document, &c->groups, k, rows);
	write_omnibus(c, cips_report_cell(table, -1, 0), &c->tested.list[k]);
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
	int decimals = c->groups.scoring.scale > 10 ? 0 : 1;
	const struct cips_view views[] = {
		{.statistic = CIPS_STAT_LETTER, .header = ""},
		{.statistic = CIPS_STAT_N_VALID, .header = "n"},
		{.statistic = CIPS_STAT_SCORE, .header = "score", .decimals = decimals},
		{.statistic = CIPS_STAT_SD, .header = "sd", .decimals = decimals},
		{.statistic = CIPS_STAT_LETTERS, .header = "higher than"},
	};
	struct cips_table *table = begin_table(c, k, c->groups.rows.n - 1);
	lay_out(c, table, views, sizeof views / sizeof *views);
	for (size_t r = 1; r < c->groups.rows.n; r++) {
		cips_tables_category(
			c->document, &c->groups.rows, r, &table->rows.categories[r - 1]);
		write_group(c, cips_report_cell(table, (long)r - 1, 0), &c->tested.list[k], r);
	}
	note_tests(c, table, &c->tested.list[k]);
}

static void name_pair(struct compare *c, size_t a, size_t b, struct cips_category *category)
{
	struct cips_arena *arena = &c->document->arena;
	const struct cips_group_row *row_a = &c->groups.rows.rows[a],
				    *row_b = &c->groups.rows.rows[b];
	*category = (struct cips_category){
		.code = cips_arena_printf(arena, "%s:%s", row_a->code, row_b->code),
		.label = cips_arena_printf(arena, "%s - %s", row_a->label, row_b->label)};
}

static void write_pairs(struct compare *c, size_t k)
{
	int decimals = c->groups.scoring.scale > 10 ? 1 : 2;
	bool weighted = c->groups.frame.weight != NULL;
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
	size_t groups = c->groups.rows.n - 1, row = 0;
	struct cips_table *table = begin_table(c, k, groups * (groups - 1) / 2);
	/* under weights there is no test of ranks, and no second p where the first is not adjusted */
	bool same_p = weighted && c->request->adjust == CIPS_ADJUST_NONE;
	lay_out(c, table, views, sizeof views / sizeof *views - weighted - same_p);
	for (size_t a = 1; a < c->groups.rows.n; a++)
		for (size_t b = a + 1; b < c->groups.rows.n; b++, row++) {
			name_pair(c, a, b, &table->rows.categories[row]);
			write_pair(
				c, cips_report_cell(table, (long)row, 0), &c->tested.list[k], a, b);
		}
	note_tests(c, table, &c->tested.list[k]);
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
		method_of(c->request->adjust), c->tested.pair_family,
		c->request->family_column ? " in all, each " : " (the table is the family)",
		c->request->family_column ? one : "", c->request->family_column ? " a family" : "");
}

static void foot_tests(struct compare *c)
{
	struct cips_document *document = c->document;
	if (!c->tested.pair_family && !c->tested.omnibus_family) {
		cips_report_note(document, "Nothing was tested.");
		return;
	}
	const char *one = c->request->by_indicator ? "indicator" : "factor";
	if (c->groups.frame.weight) {
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
		adjusted ? cips_arena_printf(&document->arena, " over %zu %s%s",
				   c->tested.omnibus_family, one,
				   c->tested.omnibus_family == 1 ? "" : "s")
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
	cips_tables_foot_groups(
		document, &c->groups.frame, &c->groups.rows, "group", c->groups.row_mask[0] != 0);
	cips_tables_foot_level(
		document, &c->groups.scope, &c->groups.frame, &c->groups.rows, "group", "");
	if (!c->request->pairs)
		foot_letters(c);
	foot_tests(c);
	cips_report_note(document,
		"Tested: groups of at least %zu people with a value that are not hidden; hidden ones "
		"are in no test. Finite population correction not used for differences.",
		cips_tables_least_for_a_test(c->groups.scope.minimum));
	cips_tables_foot_frame(document, &c->groups.frame, "");
	cips_tables_foot_versions(document, &c->groups.frame, "", false);
	cips_tables_foot_weights(document, &c->groups.frame, "");
	cips_tables_foot_dominated(document, c->groups.frame.weight != NULL);
	cips_tables_foot_scoring(document, &c->groups.scoring, c->request->by_indicator);
	cips_tables_foot_unanimous(document);
	cips_tables_foot_minimum(document, &c->groups.scope);
}

enum cips_rc cips_tables_compare_groups(struct cips_survey_file *file,
	const struct cips_compare_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct compare c = {.request = request};
	*out = NULL;
	enum cips_rc rc = prepare(&c, file, err);
	if (!rc) {
		cips_tables_test_groups(
			&c.groups, request->adjust, request->family_column, &c.tested);
		c.document = *out = cips_report_document_new("compare");
		cips_tables_head(c.document, &c.groups.scope,
			cips_arena_printf(&c.groups.scope.arena, "%s compared by %s",
				request->by_indicator ? "Indicators" : "Key factors",
				request->rows));
		cips_tables_head_frame(c.document, &c.groups.scope, &c.groups.frame, "");
		for (size_t k = 0; k < c.groups.columns.n; k++) {
			if (request->pairs)
				write_pairs(&c, k);
			else
				write_groups(&c, k);
		}
		write_foot(&c);
	}
	cips_tables_tested_groups_release(&c.tested);
	cips_tables_scored_groups_release(&c.groups);
	return rc;
}
