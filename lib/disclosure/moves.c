/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best move is the first of those that hide the fewest people per person moved, in the order of
 * the partners of the first, the second and the third axis. What is looked at is made small by
 * bounds: a move contains the line from its cell to the partner of each axis, and the plane of two
 * of them; where these alone hide more than the best so far, or cannot be moved, neither can it.
 */
#include "disclosure/moves.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define NOBODY ((size_t)-1) /* a move without a second group on an axis */

/* Partners that are tried first on each axis. */
enum { PARTNERS = 8 };

/* How many more are listed, to take the places of those that have no more people to give. */
enum { SPARE = 4 };

/* Groups that contain one atom of a move and not the other: first those of the one that gains. */
struct side {
	size_t n;
	size_t n_gain;
	size_t *offset; /* of their cells, along the axis */
};

/* What a move, or a part of it, hides and how far it goes. */
struct weight {
	size_t cost; /* people in the cells that it hides */
	size_t gain; /* people who can move; 0: it is impossible */
};

struct move {
	size_t from[AXES]; /* the atoms of the cell that gains */
	size_t to[AXES];   /* their partners, or NOBODY */
	bool straight;	   /* people go from one cell to the other, and no way back */
	struct weight weight;
};

/* An atom that gives people to the target, and its cell beside the one that gains. */
struct partner {
	size_t atom;
	size_t cost; /* of hiding it */
	size_t room; /* people in it */
};

/* The cells of a move with a partner that differ along the one axis alone. */
struct line {
	bool weighed; /* whether it is known */
	struct weight weight;
};

/* A cell of atoms within the target. */
struct cell {
	size_t cell;
	size_t people;
};

/* A cell in which a move changes the number of people. */
struct change {
	size_t cell;
	bool gains;
};

struct cips_mover {
	struct table *t;
	/* what a move is compared with: the target, and the cheapest so far */
	size_t target[AXES];
	size_t need;
	struct move best; /* that of a gain of 0 is none */
	/* where the moves that are looked at begin in the order of all, and where the best one stands */
	size_t rank;
	size_t best_rank;
	/* scratch */
	struct side sides[AXES];
	size_t most;	/* partners of each axis that are tried; 0: none are listed yet */
	size_t n[AXES]; /* how many are tried, with NOBODY */
	size_t listed[AXES];
	bool cut[AXES]; /* there may be more than are listed */
	struct partner *partners[AXES];
	struct line *lines[AXES]; /* of the partners */
	struct cell *atoms;	  /* of the target */
	size_t atoms_room;
	struct change *changes;
};

struct cips_mover *cips_disclosure_mover_new(struct table *t)
{
	struct cips_mover *mover = cips_calloc(1, sizeof(*mover));
	size_t changes = 1;

	mover->t = t;
	for (int k = 0; k < AXES; k++) {
		size_t most = 2 * t->axis[k].height;

		mover->sides[k].offset = cips_calloc(most, sizeof(*mover->sides[k].offset));
		mover->partners[k] = cips_calloc(t->axis[k].n + 1, sizeof(*mover->partners[k]));
		mover->lines[k] = cips_calloc(t->axis[k].n + 1, sizeof(*mover->lines[k]));
		changes *= most;
	}
	mover->changes = cips_calloc(changes, sizeof(*mover->changes));
	return mover;
}

void cips_disclosure_mover_free(struct cips_mover *mover)
{
	if (!mover)
		return;
	for (int k = 0; k < AXES; k++) {
		free(mover->sides[k].offset);
		free(mover->partners[k]);
		free(mover->lines[k]);
	}
	free(mover->atoms);
	free(mover->changes);
	free(mover);
}

/* --- comparing ------------------------------------------------------------------------------ */

/*
 * Whether a move, or one of which this is a part, can be better than the best so far: it hides fewer
 * people per person moved, or as many and moves more, or as many and comes first. A whole hides no
 * less than its part and moves no more, so what cannot be better as a part never becomes it.
 */
