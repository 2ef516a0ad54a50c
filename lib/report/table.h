/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table model: what was found, before anybody decides how it looks.
 *
 * A document is a title and some tables. A table has a row axis and a column axis of categories
 * and, for each pair, a cell of named figures; cells at the margins (`*` in the tidy format) hold
 * what belongs to a whole row, a whole column or the whole table. A figure is a number, or a word
 * (the class of a gap), or the reason why there is none. A layout says what a person sees of it.
 * Writers (report/write.h) render a document; nothing here computes.
 *
 * Everything is allocated in the document's arena.
 */
#ifndef CIPS_REPORT_TABLE_H
#define CIPS_REPORT_TABLE_H

#include "base/arena.h"

#include <stdbool.h>

/* The names of contract section 6, in the order in which they are written. */
#define CIPS_STATISTICS(X)                                   \
	X(N_ASKED, "n_asked")                                \
	X(N_VALID, "n_valid")                                \
	X(N_EFFECTIVE, "n_effective")                        \
	X(WEIGHT_SUM, "weight_sum")                          \
	X(DONT_KNOW, "dont_know")                            \
	X(REFUSED, "refused")                                \
	X(NOT_APPLICABLE, "not_applicable")                  \
	X(SKIPPED, "skipped")                                \
	X(SCORE, "score")                                    \
	X(SD, "sd")                                          \
	X(SE, "se")                                          \
	X(CI_LOW, "ci_low")                                  \
	X(CI_HIGH, "ci_high")                                \
	X(POSITIVE, "positive")                              \
	X(POSITIVE_LOW, "positive_low")                      \
	X(POSITIVE_HIGH, "positive_high")                    \
	X(NEGATIVE, "negative")                              \
	X(NET, "net")                                        \
	X(DEFF, "deff")                                      \
	X(COUNT, "count")                                    \
	X(WEIGHTED_COUNT, "weighted_count")                  \
	X(ROW_PERCENT, "row_percent")                        \
	X(COLUMN_PERCENT, "column_percent")                  \
	X(TOTAL_PERCENT, "total_percent")                    \
	X(EXPECTED, "expected")                              \
	X(ADJUSTED_RESIDUAL, "adjusted_residual")            \
	X(SHRUNKEN, "shrunken")                              \
	X(SHRUNKEN_LOW, "shrunken_low")                      \
	X(SHRUNKEN_HIGH, "shrunken_high")                    \
	X(RELIABILITY, "reliability")                        \
	X(GROUPS, "groups")                                  \
	X(PRIOR_MEAN, "prior_mean")                          \
	X(SD_BETWEEN, "sd_between")                          \
	X(SD_WITHIN, "sd_within")                            \
	X(PRIOR_A, "prior_a")                                \
	X(PRIOR_B, "prior_b")                                \
	X(LETTER, "letter")                                  \
	X(LETTERS, "letters")                                \
	X(PEARSON_CHI2, "pearson_chi2")                      \
	X(PEARSON_DF, "pearson_df")                          \
	X(PEARSON_P, "pearson_p")                            \
	X(LR_CHI2, "lr_chi2")                                \
	X(LR_DF, "lr_df")                                    \
	X(LR_P, "lr_p")                                      \
	X(FISHER_P, "fisher_p")                              \
	X(RAO_SCOTT_F, "rao_scott_f")                        \
	X(RAO_SCOTT_DF1, "rao_scott_df1")                    \
	X(RAO_SCOTT_DF2, "rao_scott_df2")                    \
	X(RAO_SCOTT_P, "rao_scott_p")                        \
	X(CRAMERS_V, "cramers_v")                            \
	X(CRAMERS_V_CORRECTED, "cramers_v_corrected")        \
	X(GAMMA, "gamma")                                    \
	X(GAMMA_ASE1, "gamma_ase1")                          \
	X(TAU_B, "tau_b")                                    \
	X(TAU_B_ASE1, "tau_b_ase1")                          \
	X(TAU_C, "tau_c")                                    \
	X(TAU_C_ASE1, "tau_c_ase1")                          \
	X(SOMERS_D_ROWS, "somers_d_rows")                    \
	X(SOMERS_D_ROWS_ASE1, "somers_d_rows_ase1")          \
	X(SOMERS_D_COLUMNS, "somers_d_columns")              \
	X(SOMERS_D_COLUMNS_ASE1, "somers_d_columns_ase1")    \
	X(KRUSKAL_WALLIS_H, "kruskal_wallis_h")              \
	X(KRUSKAL_WALLIS_DF, "kruskal_wallis_df")            \
	X(KRUSKAL_WALLIS_P, "kruskal_wallis_p")              \
	X(KW_P_ADJUSTED, "kruskal_wallis_p_adjusted")        \
	X(EPSILON_SQUARED, "epsilon_squared")                \
	X(WELCH_F, "welch_f")                                \
	X(WELCH_DF1, "welch_df1")                            \
	X(WELCH_DF2, "welch_df2")                            \
	X(WELCH_P, "welch_p")                                \
	X(WELCH_P_ADJUSTED, "welch_p_adjusted")              \
	X(DUNN_Z, "dunn_z")                                  \
	X(DUNN_P, "dunn_p")                                  \
	X(DUNN_P_ADJUSTED, "dunn_p_adjusted")                \
	X(IMPORTANCE, "importance")                          \
	X(IMPORTANCE_LOW, "importance_low")                  \
	X(IMPORTANCE_HIGH, "importance_high")                \
	X(SHARE, "share")                                    \
	X(SHARE_LOW, "share_low")                            \
	X(SHARE_HIGH, "share_high")                          \
	X(RANK, "rank")                                      \
	X(RANK_LOW, "rank_low")                              \
	X(RANK_HIGH, "rank_high")                            \
	X(JOHNSON, "johnson")                                \
	X(JOHNSON_SHARE, "johnson_share")                    \
	X(R, "r")                                            \
	X(BETA, "beta")                                      \
	X(VIF, "vif")                                        \
	X(R_SQUARED, "r_squared")                            \
	X(R_SQUARED_LOW, "r_squared_low")                    \
	X(R_SQUARED_HIGH, "r_squared_high")                  \
	X(R_SQUARED_ADJUSTED, "r_squared_adjusted")          \
	X(REPLICATES, "replicates")                          \
	X(SEED, "seed")                                      \
	X(SCORE_A, "score_a")                                \
	X(SCORE_B, "score_b")                                \
	X(N_A, "n_a")                                        \
	X(N_B, "n_b")                                        \
	X(DIFFERENCE, "difference")                          \
	X(DIFFERENCE_WHOLE, "difference_whole")              \
	X(DF, "df")                                          \
	X(T, "t")                                            \
	X(P, "p")                                            \
	X(P_ADJUSTED, "p_adjusted")                          \
	X(HEDGES_G, "hedges_g")                              \
	X(CLIFFS_DELTA, "cliffs_delta")                      \
	X(MANN_WHITNEY_P, "mann_whitney_p")                  \
	X(DIFFERENCE_STD, "difference_standardized")         \
	X(SE_STD, "se_standardized")                         \
	X(DF_STD, "df_standardized")                         \
	X(P_STD, "p_standardized")                           \
	X(P_STD_ADJUSTED, "p_standardized_adjusted")         \
	X(STD_LOW, "standardized_low")                       \
	X(STD_HIGH, "standardized_high")                     \
	X(STD_SHARE_A, "standardized_share_a")               \
	X(STD_SHARE_B, "standardized_share_b")               \
	X(GAP_A, "gap_a")                                    \
	X(GAP_B, "gap_b")                                    \
	X(N_A_FIRST, "n_a_first")                            \
	X(N_A_SECOND, "n_a_second")                          \
	X(N_B_FIRST, "n_b_first")                            \
	X(N_B_SECOND, "n_b_second")                          \
	X(N_LISTWISE, "n_listwise")                          \
	X(N_PAIRWISE, "n_pairwise")                          \
	X(ITEMS, "items")                                    \
	X(ALPHA, "alpha")                                    \
	X(ALPHA_LOW, "alpha_low")                            \
	X(ALPHA_HIGH, "alpha_high")                          \
	X(ALPHA_IF_DELETED, "alpha_if_deleted")              \
	X(ITEM_REST_R, "item_rest_r")                        \
	X(OMEGA, "omega")                                    \
	X(UNITS, "units")                                    \
	X(K0, "k0")                                          \
	X(F_VALUE, "f_value")                                \
	X(F_P, "f_p")                                        \
	X(ICC1, "icc1")                                      \
	X(ICC1_LOW, "icc1_low")                              \
	X(ICC1_HIGH, "icc1_high")                            \
	X(ICC2, "icc2")                                      \
	X(RWG_J, "rwg_j")                                    \
	X(AD_MEAN, "ad_mean")                                \
	X(CLASS, "class")                                    \
	X(PART, "part")                                      \
	X(LANGUAGE, "language")                              \
	X(PLACE_A, "place_a")                                \
	X(PLACE_B, "place_b")                                \
	X(BEFORE, "before")                                  \
	X(AFTER, "after")                                    \
	X(ITEMS_A, "items_a")                                \
	X(ITEMS_B, "items_b")                                \
	X(ITEMS_BOTH, "items_both")                          \
	X(TREND, "trend")                                    \
	X(REASON, "reason")                                  \
	X(HEADCOUNT, "headcount")                            \
	X(RETURNS, "returns")                                \
	X(COMPLETE, "complete")                              \
	X(PARTIAL, "partial")                                \
	X(BREAK_OFF, "break_off")                            \
	X(RR1, "rr1")                                        \
	X(RR2, "rr2")                                        \
	X(ANSWERS, "answers")                                \
	X(SHARE_OTHERS, "share_others")                      \
	X(FINDING, "finding")                                \
	X(N_JUDGED, "n_judged")                              \
	X(FLAGGED, "flagged")                                \
	X(FLAGGED_PERCENT, "flagged_percent")                \
	X(LONGEST_STRING, "longest_string")                  \
	X(MEDIAN_SECONDS, "median_seconds")                  \
	X(NEEDED_SHARE, "needed_share")                      \
	X(NEEDED_SCORE, "needed_score")                      \
	X(NEEDED, "needed")                                  \
	X(INVITE, "invite")                                  \
	X(EXPECTED_RETURNS, "expected_returns")              \
	X(MARGIN_SHARE, "margin_share")                      \
	X(MARGIN_SCORE, "margin_score")                      \
	X(DETECTABLE_GAP, "detectable_gap")                  \
	X(DETECTABLE_G, "detectable_g")                      \
	X(VISIBLE, "visible")                                \
	X(METHOD, "method")                                  \
	X(VARIABLES, "variables")                            \
	X(POPULATION_PERCENT, "population_percent")          \
	X(SAMPLE_PERCENT, "sample_percent")                  \
	X(WEIGHTED_PERCENT, "weighted_percent")              \
	X(WEIGHT_RATIO, "weight_ratio")                      \
	X(ITERATIONS, "iterations")                          \
	X(MARGIN_ERROR, "margin_error")                      \
	/* for the eye only: not written to tidy and json */ \
	X(RESPONSE_RATE, "response_rate")                    \
	X(DONT_KNOW_PERCENT, "dont_know_percent")            \
	X(REFUSED_PERCENT, "refused_percent")                \
	X(NOT_APPLICABLE_PERCENT, "not_applicable_percent")  \
	X(SKIPPED_PERCENT, "skipped_percent")                \
	X(ASKED_PERCENT, "asked_percent")

