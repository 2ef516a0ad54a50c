/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mask of a table of counts: small cells are hidden; then, for one of them after the other,
 * another table is looked for (paths.h, moves.h), and where it differs is hidden.
 *
 * Cells are only ever added to the hidden ones, and other tables differ in hidden cells only: so the
 * one that was found for a cell stays one while more is hidden for the next, and one pass is enough.
 */
#include "disclosure/cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "disclosure/moves.h"
#include "disclosure/paths.h"

#define NOTHING ((size_t)-1)

/* --- setting up ----------------------------------------------------------------------------- */

/* A person in a margin that is hidden counts as so many. */
enum { MARGIN = 10 };

/* Groups and their parents, and a group for those directly in each inner one. */
static void link_groups(struct axis *axis, const int *parent)
{
	bool *inner = cips_calloc(axis->n, sizeof(*inner));

	for (size_t g = 0; g < axis->shown; g++) {
		assert(g == 0 ? parent[g] == -1 : parent[g] >= 0 && parent[g] < (int)g);
		axis->parent[g] = parent[g];
		if (g)
			inner[parent[g]] = true;
	}
	for (size_t g = 0; g < axis->shown; g++) {
		axis->leaf[g] = inner[g] ? axis->n : g;
		if (inner[g])
			axis->parent[axis->n++] = (int)g;
	}
	free(inner);
}

/* The most groups from one up to the root. */
static size_t height_of(const struct axis *axis)
{
	size_t *depth = cips_calloc(axis->n, sizeof(*depth)), height = 1;

	for (size_t g = 1; g < axis->n; g++) {
		depth[g] = depth[axis->parent[g]] + 1;
		height = depth[g] < height ? height : depth[g] + 1;
	}
	free(depth);
	return height;
}

/*
 * Puts the atoms in an order in which those of a group stand together, its own one first. Each group
 * that is shown has one atom more than its children.
 */
static void order_atoms(struct axis *axis)
{
	size_t *next = cips_calloc(axis->shown, sizeof(*next)); /* where its next child begins */
	size_t *atoms = cips_calloc(axis->shown, sizeof(*atoms));

	for (size_t g = axis->shown; g-- > 0;) {
		atoms[g]++;
		if (g)
			atoms[axis->parent[g]] += atoms[g];
	}
	for (size_t g = 0; g < axis->shown; g++) {
		size_t leaf = axis->leaf[g], first = g ? next[axis->parent[g]] : 0;

		if (g)
			next[axis->parent[g]] += atoms[g];
		next[g] = first + 1;
		axis->atoms[first] = leaf;
		axis->first[g] = axis->first[leaf] = first;
		axis->end[leaf] = first + 1;
		axis->end[g] = first + atoms[g];
	}
	free(next);
	free(atoms);
}

static struct axis extend(const struct cips_cell_axis *from)
{
	struct axis axis = {.n = from->n, .shown = from->n, .answers = from->answers};

	axis.parent = cips_calloc(2 * from->n, sizeof(*axis.parent));
	axis.leaf = cips_calloc(from->n, sizeof(*axis.leaf));
	axis.atoms = cips_calloc(from->n, sizeof(*axis.atoms));
	axis.first = cips_calloc(2 * from->n, sizeof(*axis.first));
	axis.end = cips_calloc(2 * from->n, sizeof(*axis.end));
	link_groups(&axis, from->parent);
	axis.height = height_of(&axis);
	order_atoms(&axis);
	return axis;
}

