/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/handles.h"

#include "base/file.h"
#include "forms/diff.h"
#include "report/diff.h"

#include <string.h>

static void digest_of(const struct cips_instrument *instrument, char digest[65])
{
	struct cips_buf form = {0};
	cips_api_canonical(instrument, &form, digest);
	cips_buf_release(&form);
}

void cips_instrument_diff(const struct cips_diff_side *a, const struct cips_diff_side *b,
	struct cips_document **out, bool *same)
{
	struct cips_arena arena = {0};
	struct cips_diff diff;
	char digest_a[65], digest_b[65];
	struct cips_report_diff_side side_a = {cips_file_name(a->name), digest_a, a->places};
	struct cips_report_diff_side side_b = {cips_file_name(b->name), digest_b, b->places};
	digest_of(a->instrument, digest_a);
	digest_of(b->instrument, digest_b);
	cips_forms_diff(a->instrument, b->instrument, &arena, &diff);
	*out = cips_report_diff(&diff, &side_a, &side_b);
	*same = strcmp(digest_a, digest_b) == 0;
	cips_arena_release(&arena);
}
