/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/comparisons.h"

#include "disclosure/mask.h"
#include "tables/left_out.h"
#include "tables/dominance.h"
#include "tables/mask.h"
#include "tables/ranks.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_comparisons_release(struct cips_comparisons *comparisons)
{
	free(comparisons->list);
	free(comparisons->row_mask);
	*comparisons = (struct cips_comparisons){0};
}

const char *cips_tables_p_header(enum cips_adjust adjust)
{
	return adjust == CIPS_ADJUST_NONE ? "p" : "adj. p";
}

/* --- ranks ---------------------------------------------------------------------------------- */

/* Each unit against everyone else: all share one pool, so one ranking serves. */
static void rank_units(const struct cips_side *side, const struct cips_scores *scores,
	struct cips_comparisons *all, size_t column)
{
	double *sum = cips_malloc(side->rows.n * sizeof *sum);
	double ties = cips_tables_rank_groups(&side->frame, &side->rows, scores, NULL, sum);
	for (size_t r = side->rows.n; r-- > 1;)
		sum[side->rows.rows[r].parent] += sum[r];
	for (size_t r = 0; r < side->rows.n; r++) {
		struct cips_comparison *c = cips_comparison_at(all, r, column);
		c->ranks = cips_stats_mann_whitney(sum[r], c->a.n, c->b.n, ties);
	}
	free(sum);
}

/* One ranking for each row: the two sides pooled. */
static void rank_sides(const struct cips_sides *sides, const struct cips_scores *a,
	const struct cips_scores *b, struct cips_comparisons *all, size_t column)
{
	struct cips_mann_whitney *tests = cips_malloc(all->rows * sizeof *tests);
	cips_tables_rank_sides(&(struct cips_rank_side){&sides->a.frame, &sides->a.rows, a},
		&(struct cips_rank_side){&sides->b.frame, &sides->b.rows, b}, tests);
	for (size_t r = 0; r < all->rows; r++)
		cips_comparison_at(all, r, column)->ranks = tests[r];
	free(tests);
}

/* --- masks ---------------------------------------------------------------------------------- */

/* Those of the rows to mask by, of which both sides have the same. */
static size_t rows_to_mask_by(const struct cips_sides *sides)
{
	return cips_groups_to_mask_by(&sides->a.rows)->n;
}

/* Masks by the rows to mask by: of each side as a table of it alone has it, and of both. */
struct side_masks {
	unsigned char *a, *b; /* no `b` where it is everyone else */
	unsigned char *both;
};

static void side_masks_release(struct side_masks *masks)
{
	free(masks->a);
	free(masks->b);
	free(masks->both);
}

/* The rows by which a table of a side alone is masked. */
static const struct cips_groups *own_rows(const struct cips_side *side)
{
	return side->whole.n ? &side->whole : cips_groups_to_mask_by(&side->rows);
}

/* A column of a side, and of its own rows where these are others. */
struct scored_side {
	struct cips_scores scores;
	struct cips_scores own;
};

static void score_side(const struct cips_side *side, size_t column,
	const struct cips_scoring *scoring, struct scored_side *scored)
{
	const struct cips_score_column *of = &side->columns.list[column];
	*scored = (struct scored_side){0};
	cips_tables_scores_to_mask(&side->frame, &side->rows, of, scoring, &scored->scores);
	if (!side->whole.n)
		return;
	cips_tables_scores(&side->frame, &side->whole, of, scoring, &scored->own);
	cips_tables_scores_forget_people(&scored->own);
}

static void scored_side_release(struct scored_side *scored)
{
	cips_tables_scores_release(&scored->scores);
	cips_tables_scores_release(&scored->own);
}

static const struct cips_scores *own_scores(
	const struct cips_side *side, const struct scored_side *scored)
{
	return side->whole.n ? &scored->own : cips_scores_to_mask_by(&scored->scores);
}

/* Hides of a side what a crosstab would by a column, or (without scores) by its people. */
static void mask_side(const struct cips_side *side, const struct cips_groups *rows,
	const struct cips_scores *scores, size_t items, size_t minimum, unsigned char *mask)
{
	if (scores)
		cips_tables_score_mask(rows, scores, items, minimum, mask);
	else
		cips_tables_people_mask(rows, side->frame.n, minimum, mask);
}

