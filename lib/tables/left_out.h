/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables without the flagged responses, beside which the same table with them is printed.
 *
 * The two differ by those who were left out. So a table without them shows by group only where, in
 * every group, those left out and those who are left are each none or at least the minimum group:
 * then every sum and difference of groups of either table is, too. Elsewhere it shows the whole and
 * nothing else, which adds one figure to what the other table says. (To hide single groups and their
 * complements would not do: which those are differs between the tables, and each could give away
 * what the other hides.) Where the groups are answers, neither a table of counts of those left out by
 * them nor one of those who are left may have anything to hide: not all, or all but one, gave the
 * same answer.
 *
 * Tables by a level of the units go together: from a unit somebody subtracts those of the next level that
 * lie in it. So the groups of a level are all units down to it, each with the people directly in it
 * (cips_tables_levels()); and where a level shows, so do those above it.
 */
#ifndef CIPS_TABLES_LEFT_OUT_H
#define CIPS_TABLES_LEFT_OUT_H

#include "disclosure/extremes.h"
#include "tables/groups.h"
#include "tables/scores.h"

/* Which responses a table takes in, by what is asked of it. */
static inline enum cips_take cips_tables_take(const struct cips_selection *selection)
{
	return selection->without_flagged ? CIPS_TAKE_UNFLAGGED : CIPS_TAKE_ALL;
}

/*
 * The same groups of those whom a frame left out; false when they cannot be told, or are other ones.
 * The caller releases them in any case.
 */
bool cips_tables_left_out_groups(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_groups *groups, struct cips_groups *out);

/*
 * The groups by which a table of some groups is held against those left out: of a level all units down to
 * it, else the groups themselves. The caller releases them.
 */
struct cips_groups cips_tables_levels(const struct cips_groups *groups, size_t respondents);

/* The same of those who are left and of those left out, and the mask of both. */
struct cips_left_out_levels {
	struct cips_groups left;
	struct cips_groups out;
	unsigned char *closed; /* by group; at first all shows */
};

struct cips_left_out_levels cips_tables_left_out_levels(
	const struct cips_groups *left, size_t n_left, const struct cips_groups *out, size_t n_out);

/*
 * Hides of `n` groups (or cells) what the mask of those to be held against those left out hides, which
 * is none, all but the first, or all of `n_levels`.
 */
void cips_tables_take_closed(
	const unsigned char *levels, size_t n_levels, size_t n, unsigned char *mask);

/* The same by the mask in the levels, which it releases. */
void cips_tables_close_levels(struct cips_left_out_levels *levels, size_t n, unsigned char *mask);

/* Bases of those who are left and of those left out, n cells (layers x rows) of each. What those left
 * out said alike is hidden like what few of them said. */
struct cips_left_out_base {
	const struct cips_groups *rows;
	const struct cips_groups *layers; /* may be NULL */
	size_t n;
	size_t *left;
	size_t *out;
	struct cips_extremes *said; /* by those left out, in this base; NULL: it is not known */
};

struct cips_left_out_base cips_tables_left_out_base(
	const struct cips_groups *rows, const struct cips_groups *layers);
void cips_tables_left_out_base_release(struct cips_left_out_base *base);

/*
 * Hides what the base (people who belong directly to a cell) does not allow: all cells but the first
 * or, where even the whole is too small, all.
 */
void cips_tables_left_out_mask(
	const struct cips_left_out_base *base, size_t minimum, unsigned char *mask);

/*
 * For a table of how many of the people directly in each group are of some part of them, those with
 * a flag, say: where the groups are answers, hides them where a table without that part would be
 * hidden. How many are of it in all is no answer: the whole stays as it is.
 */
void cips_tables_guard_part(const struct cips_groups *groups, const size_t *people,
	const size_t *part, size_t minimum, unsigned char *mask);

/*
 * The mask by how many people there are in groups of those who are left, and in the same groups of those
 * left out.
 */
void cips_tables_guard_people(const struct cips_groups *left, size_t n_left,
	const struct cips_groups *out, size_t n_out, size_t minimum, unsigned char *mask);

/*
 * The mask with everybody in the groups as the base, whatever they answered; where the groups of
 * those left out cannot be told, all is hidden. Returns whether more bases are to be held against
 * those left out, whose groups then are in `out`; the caller releases these in any case.
 */
bool cips_tables_guard_left_out(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_groups *groups, struct cips_groups *out, unsigned char *mask);

/*
 * Hides what the values of those who belong directly to a cell (layers x rows) do not allow, of those who
 * are left and of those left out; `layers` may be NULL.
 */
void cips_tables_guard_values(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *left, const struct cips_extremes *out, size_t minimum,
	unsigned char *mask);

/* Whom a column rests on, of those who belong directly to a cell (layers x rows). */
struct cips_column_base {
	const struct cips_extremes *said; /* those with a value; NULL where no figure is of these */
	const struct cips_bases *asked;	  /* those asked any of it */
};

/*
 * Hides in a column of so many items what these two bases do not allow, nor the silence of those left
 * out (tables/unanimous.h); `layers` may be NULL.
 */
void cips_tables_guard_column(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_column_base *left, const struct cips_column_base *out, size_t items,
	size_t minimum, unsigned char *mask);

/*
 * The same of a scored column without layers, by the groups of those in a frame and of those left out of
 * it, who are in `other`.
 */
void cips_tables_guard_scores(const struct cips_frame *frame, const struct cips_groups *rows,
	const struct cips_frame *other, const struct cips_groups *out,
	const struct cips_score_column *column, const struct cips_scoring *scoring, size_t minimum,
	unsigned char *mask);

#endif