enum cips_statistic {
#define CIPS_STATISTIC_ENUM(id, name) CIPS_STAT_##id,
	CIPS_STATISTICS(CIPS_STATISTIC_ENUM)
#undef CIPS_STATISTIC_ENUM
		CIPS_STAT_COUNT_OF
};

const char *cips_report_statistic_name(enum cips_statistic statistic);

enum cips_status {
	CIPS_STATUS_SHOWN,
	CIPS_STATUS_SUPPRESSED,
	CIPS_STATUS_UNDEFINED,
	CIPS_STATUS_NOT_TESTED,
	CIPS_STATUS_NOT_COMPARABLE,
	CIPS_STATUS_NO_RETURNS,
};

const char *cips_report_status_name(enum cips_status status);

/* There are millions of these: kept small. */
struct cips_figure {
	unsigned char statistic; /* enum cips_statistic */
	unsigned char status;	 /* enum cips_status */
	bool is_word;
	union {		       /* when shown */
		double number; /* always finite */
		const char *word;
	};
};

struct cips_cell {
	struct cips_figure *figures;
	unsigned short n;
	unsigned short room;
	bool starred; /* the star of the text table */
};

struct cips_category {
	const char *code;  /* as in the tidy format */
	const char *label; /* for people */
	int depth;	   /* indentation of rows, 0 for none */
	bool rule_above;   /* a line between this row and the one before */
};