/*
 * Hides what a table of either side by itself hides, and goes on from there until neither hides any more.
 * The sides come in the order of their names: the table turned round hides the same.
 */
static void mask_sides(const struct cips_sides *sides, const struct scored_side *const scored[2],
	size_t items, size_t minimum, struct side_masks *masks)
{
	const struct cips_side *side[] = {&sides->a, &sides->b};
	unsigned char *own[] = {masks->a, masks->b};
	size_t n = rows_to_mask_by(sides), count = masks->b ? 2 : 1;
	size_t first = masks->b && strcmp(sides->a.name, sides->b.name) > 0;
	unsigned char *before = cips_malloc(n);
	for (size_t k = 0; k < count; k++) {
		mask_side(side[k], own_rows(side[k]),
			scored[k] ? own_scores(side[k], scored[k]) : NULL, items, minimum, own[k]);
		cips_tables_join_masks(own[k], n, masks->both);
	}
	do {
		memcpy(before, masks->both, n);
		for (size_t i = 0; i < count; i++) {
			size_t k = i ^ first;
			mask_side(side[k], cips_groups_to_mask_by(&side[k]->rows),
				scored[k] ? cips_scores_to_mask_by(&scored[k]->scores) : NULL,
				items, minimum, masks->both);
		}
	} while (memcmp(before, masks->both, n) != 0);
	free(before);
}

/*
 * Hides the rows of units under the minimum, and what lies within hidden ones, where nobody is on
 * either side: that none of few people made one of the two choices tells of them.
 */
static void hide_empty_rows(const struct cips_side *side, size_t minimum, unsigned char *mask)
{
	const struct cips_groups *rows = cips_groups_to_mask_by(&side->rows);
	for (size_t r = 0; side->people && r < rows->n; r++) {
		int parent = rows->rows[r].parent;
		if (!mask[r] &&
			(cips_tables_is_small(side->people[r], minimum) ||
				(parent >= 0 && mask[parent])))
			mask[r] = CIPS_MASK_COMPLEMENT;
	}
}

/* --- beside the table with the flagged responses -------------------------------------------- */

static void guard_side(const struct cips_side *side, const struct cips_side *out, size_t minimum,
	unsigned char *mask)
{
	cips_tables_guard_people(
		&side->rows, side->frame.n, &out->rows, out->frame.n, minimum, mask);
}

/*
 * Hides what would show few of those who were left out, or what they answered to an item whose choices
 * make the sides: by the people of the sides.
 */
static void guard_people(const struct cips_sides *sides, const struct cips_sides *out,
	size_t minimum, unsigned char *mask)
{
	if (!out || !minimum)
		return;
	guard_side(&sides->a, &out->a, minimum, mask);
	if (sides->kind != CIPS_GAP_UNITS)
		guard_side(&sides->b, &out->b, minimum, mask);
	if (!out->told)
		return;
	size_t rows = sides->a.rows.n;
	unsigned char *told = cips_calloc(rows, 1);
	cips_tables_take_mask(&out->a.rows, NULL, out->told, told);
	if (memchr(told, CIPS_MASK_SMALL, rows))
		memset(mask + !told[0], CIPS_MASK_COMPLEMENT, rows - !told[0]);
	free(told);
}

/* The rows to mask by whose counts of people are hidden. */
static struct side_masks mask_rows(const struct cips_sides *sides, size_t minimum)
{
	size_t n = rows_to_mask_by(sides);
	bool two = sides->kind != CIPS_GAP_UNITS;
	struct side_masks masks = {
		cips_calloc(n, 1), two ? cips_calloc(n, 1) : NULL, cips_calloc(n, 1)};
	if (sides->told)
		memcpy(masks.both, sides->told, n);
	mask_sides(sides, (const struct scored_side *[]){NULL, NULL}, 0, minimum, &masks);
	hide_empty_rows(&sides->a, minimum, masks.both);
	if (two)
		hide_empty_rows(&sides->b, minimum, masks.both);
	return masks;
}

static unsigned char *copy_of(const unsigned char *mask, size_t n)
{
	return mask ? memcpy(cips_malloc(n), mask, n) : NULL;
}

