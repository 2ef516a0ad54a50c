/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/left_out.h"

#include "disclosure/mask.h"
#include "tables/mask.h"
#include "tables/unanimous.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool cips_tables_left_out_groups(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_groups *groups, struct cips_groups *out)
{
	struct cips_err err;
	if (strcmp(groups->variable, "*") == 0)
		cips_tables_everybody(frame->other, out);
	else if (cips_tables_groups(scope, frame->other, groups->variable, out, &err))
		return false;
	return cips_tables_same_groups(groups, out);
}

/* --- levels --------------------------------------------------------------------------------- */

/* By unit its place among those down to a level, or that of the one at the level that it lies in. */
static size_t *places_of(const struct cips_groups *tree, int level, size_t *n)
{
	size_t *place = cips_malloc(tree->n * sizeof *place);
	*n = 0;
	for (size_t u = 0; u < tree->n; u++)
		place[u] = u == 0 || tree->rows[u].depth <= level ? (*n)++
								  : place[tree->rows[u].parent];
	return place;
}

struct cips_groups cips_tables_levels(const struct cips_groups *groups, size_t respondents)
{
	const struct cips_groups *tree = cips_groups_to_mask_by(groups);
	int level = groups->tree ? tree->rows[groups->in_tree[groups->n - 1]].depth : INT_MAX;
	struct cips_groups levels = {.variable = groups->variable,
		.label = groups->label,
		.answers = groups->answers,
		.of = cips_malloc((respondents + 1) * sizeof *levels.of)};
	size_t *place = places_of(tree, level, &levels.n);
	levels.rows = cips_arena_alloc(&levels.arena, levels.n, sizeof *levels.rows);
	for (size_t u = 0; u < tree->n; u++) {
		struct cips_group_row *row = &levels.rows[place[u]];
		if (u && tree->rows[u].depth > level)
			continue;
		*row = tree->rows[u];
		row->parent = row->parent < 0 ? -1 : (int)place[row->parent];
		row->end = (int)place[u] + 1;
	}
	for (size_t g = levels.n; g-- > 1;) {
		struct cips_group_row *outer = &levels.rows[levels.rows[g].parent];
		if (outer->end < levels.rows[g].end)
			outer->end = levels.rows[g].end;
	}
	for (size_t i = 0; i < respondents; i++)
		levels.of[i] = tree->of[i] < 0 ? -1 : (int32_t)place[tree->of[i]];
	free(place);
	return levels;
}

void cips_tables_take_closed(
	const unsigned char *levels, size_t n_levels, size_t n, unsigned char *mask)
{
	if (levels[0])
		mask[0] = CIPS_MASK_COMPLEMENT;
	for (size_t i = 1; i < n && n_levels > 1 && levels[1]; i++)
		mask[i] = CIPS_MASK_COMPLEMENT;
}

struct cips_left_out_levels cips_tables_left_out_levels(
	const struct cips_groups *left, size_t n_left, const struct cips_groups *out, size_t n_out)
{
	struct cips_left_out_levels levels = {
		.left = cips_tables_levels(left, n_left), .out = cips_tables_levels(out, n_out)};
	levels.closed = cips_calloc(levels.left.n, 1);
	return levels;
}

void cips_tables_close_levels(struct cips_left_out_levels *levels, size_t n, unsigned char *mask)
{
	cips_tables_take_closed(levels->closed, levels->left.n, n, mask);
	free(levels->closed);
	cips_tables_groups_release(&levels->left);
	cips_tables_groups_release(&levels->out);
}

/* --- bases ---------------------------------------------------------------------------------- */

struct cips_left_out_base cips_tables_left_out_base(
	const struct cips_groups *rows, const struct cips_groups *layers)
{
	size_t n = rows->n * (layers ? layers->n : 1);
	return (struct cips_left_out_base){.rows = rows,
		.layers = layers,
		.n = n,
		.left = cips_calloc(n + 1, sizeof(size_t)),
		.out = cips_calloc(n + 1, sizeof(size_t)),
		.said = cips_calloc(n + 1, sizeof(struct cips_extremes))};
}

void cips_tables_left_out_base_release(struct cips_left_out_base *base)
{
	free(base->left);
	free(base->out);
	free(base->said);
	*base = (struct cips_left_out_base){0};
}

static bool is_large(size_t n, size_t minimum)
{
	return n == 0 || n >= minimum;
}

/* Shows the whole, or nothing. */
static void close_groups(bool whole, size_t n, unsigned char *mask)
{
	for (size_t i = whole; i < n; i++)
		mask[i] = CIPS_MASK_COMPLEMENT;
}

/* Whether the groups are answers, and how many of these people gave each is to be hidden. */
static bool tell_answers(
	const struct cips_left_out_base *base, const size_t *direct, size_t minimum)
{
	if (!base->rows->answers && !(base->layers && base->layers->answers))
		return false;
	unsigned char *mask = cips_calloc(base->n, 1);
	cips_tables_grid_mask(base->rows, base->layers, direct, minimum, mask);
	bool tell = false;
	for (size_t i = 0; i < base->n; i++)
		tell = tell || mask[i];
	free(mask);
	return tell;
}

