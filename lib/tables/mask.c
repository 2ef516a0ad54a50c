/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/mask.h"

#include "disclosure/mask.h"
#include "tables/grid.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_mask(
	const struct cips_groups *groups, const size_t *direct, size_t minimum, unsigned char *mask)
{
	if (!minimum)
		return;
	size_t *base = cips_calloc(groups->n, sizeof *base);
	int *parent = cips_malloc(groups->n * sizeof *parent);
	cips_tables_roll_up(groups, direct, base);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
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
	if (layers)
		cips_tables_mask_layers(rows, layers, direct, NULL, minimum, mask);
	else
		cips_tables_mask(rows, direct, minimum, mask);
}

static void mask_said(const struct cips_groups *groups, const struct cips_extremes *direct,
	size_t minimum, unsigned char *mask)
{
	struct cips_extremes *said = cips_malloc(groups->n * sizeof *said);
	int *parent = cips_malloc(groups->n * sizeof *parent);
	memcpy(said, direct, groups->n * sizeof *said);
	for (size_t g = 0; g < groups->n; g++)
		parent[g] = groups->rows[g].parent;
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
