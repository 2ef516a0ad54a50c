/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Contingency tables: is there a relation between rows and columns, and how strong is it?
 *
 * A table holds no empty rows and columns: they have no part in any test and would count in the
 * degrees of freedom. Cells are counts of people, or sums of weights where only shares matter.
 */
#ifndef CIPS_STATS_CONTINGENCY_H
#define CIPS_STATS_CONTINGENCY_H

#include "stats/design.h"

struct cips_contingency {
	size_t rows;
	size_t columns;
	double *cell;	/* rows x columns, by row */
	double *row;	/* sums, all above 0 */
	double *column; /* likewise */
	double n;
	size_t empty_rows; /* left out */
	size_t empty_columns;
};

/*
 * Takes rows x columns cells, none of them negative, without the empty rows and columns. The caller
 * releases it.
 */
struct cips_contingency cips_stats_contingency(const double *cell, size_t rows, size_t columns);
void cips_stats_contingency_release(struct cips_contingency *table);

/* NO_VALUES for nobody, NO_VARIANCE for a single row or column, else NONE: what every test asks. */
enum cips_reason cips_stats_untestable(const struct cips_contingency *table);

struct cips_independence {
	enum cips_reason reason; /* as cips_stats_untestable(); unless it is NONE nothing is set */
	double pearson;
	double lr; /* likelihood ratio, G^2 */
	double df;
	double pearson_p;
	double lr_p;
	double least_expected;
	double small_expected; /* share of the cells whose expected count is below 5 */
	bool sparse;	       /* Cochran (1954): one below 1, or more than a fifth below 5 */
	double cramers_v;
	bool has_corrected; /* there are so few people that the correction leaves nothing: no */
	double cramers_v_corrected;
};

/*
 * Pearson's X^2 = sum (O - E)^2 / E without Yates' correction (chisq.test(correct = FALSE)), the
 * likelihood ratio G^2 = 2 sum O ln(O/E) with 0 ln 0 = 0, both on (r - 1)(c - 1) degrees of
 * freedom; Cramer's V = sqrt(X^2 / (n min(r - 1, c - 1))), and V corrected for bias (Bergsma 2013):
 * with phi^2 = max(0, X^2/n - (r - 1)(c - 1)/(n - 1)) and r~ = r - (r - 1)^2/(n - 1), c~ likewise,
 * sqrt(phi^2 / min(r~ - 1, c~ - 1)).
 */
struct cips_independence cips_stats_independence(const struct cips_contingency *table);

/* Haberman (1973): (O - E) / sqrt(E (1 - row/n) (1 - column/n)); false where row or column is all.
 */
bool cips_stats_adjusted_residual(
	double cell, double row, double column, double n, double *residual);

struct cips_kruskal_wallis {
	enum cips_reason reason;
	double h;
	double df;
	double p;
};

/*
 * Kruskal and Wallis (1952) of the rows on ordered columns, corrected for ties as kruskal.test.
 */
struct cips_kruskal_wallis cips_stats_kruskal_wallis(const struct cips_contingency *table);

/* --- ordinal association -------------------------------------------------------------------- */

/* A measure and its asymptotic standard error, that which does not assume independence (ASE1). */
struct cips_association {
	double value;
	double ase1;
};

struct cips_ordinal {
	enum cips_reason reason; /* as cips_stats_untestable() */
	bool has_gamma;		 /* false: no pair differs in both */
	struct cips_association gamma;
	struct cips_association tau_b;
	struct cips_association tau_c;
	struct cips_association somers_rows;	/* the rows depend on the columns */
	struct cips_association somers_columns; /* the columns depend on the rows */
};

/*
 * Goodman and Kruskal's gamma (1954, 1963), Kendall's tau-b, Stuart's tau-c, Somers' d (1962), with
 * the ASE1 of Brown and Benedetti (1977), as PSPP's and SAS' CROSSTABS and FREQ. Rows and columns
 * stand in ascending order.
 */
struct cips_ordinal cips_stats_ordinal(const struct cips_contingency *table);

/* --- exact ---------------------------------------------------------------------------------- */

struct cips_exact {
	enum cips_reason reason; /* as cips_stats_untestable() */
	bool simulated;
	double p;
	/* simulated only */
	size_t tables;
	unsigned long seed;
	double low, high; /* 99 % interval of p: Clopper and Pearson (1934) */
};

/*
 * Fisher's exact test, for more than two rows or columns that of Freeman and Halton (1951): the
 * probability, under fixed margins, of the tables that are no more probable than the observed one
 * (with a relative tolerance of 1e-7 for ties, as fisher.test). All tables are gone through as long
 * as `limit` steps suffice; past that `tables` of them are drawn by Patefield's law (1981) from the
 * generator MT19937 with `seed`, and p = (1 + as rare) / (1 + tables). Cells are whole numbers.
 */
struct cips_exact cips_stats_exact(
	const struct cips_contingency *table, size_t limit, size_t tables, unsigned long seed);

/* --- weighted ------------------------------------------------------------------------------- */

struct cips_rao_scott {
	enum cips_reason reason; /* NO_VALUES, ONE_VALUE (one respondent); NO_VARIANCE: a single row
				    or column, or empty cells that leave a contrast without data;
				    of strata also COMPLETE and NO_FREEDOM (each person alone in his
				    stratum) */
	bool too_large;		 /* more contrasts or strata than are worked out: no test */
	double f;
	double df1;
	double df2;
	double p;
	double cramers_v; /* from the weighted shares; set wherever there are two rows and columns,
			     0 elsewhere */
};

enum { CIPS_RAO_SCOTT_MOST = 2500, CIPS_RAO_SCOTT_PRODUCTS = 2000000000 };

/*
 * The second-order correction of Rao and Scott (1981, 1984) in the F form of Thomas and Rao (1990),
 * for respondents drawn with replacement in one stratum, as svychisq(statistic = "F") of a design
 * svydesign(ids = ~1, weights = ~w). `w` and `w2` hold for each of rows x columns cells the sum of
 * the weights and of their squares, `n` is the number of respondents. F does not depend on the
 * scale of the weights. At most CIPS_RAO_SCOTT_MOST contrasts, (r - 1)(c - 1).
 */
struct cips_rao_scott cips_stats_rao_scott(
	const double *w, const double *w2, size_t rows, size_t columns, size_t n);

/*
 * The same for respondents drawn in strata, as svychisq of the subset in the table of a design
 * svydesign(ids = ~1, strata, weights = ~w, fpc) with survey.lonely.psu = "adjust". Person i is in
 * cell[i] = row * columns + column, or in none (-1) but counts in the size of its stratum; `w` may be
 * NULL. n counts the respondents in the table, and F has d (n - strata with some of these) degrees of
 * freedom below.
 */
struct cips_rao_scott cips_stats_rao_scott_strata(const struct cips_strata *strata, const double *w,
	const int32_t *cell, size_t rows, size_t columns);

/* --- column proportions --------------------------------------------------------------------- */

/* So many of so many. */
struct cips_share {
	double some;
	double all;
};

/*
 * The two-sided p value of the z test of two independent proportions with a pooled variance
 * (prop.test(correct = FALSE)); false where nobody or everybody is in both.
 */
bool cips_stats_proportions(struct cips_share a, struct cips_share b, double *p);

#endif
