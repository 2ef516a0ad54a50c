/* SPDX-License-Identifier: GPL-3.0-or-later */
/* units.csv: what is accepted is one tree. */
#include "fuzz.h"
#include "intake/small_files.h"

static void check_tree(const struct cips_units *units)
{
	size_t roots = 0;
	for (size_t u = 0; u < units->n; u++) {
		size_t steps = 0;
		for (int up = units->list[u].parent; up >= 0; up = units->list[up].parent)
			must((size_t)up < units->n && ++steps <= units->n);
		roots += units->list[u].parent < 0;
		must(*units->list[u].code);
	}
	must(units->n && roots == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_units *units;
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	enum cips_rc rc =
		cips_intake_units(fuzz_file("units.csv", bytes, n), &units, &findings, &err);
	must(rc == CIPS_OK || rc == CIPS_INPUT);
	if (!rc) {
		must(!findings.errors);
		check_tree(units);
		cips_model_units_free(units);
	}
	cips_findings_release(&findings);
	return 0;
}
