/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents to be written, with invented numbers: one for each shape of table and each danger.
 * Part of test_write.c.
 */
#ifndef TESTS_REPORT_DOCUMENTS_H
#define TESTS_REPORT_DOCUMENTS_H

#include "report/table.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void set_axis(struct cips_axis *axis, const char *variable, const char *label,
	const struct cips_category *categories)
{
	axis->variable = variable;
	axis->label = label;
	memcpy(axis->categories, categories, axis->n * sizeof *categories);
}

static struct cips_view *copy_views(
	struct cips_document *document, const struct cips_view *views, size_t n)
{
	struct cips_view *copy = cips_arena_alloc(&document->arena, n, sizeof *copy);
	memcpy(copy, views, n * sizeof *copy);
	return copy;
}

static const struct cips_category factors[] = {
	{"LEAD", "Leadership and Commitment", 0, false},
	{"REGF", "Regulatory Framework", 0, false},
	{"TRAN", "Transparency", 0, false},
	{"AUTO", "Automation", 0, false},
	{"REFO", "Reform and Modernization", 0, false},
	{"AUDI", "Audit and Investigation", 0, false},
	{"CODE", "Code of Conduct", 0, false},
	{"HRMT", "Human Resource Management", 0, false},
	{"MORA", "Morale and Organizational Culture", 0, false},
	{"PRIV", "Relationship with the Private Sector", 0, false},
};

/* --- a gap table by unit and factor: stars, hidden, not tested, nobody, tails --------------- */

static const struct gap_row {
	struct cips_category unit;
	double n, rate; /* n = 0: nobody; n < 10: hidden */
	double gaps[COUNT(factors)];
	const char *stars; /* per factor: * starred, ? not tested */
} gap_rows[] = {
	{{"SERVICE", "Customs service", 0, false}, 812, 61.04,
		{7.4, 6.9, 7, 7.8, 7.3, 6.6, 8.1, 5.4, 6, 6.8}, "          "},
	{{"R-N", "Region North", 1, true}, 240, 66.02, {.2, -.1, .1, .3, .04, -.2, .1, .4, .6, .1},
		"        * "},
	{{"P-A", "Port A", 2, false}, 150, 71.4, {.3, -.04, .2, .5, .1, -.1, .2, .5, .8, .2},
		"        * "},
	{{"P-B", "Airport, freight and mail", 2, false}, 90, 57.6,
		{.1, -.3, .25, .05, -.15, -.35, .449, -1.05, .3, -.1}, "       *  "},
	{{"R-S", "Region South", 1, false}, 118, 44.2,
		{-.9, -.4, -.7, -.2, -.5, -1.2, -.3, -.8, -1.1, -.6}, "*    *  *?"},
	{{"O-1", "Post 1", 2, false}, 6, 40, {0}, "          "},
	{{"O-2", "Post 2", 2, false}, 4, 33.3, {0}, "          "},
	{{"O-3", "Post 3", 2, false}, 0, 0, {0}, "          "},
};

static void fill_gap_cell(
	struct cips_document *document, struct cips_cell *cell, const struct gap_row *row, size_t c)
{
	enum cips_status hidden = row->n > 0 ? CIPS_STATUS_SUPPRESSED : CIPS_STATUS_NO_RETURNS;
	if (row->n < 10) {
		cips_report_none(document, cell, CIPS_STAT_DIFFERENCE, hidden);
		cips_report_none(document, cell, CIPS_STAT_CLASS, hidden);
		return;
	}
	cips_report_number(document, cell, CIPS_STAT_DIFFERENCE, row->gaps[c]);
	cell->starred = row->stars[c] == '*';
	if (row->stars[c] == '?')
		cips_report_none(document, cell, CIPS_STAT_CLASS, CIPS_STATUS_NOT_TESTED);
	else
		cips_report_word(document, cell, CIPS_STAT_CLASS,
			row->stars[c] == '*' ? "strong_negative" : "similar");
}

static void fill_gap_row(
	struct cips_document *document, struct cips_table *table, const struct gap_row *row, long r)
{
	struct cips_cell *margin = cips_report_cell(table, r, -1);
	if (row->n >= 10 || row->n <= 0)
		cips_report_number(document, margin, CIPS_STAT_N_VALID, row->n);
	else
		cips_report_none(document, margin, CIPS_STAT_N_VALID, CIPS_STATUS_SUPPRESSED);
	if (r == 4) /* no headcount for this one */
		cips_report_none(document, margin, CIPS_STAT_RESPONSE_RATE, CIPS_STATUS_UNDEFINED);
	else
		cips_report_number(document, margin, CIPS_STAT_RESPONSE_RATE, row->rate);
	for (size_t c = 0; c < COUNT(factors); c++)
		fill_gap_cell(document, cips_report_cell(table, r, (long)c), row, c);
}

