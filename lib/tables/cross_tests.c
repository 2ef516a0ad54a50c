/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/cross_tests.h"

#include "base/number.h"
#include "stats/contingency.h"
#include "tables/cross_pooled.h"

#include <stdlib.h>
#include <string.h>

/* Of the exact test: about a tenth of a second, then a sample. */
enum { STEPS = 10000000, TABLES = 10000, SEED = 1 };

/* The finest groups of a layer, rows by columns, from low to high where there is an order. */
struct counts {
	struct cips_contingency people;
	struct cips_contingency weights; /* the same without weights */
	double *w;
	double *w2;
	size_t n;
};

/* What is reported: every figure, in the order of the report, with the reason why it is not there.
 */
struct report {
	struct cips_document *document;
	struct cips_table *table;
	const struct cips_crossing *crossing;
	size_t layer;
	struct counts counts;
	bool weighted;
	bool by_design; /* with weights or strata: what takes people as drawn alone has no place */
	bool hidden;
	bool tested; /* there is a test or a measure of association in words */
};

static size_t ordered(size_t i, size_t n, enum cips_order order)
{
	return order == CIPS_DESCENDING ? n - 1 - i : i;
}

static struct cips_sums finest(const struct cips_crossing *x, size_t layer, size_t r, size_t c)
{
	struct cips_sums sums = {0};
	for (size_t l = layer; l < (size_t)x->layers.rows[layer].end; l++) {
		const struct cips_sums *part = &x->direct[cips_crossing_at(x, l, r, c)];
		sums.n += part->n;
		sums.w += part->w;
		sums.w2 += part->w2;
	}
	return sums;
}

static struct counts count(const struct cips_crossing *x, size_t layer)
{
	size_t rows = x->rows.n, columns = x->columns.n;
	double *people = cips_calloc(rows * columns, sizeof *people);
	struct counts counts = {.w = cips_calloc(rows * columns, sizeof(double)),
		.w2 = cips_calloc(rows * columns, sizeof(double))};
	for (size_t i = 0; i < rows * columns; i++) {
		struct cips_sums sums = finest(x, layer, ordered(i / columns, rows, x->row_order),
			ordered(i % columns, columns, x->column_order));
		people[i] = (double)sums.n;
		counts.w[i] = sums.w;
		counts.w2[i] = sums.w2;
		counts.n += sums.n;
	}
	counts.people = cips_stats_contingency(people, rows, columns);
	counts.weights = cips_stats_contingency(counts.w, rows, columns);
	free(people);
	return counts;
}

static void counts_release(struct counts *counts)
{
	cips_stats_contingency_release(&counts->people);
	cips_stats_contingency_release(&counts->weights);
	free(counts->w);
	free(counts->w2);
}

/* --- figures and words ---------------------------------------------------------------------- */

static void put(struct report *r, enum cips_statistic statistic, bool defined, double value)
{
	if (r->hidden)
		cips_report_none(r->document, &r->table->whole, statistic, CIPS_STATUS_SUPPRESSED);
	else
		cips_report_number_or(r->document, &r->table->whole, statistic, defined, value,
			CIPS_STATUS_UNDEFINED);
}

static const char *fixed(struct report *r, double value, int decimals)
{
	char text[CIPS_NUMBER_SIZE];
	return cips_arena_strdup(&r->document->arena, cips_number_fixed(text, value, decimals));
}

static const char *probability(struct report *r, double p)
{
	return p < 1e-4 ? "p < .0001"
			: cips_arena_printf(&r->document->arena, "p = %s", fixed(r, p, 4));
}

static void report_independence(struct report *r)
{
	struct cips_independence x = cips_stats_independence(&r->counts.people);
	bool there = !r->by_design && x.reason == CIPS_REASON_NONE;
	put(r, CIPS_STAT_PEARSON_CHI2, there, x.pearson);
	put(r, CIPS_STAT_PEARSON_DF, there, x.df);
	put(r, CIPS_STAT_PEARSON_P, there, x.pearson_p);
	put(r, CIPS_STAT_LR_CHI2, there, x.lr);
	put(r, CIPS_STAT_LR_DF, there, x.df);
	put(r, CIPS_STAT_LR_P, there, x.lr_p);
	if (there && !r->hidden)
		cips_report_table_note(r->document, r->table,
			"Pearson's chi-square %s, df %s, %s; likelihood ratio chi-square %s, %s.",
			fixed(r, x.pearson, 2), fixed(r, x.df, 0), probability(r, x.pearson_p),
			fixed(r, x.lr, 2), probability(r, x.lr_p));
}