struct cips_axis {
	const char *variable; /* as typed: "unit@1", "factor", an item; "*" when there is none */
	const char *label;    /* for people: "Unit" */
	struct cips_category *categories;
	size_t n;
	const char **reasons; /* by category: why nothing of it is comparable, or NULL; the whole
				 NULL when all are */
};

/* How one figure of a row (or of a cell) is shown in a column of the text, md and csv layouts. */
struct cips_view {
	enum cips_statistic statistic;
	const char *header;
	int decimals;
	bool sign;     /* + and -, but none on what prints as zero */
	bool percent;  /* a percent sign behind the number, in text and md */
	bool from_row; /* take the figure from the row's margin cell, not from the cell itself */
};

/* A row under the table with one figure of each column's margin cell: "% don't know". */
struct cips_tail {
	const char *label;
	enum cips_statistic statistic;
	int decimals;
	bool percent;
};

enum cips_layout_kind {
	/*
	 * rows x columns: first the `leads` (from the row margins), then a column for each column
	 * category with `cell`
	 */
	CIPS_LAYOUT_GRID,
	/*
	 * a line for each cell, in row then column order, with one column per entry of `views`;
	 * labelled by the axes that have more than one category (by the row axis when neither has)
	 */
	CIPS_LAYOUT_LINES,
};