static struct cips_document *gap_grid(void)
{
	static const double refused[] = {4, 2, 3, 1, 2, 11, 2, 6, 8, 3};
	static const struct cips_view leads[] = {
		{CIPS_STAT_N_VALID, "n", 0, false, false, true},
		{CIPS_STAT_RESPONSE_RATE, "resp", 0, false, true, true},
	};
	static const struct cips_tail tails[] = {
		{"% prefer not to say", CIPS_STAT_REFUSED, 0, false},
		{"Service score", CIPS_STAT_SCORE, 1, false},
	};
	struct cips_document *document = cips_report_document_new("gap");
	document->title = "Culture gap by unit and factor";
	document->minimum = 10;
	cips_report_subtitle(document, "Example Customs · officials · wave 2025");
	cips_report_subtitle(document, "Difference from the rest of the service, score 0-10");
	struct cips_table *table = cips_report_table(document, COUNT(gap_rows) - 1, COUNT(factors));
	struct cips_category units[COUNT(gap_rows) - 1];
	for (size_t r = 1; r < COUNT(gap_rows); r++) {
		units[r - 1] = gap_rows[r].unit;
		units[r - 1].depth -= 1;
	}
	units[0].rule_above = false;
	units[3].rule_above = true;
	set_axis(&table->rows, "unit", "Unit", units);
	set_axis(&table->columns, "factor", "Factor", factors);
	table->layout = (struct cips_layout){.kind = CIPS_LAYOUT_GRID,
		.leads = copy_views(document, leads, COUNT(leads)),
		.n_leads = COUNT(leads),
		.cell = {CIPS_STAT_DIFFERENCE, "", 1, true, false, false},
		.tails = memcpy(
			cips_arena_alloc(&document->arena, 1, sizeof tails), tails, sizeof tails),
		.n_tails = COUNT(tails)};
	for (size_t r = 1; r < COUNT(gap_rows); r++)
		fill_gap_row(document, table, &gap_rows[r], (long)r - 1);
	for (size_t c = 0; c < COUNT(factors); c++) {
		struct cips_cell *margin = cips_report_cell(table, -1, (long)c);
		cips_report_number(document, margin, CIPS_STAT_REFUSED, refused[c]);
		cips_report_number(document, margin, CIPS_STAT_SCORE, gap_rows[0].gaps[c]);
	}
	cips_report_number(document, cips_report_cell(table, -1, -1), CIPS_STAT_N_VALID, 812);
	cips_report_table_note(document, table,
		"A unit is compared with everyone else whose unit is known; p adjusted within the "
		"table (Benjamini-Hochberg), family of 33 comparisons.");
	cips_report_note(document,
		"Scores are means over respondents who answered at least half of the questions of "
		"a factor. Not weighted.");
	return document;
}

/* --- a gap between two groups: a line per factor -------------------------------------------- */

static const struct two_groups {
	double a, b, n_a, n_b, low, high, p, adjusted, g;
	const char *class;
	bool starred;
} two_groups[COUNT(factors)] = {
	{7.41, 5.9, 316, 75, .93, 2.09, 1.2e-7, 6e-7, .61, "strong_positive", true},
	{6.5, 6.45, 316, 74, -.47, .57, .8502, .9447, .02, "similar", false},
	{7.1, 6.6, 310, 71, -.05, 1.05, .0749, .1498, .21, "inconclusive", false},
	{6.2, 7.1, 305, 75, -1.41, -.39, .0006, .0015, -.42, "weak_negative", true},
	{0, 0, 316, 0, 0, 0, 0, 0, 0, NULL, false},
};