static void note_exact(
	struct report *r, const struct cips_independence *x, const struct cips_exact *exact)
{
	struct cips_arena *arena = &r->document->arena;
	const char *small = x->sparse
		? cips_arena_printf(arena,
			  " Expected counts are small (the least %s; %s %% of them below 5): the "
			  "exact test is the one to read.",
			  fixed(r, x->least_expected, 2), fixed(r, 100 * x->small_expected, 0))
		: "";
	const char *sample = exact->simulated
		? cips_arena_printf(arena,
			  ", estimated from %zu tables drawn at random with seed %lu (99 %% "
			  "interval %s to %s)",
			  exact->tables, exact->seed, fixed(r, exact->low, 4),
			  fixed(r, exact->high, 4))
		: "";
	bool fisher = r->counts.people.rows == 2 && r->counts.people.columns == 2;
	/* a sample never says less than one table in so many */
	const char *p = exact->simulated ? cips_arena_printf(arena, "p = %s", fixed(r, exact->p, 4))
					 : probability(r, exact->p);
	cips_report_table_note(r->document, r->table, "%s exact test: %s%s.%s",
		fisher ? "Fisher's" : "The Fisher-Freeman-Halton", p, sample, small);
}

/* Where all expected counts are large enough the exact test is not worked out, but for 2 x 2. */
static void report_exact(struct report *r)
{
	struct cips_independence x = cips_stats_independence(&r->counts.people);
	bool there = !r->by_design && x.reason == CIPS_REASON_NONE;
	bool needed = x.sparse || r->counts.people.rows + r->counts.people.columns == 4;
	if (r->hidden || !there || needed) {
		struct cips_exact exact = {0};
		if (there && !r->hidden)
			exact = cips_stats_exact(&r->counts.people, STEPS, TABLES, SEED);
		put(r, CIPS_STAT_FISHER_P, there, exact.p);
		if (there && !r->hidden)
			note_exact(r, &x, &exact);
		return;
	}
	cips_report_none(r->document, &r->table->whole, CIPS_STAT_FISHER_P, CIPS_STATUS_NOT_TESTED);
}

/* The cell of each person, as the counts have it; -1: in none of this layer. */
static int32_t *cells_of_people(const struct report *r)
{
	const struct cips_crossing *x = r->crossing;
	size_t rows = x->rows.n, columns = x->columns.n;
	int32_t *cell = cips_malloc((x->frame->n + 1) * sizeof *cell);
	for (size_t i = 0; i < x->frame->n; i++) {
		int32_t l = x->layers.of[i], row = x->rows.of[i], column = x->columns.of[i];
		bool inside = l >= (int32_t)r->layer && l < x->layers.rows[r->layer].end &&
			row >= 0 && column >= 0;
		cell[i] = !inside ? -1
				  : (int32_t)(ordered((size_t)row, rows, x->row_order) * columns +
					    ordered((size_t)column, columns, x->column_order));
	}
	return cell;
}

static struct cips_rao_scott test_by_design(struct report *r)
{
	const struct cips_crossing *x = r->crossing;
	struct cips_rao_scott result = {.reason = CIPS_REASON_NO_VALUES};
	if (!r->by_design || r->hidden)
		return result;
	if (!x->strata)
		return cips_stats_rao_scott(
			r->counts.w, r->counts.w2, x->rows.n, x->columns.n, r->counts.n);
	int32_t *cell = cells_of_people(r);
	result = cips_stats_rao_scott_strata(
		x->drawn, x->frame->weight, cell, x->rows.n, x->columns.n);
	free(cell);
	return result;
}

/* Why the correction of Rao and Scott was not worked out. */
static const char *untested(struct report *r, const struct cips_rao_scott *x)
{
	if (x->too_large)
		return cips_arena_printf(&r->document->arena,
			"the correction of Rao and Scott is worked out for at most %d degrees of "
			"freedom%s",
			CIPS_RAO_SCOTT_MOST, r->crossing->strata ? ", and so many strata" : "");
	if (x->reason == CIPS_REASON_COMPLETE)
		return "every stratum is a complete count, which has no sampling error";
	if (x->reason == CIPS_REASON_NO_FREEDOM)
		return "each respondent is alone in a stratum";
	return "too many cells are empty for the correction of Rao and Scott";
}

