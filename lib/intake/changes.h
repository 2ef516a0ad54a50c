/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What differs between a response and the one that takes its place: names only, because what
 * somebody said before is nobody's business who corrects it.
 */
#ifndef CIPS_INTAKE_CHANGES_H
#define CIPS_INTAKE_CHANGES_H

#include "base/buf.h"
#include "store/survey_file.h"

/*
 * Appends the names of the items that differ, and "weight", "seconds", "language", "mode" and
 * "assisted", separated by ", "; between versions of the instrument "version" alone.
 */
void cips_intake_changes(struct cips_buf *out, const struct cips_instrument *instrument,
	const struct cips_stored *before, const struct cips_stored *after);

#endif