/* What is hidden of a column; no `b` where it is everyone else. The caller frees it. */
static unsigned char *mask_column(const struct cips_sides *sides, const struct cips_sides *out,
	const struct scored_side *a, const struct scored_side *b,
	const struct cips_scoring *scoring, size_t minimum, const struct cips_comparisons *all,
	const struct side_masks *rows, size_t column)
{
	const struct cips_score_column *of_a = &sides->a.columns.list[column];
	size_t n = rows_to_mask_by(sides);
	struct side_masks masks = {
		copy_of(rows->a, n), copy_of(rows->b, n), copy_of(rows->both, n)};
	unsigned char *mask = copy_of(all->row_mask, all->rows);
	mask_sides(sides, (const struct scored_side *[]){a, b}, of_a->n, minimum, &masks);
	cips_tables_take_mask(&sides->a.rows, NULL, masks.both, mask);
	side_masks_release(&masks);
	if (!out || !minimum)
		return mask;
	cips_tables_guard_scores(&sides->a.frame, &sides->a.rows, &out->a.frame, &out->a.rows, of_a,
		scoring, minimum, mask);
	if (b)
		cips_tables_guard_scores(&sides->b.frame, &sides->b.rows, &out->b.frame,
			&out->b.rows, &sides->b.columns.list[column], scoring, minimum, mask);
	return mask;
}

/* --- the design ------------------------------------------------------------------------------ */

/* The precision of the differences of a column, by row; NULL without a design. The caller frees it. */
static struct cips_precision *precision_of(const struct cips_sides *sides,
	const struct cips_scores *a, const struct cips_scores *b, bool units)
{
	const struct cips_side *side_a = &sides->a, *side_b = &sides->b;
	if (!cips_tables_designed(&side_a->strata))
		return NULL;
	if (units || sides->kind == CIPS_GAP_ITEM)
		return cips_tables_strata_precision(
			&side_a->strata, &side_a->frame, &side_a->rows, a, units ? NULL : b, units);
	/* two samples */
	struct cips_precision *precision = cips_tables_strata_precision(
		&side_a->strata, &side_a->frame, &side_a->rows, a, NULL, false);
	struct cips_precision *other = cips_tables_strata_precision(
		&side_b->strata, &side_b->frame, &side_b->rows, b, NULL, false);
	for (size_t r = 0; r < side_a->rows.n; r++) {
		precision[r].variance += other[r].variance;
		precision[r].df += other[r].df;
	}
	free(other);
	return precision;
}

/* --- one column ----------------------------------------------------------------------------- */

static void compare_column(const struct cips_sides *sides, const struct cips_sides *out,
	const struct cips_scoring *scoring, size_t minimum, const struct side_masks *rows,
	struct cips_comparisons *all, size_t column)
{
	bool units = sides->kind == CIPS_GAP_UNITS;
	bool weighted = sides->a.frame.weight || (!units && sides->b.frame.weight);
	struct scored_side scored_a, scored_b = {0};
	score_side(&sides->a, column, scoring, &scored_a);
	if (!units)
		score_side(&sides->b, column, scoring, &scored_b);
	unsigned char *mask = mask_column(sides, out, &scored_a, units ? NULL : &scored_b, scoring,
		minimum, all, rows, column);
	const struct cips_scores a = scored_a.scores, b = scored_b.scores;
	struct cips_precision *precision = precision_of(sides, &a, &b, units);

	for (size_t r = 0; r < all->rows; r++) {
		struct cips_comparison *c = cips_comparison_at(all, r, column);
		c->comparable = sides->a.columns.list[column].n > 0;
		c->a = a.moments[r];
		c->b = units ? a.rest[r] : b.moments[r];
		c->whole = a.moments[0].mean;
		c->hidden = mask[r] != 0 || (minimum && c->b.n > 0 && c->b.n < minimum) ||
			cips_tables_dominated(c->b.largest_w, c->b.sum_w, minimum);
		c->difference = precision ? cips_stats_difference_with(&c->a, &c->b, &precision[r])
					  : cips_stats_difference(&c->a, &c->b, weighted);
		c->ranks.reason = CIPS_REASON_WEIGHTED;
		size_t least = cips_tables_least_for_a_test(minimum);
		c->tested = !c->hidden && c->a.n >= least && c->b.n >= least &&
			c->difference.reason == CIPS_REASON_NONE;
		c->same_as = -1;
		int parent = sides->a.rows.rows[r].parent;
		if (parent >= 0 && c->a.n == a.moments[parent].n &&
			(units || c->b.n == b.moments[parent].n))
			c->same_as = parent;
	}
	/* ranks know of no weights, and of no strata */
	if (scoring->rule == CIPS_RULE_RESPONDENT && !weighted && !precision) {
		if (units)
			rank_units(&sides->a, &a, all, column);
		else
			rank_sides(sides, &a, &b, all, column);
	}
	free(mask);
	free(precision);
	scored_side_release(&scored_a);
	scored_side_release(&scored_b);
}

