/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The key to the codes in the header of a grid. Internal to lib/report.
 */
#ifndef CIPS_REPORT_KEY_H
#define CIPS_REPORT_KEY_H

#include "report/table.h"

/*
 * "LEAD Leadership and Commitment; TRAN Transparency" for the columns of table `t`, or "" when
 * there is nothing to explain or a later table of the document with the same columns says it.
 */
const char *cips_report_key(
	struct cips_arena *arena, const struct cips_document *document, size_t t);

#endif
