/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two waves compared on the units of both.
 */
#ifndef CIPS_TABLES_COMMON_UNITS_H
#define CIPS_TABLES_COMMON_UNITS_H

#include "tables/sides.h"

/*
 * Takes out of the rows of both sides whoever sits in a unit without returns on the other side, or in
 * none that is known. A unit that a crosstab of its side would hide stays in: the scores of all less
 * those of the rows would be its scores. Needs the columns of both sides and a tree of units.
 */
enum cips_rc cips_tables_keep_common_units(struct cips_scope *scope,
	const struct cips_selection *selection, struct cips_sides *sides, struct cips_err *err);

#endif