/* --- families ------------------------------------------------------------------------------- */

/* The rows [first, last) and columns [left, right) as one family; returns its size. */
static size_t adjust_family(struct cips_comparisons *all, enum cips_adjust method, size_t first,
	size_t last, size_t left, size_t right)
{
	size_t m = 0, cells = (last - first) * (right - left);
	double *p = cips_malloc((cells + 1) * sizeof *p);
	struct cips_comparison **members = cips_malloc((cells + 1) * sizeof *members);
	for (size_t r = first; r < last; r++)
		for (size_t k = left; k < right; k++) {
			struct cips_comparison *c = cips_comparison_at(all, r, k);
			bool copy = c->same_as >= (int)first &&
				cips_comparison_at(all, (size_t)c->same_as, k)->tested;
			if (!c->tested || copy)
				continue;
			members[m] = c;
			p[m++] = c->difference.p;
		}
	cips_stats_adjust(method, p, m, p);
	for (size_t i = 0; i < m; i++)
		members[i]->p_adjusted = p[i];
	for (size_t r = first; r < last; r++)
		for (size_t k = left; k < right; k++) {
			struct cips_comparison *c = cips_comparison_at(all, r, k);
			if (c->tested && c->same_as >= (int)first &&
				cips_comparison_at(all, (size_t)c->same_as, k)->tested)
				c->p_adjusted =
					cips_comparison_at(all, (size_t)c->same_as, k)->p_adjusted;
		}
	free(p);
	free(members);
	return m;
}

static size_t adjust_rows(struct cips_comparisons *all, enum cips_adjust method, bool family_column,
	size_t first, size_t last)
{
	if (!family_column)
		return adjust_family(all, method, first, last, 0, all->columns);
	size_t m = 0;
	for (size_t k = 0; k < all->columns; k++)
		m += adjust_family(all, method, first, last, k, k + 1);
	return m;
}

void cips_tables_compare(const struct cips_sides *sides, const struct cips_sides *out,
	const struct cips_scoring *scoring, size_t minimum, enum cips_adjust adjust,
	bool family_column, struct cips_comparisons *comparisons)
{
	*comparisons =
		(struct cips_comparisons){.rows = sides->a.rows.n, .columns = sides->a.columns.n};
	comparisons->list =
		cips_calloc(comparisons->rows * comparisons->columns, sizeof *comparisons->list);
	comparisons->row_mask = cips_calloc(comparisons->rows, 1);
	struct side_masks rows = mask_rows(sides, minimum);
	cips_tables_take_mask(&sides->a.rows, NULL, rows.both, comparisons->row_mask);
	guard_people(sides, out, minimum, comparisons->row_mask);
	for (size_t k = 0; k < comparisons->columns; k++)
		compare_column(sides, out, scoring, minimum, &rows, comparisons, k);
	side_masks_release(&rows);

	/* the whole is the first row when there are others */
	size_t first = comparisons->rows > 1;
	if (first)
		comparisons->whole = adjust_rows(comparisons, adjust, family_column, 0, 1);
	comparisons->family =
		adjust_rows(comparisons, adjust, family_column, first, comparisons->rows);
	for (size_t i = 0; i < comparisons->rows * comparisons->columns; i++) {
		struct cips_comparison *c = &comparisons->list[i];
		c->gap_class = c->tested
			? cips_stats_gap_class(&c->difference, c->p_adjusted, scoring->scale)
			: CIPS_GAP_NOT_TESTED;
	}
}
