/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exact test of a table with fixed margins: all tables one after the other, or a sample.
 *
 * The probability of a table is prod(row!) prod(column!) / (n! prod(cell!)): for one set of margins
 * only sum log(cell!) differs between tables, and a table is as rare as the observed one when that
 * sum is as large.
 */
#include "stats/contingency.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_gamma.h>

#include "base/arena.h"
#include "base/err.h"

/* log(1 + 1e-7): tables that are equally probable on paper may differ by rounding. */
static const double tie = 1e-7;

/* The margins as whole numbers, with the longer side down. */
struct margins {
	size_t rows;
	size_t columns;
	size_t *row;
	size_t *column;
	size_t n;
	double *log_factorial; /* 0...n */
	double observed;       /* sum log(cell!) */
};

static size_t whole(double count)
{
	assert(count >= 0 && count < 1e9);
	return (size_t)(count + 0.5);
}

static struct margins margins_of(const struct cips_contingency *t)
{
	bool turn = t->columns > t->rows;
	struct margins m = {.rows = turn ? t->columns : t->rows,
		.columns = turn ? t->rows : t->columns,
		.n = whole(t->n)};

	m.row = cips_calloc(m.rows, sizeof(*m.row));
	m.column = cips_calloc(m.columns, sizeof(*m.column));
	m.log_factorial = cips_calloc(m.n + 1, sizeof(*m.log_factorial));
	for (size_t r = 0; r < m.rows; r++)
		m.row[r] = whole(turn ? t->column[r] : t->row[r]);
	for (size_t c = 0; c < m.columns; c++)
		m.column[c] = whole(turn ? t->row[c] : t->column[c]);
	for (size_t i = 2; i <= m.n; i++)
		m.log_factorial[i] = gsl_sf_lngamma((double)i + 1);
	for (size_t i = 0; i < t->rows * t->columns; i++)
		m.observed += m.log_factorial[whole(t->cell[i])];
	return m;
}

static void margins_release(struct margins *m)
{
	free(m->row);
	free(m->column);
	free(m->log_factorial);
}

static bool as_rare(const struct margins *m, double sum)
{
	return sum >= m->observed - tie;
}

/* --- all tables ----------------------------------------------------------------------------- */

struct walk {
	const struct margins *margins;
	size_t *left; /* of each column */
	double constant;
	size_t steps; /* that are left */
	double p;
};

static bool walk_row(struct walk *walk, size_t row, double sum);

/*
 * Fills row `row` from column `column` on with `people`; false when the steps are used up. The last
 * row takes what is left.
 */
static bool walk_cell(struct walk *walk, size_t row, size_t column, size_t people, double sum)
{
	const struct margins *m = walk->margins;
	size_t room = walk->left[column];

	if (walk->steps-- == 0) {
		walk->steps = 0;
		return false;
	}
	if (column + 1 == m->columns) {
		if (people > room)
			return true;
		walk->left[column] -= people;
		bool went = walk_row(walk, row + 1, sum + m->log_factorial[people]);

		walk->left[column] += people;
		return went;
	}
	size_t most = people < room ? people : room;

	for (size_t x = 0; x <= most; x++) {
		walk->left[column] = room - x;
		bool went = walk_cell(walk, row, column + 1, people - x, sum + m->log_factorial[x]);

		walk->left[column] = room;
		if (!went)
			return false;
	}
	return true;
}

static bool walk_row(struct walk *walk, size_t row, double sum)
{
	const struct margins *m = walk->margins;

	if (row + 1 < m->rows)
		return walk_cell(walk, row, 0, m->row[row], sum);
	for (size_t c = 0; c < m->columns; c++)
		sum += m->log_factorial[walk->left[c]];
	if (as_rare(m, sum))
		walk->p += exp(walk->constant - sum);
	return true;
}

static bool enumerate(const struct margins *m, size_t limit, double *p)
{
	struct walk walk = {.margins = m, .steps = limit};

	walk.left = cips_calloc(m->columns, sizeof(*walk.left));
	for (size_t c = 0; c < m->columns; c++) {
		walk.left[c] = m->column[c];
		walk.constant += m->log_factorial[m->column[c]];
	}
	for (size_t r = 0; r < m->rows; r++)
		walk.constant += m->log_factorial[m->row[r]];
	walk.constant -= m->log_factorial[m->n];
	bool went = walk_row(&walk, 0, 0);

	*p = fmin(walk.p, 1);
	free(walk.left);
	return went;
}

/* --- a sample of tables --------------------------------------------------------------------- */

