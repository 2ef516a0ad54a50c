/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/scored_groups.h"

#include "tables/left_out.h"
#include "tables/mask.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_scored_groups_release(struct cips_scored_groups *groups)
{
	free(groups->wide_mask);
	free(groups->row_mask);
	cips_tables_score_columns_release(&groups->columns);
	cips_tables_groups_release(&groups->rows);
	cips_tables_groups_release(&groups->out);
	cips_tables_frame_release(&groups->frame);
	cips_tables_source_release(&groups->source);
	cips_tables_scope_release(&groups->scope);
}

enum cips_rc cips_tables_scored_groups(struct cips_survey_file *file,
	const struct cips_scored_request *request, struct cips_scored_groups *groups,
	struct cips_err *err)
{
	const struct cips_selection *selection = request->selection;
	struct cips_scope *scope = &groups->scope;
	*groups = (struct cips_scored_groups){0};
	enum cips_rc rc = cips_tables_scope(file, scope, err);
	scope->take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(scope, selection->instrument, selection->wave,
			selection->language, &groups->source, err);
	if (!rc)
		rc = cips_tables_frame(scope, &groups->source, selection->weights,
			request->measure != CIPS_MEASURE_SCORE, &groups->frame, err);
	if (!rc)
		rc = cips_tables_groups(scope, &groups->frame, request->rows, &groups->rows, err);
	if (rc)
		return rc;
	cips_tables_score_columns(&groups->source, request->by_indicator, &groups->columns);
	groups->scoring = (struct cips_scoring){
		request->measure, CIPS_RULE_RESPONDENT, selection->scale_100 ? 100 : 10};
	const struct cips_groups *all = cips_groups_to_mask_by(&groups->rows);
	groups->wide_mask = cips_calloc(all->n, 1);
	groups->row_mask = cips_calloc(groups->rows.n, 1);
	cips_tables_people_mask(all, groups->frame.n, scope->minimum, groups->wide_mask);
	cips_tables_take_mask(&groups->rows, NULL, groups->wide_mask, groups->row_mask);
	groups->guarded = cips_tables_guard_left_out(
		scope, &groups->frame, &groups->rows, &groups->out, groups->row_mask);
	return cips_tables_check_scored(&groups->source, &groups->columns, err);
}

/* Hides what a crosstab of the column would, by the groups to mask by. */
static void mask_column(
	const struct cips_scored_groups *groups, size_t k, struct cips_scored_column *column)
{
	const struct cips_groups *rows = cips_groups_to_mask_by(&groups->rows);
	unsigned char *mask = cips_malloc(rows->n);
	memcpy(mask, groups->wide_mask, rows->n);
	cips_tables_score_mask(rows, cips_scores_to_mask_by(&column->scores),
		groups->columns.list[k].n, groups->scope.minimum, mask);
	cips_tables_take_mask(&groups->rows, NULL, mask, column->mask);
	free(mask);
}

void cips_tables_scored_column(const struct cips_scored_groups *groups, size_t k, size_t least,
	struct cips_scored_column *column)
{
	size_t n = groups->rows.n;
	*column = (struct cips_scored_column){
		.mask = cips_malloc(n), .shown = cips_calloc(n, sizeof *column->shown)};
	cips_tables_scores_to_mask(&groups->frame, &groups->rows, &groups->columns.list[k],
		&groups->scoring, &column->scores);
	memcpy(column->mask, groups->row_mask, n);
	mask_column(groups, k, column);
	if (groups->guarded)
		cips_tables_guard_scores(&groups->frame, &groups->rows, groups->frame.other,
			&groups->out, &groups->columns.list[k], &groups->scoring,
			groups->scope.minimum, column->mask);
	for (size_t r = 1; r < n; r++)
		if (!column->mask[r] && column->scores.moments[r].n >= least)
			column->shown[column->n++] = r;
}

void cips_tables_scored_column_release(struct cips_scored_column *column)
{
	cips_tables_scores_release(&column->scores);
	free(column->mask);
	free(column->shown);
	*column = (struct cips_scored_column){0};
}

struct cips_table *cips_tables_scored_table(struct cips_document *document,
	const struct cips_scored_groups *groups, size_t k, size_t rows)
{
	struct cips_arena *arena = &document->arena;
	const struct cips_score_column *column = &groups->columns.list[k];
	bool factors = strcmp(groups->columns.variable, "factor") == 0;
	struct cips_table *table = cips_report_table(document, rows, 1);
	table->title = cips_arena_printf(arena, "%s: %s", column->code, column->label);
	table->rows.variable = cips_arena_strdup(arena, groups->rows.variable);
	table->rows.label = cips_arena_strdup(arena, groups->rows.label);
	table->columns.variable = groups->columns.variable;
	table->columns.label = factors ? "Factor" : "Indicator";
	table->columns.categories[0] =
		(struct cips_category){.code = cips_arena_strdup(arena, column->code),
			.label = cips_arena_strdup(arena, column->label)};
	table->layout.kind = CIPS_LAYOUT_LINES;
	return table;
}
