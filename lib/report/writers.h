/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One function per format, for the table in write.c. Internal to lib/report. The caller checks the
 * stream for errors.
 */
#ifndef CIPS_REPORT_WRITERS_H
#define CIPS_REPORT_WRITERS_H

#include "report/write.h"

typedef void cips_report_write_fn(
	const struct cips_document *document, const struct cips_write_options *options, FILE *out);

cips_report_write_fn cips_report_write_text, cips_report_write_csv, cips_report_write_tidy,
	cips_report_write_json, cips_report_write_md;

#endif
