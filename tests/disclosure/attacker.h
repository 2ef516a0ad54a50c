/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random trees of groups, and an attacker who does linear algebra on what a mask shows of them.
 */
#ifndef TESTS_DISCLOSURE_ATTACKER_H
#define TESTS_DISCLOSURE_ATTACKER_H

#include "disclosure/mask.h"

#include <stdint.h>
#include <string.h>

#define MOST 16
#define MOST_PARTS MOST

#include "sums.h"

/* -- Random trees --------------------------------------------------------------------------- */

struct groups {
	size_t n;
	size_t minimum;
	int parent[MOST];
	size_t base[MOST];
	size_t direct[MOST];
	unsigned char before[MOST];
	unsigned char mask[MOST];
};

static uint32_t random_state;

/* xorshift (Marsaglia 2003) */
static inline size_t below(size_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % limit;
}

static inline size_t depth_of(const struct groups *g, size_t i)
{
	return g->parent[i] < 0 ? 0 : 1 + depth_of(g, (size_t)g->parent[i]);
}

static inline bool is_leaf(const struct groups *g, size_t i)
{
	for (size_t k = i + 1; k < g->n; k++) {
		if (g->parent[k] == (int)i)
			return false;
	}
	return true;
}

/* A parent drawn so that no group is deeper than three below its root. */
static inline int draw_parent(struct groups *g, size_t i)
{
	size_t parent;

	if (i == 0 || below(12) == 0)
		return -1;
	do
		parent = below(i);
	while (depth_of(g, parent) >= 3);
	return (int)parent;
}

static inline void draw_groups(struct groups *g, bool hidden_before)
{
	static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 15};

	*g = (struct groups){.n = 1 + below(11), .minimum = 2 + below(6)};
	for (size_t i = 0; i < g->n; i++)
		g->parent[i] = draw_parent(g, i);
	for (size_t i = g->n; i-- > 0;) {
		g->direct[i] = is_leaf(g, i) || below(3) == 0 ? sizes[below(11)] : 0;
		g->base[i] += g->direct[i];
		if (g->parent[i] >= 0)
			g->base[g->parent[i]] += g->base[i];
		if (hidden_before && below(6) == 0)
			g->before[i] = (unsigned char)(1 + below(2));
	}
	memcpy(g->mask, g->before, sizeof(g->mask));
	cips_disclosure_mask(g->base, g->direct, g->parent, g->n, g->minimum, g->mask);
}

static inline bool is_small(const struct groups *g, size_t people)
{
	return people > 0 && people < g->minimum;
}

static inline bool is_under(const struct groups *g, size_t i, size_t above)
{
	while (i != above && g->parent[i] >= 0)
		i = (size_t)g->parent[i];
	return i == above;
}

/* -- The attacker --------------------------------------------------------------------------- */

/*
 * He knows the figures of every shown group. Each is a sum over the people who are directly in some
 * group; a set of these sums gives the figure of another group exactly when its 0/1 row is a linear
 * combination of their rows (sums.h).
 */
static inline void set_of_group(const struct groups *g, size_t group, bool in[MOST])
{
	memset(in, 0, MOST * sizeof(*in));
	for (size_t i = 0; i < g->n; i++)
		in[i] = g->direct[i] > 0 && is_under(g, i, group);
}

static inline struct known what_is_shown(const struct groups *g)
{
	struct known known = {0};
	bool in[MOST];

	for (size_t i = 0; i < g->n; i++) {
		if (g->mask[i] != CIPS_MASK_SHOWN)
			continue;
		set_of_group(g, i, in);
		learn(&known, MOST, in);
	}
	return known;
}

/*
 * Every set of fewer people than the minimum that can be put together from those directly in some
 * group: small groups, small remainders of parents, and unions of either.
 */
static inline bool small_set_follows(const struct groups *g, const struct known *known)
{
	for (unsigned set = 1; set < 1u << g->n; set++) {
		bool in[MOST] = {0};
		size_t people = 0;

		for (size_t i = 0; i < g->n; i++) {
			in[i] = (set >> i & 1) && g->direct[i] > 0;
			people += set >> i & 1 ? g->direct[i] : 0;
		}
		if (is_small(g, people) && follows(known, MOST, in))
			return true;
	}
	return false;
}

#endif
