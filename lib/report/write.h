/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writers: a document in one of the formats of contract section 6. One row of the table below is
 * one format.
 */
#ifndef CIPS_REPORT_WRITE_H
#define CIPS_REPORT_WRITE_H

#include "cips_types.h"
#include "report/table.h"

#include <stdio.h>

struct cips_writer {
	const char *name;      /* "text", "csv", "tidy", "json", "md" */
	const char *extension; /* of a file to be written: ".txt", ".csv", NULL when -o does not
				  choose it */
	void (*write)(const struct cips_document *document,
		const struct cips_write_options *options, FILE *out);
};

extern const struct cips_writer cips_writers[];
extern const size_t cips_writers_n;

/* By name, or by the extension of a path; NULL when there is none. */
const struct cips_writer *cips_report_writer(const char *name);
const struct cips_writer *cips_report_writer_for(const char *path);

#endif
