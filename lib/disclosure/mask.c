/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mask of a tree of groups, in three walks: hide the small ones and what is under hidden ones;
 * from the leaves up, protect what each shown parent hides; hide what came under hidden ones since.
 *
 * Why this is enough. Shown groups are connected to their root (invariant 3), so whatever adding
 * and subtracting shown groups can yield is a union of the hidden parts of shown parents and of
 * shown leaves. Each of those has at least the minimum of people (invariants 1 and 2), so a small
 * group is never among them. A group hidden for another reason can be large; it is a hidden part
 * alone only if it is its parent's only hidden child and nobody is directly in the parent, and that
 * is ruled out too, whatever its size.
 *
 * Somebody who is alone in a small group knows his answer, and with it divides the hidden part that
 * he is in into himself and the others. These hold the minimum (the whole holds more), and are not a
 * group that is hidden for another reason. Whether a small group is one person is not asked where it
 * is enough to know how many are in the small ones together: what is hidden must not depend on which
 * of them somebody is in.
 *
 * People who all have the same value, or all but one, are no shown group and no hidden part. Of such
 * people are all sets that they are made of, so a set with others in it is none: the unions of hidden
 * parts and shown leaves are safe, too.
 *
 * Why one walk from the leaves up is enough. Protecting a parent hides children of it, whose own
 * hidden parts then no longer matter, or the parent itself, which the walk has yet to reach through
 * its own parent.
 */
#include "disclosure/mask.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

#define NOBODY ((size_t)-1)

/* The groups, and each one's children as a chain that starts with the last of them. */
struct tree {
	const size_t *base;
	const size_t *direct;
	const int *parent;
	size_t n;
	size_t minimum;
	unsigned char *mask;
	size_t *last_child;
	size_t *previous_sibling;
	const struct cips_extremes *said; /* NULL: not known; then also of those */
	const struct cips_extremes *direct_said;
	bool *secret; /* large, and hidden for another reason */
};

/* What a parent hides, in its children with respondents and directly in it. */
struct hidden_part {
	size_t people;
	size_t few; /* those of them who are in small groups */
	size_t children;
	size_t large; /* groups that are not small */
	bool secret;  /* one of these is hidden for another reason */
	bool direct;  /* some people are directly in the parent */
	struct cips_extremes said;
};

static size_t direct_in(const struct tree *tree, size_t group)
{
	return tree->direct ? tree->direct[group] : 0;
}

static void link_children(struct tree *tree)
{
	for (size_t i = 0; i < tree->n; i++)
		tree->last_child[i] = NOBODY;
	for (size_t i = 0; i < tree->n; i++) {
		assert(tree->parent[i] < (int)i && tree->parent[i] >= -1);
		if (tree->parent[i] < 0)
			continue;
		size_t *last = &tree->last_child[tree->parent[i]];

		tree->previous_sibling[i] = *last;
		*last = i;
	}
}

/*
 * A group with children is made of them and of the people directly in it; else the protection of
 * its hidden part would be reckoned on the wrong number.
 */
static void assert_sums(const struct tree *tree)
{
	for (size_t i = 0; i < tree->n; i++) {
		size_t sum = direct_in(tree, i);

		for (size_t c = tree->last_child[i]; c != NOBODY; c = tree->previous_sibling[c])
			sum += tree->base[c];
		assert(tree->last_child[i] == NOBODY || sum == tree->base[i]);
	}
}

static bool is_small(const struct tree *tree, size_t group)
{
	return tree->base[group] > 0 && tree->base[group] < tree->minimum;
}

/* Also where a group only protects others so far: nobody alone may know it either. */
static void hide_unanimous(struct tree *tree)
{
	for (size_t i = 0; tree->said && i < tree->n; i++)
		if (tree->base[i] >= tree->minimum && cips_disclosure_is_unanimous(&tree->said[i]))
			tree->mask[i] = CIPS_MASK_SMALL;
}

/* Marks what is hidden for another reason, and what holds the same people under another name. */
static void find_secrets(struct tree *tree)
{
	for (size_t i = tree->n; i-- > 0;) {
		int parent = tree->parent[i];

		if (tree->mask[i] == CIPS_MASK_SMALL && tree->base[i] >= tree->minimum)
			tree->secret[i] = true;
		if (tree->secret[i] && parent >= 0 && tree->base[parent] == tree->base[i])
			tree->secret[parent] = true;
	}
}

/* Small groups, and groups under hidden ones. Parents come first, so one walk carries it down. */
static void hide_downwards(struct tree *tree)
{
	for (size_t i = 0; i < tree->n; i++) {
		int parent = tree->parent[i];

		if (tree->mask[i] != CIPS_MASK_SHOWN || tree->base[i] == 0)
			continue;
		if (is_small(tree, i))
			tree->mask[i] = CIPS_MASK_SMALL;
		else if (parent >= 0 && tree->mask[parent] != CIPS_MASK_SHOWN)
			tree->mask[i] = CIPS_MASK_COMPLEMENT;
	}
}

