/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mask of a table of counts: small cells are hidden; then, for one of them after the other,
 * moves are looked for that make another table (see cells.h), and what they touch is hidden.
 *
 * Cells are only ever added to the hidden ones, and a move changes hidden cells only: so the other
 * table that was found for a cell stays one while more is hidden for the next, and one pass is
 * enough.
 *
 * The people directly in an inner group get a group of their own behind the others, as in
 * tables/mask.c: nobody prints it, but it is what a group less its children leaves. A group without
 * children, or such a group, is an atom; every table is the sum of its cells of atoms.
 */
#include "disclosure/cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { AXES = CIPS_CELL_AXES };

#define NOBODY ((size_t)-1) /* a move without a second group on an axis */
#define NOTHING ((size_t)-1)

/* A person in a margin that is hidden counts as so many. */
enum { MARGIN = 10 };

/* Partners that are tried first on each axis, without layers and with them. */
enum { PARTNERS_FLAT = 24, PARTNERS_LAYERED = 8 };

struct axis {
	size_t n;     /* with the groups of those directly in inner ones */
	size_t shown; /* without */
	int *parent;
	size_t *depth;
	size_t *leaf; /* of a shown group: where the people directly in it are counted */
	bool *atom;
	bool answers;
};

struct table {
	struct axis axis[AXES];
	size_t size;
	size_t *base;
	size_t *world;	       /* the other table */
	unsigned char *hidden; /* enum cips_mask, of all cells; what nobody prints is SHOWN */
	bool *safe;	       /* the small cells for which there is another table */
	size_t *touched;       /* cells in which the other table differs, some more than once */
	size_t n_touched;
	size_t room;
	size_t minimum;
};

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

static size_t at(const struct table *t, const size_t group[AXES])
{
	return (group[0] * t->axis[1].n + group[1]) * t->axis[2].n + group[2];
}

static void groups_of(const struct table *t, size_t cell, size_t group[AXES])
{
	group[2] = cell % t->axis[2].n;
	group[1] = cell / t->axis[2].n % t->axis[1].n;
	group[0] = cell / t->axis[2].n / t->axis[1].n;
}

static bool is_printed(const struct table *t, const size_t group[AXES])
{
	for (int k = 0; k < AXES; k++)
		if (group[k] >= t->axis[k].shown)
			return false;
	return true;
}

static bool contains(const struct axis *axis, size_t group, size_t inner)
{
	while (axis->depth[inner] > axis->depth[group])
		inner = (size_t)axis->parent[inner];
	return inner == group;
}

static bool is_small(const struct table *t, size_t cell)
{
	return t->base[cell] > 0 && t->base[cell] < t->minimum;
}

/* --- setting up ----------------------------------------------------------------------------- */

static struct axis extend(const struct cips_cell_axis *from)
{
	struct axis axis = {.n = from->n, .shown = from->n, .answers = from->answers};
	bool *inner = cips_calloc(from->n, sizeof(*inner));

	axis.parent = cips_calloc(2 * from->n, sizeof(*axis.parent));
	axis.depth = cips_calloc(2 * from->n, sizeof(*axis.depth));
	axis.leaf = cips_calloc(from->n, sizeof(*axis.leaf));
	axis.atom = cips_calloc(2 * from->n, sizeof(*axis.atom));
	for (size_t g = 0; g < from->n; g++) {
		assert(g == 0 ? from->parent[g] == -1
			      : from->parent[g] >= 0 && from->parent[g] < (int)g);
		axis.parent[g] = from->parent[g];
		if (g)
			inner[from->parent[g]] = true;
	}
	for (size_t g = 0; g < from->n; g++) {
		axis.leaf[g] = inner[g] ? axis.n : g;
		if (inner[g])
			axis.parent[axis.n++] = (int)g;
		axis.atom[axis.leaf[g]] = true;
	}
	for (size_t g = 1; g < axis.n; g++)
		axis.depth[g] = axis.depth[axis.parent[g]] + 1;
	free(inner);
	return axis;
}

