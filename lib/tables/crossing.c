/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/crossing.h"

#include "base/parallel.h"
#include "disclosure/mask.h"
#include "tables/histograms.h"
#include "tables/mask.h"
#include "tables/origins.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_crossed_release(struct cips_crossing *x)
{
	free(x->direct);
	free(x->sums);
	free(x->mask);
	cips_tables_groups_release(&x->columns);
	*x = (struct cips_crossing){0};
}

void cips_tables_crossing_release(struct cips_crossing *x)
{
	cips_tables_groups_release(&x->layers);
	cips_tables_groups_release(&x->rows);
	free(x->cell);
}

size_t cips_crossing_first(const struct cips_groups *groups)
{
	return strcmp(groups->rows[0].code, "*") == 0;
}

const struct cips_item *cips_crossing_item(const struct cips_frame *frame, const char *variable)
{
	return cips_tables_by_unit(variable) || cips_tables_by_origin(variable)
		? NULL
		: cips_model_item(frame->source->instrument, variable);
}

bool cips_crossing_hides(const struct cips_crossing *x, size_t layer)
{
	size_t size = x->rows.n * x->columns.n;
	for (size_t i = layer * size; i < (layer + 1) * size; i++)
		if (x->mask[i] != CIPS_MASK_SHOWN)
			return true;
	return false;
}

static size_t size_of(const struct cips_crossing *x)
{
	return x->layers.n * x->rows.n * x->columns.n;
}

/* In tree order children come behind their parent, so going backwards they are complete. */
static void roll_up(struct cips_crossing *x)
{
	memcpy(x->sums, x->direct, size_of(x) * sizeof *x->sums);
	for (size_t l = 0; l < x->layers.n; l++)
		for (size_t r = 0; r < x->rows.n; r++)
			for (size_t c = x->columns.n; c-- > 1;)
				cips_stats_add_sums(&x->sums[cips_crossing_at(x, l, r,
							    (size_t)x->columns.rows[c].parent)],
					&x->sums[cips_crossing_at(x, l, r, c)]);
	for (size_t l = 0; l < x->layers.n; l++)
		for (size_t r = x->rows.n; r-- > 1;)
			for (size_t c = 0; c < x->columns.n; c++)
				cips_stats_add_sums(&x->sums[cips_crossing_at(x, l,
							    (size_t)x->rows.rows[r].parent, c)],
					&x->sums[cips_crossing_at(x, l, r, c)]);
	for (size_t l = x->layers.n; l-- > 1;)
		for (size_t r = 0; r < x->rows.n; r++)
			for (size_t c = 0; c < x->columns.n; c++)
				cips_stats_add_sums(
					&x->sums[cips_crossing_at(
						x, (size_t)x->layers.rows[l].parent, r, c)],
					&x->sums[cips_crossing_at(x, l, r, c)]);
}

static void make_mask(struct cips_crossing *x, size_t minimum)
{
	const struct cips_groups *const groups[] = {&x->layers, &x->rows, &x->columns};
	size_t *people = cips_malloc(size_of(x) * sizeof *people);
	for (size_t i = 0; i < size_of(x); i++)
		people[i] = x->direct[i].n;
	cips_tables_count_mask(groups, people, minimum, x->mask);
	free(people);
}

/*
 * Hides the cells of groups under the minimum, where none of their members are in the table: that
 * none of few gave an answer tells of them.
 */
static void hide_small(struct cips_crossing *x, size_t minimum)
{
	for (size_t l = 0; l < x->layers.n; l++)
		for (size_t r = 0; r < x->rows.n; r++)
			for (size_t c = 0; c < x->columns.n; c++) {
				unsigned char *mask = &x->mask[cips_crossing_at(x, l, r, c)];
				if (!*mask &&
					(cips_tables_is_small(x->layers.rows[l].n, minimum) ||
						cips_tables_is_small(x->rows.rows[r].n, minimum) ||
						cips_tables_is_small(
							x->columns.rows[c].n, minimum)))
					*mask = CIPS_MASK_COMPLEMENT;
			}
}

