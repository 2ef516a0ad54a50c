/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/figure.h"

#include "base/number.h"

#include <string.h>

/* What stands in the place of a figure that is not shown. */
static const struct {
	const char *symbol;
	const char *meaning;
} symbols[] = {
	[CIPS_STATUS_SUPPRESSED] = {"·", NULL}, /* see hidden_meaning() */
	[CIPS_STATUS_UNDEFINED] = {"-",
		"cannot be computed (no headcount, no answers, too few, or all alike)"},
	[CIPS_STATUS_NOT_TESTED] = {"n.t.",
		"not tested: one side has too few answers, or all "
		"answers are alike"},
	[CIPS_STATUS_NOT_COMPARABLE] = {"n.c.",
		"not comparable: the two sides were not asked the "
		"same"},
	[CIPS_STATUS_NO_RETURNS] = {"none", "nobody has answered, or not on both sides"},
};

static bool is_probability(enum cips_statistic statistic)
{
	static const enum cips_statistic probabilities[] = {CIPS_STAT_P, CIPS_STAT_P_ADJUSTED,
		CIPS_STAT_MANN_WHITNEY_P, CIPS_STAT_F_P, CIPS_STAT_PEARSON_P, CIPS_STAT_LR_P,
		CIPS_STAT_FISHER_P, CIPS_STAT_RAO_SCOTT_P, CIPS_STAT_KRUSKAL_WALLIS_P,
		CIPS_STAT_KW_P_ADJUSTED, CIPS_STAT_WELCH_P, CIPS_STAT_WELCH_P_ADJUSTED,
		CIPS_STAT_DUNN_P, CIPS_STAT_DUNN_P_ADJUSTED};
	for (size_t i = 0; i < sizeof probabilities / sizeof *probabilities; i++)
		if (statistic == probabilities[i])
			return true;
	return false;
}

/* Words that people wrote, or made of names; the others are ours, with underscores for blanks. */
static bool is_verbatim(enum cips_statistic statistic)
{
	return (statistic >= CIPS_STAT_PART && statistic <= CIPS_STAT_AFTER) ||
		statistic == CIPS_STAT_REASON;
}

static bool prints_as_zero(const char *number)
{
	return number[strspn(number, "0.")] == '\0';
}

/* A probability never prints as zero: from .0001 up it gets the decimals it needs. */
static const char *show_probability(struct cips_arena *arena, double p, int decimals)
{
	char text[CIPS_NUMBER_SIZE];
	if (p < 1e-4)
		return "<.0001";
	cips_number_fixed(text, p, decimals);
	if (prints_as_zero(text))
		cips_number_fixed(text, p, 4);
	return cips_arena_strdup(arena, text);
}

const char *cips_report_figure_shown(
	struct cips_arena *arena, const struct cips_figure *figure, const struct cips_view *view)
{
	if (!figure)
		return "";
	if (figure->status != CIPS_STATUS_SHOWN)
		return symbols[figure->status].symbol;
	if (figure->is_word && is_verbatim(figure->statistic))
		return figure->word;
	if (figure->is_word) {
		char *word = cips_arena_strdup(arena, figure->word);
		for (char *p = word; (p = strchr(p, '_'));)
			*p = ' ';
		return word;
	}
	if (is_probability(figure->statistic))
		return show_probability(arena, figure->number, view->decimals);
	char text[1 + CIPS_NUMBER_SIZE + 1] = "+", *number = text + 1;
	cips_number_fixed(number, figure->number, view->decimals);
	bool plus = view->sign && *number != '-' && !prints_as_zero(number);
	if (view->percent)
		strcat(number, "%");
	return cips_arena_strdup(arena, plus ? text : number);
}

const char *cips_report_figure_value(struct cips_arena *arena, const struct cips_figure *figure)
{
	char number[CIPS_NUMBER_SIZE];
	if (figure->status != CIPS_STATUS_SHOWN)
		return NULL;
	if (figure->is_word)
		return figure->word;
	return cips_arena_strdup(arena, cips_number_format(number, figure->number));
}

/* The others follow from these; they stand at the end of the list. */
static bool is_for_machines(enum cips_statistic statistic)
{
	return statistic < CIPS_STAT_RESPONSE_RATE;
}

static void visit_cell(const struct cips_cell *cell, const char *row, const char *column,
	cips_figure_visit *visit, void *context)
{
	for (int s = 0; s < CIPS_STAT_COUNT_OF; s++) {
		const struct cips_figure *figure = cips_report_find(cell, (enum cips_statistic)s);
		if (figure && is_for_machines(figure->statistic))
			visit(context, row, column, figure);
	}
}

void cips_report_each_figure(
	const struct cips_table *table, cips_figure_visit *visit, void *context)
{
	const struct cips_category *rows = table->rows.categories;
	const struct cips_category *columns = table->columns.categories;
	visit_cell(&table->whole, "*", "*", visit, context);
	for (size_t r = 0; r < table->rows.n; r++)
		visit_cell(&table->row_margin[r], rows[r].code, "*", visit, context);
	for (size_t c = 0; c < table->columns.n; c++)
		visit_cell(&table->column_margin[c], "*", columns[c].code, visit, context);
	for (size_t r = 0; r < table->rows.n; r++)
		for (size_t c = 0; c < table->columns.n; c++)
			visit_cell(&table->cells[r * table->columns.n + c], rows[r].code,
				columns[c].code, visit, context);
}

void cips_report_symbols_add(struct cips_symbols *met, const struct cips_figure *figure)
{
	if (figure)
		met->status[figure->status] = true;
}

static const char *hidden_meaning(struct cips_arena *arena, unsigned minimum)
{
	if (!minimum)
		return "hidden";
	return cips_arena_printf(arena,
		"hidden: a group of fewer than %u answers, or one that protects such a group",
		minimum);
}

void cips_report_symbols_join(struct cips_symbols *met, const struct cips_symbols *more)
{
	for (size_t s = 0; s < sizeof met->status / sizeof *met->status; s++)
		met->status[s] = met->status[s] || more->status[s];
	met->star = met->star || more->star;
}

size_t cips_report_symbols_explain(struct cips_arena *arena, const struct cips_symbols *met,
	const struct cips_document *document, struct cips_symbol_line lines[CIPS_SYMBOL_LINES])
{
	size_t n = 0;
	if (met->star)
		lines[n++] = (struct cips_symbol_line){"*",
			document->unadjusted
				? "a strong or weak gap: p below .05, and |g| of .2 or more before "
				  "rounding"
				: "a strong or weak gap: adjusted p below .05, and |g| of .2 or "
				  "more before rounding"};
	for (int s = CIPS_STATUS_SHOWN + 1; s <= CIPS_STATUS_NO_RETURNS; s++) {
		if (!met->status[s])
			continue;
		const char *meaning = s == CIPS_STATUS_SUPPRESSED
			? hidden_meaning(arena, document->minimum)
			: symbols[s].meaning;
		lines[n++] = (struct cips_symbol_line){symbols[s].symbol, meaning};
	}
	return n;
}
