/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One sheet of an .xlsx file.
 */
#ifndef CIPS_FORMS_XLSX_SHEET_H
#define CIPS_FORMS_XLSX_SHEET_H

#include "forms/workbook.h"
#include "forms/xlsx_values.h"

/*
 * What was kept of the workbook so far. A file can name one long text in a million cells, so this
 * is bounded too.
 */
struct xlsx_kept {
	size_t cells;
	size_t bytes;
};

/*
 * Adds the rows of the part to the sheet `name` of the workbook. False with a finding when the part
 * is damaged or too large; faults of single cells are findings as well.
 */
bool xlsx_read_sheet(zip_t *zip, const char *part, const char *name,
	const struct xlsx_values *values, struct xlsx_kept *kept, struct cips_workbook *out,
	struct cips_findings *findings);

#endif
