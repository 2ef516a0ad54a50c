/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/left_out.h"

#include "disclosure/mask.h"
#include "tables/mask.h"
#include "tables/unanimous.h"

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

static void mask_people(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_groups *out, size_t minimum, unsigned char *mask)
{
	struct cips_left_out_base base = cips_tables_left_out_base(groups, NULL);
	cips_tables_count_direct(groups, groups->of, frame->n, base.left);
	cips_tables_count_direct(out, out->of, frame->other->n, base.out);
	cips_tables_left_out_mask(&base, minimum, mask);
	cips_tables_left_out_base_release(&base);
}

bool cips_tables_guard_left_out(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_groups *groups, struct cips_groups *out, unsigned char *mask)
{
	*out = (struct cips_groups){0};
	if (!frame->other || !scope->minimum)
		return false;
	bool told = cips_tables_left_out_groups(scope, frame, groups, out);
	if (told)
		mask_people(frame, groups, out, scope->minimum, mask);
	else
		memset(mask, CIPS_MASK_COMPLEMENT, groups->n);
	return told;
}

/* --- columns -------------------------------------------------------------------------------- */

static void guard_values(const struct cips_groups *rows, const struct cips_groups *layers,
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
		guard_values(rows, layers, left->said, out->said, minimum, mask);
	guard_asked(rows, layers, left->asked, out->asked, items, minimum, mask);
}

void cips_tables_guard_scores(const struct cips_groups *rows, const struct cips_scores *scores,
	const struct cips_frame *other, const struct cips_groups *out,
	const struct cips_score_column *column, const struct cips_scoring *scoring, size_t minimum,
	unsigned char *mask)
{
	struct cips_scores others;
	cips_tables_scores(other, out, column, scoring, &others);
	struct cips_bases *left = cips_tables_direct_bases(rows, scores);
	struct cips_bases *left_out = cips_tables_direct_bases(out, &others);
	cips_tables_guard_column(rows, NULL, &(struct cips_column_base){scores->said, left},
		&(struct cips_column_base){others.said, left_out}, column->n, minimum, mask);
	cips_tables_scores_release(&others);
	free(left);
	free(left_out);
}
