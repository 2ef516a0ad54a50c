/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form in the container that FUZZ_FORM names: whatever is accepted can be written, and what was
 * written is read back as the same.
 */
#include "base/buf.h"
#include "forms/load.h"
#include "fuzz.h"
#include "intake/small_files.h"

static void write_twice(const struct cips_instrument *instrument)
{
	struct cips_buf once = {0}, twice = {0};
	struct cips_instrument *again;
	struct cips_err err = {0};
	cips_forms_write(instrument, &once);
	must(cips_forms_reload(once.text, &again, &err) == CIPS_OK);
	cips_forms_write(again, &twice);
	must(once.n == twice.n && memcmp(once.text, twice.text, once.n) == 0);
	cips_model_instrument_free(again);
	cips_buf_release(&once);
	cips_buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	struct cips_instrument *instrument = NULL;
	enum cips_rc rc = cips_intake_form(
		fuzz_file("form." FUZZ_FORM, bytes, n), &workbook, &findings, &err);
	must(rc == CIPS_OK || rc == CIPS_INPUT);
	if (!rc)
		instrument = cips_forms_load(&workbook, &findings);
	must(instrument ? !findings.errors : rc || findings.errors);
	if (instrument)
		write_twice(instrument);
	cips_model_instrument_free(instrument);
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
	return 0;
}
