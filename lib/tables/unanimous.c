/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/unanimous.h"

#include "disclosure/mask.h"
#include "tables/mask.h"

/* Of several items it goes by answers: those of one person are at most as many as the items. */
static bool is_silent(const struct cips_bases *bases, size_t items)
{
	static const enum cips_state states[] = {
		CIPS_STATE_DONT_KNOW, CIPS_STATE_REFUSED, CIPS_STATE_NOT_APPLICABLE};
	size_t all = 0;
	for (size_t s = 0; s < CIPS_STATES; s++)
		if (s != CIPS_STATE_NOT_SHOWN)
			all += bases->answers[s];
	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		size_t n = bases->answers[states[i]];
		if (n > 0 && n + items >= all)
			return true;
	}
	return false;
}

bool cips_tables_hides_silence(const struct cips_bases *bases, size_t items, size_t minimum)
{
	return cips_tables_is_small(bases->asked, minimum) || (minimum && is_silent(bases, items));
}

void cips_tables_mask_silent(
	const struct cips_bases *bases, size_t n, size_t items, size_t minimum, unsigned char *mask)
{
	for (size_t g = 0; minimum && g < n; g++)
		if (is_silent(&bases[g], items))
			mask[g] = CIPS_MASK_SMALL;
}

void cips_tables_foot_unanimous(struct cips_document *document)
{
	if (document->minimum)
		cips_report_note(document,
			"Hidden as well: groups in which all people, or all but one, said the same.");
}
