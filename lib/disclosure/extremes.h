/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the people of a group all have the same value, so that a figure of the group is one of each
 * of them, however many they are.
 *
 * All but one is as good as all: who has another value knows it, and so those of the others.
 */
#ifndef CIPS_DISCLOSURE_EXTREMES_H
#define CIPS_DISCLOSURE_EXTREMES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The smallest and the largest value of a group, and how many people have them; of a group that is not
 * unanimous, those of as many people as show that.
 */
struct cips_extremes {
	size_t n;
	double low, high; /* 0 when n is 0 */
	size_t n_low, n_high;
};

/* The extremes of two disjoint groups together. Values that differ by rounding are the same one. */
struct cips_extremes cips_disclosure_join_extremes(
	const struct cips_extremes *a, const struct cips_extremes *b);

/* Whether it is clear that a group is not unanimous, whoever else is in it. */
static inline bool cips_disclosure_is_settled(const struct cips_extremes *group)
{
	return group->n - group->n_low > 2 && group->n - group->n_high > 2;
}

/* Scores and percentages that are further apart than this are different. */
#define CIPS_EXTREMES_ROUNDING 1e-9

/* Adds a person. */
static inline void cips_disclosure_add_value(struct cips_extremes *group, double value)
{
	bool first = group->n++ == 0;

	if (cips_disclosure_is_settled(group))
		return;
	double below = group->low - value, above = value - group->high;

	if (first || below > CIPS_EXTREMES_ROUNDING)
		group->n_low = 0;
	if (first || above > CIPS_EXTREMES_ROUNDING)
		group->n_high = 0;
	group->low = first || below > 0 ? value : group->low;
	group->high = first || above > 0 ? value : group->high;
	group->n_low += value - group->low <= CIPS_EXTREMES_ROUNDING;
	group->n_high += group->high - value <= CIPS_EXTREMES_ROUNDING;
}

/* Whether all people of a group, or all but one, have the same value; never of an empty group. */
static inline bool cips_disclosure_is_unanimous(const struct cips_extremes *group)
{
	return group->n > 0 && (group->n - group->n_low <= 1 || group->n - group->n_high <= 1);
}

#endif
