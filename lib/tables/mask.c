/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/mask.h"

#include "disclosure/mask.h"
#include "tables/grid.h"

#include <stdlib.h>
#include <string.h>

/* --- counts --------------------------------------------------------------------------------- */

static int *parents_of(const struct cips_groups *groups)
{
	int *parent = cips_malloc(groups->n * sizeof *parent);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
	return parent;
}

/* An axis of the mask, and where its groups stand in the table. */
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

/* Where each cell of the sorted axes stands in the table. */
static size_t *places_of(const struct mask_axis axes[CIPS_CELL_AXES], size_t size)
{
	size_t *place = cips_malloc(size * sizeof *place), next = 0;
	for (size_t i = 0; i < axes[0].groups->n; i++)
		for (size_t j = 0; j < axes[1].groups->n; j++)
			for (size_t k = 0; k < axes[2].groups->n; k++)
				place[next++] =
					i * axes[0].step + j * axes[1].step + k * axes[2].step;
	return place;
}

/*
 * The axes go into the mask by the names of their variables, so that a table and the same one turned
 * round hide the same cells: what one shows and the other hides would give both away.
 */
void cips_tables_count_mask(const struct cips_groups *const groups[CIPS_CELL_AXES],
	const size_t *direct, size_t minimum, unsigned char *mask)
{
	struct mask_axis axes[CIPS_CELL_AXES];
	struct cips_cell_axis cell_axes[CIPS_CELL_AXES];
	int *parent[CIPS_CELL_AXES];
	size_t size = 1;
	for (int k = CIPS_CELL_AXES; k-- > 0;) {
		axes[k] = (struct mask_axis){groups[k], size};
		size *= groups[k]->n;
	}
	qsort(axes, CIPS_CELL_AXES, sizeof *axes, by_variable);
	for (int k = 0; k < CIPS_CELL_AXES; k++) {
		parent[k] = parents_of(axes[k].groups);
		cell_axes[k] = (struct cips_cell_axis){
			parent[k], axes[k].groups->n, axes[k].groups->answers};
	}
	size_t *place = places_of(axes, size), *people = cips_malloc(size * sizeof *people);
	unsigned char *sorted = cips_calloc(size, 1);
	for (size_t i = 0; i < size; i++)
		people[i] = direct[place[i]];
	cips_disclosure_cells(cell_axes, people, minimum, sorted);
	for (size_t i = 0; i < size; i++)
		mask[place[i]] = sorted[i];
	for (int k = 0; k < CIPS_CELL_AXES; k++)
		free(parent[k]);
	free(place);
	free(people);
	free(sorted);
}

/* Where the groups are answers, hides how many gave them as a table of counts does. */
static void mask_answers(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, size_t minimum, unsigned char *mask)
{
	static struct cips_group_row whole = {.code = "*", .parent = -1, .end = 1};
	static const struct cips_groups everybody = {.variable = "*", .rows = &whole, .n = 1};
	const struct cips_groups *const groups[] = {layers ? layers : &everybody, rows, &everybody};
	size_t size = groups[0]->n * rows->n;
	if (!rows->answers && !groups[0]->answers)
		return;
	unsigned char *counts = cips_calloc(size, 1);
	cips_tables_count_mask(groups, direct, minimum, counts);
	cips_tables_join_masks(counts, size, mask);
	free(counts);
}

/* --- people --------------------------------------------------------------------------------- */

void cips_tables_mask(
	const struct cips_groups *groups, const size_t *direct, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	size_t *base = cips_calloc(groups->n, sizeof *base);
	int *parent = parents_of(groups);
	cips_tables_roll_up(groups, direct, base);
	mask_answers(groups, NULL, direct, minimum, mask);
	cips_disclosure_mask(base, direct, parent, groups->n, minimum, mask);
	free(base);
	free(parent);
}

void cips_tables_people_mask(
	const struct cips_groups *groups, size_t respondents, size_t minimum, unsigned char *mask)
{
	size_t *direct = cips_malloc(groups->n * sizeof *direct);
	cips_tables_count_direct(groups, groups->of, respondents, direct);
	cips_tables_mask(groups, direct, minimum, mask);
	free(direct);
}

void cips_tables_take_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const unsigned char *wide, unsigned char *mask)
{
	size_t step = cips_groups_to_mask_by(rows)->n;
	for (size_t l = 0; l < (layers ? layers->n : 1); l++) {
		size_t from = layers ? cips_groups_mask_row(layers, l) * step : 0;
		for (size_t r = 0; r < rows->n; r++) {
			unsigned char *cell = &mask[l * rows->n + r];
			if (!*cell)
				*cell = wide[from + cips_groups_mask_row(rows, r)];
		}
	}
}

void cips_tables_grid_count(const struct cips_groups *rows, const struct cips_groups *layers,
	const int32_t *row_of, size_t n, size_t *direct)
{
	for (size_t i = 0; i < n; i++) {
		int32_t layer = layers ? layers->of[i] : 0;
		if (row_of[i] >= 0 && layer >= 0)
			direct[(size_t)layer * rows->n + (size_t)row_of[i]]++;
	}
}

void cips_tables_grid_said(const struct cips_groups *rows, const struct cips_groups *layers,
	const int32_t *row_of, const double *value, size_t n, struct cips_extremes *said)
{
	for (size_t i = 0; i < n; i++) {
		int32_t layer = layers ? layers->of[i] : 0;
		if (row_of[i] >= 0 && layer >= 0)
			cips_disclosure_add_value(
				&said[(size_t)layer * rows->n + (size_t)row_of[i]], value[i]);
	}
}

void cips_tables_grid_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	if (!layers) {
		cips_tables_mask(rows, direct, minimum, mask);
		return;
	}
	mask_answers(rows, layers, direct, minimum, mask);
	cips_tables_mask_layers(rows, layers, direct, NULL, minimum, mask);
}

static void mask_said(const struct cips_groups *groups, const struct cips_extremes *direct,
	size_t minimum, unsigned char *mask)
{
	struct cips_extremes *said = cips_malloc(groups->n * sizeof *said);
	int *parent = parents_of(groups);
	memcpy(said, direct, groups->n * sizeof *said);
	for (size_t g = groups->n; g-- > 1;)
		said[parent[g]] = cips_disclosure_join_extremes(&said[parent[g]], &said[g]);
	cips_disclosure_mask_said(said, direct, parent, groups->n, minimum, mask);
	free(said);
	free(parent);
}

void cips_tables_said_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *said, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	if (layers)
		cips_tables_mask_layers(rows, layers, NULL, said, minimum, mask);
	else
		mask_said(rows, said, minimum, mask);
}

void cips_tables_hide_within(const struct cips_groups *rows, const struct cips_groups *layers,
	size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	for (size_t l = 0; l < (layers ? layers->n : 1); l++)
		for (size_t r = 0; r < rows->n; r++) {
			const struct cips_group_row *row = &rows->rows[r];
			unsigned char *cells = mask + l * rows->n;
			bool within = cips_tables_is_small(row->n, minimum) ||
				(row->parent >= 0 && cells[row->parent]);
			if (layers) {
				const struct cips_group_row *layer = &layers->rows[l];
				within = within || cips_tables_is_small(layer->n, minimum) ||
					(layer->parent >= 0 &&
						mask[(size_t)layer->parent * rows->n + r]);
			}
			if (within && !cells[r])
				cells[r] = CIPS_MASK_COMPLEMENT;
		}
}