static void fill_two_groups(
	struct cips_document *document, struct cips_cell *cell, const struct two_groups *line)
{
	static const enum cips_statistic none[] = {CIPS_STAT_SCORE_B, CIPS_STAT_DIFFERENCE,
		CIPS_STAT_P, CIPS_STAT_P_ADJUSTED, CIPS_STAT_HEDGES_G, CIPS_STAT_CLASS};
	if (!line->class) {
		for (size_t i = 0; i < COUNT(none); i++)
			cips_report_none(document, cell, none[i], CIPS_STATUS_NOT_COMPARABLE);
		return;
	}
	cips_report_number(document, cell, CIPS_STAT_CI_HIGH, line->high);
	cips_report_number(document, cell, CIPS_STAT_CI_LOW, line->low);
	cips_report_number(document, cell, CIPS_STAT_SCORE_A, line->a);
	cips_report_number(document, cell, CIPS_STAT_SCORE_B, line->b);
	cips_report_number(document, cell, CIPS_STAT_N_A, line->n_a);
	cips_report_number(document, cell, CIPS_STAT_N_B, line->n_b);
	cips_report_number(document, cell, CIPS_STAT_DIFFERENCE, line->a - line->b);
	cips_report_number(document, cell, CIPS_STAT_P, line->p);
	cips_report_number(document, cell, CIPS_STAT_P_ADJUSTED, line->adjusted);
	cips_report_number(document, cell, CIPS_STAT_HEDGES_G, line->g);
	cips_report_word(document, cell, CIPS_STAT_CLASS, line->class);
	cell->starred = line->starred;
}

static struct cips_document *gap_lines(void)
{
	static const struct cips_view views[] = {
		{CIPS_STAT_N_A, "n A", 0, false, false, false},
		{CIPS_STAT_N_B, "n B", 0, false, false, false},
		{CIPS_STAT_SCORE_A, "Score A", 1, false, false, false},
		{CIPS_STAT_SCORE_B, "Score B", 1, false, false, false},
		{CIPS_STAT_DIFFERENCE, "Gap", 1, true, false, false},
		{CIPS_STAT_CI_LOW, "95% low", 1, true, false, false},
		{CIPS_STAT_CI_HIGH, "95% high", 1, true, false, false},
		{CIPS_STAT_P_ADJUSTED, "p adj.", 3, false, false, false},
		{CIPS_STAT_HEDGES_G, "g", 2, true, false, false},
		{CIPS_STAT_CLASS, "Finding", 0, false, false, false},
	};
	struct cips_document *document = cips_report_document_new("gap");
	document->title = "Culture gap: officials and the private sector";
	document->minimum = 10;
	cips_report_subtitle(document, "A = officials, B = private sector · wave 2025");
	struct cips_table *table = cips_report_table(document, 1, 5);
	static const struct cips_category all = {"*", "", 0, false};
	set_axis(&table->rows, "*", "", &all);
	set_axis(&table->columns, "factor", "Factor", factors);
	table->layout = (struct cips_layout){.kind = CIPS_LAYOUT_LINES,
		.views = copy_views(document, views, COUNT(views)),
		.n_views = COUNT(views)};
	for (long c = 0; c < 5; c++)
		fill_two_groups(document, cips_report_cell(table, 0, c), &two_groups[c]);
	cips_report_table_note(
		document, table, "Only indicators that both instruments ask are compared.");
	return document;
}

/* --- a gap between two groups inside each unit: lines on two axes --------------------------- */

static struct cips_document *gap_per_unit(void)
{
	static const struct cips_view views[] = {
		{CIPS_STAT_N_VALID, "n", 0, false, false, true},
		{CIPS_STAT_DIFFERENCE, "Managers - staff", 1, true, false, false},
		{CIPS_STAT_P_ADJUSTED, "p adjusted", 4, false, false, false},
		{CIPS_STAT_CLASS, "Finding", 0, false, false, false},
	};
	static const struct cips_category units[] = {
		{"R-N", "Region North", 0, false},
		{"P-A", "Port A", 1, false},
		{"R-S", "Region South", 0, true},
	};
	struct cips_document *document = cips_report_document_new("gap");
	document->title = "Culture gap: managers and staff in each unit";
	document->minimum = 12;
	struct cips_table *table = cips_report_table(document, COUNT(units), 3);
	set_axis(&table->rows, "unit", "Unit", units);
	set_axis(&table->columns, "factor", "Factor", factors);
	table->layout = (struct cips_layout){.kind = CIPS_LAYOUT_LINES,
		.views = copy_views(document, views, COUNT(views)),
		.n_views = COUNT(views)};
	for (long r = 0; r < 3; r++) {
		cips_report_number(document, cips_report_cell(table, r, -1), CIPS_STAT_N_VALID,
			(double)(240 - 60 * r));
		for (long c = 0; c < 3; c++) {
			struct cips_cell *cell = cips_report_cell(table, r, c);
			if (r == 1 &&
				c == 1) { /* a difference that was not tested keeps its number */
				cips_report_number(document, cell, CIPS_STAT_DIFFERENCE, .25);
				cips_report_none(document, cell, CIPS_STAT_P_ADJUSTED,
					CIPS_STATUS_NOT_TESTED);
				cips_report_word(document, cell, CIPS_STAT_CLASS, "not_tested");
			} else if (r < 2) {
				fill_two_groups(document, cell, &two_groups[(r + c) % 4]);
			} else {
				for (size_t v = 1; v < COUNT(views); v++)
					cips_report_none(document, cell, views[v].statistic,
						CIPS_STATUS_SUPPRESSED);
			}
		}
	}
	return document;
}

