/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What several lines of a table in layers tell together.
 *
 * Whatever sums of cells that show somebody takes, and subtracts from each other, what he gets rests
 * on nobody, or
 *
 *  1. on more people than the minimum where some of them are in a cell under it: one of these can take
 *     himself away;
 *  2. on people who are not alike: there are two at least who have another value;
 *  3. not on a cell alone that is large, and hidden for a reason of its own, nor on that and one person
 *     who is alone in another cell and takes himself away.
 *
 * A cell is looked at by itself: rule 1 holds where enough people can be exchanged with other cells
 * unseen (exchange.h); rule 2 where those two can; rule 3 where as much can with people outside the
 * cell.
 */
#include "tables/exchange.h"

#include "disclosure/mask.h"

#include <assert.h>
#include <stdlib.h>

#define NOTHING ((size_t)-1)

enum { NOT_FEW = 1, NOT_ALIKE = 2, NOT_ALONE = 4 }; /* what is safe of a cell */

/* More people than may be left out of those who are alike. */
enum { OTHERS = 2 };

struct search {
	struct grid *grid;
	size_t minimum;
	struct exchange *exchange; /* NULL: nothing was asked so far */
	size_t hide;		   /* the smallest cell that should be; NOTHING: none */
	size_t *in_row, *in_layer; /* the last cell of each that is safe; NOTHING: none */
};

static size_t at_most(size_t n, size_t limit)
{
	return n < limit ? n : limit;
}

/* Whether that can be exchanged; or takes note of what must be hidden. */
static bool can_exchange(
	struct search *search, size_t cell, size_t need, weigh_cell *weigh, const void *context)
{
	const size_t *base = search->grid->base;
	size_t culprit = NOTHING;
	if (!search->exchange)
		search->exchange = cips_tables_exchange_new(search->grid);
	if (cips_tables_exchange(search->exchange, cell, need, weigh, context, &culprit))
		return true;
	assert(culprit != NOTHING);
	if (search->hide == NOTHING || base[culprit] < base[search->hide] ||
		(base[culprit] == base[search->hide] && culprit > search->hide))
		search->hide = culprit;
	return false;
}

/* --- few ---------------------------------------------------------------------------------------- */

static size_t people_in(const struct grid *grid, size_t cell, const void *context)
{
	(void)context;
	return grid->base[cell];
}

static bool is_not_few(struct search *search, size_t cell)
{
	size_t people = search->grid->base[cell];
	return people >= search->minimum ||
		can_exchange(search, cell, search->minimum + 1 - people, people_in, NULL);
}

/* --- alike -------------------------------------------------------------------------------------- */

/* How many people of a cell have another value, as far as that matters. */
static size_t others_in(const struct grid *grid, size_t cell, const void *context)
{
	const struct cips_extremes *said = &grid->said[cell];
	double value = *(const double *)context;
	size_t others = said->n;
	if (value - said->low <= CIPS_EXTREMES_ROUNDING &&
		said->low - value <= CIPS_EXTREMES_ROUNDING)
		others = said->n - said->n_low;
	else if (value - said->high <= CIPS_EXTREMES_ROUNDING &&
		said->high - value <= CIPS_EXTREMES_ROUNDING)
		others = said->n - said->n_high;
	return at_most(others, OTHERS);
}

static bool has_others(struct search *search, size_t cell, double value)
{
	size_t others = others_in(search->grid, cell, &value);
	return others == OTHERS || can_exchange(search, cell, OTHERS - others, others_in, &value);
}

static bool is_not_alike(struct search *search, size_t cell)
{
	if (!search->grid->said)
		return true;
	const struct cips_extremes *said = &search->grid->said[cell];
	bool low = has_others(search, cell, said->low), high = has_others(search, cell, said->high);
	return low && high;
}

/* --- alone -------------------------------------------------------------------------------------- */

static bool lies_in(const struct axis *axis, size_t group, size_t outer)
{
	while (group > 0 && group != outer)
		group = (size_t)axis->parent[group];
	return group == outer;
}

/* Whether a cell is within another one. */
static bool cell_lies_in(const struct grid *grid, size_t cell, size_t outer)
{
	size_t width = grid->rows.n;
	return lies_in(&grid->rows, cell % width, outer % width) &&
		lies_in(&grid->layers, cell / width, outer / width);
}

