/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cells that weights are made for: people by one variable, or by several crossed, with how many
 * there are by the headcounts and who of them answered.
 *
 * A cell is a unit (of the level asked for, or above it where people sit above) and a choice of each
 * item. People who are not known in one of the variables are in none of these cells but in one more,
 * which keeps the share of the weights that it has at first.
 *
 * What cannot be weighted is a finding that names the cell and the cure. Cells with fewer respondents
 * than the rule asks for go into the cell of the parent unit, from the lowest level up; what is left
 * of the root takes in the smallest other cells until it is large enough. Cells without a unit are
 * not collapsed: they are findings.
 */
#ifndef CIPS_TABLES_WEIGHT_CELLS_H
#define CIPS_TABLES_WEIGHT_CELLS_H

#include "stats/weight.h"
#include "tables/frame.h"

/* `unit`, `unit@LEVEL` or an item with use breakdown. */
struct cips_weight_variable {
	const char *name;	      /* as typed */
	const struct cips_item *item; /* NULL for units */
	int level;		      /* of units; 0: `unit` */
};

/* What many cells have in common: the headcounts of the frame's instrument and wave. */
struct cips_weight_base_lines {
	struct cips_headcount *list;
	size_t n;
	int *counter; /* by unit of the tree: the nearest at or above it with a line, or -1 */
};

struct cips_cells {
	const struct cips_frame *frame;
	const struct cips_weight_variable *variables;
	size_t n_variables;
	const struct cips_weight_variable *unit; /* the one that is units, or NULL */
	size_t n_units;				 /* of the tree; 1 without `unit` */
	size_t n;				 /* combinations of choices, times units */
	double *headcount;			 /* by cell */
	size_t *people; /* respondents of positive weight, by cell; [n]: not known */
	double *start;	/* sum of their weights at first, likewise */
	int32_t *into;	/* the cell it was collapsed into, its own number when it was not */
	double total;	/* of the headcounts */
	int32_t *of;	/* by respondent; n: not known; collapsed cells replaced in the end */
	double *target; /* by cell, and [n] */
};

enum cips_rc cips_tables_weight_lines(struct cips_scope *scope, const struct cips_frame *frame,
	struct cips_weight_base_lines *lines, struct cips_err *err);

/*
 * Fills the cells; `weight` by respondent. With `least` > 0 smaller cells are collapsed. Faults are
 * added to the findings; then the cells are of no use but to be released.
 */
void cips_tables_cells(const struct cips_frame *frame, const struct cips_weight_base_lines *lines,
	const struct cips_weight_variable *variables, size_t n_variables, size_t least,
	const double *weight, struct cips_cells *cells, struct cips_findings *findings);
void cips_tables_cells_release(struct cips_cells *cells);

/* "unit NORTH, role manager", or brief "NORTH manager"; in the arena. */
const char *cips_tables_cell_name(
	const struct cips_cells *cells, size_t cell, bool brief, struct cips_arena *arena);

#endif
