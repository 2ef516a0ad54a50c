/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups of people who all gave the same answer, or all but one of them (disclosure/extremes.h): what
 * the masks of people's values (tables/mask.h) do not know of. In public data nothing is hidden.
 */
#ifndef CIPS_TABLES_UNANIMOUS_H
#define CIPS_TABLES_UNANIMOUS_H

#include "report/table.h"
#include "tables/scores.h"

/*
 * The mask of those who were asked a column of `items` items: direct[layer * rows + row] are the bases
 * of those who belong directly to a layer (`layers` may be NULL) and a row. Hidden are groups of whom
 * all did not know, refused, or found all items not applicable, or all but one, and what gives them
 * away; and those of whom few were asked.
 */
void cips_tables_bases_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_bases *direct, size_t items, size_t minimum, unsigned char *mask);

/*
 * The mask of a column: by its bases, as above, and by those with a value of each of `n` kinds,
 * said[kind][layer * rows + row], until none hides any more. First by how many these are, so that what
 * protects the small groups of a column is the same in tables of all its measures.
 */
void cips_tables_column_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *const *said, size_t n, const struct cips_bases *direct,
	size_t items, size_t minimum, unsigned char *mask);

/*
 * Whether it must not be said of a column of so many items that nobody has a value: few were asked,
 * or all of them, or all but one, did not answer alike.
 */
bool cips_tables_hides_silence(const struct cips_bases *bases, size_t items, size_t minimum);

/* Says in the foot that unanimous groups are hidden, where anything is. */
void cips_tables_foot_unanimous(struct cips_document *document);

#endif