static size_t people_outside(const struct grid *grid, size_t cell, const void *context)
{
	return cell_lies_in(grid, cell, *(const size_t *)context)
		? 0
		: at_most(grid->base[cell], OTHERS);
}

static bool is_atom(const struct grid *grid, size_t cell)
{
	return cips_tables_is_leaf(&grid->rows, cell % grid->rows.n) &&
		cips_tables_is_leaf(&grid->layers, cell / grid->rows.n);
}

/* One of the cells in it that goes with others is enough. */
static bool is_not_alone(struct search *search, size_t cell)
{
	size_t hide = search->hide;
	for (size_t c = cell; c < search->grid->rows.n * search->grid->layers.n; c++)
		if (search->grid->base[c] && is_atom(search->grid, c) &&
			cell_lies_in(search->grid, c, cell) &&
			can_exchange(search, c, OTHERS, people_outside, &cell)) {
			search->hide = hide;
			return true;
		}
	return false;
}

/* --- cells that go together --------------------------------------------------------------------- */

/* The last safe cell in the row of a cell, or in its layer, that goes with it; NOTHING: none. */
static size_t peer_of(struct search *search, size_t cell)
{
	size_t width = search->grid->rows.n;
	size_t last[2] = {search->in_row[cell % width], search->in_layer[cell / width]};
	for (int i = 0; i < 2 && search->exchange; i++)
		if (last[i] != NOTHING &&
			cips_tables_exchange_same(search->exchange, cell, last[i]))
			return last[i];
	return NOTHING;
}

static bool say_the_same(const struct grid *grid, size_t a, size_t b)
{
	return !grid->said ||
		(grid->said[a].low == grid->said[b].low &&
			grid->said[a].high == grid->said[b].high);
}

/* --- all of it ---------------------------------------------------------------------------------- */

static bool is_secret(const struct grid *grid, size_t cell, size_t minimum)
{
	return grid->mask[cell] == CIPS_MASK_SMALL && grid->base[cell] >= minimum;
}

static void look_at_atom(struct search *search, size_t cell)
{
	const struct grid *grid = search->grid;
	unsigned char *safe = &grid->safe[cell];
	size_t peer = peer_of(search, cell);
	if (!(*safe & NOT_FEW) && (peer != NOTHING || is_not_few(search, cell)))
		*safe |= NOT_FEW;
	bool same = peer != NOTHING && say_the_same(grid, cell, peer);
	if (!(*safe & NOT_ALIKE) && (same || is_not_alike(search, cell)))
		*safe |= NOT_ALIKE;
	if ((*safe & NOT_FEW) && (*safe & NOT_ALIKE))
		search->in_row[cell % grid->rows.n] = search->in_layer[cell / grid->rows.n] = cell;
}

static void look_at(struct search *search, size_t cell)
{
	const struct grid *grid = search->grid;
	unsigned char *safe = &grid->safe[cell];
	if (!grid->base[cell] || cips_tables_cell_shows(grid, cell))
		return;
	if (is_atom(grid, cell))
		look_at_atom(search, cell);
	if (!(*safe & NOT_ALONE) && is_secret(grid, cell, search->minimum) &&
		is_not_alone(search, cell))
		*safe |= NOT_ALONE;
}

static size_t *no_cells(size_t n)
{
	size_t *cells = cips_malloc(n * sizeof *cells);
	for (size_t i = 0; i < n; i++)
		cells[i] = NOTHING;
	return cells;
}

/*
 * All cells are looked at before one is hidden, and the smallest one is that would help any of them:
 * so that it does not depend on the order of cells that nobody can tell from each other.
 */
bool cips_tables_protect_sums(struct grid *grid, size_t minimum)
{
	if (grid->rows.n == 1 || grid->layers.n == 1)
		return false; /* one line */
	struct search search = {.grid = grid,
		.minimum = minimum,
		.hide = NOTHING,
		.in_row = no_cells(grid->rows.n),
		.in_layer = no_cells(grid->layers.n)};
	for (size_t cell = 0; cell < grid->rows.n * grid->layers.n; cell++)
		look_at(&search, cell);
	cips_tables_exchange_free(search.exchange);
	free(search.in_row);
	free(search.in_layer);
	if (search.hide == NOTHING)
		return false;
	grid->mask[search.hide] = CIPS_MASK_COMPLEMENT;
	return true;
}