static inline bool is_better(const struct cips_mover *mover, struct weight weight)
{
	struct weight best = mover->best.weight;
	size_t cost = weight.cost * best.gain, least = best.cost * weight.gain;

	if (weight.gain == 0 || best.gain == 0)
		return weight.gain > 0;
	if (cost != least)
		return cost < least;
	return weight.gain > best.gain ||
		(weight.gain == best.gain && mover->rank < mover->best_rank);
}

static struct weight weight_of_nothing(const struct cips_mover *mover)
{
	return (struct weight){.gain = mover->need};
}

/* Adds one cell of a move: people may come into an empty one where nobody can see that it is empty. */
static inline void weigh(
	const struct cips_mover *mover, size_t cell, bool gains, struct weight *weight)
{
	const struct table *t = mover->t;
	size_t price = t->price[cell], group[AXES];

	if (price == BARRIER) {
		groups_of(t, cell, group);
		if (!within(t, group, mover->target))
			weight->gain = 0;
		price = 0;
	}
	weight->cost += price;
	if (!gains) {
		size_t most = t->world[cell] > 0 ? t->world[cell] - 1 : 0;

		weight->gain = most < weight->gain ? most : weight->gain;
	}
}

/* --- the cells of a move -------------------------------------------------------------------- */

/* From the two atoms upwards to where they meet; from the one to the root when it is alone. */
static void part(const struct axis *axis, size_t from, size_t to, struct side *side)
{
	long a = (long)from, b = to == NOBODY ? -1 : (long)to;

	side->n = 0;
	while (a >= 0 && (b < 0 || !contains(axis, (size_t)a, to))) {
		side->offset[side->n++] = (size_t)a * axis->step;
		a = axis->parent[a];
	}
	side->n_gain = side->n;
	while (b != a && b >= 0) {
		side->offset[side->n++] = (size_t)b * axis->step;
		b = axis->parent[b];
	}
}

/* The cells of the parted first and second axis at one place of the third. */
static void weigh_plane(
	const struct cips_mover *mover, size_t offset, bool gains, struct weight *weight)
{
	const struct side *a = &mover->sides[0];
	const struct side *b = &mover->sides[1];

	for (size_t i = 0; i < a->n; i++)
		for (size_t j = 0; j < b->n && weight->gain > 0; j++)
			weigh(mover, a->offset[i] + b->offset[j] + offset,
				gains ^ (i >= a->n_gain) ^ (j >= b->n_gain), weight);
}

static size_t list_round(struct cips_mover *mover, const struct move *move)
{
	struct side *sides = mover->sides;
	size_t n = 0;

	for (int k = 0; k < AXES; k++)
		part(&mover->t->axis[k], move->from[k], move->to[k], &sides[k]);
	for (size_t i = 0; i < sides[0].n; i++)
		for (size_t j = 0; j < sides[1].n; j++)
			for (size_t k = 0; k < sides[2].n; k++)
				mover->changes[n++] = (struct change){sides[0].offset[i] +
						sides[1].offset[j] + sides[2].offset[k],
					(i < sides[0].n_gain) ^ (j < sides[1].n_gain) ^
						(k < sides[2].n_gain)};
	return n;
}

/* The cells that hold the atoms `in` and not the atoms `out`; returns how many are listed then. */
static size_t list_up(struct cips_mover *mover, const size_t in[AXES], const size_t out[AXES],
	bool gains, size_t n)
{
	const struct table *t = mover->t;
	long i, j, k;

	for (i = (long)in[0]; i >= 0; i = t->axis[0].parent[i])
		for (j = (long)in[1]; j >= 0; j = t->axis[1].parent[j])
			for (k = (long)in[2]; k >= 0; k = t->axis[2].parent[k]) {
				size_t group[AXES] = {(size_t)i, (size_t)j, (size_t)k};

				if (!within(t, out, group))
					mover->changes[n++] = (struct change){at(t, group), gains};
			}
	return n;
}

/* Lists the cells that a move changes. */
static size_t list_changes(struct cips_mover *mover, const struct move *move)
{
	if (!move->straight)
		return list_round(mover, move);
	return list_up(
		mover, move->to, move->from, false, list_up(mover, move->from, move->to, true, 0));
}

