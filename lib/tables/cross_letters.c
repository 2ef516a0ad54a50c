/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/cross_letters.h"

#include "stats/compare.h"
#include "stats/contingency.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Columns have letters of the alphabet. */
enum { ALPHABET = 26 };

/* A letter stands for a p below the first, a capital one for a p below the second. */
static const double LEAST_SURE = 0.05, MORE_SURE = 0.01;

/* Two columns of a row, the first with the larger share. */
struct pair {
	size_t larger;
	size_t smaller;
};

struct letters {
	const struct cips_crossing *crossing;
	size_t layer;
	size_t least;	    /* people in a column */
	struct pair *pairs; /* row after row */
	size_t *first;	    /* by row: of its pairs; one more behind the last */
	double *p;
	size_t n;
};

bool cips_tables_has_letters(const struct cips_crossing *x)
{
	size_t columns = x->columns.n - 1;
	return !x->strata && cips_crossing_first(&x->columns) && columns >= 2 &&
		columns <= ALPHABET;
}

static size_t place(const struct letters *l, size_t row, size_t column)
{
	return cips_crossing_at(l->crossing, l->layer, row, column);
}

/* A cell that is shown, in a column that is shown and has enough people. */
static bool is_compared(const struct letters *l, size_t row, size_t column)
{
	const struct cips_crossing *x = l->crossing;
	size_t base = place(l, 0, column);
	return !x->mask[place(l, row, column)] && !x->mask[base] && x->sums[base].n >= l->least;
}

/* The difference of the shares of two columns and its p; false where there is no test. */
static bool compare(
	const struct letters *l, size_t row, size_t a, size_t b, double *difference, double *p)
{
	const struct cips_sums *sums = l->crossing->sums;
	const struct cips_sums *some_a = &sums[place(l, row, a)], *all_a = &sums[place(l, 0, a)];
	const struct cips_sums *some_b = &sums[place(l, row, b)], *all_b = &sums[place(l, 0, b)];
	if (!l->crossing->frame->weight) {
		*difference =
			(double)some_a->n / (double)all_a->n - (double)some_b->n / (double)all_b->n;
		return cips_stats_proportions(
			(struct cips_share){(double)some_a->n, (double)all_a->n},
			(struct cips_share){(double)some_b->n, (double)all_b->n}, p);
	}
	struct cips_moments moments_a = cips_stats_indicator(some_a, all_a);
	struct cips_moments moments_b = cips_stats_indicator(some_b, all_b);
	struct cips_difference d = cips_stats_difference(&moments_a, &moments_b, true);
	*difference = d.difference;
	*p = d.p;
	return d.reason == CIPS_REASON_NONE;
}

static void compare_row(struct letters *l, size_t row)
{
	size_t columns = l->crossing->columns.n;
	for (size_t a = 1; a < columns; a++)
		for (size_t b = a + 1; b < columns; b++) {
			double difference;
			if (!is_compared(l, row, a) || !is_compared(l, row, b) ||
				!compare(l, row, a, b, &difference, &l->p[l->n]))
				continue;
			l->pairs[l->n++] =
				difference > 0 ? (struct pair){a, b} : (struct pair){b, a};
		}
}

/* The letters of one cell, in the order of the alphabet; "" when it has none. */
static const char *letters_of(
	const struct letters *l, size_t row, size_t column, struct cips_arena *arena)
{
	char text[ALPHABET + 1];
	size_t n = 0;
	for (size_t smaller = 1; smaller < l->crossing->columns.n; smaller++)
		for (size_t i = l->first[row]; i < l->first[row + 1]; i++) {
			const struct pair *pair = &l->pairs[i];
			if (pair->larger != column || pair->smaller != smaller ||
				l->p[i] >= LEAST_SURE)
				continue;
			int letter = 'a' + (int)smaller - 1;
			text[n++] = (char)(l->p[i] < MORE_SURE ? toupper(letter) : letter);
		}
	return cips_arena_strndup(arena, text, n);
}

