/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/left_out.h"

#include "disclosure/mask.h"
#include "tables/mask.h"

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
	bool same = out->n == groups->n;
	for (size_t g = 0; g < groups->n && same; g++)
		same = strcmp(out->rows[g].code, groups->rows[g].code) == 0;
	return same;
}

struct cips_left_out_base cips_tables_left_out_base(size_t n)
{
	return (struct cips_left_out_base){.left = cips_calloc(n + 1, sizeof(size_t)),
		.out = cips_calloc(n + 1, sizeof(size_t)),
		.n = n,
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

void cips_tables_left_out_mask(
	const struct cips_left_out_base *base, size_t minimum, unsigned char *mask)
{
	size_t left = 0, out = 0;
	struct cips_extremes said = {0};
	bool by_group = true;
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
	if (by_group)
		return;
	bool whole = is_large(left, minimum) && is_large(out, minimum) &&
		!cips_disclosure_is_unanimous(&said);
	for (size_t i = whole; i < base->n; i++)
		mask[i] = CIPS_MASK_COMPLEMENT;
}

static void mask_people(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_groups *out, size_t minimum, unsigned char *mask)
{
	struct cips_left_out_base base = cips_tables_left_out_base(groups->n);
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

/* The row of respondent i if an item of the column was asked, else -1. */
static int32_t asked_row(const struct cips_frame *frame, const struct cips_groups *rows,
	const struct cips_score_column *column, size_t i)
{
	for (size_t k = 0; k < column->n; k++) {
		unsigned position;
		if (cips_scored_answer(frame->source->instrument, &column->items[k],
			    cips_frame_record(frame, i), &position) != CIPS_STATE_NOT_SHOWN)
			return rows->of[i];
	}
	return -1;
}

void cips_tables_count_bases(const struct cips_frame *frame, const struct cips_groups *rows,
	const struct cips_groups *layers, const struct cips_score_column *column,
	const struct cips_scoring *scoring, size_t *valid, struct cips_extremes *said,
	size_t *asked)
{
	struct cips_scores scores;
	int32_t *row_of = cips_malloc((frame->n + 1) * sizeof *row_of);
	cips_tables_scores(frame, rows, column, scoring, &scores);
	cips_tables_grid_count(rows, layers, scores.group, frame->n, valid);
	if (said)
		cips_tables_grid_said(rows, layers, scores.group, scores.value, frame->n, said);
	for (size_t i = 0; i < frame->n; i++)
		row_of[i] = asked_row(frame, rows, column, i);
	cips_tables_grid_count(rows, layers, row_of, frame->n, asked);
	cips_tables_scores_release(&scores);
	free(row_of);
}

void cips_tables_guard_scores(const struct cips_frame *frame, const struct cips_groups *rows,
	const struct cips_groups *out, const struct cips_score_column *column,
	const struct cips_scoring *scoring, size_t minimum, unsigned char *mask)
{
	struct cips_left_out_base valid = cips_tables_left_out_base(rows->n);
	struct cips_left_out_base asked = cips_tables_left_out_base(rows->n);
	cips_tables_count_bases(frame, rows, NULL, column, scoring, valid.left, NULL, asked.left);
	cips_tables_count_bases(
		frame->other, out, NULL, column, scoring, valid.out, valid.said, asked.out);
	cips_tables_left_out_mask(&valid, minimum, mask);
	cips_tables_left_out_mask(&asked, minimum, mask);
	cips_tables_left_out_base_release(&valid);
	cips_tables_left_out_base_release(&asked);
}
