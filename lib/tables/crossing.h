/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Respondents counted by two variables, and by a third in layers.
 *
 * Counted are those of positive weight who have a valid answer to (or a known place in) all of the
 * variables.
 */
#ifndef CIPS_TABLES_CROSSING_H
#define CIPS_TABLES_CROSSING_H

#include "stats/moments.h"
#include "tables/groups.h"
#include "tables/order.h"
#include "tables/strata.h"

struct cips_crossing {
	const struct cips_frame *frame;
	const struct cips_tables_strata *strata; /* of the tests; NULL: no design */
	const struct cips_strata *drawn;	 /* these, as far as they may stay apart */
	struct cips_groups layers;		 /* everybody when there are none */
	struct cips_groups rows;
	int32_t *cell;		    /* by respondent: layer and row, -1: none */
	struct cips_groups columns; /* `of` NULL when they are an item's and there is no design */
	bool layered;
	enum cips_order row_order;
	enum cips_order column_order;
	struct cips_sums *direct;   /* who belongs directly to a layer, a row and a column */
	struct cips_sums *sums;	    /* all who are in them */
	unsigned char *mask;	    /* enum cips_mask */
	size_t states[CIPS_STATES]; /* of the answers to the item of the columns, if `of` is NULL */
	size_t weightless;	    /* respondents with a weight of 0, who count nowhere */
	bool closed;		    /* only the number of all may show (tables/cross_left_out.h) */
	bool hides_states;	    /* nor how many are in no column, and why */
};

/*
 * The rows and the layers of crossings (`per` may be NULL), which cips_tables_cross() then counts by
 * column variables. The caller releases it, on failure too.
 */
enum cips_rc cips_tables_crossing(struct cips_scope *scope, const struct cips_frame *frame,
	const char *rows, const char *per, struct cips_crossing *crossing, struct cips_err *err);
void cips_tables_crossing_release(struct cips_crossing *crossing);

/*
 * Counts by `n` column variables, a crossing each, and makes the masks of the minimum group
 * (disclosure/cells.h; 0: nothing is hidden). The crossings share the rows and layers of `base` and
 * are released one by one, before it.
 */
enum cips_rc cips_tables_cross(struct cips_scope *scope, const struct cips_crossing *base,
	const char *const *columns, size_t n, struct cips_crossing *crossings,
	struct cips_err *err);
void cips_tables_crossed_release(struct cips_crossing *crossing);

/* The place of a layer, a row and a column; 0 is the whole of each. */
static inline size_t cips_crossing_at(
	const struct cips_crossing *crossing, size_t layer, size_t row, size_t column)
{
	return (layer * crossing->rows.n + row) * crossing->columns.n + column;
}

/* The first group that is printed: not the whole of a flat variable, which is a margin. */
size_t cips_crossing_first(const struct cips_groups *groups);

/* The item whose answers a variable is; NULL: it is units, or how the answers came in. */
const struct cips_item *cips_crossing_item(const struct cips_frame *frame, const char *variable);

/* A group that has no other inside. */
static inline bool cips_crossing_is_leaf(const struct cips_groups *groups, size_t group)
{
	return groups->rows[group].end == (int)group + 1;
}

/* Whether any figure of a layer, its margins included, is hidden. */
bool cips_crossing_hides(const struct cips_crossing *crossing, size_t layer);

#endif