/* --- frequencies: several tables, in two layers --------------------------------------------- */

static void add_freq(struct cips_document *document, const char *layer, const char *wording,
	const struct cips_category *choices, const double *counts, size_t n)
{
	static const struct cips_view views[] = {
		{CIPS_STAT_COUNT, "n", 0, false, false, false},
		{CIPS_STAT_TOTAL_PERCENT, "%", 1, false, true, false},
	};
	static const struct cips_category all = {"*", "", 0, false};
	struct cips_table *table = cips_report_table(document, n, 1);
	double total = 0;
	for (size_t i = 0; i < n; i++)
		total += counts[i];
	table->title = wording;
	table->layer_variable = layer ? "role" : NULL;
	table->layer = layer;
	set_axis(&table->rows, "lead_example", "Answer", choices);
	set_axis(&table->columns, "*", "", &all);
	table->layout = (struct cips_layout){.kind = CIPS_LAYOUT_LINES,
		.views = copy_views(document, views, COUNT(views)),
		.n_views = COUNT(views)};
	for (size_t i = 0; i < n; i++) {
		struct cips_cell *cell = cips_report_cell(table, (long)i, 0);
		cips_report_number(document, cell, CIPS_STAT_COUNT, counts[i]);
		cips_report_number(
			document, cell, CIPS_STAT_TOTAL_PERCENT, 100 * counts[i] / total);
	}
	cips_report_number(document, cips_report_cell(table, -1, -1), CIPS_STAT_N_VALID, total);
}

static struct cips_document *freq(void)
{
	static const struct cips_category choices[] = {
		{"1", "Strongly disagree", 0, false},
		{"2", "Disagree", 0, false},
		{"3", "Agree", 0, false},
		{"4", "Strongly agree", 0, false},
		{"dont_know", "Don't know", 0, true},
		{"skipped", "Left blank", 0, false},
	};
	static const double officials[] = {12, 40, 131, 66, 9, 3};
	static const double managers[] = {1, 3, 28, 32, 0, 0};
	static const double total[] = {13, 43, 159, 98, 9, 3};
	struct cips_document *document = cips_report_document_new("freq");
	document->title = "Frequencies";
	cips_report_subtitle(document, "Example Customs · officials · wave 2025");
	const char *wording = "lead_example · Managers in my unit set a personal example of "
			      "integrity in their daily work";
	add_freq(document, NULL, wording, choices, total, COUNT(choices));
	add_freq(document, "staff", "Role: staff", choices, officials, COUNT(choices));
	add_freq(document, "manager", "Role: managers", choices, managers, COUNT(choices));
	cips_report_table_note(document, document->tables[2], "One manager has no unit.");
	cips_report_note(document, "Public data: no disclosure control.");
	return document;
}

/* --- more columns than a terminal has ------------------------------------------------------- */

