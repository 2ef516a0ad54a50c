/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/states.h"

const struct cips_missing_state cips_tables_states[CIPS_MISSING_STATES] = {
	{CIPS_STATE_DONT_KNOW, CIPS_STAT_DONT_KNOW, CIPS_STAT_DONT_KNOW_PERCENT, "don't know"},
	{CIPS_STATE_REFUSED, CIPS_STAT_REFUSED, CIPS_STAT_REFUSED_PERCENT, "refused"},
	{CIPS_STATE_NOT_APPLICABLE, CIPS_STAT_NOT_APPLICABLE, CIPS_STAT_NOT_APPLICABLE_PERCENT,
		"not applicable"},
	{CIPS_STATE_SKIPPED, CIPS_STAT_SKIPPED, CIPS_STAT_SKIPPED_PERCENT, "left blank"},
};

size_t cips_tables_asked(const size_t *answers)
{
	size_t asked = answers[CIPS_STATE_VALID];
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++)
		asked += answers[cips_tables_states[s].state];
	return asked;
}
