/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a workbook in .xlsx is made of: the rows of a sheet, then behind a NUL its shared strings,
 * then its styles. Behind compression and checksums no change would come so far.
 */
#include "forms/load.h"
#include "fuzz.h"

#include "../forms/xlsx_build.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *parts[3];
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		parts[i] = fuzz_text(bytes, n);
		size_t size = strlen(parts[i]) + 1;
		bytes += size < n ? size : n;
		n -= size < n ? size : n;
	}
	char *path = build_sheet(parts[0], parts[1], parts[2]);
	if (cips_forms_read_xlsx(path, &workbook, &findings))
		cips_model_instrument_free(cips_forms_load(&workbook, &findings));
	else
		must(findings.errors);
	unlink(path);
	free(path);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		free(parts[i]);
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
	return 0;
}
