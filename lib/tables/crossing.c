/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/crossing.h"

#include "disclosure/cells.h"
#include "tables/mask.h"
#include "tables/origins.h"

#include <stdlib.h>
#include <string.h>

static void release_columns(struct cips_crossing *x)
{
	free(x->direct);
	free(x->sums);
	free(x->mask);
	cips_tables_groups_release(&x->columns);
	x->direct = x->sums = NULL;
	x->mask = NULL;
	x->weightless = 0;
}

void cips_tables_crossing_release(struct cips_crossing *x)
{
	release_columns(x);
	cips_tables_groups_release(&x->layers);
	cips_tables_groups_release(&x->rows);
}

size_t cips_crossing_first(const struct cips_groups *groups)
{
	return strcmp(groups->rows[0].code, "*") == 0;
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

static void add(struct cips_sums *to, const struct cips_sums *sums)
{
	to->n += sums->n;
	to->w += sums->w;
	to->w2 += sums->w2;
	to->largest = sums->largest > to->largest ? sums->largest : to->largest;
}

static void count(struct cips_crossing *x)
{
	for (size_t i = 0; i < x->frame->n; i++) {
		double w = x->frame->weight ? x->frame->weight[i] : 1;
		int32_t l = x->layers.of[i], r = x->rows.of[i], c = x->columns.of[i];
		x->weightless += w <= 0;
		if (l < 0 || r < 0 || c < 0 || w <= 0)
			continue;
		add(&x->direct[cips_crossing_at(x, (size_t)l, (size_t)r, (size_t)c)],
			&(struct cips_sums){1, w, w * w, w});
	}
}

/* In tree order children come behind their parent, so going backwards they are complete. */
static void roll_up(struct cips_crossing *x)
{
	memcpy(x->sums, x->direct, size_of(x) * sizeof *x->sums);
	for (size_t l = 0; l < x->layers.n; l++)
		for (size_t r = 0; r < x->rows.n; r++)
			for (size_t c = x->columns.n; c-- > 1;)
				add(&x->sums[cips_crossing_at(
					    x, l, r, (size_t)x->columns.rows[c].parent)],
					&x->sums[cips_crossing_at(x, l, r, c)]);
	for (size_t l = 0; l < x->layers.n; l++)
		for (size_t r = x->rows.n; r-- > 1;)
			for (size_t c = 0; c < x->columns.n; c++)
				add(&x->sums[cips_crossing_at(
					    x, l, (size_t)x->rows.rows[r].parent, c)],
					&x->sums[cips_crossing_at(x, l, r, c)]);
	for (size_t l = x->layers.n; l-- > 1;)
		for (size_t r = 0; r < x->rows.n; r++)
			for (size_t c = 0; c < x->columns.n; c++)
				add(&x->sums[cips_crossing_at(
					    x, (size_t)x->layers.rows[l].parent, r, c)],
					&x->sums[cips_crossing_at(x, l, r, c)]);
}

static int *parents_of(const struct cips_groups *groups)
{
	int *parent = cips_malloc(groups->n * sizeof *parent);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
	return parent;
}

/*
 * Whether the groups are what people answered, which is a secret of theirs. What colleagues know
 * anyway is not: their unit, their language, a demographic (an item with a use).
 */
static bool are_answers(const struct cips_crossing *x, const struct cips_groups *groups)
{
	if (cips_tables_by_unit(groups->variable) || cips_tables_by_origin(groups->variable))
		return false;
	const struct cips_item *item =
		cips_model_item(x->frame->source->instrument, groups->variable);
	return item && item->use == CIPS_USE_NONE;
}

/* The axes of the mask, and where their groups stand in the crossing. */
struct mask_axis {
	const struct cips_groups *groups;
	size_t step; /* from one group to the next */
};

static int by_variable(const void *left, const void *right)
{
	const struct mask_axis *a = left;
	const struct mask_axis *b = right;
	return strcmp(a->groups->variable, b->groups->variable);
}

/*
 * Copies between the crossing and the order of the sorted axes: people into `people`, or with it
 * NULL `mask` into the mask.
 */
static void each_cell(struct cips_crossing *x, const struct mask_axis axes[CIPS_CELL_AXES],
	size_t *people, const unsigned char *mask)
{
	size_t next = 0;
	for (size_t i = 0; i < axes[0].groups->n; i++)
		for (size_t j = 0; j < axes[1].groups->n; j++)
			for (size_t k = 0; k < axes[2].groups->n; k++, next++) {
				size_t at = i * axes[0].step + j * axes[1].step + k * axes[2].step;
				if (people)
					people[next] = x->direct[at].n;
				else
					x->mask[at] = mask[next];
			}
}

/*
 * The axes go into the mask by the names of their variables, so that a table and the same one turned
 * round hide the same cells: what one shows and the other hides would give both away.
 */
static void make_mask(struct cips_crossing *x, size_t minimum)
{
	struct mask_axis axes[CIPS_CELL_AXES] = {
		{&x->layers, x->rows.n * x->columns.n}, {&x->rows, x->columns.n}, {&x->columns, 1}};
	struct cips_cell_axis cell_axes[CIPS_CELL_AXES];
	int *parent[CIPS_CELL_AXES];
	size_t *people = cips_malloc(size_of(x) * sizeof *people);
	unsigned char *mask = cips_calloc(size_of(x), 1);
	qsort(axes, CIPS_CELL_AXES, sizeof *axes, by_variable);
	for (int k = 0; k < CIPS_CELL_AXES; k++) {
		parent[k] = parents_of(axes[k].groups);
		cell_axes[k] = (struct cips_cell_axis){
			parent[k], axes[k].groups->n, are_answers(x, axes[k].groups)};
	}
	each_cell(x, axes, people, NULL);
	cips_disclosure_cells(cell_axes, people, minimum, mask);
	each_cell(x, axes, NULL, mask);
	for (int k = 0; k < CIPS_CELL_AXES; k++)
		free(parent[k]);
	free(people);
	free(mask);
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
	if (!rc)
		x->row_order = cips_tables_order(frame, rows);
	return rc;
}

enum cips_rc cips_tables_cross(struct cips_scope *scope, const char *columns,
	struct cips_crossing *x, struct cips_err *err)
{
	release_columns(x);
	enum cips_rc rc = cips_tables_groups(scope, x->frame, columns, &x->columns, err);
	if (rc)
		return rc;
	x->column_order = cips_tables_order(x->frame, columns);
	x->direct = cips_calloc(size_of(x), sizeof *x->direct);
	x->sums = cips_calloc(size_of(x), sizeof *x->sums);
	x->mask = cips_calloc(size_of(x), 1);
	count(x);
	roll_up(x);
	if (scope->minimum) {
		make_mask(x, scope->minimum);
		hide_small(x, scope->minimum);
	}
	return CIPS_OK;
}