void cips_tables_left_out_mask(
	const struct cips_left_out_base *base, size_t minimum, unsigned char *mask)
{
	size_t left = 0, out = 0;
	struct cips_extremes said = {0};
	bool by_group =
		!tell_answers(base, base->left, minimum) && !tell_answers(base, base->out, minimum);
	for (size_t i = 0; i < base->n; i++) {
		left += base->left[i];
		out += base->out[i];
		by_group = by_group && is_large(base->left[i], minimum) &&
			is_large(base->out[i], minimum);
		if (!base->said)
			continue;
		by_group = by_group && !cips_disclosure_is_unanimous(&base->said[i]);
		said = cips_disclosure_join_extremes(&said, &base->said[i]);
	}
	if (!by_group)
		close_groups(is_large(left, minimum) && is_large(out, minimum) &&
				!cips_disclosure_is_unanimous(&said),
			base->n, mask);
}

void cips_tables_guard_part(const struct cips_groups *groups, const size_t *people,
	const size_t *part, size_t minimum, unsigned char *mask)
{
	struct cips_left_out_base base = cips_tables_left_out_base(groups, NULL);
	unsigned char whole = *mask;
	bool some = false, others = false;
	for (size_t g = 0; g < groups->n; g++) {
		base.out[g] = part[g];
		base.left[g] = people[g] - part[g];
		some = some || base.out[g];
		others = others || base.left[g];
	}
	if (groups->answers && minimum && some && others)
		cips_tables_left_out_mask(&base, minimum, mask);
	*mask = whole;
	cips_tables_left_out_base_release(&base);
}

void cips_tables_guard_people(const struct cips_groups *left, size_t n_left,
	const struct cips_groups *out, size_t n_out, size_t minimum, unsigned char *mask)
{
	struct cips_left_out_levels levels = cips_tables_left_out_levels(left, n_left, out, n_out);
	struct cips_left_out_base base = cips_tables_left_out_base(&levels.left, NULL);
	cips_tables_count_direct(&levels.left, levels.left.of, n_left, base.left);
	cips_tables_count_direct(&levels.out, levels.out.of, n_out, base.out);
	cips_tables_left_out_mask(&base, minimum, levels.closed);
	cips_tables_left_out_base_release(&base);
	cips_tables_close_levels(&levels, left->n, mask);
}

bool cips_tables_guard_left_out(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_groups *groups, struct cips_groups *out, unsigned char *mask)
{
	*out = (struct cips_groups){0};
	if (!frame->other || !scope->minimum)
		return false;
	bool told = cips_tables_left_out_groups(scope, frame, groups, out);
	if (told)
		cips_tables_guard_people(
			groups, frame->n, out, frame->other->n, scope->minimum, mask);
	else
		memset(mask, CIPS_MASK_COMPLEMENT, groups->n);
	return told;
}

/* --- columns -------------------------------------------------------------------------------- */

void cips_tables_guard_values(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *left, const struct cips_extremes *out, size_t minimum,
	unsigned char *mask)
{
	struct cips_left_out_base base = cips_tables_left_out_base(rows, layers);
	for (size_t i = 0; i < base.n; i++) {
		base.left[i] = left[i].n;
		base.out[i] = out[i].n;
		base.said[i] = out[i];
	}
	cips_tables_left_out_mask(&base, minimum, mask);
	cips_tables_left_out_base_release(&base);
}

/* By those asked, of whom those left out can be silent together. */
static void guard_asked(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_bases *left, const struct cips_bases *out, size_t items, size_t minimum,
	unsigned char *mask)
{
	struct cips_left_out_base base = cips_tables_left_out_base(rows, layers);
	struct cips_bases whole = {0};
	bool silent = false;
	for (size_t i = 0; i < base.n; i++) {
		base.left[i] = left[i].asked;
		base.out[i] = out[i].asked;
		silent = silent || cips_tables_hides_silence(&out[i], items, minimum);
		cips_tables_add_bases(&whole, &out[i]);
	}
	cips_tables_left_out_mask(&base, minimum, mask);
	if (silent)
		close_groups(!cips_tables_hides_silence(&whole, items, minimum), base.n, mask);
	cips_tables_left_out_base_release(&base);
}

void cips_tables_guard_column(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_column_base *left, const struct cips_column_base *out, size_t items,
	size_t minimum, unsigned char *mask)
{
	if (left->said)
		cips_tables_guard_values(rows, layers, left->said, out->said, minimum, mask);
	guard_asked(rows, layers, left->asked, out->asked, items, minimum, mask);
}

void cips_tables_guard_scores(const struct cips_frame *frame, const struct cips_groups *rows,
	const struct cips_frame *other, const struct cips_groups *out,
	const struct cips_score_column *column, const struct cips_scoring *scoring, size_t minimum,
	unsigned char *mask)
{
	struct cips_left_out_levels levels =
		cips_tables_left_out_levels(rows, frame->n, out, other->n);
	struct cips_scores left, left_out;
	cips_tables_scores(frame, &levels.left, column, scoring, &left);
	cips_tables_scores(other, &levels.out, column, scoring, &left_out);
	struct cips_bases *asked = cips_tables_direct_bases(&levels.left, &left);
	struct cips_bases *asked_out = cips_tables_direct_bases(&levels.out, &left_out);
	cips_tables_guard_column(&levels.left, NULL, &(struct cips_column_base){left.said, asked},
		&(struct cips_column_base){left_out.said, asked_out}, column->n, minimum,
		levels.closed);
	free(asked);
	free(asked_out);
	cips_tables_scores_release(&left);
	cips_tables_scores_release(&left_out);
	cips_tables_close_levels(&levels, rows->n, mask);
}
