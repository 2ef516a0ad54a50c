/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "disclosure/moves.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define NOBODY ((size_t)-1) /* a move without a second group on an axis */

/* A person in a margin that is hidden counts as so many. */
enum { MARGIN = 10 };

/* Partners that are tried first on each axis, without layers and with them. */
enum { PARTNERS_FLAT = 24, PARTNERS_LAYERED = 8 };

/* Groups that contain one atom of a move and not the other. */
struct side {
	size_t n;
	size_t *group;
	bool *gains;
};

struct move {
	size_t from[AXES]; /* the atoms of the cell that gains */
	size_t to[AXES];   /* their partners, or NOBODY */
	bool straight;	   /* people go from one cell to the other, and no way back */
	size_t cost;	   /* people in the cells that it hides */
	size_t gain;	   /* people who can move */
};

/*
 * What it costs to hide a cell: its people, and those of a margin many times, since a table without
 * its margins says little.
 */
static size_t cost_of(const struct table *t, const size_t group[AXES], size_t cell)
{
	size_t cost = t->base[cell];

	if (t->hidden[cell] != CIPS_MASK_SHOWN || !is_printed(t, group))
		return 0;
	for (int k = 0; k < AXES; k++)
		if (t->axis[k].n > 1 && group[k] == 0)
			cost *= MARGIN;
	return cost;
}

/* --- moves ---------------------------------------------------------------------------------- */

static void new_sides(const struct table *t, struct side sides[AXES])
{
	for (int k = 0; k < AXES; k++) {
		sides[k].group = cips_calloc(2 * t->axis[k].n, sizeof(*sides[k].group));
		sides[k].gains = cips_calloc(2 * t->axis[k].n, sizeof(*sides[k].gains));
	}
}

static void free_sides(struct side sides[AXES])
{
	for (int k = 0; k < AXES; k++) {
		free(sides[k].group);
		free(sides[k].gains);
	}
}

/* From the two atoms upwards to where they meet; from the one to the root when it is alone. */
static void part(const struct axis *axis, size_t from, size_t to, struct side *side)
{
	long a = (long)from, b = to == NOBODY ? -1 : (long)to;

	side->n = 0;
	while (a != b) {
		bool up = a >= 0 && (b < 0 || axis->depth[a] >= axis->depth[b]);
		long *lower = up ? &a : &b;

		side->group[side->n] = (size_t)*lower;
		side->gains[side->n++] = up;
		*lower = axis->parent[*lower];
	}
}

/* Whether a cell is the target or within it: it may be empty, and more people come into it. */
static bool within(const struct table *t, const size_t group[AXES], const size_t target[AXES])
{
	for (int k = 0; k < AXES; k++)
		if (!contains(&t->axis[k], target[k], group[k]))
			return false;
	return true;
}

/* A function of a cell that a move touches; false ends the walk. */
typedef bool touch(struct table *t, struct move *move, const size_t group[AXES], bool gains,
	const void *context);

/* The cells that hold the atoms `in` and not the atoms `out`. */
static bool walk_up(struct table *t, struct move *move, const size_t in[AXES],
	const size_t out[AXES], bool gains, touch *visit, const void *context)
{
	long i, j, k;

	for (i = (long)in[0]; i >= 0; i = t->axis[0].parent[i])
		for (j = (long)in[1]; j >= 0; j = t->axis[1].parent[j])
			for (k = (long)in[2]; k >= 0; k = t->axis[2].parent[k]) {
				size_t group[AXES] = {(size_t)i, (size_t)j, (size_t)k};

				if (!within(t, out, group) &&
					!visit(t, move, group, gains, context))
					return false;
			}
	return true;
}

static bool walk(struct table *t, struct move *move, struct side sides[AXES], touch *visit,
	const void *context)
{
	size_t group[AXES];

	if (move->straight)
		return walk_up(t, move, move->from, move->to, true, visit, context) &&
			walk_up(t, move, move->to, move->from, false, visit, context);
	for (int k = 0; k < AXES; k++)
		part(&t->axis[k], move->from[k], move->to[k], &sides[k]);
	for (size_t i = 0; i < sides[0].n; i++)
		for (size_t j = 0; j < sides[1].n; j++)
			for (size_t k = 0; k < sides[2].n; k++) {
				bool gains =
					sides[0].gains[i] ^ sides[1].gains[j] ^ sides[2].gains[k];

				group[0] = sides[0].group[i];
				group[1] = sides[1].group[j];
				group[2] = sides[2].group[k];
				if (!visit(t, move, group, gains, context))
					return false;
			}
	return true;
}

/* What a move is compared with: the target, and the cheapest so far. */
struct search {
	size_t target[AXES];
	size_t need;
	struct move best;
	bool found;
};

/* Whether it hides fewer people per person moved; of equals the one that moves more. */
static bool is_better(const struct search *search, const struct move *move)
{
	double cost = (double)move->cost * (double)search->best.gain;
	double best = (double)search->best.cost * (double)move->gain;

	if (!search->found)
		return true;
	return cost < best || (cost <= best && move->gain > search->best.gain);
}

