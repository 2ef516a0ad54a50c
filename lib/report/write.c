/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/write.h"

#include "base/file.h"
#include "report/writers.h"

#include <string.h>

const struct cips_writer cips_writers[] = {
	{"text", ".txt", cips_report_write_text},
	{"csv", ".csv", cips_report_write_csv},
	{"tidy", NULL, cips_report_write_tidy},
	{"json", ".json", cips_report_write_json},
	{"md", ".md", cips_report_write_md},
};

const size_t cips_writers_n = sizeof cips_writers / sizeof *cips_writers;

const struct cips_writer *cips_report_writer(const char *name)
{
	for (size_t i = 0; i < cips_writers_n; i++)
		if (strcmp(cips_writers[i].name, name) == 0)
			return &cips_writers[i];
	return NULL;
}

const struct cips_writer *cips_report_writer_for(const char *path)
{
	for (size_t i = 0; i < cips_writers_n; i++)
		if (cips_writers[i].extension &&
			cips_file_has_extension(path, cips_writers[i].extension))
			return &cips_writers[i];
	return NULL;
}