static struct cips_document *wide(void)
{
	static const struct cips_category units[] = {
		{"HQ", "Direction générale des douanes", 0, false},
		{"DRN", "Direction régionale du Nord", 1, false},
		{"DRS", "Direction régionale du Sud", 1, false},
		{"DRO", "Direction régionale de l'Ouest et de la façade maritime", 1, false},
	};
	static const struct cips_category items[] = {
		{"lead_example", "", 0, false},
		{"lead_priority", "", 0, false},
		{"regf_simple", "", 0, false},
		{"regf_uniform_application", "", 0, false},
		{"tran_published", "", 0, false},
		{"tran_appeal", "", 0, false},
		{"auto_reliable", "", 0, false},
		{"auto_discretion", "", 0, false},
		{"audi_reporting", "", 0, false},
		{"audi_protection", "", 0, false},
		{"code_known", "", 0, false},
		{"hrmt_promotion", "", 0, false},
	};
	static const struct cips_view leads[] = {
		{CIPS_STAT_N_VALID, "n valid", 0, false, false, true},
	};
	struct cips_document *document = cips_report_document_new("crosstab");
	document->title = "Score by unit and indicator";
	document->minimum = 10;
	struct cips_table *table = cips_report_table(document, COUNT(units), COUNT(items));
	set_axis(&table->rows, "unit@1", "Unité", units);
	set_axis(&table->columns, "indicator", "Indicator", items);
	table->layout = (struct cips_layout){.kind = CIPS_LAYOUT_GRID,
		.leads = copy_views(document, leads, COUNT(leads)),
		.n_leads = COUNT(leads),
		.cell = {CIPS_STAT_SCORE, "", 2, false, false, false}};
	for (size_t r = 0; r < COUNT(units); r++) {
		cips_report_number(document, cips_report_cell(table, (long)r, -1),
			CIPS_STAT_N_VALID, 400. / (double)(r + 1));
		for (size_t c = 0; c < COUNT(items); c++)
			cips_report_number(document, cips_report_cell(table, (long)r, (long)c),
				CIPS_STAT_SCORE, (double)((r * 37 + c * 53) % 100) / 9.9);
	}
	return document;
}

/* --- labels that try something -------------------------------------------------------------- */

static struct cips_document *nasty(void)
{
	static const struct cips_category rows[] = {
		{"pipe", "A|B *bold* _it_ <b> [x](http://example.org) `c` \\", 0, false},
		{"escape", "red \x1b[31m alert\a\nsecond line\ttab", 0, false},
		{"=1+1", "=HYPERLINK(\"http://example.org\",\"click\")", 0, false},
		{"+x", "+1 more", 0, false},
		{"-5", "-5", 0, false},
		{"@sum", "@SUM(A1)", 0, false},
		{"cr", "\rcarriage", 0, false},
		{"bidi",
			"safe \xE2\x80\xAE"
			"gnp.exe",
			0, false},
		{"wide", "税関職員の誠実性に関する認識調査", 0, false},
		{"combining",
			"Cafe\xCC\x81 Zo\xCC\x88"
			"e na\xC3\xAFve",
			0, false},
		{"arabic",
			"\xE2\x80\x8F"
			"مدونة السلوك",
			0, false},
		{"joiner", "می\xE2\x80\x8Cخواهم", 0, false},
		{"broken", "broken \xFF\xC3 bytes", 0, false},
		{"quote", "say \"yes\", or no", 0, false},
		{"1. list", "1. not a list", 0, false},
		{"", "", 0, false},
	};
	static const struct cips_category column = {"a|b,c", "", 0, false};
	struct cips_document *document = cips_report_document_new("crosstab");
	document->title = "# Title with | and \x1b]0;owned\a and a very long tail that has to be "
			  "broken over two lines of the terminal";
	document->minimum = 5;
	cips_report_subtitle(document, "- a <script> in the subtitle");
	struct cips_table *table = cips_report_table(document, COUNT(rows), 1);
	table->title = "=table";
	set_axis(&table->rows, "item", "Label | of rows", rows);
	set_axis(&table->columns, "other", "", &column);
	table->layout = (struct cips_layout){
		.kind = CIPS_LAYOUT_GRID, .cell = {CIPS_STAT_COUNT, "", 0, false, false, false}};
	for (size_t r = 0; r + 1 < COUNT(rows); r++)
		cips_report_number(document, cips_report_cell(table, (long)r, 0), CIPS_STAT_COUNT,
			(double)r * 1000);
	cips_report_word(document, cips_report_cell(table, -1, -1), CIPS_STAT_CLASS, "=evil()");
	cips_report_table_note(document, table, "%s", "* a note with 100 % of *stars* | pipes");
	cips_report_note(document, "%s",
		"Donaudampfschifffahrtsgesellschaftskapitänswitwenundwaisenversicherungsanstalts"
		"gebäude is one word.");
	return document;
}

static const struct document_case {
	const char *name; /* of its golden files */
	struct cips_document *(*make)(void);
} document_cases[] = {
	{"gap_grid", gap_grid},
	{"gap_lines", gap_lines},
	{"gap_per_unit", gap_per_unit},
	{"freq", freq},
	{"wide", wide},
	{"nasty", nasty},
};

#endif
