/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The outcome of comparing two instruments: made by forms/diff.h, written by report/diff.h.
 */
#ifndef CIPS_MODEL_DIFF_H
#define CIPS_MODEL_DIFF_H

#include "model/compare.h"

/* What may be said of an indicator over both instruments. */
struct cips_indicator_diff {
	const char *indicator;
	const struct cips_item *a; /* NULL: only in b */
	const struct cips_item *b; /* NULL: only in a */
	struct cips_trend trend;
};

/* How many scored indicators count in a factor. */
struct cips_factor_diff {
	const char *code;
	const char *label;
	size_t in_a;
	size_t in_b;
	size_t in_both;
	size_t trended; /* of those in both: may be trended */
};

struct cips_diff {
	const struct cips_instrument *a;
	const struct cips_instrument *b;
	struct cips_changes changes; /* settings, groups, items in the order of a, lists */
	struct cips_indicator_diff *indicators; /* items with answers: as in b, then those only in a
						 */
	size_t n_indicators;
	struct cips_factor_diff *factors;
	size_t n_factors;
};

#endif