/* Whether a move can only turn out worse: it costs so much and moves so few, or more and fewer. */
static bool is_hopeless(const struct search *search, size_t cost, size_t gain)
{
	return search->found &&
		(double)cost * (double)search->best.gain > (double)search->best.cost * (double)gain;
}

/* Adds up what a move costs and how far it goes; false as soon as it is impossible, or hopeless. */
static bool weigh(struct table *t, struct move *move, const size_t group[AXES], bool gains,
	const void *context)
{
	const struct search *search = context;
	size_t cell = at(t, group);

	/* people may come into an empty cell where nobody can see that it is empty */
	if (t->base[cell] == 0 && !within(t, group, search->target) &&
		t->hidden[cell] == CIPS_MASK_SHOWN)
		return false;
	if (!gains) {
		size_t most = t->world[cell] > 0 ? t->world[cell] - 1 : 0;

		move->gain = most < move->gain ? most : move->gain;
	}
	move->cost += cost_of(t, group, cell);
	return move->gain > 0 && !is_hopeless(search, move->cost, move->gain);
}

static bool carry_out(struct table *t, struct move *move, const size_t group[AXES], bool gains,
	const void *context)
{
	size_t cell = at(t, group);

	(void)context;
	if (t->n_touched == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->touched = cips_realloc(t->touched, t->room, sizeof(*t->touched));
	}
	t->touched[t->n_touched++] = cell;
	t->world[cell] = gains ? t->world[cell] + move->gain : t->world[cell] - move->gain;
	if (t->hidden[cell] == CIPS_MASK_SHOWN && is_printed(t, group))
		t->hidden[cell] = CIPS_MASK_COMPLEMENT;
	if (t->world[cell] >= t->minimum)
		t->safe[cell] = true;
	return true;
}

/* --- partners ------------------------------------------------------------------------------- */

struct partner {
	size_t atom;
	size_t cost;
	size_t room;
};

static int by_cost(const void *left, const void *right)
{
	const struct partner *a = left;
	const struct partner *b = right;

	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	if (a->room != b->room)
		return a->room > b->room ? -1 : 1;
	return (a->atom > b->atom) - (a->atom < b->atom);
}

/* Puts the cheapest of a list in front, in their order, and whatever is left behind them. */
static void sort_first(struct partner *list, size_t n, size_t most)
{
	if (n <= most) {
		qsort(list, n, sizeof(*list), by_cost);
		return;
	}
	qsort(list, most, sizeof(*list), by_cost);
	for (size_t i = most; i < n; i++) {
		struct partner moved = list[i];
		size_t to = most;

		if (by_cost(&moved, &list[most - 1]) >= 0)
			continue;
		list[i] = list[most - 1];
		while (--to > 0 && by_cost(&moved, &list[to - 1]) < 0)
			list[to] = list[to - 1];
		list[to] = moved;
	}
}

/*
 * The atoms of an axis that are outside the target and can give people to it, and in front of them
 * NOBODY; returns how many.
 */
static size_t find_partners(const struct table *t, const struct search *search,
	const size_t from[AXES], int along, struct partner *list)
{
	const struct axis *axis = &t->axis[along];
	size_t n = 1, group[AXES];

	list[0] = (struct partner){.atom = NOBODY};
	memcpy(group, from, sizeof(group));
	for (size_t atom = 0; atom < axis->n; atom++) {
		group[along] = atom;
		size_t cell = at(t, group);

		/* where the target is empty its neighbours may be so, but for the one axis */
		if (!axis->atom[atom] || contains(axis, search->target[along], atom))
			continue;
		if (t->world[cell] < 2)
			continue;
		list[n++] = (struct partner){atom, cost_of(t, group, cell), t->world[cell]};
	}
	return n;
}

/* Keeps a move that is possible and better than the best so far. */
static void consider(
	struct table *t, struct search *search, struct move *move, struct side sides[AXES])
{
	if (!walk(t, move, sides, weigh, search) || !is_better(search, move))
		return;
	search->best = *move;
	search->found = true;
}

/* Whether no move with a partner, or with any that costs more, can be the best one. */
static bool is_too_dear(const struct search *search, const struct partner *partner)
{
	return is_hopeless(search, partner->cost, search->need);
}

/* Tries all moves with the first `most` partners of each axis, which come by their cost. */
static void try_partners(struct table *t, struct search *search, const size_t from[AXES],
	struct side sides[AXES], struct partner *const lists[AXES], const size_t n[AXES],
	size_t most)
{
	struct move move;
	size_t i[AXES];

	for (i[0] = 0; i[0] < n[0] && i[0] <= most; i[0]++) {
		if (is_too_dear(search, &lists[0][i[0]]))
			break;
		for (i[1] = 0; i[1] < n[1] && i[1] <= most; i[1]++) {
			if (is_too_dear(search, &lists[1][i[1]]))
				break;
			for (i[2] = 0; i[2] < n[2] && i[2] <= most; i[2]++) {
				if (is_too_dear(search, &lists[2][i[2]]))
					break;
				if (i[0] + i[1] + i[2] == 0)
					continue; /* it would change the number of all people */
				move = (struct move){.gain = search->need};
				for (int k = 0; k < AXES; k++) {
					move.from[k] = from[k];
					move.to[k] = lists[k][i[k]].atom;
				}
				consider(t, search, &move, sides);
			}
		}
	}
}