enum cips_rc cips_tables_crossing(struct cips_scope *scope, const struct cips_frame *frame,
	const char *rows, const char *per, struct cips_crossing *x, struct cips_err *err)
{
	*x = (struct cips_crossing){.frame = frame, .layered = per != NULL};
	enum cips_rc rc = cips_tables_groups(scope, frame, rows, &x->rows, err);
	if (!rc && per)
		rc = cips_tables_groups(scope, frame, per, &x->layers, err);
	else if (!rc)
		cips_tables_everybody(frame, &x->layers);
	if (rc)
		return rc;
	x->row_order = cips_tables_order(frame, rows);
	x->cell = cips_tables_crossed_cells(&x->rows, &x->layers, frame->n);
	for (size_t i = 0; i < frame->n && frame->weight; i++)
		x->weightless += frame->weight[i] <= 0;
	return CIPS_OK;
}

/* --- counting ------------------------------------------------------------------------------- */

/* Counts by columns of which it is known who is in them. */
static void count_groups(struct cips_crossing *x, const struct cips_partition *cells)
{
	for (size_t i = 0; i < x->frame->n; i++) {
		double w = x->frame->weight ? x->frame->weight[i] : 1;
		int32_t cell = cells->of[i], c = x->columns.of[i];
		if (cell >= 0 && c >= 0 && w > 0)
			cips_stats_add_sums(&x->direct[(size_t)cell * x->columns.n + (size_t)c],
				&(struct cips_sums){1, w, w * w, w});
	}
}

/* The crossings by items of one byte, without a design: these are counted in one pass. */
struct items {
	struct cips_histogram *histograms;
	struct cips_crossing **crossings;
	size_t n;
};

/* The item of a column variable that can be counted by its bytes, or NULL. */
static const struct cips_item *item_of_bytes(const struct cips_crossing *base, const char *variable)
{
	const struct cips_item *item =
		base->strata ? NULL : cips_crossing_item(base->frame, variable);
	bool bytes = item && item->type == CIPS_ITEM_SELECT_ONE && item->use != CIPS_USE_UNIT &&
		item->width == 1;
	return bytes ? item : NULL;
}

/* The groups and empty counts of a column variable. */
static enum cips_rc begin(struct cips_scope *scope, const char *variable, struct cips_crossing *x,
	struct items *items, struct cips_err *err)
{
	const struct cips_item *item = item_of_bytes(x, variable);
	struct cips_histogram histogram = {.item = item};
	enum cips_rc rc = CIPS_OK;
	if (item)
		cips_tables_choices(x->frame, item, &x->columns, &histogram.by_code);
	else
		rc = cips_tables_groups(scope, x->frame, variable, &x->columns, err);
	if (rc)
		return rc;
	x->column_order = cips_tables_order(x->frame, variable);
	x->direct = cips_calloc(size_of(x), sizeof *x->direct);
	x->sums = cips_calloc(size_of(x), sizeof *x->sums);
	x->mask = cips_calloc(size_of(x), 1);
	if (!item)
		return CIPS_OK;
	histogram.groups = x->columns.n;
	histogram.sums = x->direct;
	histogram.members =
		cips_arena_alloc(&x->columns.arena, x->columns.n, sizeof *histogram.members);
	items->crossings[items->n] = x;
	items->histograms[items->n++] = histogram;
	return CIPS_OK;
}

static void count_all(const struct cips_crossing *base, struct cips_crossing *crossings, size_t n,
	const struct items *items)
{
	const struct cips_partition cells = {base->cell, base->layers.n * base->rows.n};
	cips_tables_histograms(base->frame, &cells, items->histograms, items->n);
	for (size_t k = 0; k < items->n; k++) {
		struct cips_crossing *x = items->crossings[k];
		const struct cips_histogram *histogram = &items->histograms[k];
		cips_tables_set_members(&x->columns, base->frame->n, histogram->members);
		memcpy(x->states, histogram->states, sizeof x->states);
	}
	for (size_t k = 0; k < n; k++)
		if (crossings[k].columns.of)
			count_groups(&crossings[k], &cells);
}

/* The crossings whose sums and masks are made; with minimum 0 the masks hide nothing. */
struct finishing {
	struct cips_crossing *crossings;
	size_t minimum;
};