static void carry_out(struct cips_mover *mover, const struct move *move)
{
	size_t n = list_changes(mover, move);

	for (size_t i = 0; i < n; i++)
		cips_disclosure_change(mover->t, mover->changes[i].cell, mover->changes[i].gains,
			move->weight.gain);
}

/* --- partners ------------------------------------------------------------------------------- */

/* Partners that cost less come first, of those that cost the same the ones with more people. */
static inline bool comes_before(const struct partner *a, const struct partner *b)
{
	if (a->cost != b->cost)
		return a->cost < b->cost;
	return a->room > b->room || (a->room == b->room && a->atom < b->atom);
}

static void count_partners(struct cips_mover *mover, int along)
{
	size_t listed = mover->listed[along];

	mover->n[along] = 1 + (listed < mover->most ? listed : mover->most);
}

/* Puts a partner into a sorted list of `n` that has room for it; returns its place. */
static inline size_t insert(struct partner *list, size_t n, struct partner partner)
{
	size_t to = n;

	for (; to > 0 && comes_before(&partner, &list[to - 1]); to--)
		list[to] = list[to - 1];
	list[to] = partner;
	return to;
}

/*
 * Lists the cheapest atoms of an axis that are outside the target and can give people to it, by
 * their cost, behind NOBODY.
 */
static void list_partners(struct cips_mover *mover, const size_t from[AXES], int along)
{
	const struct table *t = mover->t;
	const struct axis *axis = &t->axis[along];
	struct partner *list = mover->partners[along] + 1;
	size_t n = 0, most = mover->most + SPARE, cell = at(t, from) - from[along] * axis->step;

	mover->partners[along][0] = (struct partner){.atom = NOBODY};
	for (size_t g = 0; g < axis->n; g++, cell += axis->step) {
		struct partner partner = {g, t->price[cell], t->world[cell]};

		if (partner.room < 2 || (n == most && !comes_before(&partner, &list[n - 1])))
			continue;
		/* where the target is empty its neighbours may be so, but for the one axis */
		if (!is_atom(axis, g) || contains(axis, mover->target[along], g))
			continue;
		if (n == most)
			n--;
		insert(list, n++, partner);
	}
	mover->listed[along] = n;
	mover->cut[along] = n == most;
	count_partners(mover, along);
}

/*
 * Brings a list up to date after the best move from the same cell was carried out, which changed no
 * other partner than its own; false where one that is not listed may belong to the first.
 */
static bool renew_partner(struct cips_mover *mover, int along)
{
	const struct table *t = mover->t;
	struct partner *list = mover->partners[along] + 1;
	size_t atom = mover->best.to[along], n = mover->listed[along], place = 0;
	size_t beside = atom - mover->best.from[along];
	size_t cell = at(t, mover->best.from) + beside * t->axis[along].step;

	if (atom == NOBODY)
		return true;
	while (list[place].atom != atom)
		place++;
	memmove(&list[place], &list[place + 1], (--n - place) * sizeof(*list));
	if (t->world[cell] >= 2) {
		place = insert(list, n, (struct partner){atom, t->price[cell], t->world[cell]});
		if (place < n || !mover->cut[along])
			n++;
	}
	mover->listed[along] = n;
	count_partners(mover, along);
	return !mover->cut[along] || n >= mover->most;
}

/* Lists at most so many partners, where that is not done. */
static void find_partners(struct cips_mover *mover, const size_t from[AXES], size_t most)
{
	if (mover->most == most)
		return;
	mover->most = most;
	for (int k = 0; k < AXES; k++)
		list_partners(mover, from, k);
}

/* Brings the lists, if any, up to date after the best move was carried out. */
static void renew_partners(struct cips_mover *mover)
{
	for (int k = 0; k < AXES && mover->most > 0; k++)
		if (!renew_partner(mover, k))
			list_partners(mover, mover->best.from, k);
}

/* What a move with a partner on one axis, and any on the others, hides along that axis. */
static struct weight line_of(
	struct cips_mover *mover, const size_t from[AXES], int along, size_t partner)
{
	const struct axis *axis = &mover->t->axis[along];
	struct line *line = &mover->lines[along][partner];
	struct side *side = &mover->sides[along];
	size_t others = at(mover->t, from) - from[along] * axis->step;