struct cips_layout {
	enum cips_layout_kind kind;
	const struct cips_view *leads; /* GRID */
	size_t n_leads;
	struct cips_view cell; /* GRID */
	/* GRID: shown in cells that do not have the statistic of `cell` (header NULL: none) */
	struct cips_view otherwise;
	const struct cips_tail *tails; /* GRID */
	size_t n_tails;
	const struct cips_view *views; /* LINES */
	size_t n_views;
	size_t n_below; /* LINES: so many of the last views stand in text on lines of their own
			   under the row, the header in front */
};

struct cips_table {
	const char *title; /* of this table in its document: the wording of the item, the name of
			      the layer; "" for none */
	const char *layer_variable; /* NULL without --per */
	const char *layer;
	struct cips_axis rows;
	struct cips_axis columns;
	struct cips_cell *cells;	 /* rows.n x columns.n, by row */
	struct cips_cell *row_margin;	 /* rows.n: column `*` */
	struct cips_cell *column_margin; /* columns.n: row `*` */
	struct cips_cell whole;		 /* `*`, `*` */
	struct cips_layout layout;
	const char **notes; /* the foot of this table, one sentence or more each */
	size_t n_notes;
	size_t notes_room;
};

struct cips_document {
	struct cips_arena arena;
	const char *command; /* what made it: "crosstab", "gap", "freq" */
	const char *title;
	const char **subtitle; /* lines under the title: survey, instrument, wave, base */
	size_t n_subtitle;
	size_t subtitle_room;
	struct cips_table **tables;
	size_t n;
	size_t room;
	const char **notes; /* the foot of the whole document */
	size_t n_notes;
	size_t notes_room;
	unsigned minimum; /* the minimum group that was applied; 0: none (public data) */
	bool unadjusted;  /* the stars go by p values that are not adjusted */
};

struct cips_document *cips_report_document_new(const char *command);
void cips_report_document_free(struct cips_document *document); /* NULL is fine */

/* Puts the tables and the notes of `part` behind those of `whole`, and frees what is left of it. */
void cips_report_document_join(struct cips_document *whole, struct cips_document *part);

/* printf into the list; lines and sentences without a line end. */
__attribute__((format(printf, 2, 3))) void cips_report_subtitle(
	struct cips_document *document, const char *format, ...);
__attribute__((format(printf, 2, 3))) void cips_report_note(
	struct cips_document *document, const char *format, ...);
__attribute__((format(printf, 3, 4))) void cips_report_table_note(
	struct cips_document *document, struct cips_table *table, const char *format, ...);

/*
 * Appends a table with room for rows x columns cells; the caller fills axes (strings copied by the
 * caller) and layout.
 */
struct cips_table *cips_report_table(struct cips_document *document, size_t rows, size_t columns);

/* The cell of a row and a column; -1 stands for the margin. */
struct cips_cell *cips_report_cell(struct cips_table *table, long row, long column);

/* Adds a figure to a cell. A number that is not finite becomes UNDEFINED. */
void cips_report_number(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, double number);
/* The number when it is `there`, else the status that says why it is not. */
void cips_report_number_or(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, bool there, double number, enum cips_status otherwise);
void cips_report_word(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, const char *word);
void cips_report_none(struct cips_document *document, struct cips_cell *cell,
	enum cips_statistic statistic, enum cips_status status);

/* The figure of that name in a cell, or NULL. */
const struct cips_figure *cips_report_find(
	const struct cips_cell *cell, enum cips_statistic statistic);

#endif