/* A cell being drawn: `people` of a row take some of `left` places, of which `room` are its own. */
struct urn {
	size_t people;
	size_t room;
	size_t left;
};

/* The hypergeometric probability of x in the cell. */
static double chance(const struct margins *m, struct urn urn, size_t x)
{
	const double *f = m->log_factorial;
	size_t others = urn.left - urn.room;

	return exp(f[urn.room] - f[x] - f[urn.room - x] + f[others] - f[urn.people - x] -
		f[others + x - urn.people] + f[urn.people] + f[urn.left - urn.people] -
		f[urn.left]);
}

/* P(x + 1) / P(x). */
static double ahead(struct urn urn, size_t x)
{
	double others = (double)(urn.left - urn.room), people = (double)urn.people, at = (double)x;

	return (people - at) * ((double)urn.room - at) / ((at + 1) * (others - people + at + 1));
}

/* Takes the values from the mode outwards, until their probabilities have used up `u` of (0, 1). */
static size_t draw_cell(const struct margins *m, struct urn urn, double u)
{
	size_t others = urn.left - urn.room;
	size_t least = urn.people > others ? urn.people - others : 0;
	size_t most = urn.people < urn.room ? urn.people : urn.room;
	size_t mode = (size_t)(((double)urn.people + 1) * ((double)urn.room + 1) /
		((double)urn.left + 2));

	mode = mode < least ? least : mode > most ? most : mode;
	double above = chance(m, urn, mode), below = above;

	u -= above;
	for (size_t up = mode, down = mode; u > 0 && (up < most || down > least);) {
		if (up < most) {
			above *= ahead(urn, up++);
			u -= above;
			if (u <= 0)
				return up;
		}
		if (down > least) {
			below /= ahead(urn, --down);
			u -= below;
			if (u <= 0)
				return down;
		}
	}
	return mode;
}

/*
 * A table with the margins, as likely as its probability: cell by cell from what the cells before
 * have left (Patefield 1981). `room` is overwritten. Returns its sum log(cell!).
 */
static double draw_table(const struct margins *m, const gsl_rng *random, size_t *room)
{
	size_t total = m->n;
	double sum = 0;

	for (size_t c = 0; c < m->columns; c++)
		room[c] = m->column[c];
	for (size_t r = 0; r + 1 < m->rows; r++) {
		struct urn urn = {.people = m->row[r], .left = total};

		for (size_t c = 0; c < m->columns && urn.people > 0; c++) {
			urn.room = room[c];
			size_t x = draw_cell(m, urn, gsl_rng_uniform_pos(random));

			urn.left -= room[c];
			urn.people -= x;
			room[c] -= x;
			sum += m->log_factorial[x];
		}
		total -= m->row[r];
	}
	for (size_t c = 0; c < m->columns; c++)
		sum += m->log_factorial[room[c]];
	return sum;
}

/*
 * The p in (low, high) at which `more` of `tables` or more of them have a probability of `level`:
 * halving, because GSL's quantile of the beta distribution does not always converge.
 */
static double solve(size_t more, size_t tables, double level)
{
	double a = (double)more, b = (double)(tables - more) + 1, low = 0, high = 1;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (gsl_cdf_beta_P(middle, a, b) < level)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

/* Clopper and Pearson: so many or more, so many or fewer of them have a probability of .005. */
static void interval(size_t rare, size_t tables, double *low, double *high)
{
	*low = rare ? solve(rare, tables, 0.005) : 0;
	*high = rare < tables ? solve(rare + 1, tables, 0.995) : 1;
}

static void simulate(const struct margins *m, struct cips_exact *result)
{
	size_t *room = cips_calloc(m->columns, sizeof(*room));
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t rare = 0;

	if (!random)
		cips_out_of_memory(sizeof(*random));
	gsl_rng_set(random, result->seed);
	for (size_t i = 0; i < result->tables; i++)
		rare += as_rare(m, draw_table(m, random, room));
	result->simulated = true;
	result->p = (1 + (double)rare) / (1 + (double)result->tables);
	interval(rare, result->tables, &result->low, &result->high);
	gsl_rng_free(random);
	free(room);
}

struct cips_exact cips_stats_exact(
	const struct cips_contingency *t, size_t limit, size_t tables, unsigned long seed)
{
	struct cips_exact result = {
		.reason = cips_stats_untestable(t), .tables = tables, .seed = seed};

	if (result.reason != CIPS_REASON_NONE)
		return result;
	struct margins m = margins_of(t);

	if (!enumerate(&m, limit, &result.p))
		simulate(&m, &result);
	margins_release(&m);
	return result;
}
