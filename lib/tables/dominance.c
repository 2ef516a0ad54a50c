/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/dominance.h"

#include "base/number.h"
#include "disclosure/mask.h"

#include <stdlib.h>
#include <string.h>

static const double most_shown = 0.2, most_silent = 0.05;

/* Shares that are a fifth or a twentieth but for rounding are not above it. */
static bool is_above(double largest, double sum, double share)
{
	return largest > share * sum * (1 + 1e-9);
}

bool cips_tables_dominated(double largest, double sum, size_t minimum)
{
	return minimum > 0 && is_above(largest, sum, most_shown);
}

bool cips_tables_heavy(double largest, double sum)
{
	return is_above(largest, sum, most_silent);
}

void cips_tables_mask_dominated(
	const struct cips_moments *moments, size_t n, size_t minimum, unsigned char *mask)
{
	for (size_t g = 0; g < n; g++)
		if (moments[g].n > 0 &&
			cips_tables_dominated(moments[g].largest_w, moments[g].sum_w, minimum))
			mask[g] = CIPS_MASK_SMALL;
}

void cips_tables_heaviest_add(struct cips_heaviest *heaviest, const struct cips_groups *rows,
	size_t row, const struct cips_moments *shown)
{
	if (!shown->n || !cips_tables_heavy(shown->largest_w, shown->sum_w))
		return;
	if (!heaviest->share)
		heaviest->share = cips_calloc(rows->n, sizeof *heaviest->share);
	double share = shown->largest_w / shown->sum_w;
	if (share > heaviest->share[row])
		heaviest->share[row] = share;
}

void cips_tables_heaviest_release(struct cips_heaviest *heaviest)
{
	free(heaviest->share);
	heaviest->share = NULL;
}

void cips_tables_foot_dominated(struct cips_document *document, bool weighted)
{
	if (weighted && document->minimum)
		cips_report_note(document,
			"Hidden as well: figures of which one person would be more than a fifth.");
}

void cips_tables_foot_heaviest(struct cips_document *document, const struct cips_frame *frame,
	const struct cips_groups *rows, const struct cips_heaviest *heaviest, const char *side)
{
	const char *list = "";
	char percent[CIPS_NUMBER_SIZE];
	if (!frame->weight || !heaviest->share)
		return;
	for (size_t r = 0; r < rows->n; r++) {
		const struct cips_group_row *row = &rows->rows[r];
		if (heaviest->share[r] > 0)
			list = cips_arena_printf(&document->arena, "%s%s%s %s %%", list,
				*list ? ", " : "", strcmp(row->code, "*") == 0 ? "all" : row->code,
				cips_number_fixed(percent, 100 * heaviest->share[r], 0));
	}
	cips_report_note(document,
		"%sOne person counts for more than 5 %% of a figure (the largest share in any figure): %s.",
		side, list);
}