	if (line->weighed)
		return line->weight;
	*line = (struct line){true, weight_of_nothing(mover)};
	part(axis, from[along], mover->partners[along][partner].atom, side);
	for (size_t i = 0; i < side->n && line->weight.gain > 0; i++)
		weigh(mover, others + side->offset[i], i < side->n_gain, &line->weight);
	return line->weight;
}

/* Keeps a move that is possible and better than the best so far. */
static void consider(struct cips_mover *mover, const struct move *move)
{
	if (!is_better(mover, move->weight))
		return;
	mover->best = *move;
	mover->best_rank = mover->rank;
}

/* Two parts of a move that have one cell in common. */
static inline struct weight sum_of(struct weight a, struct weight b, size_t common)
{
	return (struct weight){a.cost + b.cost - common, a.gain < b.gain ? a.gain : b.gain};
}

/* The least that a partner adds to a part of a move. */
static inline struct weight cell_of(const struct partner *partner)
{
	return (struct weight){
		partner->cost, partner->atom == NOBODY ? SIZE_MAX : partner->room - 1};
}

/*
 * Tries the moves with given partners on the first and the second axis, and each of the third. Here
 * and there NOBODY is tried last, since it hides margins: what is found by then makes most of that
 * needless.
 */
static void try_third(struct cips_mover *mover, struct move *move, size_t common)
{
	struct side *side = &mover->sides[2];
	struct weight plane = weight_of_nothing(mover);
	bool alone = move->to[0] == NOBODY && move->to[1] == NOBODY;
	size_t first = mover->rank, n = mover->n[2];

	weigh_plane(mover, move->from[2] * mover->t->axis[2].step, true, &plane);
	if (!is_better(mover, plane))
		return;
	/* with nobody on all axes it would change the number of all people */
	for (size_t next = 1; next < n + !alone; next++) {
		size_t i = next % n;
		const struct partner *partner = &mover->partners[2][i];

		mover->rank = first + i;
		if (!is_better(mover, sum_of(plane, cell_of(partner), 0)) ||
			!is_better(mover, sum_of(plane, line_of(mover, move->from, 2, i), common)))
			continue;
		move->to[2] = partner->atom;
		move->weight = plane;
		part(&mover->t->axis[2], move->from[2], partner->atom, side);
		for (size_t k = 1; k < side->n && is_better(mover, move->weight); k++)
			weigh_plane(mover, side->offset[k], k < side->n_gain, &move->weight);
		consider(mover, move);
	}
}

static void try_second(
	struct cips_mover *mover, struct move *move, struct weight line, size_t common)
{
	const size_t *n = mover->n;
	size_t first = mover->rank;

	for (size_t next = 1; next <= n[1]; next++) {
		size_t j = next % n[1];

		mover->rank = first + j * n[2];
		if (!is_better(mover, sum_of(line, line_of(mover, move->from, 1, j), common)))
			continue;
		move->to[1] = mover->partners[1][j].atom;
		part(&mover->t->axis[1], move->from[1], move->to[1], &mover->sides[1]);
		try_third(mover, move, common);
	}
}

/* Tries the moves with all partners that are listed. */
static void try_partners(struct cips_mover *mover, const size_t from[AXES])
{
	const struct table *t = mover->t;
	size_t price = t->price[at(t, from)], common = price == BARRIER ? 0 : price;
	struct move move = {.from = {from[0], from[1], from[2]}};
	const size_t *n = mover->n;

	for (int k = 0; k < AXES; k++)
		memset(mover->lines[k], 0, n[k] * sizeof(*mover->lines[k]));
	for (size_t next = 1; next <= n[0]; next++) {
		size_t i = next % n[0];
		struct weight line = line_of(mover, from, 0, i);

		mover->rank = i * n[1] * n[2];
		if (!is_better(mover, line))
			continue;
		move.to[0] = mover->partners[0][i].atom;
		part(&t->axis[0], from[0], move.to[0], &mover->sides[0]);
		try_second(mover, &move, line, common);
	}
}

