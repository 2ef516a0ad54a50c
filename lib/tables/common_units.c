/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/common_units.h"

#include "disclosure/mask.h"
#include "tables/left_out.h"
#include "tables/mask.h"

#include <stdlib.h>
#include <string.h>

/* Marks the units that occur in a frame, of whatever responses were left out as well. */
static void cover(const struct cips_frame *frame, bool *covered)
{
	for (size_t i = 0; i < frame->n; i++)
		if (frame->unit[i] >= 0)
			covered[frame->unit[i]] = true;
	if (frame->other)
		cover(frame->other, covered);
}

static void add_mask(const unsigned char *mask, size_t n, bool *hidden)
{
	for (size_t g = 0; g < n; g++)
		hidden[g] = hidden[g] || mask[g] != CIPS_MASK_SHOWN;
}

/* Marks the units that a crosstab of them by the columns would hide, in some of these or in all. */
static void hide_units(struct cips_scope *scope, const struct cips_frame *frame,
	const struct cips_score_columns *columns, const struct cips_groups *units,
	enum cips_score_rule rule, bool *hidden)
{
	const struct cips_scoring scoring = {CIPS_MEASURE_SCORE, rule, 10};
	unsigned char *people = cips_calloc(units->n, 1), *mask = cips_malloc(units->n);
	struct cips_groups out = {0};
	cips_tables_people_mask(units, frame->n, scope->minimum, people);
	bool guarded = cips_tables_guard_left_out(scope, frame, units, &out, people);
	add_mask(people, units->n, hidden);
	struct cips_scores *all = cips_calloc(columns->n, sizeof *all);
	cips_tables_scores_of_all(frame, units, NULL, columns, &scoring, all, NULL);
	for (size_t c = 0; c < columns->n; c++) {
		const struct cips_score_column *column = &columns->list[c];
		memcpy(mask, people, units->n);
		cips_tables_score_mask(units, &all[c], column->n, scope->minimum, mask);
		if (guarded)
			cips_tables_guard_scores(frame, units, frame->other, &out, column, &scoring,
				scope->minimum, mask);
		add_mask(mask, units->n, hidden);
		cips_tables_scores_release(&all[c]);
	}
	free(all);
	cips_tables_groups_release(&out);
	free(people);
	free(mask);
}

/*
 * Marks the units whose direct people nobody can tell apart: of an inner one, who are what it has
 * more than the units in it, also where one of these is hidden.
 */
static void find_apart(const struct cips_groups *units, const bool *hidden, bool *inseparable)
{
	for (size_t g = 0; g < units->n; g++) {
		inseparable[g] = inseparable[g] || hidden[g];
		if (hidden[g] && units->rows[g].parent >= 0)
			inseparable[units->rows[g].parent] = true;
	}
}

static enum cips_rc keep(struct cips_scope *scope, const struct cips_selection *selection,
	struct cips_side *side, const struct cips_side *other, struct cips_err *err)
{
	struct cips_groups units = {0};
	struct cips_frame frame = side->frame, left = {0};
	/* those left out stay with those who are left, whom the table shows or hides */
	if (scope->take == CIPS_TAKE_FLAGGED) {
		left = *side->frame.other;
		left.other = &frame;
		frame.other = NULL;
	}
	const struct cips_frame *shown = left.other ? &left : &frame;
	enum cips_rc rc = cips_tables_groups(scope, shown, "unit", &units, err);
	if (rc)
		return rc;
	bool *covered = cips_calloc(frame.units->n, sizeof *covered);
	bool *hidden = cips_calloc(units.n, sizeof *hidden);
	bool *stays = cips_calloc(units.n, sizeof *stays);
	cover(&other->frame, covered);
	if (scope->minimum)
		hide_units(scope, shown, &side->columns, &units, selection->score_rule, hidden);
	find_apart(&units, hidden, stays);
	for (size_t i = 0; i < frame.n; i++) {
		int32_t unit = frame.unit[i];
		if (unit >= 0 && (covered[unit] || stays[unit]))
			continue;
		cips_groups_leave_out(&side->rows, i);
		if (unit < 0)
			side->unknown++;
		else
			side->uncovered++;
	}
	free(covered);
	free(hidden);
	free(stays);
	if (scope->minimum && !left.other && cips_tables_by_unit(side->rows.variable))
		side->whole = units;
	else
		cips_tables_groups_release(&units);
	return CIPS_OK;
}

enum cips_rc cips_tables_keep_common_units(struct cips_scope *scope,
	const struct cips_selection *selection, struct cips_sides *sides, struct cips_err *err)
{
	enum cips_rc rc = keep(scope, selection, &sides->a, &sides->b, err);
	return rc ? rc : keep(scope, selection, &sides->b, &sides->a, err);
}
