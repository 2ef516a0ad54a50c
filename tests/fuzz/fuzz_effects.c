/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An effects file of a simulation. */
#include "fuzz.h"
#include "intake/small_files.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_arena arena = {0};
	struct cips_effect_row *rows;
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	size_t n_rows;
	enum cips_rc rc = cips_intake_effects(
		fuzz_file("effects.csv", bytes, n), &arena, &rows, &n_rows, &findings, &err);
	must(rc == CIPS_OK || rc == CIPS_INPUT);
	must(rc == CIPS_OK || findings.errors || *err.text);
	cips_findings_release(&findings);
	cips_arena_release(&arena);
	return 0;
}