static void find_move(struct cips_mover *mover, const size_t from[AXES])
{
	find_partners(mover, from, PARTNERS);
	try_partners(mover, from);
	if (mover->best.weight.gain > 0)
		return;
	find_partners(mover, from, mover->t->size);
	try_partners(mover, from);
}

/*
 * The last resort: people from any cell of atoms outside the target, and sums of both are hidden.
 */
static void find_straight(struct cips_mover *mover, const size_t from[AXES])
{
	const struct table *t = mover->t;
	struct move move = {.from = {from[0], from[1], from[2]}, .straight = true};

	for (size_t cell = 0; cell < t->size; cell++, next_cell(t, move.to)) {
		if (t->world[cell] < 2)
			continue;
		mover->rank = cell;
		move.weight = weight_of_nothing(mover);
		weigh(mover, cell, false, &move.weight);
		if (!is_better(mover, move.weight) || within(t, move.to, mover->target))
			continue;
		if (!is_atom(&t->axis[0], move.to[0]) || !is_atom(&t->axis[1], move.to[1]) ||
			!is_atom(&t->axis[2], move.to[2]))
			continue;
		size_t n = list_changes(mover, &move);

		move.weight = weight_of_nothing(mover);
		for (size_t i = 0; i < n && is_better(mover, move.weight); i++)
			weigh(mover, mover->changes[i].cell, mover->changes[i].gains, &move.weight);
		consider(mover, &move);
	}
}

/* --- targets -------------------------------------------------------------------------------- */

static int by_people(const void *left, const void *right)
{
	const struct cell *a = left;
	const struct cell *b = right;

	if (a->people != b->people)
		return a->people > b->people ? -1 : 1;
	return (a->cell > b->cell) - (a->cell < b->cell);
}

/* The cells of atoms within the target, those of most people first; returns how many. */
static size_t list_atoms(struct cips_mover *mover)
{
	const struct table *t = mover->t;
	size_t first[AXES], end[AXES], i[AXES], n = 1;

	for (int k = 0; k < AXES; k++) {
		first[k] = t->axis[k].first[mover->target[k]];
		end[k] = t->axis[k].end[mover->target[k]];
		n *= end[k] - first[k];
	}
	if (n > mover->atoms_room) {
		mover->atoms_room = n;
		mover->atoms = cips_realloc(mover->atoms, n, sizeof(*mover->atoms));
	}
	n = 0;
	for (i[0] = first[0]; i[0] < end[0]; i[0]++)
		for (i[1] = first[1]; i[1] < end[1]; i[1]++)
			for (i[2] = first[2]; i[2] < end[2]; i[2]++) {
				size_t cell = 0;

				for (int k = 0; k < AXES; k++)
					cell += t->axis[k].atoms[i[k]] * t->axis[k].step;
				mover->atoms[n++] = (struct cell){cell, t->base[cell]};
			}
	qsort(mover->atoms, n, sizeof(*mover->atoms), by_people);
	return n;
}

/* A way to look for the best move into a cell of atoms. */
typedef void find(struct cips_mover *mover, const size_t from[AXES]);

/* Moves people into one cell of atoms, until as many are there as are needed or can be found. */
static void move_into(struct cips_mover *mover, size_t cell, find *look)
{
	size_t from[AXES];

	groups_of(mover->t, cell, from);
	mover->most = 0;
	while (mover->need > 0) {
		mover->best = (struct move){0};
		look(mover, from);
		if (mover->best.weight.gain == 0)
			return;
		carry_out(mover, &mover->best);
		renew_partners(mover);
		mover->need -= mover->best.weight.gain;
	}
}

bool cips_disclosure_move_into(struct cips_mover *mover, const size_t target[AXES], size_t need)
{
	memcpy(mover->target, target, sizeof(mover->target));
	mover->need = need;
	size_t n = list_atoms(mover);

	for (size_t i = 0; i < n && mover->need > 0; i++)
		move_into(mover, mover->atoms[i].cell, find_move);
	for (size_t i = 0; i < n && mover->need > 0; i++)
		move_into(mover, mover->atoms[i].cell, find_straight);
	cips_disclosure_restore(mover->t);
	return mover->need == 0;
}