/* Adds the cells of each group of one axis to those of its parent; children come behind parents. */
static void roll_up(struct table *t, int along)
{
	for (size_t cell = t->size; cell-- > 0;) {
		size_t group[AXES];

		groups_of(t, cell, group);
		if (group[along] == 0)
			continue;
		size_t count = t->base[cell];

		group[along] = (size_t)t->axis[along].parent[group[along]];
		t->base[at(t, group)] += count;
	}
}

/* Takes the people that are given into the cells of atoms; with `mask` what is hidden goes out. */
static void each_given(struct table *t, const size_t *direct, unsigned char *mask)
{
	size_t group[AXES], given = 0;

	for (group[0] = 0; group[0] < t->axis[0].shown; group[0]++)
		for (group[1] = 0; group[1] < t->axis[1].shown; group[1]++)
			for (group[2] = 0; group[2] < t->axis[2].shown; group[2]++, given++) {
				if (mask) {
					mask[given] = t->hidden[at(t, group)];
					continue;
				}
				size_t leaf[AXES];

				for (int k = 0; k < AXES; k++)
					leaf[k] = t->axis[k].leaf[group[k]];
				t->base[at(t, leaf)] += direct[given];
			}
}

static void set_up(struct table *t, const struct cips_cell_axis axes[AXES], const size_t *direct)
{
	t->size = 1;
	for (int k = 0; k < AXES; k++) {
		t->axis[k] = extend(&axes[k]);
		t->size *= t->axis[k].n;
	}
	t->base = cips_calloc(t->size, sizeof(*t->base));
	t->world = cips_calloc(t->size, sizeof(*t->world));
	t->hidden = cips_calloc(t->size, 1);
	t->safe = cips_calloc(t->size, sizeof(*t->safe));
	each_given(t, direct, NULL);
	for (int k = 0; k < AXES; k++)
		roll_up(t, k);
	memcpy(t->world, t->base, t->size * sizeof(*t->world));
}

static void tear_down(struct table *t)
{
	for (int k = 0; k < AXES; k++) {
		free(t->axis[k].parent);
		free(t->axis[k].depth);
		free(t->axis[k].leaf);
		free(t->axis[k].atom);
	}
	free(t->base);
	free(t->world);
	free(t->hidden);
	free(t->safe);
	free(t->touched);
}

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

/*
 * The atoms of an axis that are outside the target and can give people to it, the cheapest first,
 * and in front of them NOBODY; returns how many.
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
	qsort(list + 1, n - 1, sizeof(*list), by_cost);
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

	for (int k = 0; k < AXES; k++) {
		lists[k] = cips_calloc(t->axis[k].n + 1, sizeof(*lists[k]));
		n[k] = find_partners(t, search, from, k, lists[k]);
	}
	try_partners(
		t, search, from, sides, lists, n, is_layered(t) ? PARTNERS_LAYERED : PARTNERS_FLAT);
	if (!search->found)
		try_partners(t, search, from, sides, lists, n, t->size);
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

/*
 * Looks for another table in which the cell `target` holds `need` people more, and hides what that
 * takes; false where there is none.
 */
static bool protect(struct table *t, const size_t target[AXES], size_t need)
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

/* Hides a cell of people, or of nobody, that is printed. */
static void hide(struct table *t, const size_t group[AXES], enum cips_mask why)
{
	unsigned char *hidden = &t->hidden[at(t, group)];

	if (*hidden == CIPS_MASK_SHOWN && is_printed(t, group))
		*hidden = (unsigned char)why;
}

/* Small cells, and the cells within them. Groups stand behind those that contain them. */
static void hide_small(struct table *t)
{
	for (size_t cell = 0; cell < t->size; cell++) {
		size_t group[AXES];
		bool hidden = is_small(t, cell);

		groups_of(t, cell, group);
		for (int k = 0; k < AXES && !hidden; k++) {
			size_t outer[AXES];

			if (group[k] == 0)
				continue;
			memcpy(outer, group, sizeof(outer));
			outer[k] = (size_t)t->axis[k].parent[group[k]];
			hidden = t->hidden[at(t, outer)] == CIPS_MASK_SMALL ||
				is_small(t, at(t, outer));
		}
		if (hidden)
			hide(t, group, CIPS_MASK_SMALL);
	}
}