/* Adds the cells of each group of one axis to those of its parent; children come behind parents. */
static void roll_up(struct table *t, int along)
{
	const struct axis *axis = &t->axis[along];
	size_t block = axis->n * axis->step;

	for (size_t start = 0; start < t->size; start += block)
		for (size_t g = axis->n; g-- > 1;) {
			size_t *inner = t->base + start + g * axis->step;
			size_t *outer = t->base + start + (size_t)axis->parent[g] * axis->step;

			for (size_t i = 0; i < axis->step; i++)
				outer[i] += inner[i];
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

/* The people of a cell, and those of a margin many times: a table without its margins says little. */
static void set_prices(struct table *t)
{
	size_t group[AXES] = {0};

	for (size_t cell = 0; cell < t->size; cell++, next_cell(t, group)) {
		size_t price = t->base[cell];

		for (int k = 0; k < AXES; k++)
			if (t->axis[k].n > 1 && group[k] == 0)
				price *= MARGIN;
		t->price[cell] = t->base[cell] == 0 ? BARRIER : is_printed(t, group) ? price : 0;
	}
}

static void set_up(struct table *t, const struct cips_cell_axis axes[AXES], const size_t *direct)
{
	t->size = 1;
	for (int k = AXES; k-- > 0;) {
		t->axis[k] = extend(&axes[k]);
		t->axis[k].step = t->size;
		t->size *= t->axis[k].n;
	}
	t->base = cips_calloc(t->size, sizeof(*t->base));
	t->world = cips_calloc(t->size, sizeof(*t->world));
	t->price = cips_calloc(t->size, sizeof(*t->price));
	t->hidden = cips_calloc(t->size, 1);
	t->safe = cips_calloc(t->size, sizeof(*t->safe));
	each_given(t, direct, NULL);
	for (int k = 0; k < AXES; k++)
		roll_up(t, k);
	memcpy(t->world, t->base, t->size * sizeof(*t->world));
	set_prices(t);
}

static void tear_down(struct table *t)
{
	for (int k = 0; k < AXES; k++) {
		free(t->axis[k].parent);
		free(t->axis[k].leaf);
		free(t->axis[k].atoms);
		free(t->axis[k].first);
		free(t->axis[k].end);
	}
	free(t->base);
	free(t->world);
	free(t->changed);
	free(t->price);
	free(t->hidden);
	free(t->safe);
}

/* --- the other table ------------------------------------------------------------------------ */

void cips_disclosure_change(struct table *t, size_t cell, bool gains, size_t people)
{
	size_t group[AXES];

	if (t->n_changed == t->changed_room) {
		t->changed_room = t->changed_room ? 2 * t->changed_room : 64;
		t->changed = cips_realloc(t->changed, t->changed_room, sizeof(*t->changed));
	}
	t->changed[t->n_changed++] = cell;
	t->world[cell] += gains ? people : -people;
	groups_of(t, cell, group);
	if (t->hidden[cell] == CIPS_MASK_SHOWN && is_printed(t, group))
		hide_cell(t, cell, CIPS_MASK_COMPLEMENT);
	if (t->world[cell] >= t->minimum)
		t->safe[cell] = true;
}

void cips_disclosure_restore(struct table *t)
{
	while (t->n_changed > 0) {
		size_t cell = t->changed[--t->n_changed];

		t->world[cell] = t->base[cell];
	}
}

/* The ways to find other tables: paths where the table is a network, else moves. */
struct finder {
	struct cips_network *network;
	struct cips_mover *mover;
};

static struct finder new_finder(struct table *t)
{
	struct finder finder = {.network = cips_disclosure_network_new(t)};

	if (!finder.network)
		finder.mover = cips_disclosure_mover_new(t);
	return finder;
}

static void finder_release(struct finder *finder)
{
	cips_disclosure_network_free(finder->network);
	cips_disclosure_mover_free(finder->mover);
}

/* Whether there is another table in which a cell holds so many people more; hides what it takes. */
static bool find_other(const struct finder *finder, const size_t target[AXES], size_t need)
{
	return finder->network ? cips_disclosure_flow_into(finder->network, target, need)
			       : cips_disclosure_move_into(finder->mover, target, need);
}

/* --- what is hidden ------------------------------------------------------------------------- */

/* Whether a cell lies directly in one that is small or hidden as such. */
static bool is_in_small(const struct table *t, size_t cell, const size_t group[AXES])
{
	for (int k = 0; k < AXES; k++) {
		if (group[k] == 0)
			continue;
		size_t up = group[k] - (size_t)t->axis[k].parent[group[k]];
		size_t outer = cell - up * t->axis[k].step;

		if (t->hidden[outer] == CIPS_MASK_SMALL || is_small(t, outer))
			return true;
	}
	return false;
}

/* Small cells, and the cells within them. Groups stand behind those that contain them. */
static void hide_small(struct table *t)
{
	size_t group[AXES] = {0};

	for (size_t cell = 0; cell < t->size; cell++, next_cell(t, group))
		if (is_printed(t, group) && (is_small(t, cell) || is_in_small(t, cell, group)))
			hide_cell(t, cell, CIPS_MASK_SMALL);
}

static bool protect_small(struct table *t, const struct finder *finder)
{
	for (size_t cell = 0; cell < t->size; cell++) {
		size_t target[AXES];

		if (!is_small(t, cell) || t->safe[cell])
			continue;
		groups_of(t, cell, target);
		if (!find_other(finder, target, t->minimum - t->base[cell]))
			return false;
		t->safe[cell] = true;
	}
	return true;
}

/*
 * The only atom of axis `along` with people of the line that begins at a cell; NOTHING when there
 * are none or several.
 */
static size_t only_answer(const struct table *t, size_t cell, int along)
{
	const struct axis *axis = &t->axis[along];
	size_t only = NOTHING;

	for (size_t i = 0; i < axis->end[0]; i++) {
		size_t atom = axis->atoms[i];

		if (t->base[cell + atom * axis->step] == 0)
			continue;
		if (only != NOTHING)
			return NOTHING;
		only = atom;
	}
	return only;
}

/*
 * Tries to make it look as if some of the people of the line that begins at a cell, who all gave one
 * answer, had given the answer `other`.
 */
static bool protect_line(
	struct table *t, const struct finder *finder, size_t cell, int along, size_t other)
{
	size_t target[AXES], n = t->base[cell];
	size_t need = n <= t->minimum ? (n > 2 ? n - 1 : 1) : t->minimum;

	groups_of(t, cell, target);
	target[along] = other;
	if (!find_other(finder, target, need) && (need == 1 || !find_other(finder, target, 1)))
		return false;
	cell = at(t, target);
	if (t->hidden[cell] == CIPS_MASK_SHOWN && is_printed(t, target))
		hide_cell(t, cell, CIPS_MASK_SMALL);
	return true;
}

struct answer {
	size_t atom;
	size_t people;
};

static int by_people(const void *left, const void *right)
{
	const struct answer *a = left;
	const struct answer *b = right;

	if (a->people != b->people)
		return a->people > b->people ? -1 : 1;
	return (a->atom > b->atom) - (a->atom < b->atom);
}

/* The answers of an axis, those of most people first. */
static size_t popular_answers(const struct table *t, int along, struct answer *list)
{
	size_t group[AXES] = {0}, n = 0;

	for (size_t atom = 0; atom < t->axis[along].shown; atom++) {
		group[along] = atom;
		if (is_atom(&t->axis[along], atom) && t->base[at(t, group)] > 0)
			list[n++] = (struct answer){atom, t->base[at(t, group)]};
	}
	qsort(list, n, sizeof(*list), by_people);
	return n;
}

static bool protect_lines(struct table *t, const struct finder *finder, int along)
{
	const struct axis *axis = &t->axis[along];
	struct answer *answers = cips_calloc(axis->n, sizeof(*answers));
	size_t n = popular_answers(t, along, answers);
	bool safe = true;

	for (size_t cell = 0; cell < t->size && safe; cell++) {
		bool begins = cell / axis->step % axis->n == 0;
		size_t only = begins ? only_answer(t, cell, along) : NOTHING;

		if (only == NOTHING)
			continue;
		safe = false;
		for (size_t i = 0; i < n && !safe; i++)
			safe = answers[i].atom != only &&
				protect_line(t, finder, cell, along, answers[i].atom);
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

/* Hides what must be hidden; false where not all can be protected. */
static bool protect(struct table *t)
{
	struct finder finder = new_finder(t);
	bool safe = protect_small(t, &finder);

	for (int k = 0; k < AXES && safe; k++)
		if (t->axis[k].answers)
			safe = protect_lines(t, &finder, k);
	finder_release(&finder);
	return safe;
}

void cips_disclosure_cells(const struct cips_cell_axis axes[CIPS_CELL_AXES], const size_t *direct,
	size_t minimum, unsigned char *mask)
{
	struct table t = {.minimum = minimum};

	assert(minimum > 0);
	set_up(&t, axes, direct);
	hide_small(&t);
	if (t.base[0] > 0 && (is_small(&t, 0) || !protect(&t)))
		hide_all(&t);
	each_given(&t, direct, mask);
	tear_down(&t);
}