static struct letters compare_all(
	const struct cips_crossing *x, size_t layer, size_t minimum, enum cips_adjust adjust)
{
	size_t pairs = x->rows.n * x->columns.n * x->columns.n / 2 + 1;
	struct letters l = {.crossing = x,
		.layer = layer,
		.least = cips_tables_least_for_a_test(minimum),
		.pairs = cips_calloc(pairs, sizeof *l.pairs),
		.first = cips_calloc(x->rows.n + 1, sizeof *l.first),
		.p = cips_calloc(pairs, sizeof *l.p)};
	for (size_t r = 1; r < x->rows.n; r++) {
		compare_row(&l, r);
		l.first[r + 1] = l.n;
	}
	cips_stats_adjust_below(adjust, LEAST_SURE, l.p, l.n, l.p);
	return l;
}

static void copy_axis(const struct cips_axis *from, struct cips_axis *to)
{
	to->variable = from->variable;
	to->label = from->label;
	memcpy(to->categories, from->categories, from->n * sizeof *from->categories);
}

/* Which letter stands for which column. */
static void note_alphabet(
	struct cips_document *document, struct cips_table *table, const struct cips_crossing *x)
{
	const char *list = "";
	for (size_t c = 1; c < x->columns.n; c++)
		list = cips_arena_printf(&document->arena, "%s%s%c %s", list, *list ? ", " : "",
			(char)('A' + (int)c - 1), x->columns.rows[c].code);
	cips_report_table_note(document, table, "Columns: %s.", list);
}

static void lay_out(
	struct cips_document *document, const struct cips_table *counts, struct letters *l)
{
	const struct cips_crossing *x = l->crossing;
	size_t first = cips_crossing_first(&x->rows);
	struct cips_table *table = cips_report_table(document, counts->rows.n, counts->columns.n);
	copy_axis(&counts->rows, &table->rows);
	copy_axis(&counts->columns, &table->columns);
	table->layer_variable = counts->layer_variable;
	table->layer = counts->layer;
	table->title = cips_arena_printf(&document->arena, "Columns compared%s%s",
		*counts->title ? ": " : "", counts->title);
	table->layout.kind = CIPS_LAYOUT_GRID;
	table->layout.cell = (struct cips_view){.statistic = CIPS_STAT_LETTERS, .header = ""};
	for (size_t r = first; r < x->rows.n; r++)
		for (size_t c = 1; c < x->columns.n; c++) {
			struct cips_cell *cell =
				cips_report_cell(table, (long)(r - first), (long)c - 1);
			const char *letters = letters_of(l, r, c, &document->arena);
			if (x->mask[place(l, r, c)])
				cips_report_none(
					document, cell, CIPS_STAT_LETTERS, CIPS_STATUS_SUPPRESSED);
			else if (*letters)
				cips_report_word(document, cell, CIPS_STAT_LETTERS, letters);
		}
	note_alphabet(document, table, x);
	cips_report_table_note(document, table, "Family: %zu comparison%s of two columns in a row.",
		l->n, l->n == 1 ? "" : "s");
}

bool cips_tables_letters(struct cips_document *document, struct cips_table *counts,
	const struct cips_crossing *crossing, size_t layer, size_t minimum, enum cips_adjust adjust)
{
	struct letters l = compare_all(crossing, layer, minimum, adjust);
	bool any = false;
	for (size_t i = 0; i < l.n; i++)
		any = any || l.p[i] < LEAST_SURE;
	if (any)
		lay_out(document, counts, &l);
	else if (l.n)
		cips_report_table_note(document, counts,
			"Columns compared: none differs from another in any row (comparisons: %zu).",
			l.n);
	free(l.pairs);
	free(l.first);
	free(l.p);
	return l.n > 0;
}

void cips_tables_foot_letters(struct cips_document *document, const struct cips_crossing *crossing,
	size_t minimum, enum cips_adjust adjust)
{
	static const char *const methods[] = {
		[CIPS_ADJUST_BH] =
			"adjusted by Benjamini and Hochberg over the comparisons of a table",
		[CIPS_ADJUST_HOLM] = "adjusted by Holm over the comparisons of a table",
		[CIPS_ADJUST_NONE] = "not adjusted for their number",
	};
	cips_report_note(document,
		"Columns compared: a column has the letter of each column with a smaller proportion of "
		"its people in that row, a small letter for p below .05, a capital for p below .01; "
		"%s, two-sided, p %s; columns of at least %zu respondents.",
		crossing->frame->weight
			? "Student's t of the weighted proportions, each column its own stratum"
			: "z test of two proportions with a pooled variance (for large samples)",
		methods[adjust], cips_tables_least_for_a_test(minimum));
}
