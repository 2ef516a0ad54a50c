/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Respondents in groups: the rows of a table.
 *
 * Groups stand in tree order: group 0 is the whole, a group comes before those inside it, and
 * groups [g, end) are g and everything inside. Each respondent belongs directly to one group or to
 * none; a group holds whoever belongs to it or below it. A flat variable (the choices of an item,
 * the units of one level) is a tree of two levels.
 */
#ifndef CIPS_TABLES_GROUPS_H
#define CIPS_TABLES_GROUPS_H

#include "tables/frame.h"

struct cips_group_row {
	const char *code; /* "*" for the whole of a flat variable */
	const char *label;
	int parent;
	int end;
	int depth;
	size_t n;	  /* respondents in it */
	double headcount; /* 0: not known */
};

struct cips_groups {
	struct cips_arena arena;
	const char *variable; /* as typed */
	const char *label;
	struct cips_group_row *rows;
	size_t n;
	int32_t *of;	/* each respondent's group, -1: none */
	size_t without; /* respondents in no group */
	bool has_headcounts;
	/*
	 * The groups are what people answered, which is a secret of theirs. What colleagues know
	 * anyway is not: their unit, their language, a demographic (an item with a use).
	 */
	bool answers;
	/*
	 * Of the units of a level under a minimum group: the groups of all units, which belong to these,
	 * and, by group, its row among them; else NULL. What one of the two tables hides the other must
	 * hide as well, so both take the mask of all units (cips_groups_to_mask_by). The units are those of
	 * the survey file, so two frames have the same tree. A copy with another `of` has none.
	 */
	struct cips_groups *tree;
	size_t *in_tree;
};

/* Respondents in disjoint cells, such as the groups they belong to directly. */
struct cips_partition {
	const int32_t *of; /* the cell of each respondent, -1: none */
	size_t n;
};

/*
 * Groups by `unit`, `unit@LEVEL`, `language`, `mode`, `assisted` or a select_one item, with the
 * headcounts of the frame's instrument and wave. CIPS_USAGE with a hint when the variable is unknown
 * or has no groups.
 */
enum cips_rc cips_tables_groups(struct cips_scope *scope, const struct cips_frame *frame,
	const char *variable, struct cips_groups *groups, struct cips_err *err);

/*
 * The groups of `variable` or, when that is NULL, of the units, or everybody where there are none.
 */
enum cips_rc cips_tables_groups_or_units(struct cips_scope *scope, const struct cips_frame *frame,
	const char *variable, struct cips_groups *groups, struct cips_err *err);

/*
 * The choices of a select_one item as groups, but not who is in them: `of` is NULL. by_code: the
 * group of each code, 0 for a choice with `missing`; it lives as long as the groups.
 */
void cips_tables_choices(const struct cips_frame *frame, const struct cips_item *item,
	struct cips_groups *groups, const size_t **by_code);

/* Whether a variable is `unit` or `unit@LEVEL`; or the latter. */
bool cips_tables_by_unit(const char *variable);
bool cips_tables_by_level(const char *variable);

/* CIPS_USAGE where two variables are the same one, or both of units, which lie within each other. */
enum cips_rc cips_tables_check_crossed(const char *one, const char *other, struct cips_err *err);

/* The item or other variable whose name is most like `word`, for "did you mean"; NULL if none. */
const char *cips_tables_nearest_variable(
	const struct cips_instrument *instrument, const char *word);

/* Whether groups have the same codes in the same order. */
bool cips_tables_same_groups(const struct cips_groups *a, const struct cips_groups *b);

/* The groups by which these are masked: those of all units, else themselves; NULL stays NULL. */
static inline const struct cips_groups *cips_groups_to_mask_by(const struct cips_groups *groups)
{
	return groups && groups->tree ? groups->tree : groups;
}

/* The row of a group among those by which it is masked. */
static inline size_t cips_groups_mask_row(const struct cips_groups *groups, size_t group)
{
	return groups->tree ? groups->in_tree[group] : group;
}

/* Takes respondent i out of the groups, whose rows count him until cips_tables_count_members(). */
static inline void cips_groups_leave_out(struct cips_groups *groups, size_t i)
{
	groups->of[i] = -1;
	if (groups->tree)
		groups->tree->of[i] = -1;
}

/* One group, "*", that holds everybody. */
void cips_tables_everybody(const struct cips_frame *frame, struct cips_groups *groups);

void cips_tables_groups_release(struct cips_groups *groups);

/* Whether respondent i is in a group: belongs to it or to one inside. */
static inline bool cips_groups_hold(const struct cips_groups *groups, size_t group, size_t i)
{
	int32_t of = groups->of[i];
	return of >= (int32_t)group && of < groups->rows[group].end;
}

/*
 * The group of each respondent who is in a layer (`layers` NULL: of all), -1 of the others. The
 * caller frees it.
 */
int32_t *cips_tables_in_layer(const struct cips_groups *rows, const struct cips_groups *layers,
	size_t layer, size_t respondents);

/*
 * The cell of each respondent where two variables cross, layer * rows->n + row; -1 where one of
 * them is not known. The caller frees it.
 */
int32_t *cips_tables_crossed_cells(
	const struct cips_groups *rows, const struct cips_groups *layers, size_t respondents);

/* How many respondents belong directly to each group; of[i] is the group of respondent i, or -1. */
void cips_tables_count_direct(
	const struct cips_groups *groups, const int32_t *of, size_t respondents, size_t *direct);

/* Counts the members of all groups again, and those in none, after groups->of was changed. */
void cips_tables_count_members(struct cips_groups *groups, size_t respondents);

/* Sets how many respondents are in each group, from those who belong directly to it. */
void cips_tables_set_members(struct cips_groups *groups, size_t respondents, const size_t *direct);

/* Sums of direct[g] over each group and everything inside it. */
void cips_tables_roll_up(const struct cips_groups *groups, const size_t *direct, size_t *total);

#endif