static void add_group(const struct tree *tree, struct hidden_part *part, size_t people)
{
	part->people += people;
	if (people < tree->minimum)
		part->few += people;
	else
		part->large++;
}

static void add_child(const struct tree *tree, struct hidden_part *part, size_t child)
{
	add_group(tree, part, tree->base[child]);
	part->children++;
	part->secret |= tree->secret[child];
	if (tree->said)
		part->said = cips_disclosure_join_extremes(&part->said, &tree->said[child]);
}

static struct hidden_part hidden_part_of(const struct tree *tree, size_t parent)
{
	struct hidden_part part = {.direct = direct_in(tree, parent) > 0};

	if (part.direct)
		add_group(tree, &part, direct_in(tree, parent));
	if (tree->direct_said)
		part.said = tree->direct_said[parent];
	for (size_t c = tree->last_child[parent]; c != NOBODY; c = tree->previous_sibling[c])
		if (tree->mask[c] != CIPS_MASK_SHOWN && tree->base[c] > 0)
			add_child(tree, &part, c);
	return part;
}

/*
 * Whether somebody who is alone in a small group could be given away the others: they are too few,
 * or a group that is hidden for another reason, which they are where he is the only one of the few.
 */
static bool is_open_to_one(const struct hidden_part *part, size_t minimum)
{
	if (part->few == 0)
		return false;
	return part->people <= minimum || (part->few == 1 && part->large == 1 && part->secret);
}

static bool is_safe(const struct hidden_part *part, size_t minimum)
{
	if (part->people == 0)
		return true;
	if (part->people < minimum || (part->children == 1 && !part->direct))
		return false;
	return !is_open_to_one(part, minimum) && !cips_disclosure_is_unanimous(&part->said);
}

/* The shown child with the fewest respondents, the later one of equals; NOBODY if none is left. */
static size_t smallest_shown_child(const struct tree *tree, size_t parent)
{
	size_t smallest = NOBODY;

	for (size_t c = tree->last_child[parent]; c != NOBODY; c = tree->previous_sibling[c]) {
		if (tree->mask[c] != CIPS_MASK_SHOWN || tree->base[c] == 0)
			continue;
		if (smallest == NOBODY || tree->base[c] < tree->base[smallest])
			smallest = c;
	}
	return smallest;
}

/*
 * Hides children of a shown parent until its hidden part is safe. Where they do not suffice, the
 * hidden child is the parent under another name, and the parent goes too. Shown children have at
 * least the minimum, so the first one to join is nearly always the last.
 */
static void protect(struct tree *tree, size_t parent)
{
	struct hidden_part part = hidden_part_of(tree, parent);

	while (!is_safe(&part, tree->minimum)) {
		size_t next = smallest_shown_child(tree, parent);

		if (next == NOBODY) {
			tree->mask[parent] = CIPS_MASK_COMPLEMENT;
			return;
		}
		tree->mask[next] = CIPS_MASK_COMPLEMENT;
		add_child(tree, &part, next);
	}
}

static void mask_tree(struct tree *tree)
{
	size_t n = tree->n;

	if (n == 0)
		return;
	tree->last_child = cips_calloc(n, sizeof(*tree->last_child));
	tree->previous_sibling = cips_calloc(n, sizeof(*tree->previous_sibling));
	tree->secret = cips_calloc(n, sizeof(*tree->secret));
	link_children(tree);
	assert_sums(tree);
	hide_unanimous(tree);
	find_secrets(tree);
	hide_downwards(tree);
	for (size_t i = n; i-- > 0;) {
		if (tree->mask[i] == CIPS_MASK_SHOWN && tree->last_child[i] != NOBODY)
			protect(tree, i);
	}
	hide_downwards(tree);
	free(tree->last_child);
	free(tree->previous_sibling);
	free(tree->secret);
}

void cips_disclosure_mask(const size_t *base, const size_t *direct, const int *parent, size_t n,
	size_t minimum, unsigned char *mask)
{
	mask_tree(&(struct tree){.base = base,
		.direct = direct,
		.parent = parent,
		.n = n,
		.minimum = minimum,
		.mask = mask});
}

void cips_disclosure_mask_said(const struct cips_extremes *said, const struct cips_extremes *direct,
	const int *parent, size_t n, size_t minimum, unsigned char *mask)
{
	size_t *base = cips_calloc(n, sizeof(*base)),
	       *in_no_child = cips_calloc(n, sizeof(*in_no_child));

	for (size_t i = 0; i < n; i++) {
		base[i] = said[i].n;
		in_no_child[i] = direct ? direct[i].n : 0;
	}
	mask_tree(&(struct tree){.base = base,
		.direct = in_no_child,
		.parent = parent,
		.n = n,
		.minimum = minimum,
		.mask = mask,
		.said = said,
		.direct_said = direct});
	free(base);
	free(in_no_child);
}
