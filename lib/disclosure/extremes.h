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

/* The smallest and the largest value of a group, and how many people have them. */
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

/* Adds a person. */
void cips_disclosure_add_value(struct cips_extremes *group, double value);

/* Whether all people of a group, or all but one, have the same value; never of an empty group. */
static inline bool cips_disclosure_is_unanimous(const struct cips_extremes *group)
{
	return group->n > 0 && (group->n - group->n_low <= 1 || group->n - group->n_high <= 1);
}

#endif