static void finish(void *context, size_t k)
{
	const struct finishing *finishing = context;
	struct cips_crossing *x = &finishing->crossings[k];
	roll_up(x);
	if (!finishing->minimum)
		return;
	make_mask(x, finishing->minimum);
	hide_small(x, finishing->minimum);
}

static enum cips_rc cross(struct cips_scope *scope, const struct cips_crossing *base,
	const char *const *columns, size_t n, size_t minimum, struct cips_crossing *crossings,
	struct cips_err *err)
{
	struct items items = {.histograms = cips_calloc(n, sizeof *items.histograms),
		.crossings = cips_calloc(n, sizeof *items.crossings)};
	enum cips_rc rc = CIPS_OK;
	size_t begun = 0;
	for (; begun < n && !rc; begun++) {
		crossings[begun] = *base;
		rc = begin(scope, columns[begun], &crossings[begun], &items, err);
	}
	if (!rc) {
		count_all(base, crossings, n, &items);
		struct finishing finishing = {crossings, minimum};
		cips_parallel_each(n, finish, &finishing);
	}
	for (size_t k = 0; rc && k < begun; k++)
		cips_tables_crossed_release(&crossings[k]);
	free(items.histograms);
	free(items.crossings);
	return rc;
}

/* --- levels of the tree of units ------------------------------------------------------------ */

/* Whether some of the variables, crossed with the rows and layers, are of a level. */
static bool has_levels(const struct cips_crossing *base, const char *const *columns, size_t n)
{
	bool levels = base->rows.tree || base->layers.tree;
	for (size_t k = 0; k < n; k++)
		levels = levels || cips_tables_by_level(columns[k]);
	return levels;
}

/* Hides what the crossing of the groups to mask by hides. */
static void take_mask(struct cips_crossing *x, const struct cips_crossing *all)
{
	for (size_t l = 0; l < x->layers.n; l++)
		for (size_t r = 0; r < x->rows.n; r++)
			for (size_t c = 0; c < x->columns.n; c++)
				x->mask[cips_crossing_at(x, l, r, c)] = all->mask[cips_crossing_at(
					all, cips_groups_mask_row(&x->layers, l),
					cips_groups_mask_row(&x->rows, r),
					cips_groups_mask_row(&x->columns, c))];
}

/* The masks of the whole tree for levels of it. */
static enum cips_rc take_masks(struct cips_scope *scope, const struct cips_crossing *base,
	const char *const *columns, size_t n, struct cips_crossing *crossings, struct cips_err *err)
{
	struct cips_crossing tree = *base;
	struct cips_crossing *all = cips_calloc(n, sizeof *all);
	const char **variables = cips_calloc(n, sizeof *variables);
	for (size_t k = 0; k < n; k++)
		variables[k] = cips_tables_by_level(columns[k]) ? "unit" : columns[k];
	tree.rows = *cips_groups_to_mask_by(&base->rows);
	tree.layers = *cips_groups_to_mask_by(&base->layers);
	tree.cell = cips_tables_crossed_cells(&tree.rows, &tree.layers, base->frame->n);
	enum cips_rc rc = cross(scope, &tree, variables, n, scope->minimum, all, err);
	for (size_t k = 0; k < n && !rc; k++) {
		take_mask(&crossings[k], &all[k]);
		cips_tables_crossed_release(&all[k]);
	}
	free(tree.cell);
	free(all);
	free(variables);
	return rc;
}

enum cips_rc cips_tables_cross(struct cips_scope *scope, const struct cips_crossing *base,
	const char *const *columns, size_t n, struct cips_crossing *crossings, struct cips_err *err)
{
	bool levels = scope->minimum && has_levels(base, columns, n);
	enum cips_rc rc =
		cross(scope, base, columns, n, levels ? 0 : scope->minimum, crossings, err);
	if (rc || !levels)
		return rc;
	rc = take_masks(scope, base, columns, n, crossings, err);
	for (size_t k = 0; k < n && rc; k++)
		cips_tables_crossed_release(&crossings[k]);
	return rc;
}
