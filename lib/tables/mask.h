/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mask of a whole table: rows, and layers where there are some.
 */
#ifndef CIPS_TABLES_MASK_H
#define CIPS_TABLES_MASK_H

#include "disclosure/cells.h"
#include "tables/groups.h"

/* Whether a group has respondents, but fewer than the minimum; never with minimum 0. */
static inline bool cips_tables_is_small(size_t n, size_t minimum)
{
	return n > 0 && n < minimum;
}

/* Hides in a mask what another one of `n` groups or cells hides, as what hides it first. */
static inline void cips_tables_join_masks(const unsigned char *other, size_t n, unsigned char *mask)
{
	for (size_t i = 0; i < n; i++)
		if (!mask[i])
			mask[i] = other[i];
}

/*
 * The mask of a table of counts for a minimum above 0 (disclosure/cells.h): by layer, row and column
 * the people who belong directly to all three.
 */
void cips_tables_count_mask(const struct cips_groups *const groups[CIPS_CELL_AXES],
	const size_t *direct, size_t minimum, unsigned char *mask);

/*
 * The mask of the minimum group for a base: direct[g] respondents (with a valid answer) belong
 * directly to group g. `mask` comes in with groups that are hidden for another reason and goes out
 * complete. Where the groups are answers, what a table of counts by them hides is hidden, too: how
 * many gave each answer tells what everybody said. With minimum 0 nothing is hidden.
 */
void cips_tables_mask(const struct cips_groups *groups, const size_t *direct, size_t minimum,
	unsigned char *mask);

/* The same for the base of all the respondents of the groups, whatever they answered. */
void cips_tables_people_mask(
	const struct cips_groups *groups, size_t respondents, size_t minimum, unsigned char *mask);

/*
 * Base of one column of a table: direct[l * rows->n + r] respondents with a valid answer belong
 * directly to layer l and row r (without layers l is 0). `mask`, of the same shape, comes in with
 * cells that are hidden for another reason and goes out complete: the minimum group and the only
 * hidden child hold along the rows within each layer, and along the layers within each row, and for
 * what all of these tell together.
 */
void cips_tables_grid_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, size_t minimum, unsigned char *mask);

/*
 * The same for what people said: said[l * rows->n + r] has the values of those with a valid answer.
 * Where all people of a cell, or all but one, have the same, it is hidden as well.
 */
void cips_tables_said_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *said, size_t minimum, unsigned char *mask);

/*
 * Hides in a complete mask what lies within a group under the minimum, whose members are all its
 * respondents, or within a hidden cell: also where it is empty, for that none of few people are there
 * tells of them as much as how many are.
 */
void cips_tables_hide_within(const struct cips_groups *rows, const struct cips_groups *layers,
	size_t minimum, unsigned char *mask);

/*
 * Hides of rows and layers what the mask of the groups by which they are masked hides (`wide`, by
 * the layers and rows of cips_groups_to_mask_by()).
 */
void cips_tables_take_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const unsigned char *wide, unsigned char *mask);

/*
 * Gathers the values of the `n` respondents by layer and row into `said` (as above, zeroed by the
 * caller); row_of has the row of each, negative for none.
 */
void cips_tables_grid_said(const struct cips_groups *rows, const struct cips_groups *layers,
	const int32_t *row_of, const double *value, size_t n, struct cips_extremes *said);

/*
 * Counts the `n` respondents by layer and row into `direct` (as above, zeroed by the caller);
 * row_of has the row of each, negative for none.
 */
void cips_tables_grid_count(const struct cips_groups *rows, const struct cips_groups *layers,
	const int32_t *row_of, size_t n, size_t *direct);

#endif