static bool protect_small(struct table *t)
{
	for (size_t cell = 0; cell < t->size; cell++) {
		size_t target[AXES];

		if (!is_small(t, cell) || t->safe[cell])
			continue;
		groups_of(t, cell, target);
		if (!protect(t, target, t->minimum - t->base[cell]))
			return false;
		t->safe[cell] = true;
	}
	return true;
}

/*
 * The only atom of axis `along` with people of the line through `group`; NOTHING when there are
 * none or several.
 */
static size_t only_answer(const struct table *t, const size_t group[AXES], int along)
{
	size_t line[AXES], only = NOTHING;

	memcpy(line, group, sizeof(line));
	for (size_t atom = 0; atom < t->axis[along].n; atom++) {
		line[along] = atom;
		if (!t->axis[along].atom[atom] || t->base[at(t, line)] == 0)
			continue;
		if (only != NOTHING)
			return NOTHING;
		only = atom;
	}
	return only;
}

/* Tries to make it look as if some of the people of a line had given the answer `other`. */
static bool protect_line(
	struct table *t, const size_t group[AXES], int along, size_t only, size_t other)
{
	size_t target[AXES], given[AXES];

	memcpy(given, group, sizeof(given));
	given[along] = only;
	size_t n = t->base[at(t, given)];
	size_t need = n <= t->minimum ? (n > 2 ? n - 1 : 1) : t->minimum;

	memcpy(target, group, sizeof(target));
	target[along] = other;
	if (!protect(t, target, need) && (need == 1 || !protect(t, target, 1)))
		return false;
	hide(t, target, CIPS_MASK_SMALL);
	return true;
}

/* The answers of an axis, those of most people first. */
static size_t popular_answers(const struct table *t, int along, struct partner *list)
{
	size_t group[AXES] = {0}, n = 0;

	for (size_t atom = 0; atom < t->axis[along].shown; atom++) {
		group[along] = atom;
		if (t->axis[along].atom[atom] && t->base[at(t, group)] > 0)
			list[n++] = (struct partner){atom, 0, t->base[at(t, group)]};
	}
	qsort(list, n, sizeof(*list), by_cost);
	return n;
}

static bool protect_lines(struct table *t, int along)
{
	struct partner *answers = cips_calloc(t->axis[along].n, sizeof(*answers));
	size_t n = popular_answers(t, along, answers);
	bool safe = true;

	for (size_t cell = 0; cell < t->size && safe; cell++) {
		size_t group[AXES];

		groups_of(t, cell, group);
		size_t only = group[along] ? NOTHING : only_answer(t, group, along);

		if (only == NOTHING)
			continue;
		safe = false;
		for (size_t i = 0; i < n && !safe; i++)
			safe = answers[i].atom != only &&
				protect_line(t, group, along, only, answers[i].atom);
	}
	free(answers);
	return safe;
}

/* Everything, but for the number of all people where it is not small. */
static void hide_all(struct table *t)
{
	for (size_t cell = 0; cell < t->size; cell++)
		if (t->hidden[cell] == CIPS_MASK_SHOWN)
			t->hidden[cell] = CIPS_MASK_COMPLEMENT;
	if (t->base[0] >= t->minimum)
		t->hidden[0] = CIPS_MASK_SHOWN;
}

void cips_disclosure_cells(const struct cips_cell_axis axes[CIPS_CELL_AXES], const size_t *direct,
	size_t minimum, unsigned char *mask)
{
	struct table t = {.minimum = minimum};
	bool safe;

	assert(minimum > 0);
	set_up(&t, axes, direct);
	hide_small(&t);
	safe = t.base[0] == 0 || (!is_small(&t, 0) && protect_small(&t));
	for (int k = 0; k < AXES && safe; k++)
		if (t.axis[k].answers && t.base[0] > 0)
			safe = protect_lines(&t, k);
	if (!safe)
		hide_all(&t);
	each_given(&t, direct, mask);
	tear_down(&t);
}
