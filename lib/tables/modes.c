/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/modes.h"

#include "base/err.h"
#include "tables/mask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Shares that differ by more points than this are worth a word. */
static const double much = 10;

/* The modes of both waves as flat groups; [0] is everybody in the rows of a side. */
struct modes {
	const char **names;
	size_t n;
	size_t *a, *b; /* people */
};

/* The group of a mode; the number of groups when it is none of them yet. */
static size_t find(const struct modes *modes, const char *name)
{
	size_t m = 1;
	while (m < modes->n && strcmp(modes->names[m], name) != 0)
		m++;
	return m;
}

static const char *mode_of(const struct cips_side *side, size_t i)
{
	return side->frame.origins[side->frame.origin[i]].mode;
}

static void collect(struct modes *modes, const struct cips_side *side)
{
	for (size_t i = 0; i < side->frame.n; i++) {
		size_t m = find(modes, mode_of(side, i));
		if (side->rows.of[i] >= 0 && m == modes->n)
			modes->names[modes->n++] = mode_of(side, i);
	}
}

/* What is not known comes last. */
static int by_name(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	return !*x != !*y ? !*x - !*y : strcmp(x, y);
}

static void count(const struct modes *modes, const struct cips_side *side, size_t *people)
{
	for (size_t i = 0; i < side->frame.n; i++)
		if (side->rows.of[i] >= 0) {
			people[find(modes, mode_of(side, i))]++;
			people[0]++;
		}
}

/* Hides, in both waves, what the counts of either would hide. */
static void mask_modes(const struct modes *modes, size_t minimum, unsigned char *mask)
{
	struct cips_group_row *rows = cips_calloc(modes->n, sizeof *rows);
	const struct cips_groups groups = {.rows = rows, .n = modes->n};
	size_t *direct = cips_malloc(modes->n * sizeof *direct);
	unsigned char *before = cips_malloc(modes->n);
	for (size_t m = 0; m < modes->n; m++) {
		rows[m].parent = m ? 0 : -1;
		rows[m].end = (int)(m ? m + 1 : modes->n);
	}
	do {
		memcpy(before, mask, modes->n);
		for (size_t side = 0; side < 2 && minimum; side++) {
			memcpy(direct, side ? modes->b : modes->a, modes->n * sizeof *direct);
			direct[0] = 0;
			cips_tables_mask(&groups, direct, minimum, mask);
		}
	} while (memcmp(before, mask, modes->n) != 0);
	free(before);
	free(direct);
	free(rows);
}

static void foot(
	struct cips_document *document, const struct modes *modes, const unsigned char *mask)
{
	const char *list = "";
	bool known = false, differ = false, hidden = false;
	for (size_t m = 1; m < modes->n; m++) {
		double a = 100 * (double)modes->a[m] / (double)modes->a[0];
		double b = 100 * (double)modes->b[m] / (double)modes->b[0];
		known = known || *modes->names[m];
		hidden = hidden || mask[m];
		if (mask[m])
			continue;
		differ = differ || fabs(a - b) > much || !modes->a[m] != !modes->b[m];
		list = cips_arena_printf(&document->arena, "%s%s%s %.0f %% and %.0f %%", list,
			*list ? "; " : "", *modes->names[m] ? modes->names[m] : "not known", a, b);
	}
	if (known && differ)
		cips_report_note(document,
			"The waves were answered in other ways (mode, in A and in B: %s%s): part of "
			"a change may come from that.",
			list, hidden ? "; others are not shown" : "");
}

void cips_tables_foot_modes(struct cips_document *document, const struct cips_sides *sides)
{
	if (sides->a.frame.flags || sides->b.frame.flags)
		return;
	size_t most = sides->a.frame.n_origins + sides->b.frame.n_origins + 1;
	struct modes modes = {.names = cips_calloc(most, sizeof *modes.names),
		.n = 1,
		.a = cips_calloc(most, sizeof *modes.a),
		.b = cips_calloc(most, sizeof *modes.b)};
	unsigned char *mask = cips_calloc(most, 1);
	collect(&modes, &sides->a);
	collect(&modes, &sides->b);
	qsort(modes.names + 1, modes.n - 1, sizeof *modes.names, by_name);
	count(&modes, &sides->a, modes.a);
	count(&modes, &sides->b, modes.b);
	if (modes.a[0] && modes.b[0]) {
		mask_modes(&modes, document->minimum, mask);
		if (!mask[0])
			foot(document, &modes, mask);
	}
	free(mask);
	free(modes.a);
	free(modes.b);
	free(modes.names);
}