static bool is_layered(const struct table *t)
{
	for (int k = 0; k < AXES; k++)
		if (t->axis[k].n == 1)
			return false;
	return true;
}

static void find_move(
	struct table *t, struct search *search, const size_t from[AXES], struct side sides[AXES])
{
	struct partner *lists[AXES];
	size_t n[AXES];

	size_t most = is_layered(t) ? PARTNERS_LAYERED : PARTNERS_FLAT;

	for (int k = 0; k < AXES; k++) {
		lists[k] = cips_calloc(t->axis[k].n + 1, sizeof(*lists[k]));
		n[k] = find_partners(t, search, from, k, lists[k]);
		sort_first(lists[k] + 1, n[k] - 1, most);
	}
	try_partners(t, search, from, sides, lists, n, most);
	if (!search->found) {
		for (int k = 0; k < AXES; k++)
			qsort(lists[k] + 1, n[k] - 1, sizeof(*lists[k]), by_cost);
		try_partners(t, search, from, sides, lists, n, t->size);
	}
	for (int k = 0; k < AXES; k++)
		free(lists[k]);
}

/* The last resort: people from any cell of atoms outside the target, and sums of both are hidden.
 */
static void find_straight(
	struct table *t, struct search *search, const size_t from[AXES], struct side sides[AXES])
{
	struct move move;

	for (size_t cell = 0; cell < t->size; cell++) {
		bool atoms = t->world[cell] >= 2;

		move = (struct move){.gain = search->need, .straight = true};
		memcpy(move.from, from, sizeof(move.from));
		groups_of(t, cell, move.to);
		for (int k = 0; k < AXES && atoms; k++)
			atoms = t->axis[k].atom[move.to[k]];
		if (atoms && !within(t, move.to, search->target))
			consider(t, search, &move, sides);
	}
}

/* --- targets -------------------------------------------------------------------------------- */

static bool is_atom_within(const struct axis *axis, size_t atom, size_t target)
{
	return axis->atom[atom] && contains(axis, target, atom);
}

/* The cells of atoms within the target, those of most people first; the caller frees the list. */
static struct partner *atoms_within(const struct table *t, const size_t target[AXES], size_t *n)
{
	struct partner *list = NULL;
	size_t group[AXES], room = 0;

	*n = 0;
	for (group[0] = 0; group[0] < t->axis[0].n; group[0]++) {
		if (!is_atom_within(&t->axis[0], group[0], target[0]))
			continue;
		for (group[1] = 0; group[1] < t->axis[1].n; group[1]++) {
			if (!is_atom_within(&t->axis[1], group[1], target[1]))
				continue;
			for (group[2] = 0; group[2] < t->axis[2].n; group[2]++) {
				if (!is_atom_within(&t->axis[2], group[2], target[2]))
					continue;
				if (*n == room) {
					room = room ? 2 * room : 16;
					list = cips_realloc(list, room, sizeof(*list));
				}
				list[(*n)++] =
					(struct partner){at(t, group), 0, t->base[at(t, group)]};
			}
		}
	}
	qsort(list, *n, sizeof(*list), by_cost);
	return list;
}

/* A way to look for the best move into a cell of atoms. */
typedef void find(
	struct table *t, struct search *search, const size_t from[AXES], struct side sides[AXES]);

/* Moves people into one cell of atoms, until as many are there as the search needs or can find. */
static void move_into(
	struct table *t, struct search *search, size_t cell, struct side sides[AXES], find *look)
{
	size_t from[AXES];

	groups_of(t, cell, from);
	while (search->need > 0) {
		search->found = false;
		look(t, search, from, sides);
		if (!search->found)
			return;
		walk(t, &search->best, sides, carry_out, NULL);
		search->need -= search->best.gain;
	}
}

bool cips_disclosure_move_into(struct table *t, const size_t target[AXES], size_t need)
{
	struct search search = {.need = need};
	struct side sides[AXES];
	size_t n;
	struct partner *atoms = atoms_within(t, target, &n);

	memcpy(search.target, target, sizeof(search.target));
	new_sides(t, sides);
	for (size_t i = 0; i < n && search.need > 0; i++)
		move_into(t, &search, atoms[i].atom, sides, find_move);
	for (size_t i = 0; i < n && search.need > 0; i++)
		move_into(t, &search, atoms[i].atom, sides, find_straight);
	while (t->n_touched > 0) {
		size_t cell = t->touched[--t->n_touched];

		t->world[cell] = t->base[cell];
	}
	free_sides(sides);
	free(atoms);
	return search.need == 0;
}
