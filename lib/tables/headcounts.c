/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/headcounts.h"

#include <stdlib.h>
#include <string.h>

/* The lines of the frame's instrument and wave. */
struct lines {
	struct cips_headcount *list;
	size_t n;
	bool *incomplete; /* by unit of the tree; NULL when the frame has no units */
};

/*
 * A respondent is counted by the line of his unit or of the nearest unit above that has one. Units
 * between the two have people whom no line within them counts.
 */
static bool *find_incomplete(const struct cips_frame *frame, const struct lines *lines)
{
	if (!frame->unit)
		return NULL;
	const struct cips_units *units = frame->units;
	bool *counted = cips_calloc(units->n, sizeof *counted);
	bool *incomplete = cips_calloc(units->n, sizeof *incomplete);
	for (size_t i = 0; i < lines->n; i++) {
		int unit = cips_model_unit_by_id(units, lines->list[i].unit);
		if (unit >= 0)
			counted[unit] = true;
	}
	for (size_t i = 0; i < frame->n; i++)
		for (int unit = frame->unit[i]; unit >= 0 && !counted[unit];
			unit = units->list[unit].parent)
			incomplete[unit] = true;
	free(counted);
	return incomplete;
}

static enum cips_rc read_lines(struct cips_scope *scope, const struct cips_frame *frame,
	struct lines *lines, struct cips_err *err)
{
	*lines = (struct lines){0};
	enum cips_rc rc = cips_store_headcounts(scope->file, frame->source->wave->code,
		frame->source->version->code, &scope->arena, &lines->list, &lines->n, err);
	if (!rc)
		lines->incomplete = find_incomplete(frame, lines);
	return rc;
}

static bool everybody_is_counted(const struct lines *lines)
{
	return !lines->incomplete || !lines->incomplete[0];
}

/* The group that a line of headcounts belongs to directly, or -1. */
static int group_of_headcount(const struct cips_groups *groups, const struct cips_frame *frame,
	const struct cips_headcount *row)
{
	if (!cips_tables_by_unit(groups->variable)) {
		for (size_t k = 0; k < row->n; k++)
			if (strcmp(row->items[k], groups->variable) == 0)
				for (size_t g = 1; g < groups->n; g++)
					if (strcmp(groups->rows[g].code, row->choices[k]) == 0)
						return (int)g;
		return -1;
	}
	int unit = cips_model_unit_by_id(frame->units, row->unit);
	if (strcmp(groups->variable, "unit") == 0)
		return unit;
	for (; unit >= 0; unit = frame->units->list[unit].parent)
		for (size_t g = 1; g < groups->n; g++)
			if (strcmp(groups->rows[g].code, frame->units->list[unit].code) == 0)
				return (int)g;
	return 0;
}

/* Whether the headcount of a group has people in it whom no line counts. */
static bool is_incomplete(const struct cips_groups *groups, const struct cips_frame *frame,
	const struct lines *lines, size_t g)
{
	if (!lines->incomplete)
		return false;
	int unit = cips_tables_by_unit(groups->variable)
		? cips_model_unit_by_code(frame->units, groups->rows[g].code)
		: 0;
	return lines->incomplete[unit < 0 ? 0 : unit];
}

enum cips_rc cips_tables_group_headcounts(struct cips_scope *scope, const struct cips_frame *frame,
	struct cips_groups *groups, struct cips_err *err)
{
	struct lines lines;
	enum cips_rc rc = read_lines(scope, frame, &lines, err);
	for (size_t i = 0; i < lines.n && !rc; i++) {
		int g = group_of_headcount(groups, frame, &lines.list[i]);
		if (g >= 0)
			groups->rows[g].headcount += lines.list[i].headcount;
	}
	for (size_t g = groups->n; g-- > 1;)
		groups->rows[groups->rows[g].parent].headcount += groups->rows[g].headcount;
	for (size_t g = 0; g < groups->n; g++) {
		if (is_incomplete(groups, frame, &lines, g))
			groups->rows[g].headcount = 0;
		groups->has_headcounts |= groups->rows[g].headcount > 0;
	}
	free(lines.incomplete);
	return rc;
}

enum cips_rc cips_tables_total_headcount(struct cips_scope *scope, const struct cips_frame *frame,
	double *headcount, struct cips_err *err)
{
	struct lines lines;
	*headcount = 0;
	enum cips_rc rc = read_lines(scope, frame, &lines, err);
	for (size_t i = 0; i < lines.n && !rc && everybody_is_counted(&lines); i++)
		*headcount += lines.list[i].headcount;
	free(lines.incomplete);
	return rc;
}
