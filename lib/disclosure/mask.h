/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which figures may be shown: the minimum group, the only hidden child, and the value of everybody.
 *
 * Groups form a tree (a flat list of groups is a tree of two levels under their total). A group is
 * small when it has fewer than the minimum group of respondents, and more than none, with a valid
 * answer. Invariants of the mask, for every group that shows:
 *
 *  1. it is not small;
 *  2. its hidden part (its hidden children and the people directly in it) is empty, or holds at
 *     least the minimum group and is no single hidden child: so nobody gets a small group, or one
 *     hidden for another reason, by subtraction. A small group in it may be one person, who knows
 *     the own answer and subtracts that as well: so the others hold at least the minimum, and are
 *     no single child that is hidden for another reason;
 *  3. what lies under a hidden group is hidden.
 */
#ifndef CIPS_DISCLOSURE_MASK_H
#define CIPS_DISCLOSURE_MASK_H

#include "disclosure/extremes.h"

#include <stddef.h>

enum cips_mask {
	CIPS_MASK_SHOWN,
	CIPS_MASK_SMALL,      /* too few respondents */
	CIPS_MASK_COMPLEMENT, /* hidden to protect another group */
};

/*
 * Fills `mask` for `n` groups. parent[i] < i, -1 for the roots. base[i]: respondents with a valid
 * answer in the group and everything below. direct[i]: those of them that are in no child (people
 * directly in a unit); may be NULL for none. A group with children has exactly them and its direct
 * people (asserted): in a flat list, people whose category is unknown are direct in the total.
 * Groups that are hidden for another reason are passed in as CIPS_MASK_SMALL; as CIPS_MASK_COMPLEMENT
 * those that only protect others, whose figures somebody alone may know. Both stay hidden. Empty
 * groups (base 0) are SHOWN: there is nothing to protect, and they protect nobody.
 *
 * Under each parent that shows, the next smallest visible child with respondents joins the hidden
 * until invariant 2 holds (ties: the later one); where none is left, the parent is hidden too; goes
 * on until nothing changes.
 */
void cips_disclosure_mask(const size_t *base, const size_t *direct, const int *parent, size_t n,
	size_t minimum, unsigned char *mask);

/*
 * The same where the values of people are known: said[i] those of everybody in a group, direct[i]
 * (NULL: none) of those in no child of it. Where all of a group, or all but one, have the same value,
 * it is hidden for that reason, and such people are not the hidden part of a group that shows.
 */
void cips_disclosure_mask_said(const struct cips_extremes *said, const struct cips_extremes *direct,
	const int *parent, size_t n, size_t minimum, unsigned char *mask);

#endif