static void report_design(struct report *r, const struct cips_rao_scott *x)
{
	if (!r->by_design)
		return;
	bool there = x->reason == CIPS_REASON_NONE && !x->too_large;
	put(r, CIPS_STAT_RAO_SCOTT_F, there, x->f);
	put(r, CIPS_STAT_RAO_SCOTT_DF1, there, x->df1);
	put(r, CIPS_STAT_RAO_SCOTT_DF2, there, x->df2);
	put(r, CIPS_STAT_RAO_SCOTT_P, there, x->p);
	if (r->hidden)
		return;
	if (there)
		cips_report_table_note(r->document, r->table,
			"Pearson's chi-square with the second-order correction of Rao and Scott: F "
			"%s, df %s and %s, %s.",
			fixed(r, x->f, 2), fixed(r, x->df1, 2), fixed(r, x->df2, 1),
			probability(r, x->p));
	else if (cips_stats_untestable(&r->counts.people) == CIPS_REASON_NONE)
		cips_report_table_note(r->document, r->table, "No test: %s.", untested(r, x));
}

static void report_strength(struct report *r, const struct cips_rao_scott *design)
{
	struct cips_independence x = cips_stats_independence(&r->counts.people);
	bool there = x.reason == CIPS_REASON_NONE && !r->hidden;
	bool corrected = there && !r->by_design && x.has_corrected;
	double v = r->weighted ? design->cramers_v : x.cramers_v;
	put(r, CIPS_STAT_CRAMERS_V, there, v);
	put(r, CIPS_STAT_CRAMERS_V_CORRECTED, corrected, x.cramers_v_corrected);
	if (corrected)
		cips_report_table_note(r->document, r->table,
			"Cramér's V %s; corrected for bias %s.", fixed(r, v, 3),
			fixed(r, x.cramers_v_corrected, 3));
	else if (there)
		cips_report_table_note(r->document, r->table, "Cramér's V %s%s.", fixed(r, v, 3),
			r->weighted ? ", from the weighted shares, not corrected for bias"
				: r->by_design ? ", not corrected for bias"
					       : "");
}

/* One measure of ordinal association. */
struct measure {
	enum cips_statistic value, ase1;
	const char *name;
	bool there;
	struct cips_association association;
};

static void report_ordinal(struct report *r)
{
	if (!r->crossing->row_order || !r->crossing->column_order)
		return;
	struct cips_ordinal o =
		cips_stats_ordinal(r->weighted ? &r->counts.weights : &r->counts.people);
	bool there = o.reason == CIPS_REASON_NONE;
	const struct measure measures[] = {
		{CIPS_STAT_GAMMA, CIPS_STAT_GAMMA_ASE1, "gamma", there && o.has_gamma, o.gamma},
		{CIPS_STAT_TAU_B, CIPS_STAT_TAU_B_ASE1, "tau-b", there, o.tau_b},
		{CIPS_STAT_TAU_C, CIPS_STAT_TAU_C_ASE1, "tau-c", there, o.tau_c},
		{CIPS_STAT_SOMERS_D_ROWS, CIPS_STAT_SOMERS_D_ROWS_ASE1,
			"Somers' d of the rows on the columns", there, o.somers_rows},
		{CIPS_STAT_SOMERS_D_COLUMNS, CIPS_STAT_SOMERS_D_COLUMNS_ASE1,
			"of the columns on the rows", there, o.somers_columns},
	};
	const char *list = "";
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
		const struct measure *m = &measures[i];
		put(r, m->value, m->there, m->association.value);
		put(r, m->ase1, m->there && !r->by_design, m->association.ase1);
		if (!m->there || r->hidden)
			continue;
		const char *ase1 = r->by_design ? ""
						: cips_arena_printf(&r->document->arena, " (%s)",
							  fixed(r, m->association.ase1, 3));
		list = cips_arena_printf(&r->document->arena, "%s%s%s %s%s", list,
			*list ? ", " : "", m->name, fixed(r, m->association.value, 3), ase1);
	}
	if (*list)
		cips_report_table_note(r->document, r->table, "Ordinal association%s: %s.",
			r->by_design ? "" : " (asymptotic standard error)", list);
}

static void report_ranks(struct report *r)
{
	if (!r->crossing->column_order)
		return;
	struct cips_kruskal_wallis k = cips_stats_kruskal_wallis(&r->counts.people);
	bool there = !r->by_design && k.reason == CIPS_REASON_NONE;
	put(r, CIPS_STAT_KRUSKAL_WALLIS_H, there, k.h);
	put(r, CIPS_STAT_KRUSKAL_WALLIS_P, there, k.p);
	if (there && !r->hidden)
		cips_report_table_note(r->document, r->table,
			"Kruskal and Wallis, the rows as groups: H %s, df %s, %s.",
			fixed(r, k.h, 2), fixed(r, k.df, 0), probability(r, k.p));
}

