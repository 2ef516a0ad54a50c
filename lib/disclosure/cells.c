/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mask of a table of counts: small cells are hidden; then, for one of them after the other,
 * moves are looked for that make another table (moves.h), and what they touch is hidden.
 *
 * Cells are only ever added to the hidden ones, and a move changes hidden cells only: so the other
 * table that was found for a cell stays one while more is hidden for the next, and one pass is
 * enough.
 */
#include "disclosure/cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "disclosure/moves.h"

#define NOTHING ((size_t)-1)

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

/* --- what is hidden ------------------------------------------------------------------------- */

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
		if (!cips_disclosure_move_into(t, target, t->minimum - t->base[cell]))
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
	if (!cips_disclosure_move_into(t, target, need) &&
		(need == 1 || !cips_disclosure_move_into(t, target, 1)))
		return false;
	hide(t, target, CIPS_MASK_SMALL);
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
		if (t->axis[along].atom[atom] && t->base[at(t, group)] > 0)
			list[n++] = (struct answer){atom, t->base[at(t, group)]};
	}
	qsort(list, n, sizeof(*list), by_people);
	return n;
}

static bool protect_lines(struct table *t, int along)
{
	struct answer *answers = cips_calloc(t->axis[along].n, sizeof(*answers));
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
