/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "disclosure/extremes.h"

struct cips_extremes cips_disclosure_join_extremes(
	const struct cips_extremes *a, const struct cips_extremes *b)
{
	struct cips_extremes both;
	const double rounding = CIPS_EXTREMES_ROUNDING;

	if (a->n == 0)
		return *b;
	if (b->n == 0)
		return *a;
	both.n = a->n + b->n;
	both.low = a->low < b->low ? a->low : b->low;
	both.high = a->high > b->high ? a->high : b->high;
	both.n_low = (a->low <= both.low + rounding ? a->n_low : 0) +
		(b->low <= both.low + rounding ? b->n_low : 0);
	both.n_high = (a->high >= both.high - rounding ? a->n_high : 0) +
		(b->high >= both.high - rounding ? b->n_high : 0);
	return both;
}