/* --- what was left out ---------------------------------------------------------------------- */

/* The leaves without anybody in the layer, by code; all of them are shown, or none is named. */
static const char *empty_groups(const struct report *r, size_t layer, bool rows)
{
	const struct cips_crossing *x = r->crossing;
	const struct cips_groups *groups = rows ? &x->rows : &x->columns;
	const char *list = "";
	for (size_t g = cips_crossing_first(groups); g < groups->n; g++) {
		size_t at =
			rows ? cips_crossing_at(x, layer, g, 0) : cips_crossing_at(x, layer, 0, g);
		if (cips_crossing_is_leaf(groups, g) && !x->sums[at].n && !x->mask[at])
			list = cips_arena_printf(&r->document->arena, "%s%s%s", list,
				*list ? ", " : "", groups->rows[g].code);
	}
	return list;
}

static void note_empty(struct report *r, size_t layer)
{
	const char *rows = empty_groups(r, layer, true);
	const char *columns = empty_groups(r, layer, false);
	if (*rows)
		cips_report_table_note(r->document, r->table,
			"Empty rows, left out of the tests and of the degrees of freedom: %s.",
			rows);
	if (*columns)
		cips_report_table_note(r->document, r->table,
			"Empty columns, left out of the tests and of the degrees of freedom: %s.",
			columns);
}

/* The codes of the groups that are taken together. */
static const char *pooled_names(
	struct report *r, const struct cips_groups *groups, const size_t *kept, size_t n)
{
	const char *list = "";
	for (size_t g = 1, k = 0; g < groups->n; g++) {
		if (k < n && kept[k] == g) {
			k++;
			continue;
		}
		list = cips_arena_printf(&r->document->arena, "%s%s%s", list, *list ? ", " : "",
			groups->rows[g].code);
	}
	return list;
}

static void note_pooled_test(struct report *r, const struct cips_pooled *pooled)
{
	struct cips_contingency t =
		cips_stats_contingency(pooled->people, pooled->rows, pooled->columns);
	struct cips_independence x = cips_stats_independence(&t);
	if (x.reason == CIPS_REASON_NONE && r->weighted) {
		struct cips_rao_scott f = cips_stats_rao_scott(
			pooled->w, pooled->w2, pooled->rows, pooled->columns, (size_t)t.n);
		r->tested = f.reason == CIPS_REASON_NONE && !f.too_large;
		if (r->tested)
			cips_report_table_note(r->document, r->table,
				"With them taken together, second-order correction of Rao and "
				"Scott: F %s, df %s and %s, %s; Cramér's V %s.",
				fixed(r, f.f, 2), fixed(r, f.df1, 2), fixed(r, f.df2, 1),
				probability(r, f.p), fixed(r, f.cramers_v, 3));
	} else if (x.reason == CIPS_REASON_NONE) {
		r->tested = true;
		cips_report_table_note(r->document, r->table,
			"With them taken together, Pearson's chi-square %s, df %s, %s; Cramér's V "
			"%s%s.",
			fixed(r, x.pearson, 2), fixed(r, x.df, 0), probability(r, x.pearson_p),
			fixed(r, x.cramers_v, 3),
			x.sparse ? "; expected counts are small, so the p is rough" : "");
	}
	cips_stats_contingency_release(&t);
}

/* What can be tested of what is shown: in words only, since it is another table. */
static void note_pooled(struct report *r, size_t layer)
{
	struct cips_pooled pooled = {0};
	const struct cips_crossing *x = r->crossing;
	/* a test by strata would tell of more than the counts that are shown */
	if (!x->strata && cips_tables_pool(x, layer, &pooled)) {
		const char *rows = pooled_names(r, &x->rows, pooled.row, pooled.rows - 1);
		const char *columns =
			pooled_names(r, &x->columns, pooled.column, pooled.columns - 1);
		cips_report_table_note(r->document, r->table, "Hidden figures are in%s%s%s%s%s.",
			*rows ? " the rows " : "", rows, *rows && *columns ? " and" : "",
			*columns ? " the columns " : "", columns);
		note_pooled_test(r, &pooled);
	}
	cips_tables_pooled_release(&pooled);
}

