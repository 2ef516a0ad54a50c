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
	return cips_tables_same_groups(groups, out);
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

void cips_tables_guard_column(size_t n, const struct cips_column_base *left,
	const struct cips_column_base *out, size_t minimum, unsigned char *mask)
{
	struct cips_left_out_base base = cips_tables_left_out_base(n);
	for (size_t i = 0; i < n; i++) {
		base.left[i] = left->said[i].n;
		base.out[i] = out->said[i].n;
		base.said[i] = out->said[i];
	}
	cips_tables_left_out_mask(&base, minimum, mask);
	for (size_t i = 0; i < n && left->asked; i++) {
		base.left[i] = left->asked[i];
		base.out[i] = out->asked[i];
		base.said[i] = (struct cips_extremes){0};
	}
	cips_tables_left_out_mask(&base, minimum, mask);
	cips_tables_left_out_base_release(&base);
}

void cips_tables_guard_scores(const struct cips_groups *rows, const struct cips_scores *scores,
	const struct cips_frame *other, const struct cips_groups *out,
	const struct cips_score_column *column, const struct cips_scoring *scoring, size_t minimum,
	unsigned char *mask)
{
	struct cips_scores others;
	size_t *asked = cips_calloc(2 * rows->n, sizeof *asked);
	cips_tables_scores(other, out, column, scoring, &others);
	cips_tables_count_asked(rows, scores, asked);
	cips_tables_count_asked(out, &others, asked + rows->n);
	cips_tables_guard_column(rows->n, &(struct cips_column_base){scores->said, asked},
		&(struct cips_column_base){others.said, asked + rows->n}, minimum, mask);
	cips_tables_scores_release(&others);
	free(asked);
}