static void note_untestable(struct report *r, size_t layer)
{
	enum cips_reason reason = cips_stats_untestable(&r->counts.people);
	r->tested = !r->hidden && reason == CIPS_REASON_NONE;
	if (r->hidden) {
		cips_report_table_note(r->document, r->table,
			"Tests and association are not shown: with them the hidden figures could "
			"be worked out.");
		note_pooled(r, layer);
	} else if (reason == CIPS_REASON_NO_VALUES)
		cips_report_table_note(r->document, r->table, "No tests: nobody is in this table.");
	else if (reason != CIPS_REASON_NONE)
		cips_report_table_note(r->document, r->table,
			"No tests: they need answers in two rows and two columns at least.");
}

bool cips_tables_cross_tests(struct cips_document *document, struct cips_table *table,
	const struct cips_crossing *crossing, size_t layer)
{
	struct report r = {.document = document,
		.table = table,
		.crossing = crossing,
		.layer = layer,
		.counts = count(crossing, layer),
		.weighted = crossing->frame->weight != NULL,
		.by_design = crossing->frame->weight || crossing->strata,
		.hidden = cips_crossing_hides(crossing, layer)};
	struct cips_rao_scott design = test_by_design(&r);
	note_untestable(&r, layer);
	report_independence(&r);
	report_exact(&r);
	report_design(&r, &design);
	report_strength(&r, &design);
	report_ordinal(&r);
	report_ranks(&r);
	if (!r.hidden)
		note_empty(&r, layer);
	counts_release(&r.counts);
	return r.tested;
}

/* --- foot ----------------------------------------------------------------------------------- */

static bool has_inner(const struct cips_groups *groups)
{
	for (size_t g = cips_crossing_first(groups); g < groups->n; g++)
		if (!cips_crossing_is_leaf(groups, g))
			return true;
	return false;
}

static const char *order_words(enum cips_order order)
{
	return order == CIPS_DESCENDING ? "the reverse of the listed order" : "the listed order";
}

void cips_tables_note_order(
	struct cips_document *document, struct cips_table *table, const struct cips_crossing *x)
{
	struct cips_arena *arena = &document->arena;
	const char *words = NULL;
	if (x->row_order && x->column_order)
		words = cips_arena_printf(arena,
			"By the scores of the form, low to high is %s of %s and %s of %s; a "
			"positive association means that high goes with high.",
			order_words(x->row_order), x->rows.variable, order_words(x->column_order),
			x->columns.variable);
	else if (x->column_order)
		words = cips_arena_printf(arena,
			"By the scores of the form, low to high is %s of %s.",
			order_words(x->column_order), x->columns.variable);
	else if (x->row_order)
		words = "The columns have no order in the form, so there are no ordinal measures.";
	if (words && table)
		cips_report_table_note(document, table, "%s", words);
	else if (words)
		cips_report_note(document, "%s", words);
}

void cips_tables_foot_cross_tests(struct cips_document *document, const struct cips_crossing *x)
{
	if (x->strata)
		cips_report_note(document,
			"Test: by the design below (as R's svychisq), %s finite population "
			"correction; Pearson's and the likelihood ratio chi-square, exact and rank "
			"tests and the standard errors of association measures are not defined "
			"under it.",
			x->strata->has_headcounts ? "with the" : "without");
	else if (x->frame->weight)
		cips_report_note(document,
			"Test: the design of the weights, respondents drawn with replacement in one "
			"stratum (as R's svychisq); Pearson's and the likelihood ratio chi-square, "
			"exact and rank tests and the standard errors of association measures are "
			"not defined under weights.");
	else
		cips_report_note(document,
			"Tests: every respondent counts the same; no correction for continuity. "
			"The exact test conditions on both margins and is worked out for 2 x 2 "
			"tables and where an expected count is below 1 or more than a fifth of "
			"them are below 5 (Cochran).");
	if (has_inner(&x->rows) || has_inner(&x->columns))
		cips_report_note(document,
			"Tests and association compare the lowest units; people who sit directly "
			"in a unit with others below it are a group of their own.");
	if (x->strata)
		cips_report_note(document,
			"Design: %s; the people in the table as a domain.%s No letters: their test is "
			"for simple random samples.",
			cips_tables_strata_words(document, x->strata, NULL, CIPS_STRATA_OF_COUNTS),
			x->strata->minimum
				? ""
				: " A stratum of one respondent is centred on the shares of the table.");
}
